/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request through the model engine.
 *
 * The rules engine drafts first: its draft is what remains of every field in which the model's text
 * does not hold, and all of it when the model cannot run at all (then the draft says so in its
 * note; a spec from the rules engine is worth more than an error). Then: prompt into sequence 0;
 * facts judged behind it (IDIO_JUDGE_MODEL); fields written behind it; merged.
 *
 * Stacking of judge and scorer, until weights are trained on approved specs:
 *     logit(p) = logit(p_rules) + JUDGE_WEIGHT * clip(d - d_neutral, JUDGE_CLIP)
 * where p_rules is what the rules engine (scorer, rates, occasions) says, d the model's yes-no
 * difference for the fact behind the request, and d_neutral the same behind an empty request, which
 * takes out how much the model likes the fact's wording by itself. The weight is small on purpose:
 * without training the 135M model's own AUROC was .54, with it .70.
 *
 * Invariants: m->cancel points to a live flag only while the lock is held; the context is empty or
 * belongs to this request; same request, same threads, same build, same draft.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "infer/model_llama.h"
#include "infer/rules_internal.h"

static const double JUDGE_WEIGHT = 0.25, JUDGE_WEIGHT_ADAPTED = 0.75, JUDGE_CLIP = 4,
                    JUDGE_THRESHOLD = 0.35, SURPRISE_BITS = 3; /* the last two as in rules_pick.c */
enum { JUDGED_MAX = 512, NEUTRAL_MAX = 4096, GATE_CHUNK = RULES_PICK_MINIMAL };

struct work {
    struct idio_run run;
    const struct idio_request *req;
    const struct idio_scorer *scorer;
    struct idio_arena *arena;
    enum idio_lang lang;
    unsigned budget;
    struct idio_token_vec prompt, headers[IDIO_WIRE_FIELDS];
    /* judging */
    const struct idio_candidate **facts;
    struct idio_token_vec stem, *fact_tokens;
    double *difference, *base; /* of the model, of the rules engine */
    size_t fact_count;
    struct idio_pick *picks;
    size_t pick_count, picks_most;
    struct idio_branch_result results[IDIO_WIRE_FIELDS];
};

static void work_release(struct work *w)
{
    idio_vec_release(&w->prompt);
    idio_vec_release(&w->stem);
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        idio_vec_release(&w->headers[i]);
    for (size_t i = 0; w->fact_tokens && i < w->fact_count; i++)
        idio_vec_release(&w->fact_tokens[i]);
    idio_free(w->fact_tokens);
    idio_free(w->facts);
    idio_free(w->difference);
    idio_free(w->base);
    idio_free(w->run.batch);
}

/* ---- judging --------------------------------------------------------------------------------- */

/* Candidates [from, from + GATE_CHUNK) through idio_rules_pick; base[i] becomes the probability of
 * the i-th when it was picked. */
static int pick_some(struct work *w, size_t from, bool forced, double base[GATE_CHUNK])
{
    struct idio_candidate some[GATE_CHUNK];
    struct idio_request req = *w->req;
    struct idio_arena scratch;
    struct idio_pick *picks;
    size_t n = 0, picked = 0;
    int r;

    for (; n < GATE_CHUNK && from + n < req.candidate_count; n++) {
        some[n] = req.candidates[from + n];
        if (forced)
            some[n].rate_file = some[n].rate_folder = some[n].rate_repo = some[n].rate_lang =
                some[n].rate_module = 1;
    }
    req.candidates = some;
    req.candidate_count = n;
    idio_arena_init(&scratch, (size_t)64 << 20);
    r = idio_rules_pick(&req, w->lang, forced ? NULL : w->scorer, &scratch, &picks, &picked,
                        w->run.err);
    for (size_t k = 0; r >= 0 && k < picked; k++)
        base[picks[k].candidate - some] = picks[k].probability;
    idio_arena_release(&scratch);
    return r;
}

/*
 * Which facts are fit to be judged: stated, of the language, not settled by the request itself, not
 * about tests where none are wanted. The rules engine knows all that but answers for the likely
 * ones only and a few at a time; so it is asked once with rates that make each likely, which shows
 * who is fit, and once as things are, which gives its probability. The unlikely have the scorer's.
 */
static int gate(struct work *w, size_t from)
{
    double fit[GATE_CHUNK], base[GATE_CHUNK];
    int r;

    for (size_t i = 0; i < GATE_CHUNK; i++)
        fit[i] = base[i] = -1;
    r = pick_some(w, from, true, fit);
    if (r >= 0)
        r = pick_some(w, from, false, base);
    for (size_t i = 0; r >= 0 && i < GATE_CHUNK && w->fact_count < JUDGED_MAX; i++) {
        const struct idio_candidate *c;
        float rates[IDIO_SCORER_RATES];

        if (fit[i] < 0 && base[i] < 0)
            continue;
        c = &w->req->candidates[from + i];
        rules_rates(c, rates);
        w->base[w->fact_count] =
            base[i] >= 0 ? base[i]
                         : fmin(idio_scorer_score(w->scorer, c->fact->trait_no, w->req->text,
                                                  w->req->len, w->lang, rates),
                                JUDGE_THRESHOLD);
        w->facts[w->fact_count++] = c;
    }
    return r;
}

