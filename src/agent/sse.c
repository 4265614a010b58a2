/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event stream parser. Bytes are taken in runs up to the next end of line; a line is looked at
 * when its end is there, so what is cut anywhere (in a CRLF, in a character, in the byte order
 * mark) reads the same as what is whole.
 *
 * Invariant: `line` holds no end of line, `data` ends with \n or is empty.
 */
#include "agent/sse.h"

#include <string.h>

static const char *const where = "agent.sse";
static const char mark[] = "\xEF\xBB\xBF";

enum { MARK_BYTES = 3, BOM_OVER = 4 };

void idio_sse_init(struct idio_sse *s, size_t max, idio_sse_take take, void *self)
{
    *s = (struct idio_sse){.take = take, .self = self};
    idio_str_init(&s->line, max);
    idio_str_init(&s->data, max < SIZE_MAX ? max + 1 : max);
    idio_str_init(&s->event, IDIO_SSE_NAME);
}

void idio_sse_release(struct idio_sse *s)
{
    idio_str_release(&s->line);
    idio_str_release(&s->data);
    idio_str_release(&s->event);
}

static int give_event(struct idio_sse *s, struct idio_err *err)
{
    int status = IDIO_OK;

    /* An event without data is none; its name is forgotten. */
    if (s->data.len > 0) {
        s->data.data[--s->data.len] = '\0';
        status = s->take(s->self, s->event.data, s->data.data, s->data.len, err);
    }
    idio_str_clear(&s->data);
    idio_str_clear(&s->event);
    return status;
}

static int end_line(struct idio_sse *s, struct idio_err *err)
{
    struct idio_slice name = idio_slice(s->line.data, s->line.len), value = {"", 0};
    const char *colon = name.n > 0 ? memchr(name.p, ':', name.n) : NULL;
    int status = IDIO_OK;

    if (name.n == 0)
        return give_event(s, err);
    if (colon) {
        value = idio_slice(colon + 1, name.n - (size_t)(colon - name.p) - 1);
        name.n = (size_t)(colon - name.p);
        if (value.n > 0 && value.p[0] == ' ')
            value = idio_slice(value.p + 1, value.n - 1);
    }
    if (idio_slice_eq_c(name, "data")) {
        idio_str_append(&s->data, value.p, value.n);
        idio_str_putc(&s->data, '\n');
        status = idio_str_status(&s->data, where, err);
    } else if (idio_slice_eq_c(name, "event")) {
        idio_str_clear(&s->event);
        idio_str_append(&s->event, value.p, value.n);
        status = idio_str_status(&s->event, where, err);
    }
    idio_str_clear(&s->line);
    return status;
}

/* Skips a byte order mark at the very beginning; what only began like one belongs to the line. */
static size_t skip_mark(struct idio_sse *s, const char *p, size_t n)
{
    size_t i = 0;

    while (s->bom < MARK_BYTES && i < n && p[i] == mark[s->bom]) {
        s->bom++;
        i++;
    }
    if (s->bom == MARK_BYTES) {
        s->bom = BOM_OVER;
    } else if (s->bom < MARK_BYTES && i < n) {
        idio_str_append(&s->line, mark, s->bom);
        s->bom = BOM_OVER;
    }
    return i;
}

int idio_sse_feed(struct idio_sse *s, const char *p, size_t n, struct idio_err *err)
{
    size_t i = skip_mark(s, p, n);
    int status = IDIO_OK;

    while (i < n && status == IDIO_OK) {
        size_t run = i;

        if (s->after_cr && p[i] == '\n') {
            s->after_cr = false;
            i++;
            continue;
        }
        s->after_cr = false;
        while (run < n && p[run] != '\n' && p[run] != '\r')
            run++;
        idio_str_append(&s->line, p + i, run - i);
        status = idio_str_status(&s->line, where, err);
        if (status < 0 || run == n)
            return status;
        s->after_cr = p[run] == '\r';
        i = run + 1;
        status = end_line(s, err);
    }
    return status;
}

int idio_sse_end(struct idio_sse *s, struct idio_err *err)
{
    return s->line.len > 0 ? IDIO_OK : give_event(s, err);
}
