/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growth of idio_vec: capacity doubles, so that n pushes cost O(n).
 *
 * The address of the caller's pointer arrives as void * and is read and written by memcpy: its real
 * type is "pointer to element", and accessing it as void * would break the aliasing rules.
 */
#include "base/vec.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_CAP = 8 };

void *idio_vec_grow(void *at, size_t *cap, size_t want, size_t size)
{
    size_t next = *cap > SIZE_MAX / 2 ? SIZE_MAX : 2 * *cap;
    void *p;

    if (next < FIRST_CAP)
        next = FIRST_CAP;
    if (next < want)
        next = want;
    p = idio_realloc(at, next, size);
    if (p)
        *cap = next;
    return p;
}

int idio_vec_reserve_(void *at_address, size_t *cap, size_t want, size_t size)
{
    void *at;

    if (want <= *cap)
        return IDIO_OK;
    memcpy(&at, at_address, sizeof at);
    at = idio_vec_grow(at, cap, want, size);
    if (!at)
        return IDIO_E_NOMEM;
    memcpy(at_address, &at, sizeof at);
    return IDIO_OK;
}
