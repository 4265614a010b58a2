/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting. A cell is one value of one trait in one language; a group is the trait in the language.
 *
 * Two kinds of counts are kept. Sites as they are (k, n): what is shown. And weights: a file counts
 * for at most STYLE_FILE_CAP sites of a trait, scaled down evenly when it has more, because the
 * five hundred strings of one file are one decision and not five hundred. Weights carry the
 * intervals and decisions. Beside them go the sums of squares over files and the weights by
 * repository, from which facts.c estimates how much the sites of one file and one repository
 * resemble each other.
 *
 * Everything is a sum of whole numbers or a minimum, so files may come in any order (tests shuffle
 * them) and the facts are the same bytes. For an ordered trait the squares are of the cumulative
 * weight: "at most 80 columns" is what is tested there.
 */
#include "style/style_internal.h"

#include <stdlib.h>
#include <string.h>

enum { STRINGS_MAX = 256 * 1024 * 1024 };

int idio_tally_new(const struct idio_traits *traits, struct idio_tally **ret, struct idio_err *err)
{
    struct idio_tally *t = idio_alloc(1, sizeof *t);

    if (!t)
        return idio_nomem(err, "style.tally");
    t->traits = traits;
    idio_map_init(&t->strings, STRINGS_MAX);
    idio_map_init(&t->texts, STRINGS_MAX);
    idio_map_init(&t->cell_of, STRINGS_MAX);
    idio_map_init(&t->group_of, STRINGS_MAX);
    idio_map_init(&t->cell_row_of, STRINGS_MAX);
    idio_map_init(&t->group_row_of, STRINGS_MAX);
    idio_map_init(&t->repo_of, STRINGS_MAX);
    *ret = t;
    return IDIO_OK;
}

struct idio_tally *idio_tally_free(struct idio_tally *t)
{
    if (!t)
        return NULL;
    idio_map_release(&t->strings);
    idio_map_release(&t->texts);
    idio_map_release(&t->cell_of);
    idio_map_release(&t->group_of);
    idio_map_release(&t->cell_row_of);
    idio_map_release(&t->group_row_of);
    idio_map_release(&t->repo_of);
    idio_vec_release(&t->cells);
    idio_vec_release(&t->groups);
    idio_vec_release(&t->cell_rows);
    idio_vec_release(&t->group_rows);
    idio_vec_release(&t->repo_paths);
    idio_vec_release(&t->repo_names);
    idio_vec_release(&t->hits);
    idio_free(t);
    return NULL;
}

/* ---- find or make -------------------------------------------------------------------------- */
static int repo_number(struct idio_tally *t, const char *name, const char *path, uint32_t *ret)
{
    bool is_new = false;
    size_t *at = idio_map_at(&t->repo_of, path, strlen(path), &is_new), p, n;

    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        p = idio_map_intern(&t->strings, path, strlen(path));
        n = idio_map_intern(&t->strings, name, strlen(name));
        if (p == SIZE_MAX || n == SIZE_MAX ||
            idio_vec_reserve(&t->repo_paths, t->repo_paths.len + 1) < 0 ||
            idio_vec_reserve(&t->repo_names, t->repo_names.len + 1) < 0)
            return IDIO_E_NOMEM;
        *at = t->repo_paths.len;
        t->repo_paths.at[t->repo_paths.len++] = (uint32_t)p;
        t->repo_names.at[t->repo_names.len++] = (uint32_t)n;
    }
    *ret = (uint32_t)*at;
    return IDIO_OK;
}

static int group_number(struct idio_tally *t, enum idio_lang lang, uint16_t trait, uint32_t *ret)
{
    const uint16_t key[2] = {(uint16_t)lang, trait};
    struct style_group g = {.lang = key[0], .trait = trait};
    bool is_new = false;
    size_t *at = idio_map_at(&t->group_of, (const char *)key, sizeof key, &is_new);

    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        *at = t->groups.len;
        if (idio_vec_push(&t->groups, g) < 0)
            return IDIO_E_NOMEM;
    }
    *ret = (uint32_t)*at;
    return IDIO_OK;
}

static int cell_number(struct idio_tally *t, uint32_t group, uint16_t value, const char *name,
                       uint32_t *ret)
{
    char key[sizeof group + 160];
    size_t n = strlen(name), *at, text;
    struct style_cell c = {.group = group, .value = value};
    bool is_new = false;

    n = n < 160 ? n : 160;
    memcpy(key, &group, sizeof group);
    memcpy(key + sizeof group, name, n);
    at = idio_map_at(&t->cell_of, key, sizeof group + n, &is_new);
    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        text = idio_map_intern(&t->texts, name, n);
        if (text == SIZE_MAX)
            return IDIO_E_NOMEM;
        c.name = t->texts.entries[text].key;
        *at = t->cells.len;
        if (idio_vec_push(&t->cells, c) < 0)
            return IDIO_E_NOMEM;
    }
    *ret = (uint32_t)*at;
    return IDIO_OK;
}

/* Row of (owner, repository) in one of the two row tables. */
static struct style_row *row_at(struct idio_map *map, struct style_row **rows, size_t *len,
                                size_t *cap, uint32_t owner, uint32_t repo, bool *ret_new)
{
    const uint32_t key[2] = {owner, repo};
    size_t *at = idio_map_at(map, (const char *)key, sizeof key, ret_new);

    if (!at)
        return NULL;
    if (*ret_new) {
        if (*len == *cap && idio_vec_reserve_((void **)rows, cap, *len + 1, sizeof **rows) < 0)
            return NULL;
        *at = *len;
        (*rows)[(*len)++] = (struct style_row){.owner = owner, .repo = repo};
    }
    return &(*rows)[*at];
}

