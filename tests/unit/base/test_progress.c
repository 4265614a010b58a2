/* SPDX-License-Identifier: Apache-2.0 */
/* Counting from many threads, how often is drawn, the forecast. */
#include "idio_test.h"

#include "base/clock.h"
#include "base/progress.h"

struct seen {
    int draws, finished, inside;
    uint64_t last_done;
    bool overlapped, went_back;
    struct idio_progress_state first, last;
};

/* No atomics on purpose: the library promises one call at a time, and ThreadSanitizer checks it. */
static void watch(void *ctx, const struct idio_progress_state *s)
{
    struct seen *seen = ctx;

    if (seen->inside++ != 0)
        seen->overlapped = true;
    if (seen->draws == 0)
        seen->first = *s;
    if (s->done < seen->last_done)
        seen->went_back = true;
    seen->last_done = s->done;
    seen->last = *s;
    seen->draws++;
    seen->finished += s->finished;
    seen->inside--;
}

static void phases(void **state)
{
    struct seen seen = {0};
    struct idio_progress p;

    (void)state;
    idio_progress_init(&p, watch, &seen);
    idio_progress_add(&p, 5); /* outside any phase: nothing to draw */
    idio_progress_end(&p);
    assert_int_equal(seen.draws, 0);
    idio_progress_begin(&p, "parsing", "files", 10);
    assert_int_equal(seen.draws, 1);
    assert_string_equal(seen.first.phase, "parsing");
    assert_string_equal(seen.first.unit, "files");
    assert_int_equal(seen.first.done, 0);
    assert_int_equal(seen.first.total, 10);
    assert_true(seen.first.eta_seconds < 0);
    assert_false(seen.first.finished);
    for (int i = 0; i < 10; i++)
        idio_progress_add(&p, 1);
    idio_progress_end(&p);
    assert_int_equal(seen.finished, 1);
    assert_true(seen.last.finished);
    assert_int_equal(seen.last.done, 10);
    assert_true(seen.last.eta_seconds == 0.0);
    seen = (struct seen){0};
    idio_progress_begin(&p, "next", "x", 0);
    assert_int_equal(seen.first.done, 0);
    idio_progress_end(&p);
    assert_string_equal(seen.last.phase, "next");
    idio_progress_release(&p);
}

static void forecast(void **state)
{
    struct seen seen = {0};
    struct idio_progress p;

    (void)state;
    idio_progress_init(&p, watch, &seen);
    idio_progress_begin(&p, "x", "y", 4);
    usleep((IDIO_PROGRESS_INTERVAL_MS + 20) * 1000);
    idio_progress_add(&p, 1);
    assert_int_equal(seen.draws, 2);
    /* A quarter done: the rest takes three times what passed. */
    assert_true(seen.last.seconds > 0.1);
    assert_true(seen.last.eta_seconds > 2.99 * seen.last.seconds);
    assert_true(seen.last.eta_seconds < 3.01 * seen.last.seconds);
    usleep((IDIO_PROGRESS_INTERVAL_MS + 20) * 1000);
    idio_progress_add(&p, 9); /* more than was announced */
    assert_true(seen.last.eta_seconds == 0.0);
    idio_progress_end(&p);
    idio_progress_begin(&p, "unknown total", "y", 0);
    usleep((IDIO_PROGRESS_INTERVAL_MS + 20) * 1000);
    idio_progress_add(&p, 1);
    assert_int_equal(seen.last.done, 1);
    assert_true(seen.last.eta_seconds < 0);
    idio_progress_end(&p);
    idio_progress_release(&p);
}

static void silent(void **state)
{
    struct idio_progress p;

    (void)state;
    idio_progress_begin(NULL, "x", "y", 1);
    idio_progress_add(NULL, 1);
    idio_progress_end(NULL);
    idio_progress_init(&p, NULL, NULL);
    idio_progress_begin(&p, "x", "y", 1);
    idio_progress_add(&p, 1);
    idio_progress_end(&p);
    idio_progress_release(&p);
}

static void *count(void *arg)
{
    struct idio_progress *p = arg;

    for (int i = 0; i < 50; i++) {
        for (int k = 0; k < 200; k++)
            idio_progress_add(p, 1);
        usleep(8000);
    }
    return NULL;
}

static void from_several_threads(void **state)
{
    struct seen seen = {0};
    struct idio_progress p;
    pthread_t threads[4];
    int64_t began = idio_clock_ms(), took;

    (void)state;
    idio_progress_init(&p, watch, &seen);
    idio_progress_begin(&p, "x", "y", 40000);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count, &p), 0);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    idio_progress_end(&p);
    took = idio_clock_ms() - began;
    assert_int_equal(seen.last.done, 40000);
    assert_false(seen.overlapped);
    assert_false(seen.went_back);
    assert_in_range(seen.draws, 3, took / IDIO_PROGRESS_INTERVAL_MS + 2);
    idio_progress_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases),
        cmocka_unit_test(forecast),
        cmocka_unit_test(silent),
        cmocka_unit_test(from_several_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
