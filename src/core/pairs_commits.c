/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: what the developer's commits tell. A commit with a message that could have been a request
 * gives two things: words for the units that it brought (if there are few), and a subject of its
 * own where it changed a unit: the request, and what the new lines do.
 *
 * Repositories are looked at side by side, each by one thread; their subjects are added in the
 * order of repositories. A repository whose history cannot be read gives no commits.
 */
#include "core/pairs_internal.h"

#include <string.h>

#define COMMITS_MAX 3000 /* newest ones of a repository that are walked */
#define OUTER_MAX   16   /* units that a unit stands in */

struct told { /* a commit that introduced something: its message, or none that is fit */
    const struct idio_message *message;
    const char *commit;
};
struct digging { /* one repository */
    struct pairs_run *r;
    uint32_t repo;
    struct idio_parser *parser;
    struct idio_repo *open;
    struct idio_arena *keep;   /* of the worker */
    struct idio_arena scratch; /* cleared for each commit */
    struct idio_introductions introductions;
    IDIO_VEC(struct told) told;
    IDIO_VEC(struct pairs_subject) subjects;
    size_t first_file, file_count; /* of the repository, among all */
};
struct dig {
    struct pairs_run *r;
    struct digging *at; /* [repos] */
};

/* ---- versions of files ----------------------------------------------------------------------- */

struct version {
    struct idio_observed observed;
    struct idio_shape *shapes;
};

/* NULL in *ret: there is none, or it cannot be read or parsed. */
static int read_version(struct digging *d, const struct idio_changed_file *f, const char *blob,
                        struct idio_arena *arena, struct version **ret, struct idio_err *err)
{
    struct idio_repo_file at = {.path = f->path, .lang = f->lang};
    struct idio_err why = {0};
    char *text = NULL;
    size_t n = 0;
    *ret = NULL;
    if (!blob[0])
        return IDIO_OK;
    memcpy(at.blob, blob, sizeof at.blob);
    int rc = idio_repo_read(d->open, &at, &text, &n, &why);
    struct version *v = rc == IDIO_OK ? idio_arena_alloc(arena, 1, sizeof *v) : NULL;
    if (rc == IDIO_OK && !v)
        rc = idio_nomem(&why, "core.pairs");
    if (rc == IDIO_OK && idio_corpus_unfit(f->path, text, n) == IDIO_SKIP_COUNT)
        rc = idio_parser_shapes(d->parser, f->lang, f->path, text, n, d->r->core->ctx->cancel,
                                arena, &v->observed, &v->shapes, &why);
    else
        v = NULL;
    idio_free(text);
    if (rc == IDIO_E_NOMEM || rc == IDIO_E_CANCELLED) {
        *err = why;
        return rc;
    }
    if (rc == IDIO_OK && v && !v->observed.parse_errors)
        *ret = v;
    return IDIO_OK;
}

/* Number of the file at HEAD; UINT32_MAX: it is not there, or not the developer's. */
static uint32_t file_at_head(const struct digging *d, const char *path)
{
    size_t lo = d->first_file, hi = d->first_file + d->file_count;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const int c = strcmp(d->r->files[mid].path, path);
        if (c == 0)
            return d->r->files[mid].read ? (uint32_t)mid : UINT32_MAX;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return UINT32_MAX;
}

/* ---- what is kept of a version --------------------------------------------------------------- */

/* Copies into the worker's arena; the first failure is remembered. */
struct keeper {
    struct idio_arena *arena;
    bool failed;
};

static const char *keep_text(struct keeper *k, const char *s)
{
    const char *copy = s ? idio_arena_strdup(k->arena, s) : NULL;
    k->failed |= s && !copy;
    return copy;
}

static const char **keep_texts(struct keeper *k, const char *const *at, size_t n)
{
    const char **copy = idio_arena_alloc(k->arena, n + 1, sizeof *copy);
    k->failed |= !copy;
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = keep_text(k, at[i]);
    return copy;
}

static struct idio_unit keep_unit(struct keeper *k, const struct idio_unit *u)
{
    struct idio_unit copy = *u;
    copy.parent = IDIO_NO_UNIT;
    copy.name = keep_text(k, u->name);
    copy.signature = keep_text(k, u->signature);
    copy.doc = keep_text(k, u->doc);
    copy.calls = keep_text(k, u->calls);
    return copy;
}

