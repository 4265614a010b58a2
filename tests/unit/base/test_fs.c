/* SPDX-License-Identifier: Apache-2.0 */
/* Files: caps, atomic writing on full and broken disks, listing of odd folders, missing memory. */
#include "idio_test.h"

#include <sys/mount.h>

#include "base/fs.h"

/* Linked in place of the system's (see CMakeLists.txt). */
static bool hide_types, break_fsync;

struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir);
int __real_fsync(int fd);
int __wrap_fsync(int fd);

struct dirent *__wrap_readdir(DIR *dir)
{
    struct dirent *d = __real_readdir(dir);

    if (d && hide_types)
        d->d_type = DT_UNKNOWN;
    return d;
}

int __wrap_fsync(int fd)
{
    if (break_fsync) {
        errno = EIO;
        return -1;
    }
    return __real_fsync(fd);
}

struct scratch {
    char dir[200], path[300], other[300];
};

static int make_scratch(void **state)
{
    struct scratch *s = calloc(1, sizeof *s);

    if (!s)
        return -1;
    idio_test_dir(s->dir, sizeof s->dir);
    snprintf(s->path, sizeof s->path, "%s/file", s->dir);
    snprintf(s->other, sizeof s->other, "%s/other", s->dir);
    *state = s;
    return 0;
}

static int drop_scratch(void **state)
{
    struct scratch *s = *state;

    /* A test that failed may have left its small disk there. */
    (void)umount2(s->dir, MNT_DETACH | UMOUNT_NOFOLLOW);
    idio_test_remove(s->dir);
    free(s);
    return 0;
}

static size_t count_entries(const char *dir)
{
    struct idio_fs_list l = {0};
    struct idio_err err;
    size_t n;

    assert_ok(idio_fs_list(dir, &l, &err), &err);
    n = l.len;
    idio_fs_list_release(&l);
    return n;
}

static void assert_contents(const char *path, const char *want, size_t n)
{
    char *text = NULL;
    size_t len = 0;
    struct idio_err err;

    assert_ok(idio_fs_read(path, 1 << 24, &text, &len, &err), &err);
    assert_int_equal(len, n);
    assert_memory_equal(text, want, n);
    assert_int_equal(text[len], 0);
    idio_free(text);
}

static void reads_up_to_the_cap(void **state)
{
    static const size_t sizes[] = {0, 1, 100, 4095, 4096, 4097, 70000};
    struct scratch *s = *state;

    for (size_t i = 0; i < IDIO_COUNT(sizes); i++) {
        static char data[70000];
        char *text = NULL;
        size_t len = 0;
        struct idio_err err;

        memset(data, 'd', sizeof data);
        idio_test_write(s->path, data, sizes[i]);
        assert_contents(s->path, data, sizes[i]);
        assert_ok(idio_fs_read(s->path, sizes[i], &text, &len, &err), &err);
        assert_int_equal(len, sizes[i]);
        idio_free(text);
        if (sizes[i] == 0)
            continue;
        text = (char *)0x1;
        assert_status(idio_fs_read(s->path, sizes[i] - 1, &text, &len, &err), IDIO_E_LIMIT, &err);
        assert_ptr_equal(text, (char *)0x1);
        assert_non_null(strstr(err.msg, s->path));
    }
}

static void reads_files_of_unknown_size(void **state)
{
    char *text = NULL;
    size_t len = 0;
    struct idio_err err;

    (void)state;
    if (!idio_fs_is_file("/proc/self/mountinfo"))
        IDIO_SKIP("no /proc");
    assert_ok(idio_fs_read("/proc/self/mountinfo", 1 << 24, &text, &len, &err), &err);
    assert_true(len > 0);
    assert_int_equal(strlen(text), len);
    idio_free(text);
    assert_status(idio_fs_read("/proc/self/mountinfo", 3, &text, &len, &err), IDIO_E_LIMIT, &err);
}

static void reading_fails_with_reason(void **state)
{
    struct scratch *s = *state;
    char *text = NULL;
    size_t len;
    struct idio_err err;

    assert_status(idio_fs_read(s->path, 10, &text, &len, &err), IDIO_E_NOTFOUND, &err);
    assert_int_equal(err.sys, ENOENT);
    assert_non_null(strstr(err.msg, s->path));
    assert_status(idio_fs_read(s->dir, 10, &text, &len, &err), IDIO_E_INVALID, &err);
    assert_status(idio_fs_read("/dev/zero", 10, &text, &len, &err), IDIO_E_INVALID, &err);
    /* A FIFO without a writer must not hang. */
    assert_int_equal(mkfifo(s->path, 0600), 0);
    assert_status(idio_fs_read(s->path, 10, &text, &len, &err), IDIO_E_INVALID, &err);
    assert_null(text);
}

