/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dated style switches: "no semicolons since March 2019, always until then".
 *
 * Binary segmentation (A. Scott and M. Knott, Biometrics 30, 1974) over the months in which lines
 * were born. A month splits every file into an older and a newer part. Each part has one vote,
 * which its values share as its sites do, because the sites of a part are one decision; a vote for
 * the most frequent value alone would favour it more the larger the part is. The month with the
 * largest likelihood ratio is the change point, and what comes after it is searched again, so that
 * the last switch is found. A developer who turned and turned back is split by no one month, so
 * when the whole shows nothing, the search begins anew at later months (as P. Fryzlewicz, Annals of
 * Statistics 42, 2014, does with random intervals).
 *
 * It is believed when
 * - Fisher's exact test of (newer or older) against (new value or not), times the number of months
 *   and windows that were tried, is below FALSE_SWITCH. Files of one mind do not fake significance,
 *   since parts are counted. Neighbouring months say nearly the same, so the penalty is a hard one:
 *   9,000 cells with shuffled dates show no switch (tests/unit/style/test_style_switch.c);
 * - the old value prevails in the older parts and the new one in the newer ones, in several files
 * on both sides;
 * - repositories changed, and not merely differ: among those with files on both sides more turned
 *   than stayed. When no repository stands on both sides, the test has to succeed with
 *   repositories in the place of files.
 */
#include <math.h>
#include <string.h>

#include "style/style_internal.h"

#define FALSE_SWITCH 0.005
#define PREVAIL      0.70
#define PARTS_MIN    3
#define MONTHS_MAX   48 /* candidate change points */
#define CELLS_MAX    64 /* a group with more values is not searched */
#define SWITCHES_MAX 4
#define WINDOWS      6    /* where the search may begin */
#define DIFFERS      0.25 /* shares by weight, before and after, for a month to be worth a poll */

struct votes {
    double older[CELLS_MAX], newer[CELLS_MAX];
    size_t older_n, newer_n;
};
struct repos { /* that stand on both sides, or votes of whole repositories */
    size_t turned, stayed;
    struct votes votes;
};
struct search {
    const struct style_view *v;
    const struct style_view_group *g;
    uint16_t from; /* rows of earlier months are left out */
    uint32_t cells;
};
struct split {
    uint16_t month;
    uint32_t old, now;
    double gain, tail;
};

static size_t best_of(const double *votes, size_t n)
{
    size_t best = 0;

    for (size_t i = 1; i < n; i++)
        if (votes[i] > votes[best])
            best = i;
    return best;
}

/* One vote, dealt out as `weight` is, which is emptied. */
static void vote(double *weight, size_t cells, double *votes, size_t *n)
{
    double all = 0;

    for (size_t i = 0; i < cells; i++)
        all += weight[i];
    for (size_t i = 0; i < cells && all > 0; i++) {
        votes[i] += weight[i] / all;
        weight[i] = 0;
    }
    *n += all > 0;
}

/* A repository's files have voted: did it turn to `now`? */
static void count_repo(struct repos *r, struct votes *one, size_t cells, uint32_t now)
{
    size_t older_n = one->older_n, newer_n = one->newer_n;

    if (older_n >= 2 && newer_n >= 2) {
        bool was = one->older[now] * 2 > (double)older_n;
        bool is = one->newer[now] * 2 > (double)newer_n;

        r->turned += !was && is;
        r->stayed += was || !is;
    }
    vote(one->older, cells, r->votes.older, &r->votes.older_n);
    vote(one->newer, cells, r->votes.newer, &r->votes.newer_n);
    one->older_n = one->newer_n = 0;
}