static struct idio_shape keep_shape(struct keeper *k, const struct idio_shape *s)
{
    struct idio_shape copy = *s;
    copy.params = idio_arena_alloc(k->arena, s->param_count + 1, sizeof *copy.params);
    k->failed |= !copy.params;
    for (size_t i = 0; copy.params && i < s->param_count; i++) {
        copy.params[i] = s->params[i];
        copy.params[i].name = keep_text(k, s->params[i].name);
        copy.params[i].type = keep_text(k, s->params[i].type);
    }
    copy.returns = keep_text(k, s->returns);
    copy.raises = keep_texts(k, s->raises, s->raise_count);
    copy.guards = keep_texts(k, s->guards, s->guard_count);
    return copy;
}

/*
 * Of a version only what its row needs: the unit first, what it stands in behind it, then the
 * functions around it. Whole versions of thousands of commits would not fit into memory.
 */
static int keep_version(struct digging *d, const struct version *v, uint32_t unit,
                        struct pairs_file *in, struct idio_err *err)
{
    const struct idio_observed *o = &v->observed;
    struct keeper k = {.arena = d->keep};
    struct idio_unit *units =
        idio_arena_alloc(d->keep, OUTER_MAX + PAIRS_NEIGHBOURS + 1, sizeof *units);
    struct idio_shape *shape = idio_arena_alloc(d->keep, 1, sizeof *shape);
    size_t n = 0, near = 0;
    if (!units || !shape)
        return idio_nomem(err, "core.pairs");
    units[n++] = keep_unit(&k, &o->units[unit]);
    for (uint32_t p = o->units[unit].parent; p < o->unit_count && n <= OUTER_MAX;
         p = o->units[p].parent) {
        units[n - 1].parent = (uint32_t)n;
        units[n++] = keep_unit(&k, &o->units[p]);
    }
    for (uint32_t u = 0; u < o->unit_count && near < PAIRS_NEIGHBOURS; u++) {
        if (u == unit || o->units[u].kind != IDIO_UNIT_FUNCTION || !o->units[u].signature[0])
            continue;
        units[n++] = keep_unit(&k, &o->units[u]);
        near++;
    }
    *shape = keep_shape(&k, &v->shapes[unit]);
    in->observed =
        (struct idio_observed){.lang = o->lang, .lines = o->lines, .units = units, .unit_count = n};
    in->shapes = shape;
    return k.failed ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

/* ---- a commit as a subject ------------------------------------------------------------------- */

struct about {
    const struct idio_own_change *change;
    const struct idio_changed_file *file;
    const struct version *old, *new;
    uint32_t unit; /* of the new version */
    enum idio_intent act;
    struct told told;
};

static int keep_lines(struct digging *d, const struct about *a, struct idio_habits *ret,
                      struct idio_err *err)
{
    const struct idio_changed_file *f = a->file;
    uint32_t(*lines)[2] = idio_arena_alloc(&d->scratch, f->line_count + 1, sizeof *lines);
    struct idio_style_part part = {.unit = a->unit, .libraries = a->act == IDIO_INTENT_TEST};
    if (!lines)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < f->line_count; i++)
        if (f->lines[i].last >= f->lines[i].first) {
            lines[part.line_count][0] = f->lines[i].first;
            lines[part.line_count++][1] = f->lines[i].last;
        }
    part.lines = (const uint32_t(*)[2])lines;
    return idio_style_habits(d->r->core->traits, &a->new->observed, &part, 1, d->keep, ret, err);
}

/* Imports stood there before the commit. */
static int keep_imports(struct digging *d, const struct version *old, struct pairs_file *in,
                        struct idio_err *err)
{
    struct keeper k = {.arena = d->keep};
    const size_t n = old ? old->observed.import_count : 0;
    in->imports = idio_arena_alloc(d->keep, n + 1, sizeof *in->imports);
    if (!in->imports)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n; i++)
        in->imports[in->import_count++].name = keep_text(&k, old->observed.imports[i]);
    return k.failed ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

