/* SPDX-License-Identifier: Apache-2.0 */
/* Bands of sketches: what cluster.c and leaks.c share. */
#ifndef IDIO_PAIRS_CLUSTER_INTERNAL_H
#define IDIO_PAIRS_CLUSTER_INTERNAL_H

#include "pairs/pairs.h"

/* Rows of a band so that two sketches with a Jaccard index of `jaccard` agree in one band at least
 * with probability IDIO_BAND_RECALL; as many as possible, since more rows mean fewer candidates. */
#define IDIO_BAND_RECALL .995
unsigned idio_band_rows(double jaccard);

/* A member in a band. Sorted by hash, then number; members of one hash are a bucket. */
struct idio_banded {
    uint64_t hash;
    uint32_t number;
};
void idio_band_fill(const struct idio_shape *const *shapes, size_t n, unsigned band, unsigned rows,
                    struct idio_banded *ret);

/* Numbers of members in an order that does not depend on where they stand: by key, then digests. */
int idio_member_order(const struct idio_member *m, size_t n, uint32_t **ret /* idio_free */,
                      struct idio_err *err) IDIO_MUST_CHECK;
static inline bool idio_digest_equal(const uint64_t a[2], const uint64_t b[2])
{
    return a[0] == b[0] && a[1] == b[1];
}

#endif
