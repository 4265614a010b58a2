/* SPDX-License-Identifier: Apache-2.0 */
/* What an endpoint's address means, and which ones `offline` lets through. Nothing is connected. */
#include "idio_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "agent/agent.h"
#include "agent/agent_internal.h"

static void calls(const char *url, const char *want)
{
    struct idio_address a;
    struct idio_err err = {0};

    assert_ok(idio_address_read(url, &a, &err), &err);
    assert_ok(idio_address_chat(&a, &err), &err);
    assert_string_equal(a.url, want);
}

static void test_path(void **state)
{
    (void)state;
    calls("http://h", "http://h/v1/chat/completions");
    calls("http://h/", "http://h/v1/chat/completions");
    calls("http://h:8080/v1", "http://h:8080/v1/chat/completions");
    calls("http://h/v1/", "http://h/v1/chat/completions");
    calls("http://h/api/v1//", "http://h/api/v1/chat/completions");
    calls("https://h/v1/chat/completions", "https://h/v1/chat/completions");
    calls("https://h/chat/completions/", "https://h/v1/chat/completions");
    calls("https://h/d?api-version=1#x", "https://h/d/chat/completions?api-version=1");
    calls("http://[::1]:1/v1", "http://[::1]:1/v1/chat/completions");
}

static void refused(const char *url)
{
    struct idio_address a;
    struct idio_err err = {0};

    assert_status(idio_address_read(url, &a, &err), IDIO_E_INVALID, &err);
    assert_null(strstr(err.msg, "secret"));
    assert_null(strstr(err.hint, "secret"));
}

static void test_refused(void **state)
{
    char big[IDIO_URL_MAX + 64];

    (void)state;
    refused("");
    refused("h/v1");
    refused("file:///etc/passwd");
    refused("ftp://h/");
    refused("http://");
    refused("http://user:secret@h/");
    refused("http://secret@h/");
    refused("http://h:99999/");
    refused("http://h /v1");
    refused("http://h/\r\nX: y");
    memset(big, 'a', sizeof big);
    memcpy(big, "http://h/", 9);
    big[sizeof big - 1] = '\0';
    refused(big);
    memcpy(big + 9 + 300, "/", 1);
    memset(big + 7, 'a', 300); /* a host of 300 letters */
    big[400] = '\0';
    refused(big);
}

static void test_shown(void **state)
{
    struct idio_address a;
    struct idio_err err = {0};

    (void)state;
    assert_ok(idio_address_read("https://H.Example:443/v1?key=secret", &a, &err), &err);
    assert_null(strstr(a.shown, "secret"));
    assert_string_equal(a.port, "443");
    assert_true(a.https && !a.loopback);
    assert_ok(idio_address_read("http://[::1]:81/x", &a, &err), &err);
    assert_string_equal(a.shown, "http://[::1]:81/x");
    assert_string_equal(a.host, "::1");
    assert_true(a.loopback);
}

static int offline(const char *host, const char *hosts, char pins[1024])
{
    char dir[PATH_MAX], path[PATH_MAX + 8], url[512];
    struct idio_address a;
    struct idio_err err = {0};
    int status;

    idio_test_dir(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/hosts", dir);
    if (hosts)
        idio_test_write(path, hosts, strlen(hosts));
    snprintf(url, sizeof url, "http://%s:11434/v1", host);
    assert_ok(idio_address_read(url, &a, &err), &err);
    status = idio_address_offline(&a, path, &err);
    if (status == IDIO_E_DENIED) {
        assert_non_null(strstr(err.msg, "offline"));
        assert_true(err.hint[0]);
    } else {
        assert_ok(status, &err);
    }
    memcpy(pins, a.pins, sizeof a.pins);
    idio_test_remove(dir);
    return status;
}

static void test_offline_numbers(void **state)
{
    static const char *const good[] = {
        "127.0.0.1",  "127.255.0.3", "[::1]",        "[0:0:0:0:0:0:0:1]", "127.1",
        "2130706433", "0x7f.1",      "017700000001", "[::ffff:127.0.0.1]"};
    static const char *const bad[] = {
        "0.0.0.0",          "[::]",          "8.8.8.8",         "10.0.0.1",  "192.168.1.1",
        "169.254.169.254",  "128.0.0.1",     "126.255.255.255", "[fe80::1]", "[::2]",
        "[::ffff:8.8.8.8]", "[::127.0.0.1]", "[2001:db8::1]",   "134744072", "[fe80::1%25eth0]"};
    char pins[1024];

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(good); i++) {
        print_message("%s\n", good[i]);
        assert_int_equal(offline(good[i], NULL, pins), IDIO_OK);
        assert_string_equal(pins, "");
    }
    for (size_t i = 0; i < IDIO_COUNT(bad); i++) {
        print_message("%s\n", bad[i]);
        assert_int_equal(offline(bad[i], NULL, pins), IDIO_E_DENIED);
    }
}

