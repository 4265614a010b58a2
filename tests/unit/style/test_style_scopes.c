/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of repositories and folders: told where they truly differ, borrowed where little is known.
 */
#include "style_fixture.h"

struct profile {
    struct idio_traits *traits;
    struct idio_tally *t;
    struct fixture_facts facts;
};

static void open_profile(struct profile *p)
{
    struct idio_err err = {0};

    p->traits = fixture_traits(FIXTURE_NO_TRAITS);
    assert_ok(idio_tally_new(p->traits, &p->t, &err), &err);
    memset(&p->facts, 0, sizeof p->facts);
}

static void close_profile(struct profile *p)
{
    idio_arena_release(&p->facts.arena);
    idio_tally_free(p->t);
    idio_traits_free(p->traits);
}

/* Files in a folder ("" or "src/"), with k of n sites of value 0. */
static void add(struct profile *p, const char *repo, const char *folder, size_t files, size_t k,
                size_t n)
{
    for (size_t i = 0; i < files; i++) {
        char path[64];

        snprintf(path, sizeof path, "%sf%zu.py", folder, i);
        fixture_split(p->t, repo, path, IDIO_LANG_PYTHON, T_QUOTES, k, n);
    }
}

/* Habits of many repositories, so that there is something to borrow from. */
static void add_others(struct profile *p, size_t repos)
{
    for (size_t i = 0; i < repos; i++) {
        char name[32];

        snprintf(name, sizeof name, "o%zu", i);
        add(p, name, "src/", 4, 10, 10);
    }
}

static const struct idio_fact *find(struct profile *p, const char *id)
{
    idio_arena_release(&p->facts.arena);
    fixture_facts(p->t, &p->facts);
    return fixture_fact(&p->facts, id);
}

static size_t scoped(const struct profile *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->facts.len; i++)
        n += *p->facts.at[i].scope != '\0';
    return n;
}

static void test_repository_that_differs(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p);
    add_others(&p, 20);
    add(&p, "odd", "src/", 10, 0, 10);
    f = find(&p, "python:format.quotes=double@odd");
    assert_non_null(f);
    assert_string_equal(f->scope, "odd");
    assert_true(f->decided && f->stated && f->k == 100 && f->n == 100);
    assert_true(f->files == 10 && f->repos == 1);
    assert_true(f->confidence > 0.5);
    assert_string_equal(f->examples[0].repo, "odd");
    f = fixture_fact(&p.facts, "python:format.quotes=single");
    assert_true(f && f->decided && !*f->scope);
    assert_int_equal(scoped(&p), 1); /* not again for the folder, which is the same files */
    close_profile(&p);
}

/* Five sites in a new repository do not outweigh a hundred and fifty that agree. */
static void test_borrowing(void **state)
{
    struct profile p;

    (void)state;
    open_profile(&p);
    add_others(&p, 150);
    add(&p, "new", "", 2, 0, 5);
    assert_non_null(find(&p, "python:format.quotes=single"));
    assert_int_equal(scoped(&p), 0);
    close_profile(&p);
}

static void test_folders(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p);
    add_others(&p, 40);
    add(&p, "mix", "src/", 20, 10, 10);
    add(&p, "mix", "lib/", 12, 0, 10);
    add(&p, "mix", "src/gen/", 12, 0, 10);
    add(&p, "mix", "lib2/", 12, 10, 10); /* begins like lib */
    f = find(&p, "python:format.quotes=double@mix/lib");
    assert_true(f && f->k == 120 && f->n == 120);
    f = fixture_fact(&p.facts, "python:format.quotes=double@mix/src/gen");
    assert_true(f && f->k == 120);
    assert_null(fixture_fact(&p.facts, "python:format.quotes=double@mix"));
    assert_null(fixture_fact(&p.facts, "python:format.quotes=single@mix/lib2"));
    assert_int_equal(scoped(&p), 2);
    /* Behind the fact of everywhere, in the order of places. */
    assert_string_equal(p.facts.at[0].scope, "");
    assert_string_equal(p.facts.at[1].scope, "mix/lib");
    assert_string_equal(p.facts.at[2].scope, "mix/src/gen");
    close_profile(&p);
}

/* Every repository of its own mind: undecided everywhere, decided in each. */
static void test_undecided_parent(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p);
    for (size_t i = 0; i < 12; i++) {
        char name[16];

        snprintf(name, sizeof name, "r%zu", i);
        add(&p, name, "src/", 8, i % 2 ? 10 : 0, 10);
    }
    f = find(&p, "python:format.quotes=single");
    assert_true(f && !f->decided);
    f = fixture_fact(&p.facts, "python:format.quotes=double@r0");
    assert_true(f && f->decided);
    f = fixture_fact(&p.facts, "python:format.quotes=single@r1");
    assert_true(f && f->decided);
    assert_int_equal(scoped(&p), 12);
    close_profile(&p);
}

/* A repository with a wider, and one with a stricter limit. */
static void test_limits(void **state)
{
    struct profile p;
    const struct idio_fact *f;

    (void)state;
    open_profile(&p);
    for (size_t repo = 0; repo < 24; repo++)
        for (size_t i = 0; i < 8; i++) {
            struct fixture_file file;
            char name[16], path[32];

            snprintf(name, sizeof name, "r%02zu", repo);
            snprintf(path, sizeof path, "f%zu.py", i);
            fixture_open(&file, IDIO_LANG_PYTHON);
            fixture_sites(&file, T_LENGTH, 0, 10, 1, 0);
            fixture_sites(&file, T_LENGTH, 1, repo == 3 ? 5 : 0, 20, 0);
            fixture_add(p.t, name, path, &file);
        }
    f = find(&p, "python:format.length=le80");
    assert_true(f && f->decided);
    f = fixture_fact(&p.facts, "python:format.length=le100@r03");
    assert_true(f && f->decided && f->k == 120);
    assert_int_equal(scoped(&p), 1);
    close_profile(&p);
}

/* Developers of one mind, with one slip in twenty: no repository or folder is told apart. */
static void test_no_false_scopes(void **state)
{
    size_t told = 0, scopes = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct profile p;
        uint64_t r = seed;

        open_profile(&p);
        for (size_t i = 0; i < 120; i++) {
            struct fixture_file f;
            char repo[16], path[32];

            snprintf(repo, sizeof repo, "r%zu", i % 12);
            snprintf(path, sizeof path, "%s/f%zu.py", i / 12 % 2 ? "src" : "lib", i);
            fixture_open(&f, IDIO_LANG_PYTHON);
            for (uint32_t s = 0; s < 10; s++)
                fixture_sites(&f, T_QUOTES, (idio_test_random(&r) >> 33) % 20 == 0, 1, s + 1, 0);
            fixture_add(p.t, repo, path, &f);
        }
        fixture_facts(p.t, &p.facts);
        told += scoped(&p);
        scopes += 12 * 3;
        close_profile(&p);
    }
    print_message("%zu of %zu scopes told apart\n", told, scopes);
    assert_int_equal(told, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repository_that_differs),
        cmocka_unit_test(test_borrowing),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_undecided_parent),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_false_scopes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
