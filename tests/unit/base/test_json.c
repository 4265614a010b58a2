/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: what is accepted, what an error says, what is written, missing memory. */
#include "idio_test.h"

#include <float.h>
#include <locale.h>
#include <math.h>

#include "base/ctx.h"
#include "base/json.h"
#include "base/proc.h"
#include "base/utf8.h"

static struct idio_json *parse(const char *text)
{
    struct idio_json *v = NULL;
    struct idio_err err;

    assert_ok(idio_json_parse(text, strlen(text), "text", &v, &err), &err);
    return v;
}

static void assert_writes(const struct idio_json *v, enum idio_json_style style, const char *want)
{
    struct idio_str out;
    struct idio_err err;

    idio_str_init(&out, 1 << 20);
    assert_ok(idio_json_write(v, style, &out, &err), &err);
    assert_string_equal(out.data, want);
    idio_str_release(&out);
}

static void round_trips(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "0.1",
        "1.0",
        "-0.0",
        "1e+300",
        "5e-324",
        "0.30000000000000004",
        "\"\"",
        "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f\x7F/\"",
        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"",
        "[]",
        "{}",
        "[1,[2,[3]],{}]",
        "{\"z\":1,\"a\":[true,null],\"m\":{\"\":0.5}}",
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(texts); i++) {
        struct idio_json *v = parse(texts[i]), *copy = idio_json_copy(v);

        assert_writes(v, IDIO_JSON_COMPACT, texts[i]);
        assert_true(idio_json_equal(v, copy));
        idio_json_free(v);
        assert_writes(copy, IDIO_JSON_COMPACT, texts[i]);
        idio_json_free(copy);
    }
}

static void reads_every_form(void **state)
{
    static const struct {
        const char *text, *written;
    } table[] = {
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {"\"\\u0041\\u007f\\u0080\\u07FF\"", "\"A\x7F\xC2\x80\xDF\xBF\""},
        {"\"\\u0800\\uffff\\ud7ff\\ue000\"",
         "\"\xE0\xA0\x80\xEF\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\""},
        {"\"\\ud800\\udc00\\uD83D\\uDE00\\udbff\\udfff\"",
         "\"\xF0\x90\x80\x80\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF\""},
        {"\"plain \\u20AC plain\"", "\"plain \xE2\x82\xAC plain\""},
        {"{\"k\\u0065y\":\"v\\u0061l\"}", "{\"key\":\"val\"}"},
        {"\t\r\n [ \t1\n,\r2 ] ", "[1,2]"},
        {"{ \"a\" :\n1 , \"b\" : [ ] }", "{\"a\":1,\"b\":[]}"},
        {"-0", "0"},
        {"-0.0e-5", "-0.0"},
        {"1E5", "100000.0"},
        {"1e-400", "0.0"},
        {"123456789012345678901234567890.0", "1.2345678901234568e+29"},
        {"0.1000000000000000055511151231257827", "0.1"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_json *v = parse(table[i].text);

        assert_writes(v, IDIO_JSON_COMPACT, table[i].written);
        idio_json_free(v);
    }
}

/* All characters that can be escaped give what the decoder says. */
static void reads_every_unicode_escape(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c = c < 0x10000 ? c + 1 : c + 997) {
        char text[20];
        struct idio_json *v;
        uint32_t got;

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        if (c < 0x10000)
            snprintf(text, sizeof text, "\"\\u%04x\"", (unsigned)c);
        else
            snprintf(text, sizeof text, "\"\\u%04X\\u%04X\"",
                     (unsigned)(c - 0x10000) / 1024 + 0xD800,
                     (unsigned)(c - 0x10000) % 1024 + 0xDC00);
        v = parse(text);
        assert_int_equal(idio_utf8_next(idio_json_str(v), strlen(idio_json_str(v)), &got),
                         strlen(idio_json_str(v)));
        assert_int_equal(got, c);
        idio_json_free(v);
    }
}

