/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map against a linear model, interning, growth, missing memory. */
#include "idio_test.h"

#include "base/map.h"

enum { MODEL_MAX = 400, STEPS = 6000 };

struct model {
    char key[MODEL_MAX][12];
    size_t key_len[MODEL_MAX], value[MODEL_MAX], len;
};

static size_t model_find(const struct model *m, const char *key, size_t n)
{
    for (size_t i = 0; i < m->len; i++) {
        if (m->key_len[i] == n && memcmp(m->key[i], key, n) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* Keys of 0..11 bytes from an alphabet of three (NUL is one of them), so that many meet again. */
static size_t make_key(uint64_t *seed, char key[12])
{
    size_t n = idio_test_random(seed) % 6;

    for (size_t i = 0; i < n; i++)
        key[i] = "\0ab"[idio_test_random(seed) % 3];
    return n;
}

static void step(struct idio_map *m, struct model *model, uint64_t *seed)
{
    char key[12];
    size_t n = make_key(seed, key), at = model_find(model, key, n), value = 0;

    assert_int_equal(idio_map_get(m, key, n, &value), at != SIZE_MAX);
    if (at != SIZE_MAX)
        assert_int_equal(value, model->value[at]);
    if (idio_test_random(seed) % 2 == 0 && model->len < MODEL_MAX) {
        bool is_new;
        size_t *p = idio_map_at(m, key, n, &is_new);

        assert_non_null(p);
        assert_int_equal(is_new, at == SIZE_MAX);
        if (at == SIZE_MAX) {
            assert_int_equal(*p, 0);
            at = model->len++;
            memcpy(model->key[at], key, n);
            model->key_len[at] = n;
        }
        *p = model->value[at] = (size_t)idio_test_random(seed);
    }
}

static void matches_the_model(void **state)
{
    static struct model model;

    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct idio_map m;
        uint64_t random = seed * 7919;

        memset(&model, 0, sizeof model);
        idio_map_init(&m, 1 << 20);
        for (int i = 0; i < STEPS; i++)
            step(&m, &model, &random);
        assert_int_equal(m.len, model.len);
        for (size_t i = 0; i < m.len; i++) {
            assert_int_equal(m.entries[i].key_len, model.key_len[i]);
            assert_memory_equal(m.entries[i].key, model.key[i], model.key_len[i]);
            assert_int_equal(m.entries[i].key[m.entries[i].key_len], 0);
            assert_int_equal(m.entries[i].value, model.value[i]);
        }
        idio_map_release(&m);
    }
}

static void interns(void **state)
{
    struct idio_map m;

    (void)state;
    idio_map_init(&m, (size_t)16 << 20);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 50000; i++) {
            char key[20];
            int n = snprintf(key, sizeof key, "name_%zu", i);

            assert_int_equal(idio_map_intern(&m, key, (size_t)n), i);
        }
    }
    assert_int_equal(m.len, 50000);
    assert_string_equal(m.entries[49999].key, "name_49999");
    idio_map_release(&m);
    assert_false(idio_map_get(&m, "name_1", 6, NULL));
    assert_int_equal(idio_map_intern(&m, "x", 1), 0); /* usable again */
    idio_map_release(&m);
}

static void key_memory_is_capped(void **state)
{
    struct idio_map m;
    size_t n = 0;
    char key[64];

    (void)state;
    idio_map_init(&m, 100000);
    memset(key, 'k', sizeof key);
    while (snprintf(key, 24, "%020zu", n) > 0 && idio_map_intern(&m, key, sizeof key) != SIZE_MAX)
        n++;
    assert_in_range(n, 800, 1600);
    assert_int_equal(m.len, n);
    assert_null(idio_map_at(&m, key, sizeof key, NULL));
    snprintf(key, 24, "%020zu", (size_t)3);
    assert_int_equal(idio_map_intern(&m, key, sizeof key), 3);
    idio_map_release(&m);
}

static int fill(void *ctx)
{
    struct idio_map m;
    int status = IDIO_OK;

    (void)ctx;
    idio_map_init(&m, 1 << 20);
    for (size_t i = 0; i < 600 && status == IDIO_OK; i++) {
        char key[20];
        int n = snprintf(key, sizeof key, "%zu", i);
        size_t len = m.len;

        if (!idio_map_at(&m, key, (size_t)n, NULL))
            status = m.len == len ? IDIO_E_NOMEM : IDIO_E_BUG;
        /* All that went in before is still found. */
        if (i > 0 && !idio_map_get(&m, "0", 1, NULL))
            status = IDIO_E_BUG;
        if (status == IDIO_E_NOMEM && idio_map_get(&m, key, (size_t)n, NULL))
            status = IDIO_E_BUG;
    }
    idio_map_release(&m);
    return status;
}

static void survives_missing_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_the_model),
        cmocka_unit_test(interns),
        cmocka_unit_test(key_memory_is_capped),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
