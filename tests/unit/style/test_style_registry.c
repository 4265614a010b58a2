/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: the data that ships with the program is whole, and damaged data is refused with its
 * place. */
#include "style_fixture.h"

#include "types/request.h"

static void test_shipped_data(void **state)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};
    size_t cells = 0, stateable = 0;

    (void)state;
    assert_ok(idio_traits_new(&t, &err), &err);
    assert_true(idio_traits_count(t) >= 24 && idio_traits_count(t) <= IDIO_TRAITS_MAX);
    for (size_t i = 0; i < idio_traits_count(t); i++) {
        const struct style_trait *tr = &t->traits[i];

        assert_int_equal(idio_traits_find(t, tr->name), i);
        assert_true(idio_field_from_key(tr->field) != IDIO_FIELD_COUNT);
        if (!tr->family)
            fail_msg("%s is of no family", tr->name);
        size_t here = cells;

        for (int l = 1; l < IDIO_LANG_COUNT; l++)
            cells += idio_lang_style((enum idio_lang)l) == (enum idio_lang)l &&
                     idio_traits_applies(t, i, (enum idio_lang)l);
        assert_true(cells > here); /* no trait without a language */
        for (size_t v = 0; v < tr->value_count; v++)
            stateable += tr->values[v].wording[IDIO_LANG_C] != NULL;
        assert_true(tr->open || tr->value_count >= 2);
        if (tr->open && !tr->hidden)
            assert_non_null(tr->open_wording);
    }
    assert_true(cells >= 380);
    assert_true(stateable >= 300);
    assert_true(t->import_trait >= 0);
    assert_true(t->members.len > 300);
    idio_traits_free(t);
}

/* ---- families ------------------------------------------------------------------------------- */
#define ALL_LANGUAGES "c cpp python javascript typescript go rust java csharp ruby php shell"
#define BUT_SHELL     "c cpp python javascript typescript go rust java csharp ruby php"
#define C_LIKE        "c cpp java csharp javascript typescript php"

/* Where a family means something; one that is not named does in every language. */
static const struct {
    const char *family, *languages;
} FAMILIES[] = {
    {"F4", C_LIKE},
    {"F5", "c cpp"},
    {"F6", C_LIKE},
    {"F7", "python javascript typescript ruby php shell"},
    {"F8", "javascript typescript"},
    {"F9", "python javascript typescript rust php c cpp"},
    {"F10", C_LIKE " ruby shell"},
    {"N2", BUT_SHELL},
    {"N5", "cpp csharp java python javascript typescript php ruby"},
    {"N6", "c go php rust shell"},
    {"T1", "python typescript php csharp ruby"},
    {"T2", "c cpp csharp java go"},
    {"T3", "javascript typescript java csharp rust python cpp"},
    {"T4", "javascript typescript python csharp ruby c cpp"},
    {"T5", "c python java csharp typescript rust go"},
    {"T6", "python javascript typescript csharp java c php ruby"},
    {"T7", BUT_SHELL},
    {"T9", "c cpp"},
    {"E2", "go rust python java csharp typescript php ruby"},
    {"E4", BUT_SHELL},
    {"E5", "python java csharp javascript typescript php ruby rust go shell"},
};

/* Cells without a trait, and why. */
static const struct {
    const char *family, *language, *why;
} EXCEPTIONS[] = {
    {"N1", "rust", "the compiler warns of any other case"},
    {"N2", "rust", "the compiler warns of any other case"},
    {"N3", "rust", "the compiler warns of any other case"},
    {"N4", "rust", "the compiler warns of any other case"},
    {"N1", "go", "the first letter says whether the name is exported"},
    {"N2", "go", "the first letter says whether the name is exported"},
};