static void pretty(void **state)
{
    struct idio_json *v = parse(" { \"a\" : [ 1 , 2 ] , \"e\" : { } , \"l\" : [ ] } ");

    (void)state;
    assert_writes(v, IDIO_JSON_PRETTY,
                  "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"e\": {},\n  \"l\": []\n}");
    idio_json_free(v);
}

static const struct {
    const char *text;
    size_t n; /* 0: strlen */
    int status;
    const char *part;
} REFUSED[] = {
    {"", 0, IDIO_E_CORRUPT, "conf.json: line 1"},
    {"{\n  \"a\": 1,\n  \"b\" 2\n}", 0, IDIO_E_CORRUPT, "line 3, column 7"},
    {"[1,]", 0, IDIO_E_CORRUPT, "line 1, column 4"},
    {"{\"a\":1,\"a\":2}", 0, IDIO_E_CORRUPT, "duplicate"},
    {"\"a\\u0000b\"", 0, IDIO_E_CORRUPT, "\\u0000"},
    {"{\"a\\u0000b\":1}", 0, IDIO_E_CORRUPT, "\\u0000"},
    {"\"a\0b\"", 5, IDIO_E_CORRUPT, "0x00"},
    {"1 2", 0, IDIO_E_CORRUPT, "line 1, column 3"},
    {"[1] x", 0, IDIO_E_CORRUPT, "line 1"},
    {"\"\xFF\"", 0, IDIO_E_CORRUPT, "line 1"},
    {"\"\\ud800\"", 0, IDIO_E_CORRUPT, "line 1"},
    {"99999999999999999999", 0, IDIO_E_CORRUPT, "line 1"},
    {"1e999", 0, IDIO_E_CORRUPT, "line 1"},
    {"nul", 0, IDIO_E_CORRUPT, "line 1"},
    {"'a'", 0, IDIO_E_CORRUPT, "line 1"},
    {"[NaN]", 0, IDIO_E_CORRUPT, "line 1"},
    {"\xEF\xBB\xBF{}", 0, IDIO_E_CORRUPT, "line 1"},
    {"\"\\udc00\"", 0, IDIO_E_CORRUPT, "column 2: half"},
    {"\"\\udc00\\udc00\"", 0, IDIO_E_CORRUPT, "column 2: half"},
    {"\"\\ud800\\ud800\"", 0, IDIO_E_CORRUPT, "column 2: half"},
    {"\"\\ud800\\n\"", 0, IDIO_E_CORRUPT, "column 2: half"},
    {"\"\\u12g4\"", 0, IDIO_E_CORRUPT, "four hex"},
    {"\"\\u123", 0, IDIO_E_CORRUPT, "four hex"},
    {"\"\\x41\"", 0, IDIO_E_CORRUPT, "instead of 'x'"},
    {"\"\\", 0, IDIO_E_CORRUPT, "ends"},
    {"\"a", 0, IDIO_E_CORRUPT, "ends inside a string"},
    {"\"a\nb\"", 0, IDIO_E_CORRUPT, "0x0a"},
    {"\"\xE2\x82\xAC\xE2\x82\xAC\" x", 0, IDIO_E_CORRUPT, "line 1, column 6"},
    {"01", 0, IDIO_E_CORRUPT, "column 2"},
    {"-", 0, IDIO_E_CORRUPT, "a digit"},
    {"1.", 0, IDIO_E_CORRUPT, "a digit"},
    {".5", 0, IDIO_E_CORRUPT, "a value"},
    {"+1", 0, IDIO_E_CORRUPT, "a value"},
    {"1e", 0, IDIO_E_CORRUPT, "a digit"},
    {"1e+", 0, IDIO_E_CORRUPT, "a digit"},
    {"0x10", 0, IDIO_E_CORRUPT, "column 2"},
    {"[1 2]", 0, IDIO_E_CORRUPT, "',' or ']' instead of '2'"},
    {"[", 0, IDIO_E_CORRUPT, "ends"},
    {"{\"a\":1,}", 0, IDIO_E_CORRUPT, "a key"},
    {"{a:1}", 0, IDIO_E_CORRUPT, "a key"},
    {"{\"a\":}", 0, IDIO_E_CORRUPT, "a value"},
    {"nulls", 0, IDIO_E_CORRUPT, "the end"},
    {"\x0B"
     "1",
     0, IDIO_E_CORRUPT, "a value"},
};

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(REFUSED); i++) {
        struct idio_json *v = (struct idio_json *)0x1;
        struct idio_err err;
        size_t n = REFUSED[i].n ? REFUSED[i].n : strlen(REFUSED[i].text);
        /* A copy of exactly n bytes: reading past the end would be seen. */
        char *text = idio_alloc(n, 1);

        memcpy(text, REFUSED[i].text, n);
        assert_status(idio_json_parse(text, n, "conf.json", &v, &err), REFUSED[i].status, &err);
        assert_ptr_equal(v, (struct idio_json *)0x1);
        assert_memory_equal(err.msg, "conf.json: ", 11);
        assert_true(idio_utf8_valid(err.msg, strlen(err.msg), NULL));
        if (!strstr(err.msg, REFUSED[i].part))
            fail_msg("'%s' is not in '%s'", REFUSED[i].part, err.msg);
        idio_free(text);
    }
}

