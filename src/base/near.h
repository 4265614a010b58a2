/* SPDX-License-Identifier: Apache-2.0 */
/* Near misses: what somebody who typed a word that does not exist may have meant. */
#ifndef IDIO_BASE_NEAR_H
#define IDIO_BASE_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* How near two words are: Damerau-Levenshtein distance with swaps of neighbours; SIZE_MAX for words
 * of over 40 bytes. */
size_t idio_distance(const char *a, const char *b);
/* Whether `candidate` is what somebody who typed `typed` may have meant. */
bool idio_is_near(const char *typed, const char *candidate);

#endif
