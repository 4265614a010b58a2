/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks of lines that a commit added but that stood somewhere before: moves inside a file, copies
 * from another one.
 *
 * As git blame -M -C does it: of an added block, the part that matches an old version in most
 * letters and digits is taken, if they are more than IDIO_MOVE_WEIGHT (IDIO_COPY_WEIGHT for another
 * file); then the same is done with what is left above and below. Lines are compared without the
 * white space at their ends, because what is moved is often indented anew.
 *
 * git asks this for the lines that survived until HEAD; here it is asked for the whole block that
 * the commit added. So the answer belongs to the commit, and a later run that stops at this commit
 * finds the same.
 */
#include "corpus/line_diff.h"

#include <string.h>

#define PLACES_MAX 64      /* of one line in all sources: "return 0;" stands everywhere */
#define STEPS_MAX  4000000 /* comparisons for one file of one commit */

/* ---- index ---------------------------------------------------------------------------------- */
void idio_line_index_clear(struct idio_line_index *x)
{
    x->sources.len = x->lines.at.len = x->places.len = x->used = 0;
    if (x->slot_count > 1 << 16) { /* one large commit is no reason to clear as much for each */
        idio_free(x->slots);
        x->slots = NULL;
        x->slot_count = 0;
    }
    if (x->slots)
        memset(x->slots, 0, x->slot_count * sizeof *x->slots);
}

void idio_line_index_release(struct idio_line_index *x)
{
    idio_vec_release(&x->sources);
    idio_vec_release(&x->lines.at);
    idio_vec_release(&x->places);
    idio_free(x->slots);
    *x = (struct idio_line_index){0};
}

/* The slot of a hash, or the free one where it would stand. */
static struct idio_line_slot *slot_of(struct idio_line_slot *slots, size_t count, uint64_t hash)
{
    size_t i = (size_t)(hash ^ hash >> 32) & (count - 1);
    while (slots[i].count && slots[i].hash != hash)
        i = (i + 1) & (count - 1);
    return &slots[i];
}

static int grow(struct idio_line_index *x, size_t more, struct idio_err *err)
{
    size_t want = x->slot_count ? x->slot_count : 256;
    while (want < 2 * (x->used + more))
        want *= 2;
    if (want == x->slot_count)
        return IDIO_OK;
    struct idio_line_slot *slots = idio_alloc(want, sizeof *slots);
    if (!slots)
        return idio_nomem(err, "corpus.moves");
    for (size_t i = 0; i < x->slot_count; i++) {
        if (x->slots[i].count)
            *slot_of(slots, want, x->slots[i].hash) = x->slots[i];
    }
    idio_free(x->slots);
    x->slots = slots;
    x->slot_count = want;
    return IDIO_OK;
}

int idio_line_index_add(struct idio_line_index *x, struct idio_span text, struct idio_err *err)
{
    struct idio_line_source s = {.first = x->lines.at.len};
    int rc = idio_loose_lines(text, 0, false, &x->lines, err);
    s.count = x->lines.at.len - s.first;
    if (rc == IDIO_OK && idio_vec_push(&x->sources, s) < 0)
        rc = idio_nomem(err, "corpus.moves");
    if (rc == IDIO_OK)
        rc = grow(x, s.count, err);
    for (size_t i = 0; i < s.count && rc == IDIO_OK; i++) {
        const struct idio_loose *l = &x->lines.at.at[s.first + i];
        if (l->weight == 0)
            continue;
        struct idio_line_slot *slot = slot_of(x->slots, x->slot_count, l->hash);
        if (slot->count == PLACES_MAX)
            continue;
        struct idio_line_place p = {(uint32_t)(x->sources.len - 1), (uint32_t)i, 0};
        if (idio_vec_push(&x->places, p) < 0)
            return idio_nomem(err, "corpus.moves");
        if (slot->count++ == 0) {
            x->used++;
            slot->hash = l->hash;
            slot->first = (uint32_t)x->places.len;
        } else {
            x->places.at[slot->last - 1].next = (uint32_t)x->places.len;
        }
        slot->last = (uint32_t)x->places.len;
    }
    return rc;
}

/* ---- search --------------------------------------------------------------------------------- */
void idio_moves_release(struct idio_moves *m)
{
    idio_vec_release(&m->found);
    idio_vec_release(&m->missed);
    idio_vec_release(&m->added.at);
    idio_vec_release(&m->ranges);
}

