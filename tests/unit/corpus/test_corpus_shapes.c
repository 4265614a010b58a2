/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes: what units of each language have (tests/fixtures/shapes: a source per language and
 * expected.txt), digests that know copies, and hostile sources.
 */
#include "observe_helper.h"

#include "base/fs.h"
#include "corpus/shape_internal.h"

struct seen {
    struct idio_observed o;
    struct idio_shape *shapes;
};

static int shape_n(struct watcher *w, const char *path, const char *text, size_t n,
                   struct seen *ret)
{
    return idio_parser_shapes(w->parser, idio_lang_of_path(path), path, text, n, NULL, &w->arena,
                              &ret->o, &ret->shapes, &w->err);
}

static struct seen shape(struct watcher *w, const char *path, const char *text)
{
    struct seen s = {0};
    assert_ok(shape_n(w, path, text, strlen(text), &s), &w->err);
    return s;
}

static const struct idio_shape *shape_named(const struct seen *s, const char *name)
{
    return &s->shapes[unit_named(&s->o, name) - s->o.units];
}

static bool same(const uint64_t a[2], const uint64_t b[2])
{
    return a[0] == b[0] && a[1] == b[1];
}

/* ---- languages ------------------------------------------------------------------------------ */
static void print_unit(struct idio_str *out, const char *file, const struct idio_unit *u,
                       const struct idio_shape *s)
{
    idio_str_printf(out, "%s:%u %s: %u tokens, %u statements%s%s", file, u->first_line,
                    *u->name ? u->name : "-", s->tokens, s->statements,
                    s->delegation ? ", delegates" : "", s->gives ? ", gives" : "");
    if (*s->returns)
        idio_str_printf(out, " {%s}", s->returns);
    for (size_t i = 0; i < s->param_count; i++) {
        const struct idio_param *p = &s->params[i];
        idio_str_printf(out, " (%s%s%s%s%s)", p->name, *p->type ? " : " : "", p->type,
                        p->optional ? ", optional" : "", p->variadic ? ", variadic" : "");
    }
    for (size_t i = 0; i < s->raise_count; i++)
        idio_str_printf(out, " !%s", s->raises[i]);
    for (size_t i = 0; i < s->guard_count; i++)
        idio_str_printf(out, " [%s]", s->guards[i]);
    idio_str_putc(out, '\n');
}

static void expect_lines(const char *got, const char *want)
{
    for (int line = 1; *got || *want; line++) {
        size_t n = strcspn(got, "\n"), k = strcspn(want, "\n");
        if (n != k || memcmp(got, want, n) != 0)
            fail_msg("expected.txt:%d:\n  got  %.*s\n  want %.*s", line, (int)n, got, (int)k, want);
        got += n + (got[n] == '\n');
        want += k + (want[k] == '\n');
    }
}

/* IDIO_SHOW=1 prints what expected.txt should say. */
static void languages(void **state)
{
    struct watcher *w = *state;
    struct idio_fs_list list = {0};
    struct idio_str out;
    const char *dir = IDIO_SOURCE_DIR "/tests/fixtures/shapes";
    char *want = NULL;
    bool has[IDIO_LANG_COUNT] = {false};
    size_t n;
    idio_str_init(&out, 1 << 20);
    assert_ok(idio_fs_list(dir, &list, &w->err), &w->err);
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/tests/fixtures/shapes/expected.txt", 1 << 20, &want,
                           &n, &w->err),
              &w->err);
    for (size_t i = 0; i < list.len; i++) {
        enum idio_lang lang = idio_lang_of_path(list.at[i].name);
        if (lang == IDIO_LANG_NONE)
            continue;
        char *path = idio_fs_join(dir, list.at[i].name), *text = NULL;
        assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &w->err), &w->err);
        idio_arena_clear(&w->arena);
        struct seen s = shape(w, list.at[i].name, text);
        assert_false(s.o.parse_errors);
        for (size_t u = 0; u < s.o.unit_count; u++)
            print_unit(&out, list.at[i].name, &s.o.units[u], &s.shapes[u]);
        has[idio_lang_style(lang)] = true;
        idio_free(text);
        idio_free(path);
    }
    for (int lang = 1; lang < IDIO_LANG_COUNT; lang++)
        assert_true(has[idio_lang_style((enum idio_lang)lang)]);
    if (getenv("IDIO_SHOW"))
        fputs(out.data, stdout);
    expect_lines(out.data, want);
    idio_str_release(&out);
    idio_free(want);
    idio_fs_list_release(&list);
}

