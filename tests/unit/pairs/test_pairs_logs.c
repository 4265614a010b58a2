/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of coding agents: what is found in each format and version, and what no log may do. */
#include "idio_test.h"

#include "base/fs.h"
#include "base/utf8.h"
#include "pairs/pairs.h"

#define LIMIT ((size_t)256 << 20)

struct fixture {
    const char *file;
    enum idio_log_format format;
};
static const struct fixture fixtures[] = {
    {"claude-session-1.0.jsonl", IDIO_LOG_CLAUDE_SESSION},
    {"claude-session-2.1.jsonl", IDIO_LOG_CLAUDE_SESSION},
    {"claude-history-2.jsonl", IDIO_LOG_CLAUDE_HISTORY},
    {"codex-session-0.20.jsonl", IDIO_LOG_CODEX_SESSION},
    {"codex-session-0.65.jsonl", IDIO_LOG_CODEX_SESSION},
    {"codex-session-0.160.jsonl", IDIO_LOG_CODEX_SESSION},
    {"codex-session-subagent.jsonl", IDIO_LOG_CODEX_SESSION},
    {"codex-history-1.jsonl", IDIO_LOG_CODEX_HISTORY},
    {"cursor-0.40.rows", IDIO_LOG_CURSOR},
    {"cursor-3.rows", IDIO_LOG_CURSOR},
    {"specstory-2.1.0.md", IDIO_LOG_SPECSTORY},
    {"specstory-old.md", IDIO_LOG_SPECSTORY},
    {"specstory-not.md", IDIO_LOG_SPECSTORY},
};

/* ---- helpers --------------------------------------------------------------------------------- */

struct read {
    struct idio_arena arena;
    struct idio_logged *at;
    size_t n;
    struct idio_log_counts counts;
};

static void read_text(struct read *r, enum idio_log_format format, const char *text, size_t n)
{
    struct idio_err err = {0};
    *r = (struct read){0};
    idio_arena_init(&r->arena, LIMIT);
    assert_ok(idio_log_read(format, text, n, &r->arena, &r->at, &r->n, &r->counts, &err), &err);
    for (size_t i = 0; i < r->n; i++) {
        assert_true(r->at[i].text[0] > ' ' || (unsigned char)r->at[i].text[0] > 127);
        assert_true(idio_utf8_valid(r->at[i].text, strlen(r->at[i].text), NULL));
        assert_non_null(r->at[i].folder);
    }
}

static void read_c(struct read *r, enum idio_log_format format, const char *text)
{
    read_text(r, format, text, strlen(text));
}

static void done(struct read *r)
{
    idio_arena_release(&r->arena);
}

/* One line to a prompt; line breaks in it are "⏎". */
static void write_out(const struct read *r, struct idio_str *out)
{
    for (size_t i = 0; i < r->n; i++) {
        idio_str_printf(out, "%lld\t%s\t", (long long)r->at[i].time, r->at[i].folder);
        for (const char *p = r->at[i].text; *p; p++)
            if (*p == '\n')
                idio_str_puts(out, "⏎");
            else
                idio_str_putc(out, *p);
        idio_str_putc(out, '\n');
    }
    idio_str_printf(out, "skipped %zu, not understood %zu, version \"%s\"\n", r->counts.skipped,
                    r->counts.not_understood, r->counts.version);
}

/* ---- every format and version ---------------------------------------------------------------- */

static void test_fixtures(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(fixtures); i++) {
        struct idio_err err = {0};
        struct idio_str got;
        struct read r;
        char path[PATH_MAX], want_path[PATH_MAX + 8];
        char *text = NULL, *want = NULL;
        size_t n = 0, want_n = 0;
        snprintf(path, sizeof path, "%s/tests/fixtures/logs/%s", IDIO_SOURCE_DIR, fixtures[i].file);
        snprintf(want_path, sizeof want_path, "%s.want", path);
        assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &err), &err);
        read_text(&r, fixtures[i].format, text, n);
        idio_str_init(&got, 1 << 20);
        write_out(&r, &got);
        if (getenv("IDIO_UPDATE"))
            assert_ok(idio_fs_write_atomic(want_path, got.data, got.len, 0644, &err), &err);
        assert_ok(idio_fs_read(want_path, 1 << 20, &want, &want_n, &err), &err);
        if (strcmp(want, got.data) != 0)
            print_error("%s\n", fixtures[i].file);
        assert_string_equal(got.data, want);
        idio_str_release(&got);
        idio_free(text);
        idio_free(want);
        done(&r);
    }
}

