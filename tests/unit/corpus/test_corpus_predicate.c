/* SPDX-License-Identifier: Apache-2.0 */
/* Predicates, properties, "first pattern wins", and what a mistake in a query says. */
#include "observe_helper.h"

#define V(value) " (#set! trait \"t\") (#set! value \"" value "\"))"

static void predicates(void **state)
{
    static const struct {
        const char *query, *text, *want;
    } rows[] = {
        {"((identifier) @site (#eq? @site \"a\")" V("y"), "a; b", "1 y; "},
        {"((identifier) @site (#not-eq? @site \"a\")" V("y"), "a;\nb", "2 y; "},
        {"((assignment_expression left: (_) @a right: (_) @b) @site (#eq? @a @b)" V("y"),
         "x = x;\ny = z", "1 y; "},
        {"((identifier) @site (#any-of? @site \"a\" \"c\")" V("y"), "a;\nb;\nc", "1 y; 3 y; "},
        {"((identifier) @site (#not-any-of? @site \"a\" \"c\")" V("y"), "a;\nb;\nc", "2 y; "},
        {"((identifier) @site (#match? @site \"^is[A-Z]\")" V("y"), "isA;\nthisA", "1 y; "},
        {"((identifier) @site (#not-match? @site \"^is[A-Z]\")" V("y"), "isA;\nthisA", "2 y; "},
        {"((identifier) @site (#has-ancestor? @site if_statement)" V("y"), "if (x) { f(a) }\nb",
         "1 y; 1 y; 1 y; "},
        {"((number) @site (#not-has-ancestor? @site if_statement for_statement)" V("y"),
         "if (x) { 1 }\n2", "2 y; "},
        {"((number) @site (#has-parent? @site array)" V("y"), "[1]\n2", "1 y; "},
        {"((number) @site (#not-has-parent? @site array)" V("y"), "[1]\n2", "2 y; "},
        {"((function_declaration) @site (#has-child? @site \"async\")" V("y"),
         "async function f() {}\nfunction g() {}", "1 y; "},
        {"((function_declaration) @site (#not-has-child? @site \"async\")" V("y"),
         "async function f() {}\nfunction g() {}", "2 y; "},
        {"((function_declaration) @site (#has-descendant? @site await_expression)" V("y"),
         "async function f() { if (a) await b }\nfunction g() {}", "1 y; "},
        {"((function_declaration) @site (#not-has-descendant? @site await_expression)" V("y"),
         "async function f() { if (a) await b }\nfunction g() {}", "2 y; "},
        {"((if_statement condition: (_) @a consequence: (_) @b) @site (#same-line? @a @b)" V("y"),
         "if (a) b\nif (a)\nb", "1 y; "},
        {"((if_statement condition: (_) @a consequence: (_) @b) @site (#not-same-line? @a @b)" V(
             "y"),
         "if (a) b\nif (a)\nb", "2 y; "},
        {"((statement_block) @site (#lines-gt? @site 2)" V("y"), "{\n}\n{\n\n}", "3 y; "},
        {"((statement_block) @site (#lines-lt? @site 3)" V("y"), "{\n}\n{\n\n}", "1 y; "},
        {"((arguments) @site (#count-gt? @site 1)" V("y"), "f(a, /* c */ b)\nf(a)\nf()", "1 y; "},
        {"((arguments) @site (#count-lt? @site 1)" V("y"), "f(a, b)\nf(a)\nf()", "3 y; "},
        {"((number) @site (#first? @site)" V("y"), "[/**/ 1,\n2]", "1 y; "},
        {"((number) @site (#not-first? @site)" V("y"), "[1,\n2]", "2 y; "},
        {"((number) @site (#last? @site)" V("y"), "[1,\n2 /**/]", "2 y; "},
        {"((number) @site (#not-last? @site)" V("y"), "[1,\n2]", "1 y; "},
        {"((function_declaration) @site (#doc-match? @site \"@param\")" V("y"),
         "/** x\n * @param a */\nfunction f() {}\nfunction g() {}", "3 y; "},
        {"((function_declaration) @site (#not-doc-match? @site \"@param\")" V("y"),
         "/** x\n * @param a */\nfunction f() {}\nfunction g() {}", "4 y; "},
        {"((number) @site (#path-match? \"\\\\.js$\")" V("y"), "1", "1 y; "},
        {"((number) @site (#not-path-match? \"\\\\.js$\")" V("y"), "1", ""},
        {"((number) @site (#test-file?)" V("y"), "1", ""},
        {"((number) @site (#not-test-file?)" V("y"), "1", "1 y; "},
        /* a capture that took no part: true both ways */
        {"((return_statement (number)? @n) @site (#eq? @n \"1\")" V("y"),
         "return 1\nreturn 2\nreturn", "1 y; 3 y; "},
        {"((return_statement (number)? @n) @site (#not-eq? @n \"1\")" V("y"),
         "return 1\nreturn 2\nreturn", "2 y; 3 y; "},
        /* several nodes: all of them */
        {"((array (number)+ @n) @site (#match? @n \"^1\")" V("y"), "[1]\n[2]", "1 y; "},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        print_message("%s\n", rows[i].query);
        expect_sites("javascript", rows[i].query, "a.js", rows[i].text, "t", rows[i].want);
    }
    expect_sites("javascript", "((number) @site (#test-file?)" V("y"), "test/a.js", "1", "t",
                 "1 y; ");
}

