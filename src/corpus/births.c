/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Births of files: in which commit each came, how large, with how many others, what the commit says
 * of itself, and how often it was edited since.
 *
 * Each candidate is tracked from HEAD backwards and is at one place (commit, path) at a time, as
 * lines are in blame.c: what a commit did not touch goes to its first parent, all of it in one
 * piece; what it edited goes there too and is counted; a file that appears while another of the
 * same contents, or of the same name, disappears was moved, and its track goes on under the old
 * path; else it was born. A merge says nothing new: its file goes to the parent that has it just
 * so; where none has, both sides had changed it, and that counts as one edit. But for `git
 * subtree`, whose merge is the birth.
 *
 * What happens at (commit, path) depends on nothing but that commit. So a run that knows the past
 * of an older HEAD finds what a full one does: the files of then are laid down there as notes,
 * which are tracked like candidates; what a note passes is taken from what it knows, and a
 * candidate that is where a note is adds the rest. The walk ends when no candidate is left.
 *
 * Not one walk with blame, although both compare the same trees: births are wanted first, since
 * what was copied in is not blamed, and are a fiftieth of a first listing.
 *
 * What is older than STEPS_MAX commits, or than one that changes more than CHANGES_MAX files, stays
 * unknown.
 */
#include "corpus/births.h"
#include "corpus/tree_diff.h"

#include <ctype.h>
#include <string.h>

#define STEPS_MAX   20000  /* commits that are compared */
#define CHANGES_MAX 100000 /* of one commit */
#define LOOKUPS_MAX 500000 /* paths looked up in other parents of merges */
#define DEATHS_MAX  2000   /* of one commit; with more no move is looked for */
#define SUBJECT_MAX 200

static const char where[] = "corpus.births";

