/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of the profile: which come into a spec, which stay out, in which order, and what is asked.
 */
#include "idio_test.h"

#include "rules_check.h"

#define FACTS_MAX 40

struct profile {
    struct idio_fact facts[FACTS_MAX];
    struct idio_candidate candidates[FACTS_MAX];
    size_t n;
};

static struct idio_fact *add(struct profile *p, enum idio_lang lang, const char *trait,
                             const char *value, const char *field, const char *wording)
{
    static const char *const areas[] = {"format", "naming", "idiom",   "error",
                                        "doc",    "test",   "library", "structure"};
    struct idio_fact *f = &p->facts[p->n];
    *f = (struct idio_fact){.id = trait, .lang = lang, .trait = trait, .value = value};
    f->field = field;
    f->wording = wording;
    f->k = 95;
    f->n = 100;
    f->surprise = 2;
    f->impact = .6;
    f->files = 50;
    f->repos = 4;
    f->decided = f->stated = true;
    f->trait_no = (uint16_t)p->n;
    f->area = "idiom";
    for (size_t i = 0; i < IDIO_COUNT(areas); i++)
        if (strncmp(trait, areas[i], strlen(areas[i])) == 0)
            f->area = areas[i];
    p->candidates[p->n] = (struct idio_candidate){f, .9, .9, .9, .9, -1};
    p->n++;
    return f;
}

static void fill(struct profile *p)
{
    const enum idio_lang js = IDIO_LANG_JAVASCRIPT;
    *p = (struct profile){.n = 0};
    add(p, js, "format.semicolons", "never", "style_guides", "No semicolons at statement ends.");
    add(p, js, "format.quotes", "single", "style_guides", "Use single quotes for strings.");
    add(p, js, "idiom.async", "await", "constraints_inferred", "Use async and await.");
    add(p, js, "error.channel", "throw", "design_patterns", "Throw errors.");
    add(p, js, "library.http", "axios", "libraries_preferred", "Use axios for HTTP requests.");
    add(p, js, "test.form", "test", "testing_strategy", "Write flat test(…) calls.");
    add(p, js, "library.test", "tape", "testing_strategy", "Test with tape.");
    add(p, js, "doc.functions", "most", "style_guides", "Document most functions.");
}

static void with_profile(struct transcoded *t, const struct profile *p, const char *text,
                         const char *path)
{
    struct idio_request req = {.text = text, .len = strlen(text), .path = path};
    req.lang = path ? idio_lang_of_path(path) : IDIO_LANG_NONE;
    req.candidates = p->candidates;
    req.candidate_count = p->n;
    transcode(t, &req);
    const char *wrong = what_is_wrong(t);
    if (wrong)
        fail_msg("%s: %s", text, wrong);
}

static bool picked(const struct transcoded *t, const char *trait)
{
    for (size_t i = 0; i < t->draft.items.len; i++)
        if (t->draft.items.at[i].fact && strcmp(t->draft.items.at[i].fact->trait, trait) == 0)
            return true;
    return false;
}

static void states_facts_with_evidence(void **state)
{
    (void)state;
    struct profile p;
    struct transcoded t;
    fill(&p);
    with_profile(&t, &p, "write a function that fetches a user by id", "src/user.js");
    const struct idio_item *it =
        find_item(&t, IDIO_FIELD_STYLE_GUIDES, "No semicolons at statement ends.");
    assert_non_null(it);
    assert_int_equal(it->source, IDIO_SOURCE_INFERRED);
    assert_ptr_equal(it->fact, &p.facts[0]);
    assert_true(it->confidence > .8);
    assert_true(picked(&t, "library.http"));
    assert_false(picked(&t, "test.form")); /* nobody asked for tests */
    transcoded_release(&t);
}