static void first_pattern_wins(void **state)
{
    static const char query[] = "((function_declaration) @site (#has-child? @site \"async\")" V(
        "async") "((function_declaration name: (_) @_n) @site (#eq? @_n \"skip\")" V("-") "(("
                                                                                          "function"
                                                                                          "_declara"
                                                                                          "tion "
                                                                                          "name: "
                                                                                          "(_) "
                                                                                          "@value) "
                                                                                          "@site "
                                                                                          "(#set! "
                                                                                          "trait "
                                                                                          "\"t\") "
                                                                                          "(#set! "
                                                                                          "classify"
                                                                                          " \"case"
                                                                                          "\"))"
                                                                                          "(("
                                                                                          "function"
                                                                                          "_declara"
                                                                                          "tion) "
                                                                                          "@site" V(
                                                                                              "othe"
                                                                                              "r");
    (void)state;
    expect_sites("javascript", query, "a.js",
                 "async function skip() {}\nfunction skip() {}\nfunction a_b() {}\nfunction f() {}",
                 "t", "1 async; 3 snake; 4 other; ");
    /* another trait at the same node is not a rival */
    struct watcher w;
    assert_ok(
        watcher_query(&w, "javascript",
                      "((number) @site" V("a") "((number) @site (#set! trait \"u\") (#set! value "
                                               "\"b\"))"),
        &w.err);
    struct idio_observed o = watch(&w, "a.js", "1");
    assert_string_equal(sites_of(&w, &o, "t"), "1 a; ");
    assert_string_equal(sites_of(&w, &o, "u"), "1 b; ");
    watcher_release(&w);
}

static void properties(void **state)
{
    static const char distinct[] =
        "((identifier) @site (#set! trait \"t\") (#set! classify \"case\") "
        "(#set! distinct \"1\"))";
    static const char renamed[] =
        "((identifier) @site (#set! trait \"t\") (#set! classify \"case\") "
        "(#set! as.snake \"underscores\") (#set! as.camel \"\"))";
    static const char unknown[] =
        "((identifier) @site (#set! trait \"t\") (#set! classify \"case\") "
        "(#set! as.snake \"yes\"))";
    (void)state;
    expect_sites("javascript", distinct, "a.js", "a_b;\na_b;\nc_d", "t", "1 snake; 3 snake; ");
    expect_sites("javascript", renamed, "a.js", "a_b;\naB;\nAbC", "t", "1 underscores; 3 pascal; ");
    expect_sites("javascript", unknown, "a.js", "a_b", "t", "1 yes; ");
    expect_sites("javascript",
                 "((number) @value (#set! trait \"open.t\") (#set! value \"any text\"))", "a.js",
                 "1", "open.t", "1 any text; ");
    expect_sites(
        "javascript",
        "((function_declaration body: (_) @value) @site (#set! trait \"t\") (#set! classify "
        "\"brace\"))",
        "a.js", "function f()\n{\n}", "t", "1 own_line; ");
}

