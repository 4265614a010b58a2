/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Standard error: messages, log, errors and the progress line.
 *
 * On a terminal, progress is one line that is redrawn in place and wiped before anything else is
 * printed. Elsewhere (a log file, CI) it is a plain line every few seconds, and nothing at all for
 * work that is quickly done. The log and the progress come from worker threads, hence the lock;
 * errors are printed by the main thread when all workers are gone.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/cli.h"

enum { PLAIN_SECONDS = 5, TALK_MAX = 8192 };

void cli_talk_init(struct cli_talk *t, const struct cli_env *env, const struct cli_common *common)
{
    *t = (struct cli_talk){
        .color = env->err_tty && !env->no_color && !common->no_color,
        .tty = env->err_tty,
        .quiet = common->quiet || env->process > 0,
        .utf8 = env->utf8,
        .width = env->columns,
    };
    pthread_mutex_init(&t->lock, NULL);
}

void cli_talk_release(struct cli_talk *t)
{
    pthread_mutex_destroy(&t->lock);
}

/* One write for one line, so that lines of several processes do not mix. What standard error does
 * not take is lost: there is nowhere left to say so. */
static void write_out(const struct idio_str *s)
{
    ssize_t ignored = write(STDERR_FILENO, s->data, s->len);

    (void)ignored;
}

/* Lock held. */
static void wipe_line(struct cli_talk *t, struct idio_str *s)
{
    if (t->line_shown)
        idio_str_puts(s, "\r\033[K");
    t->line_shown = false;
}

static void put_line(struct cli_talk *t, const char *lead, const char *lead_escape,
                     const char *text)
{
    struct idio_str s;

    idio_str_init(&s, TALK_MAX);
    pthread_mutex_lock(&t->lock);
    wipe_line(t, &s);
    if (*lead)
        idio_str_printf(&s, "%s%s%s", t->color ? lead_escape : "", lead, t->color ? "\033[0m" : "");
    if (*lead && *text)
        idio_str_putc(&s, ' ');
    idio_utf8_for_terminal(&s, text, strlen(text));
    idio_str_putc(&s, '\n');
    write_out(&s);
    pthread_mutex_unlock(&t->lock);
    idio_str_release(&s);
}

void cli_say(struct cli *cli, const char *fmt, ...)
{
    struct idio_str s;
    va_list ap;

    if (cli->talk->quiet)
        return;
    idio_str_init(&s, TALK_MAX);
    va_start(ap, fmt);
    idio_str_vprintf(&s, fmt, ap);
    va_end(ap);
    put_line(cli->talk, "", "", s.data);
    idio_str_release(&s);
}

void cli_next(struct cli *cli, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    idio_str_vprintf(&cli->next, fmt, ap);
    va_end(ap);
}

void cli_say_next(struct cli *cli)
{
    const struct cli_talk *t = cli->talk;

    if (cli->next.len && t->tty && cli->env->out_tty && !t->quiet && !cli->common.json &&
        cli->next.failed == IDIO_OK)
        put_line(cli->talk, cli->next.data, "\033[2m", "");
}

void cli_talk_log(void *talk, enum idio_log_level level, const char *module, const char *text)
{
    struct cli_talk *t = talk;
    char lead[64];

    switch (level) {
    case IDIO_LOG_ERROR:
        put_line(t, "idiolect:", "\033[31m", text);
        return;
    case IDIO_LOG_WARN:
        put_line(t, "warning:", "\033[33m", text);
        return;
    case IDIO_LOG_INFO:
    case IDIO_LOG_DEBUG:
        break;
    }
    snprintf(lead, sizeof lead, "%s:", module);
    put_line(t, lead, "\033[2m", text);
}

static void say_error_json(const struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = idio_json_object();
    struct idio_json *e = idio_json_object();
    struct idio_str s;

    idio_str_init(&s, TALK_MAX);
    idio_json_put(e, "code", idio_json_string(idio_status_name(err->status)));
    idio_json_put(e, "exit", idio_json_int(idio_status_exit(err->status)));
    idio_json_put(e, "message", idio_json_string_n(err->msg, strlen(err->msg)));
    idio_json_put(e, "hint",
                  err->hint[0] ? idio_json_string_n(err->hint, strlen(err->hint))
                               : idio_json_null());
    idio_json_put(e, "where", idio_json_string(err->where));
    if (idio_json_put(doc, "error", e) == IDIO_OK &&
        idio_json_write(doc, IDIO_JSON_COMPACT, &s, NULL) == IDIO_OK) {
        idio_str_putc(&s, '\n');
        write_out(&s);
    }
    idio_str_release(&s);
}

