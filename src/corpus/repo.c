/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An open repository: HEAD, blobs, identities. Everything is read from the object database; the
 * work tree, the index and hooks are never touched.
 *
 * git_odb objects carry libgit2's buffers; blobs are copied once into a buffer of ours with a NUL
 * after it, because every later stage wants text it may own.
 */
#include "corpus/repo_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

static int open_git(struct idio_repo *r, struct idio_err *err)
{
    int rc = idio_gitdir_open(r, err);
    if (rc == IDIO_E_DENIED)
        return idio_hint(err, idio_context(err, rc, "opening repository %s", r->path),
                         "make it readable for you, or leave it out");
    if (rc == IDIO_E_NOTFOUND)
        return idio_hint(err, idio_context(err, rc, "opening repository %s", r->path),
                         "is it a complete git repository? `git -C %s status` tells more", r->path);
    return rc == IDIO_E_UNSUPPORTED ? rc : idio_context(err, rc, "opening repository %s", r->path);
}

int idio_repo_open(const struct idio_repo_ref *ref, struct idio_repo **ret, struct idio_err *err)
{
    struct idio_repo *r = idio_alloc(1, sizeof *r);
    if (!r)
        return idio_nomem(err, "corpus.open");
    r->kind = ref->kind;
    idio_arena_init(&r->said_text, (size_t)1024 * 1024);
    r->root = -1;
    r->path = idio_strdup(ref->path);
    int rc = r->path ? IDIO_OK : idio_nomem(err, "corpus.open");
    if (rc == IDIO_OK)
        rc = r->kind == IDIO_REPO_PLAIN ? idio_plain_open(r, err) : open_git(r, err);
    if (rc != IDIO_OK) {
        idio_repo_close(r);
        return rc;
    }
    *ret = r;
    return IDIO_OK;
}

struct idio_repo *idio_repo_close(struct idio_repo *r)
{
    if (!r)
        return NULL;
    git_odb_free(r->odb);
    idio_globs_release(&r->said);
    idio_arena_release(&r->said_text);
    if (r->root >= 0)
        close(r->root);
    idio_free(r->gitdir);
    idio_free(r->common);
    idio_free(r->path);
    idio_free(r);
    return NULL;
}

int idio_repo_say(struct idio_repo *r, const char *glob, bool own, struct idio_err *err)
{
    if (!*glob)
        return idio_fail(err, IDIO_E_INVALID, "corpus.say", "an empty pattern");
    return idio_globs_say(&r->said, glob, own ? IDIO_PATH_OWN : IDIO_PATH_VENDORED, &r->said_text,
                          err);
}

/*
 * Work grows with the number of objects, which the indexes' sizes tell, and with their size, which
 * the packs' do. Over 90 repositories neither alone sorted them as well as the geometric mean: one
 * has a large picture, another a thousand small commits.
 */
uint64_t idio_repo_weight(struct idio_repo *r)
{
    struct idio_fs_list files = {0};
    double packs = 0, indexes = 0;
    char *dir = r->common ? idio_fs_join(r->common, "objects/pack") : NULL;
    if (dir && idio_fs_list(dir, &files, NULL) == IDIO_OK) {
        for (size_t i = 0; i < files.len; i++) {
            struct idio_slice name = idio_slice_c(files.at[i].name);
            if (idio_slice_ends(name, ".pack"))
                packs += (double)files.at[i].size;
            else if (idio_slice_ends(name, ".idx"))
                indexes += (double)files.at[i].size;
        }
        idio_fs_list_release(&files);
    }
    idio_free(dir);
    return (uint64_t)sqrt(packs * indexes);
}

/* "tree <40 hex>\n" is the first line of every commit object. */
static int tree_of_commit(struct idio_repo *r, struct idio_err *err)
{
    git_odb_object *o = NULL;
    int rc = git_odb_read(&o, r->odb, &r->head);
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.head", "reading HEAD of %s", r->path);
    const char *data = git_odb_object_data(o);
    if (git_odb_object_type(o) != GIT_OBJECT_COMMIT || git_odb_object_size(o) < 46 ||
        memcmp(data, "tree ", 5) != 0 || git_oid_fromstrn(&r->tree, data + 5, 40) < 0)
        rc = idio_fail(err, IDIO_E_CORRUPT, "corpus.head", "HEAD of %s is not a commit", r->path);
    git_odb_object_free(o);
    return rc;
}

int idio_repo_resolve(struct idio_repo *r, struct idio_err *err)
{
    if (r->resolved)
        return IDIO_OK;
    int rc = idio_gitdir_head(r, &r->head, err);
    if (rc < 0)
        return rc;
    rc = tree_of_commit(r, err);
    r->resolved = rc == IDIO_OK;
    return rc;
}

int idio_repo_state(struct idio_repo *r, char ret[IDIO_SHA_HEX_MAX], struct idio_err *err)
{
    if (r->kind == IDIO_REPO_PLAIN)
        return idio_plain_state(r, ret, err);
    int rc = idio_repo_resolve(r, err);
    if (rc == IDIO_OK)
        git_oid_tostr(ret, GIT_OID_HEXSZ + 1, &r->head);
    return rc;
}

