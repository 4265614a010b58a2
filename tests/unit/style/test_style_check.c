/* SPDX-License-Identifier: Apache-2.0 */
/* Facts held against a file: what is told, once, not at all; scopes; planted violations. */
#include "style_fixture.h"

static struct idio_fact fact(const char *trait, const char *value, const char *scope)
{
    return (struct idio_fact){.id = trait,
                              .lang = IDIO_LANG_PYTHON,
                              .trait = trait,
                              .value = value,
                              .scope = scope,
                              .wording = "",
                              .confidence = 0.99,
                              .decided = true};
}

struct check {
    struct idio_traits *traits;
    struct idio_arena arena;
    struct idio_violation *at;
    size_t len;
};

static void check(struct check *c, const struct idio_fact *facts, size_t n,
                  const struct idio_check_opts *opts, const struct fixture_file *f)
{
    struct idio_err err = {0};

    assert_ok(idio_style_check(c->traits, facts, n, opts, &f->o, &c->arena, &c->at, &c->len, &err),
              &err);
}

static int setup(void **state)
{
    static struct check c;

    c.traits = fixture_traits(FIXTURE_NO_TRAITS);
    idio_arena_init(&c.arena, 1 << 24);
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    struct check *c = *state;

    idio_arena_release(&c->arena);
    idio_traits_free(c->traits);
    return 0;
}

static void test_single_sites(void **state)
{
    const struct idio_fact facts[] = {fact("format.quotes", "single", ""),
                                      fact("format.length", "le80", "")};
    const struct idio_check_opts opts = {.path = "a.py"};
    struct fixture_file f;
    struct check *c = *state;

    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 0, 10, 1, 0);
    fixture_sites(&f, T_QUOTES, 1, 1, 20, 0);
    fixture_sites(&f, T_QUOTES, 2, 1, 15, 0);
    fixture_sites(&f, T_LENGTH, 0, 10, 1, 0);
    fixture_sites(&f, T_LENGTH, 2, 1, 20, 0); /* ordered: beyond the limit */
    fixture_sites(&f, T_INDENT, 1, 5, 1, 0);  /* no fact */
    check(c, facts, 2, &opts, &f);
    assert_int_equal(c->len, 3);
    assert_true(c->at[0].line == 15 && c->at[0].count == 1);
    assert_string_equal(c->at[0].found, "odd");
    assert_ptr_equal(c->at[0].fact, &facts[0]);
    assert_true(c->at[1].line == 20 && c->at[1].fact == &facts[1]);
    assert_string_equal(c->at[1].found, "gt100");
    assert_string_equal(c->at[2].found, "double");
    /* What keeps a stricter limit goes against nothing. */
    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_LENGTH, 0, 10, 1, 0);
    {
        const struct idio_fact wide = fact("format.length", "le100", "");

        check(c, &wide, 1, &opts, &f);
        assert_int_equal(c->len, 0);
    }
}

static void test_facts_that_do_not_count(void **state)
{
    struct idio_fact facts[] = {fact("format.quotes", "single", ""),
                                fact("format.indent", "tab", ""), fact("no.such", "x", ""),
                                fact("format.length", "no-such-limit", "")};
    const struct idio_check_opts opts = {.path = "a.py"};
    struct fixture_file f;
    struct check *c = *state;

    facts[0].decided = false;
    facts[1].confidence = 0.87;
    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 1, 1, 1, 0);
    fixture_sites(&f, T_INDENT, 1, 1, 1, 0);
    fixture_sites(&f, T_LENGTH, 2, 1, 1, 0);
    check(c, facts, IDIO_COUNT(facts), &opts, &f);
    assert_int_equal(c->len, 0);
    {
        const struct idio_check_opts low = {.path = "a.py", .confidence = 0.85};

        check(c, facts, IDIO_COUNT(facts), &low, &f);
        assert_int_equal(c->len, 1);
    }
    {
        const struct idio_check_opts all = {.path = "a.py", .all = true};

        facts[1].confidence = 0.3;
        check(c, facts, IDIO_COUNT(facts), &all, &f);
        assert_int_equal(c->len, 1);
        facts[1].standing = IDIO_STANDING_REJECTED;
        check(c, facts, IDIO_COUNT(facts), &all, &f);
        assert_int_equal(c->len, 0);
        facts[1].standing = IDIO_STANDING_COUNTED;
    }
    facts[1].confidence = 1;
    facts[1].lang = IDIO_LANG_C;
    check(c, facts, IDIO_COUNT(facts), &opts, &f);
    assert_int_equal(c->len, 0);
}

