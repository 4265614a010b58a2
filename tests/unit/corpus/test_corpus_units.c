/* SPDX-License-Identifier: Apache-2.0 */
/* Units, docs, signatures, calls, imports and line traits of small sources. */
#include "observe_helper.h"

#include "base/utf8.h"
#include "corpus/observe_internal.h"

static void expect_imports(const struct idio_observed *o, const char *want)
{
    struct idio_str s;
    idio_str_init(&s, 1 << 16);
    for (size_t i = 0; i < o->import_count; i++)
        idio_str_printf(&s, "%s ", o->imports[i]);
    assert_string_equal(s.data, want);
    idio_str_release(&s);
}

static void c(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(w, "src/net.c",
                                   "/* SPDX-License-Identifier: MIT */\n"
                                   "/*\n"
                                   " * Sockets: open and\n"
                                   " * close them.\n"
                                   " */\n"
                                   "#include <sys/socket.h>\n"
                                   "#include \"net.h\"\n"
                                   "#include \"net.h\"\n"
                                   "\n"
                                   "/**\n"
                                   " * Opens a socket.\n"
                                   " *\n"
                                   " * @return -1 on failure\n"
                                   " */\n"
                                   "static int\n"
                                   "net_open(const char *host,   int port)\n"
                                   "{\n"
                                   "    int fd = socket(AF_INET, SOCK_STREAM, 0);\n"
                                   "    set(fd, set(fd, 1)); s->cb(fd);\n"
                                   "    return fd;\n"
                                   "}\n"
                                   "int x; // trailing\n"
                                   "char **net_names(void) { return NULL; }\n"
                                   "// first\n"
                                   "// second\n"
                                   "struct net { int fd; };\n"
                                   "typedef struct { int a; } net_t;\n");
    assert_int_equal(o.lang, IDIO_LANG_C);
    assert_int_equal(o.lines, 27);
    assert_false(o.parse_errors);
    assert_int_equal(o.unit_count, 5);
    assert_int_equal(o.units[0].kind, IDIO_UNIT_MODULE);
    assert_string_equal(o.units[0].name, "");
    assert_string_equal(o.units[0].doc, "Sockets: open and close them.");
    assert_int_equal(o.units[0].parent, IDIO_NO_UNIT);
    assert_int_equal(o.units[0].first_line, 1);
    assert_int_equal(o.units[0].last_line, 27);
    const struct idio_unit *u = unit_named(&o, "net_open");
    assert_string_equal(u->signature, "static int net_open(const char *host, int port)");
    assert_string_equal(u->doc, "Opens a socket. @return -1 on failure");
    assert_string_equal(u->calls, "socket set cb");
    assert_int_equal(u->kind, IDIO_UNIT_FUNCTION);
    assert_int_equal(u->parent, 0);
    assert_int_equal(u->first_line, 15);
    assert_int_equal(u->last_line, 21);
    assert_false(u->is_test);
    assert_string_equal(unit_named(&o, "net_names")->doc, "");
    assert_string_equal(unit_named(&o, "net_names")->signature, "char **net_names(void)");
    assert_string_equal(unit_named(&o, "net")->doc, "first second");
    assert_int_equal(unit_named(&o, "net_t")->kind, IDIO_UNIT_CLASS);
    expect_imports(&o, "sys/socket.h net.h ");
}

static void cpp(void **state)
{
    struct watcher *w = *state;
    static const char text[] =
        "#pragma once\nnamespace a {\n/// A box.\ntemplate <typename T>\nclass Box : "
        "Base {\n  public:\n    // The size.\n    int size() const { return n_; }\n};\n}\n"
        "int Box::get() { return x.y(); }\n"
        "TEST(Box, Holds) { }\n";
    struct idio_observed o = watch(w, "box.h", text);
    assert_int_equal(o.lang, IDIO_LANG_CPP); /* by its contents */
    assert_string_equal(unit_named(&o, "Box")->doc, "A box.");
    const struct idio_unit *size = unit_named(&o, "size");
    assert_string_equal(size->doc, "The size.");
    assert_string_equal(o.units[size->parent].name, "Box");
    assert_string_equal(unit_named(&o, "Box::get")->calls, "y");
    assert_true(unit_named(&o, "TEST")->is_test);
    o = watch(w, "c.h", "int f(void);\n");
    assert_int_equal(o.lang, IDIO_LANG_C);
}

