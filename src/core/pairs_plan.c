/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: which prompts are made of which subjects. Shares of the slices and caps are those of the
 * research (data-and-eval.md, 1.6): no unit in more than five rows, no repository in more than 15 %
 * of them, no language in more than 40 %, unless there are too few of them to keep to that.
 *
 * Everything is drawn from the seed and the subject's key, so one more unit changes only its own
 * rows and who falls under a cap.
 */
#include "core/pairs_internal.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_ROWS    5
#define REPO_SHARE   0.15
#define LANG_SHARE   0.40
#define FRAME_MIN    0.5 /* confidence of a frame that is worth a prompt */
#define CLUSTER_ROWS 3.6 /* rows of a cluster that can be had without running into the caps */

/* Of the rows asked for. Vague ones have twins, so they count twice. */
static const double shares[PAIRS_SLICES] = {
    [PAIRS_FUNCTION] = .41, [PAIRS_WHOLE] = .10,   [PAIRS_CHANGE] = .17,
    [PAIRS_TEST] = .06,     [PAIRS_NATURAL] = .09, [PAIRS_VAGUE] = .06,
    [PAIRS_CLEAR] = .06,    [PAIRS_AGAINST] = .03, [PAIRS_BARE] = .02,
};

struct planning {
    struct pairs_run *r;
    size_t count;  /* rows that are aimed at */
    size_t *order; /* subjects, by lot */
    size_t rows[PAIRS_SLICES], rows_in_all;
    uint8_t *unit_rows; /* [clusters]: copies count as one unit */
    size_t *repo_rows;
    size_t lang_rows[IDIO_LANG_COUNT];
    size_t repo_cap, lang_cap;
};

static bool is_usable(const struct pairs_subject *x)
{
    return x->split != IDIO_SPLIT_NONE && x->frame.confidence >= FRAME_MIN;
}

/* ---- order and caps -------------------------------------------------------------------------- */

static const char *key_of(const struct pairs_run *r, size_t i)
{
    return r->subjects.at[i].key;
}

/* A cap that a few repositories or languages could not keep is widened to half as much again as
 * their fair share. */
static size_t cap_of(double share, size_t parts, size_t rows)
{
    const double fair = 1.5 / (double)(parts ? parts : 1);
    const double cap = share > fair ? share : fair;
    return (size_t)((cap < 1 ? cap : 1) * (double)rows) + 1;
}

/* As many as asked for, or as the clusters give: else the slices that choose first would take what
 * the others need. */
static void set_count(struct planning *p)
{
    const struct pairs_run *r = p->r;
    size_t usable = 0;
    for (uint32_t k = 0; k < r->cluster_count; k++) {
        bool any = false;
        for (uint32_t i = r->cluster_first[k]; i != UINT32_MAX; i = r->cluster_next[i])
            any |= is_usable(&r->subjects.at[i]);
        usable += any;
    }
    p->count = r->opts->count;
    if ((double)p->count > CLUSTER_ROWS * (double)usable)
        p->count = (size_t)(CLUSTER_ROWS * (double)usable);
}

static int set_caps(struct planning *p, struct idio_err *err)
{
    struct pairs_run *r = p->r;
    bool langs[IDIO_LANG_COUNT] = {false};
    size_t lang_count = 0, repo_count = 0;
    p->unit_rows = idio_arena_alloc(&r->arena, r->cluster_count + 1, 1);
    p->repo_rows = idio_arena_alloc(&r->arena, r->repo_count + 1, sizeof *p->repo_rows);
    if (!p->unit_rows || !p->repo_rows)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < r->repo_count; i++)
        repo_count += r->repos[i].units > 0;
    for (size_t i = 0; i < r->subjects.len; i++)
        langs[idio_lang_style(r->subjects.at[i].in->lang)] = true;
    for (size_t i = 0; i < IDIO_LANG_COUNT; i++)
        lang_count += langs[i];
    p->repo_cap = cap_of(REPO_SHARE, repo_count, p->count);
    p->lang_cap = cap_of(LANG_SHARE, lang_count, p->count);
    return IDIO_OK;
}

