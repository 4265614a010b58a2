/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files held against the profile. A file is read from disk as it is, observed like a file of a
 * repository, and its sites compared with the facts of the narrowest scope (style/check.c). Nothing
 * is stored.
 */
#include "core/core_internal.h"

#include <string.h>

struct checker {
    struct idio_core *core;
    struct idio_parser *parser;
    struct idio_arena arena; /* facts, repositories, results */
    struct idio_store_repo *repos;
    size_t repo_count;
    struct idio_fact *facts;
    size_t fact_count;
    struct idio_json *rows;
    bool all;
};

/* Whoever is told to mend what is right soon stops listening. */
static const char *severity(const struct idio_fact *f)
{
    return f->confidence >= IDIO_CHECK_CONFIDENCE ? "warning" : "note";
}

static struct idio_json *violation_json(const char *file, const struct idio_violation *v)
{
    struct idio_json *o = idio_json_object();
    const struct {
        const char *key;
        struct idio_json *value;
    } members[] = {
        {"file", idio_json_string(file)},
        {"line", idio_json_int(v->line)},
        {"severity", idio_json_string(severity(v->fact))},
        {"sites", idio_json_int(v->count)},
        {"trait", idio_json_string(v->fact->trait)},
        {"found", idio_json_string(v->found)},
        {"habit", idio_json_string(v->fact->value)},
        {"fact", idio_json_string(v->fact->id)},
        {"scope", idio_json_string(v->fact->scope)},
        {"wording", idio_json_string(v->fact->wording)},
        {"k", idio_json_int((int64_t)v->fact->k)},
        {"n", idio_json_int((int64_t)v->fact->n)},
        {"confidence", idio_json_real(v->fact->confidence)},
    };
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int put = idio_json_put(o, members[i].key, members[i].value);
        rc = rc < 0 ? rc : put;
    }
    return rc < 0 ? idio_json_free(o) : o;
}

static enum idio_lang lang_of(const char *file, const char *text, size_t n)
{
    enum idio_lang lang = idio_lang_of_path(file);
    return lang != IDIO_LANG_NONE ? lang : idio_lang_of_shebang(text, n);
}

static int check_observed(struct checker *k, const char *file, const struct idio_observed *o,
                          struct idio_err *err)
{
    const char *path = NULL, *rel = NULL;
    int rc = core_absolute(file, &k->arena, &path, err);
    if (rc < 0)
        return rc;
    const struct idio_store_repo *repo = core_repo_of(k->repos, k->repo_count, path, &rel);
    struct idio_check_opts opts = {
        .repo = repo ? repo->name : NULL, .path = repo ? rel : idio_fs_base(path), .all = k->all};
    struct idio_violation *found = NULL;
    size_t n = 0;
    rc = idio_style_check(k->core->traits, k->facts, k->fact_count, &opts, o, &k->arena, &found, &n,
                          err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        if (idio_json_push(k->rows, violation_json(file, &found[i])) < 0)
            rc = idio_nomem(err, "core.check");
    return rc;
}

static int check_file(struct checker *k, const char *file, struct idio_err *err)
{
    char *text = NULL;
    size_t n = 0;
    int rc = idio_fs_read(file, IDIO_CORPUS_FILE_MAX, &text, &n, err);
    if (rc < 0)
        return rc;
    enum idio_lang lang = lang_of(file, text, n);
    struct idio_observed o;
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    if (lang == IDIO_LANG_NONE)
        rc = idio_hint(err,
                       idio_fail(err, IDIO_E_INVALID, "core.check",
                                 "%s: neither name nor first line tell its language", file),
                       "name source files only");
    else
        rc = idio_parser_observe(k->parser, lang, file, text, n, k->core->ctx->cancel, &arena, &o,
                                 err);
    if (rc == IDIO_OK && o.parse_errors)
        rc = idio_hint(err,
                       idio_fail(err, IDIO_E_INVALID, "core.check",
                                 "%s: too much of it does not parse to be judged", file),
                       "leave it out until it does");
    else if (rc == IDIO_OK)
        rc = check_observed(k, file, &o, err);
    idio_arena_release(&arena);
    idio_free(text);
    return rc;
}

static int open_checker(struct checker *k, struct idio_err *err)
{
    struct idio_core *c = k->core;
    int rc = core_need_profile(c, err);
    if (rc == IDIO_OK)
        rc = core_need_observer(c, UINT32_MAX, err);
    if (rc == IDIO_OK)
        rc = idio_parser_new(c->observer, &k->parser, err);
    if (rc == IDIO_OK)
        rc = idio_store_repos(c->store, &k->arena, &k->repos, &k->repo_count, err);
    if (rc == IDIO_OK)
        rc = core_facts(c, &k->arena, &k->facts, &k->fact_count, err);
    return rc;
}

int idio_core_check(struct idio_core *c, const char *const *files, size_t n, bool all,
                    struct idio_json **ret, struct idio_err *err)
{
    struct checker k = {.core = c, .rows = idio_json_array(), .all = all};
    struct idio_json *doc = idio_json_object();
    idio_arena_init(&k.arena, IDIO_CORE_ARENA);
    int rc = k.rows && doc ? open_checker(&k, err) : idio_nomem(err, "core.check");
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = check_file(&k, files[i], err);
    int put = idio_json_put(doc, "files", idio_json_int((int64_t)n));
    int rows = idio_json_put(doc, "violations", k.rows);
    if (rc == IDIO_OK && (put < 0 || rows < 0))
        rc = idio_nomem(err, "core.check");
    idio_parser_free(k.parser);
    idio_arena_release(&k.arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
