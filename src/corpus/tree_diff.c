/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit changed, by comparing its tree with its parent's.
 *
 * Why not git_diff: ids in raw tree objects are compared, and an id that is equal on both sides
 * ends the comparison for a whole folder; nothing is rendered, no rename is searched. Half the time
 * of `git log --raw`.
 *
 * Trees come from strangers: order is not trusted further than that a wrong one gives a wrong list,
 * depth and length of paths are capped as for HEAD, and a bomb of shared trees ends in `cut`.
 */
#include "corpus/tree_diff.h"

#include <stdlib.h>
#include <string.h>

/* Order of git trees: by name, folders as if a slash followed. */
static int entry_order(const struct idio_tree_entry *a, const struct idio_tree_entry *b)
{
    size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
    int d = memcmp(a->name, b->name, n);
    if (d != 0)
        return d;
    int x = (unsigned char)a->name[n], y = (unsigned char)b->name[n];
    if (x == 0 && idio_mode_is_dir(a->mode))
        x = '/';
    if (y == 0 && idio_mode_is_dir(b->mode))
        y = '/';
    return x - y;
}

static bool is_file(const struct idio_tree_entry *e)
{
    return e && (e->mode & 0170000u) == 0100000u;
}

static bool is_dir(const struct idio_tree_entry *e)
{
    return e && idio_mode_is_dir(e->mode);
}

/* Appends folder and name, NUL behind; the offset, or SIZE_MAX when memory is gone. */
static size_t add_path(struct idio_changes *c, const struct idio_tree_pair *in, const char *name,
                       size_t n, bool dir)
{
    size_t at = c->text.len;
    /* A piece must not point into the buffer it is appended to. */
    char folder[IDIO_PATH_BYTES];
    memcpy(folder, c->text.data + in->path, in->path_len);
    idio_str_append(&c->text, folder, in->path_len);
    idio_str_append(&c->text, name, n);
    if (dir)
        idio_str_putc(&c->text, '/');
    idio_str_putc(&c->text, '\0');
    return c->text.failed ? SIZE_MAX : at;
}

/* Something under this name differs; either side may be NULL. */
static int differs(struct idio_changes *c, const struct idio_tree_pair *in,
                   const struct idio_tree_entry *was, const struct idio_tree_entry *is,
                   struct idio_err *err)
{
    const struct idio_tree_entry *any = is ? is : was;
    size_t n = in->path_len + any->name_len;
    if (n + 2 > IDIO_PATH_BYTES)
        return IDIO_OK;
    if (is_file(was) || is_file(is)) {
        struct idio_change f = {.path_len = n, .has_old = is_file(was), .has_new = is_file(is)};
        if (was && f.has_old)
            git_oid_fromraw(&f.old, was->id);
        if (is && f.has_new)
            git_oid_fromraw(&f.new, is->id);
        f.path = add_path(c, in, any->name, any->name_len, false);
        if (f.path == SIZE_MAX || idio_vec_push(&c->at, f) < 0)
            return idio_nomem(err, "corpus.changes");
    }
    if ((!is_dir(was) && !is_dir(is)) || in->depth + 1 >= IDIO_TREE_DEPTH)
        return IDIO_OK;
    struct idio_tree_pair p = {
        .has_old = is_dir(was), .has_new = is_dir(is), .path_len = n + 1, .depth = in->depth + 1};
    if (was && p.has_old)
        git_oid_fromraw(&p.old, was->id);
    if (is && p.has_new)
        git_oid_fromraw(&p.new, is->id);
    p.path = add_path(c, in, any->name, any->name_len, true);
    if (p.path == SIZE_MAX || idio_vec_push(&c->stack, p) < 0)
        return idio_nomem(err, "corpus.changes");
    return IDIO_OK;
}

/* Steps over the entries that are the same on both sides, byte for byte: nearly all of them. */
static void skip_same(struct idio_tree_cursor *a, struct idio_tree_cursor *b)
{
    size_t n = (size_t)(a->end - a->p) < (size_t)(b->end - b->p) ? (size_t)(a->end - a->p)
                                                                 : (size_t)(b->end - b->p);
    size_t same = 0;
    uint64_t x, y;
    for (; same + 8 <= n; same += 8) {
        memcpy(&x, a->p + same, 8);
        memcpy(&y, b->p + same, 8);
        if (x != y)
            break;
    }
    while (same < n && a->p[same] == b->p[same])
        same++;
    const char *until = a->p + same;
    struct idio_tree_entry e;
    struct idio_tree_cursor next = *a;
    while (next.p < until && idio_tree_next(&next, &e) && next.p <= until) {
        b->p += next.p - a->p;
        a->p = next.p;
    }
}

