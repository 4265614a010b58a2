/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running SQL: cached statements, bound values, and the one place where SQLite's codes become ours.
 *
 * Why a cache: preparing costs ten times what a small insert costs. Why bound memory is not copied
 * (SQLITE_STATIC): each value outlives the step that uses it, so a 3 KB blob is copied once, into
 * the page. Statements that return rows are left by store_done, which also forgets the bindings.
 *
 * Before each statement the handle's idea of its transaction is held against SQLite's. After some
 * failures (disk full, I/O, memory) SQLite undoes the whole transaction by itself; carrying on
 * would then commit half of it, statement by statement.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/store_internal.h"

static const char *const sql_text[STORE_SQL_COUNT] = {
#define X(name, text) text,
    STORE_SQL_LIST(X)
#undef X
};

static int fail_corrupt(const struct idio_store *s, const char *where, const char *why,
                        struct idio_err *err)
{
    const int st =
        idio_fail(err, IDIO_E_CORRUPT, where, "%s is damaged or not a database: %s", s->path, why);
    return idio_hint(err, st, "move it away and run `idiolect learn` again");
}

static int fail_conflict(const struct idio_store *s, const char *where, struct idio_err *err)
{
    const int st =
        idio_fail(err, IDIO_E_CONFLICT, where, "another idiolect is writing to %s", s->path);
    return idio_hint(err, st, "wait until it has ended, then try again");
}

static int fail_nospace(const struct idio_store *s, const char *where, struct idio_err *err)
{
    const int st = idio_fail(err, IDIO_E_NOSPACE, where, "no space left to write %s", s->path);
    return idio_hint(err, st, "free some space; nothing that was stored before is lost");
}

static int fail_denied(const struct idio_store *s, const char *where, struct idio_err *err)
{
    const int st = idio_fail(err, IDIO_E_DENIED, where, "%s cannot be written", s->path);
    return idio_hint(err, st, "check the owner and mode of the file and of its folder");
}

/* The system said no: errno where SQLite still knows it. */
static int fail_system(const struct idio_store *s, int rc, const char *where, struct idio_err *err)
{
    const int sys = s->db ? sqlite3_system_errno(s->db) : 0;
    if (rc == SQLITE_IOERR_NOMEM)
        return idio_nomem(err, where);
    if (sys == ENOSPC || sys == EDQUOT || rc == SQLITE_IOERR_SHMSIZE)
        return fail_nospace(s, where, err);
    if (rc == SQLITE_IOERR_CORRUPTFS)
        return fail_corrupt(s, where, sqlite3_errstr(rc), err);
    /* The database is there: it is the log beside it that could not be made. */
    if (sys == ENOENT && access(s->path, F_OK) == 0)
        return fail_denied(s, where, err);
    if (sys != 0)
        return idio_fail_sys(err, sys, where, "%s", s->path);
    return idio_fail(err, IDIO_E_IO, where, "%s: %s", s->path, sqlite3_errstr(rc));
}

int store_fail(const struct idio_store *s, int rc, const char *where, struct idio_err *err)
{
    const char *why = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc);
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return idio_nomem(err, where);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_conflict(s, where, err);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return fail_corrupt(s, where, why, err);
    case SQLITE_ERROR:
        /* The statements are ours and constant: one that does not fit means tables that do not. */
        return fail_corrupt(s, where, why, err);
    case SQLITE_FULL:
        return fail_nospace(s, where, err);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return fail_denied(s, where, err);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return fail_system(s, rc, where, err);
    case SQLITE_TOOBIG:
        return idio_fail(err, IDIO_E_LIMIT, where, "a value for %s is over %d MiB", s->path,
                         STORE_VALUE_MAX >> 20);
    case SQLITE_CONSTRAINT:
        return idio_fail(err, IDIO_E_INVALID, where, "%s", why);
    default:
        return idio_fail(err, IDIO_E_BUG, where, "%s: %s", s->path, why);
    }
}

/* ---- transactions --------------------------------------------------------------------------- */

/* Best effort: what cannot be undone now is undone by the next statement's check, or by closing. */
static void undo(struct idio_store *s, enum store_sql id)
{
    if (sqlite3_get_autocommit(s->db) || !s->stmts[id])
        return;
    (void)sqlite3_step(s->stmts[id]);
    (void)sqlite3_reset(s->stmts[id]);
}

static int check_transaction(struct idio_store *s, const char *where, struct idio_err *err)
{
    const bool open = !sqlite3_get_autocommit(s->db);
    if (open == (s->begun || s->in_block))
        return IDIO_OK;
    if (!open)
        return idio_fail(err, IDIO_E_IO, where,
                         "%s: the transaction was undone after an earlier failure", s->path);
    undo(s, STORE_SQL_ROLLBACK);
    if (sqlite3_get_autocommit(s->db))
        return IDIO_OK;
    return idio_fail(err, IDIO_E_IO, where, "%s: an earlier failure cannot be undone", s->path);
}

static int run_plain(struct idio_store *s, enum store_sql id, const char *where,
                     struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, id, where, err);
    return st < 0 ? st : store_run(&q, err);
}

