/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 8785, JSON Canonicalization Scheme: the bytes that an approval is bound to.
 *
 * - Members are sorted by UTF-16 code units. That differs from UTF-8 byte order in one place:
 *   characters above U+FFFF are surrogate pairs (D800-DFFF) and come before U+E000-U+FFFF.
 * - Strings are escaped as ES6 JSON.stringify does: the two-letter escapes, \u00xx in lower case
 *   for other controls, everything else as it is.
 * - Numbers are IEEE doubles in the form of ES6 Number::toString: the shortest digits that read
 *   back as the same double, of those the closest. C has no such conversion; "%.*e" gives the
 *   closest text of n digits, so the smallest n that reads back is searched. At a power of two
 *   the doubles below stand closer than those above; there the text one unit up may read back
 *   where the closest does not (2^-44 is 5.684341886080802e-14), so both are tried. Digits are
 *   taken without the decimal point, and read back as an integer with an exponent: no locale has
 *   a say.
 *
 * An integer that doubles cannot tell from its neighbour is refused: canonical forms of two
 * different specs would be equal. JSON from our parser has no duplicate members, no lone surrogates
 * and no NUL in strings.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "spec/spec_internal.h"

static const char where_canonical[] = "spec.canonical";

/* ---- strings -------------------------------------------------------------------------------- */

static void put_escape(struct idio_str *out, unsigned char c)
{
    static const char letters[] = "btn_fr"; /* of 8 to 13; 11 has none */
    if (c == '"' || c == '\\')
        idio_str_printf(out, "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        idio_str_printf(out, "\\%c", letters[c - 8]);
    else
        idio_str_printf(out, "\\u%04x", c);
}

static void put_string(struct idio_str *out, const char *s)
{
    const char *plain = s;
    idio_str_putc(out, '"');
    for (; *s; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        idio_str_append(out, plain, (size_t)(s - plain));
        put_escape(out, c);
        plain = s + 1;
    }
    idio_str_append(out, plain, (size_t)(s - plain));
    idio_str_putc(out, '"');
}

/* ---- numbers -------------------------------------------------------------------------------- */

enum { DIGITS_MAX = 17 };

/* value = 0.d1d2…dn * 10^point */
struct decimal {
    char digits[DIGITS_MAX + 2];
    int n, point;
};

static bool reads_back(const struct decimal *d, double v)
{
    char text[DIGITS_MAX + 32];
    (void)snprintf(text, sizeof text, "%se%d", d->digits, d->point - d->n);
    return strtod(text, NULL) == v;
}

/* The closest decimal of n digits. */
static void closest(double v, int n, struct decimal *ret)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*e", n - 1, v);
    const char *p = text;
    ret->n = 0;
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9' && ret->n < DIGITS_MAX)
            ret->digits[ret->n++] = *p;
    ret->digits[ret->n] = '\0';
    ret->point = (int)strtol(*p ? p + 1 : p, NULL, 10) + 1;
}

static void one_up(struct decimal *d)
{
    int i = d->n - 1;
    while (i >= 0 && d->digits[i] == '9')
        d->digits[i--] = '0';
    if (i >= 0) {
        d->digits[i]++;
        return;
    }
    d->digits[0] = '1';
    d->point++;
}

static void shortest(double v, struct decimal *ret)
{
    for (int n = 1; n < DIGITS_MAX; n++) {
        closest(v, n, ret);
        if (reads_back(ret, v))
            return;
        one_up(ret);
        if (reads_back(ret, v))
            return;
    }
    closest(v, DIGITS_MAX, ret);
}

static void put_zeros(struct idio_str *out, int n)
{
    while (n-- > 0)
        idio_str_putc(out, '0');
}

/* ECMA-262, Number::toString, steps 6 to 10, for v > 0. */
static void put_positive(struct idio_str *out, double v)
{
    struct decimal d;
    shortest(v, &d);
    const size_t n = (size_t)d.n;
    if (d.n <= d.point && d.point <= 21) {
        idio_str_append(out, d.digits, n);
        put_zeros(out, d.point - d.n);
    } else if (0 < d.point && d.point <= 21) {
        idio_str_append(out, d.digits, (size_t)d.point);
        idio_str_putc(out, '.');
        idio_str_append(out, d.digits + d.point, n - (size_t)d.point);
    } else if (-6 < d.point && d.point <= 0) {
        idio_str_puts(out, "0.");
        put_zeros(out, -d.point);
        idio_str_append(out, d.digits, n);
    } else {
        idio_str_putc(out, d.digits[0]);
        if (d.n > 1)
            idio_str_putc(out, '.');
        idio_str_append(out, d.digits + 1, n - 1);
        idio_str_printf(out, "e%+d", d.point - 1);
    }
}

static int put_number(struct idio_str *out, double v, struct idio_err *err)
{
    if (!isfinite(v))
        return idio_fail(err, IDIO_E_INVALID, where_canonical, "a number is not finite");
    if (v == 0) {
        idio_str_putc(out, '0'); /* also for -0 */
        return IDIO_OK;
    }
    if (v < 0)
        idio_str_putc(out, '-');
    put_positive(out, fabs(v));
    return IDIO_OK;
}

/* Fine: what a double holds exactly, and what is itself a canonical form (the shortest digits of a
 * double above 2^53 are padded with zeros, so reading a canonical text back gives such integers).
 */
