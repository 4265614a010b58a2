/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose code is it? In this order: what the user said (--author), nobody asked (--all-authors,
 * --plain), the identity in the git configuration if it made any commit here, and else whoever made
 * most commits over all the repositories given. The guess is always reported, never silent.
 */
#include "core/learn_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AUTHORS_SHOWN 3

struct person {
    const struct idio_author *author;
    uint64_t commits;
};

struct people {
    struct learning *l;
    struct idio_author **authors; /* by repository */
    size_t *counts;
};

static int authors_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    (void)worker;
    struct people *p = ctx;
    struct repo_work *w = &p->l->repos[i];
    if (w->ref->kind != IDIO_REPO_GIT)
        return IDIO_OK;
    struct idio_repo *repo = NULL;
    struct idio_err local;
    int rc = idio_repo_open(w->ref, &repo, &local);
    if (rc == IDIO_OK)
        rc = idio_repo_authors(repo, w->has_known ? &w->known : NULL, p->l->core->ctx, &w->arena,
                               &p->authors[i], &p->counts[i], &w->committers, &local);
    idio_repo_close(repo);
    if (rc != IDIO_E_NOMEM && rc != IDIO_E_CANCELLED)
        return IDIO_OK; /* listing will meet the same trouble and report it */
    if (err)
        *err = local;
    return rc;
}

/* Sums by e-mail over all repositories; first seen name is shown. */
static int add_up(const struct people *p, struct idio_map *by_email, struct person **ret,
                  size_t *ret_n, struct idio_err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < p->l->repo_count; i++)
        total += p->counts[i];
    struct person *all = idio_arena_alloc(&p->l->arena, total ? total : 1, sizeof *all);
    if (!all)
        return idio_nomem(err, "core.learn");
    size_t n = 0;
    for (size_t i = 0; i < p->l->repo_count; i++)
        for (size_t a = 0; a < p->counts[i]; a++) {
            const struct idio_author *author = &p->authors[i][a];
            size_t at = idio_map_intern(by_email, author->email, strlen(author->email));
            if (at == SIZE_MAX)
                return idio_nomem(err, "core.learn");
            if (at == n)
                all[n++].author = author;
            all[at].commits += author->commits;
        }
    *ret = all;
    *ret_n = n;
    return IDIO_OK;
}

static bool is_person(const struct idio_author *a, const struct idio_identities *who)
{
    for (size_t i = 0; i < who->len; i++)
        if (strcasecmp(who->at[i], a->email) == 0 || strcasecmp(who->at[i], a->name) == 0)
            return true;
    return false;
}

static int choose(struct learning *l, const struct idio_identities *config,
                  const struct person *people, size_t n, struct idio_err *err)
{
    const struct person *most = NULL;
    for (size_t i = 0; i < n; i++) {
        if (is_person(people[i].author, config)) {
            l->who = *config;
            l->who_source = "config";
            return IDIO_OK;
        }
        if (!most || people[i].commits > most->commits ||
            (people[i].commits == most->commits &&
             strcmp(people[i].author->email, most->author->email) < 0))
            most = &people[i];
    }
    l->who_source = "everybody"; /* no commits to go by: plain folders, empty repositories */
    if (!most)
        return IDIO_OK;
    const char **one = idio_arena_alloc(&l->arena, 1, sizeof *one);
    if (!one || !(one[0] = idio_arena_strdup(&l->arena, most->author->email)))
        return idio_nomem(err, "core.learn");
    l->who = (struct idio_identities){one, 1};
    l->who_source = "most_frequent";
    return IDIO_OK;
}

static int guess(struct learning *l, struct idio_err *err)
{
    struct idio_ctx *ctx = l->core->ctx;
    struct idio_identities config = {0};
    struct people p = {.l = l};
    p.authors = idio_arena_alloc(&l->arena, l->repo_count + 1, sizeof *p.authors);
    p.counts = idio_arena_alloc(&l->arena, l->repo_count + 1, sizeof *p.counts);
    if (!p.authors || !p.counts)
        return idio_nomem(err, "core.learn");
    int rc = idio_corpus_config_identities(&l->arena, &config, err);
    for (size_t i = 0; i < l->repo_count && rc == IDIO_OK; i++)
        rc = core_learn_past(l, &l->repos[i], err);
    if (rc == IDIO_OK)
        rc = idio_pool_run(ctx->threads, l->repo_count, authors_job, &p, ctx->cancel, err);
    struct idio_map by_email;
    idio_map_init(&by_email, IDIO_CORE_ARENA);
    struct person *people = NULL;
    size_t n = 0;
    if (rc == IDIO_OK)
        rc = add_up(&p, &by_email, &people, &n, err);
    if (rc == IDIO_OK)
        rc = choose(l, &config, people, n, err);
    idio_map_release(&by_email);
    return rc;
}

int core_learn_identities(struct learning *l, struct idio_err *err)
{
    l->who_source = "everybody";
    if (l->opts->plain || l->opts->all_authors)
        return IDIO_OK;
    if (l->opts->author_count == 0)
        return guess(l, err);
    l->who = (struct idio_identities){l->opts->authors, l->opts->author_count};
    l->who_source = "option";
    return IDIO_OK;
}

/* The three busiest authors of the first repository that has any: a mistyped name should be seen at
 * once. */
static void name_authors(struct learning *l, struct idio_str *out)
{
    for (size_t i = 0; i < l->repo_count && out->len == 0; i++) {
        struct repo_work *w = &l->repos[i];
        struct idio_repo *repo = NULL;
        struct idio_author *authors = NULL;
        size_t n = 0;
        if (w->status < 0 || w->ref->kind != IDIO_REPO_GIT ||
            idio_repo_open(w->ref, &repo, NULL) < 0)
            continue;
        if (idio_repo_authors(repo, NULL, l->core->ctx, &w->arena, &authors, &n, NULL, NULL) < 0)
            n = 0;
        for (size_t a = 0; a < n && a < AUTHORS_SHOWN; a++)
            idio_str_printf(out, "%s%s <%s>", a ? ", " : "", authors[a].name, authors[a].email);
        idio_repo_close(repo);
    }
}

int core_learn_check_identities(struct learning *l, struct idio_err *err)
{
    uint64_t foreign = 0;
    for (size_t i = 0; i < l->repo_count; i++) {
        const struct repo_work *w = &l->repos[i];
        if (w->unchanged || w->list.len > 0)
            return IDIO_OK;
        foreign += w->list.skipped[IDIO_SKIP_FOREIGN];
    }
    if (l->who.len == 0 || foreign == 0)
        return IDIO_OK;
    struct idio_str authors;
    idio_str_init(&authors, 4096);
    name_authors(l, &authors);
    idio_fail(err, IDIO_E_NOTFOUND, "core.learn", "none of %llu source files is mostly by %s",
              (unsigned long long)foreign, l->who.at[0]);
    int rc = idio_hint(err, IDIO_E_NOTFOUND,
                       "say who you are with --author NAME-OR-EMAIL%s%s%s, or --all-authors",
                       authors.len ? " (here: " : "", authors.data, authors.len ? ")" : "");
    idio_str_release(&authors);
    return rc;
}