/* Text with `depth` levels; brackets in strings do not count. */
static char *nested(size_t depth, bool objects)
{
    struct idio_str s;
    char *text;

    idio_str_init(&s, 1 << 20);
    for (size_t i = 0; i < depth; i++)
        idio_str_puts(&s, objects ? "{\"[[{{\\\"[\":" : "[\"]]\\\\\",");
    idio_str_puts(&s, "1");
    for (size_t i = 0; i < depth; i++)
        idio_str_putc(&s, objects ? '}' : ']');
    text = idio_str_take(&s);
    assert_non_null(text);
    return text;
}

static void depth_is_limited(void **state)
{
    (void)state;
    for (int objects = 0; objects < 2; objects++) {
        char *ok = nested(IDIO_JSON_MAX_DEPTH, objects != 0);
        char *deep = nested(IDIO_JSON_MAX_DEPTH + 1, objects != 0);
        struct idio_json *v = parse(ok);
        struct idio_err err;

        assert_writes(v, IDIO_JSON_COMPACT, ok);
        idio_json_free(v);
        assert_status(idio_json_parse(deep, strlen(deep), "x", &v, &err), IDIO_E_LIMIT, &err);
        idio_free(ok);
        idio_free(deep);
    }
    char *absurd = idio_alloc(100001, 1);
    struct idio_json *v = NULL;
    memset(absurd, '[', 100000);
    assert_status(idio_json_parse(absurd, 100000, "x", &v, NULL), IDIO_E_LIMIT, NULL);
    idio_free(absurd);
}

static void writing_keeps_to_limits(void **state)
{
    struct idio_json *v = idio_json_array();
    struct idio_str out;
    struct idio_err err;

    (void)state;
    for (int i = 0; i < IDIO_JSON_MAX_DEPTH; i++) {
        struct idio_json *outer = idio_json_array();

        assert_ok(idio_json_push(outer, v), NULL);
        v = outer;
    }
    idio_str_init(&out, 1 << 20);
    assert_status(idio_json_write(v, IDIO_JSON_COMPACT, &out, &err), IDIO_E_LIMIT, &err);
    idio_str_release(&out);
    idio_str_init(&out, 5);
    assert_status(idio_json_write(idio_json_at(v, 0), IDIO_JSON_COMPACT, &out, &err), IDIO_E_LIMIT,
                  &err);
    idio_str_release(&out);
    idio_json_free(v);
}