static int add_change(struct digging *d, const struct about *a, struct idio_err *err)
{
    const uint32_t head = file_at_head(d, a->file->path);
    struct pairs_file *in = idio_arena_alloc(d->keep, 1, sizeof *in);
    if (!in)
        return idio_nomem(err, "core.pairs");
    if (head == UINT32_MAX)
        return IDIO_OK;
    *in = (struct pairs_file){
        .repo = d->repo, .path = d->r->files[head].path, .lang = a->file->lang, .read = true};
    const struct idio_unit *u = &a->new->observed.units[a->unit];
    struct pairs_subject s = {.file = head,
                              .unit = 0,
                              .in = in,
                              .act = a->act,
                              .day = a->change->day,
                              .message = a->told.message,
                              .commit = a->told.commit};
    s.key = idio_arena_printf(d->keep, "%s %s:%u %s@%.12s", d->r->repos[d->repo].row->name,
                              a->file->path, u->first_line, u->name, a->change->commit);
    for (size_t i = 0; i < PAIRS_NEAREST; i++)
        s.nearest[i] = UINT32_MAX;
    int rc = s.key ? keep_version(d, a->new, a->unit, in, err) : idio_nomem(err, "core.pairs");
    if (rc == IDIO_OK)
        rc = keep_lines(d, a, &s.habits, err);
    if (rc == IDIO_OK)
        rc = keep_imports(d, a->old, in, err);
    if (rc == IDIO_OK && idio_vec_push(&d->subjects, s) < 0)
        rc = idio_nomem(err, "core.pairs");
    return rc;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static int keep_message(struct digging *d, const struct idio_own_change *c, struct told *ret,
                        struct idio_err *err)
{
    struct idio_message *m = idio_arena_alloc(d->keep, 1, sizeof *m);
    const char *why = NULL;
    bool fit = false;
    ret->commit = idio_arena_strdup(d->keep, c->commit);
    if (!m || !ret->commit)
        return idio_nomem(err, "core.pairs");
    int rc = idio_message_read(c->subject, c->body, d->keep, m, &fit, &why, err);
    ret->message = rc == IDIO_OK && fit ? m : NULL;
    return rc;
}

struct versions {
    struct idio_versions at[IDIO_CHANGE_FILES];
    struct version *old[IDIO_CHANGE_FILES], *new[IDIO_CHANGE_FILES];
    size_t n;
};

static int read_versions(struct digging *d, const struct idio_own_change *c, struct versions *v,
                         struct idio_err *err)
{
    int rc = IDIO_OK;
    for (; v->n < c->file_count && v->n < IDIO_CHANGE_FILES && rc == IDIO_OK; v->n++) {
        const size_t i = v->n;
        const struct idio_changed_file *f = &c->files[i];
        rc = read_version(d, f, f->old_blob, &d->scratch, &v->old[i], err);
        if (rc == IDIO_OK)
            rc = read_version(d, f, f->new_blob, &d->scratch, &v->new[i], err);
        v->at[i] = (struct idio_versions){.file = f,
                                          .old = v->old[i] ? &v->old[i]->observed : NULL,
                                          .new = v->new[i] ? &v->new[i]->observed : NULL};
    }
    return rc;
}

/* What a commit brought is a subject by itself, with these words; what it changed becomes one. */
static int take_about(struct digging *d, const struct idio_own_change *c, const struct versions *v,
                      const struct idio_unit_change *changes, size_t n, const struct told *told,
                      struct idio_err *err)
{
    const size_t at = idio_change_about(v->at, v->n, changes, n, told->message);
    if (at == SIZE_MAX || changes[at].fate != IDIO_FATE_CHANGED)
        return IDIO_OK;
    const uint32_t file = changes[at].file;
    return add_change(d,
                      &(struct about){.change = c,
                                      .file = &c->files[file],
                                      .old = v->old[file],
                                      .new = v->new[file],
                                      .unit = changes[at].unit,
                                      .act = idio_change_act(v->at, changes, at, told->message),
                                      .told = *told},
                      err);
}

static int take_change(const struct idio_own_change *c, void *ctx, struct idio_err *err)
{
    struct digging *d = ctx;
    struct versions v = {.n = 0};
    struct idio_unit_change *changes = NULL;
    struct told told = {0};
    size_t n = 0;
    idio_arena_clear(&d->scratch);
    int rc = idio_cancelled(d->r->core->ctx->cancel)
                 ? idio_fail(err, IDIO_E_CANCELLED, "core.pairs", "cancelled")
                 : keep_message(d, c, &told, err);
    if (rc == IDIO_OK)
        rc = read_versions(d, c, &v, err);
    if (rc == IDIO_OK)
        rc = idio_change_units(v.at, v.n, &d->scratch, &changes, &n, err);
    if (rc == IDIO_OK)
        rc = idio_introductions_add(&d->introductions, d->told.len, v.at, changes, n, err);
    if (rc == IDIO_OK && idio_vec_push(&d->told, told) < 0)
        rc = idio_nomem(err, "core.pairs");
    return rc == IDIO_OK && told.message ? take_about(d, c, &v, changes, n, &told, err) : rc;
}

/* Words for the units of HEAD. */
static void tell_units(const struct digging *d)
{
    for (size_t i = 0; i < d->r->subjects.len; i++) {
        struct pairs_subject *x = &d->r->subjects.at[i];
        if (x->in->repo != d->repo)
            continue;
        const size_t at =
            idio_introductions_find(&d->introductions, x->in->path, &x->in->observed, x->unit);
        if (at != SIZE_MAX && at < d->told.len)
            x->message = d->told.at[at].message;
    }
}

static int dig_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    const struct dig *all = ctx;
    struct digging *d = &all->at[i];
    struct pairs_run *r = all->r;
    struct idio_err why = {0};
    d->keep = &r->worker_arenas[worker];
    int rc = idio_parser_new(r->core->observer, &d->parser, err);
    if (rc == IDIO_OK && r->repos[i].ref.kind == IDIO_REPO_GIT) {
        rc = idio_repo_open(&r->repos[i].ref, &d->open, &why);
        if (rc == IDIO_OK)
            rc = idio_repo_own_changes(d->open, &r->repos[i].who, COMMITS_MAX, take_change, d,
                                       r->core->ctx, NULL, &why);
        d->open = idio_repo_close(d->open);
        if (rc == IDIO_OK)
            tell_units(d);
        else if (rc != IDIO_E_NOMEM && rc != IDIO_E_CANCELLED)
            rc = IDIO_OK; /* gone or damaged: no commits from there */
        else
            *err = why;
    }
    d->parser = idio_parser_free(d->parser);
    idio_progress_add(r->core->ctx->progress, 1);
    return rc;
}