static bool has_room(const struct planning *p, const struct pairs_subject *x, size_t rows)
{
    return p->unit_rows[x->cluster] + rows <= UNIT_ROWS &&
           p->repo_rows[x->in->repo] + rows <= p->repo_cap &&
           p->lang_rows[idio_lang_style(x->in->lang)] + rows <= p->lang_cap;
}

/* ---- jobs ------------------------------------------------------------------------------------ */

static bool suits(const struct pairs_subject *x, enum pairs_slice slice)
{
    const enum idio_unit_kind kind = x->in->observed.units[x->unit].kind;
    const bool change = x->commit[0] != '\0';
    if (!is_usable(x))
        return false;
    switch (slice) {
    case PAIRS_CHANGE:
        return change;
    case PAIRS_TEST:
        return !change && x->act == IDIO_INTENT_TEST;
    case PAIRS_WHOLE:
        return !change && kind != IDIO_UNIT_FUNCTION && x->act != IDIO_INTENT_TEST;
    case PAIRS_NATURAL:
        return (x->message || x->frame.wording == IDIO_WORDING_DOC) && x->act != IDIO_INTENT_TEST;
    default:
        return !change && kind == IDIO_UNIT_FUNCTION && x->act != IDIO_INTENT_TEST;
    }
}

static void choose_details(struct idio_telling *how, const struct idio_frame *f,
                           struct idio_chance *c)
{
    const bool verbose = how->reg == IDIO_REGISTER_VERBOSE;
    const double much = verbose ? .8 : how->reg == IDIO_REGISTER_CASUAL ? .35 : .15;
    how->name = idio_chance_share(c) < (verbose ? .5 : .3);
    how->path =
        f->act != IDIO_INTENT_CREATE ? idio_chance_share(c) < .4 : idio_chance_share(c) < .15;
    how->language = idio_chance_share(c) < .2;
    how->inputs = f->input_count > 0 && idio_chance_share(c) < much;
    how->outputs = f->output_count > 0 && idio_chance_share(c) < much;
    how->edges = f->edge_count > 0 && idio_chance_share(c) < (verbose ? .6 : .15);
    how->detail = verbose && f->detail && f->detail[0] && idio_chance_share(c) < .6;
    how->noise =
        how->reg != IDIO_REGISTER_VERBOSE ? idio_chance_share(c) < .6 : idio_chance_share(c) < .3;
}

/* Habits of the subject that the prompt shall state: what it states is not to be inferred. */
static int choose_facts(struct pairs_run *r, struct pairs_job *job, struct idio_chance *c,
                        struct idio_err *err)
{
    /* People seldom say what goes without saying: most prompts state no habit. */
    static const unsigned most[IDIO_REGISTERS] = {1, 2, 3};
    static const double share[IDIO_REGISTERS] = {.15, .30, .50};
    struct pairs_seen *seen = NULL;
    struct idio_arena scratch;
    size_t n = 0, kept = 0;
    unsigned want = 0;
    if (job->slice == PAIRS_AGAINST || idio_chance_share(c) < share[job->how.reg])
        want = 1 + idio_chance_below(c, most[job->how.reg]);
    const struct idio_fact **facts = idio_arena_alloc(&r->arena, want + 1, sizeof *facts);
    bool *against = idio_arena_alloc(&r->arena, want + 1, sizeof *against);
    const char **instead = idio_arena_alloc(&r->arena, want + 1, sizeof *instead);
    if (!facts || !against || !instead)
        return idio_nomem(err, "core.pairs");
    idio_arena_init(&scratch, IDIO_CORE_ARENA);
    int rc = pairs_see(r, job, &scratch, &seen, &n, err);
    for (size_t i = 0; rc == IDIO_OK && i < n; i++)
        if (seen[i].label == IDIO_LABEL_INFERRED && r->facts[seen[i].fact].wording[0])
            seen[kept++] = seen[i];
    for (; rc == IDIO_OK && job->how.fact_count < want && kept > 0; kept--) {
        const size_t i = idio_chance_below(c, (uint32_t)kept);
        facts[job->how.fact_count++] = &r->facts[seen[i].fact];
        seen[i] = seen[kept - 1];
    }
    idio_arena_release(&scratch);
    job->how.facts = facts;
    job->how.against = against;
    job->how.instead = instead;
    return rc;
}

