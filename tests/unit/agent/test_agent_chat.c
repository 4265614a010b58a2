/* SPDX-License-Identifier: Apache-2.0 */
/* Chat calls that go well: what is sent, and every form in which servers answer. */
#include "idio_test.h"

#include "chat_server.h"

#define DELTA(text)    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define FINISH(reason) "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" reason "\"}]}\n\n"
#define DONE           "data: [DONE]\n\n"

static const char plain[] =
    "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
    "\"Hello \\u00e4\"},\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}";

static const char streamed[] =
    "\xEF\xBB\xBF: ping\r\n\r\n"
    "data: "
    "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\r\n\r\n"
    "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\r\n\r\n" DELTA("Hel")
        DELTA("lo ") ": ping\n" DELTA("\xC3\xA4")
            FINISH("length") "event: message\ndata: {\"choices\":[],\ndata: "
                             "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n" DONE;

/* One call to a server with one script; the result is released by the caller. */
static void ask(struct server *s, bool stream, struct heard *h, struct idio_chat_result *r)
{
    struct idio_endpoint e;
    struct idio_err err = {0};

    server_start(s);
    server_endpoint(s, &e);
    e.key = "sk-test-0123456789";
    assert_ok(server_chat(&e, stream, h, NULL, r, &err), &err);
    server_stop(s);
}

static void answers(struct server *s, bool stream, const char *text, enum idio_chat_finish finish)
{
    struct idio_chat_result r;
    struct heard h = {0};

    ask(s, stream, &h, &r);
    assert_string_equal(r.text, text);
    assert_int_equal(r.len, strlen(text));
    assert_int_equal(r.finish, finish);
    assert_int_equal(r.tries, 1);
    idio_chat_result_release(&r);
    server_release(s);
}

static void test_plain(void **state)
{
    struct server s;
    struct idio_chat_result r;
    struct heard h = {0};

    (void)state;
    server_init(&s);
    server_json(&s, plain);
    ask(&s, false, &h, &r);
    assert_string_equal(r.text, "Hello \xC3\xA4");
    assert_int_equal(r.finish, IDIO_CHAT_STOP);
    assert_int_equal(r.prompt_tokens, 7);
    assert_int_equal(r.completion_tokens, 2);
    assert_string_equal(h.pieces, "Hello \xC3\xA4|");
    idio_chat_result_release(&r);
    server_release(&s);
}

static void test_streamed(void **state)
{
    struct server s;
    struct idio_chat_result r;
    struct heard h = {0};

    (void)state;
    server_init(&s);
    server_events(&s, streamed);
    ask(&s, true, &h, &r);
    assert_string_equal(r.text, "Hello \xC3\xA4");
    assert_int_equal(r.finish, IDIO_CHAT_LENGTH);
    assert_int_equal(r.prompt_tokens, 7);
    assert_int_equal(r.completion_tokens, 3);
    assert_string_equal(h.pieces, "Hel|lo |\xC3\xA4|");
    idio_chat_result_release(&r);
    server_release(&s);
}

/* Any split of the bytes is the same answer. */
static void test_odd_pieces(void **state)
{
    static const size_t pieces[] = {1, 2, 3, 7, 61};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(pieces); i++) {
        struct server s;

        server_init(&s);
        server_events(&s, streamed)->piece = pieces[i];
        answers(&s, true, "Hello \xC3\xA4", IDIO_CHAT_LENGTH);
    }
}

static void test_slow(void **state)
{
    struct server s;
    struct server_script *script;

    (void)state;
    server_init(&s);
    script = server_events(&s, streamed);
    script->piece = 150;
    script->pause_ms = 60;
    answers(&s, true, "Hello \xC3\xA4", IDIO_CHAT_LENGTH);
}

static void test_chunked(void **state)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n"
                               "19\r\n{\"choices\":[{\"message\":{\"\r\n"
                               "1f;x=y\r\ncontent\":\"ok\"},\"finish_reason\":\r\n"
                               "9\r\n\"stop\"}]}\r\n0\r\nTrailer: x\r\n\r\n";

    (void)state;
    for (size_t piece = 0; piece < 3; piece++) {
        struct server s;

        server_init(&s);
        server_raw(&s, text, sizeof text - 1)->piece = piece;
        answers(&s, false, "ok", IDIO_CHAT_STOP);
    }
}