/* The votes of all file parts when `month` splits them; `repos` may be NULL. */
static void poll(const struct search *s, uint16_t month, struct votes *ret, struct repos *repos,
                 uint32_t now)
{
    const struct style_row *rows = s->v->rows;
    double older[CELLS_MAX] = {0}, newer[CELLS_MAX] = {0};
    struct votes one = {0};

    memset(ret, 0, sizeof *ret);
    for (size_t i = s->g->from; i < s->g->to; i++) {
        uint16_t m = s->v->month[i];
        bool file_ends = i + 1 == s->g->to || rows[i + 1].file != rows[i].file;
        bool repo_ends = file_ends && (i + 1 == s->g->to || s->v->files[rows[i + 1].file].repo !=
                                                                s->v->files[rows[i].file].repo);

        if (m != 0 && m >= s->from)
            (m < month ? older : newer)[rows[i].cell - s->g->cell] += rows[i].k;
        if (!file_ends)
            continue;
        if (repos) {
            double again[2][CELLS_MAX];

            memcpy(again[0], older, sizeof older);
            memcpy(again[1], newer, sizeof newer);
            vote(again[0], s->cells, one.older, &one.older_n);
            vote(again[1], s->cells, one.newer, &one.newer_n);
            if (repo_ends)
                count_repo(repos, &one, s->cells, now);
        }
        vote(older, s->cells, ret->older, &ret->older_n);
        vote(newer, s->cells, ret->newer, &ret->newer_n);
    }
}

static double log_likelihood(double k, size_t n)
{
    double p = n > 0 ? k / (double)n : 0;

    return p > 0 && p < 1 ? k * log(p) + ((double)n - k) * log1p(-p) : 0;
}

/* Fills `ret`; false when the votes speak of no switch. */
static bool judge(const struct votes *v, size_t cells, struct split *ret)
{
    size_t old = best_of(v->older, cells), now = best_of(v->newer, cells);
    double k = v->newer[now], c = v->older[now];
    size_t a = (size_t)(k + 0.5), b = (size_t)(c + 0.5);

    if (v->older_n < PARTS_MIN || v->newer_n < PARTS_MIN || old == now ||
        v->older[old] < PREVAIL * (double)v->older_n || k < PREVAIL * (double)v->newer_n)
        return false;
    ret->old = (uint32_t)old;
    ret->now = (uint32_t)now;
    ret->gain = log_likelihood(k, v->newer_n) + log_likelihood(c, v->older_n) -
                log_likelihood(k + c, v->newer_n + v->older_n);
    ret->tail =
        style_fisher_tail(a < v->newer_n ? a : v->newer_n, a < v->newer_n ? v->newer_n - a : 0,
                          b < v->older_n ? b : v->older_n, b < v->older_n ? v->older_n - b : 0);
    return true;
}

/* Months that split the rows into about equal pieces; returns how many. */
static size_t candidates(const struct search *s, uint32_t *histogram, uint16_t *ret)
{
    size_t rows = 0, seen = 0, n = 0, months = 0;

    memset(histogram, 0, STYLE_MONTHS * sizeof *histogram);
    for (size_t i = s->g->from; i < s->g->to; i++) {
        uint16_t m = s->v->month[i];

        if (m == 0 || m < s->from)
            continue;
        months += histogram[m]++ == 0;
        rows++;
    }
    for (uint32_t m = 0; m < STYLE_MONTHS; m++) {
        /* Every month when they are few, else those at which another piece is full. */
        if (histogram[m] > 0 && seen > 0 && n < MONTHS_MAX &&
            (months <= MONTHS_MAX || seen * (MONTHS_MAX + 1) >= (n + 1) * rows))
            ret[n++] = (uint16_t)m;
        seen += histogram[m];
    }
    return n;
}

static bool repositories_agree(const struct search *s, const struct split *found, size_t months)
{
    struct votes votes;
    struct repos repos = {0};
    struct split whole = {0};

    poll(s, found->month, &votes, &repos, found->now);
    if (repos.turned + repos.stayed > 0)
        return repos.turned > repos.stayed;
    return judge(&repos.votes, s->cells, &whole) && whole.now == found->now &&
           whole.tail * (double)months <= FALSE_SWITCH;
}

/* The first vote of a group of one mind: is there anything to search for? */
static bool worth_a_search(const struct search *s)
{
    size_t files[CELLS_MAX] = {0}, often = 0;

    for (size_t i = s->g->from; i < s->g->to; i++) {
        const struct style_row *r = &s->v->rows[i];
        bool first = i == s->g->from || r[-1].file != r->file || r[-1].cell != r->cell;

        files[r->cell - s->g->cell] += first && r->first != 0;
    }
    for (size_t c = 0; c < s->cells; c++)
        often += files[c] >= PARTS_MIN;
    return often >= 2;
}

