/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders.
 *
 * Atomic writing works relative to an open descriptor of the folder, so that a folder that is
 * renamed meanwhile gets neither half of the work. The temporary name is made here and not by
 * mkstemp, because mkstemp forces mode 0600 and the umask cannot be asked without a race.
 *
 * Files are opened with O_NONBLOCK: opening a FIFO that lies in a repository must not hang.
 */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"

enum { TEMP_NAME_SIZE = 32, TEMP_TRIES = 100, FIRST_READ = 4096 };

int idio_fs_open_read(const char *path, int *ret_fd, uint64_t *ret_size, struct idio_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return idio_fail_sys(err, errno, "fs.open", "opening %s", path);
    if (fstat(fd, &st) < 0) {
        int sys = errno;

        close(fd);
        return idio_fail_sys(err, sys, "fs.open", "opening %s", path);
    }
    if (!S_ISREG(st.st_mode)) {
        close(fd);
        return idio_fail(err, IDIO_E_INVALID, "fs.open", "%s is not a regular file", path);
    }
    *ret_fd = fd;
    if (ret_size)
        *ret_size = (uint64_t)st.st_size;
    return IDIO_OK;
}

/* Reads up to n bytes; less means end of file. Returns -1 with errno. */
static ssize_t read_full(int fd, char *p, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = read(fd, p + done, n - done);

        if (got == 0)
            break;
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static int over_limit(const char *path, size_t max, struct idio_err *err)
{
    return idio_fail(err, IDIO_E_LIMIT, "fs.read", "%s has more than %zu bytes", path, max);
}

/* The size is only a first guess: files under /proc say 0, and others may grow meanwhile. */
static int read_all(int fd, const char *path, size_t guess, size_t max, char **ret, size_t *ret_len,
                    struct idio_err *err)
{
    size_t cap = guess < max ? guess + 1 : max + 1, len = 0;
    char *p = NULL;

    if (cap < FIRST_READ && FIRST_READ <= max)
        cap = FIRST_READ;
    for (;;) {
        char *bigger = idio_realloc(p, cap + 1, 1);
        ssize_t got;

        if (!bigger) {
            idio_free(p);
            return idio_nomem(err, "fs.read");
        }
        p = bigger;
        got = read_full(fd, p + len, cap - len);
        if (got < 0) {
            int sys = errno;

            idio_free(p);
            return idio_fail_sys(err, sys, "fs.read", "reading %s", path);
        }
        len += (size_t)got;
        if (len > max) {
            idio_free(p);
            return over_limit(path, max, err);
        }
        if (len < cap)
            break;
        cap = cap > max / 2 ? max + 1 : 2 * cap;
    }
    p[len] = '\0';
    *ret = p;
    *ret_len = len;
    return IDIO_OK;
}

int idio_fs_read(const char *path, size_t max, char **ret, size_t *ret_len, struct idio_err *err)
{
    uint64_t size = 0;
    int fd = -1, status = idio_fs_open_read(path, &fd, &size, err);

    if (status < 0)
        return status;
    if (max > IDIO_ALLOC_MAX - 2)
        max = IDIO_ALLOC_MAX - 2;
    if (size > max)
        status = over_limit(path, max, err);
    else
        status = read_all(fd, path, (size_t)size, max, ret, ret_len, err);
    close(fd);
    return status;
}

size_t idio_fs_folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

const char *idio_fs_base(const char *path)
{
    size_t end = strlen(path);

    while (end > 1 && path[end - 1] == '/')
        end--;
    while (end > 0 && path[end - 1] != '/')
        end--;
    return path[end] != '\0' ? path + end : path;
}

/* Opens the folder that `path` lies in; `base` is its last component. */
static int open_parent(const char *path, const char *base, int *ret_fd, struct idio_err *err)
{
    size_t n = (size_t)(base - path);
    char *dir = n > 0 ? idio_strndup(path, n) : idio_strdup(".");
    int fd, sys;

    if (!dir)
        return idio_nomem(err, "fs.write");
    fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    sys = errno;
    idio_free(dir);
    if (fd < 0)
        return idio_fail_sys(err, sys, "fs.write", "opening the folder of %s", path);
    *ret_fd = fd;
    return IDIO_OK;
}

/* Makes a new empty file in the folder; returns its descriptor or -1 with errno. */
static int make_temp(int dir_fd, mode_t mode, char name[TEMP_NAME_SIZE])
{
    for (unsigned i = 0; i < TEMP_TRIES; i++) {
        struct timespec now = {0};
        uint64_t mix[4];
        int fd;

        clock_gettime(CLOCK_MONOTONIC, &now);
        mix[0] = (uint64_t)now.tv_nsec;
        mix[1] = (uint64_t)now.tv_sec;
        mix[2] = (uint64_t)getpid() << 32 | i;
        mix[3] = (uint64_t)(uintptr_t)name; /* differs between threads */
        snprintf(name, TEMP_NAME_SIZE, ".idio-%016llx.tmp",
                 (unsigned long long)idio_hash64(mix, sizeof mix, 0));
        fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Writes, syncs and closes; 0 or an errno value. */
static int fill_and_close(int fd, const char *p, size_t n)
{
    int sys = 0;

    while (n > 0 && sys == 0) {
        ssize_t put = write(fd, p, n < SSIZE_MAX ? n : SSIZE_MAX);

        if (put >= 0) {
            p += put;
            n -= (size_t)put;
        } else if (errno != EINTR) {
            sys = errno;
        }
    }
    if (sys == 0 && fsync(fd) < 0)
        sys = errno;
    /* EINTR from close leaves the descriptor closed on Linux, and the data is synced already. */
    if (close(fd) < 0 && sys == 0 && errno != EINTR)
        sys = errno;
    return sys;
}

int idio_fs_write_atomic(const char *path, const void *p, size_t n, mode_t mode,
                         struct idio_err *err)
{
    const char *base = idio_fs_base(path);
    char temp[TEMP_NAME_SIZE];
    int dir_fd = -1, fd, sys = 0, status;

    if (*base == '\0' || strchr(base, '/'))
        return idio_fail(err, IDIO_E_INVALID, "fs.write", "'%s' does not name a file", path);
    status = open_parent(path, base, &dir_fd, err);
    if (status < 0)
        return status;
    fd = make_temp(dir_fd, mode, temp);
    if (fd < 0) {
        sys = errno;
    } else {
        sys = fill_and_close(fd, p, n);
        if (sys == 0 && renameat(dir_fd, temp, dir_fd, base) < 0)
            sys = errno;
        if (sys != 0)
            unlinkat(dir_fd, temp, 0);
    }
    /* Some file systems cannot sync a folder (EINVAL); the file itself is safe by then. */
    if (sys == 0 && fsync(dir_fd) < 0 && errno == EIO)
        sys = errno;
    close(dir_fd);
    if (sys != 0)
        return idio_fail_sys(err, sys, "fs.write", "writing %s", path);
    return IDIO_OK;
}

static int make_dir(const char *path, mode_t mode, struct idio_err *err)
{
    int sys;

    if (mkdir(path, mode) == 0)
        return IDIO_OK;
    sys = errno;
    /* A folder that exists may answer with another error than EEXIST (read-only, automounted). */
    if (idio_fs_is_dir(path))
        return IDIO_OK;
    if (sys == EEXIST || sys == ENOTDIR)
        return idio_fail(err, IDIO_E_CONFLICT, "fs.mkdirs", "%s is in the way: not a folder", path);
    return idio_fail_sys(err, sys, "fs.mkdirs", "making the folder %s", path);
}

int idio_fs_mkdirs(const char *path, mode_t mode, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *copy = NULL;

    if (*path == '\0')
        return idio_fail(err, IDIO_E_INVALID, "fs.mkdirs", "empty path");
    if (idio_fs_is_dir(path))
        return IDIO_OK;
    copy = idio_strdup(path);
    if (!copy)
        return idio_nomem(err, "fs.mkdirs");
    for (char *p = copy + 1; *p; p++) {
        int status;

        if (*p != '/' || p[-1] == '/')
            continue;
        *p = '\0';
        status = make_dir(copy, mode, err);
        if (status < 0)
            return status;
        *p = '/';
    }
    return make_dir(copy, mode, err);
}

bool idio_fs_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool idio_fs_is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

char *idio_fs_join(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b), slash;
    char *path;

    if (a_len == 0 || b[0] == '/')
        return idio_strdup(b);
    if (b_len == 0)
        return idio_strdup(a);
    slash = a[a_len - 1] != '/';
    path = idio_alloc(a_len + slash + b_len + 1, 1);
    if (!path)
        return NULL;
    memcpy(path, a, a_len);
    if (slash)
        path[a_len] = '/';
    memcpy(path + a_len + slash, b, b_len);
    return path;
}

int idio_fs_real(const char *path, char **ret, struct idio_err *err)
{
    char buf[PATH_MAX]; /* realpath's own buffer would not come from the gate */
    char *copy;

    if (!realpath(path, buf))
        return idio_fail_sys(err, errno, "fs.real", "resolving %s", path);
    copy = idio_strdup(buf);
    if (!copy)
        return idio_nomem(err, "fs.real");
    *ret = copy;
    return IDIO_OK;
}

void idio_fs_list_release(struct idio_fs_list *l)
{
    for (size_t i = 0; i < l->len; i++)
        idio_free(l->at[i].name);
    idio_vec_release(l);
}

static enum idio_fs_kind kind_of(mode_t mode)
{
    if (S_ISREG(mode))
        return IDIO_FS_FILE;
    if (S_ISDIR(mode))
        return IDIO_FS_DIR;
    return S_ISLNK(mode) ? IDIO_FS_LINK : IDIO_FS_OTHER;
}

/* Kind and size of an entry; false when it is gone. d_type saves a stat, but file systems may leave
 * it DT_UNKNOWN, and sizes are needed for files anyway. */
static bool examine(int dir_fd, const struct dirent *d, struct idio_fs_entry *e)
{
    struct stat st;

    *e = (struct idio_fs_entry){0};
    if (d->d_type == DT_DIR || d->d_type == DT_LNK) {
        e->kind = d->d_type == DT_DIR ? IDIO_FS_DIR : IDIO_FS_LINK;
        return true;
    }
    if (fstatat(dir_fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    e->kind = kind_of(st.st_mode);
    if (e->kind == IDIO_FS_FILE)
        e->size = (uint64_t)st.st_size;
    return true;
}

static int add_entry(int dir_fd, const struct dirent *d, const char *dir, struct idio_fs_list *l,
                     struct idio_err *err)
{
    struct idio_fs_entry e;

    if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
        return IDIO_OK;
    if (!examine(dir_fd, d, &e))
        return IDIO_OK;
    if (l->len >= IDIO_FS_LIST_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "fs.list", "%s has more than %d entries", dir,
                         IDIO_FS_LIST_MAX);
    e.name = idio_strdup(d->d_name);
    if (!e.name)
        return idio_nomem(err, "fs.list");
    if (idio_vec_push(l, e) < 0) {
        idio_free(e.name);
        return idio_nomem(err, "fs.list");
    }
    return IDIO_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct idio_fs_entry *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static int read_entries(DIR *stream, const char *dir, struct idio_fs_list *l, struct idio_err *err)
{
    for (;;) {
        const struct dirent *d;
        int status;

        errno = 0;
        d = readdir(stream);
        if (!d && errno != 0)
            return idio_fail_sys(err, errno, "fs.list", "listing %s", dir);
        if (!d)
            return IDIO_OK;
        status = add_entry(dirfd(stream), d, dir, l, err);
        if (status < 0)
            return status;
    }
}

int idio_fs_kind(const char *path, enum idio_fs_kind *ret, struct idio_err *err)
{
    struct stat st;

    if (lstat(path, &st) < 0)
        return idio_fail_sys(err, errno, "fs.kind", "looking at %s", path);
    *ret = S_ISREG(st.st_mode)   ? IDIO_FS_FILE
           : S_ISDIR(st.st_mode) ? IDIO_FS_DIR
           : S_ISLNK(st.st_mode) ? IDIO_FS_LINK
                                 : IDIO_FS_OTHER;
    return IDIO_OK;
}

int idio_fs_list(const char *dir, struct idio_fs_list *ret, struct idio_err *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    struct idio_fs_list list = {0};
    int status;

    if (!stream) {
        int sys = errno;

        if (fd >= 0)
            close(fd);
        if ((sys == ENOTDIR || sys == ELOOP) && idio_fs_is_dir(dir))
            return idio_fail(err, IDIO_E_INVALID, "fs.list", "%s is a symbolic link", dir);
        return idio_fail_sys(err, sys, "fs.list", "listing %s", dir);
    }
    status = read_entries(stream, dir, &list, err);
    closedir(stream);
    if (status < 0) {
        idio_fs_list_release(&list);
        return status;
    }
    if (list.len > 1)
        qsort(list.at, list.len, sizeof *list.at, by_name);
    *ret = list;
    return IDIO_OK;
}
