/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grounding by tokens.
 *
 * Both sides are cut into tokens: words, numbers with their sign and separators, single ideographs.
 * Each carries a folded form (case, width), a stem (English endings, number words as digits) and
 * flags. The request's folded forms and stems are interned once, so that comparing is comparing of
 * small numbers; only the search for typing errors looks at letters, once per distinct word.
 *
 * What was left out on purpose: synonyms and embeddings. They find more, and they find what was not
 * said; an item that is not grounded costs little (the rules engine's item takes its place), one
 * that is grounded wrongly costs the promise of the product.
 *
 * Invariants: work is bounded by (tokens of the request) x (tokens of the item), both bounded by
 * IDIO_REQUEST_MAX and IDIO_GROUND_ITEM_MAX; spans start and end at token borders, hence at
 * character borders; nothing is written through after idio_ground_new.
 */
#include "infer/ground.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "infer/ground_internal.h"

enum {
    CONTENT_MAX = 64, /* bits of a word */
    WINDOW_SLACK = 4,
    WINDOW_MAX = 96,
    TRIES_MAX = 4096, /* windows looked at closely, so that a hostile request cannot take long */
    REACH = 6,
    TYPO_MIN = 5,
    TYPO_TWO = 9
};

static const double SHARE_MIN = 0.75; /* of the item's content that the window must hold */

struct idio_ground {
    const char *text;
    struct idio_tokens tokens;
    struct idio_map terms, stems;
};

/* ---- the request ----------------------------------------------------------------------------- */

static int intern_all(struct idio_ground *g, struct idio_err *err)
{
    for (size_t i = 0; i < g->tokens.v.len; i++) {
        struct idio_token *tok = &g->tokens.v.at[i];
        char stem[IDIO_STEM_MAX];
        size_t n = idio_token_stem(tok->fold, stem);

        tok->term = idio_map_intern(&g->terms, tok->fold.p, tok->fold.n);
        tok->stem = idio_map_intern(&g->stems, stem, n);
        if (tok->term == SIZE_MAX || tok->stem == SIZE_MAX)
            return idio_nomem(err, "infer.ground");
    }
    return IDIO_OK;
}

int idio_ground_new(const char *text, size_t n, struct idio_ground **ret, struct idio_err *err)
{
    struct idio_ground *g = idio_alloc(1, sizeof *g);
    int r;

    if (!g)
        return idio_nomem(err, "infer.ground");
    g->text = text;
    idio_tokens_init(&g->tokens);
    idio_map_init(&g->terms, (size_t)64 << 20);
    idio_map_init(&g->stems, (size_t)64 << 20);
    r = idio_tokens_take(text, n, &g->tokens, err);
    if (r >= 0)
        r = intern_all(g, err);
    if (r < 0) {
        idio_ground_free(g);
        return r;
    }
    *ret = g;
    return IDIO_OK;
}

struct idio_ground *idio_ground_free(struct idio_ground *g)
{
    if (g) {
        idio_tokens_release(&g->tokens);
        idio_map_release(&g->terms);
        idio_map_release(&g->stems);
        idio_free(g);
    }
    return NULL;
}

/* ---- does the meaning stand? ----------------------------------------------------------------- */

struct stance {
    bool neg, hedge, duty;
};

static void add_stance(struct stance *s, unsigned flags)
{
    s->neg = s->neg || (flags & NEG);
    s->hedge = s->hedge || (flags & HEDGE);
    s->duty = s->duty || (flags & DUTY);
}

/* Whether a "not" before `from` still reaches it; *ret_at is the place of the "not". */
static bool negated_before(const struct idio_token *t, size_t from, size_t *ret_at)
{
    for (size_t i = from, steps = 0; i > 0 && steps < REACH; i--, steps++) {
        if (t[i].flags & BREAK)
            return false;
        if ((t[i].flags & ORDER) && idio_slice_eq_c(t[i - 1].fold, "and"))
            return false;
        if (t[i - 1].flags & NEG) {
            *ret_at = i - 1;
            return true;
        }
        if (t[i - 1].flags & OVER)
            return false;
    }
    return false;
}

/* "X must not be used", "X isn't allowed": the "not" stands after, behind auxiliary verbs only. */
static bool negated_after(const struct idio_token *t, size_t n, size_t to, size_t *ret_at)
{
    bool aux = false;

    for (size_t i = to; i < n && i < to + REACH; i++) {
        if (t[i].flags & BREAK)
            return false;
        if ((t[i].flags & NEG) && ((t[i].flags & AUX) || aux)) {
            *ret_at = i;
            return true;
        }
        if (!(t[i].flags & AUX))
            return false;
        aux = true;
    }
    return false;
}

/* Checks window [*from, *to) against the item and takes a governing "not" into it. */
static bool stance_holds(const struct idio_ground *g, struct stance item, size_t *from, size_t *to)
{
    const struct idio_token *t = g->tokens.v.at;
    struct stance span = {0};
    size_t at;

    for (size_t i = *from; i < *to; i++)
        add_stance(&span, t[i].flags);
    if (!span.neg && negated_before(t, *from, &at)) {
        span.neg = true;
        *from = at;
    }
    if (!span.neg && negated_after(t, g->tokens.v.len, *to, &at)) {
        span.neg = true;
        *to = at + 1;
    }
    if (item.neg != span.neg)
        return false;
    for (size_t i = *from, k = 0; i > 0 && k < 3 && !(t[i].flags & BREAK); i--, k++)
        add_stance(&span, t[i - 1].flags & (HEDGE | DUTY));
    return !(item.duty && span.hedge && !span.duty) && !(item.hedge && span.duty && !span.hedge);
}

/* ---- the same words -------------------------------------------------------------------------- */

static bool same_token(const struct idio_ground *g, const struct idio_token *have, const char *item,
                       const struct idio_token *want)
{
    if (have->term != want->term)
        return false;
    return !((want->flags | have->flags) & CASED) ||
           (have->end - have->begin == want->end - want->begin &&
            !memcmp(g->text + have->begin, item + want->begin, want->end - want->begin));
}

static void set_span(const struct idio_ground *g, size_t from, size_t to,
                     struct idio_ground_span *ret)
{
    ret->begin = g->tokens.v.at[from].begin;
    ret->end = g->tokens.v.at[to - 1].end;
}

static bool find_run(const struct idio_ground *g, const char *item, const struct idio_tokens *want,
                     struct stance stance, struct idio_ground_span *ret)
{
    const struct idio_token *have = g->tokens.v.at;
    size_t n = g->tokens.v.len, k = want->v.len;
    const char *bytes = item + want->v.at[0].begin;
    size_t length = want->v.at[k - 1].end - want->v.at[0].begin;
    bool found = false;

    for (size_t i = 0; i + k <= n; i++) {
        size_t j = 0, from = i, to = i + k;

        while (j < k && same_token(g, &have[i + j], item, &want->v.at[j]))
            j++;
        if (j < k || !stance_holds(g, stance, &from, &to))
            continue;
        if (have[i + k - 1].end - have[i].begin == length &&
            !memcmp(g->text + have[i].begin, bytes, length)) {
            set_span(g, from, to, ret);
            ret->how = IDIO_GROUND_EXACT;
            ret->score = 1;
            return true;
        }
        if (!found) {
            set_span(g, from, to, ret);
            ret->how = IDIO_GROUND_FOLDED;
            ret->score = 1;
            found = true;
        }
    }
    return found;
}

/* ---- nearly the same words ------------------------------------------------------------------- */

/* Whether a and b differ by at most `most` insertions, deletions, replacements or swaps. */
static bool near(struct idio_slice a, struct idio_slice b, size_t most)
{
    size_t rows[3][IDIO_STEM_MAX + 1], *before = rows[0], *last = rows[1], *now = rows[2];

    if (a.n > IDIO_STEM_MAX || b.n > IDIO_STEM_MAX || a.n > b.n + most || b.n > a.n + most)
        return false;
    for (size_t j = 0; j <= b.n; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *spare = before, best = now[0] = i;

        for (size_t j = 1; j <= b.n; j++) {
            size_t cost = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);

            cost = last[j] + 1 < cost ? last[j] + 1 : cost;
            cost = now[j - 1] + 1 < cost ? now[j - 1] + 1 : cost;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                before[j - 2] + 1 < cost)
                cost = before[j - 2] + 1;
            now[j] = cost;
            best = cost < best ? cost : best;
        }
        if (best > most)
            return false;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.n] <= most;
}

