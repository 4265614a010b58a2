/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Included first when clang-tidy reads our files (tools/tidy.sh), never by a compiler: tells the
 * analyzer what base/err.h promises in prose, that the failing helpers return a negative status.
 * Without it every `return idio_nomem(…)` looks like a possible success that left its results
 * unset.
 */
#include "base/err.h"

static inline int idio_tidy_negative(int status)
{
    if (status >= 0)
        __builtin_unreachable();
    return status;
}

#define idio_fail(...)     idio_tidy_negative(idio_fail(__VA_ARGS__))
#define idio_fail_sys(...) idio_tidy_negative(idio_fail_sys(__VA_ARGS__))
#define idio_hint(...)     idio_tidy_negative(idio_hint(__VA_ARGS__))
#define idio_nomem(...)    idio_tidy_negative(idio_nomem(__VA_ARGS__))
