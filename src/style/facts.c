/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From counts to facts.
 *
 * Shares, intervals and tests go by effective sites (evidence.c), k and n are the sites that were
 * seen. Where the developer changed a habit (switch.c), only what came after counts, also in k
 * and n.
 *
 * Decided: one value has a share of DECIDED_SHARE, its Wilson interval lies above one half, and it
 * is the most frequent by plain count too. Ordered traits (limits): the smallest limit that
 * ORDERED_SHARE of the sites keep, with the interval above ORDERED_LO.
 *
 * Stated: decided; at least min_n sites in enough files; not forced by the language's formatter;
 * worth a sentence (surprising, or of high impact); and it passes Benjamini and Hochberg's
 * procedure at STYLE_FALSE_RATE over all traits of the profile, against the hypothesis of a coin
 * (of three ways for an open vocabulary, of STYLE_ORDERED_NULL for limits). At least
 * STYLE_TESTS_MIN tests are counted, so with coins only a profile states a fact with a probability
 * of STYLE_FALSE_RATE in 50 cells: less than one in 1,000, also when it has few cells. And no test
 * succeeds above STYLE_FALSE_CELL: where nearly everything is a habit, a rate of false discoveries
 * of one in twenty would let a twentieth of the few coins pass. Less than eleven files cannot show
 * as much as that if each is a toss; they have to agree, and what other traits tell about this
 * developer (evidence.c) decides whether they are more than tosses.
 *
 * Confidence that the developer's next choice is the value: the mean of the beta posterior of the
 * effective sites, with a prior of a few sites that decide as other developers do.
 *
 * Scopes (scopes.c) give facts of their own where a repository or a folder differs.
 * Otherwise a trait with min_n sites gives one fact per contender (undecided), one with fewer none.
 */
#include <math.h>
#include <string.h>

#include "style/style_internal.h"

#define DECIDED_SHARE   0.70
#define DECIDED_LO      0.50
#define ORDERED_SHARE   0.95
#define ORDERED_LO      0.85
#define CONTENDER_SHARE 0.15
#define CONTENDERS_MAX  4
#define SURPRISE_MIN    0.15
#define IMPACT_MIN      0.60
#define ROUNDING        1e-9
#define FILES_TESTED    11 /* so many tosses agree once in 1 / STYLE_FALSE_CELL */

/* Chosen by how well facts of older lines foretell newer ones (tools/calibrate). */
const struct style_settings style_defaults = {
    .half_life = 2 * 365.25, .prior_sites = 4, .pool_weight = 4};

/* ---- judging ------------------------------------------------------------------------------- */
static const struct style_trait *trait_of(const struct style_judge *j,
                                          const struct style_verdict *v)
{
    return &j->v.traits->traits[v->g->trait];
}

const struct style_rho *style_rho_of(const struct style_judge *j, const struct style_verdict *v)
{
    const struct style_verdict *all = v->parent;

    while (all && all->parent)
        all = all->parent;
    return all ? &all->e.rho : &j->rho[trait_of(j, v)->ordered];
}

bool style_choose(const struct style_judge *j, struct style_verdict *v)
{
    uint32_t n = v->g->cell_end - v->g->cell, best = 0, by_count = 0;
    bool ordered = trait_of(j, v)->ordered;
    double all = 0, below = 0;

    style_weights(&v->sample, v->g, j->weights, j->counts);
    for (uint32_t i = 0; i < n; i++) {
        all += j->weights[i];
        best = j->weights[i] > j->weights[best] ? i : best;
        by_count = j->counts[i] > j->counts[by_count] ? i : by_count;
    }
    for (uint32_t i = 0; ordered && i < n; i++) {
        best = i;
        below += j->weights[i];
        if (below >= ORDERED_SHARE * all)
            break;
    }
    v->winner = v->g->cell + best;
    v->lo = ordered ? v->g->cell : v->winner;
    v->decided = ordered || j->counts[by_count] == j->counts[best];
    return all > 0;
}

void style_weigh(const struct style_judge *j, struct style_verdict *v)
{
    v->e = style_measure(&v->sample, v->lo, v->winner, style_rho_of(j, v), j->parts);
    if (trait_of(j, v)->ordered)
        v->decided = v->e.share >= ORDERED_SHARE && v->e.lo > ORDERED_LO;
    else
        v->decided = v->decided && v->e.share >= DECIDED_SHARE && v->e.lo > DECIDED_LO;
    v->tested = v->e.n >= trait_of(j, v)->min_n;
}

