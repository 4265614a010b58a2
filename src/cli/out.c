/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The output buffer: styles, wrapping, writing. See out.h.
 *
 * Colours are the sixteen of the terminal's own theme, used by meaning and sparingly: bold for what
 * the eye looks for, dim for evidence, green, yellow and red for verdicts.
 */
#include "cli/out.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

enum { PIECE_MAX = 64 * 1024 };

void cli_out_init(struct cli_out *o, bool color, bool utf8, unsigned width)
{
    idio_str_init(&o->text, CLI_OUT_MAX);
    o->color = color;
    o->utf8 = utf8;
    o->width = width;
}

void cli_out_release(struct cli_out *o)
{
    idio_str_release(&o->text);
}

void cli_out_clear(struct cli_out *o)
{
    idio_str_clear(&o->text);
}

static const char *escape(enum cli_style style)
{
    switch (style) {
    case CLI_STRONG:
        return "\033[1m";
    case CLI_DIM:
        return "\033[2m";
    case CLI_GOOD:
        return "\033[32m";
    case CLI_BAD:
        return "\033[31m";
    case CLI_WARN:
        return "\033[33m";
    case CLI_ACCENT:
        return "\033[36m";
    case CLI_PLAIN:
        break;
    }
    return "";
}

static void put_safe(struct cli_out *o, enum cli_style style, const char *p, size_t n)
{
    bool colored = o->color && style != CLI_PLAIN && n > 0;

    if (colored)
        idio_str_puts(&o->text, escape(style));
    while (n > 0) {
        size_t run = 0;

        while (run < n && p[run] != '\n' && p[run] != '\t')
            run++;
        idio_utf8_for_terminal(&o->text, p, run);
        if (run < n) {
            idio_str_putc(&o->text, ' ');
            run++;
        }
        p += run;
        n -= run;
    }
    if (colored)
        idio_str_puts(&o->text, "\033[0m");
}

void cli_put_n(struct cli_out *o, enum cli_style style, const char *p, size_t n)
{
    put_safe(o, style, p, n);
}

void cli_put(struct cli_out *o, enum cli_style style, const char *fmt, ...)
{
    struct idio_str piece;
    va_list ap;

    idio_str_init(&piece, PIECE_MAX);
    va_start(ap, fmt);
    idio_str_vprintf(&piece, fmt, ap);
    va_end(ap);
    put_safe(o, style, piece.data, piece.len);
    /* A piece that is too long is cut short; one for which there is no memory must not be lost. */
    if (piece.failed == IDIO_E_NOMEM)
        o->text.failed = IDIO_E_NOMEM;
    idio_str_release(&piece);
}

void cli_put_raw(struct cli_out *o, const char *text)
{
    idio_utf8_for_terminal(&o->text, text, strlen(text));
}

void cli_nl(struct cli_out *o)
{
    struct idio_str *s = &o->text;

    /* Padding before nothing. */
    while (s->len > 0 && s->data[s->len - 1] == ' ')
        s->data[--s->len] = '\0';
    idio_str_putc(&o->text, '\n');
}

void cli_pad(struct cli_out *o, size_t columns)
{
    while (columns-- > 0)
        idio_str_putc(&o->text, ' ');
}

size_t cli_width_n(const char *p, size_t n)
{
    struct idio_str safe;
    size_t width;

    idio_str_init(&safe, IDIO_ALLOC_MAX);
    idio_utf8_for_terminal(&safe, p, n);
    width = idio_utf8_width(safe.data, safe.len);
    for (size_t i = 0; i < safe.len; i++)
        width += safe.data[i] == '\n' || safe.data[i] == '\t'; /* they become spaces */
    idio_str_release(&safe);
    return width;
}

size_t cli_width(const char *text)
{
    return cli_width_n(text, strlen(text));
}

/* Ends the line that was gathered and begins another one at `indent`. */
static void flush_line(struct cli_out *o, enum cli_style style, struct idio_str *line)
{
    put_safe(o, style, line->data, line->len);
    if (line->failed)
        o->text.failed = line->failed;
    idio_str_clear(line);
    cli_nl(o);
}

