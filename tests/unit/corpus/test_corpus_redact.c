/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets and personal data: every rule of data/secrets.json catches its canary and passes what it
 * says; harmless text stays; a user's gitleaks file is read as it is meant.
 */
#include "idio_test.h"

#include "base/clock.h"
#include "base/ctx.h"
#include "base/fs.h"
#include "base/json.h"
#include "canary.h"
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

/* A few kinds of text around the same canary; no piece of it may survive. */
static void plant(const char *name, const char *template, uint64_t *seed)
{
    static const char *const before[] = {"", "Connects. ", "x('", "a line\n"};
    static const char *const behind[] = {"", "", "', 1)", "\nmore"};
    for (size_t i = 0; i < IDIO_COUNT(before); i++) {
        struct canary c;
        char text[2 * CANARY_MAX];
        size_t found = 0;
        canary_make(&c, template, seed);
        snprintf(text, sizeof text, "%s%s%s", before[i], c.text, behind[i]);
        char *out = redacted(text, 1 << 16, &found);
        if (found == 0 || strcmp(out, text) == 0)
            fail_msg("%s does not find \"%s\"", name, text);
        for (size_t k = 0; k < c.piece_count; k++)
            if (strstr(out, c.pieces[k]))
                fail_msg("%s leaves \"%s\" of \"%s\"", name, c.pieces[k], text);
        free(out);
    }
}

static void passes(const char *name, const struct idio_json *list)
{
    char want[64];
    snprintf(want, sizeof want, "<%s>", name);
    assert_true(idio_json_len(list) > 0);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const char *text = idio_json_str(idio_json_at(list, i));
        size_t found = 0;
        char *out = redacted(text, 1 << 16, &found);
        if (strstr(out, want))
            fail_msg("%s finds \"%s\": \"%s\"", name, text, out);
        free(out);
    }
}

static void canaries(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct idio_json *doc = NULL;
    struct idio_err err = {0};
    uint64_t seed = 20260101;
    (void)state;
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/data/secrets.json", 1 << 20, &text, &n, &err), &err);
    assert_ok(idio_json_parse(text, n, "secrets.json", &doc, &err), &err);
    const struct idio_json *list = idio_json_get(doc, "rules");
    assert_true(idio_json_len(list) >= 60);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const struct idio_json *rule = idio_json_at(list, i);
        const char *name = idio_json_get_str(rule, "name", "");
        plant(name, idio_json_get_str(rule, "canary", ""), &seed);
        passes(name, idio_json_get(rule, "pass"));
    }
    print_message("%zu rules, each caught its canary in 4 texts\n", idio_json_len(list));
    idio_json_free(doc);
    idio_free(text);
}

static void harmless(void **state)
{
    char *text = NULL;
    size_t n = 0, lines = 0, wrong = 0;
    struct idio_err err = {0};
    (void)state;
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/tests/fixtures/secrets/harmless.txt", 1 << 20, &text,
                           &n, &err),
              &err);
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        size_t found = 0;
        char *out = redacted(line, 1 << 16, &found);
        lines++;
        wrong += found > 0;
        if (found > 0)
            print_message("taken for a secret: %s -> %s\n", line, out);
        free(out);
    }
    print_message("%zu of %zu harmless texts changed\n", wrong, lines);
    assert_true(lines >= 150);
    assert_true(wrong * 100 <= lines); /* at most 1 % */
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
        {"token='${API_KEY}', '<secret word>'", "token='${API_KEY}', '<secret word>'", 0},
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

/* ---- a user's own rules ---------------------------------------------------------------------- */
#define RULES(text) idio_corpus_secret_rules(text, strlen(text), "my.toml", &err)

static void assert_redacted(const char *text, const char *want)
{
    size_t found = 0;
    char *out = redacted(text, 1 << 16, &found);
    assert_string_equal(out, want);
    free(out);
}

static void user_rules(void **state)
{
    static const char file[] = "title = 'mine'\n"
                               "[[rules]]\n"
                               "id = 'acme key'\n"
                               "description = 'x'\n"
                               "regex = '''acme_([a-z0-9]{8})'''\n"
                               "keywords = ['ACME_']\n"
                               "entropy = 1.5\n"
                               "[[rules.allowlists]]\n"
                               "stopwords = ['Sample']\n"
                               "[[rules.allowlists]]\n"
                               "condition = 'AND'\n"
                               "regexTarget = 'line'\n"
                               "regexes = ['^ok ']\n"
                               "paths = ['x']\n"
                               "[[rules]]\n"
                               "id = 'two'\n"
                               "regex = '(?P<a>aa)-(?P<b>[0-9]+)\\z'\n"
                               "secretGroup = 2\n"
                               "[rules.allowlist]\n"
                               "regexes = ['^77$']\n"
                               "[[rules]]\n"
                               "id = 'files only'\n"
                               "path = '.*\\.pem'\n"
                               "[allowlist]\n"
                               "regexTarget = 'line'\n"
                               "regexes = ['nolint']\n";
    static const char extends[] = "[extend]\n"
                                  "useDefault = true\n"
                                  "disabledRules = ['email', 'nobody']\n"
                                  "[[allowlists]]\n"
                                  "stopwords = ['letmein']\n";
    struct idio_err err = {0};
    (void)state;
    assert_ok(RULES(file), &err);
    assert_redacted("acme_abcd1234 acme_sample12 acme_aaaaaaaa",
                    "acme_<acme-key> acme_sample12 acme_aaaaaaaa");
    assert_redacted("ok acme_abcd1234", "ok acme_<acme-key>"); /* AND with a path: not decidable */
    assert_redacted("acme_abcd1234 nolint", "acme_abcd1234 nolint");
    assert_redacted("aa-12", "aa-<two>");
    assert_redacted("aa-77", "aa-77");
    assert_redacted("a@b.org nolint", "<email> nolint"); /* ours always */
    assert_ok(RULES(extends), &err);
    assert_redacted("a@b.org", "a@b.org");
    assert_redacted("password='letmein12345'", "password='letmein12345'");
    assert_redacted("/home/letmein/x", "/home/<user>/x"); /* personal data is not in question */
    assert_ok(idio_corpus_secret_rules(NULL, 0, NULL, &err), &err);
    assert_redacted("a@b.org acme_abcd1234", "<email> acme_abcd1234");
}