/* The connection stays open behind [DONE]: nobody waits for its end. */
static void test_held(void **state)
{
    struct server s;

    (void)state;
    server_init(&s);
    server_events(&s, DELTA("a") FINISH("stop") DONE)->hold = true;
    answers(&s, true, "a", IDIO_CHAT_STOP);
}

/* Asked for one, got the other. */
static void test_other_form(void **state)
{
    struct server s;

    (void)state;
    server_init(&s);
    server_json(&s, plain);
    answers(&s, true, "Hello \xC3\xA4", IDIO_CHAT_STOP);
    server_init(&s);
    server_events(&s, streamed);
    answers(&s, false, "Hello \xC3\xA4", IDIO_CHAT_LENGTH);
    server_init(&s); /* a type that nobody gave */
    server_answer(&s, "200 OK", "", plain);
    answers(&s, false, "Hello \xC3\xA4", IDIO_CHAT_STOP);
    server_init(&s);
    server_answer(&s, "200 OK", "Content-Type: Application/Problem+JSON\r\n", plain);
    answers(&s, false, "Hello \xC3\xA4", IDIO_CHAT_STOP);
}

static void test_ends(void **state)
{
    struct server s;

    (void)state;
    server_init(&s); /* no [DONE], no empty line at the end */
    server_events(&s, DELTA("a") "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},"
                                 "\"finish_reason\":\"stop\"}]}\n");
    answers(&s, true, "ab", IDIO_CHAT_STOP);
    server_init(&s); /* no finish_reason */
    server_events(&s, DELTA("a") DONE);
    answers(&s, true, "a", IDIO_CHAT_OTHER);
    server_init(&s); /* all in one message, as some do */
    server_events(&s, "data: {\"choices\":[{\"message\":{\"content\":\"m\"},"
                      "\"finish_reason\":\"content_filter\"}]}\n\n" DONE);
    answers(&s, true, "m", IDIO_CHAT_FILTERED);
    server_init(&s); /* the connection breaks when all is said */
    server_events(&s, DELTA("a") FINISH("stop"))->reset = true;
    answers(&s, true, "a", IDIO_CHAT_STOP);
}

static void test_contents(void **state)
{
    struct server s;

    (void)state;
    server_init(&s);
    server_json(&s, "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},3,"
                    "{\"type\":\"image\"},{\"type\":\"text\",\"text\":\"b\"}]}}]}");
    answers(&s, false, "ab", IDIO_CHAT_OTHER);
    server_init(&s);
    server_json(&s, "{\"error\":null,\"choices\":[{\"message\":{\"content\":null},"
                    "\"finish_reason\":\"tool_calls\"}]}");
    answers(&s, false, "", IDIO_CHAT_OTHER);
    server_init(&s);
    server_json(&s, "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no\"},"
                    "\"finish_reason\":\"stop\"}]}");
    answers(&s, false, "", IDIO_CHAT_FILTERED);
    server_init(&s);
    server_json(&s, "{\"choices\":[{\"message\":\"x\",\"finish_reason\":7}],\"usage\":[]}");
    answers(&s, false, "", IDIO_CHAT_OTHER);
}

/* A body that is compressed although none was asked for: gzip of {"choices":[{"message":…}]}. */
static void test_gzip(void **state)
{
    static const unsigned char body[] = {
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x0d, 0xc9, 0xb1, 0x0d, 0x80,
        0x30, 0x0c, 0x04, 0xc0, 0x5d, 0xbe, 0x66, 0x82, 0xac, 0x82, 0x10, 0x8a, 0x8c, 0x21, 0x2e,
        0xb0, 0x2d, 0x3e, 0x15, 0x51, 0x76, 0x87, 0x6b, 0x6f, 0x40, 0x5a, 0x98, 0x28, 0x51, 0xd6,
        0x81, 0x5b, 0xc9, 0x7a, 0x29, 0xca, 0x80, 0x84, 0x77, 0xf5, 0x8e, 0x82, 0xd7, 0x32, 0xf5,
        0xc0, 0x5c, 0x70, 0x9a, 0x1b, 0xdb, 0xfe, 0x68, 0x65, 0xf8, 0x3f, 0xec, 0x91, 0x98, 0xdb,
        0xfc, 0x00, 0x86, 0x16, 0xb9, 0x83, 0x45, 0x00, 0x00, 0x00};
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                               "Content-Encoding: gzip\r\n\r\n";
    char text[sizeof head + sizeof body];
    struct server s;

    (void)state;
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, body, sizeof body);
    server_init(&s);
    server_raw(&s, text, sizeof head - 1 + sizeof body);
    answers(&s, false, "zipped", IDIO_CHAT_STOP);
}

