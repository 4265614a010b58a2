/* SPDX-License-Identifier: Apache-2.0 */
/* A tally's tables stand in the order in which things were first seen. This puts them into the
 * order that output follows: groups by language, area and trait, cells by value, repositories by
 * path. Sums of floating-point numbers are made in this order only. */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

struct sort_group {
    struct style_group *group;
    uint32_t number; /* in the tally */
    uint8_t area;
};
struct sort_cell {
    struct style_cell *cell;
    size_t group; /* place of its group in the order */
};
struct sort_repo {
    const char *path;
    uint32_t number;
};

static int compare_groups(const void *a, const void *b)
{
    const struct sort_group *x = a, *y = b;
    int c = (x->group->lang > y->group->lang) - (x->group->lang < y->group->lang);

    if (c == 0)
        c = (x->area > y->area) - (x->area < y->area);
    return c != 0 ? c : (x->group->trait > y->group->trait) - (x->group->trait < y->group->trait);
}

static int compare_cells(const void *a, const void *b)
{
    const struct sort_cell *x = a, *y = b;
    int c = (x->group > y->group) - (x->group < y->group);

    if (c == 0)
        c = (x->cell->value > y->cell->value) - (x->cell->value < y->cell->value);
    return c != 0 ? c : strcmp(x->cell->name, y->cell->name);
}

static int compare_repos(const void *a, const void *b)
{
    return strcmp(((const struct sort_repo *)a)->path, ((const struct sort_repo *)b)->path);
}

/* `repo` holds ranks here, not numbers. */
static int compare_rows(const void *a, const void *b)
{
    const struct style_row *x = a, *y = b;
    int c = (x->owner > y->owner) - (x->owner < y->owner);

    return c != 0 ? c : (x->repo > y->repo) - (x->repo < y->repo);
}

static struct style_row *sort_rows(const struct style_row *rows, size_t n, const uint32_t *rank,
                                   struct idio_arena *arena)
{
    struct style_row *copy = idio_arena_alloc(arena, n + 1, sizeof *copy);

    for (size_t i = 0; copy && i < n; i++) {
        copy[i] = rows[i];
        copy[i].repo = rank[rows[i].repo];
    }
    if (copy && n > 0)
        qsort(copy, n, sizeof *copy, compare_rows);
    return copy;
}

static int rank_repos(const struct idio_tally *t, struct idio_arena *arena, uint32_t **ret)
{
    size_t n = t->repo_paths.len;
    struct sort_repo *repos = idio_arena_alloc(arena, n + 1, sizeof *repos);
    uint32_t *rank = idio_arena_alloc(arena, n + 1, sizeof *rank);

    if (!repos || !rank)
        return IDIO_E_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        repos[i].path = t->strings.entries[t->repo_paths.at[i]].key;
        repos[i].number = i;
    }
    if (n > 0)
        qsort(repos, n, sizeof *repos, compare_repos);
    for (uint32_t i = 0; i < n; i++)
        rank[repos[i].number] = i;
    *ret = rank;
    return IDIO_OK;
}

static int order_groups(const struct idio_tally *t, struct idio_arena *arena,
                        struct style_order *ret, size_t *place)
{
    size_t n = t->groups.len;
    struct sort_group *sorted = idio_arena_alloc(arena, n + 1, sizeof *sorted);

    ret->groups = idio_arena_alloc(arena, n + 1, sizeof *ret->groups);
    if (!sorted || !ret->groups)
        return IDIO_E_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        sorted[i].group = &t->groups.at[i];
        sorted[i].number = i;
        sorted[i].area = t->traits->traits[t->groups.at[i].trait].area_no;
    }
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, compare_groups);
    for (size_t i = 0; i < n; i++) {
        ret->groups[i] = sorted[i].group;
        place[sorted[i].number] = i;
    }
    ret->group_count = n;
    return IDIO_OK;
}

static int order_cells(const struct idio_tally *t, struct idio_arena *arena,
                       struct style_order *ret, const size_t *place)
{
    size_t n = t->cells.len, c = 0;
    struct sort_cell *sorted = idio_arena_alloc(arena, n + 1, sizeof *sorted);

    ret->cells = idio_arena_alloc(arena, n + 1, sizeof *ret->cells);
    ret->first = idio_arena_alloc(arena, ret->group_count + 1, sizeof *ret->first);
    if (!sorted || !ret->cells || !ret->first)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        sorted[i].cell = &t->cells.at[i];
        sorted[i].group = place[t->cells.at[i].group];
    }
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, compare_cells);
    for (size_t g = 0; g < ret->group_count; g++) {
        ret->first[g] = c;
        for (; c < n && sorted[c].group == g; c++)
            ret->cells[c] = sorted[c].cell;
    }
    ret->first[ret->group_count] = c;
    return IDIO_OK;
}

int style_order_new(const struct idio_tally *t, struct idio_arena *arena, struct style_order *ret,
                    struct idio_err *err)
{
    struct style_order o = {0};
    size_t *place = idio_arena_alloc(arena, t->groups.len + 1, sizeof *place);

    if (!place || rank_repos(t, arena, &o.rank) < 0 || order_groups(t, arena, &o, place) < 0 ||
        order_cells(t, arena, &o, place) < 0)
        return idio_nomem(err, "style.facts");
    o.cell_rows = sort_rows(t->cell_rows.at, t->cell_rows.len, o.rank, arena);
    o.group_rows = sort_rows(t->group_rows.at, t->group_rows.len, o.rank, arena);
    if (!o.cell_rows || !o.group_rows)
        return idio_nomem(err, "style.facts");
    *ret = o;
    return IDIO_OK;
}

size_t style_rows_of(const struct style_row *rows, size_t n, uint32_t owner,
                     const struct style_row **ret)
{
    size_t lo = 0, hi = n, end;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (rows[mid].owner < owner)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < n && rows[end].owner == owner;)
        end++;
    *ret = rows + lo;
    return end - lo;
}