static void user_mistakes(void **state)
{
    static const struct {
        const char *text;
        int status;
        const char *says;
    } rows[] = {
        {"[[rules]\n", IDIO_E_CORRUPT, "my.toml, line 1"},
        {"x = 1\n\n[[rules]]\nid = 'bad'\nregex = '(['\n", IDIO_E_INVALID,
         "my.toml, line 4: rule \"bad\""},
        {"[[rules]]\nregex = 'a'\n", IDIO_E_INVALID, "my.toml: rule 1 has no id"},
        {"[[rules]]\nid = 'a'\n", IDIO_E_INVALID, "no regex"},
        {"[[rules]]\nid = 'a'\nregex = 'a'\nsecretGroup = 40\n", IDIO_E_INVALID, "secretGroup"},
        {"[[rules]]\nid = 'a'\nregex = 'a'\nkeywords = [1]\n", IDIO_E_INVALID, "keywords"},
        {"[[rules]]\nid = 'a'\nregex = 'a'\n[[rules.allowlists]]\nregexes = ['(']\n",
         IDIO_E_INVALID, "allowlist"},
        {"[allowlist]\nregexTarget = 'file'\n", IDIO_E_INVALID, "regexTarget"},
        {"[extend]\npath = '/etc/x.toml'\n", IDIO_E_UNSUPPORTED, "path is not followed"},
        {"[extend]\nurl = 'https://h/x'\n", IDIO_E_UNSUPPORTED, "url is not followed"},
        {"rules = 3\n", IDIO_E_INVALID, "array of tables"},
    };
    struct idio_err err = {0};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        assert_status(RULES(rows[i].text), rows[i].status, &err);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("\"%s\" does not say \"%s\"", err.msg, rows[i].says);
        assert_redacted("a@b.org", "<email>"); /* ours are still there */
    }
}

/* Too many rules, too long an expression, and one that would run for ever. */
static void user_limits(void **state)
{
    static const char slow[] =
        "[[rules]]\nid = 'slow'\nregex = '(a+)+(b|c)+$'\nkeywords = ['aaaa']\n";
    struct idio_err err = {0};
    struct idio_str s;
    size_t found = 0;
    (void)state;
    idio_str_init(&s, 1 << 20);
    for (int i = 0; i < 1001; i++)
        idio_str_printf(&s, "[[rules]]\nid = 'r%d'\nregex = 'x%d'\nkeywords = ['k%d']\n", i, i, i);
    assert_status(idio_corpus_secret_rules(s.data, s.len, "my.toml", &err), IDIO_E_LIMIT, &err);
    idio_str_clear(&s);
    idio_str_puts(&s, "[[rules]]\nid = 'long'\nregex = '");
    for (int i = 0; i < 5000; i++)
        idio_str_putc(&s, 'a');
    idio_str_puts(&s, "'\n");
    assert_status(idio_corpus_secret_rules(s.data, s.len, "my.toml", &err), IDIO_E_LIMIT, &err);
    assert_ok(RULES(slow), &err);
    idio_str_clear(&s);
    for (int i = 0; i < 4000; i++)
        idio_str_putc(&s, 'a');
    int64_t begin = idio_clock_ms();
    char *out = redacted(s.data, 1 << 16, &found);
    assert_true(idio_clock_ms() - begin < 10000);
    assert_string_equal(out, ""); /* given up: not kept */
    free(out);
    idio_str_release(&s);
    assert_ok(idio_corpus_secret_rules(NULL, 0, NULL, &err), &err);
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
    idio_str_puts(&s, "mail jane@corp.dev, token: 'abcdefghij'");
    if (s.failed != IDIO_OK) {
        idio_str_release(&s);
        return IDIO_E_NOMEM;
    }
    (void)idio_corpus_redact(&s, &err);
    int rc = err.status;
    if (strstr(s.data, "jane@corp.dev") && rc != IDIO_OK)
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
        cmocka_unit_test(canaries),      cmocka_unit_test(harmless),
        cmocka_unit_test(texts),         cmocka_unit_test(cap),
        cmocka_unit_test(user_rules),    cmocka_unit_test(user_mistakes),
        cmocka_unit_test(user_limits),   cmocka_unit_test(allocation),
        cmocka_unit_test(without_rules), cmocka_unit_test(init_allocation),
    };
    return cmocka_run_group_tests(tests, up, down);
}
