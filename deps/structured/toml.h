/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TOML for C: the face of the toml crate (0.9.8) in this folder's archive. Only reading; the result
 * is JSON text, because base/json.h is how the program looks at documents. Dates become strings,
 * floats that are no number null. Nesting deeper than the crate's own limit (80) is an error.
 */
#ifndef IDIO_TOML_H
#define IDIO_TOML_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 1: `put` was called once with the JSON text; 0: not TOML, err reads "line 3, column 7: message";
 * -1: the library failed. err may be NULL. */
int idio_toml_to_json(const char *text, size_t n, void (*put)(void *ctx, const char *p, size_t n),
                      void *ctx, char *err, size_t err_cap);

#ifdef __cplusplus
}
#endif

#endif
