/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a folder to HEAD's commit id and the place of the objects, without git_repository_open.
 *
 * Why not libgit2's own: it reads the repository's configuration and follows its includes, wherever
 * they point; it refuses repositories for extensions that do not concern a reader (worktreeConfig)
 * or for their owner, which guards against hooks that we never run; and a named pipe in the place
 * of any of its files makes it wait for ever. A repository that came in an archive can have all of
 * that. What a reader needs is little: the "gitdir:" file of work trees and submodules, commondir,
 * HEAD, loose and packed references, and three words of the configuration. All is read through
 * base/fs, which opens regular files only and has caps.
 *
 * The object database is libgit2's. Before it is opened, the objects folder (and its alternates) is
 * looked through for things that are no files.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "corpus/repo_internal.h"

#define POINTER_BYTES 4096 /* of .git files, commondir and loose references */
#define CONFIG_BYTES  (1024 * 1024)
#define PACKED_BYTES  (64 * 1024 * 1024)
#define SYMBOLIC_MAX  5 /* references that point to references */
#define ALTERNATES    8 /* other object folders, over all levels */

/* Text of a small file without white space at its ends; NOTFOUND as it is. */
static int read_pointer(const char *dir, const char *name, char **ret, struct idio_err *err)
{
    size_t n = 0;
    IDIO_AUTO(idio_freep) char *path = idio_fs_join(dir, name);
    char *text = NULL;
    if (!path)
        return idio_nomem(err, "corpus.open");
    int rc = idio_fs_read(path, POINTER_BYTES, &text, &n, err);
    if (rc < 0)
        return rc;
    struct idio_slice s = idio_slice_trim(idio_slice(text, strlen(text)));
    memmove(text, s.p, s.n);
    text[s.n] = '\0';
    *ret = text;
    return IDIO_OK;
}

static int join_into(const char *dir, const char *name, char **ret, struct idio_err *err)
{
    *ret = idio_fs_join(dir, name);
    return *ret ? IDIO_OK : idio_nomem(err, "corpus.open");
}

