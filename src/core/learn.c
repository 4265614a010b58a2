/* SPDX-License-Identifier: Apache-2.0 */
/*
 * learn: from paths to a profile.
 *
 *   discover → choose identities → list (threads, a repository each) → observe what the cache lacks
 *   (threads, a file each; written in batches) → one transaction: file lists, facts, rates, scorer
 *
 * A repository whose state (HEAD, identities, detector) is what it was is not even listed; of one
 * with new commits only these are read (learn_known.c). Killed
 * anywhere, the profile is the old one and the cache keeps the batches that were written: the next
 * run goes on from there. The order of files never depends on threads: lists are sorted, results
 * are put at their index, and counting goes in the order of (repository path, file path).
 *
 * One repository that cannot be opened does not stop the others: it is reported with its reason.
 * Only when none could be learnt is that an error.
 */
#include "core/core_internal.h"
#include "core/learn_internal.h"

#include <stdio.h>
#include <string.h>

/* ---- discovery ------------------------------------------------------------------------------- */

static bool name_taken(const struct learning *l, size_t self, const char *name)
{
    for (size_t i = 0; i < l->repo_count; i++)
        if (i != self && strcmp(l->repos[i].ref->name, name) == 0)
            return true;
    for (size_t i = 0; i < l->known_count; i++)
        if (strcmp(l->known[i].path, l->repos[self].ref->path) != 0 &&
            strcmp(l->known[i].name, name) == 0)
            return true;
    return false;
}

/* Two repositories called "server" are shown as "work/server" and "play/server". */
static int choose_name(struct learning *l, size_t i, struct idio_err *err)
{
    const struct idio_repo_ref *ref = l->repos[i].ref;
    l->repos[i].name = ref->name;
    if (!name_taken(l, i, ref->name))
        return IDIO_OK;
    const char *end = strrchr(ref->path, '/');
    const char *begin = end;
    while (begin && begin > ref->path && begin[-1] != '/')
        begin--;
    if (!begin || begin == end)
        return IDIO_OK;
    l->repos[i].name =
        idio_arena_printf(&l->arena, "%.*s/%s", (int)(end - begin), begin, ref->name);
    return l->repos[i].name ? IDIO_OK : idio_nomem(err, "core.learn");
}

static int find_repos(struct learning *l, struct idio_err *err)
{
    struct idio_repo_refs refs = {0};
    int rc = idio_corpus_discover(l->opts->paths, l->opts->path_count, l->opts->plain, l->core->ctx,
                                  &l->arena, &refs, err);
    if (rc == IDIO_OK)
        rc = idio_store_repos(l->core->store, &l->arena, &l->known, &l->known_count, err);
    if (rc < 0)
        return rc;
    l->repos = idio_alloc(refs.len ? refs.len : 1, sizeof *l->repos);
    if (!l->repos)
        return idio_nomem(err, "core.learn");
    l->repo_count = refs.len;
    for (size_t i = 0; i < refs.len; i++) {
        l->repos[i].ref = &refs.at[i];
        idio_arena_init(&l->repos[i].arena, IDIO_CORE_ARENA);
    }
    for (size_t i = 0; i < refs.len && rc == IDIO_OK; i++)
        rc = choose_name(l, i, err);
    return rc;
}

/* ---- listing --------------------------------------------------------------------------------- */

/* The state that must be unchanged for a repository to be left alone. */
static int make_state(const struct learning *l, struct repo_work *w, const char *head,
                      struct idio_err *err)
{
    uint64_t h = idio_corpus_authors_version() ^ idio_corpus_paths_version();
    h = idio_hash64(w->word, strlen(w->word), h);
    for (size_t i = 0; i < l->who.len; i++)
        h = idio_hash64(l->who.at[i], strlen(l->who.at[i]) + 1, h);
    w->state = idio_arena_printf(&w->arena, "%s %016llx %s", head, (unsigned long long)h,
                                 l->core->detector);
    return w->state ? IDIO_OK : idio_nomem(err, "core.learn");
}

/* Is there anything to do? */
static int look_one(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    struct idio_repo *repo = NULL;
    char head[IDIO_SHA_HEX_MAX];
    int rc = idio_repo_open(w->ref, &repo, err);
    if (rc == IDIO_OK)
        rc = idio_repo_state(repo, head, err);
    if (rc == IDIO_OK)
        rc = make_state(l, w, head, err);
    if (rc == IDIO_OK) {
        w->old = core_learn_old(l, w->ref->path);
        w->unchanged = w->old && !l->again && strcmp(w->old->state, w->state) == 0;
    }
    idio_repo_close(repo);
    return rc;
}