static int gather_facts(struct work *w)
{
    struct idio_model_prompt p;
    int r = IDIO_OK;

    w->facts = idio_alloc(JUDGED_MAX, sizeof *w->facts);
    w->fact_tokens = idio_alloc(JUDGED_MAX, sizeof *w->fact_tokens);
    w->difference = idio_alloc(2 * JUDGED_MAX, sizeof *w->difference);
    w->base = idio_alloc(JUDGED_MAX, sizeof *w->base);
    if (!w->facts || !w->fact_tokens || !w->difference || !w->base)
        return idio_nomem(w->run.err, "infer.judge");
    for (size_t i = 0; i < w->req->candidate_count && r >= 0; i += GATE_CHUNK)
        r = gate(w, i);
    idio_prompt_judge(&p);
    if (r >= 0)
        r = idio_tokens_of(&w->run, &p, SIZE_MAX, &w->stem);
    for (size_t i = 0; i < w->fact_count && r >= 0; i++) {
        r = idio_prompt_fact(w->facts[i]->fact, &w->run.m->template, w->arena, &p, w->run.err);
        if (r >= 0)
            r = idio_tokens_of(&w->run, &p, SIZE_MAX, &w->fact_tokens[i]);
    }
    return r;
}

static bool neutral_of(const struct idio_model *m, const struct idio_fact *fact, double *ret)
{
    size_t bits;
    double d;

    if (!idio_map_get(&m->neutral, fact->wording, strlen(fact->wording), &bits))
        return false;
    _Static_assert(sizeof bits == sizeof d, "a double is kept in a size_t");
    memcpy(&d, &bits, sizeof d);
    *ret = d;
    return true;
}

/* A full cache is a slower one, so that failing to remember is not a failure. */
static void remember_neutral(struct idio_model *m, const struct idio_fact *fact, double d)
{
    size_t *at = m->neutral.len < NEUTRAL_MAX
                     ? idio_map_at(&m->neutral, fact->wording, strlen(fact->wording), NULL)
                     : NULL;

    if (at)
        memcpy(at, &d, sizeof d);
}

/* The facts that have no neutral difference yet get one, behind a prompt without a request. */
static int judge_neutral(struct work *w, double *neutral)
{
    struct idio_request nothing = {.text = "-", .len = 1, .lang = w->req->lang};
    struct idio_token_vec prompt = {0}, *tokens = NULL;
    struct idio_model_prompt p;
    size_t *which = idio_alloc(JUDGED_MAX, sizeof *which), n = 0;
    double *d = idio_alloc(JUDGED_MAX, sizeof *d);
    int r = IDIO_OK;

    tokens = idio_alloc(JUDGED_MAX, sizeof *tokens);
    if (!which || !d || !tokens)
        r = idio_nomem(w->run.err, "infer.judge");
    for (size_t i = 0; i < w->fact_count && r >= 0; i++)
        if (!neutral_of(w->run.m, w->facts[i]->fact, &neutral[i])) {
            which[n] = i;
            tokens[n++] = w->fact_tokens[i];
        }
    if (r >= 0 && n > 0) {
        r = idio_prompt_shared(&nothing, w->lang, &w->run.m->template, w->arena, &p, w->run.err);
        if (r >= 0)
            r = idio_tokens_of(&w->run, &p, p.n - 1, &prompt);
        if (r >= 0)
            r = idio_run_context(&w->run, prompt.len + idio_facts_cells(&w->stem), IDIO_SEQ_MAX);
        if (r >= 0)
            r = idio_run_feed(&w->run, &prompt, 0, IDIO_SEQ_PROMPT);
        if (r >= 0)
            r = idio_run_facts(&w->run, &w->stem, tokens, n, prompt.len, d);
    }
    for (size_t i = 0; i < n && r >= 0; i++) {
        neutral[which[i]] = d[i];
        remember_neutral(w->run.m, w->facts[which[i]]->fact, d[i]);
    }
    idio_vec_release(&prompt);
    idio_free(tokens);
    idio_free(which);
    idio_free(d);
    return r;
}

