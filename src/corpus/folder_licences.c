/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Licences and READMEs below the root of a repository. A folder that brings its own licence is
 * mostly a project of its own, copied in; whose it is, is said there, although its files may say
 * nothing. A README that was put beside copied files says where they were taken from.
 */
#include "corpus/vendored.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LICENCES_MAX 2000
#define LICENCE_MAX  (256 * 1024) /* bytes of one that is read */
#define README_HEAD  1500         /* bytes of a README in which it says where it comes from */

struct frame {
    git_odb_object *object;
    struct idio_tree_cursor at;
    size_t path_len;
};
struct walk {
    struct idio_licences *out;
    struct idio_repo *repo;
    struct idio_arena *arena;
    struct idio_words readme_words;
    struct frame stack[IDIO_TREE_DEPTH];
    size_t depth;
    uint64_t entries;
    char path[IDIO_PATH_BYTES];
};

/* A plain file of that name, in any case and with any ending. */
static bool is_called(const struct idio_tree_entry *e, const char *name)
{
    size_t n = strlen(name);
    return strncasecmp(e->name, name, n) == 0 && (e->mode & 0170000u) == 0100000u &&
           (e->name[n] == '\0' || strchr(".-_", e->name[n]) != NULL);
}

static bool is_licence(const struct idio_tree_entry *e)
{
    static const char *const names[] = {"license", "licence", "copying", "copyright", "unlicense"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_called(e, names[i]))
            return true;
    return false;
}

static git_odb_object *read_text(const struct walk *w, const struct idio_tree_entry *e)
{
    git_oid id;
    git_odb_object *blob = NULL;
    size_t size = 0;
    git_object_t type;
    git_oid_fromraw(&id, e->id);
    if (git_odb_read_header(&size, &type, w->repo->odb, &id) < 0 || type != GIT_OBJECT_BLOB ||
        size > LICENCE_MAX || git_odb_read(&blob, w->repo->odb, &id) < 0)
        return NULL;
    return blob;
}

static bool says_imported(const char *text, size_t n, struct idio_words words)
{
    char lower[README_HEAD + 1];
    size_t len = 0;
    n = n < README_HEAD ? n : README_HEAD;
    for (size_t i = 0; i < n; i++) { /* words may stand on two lines */
        bool space = isspace((unsigned char)text[i]) != 0;
        if (!space || (len > 0 && lower[len - 1] != ' '))
            lower[len++] = (char)(space ? ' ' : tolower((unsigned char)text[i]));
    }
    for (size_t i = 0; i < words.len; i++)
        if (memmem(lower, len, words.at[i], strlen(words.at[i])))
            return true;
    return false;
}

static int read_readme(struct walk *w, const struct idio_tree_entry *e, size_t path_len,
                       struct idio_err *err)
{
    git_odb_object *blob = path_len > 0 ? read_text(w, e) : NULL;
    if (!blob)
        return IDIO_OK;
    bool said =
        says_imported(git_odb_object_data(blob), git_odb_object_size(blob), w->readme_words);
    git_odb_object_free(blob);
    if (said && !idio_map_at(&w->out->imported, w->path, path_len - 1, NULL))
        return idio_nomem(err, "corpus.vendored");
    return IDIO_OK;
}

static int read_licence(struct walk *w, const struct idio_tree_entry *e, size_t path_len,
                        struct idio_err *err)
{
    git_odb_object *blob = read_text(w, e);
    if (!blob)
        return IDIO_OK;
    struct idio_licence found = {0};
    idio_notice_of_licence(git_odb_object_data(blob), git_odb_object_size(blob), &found.notice);
    git_odb_object_free(blob);
    if (path_len == 0) {
        if (w->out->root.len == 0)
            w->out->root = found.notice;
        return IDIO_OK;
    }
    if (found.notice.len == 0 || w->out->at.len == LICENCES_MAX)
        return IDIO_OK;
    found.folder = idio_arena_strndup(w->arena, w->path, path_len - 1);
    size_t *at = idio_map_at(&w->out->by_folder, w->path, path_len - 1, NULL);
    if (!found.folder || !at || idio_vec_push(&w->out->at, found) < 0)
        return idio_nomem(err, "corpus.vendored");
    if (*at == 0)
        *at = w->out->at.len;
    return IDIO_OK;
}

/* A tree that cannot be read is none; the listing counts it. */
static void push_tree(struct walk *w, const git_oid *id, size_t path_len)
{
    git_odb_object *o = NULL;
    size_t size = 0;
    git_object_t type;
    if (w->depth == IDIO_TREE_DEPTH || git_odb_read_header(&size, &type, w->repo->odb, id) < 0 ||
        type != GIT_OBJECT_TREE || size > IDIO_TREE_MAX || git_odb_read(&o, w->repo->odb, id) < 0)
        return;
    const char *data = git_odb_object_data(o);
    w->stack[w->depth++] = (struct frame){o, {data, data + git_odb_object_size(o)}, path_len};
}

static int visit(struct walk *w, const struct idio_tree_entry *e, size_t at, struct idio_err *err)
{
    size_t len = at + e->name_len;
    if (is_licence(e))
        return read_licence(w, e, at, err);
    if (is_called(e, "readme"))
        return read_readme(w, e, at, err);
    if (!idio_mode_is_dir(e->mode) || !idio_tree_name_ok(e->name, e->name_len) ||
        len + 2 > sizeof w->path || ++w->entries > IDIO_TREE_ENTRIES)
        return IDIO_OK;
    git_oid id;
    git_oid_fromraw(&id, e->id);
    memcpy(w->path + at, e->name, e->name_len);
    w->path[len] = '/';
    push_tree(w, &id, len + 1);
    return IDIO_OK;
}

int idio_licences_find(struct idio_licences *l, struct idio_repo *r, struct idio_words readme_words,
                       struct idio_arena *arena, struct idio_err *err)
{
    *l = (struct idio_licences){0};
    idio_map_init(&l->by_folder, (size_t)8 * 1024 * 1024);
    idio_map_init(&l->imported, (size_t)8 * 1024 * 1024);
    struct walk *w = idio_alloc(1, sizeof *w);
    if (!w)
        return idio_nomem(err, "corpus.vendored");
    *w = (struct walk){.out = l, .repo = r, .arena = arena, .readme_words = readme_words};
    push_tree(w, &r->tree, 0);
    int rc = IDIO_OK;
    while (w->depth > 0) {
        struct frame *f = &w->stack[w->depth - 1];
        struct idio_tree_entry e;
        if (rc == IDIO_OK && idio_tree_next(&f->at, &e)) {
            rc = visit(w, &e, f->path_len, err);
            continue;
        }
        git_odb_object_free(f->object);
        w->depth--;
    }
    idio_free(w);
    return rc;
}

void idio_licences_release(struct idio_licences *l)
{
    idio_vec_release(&l->at);
    idio_map_release(&l->by_folder);
    idio_map_release(&l->imported);
}

bool idio_licences_imported(const struct idio_licences *l, const char *path)
{
    for (const char *p = path; (p = strchr(p, '/')) != NULL; p++)
        if (idio_map_get(&l->imported, path, (size_t)(p - path), NULL))
            return true;
    return false;
}

const struct idio_licence *idio_licences_above(const struct idio_licences *l, const char *path)
{
    for (size_t n = strlen(path); n > 0; n--) {
        size_t at = 0;
        if (path[n] == '/' && idio_map_get(&l->by_folder, path, n, &at) && at > 0)
            return &l->at.at[at - 1];
    }
    return NULL;
}
