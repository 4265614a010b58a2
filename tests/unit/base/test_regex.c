/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns: flags, groups, malformed text, limits, threads, missing memory. */
#include "idio_test.h"

#include <pthread.h>

#include "base/regex.h"

static void finds(void **state)
{
    static const struct {
        const char *pattern;
        unsigned flags;
        const char *text;
        size_t from, begin, end; /* begin SIZE_MAX: no match */
    } table[] = {
        {"b+", 0, "abbb", 0, 1, 4},
        {"b+", 0, "abbb", 2, 2, 4},
        {"b+", 0, "abbb", 4, SIZE_MAX, 0},
        {"b+", 0, "abbb", 99, SIZE_MAX, 0},
        {"^x", 0, "a\nx", 0, SIZE_MAX, 0},
        {"^x", IDIO_REGEX_MULTILINE, "a\nx", 0, 2, 3},
        {"ABC", IDIO_REGEX_CASELESS, "xabc", 0, 1, 4},
        {"\xC3\x89", IDIO_REGEX_CASELESS | IDIO_REGEX_UTF, "\xC3\xA9", 0, 0, 2},
        {"^.$", IDIO_REGEX_UTF, "\xE2\x82\xAC", 0, 0, 3},
        {"^.$", 0, "\xE2\x82\xAC", 0, SIZE_MAX, 0},
        {"end", IDIO_REGEX_UTF,
         "\xFF\xFE"
         "end",
         0, 2, 5},
        {"x", IDIO_REGEX_UTF, "\xE2\x82\xACx", 1, 3, 4}, /* starts inside a character */
        {"", 0, "", 0, 0, 0},
        {"$", 0, "ab", 2, 2, 2},
    };

    (void)state;
    /* The second time round without JIT, as on a machine that forbids writable code. */
    for (size_t i = 0; i < 2 * IDIO_COUNT(table); i++) {
        size_t row = i % IDIO_COUNT(table);
        struct idio_regex *re = NULL;
        struct idio_regex_match m;
        struct idio_err err;
        char pattern[64];
        bool found;

        snprintf(pattern, sizeof pattern, "%s%s", i == row ? "" : "(*NO_JIT)", table[row].pattern);
        assert_ok(idio_regex_new(pattern, table[row].flags, &re, &err), &err);
        found = idio_regex_find(re, table[row].text, strlen(table[row].text), table[row].from, &m);
        assert_int_equal(found, table[row].begin != SIZE_MAX);
        if (found) {
            assert_int_equal(m.begin[0], table[row].begin);
            assert_int_equal(m.end[0], table[row].end);
        }
        assert_null(idio_regex_free(re));
    }
    assert_null(idio_regex_free(NULL));
}

static void groups(void **state)
{
    struct idio_regex *re = NULL;
    struct idio_regex_match m;
    struct idio_err err;

    (void)state;
    assert_ok(idio_regex_new("(a)|(b)(c)?", 0, &re, &err), &err);
    assert_true(idio_regex_find(re, "b", 1, 0, &m));
    assert_int_equal(m.count, 3);
    assert_int_equal(m.begin[1], SIZE_MAX);
    assert_int_equal(m.end[1], SIZE_MAX);
    assert_int_equal(m.begin[2], 0);
    for (size_t i = 3; i < IDIO_REGEX_GROUPS; i++)
        assert_int_equal(m.begin[i], SIZE_MAX);
    idio_regex_free(re);
    /* More groups than there is room for. */
    assert_ok(idio_regex_new("(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)", 0, &re, &err), &err);
    assert_true(idio_regex_find(re, "abcdefghijkl", 12, 0, &m));
    assert_int_equal(m.count, IDIO_REGEX_GROUPS);
    assert_int_equal(m.begin[9], 8);
    idio_regex_free(re);
}

static void text_with_nul_and_null(void **state)
{
    struct idio_regex *re = NULL;
    struct idio_regex_match m;
    struct idio_err err;

    (void)state;
    assert_ok(idio_regex_new("b", 0, &re, &err), &err);
    assert_true(idio_regex_find(re, "a\0b", 3, 0, &m));
    assert_int_equal(m.begin[0], 2);
    assert_false(idio_regex_find(re, NULL, 0, 0, &m));
    idio_regex_free(re);
}

