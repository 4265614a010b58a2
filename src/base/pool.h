/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads: one parallel for. Jobs 0..n-1 are handed out in order to `threads` workers; the call
 * returns when all are done, or when one failed or the flag was raised and the running ones ended.
 * Of several failures the one with the lowest job index is reported, so that errors do not depend
 * on timing as long as jobs are independent. `worker` (0..threads-1) lets a job use per-worker
 * state.
 */
#ifndef IDIO_BASE_POOL_H
#define IDIO_BASE_POOL_H

#include <stddef.h>

#include "base/cancel.h"
#include "base/err.h"

/* More are not started, whatever is asked for; `worker` is always below min(threads, this). */
#define IDIO_POOL_MAX_THREADS 256

typedef int (*idio_pool_job)(void *ctx, size_t index, unsigned worker, struct idio_err *err);
int idio_pool_run(unsigned threads, size_t n, idio_pool_job job, void *ctx,
                  struct idio_cancel *cancel, struct idio_err *err) IDIO_MUST_CHECK;
unsigned idio_pool_cores(void); /* usable cores, at least 1 */

#endif
