/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats a message and hands it to the host's sink. The buffer is on the stack, so that logging
 * works when memory is gone; longer texts are cut at a character boundary.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { TEXT_MAX = 1024 };

void idio_log(const struct idio_log *log, enum idio_log_level level, const char *module,
              const char *fmt, ...)
{
    char text[TEXT_MAX + 4]; /* room to see whether a character crosses the cut */
    va_list ap;
    int n;

    if (!log || !log->sink || level > log->level)
        return;
    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    if (n > TEXT_MAX)
        text[idio_utf8_cut(text, strlen(text), TEXT_MAX)] = '\0';
    log->sink(log->ctx, level, module, text);
}
