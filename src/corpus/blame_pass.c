/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one commit did to one file that has unblamed lines: which of them stood in a parent already.
 *
 * In the order of git blame:
 *   1. a parent with the same contents at the same path gets all lines;
 *   2. where a parent lacks the path, a deleted file of that commit may be its old name: with the
 *      same contents, or similar by at least half;
 *   3. each parent in turn gets the lines that differences show as unchanged;
 *   4. of a commit with one parent, added blocks that stood elsewhere before go there
 *      (line_moves.c);
 *   5. the rest was written in this commit.
 *
 * Two kinds of commits write nothing: those listed in .git-blame-ignore-revs, and, file by file,
 * those that changed only layout, over a large share of the file or over many files. Their lines
 * pass to the lines that they replaced. A small change of white space is its author's, as in git.
 *
 * All this is decided from the commit alone, never from which lines are still unblamed (blame.c
 * says why).
 */
#include "corpus/blame.h"

#include <stdlib.h>
#include <string.h>

#define REFORMAT_LINES 10     /* changed lines, and … */
#define REFORMAT_PART  4      /* … a quarter of the file: reformatted */
#define BULK_FILES     5      /* files with nothing but layout changed, and … */
#define BULK_PERCENT   80     /* … this share of those looked at: the commit reformats */
#define BULK_LOOK      64     /* files looked at */
#define DELETED_MAX    200    /* deleted files that a new one is compared with */
#define SOURCES_MAX    256    /* changed files in which copies are looked for */
#define SOURCE_LINES   200000 /* in all of them */

#define NOTHING UINT32_MAX

struct origin {
    bool has;
    git_oid id;
    uint32_t node;
    uint32_t change; /* single parent: its old side is this version; NOTHING */
    uint32_t path;
};

/* ---- what belongs to the commit ------------------------------------------------------------- */
void blame_commit_drop_texts(struct blame *b)
{
    struct blame_commit *c = &b->now;
    for (size_t i = 0; i < c->old_count; i++)
        c->old[i] = blame_text_free(b, c->old[i]);
}

void blame_commit_clear(struct blame *b)
{
    struct blame_commit *c = &b->now;
    blame_commit_drop_texts(b);
    idio_free(c->old);
    c->old = NULL;
    c->old_count = 0;
    for (size_t i = 0; i < c->deleted.len; i++)
        idio_vec_release(&c->deleted.at[i].lines.at);
    c->deleted.len = c->sources.len = 0;
    c->indexed = c->deleted_known = false;
    c->bulk = 0;
}

void blame_commit_release(struct blame *b)
{
    blame_commit_clear(b);
    idio_vec_release(&b->now.deleted);
    idio_vec_release(&b->now.sources);
    idio_line_index_release(&b->now.copies);
    idio_changes_release(&b->now.changes);
}

/* What stood at a changed path before; borrowed from the commit, NULL: nothing readable. */
static int old_text(struct blame *b, size_t change, struct blame_text **ret, struct idio_err *err)
{
    struct blame_commit *c = &b->now;
    *ret = NULL;
    if (!c->old) {
        c->old = idio_alloc(c->changes.at.len + 1, sizeof(struct blame_text *));
        if (!c->old)
            return idio_nomem(err, "corpus.blame");
        c->old_count = c->changes.at.len;
    }
    if (!c->old[change] && c->changes.at.at[change].has_old)
        c->old[change] = blame_text_read(b, &c->changes.at.at[change].old);
    *ret = c->old[change];
    return IDIO_OK;
}

