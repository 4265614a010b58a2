/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: frames, and the prompts that are told of them. Of each prompt several are told and one is
 * kept: in each bucket (act, register) all candidates are put into the order in which they add most
 * that is new (idio_prompts_select over all of them), and of each job the first in that order
 * stays. Templates that sound alike fall behind that way, and no unit loses its row.
 */
#include "core/pairs_internal.h"

#include <stdlib.h>
#include <string.h>

#define CANDIDATES 3
#define BUCKET_MAX 6000 /* candidates put in order at once; the order costs their square */
#define TEST_CALLS 8    /* tests of one unit that are looked at */
#define ACTS       6

/* ---- which tests call what ------------------------------------------------------------------- */

/* Names of functions of a repository → the one subject that bears it. */
static int index_names(const struct pairs_run *r, struct idio_map *names, struct idio_err *err)
{
    for (size_t i = 0; i < r->subjects.len; i++) {
        const struct pairs_subject *x = &r->subjects.at[i];
        const struct idio_unit *u = &x->in->observed.units[x->unit];
        if (x->commit[0] || u->is_test || u->kind != IDIO_UNIT_FUNCTION)
            continue;
        struct idio_str key;
        bool is_new = false;
        idio_str_init(&key, 4096);
        idio_str_printf(&key, "%u %s", x->in->repo, u->name);
        size_t *at = key.failed ? NULL : idio_map_at(names, key.data, key.len, &is_new);
        idio_str_release(&key);
        if (!at)
            return idio_nomem(err, "core.pairs");
        *at = is_new ? i + 1 : 0; /* borne by several: nobody's */
    }
    return IDIO_OK;
}

static int add_test(struct pairs_run *r, struct pairs_subject *x, const char *test,
                    struct idio_err *err)
{
    if (x->test_count == TEST_CALLS)
        return IDIO_OK;
    if (!x->tests) {
        const char **tests = idio_arena_alloc(&r->arena, TEST_CALLS, sizeof *tests);
        if (!tests)
            return idio_nomem(err, "core.pairs");
        x->tests = tests;
    }
    ((const char **)x->tests)[x->test_count++] = test;
    return IDIO_OK;
}

static int link_calls(struct pairs_run *r, const struct idio_map *names, uint32_t repo,
                      const struct idio_unit *test, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (const char *p = test->calls; *p && rc == IDIO_OK;) {
        const size_t n = strcspn(p, " ");
        struct idio_str key;
        size_t at = 0;
        idio_str_init(&key, 4096);
        idio_str_printf(&key, "%u %.*s", repo, (int)n, p);
        if (!key.failed && idio_map_get(names, key.data, key.len, &at) && at > 0)
            rc = add_test(r, &r->subjects.at[at - 1], test->name, err);
        idio_str_release(&key);
        p += n + (p[n] == ' ');
    }
    return rc;
}

static int link_tests(struct pairs_run *r, struct idio_err *err)
{
    struct idio_map names;
    idio_map_init(&names, (size_t)64 << 20);
    int rc = index_names(r, &names, err);
    for (size_t i = 0; i < r->file_count && rc == IDIO_OK; i++) {
        const struct pairs_file *f = &r->files[i];
        for (size_t u = 0; f->read && u < f->observed.unit_count && rc == IDIO_OK; u++)
            if (f->observed.units[u].is_test && f->observed.units[u].name[0])
                rc = link_calls(r, &names, f->repo, &f->observed.units[u], err);
    }
    idio_map_release(&names);
    return rc;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static int clean_text(struct pairs_run *r, const char **text, struct idio_err *err)
{
    struct idio_str s;
    struct idio_err why = {0};
    if (!*text || !**text)
        return IDIO_OK;
    idio_str_init(&s, 1 << 16);
    idio_str_puts(&s, *text);
    int rc = idio_str_status(&s, "core.pairs", err);
    const size_t found = rc == IDIO_OK ? idio_corpus_redact(&s, &why) : 0;
    if (rc == IDIO_OK && why.status < 0) {
        *err = why;
        rc = why.status;
    }
    if (rc == IDIO_OK && found > 0 && !(*text = idio_arena_strdup(&r->arena, s.data)))
        rc = idio_nomem(err, "core.pairs");
    idio_str_release(&s);
    return rc;
}

static int clean_list(struct pairs_run *r, const char **at, size_t n, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = clean_text(r, &at[i], err);
    return rc;
}

int pairs_clean_frame(struct pairs_run *r, struct idio_frame *f, struct idio_err *err)
{
    const char **texts[] = {&f->object, &f->rest, &f->purpose, &f->detail};
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == IDIO_OK; i++)
        rc = clean_text(r, texts[i], err);
    if (rc == IDIO_OK)
        rc = clean_list(r, f->inputs, f->input_count, err);
    if (rc == IDIO_OK)
        rc = clean_list(r, f->outputs, f->output_count, err);
    return rc == IDIO_OK ? clean_list(r, f->edges, f->edge_count, err) : rc;
}

int pairs_frames(struct pairs_run *r, struct idio_err *err)
{
    int rc = link_tests(r, err);
    for (size_t i = 0; i < r->subjects.len && rc == IDIO_OK; i++) {
        struct pairs_subject *x = &r->subjects.at[i];
        const struct idio_frame_source source = {.observed = &x->in->observed,
                                                 .unit = x->unit,
                                                 .shape = &x->in->shapes[x->unit],
                                                 .path = x->in->path,
                                                 .message = x->message,
                                                 .tests = x->tests,
                                                 .test_count = x->test_count,
                                                 .act = x->act};
        rc = idio_frame_make(&source, &r->arena, &x->frame, err);
        if (rc == IDIO_OK)
            rc = pairs_clean_frame(r, &x->frame, err);
    }
    return rc;
}

