/* SPDX-License-Identifier: Apache-2.0 */
/* Parallel for: every job once, errors that do not depend on timing, cancelling, too few threads.
 */
#include "idio_test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/pool.h"

/* How many threads may still be made; -1: no limit. */
static int threads_left = -1;

int __real_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *arg);
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *arg);

int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *arg)
{
    if (threads_left == 0)
        return EAGAIN;
    if (threads_left > 0)
        threads_left--;
    return __real_pthread_create(t, a, f, arg);
}

enum { JOBS = 2000, WORKERS_MAX = 300 };

struct work {
    atomic_int runs[JOBS];
    long per_worker[WORKERS_MAX]; /* not atomic: only its own worker may touch an entry */
    unsigned workers;
    atomic_int bad_worker;
    size_t fail_from, fail_every; /* 0: never */
    size_t cancel_at;
    struct idio_cancel *cancel;
    atomic_int started;
};

static int job(void *ctx, size_t index, unsigned worker, struct idio_err *err)
{
    struct work *w = ctx;

    atomic_fetch_add(&w->started, 1);
    if (worker >= w->workers || index >= JOBS) {
        atomic_fetch_add(&w->bad_worker, 1);
        return IDIO_OK;
    }
    atomic_fetch_add(&w->runs[index], 1);
    w->per_worker[worker]++;
    if (index % 7 == 0)
        sched_yield();
    if (w->cancel && index == w->cancel_at)
        idio_cancel_set(w->cancel);
    if (w->fail_every > 0 && index >= w->fail_from && index % w->fail_every == 0)
        return idio_fail(err, IDIO_E_CORRUPT, "test.job", "job %zu", index);
    return IDIO_OK;
}

static void every_job_runs_once(void **state)
{
    static const unsigned counts[] = {0, 1, 2, 3, 8, 64, 256, 100000};
    static const size_t sizes[] = {0, 1, 2, 7, JOBS};

    (void)state;
    for (size_t c = 0; c < IDIO_COUNT(counts); c++) {
        for (size_t s = 0; s < IDIO_COUNT(sizes); s++) {
            static struct work w;
            struct idio_err err;
            long sum = 0;

            memset(&w, 0, sizeof w);
            w.workers = counts[c] > 1 ? counts[c] : 1;
            if (w.workers > IDIO_POOL_MAX_THREADS)
                w.workers = IDIO_POOL_MAX_THREADS;
            assert_ok(idio_pool_run(counts[c], sizes[s], job, &w, NULL, &err), &err);
            assert_int_equal(atomic_load(&w.bad_worker), 0);
            for (size_t i = 0; i < JOBS; i++)
                assert_int_equal(atomic_load(&w.runs[i]), i < sizes[s]);
            for (size_t i = 0; i < WORKERS_MAX; i++)
                sum += w.per_worker[i];
            assert_int_equal(sum, sizes[s]);
        }
    }
}

static void lowest_failure_wins(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        static struct work w;
        struct idio_err err;
        char want[32];
        size_t first = (size_t)(round % 10) * 30;

        memset(&w, 0, sizeof w);
        w.workers = 4;
        w.fail_from = first;
        w.fail_every = 3;
        assert_status(idio_pool_run(4, JOBS, job, &w, NULL, &err), IDIO_E_CORRUPT, &err);
        snprintf(want, sizeof want, "job %zu", first);
        assert_string_equal(err.msg, want);
        assert_string_equal(err.where, "test.job");
        for (size_t i = 0; i <= first; i++)
            assert_int_equal(atomic_load(&w.runs[i]), 1);
        assert_true(atomic_load(&w.started) < JOBS);
    }
    static struct work w;
    w.workers = 2;
    w.fail_every = 1;
    assert_status(idio_pool_run(2, 5, job, &w, NULL, NULL), IDIO_E_CORRUPT, NULL);
}

static void cancels(void **state)
{
    static struct work w;
    struct idio_cancel cancel = {0};
    struct idio_err err;

    (void)state;
    w.workers = 3;
    w.cancel = &cancel;
    w.cancel_at = 20;
    assert_status(idio_pool_run(3, JOBS, job, &w, &cancel, &err), IDIO_E_CANCELLED, &err);
    assert_true(atomic_load(&w.started) < JOBS);
    /* Raised before the start: nothing runs. */
    atomic_store(&w.started, 0);
    assert_status(idio_pool_run(3, JOBS, job, &w, &cancel, &err), IDIO_E_CANCELLED, &err);
    assert_int_equal(atomic_load(&w.started), 0);
    assert_ok(idio_pool_run(3, 0, job, &w, &cancel, &err), &err);
    /* Raised by the last job: everything is done, so that is success. */
    cancel = (struct idio_cancel){0};
    w.cancel_at = 9;
    assert_ok(idio_pool_run(1, 10, job, &w, &cancel, &err), &err);
}

static void works_with_fewer_threads(void **state)
{
    (void)state;
    for (threads_left = 0; threads_left >= 0;) {
        static struct work w;
        struct idio_err err;
        int allowed = threads_left;

        memset(&w, 0, sizeof w);
        w.workers = (unsigned)allowed + 1;
        assert_ok(idio_pool_run(8, JOBS, job, &w, NULL, &err), &err);
        assert_int_equal(atomic_load(&w.bad_worker), 0);
        assert_int_equal(atomic_load(&w.started), JOBS);
        threads_left = allowed < 3 ? allowed + 1 : -1;
    }
}

static void cores(void **state)
{
    (void)state;
    assert_in_range(idio_pool_cores(), 1, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_runs_once),
        cmocka_unit_test(lowest_failure_wins),
        cmocka_unit_test(cancels),
        cmocka_unit_test(works_with_fewer_threads),
        cmocka_unit_test(cores),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
