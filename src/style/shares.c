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

#define SITES_MIN          5
#define OPEN_SITES_MIN     1 /* a library counts once per file */
#define SHARE_MIN          0.0005
#define STYLE_SHARES_CELLS 1024 /* more values of one trait are not told apart */

struct vote {
    double repos, sum;
};

/* Mean share of each cell of the group, ret[cell - g->cell]. Every line counts alike, however old
 * it is: this is about others, and whether a habit is common. */
static void count_votes(const struct style_view *v, const struct style_view_group *g,
                        double sites_min, struct vote *ret)
{
    size_t cells = g->cell_end - g->cell;

    memset(ret, 0, cells * sizeof *ret);
    for (size_t from = g->from, to; from < g->to; from = to) {
        uint32_t repo = v->files[v->rows[from].file].repo;
        double weight[STYLE_SHARES_CELLS] = {0}, all = 0;

        for (to = from; to < g->to && v->files[v->rows[to].file].repo == repo;) {
            size_t end = to;
            double n = 0;

            for (; end < g->to && v->rows[end].file == v->rows[to].file; end++)
                n += v->rows[end].k;
            for (; to < end; to++) {
                double w = v->rows[to].k * (n > STYLE_FILE_CAP ? STYLE_FILE_CAP / n : 1);

                all += w;
                if (v->rows[to].cell - g->cell < STYLE_SHARES_CELLS)
                    weight[v->rows[to].cell - g->cell] += w;
            }
        }
        if (all < sites_min)
            continue;
        for (size_t c = 0; c < cells && c < STYLE_SHARES_CELLS; c++) {
            ret[c].repos++;
            ret[c].sum += weight[c] / all;
        }
    }
}

static double rounded(double share)
{
    return (double)(long long)(share * 10000 + 0.5) / 10000;
}

/* {"repos": n, "sites": n, "shares": {…}}, or NULL when memory is gone. `votes` is scratch. */
static struct idio_json *shares_of(const struct style_view *view, const struct style_view_group *g,
                                   struct vote *votes)
{
    bool open = view->traits->traits[g->trait].open;
    struct idio_json *out = idio_json_object(), *shares = idio_json_object();
    uint64_t sites = 0;
    int rc = out && shares ? IDIO_OK : IDIO_E_NOMEM;

    for (size_t i = g->from; i < g->to; i++)
        sites += view->rows[i].k;
    count_votes(view, g, open ? OPEN_SITES_MIN : SITES_MIN, votes);
    for (uint32_t c = g->cell; c < g->cell_end && rc == IDIO_OK; c++) {
        struct vote v = votes[c - g->cell];

        if (v.repos > 0 && v.sum / v.repos >= SHARE_MIN)
            rc = idio_json_put(shares, view->cells[c]->name,
                               idio_json_real(rounded(v.sum / v.repos)));
    }
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "repos", idio_json_int((int64_t)votes[0].repos));
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "sites", idio_json_int((int64_t)sites));
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

static int add_group(const struct style_view *v, const struct style_view_group *g,
                     struct vote *votes, struct idio_json *langs)
{
    const char *lang = idio_lang_id((enum idio_lang)g->lang);
    struct idio_json *traits = idio_json_get(langs, lang), *one = shares_of(v, g, votes);

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
    return idio_json_put(traits, v->traits->traits[g->trait].name, one);
}

int idio_tally_shares(const struct idio_tally *t, struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    struct style_view v;
    struct vote *votes = NULL;
    struct idio_json *langs = idio_json_object();
    int rc;

    if (!langs)
        return idio_nomem(err, "style.shares");
    idio_arena_init(&arena, (size_t)1 << 30);
    rc = style_view_new(t, style_defaults.half_life, &arena, &v, err);
    if (rc == IDIO_OK) {
        votes = idio_arena_alloc(&arena, t->cells.len + 1, sizeof *votes);
        rc = votes ? IDIO_OK : idio_nomem(err, "style.shares");
    }
    for (size_t i = 0; rc == IDIO_OK && i < v.group_count; i++)
        if (add_group(&v, &v.groups[i], votes, langs) < 0)
            rc = idio_nomem(err, "style.shares");
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(langs);
        return rc;
    }
    *ret = langs;
    return IDIO_OK;
}