/*
 * Polling files is what costs. A switch moves the share of a value by at least 2 * PREVAIL - 1, so
 * months at which the plain shares hardly move are passed over: one walk over the rows tells.
 */
static void pass_over(const struct search *s, const uint16_t *months, size_t n, bool *ret_worth)
{
    double pieces[MONTHS_MAX + 1][CELLS_MAX] = {{0}}, older[CELLS_MAX] = {0}, all[CELLS_MAX] = {0};
    double older_sum = 0, sum = 0;

    for (size_t i = s->g->from; i < s->g->to; i++) {
        const struct style_row *r = &s->v->rows[i];
        size_t piece = 0, end = n;
        double w = r->k < STYLE_FILE_CAP ? r->k : STYLE_FILE_CAP;

        if (s->v->month[i] == 0 || s->v->month[i] < s->from)
            continue;
        while (piece < end) { /* how many of the months are not later? */
            size_t mid = piece + (end - piece) / 2;

            if (months[mid] <= s->v->month[i])
                piece = mid + 1;
            else
                end = mid;
        }
        pieces[piece][r->cell - s->g->cell] += w;
        all[r->cell - s->g->cell] += w;
        sum += w;
    }
    for (size_t i = 0; i < n; i++) {
        ret_worth[i] = false;
        for (size_t c = 0; c < s->cells; c++) {
            older[c] += pieces[i][c];
            older_sum += pieces[i][c];
        }
        for (size_t c = 0; c < s->cells && older_sum > 0 && sum > older_sum; c++)
            ret_worth[i] |=
                fabs(older[c] / older_sum - (all[c] - older[c]) / (sum - older_sum)) >= DIFFERS;
    }
}

/* `windows`: how many are searched beside this one. */
static bool find_split(const struct search *s, size_t windows, uint32_t *histogram,
                       struct split *ret)
{
    uint16_t months[MONTHS_MAX];
    size_t n = candidates(s, histogram, months);
    bool found = false, worth[MONTHS_MAX];

    pass_over(s, months, n, worth);
    for (size_t i = 0; i < n; i++) {
        struct votes votes;
        struct split one = {.month = months[i]};

        if (!worth[i])
            continue;
        poll(s, months[i], &votes, NULL, 0);
        if (judge(&votes, s->cells, &one) && (!found || one.gain > ret->gain)) {
            *ret = one;
            found = true;
        }
    }
    n *= windows;
    return found && ret->tail * (double)n <= FALSE_SWITCH && repositories_agree(s, ret, n);
}

/* Of the whole, else of the longest rest that shows one. */
static bool find_in_windows(const struct search *s, uint32_t *histogram, struct split *ret)
{
    uint16_t months[MONTHS_MAX];
    struct search window = *s;
    size_t n;

    if (find_split(s, 1, histogram, ret))
        return true;
    n = candidates(s, histogram, months);
    for (size_t i = 1; i < WINDOWS && n >= WINDOWS; i++) {
        window.from = months[i * n / WINDOWS];
        if (find_split(&window, WINDOWS, histogram, ret))
            return true;
    }
    return false;
}

struct style_switch style_find_switch(const struct style_view *v, const struct style_view_group *g,
                                      uint32_t *scratch)
{
    struct search s = {.v = v, .g = g, .cells = g->cell_end - g->cell};
    struct style_switch ret = {0};
    struct split split = {0};

    if (v->traits->traits[g->trait].ordered || s.cells < 2 || s.cells > CELLS_MAX ||
        !worth_a_search(&s))
        return ret;
    for (int i = 0; i < SWITCHES_MAX && find_in_windows(&s, scratch, &split); i++) {
        ret = (struct style_switch){
            .month = split.month, .old = g->cell + split.old, .now = g->cell + split.now};
        s.from = split.month;
    }
    for (size_t i = g->from; i < g->to && ret.month; i++) {
        const struct style_row *r = &v->rows[i];

        if (r->cell == ret.now && v->month[i] >= ret.month &&
            (ret.since == 0 || r->first < ret.since))
            ret.since = r->first;
    }
    return ret;
}