void cli_wrap(struct cli_out *o, enum cli_style style, size_t at, size_t indent, const char *text)
{
    size_t limit = o->width > indent + 20 ? o->width : indent + 20;
    struct idio_str line;

    idio_str_init(&line, CLI_OUT_MAX);
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, " \t\n"), width = cli_width_n(p, n);

        if (n > 0 && line.len > 0 && at + 1 + width > limit) {
            flush_line(o, style, &line);
            cli_pad(o, indent);
            at = indent;
        }
        if (n > 0 && line.len > 0) {
            idio_str_putc(&line, ' ');
            at++;
        }
        idio_str_append(&line, p, n);
        at += width;
        p += n;
        if (p[0] == '\n' && p[1] == '\n') {
            flush_line(o, style, &line);
            cli_nl(o);
            cli_pad(o, indent);
            at = indent;
        }
        p += strspn(p, " \t\n");
    }
    flush_line(o, style, &line);
    idio_str_release(&line);
}

void cli_put_cut(struct cli_out *o, enum cli_style style, const char *text, size_t columns)
{
    const char *dots = o->utf8 ? "…" : "...";
    size_t room, n = 0, width = 0, length = strlen(text);

    if (cli_width(text) <= columns) {
        put_safe(o, style, text, length);
        return;
    }
    room = columns > cli_width(dots) ? columns - cli_width(dots) : 0;
    while (n < length) {
        uint32_t c;
        size_t bytes = idio_utf8_next(text + n, length - n, &c);

        width += cli_width_n(text + n, bytes);
        if (width > room)
            break;
        n += bytes;
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    put_safe(o, style, text, n);
    put_safe(o, style, dots, strlen(dots));
}

const char *cli_bullet(const struct cli_out *o)
{
    return o->utf8 ? "•" : "-";
}

const char *cli_dot(const struct cli_out *o)
{
    return o->utf8 ? " · " : ", ";
}

const char *cli_arrow(const struct cli_out *o)
{
    return o->utf8 ? "→" : "->";
}

void cli_put_json(struct cli_out *o, const struct idio_json *v)
{
    struct idio_err err;

    if (idio_json_write(v, IDIO_JSON_PRETTY, &o->text, &err) < 0 && o->text.failed == IDIO_OK)
        o->text.failed = err.status;
    idio_str_putc(&o->text, '\n');
}

const char *cli_count(uint64_t n, char ret[CLI_COUNT_SIZE])
{
    char digits[CLI_COUNT_SIZE];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n), to = 0;

    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            ret[to++] = ',';
        ret[to++] = digits[i];
    }
    ret[to] = '\0';
    return ret;
}

const char *cli_share(double p, unsigned digits, char ret[CLI_SHARE_SIZE])
{
    unsigned scale = digits == 2 ? 100 : 1000;
    unsigned parts = p > 0 ? (unsigned)(p * scale + 0.5) : 0;

    if (p >= 1)
        snprintf(ret, CLI_SHARE_SIZE, "1");
    else if (p > 0 && parts == 0)
        snprintf(ret, CLI_SHARE_SIZE, "<.%0*u", (int)digits, 1U);
    else
        snprintf(ret, CLI_SHARE_SIZE, ".%0*u", (int)digits, parts < scale ? parts : scale - 1);
    return ret;
}

const char *cli_interval(const struct cli_out *o, const struct idio_json *lo_hi,
                         char ret[CLI_INTERVAL_SIZE])
{
    double from = idio_json_to_real(idio_json_at(lo_hi, 0), 0);
    double to = idio_json_to_real(idio_json_at(lo_hi, 1), 1);
    unsigned digits = from >= 0.985 || to < 0.015 ? 3 : 2; /* where two digits would say nothing */
    char lo[CLI_SHARE_SIZE], hi[CLI_SHARE_SIZE];

    snprintf(ret, CLI_INTERVAL_SIZE, "%s%s%s", cli_share(from, digits, lo), o->utf8 ? "–" : "-",
             cli_share(to, digits, hi));
    return ret;
}

void cli_put_counted(struct cli_out *o, enum cli_style style, uint64_t n, const char *one,
                     const char *many)
{
    char text[CLI_COUNT_SIZE];

    cli_put(o, style, "%s %s", cli_count(n, text), n == 1 ? one : many);
}

int cli_out_write(struct cli_out *o, int fd, bool *ret_hung_up, struct idio_err *err)
{
    size_t done = 0;
    int rc = idio_str_status(&o->text, "cli.output", err);

    *ret_hung_up = false;
    if (rc < 0)
        return rc;
    while (done < o->text.len) {
        ssize_t n = write(fd, o->text.data + done, o->text.len - done);

        if (n >= 0) {
            done += (size_t)n;
        } else if (errno == EPIPE) {
            *ret_hung_up = true;
            return IDIO_OK;
        } else if (errno != EINTR) {
            return idio_fail_sys(err, errno, "cli.output", "cannot write to standard output");
        }
    }
    return IDIO_OK;
}
