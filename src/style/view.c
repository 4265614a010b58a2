/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tally's tables stand in the order in which things were first seen. A view puts them into an
 * order of names: groups by language, area and trait, cells by value, files by repository and path,
 * rows by all of these. Sums of floating-point numbers are made in this order only, so they are the
 * same for every order of counting. A folder's files are neighbours, because all paths that begin
 * with the same bytes are.
 *
 * Rows are sorted by counting, once for each part of the key, the last part first (a million rows
 * in some 40 ms; comparing them takes ten times as long).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

struct sorting {
    const struct idio_tally *t;
    struct idio_arena *arena; /* of the view */
    struct idio_arena scratch;
    uint32_t *cell_rank, *file_rank, *group_of_cell; /* the last by rank of the cell */
    struct style_view v;
    double half_life;
};

static const char *string_of(const struct idio_tally *t, uint32_t number)
{
    return t->strings.entries[number].key;
}

/* ---- groups and cells ---------------------------------------------------------------------- */
struct named_cell {
    const struct style_cell *cell;
    uint16_t lang, trait;
    uint8_t area;
};

static int compare_cells(const void *a, const void *b)
{
    const struct named_cell *x = a, *y = b;
    int c = (x->lang > y->lang) - (x->lang < y->lang);

    if (c == 0)
        c = (x->area > y->area) - (x->area < y->area);
    if (c == 0)
        c = (x->trait > y->trait) - (x->trait < y->trait);
    if (c == 0)
        c = (x->cell->value > y->cell->value) - (x->cell->value < y->cell->value);
    return c != 0 ? c : strcmp(x->cell->name, y->cell->name);
}

static int order_cells(struct sorting *s)
{
    size_t n = s->t->cells.len;
    struct named_cell *sorted = idio_arena_alloc(&s->scratch, n + 1, sizeof *sorted);

    s->cell_rank = idio_arena_alloc(&s->scratch, n + 1, sizeof *s->cell_rank);
    s->group_of_cell = idio_arena_alloc(&s->scratch, n + 1, sizeof *s->group_of_cell);
    s->v.cells = idio_arena_alloc(s->arena, n + 1, sizeof *s->v.cells);
    s->v.groups = idio_arena_alloc(s->arena, s->t->groups.len + 1, sizeof *s->v.groups);
    if (!sorted || !s->cell_rank || !s->group_of_cell || !s->v.cells || !s->v.groups)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct style_cell *c = &s->t->cells.at[i];
        const struct style_group *g = &s->t->groups.at[c->group];

        sorted[i] =
            (struct named_cell){c, g->lang, g->trait, s->t->traits->traits[g->trait].area_no};
    }
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, compare_cells);
    for (uint32_t i = 0; i < n; i++) {
        struct style_view_group *last = s->v.groups + s->v.group_count - (s->v.group_count > 0);

        if (i == 0 || last->lang != sorted[i].lang || last->trait != sorted[i].trait) {
            last = &s->v.groups[s->v.group_count++];
            *last = (struct style_view_group){
                .lang = sorted[i].lang, .trait = sorted[i].trait, .cell = i};
        }
        last->cell_end = i + 1;
        s->cell_rank[sorted[i].cell - s->t->cells.at] = i;
        s->group_of_cell[i] = (uint32_t)(s->v.group_count - 1);
        s->v.cells[i] = sorted[i].cell;
    }
    return IDIO_OK;
}

/* ---- repositories and files ---------------------------------------------------------------- */
struct named {
    const char *name;
    uint32_t repo, number; /* repo: rank of a file's repository */
};

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = (x->repo > y->repo) - (x->repo < y->repo);

    if (c == 0)
        c = strcmp(x->name, y->name);
    return c != 0 ? c : (x->number > y->number) - (x->number < y->number);
}

static int order_files(struct sorting *s)
{
    size_t repos = s->t->repos.len, files = s->t->files.len, most = repos > files ? repos : files;
    struct named *sorted = idio_arena_alloc(&s->scratch, most + 1, sizeof *sorted);
    uint32_t *repo_rank = idio_arena_alloc(&s->scratch, repos + 1, sizeof *repo_rank);

    s->file_rank = idio_arena_alloc(&s->scratch, files + 1, sizeof *s->file_rank);
    s->v.repos = idio_arena_alloc(s->arena, repos + 1, sizeof *s->v.repos);
    s->v.files = idio_arena_alloc(s->arena, files + 1, sizeof *s->v.files);
    if (!sorted || !repo_rank || !s->file_rank || !s->v.repos || !s->v.files)
        return IDIO_E_NOMEM;
    for (uint32_t i = 0; i < repos; i++)
        sorted[i] = (struct named){string_of(s->t, s->t->repos.at[i].path), 0, i};
    if (repos > 0)
        qsort(sorted, repos, sizeof *sorted, compare_named);
    for (uint32_t i = 0; i < repos; i++) {
        const struct style_repo *r = &s->t->repos.at[sorted[i].number];

        repo_rank[sorted[i].number] = i;
        s->v.repos[i] = (struct style_view_repo){sorted[i].name, string_of(s->t, r->name)};
    }
    for (uint32_t i = 0; i < files; i++) {
        const struct style_file *f = &s->t->files.at[i];

        sorted[i] = (struct named){string_of(s->t, f->path), repo_rank[f->repo], i};
        s->v.lang_files[f->lang]++;
    }
    if (files > 0)
        qsort(sorted, files, sizeof *sorted, compare_named);
    for (uint32_t i = 0; i < files; i++) {
        const struct style_file *f = &s->t->files.at[sorted[i].number];

        s->file_rank[sorted[i].number] = i;
        s->v.files[i] = (struct style_view_file){sorted[i].name, sorted[i].repo, f->key};
    }
    s->v.repo_count = repos;
    s->v.file_count = files;
    return IDIO_OK;
}