/* ---- renames -------------------------------------------------------------------------------- */
static int by_hash(const void *a, const void *b)
{
    const struct idio_loose *x = a, *y = b;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int sorted_lines(struct idio_span text, struct idio_looses *ret, uint64_t *ret_weight,
                        struct idio_err *err)
{
    int rc = idio_loose_lines(text, 0, true, ret, err);
    *ret_weight = 0;
    for (size_t i = 0; i < ret->at.len; i++)
        *ret_weight += ret->at.at[i].weight;
    if (rc == IDIO_OK && ret->at.len > 1)
        qsort(ret->at.at, ret->at.len, sizeof *ret->at.at, by_hash);
    return rc;
}

/* Letters and digits in the lines that both have. */
static uint64_t common_weight(const struct idio_looses *a, const struct idio_looses *b)
{
    uint64_t sum = 0;
    for (size_t i = 0, k = 0; i < a->at.len && k < b->at.len;) {
        if (a->at.at[i].hash == b->at.at[k].hash) {
            sum += a->at.at[i].weight;
            i++;
            k++;
        } else if (a->at.at[i].hash < b->at.at[k].hash) {
            i++;
        } else {
            k++;
        }
    }
    return sum;
}

static int list_deleted(struct blame *b, struct idio_err *err)
{
    struct blame_commit *c = &b->now;
    int rc = IDIO_OK;
    if (c->deleted_known)
        return IDIO_OK;
    c->deleted_known = true;
    for (size_t i = 0; i < c->changes.at.len && rc == IDIO_OK && c->deleted.len < DELETED_MAX;
         i++) {
        struct blame_text *t;
        if (!c->changes.at.at[i].has_old || c->changes.at.at[i].has_new)
            continue;
        rc = old_text(b, i, &t, err);
        if (rc < 0 || !t)
            continue;
        struct blame_similar s = {.change = (uint32_t)i};
        rc = sorted_lines(t->span, &s.lines, &s.weight, err);
        if (rc == IDIO_OK && idio_vec_push(&c->deleted, s) < 0)
            rc = idio_nomem(err, "corpus.blame");
        if (rc < 0)
            idio_vec_release(&s.lines.at);
    }
    return rc;
}

static bool same_name(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    return strcmp(x ? x + 1 : a, y ? y + 1 : b) == 0;
}

/* The deleted file with the same contents; NOTHING. */
static uint32_t find_identical(const struct blame *b, const struct blame_suspect *s)
{
    const struct idio_changes *c = &b->now.changes;
    uint32_t best = NOTHING;
    for (size_t i = 0; i < c->at.len; i++) {
        if (!c->at.at[i].has_old || c->at.at[i].has_new || !git_oid_equal(&c->at.at[i].old, &s->id))
            continue;
        if (same_name(idio_change_path(c, i), idio_change_path(c, s->change)))
            return (uint32_t)i;
        best = best == NOTHING ? (uint32_t)i : best;
    }
    return best;
}

static int find_similar(struct blame *b, struct blame_suspect *s, uint32_t *ret,
                        struct idio_err *err)
{
    struct idio_looses lines = {0};
    uint64_t weight = 0, best = 0;
    bool best_named = false;
    int rc = list_deleted(b, err);
    if (rc == IDIO_OK && s->text && b->now.deleted.len > 0)
        rc = sorted_lines(s->text->span, &lines, &weight, err);
    for (size_t i = 0; i < b->now.deleted.len && rc == IDIO_OK && weight > 0; i++) {
        const struct blame_similar *d = &b->now.deleted.at[i];
        uint64_t most = d->weight > weight ? d->weight : weight;
        uint64_t least = d->weight < weight ? d->weight : weight;
        if (2 * least < most)
            continue;
        uint64_t score = common_weight(&lines, &d->lines) * 1000 / most;
        bool named = same_name(idio_change_path(&b->now.changes, d->change),
                               idio_change_path(&b->now.changes, s->change));
        if (score < 500 || score < best || (score == best && (best_named || !named)))
            continue;
        best = score;
        best_named = named;
        *ret = d->change;
    }
    idio_vec_release(&lines.at);
    return rc;
}

static int find_rename(struct blame *b, struct blame_suspect *s, struct origin *o,
                       struct idio_err *err)
{
    uint32_t change = find_identical(b, s);
    int rc = change == NOTHING ? find_similar(b, s, &change, err) : IDIO_OK;
    if (rc < 0 || change == NOTHING)
        return rc;
    const struct idio_change *c = &b->now.changes.at.at[change];
    o->has = true;
    o->id = c->old;
    o->change = change;
    o->path = blame_path(b, idio_change_path(&b->now.changes, change), c->path_len);
    return o->path == UINT32_MAX ? idio_nomem(err, "corpus.blame") : IDIO_OK;
}

/* ---- unchanged lines ------------------------------------------------------------------------ */
static int cut_group(struct blame *b, const struct blame_group *g, size_t hunk, int64_t shift,
                     struct idio_err *err)
{
    const struct idio_hunks *h = &b->hunks;
    uint32_t at = g->line, end = g->line + g->count;
    int rc = IDIO_OK;
    while (at < end && rc == IDIO_OK) {
        struct blame_group part = {g->file, g->head + (at - g->line), end - at, at};
        const struct idio_hunk *k = hunk < h->at.len ? &h->at.at[hunk] : NULL;
        if (!k || k->new_first >= end) {
            part.line = (uint32_t)(at + shift);
            return blame_add_group(&b->kept, part, err);
        }
        if (k->new_first > at) {
            part.count = k->new_first - at;
            part.line = (uint32_t)(at + shift);
            rc = blame_add_group(&b->kept, part, err);
            at = k->new_first;
            continue;
        }
        uint32_t until = k->new_first + k->new_count;
        if (until > at) {
            part.count = (until < end ? until : end) - at;
            rc = blame_add_group(&b->left, part, err);
            at += part.count;
        }
        if (at >= until) {
            shift += (int64_t)k->old_count - k->new_count;
            hunk++;
        }
    }
    return rc;
}

/* By b->hunks: unchanged lines, with their numbers in the parent, to b->kept; the others to
 * b->left. */
static int cut_groups(struct blame *b, const struct blame_groups *from, struct idio_err *err)
{
    size_t hunk = 0;
    int64_t shift = 0;
    int rc = IDIO_OK;
    b->kept.at.len = b->left.at.len = 0;
    for (size_t i = 0; i < from->at.len && rc == IDIO_OK; i++) {
        const struct blame_group *g = &from->at.at[i];
        for (; hunk < b->hunks.at.len; hunk++) {
            const struct idio_hunk *k = &b->hunks.at.at[hunk];
            if (k->new_first + k->new_count > g->line)
                break;
            shift += (int64_t)k->old_count - k->new_count;
        }
        rc = cut_group(b, g, hunk, shift, err);
    }
    return rc;
}

static bool is_whole(const struct blame *b, const struct blame_group *g)
{
    return b->cands->files.at[g->file].whole;
}

/* Files that are blamed as a whole pass only with equal contents. */
static int take_whole(struct blame *b, struct blame_suspect *s, struct blame_groups *ret,
                      struct idio_err *err)
{
    size_t kept = 0;
    int rc = IDIO_OK;
    for (size_t i = 0; i < s->groups.at.len && rc == IDIO_OK; i++) {
        if (is_whole(b, &s->groups.at.at[i]))
            rc = blame_add_group(ret, s->groups.at.at[i], err);
        else
            s->groups.at.at[kept++] = s->groups.at.at[i];
    }
    s->groups.at.len = kept;
    return rc;
}

/* ---- commits that only change layout -------------------------------------------------------- */
static bool large_share(const struct blame *b, struct idio_span text)
{
    uint64_t changed = 0;
    for (size_t i = 0; i < b->hunks.at.len; i++) {
        const struct idio_hunk *h = &b->hunks.at.at[i];
        changed += h->new_count > h->old_count ? h->new_count : h->old_count;
    }
    return changed >= REFORMAT_LINES && changed * REFORMAT_PART >= idio_line_count(text);
}

/* Is layout all that changed in most files of the commit? */
static int is_bulk(struct blame *b, bool *ret, struct idio_err *err)
{
    struct blame_commit *c = &b->now;
    size_t looked = 0, layout = 0;
    int rc = IDIO_OK;
    for (size_t i = 0; i < c->changes.at.len && c->bulk == 0 && rc == IDIO_OK; i++) {
        struct blame_text *old, *new;
        const struct idio_change *k = &c->changes.at.at[i];
        if (!k->has_old || !k->has_new || looked == BULK_LOOK ||
            idio_lang_of_path(idio_change_path(&c->changes, i)) == IDIO_LANG_NONE)
            continue;
        rc = old_text(b, i, &old, err);
        new = old ? blame_text_read(b, &k->new) : NULL;
        looked++;
        if (new &&idio_only_reformatted(old->span, new->span))
            layout++;
        blame_text_free(b, new);
    }
    if (c->bulk == 0)
        c->bulk = layout >= BULK_FILES && layout * 100 >= looked * BULK_PERCENT ? 1 : -1;
    *ret = c->bulk > 0;
    return rc;
}

/* For a line of an ignored commit: a line of the hunk that it replaced. The nearest one to its
 * place that is the same but for white space, else the one at its place. */
static uint32_t replaced(const struct idio_hunk *h, const struct idio_looses *old,
                         const struct idio_looses *new, uint32_t i)
{
    uint32_t place = (uint32_t)((uint64_t)i * h->old_count / h->new_count), best = place;
    uint32_t distance = UINT32_MAX;
    if (i >= new->at.len)
        return h->old_first + place;
    for (uint32_t k = 0; k < h->old_count && k < old->at.len; k++) {
        uint32_t d = k > place ? k - place : place - k;
        if (old->at.at[k].hash == new->at.at[i].hash && d < distance) {
            best = k;
            distance = d;
        }
    }
    return h->old_first + best;
}

static int loose_part(struct idio_span text, uint32_t first, uint32_t count,
                      struct idio_looses *ret, struct idio_err *err)
{
    struct idio_offsets o = {0};
    ret->at.len = 0;
    int rc = idio_line_offsets(text, first, count, &o, err);
    if (rc == IDIO_OK)
        rc = idio_loose_lines((struct idio_span){text.p + o.at.at[0], o.at.at[count] - o.at.at[0]},
                              first, false, ret, err);
    idio_vec_release(&o.at);
    return rc;
}

/* b->map: for the lines of the hunks, what they replaced. Added lines replaced nothing. */
static int map_ignored(struct blame *b, struct idio_span old, struct idio_span new,
                       struct idio_err *err)
{
    struct idio_looses x = {0}, y = {0};
    int rc = IDIO_OK;
    for (size_t i = 0; i < b->hunks.at.len && rc == IDIO_OK; i++) {
        const struct idio_hunk *h = &b->hunks.at.at[i];
        if (h->new_count == 0 || h->old_count == 0)
            continue;
        /* Large ones in full would take their product of steps. */
        bool look = (uint64_t)h->new_count * h->old_count <= 4000000;
        if (look)
            rc = loose_part(old, h->old_first, h->old_count, &x, err);
        if (look && rc == IDIO_OK)
            rc = loose_part(new, h->new_first, h->new_count, &y, err);
        if (!look)
            x.at.len = y.at.len = 0;
        for (uint32_t k = 0; k < h->new_count && rc == IDIO_OK; k++)
            b->map.at[h->new_first + k] = replaced(h, &x, &y, k);
    }
    idio_vec_release(&x.at);
    idio_vec_release(&y.at);
    return rc;
}

/* Moves from b->left to b->kept what the map knows. */
static int apply_map(struct blame *b, struct idio_err *err)
{
    struct blame_groups stay = {0};
    int rc = IDIO_OK;
    for (size_t i = 0; i < b->left.at.len && rc == IDIO_OK; i++) {
        struct blame_group g = b->left.at.at[i];
        for (uint32_t k = 0; k < g.count && rc == IDIO_OK; k++) {
            uint32_t to = b->map.at[g.line + k];
            struct blame_group one = {g.file, g.head + k, 1, to == NOTHING ? g.line + k : to};
            rc = blame_add_group(to == NOTHING ? &stay : &b->kept, one, err);
        }
    }
    idio_vec_release(&b->left.at);
    b->left = stay;
    return rc;
}

static int pass_through(struct blame *b, uint32_t node, struct idio_span old, struct idio_span new,
                        struct idio_err *err)
{
    bool through = b->nodes.at[node].ignored, layout = false;
    int rc = IDIO_OK;
    if (b->left.at.len == 0)
        return IDIO_OK;
    layout = idio_only_reformatted(old, new);
    if (layout && !through) {
        through = large_share(b, new);
        if (!through)
            rc = is_bulk(b, &through, err);
    }
    if (rc < 0 || !through)
        return rc;
    uint32_t count = idio_line_count(new);
    if (idio_vec_reserve(&b->map, count + 1) < 0)
        return idio_nomem(err, "corpus.blame");
    for (uint32_t i = 0; i < count; i++)
        b->map.at[i] = NOTHING;
    if (layout && idio_line_count(old) > 0)
        idio_reformat_map(old, new, b->map.at);
    else
        rc = map_ignored(b, old, new, err);
    return rc == IDIO_OK ? apply_map(b, err) : rc;
}

/* ---- moved and copied blocks ---------------------------------------------------------------- */
/* Old versions of the source files that the commit changed. */
static int index_sources(struct blame *b, struct idio_err *err)
{
    struct blame_commit *c = &b->now;
    int rc = IDIO_OK;
    if (c->indexed)
        return IDIO_OK;
    c->indexed = true;
    idio_line_index_clear(&c->copies);
    for (size_t i = 0; i < c->changes.at.len && rc == IDIO_OK; i++) {
        struct blame_text *t;
        if (!c->changes.at.at[i].has_old || c->sources.len == SOURCES_MAX ||
            c->copies.lines.at.len > SOURCE_LINES ||
            idio_lang_of_path(idio_change_path(&c->changes, i)) == IDIO_LANG_NONE)
            continue;
        rc = old_text(b, i, &t, err);
        if (rc < 0 || !t)
            continue;
        rc = idio_line_index_add(&c->copies, t->span, err);
        if (rc == IDIO_OK && idio_vec_push(&c->sources, (uint32_t)i) < 0)
            rc = idio_nomem(err, "corpus.blame");
    }
    return rc;
}

static uint32_t source_of(const struct blame_commit *c, uint32_t change)
{
    for (size_t i = 0; i < c->sources.len; i++) {
        if (c->sources.at[i] == change)
            return (uint32_t)i;
    }
    return NOTHING;
}

/* Of b->left, what lies in the moved block goes to `moved`, with its old numbers. */
static int cut_moved(struct blame *b, const struct idio_move *m, struct blame_groups *moved,
                     struct idio_err *err)
{
    struct blame_groups stay = {0};
    int rc = IDIO_OK;
    for (size_t k = 0; k < b->left.at.len && rc == IDIO_OK; k++) {
        struct blame_group g = b->left.at.at[k];
        uint32_t end = g.line + g.count, lo = g.line > m->first ? g.line : m->first;
        uint32_t hi = end < m->first + m->count ? end : m->first + m->count;
        if (lo >= hi) {
            rc = blame_add_group(&stay, g, err);
            continue;
        }
        struct blame_group above = {g.file, g.head, lo - g.line, g.line};
        struct blame_group in = {g.file, g.head + (lo - g.line), hi - lo,
                                 m->line + (lo - m->first)};
        struct blame_group below = {g.file, g.head + (hi - g.line), end - hi, hi};
        if (above.count)
            rc = blame_add_group(&stay, above, err);
        if (rc == IDIO_OK)
            rc = blame_add_group(moved, in, err);
        if (rc == IDIO_OK && below.count)
            rc = blame_add_group(&stay, below, err);
    }
    idio_vec_release(&b->left.at);
    b->left = stay;
    return rc;
}

/* Gives what was found since `from` to its old places. */
static int give_moved(struct blame *b, const struct origin *o, size_t from, bool same,
                      struct idio_err *err)
{
    struct blame_groups moved = {0};
    int rc = IDIO_OK;
    for (size_t i = from; i < b->moves.found.len && rc == IDIO_OK; i++) {
        const struct idio_move *m = &b->moves.found.at[i];
        rc = cut_moved(b, m, &moved, err);
        if (rc < 0 || moved.at.len == 0)
            continue;
        uint32_t change = same ? o->change : b->now.sources.at[m->source];
        const struct idio_change *c = &b->now.changes.at.at[change];
        uint32_t path = blame_path(b, idio_change_path(&b->now.changes, change), c->path_len);
        rc = path == UINT32_MAX
                 ? idio_nomem(err, "corpus.blame")
                 : blame_give_groups(b, o->node, path, &c->old, b->now.old[change], &moved, err);
    }
    idio_vec_release(&moved.at);
    return rc;
}

/* b->hunks: what was added. `o`: where unchanged lines went; its change is NOTHING for a new file.
 */
static int pass_moves(struct blame *b, const struct blame_suspect *s, const struct origin *o,
                      struct idio_err *err)
{
    bool worth = false;
    struct blame_text *old = NULL;
    int rc = idio_moves_begin(&b->moves, s->text->span, &b->hunks, &worth, err);
    if (rc < 0 || !worth)
        return rc;
    if (o->change != NOTHING) {
        rc = old_text(b, o->change, &old, err);
        idio_line_index_clear(&b->same);
        if (rc == IDIO_OK && old)
            rc = idio_line_index_add(&b->same, old->span, err);
        if (rc == IDIO_OK && old)
            rc = idio_moves_search(&b->moves, &b->same, NOTHING, IDIO_MOVE_WEIGHT, err);
        if (rc == IDIO_OK)
            rc = give_moved(b, o, 0, true, err);
    }
    size_t from = b->moves.found.len;
    if (rc < 0 || b->left.at.len == 0 || b->now.changes.at.len == 1 ||
        !idio_moves_missed(&b->moves, IDIO_COPY_WEIGHT))
        return rc;
    rc = index_sources(b, err);
    if (rc == IDIO_OK)
        rc = idio_moves_search(&b->moves, &b->now.copies, source_of(&b->now, o->change),
                               IDIO_COPY_WEIGHT, err);
    return rc == IDIO_OK ? give_moved(b, o, from, false, err) : rc;
}

/* ---- one suspect ---------------------------------------------------------------------------- */
/* As if nothing had been there before. */
static int all_new(struct blame *b, const struct blame_suspect *s, struct idio_err *err)
{
    struct idio_hunk all = {0, 0, 0, idio_line_count(s->text->span)};
    b->hunks.at.len = 0;
    return idio_vec_push(&b->hunks.at, all) < 0 ? idio_nomem(err, "corpus.blame") : IDIO_OK;
}

/* 1 when a parent with the same contents took all lines. */
static int pass_identical(struct blame *b, struct blame_suspect **s, const struct origin *o,
                          size_t count, struct idio_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!o[i].has || !git_oid_equal(&o[i].id, &(*s)->id))
            continue;
        (*s)->path = o[i].path;
        b->live += (*s)->groups.at.len;
        int rc = blame_give(b, o[i].node, *s, err);
        *s = NULL;
        return rc < 0 ? rc : 1;
    }
    return 0;
}

