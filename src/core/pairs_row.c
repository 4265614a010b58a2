/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: one row. The spec goes through the same gate as that of a request (idio_envelope_new), so
 * that what is learnt is what can be said: an item that is said has a span of the prompt, an item
 * that is inferred has a fact that the row gives, and the 14 keys are valid.
 */
#include "core/pairs_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INFERRED_MAX  12 /* constraints of a spec (design/product.md) */
#define QUESTIONS_MAX 2

static const char *const slice_names[PAIRS_SLICES] = {
    "function", "whole", "change", "test", "natural", "vague", "clear", "against", "bare"};
static const char *const label_names[] = {"silent", "stated", "inferred", "asked"};

const char *pairs_slice_name(enum pairs_slice s)
{
    return slice_names[s];
}

/* ---- the request as an engine would get it --------------------------------------------------- */

static double rate_of(const struct pairs_subject *x, size_t trait, size_t level)
{
    const float rate = x->rates[trait][level];
    return isnan(rate) ? -1 : (double)rate;
}

int pairs_request(const struct pairs_run *r, const struct pairs_job *job,
                  const struct pairs_seen *seen, size_t n, struct idio_arena *arena,
                  struct idio_request *ret, struct idio_err *err)
{
    const struct pairs_subject *x = &r->subjects.at[job->subject];
    struct idio_candidate *known = idio_arena_alloc(arena, n + 1, sizeof *known);
    struct idio_candidate *open = idio_arena_alloc(arena, n + 1, sizeof *open);
    if (!known || !open)
        return idio_nomem(err, "core.pairs");
    *ret = (struct idio_request){.text = job->prompt.text,
                                 .len = job->prompt.len,
                                 .path = r->files[x->file].path,
                                 .lang = x->in->lang,
                                 .imports = x->imports,
                                 .import_count = x->import_count,
                                 .neighbours = x->neighbours,
                                 .neighbour_count = x->neighbour_count,
                                 .candidates = known,
                                 .undecided = open};
    for (size_t i = 0; i < n; i++) {
        const struct idio_fact *f = &r->facts[seen[i].fact];
        const struct idio_candidate c = {.fact = f,
                                         .rate_file = rate_of(x, f->trait_no, 0),
                                         .rate_folder = rate_of(x, f->trait_no, 1),
                                         .rate_repo = rate_of(x, f->trait_no, 2),
                                         .rate_lang = rate_of(x, f->trait_no, 3),
                                         .rate_module = rate_of(x, f->trait_no, 4)};
        if (f->decided)
            known[ret->candidate_count++] = c;
        else
            open[ret->undecided_count++] = c;
    }
    return IDIO_OK;
}

/* ---- the draft that the row teaches ---------------------------------------------------------- */

static int say(struct idio_draft *d, const struct idio_prompt *p, struct idio_err *err)
{
    for (size_t i = 0; i < p->stated_count; i++) {
        const struct idio_stated *s = &p->stated[i];
        const struct idio_item item = {.field = s->field,
                                       .source = IDIO_SOURCE_SAID,
                                       .text = s->item,
                                       .begin = s->begin,
                                       .end = s->end,
                                       .confidence = 1};
        if (idio_vec_push(&d->items, item) < 0)
            return idio_nomem(err, "core.pairs");
    }
    return IDIO_OK;
}

struct ranked {
    const struct pairs_seen *seen;
    double usefulness;
};

/* As infer/rules_pick.c ranks, where the probability is known: it did come up. */
double pairs_usefulness(const struct idio_fact *f)
{
    const double bits = f->surprise < 0 ? 0 : f->surprise > 3 ? 3 : f->surprise;
    return bits / 3 + f->impact;
}

static int by_usefulness(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->usefulness != y->usefulness)
        return x->usefulness < y->usefulness ? 1 : -1;
    return (x->seen->fact > y->seen->fact) - (x->seen->fact < y->seen->fact);
}

