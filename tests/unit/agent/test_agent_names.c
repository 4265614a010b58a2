/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: who is asked for them. This program has a getaddrinfo of its own, which libcurl calls in
 * place of the system's, so no question leaves the machine here. It counts the questions, answers
 * what the test wants, and takes as long as a name server that is gone.
 */
#include "idio_test.h"

#include <dlfcn.h>
#include <netdb.h>

#include "agent/agent_internal.h"
#include "base/clock.h"
#include "chat_server.h"

static const char answer[] =
    "{\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}";

static atomic_int asked, ended, delay_ms;
static _Atomic(const char *) number; /* what every name is; NULL: nothing */

static int real(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");

    memcpy(&next, &symbol, sizeof next);
    return next ? next(node, service, hints, ret) : EAI_FAIL;
}

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
    const char *is = atomic_load(&number);
    struct addrinfo numeric = hints ? *hints : (struct addrinfo){0};
    int status;

    (void)node;
    atomic_fetch_add(&asked, 1);
    usleep((useconds_t)atomic_load(&delay_ms) * 1000);
    numeric.ai_flags |= AI_NUMERICHOST;
    numeric.ai_family = AF_UNSPEC;
    status = is ? real(is, service, &numeric, ret) : EAI_NONAME;
    atomic_fetch_add(&ended, 1);
    return status;
}

static void prepare(struct idio_endpoint *e, const char *url, const char *is, int ms)
{
    idio_endpoint_init(e);
    e->url = url;
    e->model = "m";
    e->retries = 0;
    atomic_store(&asked, 0);
    atomic_store(&ended, 0);
    atomic_store(&number, is);
    atomic_store(&delay_ms, ms);
}

/* The thread that asks may outlive the call; it must not outlive the test. */
static void wait_for_answers(void)
{
    for (int i = 0; i < 1000 && atomic_load(&ended) < atomic_load(&asked); i++)
        usleep(10000);
    assert_int_equal(atomic_load(&ended), atomic_load(&asked));
    usleep(50000); /* libcurl tidies up behind it */
}

static void test_asked(void **state)
{
    struct server s;
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};
    char url[64];

    (void)state;
    server_init(&s);
    server_json(&s, answer);
    server_start(&s);
    snprintf(url, sizeof url, "http://model.test%s", strrchr(s.base, ':'));
    prepare(&e, url, "127.0.0.1", 0);
    assert_ok(server_chat(&e, false, NULL, NULL, &r, &err), &err);
    idio_chat_result_release(&r);
    assert_int_equal(atomic_load(&asked), 1);
    /* What a name is said to be by a name server does not count offline: nobody is asked. */
    e.offline = true;
    assert_status(server_chat(&e, false, NULL, NULL, &r, &err), IDIO_E_DENIED, &err);
    assert_status(idio_endpoint_check(&e, &err), IDIO_E_DENIED, &err);
    assert_non_null(strstr(err.msg, "model.test is not this machine"));
    snprintf(url, sizeof url, "http://localhost%s", strrchr(s.base, ':'));
    assert_ok(server_chat(&e, false, NULL, NULL, &r, &err), &err);
    idio_chat_result_release(&r);
    assert_int_equal(atomic_load(&asked), 1);
    server_release(&s);
}

static void test_unknown(void **state)
{
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};

    (void)state;
    prepare(&e, "http://nowhere.test/", NULL, 0);
    e.retries = 1;
    e.backoff_ms = 1;
    assert_status(server_chat(&e, false, NULL, NULL, &r, &err), IDIO_E_UPSTREAM, &err);
    assert_non_null(strstr(err.msg, "after 2 tries: http://nowhere.test/v1/chat/completions"));
    assert_int_equal(atomic_load(&asked), 2);
}

/* The figure is 200 ms; see test_agent_faults.c. */
enum { BOUND_MS = 2000, SILENT_MS = 2500 };

static void *cancel_later(void *self)
{
    usleep(170000);
    idio_cancel_set(self);
    return NULL;
}

static void test_cancelled_while_asking(void **state)
{
    struct idio_cancel cancel = {0};
    struct idio_ctx ctx = {.cancel = &cancel};
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};
    pthread_t thread;
    int64_t began = idio_clock_ms();

    (void)state;
    prepare(&e, "http://slow.test/", NULL, SILENT_MS);
    assert_int_equal(pthread_create(&thread, NULL, cancel_later, &cancel), 0);
    assert_status(server_chat(&e, false, NULL, &ctx, &r, &err), IDIO_E_CANCELLED, &err);
    began = idio_clock_ms() - began;
    print_message("cancelled while a name was asked for: %lld ms\n", (long long)began - 170);
    assert_true(began < BOUND_MS);
    pthread_join(thread, NULL);
    wait_for_answers();
}

static void test_time_for_asking(void **state)
{
    struct idio_endpoint e;
    struct idio_err err = {0};
    struct idio_chat_result r = {0};
    int64_t began = idio_clock_ms();

    (void)state;
    prepare(&e, "http://slow.test/", NULL, SILENT_MS);
    e.connect_ms = 200;
    assert_status(server_chat(&e, false, NULL, NULL, &r, &err), IDIO_E_TIMEOUT, &err);
    assert_true(idio_clock_ms() - began < BOUND_MS);
    wait_for_answers();
}

static int no_data(void *self, const struct idio_http_reply *reply, const char *p, size_t n,
                   struct idio_err *err)
{
    (void)self, (void)reply, (void)p, (void)n;
    return idio_fail(err, IDIO_E_BUG, "test", "data");
}

/* The gate at the socket, behind all others: an address that got past them is not connected to. */
static void test_socket(void **state)
{
    struct idio_endpoint e;
    struct idio_address a;
    struct idio_http http = {.endpoint = &e, .address = &a, .on_data = no_data};
    struct idio_http_reply reply;
    struct idio_err err = {0};

    (void)state;
    prepare(&e, "http://model.test/", "192.0.2.1", 0);
    e.offline = true;
    http.body = idio_slice_c("{}");
    assert_ok(idio_address_read(e.url, &a, &err), &err);
    assert_status(idio_http_post(&http, &reply, &err), IDIO_E_DENIED, &err);
    assert_non_null(strstr(err.msg, "leads to an address that is not this machine"));
    assert_false(reply.again);
    wait_for_answers();
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
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_cancelled_while_asking),
        cmocka_unit_test(test_time_for_asking),
        cmocka_unit_test(test_socket),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