static int diff(struct blame *b, struct idio_span old, struct idio_span new, struct idio_err *err)
{
    int rc = idio_line_diff(old, new, &b->hunks, err);
    const uint64_t n = b->hunks.compared;
    b->work += n * (IDIO_BLAME_LINE_COST + n / 128); /* a shuffled file costs more than its lines */
    return rc;
}

/* Unchanged lines to one parent; b->left are the others. `only`: there is no other parent. */
static int pass_unchanged(struct blame *b, uint32_t node, struct blame_suspect *s,
                          const struct origin *o, bool only, struct idio_err *err)
{
    struct blame_text *old = NULL, *own = NULL;
    int rc = IDIO_OK;
    if (o->change != NOTHING)
        rc = old_text(b, o->change, &old, err);
    else
        old = own = blame_text_read(b, &o->id);
    if (rc == IDIO_OK && old)
        rc = diff(b, old->span, s->text->span, err);
    else if (rc == IDIO_OK)
        rc = all_new(b, s, err);
    if (rc == IDIO_OK)
        rc = cut_groups(b, &s->groups, err);
    if (rc == IDIO_OK && old && only)
        rc = pass_through(b, node, old->span, s->text->span, err);
    if (rc == IDIO_OK)
        rc = blame_give_groups(b, o->node, o->path, &o->id, old, &b->kept, err);
    blame_text_free(b, own);
    return rc;
}

