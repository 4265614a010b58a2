/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON reader: RFC 8259 text to Jansson values.
 *
 * Why not json_loadb: Jansson 2.14's lexer ignores a failed growth of its token buffer, and then
 * dies in an assertion or reads past the end (found by fuzz/fuzz_json.c with allocations failing);
 * its depth limit is fixed when it is built; and numbers go through the process's locale. Here
 * every failure is a status, a string without escapes is copied once, and an error names line and
 * column.
 *
 * A recursive descent, bounded by IDIO_JSON_MAX_DEPTH. Each function leaves `at` behind what it
 * read or, on failure, sets the error and returns its status; values made so far are freed on the
 * way out. Lines and columns (in characters, from 1) are counted only when an error needs them.
 */
#include <errno.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

enum { QUOTE_MAX = 60 /* bytes of the text that an error repeats */ };

struct parser {
    const char *begin, *at, *end;
    const char *what;
    unsigned depth;
    locale_t c_locale;
    struct idio_str scratch; /* a string with escapes resolved, or a number */
    struct idio_err *err;
};

static int parse_value(struct parser *p, json_t **ret);

/* --- errors --- */

/* "profile.json: line 3, column 7: expected ':' instead of '2'". Returns `status`. */
static int IDIO_PRINTF(4, 5)
    fail_at(struct parser *p, int status, const char *where, const char *fmt, ...)
{
    char reason[sizeof p->err->msg / 2];
    size_t line = 1, column = 1;
    va_list ap;

    if (!p->err)
        return status;
    for (const char *c = p->begin; c < where;) {
        uint32_t ignored;

        column = *c == '\n' ? 1 : column + 1;
        line += *c == '\n';
        c += idio_utf8_next(c, (size_t)(where - c), &ignored);
    }
    va_start(ap, fmt);
    vsnprintf(reason, sizeof reason, fmt, ap);
    va_end(ap);
    return idio_fail(p->err, status, "json.parse", "%s: line %zu, column %zu: %s", p->what, line,
                     column, reason);
}

static int fail_expected(struct parser *p, const char *expected)
{
    uint32_t ignored;
    size_t n;

    if (p->at == p->end)
        return fail_at(p, IDIO_E_CORRUPT, p->at, "the text ends where %s should come", expected);
    n = idio_utf8_next(p->at, (size_t)(p->end - p->at), &ignored);
    return fail_at(p, IDIO_E_CORRUPT, p->at, "expected %s instead of '%.*s'", expected, (int)n,
                   p->at);
}

/* --- strings --- */

