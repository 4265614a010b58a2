/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Databases of other programs, read for what stands in tables of keys and values (Cursor's
 * state.vscdb).
 *
 * Copied first: the program may be running, and SQLite, told to read a database with a log, writes
 * beside it. A copy that is made while the program writes may be torn; so sizes and times are
 * compared before and after, and what a torn copy that slipped through holds is at worst refused as
 * damaged. The copy lies in a folder that only the user can read.
 *
 * Then distrusted: whoever wrote the file chose its schema. Views, triggers, functions in the
 * schema and virtual tables are switched off, an authorizer lets through nothing but reading the
 * two columns, values and statements have limits, and a handler ends queries that do not end. A
 * table is looked up by name before it is asked, so that a file without it is no error.
 *
 * Statements are not in store_sql.h: they are prepared on that connection, never on ours.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/store_internal.h"

#define COPY_TRIES   3
#define COPY_BYTES   ((size_t)1 << 20) /* at once */
#define STEPS_EACH   1000000           /* of SQLite's machine between two looks */
#define STEPS_MAX    4000              /* looks: some minutes */
#define SQL_MAX      256
#define VALUE_FACTOR 2 /* SQLite's own limit, over the caller's: longer rows are corrupt to it */

static const char where_foreign[] = "store.foreign";

struct foreign {
    const char *path; /* of the original; all errors name it */
    struct idio_str folder, copy, log;
    sqlite3 *db;
    unsigned looks;
    bool locked; /* only SELECTs on the two columns from now on */
};

/* ---- the copy -------------------------------------------------------------------------------- */

struct source {
    int fd; /* -1: there is no such file */
    struct stat st;
};

static int open_source(const char *path, bool optional, struct source *ret, struct idio_err *err)
{
    *ret = (struct source){.fd = -1};
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT && optional)
        return IDIO_OK;
    if (fd < 0 && errno == ELOOP)
        return idio_fail(err, IDIO_E_INVALID, where_foreign, "%s is a symbolic link", path);
    if (fd < 0)
        return idio_fail_sys(err, errno, where_foreign, "opening %s", path);
    ret->fd = fd;
    if (fstat(fd, &ret->st) < 0)
        return idio_fail_sys(err, errno, where_foreign, "opening %s", path);
    if (!S_ISREG(ret->st.st_mode))
        return idio_fail(err, IDIO_E_INVALID, where_foreign, "%s is not a regular file", path);
    return IDIO_OK;
}

static void close_source(struct source *s)
{
    if (s->fd >= 0)
        (void)close(s->fd);
    s->fd = -1;
}

static bool is_same(const struct source *s)
{
    struct stat now;
    if (s->fd < 0)
        return true;
    return fstat(s->fd, &now) == 0 && now.st_size == s->st.st_size &&
           now.st_mtim.tv_sec == s->st.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == s->st.st_mtim.tv_nsec;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        const ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return -1;
        p += put;
        n -= (size_t)put;
    }
    return 0;
}

static int copy_bytes(const struct source *s, int to, char *buf, const struct foreign *f,
                      const char *name, struct idio_err *err)
{
    uint64_t left = (uint64_t)s->st.st_size;
    while (left > 0) {
        const size_t most = left < COPY_BYTES ? (size_t)left : COPY_BYTES;
        const ssize_t got = read(s->fd, buf, most);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return idio_fail_sys(err, errno, where_foreign, "reading %s", f->path);
        if (got == 0)
            break; /* shorter than it was: is_same tells */
        if (write_all(to, buf, (size_t)got) < 0)
            return idio_fail_sys(err, errno, where_foreign, "copying %s to %s", f->path, name);
        left -= (uint64_t)got;
    }
    return IDIO_OK;
}

