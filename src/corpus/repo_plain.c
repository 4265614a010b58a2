/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folders without git. There is no history, so everything in them counts as the developer's, and
 * there is no .gitignore, so build outputs are left out by name (section [output] of
 * data/vendored.txt).
 *
 * Hidden folders and folders of foreign or built code are not entered and not counted: they would
 * dwarf the rest. Links are not followed, at any level: a file is opened component by component
 * below the folder's descriptor. Only regular files are opened, never waiting on a FIFO.
 *
 * The id of a file is that of its contents when it was listed. A file that changed before it is
 * read is refused (CONFLICT), because its observation would be cached under a wrong id.
 */
#include "corpus/repo_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/utf8.h"

#define PLAIN_DEPTH     64
#define PLAIN_FILES_MAX 1000000

int idio_plain_open(struct idio_repo *r, struct idio_err *err)
{
    r->root = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->root < 0)
        return idio_hint(err,
                         idio_fail_sys(err, errno, "corpus.open", "opening folder %s", r->path),
                         "make it readable for you, or leave it out");
    return IDIO_OK;
}

struct plain_file {
    char *path; /* owned; inside the folder */
    struct stat st;
    enum idio_lang lang; /* NONE: see `skip` */
    enum idio_skip skip; /* IDIO_SKIP_COUNT: fit so far */
};
struct plain_dir {
    char *path; /* owned; inside the folder, "" for the top */
    int depth;
};
struct plain_walk {
    struct idio_repo *repo;
    struct idio_cancel *cancel;
    IDIO_VEC(struct plain_file) files;
    IDIO_VEC(struct plain_dir) dirs;
};

static void walk_release(struct plain_walk *w)
{
    for (size_t i = 0; i < w->files.len; i++)
        idio_free(w->files.at[i].path);
    for (size_t i = 0; i < w->dirs.len; i++)
        idio_free(w->dirs.at[i].path);
    idio_vec_release(&w->files);
    idio_vec_release(&w->dirs);
}

static enum idio_skip skip_of(const struct plain_file *f, const char *name)
{
    if (S_ISLNK(f->st.st_mode))
        return IDIO_SKIP_LINK;
    if (!S_ISREG(f->st.st_mode))
        return IDIO_SKIP_UNREADABLE;
    if (f->lang == IDIO_LANG_NONE)
        return IDIO_SKIP_LANGUAGE;
    enum idio_path_class cls = idio_path_class_of(f->path, name, false);
    if (cls == IDIO_PATH_VENDORED)
        return IDIO_SKIP_VENDORED;
    if (cls != IDIO_PATH_OWN)
        return IDIO_SKIP_GENERATED;
    if (f->st.st_size > IDIO_CORPUS_FILE_MAX)
        return IDIO_SKIP_TOO_LARGE;
    return idio_utf8_valid(f->path, strlen(f->path), NULL) ? IDIO_SKIP_COUNT : IDIO_SKIP_ENCODING;
}

static int open_below(const struct idio_repo *r, const char *path);

/* A script without extension says its language in its first line. */
static enum idio_lang script_language(const struct idio_repo *r, const char *path)
{
    char head[256];
    int fd = open_below(r, path);
    if (fd < 0)
        return IDIO_LANG_NONE;
    ssize_t got = read(fd, head, sizeof head);
    close(fd);
    return got > 0 ? idio_lang_of_shebang(head, (size_t)got) : IDIO_LANG_NONE;
}

static int add_file(struct plain_walk *w, char *path, const char *name, struct idio_err *err)
{
    struct plain_file f = {.path = path, .lang = idio_lang_of_path(name)};
    if (w->files.len >= PLAIN_FILES_MAX) {
        idio_free(path);
        return idio_fail(err, IDIO_E_LIMIT, "corpus.list", "%s has more than %d files",
                         w->repo->path, PLAIN_FILES_MAX);
    }
    if (fstatat(w->repo->root, path, &f.st, AT_SYMLINK_NOFOLLOW) < 0) {
        f.skip = IDIO_SKIP_UNREADABLE;
    } else {
        if (f.lang == IDIO_LANG_NONE && S_ISREG(f.st.st_mode) &&
            idio_may_be_script(name, (f.st.st_mode & 0111) != 0))
            f.lang = script_language(w->repo, path);
        f.skip = skip_of(&f, name);
    }
    if (idio_vec_push(&w->files, f) < 0) {
        idio_free(path);
        return idio_nomem(err, "corpus.list");
    }
    return IDIO_OK;
}

