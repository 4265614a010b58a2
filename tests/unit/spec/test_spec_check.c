/* SPDX-License-Identifier: Apache-2.0 */
/* An envelope from outside: one thing wrong at a time, and each wrong thing is named. */
#include "spec_fixture.h"

static struct idio_validator *validator;

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    validator = fixture_validator();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    validator = idio_validator_free(validator);
    return 0;
}

/* `text` with the first `from` replaced. */
static struct idio_json *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("no %s in the envelope", from);
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    idio_str_append(&s, text, (size_t)(at - text));
    idio_str_puts(&s, to);
    idio_str_puts(&s, at + strlen(from));
    assert_int_equal(s.failed, 0);
    struct idio_json *v = fixture_parse(s.data);
    idio_str_release(&s);
    return v;
}

static void test_changed(void **state)
{
    static const struct {
        const char *from, *to, *message;
        int status; /* 0: INVALID */
    } rows[] = {
        {"\"version\":1", "\"version\":2", "version 2", IDIO_E_UNSUPPORTED},
        {"\"version\":1", "\"version\":0", "/version", 0},
        {"\"version\":1,", "", "/version: missing", 0},
        {"\"version\":1", "\"version\":1,\"more\":1", "/: has members", 0},
        {"\"request\":\"Build an", "\"request\":\"Built an", "", IDIO_OK}, /* no span over it */
        {"\"request\":\"Build an Express", "\"request\":\"Build an express",
         "/provenance/~1libraries_preferred~10: quote", 0},
        {"\"approval\":null", "\"approval\":{}", "/approval/sha256: missing", 0},
        {"\"approval\":null", "\"approval\":true", "/approval: not an object", 0},
        {"\"approval\":null", "\"approval\":{\"sha256\":\"00\",\"at\":\"2026-11-23T14:00:00Z\"}",
         "not the one that was approved", 0},
        {"\"approval\":null", "\"approval\":{\"sha256\":\"00\",\"at\":\"yesterday\"}",
         "/approval/at", 0},
        {"\"engine\":\"rules\",", "", "/context/engine", 0},
        {"\"engine\":\"rules\"", "\"engine\":7", "/context", 0},
        {"\"intent\":\"create\"", "\"intent\":\"destroy\"", "/context/intent", 0},
        {"\"language\":\"javascript\"", "\"language\":\"none\"", "/context/language", 0},
        {"\"language\":\"javascript\"", "\"language\":null", "", IDIO_OK},
        {"\"note\":null", "\"note\":[]", "/context", 0},
        {"\"note\":null", "\"note\":null,\"more\":1", "/context: has members", 0},
        /* the spec */
        {"\"inputs\":[]", "\"inputs\":[1]", "/spec/inputs/0", 0},
        {"\"inputs\":[],", "", "/spec: ", 0},
        {"\"inputs\":[]", "\"inputs\":[\"new\"]", "/provenance/~1inputs~10: missing", 0},
        {"[\"list of users\"]", "[]", "strings that the spec does not have", 0},
        {"[\"list of users\"]", "[\"list\\nof users\"]", "/spec/outputs/0: has line breaks", 0},
        {"[\"list of users\"]", "[\"list \\u202eof users\"]", "/spec/outputs/0: has line breaks",
         0},
        /* said */
        {"[31,42]", "[31,43]", "/provenance/~1outputs~10: quote", 0},
        {"[31,42]", "[42,31]", "span is outside", 0},
        {"[31,42]", "[-1,42]", "span is outside", 0},
        {"[31,42]", "[31,4200]", "span is outside", 0},
        {"[31,42]", "[31]", "span is not two", 0},
        {"[31,42]", "{}", "span is not two", 0},
        {"[31,42]", "[31.5,42]", "span is outside", 0},
        {"[31,42]", "[31,18446744073709551615e0]", "span is outside", 0},
        {"\"quote\":\"lists users\"", "\"quote\":null", "quote", 0},
        {",\"quote\":\"lists users\"", "", "quote: missing", 0},
        {"\"quote\":\"lists users\"", "\"quote\":\"lists users\",\"why\":1", "has members", 0},
        /* inferred */
        {"\"fact\":\"javascript:format.semicolons=never\"", "\"fact\":\"\"", "fact is missing", 0},
        {"\"k\":1906", "\"k\":1912", "k of n", 0},
        {"\"k\":1906", "\"k\":-1", "k of n", 0},
        {"\"k\":1906", "\"k\":\"1906\"", "k of n", 0},
        {"[0.9941,0.9991]", "[0.9991,0.9941]", "interval", 0},
        {"[0.9941,0.9991]", "[0.9941,1.1]", "interval", 0},
        {"[0.9941,0.9991]", "[0.9941]", "interval", 0},
        {"[0.9941,0.9991]", "null", "interval", 0},
        {"\"confidence\":0.8765", "\"confidence\":1.01", "confidence", 0},
        {"\"confidence\":0.8765", "\"confidence\":null", "confidence", 0},
        {"\"line\":12", "\"line\":-12", "example", 0},
        {"\"line\":12", "\"line\":5000000000", "example", 0},
        {"\"repo\":\"ky\"", "\"repo\":7", "example", 0},
        {"\"repo\":\"ky\",", "", "repo: missing", 0},
        {"\"examples\":[", "\"examples\":[{},{},", "short list", 0},
        /* asked and sources that do not fit */
        {"\"slot\":\"error_contract\"", "\"slot\":\"\"", "slot", 0},
        {"{\"source\":\"asked\",\"slot\":\"error_contract\"}", "{\"source\":\"default\"}",
         "default is no source of this field", 0},
        {"{\"source\":\"asked\",\"slot\":\"error_contract\"}", "{\"source\":\"edited\"}", "",
         IDIO_OK},
        {"{\"source\":\"asked\",\"slot\":\"error_contract\"}", "{\"source\":\"edited\",\"by\":1}",
         "has members", 0},
        {"{\"source\":\"asked\",\"slot\":\"error_contract\"}", "{\"source\":\"guessed\"}",
         "source is unknown", 0},
        {"{\"source\":\"asked\",\"slot\":\"error_contract\"}", "7", "source is unknown", 0},
        {"\"/constraints_explicit/0\":{\"source\":\"said\",\"span\":[62,75],\"quote\":\"Keep it "
         "short\"}",
         "\"/constraints_explicit/0\":{\"source\":\"asked\",\"slot\":\"x\"}",
         "no source of this field", 0},
    };
    (void)state;
    struct idio_json *good = fixture_envelope(validator);
    char *text = fixture_text(good);
    idio_json_free(good);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_err err = {0};
        struct idio_json *v = changed(text, rows[i].from, rows[i].to);
        const int want =
            rows[i].message[0] && rows[i].status == 0 ? IDIO_E_INVALID : rows[i].status;
        const int got = idio_envelope_check(v, validator, &err);
        if (got != want)
            print_error("%s -> %s\n", rows[i].from, rows[i].to);
        assert_status(got, want, &err);
        if (!strstr(err.msg, rows[i].message))
            fail_msg("%s -> %s: \"%s\" does not say \"%s\"", rows[i].from, rows[i].to, err.msg,
                     rows[i].message);
        idio_json_free(v);
    }
    idio_free(text);
}

static void test_not_envelopes(void **state)
{
    static const char *const rows[] = {"null",
                                       "[]",
                                       "{}",
                                       "\"spec\"",
                                       "{\"spec\":null}",
                                       "{\"spec\":{}}",
                                       "{\"spec\":[[[]]],\"provenance\":{}}"};
    struct idio_err err;
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_json *v = fixture_parse(rows[i]);
        assert_status(idio_envelope_check(v, validator, &err), IDIO_E_INVALID, &err);
        assert_false(idio_envelope_approved(v));
        idio_json_free(v);
    }
    assert_status(idio_envelope_check(NULL, validator, &err), IDIO_E_INVALID, &err);
    assert_false(idio_envelope_approved(NULL));
}

static void test_request_too_long(void **state)
{
    struct idio_err err;
    (void)state;
    struct idio_json *e = fixture_envelope(validator);
    static char huge[IDIO_REQUEST_MAX + 2];
    memset(huge, 'a', sizeof huge - 1);
    assert_int_equal(idio_json_put(e, "request", idio_json_string(huge)), 0);
    assert_status(idio_envelope_check(e, validator, &err), IDIO_E_LIMIT, &err);
    idio_json_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_not_envelopes),
        cmocka_unit_test(test_request_too_long),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
