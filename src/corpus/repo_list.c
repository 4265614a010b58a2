/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of HEAD, by walking its tree objects with an explicit stack.
 *
 * Trees are parsed here and not by git_tree_lookup: that refuses a whole tree for one odd entry,
 * copies every name, and what is needed is only name, mode and id. Nothing in a tree is trusted:
 * names like
 * ".." or "a/b" are counted as unreadable, depth and size are capped, unsorted trees are sorted
 * again.
 *
 * Every entry that is not a folder is counted once: as a candidate, or under the reason why not. So
 * `len` and `skipped` add up to `tracked`.
 */
#include "corpus/repo_internal.h"
#include "corpus/vendored.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

bool idio_tree_next(struct idio_tree_cursor *c, struct idio_tree_entry *ret)
{
    unsigned mode = 0;
    const char *p = c->p;
    for (; p < c->end && *p >= '0' && *p <= '7' && mode < (1u << 24); p++)
        mode = mode * 8 + (unsigned)(*p - '0');
    if (p >= c->end || *p != ' ')
        return false;
    p++;
    const char *nul = memchr(p, 0, (size_t)(c->end - p));
    if (!nul || c->end - nul < 1 + GIT_OID_RAWSZ)
        return false;
    ret->mode = mode;
    ret->name = p;
    ret->name_len = (size_t)(nul - p);
    ret->id = (const unsigned char *)nul + 1;
    c->p = nul + 1 + GIT_OID_RAWSZ;
    return true;
}

bool idio_tree_name_ok(const char *name, size_t n)
{
    if (n == 0 || memchr(name, '/', n))
        return false;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strcmp(name, ".git") != 0;
}

struct frame {
    git_odb_object *object;
    struct idio_tree_cursor at;
    size_t path_len; /* of the folder, with its slash */
    enum idio_path_class cls;
};
struct walk {
    struct idio_repo *repo;
    struct idio_arena *arena;
    struct idio_ctx *ctx;
    struct idio_cands *cands;
    struct idio_repo_list *list;
    struct idio_globs attributes;
    struct frame stack[IDIO_TREE_DEPTH];
    size_t depth;
    uint64_t entries;
    char path[IDIO_PATH_BYTES];
    bool unsorted;
    IDIO_VEC(struct idio_left_out) left;
};

static int leave_out(struct walk *w, const char *path, const char *why, const git_oid *id,
                     struct idio_err *err)
{
    struct idio_left_out out = {.path = path, .why = why};
    git_oid_tostr(out.blob, sizeof out.blob, id);
    return !path || idio_vec_push(&w->left, out) < 0 ? idio_nomem(err, "corpus.list") : IDIO_OK;
}

static int add_candidate(struct walk *w, const struct idio_tree_entry *e, size_t path_len,
                         struct idio_cand_file f, struct idio_err *err)
{
    f.path = idio_arena_strndup(w->arena, w->path, path_len);
    git_oid_fromraw(&f.id, e->id);
    bool fresh = false;
    size_t *value = idio_map_at(&w->cands->paths, w->path, path_len, &fresh);
    if (!f.path || !value)
        return idio_nomem(err, "corpus.list");
    if (!fresh) { /* a hostile tree names something twice */
        w->list->skipped[IDIO_SKIP_UNREADABLE]++;
        return IDIO_OK;
    }
    if (w->cands->files.len > 0 &&
        strcmp(w->cands->files.at[w->cands->files.len - 1].path, f.path) > 0)
        w->unsorted = true;
    if (idio_vec_push(&w->cands->files, f) < 0)
        return idio_nomem(err, "corpus.list");
    return IDIO_OK;
}

static enum idio_path_class class_of_folder(struct walk *w, const char *name)
{
    bool said = false;
    enum idio_path_class cls = idio_globs_match(&w->attributes, w->path, name, true, &said);
    if (!said)
        cls = idio_path_class_of(w->path, name, true);
    return cls == IDIO_PATH_OUTPUT ? IDIO_PATH_OWN : cls;
}

/* A script without extension says its language in its first line. Its blob has to be read, so what
 * is mostly no script (LICENSE, Makefile) is only when it is executable. */
