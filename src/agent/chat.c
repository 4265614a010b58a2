/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chat call: tries, waits between them, redirects within the server.
 *
 * A try is made again only while the caller has seen no text (a second answer would go on where
 * the first one ended), only for what may pass, and not against a server that asks for more
 * patience than we have. Waits double; a part of them comes from a hash of the request, so that
 * many calls which failed together do not come back together, and the same call always waits the
 * same.
 *
 * Every error leaves through idio_chat, which strikes the key out of it.
 */
#include <string.h>

#include "agent/agent_internal.h"
#include "base/clock.h"
#include "base/hash.h"

static const char *const where = "agent.chat";

enum { BODY_MAX = 64 << 20, HOPS_MAX = 3, KEEPS_METHOD = 307, KEEPS_METHOD_TOO = 308 };

struct call {
    const struct idio_endpoint *endpoint;
    const struct idio_chat_request *request;
    const struct idio_ctx *ctx;
    struct idio_address address;
    struct idio_str body;
    struct idio_chat_reply reply;
    struct idio_http_watch watch;
    unsigned tries;
    /* of the last try */
    bool again;
    int64_t retry_after_ms;
};

static bool is_redirect(long status)
{
    const long first = 300, not_modified = 304, end = 400;

    return status >= first && status < end && status != not_modified;
}

/* Another path of the same server is followed, when the method stays; a request with a key and with
 * somebody's code goes to no other place. */
static int follow(struct call *c, const struct idio_http_reply *head, struct idio_err *err)
{
    struct idio_address to = {0};
    int status = IDIO_E_INVALID;

    if (head->moved[0])
        status = idio_address_read(head->moved, &to, err);
    if (status == IDIO_E_NOMEM)
        return status;
    if (status < 0)
        return idio_fail(err, IDIO_E_UPSTREAM, where, "%s: answered %ld and no address to go to",
                         c->address.shown, head->status);
    if (idio_address_same_place(&c->address, &to) &&
        (head->status == KEEPS_METHOD || head->status == KEEPS_METHOD_TOO)) {
        memcpy(to.pins, c->address.pins, sizeof to.pins);
        c->address = to;
        return IDIO_OK;
    }
    idio_fail(err, IDIO_E_UPSTREAM, where,
              "%s: answered %ld, which leads to %s://%s:%s and is not followed", c->address.shown,
              head->status, to.https ? "https" : "http", to.host, to.port);
    return idio_hint(err, IDIO_E_UPSTREAM,
                     "if that is where it should go, make it the endpoint's address");
}

static int exchange(struct call *c, struct idio_http_reply *head, struct idio_err *err)
{
    struct idio_http http = {.endpoint = c->endpoint,
                             .address = &c->address,
                             .body = idio_slice(c->body.data, c->body.len),
                             .deadline = c->watch.deadline,
                             .cancel = c->watch.cancel,
                             .on_data = idio_chat_reply_data,
                             .self = &c->reply};

    idio_chat_reply_release(&c->reply);
    idio_chat_reply_init(&c->reply, c->endpoint, c->request, c->address.shown);
    return idio_http_post(&http, head, err);
}

static int try_once(struct call *c, struct idio_err *err)
{
    struct idio_http_reply head = {0};
    int status = exchange(c, &head, err);

    for (int hops = 0; status == IDIO_OK && is_redirect(head.status); hops++) {
        if (hops == HOPS_MAX)
            return idio_fail(err, IDIO_E_UPSTREAM, where, "%s: leads in a circle",
                             c->address.shown);
        status = follow(c, &head, err);
        if (status == IDIO_OK)
            status = exchange(c, &head, err);
    }
    c->again = head.again;
    c->retry_after_ms = head.retry_after_ms;
    /* The answer was complete; how the connection ended is nobody's concern. */
    if (status == IDIO_E_UPSTREAM && c->reply.finished && !c->reply.again)
        return IDIO_OK;
    if (status < 0) {
        c->again = c->again || c->reply.again;
        return status;
    }
    status = idio_chat_reply_end(&c->reply, &head, err);
    if (status < 0)
        c->again = c->reply.again || idio_http_may_pass(head.status);
    return status;
}

