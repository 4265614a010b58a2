/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a repository or a folder: person × language, then repository, top folder, folder in it.
 *
 * A scope borrows from what is around it. Its share is the mean of a beta posterior whose prior is
 * the parent's share, worth 1/rho - 1 sites: rho is the variance between repositories (for folders:
 * between files) as a part of a coin's, and a beta distribution of that variance has that many
 * sites (empirical Bayes; B. Efron and C. Morris, JASA 70, 1975, for the idea). Five sites in a new
 * repository thus hardly move away from the habit of a developer whose repositories agree.
 *
 * A scope is told only where it truly differs: another value wins, also after borrowing, it would
 * be decided by itself, and the difference is significant, against the larger of a coin and of the
 * parent's share, by Benjamini and Hochberg at STYLE_FALSE_RATE over all scopes of the level in
 * which the trait was tried. The levels are tested one after the other, and the parent is the
 * nearest scope that was told (D. Yekutieli, JASA 103, 2008: hierarchical false discovery rates).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

#define SITES_MAX   50.0 /* that the parent may be worth */
#define FILES_MIN   2    /* a file's own way is not a folder's habit */
#define LEVELS      3
#define DIFFERS_MIN 0.05 /* share of sites over the parent's limit that is never an exception */

struct finding {
    const struct style_judge *j;
    const struct style_verdict *everywhere;
    style_verdicts all; /* told so far */
    style_verdicts now; /* candidates of this level */
    size_t tests;       /* of this level, also those that agree with the parent */
};

/* Length of the folder of `path` at `level` (1: top folder); 0 when it does not lie so deep. */
static size_t folder_len(const char *path, int level)
{
    size_t n = 0;

    for (int i = 0; i < level; i++) {
        const char *slash = strchr(path + n + (i > 0), '/');

        if (!slash)
            return 0;
        n = (size_t)(slash - path);
    }
    return n;
}

/* End of the rows, from `from` on, that lie in the same scope of the level. */
static size_t scope_end(const struct style_view *v, size_t from, size_t to, size_t folder)
{
    const struct style_view_file *first = &v->files[v->rows[from].file];
    size_t end = from;

    while (end < to) {
        const struct style_view_file *f = &v->files[v->rows[end].file];

        if (f->repo != first->repo ||
            (folder > 0 && (strncmp(f->path, first->path, folder) != 0 || f->path[folder] != '/')))
            break;
        end++;
    }
    return end;
}

/* The nearest that was told and holds the rows. */
static const struct style_verdict *parent_of(const struct finding *f, size_t group, size_t from,
                                             size_t to)
{
    const struct style_verdict *best = &f->everywhere[group];

    for (size_t i = 0; i < f->all.len; i++) {
        const struct style_verdict *v = f->all.at[i];

        if (v->g == best->g && v->sample.from <= from && v->sample.to >= to)
            best = v; /* outer ones were told first */
    }
    return best;
}

/* How probable is it that a scope which follows its parent looks like this? */
static double tail_of(const struct finding *f, const struct style_verdict *v)
{
    const struct style_trait *tr = &f->j->v.traits->traits[v->g->trait];
    double parent = style_share(v->parent, v->lo, v->winner), tail, null;

    if (tr->ordered && v->winner > v->parent->winner) {
        /* A wider limit: are there more sites over the parent's than it has itself? */
        double over = 1 - style_share(v, v->lo, v->parent->winner);

        parent = 1 - style_share(v->parent, v->lo, v->parent->winner);
        return style_binomial_tail(over * v->e.sites, v->e.sites, fmax(DIFFERS_MIN, parent));
    }
    null = tr->ordered ? STYLE_ORDERED_NULL : tr->open ? STYLE_OPEN_NULL : 0.5;
    tail =
        style_binomial_tail(v->e.share * v->e.sites, v->e.sites, fmin(0.999, fmax(null, parent)));
    return tr->open || tr->ordered ? tail : fmin(1, 2 * tail);
}

/* Share after borrowing from the parent. */
static double shrink(const struct finding *f, const struct style_verdict *v, bool folder)
{
    const struct style_rho *both = style_rho_of(f->j, v);
    double rho = folder ? fmax(both->repo, both->file) : both->repo;
    double sites = rho > 0 ? fmin(SITES_MAX, 1 / rho - 1) : SITES_MAX;
    double parent = style_share(v->parent, v->lo, v->winner);

    return (v->e.share * v->e.sites + parent * sites) / (v->e.sites + sites);
}

static char *scope_name(const struct finding *f, size_t from, size_t folder)
{
    const struct style_view *v = &f->j->v;
    const struct style_view_file *file = &v->files[v->rows[from].file];

    return idio_arena_printf(f->j->scratch, "%s%s%.*s", v->repos[file->repo].name,
                             folder > 0 ? "/" : "", (int)folder, file->path);
}