static int list_one(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    struct idio_repo *repo = NULL;
    int rc = idio_repo_open(w->ref, &repo, err);
    if (rc == IDIO_OK)
        rc = core_learn_say(w, repo, err);
    if (rc == IDIO_OK)
        rc = idio_repo_list(repo, &l->who, w->has_known ? &w->known : NULL, l->core->ctx, &w->arena,
                            &w->list, err);
    idio_repo_close(repo);
    return rc;
}

/* What stops one repository does not stop the others. */
static int stops_all(const struct repo_work *w, struct idio_err *err)
{
    if (w->status != IDIO_E_CANCELLED && w->status != IDIO_E_NOMEM)
        return IDIO_OK;
    *err = w->err;
    return w->status;
}

static int look_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    (void)worker;
    struct learning *l = ctx;
    struct repo_work *w = &l->repos[i];
    w->status = look_one(l, w, &w->err);
    return stops_all(w, err);
}

struct listing {
    struct learning *l;
    const size_t *which;
};

static int list_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    (void)worker;
    const struct listing *s = ctx;
    struct repo_work *w = &s->l->repos[s->which[i]];
    w->status = list_one(s->l, w, &w->err);
    idio_progress_add(s->l->core->ctx->progress, 1);
    return stops_all(w, err);
}

int core_learn_list_here(struct learning *l, const size_t *which, size_t n, struct idio_err *err)
{
    struct idio_ctx *ctx = l->core->ctx;
    struct listing s = {l, which};
    return idio_pool_run(ctx->threads, n, list_job, &s, ctx->cancel, err);
}

/* Those that have to be listed. */
static int list_changed(struct learning *l, struct idio_err *err)
{
    size_t n = 0, *which = idio_arena_alloc(&l->arena, l->repo_count + 1, sizeof *which);
    if (!which)
        return idio_nomem(err, "core.learn");
    for (size_t i = 0; i < l->repo_count; i++)
        if (l->repos[i].status == IDIO_OK && !l->repos[i].unchanged)
            which[n++] = i;
    idio_progress_add(l->core->ctx->progress, l->repo_count - n);
    if (l->core->ctx->ranks && n > 0)
        return core_ranks_list(l, which, n, err);
    return core_learn_list_here(l, which, n, err);
}

static int list_repos(struct learning *l, struct idio_err *err)
{
    struct idio_ctx *ctx = l->core->ctx;
    idio_progress_begin(ctx->progress, "listing", "repositories", l->repo_count);
    int rc = IDIO_OK;
    for (size_t i = 0; i < l->repo_count && rc == IDIO_OK; i++)
        rc = core_learn_word(l, &l->repos[i], err);
    if (rc == IDIO_OK)
        rc = idio_pool_run(ctx->threads, l->repo_count, look_job, l, ctx->cancel, err);
    for (size_t i = 0; i < l->repo_count && rc == IDIO_OK; i++)
        rc = core_learn_known(l, &l->repos[i], err);
    if (rc == IDIO_OK)
        rc = list_changed(l, err);
    idio_progress_end(ctx->progress);
    if (rc < 0)
        return rc;
    size_t failed = 0;
    for (size_t i = 0; i < l->repo_count; i++)
        failed += l->repos[i].status < 0;
    if (failed && failed == l->repo_count) {
        if (err)
            *err = l->repos[0].err;
        return l->repos[0].status;
    }
    return IDIO_OK;
}

/* ---- observing ------------------------------------------------------------------------------- */

/* Distinct blobs that the cache lacks, in order; the same contents in two places are parsed once.
 */