void cli_say_error(struct cli_talk *t, const struct idio_err *err, bool json)
{
    if (json) {
        say_error_json(err);
        return;
    }
    put_line(t, "idiolect:", "\033[1;31m", err->msg[0] ? err->msg : idio_status_text(err->status));
    for (const char *p = err->hint; *p;) {
        char line[sizeof err->hint];
        size_t n = strcspn(p, "\n");

        memcpy(line, p, n);
        line[n] = '\0';
        put_line(t, "hint:", "\033[1m", line);
        p += n + (p[n] == '\n');
    }
}

/* "48s", "2m10s", "1h05m" */
static void put_duration(struct idio_str *s, double seconds)
{
    uint64_t n = (uint64_t)(seconds + 0.5);

    if (n < 60)
        idio_str_printf(s, "%" PRIu64 "s", n);
    else if (n < 3600)
        idio_str_printf(s, "%" PRIu64 "m%02" PRIu64 "s", n / 60, n % 60);
    else
        idio_str_printf(s, "%" PRIu64 "h%02" PRIu64 "m", n / 3600, n / 60 % 60);
}

static void describe(const struct cli_talk *t, const struct idio_progress_state *p,
                     struct idio_str *s)
{
    const char *dot = t->utf8 ? " · " : ", ";
    char done[CLI_COUNT_SIZE], total[CLI_COUNT_SIZE];

    idio_str_puts(s, p->phase);
    if (p->total || p->done)
        idio_str_printf(s, "  %s", cli_count(p->done, done));
    if (p->total)
        idio_str_printf(s, " of %s", cli_count(p->total, total));
    if ((p->total || p->done) && p->unit)
        idio_str_printf(s, " %s", p->unit);
    if (p->seconds >= 1.0 && p->done) {
        double rate = (double)p->done / p->seconds;

        if (rate >= 10.0)
            idio_str_printf(s, "%s%s/s", dot, cli_count((uint64_t)(rate + 0.5), done));
        else
            idio_str_printf(s, "%s%.1f/s", dot, rate);
    }
    if (p->eta_seconds >= 1.0 && p->seconds >= 2.0) {
        idio_str_puts(s, dot);
        put_duration(s, p->eta_seconds);
        idio_str_puts(s, " left");
    }
}

static void bar(const struct cli_talk *t, const struct idio_progress_state *p, struct idio_str *s)
{
    enum { CELLS = 20 };
    double part = p->done < p->total ? (double)p->done / (double)p->total : 1.0;
    int full = (int)(part * CELLS);

    if (!p->total || t->width < 70)
        return;
    if (t->color)
        idio_str_puts(s, "\033[36m");
    for (int i = 0; i < full; i++)
        idio_str_puts(s, t->utf8 ? "━" : "=");
    if (t->color)
        idio_str_puts(s, "\033[0;2m");
    for (int i = full; i < CELLS; i++)
        idio_str_puts(s, t->utf8 ? (t->color ? "━" : "┄") : ".");
    if (t->color)
        idio_str_puts(s, "\033[0m");
    idio_str_puts(s, "  ");
}

/* A line longer than the terminal would leave remains behind when it is redrawn. */
static void cut_to_width(struct idio_str *s, size_t from, size_t columns)
{
    size_t width = 0, i = from;

    while (i < s->len) {
        uint32_t c;
        size_t n = idio_utf8_next(s->data + i, s->len - i, &c), w = idio_utf8_width(s->data + i, n);

        if (width + w > columns)
            break;
        width += w;
        i += n;
    }
    s->data[i] = '\0';
    s->len = i;
}

static void draw_terminal(struct cli_talk *t, const struct idio_progress_state *p,
                          struct idio_str *s)
{
    size_t from, taken;

    wipe_line(t, s);
    if (p->finished)
        return;
    bar(t, p, s);
    taken = s->len && t->width >= 70 && p->total ? 22 : 0;
    from = s->len;
    describe(t, p, s);
    if (s->failed == IDIO_OK && t->width > taken + 1)
        cut_to_width(s, from, t->width - taken - 1);
    t->line_shown = true;
}

static void draw_plain(struct cli_talk *t, const struct idio_progress_state *p, struct idio_str *s)
{
    if (p->seconds < t->plain_at)
        t->plain_at = 0; /* a new phase */
    if (p->finished || p->seconds - t->plain_at < PLAIN_SECONDS)
        return;
    t->plain_at = p->seconds;
    describe(t, p, s);
    idio_str_putc(s, '\n');
}

void cli_talk_progress(void *talk, const struct idio_progress_state *p)
{
    struct cli_talk *t = talk;
    struct idio_str s;

    if (t->quiet)
        return;
    idio_str_init(&s, TALK_MAX);
    pthread_mutex_lock(&t->lock);
    if (t->tty)
        draw_terminal(t, p, &s);
    else
        draw_plain(t, p, &s);
    write_out(&s);
    pthread_mutex_unlock(&t->lock);
    idio_str_release(&s);
}
