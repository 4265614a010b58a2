/* SPDX-License-Identifier: Apache-2.0 */
/* The three-way rule, case by case. */
#include "idio_test.h"

#include "pairs/pairs.h"

static const struct idio_fact fact = {
    .value = "tab", .k = 100, .n = 104, .prior = .3, .decided = true, .stated = true};
static const struct idio_habit same = {.k = 4, .n = 5, .value = "tab"};
static const struct idio_habit mixed = {.k = 3, .n = 5, .value = "tab"};
static const struct idio_habit other = {.k = 5, .n = 5, .value = "4"};

static void expect(struct idio_label_case c, enum idio_label want)
{
    double support;
    assert_int_equal(idio_label_of(&c, &support), want);
    assert_true(support >= 0 && support <= 1);
}

static void test_rule(void **state)
{
    (void)state;
    struct idio_fact few = fact, open = fact, plain = fact, pinned = fact, rejected = fact;
    few.k = few.n = 9;
    open.decided = open.stated = false;
    plain.stated = false;
    pinned.k = pinned.n = 0;
    pinned.standing = IDIO_STANDING_PINNED;
    rejected.standing = IDIO_STANDING_REJECTED;
#define CASE(f, h, ...) ((struct idio_label_case){.fact = f, .habit = h, __VA_ARGS__})
    expect(CASE(&fact, &same, .stated = true), IDIO_LABEL_STATED);
    expect(CASE(&fact, &same, .impact = .9), IDIO_LABEL_INFERRED);
    expect(CASE(&fact, NULL, .impact = .9, .may_ask = true), IDIO_LABEL_SILENT);
    expect(CASE(&fact, &other, .impact = .9, .may_ask = true), IDIO_LABEL_SILENT);
    expect(CASE(&fact, &mixed, .impact = .9), IDIO_LABEL_SILENT);
    expect(CASE(&plain, &same, .impact = .9), IDIO_LABEL_SILENT);
    expect(CASE(&pinned, &same, .impact = .1), IDIO_LABEL_INFERRED);
    expect(CASE(&rejected, &same, .impact = .1), IDIO_LABEL_SILENT);
    /* Without the unit's own cluster too little is left: then the fact was the answer. */
    expect(CASE(&few, &same, .k_out = 1, .n_out = 1), IDIO_LABEL_INFERRED);
    expect(CASE(&few, &same, .k_out = 4, .n_out = 4), IDIO_LABEL_SILENT);
    expect(CASE(&few, &same, .k_out = 400, .n_out = 400), IDIO_LABEL_SILENT);
    /* What nothing supports is asked about when much depends on it. */
    expect(CASE(&open, &same, .impact = .9, .may_ask = true), IDIO_LABEL_ASKED);
    expect(CASE(NULL, &same, .impact = .9, .may_ask = true), IDIO_LABEL_ASKED);
    expect(CASE(NULL, &same, .impact = .9), IDIO_LABEL_SILENT);
    expect(CASE(NULL, &same, .impact = .3, .may_ask = true), IDIO_LABEL_SILENT);
#undef CASE
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