static void ruby(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(w, "lib/box.rb",
                                   "# frozen_string_literal: true\n"
                                   "require 'net/http'\n"
                                   "require_relative \"lid\"\n"
                                   "# Boxes.\n"
                                   "class Box < Base\n"
                                   "  # Makes one.\n"
                                   "  def initialize(size) # here\n"
                                   "    @size = JSON.parse(size)\n"
                                   "  end\n"
                                   "\n"
                                   "  def size = @size\n"
                                   "  # Opens it.\n"
                                   "  # Twice.\n"
                                   "  def self.open(*) ; new(*).lift ; end\n"
                                   "end\n"
                                   "Pair = Struct.new(:a, :b) do\n"
                                   "  def sum; a + b; end\n"
                                   "end\n"
                                   "it \"fits\" do\n"
                                   "  expect(1).to eq 1\n"
                                   "end\n");
    assert_false(o.parse_errors);
    assert_string_equal(unit_named(&o, "Box")->doc, "Boxes.");
    assert_string_equal(unit_named(&o, "Box")->signature, "class Box < Base");
    assert_string_equal(unit_named(&o, "initialize")->doc, "Makes one.");
    assert_string_equal(unit_named(&o, "initialize")->calls, "JSON parse");
    assert_string_equal(unit_named(&o, "size")->doc, "");
    assert_string_equal(unit_named(&o, "open")->doc, "Opens it. Twice.");
    assert_int_equal(unit_named(&o, "Pair")->kind, IDIO_UNIT_CLASS);
    assert_true(unit_named(&o, "fits")->is_test);
    assert_false(unit_named(&o, "open")->is_test);
    expect_imports(&o, "net/http lid ");
}

static void php(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o =
        watch(w, "src/Box.php",
              "<?php\n"
              "namespace A\\B;\n"
              "use Psr\\Log\\LoggerInterface;\n"
              "use Foo\\{C, D};\n"
              "require_once 'lid.php';\n"
              "/** Boxes. */\n"
              "final class Box extends Base implements I\n"
              "{\n"
              "    /**\n"
              "     * Opens it.\n"
              "     */\n"
              "    #[Pure]\n"
              "    public function open(int $n): ?string\n"
              "    {\n"
              "        return \\strlen($this->lid->lift($n)) + new Hinge() + Foo::bar();\n"
              "    }\n"
              "    #[Test]\n"
              "    public function it_fits() {}\n"
              "}\n"
              "it('works', function () { expect(1); });\n");
    assert_false(o.parse_errors);
    assert_string_equal(unit_named(&o, "Box")->doc, "Boxes.");
    assert_string_equal(unit_named(&o, "Box")->signature,
                        "final class Box extends Base implements I");
    assert_string_equal(unit_named(&o, "open")->doc, "Opens it.");
    assert_string_equal(unit_named(&o, "open")->calls, "strlen lift Hinge Foo bar");
    assert_false(unit_named(&o, "open")->is_test);
    assert_true(unit_named(&o, "it_fits")->is_test);
    assert_true(unit_named(&o, "works")->is_test);
    expect_imports(&o, "Psr\\Log\\LoggerInterface Foo lid.php ");
}

static void python(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(w, "pkg/box.py",
                                   "#!/usr/bin/env python\n"
                                   "\"\"\"Boxes.\"\"\"\n"
                                   "import os.path, sys as s\n"
                                   "from .a import b\n"
                                   "from typing import (Any,\n  Dict)\n"
                                   "# A decorated one.\n"
                                   "@decorator\n"
                                   "@other(1)\n"
                                   "def f(a, *, b=1) -> int:\n"
                                   "    return g(a).h(b)\n"
                                   "class Box(Base):\n"
                                   "    r'''\n"
                                   "    A box.\n"
                                   "\n"
                                   "    With more.\n"
                                   "    '''\n"
                                   "    def size(self):\n"
                                   "        def inner(): pass\n"
                                   "        return 1\n"
                                   "class BoxTest(unittest.TestCase):\n"
                                   "    def test_size(self): pass\n");
    assert_string_equal(o.units[0].doc, "Boxes.");
    assert_string_equal(unit_named(&o, "f")->doc, "A decorated one.");
    assert_string_equal(unit_named(&o, "f")->signature, "def f(a, *, b=1) -> int");
    assert_string_equal(unit_named(&o, "f")->calls, "g h");
    assert_string_equal(unit_named(&o, "Box")->doc, "A box. With more.");
    assert_string_equal(unit_named(&o, "Box")->signature, "class Box(Base)");
    assert_string_equal(o.units[unit_named(&o, "inner")->parent].name, "size");
    assert_true(unit_named(&o, "BoxTest")->is_test);
    assert_true(unit_named(&o, "test_size")->is_test);
    assert_false(unit_named(&o, "size")->is_test);
    expect_imports(&o, "os.path sys .a typing ");
}

