/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the readers of coding agents' logs share (logs.c): the list they fill, and what of a text a
 * person has typed (logs_typed.c).
 */
#ifndef IDIO_PAIRS_LOGS_INTERNAL_H
#define IDIO_PAIRS_LOGS_INTERNAL_H

#include "base/vec.h"
#include "pairs/pairs.h"

struct log_reader {
    struct idio_arena *arena;
    IDIO_VEC(struct idio_logged) found;
    struct idio_log_counts counts;
    struct idio_str scratch; /* a text while it is put together */
    int status;              /* NOMEM, sticky; nothing is read any more */
};

/* Keeps what of `text` a person typed; counts it as skipped when that is nothing. `folder` is
 * borrowed: it lies in the arena or is a constant. */
void log_add(struct log_reader *r, struct idio_slice text, const char *folder, int64_t time);
void log_skip(struct log_reader *r);
void log_odd(struct log_reader *r); /* not understood */
/* Copy in the arena; "" for NULL and when memory is gone. */
const char *log_keep(struct log_reader *r, const char *s);
void log_version(struct log_reader *r, const char *s);

/* The next line without its end; false at the end of the text. */
bool log_line(const char **at, const char *end, struct idio_slice *ret);
/* The line as a JSON object, or NULL: then it was counted, or is blank. */
struct idio_json *log_object(struct log_reader *r, struct idio_slice line);
/* The value of any type; NULL as above. */
struct idio_json *log_json(struct log_reader *r, struct idio_slice line);
bool log_has(struct idio_slice line, const char *word);

/* Seconds since 1970 of "2026-01-20T11:57:17.716Z", "2026-01-16 16:48:38-0700", or of a number of
 * seconds or milliseconds; 0 when it is none. */
int64_t log_time(const char *text, size_t n);
int64_t log_json_time(const struct idio_json *v);
/* The folder of a file: URI, in the arena; "" for other URIs. */
const char *log_folder(struct log_reader *r, const char *uri);

/* ---- what a person typed (logs_typed.c) ------------------------------------------------------ */
/* Appends to `out` what is left of a text of the user's role when commands, placeholders and
 * what programs put in are taken out; nothing when nothing is left. */
void log_typed(struct idio_slice text, struct idio_str *out);
/* The text of <cwd>…</cwd>, or behind "Current working directory:"; n 0 when there is none. */
struct idio_slice log_cwd(struct idio_slice text);

/* ---- formats --------------------------------------------------------------------------------- */
void log_claude_session(struct log_reader *r, const char *p, size_t n);
void log_claude_history(struct log_reader *r, const char *p, size_t n);
void log_codex_session(struct log_reader *r, const char *p, size_t n);
void log_codex_history(struct log_reader *r, const char *p, size_t n);
void log_cursor(struct log_reader *r, const char *p, size_t n);
void log_specstory(struct log_reader *r, const char *p, size_t n);

#endif
