/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of learn between ranks; numbers are LEB128, strings a length and bytes.
 *
 *   list      1 · build · secrets · names of the developer · repositories
 *             (kind, path, name, yours; word, known: head · past · files · foreign files)
 *   listed    -status · error · or: tracked · shallow · skipped … · lines … · past · files
 *             · foreign files · vendored (path, blob, reason)
 *   file      path · blob · language · lines · doubt · points · size · edits · born
 *   observe   2 · files (number of the repository, path, blob, language)
 *   end       3
 */
#include "core/learn_wire.h"

#include <stdlib.h>
#include <string.h>

#define WHERE "core.wire"

enum core_wire_kind core_wire_kind_of(const void *p, size_t n)
{
    unsigned char kind = n ? *(const unsigned char *)p : 0;
    return kind <= CORE_WIRE_END ? (enum core_wire_kind)kind : (enum core_wire_kind)0;
}

int core_wire_done(const struct types_reader *r, struct idio_err *err)
{
    if (r->nomem)
        return idio_nomem(err, WHERE);
    if (r->bad)
        return idio_fail(err, IDIO_E_CORRUPT, WHERE, "message of another process: bad %s", r->bad);
    if (r->p != r->end)
        return idio_fail(err, IDIO_E_CORRUPT, WHERE, "message of another process: %zu bytes left",
                         (size_t)(r->end - r->p));
    return IDIO_OK;
}

static struct types_reader reader(const void *p, size_t n, struct idio_arena *arena)
{
    return (struct types_reader){.p = p, .end = (const unsigned char *)p + n, .arena = arena};
}

static bool get_bool(struct types_reader *r, const char *what)
{
    return types_get_number(r, 1, what) != 0;
}

/* ---- files ----------------------------------------------------------------------------------- */

static void put_place(struct idio_str *out, const struct idio_repo_file *file)
{
    types_put_string(out, file->path);
    types_put_string(out, file->blob);
    types_put_number(out, (uint64_t)file->lang);
}

static void get_blob(struct types_reader *r, char ret[41])
{
    const char *blob = types_get_string(r, "blob");
    if (strlen(blob) <= 40)
        memcpy(ret, blob, strlen(blob) + 1);
    else if (!r->bad)
        r->bad = "blob";
}

static void get_place(struct types_reader *r, struct idio_repo_file *ret)
{
    ret->path = types_get_string(r, "path");
    get_blob(r, ret->blob);
    ret->lang = (enum idio_lang)types_get_number(r, IDIO_LANG_COUNT - 1, "language");
}

/* A string that may be missing, which is not the same as an empty one. */
static void put_optional(struct idio_str *out, const char *s)
{
    types_put_number(out, s != NULL);
    if (s)
        types_put_string(out, s);
}

static const char *get_optional(struct types_reader *r, const char *what)
{
    return get_bool(r, what) ? types_get_string(r, what) : NULL;
}

static void put_files(struct idio_str *out, const struct idio_repo_file *at, size_t n)
{
    types_put_number(out, n);
    for (size_t i = 0; i < n; i++) {
        const struct idio_repo_file *f = &at[i];
        put_place(out, f);
        types_put_bytes(out, f->lines, f->lines_len);
        put_optional(out, f->doubt);
        types_put_number(out, f->doubt_points < 0);
        types_put_number(out, (uint64_t)llabs((long long)f->doubt_points));
        types_put_number(out, f->size);
        types_put_number(out, f->edits);
        types_put_number(out, f->born < 0);
        types_put_number(out, f->born < 0 ? 0 - (uint64_t)f->born : (uint64_t)f->born);
    }
}

static int64_t get_signed(struct types_reader *r, int64_t max, const char *what)
{
    bool negative = get_bool(r, what);
    int64_t v = (int64_t)types_get_number(r, (uint64_t)max, what);
    return negative ? -v : v;
}

static void get_lines(struct types_reader *r, struct idio_repo_file *file)
{
    const void *lines = types_get_bytes(r, &file->lines_len, "lines");
    file->lines = file->lines_len ? idio_arena_strndup(r->arena, lines, file->lines_len) : NULL;
    if (file->lines_len && !file->lines) {
        r->nomem = true;
        r->bad = "lines";
    }
}

/* Copied: it outlives the message. */
static const void *get_past(struct types_reader *r, size_t *ret_n)
{
    const void *past = types_get_bytes(r, ret_n, "past");
    const void *copy = *ret_n ? idio_arena_strndup(r->arena, past, *ret_n) : NULL;
    if (*ret_n && !copy) {
        r->nomem = true;
        r->bad = "past";
    }
    return copy;
}

