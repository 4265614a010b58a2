/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store: the handle, running one cached statement, mapping SQLite's codes to ours.
 * Nothing outside src/store includes this file or sqlite3.h.
 */
#ifndef IDIO_STORE_INTERNAL_H
#define IDIO_STORE_INTERNAL_H

#include <sqlite3.h>

#include "store/store.h"
#include "store/store_sql.h"

/* "IDIO" in the file's header: tells our databases from other programs'. */
#define STORE_APPLICATION_ID 0x4944494f
/* Longest value, text or blob; a bigger one is our mistake or an attack. */
#define STORE_VALUE_MAX (256 * 1024 * 1024)

struct idio_store {
    sqlite3 *db;
    char *path;
    bool read_only;
    bool begun;    /* between idio_store_begin and commit or rollback */
    bool in_block; /* between store_enter and store_leave */
    int busy_ms;
    sqlite3_stmt *stmts[STORE_SQL_COUNT]; /* NULL until first used */
};

/* Sets *err from SQLite's code, naming the path; returns our status (never IDIO_OK). */
int store_fail(const struct idio_store *s, int rc, const char *where, struct idio_err *err);

/* SQLite allocates through base/alloc.h from here on. Once per process; thread-safe. */
void store_use_gate(void);

/* Brings the schema to the newest version. The caller has looked at application_id. */
int store_migrate(struct idio_store *s, struct idio_err *err) IDIO_MUST_CHECK;
int store_newest_version(void);
/* First column of the first row of a statement that is run once (PRAGMA …); 0 when there is none.
 */
int store_read_int(struct idio_store *s, const char *sql, int64_t *ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
int store_exec(struct idio_store *s, const char *sql, const char *where,
               struct idio_err *err) IDIO_MUST_CHECK;

/*
 * One run of a cached statement. Parameters are bound in order; a failure of binding is kept and
 * told by the next step or run. Bound memory is borrowed until store_done.
 *
 *     struct store_query q;
 *     int st = store_query(&q, s, STORE_SQL_REPO_DROP, "store.forget", err);
 *     if (st < 0) return st;
 *     store_bind_int(&q, id);
 *     return store_run(&q, err);
 */
struct store_query {
    struct idio_store *s;
    sqlite3_stmt *stmt;
    const char *where;
    int bound; /* parameters so far */
    int rc;
};
int store_query(struct store_query *q, struct idio_store *s, enum store_sql id, const char *where,
                struct idio_err *err) IDIO_MUST_CHECK;
void store_bind_int(struct store_query *q, int64_t v);
void store_bind_real(struct store_query *q, double v);
void store_bind_text(struct store_query *q, const char *s); /* NULL binds "" */
void store_bind_blob(struct store_query *q, const void *p, size_t n);
/* For names that may be any bytes: a blob of the string without its NUL. */
void store_bind_path(struct store_query *q, const char *path);
/* 1: a row; 0: no more; negative: failed. After anything but 1 the statement is done. */
int store_step(struct store_query *q, struct idio_err *err) IDIO_MUST_CHECK;
/* Steps to the end and is done. */
int store_run(struct store_query *q, struct idio_err *err) IDIO_MUST_CHECK;
void store_done(struct store_query *q); /* may be called twice */
/* Text or path of a column as a C string, valid until the next step; NULL when memory is gone. */
const char *store_text(struct store_query *q, int column);
/* Copy of it in the arena; NULL when memory is gone. */
const char *store_text_copy(struct store_query *q, int column, struct idio_arena *arena);

/*
 * Several statements as one: a transaction of its own, or a savepoint inside the caller's.
 * store_leave(status) keeps all (IDIO_OK) or undoes all, and returns `status` or why keeping
 * failed.
 */
struct store_block {
    bool nested;
};
int store_enter(struct idio_store *s, struct store_block *b, const char *where,
                struct idio_err *err) IDIO_MUST_CHECK;
int store_leave(struct idio_store *s, const struct store_block *b, int status, const char *where,
                struct idio_err *err) IDIO_MUST_CHECK;

#endif