int style_keep_shares(const struct style_judge *j, struct style_verdict *v)
{
    uint32_t n = v->g->cell_end - v->g->cell;
    double all = 0;

    v->shares = idio_arena_alloc(j->scratch, n, sizeof *v->shares);
    if (!v->shares)
        return IDIO_E_NOMEM;
    style_weights(&v->sample, v->g, j->weights, j->counts);
    for (uint32_t i = 0; i < n; i++)
        all += j->weights[i];
    for (uint32_t i = 0; i < n && all > 0; i++)
        v->shares[i] = j->weights[i] / all;
    return IDIO_OK;
}

double style_share(const struct style_verdict *v, uint32_t lo, uint32_t hi)
{
    double share = 0;

    for (uint32_t c = lo; c <= hi; c++)
        share += v->shares[c - v->g->cell];
    return share < 1 ? share : 1;
}

static double prior_of(const struct style_judge *j, const struct style_verdict *v, uint32_t cell)
{
    return style_prior(j->v.traits, v->g->trait, (enum idio_lang)v->g->lang,
                       j->v.cells[cell]->name);
}

static double posterior(const struct style_judge *j, const struct style_verdict *v,
                        const struct style_evidence *e, double prior)
{
    double guess = prior >= 0 ? prior : trait_of(j, v)->ordered ? STYLE_ORDERED_NULL : 0.5;

    double sites = j->settings->prior_sites;

    return (e->share * e->sites + guess * sites) / (e->sites + sites);
}

static int judge_everywhere(const struct style_judge *j, struct style_verdict *v)
{
    const struct style_trait *tr = trait_of(j, v);
    double null = tr->ordered ? STYLE_ORDERED_NULL : tr->open ? STYLE_OPEN_NULL : 0.5;

    /* The weights were overwritten by other groups since the winner was chosen. */
    if (style_keep_shares(j, v) < 0)
        return IDIO_E_NOMEM;
    if (!style_choose(j, v))
        return IDIO_OK;
    style_weigh(j, v);
    v->tail = style_binomial_tail(v->e.share * v->e.sites, v->e.sites, null);
    if (!tr->open && !tr->ordered)
        v->tail = fmin(1, 2 * v->tail); /* either side of the coin would have been taken */
    v->confidence = posterior(j, v, &v->e, prior_of(j, v, v->winner));
    return IDIO_OK;
}

/* However many habits there are beside it: one coin in 1,000, or what its files could show at all,
 * if each were a toss. */
static double cell_limit(const struct style_verdict *v)
{
    double shown = v->e.files < FILES_TESTED ? exp2(1 - v->e.tosses) * (1 + ROUNDING) : 0;

    return fmax(STYLE_FALSE_CELL, shown);
}

static int control_false_rate(const struct style_judge *j, struct style_verdict *v, size_t n)
{
    double *tails = idio_arena_alloc(j->scratch, n + 1, sizeof *tails), limit;
    size_t tests = 0;

    if (!tails)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        if (v[i].tested)
            tails[tests++] = v[i].tail;
    limit = style_false_limit(tails, tests, STYLE_TESTS_MIN, STYLE_FALSE_RATE);
    for (size_t i = 0; i < n; i++)
        v[i].sure = v[i].tested && v[i].tail <= fmin(limit, cell_limit(&v[i]));
    return IDIO_OK;
}

/* That everything is at most the largest limit says nothing; the one before it does. */
static void add_to_pool(const struct style_judge *j, const struct style_verdict *v,
                        struct style_pool pool[2])
{
    bool ordered = trait_of(j, v)->ordered;
    uint32_t hi = v->winner;

    if (ordered && hi + 1 == v->g->cell_end && hi > v->g->cell)
        hi--;
    style_pool_add(&pool[ordered], &v->sample, v->lo, hi, j->parts);
}

static int judge_all(struct style_judge *j, struct style_verdict *v)
{
    uint32_t *months = idio_arena_alloc(j->scratch, STYLE_MONTHS, sizeof *months);
    struct style_pool pool[2] = {0};

    if (!months)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < j->v.group_count; i++) {
        v[i].g = &j->v.groups[i];
        v[i].scope = "";
        v[i].turn = style_find_switch(&j->v, v[i].g, months);
        v[i].sample = (struct style_sample){&j->v, v[i].g->from, v[i].g->to, v[i].turn.month};
        if (style_choose(j, &v[i]))
            add_to_pool(j, &v[i], pool);
    }
    for (size_t i = 0; i < 2; i++)
        j->rho[i] = style_pool_rho(&pool[i], i == 1, j->settings->pool_weight);
    for (size_t i = 0; i < j->v.group_count; i++)
        if (judge_everywhere(j, &v[i]) < 0)
            return IDIO_E_NOMEM;
    return control_false_rate(j, v, j->v.group_count);
}