static void says_nothing_twice_and_contradicts_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trait;
        bool stays;
    } rows[] = {
        {"write a parser in js, with semicolons", "format.semicolons", false},
        {"write a parser in js. use semicolons", "format.semicolons", false},
        {"write a parser in js, no semicolons", "format.semicolons", false},
        {"write a parser in js, must use double quotes", "format.quotes", false},
        {"write a js function that strips quotes from a string", "format.quotes", true},
        {"write a js client, use got", "library.http", false},
        {"write a js client with node-fetch", "library.http", false},
        {"write a js client without axios", "library.http", false},
        {"write a js client with axios", "library.http", false},
        {"write a js client, no dependencies", "library.http", false},
        {"write a js client with zod", "library.http", true},
        {"write a js client, use callbacks", "idiom.async", false},
        {"write a js client, never throw", "error.channel", false},
        {"write a js client, return an error code on failure", "error.channel", false},
        {"write a quick and dirty js script", "doc.functions", false},
        {"write a js parser", "doc.functions", true},
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct profile p;
        struct transcoded t;
        fill(&p);
        with_profile(&t, &p, rows[i].text, NULL);
        if (picked(&t, rows[i].trait) != rows[i].stays)
            fail_msg("%s: %s is %s", rows[i].text, rows[i].trait,
                     rows[i].stays ? "missing" : "there");
        transcoded_release(&t);
    }
}

static void test_facts_only_where_tests_are_wanted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool wanted;
    } rows[] = {
        {"write unit tests for cart.js", true},
        {"write a function in cart.js, with tests", true},
        {"write a function in cart.js, no tests", false},
        {"write a function in cart.js that adds", false},
        {"build a cli in javascript that resizes images", true},
        {"build a cli in javascript that resizes images. don't write tests", false},
        {"rename foo to bar in cart.js", false},
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct profile p;
        struct transcoded t;
        fill(&p);
        with_profile(&t, &p, rows[i].text, NULL);
        if (picked(&t, "test.form") != rows[i].wanted ||
            picked(&t, "library.test") != rows[i].wanted)
            fail_msg("%s", rows[i].text);
        transcoded_release(&t);
    }
}

static void other_languages_and_rare_facts_stay_out(void **state)
{
    (void)state;
    struct profile p;
    struct transcoded t;
    fill(&p);
    add(&p, IDIO_LANG_PYTHON, "format.indent", "4", "style_guides", "Indent by 4 spaces.");
    struct idio_fact *f =
        add(&p, IDIO_LANG_JAVASCRIPT, "idiom.loop", "for", "style_guides", "Loop with for.");
    p.candidates[p.n - 1] = (struct idio_candidate){f, .02, .03, .05, .05, -1};
    f = add(&p, IDIO_LANG_JAVASCRIPT, "idiom.class", "none", "style_guides", "No classes.");
    f->stated = false;
    with_profile(&t, &p, "write a function that adds", "a.js");
    assert_false(picked(&t, "format.indent"));
    assert_false(picked(&t, "idiom.loop"));
    assert_false(picked(&t, "idiom.class"));
    transcoded_release(&t);
    with_profile(&t, &p, "write a kotlin class for users", NULL);
    assert_int_equal(count_items(&t, IDIO_FIELD_STYLE_GUIDES), 0);
    transcoded_release(&t);
}

/* What stands outside of functions has no rates to speak of: an occasion in the request brings it
 * up. */
static void occasions_bring_up_what_has_no_rates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path, *trait;
        bool picked;
    } rows[] = {
        {"build a cli that counts words", NULL, "library.cli", true},
        {"write a function that counts words", NULL, "library.cli", false},
        {"build a cli that counts words", NULL, "structure.modules", true},
        {"write a function that counts words", NULL, "structure.modules", false},
        {"build a cli that counts words", "src/cli.js", "structure.modules", false},
        {"write a class for a word", NULL, "naming.type", true},
        {"add a --count flag", NULL, "naming.type", false},
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct profile p = {.n = 0};
        struct transcoded t;
        const enum idio_lang js = IDIO_LANG_JAVASCRIPT;
        add(&p, js, "library.cli", "yargs", "libraries_preferred",
            "Parse command lines with yargs.");
        add(&p, js, "structure.modules", "esm", "constraints_inferred", "Use ES modules.");
        add(&p, js, "naming.type", "pascal", "naming_conventions", "Name types in PascalCase.");
        for (size_t k = 0; k < p.n; k++)
            p.candidates[k] = (struct idio_candidate){&p.facts[k], 0, 0, 0, 0, -1};
        with_profile(&t, &p, rows[i].text, rows[i].path);
        if (picked(&t, rows[i].trait) != rows[i].picked)
            fail_msg("%s: %s", rows[i].text, rows[i].trait);
        transcoded_release(&t);
    }
}

