/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals against published values, the tail against sums of binomial terms. */
#include "style_fixture.h"

#include <math.h>

#define assert_near(a, b, eps) assert_true(fabs((a) - (b)) < (eps))

static void test_known_intervals(void **state)
{
    /* Lower bounds as in style-mining.md; 81 of 263 is Newcombe's example (Statistics in Medicine
     * 17, 1998). */
    static const struct {
        uint64_t k, n;
        double lo, hi;
    } rows[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605},   {0, 20, 0.0, 0.1611},
                {1, 29, 0.0061, 0.1718},   {5, 5, 0.5655, 1.0},         {3, 3, 0.4385, 1.0},
                {8, 10, 0.4902, 0.9433},   {1248, 1550, 0.7847, 0.8241}};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        double lo, hi;

        idio_wilson(rows[i].k, rows[i].n, &lo, &hi);
        assert_near(lo, rows[i].lo, 1e-4);
        assert_near(hi, rows[i].hi, 1e-4);
    }
}

static void test_interval_corners(void **state)
{
    double lo, hi;

    (void)state;
    idio_wilson(0, 0, &lo, &hi);
    assert_true(lo == 0 && hi == 1);
    idio_wilson(0, 7, &lo, &hi);
    assert_true(lo == 0 && hi < 0.5);
    idio_wilson(7, 7, &lo, &hi);
    assert_true(lo > 0.5 && hi == 1);
    idio_wilson(9, 7, &lo, &hi); /* nonsense is clamped */
    assert_true(lo > 0.5 && hi == 1);
    idio_wilson(UINT64_MAX / 2, UINT64_MAX, &lo, &hi);
    assert_true(lo > 0.49 && hi < 0.51 && lo <= hi);
}

static double tail_by_sum(unsigned k, unsigned n, double p)
{
    double sum = 0;

    for (unsigned i = k; i <= n; i++)
        sum += exp(lgamma(n + 1.0) - lgamma(i + 1.0) - lgamma(n - i + 1.0) + i * log(p) +
                   (n - i) * log1p(-p));
    return sum;
}

static void test_tail(void **state)
{
    static const double ps[] = {0.5, 1.0 / 3.0, 0.8, 0.05};

    (void)state;
    for (size_t p = 0; p < IDIO_COUNT(ps); p++)
        for (unsigned n = 1; n <= 60; n += 7)
            for (unsigned k = 1; k <= n; k++)
                assert_near(style_binomial_tail(k, n, ps[p]), tail_by_sum(k, n, ps[p]), 1e-9);
    assert_near(style_binomial_tail(8, 8, 0.5), 1.0 / 256, 1e-12);
    assert_true(style_binomial_tail(0, 8, 0.5) == 1);
    assert_true(style_binomial_tail(9, 8, 0.5) == 0);
    assert_true(style_binomial_tail(3, 0, 0.5) == 1);
    assert_true(style_binomial_tail(NAN, 8, 0.5) == 1);
    assert_true(style_binomial_tail(4e6, 4e6, 0.5) < 1e-300); /* far out: no overflow, no NaN */
    /* Falls in k, for real counts too. */
    for (double k = 0.5, last = 1; k <= 12; k += 0.25) {
        double now = style_binomial_tail(k, 12, 0.5);

        assert_true(now <= last + 1e-12 && now >= 0);
        last = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_intervals),
        cmocka_unit_test(test_interval_corners),
        cmocka_unit_test(test_tail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
