/* SPDX-License-Identifier: Apache-2.0 */
/* Process-wide preparation: once, from many threads, with SIGPIPE out of the way; the cancel flag.
 */
#include "idio_test.h"

#include <pthread.h>
#include <signal.h>

#include "base/ctx.h"
#include "base/json.h"

static void *prepare(void *arg)
{
    idio_base_init();
    return arg;
}

static void init_from_many_threads(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, prepare, NULL), 0);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
}

static void a_broken_pipe_is_an_error_value(void **state)
{
    int fds[2];

    (void)state;
    idio_base_init();
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    close(fds[0]);
    assert_int_equal(write(fds[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(fds[1]);
}

static void jansson_uses_the_gate(void **state)
{
    struct idio_json *v;

    (void)state;
    idio_base_init();
    idio_alloc_fail_after(0);
    v = idio_json_array();
    idio_alloc_fail_after(-1);
    assert_null(v);
}

static void cancel(void **state)
{
    struct idio_cancel c = {0};

    (void)state;
    assert_false(idio_cancelled(NULL));
    assert_false(idio_cancelled(&c));
    idio_cancel_set(&c);
    assert_true(idio_cancelled(&c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_from_many_threads),
        cmocka_unit_test(a_broken_pipe_is_an_error_value),
        cmocka_unit_test(jansson_uses_the_gate),
        cmocka_unit_test(cancel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
