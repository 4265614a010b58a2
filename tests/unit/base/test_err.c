/* SPDX-License-Identifier: Apache-2.0 */
/* Error texts and the status table. */
#include "idio_test.h"

#include "base/utf8.h"

static void table_is_consistent(void **state)
{
    static const struct {
        const char *name;
        int status, exit_code, http, rpc;
    } table[] = {
        {"OK", IDIO_OK, 0, 200, 0},
        {"NOMEM", IDIO_E_NOMEM, 3, 507, -32001},
        {"USAGE", IDIO_E_USAGE, 2, 400, -32602},
        {"NOTFOUND", IDIO_E_NOTFOUND, 1, 404, -32002},
        {"CANCELLED", IDIO_E_CANCELLED, 130, 499, -32013},
        {"BUG", IDIO_E_BUG, 70, 500, -32603},
        {"UNKNOWN", 1, 70, 500, -32603},
        {"UNKNOWN", IDIO_E_BUG - 1, 70, 500, -32603},
        {"UNKNOWN", INT_MIN, 70, 500, -32603},
        {"UNKNOWN", INT_MAX, 70, 500, -32603},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        assert_string_equal(idio_status_name(table[i].status), table[i].name);
        assert_int_equal(idio_status_exit(table[i].status), table[i].exit_code);
        assert_int_equal(idio_status_http(table[i].status), table[i].http);
        assert_int_equal(idio_status_rpc(table[i].status), table[i].rpc);
    }
    for (int s = 0; s >= -(int)IDIO_STATUS_COUNT; s--) {
        int code = idio_status_exit(s);

        assert_true(code == 0 || code == 1 || code == 2 || code == 3 || code == 4 || code == 5 ||
                    code == 70 || code == 130);
        assert_int_equal(code == 0, s == IDIO_OK);
        assert_true(strlen(idio_status_text(s)) > 0);
        assert_true(strlen(idio_status_text(s)) < sizeof((struct idio_err *)0)->msg);
    }
}

static void fail_sets_everything(void **state)
{
    struct idio_err err;

    (void)state;
    memset(&err, 'x', sizeof err);
    assert_int_equal(idio_fail(&err, IDIO_E_LIMIT, "mod.op", "%s has %d", "file", 7), IDIO_E_LIMIT);
    assert_int_equal(err.status, IDIO_E_LIMIT);
    assert_int_equal(err.sys, 0);
    assert_string_equal(err.where, "mod.op");
    assert_string_equal(err.msg, "file has 7");
    assert_string_equal(err.hint, "");
    assert_int_equal(idio_hint(&err, err.status, "try %s", "less"), IDIO_E_LIMIT);
    assert_string_equal(err.hint, "try less");
    assert_int_equal(idio_nomem(&err, "x"), IDIO_E_NOMEM);
    assert_string_equal(err.hint, "");
    assert_string_equal(err.msg, "out of memory");
    idio_err_clear(&err);
    assert_int_equal(err.status, IDIO_OK);
    assert_string_equal(err.msg, "");
}

static void null_is_allowed(void **state)
{
    (void)state;
    assert_int_equal(idio_fail(NULL, IDIO_E_IO, "w", "%d", 1), IDIO_E_IO);
    assert_int_equal(idio_fail_sys(NULL, ENOSPC, "w", "%d", 1), IDIO_E_NOSPACE);
    assert_int_equal(idio_hint(NULL, IDIO_E_IO, "h"), IDIO_E_IO);
    assert_int_equal(idio_context(NULL, IDIO_E_IO, "c"), IDIO_E_IO);
    assert_int_equal(idio_nomem(NULL, "w"), IDIO_E_NOMEM);
    idio_err_clear(NULL);
}

