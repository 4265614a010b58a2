/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clusters and leaks. Sketches are made up where only the joining matters, and come from sources
 * (idio_parser_shapes) where estimates are held against true Jaccard indexes.
 */
#include "idio_test.h"

#include <math.h>

#include "base/map.h"
#include "corpus/corpus.h"
#include "pairs/cluster_internal.h"

/* ---- made-up members ------------------------------------------------------------------------ */
struct crowd {
    struct idio_member *m;
    struct idio_shape *shapes;
    char (*keys)[40];
    uint32_t *cluster;
    size_t n, clusters;
};

static void crowd_init(struct crowd *c, size_t n)
{
    *c = (struct crowd){.m = calloc(n, sizeof *c->m),
                        .shapes = calloc(n, sizeof *c->shapes),
                        .keys = calloc(n, sizeof *c->keys),
                        .cluster = calloc(n, sizeof *c->cluster),
                        .n = n};
    assert_true(c->m && c->shapes && c->keys && c->cluster);
    struct idio_chance chance = idio_chance_of(1, "crowd");
    for (size_t i = 0; i < n; i++) {
        snprintf(c->keys[i], sizeof c->keys[i], "repo a.c:%06zu", i);
        c->m[i] = (struct idio_member){&c->shapes[i], 0, c->keys[i]};
        c->shapes[i].tokens = 100;
        c->shapes[i].exact[0] = c->shapes[i].renamed[0] = idio_chance_next(&chance);
        for (size_t k = 0; k < IDIO_MINHASH; k++)
            c->shapes[i].minhash[k] = (uint32_t)idio_chance_next(&chance);
    }
}

static void crowd_release(struct crowd *c)
{
    free(c->m);
    free(c->shapes);
    free(c->keys);
    free(c->cluster);
}

/* Makes b like a in `share` of the sketch. */
static void make_alike(struct crowd *c, size_t a, size_t b, double share)
{
    struct idio_chance chance = idio_chance_of(a, c->keys[b]);
    for (size_t k = 0; k < IDIO_MINHASH; k++) {
        if (idio_chance_share(&chance) < share)
            c->shapes[b].minhash[k] = c->shapes[a].minhash[k];
    }
}

static void cluster(struct crowd *c)
{
    struct idio_err err = {0};
    assert_ok(idio_cluster(c->m, c->n, IDIO_NEAR_DUPLICATE, NULL, c->cluster, &c->clusters, &err),
              &err);
}

static void joins(void **state)
{
    struct crowd c;
    (void)state;
    crowd_init(&c, 10);
    c.shapes[3].exact[0] = c.shapes[1].exact[0]; /* equal, whatever the sketch says */
    c.shapes[5].renamed[0] = c.shapes[3].renamed[0];
    make_alike(&c, 0, 7, .9); /* and a chain: 0 ~ 7 ~ 8, 0 and 8 are farther apart */
    make_alike(&c, 7, 8, .8);
    make_alike(&c, 2, 9, .5);
    cluster(&c);
    static const uint32_t want[] = {0, 1, 2, 1, 3, 1, 4, 0, 0, 5};
    assert_int_equal(c.clusters, 6);
    for (size_t i = 0; i < c.n; i++)
        assert_int_equal(c.cluster[i], want[i]);
    assert_true(idio_similarity(&c.shapes[0], &c.shapes[7]) > .8);
    assert_true(idio_similarity(&c.shapes[0], &c.shapes[0]) == 1);
    assert_true(idio_similarity(&c.shapes[0], &c.shapes[4]) == 0);
    c.shapes[0].tokens = c.shapes[4].tokens = 0;
    assert_true(idio_similarity(&c.shapes[0], &c.shapes[4]) == 1);
    assert_true(idio_similarity(&c.shapes[0], &c.shapes[7]) == 0);
    c.n = 0;
    cluster(&c);
    assert_int_equal(c.clusters, 0);
    crowd_release(&c);
}

static void any_order(void **state)
{
    enum { N = 3000 };
    struct crowd c;
    struct idio_err err = {0};
    static struct idio_member mixed[N];
    static uint32_t place[N], got[N];
    size_t clusters;
    struct idio_chance chance = idio_chance_of(1, "order");
    (void)state;
    crowd_init(&c, N);
    for (size_t i = 1; i < N; i++) {
        if (idio_chance_below(&chance, 2) == 0)
            make_alike(&c, idio_chance_below(&chance, (uint32_t)i), i,
                       .6 + .3 * idio_chance_share(&chance));
    }
    for (size_t i = 0; i < N / 2; i++) /* a bucket with too many to compare */
        memcpy(c.shapes[i].minhash, c.shapes[0].minhash, 4 * sizeof(uint32_t));
    cluster(&c);
    for (uint32_t i = 0; i < N; i++)
        place[i] = i;
    for (uint32_t i = N - 1; i > 0; i--) {
        uint32_t k = idio_chance_below(&chance, i + 1), t = place[i];
        place[i] = place[k];
        place[k] = t;
    }
    for (size_t i = 0; i < N; i++)
        mixed[i] = c.m[place[i]];
    assert_ok(idio_cluster(mixed, N, IDIO_NEAR_DUPLICATE, NULL, got, &clusters, &err), &err);
    assert_int_equal(clusters, c.clusters);
    assert_true(clusters > N / 4 && clusters < N);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(got[i], c.cluster[place[i]]);
    crowd_release(&c);
}

