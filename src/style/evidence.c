/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much evidence is there? Sites of one file, and files of one repository, resemble each other,
 * so 500 sites are fewer than 500 witnesses. The effective number of sites is that of a simple
 * random sample whose share would have the same variance (L. Kish, Survey Sampling, 1965: the
 * design effect).
 *
 * Weights. A file counts for at most STYLE_FILE_CAP sites of a trait, scaled down evenly when it
 * has more, and a line loses half of its weight in a half-life (view.c). k and n stay plain counts.
 *
 * Variance. With W the weight of all, and H_site, H_file, H_repo the sums of squared shares of the
 * weight by site, file and repository (one over the number of equal ones),
 *
 *     1 / sites = (1 - rho_file - rho_repo) H_site + rho_file H_file + rho_repo H_repo.
 *
 * rho says how much files of one repository, and repositories, disagree, as a part of the variance
 * of a coin (1/4): 1 when every file tosses a coin of its own. A unanimous cell shows no variance,
 * whether it is a habit or four files that agree by chance; which of both is more likely is what
 * the developer's other cells tell. So rho is estimated over all cells of the profile (empirical
 * Bayes: method of moments, every cell with at most DF_MAX degrees of freedom, and PRIOR_DF of a
 * prior guess; limits for themselves), and the developer who tosses coins is found out by the cells
 * in which they differ.
 *
 * A developer is not of one kind in everything: where all else is steady, one trait may still be
 * tossed once a file. So each cell has a rho of its own: what its files disagree beyond chance, as
 * a part of what they would if each were of one mind (degrees of freedom times share (1 - share)),
 * drawn to the pool's as if that had been seen in `weight` degrees of freedom of a coin. The more
 * mixed a cell is, the more it knows about itself; a unanimous one knows nothing, and has the
 * pool's. It is never below the pool's: slips strewn over all files tell nothing of what the next
 * year brings (later choices of the development group say so: docs/results/style-stats.md). A
 * repository or folder is drawn to its trait's rho everywhere: three files of one mind
 * are a folder's habit when files elsewhere are of one mind with their neighbours, else three
 * coins.
 *
 * What was seen in one repository only says nothing about others, and is not held against them:
 * there the habit of that repository is measured, without H_repo.
 *
 * A cell whose own files or repositories disagree more than that has its own variance: the
 * cluster-robust one (K.-Y. Liang and S. Zeger, Biometrika 73, 1986), over files and over
 * repositories. The smaller number of sites holds.
 */
#include <math.h>

#include "style/style_internal.h"

#define COIN     0.25 /* variance of a coin */
#define DF_MAX   10
#define PRIOR_DF 10
/* Four developers of the development corpora: files .00-.19, repositories .08-.18; shares of limits
 * that nearly everything keeps can vary little. */
#define PRIOR_PLAIN   0.15
#define PRIOR_ORDERED 0.02
#define REPO_WEIGHT   2.0 /* of sites, below which a repository's share says too little */

static bool counted(const struct style_sample *s, size_t row)
{
    return s->month == 0 || s->v->month[row] >= s->month;
}

/* The rows of one file begin at `from`; where the next one's begin. */
static size_t file_end(const struct style_sample *s, size_t from)
{
    size_t to = from + 1;

    while (to < s->to && s->v->rows[to].file == s->v->rows[from].file)
        to++;
    return to;
}

/* Sites of a file that count, and how much each of them weighs. */
static double scale_of(const struct style_sample *s, size_t from, size_t to, uint64_t *ret_n)
{
    uint64_t n = 0;

    for (size_t i = from; i < to; i++)
        n += counted(s, i) ? s->v->rows[i].k : 0;
    *ret_n = n;
    return n > STYLE_FILE_CAP ? STYLE_FILE_CAP / (double)n : 1;
}

/* One part for each file that has sites in the sample; fills the plain counts of `e`. */
static size_t make_parts(const struct style_sample *s, uint32_t lo, uint32_t hi,
                         struct style_part *parts, struct style_evidence *e)
{
    size_t len = 0;