static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = words; (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

static const char *excused(const char *family, const char *language)
{
    for (size_t i = 0; i < IDIO_COUNT(EXCEPTIONS); i++)
        if (strcmp(EXCEPTIONS[i].family, family) == 0 &&
            strcmp(EXCEPTIONS[i].language, language) == 0)
            return EXCEPTIONS[i].why;
    return NULL;
}

static bool family_lives(const struct idio_traits *t, const char *family, enum idio_lang lang)
{
    for (size_t i = 0; i < idio_traits_count(t); i++)
        if (t->traits[i].family && strcmp(t->traits[i].family, family) == 0 &&
            idio_traits_applies(t, i, lang))
            return true;
    return false;
}

/* Each of the 46 families has a trait in every language where it means something. */
static void test_families(void **state)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};
    size_t missing = 0, families = 0;

    (void)state;
    assert_ok(idio_traits_new(&t, &err), &err);
    for (; style_families[families]; families++) {
        const char *family = style_families[families], *where = ALL_LANGUAGES;

        for (size_t i = 0; i < IDIO_COUNT(FAMILIES); i++)
            where = strcmp(FAMILIES[i].family, family) == 0 ? FAMILIES[i].languages : where;
        for (int l = 1; l < IDIO_LANG_COUNT; l++) {
            enum idio_lang lang = (enum idio_lang)l;
            const char *id = idio_lang_id(lang);
            bool lives = family_lives(t, family, lang);

            if (idio_lang_style(lang) != lang || !has_word(where, id))
                continue;
            if (!lives && !excused(family, id)) {
                print_error("%s has no trait of family %s\n", id, family);
                missing++;
            }
            if (lives && excused(family, id))
                fail_msg("%s has a trait of family %s now: take the exception out", id, family);
        }
    }
    assert_int_equal(families, 46);
    assert_int_equal(missing, 0);
    idio_traits_free(t);
}

/* Avoiding a library means something wherever there are rivals to choose from: everywhere. */
static void test_avoided_lives(void **state)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};

    (void)state;
    assert_ok(idio_traits_new(&t, &err), &err);
    assert_true(t->avoided_trait >= 0);
    for (int l = 1; l < IDIO_LANG_COUNT; l++) {
        enum idio_lang lang = (enum idio_lang)l;

        if (idio_lang_style(lang) == lang &&
            !idio_traits_applies(t, (size_t)t->avoided_trait, lang))
            fail_msg("library.avoided is not live in %s", idio_lang_id(lang));
    }
    idio_traits_free(t);
}

/* Whatever an open trait may say fits into a spec's sentence as well. */
static void test_shipped_members(void **state)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};
    struct idio_arena arena;

    (void)state;
    assert_ok(idio_traits_new(&t, &err), &err);
    idio_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < t->members.len; i++) {
        const struct style_member *m = &t->members.at[i];
        const char *text = style_wording(&t->traits[m->trait], m->lang, m->name, &arena);

        assert_non_null(text);
        assert_non_null(strstr(text, m->name));
        assert_true(strlen(text) <= STYLE_WORDING_MAX);
        for (size_t k = i + 1;
             k < t->members.len && strcmp(t->members.at[k].module, m->module) == 0; k++)
            assert_true(t->members.at[k].lang != m->lang || t->members.at[k].trait != m->trait);
    }
    idio_arena_release(&arena);
    idio_traits_free(t);
}

static void test_lookup(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_trait_resolver r = idio_traits_resolver(t);

    (void)state;
    assert_string_equal(idio_traits_name(t, T_QUOTES), "format.quotes");
    assert_string_equal(idio_traits_name(t, 999), "");
    assert_int_equal(idio_traits_find(t, "format.nothing"), -1);
    assert_int_equal(idio_traits_find(t, NULL), -1);
    assert_true(idio_traits_applies(t, T_QUOTES, IDIO_LANG_PYTHON));
    assert_false(idio_traits_applies(t, T_QUOTES, IDIO_LANG_C));
    assert_false(idio_traits_applies(t, T_QUOTES, IDIO_LANG_NONE));
    assert_true(idio_traits_applies(t, T_INDENT, IDIO_LANG_TSX)); /* counts as TypeScript */
    assert_false(idio_traits_applies(t, 999, IDIO_LANG_C));
    assert_string_equal(idio_traits_question(t, T_QUOTES), "Which quotes?");
    assert_null(idio_traits_question(t, T_INDENT));
    assert_null(idio_traits_question(t, 999));
    assert_string_equal(idio_traits_value(t, T_QUOTES, 1), "double");
    assert_null(idio_traits_value(t, T_QUOTES, 3));
    assert_null(idio_traits_value(t, T_HTTP, 0));
    assert_int_equal(r.trait(r.ctx, "format.indent!", 13), T_INDENT);
    assert_int_equal(r.trait(r.ctx, "format", 6), -1);
    assert_int_equal(r.value(r.ctx, T_QUOTES, "odd", 3), 2);
    assert_int_equal(r.value(r.ctx, T_QUOTES, "none", 4), -1);
    assert_int_equal(r.value(r.ctx, T_HTTP, "anything", 8), IDIO_VALUE_OPEN);
    assert_int_equal(r.value(r.ctx, 999, "odd", 3), -1);
    assert_int_equal(r.value(r.ctx, -1, "odd", 3), -1);
    idio_traits_free(t);
}