/* A format's reader finds nothing to complain of but its own: no crash, no prompt of a machine. */
static void test_wrong_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(fixtures); i++)
        for (int f = 0; f < IDIO_LOG_FORMATS; f++) {
            struct idio_err err = {0};
            struct read r;
            char path[PATH_MAX];
            char *text = NULL;
            size_t n = 0;
            snprintf(path, sizeof path, "%s/tests/fixtures/logs/%s", IDIO_SOURCE_DIR,
                     fixtures[i].file);
            assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &err), &err);
            read_text(&r, (enum idio_log_format)f, text, n);
            for (size_t k = 0; k < r.n; k++)
                assert_null(strstr(r.at[k].text, "system-reminder"));
            done(&r);
            idio_free(text);
        }
}

/* ---- what was typed -------------------------------------------------------------------------- */

static void test_typed(void **state)
{
    /* What Codex's history says, and what is left of it; NULL: nothing. */
    static const char *const rows[][2] = {
        {"fix it", "fix it"},
        {"  fix it \\n\\n", "fix it"},
        {"/review", NULL},
        {"/review the cart", NULL},
        {"/mcp:git-log x", NULL},
        {"/tmp/a.c crashes", "/tmp/a.c crashes"},
        {"/ is the root", "/ is the root"},
        {"<div> is not centred", "<div> is not centred"},
        {"the <my-tag> element", "the <my-tag> element"},
        {"<my-tag> does not render", "<my-tag> does not render"},
        {"<my-tag>x</my-tag> fix it", "fix it"},
        {"<a-b>1</a-b>\\n<c_d e=\\\"f\\\">2</c_d>\\nfix it\\n<a-b>3</a-b>", "fix it"},
        {"fix it\\n<system-reminder>never closed\\nmore", "fix it"},
        {"<system-reminder>a</system-reminder>", NULL},
        {"a < b fails, and a <b too", "a < b fails, and a <b too"},
        {"use [Image #1] as logo", "use as logo"},
        {"[Pasted text #1 +3 lines]", NULL},
        {"[Pasted text without end", "[Pasted text without end"},
        {"x[0] is wrong", "x[0] is wrong"},
        {"[Request interrupted by user]", NULL},
        {"## My request for Codex:\\nadd x", "add x"},
        {"Implement the following plan:\\n\\n# Plan", NULL},
        {"-<local-command-caveat>Caveat", NULL},
        {"<user_query>add y</user_query>", "add y"},
        {"<user_query>add y", "add y"},
        {"\xc3\xa4ndere die Farbe", "\xc3\xa4ndere die Farbe"},
        {"", NULL},
        {" \\n ", NULL},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct read r;
        char line[512];
        snprintf(line, sizeof line, "{\"ts\":1765154394,\"text\":\"%s\"}\r\n", rows[i][0]);
        read_c(&r, IDIO_LOG_CODEX_HISTORY, line);
        if (r.n != (rows[i][1] != NULL) || r.counts.not_understood)
            print_error("%s\n", rows[i][0]);
        assert_int_equal(r.counts.not_understood, 0);
        assert_int_equal(r.n, rows[i][1] != NULL);
        assert_int_equal(r.counts.skipped, rows[i][1] == NULL);
        if (rows[i][1])
            assert_string_equal(r.at[0].text, rows[i][1]);
        done(&r);
    }
}

