/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which traits come up around a place: in which share of the functions of the file, of the folder,
 * of the repository, and of all code in the language. "Comes up" is about the trait, not the value:
 * whether a new function in this file is likely to put strings together at all, or to report an
 * error.
 *
 * A place is a row of counters. Folder, repository and language rows are dense arrays; file rows,
 * of which there are many and which are nearly empty, keep (trait, count) pairs. Folders and
 * repositories are kept apart by language, because a folder's C says nothing about its Python.
 */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "style/style_internal.h"

enum { KEYS_MAX = 512 * 1024 * 1024, KEY_MAX = 8192 };

struct pair {
    uint16_t trait;
    uint32_t count;
};
struct file_row {
    size_t first; /* into pairs */
    uint32_t len, units;
};
struct idio_rates {
    const struct idio_traits *traits;
    struct idio_map files, places; /* key → row number */
    IDIO_VEC(struct file_row) file_rows;
    IDIO_VEC(struct pair) pairs;
    IDIO_VEC(uint32_t) dense; /* place row r: [r * (traits + 1)] units, then one count per trait */
    size_t place_count;
};

/* ---- what comes up in a unit --------------------------------------------------------------- */
bool style_unit_inside(const struct idio_observed *o, uint32_t unit, size_t outer)
{
    for (size_t steps = 0; unit < o->unit_count && steps <= o->unit_count; steps++) {
        if (unit == outer)
            return true;
        unit = o->units[unit].parent;
    }
    return false;
}

/* An import serves the unit when it stands in it or the unit names it; a test framework serves
 * every test. `found` are its n members. */
static void mark_import(const struct idio_traits *t, const struct idio_observed *o, size_t unit,
                        const struct idio_site *s, const struct style_member *const *found,
                        size_t n, uint8_t *ret)
{
    const struct idio_unit *u = &o->units[unit];
    bool used = n > 0 && (style_unit_inside(o, s->unit, unit) ||
                          style_unit_names(t, u, idio_lang_style(o->lang), s->text));

    for (size_t i = 0; i < n; i++) {
        const struct style_trait *tr = &t->traits[found[i]->trait];
        bool for_tests = strcmp(tr->name, "library.test") == 0 || tr->sites == STYLE_SITES_TESTS;

        if (used || (for_tests && u->is_test))
            ret[found[i]->trait] = 1;
    }
}

static size_t members_of(const struct idio_traits *t, const struct idio_observed *o,
                         const struct idio_site *s, const struct style_member **ret)
{
    return s->text ? style_members_of(t, o->lang, s->text, ret) : 0;
}

void idio_rates_came_up(const struct idio_traits *t, const struct idio_observed *o, size_t unit,
                        uint8_t *ret)
{
    const struct style_member *found[STYLE_MEMBER_HITS];

    memset(ret, 0, t->count);
    if (unit >= o->unit_count)
        return;
    uint32_t first = o->units[unit].first_line, span = o->units[unit].last_line - first;

    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        bool import = s->trait == t->import_trait;

        if ((s->line - first > span && !import) || s->trait >= t->count)
            continue;
        if (import)
            mark_import(t, o, unit, s, found, members_of(t, o, s, found), ret);
        else if (!ret[s->trait] && style_unit_inside(o, s->unit, unit))
            ret[s->trait] = 1;
    }
}

/* The units that hold a site, outwards. */
static void mark_site(const struct idio_observed *o, const struct idio_site *s, size_t traits,
                      uint8_t *ret)
{
    uint32_t unit = s->unit;

    for (size_t steps = 0; unit < o->unit_count && steps <= o->unit_count; steps++) {
        const struct idio_unit *u = &o->units[unit];

        if (s->line - u->first_line <= u->last_line - u->first_line)
            ret[unit * traits + s->trait] = 1;
        unit = u->parent;
    }
}