/* The prompt wants another value than the habit's: what others do. */
static int turn_against(struct pairs_run *r, struct pairs_job *job, bool *ret_turned,
                        struct idio_err *err)
{
    *ret_turned = false;
    for (size_t i = 0; i < job->how.fact_count && !*ret_turned; i++) {
        const struct idio_fact *f = job->how.facts[i];
        for (size_t v = 0; v < idio_traits_value_count(r->core->traits, f->trait_no); v++) {
            const char *value = idio_traits_value(r->core->traits, f->trait_no, (uint16_t)v);
            struct idio_fact other;
            if (!value || strcmp(value, f->value) == 0)
                continue;
            int rc = idio_traits_blank(r->core->traits, f->trait_no, f->lang, value, &r->arena,
                                       &other, err);
            if (rc < 0)
                return rc;
            if (!other.wording[0])
                continue;
            ((bool *)job->how.against)[i] = true;
            ((const char **)job->how.instead)[i] = other.wording;
            *ret_turned = true;
            break;
        }
    }
    return IDIO_OK;
}

static int push_job(struct planning *p, size_t subject, enum pairs_slice slice, unsigned nth,
                    struct idio_err *err)
{
    struct pairs_run *r = p->r;
    struct pairs_subject *x = &r->subjects.at[subject];
    const char *name = idio_arena_printf(&r->arena, "%s %d %u", x->key, (int)slice, nth);
    if (!name)
        return idio_nomem(err, "core.pairs");
    struct idio_chance c = idio_chance_of(r->opts->seed, name);
    struct pairs_job job = {
        .subject = (uint32_t)subject, .slice = slice, .split = x->split, .twin = UINT32_MAX};
    bool turned = true;
    job.how.seed = idio_chance_next(&c);
    job.how.reg = (enum idio_register)(((size_t)nth + subject) % IDIO_REGISTERS);
    if (slice == PAIRS_VAGUE || slice == PAIRS_CLEAR)
        job.how.reg = subject % 3 ? IDIO_REGISTER_CASUAL : IDIO_REGISTER_TERSE;
    if (slice == PAIRS_VAGUE)
        job.how.vague = (enum idio_vague)(1 + idio_chance_below(&c, 4));
    if (slice == PAIRS_BARE)
        job.given = idio_chance_below(&c, 2) ? PAIRS_GIVEN_SOME : PAIRS_GIVEN_NONE;
    else
        job.given = idio_chance_share(&c) < .1 ? PAIRS_GIVEN_SOME : PAIRS_GIVEN_ALL;
    choose_details(&job.how, &x->frame, &c);
    int rc = choose_facts(r, &job, &c, err);
    if (rc == IDIO_OK && slice == PAIRS_AGAINST)
        rc = turn_against(r, &job, &turned, err);
    if (rc < 0 || !turned)
        return rc;
    if (idio_vec_push(&r->jobs, job) < 0)
        return idio_nomem(err, "core.pairs");
    x->wanted = true;
    p->rows[slice]++;
    p->rows_in_all++;
    p->unit_rows[x->cluster]++;
    p->repo_rows[x->in->repo]++;
    p->lang_rows[idio_lang_style(x->in->lang)]++;
    return IDIO_OK;
}

