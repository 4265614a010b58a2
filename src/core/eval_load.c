/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval: the pairs that `pairs` wrote, back as requests with their right answers. The facts come
 * from facts.json, not from the profile of today: that one knows the repositories that are held
 * out.
 */
#include "core/eval_internal.h"

#include <math.h>
#include <string.h>

/* ---- facts ----------------------------------------------------------------------------------- */

static const char *keep(struct eval_run *e, const struct idio_json *o, const char *key, int *rc)
{
    const char *copy = idio_arena_strdup(&e->arena, idio_json_get_str(o, key, ""));
    if (!copy)
        *rc = IDIO_E_NOMEM;
    return copy;
}

static enum idio_standing standing_of(const char *name)
{
    static const char *const names[] = {"counted", "pinned", "rejected", "overruled"};
    for (int i = 0; i < 4; i++)
        if (strcmp(names[i], name) == 0)
            return (enum idio_standing)i;
    return IDIO_STANDING_COUNTED;
}

static int load_fact(struct eval_run *e, const struct idio_json *o, struct idio_fact *f,
                     struct idio_err *err)
{
    const struct idio_json *interval = idio_json_get(o, "interval");
    const char *lang = idio_json_get_str(o, "language", "");
    int rc = IDIO_OK;
    *f = (struct idio_fact){
        .id = keep(e, o, "id", &rc),
        .lang = idio_lang_from_id(lang, strlen(lang)),
        .trait = keep(e, o, "trait", &rc),
        .value = keep(e, o, "value", &rc),
        .area = keep(e, o, "area", &rc),
        .field = keep(e, o, "field", &rc),
        .wording = keep(e, o, "wording", &rc),
        .scope = keep(e, o, "scope", &rc),
        .before = "",
        .k = (uint64_t)idio_json_get_int(o, "k", 0),
        .n = (uint64_t)idio_json_get_int(o, "n", 0),
        .lo = idio_json_to_real(idio_json_at(interval, 0), 0),
        .hi = idio_json_to_real(idio_json_at(interval, 1), 1),
        .prior = idio_json_get_real(o, "prior", -1),
        .surprise = idio_json_get_real(o, "surprise", 0),
        .impact = idio_json_get_real(o, "impact", 0),
        .confidence = idio_json_get_real(o, "confidence", 0),
        .decided = idio_json_get_bool(o, "decided", false),
        .stated = idio_json_get_bool(o, "stated", false),
        .standing = standing_of(idio_json_get_str(o, "standing", "")),
    };
    if (rc < 0)
        return idio_nomem(err, "core.eval");
    const int trait = idio_traits_find(e->core->traits, f->trait);
    if (trait < 0)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_CONFLICT, "core.eval",
                                   "the pairs know a habit \"%s\" that this program does not",
                                   f->trait),
                         "make them anew with `idiolect pairs`");
    f->trait_no = (uint16_t)trait;
    return IDIO_OK;
}

/* The value that most others choose, where priors tell. */
static int load_other(struct eval_run *e, size_t i, struct idio_err *err)
{
    const struct idio_fact *f = &e->facts[i];
    double share = 0;
    for (size_t v = 0; v < idio_traits_value_count(e->core->traits, f->trait_no); v++) {
        const char *value = idio_traits_value(e->core->traits, f->trait_no, (uint16_t)v);
        struct idio_fact other;
        if (!value)
            continue;
        int rc =
            idio_traits_blank(e->core->traits, f->trait_no, f->lang, value, &e->arena, &other, err);
        if (rc < 0)
            return rc;
        if (other.prior > share) {
            share = other.prior;
            e->others[i] = value;
        }
    }
    return IDIO_OK;
}

