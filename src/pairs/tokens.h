/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of pairs: texts as words, each a hash: runs of letters, digits and underscores, without
 * case; everything else parts them. */
#ifndef IDIO_PAIRS_TOKENS_H
#define IDIO_PAIRS_TOKENS_H

#include "base/vec.h"
#include "pairs/pairs.h"

struct tokens {
    IDIO_VEC(uint64_t) words; /* of all texts */
    IDIO_VEC(size_t) begins;  /* [text], and one more: where its words begin */
};
int tokens_read(const char *const *texts, size_t n, struct tokens *ret,
                struct idio_err *err) IDIO_MUST_CHECK;
void tokens_release(struct tokens *t);
size_t tokens_count(const struct tokens *t, size_t text);
/* Hash of the n words at `at`. */
uint64_t tokens_gram(const uint64_t *at, size_t n);
/* 0 … n - 1 in an order by chance; idio_free. NULL: no memory */
size_t *tokens_shuffle(size_t n, uint64_t seed);

#endif
