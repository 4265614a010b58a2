/* SPDX-License-Identifier: Apache-2.0 */
/* Which modules are which libraries, and which units use them. */
#include "style_fixture.h"

static void test_modules(void **state)
{
    static const struct {
        enum idio_lang lang;
        const char *module, *want; /* "trait:member …" */
    } rows[] = {
        {IDIO_LANG_PYTHON, "requests", "library.http:requests "},
        {IDIO_LANG_PYTHON, "urllib2", "library.http:urllib "},
        {IDIO_LANG_PYTHON, "requests_mock", ""},
        {IDIO_LANG_PYTHON, "request", ""},
        {IDIO_LANG_PYTHON, "", ""},
        {IDIO_LANG_GO, "net/http", "library.http:net/http "},
        {IDIO_LANG_GO, "net/http/httptest", "library.http:net/http "},
        {IDIO_LANG_GO, "net/httpx", ""},
        {IDIO_LANG_GO, "net", ""},
        {IDIO_LANG_GO, "github.com/stretchr/testify/assert", "library.test:testify "},
        {IDIO_LANG_CPP, "boost/asio.hpp", "library.http:Asio "}, /* the longest wins */
        {IDIO_LANG_CPP, "boost/array.hpp", "library.http:Boost "},
        {IDIO_LANG_CPP, "boost", "library.http:Boost "},
        {IDIO_LANG_CPP, "httplib.h",
         "library.http:httplib library.json:httplib "}, /* serves two ends */
        {IDIO_LANG_C, "httplib.h", ""},
        {IDIO_LANG_NONE, "httplib.h", ""},
        {IDIO_LANG_JAVA, "org.junit.Assert", "library.test:JUnit 4 "},
        {IDIO_LANG_JAVA, "org.junit", "library.test:JUnit 4 "},
        {IDIO_LANG_JAVA, "org.junit.jupiter.api.Test", "library.test:JUnit 5 "},
        {IDIO_LANG_JAVA, "org.junitpioneer", ""},
        {IDIO_LANG_JAVA, "org", ""},
    };
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        const struct style_member *found[STYLE_MEMBER_HITS];
        size_t n = style_members_of(t, rows[i].lang, rows[i].module, found);
        char got[256] = "";

        for (size_t k = 0; k < n; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s:%s ",
                     idio_traits_name(t, found[k]->trait), found[k]->name);
        assert_string_equal(got, rows[i].want);
    }
    idio_traits_free(t);
}

static void test_unit_names(void **state)
{
    static const struct {
        enum idio_lang lang;
        const char *calls, *signature, *module;
        bool want;
    } rows[] = {
        {IDIO_LANG_PYTHON, "requests get", "def f():", "requests", true},
        {IDIO_LANG_PYTHON, "get", "def f(r: requests.Response):", "requests", true},
        {IDIO_LANG_PYTHON, "get", "def f():", "requests", false},
        {IDIO_LANG_PYTHON, "prerequests", "", "requests", false},
        {IDIO_LANG_JAVASCRIPT, "concatStream", "", "concat-stream", true},
        {IDIO_LANG_JAVASCRIPT, "concat", "", "concat-stream", false},
        {IDIO_LANG_JAVASCRIPT, "readFile fs", "", "node:fs", true},
        {IDIO_LANG_GO, "gjson Get", "", "github.com/tidwall/gjson", true},
        {IDIO_LANG_GO, "chi NewRouter", "", "github.com/go-chi/chi/v5", true},
        {IDIO_LANG_GO, "yaml Unmarshal", "", "gopkg.in/yaml.v3", true},
        {IDIO_LANG_GO, "multierror Append", "", "github.com/hashicorp/go-multierror", true},
        {IDIO_LANG_C, "curl_easy_init free", "", "curl/curl.h", true},
        {IDIO_LANG_C, "my_curl", "", "curl/curl.h", false},
        {IDIO_LANG_C, "", "int f(sqlite3 *db)", "sqlite3.h", true},
        {IDIO_LANG_C, "xy", "", "x.h", false}, /* one letter says nothing */
        {IDIO_LANG_RUST, "bail", "fn f() -> anyhow::Result<()>", "anyhow", true},
        {IDIO_LANG_JAVA, "getLogger LoggerFactory", "", "org.slf4j.LoggerFactory", true},
        {IDIO_LANG_JAVA, "slf4j", "", "org.slf4j.LoggerFactory", false},
        {IDIO_LANG_PYTHON, "", "", "", false},
    };

    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_unit u = {.calls = rows[i].calls, .signature = rows[i].signature};

        if (style_unit_names(t, &u, rows[i].lang, rows[i].module) != rows[i].want)
            print_error("%s in %s %s\n", rows[i].module, rows[i].calls, rows[i].signature);
        assert_int_equal(style_unit_names(t, &u, rows[i].lang, rows[i].module), rows[i].want);
    }
    idio_traits_free(t);
}

static void test_came_up(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    struct fixture_file f;
    uint8_t flags[T_COUNT];
    uint32_t outer, inner, test;

    (void)state;
    fixture_open(&f, IDIO_LANG_PYTHON);
    outer = fixture_unit(&f, 0, 10, 50, "requests get");
    inner = fixture_unit(&f, outer, 20, 30, "dumps");
    test = fixture_unit(&f, 0, 60, 70, "");
    f.units[test].is_test = true;
    fixture_import(&f, "requests", 1, 0);
    fixture_import(&f, "pytest", 2, 0);
    fixture_sites(&f, T_QUOTES, 0, 1, 5, 0);
    fixture_sites(&f, T_INDENT, 0, 1, 21, inner);
    fixture_import(&f, "json", 22, inner); /* inside a function: serves it and what is around it */

    idio_rates_came_up(t, &f.o, inner, flags);
    assert_true(flags[T_INDENT] && flags[T_JSON]);
    assert_false(flags[T_QUOTES] || flags[T_HTTP] || flags[T_TEST] || flags[T_IMPORT]);
    idio_rates_came_up(t, &f.o, outer, flags);
    assert_true(flags[T_INDENT] && flags[T_JSON] && flags[T_HTTP]);
    idio_rates_came_up(t, &f.o, test, flags);
    assert_true(flags[T_TEST]);
    assert_false(flags[T_INDENT] || flags[T_HTTP]);
    idio_rates_came_up(t, &f.o, 0, flags);
    assert_true(flags[T_QUOTES] && flags[T_INDENT] && flags[T_HTTP] && flags[T_JSON] &&
                flags[T_TEST]);
    memset(flags, 7, sizeof flags);
    idio_rates_came_up(t, &f.o, 99, flags);
    for (size_t i = 0; i < T_COUNT; i++)
        assert_int_equal(flags[i], 0);
    idio_traits_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modules),
        cmocka_unit_test(test_unit_names),
        cmocka_unit_test(test_came_up),
    };

    idio_json_use_gate();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
