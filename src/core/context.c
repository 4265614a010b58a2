/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The context of a request: which learnt repository the target file belongs to, what its neighbours
 * import and declare, and how often each fact's trait comes up around it.
 *
 * Everything is read from the cache that learn filled; repository-wide rates were summed up then,
 * file and folder rates are counted here from the few files of the target's folder. Nothing is
 * parsed, so a request costs milliseconds; a file that was never learnt still gives its language
 * and folder.
 */
#include "core/core_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define NEIGHBOURS_MAX 12

struct counts {
    uint64_t units;
    uint64_t *up; /* [traits] */
};

struct context {
    struct idio_core *core;
    struct idio_arena *arena;
    struct idio_request *req;
    size_t traits;
    const struct idio_store_repo *repo; /* NULL: outside all learnt repositories */
    const char *folder_path;            /* where the user stands in it, when there is no file */
    struct counts file, folder;
    struct core_rates *rates;
    uint8_t *came_up;
    const char **neighbours; /* of the file first, then of the folder */
    size_t neighbour_count;
    struct idio_arena decoded; /* cleared for each file */
};

/* ---- where is it? ---------------------------------------------------------------------------- */

int core_absolute(const char *file, struct idio_arena *arena, const char **ret,
                  struct idio_err *err)
{
    char *real = NULL;
    size_t n = idio_fs_folder_len(file);
    const char *base = idio_fs_base(file);
    char *folder = n ? idio_arena_strndup(arena, file, n)
                     : idio_arena_strdup(arena, file[0] == '/' ? "/" : ".");
    if (!folder)
        return idio_nomem(err, "core.context");
    int rc = idio_fs_real(folder, &real, err);
    if (rc < 0)
        return idio_context(err, rc, "--file %s", file);
    *ret = idio_arena_printf(arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
    idio_free(real);
    return *ret ? IDIO_OK : idio_nomem(err, "core.context");
}

const struct idio_store_repo *core_repo_of(const struct idio_store_repo *repos, size_t n,
                                           const char *path, const char **ret_rel)
{
    assert(path);
    const struct idio_store_repo *best = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(repos[i].path);
        bool inside =
            strncmp(path, repos[i].path, len) == 0 && (path[len] == '/' || path[len] == '\0');
        if (!inside || (best && len <= best_len))
            continue;
        best = &repos[i];
        best_len = len;
        *ret_rel = path[len] == '/' ? path + len + 1 : path + len;
    }
    return best;
}

static int locate(struct context *x, const struct idio_spec_opts *o, struct idio_err *err)
{
    struct idio_store_repo *repos = NULL;
    size_t n = 0;
    const char *path = NULL, *rel = NULL;
    int rc = idio_store_repos(x->core->store, x->arena, &repos, &n, err);
    if (rc < 0)
        return rc;
    if (o->file) {
        rc = core_absolute(o->file, x->arena, &path, err);
        if (rc < 0)
            return rc;
        x->repo = core_repo_of(repos, n, path, &rel);
        x->req->path = x->repo ? rel : idio_fs_base(path);
        if (x->req->lang == IDIO_LANG_NONE)
            x->req->lang = idio_lang_of_path(path);
    } else if (o->folder) {
        x->repo = core_repo_of(repos, n, o->folder, &rel);
        x->folder_path = x->repo ? rel : NULL;
    }
    return IDIO_OK;
}

/* ---- neighbours ------------------------------------------------------------------------------ */

static int count(struct context *x, struct counts *c, const struct idio_observed *o,
                 struct idio_err *err)
{
    if (!c->up && !(c->up = idio_arena_alloc(x->arena, x->traits, sizeof *c->up)))
        return idio_nomem(err, "core.context");
    for (size_t u = 0; u < o->unit_count; u++) {
        if (o->units[u].kind != IDIO_UNIT_FUNCTION || o->units[u].is_test)
            continue;
        idio_rates_came_up(x->core->traits, o, u, x->came_up);
        c->units++;
        for (size_t t = 0; t < x->traits; t++)
            c->up[t] += x->came_up[t] == 1;
    }
    return IDIO_OK;
}

static int keep_signatures(struct context *x, const struct idio_observed *o, bool first,
                           struct idio_err *err)
{
    const char *mine[NEIGHBOURS_MAX];
    size_t n = 0;
    for (size_t u = 0; u < o->unit_count && n < NEIGHBOURS_MAX; u++)
        if (o->units[u].kind == IDIO_UNIT_FUNCTION && o->units[u].signature[0])
            if (!(mine[n++] = idio_arena_strdup(x->arena, o->units[u].signature)))
                return idio_nomem(err, "core.context");
    size_t room = NEIGHBOURS_MAX - (first ? 0 : x->neighbour_count);
    size_t add = n < room ? n : room;
    size_t keep = first ? x->neighbour_count : 0;
    keep = keep + add > NEIGHBOURS_MAX ? NEIGHBOURS_MAX - add : keep;
    if (first) /* the target file's own go before those of its folder */
        memmove(x->neighbours + add, x->neighbours, keep * sizeof *x->neighbours);
    memcpy(x->neighbours + (first ? 0 : x->neighbour_count), mine, add * sizeof *mine);
    x->neighbour_count = first ? keep + add : x->neighbour_count + add;
    return IDIO_OK;
}

static int keep_imports(struct context *x, const struct idio_observed *o, struct idio_err *err)
{
    const char **imports = idio_arena_alloc(x->arena, o->import_count + 1, sizeof *imports);
    if (!imports)
        return idio_nomem(err, "core.context");
    for (size_t i = 0; i < o->import_count; i++)
        if (!(imports[i] = idio_arena_strdup(x->arena, o->imports[i])))
            return idio_nomem(err, "core.context");
    x->req->imports = imports;
    x->req->import_count = o->import_count;
    return IDIO_OK;
}

