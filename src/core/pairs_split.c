/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs, second step: which units are subjects, which of them are copies of each other, who is kept
 * for tests, and what may be known about the developer.
 *
 * One profile serves all rows. It is mined from what is not held out: without the held-out
 * repositories (split B) and without lines that were born after the cut (split C). Rows of the
 * other splits are judged against it without their own cluster (idio_label_of).
 */
#include "core/pairs_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MIN      4
#define LINES_MAX      200
#define STATEMENTS_MIN 3
#define HELD_OUT_SHARE .20 /* of the units, at most, when repositories are chosen by themselves */
#define HELD_OUT_UNITS 20  /* a repository with fewer says little */
#define CUT_SHARE      .90 /* of the units are older than the cut */
#define SHARE_A        .10 /* of the clusters of training repositories are kept for tests */
#define SHARE_VALID    .05 /* and for choosing thresholds */

bool pairs_is_for_tests(enum idio_split s)
{
    return s != IDIO_SPLIT_TRAIN && s != IDIO_SPLIT_VALID && s != IDIO_SPLIT_NONE;
}

int pairs_leaks(struct pairs_run *r, bool wanted, struct idio_leak **ret, size_t *ret_n,
                struct idio_err *err)
{
    const size_t n = r->subjects.len;
    struct idio_member *members = idio_alloc(n + 1, sizeof *members);
    size_t *at = idio_alloc(n + 1, sizeof *at);
    size_t tests = 0, all = 0;
    int rc = members && at ? IDIO_OK : idio_nomem(err, "core.pairs");
    for (int for_tests = 1; for_tests >= 0 && rc == IDIO_OK; for_tests--) {
        for (size_t i = 0; i < n; i++) {
            const struct pairs_subject *x = &r->subjects.at[i];
            if (x->split == IDIO_SPLIT_NONE || (wanted && !x->wanted) ||
                pairs_is_for_tests(x->split) != (bool)for_tests)
                continue;
            at[all] = i;
            members[all++] = (struct idio_member){&x->in->shapes[x->unit], x->in->repo, x->key};
        }
        tests = for_tests ? all : tests;
    }
    if (rc == IDIO_OK)
        rc =
            idio_leaks(members, tests, members + tests, all - tests, r->core->ctx, ret, ret_n, err);
    for (size_t i = 0; rc == IDIO_OK && i < *ret_n; i++) {
        (*ret)[i].test = at[(*ret)[i].test];
        (*ret)[i].train = at[tests + (*ret)[i].train];
    }
    idio_free(members);
    idio_free(at);
    return rc;
}

/* ---- subjects -------------------------------------------------------------------------------- */

static bool is_usable(const struct pairs_file *f, size_t u)
{
    const struct idio_unit *unit = &f->observed.units[u];
    const struct idio_shape *shape = &f->shapes[u];
    const uint32_t lines = unit->last_line - unit->first_line + 1;
    if (unit->foreign || (unit->kind != IDIO_UNIT_MODULE && !unit->name[0]))
        return false;
    if (unit->kind == IDIO_UNIT_FUNCTION)
        return lines >= LINES_MIN && lines <= LINES_MAX && shape->statements >= STATEMENTS_MIN &&
               !shape->delegation && strcmp(unit->name, "main") != 0;
    return lines >= 2 * LINES_MIN && shape->statements >= STATEMENTS_MIN;
}

static const char *make_key(struct pairs_run *r, const struct pairs_file *f, size_t u)
{
    const struct idio_unit *unit = &f->observed.units[u];
    return idio_arena_printf(&r->arena, "%s %s:%u %s", r->repos[f->repo].row->name, f->path,
                             unit->first_line,
                             unit->kind == IDIO_UNIT_MODULE ? "(file)" : unit->name);
}

static int add_subject(struct pairs_run *r, uint32_t file, uint32_t unit, struct idio_err *err)
{
    const struct pairs_file *f = &r->files[file];
    const struct idio_unit *u = &f->observed.units[unit];
    struct pairs_subject s = {.file = file,
                              .unit = unit,
                              .in = f,
                              .act = u->is_test ? IDIO_INTENT_TEST : IDIO_INTENT_CREATE,
                              .day = f->born[unit],
                              .habits = f->habits[unit],
                              .commit = "",
                              .key = make_key(r, f, unit)};
    for (size_t i = 0; i < PAIRS_NEAREST; i++)
        s.nearest[i] = UINT32_MAX;
    if (!s.key || idio_vec_push(&r->subjects, s) < 0)
        return idio_nomem(err, "core.pairs");
    r->repos[f->repo].units++;
    return IDIO_OK;
}

