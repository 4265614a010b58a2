/* SPDX-License-Identifier: Apache-2.0 */
/* Name tables: every enum value has a name, and the name leads back. */
#include "idio_test.h"

#include "types/request.h"

static void languages(void **state)
{
    (void)state;
    for (int i = 1; i < IDIO_LANG_COUNT; i++) {
        const char *id = idio_lang_id((enum idio_lang)i);
        assert_int_equal(idio_lang_from_id(id, strlen(id)), i);
        assert_true(strlen(idio_lang_title((enum idio_lang)i)) > 0);
    }
    assert_int_equal(idio_lang_from_id("cobol", 5), IDIO_LANG_NONE);
    assert_string_equal(idio_lang_id((enum idio_lang)99), "none");
    assert_int_equal(idio_lang_style(IDIO_LANG_TSX), IDIO_LANG_TYPESCRIPT);
    assert_int_equal(idio_lang_style(IDIO_LANG_NONE), IDIO_LANG_NONE);
}

static void paths(void **state)
{
    (void)state;
    const struct {
        const char *path;
        enum idio_lang lang;
    } cases[] = {
        {"a/b/c.c", IDIO_LANG_C},
        {"x.h", IDIO_LANG_C},
        {"x.HPP", IDIO_LANG_CPP},
        {"a.b/setup.py", IDIO_LANG_PYTHON},
        {"index.mjs", IDIO_LANG_JAVASCRIPT},
        {"app.tsx", IDIO_LANG_TSX},
        {"main.go", IDIO_LANG_GO},
        {"lib.rs", IDIO_LANG_RUST},
        {"a/b.php", IDIO_LANG_PHP},
        {"x.rake", IDIO_LANG_RUBY},
        {"a/Rakefile", IDIO_LANG_RUBY},
        {"Gemfile", IDIO_LANG_RUBY},
        {"rakefile", IDIO_LANG_NONE},
        {"rb", IDIO_LANG_NONE},
        {"x.Rakefile", IDIO_LANG_NONE},
        {".c", IDIO_LANG_NONE},
        {"a.c/README", IDIO_LANG_NONE},
        {"", IDIO_LANG_NONE},
        {"x.", IDIO_LANG_NONE},
    };
    for (size_t i = 0; i < IDIO_COUNT(cases); i++)
        assert_int_equal(idio_lang_of_path(cases[i].path), cases[i].lang);
}

static void fields(void **state)
{
    (void)state;
    for (int f = 0; f < IDIO_FIELD_COUNT; f++)
        assert_int_equal(idio_field_from_key(idio_field_key((enum idio_field)f)), f);
    assert_int_equal(idio_field_from_key("nonsense"), IDIO_FIELD_COUNT);
    assert_int_equal(IDIO_FIELD_COUNT, 14);
    assert_string_equal(idio_source_name(IDIO_SOURCE_ASKED), "asked");
    assert_string_equal(idio_intent_name(IDIO_INTENT_EXPLAIN), "explain");
}

static void test_shebangs(void **state)
{
    static const struct {
        const char *text;
        enum idio_lang want;
    } rows[] = {
        {"#!/usr/bin/python\nx", IDIO_LANG_PYTHON},
        {"#!/usr/bin/env python3", IDIO_LANG_PYTHON},
        {"#! /usr/bin/env -S A=1 python3.11 -u\n", IDIO_LANG_PYTHON},
        {"#!/usr/bin/env node\r\n", IDIO_LANG_JAVASCRIPT},
        {"#!/bin/pythonic", IDIO_LANG_NONE},
        {"#!/usr/bin/env perl\npython", IDIO_LANG_NONE},
        {"#!", IDIO_LANG_NONE},
        {"#!\npython", IDIO_LANG_NONE},
        {"#!/usr/bin/env", IDIO_LANG_NONE},
        {"# python", IDIO_LANG_NONE},
        {"", IDIO_LANG_NONE},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        assert_int_equal(idio_lang_of_shebang(rows[i].text, strlen(rows[i].text)), rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),
        cmocka_unit_test(paths),
        cmocka_unit_test(test_shebangs),
        cmocka_unit_test(fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