static int copy_file(const struct source *s, const char *name, const struct foreign *f,
                     struct idio_err *err)
{
    if (s->fd < 0) {
        (void)unlink(name); /* of an earlier try */
        return IDIO_OK;
    }
    const int to = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (to < 0)
        return idio_fail_sys(err, errno, where_foreign, "making %s", name);
    IDIO_AUTO(idio_freep) char *buf = idio_alloc(COPY_BYTES, 1);
    int st = buf ? copy_bytes(s, to, buf, f, name, err) : idio_nomem(err, where_foreign);
    if (close(to) < 0 && st == IDIO_OK)
        st = idio_fail_sys(err, errno, where_foreign, "making %s", name);
    return st;
}

static int copy_once(struct foreign *f, const char *log, uint64_t max, bool *ret_whole,
                     struct idio_err *err)
{
    struct source db, wal = {.fd = -1};
    int st = open_source(f->path, false, &db, err);
    if (st == IDIO_OK)
        st = open_source(log, true, &wal, err);
    const uint64_t size =
        st == IDIO_OK ? (uint64_t)db.st.st_size + (wal.fd < 0 ? 0 : (uint64_t)wal.st.st_size) : 0;
    if (st == IDIO_OK && size > max)
        st = idio_fail(err, IDIO_E_LIMIT, where_foreign, "%s has %llu bytes, over %llu", f->path,
                       (unsigned long long)size, (unsigned long long)max);
    if (st == IDIO_OK)
        st = copy_file(&db, f->copy.data, f, err);
    if (st == IDIO_OK)
        st = copy_file(&wal, f->log.data, f, err);
    if (st == IDIO_OK)
        *ret_whole = is_same(&db) && is_same(&wal);
    close_source(&db);
    close_source(&wal);
    return st;
}

static int copy(struct foreign *f, uint64_t max, struct idio_err *err)
{
    struct idio_str log;
    bool whole = false;
    idio_str_init(&log, strlen(f->path) + 8);
    idio_str_printf(&log, "%s-wal", f->path);
    int st = idio_str_status(&log, where_foreign, err);
    for (int i = 0; i < COPY_TRIES && st == IDIO_OK && !whole; i++)
        st = copy_once(f, log.data, max, &whole, err);
    idio_str_release(&log);
    if (st < 0 || whole)
        return st;
    st = idio_fail(err, IDIO_E_CONFLICT, where_foreign, "%s changes while it is copied", f->path);
    return idio_hint(err, st, "close the program that writes it, then try again");
}

static int make_scratch(struct foreign *f, const char *scratch, struct idio_err *err)
{
    idio_str_printf(&f->folder, "%s/idiolect-XXXXXX", scratch);
    int st = idio_str_status(&f->folder, where_foreign, err);
    if (st < 0)
        return st;
    if (!mkdtemp(f->folder.data)) {
        st = idio_fail_sys(err, errno, where_foreign, "making a folder in %s", scratch);
        idio_str_clear(&f->folder);
        return idio_hint(err, st, "set TMPDIR to a folder that can be written to");
    }
    idio_str_printf(&f->copy, "%s/copy.db", f->folder.data);
    idio_str_printf(&f->log, "%s-wal", f->copy.data);
    st = idio_str_status(&f->copy, where_foreign, err);
    return st == IDIO_OK ? idio_str_status(&f->log, where_foreign, err) : st;
}

/* Also when memory is gone: a copy of somebody's conversations must not stay behind. */
static void drop_scratch(const struct foreign *f)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[PATH_MAX];
    for (size_t i = 0; i < sizeof ends / sizeof *ends && f->copy.len > 0; i++) {
        const int n = snprintf(name, sizeof name, "%s%s", f->copy.data, ends[i]);
        if (n > 0 && (size_t)n < sizeof name)
            (void)unlink(name);
    }
    if (f->folder.len > 0)
        (void)rmdir(f->folder.data);
}

/* ---- the connection -------------------------------------------------------------------------- */

