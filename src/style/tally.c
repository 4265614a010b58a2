/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting. A group is one trait in one language, a cell one value of it, a row the sites of a cell
 * in one file whose lines were born in one month.
 *
 * Nothing is weighed here. Which sites count how much depends on things that are known only at the
 * end: the newest line of the language, how much this developer's files and repositories resemble
 * each other, since when a habit holds, which folder is asked about. So the tally is a bag of small
 * rows, 24 bytes each, and evidence.c weighs them. A bag is a commutative monoid: files may come in
 * any order, from several threads or machines, and be merged in any order (tests shuffle and split
 * them); the facts are the same bytes, because style_view_new puts the rows in an order of names.
 *
 * Nine thousand files (150 repositories) make about a million rows, 25 MB. ROWS_MAX bounds them.
 */
#include "style/style_internal.h"

#include <stdlib.h>
#include <string.h>

enum { STRINGS_MAX = 256 * 1024 * 1024, ROWS_MAX = 1 << 24, NAME_MAX_BYTES = 160 };

int idio_tally_new(const struct idio_traits *traits, struct idio_tally **ret, struct idio_err *err)
{
    struct idio_tally *t = idio_alloc(1, sizeof *t);

    if (!t)
        return idio_nomem(err, "style.tally");
    t->traits = traits;
    idio_map_init(&t->strings, STRINGS_MAX);
    idio_map_init(&t->texts, STRINGS_MAX);
    idio_map_init(&t->repo_of, STRINGS_MAX);
    idio_map_init(&t->file_of, STRINGS_MAX);
    idio_map_init(&t->group_of, STRINGS_MAX);
    idio_map_init(&t->cell_of, STRINGS_MAX);
    *ret = t;
    return IDIO_OK;
}

struct idio_tally *idio_tally_free(struct idio_tally *t)
{
    if (!t)
        return NULL;
    idio_map_release(&t->strings);
    idio_map_release(&t->texts);
    idio_map_release(&t->repo_of);
    idio_map_release(&t->file_of);
    idio_map_release(&t->group_of);
    idio_map_release(&t->cell_of);
    idio_vec_release(&t->repos);
    idio_vec_release(&t->files);
    idio_vec_release(&t->groups);
    idio_vec_release(&t->cells);
    idio_vec_release(&t->rows);
    idio_vec_release(&t->hits);
    idio_free(t);
    return NULL;
}

/* ---- find or make -------------------------------------------------------------------------- */
int style_repo_number(struct idio_tally *t, const char *name, const char *path, uint32_t *ret)
{
    bool is_new = false;
    size_t *at = idio_map_at(&t->repo_of, path, strlen(path), &is_new), p, n;
    struct style_repo repo;

    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        p = idio_map_intern(&t->strings, path, strlen(path));
        n = idio_map_intern(&t->strings, name, strlen(name));
        if (p == SIZE_MAX || n == SIZE_MAX)
            return IDIO_E_NOMEM;
        repo = (struct style_repo){(uint32_t)p, (uint32_t)n};
        *at = t->repos.len;
        if (idio_vec_push(&t->repos, repo) < 0)
            return IDIO_E_NOMEM;
    }
    *ret = (uint32_t)*at;
    return IDIO_OK;
}

int style_file_number(struct idio_tally *t, uint32_t repo, const char *path, enum idio_lang lang,
                      uint32_t *ret)
{
    size_t string = idio_map_intern(&t->strings, path, strlen(path)), *at;
    struct style_file f = {.repo = repo, .path = (uint32_t)string, .lang = (uint16_t)lang};
    const uint32_t key[3] = {repo, (uint32_t)string, (uint32_t)lang};
    const char *name = t->strings.entries[t->repos.at[repo].name].key;
    bool is_new = false;

    if (string == SIZE_MAX)
        return IDIO_E_NOMEM;
    at = idio_map_at(&t->file_of, (const char *)key, sizeof key, &is_new);
    if (!at)
        return IDIO_E_NOMEM;
    if (is_new) {
        f.key = idio_hash64(path, strlen(path), idio_hash64(name, strlen(name), 0));
        *at = t->files.len;
        if (idio_vec_push(&t->files, f) < 0)
            return IDIO_E_NOMEM;
    }
    *ret = (uint32_t)*at;
    return IDIO_OK;
}

