/* SPDX-License-Identifier: Apache-2.0 */
/* Dates: switches that were made are found and dated, shuffled dates make none; what is old weighs
 * less; first and last day. */
#include "style_fixture.h"

#include <math.h>

#define DAY0 16000 /* 2013-10-22 */

struct dated {
    struct idio_traits *traits;
    struct idio_tally *t;
    struct fixture_facts facts;
};

static void open_dated(struct dated *d)
{
    struct idio_err err = {0};

    d->traits = fixture_traits(FIXTURE_NO_TRAITS);
    assert_ok(idio_tally_new(d->traits, &d->t, &err), &err);
    memset(&d->facts, 0, sizeof d->facts);
}

static void close_dated(struct dated *d)
{
    idio_arena_release(&d->facts.arena);
    idio_tally_free(d->t);
    idio_traits_free(d->traits);
}

/* A file whose sites are of one value, born on one day. */
static void add(struct dated *d, const char *repo, size_t file, uint16_t value, size_t sites,
                int32_t day)
{
    struct fixture_file f;
    char path[32];

    snprintf(path, sizeof path, "f%zu.py", file);
    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, value, sites, 1, 0);
    for (size_t i = 0; i < sites; i++)
        f.sites[i].day = day;
    fixture_add(d->t, repo, path, &f);
}

static const struct idio_fact *find(struct dated *d, const char *id)
{
    idio_arena_release(&d->facts.arena);
    fixture_facts(d->t, &d->facts);
    return fixture_fact(&d->facts, id);
}

static void test_switch(void **state)
{
    struct dated d;
    const struct idio_fact *f;

    (void)state;
    open_dated(&d);
    /* Two repositories, each with ten files before and ten after: double, then single. */
    for (size_t i = 0; i < 40; i++)
        add(&d, i % 2 ? "a" : "b", i, i < 20, 10, DAY0 + 40 * (int32_t)i);
    f = find(&d, "python:format.quotes=single");
    assert_non_null(f);
    assert_true(f->decided && f->stated);
    assert_int_equal(f->since, DAY0 + 40 * 20);
    assert_string_equal(f->before, "double");
    assert_true(f->k == 200 && f->n == 200); /* what came after the switch */
    assert_int_equal(f->first_seen, DAY0 + 40 * 20);
    assert_int_equal(f->last_seen, DAY0 + 40 * 39);
    assert_null(fixture_fact(&d.facts, "python:format.quotes=double"));
    close_dated(&d);
}

/* There and back again, twice: the last switch is the one that is told. */
static void test_last_switch(void **state)
{
    struct dated d;
    const struct idio_fact *f;

    (void)state;
    open_dated(&d);
    for (size_t i = 0; i < 90; i++)
        add(&d, "a", i, i / 30 % 2, 10, DAY0 + 30 * (int32_t)i);
    f = find(&d, "python:format.quotes=single");
    assert_true(f && f->decided && f->since == DAY0 + 30 * 60);
    assert_string_equal(f->before, "double");
    close_dated(&d);
}

static void test_no_switch(void **state)
{
    struct dated d;
    const struct idio_fact *f;

    (void)state;
    /* Two repositories of different style, one older than the other: they differ, nobody turned. */
    open_dated(&d);
    for (size_t i = 0; i < 40; i++)
        add(&d, i < 20 ? "a" : "b", i, i < 20, 10, DAY0 + 40 * (int32_t)i);
    f = find(&d, "python:format.quotes=single");
    assert_true(f && f->since == 0 && !f->decided);
    close_dated(&d);
    /* Too few files on one side. */
    open_dated(&d);
    for (size_t i = 0; i < 40; i++)
        add(&d, "a", i, i < 38, 10, DAY0 + 40 * (int32_t)i);
    f = find(&d, "python:format.quotes=double");
    assert_true(f && f->since == 0);
    close_dated(&d);
    /* No dates at all. */
    open_dated(&d);
    for (size_t i = 0; i < 40; i++)
        add(&d, "a", i, i < 20, 10, 0);
    f = find(&d, "python:format.quotes=double");
    assert_true(f && f->since == 0 && f->first_seen == 0 && f->last_seen == 0);
    close_dated(&d);
}

/* Cells of every mixture, files of one mind or of several, dates dealt out anew: how many switches
 * are seen? Also by repository: styles and dates of repositories have nothing to do with each
 * other. */