static void errno_chooses_the_status(void **state)
{
    static const struct {
        int sys, status;
    } table[] = {
        {ENOMEM, IDIO_E_NOMEM},       {ENOENT, IDIO_E_NOTFOUND},
        {ENOTDIR, IDIO_E_NOTFOUND},   {EACCES, IDIO_E_DENIED},
        {EPERM, IDIO_E_DENIED},       {EROFS, IDIO_E_DENIED},
        {ENOSPC, IDIO_E_NOSPACE},     {EDQUOT, IDIO_E_NOSPACE},
        {EEXIST, IDIO_E_CONFLICT},    {ETIMEDOUT, IDIO_E_TIMEOUT},
        {ENAMETOOLONG, IDIO_E_LIMIT}, {EISDIR, IDIO_E_INVALID},
        {ENOSYS, IDIO_E_UNSUPPORTED}, {EIO, IDIO_E_IO},
        {EMFILE, IDIO_E_IO},          {0, IDIO_E_IO},
        {99999, IDIO_E_IO},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_err err;
        char want[200];

        assert_int_equal(idio_fail_sys(&err, table[i].sys, "w", "opening %s", "f"),
                         table[i].status);
        assert_int_equal(err.status, table[i].status);
        assert_int_equal(err.sys, table[i].sys);
        snprintf(want, sizeof want, "opening f: %s", strerror(table[i].sys));
        assert_string_equal(err.msg, want);
    }
}

static void assert_sound(const struct idio_err *e)
{
    assert_true(memchr(e->msg, 0, sizeof e->msg) != NULL);
    assert_true(memchr(e->hint, 0, sizeof e->hint) != NULL);
    assert_true(memchr(e->where, 0, sizeof e->where) != NULL);
    assert_true(idio_utf8_valid(e->msg, strlen(e->msg), NULL));
    assert_true(idio_utf8_valid(e->hint, strlen(e->hint), NULL));
    assert_true(idio_utf8_valid(e->where, strlen(e->where), NULL));
}

/* A long text of 1..4-byte characters, shifted byte by byte over the cut. */
static void long_texts_are_cut_at_characters(void **state)
{
    static const char *const units[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};

    (void)state;
    for (size_t u = 0; u < IDIO_COUNT(units); u++) {
        for (size_t shift = 0; shift < 8; shift++) {
            char text[4000] = "";
            size_t at = shift, len = strlen(units[u]);
            struct idio_err err;

            memset(text, '-', shift);
            for (; at + len < sizeof text; at += len)
                memcpy(text + at, units[u], len);
            text[at] = '\0';
            idio_fail(&err, IDIO_E_IO, text, "%s", text);
            assert_sound(&err);
            assert_true(strlen(err.msg) + 5 > sizeof err.msg);
            assert_memory_equal(err.msg, text, strlen(err.msg));
            idio_hint(&err, IDIO_E_IO, "%s", text);
            assert_sound(&err);
            assert_true(strlen(err.hint) + 5 > sizeof err.hint);
            idio_context(&err, IDIO_E_IO, "%s", text);
            assert_sound(&err);
            idio_fail_sys(&err, ENOENT, "w", "%s", text);
            assert_sound(&err);
            assert_non_null(strstr(err.msg, ": No such file or directory"));
        }
    }
}

static void malformed_bytes_are_replaced(void **state)
{
    struct idio_err err;

    (void)state;
    idio_fail(&err, IDIO_E_IO, "w", "a%sb", "\xFF\xC3");
    assert_string_equal(err.msg, "a??b");
    idio_fail(&err, IDIO_E_IO, "w", "%s", "end\xE2\x82");
    assert_string_equal(err.msg, "end??");
}

static void context_prefixes(void **state)
{
    struct idio_err err;

    (void)state;
    idio_fail_sys(&err, ENOENT, "w", "opening x");
    assert_int_equal(idio_context(&err, IDIO_E_NOTFOUND, "learning %s", "/r"), IDIO_E_NOTFOUND);
    assert_string_equal(err.msg, "learning /r: opening x: No such file or directory");
    assert_int_equal(err.sys, ENOENT);
    idio_err_clear(&err);
    idio_context(&err, IDIO_E_IO, "alone");
    assert_string_equal(err.msg, "alone");
}

static void may_quote_itself(void **state)
{
    struct idio_err err;

    (void)state;
    idio_fail(&err, IDIO_E_IO, "w", "inner");
    idio_fail(&err, IDIO_E_IO, "w", "outer (%s)", err.msg);
    assert_string_equal(err.msg, "outer (inner)");
    idio_fail_sys(&err, EIO, "w", "again %s", err.msg);
    assert_string_equal(err.msg, "again outer (inner): Input/output error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_is_consistent),
        cmocka_unit_test(fail_sets_everything),
        cmocka_unit_test(null_is_allowed),
        cmocka_unit_test(errno_chooses_the_status),
        cmocka_unit_test(long_texts_are_cut_at_characters),
        cmocka_unit_test(malformed_bytes_are_replaced),
        cmocka_unit_test(context_prefixes),
        cmocka_unit_test(may_quote_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
