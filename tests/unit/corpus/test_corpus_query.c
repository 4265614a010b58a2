/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our query engine against tree-sitter's: every query that we ship, and odd ones, must give the
 * same matches with the same captures. tree-sitter also checks that each pattern can match at all.
 */
#include "observe_helper.h"

#include "base/embed.h"
#include "base/fs.h"
#include "corpus/query.h"
#include "corpus/query_source.h"

static const struct lang {
    const char *id, *folder;
    const TSLanguage *(*grammar)(void);
    bool shapes_only; /* its other queries name what tree-sitter knows to be impossible */
} langs[] = {
    {"c", "c", tree_sitter_c, false},
    {"cpp", "cpp", tree_sitter_cpp, false},
    {"python", "python", tree_sitter_python, false},
    {"javascript", "javascript", tree_sitter_javascript, false},
    {"typescript", "typescript", tree_sitter_typescript, false},
    {"tsx", "typescript", tree_sitter_tsx, false},
    {"go", "go", tree_sitter_go, false},
    {"rust", "rust", tree_sitter_rust, false},
    {"ruby", "ruby", tree_sitter_ruby, false},
    {"php", "php", tree_sitter_php, false},
    {"java", "java", tree_sitter_java, false},
    {"csharp", "csharp", tree_sitter_c_sharp, true},
};

struct both {
    const TSLanguage *grammar;
    struct idio_query ours;
    TSQuery *theirs;
    struct idio_symbols symbols;
    struct idio_flat flat;
    TSParser *parser;
};

static void both_init(struct both *b, const TSLanguage *grammar, const char *source)
{
    uint32_t at = 0;
    char why[200] = "";
    TSQueryError e = TSQueryErrorNone;
    memset(b, 0, sizeof *b);
    b->grammar = grammar;
    if (idio_query_parse(&b->ours, grammar, source, &at, why, sizeof why) < 0)
        fail_msg("%s at %.40s", why, source + at);
    b->theirs = ts_query_new(grammar, source, (uint32_t)strlen(source), &at, &e);
    if (!b->theirs)
        fail_msg("tree-sitter: error %d at %.40s", (int)e, source + at);
    assert_int_equal(ts_query_pattern_count(b->theirs), b->ours.patterns.len);
    b->symbols.count = ts_language_symbol_count(grammar);
    b->symbols.flags = idio_alloc(b->symbols.count, 1);
    assert_non_null(b->symbols.flags);
    for (uint32_t i = 0; i < b->symbols.count; i++) {
        if (ts_language_symbol_type(grammar, (TSSymbol)i) == TSSymbolTypeRegular)
            b->symbols.flags[i] = IDIO_SYMBOL_NAMED;
        if (b->ours.wants_fields[i])
            b->symbols.flags[i] |= IDIO_SYMBOL_FIELDS;
    }
    b->parser = ts_parser_new();
    assert_true(ts_parser_set_language(b->parser, grammar));
}

static void both_release(struct both *b)
{
    ts_parser_delete(b->parser);
    ts_query_delete(b->theirs);
    idio_query_release(&b->ours);
    idio_free(b->symbols.flags);
    idio_vec_release(&b->flat);
}