static int load_facts(struct eval_run *e, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    int rc = pairs_facts(e->core, &doc, err);
    if (rc < 0)
        return rc;
    const struct idio_json *all = idio_json_get(doc, "facts");
    e->fact_count = idio_json_len(all);
    e->facts = idio_arena_alloc(&e->arena, e->fact_count + 1, sizeof *e->facts);
    e->others = idio_arena_alloc(&e->arena, e->fact_count + 1, sizeof *e->others);
    if (!e->facts || !e->others)
        return idio_nomem(err, "core.eval");
    for (size_t i = 0; i < e->fact_count && rc == IDIO_OK; i++) {
        rc = load_fact(e, idio_json_at(all, i), &e->facts[i], err);
        if (rc == IDIO_OK)
            rc = load_other(e, i, err);
    }
    return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int load_seen(struct eval_run *e, const struct idio_json *all, struct eval_row *row,
                     struct idio_err *err)
{
    const size_t n = idio_json_len(all);
    struct idio_candidate *known = idio_arena_alloc(&e->arena, n + 1, sizeof *known);
    struct idio_candidate *open = idio_arena_alloc(&e->arena, n + 1, sizeof *open);
    row->facts = idio_arena_alloc(&e->arena, n + 1, sizeof *row->facts);
    if (!known || !open || !row->facts)
        return idio_nomem(err, "core.eval");
    for (size_t i = 0; i < n; i++) {
        const struct idio_json *one = idio_json_at(all, i), *rates = idio_json_get(one, "rates");
        struct eval_fact *f = &row->facts[i];
        const int64_t no = idio_json_get_int(one, "fact", -1);
        if (no < 0 || (size_t)no >= e->fact_count)
            return idio_fail(err, IDIO_E_CORRUPT, "core.eval", "row %s names fact %lld of %zu",
                             row->id, (long long)no, e->fact_count);
        f->fact = (uint32_t)no;
        f->does = idio_json_get_str(one, "does", NULL);
        f->relevant = idio_json_get_bool(one, "relevant", false);
        f->inferred = strcmp(idio_json_get_str(one, "label", ""), "inferred") == 0;
        for (size_t k = 0; k < PAIRS_RATES; k++)
            f->rates[k] = idio_json_to_real(idio_json_at(rates, k), -1);
        const struct idio_candidate c = {.fact = &e->facts[no],
                                         .rate_file = f->rates[0],
                                         .rate_folder = f->rates[1],
                                         .rate_repo = f->rates[2],
                                         .rate_lang = f->rates[3],
                                         .rate_module = f->rates[4]};
        if (e->facts[no].decided)
            known[row->req.candidate_count++] = c;
        else
            open[row->req.undecided_count++] = c;
    }
    row->fact_count = n;
    row->req.candidates = known;
    row->req.undecided = open;
    return IDIO_OK;
}

static int load_strings(struct eval_run *e, const struct idio_json *list, const char *const **ret,
                        size_t *ret_n, struct idio_err *err)
{
    const size_t n = idio_json_len(list);
    const char **at = idio_arena_alloc(&e->arena, n + 1, sizeof *at);
    if (!at)
        return idio_nomem(err, "core.eval");
    for (size_t i = 0; i < n; i++) {
        const char *s = idio_json_str(idio_json_at(list, i));
        at[i] = s ? s : "";
    }
    *ret = at;
    *ret_n = n;
    return IDIO_OK;
}

/* Traits of each of the nearest units, one list after the other. */
static int load_nearest(struct eval_run *e, const struct idio_json *near, struct eval_row *row,
                        struct idio_err *err)
{
    size_t total = 0, at = 0;
    for (size_t i = 0; i < idio_json_len(near); i++)
        total += idio_json_len(idio_json_get(idio_json_at(near, i), "traits")) + 1;
    row->nearest = idio_arena_alloc(&e->arena, total + 1, sizeof *row->nearest);
    if (!row->nearest)
        return idio_nomem(err, "core.eval");
    row->nearest_count = idio_json_len(near);
    for (size_t i = 0; i < row->nearest_count; i++) {
        const struct idio_json *traits = idio_json_get(idio_json_at(near, i), "traits");
        for (size_t t = 0; t < idio_json_len(traits); t++) {
            const char *name = idio_json_str(idio_json_at(traits, t));
            const int no = name ? idio_traits_find(e->core->traits, name) : -1;
            if (no >= 0)
                row->nearest[at++] = (uint32_t)no;
        }
        row->nearest[at++] = UINT32_MAX;
    }
    return IDIO_OK;
}

static enum idio_intent act_of(const char *name)
{
    for (int i = IDIO_INTENT_CREATE; i <= IDIO_INTENT_EXPLAIN; i++)
        if (strcmp(idio_intent_name((enum idio_intent)i), name) == 0)
            return (enum idio_intent)i;
    return IDIO_INTENT_CREATE;
}

static enum idio_split split_of(const char *name)
{
    for (int i = 0; i < IDIO_SPLITS; i++)
        if (strcmp(idio_split_name((enum idio_split)i), name) == 0)
            return (enum idio_split)i;
    return IDIO_SPLIT_NONE;
}

static int load_row(void *ctx, struct idio_json *doc, struct idio_err *err)
{
    struct eval_run *e = ctx;
    struct idio_json *own = idio_json_copy(doc); /* strings of the row are borrowed from it */
    if (!own || idio_vec_push(&e->docs, own) < 0) {
        idio_json_free(own);
        return idio_nomem(err, "core.eval");
    }
    const struct idio_json *context = idio_json_get(own, "context");
    const char *lang = idio_json_get_str(own, "language", "");
    const char *slice = idio_json_get_str(own, "slice", "");
    struct eval_row row = {
        .id = idio_json_get_str(own, "id", ""),
        .prompt = idio_json_get_str(own, "prompt", ""),
        .lang_id = lang,
        .split = split_of(idio_json_get_str(own, "split", "")),
        .act = act_of(idio_json_get_str(own, "act", "")),
        .vague = strcmp(slice, "vague") == 0,
        .clear = strcmp(slice, "clear") == 0,
        .cluster = (uint32_t)idio_json_get_int(own, "cluster", 0),
        .spec = idio_json_get(own, "spec"),
    };
    row.req.text = row.prompt;
    row.req.len = strlen(row.prompt);
    row.req.path = idio_json_get_str(context, "path", NULL);
    row.req.lang = idio_lang_from_id(lang, strlen(lang));
    int rc = load_strings(e, idio_json_get(context, "imports"), &row.req.imports,
                          &row.req.import_count, err);
    if (rc == IDIO_OK)
        rc = load_strings(e, idio_json_get(context, "neighbours"), &row.req.neighbours,
                          &row.req.neighbour_count, err);
    if (rc == IDIO_OK)
        rc = load_seen(e, idio_json_get(own, "facts"), &row, err);
    if (rc == IDIO_OK)
        rc = load_nearest(e, idio_json_get(context, "nearest"), &row, err);
    if (rc == IDIO_OK && idio_vec_push(&e->rows, row) < 0)
        rc = idio_nomem(err, "core.eval");
    return rc;
}

int eval_load(struct eval_run *e, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *card = NULL;
    int rc = pairs_card(e->core, &card, err);
    if (rc == IDIO_OK)
        rc = load_facts(e, err);
    return rc == IDIO_OK ? pairs_rows(e->core, PAIRS_ROWS, load_row, e, err) : rc;
}
