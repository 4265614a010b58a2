/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON values over Jansson: struct idio_json is its json_t. Jansson keeps the tree (reference
 * counts, ordered hash tables with a random seed); reading (base/json_parse.c) and writing are
 * ours.
 *
 * Why the writer is ours: Jansson's prints 0.1 as 0.10000000000000001 and dumps through a callback
 * without a cap; ours finds the shortest text, keeps to the caller's buffer and cannot depend on
 * the locale.
 */
#include "base/json.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static void *gate_alloc(size_t n)
{
    return idio_alloc(1, n);
}

static void gate_free(void *p)
{
    idio_free(p);
}

void idio_json_use_gate(void)
{
    json_set_alloc_funcs(gate_alloc, gate_free);
    json_object_seed(0); /* from the system's randomness, now and not in the middle of threads */
}

static json_t *in(const struct idio_json *v)
{
    return (json_t *)v;
}

static struct idio_json *out_of(const json_t *v)
{
    return (struct idio_json *)v;
}

struct idio_json *idio_json_free(struct idio_json *v)
{
    json_decref(in(v));
    return NULL;
}

void idio_json_freep(struct idio_json **v)
{
    *v = idio_json_free(*v);
}

struct idio_json *idio_json_object(void)
{
    return out_of(json_object());
}

struct idio_json *idio_json_array(void)
{
    return out_of(json_array());
}

struct idio_json *idio_json_string(const char *s)
{
    return s ? idio_json_string_n(s, strlen(s)) : idio_json_null();
}

/* NUL would cut the text for everybody who takes it as a C string, so it counts as malformed. */
static json_t *repaired_string(const char *s, size_t n)
{
    struct idio_str fixed;
    json_t *v = NULL;

    idio_str_init(&fixed, IDIO_ALLOC_MAX);
    while (n > 0) {
        const char *nul = memchr(s, '\0', n);
        size_t piece = nul ? (size_t)(nul - s) : n;

        idio_utf8_repair(&fixed, s, piece);
        if (nul)
            idio_str_append(&fixed, "\xEF\xBF\xBD", 3);
        piece += nul ? 1 : 0;
        s += piece;
        n -= piece;
    }
    if (!fixed.failed)
        v = json_stringn_nocheck(fixed.data, fixed.len);
    idio_str_release(&fixed);
    return v;
}

struct idio_json *idio_json_string_n(const char *s, size_t n)
{
    if (n == 0)
        return out_of(json_stringn_nocheck("", 0));
    if (memchr(s, '\0', n) || !idio_utf8_valid(s, n, NULL))
        return out_of(repaired_string(s, n));
    return out_of(json_stringn_nocheck(s, n));
}

struct idio_json *idio_json_int(int64_t i)
{
    return out_of(json_integer(i));
}

struct idio_json *idio_json_real(double d)
{
    return isfinite(d) ? out_of(json_real(d)) : idio_json_null();
}

struct idio_json *idio_json_bool(bool b)
{
    return out_of(json_boolean(b));
}

struct idio_json *idio_json_null(void)
{
    return out_of(json_null());
}

struct idio_json *idio_json_copy(const struct idio_json *v)
{
    return out_of(json_deep_copy(in(v)));
}

int idio_json_put(struct idio_json *object, const char *key, struct idio_json *value)
{
    int status = IDIO_OK;

    if (!object || !value)
        status = IDIO_E_NOMEM;
    else if (!json_is_object(in(object)) || object == value)
        status = IDIO_E_BUG;
    else if (!idio_utf8_valid(key, strlen(key), NULL))
        status = IDIO_E_INVALID;
    if (status < 0) {
        json_decref(in(value));
        return status;
    }
    return json_object_set_new_nocheck(in(object), key, in(value)) == 0 ? IDIO_OK : IDIO_E_NOMEM;
}

int idio_json_push(struct idio_json *array, struct idio_json *value)
{
    int status = IDIO_OK;

    if (!array || !value)
        status = IDIO_E_NOMEM;
    else if (!json_is_array(in(array)) || array == value)
        status = IDIO_E_BUG;
    if (status < 0) {
        json_decref(in(value));
        return status;
    }
    return json_array_append_new(in(array), in(value)) == 0 ? IDIO_OK : IDIO_E_NOMEM;
}

