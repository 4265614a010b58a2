/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What counting costs, without parsing and without the database.
 *
 *     build/dev/bench/bench_tally [REPOSITORIES [FILES_EACH]]       (150 and 60 by default)
 *
 * Invented files of 400 sites each, on lines of several years, in three languages. Printed: time to
 * count them with one thread, to make facts, to encode, and to count with two and four threads into
 * tallies that are merged; CPU time of the process beside wall time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ctx.h"
#include "base/pool.h"
#include "style/style.h"

#define SITES   400
#define WORKERS 4

struct bench {
    struct idio_traits *traits;
    size_t repos, files;
    struct idio_observed *at; /* one of each kind of file */
    size_t kinds;
    struct idio_tally *tally[WORKERS];
};

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t next(uint64_t *r)
{
    *r = *r * 6364136223846793005u + 1442695040888963407u;
    return *r >> 33;
}

static void fill(const struct bench *b, struct idio_observed *o, uint64_t seed)
{
    static const enum idio_lang langs[] = {IDIO_LANG_C, IDIO_LANG_PYTHON, IDIO_LANG_GO};
    uint64_t r = seed;
    uint32_t line = 1;

    o->lang = langs[seed % 3];
    o->lines = SITES;
    o->sites = calloc(SITES, sizeof *o->sites);
    if (!o->sites)
        abort();
    while (o->site_count < SITES) {
        size_t trait = next(&r) % idio_traits_count(b->traits);
        struct idio_site s = {.trait = (uint16_t)trait, .line = line, .unit = IDIO_NO_UNIT};

        if (!idio_traits_applies(b->traits, trait, o->lang) ||
            !idio_traits_value(b->traits, trait, 1))
            continue;
        s.value = next(&r) % 10 == 0;
        s.day = (int32_t)(15000 + seed % 50 * 60 + next(&r) % 8 * 40);
        line += next(&r) % 3 == 0;
        o->sites[o->site_count++] = s;
    }
}

static int count_repo(void *ctx, size_t index, unsigned worker, struct idio_err *err)
{
    struct bench *b = ctx;
    char repo[32], path[64];
    int rc = IDIO_OK;

    snprintf(repo, sizeof repo, "/r/%05zu", index);
    for (size_t i = 0; i < b->files && rc == IDIO_OK; i++) {
        snprintf(path, sizeof path, "src/part%zu/file%zu", i % 7, i);
        rc = idio_tally_add(b->tally[worker], repo + 3, repo, path,
                            &b->at[(index * b->files + i) % b->kinds], err);
    }
    return rc;
}

static void count(struct bench *b, unsigned threads)
{
    struct idio_err err = {0};
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

    for (unsigned i = 0; i < threads; i++)
        if (idio_tally_new(b->traits, &b->tally[i], &err) < 0)
            abort();
    if (idio_pool_run(threads, b->repos, count_repo, b, NULL, &err) < 0)
        abort();
    for (unsigned i = 1; i < threads; i++) {
        if (idio_tally_merge(b->tally[0], b->tally[i], &err) < 0)
            abort();
        b->tally[i] = idio_tally_free(b->tally[i]);
    }
    printf("count, %u threads: %.0f ms, CPU %.0f ms\n", threads,
           (seconds(CLOCK_MONOTONIC) - wall) * 1e3,
           (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e3);
}

static void facts(struct bench *b)
{
    struct idio_arena arena;
    struct idio_fact *at;
    struct idio_err err = {0};
    size_t n = 0;
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

    idio_arena_init(&arena, (size_t)1 << 30);
    if (idio_tally_facts(b->tally[0], &arena, &at, &n, &err) < 0)
        abort();
    printf("facts: %zu, CPU %.0f ms\n", n, (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e3);
    idio_arena_release(&arena);
}

static void encode(struct bench *b)
{
    struct idio_str out;
    struct idio_tally *copy = NULL;
    struct idio_err err = {0};
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), half;

    idio_str_init(&out, (size_t)1 << 30);
    idio_tally_encode(b->tally[0], &out);
    half = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (idio_tally_decode(b->traits, out.data, out.len, &copy, &err) < 0)
        abort();
    printf("encode: %zu bytes, CPU %.0f ms; decode: %.0f ms\n", out.len, (half - cpu) * 1e3,
           (seconds(CLOCK_PROCESS_CPUTIME_ID) - half) * 1e3);
    idio_tally_free(copy);
    idio_str_release(&out);
}

int main(int argc, char **argv)
{
    struct bench b = {.repos = 150, .files = 60, .kinds = 600};
    struct idio_err err = {0};

    idio_base_init();
    b.repos = argc > 1 ? strtoul(argv[1], NULL, 10) : b.repos;
    b.files = argc > 2 ? strtoul(argv[2], NULL, 10) : b.files;
    if (idio_traits_new(&b.traits, &err) < 0)
        abort();
    b.at = calloc(b.kinds, sizeof *b.at);
    if (!b.at)
        abort();
    for (size_t i = 0; i < b.kinds; i++)
        fill(&b, &b.at[i], i);
    printf("%zu repositories of %zu files, %d sites each\n", b.repos, b.files, SITES);
    count(&b, 1);
    facts(&b);
    encode(&b);
    for (unsigned threads = 2; threads <= WORKERS; threads *= 2) {
        b.tally[0] = idio_tally_free(b.tally[0]);
        count(&b, threads);
    }
    idio_tally_free(b.tally[0]);
    for (size_t i = 0; i < b.kinds; i++)
        free(b.at[i].sites);
    free(b.at);
    idio_traits_free(b.traits);
    return 0;
}
