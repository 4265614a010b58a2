/* SPDX-License-Identifier: Apache-2.0 */
/* The cache's codec: what goes in comes out, and no damaged byte does harm. */
#include "idio_test.h"

#include "types/observed.h"

#define ARENA (4u << 20)

static struct idio_unit units[] = {
    {IDIO_UNIT_MODULE, IDIO_NO_UNIT, 1, 400, "", "", "", "", false, false},
    {IDIO_UNIT_CLASS, 0, 10, 90, "Parser", "class Parser:", "Parses.", "open", false, false},
    {IDIO_UNIT_FUNCTION, 1, 12, 30, "läuft", "def läuft(self)", "Does it run?", "a b c", true,
     false},
};
static struct idio_site sites[] = {
    {0, 2, 1, IDIO_NO_UNIT, NULL, 0},
    {3, IDIO_VALUE_OPEN, 12, 2, "numpy", 0},
    {65000, 7, 12, 2, NULL, 0},
    {3, 0, 399, 0, NULL, 0},
};
static const char *imports[] = {"numpy", "os.path"};

static struct idio_observed sample(void)
{
    return (struct idio_observed){.lang = IDIO_LANG_PYTHON,
                                  .lines = 400,
                                  .parse_errors = true,
                                  .units = units,
                                  .unit_count = IDIO_COUNT(units),
                                  .sites = sites,
                                  .site_count = IDIO_COUNT(sites),
                                  .imports = imports,
                                  .import_count = IDIO_COUNT(imports)};
}

static void assert_same(const struct idio_observed *a, const struct idio_observed *b)
{
    assert_int_equal(a->lang, b->lang);
    assert_int_equal(a->lines, b->lines);
    assert_int_equal(a->parse_errors, b->parse_errors);
    assert_int_equal(a->unit_count, b->unit_count);
    assert_int_equal(a->site_count, b->site_count);
    assert_int_equal(a->import_count, b->import_count);
    for (size_t i = 0; i < a->import_count; i++)
        assert_string_equal(a->imports[i], b->imports[i]);
    for (size_t i = 0; i < a->unit_count; i++) {
        assert_int_equal(a->units[i].kind, b->units[i].kind);
        assert_int_equal(a->units[i].parent, b->units[i].parent);
        assert_int_equal(a->units[i].first_line, b->units[i].first_line);
        assert_int_equal(a->units[i].last_line, b->units[i].last_line);
        assert_int_equal(a->units[i].is_test, b->units[i].is_test);
        assert_string_equal(a->units[i].name, b->units[i].name);
        assert_string_equal(a->units[i].signature, b->units[i].signature);
        assert_string_equal(a->units[i].doc, b->units[i].doc);
        assert_string_equal(a->units[i].calls, b->units[i].calls);
    }
    for (size_t i = 0; i < a->site_count; i++) {
        assert_int_equal(a->sites[i].trait, b->sites[i].trait);
        assert_int_equal(a->sites[i].value, b->sites[i].value);
        assert_int_equal(a->sites[i].line, b->sites[i].line);
        assert_int_equal(a->sites[i].unit, b->sites[i].unit);
        if (a->sites[i].value == IDIO_VALUE_OPEN)
            assert_string_equal(a->sites[i].text, b->sites[i].text);
    }
}

static void round_trip(void **state)
{
    (void)state;
    struct idio_observed in = sample(), out;
    struct idio_str bytes;
    struct idio_arena arena;
    struct idio_err err;
    idio_str_init(&bytes, 1 << 20);
    idio_arena_init(&arena, ARENA);
    idio_observed_encode(&in, &bytes);
    assert_ok(idio_observed_decode(bytes.data, bytes.len, &arena, &out, &err), &err);
    assert_same(&in, &out);
    struct idio_observed empty = {.lang = IDIO_LANG_C};
    idio_str_clear(&bytes);
    idio_observed_encode(&empty, &bytes);
    assert_ok(idio_observed_decode(bytes.data, bytes.len, &arena, &out, &err), &err);
    assert_int_equal(out.unit_count + out.site_count + out.import_count, 0);
    idio_arena_release(&arena);
    idio_str_release(&bytes);
}

/* Every truncation is refused; every changed byte is refused or gives something whose references
 * hold. */
static void damage(void **state)
{
    (void)state;
    struct idio_observed in = sample(), out;
    struct idio_str bytes;
    struct idio_arena arena;
    struct idio_err err;
    idio_str_init(&bytes, 1 << 20);
    idio_arena_init(&arena, ARENA);
    idio_observed_encode(&in, &bytes);
    for (size_t n = 0; n < bytes.len; n++) {
        idio_arena_clear(&arena);
        assert_status(idio_observed_decode(bytes.data, n, &arena, &out, &err), IDIO_E_CORRUPT,
                      &err);
    }
    for (size_t i = 0; i < bytes.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << bit));
            idio_arena_clear(&arena);
            if (idio_observed_decode(bytes.data, bytes.len, &arena, &out, &err) == IDIO_OK)
                for (size_t s = 0; s < out.site_count; s++)
                    assert_true(out.sites[s].unit == IDIO_NO_UNIT ||
                                out.sites[s].unit < out.unit_count);
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << bit));
        }
    idio_arena_release(&arena);
    idio_str_release(&bytes);
}

static int decode_once(void *ctx)
{
    (void)ctx;
    struct idio_observed in = sample(), out;
    struct idio_str bytes;
    struct idio_arena arena;
    idio_str_init(&bytes, 1 << 20);
    idio_arena_init(&arena, ARENA);
    idio_observed_encode(&in, &bytes);
    int rc = idio_str_status(&bytes, "test", NULL);
    if (rc == IDIO_OK)
        rc = idio_observed_decode(bytes.data, bytes.len, &arena, &out, NULL);
    idio_arena_release(&arena);
    idio_str_release(&bytes);
    return rc;
}

static void allocations_fail(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(decode_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(damage),
        cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
