/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (utf8proc). Text from repositories, requests and models is untrusted: validate it before it
 * is stored, make it safe before it meets a terminal. */
#ifndef IDIO_BASE_UTF8_H
#define IDIO_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

bool idio_utf8_valid(const char *p, size_t n, size_t *ret_bad_at); /* ret may be NULL */
/* Decodes one code point; returns its bytes (>= 1), *ret = U+FFFD for a malformed one. n > 0. */
size_t idio_utf8_next(const char *p, size_t n, uint32_t *ret);
size_t idio_utf8_cut(const char *p, size_t n, size_t max); /* largest boundary <= min(n, max) */
/* Appends p with malformed bytes as U+FFFD. */
void idio_utf8_repair(struct idio_str *out, const char *p, size_t n);
/* Appends p fit for a terminal: repaired, controls (C0 but \n \t, DEL, C1), bidi overrides and
 * zero-width characters shown as \xNN or \u{N}. */
void idio_utf8_for_terminal(struct idio_str *out, const char *p, size_t n);
size_t idio_utf8_width(const char *p, size_t n); /* terminal columns */
/* Appends p repaired, case-folded, NFKC-normalised and without ignorable characters
 * (NFKC_Casefold): for comparison only. */
int idio_utf8_fold(struct idio_str *out, const char *p, size_t n,
                   struct idio_err *err) IDIO_MUST_CHECK;

#endif