/* ---- facts --------------------------------------------------------------------------------- */
struct making {
    const struct style_judge *j;
    struct idio_arena *arena; /* of the facts */
    struct idio_fact *facts;
    size_t n;
};

/* A developer with two files may still have habits; one with many shows them in several. */
static uint32_t files_needed(uint32_t files)
{
    return files < 4 ? 1 : files < 8 ? 2 : 3;
}

static bool worth_stating(const struct style_judge *j, const struct style_verdict *v,
                          const struct idio_fact *f)
{
    bool worth = f->surprise >= SURPRISE_MIN || f->impact >= IMPACT_MIN;

    if (!v->decided || !v->sure || !*f->wording || (trait_of(j, v)->forced & 1u << v->g->lang) != 0)
        return false;
    if (v->parent) /* it corrects what is said elsewhere, so it is said */
        return worth || v->parent->decided;
    return worth && v->e.files >= files_needed(j->v.lang_files[v->g->lang]);
}

/* Where, when and since when. */
static int add_places(const struct making *m, const struct style_verdict *v,
                      const struct style_evidence *e, uint32_t lo, uint32_t cell,
                      struct idio_fact *f)
{
    f->first_seen = e->first;
    f->last_seen = e->last;
    if (v->turn.month != 0 && v->turn.now == cell) {
        f->since = v->turn.since;
        f->before = idio_arena_strdup(m->arena, m->j->v.cells[v->turn.old]->name);
        if (!f->before)
            return IDIO_E_NOMEM;
    }
    if (style_spots_examples(&v->sample, lo, cell, v->g->trait, m->arena, f->examples,
                             &f->example_count) < 0)
        return IDIO_E_NOMEM;
    return style_spots_counter(&v->sample, lo, cell, v->g->trait, m->arena, &f->counter);
}

static int add_fact(struct making *m, const struct style_verdict *v, uint32_t lo, uint32_t cell,
                    const struct style_evidence *e)
{
    const struct style_trait *tr = trait_of(m->j, v);
    enum idio_lang lang = (enum idio_lang)v->g->lang;
    struct idio_fact f = {.lang = lang,
                          .trait = tr->name,
                          .trait_no = v->g->trait,
                          .area = tr->area,
                          .field = tr->field,
                          .scope = "",
                          .k = e->k,
                          .n = e->n,
                          .lo = e->lo,
                          .hi = e->hi,
                          .impact = tr->impact,
                          .files = e->files,
                          .repos = e->repos,
                          .before = "",
                          .decided = v->decided};

    f.value = idio_arena_strdup(m->arena, m->j->v.cells[cell]->name);
    f.scope = idio_arena_strdup(m->arena, v->scope);
    if (!f.value || !f.scope)
        return IDIO_E_NOMEM;
    f.id = idio_arena_printf(m->arena, "%s:%s=%s%s%s", idio_lang_id(lang), tr->name, f.value,
                             *f.scope ? "@" : "", f.scope);
    f.wording = style_wording(tr, lang, f.value, m->arena);
    if (!f.id || !f.wording || add_places(m, v, e, lo, cell, &f) < 0)
        return IDIO_E_NOMEM;
    f.prior = prior_of(m->j, v, cell);
    if (f.prior > 0 && e->share > 0)
        f.surprise = log2(e->share / f.prior);
    f.confidence = cell == v->winner ? v->confidence : posterior(m->j, v, e, f.prior);
    f.stated = worth_stating(m->j, v, &f);
    m->facts[m->n++] = f;
    return IDIO_OK;
}

/* The values that may become a question; the winner even when it stands alone. */
static bool is_contender(const struct style_judge *j, const struct style_verdict *v, uint32_t cell)
{
    const double *w = j->weights;
    uint32_t n = v->g->cell_end - v->g->cell, at = cell - v->g->cell;
    size_t better = 0;
    double all = 0;

    for (uint32_t i = 0; i < n; i++) {
        all += w[i];
        better += w[i] > w[at] || (w[i] == w[at] && i < at);
    }
    return cell == v->winner || (better < CONTENDERS_MAX && w[at] >= CONTENDER_SHARE * all);
}

