/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening and closing the database.
 *
 * Choices:
 * - WAL, so that `profile` reads while `learn` writes, and a commit is one sequential write.
 * - synchronous=FULL: one fsync per commit. NORMAL would lose the last commits when the power
 *   goes. Commits here are few (a repository, an approved spec), so the fsync is not felt, and an
 *   approval that was confirmed to a person is a promise. Callers put loops in one transaction.
 * - secure_delete, and the log is emptied after `forget`: what was erased does not stay in free
 *   pages.
 * - A full integrity check reads the whole file, so opening does not run one. It does see: a
 *   wrong header, a file shorter than its header says, another program's database, a schema that
 *   does not parse, statements that do not fit it. Damage inside a page is told by the call that
 *   meets it.
 *
 * Files of the database must not be opened and closed here behind SQLite's back: closing any
 * descriptor of a file drops all POSIX locks that this process holds on it, also those of another
 * handle. So the file is created by mknod and its mode set by path.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "store/store_internal.h"

static const char where_open[] = "store.open";

struct idio_store *idio_store_close(struct idio_store *s)
{
    if (!s)
        return NULL;
    for (size_t i = 0; i < STORE_SQL_COUNT; i++)
        sqlite3_finalize(s->stmts[i]);
    /* Rolls an open transaction back; v2 never refuses. */
    (void)sqlite3_close_v2(s->db);
    idio_free(s->path);
    idio_free(s);
    return NULL;
}

int idio_store_version(struct idio_store *s)
{
    int64_t version = 0;
    return store_read_int(s, "PRAGMA user_version", &version, NULL) < 0 ? 0 : (int)version;
}

/* ---- the file ------------------------------------------------------------------------------- */

static int make_folder(const char *path, struct idio_err *err)
{
    const char *base = idio_fs_base(path);
    const size_t n = (size_t)(base - path);
    if (n == 0)
        return IDIO_OK;
    IDIO_AUTO(idio_freep) char *folder = idio_strndup(path, n);
    if (!folder)
        return idio_nomem(err, where_open);
    return idio_fs_is_dir(folder) ? IDIO_OK : idio_fs_mkdirs(folder, 0700, err);
}

/* Nobody else may read what was learnt. What fails here is told by SQLite, which tries the same. */
static void make_private(const char *path)
{
    struct stat st;
    if (mknod(path, S_IFREG | 0600, 0) == 0)
        return;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
        (void)chmod(path, st.st_mode & 0700);
}

/* In a folder that we may not write to there can be no lock and no log, hence no writer that we
 * could meet; SQLite reads such a file only when told that it does not change. */
static bool is_frozen(const char *path)
{
    struct stat st;
    IDIO_AUTO(idio_freep) char *folder = idio_strndup(path, (size_t)(idio_fs_base(path) - path));
    if (!folder || access(folder[0] ? folder : ".", W_OK) == 0)
        return false;
    struct idio_str log;
    idio_str_init(&log, strlen(path) + 8);
    idio_str_printf(&log, "%s-wal", path);
    const bool frozen = !log.failed && (stat(log.data, &st) < 0 || st.st_size == 0);
    idio_str_release(&log);
    return frozen;
}

static int open_frozen(struct idio_store *s)
{
    static const char plain[] =
        "/-_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    struct idio_str uri;
    idio_str_init(&uri, 3 * strlen(s->path) + 32);
    idio_str_puts(&uri, "file:");
    for (const char *p = s->path; *p; p++)
        if (strchr(plain, *p))
            idio_str_putc(&uri, *p);
        else
            idio_str_printf(&uri, "%%%02x", (unsigned)(unsigned char)*p);
    idio_str_puts(&uri, "?immutable=1");
    const int flags =
        SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
    const int rc = uri.failed ? SQLITE_NOMEM : sqlite3_open_v2(uri.data, &s->db, flags, NULL);
    idio_str_release(&uri);
    return rc;
}

static int open_file(struct idio_store *s, struct idio_err *err)
{
    int rc;
    if (s->read_only && is_frozen(s->path)) {
        rc = open_frozen(s);
    } else {
        const int mode = s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
        const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_CREATE;
        rc = sqlite3_open_v2(s->path, &s->db,
                             s->read_only ? mode | (flags & ~SQLITE_OPEN_CREATE) : mode | flags,
                             NULL);
    }
    /* SQLite falls back to reading by itself. */
    if (rc == SQLITE_OK && !s->read_only && sqlite3_db_readonly(s->db, "main") != 0)
        rc = SQLITE_READONLY;
    return rc == SQLITE_OK ? IDIO_OK : store_fail(s, rc, where_open, err);
}

/* ---- what kind of database ------------------------------------------------------------------- */

static int fail_foreign(const struct idio_store *s, struct idio_err *err)
{
    const int st =
        idio_fail(err, IDIO_E_CORRUPT, where_open, "%s is another program's database", s->path);
    return idio_hint(err, st, "move it away and run `idiolect learn` again");
}

