/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls are made again, how long is waited, and when it is given up. */
#include "idio_test.h"

#include "base/clock.h"
#include "chat_server.h"

static const char answer[] =
    "{\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}";
static const char json[] = "Content-Type: application/json\r\n";
static const char busy[] = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\"}}";

/* A call with the scripts that are set; the server is stopped, not released. */
static int call(struct server *s, struct idio_endpoint *e, bool stream, struct heard *h,
                struct idio_err *err)
{
    struct idio_chat_result r = {0};
    int status;

    server_start(s);
    e->url = s->url;
    status = server_chat(e, stream, h, NULL, &r, err);
    server_stop(s);
    if (status == IDIO_OK) {
        assert_string_equal(r.text, "ok");
        assert_int_equal(r.tries, s->served);
        idio_chat_result_release(&r);
    }
    return status;
}

static void prepare(struct server *s, struct idio_endpoint *e)
{
    server_init(s);
    server_endpoint(s, e);
}

static void test_busy_then_good(void **state)
{
    static const char *const first[] = {"429 Too Many", "500 Oops",     "502 Bad",  "503 Away",
                                        "504 Late",     "529 Overload", "408 Late", "409 Lock"};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(first); i++) {
        struct server s;
        struct idio_endpoint e;
        struct idio_err err = {0};

        prepare(&s, &e);
        server_answer(&s, first[i], json, busy);
        server_json(&s, answer);
        assert_ok(call(&s, &e, false, NULL, &err), &err);
        assert_int_equal(s.served, 2);
        assert_string_equal(s.requests[0], s.requests[1]);
        server_release(&s);
    }
}

static void test_given_up(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};

    (void)state;
    prepare(&s, &e);
    server_answer(&s, "500 Oops", json, busy);
    assert_status(call(&s, &e, false, NULL, &err), IDIO_E_UPSTREAM, &err);
    assert_int_equal(s.served, 4);
    assert_non_null(strstr(err.msg, "after 4 tries: "));
    assert_non_null(strstr(err.msg, "answered 500: slow down"));
    server_release(&s);
    prepare(&s, &e);
    e.retries = 0;
    server_answer(&s, "500 Oops", json, busy);
    assert_status(call(&s, &e, false, NULL, &err), IDIO_E_UPSTREAM, &err);
    assert_int_equal(s.served, 1);
    assert_null(strstr(err.msg, "tries"));
    server_release(&s);
}

static void once(const char *status, const char *body, int want, const char *words)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};

    prepare(&s, &e);
    server_answer(&s, status, json, body);
    assert_status(call(&s, &e, false, NULL, &err), want, &err);
    assert_int_equal(s.served, 1);
    if (!strstr(err.msg, words))
        fail_msg("no '%s' in: %s", words, err.msg);
    server_release(&s);
}

/* What does not pass by itself is not asked again; the server's words are shown in every form. */
static void test_not_again(void **state)
{
    (void)state;
    once("400 Bad", "{\"error\":{\"message\":\"context too long\"}}", IDIO_E_UPSTREAM,
         "answered 400: context too long");
    once("400 Bad", "{\"error\":\"in one string\"}", IDIO_E_UPSTREAM, ": in one string");
    once("400 Bad", "{\"message\":\"at the top\"}", IDIO_E_UPSTREAM, ": at the top");
    once("422 Bad", "{\"detail\":\"in detail\"}", IDIO_E_UPSTREAM, ": in detail");
    once("422 Bad", "{\"detail\":[{\"msg\":\"in a list\"}]}", IDIO_E_UPSTREAM, ": in a list");
    once("400 Bad", "[{\"error\":{\"message\":\"in an array\"}}]", IDIO_E_UPSTREAM,
         ": in an array");
    once("400 Bad", "{\"odd\":{\"a\":1}}", IDIO_E_UPSTREAM, ": {\"odd\":{\"a\":1}}");
    once("400 Bad", "plain\r\nwords", IDIO_E_UPSTREAM, "plain\\x0d words");
    once("400 Bad", "", IDIO_E_UPSTREAM, "answered 400");
    once("401 No", "{}", IDIO_E_DENIED, "answered 401");
    once("403 No", "{}", IDIO_E_DENIED, "answered 403");
    once("404 No", "{\"error\":{\"message\":\"no model\"}}", IDIO_E_UPSTREAM, ": no model");
    once("501 No", "{}", IDIO_E_UPSTREAM, "answered 501");
    once("200 OK", "{\"error\":{\"message\":\"bad\",\"code\":400}}", IDIO_E_UPSTREAM,
         "failed: bad");
    once("204 None", "", IDIO_E_UPSTREAM, "answered with nothing");
    once("304 Same", "", IDIO_E_UPSTREAM, "answered 304");
}

static void test_retry_after(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    int64_t began;

    (void)state;
    prepare(&s, &e);
    server_answer(&s, "429 Busy", "Content-Type: application/json\r\nRetry-After: 1\r\n", busy);
    server_json(&s, answer);
    began = idio_clock_ms();
    assert_ok(call(&s, &e, false, NULL, &err), &err);
    assert_true(idio_clock_ms() - began >= 1000);
    server_release(&s);
    /* More patience than we have. */
    prepare(&s, &e);
    server_answer(&s, "429 Busy", "Retry-After: 3600\r\n", busy);
    began = idio_clock_ms();
    assert_status(call(&s, &e, false, NULL, &err), IDIO_E_UPSTREAM, &err);
    assert_true(idio_clock_ms() - began < 60000);
    assert_int_equal(s.served, 1);
    assert_non_null(strstr(err.hint, "3600 s"));
    server_release(&s);
    /* A date that is over, and nonsense. */
    for (int i = 0; i < 2; i++) {
        prepare(&s, &e);
        server_answer(
            &s, "429 Busy",
            i ? "Retry-After: soon\r\n" : "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", busy);
        server_json(&s, answer);
        assert_ok(call(&s, &e, false, NULL, &err), &err);
        server_release(&s);
    }
}