static int collect_todo(struct learning *l, struct idio_err *err)
{
    struct idio_map seen;
    idio_map_init(&seen, IDIO_CORE_ARENA);
    int rc = IDIO_OK;
    for (size_t r = 0; r < l->repo_count && rc == IDIO_OK; r++) {
        const struct repo_work *w = &l->repos[r];
        if (w->status < 0 || w->unchanged)
            continue;
        for (size_t f = 0; f < w->list.len && rc == IDIO_OK; f++) {
            const struct idio_repo_file *file = &w->list.at[f];
            char key[64];
            int n = snprintf(key, sizeof key, "%s %d", file->blob, (int)file->lang);
            bool fresh = false;
            if (!idio_map_at(&seen, key, (size_t)n, &fresh))
                rc = idio_nomem(err, "core.learn");
            else if (!fresh ||
                     (!l->again && idio_store_observed_has(l->core->store, file->blob, file->lang,
                                                           l->core->detector)))
                l->cached++;
            else if (idio_vec_push(&l->todo, ((struct todo){r, f})) < 0)
                rc = idio_nomem(err, "core.learn");
        }
    }
    idio_map_release(&seen);
    return rc;
}

static void put_verdict(struct idio_str *out, enum idio_skip why)
{
    idio_str_clear(out);
    idio_str_putc(out, IDIO_VERDICT);
    idio_str_putc(out, (char)why);
}

/* IDIO_SKIP_COUNT: read; MISSING and UNREADABLE are of the moment and are not written to the cache.
 */
static enum idio_skip read_problem(int rc)
{
    if (rc == IDIO_OK)
        return IDIO_SKIP_COUNT;
    if (rc == IDIO_E_NOTFOUND)
        return IDIO_SKIP_MISSING;
    return rc == IDIO_E_LIMIT ? IDIO_SKIP_TOO_LARGE : IDIO_SKIP_UNREADABLE;
}

static int observe_text(struct learning *l, struct worker *wk, const struct idio_repo_file *file,
                        const char *text, size_t n, struct idio_str *out, struct idio_err *err)
{
    enum idio_skip why = idio_corpus_unfit(file->path, text, n);
    if (why != IDIO_SKIP_COUNT) {
        put_verdict(out, why);
        return IDIO_OK;
    }
    struct idio_observed o;
    idio_arena_clear(&wk->arena);
    int rc = idio_parser_observe(wk->parser, file->lang, file->path, text, n, l->core->ctx->cancel,
                                 &wk->arena, &o, err);
    if (rc == IDIO_OK)
        idio_observed_encode(&o, out);
    else if (rc == IDIO_E_LIMIT)
        put_verdict(out, IDIO_SKIP_PARSE);
    else
        return rc;
    return idio_str_status(out, "core.learn", err);
}

static int observe_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    struct learning *l = ctx;
    struct worker *wk = &l->workers[worker];
    struct todo t = l->todo.at[l->batch_begin + i];
    struct repo_work *w = &l->repos[t.repo];
    const struct idio_repo_file *file = &w->list.at[t.file];
    int rc = IDIO_OK;
    if (!wk->parser)
        rc = idio_parser_new(l->core->observer, &wk->parser, err);
    if (rc == IDIO_OK && wk->repo_index != t.repo) {
        wk->repo = idio_repo_close(wk->repo);
        wk->repo_index = SIZE_MAX;
        rc = idio_repo_open(w->ref, &wk->repo, err);
        wk->repo_index = rc == IDIO_OK ? t.repo : SIZE_MAX;
    }
    if (rc < 0)
        return rc;
    char *text = NULL;
    size_t n = 0;
    rc = idio_repo_read(wk->repo, file, &text, &n, err);
    if (rc == IDIO_E_NOMEM || rc == IDIO_E_CANCELLED)
        return rc;
    enum idio_skip why = read_problem(rc);
    if (why == IDIO_SKIP_COUNT)
        rc = observe_text(l, wk, file, text, n, &l->batch[i], err);
    else {
        rc = IDIO_OK;
        if (why == IDIO_SKIP_TOO_LARGE)
            put_verdict(&l->batch[i], why);
    }
    idio_free(text);
    idio_progress_add(l->core->ctx->progress, 1);
    return rc;
}

void core_learn_new_batch(struct learning *l, size_t begin, size_t n)
{
    l->batch_begin = begin;
    l->batch_len = n;
    for (size_t i = 0; i < n; i++)
        idio_str_init(&l->batch[i], IDIO_CORE_ARENA);
}

void core_learn_end_batch(struct learning *l)
{
    for (size_t i = 0; i < l->batch_len; i++)
        idio_str_release(&l->batch[i]);
    l->batch_len = 0;
}