int idio_repo_root_file(struct idio_repo *r, const char *name, git_odb_object **ret,
                        struct idio_err *err)
{
    git_odb_object *tree = NULL, *blob = NULL;
    int rc = git_odb_read(&tree, r->odb, &r->tree);
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.head", "reading the root folder of %s", r->path);
    const char *data = git_odb_object_data(tree);
    struct idio_tree_cursor c = {data, data + git_odb_object_size(tree)};
    struct idio_tree_entry e;
    size_t n = strlen(name);
    while (!blob && idio_tree_next(&c, &e)) {
        if (e.name_len != n || memcmp(e.name, name, n) != 0 || (e.mode & 0170000u) != 0100000u)
            continue;
        git_oid id;
        size_t size = 0;
        git_object_t type;
        git_oid_fromraw(&id, e.id);
        if (git_odb_read_header(&size, &type, r->odb, &id) == 0 && size <= IDIO_RULES_FILE_MAX &&
            type == GIT_OBJECT_BLOB && git_odb_read(&blob, r->odb, &id) < 0)
            blob = NULL;
        break;
    }
    git_odb_object_free(tree);
    *ret = blob;
    return IDIO_OK;
}

/* The id is the key under which the observation is cached and shared between repositories: what a
 * damaged or forged pack gives for it must not pass. */
static int verified_copy(struct idio_repo *r, const struct idio_repo_file *f, git_odb_object *o,
                         char **ret, size_t *ret_len, struct idio_err *err)
{
    size_t n = git_odb_object_size(o);
    git_oid id;
    if (git_odb_object_type(o) != GIT_OBJECT_BLOB || n > IDIO_CORPUS_FILE_MAX)
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.read", "%s in %s is not the blob it was",
                         f->path, r->path);
    int rc = git_odb_hash(&id, git_odb_object_data(o), n, GIT_OBJECT_BLOB);
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.read", "hashing %s", f->path);
    if (!git_oid_equal(&id, git_odb_object_id(o)))
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.read", "%s in %s does not match its id",
                         f->path, r->path);
    char *copy = idio_strndup(git_odb_object_data(o), n);
    if (!copy)
        return idio_nomem(err, "corpus.read");
    *ret = copy;
    *ret_len = n;
    return IDIO_OK;
}

int idio_repo_read(struct idio_repo *r, const struct idio_repo_file *f, char **ret, size_t *ret_len,
                   struct idio_err *err)
{
    if (r->kind == IDIO_REPO_PLAIN)
        return idio_plain_read(r, f, ret, ret_len, err);
    git_oid id;
    git_odb_object *o = NULL;
    size_t size = 0;
    git_object_t type;
    if (git_oid_fromstr(&id, f->blob) < 0)
        return idio_fail(err, IDIO_E_INVALID, "corpus.read", "%s: bad blob id", f->path);
    /* The header first: it costs a few bytes of inflating, however large the object claims to be.
     */
    int rc = git_odb_read_header(&size, &type, r->odb, &id);
    if (rc == 0 && size > IDIO_CORPUS_FILE_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.read", "%s has %zu bytes", f->path, size);
    if (rc == 0)
        rc = git_odb_read(&o, r->odb, &id);
    if (rc == GIT_ENOTFOUND)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_NOTFOUND, "corpus.read", "%s: object %s is missing",
                                   f->path, f->blob),
                         "a partial clone; `git -C %s fetch --refetch --no-filter` completes it",
                         r->path);
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.read", "reading %s in %s", f->path, r->path);
    rc = verified_copy(r, f, o, ret, ret_len, err);
    git_odb_object_free(o);
    return rc;
}

/* ---- identities ----------------------------------------------------------------------------- */
static int add_identity(git_config *config, const char *key, const char **at, size_t *n,
                        struct idio_arena *arena, struct idio_err *err)
{
    const char *value = NULL;
    int rc = git_config_get_string(&value, config, key);
    if (rc == GIT_ENOTFOUND || (rc == 0 && *value == '\0'))
        return IDIO_OK;
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.identities", "reading %s", key);
    at[*n] = idio_arena_strdup(arena, value);
    if (!at[*n])
        return idio_nomem(err, "corpus.identities");
    (*n)++;
    return IDIO_OK;
}

int idio_corpus_config_identities(struct idio_arena *arena, struct idio_identities *ret,
                                  struct idio_err *err)
{
    git_config *config = NULL, *snapshot = NULL;
    const char **at = idio_arena_alloc(arena, 2, sizeof *at);
    size_t n = 0;
    if (!at)
        return idio_nomem(err, "corpus.identities");
    int rc = git_config_open_default(&config);
    if (rc == 0)
        rc = git_config_snapshot(&snapshot, config);
    if (rc < 0) {
        rc = idio_git_fail(err, rc, "corpus.identities", "reading the git configuration");
    } else {
        rc = add_identity(snapshot, "user.email", at, &n, arena, err);
        if (rc == IDIO_OK)
            rc = add_identity(snapshot, "user.name", at, &n, arena, err);
    }
    git_config_free(snapshot);
    git_config_free(config);
    if (rc == IDIO_OK) {
        ret->at = at;
        ret->len = n;
    }
    return rc;
}
