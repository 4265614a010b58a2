/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching of query patterns over the flat tree, by backtracking.
 *
 * Each node in pre-order is tried with the patterns that can begin with its symbol. A pattern is
 * followed with explicit continuations: what remains of a node's children, then what remains of its
 * parent's, and so on up; so the C stack is as deep as the pattern has steps, whatever the file
 * looks like.
 *
 * The matches are those of tree-sitter's cursor, all combinations of captured nodes (a test
 * compares the two). What keeps that from exploding:
 *   - a step without captures is settled by the first child that leads to a match, as a later one
 *     could only leave fewer siblings to the steps behind it (unless the next step is anchored);
 *   - a repeated step takes the first run of adjacent siblings that fit, and all of it;
 *   - a budget of tries for each root (TRIES_MAX), after which the pattern gives up at that root.
 *
 * With optional and repeated steps, one root gives several matches of which one has all the
 * captures of another and more. Only the longest stay, so matches of such a pattern are held back
 * until its root is done.
 *
 * Anchors: "." lets only anonymous nodes stand between; comments are named nodes.
 */
#include <string.h>

#include "corpus/query.h"

#define HELD_MAX   256   /* matches of one root that are held back */
#define TRIES_MAX  20000 /* node comparisons for one pattern at one root */
#define REPEAT_MAX 4096  /* siblings that one repeated step takes */
#define STOP_EVERY 65536 /* comparisons between two calls of `stop` */

/* Continuation: steps still to be matched among the children of `parent` from `child` on. */
struct rest {
    const struct idio_step *steps;
    uint32_t count;
    uint32_t child, parent;
    bool strict; /* not even anonymous nodes may stand before an anchored step */
    const struct rest *up;
};
struct matcher {
    const struct idio_query *q;
    const struct idio_flat *f;
    const struct idio_node *at;
    const struct idio_match_run *run;
    struct idio_found found;
    IDIO_VEC(struct idio_found) held; /* of this root, for patterns with optional steps */
    bool hold;
    uint32_t tries;
    uint32_t until_stop;
    int status;
};

static bool go_on(struct matcher *m, const struct rest *r);

static bool has_field(const struct matcher *m, uint32_t i, uint16_t field)
{
    for (uint32_t c = i + 1; c < m->at[i].past; c = m->at[c].past) {
        if (m->at[c].field == field)
            return true;
    }
    return false;
}

static bool later_named(const struct matcher *m, uint32_t i, uint32_t parent)
{
    uint32_t end = parent == IDIO_NO_NODE ? m->at[i].past : m->at[parent].past;
    for (uint32_t c = m->at[i].past; c < end; c = m->at[c].past) {
        if (m->at[c].flags & IDIO_NODE_NAMED)
            return true;
    }
    return false;
}

/* The node itself, without its children. */
static bool fits(const struct matcher *m, const struct idio_step *s, uint32_t i)
{
    const struct idio_node *n = &m->at[i];
    if (s->wildcard) {
        if (n->symbol == IDIO_SYMBOL_ERROR || (s->named && !(n->flags & IDIO_NODE_NAMED)))
            return false;
    } else if (n->symbol != s->symbol) {
        return false;
    }
    if (s->field && n->field != s->field)
        return false;
    for (uint8_t k = 0; k < s->negated_count; k++) {
        if (has_field(m, i, s->negated[k]))
            return false;
    }
    return true;
}

static uint32_t push_captures(struct matcher *m, const struct idio_step *s, uint32_t i)
{
    uint32_t before = m->found.count;
    for (uint8_t k = 0; k < s->capture_count && m->found.count < IDIO_MATCH_CAPTURES; k++)
        m->found.at[m->found.count++] = (struct idio_capture){s->captures[k], i};
    return before;
}

/* One node step at node i, then its children, then `up`. */
static bool match_node(struct matcher *m, const struct idio_step *s, uint32_t i,
                       const struct rest *up)
{
    if (!fits(m, s, i))
        return false;
    uint32_t before = push_captures(m, s, i);
    bool ok;
    if (s->count == 0) {
        ok = go_on(m, up);
    } else {
        struct rest inner = {.steps = &m->q->steps.at[s->first],
                             .count = s->count,
                             .child = i + 1,
                             .parent = i,
                             .up = up};
        ok = go_on(m, &inner);
    }
    m->found.count = before;
    return ok;
}

