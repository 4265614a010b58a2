/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one parse: tree-sitter's allocator while a file is parsed. See parse_memory.c. */
#ifndef IDIO_CORPUS_PARSE_MEMORY_H
#define IDIO_CORPUS_PARSE_MEMORY_H

#include <setjmp.h>
#include <stdbool.h>

#include "base/vec.h"

#define IDIO_PARSE_MEMORY_MAX ((size_t)256 * 1024 * 1024) /* bytes for one file */

#define IDIO_PARSE_SMALL 64 /* classes of 16 bytes each */
#define IDIO_PARSE_LARGE 32 /* classes by power of two */

struct idio_parse_chunk {
    char *p;
    size_t size;
};
struct idio_parse_memory {
    IDIO_VEC(struct idio_parse_chunk) chunks;
    size_t chunk; /* index of the one that is being filled; chunks.len when there is none */
    char *at, *end;
    size_t total; /* bytes in all chunks */
    void *small[IDIO_PARSE_SMALL];
    void *large[IDIO_PARSE_LARGE];
    jmp_buf escape; /* taken when memory is gone: set by idio_parse_memory_run */
    bool over;      /* it was the cap, not the heap */
};

/* Makes tree-sitter use this file's allocator. Once per process, before any thread. */
void idio_parse_memory_install(void);

/*
 * Runs `work` with tree-sitter allocating from `m`; everything it allocated is gone when this
 * returns, so `work` leaves nothing behind and frees nothing. What `work` returns, or LIMIT or
 * NOMEM when memory was gone: then `work` was left by longjmp, so it must not hold anything else
 * either.
 */
int idio_parse_memory_run(struct idio_parse_memory *m, int (*work)(void *ctx), void *ctx,
                          struct idio_err *err) IDIO_MUST_CHECK;
void idio_parse_memory_release(struct idio_parse_memory *m);

#endif
