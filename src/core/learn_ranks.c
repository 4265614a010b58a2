/* SPDX-License-Identifier: Apache-2.0 */
/*
 * learn by several processes: `mpirun -n N idiolect learn …`.
 *
 * Rank 0 does what one process does: it finds the repositories, chooses the identities, opens the
 * store, decides what the cache lacks, writes, counts and reports. Two steps it shares:
 *
 *   list      A repository is one rank's. The heaviest go first, each to the rank that has least so
 *             far. Rank 0 gets the lists back.
 *   observe   In rounds: what is left is cut into runs of at most LEARN_BATCH files, one for each
 *             rank, whoever listed them; a long tail is cut shorter, so that all end together. Each
 *             run comes back and is a transaction of its own, so a kill leaves whole batches.
 *
 * Who does what does not matter to the result: lists and observations go to their index, and all
 * that follows is rank 0's. The others keep nothing between two requests but open repositories and
 * parsers. All ranks must see the same folders.
 *
 * Counting is not shared, although tallies could be merged: it is a walk over the whole cache, also
 * over what this run did not touch, and takes 2 to 3 % of the processor time of a first run over 40
 * repositories (perf; listing takes more than half, parsing most of the rest).
 */
#include "core/learn_internal.h"
#include "core/learn_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHERE "core.ranks"

#define BUILD_SIZE (IDIO_DETECTOR_SIZE + 17)

/* What makes two programs give the same results. */
static void name_build(const struct learning *l, char ret[BUILD_SIZE])
{
    uint64_t rules = idio_corpus_authors_version() ^ idio_corpus_paths_version();
    snprintf(ret, BUILD_SIZE, "%s-%016llx", l->core->detector, (unsigned long long)rules);
}

static struct idio_ranks *ranks_of(const struct learning *l)
{
    return l->core->ctx->ranks;
}

/* ---- rank 0: listing ------------------------------------------------------------------------- */

struct load {
    size_t at;
    uint64_t weight;
};

