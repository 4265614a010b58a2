/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Progress of long work: the library counts, the host draws. Counting is thread-safe; the host's
 * `draw` is called at most every IDIO_PROGRESS_INTERVAL_MS, from whichever thread counted, one at a
 * time, and once at begin and end. The ETA comes from the rate over the whole phase.
 * `draw` must not call back into the same object.
 */
#ifndef IDIO_BASE_PROGRESS_H
#define IDIO_BASE_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define IDIO_PROGRESS_INTERVAL_MS 100

struct idio_progress_state {
    const char *phase;    /* "parsing" */
    const char *unit;     /* "files" */
    uint64_t done, total; /* total 0: unknown */
    double seconds;       /* since begin */
    double eta_seconds;   /* negative: unknown */
    bool finished;
};
struct idio_progress {
    void (*draw)(void *ctx, const struct idio_progress_state *s); /* NULL: silent */
    void *ctx;
    /* private */
    const char *phase, *unit;
    atomic_uint_fast64_t done;
    uint64_t total;
    int64_t began_ms;
    atomic_int_fast64_t drawn_ms;
    pthread_mutex_t lock;
};
void idio_progress_init(struct idio_progress *p,
                        void (*draw)(void *, const struct idio_progress_state *), void *ctx);
void idio_progress_release(struct idio_progress *p);
/* All three accept NULL. */
void idio_progress_begin(struct idio_progress *p, const char *phase, const char *unit,
                         uint64_t total);
void idio_progress_add(struct idio_progress *p, uint64_t n);
void idio_progress_end(struct idio_progress *p);

#endif
