/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose file is it? The history walk behind that.
 *
 * Per file of HEAD, count the commits that touched it: the developer's and other people's. Merges,
 * bots' commits and commits written with a model (author_rules.c) count for nobody. This is counted per
 * commit, not per line: blaming 10,000 files takes minutes, this takes tens of milliseconds per
 * thousand commits, and for "is this file mostly mine" the two agree well enough.
 *
 * Why not git_diff or git_revwalk: a commit is compared with its parent by the ids in raw tree objects,
 * and only in folders that hold candidates; an id that is equal on both sides ends the comparison for
 * the whole folder. Nothing is rendered and no rename is searched: a renamed file starts anew.
 *
 * Order: newest first by committer time, ties by id, so the window of IDIO_HISTORY_MAX commits is the
 * same on every machine. A commit whose parent is not there (shallow clone) is compared with nothing:
 * all its files count as touched.
 */
#include "corpus/repo_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define PARENTS_MAX 64
#define AUTHOR_BYTES 1024

/* ---- commits ----------------------------------------------------------------------------------- */
struct commit {
    git_oid tree;
    git_oid parents[PARENTS_MAX];
    size_t parent_count;
    int64_t time; /* committer's */
    struct idio_slice name, email; /* author; borrowed from the object */
    struct idio_slice message;
};

static bool parse_person(struct idio_slice line, struct commit *c, bool author)
{
    const char *close = memrchr(line.p, '>', line.n);
    const char *open = memchr(line.p, '<', line.n);
    if (!open || !close || close < open)
        return false;
    if (author) {
        c->name = idio_slice_trim(idio_slice(line.p, (size_t)(open - line.p)));
        c->email = idio_slice_trim(idio_slice(open + 1, (size_t)(close - open - 1)));
        return true;
    }
    int64_t t = 0;
    const char *p = close + 1, *end = line.p + line.n;
    while (p < end && *p == ' ')
        p++;
    for (; p < end && *p >= '0' && *p <= '9' && t < INT64_MAX / 20; p++)
        t = t * 10 + (*p - '0');
    c->time = t;
    return true;
}

static bool parse_header(struct idio_slice line, struct commit *c)
{
    if (idio_slice_starts(line, "tree ") && line.n == 5 + GIT_OID_HEXSZ)
        return git_oid_fromstrn(&c->tree, line.p + 5, GIT_OID_HEXSZ) == 0;
    if (idio_slice_starts(line, "parent ") && line.n == 7 + GIT_OID_HEXSZ) {
        if (c->parent_count == PARENTS_MAX)
            return true;
        return git_oid_fromstrn(&c->parents[c->parent_count++], line.p + 7, GIT_OID_HEXSZ) == 0;
    }
    if (idio_slice_starts(line, "author "))
        return parse_person(idio_slice(line.p + 7, line.n - 7), c, true);
    if (idio_slice_starts(line, "committer "))
        return parse_person(idio_slice(line.p + 10, line.n - 10), c, false);
    return true;
}

static bool parse_commit(git_odb_object *o, struct commit *c)
{
    if (git_odb_object_type(o) != GIT_OBJECT_COMMIT)
        return false;
    memset(c, 0, offsetof(struct commit, parents));
    c->parent_count = 0;
    c->time = 0;
    c->name = c->email = idio_slice("", 0);
    const char *p = git_odb_object_data(o), *end = p + git_odb_object_size(o);
    while (p < end && *p != '\n') {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl)
            return false;
        if (!parse_header(idio_slice(p, (size_t)(nl - p)), c))
            return false;
        p = nl + 1;
    }
    c->message = p < end ? idio_slice(p + 1, (size_t)(end - p - 1)) : idio_slice("", 0);
    return true;
}

/* ---- walk in order of time ----------------------------------------------------------------------- */
struct waiting {
    git_oid id;
    int64_t time;
    git_odb_object *object;
};
struct history {
    struct idio_repo *repo;
    IDIO_VEC(struct waiting) heap; /* newest on top */
    struct idio_map seen;          /* commit ids → index of `trees` + 1; 0: no such commit here */
    IDIO_VEC(git_oid) trees;
    size_t given, max;
    bool cut; /* `max` was reached */
};

static bool newer(const struct waiting *a, const struct waiting *b)
{
    if (a->time != b->time)
        return a->time > b->time;
    return git_oid_cmp(&a->id, &b->id) < 0;
}

