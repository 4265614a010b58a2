/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts held against a file: the detectors' third use, after mining and labelling. Sites go through
 * the same door as in counting (style_file_hits), so a violation is exactly what would have been
 * counted against the habit.
 *
 * Only decided facts count, of the narrowest scope that holds the file: a repository's own habit
 * hides the person's. A fact of little confidence is not held against anybody; at the default
 * threshold about one site in a hundred of the developer's own code goes against some fact
 * (docs/results/style-stats.md).
 *
 * A file that uses tabs throughout is one decision, not five hundred: a trait that at least
 * OWN_MIND_SHARE of a file's sites (or of a unit's) decide differently gives one violation there.
 * And when only some lines were changed and those around them are of the other mind too, following
 * them is right, and nothing is said.
 */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

#define OWN_MIND_SHARE 0.8
#define OWN_MIND_SITES 2 /* fewer sites have no mind of their own */
#define AROUND_SITES   3 /* unchanged ones that make a local style */

struct checking {
    const struct idio_traits *t;
    const struct idio_check_opts *opts;
    const struct idio_observed *o;
    const struct idio_fact *facts[IDIO_TRAITS_MAX]; /* to hold against; NULL: none */
    IDIO_VEC(struct idio_violation) found;
};

bool idio_scope_holds(const char *scope, const char *repo, const char *path)
{
    size_t n = repo ? strlen(repo) : 0, rest;

    if (!*scope)
        return true;
    if (!repo || strncmp(scope, repo, n) != 0)
        return false;
    if (scope[n] == '\0')
        return true;
    rest = strlen(scope + n + 1);
    return scope[n] == '/' && path && strncmp(scope + n + 1, path, rest) == 0 &&
           (path[rest] == '/' || path[rest] == '\0');
}

static void choose_facts(struct checking *c, const struct idio_fact *facts, size_t n)
{
    enum idio_lang lang = idio_lang_style(c->o->lang);
    double least = c->opts->confidence > 0 ? c->opts->confidence : IDIO_CHECK_CONFIDENCE;

    for (size_t i = 0; i < n; i++) {
        int trait = facts[i].lang == lang ? idio_traits_find(c->t, facts[i].trait) : -1;
        const struct idio_fact **at = trait >= 0 ? &c->facts[trait] : NULL;

        /* Another value was pinned in its place. */
        if (facts[i].standing == IDIO_STANDING_OVERRULED)
            continue;
        if (at && facts[i].decided &&
            idio_scope_holds(facts[i].scope, c->opts->repo, c->opts->path) &&
            (!*at || strlen((*at)->scope) < strlen(facts[i].scope)))
            *at = &facts[i];
    }
    for (size_t i = 0; i < c->t->count; i++)
        if (c->facts[i] && ((c->facts[i]->confidence < least && !c->opts->all) ||
                            c->facts[i]->standing == IDIO_STANDING_REJECTED))
            c->facts[i] = NULL;
}

static bool changed(const struct checking *c, uint32_t line)
{
    for (size_t i = 0; i < c->opts->changed_count; i++)
        if (line >= c->opts->changed[i][0] && line <= c->opts->changed[i][1])
            return true;
    return !c->opts->changed;
}

/* The hits of one trait, and how they stand to its fact. */
struct trait_hits {
    const struct style_hit *at;
    size_t len;
    const struct idio_fact *fact;
    int value; /* number of the fact's value; -1 for an open trait */
    bool ordered;
};

static bool deviates(const struct trait_hits *h, const struct style_hit *hit)
{
    if (h->ordered)
        return hit->value > (uint16_t)h->value;
    return strcmp(hit->text, h->fact->value) != 0;
}

struct census {                              /* of some sites */
    size_t in, in_against, out, out_against; /* changed and unchanged ones */
};

static struct census count(const struct checking *c, const struct trait_hits *h, uint32_t unit,
                           bool whole_file)
{
    struct census n = {0};

    for (size_t i = 0; i < h->len; i++) {
        bool in = changed(c, h->at[i].line), against = deviates(h, &h->at[i]);

        if (!whole_file && h->at[i].unit != unit)
            continue;
        n.in += in;
        n.in_against += in && against;
        n.out += !in;
        n.out_against += !in && against;
    }
    return n;
}

static bool of_another_mind(size_t against, size_t all, size_t least)
{
    return against >= least && (double)against >= OWN_MIND_SHARE * (double)all;
}

enum mind { MIND_SITES, MIND_ONE, MIND_LOCAL };

