/* SPDX-License-Identifier: Apache-2.0 */
/* The default schema, the validator over it, and the user's own schemas. */
#include "spec_fixture.h"

#include "spec/spec_internal.h"

static void test_default_schema(void **state)
{
    size_t n = 0;
    struct idio_err err;
    struct idio_json *schema = NULL;
    (void)state;
    const char *text = idio_spec_schema(&n);
    assert_int_equal(strlen(text), n);
    assert_ok(idio_json_parse(text, n, "schema", &schema, &err), &err);
    const struct idio_json *properties = idio_json_get(schema, "properties");
    const struct idio_json *required = idio_json_get(schema, "required");
    assert_int_equal(idio_json_len(properties), IDIO_FIELD_COUNT);
    assert_int_equal(idio_json_len(required), IDIO_FIELD_COUNT);
    assert_false(idio_json_get_bool(schema, "additionalProperties", true));
    for (size_t i = 0; i < IDIO_FIELD_COUNT; i++) {
        struct idio_json *p = NULL;
        const char *key = idio_field_key((enum idio_field)i);
        assert_string_equal(idio_json_key_at(properties, i, &p), key);
        assert_string_equal(idio_json_str(idio_json_at(required, i)), key);
        const char *source = idio_json_get_str(idio_json_get(p, "x-idiolect"), "source", "");
        assert_non_null(strstr("generate extract select classify", source));
        assert_int_not_equal(strlen(source), 0);
        if (strcmp(idio_json_get_str(p, "type", ""), "array") != 0)
            continue;
        assert_int_equal(idio_json_get_int(p, "maxItems", 0), 12);
        assert_int_equal(idio_json_get_int(idio_json_get(p, "items"), "minLength", 0), 1);
        assert_int_equal(idio_json_get_int(idio_json_get(p, "items"), "maxLength", 0), 300);
    }
    idio_json_free(schema);
    /* The gate cuts to what the schema says. */
    struct idio_validator *v = fixture_validator();
    const struct spec_limits *limits = spec_limits_of(v);
    assert_true(limits->is_default);
    for (size_t i = 0; i < IDIO_FIELD_COUNT; i++) {
        assert_true(limits->field[i].present);
        assert_int_equal(limits->field[i].max_items, 12);
        assert_int_equal(limits->field[i].max_chars, 300);
    }
    for (size_t i = 0; i < SPEC_VERBOSITY_COUNT; i++)
        assert_true(limits->verbosity[i]);
    idio_validator_free(v);
}

static const char good[] =
    "{\"goal\":\"g\",\"inputs\":[],\"outputs\":[],\"constraints_explicit\":[],"
    "\"constraints_inferred\":[],\"libraries_preferred\":[],\"libraries_forbidden\":[],"
    "\"style_guides\":[],\"naming_conventions\":[],\"design_patterns\":[],"
    "\"testing_strategy\":[],\"edge_cases\":[],\"verbosity\":\"normal\",\"open_questions\":[]}";

static void test_check(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } rows[] = {
        {"\"g\"", "\"\"", "/goal"},
        {"\"g\"", "7", "/goal"},
        {"\"goal\":\"g\",", "", "goal"},
        {"\"inputs\":[]", "\"inputs\":[\"a\",1]", "/inputs/1"},
        {"\"inputs\":[]", "\"inputs\":[\"\"]", "/inputs/0"},
        {"\"inputs\":[]", "\"inputs\":null", "/inputs"},
        {"\"normal\"", "\"loud\"", "/verbosity"},
        {"\"inputs\":[]", "\"inputs\":[],\"more\":[]", "more"},
        {"\"inputs\":[]", "\"inputs\":[1,2,3,4,5,6,7,8,9,10,11,12,13]", "/inputs"},
        {"{", "", ""},
    };
    struct idio_err err;
    struct idio_validator *v = fixture_validator();
    (void)state;
    assert_ok(idio_validator_check(v, good, sizeof good - 1, &err), &err);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        char doc[sizeof good + 100];
        const char *at = strstr(good, rows[i].from);
        assert_non_null(at);
        (void)snprintf(doc, sizeof doc, "%.*s%s%s", (int)(at - good), good, rows[i].to,
                       at + strlen(rows[i].from));
        assert_status(idio_validator_check(v, doc, strlen(doc), &err), IDIO_E_INVALID, &err);
        if (!strstr(err.msg, rows[i].message))
            fail_msg("\"%s\" does not name %s", err.msg, rows[i].message);
    }
    assert_status(idio_validator_check(v, "", 0, &err), IDIO_E_INVALID, &err);
    assert_status(idio_validator_check(v, "\xff", 1, &err), IDIO_E_INVALID, &err);
    idio_validator_free(v);
    assert_null(idio_validator_free(NULL));
}

