/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: preferences. Each is one prompt with two valid specs: the row's own, and one that goes
 * wrong in a way in which small models do go wrong, from plain to subtle:
 *
 *   dump      every habit of the profile, whether it comes up or not
 *   default   what others do, in place of what the developer does
 *   invented  an explicit constraint that the prompt does not state
 *   guessed   a guess where a question was due
 *   overasked a question where all was clear
 *
 * and what the developer changed in specs by hand (edited). Lower-scoring samples of a model's own
 * are made when there is a model (train).
 */
#include "core/pairs_internal.h"

#include <string.h>

#define LIST_MAX 12 /* items of a list in the schema of a spec that a dump may fill */

/* ---- ways to go wrong ------------------------------------------------------------------------ */

struct wrong {
    const struct pairs_run *r;
    const struct pairs_job *job;
    const struct idio_json *row;
    struct idio_chance chance;
};

static bool has_item(const struct idio_json *list, const char *text)
{
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const char *item = idio_json_str(idio_json_at(list, i));
        if (item && strcmp(item, text) == 0)
            return true;
    }
    return false;
}

static const struct idio_fact *fact_of(const struct wrong *w, size_t i)
{
    const struct idio_json *one = idio_json_at(idio_json_get(w->row, "facts"), i);
    return &w->r->facts[idio_json_get_int(one, "fact", 0)];
}

static int push_text(struct idio_json *spec, const char *field, const char *text, bool *ret_changed)
{
    struct idio_json *list = idio_json_get(spec, field);
    if (!list || idio_json_len(list) >= LIST_MAX || has_item(list, text))
        return IDIO_OK;
    *ret_changed = true;
    return idio_json_push(list, idio_json_string(text));
}

static int dump(const struct wrong *w, struct idio_json *spec, bool *ret_changed)
{
    const size_t n = idio_json_len(idio_json_get(w->row, "facts"));
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        const struct idio_fact *f = fact_of(w, i);
        if (f->stated && f->wording[0])
            rc = push_text(spec, f->field, f->wording, ret_changed);
    }
    return rc;
}

/* The sentence of the value that most others choose, if it is another one. */
static const char *others_wording(const struct wrong *w, const struct idio_fact *f,
                                  struct idio_arena *arena)
{
    const struct idio_traits *traits = w->r->core->traits;
    const char *best = NULL;
    double share = 0;
    for (size_t v = 0; v < idio_traits_value_count(traits, f->trait_no); v++) {
        const char *value = idio_traits_value(traits, f->trait_no, (uint16_t)v);
        struct idio_fact other;
        struct idio_err ignored = {0};
        if (!value || strcmp(value, f->value) == 0 ||
            idio_traits_blank(traits, f->trait_no, f->lang, value, arena, &other, &ignored) < 0)
            continue;
        if (other.wording[0] && other.prior > share) {
            best = other.wording;
            share = other.prior;
        }
    }
    return best;
}

static int use_default(const struct wrong *w, struct idio_json *spec, bool *ret_changed)
{
    const size_t n = idio_json_len(idio_json_get(w->row, "facts"));
    struct idio_arena arena;
    int rc = IDIO_OK;
    idio_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        const struct idio_fact *f = fact_of(w, i);
        const struct idio_json *old = idio_json_get(spec, f->field);
        if (!has_item(old, f->wording))
            continue;
        const char *other = others_wording(w, f, &arena);
        if (!other || has_item(old, other))
            continue;
        struct idio_json *list = idio_json_array();
        for (size_t k = 0; k < idio_json_len(old) && rc == IDIO_OK; k++) {
            const char *item = idio_json_str(idio_json_at(old, k));
            rc = idio_json_push(list,
                                idio_json_string(strcmp(item, f->wording) == 0 ? other : item));
        }
        const int put = idio_json_put(spec, f->field, list);
        rc = rc < 0 ? rc : put;
        *ret_changed = true;
    }
    idio_arena_release(&arena);
    return rc;
}

/* A constraint that another row's prompt states, and this one does not. */
static int invent(const struct wrong *w, struct idio_json *spec, bool *ret_changed)
{
    const size_t jobs = w->r->jobs.len;
    size_t at = idio_chance_below(&((struct wrong *)w)->chance, (uint32_t)jobs);
    for (size_t tries = 0; tries < jobs; tries++, at = (at + 1) % jobs) {
        const struct pairs_job *other = &w->r->jobs.at[at];
        if (other->subject == w->job->subject || other->split != w->job->split)
            continue;
        for (size_t i = 0; i < other->prompt.stated_count; i++) {
            const struct idio_stated *s = &other->prompt.stated[i];
            if (s->field == IDIO_FIELD_CONSTRAINTS_EXPLICIT &&
                !strstr(w->job->prompt.text, s->item))
                return push_text(spec, "constraints_explicit", s->item, ret_changed);
        }
    }
    return IDIO_OK;
}

static const struct idio_prompt *twin_prompt(const struct wrong *w)
{
    return w->job->twin == UINT32_MAX ? NULL : &w->r->jobs.at[w->job->twin].prompt;
}

static int guess(const struct wrong *w, struct idio_json *spec, bool *ret_changed)
{
    const struct idio_prompt *clear = twin_prompt(w);
    if (w->job->slice != PAIRS_VAGUE || !clear)
        return IDIO_OK;
    for (size_t i = 0; i < clear->stated_count; i++)
        if (clear->stated[i].field == IDIO_FIELD_GOAL) {
            int rc = idio_json_put(spec, "open_questions", idio_json_array());
            *ret_changed = true;
            return rc < 0 ? rc
                          : idio_json_put(spec, "goal", idio_json_string(clear->stated[i].item));
        }
    return IDIO_OK;
}