static void test_wording(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_arena a;

    (void)state;
    idio_arena_init(&a, 1 << 16);
    assert_string_equal(style_wording(&t->traits[T_QUOTES], IDIO_LANG_JAVASCRIPT, "double", &a),
                        "Use double quotes.");
    assert_string_equal(style_wording(&t->traits[T_QUOTES], IDIO_LANG_PYTHON, "double", &a),
                        "Use double quotes in Python.");
    assert_string_equal(style_wording(&t->traits[T_QUOTES], IDIO_LANG_PYTHON, "odd", &a), "");
    assert_string_equal(style_wording(&t->traits[T_HTTP], IDIO_LANG_PYTHON, "100% requests", &a),
                        "Use 100% requests for HTTP.");
    assert_string_equal(style_wording(&t->traits[T_JSON], IDIO_LANG_GO, "gjson", &a),
                        "gjson reads JSON.");
    assert_string_equal(style_wording(&t->traits[T_IMPORT], IDIO_LANG_GO, "gjson", &a), "");
    idio_arena_release(&a);
    idio_traits_free(t);
}

static void test_priors(void **state)
{
    struct idio_traits *t = fixture_traits(
        "{\"version\": 1, \"projects\": [], \"traits\": {"
        "\"format.quotes\": {\"repos\": 9, \"sites\": 100, \"shares\": {\"single\": 0.2, "
        "\"double\": 0.8}},"
        "\"format.length\": {\"repos\": 19, \"sites\": 100, \"shares\": {\"le80\": 0.5, \"le100\": "
        "0.3, "
        "\"gt100\": 0.2}},"
        "\"format.indent\": {\"repos\": 2, \"sites\": 100, \"shares\": {\"4\": 1}},"
        "\"gone.trait\": {\"repos\": 2, \"sites\": 100, \"shares\": {\"4\": 1}},"
        "\"library.http\": {\"repos\": 4, \"sites\": 9, \"shares\": {\"requests\": 0.75}}}}");

    (void)state;
    assert_true(style_prior(t, T_QUOTES, IDIO_LANG_PYTHON, "single") == (0.2 * 9 + 0.5) / 10);
    assert_true(style_prior(t, T_QUOTES, IDIO_LANG_PYTHON, "odd") ==
                0.05); /* never seen: half of one */
    assert_true(style_prior(t, T_LENGTH, IDIO_LANG_PYTHON, "le100") == (0.8 * 19 + 0.5) / 20);
    assert_true(style_prior(t, T_QUOTES, IDIO_LANG_TYPESCRIPT, "single") < 0);
    assert_true(style_prior(t, T_INDENT, IDIO_LANG_PYTHON, "4") <
                0); /* two repositories say nothing */
    assert_true(style_prior(t, T_HTTP, IDIO_LANG_PYTHON, "requests") == 0.7);
    idio_traits_free(t);
}

