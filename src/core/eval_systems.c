/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval: who answers. The rules engine is the honest opponent of any model; the others show what is
 * had for nothing (every habit, the commonest ones, what others do), what memory gives (nearest
 * units), what words and neighbours give each alone, and two rows that are no systems: the oracle,
 * which knows the right answers, and the shuffled profile, which has another value for each habit
 * and must lose what is personal.
 */
#include "core/eval_internal.h"

#include <math.h>
#include <string.h>

#define TOP_RULES   20
#define RULES_COUNT 12 /* inferred items that a spec holds at most */

static int blank(const struct eval_row *row, struct idio_arena *arena, struct eval_answer *ret,
                 struct idio_err *err)
{
    *ret = (struct eval_answer){.ask = NAN, .act = -1};
    ret->p = idio_arena_alloc(arena, row->fact_count + 1, sizeof *ret->p);
    ret->picked = idio_arena_alloc(arena, row->fact_count + 1, sizeof *ret->picked);
    if (!ret->p || !ret->picked)
        return idio_nomem(err, "core.eval");
    for (size_t i = 0; i < row->fact_count; i++)
        ret->p[i] = NAN;
    return IDIO_OK;
}

static const struct idio_fact *fact_at(const struct eval_run *e, const struct eval_row *row,
                                       size_t i)
{
    return &e->facts[row->facts[i].fact];
}

static bool may_be_said(const struct idio_fact *f)
{
    return f->decided && f->stated && f->wording[0];
}

static size_t count_words(const char *s)
{
    size_t n = 0;
    for (const char *p = s; *p; p++)
        n += *p != ' ' && (p == s || p[-1] == ' ');
    return n;
}

static void count_picked(const struct eval_run *e, const struct eval_row *row,
                         struct eval_answer *a)
{
    for (size_t i = 0; i < row->fact_count; i++)
        a->words += a->picked[i] ? count_words(fact_at(e, row, i)->wording) : 0;
}

/* Of those with a p of at least `bar`, at most `most`, the most useful first. */
static void pick_above(const struct eval_run *e, const struct eval_row *row, double bar,
                       size_t most, struct eval_answer *a)
{
    for (size_t n = 0; n < most; n++) {
        size_t best = SIZE_MAX;
        double most_useful = -1;
        for (size_t i = 0; i < row->fact_count; i++) {
            const struct idio_fact *f = fact_at(e, row, i);
            const double u = a->p[i] * pairs_usefulness(f);
            if (a->picked[i] || !may_be_said(f) || isnan(a->p[i]) || a->p[i] < bar ||
                u <= most_useful)
                continue;
            best = i;
            most_useful = u;
        }
        if (best == SIZE_MAX)
            break;
        a->picked[best] = true;
    }
    count_picked(e, row, a);
}

/* ---- for nothing ----------------------------------------------------------------------------- */

static int answer_dump(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                       struct eval_answer *ret, struct idio_err *err)
{
    int rc = blank(row, arena, ret, err);
    for (size_t i = 0; rc == IDIO_OK && i < row->fact_count; i++) {
        ret->picked[i] = may_be_said(fact_at(e, row, i));
        ret->p[i] = fact_at(e, row, i)->confidence;
    }
    if (rc == IDIO_OK)
        count_picked(e, row, ret);
    return rc;
}

static int answer_top(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                      struct eval_answer *ret, struct idio_err *err)
{
    int rc = blank(row, arena, ret, err);
    for (size_t i = 0; rc == IDIO_OK && i < row->fact_count; i++)
        ret->p[i] = 1;
    if (rc == IDIO_OK)
        pick_above(e, row, 0, TOP_RULES, ret);
    return rc;
}

/* ---- memory and neighbours ------------------------------------------------------------------- */

