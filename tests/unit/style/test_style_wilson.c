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

/* The fifteen p-values of section 3.2 of Benjamini and Hochberg (1995): four are rejected. */
static void test_false_discovery(void **state)
{
    static const double paper[] = {0.0344, 0.0001, 0.3240, 0.0019, 0.0095, 1.0000, 0.0201, 0.0278,
                                   0.0298, 0.0004, 0.0459, 0.5719, 0.6528, 0.7590, 0.4262};
    double p[IDIO_COUNT(paper)];

    (void)state;
    memcpy(p, paper, sizeof p);
    assert_true(style_false_limit(p, IDIO_COUNT(p), 0, 0.05) == 0.0095);
    assert_true(p[0] == 0.0001 && p[14] == 1); /* sorted */
    /* Three of them when a hundred tests are counted: .0019 > .05 * 3 / 100. */
    assert_true(style_false_limit(p, IDIO_COUNT(p), 100, 0.05) == 0.0004);
    assert_true(style_false_limit(p, 0, 0, 0.05) < 0);
    p[0] = 0.5;
    assert_true(style_false_limit(p, 1, 0, 0.05) < 0);
}

/* The lady tasting tea (Fisher, 1935): 1 in 70 for all cups right, 17 in 70 for three or more. */
static void test_fisher(void **state)
{
    (void)state;
    assert_true(fabs(style_fisher_tail(4, 0, 0, 4) - 1.0 / 70) < 1e-12);
    assert_true(fabs(style_fisher_tail(3, 1, 1, 3) - 17.0 / 70) < 1e-12);
    assert_true(fabs(style_fisher_tail(0, 4, 4, 0) - 1) < 1e-12);
    assert_true(fabs(style_fisher_tail(0, 0, 0, 0) - 1) < 1e-12);
    /* Agresti, Categorical Data Analysis (2nd ed.), table 3.10: cancer of the larynx, p = .381 */
    assert_true(fabs(style_fisher_tail(21, 2, 15, 3) - 0.381) < 5e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_false_discovery),
        cmocka_unit_test(test_fisher),
        cmocka_unit_test(test_known_intervals),
        cmocka_unit_test(test_interval_corners),
        cmocka_unit_test(test_tail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
