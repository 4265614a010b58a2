/* SPDX-License-Identifier: Apache-2.0 */
/* Child processes: no shell, closed descriptors, captured output with caps, a time limit, and the
 * whole process group killed when it is over. */
#ifndef IDIO_BASE_PROC_H
#define IDIO_BASE_PROC_H

#include <stddef.h>

#include "base/cancel.h"
#include "base/str.h"

/* From SIGTERM to SIGKILL when time is up or the flag is raised. */
#define IDIO_PROC_GRACE_MS 1000

struct idio_proc_opts {
    /* Ends with NULL. A name without slash is searched in the absolute folders of PATH (of `env` if
     * it is set there, else the caller's); one with a slash is taken relative to cwd. */
    const char *const *argv;
    const char *cwd;        /* NULL: the caller's */
    const char *const *env; /* NULL: the caller's */
    const char *input;      /* written to stdin, which is then closed */
    size_t input_len;
    size_t max_output; /* per stream; what is over is dropped and *truncated is set */
    int timeout_ms;    /* 0: none */
    struct idio_cancel *cancel;
};
struct idio_proc_result {
    int exit_code; /* 0..255, or -1 when killed by `signal` */
    int signal;
    int timed_out;
    int truncated;
    struct idio_str out, err;
};
/* MISSING when the program is not found or cannot be executed, CANCELLED when the flag was raised.
 * A non-zero exit is a result, not an error. Needs idio_base_init (SIGPIPE). */
int idio_proc_run(const struct idio_proc_opts *o, struct idio_proc_result *ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
void idio_proc_result_release(struct idio_proc_result *r);

#endif