/* What is observed is the same to the byte, and another parser finds the same shapes. */
static void same_observation(void **state)
{
    struct watcher *w = *state;
    struct idio_fs_list list = {0};
    const char *dir = IDIO_SOURCE_DIR "/tests/fixtures/corpus";
    assert_ok(idio_fs_list(dir, &list, &w->err), &w->err);
    for (size_t i = 0; i < list.len; i++) {
        char *path = idio_fs_join(dir, list.at[i].name), *text = NULL;
        size_t n;
        struct idio_str a, b;
        assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &w->err), &w->err);
        idio_str_init(&a, 1 << 22);
        idio_str_init(&b, 1 << 22);
        struct idio_observed plain = watch(w, list.at[i].name, text);
        idio_observed_encode(&plain, &a);
        struct seen s = shape(w, list.at[i].name, text), again = shape(w, list.at[i].name, text);
        idio_observed_encode(&s.o, &b);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.data, b.data, a.len);
        for (size_t u = 0; u < s.o.unit_count; u++) {
            assert_memory_equal(s.shapes[u].minhash, again.shapes[u].minhash,
                                sizeof s.shapes[u].minhash);
            assert_true(same(s.shapes[u].exact, again.shapes[u].exact));
        }
        idio_str_release(&a);
        idio_str_release(&b);
        idio_free(text);
        idio_free(path);
    }
    idio_fs_list_release(&list);
}

/* ---- digests -------------------------------------------------------------------------------- */
static void expect_copy(struct watcher *w, const char *path, const char *a, const char *b,
                        bool exact, bool renamed)
{
    struct seen x = shape(w, path, a), y = shape(w, path, b);
    size_t last = x.o.unit_count - 1;
    assert_int_equal(x.o.unit_count, y.o.unit_count);
    bool is_exact = same(x.shapes[last].exact, y.shapes[last].exact);
    bool is_renamed = same(x.shapes[last].renamed, y.shapes[last].renamed);
    if (is_exact != exact || is_renamed != renamed)
        fail_msg("%s\n%s: exact %d, renamed %d", a, b, is_exact, is_renamed);
    bool sketch =
        memcmp(x.shapes[last].minhash, y.shapes[last].minhash, sizeof x.shapes[last].minhash) == 0;
    assert_int_equal(sketch, exact);
}

static void copies(void **state)
{
    struct watcher *w = *state;
    idio_arena_clear(&w->arena);
    /* comments and white space do not count */
    expect_copy(w, "a.c", "int f(int a) { return g(a, \"x  y\"); }\n",
                "/* doc */ int\nf(int a)\n{\n\treturn g(a, /* why */ \"x  y\"); // end\n}\n", true,
                true);
    expect_copy(w, "a.py", "def f(a):\n    return a + 1\n", "def f( a ):\n  # so\n  return  a+1\n",
                true, true);
    /* names and literals do not count for `renamed` */
    expect_copy(w, "a.c", "int f(int a) { return g(a, \"x\", 1); }\n",
                "int h(int b) { return k(b, \"long \\n\", 0x22); }\n", false, true);
    expect_copy(w, "a.py", "def f(a, b='x'):\n    return a.b(f'{a} is {b}')\n",
                "def g(x, y=\"\"\"z\"\"\"):\n    return x.y(f'{x} was {y}')\n", false, true);
    expect_copy(w, "a.js", "function f(a) { return `v ${a}` + /x+/g }\n",
                "function g(b) { return `wow ${b}` + /y/ }\n", false, true);
    expect_copy(w, "a.rb", "def f(a)\n  @b = a\nend\n", "def g(c)\n  @d = c\nend\n", false, true);
    expect_copy(w, "a.php", "<?php function f($a) { return $a . 'x'; }",
                "<?php function g($b) { return $b . 'yy'; }", false, true);
    expect_copy(w, "a.go", "package a\nfunc f(a []int) int { return a[0] }\n",
                "package a\nfunc g(b []int) int { return b[7] }\n", false, true);
    /* but which name stands where does, and so do operators, keywords and known types */
    expect_copy(w, "a.c", "int f(int a, int b) { return a - b; }\n",
                "int f(int a, int b) { return b - a; }\n", false, false);
    expect_copy(w, "a.c", "int f(int a) { return a + 1; }\n", "int f(int a) { return a - 1; }\n",
                false, false);
    expect_copy(w, "a.c", "int f(int a) { return a; }\n", "int f(long a) { return a; }\n", false,
                false);
    /* where a string ends is part of it */
    expect_copy(w, "a.js", "function f() { return ['ab', 'c'] }\n",
                "function f() { return ['a', 'bc'] }\n", false, true);
}