static int check_version(struct idio_store *s, int64_t version, struct idio_err *err)
{
    const int newest = store_newest_version();
    if (version > newest) {
        const int st =
            idio_fail(err, IDIO_E_UNSUPPORTED, where_open,
                      "%s was written by a newer idiolect (schema %lld, this one knows %d)",
                      s->path, (long long)version, newest);
        return idio_hint(err, st, "update idiolect, or give it another data folder");
    }
    if (s->read_only && version == 0)
        return idio_fail(err, IDIO_E_NOTFOUND, where_open, "%s is empty", s->path);
    if (s->read_only && version < newest) {
        const int st =
            idio_fail(err, IDIO_E_CONFLICT, where_open, "%s is of schema %lld, %d is needed",
                      s->path, (long long)version, newest);
        return idio_hint(err, st, "run `idiolect learn`, which brings it up to date");
    }
    return IDIO_OK;
}

struct kind {
    int64_t application, version, tables;
};

/* In one transaction: between two of these another process may make the database, and its version
 * without its application would look like somebody else's. */
static int read_kind(struct idio_store *s, struct kind *ret, struct idio_err *err)
{
    int st = store_exec(s, "BEGIN", where_open, err);
    if (st < 0)
        return st;
    st = store_read_int(s, "PRAGMA application_id", &ret->application, err);
    if (st == IDIO_OK)
        st = store_read_int(s, "PRAGMA user_version", &ret->version, err);
    if (st == IDIO_OK)
        st = store_read_int(s, "SELECT count(*) FROM sqlite_schema", &ret->tables, err);
    const int end = store_exec(s, "COMMIT", where_open, st == IDIO_OK ? err : NULL);
    return st < 0 ? st : end;
}

/* Reads the header, which is where SQLite notices what is no database. Nothing is written before
 * this has passed. */
static int check_kind(struct idio_store *s, struct idio_err *err)
{
    struct kind kind = {0};
    const int st = read_kind(s, &kind, err);
    if (st < 0)
        return st;
    const bool empty = kind.application == 0 && kind.version == 0 && kind.tables == 0;
    if (kind.application != STORE_APPLICATION_ID && !empty)
        return fail_foreign(s, err);
    return check_version(s, kind.version, err);
}

/* Another process that is opening the file for the first time holds a lock that SQLite does not
 * wait for here, whatever the busy timeout. */
static int use_wal(struct idio_store *s, struct idio_err *err)
{
    const int64_t until = idio_clock_ms() + s->busy_ms;
    for (;;) {
        const int rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (rc == SQLITE_OK)
            return IDIO_OK;
        if ((rc & 0xff) != SQLITE_BUSY || idio_clock_ms() >= until)
            return store_fail(s, rc, where_open, err);
        (void)sqlite3_sleep(5);
    }
}

static int prepare_eager(struct idio_store *s, struct idio_err *err)
{
    for (int id = 0; id < STORE_SQL_EAGER; id++) {
        struct store_query q;
        const int st = store_query(&q, s, (enum store_sql)id, where_open, err);
        if (st < 0)
            return st;
    }
    return IDIO_OK;
}

static int set_up(struct idio_store *s, struct idio_err *err)
{
    (void)sqlite3_busy_timeout(s->db, s->busy_ms);
    (void)sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, STORE_VALUE_MAX);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    int st = check_kind(s, err);
    if (st < 0)
        return st;
    st = store_exec(s,
                    "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                    "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON",
                    where_open, err);
    if (st == IDIO_OK && !s->read_only)
        st = use_wal(s, err);
    if (st == IDIO_OK)
        st = prepare_eager(s, err);
    if (st == IDIO_OK && !s->read_only)
        st = store_migrate(s, err);
    if (st == IDIO_OK)
        st = check_kind(s, err); /* another process may have gone further */
    if (st == IDIO_OK)
        st = store_exec(s, "PRAGMA foreign_keys = ON", where_open, err);
    return st;
}

int idio_store_open(const char *path, unsigned flags, int busy_ms, struct idio_store **ret,
                    struct idio_err *err)
{
    /* SQLite gives names that start with a colon a meaning of their own. */
    if (!path[0] || path[0] == ':')
        return idio_fail(err, IDIO_E_INVALID, where_open, "\"%s\" is not a file name", path);
    store_use_gate();
    struct idio_store *s = idio_alloc(1, sizeof *s);
    if (!s)
        return idio_nomem(err, where_open);
    s->read_only = (flags & IDIO_STORE_READ_ONLY) != 0;
    s->busy_ms = busy_ms > 0 ? busy_ms : 0;
    s->path = idio_strdup(path);
    int st = s->path ? IDIO_OK : idio_nomem(err, where_open);
    if (st == IDIO_OK && !s->read_only)
        st = make_folder(path, err);
    if (st == IDIO_OK && !s->read_only)
        make_private(path);
    if (st == IDIO_OK)
        st = open_file(s, err);
    if (st == IDIO_OK)
        st = set_up(s, err);
    if (st < 0) {
        idio_store_close(s);
        return st;
    }
    *ret = s;
    return IDIO_OK;
}