/* 100,000 units that are all equal, all equal but for names, all in one bucket, all near. */
static void bombs(void **state)
{
    enum { N = 100000 };
    struct crowd c;
    (void)state;
    crowd_init(&c, N);
    for (size_t i = 0; i < N; i++) {
        memcpy(c.shapes[i].minhash, c.shapes[0].minhash, 4 * sizeof(uint32_t));
        memcpy(&c.shapes[i].minhash[64], &c.shapes[0].minhash[64], 4 * sizeof(uint32_t));
    }
    cluster(&c);
    assert_int_equal(c.clusters, N); /* in one bucket and not alike */
    for (size_t i = 0; i < N; i++)
        c.shapes[i].renamed[0] = 7;
    cluster(&c);
    assert_int_equal(c.clusters, 1);
    for (size_t i = 0; i < N; i++) {
        c.shapes[i].renamed[0] = i;
        make_alike(&c, 0, i, .9);
    }
    cluster(&c);
    assert_int_equal(c.clusters, 1);
    for (size_t i = 0; i < N; i++)
        c.shapes[i] = c.shapes[0];
    cluster(&c);
    assert_int_equal(c.clusters, 1);
    struct idio_leak *leaks;
    size_t n;
    struct idio_err err = {0};
    assert_ok(idio_leaks(c.m, N / 2, c.m + N / 2, N / 2, NULL, &leaks, &n, &err), &err);
    assert_int_equal(n, N / 2);
    idio_free(leaks);
    crowd_release(&c);
}

/* What nobody can compare in time is no "none". */
static void too_much(void **state)
{
    enum { N = 12000 };
    struct crowd c;
    struct idio_leak *leaks;
    size_t n;
    struct idio_err err = {0};
    (void)state;
    crowd_init(&c, N);
    for (size_t i = 0; i < N; i++)
        memcpy(c.shapes[i].minhash, c.shapes[0].minhash, 3 * sizeof(uint32_t));
    assert_status(idio_leaks(c.m, N / 2, c.m + N / 2, N / 2, NULL, &leaks, &n, &err), IDIO_E_LIMIT,
                  &err);
    assert_true(err.hint[0]);
    crowd_release(&c);
}

static void leaks(void **state)
{
    struct crowd c;
    struct idio_leak *at;
    size_t n;
    struct idio_err err = {0};
    (void)state;
    crowd_init(&c, 12); /* tests are 0 … 3 */
    assert_ok(idio_leaks(c.m, 4, c.m + 4, 8, NULL, &at, &n, &err), &err);
    assert_int_equal(n, 0);
    idio_free(at);
    make_alike(&c, 1, 5, .8);
    c.shapes[7].renamed[0] = c.shapes[2].renamed[0];
    c.shapes[8] = c.shapes[5];
    make_alike(&c, 3, 9, .3);
    make_alike(&c, 0, 10, .6);
    make_alike(&c, 1, 10, .7); /* over it: nearer to 1 than to 0 */
    assert_ok(idio_leaks(c.m, 4, c.m + 4, 8, NULL, &at, &n, &err), &err);
    assert_int_equal(n, 4);
    static const struct idio_leak want[] = {{1, 1, 0}, {2, 3, 1}, {1, 4, 0}, {1, 6, 0}};
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(at[i].test, want[i].test);
        assert_int_equal(at[i].train, want[i].train);
        assert_true(at[i].jaccard > IDIO_LEAK && at[i].jaccard <= 1);
        assert_true(want[i].jaccard < 1 || at[i].jaccard == 1);
    }
    idio_free(at);
    assert_ok(idio_leaks(c.m, 4, NULL, 0, NULL, &at, &n, &err), &err);
    assert_int_equal(n, 0);
    idio_free(at);
    crowd_release(&c);
}

