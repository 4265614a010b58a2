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

static const char magic[4] = {'I', 'O', 'B', '1'};

enum { FLAG_PARSE_ERRORS = 1 };

static void put_number(struct idio_str *out, uint64_t v)
{
    while (v >= 0x80) {
        idio_str_putc(out, (char)((v & 0x7f) | 0x80));
        v >>= 7;
    }
    idio_str_putc(out, (char)v);
}

static void put_string(struct idio_str *out, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    put_number(out, n);
    idio_str_append(out, s ? s : "", n);
}

void idio_observed_encode(const struct idio_observed *o, struct idio_str *out)
{
    idio_str_append(out, magic, sizeof magic);
    put_number(out, (uint64_t)o->lang);
    put_number(out, o->parse_errors ? FLAG_PARSE_ERRORS : 0);
    put_number(out, o->lines);
    put_number(out, o->import_count);
    for (size_t i = 0; i < o->import_count; i++)
        put_string(out, o->imports[i]);
    put_number(out, o->unit_count);
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        put_number(out, (uint64_t)u->kind | (u->is_test ? 4u : 0u));
        put_number(out, (uint64_t)(u->parent + 1u));
        put_number(out, u->first_line);
        put_number(out, u->last_line - u->first_line);
        put_string(out, u->name);
        put_string(out, u->signature);
        put_string(out, u->doc);
        put_string(out, u->calls);
    }
    put_number(out, o->site_count);
    uint32_t line = 0;
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        put_number(out, s->trait);
        put_number(out, s->value);
        put_number(out, s->line - line);
        put_number(out, (uint64_t)(s->unit + 1u));
        if (s->value == IDIO_VALUE_OPEN)
            put_string(out, s->text);
        line = s->line;
    }
}

struct reader {
    const unsigned char *p, *end;
    struct idio_arena *arena;
    const char *bad; /* first thing that was wrong; NULL while all is well */
    bool nomem;
};

static uint64_t get_number(struct reader *r, uint64_t max, const char *what)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (r->p == r->end)
            break;
        unsigned char c = *r->p++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c & 0x80)
            continue;
        if (v <= max)
            return v;
        break;
    }
    if (!r->bad)
        r->bad = what;
    r->p = r->end;
    return 0;
}

static const char *get_string(struct reader *r, const char *what)
{
    size_t n = (size_t)get_number(r, (uint64_t)(r->end - r->p), what);
    if (r->bad)
        return "";
    if (n > (size_t)(r->end - r->p) || memchr(r->p, 0, n)) {
        r->bad = what;
        return "";
    }
    const char *s = idio_arena_strndup(r->arena, (const char *)r->p, n);
    if (!s) {
        r->nomem = true;
        r->bad = what;
        return "";
    }
    r->p += n;
    return s;
}

/* An array whose elements take at least one byte each in the input. */
static void *get_array(struct reader *r, size_t size, size_t *ret_count, const char *what)
{
    size_t n = (size_t)get_number(r, (uint64_t)(r->end - r->p), what);
    if (r->bad)
        return NULL;
    void *at = idio_arena_alloc(r->arena, n ? n : 1, size);
    if (!at) {
        r->nomem = true;
        r->bad = what;
        return NULL;
    }
    *ret_count = n;
    return at;
}

static void get_units(struct reader *r, struct idio_observed *o)
{
    size_t n = 0;
    o->units = get_array(r, sizeof *o->units, &n, "units");
    for (size_t i = 0; i < n && !r->bad; i++) {
        struct idio_unit *u = &o->units[i];
        uint64_t kind = get_number(r, 7, "unit kind");
        if ((kind & 3) > IDIO_UNIT_MODULE && !r->bad)
            r->bad = "unit kind";
        u->kind = (enum idio_unit_kind)(kind & 3);
        u->is_test = (kind & 4) != 0;
        u->parent = (uint32_t)get_number(r, i, "unit parent") - 1u;
        u->first_line = (uint32_t)get_number(r, INT32_MAX, "unit line");
        u->last_line = u->first_line + (uint32_t)get_number(r, INT32_MAX, "unit length");
        u->name = get_string(r, "unit name");
        u->signature = get_string(r, "unit signature");
        u->doc = get_string(r, "unit doc");
        u->calls = get_string(r, "unit calls");
    }
    o->unit_count = n;
}

static void get_sites(struct reader *r, struct idio_observed *o)
{
    size_t n = 0;
    o->sites = get_array(r, sizeof *o->sites, &n, "sites");
    uint64_t line = 0;
    for (size_t i = 0; i < n && !r->bad; i++) {
        struct idio_site *s = &o->sites[i];
        s->trait = (uint16_t)get_number(r, UINT16_MAX, "site trait");
        s->value = (uint16_t)get_number(r, UINT16_MAX, "site value");
        line += get_number(r, INT32_MAX, "site line");
        if (line > INT32_MAX && !r->bad)
            r->bad = "site line";
        s->line = (uint32_t)line;
        s->unit = (uint32_t)get_number(r, o->unit_count, "site unit") - 1u;
        s->text = s->value == IDIO_VALUE_OPEN ? get_string(r, "site text") : NULL;
    }
    o->site_count = n;
}

int idio_observed_decode(const void *p, size_t n, struct idio_arena *arena,
                         struct idio_observed *ret, struct idio_err *err)
{
    struct reader r = {p, (const unsigned char *)p + n, arena, NULL, false};
    struct idio_observed o = {0};
    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "observed.decode", "cached file has a wrong head");
    r.p += sizeof magic;
    o.lang = (enum idio_lang)get_number(&r, IDIO_LANG_COUNT - 1, "language");
    o.parse_errors = (get_number(&r, 1, "flags") & FLAG_PARSE_ERRORS) != 0;
    o.lines = (uint32_t)get_number(&r, INT32_MAX, "line count");
    o.imports = get_array(&r, sizeof *o.imports, &o.import_count, "imports");
    for (size_t i = 0; i < o.import_count && !r.bad; i++)
        o.imports[i] = get_string(&r, "import");
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