static enum idio_lang script_language(struct walk *w, const struct idio_tree_entry *e)
{
    git_oid id;
    size_t size = 0;
    git_object_t type;
    git_odb_object *blob = NULL;
    if (!idio_may_be_script(e->name, (e->mode & 0111) != 0))
        return IDIO_LANG_NONE;
    git_oid_fromraw(&id, e->id);
    if (git_odb_read_header(&size, &type, w->repo->odb, &id) < 0 || type != GIT_OBJECT_BLOB ||
        size > IDIO_RULES_FILE_MAX || git_odb_read(&blob, w->repo->odb, &id) < 0)
        return IDIO_LANG_NONE;
    enum idio_lang lang = idio_lang_of_shebang(git_odb_object_data(blob), size);
    git_odb_object_free(blob);
    return lang;
}

static enum idio_skip skip_of(struct walk *w, const struct idio_tree_entry *e, size_t path_len,
                              struct idio_cand_file *how)
{
    unsigned kind = e->mode & 0170000u;
    if (kind == 0120000u || kind == 0160000u)
        return IDIO_SKIP_LINK;
    if (kind != 0100000u)
        return IDIO_SKIP_UNREADABLE;
    how->lang = idio_lang_of_path(w->path);
    if (how->lang == IDIO_LANG_NONE)
        how->lang = script_language(w, e);
    if (how->lang == IDIO_LANG_NONE)
        return IDIO_SKIP_LANGUAGE;
    /* A file's own attribute goes before the class of its folder ("vendor/mine.c
     * -linguist-vendored"). */
    const char *name = w->path + path_len - e->name_len;
    bool said = false;
    enum idio_path_class cls = idio_globs_match(&w->repo->said, w->path, name, false, &said);
    how->said = said && cls == IDIO_PATH_OWN;
    if (!said)
        cls = idio_globs_match(&w->attributes, w->path, name, false, &said);
    if (!said)
        cls = w->stack[w->depth - 1].cls;
    if (!said && cls == IDIO_PATH_OWN)
        cls = idio_path_class_of(w->path, name, false);
    else
        said = true;
    /* The name of a file alone is a strong sign, but not in the repository where it is made. */
    if (!said && cls == IDIO_PATH_VENDORED) {
        how->named = true;
        cls = IDIO_PATH_OWN;
    }
    if (cls != IDIO_PATH_OWN)
        return cls == IDIO_PATH_VENDORED ? IDIO_SKIP_VENDORED : IDIO_SKIP_GENERATED;
    return idio_utf8_valid(w->path, path_len, NULL) ? IDIO_SKIP_COUNT : IDIO_SKIP_ENCODING;
}

/* Rules of a folder's own .gitattributes; small, rare, and worth nothing when damaged. */
static int read_attributes(struct walk *w, git_odb_object *tree, size_t path_len,
                           struct idio_err *err)
{
    static const char name[] = ".gitattributes";
    const char *data = git_odb_object_data(tree);
    struct idio_tree_cursor c = {data, data + git_odb_object_size(tree)};
    struct idio_tree_entry e;
    while (idio_tree_next(&c, &e)) {
        if (e.name_len != sizeof name - 1 || memcmp(e.name, name, sizeof name - 1) != 0)
            continue;
        git_oid id;
        size_t size = 0;
        git_object_t type;
        git_odb_object *blob = NULL;
        git_oid_fromraw(&id, e.id);
        if ((e.mode & 0170000u) != 0100000u ||
            git_odb_read_header(&size, &type, w->repo->odb, &id) < 0 || type != GIT_OBJECT_BLOB ||
            size > IDIO_RULES_FILE_MAX || git_odb_read(&blob, w->repo->odb, &id) < 0)
            return IDIO_OK;
        char base[IDIO_PATH_BYTES];
        memcpy(base, w->path, path_len);
        base[path_len > 0 ? path_len - 1 : 0] = '\0';
        int rc = idio_attributes_add(&w->attributes, git_odb_object_data(blob), size, base,
                                     w->arena, err);
        git_odb_object_free(blob);
        return rc;
    }
    return IDIO_OK;
}

static int push_tree(struct walk *w, const git_oid *id, size_t path_len, enum idio_path_class cls,
                     struct idio_err *err)
{
    git_odb_object *o = NULL;
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    int rc = w->depth < IDIO_TREE_DEPTH ? git_odb_read_header(&size, &type, w->repo->odb, id) : -1;
    if (rc == 0 && type == GIT_OBJECT_TREE && size <= IDIO_TREE_MAX)
        rc = git_odb_read(&o, w->repo->odb, id);
    if (!o) {
        w->list->tracked++;
        w->list->skipped[rc == GIT_ENOTFOUND ? IDIO_SKIP_MISSING : IDIO_SKIP_UNREADABLE]++;
        return IDIO_OK;
    }
    const char *data = git_odb_object_data(o);
    struct frame *f = &w->stack[w->depth];
    *f = (struct frame){
        .object = o, .at = {data, data + git_odb_object_size(o)}, .path_len = path_len, .cls = cls};
    w->depth++;
    return read_attributes(w, o, path_len, err);
}