static void javascript(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(w, "lib/a.js",
                                   "const fs = require('fs')\n"
                                   "import x, { y } from \"./y\"\n"
                                   "export * from 'z'\n"
                                   "/** Adds. */\n"
                                   "export const add = (a, b) => a + b\n"
                                   "// exported\n"
                                   "exports.run = async function (cb) {\n"
                                   "  items.forEach((i) => { cb(i) })\n"
                                   "  return new Thing(import('w'))\n"
                                   "}\n"
                                   "class A extends B {\n"
                                   "  /* m */\n"
                                   "  m () {}\n"
                                   "  get = () => 1\n"
                                   "}\n"
                                   "const o = { go: function () {}, k: 1 }\n"
                                   "it('does it', () => { expect(1) })\n");
    assert_string_equal(unit_named(&o, "add")->doc, "Adds.");
    assert_string_equal(unit_named(&o, "add")->signature, "add = (a, b) =>");
    assert_string_equal(unit_named(&o, "run")->doc, "exported");
    assert_string_equal(unit_named(&o, "run")->calls, "forEach cb Thing");
    assert_string_equal(unit_named(&o, "m")->doc, "m");
    assert_string_equal(o.units[unit_named(&o, "get")->parent].name, "A");
    unit_named(&o, "go");
    assert_true(unit_named(&o, "does it")->is_test);
    assert_string_equal(unit_named(&o, "does it")->calls, "expect");
    expect_imports(&o, "fs ./y z w ");
}

static void typescript(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(w, "a.ts",
                                   "import type { T } from 't';\n"
                                   "export interface Shape { a: number }\n"
                                   "enum E { A }\n"
                                   "// doc\n"
                                   "export default abstract class S<T> {\n"
                                   "  private f = (x: number): void => { g(x); };\n"
                                   "  async m(@Inject() a: A): Promise<void> {}\n"
                                   "}\n"
                                   "type Box = { w: number };\n");
    assert_int_equal(unit_named(&o, "Shape")->kind, IDIO_UNIT_CLASS);
    assert_string_equal(unit_named(&o, "S")->doc, "doc");
    assert_string_equal(o.units[unit_named(&o, "f")->parent].name, "S");
    assert_string_equal(unit_named(&o, "m")->signature, "async m(@Inject() a: A): Promise<void>");
    unit_named(&o, "E");
    unit_named(&o, "Box");
    expect_imports(&o, "t ");
    o = watch(w, "a.tsx", "export const A = () => <div onClick={() => f()}>x</div>;\n");
    assert_int_equal(o.lang, IDIO_LANG_TSX);
    assert_string_equal(unit_named(&o, "A")->calls, "f");
}

static void go(void **state)
{
    struct watcher *w = *state;
    static const char text[] =
        "// Package a does.\npackage a\n\nimport (\n\t\"fmt\"\n\tx \"net/http\"\n)\n\n"
        "// Store keeps.\ntype Store struct {\n\ta int\n}\n\n"
        "// Get gets.\nfunc (s *Store) Get(k string) (int, error) {\n\treturn fmt.Print(k)\n}\n"
        "func TestGet(t *testing.T) {}\nfunc Testing() {}\n";
    struct idio_observed o = watch(w, "a_test.go", text);
    assert_string_equal(o.units[0].doc, "Package a does.");
    assert_string_equal(unit_named(&o, "Store")->doc, "Store keeps.");
    assert_string_equal(unit_named(&o, "Get")->doc, "Get gets.");
    assert_string_equal(unit_named(&o, "Get")->signature,
                        "func (s *Store) Get(k string) (int, error)");
    assert_true(unit_named(&o, "TestGet")->is_test);
    expect_imports(&o, "fmt net/http ");
    o = watch(w, "a.go", text);
    assert_true(unit_named(&o, "TestGet")->is_test);
    assert_false(unit_named(&o, "Testing")->is_test);
    assert_false(unit_named(&o, "Get")->is_test);
}