void idio_rates_came_up_all(const struct idio_traits *t, const struct idio_observed *o,
                            uint8_t *ret)
{
    const struct style_member *found[STYLE_MEMBER_HITS];

    memset(ret, 0, o->unit_count * t->count);
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];

        if (s->trait >= t->count)
            continue;
        if (s->trait != t->import_trait) {
            mark_site(o, s, t->count, ret);
            continue;
        }
        size_t n = members_of(t, o, s, found);
        for (size_t u = 0; u < o->unit_count && n > 0; u++)
            mark_import(t, o, u, s, found, n, ret + u * t->count);
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */
/* "<language><repository>\0<rest>"; 0 when it would be too long. */
static size_t make_key(char key[KEY_MAX], enum idio_lang lang, const char *repo, const char *rest,
                       size_t rest_len)
{
    size_t repo_len = strlen(repo);

    if (repo_len > KEY_MAX || rest_len > KEY_MAX || repo_len + rest_len + 2 > KEY_MAX)
        return 0;
    key[0] = (char)lang;
    memcpy(key + 1, repo, repo_len);
    key[repo_len + 1] = '\0';
    memcpy(key + repo_len + 2, rest, rest_len);
    return repo_len + rest_len + 2;
}

/* The three dense rows of a place: its folder, its repository, its language. The marker byte keeps
 * the repository apart from its top folder. */
static size_t place_key(char key[KEY_MAX], size_t which, enum idio_lang lang, const char *repo,
                        const char *path)
{
    size_t n;

    if (which == 3)
        return make_key(key, lang, "", "", 0);
    n = make_key(key, lang, repo, path, which == 1 ? idio_fs_folder_len(path) : 0);
    if (n == 0 || n == KEY_MAX)
        return 0;
    key[n] = which == 1 ? 'f' : 'r';
    return n + 1;
}

static int place_row(struct idio_rates *r, const char *key, size_t n, uint32_t **ret)
{
    bool is_new = false;
    size_t width = r->traits->count + 1, *at = idio_map_at(&r->places, key, n, &is_new);

    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        if (idio_vec_reserve(&r->dense, (r->place_count + 1) * width) < 0)
            return IDIO_E_NOMEM;
        memset(r->dense.at + r->place_count * width, 0, width * sizeof *r->dense.at);
        r->dense.len = (r->place_count + 1) * width;
        *at = r->place_count++;
    }
    *ret = r->dense.at + *at * width;
    return IDIO_OK;
}

static void add_to(uint32_t *row, const uint32_t *counts, size_t traits, uint32_t units)
{
    row[0] += units;
    for (size_t i = 0; i < traits; i++)
        row[i + 1] += counts[i];
}

/* Counts of a file that was seen before are added to, by writing its row anew. */
static int put_file(struct idio_rates *r, const char *key, size_t n, const uint32_t *more,
                    uint32_t units)
{
    uint32_t counts[IDIO_TRAITS_MAX];
    bool is_new = false;
    size_t *at = idio_map_at(&r->files, key, n, &is_new);
    struct file_row row = {.first = r->pairs.len, .units = units};

    if (!at)
        return IDIO_E_NOMEM;
    memcpy(counts, more, r->traits->count * sizeof *counts);
    if (is_new) {
        *at = r->file_rows.len;
        if (idio_vec_push(&r->file_rows, row) < 0)
            return IDIO_E_NOMEM;
    } else {
        const struct file_row *old = &r->file_rows.at[*at];

        row.units += old->units;
        for (uint32_t i = 0; i < old->len; i++)
            counts[r->pairs.at[old->first + i].trait] += r->pairs.at[old->first + i].count;
    }
    for (size_t i = 0; i < r->traits->count; i++) {
        struct pair p = {(uint16_t)i, counts[i]};

        if (counts[i] > 0 && idio_vec_push(&r->pairs, p) < 0)
            return IDIO_E_NOMEM;
    }
    row.len = (uint32_t)(r->pairs.len - row.first);
    r->file_rows.at[*at] = row;
    return IDIO_OK;
}

/* ---- the three calls ----------------------------------------------------------------------- */
int idio_rates_new(const struct idio_traits *t, struct idio_rates **ret, struct idio_err *err)
{
    struct idio_rates *r = idio_alloc(1, sizeof *r);

    if (!r)
        return idio_nomem(err, "style.rates");
    r->traits = t;
    idio_map_init(&r->files, KEYS_MAX);
    idio_map_init(&r->places, KEYS_MAX);
    *ret = r;
    return IDIO_OK;
}

