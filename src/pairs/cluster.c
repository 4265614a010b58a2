/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clusters of copies among the units of all repositories.
 *
 * Equal digests join at once. What is left, one member for each distinct unit, goes through
 * locality sensitive hashing: sketches are cut into bands, members that agree in a whole band are
 * candidates, and candidates whose sketches say "similar" are joined (union-find). With four rows
 * and 32 bands a pair of Jaccard .7 meets with probability .9998, one of .3 with .23;
 * test_pairs_cluster measures it.
 *
 * Buckets are where such a thing gets quadratic. Up to BUCKET_ALL members are compared with one
 * another. In larger ones a member is compared with at most LEADERS earlier ones that resembled no
 * leader before them; that bounds the work by members * LEADERS for each band. Two similar members
 * that meet only there, and each with another leader, stay apart; they have the other bands to
 * meet.
 *
 * Members are handled in the order of their keys, so that the result does not depend on the order
 * in which they came. One thread: 100,000 units take seconds.
 */
#include "pairs/cluster_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define BUCKET_ALL 128
#define LEADERS    32

/* ---- sketches ------------------------------------------------------------------------------- */
static unsigned alike(const struct idio_shape *a, const struct idio_shape *b)
{
    unsigned n = 0;
    for (size_t i = 0; i < IDIO_MINHASH; i++)
        n += a->minhash[i] == b->minhash[i];
    return n;
}

double idio_similarity(const struct idio_shape *a, const struct idio_shape *b)
{
    if (a->tokens == 0 || b->tokens == 0)
        return a->tokens == b->tokens ? 1 : 0;
    return (double)alike(a, b) / IDIO_MINHASH;
}

unsigned idio_band_rows(double jaccard)
{
    unsigned rows = 1;
    for (unsigned r = 2; r <= 16; r++) {
        const unsigned bands = IDIO_MINHASH / r;
        if (1 - pow(1 - pow(jaccard, r), bands) >= IDIO_BAND_RECALL)
            rows = r;
    }
    return rows;
}

static int by_hash(const void *a, const void *b)
{
    const struct idio_banded *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

void idio_band_fill(const struct idio_shape *const *shapes, size_t n, unsigned band, unsigned rows,
                    struct idio_banded *ret)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t *at = &shapes[i]->minhash[(size_t)band * rows];
        ret[i] = (struct idio_banded){idio_hash64(at, rows * sizeof *at, band), (uint32_t)i};
    }
    if (n > 0)
        qsort(ret, n, sizeof *ret, by_hash);
}

/* ---- order ---------------------------------------------------------------------------------- */
struct ordered {
    const struct idio_member *m;
    uint32_t number;
};

static int by_digest(const uint64_t a[2], const uint64_t b[2])
{
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return a[1] < b[1] ? -1 : a[1] > b[1];
}

static int by_key(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    int c = strcmp(x->m->key, y->m->key);
    if (c == 0)
        c = by_digest(x->m->shape->exact, y->m->shape->exact);
    return c != 0 ? c : (x->number > y->number) - (x->number < y->number);
}

int idio_member_order(const struct idio_member *m, size_t n, uint32_t **ret, struct idio_err *err)
{
    struct ordered *sorted = idio_alloc(n, sizeof *sorted);
    uint32_t *order = idio_alloc(n, sizeof *order);
    if (!sorted || !order || n > UINT32_MAX - 1) {
        idio_free(sorted);
        idio_free(order);
        return n > UINT32_MAX - 1
                   ? idio_fail(err, IDIO_E_LIMIT, "pairs.cluster", "%zu units are too many", n)
                   : idio_nomem(err, "pairs.cluster");
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct ordered){&m[i], (uint32_t)i};
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 0; i < n; i++)
        order[i] = sorted[i].number;
    idio_free(sorted);
    *ret = order;
    return IDIO_OK;
}

/* ---- joining -------------------------------------------------------------------------------- */
struct clustering {
    size_t n;
    double jaccard;
    const struct idio_shape **shapes; /* in the order of keys; numbers below are places in it */
    uint32_t *up;                     /* union-find; the smallest number is the root */
    uint32_t *distinct;               /* one member for each exact digest */
    size_t distinct_n;
    const struct idio_shape **sketched; /* their shapes */
    struct idio_banded *band;
};

static uint32_t root(struct clustering *c, uint32_t i)
{
    while (c->up[i] != i) {
        c->up[i] = c->up[c->up[i]];
        i = c->up[i];
    }
    return i;
}

static void join(struct clustering *c, uint32_t a, uint32_t b)
{
    a = root(c, a);
    b = root(c, b);
    c->up[a > b ? a : b] = a > b ? b : a;
}

/* Joins the two if they are similar; true when they are together afterwards. */
static bool try_join(struct clustering *c, uint32_t a, uint32_t b)
{
    if (root(c, a) == root(c, b))
        return true;
    if (idio_similarity(c->shapes[a], c->shapes[b]) < c->jaccard)
        return false;
    join(c, a, b);
    return true;
}