    for (size_t from = s->from, to; from < s->to; from = to) {
        struct style_part p = {.repo = s->v->files[s->v->rows[from].file].repo};
        uint64_t n;
        double scale;

        to = file_end(s, from);
        scale = scale_of(s, from, to, &n);
        for (size_t i = from; i < to; i++) {
            const struct style_row *r = &s->v->rows[i];
            double each = scale * s->v->recency[i];

            if (!counted(s, i))
                continue;
            p.w += r->k * each;
            p.ww += r->k * each * each;
            if (r->cell < lo || r->cell > hi)
                continue;
            p.k += r->k * each;
            e->k += r->k;
            if (r->first && (!e->first || r->first < e->first))
                e->first = r->first;
            e->last = r->last > e->last ? r->last : e->last;
        }
        e->n += n;
        if (n > 0)
            parts[len++] = p;
    }
    return len;
}

struct sums { /* over files or repositories */
    double k, w, kk, kw, ww;
    uint32_t n;
};

static void sum(struct sums *s, double k, double w)
{
    s->k += k;
    s->w += w;
    s->kk += k * k;
    s->kw += k * w;
    s->ww += w * w;
    s->n++;
}

/* Robust variance of the share p, with the correction for few clusters. */
static double robust(const struct sums *s, double p)
{
    double v;

    if (s->n < 2)
        return 0;
    v = (s->kk - 2 * p * s->kw + p * p * s->ww) / (s->w * s->w);
    return v > 0 ? v * s->n / (s->n - 1) : 0;
}

static void weigh(const struct style_part *parts, size_t n, const struct style_rho *rho,
                  struct style_evidence *e)
{
    struct sums files = {0}, repos = {0}, repo = {0};
    double site = 0, between = rho->repo, own, variance;

    for (size_t i = 0; i < n; i++) {
        sum(&files, parts[i].k, parts[i].w);
        sum(&repo, parts[i].k, parts[i].w);
        site += parts[i].ww;
        if (i + 1 == n || parts[i + 1].repo != parts[i].repo) {
            sum(&repos, repo.k, repo.w);
            repo = (struct sums){0};
        }
    }
    e->files = files.n;
    e->repos = repos.n;
    if (!(files.w > 0))
        return;
    e->share = files.k < files.w ? files.k / files.w : 1;
    e->tosses = files.w * files.w / files.ww;
    if (repos.n < 2)
        between = 0;
    variance = (1 - rho->file - between) * site + rho->file * files.ww + between * repos.ww;
    e->sites = files.w * files.w / variance;
    own = fmax(robust(&files, e->share), robust(&repos, e->share));
    if (own > 0 && e->share > 0 && e->share < 1)
        e->sites = fmin(e->sites, e->share * (1 - e->share) / own);
    /* A mixed file alone says nothing of variance; one site is the least there can be. */
    e->sites = fmax(e->sites, fmin(1, files.w * files.w / site));
}

void style_weights(const struct style_sample *s, const struct style_view_group *g, double *ret_w,
                   uint64_t *ret_k)
{
    for (uint32_t c = 0; c < g->cell_end - g->cell; c++) {
        ret_w[c] = 0;
        ret_k[c] = 0;
    }
    for (size_t from = s->from, to; from < s->to; from = to) {
        uint64_t n;
        double scale;

        to = file_end(s, from);
        scale = scale_of(s, from, to, &n);
        for (size_t i = from; i < to; i++) {
            const struct style_row *r = &s->v->rows[i];

            if (!counted(s, i))
                continue;
            ret_w[r->cell - g->cell] += r->k * scale * s->v->recency[i];
            ret_k[r->cell - g->cell] += r->k;
        }
    }
}

/* ---- how much do files and repositories disagree? ------------------------------------------ */
struct spread {                    /* of shares around their mean */
    double n, sum, squares, noise; /* noise: variance that sampling explains */
};

static void spread_add(struct spread *s, double share, double noise)
{
    s->n++;
    s->sum += share;
    s->squares += share * share;
    s->noise += noise;
}

/* Sum of squares beyond sampling noise; may be negative. */
static double spread_beyond(const struct spread *s)
{
    if (s->n < 2)
        return 0;
    return s->squares - s->sum * s->sum / s->n - s->noise * (s->n - 1) / s->n;
}

/* What a cell shows of one level, files or repositories. */
struct level {
    double ss, df; /* sum of squares beyond sampling noise, and its degrees of freedom */
};

