/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Progress counting.
 *
 * Counting is one atomic addition and, when somebody watches, one look at the clock. Drawing is
 * behind a lock that counters only try: a thread that finds it taken goes on working, because
 * another thread is drawing a figure that is as good.
 *
 * Invariants: phase, unit, total and began_ms are written and read under the lock only; phase is
 * NULL outside begin..end. `draw` runs with the lock held and must not call back into the same
 * object.
 */
#include "base/progress.h"

#include <stddef.h>

#include "base/clock.h"

void idio_progress_init(struct idio_progress *p,
                        void (*draw)(void *, const struct idio_progress_state *), void *ctx)
{
    p->draw = draw;
    p->ctx = ctx;
    p->phase = NULL;
    p->unit = NULL;
    p->total = 0;
    p->began_ms = 0;
    atomic_init(&p->done, 0);
    atomic_init(&p->drawn_ms, 0);
    pthread_mutex_init(&p->lock, NULL);
}

void idio_progress_release(struct idio_progress *p)
{
    pthread_mutex_destroy(&p->lock);
}

/* Lock held. */
static void draw_now(struct idio_progress *p, int64_t now_ms, bool finished)
{
    struct idio_progress_state s = {
        .phase = p->phase,
        .unit = p->unit,
        .done = atomic_load_explicit(&p->done, memory_order_relaxed),
        .total = p->total,
        .seconds = (double)(now_ms - p->began_ms) / 1000.0,
        .eta_seconds = -1.0,
        .finished = finished,
    };

    atomic_store_explicit(&p->drawn_ms, now_ms, memory_order_relaxed);
    if (!p->draw || !p->phase)
        return;
    if (finished)
        s.eta_seconds = 0.0;
    else if (s.total > 0 && s.done >= s.total)
        s.eta_seconds = 0.0;
    else if (s.total > 0 && s.done > 0)
        s.eta_seconds = s.seconds * ((double)(s.total - s.done) / (double)s.done);
    p->draw(p->ctx, &s);
}

void idio_progress_begin(struct idio_progress *p, const char *phase, const char *unit,
                         uint64_t total)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->phase = phase;
    p->unit = unit;
    p->total = total;
    p->began_ms = idio_clock_ms();
    atomic_store_explicit(&p->done, 0, memory_order_relaxed);
    draw_now(p, p->began_ms, false);
    pthread_mutex_unlock(&p->lock);
}

static bool is_due(struct idio_progress *p, int64_t now_ms)
{
    int64_t drawn_ms = atomic_load_explicit(&p->drawn_ms, memory_order_relaxed);

    return now_ms - drawn_ms >= IDIO_PROGRESS_INTERVAL_MS;
}

void idio_progress_add(struct idio_progress *p, uint64_t n)
{
    int64_t now_ms;

    if (!p)
        return;
    atomic_fetch_add_explicit(&p->done, n, memory_order_relaxed);
    if (!p->draw)
        return;
    now_ms = idio_clock_ms();
    if (!is_due(p, now_ms) || pthread_mutex_trylock(&p->lock) != 0)
        return;
    if (is_due(p, now_ms))
        draw_now(p, now_ms, false);
    pthread_mutex_unlock(&p->lock);
}

void idio_progress_end(struct idio_progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    draw_now(p, idio_clock_ms(), true);
    p->phase = NULL;
    pthread_mutex_unlock(&p->lock);
}
