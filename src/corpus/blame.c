/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wrote each line of the candidates, and when: git's blame for all files of a repository in one
 * walk from HEAD backwards.
 *
 *   state   for some commits, a *set* of suspects: paths with those lines of HEAD that stand there
 *           and are still unblamed. Each line is at one place at a time.
 *   step    the newest commit with a set is taken. Paths that it did not change go to its first
 *           parent with the set as a whole, which costs nothing however many they are; the others
 *           are compared (blame_pass.c), and what is new is blamed on the commit.
 *
 * Only commits that hold suspects are read. A clock that went backwards makes a commit come up
 * before one of its children; then it simply comes up again.
 *
 * What happens to a line at (commit, path) depends on nothing but that commit: not on the other
 * suspects, nor on which lines survived. That is what makes the incremental run exact. The lines of
 * the commit learnt before (`known`) are laid down there as notes, which travel back like suspects
 * as long as their files do not change; where a suspect meets a note, all its lines are known. The
 * walk ends when no suspect is left, for a new commit nearly always one step behind HEAD.
 *
 * Limits: IDIO_HISTORY_MAX commits and IDIO_BLAME_WORK; what is older goes to whoever wrote most of
 * what was blamed. Forged packs may hold loops: the same limit ends them.
 */
#include "corpus/blame.h"

#include <stdlib.h>
#include <string.h>

#define DAY_SECONDS 86400
#define DAY_MAX     (200 * 366) /* types/lines.c: git dates end in 2106 */

/* ---- texts ---------------------------------------------------------------------------------- */
struct blame_text *blame_text_read(struct blame *b, const git_oid *id)
{
    size_t size = 0;
    git_object_t type;
    git_odb_object *o = NULL;
    if (git_odb_read_header(&size, &type, b->repo->odb, id) < 0 || type != GIT_OBJECT_BLOB ||
        size > IDIO_BLAME_BLOB || git_odb_read(&o, b->repo->odb, id) < 0)
        return NULL;
    struct blame_text *t = idio_alloc(1, sizeof *t);
    if (!t || git_odb_object_type(o) != GIT_OBJECT_BLOB || git_odb_object_size(o) != size) {
        git_odb_object_free(o);
        idio_free(t);
        return NULL;
    }
    *t = (struct blame_text){o, {git_odb_object_data(o), size}, 1};
    b->text_bytes += size;
    b->work += size;
    return t;
}

struct blame_text *blame_text_free(struct blame *b, struct blame_text *t)
{
    if (t && --t->users == 0) {
        b->text_bytes -= t->span.n;
        git_odb_object_free(t->object);
        idio_free(t);
    }
    return NULL;
}

/* ---- groups and suspects -------------------------------------------------------------------- */
int blame_add_group(struct blame_groups *g, struct blame_group add, struct idio_err *err)
{
    struct blame_group *last = g->at.len > 0 ? &g->at.at[g->at.len - 1] : NULL;
    if (last && last->file == add.file && last->head + last->count == add.head &&
        last->line + last->count == add.line) {
        last->count += add.count;
        return IDIO_OK;
    }
    if (idio_vec_reserve(&g->at, g->at.len + 1) < 0 || !g->at.at)
        return idio_nomem(err, "corpus.blame");
    g->at.at[g->at.len++] = add;
    return IDIO_OK;
}

struct blame_suspect *blame_suspect_free(struct blame *b, struct blame_suspect *s)
{
    if (s) {
        blame_text_free(b, s->text);
        idio_vec_release(&s->groups.at);
        idio_free(s);
    }
    return NULL;
}