/* Where a whole file is asked for, the share of files counts, not that of functions. */
static void whole_files_go_by_the_rate_of_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path;
        double rate_module;
        bool picked;
    } rows[] = {
        {"build a cli that counts words", NULL, .9, true},
        {"build a cli that counts words", NULL, .1, false},
        {"build a cli that counts words", NULL, -1, false},
        {"write a function that counts words", NULL, .9, false},
        {"build a cli that counts words", "src/cli.js", .9, false},
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct profile p = {.n = 0};
        struct transcoded t;
        add(&p, IDIO_LANG_JAVASCRIPT, "idiom.paths", "path", "style_guides",
            "Join with path.join.");
        p.candidates[0] = (struct idio_candidate){&p.facts[0], .1, .1, .1, .1, rows[i].rate_module};
        with_profile(&t, &p, rows[i].text, rows[i].path);
        if (picked(&t, "idiom.paths") != rows[i].picked)
            fail_msg("%s %.1f", rows[i].text, rows[i].rate_module);
        transcoded_release(&t);
    }
}

static void tsx_is_typescript(void **state)
{
    (void)state;
    struct profile p = {.n = 0};
    struct transcoded t;
    add(&p, IDIO_LANG_TYPESCRIPT, "idiom.any", "never", "constraints_inferred", "Never use any.");
    with_profile(&t, &p, "write a component for a date", "src/date.tsx");
    assert_int_equal(t.draft.lang, IDIO_LANG_TSX);
    assert_true(picked(&t, "idiom.any"));
    transcoded_release(&t);
}

static void most_useful_first_and_at_most_twelve(void **state)
{
    (void)state;
    static char wordings[30][24], traits[30][24];
    struct profile p = {.n = 0};
    struct transcoded t;
    for (int i = 0; i < 30; i++) {
        snprintf(wordings[i], sizeof wordings[i], "Habit %d.", i);
        snprintf(traits[i], sizeof traits[i], "idiom.habit%d", i);
        struct idio_fact *f = add(&p, IDIO_LANG_C, traits[i], "x",
                                  i % 2 ? "style_guides" : "design_patterns", wordings[i]);
        f->surprise = (i * 7 % 30) / 10.0;
    }
    with_profile(&t, &p, "write a lexer", "lex.c");
    size_t n = 0;
    for (size_t i = 0; i < t.draft.items.len; i++) {
        const struct idio_item *it = &t.draft.items.at[i];
        if (it->source != IDIO_SOURCE_INFERRED)
            continue;
        n++;
        assert_true(it->fact->surprise >= 1.8);
        for (size_t k = 0; k < i; k++)
            if (t.draft.items.at[k].field == it->field && t.draft.items.at[k].fact)
                assert_true(t.draft.items.at[k].fact->surprise >= it->fact->surprise);
    }
    assert_int_equal(n, 12);
    transcoded_release(&t);
    with_profile(&t, &p, "write a quick and dirty lexer", "lex.c");
    n = 0;
    for (size_t i = 0; i < t.draft.items.len; i++)
        n += t.draft.items.at[i].source == IDIO_SOURCE_INFERRED;
    assert_int_equal(n, 6);
    transcoded_release(&t);
}

static void takes_the_main_language_only_when_it_is_clear(void **state)
{
    (void)state;
    struct profile p;
    struct transcoded t;
    fill(&p);
    with_profile(&t, &p, "write a debounce function", NULL);
    assert_int_equal(t.draft.lang, IDIO_LANG_JAVASCRIPT);
    assert_non_null(t.draft.note);
    assert_non_null(strstr(t.draft.note, "JavaScript"));
    assert_int_equal(count_items(&t, IDIO_FIELD_OPEN_QUESTIONS), 0);
    transcoded_release(&t);
    add(&p, IDIO_LANG_PYTHON, "format.indent", "4", "style_guides", "Indent by 4 spaces.");
    with_profile(&t, &p, "write a debounce function", NULL);
    assert_int_equal(t.draft.lang, IDIO_LANG_NONE);
    assert_non_null(find_slot(&t, "language"));
    assert_int_equal(count_items(&t, IDIO_FIELD_STYLE_GUIDES), 0);
    transcoded_release(&t);
}

