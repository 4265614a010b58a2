/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Births of files: in which commit each came, how large, with how many others, what the commit says
 * of itself, and how often it was edited since.
 *
 * Commits are compared with their parent tree by tree, newest first, so what is seen last is the
 * birth. A file that appears while another of the same contents, or of the same name, disappears
 * was moved: from there on the old path is followed. Merges say nothing new, but for `git subtree`,
 * whose merge is the birth.
 *
 * Trees are hostile: depth, number of changes and length of paths are capped; beyond them a commit
 * is passed over.
 */
#include "corpus/births.h"

#include <ctype.h>
#include <string.h>

#define COMMITS_MAX 200000 /* whose authors are read */
#define DIFFS_MAX   20000  /* newest ones that are compared; older births stay unknown */
#define CHANGES_MAX 100000 /* of one commit */
#define TEXT_MAX    ((size_t)32 * 1024 * 1024)
#define PEOPLE_MAX  20000
#define SUBJECT_MAX 200

struct change {
    size_t path, len; /* in `text` */
    bool has_old, has_new;
    git_oid old, new;
};
struct pair {
    git_oid old, new;
    bool has_old, has_new;
    size_t path, len;
    unsigned depth;
};
struct reader {
    struct idio_births *out;
    struct idio_repo *repo;
    struct idio_words import_words, update_words;
    struct idio_map paths; /* as they were called at the commit in hand → candidate + 1 */
    IDIO_VEC(struct change) changes;
    IDIO_VEC(struct pair) stack;
    struct idio_str text;
    bool cut;
};

/* ---- trees ----------------------------------------------------------------------------------- */
/* Order of git trees: by name, folders as if a slash followed. */
static int entry_order(const struct idio_tree_entry *a, const struct idio_tree_entry *b)
{
    size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
    int d = memcmp(a->name, b->name, n);
    if (d != 0)
        return d;
    int x = (unsigned char)a->name[n], y = (unsigned char)b->name[n];
    x = x == 0 && idio_mode_is_dir(a->mode) ? '/' : x;
    y = y == 0 && idio_mode_is_dir(b->mode) ? '/' : y;
    return x - y;
}

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

static bool is_file(const struct idio_tree_entry *e)
{
    return e && (e->mode & 0170000u) == 0100000u;
}

/* The entry is on one side only, or differs; either may be NULL. */
static int differs(struct reader *r, const struct pair *in, const struct idio_tree_entry *was,
                   const struct idio_tree_entry *is, struct idio_err *err)
{
    const struct idio_tree_entry *any = is ? is : was;
    size_t begin = r->text.len, len = in->len + any->name_len;
    if (!idio_tree_name_ok(any->name, any->name_len) || len + 2 > IDIO_PATH_BYTES)
        return IDIO_OK;
    if (begin + len + 2 > TEXT_MAX || r->changes.len == CHANGES_MAX) {
        r->cut = true;
        return IDIO_OK;
    }
    char folder[IDIO_PATH_BYTES];
    memcpy(folder, r->text.data + in->path, in->len);
    idio_str_append(&r->text, folder, in->len);
    idio_str_append(&r->text, any->name, any->name_len);
    int rc = IDIO_OK;
    bool dir_was = was && idio_mode_is_dir(was->mode), dir_is = is && idio_mode_is_dir(is->mode);
    if (dir_was || dir_is) {
        struct pair p = {.has_old = dir_was,
                         .has_new = dir_is,
                         .path = begin,
                         .len = len + 1,
                         .depth = in->depth + 1};
        idio_str_putc(&r->text, '/');
        if (dir_was)
            git_oid_fromraw(&p.old, was->id);
        if (dir_is)
            git_oid_fromraw(&p.new, is->id);
        if (p.depth < IDIO_TREE_DEPTH && idio_vec_push(&r->stack, p) < 0)
            rc = idio_nomem(err, "corpus.births");
    }
    if (is_file(was) || is_file(is)) {
        struct change c = {begin, len, is_file(was), is_file(is), {{0}}, {{0}}};
        if (was && c.has_old)
            git_oid_fromraw(&c.old, was->id);
        if (is && c.has_new)
            git_oid_fromraw(&c.new, is->id);
        if (idio_vec_push(&r->changes, c) < 0)
            rc = idio_nomem(err, "corpus.births");
    }
    return rc < 0 ? rc : idio_str_status(&r->text, "corpus.births", err);
}

