/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: what a unit is for, from its comment, its commit, its tests, its name. */
#include "idio_test.h"

#include "pairs/pairs.h"

struct unit_case {
    const char *name, *doc;
    const char *want; /* verb|object|rest */
    enum idio_wording wording;
    enum idio_lang lang;
    enum idio_unit_kind kind;
    const char *container;
    bool gives;
};

static struct idio_arena arena;

static struct idio_frame make(const struct unit_case *c, enum idio_intent act, const char *request,
                              const struct idio_shape *shape, const char *const *tests, size_t n)
{
    struct idio_unit units[2] = {{.kind = IDIO_UNIT_CLASS,
                                  .parent = IDIO_NO_UNIT,
                                  .name = c->container ? c->container : "",
                                  .signature = "",
                                  .doc = "",
                                  .calls = ""},
                                 {.kind = c->kind,
                                  .parent = c->container ? 0 : IDIO_NO_UNIT,
                                  .name = c->name,
                                  .signature = "",
                                  .doc = c->doc ? c->doc : "",
                                  .calls = ""}};
    struct idio_observed o = {
        .lang = c->lang ? c->lang : IDIO_LANG_PYTHON, .units = units, .unit_count = 2};
    struct idio_message message = {
        .request = request, .detail = "", .issue = "", .area = "", .act = act};
    struct idio_shape own = {.returns = "", .gives = c->gives};
    struct idio_frame_source s = {
        &o, 1, shape ? shape : &own, "src/table.py", request ? &message : NULL, tests, n, act};
    struct idio_frame f = {0};
    struct idio_err err;
    assert_ok(idio_frame_make(&s, &arena, &f, &err), &err);
    return f;
}

static void check(const struct unit_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct idio_frame f = make(&cases[i], IDIO_INTENT_CREATE, NULL, NULL, NULL, 0);
        char got[512];
        snprintf(got, sizeof got, "%s|%s|%s", f.verb, f.object, f.rest);
        assert_string_equal(got, cases[i].want);
        assert_int_equal(f.wording, cases[i].wording);
    }
}

static void comments_are_read(void **state)
{
    static const struct unit_case cases[] = {
        {.name = "f",
         .doc = "Returns the header lines of a request.",
         .want = "return|the header lines of a request|"},
        {.name = "parse_it",
         .doc = "parse_it() - Parses lines from a buffer into a table. Never fails.",
         .want = "parse|lines|from a buffer into a table"},
        {.name = "f",
         .doc = "This function is used to look up the key in the table",
         .want = "look up|the key|in the table"},
        {.name = "f",
         .doc = "True if the list has no items.",
         .want = "check||whether the list has no items"},
        {.name = "f", .doc = "Recursively walk the tree.", .want = "walk|the tree recursively|"},
        {.name = "f",
         .doc = "The number of rows.",
         .gives = true,
         .want = "return|the number of rows|"},
        {.name = "f",
         .doc = "Add an item, e.g. a row, to the list.\n\n:param x: the item",
         .want = "add|an item,|e.g. a row, to the list"},
        {.name = "f",
         .doc = "Removes `key` from the *whole* table.\n@param key",
         .want = "remove|key|from the whole table"},
        {.name = "f",
         .doc = "Execute a search.\n\nExample:\n\n    x()",
         .want = "execute|a search|"},
        {.name = "T",
         .kind = IDIO_UNIT_CLASS,
         .doc = "A tokenizer for JSON.",
         .want = "provide|a tokenizer|for JSON"},
    };
    (void)state;
    check(cases, IDIO_COUNT(cases));
}

static void noise_is_refused(void **state)
{
    static const char *const docs[] = {"TODO: write this",
                                       "Copyright (c) 2020 Somebody. All rights reserved.",
                                       "x = y + 1;",
                                       "See https://example.org for more",
                                       "if (a == b) { return c; }",
                                       "-----------",
                                       "internal",
                                       "Use of this source code is governed by an MIT license",
                                       "given two names return them",
                                       "Called by the main loop to draw",
                                       "@deprecated use that one",
                                       "noqa: E501",
                                       "statements separated by",
                                       "\xff\xfe broken",
                                       "",
                                       "     ",
                                       "((((",
                                       "a",
                                       "FIXME broken on Windows"};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(docs); i++) {
        const struct unit_case c = {.name = "parse_line", .doc = docs[i]};
        const struct idio_frame f = make(&c, IDIO_INTENT_CREATE, NULL, NULL, NULL, 0);
        if (f.wording != IDIO_WORDING_NAME)
            fail_msg("\"%s\" gave %s | %s | %s", docs[i], f.verb, f.object, f.rest);
    }
}

