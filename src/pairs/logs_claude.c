/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claude Code. Sessions: ~/.claude/projects/<folder, its slashes as dashes>/<uuid>.jsonl, a record
 * a line; the files "agent-*.jsonl" and what lies deeper are of sub-agents. History (what the arrow
 * key brings back): ~/.claude/history.jsonl.
 *
 * Session records, found in DRMacIver/claude-reliability notes/transcript-format.md (version 2.1),
 * alicoding/claude-parser docs/JSONL-STRUCTURE.md (1.0) and Huntehhh/claude-code-chat
 * docs/claude-cli-jsonl-format.md (2.0): {type: "user", message: {role, content: text or blocks},
 * cwd, timestamp, version, userType: "external", isMeta, isSidechain, toolUseResult}. Later
 * versions add isCompactSummary and isVisibleInTranscriptOnly (the summary after compaction has no
 * isMeta) and origin: {kind: "human" or what else spoke}. Kinds of records come and go (summary,
 * file-history-snapshot, queue-operation, progress, mode …); only "user" matters here.
 *
 * History records: {display, pastedContents, timestamp in ms, project}; a paste stands in `display`
 * as "[Pasted text #1 +20 lines]". "!" in front runs a shell command.
 */
#include <string.h>

#include "pairs/logs_internal.h"

/* Told apart without parsing: most of a session is answers and results, megabytes of them. */
static bool may_be_user(struct log_reader *r, struct idio_slice line)
{
    const struct idio_slice t = idio_slice_trim(line);
    if (t.n == 0)
        return false;
    if (t.p[0] != '{' || t.p[t.n - 1] != '}') {
        log_odd(r); /* the last line of a session that was cut off, or another format */
        return false;
    }
    return log_has(t, "\"user\"");
}

static bool by_a_person(const struct idio_json *o)
{
    const struct idio_json *origin = idio_json_get(o, "origin");
    static const char *const marks[] = {"isMeta", "isSidechain", "isCompactSummary",
                                        "isVisibleInTranscriptOnly"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (idio_json_get_bool(o, marks[i], false))
            return false;
    return !idio_json_get(o, "toolUseResult") && !idio_json_get_str(o, "agentId", NULL) &&
           strcmp(idio_json_get_str(o, "userType", "external"), "external") == 0 &&
           strcmp(idio_json_get_str(origin, "kind", "human"), "human") == 0;
}

/* The text blocks of a content, one after the other, in r->scratch. False: there is a result of a
 * tool among them, and the whole is no prompt. */
static bool join_blocks(struct log_reader *r, const struct idio_json *content)
{
    idio_str_clear(&r->scratch);
    for (size_t i = 0; i < idio_json_len(content); i++) {
        const struct idio_json *b = idio_json_at(content, i);
        const char *type = idio_json_get_str(b, "type", "");
        if (strcmp(type, "tool_result") == 0)
            return false;
        if (strcmp(type, "text") != 0)
            continue;
        if (r->scratch.len > 0)
            idio_str_putc(&r->scratch, '\n');
        idio_str_puts(&r->scratch, idio_json_get_str(b, "text", ""));
    }
    if (r->scratch.failed == IDIO_E_NOMEM)
        r->status = IDIO_E_NOMEM;
    return !r->scratch.failed;
}

static void read_user(struct log_reader *r, const struct idio_json *o)
{
    const struct idio_json *message = idio_json_get(o, "message");
    const struct idio_json *content = idio_json_get(message, "content");
    const char *text = idio_json_str(content);
    log_version(r, idio_json_get_str(o, "version", NULL));
    if (!text && idio_json_type(content) != IDIO_JSON_ARRAY) {
        log_odd(r);
        return;
    }
    if (!by_a_person(o) || (!text && !join_blocks(r, content))) {
        log_skip(r);
        return;
    }
    const struct idio_slice s =
        text ? idio_slice_c(text) : idio_slice(r->scratch.data, r->scratch.len);
    log_add(r, s, log_keep(r, idio_json_get_str(o, "cwd", "")),
            log_json_time(idio_json_get(o, "timestamp")));
}

void log_claude_session(struct log_reader *r, const char *p, size_t n)
{
    const char *at = p;
    struct idio_slice line;
    while (r->status == IDIO_OK && log_line(&at, p + n, &line)) {
        if (!may_be_user(r, line))
            continue;
        struct idio_json *o = log_object(r, line);
        const char *type = idio_json_get_str(o, "type", NULL);
        if (o && !type)
            log_odd(r);
        else if (type && strcmp(type, "user") == 0)
            read_user(r, o);
        idio_json_free(o);
    }
}

void log_claude_history(struct log_reader *r, const char *p, size_t n)
{
    const char *at = p;
    struct idio_slice line;
    while (r->status == IDIO_OK && log_line(&at, p + n, &line)) {
        struct idio_json *o = log_object(r, line);
        const char *display = idio_json_get_str(o, "display", NULL);
        if (o && !display)
            log_odd(r);
        else if (display && display[0] == '!')
            log_skip(r);
        else if (display)
            log_add(r, idio_slice_c(display), log_keep(r, idio_json_get_str(o, "project", "")),
                    log_json_time(idio_json_get(o, "timestamp")));
        idio_json_free(o);
    }
}
