/* SPDX-License-Identifier: Apache-2.0 */
/* Opening: from nothing, again, newer, foreign, damaged, without permission. */
#include "store_fixture.h"

#include <sqlite3.h>
#include <sys/wait.h>

static void exec_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static int mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return (int)(st.st_mode & 0777);
}

static void assert_refused(struct fixture *f, unsigned flags, int status, const char *hint)
{
    f->s = NULL;
    assert_status(idio_store_open(f->path, flags, 0, &f->s, &f->err), status, &f->err);
    assert_null(f->s);
    assert_non_null(strstr(f->err.msg, f->path));
    if (hint && !strstr(f->err.hint, hint))
        fail_msg("hint \"%s\" does not say \"%s\"", f->err.hint, hint);
}

static void test_from_nothing(void **state)
{
    struct fixture *f = *state;
    char folder[sizeof f->dir + 16], log[sizeof f->path + 8];
    (void)snprintf(folder, sizeof folder, "%s/data", f->dir);
    (void)snprintf(log, sizeof log, "%s-wal", f->path);
    const mode_t old = umask(0);
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    assert_int_equal(idio_store_version(f->s), 4);
    assert_int_equal(mode_of(folder), 0700);
    assert_int_equal(mode_of(f->path), 0600);
    assert_int_equal(mode_of(log), 0600);
    fixture_reopen(f);
    assert_int_equal(idio_store_version(f->s), 4);
    f->s = idio_store_close(f->s);
    /* A mode that somebody loosened is tightened. */
    assert_int_equal(chmod(f->path, 0644), 0);
    fixture_reopen(f);
    assert_int_equal(mode_of(f->path), 0600);
    (void)umask(old);
}

static void test_names(void **state)
{
    struct fixture *f = *state;
    assert_status(idio_store_open("", 0, 0, &f->s, &f->err), IDIO_E_INVALID, &f->err);
    assert_status(idio_store_open(":memory:", 0, 0, &f->s, &f->err), IDIO_E_INVALID, &f->err);
    assert_null(f->s);
    assert_null(idio_store_close(NULL));
    /* A folder in its place. */
    assert_int_equal(mkdir(f->path, 0700) == 0 || errno == ENOENT, 1);
    (void)snprintf(f->path, sizeof f->path, "%s", f->dir);
    f->s = NULL;
    assert_true(idio_store_open(f->path, 0, 0, &f->s, &f->err) < 0);
    assert_null(f->s);
    /* A file where a folder should be. */
    char file[sizeof f->dir + 8];
    (void)snprintf(file, sizeof file, "%s/file", f->dir);
    idio_test_write(file, "x", 1);
    (void)snprintf(f->path, sizeof f->path, "%s/file/store.db", f->dir);
    assert_true(idio_store_open(f->path, 0, 0, &f->s, &f->err) < 0);
    assert_null(f->s);
    /* Characters that mean something in a URI mean nothing here. */
    (void)snprintf(f->path, sizeof f->path, "%s/a?b#c%%20 \xc3\xa4'.db", f->dir);
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    assert_int_equal(mode_of(f->path), 0600);
}

static void test_read_only(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, IDIO_STORE_READ_ONLY, IDIO_E_NOTFOUND, NULL);
    assert_int_equal(access(f->dir, F_OK), 0);
    char folder[sizeof f->dir + 16];
    (void)snprintf(folder, sizeof folder, "%s/data", f->dir);
    assert_int_equal(access(folder, F_OK), -1);

    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "v", 1, &f->err), &f->err);
    f->s = idio_store_close(f->s);
    assert_ok(idio_store_open(f->path, IDIO_STORE_READ_ONLY, 0, &f->s, &f->err), &f->err);
    const char *p;
    size_t n;
    assert_ok(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), &f->err);
    assert_status(idio_store_value_put(f->s, "k", "w", 1, &f->err), IDIO_E_DENIED, &f->err);
    assert_non_null(strstr(f->err.msg, f->path));
    f->s = idio_store_close(f->s);

    /* Created, then killed before the first migration. */
    idio_test_write(f->path, "", 0);
    assert_refused(f, IDIO_STORE_READ_ONLY, IDIO_E_NOTFOUND, NULL);
    fixture_reopen(f);
    assert_int_equal(idio_store_version(f->s), 4);
}

static void test_other_versions(void **state)
{
    struct fixture *f = *state;
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    f->s = idio_store_close(f->s);
    exec_sql(f->path, "PRAGMA user_version = 5; CREATE TABLE of_the_future (x)");
    assert_refused(f, 0, IDIO_E_UNSUPPORTED, "update idiolect");
    assert_refused(f, IDIO_STORE_READ_ONLY, IDIO_E_UNSUPPORTED, "update idiolect");
    /* And it was not touched. */
    exec_sql(f->path, "INSERT INTO of_the_future VALUES (1); DROP TABLE of_the_future;"
                      "PRAGMA user_version = 0");
    /* Older, read-only: cannot be brought up to date, is ours though. */
    exec_sql(f->path, "PRAGMA user_version = -1");
    assert_refused(f, IDIO_STORE_READ_ONLY, IDIO_E_CONFLICT, "idiolect learn");
}

