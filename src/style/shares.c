/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The material of priors: how common a value is among repositories. Every repository has one vote,
 * which it splits among the values as it uses them, so that a large project does not speak for its
 * language. Repositories with fewer than SITES_MIN (weighted) sites of a trait do not vote on it.
 * Shares below SHARE_MIN are dropped.
 */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

#define SITES_MIN      5
#define OPEN_SITES_MIN 1 /* a library counts once per file */
#define SHARE_MIN      0.0005

struct vote {
    double repos, sum;
};

/* Mean share of one cell; `repos` is how many voted. */
static struct vote count_votes(const struct style_order *o, const struct idio_tally *t,
                               const struct style_group *g, const struct style_cell *cell,
                               double sites_min)
{
    const struct style_row *all, *own;
    size_t all_n =
        style_rows_of(o->group_rows, t->group_rows.len, (uint32_t)(g - t->groups.at), &all);
    size_t own_n =
               style_rows_of(o->cell_rows, t->cell_rows.len, (uint32_t)(cell - t->cells.at), &own),
           k = 0;
    struct vote v = {0, 0};

    for (size_t r = 0; r < all_n; r++) {
        if ((double)all[r].w < sites_min * STYLE_UNIT)
            continue;
        v.repos++;
        while (k < own_n && own[k].repo < all[r].repo)
            k++;
        if (k < own_n && own[k].repo == all[r].repo)
            v.sum += (double)own[k].w / (double)all[r].w;
    }
    return v;
}

static double rounded(double share)
{
    return (double)(long long)(share * 10000 + 0.5) / 10000;
}

/* {"repos": n, "sites": n, "shares": {…}}, or NULL when no repository voted or memory is gone. */
static struct idio_json *shares_of(const struct style_order *o, const struct idio_tally *t,
                                   size_t at)
{
    const struct style_group *g = o->groups[at];
    bool open = t->traits->traits[g->trait].open;
    struct idio_json *out = idio_json_object(), *shares = idio_json_object();
    double repos = 0;
    int rc = out && shares ? IDIO_OK : IDIO_E_NOMEM;

    for (size_t c = o->first[at]; c < o->first[at + 1] && rc == IDIO_OK; c++) {
        struct vote v = count_votes(o, t, g, o->cells[c], open ? OPEN_SITES_MIN : SITES_MIN);

        repos = v.repos;
        if (v.repos > 0 && v.sum / v.repos >= SHARE_MIN)
            rc = idio_json_put(shares, o->cells[c]->name, idio_json_real(rounded(v.sum / v.repos)));
    }
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "repos", idio_json_int((int64_t)repos));
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "sites", idio_json_int((int64_t)g->n));
    if (rc < 0) {
        idio_json_free(shares);
        idio_json_free(out);
        return NULL;
    }
    if (idio_json_put(out, "shares", shares) < 0) {
        idio_json_free(out);
        return NULL;
    }
    return out;
}

static int add_group(const struct style_order *o, const struct idio_tally *t, size_t at,
                     struct idio_json *langs)
{
    const struct style_group *g = o->groups[at];
    const char *lang = idio_lang_id((enum idio_lang)g->lang);
    struct idio_json *traits = idio_json_get(langs, lang), *one = shares_of(o, t, at);

    if (!one)
        return IDIO_E_NOMEM;
    if (idio_json_get_int(one, "repos", 0) == 0) {
        idio_json_free(one);
        return IDIO_OK;
    }
    if (!traits) {
        if (idio_json_put(langs, lang, idio_json_object()) < 0) {
            idio_json_free(one);
            return IDIO_E_NOMEM;
        }
        traits = idio_json_get(langs, lang);
    }
    return idio_json_put(traits, t->traits->traits[g->trait].name, one);
}

int idio_tally_shares(const struct idio_tally *t, struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    struct style_order o;
    struct idio_json *langs = idio_json_object();
    int rc;

    if (!langs)
        return idio_nomem(err, "style.shares");
    idio_arena_init(&arena, (size_t)1 << 30);
    rc = style_order_new(t, &arena, &o, err);
    for (size_t i = 0; rc == IDIO_OK && i < o.group_count; i++)
        if (add_group(&o, t, i, langs) < 0)
            rc = idio_nomem(err, "style.shares");
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(langs);
        return rc;
    }
    *ret = langs;
    return IDIO_OK;
}