static int dig_all(struct dig *all, struct idio_err *err)
{
    struct pairs_run *r = all->r;
    struct idio_ctx *ctx = r->core->ctx;
    for (size_t i = 0; i < r->repo_count; i++) {
        struct digging *d = &all->at[i];
        *d = (struct digging){.r = r, .repo = (uint32_t)i};
        idio_arena_init(&d->scratch, IDIO_CORE_ARENA);
        idio_introductions_init(&d->introductions);
    }
    /* Files are in the order of repositories. */
    for (size_t i = 0; i < r->file_count; i++) {
        struct digging *d = &all->at[r->files[i].repo];
        d->first_file = d->file_count ? d->first_file : i;
        d->file_count++;
    }
    idio_progress_begin(ctx->progress, "commits", "repositories", r->repo_count);
    int rc = idio_pool_run(ctx->threads, r->repo_count, dig_job, all, ctx->cancel, err);
    idio_progress_end(ctx->progress);
    return rc;
}

int pairs_commits(struct pairs_run *r, struct idio_err *err)
{
    struct dig all = {.r = r};
    all.at = idio_arena_alloc(&r->arena, r->repo_count + 1, sizeof *all.at);
    if (!all.at)
        return idio_nomem(err, "core.pairs");
    int rc = dig_all(&all, err);
    for (size_t i = 0; i < r->repo_count; i++) {
        struct digging *d = &all.at[i];
        for (size_t k = 0; k < d->subjects.len && rc == IDIO_OK; k++)
            if (r->subjects.len >= PAIRS_UNITS_MAX ||
                idio_vec_push(&r->subjects, d->subjects.at[k]) < 0)
                rc = r->subjects.len >= PAIRS_UNITS_MAX
                         ? idio_fail(err, IDIO_E_LIMIT, "core.pairs", "more than %d units",
                                     PAIRS_UNITS_MAX)
                         : idio_nomem(err, "core.pairs");
        idio_vec_release(&d->subjects);
        idio_vec_release(&d->told);
        idio_introductions_release(&d->introductions);
        idio_arena_release(&d->scratch);
    }
    return rc;
}