/* ---- rows ---------------------------------------------------------------------------------- */
enum key_part { KEY_DAY, KEY_CELL, KEY_FILE, KEY_GROUP, KEY_PARTS };

static uint32_t key_of(const struct sorting *s, const struct style_row *r, enum key_part part)
{
    switch (part) {
    case KEY_DAY:
        return r->first;
    case KEY_CELL:
        return r->cell;
    case KEY_FILE:
        return r->file;
    default:
        return s->group_of_cell[r->cell];
    }
}

/* Stable; `range` is above every key. */
static int sort_by(struct sorting *s, enum key_part part, size_t range, struct style_row **rows,
                   struct style_row **spare, size_t n)
{
    size_t *at = idio_alloc(range + 1, sizeof *at);
    struct style_row *swap = *rows;

    if (!at)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        at[key_of(s, &(*rows)[i], part) + 1]++;
    for (size_t i = 1; i <= range; i++)
        at[i] += at[i - 1];
    for (size_t i = 0; i < n; i++)
        (*spare)[at[key_of(s, &(*rows)[i], part)]++] = (*rows)[i];
    *rows = *spare;
    *spare = swap;
    idio_free(at);
    return IDIO_OK;
}

/* Rows of the same cell, file and month become one. */
static void join_rows(struct sorting *s, struct style_row *rows, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct style_row *last = kept > 0 ? &rows[kept - 1] : NULL;

        if (last && last->cell == rows[i].cell && last->file == rows[i].file &&
            style_month(last->first) == style_month(rows[i].first))
            style_row_join(last, &rows[i], s->v.files[last->file].key,
                           s->v.groups[s->group_of_cell[last->cell]].trait);
        else
            rows[kept++] = rows[i];
    }
    s->v.rows = rows;
    s->v.row_count = kept;
}

static int order_rows(struct sorting *s)
{
    size_t n = s->t->rows.len, days = 1;
    struct style_row *rows = idio_arena_alloc(s->arena, n + 1, sizeof *rows);
    struct style_row *spare = idio_arena_alloc(&s->scratch, n + 1, sizeof *spare);

    if (!rows || !spare)
        return IDIO_E_NOMEM;
    /* The four passes swap the two an even number of times, so the result stands in the arena. */
    for (size_t i = 0; i < n; i++) {
        rows[i] = s->t->rows.at[i];
        rows[i].cell = s->cell_rank[rows[i].cell];
        rows[i].file = s->file_rank[rows[i].file];
        days = rows[i].first >= days ? (size_t)rows[i].first + 1 : days;
    }
    if (sort_by(s, KEY_DAY, days, &rows, &spare, n) < 0 ||
        sort_by(s, KEY_CELL, s->t->cells.len, &rows, &spare, n) < 0 ||
        sort_by(s, KEY_FILE, s->t->files.len, &rows, &spare, n) < 0 ||
        sort_by(s, KEY_GROUP, s->v.group_count, &rows, &spare, n) < 0)
        return IDIO_E_NOMEM;
    join_rows(s, rows, n);
    for (size_t i = 0; i < s->v.row_count; i++) {
        struct style_view_group *g = &s->v.groups[s->group_of_cell[s->v.rows[i].cell]];

        g->from = g->to == 0 ? i : g->from;
        g->to = i + 1;
    }
    return IDIO_OK;
}

/*
 * Counted from the developer's newest line in the language, never from today: the same repositories
 * give the same facts next year. A line of unknown age weighs as one of a half-life.
 */
static int weigh_age(struct sorting *s)
{
    s->v.recency = idio_arena_alloc(s->arena, s->v.row_count + 1, sizeof *s->v.recency);
    s->v.month = idio_arena_alloc(s->arena, s->v.row_count + 1, sizeof *s->v.month);
    if (!s->v.recency || !s->v.month)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < s->v.row_count; i++)
        s->v.month[i] = style_month(s->v.rows[i].first);
    for (size_t g = 0; g < s->v.group_count; g++) {
        uint16_t *newest = &s->v.newest[s->v.groups[g].lang];

        for (size_t i = s->v.groups[g].from; i < s->v.groups[g].to; i++)
            *newest = s->v.rows[i].last > *newest ? s->v.rows[i].last : *newest;
    }
    for (size_t g = 0; g < s->v.group_count; g++) {
        uint16_t newest = s->v.newest[s->v.groups[g].lang], day = 0;
        double weight = 0.5;

        for (size_t i = s->v.groups[g].from; i < s->v.groups[g].to; i++) {
            if (s->v.rows[i].last != day) {
                day = s->v.rows[i].last;
                weight = day == 0 ? 0.5 : exp2((day - newest) / s->half_life);
            }
            s->v.recency[i] = weight;
        }
    }
    return IDIO_OK;
}

int style_view_new(const struct idio_tally *t, double half_life, struct idio_arena *arena,
                   struct style_view *ret, struct idio_err *err)
{
    struct sorting s = {.t = t, .arena = arena, .v = {.traits = t->traits}, .half_life = half_life};
    int rc = IDIO_OK;

    idio_arena_init(&s.scratch, (size_t)1 << 30);
    if (order_cells(&s) < 0 || order_files(&s) < 0 || order_rows(&s) < 0 || weigh_age(&s) < 0)
        rc = idio_nomem(err, "style.facts");
    idio_arena_release(&s.scratch);
    if (rc == IDIO_OK)
        *ret = s.v;
    return rc;
}