uint32_t blame_path(struct blame *b, const char *path, size_t n)
{
    size_t number = idio_map_intern(&b->paths, path, n);
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* ---- sets ----------------------------------------------------------------------------------- */
static struct blame_slot *slot_of(const struct blame_set *s, uint32_t path)
{
    size_t i = (path * (size_t)2654435761u) & (s->slot_count - 1);
    while (s->slots[i].index && s->slots[i].path != path)
        i = (i + 1) & (s->slot_count - 1);
    return &s->slots[i];
}

static struct blame_set *set_free(struct blame *b, struct blame_set *s)
{
    if (s) {
        for (size_t i = 0; i < s->at.len; i++)
            blame_suspect_free(b, s->at.at[i]);
        idio_vec_release(&s->at);
        idio_free(s->slots);
        idio_free(s);
    }
    return NULL;
}

/* Also forgets the slots of what was taken. */
static int set_grow(struct blame_set *s, struct idio_err *err)
{
    size_t want = s->slot_count ? 2 * s->slot_count : 16, kept = 0;
    struct blame_slot *slots = idio_alloc(want, sizeof *slots);
    if (!slots)
        return idio_nomem(err, "corpus.blame");
    idio_free(s->slots);
    s->slots = slots;
    s->slot_count = want;
    for (size_t i = 0; i < s->at.len; i++) {
        if (s->at.at[i])
            s->at.at[kept++] = s->at.at[i];
    }
    s->at.len = kept;
    for (size_t i = 0; i < kept; i++)
        *slot_of(s, s->at.at[i]->path) = (struct blame_slot){s->at.at[i]->path, (uint32_t)i + 1};
    return IDIO_OK;
}

/* NULL: none. */
static struct blame_suspect *set_take(struct blame_set *s, uint32_t path)
{
    struct blame_slot *slot = s->slot_count ? slot_of(s, path) : NULL;
    if (!slot || !slot->index || !s->at.at[slot->index - 1])
        return NULL;
    struct blame_suspect *found = s->at.at[slot->index - 1];
    s->at.at[slot->index - 1] = NULL;
    s->live -= found->groups.at.len;
    return found;
}

/* Takes the suspect, also on failure. *ret_at is the one that stands there now. */
static int set_put(struct blame *b, struct blame_set *s, struct blame_suspect *add,
                   struct blame_suspect **ret_at, struct idio_err *err)
{
    if (2 * (s->at.len + 1) > s->slot_count && set_grow(s, err) < 0) {
        blame_suspect_free(b, add);
        return IDIO_E_NOMEM;
    }
    struct blame_slot *slot = slot_of(s, add->path);
    struct blame_suspect *was = slot->index ? s->at.at[slot->index - 1] : NULL;
    s->live += add->groups.at.len;
    s->known = s->known || add->known;
    if (!slot->index) {
        if (idio_vec_push(&s->at, add) < 0) {
            blame_suspect_free(b, add);
            return idio_nomem(err, "corpus.blame");
        }
        *slot = (struct blame_slot){add->path, (uint32_t)s->at.len};
    } else if (!was) {
        s->at.at[slot->index - 1] = add;
    } else {
        int rc = idio_vec_reserve(&was->groups.at, was->groups.at.len + add->groups.at.len);
        for (size_t i = 0; i < add->groups.at.len && rc == IDIO_OK; i++)
            was->groups.at.at[was->groups.at.len++] = add->groups.at.at[i];
        was->sorted = false;
        was->known = was->known ? was->known : add->known;
        if (!was->text) {
            was->text = add->text;
            add->text = NULL;
        }
        blame_suspect_free(b, add);
        if (rc < 0)
            return idio_nomem(err, "corpus.blame");
    }
    *ret_at = was ? was : add;
    return IDIO_OK;
}

/* ---- commits -------------------------------------------------------------------------------- */
static int32_t day_of(int64_t seconds)
{
    int64_t day = seconds / DAY_SECONDS;
    return (int32_t)(day < 0 ? 0 : day > DAY_MAX ? DAY_MAX : day);
}

/* Number of a commit, loaded or not. */
static int node_of(struct blame *b, const git_oid *id, uint32_t *ret, struct idio_err *err)
{
    bool fresh = false;
    size_t *at = idio_map_at(&b->ids, (const char *)id->id, GIT_OID_RAWSZ, &fresh);
    if (!at)
        return idio_nomem(err, "corpus.blame");
    if (fresh) {
        struct blame_node n = {.id = *id};
        if (idio_vec_push(&b->nodes, n) < 0)
            return idio_nomem(err, "corpus.blame");
        *at = b->nodes.len;
    }
    *ret = (uint32_t)(*at - 1);
    return IDIO_OK;
}

static int add_parents(struct blame *b, uint32_t node, const struct idio_commit *c,
                       struct idio_err *err)
{
    int rc = IDIO_OK;
    uint32_t first = (uint32_t)b->parents.len;
    for (size_t i = 0; i < c->parent_count && rc == IDIO_OK; i++) {
        uint32_t p = 0;
        rc = node_of(b, &c->parents[i], &p, err);
        if (rc == IDIO_OK && idio_vec_push(&b->parents, p) < 0)
            rc = idio_nomem(err, "corpus.blame");
    }
    b->nodes.at[node].first_parent = first;
    b->nodes.at[node].parent_count = (uint32_t)b->parents.len - first;
    return rc;
}

static int lay_notes(struct blame *b, uint32_t node, struct idio_err *err);

/* Reads a commit on first need; one that is missing or damaged ends the history there. */
static int load(struct blame *b, uint32_t node, struct idio_err *err)
{
    struct blame_node *n = &b->nodes.at[node];
    git_odb_object *o = NULL;
    struct idio_commit c;
    if (n->state != BLAME_NEW)
        return IDIO_OK;
    n->state = BLAME_MISSING;
    if (git_odb_read(&o, b->repo->odb, &n->id) < 0)
        return IDIO_OK;
    if (!idio_commit_parse(o, &c)) {
        git_odb_object_free(o);
        return IDIO_OK;
    }
    n->state = BLAME_LOADED;
    n->tree = c.tree;
    n->time = c.time;
    n->day = day_of(c.author_time);
    int rc = add_parents(b, node, &c, err);
    git_odb_object_free(o);
    if (rc == IDIO_OK && b->known && git_oid_equal(&b->nodes.at[node].id, &b->known_head))
        rc = lay_notes(b, node, err);
    return rc;
}

/* Loads the parents and leaves out those that are not there. */
static int load_parents(struct blame *b, uint32_t node, struct idio_err *err)
{
    uint32_t first = b->nodes.at[node].first_parent, count = b->nodes.at[node].parent_count, k = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t p = b->parents.at[first + i];
        int rc = load(b, p, err);
        if (rc < 0)
            return rc;
        if (b->nodes.at[p].state == BLAME_LOADED)
            b->parents.at[first + k++] = p;
    }
    b->nodes.at[node].parent_count = k;
    return IDIO_OK;
}