/* ---- one trait of one file ----------------------------------------------------------------- */
struct file_part { /* the hits of one trait in one file */
    const struct style_hit *at;
    size_t len;
    uint32_t repo, path, group;
    uint64_t key; /* of the file, seeds the spots */
};

/* Weight of k of the file's n sites. */
static uint64_t weight(size_t k, size_t n)
{
    if (n <= STYLE_FILE_CAP)
        return (uint64_t)k * STYLE_UNIT;
    return ((uint64_t)k * STYLE_FILE_CAP * STYLE_UNIT + n / 2) / n;
}

static void add_spots(struct idio_tally *t, const struct file_part *f, size_t from, size_t to,
                      struct style_cell *cell)
{
    for (size_t i = from; i < to; i++) {
        const uint64_t what[2] = {f->at[i].line, f->at[i].trait};
        struct style_spot s = {.key = idio_hash64(what, sizeof what, f->key),
                               .repo = f->repo,
                               .path = f->path,
                               .line = f->at[i].line,
                               .set = true};

        style_spots_add(t, &cell->spots, &s);
    }
}

static int add_cell(struct idio_tally *t, const struct file_part *f, size_t from, size_t to,
                    uint64_t *ret_w)
{
    struct style_cell *cell;
    struct style_row *row;
    uint64_t w = weight(to - from, f->len);
    uint32_t number;
    bool is_new = false;

    if (cell_number(t, f->group, f->at[from].value, f->at[from].text, &number) < 0)
        return IDIO_E_NOMEM;
    row = row_at(&t->cell_row_of, &t->cell_rows.at, &t->cell_rows.len, &t->cell_rows.cap, number,
                 f->repo, &is_new);
    if (!row)
        return IDIO_E_NOMEM;
    cell = &t->cells.at[number];
    row->w += w;
    cell->k += to - from;
    cell->w += w;
    add_spots(t, f, from, to, cell);
    *ret_w = w;
    return IDIO_OK;
}

/* The squares need the weight of the whole file, and for ordered traits the weight up to each
 * value, also of values that this file does not show. */
static int add_squares(struct idio_tally *t, const struct file_part *f, uint64_t n)
{
    const struct style_trait *tr = &t->traits->traits[f->at[0].trait];
    uint64_t below = 0;

    for (size_t v = 0; tr->ordered && v < tr->value_count; v++) {
        uint32_t number;
        size_t k = 0;

        for (size_t i = 0; i < f->len; i++)
            k += f->at[i].value == v;
        if (cell_number(t, f->group, (uint16_t)v, tr->values[v].name, &number) < 0)
            return IDIO_E_NOMEM;
        below += weight(k, f->len);
        t->cells.at[number].kk += below * below;
        t->cells.at[number].kn += below * n;
    }
    for (size_t from = 0, to; !tr->ordered && from < f->len; from = to) {
        uint32_t number;
        uint64_t w;

        for (to = from + 1; to < f->len && strcmp(f->at[to].text, f->at[from].text) == 0;)
            to++;
        if (cell_number(t, f->group, f->at[from].value, f->at[from].text, &number) < 0)
            return IDIO_E_NOMEM;
        w = weight(to - from, f->len);
        t->cells.at[number].kk += w * w;
        t->cells.at[number].kn += w * n;
    }
    return IDIO_OK;
}

static int add_part(struct idio_tally *t, enum idio_lang lang, struct file_part *f)
{
    struct style_group *g;
    struct style_row *row;
    uint64_t n = 0, w = 0;
    bool is_new = false;

    if (group_number(t, lang, f->at[0].trait, &f->group) < 0)
        return IDIO_E_NOMEM;
    for (size_t from = 0, to; from < f->len; from = to) {
        for (to = from + 1; to < f->len && strcmp(f->at[to].text, f->at[from].text) == 0;)
            to++;
        if (add_cell(t, f, from, to, &w) < 0)
            return IDIO_E_NOMEM;
        n += w;
    }
    row = row_at(&t->group_row_of, &t->group_rows.at, &t->group_rows.len, &t->group_rows.cap,
                 f->group, f->repo, &is_new);
    if (!row || add_squares(t, f, n) < 0)
        return IDIO_E_NOMEM;
    row->w += n;
    g = &t->groups.at[f->group];
    g->n += f->len;
    g->w += n;
    g->nn += n * n;
    g->files++;
    g->repos += is_new;
    return IDIO_OK;
}

int idio_tally_add(struct idio_tally *t, const char *repo_name, const char *repo_path,
                   const char *path, const struct idio_observed *o, struct idio_err *err)
{
    enum idio_lang lang = idio_lang_style(o->lang);
    struct file_part f = {0};
    size_t string;
    int rc;

    if (lang == IDIO_LANG_NONE || o->parse_errors)
        return IDIO_OK;
    rc = style_file_hits(t->traits, o, &t->hits, err);
    if (rc < 0)
        return rc;
    string = idio_map_intern(&t->strings, path, strlen(path));
    if (string == SIZE_MAX || repo_number(t, repo_name, repo_path, &f.repo) < 0)
        return idio_nomem(err, "style.tally");
    f.path = (uint32_t)string;
    f.key = idio_hash64(path, strlen(path), idio_hash64(repo_name, strlen(repo_name), 0));
    for (size_t from = 0, to; from < t->hits.len; from = to) {
        for (to = from + 1; to < t->hits.len && t->hits.at[to].trait == t->hits.at[from].trait;)
            to++;
        f.at = t->hits.at + from;
        f.len = to - from;
        if (add_part(t, lang, &f) < 0)
            return idio_nomem(err, "style.tally");
    }
    t->files[lang]++;
    return IDIO_OK;
}
