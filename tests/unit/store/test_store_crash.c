/* SPDX-License-Identifier: Apache-2.0 */
/* Several processes, processes that die, a disk that is full; and how fast it is. */
#include "store_fixture.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "base/clock.h"

static int read_value(struct fixture *f, struct idio_store *s, char *ret)
{
    const char *p;
    size_t n;
    const int st = idio_store_value_get(s, "k", &f->arena, &p, &n, &f->err);
    *ret = st == IDIO_OK && n > 0 ? p[0] : '?';
    return st;
}

static int wait_for(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* ---- two writers ------------------------------------------------------------------------------
 */

static void test_second_writer(void **state)
{
    struct fixture *f = *state;
    struct idio_store *other = NULL;
    char v;
    assert_ok(idio_store_value_put(f->s, "k", "a", 1, &f->err), &f->err);
    assert_ok(idio_store_open(f->path, 0, 50, &other, &f->err), &f->err);
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "b", 1, &f->err), &f->err);
    const int64_t began = idio_clock_ms();
    assert_status(idio_store_begin(other, &f->err), IDIO_E_CONFLICT, &f->err);
    assert_true(idio_clock_ms() - began >= 40);
    assert_non_null(strstr(f->err.msg, "another idiolect is writing"));
    assert_status(idio_store_value_put(other, "k", "c", 1, &f->err), IDIO_E_CONFLICT, &f->err);
    assert_status(idio_store_facts_put(other, NULL, 0, &f->err), IDIO_E_CONFLICT, &f->err);
    /* A reader is not in the way and sees the old. */
    assert_ok(read_value(f, other, &v), &f->err);
    assert_int_equal(v, 'a');
    assert_ok(idio_store_commit(f->s, &f->err), &f->err);
    assert_ok(read_value(f, other, &v), &f->err);
    assert_int_equal(v, 'b');
    assert_ok(idio_store_begin(other, &f->err), &f->err);
    assert_ok(idio_store_commit(other, &f->err), &f->err);
    idio_store_close(other);
}

/* Eight processes make the database at once; each writes once. */
static void open_all_at_once(struct fixture *f)
{
    pid_t children[8];
    for (size_t i = 0; i < IDIO_COUNT(children); i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] > 0)
            continue;
        struct idio_store *s = NULL;
        char key[2] = {(char)('a' + i), 0};
        int st = idio_store_open(f->path, 0, 20000, &s, &f->err);
        if (st == IDIO_OK)
            st = idio_store_value_put(s, key, "v", 1, &f->err);
        if (st < 0)
            (void)fprintf(stderr, "%s: %s\n", f->err.where, f->err.msg);
        idio_store_close(s);
        _exit(st == IDIO_OK ? 0 : 1);
    }
    for (size_t i = 0; i < IDIO_COUNT(children); i++)
        assert_int_equal(wait_for(children[i]), 0);
    fixture_reopen(f);
    for (size_t i = 0; i < IDIO_COUNT(children); i++) {
        const char key[2] = {(char)('a' + i), 0};
        const char *p;
        size_t n;
        assert_ok(idio_store_value_get(f->s, key, &f->arena, &p, &n, &f->err), &f->err);
    }
}

/* Again and again: the moments in which the second finds half of what the first makes are short. */
static void test_all_open_at_once(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 20; round++) {
        open_all_at_once(f);
        idio_store_close(f->s);
        f->s = NULL;
        assert_int_equal(unlink(f->path), 0);
    }
}

/* ---- dying ------------------------------------------------------------------------------------
 */

/* Child: commits "b", then writes a lot without committing, tells the parent, and waits for death.
 */
static void die_writing(struct fixture *f, int tell, size_t blobs)
{
    static char data[3000];
    struct idio_store *s = NULL;
    int st = idio_store_open(f->path, 0, 5000, &s, &f->err);
    if (st == IDIO_OK)
        st = idio_store_value_put(s, "k", "b", 1, &f->err);
    if (st == IDIO_OK)
        st = idio_store_begin(s, &f->err);
    if (st == IDIO_OK)
        st = idio_store_value_put(s, "k", "c", 1, &f->err);
    for (size_t i = 0; st == IDIO_OK && i < blobs; i++) {
        char blob[24];
        (void)snprintf(blob, sizeof blob, "%zu", i);
        st = idio_store_observed_put(s, blob, IDIO_LANG_C, "d", data, sizeof data, &f->err);
    }
    const char done = st == IDIO_OK ? 'y' : 'n';
    (void)!write(tell, &done, 1);
    for (;;)
        (void)pause();
}

