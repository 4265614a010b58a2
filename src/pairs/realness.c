/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Can a simple model tell made prompts from real ones? Logistic regression on hashed character
 * n-grams, by cross-validation; the area under the ROC curve. Templates show in it before anybody
 * sees them: with a handful of them it is 1.
 *
 * Both kinds count alike, however many there are. Texts are cut to the same length, because length
 * alone would tell, and is bounded elsewhere.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "pairs/tokens.h"

#define BUCKETS  (1u << 17)
#define GRAM_MIN 1
#define GRAM_MAX 4
#define TEXT_MAX 400  /* bytes of a text */
#define KIND_MAX 1500 /* texts of a kind */
#define FOLDS    5
#define EPOCHS   12
#define RATE     .5
#define DECAY    1e-6 /* of weights, per step (L2) */

struct feature {
    uint32_t bucket;
    float value;
};
struct example {
    struct feature *at;
    size_t len;
    bool real;
    double score;
};

static int by_bucket(const void *a, const void *b)
{
    const uint32_t x = ((const struct feature *)a)->bucket, y = ((const struct feature *)b)->bucket;
    return (x > y) - (x < y);
}

/* 1 + log of the count, of length one. */
static int read_example(const char *text, bool real, struct example *ret)
{
    char padded[TEXT_MAX + 3];
    size_t n = strlen(text), len = 0;
    n = n < TEXT_MAX ? n : TEXT_MAX;
    padded[0] = '\1';
    memcpy(padded + 1, text, n);
    padded[++n] = '\2';
    n++;
    *ret = (struct example){.real = real};
    ret->at = idio_alloc(n * GRAM_MAX, sizeof *ret->at);
    if (!ret->at)
        return IDIO_E_NOMEM;
    for (size_t g = GRAM_MIN; g <= GRAM_MAX; g++)
        for (size_t i = 0; i + g <= n; i++)
            ret->at[len++] =
                (struct feature){(uint32_t)(idio_hash64(padded + i, g, g) % BUCKETS), 1};
    qsort(ret->at, len, sizeof *ret->at, by_bucket);
    double norm = 0;
    for (size_t i = 0; i < len;) {
        size_t run = 1;
        while (i + run < len && ret->at[i + run].bucket == ret->at[i].bucket)
            run++;
        const double v = 1 + log((double)run);
        ret->at[ret->len++] = (struct feature){ret->at[i].bucket, (float)v};
        norm += v * v;
        i += run;
    }
    for (size_t i = 0; i < ret->len; i++)
        ret->at[i].value /= (float)sqrt(norm);
    return IDIO_OK;
}

static double predict(const float *w, const struct example *e)
{
    double sum = w[BUCKETS];
    for (size_t i = 0; i < e->len; i++)
        sum += (double)w[e->at[i].bucket] * (double)e->at[i].value;
    return sum;
}

/* AdaGrad (Duchi, Hazan, Singer, JMLR 2011): rare n-grams learn as fast as common ones. */
static void learn(float *w, float *g2, const struct example *e)
{
    const double p = 1 / (1 + exp(-predict(w, e))), error = (e->real ? 1 : 0) - p;
    for (size_t i = 0; i < e->len; i++) {
        const uint32_t b = e->at[i].bucket;
        const double g = error * (double)e->at[i].value - DECAY * (double)w[b];
        g2[b] += (float)(g * g);
        w[b] += (float)(RATE * g / (sqrt((double)g2[b]) + 1e-6));
    }
    g2[BUCKETS] += (float)(error * error);
    w[BUCKETS] += (float)(RATE * error / (sqrt((double)g2[BUCKETS]) + 1e-6));
}

static int by_score(const void *a, const void *b)
{
    const double x = (*(const struct example *const *)a)->score;
    const double y = (*(const struct example *const *)b)->score;
    return (x > y) - (x < y);
}

/* Mann and Whitney's U: ties count half. */
static double area(const struct example **at, size_t n)
{
    double ranks = 0;
    size_t real = 0;
    qsort(at, n, sizeof *at, by_score);
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && at[i + run]->score <= at[i]->score)
            run++;
        for (size_t k = i; k < i + run; k++)
            if (at[k]->real) {
                ranks += (double)i + ((double)run + 1) / 2;
                real++;
            }
        i += run;
    }
    const size_t made = n - real;
    if (real == 0 || made == 0)
        return .5;
    return (ranks - (double)real * ((double)real + 1) / 2) / ((double)real * (double)made);
}

static int cross_validate(struct example *all, size_t n, uint64_t seed, double *ret)
{
    float *w = idio_alloc(BUCKETS + 1, sizeof *w), *g2 = idio_alloc(BUCKETS + 1, sizeof *g2);
    const struct example **held = idio_alloc(n + 1, sizeof *held);
    double sum = 0;
    int r = w && g2 && held ? IDIO_OK : IDIO_E_NOMEM;

    for (size_t fold = 0; r == IDIO_OK && fold < FOLDS; fold++) {
        size_t held_n = 0;
        memset(w, 0, (BUCKETS + 1) * sizeof *w);
        memset(g2, 0, (BUCKETS + 1) * sizeof *g2);
        for (size_t epoch = 0; r == IDIO_OK && epoch < EPOCHS; epoch++) {
            size_t *order = tokens_shuffle(n, seed + epoch);
            if (!order)
                r = IDIO_E_NOMEM;
            for (size_t i = 0; order && i < n; i++)
                if (order[i] % FOLDS != fold)
                    learn(w, g2, &all[order[i]]);
            idio_free(order);
        }
        for (size_t i = fold; i < n; i += FOLDS) {
            all[i].score = predict(w, &all[i]);
            held[held_n++] = &all[i];
        }
        sum += area(held, held_n);
    }
    *ret = sum / FOLDS;
    idio_free(w);
    idio_free(g2);
    idio_free(held);
    return r;
}

int idio_real_or_made(const char *const *real, size_t real_n, const char *const *made,
                      size_t made_n, uint64_t seed, double *ret_auc, struct idio_err *err)
{
    size_t each = real_n < made_n ? real_n : made_n, n = 0;
    each = each < KIND_MAX ? each : KIND_MAX;
    if (each < FOLDS)
        return idio_fail(err, IDIO_E_INVALID, "pairs.realness",
                         "%zu real and %zu made prompts are too few to compare", real_n, made_n);
    size_t *order_real = tokens_shuffle(real_n, seed),
           *order_made = tokens_shuffle(made_n, seed + 1);
    struct example *all = idio_alloc(2 * each, sizeof *all);
    int r = order_real && order_made && all ? IDIO_OK : IDIO_E_NOMEM;
    /* Alternating, five by five, so that every fold has as many of both. */
    for (size_t i = 0; r == IDIO_OK && i < each; i++) {
        const size_t block = i / FOLDS * 2 * FOLDS + i % FOLDS;
        const bool whole = i / FOLDS < each / FOLDS;
        const size_t a = whole ? block : n, b = whole ? block + FOLDS : n + 1;
        r = read_example(real[order_real[i]], true, &all[a]);
        if (r == IDIO_OK)
            r = read_example(made[order_made[i]], false, &all[b]);
        n += 2;
    }
    double auc = .5;
    if (r == IDIO_OK)
        r = cross_validate(all, n, seed, &auc);
    if (r == IDIO_OK)
        *ret_auc = auc;
    for (size_t i = 0; all && i < 2 * each; i++)
        idio_free(all[i].at);
    idio_free(all);
    idio_free(order_real);
    idio_free(order_made);
    return r < 0 ? idio_nomem(err, "pairs.realness") : IDIO_OK;
}
