/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event streams: in one piece, in pieces that the first bytes choose, and by a second reader that
 * has the whole text before it; all three must give the same events.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST ((size_t)1 << 10)

static int keep(void *self, const char *event, const char *data, size_t n, struct idio_err *err)
{
    struct idio_str *all = self;

    (void)err;
    if (n > MOST || strlen(event) > IDIO_SSE_NAME || data[n] != '\0')
        abort();
    idio_str_printf(all, "%zu %zu ", strlen(event), n);
    idio_str_puts(all, event);
    idio_str_append(all, data, n);
    return IDIO_OK;
}

static int stream(const char *p, size_t n, uint64_t pieces, struct idio_str *all)
{
    struct idio_sse s;
    int status = IDIO_OK;

    idio_sse_init(&s, MOST, keep, all);
    for (size_t at = 0; at < n && status == IDIO_OK;) {
        size_t len = pieces ? 1 + (size_t)(pieces % 13) : n;

        if (len > n - at)
            len = n - at;
        pieces = pieces ? (pieces >> 5 | pieces << 59) | 1 : 0;
        status = idio_sse_feed(&s, p + at, len, NULL);
        at += len;
    }
    if (status == IDIO_OK)
        status = idio_sse_end(&s, NULL);
    idio_sse_release(&s);
    return status;
}

/* One line of the whole text; false: over a limit. */
static bool whole_line(struct idio_slice line, struct idio_str *data, struct idio_str *event,
                       struct idio_str *all)
{
    const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    struct idio_slice name = colon ? idio_slice(line.p, (size_t)(colon - line.p)) : line;
    struct idio_slice value = {"", 0};

    if (line.n > MOST)
        return false;
    if (line.n == 0) {
        if (data->len > 0) {
            data->data[--data->len] = '\0';
            keep(all, event->data, data->data, data->len, NULL);
        }
        idio_str_clear(data);
        idio_str_clear(event);
        return true;
    }
    if (colon)
        value = idio_slice(colon + 1, line.n - name.n - 1);
    if (value.n > 0 && *value.p == ' ')
        value = idio_slice(value.p + 1, value.n - 1);
    if (idio_slice_eq_c(name, "data")) {
        idio_str_append(data, value.p, value.n);
        idio_str_putc(data, '\n');
    } else if (idio_slice_eq_c(name, "event")) {
        idio_str_clear(event);
        idio_str_append(event, value.p, value.n);
    }
    return data->failed == IDIO_OK && event->failed == IDIO_OK;
}

static bool whole(const char *p, size_t n, struct idio_str *all)
{
    struct idio_str data, event;
    bool good = true, ended = true;

    idio_str_init(&data, MOST + 1);
    idio_str_init(&event, IDIO_SSE_NAME);
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
        n -= 3;
    }
    while (n > 0 && good) {
        size_t len = 0, end;

        while (len < n && p[len] != '\n' && p[len] != '\r')
            len++;
        ended = len < n;
        end = len + (ended && p[len] == '\r' && len + 1 < n && p[len + 1] == '\n' ? 2 : 1);
        if (!ended) {
            good = len <= MOST;
            break;
        }
        good = whole_line(idio_slice(p, len), &data, &event, all);
        p += end;
        n -= end;
    }
    if (good && ended)
        whole_line(idio_slice("", 0), &data, &event, all);
    idio_str_release(&data);
    idio_str_release(&event);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct idio_str a, b, c;
    uint64_t pieces = 0;
    const char *p = (const char *)data;
    int one, many;
    bool good;

    if (size < sizeof pieces || size > 1 << 16)
        return 0;
    memcpy(&pieces, data, sizeof pieces);
    p += sizeof pieces;
    size -= sizeof pieces;
    idio_str_init(&a, (size_t)1 << 22);
    idio_str_init(&b, (size_t)1 << 22);
    idio_str_init(&c, (size_t)1 << 22);
    one = stream(p, size, 0, &a);
    many = stream(p, size, pieces | 1, &b);
    good = whole(p, size, &c);
    if (one != many || (one == IDIO_OK) != good || (one < 0 && one != IDIO_E_LIMIT))
        abort();
    if (strcmp(a.data, b.data) || a.len != b.len || a.len != c.len || memcmp(a.data, c.data, a.len))
        abort();
    idio_str_release(&a);
    idio_str_release(&b);
    idio_str_release(&c);
    return 0;
}
