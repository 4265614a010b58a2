/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The heap gate: the only file of the project that calls malloc and its kin.
 *
 * One place means that the size check, the cap and failure injection reach every module, and that a
 * test can prove for each operation that running out of memory at any point is an error value and
 * not a crash. The injection counter is process-wide on purpose: work that runs in several threads
 * must feel it too.
 *
 * Invariants: budget is -1 (injection off) or the number of allocations that still succeed.
 */
#include "base/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static atomic_long budget = -1;
static atomic_long refusals;

void idio_alloc_fail_after(long n)
{
    atomic_store(&refusals, 0);
    atomic_store(&budget, n < 0 ? -1 : n);
}

long idio_alloc_refused(void)
{
    return atomic_load(&refusals);
}

static bool spend(void)
{
    long left = atomic_load_explicit(&budget, memory_order_relaxed);

    while (left >= 0) {
        if (left == 0)
            return false;
        if (atomic_compare_exchange_weak(&budget, &left, left - 1))
            return true;
    }
    return true;
}

/* False when the request is refused; otherwise *ret is at least 1. */
static bool admit(size_t count, size_t size, size_t *ret)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > IDIO_ALLOC_MAX || !spend()) {
        atomic_fetch_add(&refusals, 1);
        return false;
    }
    *ret = bytes > 0 ? bytes : 1;
    return true;
}

void *idio_alloc(size_t count, size_t size)
{
    size_t bytes;

    return admit(count, size, &bytes) ? calloc(1, bytes) : NULL;
}

void *idio_realloc(void *p, size_t count, size_t size)
{
    size_t bytes;

    return admit(count, size, &bytes) ? realloc(p, bytes) : NULL;
}

void idio_free(void *p)
{
    free(p);
}

char *idio_strdup(const char *s)
{
    return idio_strndup(s, strlen(s));
}

char *idio_strndup(const char *s, size_t n)
{
    char *copy;

    if (n == SIZE_MAX)
        return NULL;
    copy = idio_alloc(n + 1, 1);
    if (copy && n > 0)
        memcpy(copy, s, n);
    return copy;
}

void idio_freep(void *pp)
{
    void *p;

    /* memcpy: pp is the address of a pointer of another type, which may not be read as void *. */
    memcpy(&p, pp, sizeof p);
    idio_free(p);
    p = NULL;
    memcpy(pp, &p, sizeof p);
}