static int infer(const struct pairs_run *r, const struct pairs_seen *seen, size_t n,
                 struct idio_arena *arena, struct idio_draft *d, struct idio_err *err)
{
    struct ranked *all = idio_arena_alloc(arena, n + 1, sizeof *all);
    size_t count = 0;
    if (!all)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n; i++)
        if (seen[i].label == IDIO_LABEL_INFERRED && r->facts[seen[i].fact].wording[0])
            all[count++] = (struct ranked){&seen[i], pairs_usefulness(&r->facts[seen[i].fact])};
    if (count > 0)
        qsort(all, count, sizeof *all, by_usefulness);
    for (size_t i = 0; i < count && i < INFERRED_MAX; i++) {
        const struct idio_fact *f = &r->facts[all[i].seen->fact];
        const enum idio_field field = idio_field_from_key(f->field);
        const struct idio_item item = {
            .field = field == IDIO_FIELD_COUNT ? IDIO_FIELD_CONSTRAINTS_INFERRED : field,
            .source = IDIO_SOURCE_INFERRED,
            .text = f->wording,
            .fact = f,
            .confidence = all[i].seen->support};
        if (idio_vec_push(&d->items, item) < 0)
            return idio_nomem(err, "core.pairs");
    }
    return IDIO_OK;
}

static bool is_asked(const struct idio_draft *d, const char *slot)
{
    for (size_t i = 0; i < d->items.len; i++)
        if (d->items.at[i].slot && strcmp(d->items.at[i].slot, slot) == 0)
            return true;
    return false;
}

static int ask(const struct pairs_run *r, const struct pairs_job *job,
               const struct pairs_seen *seen, size_t n, struct idio_arena *arena,
               struct idio_draft *d, struct idio_err *err)
{
    struct idio_item item = {
        .field = IDIO_FIELD_OPEN_QUESTIONS, .source = IDIO_SOURCE_ASKED, .confidence = 1};
    size_t asked = 0;
    if (job->prompt.vague != IDIO_VAGUE_NOTHING && job->prompt.question) {
        item.text = job->prompt.question;
        item.slot = job->prompt.slot ? job->prompt.slot : "referent";
        if (idio_vec_push(&d->items, item) < 0)
            return idio_nomem(err, "core.pairs");
        asked++;
    }
    /* Twins teach when to ask about the request: nothing else is asked beside it. */
    const bool twin = job->twin != UINT32_MAX;
    for (size_t i = 0; i < n && asked < QUESTIONS_MAX && !twin; i++) {
        const struct idio_fact *f = &r->facts[seen[i].fact];
        if (seen[i].label != IDIO_LABEL_ASKED)
            continue;
        item.text = idio_traits_question(r->core->traits, f->trait_no);
        item.slot = idio_arena_printf(arena, "trait:%s", f->trait);
        if (!item.slot)
            return idio_nomem(err, "core.pairs");
        if (is_asked(d, item.slot)) /* both contenders of a trait are there */
            continue;
        if (idio_vec_push(&d->items, item) < 0)
            return idio_nomem(err, "core.pairs");
        asked++;
    }
    return IDIO_OK;
}

