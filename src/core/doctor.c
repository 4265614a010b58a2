/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doctor: tries each part for real (opens the database, compiles the queries, loads the model) and
 * says what is missing and how to get it. A check that fails is a row, not an error.
 */
#include "core/core_internal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct check {
    const char *name;
    bool required;
    /* IDIO_OK with a word in `detail`, or a failure whose text and hint are shown. */
    int (*run)(struct idio_core *c, struct idio_str *detail, struct idio_err *err);
};

static int check_home(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    char *parent = idio_strdup(c->home);
    if (!parent)
        return idio_nomem(err, "core.doctor");
    /* The folder is made when first needed, so its nearest existing ancestor is what counts. */
    while (!idio_fs_is_dir(parent)) {
        char *slash = strrchr(parent, '/');
        if (!slash || slash == parent)
            break;
        *slash = '\0';
    }
    int rc = IDIO_OK;
    if (access(parent, W_OK | X_OK) != 0) {
        rc = idio_fail(err, IDIO_E_DENIED, "core.doctor", "cannot write to %s", parent);
        rc = idio_hint(err, rc, "choose another folder with --home DIR");
    } else {
        idio_str_puts(detail, c->home);
    }
    idio_free(parent);
    return rc;
}

static int check_database(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    if (!c->store && !idio_fs_is_file(c->db_path)) {
        idio_str_puts(detail, "none yet; 'idiolect learn PATH...' makes it");
        return IDIO_OK;
    }
    int rc = core_need_store(c, err);
    if (rc < 0)
        return rc;
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct idio_store_repo *repos = NULL;
    size_t n = 0;
    rc = idio_store_repos(c->store, &arena, &repos, &n, err);
    if (rc == IDIO_OK)
        idio_str_printf(detail, "schema %d, %zu repositories learnt", idio_store_version(c->store),
                        n);
    idio_arena_release(&arena);
    return rc;
}

static int check_detectors(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    int rc = core_need_observer(c, UINT32_MAX, err);
    if (rc == IDIO_OK)
        idio_str_printf(detail, "%zu traits, %d languages, version %s",
                        idio_traits_count(c->traits), (int)IDIO_LANG_COUNT - 1, c->detector);
    return rc;
}

static int check_schema(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    int rc = core_need_validator(c, err);
    if (rc == IDIO_OK)
        idio_str_printf(detail, "%d keys", (int)IDIO_FIELD_COUNT);
    return rc;
}

static int check_identity(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct idio_identities who = {0};
    int rc = core_need_corpus(c, err);
    if (rc == IDIO_OK)
        rc = idio_corpus_config_identities(&arena, &who, err);
    if (rc == IDIO_OK && who.len == 0) {
        rc = idio_fail(err, IDIO_E_MISSING, "core.doctor", "git has no user.name and user.email");
        rc = idio_hint(err, rc,
                       "git config --global user.email you@example.org; or learn with --author");
    }
    for (size_t i = 0; rc == IDIO_OK && i < who.len; i++)
        idio_str_printf(detail, "%s%s", i ? ", " : "", who.at[i]);
    idio_arena_release(&arena);
    return rc;
}

static int check_model(struct idio_core *c, struct idio_str *detail, struct idio_err *err)
{
    int rc = core_need_model(c, err);
    if (rc == IDIO_OK)
        idio_str_printf(detail, "%s (%s)", idio_model_name(c->model), c->model_path);
    return rc;
}

static const struct check checks[] = {
    {"data folder", true, check_home},       {"database", true, check_database},
    {"detectors", true, check_detectors},    {"spec schema", true, check_schema},
    {"git identity", false, check_identity}, {"model", false, check_model},
};

static int put_check(struct idio_json *rows, const struct check *check, int rc, const char *detail,
                     const struct idio_err *e)
{
    struct idio_json *row = idio_json_object();
    int put = idio_json_put(row, "name", idio_json_string(check->name));
    put = put < 0 ? put : idio_json_put(row, "ok", idio_json_bool(rc == IDIO_OK));
    put = put < 0 ? put : idio_json_put(row, "required", idio_json_bool(check->required));
    put = put < 0 ? put : idio_json_put(row, "detail", idio_json_string(rc < 0 ? e->msg : detail));
    put = put < 0 ? put : idio_json_put(row, "remedy", idio_json_string(rc < 0 ? e->hint : ""));
    int last = idio_json_push(rows, row);
    return put < 0 ? put : last;
}

int idio_core_doctor(struct idio_core *c, struct idio_json **ret, struct idio_err *err)
{
    struct idio_json *doc = idio_json_object();
    struct idio_json *rows = idio_json_array();
    bool all = true;
    int rc = doc && rows ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && rc == IDIO_OK; i++) {
        struct idio_err failure;
        struct idio_str detail;
        idio_err_clear(&failure);
        idio_str_init(&detail, 1 << 16);
        int result = checks[i].run(c, &detail, &failure);
        all = all && (result == IDIO_OK || !checks[i].required);
        rc = result == IDIO_E_CANCELLED
                 ? result
                 : put_check(rows, &checks[i], result, detail.data, &failure);
        idio_str_release(&detail);
    }
    int put = idio_json_put(doc, "checks", rows);
    rc = rc < 0 ? rc : put;
    rc = rc < 0 ? rc : idio_json_put(doc, "ok", idio_json_bool(all));
    if (rc < 0) {
        idio_json_free(doc);
        return rc == IDIO_E_CANCELLED ? idio_fail(err, rc, "core.doctor", "cancelled")
                                      : idio_nomem(err, "core.doctor");
    }
    *ret = doc;
    return IDIO_OK;
}