static void test_another_mind(void **state)
{
    const struct idio_fact facts[] = {fact("format.quotes", "single", "")};
    const struct idio_check_opts opts = {.path = "a.py"};
    struct fixture_file f;
    uint32_t one, two;
    struct check *c = *state;

    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 1, 30, 5, 0);
    fixture_sites(&f, T_QUOTES, 0, 2, 50, 0);
    check(c, facts, 1, &opts, &f);
    assert_int_equal(c->len, 1);
    assert_true(c->at[0].line == 5 && c->at[0].count == 30);
    /* One function of its own mind in a file that follows the habit. */
    fixture_open(&f, IDIO_LANG_PYTHON);
    one = fixture_unit(&f, 0, 1, 99, "");
    two = fixture_unit(&f, 0, 100, 199, "");
    fixture_sites(&f, T_QUOTES, 0, 30, 5, one);
    fixture_sites(&f, T_QUOTES, 1, 1, 60, one);
    fixture_sites(&f, T_QUOTES, 1, 4, 110, two);
    check(c, facts, 1, &opts, &f);
    assert_int_equal(c->len, 2);
    assert_true(c->at[0].line == 60 && c->at[0].count == 1);
    assert_true(c->at[1].line == 110 && c->at[1].count == 4);
}

static void test_changed_lines(void **state)
{
    static const uint32_t changed[][2] = {{10, 12}, {40, 40}};
    const struct idio_fact facts[] = {fact("format.quotes", "single", "")};
    const struct idio_check_opts opts = {
        .path = "a.py", .changed = changed, .changed_count = IDIO_COUNT(changed)};
    struct fixture_file f;
    struct check *c = *state;

    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 0, 20, 50, 0);
    fixture_sites(&f, T_QUOTES, 1, 1, 11, 0);
    fixture_sites(&f, T_QUOTES, 1, 1, 13, 0); /* old sin */
    check(c, facts, 1, &opts, &f);
    assert_int_equal(c->len, 1);
    assert_int_equal(c->at[0].line, 11);
    /* The lines around are of the other mind: what follows them is right. */
    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 1, 20, 50, 0);
    fixture_sites(&f, T_QUOTES, 1, 2, 11, 0);
    check(c, facts, 1, &opts, &f);
    assert_int_equal(c->len, 0);
    /* Nothing was changed: nothing is said. */
    {
        const struct idio_check_opts none = {.path = "a.py", .changed = changed};

        fixture_open(&f, IDIO_LANG_PYTHON);
        fixture_sites(&f, T_QUOTES, 1, 1, 11, 0);
        check(c, facts, 1, &none, &f);
        assert_int_equal(c->len, 0);
    }
}

