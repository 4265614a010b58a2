/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From counts to facts.
 *
 * How sure may one be? Sites of one file, and files of one repository, resemble each other, so 500
 * sites are less than 500 witnesses. The effective number of sites is that of a simple random
 * sample with the same variance: the capped weight (tally.c), divided by the design effect, the
 * cluster-robust variance of the share over files or over repositories, whichever is larger, in
 * relation to the binomial one. Shares, intervals and tests use it; k and n stay the sites that
 * were seen. A habit that half of the repositories do not share therefore has a wide interval
 * however many sites it has.
 *
 * Decided: one value has a share of DECIDED_SHARE, its Wilson interval lies above one half, and it
 * is the most frequent by plain count too. Ordered traits (limits): the smallest limit that
 * ORDERED_SHARE of the sites keep, with the interval above ORDERED_LO.
 *
 * Stated: decided; at least min_n sites in enough files; not forced by the language's formatter;
 * worth a sentence (surprising, or of high impact); and it passes Benjamini and Hochberg's
 * procedure at FALSE_RATE over all traits of the profile, against the hypothesis of a coin (of
 * three ways for an open vocabulary, of ORDERED_NULL for limits). With coins only, that bounds the
 * chance of any stated fact by FALSE_RATE, which is less than one in 1,000 cells.
 *
 * Otherwise a trait with min_n sites gives one fact per contender (undecided), one with fewer none.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

#define DECIDED_SHARE   0.70
#define DECIDED_LO      0.50
#define ORDERED_SHARE   0.95
#define ORDERED_LO      0.85
#define ORDERED_NULL    0.80
#define OPEN_NULL       (1.0 / 3.0)
#define CONTENDER_SHARE 0.15
#define CONTENDERS_MAX  4
#define FALSE_RATE      0.05
#define SURPRISE_MIN    0.15
#define IMPACT_MIN      0.60

/* One value (for ordered traits: it and all smaller ones) against the whole group. */
struct measure {
    uint64_t k;
    double share, lo, hi, tail;
};
struct verdict { /* one group */
    struct style_cell **cells;
    size_t cell_count;
    size_t winner; /* index into cells */
    struct measure m;
    bool decided, tested, sure;
};
struct judge {
    const struct idio_tally *t;
    struct style_order order;
    struct verdict *verdicts;
    struct idio_arena *arena;
};

/* ---- measuring ----------------------------------------------------------------------------- */
/* Sum over repositories of the squared deviation from the share. */
static double repo_squares(const struct judge *j, const struct style_group *g,
                           struct style_cell *const *cells, size_t n, double share)
{
    const struct style_row *all, *own[STYLE_VALUES_MAX];
    size_t all_n, own_n[STYLE_VALUES_MAX], at[STYLE_VALUES_MAX] = {0};
    double sum = 0;

    all_n = style_rows_of(j->order.group_rows, j->t->group_rows.len,
                          (uint32_t)(g - j->t->groups.at), &all);
    for (size_t c = 0; c < n; c++)
        own_n[c] = style_rows_of(j->order.cell_rows, j->t->cell_rows.len,
                                 (uint32_t)(cells[c] - j->t->cells.at), &own[c]);
    for (size_t r = 0; r < all_n; r++) {
        double k = 0, d;

        for (size_t c = 0; c < n; c++) {
            while (at[c] < own_n[c] && own[c][at[c]].repo < all[r].repo)
                at[c]++;
            if (at[c] < own_n[c] && own[c][at[c]].repo == all[r].repo)
                k += (double)own[c][at[c]].w;
        }
        d = k - share * (double)all[r].w;
        sum += d * d;
    }
    return sum;
}

/* How many times the variance of the share is that of independent sites; at least 1. */
static double design_effect(const struct judge *j, const struct style_group *g,
                            struct style_cell *const *cells, size_t n, double share)
{
    const struct style_cell *last = cells[n - 1];
    double w = (double)g->w, simple, files, repos, effect = 1;

    if (!(share > 0 && share < 1))
        return 1;
    simple = share * (1 - share) * STYLE_UNIT * w; /* both sides times w * w */
    if (g->files > 1) {
        files = (double)last->kk - 2 * share * (double)last->kn + share * share * (double)g->nn;
        effect = fmax(effect, files * g->files / (g->files - 1) / simple);
    }
    if (g->repos > 1) {
        repos = repo_squares(j, g, cells, n, share);
        effect = fmax(effect, repos * g->repos / (g->repos - 1) / simple);
    }
    return effect;
}