static int owner_of(struct blame *b, uint32_t node, enum idio_owner *ret, struct idio_err *err)
{
    struct blame_node *n = &b->nodes.at[node];
    if (!n->owner) {
        git_odb_object *o = NULL;
        struct idio_commit c;
        enum idio_person who = IDIO_PERSON_OTHER;
        int rc = IDIO_OK;
        if (git_odb_read(&o, b->repo->odb, &n->id) == 0 && idio_commit_parse(o, &c))
            rc = idio_people_of(&b->people, &c, &who, err);
        git_odb_object_free(o);
        if (rc < 0)
            return rc;
        if (who == IDIO_PERSON_OTHER && b->everybody)
            who = IDIO_PERSON_MINE;
        enum idio_owner owner = who == IDIO_PERSON_MINE     ? IDIO_OWNER_MINE
                                : who == IDIO_PERSON_NOBODY ? IDIO_OWNER_MACHINE
                                                            : IDIO_OWNER_OTHER;
        n->owner = (uint8_t)(owner + 1);
    }
    *ret = (enum idio_owner)(n->owner - 1);
    return IDIO_OK;
}

int blame_on(struct blame *b, uint32_t node, struct blame_groups *g, struct idio_err *err)
{
    enum idio_owner owner;
    if (g->at.len == 0)
        return IDIO_OK;
    int rc = owner_of(b, node, &owner, err);
    for (size_t i = 0; i < g->at.len && rc == IDIO_OK; i++) {
        struct blame_found r = {g->at.at[i].file, g->at.at[i].head, g->at.at[i].count,
                                b->nodes.at[node].day, owner};
        if (idio_vec_push(&b->runs, r) < 0)
            rc = idio_nomem(err, "corpus.blame");
    }
    g->at.len = 0;
    return rc;
}

