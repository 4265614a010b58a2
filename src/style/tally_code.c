/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary form of a tally, for other processes (MPI ranks) and caches.
 *
 *   "ITL1" · digest of the registry · repositories · files · cells · rows     (numbers LEB128)
 *   repository  path, name
 *   file        repository, path, language
 *   cell        language, trait, value, name
 *   row         cell, file, sites, two lines, first day, last day - first day
 *
 * Trait and value are numbers of one registry, so its digest stands in front and another one is
 * refused. The bytes may come from a damaged disk or a foreign process: every number is checked
 * against what it points at, and names of values against the registry.
 */
#include <string.h>

#include "style/style_internal.h"
#include "types/codec.h"

static const char magic[4] = {'I', 'T', 'L', '1'};

enum { STRINGS_MAX = 256 * 1024 * 1024 };

static const char *string_of(const struct idio_tally *t, uint32_t number)
{
    return t->strings.entries[number].key;
}

void idio_tally_encode(const struct idio_tally *t, struct idio_str *out)
{
    idio_str_append(out, magic, sizeof magic);
    types_put_string(out, t->traits->digest);
    types_put_number(out, t->repos.len);
    for (size_t i = 0; i < t->repos.len; i++) {
        types_put_string(out, string_of(t, t->repos.at[i].path));
        types_put_string(out, string_of(t, t->repos.at[i].name));
    }
    types_put_number(out, t->files.len);
    for (size_t i = 0; i < t->files.len; i++) {
        types_put_number(out, t->files.at[i].repo);
        types_put_string(out, string_of(t, t->files.at[i].path));
        types_put_number(out, t->files.at[i].lang);
    }
    types_put_number(out, t->cells.len);
    for (size_t i = 0; i < t->cells.len; i++) {
        const struct style_cell *c = &t->cells.at[i];

        types_put_number(out, t->groups.at[c->group].lang);
        types_put_number(out, t->groups.at[c->group].trait);
        types_put_number(out, c->value);
        types_put_string(out, c->name);
    }
    types_put_number(out, t->rows.len);
    for (size_t i = 0; i < t->rows.len; i++) {
        const struct style_row *r = &t->rows.at[i];

        types_put_number(out, r->cell);
        types_put_number(out, r->file);
        types_put_number(out, r->k);
        types_put_number(out, r->line[0]);
        types_put_number(out, r->line[1]);
        types_put_number(out, r->first);
        types_put_number(out, (uint64_t)(r->last - r->first));
    }
}

/* ---- decoding ------------------------------------------------------------------------------ */
struct decoding {
    struct types_reader r;
    struct idio_tally *t;
    uint32_t *repos, *files, *cells; /* numbers in the bytes → numbers in the tally */
    size_t repo_count, file_count, cell_count;
};

static void *array_of(struct decoding *d, size_t *ret_n, const char *what)
{
    return types_get_array(&d->r, sizeof(uint32_t), ret_n, what);
}