/* The file's versions in the parents, at its path. */
static void find_origins(struct blame *b, uint32_t node, const struct blame_suspect *s,
                         struct origin *o, size_t count)
{
    const struct blame_node *n = &b->nodes.at[node];
    const struct idio_change *c = &b->now.changes.at.at[s->change];
    for (size_t i = 0; i < count; i++) {
        o[i] = (struct origin){
            .node = b->parents.at[n->first_parent + i], .path = s->path, .change = NOTHING};
        if (i == 0) {
            o[i].has = c->has_old;
            o[i].id = c->old;
            o[i].change = c->has_old ? (uint32_t)s->change : NOTHING;
        } else {
            o[i].has = idio_tree_find(b->repo, &b->nodes.at[o[i].node].tree,
                                      idio_change_path(&b->now.changes, s->change), &o[i].id);
        }
    }
}

static bool seen_before(const struct origin *o, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (o[k].has && git_oid_equal(&o[k].id, &o[i].id))
            return true;
    }
    return false;
}

/* Lines that changed go to b->left, the others to the parents. */
static int pass_lines(struct blame *b, uint32_t node, struct blame_suspect *s,
                      const struct origin *o, size_t count, struct idio_err *err)
{
    bool any = false;
    int rc = IDIO_OK;
    for (size_t i = 0; i < count && rc == IDIO_OK && s->groups.at.len > 0; i++) {
        if (!o[i].has || seen_before(o, i))
            continue;
        any = true;
        rc = pass_unchanged(b, node, s, &o[i], count == 1, err);
        struct blame_groups t = s->groups;
        s->groups = b->left;
        b->left = t;
    }
    struct blame_groups t = s->groups;
    s->groups = b->left;
    b->left = t;
    if (rc == IDIO_OK && !any)
        rc = all_new(b, s, err);
    return rc;
}