/* Value of four hex digits at s, or -1. */
static int32_t hex4(const char *s, const char *end)
{
    int32_t value = 0;

    if (end - s < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = s[i];
        int digit;

        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (c | 32) - 'a' + 10;
        else
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void put_code_point(struct idio_str *out, uint32_t c)
{
    static const unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    char utf8[4];
    size_t n = 0;

    utf8[n++] = (char)(lead[more] | c >> 6 * more);
    while (more-- > 0)
        utf8[n++] = (char)(0x80U | (c >> 6 * more & 0x3FU));
    idio_str_append(out, utf8, n);
}

/* at: behind "\u". */
static int parse_unicode_escape(struct parser *p)
{
    const char *start = p->at - 2;
    int32_t unit = hex4(p->at, p->end), low;

    if (unit < 0)
        return fail_at(p, IDIO_E_CORRUPT, start, "\\u needs four hexadecimal digits");
    if (unit == 0)
        return fail_at(p, IDIO_E_CORRUPT, start, "\\u0000 (NUL) is not allowed");
    p->at += 4;
    if (unit < 0xD800 || unit > 0xDFFF) {
        put_code_point(&p->scratch, (uint32_t)unit);
        return IDIO_OK;
    }
    low = p->end - p->at >= 2 && p->at[0] == '\\' && p->at[1] == 'u' ? hex4(p->at + 2, p->end) : -1;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return fail_at(p, IDIO_E_CORRUPT, start, "half of a surrogate pair");
    p->at += 6;
    put_code_point(&p->scratch,
                   0x10000U + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
    return IDIO_OK;
}

/* at: behind the backslash. */
static int parse_escape(struct parser *p)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found;

    if (p->at == p->end)
        return fail_expected(p, "an escaped character");
    if (*p->at == 'u') {
        p->at++;
        return parse_unicode_escape(p);
    }
    found = *p->at ? strchr(from, *p->at) : NULL;
    if (!found)
        return fail_expected(p, "one of \"\\/bfnrtu after a backslash");
    idio_str_putc(&p->scratch, to[found - from]);
    p->at++;
    return IDIO_OK;
}

/* Moves over characters that stand for themselves and checks them. */
static int skip_plain(struct parser *p)
{
    const char *start = p->at;
    size_t bad;

    while (p->at < p->end && *p->at != '"' && *p->at != '\\' && (unsigned char)*p->at >= 0x20)
        p->at++;
    if (!idio_utf8_valid(start, (size_t)(p->at - start), &bad))
        return fail_at(p, IDIO_E_CORRUPT, start + bad, "malformed UTF-8");
    if (p->at == p->end)
        return fail_at(p, IDIO_E_CORRUPT, p->at, "the text ends inside a string");
    if (*p->at != '"' && *p->at != '\\')
        return fail_at(p, IDIO_E_CORRUPT, p->at, "control character 0x%02x in a string",
                       (unsigned)*p->at);
    return IDIO_OK;
}

/* at: on the opening quote. The result lies in the text or in the scratch buffer. */
static int parse_string(struct parser *p, struct idio_slice *ret)
{
    const char *start = ++p->at;
    int status = skip_plain(p);

    if (status < 0)
        return status;
    if (*p->at == '"') {
        *ret = idio_slice(start, (size_t)(p->at++ - start));
        return IDIO_OK;
    }
    idio_str_clear(&p->scratch);
    while (*p->at == '\\') {
        idio_str_append(&p->scratch, start, (size_t)(p->at - start));
        p->at++;
        status = parse_escape(p);
        if (status < 0)
            return status;
        start = p->at;
        status = skip_plain(p);
        if (status < 0)
            return status;
    }
    idio_str_append(&p->scratch, start, (size_t)(p->at - start));
    p->at++;
    *ret = idio_slice(p->scratch.data, p->scratch.len);
    return idio_str_status(&p->scratch, "json.parse", p->err);
}

/* --- numbers --- */

static bool skip_digits(struct parser *p)
{
    const char *start = p->at;

    while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
        p->at++;
    return p->at > start;
}

/* Moves over a number; *ret_real tells whether it has a fraction or an exponent. */
static int skip_number(struct parser *p, bool *ret_real)
{
    bool real = false;

    if (p->at < p->end && *p->at == '-')
        p->at++;
    if (p->at < p->end && *p->at == '0')
        p->at++;
    else if (!skip_digits(p))
        return fail_expected(p, "a digit");
    if (p->at < p->end && *p->at == '.') {
        real = true;
        p->at++;
        if (!skip_digits(p))
            return fail_expected(p, "a digit");
    }
    if (p->at < p->end && (*p->at == 'e' || *p->at == 'E')) {
        real = true;
        p->at++;
        if (p->at < p->end && (*p->at == '+' || *p->at == '-'))
            p->at++;
        if (!skip_digits(p))
            return fail_expected(p, "a digit");
    }
    *ret_real = real;
    return IDIO_OK;
}

static int parse_number(struct parser *p, json_t **ret)
{
    const char *start = p->at;
    long long integer = 0;
    double number = 0;
    bool real = false;
    int status = skip_number(p, &real);

    if (status < 0)
        return status;
    idio_str_clear(&p->scratch);
    idio_str_append(&p->scratch, start, (size_t)(p->at - start));
    status = idio_str_status(&p->scratch, "json.parse", p->err);
    if (status < 0)
        return status;
    errno = 0;
    if (real)
        number = strtod_l(p->scratch.data, NULL, p->c_locale);
    else
        integer = strtoll(p->scratch.data, NULL, 10);
    /* ERANGE of strtod may also mean a number too near to 0, which is fine. */
    if (real ? !isfinite(number) : errno == ERANGE)
        return fail_at(p, IDIO_E_CORRUPT, start, "the number is too big");
    *ret = real ? json_real(number) : json_integer(integer);
    return *ret ? IDIO_OK : idio_nomem(p->err, "json.parse");
}

/* --- arrays, objects, values --- */

static void skip_space(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r'))
        p->at++;
}

/* Skips space; true when c comes, which is skipped too. */
static bool accept(struct parser *p, char c)
{
    skip_space(p);
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

static int fill_array(struct parser *p, json_t *array)
{
    p->at++;
    if (accept(p, ']'))
        return IDIO_OK;
    for (;;) {
        json_t *value = NULL;
        int status = parse_value(p, &value);

        if (status < 0)
            return status;
        if (json_array_append_new(array, value) < 0)
            return idio_nomem(p->err, "json.parse");
        if (accept(p, ']'))
            return IDIO_OK;
        if (!accept(p, ','))
            return fail_expected(p, "',' or ']'");
    }
}

/* The key is copied, because reading its value may reuse the scratch buffer. */
static int parse_key(struct parser *p, const json_t *object, char **ret, size_t *ret_len)
{
    struct idio_slice key = {0};
    const char *start;
    int status;

    skip_space(p);
    if (p->at == p->end || *p->at != '"')
        return fail_expected(p, "a key in double quotes");
    start = p->at;
    status = parse_string(p, &key);
    if (status < 0)
        return status;
    if (json_object_getn(object, key.p, key.n))
        return fail_at(p, IDIO_E_CORRUPT, start, "duplicate key '%.*s'",
                       (int)idio_utf8_cut(key.p, key.n, QUOTE_MAX), key.p);
    if (!accept(p, ':'))
        return fail_expected(p, "':'");
    *ret = idio_strndup(key.p, key.n);
    *ret_len = key.n;
    return *ret ? IDIO_OK : idio_nomem(p->err, "json.parse");
}

static int parse_member(struct parser *p, json_t *object)
{
    IDIO_AUTO(idio_freep) char *key = NULL;
    size_t key_len = 0;
    json_t *value = NULL;
    int status = parse_key(p, object, &key, &key_len);

    if (status == IDIO_OK)
        status = parse_value(p, &value);
    if (status < 0)
        return status;
    if (json_object_setn_new_nocheck(object, key, key_len, value) < 0)
        return idio_nomem(p->err, "json.parse");
    return IDIO_OK;
}

static int fill_object(struct parser *p, json_t *object)
{
    p->at++;
    if (accept(p, '}'))
        return IDIO_OK;
    for (;;) {
        int status = parse_member(p, object);

        if (status < 0)
            return status;
        if (accept(p, '}'))
            return IDIO_OK;
        if (!accept(p, ','))
            return fail_expected(p, "',' or '}'");
    }
}

static int parse_container(struct parser *p, bool is_object, json_t **ret)
{
    json_t *container;
    int status;

    if (p->depth >= IDIO_JSON_MAX_DEPTH)
        return fail_at(p, IDIO_E_LIMIT, p->at, "nested deeper than %d", IDIO_JSON_MAX_DEPTH);
    container = is_object ? json_object() : json_array();
    if (!container)
        return idio_nomem(p->err, "json.parse");
    p->depth++;
    status = is_object ? fill_object(p, container) : fill_array(p, container);
    p->depth--;
    if (status < 0)
        json_decref(container);
    else
        *ret = container;
    return status;
}

static bool accept_word(struct parser *p, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(p->end - p->at) < n || memcmp(p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

static int parse_value(struct parser *p, json_t **ret)
{
    struct idio_slice text = {0};
    int status;

    skip_space(p);
    switch (p->at < p->end ? *p->at : '\0') {
    case '{':
    case '[':
        return parse_container(p, *p->at == '{', ret);
    case '"':
        status = parse_string(p, &text);
        if (status < 0)
            return status;
        *ret = json_stringn_nocheck(text.p, text.n);
        return *ret ? IDIO_OK : idio_nomem(p->err, "json.parse");
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return parse_number(p, ret);
    default:
        break;
    }
    if (accept_word(p, "true"))
        *ret = json_true();
    else if (accept_word(p, "false"))
        *ret = json_false();
    else if (accept_word(p, "null"))
        *ret = json_null();
    else
        return fail_expected(p, "a value");
    return IDIO_OK;
}

int idio_json_parse(const char *text, size_t n, const char *what, struct idio_json **ret,
                    struct idio_err *err)
{
    struct parser p = {.what = what, .err = err};
    json_t *v = NULL;
    int status;

    if (n > IDIO_JSON_MAX_TEXT)
        return idio_fail(err, IDIO_E_LIMIT, "json.parse", "%s: JSON text over %zu bytes", what,
                         IDIO_JSON_MAX_TEXT);
    p.begin = p.at = n > 0 ? text : "";
    p.end = p.begin + n;
    /* glibc answers with its built-in object: nothing is allocated. */
    p.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!p.c_locale)
        return idio_nomem(err, "json.parse");
    idio_str_init(&p.scratch, IDIO_JSON_MAX_TEXT);
    status = parse_value(&p, &v);
    skip_space(&p);
    if (status == IDIO_OK && p.at < p.end) {
        status = fail_expected(&p, "the end");
        json_decref(v);
    }
    idio_str_release(&p.scratch);
    freelocale(p.c_locale);
    if (status == IDIO_OK)
        *ret = (struct idio_json *)v;
    return status;
}
