/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The yardstick for `learn`: the same files, read the same way and parsed by tree-sitter, and
 * nothing else. Prints files, bytes, seconds of reading and of reading + parsing, on THREADS
 * threads: of the wall, and of processor time, which is what to compare on a busy machine.
 *
 *   raw_parse THREADS REPOSITORY…
 */
#include <idio_grammars.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/pool.h"
#include "corpus/corpus.h"

struct repo {
    struct idio_repo_ref ref;
    struct idio_arena arena;
    struct idio_repo_list list;
};

struct bench {
    struct repo *repos;
    size_t *repo_of, *file_of; /* by job */
    struct idio_repo *open[64];
    size_t open_index[64];
    TSParser *parser[64];
    bool parse;
    _Atomic uint64_t bytes;
};

static const TSLanguage *grammar(enum idio_lang lang)
{
    static const TSLanguage *(*const all[IDIO_LANG_COUNT])(void) = {
#define X(name, id, title, extensions, interpreters, folder, grammar) [IDIO_LANG_##name] = grammar,
        IDIO_LANG_LIST(X)
#undef X
    };
    return all[lang]();
}

static int job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    struct bench *b = ctx;
    struct repo *r = &b->repos[b->repo_of[i]];
    const struct idio_repo_file *f = &r->list.at[b->file_of[i]];
    if (b->open_index[worker] != b->repo_of[i] + 1) {
        b->open[worker] = idio_repo_close(b->open[worker]);
        int rc = idio_repo_open(&r->ref, &b->open[worker], err);
        if (rc < 0)
            return rc;
        b->open_index[worker] = b->repo_of[i] + 1;
    }
    char *text = NULL;
    size_t n = 0;
    if (idio_repo_read(b->open[worker], f, &text, &n, NULL) < 0)
        return IDIO_OK;
    if (b->parse && idio_corpus_unfit(f->path, text, n) == IDIO_SKIP_COUNT) {
        if (!b->parser[worker])
            b->parser[worker] = ts_parser_new();
        ts_parser_set_language(b->parser[worker], grammar(f->lang));
        ts_tree_delete(ts_parser_parse_string(b->parser[worker], NULL, text, (uint32_t)n));
    }
    b->bytes += n;
    idio_free(text);
    return IDIO_OK;
}

static double run(struct bench *b, unsigned threads, size_t n, bool parse, double *ret_cpu)
{
    struct idio_err err;
    b->parse = parse;
    b->bytes = 0;
    int64_t begin = idio_clock_ms();
    clock_t cpu = clock();
    if (idio_pool_run(threads, n, job, b, NULL, &err) < 0) {
        fprintf(stderr, "%s\n", err.msg);
        exit(1);
    }
    *ret_cpu = (double)(clock() - cpu) / CLOCKS_PER_SEC;
    return (double)(idio_clock_ms() - begin) / 1000;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct idio_err err;
    struct idio_arena arena;
    struct idio_repo_refs refs;
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    if (argc < 3 || threads < 1 || threads > 64) {
        fprintf(stderr, "usage: raw_parse THREADS REPOSITORY...\n");
        return 2;
    }
    idio_base_init();
    idio_arena_init(&arena, (size_t)1 << 30);
    struct idio_ctx ctx = {.threads = threads};
    if (idio_corpus_init(&err) < 0 ||
        idio_corpus_discover((const char *const *)argv + 2, (size_t)argc - 2, false, &ctx, &arena,
                             &refs, &err) < 0) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    size_t n = 0;
    b.repos = idio_alloc(refs.len, sizeof *b.repos);
    for (size_t i = 0; b.repos && i < refs.len; i++) {
        struct idio_repo *repo = NULL;
        b.repos[i].ref = refs.at[i];
        idio_arena_init(&b.repos[i].arena, (size_t)1 << 30);
        if (idio_repo_open(&refs.at[i], &repo, &err) < 0 ||
            idio_repo_list(repo, NULL, NULL, &ctx, &b.repos[i].arena, &b.repos[i].list, &err) < 0) {
            fprintf(stderr, "%s\n", err.msg);
            return 1;
        }
        idio_repo_close(repo);
        n += b.repos[i].list.len;
    }
    b.repo_of = idio_alloc(n, sizeof *b.repo_of);
    b.file_of = idio_alloc(n, sizeof *b.file_of);
    if (!b.repos || !b.repo_of || !b.file_of)
        return 1;
    for (size_t i = 0, at = 0; i < refs.len; i++)
        for (size_t f = 0; f < b.repos[i].list.len; f++, at++) {
            b.repo_of[at] = i;
            b.file_of[at] = f;
        }
    double read_cpu, parse_cpu;
    double read = run(&b, threads, n, false, &read_cpu);
    double parse = run(&b, threads, n, true, &parse_cpu);
    printf("files %zu  bytes %llu  read %.2f s  read+parse %.2f s  (%.0f files/s)"
           "  cpu read %.2f s  cpu read+parse %.2f s\n",
           n, (unsigned long long)b.bytes, read, parse, (double)n / parse, read_cpu, parse_cpu);
    return 0;
}