static void java(void **state)
{
    struct watcher *w = *state;
    static const char text[] =
        "package a.b;\n\nimport java.util.List;\nimport static org.junit.Assert.*;\n\n"
        "/** A store. */\n@Data\npublic class Store<T> extends Base {\n"
        "  /**\n   * Gets it.\n   */\n  @Override\n  public int get(int k) throws E { return "
        "Math.max(h(k), 1); }\n"
        "  Store() { super(); }\n"
        "  enum Kind { A { void x() {} } }\n"
        "  record Point(int x) {}\n"
        "  @Test void opens() { new Box<T>(); }\n}\n";
    struct idio_observed o = watch(w, "src/main/java/a/b/Store.java", text);
    assert_string_equal(unit_named(&o, "Store")->doc, "A store.");
    assert_string_equal(unit_named(&o, "get")->doc, "Gets it.");
    assert_string_equal(unit_named(&o, "get")->signature,
                        "@Override public int get(int k) throws E");
    assert_string_equal(unit_named(&o, "get")->calls, "Math max h");
    assert_string_equal(o.units[unit_named(&o, "x")->parent].name, "Kind");
    assert_true(unit_named(&o, "opens")->is_test);
    assert_string_equal(unit_named(&o, "opens")->calls, "Box");
    assert_false(unit_named(&o, "get")->is_test);
    expect_imports(&o, "java.util.List org.junit.Assert ");
    o = watch(w, "src/test/java/a/b/StoreTest.java", text);
    assert_true(unit_named(&o, "get")->is_test);
}

static void csharp(void **state)
{
    struct watcher *w = *state;
    static const char text[] =
        "using System;\nusing static System.Math;\nusing J = Newtonsoft.Json;\n\n"
        "namespace A.B\n{\n"
        "    /// <summary>\n    /// A store.\n    /// </summary>\n    [Serializable]\n"
        "    public class Store<T> : Base\n    {\n"
        "        /// <summary>Gets it.</summary>\n        [Obsolete]\n"
        "        public int Get(int k) => Math.Max(H(k), 1);\n"
        "        public int Size { get { return Sum(); } }\n"
        "        Store() { new Box<T>(); }\n"
        "        [Fact]\n        public void Opens() { Assert.True(x?.Y<int>()); }\n"
        "    }\n    record Point(int X);\n}\n";
    struct idio_observed o = watch(w, "src/Store.cs", text);
    assert_string_equal(unit_named(&o, "Store")->doc, "<summary> A store. </summary>");
    assert_string_equal(unit_named(&o, "Get")->doc, "<summary>Gets it.</summary>");
    assert_string_equal(unit_named(&o, "Get")->signature, "[Obsolete] public int Get(int k)");
    assert_string_equal(unit_named(&o, "Get")->calls, "Math Max H");
    assert_string_equal(unit_named(&o, "Size")->calls, "Sum");
    assert_string_equal(o.units[unit_named(&o, "Get")->parent].name, "Store");
    assert_true(unit_named(&o, "Opens")->is_test);
    assert_false(unit_named(&o, "Get")->is_test);
    assert_non_null(unit_named(&o, "Point"));
    expect_imports(&o, "System System.Math ");
    o = watch(w, "Store.Tests/StoreTests.cs", text);
    assert_true(unit_named(&o, "Get")->is_test);
}

static void rust(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o =
        watch(w, "src/lib.rs",
              "//! The crate.\nuse std::{fmt, io};\nuse serde::Deserialize as D;\n\n"
              "/// Gets.\n#[inline]\n#[must_use]\npub fn get(a: u32) -> u32 { h(a).i() }\n"
              "impl A { fn b(&self) { c!(d::e(1)); } }\n"
              "#[cfg(test)]\nmod tests {\n    #[test]\n    #[ignore]\n    fn works() {}\n"
              "    #[tokio::test]\n    async fn later() {}\n    fn helper() {}\n}\n");
    assert_string_equal(o.units[0].doc, "The crate.");
    assert_string_equal(unit_named(&o, "get")->doc, "Gets.");
    assert_string_equal(unit_named(&o, "get")->calls, "h i");
    assert_string_equal(o.units[unit_named(&o, "b")->parent].name, "A");
    assert_true(unit_named(&o, "works")->is_test);
    assert_true(unit_named(&o, "later")->is_test);
    assert_false(unit_named(&o, "helper")->is_test);
    expect_imports(&o, "std::{fmt, io} serde::Deserialize as D ");
}