/* A node, or one of several alternatives, at node i; then `up`. */
static bool match_step(struct matcher *m, const struct idio_step *s, uint32_t i,
                       const struct rest *up)
{
    if (s->kind == IDIO_STEP_NODE)
        return match_node(m, s, i, up);
    if (s->field && m->at[i].field != s->field)
        return false;
    uint32_t before = push_captures(m, s, i);
    bool ok = false;
    for (uint32_t k = 0; k < s->count; k++) {
        const struct idio_step *a = &m->q->steps.at[s->first + k];
        if (a->kind == IDIO_STEP_SEQUENCE) {
            if (m->at[i].parent == IDIO_NO_NODE)
                continue;
            /* its first element is at i, the others behind it, then `up` goes on behind those */
            struct rest tail = {.steps = &m->q->steps.at[a->first + 1],
                                .count = a->count - 1,
                                .child = m->at[i].past,
                                .parent = m->at[i].parent,
                                .up = up};
            ok = match_step(m, &m->q->steps.at[a->first], i, &tail) || ok;
        } else {
            ok = match_step(m, a, i, up) || ok;
        }
        if (ok && !s->has_captures)
            break;
    }
    m->found.count = before;
    return ok;
}

static bool stopped(struct matcher *m)
{
    if (m->status == IDIO_OK && --m->until_stop == 0) {
        m->until_stop = STOP_EVERY;
        if (m->run->stop && m->run->stop(m->run->ctx))
            m->status = IDIO_E_LIMIT;
    }
    return m->status != IDIO_OK;
}

/* Counts a comparison; true when the run or this root has to be given up. */
static bool spent(struct matcher *m)
{
    return ++m->tries > TRIES_MAX || stopped(m);
}

/* One sibling of a run: whether node i fits by itself; its captures are kept. */
static bool take_one(struct matcher *m, const struct idio_step *s, uint32_t i)
{
    const struct idio_step *node = s;
    if (s->kind == IDIO_STEP_ALTERNATIVES) {
        node = NULL;
        for (uint32_t k = 0; k < s->count && !node; k++) {
            const struct idio_step *a = &m->q->steps.at[s->first + k];
            if (a->kind == IDIO_STEP_NODE && a->count == 0 && fits(m, a, i))
                node = a;
        }
        if (!node || (s->field && m->at[i].field != s->field))
            return false;
        push_captures(m, s, i);
        push_captures(m, node, i);
        return true;
    }
    if (!fits(m, s, i))
        return false;
    push_captures(m, s, i);
    for (uint32_t k = 0, c = i + 1; k < s->count; k++) { /* children: first fit, one level */
        const struct idio_step *child = &m->q->steps.at[s->first + k];
        while (c < m->at[i].past && !fits(m, child, c))
            c = m->at[c].past;
        if (c >= m->at[i].past)
            return false;
        push_captures(m, child, c);
        c = m->at[c].past;
    }
    return true;
}

/* Steps r->steps[1…] from child `c` on. */
static struct rest behind(const struct rest *r, uint32_t c)
{
    struct rest next = *r;
    next.steps++;
    next.count--;
    next.child = c;
    next.strict = false;
    return next;
}

/* A repeated step whose run begins at node `c`. *ret_past: node behind the run. */
static bool match_run(struct matcher *m, const struct rest *r, uint32_t c, uint32_t *ret_past)
{
    const struct idio_step *s = r->steps;
    uint32_t end = m->at[r->parent].past, before = m->found.count, n = 0, i = c;
    uint32_t last = IDIO_NO_NODE;
    while (i < end && n < REPEAT_MAX) {
        uint32_t mark = m->found.count;
        if (spent(m) || !take_one(m, s, i)) {
            m->found.count = mark;
            break;
        }
        last = i;
        i = m->at[i].past;
        n++;
    }
    *ret_past = i;
    bool ok = false;
    if (n > 0 && (!s->last || !later_named(m, last, r->parent))) {
        struct rest next = behind(r, i);
        ok = go_on(m, &next);
    }
    m->found.count = before;
    return ok;
}

/* The first of r->steps, sought among the siblings from r->child on. */
static bool seek(struct matcher *m, const struct rest *r)
{
    const struct idio_step *s = r->steps;
    bool repeat = s->times == IDIO_TIMES_ANY || s->times == IDIO_TIMES_SOME;
    bool next_anchored = r->count > 1 && r->steps[1].immediate;
    uint32_t end = m->at[r->parent].past;
    bool any = false;
    for (uint32_t c = r->child; c < end;) {
        bool named = (m->at[c].flags & IDIO_NODE_NAMED) != 0, ok = false;
        uint32_t past = m->at[c].past;
        if (spent(m))
            return any;
        if (repeat) {
            ok = match_run(m, r, c, &past);
            if (past > c)
                return any || ok;
            past = m->at[c].past;
        } else if (!s->last || !later_named(m, c, r->parent)) {
            struct rest next = behind(r, past);
            next.strict = next_anchored && s->kind == IDIO_STEP_NODE && s->wildcard && !s->named;
            ok = match_step(m, s, c, &next);
        }
        any = any || ok;
        if (ok && !s->has_captures && !next_anchored)
            break;
        if ((s->immediate && named) || r->strict)
            break;
        c = past;
    }
    return any;
}

