/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rates that a request needs at once: in which share of the function units of a repository, and of
 * the language over all repositories, does each trait come up? Counting them takes a walk over all
 * observed files, so `learn` does it and keeps the sums; file and folder rates are counted at
 * request time from the few files that matter (context.c).
 *
 * Stored as JSON under the key "rates": {"detector":"…","rows":[[repo, lang, units, [up…]]…]}.
 */
#include "core/core_internal.h"

#include <math.h>
#include <string.h>

struct row {
    int64_t repo;
    enum idio_lang lang;
    uint64_t units;
    uint64_t *up; /* [traits] */
};

struct core_rates {
    size_t traits;
    IDIO_VEC(struct row) rows; /* a few per repository; looked up by scanning */
};

int core_rates_new(size_t traits, struct core_rates **ret, struct idio_err *err)
{
    struct core_rates *r = idio_alloc(1, sizeof *r);
    if (!r)
        return idio_nomem(err, "core.rates");
    r->traits = traits;
    *ret = r;
    return IDIO_OK;
}

struct core_rates *core_rates_free(struct core_rates *r)
{
    if (!r)
        return NULL;
    for (size_t i = 0; i < r->rows.len; i++)
        idio_free(r->rows.at[i].up);
    idio_vec_release(&r->rows);
    idio_free(r);
    return NULL;
}

static const struct row *find(const struct core_rates *r, int64_t repo, enum idio_lang lang)
{
    /* From the end: while counting, the repository at hand is the newest. */
    for (size_t i = r->rows.len; i > 0; i--)
        if (r->rows.at[i - 1].repo == repo && r->rows.at[i - 1].lang == lang)
            return &r->rows.at[i - 1];
    return NULL;
}

static int row_at(struct core_rates *r, int64_t repo, enum idio_lang lang, struct row **ret,
                  struct idio_err *err)
{
    const struct row *found = find(r, repo, lang);
    if (!found) {
        struct row fresh = {repo, lang, 0, idio_alloc(r->traits, sizeof *fresh.up)};
        if (!fresh.up)
            return idio_nomem(err, "core.rates");
        if (idio_vec_push(&r->rows, fresh) < 0) {
            idio_free(fresh.up);
            return idio_nomem(err, "core.rates");
        }
        found = &r->rows.at[r->rows.len - 1];
    }
    *ret = &r->rows.at[found - r->rows.at];
    return IDIO_OK;
}

int core_rates_add(struct core_rates *r, int64_t repo, enum idio_lang lang, const uint8_t *came_up,
                   struct idio_err *err)
{
    struct row *row = NULL;
    int rc = row_at(r, repo, idio_lang_style(lang), &row, err);
    if (rc < 0)
        return rc;
    row->units++;
    for (size_t t = 0; t < r->traits; t++)
        row->up[t] += came_up[t] == 1;
    return IDIO_OK;
}

double core_rates_get(const struct core_rates *r, int64_t repo, enum idio_lang lang, size_t trait)
{
    const struct row *row = find(r, repo, idio_lang_style(lang));
    if (!row || row->units == 0 || trait >= r->traits)
        return -1;
    return (double)row->up[trait] / (double)row->units;
}

int core_rates_save(const struct core_rates *r, struct idio_core *c, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = idio_json_object();
    struct idio_json *rows = idio_json_array();
    int rc = idio_json_put(doc, "detector", idio_json_string(c->detector));
    for (size_t i = 0; i < r->rows.len && rc == IDIO_OK; i++) {
        struct idio_json *row = idio_json_array();
        struct idio_json *up = idio_json_array();
        for (size_t t = 0; t < r->traits && rc == IDIO_OK; t++)
            rc = idio_json_push(up, idio_json_int((int64_t)r->rows.at[i].up[t]));
        int bad = idio_json_push(row, idio_json_int(r->rows.at[i].repo));
        bad =
            bad < 0 ? bad : idio_json_push(row, idio_json_string(idio_lang_id(r->rows.at[i].lang)));
        bad = bad < 0 ? bad : idio_json_push(row, idio_json_int((int64_t)r->rows.at[i].units));
        int last = idio_json_push(row, up);
        int outer = idio_json_push(rows, row);
        rc = rc < 0 ? rc : bad < 0 ? bad : last < 0 ? last : outer;
    }
    int put = idio_json_put(doc, "rows", rows);
    if (rc < 0 || put < 0)
        return idio_nomem(err, "core.rates");
    struct idio_str text;
    idio_str_init(&text, IDIO_CORE_ARENA);
    rc = idio_json_write(doc, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(c->store, "rates", text.data, text.len, err);
    idio_str_release(&text);
    return rc;
}

static int load_rows(struct core_rates *r, const struct idio_json *rows, struct idio_err *err)
{
    for (size_t i = 0; i < idio_json_len(rows); i++) {
        const struct idio_json *in = idio_json_at(rows, i);
        const struct idio_json *up = idio_json_at(in, 3);
        const char *lang = idio_json_str(idio_json_at(in, 1));
        if (!lang || idio_json_len(up) != r->traits)
            continue; /* of an older registry: unknown is the honest answer */
        struct row *row = NULL;
        int rc = row_at(r, idio_json_to_int(idio_json_at(in, 0), 0),
                        idio_lang_from_id(lang, strlen(lang)), &row, err);
        if (rc < 0)
            return rc;
        row->units = (uint64_t)idio_json_to_int(idio_json_at(in, 2), 0);
        for (size_t t = 0; t < r->traits; t++)
            row->up[t] = (uint64_t)idio_json_to_int(idio_json_at(up, t), 0);
    }
    return IDIO_OK;
}

int core_rates_load(struct idio_core *c, struct core_rates **ret, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct core_rates *r = NULL;
    int rc = core_rates_new(idio_traits_count(c->traits), &r, err);
    const char *text = NULL;
    size_t n = 0;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    int got = rc < 0 ? rc : idio_store_value_get(c->store, "rates", &arena, &text, &n, err);
    if (got == IDIO_OK)
        rc = idio_json_parse(text, n, "rates in the database", &doc, err);
    else if (got != IDIO_E_NOTFOUND)
        rc = got;
    if (rc == IDIO_OK && doc && strcmp(idio_json_get_str(doc, "detector", ""), c->detector) == 0)
        rc = load_rows(r, idio_json_get(doc, "rows"), err);
    idio_arena_release(&arena);
    if (rc < 0) {
        core_rates_free(r);
        return rc;
    }
    *ret = r;
    return IDIO_OK;
}