/* What is kept of text is redacted, cut and valid, whatever stands there. */
static void kept_text(void **state)
{
    struct watcher *w = *state;
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    idio_str_puts(&s, "/* mail jane@corp.dev, token = \"kq81zt5w9p345\"");
    for (int i = 0; i < 400; i++)
        idio_str_puts(&s, " äöü");
    idio_str_puts(&s, " */\nint f(char *password = \"correcthorse\"");
    for (int i = 0; i < 200; i++)
        idio_str_printf(&s, ", int ä%d", i);
    idio_str_puts(&s, ")\n{\n");
    for (int i = 0; i < 200; i++)
        idio_str_printf(&s, "call%d();", i);
    idio_str_puts(&s, "}\n");
    struct idio_observed o = watch_n(w, "a.cpp", s.data, s.len);
    const struct idio_unit *u = unit_named(&o, "f");
    assert_non_null(strstr(u->doc, "mail <email>, token = \"<password>\" äöü"));
    assert_null(strstr(u->signature, "correcthorse"));
    assert_true(strlen(u->doc) <= 500 && strlen(u->doc) > 490);
    assert_true(strlen(u->signature) <= 200 && strlen(u->calls) <= 300);
    assert_true(idio_utf8_valid(u->doc, strlen(u->doc), NULL));
    assert_true(idio_utf8_valid(u->signature, strlen(u->signature), NULL));
    idio_str_release(&s);
    static const char latin1[] = "/* caf\xe9 */\nint f(int caf\xe9) { return caf\xe9(); }\n";
    o = watch_n(w, "a.c", latin1, sizeof latin1 - 1);
    for (size_t i = 0; i < o.unit_count; i++) {
        assert_true(idio_utf8_valid(o.units[i].doc, strlen(o.units[i].doc), NULL));
        assert_true(idio_utf8_valid(o.units[i].signature, strlen(o.units[i].signature), NULL));
        assert_true(idio_utf8_valid(o.units[i].calls, strlen(o.units[i].calls), NULL));
        assert_true(idio_utf8_valid(o.units[i].name, strlen(o.units[i].name), NULL));
    }
}

static void lines(void **state)
{
    static const struct {
        const char *path, *text, *trait, *want;
    } rows[] = {
        {"a.c", "int f(void)\n{\n\tif (a) {\n\t\tb();\n\t}\n}\n", "format.indent",
         "3 tab; 4 tab; "},
        {"a.c", "int f(void) {\n    a(b,\n      c);\n}\n", "format.indent", "2 4; "},
        {"a.c", "int f(void) { // why\n  a();\n}\n", "format.indent", "2 2; "},
        {"a.c", "int f(void) {\n   a();\n}\n", "format.indent", "2 other; "},
        {"a.c", "int f(void) {\n/*\n     x */\n        a();\n}\n", "format.indent", "4 8; "},
        {"a.py", "def f():\n    x = \"\"\"{\n  y\"\"\"\n    if x:\n        pass\n", "format.indent",
         "2 4; 5 4; "},
        {"a.js", "f({\n  a: `{\n      b`\n})\n", "format.indent", "2 2; "},
        {"a.c", "int a;\n", "format.final_newline", "1 always; "},
        {"a.c", "int a;", "format.final_newline", "1 never; "},
        {"a.c", "int a; \nint b;\n", "format.trailing_space", "1 always; "},
        {"a.c", "int a;\n\nint b;\n", "format.trailing_space", "1 never; "},
        {"a.c", "int a;\r\nint b;\r\n", "format.eol", "1 crlf; "},
        {"a.c", "int a;\nint b;\r\n", "format.eol", "1 lf; "},
        {"src/net_open.c", "int a;", "naming.file", "1 snake; "},
        {"src/netOpen.test.js", "a", "naming.file", "1 camel; "},
        {"src/net-open_test.go", "a", "naming.file", "1 kebab; "},
        {"src/test_net_open.py", "a", "naming.file", "1 snake; "},
        {"src/net.c", "int a;", "naming.file", ""},
        {"tests/a.c", "int a;", "test.placement", "1 folder; "},
        {"src/a_test.go", "int a;", "test.placement", "1 beside; "},
        {"src/a.go", "int a;", "test.placement", ""},
        {"src/a.spec.ts", "a", "test.file_name", "1 .spec; "},
        {"tests/a.c", "a", "test.file_name", "1 other; "},
        {"tests/test_a.c", "a", "test.file_name", "1 test_; "},
        {"src/a_test.go", "a", "test.file_name", "1 _test; "},
        {"a.test.js", "a", "test.file_name", "1 .test; "},
    };
    struct watcher *w = *state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        print_message("%s %s\n", rows[i].path, rows[i].trait);
        struct idio_observed o = watch(w, rows[i].path, rows[i].text);
        assert_string_equal(sites_of(w, &o, rows[i].trait), rows[i].want);
    }
    char text[800];
    snprintf(text, sizeof text,
             "int %072d;\nint %070d;\nint %093d;\nint %0110d;\nint %0130d;\n// %090d\n\t%064d;", 1,
             1, 1, 1, 1, 1, 1);
    struct idio_observed o = watch(w, "a.c", text);
    assert_string_equal(sites_of(w, &o, "format.line_length"),
                        "1 le80; 2 le80; 3 le100; 4 le120; 5 gt120; 7 le80; ");
}

