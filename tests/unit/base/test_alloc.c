/* SPDX-License-Identifier: Apache-2.0 */
/* The gate: zeroing, size checks, failure injection. */
#include "idio_test.h"

static void zeroes(void **state)
{
    (void)state;
    for (int round = 0; round < 50; round++) {
        unsigned char *p = idio_alloc(37, 11);

        assert_non_null(p);
        for (size_t i = 0; i < 37 * 11; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, 37 * 11); /* so that a recycled block would show */
        idio_free(p);
    }
}

static void refuses_absurd_sizes(void **state)
{
    static const struct {
        size_t count, size;
    } table[] = {
        {SIZE_MAX, 2},        {2, SIZE_MAX}, {SIZE_MAX / 2 + 1, 2},
        {(size_t)1 << 40, 2}, {SIZE_MAX, 1}, {IDIO_ALLOC_MAX + 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        void *p = idio_alloc(1, 8);

        assert_non_null(p);
        assert_null(idio_alloc(table[i].count, table[i].size));
        assert_null(idio_realloc(p, table[i].count, table[i].size));
        idio_free(p); /* a refused realloc leaves the block alone: ASan would tell */
    }
}

static void empty_requests_give_memory(void **state)
{
    char *p = idio_alloc(0, 8), *q = idio_realloc(NULL, 8, 0);

    (void)state;
    assert_non_null(p);
    assert_non_null(q);
    *p = 1;
    *q = 1;
    idio_free(p);
    idio_free(q);
    idio_free(NULL);
}

static void realloc_keeps_contents(void **state)
{
    char *p = idio_strdup("hello");

    (void)state;
    p = idio_realloc(p, 1000, 3);
    assert_string_equal(p, "hello");
    idio_freep(&p);
    assert_null(p);
    idio_freep(&p);
}

static void strndup_copies_exactly(void **state)
{
    char *p = idio_strndup("ab\0cd", 5);

    (void)state;
    assert_memory_equal(p, "ab\0cd", 6);
    idio_free(p);
    p = idio_strndup(NULL, 0);
    assert_string_equal(p, "");
    idio_free(p);
    assert_null(idio_strndup("x", SIZE_MAX));
}

static void injection_counts(void **state)
{
    (void)state;
    for (long n = 0; n < 5; n++) {
        void *p[8] = {0};

        idio_alloc_fail_after(n);
        for (long i = 0; i < 8; i++) {
            p[i] = i % 2 ? idio_alloc(1, 1) : idio_realloc(NULL, 1, 1);
            assert_int_equal(p[i] != NULL, i < n);
        }
        assert_int_equal(idio_alloc_refused(), 8 - n);
        idio_alloc_fail_after(-1);
        assert_int_equal(idio_alloc_refused(), 0);
        for (long i = 0; i < 8; i++)
            idio_free(p[i]);
    }
    void *p = idio_alloc(1, 1);
    assert_non_null(p);
    idio_free(p);
}

static void cleanup_attribute_frees(void **state)
{
    (void)state;
    IDIO_AUTO(idio_freep)
    char *s = idio_strdup("freed by the attribute, else LeakSanitizer speaks");
    assert_non_null(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeroes),
        cmocka_unit_test(refuses_absurd_sizes),
        cmocka_unit_test(empty_requests_give_memory),
        cmocka_unit_test(realloc_keeps_contents),
        cmocka_unit_test(strndup_copies_exactly),
        cmocka_unit_test(injection_counts),
        cmocka_unit_test(cleanup_attribute_frees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
