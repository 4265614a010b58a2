/* SPDX-License-Identifier: Apache-2.0 */
/* profile: what is known, as JSON rows. */
#include "core/core_internal.h"

#include <stdio.h>
#include <string.h>

static struct idio_json *example_json(const struct idio_example *e)
{
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "repo", idio_json_string(e->repo));
    rc = rc < 0 ? rc : idio_json_put(o, "path", idio_json_string(e->path));
    rc = rc < 0 ? rc : idio_json_put(o, "line", idio_json_int(e->line));
    rc = rc < 0 ? rc : idio_json_put(o, "text", idio_json_string(e->text ? e->text : ""));
    return rc < 0 ? idio_json_free(o) : o;
}

static struct idio_json *interval_json(double lo, double hi)
{
    struct idio_json *a = idio_json_array();
    int rc = idio_json_push(a, idio_json_real(lo));
    rc = rc < 0 ? rc : idio_json_push(a, idio_json_real(hi));
    return rc < 0 ? idio_json_free(a) : a;
}

struct idio_json *core_fact_json(const struct idio_fact *f)
{
    struct idio_json *o = idio_json_object();
    struct idio_json *examples = idio_json_array();
    int rc = o && examples ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; i < f->example_count && rc == IDIO_OK; i++)
        rc = idio_json_push(examples, example_json(&f->examples[i]));
    const struct {
        const char *key;
        struct idio_json *value;
    } members[] = {
        {"id", idio_json_string(f->id)},
        {"language", idio_json_string(idio_lang_id(f->lang))},
        {"trait", idio_json_string(f->trait)},
        {"value", idio_json_string(f->value)},
        {"area", idio_json_string(f->area)},
        {"field", idio_json_string(f->field)},
        {"wording", idio_json_string(f->wording)},
        {"k", idio_json_int((int64_t)f->k)},
        {"n", idio_json_int((int64_t)f->n)},
        {"interval", interval_json(f->lo, f->hi)},
        {"prior", f->prior < 0 ? idio_json_null() : idio_json_real(f->prior)},
        {"surprise", idio_json_real(f->surprise)},
        {"impact", idio_json_real(f->impact)},
        {"files", idio_json_int(f->files)},
        {"repos", idio_json_int(f->repos)},
        {"decided", idio_json_bool(f->decided)},
        {"stated", idio_json_bool(f->stated)},
        {"examples", examples},
        {"counter", f->counter.path ? example_json(&f->counter) : idio_json_null()},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int put = idio_json_put(o, members[i].key, members[i].value);
        rc = rc < 0 ? rc : put;
    }
    return rc < 0 ? idio_json_free(o) : o;
}

static int put_repos(struct idio_core *c, struct idio_arena *arena, struct idio_json *doc,
                     struct idio_err *err)
{
    struct idio_store_repo *repos = NULL;
    size_t n = 0;
    int rc = idio_store_repos(c->store, arena, &repos, &n, err);
    if (rc < 0)
        return rc;
    struct idio_json *rows = idio_json_array();
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        struct idio_json *row = idio_json_object();
        rc = idio_json_put(row, "name", idio_json_string(repos[i].name));
        rc = rc < 0 ? rc : idio_json_put(row, "path", idio_json_string(repos[i].path));
        rc = rc < 0 ? rc : idio_json_put(row, "kind", idio_json_string(repos[i].kind));
        int put = idio_json_push(rows, row);
        rc = rc < 0 ? rc : put;
    }
    int put = idio_json_put(doc, "repos", rows);
    return rc < 0 || put < 0 ? idio_nomem(err, "core.profile") : IDIO_OK;
}

static bool wanted(const struct idio_fact *f, enum idio_lang lang, const char *trait, bool all)
{
    if (lang != IDIO_LANG_NONE && f->lang != idio_lang_style(lang))
        return false;
    if (trait && strcmp(f->trait, trait) != 0)
        return false;
    return all || trait || f->stated || !f->decided;
}

int idio_core_profile(struct idio_core *c, enum idio_lang lang, const char *trait, bool all,
                      struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct idio_fact *facts = NULL;
    size_t n = 0;
    int rc = core_need_profile(c, err);
    if (rc == IDIO_OK && trait) {
        rc = core_need_traits(c, err);
        if (rc == IDIO_OK && idio_traits_find(c->traits, trait) < 0)
            rc = idio_hint(
                err, idio_fail(err, IDIO_E_USAGE, "core.profile", "no trait is called '%s'", trait),
                "'idiolect profile --all' shows the names of all traits");
    }
    if (rc == IDIO_OK)
        rc = idio_store_facts(c->store, &arena, &facts, &n, err);
    struct idio_json *doc = rc == IDIO_OK ? idio_json_object() : NULL;
    if (rc == IDIO_OK)
        rc = put_repos(c, &arena, doc, err);
    if (rc == IDIO_OK) {
        struct idio_json *rows = idio_json_array();
        for (size_t i = 0; i < n && rc == IDIO_OK; i++)
            if (wanted(&facts[i], lang, trait, all))
                rc = idio_json_push(rows, core_fact_json(&facts[i]));
        int put = idio_json_put(doc, "facts", rows);
        if (rc < 0 || put < 0)
            rc = idio_nomem(err, "core.profile");
    }
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
