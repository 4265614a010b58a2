/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs of coding agents: what the developer asked for, in the developer's words.
 *
 * None of these formats is documented by its maker, and all have changed. So the readers ask for
 * the least: a record whose kind is not known is passed over, a record that should be a prompt and
 * is not is counted as not understood, and nothing is an error but memory. Where a fact about a
 * format was found stands beside the code that uses it.
 *
 * A prompt is kept only when a person typed it. Agents write a good deal in the user's name:
 * results of tools, reminders, contents of files, summaries of what went before. All of that is
 * text by machines, which training must not take for the developer's (logs_typed.c).
 *
 * Bounds: a line has IDIO_LOG_LINE bytes, JSON has IDIO_JSON_MAX_DEPTH, a prompt IDIO_LOG_TEXT, all
 * of it the arena's limit. Time is linear in the text.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "pairs/logs_internal.h"

#define VERSION_MAX 32
#define FOLDER_MAX  4096
#define SCRATCH_MAX ((size_t)1 << 20)

const char *idio_log_name(enum idio_log_format f)
{
    static const char *const names[IDIO_LOG_FORMATS] = {
#define X(name, id) id,
        IDIO_LOG_LIST(X)
#undef X
    };
    return (unsigned)f < IDIO_LOG_FORMATS ? names[f] : "";
}

/* ---- the list -------------------------------------------------------------------------------- */

void log_skip(struct log_reader *r)
{
    r->counts.skipped++;
}

void log_odd(struct log_reader *r)
{
    r->counts.not_understood++;
}

const char *log_keep(struct log_reader *r, const char *s)
{
    if (!s || !*s)
        return "";
    const char *copy = idio_arena_strndup(r->arena, s, idio_utf8_cut(s, strlen(s), FOLDER_MAX));
    if (!copy)
        r->status = IDIO_E_NOMEM;
    return copy ? copy : "";
}

void log_version(struct log_reader *r, const char *s)
{
    if (s && *s && strlen(s) < VERSION_MAX && strcmp(s, r->counts.version) != 0)
        r->counts.version = log_keep(r, s);
}

void log_add(struct log_reader *r, struct idio_slice text, const char *folder, int64_t time)
{
    struct idio_str typed;
    if (r->status < 0)
        return;
    idio_str_init(&typed, IDIO_LOG_TEXT);
    log_typed(text, &typed);
    struct idio_slice t = idio_slice_trim(idio_slice(typed.data, typed.len));
    if (typed.failed == IDIO_E_NOMEM) {
        r->status = IDIO_E_NOMEM;
    } else if (typed.failed || t.n == 0) {
        log_skip(r);
    } else {
        const struct idio_logged l = {
            .text = idio_arena_strndup(r->arena, t.p, t.n), .folder = folder, .time = time};
        if (!l.text || idio_vec_push(&r->found, l) < 0)
            r->status = IDIO_E_NOMEM;
    }
    idio_str_release(&typed);
}

/* ---- lines and JSON -------------------------------------------------------------------------- */

bool log_line(const char **at, const char *end, struct idio_slice *ret)
{
    if (*at >= end)
        return false;
    const char *feed = memchr(*at, '\n', (size_t)(end - *at));
    const char *stop = feed ? feed : end;
    *ret = idio_slice(*at, (size_t)(stop - *at));
    if (ret->n > 0 && ret->p[ret->n - 1] == '\r')
        ret->n--;
    *at = feed ? feed + 1 : end;
    return true;
}

bool log_has(struct idio_slice line, const char *word)
{
    return memmem(line.p, line.n, word, strlen(word)) != NULL;
}

struct idio_json *log_json(struct log_reader *r, struct idio_slice line)
{
    struct idio_json *v = NULL;
    struct idio_slice t = idio_slice_trim(line);
    if (t.n == 0 || r->status < 0)
        return NULL;
    if (t.n > IDIO_LOG_LINE) {
        log_odd(r);
        return NULL;
    }
    const int rc = idio_json_parse(t.p, t.n, "log", &v, NULL);
    if (rc == IDIO_E_NOMEM)
        r->status = rc;
    else if (rc < 0)
        log_odd(r);
    return rc < 0 ? NULL : v;
}

struct idio_json *log_object(struct log_reader *r, struct idio_slice line)
{
    struct idio_json *v = log_json(r, line);
    if (!v || idio_json_type(v) == IDIO_JSON_OBJECT)
        return v;
    log_odd(r);
    return idio_json_free(v);
}

/* ---- times ----------------------------------------------------------------------------------- */

/* Days from 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static int64_t days_of(int64_t y, int m, int d)
{
    y -= m <= 2;
    const int64_t era = y / 400;
    const int64_t yoe = y - era * 400;
    const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

/* `digits` decimal digits at *at; -1 when they are not there. */
static int number(struct idio_slice s, size_t *at, size_t digits)
{
    int v = 0;
    if (*at + digits > s.n)
        return -1;
    for (size_t i = 0; i < digits; i++) {
        const char c = s.p[*at + i];
        if (c < '0' || c > '9')
            return -1;
        v = v * 10 + (c - '0');
    }
    *at += digits;
    return v;
}

static bool eat(struct idio_slice s, size_t *at, const char *any)
{
    if (*at >= s.n || !strchr(any, s.p[*at]) || !s.p[*at])
        return false;
    ++*at;
    return true;
}

