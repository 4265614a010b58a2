/* SPDX-License-Identifier: Apache-2.0 */
/* Query files that inherit others: order, errors, and that what is shared is shared. */
#include "observe_helper.h"

#include "base/embed.h"
#include "corpus/query_source.h"

#define FILES_MAX      12
#define NUMBERS(value) "((number) @site (#set! trait \"t\") (#set! value \"" value "\"))\n"

/* A table of "path", "text", … ending with NULL. */
struct table {
    struct idio_embedded at[FILES_MAX + 1];
};
static struct table table_of(const char *const *words)
{
    struct table t = {0};
    for (size_t i = 0; words[2 * i]; i++) {
        assert_true(i < FILES_MAX);
        t.at[i] = (struct idio_embedded){words[2 * i], (const unsigned char *)words[2 * i + 1],
                                         strlen(words[2 * i + 1])};
    }
    return t;
}

static int open_table(struct watcher *w, const struct table *t)
{
    watcher_init(w);
    int rc = idio_observer_new(t->at, &w->resolver, &w->observer, &w->err);
    return rc == IDIO_OK ? idio_parser_new(w->observer, &w->parser, &w->err) : rc;
}

static void expect_numbers(const struct table *t, const char *path, const char *want)
{
    struct watcher w;
    assert_ok(open_table(&w, t), &w.err);
    struct idio_observed o = watch(&w, path, "f(1);\nf(2);\n");
    assert_string_equal(sites_of(&w, &o, "t"), want);
    watcher_release(&w);
}

static void own_patterns_come_first(void **state)
{
    static const char *const files[] = {
        "queries/ecma/traits.scm",
        "; numbers, in all dialects\n" NUMBERS("shared"),
        "queries/javascript/traits.scm",
        "; SPDX\n\n;; inherits: ecma\n"
        "((number) @site (#eq? @site \"2\") (#set! trait \"t\") (#set! value \"own\"))\n",
        "queries/typescript/traits.scm",
        "; inherits : ecma",
        NULL,
    };
    struct table t = table_of(files);
    (void)state;
    expect_numbers(&t, "a.js", "1 shared; 2 own; ");
    expect_numbers(&t, "a.ts", "1 shared; 2 shared; ");
    expect_numbers(&t, "a.tsx", "1 shared; 2 shared; ");
}

/* units.scm inherits units.scm, traits.scm inherits traits.scm; a file comes in once. */
static void files_of_the_same_name(void **state)
{
    static const char *const files[] = {
        "queries/a/units.scm",
        "; a\n",
        "queries/a/traits.scm",
        "(a)\n",
        "queries/b/traits.scm",
        "; inherits: a\n(b)\n",
        "queries/javascript/units.scm",
        "; inherits: a\n(u)",
        "queries/javascript/traits.scm",
        "; inherits: b, a\n(t)\n",
        NULL,
    };
    static const char *const want[][2] = {
        {"queries/javascript/units.scm", NULL},
        {"queries/a/units.scm", "queries/javascript/units.scm"},
        {"queries/javascript/traits.scm", NULL},
        {"queries/b/traits.scm", "queries/javascript/traits.scm"},
        {"queries/a/traits.scm", "queries/b/traits.scm"},
    };
    struct table t = table_of(files);
    struct idio_query_source s;
    struct idio_err err = {0};
    char place[64];
    (void)state;
    assert_ok(idio_query_source_load(t.at, "javascript", &s, &err), &err);
    assert_string_equal(s.text, "; inherits: a\n(u)\n; a\n\n; inherits: b, a\n(t)\n\n"
                                "; inherits: a\n(b)\n\n(a)\n\n");
    assert_int_equal(s.part_count, IDIO_COUNT(want));
    for (size_t i = 0; i < s.part_count; i++) {
        assert_string_equal(s.parts[i].path, want[i][0]);
        assert_int_equal(!s.parts[i].heir, !want[i][1]);
        if (want[i][1])
            assert_string_equal(s.parts[i].heir, want[i][1]);
    }
    idio_query_source_place(&s, (size_t)(strstr(s.text, "(b)") - s.text) + 1, place, sizeof place);
    assert_string_equal(place, "queries/b/traits.scm:2:2");
    idio_query_source_release(&s);
}