static int verbosity(struct idio_draft *d, struct idio_err *err)
{
    const struct idio_item item = {.field = IDIO_FIELD_VERBOSITY,
                                   .source = IDIO_SOURCE_DEFAULT,
                                   .text = "normal",
                                   .confidence = 1};
    for (size_t i = 0; i < d->items.len; i++)
        if (d->items.at[i].field == IDIO_FIELD_VERBOSITY)
            return IDIO_OK;
    return idio_vec_push(&d->items, item) < 0 ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

int pairs_draft(const struct pairs_run *r, const struct pairs_job *job,
                const struct pairs_seen *seen, size_t n, struct idio_arena *arena,
                struct idio_draft *ret, struct idio_err *err)
{
    struct idio_draft d = {.intent = r->subjects.at[job->subject].frame.act,
                           .lang = r->subjects.at[job->subject].in->lang,
                           .engine = "rules"};
    int rc = say(&d, &job->prompt, err);
    if (rc == IDIO_OK)
        rc = infer(r, seen, n, arena, &d, err);
    if (rc == IDIO_OK)
        rc = verbosity(&d, err);
    if (rc == IDIO_OK)
        rc = ask(r, job, seen, n, arena, &d, err);
    if (rc < 0)
        idio_draft_release(&d);
    else
        *ret = d;
    return rc;
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static struct idio_json *strings(const char *const *at, size_t n)
{
    struct idio_json *a = idio_json_array();
    for (size_t i = 0; a && i < n; i++)
        if (idio_json_push(a, idio_json_string(at[i])) < 0)
            return idio_json_free(a);
    return a;
}

static double rounded(double v)
{
    return v < 0 ? -1 : round(v * 1000) / 1000;
}

static struct idio_json *seen_json(const struct pairs_run *r, const struct pairs_subject *x,
                                   const struct pairs_seen *seen, size_t n)
{
    struct idio_json *all = idio_json_array();
    for (size_t i = 0; all && i < n; i++) {
        const uint16_t trait = r->facts[seen[i].fact].trait_no;
        struct idio_json *o = idio_json_object(), *rates = idio_json_array();
        int rc = idio_json_put(o, "fact", idio_json_int(seen[i].fact));
        rc = rc < 0 ? rc : idio_json_put(o, "label", idio_json_string(label_names[seen[i].label]));
        rc = rc < 0 ? rc : idio_json_put(o, "relevant", idio_json_bool(seen[i].relevant));
        rc = rc < 0
                 ? rc
                 : idio_json_put(o, "does",
                                 seen[i].does ? idio_json_string(seen[i].does) : idio_json_null());
        rc = rc < 0 ? rc : idio_json_put(o, "support", idio_json_real(rounded(seen[i].support)));
        for (size_t level = 0; level < PAIRS_RATES && rc == IDIO_OK; level++)
            rc = idio_json_push(rates, idio_json_real(rounded(rate_of(x, trait, level))));
        int put = idio_json_put(o, "rates", rates);
        rc = rc < 0 ? rc : put;
        put = idio_json_push(all, o);
        if (rc < 0 || put < 0)
            return idio_json_free(all);
    }
    return all;
}

static struct idio_json *near_json(const struct pairs_run *r, const struct pairs_subject *x)
{
    struct idio_json *all = idio_json_array();
    for (size_t i = 0; all && i < PAIRS_NEAREST && x->nearest[i] != UINT32_MAX; i++) {
        const struct pairs_subject *y = &r->subjects.at[x->nearest[i]];
        struct idio_json *o = idio_json_object(), *traits = idio_json_array();
        int rc = idio_json_put(o, "unit", idio_json_string(y->key));
        rc = rc < 0 ? rc
                    : idio_json_put(o, "signature",
                                    idio_json_string(y->in->observed.units[y->unit].signature));
        for (size_t h = 0; h < y->habits.len && rc == IDIO_OK; h++)
            if (h == 0 || y->habits.at[h].trait != y->habits.at[h - 1].trait)
                rc = idio_json_push(traits, idio_json_string(idio_traits_name(
                                                r->core->traits, y->habits.at[h].trait)));
        int put = idio_json_put(o, "traits", traits);
        rc = rc < 0 ? rc : put;
        put = idio_json_push(all, o);
        if (rc < 0 || put < 0)
            return idio_json_free(all);
    }
    return all;
}

static struct idio_json *context_json(const struct pairs_run *r, const struct pairs_subject *x)
{
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "path", idio_json_string(r->files[x->file].path));
    rc = rc < 0 ? rc : idio_json_put(o, "imports", strings(x->imports, x->import_count));
    rc = rc < 0 ? rc : idio_json_put(o, "neighbours", strings(x->neighbours, x->neighbour_count));
    rc = rc < 0 ? rc : idio_json_put(o, "nearest", near_json(r, x));
    return rc < 0 ? idio_json_free(o) : o;
}

/* Where the row is from, and by what it was made: every row names its step, seed, source and
 * licence. */
static struct idio_json *source_json(const struct pairs_run *r, const struct pairs_job *job)
{
    const struct pairs_subject *x = &r->subjects.at[job->subject];
    const struct pairs_repo *repo = &r->repos[x->in->repo];
    const struct idio_unit *u = &x->in->observed.units[x->unit];
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "repo", idio_json_string(repo->row->name));
    rc = rc < 0 ? rc : idio_json_put(o, "licence", idio_json_string(repo->licence));
    rc = rc < 0 ? rc : idio_json_put(o, "unit", idio_json_string(x->key));
    rc = rc < 0 ? rc : idio_json_put(o, "name", idio_json_string(u->name));
    rc = rc < 0 ? rc : idio_json_put(o, "day", idio_json_int(x->day));
    rc = rc < 0 ? rc
                : idio_json_put(o, "commit",
                                x->commit[0] ? idio_json_string(x->commit) : idio_json_null());
    rc = rc < 0
             ? rc
             : idio_json_put(o, "wording", idio_json_string(idio_wording_name(x->frame.wording)));
    rc = rc < 0 ? rc
                : idio_json_put(o, "step",
                                idio_json_string(job->slice == PAIRS_NATURAL ? "quoted" : "told"));
    rc = rc < 0 ? rc
                : idio_json_put(o, "productions",
                                strings(job->prompt.productions, job->prompt.production_count));
    rc = rc < 0 ? rc : idio_json_put(o, "noisy", idio_json_bool(job->prompt.noisy));
    rc = rc < 0 ? rc : idio_json_put(o, "unseen", idio_json_bool(job->prompt.unseen));
    rc = rc < 0 ? rc
                : idio_json_put(o, "vague", idio_json_string(idio_vague_name(job->prompt.vague)));
    return rc < 0 ? idio_json_free(o) : o;
}

