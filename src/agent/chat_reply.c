/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server answers to a chat call. By its content type it is a stream of events, one JSON
 * document, or a refusal; servers that stream unasked, or do not although asked, are both read.
 *
 * Errors come in three places: as a status with a body, as {"error": …} with status 200 (gateways),
 * and as an event in the middle of a stream. All three end in the same text: the server's message,
 * cleaned and cut.
 *
 * A stream is complete with [DONE], or when the model's last piece (finish_reason) was there; bytes
 * that end before that are an error, never a short answer.
 */
#include <stdio.h>
#include <string.h>

#include "agent/agent_internal.h"

static const char *const where = "agent.chat";

enum { EVENT_MAX = 4 << 20, REFUSAL_MAX = 64 << 10, DENIED = 401, FORBIDDEN = 403, LOST = 404 };
enum { GOOD = 200, GOOD_END = 300 };

void idio_chat_reply_init(struct idio_chat_reply *r, const struct idio_endpoint *e,
                          const struct idio_chat_request *request, const char *shown)
{
    *r = (struct idio_chat_reply){.endpoint = e,
                                  .request = request,
                                  .shown = shown,
                                  .finish = IDIO_CHAT_OTHER,
                                  .prompt_tokens = -1,
                                  .completion_tokens = -1};
    idio_str_init(&r->text, e->reply_max);
    idio_str_init(&r->body, e->reply_max);
}

void idio_chat_reply_release(struct idio_chat_reply *r)
{
    idio_sse_release(&r->sse);
    idio_str_release(&r->text);
    idio_str_release(&r->body);
}

/* ---- errors ---------------------------------------------------------------------------------- */
/* The words in an error document, in the forms that servers have for it; NULL when there are none.
 * {"error":{"message"}}, {"error":"…"}, {"message"}, {"detail":"…"}, {"detail":[{"msg"}]}, [{…}] */
static const char *error_words(const struct idio_json *v)
{
    const struct idio_json *error, *detail;
    const char *words;

    if (idio_json_type(v) == IDIO_JSON_ARRAY)
        v = idio_json_at(v, 0);
    if (idio_json_type(v) != IDIO_JSON_OBJECT)
        return NULL;
    error = idio_json_get(v, "error");
    detail = idio_json_get(v, "detail");
    if (idio_json_type(error) == IDIO_JSON_OBJECT)
        words = idio_json_get_str(error, "message", NULL);
    else
        words = idio_json_str(error);
    if (!words)
        words = idio_json_get_str(v, "message", NULL);
    if (!words)
        words = idio_json_str(detail);
    if (!words && idio_json_type(detail) == IDIO_JSON_ARRAY &&
        idio_json_type(idio_json_at(detail, 0)) == IDIO_JSON_OBJECT)
        words = idio_json_get_str(idio_json_at(detail, 0), "msg", NULL);
    return words && *words ? words : NULL;
}

static int upstream(struct idio_chat_reply *r, const char *what, const char *p, size_t n,
                    struct idio_err *err)
{
    char words[IDIO_QUOTE_SIZE];

    if (idio_quote(r->endpoint->key, p, n, words) < 0)
        return idio_nomem(err, where);
    return idio_fail(err, IDIO_E_UPSTREAM, where, "%s: %s%s%s", r->shown, what,
                     words[0] ? ": " : "", words);
}

/* Quotes a document's own words, else all of it as we write it (a server may have escaped what is
 * to be struck out). */
static int upstream_json(struct idio_chat_reply *r, const char *what, const struct idio_json *v,
                         struct idio_err *err)
{
    const char *words = error_words(v);
    struct idio_str all;
    int status;

    if (words)
        return upstream(r, what, words, strlen(words), err);
    idio_str_init(&all, r->endpoint->reply_max);
    status = idio_json_write(v, IDIO_JSON_COMPACT, &all, err);
    if (status != IDIO_E_NOMEM)
        status = upstream(r, what, all.data, all.len, err);
    idio_str_release(&all);
    return status;
}

/* {"error":{"code":502}}, {"error":{"type":"overloaded_error"}}: the same request may be answered.
 */
static bool may_pass(const struct idio_json *error)
{
    const char *type;

    if (idio_json_type(error) != IDIO_JSON_OBJECT)
        return false;
    type = idio_json_get_str(error, "type", "");
    return idio_http_may_pass((long)idio_json_get_int(error, "code", 0)) ||
           strstr(type, "overloaded") || strstr(type, "rate_limit") || strstr(type, "server_error");
}

static int refusal_status(long http)
{
    return http == DENIED || http == FORBIDDEN ? IDIO_E_DENIED : IDIO_E_UPSTREAM;
}