int idio_store_begin(struct idio_store *s, struct idio_err *err)
{
    if (s->begun || s->in_block)
        return idio_fail(err, IDIO_E_BUG, "store.begin", "a transaction is already open");
    const int st = run_plain(s, STORE_SQL_BEGIN, "store.begin", err);
    s->begun = st == IDIO_OK;
    return st;
}

int idio_store_commit(struct idio_store *s, struct idio_err *err)
{
    if (!s->begun)
        return idio_fail(err, IDIO_E_BUG, "store.commit", "no transaction is open");
    const int st = run_plain(s, STORE_SQL_COMMIT, "store.commit", err);
    if (st == IDIO_OK)
        s->begun = false;
    return st;
}

void idio_store_rollback(struct idio_store *s)
{
    if (!s || !s->begun)
        return;
    s->begun = false;
    undo(s, STORE_SQL_ROLLBACK);
}

int store_enter(struct idio_store *s, struct store_block *b, const char *where,
                struct idio_err *err)
{
    b->nested = s->begun;
    const int st = run_plain(s, b->nested ? STORE_SQL_SAVEPOINT : STORE_SQL_BEGIN, where, err);
    s->in_block = st == IDIO_OK;
    return st;
}

int store_leave(struct idio_store *s, const struct store_block *b, int status, const char *where,
                struct idio_err *err)
{
    if (status == IDIO_OK)
        status = run_plain(s, b->nested ? STORE_SQL_RELEASE : STORE_SQL_COMMIT, where, err);
    if (status < 0 && b->nested) {
        undo(s, STORE_SQL_ROLLBACK_TO);
        undo(s, STORE_SQL_RELEASE);
    } else if (status < 0) {
        undo(s, STORE_SQL_ROLLBACK);
    }
    s->in_block = false;
    return status;
}

/* ---- statements ----------------------------------------------------------------------------- */

int store_query(struct store_query *q, struct idio_store *s, enum store_sql id, const char *where,
                struct idio_err *err)
{
    *q = (struct store_query){.s = s, .where = where, .rc = SQLITE_OK};
    const int st = check_transaction(s, where, err);
    if (st < 0)
        return st;
    if (!s->stmts[id]) {
        const int rc = sqlite3_prepare_v3(s->db, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT,
                                          &s->stmts[id], NULL);
        if (rc != SQLITE_OK)
            return store_fail(s, rc, where, err);
    }
    if (sqlite3_stmt_busy(s->stmts[id]))
        return idio_fail(err, IDIO_E_BUG, where, "called from within its own visit");
    q->stmt = s->stmts[id];
    return IDIO_OK;
}

static void bound(struct store_query *q, int rc)
{
    if (q->rc == SQLITE_OK)
        q->rc = rc;
}

void store_bind_int(struct store_query *q, int64_t v)
{
    bound(q, sqlite3_bind_int64(q->stmt, ++q->bound, v));
}

void store_bind_real(struct store_query *q, double v)
{
    bound(q, sqlite3_bind_double(q->stmt, ++q->bound, v));
}

void store_bind_text(struct store_query *q, const char *s)
{
    bound(q, sqlite3_bind_text(q->stmt, ++q->bound, s ? s : "", -1, SQLITE_STATIC));
}

void store_bind_blob(struct store_query *q, const void *p, size_t n)
{
    /* A NULL pointer would bind NULL instead of nothing. */
    bound(q, sqlite3_bind_blob64(q->stmt, ++q->bound, p ? p : "", n, SQLITE_STATIC));
}

void store_bind_path(struct store_query *q, const char *path)
{
    store_bind_blob(q, path, path ? strlen(path) : 0);
}

void store_done(struct store_query *q)
{
    if (!q->stmt)
        return;
    (void)sqlite3_reset(q->stmt);
    (void)sqlite3_clear_bindings(q->stmt);
    q->stmt = NULL;
}

int store_step(struct store_query *q, struct idio_err *err)
{
    const int rc = q->rc == SQLITE_OK ? sqlite3_step(q->stmt) : q->rc;
    if (rc == SQLITE_ROW)
        return 1;
    const int st = rc == SQLITE_DONE ? 0 : store_fail(q->s, rc, q->where, err);
    store_done(q);
    return st;
}

int store_run(struct store_query *q, struct idio_err *err)
{
    int more;
    while ((more = store_step(q, err)) > 0)
        ;
    return more;
}

const char *store_text(struct store_query *q, int column)
{
    return (const char *)sqlite3_column_text(q->stmt, column);
}

const char *store_text_copy(struct store_query *q, int column, struct idio_arena *arena)
{
    const char *text = store_text(q, column);
    return text ? idio_arena_strdup(arena, text) : NULL;
}

/* ---- statements that run once --------------------------------------------------------------- */

int store_exec(struct idio_store *s, const char *sql, const char *where, struct idio_err *err)
{
    const int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? IDIO_OK : store_fail(s, rc, where, err);
}

int store_read_int(struct idio_store *s, const char *sql, int64_t *ret, struct idio_err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    const int64_t v = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    int st = IDIO_OK;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        st = store_fail(s, rc, "store.open", err);
    sqlite3_finalize(stmt);
    if (st == IDIO_OK)
        *ret = v;
    return st;
}
