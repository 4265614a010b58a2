/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes a fact: planted habits are found, coins are not. */
#include "style_fixture.h"

#include <math.h>

struct profile {
    struct idio_traits *traits;
    struct idio_tally *t;
    struct fixture_facts facts;
};

static void open_profile(struct profile *p, const char *priors)
{
    struct idio_err err = {0};

    p->traits = fixture_traits(priors);
    assert_ok(idio_tally_new(p->traits, &p->t, &err), &err);
}

static const struct idio_fact *judge(struct profile *p, const char *id)
{
    fixture_facts(p->t, &p->facts);
    return fixture_fact(&p->facts, id);
}

static void close_profile(struct profile *p)
{
    idio_arena_release(&p->facts.arena);
    idio_tally_free(p->t);
    idio_traits_free(p->traits);
}

/* `files` files in `repos` repositories, each with k of n sites of value 0. */
static void plant(struct profile *p, enum idio_lang lang, uint16_t trait, size_t files,
                  size_t repos, size_t k, size_t n)
{
    for (size_t i = 0; i < files; i++) {
        char repo[32], path[32];

        snprintf(repo, sizeof repo, "r%zu", i % repos);
        snprintf(path, sizeof path, "src/p%zu.x", i);
        fixture_split(p->t, repo, path, lang, trait, k, n);
    }
}

static void test_planted_habit(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 10, 5, 9, 10);
    f = judge(&p, "python:format.quotes=single");
    assert_non_null(f);
    assert_true(f->decided && f->stated);
    assert_true(f->k == 90 && f->n == 100 && f->files == 10 && f->repos == 5);
    /* Ten files in five repositories are some 25 witnesses, not 100. */
    assert_true(f->lo > 0.68 && f->lo < 0.75 && f->hi > 0.95 && f->hi < 0.98);
    assert_true(f->confidence > 0.82 && f->confidence < 0.87);
    assert_string_equal(f->scope, "");
    assert_true(f->prior < 0 && f->surprise == 0);
    assert_string_equal(f->trait, "format.quotes");
    assert_int_equal(f->trait_no, T_QUOTES);
    assert_string_equal(f->value, "single");
    assert_string_equal(f->area, "format");
    assert_string_equal(f->field, "style_guides");
    assert_string_equal(f->wording, "Use single quotes.");
    assert_true(f->impact == 0.6);
    assert_int_equal(p.facts.len, 1);
    close_profile(&p);
}

static void test_both_ways(void **state)
{
    struct profile p;
    const struct idio_fact *a, *b;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 10, 5, 6, 10);
    a = judge(&p, "python:format.quotes=single");
    b = fixture_fact(&p.facts, "python:format.quotes=double");
    assert_true(a && b && !a->decided && !b->decided && !a->stated && !b->stated);
    assert_true(a->k == 60 && b->k == 40);
    assert_true(b->lo < 0.4 && b->hi > 0.4);
    close_profile(&p);
}

/* Too few sites to say or to ask; enough to say but too few to be sure. */
static void test_little_evidence(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 3, 1, 1, 2);
    assert_null(judge(&p, "python:format.quotes=single"));
    assert_int_equal(p.facts.len, 0);
    close_profile(&p);
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 3, 1, 2, 2);
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->decided && !f->stated); /* six sites, min_n is eight */
    close_profile(&p);
}

static void test_few_files(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 1, 1, 30, 30); /* all there is: one file */
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->decided && !f->stated);
    close_profile(&p);
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 3, 1, 30, 30); /* three */
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->stated);
    close_profile(&p);
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 2, 1, 30, 30);
    for (int i = 0; i < 9; i++) { /* nine files more, in none of which it comes up */
        char path[32];

        snprintf(path, sizeof path, "q%d.py", i);
        fixture_split(p.t, "r0", path, IDIO_LANG_PYTHON, T_INDENT, 1, 1);
    }
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->decided && !f->stated);
    close_profile(&p);
}

