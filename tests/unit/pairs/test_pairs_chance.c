/* SPDX-License-Identifier: Apache-2.0 */
/* Chance: the same names give the same numbers, and the numbers are even. */
#include "idio_test.h"

#include "pairs/pairs.h"

static void test_repeats(void **state)
{
    (void)state;
    struct idio_chance a = idio_chance_of(7, "unit"), b = idio_chance_of(7, "unit");
    struct idio_chance c = idio_chance_of(7, "other"), d = idio_chance_of(8, "unit");
    const uint64_t first = idio_chance_next(&a);
    assert_int_equal(first, idio_chance_next(&b));
    assert_int_not_equal(first, idio_chance_next(&c));
    assert_int_not_equal(first, idio_chance_next(&d));
}

static void test_even(void **state)
{
    (void)state;
    enum { SIDES = 6, THROWS = 60000 };
    struct idio_chance c = idio_chance_of(1, "die");
    unsigned seen[SIDES] = {0};
    double sum = 0, chi2 = 0;
    for (int i = 0; i < THROWS; i++) {
        const uint32_t side = idio_chance_below(&c, SIDES);
        assert_true(side < SIDES);
        seen[side]++;
        const double share = idio_chance_share(&c);
        assert_true(share >= 0 && share < 1);
        sum += share;
    }
    for (int i = 0; i < SIDES; i++) {
        const double off = seen[i] - (double)THROWS / SIDES;
        chi2 += off * off / ((double)THROWS / SIDES);
    }
    assert_true(chi2 < 20.5); /* 5 degrees of freedom: one in a thousand; the seed is fixed */
    assert_true(sum / THROWS > .49 && sum / THROWS < .51);
    assert_int_equal(idio_chance_below(&c, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
