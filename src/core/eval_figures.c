/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval: the figures of one system on one split (research/data-and-eval.md, 5.2).
 *
 *   inferred        precision: share of the picked habits that the code shows; recall: share of
 *                   the right answers that were picked; micro-F1 with an interval over clusters
 *   discriminative  the same of habits in which the developer differs from others by .30 or more
 *   judged          AUROC and calibration of "does it come up" over all habits given
 *   said            explicit items against the right ones; how many were invented
 *   goal            words in common with the right goal
 *   questions       asked when it was due, and not when it was not
 */
#include "core/eval_internal.h"

#include <math.h>
#include <string.h>

#define DRAWS        1000
#define DISCRIMINATE .30

struct tally {
    double true_picks, picks, recovered, wanted;
};
struct row_figures {
    struct tally all, telling;
    struct idio_score said;
    double goal;
    size_t words;
    bool has_spec, act_right, act_known;
};
struct figuring {
    struct eval_run *e;
    const struct eval_system *s;
    struct row_figures *rows;
    uint32_t *clusters;
    size_t n;
    IDIO_VEC(double) p; /* of each judged fact */
    IDIO_VEC(uint8_t) y;
    IDIO_VEC(double) ask;
    IDIO_VEC(uint8_t) due;
    size_t clear, over_asked, vague, asked, right_question;
    bool telling; /* which tally the statistic looks at */
};

/* ---- one row --------------------------------------------------------------------------------- */

/* The value that the system claims; NULL: none that is known. */
static const char *claimed(const struct figuring *g, const struct eval_row *row, size_t i)
{
    const struct idio_fact *f = &g->e->facts[row->facts[i].fact];
    const size_t n = idio_traits_value_count(g->e->core->traits, f->trait_no);
    if (g->s->claim == EVAL_OWN)
        return f->value;
    if (g->s->claim == EVAL_OTHERS)
        return g->e->others[row->facts[i].fact];
    struct idio_chance c = idio_chance_of(1, f->id);
    for (int tries = 0; n > 1 && tries < 64; tries++) {
        const char *value = idio_traits_value(g->e->core->traits, f->trait_no,
                                              (uint16_t)idio_chance_below(&c, (uint32_t)n));
        if (value && strcmp(value, f->value) != 0)
            return value;
    }
    return NULL; /* an open trait, or one of a single value: somebody else's library */
}

static bool is_telling(const struct idio_fact *f)
{
    return f->prior >= 0 && f->n > 0 && (double)f->k / (double)f->n - f->prior >= DISCRIMINATE;
}

static void count_fact(struct figuring *g, const struct eval_row *row, size_t i,
                       const struct eval_answer *a, struct row_figures *r)
{
    const struct eval_fact *seen = &row->facts[i];
    const struct idio_fact *f = &g->e->facts[seen->fact];
    const char *value = claimed(g, row, i);
    const bool shows = value && seen->does && strcmp(seen->does, value) == 0;
    const bool same = value && strcmp(value, f->value) == 0;
    struct tally *both[] = {&r->all, is_telling(f) ? &r->telling : NULL};
    for (size_t k = 0; k < 2; k++) {
        if (!both[k])
            continue;
        both[k]->picks += a->picked[i];
        both[k]->true_picks += a->picked[i] && shows;
        both[k]->recovered += a->picked[i] && seen->inferred && same;
        both[k]->wanted += seen->inferred;
    }
}

static int judge(struct figuring *g, const struct eval_row *row, const struct eval_answer *a,
                 struct idio_err *err)
{
    for (size_t i = 0; i < row->fact_count; i++) {
        if (isnan(a->p[i]) || !g->e->facts[row->facts[i].fact].decided)
            continue;
        const double p = a->p[i] < 0 ? 0 : a->p[i] > 1 ? 1 : a->p[i];
        if (idio_vec_push(&g->p, p) < 0 ||
            idio_vec_push(&g->y, (uint8_t)(row->facts[i].does != NULL)) < 0)
            return idio_nomem(err, "core.eval");
    }
    return IDIO_OK;
}