/* The folder that has HEAD: path/.git, what the file path/.git points to, or path itself. */
static int find_dir(const char *path, char **ret, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *dot = NULL;
    IDIO_AUTO(idio_freep) char *text = NULL;
    int rc = join_into(path, ".git", &dot, err);
    if (rc < 0)
        return rc;
    if (idio_fs_is_dir(dot)) {
        *ret = dot;
        dot = NULL;
        return IDIO_OK;
    }
    if (!idio_fs_is_file(dot))
        return join_into(path, "", ret, err);
    rc = read_pointer(path, ".git", &text, err);
    if (rc < 0)
        return rc;
    if (strncmp(text, "gitdir:", 7) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.open", "%s does not say gitdir:", dot);
    const char *to = text + 7;
    while (isspace((unsigned char)*to))
        to++;
    return join_into(path, to, ret, err);
}

/* Work trees keep references and objects in the repository they belong to. */
static int find_common(const char *dir, char **ret, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *text = NULL;
    struct idio_err why = {0};
    int rc = read_pointer(dir, "commondir", &text, &why);
    if (rc == IDIO_E_NOTFOUND)
        return join_into(dir, "", ret, err);
    if (rc < 0) {
        if (err)
            *err = why;
        return rc;
    }
    return join_into(dir, text, ret, err);
}

/* ---- configuration -------------------------------------------------------------------------- */
static bool key_is(struct idio_slice line, const char *key, struct idio_slice *ret_value)
{
    size_t n = strlen(key);
    if (line.n < n || strncasecmp(line.p, key, n) != 0)
        return false;
    struct idio_slice rest = idio_slice_trim(idio_slice(line.p + n, line.n - n));
    if (rest.n == 0 || rest.p[0] != '=')
        return false;
    rest = idio_slice_trim(idio_slice(rest.p + 1, rest.n - 1));
    if (rest.n >= 2 && rest.p[0] == '"' && rest.p[rest.n - 1] == '"')
        rest = idio_slice(rest.p + 1, rest.n - 2);
    *ret_value = rest;
    return true;
}

static bool same_word(struct idio_slice s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static int check_line(const char *path, struct idio_slice section, struct idio_slice line,
                      struct idio_err *err)
{
    struct idio_slice v;
    const char *what = NULL;
    if (same_word(section, "extensions") && key_is(line, "objectformat", &v) &&
        !same_word(v, "sha1"))
        what = "SHA-256 object ids";
    else if (same_word(section, "extensions") && key_is(line, "refstorage", &v) &&
             !same_word(v, "files"))
        what = "another store of references (reftable)";
    else if (same_word(section, "core") && key_is(line, "repositoryformatversion", &v) &&
             !same_word(v, "0") && !same_word(v, "1"))
        what = "a newer repository format";
    if (!what)
        return IDIO_OK;
    return idio_hint(err,
                     idio_fail(err, IDIO_E_UNSUPPORTED, "corpus.open",
                               "%s uses %s, which cannot be read", path, what),
                     "learn its work tree with --plain");
}

static int check_config(const char *path, const char *common, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *file = idio_fs_join(common, "config");
    IDIO_AUTO(idio_freep) char *text = NULL;
    struct idio_err why = {0};
    size_t n = 0;
    if (!file)
        return idio_nomem(err, "corpus.open");
    int rc = idio_fs_read(file, CONFIG_BYTES, &text, &n, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, "corpus.open");
    if (rc < 0)
        return IDIO_OK; /* git needs it, a reader does not */
    struct idio_slice section = {"", 0};
    for (const char *p = text, *end = text + n; p < end && rc == IDIO_OK;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        p = nl ? nl + 1 : end;
        const char *close = line.n > 0 && line.p[0] == '[' ? memchr(line.p, ']', line.n) : NULL;
        if (close) {
            section = idio_slice_trim(idio_slice(line.p + 1, (size_t)(close - line.p - 1)));
            line = idio_slice_trim(idio_slice(close + 1, (size_t)(line.p + line.n - close - 1)));
        }
        rc = check_line(path, section, line, err);
    }
    return rc;
}

/* ---- references ----------------------------------------------------------------------------- */
/* "refs/heads/x" and nothing that leads out of the folder. */
static bool ref_name_ok(const char *name)
{
    if (strncmp(name, "refs/", 5) != 0 || strstr(name, "..") || strlen(name) > 1000)
        return false;
    for (const char *p = name; *p; p++) {
        if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '\\')
            return false;
    }
    return true;
}

/* Lines "<id> <name>" of packed-refs. */
static int find_packed(const char *common, const char *name, git_oid *ret, bool *ret_found,
                       struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *file = idio_fs_join(common, "packed-refs");
    IDIO_AUTO(idio_freep) char *text = NULL;
    struct idio_err why = {0};
    size_t n = 0, len = strlen(name);
    if (!file)
        return idio_nomem(err, "corpus.head");
    int rc = idio_fs_read(file, PACKED_BYTES, &text, &n, &why);
    if (rc == IDIO_E_NOTFOUND)
        return IDIO_OK;
    if (rc < 0) {
        if (err)
            *err = why;
        return rc;
    }
    for (const char *p = text, *end = text + n; p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t line = (size_t)((nl ? nl : end) - p);
        while (line > 0 && p[line - 1] == '\r')
            line--;
        if (line == GIT_OID_HEXSZ + 1 + len && p[GIT_OID_HEXSZ] == ' ' &&
            memcmp(p + GIT_OID_HEXSZ + 1, name, len) == 0 &&
            git_oid_fromstrn(ret, p, GIT_OID_HEXSZ) == 0) {
            *ret_found = true;
            return IDIO_OK;
        }
        p = nl ? nl + 1 : end;
    }
    return IDIO_OK;
}

static int no_commits(const char *path, struct idio_err *err)
{
    return idio_hint(err,
                     idio_fail(err, IDIO_E_CONFLICT, "corpus.head", "%s has no commits yet", path),
                     "commit something first, or use --plain");
}

/* A loose reference: an id, or "ref: <name>" into *ret_next. */
static int follow(const struct idio_repo *r, const char *name, git_oid *ret, char **ret_next,
                  struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *text = NULL;
    struct idio_err why = {0};
    bool found = false;
    int rc = read_pointer(r->gitdir, name, &text, &why);
    if (rc == IDIO_E_NOTFOUND || rc == IDIO_E_INVALID) /* a folder: refs/heads/a/b */
        rc = read_pointer(r->common, name, &text, &why);
    if (rc == IDIO_E_NOTFOUND || rc == IDIO_E_INVALID) {
        rc = find_packed(r->common, name, ret, &found, err);
        return rc < 0 || found ? rc : no_commits(r->path, err);
    }
    if (rc < 0) {
        if (err)
            *err = why;
        return rc;
    }
    if (strncmp(text, "ref:", 4) == 0) {
        const char *to = text + 4;
        while (isspace((unsigned char)*to))
            to++;
        *ret_next = idio_strdup(to);
        return *ret_next ? IDIO_OK : idio_nomem(err, "corpus.head");
    }
    if (strlen(text) != GIT_OID_HEXSZ || git_oid_fromstrn(ret, text, GIT_OID_HEXSZ) < 0)
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.head", "%s: %s is not a reference", r->path,
                         name);
    return IDIO_OK;
}

