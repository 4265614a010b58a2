/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parallel for with threads made per call.
 *
 * Jobs here last milliseconds to minutes, so starting threads anew costs nothing that shows, and
 * there is no idle pool to own, to shut down or to deadlock on when a job runs a loop of its own.
 * The caller's thread is worker 0; a thread that cannot be made is simply missing.
 *
 * Why the lowest failing index is the same in every run: indices are handed out in order and a job
 * that was handed out always runs. When job k fails, all jobs before it have been handed out, so if
 * one of them fails too, it is seen as well.
 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

struct loop {
    size_t n;
    idio_pool_job job;
    void *ctx;
    struct idio_cancel *cancel;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards what follows */
    size_t failed_index;  /* SIZE_MAX: none */
    int status;
    struct idio_err err;
};

struct worker {
    struct loop *loop;
    unsigned number;
    pthread_t thread;
};

static void note_failure(struct loop *l, size_t index, int status, const struct idio_err *err)
{
    atomic_store_explicit(&l->stop, true, memory_order_relaxed);
    pthread_mutex_lock(&l->lock);
    if (index < l->failed_index) {
        l->failed_index = index;
        l->status = status;
        l->err = *err;
    }
    pthread_mutex_unlock(&l->lock);
}

static void *work(void *arg)
{
    const struct worker *w = arg;
    struct loop *l = w->loop;

    while (!atomic_load_explicit(&l->stop, memory_order_relaxed) && !idio_cancelled(l->cancel)) {
        size_t index = atomic_fetch_add(&l->next, 1);
        struct idio_err err;
        int status;

        if (index >= l->n)
            break;
        idio_err_clear(&err);
        status = l->job(l->ctx, index, w->number, &err);
        if (status < 0)
            note_failure(l, index, status, &err);
    }
    return NULL;
}

/* Returns how many threads were made, in workers[1..]. */
static unsigned start(struct worker *workers, unsigned threads, struct loop *l)
{
    sigset_t all, before;
    unsigned made = 0;

    /* Signals belong to the host's threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (made + 1 < threads) {
        struct worker *w = &workers[made + 1];

        *w = (struct worker){.loop = l, .number = made + 1};
        if (pthread_create(&w->thread, NULL, work, w) != 0)
            break;
        made++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return made;
}

int idio_pool_run(unsigned threads, size_t n, idio_pool_job job, void *ctx,
                  struct idio_cancel *cancel, struct idio_err *err)
{
    struct loop l = {.n = n, .job = job, .ctx = ctx, .cancel = cancel, .failed_index = SIZE_MAX};
    struct worker workers[IDIO_POOL_MAX_THREADS];
    unsigned made;

    if (n == 0)
        return IDIO_OK;
    if (threads > IDIO_POOL_MAX_THREADS)
        threads = IDIO_POOL_MAX_THREADS;
    if (threads > n)
        threads = (unsigned)n;
    atomic_init(&l.next, 0);
    atomic_init(&l.stop, false);
    pthread_mutex_init(&l.lock, NULL);
    made = start(workers, threads, &l);
    workers[0] = (struct worker){.loop = &l};
    work(&workers[0]);
    for (unsigned i = 1; i <= made; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&l.lock);
    if (l.failed_index != SIZE_MAX) {
        if (err)
            *err = l.err;
        return l.status;
    }
    if (atomic_load(&l.next) < n)
        return idio_fail(err, IDIO_E_CANCELLED, "pool.run", "cancelled");
    return IDIO_OK;
}

unsigned idio_pool_cores(void)
{
    cpu_set_t set;
    long online;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}