static int compare_pair(struct reader *r, const struct pair *p, struct idio_err *err)
{
    git_odb_object *x, *y;
    struct idio_tree_cursor a = open_tree(r->repo, p->has_old, &p->old, &x);
    struct idio_tree_cursor b = open_tree(r->repo, p->has_new, &p->new, &y);
    struct idio_tree_entry was, is;
    bool has_was = idio_tree_next(&a, &was), has_is = idio_tree_next(&b, &is);
    int rc = IDIO_OK;
    while ((has_was || has_is) && rc == IDIO_OK) {
        int order = !has_was ? 1 : !has_is ? -1 : entry_order(&was, &is);
        if (order != 0)
            rc = differs(r, p, order < 0 ? &was : NULL, order < 0 ? NULL : &is, err);
        else if (memcmp(was.id, is.id, GIT_OID_RAWSZ) != 0)
            rc = differs(r, p, &was, &is, err);
        if (order <= 0)
            has_was = idio_tree_next(&a, &was);
        if (order >= 0)
            has_is = idio_tree_next(&b, &is);
    }
    git_odb_object_free(x);
    git_odb_object_free(y);
    return rc;
}

static int find_changes(struct reader *r, const git_oid *old, const git_oid *new,
                        struct idio_err *err)
{
    struct pair root = {.new = *new, .has_new = true, .has_old = old != NULL};
    if (old)
        root.old = *old;
    r->changes.len = r->stack.len = 0;
    r->cut = false;
    idio_str_clear(&r->text);
    if (idio_vec_push(&r->stack, root) < 0)
        return idio_nomem(err, "corpus.births");
    int rc = IDIO_OK;
    while (rc == IDIO_OK && r->stack.len > 0 && !r->cut) {
        struct pair p = r->stack.at[--r->stack.len];
        rc = compare_pair(r, &p, err);
    }
    return rc;
}

/* ---- subjects -------------------------------------------------------------------------------- */
static bool holds_word(struct idio_slice s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        bool begins = i == 0 || !isalnum((unsigned char)s.p[i - 1]);
        bool ends = i + n == s.n || !isalnum((unsigned char)s.p[i + n]);
        if (begins && ends && memcmp(s.p + i, word, n) == 0)
            return true;
    }
    return false;
}

static bool speaks_of(struct idio_slice message, struct idio_words words)
{
    char lower[SUBJECT_MAX];
    const char *nl = memchr(message.p, '\n', message.n);
    size_t n = nl ? (size_t)(nl - message.p) : message.n;
    n = n < sizeof lower ? n : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)tolower((unsigned char)message.p[i]);
    for (size_t i = 0; i < words.len; i++)
        if (holds_word(idio_slice(lower, n), words.at[i]))
            return true;
    return false;
}

/* "Merge commit '1234567' as 'lib/x'": git subtree. */
static bool is_subtree_merge(const struct idio_commit *c)
{
    return c->parent_count == 2 && idio_slice_starts(c->message, "Merge commit '") &&
           memmem(c->message.p, c->message.n < SUBJECT_MAX ? c->message.n : SUBJECT_MAX, "' as '",
                  6) != NULL;
}

/* ---- moves ----------------------------------------------------------------------------------- */
static struct idio_slice base_of(const char *path, size_t n)
{
    const char *slash = memrchr(path, '/', n);
    size_t skip = slash ? (size_t)(slash + 1 - path) : 0;
    return idio_slice(path + skip, n - skip);
}

/* Where the file of a birth was before: a file of the same contents, or else of the same name, that
 * the commit removed. NULL: it is new. */
static const struct change *moved_from(const struct reader *r, const struct change *born)
{
    const struct change *named = NULL;
    struct idio_slice name = base_of(r->text.data + born->path, born->len);
    for (size_t i = 0; i < r->changes.len; i++) {
        const struct change *c = &r->changes.at[i];
        if (!c->has_old || c->has_new)
            continue;
        if (git_oid_equal(&c->old, &born->new))
            return c;
        if (idio_slice_eq(base_of(r->text.data + c->path, c->len), name))
            named = c;
    }
    return named;
}

static int follow(struct reader *r, const struct change *from, size_t candidate,
                  struct idio_err *err)
{
    size_t *at = idio_map_at(&r->paths, r->text.data + from->path, from->len, NULL);
    if (!at)
        return idio_nomem(err, "corpus.births");
    if (*at == 0)
        *at = candidate + 1;
    return IDIO_OK;
}

