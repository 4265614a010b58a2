/* SPDX-License-Identifier: Apache-2.0 */
/* The list of changes, by hand and at random (where it must be empty exactly for equal specs). */
#include "spec_fixture.h"

static struct idio_json *diff_of(const struct idio_json *a, const struct idio_json *b)
{
    struct idio_json *d = NULL;
    struct idio_err err = {0};
    assert_ok(idio_spec_diff(a, b, &d, &err), &err);
    return d;
}

static void test_rows(void **state)
{
    static const struct {
        const char *a, *b, *want;
    } rows[] = {
        {"{}", "{}", "[]"},
        {"{\"goal\":\"x\"}", "{\"goal\":\"x\"}", "[]"},
        {"{\"goal\":\"x\"}", "{\"goal\":\"y\"}",
         "[{\"op\":\"change\",\"path\":\"/goal\",\"old\":\"x\",\"new\":\"y\"}]"},
        {"{}", "{\"goal\":\"y\"}", "[{\"op\":\"add\",\"path\":\"/goal\",\"new\":\"y\"}]"},
        {"{\"goal\":\"y\"}", "{}", "[{\"op\":\"remove\",\"path\":\"/goal\",\"old\":\"y\"}]"},
        /* schema order, whatever the order of keys */
        {"{\"verbosity\":\"normal\",\"goal\":\"x\"}", "{\"goal\":\"y\",\"verbosity\":\"minimal\"}",
         "[{\"op\":\"change\",\"path\":\"/goal\",\"old\":\"x\",\"new\":\"y\"},"
         "{\"op\":\"change\",\"path\":\"/verbosity\",\"old\":\"normal\",\"new\":\"minimal\"}]"},
        {"{\"inputs\":[\"a\",\"b\"]}", "{\"inputs\":[\"new\",\"a\",\"b\"]}",
         "[{\"op\":\"add\",\"path\":\"/inputs/0\",\"new\":\"new\"}]"},
        {"{\"inputs\":[\"a\",\"b\",\"c\"]}", "{\"inputs\":[\"a\",\"c\"]}",
         "[{\"op\":\"remove\",\"path\":\"/inputs/1\",\"old\":\"b\"}]"},
        {"{\"inputs\":[\"a\",\"b\",\"c\"]}", "{\"inputs\":[\"a\",\"B\",\"c\",\"d\"]}",
         "[{\"op\":\"change\",\"path\":\"/inputs/1\",\"old\":\"b\",\"new\":\"B\"},"
         "{\"op\":\"add\",\"path\":\"/inputs/3\",\"new\":\"d\"}]"},
        {"{\"inputs\":[\"a\",\"b\"]}", "{\"inputs\":[\"b\",\"a\"]}",
         "[{\"op\":\"remove\",\"path\":\"/inputs/0\",\"old\":\"a\"},"
         "{\"op\":\"add\",\"path\":\"/inputs/1\",\"new\":\"a\"}]"},
        {"{\"inputs\":[\"a\"]}", "{\"inputs\":[]}",
         "[{\"op\":\"remove\",\"path\":\"/inputs/0\",\"old\":\"a\"}]"},
        {"{\"inputs\":[\"a\"]}", "{\"inputs\":\"a\"}",
         "[{\"op\":\"change\",\"path\":\"/inputs\",\"old\":[\"a\"],\"new\":\"a\"}]"},
        /* keys of a schema of one's own come last */
        {"{\"z/~\":1,\"both\":{\"x\":1}}", "{\"new\":[],\"both\":{\"x\":2},\"goal\":\"g\"}",
         "[{\"op\":\"add\",\"path\":\"/goal\",\"new\":\"g\"},"
         "{\"op\":\"remove\",\"path\":\"/z~1~0\",\"old\":1},"
         "{\"op\":\"change\",\"path\":\"/both\",\"old\":{\"x\":1},\"new\":{\"x\":2}},"
         "{\"op\":\"add\",\"path\":\"/new\",\"new\":[]}]"},
        {"{\"goal\":null}", "{}", "[{\"op\":\"remove\",\"path\":\"/goal\",\"old\":null}]"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_json *a = fixture_parse(rows[i].a), *b = fixture_parse(rows[i].b);
        assert_json(diff_of(a, b), rows[i].want);
        idio_json_free(a);
        idio_json_free(b);
    }
}

static void test_refused(void **state)
{
    struct idio_err err;
    struct idio_json *d = NULL, *o = idio_json_object(), *a = idio_json_array();
    (void)state;
    assert_status(idio_spec_diff(o, a, &d, &err), IDIO_E_INVALID, &err);
    assert_status(idio_spec_diff(a, o, &d, &err), IDIO_E_INVALID, &err);
    assert_status(idio_spec_diff(NULL, o, &d, &err), IDIO_E_INVALID, &err);
    assert_null(d);
    idio_json_free(o);
    idio_json_free(a);
}

static struct idio_json *random_spec(uint64_t *random)
{
    struct idio_json *spec = idio_json_object();
    for (unsigned f = 0; f < IDIO_FIELD_COUNT; f += 5) {
        struct idio_json *array = idio_json_array();
        for (uint64_t n = idio_test_random(random) % 7; n > 0; n--) {
            const char text[2] = {(char)('a' + idio_test_random(random) % 4), 0};
            assert_int_equal(idio_json_push(array, idio_json_string(text)), 0);
        }
        assert_int_equal(idio_json_put(spec, idio_field_key((enum idio_field)f), array), 0);
    }
    return spec;
}

static size_t count_ops(const struct idio_json *ops, const char *field, const char *op)
{
    size_t n = 0;
    for (size_t i = 0; i < idio_json_len(ops); i++) {
        const struct idio_json *o = idio_json_at(ops, i);
        const char *path = idio_json_get_str(o, "path", "");
        n += strcmp(idio_json_get_str(o, "op", ""), op) == 0 &&
             strncmp(path + 1, field, strlen(field)) == 0;
    }
    return n;
}

static void test_random(void **state)
{
    uint64_t random = 5;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct idio_json *a = random_spec(&random), *b = random_spec(&random);
        struct idio_json *ops = diff_of(a, b);
        assert_int_equal(idio_json_len(ops) == 0, idio_json_equal(a, b));
        for (unsigned f = 0; f < IDIO_FIELD_COUNT; f += 5) {
            const char *key = idio_field_key((enum idio_field)f);
            const size_t was = idio_json_len(idio_json_get(a, key)),
                         is = idio_json_len(idio_json_get(b, key));
            assert_int_equal(was + count_ops(ops, key, "add"), is + count_ops(ops, key, "remove"));
        }
        idio_json_free(ops);
        idio_json_free(a);
        idio_json_free(b);
    }
}

static void test_long_lists(void **state)
{
    (void)state;
    struct idio_json *a = idio_json_object(), *b = idio_json_object();
    struct idio_json *x = idio_json_array(), *y = idio_json_array();
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(idio_json_push(x, idio_json_int(i)), 0);
        assert_int_equal(idio_json_push(y, idio_json_int(i == 7 ? -1 : i)), 0);
    }
    assert_int_equal(idio_json_put(a, "inputs", x), 0);
    assert_int_equal(idio_json_put(b, "inputs", y), 0);
    assert_json(diff_of(a, b), "[{\"op\":\"change\",\"path\":\"/inputs/7\",\"old\":7,\"new\":-1}]");
    idio_json_free(a);
    idio_json_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
