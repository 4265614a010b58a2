/* SPDX-License-Identifier: Apache-2.0 */
/* Logging goes to a sink that the host owns; the library itself never prints. A function either
 * logs or returns an error, not both. Never log secrets, requests or file contents above DEBUG. */
#ifndef IDIO_BASE_LOG_H
#define IDIO_BASE_LOG_H

#include "base/err.h"

enum idio_log_level { IDIO_LOG_ERROR, IDIO_LOG_WARN, IDIO_LOG_INFO, IDIO_LOG_DEBUG };
struct idio_log {
    enum idio_log_level level; /* messages above it are dropped before formatting */
    void (*sink)(void *ctx, enum idio_log_level level, const char *module, const char *text);
    void *ctx; /* the sink is called from any thread, one at a time per idio_log is NOT promised */
};
/* log may be NULL */
void idio_log(const struct idio_log *log, enum idio_log_level level, const char *module,
              const char *fmt, ...) IDIO_PRINTF(4, 5);

#endif