static void test_foreign(void **state)
{
    struct fixture *f = *state;
    char folder[sizeof f->dir + 16];
    (void)snprintf(folder, sizeof folder, "%s/data", f->dir);
    assert_int_equal(mkdir(folder, 0700), 0);
    exec_sql(f->path, "CREATE TABLE songs (x); INSERT INTO songs VALUES ('la')");
    assert_refused(f, 0, IDIO_E_CORRUPT, "move it away");
    exec_sql(f->path, "INSERT INTO songs VALUES ('lala'); PRAGMA application_id = 42");
    assert_refused(f, 0, IDIO_E_CORRUPT, "move it away");
    exec_sql(f->path, "DROP TABLE songs");
    assert_refused(f, 0, IDIO_E_CORRUPT, "move it away");
}

/* Ours by its header, but its tables are not. */
static void test_wrong_tables(void **state)
{
    struct fixture *f = *state;
    const char *p;
    size_t n;
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    f->s = idio_store_close(f->s);
    exec_sql(f->path, "DROP TABLE small_values");
    fixture_reopen(f);
    assert_status(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), IDIO_E_CORRUPT,
                  &f->err);
    assert_non_null(strstr(f->err.msg, f->path));
    assert_non_null(strstr(f->err.hint, "move it away"));
}

static void fill(struct fixture *f)
{
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    assert_ok(idio_store_begin(f->s, &f->err), &f->err); /* one fsync, not two hundred */
    const int64_t repo = fixture_repo(f, "/r");
    char data[2000], blob[16];
    memset(data, 'd', sizeof data);
    struct idio_store_file files[200];
    char paths[200][16];
    for (size_t i = 0; i < 200; i++) {
        (void)snprintf(blob, sizeof blob, "%04zu", i);
        (void)snprintf(paths[i], sizeof paths[i], "%04zu", i);
        files[i] =
            (struct idio_store_file){.path = paths[i], .blob = paths[i], .lang = IDIO_LANG_C};
        assert_ok(idio_store_observed_put(f->s, blob, IDIO_LANG_C, "d", data, sizeof data, &f->err),
                  &f->err);
    }
    assert_ok(idio_store_files_put(f->s, repo, files, 200, &f->err), &f->err);
    assert_ok(idio_store_commit(f->s, &f->err), &f->err);
    f->s = idio_store_close(f->s);
}

static int count(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
                 const void *observed, size_t n, struct idio_err *err)
{
    (void)repo, (void)file, (void)observed, (void)n, (void)err;
    ++*(int *)ctx;
    return 0;
}

static void overwrite(const char *path, off_t at, const void *p, size_t n)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, p, n, at), n);
    assert_int_equal(close(fd), 0);
}

static void test_damaged_header(void **state)
{
    static const struct {
        off_t at;
        const char *bytes;
        size_t n;
    } rows[] = {
        {0, "This is not a database, is it?", 30},    /* magic */
        {16, "\x12\x34", 2},                          /* page size */
        {18, "\x09\x09", 2},                          /* format version of the future */
        {100, "\xee\xee\xee\xee\xee\xee\xee\xee", 8}, /* root of the schema table */
        {28, "\x7f\xff\xff\xff", 4},                  /* more pages than the file has */
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        idio_test_remove(f->path);
        fill(f);
        overwrite(f->path, rows[i].at, rows[i].bytes, rows[i].n);
        assert_refused(f, 0, IDIO_E_CORRUPT, "run `idiolect learn` again");
        assert_refused(f, IDIO_STORE_READ_ONLY, IDIO_E_CORRUPT, "run `idiolect learn` again");
    }
}

/* Not down to 0 or 1 byte: that is what a database looks like to SQLite that was never written to.
 */
static void test_truncated(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    fill(f);
    assert_int_equal(stat(f->path, &st), 0);
    const off_t sizes[] = {st.st_size - 4096, st.st_size / 2, 8192, 4096, 512, 100, 99, 16, 2};
    for (size_t i = 0; i < IDIO_COUNT(sizes); i++) {
        idio_test_remove(f->path);
        fill(f);
        assert_int_equal(truncate(f->path, sizes[i]), 0);
        assert_refused(f, 0, IDIO_E_CORRUPT, "run `idiolect learn` again");
    }
}