static int visit_entry(struct walk *w, const struct idio_tree_entry *e, struct idio_err *err)
{
    struct frame *f = &w->stack[w->depth - 1];
    size_t path_len = f->path_len + e->name_len;
    if (++w->entries > IDIO_TREE_ENTRIES)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.list", "%s has more than %d files and folders",
                         w->repo->path, IDIO_TREE_ENTRIES);
    if (!idio_tree_name_ok(e->name, e->name_len) || path_len + 2 > sizeof w->path) {
        w->list->tracked++;
        w->list->skipped[IDIO_SKIP_UNREADABLE]++;
        return IDIO_OK;
    }
    memcpy(w->path + f->path_len, e->name, e->name_len + 1);
    if (idio_mode_is_dir(e->mode)) {
        git_oid id;
        enum idio_path_class cls = f->cls;
        if (cls == IDIO_PATH_OWN)
            cls = class_of_folder(w, w->path + f->path_len);
        git_oid_fromraw(&id, e->id);
        w->path[path_len] = '/';
        w->path[path_len + 1] = '\0';
        return push_tree(w, &id, path_len + 1, cls, err);
    }
    struct idio_cand_file file = {.lang = IDIO_LANG_NONE};
    w->list->tracked++;
    enum idio_skip why = skip_of(w, e, path_len, &file);
    if (why == IDIO_SKIP_COUNT)
        return add_candidate(w, e, path_len, file, err);
    w->list->skipped[why]++;
    if (why != IDIO_SKIP_VENDORED)
        return IDIO_OK;
    git_oid id;
    git_oid_fromraw(&id, e->id);
    return leave_out(w, idio_arena_strndup(w->arena, w->path, path_len), NULL, &id, err);
}

static int walk_head(struct walk *w, struct idio_err *err)
{
    int rc = push_tree(w, &w->repo->tree, 0, IDIO_PATH_OWN, err);
    while (rc == IDIO_OK && w->depth > 0) {
        struct idio_tree_entry e;
        struct frame *f = &w->stack[w->depth - 1];
        if (idio_tree_next(&f->at, &e)) {
            rc = visit_entry(w, &e, err);
            continue;
        }
        if (idio_cancelled(w->ctx ? w->ctx->cancel : NULL))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.list", "listing stopped");
        git_odb_object_free(f->object);
        w->depth--;
    }
    while (w->depth > 0)
        git_odb_object_free(w->stack[--w->depth].object);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    const struct idio_repo_file *x = a, *y = b;
    return strcmp(x->path, y->path);
}

/* One file of the list, with its lines in the form in which they are kept. */
static int put_file(struct idio_repo_file *out, const struct idio_cand_file *f, bool with_lines,
                    struct idio_arena *arena, struct idio_err *err)
{
    struct idio_str s;
    out->path = f->path;
    out->lang = f->lang;
    out->doubt = f->doubtful ? f->why : NULL;
    out->doubt_points = f->points;
    out->size = f->size;
    out->edits = f->edits;
    out->born = f->born;
    git_oid_tostr(out->blob, sizeof out->blob, &f->id);
    if (!with_lines)
        return IDIO_OK;
    idio_str_init(&s, (size_t)64 * 1024 * 1024);
    idio_lines_encode(&f->lines, &s);
    int rc = idio_str_status(&s, "corpus.list", err);
    out->lines = rc == IDIO_OK ? idio_arena_strndup(arena, s.data, s.len) : NULL;
    out->lines_len = s.len;
    idio_str_release(&s);
    return rc == IDIO_OK && !out->lines ? idio_nomem(err, "corpus.list") : rc;
}

static void count_lines(const struct idio_cand_file *f, uint64_t lines[IDIO_OWNER_COUNT])
{
    for (size_t i = 0; i < f->lines.len; i++) {
        uint32_t end = i + 1 < f->lines.len ? f->lines.at[i + 1].first : f->lines.count + 1;
        lines[f->lines.at[i].owner] += end - f->lines.at[i].first;
    }
}