static void reads_members(void **state)
{
    struct idio_json *o =
        parse("{\"s\":\"text\",\"i\":42,\"r\":2.5,\"w\":3.0,\"t\":true,\"n\":null,\"big\":1e300}");
    struct idio_json *member = NULL;

    (void)state;
    assert_string_equal(idio_json_get_str(o, "s", "no"), "text");
    assert_string_equal(idio_json_get_str(o, "i", "no"), "no");
    assert_string_equal(idio_json_get_str(o, "absent", "no"), "no");
    assert_null(idio_json_get_str(o, "n", NULL));
    assert_int_equal(idio_json_get_int(o, "i", -1), 42);
    assert_int_equal(idio_json_get_int(o, "w", -1), 3);
    assert_int_equal(idio_json_get_int(o, "r", -1), -1);
    assert_int_equal(idio_json_get_int(o, "big", -1), -1);
    assert_int_equal(idio_json_get_int(o, "s", -1), -1);
    assert_true(idio_json_get_real(o, "r", 0) == 2.5);
    assert_true(idio_json_get_real(o, "i", 0) == 42.0);
    assert_true(idio_json_get_real(o, "t", 7) == 7.0);
    assert_true(idio_json_get_bool(o, "t", false));
    assert_true(idio_json_get_bool(o, "i", true));
    assert_false(idio_json_get_bool(o, "i", false));
    assert_int_equal(idio_json_type(idio_json_get(o, "n")), IDIO_JSON_NULL);
    assert_int_equal(idio_json_type(NULL), IDIO_JSON_NULL);
    assert_int_equal(idio_json_type(o), IDIO_JSON_OBJECT);
    assert_int_equal(idio_json_type(idio_json_get(o, "t")), IDIO_JSON_BOOL);
    assert_int_equal(idio_json_type(idio_json_get(o, "r")), IDIO_JSON_REAL);
    assert_int_equal(idio_json_len(o), 7);
    assert_int_equal(idio_json_len(idio_json_get(o, "s")), 0);
    assert_int_equal(idio_json_len(NULL), 0);
    assert_null(idio_json_get(NULL, "x"));
    assert_null(idio_json_at(o, 0));
    assert_string_equal(idio_json_key_at(o, 1, &member), "i");
    assert_int_equal(idio_json_to_int(member, 0), 42);
    assert_null(idio_json_key_at(o, 7, &member));
    idio_json_free(o);
}

static void iterates_in_order(void **state)
{
    struct idio_json *o = idio_json_object(), *v;
    const char *key;
    void *it = NULL;
    int64_t i = 0;

    (void)state;
    for (int k = 0; k < 200; k++) {
        char name[16];

        snprintf(name, sizeof name, "k%d", (k * 77) % 200);
        assert_ok(idio_json_put(o, name, idio_json_int(k)), NULL);
    }
    assert_ok(idio_json_put(o, "k77", idio_json_int(1)), NULL); /* replaced in its place */
    while ((key = idio_json_next(o, &it, &v))) {
        char want[16];

        snprintf(want, sizeof want, "k%d", (int)(i * 77) % 200);
        assert_string_equal(key, want);
        assert_int_equal(idio_json_to_int(v, -1), i);
        i++;
    }
    assert_int_equal(i, 200);
    assert_ok(idio_json_remove(o, "k0"), NULL);
    assert_int_equal(idio_json_remove(o, "k0"), IDIO_E_NOTFOUND);
    assert_int_equal(idio_json_len(o), 199);
    idio_json_free(o);
    o = idio_json_object();
    it = NULL;
    assert_null(idio_json_next(o, &it, NULL));
    it = NULL;
    assert_null(idio_json_next(NULL, &it, NULL));
    idio_json_free(o);
}

