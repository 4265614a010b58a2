/* SPDX-License-Identifier: Apache-2.0 */
/* Editing, approving, and that an edit voids an approval. */
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

static struct idio_json *edit(const struct idio_json *envelope, const struct idio_json *spec)
{
    struct idio_json *e = NULL;
    struct idio_err err = {0};
    assert_ok(idio_envelope_edit(envelope, spec, validator, &e, &err), &err);
    assert_ok(idio_envelope_check(e, validator, &err), &err);
    assert_int_equal(idio_json_type(idio_json_get(e, "approval")), IDIO_JSON_NULL);
    return e;
}

static struct idio_json *spec_copy(const struct idio_json *envelope)
{
    struct idio_json *spec = idio_json_copy(idio_json_get(envelope, "spec"));
    assert_non_null(spec);
    return spec;
}

static void set(struct idio_json *spec, const char *key, const char *json)
{
    assert_int_equal(idio_json_put(spec, key, fixture_parse(json)), 0);
}

static const struct idio_json *entry(const struct idio_json *e, const char *pointer)
{
    return idio_json_get(idio_json_get(e, "provenance"), pointer);
}

static void assert_source(const struct idio_json *e, const char *pointer, const char *want)
{
    assert_string_equal(idio_json_get_str(entry(e, pointer), "source", "none"), want);
}

static void test_unchanged(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator);
    struct idio_json *same = edit(e, idio_json_get(e, "spec"));
    assert_true(idio_json_equal(e, same));
    char *a = fixture_text(e), *b = fixture_text(same);
    assert_string_equal(a, b);
    idio_free(a);
    idio_free(b);
    idio_json_free(same);
    idio_json_free(e);
}

static void test_changed(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator), *spec = spec_copy(e);
    set(spec, "goal", "\"Another goal.\"");
    set(spec, "outputs", "[\"new first\",\"list of users\"]");
    set(spec, "constraints_explicit", "[]");
    set(spec, "inputs", "[\"Keep it short.\"]"); /* moved to another field */
    set(spec, "verbosity", "\"normal\"");
    struct idio_json *edited = edit(e, spec);
    assert_source(edited, "/goal", "edited");
    assert_source(edited, "/outputs/0", "edited");
    assert_source(edited, "/outputs/1", "said");
    assert_true(idio_json_equal(entry(edited, "/outputs/1"), entry(e, "/outputs/0")));
    assert_source(edited, "/constraints_explicit/0", "none");
    assert_source(edited, "/inputs/0", "edited");
    assert_source(edited, "/verbosity", "edited");
    assert_source(edited, "/style_guides/0", "inferred");
    assert_source(edited, "/open_questions/0", "asked");
    /* And again: what was edited stays so. */
    struct idio_json *twice = edit(edited, spec);
    assert_true(idio_json_equal(edited, twice));
    idio_json_free(twice);
    idio_json_free(edited);
    idio_json_free(spec);
    idio_json_free(e);
}

/* Equal items in one list are taken in their order, each once. */
static void test_duplicates(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator), *spec = spec_copy(e);
    set(spec, "outputs", "[\"list of users\",\"list of users\",\"list of users\"]");
    struct idio_json *once = edit(e, spec);
    assert_source(once, "/outputs/0", "said");
    assert_source(once, "/outputs/1", "edited");
    assert_source(once, "/outputs/2", "edited");
    struct idio_json *twice = edit(once, spec);
    assert_true(idio_json_equal(once, twice));
    idio_json_free(twice);
    idio_json_free(once);
    idio_json_free(spec);
    idio_json_free(e);
}

/* What editors do to a file: order of keys, line breaks, blanks at the end. */
static void test_cleaned(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator), *spec = idio_json_object();
    const struct idio_json *old = idio_json_get(e, "spec");
    for (size_t i = idio_json_len(old); i-- > 0;) {
        struct idio_json *v = NULL;
        const char *key = idio_json_key_at(old, i, &v);
        assert_int_equal(idio_json_put(spec, key, idio_json_copy(v)), 0);
    }
    set(spec, "goal", "\"Add an\\n  endpoint that lists users. \\u200b\"");
    struct idio_json *edited = edit(e, spec);
    assert_true(idio_json_equal(e, edited));
    assert_string_equal(idio_json_key_at(idio_json_get(edited, "spec"), 0, NULL), "goal");
    assert_string_equal(idio_json_key_at(idio_json_get(edited, "spec"), 13, NULL),
                        "open_questions");
    idio_json_free(edited);
    idio_json_free(spec);
    idio_json_free(e);
}

