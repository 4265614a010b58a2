/* SPDX-License-Identifier: Apache-2.0 */
/* Data files compiled into the program (cmake function idio_embed). */
#ifndef IDIO_BASE_EMBED_H
#define IDIO_BASE_EMBED_H

#include <stddef.h>

struct idio_embedded {
    const char *path;          /* relative to the source tree, e.g. "queries/c/traits.scm" */
    const unsigned char *data; /* NUL after `size` bytes */
    size_t size;
};
/* Tables end with a NULL path. Returns NULL when there is no such file. */
const struct idio_embedded *idio_embedded_find(const struct idio_embedded *table, const char *path);

#endif
