/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS is verified: a server of our own on loopback, with a certificate made here. Trusted when its
 * file is named, refused when it is not, when it names another host and when it has run out; and
 * the key has not been sent then.
 */
#include "idio_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include "agent/agent.h"

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    "{\"choices\":[{\"message\":{\"content\":\"safe\"},\"finish_reason\":\"stop\"}]}";

struct tls_server {
    int fd;
    SSL_CTX *ctx;
    pthread_t thread;
    char url[64], ca[PATH_MAX + 8], dir[PATH_MAX];
    char request[8192]; /* what came through; "" when nothing did */
};

/* One connection. */
static void *serve(void *self)
{
    struct tls_server *s = self;
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    int fd = poll(&p, 1, 30000) == 1 ? accept4(s->fd, NULL, NULL, SOCK_CLOEXEC) : -1;
    SSL *ssl = fd >= 0 ? SSL_new(s->ctx) : NULL;
    int n = 0, got;

    if (ssl && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1) {
        while ((got = SSL_read(ssl, s->request + n, (int)sizeof s->request - 1 - n)) > 0) {
            n += got;
            s->request[n] = '\0';
            if (strstr(s->request, "\"messages\""))
                break;
        }
        if (n > 0) {
            SSL_write(ssl, answer, (int)sizeof answer - 1);
            SSL_shutdown(ssl);
        }
    }
    SSL_free(ssl);
    if (fd >= 0)
        close(fd);
    return NULL;
}

static X509 *certificate(EVP_PKEY *pkey, const char *names, long from, long to)
{
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509_EXTENSION *ext;

    assert_int_equal(X509_set_version(x, 2), 1);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_set_pubkey(x, pkey);
    ext = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    assert_non_null(ext);
    X509_add_ext(x, ext, -1);
    X509_EXTENSION_free(ext);
    assert_true(X509_sign(x, pkey, EVP_sha256()) > 0);
    return x;
}

static void start_server(struct tls_server *s, const char *names, long from, long to)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    X509 *x = certificate(pkey, names, from, to);
    FILE *f;

    memset(s, 0, sizeof *s);
    idio_test_dir(s->dir, sizeof s->dir);
    snprintf(s->ca, sizeof s->ca, "%s/ca", s->dir);
    f = fopen(s->ca, "we");
    assert_true(f && PEM_write_X509(f, x) == 1 && fclose(f) == 0);
    s->ctx = SSL_CTX_new(TLS_server_method());
    assert_int_equal(SSL_CTX_use_certificate(s->ctx, x), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(s->ctx, pkey), 1);
    X509_free(x);
    EVP_PKEY_free(pkey);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s->fd, 4), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &n), 0);
    snprintf(s->url, sizeof s->url, "https://127.0.0.1:%u/v1", ntohs(a.sin_port));
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static int call(struct tls_server *s, bool trust, struct idio_err *err)
{
    static const struct idio_chat_message hi = {IDIO_CHAT_USER, "Hi"};
    static const struct idio_chat_request r = {
        .messages = &hi, .count = 1, .temperature = -1, .seed = -1};
    struct idio_chat_result got = {0};
    struct idio_endpoint e;
    int status;

    idio_endpoint_init(&e);
    e.url = s->url;
    e.model = "m";
    e.key = "sk-test-0123456789";
    e.retries = 0;
    e.ca_file = trust ? s->ca : NULL;
    status = idio_chat(&e, &r, NULL, &got, err);
    if (status == IDIO_OK) {
        assert_string_equal(got.text, "safe");
        idio_chat_result_release(&got);
    }
    pthread_join(s->thread, NULL);
    SSL_CTX_free(s->ctx);
    close(s->fd);
    idio_test_remove(s->dir);
    return status;
}

static void test_trusted(void **state)
{
    struct tls_server s;
    struct idio_err err = {0};

    (void)state;
    start_server(&s, "IP:127.0.0.1", -60, 3600);
    assert_ok(call(&s, true, &err), &err);
    assert_non_null(strstr(s.request, "Authorization: Bearer sk-test-0123456789"));
}

static void refused(const char *names, long from, long to, bool trust)
{
    struct tls_server s;
    struct idio_err err = {0};

    start_server(&s, names, from, to);
    assert_status(call(&s, trust, &err), IDIO_E_UPSTREAM, &err);
    if (!strstr(err.msg, "its certificate is not to be trusted"))
        fail_msg("%s", err.msg);
    assert_string_equal(s.request, "");
}

static void test_refused(void **state)
{
    (void)state;
    refused("IP:127.0.0.1", -60, 3600, false);     /* nobody vouches for it */
    refused("DNS:other.example", -60, 3600, true); /* another's */
    refused("IP:127.0.0.2", -60, 3600, true);
    refused("IP:127.0.0.1", -7200, -3600, true); /* over */
    refused("IP:127.0.0.1", 3600, 7200, true);   /* not yet */
}

static void test_no_such_file(void **state)
{
    struct tls_server s;
    struct idio_err err = {0};

    (void)state;
    start_server(&s, "IP:127.0.0.1", -60, 3600);
    assert_int_equal(unlink(s.ca), 0);
    shutdown(s.fd, SHUT_RDWR); /* nobody comes */
    assert_status(call(&s, true, &err), IDIO_E_UPSTREAM, &err);
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
        cmocka_unit_test(test_trusted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_such_file),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