/* Measures cells[0..n) taken together; their squares are the last one's. */
static struct measure measure(const struct judge *j, const struct style_group *g,
                              struct style_cell *const *cells, size_t n, double null)
{
    struct measure m = {0};
    double w = 0, sites;

    for (size_t i = 0; i < n; i++) {
        m.k += cells[i]->k;
        w += (double)cells[i]->w;
    }
    m.share = g->w > 0 ? w / (double)g->w : 0;
    m.share = m.share > 1 ? 1 : m.share;
    sites = (double)g->w / STYLE_UNIT / design_effect(j, g, cells, n, m.share);
    style_wilson(m.share * sites, sites, &m.lo, &m.hi);
    m.tail = style_binomial_tail(m.share * sites, sites, null);
    return m;
}

/* ---- judging ------------------------------------------------------------------------------- */
static void judge_ordered(const struct judge *j, const struct style_group *g, struct verdict *v)
{
    for (size_t i = 0; i < v->cell_count; i++) {
        struct measure m = measure(j, g, v->cells, i + 1, ORDERED_NULL);

        v->winner = i;
        v->m = m;
        if (m.share >= ORDERED_SHARE)
            break;
    }
    v->decided = v->m.share >= ORDERED_SHARE && v->m.lo > ORDERED_LO;
}

static void judge_plain(const struct judge *j, const struct style_group *g, bool open,
                        struct verdict *v)
{
    size_t by_count = 0;

    for (size_t i = 1; i < v->cell_count; i++) {
        if (v->cells[i]->w > v->cells[v->winner]->w)
            v->winner = i;
        if (v->cells[i]->k > v->cells[by_count]->k)
            by_count = i;
    }
    v->m = measure(j, g, &v->cells[v->winner], 1, open ? OPEN_NULL : 0.5);
    if (!open)
        v->m.tail *= 2; /* either side of the coin would have been taken */
    v->decided = v->m.share >= DECIDED_SHARE && v->m.lo > DECIDED_LO &&
                 v->cells[by_count]->k == v->cells[v->winner]->k;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995. */
static int control_false_rate(struct judge *j)
{
    size_t n = 0;
    double *tails = idio_arena_alloc(j->arena, j->order.group_count + 1, sizeof *tails), limit = -1;

    if (!tails)
        return IDIO_E_NOMEM;
    for (size_t g = 0; g < j->order.group_count; g++)
        if (j->verdicts[g].tested)
            tails[n++] = j->verdicts[g].m.tail;
    if (n > 0)
        qsort(tails, n, sizeof *tails, compare_doubles);
    for (size_t i = 0; i < n; i++)
        if (tails[i] <= FALSE_RATE * (double)(i + 1) / (double)n)
            limit = tails[i];
    for (size_t g = 0; g < j->order.group_count; g++)
        j->verdicts[g].sure = j->verdicts[g].tested && j->verdicts[g].m.tail <= limit;
    return IDIO_OK;
}

static int judge_all(struct judge *j)
{
    j->verdicts = idio_arena_alloc(j->arena, j->order.group_count + 1, sizeof *j->verdicts);
    if (!j->verdicts)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < j->order.group_count; i++) {
        const struct style_group *g = j->order.groups[i];
        const struct style_trait *tr = &j->t->traits->traits[g->trait];
        struct verdict *v = &j->verdicts[i];

        v->cells = j->order.cells + j->order.first[i];
        v->cell_count = j->order.first[i + 1] - j->order.first[i];
        v->tested = g->n >= tr->min_n;
        if (tr->ordered)
            judge_ordered(j, g, v);
        else
            judge_plain(j, g, tr->open, v);
    }
    return control_false_rate(j);
}

/* ---- facts --------------------------------------------------------------------------------- */
/* A developer with two files may still have habits; one with many shows them in several. */
static uint32_t files_needed(uint32_t files)
{
    return files < 4 ? 1 : files < 8 ? 2 : 3;
}

static bool worth_stating(const struct judge *j, const struct style_group *g,
                          const struct verdict *v, const struct idio_fact *f)
{
    const struct style_trait *tr = &j->t->traits->traits[g->trait];

    return v->decided && v->sure && g->files >= files_needed(j->t->files[g->lang]) &&
           (tr->forced & 1u << g->lang) == 0 && *f->wording &&
           (f->surprise >= SURPRISE_MIN || f->impact >= IMPACT_MIN);
}