static double share_of_nearest(const struct eval_row *row, uint32_t trait)
{
    size_t with = 0, at = 0;
    for (size_t k = 0; k < row->nearest_count; k++) {
        bool has = false;
        for (; row->nearest[at] != UINT32_MAX; at++)
            has |= row->nearest[at] == trait;
        at++;
        with += has;
    }
    /* One vote for "half the time": three units are few. */
    return ((double)with + .5) / ((double)row->nearest_count + 1);
}

static int answer_nearest(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                          struct eval_answer *ret, struct idio_err *err)
{
    int rc = blank(row, arena, ret, err);
    for (size_t i = 0; rc == IDIO_OK && i < row->fact_count; i++)
        ret->p[i] = share_of_nearest(row, fact_at(e, row, i)->trait_no);
    if (rc == IDIO_OK)
        pick_above(e, row, .5, RULES_COUNT, ret);
    return rc;
}

static void rates_of(const struct eval_fact *f, bool use, float ret[IDIO_SCORER_RATES])
{
    for (size_t k = 0; k < IDIO_SCORER_RATES; k++)
        ret[k] = use && f->rates[k] >= 0 ? (float)f->rates[k] : NAN;
}

static int answer_scored(struct eval_run *e, const struct eval_row *row, bool words, bool rates,
                         struct idio_arena *arena, struct eval_answer *ret, struct idio_err *err)
{
    int rc = blank(row, arena, ret, err);
    for (size_t i = 0; rc == IDIO_OK && i < row->fact_count; i++) {
        float r[IDIO_SCORER_RATES];
        rates_of(&row->facts[i], rates, r);
        ret->p[i] = idio_scorer_score(words ? e->scorer : NULL, fact_at(e, row, i)->trait_no,
                                      row->req.text, row->req.len, row->req.lang, r);
    }
    if (rc == IDIO_OK)
        pick_above(e, row, e->threshold, RULES_COUNT, ret);
    return rc;
}

static int answer_words(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                        struct eval_answer *ret, struct idio_err *err)
{
    return answer_scored(e, row, true, false, arena, ret, err);
}

static int answer_rates(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                        struct eval_answer *ret, struct idio_err *err)
{
    return answer_scored(e, row, false, true, arena, ret, err);
}

static int answer_scorer(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                         struct eval_answer *ret, struct idio_err *err)
{
    return answer_scored(e, row, true, true, arena, ret, err);
}

/* ---- engines --------------------------------------------------------------------------------- */

static void note_items(const struct eval_run *e, const struct eval_row *row,
                       const struct idio_draft *d, struct eval_answer *ret)
{
    ret->ask = 0;
    for (size_t k = 0; k < d->items.len; k++) {
        const struct idio_item *item = &d->items.at[k];
        ret->words += count_words(item->text);
        if (item->source == IDIO_SOURCE_ASKED)
            ret->ask = fmax(ret->ask, item->confidence);
        for (size_t i = 0; item->source == IDIO_SOURCE_INFERRED && i < row->fact_count; i++)
            if (fact_at(e, row, i) == item->fact) {
                ret->picked[i] = true;
                ret->p[i] = item->confidence;
            }
    }
}

static int through_gate(struct eval_run *e, const struct idio_request *req,
                        const struct idio_draft *d, struct eval_answer *ret, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *envelope = NULL;
    int rc = idio_envelope_new(d, req, e->core->validator, &envelope, err);
    if (rc < 0)
        return rc;
    ret->spec = idio_json_copy(idio_json_get(envelope, "spec"));
    return ret->spec ? IDIO_OK : idio_nomem(err, "core.eval");
}

