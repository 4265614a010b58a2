/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: training pairs from the developer's own code.
 *
 *   gather    own files → units with shapes and habits           pairs_gather.c
 *   commits   own commits → what was changed, and in what words   pairs_commits.c
 *   split     clusters of copies, what is kept for tests          pairs_split.c
 *   profile   what may be known about the developer               pairs_split.c
 *   frames    what each unit is for                               pairs_tell.c
 *   plan      which prompts of which units                        pairs_plan.c
 *   tell      the prompts                                         pairs_tell.c
 *   surround  what stood around a unit on its day                 pairs_context.c
 *   write     rows through the gate, preferences, card            pairs_row.c, _prefer.c, _write.c
 *
 * Same repositories, same profile settings, same seed: same bytes, for every number of threads.
 * Nothing is kept between the steps but in memory, and nothing is written before all is done: a run
 * that is killed leaves the pairs that were there.
 */
#include "core/pairs_internal.h"

#include <stdlib.h>
#include <string.h>

static int read_identities(struct pairs_run *r, struct pairs_repo *repo, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *report = NULL;
    const char *text = repo->row->report ? repo->row->report : "{}";
    int rc = idio_json_parse(text, strlen(text), "report", &report, err);
    if (rc < 0)
        return rc;
    const struct idio_json *who = idio_json_get(report, "identity");
    const size_t n = idio_json_len(who);
    const char **at = idio_arena_alloc(&r->arena, n + 1, sizeof *at);
    if (!at)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n; i++) {
        const char *one = idio_json_str(idio_json_at(who, i));
        if (!(at[i] = idio_arena_strdup(&r->arena, one ? one : "")))
            return idio_nomem(err, "core.pairs");
    }
    repo->who = (struct idio_identities){at, n};
    return IDIO_OK;
}

/* A repository that is gone gives no pairs, but must not end the run. */
static int read_licence(struct pairs_run *r, struct pairs_repo *repo, struct idio_err *err)
{
    char id[IDIO_LICENCE_MAX] = "unknown";
    struct idio_repo *open = NULL;
    int rc = idio_repo_open(&repo->ref, &open, NULL);
    if (rc == IDIO_OK)
        rc = idio_repo_licence(open, id, NULL);
    idio_repo_close(open);
    repo->licence = idio_arena_strdup(&r->arena, rc == IDIO_OK ? id : "unknown");
    return repo->licence && rc != IDIO_E_NOMEM ? IDIO_OK : idio_nomem(err, "core.pairs");
}

static int load_repos(struct pairs_run *r, struct idio_err *err)
{
    struct idio_store_repo *rows = NULL;
    size_t n = 0;
    int rc = idio_store_repos(r->core->store, &r->arena, &rows, &n, err);
    if (rc < 0)
        return rc;
    r->repos = idio_arena_alloc(&r->arena, n + 1, sizeof *r->repos);
    if (!r->repos)
        return idio_nomem(err, "core.pairs");
    r->repo_count = n;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        struct pairs_repo *repo = &r->repos[i];
        repo->row = &rows[i];
        repo->ref = (struct idio_repo_ref){
            .kind = strcmp(rows[i].kind, "git") == 0 ? IDIO_REPO_GIT : IDIO_REPO_PLAIN,
            .path = rows[i].path,
            .name = rows[i].name};
        rc = read_identities(r, repo, err);
        if (rc == IDIO_OK)
            rc = read_licence(r, repo, err);
    }
    return rc;
}

static int enough(struct pairs_run *r, struct idio_err *err)
{
    if (r->stale > r->file_count)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_CONFLICT, "core.pairs",
                                   "most of the %zu files were learnt by another version",
                                   r->stale + r->file_count),
                         "run `idiolect learn` again, which parses what it has to");
    if (r->subjects.len > 0)
        return IDIO_OK;
    return idio_hint(err,
                     idio_fail(err, IDIO_E_NOTFOUND, "core.pairs",
                               "no function of at least four lines is yours in what was learnt"),
                     "learn from more repositories: `idiolect learn PATH...`");
}