static void mistakes(void **state)
{
    static const struct {
        const char *head, *a, *b, *want; /* of javascript, a and b */
    } rows[] = {
        {"; inherits: a", NULL, NULL,
         "queries/javascript/traits.scm:1:1: inherits \"a\", but there is no queries/a/traits.scm"},
        {"; one\n; inherits: b", "", NULL,
         "queries/javascript/traits.scm:2:1: inherits \"b\", but"},
        {"; inherits: a", "\n; inherits: b", "; inherits: a",
         "queries/b/traits.scm:1:1: inherits \"a\", which inherits this file: a circle"},
        {"; inherits: javascript", NULL, NULL,
         "queries/javascript/traits.scm:1:1: inherits \"javascript\", which inherits this file"},
        {"(number) @a\n; inherits: a", "", NULL,
         "queries/javascript/traits.scm:2:1: inherits behind a pattern"},
        {"; inherits:", NULL, NULL, ":1:1: inherits names of folders"},
        {"; inherits: a,,b", "", "", ":1:1: inherits names of folders"},
        {"; inherits: ../a", "", NULL, ":1:1: inherits names of folders"},
        {"; inherits: a b", "", "", ":1:1: inherits names of folders"},
        {"; inherits: a", "; shared\n  (nonsense) @x", NULL,
         "queries/a/traits.scm:2:4: unknown node type \"nonsense\"; inherited by "
         "queries/javascript/traits.scm"},
        {"; inherits: a", "; inherits: b",
         "((number) @x (#set! trait \"no.such\") (#set! value 1))",
         "queries/b/traits.scm:1:14: unknown trait \"no.such\"; inherited by queries/a/traits.scm"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        const char *files[7] = {"queries/javascript/traits.scm", rows[i].head};
        size_t n = 2;
        struct watcher w;
        if (rows[i].a) {
            files[n++] = "queries/a/traits.scm";
            files[n++] = rows[i].a;
        }
        if (rows[i].b) {
            files[n++] = "queries/b/traits.scm";
            files[n++] = rows[i].b;
        }
        struct table t = table_of(files);
        print_message("%s\n", rows[i].head);
        assert_status(open_table(&w, &t), IDIO_E_INVALID, &w.err);
        if (!strstr(w.err.msg, rows[i].want))
            fail_msg("\"%s\" does not say \"%s\"", w.err.msg, rows[i].want);
        watcher_release(&w);
    }
}

/* What reads like the word but is prose is no order. */
static void prose(void **state)
{
    static const char *const files[] = {
        "queries/javascript/traits.scm",
        "; inherits nothing: see ecma\n; (inherits: ecma)\n" NUMBERS("x") "; it inherits: a\n",
        NULL,
    };
    struct table t = table_of(files);
    (void)state;
    expect_numbers(&t, "a.js", "1 x; 2 x; ");
}

static int load(void *ctx)
{
    static const char *const files[] = {
        "queries/a/traits.scm",
        "(number) @a\n",
        "queries/javascript/traits.scm",
        "; inherits: a\n(number) @a\n",
        NULL,
    };
    struct table t = table_of(files);
    struct idio_query_source s;
    int rc = idio_query_source_load(t.at, "javascript", &s, ctx);
    if (rc == IDIO_OK)
        idio_query_source_release(&s);
    return rc;
}

static void allocation(void **state)
{
    struct idio_err err = {0};
    (void)state;
    IDIO_FAIL_EACH_ALLOC(load, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_patterns_come_first),
        cmocka_unit_test(files_of_the_same_name),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(prose),
        cmocka_unit_test(allocation),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
