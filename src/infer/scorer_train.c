/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scorer, training.
 *
 *   1. rows → n-grams; every fifth group (file) is held out, the rest falls into two folds by file
 *   2. per trait, in parallel: a head of words is learnt on each fold and asked about the other
 * one, and a last one is learnt on both; its weights are rounded to bytes
 *   3. the shared head is fitted on the answers of 2, which are honest because no row was scored by
 * a head that had seen it, together with the neighbour rates
 *   4. areas under the ROC curve on the held-out files, by the rounded weights that will be used
 *
 * Stacking this way (and not by learning words on top of the rates) leaves one head that serves
 * with any subset of the rates, and makes "words alone" and "rates alone" measurable in the same
 * run.
 *
 * Words: AdaGrad on the logistic loss (Duchi, Hazan, Singer, JMLR 2011), rows in one fixed shuffled
 * order. Shared head: Newton's method with a ridge that pulls towards the untrained default, so
 * that a handful of rows changes little. Some rates are blanked on purpose (deterministically, by
 * row), so that the head knows what to do where there are no neighbours.
 *
 * Invariant: the bytes depend on the rows alone. Jobs share nothing that they write; sums go in a
 * fixed order in one thread.
 */
#include "infer/scorer_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/pool.h"

/* Chosen by AUROC on held-out packages: 20,000 documented functions of a Python installation, 40
 * habits
 * (.84 all, .77 rates alone, .78 words alone; with 4,000 rows .82, .80, .66). */
#define EPOCHS        2
#define RATE_LEARNING 0.4f
#define L2            3e-3f
#define QUIET         0.03f /* an answer this close teaches nothing worth the time */
#define MIN_CLASS     8     /* of each answer among the rows a head learns from */

#define JUDGED_CLASS     5     /* of each answer among the held-out rows */
#define SHARED_PAIRS_MAX 20000 /* (row, trait) pairs of the shared head: for 16 weights plenty */
#define SHARED_RIDGE     3.0
#define SHARED_STEPS     12
#define SHARED_NEAR      1e-4 /* a step this small is the last one */
#define MIN_SHARED_PAIRS 200

enum { PART_A, PART_B, PART_BOTH, PART_HELD_OUT };

struct weight {
    float w, g2; /* and the sum of its squared gradients */
};

/* Everything about rows stands in their shuffled order, in which they are read many times: a head's
 * labels in one stretch of memory, its weight and squared gradient side by side. */
struct trainer {
    const struct idio_scorer_row *rows;
    size_t n, traits;
    uint32_t *order; /* [n] the row (in `rows`) at each place of the shuffled order */
    uint8_t *part;   /* [n] PART_A, PART_B or PART_HELD_OUT */
    uint8_t *labels; /* [traits][n] */
    size_t *first;   /* [n + 1] into features */
    uint16_t *features;
    struct idio_scorer *scorer;
    int8_t *weights;      /* [traits][SCORER_DIM] */
    float *words;         /* [traits][n] log-odds by words of a head that did not see the row */
    struct weight **work; /* [threads] of the head being learnt */
    double (*judged)[3];  /* [traits] AUROC: all, rates, words; NaN when not judged */
    double rates_only[SCORER_X_COUNT];
    struct idio_ctx *ctx;
};

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* ---- rows
 * ---------------------------------------------------------------------------------------- */

static void split_rows(struct trainer *t)
{
    for (size_t i = 0; i < t->n; i++)
        t->order[i] = (uint32_t)i;
    uint64_t state = 1;
    for (size_t i = t->n; i > 1; i--) {
        state = mix(state + i);
        size_t j = (size_t)(state % i);
        uint32_t swap = t->order[i - 1];
        t->order[i - 1] = t->order[j];
        t->order[j] = swap;
    }
    for (size_t i = 0; i < t->n; i++) {
        const struct idio_scorer_row *row = &t->rows[t->order[i]];
        uint64_t h = mix(row->group + 0x9e3779b97f4a7c15u);
        t->part[i] = h % 5 == 0 ? PART_HELD_OUT : (h >> 32) & 1 ? PART_B : PART_A;
        for (size_t k = 0; k < t->traits; k++)
            t->labels[k * t->n + i] = row->came_up[k];
    }
}