/* Every file is of one mind, but they differ: the number of files decides, not of sites. */
static void test_files_disagree(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    for (size_t i = 0; i < 8; i++) {
        char path[32];

        snprintf(path, sizeof path, "f%zu.py", i);
        fixture_split(p.t, "r", path, IDIO_LANG_PYTHON, T_QUOTES, i < 6 ? 20 : 0, 20);
    }
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->k == 120 && f->n == 160);
    assert_true(f->lo < 0.5); /* six of eight, not 120 of 160 */
    assert_true(!f->decided && !f->stated);
    close_profile(&p);
}

static void test_repositories_disagree(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    for (size_t i = 0; i < 100; i++) {
        char path[32];

        snprintf(path, sizeof path, "f%zu.py", i);
        fixture_split(p.t, i < 80 ? "one" : "two", path, IDIO_LANG_PYTHON, T_QUOTES, i < 80 ? 5 : 0,
                      5);
    }
    f = judge(&p, "python:format.quotes=single");
    assert_true(f && f->k == 400 && f->n == 500);
    assert_true(!f->decided);
    close_profile(&p);
}

static void test_forced_by_formatter(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, "{\"version\": 1, \"traits\": {\"format.indent\": {\"repos\": 9, \"shares\": "
                     "{\"4\": 1}}}}");
    plant(&p, IDIO_LANG_GO, T_INDENT, 10, 5, 10, 10);
    plant(&p, IDIO_LANG_C, T_INDENT, 10, 5, 10, 10);
    f = judge(&p, "go:format.indent=tab");
    assert_true(f && f->decided && !f->stated);
    f = fixture_fact(&p.facts, "c:format.indent=tab");
    assert_true(f && f->stated && f->prior == 0.05);
    assert_true(fabs(f->surprise - log2(20)) < 1e-9);
    close_profile(&p);
}

/* What everybody does is not worth a sentence unless it matters; what has no sentence is never
 * stated. */
static void test_surprise_and_impact(void **state)
{
    static const char priors[] =
        "{\"version\": 1, \"traits\": {\"format.indent\": {\"repos\": 99, \"shares\": {\"tab\": "
        "1}}, \"format.quotes\": {\"repos\": 99, \"shares\": {\"single\": 1}}}}";
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, priors);
    plant(&p, IDIO_LANG_C, T_INDENT, 10, 5, 10, 10);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 10, 5, 10, 10);
    f = judge(&p, "c:format.indent=tab");
    assert_true(f && f->decided && !f->stated && f->surprise < 0.15);
    f = fixture_fact(&p.facts, "python:format.quotes=single");
    assert_true(f && f->stated && f->surprise < 0.15); /* impact .6 */
    close_profile(&p);
    open_profile(&p, FIXTURE_NO_TRAITS);
    for (int i = 0; i < 9; i++) {
        struct fixture_file file;
        char path[32];

        snprintf(path, sizeof path, "f%d.py", i);
        fixture_open(&file, IDIO_LANG_PYTHON);
        fixture_sites(&file, T_QUOTES, 2, 9, 1, 0);
        fixture_add(p.t, "r", path, &file);
    }
    f = judge(&p, "python:format.quotes=odd");
    assert_true(f && f->decided && !f->stated);
    assert_string_equal(f->wording, "");
    close_profile(&p);
}