static int see_file(void *ctx, const struct idio_store_repo *repo,
                    const struct idio_store_file *file, const void *p, size_t n,
                    struct idio_err *err)
{
    (void)repo;
    struct context *x = ctx;
    const char *target = x->req->path;
    enum idio_skip why;
    size_t folder = idio_fs_folder_len(target);
    bool near =
        idio_fs_folder_len(file->path) == folder && strncmp(file->path, target, folder) == 0;
    if (!near || !p || core_is_verdict(p, n, &why))
        return IDIO_OK;
    struct idio_observed o;
    idio_arena_clear(&x->decoded);
    int rc = core_observed(file, p, n, &x->decoded, &o, err);
    bool self = strcmp(file->path, target) == 0;
    if (rc == IDIO_OK && idio_lang_style(o.lang) == idio_lang_style(x->req->lang))
        rc = count(x, self ? &x->file : &x->folder, &o, err);
    if (rc == IDIO_OK && self)
        rc = keep_imports(x, &o, err);
    return rc == IDIO_OK ? keep_signatures(x, &o, self, err) : rc;
}

/* ---- candidates ------------------------------------------------------------------------------ */

static double rate(const struct counts *a, const struct counts *b, size_t trait)
{
    uint64_t units = a->units + (b ? b->units : 0);
    if (units == 0)
        return -1;
    uint64_t up = (a->up ? a->up[trait] : 0) + (b && b->up ? b->up[trait] : 0);
    return (double)up / (double)units;
}

static struct idio_candidate candidate(const struct context *x, const struct idio_fact *f)
{
    bool here = idio_lang_style(x->req->lang) == f->lang;
    return (struct idio_candidate){
        .fact = f,
        .rate_file = here ? rate(&x->file, NULL, f->trait_no) : -1,
        .rate_folder = here ? rate(&x->folder, &x->file, f->trait_no) : -1,
        .rate_repo = x->repo ? core_rates_get(x->rates, x->repo->id, f->lang, f->trait_no) : -1,
        .rate_lang = core_rates_get(x->rates, 0, f->lang, f->trait_no),
        .rate_module = core_rates_get(x->rates, CORE_RATES_MODULES, f->lang, f->trait_no),
    };
}

/* "repository/folder" of the target file, or of where the user stands. */
static const char *scope_of(const struct context *x)
{
    if (!x->repo)
        return "";
    const char *path = x->req->path ? x->req->path : x->folder_path;
    size_t n = x->req->path ? idio_fs_folder_len(path) : path ? strlen(path) : 0;
    return idio_arena_printf(x->arena, "%s%s%.*s", x->repo->name, n ? "/" : "", (int)n,
                             path ? path : "");
}

static int fill_candidates(struct context *x, struct idio_err *err)
{
    struct idio_fact *facts = NULL;
    size_t n = 0, known = 0, open = 0;
    int rc = core_facts(x->core, x->arena, &facts, &n, err);
    const char *scope = rc == IDIO_OK ? scope_of(x) : NULL;
    if (rc == IDIO_OK && !scope)
        rc = idio_nomem(err, "core.context");
    if (rc < 0)
        return rc;
    n = core_facts_at(facts, n, scope);
    struct idio_candidate *c = idio_arena_alloc(x->arena, n + 1, sizeof *c);
    struct idio_candidate *u = idio_arena_alloc(x->arena, n + 1, sizeof *u);
    if (!c || !u)
        return idio_nomem(err, "core.context");
    for (size_t i = 0; i < n; i++) {
        if (!facts[i].decided)
            u[open++] = candidate(x, &facts[i]);
        else if (facts[i].stated)
            c[known++] = candidate(x, &facts[i]);
    }
    x->req->candidates = c;
    x->req->candidate_count = known;
    x->req->undecided = u;
    x->req->undecided_count = open;
    return IDIO_OK;
}

static int fill(struct context *x, const struct idio_spec_opts *o, struct idio_err *err)
{
    int rc = locate(x, o, err);
    if (rc == IDIO_OK && x->repo && o->file)
        rc = idio_store_files_visit(x->core->store, x->repo->id, x->core->detector, see_file, x,
                                    err);
    if (rc == IDIO_OK)
        rc = core_rates_load(x->core, &x->rates, err);
    if (rc == IDIO_OK)
        rc = fill_candidates(x, err);
    x->req->neighbours = x->neighbours;
    x->req->neighbour_count = x->neighbour_count;
    return rc;
}

int core_context(struct idio_core *c, const struct idio_spec_opts *o, struct idio_arena *arena,
                 struct idio_request *req, struct idio_err *err)
{
    struct context x = {.core = c, .arena = arena, .req = req};
    req->lang = o->lang;
    int rc = core_need_traits(c, err);
    if (rc < 0)
        return rc;
    x.traits = idio_traits_count(c->traits);
    x.came_up = idio_arena_alloc(arena, x.traits, 1);
    x.neighbours = idio_arena_alloc(arena, NEIGHBOURS_MAX, sizeof *x.neighbours);
    if (!x.came_up || !x.neighbours)
        return idio_nomem(err, "core.context");
    idio_arena_init(&x.decoded, IDIO_CORE_ARENA);
    rc = fill(&x, o, err);
    idio_arena_release(&x.decoded);
    core_rates_free(x.rates);
    return rc;
}