static void heap_up(struct history *h, size_t i)
{
    while (i > 0 && newer(&h->heap.at[i], &h->heap.at[(i - 1) / 2])) {
        struct waiting t = h->heap.at[i];
        h->heap.at[i] = h->heap.at[(i - 1) / 2];
        h->heap.at[(i - 1) / 2] = t;
        i = (i - 1) / 2;
    }
}

static void heap_down(struct history *h)
{
    for (size_t i = 0;;) {
        size_t best = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < h->heap.len; k++) {
            if (newer(&h->heap.at[k], &h->heap.at[best]))
                best = k;
        }
        if (best == i)
            return;
        struct waiting t = h->heap.at[i];
        h->heap.at[i] = h->heap.at[best];
        h->heap.at[best] = t;
        i = best;
    }
}

/* A commit that is missing or damaged is passed over: history simply ends there. */
static int history_push(struct history *h, const git_oid *id, struct idio_err *err)
{
    bool fresh = false;
    size_t *tree = idio_map_at(&h->seen, (const char *)id->id, GIT_OID_RAWSZ, &fresh);
    if (!tree)
        return idio_nomem(err, "corpus.history");
    if (!fresh)
        return IDIO_OK;
    struct waiting w = {.id = *id};
    struct commit c;
    if (git_odb_read(&w.object, h->repo->odb, id) < 0)
        return IDIO_OK;
    if (!parse_commit(w.object, &c)) {
        git_odb_object_free(w.object);
        return IDIO_OK;
    }
    w.time = c.time;
    if (idio_vec_push(&h->trees, c.tree) < 0 || idio_vec_push(&h->heap, w) < 0) {
        git_odb_object_free(w.object);
        return idio_nomem(err, "corpus.history");
    }
    *tree = h->trees.len;
    heap_up(h, h->heap.len - 1);
    return IDIO_OK;
}

static int history_init(struct history *h, struct idio_repo *r, size_t max, struct idio_err *err)
{
    *h = (struct history){.repo = r, .max = max};
    idio_map_init(&h->seen, (size_t)512 * 1024 * 1024);
    return history_push(h, &r->head, err);
}

static void history_release(struct history *h)
{
    for (size_t i = 0; i < h->heap.len; i++)
        git_odb_object_free(h->heap.at[i].object);
    idio_vec_release(&h->heap);
    idio_vec_release(&h->trees);
    idio_map_release(&h->seen);
}

/* Next commit; *ret_object (to be freed) is NULL at the end. */
static int history_next(struct history *h, git_odb_object **ret_object, struct commit *ret,
                        struct idio_err *err)
{
    *ret_object = NULL;
    if (h->heap.len == 0)
        return IDIO_OK;
    if (h->given == h->max) {
        h->cut = true;
        return IDIO_OK;
    }
    git_odb_object *o = h->heap.at[0].object;
    h->heap.at[0] = h->heap.at[--h->heap.len];
    heap_down(h);
    h->given++;
    int rc = parse_commit(o, ret) ? IDIO_OK : idio_fail(err, IDIO_E_BUG, "corpus.history", "reparse");
    for (size_t i = 0; i < ret->parent_count && rc == IDIO_OK; i++)
        rc = history_push(h, &ret->parents[i], err);
    if (rc != IDIO_OK) {
        git_odb_object_free(o);
        return rc;
    }
    *ret_object = o;
    return IDIO_OK;
}

/* ---- people ------------------------------------------------------------------------------------------ */
enum person { PERSON_OTHER, PERSON_MINE, PERSON_NOBODY /* bot or model */ };
struct people {
    git_mailmap *mailmap;    /* NULL: none */
    struct idio_map who;     /* folded names and addresses of the developer */
    struct idio_map authors; /* "name\0email" as written → enum person + 1 */
};

static int fold(struct idio_str *out, const char *text, struct idio_err *err)
{
    return idio_utf8_fold(out, text, strnlen(text, AUTHOR_BYTES), err);
}

static int fold_into(struct idio_map *m, const char *text, struct idio_err *err)
{
    struct idio_str s;
    idio_str_init(&s, 16 * AUTHOR_BYTES);
    int rc = fold(&s, text, err);
    if (rc == IDIO_OK && s.len > 0 && idio_map_intern(m, s.data, s.len) == SIZE_MAX)
        rc = idio_nomem(err, "corpus.history");
    idio_str_release(&s);
    return rc;
}

static int is_in(const struct idio_map *m, const char *text, bool *ret, struct idio_err *err)
{
    struct idio_str s;
    idio_str_init(&s, 16 * AUTHOR_BYTES);
    int rc = fold(&s, text, err);
    size_t unused;
    if (rc == IDIO_OK && s.len > 0 && idio_map_get(m, s.data, s.len, &unused))
        *ret = true;
    idio_str_release(&s);
    return rc;
}