static int link_clusters(struct pairs_run *r, struct idio_err *err)
{
    r->cluster_first =
        idio_arena_alloc(&r->arena, (size_t)r->cluster_count + 1, sizeof *r->cluster_first);
    r->cluster_next = idio_arena_alloc(&r->arena, r->subjects.len + 1, sizeof *r->cluster_next);
    if (!r->cluster_first || !r->cluster_next)
        return idio_nomem(err, "core.pairs");
    memset(r->cluster_first, 0xff, ((size_t)r->cluster_count + 1) * sizeof *r->cluster_first);
    for (size_t i = r->subjects.len; i-- > 0;) {
        uint32_t *first = &r->cluster_first[r->subjects.at[i].cluster];
        r->cluster_next[i] = *first;
        *first = (uint32_t)i;
    }
    return IDIO_OK;
}

struct lot {
    uint64_t draw;
    size_t number;
};

static int by_draw(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    if (x->draw != y->draw)
        return x->draw < y->draw ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

int pairs_draw(struct pairs_run *r, size_t n, pairs_name name, size_t **ret, struct idio_err *err)
{
    struct lot *lots = idio_arena_alloc(&r->arena, n + 1, sizeof *lots);
    size_t *order = idio_arena_alloc(&r->arena, n + 1, sizeof *order);
    if (!lots || !order)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n; i++) {
        struct idio_chance c = idio_chance_of(r->opts->seed, name(r, i));
        lots[i] = (struct lot){idio_chance_next(&c), i};
    }
    if (n > 0)
        qsort(lots, n, sizeof *lots, by_draw);
    for (size_t i = 0; i < n; i++)
        order[i] = lots[i].number;
    *ret = order;
    return IDIO_OK;
}

static int make(struct pairs_run *r, struct idio_json **ret, struct idio_err *err)
{
    static int (*const steps[])(struct pairs_run *, struct idio_err *) = {
        load_repos,    pairs_gather,  pairs_collect, pairs_commits, enough,     pairs_split,
        link_clusters, pairs_profile, pairs_frames,  pairs_plan,    pairs_tell, pairs_surround,
    };
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == IDIO_OK; i++) {
        rc = steps[i](r, err);
        if (rc == IDIO_OK && idio_cancelled(r->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.pairs", "cancelled; nothing was written");
    }
    return rc == IDIO_OK ? pairs_write(r, ret, err) : rc;
}

int idio_core_pairs(struct idio_core *c, const struct idio_pairs_opts *o, struct idio_json **ret,
                    struct idio_err *err)
{
    struct pairs_run r = {.core = c, .opts = o};
    char digest[IDIO_DETECTOR_SIZE];
    int rc = core_need_profile(c, err);
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (rc == IDIO_OK)
        rc = core_secret_rules(c, o->secret_rules, digest, err);
    if (rc < 0)
        return rc;
    r.traits = idio_traits_count(c->traits);
    r.worker_count = c->ctx->threads ? c->ctx->threads : 1;
    idio_arena_init(&r.arena, PAIRS_ARENA);
    r.worker_arenas = idio_arena_alloc(&r.arena, r.worker_count, sizeof *r.worker_arenas);
    if (!r.worker_arenas) {
        idio_arena_release(&r.arena);
        return idio_nomem(err, "core.pairs");
    }
    for (size_t i = 0; i < r.worker_count; i++)
        idio_arena_init(&r.worker_arenas[i], PAIRS_ARENA);
    rc = make(&r, ret, err);
    idio_grammar_free(r.grammar);
    idio_vec_release(&r.jobs);
    idio_vec_release(&r.subjects);
    for (size_t i = 0; i < r.worker_count; i++)
        idio_arena_release(&r.worker_arenas[i]);
    idio_arena_release(&r.arena);
    return rc;
}