/* A folder could bear the name of a repository ("a/b" in "a"): the repository keeps it. */
static bool is_repository(const struct style_view *v, const char *scope)
{
    for (size_t i = 0; i < v->repo_count; i++)
        if (strcmp(v->repos[i].name, scope) == 0)
            return true;
    return false;
}

static int consider(struct finding *f, size_t group, size_t from, size_t to, size_t folder)
{
    const struct style_verdict *parent = parent_of(f, group, from, to);
    struct style_verdict v = {.g = parent->g, .sample = {&f->j->v, from, to, 0}, .parent = parent},
                         *kept;
    bool ordered = f->j->v.traits->traits[v.g->trait].ordered;

    /* The same rows, or none: nothing that could differ. */
    if ((from == parent->sample.from && to == parent->sample.to && parent->sample.month == 0) ||
        !style_choose(f->j, &v))
        return IDIO_OK;
    if (parent->decided && v.winner == parent->winner) {
        v.e.n = 0;
        for (uint32_t c = 0; c < v.g->cell_end - v.g->cell; c++)
            v.e.n += f->j->counts[c];
        f->tests += v.e.n >= f->j->v.traits->traits[v.g->trait].min_n;
        return IDIO_OK;
    }
    style_weigh(f->j, &v);
    f->tests += v.tested;
    if (!v.tested || !v.decided || v.e.files < FILES_MIN)
        return IDIO_OK;
    if (style_keep_shares(f->j, &v) < 0)
        return IDIO_E_NOMEM;
    v.confidence = shrink(f, &v, folder > 0);
    if (!ordered && v.confidence <= 0.5)
        return IDIO_OK;
    v.tail = tail_of(f, &v);
    v.scope = scope_name(f, from, folder);
    kept = idio_arena_alloc(f->j->scratch, 1, sizeof *kept);
    if (!v.scope || !kept)
        return IDIO_E_NOMEM;
    if (folder > 0 && is_repository(&f->j->v, v.scope))
        return IDIO_OK;
    *kept = v;
    return idio_vec_push(&f->now, kept);
}

static int level_of_group(struct finding *f, size_t group, int level)
{
    const struct style_view *v = &f->j->v;
    const struct style_view_group *g = &v->groups[group];

    for (size_t from = g->from, to; from < g->to; from = to) {
        size_t folder = folder_len(v->files[v->rows[from].file].path, level);

        to = from + 1;
        if (level > 0 && folder == 0)
            continue;
        to = scope_end(v, from, g->to, folder);
        if (consider(f, group, from, to, folder) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

/* Those of the level that pass are told. */
static int close_level(struct finding *f)
{
    double *tails = idio_alloc(f->now.len + 1, sizeof *tails), limit;
    int rc = tails ? IDIO_OK : IDIO_E_NOMEM;
    size_t tests = f->tests > STYLE_TESTS_MIN ? f->tests : STYLE_TESTS_MIN;

    for (size_t i = 0; i < f->now.len && tails; i++)
        tails[i] = f->now.at[i]->tail;
    limit = tails ? style_false_limit(tails, f->now.len, tests, STYLE_FALSE_RATE) : -1;
    for (size_t i = 0; i < f->now.len && rc == IDIO_OK; i++) {
        f->now.at[i]->sure = f->now.at[i]->tail <= limit;
        if (f->now.at[i]->sure)
            rc = idio_vec_push(&f->all, f->now.at[i]);
    }
    f->now.len = 0;
    f->tests = 0;
    idio_free(tails);
    return rc;
}

/* By group, then place; the outer one first. */
static int compare_scopes(const void *a, const void *b)
{
    const struct style_verdict *x = *(struct style_verdict *const *)a;
    const struct style_verdict *y = *(struct style_verdict *const *)b;

    if (x->sample.from != y->sample.from)
        return x->sample.from < y->sample.from ? -1 : 1;
    return (x->sample.to < y->sample.to) - (x->sample.to > y->sample.to);
}

int style_find_scopes(const struct style_judge *j, const struct style_verdict *everywhere,
                      style_verdicts *ret)
{
    struct finding f = {.j = j, .everywhere = everywhere};
    int rc = IDIO_OK;

    for (int level = 0; level < LEVELS && rc == IDIO_OK; level++) {
        for (size_t g = 0; g < j->v.group_count && rc == IDIO_OK; g++)
            rc = level_of_group(&f, g, level);
        if (rc == IDIO_OK)
            rc = close_level(&f);
    }
    idio_vec_release(&f.now);
    if (rc < 0) {
        idio_vec_release(&f.all);
        return rc;
    }
    if (f.all.len > 0)
        qsort(f.all.at, f.all.len, sizeof *f.all.at, compare_scopes);
    *ret = f.all;
    return IDIO_OK;
}