static void test_offline_names(void **state)
{
    static const char hosts[] = "# 127.0.0.1 commented\n"
                                "127.0.0.1\tbox box.lan # other\n"
                                "::1 box\n"
                                "  127.0.1.1   UPPER\r\n"
                                "127.0.0.1 mixed\n10.0.0.1 mixed\n"
                                "0.0.0.0 blocked\n"
                                "10.0.0.2 away\n"
                                "fe80::1%lo0 zone\n"
                                "nonsense broken\n"
                                "127.0.0.1 last";
    char pins[1024];

    (void)state;
    assert_int_equal(offline("localhost", NULL, pins), IDIO_OK);
    assert_string_equal(pins, "localhost:11434:127.0.0.1,[::1]");
    assert_int_equal(offline("LocalHost", NULL, pins), IDIO_OK);
    assert_int_equal(offline("a.localhost", NULL, pins), IDIO_OK);
    assert_int_equal(offline("notlocalhost", NULL, pins), IDIO_E_DENIED);
    assert_int_equal(offline("localhost.example.com", NULL, pins), IDIO_E_DENIED);
    assert_int_equal(offline("box", hosts, pins), IDIO_OK);
    assert_string_equal(pins, "box:11434:127.0.0.1,[::1]");
    assert_int_equal(offline("box.lan", hosts, pins), IDIO_OK);
    assert_int_equal(offline("upper", hosts, pins), IDIO_OK);
    assert_int_equal(offline("last", hosts, pins), IDIO_OK);
    assert_int_equal(offline("mixed", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("blocked", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("away", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("zone", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("broken", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("commented", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("other", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("unknown.example", hosts, pins), IDIO_E_DENIED);
    assert_int_equal(offline("unknown.example", NULL, pins), IDIO_E_DENIED);
}

static void test_offline_many(void **state)
{
    char hosts[8192] = "", pins[1024];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 200; i++)
        n += (size_t)snprintf(hosts + n, sizeof hosts - n, "127.0.%d.100 many\n", i);
    assert_int_equal(offline("many", hosts, pins), IDIO_E_DENIED);
}

static void test_sockaddr(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};

    (void)state;
    inet_pton(AF_INET, "127.3.2.1", &v4.sin_addr);
    assert_true(idio_loopback_sockaddr((struct sockaddr *)&v4));
    inet_pton(AF_INET, "0.0.0.0", &v4.sin_addr);
    assert_false(idio_loopback_sockaddr((struct sockaddr *)&v4));
    inet_pton(AF_INET6, "::1", &v6.sin6_addr);
    assert_true(idio_loopback_sockaddr((struct sockaddr *)&v6));
    inet_pton(AF_INET6, "::ffff:1.2.3.4", &v6.sin6_addr);
    assert_false(idio_loopback_sockaddr((struct sockaddr *)&v6));
    assert_false(idio_loopback_sockaddr(&other));
}

static void checked(const char *url, const char *key, bool plain, bool off, int want)
{
    struct idio_endpoint e;
    struct idio_err err = {0};

    idio_endpoint_init(&e);
    e.url = url;
    e.model = "m";
    e.key = key;
    e.plain_key = plain;
    e.offline = off;
    assert_status(idio_endpoint_check(&e, &err), want, &err);
    if (key && *key) {
        assert_null(strstr(err.msg, key));
        assert_null(strstr(err.hint, key));
    }
}

static void test_endpoint(void **state)
{
    struct idio_endpoint e;
    struct idio_err err = {0};

    (void)state;
    checked("https://api.example.com/v1", "sk-12345678", false, false, IDIO_OK);
    checked("http://192.168.0.1/v1", NULL, false, false, IDIO_OK);
    checked("http://192.168.0.1/v1", "sk-12345678", false, false, IDIO_E_DENIED);
    checked("http://192.168.0.1/v1", "sk-12345678", true, false, IDIO_OK);
    checked("http://127.0.0.1/v1", "sk-12345678", false, true, IDIO_OK);
    checked("https://api.example.com/v1", "sk-12345678", false, true, IDIO_E_DENIED);
    checked("http://sk-12345678.example.com/", "sk-12345678", false, false, IDIO_E_DENIED);
    checked("http://h/", "a b", false, false, IDIO_E_INVALID);
    checked(NULL, NULL, false, false, IDIO_E_INVALID);
    checked("", NULL, false, false, IDIO_E_INVALID);
    idio_endpoint_init(&e);
    e.url = "http://localhost";
    assert_status(idio_endpoint_check(&e, &err), IDIO_E_INVALID, &err);
}

static int read_all(void *ctx)
{
    struct idio_address a;
    int status = idio_address_read("http://localhost:1/v1?x=y#z", &a, NULL);

    (void)ctx;
    return status < 0 ? status : idio_address_chat(&a, NULL);
}

static void test_no_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(read_all, NULL);
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
        cmocka_unit_test(test_path),          cmocka_unit_test(test_refused),
        cmocka_unit_test(test_shown),         cmocka_unit_test(test_offline_numbers),
        cmocka_unit_test(test_offline_names), cmocka_unit_test(test_offline_many),
        cmocka_unit_test(test_sockaddr),      cmocka_unit_test(test_endpoint),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