static void names_are_read(void **state)
{
    static const struct unit_case cases[] = {
        {.name = "parse_hdr_lines",
         .want = "parse|the header lines|",
         .wording = IDIO_WORDING_NAME},
        {.name = "parseHeaderFromBuf",
         .want = "parse|the header|from a buffer",
         .wording = IDIO_WORDING_NAME},
        {.name = "is_empty",
         .container = "ListView",
         .want = "check||whether the list view is empty",
         .wording = IDIO_WORDING_NAME},
        {.name = "has_children",
         .container = "Node",
         .want = "check||whether the node has children",
         .wording = IDIO_WORDING_NAME},
        {.name = "on_click", .want = "handle|the click event|", .wording = IDIO_WORDING_NAME},
        {.name = "to_json",
         .container = "Table",
         .want = "convert|the table|to JSON",
         .wording = IDIO_WORDING_NAME},
        {.name = "from_rows",
         .container = "Table",
         .want = "build|the table|from rows",
         .wording = IDIO_WORDING_NAME},
        {.name = "__init__",
         .container = "HTTPClient",
         .want = "create|a HTTP client|",
         .wording = IDIO_WORDING_NAME},
        {.name = "linenoiseEditInsert",
         .lang = IDIO_LANG_C,
         .want = "edit|the insert|",
         .wording = IDIO_WORDING_NAME},
        {.name = "close",
         .container = "Connection",
         .want = "close|the connection|",
         .wording = IDIO_WORDING_NAME},
        {.name = "HeaderParser",
         .kind = IDIO_UNIT_CLASS,
         .want = "parse|headers|",
         .wording = IDIO_WORDING_NAME},
        {.name = "row_count",
         .gives = true,
         .want = "return|the row count|",
         .wording = IDIO_WORDING_NAME},
        {.name = "csv2json", .want = "convert|CSV2json|", .wording = IDIO_WORDING_NAME},
        {.name = "create_table", .want = "create|a table|", .wording = IDIO_WORDING_NAME},
    };
    (void)state;
    check(cases, 12);
    check(&cases[13], 1);
}

static void changes_speak_of_the_commit(void **state)
{
    static const struct unit_case c = {.name = "parse_line", .doc = "Parse a line of the file."};
    (void)state;
    struct idio_frame f =
        make(&c, IDIO_INTENT_FIX, "Fix crash when the line is empty", NULL, NULL, 0);
    assert_int_equal(f.wording, IDIO_WORDING_COMMIT);
    assert_string_equal(f.purpose, "Fix crash when the line is empty");
    f = make(&c, IDIO_INTENT_CREATE, "Add a parser for lines", NULL, NULL, 0);
    assert_int_equal(f.wording, IDIO_WORDING_DOC);
    assert_string_equal(f.purpose, "Parse a line of the file");
    f = make(&c, IDIO_INTENT_TEST, NULL, NULL, NULL, 0);
    assert_string_equal(f.purpose, "Test parsing a line of the file");
    f = make(&c, IDIO_INTENT_EDIT, NULL, NULL, NULL, 0);
    assert_string_equal(f.purpose, "Change how parse_line parses a line of the file");
}

static void fields_come_from_the_shape(void **state)
{
    static const struct unit_case c = {.name = "load_rows"};
    struct idio_param params[] = {
        {"path", "str", false, false}, {"limit", "int", true, false}, {"names", "", false, true}};
    const char *guards[] = {"n == 0",    "not rows", "len(rows) == 0", "err != nil",
                            "limit < 0", "a && b",   "x is None"};
    const char *raises[] = {"FileNotFoundError", "ValueError"};
    struct idio_shape shape = {.params = params,
                               .param_count = 3,
                               .returns = "list[Row]",
                               .gives = true,
                               .guards = guards,
                               .guard_count = 7,
                               .raises = raises,
                               .raise_count = 2};
    const char *tests[] = {"test_load_rows_empty_input"};
    (void)state;
    const struct idio_frame f = make(&c, IDIO_INTENT_CREATE, NULL, &shape, tests, 1);
    assert_int_equal(f.input_count, 3);
    assert_string_equal(f.inputs[0], "path (str)");
    assert_string_equal(f.inputs[1], "limit (int, optional)");
    assert_string_equal(f.inputs[2], "any number of names");
    assert_int_equal(f.output_count, 1);
    assert_string_equal(f.outputs[0], "a list of Row");
    assert_int_equal(f.edge_count, 6);
    assert_string_equal(f.edges[0], "empty input");
    assert_string_equal(f.edges[1], "n is 0");
    assert_string_equal(f.edges[2], "rows is missing");
    assert_string_equal(f.edges[3], "rows is empty");
    assert_string_equal(f.edges[4], "limit is negative");
    assert_string_equal(f.edges[5], "x is None");
}

static int frame_without_memory(void *ctx)
{
    struct idio_param params[] = {{"path", "str", false, false}};
    const char *guards[] = {"n == 0"}, *tests[] = {"test_load_keeps_order"};
    struct idio_shape shape = {.params = params,
                               .param_count = 1,
                               .returns = "Vec<T>",
                               .guards = guards,
                               .guard_count = 1};
    struct idio_unit unit = {.kind = IDIO_UNIT_FUNCTION,
                             .parent = IDIO_NO_UNIT,
                             .name = "load_rows",
                             .doc = "Loads rows from a file. They are kept in order."};
    struct idio_observed o = {.lang = IDIO_LANG_RUST, .units = &unit, .unit_count = 1};
    struct idio_message message = {.request = "Load rows from a file",
                                   .detail = "",
                                   .issue = "",
                                   .area = "",
                                   .act = IDIO_INTENT_CREATE};
    struct idio_frame_source s = {&o,       0,     &shape, "src/rows.rs",
                                  &message, tests, 1,      IDIO_INTENT_CREATE};
    struct idio_arena own;
    struct idio_frame f;
    (void)ctx;
    idio_arena_init(&own, 1 << 20);
    int r = idio_frame_make(&s, &own, &f, NULL);
    idio_arena_release(&own);
    return r;
}

static void memory_may_run_out(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(frame_without_memory, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_are_read),
        cmocka_unit_test(noise_is_refused),
        cmocka_unit_test(names_are_read),
        cmocka_unit_test(changes_speak_of_the_commit),
        cmocka_unit_test(fields_come_from_the_shape),
        cmocka_unit_test(memory_may_run_out),
    };
    idio_arena_init(&arena, 1 << 24);
    int r = cmocka_run_group_tests(tests, NULL, NULL);
    idio_arena_release(&arena);
    return r;
}