static void test_killed(void **state)
{
    /* The large one has spilt half of its transaction into the log already. */
    static const size_t sizes[] = {1, 5000};
    struct fixture *f = *state;
    for (size_t i = 0; i < IDIO_COUNT(sizes); i++) {
        int tell[2];
        char answer = 0, v;
        assert_int_equal(pipe(tell), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            die_writing(f, tell[1], sizes[i]);
        assert_int_equal(close(tell[1]), 0);
        assert_int_equal(read(tell[0], &answer, 1), 1);
        assert_int_equal(close(tell[0]), 0);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_true(WIFSIGNALED(wait_for(child)));
        assert_int_equal(answer, 'y');
        assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
        assert_ok(read_value(f, f->s, &v), &f->err);
        assert_int_equal(v, 'b');
        assert_false(idio_store_observed_has(f->s, "0", IDIO_LANG_C, "d"));
        assert_ok(idio_store_value_put(f->s, "k", "d", 1, &f->err), &f->err);
        f->s = idio_store_close(f->s);
    }
}

/* At a random moment of opening and writing: whatever is there must open and hold whole blocks. */
static void test_killed_anytime(void **state)
{
    struct fixture *f = *state;
    uint64_t random = 7;
    for (int round = 0; round < 60; round++) {
        if (round % 3 == 0) {
            char folder[sizeof f->dir + 16];
            (void)snprintf(folder, sizeof folder, "%s/data", f->dir);
            idio_test_remove(folder);
        }
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct idio_store *s = NULL;
            if (idio_store_open(f->path, 0, 0, &s, &f->err) < 0)
                _exit(1);
            for (char c = 'a';; c = c == 'z' ? 'a' : (char)(c + 1)) {
                if (idio_store_begin(s, &f->err) < 0 ||
                    idio_store_value_put(s, "k", &c, 1, &f->err) < 0 ||
                    idio_store_value_put(s, "l", &c, 1, &f->err) < 0 ||
                    idio_store_commit(s, &f->err) < 0)
                    _exit(2);
            }
        }
        (void)usleep((useconds_t)(idio_test_random(&random) % 30000));
        (void)kill(child, SIGKILL);
        assert_true(WIFSIGNALED(wait_for(child)));
        assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
        const char *k = "", *l = "";
        size_t n;
        const int st = idio_store_value_get(f->s, "k", &f->arena, &k, &n, &f->err);
        if (st == IDIO_OK)
            assert_ok(idio_store_value_get(f->s, "l", &f->arena, &l, &n, &f->err), &f->err);
        assert_string_equal(k, l);
        f->s = idio_store_close(f->s);
    }
}

/* ---- disk full --------------------------------------------------------------------------------
 */

/* In a mount namespace of its own, so that nothing is left mounted whatever happens. Exit code:
 * line where it went wrong, 0: fine, 77: cannot be tried here. */
#define NEED(condition)      \
    do {                     \
        if (!(condition))    \
            return __LINE__; \
    } while (0)

static int fill_disk(struct fixture *f)
{
    static char data[60000];
    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("tmpfs", f->dir, "tmpfs", 0, "size=1m") < 0)
        return 77;
    struct idio_store *s = NULL;
    char v;
    NEED(idio_store_open(f->path, 0, 0, &s, &f->err) == IDIO_OK);
    NEED(idio_store_value_put(s, "k", "a", 1, &f->err) == IDIO_OK);
    int st = idio_store_begin(s, &f->err);
    NEED(st == IDIO_OK);
    NEED(idio_store_value_put(s, "k", "b", 1, &f->err) == IDIO_OK);
    for (int i = 0; st == IDIO_OK && i < 200; i++) {
        char blob[16];
        (void)snprintf(blob, sizeof blob, "%d", i);
        st = idio_store_observed_put(s, blob, IDIO_LANG_C, "d", data, sizeof data, &f->err);
    }
    if (st == IDIO_OK)
        st = idio_store_commit(s, &f->err);
    NEED(st == IDIO_E_NOSPACE);
    NEED(strstr(f->err.msg, f->path));
    /* Whether SQLite has undone it or not: nothing more goes in, nothing of it is kept. */
    idio_store_rollback(s);
    NEED(read_value(f, s, &v) == IDIO_OK && v == 'a');
    NEED(idio_store_value_put(s, "k", "c", 1, &f->err) == IDIO_OK);
    idio_store_close(s);
    NEED(idio_store_open(f->path, 0, 0, &s, &f->err) == IDIO_OK);
    NEED(read_value(f, s, &v) == IDIO_OK && v == 'c');
    idio_store_close(s);
    return 0;
}

/* No room even for the first page. */
static int no_disk(struct fixture *f)
{
    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("tmpfs", f->dir, "tmpfs", 0, "size=8k") < 0)
        return 77;
    struct idio_store *s = NULL;
    NEED(idio_store_open(f->path, 0, 0, &s, &f->err) == IDIO_E_NOSPACE);
    NEED(strstr(f->err.msg, f->path));
    return 0;
}