static int put_int(struct idio_str *out, int64_t i, struct idio_err *err)
{
    const double v = (double)i;
    const size_t at = out->len;
    const int st = put_number(out, v, err);
    /* 2^63 itself is a double but no int64_t. */
    if (st < 0 || out->failed || (v < 0x1p63 && (int64_t)v == i))
        return st;
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, i);
    if (strcmp(out->data + at, text) == 0)
        return IDIO_OK;
    return idio_fail(err, IDIO_E_INVALID, where_canonical,
                     "%s is not a number that JSON can carry exactly", text);
}

/* ---- members -------------------------------------------------------------------------------- */

struct member {
    const char *key;
    const struct idio_json *value;
};

/* First UTF-16 code unit of a character. */
static uint32_t lead_unit(uint32_t c)
{
    return c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10);
}

static int by_utf16(const void *x, const void *y)
{
    const char *a = ((const struct member *)x)->key;
    const char *b = ((const struct member *)y)->key;
    size_t na = strlen(a), nb = strlen(b);
    while (na > 0 && nb > 0) {
        uint32_t ca, cb;
        const size_t la = idio_utf8_next(a, na, &ca), lb = idio_utf8_next(b, nb, &cb);
        if (ca != cb) {
            const uint32_t ua = lead_unit(ca), ub = lead_unit(cb);
            return ua != ub ? (ua < ub ? -1 : 1) : (ca < cb ? -1 : 1);
        }
        a += la;
        na -= la;
        b += lb;
        nb -= lb;
    }
    return (na > 0) - (nb > 0);
}

static int put_value(struct idio_str *out, const struct idio_json *v, unsigned depth,
                     struct idio_err *err);

static int put_members(struct idio_str *out, const struct member *members, size_t n, unsigned depth,
                       struct idio_err *err)
{
    int st = IDIO_OK;
    idio_str_putc(out, '{');
    for (size_t i = 0; st == IDIO_OK && i < n; i++) {
        if (i > 0)
            idio_str_putc(out, ',');
        put_string(out, members[i].key);
        idio_str_putc(out, ':');
        st = put_value(out, members[i].value, depth + 1, err);
    }
    idio_str_putc(out, '}');
    return st;
}

static int put_object(struct idio_str *out, const struct idio_json *v, unsigned depth,
                      struct idio_err *err)
{
    const size_t n = idio_json_len(v);
    struct member *members = idio_alloc(n, sizeof *members);
    if (!members)
        return idio_nomem(err, where_canonical);
    void *iter = NULL;
    struct idio_json *value;
    size_t at = 0;
    for (const char *key; at < n && (key = idio_json_next(v, &iter, &value));)
        members[at++] = (struct member){.key = key, .value = value};
    qsort(members, at, sizeof *members, by_utf16);
    const int st = put_members(out, members, at, depth, err);
    idio_free(members);
    return st;
}

static int put_array(struct idio_str *out, const struct idio_json *v, unsigned depth,
                     struct idio_err *err)
{
    int st = IDIO_OK;
    idio_str_putc(out, '[');
    for (size_t i = 0; st == IDIO_OK && i < idio_json_len(v); i++) {
        if (i > 0)
            idio_str_putc(out, ',');
        st = put_value(out, idio_json_at(v, i), depth + 1, err);
    }
    idio_str_putc(out, ']');
    return st;
}

static int put_value(struct idio_str *out, const struct idio_json *v, unsigned depth,
                     struct idio_err *err)
{
    if (depth > IDIO_JSON_MAX_DEPTH)
        return idio_fail(err, IDIO_E_LIMIT, where_canonical, "nested deeper than %d",
                         IDIO_JSON_MAX_DEPTH);
    if (out->failed)
        return idio_str_status(out, where_canonical, err);
    switch (idio_json_type(v)) {
    case IDIO_JSON_NULL:
        idio_str_puts(out, "null");
        return IDIO_OK;
    case IDIO_JSON_BOOL:
        idio_str_puts(out, idio_json_to_bool(v, false) ? "true" : "false");
        return IDIO_OK;
    case IDIO_JSON_INT:
        return put_int(out, idio_json_to_int(v, 0), err);
    case IDIO_JSON_REAL:
        return put_number(out, idio_json_to_real(v, 0), err);
    case IDIO_JSON_STRING:
        put_string(out, idio_json_str(v));
        return IDIO_OK;
    case IDIO_JSON_ARRAY:
        return put_array(out, v, depth, err);
    case IDIO_JSON_OBJECT:
        return put_object(out, v, depth, err);
    }
    return idio_fail(err, IDIO_E_BUG, where_canonical, "a value has no type");
}

int idio_spec_canonical(const struct idio_json *v, struct idio_str *out, struct idio_err *err)
{
    const int st = put_value(out, v, 0, err);
    return st < 0 ? st : idio_str_status(out, where_canonical, err);
}

int idio_spec_hash(const struct idio_json *spec, char ret[IDIO_SHA256_HEX], struct idio_err *err)
{
    struct idio_str text;
    idio_str_init(&text, SPEC_TEXT_MAX);
    char hex[IDIO_SHA256_HEX];
    int st = idio_spec_canonical(spec, &text, err);
    if (st == IDIO_OK)
        st = idio_sha256_of(text.data, text.len, hex, err);
    idio_str_release(&text);
    if (st == IDIO_OK)
        memcpy(ret, hex, sizeof hex);
    return st;
}
