/* SPDX-License-Identifier: Apache-2.0 */
/* Levels, cutting, use from several threads. */
#include "idio_test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/utf8.h"

struct seen {
    atomic_int calls, bad;
    enum idio_log_level level;
    char module[32], text[2000];
};

static void remember(void *ctx, enum idio_log_level level, const char *module, const char *text)
{
    struct seen *s = ctx;

    atomic_fetch_add(&s->calls, 1);
    s->level = level;
    snprintf(s->module, sizeof s->module, "%s", module);
    snprintf(s->text, sizeof s->text, "%s", text);
}

static void levels(void **state)
{
    (void)state;
    for (enum idio_log_level limit = IDIO_LOG_ERROR; limit <= IDIO_LOG_DEBUG; limit++) {
        for (enum idio_log_level level = IDIO_LOG_ERROR; level <= IDIO_LOG_DEBUG; level++) {
            struct seen s = {0};
            struct idio_log log = {limit, remember, &s};

            idio_log(&log, level, "mod", "%s %d", "text", 5);
            assert_int_equal(atomic_load(&s.calls), level <= limit);
            if (level <= limit) {
                assert_int_equal(s.level, level);
                assert_string_equal(s.module, "mod");
                assert_string_equal(s.text, "text 5");
            }
        }
    }
}

static void without_sink(void **state)
{
    struct idio_log log = {IDIO_LOG_DEBUG, NULL, NULL};

    (void)state;
    idio_log(NULL, IDIO_LOG_ERROR, "m", "x");
    idio_log(&log, IDIO_LOG_ERROR, "m", "x");
}

static void long_texts_are_cut_at_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 8; shift++) {
        char text[3000];
        struct seen s = {0};
        struct idio_log log = {IDIO_LOG_DEBUG, remember, &s};

        memset(text, '-', shift);
        for (size_t i = shift; i + 4 < sizeof text; i += 3)
            memcpy(text + i, "\xE2\x82\xAC", 4);
        idio_log(&log, IDIO_LOG_INFO, "m", "%s", text);
        assert_in_range(strlen(s.text), 1021, 1024);
        assert_true(idio_utf8_valid(s.text, strlen(s.text), NULL));
        text[1024] = '\0';
        if (idio_utf8_valid(text, 1024, NULL)) {
            idio_log(&log, IDIO_LOG_INFO, "m", "%s", text);
            assert_int_equal(strlen(s.text), 1024);
        }
    }
}

static void count(void *ctx, enum idio_log_level level, const char *module, const char *text)
{
    struct seen *s = ctx;
    char *rest;
    long a = strtol(text, &rest, 10);

    (void)level;
    (void)module;
    atomic_fetch_add(&s->calls, 1);
    if (*rest != ' ' || strtol(rest, NULL, 10) != 2 * a)
        atomic_fetch_add(&s->bad, 1);
}

static void *chat(void *arg)
{
    for (int i = 0; i < 2000; i++)
        idio_log(arg, IDIO_LOG_INFO, "m", "%d %d", i, 2 * i);
    return NULL;
}

static void from_several_threads(void **state)
{
    struct seen s = {0};
    struct idio_log log = {IDIO_LOG_INFO, count, &s};
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, chat, &log), 0);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&s.calls), 8000);
    assert_int_equal(atomic_load(&s.bad), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(without_sink),
        cmocka_unit_test(long_texts_are_cut_at_characters),
        cmocka_unit_test(from_several_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