static void mistakes(void **state)
{
    static const struct {
        const char *query, *want;
    } rows[] = {
        {"\n  (nonsense) @a", "traits.scm:2:4: unknown node type \"nonsense\""},
        {"(number) @a\n(\"===!\")", "traits.scm:2:2: unknown node type \"===!\""},
        {"(pair nokey: (_))", "traits.scm:1:7: unknown field \"nokey\""},
        {"(expression)", "traits.scm:1:2: \"expression\" is a supertype: name its members"},
        {"((number) @a (#nothing? @a))", "traits.scm:1:14: unknown predicate #nothing?"},
        {"((number) @a (#eq? @b \"x\"))", "traits.scm:1:20: predicate names an unknown capture"},
        {"((number) @a (#match? @a \"(\"))", "traits.scm:1:14: "},
        {"((number) @a (#lines-gt? @a many))", "traits.scm:1:14: \"many\" is not a number"},
        {"((number) @a (#has-parent? @a nope))", "traits.scm:1:14: no node type \"nope\""},
        {"((number) @a (#same-line? @a \"x\"))", "compares two captures"},
        {"((number) @a (#first? @a 1))", "wrong number of arguments"},
        {"((number) @a (#first? \"a\"))", "begins with a capture"},
        {"((number) @a\n(#set! trait \"no.such\") (#set! value \"x\"))",
         "traits.scm:2:1: unknown trait \"no.such\""},
        {"((number) @a (#set! trait \"t\")\n (#set! value \"no.x\"))",
         "traits.scm:2:2: the trait has no value \"no.x\""},
        {"((number) @a (#set! trait \"t\") (#set! classify \"guess\"))",
         "unknown classifier \"guess\""},
        {"((number) @a (#set! trait \"t\"))", "a trait needs one of value and classify"},
        {"((number) @a (#set! value \"x\"))", "properties without a trait"},
        {"((number) @a (#set! trait \"t\") (#set! value \"x\") (#set! colour \"red\"))",
         "unknown property \"colour\""},
        {"((number) @a (#set! trait \"t\") (#set! classify \"case\") (#set! as.wrong \"x\"))",
         "does not say \"wrong\""},
        {"((number) @a (#set! trait \"t\") (#set! classify \"lines\"))", "\"lines\" needs buckets"},
        {"((number) @a (#set! trait \"t\") (#set! classify \"lines\") (#set! buckets \"5 3\"))",
         "buckets must rise"},
        {"((number) @a (#set! trait \"t\") (#set! classify \"case\") (#set! buckets \"5\"))",
         "has no buckets"},
        {"(number", "traits.scm:1:8: ')' is missing"},
        {"(number) @", "capture without a name"},
        {"[(number)", "']' is missing"},
        {"((number) @a (#eq? @a \"x))", "string is not closed"},
        {"(array ((number) (string))*)", "too complex to be repeated"},
        {"(number)*", "cannot be repeated as a whole"},
        {"(#eq? \"a\" \"b\")", "predicate outside of a pattern"},
        {"(((((((((((((((((((((((((((number)))))))))))))))))))))))))))", "nested too deeply"},
        {"%", "unexpected '%'"},
        {"()", "empty brackets"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct watcher w;
        print_message("%s\n", rows[i].query);
        assert_status(watcher_query(&w, "javascript", rows[i].query), IDIO_E_INVALID, &w.err);
        if (!strstr(w.err.msg, rows[i].want))
            fail_msg("\"%s\" does not say \"%s\"", w.err.msg, rows[i].want);
        watcher_release(&w);
    }
}

static const char every_kind[] =
    "((identifier) @site (#match? @site \"x\") (#any-of? @site \"a\" \"b\") (#has-parent? @site "
    "program)"
    " (#set! trait \"open.t\") (#set! classify \"case\") (#set! as.snake \"y\"))";

static int open_small(void *ctx)
{
    struct watcher *w = ctx;
    const struct idio_embedded table[] = {
        {"queries/javascript/traits.scm", (const unsigned char *)every_kind, sizeof every_kind - 1},
        {NULL, NULL, 0},
    };
    struct idio_observer *o = NULL;
    struct idio_parser *p = NULL;
    int rc = idio_observer_new(table, &w->resolver, &o, &w->err);
    if (rc == IDIO_OK)
        rc = idio_parser_new(o, &p, &w->err);
    idio_parser_free(p);
    idio_observer_free(o);
    return rc;
}

static void allocation(void **state)
{
    struct watcher w;
    (void)state;
    watcher_init(&w);
    assert_ok(open_small(&w), &w.err); /* now the registry knows the names and allocates no more */
    IDIO_FAIL_EACH_ALLOC(open_small, &w);
    watcher_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(predicates), cmocka_unit_test(first_pattern_wins),
        cmocka_unit_test(properties), cmocka_unit_test(mistakes),
        cmocka_unit_test(allocation),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
