/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces of statistics that decide what may be called a habit.
 *
 * Wilson's score interval (JASA 22, 1927) instead of k/n ± something: it stays inside [0, 1] and
 * does not collapse for unanimous evidence (5 of 5 gives .57, not 1).
 *
 * The tail of the binomial distribution, as the regularised incomplete beta function
 * P(X >= k) = I_p(k, n - k + 1), evaluated by its continued fraction (DLMF 8.17.22) with Lentz's
 * method. Counts are real here because evidence from one file is partly repetition (evidence.c).
 *
 * Fisher's exact test of a two by two table (The Design of Experiments, 1935), for switches.
 *
 * Benjamini and Hochberg's procedure (Journal of the Royal Statistical Society B 57, 1995): of n
 * tests the k with the smallest p are rejected for the largest k with p(k) <= rate * k / n.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "style/style_internal.h"

#define Z95 1.959963984540054

void style_wilson(double k, double n, double *ret_lo, double *ret_hi)
{
    double p, z2 = Z95 * Z95, mid, half, lo, hi;

    if (!(n > 0)) {
        *ret_lo = 0;
        *ret_hi = 1;
        return;
    }
    p = k / n;
    mid = (p + z2 / (2 * n)) / (1 + z2 / n);
    half = Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    lo = mid - half;
    hi = mid + half;
    *ret_lo = p <= 0 || lo < 0 ? 0 : lo; /* exact at the ends, where rounding would show */
    *ret_hi = p >= 1 || hi > 1 ? 1 : hi;
}

void idio_wilson(uint64_t k, uint64_t n, double *ret_lo, double *ret_hi)
{
    style_wilson((double)(k < n ? k : n), (double)n, ret_lo, ret_hi);
}

/* Keeps a denominator of the continued fraction away from zero (Lentz, Thompson and Barnett). */
static double nonzero(double x)
{
    return fabs(x) < DBL_MIN / DBL_EPSILON ? DBL_MIN / DBL_EPSILON : x;
}

static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), h = d;

    for (int m = 1; m <= 1000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step;

        d = 1 / nonzero(1 + even * d);
        c = nonzero(1 + even / c);
        h *= d * c;
        d = 1 / nonzero(1 + odd * d);
        c = nonzero(1 + odd / c);
        step = d * c;
        h *= step;
        if (fabs(step - 1) < 1e-14)
            break;
    }
    return h;
}

/* I_x(a, b) for 0 < x < 1, a and b positive. */
static double beta_regular(double a, double b, double x)
{
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));

    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double style_binomial_tail(double k, double n, double p)
{
    double tail;

    if (!(k > 0) || !(n > 0))
        return 1;
    if (k > n)
        return 0;
    tail = beta_regular(k, n - k + 1, p);
    return tail < 0 ? 0 : tail > 1 ? 1 : tail;
}

static double log_choose(size_t n, size_t k)
{
    return lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1);
}

double style_fisher_tail(size_t a, size_t b, size_t c, size_t d)
{
    size_t marked = a + b, drawn = a + c, all = a + b + c + d;
    size_t most = marked < drawn ? marked : drawn;
    double whole = log_choose(all, drawn), tail = 0;

    for (size_t x = a; x <= most; x++)
        if (drawn - x <= all - marked)
            tail += exp(log_choose(marked, x) + log_choose(all - marked, drawn - x) - whole);
    return tail > 1 ? 1 : tail;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double style_false_limit(double *p, size_t n, size_t tests, double rate)
{
    double limit = -1, all = (double)(n > tests ? n : tests);

    if (n > 0)
        qsort(p, n, sizeof *p, compare_doubles);
    for (size_t i = 0; i < n; i++)
        if (p[i] <= rate * (double)(i + 1) / all)
            limit = p[i];
    return limit;
}
