/* SPDX-License-Identifier: Apache-2.0 */
/* Forms of verbs, words of identifiers. */
#include "idio_test.h"

#include "pairs/words.h"

static void sorted(const char *const *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (strcmp(list[i - 1], list[i]) >= 0)
            fail_msg("%s stands before %s", list[i - 1], list[i]);
}

static void lists_are_sorted(void **state)
{
    (void)state;
    sorted(words_verbs, words_verbs_count);
    sorted(words_verbs_or_nouns, words_verbs_or_nouns_count);
    sorted(words_adjectives, words_adjectives_count);
    sorted(words_doubling, words_doubling_count);
    for (size_t i = 1; i < words_participles_count; i++)
        assert_true(strcmp(words_participles[i - 1].word, words_participles[i].word) < 0);
    for (size_t i = 1; i < words_abbreviations_count; i++)
        assert_true(strcmp(words_abbreviations[i - 1].word, words_abbreviations[i].word) < 0);
    for (size_t i = 0; i < words_verbs_or_nouns_count; i++)
        assert_true(words_is_verb(idio_slice_c(words_verbs_or_nouns[i])));
}

static void verbs_are_inflected(void **state)
{
    static const struct {
        const char *verb;
        enum words_form form;
        const char *want;
    } cases[] = {{"parse", WORDS_THIRD, "parses"},
                 {"parse", WORDS_GERUND, "parsing"},
                 {"parse", WORDS_PARTICIPLE, "parsed"},
                 {"copy", WORDS_THIRD, "copies"},
                 {"copy", WORDS_PARTICIPLE, "copied"},
                 {"map", WORDS_GERUND, "mapping"},
                 {"drop", WORDS_PARTICIPLE, "dropped"},
                 {"set", WORDS_PARTICIPLE, "set"},
                 {"write", WORDS_PARTICIPLE, "written"},
                 {"push", WORDS_THIRD, "pushes"},
                 {"free", WORDS_GERUND, "freeing"},
                 {"look up", WORDS_GERUND, "looking up"},
                 {"set up", WORDS_THIRD, "sets up"},
                 {"do", WORDS_THIRD, "does"},
                 {"get rid of", WORDS_GERUND, "getting rid of"},
                 {"open", WORDS_GERUND, "opening"},
                 {"filter", WORDS_PARTICIPLE, "filtered"},
                 {"have", WORDS_THIRD, "has"}};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(cases); i++) {
        struct idio_str out;
        idio_str_init(&out, 64);
        words_inflect(&out, cases[i].verb, cases[i].form);
        assert_string_equal(out.data, cases[i].want);
        idio_str_release(&out);
    }
}

static void forms_lead_back(void **state)
{
    static const enum words_form forms[] = {WORDS_THIRD, WORDS_GERUND, WORDS_PARTICIPLE};
    size_t lost = 0;
    char base[40];
    (void)state;
    for (size_t i = 0; i < words_verbs_count; i++)
        for (size_t k = 0; k < IDIO_COUNT(forms); k++) {
            struct idio_str out;
            idio_str_init(&out, 64);
            words_inflect(&out, words_verbs[i], forms[k]);
            lost += !words_base(idio_slice(out.data, out.len), forms[k], base, sizeof base);
            idio_str_release(&out);
        }
    assert_int_equal(lost, 0);
    assert_false(words_base(idio_slice_c("table"), WORDS_THIRD, base, sizeof base));
    assert_false(words_base(idio_slice_c("s"), WORDS_THIRD, base, sizeof base));
}

static void identifiers_are_split(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {{"parseHTTPHeader_2", "parse http header"},
                 {"_private_name", "private name"},
                 {"HTTPServer", "http server"},
                 {"parse_url", "parse url"},
                 {"URLs", "urls"},
                 {"toJSON", "to json"},
                 {"x86Decode", "x86 decode"},
                 {"__init__", "init"},
                 {"", ""},
                 {"A", "a"}};
    struct idio_arena arena;
    (void)state;
    idio_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < IDIO_COUNT(cases); i++) {
        struct words_split w;
        char joined[128] = "";
        assert_int_equal(words_split(cases[i].name, &arena, &w), IDIO_OK);
        for (size_t k = 0; k < w.len; k++)
            snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", k ? " " : "",
                     w.at[k]);
        assert_string_equal(joined, cases[i].want);
    }
    idio_arena_release(&arena);
}

static void code_is_seen(void **state)
{
    static const char *const code[] = {"parse_line", "parseLine", "a.b",  "f()",        "src/x.c",
                                       "NULL",       "--all",     "utf8", "std::string"};
    static const char *const prose[] = {"parse", "Parse", "well-known", "end.", "A", "I"};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(code); i++)
        assert_true(words_is_code(idio_slice_c(code[i])));
    for (size_t i = 0; i < IDIO_COUNT(prose); i++)
        assert_false(words_is_code(idio_slice_c(prose[i])));
}

static void articles(void **state)
{
    static const char *const an[] = {"error", "item", "`entry`", "unindexed row", "uninstaller"};
    static const char *const a[] = {"parser",      "URL", "user", "unique key",
                                    "UTF8 string", "one", ""};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(an); i++)
        assert_true(words_takes_an(an[i], strlen(an[i])));
    for (size_t i = 0; i < IDIO_COUNT(a); i++)
        assert_false(words_takes_an(a[i], strlen(a[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted), cmocka_unit_test(verbs_are_inflected),
        cmocka_unit_test(forms_lead_back),  cmocka_unit_test(identifiers_are_split),
        cmocka_unit_test(code_is_seen),     cmocka_unit_test(articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