/* "Z", "+02:00", "-0700", or nothing, in seconds. */
static int64_t offset_of(struct idio_slice s, size_t *at)
{
    const bool minus = *at < s.n && s.p[*at] == '-';
    if (!eat(s, at, "+-"))
        return 0;
    const int h = number(s, at, 2);
    (void)eat(s, at, ":");
    const int m = number(s, at, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59)
        return 0;
    return (minus ? -1 : 1) * ((int64_t)h * 3600 + (int64_t)m * 60);
}

int64_t log_time(const char *text, size_t n)
{
    const struct idio_slice s = idio_slice(text, n);
    size_t at = 0;
    const int y = number(s, &at, 4);
    const bool d1 = eat(s, &at, "-");
    const int m = number(s, &at, 2);
    const bool d2 = eat(s, &at, "-");
    const int d = number(s, &at, 2);
    if (y < 1971 || m < 1 || m > 12 || d < 1 || d > 31 || !d1 || !d2)
        return 0;
    int64_t t = days_of(y, m, d) * 86400;
    if (!eat(s, &at, "T _"))
        return t;
    const int h = number(s, &at, 2);
    const bool c = eat(s, &at, ":-");
    const int min = number(s, &at, 2);
    const int sec = eat(s, &at, ":-") ? number(s, &at, 2) : 0;
    if (h < 0 || h > 23 || !c || min < 0 || min > 59 || sec < 0 || sec > 60)
        return t;
    t += (int64_t)h * 3600 + (int64_t)min * 60 + sec;
    if (eat(s, &at, "."))
        while (eat(s, &at, "0123456789"))
            ;
    return t - offset_of(s, &at);
}

int64_t log_json_time(const struct idio_json *v)
{
    const int64_t never = INT64_C(1) << 40; /* no such number of seconds, nor of microseconds */
    const char *text = idio_json_str(v);
    if (text)
        return log_time(text, strlen(text));
    if (idio_json_type(v) != IDIO_JSON_INT && idio_json_type(v) != IDIO_JSON_REAL)
        return 0;
    const double d = idio_json_to_real(v, 0);
    if (!(d > 0 && d < (double)never * 1000))
        return 0;
    const int64_t t = (int64_t)d;
    /* As seconds 10^11 is the year 5138, as milliseconds it is 1973. */
    return t >= INT64_C(100000000000) ? t / 1000 : t;
}

/* ---- places ---------------------------------------------------------------------------------- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *log_folder(struct log_reader *r, const char *uri)
{
    static const char scheme[] = "file://";
    struct idio_str out;
    if (!uri || strncmp(uri, scheme, sizeof scheme - 1) != 0)
        return uri && uri[0] == '/' ? log_keep(r, uri) : "";
    const char *p = strchr(uri + sizeof scheme - 1, '/'); /* behind the host */
    idio_str_init(&out, FOLDER_MAX);
    for (; p && *p && *p != '?' && *p != '#'; p++) {
        const int hi = *p == '%' ? hex(p[1]) : -1;
        const int lo = hi >= 0 ? hex(p[2]) : -1;
        if (lo >= 0 && (hi | lo) != 0) {
            idio_str_putc(&out, (char)(hi * 16 + lo));
            p += 2;
        } else {
            idio_str_putc(&out, *p);
        }
    }
    if (out.failed == IDIO_E_NOMEM)
        r->status = IDIO_E_NOMEM;
    const bool fit = !out.failed && idio_utf8_valid(out.data, out.len, NULL);
    const char *folder = fit ? log_keep(r, out.data) : "";
    idio_str_release(&out);
    return folder;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void (*const readers[IDIO_LOG_FORMATS])(struct log_reader *, const char *, size_t) = {
    [IDIO_LOG_CLAUDE_SESSION] = log_claude_session,
    [IDIO_LOG_CLAUDE_HISTORY] = log_claude_history,
    [IDIO_LOG_CODEX_SESSION] = log_codex_session,
    [IDIO_LOG_CODEX_HISTORY] = log_codex_history,
    [IDIO_LOG_CURSOR] = log_cursor,
    [IDIO_LOG_SPECSTORY] = log_specstory,
};

int idio_log_read(enum idio_log_format format, const char *text, size_t n, struct idio_arena *arena,
                  struct idio_logged **ret, size_t *ret_n, struct idio_log_counts *ret_counts,
                  struct idio_err *err)
{
    static const char where[] = "pairs.logs";
    static const char mark[] = "\xef\xbb\xbf";
    struct log_reader r = {.arena = arena, .counts = {.version = ""}};
    if ((unsigned)format >= IDIO_LOG_FORMATS)
        return idio_fail(err, IDIO_E_BUG, where, "format %d", (int)format);
    if (n >= 3 && memcmp(text, mark, 3) == 0) {
        text += 3;
        n -= 3;
    }
    idio_str_init(&r.scratch, SCRATCH_MAX);
    readers[format](&r, text, n);
    struct idio_logged *list = idio_arena_copy(arena, r.found.at, r.found.len, sizeof *list);
    if (r.status == IDIO_OK && list) {
        *ret = list;
        *ret_n = r.found.len;
        *ret_counts = r.counts;
    }
    idio_str_release(&r.scratch);
    idio_vec_release(&r.found);
    return r.status < 0 || !list ? idio_nomem(err, where) : IDIO_OK;
}