/* Some question of the answer means what one of the right ones means. */
static bool asks_the_same(const struct figuring *g, const struct idio_json *want,
                          const struct idio_json *got)
{
    struct idio_score s;
    idio_score_items(g->e->weights, want, got, &s);
    return s.right > 0;
}

static int question(struct figuring *g, const struct eval_row *row, const struct eval_answer *a,
                    struct idio_err *err)
{
    if (isnan(a->ask) || (!row->vague && !row->clear))
        return IDIO_OK;
    if (idio_vec_push(&g->ask, a->ask) < 0 || idio_vec_push(&g->due, (uint8_t)row->vague) < 0)
        return idio_nomem(err, "core.eval");
    const struct idio_json *got = idio_json_get(a->spec, "open_questions");
    const bool asks = idio_json_len(got) > 0;
    g->clear += row->clear;
    g->over_asked += row->clear && asks;
    g->vague += row->vague;
    g->asked += row->vague && asks;
    g->right_question +=
        row->vague && asks_the_same(g, idio_json_get(row->spec, "open_questions"), got);
    return IDIO_OK;
}

static void compare_said(const struct figuring *g, const struct eval_row *row,
                         const struct eval_answer *a, struct row_figures *r)
{
    static const char *const keys[] = {"inputs", "outputs", "constraints_explicit", "edge_cases"};
    if (!a->spec)
        return;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        struct idio_score s;
        idio_score_items(g->e->weights, idio_json_get(row->spec, keys[k]),
                         idio_json_get(a->spec, keys[k]), &s);
        r->said.right += s.right;
        r->said.got += s.got;
        r->said.want += s.want;
    }
    r->has_spec = true;
    r->goal = idio_token_f1(idio_json_get_str(row->spec, "goal", ""),
                            idio_json_get_str(a->spec, "goal", ""));
}

static int figure_row(struct figuring *g, const struct eval_row *row, struct idio_arena *arena,
                      struct idio_err *err)
{
    struct eval_answer a = {0};
    struct row_figures *r = &g->rows[g->n];
    int rc = g->s->answer(g->e, row, arena, &a, err);
    if (rc < 0)
        return idio_context(err, rc, "%s on row %s", g->s->name, row->id);
    for (size_t i = 0; i < row->fact_count; i++)
        count_fact(g, row, i, &a, r);
    r->words = a.words;
    r->act_known = a.act >= 0;
    r->act_right = a.act == (int)row->act;
    compare_said(g, row, &a, r);
    rc = judge(g, row, &a, err);
    if (rc == IDIO_OK)
        rc = question(g, row, &a, err);
    idio_json_free(a.spec);
    g->clusters[g->n++] = row->cluster;
    return rc;
}

/* ---- sums ------------------------------------------------------------------------------------ */

static double f1_of(double right, double picks, double recovered, double wanted)
{
    const double p = picks > 0 ? right / picks : NAN, r = wanted > 0 ? recovered / wanted : NAN;
    return p + r > 0 ? 2 * p * r / (p + r) : isnan(p) || isnan(r) ? NAN : 0;
}

static struct tally sum_of(const struct figuring *g, const uint32_t *weights)
{
    struct tally s = {0};
    for (size_t i = 0; i < g->n; i++) {
        const struct tally *t = g->telling ? &g->rows[i].telling : &g->rows[i].all;
        const double w = weights ? weights[i] : 1;
        s.true_picks += w * t->true_picks;
        s.picks += w * t->picks;
        s.recovered += w * t->recovered;
        s.wanted += w * t->wanted;
    }
    return s;
}

static double micro_f1(void *ctx, const uint32_t *weights)
{
    const struct tally s = sum_of(ctx, weights);
    return f1_of(s.true_picks, s.picks, s.recovered, s.wanted);
}

