/* SPDX-License-Identifier: Apache-2.0 */
/* Classifiers: one row each for what they say and for when they abstain. */
#include "observe_helper.h"

struct row {
    const char *folder, *query, *path, *text, *want; /* sites of trait "t" */
};

static void run(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        print_message("%s | %s\n", rows[i].query, rows[i].text);
        expect_sites(rows[i].folder, rows[i].query, rows[i].path, rows[i].text, "t", rows[i].want);
    }
}

#define JS(query, text, want)                   \
    {                                           \
        "javascript", query, "a.js", text, want \
    }
#define C(query, text, want)          \
    {                                 \
        "c", query, "a.c", text, want \
    }
#define PY(query, text, want)               \
    {                                       \
        "python", query, "a.py", text, want \
    }
#define T(name) "(#set! trait \"t\") (#set! classify \"" name "\")"

static void names(void **state)
{
    static const char query[] = "((identifier) @site " T("case") ")";
    static const char single[] = "((identifier) @site " T("case") " (#set! single \"1\"))";
    static const struct row rows[] = {
        JS(query, "foo_bar", "1 snake; "),
        JS(query, "fooBar", "1 camel; "),
        JS(query, "FooBar", "1 pascal; "),
        JS(query, "FOO_BAR", "1 screaming; "),
        JS(query, "foo", ""),
        JS(query, "Foo", ""),
        JS(query, "FOO", ""),
        JS(query, "Foo_Bar", ""),
        JS(query, "_foo_bar_", "1 snake; "),
        JS(query, "$fooBar", "1 camel; "),
        JS(query, "HTTPServer", "1 pascal; "),
        JS(query, "parseURL", "1 camel; "),
        JS(query, "sha256sum", ""),
        JS(query, "x2Y", "1 camel; "),
        JS(query, "utf8_name", "1 snake; "),
        JS(query, "MAX_2", "1 screaming; "),
        JS(single, "Foo", "1 pascal; "),
        JS(single, "FOO", "1 screaming; "),
        JS(single, "F", ""),
        JS(single, "foo", ""),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void words(void **state)
{
    static const struct row rows[] = {
        JS("((identifier) @site (#set! trait \"t\") (#set! classify \"first_word\"))",
           "getUserById", "1 get; "),
        JS("((identifier) @site (#set! trait \"t\") (#set! classify \"first_word\"))", "Get_it",
           "1 get; "),
        JS("((identifier) @site (#set! trait \"t\") (#set! classify \"first_word\"))", "get", ""),
        JS("((identifier) @site (#set! trait \"t\") (#set! classify \"last_word\"))", "makeHTTPUrl",
           "1 url; "),
        JS("((identifier) @site (#set! trait \"t\") (#set! classify \"last_word\"))", "a_b2", ""),
        {"c", "((identifier) @site " T("file_prefix") ")", "src/net.c", "int net_open;", "1 yes; "},
        {"c", "((identifier) @site " T("file_prefix") ")", "net/open.c", "int net_open;",
         "1 yes; "},
        {"c", "((identifier) @site " T("file_prefix") ")", "src/tcp.c", "int net_open;", "1 no; "},
        {"c", "((identifier) @site " T("file_prefix") ")", "net_open.c", "int net_open;",
         "1 yes; "},
        {"c", "((identifier) @site " T("file_prefix") ")", "src/net.c", "int net;", ""},
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void quotes(void **state)
{
    static const char query[] = "([(string) (template_string)] @site " T("quote") ")";
    static const char py[] = "((string) @site " T("quote") ")";
    static const char triple[] = "((string) @site " T("quote") " (#set! triple \"1\"))";
    static const struct row rows[] = {
        JS(query, "'a'", "1 single; "),
        JS(query, "\"a\"", "1 double; "),
        JS(query, "`a`", "1 backtick; "),
        JS(query, "\"it's\"", ""),
        JS(query, "'say \"x\"'", ""),
        JS(query, "'it\\'s'", ""),
        JS(query, "`a ${b}`", ""),
        JS(query, "`a\nb`", ""),
        JS(query, "''", "1 single; "),
        PY(py, "f'a'\nRb\"b\"", "1 single; 2 double; "),
        PY(py, "\"\"\"doc\"\"\"", ""),
        PY(triple, "\"\"\"doc\"\"\"\n'''d'''", "1 double; 2 single; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void free_text(void **state)
{
    static const char query[] =
        "((string) @site (#set! trait \"open.t\") (#set! classify \"text\"))";
    static const char upper[] =
        "((identifier) @site (#set! trait \"t\") (#set! classify \"text\") (#set! as.exc \"ex\"))";
    (void)state;
    expect_sites("javascript", query, "a.js", "'ab'; \"\"", "open.t", "1 ab; ");
    expect_sites("python", upper, "a.py", "exc\nerr", "t", "1 ex; 2 err; ");
    char longer[200];
    snprintf(longer, sizeof longer, "'%081d'; '%080d'", 0, 0);
    char want[120];
    snprintf(want, sizeof want, "1 %080d; ", 0);
    expect_sites("javascript", query, "a.js", longer, "open.t", want);
}

#define JS_MODULE " (#set! stops \"/?!\") (#set! relative \"./#~\") (#set! scope \"@\")"

static void modules(void **state)
{
    static const struct {
        const char *folder, *query, *path, *text, *want;
    } rows[] = {
        {"javascript", "((import_statement source: (_) @site)" JS_MODULE, "a.js",
         "import 'lodash/fp'\nimport '@scope/x/y'\nimport './a'\nimport 'node:fs'\nimport '@/x'\n"
         "import '../b'\nimport '#in'\nimport 'x?raw'",
         "1 lodash; 2 @scope/x; 4 node:fs; 8 x; "},
        {"python",
         "([(import_statement name: (_) @site) (import_from_statement module_name: (_) @site)]"
         " (#set! stops \". \") (#set! relative \".\")",
         "a.py", "import os.path\nimport numpy\nfrom . import *\nfrom .a import *",
         "1 os; 2 numpy; "},
        {"rust",
         "((use_declaration argument: (_) @site) (#set! skip \"::\")"
         " (#set! stops \":{;, \") (#set! own \"crate self super Self\")",
         "a.rs",
         "use serde::de;\nuse crate::a;\nuse std::{io, fs};\nuse super::b;\nuse ::rand::Rng;\n"
         "use tokio;",
         "1 serde; 3 std; 5 rand; 6 tokio; "},
        {"go", "((import_spec path: (_) @site) (#set! relative \".\")", "a.go",
         "package a\nimport \"net/http\"\nimport \"./x\"\nimport \"github.com/a/b/v2\"\n",
         "2 net/http; 4 github.com/a/b/v2; "},
        {"c", "((preproc_include path: (_) @site)", "a.c",
         "#include <sys/stat.h>\n#include \"lib/it.h\"\n", "1 sys/stat.h; 2 lib/it.h; "},
        {"c", "((preproc_include path: (_) @site) (#set! stops \"/.\") (#set! levels \"2\")", "a.c",
         "#include <a/b/c.h>\n#include <a.h>\n", "1 a/b; 2 a.h; "},
        {"java", "((import_declaration (scoped_identifier) @site)", "A.java",
         "import org.junit.Test;\nimport static org.junit.Assert.*;\nimport java.util.List;\n",
         "1 org.junit.Test; 2 org.junit.Assert; 3 java.util.List; "},
        {"csharp", "((using_directive !name [(identifier) (qualified_name)] @site)", "A.cs",
         "using System;\nusing System.Text;\nusing static System.Math;\nusing A = B.C;\n",
         "1 System; 2 System.Text; 3 System.Math; "},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        char query[400];
        snprintf(query, sizeof query, "%s (#set! trait \"open.t\") (#set! classify \"module\"))",
                 rows[i].query);
        expect_sites(rows[i].folder, query, rows[i].path, rows[i].text, "open.t", rows[i].want);
    }
}

static void braces(void **state)
{
    static const char brace[] = "((compound_statement) @site " T("brace") ")";
    static const char body[] = "(if_statement consequence: (_) @site " T("body_braces") ")";
    static const struct row rows[] = {
        C("(function_definition body: (_) @site " T("brace") ")", "int f(void) {\n}\n",
          "1 same_line; "),
        C("(function_definition body: (_) @site " T("brace") ")", "int f(void)\n{\n}\n",
          "2 own_line; "),
        C(brace, "int f(void)\n  {\n}\n", "2 own_line; "),
        C(body,
          "int f(void)\n{\nif (a)\nb();\nif (a) {\nb();\n}\nif (a) {\nb();\nc();\n}\nif (a) {}\n}",
          "4 none; 5 braces; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void commas_and_semicolons(void **state)
{
    static const char list[] = "([(array) (arguments)] @site " T("trailing_comma") ")";
    static const char statement[] = "((expression_statement) @site " T("semicolon") ")";
    static const struct row rows[] = {
        JS(list, "[\n1,\n2,\n]", "1 always; "),
        JS(list, "[\n1,\n2\n]", "1 never; "),
        JS(list, "[1, 2]", ""),
        JS(list, "[\n]", ""),
        JS(list, "[\n1, // one\n]", "1 always; "),
        JS(list, "f(a, {\n})", ""),
        JS(list, "f(\na\n)", "1 never; "),
        JS(statement, "a()\nb();\n", "1 never; 2 always; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void pointers(void **state)
{
    static const char query[] =
        "([(pointer_declarator) (abstract_pointer_declarator)] @site " T("pointer_side") ")";
    static const struct row rows[] = {
        C(query, "char *a;", "1 name; "),         C(query, "char* a;", "1 type; "),
        C(query, "char * a;", "1 both; "),        C(query, "char*a;", "1 none; "),
        C(query, "char **a;", "1 name; "),        C(query, "int f(char *);", ""),
        C(query, "char *f(void) {}", "1 name; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void spaces(void **state)
{
    static const struct row rows[] = {
        JS("((object) @site " T("spaces_inside") ")", "({ a: 1 })", "1 space; "),
        JS("((object) @site " T("spaces_inside") ")", "({a: 1})", "1 none; "),
        JS("((object) @site " T("spaces_inside") ")", "({})", ""),
        JS("((object) @site " T("spaces_inside") ")", "({ })", ""),
        JS("((object) @site " T("spaces_inside") ")", "({\na: 1})", ""),
        C("((parenthesized_expression) @site " T("space_before") ")", "int f(){if (a);while(b);}",
          "1 space; 1 none; "),
        C("(binary_expression operator: _ @site " T("space_around") ")",
          "int x = a + b; int y = a+b; int z = a +b;", "1 space; 1 none; "),
        C("(cast_expression type: (_) \")\" @site " T("space_after") ")",
          "int x = (int) a; int y = (int)a; int z = (int)\na;", "1 space; 1 none; "),
        JS("((call_expression) @site " T("wrapped") ")", "f(a)\ng(\n1)", "1 single; 2 wrapped; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void neighbours(void **state)
{
    static const char blank[] = "((function_definition) @site " T("blank_before") ")";
    static const char sorted[] = "((preproc_include) @site " T("sorted") ")";
    static const struct row rows[] = {
        C(blank, "int a;\nint f(void) {}\n\nint g(void) {}\n\n\n\n\nint h(void) {}",
          "2 0; 4 1; 9 3; "),
        C(blank, "int a;\n\n\n/* about f */\n// more\nint f(void) {}", "6 2; "),
        C(blank, "int f(void) {}", ""),
        C(sorted, "#include <a.h>\n#include <c.h>\n#include <b.h>\n\n#include <a.h>\n",
          "2 sorted; 3 unsorted; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

static void counted(void **state)
{
    static const char lines[] =
        "((function_definition) @site " T("lines") " (#set! buckets \"1 3\"))";
    static const char count[] = "(parameter_list) @value @site (#set! trait \"t\") (#set! classify "
                                "\"count\") (#set! buckets \"1\")";
    (void)state;
    expect_sites("c", lines, "a.c", "int f(void) {}\nint g(void)\n{\n}\nint h(void)\n{\n\n\n}", "t",
                 "1 le1; 2 le3; 5 gt3; ");
    char query[256];
    snprintf(query, sizeof query, "(%s)", count);
    expect_sites("c", query, "a.c", "int f(int a /* x */);int g(int a,\nint b);", "t",
                 "1 le1; 1 gt1; ");
}

static void presence(void **state)
{
    static const char query[] =
        "((function_definition return_type: (type)? @value) @site (#set! trait "
        "\"t\") (#set! classify \"present\") (#set! as.present \"typed\"))";
    static const char doc[] = "((function_definition) @site " T("documented") ")";
    static const struct row rows[] = {
        PY(query, "def f() -> int: pass\ndef g(): pass", "1 typed; 2 absent; "),
        PY(doc, "def f():\n  'doc'\ndef g(): pass\n# about h\ndef h(): pass\n",
           "1 yes; 3 no; 5 yes; "),
        C(doc, "/* about f */\nint f(void) {}\nint g(void) {} // no\nint h(void) {}\n",
          "2 yes; 3 no; 4 no; "),
    };
    (void)state;
    run(rows, IDIO_COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),    cmocka_unit_test(words),
        cmocka_unit_test(quotes),   cmocka_unit_test(free_text),
        cmocka_unit_test(modules),  cmocka_unit_test(braces),
        cmocka_unit_test(spaces),   cmocka_unit_test(commas_and_semicolons),
        cmocka_unit_test(pointers), cmocka_unit_test(neighbours),
        cmocka_unit_test(counted),  cmocka_unit_test(presence),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
