/* SPDX-License-Identifier: Apache-2.0 */
/* A flag that asks long work to stop; safe to set from a signal handler or another thread. */
#ifndef IDIO_BASE_CANCEL_H
#define IDIO_BASE_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>

struct idio_cancel {
    atomic_int flag;
};
static inline void idio_cancel_set(struct idio_cancel *c)
{
    atomic_store_explicit(&c->flag, 1, memory_order_relaxed);
}
static inline bool idio_cancelled(struct idio_cancel *c)
{
    return c && atomic_load_explicit(&c->flag, memory_order_relaxed) != 0;
}

#endif