/* ---- the queue ------------------------------------------------------------------------------ */
static bool newer(const struct blame *b, uint32_t x, uint32_t y)
{
    const struct blame_node *p = &b->nodes.at[x], *q = &b->nodes.at[y];
    return p->time != q->time ? p->time > q->time : git_oid_cmp(&p->id, &q->id) < 0;
}

static void swap(struct blame *b, size_t i, size_t k)
{
    uint32_t t = b->heap.at[i];
    b->heap.at[i] = b->heap.at[k];
    b->heap.at[k] = t;
}

static int queue(struct blame *b, uint32_t node, struct idio_err *err)
{
    if (b->nodes.at[node].queued)
        return IDIO_OK;
    if (idio_vec_push(&b->heap, node) < 0)
        return idio_nomem(err, "corpus.blame");
    b->nodes.at[node].queued = true;
    for (size_t i = b->heap.len - 1; i > 0 && newer(b, b->heap.at[i], b->heap.at[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(b, i, (i - 1) / 2);
    return IDIO_OK;
}

static uint32_t newest(struct blame *b)
{
    uint32_t top = b->heap.at[0];
    b->heap.at[0] = b->heap.at[--b->heap.len];
    for (size_t i = 0;;) {
        size_t best = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < b->heap.len; k++) {
            if (newer(b, b->heap.at[k], b->heap.at[best]))
                best = k;
        }
        if (best == i)
            break;
        swap(b, i, best);
        i = best;
    }
    b->nodes.at[top].queued = false;
    return top;
}

/* ---- giving --------------------------------------------------------------------------------- */
static const struct idio_repo_file *known_file(const struct blame *b, size_t i, bool *ret_foreign)
{
    *ret_foreign = i >= b->known->len;
    return *ret_foreign ? &b->known->foreign[i - b->known->len] : &b->known->at[i];
}

/* A suspect met a note: its lines are what was found the last time. */
static int settle_known(struct blame *b, struct blame_set *set, struct blame_suspect *s,
                        struct idio_err *err)
{
    bool foreign = false;
    const struct idio_repo_file *f = known_file(b, s->known - 1, &foreign);
    struct idio_arena arena;
    struct idio_lines lines;
    idio_arena_init(&arena, (size_t)256 * 1024 * 1024);
    int rc = idio_lines_decode(f->lines, f->lines_len, &arena, &lines, err);
    if (rc == IDIO_E_CORRUPT) { /* then it must be walked */
        s->known = 0;
        rc = IDIO_OK;
    }
    for (size_t i = 0; i < s->groups.at.len && s->known && rc == IDIO_OK; i++) {
        const struct blame_group *g = &s->groups.at.at[i];
        for (uint32_t at = 0, n; at < g->count && rc == IDIO_OK; at += n) {
            uint32_t line = g->line + at + 1;
            const struct idio_line_run *run = idio_lines_at(&lines, line);
            /* An empty file has no lines; what is known is in which list it was. */
            struct blame_found r = {g->file, g->head + at, 1, 0,
                                    foreign ? IDIO_OWNER_OTHER : IDIO_OWNER_MINE};
            size_t next = run ? (size_t)(run - lines.at) + 1 : 0;
            n = g->count - at;
            if (run && next < lines.len && lines.at[next].first - line < n)
                n = lines.at[next].first - line;
            if (run) {
                r.day = run->day;
                r.owner = run->owner;
            }
            r.count = n;
            if (idio_vec_push(&b->runs, r) < 0)
                rc = idio_nomem(err, "corpus.blame");
        }
    }
    if (s->known) {
        set->live -= s->groups.at.len;
        b->live -= s->groups.at.len;
        s->groups.at.len = 0;
    }
    idio_arena_release(&arena);
    return rc;
}

static int set_of(struct blame *b, uint32_t node, struct blame_set **ret, struct idio_err *err)
{
    struct blame_node *n = &b->nodes.at[node];
    if (!n->set)
        n->set = idio_alloc(1, sizeof *n->set);
    *ret = n->set;
    return n->set ? IDIO_OK : idio_nomem(err, "corpus.blame");
}

int blame_give(struct blame *b, uint32_t node, struct blame_suspect *s, struct idio_err *err)
{
    struct blame_set *set = NULL;
    int rc = set_of(b, node, &set, err);
    if (rc < 0) {
        blame_suspect_free(b, s);
        return rc;
    }
    rc = set_put(b, set, s, &s, err);
    if (rc == IDIO_OK && s->known && s->groups.at.len > 0)
        rc = settle_known(b, set, s, err);
    return rc == IDIO_OK ? queue(b, node, err) : rc;
}

int blame_give_groups(struct blame *b, uint32_t node, uint32_t path, const git_oid *id,
                      struct blame_text *text, struct blame_groups *g, struct idio_err *err)
{
    if (g->at.len == 0)
        return IDIO_OK;
    struct blame_suspect *s = idio_alloc(1, sizeof *s);
    if (!s)
        return idio_nomem(err, "corpus.blame");
    s->path = path;
    s->id = *id;
    s->text = text;
    if (text)
        text->users++;
    if (idio_vec_reserve(&s->groups.at, g->at.len) < 0) {
        blame_suspect_free(b, s);
        return idio_nomem(err, "corpus.blame");
    }
    memcpy(s->groups.at.at, g->at.at, g->at.len * sizeof *g->at.at);
    s->groups.at.len = g->at.len;
    b->live += g->at.len;
    g->at.len = 0;
    return blame_give(b, node, s, err);
}

/* All of a set that did not change: to the first parent, in one piece when it holds nothing yet. */
static int give_set(struct blame *b, uint32_t node, struct blame_set *set, struct idio_err *err)
{
    struct blame_node *n = &b->nodes.at[node];
    int rc = IDIO_OK;
    if (set->live == 0 && !set->known) {
        set_free(b, set);
        return IDIO_OK;
    }
    if (!n->set) {
        n->set = set;
        return queue(b, node, err);
    }
    if (n->set->at.len < set->at.len) { /* the smaller into the larger */
        struct blame_set *t = n->set;
        n->set = set;
        set = t;
    }
    for (size_t i = 0; i < set->at.len && rc == IDIO_OK; i++) {
        struct blame_suspect *s = set->at.at[i];
        set->at.at[i] = NULL;
        if (s)
            rc = blame_give(b, node, s, err);
    }
    set_free(b, set);
    return rc;
}

/* Notes of what the last run found at this commit. */
static int lay_notes(struct blame *b, uint32_t node, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < b->known->len + b->known->foreign_len && rc == IDIO_OK; i++) {
        bool foreign;
        const struct idio_repo_file *f = known_file(b, i, &foreign);
        if (f->lines_len == 0)
            continue;
        struct blame_suspect *s = idio_alloc(1, sizeof *s);
        if (!s)
            return idio_nomem(err, "corpus.blame");
        s->path = blame_path(b, f->path, strlen(f->path));
        s->known = (uint32_t)i + 1;
        if (s->path == UINT32_MAX || git_oid_fromstr(&s->id, f->blob) < 0) {
            rc = s->path == UINT32_MAX ? idio_nomem(err, "corpus.blame") : IDIO_OK;
            blame_suspect_free(b, s);
            continue;
        }
        rc = blame_give(b, node, s, err);
    }
    return rc;
}

/* ---- the walk ------------------------------------------------------------------------------- */
/* Versions kept for the next step take too much: they can be read again. */
static void drop_texts(struct blame *b)
{
    for (size_t i = 0; i < b->heap.len; i++) {
        struct blame_set *set = b->nodes.at[b->heap.at[i]].set;
        for (size_t k = 0; set && k < set->at.len; k++) {
            if (set->at.at[k])
                set->at.at[k]->text = blame_text_free(b, set->at.at[k]->text);
        }
    }
}

static int by_line(const void *a, const void *b)
{
    const struct blame_group *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->head < y->head ? -1 : x->head > y->head;
}

static void sort_groups(struct blame_suspect *s)
{
    if (!s->sorted && s->groups.at.len > 1)
        qsort(s->groups.at.at, s->groups.at.len, sizeof *s->groups.at.at, by_line);
    s->sorted = true;
}

static int blame_set_on(struct blame *b, uint32_t node, struct blame_set *set, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < set->at.len && rc == IDIO_OK; i++) {
        if (!set->at.at[i])
            continue;
        b->live -= set->at.at[i]->groups.at.len;
        rc = blame_on(b, node, &set->at.at[i]->groups, err);
    }
    return rc;
}

