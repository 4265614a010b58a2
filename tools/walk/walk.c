/* SPDX-License-Identifier: Apache-2.0 */
/* See walk.h. */
#include "walk/walk.h"

#include "base/ctx.h"

#define ARENA_MAX ((size_t)1 << 31)

int idio_walk_open(struct idio_walk *w, struct idio_err *err)
{
    struct idio_trait_resolver r;
    int rc = idio_corpus_init(err);

    if (rc == IDIO_OK)
        rc = idio_traits_new(&w->traits, err);
    if (rc < 0)
        return rc;
    r = idio_traits_resolver(w->traits);
    rc = idio_observer_new(idio_queries_files, &r, &w->observer, err);
    return rc == IDIO_OK ? idio_parser_new(w->observer, &w->parser, err) : rc;
}

void idio_walk_close(struct idio_walk *w)
{
    idio_parser_free(w->parser);
    idio_observer_free(w->observer);
    idio_traits_free(w->traits);
    idio_corpus_shutdown();
    *w = (struct idio_walk){0};
}

static int see_file(struct idio_walk *w, struct idio_repo *repo, const struct idio_repo_file *f,
                    idio_walk_seen seen, void *ctx, struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_observed o;
    char *text = NULL;
    size_t n = 0;
    int rc = idio_repo_read(repo, f, &text, &n, err);

    if (rc < 0)
        return rc == IDIO_E_NOMEM ? rc : IDIO_OK;
    idio_arena_init(&arena, ARENA_MAX);
    if (idio_corpus_unfit(f->path, text, n) == IDIO_SKIP_COUNT) {
        rc = idio_parser_observe(w->parser, f->lang, f->path, text, n, NULL, &arena, &o, err);
        if (rc == IDIO_OK)
            rc = seen(ctx, f, &o, &arena, err);
        if (rc == IDIO_E_LIMIT)
            rc = IDIO_OK;
    }
    idio_arena_release(&arena);
    idio_free(text);
    return rc;
}

int idio_walk_repo(struct idio_walk *w, const char *path, const struct idio_identities *who,
                   unsigned langs, idio_walk_seen seen, void *ctx, struct idio_err *err)
{
    struct idio_ctx plain = {.threads = 1};
    struct idio_repo_refs refs;
    struct idio_repo *repo = NULL;
    struct idio_repo_list list;
    struct idio_arena arena;
    int rc;

    idio_arena_init(&arena, ARENA_MAX);
    rc = idio_corpus_discover(&path, 1, false, &plain, &arena, &refs, err);
    if (rc == IDIO_OK)
        rc = idio_repo_open(&refs.at[0], &repo, err);
    if (rc == IDIO_OK)
        rc = idio_repo_list(repo, who, NULL, &plain, &arena, &list, err);
    for (size_t i = 0; rc == IDIO_OK && i < list.len; i++)
        if ((langs & 1u << idio_lang_style(list.at[i].lang)) != 0)
            rc = see_file(w, repo, &list.at[i], seen, ctx, err);
    idio_repo_close(repo);
    idio_arena_release(&arena);
    return rc;
}
