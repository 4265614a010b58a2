/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 8785: the RFC's own examples, the corners of numbers and of sorting, and idempotence. */
#include "spec_fixture.h"

#include <float.h>
#include <locale.h>
#include <math.h>

static char *canonical_of(const struct idio_json *v)
{
    struct idio_str s;
    struct idio_err err = {0};
    idio_str_init(&s, 1 << 24);
    assert_ok(idio_spec_canonical(v, &s, &err), &err);
    char *text = idio_str_take(&s);
    assert_non_null(text);
    return text;
}

static void assert_canonical(const char *json, const char *want)
{
    struct idio_json *v = fixture_parse(json);
    char *text = canonical_of(v);
    assert_string_equal(text, want);
    idio_free(text);
    idio_json_free(v);
}

/* Sections 3.2.2 to 3.2.4: the sample and its canonical form. */
static void test_rfc_sample(void **state)
{
    (void)state;
    assert_canonical("{\n"
                     "  \"numbers\": [333333333.33333329, 1E30, 4.50,\n"
                     "              2e-3, 0.000000000000000000000000001],\n"
                     "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
                     "  \"literals\": [null, true, false]\n"
                     "}",
                     "{\"literals\":[null,true,false],"
                     "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                     "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

/* Section 3.2.3: sorting by UTF-16 code units. */
static void test_rfc_sorting(void **state)
{
    (void)state;
    assert_canonical("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                     "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
                     "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                     "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
                     "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                     "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
                     "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
                     "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
    /* Prefixes, the empty key, two characters with one lead surrogate, nesting. */
    assert_canonical("{\"b\":{\"z\":1,\"y\":[{\"d\":0,\"c\":0}]},\"aa\":2,\"a\":3,\"\":4,"
                     "\"\\ud83d\\ude01\":5,\"\\ud83d\\ude00\":6,\"\\ue000\":7}",
                     "{\"\":4,\"a\":3,\"aa\":2,\"b\":{\"y\":[{\"c\":0,\"d\":0}],\"z\":1},"
                     "\"\xf0\x9f\x98\x80\":6,\"\xf0\x9f\x98\x81\":5,\"\xee\x80\x80\":7}");
}

static double of_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static void assert_number(double d, const char *want)
{
    struct idio_json *v = idio_json_real(d);
    char *text = canonical_of(v);
    assert_string_equal(text, want);
    idio_free(text);
    idio_json_free(v);
}

/* Appendix B, and what is known to trip searches for the shortest form. */
static void test_numbers(void **state)
{
    static const struct {
        uint64_t bits;
        const char *text;
    } rows[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
        {0x3d30000000000000, "5.684341886080802e-14"}, /* 2^-44: the closest 16 digits do not do */
        {0x0010000000000000, "2.2250738585072014e-308"},
        {0x3ff0000000000000, "1"},
        {0x3fb999999999999a, "0.1"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        assert_number(of_bits(rows[i].bits), rows[i].text);
    assert_canonical("[1, -0, 0.0, 10, 1e2, 1.0, 9007199254740991, -5]",
                     "[1,0,0,10,100,1,9007199254740991,-5]");
}

static void test_numbers_refused(void **state)
{
    static const char *const rows[] = {"9007199254740993", "[{\"a\":-9007199254740993}]",
                                       "9223372036854775807"};
    struct idio_err err;
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_json *v = fixture_parse(rows[i]);
        struct idio_str s;
        idio_str_init(&s, 1000);
        assert_status(idio_spec_canonical(v, &s, &err), IDIO_E_INVALID, &err);
        idio_str_release(&s);
        idio_json_free(v);
    }
    /* Held exactly by a double. */
    assert_canonical("9007199254740994", "9007199254740994");
    assert_canonical("-9223372036854775808", "-9223372036854776000");
    /* Canonical itself, though the double is 83557501522610048. */
    assert_canonical("83557501522610050", "83557501522610050");
}

/* Reads back as the same double, and no shorter text does. */
static void test_random_numbers(void **state)
{
    uint64_t random = 88172645463325252;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double d = of_bits(idio_test_random(&random));
        if (i % 4 == 1)
            d = (double)(int64_t)idio_test_random(&random) / 1000.0;
        if (i % 4 == 2)
            d = ldexp(1, (int)(idio_test_random(&random) % 2000) - 1000);
        if (!isfinite(d))
            continue;
        struct idio_json *v = idio_json_real(d);
        char *text = canonical_of(v);
        assert_true(strtod(text, NULL) == d);
        char shorter[40];
        size_t digits = strspn(text, "-"), n = 0;
        for (const char *p = text + digits; *p && *p != 'e'; p++)
            n += *p >= '0' && *p <= '9' && (n > 0 || *p != '0');
        while (n > 1 && !strchr(text, '.') && !strchr(text, 'e') && n > 17)
            n--;
        if (n > 1 && strpbrk(text, ".e")) {
            (void)snprintf(shorter, sizeof shorter, "%.*e", (int)n - 2, d);
            assert_false(strtod(shorter, NULL) == d);
        }
        idio_free(text);
        idio_json_free(v);
    }
}

static void test_strings(void **state)
{
    (void)state;
    assert_canonical("\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\\u007f\\/<>&\\u2028\"",
                     "\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\x7f/<>&\xe2\x80\xa8\"");
    assert_canonical("\"\"", "\"\"");
    assert_canonical("[[],{},[[]],\"\\ud83d\\ude00\"]", "[[],{},[[]],\"\xf0\x9f\x98\x80\"]");
}

static void test_no_locale(void **state)
{
    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        IDIO_SKIP("no locale with a decimal comma on this machine");
    assert_canonical("[333333333.33333329, 4.50, 2e-3]", "[333333333.3333333,4.5,0.002]");
    (void)setlocale(LC_ALL, "C");
}

/* ---- random documents ---------------------------------------------------------------------------
 */

static struct idio_json *random_value(uint64_t *random, int depth)
{
    static const char *const words[] = {"",
                                        "a",
                                        "b",
                                        "\xc3\xa4",
                                        "\xf0\x9f\x98\x80",
                                        "\xef\xac\xb3",
                                        "\"\\/\n\x01",
                                        "aa",
                                        "\xee\x80\x80",
                                        "goal"};
    const uint64_t r = idio_test_random(random);
    struct idio_json *v;
    switch (depth > 4 ? r % 5 : r % 7) {
    case 0:
        return idio_json_null();
    case 1:
        return idio_json_bool(r & 64);
    case 2:
        return idio_json_int((int64_t)(r >> 8 & 0xffffffff) - 0x7fffffff);
    case 3: /* from 2^63 to 1e21 the form has no exponent, which our parser takes for an int64_t */
        return idio_json_real(
            ldexp((double)(r >> 11), r % 2 ? (int)(r % 300) + 30 : -(int)(r % 300)));
    case 4:
        return idio_json_string(words[(r >> 8) % IDIO_COUNT(words)]);
    case 5:
        v = idio_json_array();
        for (uint64_t i = 0; i < (r >> 8) % 5; i++)
            assert_int_equal(idio_json_push(v, random_value(random, depth + 1)), 0);
        return v;
    default:
        v = idio_json_object();
        for (uint64_t i = 0; i < (r >> 8) % 6; i++)
            assert_int_equal(idio_json_put(v, words[idio_test_random(random) % IDIO_COUNT(words)],
                                           random_value(random, depth + 1)),
                             0);
        return v;
    }
}

static void test_idempotent(void **state)
{
    uint64_t random = 42;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct idio_json *v = random_value(&random, 0);
        char *once = canonical_of(v);
        struct idio_json *again = fixture_parse(once);
        char *twice = canonical_of(again);
        assert_string_equal(once, twice);
        idio_free(once);
        idio_free(twice);
        idio_json_free(again);
        idio_json_free(v);
    }
}

static void test_hash(void **state)
{
    struct idio_err err;
    char a[IDIO_SHA256_HEX], b[IDIO_SHA256_HEX], want[IDIO_SHA256_HEX];
    (void)state;
    struct idio_json *x = fixture_parse("{\"b\":[1.0],\"a\":\"x\"}");
    struct idio_json *y = fixture_parse(" {\"a\":\"\\u0078\", \"b\":[ 1e0 ]}");
    assert_ok(idio_spec_hash(x, a, &err), &err);
    assert_ok(idio_spec_hash(y, b, &err), &err);
    assert_string_equal(a, b);
    assert_ok(idio_sha256_of("{\"a\":\"x\",\"b\":[1]}", 17, want, &err), &err);
    assert_string_equal(a, want);
    idio_json_free(x);
    idio_json_free(y);
}

static void test_limit(void **state)
{
    struct idio_err err;
    struct idio_str s;
    (void)state;
    struct idio_json *v = fixture_parse("[\"0123456789\",{\"a\":\"0123456789\"}]");
    idio_str_init(&s, 20);
    assert_status(idio_spec_canonical(v, &s, &err), IDIO_E_LIMIT, &err);
    idio_str_release(&s);
    idio_json_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_sample),     cmocka_unit_test(test_rfc_sorting),
        cmocka_unit_test(test_numbers),        cmocka_unit_test(test_numbers_refused),
        cmocka_unit_test(test_random_numbers), cmocka_unit_test(test_strings),
        cmocka_unit_test(test_no_locale),      cmocka_unit_test(test_idempotent),
        cmocka_unit_test(test_hash),           cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