/* The item's tokens that carry content, and which of them each term of the request counts as. */
struct wanted {
    struct idio_token *tok[CONTENT_MAX];
    double weight[CONTENT_MAX];
    size_t n;
    double total;
    uint64_t *match; /* [term], one bit per wanted token */
};

static bool term_matches(const struct idio_map_entry *term, size_t term_stem,
                         const struct idio_token *want)
{
    size_t most = want->fold.n >= TYPO_TWO ? 2 : 1, prefix = 2 * most - 1;

    if (want->term != SIZE_MAX && term->value == want->term)
        return true;
    if (want->flags & LITERAL)
        return false;
    if (want->stem != SIZE_MAX && term_stem == want->stem)
        return true;
    if ((want->flags & NUMBER) || want->fold.n < TYPO_MIN || term->key_len < TYPO_MIN - 1)
        return false;
    /* A typing error rarely hits the first letter, and "minimisation" is not "maximisation". */
    return !memcmp(term->key, want->fold.p, prefix) &&
           !idio_token_known(idio_slice(term->key, term->key_len)) &&
           near(idio_slice(term->key, term->key_len), want->fold, most);
}

static int find_matches(const struct idio_ground *g, struct wanted *w, struct idio_err *err)
{
    size_t *stem_of_term = idio_alloc(g->terms.len, sizeof *stem_of_term);

    w->match = idio_alloc(g->terms.len, sizeof *w->match);
    if (!w->match || !stem_of_term) {
        idio_free(stem_of_term);
        return idio_nomem(err, "infer.ground");
    }
    for (size_t i = 0; i < g->tokens.v.len; i++)
        stem_of_term[g->tokens.v.at[i].term] = g->tokens.v.at[i].stem;
    for (size_t term = 0; term < g->terms.len; term++)
        for (size_t k = 0; k < w->n; k++)
            if (term_matches(&g->terms.entries[term], stem_of_term[term], w->tok[k]))
                w->match[term] |= (uint64_t)1 << k;
    idio_free(stem_of_term);
    return IDIO_OK;
}

