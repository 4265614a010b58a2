/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies among real units: what docs/results/pairs.md says about clusters, and what shapes and
 * clusters cost.
 *
 *   clusters [-a] DIR...      functions of four lines or more: how many have a copy in their own
 *                             repository; then all units of all repositories as one run
 *   clusters -x [-a] A B...   how many functions of A have a copy in B...
 *
 * DIR is a git directory. Everybody's files count; with -a vendored ones, too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/vec.h"
#include "corpus/corpus.h"
#include "pairs/pairs.h"

#define LINES_MIN 4

struct unit {
    const struct idio_shape *shape;
    const char *key;
    bool function; /* of LINES_MIN or more */
};
struct repo {
    const char *name;
    IDIO_VEC(struct unit) units;
    size_t files;
};
static struct {
    struct idio_parser *parser;
    struct idio_arena arena; /* of shapes and keys */
    bool vendored;
    int64_t parse_ms;
    uint64_t tokens;
} bench;

static void die(const char *what, const struct idio_err *err)
{
    fprintf(stderr, "clusters: %s%s%s\n", what, err ? ": " : "", err ? err->msg : "");
    exit(1);
}

static int any_trait(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    (void)name;
    (void)n;
    return 0;
}

static int any_value(const void *ctx, int trait, const char *value, size_t n)
{
    (void)trait;
    return any_trait(ctx, value, n);
}

/* ---- reading -------------------------------------------------------------------------------- */
static void keep_units(struct repo *repo, const char *path, const struct idio_observed *o,
                       const struct idio_shape *shapes)
{
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        struct idio_shape *shape = idio_arena_alloc(&bench.arena, 1, sizeof *shape);
        char *key = idio_arena_printf(&bench.arena, "%s %s:%06u %s", repo->name, path,
                                      u->first_line, u->name);
        if (!shape || !key)
            die("out of memory", NULL);
        *shape = shapes[i]; /* its texts go away, its digests stay */
        struct unit unit = {shape, key,
                            u->kind == IDIO_UNIT_FUNCTION &&
                                u->last_line - u->first_line + 1 >= LINES_MIN};
        if (idio_vec_push(&repo->units, unit) < 0)
            die("out of memory", NULL);
        bench.tokens += i == 0 ? shape->tokens : 0;
    }
}

static void read_file(struct repo *repo, struct idio_repo *r, const char *path, const char *blob)
{
    struct idio_repo_file f = {.path = path};
    struct idio_observed o;
    struct idio_shape *shapes;
    struct idio_arena arena;
    char *text = NULL;
    size_t n = 0;
    enum idio_lang lang = idio_lang_of_path(path);
    snprintf(f.blob, sizeof f.blob, "%s", blob);
    if (lang == IDIO_LANG_NONE || idio_repo_read(r, &f, &text, &n, NULL) < 0)
        return;
    int64_t begin = idio_clock_ms();
    idio_arena_init(&arena, (size_t)256 << 20);
    if (idio_corpus_unfit(path, text, n) == IDIO_SKIP_COUNT &&
        idio_parser_shapes(bench.parser, lang, path, text, n, NULL, &arena, &o, &shapes, NULL) ==
            IDIO_OK) {
        keep_units(repo, path, &o, shapes);
        repo->files++;
    }
    idio_arena_release(&arena);
    bench.parse_ms += idio_clock_ms() - begin;
    idio_free(text);
}

static void read_repo(struct repo *repo, const char *dir)
{
    struct idio_repo_ref ref = {IDIO_REPO_GIT, dir, repo->name};
    struct idio_repo *r;
    struct idio_arena arena;
    struct idio_repo_list list;
    struct idio_err err;
    struct idio_ctx ctx = {.threads = 1};
    idio_arena_init(&arena, (size_t)2 << 30);
    if (idio_repo_open(&ref, &r, &err) < 0)
        die(dir, &err);
    if (idio_repo_list(r, NULL, NULL, &ctx, &arena, &list, &err) < 0)
        die(dir, &err);
    for (size_t i = 0; i < list.len; i++)
        read_file(repo, r, list.at[i].path, list.at[i].blob);
    for (size_t i = 0; bench.vendored && i < list.vendored_len; i++)
        read_file(repo, r, list.vendored[i].path, list.vendored[i].blob);
    idio_repo_close(r);
    idio_arena_release(&arena);
}

