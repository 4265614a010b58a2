/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions (PCRE2 with JIT, match and depth limits set). A compiled expression may be
 * used by several threads at once. */
#ifndef IDIO_BASE_REGEX_H
#define IDIO_BASE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define IDIO_REGEX_GROUPS 10
/* SHORT: for a stranger's pattern on short text; gives up after a hundredth of the usual steps. */
enum {
    IDIO_REGEX_CASELESS = 1,
    IDIO_REGEX_MULTILINE = 2,
    IDIO_REGEX_UTF = 4,
    IDIO_REGEX_SHORT = 8
};

struct idio_regex;
struct idio_regex_match {
    size_t begin[IDIO_REGEX_GROUPS], end[IDIO_REGEX_GROUPS]; /* byte offsets; unset: SIZE_MAX */
    size_t count;
};
/* INVALID names the pattern and the offset of the mistake. */
int idio_regex_new(const char *pattern, unsigned flags, struct idio_regex **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
struct idio_regex *idio_regex_free(struct idio_regex *re);
/* Searches text[from..n). Where a miss must not pass for "not there" (secrets), ask this one: LIMIT
 * when the match was given up, NOMEM without memory. The text need not be valid UTF-8. */
int idio_regex_search(const struct idio_regex *re, const char *text, size_t n, size_t from,
                      bool *ret_found, struct idio_regex_match *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* The same; false: no match (or a limit was hit, which counts as no match). */
bool idio_regex_find(const struct idio_regex *re, const char *text, size_t n, size_t from,
                     struct idio_regex_match *ret);

#endif
