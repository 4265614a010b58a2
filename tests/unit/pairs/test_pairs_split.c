/* SPDX-License-Identifier: Apache-2.0 */
/* Splits: whole clusters, held-out repositories first, shares by chance, nothing moves needlessly.
 */
#include "idio_test.h"

#include "pairs/pairs.h"

static const struct idio_split_rules rules = {
    .seed = 11, .cut_off = 19000, .share_a = .10, .valid = .05};

static void names(void **state)
{
    (void)state;
    assert_string_equal(idio_split_name(IDIO_SPLIT_TRAIN), "train");
    assert_string_equal(idio_split_name(IDIO_SPLIT_VALID), "valid");
    assert_string_equal(idio_split_name(IDIO_SPLIT_G), "G");
    assert_string_equal(idio_split_name(IDIO_SPLIT_NONE), "none");
}

static void whole_clusters(void **state)
{
    static const struct idio_member m[] = {{NULL, 0, "a 1"}, {NULL, 0, "a 2"}, {NULL, 1, "b 1"},
                                           {NULL, 1, "b 2"}, {NULL, 0, "a 3"}, {NULL, 0, "a 4"},
                                           {NULL, 1, "b 3"}, {NULL, 0, "a 5"}};
    /* 0: in both; 1: held out alone; 2: later alone; 3: later with an early copy; 4: unknown day */
    static const uint32_t cluster[] = {0, 2, 0, 1, 3, 3, 0, 4};
    static const struct idio_place places[] = {{false, 18000}, {false, 19000}, {true, 20000},
                                               {true, 18000},  {false, 20000}, {false, 18999},
                                               {true, 18000},  {false, 0}};
    enum idio_split got[8];
    struct idio_err err = {0};
    struct idio_split_rules all_train = rules;
    (void)state;
    all_train.share_a = all_train.valid = 0;
    assert_ok(idio_split_members(m, places, cluster, 8, 5, &all_train, got, &err), &err);
    static const enum idio_split want[] = {IDIO_SPLIT_NONE, IDIO_SPLIT_C,     IDIO_SPLIT_B,
                                           IDIO_SPLIT_B,    IDIO_SPLIT_TRAIN, IDIO_SPLIT_TRAIN,
                                           IDIO_SPLIT_B,    IDIO_SPLIT_TRAIN};
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(got[i], want[i]);
    all_train.cut_off = 0; /* nothing is later */
    assert_ok(idio_split_members(m, places, cluster, 8, 5, &all_train, got, &err), &err);
    assert_int_equal(got[1], IDIO_SPLIT_TRAIN);
}

enum { N = 20000 };
static struct {
    struct idio_member m[N];
    struct idio_place places[N];
    uint32_t cluster[N];
    char keys[N][24];
    enum idio_split a[N], b[N];
} many;

static void shares(void **state)
{
    size_t seen[IDIO_SPLITS + 1] = {0};
    struct idio_err err = {0};
    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        snprintf(many.keys[i], sizeof many.keys[i], "r %06u", i);
        many.m[i].key = many.keys[i];
        many.cluster[i] = i / 2;
    }
    assert_ok(idio_split_members(many.m, many.places, many.cluster, N, N / 2, &rules, many.a, &err),
              &err);
    for (size_t i = 0; i < N; i++) {
        seen[many.a[i]]++;
        assert_int_equal(many.a[i], many.a[i & ~(size_t)1]);
    }
    assert_true(seen[IDIO_SPLIT_A] > N * .09 && seen[IDIO_SPLIT_A] < N * .11);
    assert_true(seen[IDIO_SPLIT_VALID] > N * .042 && seen[IDIO_SPLIT_VALID] < N * .058);
    assert_int_equal(seen[IDIO_SPLIT_A] + seen[IDIO_SPLIT_VALID] + seen[IDIO_SPLIT_TRAIN], N);
    /* half of the members are gone and clusters have other numbers: the rest stays where it was */
    for (uint32_t i = 0; i < N; i++)
        many.cluster[i] = N / 2 - 1 - i / 2;
    assert_ok(
        idio_split_members(many.m, many.places, many.cluster, N / 2, N / 2, &rules, many.b, &err),
        &err);
    for (size_t i = 0; i < N / 2; i++)
        assert_int_equal(many.a[i], many.b[i]);
    /* another seed takes others */
    struct idio_split_rules other = rules;
    size_t moved = 0;
    other.seed = 12;
    assert_ok(
        idio_split_members(many.m, many.places, many.cluster, N / 2, N / 2, &other, many.b, &err),
        &err);
    for (size_t i = 0; i < N / 2; i++)
        moved += many.a[i] != many.b[i];
    assert_true(moved > N / 10);
}

static int split_once(void *ctx)
{
    (void)ctx;
    return idio_split_members(many.m, many.places, many.cluster, 4, N / 2, &rules, many.a, NULL);
}

static void allocation(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(split_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(whole_clusters),
        cmocka_unit_test(shares),
        cmocka_unit_test(allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
