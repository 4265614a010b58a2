/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary forms for the store: numbers are LEB128, strings a length and bytes without NUL.
 *
 * The reader trusts nothing: every count is checked against the bytes that are left before anything
 * is allocated, and the arena's limit bounds the rest. The first thing that is wrong is kept in
 * `bad`; every later call answers zero, so a decoder may run on and look once at the end.
 */
#ifndef IDIO_TYPES_CODEC_H
#define IDIO_TYPES_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct types_reader {
    const unsigned char *p, *end;
    struct idio_arena *arena;
    const char *bad; /* first thing that was wrong; NULL while all is well */
    bool nomem;
};

void types_put_number(struct idio_str *out, uint64_t v);
void types_put_string(struct idio_str *out, const char *s); /* NULL is written as "" */
void types_put_bytes(struct idio_str *out, const void *p, size_t n);
/* At most `max`. `what` names the number in an error. */
uint64_t types_get_number(struct types_reader *r, uint64_t max, const char *what);
const char *types_get_string(struct types_reader *r, const char *what);
/* Bytes of any kind, borrowed from the input; *ret_len 0 and NULL when there are none. */
const void *types_get_bytes(struct types_reader *r, size_t *ret_len, const char *what);
/* An array whose elements take at least one byte each in the input. */
void *types_get_array(struct types_reader *r, size_t size, size_t *ret_count, const char *what);

#endif