static int facts_of_group(struct making *m, const struct style_verdict *v)
{
    if (v->decided || (trait_of(m->j, v)->ordered && v->tested))
        return add_fact(m, v, v->lo, v->winner, &v->e);
    if (!v->tested)
        return IDIO_OK;
    style_weights(&v->sample, v->g, m->j->weights, m->j->counts);
    for (uint32_t c = v->g->cell; c < v->g->cell_end; c++) {
        struct style_evidence e;

        if (!is_contender(m->j, v, c))
            continue;
        e = style_measure(&v->sample, c, c, style_rho_of(m->j, v), m->j->parts);
        if (add_fact(m, v, c, c, &e) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

static bool is_last_of_language(const struct style_judge *j, size_t group)
{
    return group + 1 == j->v.group_count || j->v.groups[group + 1].lang != j->v.groups[group].lang;
}

static int make_facts(const struct style_judge *j, const struct style_verdict *everywhere,
                      const style_verdicts *scopes, struct idio_arena *arena, struct making *ret)
{
    size_t cells = 0, at = 0;
    struct making m = {.j = j, .arena = arena};

    for (size_t i = 0; i < j->v.group_count; i++)
        cells += j->v.groups[i].cell_end - j->v.groups[i].cell;
    m.facts = idio_arena_alloc(
        arena, cells + scopes->len + j->v.traits->members.len + j->v.group_count + 1,
        sizeof *m.facts);
    if (!m.facts)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < j->v.group_count; i++) {
        if (facts_of_group(&m, &everywhere[i]) < 0)
            return IDIO_E_NOMEM;
        for (; at < scopes->len && scopes->at[at]->g == everywhere[i].g; at++) {
            const struct style_verdict *v = scopes->at[at];

            if (add_fact(&m, v, v->lo, v->winner, &v->e) < 0)
                return IDIO_E_NOMEM;
        }
        if (is_last_of_language(j, i) &&
            style_avoided_facts(j, everywhere, (enum idio_lang)j->v.groups[i].lang, arena, m.facts,
                                &m.n) < 0)
            return IDIO_E_NOMEM;
    }
    *ret = m;
    return IDIO_OK;
}

static int judge_and_make(struct style_judge *j, struct idio_arena *arena, struct making *ret)
{
    style_verdicts scopes = {0};
    struct style_verdict *v = idio_arena_alloc(j->scratch, j->v.group_count + 1, sizeof *v);
    size_t widest = 1;
    int rc;

    for (size_t i = 0; i < j->v.group_count; i++) {
        size_t n = j->v.groups[i].cell_end - j->v.groups[i].cell;

        widest = n > widest ? n : widest;
    }
    j->parts = idio_arena_alloc(j->scratch, j->v.file_count + 1, sizeof *j->parts);
    j->weights = idio_arena_alloc(j->scratch, widest, sizeof *j->weights);
    j->counts = idio_arena_alloc(j->scratch, widest, sizeof *j->counts);
    if (!v || !j->parts || !j->weights || !j->counts || judge_all(j, v) < 0)
        return IDIO_E_NOMEM;
    rc = style_find_scopes(j, v, &scopes);
    if (rc == IDIO_OK)
        rc = make_facts(j, v, &scopes, arena, ret);
    idio_vec_release(&scopes);
    return rc;
}

int idio_tally_facts(const struct idio_tally *t, struct idio_arena *arena, struct idio_fact **ret,
                     size_t *ret_n, struct idio_err *err)
{
    return style_facts(t, &style_defaults, arena, ret, ret_n, err);
}

int style_facts(const struct idio_tally *t, const struct style_settings *settings,
                struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
                struct idio_err *err)
{
    struct idio_arena scratch;
    struct style_judge j = {.settings = settings, .scratch = &scratch};
    struct making made = {0};
    int rc;

    idio_arena_init(&scratch, (size_t)1 << 30);
    rc = style_view_new(t, settings->half_life, &scratch, &j.v, err);
    if (rc == IDIO_OK && judge_and_make(&j, arena, &made) < 0)
        rc = idio_nomem(err, "style.facts");
    idio_arena_release(&scratch);
    if (rc < 0)
        return rc;
    *ret = made.facts;
    *ret_n = made.n;
    return IDIO_OK;
}
