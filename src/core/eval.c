/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval: how good is it on the developer's own held-out code? Every system answers every row that
 * was kept for tests, split by split; baselines stand beside the engines, and two rows that are no
 * systems (oracle, shuffled profile) show the ends of the scale.
 */
#include "core/eval_internal.h"

#include <string.h>

static bool is_wanted(const struct idio_eval_opts *o, const char *name)
{
    for (size_t i = 0; i < o->system_count; i++)
        if (strcmp(o->systems[i], name) == 0)
            return true;
    /* A model takes seconds for a row: only when it is named. */
    return o->system_count == 0 && strcmp(name, "model") != 0;
}

static int check_names(const struct idio_eval_opts *o, struct idio_err *err)
{
    for (size_t i = 0; i < o->system_count; i++) {
        bool known = false;
        for (const struct eval_system *s = eval_systems; s->name; s++)
            known |= strcmp(s->name, o->systems[i]) == 0;
        if (!known)
            return idio_hint(err,
                             idio_fail(err, IDIO_E_USAGE, "core.eval", "there is no system \"%s\"",
                                       o->systems[i]),
                             "`idiolect eval` without --system shows them all");
    }
    return IDIO_OK;
}

static int put_system(struct eval_run *e, const struct eval_system *s, struct idio_json *all,
                      struct idio_err *err)
{
    static const enum idio_split splits[] = {IDIO_SPLIT_A, IDIO_SPLIT_B, IDIO_SPLIT_C, IDIO_SPLIT_E,
                                             IDIO_SPLIT_F};
    struct idio_json *o = idio_json_object(), *figures = idio_json_object();
    int rc = idio_json_put(o, "system", idio_json_string(s->name));
    rc = rc < 0 ? rc : idio_json_put(o, "what", idio_json_string(s->what));
    rc = rc < 0
             ? rc
             : idio_json_put(o, "skipped", s->answer ? idio_json_null() : idio_json_string(s->why));
    rc = rc < 0 ? idio_nomem(err, "core.eval") : IDIO_OK;
    for (size_t i = 0; s->answer && i < sizeof splits / sizeof *splits && rc == IDIO_OK; i++) {
        struct idio_json *one = NULL;
        rc = eval_figures(e, s, splits[i], &one, err);
        if (rc == IDIO_OK && one && idio_json_put(figures, idio_split_name(splits[i]), one) < 0)
            rc = idio_nomem(err, "core.eval");
    }
    const int a = idio_json_put(o, "splits", figures), b = idio_json_push(all, o);
    return rc == IDIO_OK && (a < 0 || b < 0) ? idio_nomem(err, "core.eval") : rc;
}

static int put_systems(struct eval_run *e, struct idio_json *doc, struct idio_err *err)
{
    struct idio_json *all = idio_json_array();
    int rc = IDIO_OK;
    idio_progress_begin(e->core->ctx->progress, "answering", "rows", 0);
    for (const struct eval_system *s = eval_systems; s->name && rc == IDIO_OK; s++)
        if (is_wanted(e->opts, s->name))
            rc = put_system(e, s, all, err);
    idio_progress_end(e->core->ctx->progress);
    const int put = idio_json_put(doc, "systems", all);
    return rc == IDIO_OK && put < 0 ? idio_nomem(err, "core.eval") : rc;
}

static int evaluate(struct eval_run *e, struct idio_json *doc, struct idio_err *err)
{
    int rc = idio_weights_new(&e->weights, err);
    if (rc == IDIO_OK)
        rc = eval_load(e, err);
    if (rc == IDIO_OK)
        rc = eval_prepare(e, err);
    if (rc == IDIO_OK && (idio_json_put(doc, "rows", idio_json_int((int64_t)e->rows.len)) < 0 ||
                          idio_json_put(doc, "threshold", idio_json_real(e->threshold)) < 0))
        rc = idio_nomem(err, "core.eval");
    return rc == IDIO_OK ? put_systems(e, doc, err) : rc;
}

int idio_core_eval(struct idio_core *c, const struct idio_eval_opts *o, struct idio_json **ret,
                   struct idio_err *err)
{
    struct eval_run e = {.core = c, .opts = o};
    struct idio_json *doc = NULL;
    int rc = check_names(o, err);
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (rc == IDIO_OK)
        rc = core_need_validator(c, err);
    if (rc < 0)
        return rc;
    e.traits = idio_traits_count(c->traits);
    idio_arena_init(&e.arena, EVAL_ARENA);
    doc = idio_json_object();
    rc = doc ? evaluate(&e, doc, err) : idio_nomem(err, "core.eval");
    for (size_t i = 0; i < e.docs.len; i++)
        idio_json_free(e.docs.at[i]);
    idio_vec_release(&e.docs);
    idio_vec_release(&e.rows);
    idio_scorer_free(e.scorer);
    idio_weights_free(e.weights);
    idio_arena_release(&e.arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