static int heavier_first(const void *a, const void *b)
{
    const struct load *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Of one that is known only the new commits are read. */
static uint64_t weight_of(const struct repo_work *w)
{
    struct idio_repo *repo = NULL;
    if (w->has_known || w->ref->kind != IDIO_REPO_GIT || idio_repo_open(w->ref, &repo, NULL) < 0)
        return 0;
    uint64_t weight = idio_repo_weight(repo);
    idio_repo_close(repo);
    return weight;
}

struct listing {
    struct learning *l;
    const size_t *which; /* the repositories to list */
    size_t n;
    unsigned *owner; /* of each of `which`: the rank that lists it */
};

/* Every repository costs something, hence the one. */
static int share_out(struct listing *s, struct idio_err *err)
{
    struct idio_arena *arena = &s->l->arena;
    unsigned size = idio_ranks_size(ranks_of(s->l));
    struct load *loads = idio_arena_alloc(arena, s->n + 1, sizeof *loads);
    uint64_t *sums = idio_arena_alloc(arena, size, sizeof *sums);
    s->owner = idio_arena_alloc(arena, s->n + 1, sizeof *s->owner);
    if (!loads || !sums || !s->owner)
        return idio_nomem(err, WHERE);
    for (size_t i = 0; i < s->n; i++)
        loads[i] = (struct load){i, weight_of(&s->l->repos[s->which[i]])};
    qsort(loads, s->n, sizeof *loads, heavier_first);
    for (size_t i = 0; i < s->n; i++) {
        unsigned least = 0;
        for (unsigned k = 1; k < size; k++)
            least = sums[k] < sums[least] ? k : least;
        sums[least] += loads[i].weight + 1;
        s->owner[loads[i].at] = least;
    }
    return IDIO_OK;
}

static int make_list(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    const struct listing *s = ctx;
    const struct learning *l = s->l;
    char build[BUILD_SIZE];
    name_build(l, build);
    struct core_wire_list m = {.build = build, .secrets = l->secrets, .who = l->who};
    m.repos = idio_alloc(l->repo_count + 1, sizeof *m.repos);
    if (!m.repos)
        return idio_nomem(err, WHERE);
    m.repo_count = l->repo_count;
    for (size_t i = 0; i < l->repo_count; i++)
        m.repos[i].ref = *l->repos[i].ref;
    for (size_t i = 0; i < s->n; i++) {
        const struct repo_work *w = &l->repos[s->which[i]];
        struct core_wire_repo *repo = &m.repos[s->which[i]];
        repo->yours = s->owner[i] == to;
        repo->word = w->word;
        repo->has_known = w->has_known;
        repo->known = w->known;
    }
    core_wire_put_list(out, &m);
    idio_free(m.repos);
    return IDIO_OK; /* the buffer's own status is looked at */
}

static int take_listed(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    const struct listing *s = ctx;
    struct types_reader r = {.p = p, .end = (const unsigned char *)p + n};
    int rc = IDIO_OK;
    for (size_t i = 0; i < s->n && rc == IDIO_OK; i++) {
        struct repo_work *w = &s->l->repos[s->which[i]];
        if (s->owner[i] != from)
            continue;
        r.arena = &w->arena;
        rc = core_wire_get_listed(&r, w, err);
        idio_progress_add(s->l->core->ctx->progress, 1);
    }
    return rc == IDIO_OK ? core_wire_done(&r, err) : rc;
}

int core_ranks_list(struct learning *l, const size_t *which, size_t n, struct idio_err *err)
{
    struct listing s = {.l = l, .which = which, .n = n};
    struct idio_str unused;
    size_t mine = 0, *here = idio_arena_alloc(&l->arena, n + 1, sizeof *here);
    int rc = here ? share_out(&s, err) : idio_nomem(err, WHERE);
    for (size_t i = 0; rc == IDIO_OK && i < n; i++)
        if (s.owner[i] == 0)
            here[mine++] = which[i];
    idio_str_init(&unused, 0);
    rc = idio_ranks_scatter(ranks_of(l), rc, make_list, &s, &unused, err);
    if (rc == IDIO_OK)
        rc = core_learn_list_here(l, here, mine, err);
    return idio_ranks_gather(ranks_of(l), rc, NULL, 0, take_listed, &s, err);
}

/* ---- rank 0: observing ----------------------------------------------------------------------- */

struct round {
    struct learning *l;
    size_t begin, run; /* of the whole round; most files of one rank */
};

/* The files of one rank, as indexes into todo. */
static size_t run_of(const struct round *s, unsigned rank, size_t *ret_begin)
{
    size_t left = s->l->todo.len - s->begin, skip = s->run * rank;
    *ret_begin = s->begin + (skip < left ? skip : left);
    left -= skip < left ? skip : left;
    return left < s->run ? left : s->run;
}

static int make_files(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    const struct round *s = ctx;
    size_t begin, n = run_of(s, to, &begin);
    (void)err;
    types_put_number(out, CORE_WIRE_OBSERVE);
    types_put_number(out, n);
    for (size_t i = begin; i < begin + n; i++) {
        struct todo t = s->l->todo.at[i];
        core_wire_put_file(out, t.repo, &s->l->repos[t.repo].list.at[t.file]);
    }
    return IDIO_OK;
}

static int take_observed(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    const struct round *s = ctx;
    struct learning *l = s->l;
    struct types_reader r = {.p = p, .end = (const unsigned char *)p + n};
    size_t begin, count = run_of(s, from, &begin);
    core_learn_new_batch(l, begin, count);
    for (size_t i = 0; i < count; i++) {
        size_t len = 0;
        const void *bytes = types_get_bytes(&r, &len, "result");
        if (len > 0)
            idio_str_append(&l->batch[i], bytes, len);
    }
    int rc = core_wire_done(&r, err);
    for (size_t i = 0; i < count && rc == IDIO_OK; i++)
        rc = idio_str_status(&l->batch[i], WHERE, err);
    if (rc == IDIO_OK && count > 0)
        rc = core_learn_write_batch(l, err);
    core_learn_end_batch(l);
    idio_progress_add(l->core->ctx->progress, count);
    return rc;
}

int core_ranks_observe(struct learning *l, struct idio_err *err)
{
    unsigned size = idio_ranks_size(ranks_of(l));
    struct round s = {.l = l};
    struct idio_str unused;
    int rc = IDIO_OK;
    idio_str_init(&unused, 0);
    while (s.begin < l->todo.len && rc == IDIO_OK) {
        size_t begin, left = l->todo.len - s.begin;
        s.run = (left + size - 1) / size;
        s.run = s.run < LEARN_BATCH ? s.run : LEARN_BATCH;
        rc = idio_ranks_scatter(ranks_of(l), IDIO_OK, make_files, &s, &unused, err);
        if (rc == IDIO_OK) {
            core_learn_new_batch(l, s.begin, run_of(&s, 0, &begin));
            rc = core_learn_observe_here(l, err);
            if (rc == IDIO_OK)
                rc = core_learn_write_batch(l, err);
            core_learn_end_batch(l);
        }
        rc = idio_ranks_gather(ranks_of(l), rc, NULL, 0, take_observed, &s, err);
        s.begin += left < s.run * size ? left : s.run * size;
    }
    return rc;
}

static int make_end(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    (void)ctx;
    (void)to;
    (void)err;
    types_put_number(out, CORE_WIRE_END);
    return IDIO_OK;
}

int core_ranks_end(struct learning *l, int rc, struct idio_err *err)
{
    struct idio_str unused;
    struct idio_err late = {0};
    if (!ranks_of(l))
        return rc;
    idio_str_init(&unused, 0);
    if (rc < 0)
        return idio_ranks_scatter(ranks_of(l), rc, make_end, NULL, &unused, err);
    /* What was learnt is in the store by now: that another rank fails in leaving changes nothing.
     */
    if (idio_ranks_scatter(ranks_of(l), rc, make_end, NULL, &unused, &late) < 0)
        idio_log(l->core->ctx->log, IDIO_LOG_INFO, WHERE, "%s", late.msg);
    return rc;
}

/* ---- the other ranks ------------------------------------------------------------------------- */

struct serving {
    struct learning *l;
    struct idio_arena request; /* what one request brought */
    struct idio_str answer;
};

/* Is it the same program, and would the same secrets be cut out? */
static int check_same(struct learning *l, const struct core_wire_list *m, struct idio_err *err)
{
    char build[BUILD_SIZE];
    name_build(l, build);
    if (strcmp(m->build, build) != 0)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_CONFLICT, WHERE,
                                   "is another build of idiolect (%s, not %s)", build, m->build),
                         "install the same one on all machines of the run");
    int rc = l->opts->secret_rules ? core_learn_secret_rules(l, err) : IDIO_OK;
    if (rc == IDIO_OK && strcmp(m->secrets, l->secrets) != 0)
        return idio_hint(err, idio_fail(err, IDIO_E_CONFLICT, WHERE, "has other rules for secrets"),
                         "name the same file for all by --secret-rules");
    return rc;
}

