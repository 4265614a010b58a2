/* SPDX-License-Identifier: Apache-2.0 */
/* Measures of variety, and the choice of what differs most. */
#include "idio_test.h"

#include "pairs/pairs.h"

#define N 400

static char same[N][64], varied[N][160];
static const char *same_at[N], *varied_at[N];

static int make_texts(void **state)
{
    static const char *const verbs[] = {"add",   "fix",   "drop", "rename",
                                        "split", "merge", "load", "show"};
    (void)state;
    for (size_t i = 0; i < N; i++) {
        struct idio_chance c = idio_chance_of(i, "text");
        snprintf(same[i], sizeof same[i], "write a function that parses header number %zu", i);
        int n = snprintf(varied[i], sizeof varied[i], "%s", verbs[idio_chance_below(&c, 8)]);
        for (size_t k = 0; k < 6; k++) {
            char word[8] = "";
            for (size_t l = 0; l < 3 + idio_chance_below(&c, 4); l++)
                word[l] = (char)('a' + idio_chance_below(&c, 26)), word[l + 1] = 0;
            n += snprintf(varied[i] + n, sizeof varied[i] - (size_t)n, " %s", word);
        }
        same_at[i] = same[i];
        varied_at[i] = varied[i];
    }
    return 0;
}

static void templates_show(void **state)
{
    struct idio_diversity a, b, again;
    struct idio_err err;
    (void)state;
    assert_ok(idio_diversity_of(same_at, N, 1, &a, &err), &err);
    assert_ok(idio_diversity_of(varied_at, N, 1, &b, &err), &err);
    assert_ok(idio_diversity_of(varied_at, N, 1, &again, &err), &err);
    assert_memory_equal(&b, &again, sizeof b);
    assert_true(a.compression > 5 && b.compression < 2.2);
    assert_true(a.distinct2 < .2 && b.distinct2 > .9);
    assert_true(a.openings > .99 && b.openings < .5);
    assert_true(a.shared_start > .99 && b.shared_start < .01);
    assert_true(a.self_bleu > .8 && b.self_bleu < .2);
}

static void nothing_is_no_error(void **state)
{
    static const char *const texts[] = {"", "one", "?!"};
    struct idio_diversity d;
    struct idio_err err;
    (void)state;
    assert_ok(idio_diversity_of(texts, 0, 1, &d, &err), &err);
    assert_ok(idio_diversity_of(texts, 3, 1, &d, &err), &err);
    assert_true(d.openings == 0 && d.self_bleu >= 0 && d.self_bleu <= 1);
}

static void made_texts_are_told(void **state)
{
    const char *half[2][N / 2];
    double auc;
    struct idio_err err;
    (void)state;
    assert_ok(idio_real_or_made(varied_at, N, same_at, N, 1, &auc, &err), &err);
    assert_true(auc > .99);
    for (size_t i = 0; i < N; i++)
        half[i % 2][i / 2] = varied_at[i];
    assert_ok(idio_real_or_made(half[0], N / 2, half[1], N / 2, 1, &auc, &err), &err);
    assert_true(auc > .3 && auc < .7);
    assert_status(idio_real_or_made(half[0], 3, half[1], 3, 1, &auc, &err), IDIO_E_INVALID, &err);
}

static void the_most_different_are_chosen(void **state)
{
    static const char *const texts[] = {
        "add a test for the parser of lines", "add a test for the parser",
        "add a test for the parser of line",  "rename everything",
        "why does it crash on start",         "rename everything now"};
    size_t got[6];
    struct idio_err err;
    (void)state;
    assert_ok(idio_prompts_select(texts, 6, 3, got, &err), &err);
    assert_int_equal(got[0], 0);
    for (size_t i = 1; i < 3; i++)
        assert_true(got[i] >= 3);
    assert_true((got[1] == 4) != (got[2] == 4));
    assert_ok(idio_prompts_select(texts, 6, 6, got, &err), &err);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(got[i] != got[k]);
    assert_ok(idio_prompts_select(texts, 0, 0, got, &err), &err);
    assert_status(idio_prompts_select(texts, 2, 3, got, &err), IDIO_E_INVALID, &err);
}

static int all_without_memory(void *ctx)
{
    struct idio_diversity d;
    double auc;
    size_t got[4];
    (void)ctx;
    int r = idio_diversity_of(varied_at, 8, 1, &d, NULL);
    if (r == IDIO_OK)
        r = idio_prompts_select(varied_at, 8, 4, got, NULL);
    return r == IDIO_OK ? idio_real_or_made(varied_at, 6, same_at, 6, 1, &auc, NULL) : r;
}

static void memory_may_run_out(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(all_without_memory, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_show),      cmocka_unit_test(nothing_is_no_error),
        cmocka_unit_test(made_texts_are_told), cmocka_unit_test(the_most_different_are_chosen),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, make_texts, NULL);
}
