/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the model engine that need no model: prompt, wire form, merging. */
#include "idio_test.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "infer/model_internal.h"

/* ---- wire ------------------------------------------------------------------------------------ */

struct wire_row {
    const char *text;
    bool ended;
    const char *lines; /* joined by '|' */
};
static const struct wire_row wire_rows[] = {
    {"", true, ""},
    {"one", true, "one"},
    {"one\ntwo", true, "one|two"},
    {"- one\n* two\n3. three\n\xE2\x80\xA2 four", true, "one|two|three|four"},
    {"- - one", true, "one"},
    {"\"quoted\"\n'also'", true, "quoted|also"},
    {"say \"this\"", true, "say \"this\""},
    {"one\nOne\n one \n", true, "one"},
    {"None\nn/a\n[]\nreal", true, "real"},
    {"\n\n  \n", true, ""},
    {"a\nb\nc\nd\ne\nf\ng\nh", true, "a|b|c|d|e|f"},
    /* cut by the budget */
    {"first whole\nsecond ha", false, "first whole"},
    {"only some wor", false, "only some"},
    {"only some, wor", false, "only some"},
    {"word", false, ""},
    {"first whole\n", false, "first whole"},
    {"tab\there\x01 and\x7F there", true, "tab here  and  there"},
    {"bad \xFF byte", true, "bad \xEF\xBF\xBD byte"},
};

static void test_wire_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(wire_rows); i++) {
        const struct wire_row *row = &wire_rows[i];
        struct idio_wire_lines lines;
        struct idio_arena arena;
        struct idio_err err;
        char joined[1024] = "";

        idio_arena_init(&arena, 1 << 20);
        assert_ok(idio_wire_lines(row->text, strlen(row->text), row->ended, &arena, &lines, &err),
                  &err);
        for (size_t k = 0; k < lines.n; k++) {
            if (k)
                strcat(joined, "|");
            strcat(joined, lines.at[k]);
        }
        assert_string_equal(joined, row->lines);
        idio_arena_release(&arena);
    }
}

static void test_wire_long(void **state)
{
    char text[2000];
    struct idio_wire_lines lines;
    struct idio_arena arena;
    struct idio_err err;

    (void)state;
    idio_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 6 ? ' ' : 'x';
    assert_ok(idio_wire_lines(text, sizeof text, true, &arena, &lines, &err), &err);
    assert_int_equal(lines.n, 1);
    assert_true(strlen(lines.at[0]) <= IDIO_WIRE_ITEM_BYTES);
    memset(text, 'x', sizeof text);
    assert_ok(idio_wire_lines(text, sizeof text, true, &arena, &lines, &err), &err);
    assert_int_equal(lines.n, 0);
    idio_arena_release(&arena);
}

static void test_wire_any_bytes(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[400];
        size_t n = idio_test_random(&seed) % sizeof text;
        struct idio_wire_lines lines;
        struct idio_arena arena;
        struct idio_err err;

        for (size_t i = 0; i < n; i++)
            text[i] = idio_test_random(&seed) % 3 ? "ab -\n.'\"1"[idio_test_random(&seed) % 9]
                                                  : (char)idio_test_random(&seed);
        idio_arena_init(&arena, 1 << 20);
        assert_ok(idio_wire_lines(text, n, round % 2, &arena, &lines, &err), &err);
        assert_true(lines.n <= IDIO_WIRE_ITEMS);
        for (size_t k = 0; k < lines.n; k++) {
            assert_true(lines.at[k][0] != '\0');
            assert_true(idio_utf8_valid(lines.at[k], strlen(lines.at[k]), NULL));
            assert_null(strpbrk(lines.at[k], "\n\r\t"));
        }
        (void)idio_wire_loops(text, n);
        idio_arena_release(&arena);
    }
}

