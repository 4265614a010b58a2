/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clocks of an exchange: cancelled, silent for too long, at the end of its time. Looked at
 * every 50 ms, which is how cancellation is seen within 200.
 */
#include <time.h>

#include "agent/agent_internal.h"
#include "base/clock.h"

static const char *const where = "agent.http";

int idio_http_watch(const struct idio_http_watch *w, const char *shown, struct idio_err *err)
{
    int64_t now = idio_clock_ms();

    if (idio_cancelled(w->cancel))
        return idio_fail(err, IDIO_E_CANCELLED, where, "%s: cancelled", shown);
    if (w->deadline > 0 && now >= w->deadline)
        return idio_fail(err, IDIO_E_TIMEOUT, where, "%s: no answer in the time that was given",
                         shown);
    if (w->idle_ms > 0 && now - w->last >= w->idle_ms)
        return idio_fail(err, IDIO_E_TIMEOUT, where, "%s: silent for %lld ms", shown,
                         (long long)w->idle_ms);
    return IDIO_OK;
}

int idio_http_wait(const struct idio_http_watch *w, int64_t ms, const char *shown,
                   struct idio_err *err)
{
    int64_t now = idio_clock_ms(), end = now + ms;

    if (w->deadline > 0 && end >= w->deadline)
        return idio_fail(err, IDIO_E_TIMEOUT, where, "%s: no time for another try", shown);
    for (; now < end; now = idio_clock_ms()) {
        int64_t slice = end - now < IDIO_HTTP_SLICE_MS ? end - now : IDIO_HTTP_SLICE_MS;
        struct timespec t = {.tv_nsec = (long)slice * 1000000};
        int status = idio_http_watch(w, shown, err);

        if (status < 0)
            return status;
        nanosleep(&t, NULL);
    }
    return IDIO_OK;
}