static void test_scopes(void **state)
{
    const struct idio_fact facts[] = {
        fact("format.quotes", "double", "shop/src"), fact("format.quotes", "single", ""),
        fact("format.quotes", "odd", "shop"), fact("format.quotes", "odd", "shop/src/inner")};
    static const struct {
        const char *repo, *path, *value;
    } rows[] = {{NULL, "a.py", "single"},        {"tools", "src/a.py", "single"},
                {"shop", "a.py", "odd"},         {"shop", "srcs/a.py", "odd"},
                {"shop", "src/a.py", "double"},  {"shop", "src/inner/b/a.py", "odd"},
                {"shop2", "src/a.py", "single"}, {"shop", "src", "double"},
                {"shop", "lib/src/a.py", "odd"}};
    struct fixture_file f;
    struct check *c = *state;

    fixture_open(&f, IDIO_LANG_PYTHON);
    for (uint16_t v = 0; v < 3; v++)
        fixture_sites(&f, T_QUOTES, v, 1, v + 1u, 0);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        const struct idio_check_opts opts = {.repo = rows[i].repo, .path = rows[i].path};

        check(c, facts, IDIO_COUNT(facts), &opts, &f);
        assert_int_equal(c->len, 2);
        assert_string_equal(c->at[0].fact->value, rows[i].value);
    }
    assert_true(idio_scope_holds("", NULL, NULL));
    assert_false(idio_scope_holds("shop", NULL, NULL));
    assert_true(idio_scope_holds("shop", "shop", NULL));
    assert_false(idio_scope_holds("shop/src", "shop", NULL));
    assert_false(idio_scope_holds("shop/src", "shop", ""));
}

static void test_libraries(void **state)
{
    const struct idio_fact facts[] = {fact("library.http", "requests", "")};
    const struct idio_check_opts opts = {.path = "a.py"};
    struct fixture_file f;
    struct check *c = *state;

    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_import(&f, "requests", 1, 0);
    fixture_import(&f, "urllib", 2, 0);
    check(c, facts, 1, &opts, &f);
    assert_int_equal(c->len, 1);
    assert_string_equal(c->at[0].found, "urllib");
    assert_int_equal(c->at[0].line, 2);
}

/* A developer who keeps a habit in 199 of 200 sites writes twenty more files, into which one site
 * in twenty is turned: are the turned ones found, and only they? */
static void test_planted_violations(void **state)
{
    struct check *c = *state;
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;
    size_t planted = 0, hit = 0, told = 0, clean_sites = 0, false_alarms = 0;
    uint64_t r = 5;

    assert_ok(idio_tally_new(c->traits, &t, &err), &err);
    for (int file = 0; file < 60; file++) {
        bool later = file >= 20, plant = file >= 40;
        struct fixture_file f;
        bool turned[200] = {false};
        char path[32];

        snprintf(path, sizeof path, "f%d.py", file);
        fixture_open(&f, IDIO_LANG_PYTHON);
        for (uint32_t s = 0; s < 100; s++) {
            bool slip = (idio_test_random(&r) >> 33) % 200 == 0;

            turned[s] = plant && (idio_test_random(&r) >> 33) % 20 == 0;
            planted += turned[s];
            fixture_sites(&f, T_QUOTES, slip || turned[s] ? 1 : 0, 1, s + 1, 0);
        }
        if (!later) {
            fixture_add(t, (const char *const[]){"a", "b", "c", "d", "e"}[file % 5], path, &f);
            continue;
        }
        if (file == 20)
            fixture_facts(t, &facts);
        {
            const struct idio_check_opts opts = {.repo = "a", .path = path};

            check(c, facts.at, facts.len, &opts, &f);
        }
        for (size_t i = 0; i < c->len; i++)
            hit += turned[c->at[i].line - 1];
        told += plant ? c->len : 0;
        false_alarms += plant ? 0 : c->len;
        clean_sites += plant ? 0 : 100;
    }
    print_message("planted %zu, found %zu, told %zu; %zu alarms in %zu clean sites\n", planted, hit,
                  told, false_alarms, clean_sites);
    assert_true(hit * 10 >= planted * 9);
    assert_true(hit * 10 >= told * 9 - 10);
    assert_true(false_alarms * 100 <= clean_sites);
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_single_sites, setup, teardown),
        cmocka_unit_test_setup_teardown(test_facts_that_do_not_count, setup, teardown),
        cmocka_unit_test_setup_teardown(test_another_mind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_changed_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scopes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_libraries, setup, teardown),
        cmocka_unit_test_setup_teardown(test_planted_violations, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
