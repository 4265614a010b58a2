/* SPDX-License-Identifier: Apache-2.0 */
/* Another program's database: rows of what was asked for, whatever the file is meant to do. */
#include "store_fixture.h"

#include <sqlite3.h>

#include "base/fs.h"
#include "base/str.h"

static const struct idio_foreign_want want[] = {{"ItemTable", "a."}, {"cursorDiskKV", "b:"}};
static const struct idio_foreign_limits plenty = {
    .file = 1 << 26, .value = 1 << 20, .rows = 1000, .bytes = 1 << 24};

static const char tables[] =
    "CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);"
    "CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);"
    "INSERT INTO ItemTable VALUES ('a.2', 'two'), ('a.1', x'6f6e65'), ('a', 'no'), ('a/', 'no'),"
    " ('b', 'no'), ('a.3', NULL), ('a.4', 4), (NULL, 'no'), (x'612e35', 'no');"
    "INSERT INTO cursorDiskKV VALUES ('b:x', 'bubble'), ('c:x', 'no'), ('b:empty', '');";

static void exec_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        print_error("%s: %s\n", sql, why);
    assert_null(why);
    sqlite3_close(db);
}

struct seen {
    struct idio_str text;
    int answer;
};

static int visit(void *ctx, size_t w, const char *key, size_t key_n, const char *value,
                 size_t value_n, struct idio_err *err)
{
    struct seen *s = ctx;
    (void)err;
    idio_str_printf(&s->text, "%zu %.*s=%.*s;", w, (int)key_n, key, (int)value_n, value);
    return s->answer;
}

static const char *db_path(struct fixture *f)
{
    (void)snprintf(f->path, sizeof f->path, "%s/state.vscdb", f->dir);
    return f->path;
}

static int read_with(struct fixture *f, const struct idio_foreign_limits *limits, struct seen *s,
                     struct idio_foreign_counts *counts)
{
    idio_str_init(&s->text, 1 << 20);
    *counts = (struct idio_foreign_counts){0};
    return idio_store_foreign_rows(db_path(f), f->dir, want, IDIO_COUNT(want), limits, visit, s,
                                   counts, &f->err);
}

/* Nothing of the copy is left behind. */
static void assert_clean(struct fixture *f)
{
    struct idio_fs_list l = {0};
    assert_ok(idio_fs_list(f->dir, &l, &f->err), &f->err);
    for (size_t i = 0; i < l.len; i++)
        assert_int_equal(strncmp(l.at[i].name, "idiolect-", 9) == 0, 0);
    idio_fs_list_release(&l);
}

static void assert_reads(struct fixture *f, const char *expected)
{
    struct seen s = {0};
    struct idio_foreign_counts counts;
    assert_ok(read_with(f, &plenty, &s, &counts), &f->err);
    assert_string_equal(s.text.data, expected);
    idio_str_release(&s.text);
    assert_clean(f);
}

static void assert_refused(struct fixture *f, int status)
{
    struct seen s = {0};
    struct idio_foreign_counts counts;
    assert_status(read_with(f, &plenty, &s, &counts), status, &f->err);
    assert_non_null(strstr(f->err.msg, f->dir));
    assert_string_equal(s.text.data, "");
    idio_str_release(&s.text);
    assert_clean(f);
}

static void test_rows(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, IDIO_E_NOTFOUND);
    exec_sql(db_path(f), tables);
    assert_reads(f, "0 a.1=one;0 a.2=two;1 b:empty=;1 b:x=bubble;");
    exec_sql(f->path, "DROP TABLE ItemTable");
    assert_reads(f, "1 b:empty=;1 b:x=bubble;");
    exec_sql(f->path, "DROP TABLE cursorDiskKV");
    assert_reads(f, "");
}

