/* SPDX-License-Identifier: Apache-2.0 */
/* What a chat call says, as JSON. Members that are not asked for are left out: servers differ in
 * what they know, and several refuse what they do not. */
#include "agent/agent_internal.h"

static const char *const where = "agent.chat";

static const char *role_name(enum idio_chat_role role)
{
    switch (role) {
    case IDIO_CHAT_SYSTEM:
        return "system";
    case IDIO_CHAT_USER:
        return "user";
    case IDIO_CHAT_ASSISTANT:
        return "assistant";
    }
    return NULL;
}

/* The first failure stays. What is put is owned by the object or gone, and NULL counts as memory
 * that ran out (base/json.h), so that building needs no other check. */
static void put(int *status, struct idio_json *object, const char *key, struct idio_json *value)
{
    int now = idio_json_put(object, key, value);

    if (*status == IDIO_OK)
        *status = now;
}

static void put_messages(int *status, struct idio_json *body, const struct idio_chat_request *r)
{
    struct idio_json *all = idio_json_array();

    for (size_t i = 0; i < r->count && *status == IDIO_OK; i++) {
        struct idio_json *one = idio_json_object();

        put(status, one, "role", idio_json_string(role_name(r->messages[i].role)));
        put(status, one, "content", idio_json_string(r->messages[i].text));
        if (idio_json_push(all, one) < 0)
            *status = IDIO_E_NOMEM;
    }
    put(status, body, "messages", all);
}

/* {"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":…}} */
static void put_schema(int *status, struct idio_json *body, const struct idio_json *schema)
{
    struct idio_json *format = idio_json_object(), *inner = idio_json_object();

    put(status, inner, "name", idio_json_string("answer"));
    put(status, inner, "strict", idio_json_bool(true));
    put(status, inner, "schema", idio_json_copy(schema));
    put(status, format, "type", idio_json_string("json_schema"));
    put(status, format, "json_schema", inner);
    put(status, body, "response_format", format);
}

static void put_stream(int *status, struct idio_json *body, const struct idio_endpoint *e)
{
    struct idio_json *wish;

    put(status, body, "stream", idio_json_bool(true));
    if (e->no_stream_usage)
        return;
    wish = idio_json_object();
    put(status, wish, "include_usage", idio_json_bool(true));
    put(status, body, "stream_options", wish);
}

static int fill(struct idio_json *body, const struct idio_endpoint *e,
                const struct idio_chat_request *r)
{
    int status = IDIO_OK;

    put(&status, body, "model", idio_json_string(e->model));
    put_messages(&status, body, r);
    if (r->max_tokens > 0)
        put(&status, body, e->completion_limit ? "max_completion_tokens" : "max_tokens",
            idio_json_int(r->max_tokens));
    if (r->temperature >= 0)
        put(&status, body, "temperature", idio_json_real(r->temperature));
    if (r->seed >= 0)
        put(&status, body, "seed", idio_json_int(r->seed));
    if (r->schema)
        put_schema(&status, body, r->schema);
    if (r->stream)
        put_stream(&status, body, e);
    return status;
}

int idio_chat_body(const struct idio_endpoint *e, const struct idio_chat_request *r,
                   struct idio_str *out, struct idio_err *err)
{
    struct idio_json *body;
    int status;

    if (r->count == 0)
        return idio_fail(err, IDIO_E_INVALID, where, "there is no message to send");
    for (size_t i = 0; i < r->count; i++)
        if (!r->messages[i].text || !role_name(r->messages[i].role))
            return idio_fail(err, IDIO_E_INVALID, where, "message %zu has no text or no role",
                             i + 1);
    body = idio_json_object();
    if (!body)
        return idio_nomem(err, where);
    status = fill(body, e, r);
    if (status == IDIO_OK)
        status = idio_json_write(body, IDIO_JSON_COMPACT, out, err);
    else
        idio_nomem(err, where);
    idio_json_free(body);
    return status;
}