static int answer_engine(struct eval_run *e, const struct eval_row *row, bool profile,
                         struct idio_arena *arena, struct eval_answer *ret, struct idio_err *err)
{
    struct idio_draft d = {0};
    struct idio_request req = row->req;
    int rc = blank(row, arena, ret, err);
    if (!profile)
        req.candidate_count = req.undecided_count = 0;
    for (size_t i = 0; rc == IDIO_OK && profile && i < row->fact_count; i++) {
        float r[IDIO_SCORER_RATES];
        rates_of(&row->facts[i], true, r);
        ret->p[i] = idio_scorer_score(e->scorer, fact_at(e, row, i)->trait_no, req.text, req.len,
                                      req.lang, r);
    }
    if (rc == IDIO_OK)
        rc = idio_rules_transcode(&req, e->scorer, arena, &d, err);
    if (rc == IDIO_OK) {
        note_items(e, row, &d, ret);
        ret->act = d.intent;
        rc = through_gate(e, &req, &d, ret, err);
    }
    idio_draft_release(&d);
    return rc;
}

static int answer_rules(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                        struct eval_answer *ret, struct idio_err *err)
{
    return answer_engine(e, row, true, arena, ret, err);
}

static int answer_generic(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                          struct eval_answer *ret, struct idio_err *err)
{
    return answer_engine(e, row, false, arena, ret, err);
}

static int answer_model(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                        struct eval_answer *ret, struct idio_err *err)
{
    struct idio_draft d = {0};
    struct idio_model_stats stats = {0};
    int rc = blank(row, arena, ret, err);
    if (rc == IDIO_OK)
        rc = core_need_model(e->core, err);
    if (rc == IDIO_OK)
        rc = idio_model_transcode(e->core->model, &row->req, NULL, IDIO_JUDGE_MODEL, 48,
                                  e->core->ctx, arena, &d, &stats, err);
    if (rc == IDIO_OK) {
        note_items(e, row, &d, ret);
        ret->act = d.intent;
        rc = through_gate(e, &row->req, &d, ret, err);
    }
    idio_draft_release(&d);
    return rc;
}

/* ---- no systems ------------------------------------------------------------------------------ */

static int answer_oracle(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                         struct eval_answer *ret, struct idio_err *err)
{
    int rc = blank(row, arena, ret, err);
    for (size_t i = 0; rc == IDIO_OK && i < row->fact_count; i++) {
        ret->picked[i] = row->facts[i].inferred;
        ret->p[i] = row->facts[i].relevant;
    }
    if (rc < 0)
        return rc;
    count_picked(e, row, ret);
    ret->ask = idio_json_len(idio_json_get(row->spec, "open_questions")) > 0;
    ret->act = (int)row->act;
    ret->spec = idio_json_copy(row->spec);
    return ret->spec ? IDIO_OK : idio_nomem(err, "core.eval");
}

const struct eval_system eval_systems[] = {
    {"dump", "B2 every habit of the profile, always", EVAL_OWN, answer_dump, NULL},
    {"nearest", "B3 habits of the three most similar units of the developer", EVAL_OWN,
     answer_nearest, NULL},
    {"top20", "B4 the twenty most telling rules, as in AGENTS.md", EVAL_OWN, answer_top, NULL},
    {"others", "B5 what most other developers do", EVAL_OTHERS, answer_dump, NULL},
    {"rates", "how often it comes up around the place", EVAL_OWN, answer_rates, NULL},
    {"words", "logistic model on the words of the request", EVAL_OWN, answer_words, NULL},
    {"scorer", "words and rates", EVAL_OWN, answer_scorer, NULL},
    {"rules", "B6 the rules engine", EVAL_OWN, answer_rules, NULL},
    {"generic", "B7 the rules engine without a profile", EVAL_OWN, answer_generic, NULL},
    {"model", "B0 the base model, constrained", EVAL_OWN, answer_model, NULL},
    {"few-shot", "B1 the base model with retrieved pairs", EVAL_OWN, NULL,
     "the model engine takes no examples yet"},
    {"large", "B8 a large model through an endpoint", EVAL_OWN, NULL,
     "there is no endpoint client yet"},
    {"shuffled", "the rules engine with other values in the profile", EVAL_SHUFFLED, answer_rules,
     NULL},
    {"oracle", "the right answers", EVAL_OWN, answer_oracle, NULL},
    {.name = NULL},
};