int style_group_number(struct idio_tally *t, enum idio_lang lang, uint16_t trait, uint32_t *ret)
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

int style_cell_number(struct idio_tally *t, uint32_t group, uint16_t value, const char *name,
                      uint32_t *ret)
{
    char key[sizeof group + NAME_MAX_BYTES];
    size_t n = strlen(name), *at, text;
    struct style_cell c = {.group = group, .value = value};
    bool is_new = false;

    n = n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES;
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

/* ---- rows ---------------------------------------------------------------------------------- */
/* Howard Hinnant, "chrono-compatible low-level date algorithms" (civil_from_days), shortened for
 * days after 1970. */
uint16_t style_month(uint16_t day)
{
    uint32_t z = day + 719468u, era = z / 146097, doe = z - era * 146097, yoe, doy, mp;

    if (day == 0)
        return 0;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153; /* 0 is March */
    return (uint16_t)((yoe + era * 400) * 12 + mp + 2);
}

/* Keeps the two lines with the smallest keys. */
static void offer_line(struct style_row *row, uint32_t line, uint64_t file_key, uint16_t trait)
{
    uint64_t key, first, second;

    if (line == 0 || line == row->line[0] || line == row->line[1])
        return;
    if (row->line[0] == 0) {
        row->line[0] = line;
        return;
    }
    key = style_spot_key(file_key, trait, line);
    first = style_spot_key(file_key, trait, row->line[0]);
    if (key < first || (key == first && line < row->line[0])) {
        row->line[1] = row->line[0];
        row->line[0] = line;
        return;
    }
    second = style_spot_key(file_key, trait, row->line[1]);
    if (row->line[1] == 0 || key < second || (key == second && line < row->line[1]))
        row->line[1] = line;
}

void style_row_join(struct style_row *at, const struct style_row *more, uint64_t file_key,
                    uint16_t trait)
{
    at->k = at->k < UINT32_MAX - more->k ? at->k + more->k : UINT32_MAX;
    offer_line(at, more->line[0], file_key, trait);
    offer_line(at, more->line[1], file_key, trait);
    at->first = more->first < at->first ? more->first : at->first;
    at->last = more->last > at->last ? more->last : at->last;
}

int style_row_add(struct idio_tally *t, const struct style_row *row, struct idio_err *err)
{
    if (t->rows.len >= ROWS_MAX)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_LIMIT, "style.tally",
                                   "there are more than %d counts in these files", ROWS_MAX),
                         "learn fewer repositories, or forget old ones");
    return idio_vec_push(&t->rows, *row) < 0 ? idio_nomem(err, "style.tally") : IDIO_OK;
}

/* The hits at[0..n) of one cell in one file: a row for each month. */
static int add_cell(struct idio_tally *t, const struct style_hit *at, size_t n, uint32_t cell,
                    uint32_t file, struct idio_err *err)
{
    size_t from = t->rows.len, last = from;
    uint16_t day = 0, month = 0;
    uint64_t key = t->files.at[file].key;
    int rc;

    for (size_t i = 0; i < n; i++) {
        struct style_row one = {cell, file, 1, {at[i].line, 0}, at[i].day, at[i].day};
        size_t r = last;

        if (at[i].day != day) {
            day = at[i].day;
            month = style_month(day);
        }
        /* Neighbouring lines are mostly of one month. */
        if (r >= t->rows.len || style_month(t->rows.at[r].first) != month)
            for (r = from; r < t->rows.len && style_month(t->rows.at[r].first) != month;)
                r++;
        last = r;
        if (r < t->rows.len)
            style_row_join(&t->rows.at[r], &one, key, at[i].trait);
        else if ((rc = style_row_add(t, &one, err)) < 0)
            return rc;
    }
    return IDIO_OK;
}