static int put_head(const struct pairs_run *r, const struct pairs_job *job, struct idio_json *row)
{
    const struct pairs_subject *x = &r->subjects.at[job->subject];
    const char *twin = job->twin == UINT32_MAX ? NULL : r->jobs.at[job->twin].id;
    int rc = idio_json_put(row, "id", idio_json_string(job->id));
    rc = rc < 0 ? rc : idio_json_put(row, "split", idio_json_string(idio_split_name(job->split)));
    rc = rc < 0 ? rc : idio_json_put(row, "slice", idio_json_string(slice_names[job->slice]));
    rc = rc < 0 ? rc : idio_json_put(row, "cluster", idio_json_int(x->cluster));
    rc = rc < 0 ? rc : idio_json_put(row, "act", idio_json_string(idio_intent_name(x->frame.act)));
    rc = rc < 0 ? rc
                : idio_json_put(row, "register",
                                idio_json_string(idio_register_name(job->prompt.reg)));
    rc = rc < 0 ? rc : idio_json_put(row, "language", idio_json_string(idio_lang_id(x->in->lang)));
    rc = rc < 0 ? rc : idio_json_put(row, "twin", twin ? idio_json_string(twin) : idio_json_null());
    rc = rc < 0 ? rc : idio_json_put(row, "source", source_json(r, job));
    rc = rc < 0 ? rc : idio_json_put(row, "prompt", idio_json_string(job->prompt.text));
    return rc < 0 ? rc : idio_json_put(row, "context", context_json(r, x));
}

static int put_spec(struct idio_json *row, const struct idio_json *envelope)
{
    int rc = idio_json_put(row, "spec", idio_json_copy(idio_json_get(envelope, "spec")));
    if (rc < 0)
        return rc;
    return idio_json_put(row, "provenance", idio_json_copy(idio_json_get(envelope, "provenance")));
}

int pairs_row(const struct pairs_run *r, const struct pairs_job *job, struct idio_arena *arena,
              struct idio_json **ret, struct idio_err *err)
{
    struct pairs_seen *seen = NULL;
    struct idio_request req;
    struct idio_draft draft = {0};
    IDIO_AUTO(idio_json_freep) struct idio_json *envelope = NULL;
    size_t n = 0;
    int rc = pairs_see(r, job, arena, &seen, &n, err);
    if (rc == IDIO_OK)
        rc = pairs_request(r, job, seen, n, arena, &req, err);
    if (rc == IDIO_OK)
        rc = pairs_draft(r, job, seen, n, arena, &draft, err);
    if (rc == IDIO_OK)
        rc = idio_envelope_new(&draft, &req, r->core->validator, &envelope, err);
    idio_draft_release(&draft);
    if (rc < 0)
        return idio_context(err, rc, "row %s of %s", job->id, r->subjects.at[job->subject].key);
    struct idio_json *row = idio_json_object();
    rc = put_head(r, job, row);
    rc = rc < 0 ? rc
                : idio_json_put(row, "facts", seen_json(r, &r->subjects.at[job->subject], seen, n));
    rc = rc < 0 ? rc : put_spec(row, envelope);
    if (rc < 0) {
        idio_json_free(row);
        return idio_nomem(err, "core.pairs");
    }
    *ret = row;
    return IDIO_OK;
}
