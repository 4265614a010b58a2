/* SPDX-License-Identifier: Apache-2.0 */
/* What a run of learn did, as JSON: per repository and in sum. No times in it, so that the same
 * input gives the same bytes. */
#include "core/learn_internal.h"

#include <string.h>

#define VENDORED_SHOWN 200 /* of a repository; `skipped` has the number */

struct verdicts {
    uint64_t skipped[IDIO_SKIP_COUNT];
    uint64_t files; /* that count */
};

static int count_verdict(void *ctx, const struct idio_store_repo *repo,
                         const struct idio_store_file *file, const void *p, size_t n,
                         struct idio_err *err)
{
    (void)repo;
    (void)file;
    (void)err;
    struct verdicts *v = ctx;
    enum idio_skip why = IDIO_SKIP_COUNT;
    if (!p)
        v->skipped[IDIO_SKIP_MISSING]++;
    else if (core_is_verdict(p, n, &why))
        v->skipped[why]++;
    else
        v->files++;
    return IDIO_OK;
}

static int put_skipped(struct idio_json *row, const uint64_t skipped[IDIO_SKIP_COUNT])
{
    struct idio_json *o = idio_json_object();
    int rc = IDIO_OK;
    for (unsigned i = 0; i < IDIO_SKIP_COUNT && rc == IDIO_OK; i++)
        if (skipped[i])
            rc = idio_json_put(o, idio_skip_id((enum idio_skip)i),
                               idio_json_int((int64_t)skipped[i]));
    int put = idio_json_put(row, "skipped", o);
    return rc < 0 ? rc : put;
}

/* Lines of the files that could count, by whose they are. */
static int put_lines(struct idio_json *row, const uint64_t lines[IDIO_OWNER_COUNT])
{
    static const char *const keys[IDIO_OWNER_COUNT] = {
        [IDIO_OWNER_MINE] = "mine",
        [IDIO_OWNER_OTHER] = "other",
        [IDIO_OWNER_MACHINE] = "machine",
        [IDIO_OWNER_IMPORT] = "import",
    };
    struct idio_json *o = idio_json_object();
    int rc = IDIO_OK;
    for (unsigned i = 0; i < IDIO_OWNER_COUNT && rc == IDIO_OK; i++)
        rc = idio_json_put(o, keys[i], idio_json_int((int64_t)lines[i]));
    int put = idio_json_put(row, "lines", o);
    return rc < 0 ? rc : put;
}

/* Those that were copied in by contents, each with its reason. */
static int put_vendored(struct idio_json *row, const struct idio_repo_list *list)
{
    struct idio_json *all = idio_json_array();
    int rc = IDIO_OK;
    size_t n = 0;
    for (size_t i = 0; i < list->vendored_len && n < VENDORED_SHOWN && rc == IDIO_OK; i++) {
        if (!list->vendored[i].why)
            continue;
        struct idio_json *o = idio_json_object();
        rc = idio_json_put(o, "path", idio_json_string(list->vendored[i].path));
        if (rc == IDIO_OK)
            rc = idio_json_put(o, "why", idio_json_string(list->vendored[i].why));
        int put = idio_json_push(all, o);
        rc = rc < 0 ? rc : put;
        n++;
    }
    if (n == 0) {
        idio_json_free(all);
        return rc;
    }
    int put = idio_json_put(row, "vendored", all);
    return rc < 0 ? rc : put;
}

static int put_who(const struct learning *l, struct idio_json *row)
{
    struct idio_json *who = idio_json_array();
    int rc = IDIO_OK;
    for (size_t i = 0; i < l->who.len && rc == IDIO_OK; i++)
        rc = idio_json_push(who, idio_json_string(l->who.at[i]));
    int put = idio_json_put(row, "identity", who);
    return rc < 0 ? rc : put;
}

int core_learn_report_repo(struct learning *l, struct repo_work *w, const char **ret,
                           struct idio_err *err)
{
    struct verdicts v = {0};
    int rc =
        idio_store_files_visit(l->core->store, w->id, l->core->detector, count_verdict, &v, err);
    if (rc < 0)
        return rc;
    for (unsigned i = 0; i < IDIO_SKIP_COUNT; i++)
        v.skipped[i] += w->list.skipped[i];
    IDIO_AUTO(idio_json_freep) struct idio_json *row = idio_json_object();
    rc = idio_json_put(row, "tracked", idio_json_int((int64_t)w->list.tracked));
    rc = rc < 0 ? rc : idio_json_put(row, "files", idio_json_int((int64_t)v.files));
    rc = rc < 0 ? rc : idio_json_put(row, "shallow", idio_json_bool(w->list.shallow));
    rc = rc < 0 ? rc : put_skipped(row, v.skipped);
    rc = rc < 0 ? rc : put_vendored(row, &w->list);
    rc = rc < 0 ? rc : put_who(l, row); /* pairs reads the commits of the same people */
    if (w->ref->kind == IDIO_REPO_GIT)
        rc = rc < 0 ? rc : put_lines(row, w->list.lines);
    if (rc < 0)
        return idio_nomem(err, "core.learn");
    struct idio_str text;
    idio_str_init(&text, 1 << 16);
    rc = idio_json_write(row, IDIO_JSON_COMPACT, &text, err);
    const char *copy = rc == IDIO_OK ? idio_arena_strdup(&w->arena, text.data) : NULL;
    idio_str_release(&text);
    if (rc == IDIO_OK && !copy)
        return idio_nomem(err, "core.learn");
    if (rc == IDIO_OK)
        *ret = copy;
    return rc;
}