/* `seen` and the first wanted token not yet in it that stands at pos. */
static uint64_t cover(const struct idio_ground *g, const struct wanted *w, size_t pos,
                      uint64_t seen, const char *item)
{
    const struct idio_token *have = &g->tokens.v.at[pos];

    for (uint64_t open = w->match[have->term] & ~seen; open; open &= open - 1) {
        const struct idio_token *want = w->tok[__builtin_ctzll(open)];

        if (!((want->flags | have->flags) & CASED) || same_token(g, have, item, want))
            return seen | (open & -open);
    }
    return seen;
}

static double weight_of(const struct wanted *w, uint64_t seen)
{
    double sum = 0;

    for (size_t k = 0; k < w->n; k++)
        sum += seen >> k & 1 ? w->weight[k] : 0;
    return sum;
}

/* Numbers and identifiers must all be there. */
static bool literals_covered(const struct wanted *w, uint64_t seen)
{
    for (size_t k = 0; k < w->n; k++)
        if ((w->tok[k]->flags & (LITERAL | NUMBER)) && !(seen >> k & 1))
            return false;
    return true;
}

/* Longest common subsequence of the wanted tokens and the window: words in another order than said
 * are seldom the same thing said. */
static bool in_order(const struct idio_ground *g, const struct wanted *w, size_t from, size_t to,
                     uint64_t seen)
{
    size_t best[CONTENT_MAX + 1] = {0}, count = 0;

    for (size_t k = 0; k < w->n; k++)
        count += seen >> k & 1;
    for (size_t i = from; i < to; i++) {
        uint64_t row = w->match[g->tokens.v.at[i].term];
        size_t diagonal = 0;

        for (size_t k = 1; k <= w->n; k++) {
            size_t keep = best[k];

            if ((row >> (k - 1) & 1) && diagonal + 1 > best[k])
                best[k] = diagonal + 1;
            if (best[k - 1] > best[k])
                best[k] = best[k - 1];
            diagonal = keep;
        }
    }
    return count < 4 || 2 * best[w->n] >= count;
}

/* A few words picked from a long stretch are not what the stretch says. */
static bool dense(const struct idio_ground *g, size_t from, size_t to, uint64_t seen)
{
    size_t content = 0;

    for (size_t i = from; i < to; i++)
        content += !(g->tokens.v.at[i].flags & STOP);
    return 3 * (size_t)__builtin_popcountll(seen) >= content;
}

static bool find_window(const struct idio_ground *g, const char *item, const struct wanted *w,
                        struct stance stance, size_t most, struct idio_ground_span *ret)
{
    size_t n = g->tokens.v.len, best_length = SIZE_MAX, tries = 0;
    double best = 0;

    for (size_t i = 0; i < n && tries < TRIES_MAX; i++) {
        uint64_t seen = cover(g, w, i, 0, item);

        for (size_t j = i; seen && j < n && j < i + most && tries < TRIES_MAX; j++) {
            uint64_t now = j == i ? seen : cover(g, w, j, seen, item);
            size_t from = i, to = j + 1;
            double share;

            if (now == seen && j > i)
                continue;
            seen = now;
            share = weight_of(w, seen) / w->total;
            if (share < SHARE_MIN || share < best || (share <= best && to - from >= best_length) ||
                !literals_covered(w, seen) || !dense(g, from, to, seen))
                continue;
            tries++;
            if (!in_order(g, w, from, to, seen) || !stance_holds(g, stance, &from, &to))
                continue;
            best = share;
            best_length = j + 1 - i;
            set_span(g, from, to, ret);
        }
    }
    ret->how = IDIO_GROUND_FUZZY;
    ret->score = best;
    return best > 0;
}

