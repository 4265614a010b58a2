/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prompts that differ most: k-centre by farthest points (Gonzalez, TCS 1985), within a factor
 * of two of the best cover. Prompts are points on a sphere: their word 1- and 2-grams, each with a
 * pseudo-random direction (feature hashing with signs, Weinberger et al., ICML 2009).
 *
 * n times want comparisons of 64 numbers: callers pick within buckets (length, act, register).
 */
#include <math.h>

#include "pairs/tokens.h"

#define DIMENSIONS 64

static void add_gram(float *point, uint64_t gram, float weight)
{
    struct idio_chance c = {gram};
    /* Eight of the dimensions, by sign: sparse, so that rare grams are nearly orthogonal. */
    for (int i = 0; i < 8; i++) {
        const uint64_t bits = idio_chance_next(&c);
        point[bits % DIMENSIONS] += bits >> 63 ? weight : -weight;
    }
}

static void place(const struct tokens *t, size_t text, float *point)
{
    const size_t begin = t->begins.at[text], end = t->begins.at[text + 1];
    double norm = 0;
    for (size_t at = begin; at < end; at++) {
        add_gram(point, t->words.at[at], .5f);
        if (at + 1 < end)
            add_gram(point, tokens_gram(t->words.at + at, 2), 1);
    }
    for (size_t i = 0; i < DIMENSIONS; i++)
        norm += (double)point[i] * (double)point[i];
    for (size_t i = 0; norm > 0 && i < DIMENSIONS; i++)
        point[i] /= (float)sqrt(norm);
}

static float nearness(const float *a, const float *b)
{
    float sums[8] = {0};
    for (size_t i = 0; i < DIMENSIONS; i += 8)
        for (size_t k = 0; k < 8; k++)
            sums[k] += a[i + k] * b[i + k];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

static void pick(const struct tokens *t, const float *points, float *near, size_t n, size_t want,
                 size_t *ret)
{
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        near[i] = -2; /* to the nearest that was picked */
        if (tokens_count(t, i) > tokens_count(t, next))
            next = i;
    }
    for (size_t k = 0; k < want; k++) {
        const size_t chosen = next;
        ret[k] = chosen;
        near[chosen] = 3; /* never again */
        float farthest = 2.5f;
        for (size_t i = 0; i < n; i++) {
            if (near[i] > 2)
                continue;
            const float d = nearness(points + i * DIMENSIONS, points + chosen * DIMENSIONS);
            near[i] = d > near[i] ? d : near[i];
            if (near[i] < farthest) {
                farthest = near[i];
                next = i;
            }
        }
    }
}

int idio_prompts_select(const char *const *texts, size_t n, size_t want, size_t *ret,
                        struct idio_err *err)
{
    struct tokens t;
    if (want > n)
        return idio_fail(err, IDIO_E_INVALID, "pairs.select", "%zu of %zu prompts", want, n);
    int r = tokens_read(texts, n, &t, err);
    if (r < 0)
        return r;
    float *points = idio_alloc(n * DIMENSIONS + 1, sizeof *points);
    float *near = idio_alloc(n + 1, sizeof *near);
    if (points && near) {
        for (size_t i = 0; i < n; i++)
            place(&t, i, points + i * DIMENSIONS);
        pick(&t, points, near, n, want, ret);
    } else {
        r = idio_nomem(err, "pairs.select");
    }
    idio_free(points);
    idio_free(near);
    tokens_release(&t);
    return r;
}