static int featurize_rows(struct trainer *t, struct idio_err *err)
{
    struct scorer_features f;
    size_t cap = 0, len = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct idio_scorer_row *row = &t->rows[t->order[i]];
        scorer_featurize(row->text, row->len, row->lang, &f);
        if (len + f.n > cap) {
            cap = 2 * (len + f.n) + 4096;
            uint16_t *grown = idio_realloc(t->features, cap, sizeof *grown);
            if (!grown)
                return idio_nomem(err, "scorer.train");
            t->features = grown;
        }
        t->first[i] = len;
        memcpy(t->features + len, f.at, f.n * sizeof *f.at);
        len += f.n;
    }
    t->first[t->n] = len;
    return IDIO_OK;
}

/* ---- heads of words
 * ------------------------------------------------------------------------------ */

struct learner {
    struct weight *at; /* SCORER_DIM */
    float bias, bias_g2, base;
};

static void learn_row(struct learner *l, const uint16_t *f, size_t n, float y)
{
    float v = 1.0f / sqrtf((float)n), z = 0;
    for (size_t i = 0; i < n; i++)
        z += l->at[f[i]].w;
    float g = (float)scorer_sigmoid((double)(l->bias + z * v)) - y;
    if (fabsf(g) < QUIET)
        return;
    l->bias_g2 += g * g;
    l->bias -= RATE_LEARNING * g / sqrtf(l->bias_g2 + 1e-6f);
    g *= v;
    for (size_t i = 0; i < n; i++) {
        struct weight *x = &l->at[f[i]];
        float d = g + L2 * x->w;
        x->g2 += d * d;
        x->w -= RATE_LEARNING * d / (sqrtf(x->g2) + 0.05f);
    }
}

/* Does a head of this part learn from a row of that one? Held-out rows teach none. */
static bool teaches(int part, uint8_t row_part)
{
    return row_part == part || (part == PART_BOTH && row_part != PART_HELD_OUT);
}

/* False when there are too few rows of either answer; base is set all the same. */
static bool learn_head(const struct trainer *t, size_t trait, int part, struct learner *l)
{
    const uint8_t *labels = t->labels + trait * t->n;
    size_t count[2] = {0};
    for (size_t i = 0; i < t->n; i++) {
        if (labels[i] <= 1 && teaches(part, t->part[i]))
            count[labels[i]]++;
    }
    l->base = l->bias = (float)log(((double)count[1] + 0.5) / ((double)count[0] + 0.5));
    l->bias_g2 = 1;
    if (count[0] < MIN_CLASS || count[1] < MIN_CLASS)
        return false;
    memset(l->at, 0, SCORER_DIM * sizeof *l->at);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (size_t i = 0; i < t->n; i++) {
            if (labels[i] <= 1 && teaches(part, t->part[i]))
                learn_row(l, t->features + t->first[i], t->first[i + 1] - t->first[i],
                          (float)labels[i]);
        }
    }
    return true;
}

static void round_head(const struct learner *l, struct scorer_head *h)
{
    float scale = 0;
    for (size_t i = 0; i < SCORER_DIM; i++)
        scale = fmaxf(scale, fabsf(l->at[i].w));
    h->scale = scale;
    for (size_t i = 0; i < SCORER_DIM; i++) {
        float w = l->at[i].w, q = scale > 0 ? sqrtf(fabsf(w) / scale) * 127.0f : 0;
        int rounded = (int)(q + 0.5f);
        h->w[i] = (int8_t)(w < 0 ? -rounded : rounded);
    }
}

/* The rows that a head has not seen, by its words. Where the trait cannot come up nobody asks. */
static void ask_head(struct trainer *t, size_t trait, int part, const struct scorer_head *h)
{
    static const uint8_t others[] = {
        [PART_A] = PART_B, [PART_B] = PART_A, [PART_BOTH] = PART_HELD_OUT};
    const uint8_t *labels = t->labels + trait * t->n;
    for (size_t i = 0; i < t->n; i++) {
        if (t->part[i] == others[part] && labels[i] <= 1)
            t->words[trait * t->n + i] =
                (float)scorer_words(h, t->features + t->first[i], t->first[i + 1] - t->first[i]);
    }
}

static int train_head(void *ctx, size_t trait, unsigned worker, struct idio_err *err)
{
    (void)err;
    struct trainer *t = ctx;
    struct learner l = {.at = t->work[worker]};
    struct scorer_head *h = &t->scorer->heads[trait];
    for (int part = PART_A; part <= PART_BOTH; part++) {
        bool learnt = learn_head(t, trait, part, &l);
        h->base = l.base;
        h->bias = l.bias;
        h->w = learnt ? t->weights + trait * SCORER_DIM : NULL;
        if (learnt)
            round_head(&l, h);
        ask_head(t, trait, part, h);
    }
    idio_progress_add(t->ctx ? t->ctx->progress : NULL, 1);
    return IDIO_OK;
}