int idio_json_remove(struct idio_json *object, const char *key)
{
    return json_object_del(in(object), key) == 0 ? IDIO_OK : IDIO_E_NOTFOUND;
}

enum idio_json_type idio_json_type(const struct idio_json *v)
{
    if (!v)
        return IDIO_JSON_NULL;
    switch (json_typeof(in(v))) {
    case JSON_OBJECT:
        return IDIO_JSON_OBJECT;
    case JSON_ARRAY:
        return IDIO_JSON_ARRAY;
    case JSON_STRING:
        return IDIO_JSON_STRING;
    case JSON_INTEGER:
        return IDIO_JSON_INT;
    case JSON_REAL:
        return IDIO_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return IDIO_JSON_BOOL;
    default:
        return IDIO_JSON_NULL;
    }
}

struct idio_json *idio_json_get(const struct idio_json *object, const char *key)
{
    return out_of(json_object_get(in(object), key));
}

struct idio_json *idio_json_at(const struct idio_json *array, size_t i)
{
    return out_of(json_array_get(in(array), i));
}

size_t idio_json_len(const struct idio_json *v)
{
    /* Both give 0 for another type. */
    return json_is_array(in(v)) ? json_array_size(in(v)) : json_object_size(in(v));
}

const char *idio_json_next(const struct idio_json *object, void **iter,
                           struct idio_json **ret_value)
{
    void *it = *iter ? json_object_iter_next(in(object), *iter) : json_object_iter(in(object));

    if (!it)
        return NULL;
    *iter = it;
    if (ret_value)
        *ret_value = out_of(json_object_iter_value(it));
    return json_object_iter_key(it);
}

const char *idio_json_key_at(const struct idio_json *object, size_t i, struct idio_json **ret_value)
{
    void *it = json_object_iter(in(object));

    for (; it && i > 0; i--)
        it = json_object_iter_next(in(object), it);
    if (!it)
        return NULL;
    if (ret_value)
        *ret_value = out_of(json_object_iter_value(it));
    return json_object_iter_key(it);
}

const char *idio_json_str(const struct idio_json *v)
{
    return json_string_value(in(v));
}

int64_t idio_json_to_int(const struct idio_json *v, int64_t fallback)
{
    double d;

    if (json_is_integer(in(v)))
        return json_integer_value(in(v));
    if (!json_is_real(in(v)))
        return fallback;
    d = json_real_value(in(v));
    /* The bounds are exact as doubles; INT64_MAX itself is not. */
    if (!(d >= -0x1p63 && d < 0x1p63) || d != trunc(d))
        return fallback;
    return (int64_t)d;
}

double idio_json_to_real(const struct idio_json *v, double fallback)
{
    return json_is_number(in(v)) ? json_number_value(in(v)) : fallback;
}

bool idio_json_to_bool(const struct idio_json *v, bool fallback)
{
    return json_is_boolean(in(v)) ? json_is_true(in(v)) : fallback;
}

const char *idio_json_get_str(const struct idio_json *object, const char *key, const char *fallback)
{
    const char *s = idio_json_str(idio_json_get(object, key));

    return s ? s : fallback;
}

int64_t idio_json_get_int(const struct idio_json *object, const char *key, int64_t fallback)
{
    return idio_json_to_int(idio_json_get(object, key), fallback);
}

double idio_json_get_real(const struct idio_json *object, const char *key, double fallback)
{
    return idio_json_to_real(idio_json_get(object, key), fallback);
}

bool idio_json_get_bool(const struct idio_json *object, const char *key, bool fallback)
{
    return idio_json_to_bool(idio_json_get(object, key), fallback);
}

bool idio_json_equal(const struct idio_json *a, const struct idio_json *b)
{
    return json_equal(a ? in(a) : json_null(), b ? in(b) : json_null()) != 0;
}