int idio_moves_begin(struct idio_moves *m, struct idio_span text, const struct idio_hunks *hunks,
                     bool *ret_worth, struct idio_err *err)
{
    m->found.len = m->missed.len = m->added.at.len = 0;
    struct idio_offsets o = {0};
    size_t at = 0;
    uint32_t line = 0;
    int rc = IDIO_OK;
    *ret_worth = false;
    for (size_t i = 0; i < hunks->at.len && rc == IDIO_OK; i++) {
        const struct idio_hunk *h = &hunks->at.at[i];
        struct idio_span rest = {text.p + at, text.n - at};
        o.at.len = 0;
        if (h->new_count == 0)
            continue;
        /* First the offset of the hunk, then that of its end. */
        rc = idio_line_offsets(rest, h->new_first - line, h->new_count, &o, err);
        if (rc < 0)
            break;
        size_t begin = at + o.at.at[0], end = at + o.at.at[h->new_count];
        struct idio_move range = {.first = (uint32_t)m->added.at.len};
        uint64_t weight = 0;
        rc = idio_loose_lines((struct idio_span){text.p + begin, end - begin}, h->new_first, true,
                              &m->added, err);
        for (size_t k = range.first; k < m->added.at.len; k++)
            weight += m->added.at.at[k].weight;
        range.count = (uint32_t)m->added.at.len - range.first;
        if (weight > IDIO_MOVE_WEIGHT) {
            *ret_worth = true;
            if (rc == IDIO_OK && idio_vec_push(&m->missed, range) < 0)
                rc = idio_nomem(err, "corpus.moves");
        }
        at = end;
        line = h->new_first + h->new_count;
    }
    idio_vec_release(&o.at);
    return rc;
}

static bool same_line(const struct idio_moves *m, const struct idio_line_index *x,
                      const struct idio_line_source *s, uint32_t added, uint32_t line)
{
    return line < s->count && m->added.at.at[added].hash == x->lines.at.at[s->first + line].hash;
}

/* The longest match around a place where added line `at` stands; false when it was seen from an
 * earlier line. */
static bool match_at(const struct idio_moves *m, const struct idio_line_index *x,
                     const struct idio_move *range, uint32_t at, const struct idio_line_place *p,
                     size_t *steps, struct idio_move *ret, uint64_t *ret_weight)
{
    const struct idio_line_source *s = &x->sources.at[p->source];
    uint32_t first = at, from = p->line, end = at;
    uint64_t weight = 0;
    while (first > range->first && from > 0 && same_line(m, x, s, first - 1, from - 1)) {
        if (m->added.at.at[first - 1].weight)
            return false;
        first--;
        from--;
    }
    for (; end < range->first + range->count && same_line(m, x, s, end, p->line + (end - at));
         end++) {
        weight += m->added.at.at[end].weight;
        ++*steps;
    }
    *ret = (struct idio_move){first, end - first, p->source, from};
    *ret_weight = weight;
    return true;
}

/* The best match of a range, or one of no lines. */
static struct idio_move best_match(const struct idio_moves *m, const struct idio_line_index *x,
                                   const struct idio_move *range, uint32_t but, uint64_t least,
                                   size_t *steps)
{
    struct idio_move best = {0};
    for (uint32_t i = range->first; i < range->first + range->count && *steps < STEPS_MAX; i++) {
        const struct idio_loose *l = &m->added.at.at[i];
        const struct idio_line_slot *slot =
            l->weight && x->slots ? slot_of(x->slots, x->slot_count, l->hash) : NULL;
        for (uint32_t k = slot && slot->count ? slot->first : 0; k; k = x->places.at[k - 1].next) {
            const struct idio_line_place *p = &x->places.at[k - 1];
            struct idio_move found;
            uint64_t weight;
            ++*steps;
            if (p->source == but || !match_at(m, x, range, i, p, steps, &found, &weight) ||
                weight <= least)
                continue;
            best = found;
            least = weight;
        }
    }
    return best;
}

bool idio_moves_missed(const struct idio_moves *m, uint64_t weight)
{
    for (size_t i = 0; i < m->missed.len; i++) {
        uint64_t sum = 0;
        for (uint32_t k = 0; k < m->missed.at[i].count; k++)
            sum += m->added.at.at[m->missed.at[i].first + k].weight;
        if (sum > weight)
            return true;
    }
    return false;
}

int idio_moves_search(struct idio_moves *m, const struct idio_line_index *x, uint32_t but,
                      uint64_t weight, struct idio_err *err)
{
    size_t steps = 0;
    int rc = IDIO_OK;
    m->ranges.len = 0;
    for (size_t i = 0; i < m->missed.len && rc == IDIO_OK; i++)
        rc = idio_vec_push(&m->ranges, m->missed.at[i]);
    m->missed.len = 0;
    while (m->ranges.len > 0 && rc == IDIO_OK) {
        struct idio_move r = m->ranges.at[--m->ranges.len];
        struct idio_move b = best_match(m, x, &r, but, weight, &steps);
        if (b.count == 0) {
            rc = idio_vec_push(&m->missed, r);
            continue;
        }
        uint32_t end = b.first + b.count;
        struct idio_move above = {.first = r.first, .count = b.first - r.first};
        struct idio_move below = {.first = end, .count = r.first + r.count - end};
        b.first = m->added.at.at[b.first].line;
        rc = idio_vec_push(&m->found, b);
        if (rc == IDIO_OK && below.count)
            rc = idio_vec_push(&m->ranges, below);
        if (rc == IDIO_OK && above.count)
            rc = idio_vec_push(&m->ranges, above);
    }
    return rc < 0 ? idio_nomem(err, "corpus.moves") : IDIO_OK;
}