static int64_t pause_before(const struct call *c)
{
    int64_t ms = c->endpoint->backoff_ms, most = c->endpoint->backoff_max_ms;
    uint64_t mixed = idio_hash64(c->body.data, c->body.len, c->tries);

    for (unsigned i = 1; i < c->tries && ms < most; i++)
        ms *= 2;
    if (ms > most)
        ms = most;
    if (ms < 0)
        ms = 0;
    ms -= (int64_t)(mixed % (uint64_t)(ms / 4 + 1));
    return c->retry_after_ms > ms ? c->retry_after_ms : ms;
}

/* Waits for the next try. Not OK: `err` has what the call fails with. */
static int before_next(struct call *c, int failed, struct idio_err *err)
{
    struct idio_err other = {0};
    int64_t ms = pause_before(c);
    int status;

    if (c->retry_after_ms > c->endpoint->backoff_max_ms)
        return idio_hint(err, failed, "the server asks to wait %lld s",
                         (long long)(c->retry_after_ms / 1000));
    if (c->ctx) {
        idio_key_redact(c->endpoint->key, err);
        idio_log(c->ctx->log, IDIO_LOG_INFO, "agent", "%s; another try in %lld ms",
                 err ? err->msg : "failed", (long long)ms);
    }
    c->watch.last = idio_clock_ms() + ms;
    status = idio_http_wait(&c->watch, ms, c->address.shown, &other);
    if (status == IDIO_E_TIMEOUT)
        return failed; /* what went wrong says more than that time is up */
    if (status < 0 && err)
        *err = other;
    return status;
}

static int call(struct call *c, struct idio_err *err)
{
    int status;

    for (;;) {
        c->tries++;
        c->again = false;
        c->retry_after_ms = 0;
        status = try_once(c, err);
        if (status == IDIO_OK || !c->again || c->reply.delivered)
            break;
        if (c->endpoint->retries < 0 || c->tries > (unsigned)c->endpoint->retries)
            break;
        int next = before_next(c, status, err);
        if (next < 0)
            return next;
    }
    if (status < 0 && c->tries > 1)
        return idio_context(err, status, "after %u tries", c->tries);
    return status;
}

static int take_result(struct call *c, struct idio_chat_result *ret, struct idio_err *err)
{
    size_t n = c->reply.text.len;
    char *text = n > 0 ? idio_str_take(&c->reply.text) : idio_strdup("");

    if (!text)
        return idio_nomem(err, where);
    *ret = (struct idio_chat_result){.text = text,
                                     .len = n,
                                     .finish = c->reply.finish,
                                     .prompt_tokens = c->reply.prompt_tokens,
                                     .completion_tokens = c->reply.completion_tokens,
                                     .tries = c->tries};
    return IDIO_OK;
}

int idio_chat(const struct idio_endpoint *e, const struct idio_chat_request *r,
              const struct idio_ctx *ctx, struct idio_chat_result *ret, struct idio_err *err)
{
    struct call c = {.endpoint = e, .request = r, .ctx = ctx};
    int status = idio_endpoint_address(e, &c.address, err);

    c.watch.cancel = ctx ? ctx->cancel : NULL;
    if (e->total_ms > 0)
        c.watch.deadline = idio_clock_ms() + e->total_ms;
    idio_str_init(&c.body, BODY_MAX);
    idio_chat_reply_init(&c.reply, e, r, c.address.shown);
    if (status == IDIO_OK)
        status = idio_chat_body(e, r, &c.body, err);
    if (status == IDIO_OK)
        status = call(&c, err);
    if (status == IDIO_OK)
        status = take_result(&c, ret, err);
    idio_chat_reply_release(&c.reply);
    idio_str_release(&c.body);
    if (status < 0)
        idio_key_redact(e->key, err);
    return status;
}

void idio_chat_result_release(struct idio_chat_result *r)
{
    idio_free(r->text);
    *r = (struct idio_chat_result){0};
}
