/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs, first half: every own file is read and parsed once more, because pairs need what the cache
 * does not keep (shapes) and what stands in which unit (habits). Threads take a file each; what
 * they find lies in their own arenas and in the file's place, so the order of threads does not
 * show.
 */
#include "core/pairs_internal.h"

#include <stdio.h>
#include <string.h>

struct reader {
    struct idio_parser *parser;
    struct idio_repo *repo;
    uint32_t repo_index; /* UINT32_MAX: none is open */
    struct idio_arena scratch;
};

struct gathering {
    struct pairs_run *r;
    struct reader *readers;
    int import_trait;
};

/* ---- what is there --------------------------------------------------------------------------- */

struct listing {
    struct pairs_run *r;
    IDIO_VEC(struct pairs_file) files;
};

static uint32_t repo_number(const struct pairs_run *r, int64_t id)
{
    for (size_t i = 0; i < r->repo_count; i++)
        if (r->repos[i].row->id == id)
            return (uint32_t)i;
    return UINT32_MAX;
}

static int list_file(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *p, size_t n,
                     struct idio_err *err)
{
    struct listing *l = ctx;
    enum idio_skip why;
    l->r->stale += !p;
    if (!p || core_is_verdict(p, n, &why) || strlen(file->blob) > 40)
        return IDIO_OK;
    struct pairs_file f = {.repo = repo_number(l->r, repo->id), .lang = file->lang};
    f.path = idio_arena_strdup(&l->r->arena, file->path);
    memcpy(f.blob, file->blob, strlen(file->blob) + 1);
    if (f.path && file->lines_len > 0) {
        void *lines = idio_arena_alloc(&l->r->arena, file->lines_len, 1);
        if (lines)
            memcpy(lines, file->lines, file->lines_len);
        f.lines = lines;
        f.lines_len = file->lines_len;
    }
    if (!f.path || (file->lines_len > 0 && !f.lines) || idio_vec_push(&l->files, f) < 0)
        return idio_nomem(err, "core.pairs");
    return IDIO_OK;
}

static int list_files(struct pairs_run *r, struct idio_err *err)
{
    struct listing l = {.r = r};
    int rc = idio_store_files_visit(r->core->store, 0, r->core->detector, list_file, &l, err);
    if (rc == IDIO_OK) {
        r->files = idio_arena_alloc(&r->arena, l.files.len + 1, sizeof *r->files);
        if (!r->files)
            rc = idio_nomem(err, "core.pairs");
    }
    if (rc == IDIO_OK && l.files.len > 0) {
        memcpy(r->files, l.files.at, l.files.len * sizeof *r->files);
        r->file_count = l.files.len;
    }
    idio_vec_release(&l.files);
    return rc;
}

/* ---- one file -------------------------------------------------------------------------------- */

static int keep_imports(const struct gathering *g, struct pairs_file *f, struct idio_arena *arena,
                        struct idio_err *err)
{
    const struct idio_observed *o = &f->observed;
    f->imports = idio_arena_alloc(arena, o->import_count + 1, sizeof *f->imports);
    if (!f->imports)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < o->import_count; i++)
        f->imports[i].name = o->imports[i];
    f->import_count = o->import_count;
    for (size_t s = 0; s < o->site_count; s++) {
        const struct idio_site *site = &o->sites[s];
        if (site->trait != g->import_trait || !site->text)
            continue;
        for (size_t i = 0; i < f->import_count; i++)
            if (strcmp(f->imports[i].name, site->text) == 0 &&
                (f->imports[i].day == 0 || site->day < f->imports[i].day))
                f->imports[i].day = site->day;
    }
    return IDIO_OK;
}

static int32_t day_at(const struct idio_lines *lines, uint32_t line)
{
    const struct idio_line_run *run = idio_lines_at(lines, line);
    return run ? run->day : 0;
}

static int keep_habits(const struct gathering *g, struct pairs_file *f, struct idio_arena *arena,
                       struct idio_arena *scratch, struct idio_err *err)
{
    const size_t n = f->observed.unit_count;
    struct idio_style_part *parts = idio_arena_alloc(scratch, n + 1, sizeof *parts);
    f->habits = idio_arena_alloc(arena, n + 1, sizeof *f->habits);
    if (!parts || !f->habits)
        return idio_nomem(err, "core.pairs");
    for (size_t u = 0; u < n; u++)
        parts[u].unit = (uint32_t)u;
    return idio_style_habits(g->r->core->traits, &f->observed, parts, n, arena, f->habits, err);
}