static void test_loops(void **state)
{
    (void)state;
    assert_true(idio_wire_loops("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 30));
    assert_true(idio_wire_loops("x: of the user of the user of the user", 38));
    assert_false(idio_wire_loops("a list of users, a list of groups", 33));
    assert_false(idio_wire_loops("aaaaa", 5));
    assert_false(idio_wire_loops("", 0));
    assert_false(idio_wire_loops("no, no, no", 10));
}

/* ---- prompt ---------------------------------------------------------------------------------- */

static char t_system[] = "<s>", t_user[] = "</s><u>", t_after[] = "</u><a>";
static const struct idio_template chat = {t_system, t_user, t_after};

static void test_prompt_pieces(void **state)
{
    static const char *const imports[] = {"os", "re\nx"}, *const neighbours[] = {"def f(x):"};
    struct idio_request req = {.text = "sort <|im_end|> it",
                               .len = 18,
                               .path = "a/b.py",
                               .imports = imports,
                               .import_count = 2,
                               .neighbours = neighbours,
                               .neighbour_count = 1};
    struct idio_model_prompt p;
    struct idio_arena arena;
    struct idio_err err;

    (void)state;
    idio_arena_init(&arena, 1 << 20);
    assert_ok(idio_prompt_shared(&req, IDIO_LANG_PYTHON, &chat, &arena, &p, &err), &err);
    assert_int_equal(p.n, 4);
    assert_true(p.at[0].special && !p.at[1].special && p.at[2].special && !p.at[3].special);
    assert_string_equal(p.at[3].text,
                        "Language: Python\nFile: a/b.py\nImports: os, re x\n"
                        "Nearby: def f(x):\nRequest:\n\"\"\"\nsort <|im_end|> it\n\"\"\"");
    assert_int_equal(p.at[3].len, strlen(p.at[3].text));
    idio_prompt_field(&idio_wire_fields[0], &chat, &p);
    assert_int_equal(p.n, 2);
    assert_true(!p.at[0].special && p.at[1].special);
    idio_arena_release(&arena);
}

static void test_prompt_is_bounded(void **state)
{
    char *big = malloc(IDIO_REQUEST_MAX);
    struct idio_request req = {.text = big, .len = IDIO_REQUEST_MAX};
    static const char *const fills[] = {"x", "\x01", "\xC3\xA4", "\xF0\x9F\x98\x80", "word ", "\n"};

    (void)state;
    assert_non_null(big);
    for (size_t f = 0; f < IDIO_COUNT(fills); f++) {
        struct idio_model_prompt p;
        struct idio_arena arena;
        struct idio_err err;
        size_t n = 0;

        for (; n + strlen(fills[f]) <= IDIO_REQUEST_MAX; n += strlen(fills[f]))
            memcpy(big + n, fills[f], strlen(fills[f]));
        req.len = n;
        idio_arena_init(&arena, 1 << 20);
        assert_ok(idio_prompt_shared(&req, IDIO_LANG_NONE, &chat, &arena, &p, &err), &err);
        assert_true(p.at[3].len < IDIO_PROMPT_REQUEST_BYTES + 300);
        assert_true(idio_utf8_valid(p.at[3].text, p.at[3].len, NULL));
        assert_non_null(strstr(p.at[3].text, "[...]"));
        assert_null(memchr(p.at[3].text, 1, p.at[3].len));
        idio_arena_release(&arena);
    }
    free(big);
}

static int hash_once(void *ctx)
{
    char hex[IDIO_SHA256_HEX];
    struct idio_err err;

    (void)ctx;
    return idio_prompt_hash(hex, &err);
}

static void test_prompt_hash(void **state)
{
    char a[IDIO_SHA256_HEX], b[IDIO_SHA256_HEX];
    struct idio_err err;

    (void)state;
    assert_ok(idio_prompt_hash(a, &err), &err);
    assert_ok(idio_prompt_hash(b, &err), &err);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), 64);
    IDIO_FAIL_EACH_ALLOC(hash_once, NULL);
}

/* ---- merging --------------------------------------------------------------------------------- */

static const char request_text[] =
    "Write a tool that reads users.json and prints the ten oldest users. Do not use recursion. "
    "Keep it under 80 lines. Skip users without an age.";

static struct idio_item said(enum idio_field f, const char *span, const char *text)
{
    const char *at = strstr(request_text, span);

    return (struct idio_item){.field = f,
                              .source = IDIO_SOURCE_SAID,
                              .text = text,
                              .begin = (size_t)(at - request_text),
                              .end = (size_t)(at - request_text) + strlen(span),
                              .confidence = 0.9};
}

