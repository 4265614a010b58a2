/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings: `idio_slice` is borrowed pointer + length (not NUL-terminated); `idio_str` is an owned,
 * growing, always NUL-terminated buffer with a maximum given at init.
 *
 * Failure of a buffer is sticky: appends return nothing, and one idio_str_status() at the end tells
 * whether memory ran out or the maximum was hit. That keeps building text readable and still makes
 * every failure seen (the pattern of git's strbuf joined with curl's capped dynbuf).
 */
#ifndef IDIO_BASE_STR_H
#define IDIO_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

struct idio_slice {
    const char *p;
    size_t n;
};

static inline struct idio_slice idio_slice(const char *p, size_t n)
{
    return (struct idio_slice){p, n};
}
struct idio_slice idio_slice_c(const char *s); /* of a C string; NULL gives an empty slice */
bool idio_slice_eq(struct idio_slice a, struct idio_slice b);
bool idio_slice_eq_c(struct idio_slice a, const char *s);
bool idio_slice_starts(struct idio_slice a, const char *prefix);
bool idio_slice_ends(struct idio_slice a, const char *suffix);
struct idio_slice idio_slice_trim(struct idio_slice a); /* ASCII white space on both sides */

struct idio_str {
    char *data; /* never NULL after init; "" before the first growth */
    size_t len;
    size_t cap;
    size_t max; /* most bytes of text, without the NUL */
    int failed; /* IDIO_OK, IDIO_E_NOMEM or IDIO_E_LIMIT; sticky */
};

void idio_str_init(struct idio_str *s, size_t max);
void idio_str_release(struct idio_str *s);
void idio_str_clear(struct idio_str *s); /* empties and forgets a failure; keeps the memory */
/* A piece is appended whole or, on failure, not at all; it must not point into the buffer. */
void idio_str_append(struct idio_str *s, const char *p, size_t n);
void idio_str_puts(struct idio_str *s, const char *c_string);
void idio_str_putc(struct idio_str *s, char c);
void idio_str_printf(struct idio_str *s, const char *fmt, ...) IDIO_PRINTF(2, 3);
void idio_str_vprintf(struct idio_str *s, const char *fmt, va_list ap) IDIO_PRINTF(2, 0);
/* IDIO_OK or the sticky failure, with *err set. */
int idio_str_status(const struct idio_str *s, const char *where,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Moves the text to the caller (idio_free) and empties the buffer; NULL if it failed. */
char *idio_str_take(struct idio_str *s);

#endif
