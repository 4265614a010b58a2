/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose file is it? The walk over the history behind that.
 *
 * Per file of HEAD, count the commits that touched it: the developer's and other people's. Merges,
 * bots' commits and commits written with a model count for nobody. This is counted per commit, not
 * per line: blaming 10,000 files takes minutes, this takes 50 ms per thousand commits, and for "is
 * this file mostly mine" the two agree well enough.
 *
 * Why not git_diff: a commit is compared with its parent by the ids in raw tree objects, and only
 * in folders that hold candidates; an id that is equal on both sides ends the comparison for the
 * whole folder. Nothing is rendered and no rename is searched: a renamed file starts anew. Half the
 * time of `git log --raw`.
 *
 * A commit whose parent is not there (shallow clone) is compared with nothing: all its files count
 * as touched.
 */
#include "corpus/history.h"

#include <stdlib.h>
#include <string.h>

/* ---- comparing trees ------------------------------------------------------------------------ */
struct pair {
    git_oid old, new;
    bool has_old, has_new;
    uint32_t folder;
};
struct compare {
    struct idio_repo *repo;
    struct idio_cands *cands;
    IDIO_VEC(struct pair) stack;
    uint64_t mine, others; /* counted commits */
    bool is_mine;
};

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

/* Something under this name differs; either side may be NULL. */
static int touched(struct compare *c, uint32_t folder, const struct idio_tree_entry *was,
                   const struct idio_tree_entry *is, struct idio_err *err)
{
    const struct idio_tree_entry *any = is ? is : was;
    char key[4 + IDIO_PATH_BYTES];
    size_t child;
    if (any->name_len > IDIO_PATH_BYTES)
        return IDIO_OK;
    memcpy(key, &folder, 4);
    memcpy(key + 4, any->name, any->name_len);
    if (!idio_map_get(&c->cands->children, key, 4 + any->name_len, &child))
        return IDIO_OK;
    if (child % 2 == 0) {
        struct idio_cand_file *f = &c->cands->files.at[child / 2];
        if (idio_mode_is_dir(any->mode))
            return IDIO_OK;
        if (c->is_mine)
            f->mine++;
        else
            f->others++;
        return IDIO_OK;
    }
    struct pair p = {.folder = (uint32_t)(child / 2)};
    if (was && idio_mode_is_dir(was->mode)) {
        git_oid_fromraw(&p.old, was->id);
        p.has_old = true;
    }
    if (is && idio_mode_is_dir(is->mode)) {
        git_oid_fromraw(&p.new, is->id);
        p.has_new = true;
    }
    if ((p.has_old || p.has_new) && idio_vec_push(&c->stack, p) < 0)
        return idio_nomem(err, "corpus.history");
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

static int compare_entries(struct compare *c, uint32_t folder, struct idio_tree_cursor a,
                           struct idio_tree_cursor b, struct idio_err *err)
{
    int rc = IDIO_OK;
    while (rc == IDIO_OK) {
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
            rc = touched(c, folder, order < 0 ? &x : NULL, order < 0 ? NULL : &y, err);
        else if (memcmp(x.id, y.id, GIT_OID_RAWSZ) != 0)
            rc = touched(c, folder, &x, &y, err);
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

static int compare_trees(struct compare *c, const git_oid *old, const git_oid *new,
                         struct idio_err *err)
{
    struct pair root = {.new = *new, .has_new = true};
    if (old) {
        root.old = *old;
        root.has_old = true;
    }
    c->stack.len = 0;
    if (idio_vec_push(&c->stack, root) < 0)
        return idio_nomem(err, "corpus.history");
    int rc = IDIO_OK;
    while (rc == IDIO_OK && c->stack.len > 0) {
        struct pair p = c->stack.at[--c->stack.len];
        git_odb_object *a, *b;
        struct idio_tree_cursor was = open_tree(c->repo, p.has_old, &p.old, &a);
        struct idio_tree_cursor is = open_tree(c->repo, p.has_new, &p.new, &b);
        rc = compare_entries(c, p.folder, was, is, err);
        git_odb_object_free(a);
        git_odb_object_free(b);
    }
    return rc;
}

static int count_commit(struct compare *cmp, const struct idio_history *h,
                        struct idio_people *people, const struct idio_commit *c,
                        struct idio_err *err)
{
    enum idio_person who;
    if (c->parent_count > 1)
        return IDIO_OK;
    int rc = idio_people_of(people, c, &who, err);
    if (rc != IDIO_OK || who == IDIO_PERSON_NOBODY)
        return rc;
    cmp->is_mine = who == IDIO_PERSON_MINE;
    if (cmp->is_mine)
        cmp->mine++;
    else
        cmp->others++;
    const git_oid *before = c->parent_count == 1 ? idio_history_tree(h, &c->parents[0]) : NULL;
    if (before && git_oid_equal(before, &c->tree))
        return IDIO_OK;
    return compare_trees(cmp, before, &c->tree, err);
}

/* Files older than the window: whoever made most of the window is taken for their author, too. */
static void settle_untouched(struct compare *cmp)
{
    for (size_t i = 0; i < cmp->cands->files.len; i++) {
        struct idio_cand_file *f = &cmp->cands->files.at[i];
        if (f->mine + f->others > 0)
            continue;
        if (cmp->mine >= cmp->others && cmp->mine > 0)
            f->mine = 1;
        else
            f->others = 1;
    }
}

int idio_authorship_count(struct idio_repo *r, const struct idio_identities *who,
                          struct idio_cancel *cancel, struct idio_cands *cands,
                          struct idio_err *err)
{
    struct idio_people people;
    struct idio_history h;
    struct compare cmp = {.repo = r, .cands = cands};
    int rc = idio_people_init(&people, r, who, err);
    int rc2 = idio_history_init(&h, r, IDIO_HISTORY_MAX, err);
    rc = rc != IDIO_OK ? rc : rc2;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct idio_commit c;
        rc = idio_history_next(&h, cancel, &o, &c, err);
        if (rc != IDIO_OK || !o)
            break;
        rc = count_commit(&cmp, &h, &people, &c, err);
        git_odb_object_free(o);
    }
    if (rc == IDIO_OK && h.cut)
        settle_untouched(&cmp);
    idio_vec_release(&cmp.stack);
    idio_history_release(&h);
    idio_people_release(&people);
    return rc;
}

bool idio_authorship_own(const struct idio_cand_file *f)
{
    return f->mine > 0 && f->mine >= f->others;
}

/* ---- authors -------------------------------------------------------------------------------- */
struct author_count {
    IDIO_VEC(struct idio_author) at; /* names in the arena */
    struct idio_map index;           /* folded address → index + 1 */
};

static int count_author(struct author_count *out, const struct idio_people *p,
                        const struct idio_commit *c, struct idio_arena *arena, struct idio_err *err)
{
    struct idio_author_key k;
    const char *name, *email;
    idio_author_key(c, &k);
    if (idio_author_class_of(c->name, c->email) != IDIO_AUTHOR_HUMAN)
        return IDIO_OK;
    idio_people_resolve(p, &k, &name, &email);
    struct idio_str s;
    idio_str_init(&s, 16 * IDIO_AUTHOR_BYTES);
    int rc = idio_people_fold(&s, *email ? email : name, err);
    size_t *at = rc == IDIO_OK ? idio_map_at(&out->index, s.data, s.len, NULL) : NULL;
    idio_str_release(&s);
    if (rc != IDIO_OK)
        return rc;
    if (!at)
        return idio_nomem(err, "corpus.authors");
    if (*at == 0) {
        struct idio_author a = {idio_arena_strdup(arena, name), idio_arena_strdup(arena, email), 0};
        if (!a.name || !a.email || idio_vec_push(&out->at, a) < 0)
            return idio_nomem(err, "corpus.authors");
        *at = out->at.len;
    }
    out->at.at[*at - 1].commits++;
    return IDIO_OK;
}

static int by_commits(const void *a, const void *b)
{
    const struct idio_author *x = a, *y = b;
    if (x->commits != y->commits)
        return x->commits < y->commits ? 1 : -1;
    int d = strcmp(x->email, y->email);
    return d != 0 ? d : strcmp(x->name, y->name);
}

static int finish_authors(struct author_count *c, struct idio_arena *arena,
                          struct idio_author **ret, size_t *ret_n, struct idio_err *err)
{
    struct idio_author *at = idio_arena_alloc(arena, c->at.len + 1, sizeof *at);
    if (!at)
        return idio_nomem(err, "corpus.authors");
    if (c->at.len > 0) {
        memcpy(at, c->at.at, c->at.len * sizeof *at);
        qsort(at, c->at.len, sizeof *at, by_commits);
    }
    *ret = at;
    *ret_n = c->at.len;
    return IDIO_OK;
}

int idio_repo_authors(struct idio_repo *r, size_t max_commits, struct idio_ctx *ctx,
                      struct idio_arena *arena, struct idio_author **ret, size_t *ret_n,
                      struct idio_err *err)
{
    struct idio_people people;
    struct idio_history h;
    struct author_count count = {0};
    if (r->kind == IDIO_REPO_PLAIN)
        return finish_authors(&count, arena, ret, ret_n, err);
    int rc = idio_repo_resolve(r, err);
    if (rc != IDIO_OK)
        return rc;
    idio_map_init(&count.index, (size_t)64 * 1024 * 1024);
    rc = idio_people_init(&people, r, NULL, err);
    int rc2 = idio_history_init(&h, r, max_commits, err);
    rc = rc != IDIO_OK ? rc : rc2;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct idio_commit c;
        rc = idio_history_next(&h, ctx ? ctx->cancel : NULL, &o, &c, err);
        if (rc != IDIO_OK || !o)
            break;
        if (c.parent_count <= 1)
            rc = count_author(&count, &people, &c, arena, err);
        git_odb_object_free(o);
    }
    if (rc == IDIO_OK)
        rc = finish_authors(&count, arena, ret, ret_n, err);
    idio_vec_release(&count.at);
    idio_map_release(&count.index);
    idio_history_release(&h);
    idio_people_release(&people);
    return rc;
}
