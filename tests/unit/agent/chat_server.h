/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server for the tests of the chat client: a thread on loopback that answers its n-th connection
 * with the n-th script (the last one again when they are used up), byte for byte, however broken.
 */
#ifndef IDIO_TESTS_CHAT_SERVER_H
#define IDIO_TESTS_CHAT_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/agent.h"

enum { SERVER_KEPT = 8, SERVER_REQUEST = 1 << 16 };

struct server_script {
    char *bytes; /* of the answer; server_stop frees it */
    size_t n;
    size_t piece; /* bytes at a time; 0: all */
    int pause_ms; /* before each piece */
    bool hold;    /* does not close when all is sent */
    bool reset;   /* closes with RST */
};
struct server {
    int fd, stop[2];
    pthread_t thread;
    struct server_script scripts[SERVER_KEPT];
    size_t count;
    char url[64]; /* http://127.0.0.1:PORT/v1 */
    char base[64];
    /* after server_stop: */
    size_t served;
    char *requests[SERVER_KEPT];
};

/* Scripts first, then start; both fail the test when they cannot. */
void server_init(struct server *s);
struct server_script *server_raw(struct server *s, const char *bytes, size_t n);
struct server_script *server_answer(struct server *s, const char *status, const char *headers,
                                    const char *body);
struct server_script *server_json(struct server *s, const char *body);
struct server_script *server_events(struct server *s, const char *body);
void server_start(struct server *s);
void server_stop(struct server *s);    /* ends the thread; what was asked stays */
void server_release(struct server *s); /* frees it */
/* JSON of the n-th request's body; free it. */
struct idio_json *server_body(struct server *s, size_t n);

/* An endpoint for it, with short waits. */
void server_endpoint(const struct server *s, struct idio_endpoint *e);

/* What a chat gave, with all pieces as they were delivered, each ended by '|'. */
struct heard {
    char pieces[4096];
    size_t n, calls;
    struct idio_cancel *cancel_at_first; /* may be NULL */
};
int heard_take(void *self, const char *text, size_t n, struct idio_err *err);
/* One user message "Hi". */
int server_chat(const struct idio_endpoint *e, bool stream, struct heard *h,
                const struct idio_ctx *ctx, struct idio_chat_result *ret, struct idio_err *err);

#endif