static void disagreement(const struct style_part *parts, size_t n, struct level *ret_files,
                         struct level *ret_repos)
{
    struct spread repos = {0};

    *ret_files = *ret_repos = (struct level){0};
    for (size_t from = 0, to; from < n; from = to) {
        struct spread files = {0};
        double k = 0, w = 0, ww = 0, share;

        for (to = from; to < n && parts[to].repo == parts[from].repo; to++) {
            double sites = parts[to].w * parts[to].w / parts[to].ww,
                   own = parts[to].k / parts[to].w;

            k += parts[to].k;
            w += parts[to].w;
            ww += parts[to].ww;
            if (sites >= 2)
                spread_add(&files, own, own * (1 - own) / (sites - 1));
        }
        share = k / w;
        if (files.n > 1) {
            ret_files->ss += spread_beyond(&files);
            ret_files->df += files.n - 1;
        }
        if (w * w / ww >= REPO_WEIGHT) {
            double between = files.n > 1 ? fmax(0, spread_beyond(&files)) / (files.n - 1) : 0;
            double sites = w * w / ww;

            spread_add(&repos, share,
                       share * (1 - share) / (sites - 1) + between / fmax(files.n, 1));
        }
    }
    if (repos.n > 1)
        *ret_repos = (struct level){spread_beyond(&repos), repos.n - 1};
}

static void pool(const struct level *cell, double *ss, double *df)
{
    double cut = cell->df > DF_MAX ? DF_MAX / cell->df : 1;

    *ss += cell->ss * cut;
    *df += cell->df * cut;
}

static double own_level(const struct level *cell, double mixed, double pooled, double weight)
{
    double coins = weight * COIN;
    double rho = (cell->ss + pooled * coins) / (cell->df * mixed + coins);

    return rho < pooled ? pooled : rho > 1 ? 1 : rho;
}

/* rho of one cell, drawn to the pool's. */
static struct style_rho own_rho(const struct style_part *parts, size_t n,
                                const struct style_rho *pooled)
{
    struct style_rho rho = {.weight = pooled->weight};
    struct level files, repos;
    double k = 0, w = 0, share;

    for (size_t i = 0; i < n; i++) {
        k += parts[i].k;
        w += parts[i].w;
    }
    share = k < w ? k / w : 1;
    disagreement(parts, n, &files, &repos);
    rho.file = own_level(&files, share * (1 - share), pooled->file, pooled->weight);
    rho.repo = own_level(&repos, share * (1 - share), pooled->repo, pooled->weight);
    if (rho.file + rho.repo > 1)
        rho.file = 1 - rho.repo;
    return rho;
}

struct style_evidence style_measure(const struct style_sample *s, uint32_t lo, uint32_t hi,
                                    const struct style_rho *pooled, struct style_part *parts)
{
    struct style_evidence e = {0};
    size_t n = make_parts(s, lo, hi, parts, &e);

    e.rho = own_rho(parts, n, pooled);
    weigh(parts, n, &e.rho, &e);
    style_wilson(e.share * e.sites, e.sites, &e.lo, &e.hi);
    return e;
}

void style_pool_add(struct style_pool *p, const struct style_sample *s, uint32_t lo, uint32_t hi,
                    struct style_part *parts)
{
    struct style_evidence e = {0};
    struct level files, repos;

    disagreement(parts, make_parts(s, lo, hi, parts, &e), &files, &repos);
    pool(&files, &p->file_ss, &p->file_df);
    pool(&repos, &p->repo_ss, &p->repo_df);
}

static double rho_of(double ss, double df, double prior)
{
    double rho = (ss / COIN + prior * PRIOR_DF) / (df + PRIOR_DF);

    return rho < 0 ? 0 : rho > 1 ? 1 : rho;
}

struct style_rho style_pool_rho(const struct style_pool *p, bool ordered, double weight)
{
    double prior = ordered ? PRIOR_ORDERED : PRIOR_PLAIN;
    struct style_rho rho = {rho_of(p->file_ss, p->file_df, prior),
                            rho_of(p->repo_ss, p->repo_df, prior), weight};

    if (rho.file + rho.repo > 1)
        rho.file = 1 - rho.repo;
    return rho;
}
