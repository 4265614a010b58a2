/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets and personal data: every rule of data/secrets.json finds and passes what it says. */
#include "idio_test.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "base/json.h"
#include "corpus/corpus.h"

static char *redacted(const char *text, size_t max, size_t *ret_found)
{
    struct idio_str s;
    struct idio_err err = {0};
    idio_str_init(&s, max);
    idio_str_puts(&s, text);
    *ret_found = idio_corpus_redact(&s, &err);
    assert_int_equal(err.status, IDIO_OK);
    char *out = strdup(s.data);
    idio_str_release(&s);
    return out;
}

/* The text that must not survive: what the rule's own examples hide behind a word of lead-in. */
static void examples(const struct idio_json *rule, const char *kind, bool hit)
{
    const struct idio_json *list = idio_json_get(rule, kind);
    const char *name = idio_json_get_str(rule, "name", "");
    char want[64];
    snprintf(want, sizeof want, "<%s>", name);
    assert_true(idio_json_len(list) > 0);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const char *text = idio_json_str(idio_json_at(list, i));
        size_t found = 0;
        char *out = redacted(text, 1 << 16, &found);
        if (hit && (found == 0 || !strchr(out, '<') || strcmp(out, text) == 0))
            fail_msg("%s does not find \"%s\": \"%s\"", name, text, out);
        if (!hit && strstr(out, want))
            fail_msg("%s finds \"%s\": \"%s\"", name, text, out);
        free(out);
    }
}

static void rules(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct idio_json *doc = NULL;
    struct idio_err err = {0};
    (void)state;
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/data/secrets.json", 1 << 20, &text, &n, &err), &err);
    assert_ok(idio_json_parse(text, n, "secrets.json", &doc, &err), &err);
    const struct idio_json *list = idio_json_get(doc, "rules");
    assert_true(idio_json_len(list) >= 20);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        examples(idio_json_at(list, i), "find", true);
        examples(idio_json_at(list, i), "pass", false);
    }
    idio_json_free(doc);
    idio_free(text);
}

static void texts(void **state)
{
    static const struct {
        const char *text, *want;
        size_t found;
    } rows[] = {
        {"", "", 0},
        {"nothing here", "nothing here", 0},
        {"a@b.org, c@d.org and e@f.org", "<email>, <email> and <email>", 3},
        {"http://u:pw12@h.example/x", "http://u:<url-password>@h.example/x", 1},
        {"password='hunter2hunter2' mail a@b.org", "password='<password>' mail <email>", 2},
        {"/home/jane/x and /home/jane/y", "/home/<user>/x and /home/<user>/y", 2},
        {"see foo(1) at 4.5 or 3", "see foo(1) at 4.5 or 3", 0},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        size_t found = 99;
        char *out = redacted(rows[i].text, 1 << 16, &found);
        assert_string_equal(out, rows[i].want);
        assert_int_equal(found, rows[i].found);
        free(out);
    }
}

static void cap(void **state)
{
    size_t found = 0;
    (void)state;
    char *out = redacted("x@y.de x@y.de", 13, &found); /* "<email> <email>" is 15 */
    assert_int_equal(found, 2);
    assert_string_equal(out, "<email> <emai");
    free(out);
}

static int redact_once(void *ctx)
{
    struct idio_str s;
    struct idio_err err = {0};
    (void)ctx;
    idio_str_init(&s, 4096);
    idio_str_puts(&s, "mail jane@example.com, token: 'abcdefghij'");
    if (s.failed != IDIO_OK) {
        idio_str_release(&s);
        return IDIO_E_NOMEM;
    }
    (void)idio_corpus_redact(&s, &err);
    int rc = err.status;
    if (strstr(s.data, "jane@example.com") && rc != IDIO_OK)
        rc = IDIO_E_BUG; /* kept although unchecked */
    idio_str_release(&s);
    return rc;
}

static void allocation(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(redact_once, NULL);
}

static void without_rules(void **state)
{
    struct idio_str s;
    struct idio_err err = {0};
    (void)state;
    idio_corpus_shutdown();
    idio_str_init(&s, 64);
    idio_str_puts(&s, "anything");
    assert_int_equal(idio_corpus_redact(&s, &err), 0);
    assert_int_equal(err.status, IDIO_E_BUG);
    assert_string_equal(s.data, "");
    idio_str_release(&s);
    assert_ok(idio_corpus_init(&err), &err);
}

/* Start-up makes thousands of allocations: every 41st in turn is the first to fail. */
static void init_allocation(void **state)
{
    struct idio_err err = {0};
    int rc = IDIO_E_NOMEM;
    (void)state;
    idio_corpus_shutdown();
    for (long n = 0; rc != IDIO_OK; n += 41) {
        idio_alloc_fail_after(n);
        rc = idio_corpus_init(&err);
        idio_alloc_fail_after(-1);
        if (rc != IDIO_OK)
            assert_status(rc, IDIO_E_NOMEM, &err);
    }
}

static int up(void **state)
{
    struct idio_err err = {0};
    (void)state;
    idio_base_init();
    int rc = idio_corpus_init(&err);
    if (rc != IDIO_OK)
        print_error("%s\n", err.msg);
    return rc;
}

static int down(void **state)
{
    (void)state;
    idio_corpus_shutdown();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),         cmocka_unit_test(texts),
        cmocka_unit_test(cap),           cmocka_unit_test(allocation),
        cmocka_unit_test(without_rules), cmocka_unit_test(init_allocation),
    };
    return cmocka_run_group_tests(tests, up, down);
}
