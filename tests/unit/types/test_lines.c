/* SPDX-License-Identifier: Apache-2.0 */
/* Lines: look-up, shares, the binary form, and what an observed file keeps of itself. */
#include "idio_test.h"

#include "base/hash.h"
#include "types/observed.h"

static struct idio_line_run runs[] = {
    {1, 18000, IDIO_OWNER_MINE}, {11, 18100, IDIO_OWNER_OTHER}, {15, 17900, IDIO_OWNER_MINE}};
static const struct idio_lines sample = {runs, IDIO_COUNT(runs), 20};

static void test_at(void **state)
{
    (void)state;
    assert_int_equal(idio_lines_at(&sample, 1)->day, 18000);
    assert_int_equal(idio_lines_at(&sample, 10)->day, 18000);
    assert_int_equal(idio_lines_at(&sample, 11)->owner, IDIO_OWNER_OTHER);
    assert_int_equal(idio_lines_at(&sample, 20)->day, 17900);
    assert_int_equal(idio_lines_at(&sample, 99)->day, 17900);
    assert_null(idio_lines_at(NULL, 1));
}

static void test_own(void **state)
{
    struct idio_lines none = {0};

    (void)state;
    assert_true(idio_lines_own(&sample, 1, 20) == 0.8);
    assert_true(idio_lines_own(&sample, 11, 14) == 0);
    assert_true(idio_lines_own(&sample, 9, 12) == 0.5);
    assert_true(idio_lines_own(&none, 1, 5) == 1);
}

static void test_round_trip(void **state)
{
    struct idio_arena arena;
    struct idio_lines back;
    struct idio_err err = {0};
    struct idio_str s;

    (void)state;
    idio_arena_init(&arena, 1 << 16);
    idio_str_init(&s, 4096);
    idio_lines_encode(&sample, &s);
    assert_ok(idio_lines_decode(s.data, s.len, &arena, &back, &err), &err);
    assert_int_equal(back.len, sample.len);
    assert_int_equal(back.count, sample.count);
    for (size_t i = 0; i < back.len; i++) {
        assert_int_equal(back.at[i].first, runs[i].first);
        assert_int_equal(back.at[i].day, runs[i].day);
        assert_int_equal(back.at[i].owner, runs[i].owner);
    }
    for (size_t n = 0; n < s.len; n++)
        assert_int_equal(idio_lines_decode(s.data, n, &arena, &back, &err), IDIO_E_CORRUPT);
    /* every damaged byte is either refused or gives runs that hold together */
    for (size_t i = 0; i < s.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            s.data[i] = (char)(s.data[i] ^ (1 << bit));
            if (idio_lines_decode(s.data, s.len, &arena, &back, &err) == IDIO_OK)
                for (size_t k = 1; k < back.len; k++)
                    assert_true(back.at[k].first > back.at[k - 1].first);
            s.data[i] = (char)(s.data[i] ^ (1 << bit));
        }
    }
    idio_str_release(&s);
    idio_arena_release(&arena);
}

static void test_claim(void **state)
{
    struct idio_site sites[] = {
        {1, 0, 2, 0, NULL, 0}, {1, 1, 12, 1, NULL, 0}, {1, 0, 16, 1, NULL, 0}};
    struct idio_unit units[] = {{.first_line = 1, .last_line = 20},
                                {.first_line = 10, .last_line = 16}};
    struct idio_observed o = {.sites = sites, .site_count = 3, .units = units, .unit_count = 2};

    (void)state;
    idio_observed_claim(&o, &sample);
    assert_int_equal(o.site_count, 2);
    assert_int_equal(o.sites[0].day, 18000);
    assert_int_equal(o.sites[1].line, 16);
    assert_int_equal(o.sites[1].day, 17900);
    assert_false(o.units[0].foreign);
    assert_true(o.units[1].foreign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_claim),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
