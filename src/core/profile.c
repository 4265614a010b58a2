/* SPDX-License-Identifier: Apache-2.0 */
/* profile: what is known, as JSON rows. */
#include "base/near.h"
#include "core/core_internal.h"

#include <stdlib.h>
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

/* "2024-03-01"; null when unknown. */
static struct idio_json *day_json(int32_t day)
{
    char iso[IDIO_ISO_SIZE];
    if (day == 0)
        return idio_json_null();
    idio_clock_iso((int64_t)day * 86400, iso);
    return idio_json_string_n(iso, strlen("2024-03-01"));
}

static struct idio_json *time_json(int64_t t)
{
    char iso[IDIO_ISO_SIZE];
    if (t == 0)
        return idio_json_null();
    idio_clock_iso(t, iso);
    return idio_json_string(iso);
}

static const char *standing_name(enum idio_standing s)
{
    static const char *const names[] = {"counted", "pinned", "rejected", "overruled"};
    return names[s];
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
        {"scope", idio_json_string(f->scope)},
        {"confidence", idio_json_real(f->confidence)},
        {"first_seen", day_json(f->first_seen)},
        {"last_seen", day_json(f->last_seen)},
        {"since", day_json(f->since)},
        {"before", f->since && *f->before ? idio_json_string(f->before) : idio_json_null()},
        {"standing", idio_json_string(standing_name(f->standing))},
        {"ruled", time_json(f->ruled_at)},
        {"reworded", idio_json_bool(f->reworded)},
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

/* ---- which, and in what order ---------------------------------------------------------------- */

static bool wanted(const struct idio_fact *f, const struct idio_profile_opts *o)
{
    if (o->lang != IDIO_LANG_NONE && f->lang != idio_lang_style(o->lang))
        return false;
    if (o->trait && strcmp(f->trait, o->trait) != 0)
        return false;
    if (o->area && strcmp(f->area, o->area) != 0)
        return false;
    if (o->scope && !core_scope_covers(o->scope, f->scope))
        return false;
    return o->all || o->trait || f->stated || !f->decided;
}

static int by_number(double a, double b) /* larger first */
{
    return (a < b) - (a > b);
}

static int by_lang_and_id(const struct idio_fact *x, const struct idio_fact *y, int middle)
{
    int d = strcmp(idio_lang_id(x->lang), idio_lang_id(y->lang));
    d = d ? d : middle;
    return d ? d : strcmp(x->id, y->id);
}

static int by_surprise(const void *a, const void *b)
{
    const struct idio_fact *const *x = a, *const *y = b;
    return by_lang_and_id(*x, *y, by_number((*x)->surprise, (*y)->surprise));
}

static int by_evidence(const void *a, const void *b)
{
    const struct idio_fact *const *x = a, *const *y = b;
    return by_lang_and_id(*x, *y, by_number((double)(*x)->n, (double)(*y)->n));
}

static int by_change(const void *a, const void *b)
{
    const struct idio_fact *const *x = a, *const *y = b;
    int d = by_number((*x)->since, (*y)->since);
    return by_lang_and_id(*x, *y, d ? d : by_number((*x)->last_seen, (*y)->last_seen));
}

static void sort_facts(const struct idio_fact **facts, size_t n, enum idio_profile_sort sort)
{
    static int (*const orders[])(const void *, const void *) = {
        [IDIO_SORT_SURPRISE] = by_surprise,
        [IDIO_SORT_EVIDENCE] = by_evidence,
        [IDIO_SORT_CHANGE] = by_change,
    };
    if (sort != IDIO_SORT_AREA && n > 0) /* core_facts has sorted by area */
        qsort(facts, n, sizeof *facts, orders[sort]);
}

/* ---- names that may be mistyped -------------------------------------------------------------- */

struct guess {
    const char *typed, *best;
    size_t distance;
};

static void guess(struct guess *g, const char *name)
{
    size_t d = idio_distance(g->typed, name);
    if (idio_is_near(g->typed, name) && (!g->best || d < g->distance)) {
        g->best = name;
        g->distance = d;
    }
}

static int unknown(const char *what, const struct guess *g, const char *otherwise,
                   struct idio_err *err)
{
    int rc = idio_fail(err, IDIO_E_USAGE, "core.profile", "no %s is called '%s'", what, g->typed);
    if (g->best)
        return idio_hint(err, rc, "did you mean '%s'?", g->best);
    return idio_hint(err, rc, "%s", otherwise);
}

static int check_trait(struct idio_core *c, const char *trait, struct idio_err *err)
{
    struct guess g = {.typed = trait};
    if (!trait || idio_traits_find(c->traits, trait) >= 0)
        return IDIO_OK;
    for (size_t i = 0; i < idio_traits_count(c->traits); i++)
        guess(&g, idio_traits_name(c->traits, i));
    return unknown("trait", &g, "'idiolect profile --all -v' shows the names of all traits", err);
}

/* "repository" or "repository/folder": the repository must be one that was learnt. */
static int check_scope(struct idio_core *c, const char *scope, struct idio_arena *arena,
                       struct idio_err *err)
{
    struct idio_store_repo *repos = NULL;
    struct guess g = {0};
    size_t n = 0;
    if (!scope)
        return IDIO_OK;
    int rc = idio_store_repos(c->store, arena, &repos, &n, err);
    g.typed = idio_arena_strndup(arena, scope, strcspn(scope, "/"));
    if (rc == IDIO_OK && !g.typed)
        rc = idio_nomem(err, "core.profile");
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        if (core_scope_covers(repos[i].name, scope))
            return IDIO_OK;
        guess(&g, repos[i].name);
    }
    return unknown("repository", &g, "'idiolect profile --json' lists the repositories", err);
}

/* ---- profile --------------------------------------------------------------------------------- */

int core_profile_json(struct idio_core *c, const struct idio_profile_opts *o,
                      const struct idio_fact *facts, size_t n, struct idio_arena *arena,
                      struct idio_json *doc, struct idio_err *err)
{
    const struct idio_fact **rows = idio_arena_alloc(arena, n + 1, sizeof *rows);
    struct idio_json *list = idio_json_array();
    size_t kept = 0;
    int rc = rows && list ? put_repos(c, arena, doc, err) : idio_nomem(err, "core.profile");
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        if (wanted(&facts[i], o))
            rows[kept++] = &facts[i];
    if (rc < 0) {
        idio_json_free(list);
        return rc;
    }
    sort_facts(rows, kept, o->sort);
    for (size_t i = 0; i < kept && rc == IDIO_OK; i++)
        rc = idio_json_push(list, core_fact_json(rows[i]));
    int put = idio_json_put(doc, "facts", list);
    return rc < 0 || put < 0 ? idio_nomem(err, "core.profile") : IDIO_OK;
}

int idio_core_profile(struct idio_core *c, const struct idio_profile_opts *o,
                      struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct idio_fact *facts = NULL;
    struct idio_json *doc = NULL;
    size_t n = 0;
    int rc = core_need_profile(c, err);
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (rc == IDIO_OK)
        rc = check_trait(c, o->trait, err);
    if (rc == IDIO_OK)
        rc = check_scope(c, o->scope, &arena, err);
    if (rc == IDIO_OK)
        rc = core_facts(c, &arena, &facts, &n, err);
    if (rc == IDIO_OK) {
        doc = idio_json_object();
        rc = doc ? core_profile_json(c, o, facts, n, &arena, doc, err)
                 : idio_nomem(err, "core.profile");
    }
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