static void test_time_is_up(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};

    (void)state;
    prepare(&s, &e);
    e.total_ms = 30000;
    e.backoff_ms = e.backoff_max_ms = 60000;
    server_answer(&s, "503 Away", json, busy);
    assert_status(call(&s, &e, false, NULL, &err), IDIO_E_UPSTREAM, &err);
    assert_non_null(strstr(err.msg, "answered 503"));
    assert_int_equal(s.served, 1);
    server_release(&s);
}

/* Connections that fail are tried again; nobody listening is the same. */
static void test_connections(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};

    (void)state;
    prepare(&s, &e);
    server_raw(&s, "", 0)->reset = true;
    server_raw(&s, "", 0);
    server_raw(&s, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", 40);
    server_json(&s, answer);
    assert_ok(call(&s, &e, false, NULL, &err), &err);
    assert_int_equal(s.served, 4);
    server_release(&s);
    prepare(&s, &e);
    server_json(&s, answer);
    server_start(&s);
    server_stop(&s); /* its port is free again */
    e.url = s.url;
    assert_status(server_chat(&e, false, NULL, NULL, &r, &err), IDIO_E_UPSTREAM, &err);
    assert_non_null(strstr(err.msg, "after 4 tries"));
    server_release(&s);
}

#define PIECE "data: {\"choices\":[{\"delta\":{\"content\":\"ok\"}}]}\n\n"

/* A stream that breaks off is asked for again, unless somebody has seen text. */
static void test_broken_stream(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct heard h = {0};

    (void)state;
    prepare(&s, &e);
    server_events(&s, ": ping\n\n");
    server_events(&s, PIECE); /* nobody listens: once more */
    server_events(&s, PIECE "data: [DONE]\n\n");
    assert_ok(call(&s, &e, true, NULL, &err), &err);
    assert_int_equal(s.served, 3);
    server_release(&s);
    prepare(&s, &e);
    server_events(&s, PIECE);
    server_events(&s, PIECE "data: [DONE]\n\n");
    assert_status(call(&s, &e, true, &h, &err), IDIO_E_UPSTREAM, &err);
    assert_int_equal(s.served, 1);
    assert_string_equal(h.pieces, "ok|");
    assert_non_null(strstr(err.msg, "broke off"));
    server_release(&s);
    prepare(&s, &e); /* the same by RST */
    server_events(&s, PIECE)->reset = true;
    memset(&h, 0, sizeof h);
    assert_status(call(&s, &e, true, &h, &err), IDIO_E_UPSTREAM, &err);
    assert_int_equal(s.served, h.calls > 0 ? 1 : 4);
    server_release(&s);
}

static void test_error_events(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct heard h = {0};

    (void)state;
    prepare(&s, &e);
    server_events(&s, "data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n");
    server_events(&s, "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\"}}\n\n");
    server_json(&s, "{\"error\":{\"code\":429,\"message\":\"slow\"},\"choices\":[]}");
    server_events(&s, PIECE "data: [DONE]\n\n");
    assert_ok(call(&s, &e, true, &h, &err), &err);
    assert_int_equal(s.served, 4);
    server_release(&s);
    prepare(&s, &e);
    memset(&h, 0, sizeof h);
    server_events(&s, PIECE "data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n");
    assert_status(call(&s, &e, true, &h, &err), IDIO_E_UPSTREAM, &err);
    assert_non_null(strstr(err.msg, "failed: upstream"));
    assert_int_equal(s.served, 1);
    server_release(&s);
}

struct lines {
    char text[4096];
    size_t n, count;
};

static void keep_line(void *self, enum idio_log_level level, const char *module, const char *text)
{
    struct lines *l = self;
    int n = snprintf(l->text + l->n, sizeof l->text - l->n, "%d %s %s\n", (int)level, module, text);

    assert_true(n > 0 && (size_t)n < sizeof l->text - l->n);
    l->n += (size_t)n;
    l->count++;
}

/* Each retry is logged, the key is not. */
static void test_logged(void **state)
{
    static const char key[] = "sk-test-0123456789";
    struct lines lines = {0};
    struct idio_log log = {IDIO_LOG_DEBUG, keep_line, &lines};
    struct idio_ctx ctx = {.log = &log};
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};

    (void)state;
    prepare(&s, &e);
    server_answer(&s, "500 Oops", json, "{\"error\":\"you sent sk-test-0123456789\"}");
    server_answer(&s, "500 Oops", json, "{\"error\":\"you sent sk-test-0123456789\"}");
    server_json(&s, answer);
    server_start(&s);
    e.url = s.url;
    e.key = key;
    assert_ok(server_chat(&e, false, NULL, &ctx, &r, &err), &err);
    server_stop(&s);
    assert_int_equal(lines.count, 2);
    assert_non_null(strstr(lines.text, "you sent [key]; another try in "));
    assert_null(strstr(lines.text, key));
    idio_chat_result_release(&r);
    server_release(&s);
}

static int start(void **state)
{
    (void)state;
    idio_base_init();
    return idio_agent_init(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_busy_then_good), cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_not_again),      cmocka_unit_test(test_retry_after),
        cmocka_unit_test(test_time_is_up),     cmocka_unit_test(test_connections),
        cmocka_unit_test(test_broken_stream),  cmocka_unit_test(test_error_events),
        cmocka_unit_test(test_logged),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
