/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repositories, their files, and the cache of observed files.
 *
 * A file names its contents by blob id, and an observation belongs to contents, not to a file: the
 * same file in two repositories, or an unchanged file in the next run, is parsed once. Observations
 * therefore have no foreign key; forget and sweep delete what no file names any more.
 */
#include <string.h>

#include "base/vec.h"
#include "store/store_internal.h"

int idio_store_repo_put(struct idio_store *s, const struct idio_store_repo *r, int64_t *ret_id,
                        struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_REPO_PUT, "store.repo", err);
    if (st < 0)
        return st;
    store_bind_path(&q, r->path);
    store_bind_text(&q, r->name);
    store_bind_text(&q, r->kind);
    store_bind_text(&q, r->state);
    store_bind_int(&q, r->learnt_at);
    store_bind_text(&q, r->report);
    st = store_step(&q, err);
    const int64_t id = st > 0 ? sqlite3_column_int64(q.stmt, 0) : 0;
    /* The row is final, and with autocommit written, only when the statement has ended. */
    if (st > 0)
        st = store_run(&q, err);
    if (st == IDIO_OK)
        *ret_id = id;
    return st;
}

/* Columns 0 to 6 of REPOS and FILES; texts are borrowed from the row. */
static int read_repo(struct store_query *q, struct idio_store_repo *ret, struct idio_err *err)
{
    const struct idio_store_repo r = {
        .id = sqlite3_column_int64(q->stmt, 0),
        .path = store_text(q, 1),
        .name = store_text(q, 2),
        .kind = store_text(q, 3),
        .state = store_text(q, 4),
        .report = store_text(q, 5),
        .learnt_at = sqlite3_column_int64(q->stmt, 6),
    };
    if (!r.path || !r.name || !r.kind || !r.state || !r.report)
        return idio_nomem(err, q->where);
    *ret = r;
    return IDIO_OK;
}

static int copy_repo(struct store_query *q, struct idio_arena *arena, struct idio_store_repo *ret,
                     struct idio_err *err)
{
    struct idio_store_repo r;
    const int st = read_repo(q, &r, err);
    if (st < 0)
        return st;
    r.path = idio_arena_strdup(arena, r.path);
    r.name = idio_arena_strdup(arena, r.name);
    r.kind = idio_arena_strdup(arena, r.kind);
    r.state = idio_arena_strdup(arena, r.state);
    r.report = idio_arena_strdup(arena, r.report);
    if (!r.path || !r.name || !r.kind || !r.state || !r.report)
        return idio_nomem(err, q->where);
    *ret = r;
    return IDIO_OK;
}

int idio_store_repos(struct idio_store *s, struct idio_arena *arena, struct idio_store_repo **ret,
                     size_t *ret_n, struct idio_err *err)
{
    IDIO_VEC(struct idio_store_repo) repos = {0};
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_REPOS, "store.repos", err);
    if (st < 0)
        return st;
    while ((st = store_step(&q, err)) > 0) {
        struct idio_store_repo r;
        st = copy_repo(&q, arena, &r, err);
        if (st == IDIO_OK && idio_vec_push(&repos, r) < 0)
            st = idio_nomem(err, q.where);
        if (st < 0)
            break;
    }
    store_done(&q);
    struct idio_store_repo *all = NULL;
    if (st == IDIO_OK) {
        all = idio_arena_alloc(arena, repos.len, sizeof *all);
        st = all ? IDIO_OK : idio_nomem(err, "store.repos");
    }
    if (st == IDIO_OK) {
        if (repos.len > 0)
            memcpy(all, repos.at, repos.len * sizeof *all);
        *ret = all;
        *ret_n = repos.len;
    }
    idio_vec_release(&repos);
    return st;
}

static int run_for(struct idio_store *s, enum store_sql id, int64_t key, const char *where,
                   struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, id, where, err);
    if (st < 0)
        return st;
    store_bind_int(&q, key);
    return store_run(&q, err);
}

int idio_store_repo_forget(struct idio_store *s, int64_t id, struct idio_err *err)
{
    static const char where[] = "store.forget";
    struct store_block block;
    int st = store_enter(s, &block, where, err);
    if (st < 0)
        return st;
    st = run_for(s, STORE_SQL_REPO_OBSERVED_DROP, id, where, err);
    if (st == IDIO_OK)
        st = run_for(s, STORE_SQL_REPO_DROP, id, where, err);
    if (st == IDIO_OK && sqlite3_changes(s->db) == 0)
        st = idio_fail(err, IDIO_E_NOTFOUND, where, "no repository has the number %lld",
                       (long long)id);
    st = store_leave(s, &block, st, where, err);
    /* What was erased must not stay readable in the log. A reader may prevent it; then the next
     * checkpoint does it. */
    if (st == IDIO_OK && !block.nested)
        (void)sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return st;
}

/* ---- files ---------------------------------------------------------------------------------- */

static int no_repo(int64_t repo, const char *where, struct idio_err *err)
{
    return idio_fail(err, IDIO_E_NOTFOUND, where, "no repository has the number %lld",
                     (long long)repo);
}

