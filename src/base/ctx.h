/* SPDX-License-Identifier: Apache-2.0 */
/* What the host hands down to every long operation. All pointers are borrowed and may be NULL. */
#ifndef IDIO_BASE_CTX_H
#define IDIO_BASE_CTX_H

#include <stdint.h>

#include "base/cancel.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/ranks.h"

struct idio_ctx {
    const struct idio_log *log;
    struct idio_progress *progress;
    struct idio_cancel *cancel;
    struct idio_ranks *ranks; /* the processes that share the work; NULL: alone */
    unsigned threads;         /* at least 1 */
    int64_t now;              /* wall time in seconds, UTC */
};

/* Once per process, before anything else: Jansson gets the allocator gate, SIGPIPE is ignored. */
void idio_base_init(void);

#endif