static double stacked(const struct work *w, size_t i, double neutral)
{
    double weight = w->run.m->adapter ? JUDGE_WEIGHT_ADAPTED : JUDGE_WEIGHT;
    double p = fmin(fmax(w->base[i], 1e-4), 1 - 1e-4), d = w->difference[i] - neutral;

    /* Not a number: the branch failed, the rules engine decides alone. */
    d = isfinite(d) ? fmin(fmax(d, -JUDGE_CLIP), JUDGE_CLIP) : 0;
    return 1 / (1 + exp(-(log(p / (1 - p)) + weight * d)));
}

/* The rules engine's measure: probable, and something the large model would not do anyway. */
static double use_of(const struct idio_pick *p)
{
    const struct idio_fact *f = p->candidate->fact;

    return p->probability * (f->impact + fmin(fmax(f->surprise, 0), SURPRISE_BITS) / SURPRISE_BITS);
}

static int by_use(const void *a, const void *b)
{
    double x = use_of(a), y = use_of(b);

    if (x > y || x < y)
        return x > y ? -1 : 1;
    return strcmp(((const struct idio_pick *)a)->candidate->fact->id,
                  ((const struct idio_pick *)b)->candidate->fact->id);
}

static int choose_picks(struct work *w, const double *neutral)
{
    w->picks = idio_arena_alloc(w->arena, w->fact_count + 1, sizeof *w->picks);
    if (!w->picks)
        return idio_nomem(w->run.err, "infer.judge");
    for (size_t i = 0; i < w->fact_count; i++) {
        double p = stacked(w, i, neutral[i]);

        if (p >= JUDGE_THRESHOLD)
            w->picks[w->pick_count++] = (struct idio_pick){w->facts[i], p};
    }
    qsort(w->picks, w->pick_count, sizeof *w->picks, by_use);
    if (w->pick_count > w->picks_most)
        w->pick_count = w->picks_most;
    return IDIO_OK;
}

/* ---- running --------------------------------------------------------------------------------- */

static int tokenize_all(struct work *w)
{
    const struct idio_template *t = &w->run.m->template;
    struct idio_model_prompt p;
    int r = idio_prompt_shared(w->req, w->lang, t, w->arena, &p, w->run.err);

    if (r >= 0)
        r = idio_tokens_of(&w->run, &p, p.n - 1, &w->prompt);
    for (size_t i = 0; i < IDIO_WIRE_FIELDS && r >= 0; i++) {
        idio_prompt_field(&idio_wire_fields[i], t, &p);
        r = idio_tokens_of(&w->run, &p, SIZE_MAX, &w->headers[i]);
    }
    w->run.stats.prompt_tokens = (uint32_t)w->prompt.len;
    return r;
}

static int run_all(struct work *w, bool judge)
{
    struct idio_run *run = &w->run;
    double *neutral = judge ? w->difference + JUDGED_MAX : NULL;
    size_t cells = w->prompt.len, facts = 0;
    int64_t t0 = idio_clock_ms(), t1;
    int r = IDIO_OK;

    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        cells += w->headers[i].len + w->budget;
    if (judge) {
        facts = w->prompt.len + idio_facts_cells(&w->stem);
        r = judge_neutral(w, neutral);
        run->stats.judge_ms += (double)(idio_clock_ms() - t0);
    }
    t0 = idio_clock_ms();
    if (r >= 0)
        r = idio_run_context(run, cells > facts ? cells : facts,
                             judge ? IDIO_SEQ_MAX : IDIO_SEQ_STEM);
    if (r >= 0)
        r = idio_run_feed(run, &w->prompt, 0, IDIO_SEQ_PROMPT);
    t1 = idio_clock_ms();
    run->stats.prompt_ms = (double)(t1 - t0);
    if (r >= 0 && judge && w->fact_count) {
        r = idio_run_facts(run, &w->stem, w->fact_tokens, w->fact_count, w->prompt.len,
                           w->difference);
        if (r >= 0)
            r = choose_picks(w, neutral);
        run->stats.judged_facts = (uint32_t)w->fact_count;
        run->stats.judge_ms += (double)(idio_clock_ms() - t1);
        t1 = idio_clock_ms();
    }
    if (r >= 0)
        r = idio_run_fields(run, w->headers, w->prompt.len, w->budget, w->arena, w->results);
    run->stats.decode_ms = (double)(idio_clock_ms() - t1);
    return r;
}

static int check_request(const struct idio_request *req, struct idio_err *err)
{
    if (req->len > IDIO_REQUEST_MAX) {
        int r = idio_fail(err, IDIO_E_LIMIT, "infer.model", "the request has %zu bytes", req->len);

        return idio_hint(err, r, "at most %d are taken; leave logs and long code out",
                         IDIO_REQUEST_MAX);
    }
    if (!idio_utf8_valid(req->text, req->len, NULL) || memchr(req->text, '\0', req->len))
        return idio_fail(err, IDIO_E_INVALID, "infer.model", "the request is not plain UTF-8 text");
    return IDIO_OK;
}