/* Suspects of paths that the commit changed. */
static int take_touched(struct blame *b, struct blame_set *set, struct idio_err *err)
{
    const struct idio_changes *c = &b->now.changes;
    for (size_t i = 0; i < c->at.len; i++) {
        size_t path;
        if (!idio_map_get(&b->paths, idio_change_path(c, i), c->at.at[i].path_len, &path))
            continue;
        struct blame_suspect *s = set_take(set, (uint32_t)path);
        if (s && s->groups.at.len == 0 && !s->known)
            s = blame_suspect_free(b, s);
        if (!s)
            continue;
        s->change = i;
        if (idio_vec_push(&b->touched, s) < 0) {
            blame_suspect_free(b, s);
            return idio_nomem(err, "corpus.blame");
        }
    }
    return IDIO_OK;
}

static int pass_touched(struct blame *b, uint32_t node, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < b->touched.len && rc == IDIO_OK; i++) {
        struct blame_suspect *s = b->touched.at[i];
        b->touched.at[i] = NULL;
        sort_groups(s);
        rc = blame_pass(b, node, s, err);
        if (b->text_bytes > IDIO_BLAME_TEXT) {
            blame_commit_drop_texts(b);
            drop_texts(b);
        }
    }
    for (size_t i = 0; i < b->touched.len; i++)
        blame_suspect_free(b, b->touched.at[i]);
    b->touched.len = 0;
    return rc;
}

