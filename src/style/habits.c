/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a part of a file does: which traits come up in it and what was chosen. It is the truth that
 * training pairs are labelled with, so it counts exactly the sites that idio_tally_add counts
 * (place.c), and a library for a unit that uses it, as idio_rates_came_up does.
 */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

typedef IDIO_VEC(struct idio_habit) habits;
struct reading {
    const struct idio_traits *t;
    const struct idio_observed *o;
    style_hits hits; /* of the file */
};

/* A library counts once per file, at its import; it is the unit's when the unit names it. */
static bool uses_library(const struct reading *r, uint32_t unit, const struct style_hit *h)
{
    const struct style_trait *tr = &r->t->traits[h->trait];
    const struct idio_unit *u = &r->o->units[unit];
    enum idio_lang lang = idio_lang_style(r->o->lang);

    if (u->is_test && (strcmp(tr->name, "library.test") == 0 || tr->sites == STYLE_SITES_TESTS))
        return true;
    for (size_t i = 0; i < r->t->members.len; i++) {
        const struct style_member *m = &r->t->members.at[i];

        if (m->trait == h->trait && m->lang == lang && strcmp(m->name, h->text) == 0 &&
            style_unit_names(r->t, u, lang, m->module))
            return true;
    }
    return false;
}

static bool in_lines(const struct idio_style_part *part, uint32_t line)
{
    for (size_t i = 0; i < part->line_count; i++)
        if (line >= part->lines[i][0] && line <= part->lines[i][1])
            return true;
    return false;
}

static bool belongs(const struct reading *r, const struct idio_style_part *part,
                    const struct style_hit *h)
{
    const struct style_trait *tr = &r->t->traits[h->trait];
    bool module = r->o->units[part->unit].kind == IDIO_UNIT_MODULE;

    if ((module && h->unit == IDIO_NO_UNIT) || style_unit_inside(r->o, h->unit, part->unit))
        return !part->lines || in_lines(part, h->line);
    if (!tr->open || strcmp(tr->area, "library") != 0)
        return false;
    /* A change uses a library when it brings it: that the unit used it before is not its doing. */
    if (part->lines && !part->libraries)
        return in_lines(part, h->line);
    return uses_library(r, part->unit, h);
}

/* Most chosen first; equally often: by name. */
static int by_choice(const void *a, const void *b)
{
    const struct idio_habit *x = a, *y = b;
    int c = (x->trait > y->trait) - (x->trait < y->trait);

    if (c == 0)
        c = (x->k < y->k) - (x->k > y->k);
    return c != 0 ? c : strcmp(x->value, y->value);
}

/* Hits are sorted by trait and value, so equal ones stand together. */
static int collect(const struct reading *r, const struct idio_style_part *part, habits *all,
                   struct idio_err *err)
{
    all->len = 0;
    for (size_t i = 0; i < r->hits.len; i++) {
        const struct style_hit *h = &r->hits.at[i];
        const struct idio_habit *last = all->len > 0 ? &all->at[all->len - 1] : NULL;

        if (!belongs(r, part, h))
            continue;
        if ((!last || last->trait != h->trait || strcmp(last->value, h->text) != 0) &&
            idio_vec_push(all, ((struct idio_habit){.trait = h->trait, .value = h->text})) < 0)
            return idio_nomem(err, "style.habits");
        all->at[all->len - 1].k++;
    }
    return IDIO_OK;
}

static int keep(const habits *all, struct idio_arena *arena, struct idio_habits *ret,
                struct idio_err *err)
{
    size_t n = all->len;
    struct idio_habit *at = idio_arena_alloc(arena, n + 1, sizeof *at);

    if (!at)
        return idio_nomem(err, "style.habits");
    for (size_t from = 0, to; from < n; from = to) {
        uint32_t sum = 0;

        for (to = from; to < n && all->at[to].trait == all->at[from].trait; to++)
            sum += all->at[to].k;
        for (size_t i = from; i < to; i++) {
            at[i] = all->at[i];
            at[i].n = sum;
            if (!(at[i].value = idio_arena_strdup(arena, all->at[i].value)))
                return idio_nomem(err, "style.habits");
        }
    }
    if (n > 0)
        qsort(at, n, sizeof *at, by_choice);
    *ret = (struct idio_habits){at, n};
    return IDIO_OK;
}

int idio_style_habits(const struct idio_traits *t, const struct idio_observed *o,
                      const struct idio_style_part *parts, size_t n, struct idio_arena *arena,
                      struct idio_habits *ret, struct idio_err *err)
{
    struct reading r = {.t = t, .o = o};
    habits all = {0};
    int rc = style_file_hits(t, o, &r.hits, err);

    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        ret[i] = (struct idio_habits){NULL, 0};
        if (parts[i].unit >= o->unit_count)
            continue;
        rc = collect(&r, &parts[i], &all, err);
        if (rc == IDIO_OK)
            rc = keep(&all, arena, &ret[i], err);
    }
    idio_vec_release(&all);
    idio_vec_release(&r.hits);
    return rc;
}