static int add_examples(const struct judge *j, const struct verdict *v,
                        const struct style_cell *cell, bool ordered, struct idio_fact *f)
{
    int rc = style_spots_examples(j->t, &cell->spots, j->arena, f->examples, &f->example_count);

    if (rc < 0)
        return rc;
    return style_spots_counter(j->t, v->cells, v->cell_count, cell,
                               ordered ? cell->value : IDIO_VALUE_OPEN, j->arena, &f->counter);
}

static int make_fact(const struct judge *j, const struct style_group *g, const struct verdict *v,
                     const struct style_cell *cell, const struct measure *m, struct idio_fact *ret)
{
    const struct style_trait *tr = &j->t->traits->traits[g->trait];
    enum idio_lang lang = (enum idio_lang)g->lang;
    struct idio_fact f = {.lang = lang,
                          .trait = tr->name,
                          .trait_no = g->trait,
                          .area = tr->area,
                          .field = tr->field,
                          .k = m->k,
                          .n = g->n,
                          .lo = m->lo,
                          .hi = m->hi,
                          .impact = tr->impact,
                          .files = g->files,
                          .repos = g->repos,
                          .scope = "",
                          .before = "",
                          .decided = v->decided};

    f.value = idio_arena_strdup(j->arena, cell->name);
    if (!f.value)
        return IDIO_E_NOMEM;
    f.id = idio_arena_printf(j->arena, "%s:%s=%s", idio_lang_id(lang), tr->name, f.value);
    f.wording = style_wording(tr, lang, f.value, j->arena);
    if (!f.id || !f.wording || add_examples(j, v, cell, tr->ordered, &f) < 0)
        return IDIO_E_NOMEM;
    f.prior = style_prior(j->t->traits, g->trait, lang, f.value);
    if (f.prior > 0 && m->share > 0)
        f.surprise = log2(m->share / f.prior);
    f.stated = worth_stating(j, g, v, &f);
    *ret = f;
    return IDIO_OK;
}

/* The values that may become a question; the winner even when it stands alone. */
static bool is_contender(const struct style_group *g, const struct verdict *v, size_t cell)
{
    size_t better = 0;

    if (cell == v->winner)
        return true;
    for (size_t i = 0; i < v->cell_count; i++)
        better +=
            v->cells[i]->w > v->cells[cell]->w || (v->cells[i]->w == v->cells[cell]->w && i < cell);
    return better < CONTENDERS_MAX && (double)v->cells[cell]->w >= CONTENDER_SHARE * (double)g->w;
}

static int facts_of_group(const struct judge *j, size_t at, struct idio_fact *facts, size_t *n)
{
    const struct style_group *g = j->order.groups[at];
    const struct verdict *v = &j->verdicts[at];
    bool ordered = j->t->traits->traits[g->trait].ordered;

    if (v->decided || (ordered && v->tested))
        return make_fact(j, g, v, v->cells[v->winner], &v->m, &facts[(*n)++]);
    if (!v->tested)
        return IDIO_OK;
    for (size_t i = 0; i < v->cell_count; i++) {
        struct measure m;

        if (!is_contender(g, v, i))
            continue;
        m = measure(j, g, &v->cells[i], 1, 0.5);
        if (make_fact(j, g, v, v->cells[i], &m, &facts[(*n)++]) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

int idio_tally_facts(const struct idio_tally *t, struct idio_arena *arena, struct idio_fact **ret,
                     size_t *ret_n, struct idio_err *err)
{
    struct judge j = {.t = t, .arena = arena};
    struct idio_fact *facts;
    size_t n = 0;
    int rc = style_order_new(t, arena, &j.order, err);

    if (rc < 0)
        return rc;
    facts = idio_arena_alloc(arena, t->cells.len + 1, sizeof *facts);
    if (!facts || judge_all(&j) < 0)
        return idio_nomem(err, "style.facts");
    for (size_t i = 0; i < j.order.group_count; i++)
        if (facts_of_group(&j, i, facts, &n) < 0)
            return idio_nomem(err, "style.facts");
    *ret = facts;
    *ret_n = n;
    return IDIO_OK;
}
