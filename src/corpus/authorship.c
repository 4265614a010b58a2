/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose file is it? Line by line (blame.c); and who worked here at all.
 *
 * Lines of the developer, of other people, and of machines: bots' commits and those that a model
 * had a hand in. A file with hardly a line of the developer's is left out as a whole; of the others
 * only the own lines count later (idio_observed_claim).
 *
 * What an earlier run found is taken over at the commit it saw, if nothing that decides about
 * authors was changed since: the mailmap and the list of ignored commits.
 *
 * Shallow clones: the commit at which history ends has everything that was there.
 */
#include "corpus/births.h"
#include "corpus/blame.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN_PERCENT 10 /* with less than this share of the lines … */
#define OWN_LINES   20 /* … and fewer than these, a file is left out */

static const char ignore_file[] = ".git-blame-ignore-revs";

/* ---- ignored commits ------------------------------------------------------------------------ */
/* Lines of 40 hex digits; comments and anything else is passed over. */
static int read_ignored(struct blame *b, struct idio_err *err)
{
    git_odb_object *o = NULL;
    int rc = idio_repo_root_file(b->repo, ignore_file, &o, err);
    if (rc < 0 || !o)
        return rc;
    const char *p = git_odb_object_data(o), *end = p + git_odb_object_size(o);
    while (p < end && rc == IDIO_OK) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        git_oid id;
        p = nl ? nl + 1 : end;
        if (line.n < GIT_OID_HEXSZ ||
            (line.n > GIT_OID_HEXSZ && !isspace((unsigned char)line.p[GIT_OID_HEXSZ])) ||
            git_oid_fromstrn(&id, line.p, GIT_OID_HEXSZ) < 0)
            continue;
        rc = blame_ignore(b, &id, err);
    }
    git_odb_object_free(o);
    return rc;
}

static bool same_file(struct idio_repo *r, const git_oid *old_tree, const char *name)
{
    git_oid was, is;
    bool had = idio_tree_find(r, old_tree, name, &was);
    bool has = idio_tree_find(r, &r->tree, name, &is);
    return had == has && (!had || git_oid_equal(&was, &is));
}

/* May what was found then be taken over? */
static bool still_valid(struct idio_repo *r, const struct idio_known *known)
{
    git_oid id;
    git_odb_object *o = NULL;
    struct idio_commit c;
    bool ok = false;
    if (!known || git_oid_fromstr(&id, known->head) < 0 || git_odb_read(&o, r->odb, &id) < 0)
        return false;
    if (idio_commit_parse(o, &c))
        ok = same_file(r, &c.tree, ".mailmap") && same_file(r, &c.tree, ignore_file);
    git_odb_object_free(o);
    return ok;
}

/* ---- files of HEAD -------------------------------------------------------------------------- */
/* Known files by path; the value is the index + 1. */
static int index_known(const struct idio_known *known, struct idio_map *m, struct idio_err *err)
{
    size_t n = known ? known->len + known->foreign_len : 0;
    for (size_t i = 0; i < n; i++) {
        const char *path = i < known->len ? known->at[i].path : known->foreign[i - known->len].path;
        size_t *at = idio_map_at(m, path, strlen(path), NULL);
        if (!at)
            return idio_nomem(err, "corpus.authorship");
        *at = i + 1;
    }
    return IDIO_OK;
}

/* Line count of a file with the same contents then; false: not known. */
static bool known_count(const struct idio_known *known, const struct idio_map *m,
                        const struct idio_cand_file *f, struct idio_arena *scratch, uint32_t *ret)
{
    size_t at = 0;
    char hex[GIT_OID_HEXSZ + 1];
    struct idio_lines lines;
    struct idio_err ignored = {0};
    if (!known || !idio_map_get(m, f->path, strlen(f->path), &at) || at == 0)
        return false;
    const struct idio_repo_file *k =
        at <= known->len ? &known->at[at - 1] : &known->foreign[at - 1 - known->len];
    git_oid_tostr(hex, sizeof hex, &f->id);
    idio_arena_clear(scratch);
    if (strcmp(hex, k->blob) != 0 || k->lines_len == 0 ||
        idio_lines_decode(k->lines, k->lines_len, scratch, &lines, &ignored) < 0)
        return false;
    *ret = lines.count;
    return true;
}

/* The lines of a candidate become suspects at HEAD. */
static int add_file(struct blame *b, uint32_t i, const struct idio_map *m,
                    struct idio_arena *scratch, uint64_t *total, struct idio_err *err)
{
    struct idio_cand_file *f = &b->cands->files.at[i];
    struct blame_text *text = NULL;
    struct blame_groups g = {0};
    uint32_t count = 0;
    if (!known_count(b->known, m, f, scratch, &count)) {
        text = blame_text_read(b, &f->id);
        count = text && text->span.n <= IDIO_CORPUS_FILE_MAX ? idio_line_count(text->span) : 0;
    }
    *total += count;
    f->line_count = count;
    f->whole = count == 0 || count > IDIO_BLAME_FILE_LINES || *total > IDIO_BLAME_LINES;
    uint32_t path = blame_path(b, f->path, strlen(f->path));
    struct blame_group all = {i, 0, f->whole ? 1 : count, 0};
    int rc =
        path == UINT32_MAX ? idio_nomem(err, "corpus.authorship") : blame_add_group(&g, all, err);
    if (rc == IDIO_OK)
        rc = blame_give_groups(b, b->start, path, &f->id,
                               b->text_bytes < IDIO_BLAME_TEXT ? text : NULL, &g, err);
    blame_text_free(b, text);
    idio_vec_release(&g.at);
    return rc;
}