static void test_detector(void **state)
{
    struct idio_traits *a = fixture_traits(FIXTURE_NO_TRAITS),
                       *b = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_traits *c = fixture_traits("{\"version\": 1, \"traits\": {} }");
    struct idio_err err = {0};
    char x[17], y[17], z[17];

    (void)state;
    assert_ok(idio_traits_detector(a, "q1", x, &err), &err);
    assert_ok(idio_traits_detector(b, "q1", y, &err), &err);
    assert_string_equal(x, y);
    assert_int_equal(strlen(x), 16);
    assert_ok(idio_traits_detector(a, "q2", z, &err), &err);
    assert_string_not_equal(x, z);
    assert_ok(idio_traits_detector(c, "q1", z, &err), &err);
    assert_string_not_equal(x, z);
    idio_traits_free(a);
    idio_traits_free(b);
    idio_traits_free(c);
}

/* What stands in a registry of one trait, and what the refusal must name. */
static void test_refusals(void **state)
{
#define HEAD "{\"version\": 1, \"areas\": [\"format\"], \"traits\": ["
#define TRAIT(rest)                                             \
    HEAD "{\"id\": \"format.x\", \"field\": \"style_guides\", " \
         "\"impact\": 0.5" rest "}]}"
#define VALUES ", \"values\": {\"a\": \"A.\", \"b\": null}"
    static const struct {
        const char *traits, *names;
    } rows[] = {
        {"{", "traits.json"},
        {"{\"version\": 2}", "version"},
        {"{\"version\": 1, \"areas\": [], \"traits\": {}}", "\"traits\""},
        {"{\"version\": 1, \"areas\": [], \"traits\": []}", "\"traits\""},
        {"{\"version\": 1, \"areas\": [3], \"traits\": [{}]}", "areas[0]"},
        {HEAD "{}]}", "traits[0]"},
        {HEAD "3]}", "traits[0]"},
        {HEAD "{\"id\": \"format.x\"}]}", "\"field\""},
        {HEAD "{\"id\": \"naming.x\"}]}", "\"id\""},
        {HEAD "{\"id\": \"format.\"}]}", "\"id\""},
        {TRAIT(""), "\"values\""},
        {TRAIT(", \"values\": {\"a\": \"A.\"}"), "\"values\""},
        {TRAIT(", \"values\": [\"a\", \"b\"]"), "\"values\""},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"-\": null}"), "\"-\""},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"b\": 3}"), "\"b\""},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"b\": \"\"}"), "\"b\""},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"b\": \"two\\nlines\"}"), "one line"},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"b\": {\"c\": \"B.\"}}"), "\"b\""},
        {TRAIT(", \"values\": {\"a\": \"A.\", \"b\": "
               "\"0123456789012345678901234567890123456789012345678901"
               "2345678901234567890123456789012345678901234567890123456789\"}"),
         "100 bytes"},
        {TRAIT(VALUES ", \"min_n\": 0"), "min_n"},
        {TRAIT(VALUES ", \"sites\": \"some\""), "sites"},
        {TRAIT(VALUES ", \"forced\": true"), "forced"},
        {TRAIT(VALUES ", \"colour\": 1"), "colour"},
        {TRAIT(VALUES ", \"question\": 1"), "question"},
        {TRAIT(VALUES ", \"open\": true"), "values"},
        {TRAIT(", \"open\": true"), "wording"},
        {TRAIT(", \"open\": true, \"wording\": \"No hole.\""), "{value}"},
        {TRAIT(", \"open\": true, \"wording\": \"{value}\", \"members\": {}"), "members"},
        {HEAD "{\"id\": \"format.x\", \"field\": \"style_guides\", "
              "\"impact\": 2}]}",
         "impact"},
        {HEAD "{\"id\": \"format.x\", \"field\": \"style_guides\", "
              "\"impact\": 1" VALUES "}, {\"id\": \"format.x\"}]}",
         "twice"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_traits *t = NULL;
        struct idio_err err = {0};
        int rc = fixture_parse(rows[i].traits, FIXTURE_NO_TRAITS, FIXTURE_NO_TRAITS, &t, &err);

        if (rc == IDIO_OK || !strstr(err.msg, rows[i].names))
            print_error("row %zu: %s\n  said: %s\n", i, rows[i].traits, err.msg);
        assert_true(rc == IDIO_E_INVALID || rc == IDIO_E_CORRUPT);
        assert_non_null(strstr(err.msg, rows[i].names));
        assert_null(t);
    }
}

