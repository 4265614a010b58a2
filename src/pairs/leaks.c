/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The leak gate: is something in training like something in a test?
 *
 * A check, so it must not miss what it could have seen: bands as in cluster.c, at IDIO_LEAK (three
 * rows, 42 bands; a pair of Jaccard .5 meets with probability .996, one of .6 with .99997), equal
 * digests apart from that, and no bucket is cut short. Equal units are looked at once. Where that
 * still is too much work, the answer is an error, not "none".
 */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "pairs/cluster_internal.h"

#define WORK_MAX 20000000u /* comparisons of two sketches; some two seconds */

struct side {
    const struct idio_member *m;
    size_t n;
    uint32_t *order;                  /* members by exact digest, then key */
    uint32_t *first;                  /* [distinct_n + 1] places in `order` where a digest begins */
    const struct idio_shape **shapes; /* of the distinct ones */
    size_t distinct_n;
    struct idio_banded *band;
};
struct nearest { /* test unit to a training unit, both distinct */
    uint32_t test;
    double jaccard; /* 0: none */
};

/* ---- sides ---------------------------------------------------------------------------------- */
struct placed {
    const uint64_t *digest;
    uint32_t number, rank; /* rank: by key */
};

static int by_digest(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    for (int i = 0; i < 2; i++) {
        if (x->digest[i] != y->digest[i])
            return x->digest[i] < y->digest[i] ? -1 : 1;
    }
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int side_init(struct side *s, const struct idio_member *m, size_t n, struct idio_err *err)
{
    *s = (struct side){.m = m, .n = n};
    int rc = idio_member_order(m, n, &s->order, err);
    if (rc != IDIO_OK)
        return rc;
    struct placed *placed = idio_alloc(n, sizeof *placed);
    s->first = idio_alloc(n + 1, sizeof *s->first);
    s->shapes = idio_alloc(n, sizeof *s->shapes);
    s->band = idio_alloc(n, sizeof *s->band);
    if (!placed || !s->first || !s->shapes || !s->band) {
        idio_free(placed);
        return idio_nomem(err, "pairs.leaks");
    }
    for (size_t i = 0; i < n; i++)
        placed[i] = (struct placed){m[s->order[i]].shape->exact, s->order[i], (uint32_t)i};
    if (n > 0)
        qsort(placed, n, sizeof *placed, by_digest);
    for (size_t i = 0; i < n; i++) {
        s->order[i] = placed[i].number;
        if (i > 0 && idio_digest_equal(placed[i].digest, placed[i - 1].digest))
            continue;
        s->first[s->distinct_n] = (uint32_t)i;
        s->shapes[s->distinct_n++] = m[placed[i].number].shape;
    }
    s->first[s->distinct_n] = (uint32_t)n;
    idio_free(placed);
    return IDIO_OK;
}

static void side_release(struct side *s)
{
    idio_free(s->order);
    idio_free(s->first);
    idio_free(s->shapes);
    idio_free(s->band);
}

/* ---- equal ---------------------------------------------------------------------------------- */
/* A band of one: the digest in which names do not count (equal exact ones are equal in it, too). */
static void fill_renamed(struct side *s)
{
    for (size_t i = 0; i < s->distinct_n; i++)
        s->band[i] = (struct idio_banded){s->shapes[i]->renamed[0], (uint32_t)i};
}

static int by_hash(const void *a, const void *b)
{
    const struct idio_banded *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void sort_band(struct side *s)
{
    if (s->distinct_n > 0)
        qsort(s->band, s->distinct_n, sizeof *s->band, by_hash);
}

/* ---- walking two bands ---------------------------------------------------------------------- */
struct walk {
    struct side test, train;
    struct nearest *nearest; /* by training unit */
    uint64_t work;
};

static size_t bucket_end(const struct side *s, size_t i)
{
    size_t end = i + 1;
    while (end < s->distinct_n && s->band[end].hash == s->band[i].hash)
        end++;
    return end;
}

static void compare(struct walk *w, uint32_t train, uint32_t test, bool equal)
{
    struct nearest *near = &w->nearest[train];
    const struct idio_shape *a = w->test.shapes[test], *b = w->train.shapes[train];
    double jaccard = 0;
    if (!equal)
        jaccard = idio_similarity(a, b);
    else if (idio_digest_equal(a->renamed, b->renamed))
        jaccard = 1;
    bool nearer = jaccard > near->jaccard || (jaccard == near->jaccard && test < near->test);
    if (jaccard > IDIO_LEAK && nearer)
        *near = (struct nearest){test, jaccard};
}

/* Every training unit of a bucket with every test unit; what has its equal needs no more. */
static void compare_buckets(struct walk *w, size_t train, size_t train_end, size_t test,
                            size_t test_end, bool equal)
{
    for (size_t i = train; i < train_end; i++) {
        uint32_t number = w->train.band[i].number;
        for (size_t k = test; k < test_end && w->nearest[number].jaccard < 1; k++) {
            compare(w, number, w->test.band[k].number, equal);
            w->work++;
        }
    }
}

static int walk_band(struct walk *w, bool equal, struct idio_ctx *ctx, struct idio_err *err)
{
    size_t i = 0, k = 0;
    while (i < w->train.distinct_n && k < w->test.distinct_n) {
        uint64_t a = w->train.band[i].hash, b = w->test.band[k].hash;
        size_t i_end = bucket_end(&w->train, i), k_end = bucket_end(&w->test, k);
        if (a == b)
            compare_buckets(w, i, i_end, k, k_end, equal);
        if (a <= b)
            i = i_end;
        if (b <= a)
            k = k_end;
        if (w->work > WORK_MAX)
            return idio_hint(err,
                             idio_fail(err, IDIO_E_LIMIT, "pairs.leaks",
                                       "too many units are nearly alike to compare them all"),
                             "leave out generated code, or make pairs from fewer repositories");
        if (ctx && idio_cancelled(ctx->cancel))
            return idio_fail(err, IDIO_E_CANCELLED, "pairs.leaks", "checking stopped");
    }
    return IDIO_OK;
}

static int walk_all(struct walk *w, struct idio_ctx *ctx, struct idio_err *err)
{
    const unsigned rows = idio_band_rows(IDIO_LEAK), bands = IDIO_MINHASH / rows;
    w->nearest = idio_alloc(w->train.distinct_n, sizeof *w->nearest);
    if (!w->nearest)
        return idio_nomem(err, "pairs.leaks");
    fill_renamed(&w->train);
    fill_renamed(&w->test);
    sort_band(&w->train);
    sort_band(&w->test);
    int rc = walk_band(w, true, ctx, err);
    for (unsigned b = 0; b < bands && rc == IDIO_OK; b++) {
        idio_band_fill(w->train.shapes, w->train.distinct_n, b, rows, w->train.band);
        idio_band_fill(w->test.shapes, w->test.distinct_n, b, rows, w->test.band);
        rc = walk_band(w, false, ctx, err);
    }
    return rc;
}

/* ---- the whole ------------------------------------------------------------------------------ */
static int by_train(const void *a, const void *b)
{
    const struct idio_leak *x = a, *y = b;
    return x->train < y->train ? -1 : x->train > y->train;
}

/* Every member of a training unit that leaks, with one member of the nearest test unit. */
static int list_leaks(const struct walk *w, struct idio_leak **ret, size_t *ret_n,
                      struct idio_err *err)
{
    IDIO_VEC(struct idio_leak) leaks = {0};
    for (size_t i = 0; i < w->train.distinct_n; i++) {
        if (w->nearest[i].jaccard <= 0)
            continue;
        uint32_t test = w->test.order[w->test.first[w->nearest[i].test]];
        for (uint32_t k = w->train.first[i]; k < w->train.first[i + 1]; k++) {
            struct idio_leak leak = {test, w->train.order[k], w->nearest[i].jaccard};
            if (idio_vec_push(&leaks, leak) < 0) {
                idio_vec_release(&leaks);
                return idio_nomem(err, "pairs.leaks");
            }
        }
    }
    if (leaks.len > 0)
        qsort(leaks.at, leaks.len, sizeof *leaks.at, by_train);
    *ret = leaks.at;
    *ret_n = leaks.len;
    return IDIO_OK;
}

int idio_leaks(const struct idio_member *test, size_t test_n, const struct idio_member *train,
               size_t train_n, struct idio_ctx *ctx, struct idio_leak **ret, size_t *ret_n,
               struct idio_err *err)
{
    struct walk w = {.nearest = NULL};
    int rc = side_init(&w.test, test, test_n, err);
    if (rc == IDIO_OK)
        rc = side_init(&w.train, train, train_n, err);
    if (rc == IDIO_OK)
        rc = walk_all(&w, ctx, err);
    if (rc == IDIO_OK)
        rc = list_leaks(&w, ret, ret_n, err);
    side_release(&w.test);
    side_release(&w.train);
    idio_free(w.nearest);
    return rc;
}
