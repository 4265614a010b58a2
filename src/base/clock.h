/* SPDX-License-Identifier: Apache-2.0 */
/* Time: a monotonic clock for durations; wall time is handed down by the host (idio_ctx.now), so
 * that the same input gives the same bytes. */
#ifndef IDIO_BASE_CLOCK_H
#define IDIO_BASE_CLOCK_H

#include <stdint.h>

#define IDIO_ISO_SIZE 21 /* 2026-11-23T13:49:30Z and NUL */

int64_t idio_clock_ms(void);   /* monotonic */
int64_t idio_clock_wall(void); /* seconds since 1970, UTC */
void idio_clock_iso(int64_t t, char ret[IDIO_ISO_SIZE]);

#endif