/* A vague prompt and its clear twin differ by nothing but what was made unclear. */
static int push_twins(struct planning *p, size_t subject, struct idio_err *err)
{
    struct pairs_run *r = p->r;
    const size_t first = r->jobs.len;
    int rc = push_job(p, subject, PAIRS_VAGUE, 0, err);
    if (rc < 0 || r->jobs.len == first)
        return rc;
    struct pairs_job twin = r->jobs.at[first];
    twin.slice = PAIRS_CLEAR;
    twin.how.vague = IDIO_VAGUE_NOTHING;
    twin.twin = (uint32_t)first;
    r->jobs.at[first].twin = (uint32_t)(first + 1);
    if (idio_vec_push(&r->jobs, twin) < 0)
        return idio_nomem(err, "core.pairs");
    p->rows[PAIRS_CLEAR]++;
    p->rows_in_all++;
    p->unit_rows[r->subjects.at[subject].cluster]++;
    return IDIO_OK;
}

/* Rounds over all subjects in their order: the second prompt of one comes after the first of all.
 */
static int fill_slice(struct planning *p, enum pairs_slice slice, unsigned rounds,
                      struct idio_err *err)
{
    struct pairs_run *r = p->r;
    /* Functions, which come last, make up for what the others lack. */
    const size_t rest = p->count > p->rows_in_all ? p->count - p->rows_in_all : 0;
    const size_t want = slice == PAIRS_FUNCTION ? rest : (size_t)(shares[slice] * (double)p->count);
    int rc = IDIO_OK;
    for (unsigned nth = 0; nth < rounds && rc == IDIO_OK; nth++)
        for (size_t i = 0; i < r->subjects.len && p->rows[slice] < want && rc == IDIO_OK; i++) {
            const struct pairs_subject *x = &r->subjects.at[p->order[i]];
            if (!suits(x, slice) || !has_room(p, x, slice == PAIRS_VAGUE ? 2 : 1))
                continue;
            rc = slice == PAIRS_VAGUE ? push_twins(p, p->order[i], err)
                                      : push_job(p, p->order[i], slice, nth, err);
        }
    return rc;
}

/* Kept for tests only: what the grammar never showed in training, and the developer's own words. */
static void mark_test_rows(struct pairs_run *r)
{
    for (size_t i = 0; i < r->jobs.len; i++) {
        struct pairs_job *job = &r->jobs.at[i];
        struct idio_chance c = {job->how.seed ^ 0x7465737473u};
        if (job->split != IDIO_SPLIT_A && job->split != IDIO_SPLIT_B)
            continue;
        if (job->slice == PAIRS_NATURAL) {
            job->split = IDIO_SPLIT_E;
        } else if (job->twin == UINT32_MAX && idio_chance_share(&c) < .3) {
            job->split = IDIO_SPLIT_F;
            job->how.unseen = true;
            job->how.noise = true;
        }
    }
}

int pairs_plan(struct pairs_run *r, struct idio_err *err)
{
    /* What is rarest chooses first. */
    static const struct {
        enum pairs_slice slice;
        unsigned rounds;
    } order[] = {{PAIRS_NATURAL, 1}, {PAIRS_CHANGE, 2},  {PAIRS_WHOLE, 3}, {PAIRS_TEST, 1},
                 {PAIRS_VAGUE, 1},   {PAIRS_AGAINST, 1}, {PAIRS_BARE, 1},  {PAIRS_FUNCTION, 4}};
    struct planning p = {.r = r};
    int rc = pairs_draw(r, r->subjects.len, key_of, &p.order, err);
    set_count(&p);
    if (rc == IDIO_OK)
        rc = set_caps(&p, err);
    for (size_t i = 0; i < sizeof order / sizeof *order && rc == IDIO_OK; i++)
        rc = fill_slice(&p, order[i].slice, order[i].rounds, err);
    mark_test_rows(r);
    return rc;
}