static void write_string(struct idio_str *out, const char *s, size_t n)
{
    static const char letters[] = "btnvfr"; /* of 8..13; 11 has no short form */
    size_t plain = 0;

    idio_str_putc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        idio_str_append(out, s + plain, i - plain);
        plain = i + 1;
        if (c >= 0x20)
            idio_str_printf(out, "\\%c", c);
        else if (c >= 8 && c <= 13 && c != 11)
            idio_str_printf(out, "\\%c", letters[c - 8]);
        else
            idio_str_printf(out, "\\u%04x", c);
    }
    idio_str_append(out, s + plain, n - plain);
    idio_str_putc(out, '"');
}

static void write_real(struct idio_str *out, double d)
{
    char text[40];
    bool is_plain = true;

    /* 15 digits come back unchanged from every normal number; the smallest ones hold fewer. */
    for (int digits = fabs(d) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, d);
        if (strtod(text, NULL) == d)
            break;
    }
    /* Whatever the locale uses as decimal point, of one byte or more, becomes one '.'. */
    for (const char *p = text; *p; p++) {
        bool is_point = !strchr("0123456789+-e", *p);

        if (is_point && is_plain)
            idio_str_putc(out, '.');
        else if (!is_point)
            idio_str_putc(out, *p);
        if (is_point || *p == 'e')
            is_plain = false;
    }
    /* Without a mark it would be read back as an integer. */
    if (is_plain)
        idio_str_puts(out, ".0");
}

struct writer {
    struct idio_str *out;
    bool pretty;
    bool too_deep;
};

static void write_value(struct writer *w, const json_t *v, unsigned depth);

static void new_line(struct writer *w, unsigned depth)
{
    if (!w->pretty)
        return;
    idio_str_putc(w->out, '\n');
    for (unsigned i = 0; i < depth; i++)
        idio_str_puts(w->out, "  ");
}

static void write_object(struct writer *w, json_t *object, unsigned depth)
{
    bool first = true;

    idio_str_putc(w->out, '{');
    for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it)) {
        if (!first)
            idio_str_putc(w->out, ',');
        first = false;
        new_line(w, depth + 1);
        write_string(w->out, json_object_iter_key(it), json_object_iter_key_len(it));
        idio_str_puts(w->out, w->pretty ? ": " : ":");
        write_value(w, json_object_iter_value(it), depth + 1);
    }
    if (!first)
        new_line(w, depth);
    idio_str_putc(w->out, '}');
}

static void write_array(struct writer *w, const json_t *array, unsigned depth)
{
    size_t n = json_array_size(array);

    idio_str_putc(w->out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            idio_str_putc(w->out, ',');
        new_line(w, depth + 1);
        write_value(w, json_array_get(array, i), depth + 1);
    }
    if (n > 0)
        new_line(w, depth);
    idio_str_putc(w->out, ']');
}

static void write_value(struct writer *w, const json_t *v, unsigned depth)
{
    enum idio_json_type type = idio_json_type(out_of(v));

    if ((type == IDIO_JSON_ARRAY || type == IDIO_JSON_OBJECT) && depth >= IDIO_JSON_MAX_DEPTH)
        w->too_deep = true;
    if (w->too_deep || w->out->failed)
        return;
    switch (type) {
    case IDIO_JSON_NULL:
        idio_str_puts(w->out, "null");
        break;
    case IDIO_JSON_BOOL:
        idio_str_puts(w->out, json_is_true(v) ? "true" : "false");
        break;
    case IDIO_JSON_INT:
        idio_str_printf(w->out, "%lld", (long long)json_integer_value(v));
        break;
    case IDIO_JSON_REAL:
        write_real(w->out, json_real_value(v));
        break;
    case IDIO_JSON_STRING:
        write_string(w->out, json_string_value(v), json_string_length(v));
        break;
    case IDIO_JSON_ARRAY:
        write_array(w, v, depth);
        break;
    case IDIO_JSON_OBJECT:
        write_object(w, (json_t *)v, depth);
        break;
    }
}

int idio_json_write(const struct idio_json *v, enum idio_json_style style, struct idio_str *out,
                    struct idio_err *err)
{
    struct writer w = {.out = out, .pretty = style == IDIO_JSON_PRETTY};

    write_value(&w, in(v), 0);
    if (w.too_deep)
        return idio_fail(err, IDIO_E_LIMIT, "json.write", "nested deeper than %d",
                         IDIO_JSON_MAX_DEPTH);
    return idio_str_status(out, "json.write", err);
}
