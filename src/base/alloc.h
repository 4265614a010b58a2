/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one gate to the heap.
 *
 * Every module allocates here (tools/check-layers enforces it), Jansson and SQLite are given these
 * functions too. Sizes are count * size with the multiplication checked; a request above
 * IDIO_ALLOC_MAX is refused before it reaches the system.
 *
 * Failure injection: tests call idio_alloc_fail_after(n) and run the operation for n = 0, 1, 2, …
 * until it succeeds; every earlier run must return IDIO_E_NOMEM and leak nothing. The hook is the
 * only process-wide mutable state in the library; it is atomic, and off unless a test turns it on.
 */
#ifndef IDIO_BASE_ALLOC_H
#define IDIO_BASE_ALLOC_H

#include <stddef.h>

#include "base/err.h"

#define IDIO_ALLOC_MAX ((size_t)1 << 40)

/* Zeroed; NULL when refused; count * size == 0 gives 1 byte. */
void *idio_alloc(size_t count, size_t size);
void *idio_realloc(void *p, size_t count, size_t size); /* what is new is not zeroed */
void idio_free(void *p);                                /* NULL-safe */
char *idio_strdup(const char *s);
char *idio_strndup(const char *s, size_t n); /* copies exactly n bytes and ends them with NUL */

/* Tests only: the (n+1)-th allocation from now on, and all after it, fail. -1 turns it off. */
void idio_alloc_fail_after(long n);
/* Tests only: how many allocations the gate refused since the last idio_alloc_fail_after. */
long idio_alloc_refused(void);

/* Cleanup attribute: IDIO_AUTO(idio_freep) char *s = NULL; */
#define IDIO_AUTO(fn) __attribute__((cleanup(fn)))
void idio_freep(void *pp); /* frees *(void **)pp and sets it to NULL */

#endif