static int refused(struct idio_chat_reply *r, const struct idio_http_reply *head,
                   struct idio_err *err)
{
    char what[64];
    struct idio_json *v = NULL;
    int status;

    snprintf(what, sizeof what, "answered %ld", head->status);
    if (idio_json_parse(r->body.data, r->body.len, r->shown, &v, NULL) == IDIO_OK)
        status = upstream_json(r, what, v, err);
    else
        status = upstream(r, what, r->body.data, r->body.len, err);
    idio_json_free(v);
    if (status != IDIO_E_UPSTREAM)
        return status;
    status = refusal_status(head->status);
    if (err)
        err->status = status;
    if (status == IDIO_E_DENIED)
        idio_hint(err, status, "check the endpoint's key");
    else if (head->status == LOST)
        idio_hint(err, status, "check the endpoint's address and the model's name");
    return status;
}

/* ---- text ------------------------------------------------------------------------------------ */
static int add_text(struct idio_chat_reply *r, const char *p, size_t n, struct idio_err *err)
{
    int status;

    if (n == 0)
        return IDIO_OK;
    idio_str_append(&r->text, p, n);
    if ((status = idio_str_status(&r->text, where, err)) < 0 || !r->request->on_text)
        return status;
    r->delivered = true;
    status = r->request->on_text(r->request->self, p, n, err);
    return status < 0 ? status : IDIO_OK;
}

/* A string, or parts of which some are text. */
static int add_content(struct idio_chat_reply *r, const struct idio_json *v, struct idio_err *err)
{
    const char *s = idio_json_str(v);
    int status = s ? add_text(r, s, strlen(s), err) : IDIO_OK;

    for (size_t i = 0; idio_json_type(v) == IDIO_JSON_ARRAY && i < idio_json_len(v); i++) {
        const struct idio_json *piece = idio_json_at(v, i);

        if (idio_json_type(piece) != IDIO_JSON_OBJECT)
            continue;
        s = idio_json_get_str(piece, "text", NULL);
        if (s && status == IDIO_OK)
            status = add_text(r, s, strlen(s), err);
    }
    return status;
}

static enum idio_chat_finish finish_of(const char *reason)
{
    if (strcmp(reason, "stop") == 0 || strcmp(reason, "eos") == 0)
        return IDIO_CHAT_STOP;
    if (strcmp(reason, "length") == 0 || strcmp(reason, "max_tokens") == 0)
        return IDIO_CHAT_LENGTH;
    if (strcmp(reason, "content_filter") == 0)
        return IDIO_CHAT_FILTERED;
    return IDIO_CHAT_OTHER;
}

static void take_usage(struct idio_chat_reply *r, const struct idio_json *usage)
{
    if (idio_json_type(usage) != IDIO_JSON_OBJECT)
        return;
    r->prompt_tokens = idio_json_get_int(usage, "prompt_tokens", r->prompt_tokens);
    r->completion_tokens = idio_json_get_int(usage, "completion_tokens", r->completion_tokens);
}

/* A whole answer ("message") or a piece of one ("delta"). */
static int take_document(struct idio_chat_reply *r, const struct idio_json *v, const char *body,
                         struct idio_err *err)
{
    const struct idio_json *error, *choice, *inner;
    const char *reason;
    int status;

    if (idio_json_type(v) != IDIO_JSON_OBJECT)
        return upstream_json(r, "sent JSON that is no answer", v, err);
    error = idio_json_get(v, "error");
    if (idio_json_type(error) != IDIO_JSON_NULL) {
        r->again = may_pass(error);
        return upstream_json(r, "failed", v, err);
    }
    take_usage(r, idio_json_get(v, "usage"));
    choice = idio_json_at(idio_json_get(v, "choices"), 0);
    if (idio_json_type(choice) != IDIO_JSON_OBJECT) {
        if (r->kind == IDIO_CHAT_EVENTS)
            return IDIO_OK; /* usage alone, or a sign of life */
        return upstream_json(r, "sent an answer without choices", v, err);
    }
    inner = idio_json_get(choice, body);
    if (idio_json_type(inner) != IDIO_JSON_OBJECT && r->text.len == 0)
        inner = idio_json_get(choice, "message"); /* a stream of one piece */
    reason = idio_json_get_str(choice, "finish_reason", NULL);
    if (idio_json_type(inner) == IDIO_JSON_OBJECT) {
        const char *refusal = idio_json_get_str(inner, "refusal", "");

        if ((status = add_content(r, idio_json_get(inner, "content"), err)) < 0)
            return status;
        if (*refusal && r->text.len == 0)
            reason = "content_filter";
    }
    if (reason && *reason) {
        r->finish = finish_of(reason);
        r->finished = true;
    }
    return IDIO_OK;
}