/* Tracks at the places of one commit, by path: the first one + 1; 0: taken. */
struct set {
    struct idio_map paths;
    size_t live; /* tracks */
};
struct node { /* a commit */
    git_oid id, tree;
    int64_t time;
    bool loaded, missing, queued;
    uint32_t first_parent, parent_count; /* in `parents` */
    struct set *set;
};
/* Of a candidate, then of each file of the past: a note. */
struct track {
    uint32_t next;           /* at the same place, + 1 */
    uint32_t edits, updates; /* a note's: passed since */
};
struct touched {
    size_t change;
    uint32_t tracks;
};
struct walk {
    struct idio_birth *out;
    struct idio_repo *repo;
    const struct idio_cands *cands;
    struct idio_words import_words, update_words;
    const struct idio_past *past;
    git_oid past_head;
    struct idio_cancel *cancel;
    struct track *tracks;
    size_t live; /* candidates that are tracked */
    size_t lookups;
    struct idio_map ids; /* commit id → node + 1 */
    IDIO_VEC(struct node) nodes;
    IDIO_VEC(uint32_t) parents;
    IDIO_VEC(uint32_t) heap;     /* nodes, newest on top */
    struct idio_changes changes; /* of the commit in hand */
    IDIO_VEC(struct touched) touched;
    IDIO_VEC(size_t) deaths; /* changes */
    uint32_t births;
    bool sorted_out; /* deaths and births are of the commit in hand */
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

/* ---- commits and their queue ----------------------------------------------------------------- */
static bool newer(const struct walk *w, uint32_t x, uint32_t y)
{
    const struct node *p = &w->nodes.at[x], *q = &w->nodes.at[y];
    return p->time != q->time ? p->time > q->time : git_oid_cmp(&p->id, &q->id) < 0;
}

static void swap(struct walk *w, size_t i, size_t k)
{
    uint32_t t = w->heap.at[i];
    w->heap.at[i] = w->heap.at[k];
    w->heap.at[k] = t;
}

static int queue(struct walk *w, uint32_t node, struct idio_err *err)
{
    if (w->nodes.at[node].queued)
        return IDIO_OK;
    if (idio_vec_push(&w->heap, node) < 0)
        return idio_nomem(err, where);
    w->nodes.at[node].queued = true;
    for (size_t i = w->heap.len - 1; i > 0 && newer(w, w->heap.at[i], w->heap.at[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(w, i, (i - 1) / 2);
    return IDIO_OK;
}

static uint32_t newest(struct walk *w)
{
    uint32_t top = w->heap.at[0];
    w->heap.at[0] = w->heap.at[--w->heap.len];
    for (size_t i = 0;;) {
        size_t best = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < w->heap.len; k++)
            if (newer(w, w->heap.at[k], w->heap.at[best]))
                best = k;
        if (best == i)
            break;
        swap(w, i, best);
        i = best;
    }
    w->nodes.at[top].queued = false;
    return top;
}

static int node_of(struct walk *w, const git_oid *id, uint32_t *ret, struct idio_err *err)
{
    bool fresh = false;
    size_t *at = idio_map_at(&w->ids, (const char *)id->id, GIT_OID_RAWSZ, &fresh);
    if (!at)
        return idio_nomem(err, where);
    if (fresh) {
        if (idio_vec_push(&w->nodes, (struct node){.id = *id}) < 0)
            return idio_nomem(err, where);
        *at = w->nodes.len;
    }
    *ret = (uint32_t)(*at - 1);
    return IDIO_OK;
}

static int lay_notes(struct walk *w, uint32_t node, struct idio_err *err);

/* Reads a commit on first need; one that is missing or damaged ends the history there. */
static int load(struct walk *w, uint32_t node, struct idio_err *err)
{
    git_odb_object *o = NULL;
    struct idio_commit c;
    int rc = IDIO_OK;
    if (w->nodes.at[node].loaded)
        return IDIO_OK;
    w->nodes.at[node].loaded = w->nodes.at[node].missing = true;
    if (git_odb_read(&o, w->repo->odb, &w->nodes.at[node].id) < 0)
        return IDIO_OK;
    if (idio_commit_parse(o, &c)) {
        uint32_t first = (uint32_t)w->parents.len;
        for (size_t i = 0; i < c.parent_count && rc == IDIO_OK; i++) {
            uint32_t p = 0;
            rc = node_of(w, &c.parents[i], &p, err);
            if (rc == IDIO_OK && idio_vec_push(&w->parents, p) < 0)
                rc = idio_nomem(err, where);
        }
        struct node *n = &w->nodes.at[node];
        n->missing = false;
        n->tree = c.tree;
        n->time = c.time;
        n->first_parent = first;
        n->parent_count = (uint32_t)w->parents.len - first;
    }
    git_odb_object_free(o);
    if (rc == IDIO_OK && w->past && git_oid_equal(&w->nodes.at[node].id, &w->past_head))
        rc = lay_notes(w, node, err);
    return rc;
}

/* Loads the parents and leaves out those that are not there. */
static int load_parents(struct walk *w, uint32_t node, struct idio_err *err)
{
    uint32_t first = w->nodes.at[node].first_parent, count = w->nodes.at[node].parent_count, k = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t p = w->parents.at[first + i];
        int rc = load(w, p, err);
        if (rc < 0)
            return rc;
        if (!w->nodes.at[p].missing)
            w->parents.at[first + k++] = p;
    }
    w->nodes.at[node].parent_count = k;
    return IDIO_OK;
}

/* ---- tracks ---------------------------------------------------------------------------------- */
static bool is_note(const struct walk *w, uint32_t track)
{
    return track >= w->cands->files.len;
}

static const struct idio_past_file *note_of(const struct walk *w, uint32_t track)
{
    return &w->past->files[track - w->cands->files.len];
}

static struct set *set_free(struct set *s)
{
    if (s) {
        idio_map_release(&s->paths);
        idio_free(s);
    }
    return NULL;
}

static uint32_t without(uint32_t all, uint32_t passed)
{
    return all > passed ? all - passed : 0;
}

/* A candidate is where a note is: what is older is known. */
static void settle(struct walk *w, uint32_t candidate, uint32_t note)
{
    struct idio_birth *b = &w->out[candidate], was = note_of(w, note)->birth;
    was.edits = b->edits + without(was.edits, w->tracks[note].edits);
    was.updates = b->updates + without(was.updates, w->tracks[note].updates);
    *b = was;
    w->live--;
}

/* Candidates leave a place that holds a note. */
static void settle_at(struct walk *w, struct set *s, size_t *at)
{
    uint32_t note = 0;
    for (uint32_t t = (uint32_t)*at; t && !note; t = w->tracks[t - 1].next)
        note = is_note(w, t - 1) ? t : 0;
    uint32_t kept = 0;
    for (uint32_t t = (uint32_t)*at, next; t && note; t = next) {
        next = w->tracks[t - 1].next;
        if (is_note(w, t - 1)) {
            w->tracks[t - 1].next = kept;
            kept = t;
        } else {
            settle(w, t - 1, note - 1);
            s->live--;
        }
    }
    if (note)
        *at = kept;
}

/* Gives tracks to a place. */
static int give(struct walk *w, uint32_t node, const char *path, size_t n, uint32_t tracks,
                struct idio_err *err)
{
    struct node *to = &w->nodes.at[node];
    if (!to->set) {
        to->set = idio_alloc(1, sizeof *to->set);
        if (!to->set)
            return idio_nomem(err, where);
        idio_map_init(&to->set->paths, (size_t)256 * 1024 * 1024);
    }
    size_t *at = idio_map_at(&to->set->paths, path, n, NULL);
    if (!at)
        return idio_nomem(err, where);
    uint32_t last = tracks;
    for (to->set->live++; w->tracks[last - 1].next; to->set->live++)
        last = w->tracks[last - 1].next;
    w->tracks[last - 1].next = (uint32_t)*at;
    *at = tracks;
    settle_at(w, to->set, at);
    return queue(w, node, err);
}

/* All of a set, in one piece when nothing is there yet. Takes the set. */
static int give_set(struct walk *w, uint32_t node, struct set *set, struct idio_err *err)
{
    struct node *to = &w->nodes.at[node];
    int rc = IDIO_OK;
    if (set->live == 0) {
        set_free(set);
        return IDIO_OK;
    }
    if (!to->set) {
        to->set = set;
        return queue(w, node, err);
    }
    if (to->set->paths.len < set->paths.len) { /* the smaller into the larger */
        struct set *t = to->set;
        to->set = set;
        set = t;
    }
    for (size_t i = 0; i < set->paths.len && rc == IDIO_OK; i++) {
        const struct idio_map_entry *e = &set->paths.entries[i];
        if (e->value)
            rc = give(w, node, e->key, e->key_len, (uint32_t)e->value, err);
    }
    set_free(set);
    return rc;
}

static int lay_notes(struct walk *w, uint32_t node, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->past->files_len && rc == IDIO_OK; i++) {
        const char *path = w->past->files[i].path;
        rc = give(w, node, path, strlen(path), (uint32_t)(w->cands->files.len + i + 1), err);
    }
    return rc;
}

/* What is older of these tracks is not to be found. */
static void drop(struct walk *w, uint32_t tracks)
{
    for (uint32_t t = tracks; t; t = w->tracks[t - 1].next)
        w->live -= !is_note(w, t - 1);
}

static void drop_set(struct walk *w, struct set *set)
{
    for (size_t i = 0; i < set->paths.len; i++)
        drop(w, (uint32_t)set->paths.entries[i].value);
    set_free(set);
}

static void count_edit(struct walk *w, uint32_t tracks, bool update)
{
    for (uint32_t t = tracks; t; t = w->tracks[t - 1].next) {
        uint32_t *edits = is_note(w, t - 1) ? &w->tracks[t - 1].edits : &w->out[t - 1].edits;
        uint32_t *updates = is_note(w, t - 1) ? &w->tracks[t - 1].updates : &w->out[t - 1].updates;
        *edits += !update;
        *updates += update;
    }
}

/* ---- what one commit did --------------------------------------------------------------------- */
static const char *change_path(const struct walk *w, const struct idio_change *c)
{
    return w->changes.text.data + c->path;
}

static struct idio_slice base_of(const char *path, size_t n)
{
    const char *slash = memrchr(path, '/', n);
    size_t skip = slash ? (size_t)(slash + 1 - path) : 0;
    return idio_slice(path + skip, n - skip);
}

static int sort_out(struct walk *w, struct idio_err *err)
{
    if (w->sorted_out)
        return IDIO_OK;
    w->sorted_out = true;
    w->deaths.len = 0;
    w->births = 0;
    for (size_t i = 0; i < w->changes.at.len; i++) {
        w->births += !w->changes.at.at[i].has_old;
        if (!w->changes.at.at[i].has_new && idio_vec_push(&w->deaths, i) < 0)
            return idio_nomem(err, where);
    }
    return IDIO_OK;
}

/* Where the file of a birth was before: a file of the same contents, or else of the same name, that
 * the commit removed. NULL: it is new. */
static const struct idio_change *moved_from(const struct walk *w, const struct idio_change *born)
{
    const struct idio_change *named = NULL;
    struct idio_slice name = base_of(change_path(w, born), born->path_len);
    for (size_t i = 0; i < w->deaths.len && w->deaths.len <= DEATHS_MAX; i++) {
        const struct idio_change *c = &w->changes.at.at[w->deaths.at[i]];
        if (git_oid_equal(&c->old, &born->new))
            return c;
        if (idio_slice_eq(base_of(change_path(w, c), c->path_len), name))
            named = c;
    }
    return named;
}

static void bear(struct walk *w, const struct idio_change *x, uint32_t tracks,
                 const struct idio_commit *c, bool root, bool imported)
{
    for (uint32_t t = tracks; t; t = w->tracks[t - 1].next) {
        if (is_note(w, t - 1))
            continue;
        struct idio_birth *b = &w->out[t - 1];
        b->known = true;
        b->root = root;
        b->born = c->time;
        b->imported = imported;
        b->with = w->births;
        b->blob = x->new;
    }
    drop(w, tracks);
}

/* The other parent of a merge that has the file just so, or (`any`) at all; UINT32_MAX: none. */
static uint32_t other_parent(struct walk *w, const struct node *n, const struct idio_change *x,
                             bool any)
{
    for (uint32_t i = 1; i < n->parent_count && w->lookups < LOOKUPS_MAX; i++) {
        uint32_t p = w->parents.at[n->first_parent + i];
        git_oid id;
        w->lookups++;
        if (idio_tree_find(w->repo, &w->nodes.at[p].tree, change_path(w, x), &id) &&
            (any || git_oid_equal(&id, &x->new)))
            return p;
    }
    return UINT32_MAX;
}

static int pass_merged(struct walk *w, const struct node *n, const struct idio_change *x,
                       uint32_t tracks, bool update, struct idio_err *err)
{
    const char *path = change_path(w, x);
    uint32_t to = other_parent(w, n, x, false);
    if (to == UINT32_MAX) {
        to = x->has_old ? w->parents.at[n->first_parent] : other_parent(w, n, x, true);
        if (to != UINT32_MAX)
            count_edit(w, tracks, update);
    }
    if (to != UINT32_MAX)
        return give(w, to, path, x->path_len, tracks, err);
    const struct idio_change *from = moved_from(w, x);
    if (from)
        return give(w, w->parents.at[n->first_parent], change_path(w, from), from->path_len, tracks,
                    err);
    drop(w, tracks);
    return IDIO_OK;
}

static int pass(struct walk *w, const struct node *n, const struct touched *t,
                const struct idio_commit *c, struct idio_err *err)
{
    const struct idio_change *x = &w->changes.at.at[t->change];
    bool subtree = idio_commit_is_subtree(c), update = speaks_of(c->message, w->update_words);
    int rc = sort_out(w, err);
    if (rc < 0)
        return rc;
    if (n->parent_count > 1 && !subtree)
        return pass_merged(w, n, x, t->tracks, update, err);
    if (x->has_old) {
        count_edit(w, t->tracks, update);
        return give(w, w->parents.at[n->first_parent], change_path(w, x), x->path_len, t->tracks,
                    err);
    }
    const struct idio_change *from = moved_from(w, x);
    if (from)
        return give(w, w->parents.at[n->first_parent], change_path(w, from), from->path_len,
                    t->tracks, err);
    bear(w, x, t->tracks, c, n->parent_count == 0,
         subtree || speaks_of(c->message, w->import_words));
    return IDIO_OK;
}

/* Tracks at paths that the commit changed. */
static int take_touched(struct walk *w, struct set *set, struct idio_err *err)
{
    w->touched.len = 0;
    w->sorted_out = false;
    for (size_t i = 0; i < w->changes.at.len; i++) {
        const struct idio_change *x = &w->changes.at.at[i];
        size_t found = 0;
        if (!x->has_new || !idio_map_get(&set->paths, change_path(w, x), x->path_len, &found) ||
            !found)
            continue;
        size_t *at = idio_map_at(&set->paths, change_path(w, x), x->path_len, NULL);
        if (!at || idio_vec_push(&w->touched, ((struct touched){i, (uint32_t)found})) < 0)
            return idio_nomem(err, where);
        *at = 0;
        for (uint32_t t = (uint32_t)found; t; t = w->tracks[t - 1].next)
            set->live--;
    }
    return IDIO_OK;
}

static int pass_touched(struct walk *w, const struct node *n, struct idio_err *err)
{
    git_odb_object *o = NULL;
    struct idio_commit c;
    int rc = IDIO_OK;
    if (w->touched.len == 0)
        return IDIO_OK;
    if (git_odb_read(&o, w->repo->odb, &n->id) < 0 || !idio_commit_parse(o, &c))
        c = (struct idio_commit){.time = n->time, .message = idio_slice("", 0)};
    for (size_t i = 0; i < w->touched.len && rc == IDIO_OK; i++)
        rc = pass(w, n, &w->touched.at[i], &c, err);
    git_odb_object_free(o);
    return rc;
}

/* Takes the set of a commit apart. */
static int step(struct walk *w, uint32_t node, struct set *set, struct idio_err *err)
{
    int rc = load_parents(w, node, err);
    const struct node n = w->nodes.at[node];
    uint32_t first = n.parent_count > 0 ? w->parents.at[n.first_parent] : 0;
    const git_oid *before = n.parent_count > 0 ? &w->nodes.at[first].tree : NULL;
    if (rc == IDIO_OK)
        rc = idio_changes_find(&w->changes, w->repo, before, &n.tree, err);
    if (rc == IDIO_OK && (w->changes.cut || w->changes.at.len > CHANGES_MAX)) {
        drop_set(w, set);
        return IDIO_OK;
    }
    if (rc == IDIO_OK)
        rc = take_touched(w, set, err);
    if (rc < 0) {
        set_free(set);
        return rc;
    }
    if (n.parent_count > 0)
        rc = give_set(w, first, set, err);
    else
        drop_set(w, set); /* a path that no tree names: nothing holds it */
    int rc2 = pass_touched(w, &n, err);
    return rc < 0 ? rc : rc2;
}

static int start(struct walk *w, struct idio_err *err)
{
    uint32_t head = 0;
    int rc = node_of(w, &w->repo->head, &head, err);
    if (rc == IDIO_OK)
        rc = load(w, head, err);
    for (size_t i = 0; i < w->cands->files.len && rc == IDIO_OK; i++) {
        const char *path = w->cands->files.at[i].path;
        w->live++;
        rc = give(w, head, path, strlen(path), (uint32_t)i + 1, err);
    }
    return rc;
}

static int run(struct walk *w, struct idio_err *err)
{
    int rc = start(w, err);
    for (size_t steps = 0; rc == IDIO_OK && w->live > 0 && w->heap.len > 0 && steps < STEPS_MAX;
         steps++) {
        if (idio_cancelled(w->cancel))
            return idio_fail(err, IDIO_E_CANCELLED, where, "reading the history stopped");
        uint32_t node = newest(w);
        struct set *set = w->nodes.at[node].set;
        w->nodes.at[node].set = NULL;
        if (set)
            rc = step(w, node, set, err);
    }
    return rc;
}

static void release(struct walk *w)
{
    for (size_t i = 0; i < w->nodes.len; i++)
        set_free(w->nodes.at[i].set);
    idio_free(w->tracks);
    idio_map_release(&w->ids);
    idio_vec_release(&w->nodes);
    idio_vec_release(&w->parents);
    idio_vec_release(&w->heap);
    idio_vec_release(&w->touched);
    idio_vec_release(&w->deaths);
    idio_changes_release(&w->changes);
}

int idio_births_find(struct idio_birth *at, struct idio_repo *repo, const struct idio_cands *c,
                     struct idio_words import_words, struct idio_words update_words,
                     const struct idio_past *past, const git_oid *past_head,
                     struct idio_cancel *cancel, struct idio_err *err)
{
    struct walk w = {.out = at,
                     .repo = repo,
                     .cands = c,
                     .import_words = import_words,
                     .update_words = update_words,
                     .past = past,
                     .cancel = cancel};
    if (past)
        w.past_head = *past_head;
    idio_map_init(&w.ids, (size_t)512 * 1024 * 1024);
    idio_changes_init(&w.changes);
    w.tracks = idio_alloc(c->files.len + (past ? past->files_len : 0) + 1, sizeof *w.tracks);
    int rc = w.tracks ? run(&w, err) : idio_nomem(err, where);
    release(&w);
    return rc;
}