/* ---- measuring ------------------------------------------------------------------------------ */
static struct idio_member *members_of(const struct repo *repos, size_t n, bool functions,
                                      size_t *ret_n)
{
    size_t most = 1, len = 0;
    for (size_t i = 0; i < n; i++)
        most += repos[i].units.len;
    struct idio_member *m = idio_alloc(most, sizeof *m);
    if (!m)
        die("out of memory", NULL);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < repos[i].units.len; k++) {
            const struct unit *u = &repos[i].units.at[k];
            if (u->function || !functions)
                m[len++] = (struct idio_member){u->shape, (uint32_t)i, u->key};
        }
    }
    *ret_n = len;
    return m;
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, 2 * sizeof(uint64_t));
}

/* Share of members whose digest an earlier one has. */
static double repeated(const struct idio_member *m, size_t n, bool exact)
{
    uint64_t(*d)[2] = idio_alloc(n + 1, sizeof *d);
    size_t count = 0;
    if (!d)
        die("out of memory", NULL);
    for (size_t i = 0; i < n; i++)
        memcpy(d[i], exact ? m[i].shape->exact : m[i].shape->renamed, sizeof d[i]);
    qsort(d, n, sizeof *d, by_digest);
    for (size_t i = 1; i < n; i++)
        count += by_digest(d[i], d[i - 1]) == 0;
    idio_free(d);
    return 100.0 * (double)count / (double)(n ? n : 1);
}

/* Members that are in a cluster with others, and those beyond the first of each. */
static void cluster(const struct repo *repos, size_t n, bool functions, const char *name)
{
    size_t len, clusters, shared = 0;
    struct idio_member *m = members_of(repos, n, functions, &len);
    uint32_t *in = idio_alloc(len + 1, sizeof *in), *size = idio_alloc(len + 1, sizeof *size);
    struct idio_err err;
    uint32_t largest = 0;
    if (!in || !size)
        die("out of memory", NULL);
    int64_t begin = idio_clock_ms();
    if (idio_cluster(m, len, IDIO_NEAR_DUPLICATE, NULL, in, &clusters, &err) < 0)
        die("clustering", &err);
    int64_t took = idio_clock_ms() - begin;
    for (size_t i = 0; i < len; i++)
        largest = ++size[in[i]] > largest ? size[in[i]] : largest;
    for (size_t i = 0; i < len; i++)
        shared += size[in[i]] > 1;
    printf(
        "%-24s %6zu %s, %6zu clusters, largest %4u; superfluous: exact %4.1f %%, renamed %4.1f %%, "
        "all %4.1f %%; with a copy %4.1f %%; %" PRId64 " ms\n",
        name, len, functions ? "functions" : "units", clusters, largest, repeated(m, len, true),
        repeated(m, len, false), 100.0 * (double)(len - clusters) / (double)(len ? len : 1),
        100.0 * (double)shared / (double)(len ? len : 1), took);
    idio_free(in);
    idio_free(size);
    idio_free(m);
}

/* What idio_leaks should find. */
static size_t count_leaks(const struct idio_member *test, size_t test_n,
                          const struct idio_member *train, size_t train_n)
{
    size_t n = 0;
    for (size_t i = 0; i < train_n; i++) {
        const struct idio_shape *a = train[i].shape;
        bool leaks = false;
        for (size_t k = 0; k < test_n && !leaks; k++)
            leaks = idio_similarity(a, test[k].shape) > IDIO_LEAK ||
                    memcmp(a->renamed, test[k].shape->renamed, sizeof a->renamed) == 0;
        n += leaks;
    }
    return n;
}