static int fail_foreign(const struct foreign *f, int rc, struct idio_err *err)
{
    const char *why = f->db ? sqlite3_errmsg(f->db) : sqlite3_errstr(rc);
    if ((rc & 0xff) == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM)
        return idio_nomem(err, where_foreign);
    if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_FULL)
        return idio_fail(err, IDIO_E_IO, where_foreign, "the copy of %s: %s", f->path, why);
    return idio_fail(err, IDIO_E_CORRUPT, where_foreign, "%s is damaged or not a database: %s",
                     f->path, why);
}

static int look(void *ctx)
{
    struct foreign *f = ctx;
    return ++f->looks > STEPS_MAX;
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *database,
                     const char *trigger)
{
    const struct foreign *f = ctx;
    (void)database;
    if (!f->locked)
        return SQLITE_OK;
    if (action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_READ && !trigger && a && b &&
        (strcmp(b, "key") == 0 || strcmp(b, "value") == 0 || strcmp(b, "") == 0))
        return SQLITE_OK;
    return SQLITE_DENY;
}

static void harden(struct foreign *f, size_t value)
{
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
                              SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION};
    (void)sqlite3_db_config(f->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        (void)sqlite3_db_config(f->db, off[i], 0, NULL);
    const uint64_t most = (uint64_t)value * VALUE_FACTOR + (1 << 20);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_LENGTH,
                        most < STORE_VALUE_MAX ? (int)most : STORE_VALUE_MAX);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_COLUMN, 100);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_EXPR_DEPTH, 100);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_limit(f->db, SQLITE_LIMIT_VDBE_OP, 100000);
    sqlite3_progress_handler(f->db, STEPS_EACH, look, f);
    (void)sqlite3_set_authorizer(f->db, authorize, f);
}

static int open_copy(struct foreign *f, size_t value, struct idio_err *err)
{
    int rc = sqlite3_open_v2(f->copy.data, &f->db,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                                 SQLITE_OPEN_NOFOLLOW,
                             NULL);
    if (rc != SQLITE_OK)
        return fail_foreign(f, rc, err);
    harden(f, value);
    rc = sqlite3_exec(f->db,
                      "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;"
                      "PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;"
                      "SELECT count(*) FROM sqlite_schema",
                      NULL, NULL, NULL);
    return rc == SQLITE_OK ? IDIO_OK : fail_foreign(f, rc, err);
}

/* An ordinary table of that name: views and virtual tables have no root page. */
static int has_table(struct foreign *f, const char *table, bool *ret, struct idio_err *err)
{
    static const char sql[] =
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND rootpage > 0";
    sqlite3_stmt *stmt = NULL;
    f->locked = false;
    int rc = sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    const bool found = rc == SQLITE_ROW;
    const int st = found || rc == SQLITE_DONE ? IDIO_OK : fail_foreign(f, rc, err);
    sqlite3_finalize(stmt);
    f->locked = true;
    if (st == IDIO_OK)
        *ret = found;
    return st;
}

/* ---- rows ------------------------------------------------------------------------------------ */

struct reading {
    struct foreign *f;
    const struct idio_foreign_limits *limits;
    idio_foreign_visit visit;
    void *ctx;
    struct idio_foreign_counts counts;
    uint64_t bytes;
};

static int cut(struct reading *r)
{
    r->counts.cut = true;
    return 0;
}

/* 1: go on. */
static int take_row(struct reading *r, size_t want, sqlite3_stmt *stmt, struct idio_err *err)
{
    const struct idio_foreign_limits *l = r->limits;
    const int type = sqlite3_column_type(stmt, 1);
    if (sqlite3_column_type(stmt, 0) != SQLITE_TEXT || (type != SQLITE_TEXT && type != SQLITE_BLOB))
        return 1;
    const size_t n = (size_t)sqlite3_column_bytes(stmt, 1);
    if (n > l->value) {
        r->counts.too_long++;
        return 1;
    }
    if (r->counts.rows >= l->rows || r->bytes + n > l->bytes) {
        return cut(r);
    }
    const char *value = sqlite3_column_blob(stmt, 1);
    const char *key = (const char *)sqlite3_column_text(stmt, 0);
    if (!key || (!value && n > 0))
        return idio_nomem(err, where_foreign);
    r->counts.rows++;
    r->bytes += n;
    const int st = r->visit(r->ctx, want, key, (size_t)sqlite3_column_bytes(stmt, 0),
                            value ? value : "", n, err);
    return st == 0 ? 1 : st;
}

