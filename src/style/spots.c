/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Examples. A fact shows two places in the developer's own code; they should be far apart, and must
 * not depend on the order in which files were read.
 *
 * Every site has a key, a hash of (repository name, path, line, trait), which spreads the choice
 * over all files instead of always showing the first folder; ties fall back to the names
 * themselves. The first example is the site of the smallest key; the second is the smallest one in
 * another repository, else in another file, else on another line. A row keeps its two smallest
 * lines (tally.c), which is enough for that.
 */
#include <string.h>

#include "style/style_internal.h"

struct spot {
    uint64_t key;
    uint32_t file, line;
    bool set;
};

uint64_t style_spot_key(uint64_t file_key, uint16_t trait, uint32_t line)
{
    const uint64_t what[2] = {line, trait};

    return idio_hash64(what, sizeof what, file_key);
}

/* Files are ranks, so their order is that of the names. */
static bool before(const struct spot *a, const struct spot *b)
{
    if (!a->set || !b->set)
        return a->set;
    if (a->key != b->key)
        return a->key < b->key;
    return a->file != b->file ? a->file < b->file : a->line < b->line;
}

static void keep(struct spot *kept, const struct spot *s)
{
    if (before(s, kept))
        *kept = *s;
}

static bool counted(const struct style_sample *s, size_t row)
{
    return s->month == 0 || s->v->month[row] >= s->month;
}

static struct spot spot_of(const struct style_sample *s, const struct style_row *r, uint16_t trait,
                           size_t which)
{
    return (struct spot){style_spot_key(s->v->files[r->file].key, trait, r->line[which]), r->file,
                         r->line[which], r->line[which] != 0};
}

static int copy_spot(const struct style_view *v, const struct spot *s, struct idio_arena *arena,
                     struct idio_example *ret)
{
    struct idio_example e = {.line = s->line, .text = ""};

    e.repo = idio_arena_strdup(arena, v->repos[v->files[s->file].repo].name);
    e.path = idio_arena_strdup(arena, v->files[s->file].path);
    if (!e.repo || !e.path)
        return IDIO_E_NOMEM;
    *ret = e;
    return IDIO_OK;
}

int style_spots_examples(const struct style_sample *s, uint32_t lo, uint32_t hi, uint16_t trait,
                         struct idio_arena *arena, struct idio_example ret[IDIO_FACT_EXAMPLES],
                         size_t *ret_n)
{
    struct spot first = {0}, repo = {0}, file = {0}, line = {0};
    size_t n = 0;

    for (size_t i = s->from; i < s->to; i++) {
        const struct style_row *r = &s->v->rows[i];
        struct spot one = spot_of(s, r, trait, 0);

        if (r->cell >= lo && r->cell <= hi && counted(s, i))
            keep(&first, &one);
    }
    for (size_t i = s->from; i < s->to && first.set; i++) {
        const struct style_row *r = &s->v->rows[i];

        for (size_t k = 0; k < 2 && r->cell >= lo && r->cell <= hi && counted(s, i); k++) {
            struct spot one = spot_of(s, r, trait, k);

            if (s->v->files[one.file].repo != s->v->files[first.file].repo)
                keep(&repo, &one);
            else if (one.file != first.file)
                keep(&file, &one);
            else if (one.line != first.line)
                keep(&line, &one);
        }
    }
    repo = repo.set ? repo : file.set ? file : line;
    if (first.set && copy_spot(s->v, &first, arena, &ret[n++]) < 0)
        return IDIO_E_NOMEM;
    if (repo.set && copy_spot(s->v, &repo, arena, &ret[n++]) < 0)
        return IDIO_E_NOMEM;
    *ret_n = n;
    return IDIO_OK;
}

int style_spots_counter(const struct style_sample *s, uint32_t lo, uint32_t hi, uint16_t trait,
                        struct idio_arena *arena, struct idio_example *ret)
{
    struct spot best = {0};

    for (size_t i = s->from; i < s->to; i++) {
        const struct style_row *r = &s->v->rows[i];
        struct spot one = spot_of(s, r, trait, 0);

        if ((r->cell < lo || r->cell > hi) && counted(s, i))
            keep(&best, &one);
    }
    return best.set ? copy_spot(s->v, &best, arena, ret) : IDIO_OK;
}