static int read_only_disk(struct fixture *f)
{
    struct idio_store *s = NULL;
    char v;
    NEED(idio_store_open(f->path, 0, 0, &s, &f->err) == IDIO_OK);
    NEED(idio_store_value_put(s, "k", "a", 1, &f->err) == IDIO_OK);
    idio_store_close(s);
    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount(f->dir, f->dir, NULL, MS_BIND, NULL) < 0 ||
        mount("none", f->dir, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
        return 77;
    NEED(idio_store_open(f->path, 0, 0, &s, &f->err) == IDIO_E_DENIED);
    NEED(idio_store_open(f->path, IDIO_STORE_READ_ONLY, 0, &s, &f->err) == IDIO_OK);
    NEED(read_value(f, s, &v) == IDIO_OK && v == 'a');
    idio_store_close(s);
    return 0;
}

static void in_child(struct fixture *f, int (*body)(struct fixture *f))
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const int line = body(f);
        if (line != 0 && line != 77)
            (void)fprintf(stderr, "line %d: %s (%s)\n", line, f->err.msg,
                          idio_status_name(f->err.status));
        _exit(line == 77 ? 77 : line != 0);
    }
    const int status = wait_for(child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        IDIO_SKIP("may not mount a file system");
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_disk_full(void **state)
{
    in_child(*state, fill_disk);
}

static void test_no_disk(void **state)
{
    in_child(*state, no_disk);
}

static void test_read_only_disk(void **state)
{
    in_child(*state, read_only_disk);
}

/* ---- speed ------------------------------------------------------------------------------------
 */

static int add_bytes(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *observed, size_t n,
                     struct idio_err *err)
{
    (void)repo, (void)file, (void)observed, (void)err;
    *(size_t *)ctx += n;
    return 0;
}

enum { FILES = 10000 };

static void test_speed(void **state)
{
    static char names[FILES][64], blobs[FILES][48], data[3000];
    static struct idio_store_file files[FILES];
    struct fixture *f = *state;
    uint64_t random = 3;
    size_t put = 0, got = 0;
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(names[i], sizeof names[i], "src/module%zu/part%zu/file%zu.js", i / 500,
                       i / 20, i);
        (void)snprintf(blobs[i], sizeof blobs[i], "%016llx%016llx%08zx",
                       (unsigned long long)idio_test_random(&random),
                       (unsigned long long)idio_test_random(&random), i);
        files[i] = (struct idio_store_file){
            .path = names[i], .blob = blobs[i], .lang = IDIO_LANG_JAVASCRIPT};
    }
    const int64_t repo = fixture_repo(f, "/r"), t0 = idio_clock_ms();
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    for (size_t i = 0; i < FILES; i++) {
        const size_t n = 1000 + idio_test_random(&random) % 2000;
        assert_ok(
            idio_store_observed_put(f->s, blobs[i], IDIO_LANG_JAVASCRIPT, "d", data, n, &f->err),
            &f->err);
        put += n;
    }
    assert_ok(idio_store_files_put(f->s, repo, files, FILES, &f->err), &f->err);
    assert_ok(idio_store_commit(f->s, &f->err), &f->err);
    const int64_t t1 = idio_clock_ms();
    assert_ok(idio_store_files_visit(f->s, 0, "d", add_bytes, &got, &f->err), &f->err);
    const int64_t t2 = idio_clock_ms();
    for (size_t i = 0; i < FILES; i++)
        assert_true(idio_store_observed_has(f->s, blobs[i], IDIO_LANG_JAVASCRIPT, "d"));
    const int64_t t3 = idio_clock_ms();
    assert_ok(idio_store_files_put(f->s, repo, files, FILES, &f->err), &f->err);
    assert_ok(idio_store_observed_sweep(f->s, "d", &f->err), &f->err);
    const int64_t t4 = idio_clock_ms();
    assert_int_equal(got, put);
    print_message(
        "%d files, %zu KiB: put %lld ms, visit %lld ms, has %lld ms, again and sweep %lld ms\n",
        FILES, put / 1024, (long long)(t1 - t0), (long long)(t2 - t1), (long long)(t3 - t2),
        (long long)(t4 - t3));
    /* Five times the goal, so that only a blunder (a commit per row, a sort of blobs) fails. */
    assert_true(t1 - t0 < 5000 && t2 - t1 < 5000 && t4 - t3 < 5000);
}

int main(void)
{
#define T(name, setup) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        T(test_second_writer, fixture_setup_open),
        T(test_all_open_at_once, fixture_setup),
        T(test_killed, fixture_setup),
        T(test_killed_anytime, fixture_setup),
        T(test_disk_full, fixture_setup),
        T(test_no_disk, fixture_setup),
        T(test_read_only_disk, fixture_setup),
        T(test_speed, fixture_setup_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