/* A unit's digests are its own, wherever it stands. */
static void nested(void **state)
{
    struct watcher *w = *state;
    static const char inner[] = "function inner(a, b) { if (a) { return b(a, 1) } return a + b }\n";
    char text[1024];
    idio_arena_clear(&w->arena);
    snprintf(text, sizeof text, "class A { m() { %s; return inner } }\nfunction x() { %s }\n",
             inner, inner);
    struct seen alone = shape(w, "a.js", inner), both = shape(w, "b.js", text);
    const struct idio_shape *want = shape_named(&alone, "inner");
    size_t found = 0;
    for (size_t i = 0; i < both.o.unit_count; i++) {
        if (strcmp(both.o.units[i].name, "inner") != 0)
            continue;
        assert_true(same(both.shapes[i].exact, want->exact));
        assert_true(same(both.shapes[i].renamed, want->renamed));
        assert_memory_equal(both.shapes[i].minhash, want->minhash, sizeof want->minhash);
        found++;
    }
    assert_int_equal(found, 2);
    /* x is inner and a few tokens around: the sketch of the whole holds that of the part */
    const struct idio_shape *x = shape_named(&both, "x");
    for (size_t i = 0; i < IDIO_MINHASH; i++)
        assert_true(x->minhash[i] <= want->minhash[i]);
    assert_int_equal(x->tokens, want->tokens + 6);
}

static void empty(void **state)
{
    struct watcher *w = *state;
    idio_arena_clear(&w->arena);
    struct seen s = shape(w, "a.c", "/* nothing */\n"), t = shape(w, "a.c", "");
    assert_int_equal(s.shapes[0].tokens, 0);
    assert_int_equal(s.shapes[0].minhash[0], UINT32_MAX);
    assert_true(same(s.shapes[0].exact, t.shapes[0].exact));
    assert_string_equal(s.shapes[0].returns, "");
    s = shape(w, "a.c", "x;\n"); /* fewer tokens than a shingle has */
    assert_int_equal(s.shapes[0].tokens, 2);
    assert_int_not_equal(s.shapes[0].minhash[0], UINT32_MAX);
}

/* ---- hostile -------------------------------------------------------------------------------- */
static void secrets(void **state)
{
    struct watcher *w = *state;
    idio_arena_clear(&w->arena);
    struct seen s =
        shape(w, "a.js", "function f(a) {\n  if (a === 'jane@corp.dev') return\n  g()\n}\n");
    assert_int_equal(shape_named(&s, "f")->guard_count, 1);
    assert_null(strstr(shape_named(&s, "f")->guards[0], "jane"));
}

static void caps(void **state)
{
    struct watcher *w = *state;
    struct idio_str s;
    idio_arena_clear(&w->arena);
    idio_str_init(&s, 1 << 20);
    idio_str_puts(&s, "def f(");
    for (int i = 0; i < 5000; i++)
        idio_str_printf(&s, "param_%d: Dict[str, List[int]] = None, ", i);
    idio_str_puts(&s, "):\n");
    for (int i = 0; i < 500; i++)
        idio_str_printf(&s, "    if a > %d:\n        raise Error%d(%d)\n", i, i, i);
    idio_str_printf(&s, "    if %0*d:\n        return\n", 3000, 7);
    struct seen seen = shape(w, "a.py", s.data);
    const struct idio_shape *f = shape_named(&seen, "f");
    assert_int_equal(f->param_count, IDIO_SHAPE_PARAMS);
    assert_int_equal(f->raise_count, IDIO_SHAPE_LIST);
    assert_int_equal(f->guard_count, IDIO_SHAPE_LIST);
    assert_string_equal(f->params[23].name, "param_23");
    idio_str_clear(&s);
    idio_str_printf(&s, "def f(a):\n    if %0*d:\n        return\n    g()\n", 3000, 7);
    seen = shape(w, "a.py", s.data);
    assert_int_equal(strlen(shape_named(&seen, "f")->guards[0]), 80);
    idio_str_release(&s);
}