/* Takes the set of a commit apart. */
static int step(struct blame *b, uint32_t node, struct blame_set *set, struct idio_err *err)
{
    int rc = load_parents(b, node, err);
    const struct blame_node n = b->nodes.at[node];
    if (rc < 0 || n.parent_count == 0) {
        rc = rc < 0 ? rc : blame_set_on(b, node, set, err);
        set_free(b, set);
        return rc;
    }
    uint32_t first = b->parents.at[n.first_parent];
    blame_commit_clear(b);
    rc = idio_changes_find(&b->now.changes, b->repo, &b->nodes.at[first].tree, &n.tree, err);
    b->work += IDIO_BLAME_LINE_COST * (uint64_t)b->now.changes.at.len;
    if (rc == IDIO_OK && b->now.changes.cut)
        rc = blame_set_on(b, node, set, err);
    else if (rc == IDIO_OK)
        rc = take_touched(b, set, err);
    if (rc < 0 || b->now.changes.cut) {
        set_free(b, set);
        return rc;
    }
    rc = give_set(b, first, set, err);
    int rc2 = pass_touched(b, node, err);
    return rc < 0 ? rc : rc2;
}

static int walk(struct blame *b, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t steps = 0; b->live > 0 && b->heap.len > 0 && rc == IDIO_OK; steps++) {
        if (idio_cancelled(b->cancel))
            return idio_fail(err, IDIO_E_CANCELLED, "corpus.blame", "reading the history stopped");
        if (steps == IDIO_HISTORY_MAX || b->work > IDIO_BLAME_WORK)
            break;
        uint32_t node = newest(b);
        struct blame_set *set = b->nodes.at[node].set;
        b->nodes.at[node].set = NULL;
        b->oldest = node;
        if (set)
            rc = step(b, node, set, err);
    }
    return rc;
}