static int get_files(struct decoding *d)
{
    d->repos = array_of(d, &d->repo_count, "repositories");
    for (size_t i = 0; i < d->repo_count && !d->r.bad; i++) {
        const char *path = types_get_string(&d->r, "repository path");
        const char *name = types_get_string(&d->r, "repository name");

        if (!d->r.bad && style_repo_number(d->t, name, path, &d->repos[i]) < 0)
            return IDIO_E_NOMEM;
    }
    if (d->r.bad)
        return IDIO_OK;
    d->files = array_of(d, &d->file_count, "files");
    for (size_t i = 0; i < d->file_count && !d->r.bad; i++) {
        size_t repo = (size_t)types_get_number(&d->r, UINT32_MAX, "repository of a file");
        const char *path = types_get_string(&d->r, "file path");
        uint64_t lang = types_get_number(&d->r, IDIO_LANG_COUNT - 1, "language of a file");

        if (!d->r.bad && (repo >= d->repo_count || lang == IDIO_LANG_NONE))
            d->r.bad = "file";
        if (!d->r.bad &&
            style_file_number(d->t, d->repos[repo], path, (enum idio_lang)lang, &d->files[i]) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

/* Would counting have made this cell? */
static bool good_cell(const struct idio_traits *t, uint64_t lang, uint64_t trait, uint64_t value,
                      const char *name)
{
    const char *known;

    if (lang == IDIO_LANG_NONE || trait >= t->count ||
        !idio_traits_applies(t, trait, (enum idio_lang)lang))
        return false;
    if (t->traits[trait].open)
        return value == IDIO_VALUE_OPEN && *name;
    known = idio_traits_value(t, trait, (uint16_t)value);
    return known && strcmp(known, name) == 0;
}

static int get_cells(struct decoding *d)
{
    uint32_t group;

    d->cells = array_of(d, &d->cell_count, "cells");
    for (size_t i = 0; i < d->cell_count && !d->r.bad; i++) {
        uint64_t lang = types_get_number(&d->r, IDIO_LANG_COUNT - 1, "language of a cell");
        uint64_t trait = types_get_number(&d->r, IDIO_TRAITS_MAX, "trait");
        uint64_t value = types_get_number(&d->r, UINT16_MAX, "value");
        const char *name = types_get_string(&d->r, "name of a value");

        if (!d->r.bad && !good_cell(d->t->traits, lang, trait, value, name))
            d->r.bad = "cell";
        if (d->r.bad)
            break;
        if (style_group_number(d->t, (enum idio_lang)lang, (uint16_t)trait, &group) < 0 ||
            style_cell_number(d->t, group, (uint16_t)value, name, &d->cells[i]) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

static int get_rows(struct decoding *d, struct idio_err *err)
{
    uint64_t n = types_get_number(&d->r, (uint64_t)(d->r.end - d->r.p), "rows");
    int rc = IDIO_OK;

    for (uint64_t i = 0; i < n && !d->r.bad && rc == IDIO_OK; i++) {
        struct style_row row = {0};
        size_t cell = (size_t)types_get_number(&d->r, UINT32_MAX, "cell of a row");
        size_t file = (size_t)types_get_number(&d->r, UINT32_MAX, "file of a row");

        row.k = (uint32_t)types_get_number(&d->r, UINT32_MAX, "sites");
        row.line[0] = (uint32_t)types_get_number(&d->r, UINT32_MAX, "line");
        row.line[1] = (uint32_t)types_get_number(&d->r, UINT32_MAX, "line");
        row.first = (uint16_t)types_get_number(&d->r, UINT16_MAX, "day");
        row.last = (uint16_t)(row.first + types_get_number(&d->r, 31, "days"));
        if (!d->r.bad && (cell >= d->cell_count || file >= d->file_count || row.k == 0 ||
                          row.last < row.first || style_month(row.first) != style_month(row.last)))
            d->r.bad = "row";
        if (d->r.bad)
            break;
        row.cell = d->cells[cell];
        row.file = d->files[file];
        /* A file has sites of its own language only. */
        if (d->t->groups.at[d->t->cells.at[row.cell].group].lang != d->t->files.at[row.file].lang)
            d->r.bad = "row";
        else
            rc = style_row_add(d->t, &row, err);
    }
    return rc;
}

static int decode(struct decoding *d, struct idio_err *err)
{
    const char *digest = types_get_string(&d->r, "digest");
    int rc = IDIO_OK;

    if (!d->r.bad && strcmp(digest, d->t->traits->digest) != 0)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_CONFLICT, "style.decode",
                                   "these counts were made with another trait registry"),
                         "let the same version of the program count everywhere");
    if (!d->r.bad)
        rc = get_files(d);
    if (!d->r.bad && rc == IDIO_OK)
        rc = get_cells(d);
    if (!d->r.bad && rc == IDIO_OK) {
        rc = get_rows(d, err);
        if (rc < 0)
            return rc;
    }
    if (rc < 0 || d->r.nomem)
        return idio_nomem(err, "style.decode");
    if (d->r.bad || d->r.p != d->r.end)
        return idio_fail(err, IDIO_E_CORRUPT, "style.decode", "counts are damaged at their %s",
                         d->r.bad ? d->r.bad : "end");
    return IDIO_OK;
}

int idio_tally_decode(const struct idio_traits *traits, const void *p, size_t n,
                      struct idio_tally **ret, struct idio_err *err)
{
    struct idio_arena arena;
    struct decoding d = {.r = {p, (const unsigned char *)p + n, &arena, NULL, false}};
    int rc;

    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "style.decode", "counts have a wrong head");
    d.r.p += sizeof magic;
    rc = idio_tally_new(traits, &d.t, err);
    if (rc < 0)
        return rc;
    idio_arena_init(&arena, STRINGS_MAX);
    rc = decode(&d, err);
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_tally_free(d.t);
        return rc;
    }
    *ret = d.t;
    return IDIO_OK;
}
