/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Server-sent events (WHATWG HTML, section 9.2), read as they come: any split of the bytes gives
 * the same events. What a browser would do with `id` and `retry` is not for us: both are skipped.
 */
#ifndef IDIO_AGENT_SSE_H
#define IDIO_AGENT_SSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define IDIO_SSE_NAME 64 /* bytes of an event's name; what is longer is LIMIT */

/* One event: `event` is "" when it has no name; data (n bytes, NUL behind) may hold any bytes.
 * What it returns when it is not OK ends the feeding. */
typedef int (*idio_sse_take)(void *self, const char *event, const char *data, size_t n,
                             struct idio_err *err);

struct idio_sse {
    struct idio_str line;  /* what came of the line that has not ended */
    struct idio_str data;  /* lines of the event so far, each ended by \n */
    struct idio_str event; /* its name */
    idio_sse_take take;
    void *self;
    size_t bom;    /* bytes of a byte order mark seen; BOM_OVER when that is settled */
    bool after_cr; /* a \n that follows belongs to the line before */
};

/* `max`: most bytes of a line, and of an event's data. */
void idio_sse_init(struct idio_sse *s, size_t max, idio_sse_take take, void *self);
void idio_sse_release(struct idio_sse *s);
/* LIMIT over `max`, NOMEM, or what `take` returned; the stream is of no use then. */
int idio_sse_feed(struct idio_sse *s, const char *p, size_t n,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* The stream has ended: an event whose lines are all complete counts, although the empty line
 * behind it never came (several servers end that way); half a line does not. */
int idio_sse_end(struct idio_sse *s, struct idio_err *err) IDIO_MUST_CHECK;

#endif