static int put(struct idio_json *o, const char *key, double v)
{
    return idio_json_put(o, key,
                         isnan(v) ? idio_json_null() : idio_json_real(round(v * 10000) / 10000));
}

static int put_inferred(struct figuring *g, const char *key, bool telling, struct idio_json *out,
                        struct idio_err *err)
{
    double lo, hi;
    g->telling = telling;
    const struct tally s = sum_of(g, NULL);
    int rc = idio_bootstrap(g->clusters, g->n, DRAWS, 1, micro_f1, g, &lo, &hi, err);
    if (rc < 0)
        return rc;
    struct idio_json *o = idio_json_object();
    rc = put(o, "precision", s.picks > 0 ? s.true_picks / s.picks : NAN);
    rc = rc < 0 ? rc : put(o, "recall", s.wanted > 0 ? s.recovered / s.wanted : NAN);
    rc = rc < 0 ? rc : put(o, "f1", f1_of(s.true_picks, s.picks, s.recovered, s.wanted));
    rc = rc < 0 ? rc : put(o, "f1_low", lo);
    rc = rc < 0 ? rc : put(o, "f1_high", hi);
    rc = rc < 0 ? rc : put(o, "picked", s.picks);
    rc = rc < 0 ? rc : put(o, "wanted", s.wanted);
    const int last = idio_json_put(out, key, o);
    return rc < 0 || last < 0 ? idio_nomem(err, "core.eval") : IDIO_OK;
}

static int put_judged(struct figuring *g, struct idio_json *out, struct idio_err *err)
{
    struct idio_decile deciles[IDIO_DECILES];
    double auroc;
    int rc = idio_auroc(g->p.at, g->y.at, g->p.len, &auroc, err);
    if (rc < 0)
        return rc;
    struct idio_json *o = idio_json_object(), *bins = idio_json_array();
    rc = put(o, "auroc", auroc);
    rc = rc < 0 ? rc : put(o, "brier", idio_brier(g->p.at, g->y.at, g->p.len));
    rc = rc < 0 ? rc : put(o, "ece", idio_calibration_error(g->p.at, g->y.at, g->p.len, deciles));
    rc = rc < 0 ? rc : idio_json_put(o, "facts", idio_json_int((int64_t)g->p.len));
    for (size_t b = 0; b < IDIO_DECILES && rc == IDIO_OK && g->p.len > 0; b++) {
        struct idio_json *bin = idio_json_object();
        rc = put(bin, "predicted", deciles[b].predicted);
        rc = rc < 0 ? rc : put(bin, "observed", deciles[b].observed);
        rc = rc < 0 ? rc : idio_json_put(bin, "n", idio_json_int((int64_t)deciles[b].n));
        const int last = idio_json_push(bins, bin);
        rc = rc < 0 ? rc : last;
    }
    int last = idio_json_put(o, "deciles", bins);
    rc = rc < 0 ? rc : last;
    last = idio_json_put(out, "judged", o);
    return rc < 0 || last < 0 ? idio_nomem(err, "core.eval") : IDIO_OK;
}

static int put_said(struct figuring *g, struct idio_json *out)
{
    struct idio_score s = {0};
    double goal = 0, specs = 0, acts = 0, right = 0, words = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct row_figures *r = &g->rows[i];
        s.right += r->said.right;
        s.got += r->said.got;
        s.want += r->said.want;
        goal += r->has_spec ? r->goal : 0;
        specs += r->has_spec;
        acts += r->act_known;
        right += r->act_known && r->act_right;
        words += (double)r->words;
    }
    struct idio_json *o = idio_json_object();
    int rc = put(o, "precision", s.got > 0 ? s.right / s.got : NAN);
    rc = rc < 0 ? rc : put(o, "recall", s.want > 0 && specs > 0 ? s.right / s.want : NAN);
    rc = rc < 0 ? rc : put(o, "invented", s.got > 0 ? 1 - s.right / s.got : NAN);
    int last = idio_json_put(out, "said", o);
    rc = rc < 0 ? rc : last;
    rc = rc < 0 ? rc : put(out, "goal_f1", specs > 0 ? goal / specs : NAN);
    rc = rc < 0 ? rc : put(out, "act", acts > 0 ? right / acts : NAN);
    return rc < 0 ? rc : put(out, "words", g->n > 0 ? words / (double)g->n : NAN);
}