static int prepare(struct learning *l, const struct core_wire_list *m, struct idio_err *err)
{
    if (l->repos)
        return idio_fail(err, IDIO_E_BUG, WHERE, "asked to list twice");
    int rc = check_same(l, m, err);
    if (rc < 0)
        return rc;
    l->who = m->who;
    l->repos = idio_alloc(m->repo_count + 1, sizeof *l->repos);
    if (!l->repos)
        return idio_nomem(err, WHERE);
    l->repo_count = m->repo_count;
    for (size_t i = 0; i < m->repo_count; i++) {
        l->repos[i].ref = &m->repos[i].ref;
        l->repos[i].word = m->repos[i].word;
        l->repos[i].has_known = m->repos[i].has_known;
        l->repos[i].known = m->repos[i].known;
        idio_arena_init(&l->repos[i].arena, IDIO_CORE_ARENA);
    }
    return IDIO_OK;
}

static int serve_list(struct serving *s, const struct idio_str *request, struct idio_err *err)
{
    struct learning *l = s->l;
    struct core_wire_list m;
    size_t n = 0;
    int rc = core_wire_get_list(request->data, request->len, &l->arena, &m, err);
    if (rc == IDIO_OK)
        rc = prepare(l, &m, err);
    if (rc < 0)
        return rc;
    size_t *which = idio_arena_alloc(&l->arena, l->repo_count + 1, sizeof *which);
    if (!which)
        return idio_nomem(err, WHERE);
    for (size_t i = 0; i < l->repo_count; i++)
        if (m.repos[i].yours)
            which[n++] = i;
    rc = core_learn_list_here(l, which, n, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        struct repo_work *w = &l->repos[which[i]];
        core_wire_put_listed(&s->answer, w);
        w->list = (struct idio_repo_list){0};
        idio_arena_release(&w->arena);
        idio_arena_init(&w->arena, IDIO_CORE_ARENA);
    }
    return rc;
}

