/* SPDX-License-Identifier: Apache-2.0 */
/* What the binary forms of this folder share; codec.h says what is promised. */
#include "types/codec.h"

#include <string.h>

void types_put_number(struct idio_str *out, uint64_t v)
{
    while (v >= 0x80) {
        idio_str_putc(out, (char)((v & 0x7f) | 0x80));
        v >>= 7;
    }
    idio_str_putc(out, (char)v);
}

void types_put_string(struct idio_str *out, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    types_put_number(out, n);
    idio_str_append(out, s ? s : "", n);
}

void types_put_bytes(struct idio_str *out, const void *p, size_t n)
{
    types_put_number(out, n);
    idio_str_append(out, n ? p : "", n);
}

uint64_t types_get_number(struct types_reader *r, uint64_t max, const char *what)
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

const char *types_get_string(struct types_reader *r, const char *what)
{
    size_t n = (size_t)types_get_number(r, (uint64_t)(r->end - r->p), what);
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

const void *types_get_bytes(struct types_reader *r, size_t *ret_len, const char *what)
{
    size_t n = (size_t)types_get_number(r, (uint64_t)(r->end - r->p), what);
    *ret_len = 0;
    if (r->bad || n == 0)
        return NULL;
    if (n > (size_t)(r->end - r->p)) {
        r->bad = what;
        return NULL;
    }
    const void *at = r->p;
    r->p += n;
    *ret_len = n;
    return at;
}

/* An array whose elements take at least one byte each in the input. */
void *types_get_array(struct types_reader *r, size_t size, size_t *ret_count, const char *what)
{
    size_t n = (size_t)types_get_number(r, (uint64_t)(r->end - r->p), what);
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