static void writes_atomically(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    struct stat st;

    umask(022);
    assert_ok(idio_fs_write_atomic(s->path, "one", 3, 0600, &err), &err);
    assert_contents(s->path, "one", 3);
    assert_int_equal(stat(s->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(idio_fs_write_atomic(s->path, NULL, 0, 0666, &err), &err);
    assert_contents(s->path, "", 0);
    assert_int_equal(stat(s->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    assert_int_equal(count_entries(s->dir), 1);
    /* In the current folder, without any slash. */
    assert_int_equal(chdir(s->dir), 0);
    assert_ok(idio_fs_write_atomic("plain", "x", 1, 0644, &err), &err);
    assert_contents("plain", "x", 1);
    assert_int_equal(chdir("/"), 0);
}

static void a_link_is_replaced(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    struct stat st;

    idio_test_write(s->other, "kept", 4);
    assert_int_equal(symlink(s->other, s->path), 0);
    assert_ok(idio_fs_write_atomic(s->path, "new", 3, 0644, &err), &err);
    assert_contents(s->other, "kept", 4);
    assert_int_equal(lstat(s->path, &st), 0);
    assert_true(S_ISREG(st.st_mode));
}

static void failed_writes_leave_no_trace(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    char path[400];

    assert_status(idio_fs_write_atomic("", "x", 1, 0600, &err), IDIO_E_INVALID, &err);
    assert_status(idio_fs_write_atomic("/", "x", 1, 0600, &err), IDIO_E_INVALID, &err);
    snprintf(path, sizeof path, "%s/absent/file", s->dir);
    assert_status(idio_fs_write_atomic(path, "x", 1, 0600, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.msg, path));
    snprintf(path, sizeof path, "%s/file/", s->dir);
    assert_status(idio_fs_write_atomic(path, "x", 1, 0600, &err), IDIO_E_INVALID, &err);
    /* A folder stands where the file should go: everything worked until the rename. */
    assert_int_equal(mkdir(s->path, 0700), 0);
    assert_status(idio_fs_write_atomic(s->path, "x", 1, 0600, &err), IDIO_E_INVALID, &err);
    assert_int_equal(count_entries(s->dir), 1);
    assert_int_equal(rmdir(s->path), 0);
    /* The disk breaks before the data is safe. */
    idio_test_write(s->path, "old", 3);
    break_fsync = true;
    int status = idio_fs_write_atomic(s->path, "new", 3, 0600, &err);
    break_fsync = false;
    assert_status(status, IDIO_E_IO, &err);
    assert_contents(s->path, "old", 3);
    assert_int_equal(count_entries(s->dir), 1);
}

static void full_disk(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    size_t n = 1 << 20;
    char *big = calloc(n, 1);
    int status;

    assert_non_null(big);
    if (mount("idio-test", s->dir, "tmpfs", MS_NOSUID | MS_NODEV, "size=64k") < 0) {
        free(big);
        IDIO_SKIP("cannot mount a small tmpfs: %s", strerror(errno));
    }
    idio_test_write(s->path, "old", 3);
    status = idio_fs_write_atomic(s->path, big, n, 0600, &err);
    free(big);
    assert_contents(s->path, "old", 3);
    assert_int_equal(count_entries(s->dir), 1);
    assert_int_equal(umount(s->dir), 0);
    assert_status(status, IDIO_E_NOSPACE, &err);
    assert_int_equal(err.sys, ENOSPC);
}

static void denied(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;

    if (geteuid() == 0) {
        /* Root may write everywhere but on a read-only file system. */
        if (mount("idio-test", s->dir, "tmpfs", MS_RDONLY, "size=64k") < 0)
            IDIO_SKIP("root, and cannot mount a read-only tmpfs: %s", strerror(errno));
        int status = idio_fs_write_atomic(s->path, "x", 1, 0600, &err);
        assert_int_equal(umount(s->dir), 0);
        assert_status(status, IDIO_E_DENIED, &err);
        return;
    }
    assert_int_equal(chmod(s->dir, 0500), 0);
    assert_status(idio_fs_write_atomic(s->path, "x", 1, 0600, &err), IDIO_E_DENIED, &err);
    assert_int_equal(chmod(s->dir, 0700), 0);
}

static void makes_folders(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    char path[400];

    snprintf(path, sizeof path, "%s/a//b/c/", s->dir);
    assert_ok(idio_fs_mkdirs(path, 0700, &err), &err);
    assert_true(idio_fs_is_dir(path));
    assert_ok(idio_fs_mkdirs(path, 0700, &err), &err);
    assert_ok(idio_fs_mkdirs("/", 0700, &err), &err);
    assert_status(idio_fs_mkdirs("", 0700, &err), IDIO_E_INVALID, &err);
    idio_test_write(s->path, "", 0);
    assert_status(idio_fs_mkdirs(s->path, 0700, &err), IDIO_E_CONFLICT, &err);
    snprintf(path, sizeof path, "%s/below", s->path);
    assert_status(idio_fs_mkdirs(path, 0700, &err), IDIO_E_CONFLICT, &err);
    assert_int_equal(symlink("nowhere", s->other), 0);
    assert_status(idio_fs_mkdirs(s->other, 0700, &err), IDIO_E_CONFLICT, &err);
    assert_false(idio_fs_is_file(s->other));
    assert_true(idio_fs_is_file(s->path));
    assert_false(idio_fs_is_dir(s->path));
}

static void joins_and_bases(void **state)
{
    static const struct {
        const char *a, *b, *joined;
    } joins[] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"", "b", "b"},
        {"a", "", "a"},    {"a", "/b", "/b"},  {"/", "b", "/b"},
    };
    static const struct {
        const char *path, *base;
    } bases[] = {
        {"a/b", "b"}, {"b", "b"}, {"/b", "b"},       {"a/b/", "b/"},
        {"/", "/"},   {"", ""},   {"a//b//", "b//"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(joins); i++) {
        char *p = idio_fs_join(joins[i].a, joins[i].b);

        assert_string_equal(p, joins[i].joined);
        idio_free(p);
    }
    for (size_t i = 0; i < IDIO_COUNT(bases); i++)
        assert_string_equal(idio_fs_base(bases[i].path), bases[i].base);
}

static void resolves(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    char *real_dir = NULL, *p = NULL;

    assert_ok(idio_fs_real(s->dir, &real_dir, &err), &err);
    assert_int_equal(symlink(".", s->other), 0);
    assert_ok(idio_fs_real(s->other, &p, &err), &err);
    assert_string_equal(p, real_dir);
    idio_free(p);
    p = NULL;
    assert_status(idio_fs_real(s->path, &p, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.msg, s->path));
    assert_null(p);
    idio_free(real_dir);
}

static void fill_folder(const struct scratch *s)
{
    char path[400];

    snprintf(path, sizeof path, "%s/b", s->dir);
    idio_test_write(path, "12345", 5);
    snprintf(path, sizeof path, "%s/\xC3\xA9", s->dir);
    idio_test_write(path, "", 0);
    snprintf(path, sizeof path, "%s/\xFF", s->dir);
    idio_test_write(path, "", 0);
    snprintf(path, sizeof path, "%s/B", s->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/fifo", s->dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/link_to_dir", s->dir);
    assert_int_equal(symlink("B", path), 0);
    snprintf(path, sizeof path, "%s/link_to_nothing", s->dir);
    assert_int_equal(symlink("nowhere", path), 0);
    snprintf(path, sizeof path, "%s/.hidden", s->dir);
    idio_test_write(path, "", 0);
}

static void lists(void **state)
{
    static const struct idio_fs_entry want[] = {
        {(char *)".hidden", IDIO_FS_FILE, 0},     {(char *)"B", IDIO_FS_DIR, 0},
        {(char *)"b", IDIO_FS_FILE, 5},           {(char *)"fifo", IDIO_FS_OTHER, 0},
        {(char *)"link_to_dir", IDIO_FS_LINK, 0}, {(char *)"link_to_nothing", IDIO_FS_LINK, 0},
        {(char *)"\xC3\xA9", IDIO_FS_FILE, 0},    {(char *)"\xFF", IDIO_FS_FILE, 0},
    };
    struct scratch *s = *state;

    fill_folder(s);
    for (int hidden = 0; hidden < 2; hidden++) {
        struct idio_fs_list l = {0};
        struct idio_err err;
        int status;

        hide_types = hidden != 0;
        status = idio_fs_list(s->dir, &l, &err);
        hide_types = false;
        assert_ok(status, &err);
        assert_int_equal(l.len, IDIO_COUNT(want));
        for (size_t i = 0; i < l.len; i++) {
            assert_string_equal(l.at[i].name, want[i].name);
            assert_int_equal(l.at[i].kind, want[i].kind);
            assert_int_equal(l.at[i].size, want[i].size);
        }
        idio_fs_list_release(&l);
        assert_int_equal(l.len, 0);
    }
}

static void listing_fails_with_reason(void **state)
{
    struct scratch *s = *state;
    struct idio_fs_list l = {0};
    struct idio_err err;

    assert_int_equal(count_entries(s->dir), 0);
    assert_status(idio_fs_list(s->path, &l, &err), IDIO_E_NOTFOUND, &err);
    idio_test_write(s->path, "", 0);
    assert_status(idio_fs_list(s->path, &l, &err), IDIO_E_NOTFOUND, &err);
    assert_int_equal(symlink(s->dir, s->other), 0);
    assert_status(idio_fs_list(s->other, &l, &err), IDIO_E_INVALID, &err);
    assert_non_null(strstr(err.msg, "symbolic link"));
    assert_null(l.at);
}

static void descriptors_are_closed_on_exec(void **state)
{
    struct scratch *s = *state;
    struct idio_err err;
    uint64_t size = 0;
    int fd = -1;

    idio_test_write(s->path, "abc", 3);
    assert_ok(idio_fs_open_read(s->path, &fd, &size, &err), &err);
    assert_int_equal(size, 3);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    close(fd);
}

static int use_everything(void *ctx)
{
    struct scratch *s = ctx;
    struct idio_fs_list l = {0};
    char *text = NULL, *path = NULL, *joined = NULL;
    size_t len;
    int status = idio_fs_read(s->path, 100, &text, &len, NULL);

    if (status == IDIO_OK)
        status = idio_fs_real(s->dir, &path, NULL);
    if (status == IDIO_OK) {
        joined = idio_fs_join(path, "x/y");
        status = joined ? IDIO_OK : IDIO_E_NOMEM;
    }
    if (status == IDIO_OK)
        status = idio_fs_mkdirs(joined, 0700, NULL);
    if (status == IDIO_OK)
        status = idio_fs_write_atomic(s->other, "o", 1, 0600, NULL);
    if (status == IDIO_OK)
        status = idio_fs_list(s->dir, &l, NULL);
    idio_fs_list_release(&l);
    idio_free(text);
    idio_free(path);
    if (joined) {
        rmdir(joined);
        idio_free(joined);
    }
    return status;
}

static void survives_missing_memory(void **state)
{
    struct scratch *s = *state;

    idio_test_write(s->path, "abc", 3);
    IDIO_FAIL_EACH_ALLOC(use_everything, s);
}

static void kind_of_a_path(void **state)
{
    struct scratch *s = *state;
    struct idio_err err = {0};
    enum idio_fs_kind kind = IDIO_FS_OTHER;

    assert_status(idio_fs_kind(s->path, &kind, &err), IDIO_E_NOTFOUND, &err);
    assert_int_equal(kind, IDIO_FS_OTHER);
    assert_ok(idio_fs_kind(s->dir, &kind, &err), &err);
    assert_int_equal(kind, IDIO_FS_DIR);
    assert_int_equal(symlink("nowhere", s->path), 0);
    assert_ok(idio_fs_kind(s->path, &kind, &err), &err);
    assert_int_equal(kind, IDIO_FS_LINK);
    assert_int_equal(unlink(s->path), 0);
    assert_int_equal(mkfifo(s->path, 0600), 0);
    assert_ok(idio_fs_kind(s->path, &kind, &err), &err);
    assert_int_equal(kind, IDIO_FS_OTHER);
    assert_int_equal(unlink(s->path), 0);
    assert_ok(idio_fs_write_atomic(s->path, "x", 1, 0600, &err), &err);
    assert_ok(idio_fs_kind(s->path, &kind, &err), &err);
    assert_int_equal(kind, IDIO_FS_FILE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, drop_scratch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kind_of_a_path),
        TEST(reads_up_to_the_cap),
        TEST(reads_files_of_unknown_size),
        TEST(reading_fails_with_reason),
        TEST(writes_atomically),
        TEST(a_link_is_replaced),
        TEST(failed_writes_leave_no_trace),
        TEST(full_disk),
        TEST(denied),
        TEST(makes_folders),
        TEST(joins_and_bases),
        TEST(resolves),
        TEST(lists),
        TEST(listing_fails_with_reason),
        TEST(descriptors_are_closed_on_exec),
        TEST(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
