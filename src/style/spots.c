/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Examples. A fact shows two places in the developer's own code; they should be far apart, and must
 * not depend on the order in which files were read.
 *
 * Every site has a key, a hash of (repository name, path, line, trait), which spreads the choice
 * over all files instead of always showing the first folder; ties fall back to the names
 * themselves. Kept are the smallest spot of all, and the smallest ones in another repository,
 * another file and on another line than it. That is enough to be exact: when a new smallest spot
 * arrives from elsewhere, the old smallest is by definition the smallest that is not there.
 */
#include <string.h>

#include "style/style_internal.h"

static const char *text_of(const struct idio_tally *t, uint32_t string)
{
    return t->strings.entries[string].key;
}

static int compare_spots(const struct idio_tally *t, const struct style_spot *a,
                         const struct style_spot *b)
{
    int c;

    if (!a->set || !b->set)
        return b->set - a->set;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    c = strcmp(text_of(t, t->repo_paths.at[a->repo]), text_of(t, t->repo_paths.at[b->repo]));
    if (c == 0)
        c = strcmp(text_of(t, a->path), text_of(t, b->path));
    return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

static bool same_file(const struct style_spot *a, const struct style_spot *b)
{
    return a->repo == b->repo && a->path == b->path;
}

static void keep_smaller(const struct idio_tally *t, struct style_spot *kept,
                         const struct style_spot *s)
{
    if (compare_spots(t, s, kept) < 0)
        *kept = *s;
}

void style_spots_add(const struct idio_tally *t, struct style_spots *at, const struct style_spot *s)
{
    struct style_spot old = at->first;

    if (compare_spots(t, s, &old) < 0) {
        at->first = *s;
        if (!old.set)
            return;
        if (old.repo != s->repo)
            at->other_repo = old;
        if (!same_file(&old, s))
            at->other_file = old;
        if (!same_file(&old, s) || old.line != s->line)
            at->other_line = old;
        return;
    }
    if (s->repo != old.repo)
        keep_smaller(t, &at->other_repo, s);
    if (!same_file(s, &old))
        keep_smaller(t, &at->other_file, s);
    if (!same_file(s, &old) || s->line != old.line)
        keep_smaller(t, &at->other_line, s);
}

/* The farthest second spot there is; unset when the first is the only one. */
static struct style_spot second_of(const struct style_spots *at)
{
    if (at->other_repo.set)
        return at->other_repo;
    return at->other_file.set ? at->other_file : at->other_line;
}

static int copy_spot(const struct idio_tally *t, const struct style_spot *s,
                     struct idio_arena *arena, struct idio_example *ret)
{
    struct idio_example e = {.line = s->line, .text = ""};

    e.repo = idio_arena_strdup(arena, text_of(t, t->repo_names.at[s->repo]));
    e.path = idio_arena_strdup(arena, text_of(t, s->path));
    if (!e.repo || !e.path)
        return IDIO_E_NOMEM;
    *ret = e;
    return IDIO_OK;
}

int style_spots_examples(const struct idio_tally *t, const struct style_spots *at,
                         struct idio_arena *arena, struct idio_example ret[IDIO_FACT_EXAMPLES],
                         size_t *ret_n)
{
    struct style_spot second = second_of(at);
    size_t n = 0;

    if (at->first.set && copy_spot(t, &at->first, arena, &ret[n++]) < 0)
        return IDIO_E_NOMEM;
    if (second.set && copy_spot(t, &second, arena, &ret[n++]) < 0)
        return IDIO_E_NOMEM;
    *ret_n = n;
    return IDIO_OK;
}

int style_spots_counter(const struct idio_tally *t, struct style_cell *const *others, size_t n,
                        const struct style_cell *winner, uint16_t above, struct idio_arena *arena,
                        struct idio_example *ret)
{
    struct style_spot best = {0};

    for (size_t i = 0; i < n; i++) {
        bool counts = above == IDIO_VALUE_OPEN ? others[i] != winner : others[i]->value > above;

        if (counts)
            keep_smaller(t, &best, &others[i]->spots.first);
    }
    return best.set ? copy_spot(t, &best, arena, ret) : IDIO_OK;
}
