/* SPDX-License-Identifier: Apache-2.0 */
#include "idio_test.h"

#include "gguf_build.h"
#include "infer/model_internal.h"

static int check(const struct gguf_spec *s, enum idio_gguf_kind kind, struct idio_gguf *g,
                 struct idio_err *err)
{
    struct gguf_bytes b = gguf_build(s, NULL);
    int r = idio_gguf_check_memory(b.p, b.n, b.n, kind, g, err);

    free(b.p);
    return r;
}

static void test_sound(void **state)
{
    struct gguf_spec s = gguf_plain();
    struct idio_gguf g;
    struct idio_err err;

    (void)state;
    assert_ok(check(&s, IDIO_GGUF_MODEL, &g, &err), &err);
    assert_string_equal(g.arch, "llama");
    assert_string_equal(g.name, "noise");
    assert_int_equal(g.layers, 1);
    assert_int_equal(g.vocabulary, 330);
    assert_true(g.has_template);
    s.version = 2;
    s.alignment = 64;
    s.rope = 8;
    assert_ok(check(&s, IDIO_GGUF_MODEL, &g, &err), &err);
    s.adapter = 1;
    assert_ok(check(&s, IDIO_GGUF_ADAPTER, &g, &err), &err);
    assert_status(check(&s, IDIO_GGUF_MODEL, &g, &err), IDIO_E_UNSUPPORTED, &err);
    s.adapter = 0;
    assert_status(check(&s, IDIO_GGUF_ADAPTER, &g, &err), IDIO_E_UNSUPPORTED, &err);
}

static void test_untouched_on_failure(void **state)
{
    struct gguf_spec s = gguf_plain();
    struct idio_gguf g, before;
    struct idio_err err;

    (void)state;
    memset(&g, 0x5A, sizeof g);
    before = g;
    s.layers = 0;
    assert_status(check(&s, IDIO_GGUF_MODEL, &g, &err), IDIO_E_CORRUPT, &err);
    assert_memory_equal(&g, &before, sizeof g);
    assert_true(err.hint[0] != '\0');
}

static void test_truncated(void **state)
{
    struct gguf_spec s = gguf_plain();
    size_t header;
    struct gguf_bytes b = gguf_build(&s, &header);
    struct idio_gguf g;
    struct idio_err err;

    (void)state;
    for (size_t n = 0; n < b.n; n += n < header ? 1 : 97) {
        int r = idio_gguf_check_memory(b.p, n, n, IDIO_GGUF_MODEL, &g, &err);

        assert_status(r, IDIO_E_CORRUPT, &err);
        assert_true(err.hint[0] != '\0');
    }
    /* Header whole, data elsewhere: as with a file that is longer than what was read of it. */
    assert_ok(idio_gguf_check_memory(b.p, header, b.n, IDIO_GGUF_MODEL, &g, &err), &err);
    free(b.p);
}

#define CASE(want, ...)                                                  \
    do {                                                                 \
        struct gguf_spec s = gguf_plain();                               \
        struct idio_err err = {0};                                       \
        struct idio_gguf g;                                              \
        __VA_ARGS__;                                                     \
        assert_status(check(&s, IDIO_GGUF_MODEL, &g, &err), want, &err); \
        assert_true(err.hint[0] != '\0');                                \
    } while (0)

static void test_not_for_us(void **state)
{
    (void)state;
    CASE(IDIO_E_UNSUPPORTED, s.arch = "clip");
    CASE(IDIO_E_UNSUPPORTED, s.arch = "bert");
    CASE(IDIO_E_UNSUPPORTED, s.arch = "mamba");
    CASE(IDIO_E_UNSUPPORTED, s.arch = "");
    CASE(IDIO_E_UNSUPPORTED, s.tokenizer = "bert");
    CASE(IDIO_E_UNSUPPORTED, s.experts = 8);
    CASE(IDIO_E_UNSUPPORTED, s.version = 1);
    CASE(IDIO_E_UNSUPPORTED, s.version = 4);
    CASE(IDIO_E_UNSUPPORTED, s.weight_type = 9);
    CASE(IDIO_E_UNSUPPORTED, s.weight_type = 24);
    CASE(IDIO_E_UNSUPPORTED, s.weight_type = 4000000000U);
    CASE(IDIO_E_UNSUPPORTED, s.extra_key = "llama.rope.scaling.type"; s.extra_value = "twisted");
}

