/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TOML through the toml crate, which hands over JSON text. That way there is one kind of document
 * in the program, and what the crate gives passes our own JSON reader with its limits.
 *
 * The crate allocates with Rust's allocator, not through the gate; it frees all of it before it
 * returns.
 */
#include "base/toml.h"

#include <toml.h>

#define JSON_MAX (8 * IDIO_TOML_MAX_TEXT) /* escapes make the text longer */

static void put(void *ctx, const char *p, size_t n)
{
    idio_str_append(ctx, p, n);
}

int idio_toml_parse(const char *text, size_t n, const char *what, struct idio_json **ret,
                    struct idio_err *err)
{
    char why[256] = "";
    struct idio_str json;
    int rc = IDIO_OK;

    if (n > IDIO_TOML_MAX_TEXT)
        return idio_fail(err, IDIO_E_LIMIT, "toml.parse", "%s has %zu bytes, more than %zu", what,
                         n, IDIO_TOML_MAX_TEXT);
    idio_str_init(&json, JSON_MAX);
    if (idio_toml_to_json(n > 0 ? text : "", n, put, &json, why, sizeof why) != 1)
        rc = idio_fail(err, IDIO_E_CORRUPT, "toml.parse", "%s, %s", what, why);
    if (rc == IDIO_OK)
        rc = idio_str_status(&json, "toml.parse", err);
    if (rc == IDIO_OK)
        rc = idio_json_parse(json.data, json.len, what, ret, err);
    idio_str_release(&json);
    return rc;
}