static int add_file(struct idio_store *s, int64_t repo, const struct idio_store_file *f,
                    struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_FILE_ADD, "store.files", err);
    if (st < 0)
        return st;
    store_bind_int(&q, repo);
    store_bind_path(&q, f->path);
    store_bind_text(&q, f->blob);
    store_bind_text(&q, idio_lang_id(f->lang));
    store_bind_blob(&q, f->lines ? f->lines : "", f->lines ? f->lines_len : 0);
    st = store_run(&q, err);
    if (st != IDIO_E_INVALID)
        return st;
    if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_FOREIGNKEY)
        return no_repo(repo, "store.files", err);
    return idio_fail(err, IDIO_E_INVALID, "store.files", "file %s is listed twice", f->path);
}

int idio_store_files_put(struct idio_store *s, int64_t repo, const struct idio_store_file *files,
                         size_t n, struct idio_err *err)
{
    static const char where[] = "store.files";
    struct store_block block;
    int st = store_enter(s, &block, where, err);
    if (st < 0)
        return st;
    st = run_for(s, STORE_SQL_FILES_DROP, repo, where, err);
    for (size_t i = 0; st == IDIO_OK && i < n; i++)
        st = add_file(s, repo, &files[i], err);
    return store_leave(s, &block, st, where, err);
}

int idio_store_foreign_put(struct idio_store *s, int64_t repo, const void *p, size_t n,
                           struct idio_err *err)
{
    static const char where[] = "store.foreign";
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_FOREIGN_PUT, where, err);
    if (st < 0)
        return st;
    store_bind_int(&q, repo);
    store_bind_blob(&q, p, n);
    st = store_run(&q, err);
    return st == IDIO_OK && sqlite3_changes(s->db) == 0 ? no_repo(repo, where, err) : st;
}

int idio_store_foreign_get(struct idio_store *s, int64_t repo, struct idio_arena *arena,
                           const void **ret, size_t *ret_len, struct idio_err *err)
{
    static const char where[] = "store.foreign";
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_FOREIGN_GET, where, err);
    if (st < 0)
        return st;
    store_bind_int(&q, repo);
    st = store_step(&q, err);
    if (st <= 0)
        return st < 0 ? st : no_repo(repo, where, err);
    const void *p = sqlite3_column_blob(q.stmt, 0);
    const size_t n = (size_t)sqlite3_column_bytes(q.stmt, 0);
    const bool lost = !p && sqlite3_errcode(s->db) == SQLITE_NOMEM;
    const char *copy = lost ? NULL : idio_arena_strndup(arena, p ? p : "", n);
    store_done(&q);
    if (!copy)
        return idio_nomem(err, where);
    *ret = copy;
    *ret_len = n;
    return IDIO_OK;
}

static int visit_row(struct store_query *q, idio_store_visit visit, void *ctx, struct idio_err *err)
{
    struct idio_store_repo repo;
    const int st = read_repo(q, &repo, err);
    if (st < 0)
        return st;
    const char *lang = store_text(q, 9);
    const struct idio_store_file file = {
        .repo = repo.id,
        .path = store_text(q, 7),
        .blob = store_text(q, 8),
        .lang = lang ? idio_lang_from_id(lang, strlen(lang)) : IDIO_LANG_NONE,
        .lines = sqlite3_column_blob(q->stmt, 11),
        .lines_len = (size_t)sqlite3_column_bytes(q->stmt, 11),
    };
    const bool cached = sqlite3_column_type(q->stmt, 10) != SQLITE_NULL;
    const void *observed = cached ? sqlite3_column_blob(q->stmt, 10) : NULL;
    const size_t n = cached ? (size_t)sqlite3_column_bytes(q->stmt, 10) : 0;
    if (!lang || !file.path || !file.blob || (n > 0 && !observed))
        return idio_nomem(err, q->where);
    return visit(ctx, &repo, &file, cached && !observed ? "" : observed, n, err);
}

int idio_store_files_visit(struct idio_store *s, int64_t repo, const char *detector,
                           idio_store_visit visit, void *ctx, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_FILES, "store.visit", err);
    if (st < 0)
        return st;
    store_bind_int(&q, repo);
    store_bind_text(&q, detector);
    while ((st = store_step(&q, err)) > 0) {
        st = visit_row(&q, visit, ctx, err);
        if (st != 0)
            break;
    }
    store_done(&q);
    return st;
}

/* ---- observed files ------------------------------------------------------------------------- */

bool idio_store_observed_has(struct idio_store *s, const char *blob, enum idio_lang lang,
                             const char *detector)
{
    struct store_query q;
    if (store_query(&q, s, STORE_SQL_OBSERVED_HAS, "store.observed", NULL) < 0)
        return false;
    store_bind_text(&q, blob);
    store_bind_text(&q, idio_lang_id(lang));
    store_bind_text(&q, detector);
    const bool has = store_step(&q, NULL) > 0;
    store_done(&q);
    return has;
}

int idio_store_observed_put(struct idio_store *s, const char *blob, enum idio_lang lang,
                            const char *detector, const void *p, size_t n, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_OBSERVED_PUT, "store.observed", err);
    if (st < 0)
        return st;
    store_bind_text(&q, blob);
    store_bind_text(&q, idio_lang_id(lang));
    store_bind_text(&q, detector);
    store_bind_blob(&q, p, n);
    return store_run(&q, err);
}

int idio_store_observed_sweep(struct idio_store *s, const char *detector, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_OBSERVED_SWEEP, "store.sweep", err);
    if (st < 0)
        return st;
    store_bind_text(&q, detector);
    return store_run(&q, err);
}