/* The mailmap of HEAD; mailmap.file and mailmap.blob of a foreign configuration are not followed. */
static int open_mailmap(struct idio_repo *r, git_mailmap **ret, struct idio_err *err)
{
    git_odb_object *o = NULL;
    *ret = NULL;
    int rc = idio_repo_root_file(r, ".mailmap", &o, err);
    if (rc != IDIO_OK || !o)
        return rc;
    if (git_mailmap_from_buffer(ret, git_odb_object_data(o), git_odb_object_size(o)) < 0)
        *ret = NULL;
    git_odb_object_free(o);
    return IDIO_OK;
}

/* An address that the mailmap knows stands for its owner: both forms count. */
static int add_identity(struct people *p, const char *identity, struct idio_err *err)
{
    const char *name = NULL, *email = NULL;
    int rc = fold_into(&p->who, identity, err);
    if (rc == IDIO_OK && p->mailmap && strchr(identity, '@') &&
        git_mailmap_resolve(&name, &email, p->mailmap, "", identity) == 0)
        rc = fold_into(&p->who, email, err);
    return rc;
}

static int people_init(struct people *p, struct idio_repo *r, const struct idio_identities *who,
                       struct idio_err *err)
{
    *p = (struct people){0};
    idio_map_init(&p->who, (size_t)1024 * 1024);
    idio_map_init(&p->authors, (size_t)64 * 1024 * 1024);
    int rc = open_mailmap(r, &p->mailmap, err);
    for (size_t i = 0; who && i < who->len && rc == IDIO_OK; i++)
        rc = add_identity(p, who->at[i], err);
    return rc;
}

static void people_release(struct people *p)
{
    git_mailmap_free(p->mailmap);
    idio_map_release(&p->who);
    idio_map_release(&p->authors);
}

struct author_key {
    char text[2 * AUTHOR_BYTES + 2]; /* name NUL email NUL */
    size_t name_len, len;
};

static void make_key(const struct commit *c, struct author_key *ret)
{
    size_t n = c->name.n < AUTHOR_BYTES ? c->name.n : AUTHOR_BYTES;
    size_t m = c->email.n < AUTHOR_BYTES ? c->email.n : AUTHOR_BYTES;
    memcpy(ret->text, c->name.p, n);
    ret->text[n] = '\0';
    memcpy(ret->text + n + 1, c->email.p, m);
    ret->text[n + 1 + m] = '\0';
    ret->name_len = n;
    ret->len = n + 1 + m;
}

static void resolve(const struct people *p, const struct author_key *k, const char **name,
                    const char **email)
{
    *name = k->text;
    *email = k->text + k->name_len + 1;
    if (p->mailmap && git_mailmap_resolve(name, email, p->mailmap, k->text, *email) < 0) {
        *name = k->text;
        *email = k->text + k->name_len + 1;
    }
}

static int judge(struct people *p, const struct author_key *k, enum person *ret,
                 struct idio_err *err)
{
    const char *raw_email = k->text + k->name_len + 1, *name, *email;
    if (idio_author_class_of(idio_slice_c(k->text), idio_slice_c(raw_email)) != IDIO_AUTHOR_HUMAN) {
        *ret = PERSON_NOBODY;
        return IDIO_OK;
    }
    resolve(p, k, &name, &email);
    const char *const forms[] = {k->text, raw_email, name, email};
    bool mine = false;
    for (size_t i = 0; i < 4 && !mine; i++) {
        int rc = is_in(&p->who, forms[i], &mine, err);
        if (rc != IDIO_OK)
            return rc;
    }
    *ret = mine ? PERSON_MINE : PERSON_OTHER;
    return IDIO_OK;
}

static int person_of(struct people *p, const struct commit *c, enum person *ret,
                     struct idio_err *err)
{
    struct author_key k;
    make_key(c, &k);
    size_t *known = idio_map_at(&p->authors, k.text, k.len, NULL);
    if (!known)
        return idio_nomem(err, "corpus.history");
    if (*known == 0) {
        enum person who;
        int rc = judge(p, &k, &who, err);
        if (rc != IDIO_OK)
            return rc;
        *known = (size_t)who + 1;
    }
    *ret = (enum person)(*known - 1);
    if (*ret != PERSON_NOBODY && idio_message_is_ai(c->message.p, c->message.n))
        *ret = PERSON_NOBODY;
    return IDIO_OK;
}

/* ---- comparing trees ------------------------------------------------------------------------------------ */
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

