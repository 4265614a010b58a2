/* SPDX-License-Identifier: Apache-2.0 */
/* Copied-in code: notices in heads of files, and verdicts over small repositories. */
#include "repo_helper.h"

#include "corpus/copyright.h"
#include "corpus/vendored.h"

#define ME    "Jane Doe <jane@corp.dev>"
#define OTHER "Some Body <some@body.dev>"

static void notices(void **state)
{
    static const struct {
        const char *text, *name, *email;
        bool author;
    } rows[] = {
        {"/*\n  Copyright (c) 2009 Dave Gamble and cJSON contributors\n*/\n",
         "dave gamble and cjson contributors", "", false},
        {"// Copyright 2001-2004, 2006 Jane Doe <jane@corp.dev>. All rights reserved.\n",
         "jane doe", "jane@corp.dev", false},
        {"/* Copyright (C) 2004 Todd C. Miller <t@x.org> */\n", "todd c miller", "t@x.org", false},
        {"# SPDX-FileCopyrightText: 2013 Niels Lohmann <https://n.me>\n", "niels lohmann", "",
         false},
        {"/*\n * Copyright (c) 1990, 1993\n *\tThe Regents of the University.  All rights "
         "reserved.\n */",
         "the regents of the university", "", false},
        {"/* Copyright (c) 2010, Salvatore <antirez at gmail dot com> */", "salvatore",
         "antirez@gmail.com", false},
        {"/**\n * @author Ma Bingyao <andot@ujn.edu.cn>\n */", "ma bingyao", "andot@ujn.edu.cn",
         true},
        {"/* This code is in the public domain. */", "public domain", "", false},
        {"/* (c) a list of things: (a) one, (b) two */", NULL, NULL, false},
        {"int copyright(c) 2001 Some;\n", NULL, NULL, false},
        {"/* The above copyright notice and this permission notice shall be included */", NULL,
         NULL, false},
        {"", NULL, NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_notice n;
        idio_notice_read(rows[i].text, strlen(rows[i].text), &n);
        if (n.len != (rows[i].name ? 1u : 0u))
            fail_msg("%zu names in %s", n.len, rows[i].text);
        if (!rows[i].name)
            continue;
        assert_string_equal(n.at[0].name, rows[i].name);
        assert_string_equal(n.at[0].email, rows[i].email);
        assert_int_equal(n.at[0].author, rows[i].author);
    }
    static const char lua[] = "/*\n** $Id: lapi.c,v 2.1 2013/04/12 roberto Exp $\n** See Copyright "
                              "Notice in lua.h\n*/\n";
    struct idio_notice n;
    idio_notice_read(lua, sizeof lua - 1, &n);
    assert_true(n.rcs_id);
    assert_string_equal(n.refers, "lua.h");
}

static bool same(const char *a, const char *b)
{
    struct idio_holder x, y;
    idio_holder_of(a, "", &x);
    idio_holder_of(b, "", &y);
    return idio_holder_same(&x, &y) && idio_holder_same(&y, &x);
}

static void holders(void **state)
{
    (void)state;
    assert_true(same("Redis Ltd", "Redis Contributors"));
    assert_true(same("rxi", "rxi"));
    assert_true(same("Josh Baker", "Joshua J Baker"));
    assert_false(same("Jane Doe", "John Smith"));
    assert_false(same("Foo Inc", "Bar Inc"));
    assert_false(same("The Authors", "The Project"));
}

/* ---- verdicts -------------------------------------------------------------------------------- */
static struct builder build;
static struct opened o;

#define LINE "int value(int x) { return x + 1; } /* a line of some length, to fill the file */\n"
static const char own_code[] = LINE LINE LINE LINE;

static void foreign_file(char *out, size_t size, const char *head)
{
    size_t n = (size_t)snprintf(out, size, "%s", head);
    while (n + sizeof LINE < size)
        n += (size_t)snprintf(out + n, size - n, "%s", LINE);
}

static const char *why(const char *path)
{
    for (size_t i = 0; i < o.list.vendored_len; i++)
        if (strcmp(o.list.vendored[i].path, path) == 0)
            return o.list.vendored[i].why ? o.list.vendored[i].why : "path";
    return NULL;
}

static void open_it(void)
{
    builder_finish(&build);
    assert_ok(open_path(&o, build.dir, IDIO_REPO_GIT), &o.err);
}

static void make_history(void)
{
    char text[4096];
    commit(&build, ME, "begin");
    put(&build, "src/a.c", own_code);
    put(&build, "src/b.c", own_code);
    commit(&build, ME, "import tinyjson 1.2");
    foreign_file(text, sizeof text, "/* Copyright (c) 2009 Dave Gamble */\n");
    put(&build, "src/tinyjson.c", text);
    commit(&build, ME, "a parser");
    foreign_file(text, sizeof text, "/* Copyright (c) 2020 Jane Doe */\n");
    put(&build, "src/mine.c", text);
    commit(&build, OTHER, "a patch");
    foreign_file(text, sizeof text, "/* Copyright (c) 2021 Some Body */\n");
    put(&build, "src/patch.c", text);
    put(&build, "lib/foo/LICENSE", "MIT License\n\nCopyright (c) 2015 Foo Maker\n");
    put(&build, "lib/foo/foo.c", own_code);
    put(&build, "src/stb_image.h", own_code);
    for (int i = 0; i < 12; i++) {
        commit(&build, ME, "work");
        snprintf(text, sizeof text, "%s/* %d */\n", own_code, i);
        put(&build, "src/a.c", text);
        put(&build, "src/b.c", text);
    }
}

static void verdicts(void **state)
{
    (void)state;
    make_history();
    open_it();
    assert_ok(list_for(&o, "jane@corp.dev,some@body.dev"), &o.err);
    assert_non_null(why("src/tinyjson.c"));
    assert_non_null(strstr(why("src/tinyjson.c"), "foreign copyright: Dave Gamble"));
    assert_non_null(strstr(why("src/tinyjson.c"), "import"));
    assert_non_null(why("lib/foo/foo.c"));
    assert_non_null(strstr(why("lib/foo/foo.c"), "Foo Maker"));
    assert_non_null(why("src/stb_image.h"));
    assert_string_equal(listed(&o), "src/a.c src/b.c src/mine.c src/patch.c ");
    assert_int_equal(o.list.skipped[IDIO_SKIP_IMPORTED], 3);
    assert_adds_up(&o.list);
}

/* The user's word goes before everything, and the last word wins. */
static void word(void **state)
{
    (void)state;
    make_history();
    open_it();
    assert_ok(idio_repo_say(o.repo, "src/*.c", false, &o.err), &o.err);
    assert_ok(idio_repo_say(o.repo, "src/tinyjson.c", true, &o.err), &o.err);
    assert_ok(idio_repo_say(o.repo, "foo/", true, &o.err), &o.err);
    assert_status(idio_repo_say(o.repo, "", true, &o.err), IDIO_E_INVALID, &o.err);
    assert_ok(list_for(&o, "jane@corp.dev,some@body.dev"), &o.err);
    assert_string_equal(listed(&o), "lib/foo/foo.c src/tinyjson.c ");
    assert_string_equal(why("src/a.c"), "path");
    assert_adds_up(&o.list);
}

/* A moved file is as old as its contents: a reorganisation is no import. */
static void moves(void **state)
{
    char text[32768];
    (void)state;
    commit(&build, ME, "begin");
    foreign_file(text, sizeof text, "/* one */\n");
    put(&build, "one.c", text);
    foreign_file(text, sizeof text, "/* two */\n");
    put(&build, "two.c", text);
    commit(&build, ME, "import everything into src");
    fprintf(build.import, "R one.c src/one.c\nR two.c src/two.c\n");
    open_it();
    assert_ok(list_for(&o, "jane@corp.dev"), &o.err);
    assert_string_equal(listed(&o), "src/one.c src/two.c ");
    assert_null(o.list.at[0].doubt);
    assert_true(o.list.at[0].born == 1700000060);
}

static void lines_about(char *out, size_t size, const char *head, const char *word, int from,
                        int to)
{
    size_t n = (size_t)snprintf(out, size, "%s", head);
    for (int i = from; i < to && n + 80 < size; i++)
        n += (size_t)snprintf(out + n, size - n, "int %s_%d(int x) { return x + %d; }\n", word, i,
                              i);
}

/* The owner's files, which all commits touch. */
static void put_own(int i)
{
    char path[32], text[512];
    for (int k = 0; k < 30; k++) {
        snprintf(path, sizeof path, "own/%d.c", k);
        lines_about(text, sizeof text, "/* Copyright (c) 2020 Jane Doe */\n", "own", i, i + 5);
        put(&build, path, text);
    }
}

/* Twelve commits to each of three files of somebody else's: one is still what it was, one is not,
 * and one is not either, but its folder says where it is from. */
static void worked_on(void **state)
{
    static const char head[] = "/* Copyright (c) 2009 Dave Gamble */\n";
    char text[8192];
    (void)state;
    commit(&build, ME, "begin");
    put_own(0);
    commit(&build, ME, "a parser");
    lines_about(text, sizeof text, head, "json", 0, 60);
    put(&build, "src/kept.c", text);
    put(&build, "src/other.c", text);
    put(&build, "src/bar/bar.c", text);
    put(&build, "src/bar/README", "The code of this folder was taken\nfrom bar 1.2.\n");
    put(&build, "own/README", "How to build the code of this folder.\n");
    for (int i = 1; i <= 12; i++) {
        commit(&build, ME, "work");
        lines_about(text, sizeof text, head, "json", i, 60);
        put(&build, "src/kept.c", text);
        lines_about(text, sizeof text, head, "mine", 0, 5 * i);
        put(&build, "src/other.c", text);
        put(&build, "src/bar/bar.c", text);
        put_own(i);
    }
    open_it();
    assert_ok(list_for(&o, "jane@corp.dev"), &o.err);
    assert_non_null(why("src/kept.c"));
    assert_non_null(why("src/bar/bar.c"));
    assert_non_null(strstr(why("src/bar/bar.c"), "README"));
    assert_null(why("src/other.c"));
    assert_int_equal(o.list.vendored_len, 2);
}

/* A company's name in the head of a file is that of those who commit from its domain. */
static void staff(void **state)
{
    char text[4096];
    (void)state;
    for (int i = 0; i < 8; i++) {
        commit(&build, "Joe Bloggs <joe@mail.bigcorp.com>", "work");
        snprintf(text, sizeof text, "%s/* %d */\n", own_code, i);
        put(&build, "src/a.c", text);
    }
    commit(&build, ME, "balance");
    foreign_file(text, sizeof text, "/* Copyright (c) 2020 Bigcorp Technologies, Inc. */\n");
    put(&build, "src/balance.c", text);
    foreign_file(text, sizeof text, "/* Copyright (c) 2020 Big Technologies, Inc. */\n");
    put(&build, "src/import.c", text);
    open_it();
    assert_ok(list_for(&o, "jane@corp.dev"), &o.err);
    assert_non_null(why("src/import.c"));
    assert_null(why("src/balance.c"));
}

static int list_once(void *ctx)
{
    struct idio_err err = {0};
    struct opened x;
    (void)ctx;
    int rc = open_path(&x, build.dir, IDIO_REPO_GIT);
    if (rc == IDIO_OK)
        rc = list_for(&x, "jane@corp.dev");
    if (rc == IDIO_OK && x.list.skipped[IDIO_SKIP_IMPORTED] != 3)
        rc = IDIO_E_BUG;
    opened_release(&x);
    (void)err;
    return rc;
}

static void allocation(void **state)
{
    (void)state;
    make_history();
    builder_finish(&build);
    IDIO_FAIL_EACH_ALLOC(list_once, NULL);
    assert_ok(open_path(&o, build.dir, IDIO_REPO_GIT), &o.err);
}

static int setup(void **state)
{
    (void)state;
    builder_init(&build, "");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    opened_release(&o);
    builder_release(&build);
    return 0;
}

int main(void)
{
#define WITH_REPO(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notices), cmocka_unit_test(holders), WITH_REPO(verdicts),
        WITH_REPO(word),           WITH_REPO(moves),          WITH_REPO(worked_on),
        WITH_REPO(staff),          WITH_REPO(allocation),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
