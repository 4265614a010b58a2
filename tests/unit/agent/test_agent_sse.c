/* SPDX-License-Identifier: Apache-2.0 */
/* The event stream parser: every rule of the format, at every split of the bytes. */
#include "idio_test.h"

#include "agent/sse.h"

struct got {
    char text[4096];
    size_t n;
    int fail_at; /* the n-th event is refused; 0: none */
    int events;
};

static int take(void *self, const char *event, const char *data, size_t n, struct idio_err *err)
{
    struct got *g = self;
    int put;

    if (++g->events == g->fail_at)
        return idio_fail(err, IDIO_E_CONFLICT, "test", "refused");
    assert_int_equal(data[n], '\0');
    put = snprintf(g->text + g->n, sizeof g->text - g->n, "<%s:%.*s>", event, (int)n, data);
    assert_true(put > 0 && (size_t)put < sizeof g->text - g->n);
    g->n += (size_t)put;
    return IDIO_OK;
}

/* In two pieces cut at `cut`, or byte by byte. */
static void feed(const char *text, size_t n, size_t cut, bool bytes, struct got *g)
{
    struct idio_sse s;
    struct idio_err err = {0};

    idio_sse_init(&s, 1000, take, g);
    if (bytes) {
        for (size_t i = 0; i < n; i++)
            assert_ok(idio_sse_feed(&s, text + i, 1, &err), &err);
    } else {
        assert_ok(idio_sse_feed(&s, text, cut, &err), &err);
        assert_ok(idio_sse_feed(&s, text + cut, n - cut, &err), &err);
    }
    assert_ok(idio_sse_end(&s, &err), &err);
    idio_sse_release(&s);
}

static void gives(const char *text, const char *want)
{
    size_t n = strlen(text);

    for (size_t cut = 0; cut <= n + 1; cut++) {
        struct got g = {0};

        feed(text, n, cut <= n ? cut : 0, cut > n, &g);
        assert_string_equal(g.text, want);
    }
}

static void test_lines(void **state)
{
    (void)state;
    gives("", "");
    gives("data: a\n\n", "<:a>");
    gives("data: a\r\n\r\ndata: b\r\n\r\n", "<:a><:b>");
    gives("data: a\r\rdata: b\r\r", "<:a><:b>");
    gives("data: a\r\n\rdata: b\n\r\n", "<:a><:b>");
    gives("data: a\n\n\n\n\r\ndata: b\n\n", "<:a><:b>");
}

static void test_fields(void **state)
{
    (void)state;
    gives("data:a\n\n", "<:a>");
    gives("data:  a \n\n", "<: a >");
    gives("data: a:b: c\n\n", "<:a:b: c>");
    gives("data\n\n", "<:>");
    gives("data:\n\n", "<:>");
    gives("data: a\ndata: b\ndata\n\n", "<:a\nb\n>");
    gives("event: error\ndata: x\n\ndata: y\n\n", "<error:x><:y>");
    gives("event: a\nevent: b\ndata: x\n\n", "<b:x>");
    gives("event: lost\n\ndata: y\n\n", "<:y>");
    gives("id: 7\nretry: 10\ndatax: n\n data: n\nDATA: n\ndata: y\n\n", "<:y>");
}

static void test_comments(void **state)
{
    (void)state;
    gives(": ping\n\n:\n\n: data: no\ndata: yes\n: more\n\n", "<:yes>");
    gives(":\n\n", "");
}

static void test_mark(void **state)
{
    (void)state;
    gives("\xEF\xBB\xBF"
          "data: a\n\n",
          "<:a>");
    gives("\xEF\xBB"
          "data: a\n\ndata: b\n\n",
          "<:b>"); /* no mark: a field of another name */
    gives("\xEF\xBB\xBF\xEF\xBB\xBF"
          "data: a\n\ndata: b\n\n",
          "<:b>");
    gives("data: \xEF\xBB\xBF\xC3\xA4\n\n", "<:\xEF\xBB\xBF\xC3\xA4>");
}

static void test_end(void **state)
{
    (void)state;
    gives("data: a\n\ndata: b\n", "<:a><:b>"); /* the empty line never came */
    gives("data: a\n\ndata: b", "<:a>");       /* half a line */
    gives("data: a\ndata: b", "");
}

static void test_any_bytes(void **state)
{
    static const char text[] = "data: a\0b\n\n";
    struct got g = {0};

    (void)state;
    feed(text, sizeof text - 1, 3, false, &g);
    assert_int_equal(g.events, 1);
    assert_memory_equal(g.text, "<:a", 3);
}

static void limit(const char *text, size_t max, int want)
{
    struct got g = {0};
    struct idio_sse s;
    struct idio_err err = {0};

    idio_sse_init(&s, max, take, &g);
    assert_status(idio_sse_feed(&s, text, strlen(text), &err), want, &err);
    idio_sse_release(&s);
}

static void test_limits(void **state)
{
    char name[IDIO_SSE_NAME + 16];

    (void)state;
    limit("data: 12345\n\n", 11, IDIO_OK);
    limit("data: 123456", 11, IDIO_E_LIMIT);
    limit(": a long comment", 11, IDIO_E_LIMIT);
    limit("data:12345\ndata:12345\n\n", 11, IDIO_OK); /* 11 with the line end between */
    limit("data:12345\ndata:123456\n\n", 11, IDIO_E_LIMIT);
    memset(name, 'x', sizeof name);
    memcpy(name, "event: ", 7);
    name[7 + IDIO_SSE_NAME + 1] = '\n';
    name[7 + IDIO_SSE_NAME + 2] = '\0';
    limit(name, 1000, IDIO_E_LIMIT);
    limit(name + 1, 1000, IDIO_OK); /* "vent": nobody's field */
}

static void test_refused(void **state)
{
    struct got g = {.fail_at = 2};
    struct idio_sse s;
    struct idio_err err = {0};
    static const char text[] = "data: a\n\ndata: b\n\ndata: c\n\n";

    (void)state;
    idio_sse_init(&s, 1000, take, &g);
    assert_status(idio_sse_feed(&s, text, sizeof text - 1, &err), IDIO_E_CONFLICT, &err);
    assert_int_equal(g.events, 2);
    idio_sse_release(&s);
}

static int all_of_it(void *ctx)
{
    struct got g = {0};
    struct idio_sse s;
    static const char text[] = "\xEF\xBB\xBF"
                               "event: e\ndata: a\ndata: b\n\n";
    int status;

    (void)ctx;
    idio_sse_init(&s, 1000, take, &g);
    status = idio_sse_feed(&s, text, sizeof text - 1, NULL);
    idio_sse_release(&s);
    return status;
}

static void test_no_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(all_of_it, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),     cmocka_unit_test(test_fields),
        cmocka_unit_test(test_comments),  cmocka_unit_test(test_mark),
        cmocka_unit_test(test_end),       cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