static int put_questions(struct figuring *g, struct idio_json *out, struct idio_err *err)
{
    double auroc;
    int rc = idio_auroc(g->ask.at, g->due.at, g->ask.len, &auroc, err);
    if (rc < 0)
        return rc;
    struct idio_json *o = idio_json_object();
    rc = put(o, "auroc", auroc);
    rc = rc < 0 ? rc : put(o, "brier", idio_brier(g->ask.at, g->due.at, g->ask.len));
    rc = rc < 0 ? rc
                : put(o, "over_asked", g->clear ? (double)g->over_asked / (double)g->clear : NAN);
    rc = rc < 0 ? rc : put(o, "asked", g->vague ? (double)g->asked / (double)g->vague : NAN);
    rc = rc < 0 ? rc
                : put(o, "key_question",
                      g->vague ? (double)g->right_question / (double)g->vague : NAN);
    const int last = idio_json_put(out, "questions", o);
    return rc < 0 || last < 0 ? idio_nomem(err, "core.eval") : IDIO_OK;
}

static int figure_rows(struct figuring *g, enum idio_split split, struct idio_err *err)
{
    struct idio_arena arena;
    const size_t most = g->e->opts->limit ? g->e->opts->limit : SIZE_MAX;
    int rc = IDIO_OK;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    for (size_t i = 0; i < g->e->rows.len && g->n < most && rc == IDIO_OK; i++) {
        if (g->e->rows.at[i].split != split)
            continue;
        idio_arena_clear(&arena);
        rc = figure_row(g, &g->e->rows.at[i], &arena, err);
        idio_progress_add(g->e->core->ctx->progress, 1);
        if (rc == IDIO_OK && idio_cancelled(g->e->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.eval", "cancelled");
    }
    idio_arena_release(&arena);
    return rc;
}

static int put_all(struct figuring *g, struct idio_json *doc, struct idio_err *err)
{
    int rc = idio_json_put(doc, "rows", idio_json_int((int64_t)g->n)) < 0
                 ? idio_nomem(err, "core.eval")
                 : IDIO_OK;
    if (rc == IDIO_OK)
        rc = put_inferred(g, "inferred", false, doc, err);
    if (rc == IDIO_OK)
        rc = put_inferred(g, "discriminative", true, doc, err);
    if (rc == IDIO_OK)
        rc = put_judged(g, doc, err);
    if (rc == IDIO_OK && put_said(g, doc) < 0)
        rc = idio_nomem(err, "core.eval");
    return rc == IDIO_OK ? put_questions(g, doc, err) : rc;
}

int eval_figures(struct eval_run *e, const struct eval_system *s, enum idio_split split,
                 struct idio_json **ret, struct idio_err *err)
{
    struct figuring g = {.e = e, .s = s};
    struct idio_json *doc = idio_json_object();
    g.rows = idio_alloc(e->rows.len + 1, sizeof *g.rows);
    g.clusters = idio_alloc(e->rows.len + 1, sizeof *g.clusters);
    int rc =
        doc && g.rows && g.clusters ? figure_rows(&g, split, err) : idio_nomem(err, "core.eval");
    if (rc == IDIO_OK && g.n > 0)
        rc = put_all(&g, doc, err);
    idio_free(g.rows);
    idio_free(g.clusters);
    idio_vec_release(&g.p);
    idio_vec_release(&g.y);
    idio_vec_release(&g.ask);
    idio_vec_release(&g.due);
    if (rc < 0 || g.n == 0) {
        idio_json_free(doc);
        *ret = rc < 0 ? *ret : NULL;
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