/* ---- commits --------------------------------------------------------------------------------- */
static int note_changes(struct reader *r, const struct idio_commit *c, bool root,
                        struct idio_err *err)
{
    bool subtree = is_subtree_merge(c);
    bool imported = subtree || speaks_of(c->message, r->import_words);
    bool update = speaks_of(c->message, r->update_words);
    uint32_t births = 0, deaths = 0;
    for (size_t i = 0; i < r->changes.len; i++) {
        births += !r->changes.at[i].has_old;
        deaths += !r->changes.at[i].has_new;
    }
    int rc = IDIO_OK;
    for (size_t i = 0; i < r->changes.len && rc == IDIO_OK; i++) {
        const struct change *x = &r->changes.at[i];
        size_t candidate = 0;
        if (!x->has_new || !idio_map_get(&r->paths, r->text.data + x->path, x->len, &candidate) ||
            candidate == 0)
            continue;
        struct idio_birth *b = &r->out->at[candidate - 1];
        /* Looking for a move costs births times deaths; a commit with many of both is one. */
        const struct change *from =
            x->has_old || deaths == 0 || deaths > 2000 ? NULL : moved_from(r, x);
        if (x->has_old) {
            b->edits += !update;
            b->updates += update;
        } else if (from) {
            rc = follow(r, from, candidate - 1, err);
        } else {
            b->known = true;
            b->root = root;
            b->born = c->time;
            b->imported = imported;
            b->with = births;
            b->blob = x->new;
        }
    }
    return rc;
}

static int count_person(struct idio_births *b, const struct idio_commit *c, struct idio_err *err)
{
    struct idio_author_key k;
    idio_author_key(c, &k);
    if (b->people.len == PEOPLE_MAX)
        return IDIO_OK;
    size_t *at = idio_map_at(&b->by_name, k.text, k.len, NULL);
    if (!at)
        return idio_nomem(err, "corpus.births");
    if (*at == 0) {
        struct idio_committer person = {0};
        idio_holder_of(k.text, k.text + k.name_len + 1, &person.who);
        if (idio_vec_push(&b->people, person) < 0)
            return idio_nomem(err, "corpus.births");
        *at = b->people.len;
    }
    b->people.at[*at - 1].commits++;
    b->commits++;
    return IDIO_OK;
}

static int read_commit(struct reader *r, const struct idio_history *h, const struct idio_commit *c,
                       struct idio_err *err)
{
    const git_oid *before = c->parent_count > 0 ? idio_history_tree(h, &c->parents[0]) : NULL;
    if (c->parent_count > 1 && !is_subtree_merge(c))
        return IDIO_OK;
    int rc = count_person(r->out, c, err);
    if (rc == IDIO_OK && h->given <= DIFFS_MAX && !(before && git_oid_equal(before, &c->tree)))
        rc = find_changes(r, before, &c->tree, err);
    else
        return rc;
    return rc == IDIO_OK && !r->cut ? note_changes(r, c, before == NULL, err) : rc;
}

static int index_paths(struct reader *r, const struct idio_cands *c, struct idio_err *err)
{
    for (size_t i = 0; i < c->files.len; i++) {
        const char *path = c->files.at[i].path;
        size_t *at = idio_map_at(&r->paths, path, strlen(path), NULL);
        if (!at)
            return idio_nomem(err, "corpus.births");
        *at = i + 1;
    }
    return IDIO_OK;
}

int idio_births_find(struct idio_births *b, struct idio_repo *repo, const struct idio_cands *c,
                     struct idio_words import_words, struct idio_words update_words,
                     struct idio_cancel *cancel, struct idio_arena *arena, struct idio_err *err)
{
    struct reader r = {
        .out = b, .repo = repo, .import_words = import_words, .update_words = update_words};
    struct idio_history h;
    *b = (struct idio_births){0};
    idio_map_init(&b->by_name, (size_t)64 * 1024 * 1024);
    idio_map_init(&r.paths, (size_t)256 * 1024 * 1024);
    idio_str_init(&r.text, TEXT_MAX + IDIO_PATH_BYTES);
    b->at = idio_arena_alloc(arena, c->files.len + 1, sizeof *b->at);
    int rc = idio_history_init(&h, repo, COMMITS_MAX, err);
    if (rc == IDIO_OK)
        rc = b->at ? index_paths(&r, c, err) : idio_nomem(err, "corpus.births");
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct idio_commit commit;
        rc = idio_history_next(&h, cancel, &o, &commit, err);
        if (rc != IDIO_OK || !o)
            break;
        rc = read_commit(&r, &h, &commit, err);
        git_odb_object_free(o);
    }
    idio_history_release(&h);
    idio_map_release(&r.paths);
    idio_vec_release(&r.changes);
    idio_vec_release(&r.stack);
    idio_str_release(&r.text);
    return rc;
}

void idio_births_release(struct idio_births *b)
{
    idio_vec_release(&b->people);
    idio_map_release(&b->by_name);
}