static void test_refused(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator), *spec = spec_copy(e), *edited = NULL;
    struct idio_err err;
    set(spec, "goal", "\" \\n \"");
    assert_status(idio_envelope_edit(e, spec, validator, &edited, &err), IDIO_E_INVALID, &err);
    assert_non_null(strstr(err.msg, "/spec/goal"));
    set(spec, "goal", "\"g\"");
    set(spec, "inputs", "7");
    assert_status(idio_envelope_edit(e, spec, validator, &edited, &err), IDIO_E_INVALID, &err);
    assert_non_null(strstr(err.msg, "/spec/inputs"));
    set(spec, "inputs", "[]");
    /* Provenance that lies is not carried along. */
    struct idio_json *said = idio_json_get(idio_json_get(e, "provenance"), "/outputs/0");
    assert_int_equal(idio_json_put(said, "quote", idio_json_string("lists losers")), 0);
    assert_status(idio_envelope_edit(e, spec, validator, &edited, &err), IDIO_E_INVALID, &err);
    assert_non_null(strstr(err.msg, "quote"));
    struct idio_json *none = fixture_parse("{}");
    assert_status(idio_envelope_edit(none, spec, validator, &edited, &err), IDIO_E_INVALID, &err);
    assert_null(edited);
    idio_json_free(none);
    idio_json_free(spec);
    idio_json_free(e);
}

static void test_approve(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_json *e = fixture_envelope(validator);
    char hash[IDIO_SHA256_HEX];
    assert_false(idio_envelope_approved(e));
    assert_ok(idio_envelope_approve(e, 1795442400, &err), &err);
    assert_true(idio_envelope_approved(e));
    assert_ok(idio_envelope_check(e, validator, &err), &err);
    assert_ok(idio_spec_hash(idio_json_get(e, "spec"), hash, &err), &err);
    const struct idio_json *approval = idio_json_get(e, "approval");
    assert_string_equal(idio_json_get_str(approval, "sha256", ""), hash);
    assert_string_equal(idio_json_get_str(approval, "at", ""), "2026-11-23T14:00:00Z");

    /* Written out, with its keys in another order, it holds; it is bound to the meaning, not the
     * text. */
    char *text = fixture_text(e);
    struct idio_json *read = fixture_parse(text);
    assert_true(idio_envelope_approved(read));
    idio_free(text);
    idio_json_free(read);

    /* An edit voids it, also one that changes nothing: a person shall look again. */
    struct idio_json *edited = edit(e, idio_json_get(e, "spec"));
    assert_false(idio_envelope_approved(edited));
    idio_json_free(edited);

    /* And behind our back. */
    set(idio_json_get(e, "spec"), "verbosity", "\"verbose\"");
    assert_false(idio_envelope_approved(e));
    assert_status(idio_envelope_check(e, validator, &err), IDIO_E_INVALID, &err);
    assert_ok(idio_envelope_approve(e, 0, &err), &err);
    assert_true(idio_envelope_approved(e));
    idio_json_free(e);

    struct idio_json *none = fixture_parse("{\"approval\":null}");
    assert_status(idio_envelope_approve(none, 0, &err), IDIO_E_INVALID, &err);
    idio_json_free(none);
}

/* Many equal strings in a schema without limits must not take quadratic time. */
static void test_many(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_validator *v = NULL;
    assert_ok(idio_validator_new("{}", 2, &v, &err), &err);
    struct idio_json *e = fixture_envelope(validator), *spec = spec_copy(e),
                     *array = idio_json_array();
    for (int i = 0; i < 100000; i++)
        assert_int_equal(idio_json_push(array, idio_json_string("same")), 0);
    assert_int_equal(idio_json_put(spec, "own", array), 0);
    struct idio_json *once = NULL, *twice = NULL;
    assert_ok(idio_envelope_edit(e, spec, v, &once, &err), &err);
    assert_ok(idio_envelope_edit(once, spec, v, &twice, &err), &err);
    idio_json_free(twice);
    idio_json_free(once);
    idio_json_free(spec);
    idio_json_free(e);
    idio_validator_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unchanged),  cmocka_unit_test(test_changed),
        cmocka_unit_test(test_duplicates), cmocka_unit_test(test_cleaned),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_approve),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