static int parse(struct idio_chat_reply *r, const char *p, size_t n, const char *what,
                 const char *body, struct idio_err *err)
{
    struct idio_json *v = NULL;
    int status = idio_json_parse(p, n, r->shown, &v, err);

    if (status == IDIO_E_NOMEM)
        return status;
    if (status < 0)
        return upstream(r, what, p, n, err);
    status = take_document(r, v, body, err);
    idio_json_free(v);
    return status;
}

/* An idio_sse_take. */
static int take_event(void *self, const char *event, const char *data, size_t n,
                      struct idio_err *err)
{
    struct idio_chat_reply *r = self;
    struct idio_slice text = idio_slice_trim(idio_slice(data, n));

    (void)event; /* errors are known by what they hold */
    if (r->done || text.n == 0)
        return IDIO_OK;
    if (idio_slice_eq_c(text, "[DONE]")) {
        r->done = true;
        return IDIO_OK;
    }
    return parse(r, text.p, text.n, "sent an event that is not JSON", "delta", err);
}

/* ---- bytes ----------------------------------------------------------------------------------- */
static bool is_json(struct idio_slice type)
{
    return type.n == 0 || idio_slice_eq_c(type, "application/json") ||
           idio_slice_ends(type, "+json");
}

static void decide(struct idio_chat_reply *r, const struct idio_http_reply *head)
{
    struct idio_slice type = idio_slice_c(head->type);

    if (head->status < GOOD || head->status >= GOOD_END) {
        r->kind = IDIO_CHAT_REFUSED;
    } else if (idio_slice_eq_c(type, "text/event-stream")) {
        size_t max = r->endpoint->reply_max < EVENT_MAX ? r->endpoint->reply_max : EVENT_MAX;

        r->kind = IDIO_CHAT_EVENTS;
        idio_sse_init(&r->sse, max, take_event, r);
    } else {
        r->kind = is_json(type) ? IDIO_CHAT_WHOLE : IDIO_CHAT_REFUSED;
    }
}

int idio_chat_reply_data(void *self, const struct idio_http_reply *head, const char *p, size_t n,
                         struct idio_err *err)
{
    struct idio_chat_reply *r = self;
    int status;

    if (r->kind == IDIO_CHAT_UNSEEN)
        decide(r, head);
    switch (r->kind) {
    case IDIO_CHAT_EVENTS:
        status = idio_sse_feed(&r->sse, p, n, err);
        return status == IDIO_OK && r->done ? IDIO_HTTP_ENOUGH : status;
    case IDIO_CHAT_REFUSED:
        /* The beginning is enough, but one byte more than is quoted shows that it was cut. */
        if (n > REFUSAL_MAX + 1 - r->body.len)
            n = REFUSAL_MAX + 1 - r->body.len;
        break;
    default:
        break;
    }
    idio_str_append(&r->body, p, n);
    if ((status = idio_str_status(&r->body, where, err)) < 0)
        return status;
    return r->kind == IDIO_CHAT_REFUSED && r->body.len > REFUSAL_MAX ? IDIO_HTTP_ENOUGH : IDIO_OK;
}

/* OK, but in a language that we do not speak. */
static int wrong_type(struct idio_chat_reply *r, const struct idio_http_reply *head,
                      struct idio_err *err)
{
    char type[IDIO_QUOTE_SIZE], what[IDIO_QUOTE_SIZE + 64];
    int status;

    if (idio_quote(r->endpoint->key, head->type, strlen(head->type), type) < 0)
        return idio_nomem(err, where);
    snprintf(what, sizeof what, "answered with %s, not with JSON or events", type);
    status = upstream(r, what, r->body.data, r->body.len, err);
    if (status == IDIO_E_NOMEM)
        return status;
    return idio_hint(err, status, "check the endpoint's address: is it a chat server's?");
}

int idio_chat_reply_end(struct idio_chat_reply *r, const struct idio_http_reply *head,
                        struct idio_err *err)
{
    int status = IDIO_OK;

    if (r->kind == IDIO_CHAT_UNSEEN)
        decide(r, head);
    switch (r->kind) {
    case IDIO_CHAT_WHOLE:
        if (r->body.len == 0)
            return upstream(r, "answered with nothing", "", 0, err);
        return parse(r, r->body.data, r->body.len, "answered with what is not JSON", "message",
                     err);
    case IDIO_CHAT_EVENTS:
        if (!r->done)
            status = idio_sse_end(&r->sse, err);
        if (status < 0 || r->done || r->finished)
            return status;
        r->again = true;
        return upstream(r, "the answer broke off", "", 0, err);
    default:
        return head->status >= GOOD && head->status < GOOD_END ? wrong_type(r, head, err)
                                                               : refused(r, head, err);
    }
}