static const char *repo_state(const struct repo_work *w)
{
    if (w->status < 0)
        return "failed";
    return w->unchanged ? "unchanged" : "learnt";
}

static int put_failure(struct idio_json *row, const struct idio_err *e)
{
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "code", idio_json_string(idio_status_name(e->status)));
    rc = rc < 0 ? rc : idio_json_put(o, "message", idio_json_string(e->msg));
    rc = rc < 0 ? rc : idio_json_put(o, "hint", idio_json_string(e->hint));
    int put = idio_json_put(row, "error", o);
    return rc < 0 ? rc : put;
}

/* The stored report of the repository, with its name and what became of it now. */
static int put_repo(struct learning *l, const struct repo_work *w, struct idio_json *repos,
                    struct idio_json *sum, struct idio_err *err)
{
    struct idio_json *row = NULL;
    struct idio_store_repo *now = NULL;
    for (size_t i = 0; i < l->known_count; i++)
        if (strcmp(l->known[i].path, w->ref->path) == 0)
            now = &l->known[i];
    if (w->status == IDIO_OK && now && *now->report) {
        int rc = idio_json_parse(now->report, strlen(now->report), "stored report", &row, err);
        if (rc < 0)
            return rc;
    } else {
        row = idio_json_object();
    }
    int rc = idio_json_put(row, "name", idio_json_string(w->name ? w->name : w->ref->name));
    rc = rc < 0 ? rc : idio_json_put(row, "path", idio_json_string(w->ref->path));
    rc = rc < 0 ? rc
                : idio_json_put(row, "kind",
                                idio_json_string(w->ref->kind == IDIO_REPO_GIT ? "git" : "plain"));
    rc = rc < 0 ? rc : idio_json_put(row, "state", idio_json_string(repo_state(w)));
    if (w->status < 0)
        rc = rc < 0 ? rc : put_failure(row, &w->err);
    const char *const keys[] = {"tracked", "files"};
    for (size_t i = 0; i < 2 && rc == IDIO_OK; i++)
        rc = idio_json_put(
            sum, keys[i],
            idio_json_int(idio_json_get_int(sum, keys[i], 0) + idio_json_get_int(row, keys[i], 0)));
    int put = idio_json_push(repos, row);
    return rc < 0 || put < 0 ? idio_nomem(err, "core.learn") : IDIO_OK;
}

static int put_identity(const struct learning *l, struct idio_json *report)
{
    int rc = put_who(l, report);
    return rc < 0 ? rc : idio_json_put(report, "identity_source", idio_json_string(l->who_source));
}

/* Counts of facts and the scorer's report stay valid when nothing had to be built anew. */
static int put_last_build(struct learning *l, struct idio_json *report, struct idio_err *err)
{
    const char *text = NULL;
    size_t n = 0;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    int rc = idio_store_value_get(l->core->store, "build", &l->arena, &text, &n, err);
    if (rc == IDIO_E_NOTFOUND)
        return IDIO_OK;
    if (rc == IDIO_OK)
        rc = idio_json_parse(text, n, "build report in the database", &doc, err);
    for (size_t i = 0; rc == IDIO_OK && i < idio_json_len(doc); i++) {
        struct idio_json *v = NULL;
        const char *key = idio_json_key_at(doc, i, &v);
        if (idio_json_put(report, key, idio_json_copy(v)) < 0)
            rc = idio_nomem(err, "core.learn");
    }
    return rc;
}

int core_learn_report(struct learning *l, struct idio_json *report, struct idio_err *err)
{
    int rc = idio_store_repos(l->core->store, &l->arena, &l->known, &l->known_count, err);
    struct idio_json *repos = idio_json_array();
    struct idio_json *sum = idio_json_object();
    for (size_t i = 0; i < l->repo_count && rc == IDIO_OK; i++)
        rc = put_repo(l, &l->repos[i], repos, sum, err);
    int put = idio_json_put(report, "repos", repos);
    if (rc == IDIO_OK)
        rc = put;
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "tracked", idio_json_int(idio_json_get_int(sum, "tracked", 0)));
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "files", idio_json_int(idio_json_get_int(sum, "files", 0)));
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "parsed", idio_json_int((int64_t)l->todo.len));
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "cached", idio_json_int((int64_t)l->cached));
    if (rc == IDIO_OK)
        rc = put_identity(l, report);
    if (rc == IDIO_OK && l->opts->secret_rules)
        rc = idio_json_put(report, "secret_rules", idio_json_string(l->opts->secret_rules));
    idio_json_free(sum);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, "core.learn");
    return rc == IDIO_OK && !l->built ? put_last_build(l, report, err) : rc;
}