static int keep_own(const struct idio_cands *c, bool asked, struct idio_arena *arena,
                    struct idio_repo_list *list, struct idio_err *err)
{
    list->at = idio_arena_alloc(arena, c->files.len + 1, sizeof *list->at);
    list->foreign = idio_arena_alloc(arena, c->files.len + 1, sizeof *list->foreign);
    list->past = c->past;
    list->past_len = c->past_len;
    int rc = list->at && list->foreign ? IDIO_OK : idio_nomem(err, "corpus.list");
    for (size_t i = 0; i < c->files.len && rc == IDIO_OK; i++) {
        const struct idio_cand_file *f = &c->files.at[i];
        bool own = !asked || idio_authorship_own(f);
        list->skipped[IDIO_SKIP_FOREIGN] += !own;
        count_lines(f, list->lines);
        rc = put_file(own ? &list->at[list->len++] : &list->foreign[list->foreign_len++], f, asked,
                      arena, err);
    }
    return rc;
}

static int by_left_path(const void *a, const void *b)
{
    const struct idio_left_out *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static int put_left_out(struct walk *w, struct idio_err *err)
{
    struct idio_repo_list *list = w->list;
    list->vendored = idio_arena_copy(w->arena, w->left.at, w->left.len, sizeof *list->vendored);
    if (!list->vendored)
        return idio_nomem(err, "corpus.list");
    list->vendored_len = w->left.len;
    qsort(list->vendored, list->vendored_len, sizeof *list->vendored, by_left_path);
    return IDIO_OK;
}

/* Takes what was copied in out of the candidates: authorship need not look at it. */
static int drop_copied(struct walk *w, struct idio_err *err)
{
    struct idio_cands *c = w->cands;
    size_t kept = 0;
    int rc = IDIO_OK;
    for (size_t i = 0; i < c->files.len && rc == IDIO_OK; i++) {
        const struct idio_cand_file *f = &c->files.at[i];
        if (!f->vendored) {
            c->files.at[kept++] = *f;
            continue;
        }
        w->list->skipped[IDIO_SKIP_IMPORTED]++;
        rc = leave_out(w, f->path, f->why, &f->id, err);
    }
    c->files.len = kept;
    return rc;
}

static int list_git(struct idio_repo *r, const struct idio_identities *who,
                    const struct idio_known *known, struct walk *w, struct idio_err *err)
{
    int rc = idio_repo_resolve(r, err);
    if (rc == IDIO_OK)
        rc = walk_head(w, err);
    if (rc == IDIO_OK && w->cands->files.len > 0)
        rc = idio_vendored_judge(w->repo, who, known, w->ctx ? w->ctx->cancel : NULL, w->cands,
                                 w->arena, err);
    if (rc == IDIO_OK)
        rc = drop_copied(w, err);
    if (rc == IDIO_OK)
        rc = put_left_out(w, err);
    if (rc == IDIO_OK && who && w->cands->files.len > 0)
        rc = idio_authorship_find(r, who, known, w->ctx ? w->ctx->cancel : NULL, w->cands, w->arena,
                                  err);
    if (rc == IDIO_OK)
        rc = keep_own(w->cands, who != NULL, w->arena, w->list, err);
    if (rc == IDIO_OK && w->unsorted) {
        qsort(w->list->at, w->list->len, sizeof *w->list->at, by_path);
        qsort(w->list->foreign, w->list->foreign_len, sizeof *w->list->foreign, by_path);
    }
    return rc;
}

int idio_repo_list(struct idio_repo *r, const struct idio_identities *who,
                   const struct idio_known *known, struct idio_ctx *ctx, struct idio_arena *arena,
                   struct idio_repo_list *ret, struct idio_err *err)
{
    if (r->kind == IDIO_REPO_PLAIN)
        return idio_plain_list(r, ctx, arena, ret, err);
    struct walk *w = idio_alloc(1, sizeof *w);
    if (!w)
        return idio_nomem(err, "corpus.list");
    struct idio_cands cands = {0};
    struct idio_repo_list list = {.shallow = idio_gitdir_is_shallow(r)};
    idio_map_init(&cands.paths, (size_t)256 * 1024 * 1024);
    w->repo = r;
    w->arena = arena;
    w->ctx = ctx;
    w->cands = &cands;
    w->list = &list;
    /* A cut history may have been deepened since. */
    int rc = list_git(r, who, list.shallow ? NULL : known, w, err);
    if (rc == IDIO_OK)
        *ret = list;
    idio_globs_release(&w->attributes);
    idio_vec_release(&w->left);
    idio_vec_release(&cands.files);
    idio_map_release(&cands.paths);
    idio_free(w);
    return rc;
}