/* What is older than the window: whoever wrote most of what was blamed, and not later than that. */
static int settle_rest(struct blame *b, struct idio_err *err)
{
    uint64_t lines[IDIO_OWNER_COUNT] = {0};
    int rc = IDIO_OK;
    for (size_t i = 0; i < b->runs.len; i++)
        lines[b->runs.at[i].owner] += b->runs.at[i].count;
    enum idio_owner most = IDIO_OWNER_MINE;
    for (int i = 0; i < IDIO_OWNER_COUNT; i++)
        most = lines[i] > lines[most] ? (enum idio_owner)i : most;
    for (size_t i = 0; i < b->heap.len; i++) {
        struct blame_node *n = &b->nodes.at[b->heap.at[i]];
        n->owner = (uint8_t)(most + 1);
        n->day = n->day < b->nodes.at[b->oldest].day ? n->day : b->nodes.at[b->oldest].day;
        if (n->set)
            rc = rc < 0 ? rc : blame_set_on(b, b->heap.at[i], n->set, err);
    }
    return rc;
}

int blame_init(struct blame *b, struct idio_repo *r, const struct idio_identities *who,
               const struct idio_known *known, struct idio_err *err)
{
    *b = (struct blame){.repo = r, .known = known, .everybody = who->len == 0};
    idio_map_init(&b->ids, (size_t)512 * 1024 * 1024);
    idio_map_init(&b->paths, (size_t)512 * 1024 * 1024);
    idio_changes_init(&b->now.changes);
    if (known && git_oid_fromstr(&b->known_head, known->head) < 0)
        b->known = NULL;
    return idio_people_init(&b->people, r, who, err);
}

void blame_release(struct blame *b)
{
    for (size_t i = 0; i < b->nodes.len; i++)
        set_free(b, b->nodes.at[i].set);
    blame_commit_release(b);
    idio_people_release(&b->people);
    idio_map_release(&b->ids);
    idio_map_release(&b->paths);
    idio_vec_release(&b->nodes);
    idio_vec_release(&b->parents);
    idio_vec_release(&b->heap);
    idio_vec_release(&b->runs);
    idio_vec_release(&b->hunks.at);
    idio_vec_release(&b->kept.at);
    idio_vec_release(&b->left.at);
    idio_vec_release(&b->touched);
    idio_vec_release(&b->map);
    idio_line_index_release(&b->same);
    idio_moves_release(&b->moves);
}

int blame_ignore(struct blame *b, const git_oid *id, struct idio_err *err)
{
    uint32_t node = 0;
    int rc = node_of(b, id, &node, err);
    if (rc == IDIO_OK)
        b->nodes.at[node].ignored = true;
    return rc;
}

int blame_start(struct blame *b, struct idio_err *err)
{
    uint32_t head = 0;
    int rc = node_of(b, &b->repo->head, &head, err);
    if (rc == IDIO_OK)
        rc = load(b, head, err);
    b->start = b->oldest = head;
    return rc;
}

int blame_run(struct blame *b, struct idio_err *err)
{
    int rc = walk(b, err);
    return rc == IDIO_OK && b->live > 0 ? settle_rest(b, err) : rc;
}