/* Model runs on the draft of the rules engine; what it cannot do, the draft has already. */
static int transcode(struct work *w, bool judge, const struct idio_draft *rules,
                     struct idio_draft *ret)
{
    struct idio_draft merged;
    int r = IDIO_OK;

    w->run.batch = idio_alloc(1, sizeof *w->run.batch);
    if (!w->run.batch)
        return idio_nomem(w->run.err, "infer.model");
    r = tokenize_all(w);
    if (r >= 0 && judge)
        r = gather_facts(w);
    if (r >= 0)
        r = run_all(w, judge);
    if (r >= 0)
        r = idio_merge(rules, w->results, w->req, &merged, &w->run.stats.ungrounded, w->run.err);
    if (r < 0)
        return r;
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        idio_log(w->run.log, IDIO_LOG_DEBUG, "infer", "kept %zu of %zu lines for %s",
                 w->results[i].kept, w->results[i].lines.n,
                 idio_field_key(idio_wire_fields[i].field));
    if (judge && (r = idio_merge_picks(&merged, w->picks, w->pick_count, w->run.err)) < 0) {
        idio_draft_release(&merged);
        return r;
    }
    *ret = merged;
    return IDIO_OK;
}

/* The rules engine's draft, with a word on why it is that. */
static int fall_back(struct idio_draft *rules, const char *why, struct idio_arena *arena,
                     struct idio_draft *ret, struct idio_err *err)
{
    if (why) {
        rules->note = idio_arena_printf(arena,
                                        "the model could not be used (%s); this is the rules "
                                        "engine's result",
                                        why);
        if (!rules->note)
            return idio_nomem(err, "infer.model");
    }
    *ret = *rules;
    return IDIO_OK;
}

static bool wants_few(const struct idio_draft *rules)
{
    for (size_t i = 0; i < rules->items.len; i++)
        if (rules->items.at[i].field == IDIO_FIELD_VERBOSITY)
            return !strcmp(rules->items.at[i].text, "minimal");
    return false;
}

/* Under the lock: the model belongs to one call at a time. */
static int transcode_locked(struct work *w, bool judge, struct idio_cancel *cancel,
                            const struct idio_draft *rules, struct idio_draft *ret)
{
    struct idio_model *m = w->run.m;
    int r;

    pthread_mutex_lock(&m->lock);
    m->cancel = cancel;
    r = transcode(w, judge, rules, ret);
    m->cancel = NULL;
    pthread_mutex_unlock(&m->lock);
    return r;
}

/* What came of the model's try: the rules engine's draft steps in for all that is not final. */
static int settle(int r, const struct idio_err *local, struct idio_draft *rules,
                  struct idio_arena *arena, struct idio_draft *ret, struct idio_err *err)
{
    if (r == IDIO_E_CANCELLED || r == IDIO_E_NOMEM)
        return idio_fail(err, r, local->where, "%s", local->msg);
    if (r < 0)
        return fall_back(rules, local->msg, arena, ret, err);
    idio_draft_release(rules);
    return IDIO_OK;
}

/* NOLINTNEXTLINE(readability-function-size): ten parameters, by the public contract (infer.h) */
int idio_model_transcode(struct idio_model *m, const struct idio_request *req,
                         const struct idio_scorer *scorer, enum idio_judge judge, unsigned budget,
                         struct idio_ctx *ctx, struct idio_arena *arena, struct idio_draft *ret,
                         struct idio_model_stats *ret_stats, struct idio_err *err)
{
    struct idio_draft rules = {.engine = NULL};
    struct idio_err local = {.status = IDIO_OK}; /* what becomes a note, not an error */
    struct work w = {.req = req, .scorer = scorer, .arena = arena};
    int r = check_request(req, err);

    if (r >= 0)
        r = idio_rules_transcode(req, scorer, arena, &rules, err);
    if (r < 0)
        return r;
    w.lang = rules.lang;
    w.picks_most = wants_few(&rules) ? RULES_PICK_MINIMAL : RULES_PICK_MAX;
    w.budget = budget < 1 ? 1 : budget > IDIO_BUDGET_MAX ? IDIO_BUDGET_MAX : budget;
    w.run = (struct idio_run){.m = m, .log = ctx ? ctx->log : NULL, .err = &local};
    if (rules.intent == IDIO_INTENT_EXPLAIN) {
        r = fall_back(&rules, NULL, arena, ret, err);
    } else {
        r = transcode_locked(&w, judge == IDIO_JUDGE_MODEL, ctx ? ctx->cancel : NULL, &rules, ret);
        r = settle(r, &local, &rules, arena, ret, err);
    }
    work_release(&w);
    if (r < 0)
        idio_draft_release(&rules);
    else if (ret_stats)
        *ret_stats = w.run.stats;
    return r;
}