int idio_gitdir_head(const struct idio_repo *r, git_oid *ret, struct idio_err *err)
{
    char *name = idio_strdup("HEAD");
    int rc = name ? IDIO_OK : idio_nomem(err, "corpus.head");
    for (int i = 0; rc == IDIO_OK; i++) {
        char *next = NULL;
        rc = follow(r, name, ret, &next, err);
        if (!next)
            break;
        idio_free(name);
        name = next;
        if (rc == IDIO_OK && (i >= SYMBOLIC_MAX || !ref_name_ok(name)))
            rc = idio_fail(err, IDIO_E_CORRUPT, "corpus.head", "%s: HEAD leads to %.100s", r->path,
                           name);
    }
    idio_free(name);
    return rc;
}

bool idio_gitdir_is_shallow(const struct idio_repo *r)
{
    char *text = NULL;
    bool yes = read_pointer(r->common, "shallow", &text, NULL) != IDIO_E_NOTFOUND;
    if (text)
        yes = *text != '\0';
    idio_free(text);
    return yes;
}

/* ---- objects -------------------------------------------------------------------------------- */
/* Whether everything in the open folder is a file (after links); folders too, if `folders`. */
static bool only_files(DIR *d, bool folders)
{
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        if (e->d_type == DT_REG || (e->d_type == DT_DIR && folders) ||
            strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(d), e->d_name, &st, 0) < 0)
            continue; /* libgit2 will not find it either */
        if (!S_ISREG(st.st_mode) && !(folders && S_ISDIR(st.st_mode)))
            return false;
    }
    return true;
}

/* objects/, objects/xx/, objects/pack/ and objects/info/. */
static bool objects_sound(const char *objects)
{
    DIR *top = opendir(objects);
    if (!top)
        return true; /* opening it says why */
    bool ok = only_files(top, true);
    rewinddir(top);
    for (struct dirent *e; ok && (e = readdir(top)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        int fd = openat(dirfd(top), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
        DIR *sub = fd < 0 ? NULL : fdopendir(fd);
        if (!sub) {
            if (fd >= 0)
                close(fd);
            continue;
        }
        ok = only_files(sub, true);
        closedir(sub);
    }
    closedir(top);
    return ok;
}

/* The folder and those that its info/alternates names; `left` bounds them over all levels. */
static int check_objects(const char *path, const char *objects, int *left, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *file = NULL;
    IDIO_AUTO(idio_freep) char *text = NULL;
    size_t n = 0;
    if (--*left < 0)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.open",
                         "%s has more than %d alternate object stores", path, ALTERNATES);
    if (!objects_sound(objects))
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.open",
                         "%s has something that is no file in %s", path, objects);
    int rc = join_into(objects, "info/alternates", &file, err);
    if (rc < 0)
        return rc;
    rc = idio_fs_read(file, CONFIG_BYTES, &text, &n, NULL);
    if (rc < 0)
        return rc == IDIO_E_NOMEM ? idio_nomem(err, "corpus.open") : IDIO_OK;
    rc = IDIO_OK;
    for (char *save = NULL, *line = strtok_r(text, "\n", &save); line && rc == IDIO_OK;
         line = strtok_r(NULL, "\n", &save)) {
        IDIO_AUTO(idio_freep) char *other = NULL;
        if (*line == '#')
            continue;
        rc = join_into(objects, line, &other, err);
        if (rc == IDIO_OK)
            rc = check_objects(path, other, left, err);
    }
    return rc;
}

int idio_gitdir_open(struct idio_repo *r, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *head = NULL;
    IDIO_AUTO(idio_freep) char *objects = NULL;
    int left = ALTERNATES + 1;
    int rc = find_dir(r->path, &r->gitdir, err);
    if (rc == IDIO_OK)
        rc = find_common(r->gitdir, &r->common, err);
    if (rc == IDIO_OK)
        rc = read_pointer(r->gitdir, "HEAD", &head, err);
    if (rc == IDIO_OK)
        rc = check_config(r->path, r->common, err);
    if (rc == IDIO_OK)
        rc = join_into(r->common, "objects", &objects, err);
    if (rc == IDIO_OK && !idio_fs_is_dir(objects))
        rc = idio_fail(err, IDIO_E_NOTFOUND, "corpus.open", "%s is missing", objects);
    if (rc == IDIO_OK)
        rc = check_objects(r->path, objects, &left, err);
    if (rc < 0)
        return rc;
    rc = git_odb_open(&r->odb, objects);
    return rc < 0 ? idio_git_fail(err, rc, "corpus.open", "opening %s", objects) : IDIO_OK;
}
