/* SPDX-License-Identifier: Apache-2.0 */
/* Cleaning, keys, shared names, pointers, walking. */
#include "spec_fixture.h"

#include "spec/spec_internal.h"

static void test_clean(void **state)
{
    static const struct {
        const char *in, *out;
        size_t max;
    } rows[] = {
        {"plain", "plain", 300},
        {"", "", 300},
        {"  a \t\r\n b\v\fc  ", "a b c", 300},
        {"a\x01\x02\x7f z", "a z", 300},
        {"a\xc2\xa0\xe2\x80\xa8\xe3\x80\x80z", "a z", 300}, /* NBSP, line separator, wide space */
        {"a\xe2\x80\xaez\xe2\x81\xa6!", "az!", 300},        /* bidi override, isolate */
        {"a\xe2\x80\x8bz\xc2\xad\xef\xbb\xbf", "az", 300},  /* zero width, soft hyphen, BOM */
        {"a\xf3\xa0\x81\xa9\xf3\xa0\x81\xa7z", "az", 300},  /* tags: "ig" */
        {"\xe0\xa4\x95\xe2\x80\x8d", "\xe0\xa4\x95\xe2\x80\x8d", 300}, /* joiner stays */
        {"a\xffz", "a\xef\xbf\xbdz", 300},
        {"\xe2\x82", "\xef\xbf\xbd", 300},
        {"a\xef\xbf\xbdz", "a\xef\xbf\xbdz", 300},
        {"abcdef", "abc", 3},
        {"\xc3\xa4\xc3\xb6\xc3\xbc!", "\xc3\xa4\xc3\xb6", 2},
        {"ab cd", "ab", 3}, /* no space at the end */
        {"ab cd", "ab c", 4},
        {"ab", "", 0},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_str s;
        idio_str_init(&s, 1000);
        spec_text_clean(&s, rows[i].in, strlen(rows[i].in), rows[i].max);
        assert_string_equal(s.data, rows[i].out);
        struct idio_str again;
        idio_str_init(&again, 1000);
        spec_text_clean(&again, s.data, s.len, rows[i].max);
        assert_string_equal(again.data, s.data);
        idio_str_release(&again);
        idio_str_release(&s);
    }
}

static void test_key(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"Use tabs.", "use tabs", true},
        {"Use tabs...", "USE  TABS", true},
        {"Stra\xc3\x9f"
         "e",
         "STRASSE", true},
        {"\xef\xac\x81le", "File.", true},
        {".", "..", false},
        {"a", "b", false},
        {"a. b", "a b", false},
    };
    struct idio_arena arena;
    struct idio_err err;
    (void)state;
    idio_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        const char *a = NULL, *b = NULL;
        assert_ok(spec_text_key(&arena, rows[i].a, &a, &err), &err);
        assert_ok(spec_text_key(&arena, rows[i].b, &b, &err), &err);
        assert_int_equal(strcmp(a, b) == 0, rows[i].same);
    }
    idio_arena_release(&arena);
}

static void test_shares(void **state)
{
    static const struct {
        const char *a, *b;
        bool shares;
    } rows[] = {
        {"lodash", "lodash", true},
        {"use lodash for collections", "lodash", true},
        {"lodash", "do not use lodash", true},
        {"react-router", "react", false},
        {"use react. always", "react", true},
        {"react.js", "react", false},
        {"@types/node", "node", false},
        {"", "x", false},
        {"x", "", false},
        {"preact and react", "react", true},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        assert_int_equal(spec_text_shares(rows[i].a, rows[i].b), rows[i].shares);
}

struct list {
    char text[1000];
};

static int add(void *ctx, const struct spec_string *s, struct idio_err *err)
{
    struct list *l = ctx;
    (void)err;
    const size_t n = strlen(l->text);
    (void)snprintf(l->text + n, sizeof l->text - n, "%s|%s|%s|%d;", s->pointer, s->parent, s->text,
                   s->in_array);
    return IDIO_OK;
}

static void test_walk(void **state)
{
    struct list l = {""};
    struct idio_err err;
    (void)state;
    struct idio_json *v = fixture_parse("{\"goal\":\"g\",\"inputs\":[\"a\",1,[\"b\"]],"
                                        "\"x/y~\":{\"z\":\"c\",\"n\":null}}");
    assert_ok(spec_each_string(v, add, &l, &err), &err);
    assert_string_equal(l.text, "/goal||g|0;/inputs/0|/inputs|a|1;/inputs/2/0|/inputs/2|b|1;"
                                "/x~1y~0/z|/x~1y~0|c|0;");
    idio_json_free(v);
    l.text[0] = '\0';
    v = fixture_parse("\"s\"");
    assert_ok(spec_each_string(v, add, &l, &err), &err);
    assert_string_equal(l.text, "||s|0;");
    idio_json_free(v);
    /* Keys that make a pointer longer than anybody needs. */
    char long_key[3000] = "{\"";
    memset(long_key + 2, 'k', 2000);
    strcpy(long_key + 2002, "\":\"s\"}");
    v = fixture_parse(long_key);
    assert_status(spec_each_string(v, add, &l, &err), IDIO_E_LIMIT, &err);
    idio_json_free(v);
    assert_int_equal(spec_field_of_pointer("/inputs/3"), IDIO_FIELD_INPUTS);
    assert_int_equal(spec_field_of_pointer("/goal"), IDIO_FIELD_GOAL);
    assert_int_equal(spec_field_of_pointer(""), IDIO_FIELD_COUNT);
    assert_int_equal(spec_field_of_pointer("/"), IDIO_FIELD_COUNT);
    assert_int_equal(spec_field_of_pointer("/goals"), IDIO_FIELD_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_walk),
    };
    idio_base_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
