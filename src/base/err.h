/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status codes and error texts.
 *
 * Every function that can fail returns an `int`: IDIO_OK (0) or one of the negative codes below,
 * and takes a caller-owned `struct idio_err *err` as its last parameter (NULL is allowed). The text
 * is of fixed size and never allocated, so that it works when memory is gone; there is no
 * thread-local or global "last error" to go stale. It is set once, where the failure happens
 * (idio_fail), may be prefixed at a module's border (idio_context), and is printed once, on top.
 *
 * One X-macro list is the source of the code, its name, the process exit code, the HTTP status, the
 * JSON-RPC code and the plain text, so that the command line, the server and MCP never disagree.
 */
#ifndef IDIO_BASE_ERR_H
#define IDIO_BASE_ERR_H

#include <stdarg.h>
#include <stddef.h>

/* name, exit code, HTTP status, JSON-RPC code, text */
#define IDIO_STATUS_LIST(X)                                                   \
    X(NOMEM, 3, 507, -32001, "out of memory")                                 \
    X(USAGE, 2, 400, -32602, "invalid usage")                                 \
    X(INVALID, 4, 422, -32602, "invalid data")                                \
    X(NOTFOUND, 1, 404, -32002, "not found")                                  \
    X(CORRUPT, 4, 422, -32003, "malformed or corrupt data")                   \
    X(LIMIT, 4, 413, -32004, "over a limit")                                  \
    X(IO, 3, 500, -32005, "input/output error")                               \
    X(DENIED, 3, 403, -32006, "permission denied")                            \
    X(NOSPACE, 3, 507, -32007, "no space left")                               \
    X(MISSING, 3, 503, -32008, "something needed is missing on this machine") \
    X(CONFLICT, 1, 409, -32009, "conflicts with the present state")           \
    X(UPSTREAM, 5, 502, -32010, "remote service failed")                      \
    X(UNSUPPORTED, 4, 501, -32011, "not supported")                           \
    X(TIMEOUT, 3, 504, -32012, "timed out")                                   \
    X(CANCELLED, 130, 499, -32013, "cancelled")                               \
    X(BUG, 70, 500, -32603, "internal error")

enum idio_status_index {
#define X(name, exit_code, http, rpc, text) IDIO_STATUS_INDEX_##name,
    IDIO_STATUS_LIST(X)
#undef X
        IDIO_STATUS_COUNT
};

enum idio_status {
    IDIO_OK = 0,
#define X(name, exit_code, http, rpc, text) IDIO_E_##name = -1 - (int)IDIO_STATUS_INDEX_##name,
    IDIO_STATUS_LIST(X)
#undef X
};

#define IDIO_MUST_CHECK        __attribute__((warn_unused_result))
#define IDIO_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

struct idio_err {
    int status;     /* one of enum idio_status */
    int sys;        /* errno where the system said no, else 0 */
    char where[32]; /* module and operation, e.g. "corpus.open" */
    char msg[448];  /* what failed, naming the file, line or item; UTF-8, no final period */
    char hint[256]; /* what to do about it; may be empty */
};

/* Sets *err (where, message) and returns `status`. Clears the hint. */
int idio_fail(struct idio_err *err, int status, const char *where, const char *fmt, ...)
    IDIO_PRINTF(4, 5);

/* Like idio_fail, choosing the status from errno value `sys` and appending its text. */
int idio_fail_sys(struct idio_err *err, int sys, const char *where, const char *fmt, ...)
    IDIO_PRINTF(4, 5);

/* Adds the remedy to an error that is already set; returns `status`. */
int idio_hint(struct idio_err *err, int status, const char *fmt, ...) IDIO_PRINTF(3, 4);

/* Prefixes the message on its way up ("learning /x/y: ..."); returns `status`. */
int idio_context(struct idio_err *err, int status, const char *fmt, ...) IDIO_PRINTF(3, 4);

/* Out of memory: the one failure that needs no message of its own. */
int idio_nomem(struct idio_err *err, const char *where);

void idio_err_clear(struct idio_err *err);

const char *idio_status_name(int status); /* "NOMEM"; "UNKNOWN" for a code not in the list */
const char *idio_status_text(int status);
int idio_status_exit(int status);
int idio_status_http(int status);
int idio_status_rpc(int status);

#endif
