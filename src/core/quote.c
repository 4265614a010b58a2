/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of the facts' examples: counting keeps only places (repository, file, line), the lines
 * themselves are fetched once at the end, for the few hundred places that were chosen. Secrets and
 * personal data are taken out before a line is kept.
 */
#include "base/map.h"
#include "base/utf8.h"
#include "core/core_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUOTE_MAX 120 /* bytes of a line that are kept */

struct place {
    struct idio_example *example;
    const char *repo_path;
    enum idio_repo_kind kind;
    const char *blob; /* NULL: the store does not know the file */
};

struct quoting {
    struct idio_core *core;
    struct idio_arena *arena;
    struct idio_map by_file; /* "repo name\0path" → index of the first place + 1 */
    struct place *places;    /* sorted by (repository, path, line) */
    size_t n;
};

static int compare_places(const void *a, const void *b)
{
    const struct idio_example *x = ((const struct place *)a)->example;
    const struct idio_example *y = ((const struct place *)b)->example;
    int d = strcmp(x->repo, y->repo);
    d = d ? d : strcmp(x->path, y->path);
    return d ? d : (x->line > y->line) - (x->line < y->line);
}

static size_t file_key(const char *repo, const char *path, char *buf, size_t cap)
{
    int n = snprintf(buf, cap, "%s%c%s", repo, '\n', path);
    return n < 0 ? 0 : (size_t)n < cap ? (size_t)n : cap - 1;
}

static int collect(struct quoting *q, struct idio_fact *facts, size_t n, struct idio_err *err)
{
    q->places = idio_arena_alloc(q->arena, n * (IDIO_FACT_EXAMPLES + 1) + 1, sizeof *q->places);
    if (!q->places)
        return idio_nomem(err, "core.quote");
    for (size_t i = 0; i < n; i++) {
        for (size_t e = 0; e < facts[i].example_count; e++)
            q->places[q->n++].example = &facts[i].examples[e];
        if (facts[i].counter.path)
            q->places[q->n++].example = &facts[i].counter;
    }
    qsort(q->places, q->n, sizeof *q->places, compare_places);
    for (size_t i = 0; i < q->n; i++) {
        char key[4096];
        const struct idio_example *e = q->places[i].example;
        q->places[i].example->text = "";
        bool fresh = false;
        size_t *at =
            idio_map_at(&q->by_file, key, file_key(e->repo, e->path, key, sizeof key), &fresh);
        if (!at)
            return idio_nomem(err, "core.quote");
        if (fresh)
            *at = i + 1;
    }
    return IDIO_OK;
}

static int find_blob(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *p, size_t n,
                     struct idio_err *err)
{
    (void)p;
    (void)n;
    struct quoting *q = ctx;
    char key[4096];
    size_t at = 0;
    if (!idio_map_get(&q->by_file, key, file_key(repo->name, file->path, key, sizeof key), &at))
        return IDIO_OK;
    struct place *place = &q->places[at - 1];
    place->blob = idio_arena_strdup(q->arena, file->blob);
    place->repo_path = idio_arena_strdup(q->arena, repo->path);
    place->kind = strcmp(repo->kind, "plain") == 0 ? IDIO_REPO_PLAIN : IDIO_REPO_GIT;
    return place->blob && place->repo_path ? IDIO_OK : idio_nomem(err, "core.quote");
}

static struct idio_slice line_of(const char *text, size_t n, uint32_t line)
{
    size_t at = 0;
    for (uint32_t i = 1; i < line && at < n; i++) {
        const char *nl = memchr(text + at, '\n', n - at);
        at = nl ? (size_t)(nl - text) + 1 : n;
    }
    const char *end = memchr(text + at, '\n', n - at);
    return idio_slice_trim(idio_slice(text + at, end ? (size_t)(end - text) - at : n - at));
}

static int keep_line(struct quoting *q, struct idio_example *e, const char *text, size_t n,
                     struct idio_err *err)
{
    struct idio_slice line = line_of(text, n, e->line);
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    idio_utf8_repair(&s, line.p, line.n);
    /* Redacted before it is cut: half a secret must not slip through. */
    (void)idio_corpus_redact(&s, err);
    int rc = idio_str_status(&s, "core.quote", err);
    if (rc == IDIO_OK) {
        e->text = idio_arena_strndup(q->arena, s.data, idio_utf8_cut(s.data, s.len, QUOTE_MAX));
        if (!e->text)
            rc = idio_nomem(err, "core.quote");
    }
    idio_str_release(&s);
    return rc;
}

/* All places of one file: [first, last) of q->places. */
static int quote_file(struct quoting *q, struct idio_repo *repo, size_t first, size_t last,
                      struct idio_err *err)
{
    struct idio_repo_file f = {.path = q->places[first].example->path};
    snprintf(f.blob, sizeof f.blob, "%s", q->places[first].blob);
    char *text = NULL;
    size_t n = 0;
    int rc = idio_repo_read(repo, &f, &text, &n, NULL);
    if (rc < 0)
        return rc == IDIO_E_NOMEM ? idio_nomem(err, "core.quote") : IDIO_OK;
    for (size_t i = first; i < last && rc == IDIO_OK; i++)
        rc = keep_line(q, q->places[i].example, text, n, err);
    idio_free(text);
    return rc;
}

static bool same_file(const struct place *a, const struct place *b)
{
    return strcmp(a->example->repo, b->example->repo) == 0 &&
           strcmp(a->example->path, b->example->path) == 0;
}

static int quote_all(struct quoting *q, struct idio_err *err)
{
    struct idio_repo *repo = NULL;
    const char *open = NULL;
    int rc = IDIO_OK;
    for (size_t first = 0, last; first < q->n && rc == IDIO_OK; first = last) {
        const struct place *p = &q->places[first];
        for (last = first + 1; last < q->n && same_file(p, &q->places[last]); last++)
            ;
        if (!p->blob)
            continue;
        if (!open || strcmp(open, p->repo_path) != 0) {
            struct idio_repo_ref ref = {p->kind, p->repo_path, p->example->repo};
            repo = idio_repo_close(repo);
            open = p->repo_path;
            if (idio_repo_open(&ref, &repo, NULL) < 0)
                repo = NULL; /* gone or unreadable: the places stay, their text is unknown */
        }
        if (repo)
            rc = quote_file(q, repo, first, last, err);
    }
    idio_repo_close(repo);
    return rc;
}

int core_quote_examples(struct idio_core *c, struct idio_fact *facts, size_t n,
                        struct idio_arena *arena, struct idio_err *err)
{
    struct quoting q = {.core = c, .arena = arena};
    idio_map_init(&q.by_file, IDIO_CORE_ARENA);
    int rc = core_need_corpus(c, err);
    if (rc == IDIO_OK)
        rc = collect(&q, facts, n, err);
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(c->store, 0, c->detector, find_blob, &q, err);
    if (rc == IDIO_OK)
        rc = quote_all(&q, err);
    idio_map_release(&q.by_file);
    return rc;
}