static void repeat(struct idio_str *s, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        idio_str_puts(s, text);
}

static void hostile_one(struct watcher *w, const char *path, const struct idio_str *s)
{
    struct seen seen;
    idio_arena_clear(&w->arena);
    int rc = shape_n(w, path, s->data, s->len, &seen);
    if (rc != IDIO_OK) /* too much for the arena or the clock */
        assert_status(rc, IDIO_E_LIMIT, &w->err);
}

static void hostile(void **state)
{
    struct watcher *w = *state;
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    repeat(&s, "function f(a){", 20000); /* units in units */
    hostile_one(w, "a.js", &s);
    idio_str_clear(&s);
    repeat(&s, "function f(a){if(a){return g(a)}", 1500);
    repeat(&s, "}", 1500);
    hostile_one(w, "a.js", &s);
    idio_str_clear(&s);
    repeat(&s, "((((((((((", 20000);
    hostile_one(w, "a.c", &s);
    idio_str_clear(&s);
    repeat(&s, "`${", 30000); /* literals in literals */
    hostile_one(w, "a.js", &s);
    idio_str_clear(&s);
    repeat(&s, "lambda x: ", 20000);
    hostile_one(w, "a.py", &s);
    idio_str_clear(&s);
    repeat(&s, "if (a) { return; } else ", 10000);
    hostile_one(w, "a.c", &s);
    idio_str_clear(&s);
    idio_str_puts(&s, "int f( { ]] @@ ) while ### struct {{{\n)(*&^%$ \"unclosed\n return throw");
    static const char *const paths[] = {"a.c",  "a.cpp", "a.py",  "a.js",   "a.ts", "a.tsx", "a.go",
                                        "a.rs", "a.rb",  "a.php", "a.java", "a.cs", "a.sh"};
    for (size_t i = 0; i < IDIO_COUNT(paths); i++)
        hostile_one(w, paths[i], &s);
    assert_int_equal(shape(w, "a.c", "int f(int a) { return a; }").shapes[1].param_count, 1);
    idio_str_release(&s);
}

/* Over the budget for hashes the digests still tell equal from different. */
static void deep_digests(void **state)
{
    struct watcher *w = *state;
    struct idio_str s;
    idio_arena_clear(&w->arena);
    idio_str_init(&s, 1 << 20);
    repeat(&s, "function f(a){if(a){return g(a)}", 3000);
    repeat(&s, "}", 3000);
    struct seen seen = {0}, again = {0};
    assert_ok(shape_n(w, "a.js", s.data, s.len, &seen), &w->err);
    assert_ok(shape_n(w, "b.js", s.data, s.len, &again), &w->err);
    assert_int_equal(seen.o.unit_count, 3001);
    for (size_t i = 1; i + 1 < seen.o.unit_count; i++) {
        assert_true(same(seen.shapes[i].exact, again.shapes[i].exact));
        assert_false(same(seen.shapes[i].exact, seen.shapes[i + 1].exact));
    }
    idio_str_release(&s);
}

/* ---- queries -------------------------------------------------------------------------------- */
static void expect_mistake(const char *query, const char *want)
{
    struct watcher w;
    struct seen s;
    const struct idio_embedded table[] = {
        {"queries/c/shapes.scm", (const unsigned char *)query, strlen(query)}, {NULL, NULL, 0}};
    watcher_open(&w);
    w.observer->shapes = table;
    assert_int_equal(watch(&w, "a.c", "int x;\n").lines,
                     1); /* who asks for no shapes never sees it */
    assert_status(shape_n(&w, "a.c", "int x;\n", 7, &s), IDIO_E_INVALID, &w.err);
    if (!strstr(w.err.msg, want))
        fail_msg("\"%s\" does not say \"%s\"", w.err.msg, want);
    watcher_release(&w);
}