/* ---- what is sent ---------------------------------------------------------------------------- */
static void test_request(void **state)
{
    struct server s;
    struct idio_chat_result r;
    struct idio_json *body, *first;

    (void)state;
    server_init(&s);
    server_json(&s, plain);
    ask(&s, false, NULL, &r);
    idio_chat_result_release(&r);
    assert_int_equal(s.served, 1);
    assert_memory_equal(s.requests[0], "POST /v1/chat/completions HTTP/1.1\r\n", 36);
    assert_non_null(strstr(s.requests[0], "\r\nAuthorization: Bearer sk-test-0123456789\r\n"));
    assert_non_null(strstr(s.requests[0], "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(s.requests[0], "\r\nUser-Agent: idiolect/"));
    assert_non_null(strstr(s.requests[0], "\r\nAccept-Encoding: identity\r\n"));
    assert_null(strstr(s.requests[0], "Expect"));
    assert_null(strstr(s.requests[0], "Cookie"));
    body = server_body(&s, 0);
    assert_int_equal(idio_json_len(body), 2); /* nothing that was not asked for */
    assert_string_equal(idio_json_get_str(body, "model", ""), "small");
    first = idio_json_at(idio_json_get(body, "messages"), 0);
    assert_string_equal(idio_json_get_str(first, "role", ""), "user");
    assert_string_equal(idio_json_get_str(first, "content", ""), "Hi");
    idio_json_free(body);
    server_release(&s);
}

static void test_all_of_a_request(void **state)
{
    static const struct idio_chat_message messages[] = {{IDIO_CHAT_SYSTEM, "Be \"brief\"\n"},
                                                        {IDIO_CHAT_USER, "\xC3\xA4\xFF"},
                                                        {IDIO_CHAT_ASSISTANT, ""}};
    struct idio_json *schema = idio_json_object(), *body = NULL, *want = NULL;
    struct idio_chat_request r = {.messages = messages,
                                  .count = IDIO_COUNT(messages),
                                  .max_tokens = 50,
                                  .temperature = 0.5,
                                  .seed = 3,
                                  .schema = schema,
                                  .stream = true};
    static const char text[] =
        "{\"model\":\"small\",\"messages\":[{\"role\":\"system\",\"content\":\"Be "
        "\\\"brief\\\"\\n\"},"
        "{\"role\":\"user\",\"content\":\"\xC3\xA4\xEF\xBF\xBD\"},{\"role\":\"assistant\","
        "\"content\":"
        "\"\"}],\"max_tokens\":50,\"temperature\":0.5,\"seed\":3,\"response_format\":{\"type\":"
        "\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"strict\":true,\"schema\":{\"type\":"
        "\"object\"}}},\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    struct server s;
    struct idio_endpoint e;
    struct idio_chat_result got;
    struct idio_err err = {0};

    (void)state;
    assert_ok(idio_json_put(schema, "type", idio_json_string("object")), &err);
    server_init(&s);
    server_events(&s, DELTA("x") DONE);
    server_start(&s);
    server_endpoint(&s, &e);
    assert_ok(idio_chat(&e, &r, NULL, &got, &err), &err);
    idio_chat_result_release(&got);
    e.no_stream_usage = e.completion_limit = true;
    assert_ok(idio_chat(&e, &r, NULL, &got, &err), &err);
    idio_chat_result_release(&got);
    server_stop(&s);
    assert_null(strstr(s.requests[0], "Authorization"));
    body = server_body(&s, 0);
    assert_ok(idio_json_parse(text, sizeof text - 1, "wanted", &want, &err), &err);
    assert_true(idio_json_equal(body, want));
    idio_json_free(body);
    body = server_body(&s, 1);
    assert_null(idio_json_get(body, "stream_options"));
    assert_null(idio_json_get(body, "max_tokens"));
    assert_int_equal(idio_json_get_int(body, "max_completion_tokens", 0), 50);
    idio_json_free(body);
    idio_json_free(want);
    idio_json_free(schema);
    server_release(&s);
}

static void test_not_a_request(void **state)
{
    static const struct idio_chat_message none = {IDIO_CHAT_USER, NULL},
                                          odd = {(enum idio_chat_role)7, "x"};
    struct idio_chat_request r = {.messages = &none, .temperature = -1, .seed = -1};
    struct idio_endpoint e;
    struct idio_chat_result got;
    struct idio_err err = {0};

    (void)state;
    idio_endpoint_init(&e);
    e.url = "http://127.0.0.1:1/v1";
    e.model = "m";
    assert_status(idio_chat(&e, &r, NULL, &got, &err), IDIO_E_INVALID, &err);
    r.count = 1;
    assert_status(idio_chat(&e, &r, NULL, &got, &err), IDIO_E_INVALID, &err);
    r.messages = &odd;
    assert_status(idio_chat(&e, &r, NULL, &got, &err), IDIO_E_INVALID, &err);
}

/* ---- the caller says stop ---------------------------------------------------------------------
 */
static int refuse_second(void *self, const char *text, size_t n, struct idio_err *err)
{
    size_t *calls = self;

    (void)text, (void)n;
    return ++*calls < 2 ? IDIO_OK : idio_fail(err, IDIO_E_CONFLICT, "test", "enough");
}

static void test_caller_stops(void **state)
{
    static const struct idio_chat_message hi = {IDIO_CHAT_USER, "Hi"};
    size_t calls = 0;
    struct idio_chat_request r = {.messages = &hi,
                                  .count = 1,
                                  .temperature = -1,
                                  .seed = -1,
                                  .stream = true,
                                  .on_text = refuse_second,
                                  .self = &calls};
    struct server s;
    struct idio_endpoint e;
    struct idio_chat_result got = {.len = 77};
    struct idio_err err = {0};

    (void)state;
    server_init(&s);
    server_events(&s, DELTA("a") DELTA("b") DELTA("c") DONE);
    server_start(&s);
    server_endpoint(&s, &e);
    assert_status(idio_chat(&e, &r, NULL, &got, &err), IDIO_E_CONFLICT, &err);
    assert_string_equal(err.msg, "enough");
    assert_int_equal(got.len, 77); /* untouched */
    assert_int_equal(calls, 2);
    server_stop(&s);
    assert_int_equal(s.served, 1);
    server_release(&s);
}

/* ---- memory ---------------------------------------------------------------------------------- */
struct memory {
    struct idio_endpoint e;
    bool stream;
};

static int one_call(void *ctx)
{
    struct memory *m = ctx;
    struct idio_chat_result r = {0};
    int status = server_chat(&m->e, m->stream, NULL, NULL, &r, NULL);

    if (status == IDIO_OK)
        idio_chat_result_release(&r);
    return status;
}

static void test_no_memory(void **state)
{
    (void)state;
    for (int stream = 0; stream < 2; stream++) {
        struct server s;
        struct memory m = {.stream = stream};

        server_init(&s);
        if (stream)
            server_events(&s, streamed);
        else
            server_json(&s, plain);
        server_start(&s);
        server_endpoint(&s, &m.e);
        m.e.retries = 0;
        IDIO_FAIL_EACH_ALLOC(one_call, &m);
        server_release(&s);
    }
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
        cmocka_unit_test(test_plain),         cmocka_unit_test(test_streamed),
        cmocka_unit_test(test_odd_pieces),    cmocka_unit_test(test_slow),
        cmocka_unit_test(test_chunked),       cmocka_unit_test(test_held),
        cmocka_unit_test(test_other_form),    cmocka_unit_test(test_ends),
        cmocka_unit_test(test_contents),      cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_request),       cmocka_unit_test(test_all_of_a_request),
        cmocka_unit_test(test_not_a_request), cmocka_unit_test(test_caller_stops),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