/* Matches as lines of text, sorted. */
struct lines {
    IDIO_VEC(char *) at;
    const struct both *b;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lines_sort(struct lines *l)
{
    size_t kept = 0;
    if (l->at.len > 0)
        qsort(l->at.at, l->at.len, sizeof *l->at.at, by_text);
    for (size_t i = 0; i < l->at.len; i++) { /* the same match twice is one */
        if (kept > 0 && strcmp(l->at.at[kept - 1], l->at.at[i]) == 0)
            idio_free(l->at.at[i]);
        else
            l->at.at[kept++] = l->at.at[i];
    }
    l->at.len = kept;
}

static void lines_release(struct lines *l)
{
    for (size_t i = 0; i < l->at.len; i++)
        idio_free(l->at.at[i]);
    idio_vec_release(&l->at);
}

static void add_line(struct lines *l, struct idio_str *s)
{
    char *text = idio_str_take(s);
    assert_non_null(text);
    assert_ok(idio_vec_push(&l->at, text), NULL);
}

static void add_capture(struct idio_str *s, const char *name, size_t n, uint32_t start,
                        uint32_t end, uint32_t symbol)
{
    idio_str_printf(s, " @%.*s %u-%u/%u", (int)n, name, start, end, symbol);
}

static int take(void *ctx, const struct idio_found *found)
{
    struct lines *l = ctx;
    struct idio_str s;
    idio_str_init(&s, 1 << 16);
    idio_str_printf(&s, "%u", found->pattern);
    for (uint32_t i = 0; i < found->count; i++) {
        const struct idio_node *n = &l->b->flat.at[found->at[i].node];
        struct idio_slice name = l->b->ours.captures.at[found->at[i].capture];
        add_capture(&s, name.p, name.n, n->start, n->end, n->symbol);
    }
    add_line(l, &s);
    return IDIO_OK;
}

static void take_theirs(struct lines *l, TSTree *tree)
{
    TSQueryCursor *c = ts_query_cursor_new();
    TSQueryMatch m;
    ts_query_cursor_exec(c, l->b->theirs, ts_tree_root_node(tree));
    while (ts_query_cursor_next_match(c, &m)) {
        struct idio_str s;
        idio_str_init(&s, 1 << 16);
        idio_str_printf(&s, "%u", m.pattern_index);
        for (uint16_t i = 0; i < m.capture_count; i++) {
            uint32_t n = 0;
            TSNode node = m.captures[i].node;
            const char *name = ts_query_capture_name_for_id(l->b->theirs, m.captures[i].index, &n);
            add_capture(&s, name, n, ts_node_start_byte(node), ts_node_end_byte(node),
                        ts_node_symbol(node));
        }
        add_line(l, &s);
    }
    ts_query_cursor_delete(c);
}

/* Returns the number of matches. */
static size_t compare(struct both *b, const char *what, const char *text, size_t n)
{
    struct idio_err err = {0};
    struct lines ours = {.b = b}, theirs = {.b = b};
    TSTree *tree = ts_parser_parse_string(b->parser, NULL, text, (uint32_t)n);
    assert_non_null(tree);
    assert_ok(idio_flat_build(&b->flat, &b->symbols, tree, text, (uint32_t)n, &err), &err);
    struct idio_match_run run = {.found = take, .ctx = &ours};
    assert_ok(idio_query_run(&b->ours, &b->flat, &run), NULL);
    take_theirs(&theirs, tree);
    lines_sort(&ours);
    lines_sort(&theirs);
    for (size_t i = 0; i < ours.at.len || i < theirs.at.len; i++) {
        const char *x = i < ours.at.len ? ours.at.at[i] : "(none)";
        const char *y = i < theirs.at.len ? theirs.at.at[i] : "(none)";
        if (strcmp(x, y) != 0)
            fail_msg("%s: ours \"%s\", tree-sitter's \"%s\"", what, x, y);
    }
    size_t count = ours.at.len;
    lines_release(&ours);
    lines_release(&theirs);
    ts_tree_delete(tree);
    return count;
}

/* Samples: tests/fixtures/corpus/<lang>.*, written to have something of everything. */
static void shipped_queries(void **state)
{
    struct idio_fs_list list = {0};
    struct idio_err err = {0};
    (void)state;
    const char *dir = IDIO_SOURCE_DIR "/tests/fixtures/corpus";
    assert_ok(idio_fs_list(dir, &list, &err), &err);
    for (size_t n = 0; n < 2 * IDIO_COUNT(langs); n++) {
        size_t i = n / 2;
        if (langs[i].shapes_only && n % 2 == 0)
            continue;
        struct both b;
        struct idio_query_source source;
        size_t files = 0, matches = 0;
        int rc = n % 2 == 0
                     ? idio_query_source_load(idio_queries_files, langs[i].folder, &source, &err)
                     : idio_query_source_load_one(idio_shapes_files, langs[i].folder, "shapes.scm",
                                                  &source, &err);
        assert_ok(rc, &err);
        both_init(&b, langs[i].grammar(), source.text);
        for (size_t k = 0; k < list.len; k++) {
            enum idio_lang lang = idio_lang_of_path(list.at[k].name);
            if (strcmp(idio_lang_id(lang), langs[i].id) != 0)
                continue;
            char *path = idio_fs_join(dir, list.at[k].name), *text = NULL;
            size_t size = 0;
            assert_ok(idio_fs_read(path, 1 << 20, &text, &size, &err), &err);
            matches += compare(&b, path, text, size);
            files++;
            idio_free(text);
            idio_free(path);
        }
        print_message("%s: %zu patterns, %zu files, %zu matches\n", langs[i].id,
                      b.ours.patterns.len, files, matches);
        assert_true(files > 0 && matches > 50);
        both_release(&b);
        idio_query_source_release(&source);
    }
    idio_fs_list_release(&list);
}

static void odd_queries(void **state)
{
    static const char text[] =
        "// one\n// two\nfunction f(a, b, c) { return [1, 'x', 2, 3, `t`]; }\n"
        "/* three */ class A extends B { #p = 1; static m() { g(h(1)(2), 3)\n} get q() {} }\n"
        "if (a) b(); else if (c) { d(1, 2, 3) } else e\nx = { a: 1, b, ...c, 'd': f() }\n"
        "for (const k of [a, b]) { continue }\nlet z = async () => { await y }, w = 1, v\n@@ "
        "broken (\n";
    static const char *const queries[] = {
        "(array (number) @a (number) @b)",
        "(array . (number) @a)",
        "(array (number) @a .)",
        "(array (_) @a . (_) @b)",
        "(array (number) @a . (number) @b)",
        "(array (number)+ @a)",
        "(array (string) @s (number)* @a)",
        "(array (string)? @s . (number) @a)",
        "(arguments . (_) @first (_)* @rest)",
        "(arguments _ @any)",
        "(arguments \"(\" . (_) @a)",
        "(arguments _ @x . (_) @y)",
        "(program (comment)+ @c)",
        "((comment) @a . (comment) @b)",
        "((comment) @a . (comment)* . (function_declaration) @f)",
        "([(number) (string)] @lit)",
        "(array [(number) @n (string) @s])",
        "(array [(number) (string)]+ @x)",
        "(pair key: (_) @k value: [(number) @n (call_expression function: (_) @f)])",
        "(if_statement condition: (_) @c consequence: (_) @t alternative: (else_clause)? @e)",
        "(if_statement !alternative) @short",
        "(class_declaration !decorator name: (_) @n (class_heritage)? @h)",
        "(variable_declarator !value name: (_) @n)",
        "(_ name: (identifier) @n) @owner",
        "(_ function: (identifier) @f)",
        "(ERROR) @e",
        "(program (_) @top)",
        "(program (expression_statement (assignment_expression left: (_) @l right: (object (_) "
        "@m))))",
        "(lexical_declaration (variable_declarator)+ @d)",
        "(lexical_declaration \"let\" (variable_declarator name: (_) @n) \",\")",
        "(call_expression function: (call_expression) @inner arguments: (arguments (_) @a))",
        "(call_expression (arguments ((number) @a . \",\" . (number) @b)))",
        "(statement_block . (return_statement) @only .)",
        "(object [(pair) (spread_element)] @m)",
        "((_) @x . (class_declaration))",
        "(formal_parameters (identifier) @p (#eq? @p \"a\"))",
        "[(identifier) (number)] @leaf",
        "[(array (number) @n) (arguments (number) @n)]",
        "(class_body [(method_definition \"static\" @s) (field_definition)] @m)",
        "(binary_expression)",
        "\"=\" @eq",
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(queries); i++) {
        struct both b;
        print_message("%s\n", queries[i]);
        both_init(&b, tree_sitter_javascript(), queries[i]);
        compare(&b, queries[i], text, sizeof text - 1);
        both_release(&b);
    }
}

static bool stop_now(void *ctx)
{
    (void)ctx;
    return true;
}

static int ignore(void *ctx, const struct idio_found *found)
{
    (void)ctx;
    (void)found;
    return IDIO_OK;
}

/* A list of 3,000 numbers and a pattern with four captures: 3 * 10^12 combinations. */
static void explosion(void **state)
{
    struct both b = {0};
    struct idio_str s;
    struct idio_err err = {0};
    (void)state;
    idio_str_init(&s, 1 << 20);
    idio_str_putc(&s, '[');
    for (int i = 0; i < 3000; i++)
        idio_str_puts(&s, "1,");
    idio_str_putc(&s, ']');
    both_init(&b, tree_sitter_javascript(),
              "(array (number) @a (number) @b (number) @c (number) @d)");
    TSTree *tree = ts_parser_parse_string(b.parser, NULL, s.data, (uint32_t)s.len);
    assert_ok(idio_flat_build(&b.flat, &b.symbols, tree, s.data, (uint32_t)s.len, &err), &err);
    struct idio_match_run run = {.found = ignore};
    assert_ok(idio_query_run(&b.ours, &b.flat, &run), NULL); /* gives up at this root, in time */
    both_release(&b);
    /* and a run that is asked to stop does */
    both_init(&b, tree_sitter_javascript(), "(number) @n");
    idio_str_clear(&s);
    for (int i = 0; i < 70000; i++)
        idio_str_puts(&s, "1;");
    ts_tree_delete(tree);
    tree = ts_parser_parse_string(b.parser, NULL, s.data, (uint32_t)s.len);
    assert_ok(idio_flat_build(&b.flat, &b.symbols, tree, s.data, (uint32_t)s.len, &err), &err);
    run.stop = stop_now;
    assert_status(idio_query_run(&b.ours, &b.flat, &run), IDIO_E_LIMIT, NULL);
    ts_tree_delete(tree);
    idio_str_release(&s);
    both_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_queries),
        cmocka_unit_test(shipped_queries),
        cmocka_unit_test(explosion),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
