/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status tables and the building of error texts.
 *
 * Messages name things from outside (paths, keys, tokens), which may be malformed or long. So every
 * text is cut at a character boundary and malformed bytes become '?': a struct idio_err always
 * holds valid UTF-8 and can go into JSON unchecked. Nothing here allocates.
 *
 * Texts are formatted into a local buffer first, because callers pass err->msg itself as an
 * argument when they rephrase an error.
 */
#include "base/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct status_row {
    const char *name;
    int exit_code, http, rpc;
    const char *text;
};

static const struct status_row ROWS[] = {
#define X(name, exit_code, http, rpc, text) {#name, exit_code, http, rpc, text},
    IDIO_STATUS_LIST(X)
#undef X
};
static const struct status_row ROW_OK = {"OK", 0, 200, 0, "ok"};
static const struct status_row ROW_UNKNOWN = {"UNKNOWN", 70, 500, -32603, "unknown status"};

static const struct status_row *row_of(int status)
{
    if (status == IDIO_OK)
        return &ROW_OK;
    if (status > 0 || status < -(int)IDIO_STATUS_COUNT)
        return &ROW_UNKNOWN;
    return &ROWS[-1 - status];
}

const char *idio_status_name(int status)
{
    return row_of(status)->name;
}

const char *idio_status_text(int status)
{
    return row_of(status)->text;
}

int idio_status_exit(int status)
{
    return row_of(status)->exit_code;
}

int idio_status_http(int status)
{
    return row_of(status)->http;
}

int idio_status_rpc(int status)
{
    return row_of(status)->rpc;
}

/* Makes s valid UTF-8 in place; `cut` tells that its end was cut off, perhaps inside a character.
 */
static void make_valid(char *s, bool cut)
{
    size_t n = strlen(s), at = 0, bad;
    uint32_t ignored;

    while (!idio_utf8_valid(s + at, n - at, &bad)) {
        at += bad;
        size_t len = idio_utf8_next(s + at, n - at, &ignored);
        if (cut && at + len == n) {
            s[at] = '\0';
            return;
        }
        memset(s + at, '?', len);
        at += len;
    }
}

static void IDIO_PRINTF(3, 0) format(char *out, size_t size, const char *fmt, va_list ap)
{
    int n = vsnprintf(out, size, fmt, ap);

    if (n < 0)
        out[0] = '\0';
    else
        make_valid(out, (size_t)n >= size);
}

/* Copies text to out, cutting at a character boundary; text is valid already. */
static void copy_text(char *out, size_t size, const char *text)
{
    size_t n = idio_utf8_cut(text, strlen(text), size - 1);

    memcpy(out, text, n);
    out[n] = '\0';
}

static void set(struct idio_err *err, int status, int sys, const char *where, const char *msg)
{
    err->status = status;
    err->sys = sys;
    copy_text(err->where, sizeof err->where, where ? where : "");
    copy_text(err->msg, sizeof err->msg, msg);
    err->hint[0] = '\0';
}

int idio_fail(struct idio_err *err, int status, const char *where, const char *fmt, ...)
{
    char text[sizeof err->msg];
    va_list ap;

    if (!err)
        return status;
    va_start(ap, fmt);
    format(text, sizeof text, fmt, ap);
    va_end(ap);
    set(err, status, 0, where, text);
    return status;
}

static int status_of_errno(int sys)
{
    switch (sys) {
    case ENOMEM:
        return IDIO_E_NOMEM;
    case ENOENT:
    case ENOTDIR:
    case ESRCH:
        return IDIO_E_NOTFOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return IDIO_E_DENIED;
    case ENOSPC:
    case EDQUOT:
        return IDIO_E_NOSPACE;
    case EEXIST:
    case ENOTEMPTY:
    case EBUSY:
    case ETXTBSY:
    case EADDRINUSE:
        return IDIO_E_CONFLICT;
    case EFBIG:
    case E2BIG:
    case ENAMETOOLONG:
    case EOVERFLOW:
        return IDIO_E_LIMIT;
    case EINVAL:
    case EISDIR:
    case ELOOP:
        return IDIO_E_INVALID;
    case ENOSYS:
    case EOPNOTSUPP:
        return IDIO_E_UNSUPPORTED;
    case ETIMEDOUT:
        return IDIO_E_TIMEOUT;
    case ECANCELED:
        return IDIO_E_CANCELLED;
    default:
        return IDIO_E_IO;
    }
}

int idio_fail_sys(struct idio_err *err, int sys, const char *where, const char *fmt, ...)
{
    char text[sizeof err->msg], buf[128];
    int status = status_of_errno(sys);
    const char *reason;
    size_t reason_len, room, len;
    va_list ap;

    if (!err)
        return status;
    reason = strerror_r(sys, buf, sizeof buf);
    reason_len = idio_utf8_cut(reason, strlen(reason), sizeof buf);
    /* The reason is worth more than the end of a long path, so room for it is kept. */
    room = sizeof text - reason_len - 2;
    va_start(ap, fmt);
    format(text, room, fmt, ap);
    va_end(ap);
    len = strlen(text);
    memcpy(text + len, ": ", 2);
    memcpy(text + len + 2, reason, reason_len);
    text[len + 2 + reason_len] = '\0';
    set(err, status, sys, where, text);
    return status;
}

int idio_hint(struct idio_err *err, int status, const char *fmt, ...)
{
    char text[sizeof err->hint];
    va_list ap;

    if (!err)
        return status;
    va_start(ap, fmt);
    format(text, sizeof text, fmt, ap);
    va_end(ap);
    copy_text(err->hint, sizeof err->hint, text);
    return status;
}

int idio_context(struct idio_err *err, int status, const char *fmt, ...)
{
    char text[2 * sizeof err->msg + 2]; /* both texts and ": " */
    size_t len, rest;
    va_list ap;

    if (!err)
        return status;
    va_start(ap, fmt);
    format(text, sizeof err->msg, fmt, ap);
    va_end(ap);
    len = strlen(text);
    rest = strlen(err->msg);
    if (rest > 0) {
        memcpy(text + len, ": ", 2);
        memcpy(text + len + 2, err->msg, rest + 1);
    }
    copy_text(err->msg, sizeof err->msg, text);
    return status;
}

int idio_nomem(struct idio_err *err, const char *where)
{
    if (err)
        set(err, IDIO_E_NOMEM, 0, where, idio_status_text(IDIO_E_NOMEM));
    return IDIO_E_NOMEM;
}

void idio_err_clear(struct idio_err *err)
{
    if (err)
        set(err, IDIO_OK, 0, "", "");
}
