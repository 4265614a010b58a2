/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codex CLI. Sessions: ~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl (and archived_sessions), read
 * from openai/codex codex-rs/protocol/src/protocol.rs and codex-rs/rollout/src/policy.rs. Two
 * layouts, told apart line by line:
 *
 *   since 0.33  {timestamp, type, payload}: session_meta (cwd, cli_version, source), turn_context
 *               (cwd), event_msg with payload.type "user_message" (message), response_item, …
 *   before      a header {id, timestamp, instructions}, then bare response items
 *               {type: "message", role: "user", content: [{type: "input_text", text}]}
 *
 * What a person types is written twice since 0.33: as a response item, where it stands among
 * contexts in the same role, and as a user_message event. The event is the clean one, but not every
 * history mode writes it. So both are collected, and the items count only in a file without events.
 * An older event says of itself by `kind` that it is a context.
 *
 * The source of a sub-agent's session is an object; its prompts are another agent's.
 *
 * History: ~/.codex/history.jsonl, {session_id, ts in seconds, text}
 * (codex-rs/core/src/message_history.rs; `conversation_id` for a while).
 */
#include <string.h>

#include "pairs/logs_internal.h"

struct codex {
    struct log_reader *r;
    struct log_reader items; /* what the response items say; the arena is the same */
    const char *folder;
    bool events;  /* there are user_message events */
    bool foreign; /* a sub-agent's session */
};

static void take_folder(struct codex *c, const struct idio_json *o)
{
    const char *cwd = idio_json_get_str(o, "cwd", NULL);
    if (cwd && strcmp(cwd, c->folder) != 0)
        c->folder = log_keep(c->r, cwd);
}

static void read_meta(struct codex *c, const struct idio_json *payload)
{
    const struct idio_json *source = idio_json_get(payload, "source");
    take_folder(c, payload);
    log_version(c->r, idio_json_get_str(payload, "cli_version", NULL));
    if (idio_json_get(source, "subagent") || idio_json_get(source, "internal"))
        c->foreign = true;
}

static void read_event(struct codex *c, const struct idio_json *payload, int64_t time)
{
    const char *message = idio_json_get_str(payload, "message", NULL);
    if (strcmp(idio_json_get_str(payload, "type", ""), "user_message") != 0)
        return;
    c->events = true;
    if (!message)
        log_odd(c->r);
    else if (c->foreign || strcmp(idio_json_get_str(payload, "kind", "plain"), "plain") != 0)
        log_skip(c->r);
    else
        log_add(c->r, idio_slice_c(message), c->folder, time);
}

/* Codex leaves a whole message out when one part of it is a context; here each part stands for
 * itself, because layouts differ in that. */
static void read_item(struct codex *c, const struct idio_json *item, int64_t time)
{
    const struct idio_json *content = idio_json_get(item, "content");
    if (strcmp(idio_json_get_str(item, "type", ""), "message") != 0 ||
        strcmp(idio_json_get_str(item, "role", ""), "user") != 0)
        return;
    if (idio_json_type(content) != IDIO_JSON_ARRAY) {
        log_odd(&c->items);
        return;
    }
    for (size_t i = 0; i < idio_json_len(content); i++) {
        const char *text = idio_json_get_str(idio_json_at(content, i), "text", NULL);
        if (!text)
            continue;
        const struct idio_slice cwd = log_cwd(idio_slice_c(text));
        if (cwd.n > 0 && !*c->folder) {
            const char *copy = idio_arena_strndup(c->r->arena, cwd.p, cwd.n);
            if (!copy)
                c->r->status = IDIO_E_NOMEM;
            c->folder = copy ? copy : "";
        }
        if (c->foreign)
            log_skip(&c->items);
        else
            log_add(&c->items, idio_slice_c(text), c->folder, time);
    }
}

static void read_line(struct codex *c, struct idio_slice line)
{
    const struct idio_slice t = idio_slice_trim(line);
    if (t.n == 0)
        return;
    if (t.p[0] != '{' || t.p[t.n - 1] != '}') {
        log_odd(c->r);
        return;
    }
    if (!log_has(t, "\"user") && !log_has(t, "\"cwd\""))
        return;
    struct idio_json *o = log_object(c->r, t);
    const struct idio_json *payload = idio_json_get(o, "payload");
    const char *type = idio_json_get_str(o, "type", "");
    const int64_t time = log_json_time(idio_json_get(o, "timestamp"));
    if (strcmp(type, "session_meta") == 0)
        read_meta(c, payload);
    else if (strcmp(type, "turn_context") == 0)
        take_folder(c, payload);
    else if (strcmp(type, "event_msg") == 0)
        read_event(c, payload, time);
    else if (strcmp(type, "response_item") == 0)
        read_item(c, payload, time);
    else if (strcmp(type, "message") == 0)
        read_item(c, o, time);
    idio_json_free(o);
}

void log_codex_session(struct log_reader *r, const char *p, size_t n)
{
    struct codex c = {.r = r, .items = {.arena = r->arena, .counts = {.version = ""}}};
    const char *at = p;
    struct idio_slice line;
    c.folder = "";
    while (r->status == IDIO_OK && c.items.status == IDIO_OK && log_line(&at, p + n, &line))
        read_line(&c, line);
    if (c.items.status < 0)
        r->status = c.items.status;
    if (!c.events) {
        for (size_t i = 0; i < c.items.found.len && r->status == IDIO_OK; i++)
            r->status = idio_vec_push(&r->found, c.items.found.at[i]);
        r->counts.skipped += c.items.counts.skipped;
        r->counts.not_understood += c.items.counts.not_understood;
    }
    idio_vec_release(&c.items.found);
}

void log_codex_history(struct log_reader *r, const char *p, size_t n)
{
    const char *at = p;
    struct idio_slice line;
    while (r->status == IDIO_OK && log_line(&at, p + n, &line)) {
        struct idio_json *o = log_object(r, line);
        const char *text = idio_json_get_str(o, "text", NULL);
        if (o && !text)
            log_odd(r);
        else if (text)
            log_add(r, idio_slice_c(text), "", log_json_time(idio_json_get(o, "ts")));
        idio_json_free(o);
    }
}