static int prepare_rows(struct foreign *f, const struct idio_foreign_want *w, const char *end,
                        sqlite3_stmt **ret, struct idio_err *err)
{
    char sql[SQL_MAX];
    /* Not ordered: the index that such a table has on its keys gives them in order, and without it
     * a stranger's file would have us sort it all in memory. The name is a constant of ours; %w
     * quotes it all the same. */
    (void)sqlite3_snprintf(sizeof sql, sql,
                           "SELECT key, value FROM main.\"%w\" WHERE key >= ?1 AND key < ?2",
                           w->table);
    int rc = sqlite3_prepare_v2(f->db, sql, -1, ret, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(*ret, 1, w->prefix, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(*ret, 2, end, -1, SQLITE_STATIC);
    return rc == SQLITE_OK ? IDIO_OK : fail_foreign(f, rc, err);
}

static int read_rows(struct reading *r, size_t want, const struct idio_foreign_want *w,
                     struct idio_err *err)
{
    sqlite3_stmt *stmt = NULL;
    char end[64]; /* the first text behind all that begin with the prefix */
    const size_t n = strlen(w->prefix);
    if (n == 0 || n >= sizeof end)
        return idio_fail(err, IDIO_E_BUG, where_foreign, "prefix \"%s\"", w->prefix);
    memcpy(end, w->prefix, n + 1);
    end[n - 1]++;
    int st = prepare_rows(r->f, w, end, &stmt, err);
    int more = st == IDIO_OK ? 1 : st;
    while (more > 0) {
        const int rc = sqlite3_step(stmt);
        if (rc == SQLITE_ROW)
            more = take_row(r, want, stmt, err);
        else if (rc == SQLITE_DONE)
            more = 0;
        else if ((rc & 0xff) == SQLITE_INTERRUPT)
            more = cut(r);
        else
            more = fail_foreign(r->f, rc, err);
    }
    sqlite3_finalize(stmt);
    return more;
}

static int read_tables(struct reading *r, const struct idio_foreign_want *want, size_t n,
                       struct idio_err *err)
{
    int st = IDIO_OK;
    for (size_t i = 0; i < n && st == IDIO_OK && !r->counts.cut; i++) {
        bool there = false;
        st = has_table(r->f, want[i].table, &there, err);
        if (st == IDIO_OK && there)
            st = read_rows(r, i, &want[i], err);
    }
    return st;
}

int idio_store_foreign_rows(const char *path, const char *scratch,
                            const struct idio_foreign_want *want, size_t want_n,
                            const struct idio_foreign_limits *limits, idio_foreign_visit visit,
                            void *ctx, struct idio_foreign_counts *ret, struct idio_err *err)
{
    struct foreign f = {.path = path};
    struct reading r = {.f = &f, .limits = limits, .visit = visit, .ctx = ctx};
    const size_t room = strlen(scratch) + 64;
    store_use_gate();
    idio_str_init(&f.folder, room);
    idio_str_init(&f.copy, room);
    idio_str_init(&f.log, room);
    int st = make_scratch(&f, scratch, err);
    if (st == IDIO_OK)
        st = copy(&f, limits->file, err);
    if (st == IDIO_OK)
        st = open_copy(&f, limits->value, err);
    if (st == IDIO_OK)
        st = read_tables(&r, want, want_n, err);
    (void)sqlite3_close_v2(f.db);
    drop_scratch(&f);
    idio_str_release(&f.folder);
    idio_str_release(&f.copy);
    idio_str_release(&f.log);
    if (st == IDIO_OK)
        *ret = r.counts;
    return st;
}