static void asks_about_a_divided_habit_once(void **state)
{
    (void)state;
    struct profile p = {.n = 0};
    struct idio_request req = {.path = "a.py", .lang = IDIO_LANG_PYTHON};
    struct transcoded t;
    struct idio_fact *a =
        add(&p, IDIO_LANG_PYTHON, "error.channel", "raise", "design_patterns", "Raise exceptions.");
    struct idio_fact *b =
        add(&p, IDIO_LANG_PYTHON, "error.channel", "none", "design_patterns", "Return None.");
    struct idio_fact *c =
        add(&p, IDIO_LANG_PYTHON, "idiom.paths", "pathlib", "style_guides", "Use pathlib.");
    a->decided = b->decided = c->decided = a->stated = b->stated = c->stated = false;
    a->impact = b->impact = c->impact = .9;
    req.undecided = p.candidates;
    req.undecided_count = p.n;
    req.text = "write a function that loads the users";
    req.len = strlen(req.text);
    transcode(&t, &req);
    assert_null(what_is_wrong(&t));
    const struct idio_item *it = find_slot(&t, "trait:error.channel");
    assert_non_null(it);
    assert_non_null(strstr(it->text, "Raise exceptions."));
    assert_non_null(strstr(it->text, "Return None."));
    assert_int_equal(count_items(&t, IDIO_FIELD_OPEN_QUESTIONS), 1);
    transcoded_release(&t);

    req.text = "write a function that loads the users, must raise KeyError if one is unknown";
    req.len = strlen(req.text);
    transcode(&t, &req);
    assert_null(find_slot(&t, "trait:error.channel"));
    transcoded_release(&t);

    a->impact = b->impact = c->impact = .5;
    transcode(&t, &req);
    assert_int_equal(count_items(&t, IDIO_FIELD_OPEN_QUESTIONS), 0);
    transcoded_release(&t);
}

static void explanations_and_trifles_carry_no_facts(void **state)
{
    (void)state;
    static const char *const texts[] = {"why is cart.js slow?", "run the tests",
                                        "fix the typo in cart.js"};
    for (size_t i = 0; i < IDIO_COUNT(texts); i++) {
        struct profile p;
        struct transcoded t;
        fill(&p);
        with_profile(&t, &p, texts[i], "cart.js");
        assert_int_equal(t.draft.items.len, 2);
        transcoded_release(&t);
    }
}

/* The entry that the model engine calls gives what the draft carries. */
static void pick_agrees_with_transcode(void **state)
{
    (void)state;
    struct profile p;
    struct transcoded t;
    struct idio_pick *picks = NULL;
    size_t n = 0, inferred = 0;
    struct idio_err err;
    fill(&p);
    with_profile(&t, &p, "write a client without axios, use semicolons", "c.js");
    for (size_t i = 0; i < t.draft.items.len; i++)
        inferred += t.draft.items.at[i].source == IDIO_SOURCE_INFERRED;
    assert_ok(idio_rules_pick(&t.req, IDIO_LANG_JAVASCRIPT, NULL, &t.arena, &picks, &n, &err),
              &err);
    assert_int_equal(n, inferred);
    for (size_t i = 0; i < n; i++)
        assert_true(picked(&t, picks[i].candidate->fact->trait));
    assert_ok(idio_rules_pick(&t.req, IDIO_LANG_NONE, NULL, &t.arena, &picks, &n, &err), &err);
    assert_int_equal(n, 0);
    transcoded_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_facts_with_evidence),
        cmocka_unit_test(says_nothing_twice_and_contradicts_nothing),
        cmocka_unit_test(test_facts_only_where_tests_are_wanted),
        cmocka_unit_test(other_languages_and_rare_facts_stay_out),
        cmocka_unit_test(occasions_bring_up_what_has_no_rates),
        cmocka_unit_test(whole_files_go_by_the_rate_of_files),
        cmocka_unit_test(tsx_is_typescript),
        cmocka_unit_test(most_useful_first_and_at_most_twelve),
        cmocka_unit_test(takes_the_main_language_only_when_it_is_clear),
        cmocka_unit_test(asks_about_a_divided_habit_once),
        cmocka_unit_test(explanations_and_trifles_carry_no_facts),
        cmocka_unit_test(pick_agrees_with_transcode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