static struct idio_repo_file *get_files(struct types_reader *r, size_t *ret_n)
{
    size_t n = 0;
    struct idio_repo_file *at = types_get_array(r, sizeof *at, &n, "count of files");
    for (size_t i = 0; !r->bad && i < n; i++) {
        get_place(r, &at[i]);
        get_lines(r, &at[i]);
        at[i].doubt = get_optional(r, "doubt");
        at[i].doubt_points = (int)get_signed(r, INT32_MAX, "points");
        at[i].size = (uint32_t)types_get_number(r, UINT32_MAX, "size");
        at[i].edits = (uint32_t)types_get_number(r, UINT32_MAX, "edits");
        at[i].born = get_signed(r, INT64_MAX, "time");
    }
    *ret_n = r->bad ? 0 : n;
    return at;
}

/* ---- list ------------------------------------------------------------------------------------ */

static void put_task(struct idio_str *out, const struct core_wire_repo *repo)
{
    types_put_string(out, repo->word);
    types_put_number(out, repo->has_known);
    if (!repo->has_known)
        return;
    types_put_string(out, repo->known.head);
    types_put_bytes(out, repo->known.past, repo->known.past_len);
    put_files(out, repo->known.at, repo->known.len);
    put_files(out, repo->known.foreign, repo->known.foreign_len);
}

void core_wire_put_list(struct idio_str *out, const struct core_wire_list *m)
{
    types_put_number(out, CORE_WIRE_LIST);
    types_put_string(out, m->build);
    types_put_string(out, m->secrets);
    types_put_number(out, m->who.len);
    for (size_t i = 0; i < m->who.len; i++)
        types_put_string(out, m->who.at[i]);
    types_put_number(out, m->repo_count);
    for (size_t i = 0; i < m->repo_count; i++) {
        const struct core_wire_repo *repo = &m->repos[i];
        types_put_number(out, (uint64_t)repo->ref.kind);
        types_put_string(out, repo->ref.path);
        types_put_string(out, repo->ref.name);
        types_put_number(out, repo->yours);
        if (repo->yours)
            put_task(out, repo);
    }
}

static void get_task(struct types_reader *r, struct core_wire_repo *repo)
{
    repo->word = types_get_string(r, "pattern");
    repo->has_known = get_bool(r, "flag");
    if (!repo->has_known)
        return;
    repo->known.head = types_get_string(r, "commit");
    repo->known.past = get_past(r, &repo->known.past_len);
    repo->known.at = get_files(r, &repo->known.len);
    repo->known.foreign = get_files(r, &repo->known.foreign_len);
}

int core_wire_get_list(const void *p, size_t n, struct idio_arena *arena,
                       struct core_wire_list *ret, struct idio_err *err)
{
    struct types_reader r = reader(p, n, arena);
    struct core_wire_list m = {0};
    if (types_get_number(&r, CORE_WIRE_LIST, "kind") != CORE_WIRE_LIST && !r.bad)
        r.bad = "kind";
    m.build = types_get_string(&r, "build");
    m.secrets = types_get_string(&r, "digest");
    const char **who = types_get_array(&r, sizeof *who, &m.who.len, "count of names");
    for (size_t i = 0; !r.bad && i < m.who.len; i++)
        who[i] = types_get_string(&r, "name");
    m.who.at = who;
    m.repos = types_get_array(&r, sizeof *m.repos, &m.repo_count, "count of repositories");
    for (size_t i = 0; !r.bad && i < m.repo_count; i++) {
        struct core_wire_repo *repo = &m.repos[i];
        repo->ref.kind = (enum idio_repo_kind)types_get_number(&r, IDIO_REPO_PLAIN, "kind");
        repo->ref.path = types_get_string(&r, "path");
        repo->ref.name = types_get_string(&r, "name");
        repo->yours = get_bool(&r, "flag");
        if (repo->yours)
            get_task(&r, repo);
    }
    int rc = core_wire_done(&r, err);
    if (rc == IDIO_OK)
        *ret = m;
    return rc;
}

/* ---- listed ---------------------------------------------------------------------------------- */