/* ---- training and thresholds ----------------------------------------------------------------- */

static int train(struct eval_run *e, struct idio_err *err)
{
    IDIO_VEC(struct idio_scorer_row) rows = {0};
    struct idio_scorer_report report = {0};
    int rc = IDIO_OK;
    for (size_t i = 0; i < e->rows.len && rc == IDIO_OK; i++) {
        const struct eval_row *row = &e->rows.at[i];
        if (row->split != IDIO_SPLIT_TRAIN)
            continue;
        float(*rates)[IDIO_SCORER_RATES] =
            idio_arena_alloc(&e->arena, e->traits + 1, sizeof *rates);
        uint8_t *up = idio_arena_alloc(&e->arena, e->traits + 1, 1);
        if (!rates || !up) {
            rc = idio_nomem(err, "core.eval");
            break;
        }
        memset(up, IDIO_SCORER_NA, e->traits);
        for (size_t k = 0; k < row->fact_count; k++) {
            const uint16_t t = fact_at(e, row, k)->trait_no;
            rates_of(&row->facts[k], true, rates[t]);
            up[t] = row->facts[k].does != NULL;
        }
        const struct idio_scorer_row one = {.text = row->req.text,
                                            .len = row->req.len,
                                            .lang = idio_lang_style(row->req.lang),
                                            .group = row->cluster,
                                            .rates = (const float(*)[IDIO_SCORER_RATES])rates,
                                            .came_up = up};
        if (idio_vec_push(&rows, one) < 0)
            rc = idio_nomem(err, "core.eval");
    }
    if (rc == IDIO_OK)
        rc =
            idio_scorer_train(rows.at, rows.len, e->traits, e->core->ctx, &e->scorer, &report, err);
    idio_vec_release(&rows);
    return rc;
}

static double f1_on_valid(struct eval_run *e, double threshold, struct idio_arena *arena, int *rc,
                          struct idio_err *err)
{
    double right = 0, got = 0, want = 0;
    e->threshold = threshold;
    for (size_t i = 0; i < e->rows.len && *rc == IDIO_OK; i++) {
        const struct eval_row *row = &e->rows.at[i];
        struct eval_answer a;
        if (row->split != IDIO_SPLIT_VALID)
            continue;
        idio_arena_clear(arena);
        *rc = answer_scorer(e, row, arena, &a, err);
        for (size_t k = 0; *rc == IDIO_OK && k < row->fact_count; k++) {
            right += a.picked[k] && row->facts[k].inferred;
            got += a.picked[k];
            want += row->facts[k].inferred;
        }
    }
    return got + want > 0 ? 2 * right / (got + want) : 0;
}

int eval_prepare(struct eval_run *e, struct idio_err *err)
{
    struct idio_arena arena;
    double best = -1, best_threshold = .4;
    int rc = train(e, err);
    idio_arena_init(&arena, EVAL_ARENA);
    for (int step = 4; step <= 16 && rc == IDIO_OK; step++) {
        const double f1 = f1_on_valid(e, step * .05, &arena, &rc, err);
        if (f1 > best) {
            best = f1;
            best_threshold = step * .05;
        }
    }
    e->threshold = best_threshold;
    idio_arena_release(&arena);
    for (size_t i = 0; i < e->rows.len && rc == IDIO_OK; i++) {
        static const char *const keys[] = {"inputs", "outputs", "constraints_explicit",
                                           "edge_cases", "open_questions"};
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const struct idio_json *list = idio_json_get(e->rows.at[i].spec, keys[k]);
            for (size_t j = 0; j < idio_json_len(list) && rc == IDIO_OK; j++)
                rc = idio_weights_add(e->weights, idio_json_str(idio_json_at(list, j)), err);
        }
    }
    return rc;
}