static int compare_entries(struct idio_changes *c, const struct idio_tree_pair *in,
                           struct idio_tree_cursor a, struct idio_tree_cursor b,
                           struct idio_err *err)
{
    int rc = IDIO_OK;
    while (rc == IDIO_OK && c->at.len + c->stack.len <= IDIO_CHANGES_MAX) {
        struct idio_tree_entry x, y;
        skip_same(&a, &b);
        struct idio_tree_cursor next_a = a, next_b = b;
        bool has_x = idio_tree_next(&next_a, &x), has_y = idio_tree_next(&next_b, &y);
        if (!has_x && !has_y)
            break;
        int order = !has_x ? 1 : !has_y ? -1 : entry_order(&x, &y);
        if (order <= 0)
            a = next_a;
        if (order >= 0)
            b = next_b;
        if (order != 0)
            rc = differs(c, in, order < 0 ? &x : NULL, order < 0 ? NULL : &y, err);
        else if (memcmp(x.id, y.id, GIT_OID_RAWSZ) != 0 || is_dir(&x) != is_dir(&y) ||
                 is_file(&x) != is_file(&y))
            rc = differs(c, in, &x, &y, err);
    }
    return rc;
}

/* A tree that is missing, no tree, or absurdly large reads as empty. */
static struct idio_tree_cursor open_tree(struct idio_repo *r, bool has, const git_oid *id,
                                         git_odb_object **ret)
{
    *ret = NULL;
    if (!has || git_odb_read(ret, r->odb, id) < 0)
        return (struct idio_tree_cursor){0};
    const char *data = git_odb_object_data(*ret);
    size_t n = git_odb_object_size(*ret);
    if (git_odb_object_type(*ret) != GIT_OBJECT_TREE || n > IDIO_TREE_MAX)
        n = 0;
    return (struct idio_tree_cursor){data, data + n};
}

static int by_path(const void *a, const void *b, void *text)
{
    const struct idio_change *x = a, *y = b;
    return strcmp((const char *)text + x->path, (const char *)text + y->path);
}

void idio_changes_init(struct idio_changes *c)
{
    *c = (struct idio_changes){0};
    idio_str_init(&c->text, (size_t)64 * 1024 * 1024);
}

void idio_changes_release(struct idio_changes *c)
{
    idio_vec_release(&c->at);
    idio_vec_release(&c->stack);
    idio_str_release(&c->text);
}

int idio_changes_find(struct idio_changes *c, struct idio_repo *r, const git_oid *old,
                      const git_oid *new, struct idio_err *err)
{
    struct idio_tree_pair root = {.new = *new, .has_new = true};
    if (old) {
        root.old = *old;
        root.has_old = true;
    }
    c->at.len = c->stack.len = c->compared = 0;
    c->cut = c->missing = false;
    idio_str_clear(&c->text);
    if (old && git_oid_equal(old, new))
        return IDIO_OK;
    if (idio_vec_push(&c->stack, root) < 0)
        return idio_nomem(err, "corpus.changes");
    int rc = IDIO_OK;
    for (size_t folders = 0; rc == IDIO_OK && c->stack.len > 0 && !c->cut; folders++) {
        struct idio_tree_pair p = c->stack.at[--c->stack.len];
        git_odb_object *a, *b;
        struct idio_tree_cursor was = open_tree(r, p.has_old, &p.old, &a);
        struct idio_tree_cursor is = open_tree(r, p.has_new, &p.new, &b);
        c->missing = c->missing || (p.has_old && !a) || (p.has_new && !b);
        rc = compare_entries(c, &p, was, is, err);
        git_odb_object_free(a);
        git_odb_object_free(b);
        c->cut = c->at.len + c->stack.len > IDIO_CHANGES_MAX || folders > IDIO_CHANGES_MAX ||
                 c->text.len > c->text.max / 2;
        c->compared = folders + c->at.len + c->stack.len + 1;
    }
    if (rc == IDIO_OK && c->at.len > 1)
        qsort_r(c->at.at, c->at.len, sizeof *c->at.at, by_path, c->text.data);
    return rc;
}

bool idio_tree_find(struct idio_repo *r, const git_oid *tree, const char *path, git_oid *ret)
{
    git_oid at = *tree;
    for (;;) {
        const char *slash = strchr(path, '/');
        size_t n = slash ? (size_t)(slash - path) : strlen(path);
        git_odb_object *o;
        struct idio_tree_cursor c = open_tree(r, true, &at, &o);
        struct idio_tree_entry e;
        bool found = false;
        while (!found && idio_tree_next(&c, &e))
            found = e.name_len == n && memcmp(e.name, path, n) == 0 &&
                    (slash ? is_dir(&e) : is_file(&e));
        if (found)
            git_oid_fromraw(&at, e.id);
        git_odb_object_free(o);
        if (!found || !slash) {
            if (found)
                *ret = at;
            return found;
        }
        path = slash + 1;
    }
}
