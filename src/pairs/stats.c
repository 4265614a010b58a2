/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How good are probabilities, and how sure is a figure. Rows of one cluster are copies of each
 * other, so intervals come from drawing whole clusters (Efron and Tibshirani, An Introduction to
 * the Bootstrap, 1993, chapter 8.4: the unit that is drawn is the one that is independent).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pairs/pairs.h"

struct scored {
    double p;
    uint8_t y;
};

static int by_p(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    return (x->p > y->p) - (x->p < y->p);
}

int idio_auroc(const double *p, const uint8_t *y, size_t n, double *ret, struct idio_err *err)
{
    struct scored *all = idio_alloc(n + 1, sizeof *all);
    double ranks = 0, ones = 0;
    if (!all)
        return idio_nomem(err, "pairs.auroc");
    for (size_t i = 0; i < n; i++)
        all[i] = (struct scored){p[i], y[i]};
    if (n > 0)
        qsort(all, n, sizeof *all, by_p);
    for (size_t from = 0, to; from < n; from = to) {
        double up = 0;
        for (to = from; to < n && all[to].p == all[from].p; to++)
            up += all[to].y;
        ones += up;
        ranks += up * ((double)(from + to + 1) / 2); /* ties share their mean rank */
    }
    idio_free(all);
    const double zeros = (double)n - ones;
    *ret = ones > 0 && zeros > 0 ? (ranks - ones * (ones + 1) / 2) / (ones * zeros) : NAN;
    return IDIO_OK;
}

double idio_brier(const double *p, const uint8_t *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (p[i] - y[i]) * (p[i] - y[i]);
    return n > 0 ? sum / (double)n : NAN;
}

double idio_calibration_error(const double *p, const uint8_t *y, size_t n,
                              struct idio_decile ret[IDIO_DECILES])
{
    double error = 0;
    memset(ret, 0, IDIO_DECILES * sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        size_t bin = (size_t)(p[i] * IDIO_DECILES);
        if (bin >= IDIO_DECILES)
            bin = IDIO_DECILES - 1;
        ret[bin].n++;
        ret[bin].predicted += p[i];
        ret[bin].observed += y[i];
    }
    for (size_t b = 0; b < IDIO_DECILES; b++) {
        if (ret[b].n == 0)
            continue;
        ret[b].predicted /= (double)ret[b].n;
        ret[b].observed /= (double)ret[b].n;
        error += fabs(ret[b].predicted - ret[b].observed) * (double)ret[b].n;
    }
    return n > 0 ? error / (double)n : NAN;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int idio_bootstrap(const uint32_t *cluster, size_t n, size_t draws, uint64_t seed, idio_statistic f,
                   void *ctx, double *ret_lo, double *ret_hi, struct idio_err *err)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = cluster[i] > most ? cluster[i] : most;
    uint32_t *present = idio_alloc((size_t)most + 2, sizeof *present);
    uint32_t *times = idio_alloc((size_t)most + 2, sizeof *times);
    uint32_t *weights = idio_alloc(n + 1, sizeof *weights);
    double *values = idio_alloc(draws + 1, sizeof *values);
    size_t clusters = 0, kept = 0;
    const bool all = present && times && weights && values;
    struct idio_chance c = idio_chance_of(seed, "bootstrap");
    for (size_t i = 0; all && i < n; i++)
        times[cluster[i]] = 1;
    for (size_t k = 0; all && n > 0 && k <= most; k++)
        if (times[k])
            present[clusters++] = (uint32_t)k;
    for (size_t d = 0; all && clusters > 0 && d < draws; d++) {
        memset(times, 0, ((size_t)most + 1) * sizeof *times);
        for (size_t k = 0; k < clusters; k++)
            times[present[idio_chance_below(&c, (uint32_t)clusters)]]++;
        for (size_t i = 0; i < n; i++)
            weights[i] = times[cluster[i]];
        const double value = f(ctx, weights);
        if (!isnan(value))
            values[kept++] = value;
    }
    if (all && kept > 0)
        qsort(values, kept, sizeof *values, by_value);
    *ret_lo = all && kept > 0 ? values[(size_t)(.025 * (double)(kept - 1))] : NAN;
    *ret_hi = all && kept > 0 ? values[(size_t)(.975 * (double)(kept - 1) + .5)] : NAN;
    idio_free(present);
    idio_free(times);
    idio_free(weights);
    idio_free(values);
    return all ? IDIO_OK : idio_nomem(err, "pairs.bootstrap");
}