static void seek_copies(const struct repo *repos, size_t n)
{
    size_t mine_n, others_n, exact = 0, renamed = 0, near = 0, leaky = 0;
    struct idio_member *mine = members_of(repos, 1, true, &mine_n);
    struct idio_member *others = members_of(repos + 1, n - 1, true, &others_n);
    for (size_t i = 0; i < mine_n; i++) {
        const struct idio_shape *a = mine[i].shape;
        bool is_exact = false, is_renamed = false;
        double best = 0;
        for (size_t k = 0; k < others_n; k++) {
            const struct idio_shape *b = others[k].shape;
            const double j = idio_similarity(a, b);
            best = j > best ? j : best;
            is_exact = is_exact || memcmp(a->exact, b->exact, sizeof a->exact) == 0;
            is_renamed = is_renamed || memcmp(a->renamed, b->renamed, sizeof a->renamed) == 0;
        }
        exact += is_exact;
        renamed += is_renamed;
        near += best >= IDIO_NEAR_DUPLICATE;
        leaky += best > IDIO_LEAK;
    }
    printf("%s: %zu functions, sought among %zu: exact %zu, renamed %zu, >= .7 %zu, > .5 %zu\n",
           repos[0].name, mine_n, others_n, exact, renamed, near, leaky);
    struct idio_leak *leaks;
    struct idio_err err;
    size_t leak_n;
    int64_t begin = idio_clock_ms();
    if (idio_leaks(mine, mine_n, others, others_n, NULL, &leaks, &leak_n, &err) < 0)
        die("checking", &err);
    int64_t took = idio_clock_ms() - begin;
    printf(
        "as a test against the others as training: %zu of them leak, %zu when compared one by one"
        "; %" PRId64 " ms\n",
        leak_n, count_leaks(mine, mine_n, others, others_n), took);
    idio_free(leaks);
    idio_free(mine);
    idio_free(others);
}

/* "/work/.mirror/antirez+kilo/repo" → "antirez+kilo" */
static const char *name_of(const char *dir)
{
    const char *end = dir + strlen(dir);
    for (const char *word = strstr(dir, "/repo"); word; word = strstr(word + 1, "/repo"))
        end = word;
    const char *start = end;
    while (start > dir && start[-1] != '/')
        start--;
    return idio_arena_strndup(&bench.arena, start, (size_t)(end - start));
}

int main(int argc, char **argv)
{
    static const struct idio_trait_resolver any = {NULL, any_trait, any_value};
    struct idio_observer *observer;
    struct idio_err err;
    bool seek = false;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        seek = seek || strcmp(argv[at], "-x") == 0;
        bench.vendored = bench.vendored || strcmp(argv[at], "-a") == 0;
    }
    idio_base_init();
    idio_arena_init(&bench.arena, (size_t)8 << 30);
    if (at >= argc)
        die("usage: clusters [-x] [-a] DIR...", NULL);
    if (idio_corpus_init(&err) < 0 ||
        idio_observer_new(idio_queries_files, &any, &observer, &err) < 0 ||
        idio_parser_new(observer, &bench.parser, &err) < 0)
        die("start", &err);
    size_t n = (size_t)(argc - at), files = 0, units = 0;
    struct repo *repos = idio_alloc(n, sizeof *repos);
    if (!repos)
        die("out of memory", NULL);
    for (size_t i = 0; i < n; i++) {
        repos[i].name = name_of(argv[at + (int)i]);
        read_repo(&repos[i], argv[at + (int)i]);
        if (!seek)
            cluster(&repos[i], 1, true, repos[i].name);
        files += repos[i].files;
        units += repos[i].units.len;
    }
    printf("shapes: %zu files, %zu units, %" PRIu64 " tokens, %" PRId64 " ms with parsing\n", files,
           units, bench.tokens, bench.parse_ms);
    if (seek) {
        seek_copies(repos, n);
    } else {
        cluster(repos, n, true, "together");
        cluster(repos, n, false, "together");
    }
    for (size_t i = 0; i < n; i++)
        idio_vec_release(&repos[i].units);
    idio_free(repos);
    idio_parser_free(bench.parser);
    idio_observer_free(observer);
    idio_arena_release(&bench.arena);
    idio_corpus_shutdown();
    return 0;
}
