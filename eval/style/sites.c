/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints what the detectors find in one repository, for the evaluations of eval/style:
 *
 *     idio_sites [--author NAME-OR-EMAIL]... REPOSITORY
 *
 * One line a site: path, language, trait, value, line, day of the line's birth (days since
 * 1970-01-01, 0: unknown), tab-separated. With authors, only sites on their own lines. The sites
 * are those that `learn` counts, library imports already under their capability.
 */
#include <stdio.h>
#include <string.h>

#include "base/ctx.h"
#include "corpus/corpus.h"
#include "style/style_internal.h"

#define ARENA_MAX   ((size_t)1 << 31)
#define AUTHORS_MAX 32

struct print {
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
};

static int open_print(struct print *p, struct idio_err *err)
{
    struct idio_trait_resolver r;
    int rc = idio_corpus_init(err);

    if (rc == IDIO_OK)
        rc = idio_traits_new(&p->traits, err);
    if (rc < 0)
        return rc;
    r = idio_traits_resolver(p->traits);
    rc = idio_observer_new(idio_queries_files, &r, &p->observer, err);
    return rc == IDIO_OK ? idio_parser_new(p->observer, &p->parser, err) : rc;
}

static int claim(const struct idio_repo_file *f, struct idio_arena *arena, struct idio_observed *o,
                 struct idio_err *err)
{
    struct idio_lines lines = {0};
    int rc = IDIO_OK;

    if (f->lines_len > 0)
        rc = idio_lines_decode(f->lines, f->lines_len, arena, &lines, err);
    if (rc == IDIO_OK)
        idio_observed_claim(o, &lines);
    return rc;
}

static int print_file(struct print *p, struct idio_repo *repo, const struct idio_repo_file *f,
                      struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_observed o;
    style_hits hits = {0};
    char *text = NULL;
    size_t n = 0;
    int rc = idio_repo_read(repo, f, &text, &n, err);

    if (rc < 0)
        return rc == IDIO_E_NOMEM ? rc : IDIO_OK;
    idio_arena_init(&arena, ARENA_MAX);
    if (idio_corpus_unfit(f->path, text, n) == IDIO_SKIP_COUNT) {
        rc = idio_parser_observe(p->parser, f->lang, f->path, text, n, NULL, &arena, &o, err);
        if (rc == IDIO_OK)
            rc = claim(f, &arena, &o, err);
        if (rc == IDIO_OK)
            rc = style_file_hits(p->traits, &o, &hits, err);
        for (size_t i = 0; rc == IDIO_OK && i < hits.len; i++)
            printf("%s\t%s\t%s\t%s\t%u\t%d\n", f->path, idio_lang_id(idio_lang_style(o.lang)),
                   idio_traits_name(p->traits, hits.at[i].trait), hits.at[i].text, hits.at[i].line,
                   (int)hits.at[i].day);
        if (rc == IDIO_E_LIMIT)
            rc = IDIO_OK;
    }
    idio_vec_release(&hits);
    idio_arena_release(&arena);
    idio_free(text);
    return rc;
}

static int print_repo(struct print *p, const char *path, const struct idio_identities *who,
                      struct idio_err *err)
{
    struct idio_ctx ctx = {.threads = 1};
    struct idio_repo_refs refs;
    struct idio_repo *repo = NULL;
    struct idio_repo_list list;
    struct idio_arena arena;
    int rc;

    idio_arena_init(&arena, ARENA_MAX);
    rc = idio_corpus_discover(&path, 1, false, &ctx, &arena, &refs, err);
    if (rc == IDIO_OK)
        rc = idio_repo_open(&refs.at[0], &repo, err);
    if (rc == IDIO_OK)
        rc = idio_repo_list(repo, who, NULL, &ctx, &arena, &list, err);
    for (size_t i = 0; rc == IDIO_OK && i < list.len; i++)
        rc = print_file(p, repo, &list.at[i], err);
    idio_repo_close(repo);
    idio_arena_release(&arena);
    return rc;
}

int main(int argc, char **argv)
{
    struct print p = {0};
    struct idio_err err = {0};
    const char *names[AUTHORS_MAX];
    struct idio_identities who = {names, 0};
    int at = 1, rc;

    for (; at + 1 < argc && strcmp(argv[at], "--author") == 0 && who.len < AUTHORS_MAX; at += 2)
        names[who.len++] = argv[at + 1];
    if (at + 1 != argc) {
        fprintf(stderr, "usage: idio_sites [--author NAME-OR-EMAIL]... REPOSITORY\n");
        return 2;
    }
    idio_base_init();
    rc = open_print(&p, &err);
    if (rc == IDIO_OK)
        rc = print_repo(&p, argv[at], &who, &err);
    if (rc < 0)
        fprintf(stderr, "idio_sites: %s\n", err.msg);
    idio_parser_free(p.parser);
    idio_observer_free(p.observer);
    idio_traits_free(p.traits);
    idio_corpus_shutdown();
    return idio_status_exit(rc);
}