static int add_files(struct blame *b, struct idio_err *err)
{
    struct idio_map m;
    struct idio_arena scratch;
    uint64_t total = 0;
    idio_map_init(&m, (size_t)256 * 1024 * 1024);
    idio_arena_init(&scratch, (size_t)256 * 1024 * 1024);
    int rc = index_known(b->known, &m, err);
    for (size_t i = 0; i < b->cands->files.len && rc == IDIO_OK; i++) {
        if (i % 256 == 0 && idio_cancelled(b->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.authorship", "listing stopped");
        else
            rc = add_file(b, (uint32_t)i, &m, &scratch, &total, err);
    }
    idio_map_release(&m);
    idio_arena_release(&scratch);
    return rc;
}

/* ---- result --------------------------------------------------------------------------------- */
static int by_place(const void *a, const void *b)
{
    const struct blame_found *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->head < y->head ? -1 : x->head > y->head;
}

/* Runs of one file, joined where owner and day are the same. */
static int put_lines(struct idio_cand_file *f, const struct blame_found *runs, size_t n,
                     struct idio_arena *arena, struct idio_err *err)
{
    if (f->line_count == 0) {
        f->own = n > 0 && runs[0].owner == IDIO_OWNER_MINE;
        return IDIO_OK;
    }
    f->lines.at = idio_arena_alloc(arena, n, sizeof *f->lines.at);
    if (!f->lines.at)
        return idio_nomem(err, "corpus.authorship");
    f->lines.count = f->line_count;
    for (size_t i = 0; i < n; i++) {
        struct idio_line_run *last = f->lines.len ? &f->lines.at[f->lines.len - 1] : NULL;
        if (runs[i].owner == IDIO_OWNER_MINE)
            f->own += f->whole ? f->line_count : runs[i].count;
        if (!last || last->owner != runs[i].owner || last->day != runs[i].day)
            f->lines.at[f->lines.len++] =
                (struct idio_line_run){runs[i].head + 1, runs[i].day, runs[i].owner};
    }
    return IDIO_OK;
}

static int finish(struct blame *b, struct idio_arena *arena, struct idio_err *err)
{
    int rc = IDIO_OK;
    if (b->runs.len > 1)
        qsort(b->runs.at, b->runs.len, sizeof *b->runs.at, by_place);
    for (size_t i = 0, end; i < b->runs.len && rc == IDIO_OK; i = end) {
        uint32_t file = b->runs.at[i].file;
        for (end = i; end < b->runs.len && b->runs.at[end].file == file;)
            end++;
        rc = put_lines(&b->cands->files.at[file], &b->runs.at[i], end - i, arena, err);
    }
    return rc;
}

int idio_authorship_find(struct idio_repo *r, const struct idio_identities *who,
                         const struct idio_known *known, struct idio_cancel *cancel,
                         struct idio_cands *c, struct idio_arena *arena, struct idio_err *err)
{
    struct blame b;
    if (!still_valid(r, known))
        known = NULL;
    int rc = blame_init(&b, r, who, known, err);
    b.cands = c;
    b.cancel = cancel;
    if (rc == IDIO_OK)
        rc = read_ignored(&b, err);
    if (rc == IDIO_OK)
        rc = blame_start(&b, err);
    if (rc == IDIO_OK)
        rc = add_files(&b, err);
    if (rc == IDIO_OK)
        rc = blame_run(&b, err);
    if (rc == IDIO_OK)
        rc = finish(&b, arena, err);
    blame_release(&b);
    return rc;
}

bool idio_authorship_own(const struct idio_cand_file *f)
{
    if (f->own == 0)
        return false;
    return f->own >= OWN_LINES || (uint64_t)f->own * 100 >= (uint64_t)f->line_count * OWN_PERCENT;
}

/* ---- authors -------------------------------------------------------------------------------- */
struct author_count {
    IDIO_VEC(struct idio_author) at; /* names in the arena */
    struct idio_map index;           /* folded address → index + 1 */
};

static int count_author(struct author_count *out, const struct idio_people *p,
                        const struct idio_past_person *who, struct idio_arena *arena,
                        struct idio_err *err)
{
    struct idio_author_key k = {.name_len = strlen(who->name)};
    const char *name, *email;
    if (idio_author_class_of(idio_slice_c(who->name), idio_slice_c(who->email)) !=
        IDIO_AUTHOR_HUMAN)
        return IDIO_OK;
    snprintf(k.text, sizeof k.text, "%s", who->name);
    snprintf(k.text + k.name_len + 1, sizeof k.text - k.name_len - 1, "%s", who->email);
    idio_people_resolve(p, &k, &name, &email);
    struct idio_str s;
    idio_str_init(&s, 16 * IDIO_AUTHOR_BYTES);
    int rc = idio_people_fold(&s, *email ? email : name, err);
    size_t *at = rc == IDIO_OK ? idio_map_at(&out->index, s.data, s.len, NULL) : NULL;
    idio_str_release(&s);
    if (rc != IDIO_OK)
        return rc;
    if (!at)
        return idio_nomem(err, "corpus.authors");
    if (*at == 0) {
        struct idio_author a = {idio_arena_strdup(arena, name), idio_arena_strdup(arena, email), 0};
        if (!a.name || !a.email || idio_vec_push(&out->at, a) < 0)
            return idio_nomem(err, "corpus.authors");
        *at = out->at.len;
    }
    out->at.at[*at - 1].commits += who->commits;
    return IDIO_OK;
}

static int by_commits(const void *a, const void *b)
{
    const struct idio_author *x = a, *y = b;
    if (x->commits != y->commits)
        return x->commits < y->commits ? 1 : -1;
    int d = strcmp(x->email, y->email);
    return d != 0 ? d : strcmp(x->name, y->name);
}

static int finish_authors(struct author_count *c, struct idio_arena *arena,
                          struct idio_author **ret, size_t *ret_n, struct idio_err *err)
{
    struct idio_author *at = idio_arena_copy(arena, c->at.at, c->at.len, sizeof *at);
    if (!at)
        return idio_nomem(err, "corpus.authors");
    qsort(at, c->at.len, sizeof *at, by_commits);
    *ret = at;
    *ret_n = c->at.len;
    return IDIO_OK;
}

/* A past that is damaged, or of a history that was cut, is as good as none. */
static int read_past(struct idio_repo *r, const struct idio_known *known, struct idio_arena *arena,
                     struct idio_past *ret, git_oid *ret_head, bool *ret_has, struct idio_err *err)
{
    struct idio_err why = {0};
    *ret_has = false;
    if (!known || known->past_len == 0 || idio_gitdir_is_shallow(r) ||
        git_oid_fromstr(ret_head, known->head) < 0)
        return IDIO_OK;
    int rc = idio_past_decode(known->past, known->past_len, arena, ret, &why);
    *ret_has = rc == IDIO_OK;
    return rc == IDIO_E_NOMEM ? idio_nomem(err, "corpus.authors") : IDIO_OK;
}

static int keep_known(struct idio_repo *r, const struct idio_past *past, struct idio_arena *arena,
                      struct idio_known *ret, struct idio_err *err)
{
    struct idio_str s;
    char head[GIT_OID_HEXSZ + 1];
    idio_str_init(&s, (size_t)64 * 1024 * 1024);
    idio_past_encode(past, &s);
    int rc = idio_str_status(&s, "corpus.authors", err);
    git_oid_tostr(head, sizeof head, &r->head);
    struct idio_known known = {.past_len = s.len};
    if (rc == IDIO_OK) {
        known.head = idio_arena_strdup(arena, head);
        known.past = idio_arena_strndup(arena, s.data, s.len);
        if (known.head && known.past)
            *ret = known;
        else
            rc = idio_nomem(err, "corpus.authors");
    }
    idio_str_release(&s);
    return rc;
}

int idio_repo_authors(struct idio_repo *r, const struct idio_known *known, struct idio_ctx *ctx,
                      struct idio_arena *arena, struct idio_author **ret, size_t *ret_n,
                      struct idio_known *ret_known, struct idio_err *err)
{
    struct idio_people people = {0};
    struct idio_committers committers = {0};
    struct idio_past past = {0}, now = {0};
    struct author_count count = {0};
    git_oid head;
    bool has = false;
    if (r->kind == IDIO_REPO_PLAIN)
        return finish_authors(&count, arena, ret, ret_n, err);
    int rc = idio_repo_resolve(r, err);
    if (rc != IDIO_OK)
        return rc;
    idio_map_init(&count.index, (size_t)64 * 1024 * 1024);
    rc = idio_people_init(&people, r, NULL, err);
    if (rc == IDIO_OK)
        rc = read_past(r, known, arena, &past, &head, &has, err);
    if (rc == IDIO_OK)
        rc = idio_committers_find(&committers, r, has ? &past : NULL, &head,
                                  ctx ? ctx->cancel : NULL, err);
    if (rc == IDIO_OK)
        rc = idio_committers_keep(&committers, arena, &now, err);
    for (size_t i = 0; i < now.people_len && rc == IDIO_OK; i++)
        rc = count_author(&count, &people, &now.people[i], arena, err);
    if (rc == IDIO_OK)
        rc = finish_authors(&count, arena, ret, ret_n, err);
    if (rc == IDIO_OK && ret_known && !idio_gitdir_is_shallow(r))
        rc = keep_known(r, &now, arena, ret_known, err);
    idio_vec_release(&count.at);
    idio_map_release(&count.index);
    idio_committers_release(&committers);
    idio_people_release(&people);
    return rc;
}