static void test_times(void **state)
{
    static const struct {
        const char *json;
        int64_t want;
    } rows[] = {
        {"1765154394", 1765154394},
        {"1765154394000", 1765154394},
        {"1765154394.25", 1765154394},
        {"\"2025-12-08T00:39:54.800Z\"", 1765154394},
        {"\"2025-12-08T01:39:54+01:00\"", 1765154394},
        {"\"2025-12-07 17:39:54-0700\"", 1765154394},
        {"\"2025-12-08 00:39Z\"", 1765154340},
        {"\"2025-12-08\"", 1765152000},
        {"\"2024-02-29T00:00:00Z\"", 1709164800},
        {"\"yesterday\"", 0},
        {"\"2025-13-08\"", 0},
        {"\"\"", 0},
        {"-5", 0},
        {"1e300", 0},
        {"null", 0},
        {"[]", 0},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct read r;
        char line[128];
        snprintf(line, sizeof line, "{\"text\":\"fix it\",\"ts\":%s}", rows[i].json);
        read_c(&r, IDIO_LOG_CODEX_HISTORY, line);
        assert_int_equal(r.n, 1);
        if (r.at[0].time != rows[i].want)
            print_error("%s\n", rows[i].json);
        assert_int_equal(r.at[0].time, rows[i].want);
        done(&r);
    }
}

/* ---- bad logs -------------------------------------------------------------------------------- */

static void test_bad_lines(void **state)
{
    struct read r;
    (void)state;
    read_text(&r, IDIO_LOG_CODEX_HISTORY, "", 0);
    assert_int_equal(r.n + r.counts.not_understood + r.counts.skipped, 0);
    done(&r);
    /* A mark of byte order, blank lines, no line end. */
    read_c(&r, IDIO_LOG_CODEX_HISTORY, "\xef\xbb\xbf{\"text\":\"a b\"}\n\n \r\n{\"text\":\"c d\"}");
    assert_int_equal(r.n, 2);
    assert_int_equal(r.counts.not_understood, 0);
    done(&r);
    static const char nul[] =
        "{\"text\":\"a\0b\"}\n{\"text\":\"a\\u0000b\"}\n{\"text\":\"good one\"}\n";
    read_text(&r, IDIO_LOG_CODEX_HISTORY, nul, sizeof nul - 1);
    assert_int_equal(r.n, 1);
    assert_int_equal(r.counts.not_understood, 2);
    done(&r);
    read_c(&r, IDIO_LOG_CODEX_HISTORY, "{\"text\":\"\xff\xfe\"}\n{\"text\":\"good one\"}\n");
    assert_int_equal(r.n, 1);
    assert_int_equal(r.counts.not_understood, 1);
    done(&r);
    read_c(&r, IDIO_LOG_SPECSTORY, "_**User**_\n\nfix \xff it\n");
    assert_int_equal(r.n, 1);
    assert_string_equal(r.at[0].text, "fix \xef\xbf\xbd it");
    done(&r);
    static const char md[] = "_**User**_\nfix\0it\n_**Agent**_\nno";
    read_text(&r, IDIO_LOG_SPECSTORY, md, sizeof md - 1);
    assert_int_equal(r.n, 1);
    assert_string_equal(r.at[0].text, "fix it");
    done(&r);
}

static char *many(const char *head, char c, size_t n, const char *tail, size_t *ret_n)
{
    const size_t a = strlen(head), b = strlen(tail);
    char *p = malloc(a + n + b + 1);
    assert_non_null(p);
    memcpy(p, head, a);
    memset(p + a, c, n);
    memcpy(p + a + n, tail, b + 1);
    *ret_n = a + n + b;
    return p;
}