static int add_entry(struct plain_walk *w, const struct plain_dir *d, const struct idio_fs_entry *e,
                     struct idio_err *err)
{
    char *path = d->path[0] ? idio_fs_join(d->path, e->name) : idio_strdup(e->name);
    if (!path)
        return idio_nomem(err, "corpus.list");
    if (e->kind != IDIO_FS_DIR)
        return add_file(w, path, e->name, err);
    struct plain_dir sub = {path, d->depth + 1};
    if (e->name[0] == '.' || sub.depth > PLAIN_DEPTH ||
        idio_path_class_of(path, e->name, true) != IDIO_PATH_OWN) {
        idio_free(path);
        return IDIO_OK;
    }
    if (idio_vec_push(&w->dirs, sub) < 0) {
        idio_free(path);
        return idio_nomem(err, "corpus.list");
    }
    return IDIO_OK;
}

/* A folder that cannot be listed is passed over, unless it is the one that was asked for. */
static int list_dir(struct plain_walk *w, const struct plain_dir *d, struct idio_err *err)
{
    struct idio_fs_list list = {0};
    struct idio_err why = {0};
    IDIO_AUTO(idio_freep) char *full = idio_fs_join(w->repo->path, d->path);
    if (!full)
        return idio_nomem(err, "corpus.list");
    size_t n = strlen(full);
    if (n > 1 && full[n - 1] == '/')
        full[n - 1] = '\0';
    int rc = idio_fs_list(full, &list, &why);
    if (rc < 0) {
        if (rc != IDIO_E_NOMEM && d->depth > 0)
            return IDIO_OK;
        if (err)
            *err = why;
        return rc;
    }
    for (size_t i = 0; i < list.len && rc == IDIO_OK; i++)
        rc = add_entry(w, d, &list.at[i], err);
    idio_fs_list_release(&list);
    return rc;
}

