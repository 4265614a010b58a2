/* SPDX-License-Identifier: Apache-2.0 */
#include "idio_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>

#include "chat_server.h"

void server_init(struct server *s)
{
    memset(s, 0, sizeof *s);
    s->fd = -1;
}

struct server_script *server_raw(struct server *s, const char *bytes, size_t n)
{
    struct server_script *script = &s->scripts[s->count];

    assert_true(s->count < SERVER_KEPT);
    s->count++;
    script->bytes = malloc(n + 1);
    assert_non_null(script->bytes);
    memcpy(script->bytes, bytes, n);
    script->n = n;
    return script;
}

struct server_script *server_answer(struct server *s, const char *status, const char *headers,
                                    const char *body)
{
    size_t size = strlen(status) + strlen(headers) + strlen(body) + 128;
    char *text = malloc(size);
    struct server_script *script;
    int n;

    assert_non_null(text);
    n = snprintf(text, size, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, headers,
                 strlen(body), body);
    assert_true(n > 0 && (size_t)n < size);
    script = server_raw(s, text, (size_t)n);
    free(text);
    return script;
}

struct server_script *server_json(struct server *s, const char *body)
{
    return server_answer(s, "200 OK", "Content-Type: application/json; charset=utf-8\r\n", body);
}

/* No length: the end is the end of the connection, as most streaming servers have it. */
struct server_script *server_events(struct server *s, const char *body)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    size_t n = sizeof head - 1 + strlen(body);
    char *text = malloc(n + 1);
    struct server_script *script;

    assert_non_null(text);
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, body, strlen(body) + 1);
    script = server_raw(s, text, n);
    free(text);
    return script;
}

/* Waits for the socket; false when the server is to stop. ms < 0: no end. */
static bool ready(struct server *s, int fd, short what, int ms)
{
    struct pollfd p[2] = {{.fd = fd, .events = what}, {.fd = s->stop[0], .events = POLLIN}};

    while (poll(p, 2, ms) < 0 && errno == EINTR)
        ;
    return p[1].revents == 0;
}

/* Header and body by Content-Length. */
static bool read_request(struct server *s, int fd, char *p, size_t size)
{
    size_t n = 0, want = SIZE_MAX;

    while (n + 1 < size && n < want) {
        ssize_t got;
        char *end, *length;

        if (!ready(s, fd, POLLIN, -1))
            return false;
        got = recv(fd, p + n, size - 1 - n, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
        p[n] = '\0';
        end = strstr(p, "\r\n\r\n");
        if (!end)
            continue;
        length = strcasestr(p, "\r\nContent-Length:");
        want = (size_t)(end + 4 - p) + (length ? strtoul(length + 17, NULL, 10) : 0);
    }
    return true;
}

static void play(struct server *s, int fd, const struct server_script *script)
{
    size_t at = 0;
    char rest[4096];

    while (at < script->n) {
        size_t n =
            script->piece > 0 && script->piece < script->n - at ? script->piece : script->n - at;
        ssize_t put;

        if (script->pause_ms > 0 && !ready(s, -1, 0, script->pause_ms))
            return;
        if (!ready(s, fd, POLLOUT, -1))
            return;
        put = send(fd, script->bytes + at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno != EAGAIN)
            return;
        at += put > 0 ? (size_t)put : 0;
    }
    if (script->hold) {
        while (ready(s, fd, POLLIN, -1) && recv(fd, rest, sizeof rest, 0) > 0)
            ;
        return;
    }
    if (script->reset)
        return;
    /* In order: what was sent arrives before the end does. */
    shutdown(fd, SHUT_WR);
    while (ready(s, fd, POLLIN, 2000) && recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0)
        ;
}

static void *serve(void *self)
{
    struct server *s = self;
    char *request = malloc(SERVER_REQUEST);

    while (request && ready(s, s->fd, POLLIN, -1)) {
        size_t n = s->served < s->count ? s->served : s->count - 1;
        int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
        struct linger linger = {.l_onoff = s->scripts[n].reset};

        if (fd < 0)
            continue;
        request[0] = '\0';
        if (read_request(s, fd, request, SERVER_REQUEST)) {
            if (s->served < SERVER_KEPT)
                s->requests[s->served] = strdup(request);
            s->served++;
            play(s, fd, &s->scripts[n]);
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
        }
        close(fd);
    }
    free(request);
    return NULL;
}

void server_start(struct server *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;

    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(s->fd >= 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s->fd, 8), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &n), 0);
    assert_int_equal(pipe2(s->stop, O_CLOEXEC), 0);
    snprintf(s->base, sizeof s->base, "http://127.0.0.1:%u", ntohs(a.sin_port));
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%u/v1", ntohs(a.sin_port));
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

void server_stop(struct server *s)
{
    if (s->fd < 0)
        return;
    assert_int_equal(write(s->stop[1], "", 1), 1);
    pthread_join(s->thread, NULL);
    close(s->fd);
    close(s->stop[0]);
    close(s->stop[1]);
    s->fd = -1;
}

void server_release(struct server *s)
{
    server_stop(s);
    for (size_t i = 0; i < SERVER_KEPT; i++) {
        free(s->scripts[i].bytes);
        free(s->requests[i]);
    }
    memset(s, 0, sizeof *s);
    s->fd = -1;
}

struct idio_json *server_body(struct server *s, size_t n)
{
    struct idio_json *v = NULL;
    struct idio_err err = {0};
    const char *body;

    assert_true(n < s->served && s->requests[n]);
    body = strstr(s->requests[n], "\r\n\r\n");
    assert_non_null(body);
    assert_ok(idio_json_parse(body + 4, strlen(body + 4), "request", &v, &err), &err);
    return v;
}

void server_endpoint(const struct server *s, struct idio_endpoint *e)
{
    idio_endpoint_init(e);
    e->url = s->url;
    e->model = "small";
    e->backoff_ms = 4;
    e->idle_ms = 20000;
}

int heard_take(void *self, const char *text, size_t n, struct idio_err *err)
{
    struct heard *h = self;

    (void)err;
    assert_true(h->n + n + 2 <= sizeof h->pieces);
    memcpy(h->pieces + h->n, text, n);
    h->pieces[h->n + n] = '|';
    h->n += n + 1;
    h->pieces[h->n] = '\0';
    h->calls++;
    if (h->cancel_at_first)
        idio_cancel_set(h->cancel_at_first);
    return IDIO_OK;
}

int server_chat(const struct idio_endpoint *e, bool stream, struct heard *h,
                const struct idio_ctx *ctx, struct idio_chat_result *ret, struct idio_err *err)
{
    const struct idio_chat_message hi = {IDIO_CHAT_USER, "Hi"};
    const struct idio_chat_request r = {.messages = &hi,
                                        .count = 1,
                                        .temperature = -1,
                                        .seed = -1,
                                        .stream = stream,
                                        .on_text = h ? heard_take : NULL,
                                        .self = h};

    return idio_chat(e, &r, ctx, ret, err);
}
