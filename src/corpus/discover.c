/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From paths to repositories.
 *
 * Upwards first: a path inside a repository means that repository. Otherwise downwards, folder by
 * folder in byte order, with an explicit stack: no recursion, no links, no hidden folders, no
 * node_modules, at most IDIO_CORPUS_DISCOVER_DEPTH levels, and never below a repository (its
 * submodules and nested clones are other people's code more often than not; name them to have
 * them).
 *
 * Whether a folder is a repository is judged by its looks (the files git itself asks for), so that
 * a damaged one is found here and refused by name when it is opened, instead of silently missing.
 */
#include "corpus/corpus.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"

#define DISCOVER_DIRS_MAX 2000000 /* folders looked at in one call */

struct pending {
    char *path; /* owned */
    int depth;
};
struct search {
    IDIO_VEC(struct pending) stack;
    struct idio_map found; /* paths */
    size_t visited;
    struct idio_ctx *ctx;
};

static bool is_kind(const char *dir, const char *name, mode_t kind)
{
    char path[4096];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 &&
           (st.st_mode & S_IFMT) == kind;
}

static bool looks_bare(const char *dir)
{
    return is_kind(dir, "HEAD", S_IFREG) && is_kind(dir, "objects", S_IFDIR) &&
           (is_kind(dir, "refs", S_IFDIR) || is_kind(dir, "reftable", S_IFDIR));
}

static bool looks_git(const char *dir)
{
    return is_kind(dir, ".git/HEAD", S_IFREG) || is_kind(dir, ".git", S_IFREG) || looks_bare(dir);
}

/* "/a/b/.git" is a bare-looking folder, but people mean "/a/b". */
static void drop_dot_git(char *path)
{
    size_t n = strlen(path);
    if (n > 5 && strcmp(path + n - 5, "/.git") == 0)
        path[n - 5] = '\0';
}

static int note(struct search *s, const char *path, struct idio_err *err)
{
    if (idio_map_intern(&s->found, path, strlen(path)) == SIZE_MAX)
        return idio_nomem(err, "corpus.discover");
    return IDIO_OK;
}

/* Cuts `path` to the nearest enclosing repository. */
static bool climb(char *path)
{
    for (;;) {
        if (looks_git(path)) {
            drop_dot_git(path);
            return true;
        }
        char *slash = strrchr(path, '/');
        if (!slash || slash == path)
            return false;
        *slash = '\0';
    }
}

static bool enter(const struct idio_fs_entry *e)
{
    return e->kind == IDIO_FS_DIR && e->name[0] != '.' && strcmp(e->name, "node_modules") != 0;
}

static int push_children(struct search *s, const char *dir, int depth, struct idio_err *err)
{
    struct idio_fs_list list = {0};
    struct idio_err why = {0};
    if (idio_fs_list(dir, &list, &why) < 0) {
        if (why.status == IDIO_E_NOMEM)
            return idio_nomem(err, "corpus.discover");
        idio_log(s->ctx ? s->ctx->log : NULL, IDIO_LOG_WARN, "corpus", "%s, skipping", why.msg);
        return IDIO_OK;
    }
    int rc = IDIO_OK;
    for (size_t i = list.len; i > 0 && rc == IDIO_OK; i--) { /* backwards: the stack reverses it */
        if (!enter(&list.at[i - 1]))
            continue;
        struct pending p = {idio_fs_join(dir, list.at[i - 1].name), depth};
        if (!p.path || idio_vec_push(&s->stack, p) < 0) {
            idio_free(p.path);
            rc = idio_nomem(err, "corpus.discover");
        }
    }
    idio_fs_list_release(&list);
    return rc;
}

