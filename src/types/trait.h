/* SPDX-License-Identifier: Apache-2.0 */
/* How detectors (corpus) learn the numbers of traits and values, which the registry (style) gives,
 * without seeing its header. Both functions return -1 for an unknown name. */
#ifndef IDIO_TYPES_TRAIT_H
#define IDIO_TYPES_TRAIT_H

#include <stddef.h>

#define IDIO_TRAITS_MAX 512 /* traits in the registry */

struct idio_trait_resolver {
    const void *ctx;
    int (*trait)(const void *ctx, const char *name, size_t n);
    /* IDIO_VALUE_OPEN for a trait with an open vocabulary */
    int (*value)(const void *ctx, int trait, const char *value, size_t n);
};

#endif