static bool is_wanted(const struct idio_tokens *want, size_t term)
{
    for (size_t i = 0; i < want->v.len; i++)
        if (want->v.at[i].term == term)
            return true;
    return false;
}

/* Small words at the edges that the item has too belong to the quote: "must", "the". */
static void widen(const struct idio_ground *g, const struct idio_tokens *want,
                  struct idio_ground_span *span)
{
    const struct idio_token *t = g->tokens.v.at;
    size_t n = g->tokens.v.len, from = 0, to = n;

    while (from + 1 < n && t[from].begin != span->begin)
        from++;
    while (to > 1 && t[to - 1].end != span->end)
        to--;
    while (from > 0 && !(t[from].flags & BREAK) && is_wanted(want, t[from - 1].term))
        from--;
    while (to < n && !(t[to].flags & BREAK) && is_wanted(want, t[to].term))
        to++;
    set_span(g, from, to, span);
}

static int find_fuzzy(const struct idio_ground *g, const char *item, struct idio_tokens *want,
                      struct stance stance, bool *ret_found, struct idio_ground_span *ret,
                      struct idio_err *err)
{
    struct wanted w = {0};
    struct idio_ground_span span = {0};
    size_t most;
    int r;

    *ret_found = false;
    for (size_t i = 0; i < want->v.len; i++) {
        struct idio_token *tok = &want->v.at[i];

        if ((tok->flags & STOP) && !(tok->flags & (LITERAL | NUMBER)))
            continue;
        if (w.n == CONTENT_MAX)
            return IDIO_OK;
        w.tok[w.n] = tok;
        w.weight[w.n] = tok->flags & LIGHT ? 0.5 : 1;
        w.total += w.weight[w.n++];
    }
    if (!w.n || !g->terms.len || w.total < 1)
        return IDIO_OK;
    most = 2 * want->v.len + WINDOW_SLACK;
    r = find_matches(g, &w, err);
    if (r >= 0 && find_window(g, item, &w, stance, most < WINDOW_MAX ? most : WINDOW_MAX, &span)) {
        widen(g, want, &span);
        *ret = span;
        *ret_found = true;
    }
    idio_free(w.match);
    return r;
}

/* ---- aligning -------------------------------------------------------------------------------- */

/* Whether the item says anything: "the", "in it" do not. */
static bool has_content(const struct idio_tokens *want)
{
    for (size_t i = 0; i < want->v.len; i++)
        if (!(want->v.at[i].flags & STOP) || (want->v.at[i].flags & (LITERAL | NUMBER)))
            return true;
    return false;
}

static void look_up(const struct idio_ground *g, struct idio_tokens *want)
{
    for (size_t i = 0; i < want->v.len; i++) {
        struct idio_token *tok = &want->v.at[i];
        char stem[IDIO_STEM_MAX];
        size_t n = idio_token_stem(tok->fold, stem);

        if (!idio_map_get(&g->terms, tok->fold.p, tok->fold.n, &tok->term))
            tok->term = SIZE_MAX;
        if (!idio_map_get(&g->stems, stem, n, &tok->stem))
            tok->stem = SIZE_MAX;
    }
}

int idio_ground_align(const struct idio_ground *g, const char *item, size_t n, bool *ret_found,
                      struct idio_ground_span *ret, struct idio_err *err)
{
    struct idio_tokens want;
    struct stance stance = {0};
    struct idio_ground_span span;
    bool found = false;
    int r = IDIO_OK;

    if (n > IDIO_GROUND_ITEM_MAX) {
        *ret_found = false;
        return IDIO_OK;
    }
    idio_tokens_init(&want);
    r = idio_tokens_take(item, n, &want, err);
    if (r >= 0 && has_content(&want)) {
        look_up(g, &want);
        for (size_t i = 0; i < want.v.len; i++)
            add_stance(&stance, want.v.at[i].flags);
        found = find_run(g, item, &want, stance, &span);
        if (!found)
            r = find_fuzzy(g, item, &want, stance, &found, &span, err);
    }
    idio_tokens_release(&want);
    if (r < 0)
        return r;
    *ret_found = found;
    if (found)
        *ret = span;
    return IDIO_OK;
}