static int serve_observe(struct serving *s, const struct idio_str *request, struct idio_err *err)
{
    struct learning *l = s->l;
    struct core_wire_files m;
    int rc = core_wire_get_files(request->data, request->len, l->repo_count, &s->request, &m, err);
    if (rc == IDIO_OK && m.len > LEARN_BATCH)
        rc = idio_fail(err, IDIO_E_BUG, WHERE, "asked for %zu files at once", m.len);
    if (rc == IDIO_OK)
        rc = core_need_observer(l->core, UINT32_MAX, err);
    if (rc == IDIO_OK)
        rc = core_learn_need_workers(l, err);
    l->todo.len = 0;
    for (size_t i = 0; i < m.len && rc == IDIO_OK; i++) {
        struct repo_work *w = &l->repos[m.repos[i]];
        if (i == 0 || m.repos[i] != m.repos[i - 1])
            w->list = (struct idio_repo_list){.at = &m.files[i]};
        if (idio_vec_push(&l->todo, ((struct todo){m.repos[i], w->list.len++})) < 0)
            rc = idio_nomem(err, WHERE);
    }
    if (rc < 0)
        return rc;
    core_learn_new_batch(l, 0, m.len);
    rc = core_learn_observe_here(l, err);
    for (size_t i = 0; i < m.len && rc == IDIO_OK; i++)
        types_put_bytes(&s->answer, l->batch[i].data, l->batch[i].len);
    core_learn_end_batch(l);
    return rc;
}

/* One request; *ret_more is false after the last. */
static int serve_one(struct serving *s, int rc, bool *ret_more, struct idio_err *err)
{
    struct idio_ranks *ranks = ranks_of(s->l);
    struct idio_str request;
    idio_str_init(&request, IDIO_RANKS_MAX);
    idio_str_clear(&s->answer);
    idio_arena_clear(&s->request);
    rc = idio_ranks_scatter(ranks, rc, NULL, NULL, &request, err);
    enum core_wire_kind kind = core_wire_kind_of(request.data, request.len);
    *ret_more = rc == IDIO_OK && kind != CORE_WIRE_END;
    if (*ret_more) {
        if (kind == CORE_WIRE_LIST)
            rc = serve_list(s, &request, err);
        else if (kind == CORE_WIRE_OBSERVE && s->l->repos)
            rc = serve_observe(s, &request, err);
        else
            rc = idio_fail(err, IDIO_E_BUG, WHERE, "asked for nothing that is known");
        if (rc == IDIO_OK)
            rc = idio_str_status(&s->answer, WHERE, err);
        rc = idio_ranks_gather(ranks, rc, s->answer.data, s->answer.len, NULL, NULL, err);
    }
    idio_str_release(&request);
    return rc;
}

int core_ranks_serve(struct learning *l, int rc, struct idio_err *err)
{
    struct serving s = {.l = l};
    bool more = true;
    idio_arena_init(&s.request, IDIO_CORE_ARENA);
    idio_str_init(&s.answer, IDIO_RANKS_MAX);
    while (more) {
        rc = serve_one(&s, rc, &more, err);
        more = more && rc == IDIO_OK;
    }
    /* What the lists point at is gone with the requests. */
    for (size_t i = 0; i < l->repo_count; i++)
        l->repos[i].list = (struct idio_repo_list){0};
    idio_str_release(&s.answer);
    idio_arena_release(&s.request);
    return rc;
}
