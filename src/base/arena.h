/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena: memory for one operation (one file, one request), released in one call.
 * Blocks are chained; contents are zeroed; `limit` caps the sum of all blocks, so that hostile
 * input ends in IDIO_E_LIMIT/NULL instead of eating the machine. Not thread-safe: one arena, one
 * thread.
 */
#ifndef IDIO_BASE_ARENA_H
#define IDIO_BASE_ARENA_H

#include <stddef.h>

#include "base/alloc.h"

struct idio_arena_block;
struct idio_arena {
    struct idio_arena_block *head;
    size_t limit; /* bytes over all blocks */
    size_t total; /* bytes in all blocks now */
};

void idio_arena_init(struct idio_arena *a, size_t limit); /* allocates nothing */
void idio_arena_release(struct idio_arena *a);            /* frees all; usable again after init */
void idio_arena_clear(struct idio_arena *a);              /* empties, keeps the largest block */

/* Zeroed memory aligned for any type, or NULL (limit or heap). Lives until release/clear. */
void *idio_arena_alloc(struct idio_arena *a, size_t count, size_t size);
/* Copy of an array; memory also where it is empty, NULL as above. */
void *idio_arena_copy(struct idio_arena *a, const void *from, size_t count, size_t size);
char *idio_arena_strndup(struct idio_arena *a, const char *s, size_t n); /* NUL-terminated copy */
char *idio_arena_strdup(struct idio_arena *a, const char *s);
char *idio_arena_printf(struct idio_arena *a, const char *fmt, ...) IDIO_PRINTF(2, 3);

#endif
