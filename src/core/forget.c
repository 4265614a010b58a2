/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forget: erases a repository and all that was learnt from it: its files and what was seen in them,
 * the facts and the scorer (made anew from what is left), the prompts that were typed in it, and
 * the lines of its code that stored specs quote as evidence. The specs themselves stay: their words
 * are the user's, and the hash covers only them. The store overwrites what it deletes.
 */
#include "core/core_internal.h"

#include <string.h>

static const struct idio_store_repo *find_repo(const struct idio_store_repo *repos, size_t n,
                                               const char *what)
{
    char *real = NULL;
    if (idio_fs_real(what, &real, NULL) < 0)
        real = NULL;
    const struct idio_store_repo *found = NULL;
    for (size_t i = 0; i < n && !found; i++)
        if (strcmp(repos[i].path, what) == 0 || (real && strcmp(repos[i].path, real) == 0))
            found = &repos[i];
    for (size_t i = 0; i < n && !found; i++)
        if (strcmp(repos[i].name, what) == 0)
            found = &repos[i];
    idio_free(real);
    return found;
}

/* Takes the repository's lines out of one provenance entry; true when there were any. */
static bool scrub_entry(struct idio_json *entry, const char *repo, int *rc)
{
    const struct idio_json *examples = idio_json_get(entry, "examples");
    struct idio_json *kept = idio_json_array();
    size_t n = idio_json_len(examples), kept_n = 0;
    for (size_t i = 0; i < n && *rc == IDIO_OK; i++) {
        struct idio_json *e = idio_json_at(examples, i);
        if (strcmp(idio_json_get_str(e, "repo", ""), repo) == 0)
            continue;
        *rc = idio_json_push(kept, idio_json_copy(e));
        kept_n++;
    }
    if (*rc < 0 || kept_n == n) {
        idio_json_free(kept);
        return false;
    }
    *rc = idio_json_put(entry, "examples", kept);
    return true;
}

static int scrub_spec(struct idio_core *c, struct idio_store_spec *row, const char *repo,
                      struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *envelope = NULL;
    bool changed = false;
    int rc = idio_json_parse(row->envelope, strlen(row->envelope), "stored spec", &envelope, err);
    if (rc < 0)
        return rc;
    const struct idio_json *provenance = idio_json_get(envelope, "provenance");
    for (size_t i = 0; i < idio_json_len(provenance) && rc == IDIO_OK; i++) {
        struct idio_json *entry = NULL;
        idio_json_key_at(provenance, i, &entry);
        changed |= scrub_entry(entry, repo, &rc);
    }
    if (rc < 0)
        return idio_nomem(err, "core.forget");
    if (!changed)
        return IDIO_OK;
    struct idio_str text;
    idio_str_init(&text, IDIO_CORE_ARENA);
    rc = idio_json_write(envelope, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK) {
        row->envelope = text.data;
        rc = idio_store_spec_update(c->store, row, err);
    }
    idio_str_release(&text);
    return rc;
}

static int scrub_specs(struct idio_core *c, const char *repo, struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_store_spec *specs = NULL;
    size_t n = 0;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    int rc = idio_store_specs(c->store, 0, &arena, &specs, &n, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = scrub_spec(c, &specs[i], repo, err);
    idio_arena_release(&arena);
    return rc;
}

static int forget(struct idio_core *c, const struct idio_store_repo *repo, struct idio_json *report,
                  struct idio_err *err)
{
    int rc = idio_store_begin(c->store, err);
    if (rc == IDIO_OK)
        rc = idio_store_repo_forget(c->store, repo->id, err);
    if (rc == IDIO_OK)
        rc = scrub_specs(c, repo->name, err);
    if (rc == IDIO_OK)
        rc = core_forget_decisions(c, repo->name, err);
    if (rc == IDIO_OK) /* also those that were imported before it was learnt */
        rc = idio_store_prompts_forget_folder(c->store, repo->path, err);
    if (rc == IDIO_OK)
        rc = core_build_profile(c, report, err);
    if (rc == IDIO_OK)
        rc = idio_store_commit(c->store, err);
    if (rc < 0)
        idio_store_rollback(c->store);
    return rc;
}

int idio_core_forget(struct idio_core *c, const char *repo, struct idio_json **ret,
                     struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct idio_store_repo *repos = NULL;
    const struct idio_store_repo *found = NULL;
    size_t n = 0;
    struct idio_json *report = idio_json_object();
    int rc = report ? core_need_profile(c, err) : idio_nomem(err, "core.forget");
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (rc == IDIO_OK)
        rc = idio_store_repos(c->store, &arena, &repos, &n, err);
    if (rc == IDIO_OK && !(found = find_repo(repos, n, repo))) {
        rc = idio_fail(err, IDIO_E_NOTFOUND, "core.forget", "'%s' was never learnt", repo);
        rc = idio_hint(err, rc, "'idiolect profile --json' lists the repositories that were");
    }
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "name", idio_json_string(found->name));
    if (rc == IDIO_OK)
        rc = idio_json_put(report, "path", idio_json_string(found->path));
    if (rc == IDIO_OK)
        rc = forget(c, found, report, err);
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(report);
        return rc;
    }
    *ret = report;
    return IDIO_OK;
}