static void names_the_mistake(void **state)
{
    static const struct {
        const char *pattern;
        unsigned flags;
        const char *part;
    } table[] = {
        {"ab(c", 0, "offset 4"},
        {"[z-a]", 0, "offset 3"},
        {"*", 0, "'*'"},
        {"\\C", 0, "offset"},
        {"(*UTF)x", 0, "offset"}, /* a pattern may not turn on what the caller did not ask for */
        {"\xFF", IDIO_REGEX_UTF, "offset 0"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_regex *re = (struct idio_regex *)0x1;
        struct idio_err err;

        assert_status(idio_regex_new(table[i].pattern, table[i].flags, &re, &err), IDIO_E_INVALID,
                      &err);
        assert_ptr_equal(re, (struct idio_regex *)0x1);
        if (!strstr(err.msg, table[i].part))
            fail_msg("'%s' is not in '%s'", table[i].part, err.msg);
    }
}

static void gives_up_on_explosion(void **state)
{
    struct idio_regex *re = NULL;
    struct idio_regex_match m;
    struct idio_err err;
    char text[200];
    bool found = true;

    (void)state;
    memset(text, 'a', sizeof text);
    assert_ok(idio_regex_new("^(a+)+(b|c\\1)$", 0, &re, &err), &err);
    assert_status(idio_regex_search(re, text, sizeof text, 0, &found, &m, &err), IDIO_E_LIMIT,
                  &err);
    assert_true(found); /* untouched on failure */
    assert_false(idio_regex_find(re, text, sizeof text, 0, &m));
    idio_regex_free(re);
}

/* Deeper than the JIT's machine stack allows: the interpreter takes over. */
static void deep_recursion_is_answered(void **state)
{
    enum { DEPTH = 20000 };
    static char text[2 * DEPTH];
    struct idio_regex *re = NULL;
    struct idio_regex_match m;
    struct idio_err err;
    bool found = false;

    (void)state;
    memset(text, '(', DEPTH);
    memset(text + DEPTH, ')', DEPTH);
    assert_ok(idio_regex_new("^(\\((?1)*\\))$", 0, &re, &err), &err);
    assert_ok(idio_regex_search(re, text, sizeof text, 0, &found, &m, &err), &err);
    assert_true(found);
    assert_int_equal(m.end[0], sizeof text);
    idio_regex_free(re);
}

static void *search_much(void *arg)
{
    size_t hits = 0;

    for (int i = 0; i < 2000; i++) {
        char text[40];
        struct idio_regex_match m;
        int n = snprintf(text, sizeof text, "key_%d = value%d", i, i);

        hits += idio_regex_find(arg, text, (size_t)n, 0, &m) && m.end[2] == (size_t)n;
    }
    return (void *)hits;
}

static void shared_by_threads(void **state)
{
    struct idio_regex *re = NULL;
    struct idio_err err;
    pthread_t threads[4];

    (void)state;
    assert_ok(idio_regex_new("(\\w+) = (\\w+)", 0, &re, &err), &err);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, search_much, re), 0);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++) {
        void *hits;

        pthread_join(threads[i], &hits);
        assert_int_equal((uintptr_t)hits, 2000);
    }
    idio_regex_free(re);
}

static int compile_and_search(void *ctx)
{
    struct idio_regex *re = NULL;
    struct idio_regex_match m;
    bool found;
    int status = idio_regex_new(ctx, IDIO_REGEX_UTF, &re, NULL);

    if (status == IDIO_OK)
        status = idio_regex_search(re, "key = value", 11, 0, &found, &m, NULL);
    idio_regex_free(re);
    return status;
}

static void survives_missing_memory(void **state)
{
    char pattern[] = "(\\w+)\\s*=\\s*(?:[a-z]+|\\p{L})";

    (void)state;
    IDIO_FAIL_EACH_ALLOC_OR_OK(compile_and_search, pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(groups),
        cmocka_unit_test(text_with_nul_and_null),
        cmocka_unit_test(names_the_mistake),
        cmocka_unit_test(gives_up_on_explosion),
        cmocka_unit_test(deep_recursion_is_answered),
        cmocka_unit_test(shared_by_threads),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
