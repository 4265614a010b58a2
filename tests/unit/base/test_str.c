/* SPDX-License-Identifier: Apache-2.0 */
/* Slices and capped strings, with random operations against a plain model. */
#include "idio_test.h"

#include "base/str.h"

static void slices(void **state)
{
    static const struct {
        const char *in, *out;
    } trims[] = {{"", ""}, {"  ", ""}, {" a ", "a"}, {"a b", "a b"}, {"\t\r\n\v\fx\n", "x"}};
    struct idio_slice s = idio_slice_c("prefix.c");

    (void)state;
    assert_true(idio_slice_starts(s, "pre"));
    assert_true(idio_slice_starts(s, ""));
    assert_false(idio_slice_starts(s, "prefix.cc"));
    assert_true(idio_slice_ends(s, ".c"));
    assert_false(idio_slice_ends(s, ".h"));
    assert_false(idio_slice_ends(idio_slice_c("c"), ".c"));
    assert_true(idio_slice_eq(idio_slice("abc", 2), idio_slice("abd", 2)));
    assert_false(idio_slice_eq(idio_slice("abc", 3), idio_slice("abd", 3)));
    assert_false(idio_slice_eq(idio_slice("abc", 3), idio_slice("abc", 2)));
    assert_true(idio_slice_eq_c(idio_slice_c(NULL), ""));
    assert_true(idio_slice_eq(idio_slice(NULL, 0), idio_slice("x", 0)));
    for (size_t i = 0; i < IDIO_COUNT(trims); i++)
        assert_true(idio_slice_eq_c(idio_slice_trim(idio_slice_c(trims[i].in)), trims[i].out));
}

/* Every maximum up to 300: the longest text fits, one byte more fails and changes nothing. */
static void keeps_to_its_maximum(void **state)
{
    (void)state;
    for (size_t max = 0; max < 300; max++) {
        struct idio_str s;
        struct idio_err err;

        idio_str_init(&s, max);
        for (size_t i = 0; i < max; i++)
            idio_str_putc(&s, (char)('a' + i % 26));
        assert_ok(idio_str_status(&s, "w", &err), &err);
        assert_int_equal(s.len, max);
        assert_true(s.cap <= max + 1);
        idio_str_putc(&s, '!');
        assert_int_equal(s.failed, IDIO_E_LIMIT);
        assert_int_equal(s.len, max);
        assert_int_equal(strlen(s.data), max);
        idio_str_clear(&s);
        assert_int_equal(s.failed, IDIO_OK);
        assert_string_equal(s.data, "");
        idio_str_release(&s);
    }
}

static void failure_sticks(void **state)
{
    struct idio_str s;
    struct idio_err err;

    (void)state;
    idio_str_init(&s, 4);
    idio_str_puts(&s, "ab");
    idio_str_puts(&s, "cde");
    idio_str_puts(&s, "f"); /* would fit, but the text would have a hole */
    assert_string_equal(s.data, "ab");
    idio_str_printf(&s, "%d", 1);
    assert_string_equal(s.data, "ab");
    assert_status(idio_str_status(&s, "mod.op", &err), IDIO_E_LIMIT, &err);
    assert_string_equal(err.where, "mod.op");
    assert_null(idio_str_take(&s));
    idio_str_release(&s);
}

static void take_moves(void **state)
{
    struct idio_str s;
    char *p;

    (void)state;
    idio_str_init(&s, 100);
    p = idio_str_take(&s);
    assert_string_equal(p, "");
    idio_free(p);
    idio_str_puts(&s, "moved");
    p = idio_str_take(&s);
    assert_string_equal(p, "moved");
    assert_int_equal(s.len, 0);
    assert_string_equal(s.data, "");
    idio_str_puts(&s, "again");
    assert_string_equal(s.data, "again");
    idio_free(p);
    idio_str_release(&s);
}

static void zeroed_can_be_released(void **state)
{
    struct idio_str s = {0};

    (void)state;
    idio_str_release(&s);
}

static void huge_requests_fail(void **state)
{
    struct idio_str s;

    (void)state;
    idio_str_init(&s, SIZE_MAX);
    idio_str_puts(&s, "x");
    idio_str_append(&s, "y", SIZE_MAX);
    assert_int_equal(s.failed, IDIO_E_LIMIT);
    assert_string_equal(s.data, "x");
    idio_str_release(&s);
}

static void printf_grows(void **state)
{
    struct idio_str s;

    (void)state;
    idio_str_init(&s, 5000);
    idio_str_printf(&s, "%s", "");
    assert_string_equal(s.data, "");
    idio_str_printf(&s, "%d|%s", 5, "x");
    idio_str_printf(&s, "%04000d", 1);
    assert_int_equal(s.len, 4003);
    assert_int_equal(strlen(s.data), 4003);
    idio_str_printf(&s, "%01000d", 1);
    assert_int_equal(s.failed, IDIO_E_LIMIT);
    assert_int_equal(s.len, 4003);
    idio_str_release(&s);
}

static void matches_the_model(void **state)
{
    static char model[20001], piece[1000];
    uint64_t seed = 42;

    (void)state;
    for (int round = 0; round < 50; round++) {
        struct idio_str s;
        size_t max = idio_test_random(&seed) % 20000, len = 0;
        bool failed = false;

        idio_str_init(&s, max);
        for (int step = 0; step < 200; step++) {
            size_t n = idio_test_random(&seed) % 300;

            for (size_t i = 0; i < n; i++)
                piece[i] = (char)('a' + idio_test_random(&seed) % 26);
            piece[n] = '\0';
            switch (idio_test_random(&seed) % 4) {
            case 0:
                idio_str_append(&s, piece, n);
                break;
            case 1:
                idio_str_puts(&s, piece);
                break;
            case 2:
                idio_str_printf(&s, "%s", piece);
                break;
            default:
                n = 1;
                piece[0] = 'Z';
                idio_str_putc(&s, 'Z');
                break;
            }
            failed = failed || n > max - len;
            if (!failed) {
                memcpy(model + len, piece, n);
                len += n;
            }
            model[len] = '\0';
            assert_int_equal(s.len, len);
            assert_string_equal(s.data, model);
            assert_int_equal(s.failed, failed ? IDIO_E_LIMIT : IDIO_OK);
        }
        idio_str_release(&s);
    }
}

static int build(void *ctx)
{
    struct idio_str s;
    char *text;
    int status;

    (void)ctx;
    idio_str_init(&s, 100000);
    for (int i = 0; i < 500; i++)
        idio_str_printf(&s, "line %d\n", i);
    status = idio_str_status(&s, "test", NULL);
    text = idio_str_take(&s);
    if (status == IDIO_OK && !text)
        status = IDIO_E_BUG;
    idio_free(text);
    idio_str_release(&s);
    return status;
}

static int take_empty(void *ctx)
{
    struct idio_str s;
    char *text;

    (void)ctx;
    idio_str_init(&s, 10);
    text = idio_str_take(&s);
    idio_free(text);
    return text ? IDIO_OK : IDIO_E_NOMEM;
}

static void survives_missing_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(build, NULL);
    IDIO_FAIL_EACH_ALLOC(take_empty, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices),
        cmocka_unit_test(keeps_to_its_maximum),
        cmocka_unit_test(failure_sticks),
        cmocka_unit_test(take_moves),
        cmocka_unit_test(zeroed_can_be_released),
        cmocka_unit_test(huge_requests_fail),
        cmocka_unit_test(printf_grows),
        cmocka_unit_test(matches_the_model),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
