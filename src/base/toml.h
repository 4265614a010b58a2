/* SPDX-License-Identifier: Apache-2.0 */
/* TOML, read into JSON values; base/toml.c is the only file that sees deps/structured/toml.h. */
#ifndef IDIO_BASE_TOML_H
#define IDIO_BASE_TOML_H

#include "base/json.h"

#define IDIO_TOML_MAX_TEXT ((size_t)1 << 20)

/* `what` names the text in the error, which also gives line and column (CORRUPT). LIMIT over
 * IDIO_TOML_MAX_TEXT. Tables become objects, dates strings. */
int idio_toml_parse(const char *text, size_t n, const char *what, struct idio_json **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;

#endif