/* An optional sequence at the front of r->steps: its elements, then the rest. */
static bool seek_sequence(struct matcher *m, const struct rest *r)
{
    struct rest after = behind(r, r->child);
    struct rest inner = {.steps = &m->q->steps.at[r->steps->first],
                         .count = r->steps->count,
                         .child = r->child,
                         .parent = r->parent,
                         .strict = r->strict,
                         .up = &after};
    /* `after` must go on behind the sequence: go_on carries the child over (same parent) */
    return go_on(m, &inner);
}

static bool holds_all(const struct idio_found *a, const struct idio_found *b)
{
    for (uint32_t i = 0; i < b->count; i++) {
        bool has = false;
        for (uint32_t k = 0; k < a->count && !has; k++)
            has = a->at[k].node == b->at[i].node && a->at[k].capture == b->at[i].capture;
        if (!has)
            return false;
    }
    return true;
}

static bool emit(struct matcher *m)
{
    if (!m->hold) {
        m->status = m->run->found(m->run->ctx, &m->found);
        return true;
    }
    for (size_t i = 0; i < m->held.len; i++) {
        if (holds_all(&m->held.at[i], &m->found))
            return true;
    }
    size_t kept = 0;
    for (size_t i = 0; i < m->held.len; i++) {
        if (!holds_all(&m->found, &m->held.at[i]))
            m->held.at[kept++] = m->held.at[i];
    }
    m->held.len = kept;
    if (m->held.len < HELD_MAX && idio_vec_push(&m->held, m->found) < 0)
        m->status = IDIO_E_NOMEM;
    return true;
}

static void release_held(struct matcher *m)
{
    for (size_t i = 0; i < m->held.len && m->status == IDIO_OK; i++)
        m->status = m->run->found(m->run->ctx, &m->held.at[i]);
    m->held.len = 0;
}

static bool go_on(struct matcher *m, const struct rest *r)
{
    while (r && r->count == 0) {
        const struct rest *up = r->up;
        if (up && up->parent == r->parent && up->child < r->child) {
            struct rest moved = *up;
            moved.child = r->child;
            return go_on(m, &moved);
        }
        r = up;
    }
    if (!r)
        return emit(m);
    bool skippable = r->steps->times == IDIO_TIMES_OPTIONAL || r->steps->times == IDIO_TIMES_ANY;
    bool ok = r->steps->kind == IDIO_STEP_SEQUENCE ? seek_sequence(m, r) : seek(m, r);
    if (!skippable || m->status != IDIO_OK)
        return ok;
    struct rest next = behind(r, r->child);
    next.strict = r->strict;
    return go_on(m, &next) || ok;
}

static void try_root(struct matcher *m, uint32_t pattern, uint32_t i)
{
    const struct idio_query_pattern *p = &m->q->patterns.at[pattern];
    const struct idio_step *top = &m->q->steps.at[p->first];
    m->found.pattern = pattern;
    m->found.count = 0;
    m->tries = 0;
    m->hold = p->optional;
    if (p->count == 1) {
        if (top->kind == IDIO_STEP_NODE && !fits(m, top, i))
            return;
        match_step(m, top, i, NULL);
        release_held(m);
        return;
    }
    uint32_t parent = m->at[i].parent;
    if (parent == IDIO_NO_NODE || m->at[parent].symbol == IDIO_SYMBOL_ERROR)
        return;
    struct rest tail = {
        .steps = top + 1, .count = p->count - 1, .child = m->at[i].past, .parent = parent};
    match_step(m, top, i, &tail);
    release_held(m);
}

int idio_query_run(const struct idio_query *q, const struct idio_flat *f,
                   const struct idio_match_run *run)
{
    struct matcher m = {.q = q, .f = f, .at = f->at, .run = run, .until_stop = STOP_EVERY};
    for (uint32_t i = 0; i < f->len && !stopped(&m); i++) {
        uint16_t symbol = f->at[i].symbol;
        for (size_t k = 0; k < q->anywhere.len && m.status == IDIO_OK; k++)
            try_root(&m, q->anywhere.at[k], i);
        if (symbol >= q->symbol_count)
            continue;
        for (uint32_t k = q->start[symbol]; k < q->start[symbol + 1] && m.status == IDIO_OK; k++)
            try_root(&m, q->by_symbol[k], i);
    }
    idio_vec_release(&m.held);
    return m.status;
}
