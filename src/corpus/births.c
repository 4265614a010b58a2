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
 * A commit that changes more than CHANGES_MAX files, or more than tree_diff.c follows, is passed
 * over.
 */
#include "corpus/births.h"
#include "corpus/tree_diff.h"

#include <ctype.h>
#include <string.h>

#define COMMITS_MAX 200000 /* whose authors are read */
#define DIFFS_MAX   20000  /* newest ones that are compared; older births stay unknown */
#define CHANGES_MAX 100000 /* of one commit */
#define PEOPLE_MAX  20000
#define SUBJECT_MAX 200

struct reader {
    struct idio_births *out;
    struct idio_repo *repo;
    struct idio_words import_words, update_words;
    struct idio_map paths;       /* as they were called at the commit in hand → candidate + 1 */
    struct idio_changes changes; /* of the commit in hand */
};

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

static const char *change_path(const struct reader *r, const struct idio_change *c)
{
    return r->changes.text.data + c->path;
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
static const struct idio_change *moved_from(const struct reader *r, const struct idio_change *born)
{
    const struct idio_change *named = NULL;
    struct idio_slice name = base_of(change_path(r, born), born->path_len);
    for (size_t i = 0; i < r->changes.at.len; i++) {
        const struct idio_change *c = &r->changes.at.at[i];
        if (!c->has_old || c->has_new)
            continue;
        if (git_oid_equal(&c->old, &born->new))
            return c;
        if (idio_slice_eq(base_of(change_path(r, c), c->path_len), name))
            named = c;
    }
    return named;
}

static int follow(struct reader *r, const struct idio_change *from, size_t candidate,
                  struct idio_err *err)
{
    size_t *at = idio_map_at(&r->paths, change_path(r, from), from->path_len, NULL);
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
    for (size_t i = 0; i < r->changes.at.len; i++) {
        births += !r->changes.at.at[i].has_old;
        deaths += !r->changes.at.at[i].has_new;
    }
    int rc = IDIO_OK;
    for (size_t i = 0; i < r->changes.at.len && rc == IDIO_OK; i++) {
        const struct idio_change *x = &r->changes.at.at[i];
        size_t candidate = 0;
        if (!x->has_new || !idio_map_get(&r->paths, change_path(r, x), x->path_len, &candidate) ||
            candidate == 0)
            continue;
        struct idio_birth *b = &r->out->at[candidate - 1];
        /* Looking for a move costs births times deaths; a commit with many of both is one. */
        const struct idio_change *from =
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
        rc = idio_changes_find(&r->changes, r->repo, before, &c->tree, err);
    else
        return rc;
    bool cut = r->changes.cut || r->changes.at.len > CHANGES_MAX;
    return rc == IDIO_OK && !cut ? note_changes(r, c, before == NULL, err) : rc;
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
    idio_changes_init(&r.changes);
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
    idio_changes_release(&r.changes);
    return rc;
}

void idio_births_release(struct idio_births *b)
{
    idio_vec_release(&b->people);
    idio_map_release(&b->by_name);
}
