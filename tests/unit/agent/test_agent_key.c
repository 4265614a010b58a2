/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: whose file, what may be in it, and that no text shows one. */
#include "idio_test.h"

#include "agent/agent.h"
#include "agent/agent_internal.h"

static const char key[] = "sk-test-0123456789abcdef";

static void file_gives(const char *text, size_t n, mode_t mode, int want)
{
    char dir[PATH_MAX], path[PATH_MAX + 8];
    struct idio_err err = {0};
    char *got = NULL;

    idio_test_dir(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/key", dir);
    idio_test_write(path, text, n);
    assert_int_equal(chmod(path, mode), 0);
    assert_status(idio_key_read(path, &got, &err), want, &err);
    if (want == IDIO_OK) {
        assert_string_equal(got, key);
    } else {
        assert_null(got);
        assert_non_null(strstr(err.msg, path));
        assert_null(strstr(err.msg, "0123456789"));
    }
    idio_key_free(got);
    idio_test_remove(dir);
}

static void test_file(void **state)
{
    char line[64], big[IDIO_KEY_MAX + 8];

    (void)state;
    snprintf(line, sizeof line, " %s \r\n", key);
    file_gives(key, sizeof key - 1, 0600, IDIO_OK);
    file_gives(key, sizeof key - 1, 0400, IDIO_OK);
    file_gives(line, strlen(line), 0600, IDIO_OK);
    file_gives(key, sizeof key - 1, 0640, IDIO_E_DENIED);
    file_gives(key, sizeof key - 1, 0604, IDIO_E_DENIED);
    file_gives(key, sizeof key - 1, 0610, IDIO_E_DENIED);
    file_gives("", 0, 0600, IDIO_E_INVALID);
    file_gives(" \n", 2, 0600, IDIO_E_INVALID);
    file_gives(key, sizeof key, 0600, IDIO_E_INVALID); /* with its NUL */
    file_gives("0123456789\nX-Header: y", 22, 0600, IDIO_E_INVALID);
    file_gives("0123456789\xC3\xA4", 12, 0600, IDIO_E_INVALID);
    memset(big, 'k', sizeof big);
    file_gives(big, sizeof big, 0600, IDIO_E_INVALID);
}

static void test_no_file(void **state)
{
    char dir[PATH_MAX];
    struct idio_err err = {0};
    char *got = NULL;

    (void)state;
    idio_test_dir(dir, sizeof dir);
    assert_status(idio_key_read("/nonexistent/key", &got, &err), IDIO_E_NOTFOUND, &err);
    assert_status(idio_key_read(dir, &got, &err), IDIO_E_INVALID, &err);
    assert_null(got);
    idio_test_remove(dir);
}

static void struck(const char *k, const char *text, const char *want)
{
    struct idio_err err = {0};

    snprintf(err.msg, sizeof err.msg, "%s", text);
    snprintf(err.hint, sizeof err.hint, "%.255s", text);
    idio_key_redact(k, &err);
    assert_string_equal(err.msg, want);
    assert_string_equal(err.hint, want);
}

static void test_redact(void **state)
{
    char text[512];
    struct idio_err err = {0};

    (void)state;
    struck(NULL, "a text", "a text");
    struck("", "a text", "a text");
    struck(key, "", "");
    struck("abc", "abcabc ab", "****** ab");
    struck("abcdefg", "abcdefgabcdefg!", "[key][key]!");
    struck("abcdefg", "Bearer abcdefg", "Bearer [key]");
    struck("abcdefg", "ends with abcdef", "ends with abcdef"); /* not cut: not the key */
    /* A message that was cut in the middle of the key. */
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof err.msg - 11, key, sizeof key);
    idio_fail(&err, IDIO_E_UPSTREAM, "test", "%s", text);
    assert_non_null(strstr(err.msg, "sk-test"));
    idio_key_redact(key, &err);
    assert_null(strstr(err.msg, "sk-"));
    idio_key_redact(key, NULL);
}

static void quoted(const char *p, size_t n, const char *want)
{
    char got[IDIO_QUOTE_SIZE];

    assert_int_equal(idio_quote(key, p, n, got), IDIO_OK);
    assert_string_equal(got, want);
}

static void test_quote(void **state)
{
    char big[100000], got[IDIO_QUOTE_SIZE];

    (void)state;
    quoted("", 0, "");
    quoted("  a\r\n\t b\n", 9, "a\\x0d b");
    quoted("a\0b", 3, "a b");
    quoted("\x1B[31mred", 8, "\\x1b[31mred");
    quoted("no sk-test-0123456789abcdef!", 28, "no [key]!");
    /* Cut where the quote ends: the key is struck out before. */
    memset(big, '-', sizeof big);
    memcpy(big + IDIO_QUOTE_SIZE - 15, key, sizeof key - 1);
    assert_int_equal(idio_quote(key, big, sizeof big, got), IDIO_OK);
    assert_int_equal(strlen(got) < IDIO_QUOTE_SIZE, 1);
    assert_null(strstr(got, "sk-"));
    /* And where reading ends. */
    memset(big, ' ', sizeof big);
    memcpy(big + (1 << 16) - 10, key, sizeof key - 1);
    assert_int_equal(idio_quote(key, big, sizeof big, got), IDIO_OK);
    assert_string_equal(got, "");
    for (size_t i = 0; i < sizeof big; i += 2)
        memcpy(big + i, "\xC3\xA4", 2);
    assert_int_equal(idio_quote(key, big, sizeof big, got), IDIO_OK);
    assert_true(strlen(got) > 240);
    assert_string_equal(got + strlen(got) - 4, " \xE2\x80\xA6");
}

static void test_check(void **state)
{
    struct idio_err err = {0};

    (void)state;
    assert_ok(idio_key_check(NULL, &err), &err);
    assert_ok(idio_key_check("", &err), &err);
    assert_ok(idio_key_check(key, &err), &err);
    assert_status(idio_key_check("secret\r\nX: y", &err), IDIO_E_INVALID, &err);
    assert_null(strstr(err.msg, "secret"));
    assert_status(idio_key_check("secret key", &err), IDIO_E_INVALID, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),  cmocka_unit_test(test_no_file), cmocka_unit_test(test_redact),
        cmocka_unit_test(test_quote), cmocka_unit_test(test_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