static void ownership(void **state)
{
    struct idio_json *o = idio_json_object(), *a = idio_json_array();

    (void)state;
    assert_int_equal(idio_json_put(o, "x", NULL), IDIO_E_NOMEM);
    assert_int_equal(idio_json_put(NULL, "x", idio_json_string("freed")), IDIO_E_NOMEM);
    assert_int_equal(idio_json_push(NULL, idio_json_string("freed")), IDIO_E_NOMEM);
    assert_int_equal(idio_json_push(a, NULL), IDIO_E_NOMEM);
    assert_int_equal(idio_json_put(a, "x", idio_json_string("freed")), IDIO_E_BUG);
    assert_int_equal(idio_json_push(o, idio_json_string("freed")), IDIO_E_BUG);
    assert_int_equal(idio_json_put(o, "\xFF", idio_json_string("freed")), IDIO_E_INVALID);
    assert_int_equal(idio_json_len(o), 0);
    assert_int_equal(idio_json_len(a), 0);
    assert_null(idio_json_free(NULL));
    idio_json_free(o);
    idio_json_freep(&a);
    assert_null(a);
}

static void strings_are_repaired(void **state)
{
    static const struct {
        const char *in;
        size_t n;
        const char *out;
    } table[] = {
        {"ok", 2, "ok"},
        {"a\xFF"
         "b",
         3,
         "a\xEF\xBF\xBD"
         "b"},
        {"a\0b", 3,
         "a\xEF\xBF\xBD"
         "b"},
        {"\0", 1, "\xEF\xBF\xBD"},
        {"\0\0x", 3, "\xEF\xBF\xBD\xEF\xBF\xBDx"},
        {"cut\xE2\x82", 5, "cut\xEF\xBF\xBD"},
        {NULL, 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_json *v = idio_json_string_n(table[i].in, table[i].n);

        assert_string_equal(idio_json_str(v), table[i].out);
        idio_json_free(v);
    }
    struct idio_json *v = idio_json_string("\xC3");
    assert_string_equal(idio_json_str(v), "\xEF\xBF\xBD");
    idio_json_free(v);
    assert_int_equal(idio_json_type(idio_json_string(NULL)), IDIO_JSON_NULL);
}

static void reals_read_back_the_same(void **state)
{
    static const double special[] = {0.0,     0.1,          1.0 / 3, 1e21, 123456789.0,
                                     DBL_MAX, DBL_TRUE_MIN, DBL_MIN, 1e-7, -2.5};
    uint64_t seed = 3;

    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        double d;
        uint64_t bits = idio_test_random(&seed);
        struct idio_json *v, *back = NULL;
        struct idio_str out;

        memcpy(&d, &bits, sizeof d);
        if (i < IDIO_COUNT(special))
            d = special[i];
        if (!isfinite(d))
            continue;
        v = idio_json_real(d);
        idio_str_init(&out, 100);
        assert_ok(idio_json_write(v, IDIO_JSON_COMPACT, &out, NULL), NULL);
        assert_true(out.len <= 25);
        assert_ok(idio_json_parse(out.data, out.len, "x", &back, NULL), NULL);
        assert_int_equal(idio_json_type(back), IDIO_JSON_REAL);
        assert_true(idio_json_to_real(back, 0) == d);
        idio_json_free(back);
        idio_json_free(v);
        idio_str_release(&out);
    }
    assert_int_equal(idio_json_type(idio_json_real(NAN)), IDIO_JSON_NULL);
    assert_int_equal(idio_json_type(idio_json_real(-INFINITY)), IDIO_JSON_NULL);
}

/* Makes a locale with a decimal comma, where the sources of locales are installed. */
static void make_german(const char *dir, char *path, size_t size)
{
    const char *argv[] = {"localedef", "-i", "de_DE", "-f", "UTF-8", path, NULL};
    struct idio_proc_opts o = {.argv = argv, .max_output = 1000};
    struct idio_proc_result r;

    snprintf(path, size, "%s/de_DE.UTF-8", dir);
    if (idio_proc_run(&o, &r, NULL) == IDIO_OK)
        idio_proc_result_release(&r);
    setenv("LOCPATH", dir, 1);
}

