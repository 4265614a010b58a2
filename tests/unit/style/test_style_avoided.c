/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that were passed over often enough are avoided; those that few take are not. */
#include "style_fixture.h"

static const char LANGUAGE[] =
    "{\"version\": 1, \"traits\": {\"library.import\": {}, \"library.avoided\": {},"
    " \"library.http\": {\"members\": {\"libcurl\": [\"curl\"], \"serf\": [\"serf.h\"],"
    " \"neon\": [\"neon\"]}}}}";
static const char PRIORS[] =
    "{\"version\": 1, \"traits\": {\"library.http\": {\"repos\": 40, \"shares\":"
    " {\"libcurl\": 0.5, \"serf\": 0.35, \"neon\": 0.05}}}}";
static const char AVOIDED[] =
    ",{\"id\": \"library.avoided\", \"field\": \"libraries_forbidden\", \"impact\": 0.6,"
    " \"min_n\": 8, \"open\": true, \"wording\": \"Do not use {value}.\"}]}";

static struct idio_traits *traits_with_avoided(void)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};
    char text[sizeof FIXTURE_TRAITS + sizeof AVOIDED];

    snprintf(text, sizeof text, "%.*s%s", (int)(sizeof FIXTURE_TRAITS - 3), FIXTURE_TRAITS,
             AVOIDED);
    assert_ok(fixture_parse(text, LANGUAGE, PRIORS, &t, &err), &err);
    return t;
}

/* One file in each of `repos` repositories that imports the module. */
static void import_in(struct idio_tally *t, const char *module, size_t repos)
{
    for (size_t i = 0; i < repos; i++) {
        struct fixture_file f;
        char repo[32];

        snprintf(repo, sizeof repo, "%s%zu", module, i);
        fixture_open(&f, IDIO_LANG_C);
        fixture_import(&f, module, 1, 0);
        fixture_add(t, repo, "a.c", &f);
    }
}

static void expect(const char *module, size_t repos, const char *other, const char *id, bool want)
{
    struct idio_traits *traits = traits_with_avoided();
    struct idio_tally *t;
    struct idio_err err = {0};
    struct fixture_facts facts;
    const struct idio_fact *f;

    assert_ok(idio_tally_new(traits, &t, &err), &err);
    import_in(t, module, repos);
    if (other)
        import_in(t, other, 1);
    fixture_facts(t, &facts);
    f = fixture_fact(&facts, id);
    assert_int_equal(f != NULL, want);
    if (f) {
        assert_string_equal(f->field, "libraries_forbidden");
        assert_string_equal(f->wording, "Do not use serf.");
        assert_int_equal(f->k, f->n);
        assert_true(f->example_count > 0 && f->lo > 0.5 && f->surprise > 0.3 && f->decided);
    }
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
    idio_traits_free(traits);
}

static void test_declined(void **state)
{
    (void)state;
    expect("curl", 14, NULL, "c:library.avoided=serf", true);
    expect("curl", 6, NULL, "c:library.avoided=serf", false);  /* might be chance */
    expect("curl", 40, NULL, "c:library.avoided=neon", false); /* few take it at all */
    expect("curl", 40, NULL, "c:library.avoided=libcurl", false);
    expect("curl", 40, "serf.h", "c:library.avoided=serf", false); /* was used once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_declined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