/* ---- shared head
 * --------------------------------------------------------------------------------- */

static void blank_rates(const struct trainer *t, size_t place, size_t trait, bool blank,
                        float ret[IDIO_SCORER_RATES])
{
    static const int keep_from[10] = {0, 0, 0, 0, 0, 0, 1, 2, 3, 4}; /* drop the nearest ones */
    const struct idio_scorer_row *row = &t->rows[t->order[place]];
    int from = blank ? keep_from[mix(t->order[place] + (uint64_t)77) % 10] : 0;
    for (int i = 0; i < IDIO_SCORER_RATES; i++)
        ret[i] = i < from || !row->rates ? NAN : row->rates[trait][i];
}

static void pair_inputs(const struct trainer *t, size_t place, size_t trait, bool blank,
                        double x[SCORER_X_COUNT])
{
    float rates[IDIO_SCORER_RATES];
    blank_rates(t, place, trait, blank, rates);
    scorer_inputs(rates, (double)t->scorer->heads[trait].base,
                  (double)t->words[trait * t->n + place], x);
}

/* Solves a·x = b in place by Cholesky; a is symmetric, positive definite by its ridge. */
static void solve(double a[SCORER_X_COUNT][SCORER_X_COUNT], double b[SCORER_X_COUNT])
{
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++)
                sum -= a[i][k] * a[j][k];
            a[i][j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / a[j][j];
        }
    }
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        for (int k = 0; k < i; k++)
            b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (int i = SCORER_X_COUNT; i-- > 0;) {
        for (int k = i + 1; k < SCORER_X_COUNT; k++)
            b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
}

struct pairs {
    float (*x)[SCORER_X_COUNT];
    uint8_t *y;
    size_t n;
};

/* One Newton step; returns its largest component. */
static double newton_step(const struct pairs *p, double w[SCORER_X_COUNT])
{
    double hessian[SCORER_X_COUNT][SCORER_X_COUNT] = {{0}}, step[SCORER_X_COUNT];
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        hessian[i][i] = SHARED_RIDGE;
        step[i] = SHARED_RIDGE * (scorer_shared_default[i] - w[i]);
    }
    for (size_t k = 0; k < p->n; k++) {
        const float *x = p->x[k];
        double z = 0;
        for (int i = 0; i < SCORER_X_COUNT; i++)
            z += w[i] * (double)x[i];
        double q = scorer_sigmoid(z), weight = q * (1 - q), miss = (double)p->y[k] - q;
        for (int i = 0; i < SCORER_X_COUNT; i++) {
            double xi = (double)x[i];
            if (xi == 0)
                continue;
            step[i] += miss * xi;
            for (int j = 0; j <= i; j++)
                hessian[i][j] += weight * xi * (double)x[j];
        }
    }
    solve(hessian, step);
    double largest = 0;
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        double s = fmin(fmax(step[i], -2), 2); /* far from the optimum Newton overshoots */
        w[i] += s;
        largest = fmax(largest, fabs(s));
    }
    return largest;
}

static void fit_shared(const struct pairs *p, double w[SCORER_X_COUNT])
{
    memcpy(w, scorer_shared_default, sizeof scorer_shared_default);
    if (p->n < MIN_SHARED_PAIRS)
        return;
    for (int i = 0; i < SHARED_STEPS && newton_step(p, w) > SHARED_NEAR; i++)
        ;
}

static bool in_pairs(const struct trainer *t, size_t place, size_t trait, size_t stride)
{
    return t->part[place] != PART_HELD_OUT && t->labels[trait * t->n + place] <= 1 &&
           (stride == 1 || mix(t->order[place] * t->traits + trait) % stride == 0);
}

static size_t count_pairs(const struct trainer *t, size_t stride)
{
    size_t n = 0;
    for (size_t k = 0; k < t->traits; k++)
        for (size_t i = 0; i < t->n; i++)
            n += in_pairs(t, i, k, stride);
    return n;
}