/* Opening does not read every page; the call that meets the damage tells. */
static void test_damaged_page(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    char garbage[4096];
    memset(garbage, 0xa5, sizeof garbage);
    fill(f);
    assert_int_equal(stat(f->path, &st), 0);
    int met = 0;
    for (off_t at = 4096; at < st.st_size; at += 4096) {
        idio_test_remove(f->path);
        fill(f);
        overwrite(f->path, at, garbage, sizeof garbage);
        int seen = 0, status = idio_store_open(f->path, 0, 0, &f->s, &f->err);
        if (status == IDIO_OK)
            status = idio_store_files_visit(f->s, 0, "d", count, &seen, &f->err);
        f->s = idio_store_close(f->s);
        if (status == IDIO_OK)
            continue; /* an empty table's page */
        assert_status(status, IDIO_E_CORRUPT, &f->err);
        assert_non_null(strstr(f->err.msg, f->path));
        assert_non_null(strstr(f->err.hint, "move it away"));
        met++;
        if (at > 40 * 4096)
            at += 16 * 4096; /* more of the same */
    }
    assert_true(met > 20);
}

static void test_random_damage(void **state)
{
    struct fixture *f = *state;
    uint64_t random = 20261123;
    char *whole = malloc(4 << 20);
    assert_non_null(whole);
    fill(f);
    FILE *file = fopen(f->path, "rbe");
    assert_non_null(file);
    const size_t size = fread(whole, 1, 4 << 20, file);
    (void)fclose(file);
    for (int round = 0; round < 300; round++) {
        char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, whole, size);
        for (uint64_t k = idio_test_random(&random) % 40 + 1; k > 0; k--) {
            const size_t range = round % 2 ? size : 16384;
            copy[idio_test_random(&random) % range] = (char)idio_test_random(&random);
        }
        idio_test_remove(f->path);
        idio_test_write(f->path, copy, size);
        free(copy);
        int seen = 0;
        struct idio_fact *facts;
        size_t n;
        int status = idio_store_open(f->path, 0, 0, &f->s, &f->err);
        if (status == IDIO_OK)
            status = idio_store_files_visit(f->s, 0, "d", count, &seen, &f->err);
        if (status == IDIO_OK)
            status = idio_store_facts(f->s, &f->arena, &facts, &n, &f->err);
        if (status == IDIO_OK)
            status = idio_store_observed_sweep(f->s, "e", &f->err);
        /* Any answer but a mistake of ours; a crash would end the program. */
        assert_int_not_equal(status, IDIO_E_BUG);
        f->s = idio_store_close(f->s);
    }
    free(whole);
}

/* ---- permissions: root may do all, so these run as nobody ---------------------------------------
 */

enum { NOBODY = 65534 };

static void as_nobody(int (*body)(struct fixture *f), struct fixture *f)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
            _exit(99);
        _exit(body(f));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("child ended with %x", (unsigned)status);
}

static int expect_denied(struct fixture *f)
{
    struct idio_store *s = NULL;
    const int status = idio_store_open(f->path, 0, 0, &s, &f->err);
    if (status != IDIO_E_DENIED)
        return 1 + (status == IDIO_OK);
    return strstr(f->err.msg, f->dir) ? 0 : 3;
}

static int expect_readable(struct fixture *f)
{
    struct idio_store *s = NULL;
    if (idio_store_open(f->path, IDIO_STORE_READ_ONLY, 0, &s, &f->err) < 0)
        return 10;
    int seen = 0;
    const int status = idio_store_files_visit(s, 0, "d", count, &seen, &f->err);
    const bool written = idio_store_value_put(s, "k", "v", 1, &f->err) == IDIO_OK;
    idio_store_close(s);
    return status < 0 ? 11 : seen != 200 ? 12 : written ? 13 : 0;
}

static void test_no_permission(void **state)
{
    struct fixture *f = *state;
    char folder[sizeof f->dir + 16];
    (void)snprintf(folder, sizeof folder, "%s/data", f->dir);
    /* A folder that may not be made. */
    assert_int_equal(chmod(f->dir, 0555), 0);
    as_nobody(expect_denied, f);
    assert_int_equal(chmod(f->dir, 0755), 0);
    fill(f);
    /* A file that may not be read. */
    assert_int_equal(chmod(folder, 0755), 0);
    as_nobody(expect_denied, f);
    /* A file and folder that may be read only. */
    assert_int_equal(chmod(f->path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    as_nobody(expect_denied, f);
    as_nobody(expect_readable, f);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(chmod(f->path, 0600), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        T(test_from_nothing), T(test_names),         T(test_read_only),      T(test_other_versions),
        T(test_foreign),      T(test_wrong_tables),  T(test_damaged_header), T(test_truncated),
        T(test_damaged_page), T(test_random_damage), T(test_no_permission),
    };
    fixture_in_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
