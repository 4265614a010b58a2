/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doubtful files in another style.
 *
 * For a file of which something says that it was copied in, but not enough: how likely are its
 * choices under the rates of the repository's other files? The mean logarithm per site is compared
 * with that of the others; a file far below all of them was hardly written by the same hand. That
 * is supporting evidence only: a file that nothing else speaks against is never asked.
 */
#include "core/learn_internal.h"

#include <math.h>
#include <string.h>

#define SITES_MIN 15  /* of a file, to judge it */
#define FILES_MIN 5   /* others, to compare with */
#define GAP_MIN   0.3 /* nats a site: files that are all alike have no spread to speak of */
#define SPREADS   2.5 /* standard deviations below the others' mean */

struct styles {
    struct learning *l;
    struct repo_work *w;
    struct idio_arena arena;  /* of one file */
    struct idio_map counts;   /* (language, trait, value) and (language, trait) → sites */
    struct idio_map doubtful; /* path → index of the list + 1 */
    bool counting;
    double sum, squares; /* of the others' means */
    size_t others;
    IDIO_VEC(double) means; /* by doubtful file of the list; NAN: too few sites */
};

struct key {
    uint32_t lang, trait, value;
};

static bool closed(const struct idio_site *s)
{
    return s->value != IDIO_VALUE_OPEN;
}

static int count(struct styles *st, const struct idio_observed *o, struct idio_err *err)
{
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        struct key k[2] = {{o->lang, s->trait, s->value}, {o->lang, s->trait, UINT32_MAX}};
        for (size_t n = 0; closed(s) && n < 2; n++) {
            size_t *at = idio_map_at(&st->counts, (const char *)&k[n], sizeof k[n], NULL);
            if (!at)
                return idio_nomem(err, "core.learn");
            ++*at;
        }
    }
    return IDIO_OK;
}

/* Mean logarithm of the probability of a site's choice; NAN for too few sites. A file that was
 * counted is taken out of the counts (`own` is 1), site by site. */
static double likelihood(const struct styles *st, const struct idio_observed *o, size_t own)
{
    double sum = 0;
    size_t sites = 0;
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        struct key k = {o->lang, s->trait, s->value}, all = {o->lang, s->trait, UINT32_MAX};
        size_t same = 0, total = 0;
        if (!closed(s) || !idio_map_get(&st->counts, (const char *)&all, sizeof all, &total) ||
            total < 10)
            continue;
        (void)idio_map_get(&st->counts, (const char *)&k, sizeof k, &same);
        same -= same >= own ? own : 0;
        sum += log(((double)same + 0.5) / ((double)(total - own) + 1));
        sites++;
    }
    return sites < SITES_MIN ? NAN : sum / (double)sites;
}

static int look(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
                const void *p, size_t n, struct idio_err *err)
{
    struct styles *st = ctx;
    enum idio_skip why;
    struct idio_observed o;
    size_t at = 0;
    (void)repo;
    if (!p || core_is_verdict(p, n, &why))
        return IDIO_OK;
    bool doubtful = idio_map_get(&st->doubtful, file->path, strlen(file->path), &at) && at > 0;
    if (doubtful && st->counting)
        return IDIO_OK;
    idio_arena_clear(&st->arena);
    int rc = idio_observed_decode(p, n, &st->arena, &o, err);
    if (rc < 0 || st->counting)
        return rc < 0 ? rc : count(st, &o, err);
    double mean = likelihood(st, &o, !doubtful);
    if (doubtful) {
        st->means.at[at - 1] = mean;
    } else if (!isnan(mean)) {
        st->sum += mean;
        st->squares += mean * mean;
        st->others++;
    }
    return IDIO_OK;
}

static int find_doubtful(struct styles *st, struct idio_err *err)
{
    for (size_t i = 0; i < st->w->list.len; i++) {
        const struct idio_repo_file *f = &st->w->list.at[i];
        if (idio_vec_push(&st->means, (double)NAN) < 0)
            return idio_nomem(err, "core.learn");
        if (!f->doubt || !idio_corpus_copied_by_style(f->doubt_points))
            continue;
        size_t *at = idio_map_at(&st->doubtful, f->path, strlen(f->path), NULL);
        if (!at)
            return idio_nomem(err, "core.learn");
        *at = i + 1;
    }
    return IDIO_OK;
}

static int drop(struct styles *st, bool *ret_changed, struct idio_err *err)
{
    struct repo_work *w = st->w;
    double n = (double)st->others, mean = st->sum / n;
    double variance = st->squares / n - mean * mean;
    double spread = SPREADS * sqrt(variance > 0 ? variance : 0);
    double limit = mean - (spread > GAP_MIN ? spread : GAP_MIN);
    size_t kept = 0;
    int rc = core_learn_room_foreign(w, err);
    for (size_t i = 0; i < w->list.len && rc == IDIO_OK; i++) {
        const struct idio_repo_file *f = &w->list.at[i];
        if (isnan(st->means.at[i]) || st->means.at[i] >= limit) {
            w->list.at[kept++] = *f;
            continue;
        }
        const char *why = idio_arena_printf(&w->arena, "%s; another style", f->doubt);
        w->list.skipped[IDIO_SKIP_IMPORTED]++;
        *ret_changed = true;
        w->list.foreign[w->list.foreign_len++] = *f;
        rc = why ? core_learn_leave_out(w, i, why, err) : idio_nomem(err, "core.learn");
    }
    w->list.len = kept;
    return rc;
}

int core_learn_outliers(struct learning *l, struct repo_work *w, bool *ret_changed,
                        struct idio_err *err)
{
    struct styles st = {.l = l, .w = w, .counting = true};
    *ret_changed = false;
    idio_arena_init(&st.arena, IDIO_CORE_ARENA);
    idio_map_init(&st.counts, IDIO_CORE_ARENA);
    idio_map_init(&st.doubtful, IDIO_CORE_ARENA);
    int rc = find_doubtful(&st, err);
    for (int pass = 0; pass < 2 && rc == IDIO_OK && st.doubtful.len > 0; pass++) {
        st.counting = pass == 0;
        rc = idio_store_files_visit(l->core->store, w->id, l->core->detector, look, &st, err);
    }
    if (rc == IDIO_OK && st.others >= FILES_MIN)
        rc = drop(&st, ret_changed, err);
    idio_arena_release(&st.arena);
    idio_map_release(&st.counts);
    idio_map_release(&st.doubtful);
    idio_vec_release(&st.means);
    return rc;
}
