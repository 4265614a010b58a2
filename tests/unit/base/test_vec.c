/* SPDX-License-Identifier: Apache-2.0 */
/* Typed growing arrays. */
#include "idio_test.h"

#include "base/vec.h"

struct point {
    int x, y, z;
};

static void pushes(void **state)
{
    IDIO_VEC(struct point) v = {0};

    (void)state;
    for (int i = 0; i < 10000; i++) {
        struct point p = {i, -i, i * 2};

        assert_ok(idio_vec_push(&v, p), NULL);
    }
    assert_int_equal(v.len, 10000);
    assert_true(v.cap >= v.len && v.cap < 4 * v.len);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(v.at[i].x, i);
        assert_int_equal(v.at[i].z, 2 * i);
    }
    /* The value may lie in the array that moves. */
    while (v.len < v.cap)
        assert_ok(idio_vec_push(&v, v.at[7]), NULL);
    assert_ok(idio_vec_push(&v, v.at[7]), NULL);
    assert_int_equal(v.at[v.len - 1].x, 7);
    idio_vec_release(&v);
    assert_null(v.at);
    assert_int_equal(v.cap, 0);
}

static void reserves(void **state)
{
    IDIO_VEC(const char *) v = {0};
    const char **before;

    (void)state;
    size_t none = 0;
    assert_ok(idio_vec_reserve(&v, none), NULL);
    assert_null(v.at);
    assert_ok(idio_vec_reserve(&v, 100), NULL);
    assert_true(v.cap >= 100);
    before = v.at;
    for (int i = 0; i < 100; i++)
        assert_ok(idio_vec_push(&v, "x"), NULL);
    assert_ptr_equal(v.at, before);
    assert_status(idio_vec_reserve(&v, SIZE_MAX), IDIO_E_NOMEM, NULL);
    assert_status(idio_vec_reserve(&v, SIZE_MAX / sizeof *v.at + 2), IDIO_E_NOMEM, NULL);
    assert_int_equal(v.len, 100);
    assert_string_equal(v.at[99], "x");
    idio_vec_release(&v);
}

static int fill(void *ctx)
{
    IDIO_VEC(int) v = {0};
    int status = IDIO_OK;

    (void)ctx;
    for (int i = 0; i < 5000 && status == IDIO_OK; i++)
        status = idio_vec_push(&v, i);
    /* What was there before the failure is still there. */
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] != (int)i)
            status = IDIO_E_BUG;
    }
    idio_vec_release(&v);
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
        cmocka_unit_test(pushes),
        cmocka_unit_test(reserves),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
