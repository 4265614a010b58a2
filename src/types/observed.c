/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary form of an observed file, for the store's cache.
 *
 *   "IOB1" · lang · flags · lines · imports · units · sites       (all numbers LEB128)
 *   string   length, bytes (no NUL inside)
 *   unit     kind | is_test << 2, parent + 1, first, last - first, name, signature, doc, calls
 *   site     trait, value, line - previous line, unit + 1, text when value is open
 *
 * Sites are sorted by line, so the differences are small: a file of 400 lines takes 1-3 KB. The
 * cache key holds the detector version, so there is no compatibility to keep; yet the bytes come
 * from disk and are not trusted: every count is checked against the bytes that are left before
 * anything is allocated, and the arena's limit bounds the rest.
 */
#include "types/observed.h"

#include <string.h>

#include "types/codec.h"

static const char magic[4] = {'I', 'O', 'B', '1'};

enum { FLAG_PARSE_ERRORS = 1 };

void idio_observed_encode(const struct idio_observed *o, struct idio_str *out)
{
    idio_str_append(out, magic, sizeof magic);
    types_put_number(out, (uint64_t)o->lang);
    types_put_number(out, o->parse_errors ? FLAG_PARSE_ERRORS : 0);
    types_put_number(out, o->lines);
    types_put_number(out, o->import_count);
    for (size_t i = 0; i < o->import_count; i++)
        types_put_string(out, o->imports[i]);
    types_put_number(out, o->unit_count);
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        types_put_number(out, (uint64_t)u->kind | (u->is_test ? 4u : 0u));
        types_put_number(out, (uint64_t)(u->parent + 1u));
        types_put_number(out, u->first_line);
        types_put_number(out, u->last_line - u->first_line);
        types_put_string(out, u->name);
        types_put_string(out, u->signature);
        types_put_string(out, u->doc);
        types_put_string(out, u->calls);
    }
    types_put_number(out, o->site_count);
    uint32_t line = 0;
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        types_put_number(out, s->trait);
        types_put_number(out, s->value);
        types_put_number(out, s->line - line);
        types_put_number(out, (uint64_t)(s->unit + 1u));
        if (s->value == IDIO_VALUE_OPEN)
            types_put_string(out, s->text);
        line = s->line;
    }
}

static void get_units(struct types_reader *r, struct idio_observed *o)
{
    size_t n = 0;
    o->units = types_get_array(r, sizeof *o->units, &n, "units");
    for (size_t i = 0; i < n && !r->bad; i++) {
        struct idio_unit *u = &o->units[i];
        uint64_t kind = types_get_number(r, 7, "unit kind");
        if ((kind & 3) > IDIO_UNIT_MODULE && !r->bad)
            r->bad = "unit kind";
        u->kind = (enum idio_unit_kind)(kind & 3);
        u->is_test = (kind & 4) != 0;
        u->parent = (uint32_t)types_get_number(r, i, "unit parent") - 1u;
        u->first_line = (uint32_t)types_get_number(r, INT32_MAX, "unit line");
        u->last_line = u->first_line + (uint32_t)types_get_number(r, INT32_MAX, "unit length");
        u->name = types_get_string(r, "unit name");
        u->signature = types_get_string(r, "unit signature");
        u->doc = types_get_string(r, "unit doc");
        u->calls = types_get_string(r, "unit calls");
    }
    o->unit_count = n;
}

static void get_sites(struct types_reader *r, struct idio_observed *o)
{
    size_t n = 0;
    o->sites = types_get_array(r, sizeof *o->sites, &n, "sites");
    uint64_t line = 0;
    for (size_t i = 0; i < n && !r->bad; i++) {
        struct idio_site *s = &o->sites[i];
        s->trait = (uint16_t)types_get_number(r, UINT16_MAX, "site trait");
        s->value = (uint16_t)types_get_number(r, UINT16_MAX, "site value");
        line += types_get_number(r, INT32_MAX, "site line");
        if (line > INT32_MAX && !r->bad)
            r->bad = "site line";
        s->line = (uint32_t)line;
        s->unit = (uint32_t)types_get_number(r, o->unit_count, "site unit") - 1u;
        s->text = s->value == IDIO_VALUE_OPEN ? types_get_string(r, "site text") : NULL;
    }
    o->site_count = n;
}

void idio_observed_claim(struct idio_observed *o, const struct idio_lines *lines)
{
    size_t kept = 0;

    if (!lines || lines->len == 0)
        return;
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_line_run *run = idio_lines_at(lines, o->sites[i].line);

        if (run->owner != IDIO_OWNER_MINE)
            continue;
        o->sites[kept] = o->sites[i];
        o->sites[kept++].day = run->day;
    }
    o->site_count = kept;
    for (size_t i = 0; i < o->unit_count; i++)
        o->units[i].foreign =
            idio_lines_own(lines, o->units[i].first_line, o->units[i].last_line) < IDIO_UNIT_OWN;
}

int idio_observed_decode(const void *p, size_t n, struct idio_arena *arena,
                         struct idio_observed *ret, struct idio_err *err)
{
    struct types_reader r = {p, (const unsigned char *)p + n, arena, NULL, false};
    struct idio_observed o = {0};
    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "observed.decode", "cached file has a wrong head");
    r.p += sizeof magic;
    o.lang = (enum idio_lang)types_get_number(&r, IDIO_LANG_COUNT - 1, "language");
    o.parse_errors = (types_get_number(&r, 1, "flags") & FLAG_PARSE_ERRORS) != 0;
    o.lines = (uint32_t)types_get_number(&r, INT32_MAX, "line count");
    o.imports = types_get_array(&r, sizeof *o.imports, &o.import_count, "imports");
    for (size_t i = 0; i < o.import_count && !r.bad; i++)
        o.imports[i] = types_get_string(&r, "import");
    if (!r.bad)
        get_units(&r, &o);
    if (!r.bad)
        get_sites(&r, &o);
    if (r.nomem)
        return idio_nomem(err, "observed.decode");
    if (r.bad || r.p != r.end)
        return idio_fail(err, IDIO_E_CORRUPT, "observed.decode", "cached file is damaged at its %s",
                         r.bad ? r.bad : "end");
    *ret = o;
    return IDIO_OK;
}