static int compare_entries(struct compare *c, uint32_t folder, struct idio_tree_cursor a,
                           struct idio_tree_cursor b, struct idio_err *err)
{
    struct idio_tree_entry x, y;
    bool has_x = idio_tree_next(&a, &x), has_y = idio_tree_next(&b, &y);
    int rc = IDIO_OK;
    while (rc == IDIO_OK && (has_x || has_y)) {
        int order = !has_x ? 1 : !has_y ? -1 : entry_order(&x, &y);
        if (order < 0) {
            rc = touched(c, folder, &x, NULL, err);
            has_x = idio_tree_next(&a, &x);
        } else if (order > 0) {
            rc = touched(c, folder, NULL, &y, err);
            has_y = idio_tree_next(&b, &y);
        } else {
            if (memcmp(x.id, y.id, GIT_OID_RAWSZ) != 0)
                rc = touched(c, folder, &x, &y, err);
            has_x = idio_tree_next(&a, &x);
            has_y = idio_tree_next(&b, &y);
        }
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

/* Tree of a commit that history_push has seen; NULL when it is not there. */
static const git_oid *tree_of(const struct history *h, const git_oid *id)
{
    size_t at = 0;
    if (!idio_map_get(&h->seen, (const char *)id->id, GIT_OID_RAWSZ, &at) || at == 0)
        return NULL;
    return &h->trees.at[at - 1];
}

static int count_commit(struct compare *cmp, const struct history *h, struct people *people,
                        const struct commit *c, struct idio_err *err)
{
    enum person who;
    if (c->parent_count > 1)
        return IDIO_OK;
    int rc = person_of(people, c, &who, err);
    if (rc != IDIO_OK || who == PERSON_NOBODY)
        return rc;
    cmp->is_mine = who == PERSON_MINE;
    if (cmp->is_mine)
        cmp->mine++;
    else
        cmp->others++;
    const git_oid *before = c->parent_count == 1 ? tree_of(h, &c->parents[0]) : NULL;
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
                          struct idio_cancel *cancel, struct idio_cands *cands, struct idio_err *err)
{
    struct people people;
    struct history h;
    struct compare cmp = {.repo = r, .cands = cands};
    int rc = people_init(&people, r, who, err);
    int rc2 = history_init(&h, r, IDIO_HISTORY_MAX, err);
    rc = rc != IDIO_OK ? rc : rc2;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct commit c;
        if (idio_cancelled(cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.history", "reading the history stopped");
        else
            rc = history_next(&h, &o, &c, err);
        if (rc != IDIO_OK || !o)
            break;
        rc = count_commit(&cmp, &h, &people, &c, err);
        git_odb_object_free(o);
    }
    if (rc == IDIO_OK && h.cut)
        settle_untouched(&cmp);
    idio_vec_release(&cmp.stack);
    history_release(&h);
    people_release(&people);
    return rc;
}

bool idio_authorship_own(const struct idio_cand_file *f)
{
    return f->mine > 0 && f->mine >= f->others;
}

/* ---- authors ------------------------------------------------------------------------------------------------ */
struct author_count {
    IDIO_VEC(struct idio_author) at; /* names in the arena */
    struct idio_map index;           /* folded address → index + 1 */
};

static int count_author(struct author_count *out, const struct people *p, const struct commit *c,
                        struct idio_arena *arena, struct idio_err *err)
{
    struct author_key k;
    const char *name, *email;
    make_key(c, &k);
    if (idio_author_class_of(c->name, c->email) != IDIO_AUTHOR_HUMAN)
        return IDIO_OK;
    resolve(p, &k, &name, &email);
    struct idio_str s;
    idio_str_init(&s, 16 * AUTHOR_BYTES);
    int rc = fold(&s, *email ? email : name, err);
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
    struct people people;
    struct history h;
    struct author_count count = {0};
    if (r->kind == IDIO_REPO_PLAIN)
        return finish_authors(&count, arena, ret, ret_n, err);
    int rc = idio_repo_resolve(r, err);
    if (rc != IDIO_OK)
        return rc;
    idio_map_init(&count.index, (size_t)64 * 1024 * 1024);
    rc = people_init(&people, r, NULL, err);
    int rc2 = history_init(&h, r, max_commits, err);
    rc = rc != IDIO_OK ? rc : rc2;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct commit c;
        if (idio_cancelled(ctx ? ctx->cancel : NULL))
            rc = idio_fail(err, IDIO_E_CANCELLED, "corpus.authors", "counting authors stopped");
        else
            rc = history_next(&h, &o, &c, err);
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
    history_release(&h);
    people_release(&people);
    return rc;
}