static int add_trait(struct idio_tally *t, enum idio_lang lang, const struct style_hit *at,
                     size_t n, uint32_t file, struct idio_err *err)
{
    const struct style_trait *tr = &t->traits->traits[at->trait];
    uint32_t group, cell;
    int rc = IDIO_OK;

    if (style_group_number(t, lang, at->trait, &group) < 0)
        return idio_nomem(err, "style.tally");
    /* Of an ordered trait every limit is a cell, also one that no file shows. */
    for (size_t v = 0; tr->ordered && v < tr->value_count; v++)
        if (style_cell_number(t, group, (uint16_t)v, tr->values[v].name, &cell) < 0)
            return idio_nomem(err, "style.tally");
    for (size_t from = 0, to; from < n && rc == IDIO_OK; from = to) {
        for (to = from + 1; to < n && strcmp(at[to].text, at[from].text) == 0;)
            to++;
        if (style_cell_number(t, group, at[from].value, at[from].text, &cell) < 0)
            return idio_nomem(err, "style.tally");
        rc = add_cell(t, at + from, to - from, cell, file, err);
    }
    return rc;
}

int idio_tally_add(struct idio_tally *t, const char *repo_name, const char *repo_path,
                   const char *path, const struct idio_observed *o, struct idio_err *err)
{
    enum idio_lang lang = idio_lang_style(o->lang);
    uint32_t repo, file;
    int rc;

    if (lang == IDIO_LANG_NONE || o->parse_errors)
        return IDIO_OK;
    rc = style_file_hits(t->traits, o, &t->hits, err);
    if (rc < 0)
        return rc;
    if (style_repo_number(t, repo_name, repo_path, &repo) < 0 ||
        style_file_number(t, repo, path, lang, &file) < 0)
        return idio_nomem(err, "style.tally");
    for (size_t from = 0, to; from < t->hits.len && rc == IDIO_OK; from = to) {
        for (to = from + 1; to < t->hits.len && t->hits.at[to].trait == t->hits.at[from].trait;)
            to++;
        rc = add_trait(t, lang, t->hits.at + from, to - from, file, err);
    }
    return rc;
}

/* ---- merging ------------------------------------------------------------------------------- */
static const char *string_of(const struct idio_tally *t, uint32_t number)
{
    return t->strings.entries[number].key;
}

/* Numbers of `from` → numbers of `t`. */
struct numbers {
    uint32_t *files, *cells;
};

static int renumber(struct idio_tally *t, const struct idio_tally *from, struct numbers *n)
{
    uint32_t group, repo;

    for (size_t i = 0; i < from->cells.len; i++) {
        const struct style_cell *c = &from->cells.at[i];
        const struct style_group *g = &from->groups.at[c->group];

        if (style_group_number(t, (enum idio_lang)g->lang, g->trait, &group) < 0 ||
            style_cell_number(t, group, c->value, c->name, &n->cells[i]) < 0)
            return IDIO_E_NOMEM;
    }
    for (size_t i = 0; i < from->files.len; i++) {
        const struct style_file *f = &from->files.at[i];
        const struct style_repo *r = &from->repos.at[f->repo];

        if (style_repo_number(t, string_of(from, r->name), string_of(from, r->path), &repo) < 0 ||
            style_file_number(t, repo, string_of(from, f->path), (enum idio_lang)f->lang,
                              &n->files[i]) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

int idio_tally_merge(struct idio_tally *t, const struct idio_tally *from, struct idio_err *err)
{
    struct numbers n = {idio_alloc(from->files.len + 1, sizeof *n.files),
                        idio_alloc(from->cells.len + 1, sizeof *n.cells)};
    int rc = n.files && n.cells && renumber(t, from, &n) == IDIO_OK &&
                     idio_vec_reserve(&t->rows, t->rows.len + from->rows.len) == IDIO_OK
                 ? IDIO_OK
                 : idio_nomem(err, "style.merge");

    for (size_t i = 0; i < from->rows.len && rc == IDIO_OK; i++) {
        struct style_row row = from->rows.at[i];

        row.cell = n.cells[row.cell];
        row.file = n.files[row.file];
        rc = style_row_add(t, &row, err);
    }
    idio_free(n.files);
    idio_free(n.cells);
    return rc;
}