static int by_file_path(const void *a, const void *b)
{
    const struct plain_file *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static int walk_run(struct plain_walk *w, struct idio_err *err)
{
    struct plain_dir top = {idio_strdup(""), 0};
    if (!top.path || idio_vec_push(&w->dirs, top) < 0) {
        idio_free(top.path);
        return idio_nomem(err, "corpus.list");
    }
    int rc = IDIO_OK;
    while (rc == IDIO_OK && w->dirs.len > 0) {
        struct plain_dir d = w->dirs.at[--w->dirs.len];
        if (idio_cancelled(w->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.list", "listing stopped");
        else
            rc = list_dir(w, &d, err);
        idio_free(d.path);
    }
    if (rc == IDIO_OK && w->files.len > 0)
        qsort(w->files.at, w->files.len, sizeof *w->files.at, by_file_path);
    return rc;
}

static int digest(const struct plain_walk *w, char ret[IDIO_SHA_HEX_MAX], struct idio_err *err)
{
    struct idio_sha256 *h = NULL;
    int rc = idio_sha256_new(&h, err);
    for (size_t i = 0; i < w->files.len && rc == IDIO_OK; i++) {
        const struct plain_file *f = &w->files.at[i];
        char line[96];
        if (f->lang == IDIO_LANG_NONE)
            continue;
        rc = idio_sha256_update(h, f->path, strlen(f->path) + 1, err);
        int n = snprintf(line, sizeof line, "%lld %lld.%09ld\n", (long long)f->st.st_size,
                         (long long)f->st.st_mtim.tv_sec, f->st.st_mtim.tv_nsec);
        if (rc == IDIO_OK)
            rc = idio_sha256_update(h, line, (size_t)n, err);
    }
    if (rc == IDIO_OK)
        rc = idio_sha256_hex(h, ret, err);
    idio_sha256_free(h);
    return rc;
}

int idio_plain_state(struct idio_repo *r, char ret[IDIO_SHA_HEX_MAX], struct idio_err *err)
{
    struct plain_walk w = {.repo = r};
    int rc = walk_run(&w, err);
    if (rc == IDIO_OK)
        rc = digest(&w, ret, err);
    walk_release(&w);
    return rc;
}

/* Opens path below the folder without following any link. */
static int open_below(const struct idio_repo *r, const char *path)
{
    char part[256];
    int dir = fcntl(r->root, F_DUPFD_CLOEXEC, 0);
    for (const char *slash; dir >= 0 && (slash = strchr(path, '/')) != NULL; path = slash + 1) {
        size_t n = (size_t)(slash - path);
        int next = -1;
        if (n > 0 && n < sizeof part) {
            memcpy(part, path, n);
            part[n] = '\0';
            next = openat(dir, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        } else {
            errno = ENAMETOOLONG;
        }
        int sys = errno;
        close(dir);
        errno = sys;
        dir = next;
    }
    if (dir < 0)
        return -1;
    int fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int sys = errno;
    close(dir);
    errno = sys;
    return fd;
}

static int read_fd(int fd, const char *path, char **ret, size_t *ret_len, struct idio_err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return idio_fail_sys(err, errno, "corpus.read", "reading %s", path);
    if (!S_ISREG(st.st_mode))
        return idio_fail(err, IDIO_E_INVALID, "corpus.read", "%s is not a regular file", path);
    if (st.st_size > IDIO_CORPUS_FILE_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.read", "%s has %lld bytes", path,
                         (long long)st.st_size);
    size_t cap = (size_t)st.st_size + 1, len = 0;
    IDIO_AUTO(idio_freep) char *buffer = idio_alloc(cap + 1, 1);
    if (!buffer)
        return idio_nomem(err, "corpus.read");
    while (len < cap) {
        ssize_t got = read(fd, buffer + len, cap - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return idio_fail_sys(err, errno, "corpus.read", "reading %s", path);
        if (got == 0)
            break;
        len += (size_t)got;
    }
    if (len == cap) /* it grew */
        return idio_fail(err, IDIO_E_CONFLICT, "corpus.read", "%s changed while it was read", path);
    buffer[len] = '\0';
    *ret = buffer;
    *ret_len = len;
    buffer = NULL;
    return IDIO_OK;
}

static int read_file(const struct idio_repo *r, const char *path, char **ret, size_t *ret_len,
                     git_oid *ret_id, struct idio_err *err)
{
    int fd = open_below(r, path);
    if (fd < 0)
        return idio_fail_sys(err, errno, "corpus.read", "opening %s", path);
    char *text = NULL;
    size_t n = 0;
    int rc = read_fd(fd, path, &text, &n, err);
    close(fd);
    if (rc < 0)
        return rc;
    if (git_odb_hash(ret_id, text, n, GIT_OBJECT_BLOB) < 0) {
        idio_free(text);
        return idio_git_fail(err, -1, "corpus.read", "hashing %s", path);
    }
    *ret = text;
    *ret_len = n;
    return IDIO_OK;
}

int idio_plain_read(struct idio_repo *r, const struct idio_repo_file *f, char **ret,
                    size_t *ret_len, struct idio_err *err)
{
    char *text = NULL, hex[GIT_OID_HEXSZ + 1];
    size_t n = 0;
    git_oid id;
    int rc = read_file(r, f->path, &text, &n, &id, err);
    if (rc < 0)
        return rc;
    git_oid_tostr(hex, sizeof hex, &id);
    if (strcmp(hex, f->blob) != 0) {
        idio_free(text);
        return idio_fail(err, IDIO_E_CONFLICT, "corpus.read", "%s changed since it was listed",
                         f->path);
    }
    *ret = text;
    *ret_len = n;
    return IDIO_OK;
}

static int list_file(const struct idio_repo *r, const struct plain_file *f,
                     struct idio_arena *arena, struct idio_repo_list *list, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *text = NULL;
    struct idio_err why = {0};
    size_t n = 0;
    git_oid id;
    list->tracked++;
    if (f->skip != IDIO_SKIP_COUNT) {
        list->skipped[f->skip]++;
        return IDIO_OK;
    }
    int rc = read_file(r, f->path, &text, &n, &id, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, "corpus.list");
    if (rc < 0) {
        list->skipped[rc == IDIO_E_LIMIT ? IDIO_SKIP_TOO_LARGE : IDIO_SKIP_UNREADABLE]++;
        return IDIO_OK;
    }
    struct idio_repo_file *out = &list->at[list->len++];
    out->path = idio_arena_strdup(arena, f->path);
    out->lang = f->lang;
    git_oid_tostr(out->blob, sizeof out->blob, &id);
    return out->path ? IDIO_OK : idio_nomem(err, "corpus.list");
}

int idio_plain_list(struct idio_repo *r, struct idio_ctx *ctx, struct idio_arena *arena,
                    struct idio_repo_list *ret, struct idio_err *err)
{
    struct plain_walk w = {.repo = r, .cancel = ctx ? ctx->cancel : NULL};
    struct idio_repo_list list = {0};
    int rc = walk_run(&w, err);
    if (rc == IDIO_OK) {
        list.at = idio_arena_alloc(arena, w.files.len + 1, sizeof *list.at);
        rc = list.at ? IDIO_OK : idio_nomem(err, "corpus.list");
    }
    for (size_t i = 0; i < w.files.len && rc == IDIO_OK; i++) {
        if (idio_cancelled(w.cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.list", "listing stopped");
        else
            rc = list_file(r, &w.files.at[i], arena, &list, err);
    }
    if (rc == IDIO_OK)
        *ret = list;
    walk_release(&w);
    return rc;
}
