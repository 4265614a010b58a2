/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the files of the agent engine: addresses (address.c), one exchange over HTTP (http.c,
 * http_watch.c), the body of a chat call (chat_body.c) and what comes back (chat_reply.c).
 */
#ifndef IDIO_AGENT_AGENT_INTERNAL_H
#define IDIO_AGENT_AGENT_INTERNAL_H

#include <sys/socket.h>

#include "agent/agent.h"
#include "agent/sse.h"

/* ---- key.c ----------------------------------------------------------------------------------- */
#define IDIO_QUOTE_SIZE 256
/* What a stranger sent, fit for an error text: the key out, one line, no controls, cut. NOMEM
 * leaves nothing in it. */
int idio_quote(const char *key, const char *p, size_t n, char ret[IDIO_QUOTE_SIZE]) IDIO_MUST_CHECK;
/* INVALID when the key cannot stand in a header; the text does not show it. */
int idio_key_check(const char *key, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- address.c ------------------------------------------------------------------------------- */
#define IDIO_URL_MAX 2048
struct idio_address {
    char url[IDIO_URL_MAX];   /* as it is asked for */
    char shown[IDIO_URL_MAX]; /* the same without query, for texts */
    char host[256];           /* without brackets and final dot */
    char port[8];
    bool https;
    bool loopback;   /* known without asking anyone */
    char pins[1024]; /* offline: the host's addresses in curl's form; "" when it is one itself */
};
/* INVALID: not http(s), with a user name, unreadable. */
int idio_address_read(const char *url, struct idio_address *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* Adds the path of a chat call to a base. */
int idio_address_chat(struct idio_address *a, struct idio_err *err) IDIO_MUST_CHECK;
/* DENIED unless the host is this machine by what is known here: its number, localhost, or a line
 * of the hosts file. Sets `pins`. */
int idio_address_offline(struct idio_address *a, const char *hosts_path,
                         struct idio_err *err) IDIO_MUST_CHECK;
bool idio_address_same_place(const struct idio_address *a, const struct idio_address *b);
bool idio_loopback_sockaddr(const struct sockaddr *a);
/* All that the endpoint's address has to pass before anything is sent. */
int idio_endpoint_address(const struct idio_endpoint *e, struct idio_address *ret,
                          struct idio_err *err) IDIO_MUST_CHECK;

/* ---- http.c, http_watch.c -------------------------------------------------------------------- */
enum { IDIO_HTTP_ENOUGH = 1 }; /* what on_data returns to end the exchange well */

struct idio_http_reply {
    long status;
    char type[64];          /* of the content, lower case, without parameters */
    int64_t retry_after_ms; /* 0: not said */
    char moved[IDIO_URL_MAX];
    bool again; /* on failure: another try may help */
};
struct idio_http {
    const struct idio_endpoint *endpoint;
    const struct idio_address *address;
    struct idio_slice body; /* JSON */
    int64_t deadline;       /* idio_clock_ms; 0: none */
    struct idio_cancel *cancel;
    int (*on_data)(void *self, const struct idio_http_reply *reply, const char *p, size_t n,
                   struct idio_err *err);
    void *self;
};
/* One POST. OK: an answer came to its end, whatever its status, or on_data had enough. */
int idio_http_post(const struct idio_http *h, struct idio_http_reply *ret,
                   struct idio_err *err) IDIO_MUST_CHECK;

struct idio_http_watch { /* clocks of one exchange */
    struct idio_cancel *cancel;
    int64_t deadline, idle_ms;
    int64_t last; /* when something moved */
};
/* OK, CANCELLED or TIMEOUT. */
int idio_http_watch(const struct idio_http_watch *w, const char *shown,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Waits; the same results, and TIMEOUT at once when the wait would end behind the deadline. */
int idio_http_wait(const struct idio_http_watch *w, int64_t ms, const char *shown,
                   struct idio_err *err) IDIO_MUST_CHECK;
enum { IDIO_HTTP_SLICE_MS = 50 }; /* how long nobody looks at the clocks */

/* ---- chat_body.c ----------------------------------------------------------------------------- */
int idio_chat_body(const struct idio_endpoint *e, const struct idio_chat_request *r,
                   struct idio_str *out, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- chat_reply.c ---------------------------------------------------------------------------- */
enum idio_chat_kind { IDIO_CHAT_UNSEEN, IDIO_CHAT_EVENTS, IDIO_CHAT_WHOLE, IDIO_CHAT_REFUSED };
struct idio_chat_reply { /* what one try has brought */
    const struct idio_endpoint *endpoint;
    const struct idio_chat_request *request;
    const char *shown;
    enum idio_chat_kind kind;
    struct idio_sse sse;
    struct idio_str text, body;
    enum idio_chat_finish finish;
    int64_t prompt_tokens, completion_tokens;
    bool finished;  /* the model's last piece was there */
    bool done;      /* nothing follows */
    bool delivered; /* the caller has seen text: no other try */
    bool again;     /* the server's error may pass */
};
void idio_chat_reply_init(struct idio_chat_reply *r, const struct idio_endpoint *e,
                          const struct idio_chat_request *request, const char *shown);
void idio_chat_reply_release(struct idio_chat_reply *r);
/* An idio_http.on_data; self: the reply. */
int idio_chat_reply_data(void *self, const struct idio_http_reply *head, const char *p, size_t n,
                         struct idio_err *err);
/* The bytes have ended: OK when the answer is complete. */
int idio_chat_reply_end(struct idio_chat_reply *r, const struct idio_http_reply *head,
                        struct idio_err *err) IDIO_MUST_CHECK;
bool idio_http_may_pass(long status); /* a status after which another try may help */

#endif