static void test_false_switches(void **state)
{
    size_t cells[3] = {0}, seen[3] = {0};

    (void)state;
    for (size_t kind = 0; kind < 3; kind++)
        for (uint64_t seed = 1; seed <= 3000; seed++) {
            uint64_t r = seed * 3 + kind;
            struct dated d;
            size_t files = 8 + (idio_test_random(&r) >> 33) % 50;
            uint64_t odds = 1 + (idio_test_random(&r) >> 33) % 9;

            open_dated(&d);
            for (size_t i = 0; i < files; i++) {
                size_t repo = kind == 1 ? i * 6 / files : i % 3;
                uint64_t of_repo = seed * 7 + repo * 1013;
                int32_t start = (int32_t)(idio_test_random(&of_repo) >> 33) % 3000;
                bool style = (idio_test_random(&of_repo) >> 33) % 10 < odds;
                struct fixture_file f;
                char name[8], path[32];

                if (kind != 1)
                    style = (idio_test_random(&r) >> 33) % 10 < odds;
                snprintf(name, sizeof name, "r%zu", repo);
                snprintf(path, sizeof path, "f%zu.py", i);
                fixture_open(&f, IDIO_LANG_PYTHON);
                for (uint32_t s = 0; s < 12; s++) {
                    uint16_t value = style;

                    if (kind == 2) /* sites of no one mind */
                        value = (idio_test_random(&r) >> 33) % 10 < odds;
                    fixture_sites(&f, T_QUOTES, value, 1, s + 1, 0);
                    f.sites[s].day =
                        DAY0 + (kind == 1 ? start + (int32_t)(idio_test_random(&r) >> 33) % 200
                                          : (int32_t)(idio_test_random(&r) >> 33) % 3000 * (s < 4));
                }
                fixture_add(d.t, name, path, &f);
            }
            fixture_facts(d.t, &d.facts);
            cells[kind]++;
            for (size_t i = 0; i < d.facts.len; i++)
                seen[kind] += d.facts.at[i].since != 0;
            close_dated(&d);
        }
    for (size_t kind = 0; kind < 3; kind++) {
        print_message("switches seen with shuffled dates, kind %zu: %zu of %zu\n", kind, seen[kind],
                      cells[kind]);
        assert_true(seen[kind] * 1000 <= cells[kind]);
    }
}

/* Real switches with noise are found; how few files suffice is printed. */
static void test_switches_found(void **state)
{
    (void)state;
    for (size_t files = 6; files <= 24; files += 3) {
        size_t found = 0, right = 0, all = 100;

        for (uint64_t seed = 1; seed <= all; seed++) {
            uint64_t r = seed;
            struct dated d;
            const struct idio_fact *f;

            open_dated(&d);
            for (size_t i = 0; i < 2 * files; i++) {
                struct fixture_file file;
                char path[32];

                snprintf(path, sizeof path, "f%zu.py", i);
                fixture_open(&file, IDIO_LANG_PYTHON);
                for (uint32_t s = 0; s < 10; s++) {
                    bool slip = (idio_test_random(&r) >> 33) % 20 == 0;

                    fixture_sites(&file, T_QUOTES, (i < files) != slip, 1, s + 1, 0);
                    file.sites[s].day = DAY0 + 60 * (int32_t)i;
                }
                fixture_add(d.t, i % 2 ? "a" : "b", path, &file);
            }
            f = find(&d, "python:format.quotes=single");
            found += f && f->since != 0;
            right += f && abs(f->since - (DAY0 + 60 * (int32_t)files)) <= 60;
            close_dated(&d);
        }
        print_message("%zu files on each side: %zu of %zu found, %zu dated right\n", files, found,
                      all, right);
        if (files >= 12)
            assert_true(right >= 95);
    }
}

/* Half-life: old lines of the other mind do not keep a habit from being seen, and k and n stay
 * plain counts. */
static void test_recency(void **state)
{
    struct dated d;
    const struct idio_fact *f, *g;
    double old_share, new_share;

    (void)state;
    open_dated(&d);
    for (size_t i = 0; i < 40; i++) /* 24 of 40 files, spread over time */
        add(&d, i % 2 ? "a" : "b", i, i % 5 < 2, 10, DAY0 + 10 * (int32_t)(i % 3));
    f = find(&d, "python:format.quotes=single");
    assert_non_null(f);
    old_share = f->confidence;
    assert_true(f->k == 240 && f->n == 400);
    for (size_t i = 40; i < 50; i++) /* ten new ones, thirty years later */
        add(&d, i % 2 ? "a" : "b", i, 0, 10, DAY0 + 10000);
    g = find(&d, "python:format.quotes=single");
    assert_non_null(g);
    new_share = g->confidence;
    assert_true(g->k == 340 && g->n == 500);
    assert_true(new_share > old_share + 0.2);
    assert_true(g->decided);
    close_dated(&d);
}

static void test_months(void **state)
{
    (void)state;
    assert_int_equal(style_month(0), 0);
    assert_int_equal(style_month(1), 1970 * 12);
    assert_int_equal(style_month(30), 1970 * 12);
    assert_int_equal(style_month(31), 1970 * 12 + 1);
    assert_int_equal(style_month(59), 1970 * 12 + 2);    /* 1970-03-01 */
    assert_int_equal(style_month(11016), 2000 * 12 + 1); /* 2000-02-29 */
    assert_int_equal(style_month(11017), 2000 * 12 + 2); /* 2000-03-01 */
    assert_int_equal(style_month(17956), 2019 * 12 + 2); /* 2019-03-01 */
    assert_int_equal(style_month(65535), 2149 * 12 + 5); /* 2149-06-06 */
    assert_true(style_month(65535) < STYLE_MONTHS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_switch),         cmocka_unit_test(test_last_switch),
        cmocka_unit_test(test_no_switch),      cmocka_unit_test(test_false_switches),
        cmocka_unit_test(test_switches_found), cmocka_unit_test(test_recency),
        cmocka_unit_test(test_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