void core_wire_put_listed(struct idio_str *out, const struct repo_work *w)
{
    const struct idio_repo_list *list = &w->list;
    types_put_number(out, (uint64_t)-w->status);
    if (w->status < 0) {
        types_put_number(out, (uint64_t)w->err.sys);
        types_put_string(out, w->err.where);
        types_put_string(out, w->err.msg);
        types_put_string(out, w->err.hint);
        return;
    }
    types_put_number(out, list->tracked);
    types_put_number(out, list->shallow);
    for (unsigned i = 0; i < IDIO_SKIP_COUNT; i++)
        types_put_number(out, list->skipped[i]);
    for (unsigned i = 0; i < IDIO_OWNER_COUNT; i++)
        types_put_number(out, list->lines[i]);
    types_put_bytes(out, list->past, list->past_len);
    put_files(out, list->at, list->len);
    put_files(out, list->foreign, list->foreign_len);
    types_put_number(out, list->vendored_len);
    for (size_t i = 0; i < list->vendored_len; i++) {
        types_put_string(out, list->vendored[i].path);
        types_put_string(out, list->vendored[i].blob);
        put_optional(out, list->vendored[i].why);
    }
}

static void get_text(struct types_reader *r, char *ret, size_t size, const char *what)
{
    const char *s = types_get_string(r, what);
    size_t n = strlen(s);
    if (n >= size)
        n = size - 1;
    memcpy(ret, s, n);
    ret[n] = '\0';
}

static void get_failure(struct types_reader *r, struct repo_work *w)
{
    w->err.status = w->status;
    w->err.sys = (int)types_get_number(r, INT32_MAX, "errno");
    get_text(r, w->err.where, sizeof w->err.where, "place");
    get_text(r, w->err.msg, sizeof w->err.msg, "message");
    get_text(r, w->err.hint, sizeof w->err.hint, "hint");
}

static void get_found(struct types_reader *r, struct idio_repo_list *list)
{
    list->tracked = types_get_number(r, INT64_MAX, "count of files");
    list->shallow = get_bool(r, "flag");
    for (unsigned i = 0; i < IDIO_SKIP_COUNT; i++)
        list->skipped[i] = types_get_number(r, INT64_MAX, "count of files");
    for (unsigned i = 0; i < IDIO_OWNER_COUNT; i++)
        list->lines[i] = types_get_number(r, INT64_MAX, "count of lines");
    list->past = get_past(r, &list->past_len);
    list->at = get_files(r, &list->len);
    list->foreign = get_files(r, &list->foreign_len);
    struct idio_left_out *left =
        types_get_array(r, sizeof *left, &list->vendored_len, "count of files");
    for (size_t i = 0; !r->bad && i < list->vendored_len; i++) {
        left[i].path = types_get_string(r, "path");
        get_blob(r, left[i].blob);
        left[i].why = get_optional(r, "reason");
    }
    list->vendored = left;
}

int core_wire_get_listed(struct types_reader *r, struct repo_work *w, struct idio_err *err)
{
    idio_err_clear(&w->err);
    w->list = (struct idio_repo_list){0};
    w->status = -(int)types_get_number(r, IDIO_STATUS_COUNT, "status");
    if (w->status < 0)
        get_failure(r, w);
    else
        get_found(r, &w->list);
    if (!r->bad)
        return IDIO_OK;
    w->list = (struct idio_repo_list){0};
    return core_wire_done(r, err);
}

/* ---- observe --------------------------------------------------------------------------------- */

void core_wire_put_file(struct idio_str *out, size_t repo, const struct idio_repo_file *file)
{
    types_put_number(out, repo);
    put_place(out, file);
}

int core_wire_get_files(const void *p, size_t n, size_t repo_count, struct idio_arena *arena,
                        struct core_wire_files *ret, struct idio_err *err)
{
    struct types_reader r = reader(p, n, arena);
    struct core_wire_files m = {0};
    if (types_get_number(&r, CORE_WIRE_OBSERVE, "kind") != CORE_WIRE_OBSERVE && !r.bad)
        r.bad = "kind";
    m.files = types_get_array(&r, sizeof *m.files, &m.len, "count of files");
    m.repos = idio_arena_alloc(arena, m.len + 1, sizeof *m.repos);
    if (!r.bad && !m.repos)
        return idio_nomem(err, WHERE);
    for (size_t i = 0; !r.bad && i < m.len; i++) {
        uint64_t repo = types_get_number(&r, UINT32_MAX, "number of a repository");
        m.repos[i] = (uint32_t)repo;
        if (!r.bad && (repo >= repo_count || (i > 0 && repo < m.repos[i - 1])))
            r.bad = "number of a repository";
        get_place(&r, &m.files[i]);
    }
    int rc = core_wire_done(&r, err);
    if (rc == IDIO_OK)
        *ret = m;
    return rc;
}
