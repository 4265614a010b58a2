/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator that tree-sitter gets for one file: aligned, reused, capped, left by a jump. */
#include "idio_test.h"

#include "corpus/parse_memory.h"

/* tree-sitter's hooks, as its grammars call them. */
extern void *(*ts_current_malloc)(size_t n);
extern void *(*ts_current_calloc)(size_t count, size_t n);
extern void *(*ts_current_realloc)(void *p, size_t n);
extern void (*ts_current_free)(void *p);

enum { BLOCKS = 2000 };

static void require(bool truth)
{
    if (!truth)
        abort(); /* a failing assertion would jump out of the run */
}

static int blocks(void *ctx)
{
    static unsigned char *at[BLOCKS];
    static size_t size[BLOCKS];
    uint64_t seed = 3;
    (void)ctx;
    memset(at, 0, sizeof at);
    memset(size, 0, sizeof size);
    for (int round = 0; round < 60000; round++) {
        size_t i = idio_test_random(&seed) % BLOCKS;
        size_t want = idio_test_random(&seed) % (round % 100 == 0 ? 100000 : 300);
        for (size_t k = 0; at[i] && k < size[i]; k += 97) /* untouched by the others */
            require(at[i][k] == (unsigned char)i);
        switch (idio_test_random(&seed) % 3) {
        case 0:
            ts_current_free(at[i]);
            at[i] = NULL;
            size[i] = 0;
            break;
        case 1:
            at[i] = ts_current_realloc(at[i], want);
            for (size_t k = 0; k < size[i] && k < want; k += 97)
                require(at[i][k] == (unsigned char)i);
            size[i] = want;
            break;
        default:
            ts_current_free(at[i]);
            at[i] = ts_current_calloc(want, 1);
            for (size_t k = 0; k < want; k++)
                require(at[i][k] == 0);
            size[i] = want;
            break;
        }
        require(((uintptr_t)at[i] & 15) == 0);
        if (at[i])
            memset(at[i], (int)i, size[i]);
    }
    return IDIO_OK;
}

static void kept_apart(void **state)
{
    static struct idio_parse_memory m;
    struct idio_err err = {0};
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_ok(idio_parse_memory_run(&m, blocks, NULL, &err), &err);
    assert_true(m.total <= (size_t)16 << 20); /* what is kept for the next file */
    idio_parse_memory_release(&m);
}

static int reuse(void *ctx)
{
    struct idio_parse_memory *m = ctx;
    void *p = ts_current_malloc(5000);
    size_t before = m->total;
    for (int i = 0; i < 1000000; i++) { /* 5 GB if nothing were taken back */
        ts_current_free(p);
        p = ts_current_malloc(4200 + (size_t)i % 100);
    }
    require(m->total == before);
    return 7;
}

static void taken_back(void **state)
{
    static struct idio_parse_memory m;
    struct idio_err err = {0};
    (void)state;
    assert_int_equal(idio_parse_memory_run(&m, reuse, &m, &err), 7);
    idio_parse_memory_release(&m);
}

static int hoard(void *ctx)
{
    size_t size = *(size_t *)ctx;
    while (size > 0)
        memset(ts_current_malloc(size), 1, size < 64 ? size : 64);
    return IDIO_OK;
}

static int ask_too_much(void *ctx)
{
    (void)ctx;
    (void)ts_current_calloc(SIZE_MAX / 2, 16);
    return IDIO_OK;
}

static void capped(void **state)
{
    static const size_t sizes[] = {1, 100, 5000, 300000, (size_t)40 << 20, (size_t)1 << 40};
    static struct idio_parse_memory m;
    struct idio_err err = {0};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(sizes); i++) {
        size_t size = sizes[i];
        assert_status(idio_parse_memory_run(&m, hoard, &size, &err), IDIO_E_LIMIT, &err);
        assert_non_null(strstr(err.msg, "256 MiB"));
        assert_true(m.total <= (size_t)16 << 20);
    }
    assert_status(idio_parse_memory_run(&m, ask_too_much, NULL, &err), IDIO_E_LIMIT, &err);
    assert_ok(idio_parse_memory_run(&m, blocks, NULL, &err), &err); /* fit for the next file */
    idio_parse_memory_release(&m);
    idio_alloc_fail_after(2);
    size_t small = 100;
    int rc = idio_parse_memory_run(&m, hoard, &small, &err);
    idio_alloc_fail_after(-1);
    assert_status(rc, IDIO_E_NOMEM, &err);
    idio_parse_memory_release(&m);
}

/* Outside of a run the gate serves. */
static void outside(void **state)
{
    (void)state;
    char *p = ts_current_malloc(10);
    p = ts_current_realloc(p, 100000);
    assert_non_null(p);
    ts_current_free(p);
    p = ts_current_calloc(10, 10);
    assert_int_equal(p[99], 0);
    ts_current_free(p);
    ts_current_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_apart),
        cmocka_unit_test(taken_back),
        cmocka_unit_test(capped),
        cmocka_unit_test(outside),
    };
    idio_parse_memory_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