static int collect_file(struct pairs_run *r, uint32_t file, struct idio_err *err)
{
    const struct pairs_file *f = &r->files[file];
    int rc = IDIO_OK;
    for (size_t u = 0; u < f->observed.unit_count && rc == IDIO_OK; u++) {
        if (!is_usable(f, u))
            continue;
        if (r->subjects.len >= PAIRS_UNITS_MAX)
            return idio_fail(err, IDIO_E_LIMIT, "core.pairs", "more than %d units",
                             PAIRS_UNITS_MAX);
        rc = add_subject(r, file, (uint32_t)u, err);
    }
    return rc;
}

/* ---- held-out repositories ------------------------------------------------------------------- */

static int hold_out_named(struct pairs_run *r, struct idio_err *err)
{
    for (size_t i = 0; i < r->opts->hold_out_count; i++) {
        const char *name = r->opts->hold_out[i];
        bool found = false;
        for (size_t k = 0; k < r->repo_count; k++)
            if (strcmp(r->repos[k].row->name, name) == 0 ||
                strcmp(r->repos[k].row->path, name) == 0)
                r->repos[k].held_out = found = true;
        if (!found)
            return idio_hint(err,
                             idio_fail(err, IDIO_E_NOTFOUND, "core.pairs",
                                       "--hold-out %s: no such repository was learnt", name),
                             "`idiolect profile --json` lists them under \"repos\"");
    }
    return IDIO_OK;
}

static const char *name_of(const struct pairs_run *r, size_t i)
{
    return r->repos[i].row->name;
}

/* By lot among those with enough units, until a fifth of all units is reached; never all of them.
 */
static int hold_out_some(struct pairs_run *r, struct idio_err *err)
{
    size_t *order = NULL, left = 0, all = 0, out = 0;
    int rc = pairs_draw(r, r->repo_count, name_of, &order, err);
    for (size_t i = 0; i < r->repo_count; i++) {
        all += r->repos[i].units;
        left += r->repos[i].units >= HELD_OUT_UNITS;
    }
    for (size_t i = 0; rc == IDIO_OK && i < r->repo_count && left > 1; i++) {
        struct pairs_repo *repo = &r->repos[order[i]];
        if (repo->units < HELD_OUT_UNITS ||
            (double)(out + repo->units) > HELD_OUT_SHARE * (double)all)
            continue;
        repo->held_out = true;
        out += repo->units;
        left--;
    }
    return rc;
}

/* ---- the cut --------------------------------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int choose_cut(struct pairs_run *r, struct idio_err *err)
{
    size_t n = 0;
    int32_t *days = idio_arena_alloc(&r->arena, r->subjects.len + 1, sizeof *days);
    if (!days)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < r->subjects.len; i++)
        if (!r->repos[r->subjects.at[i].in->repo].held_out && r->subjects.at[i].day > 0)
            days[n++] = r->subjects.at[i].day;
    if (n == 0)
        return IDIO_OK;
    qsort(days, n, sizeof *days, by_day);
    r->cut = days[(size_t)(CUT_SHARE * (double)(n - 1))];
    return IDIO_OK;
}

/* ---- clusters -------------------------------------------------------------------------------- */

struct assigning {
    struct pairs_run *r;
    struct idio_member *members;
    struct idio_place *places;
    uint32_t *clusters;
    enum idio_split *splits;
    size_t n;
};

static int find_splits(struct assigning *a, struct idio_err *err)
{
    struct pairs_run *r = a->r;
    const struct idio_split_rules rules = {.seed = r->opts->seed,
                                           .cut_off = r->cut ? r->cut + 1 : 0,
                                           .share_a = SHARE_A,
                                           .valid = SHARE_VALID};
    size_t count = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct pairs_subject *s = &r->subjects.at[i];
        a->members[i] = (struct idio_member){&s->in->shapes[s->unit], s->in->repo, s->key};
        a->places[i] = (struct idio_place){r->repos[s->in->repo].held_out, s->day};
    }
    int rc = idio_cluster(a->members, a->n, IDIO_LEAK, r->core->ctx, a->clusters, &count, err);
    if (rc == IDIO_OK)
        rc = idio_split_members(a->members, a->places, a->clusters, a->n, count, &rules, a->splits,
                                err);
    r->cluster_count = (uint32_t)count;
    return rc;
}

