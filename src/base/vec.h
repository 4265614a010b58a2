/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing arrays of one type.
 *
 *     IDIO_VEC(struct idio_fact) facts = {0};
 *     if (idio_vec_push(&facts, f) < 0) … out of memory …
 *     for (size_t i = 0; i < facts.len; i++) use(&facts.at[i]);
 *     idio_vec_release(&facts);
 */
#ifndef IDIO_BASE_VEC_H
#define IDIO_BASE_VEC_H

#include <stddef.h>

#include "base/alloc.h"

#define IDIO_VEC(type)   \
    struct {             \
        type *at;        \
        size_t len, cap; \
    }

/* Makes room for `want` elements of `size` bytes; returns the new block, or NULL (at is intact). */
void *idio_vec_grow(void *at, size_t *cap, size_t want, size_t size);

/* IDIO_OK or IDIO_E_NOMEM */
#define idio_vec_reserve(v, want) \
    ((want) <= (v)->cap ? IDIO_OK : idio_vec_reserve_(&(v)->at, &(v)->cap, (want), sizeof *(v)->at))
int idio_vec_reserve_(void *at_address, size_t *cap, size_t want, size_t size);

/* IDIO_OK or IDIO_E_NOMEM */
#define idio_vec_push(v, value)                           \
    (idio_vec_reserve(v, (v)->len + 1) < 0 ? IDIO_E_NOMEM \
                                           : ((v)->at[(v)->len++] = (value), IDIO_OK))
#define idio_vec_release(v) (idio_free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

#endif