/* Limits: the smallest that nearly all sites keep; k is of it and everything below. */
static void test_ordered(void **state)
{
    static const struct {
        size_t le80, le100, gt100;
        const char *value;
        bool decided;
    } rows[] = {{98, 2, 0, "le80", true},    {60, 38, 2, "le100", true}, {10, 89, 1, "le100", true},
                {60, 30, 10, "gt100", true}, {94, 4, 2, "le100", true},  {2, 0, 0, NULL, false}};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct profile p;
        const size_t counts[] = {rows[i].le80, rows[i].le100, rows[i].gt100};
        uint64_t k = 0;

        open_profile(&p, FIXTURE_NO_TRAITS);
        for (int file = 0; file < 10; file++) { /* a tenth of the sites each */
            struct fixture_file f;
            char path[32];

            snprintf(path, sizeof path, "f%d.c", file);
            fixture_open(&f, IDIO_LANG_C);
            for (uint16_t v = 0; v < 3; v++)
                fixture_sites(&f, T_LENGTH, v, (counts[v] + (size_t)file) / 10, 1, 0);
            fixture_add(p.t, file % 2 ? "a" : "b", path, &f);
        }
        fixture_facts(p.t, &p.facts);
        if (!rows[i].value) {
            assert_int_equal(p.facts.len, 0);
        } else {
            assert_int_equal(p.facts.len, 1);
            assert_string_equal(p.facts.at[0].value, rows[i].value);
            assert_int_equal(p.facts.at[0].decided, rows[i].decided);
            assert_int_equal(p.facts.at[0].stated, strcmp(rows[i].value, "gt100") != 0);
            for (size_t v = 0; v < 3; v++) {
                k += counts[v];
                if (strcmp(p.traits->traits[T_LENGTH].values[v].name, rows[i].value) == 0)
                    break;
            }
            assert_true(p.facts.at[0].k == k && p.facts.at[0].n == 100);
            if (k < 100)
                assert_non_null(p.facts.at[0].counter.path);
        }
        close_profile(&p);
    }
}

static void test_libraries(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    for (int i = 0; i < 16; i++) {
        struct fixture_file file;
        char path[32];

        snprintf(path, sizeof path, "f%d.py", i);
        fixture_open(&file, IDIO_LANG_PYTHON);
        fixture_import(&file, i < 14 ? "requests" : "urllib2", 1, 0);
        fixture_import(&file, i < 14 ? "requests" : "urllib", 2, 0);
        fixture_import(&file, "json", 3, 0);
        fixture_add(p.t, i % 2 ? "a" : "b", path, &file);
    }
    f = judge(&p, "python:library.http=requests");
    assert_true(f && f->decided && f->k == 14 && f->n == 16); /* once per file */
    assert_string_equal(f->wording, "Use requests for HTTP.");
    assert_int_equal(f->trait_no, T_HTTP);
    f = fixture_fact(&p.facts, "python:library.json=json");
    assert_true(f && f->decided && f->stated && f->k == 16);
    assert_null(fixture_fact(&p.facts, "python:library.import=requests"));
    close_profile(&p);
}

static void test_order_of_facts(void **state)
{
    struct profile p;

    (void)state;
    open_profile(&p, FIXTURE_NO_TRAITS);
    plant(&p, IDIO_LANG_PYTHON, T_QUOTES, 10, 5, 5, 10);
    plant(&p, IDIO_LANG_PYTHON, T_INDENT, 10, 5, 10, 10);
    plant(&p, IDIO_LANG_C, T_LENGTH, 10, 5, 10, 10);
    plant(&p, IDIO_LANG_C, T_INDENT, 10, 5, 10, 10);
    fixture_facts(p.t, &p.facts);
    assert_int_equal(p.facts.len, 5);
    assert_string_equal(p.facts.at[0].id, "c:format.indent=tab");
    assert_string_equal(p.facts.at[1].id, "c:format.length=le80");
    assert_string_equal(p.facts.at[2].id, "python:format.quotes=single");
    assert_string_equal(p.facts.at[3].id, "python:format.quotes=double");
    assert_string_equal(p.facts.at[4].id, "python:format.indent=tab");
    close_profile(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_habit),
        cmocka_unit_test(test_both_ways),
        cmocka_unit_test(test_little_evidence),
        cmocka_unit_test(test_few_files),
        cmocka_unit_test(test_files_disagree),
        cmocka_unit_test(test_repositories_disagree),
        cmocka_unit_test(test_forced_by_formatter),
        cmocka_unit_test(test_surprise_and_impact),
        cmocka_unit_test(test_ordered),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_order_of_facts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