/* A program that is running: its last rows stand in the log only, and nothing of it changes. */
static void test_in_use(void **state)
{
    struct fixture *f = *state;
    sqlite3 *db = NULL;
    struct stat before, after;
    char log[sizeof f->path + 8];
    assert_int_equal(sqlite3_open(db_path(f), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL", 0, 0, 0), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, tables, 0, 0, 0), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0), SQLITE_OK);
    (void)snprintf(log, sizeof log, "%s-wal", f->path);
    assert_int_equal(stat(log, &before), 0);
    assert_true(before.st_size > 0);
    assert_reads(f, "0 a.1=one;0 a.2=two;1 b:empty=;1 b:x=bubble;");
    assert_int_equal(stat(log, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(sqlite3_exec(db, "COMMIT", 0, 0, 0), SQLITE_OK);
    sqlite3_close(db);
}

static void test_limits(void **state)
{
    struct fixture *f = *state;
    struct seen s = {0};
    struct idio_foreign_counts counts;
    struct idio_foreign_limits l = plenty;
    exec_sql(db_path(f), tables);
    l.rows = 3;
    assert_ok(read_with(f, &l, &s, &counts), &f->err);
    assert_string_equal(s.text.data, "0 a.1=one;0 a.2=two;1 b:empty=;");
    assert_true(counts.cut);
    assert_int_equal(counts.rows, 3);
    idio_str_release(&s.text);
    l = plenty;
    l.bytes = 7;
    assert_ok(read_with(f, &l, &s, &counts), &f->err);
    assert_string_equal(s.text.data, "0 a.1=one;0 a.2=two;1 b:empty=;");
    assert_true(counts.cut);
    idio_str_release(&s.text);
    l = plenty;
    l.value = 4;
    assert_ok(read_with(f, &l, &s, &counts), &f->err);
    assert_string_equal(s.text.data, "0 a.1=one;0 a.2=two;1 b:empty=;");
    assert_int_equal(counts.too_long, 1);
    assert_false(counts.cut);
    idio_str_release(&s.text);
    l = plenty;
    l.file = 100;
    assert_status(read_with(f, &l, &s, &counts), IDIO_E_LIMIT, &f->err);
    idio_str_release(&s.text);
    s.answer = IDIO_E_CANCELLED;
    assert_status(read_with(f, &plenty, &s, &counts), IDIO_E_CANCELLED, NULL);
    assert_string_equal(s.text.data, "0 a.1=one;");
    idio_str_release(&s.text);
    assert_clean(f);
}

static void put_file(struct fixture *f, const void *p, size_t n)
{
    assert_ok(idio_fs_write_atomic(db_path(f), p, n, 0600, &f->err), &f->err);
}

static void test_no_database(void **state)
{
    static char big[1 << 16];
    struct fixture *f = *state;
    put_file(f, "not a database, but long enough to look like a header", 53);
    assert_refused(f, IDIO_E_CORRUPT);
    memset(big, 0xA5, sizeof big);
    put_file(f, big, sizeof big);
    assert_refused(f, IDIO_E_CORRUPT);
    memcpy(big, "SQLite format 3", 16);
    put_file(f, big, sizeof big);
    assert_refused(f, IDIO_E_CORRUPT);
    put_file(f, "", 0); /* to SQLite an empty database */
    assert_reads(f, "");
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(mkdir(f->path, 0700), 0);
    assert_refused(f, IDIO_E_INVALID);
    assert_int_equal(rmdir(f->path), 0);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_refused(f, IDIO_E_INVALID);
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(symlink("/etc/passwd", f->path), 0);
    assert_refused(f, IDIO_E_INVALID);
}

/* Every prefix of a database, and one with each page overwritten: an answer, and no more. */
static void test_damaged(void **state)
{
    struct fixture *f = *state;
    char *all = NULL;
    size_t n = 0;
    exec_sql(db_path(f), tables);
    assert_ok(idio_fs_read(f->path, 1 << 20, &all, &n, &f->err), &f->err);
    for (size_t k = 0; k < n; k += 512) {
        struct seen s = {0};
        struct idio_foreign_counts counts;
        put_file(f, all, k);
        (void)read_with(f, &plenty, &s, &counts);
        idio_str_release(&s.text);
        char *copy = malloc(n);
        assert_non_null(copy);
        memcpy(copy, all, n);
        for (size_t i = k; i < k + 512 && i < n; i++)
            copy[i] = (char)(i * 37);
        put_file(f, copy, n);
        (void)read_with(f, &plenty, &s, &counts);
        idio_str_release(&s.text);
        free(copy);
        assert_clean(f);
    }
    idio_free(all);
}

/* Schemas that would run something, or read something else, if they were believed. */
static void test_hostile_schema(void **state)
{
    static const struct {
        const char *sql;
        int status;
        const char *rows;
    } rows[] = {
        {"CREATE VIEW ItemTable AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
         " SELECT 'a.' || x AS key, 'x' AS value FROM c",
         IDIO_OK, ""},
        {"CREATE VIRTUAL TABLE ItemTable USING fts5(key, value);"
         "INSERT INTO ItemTable VALUES ('a.1', 'x')",
         IDIO_OK, ""},
        {"CREATE TABLE ItemTable (k TEXT, v TEXT); INSERT INTO ItemTable VALUES ('a.1', 'x')",
         IDIO_E_CORRUPT, NULL},
        {"CREATE TABLE ItemTable (key TEXT, raw TEXT,"
         " value TEXT GENERATED ALWAYS AS (upper(raw)) VIRTUAL);"
         "INSERT INTO ItemTable (key, raw) VALUES ('a.1', 'x')",
         IDIO_OK, "0 a.1=X;"},
        {"CREATE TABLE itemtable (key TEXT, value TEXT); INSERT INTO itemtable"
         " VALUES ('a.1', 'other name')",
         IDIO_OK, ""},
        {"CREATE TABLE ItemTable (key TEXT, value TEXT, more TEXT DEFAULT (randomblob(9)));"
         "INSERT INTO ItemTable (key, value) VALUES ('a.1', 'x')",
         IDIO_OK, "0 a.1=x;"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        exec_sql(db_path(f), rows[i].sql);
        if (rows[i].status == IDIO_OK)
            assert_reads(f, rows[i].rows);
        else
            assert_refused(f, rows[i].status);
        assert_int_equal(unlink(f->path), 0);
    }
}

static void test_scratch(void **state)
{
    struct fixture *f = *state;
    struct seen s = {0};
    struct idio_foreign_counts counts = {0};
    exec_sql(db_path(f), tables);
    idio_str_init(&s.text, 1 << 20);
    assert_status(idio_store_foreign_rows(f->path, "/nonexistent/folder", want, 2, &plenty, visit,
                                          &s, &counts, &f->err),
                  IDIO_E_NOTFOUND, &f->err);
    assert_non_null(strstr(f->err.hint, "TMPDIR"));
    idio_str_release(&s.text);
}

static int read_all(void *ctx)
{
    struct fixture *f = ctx;
    struct seen s = {0};
    struct idio_foreign_counts counts;
    const int rc = read_with(f, &plenty, &s, &counts);
    const bool full = s.text.failed != 0; /* the visitor's own memory */
    idio_str_release(&s.text);
    return rc == IDIO_OK && full ? IDIO_E_NOMEM : rc;
}

static void test_no_memory(void **state)
{
    struct fixture *f = *state;
    exec_sql(db_path(f), tables);
    IDIO_FAIL_EACH_ALLOC_OR_OK(read_all, f);
    assert_clean(f);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
int main(void)
{
    fixture_in_memory();
    const struct CMUnitTest tests[] = {
        T(test_rows),    T(test_in_use),         T(test_limits),  T(test_no_database),
        T(test_damaged), T(test_hostile_schema), T(test_scratch), T(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