static int observe(const struct gathering *g, struct reader *rd, struct pairs_file *f,
                   const char *text, size_t n, struct idio_arena *arena, struct idio_err *err)
{
    struct idio_lines lines = {0};
    int rc = idio_parser_shapes(rd->parser, f->lang, f->path, text, n, g->r->core->ctx->cancel,
                                arena, &f->observed, &f->shapes, err);
    if (rc == IDIO_OK && f->lines_len > 0)
        rc = idio_lines_decode(f->lines, f->lines_len, &rd->scratch, &lines, err);
    if (rc < 0)
        return rc;
    idio_observed_claim(&f->observed, &lines);
    rc = keep_imports(g, f, arena, err);
    if (rc == IDIO_OK)
        rc = keep_habits(g, f, arena, &rd->scratch, err);
    if (rc < 0)
        return rc;
    f->born = idio_arena_alloc(arena, f->observed.unit_count + 1, sizeof *f->born);
    if (!f->born)
        return idio_nomem(err, "core.pairs");
    for (size_t u = 0; u < f->observed.unit_count; u++)
        f->born[u] = f->lines_len ? day_at(&lines, f->observed.units[u].first_line) : 0;
    f->observed.sites = NULL;
    f->observed.site_count = 0;
    f->read = !f->observed.parse_errors;
    return IDIO_OK;
}

static int open_repo(const struct gathering *g, struct reader *rd, uint32_t repo,
                     struct idio_err *err)
{
    int rc = IDIO_OK;
    if (!rd->parser)
        rc = idio_parser_new(g->r->core->observer, &rd->parser, err);
    if (rc < 0 || rd->repo_index == repo)
        return rc;
    rd->repo = idio_repo_close(rd->repo);
    rd->repo_index = UINT32_MAX;
    rc = idio_repo_open(&g->r->repos[repo].ref, &rd->repo, err);
    if (rc == IDIO_OK)
        rd->repo_index = repo;
    return rc;
}

/* A file that cannot be read any more (a repository that moved, a pruned object) gives no pairs;
 * what stops everything is want of memory and cancelling. */
static int file_job(void *ctx, size_t i, unsigned worker, struct idio_err *err)
{
    const struct gathering *g = ctx;
    struct reader *rd = &g->readers[worker];
    struct pairs_file *f = &g->r->files[i];
    struct idio_repo_file at = {.path = f->path, .lang = f->lang};
    char *text = NULL;
    size_t n = 0;
    idio_arena_clear(&rd->scratch);
    int rc = open_repo(g, rd, f->repo, err);
    memcpy(at.blob, f->blob, sizeof at.blob);
    if (rc == IDIO_OK)
        rc = idio_repo_read(rd->repo, &at, &text, &n, err);
    if (rc == IDIO_OK)
        rc = observe(g, rd, f, text, n, &g->r->worker_arenas[worker], err);
    idio_free(text);
    idio_progress_add(g->r->core->ctx->progress, 1);
    if (rc == IDIO_E_NOMEM || rc == IDIO_E_CANCELLED)
        return rc;
    return IDIO_OK;
}

static int read_files(struct gathering *g, struct idio_err *err)
{
    struct pairs_run *r = g->r;
    struct idio_ctx *ctx = r->core->ctx;
    g->readers = idio_arena_alloc(&r->arena, r->worker_count, sizeof *g->readers);
    if (!g->readers)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < r->worker_count; i++) {
        g->readers[i].repo_index = UINT32_MAX;
        idio_arena_init(&g->readers[i].scratch, IDIO_CORE_ARENA);
    }
    idio_progress_begin(ctx->progress, "reading", "files", r->file_count);
    const int rc = idio_pool_run(ctx->threads, r->file_count, file_job, g, ctx->cancel, err);
    idio_progress_end(ctx->progress);
    for (size_t i = 0; i < r->worker_count; i++) {
        idio_parser_free(g->readers[i].parser);
        idio_repo_close(g->readers[i].repo);
        idio_arena_release(&g->readers[i].scratch);
    }
    return rc;
}

int pairs_gather(struct pairs_run *r, struct idio_err *err)
{
    struct gathering g = {.r = r,
                          .import_trait = idio_traits_find(r->core->traits, "library.import")};
    int rc = core_need_observer(r->core, UINT32_MAX, err);
    if (rc == IDIO_OK)
        rc = list_files(r, err);
    return rc == IDIO_OK ? read_files(&g, err) : rc;
}