static void join_bucket(struct clustering *c, const struct idio_banded *at, size_t n)
{
    uint32_t leaders[LEADERS];
    size_t leader_n = 0;
    if (n <= BUCKET_ALL) {
        for (size_t i = 1; i < n; i++) {
            for (size_t k = 0; k < i; k++)
                (void)try_join(c, c->distinct[at[k].number], c->distinct[at[i].number]);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t member = c->distinct[at[i].number];
        bool together = false;
        for (size_t k = 0; k < leader_n && !together; k++)
            together = try_join(c, leaders[k], member);
        if (!together && leader_n < LEADERS)
            leaders[leader_n++] = member;
    }
}

static int join_similar(struct clustering *c, struct idio_ctx *ctx, struct idio_err *err)
{
    const unsigned rows = idio_band_rows(c->jaccard), bands = IDIO_MINHASH / rows;
    for (unsigned b = 0; b < bands; b++) {
        idio_band_fill(c->sketched, c->distinct_n, b, rows, c->band);
        for (size_t i = 0, end; i < c->distinct_n; i = end) {
            for (end = i + 1; end < c->distinct_n && c->band[end].hash == c->band[i].hash; end++)
                ;
            join_bucket(c, &c->band[i], end - i);
        }
        if (ctx && idio_cancelled(ctx->cancel))
            return idio_fail(err, IDIO_E_CANCELLED, "pairs.cluster", "clustering stopped");
    }
    return IDIO_OK;
}

/* ---- equal digests -------------------------------------------------------------------------- */
struct digest {
    uint64_t hash[2];
    uint32_t number;
};

static int by_hash_pair(const void *a, const void *b)
{
    const struct digest *x = a, *y = b;
    int c = by_digest(x->hash, y->hash);
    return c != 0 ? c : (x->number > y->number) - (x->number < y->number);
}

static void join_equal(struct clustering *c, struct digest *d, bool exact)
{
    for (size_t i = 0; i < c->n; i++) {
        const uint64_t *hash = exact ? c->shapes[i]->exact : c->shapes[i]->renamed;
        d[i] = (struct digest){{hash[0], hash[1]}, (uint32_t)i};
    }
    if (c->n > 0)
        qsort(d, c->n, sizeof *d, by_hash_pair);
    for (size_t i = 0; i < c->n; i++) {
        bool first = i == 0 || by_digest(d[i].hash, d[i - 1].hash) != 0;
        if (!first)
            join(c, d[i - 1].number, d[i].number);
        else if (exact)
            c->distinct[c->distinct_n++] = d[i].number;
    }
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void pick_distinct(struct clustering *c)
{
    if (c->distinct_n > 0)
        qsort(c->distinct, c->distinct_n, sizeof *c->distinct, by_number);
    for (size_t i = 0; i < c->distinct_n; i++)
        c->sketched[i] = c->shapes[c->distinct[i]];
}

/* ---- the whole ------------------------------------------------------------------------------ */
static void number_clusters(struct clustering *c, const uint32_t *order, uint32_t *ret,
                            size_t *ret_count)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->n; i++) { /* a root comes before its members */
        uint32_t r = root(c, i);
        ret[order[i]] = r == i ? count++ : ret[order[r]];
    }
    *ret_count = count;
}

static int prepare(struct clustering *c, const struct idio_member *m, const uint32_t *order,
                   struct idio_err *err)
{
    struct digest *digests = idio_alloc(c->n, sizeof *digests);
    c->shapes = idio_alloc(c->n, sizeof *c->shapes);
    c->sketched = idio_alloc(c->n, sizeof *c->sketched);
    c->up = idio_alloc(c->n, sizeof *c->up);
    c->distinct = idio_alloc(c->n, sizeof *c->distinct);
    c->band = idio_alloc(c->n, sizeof *c->band);
    bool ok = digests && c->shapes && c->sketched && c->up && c->distinct && c->band;
    for (size_t i = 0; i < c->n && ok; i++) {
        c->shapes[i] = m[order[i]].shape;
        c->up[i] = (uint32_t)i;
    }
    if (ok) {
        join_equal(c, digests, true);
        join_equal(c, digests, false);
        pick_distinct(c);
    }
    idio_free(digests);
    return ok ? IDIO_OK : idio_nomem(err, "pairs.cluster");
}

int idio_cluster(const struct idio_member *m, size_t n, double jaccard, struct idio_ctx *ctx,
                 uint32_t *ret, size_t *ret_count, struct idio_err *err)
{
    struct clustering c = {.n = n, .jaccard = jaccard};
    uint32_t *order = NULL;
    int rc = idio_member_order(m, n, &order, err);
    if (rc != IDIO_OK)
        return rc;
    rc = prepare(&c, m, order, err);
    if (rc == IDIO_OK)
        rc = join_similar(&c, ctx, err);
    if (rc == IDIO_OK)
        number_clusters(&c, order, ret, ret_count);
    idio_free(order);
    idio_free(c.shapes);
    idio_free(c.sketched);
    idio_free(c.up);
    idio_free(c.distinct);
    idio_free(c.band);
    return rc;
}