static void mistakes(void **state)
{
    (void)state;
    expect_mistake("(identifier) @statement\n(no_such_node) @call\n",
                   "queries/c/shapes.scm:2:2: unknown node type");
    expect_mistake("; one\n\n(identifier) @staement\n",
                   "queries/c/shapes.scm:3:15: a shape has no");
    expect_mistake("((identifier) @call (#odd? @call))", "queries/c/shapes.scm:1:21: unknown pred");
    expect_mistake("((identifier) @call (#set! trait \"x\") (#set! value \"y\"))",
                   "queries/c/shapes.scm:1:21: unknown trait");
}

/* A language without the file has digests alone. */
static void no_query(void **state)
{
    struct watcher w;
    const struct idio_embedded none = {NULL, NULL, 0};
    (void)state;
    watcher_open(&w);
    w.observer->shapes = &none;
    struct seen s = shape(&w, "a.c", "int f(int a) { return a; }\n");
    assert_int_equal(s.shapes[1].param_count, 0);
    assert_int_equal(s.shapes[1].tokens, 11);
    watcher_release(&w);
}

static int shape_once(void *ctx)
{
    struct watcher *w = ctx;
    static const char text[] = "/* doc */\nint f(int a, char *b) { if (a) return g(b); errno = "
                               "EIO; return 1; }\n#include <a.h>\n";
    struct seen s;
    struct idio_arena arena;
    struct idio_parser *p = NULL;
    idio_arena_init(&arena, 16 << 20);
    int rc = idio_parser_new(w->observer, &p, &w->err);
    if (rc == IDIO_OK)
        rc = idio_parser_shapes(p, IDIO_LANG_C, "a.c", text, sizeof text - 1, NULL, &arena, &s.o,
                                &s.shapes, &w->err);
    idio_parser_free(p);
    idio_arena_release(&arena);
    return rc;
}

/* With a small query, as each allocation of it is one run. */
static void allocation(void **state)
{
    static const char query[] =
        "(function_definition type: (_) @returns) @function\n"
        "(parameter_list (parameter_declaration declarator: (_) @param.name) @param @param.type)\n"
        "((if_statement condition: (_) @guard) (#match? @guard \"a\"))\n"
        "(assignment_expression right: (_) @raise)\n(return_statement) @statement @simple\n";
    const struct idio_embedded table[] = {
        {"queries/c/shapes.scm", (const unsigned char *)query, sizeof query - 1}, {NULL, NULL, 0}};
    struct watcher w;
    (void)state;
    watcher_open(&w);
    w.observer->shapes = table;
    assert_ok(shape_once(&w), &w.err);
    IDIO_FAIL_EACH_ALLOC(shape_once, &w);
    watcher_release(&w);
}

static void limits(void **state)
{
    struct watcher *w = *state;
    struct idio_str s;
    struct seen seen;
    struct idio_arena tiny;
    idio_str_init(&s, 1 << 20);
    for (int i = 0; i < 2000; i++)
        idio_str_printf(&s, "int f%d(void) {\n    return 1;\n}\n", i);
    idio_arena_init(&tiny, 1 << 20); /* enough to observe, too little for 2,000 sketches */
    assert_status(idio_parser_shapes(w->parser, IDIO_LANG_C, "a.c", s.data, s.len, NULL, &tiny,
                                     &seen.o, &seen.shapes, &w->err),
                  IDIO_E_LIMIT, &w->err);
    idio_arena_release(&tiny);
    struct idio_cancel stop = {0};
    idio_cancel_set(&stop);
    assert_status(idio_parser_shapes(w->parser, IDIO_LANG_C, "a.c", s.data, s.len, &stop, &w->arena,
                                     &seen.o, &seen.shapes, &w->err),
                  IDIO_E_CANCELLED, &w->err);
    idio_str_release(&s);
}

static int open_watcher(void **state)
{
    static struct watcher w;
    if (corpus_up(state) != 0)
        return -1;
    watcher_open(&w);
    *state = &w;
    return 0;
}

static int close_watcher(void **state)
{
    watcher_release(*state);
    return corpus_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),    cmocka_unit_test(same_observation),
        cmocka_unit_test(copies),       cmocka_unit_test(nested),
        cmocka_unit_test(empty),        cmocka_unit_test(secrets),
        cmocka_unit_test(caps),         cmocka_unit_test(hostile),
        cmocka_unit_test(deep_digests), cmocka_unit_test(mistakes),
        cmocka_unit_test(no_query),     cmocka_unit_test(allocation),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, open_watcher, close_watcher);
}