static void cancelled(void **state)
{
    struct crowd c;
    struct idio_cancel stop = {0};
    struct idio_ctx ctx = {.cancel = &stop, .threads = 1};
    struct idio_leak *at;
    struct idio_err err = {0};
    (void)state;
    crowd_init(&c, 4);
    idio_cancel_set(&stop);
    assert_status(idio_cluster(c.m, 4, .7, &ctx, c.cluster, &c.clusters, &err), IDIO_E_CANCELLED,
                  &err);
    assert_status(idio_leaks(c.m, 2, c.m + 2, 2, &ctx, &at, &c.n, &err), IDIO_E_CANCELLED, &err);
    crowd_release(&c);
}

static int cluster_once(void *ctx)
{
    struct crowd *c = ctx;
    struct idio_leak *at;
    size_t n;
    int rc = idio_cluster(c->m, c->n, .7, NULL, c->cluster, &c->clusters, NULL);
    if (rc == IDIO_OK) {
        rc = idio_leaks(c->m, 6, c->m + 6, 6, NULL, &at, &n, NULL);
        if (rc == IDIO_OK)
            idio_free(at);
    }
    return rc;
}

static void allocation(void **state)
{
    struct crowd c;
    (void)state;
    crowd_init(&c, 12);
    make_alike(&c, 2, 8, .9);
    assert_ok(cluster_once(&c), NULL);
    IDIO_FAIL_EACH_ALLOC(cluster_once, &c);
    crowd_release(&c);
}

/* ---- estimates against the truth ------------------------------------------------------------ */
static int no_trait(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    (void)name;
    (void)n;
    return 0;
}

static int no_value(const void *ctx, int trait, const char *value, size_t n)
{
    (void)trait;
    return no_trait(ctx, value, n);
}

struct bench {
    struct idio_observer *observer;
    struct idio_parser *parser;
    struct idio_arena arena;
};

static void bench_init(struct bench *b)
{
    static const struct idio_trait_resolver any = {NULL, no_trait, no_value};
    struct idio_err err = {0};
    assert_ok(idio_observer_new(idio_queries_files, &any, &b->observer, &err), &err);
    assert_ok(idio_parser_new(b->observer, &b->parser, &err), &err);
    idio_arena_init(&b->arena, (size_t)64 << 20);
}

static void bench_release(struct bench *b)
{
    idio_parser_free(b->parser);
    idio_observer_free(b->observer);
    idio_arena_release(&b->arena);
}

enum { WORDS = 400 };
struct stream { /* of tokens: "w17" and ";" in turn */
    uint32_t word[WORDS];
    size_t n;
};

static void stream_make(struct stream *s, struct idio_chance *c, size_t n)
{
    s->n = n;
    for (size_t i = 0; i < n; i++)
        s->word[i] = idio_chance_below(c, 60);
}

/* Replaces, removes, doubles and moves words. */
static void stream_mutate(struct stream *s, struct idio_chance *c, unsigned times)
{
    for (unsigned t = 0; t < times; t++) {
        uint32_t at = idio_chance_below(c, (uint32_t)s->n);
        uint32_t what = idio_chance_below(c, 4);
        if (what == 0) {
            s->word[at] = idio_chance_below(c, 60);
        } else if (what == 1 && s->n > 8) {
            memmove(&s->word[at], &s->word[at + 1], (s->n - at - 1) * sizeof *s->word);
            s->n--;
        } else if (what == 2 && s->n < WORDS) {
            memmove(&s->word[at + 1], &s->word[at], (s->n - at) * sizeof *s->word);
            s->n++;
        } else {
            uint32_t other = idio_chance_below(c, (uint32_t)s->n), word = s->word[at];
            s->word[at] = s->word[other];
            s->word[other] = word;
        }
    }
}

static struct idio_shape stream_shape(struct bench *b, const struct stream *s)
{
    char text[WORDS * 8 + 8];
    size_t len = 0;
    struct idio_observed o;
    struct idio_shape *shapes;
    struct idio_err err = {0};
    for (size_t i = 0; i < s->n; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "w%u;%s", s->word[i],
                                i % 9 ? " " : "\n");
    idio_arena_clear(&b->arena);
    assert_ok(idio_parser_shapes(b->parser, IDIO_LANG_JAVASCRIPT, "a.js", text, len, NULL,
                                 &b->arena, &o, &shapes, &err),
              &err);
    assert_int_equal(shapes[0].tokens, 2 * s->n);
    return shapes[0];
}