static int pass_text(struct blame *b, uint32_t node, struct blame_suspect *s,
                     const struct origin *o, size_t count, struct idio_err *err)
{
    struct blame_groups whole = {0};
    int rc = take_whole(b, s, &whole, err);
    if (rc == IDIO_OK)
        rc = pass_lines(b, node, s, o, count, err);
    if (rc == IDIO_OK && count == 1 && b->left.at.len > 0)
        rc = pass_moves(b, s, o, err);
    if (rc == IDIO_OK)
        rc = blame_on(b, node, &b->left, err);
    if (rc == IDIO_OK)
        rc = blame_on(b, node, &whole, err);
    idio_vec_release(&whole.at);
    return rc;
}

int blame_pass(struct blame *b, uint32_t node, struct blame_suspect *s, struct idio_err *err)
{
    struct origin o[IDIO_PARENTS_MAX];
    size_t count = b->nodes.at[node].parent_count;
    b->live -= s->groups.at.len;
    o[0] = (struct origin){.change = NOTHING};
    find_origins(b, node, s, o, count);
    int rc = pass_identical(b, &s, o, count, err);
    if (rc != 0 || s->groups.at.len == 0) {
        blame_suspect_free(b, s);
        return rc < 0 ? rc : IDIO_OK;
    }
    if (!s->text)
        s->text = blame_text_read(b, &s->id);
    if (!o[0].has)
        rc = find_rename(b, s, &o[0], err);
    if (rc == IDIO_OK && o[0].has)
        rc = pass_identical(b, &s, o, 1, err);
    if (rc == IDIO_OK)
        rc = s->text ? pass_text(b, node, s, o, count, err) : blame_on(b, node, &s->groups, err);
    blame_suspect_free(b, s);
    return rc < 0 ? rc : IDIO_OK;
}