static void test_contradictions(void **state)
{
    (void)state;
    CASE(IDIO_E_CORRUPT, s.version = 0);
    CASE(IDIO_E_CORRUPT, s.version = 0x03000000);
    CASE(IDIO_E_CORRUPT, s.layers = 0);
    CASE(IDIO_E_CORRUPT, s.layers = 513);
    CASE(IDIO_E_CORRUPT, s.context = 0);
    CASE(IDIO_E_CORRUPT, s.kv_heads = 3);
    CASE(IDIO_E_CORRUPT, s.rope = 6);
    CASE(IDIO_E_CORRUPT, s.rope = 4096);
    CASE(IDIO_E_CORRUPT, s.alignment = 48);
    CASE(IDIO_E_CORRUPT, s.duplicate_token = 1);
    CASE(IDIO_E_CORRUPT, s.short_types = 1);
    CASE(IDIO_E_CORRUPT, s.tokenizer = "llama"); /* no byte tokens */
    CASE(IDIO_E_CORRUPT, s.extra_key = "general.name"; s.extra_value = "again");
    CASE(IDIO_E_CORRUPT, s.claim_tensors = UINT64_MAX);
    CASE(IDIO_E_CORRUPT, s.claim_tensors = (uint64_t)1 << 40);
    CASE(IDIO_E_CORRUPT, s.claim_keys = UINT64_MAX);
    CASE(IDIO_E_CORRUPT, s.claim_keys = 4096);
    CASE(IDIO_E_CORRUPT, s.claim_keys = 1);
    CASE(IDIO_E_CORRUPT, s.claim_tokens = UINT64_MAX);
    CASE(IDIO_E_CORRUPT, s.claim_tokens = (uint64_t)1 << 33);
    CASE(IDIO_E_CORRUPT, s.claim_tokens = 10);
    CASE(IDIO_E_CORRUPT, s.extra_tokens = 0);
}

static void test_random_bytes(void **state)
{
    struct gguf_spec s = gguf_plain();
    size_t header;
    struct gguf_bytes b = gguf_build(&s, &header);
    unsigned char *copy = malloc(b.n);
    uint64_t seed = 11;
    struct idio_gguf g;
    struct idio_err err;

    (void)state;
    assert_non_null(copy);
    for (int round = 0; round < 20000; round++) {
        size_t n = round % 2 ? header : 1 + idio_test_random(&seed) % 4096;
        int r;

        if (round % 2) {
            memcpy(copy, b.p, header);
            for (uint64_t k = 1 + idio_test_random(&seed) % 4; k; k--)
                copy[idio_test_random(&seed) % header] = (unsigned char)idio_test_random(&seed);
        } else {
            for (size_t i = 0; i < n; i++)
                copy[i] = (unsigned char)idio_test_random(&seed);
            if (round % 4)
                memcpy(copy, "GGUF\3\0\0\0", n < 8 ? n : 8);
        }
        r = idio_gguf_check_memory(copy, n, b.n, IDIO_GGUF_MODEL, &g, &err);
        assert_true(r == IDIO_OK || r == IDIO_E_CORRUPT || r == IDIO_E_UNSUPPORTED);
    }
    free(copy);
    free(b.p);
}

static void test_files(void **state)
{
    char dir[64], path[128];
    struct gguf_spec s = gguf_plain();
    struct gguf_bytes b = gguf_build(&s, NULL);
    struct idio_gguf g;
    struct idio_err err;

    (void)state;
    idio_test_dir(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/m.gguf", dir);
    assert_status(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), IDIO_E_NOTFOUND, &err);
    assert_true(err.hint[0] != '\0');
    assert_status(idio_gguf_check(dir, IDIO_GGUF_MODEL, &g, &err), IDIO_E_INVALID, &err);
    idio_test_write(path, b.p, b.n);
    assert_ok(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), &err);
    idio_test_write(path, b.p, b.n - 5000);
    assert_status(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), IDIO_E_CORRUPT, &err);
    idio_test_write(path, "", 0);
    assert_status(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), IDIO_E_CORRUPT, &err);
    idio_test_write(path, "<!DOCTYPE html><html>not found</html>", 37);
    assert_status(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), IDIO_E_CORRUPT, &err);
    assert_int_equal(mkfifo(dir[0] ? strcat(path, ".fifo") : path, 0600), 0);
    assert_status(idio_gguf_check(path, IDIO_GGUF_MODEL, &g, &err), IDIO_E_INVALID, &err);
    idio_test_remove(dir);
    free(b.p);
}

static int check_once(void *ctx)
{
    const struct gguf_bytes *b = ctx;
    struct idio_gguf g;
    struct idio_err err;

    return idio_gguf_check_memory(b->p, b->n, b->n, IDIO_GGUF_MODEL, &g, &err);
}

static void test_out_of_memory(void **state)
{
    struct gguf_spec s = gguf_plain();
    struct gguf_bytes b = gguf_build(&s, NULL);

    (void)state;
    IDIO_FAIL_EACH_ALLOC(check_once, &b);
    free(b.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),          cmocka_unit_test(test_untouched_on_failure),
        cmocka_unit_test(test_truncated),      cmocka_unit_test(test_not_for_us),
        cmocka_unit_test(test_contradictions), cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_files),          cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