static void locale_does_not_matter(void **state)
{
    char dir[200], path[300];
    bool german = setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL;

    (void)state;
    idio_test_dir(dir, sizeof dir);
    if (!german) {
        make_german(dir, path, sizeof path);
        german = setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL;
    }
    if (german) {
        struct idio_json *v = parse("[1.5,-0.25,1e-07,3.0]");

        assert_int_equal(*localeconv()->decimal_point, ',');
        assert_writes(v, IDIO_JSON_COMPACT, "[1.5,-0.25,1e-07,3.0]");
        idio_json_free(v);
        setlocale(LC_NUMERIC, "C");
    }
    unsetenv("LOCPATH");
    idio_test_remove(dir);
    if (!german)
        IDIO_SKIP("no locale with a decimal comma, and localedef cannot make one");
}

static void integers_from_reals(void **state)
{
    static const struct {
        double d;
        int64_t want;
    } table[] = {
        {0x1p63, -7}, {-0x1p63, INT64_MIN}, {0x1p62, INT64_C(1) << 62}, {1.5, -7}, {-3.0, -3},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_json *v = idio_json_real(table[i].d);

        assert_true(idio_json_to_int(v, -7) == table[i].want);
        idio_json_free(v);
    }
}

static void equality(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } table[] = {
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true},
        {"[1,2]", "[2,1]", false},
        {"1", "1.0", false},
        {"\"a\"", "\"a\"", true},
        {"null", "false", false},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_json *a = parse(table[i].a), *b = parse(table[i].b);

        assert_int_equal(idio_json_equal(a, b), table[i].equal);
        idio_json_free(a);
        idio_json_free(b);
    }
    assert_true(idio_json_equal(NULL, idio_json_null()));
}

static const char SAMPLE[] =
    "{\"a long key, longer than the first buffer of the lexer\":"
    "[1,2.5,\"a long string,\\tlonger than \\u0041 the first buffer\",true,null,"
    "{\"k0\":0,\"k1\":1,\"k2\":2,\"k3\":3,\"k4\":4,\"k5\":5,\"k6\":6,"
    "\"k7\":7,\"k8\":8,\"k9\":9}],\"e\":1e10,\"n\":123456789012345678}";

static int parse_copy_write(void *ctx)
{
    struct idio_json *v = NULL, *copy = NULL;
    struct idio_str out;
    int status = idio_json_parse(SAMPLE, sizeof SAMPLE - 1, "x", &v, NULL);

    (void)ctx;
    idio_str_init(&out, 10000);
    if (status == IDIO_OK) {
        copy = idio_json_copy(v);
        status = copy ? IDIO_OK : IDIO_E_NOMEM;
    }
    if (status == IDIO_OK)
        status = idio_json_write(copy, IDIO_JSON_PRETTY, &out, NULL);
    idio_str_release(&out);
    idio_json_free(copy);
    idio_json_free(v);
    return status;
}

static int build(void *ctx)
{
    struct idio_json *o = idio_json_object(), *list = idio_json_array();
    int status = o && list ? IDIO_OK : IDIO_E_NOMEM;

    (void)ctx;
    for (int i = 0; i < 40 && status == IDIO_OK; i++) {
        char key[16];

        snprintf(key, sizeof key, "key%d", i);
        status = idio_json_put(o, key, idio_json_string("value \xFF"));
        if (status == IDIO_OK)
            status = idio_json_push(list, idio_json_real(i));
    }
    if (status == IDIO_OK)
        status = idio_json_put(o, "list", list);
    else
        idio_json_free(list);
    idio_json_free(o);
    return status;
}

static void survives_missing_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(parse_copy_write, NULL);
    IDIO_FAIL_EACH_ALLOC(build, NULL);
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(reads_every_unicode_escape),
        cmocka_unit_test(pretty),
        cmocka_unit_test(refuses),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(writing_keeps_to_limits),
        cmocka_unit_test(reads_members),
        cmocka_unit_test(iterates_in_order),
        cmocka_unit_test(ownership),
        cmocka_unit_test(strings_are_repaired),
        cmocka_unit_test(reals_read_back_the_same),
        cmocka_unit_test(locale_does_not_matter),
        cmocka_unit_test(integers_from_reals),
        cmocka_unit_test(equality),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