static void test_big(void **state)
{
    static const struct {
        const char *head;
        char c;
        size_t n;
        const char *tail;
        size_t found, skipped, odd;
    } rows[] = {
        /* over the limit of a line, of a prompt; far too deep; a quarter of a million bare lines */
        {"{\"text\":\"", 'a', IDIO_LOG_LINE, "\"}\n{\"text\":\"good one\"}", 1, 0, 1},
        {"{\"text\":\"", 'a', IDIO_LOG_TEXT + 1, "\"}\n{\"text\":\"good one\"}", 1, 1, 0},
        {"{\"text\":", '[', 1 << 20, "\n{\"text\":\"good one\"}", 1, 0, 1},
        {"", '\n', 1 << 18, "{\"text\":\"good one\"}", 1, 0, 0},
        {"{\"text\":\"", '<', 1 << 20, "\"}\n{\"text\":\"good one\"}", 1, 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct read r;
        size_t n = 0;
        char *text = many(rows[i].head, rows[i].c, rows[i].n, rows[i].tail, &n);
        read_text(&r, IDIO_LOG_CODEX_HISTORY, text, n);
        assert_int_equal(r.n, rows[i].found);
        assert_int_equal(r.counts.skipped, rows[i].skipped);
        assert_int_equal(r.counts.not_understood, rows[i].odd);
        done(&r);
        for (int f = 0; f < IDIO_LOG_FORMATS; f++) {
            read_text(&r, (enum idio_log_format)f, text, n);
            done(&r);
        }
        free(text);
    }
}

/* Elements that are never closed must not be searched for again and again. */
static void test_unclosed(void **state)
{
    struct idio_str s;
    struct read r;
    (void)state;
    idio_str_init(&s, (size_t)8 << 20);
    idio_str_puts(&s, "{\"text\":\"");
    for (unsigned i = 0; i < 2000; i++)
        idio_str_printf(&s, "<a-%u>\\n", i);
    for (unsigned i = 0; i < (1 << 20); i++)
        idio_str_puts(&s, "<");
    idio_str_puts(&s, "\"}");
    assert_int_equal(s.failed, 0);
    read_text(&r, IDIO_LOG_CODEX_HISTORY, s.data, s.len);
    assert_int_equal(r.counts.skipped, 1);
    done(&r);
    idio_str_release(&s);
}

/* Every prefix of every fixture: as if the program had been killed while it wrote. */
static void test_truncated(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(fixtures); i++) {
        struct idio_err err = {0};
        char path[PATH_MAX];
        char *text = NULL;
        size_t n = 0;
        snprintf(path, sizeof path, "%s/tests/fixtures/logs/%s", IDIO_SOURCE_DIR, fixtures[i].file);
        assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &err), &err);
        for (size_t k = 0; k < n; k += 7) {
            struct read r;
            char *part = malloc(k + 1); /* of its own, so that asan sees a read behind it */
            assert_non_null(part);
            memcpy(part, text, k);
            read_text(&r, fixtures[i].format, part, k);
            done(&r);
            free(part);
        }
        idio_free(text);
    }
}

/* ---- memory ---------------------------------------------------------------------------------- */

struct source {
    enum idio_log_format format;
    const char *text;
    size_t n;
};

static int read_all(void *ctx)
{
    const struct source *s = ctx;
    struct idio_arena arena;
    struct idio_logged *at = NULL;
    size_t n = 0;
    struct idio_log_counts counts;
    struct idio_err err = {0};
    idio_arena_init(&arena, LIMIT);
    const int rc = idio_log_read(s->format, s->text, s->n, &arena, &at, &n, &counts, &err);
    idio_arena_release(&arena);
    return rc;
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(fixtures); i++) {
        struct idio_err err = {0};
        char path[PATH_MAX];
        char *text = NULL;
        struct source s = {.format = fixtures[i].format};
        snprintf(path, sizeof path, "%s/tests/fixtures/logs/%s", IDIO_SOURCE_DIR, fixtures[i].file);
        assert_ok(idio_fs_read(path, 1 << 20, &text, &s.n, &err), &err);
        s.text = text;
        IDIO_FAIL_EACH_ALLOC(read_all, &s);
        idio_free(text);
    }
}

static void test_full_arena(void **state)
{
    static const char line[] = "{\"text\":\"a prompt that takes some room in the arena\"}\n";
    struct idio_err err = {0};
    struct idio_arena arena;
    struct idio_logged *at = NULL;
    struct idio_log_counts counts;
    struct idio_str s;
    size_t n = 0;
    (void)state;
    idio_str_init(&s, 1 << 20);
    for (int i = 0; i < 1000; i++)
        idio_str_puts(&s, line);
    idio_arena_init(&arena, 8192);
    assert_status(
        idio_log_read(IDIO_LOG_CODEX_HISTORY, s.data, s.len, &arena, &at, &n, &counts, &err),
        IDIO_E_NOMEM, &err);
    assert_null(at);
    idio_arena_release(&arena);
    idio_str_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),  cmocka_unit_test(test_wrong_format),
        cmocka_unit_test(test_typed),     cmocka_unit_test(test_times),
        cmocka_unit_test(test_bad_lines), cmocka_unit_test(test_big),
        cmocka_unit_test(test_unclosed),  cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_no_memory), cmocka_unit_test(test_full_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
