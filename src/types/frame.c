/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what pairs are made of. */
#include "types/frame.h"

const char *idio_wording_name(enum idio_wording w)
{
    static const char *const names[] = {"doc", "commit", "test", "name"};
    return names[w];
}

const char *idio_register_name(enum idio_register r)
{
    static const char *const names[] = {"terse", "casual", "verbose"};
    return names[r];
}

const char *idio_vague_name(enum idio_vague v)
{
    static const char *const names[] = {"nothing", "goal", "premise", "term", "conflict"};
    return names[v];
}
