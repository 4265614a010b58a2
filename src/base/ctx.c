/* SPDX-License-Identifier: Apache-2.0 */
/* Process-wide preparation; safe to call more than once and from several threads. */
#include "base/ctx.h"

#include <pthread.h>
#include <signal.h>

#include "base/json.h"

static void prepare(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    /* A peer that hangs up must be an error value (EPIPE), not the end of the process. */
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
    idio_json_use_gate();
}

void idio_base_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, prepare);
}