static int visit(struct search *s, const struct pending *p, struct idio_err *err)
{
    if (idio_cancelled(s->ctx ? s->ctx->cancel : NULL))
        return idio_fail(err, IDIO_E_CANCELLED, "corpus.discover",
                         "search for repositories stopped");
    if (++s->visited > DISCOVER_DIRS_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.discover",
                         "more than %d folders below %s; name the repositories themselves",
                         DISCOVER_DIRS_MAX, p->path);
    if (looks_git(p->path))
        return note(s, p->path, err);
    if (p->depth >= IDIO_CORPUS_DISCOVER_DEPTH)
        return IDIO_OK;
    return push_children(s, p->path, p->depth + 1, err);
}

static int search_below(struct search *s, const char *path, struct idio_err *err)
{
    struct pending first = {idio_strdup(path), 0};
    if (!first.path || idio_vec_push(&s->stack, first) < 0) {
        idio_free(first.path);
        return idio_nomem(err, "corpus.discover");
    }
    int rc = IDIO_OK;
    while (s->stack.len > 0) {
        struct pending p = s->stack.at[--s->stack.len];
        if (rc == IDIO_OK)
            rc = visit(s, &p, err);
        idio_free(p.path);
    }
    return rc;
}

static int discover_one(struct search *s, const char *given, bool plain, struct idio_err *err)
{
    IDIO_AUTO(idio_freep) char *path = NULL;
    int rc = idio_fs_real(given, &path, err);
    if (rc < 0)
        return rc;
    if (plain) {
        if (!idio_fs_is_dir(path))
            return idio_hint(
                err, idio_fail(err, IDIO_E_INVALID, "corpus.discover", "%s is not a folder", given),
                "give the folder that contains it");
        return note(s, path, err);
    }
    IDIO_AUTO(idio_freep) char *above = idio_strdup(path);
    if (!above)
        return idio_nomem(err, "corpus.discover");
    if (climb(above))
        return note(s, above, err);
    size_t before = s->found.len;
    if (idio_fs_is_dir(path))
        rc = search_below(s, path, err);
    if (rc == IDIO_OK && s->found.len == before)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_NOTFOUND, "corpus.discover",
                                   "no git repository in or above %s", given),
                         "use --plain for folders without git");
    return rc;
}

static const char *name_of(const char *path, struct idio_arena *arena)
{
    const char *base = idio_fs_base(path);
    size_t n = strlen(base);
    if (n > 4 && strcmp(base + n - 4, ".git") == 0)
        n -= 4;
    return n > 0 ? idio_arena_strndup(arena, base, n) : idio_arena_strdup(arena, "/");
}

static int by_path(const void *a, const void *b)
{
    const struct idio_repo_ref *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static int collect(const struct search *s, bool plain, struct idio_arena *arena,
                   struct idio_repo_refs *ret, struct idio_err *err)
{
    struct idio_repo_refs out = {0};
    out.at = idio_arena_alloc(arena, s->found.len + 1, sizeof *out.at);
    if (!out.at)
        return idio_nomem(err, "corpus.discover");
    for (size_t i = 0; i < s->found.len; i++) {
        struct idio_repo_ref *r = &out.at[out.len++];
        r->kind = plain ? IDIO_REPO_PLAIN : IDIO_REPO_GIT;
        r->path = idio_arena_strdup(arena, s->found.entries[i].key);
        r->name = r->path ? name_of(r->path, arena) : NULL;
        if (!r->name)
            return idio_nomem(err, "corpus.discover");
    }
    qsort(out.at, out.len, sizeof *out.at, by_path);
    *ret = out;
    return IDIO_OK;
}

int idio_corpus_discover(const char *const *paths, size_t n, bool plain, struct idio_ctx *ctx,
                         struct idio_arena *arena, struct idio_repo_refs *ret, struct idio_err *err)
{
    struct search s = {.ctx = ctx};
    idio_map_init(&s.found, (size_t)256 * 1024 * 1024);
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = discover_one(&s, paths[i], plain, err);
    if (rc == IDIO_OK)
        rc = collect(&s, plain, arena, ret, err);
    idio_vec_release(&s.stack);
    idio_map_release(&s.found);
    return rc;
}