/* What stands in queries/c/language.json. */
static void test_refused_languages(void **state)
{
    static const struct {
        const char *language, *names;
    } rows[] = {
        {"[]", "version"},
        {"{\"version\": 1}", "traits"},
        {FIXTURE_LANGUAGE("\"format.nothing\": {}"), "data/traits.json"},
        {FIXTURE_LANGUAGE("\"format.quotes\": true"), "object"},
        {FIXTURE_LANGUAGE("\"format.quotes\": {\"colour\": 1}"), "colour"},
        {FIXTURE_LANGUAGE("\"format.quotes\": {\"wording\": {\"triple\": \"A.\"}}"), "triple"},
        {FIXTURE_LANGUAGE("\"format.quotes\": {\"wording\": {\"single\": 3}}"), "single"},
        {FIXTURE_LANGUAGE("\"format.quotes\": {\"members\": {\"x\": [\"x\"]}}"), "members"},
        {FIXTURE_LANGUAGE("\"library.http\": {\"members\": {\"x\": []}}"), "\"x\""},
        {FIXTURE_LANGUAGE("\"library.http\": {\"members\": {\"x\": [1]}}"), "\"x\""},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_traits *t = NULL;
        struct idio_err err = {0};
        int rc = fixture_parse(FIXTURE_TRAITS, rows[i].language, FIXTURE_NO_TRAITS, &t, &err);

        if (rc == IDIO_OK || !strstr(err.msg, rows[i].names))
            print_error("row %zu: %s\n  said: %s\n", i, rows[i].language, err.msg);
        assert_int_equal(rc, IDIO_E_INVALID);
        assert_non_null(strstr(err.msg, "queries/c/language.json"));
        assert_non_null(strstr(err.msg, rows[i].names));
        assert_null(t);
    }
}

static void test_refused_priors(void **state)
{
    static const char *const rows[] = {
        "[]",
        "{\"version\": 1}",
        "{\"version\": 1, \"traits\": {\"format.indent\": {}}}",
        "{\"version\": 1, \"traits\": {\"format.indent\": {\"repos\": 3}}}",
        "{\"version\": 1, \"traits\": {\"format.indent\": {\"repos\": 3, \"shares\": {\"tab\": "
        "1.5}}}}",
        "{\"version\": 1, \"traits\": {\"format.indent\": {\"repos\": 3, \"shares\": {\"tab\": "
        "\"x\"}}}}",
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_traits *t = NULL;
        struct idio_err err = {0};
        int rc = fixture_parse(FIXTURE_TRAITS, NULL, rows[i], &t, &err);

        assert_int_equal(rc, IDIO_E_INVALID);
        assert_non_null(strstr(err.msg, "queries/c/priors.json"));
    }
}

static int parse_and_free(void *ctx)
{
    static const char priors[] = "{\"version\": 1, \"traits\": {\"format.indent\": "
                                 "{\"repos\": 3, \"shares\": {\"tab\": 0.5}}}}";
    struct idio_traits *t = NULL;
    struct idio_err err = {0};
    char detector[17];
    int rc = fixture_parse(FIXTURE_TRAITS, NULL, priors, &t, &err);

    (void)ctx;
    if (rc == IDIO_OK)
        rc = idio_traits_detector(t, "queries", detector, &err);
    idio_traits_free(t);
    return rc;
}

static void test_no_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(parse_and_free, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families),       cmocka_unit_test(test_avoided_lives),
        cmocka_unit_test(test_shipped_data),   cmocka_unit_test(test_shipped_members),
        cmocka_unit_test(test_lookup),         cmocka_unit_test(test_wording),
        cmocka_unit_test(test_priors),         cmocka_unit_test(test_detector),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_refused_languages),
        cmocka_unit_test(test_refused_priors), cmocka_unit_test(test_no_memory),
    };

    idio_json_use_gate();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