static int train_shared(struct trainer *t, struct idio_err *err)
{
    size_t stride = (count_pairs(t, 1) + SHARED_PAIRS_MAX - 1) / SHARED_PAIRS_MAX;
    if (stride == 0)
        stride = 1;
    /* The stride is by hash, so the count is only about all / stride: count once more. */
    struct pairs p = {.n = count_pairs(t, stride)};
    p.x = idio_alloc(p.n, sizeof *p.x);
    p.y = idio_alloc(p.n, sizeof *p.y);
    int r = p.x && p.y ? IDIO_OK : idio_nomem(err, "scorer.train");
    for (size_t k = 0, at = 0; k < t->traits && r == IDIO_OK; k++) {
        for (size_t i = 0; i < t->n; i++) {
            double x[SCORER_X_COUNT];
            if (!in_pairs(t, i, k, stride))
                continue;
            pair_inputs(t, i, k, true, x);
            for (int j = 0; j < SCORER_X_COUNT; j++)
                p.x[at][j] = (float)x[j];
            p.y[at++] = t->labels[k * t->n + i];
        }
    }
    if (r == IDIO_OK) {
        fit_shared(&p, t->scorer->shared);
        for (size_t k = 0; k < p.n; k++)
            p.x[k][SCORER_X_WORDS] = p.x[k][SCORER_X_WORDS_ALONE] = 0;
        fit_shared(&p, t->rates_only);
    }
    idio_free(p.x);
    idio_free(p.y);
    return r;
}

/* ---- judging
 * ------------------------------------------------------------------------------------- */

struct judged_row {
    double score;
    uint8_t y;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct judged_row *)a)->score, y = ((const struct judged_row *)b)->score;
    return (x > y) - (x < y);
}

/* Mann-Whitney with ties counted half. */
static double auroc(struct judged_row *r, size_t n)
{
    double rank_sum = 0, yes = 0;
    qsort(r, n, sizeof *r, by_score);
    for (size_t i = 0; i < n;) {
        size_t j = i;
        double tied_yes = 0;
        while (j < n && r[j].score == r[i].score)
            tied_yes += r[j++].y;
        rank_sum += tied_yes * ((double)(i + 1) + (double)j) / 2;
        yes += tied_yes;
        i = j;
    }
    return (rank_sum - yes * (yes + 1) / 2) / (yes * ((double)n - yes));
}

/* Scores of a held-out row: by everything, by rates, by words. */
static void judge_row(const struct trainer *t, size_t place, size_t trait, double ret[3])
{
    double x[SCORER_X_COUNT];
    pair_inputs(t, place, trait, false, x);
    ret[0] = ret[1] = 0;
    for (int j = 0; j < SCORER_X_COUNT; j++) {
        ret[0] += t->scorer->shared[j] * x[j];
        ret[1] += j < SCORER_X_WORDS ? t->rates_only[j] * x[j] : 0;
    }
    ret[2] = (double)t->words[trait * t->n + place];
}

static int judge_trait(void *ctx, size_t trait, unsigned worker, struct idio_err *err)
{
    (void)worker;
    struct trainer *t = ctx;
    const uint8_t *labels = t->labels + trait * t->n;
    size_t count[2] = {0};
    for (size_t i = 0; i < t->n; i++)
        if (t->part[i] == PART_HELD_OUT && labels[i] <= 1)
            count[labels[i]]++;
    for (int kind = 0; kind < 3; kind++)
        t->judged[trait][kind] = (double)NAN;
    if (count[0] < JUDGED_CLASS || count[1] < JUDGED_CLASS)
        return IDIO_OK;
    size_t all = count[0] + count[1], n = 0;
    struct judged_row *rows = idio_alloc(3 * all, sizeof *rows);
    if (!rows)
        return idio_nomem(err, "scorer.train");
    for (size_t i = 0; i < t->n; i++) {
        double score[3];
        if (t->part[i] != PART_HELD_OUT || labels[i] > 1)
            continue;
        judge_row(t, i, trait, score);
        for (size_t kind = 0; kind < 3; kind++)
            rows[kind * all + n] = (struct judged_row){score[kind], labels[i]};
        n++;
    }
    for (size_t kind = 0; kind < 3; kind++)
        t->judged[trait][kind] = auroc(rows + kind * all, all);
    idio_free(rows);
    return IDIO_OK;
}

static void report(const struct trainer *t, struct idio_scorer_report *ret)
{
    double sum[3] = {0};
    *ret = (struct idio_scorer_report){.rows = t->n};
    for (size_t i = 0; i < t->n; i++)
        ret->held_out += t->part[i] == PART_HELD_OUT;
    for (size_t k = 0; k < t->traits; k++) {
        if (isnan(t->judged[k][0]))
            continue;
        ret->traits++;
        for (int i = 0; i < 3; i++)
            sum[i] += t->judged[k][i];
    }
    double n = ret->traits ? (double)ret->traits : (double)NAN;
    ret->auroc = sum[0] / n;
    ret->auroc_rates = sum[1] / n;
    ret->auroc_words = sum[2] / n;
}