int core_learn_observe_here(struct learning *l, struct idio_err *err)
{
    struct idio_ctx *ctx = l->core->ctx;
    return idio_pool_run(ctx->threads, l->batch_len, observe_job, l, ctx->cancel, err);
}

int core_learn_write_batch(struct learning *l, struct idio_err *err)
{
    struct idio_store *s = l->core->store;
    int rc = idio_store_begin(s, err);
    for (size_t i = 0; i < l->batch_len && rc == IDIO_OK; i++) {
        struct todo t = l->todo.at[l->batch_begin + i];
        const struct idio_repo_file *file = &l->repos[t.repo].list.at[t.file];
        if (l->batch[i].len)
            rc = idio_store_observed_put(s, file->blob, file->lang, l->core->detector,
                                         l->batch[i].data, l->batch[i].len, err);
    }
    if (rc == IDIO_OK)
        rc = idio_store_commit(s, err);
    if (rc < 0)
        idio_store_rollback(s);
    return rc;
}

static int observe_alone(struct learning *l, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t begin = 0; begin < l->todo.len && rc == IDIO_OK; begin += LEARN_BATCH) {
        size_t n = l->todo.len - begin;
        core_learn_new_batch(l, begin, n < LEARN_BATCH ? n : LEARN_BATCH);
        rc = core_learn_observe_here(l, err);
        if (rc == IDIO_OK)
            rc = core_learn_write_batch(l, err);
        core_learn_end_batch(l);
    }
    return rc;
}

int core_learn_need_workers(struct learning *l, struct idio_err *err)
{
    if (l->batch)
        return IDIO_OK;
    unsigned threads = l->core->ctx->threads;
    l->worker_count = threads ? threads : 1;
    l->workers = idio_alloc(l->worker_count, sizeof *l->workers);
    l->batch = idio_alloc(LEARN_BATCH, sizeof *l->batch);
    if (!l->workers || !l->batch)
        return idio_nomem(err, "core.learn");
    for (size_t i = 0; i < l->worker_count; i++) {
        l->workers[i].repo_index = SIZE_MAX;
        idio_arena_init(&l->workers[i].arena, IDIO_CORE_ARENA);
    }
    return IDIO_OK;
}

static int observe_missing(struct learning *l, struct idio_err *err)
{
    struct idio_ctx *ctx = l->core->ctx;
    int rc = collect_todo(l, err);
    if (rc < 0 || l->todo.len == 0)
        return rc;
    uint32_t langs = 0;
    for (size_t i = 0; i < l->todo.len; i++)
        langs |= 1u << l->repos[l->todo.at[i].repo].list.at[l->todo.at[i].file].lang;
    rc = core_need_observer(l->core, langs, err);
    if (rc == IDIO_OK)
        rc = core_learn_need_workers(l, err);
    if (rc < 0)
        return rc;
    idio_progress_begin(ctx->progress, "parsing", "files", l->todo.len);
    rc = ctx->ranks ? core_ranks_observe(l, err) : observe_alone(l, err);
    idio_progress_end(ctx->progress);
    return rc;
}

/* ---- saving ---------------------------------------------------------------------------------- */

static int put_files(struct learning *l, const struct repo_work *w, struct idio_err *err)
{
    struct idio_store_file *files = idio_alloc(w->list.len ? w->list.len : 1, sizeof *files);
    if (!files)
        return idio_nomem(err, "core.learn");
    for (size_t i = 0; i < w->list.len; i++)
        files[i] = (struct idio_store_file){.repo = w->id,
                                            .path = w->list.at[i].path,
                                            .blob = w->list.at[i].blob,
                                            .lang = w->list.at[i].lang,
                                            .lines = w->list.at[i].lines,
                                            .lines_len = w->list.at[i].lines_len};
    int rc = idio_store_files_put(l->core->store, w->id, files, w->list.len, err);
    idio_free(files);
    return rc;
}