/* What is near a unit kept for tests, although clusters did not bring them together (they are found
 * by estimates), is trained on by nobody. */
static int drop_leaks(struct pairs_run *r, struct idio_err *err)
{
    struct idio_leak *leaks = NULL;
    size_t n = 0;
    int rc = pairs_leaks(r, false, &leaks, &n, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        r->subjects.at[leaks[i].train].split = IDIO_SPLIT_NONE;
    idio_free(leaks);
    return rc;
}

static int assign(struct pairs_run *r, struct idio_err *err)
{
    const size_t n = r->subjects.len;
    struct assigning a = {.r = r, .n = n};
    a.members = idio_alloc(n + 1, sizeof *a.members);
    a.places = idio_alloc(n + 1, sizeof *a.places);
    a.clusters = idio_alloc(n + 1, sizeof *a.clusters);
    a.splits = idio_alloc(n + 1, sizeof *a.splits);
    int rc = a.members && a.places && a.clusters && a.splits ? find_splits(&a, err)
                                                             : idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        r->subjects.at[i].cluster = a.clusters[i];
        r->subjects.at[i].split = a.splits[i];
    }
    idio_free(a.members);
    idio_free(a.places);
    idio_free(a.clusters);
    idio_free(a.splits);
    return rc == IDIO_OK ? drop_leaks(r, err) : rc;
}

int pairs_collect(struct pairs_run *r, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < r->file_count && rc == IDIO_OK; i++)
        if (r->files[i].read)
            rc = collect_file(r, (uint32_t)i, err);
    return rc;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct pairs_subject *)a)->key, ((const struct pairs_subject *)b)->key);
}

int pairs_split(struct pairs_run *r, struct idio_err *err)
{
    if (r->subjects.len > 0)
        qsort(r->subjects.at, r->subjects.len, sizeof *r->subjects.at, by_key);
    int rc = r->opts->hold_out_count ? hold_out_named(r, err) : hold_out_some(r, err);
    if (rc == IDIO_OK)
        rc = choose_cut(r, err);
    return rc == IDIO_OK ? assign(r, err) : rc;
}

/* ---- what may be known ----------------------------------------------------------------------- */

struct knowing {
    struct pairs_run *r;
    struct idio_tally *tally;
    struct idio_arena file;
};

static bool is_held_out(const struct pairs_run *r, int64_t repo)
{
    for (size_t i = 0; i < r->repo_count; i++)
        if (r->repos[i].row->id == repo)
            return r->repos[i].held_out;
    return false;
}

static int know_file(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *p, size_t n,
                     struct idio_err *err)
{
    struct knowing *k = ctx;
    struct idio_observed o;
    enum idio_skip why;
    if (!p || core_is_verdict(p, n, &why) || is_held_out(k->r, repo->id))
        return IDIO_OK;
    idio_arena_clear(&k->file);
    int rc = core_observed(file, p, n, &k->file, &o, err);
    if (rc < 0)
        return rc;
    size_t kept = 0;
    for (size_t i = 0; i < o.site_count; i++)
        if (k->r->cut == 0 || o.sites[i].day <= k->r->cut)
            o.sites[kept++] = o.sites[i];
    o.site_count = kept;
    return idio_tally_add(k->tally, repo->name, repo->path, file->path, &o, err);
}

int pairs_profile(struct pairs_run *r, struct idio_err *err)
{
    struct knowing k = {.r = r};
    idio_arena_init(&k.file, IDIO_CORE_ARENA);
    int rc = idio_tally_new(r->core->traits, &k.tally, err);
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(r->core->store, 0, r->core->detector, know_file, &k, err);
    struct idio_fact *counted = NULL;
    size_t n = 0;
    if (rc == IDIO_OK)
        rc = idio_tally_facts(k.tally, &r->arena, &counted, &n, err);
    if (rc == IDIO_OK)
        rc = core_facts_ruled(r->core, counted, n, &r->arena, &r->facts, &r->fact_count, err);
    idio_tally_free(k.tally);
    idio_arena_release(&k.file);
    return rc;
}