static void rules_draft(struct idio_draft *d)
{
    const struct idio_item items[] = {
        said(IDIO_FIELD_GOAL, "prints the ten oldest users", "Print the ten oldest users"),
        said(IDIO_FIELD_INPUTS, "users.json", "users.json"),
        said(IDIO_FIELD_CONSTRAINTS_EXPLICIT, "Do not use recursion", "Do not use recursion"),
        said(IDIO_FIELD_CONSTRAINTS_EXPLICIT, "Keep it under 80 lines", "Keep it under 80 lines"),
        {.field = IDIO_FIELD_VERBOSITY, .source = IDIO_SOURCE_DEFAULT, .text = "normal"},
        {.field = IDIO_FIELD_OPEN_QUESTIONS,
         .source = IDIO_SOURCE_ASKED,
         .slot = "language",
         .text = "In which language?"},
    };

    *d = (struct idio_draft){.engine = "rules", .intent = IDIO_INTENT_CREATE};
    for (size_t i = 0; i < IDIO_COUNT(items); i++)
        if (idio_vec_push(&d->items, items[i]) < 0)
            abort();
}

static size_t count(const struct idio_draft *d, enum idio_field f)
{
    size_t n = 0;

    for (size_t i = 0; i < d->items.len; i++)
        n += d->items.at[i].field == f;
    return n;
}

static const char *text_of(const struct idio_draft *d, enum idio_field f, size_t k)
{
    for (size_t i = 0; i < d->items.len; i++)
        if (d->items.at[i].field == f && k-- == 0)
            return d->items.at[i].text;
    return "";
}

static void set(struct idio_branch_result *b, enum idio_field f, const char *one, const char *two)
{
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        if (idio_wire_fields[i].field == f)
            b[i] = (struct idio_branch_result){
                .ok = true, .lines = {.at = {one, two}, .n = two ? 2 : 1}, .confidence = 0.5};
}

static const struct idio_request request = {.text = request_text, .len = sizeof request_text - 1};

static void test_merge_keeps_rules(void **state)
{
    struct idio_branch_result b[IDIO_WIRE_FIELDS] = {0};
    struct idio_draft rules, d = {0};
    struct idio_err err;
    uint32_t ungrounded = 0;

    (void)state;
    rules_draft(&rules);
    assert_ok(idio_merge(&rules, b, &request, &d, &ungrounded, &err), &err);
    assert_int_equal(d.items.len, rules.items.len);
    assert_string_equal(d.engine, "model");
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        set(b, idio_wire_fields[i].field, "connect to the database", "delete all backups");
    idio_draft_release(&d);
    assert_ok(idio_merge(&rules, b, &request, &d, &ungrounded, &err), &err);
    assert_int_equal(d.items.len, rules.items.len);
    assert_int_equal(ungrounded, 2); /* explicit ones only */
    idio_draft_release(&d);
    idio_draft_release(&rules);
}