static void test_paths(void **state)
{
    static const char *const yes[] = {
        "tests/a.c", "a/test/b.js",    "x_test.go", "a.test.ts",     "a.spec.tsx",  "test_a.py",
        "spec/a.rb", "__tests__/a.js", "tests.rs",  "a/conftest.py", "foo_tests.rs"};
    static const char *const no[] = {"src/a.c",     "testing.c",  "contest.py",
                                     "latest/a.js", "attest_a.c", "a_testx.go"};
    struct idio_lang_rules rules = {.test_names = {"*Spec", "Check*"}, .test_name_count = 2};
    struct idio_slice stem;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(yes); i++) {
        if (!idio_path_is_test(&rules, yes[i]))
            fail_msg("%s is a test", yes[i]);
    }
    for (size_t i = 0; i < IDIO_COUNT(no); i++) {
        if (idio_path_is_test(&rules, no[i]))
            fail_msg("%s is no test", no[i]);
    }
    assert_true(idio_path_is_test(&rules, "src/ThingSpec.java"));
    assert_true(idio_path_is_test(&rules, "src/CheckThing.java"));
    assert_false(idio_path_is_test(&rules, "src/Spec.java"));
    assert_false(idio_path_is_test(&rules, "src/Special.java"));
    assert_int_equal(idio_test_mark(&rules, idio_slice_c("ThingSpec.java"), &stem),
                     IDIO_TEST_NONE + 1);
    assert_true(idio_slice_eq_c(stem, "Thing"));
}

/* A word of a name begins at a border; folders may be the language's own, too. */
static void test_own_paths(void **state)
{
    static const char *const yes[] = {"FooTest.java",        "a/FooTests.cs", "FooIT.java",
                                      "TestFoo.java",        "HTTPTest.java", "Src/Foo.Tests/A.cs",
                                      "src/foo.tests/A.cs",  "Tests/A.cs",    "FooTests/A.cs",
                                      "src/test/java/A.java"};
    static const char *const no[] = {"Contest.java",
                                     "Test.java",
                                     "Testing.java",
                                     "GIT.java",
                                     "Foo.Testing/A.cs",
                                     "Testament.java",
                                     "src/main/java/org/x/test/A.java",
                                     "src/main/FooTest.java"};
    struct idio_lang_rules rules = {.test_names = {"*Test", "*Tests", "*IT", "Test*"},
                                    .test_name_count = 4,
                                    .test_folders = {"*Tests", "*.tests", "Tests"},
                                    .test_folder_count = 3,
                                    .code_folder = "src/main"};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(yes); i++) {
        if (!idio_path_is_test(&rules, yes[i]))
            fail_msg("%s is a test", yes[i]);
    }
    for (size_t i = 0; i < IDIO_COUNT(no); i++) {
        if (idio_path_is_test(&rules, no[i]))
            fail_msg("%s is no test", no[i]);
    }
}