struct idio_rates *idio_rates_free(struct idio_rates *r)
{
    if (!r)
        return NULL;
    idio_map_release(&r->files);
    idio_map_release(&r->places);
    idio_vec_release(&r->file_rows);
    idio_vec_release(&r->pairs);
    idio_vec_release(&r->dense);
    idio_free(r);
    return NULL;
}

int idio_rates_add(struct idio_rates *r, const char *repo_path, const char *path,
                   const struct idio_observed *o, const uint8_t *came_up, struct idio_err *err)
{
    enum idio_lang lang = idio_lang_style(o->lang);
    uint32_t counts[IDIO_TRAITS_MAX] = {0}, units = 0;
    char key[KEY_MAX];
    size_t n;

    for (size_t u = 0; u < o->unit_count; u++) {
        const uint8_t *flags = came_up + u * r->traits->count;

        if (o->units[u].kind != IDIO_UNIT_FUNCTION || o->units[u].foreign)
            continue;
        units++;
        for (size_t i = 0; i < r->traits->count; i++)
            counts[i] += flags[i];
    }
    n = make_key(key, lang, repo_path, path, strlen(path));
    /* A path for which there is no room can only come from a forged tree: it is not counted. */
    if (units == 0 || lang == IDIO_LANG_NONE || n == 0)
        return IDIO_OK;
    if (put_file(r, key, n, counts, units) < 0)
        return idio_nomem(err, "style.rates");
    for (size_t which = 1; which <= 3; which++) {
        uint32_t *row;

        n = place_key(key, which, lang, repo_path, path);
        if (n == 0)
            continue;
        if (place_row(r, key, n, &row) < 0)
            return idio_nomem(err, "style.rates");
        add_to(row, counts, r->traits->count, units);
    }
    return IDIO_OK;
}

/* count of units with the trait / units, without one unit when `minus` is given. */
static float rate(uint32_t count, uint32_t units, const uint8_t *minus, size_t trait)
{
    if (minus) {
        count -= count > 0 && minus[trait];
        units -= units > 0;
    }
    return units > 0 ? (float)((double)count / (double)units) : NAN;
}

static void get_file(const struct idio_rates *r, const char *key, size_t n, const uint8_t *minus,
                     float (*ret)[IDIO_RATES])
{
    uint32_t counts[IDIO_TRAITS_MAX] = {0}, units = 0;
    size_t at;

    if (n > 0 && idio_map_get(&r->files, key, n, &at)) {
        const struct file_row *row = &r->file_rows.at[at];

        units = row->units;
        for (uint32_t i = 0; i < row->len; i++)
            counts[r->pairs.at[row->first + i].trait] = r->pairs.at[row->first + i].count;
    }
    for (size_t i = 0; i < r->traits->count; i++)
        ret[i][0] = rate(counts[i], units, minus, i);
}

void idio_rates_get(const struct idio_rates *r, const char *repo_path, const char *path,
                    enum idio_lang lang, const uint8_t *minus, float (*ret)[IDIO_RATES])
{
    enum idio_lang style = idio_lang_style(lang);
    size_t width = r->traits->count + 1, at;
    const char *repo = repo_path ? repo_path : "", *p = path ? path : "";
    char key[KEY_MAX];

    get_file(r, key, path ? make_key(key, style, repo, p, strlen(p)) : 0, minus, ret);
    for (size_t which = 1; which <= 3; which++) {
        size_t n = place_key(key, which, style, repo, p);
        const uint32_t *row = NULL;

        if (n > 0 && (which != 1 || path) && (which == 3 || repo_path) &&
            idio_map_get(&r->places, key, n, &at))
            row = r->dense.at + at * width;
        for (size_t i = 0; i < r->traits->count; i++)
            ret[i][which] = row ? rate(row[i + 1], row[0], minus, i) : NAN;
    }
}