/* ---- telling --------------------------------------------------------------------------------- */

/* The developer's own words, as they stand. */
static int quote(struct pairs_run *r, const struct pairs_subject *x, struct idio_prompt *ret,
                 struct idio_err *err)
{
    const char *text = x->message ? x->message->request : x->frame.purpose;
    struct idio_stated *goal = idio_arena_alloc(&r->arena, 1, sizeof *goal);
    if (!goal)
        return idio_nomem(err, "core.pairs");
    *goal = (struct idio_stated){.field = IDIO_FIELD_GOAL, .item = text, .end = strlen(text)};
    *ret = (struct idio_prompt){.text = text,
                                .len = strlen(text),
                                .reg = IDIO_REGISTER_TERSE,
                                .stated = goal,
                                .stated_count = 1};
    return IDIO_OK;
}

struct candidate {
    size_t job;
    uint64_t seed;
    struct idio_prompt prompt;
};
struct telling {
    struct pairs_run *r;
    IDIO_VEC(struct candidate) candidates;
};

static int tell(const struct pairs_run *r, const struct pairs_job *job, uint64_t seed,
                struct idio_prompt *ret, struct idio_err *err)
{
    struct idio_telling how = job->how;
    how.seed = seed;
    return idio_grammar_tell(r->grammar, &r->subjects.at[job->subject].frame, &how,
                             &((struct pairs_run *)r)->arena, ret, err);
}

static int tell_candidates(struct telling *t, size_t job, struct idio_err *err)
{
    struct idio_chance c = {t->r->jobs.at[job].how.seed};
    for (int i = 0; i < CANDIDATES; i++) {
        struct candidate one = {.job = job, .seed = idio_chance_next(&c)};
        int rc = tell(t->r, &t->r->jobs.at[job], one.seed, &one.prompt, err);
        if (rc < 0)
            return rc;
        if (idio_vec_push(&t->candidates, one) < 0)
            return idio_nomem(err, "core.pairs");
    }
    return IDIO_OK;
}

static int keep_best(struct telling *t, struct idio_err *err)
{
    const size_t n = t->candidates.len;
    const char **texts = idio_alloc(n + 1, sizeof *texts);
    size_t *order = idio_alloc(n + 1, sizeof *order);
    int rc = texts && order ? IDIO_OK : idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        texts[i] = t->candidates.at[i].prompt.text;
    if (rc == IDIO_OK)
        rc = idio_prompts_select(texts, n, n, order, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        const struct candidate *c = &t->candidates.at[order[i]];
        struct pairs_job *job = &t->r->jobs.at[c->job];
        if (job->chosen)
            continue;
        job->chosen = true;
        job->how.seed = c->seed;
        job->prompt = c->prompt;
    }
    idio_free(texts);
    idio_free(order);
    t->candidates.len = 0;
    return rc;
}

static bool in_bucket(const struct pairs_run *r, const struct pairs_job *job, int act, int reg)
{
    return job->slice != PAIRS_NATURAL && job->slice != PAIRS_CLEAR &&
           (int)r->subjects.at[job->subject].frame.act == act && (int)job->how.reg == reg;
}

static int tell_bucket(struct telling *t, int act, int reg, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < t->r->jobs.len && rc == IDIO_OK; i++) {
        if (!in_bucket(t->r, &t->r->jobs.at[i], act, reg))
            continue;
        rc = tell_candidates(t, i, err);
        if (rc == IDIO_OK && t->candidates.len + CANDIDATES > BUCKET_MAX)
            rc = keep_best(t, err);
        idio_progress_add(t->r->core->ctx->progress, 1);
        if (rc == IDIO_OK && idio_cancelled(t->r->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.pairs", "cancelled");
    }
    return rc == IDIO_OK && t->candidates.len > 0 ? keep_best(t, err) : rc;
}

/* Those that are told otherwise: own words, and twins, which have the seed of the vague one. */
static int tell_rest(struct pairs_run *r, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < r->jobs.len && rc == IDIO_OK; i++) {
        struct pairs_job *job = &r->jobs.at[i];
        if (job->slice == PAIRS_NATURAL) {
            rc = quote(r, &r->subjects.at[job->subject], &job->prompt, err);
        } else if (job->slice == PAIRS_CLEAR) {
            job->how.seed = r->jobs.at[job->twin].how.seed;
            rc = tell(r, job, job->how.seed, &job->prompt, err);
        } else {
            continue;
        }
        job->chosen = rc == IDIO_OK;
    }
    return rc;
}

int pairs_tell(struct pairs_run *r, struct idio_err *err)
{
    struct telling t = {.r = r};
    int rc = idio_grammar_new(&r->grammar, err);
    idio_progress_begin(r->core->ctx->progress, "telling", "prompts", r->jobs.len);
    for (int act = 0; act < ACTS && rc == IDIO_OK; act++)
        for (int reg = 0; reg < IDIO_REGISTERS && rc == IDIO_OK; reg++)
            rc = tell_bucket(&t, act, reg, err);
    idio_progress_end(r->core->ctx->progress);
    idio_vec_release(&t.candidates);
    return rc == IDIO_OK ? tell_rest(r, err) : rc;
}
