/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts ask for code, and for what kind of change. */
#include "idio_test.h"

#include "base/str.h"
#include "infer/infer.h"

struct row {
    const char *text;
    const char *want; /* an intent, or "-": no request for code */
};
static const struct row rows[] = {
    {"add a --json flag to the list command", "edit"},
    {"write a python function that parses a csv", "create"},
    {"python script that renames photos by date", "create"},
    {"I need a rate limiter for the upload endpoint", "create"},
    {"the export is broken since yesterday", "fix"},
    {"fix the crash in parse_header", "fix"},
    {"no, it still crashes", "fix"},
    {"write tests for the cart module", "test"},
    {"extract the price parser into its own module", "refactor"},
    {"sort the list of carts by price", "create"},
    {"yes... implement option A with the self-healing prune", "create"},
    {"load_cart should raise CartError when the file is missing", "create"},
    {"look into the crash on empty files", "fix"},
    /* questions */
    {"why does the parser drop the last line?", "explain"},
    {"explain how the scheduler works", "explain"},
    {"what is the difference between these two?", "explain"},
    /* chat, answers, errands */
    {"thanks, looks good", "-"},
    {"commit and push it to the branch please", "-"},
    {"run the tests", "-"},
    {"the second one", "-"},
    {"OK, the building agent addressed finding 2. Check the change.", "-"},
    {"check the comments on the pull request and tell me", "-"},
    {"WatchAgents is exposed as an API to the other one", "-"},
    {"", "-"},
    {"{ \"a\": [1, 2, 3] }", "-"},
};

static void test_rows(void **state)
{
    struct idio_err err = {0};
    struct idio_sorter *s = NULL;
    (void)state;
    assert_ok(idio_sorter_new(&s, &err), &err);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_arena arena;
        struct idio_sorted got = {0};
        idio_arena_init(&arena, (size_t)16 << 20);
        assert_ok(idio_sorter_sort(s, rows[i].text, strlen(rows[i].text), &arena, &got, &err),
                  &err);
        const bool explain = got.intent == IDIO_INTENT_EXPLAIN && !got.code;
        const char *name = got.code || (explain && strcmp(rows[i].want, "-") != 0)
                               ? idio_intent_name(got.intent)
                               : "-";
        if (strcmp(name, rows[i].want) != 0)
            print_error("%s\n", rows[i].text);
        assert_string_equal(name, rows[i].want);
        assert_false(got.code && got.intent == IDIO_INTENT_EXPLAIN);
        idio_arena_release(&arena);
    }
    assert_null(idio_sorter_free(s));
    assert_null(idio_sorter_free(NULL));
}

static void test_limits(void **state)
{
    struct idio_err err = {0};
    struct idio_sorter *s = NULL;
    struct idio_sorted got = {0};
    struct idio_arena arena;
    static char text[IDIO_REQUEST_MAX + 2];
    (void)state;
    memset(text, 'a', IDIO_REQUEST_MAX + 1);
    assert_ok(idio_sorter_new(&s, &err), &err);
    idio_arena_init(&arena, (size_t)16 << 20);
    assert_status(idio_sorter_sort(s, text, IDIO_REQUEST_MAX + 1, &arena, &got, &err), IDIO_E_LIMIT,
                  &err);
    idio_arena_release(&arena);
    idio_sorter_free(s);
}

static int sort_one(void *ctx)
{
    const char *text = ctx;
    struct idio_err err = {0};
    struct idio_sorter *s = NULL;
    struct idio_sorted got = {0};
    struct idio_arena arena;
    idio_arena_init(&arena, (size_t)16 << 20);
    int rc = idio_sorter_new(&s, &err);
    if (rc == IDIO_OK)
        rc = idio_sorter_sort(s, text, strlen(text), &arena, &got, &err);
    idio_sorter_free(s);
    idio_arena_release(&arena);
    return rc;
}

/* The lexicon takes thousands of allocations: the ones of a text, and every 97th before. */
static void test_no_memory(void **state)
{
    static char text[] = "add a retry to fetchUser, no new dependencies";
    long n = 0;
    (void)state;
    for (;; n += 97) {
        idio_alloc_fail_after(n);
        const int rc = sort_one(text);
        const long refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        if (refused == 0)
            break;
        assert_int_equal(rc, IDIO_E_NOMEM);
    }
    for (long k = n > 300 ? n - 300 : 0; k < n; k++) {
        idio_alloc_fail_after(k);
        const int rc = sort_one(text);
        const long refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        assert_int_equal(rc, refused ? IDIO_E_NOMEM : IDIO_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
