/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slices and capped growing strings.
 *
 * Invariants of idio_str: data[len] is NUL; cap is 0 while data points to the shared "" (which is
 * never written) and otherwise the size of the owned block; len <= max; after a failure the text is
 * what it was before the append that failed, because a piece is taken whole or not at all.
 */
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAP = 64 };

static const char EMPTY[1] = "";

struct idio_slice idio_slice_c(const char *s)
{
    return s ? idio_slice(s, strlen(s)) : idio_slice("", 0);
}

bool idio_slice_eq(struct idio_slice a, struct idio_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool idio_slice_eq_c(struct idio_slice a, const char *s)
{
    return idio_slice_eq(a, idio_slice_c(s));
}

bool idio_slice_starts(struct idio_slice a, const char *prefix)
{
    size_t n = strlen(prefix);

    return n == 0 || (a.n >= n && memcmp(a.p, prefix, n) == 0);
}

bool idio_slice_ends(struct idio_slice a, const char *suffix)
{
    size_t n = strlen(suffix);

    return n == 0 || (a.n >= n && memcmp(a.p + (a.n - n), suffix, n) == 0);
}

/* isspace would ask the locale. */
static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct idio_slice idio_slice_trim(struct idio_slice a)
{
    while (a.n > 0 && is_space(a.p[0])) {
        a.p++;
        a.n--;
    }
    while (a.n > 0 && is_space(a.p[a.n - 1]))
        a.n--;
    return a;
}

void idio_str_init(struct idio_str *s, size_t max)
{
    *s = (struct idio_str){.data = (char *)EMPTY};
    s->max = max < IDIO_ALLOC_MAX ? max : IDIO_ALLOC_MAX - 1;
}

void idio_str_release(struct idio_str *s)
{
    if (s->cap > 0)
        idio_free(s->data);
    idio_str_init(s, s->max);
}

void idio_str_clear(struct idio_str *s)
{
    if (s->cap > 0)
        s->data[0] = '\0';
    s->len = 0;
    s->failed = IDIO_OK;
}

/* Room for n more bytes and NUL; false, with the failure noted, when there is none. */
static bool make_room(struct idio_str *s, size_t n)
{
    size_t want, cap;
    char *data;

    if (s->failed)
        return false;
    if (n > s->max - s->len) {
        s->failed = IDIO_E_LIMIT;
        return false;
    }
    want = s->len + n + 1;
    if (want <= s->cap)
        return true;
    cap = s->cap > FIRST_CAP / 2 ? 2 * s->cap : FIRST_CAP;
    if (cap > s->max + 1)
        cap = s->max + 1;
    if (cap < want)
        cap = want;
    data = idio_realloc(s->cap > 0 ? s->data : NULL, cap, 1);
    if (!data) {
        s->failed = IDIO_E_NOMEM;
        return false;
    }
    data[s->len] = '\0';
    s->data = data;
    s->cap = cap;
    return true;
}

void idio_str_append(struct idio_str *s, const char *p, size_t n)
{
    if (n == 0 || !make_room(s, n))
        return;
    memcpy(s->data + s->len, p, n);
    s->len += n;
    s->data[s->len] = '\0';
}

void idio_str_puts(struct idio_str *s, const char *c_string)
{
    idio_str_append(s, c_string, strlen(c_string));
}

void idio_str_putc(struct idio_str *s, char c)
{
    idio_str_append(s, &c, 1);
}

void idio_str_printf(struct idio_str *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    idio_str_vprintf(s, fmt, ap);
    va_end(ap);
}

void idio_str_vprintf(struct idio_str *s, const char *fmt, va_list ap)
{
    va_list again;
    int n;

    if (s->failed)
        return;
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    /* A negative result means a text over INT_MAX: it does not fit any buffer of ours. */
    if (n < 0) {
        s->failed = IDIO_E_LIMIT;
        return;
    }
    if (n == 0 || !make_room(s, (size_t)n))
        return;
    vsnprintf(s->data + s->len, (size_t)n + 1, fmt, ap);
    s->len += (size_t)n;
}

int idio_str_status(const struct idio_str *s, const char *where, struct idio_err *err)
{
    if (s->failed == IDIO_E_NOMEM)
        return idio_nomem(err, where);
    if (s->failed)
        return idio_fail(err, s->failed, where, "text over %zu bytes", s->max);
    return IDIO_OK;
}

char *idio_str_take(struct idio_str *s)
{
    char *text;

    if (s->failed)
        return NULL;
    text = s->cap > 0 ? s->data : idio_strdup("");
    if (text)
        idio_str_init(s, s->max);
    return text;
}