static int save_repo(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    struct idio_store *s = l->core->store;
    struct idio_store_repo row = {.path = w->ref->path,
                                  .name = w->name,
                                  .kind = w->ref->kind == IDIO_REPO_GIT ? "git" : "plain",
                                  .state = w->state,
                                  .report = "{}",
                                  .learnt_at = l->core->ctx->now};
    int rc = idio_store_repo_put(s, &row, &w->id, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(s, w->word_key, w->word, strlen(w->word), err);
    if (rc < 0)
        return rc;
    bool changed = false;
    rc = put_files(l, w, err);
    if (rc == IDIO_OK)
        rc = core_learn_outliers(l, w, &changed, err);
    if (rc == IDIO_OK && changed)
        rc = put_files(l, w, err);
    struct idio_str foreign;
    idio_str_init(&foreign, IDIO_CORE_ARENA);
    core_foreign_encode(&w->list, &foreign);
    if (rc == IDIO_OK)
        rc = idio_str_status(&foreign, "core.learn", err);
    if (rc == IDIO_OK)
        rc = idio_store_foreign_put(s, w->id, foreign.data, foreign.len, err);
    idio_str_release(&foreign);
    if (rc == IDIO_OK)
        rc = core_learn_report_repo(l, w, &row.report, err);
    return rc == IDIO_OK ? idio_store_repo_put(s, &row, &w->id, err) : rc;
}

static int save(struct learning *l, struct idio_json *report, struct idio_err *err)
{
    struct idio_store *s = l->core->store;
    int rc = idio_store_begin(s, err);
    for (size_t i = 0; i < l->repo_count && rc == IDIO_OK; i++)
        if (l->repos[i].status == IDIO_OK && !l->repos[i].unchanged)
            rc = save_repo(l, &l->repos[i], err);
    if (rc == IDIO_OK)
        rc = idio_store_observed_sweep(s, l->core->detector, err);
    if (rc == IDIO_OK)
        rc = core_learn_clean(l, err);
    if (rc == IDIO_OK)
        rc = core_build_profile(l->core, report, err);
    if (rc == IDIO_OK)
        rc = idio_store_commit(s, err);
    if (rc < 0)
        idio_store_rollback(s);
    return rc;
}

/* ---- the operation --------------------------------------------------------------------------- */

static void release(struct learning *l)
{
    for (size_t i = 0; i < l->worker_count && l->workers; i++) {
        idio_repo_close(l->workers[i].repo);
        idio_parser_free(l->workers[i].parser);
        idio_arena_release(&l->workers[i].arena);
    }
    for (size_t i = 0; i < l->repo_count && l->repos; i++)
        idio_arena_release(&l->repos[i].arena);
    idio_free(l->workers);
    idio_free(l->batch);
    idio_free(l->repos);
    idio_vec_release(&l->todo);
    idio_arena_release(&l->arena);
}

static bool anything_new(const struct learning *l)
{
    for (size_t i = 0; i < l->repo_count; i++)
        if (l->repos[i].status == IDIO_OK && !l->repos[i].unchanged)
            return true;
    return false;
}

static int learn(struct learning *l, struct idio_json *report, struct idio_err *err)
{
    int rc = core_learn_secrets(l, err);
    if (rc == IDIO_OK)
        rc = find_repos(l, err);
    if (rc == IDIO_OK)
        rc = core_learn_identities(l, err);
    if (rc == IDIO_OK)
        rc = list_repos(l, err);
    if (rc == IDIO_OK)
        rc = core_learn_shared(l, err);
    if (rc == IDIO_OK)
        rc = core_learn_check_identities(l, err);
    if (rc == IDIO_OK && anything_new(l)) {
        rc = observe_missing(l, err);
        if (rc == IDIO_OK)
            rc = save(l, report, err);
        l->built = rc == IDIO_OK;
    }
    return rc == IDIO_OK ? core_learn_report(l, report, err) : rc;
}

int idio_core_learn(struct idio_core *c, const struct idio_learn_opts *o, struct idio_json **ret,
                    struct idio_err *err)
{
    struct learning l = {.core = c, .opts = o, .again = o->force};
    idio_arena_init(&l.arena, IDIO_CORE_ARENA);
    struct idio_json *report = idio_json_object();
    int rc = report ? core_need_corpus(c, err) : idio_nomem(err, "core.learn");
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (idio_ranks_rank(c->ctx->ranks) == 0) {
        if (rc == IDIO_OK)
            rc = core_need_store(c, err);
        if (rc == IDIO_OK)
            rc = learn(&l, report, err);
        rc = core_ranks_end(&l, rc, err);
    } else {
        rc = core_ranks_serve(&l, rc, err);
    }
    release(&l);
    if (rc < 0) {
        idio_json_free(report);
        return rc;
    }
    *ret = report;
    return IDIO_OK;
}