/* The encoded form wants sites by line, parents before children, and reads back. */
static void sound(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o = watch(
        w, "a.js", "class A { m() { return [1, 'x'] } }\nfunction f() { class B { n() {} } }\n");
    for (size_t i = 1; i < o.unit_count; i++)
        assert_true(o.units[i].parent < i);
    for (size_t i = 0; i < o.site_count; i++) {
        assert_true(o.sites[i].unit < o.unit_count);
        assert_true(
            i == 0 || o.sites[i - 1].line < o.sites[i].line ||
            (o.sites[i - 1].line == o.sites[i].line && o.sites[i - 1].trait <= o.sites[i].trait));
    }
    assert_string_equal(o.units[unit_named(&o, "n")->parent].name, "B");
    struct idio_str s;
    struct idio_observed back;
    idio_str_init(&s, 1 << 20);
    idio_observed_encode(&o, &s);
    assert_ok(idio_observed_decode(s.data, s.len, &w->arena, &back, &w->err), &w->err);
    assert_int_equal(back.site_count, o.site_count);
    idio_str_release(&s);
}

static void broken(void **state)
{
    struct watcher *w = *state;
    struct idio_observed o =
        watch(w, "a.c", "int f( { ]] @@ ) while ### struct {{{\n)(*&^%$ \"unclosed\n");
    assert_true(o.parse_errors);
    o = watch(w, "a.c", "");
    assert_int_equal(o.unit_count, 1);
    assert_int_equal(o.lines, 0);
    assert_int_equal(o.units[0].first_line, 1);
    assert_int_equal(o.units[0].last_line, 1);
    assert_status(
        idio_parser_observe(w->parser, IDIO_LANG_NONE, "a", "x", 1, NULL, &w->arena, &o, &w->err),
        IDIO_E_UNSUPPORTED, &w->err);
    struct idio_cancel stop = {0};
    idio_cancel_set(&stop);
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    for (int i = 0; i < 2000; i++)
        idio_str_printf(&s, "int f%d(void) {\n    return 1;\n}\n", i);
    assert_status(idio_parser_observe(w->parser, IDIO_LANG_C, "a.c", s.data, s.len, &stop,
                                      &w->arena, &o, &w->err),
                  IDIO_E_CANCELLED, &w->err);
    struct idio_arena tiny;
    idio_arena_init(&tiny, 4096);
    assert_status(
        idio_parser_observe(w->parser, IDIO_LANG_C, "a.c", s.data, s.len, NULL, &tiny, &o, &w->err),
        IDIO_E_LIMIT, &w->err);
    idio_arena_release(&tiny);
    idio_str_release(&s);
    o = watch(w, "a.c", "int again;\n"); /* the parser is fit for the next file */
    assert_int_equal(o.lines, 1);
}

static int observe_once(void *ctx)
{
    struct watcher *w = ctx;
    static const char text[] =
        "/* doc of f@example.com */\nint f(void) { g(); return 1; }\n#include <a.h>\n";
    struct idio_observed o;
    struct idio_arena arena;
    struct idio_parser *p = NULL;
    idio_arena_init(&arena, 16 << 20);
    int rc = idio_parser_new(w->observer, &p, &w->err);
    if (rc == IDIO_OK)
        rc = idio_parser_observe(p, IDIO_LANG_C, "a.c", text, sizeof text - 1, NULL, &arena, &o,
                                 &w->err);
    idio_parser_free(p);
    idio_arena_release(&arena);
    return rc;
}

static void allocation(void **state)
{
    struct watcher *w = *state;
    assert_ok(observe_once(w), &w->err);
    IDIO_FAIL_EACH_ALLOC(observe_once, w);
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
        cmocka_unit_test(c),
        cmocka_unit_test(cpp),
        cmocka_unit_test(ruby),
        cmocka_unit_test(php),
        cmocka_unit_test(python),
        cmocka_unit_test(javascript),
        cmocka_unit_test(typescript),
        cmocka_unit_test(go),
        cmocka_unit_test(rust),
        cmocka_unit_test(java),
        cmocka_unit_test(csharp),
        cmocka_unit_test(kept_text),
        cmocka_unit_test(lines),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_own_paths),
        cmocka_unit_test(sound),
        cmocka_unit_test(broken),
        cmocka_unit_test(allocation),
    };
    return cmocka_run_group_tests(tests, open_watcher, close_watcher);
}