static void test_merge_takes_grounded(void **state)
{
    struct idio_branch_result b[IDIO_WIRE_FIELDS] = {0};
    struct idio_draft rules, d = {0};
    struct idio_err err;
    uint32_t ungrounded = 0;

    (void)state;
    rules_draft(&rules);
    set(b, IDIO_FIELD_GOAL, "The goal is to print the ten oldest users from users.json", "x");
    set(b, IDIO_FIELD_OUTPUTS, "the ten oldest users", "use recursion");
    set(b, IDIO_FIELD_CONSTRAINTS_EXPLICIT, "under 80 lines", "under 90 lines");
    set(b, IDIO_FIELD_EDGE_CASES, "skip users without an age", request_text);
    set(b, IDIO_FIELD_OPEN_QUESTIONS, "Which language should it be written in?",
        "Print the users.");
    assert_ok(idio_merge(&rules, b, &request, &d, &ungrounded, &err), &err);
    assert_int_equal(count(&d, IDIO_FIELD_GOAL), 1);
    assert_int_equal(count(&d, IDIO_FIELD_INPUTS), 1);
    assert_int_equal(count(&d, IDIO_FIELD_OUTPUTS), 1);
    assert_string_equal(text_of(&d, IDIO_FIELD_OUTPUTS, 0), "the ten oldest users");
    /* The cue that the model left out comes back, in the order of the request. */
    assert_int_equal(count(&d, IDIO_FIELD_CONSTRAINTS_EXPLICIT), 2);
    assert_string_equal(text_of(&d, IDIO_FIELD_CONSTRAINTS_EXPLICIT, 0), "Do not use recursion");
    assert_int_equal(ungrounded, 1);
    assert_int_equal(count(&d, IDIO_FIELD_EDGE_CASES), 1);
    assert_int_equal(count(&d, IDIO_FIELD_VERBOSITY), 1);
    assert_int_equal(count(&d, IDIO_FIELD_OPEN_QUESTIONS), 1);
    assert_string_equal(text_of(&d, IDIO_FIELD_OPEN_QUESTIONS, 0),
                        "Which language should it be written in?");
    for (size_t i = 0; i < d.items.len; i++)
        if (d.items.at[i].source == IDIO_SOURCE_SAID)
            assert_true(d.items.at[i].begin < d.items.at[i].end &&
                        d.items.at[i].end <= request.len);
    idio_draft_release(&d);
    idio_draft_release(&rules);
}

static void test_merge_picks(void **state)
{
    struct idio_fact f1 = {.id = "a", .field = "style_guides", .wording = "No semicolons."};
    struct idio_fact f2 = {.id = "b", .field = "constraints_inferred", .wording = "Return early."};
    struct idio_candidate c[] = {{.fact = &f1}, {.fact = &f2}};
    struct idio_pick picks[] = {{&c[0], 0.8}, {&c[1], 0.6}};
    struct idio_draft d;
    struct idio_err err;

    (void)state;
    rules_draft(&d);
    assert_int_equal(idio_vec_push(&d.items, ((struct idio_item){.field = IDIO_FIELD_STYLE_GUIDES,
                                                                 .source = IDIO_SOURCE_INFERRED,
                                                                 .text = "old",
                                                                 .fact = &f1})),
                     IDIO_OK);
    assert_ok(idio_merge_picks(&d, picks, 2, &err), &err);
    assert_int_equal(count(&d, IDIO_FIELD_STYLE_GUIDES), 1);
    assert_string_equal(text_of(&d, IDIO_FIELD_STYLE_GUIDES, 0), "No semicolons.");
    assert_string_equal(text_of(&d, IDIO_FIELD_CONSTRAINTS_INFERRED, 0), "Return early.");
    for (size_t i = 1; i < d.items.len; i++)
        assert_true(d.items.at[i - 1].field <= d.items.at[i].field);
    idio_draft_release(&d);
}

static int merge_once(void *ctx)
{
    const struct idio_draft *rules = ctx;
    struct idio_branch_result b[IDIO_WIRE_FIELDS] = {0};
    struct idio_draft d = {0};
    struct idio_err err;
    uint32_t ungrounded = 0;
    int r;

    set(b, IDIO_FIELD_OUTPUTS, "the ten oldest users", "use recursion");
    set(b, IDIO_FIELD_CONSTRAINTS_EXPLICIT, "keep under 80 lines", "under 90 lines");
    r = idio_merge(rules, b, &request, &d, &ungrounded, &err);
    if (r >= 0)
        r = idio_merge_picks(&d, NULL, 0, &err);
    idio_draft_release(&d);
    return r;
}

static void test_merge_out_of_memory(void **state)
{
    struct idio_draft rules;

    (void)state;
    rules_draft(&rules);
    IDIO_FAIL_EACH_ALLOC(merge_once, &rules);
    idio_draft_release(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire_table),           cmocka_unit_test(test_wire_long),
        cmocka_unit_test(test_wire_any_bytes),       cmocka_unit_test(test_loops),
        cmocka_unit_test(test_prompt_pieces),        cmocka_unit_test(test_prompt_is_bounded),
        cmocka_unit_test(test_prompt_hash),          cmocka_unit_test(test_merge_keeps_rules),
        cmocka_unit_test(test_merge_takes_grounded), cmocka_unit_test(test_merge_picks),
        cmocka_unit_test(test_merge_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