/* ---- all of it
 * ----------------------------------------------------------------------------------- */

static int trainer_init(struct trainer *t, unsigned threads, struct idio_err *err)
{
    t->part = idio_alloc(t->n, sizeof *t->part);
    t->order = idio_alloc(t->n, sizeof *t->order);
    t->first = idio_alloc(t->n + 1, sizeof *t->first);
    t->labels = idio_alloc(t->n * t->traits, 1);
    t->weights = idio_alloc(t->traits, SCORER_DIM);
    t->words = idio_alloc(t->n * t->traits, sizeof *t->words);
    t->judged = idio_alloc(t->traits, sizeof *t->judged);
    t->work = idio_alloc(threads, sizeof *t->work);
    if (!t->part || !t->order || !t->first || !t->labels || !t->weights || !t->words ||
        !t->judged || !t->work)
        return idio_nomem(err, "scorer.train");
    for (unsigned i = 0; i < threads; i++) {
        t->work[i] = idio_alloc(SCORER_DIM, sizeof **t->work);
        if (!t->work[i])
            return idio_nomem(err, "scorer.train");
    }
    return scorer_new(t->traits, &t->scorer, err);
}

static void trainer_release(struct trainer *t, unsigned threads)
{
    for (unsigned i = 0; t->work && i < threads; i++)
        idio_free(t->work[i]);
    idio_free(t->work);
    idio_free(t->part);
    idio_free(t->order);
    idio_free(t->first);
    idio_free(t->labels);
    idio_free(t->features);
    idio_free(t->weights);
    idio_free(t->words);
    idio_free(t->judged);
    idio_scorer_free(t->scorer);
}

/* Heads that learnt nothing leave no weights behind: a scorer is as large as what it knows. */
static int pack_weights(struct trainer *t, struct idio_err *err)
{
    struct idio_scorer *s = t->scorer;
    size_t present = 0;
    for (size_t k = 0; k < t->traits; k++)
        present += s->heads[k].w != NULL;
    s->weights = idio_alloc(present, SCORER_DIM);
    if (!s->weights)
        return idio_nomem(err, "scorer.train");
    int8_t *w = s->weights;
    for (size_t k = 0; k < t->traits; k++) {
        if (!s->heads[k].w) {
            s->heads[k].scale = 0;
            continue;
        }
        memcpy(w, s->heads[k].w, SCORER_DIM);
        s->heads[k].w = w;
        w += SCORER_DIM;
    }
    return IDIO_OK;
}

static int train(struct trainer *t, unsigned threads, struct idio_err *err)
{
    struct idio_cancel *cancel = t->ctx ? t->ctx->cancel : NULL;
    int r = trainer_init(t, threads, err);
    if (r < 0)
        return r;
    split_rows(t);
    r = featurize_rows(t, err);
    if (r < 0)
        return r;
    r = idio_pool_run(threads, t->traits, train_head, t, cancel, err);
    if (r < 0)
        return r;
    r = train_shared(t, err);
    if (r < 0)
        return r;
    r = idio_pool_run(threads, t->traits, judge_trait, t, cancel, err);
    return r < 0 ? r : pack_weights(t, err);
}

int idio_scorer_train(const struct idio_scorer_row *rows, size_t n, size_t traits,
                      struct idio_ctx *ctx, struct idio_scorer **ret,
                      struct idio_scorer_report *ret_report, struct idio_err *err)
{
    if (traits > SCORER_TRAITS_MAX || n > UINT32_MAX / 2)
        return idio_fail(err, IDIO_E_LIMIT, "scorer.train", "%zu rows of %zu traits", n, traits);
    int64_t began = idio_clock_ms();
    unsigned threads = ctx && ctx->threads ? ctx->threads : 1;
    struct trainer t = {.rows = rows, .n = n, .traits = traits, .ctx = ctx};
    idio_progress_begin(ctx ? ctx->progress : NULL, "learning when habits come up", "habits",
                        traits);
    int r = train(&t, threads, err);
    idio_progress_end(ctx ? ctx->progress : NULL);
    if (r == IDIO_OK) {
        if (ret_report) {
            report(&t, ret_report);
            ret_report->seconds = (double)(idio_clock_ms() - began) / 1000;
        }
        *ret = t.scorer;
        t.scorer = NULL;
    }
    trainer_release(&t, threads);
    return r;
}
