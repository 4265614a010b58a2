/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: alignment, zeroing, the limit, reuse. */
#include "idio_test.h"

#include <stdalign.h>

#include "base/arena.h"

static void gives_zeroed_aligned_memory(void **state)
{
    struct idio_arena a;
    uint64_t seed = 7;

    (void)state;
    idio_arena_init(&a, (size_t)64 << 20);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3000; i++) {
            size_t n = idio_test_random(&seed) % 700;
            unsigned char *p = idio_arena_alloc(&a, n, 1);

            assert_non_null(p);
            assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
            for (size_t k = 0; k < n; k++)
                assert_int_equal(p[k], 0);
            memset(p, 0x5A, n);
        }
        idio_arena_clear(&a);
    }
    idio_arena_release(&a);
}

/* Writes a pattern into each block and checks all at the end: no two may overlap. */
static void blocks_do_not_overlap(void **state)
{
    struct idio_arena a;
    unsigned char *p[500];
    size_t n[500];
    uint64_t seed = 99;

    (void)state;
    idio_arena_init(&a, (size_t)64 << 20);
    for (size_t i = 0; i < IDIO_COUNT(p); i++) {
        n[i] = 1 + idio_test_random(&seed) % (i % 50 == 0 ? 20000 : 200);
        p[i] = idio_arena_alloc(&a, n[i], 1);
        assert_non_null(p[i]);
        memset(p[i], (int)(i & 255), n[i]);
    }
    for (size_t i = 0; i < IDIO_COUNT(p); i++) {
        assert_int_equal(p[i][0], i & 255);
        assert_int_equal(p[i][n[i] - 1], i & 255);
    }
    idio_arena_release(&a);
}

static void keeps_to_the_limit(void **state)
{
    static const size_t limits[] = {0, 1, 40, 100, 4095, 4096, 4097, 10000, 100000, 3000000};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(limits); i++) {
        struct idio_arena a;
        size_t got = 0;

        idio_arena_init(&a, limits[i]);
        assert_null(idio_arena_alloc(&a, limits[i] + 1, 1));
        while (idio_arena_alloc(&a, 48, 1))
            got += 48;
        assert_true(a.total <= limits[i]);
        assert_true(got <= limits[i]);
        /* Nearly all of it can be used: headers and ends of blocks are small. */
        if (limits[i] >= 4096)
            assert_true(got >= limits[i] - limits[i] / 8);
        idio_arena_clear(&a);
        assert_true(a.total <= limits[i]);
        idio_arena_release(&a);
        assert_int_equal(a.total, 0);
    }
}

static void refuses_overflow(void **state)
{
    struct idio_arena a;

    (void)state;
    idio_arena_init(&a, SIZE_MAX);
    assert_null(idio_arena_alloc(&a, SIZE_MAX, 1));
    assert_null(idio_arena_alloc(&a, SIZE_MAX - 16, 1));
    assert_null(idio_arena_alloc(&a, SIZE_MAX / 2, 3));
    assert_null(idio_arena_strndup(&a, "x", SIZE_MAX));
    assert_non_null(idio_arena_alloc(&a, 0, 0));
    idio_arena_release(&a);
}

static void clear_keeps_the_largest_block(void **state)
{
    struct idio_arena a;
    size_t total;

    (void)state;
    idio_arena_init(&a, (size_t)8 << 20);
    idio_arena_clear(&a);
    assert_non_null(idio_arena_alloc(&a, 100, 1));
    assert_non_null(idio_arena_alloc(&a, 500000, 1));
    for (int i = 0; i < 2000; i++)
        assert_non_null(idio_arena_alloc(&a, 16, 1));
    idio_arena_clear(&a);
    total = a.total;
    assert_true(total >= 500000);
    assert_non_null(idio_arena_alloc(&a, 400000, 1));
    assert_int_equal(a.total, total);
    idio_arena_release(&a);
}

static void copies_text(void **state)
{
    struct idio_arena a;
    char big[9000];

    (void)state;
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    idio_arena_init(&a, 1 << 20);
    assert_string_equal(idio_arena_strdup(&a, ""), "");
    assert_string_equal(idio_arena_strdup(&a, "abc"), "abc");
    assert_memory_equal(idio_arena_copy(&a, "abcdef", 3, 2), "abcdef", 6);
    assert_non_null(idio_arena_copy(&a, NULL, 0, 8));
    assert_null(idio_arena_copy(&a, "abc", SIZE_MAX / 2, 3));
    assert_string_equal(idio_arena_strndup(&a, "abcdef", 3), "abc");
    assert_string_equal(idio_arena_strndup(&a, NULL, 0), "");
    assert_string_equal(idio_arena_printf(&a, "%s-%d", "n", 7), "n-7");
    assert_string_equal(idio_arena_printf(&a, "%s", big), big);
    idio_arena_release(&a);
    idio_arena_init(&a, 100);
    assert_null(idio_arena_printf(&a, "%s", big));
    idio_arena_release(&a);
}

static int fill(void *ctx)
{
    struct idio_arena a;
    int status = IDIO_OK;

    (void)ctx;
    idio_arena_init(&a, (size_t)1 << 20);
    for (int i = 0; i < 1000 && status == IDIO_OK; i++)
        status = idio_arena_printf(&a, "%0200d", i) ? IDIO_OK : IDIO_E_NOMEM;
    idio_arena_release(&a);
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
        cmocka_unit_test(gives_zeroed_aligned_memory),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(keeps_to_the_limit),
        cmocka_unit_test(refuses_overflow),
        cmocka_unit_test(clear_keeps_the_largest_block),
        cmocka_unit_test(copies_text),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