/* Shall every site be told, one for all of them, or none? */
static enum mind mind_of(const struct census *n)
{
    if (of_another_mind(n->out_against, n->out, AROUND_SITES))
        return MIND_LOCAL;
    return of_another_mind(n->in_against + n->out_against, n->in + n->out, OWN_MIND_SITES)
               ? MIND_ONE
               : MIND_SITES;
}

static int tell(struct checking *c, const struct trait_hits *h, const struct style_hit *hit,
                size_t sites)
{
    struct idio_violation v = {h->fact, hit->line, (uint32_t)sites, hit->text};

    return idio_vec_push(&c->found, v);
}

/* The first of its unit, or of the file, speaks for all that deviate there. */
static bool speaks(const struct checking *c, const struct trait_hits *h, size_t at, bool whole_file)
{
    for (size_t i = 0; i < h->len; i++) {
        const struct style_hit *hit = &h->at[i];
        bool before = hit->line != h->at[at].line ? hit->line < h->at[at].line : i < at;

        if (before && (whole_file || hit->unit == h->at[at].unit) && changed(c, hit->line) &&
            deviates(h, hit))
            return false;
    }
    return true;
}

static int check_trait(struct checking *c, const struct trait_hits *h)
{
    struct census file = count(c, h, 0, true), unit = {0};
    enum mind mind = mind_of(&file);
    const struct style_hit *counted = NULL; /* whose unit `unit` is of */

    for (size_t i = 0; i < h->len && file.in_against > 0 && mind != MIND_LOCAL; i++) {
        const struct style_hit *hit = &h->at[i];
        enum mind inner;

        if (!changed(c, hit->line) || !deviates(h, hit))
            continue;
        if (mind == MIND_ONE) {
            if (speaks(c, h, i, true))
                return tell(c, h, hit, file.in_against);
            continue;
        }
        if (!counted || counted->unit != hit->unit)
            unit = count(c, h, hit->unit, false);
        counted = hit;
        inner = mind_of(&unit);
        if (inner == MIND_LOCAL || (inner == MIND_ONE && !speaks(c, h, i, false)))
            continue;
        if (tell(c, h, hit, inner == MIND_ONE ? unit.in_against : 1) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

static int compare_violations(const void *a, const void *b)
{
    const struct idio_violation *x = a, *y = b;
    int c = (x->line > y->line) - (x->line < y->line);

    if (c == 0)
        c = strcmp(x->fact->trait, y->fact->trait);
    return c != 0 ? c : strcmp(x->found, y->found);
}

static int check_all(struct checking *c, const style_hits *hits)
{
    for (size_t from = 0, to; from < hits->len; from = to) {
        struct trait_hits h = {.at = hits->at + from};
        const struct style_trait *tr = &c->t->traits[h.at->trait];

        for (to = from + 1; to < hits->len && hits->at[to].trait == h.at->trait;)
            to++;
        h.len = to - from;
        h.fact = c->facts[h.at->trait];
        h.ordered = tr->ordered;
        if (!h.fact)
            continue;
        h.value = tr->open ? -1 : style_value_find(tr, h.fact->value, strlen(h.fact->value));
        if (!tr->open && h.value < 0)
            continue; /* of an older registry */
        if (check_trait(c, &h) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

int idio_style_check(const struct idio_traits *t, const struct idio_fact *facts, size_t n,
                     const struct idio_check_opts *opts, const struct idio_observed *o,
                     struct idio_arena *arena, struct idio_violation **ret, size_t *ret_n,
                     struct idio_err *err)
{
    struct checking c = {.t = t, .opts = opts, .o = o};
    struct idio_violation *copy = NULL;
    style_hits hits = {0};
    int rc = style_file_hits(t, o, &hits, err);

    if (rc == IDIO_OK) {
        choose_facts(&c, facts, n);
        if (check_all(&c, &hits) == IDIO_OK)
            copy = idio_arena_alloc(arena, c.found.len + 1, sizeof *copy);
        if (!copy)
            rc = idio_nomem(err, "style.check");
    }
    if (rc == IDIO_OK && c.found.len > 0) {
        qsort(c.found.at, c.found.len, sizeof *c.found.at, compare_violations);
        memcpy(copy, c.found.at, c.found.len * sizeof *copy);
    }
    if (rc == IDIO_OK) {
        *ret = copy;
        *ret_n = c.found.len;
    }
    idio_vec_release(&c.found);
    idio_vec_release(&hits);
    return rc;
}