static int over_ask(const struct wrong *w, struct idio_json *spec, bool *ret_changed)
{
    const struct idio_prompt *vague = twin_prompt(w);
    if (w->job->slice != PAIRS_CLEAR || !vague || !vague->question)
        return IDIO_OK;
    return push_text(spec, "open_questions", vague->question, ret_changed);
}

static const struct {
    const char *kind;
    int (*make)(const struct wrong *w, struct idio_json *spec, bool *ret_changed);
    double share; /* of the rows in which it can be made */
} ways[] = {
    {"guessed", guess, 1},     {"overasked", over_ask, 1}, {"default", use_default, .35},
    {"invented", invent, .15}, {"dump", dump, .15},
};

/* ---- lines ----------------------------------------------------------------------------------- */

static int write_line(const char *kind, const char *row, const char *prompt,
                      const struct idio_json *chosen, struct idio_json *rejected,
                      struct idio_str *out, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *line = idio_json_object();
    int rc = idio_json_put(line, "kind", idio_json_string(kind));
    rc = rc < 0 ? rc : idio_json_put(line, "row", row ? idio_json_string(row) : idio_json_null());
    rc = rc < 0 ? rc : idio_json_put(line, "prompt", idio_json_string(prompt));
    rc = rc < 0 ? rc : idio_json_put(line, "chosen", idio_json_copy(chosen));
    int put = idio_json_put(line, "rejected", rejected);
    if (rc < 0 || put < 0)
        return idio_nomem(err, "core.pairs");
    rc = idio_json_write(line, IDIO_JSON_COMPACT, out, err);
    idio_str_putc(out, '\n');
    return rc == IDIO_OK ? idio_str_status(out, "core.pairs", err) : rc;
}

static int is_valid(const struct pairs_run *r, const struct idio_json *spec, bool *ret,
                    struct idio_err *err)
{
    struct idio_str text;
    struct idio_err why = {0};
    idio_str_init(&text, 1 << 20);
    int rc = idio_json_write(spec, IDIO_JSON_COMPACT, &text, err);
    const int valid =
        rc == IDIO_OK ? idio_validator_check(r->core->validator, text.data, text.len, &why) : rc;
    idio_str_release(&text);
    *ret = valid == IDIO_OK;
    return rc < 0 || valid == IDIO_E_NOMEM ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

int pairs_prefer(const struct pairs_run *r, const struct pairs_job *job,
                 const struct idio_json *row, struct idio_str *out, size_t *count,
                 struct idio_err *err)
{
    struct wrong w = {.r = r, .job = job, .row = row, .chance = {job->how.seed ^ 0x64706fu}};
    const struct idio_json *spec = idio_json_get(row, "spec");
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof ways / sizeof *ways && rc == IDIO_OK; i++) {
        bool changed = false, valid = false;
        if (idio_chance_share(&w.chance) >= ways[i].share)
            continue;
        struct idio_json *rejected = idio_json_copy(spec);
        rc = rejected ? ways[i].make(&w, rejected, &changed) : IDIO_E_NOMEM;
        if (rc < 0)
            rc = idio_nomem(err, "core.pairs");
        if (rc == IDIO_OK && changed)
            rc = is_valid(r, rejected, &valid, err);
        if (rc < 0 || !changed || !valid) {
            idio_json_free(rejected);
            continue;
        }
        rc = write_line(ways[i].kind, job->id, job->prompt.text, spec, rejected, out, err);
        *count += rc == IDIO_OK;
    }
    return rc;
}

/* ---- the developer's own edits --------------------------------------------------------------- */

struct editing {
    struct pairs_run *r;
    struct idio_str *out;
    size_t count;
};

static int prefer_edit(struct editing *e, int64_t id, int64_t parent, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *after = NULL;
    IDIO_AUTO(idio_json_freep) struct idio_json *before = NULL;
    int rc = idio_core_spec_get(e->r->core, id, &after, err);
    if (rc == IDIO_OK)
        rc = idio_core_spec_get(e->r->core, parent, &before, err);
    if (rc == IDIO_E_NOTFOUND)
        return IDIO_OK; /* the older one was erased */
    if (rc < 0)
        return rc;
    const struct idio_json *chosen = idio_json_get(idio_json_get(after, "envelope"), "spec");
    const struct idio_json *old = idio_json_get(idio_json_get(before, "envelope"), "spec");
    const char *prompt = idio_json_get_str(idio_json_get(after, "envelope"), "request", NULL);
    if (!prompt || !chosen || !old || idio_json_equal(chosen, old))
        return IDIO_OK;
    rc = write_line("edited", NULL, prompt, chosen, idio_json_copy(old), e->out, err);
    e->count += rc == IDIO_OK;
    return rc;
}

int pairs_prefer_edits(struct pairs_run *r, struct idio_str *out, size_t *count,
                       struct idio_err *err)
{
    struct editing e = {r, out, 0};
    IDIO_AUTO(idio_json_freep) struct idio_json *log = NULL;
    int rc = idio_core_log(r->core, SIZE_MAX, &log, err);
    const struct idio_json *all = rc == IDIO_OK ? idio_json_get(log, "specs") : NULL;
    for (size_t i = 0; i < idio_json_len(all) && rc == IDIO_OK; i++) {
        const struct idio_json *one = idio_json_at(all, i);
        const int64_t parent = idio_json_get_int(one, "parent", 0);
        if (parent > 0)
            rc = prefer_edit(&e, idio_json_get_int(one, "id", 0), parent, err);
    }
    *count += e.count;
    return rc;
}