static void test_schemas_refused(void **state)
{
    static const struct {
        const char *schema, *message;
    } rows[] = {
        {"", ""},
        {"{", ""},
        {"[]", ""},
        {"{\"type\":\"strnig\"}", "/type"},
        {"{\"properties\":{\"goal\":{\"maxLenght\":3}}}", "/properties/goal/maxLenght: unknown"},
        {"{\"allOf\":[{},{\"foo\":1}]}", "/allOf/1/foo: unknown"},
        {"{\"properties\":{\"a/b~\":{\"foo\":1}}}", "/properties/a~1b~0/foo: unknown"},
        {"{\"items\":{\"not\":{\"nullable\":true}}}", "/items/not/nullable: unknown"},
        {"{\"type\":\"object\",\"type\":\"array\"}", "duplicate"},
        {"{\"$ref\":\"https://example.com/schema.json\"}", ""},
        {"{\"$ref\":\"#/$defs/none\"}", ""},
        {"{\"pattern\":\"(\"}", "/pattern"},
        {"{\"maxLength\":-1}", "/maxLength"},
    };
    struct idio_err err;
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_validator *v = NULL;
        assert_status(idio_validator_new(rows[i].schema, strlen(rows[i].schema), &v, &err),
                      IDIO_E_INVALID, &err);
        assert_null(v);
        if (!strstr(err.msg, rows[i].message))
            fail_msg("\"%s\" does not say \"%s\"", err.msg, rows[i].message);
    }
}

static void test_schemas_taken(void **state)
{
    static const char *const rows[] = {
        "true",
        "{}",
        "{\"x-mine\":{\"any\":1},\"$comment\":\"\",\"enum\":[{\"foo\":1}],\"default\":{\"foo\":1}}",
        "{\"$defs\":{\"foo\":{\"type\":\"string\"}},\"$ref\":\"#/$defs/foo\"}",
        "{\"properties\":{\"foo\":{\"const\":{\"foo\":1}}},\"patternProperties\":{\"^x\":false}}",
    };
    struct idio_err err;
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_validator *v = NULL;
        assert_ok(idio_validator_new(rows[i], strlen(rows[i]), &v, &err), &err);
        assert_false(spec_limits_of(v)->is_default);
        idio_validator_free(v);
    }
}

static void test_limits(void **state)
{
    static const char schema[] =
        "{\"properties\":{\"goal\":{\"maxLength\":20},\"inputs\":{\"maxItems\":3,\"items\":"
        "{\"maxLength\":99999}},\"outputs\":{\"maxItems\":1000000},\"edge_cases\":{\"maxItems\":0},"
        "\"verbosity\":{\"enum\":[\"minimal\",\"else\",3]}}}";
    struct idio_err err;
    struct idio_validator *v = NULL;
    (void)state;
    assert_ok(idio_validator_new(schema, sizeof schema - 1, &v, &err), &err);
    const struct spec_limits *l = spec_limits_of(v);
    assert_int_equal(l->field[IDIO_FIELD_GOAL].max_chars, 20);
    assert_int_equal(l->field[IDIO_FIELD_INPUTS].max_items, 3);
    assert_int_equal(l->field[IDIO_FIELD_INPUTS].max_chars, SPEC_CHARS_MAX);
    assert_int_equal(l->field[IDIO_FIELD_OUTPUTS].max_items, SPEC_ITEMS_MAX);
    assert_int_equal(l->field[IDIO_FIELD_EDGE_CASES].max_items, 0);
    assert_false(l->field[IDIO_FIELD_STYLE_GUIDES].present);
    assert_true(l->verbosity[SPEC_MINIMAL]);
    assert_false(l->verbosity[SPEC_NORMAL]);
    assert_false(l->verbosity[SPEC_VERBOSE]);
    idio_validator_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_schema),  cmocka_unit_test(test_check),
        cmocka_unit_test(test_schemas_refused), cmocka_unit_test(test_schemas_taken),
        cmocka_unit_test(test_limits),
    };
    idio_base_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
