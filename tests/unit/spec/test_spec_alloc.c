/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of src/spec fails once. (The Rust library does not allocate through the gate.)
 */
#include "spec_fixture.h"

static struct idio_validator *validator;
static struct idio_json *envelope, *other_spec;

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    validator = fixture_validator();
    envelope = fixture_envelope(validator);
    other_spec = idio_json_copy(idio_json_get(envelope, "spec"));
    return idio_json_put(other_spec, "goal", idio_json_string("Another\ngoal")) +
           idio_json_put(other_spec, "own", fixture_parse("{\"a\":[\"b\",1.5]}"));
}

static int teardown(void **state)
{
    (void)state;
    validator = idio_validator_free(validator);
    envelope = idio_json_free(envelope);
    other_spec = idio_json_free(other_spec);
    return 0;
}

static int make_validator(void *ctx)
{
    static const char schema[] = "{\"properties\":{\"goal\":{\"type\":\"string\"}}}";
    struct idio_validator *v = NULL;
    (void)ctx;
    const int st = idio_validator_new(schema, sizeof schema - 1, &v, NULL);
    idio_validator_free(v);
    return st;
}

static int make_envelope(void *ctx)
{
    const struct idio_request req = fixture_request();
    struct idio_json *e = NULL;
    const int st = idio_envelope_new(ctx, &req, validator, &e, NULL);
    idio_json_free(e);
    return st;
}

static int check(void *ctx)
{
    (void)ctx;
    return idio_envelope_check(envelope, validator, NULL);
}

static int edit(void *ctx)
{
    struct idio_json *e = NULL;
    const int st =
        idio_envelope_edit(envelope, idio_json_get(envelope, "spec"), validator, &e, NULL);
    (void)ctx;
    idio_json_free(e);
    return st;
}

static int approve(void *ctx)
{
    (void)ctx;
    return idio_envelope_approve(envelope, 0, NULL);
}

static int diff(void *ctx)
{
    struct idio_json *d = NULL;
    const int st = idio_spec_diff(idio_json_get(envelope, "spec"), other_spec, &d, NULL);
    (void)ctx;
    idio_json_free(d);
    return st;
}

static int hash(void *ctx)
{
    char hex[IDIO_SHA256_HEX];
    (void)ctx;
    return idio_spec_hash(other_spec, hex, NULL);
}

static void test_all(void **state)
{
    (void)state;
    struct idio_draft d = fixture_draft();
    IDIO_FAIL_EACH_ALLOC(make_validator, NULL);
    IDIO_FAIL_EACH_ALLOC(make_envelope, &d);
    IDIO_FAIL_EACH_ALLOC(check, NULL);
    IDIO_FAIL_EACH_ALLOC(edit, NULL);
    IDIO_FAIL_EACH_ALLOC(approve, NULL);
    IDIO_FAIL_EACH_ALLOC(diff, NULL);
    IDIO_FAIL_EACH_ALLOC(hash, NULL);
    idio_draft_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