/* The set of shingles of five tokens; the ones that begin with ";" hold two words, others three. */
static size_t shingles(const struct stream *s, struct idio_map *m, const struct idio_map *other)
{
    size_t common = 0;
    for (size_t i = 0; i + IDIO_SHINGLE <= 2 * s->n; i++) {
        uint32_t key[IDIO_SHINGLE];
        bool fresh;
        for (size_t k = 0; k < IDIO_SHINGLE; k++)
            key[k] = (i + k) % 2 ? UINT32_MAX : s->word[(i + k) / 2];
        assert_non_null(idio_map_at(m, (const char *)key, sizeof key, &fresh));
        common += fresh && other && idio_map_get(other, (const char *)key, sizeof key, NULL);
    }
    return common;
}

static double true_jaccard(const struct stream *a, const struct stream *b)
{
    struct idio_map x, y;
    idio_map_init(&x, 1 << 20);
    idio_map_init(&y, 1 << 20);
    shingles(a, &x, NULL);
    double common = (double)shingles(b, &y, &x);
    double jaccard = common / ((double)x.len + (double)y.len - common);
    idio_map_release(&x);
    idio_map_release(&y);
    return jaccard;
}

static bool meet(const struct idio_shape *a, const struct idio_shape *b, double jaccard)
{
    const unsigned rows = idio_band_rows(jaccard);
    for (unsigned band = 0; band < IDIO_MINHASH / rows; band++) {
        const size_t at = (size_t)band * rows;
        if (memcmp(&a->minhash[at], &b->minhash[at], rows * sizeof *a->minhash) == 0)
            return true;
    }
    return false;
}

struct measured {
    size_t pairs, beyond, near, near_met, leaky, leaky_met, far, far_met;
    double sum, squares;
};

static void measure(struct measured *m, double truth, const struct idio_shape *a,
                    const struct idio_shape *b)
{
    const double sigma = sqrt(truth * (1 - truth) / IDIO_MINHASH);
    if (truth > 0 && truth < 1) {
        const double z = (idio_similarity(a, b) - truth) / sigma;
        m->pairs++;
        m->sum += z;
        m->squares += z * z;
        m->beyond += fabs(z) > 3;
    }
    if (truth >= IDIO_NEAR_DUPLICATE) {
        m->near++;
        m->near_met += meet(a, b, IDIO_NEAR_DUPLICATE);
    }
    if (truth >= IDIO_LEAK) {
        m->leaky++;
        m->leaky_met += meet(a, b, IDIO_LEAK);
    }
    if (truth < .2) {
        m->far++;
        m->far_met += meet(a, b, IDIO_NEAR_DUPLICATE);
    }
}

static void estimates(void **state)
{
    struct bench b;
    struct measured m = {0};
    struct idio_chance chance = idio_chance_of(5, "streams");
    (void)state;
    bench_init(&b);
    for (int i = 0; i < 6000; i++) {
        struct stream x, y;
        stream_make(&x, &chance, 20 + idio_chance_below(&chance, 200));
        y = x;
        stream_mutate(&y, &chance, 1 + idio_chance_below(&chance, (uint32_t)x.n / 4));
        struct idio_shape a = stream_shape(&b, &x), c = stream_shape(&b, &y);
        measure(&m, true_jaccard(&x, &y), &a, &c);
    }
    bench_release(&b);
    const double mean = m.sum / (double)m.pairs;
    const double sd = sqrt(m.squares / (double)m.pairs - mean * mean);
    print_message("estimates: %zu pairs, mean %.3f sigma, deviation %.3f sigma, beyond 3: %zu\n",
                  m.pairs, mean, sd, m.beyond);
    print_message("bands: Jaccard >= .7: %zu of %zu meet; >= .5 at the gate: %zu of %zu; < .2: "
                  "%zu of %zu\n",
                  m.near_met, m.near, m.leaky_met, m.leaky, m.far_met, m.far);
    assert_true(m.pairs > 4000 && m.near > 1000 && m.leaky > 2000);
    assert_true(fabs(mean) < .1 && sd > .8 && sd < 1.15);
    assert_true(m.beyond * 100 < m.pairs);
    assert_true((double)m.near_met > .99 * (double)m.near);
    assert_true((double)m.leaky_met > .99 * (double)m.leaky);
    assert_true((double)m.far_met < .2 * (double)m.far);
    assert_int_equal(idio_band_rows(IDIO_NEAR_DUPLICATE), 4);
    assert_int_equal(idio_band_rows(IDIO_LEAK), 3);
}

static int up(void **state)
{
    (void)state;
    return idio_corpus_init(NULL);
}

static int down(void **state)
{
    (void)state;
    idio_corpus_shutdown();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins),      cmocka_unit_test(any_order), cmocka_unit_test(bombs),
        cmocka_unit_test(too_much),   cmocka_unit_test(leaks),     cmocka_unit_test(cancelled),
        cmocka_unit_test(allocation), cmocka_unit_test(estimates),
    };
    return cmocka_run_group_tests(tests, up, down);
}
