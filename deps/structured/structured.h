/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Schema validation for C: the face of the Rust crate in this folder (jsonschema 0.61.2).
 *
 * It is the independent judge of everything the constrained decoder (llguidance, same archive,
 * header llguidance.h) produces, so the two share no code of ours. Nothing is ever fetched: a $ref
 * to anything but the schema itself is an error; regular expressions are linear-time ones (no
 * look-around, no back references). Schemas above 256 KiB, or that unfold into more than 100,000
 * subschemas, are refused. Left to the caller: a recursive schema that names itself in several
 * branches can cost time exponential in the document's depth. A validator is immutable: any number
 * of threads may check with it.
 */
#ifndef IDIO_STRUCTURED_H
#define IDIO_STRUCTURED_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct idio_jsv;

/* NULL on error; err then reads "/json/pointer/into/the/schema: message". err may be NULL. */
struct idio_jsv *idio_jsv_new(const char *schema, size_t n, char *err, size_t err_cap);

/* 1 valid; 0 invalid, err reads "/pointer/into/the/document: message"; -1 not JSON, or internal
 * failure. */
int idio_jsv_check(const struct idio_jsv *jsv, const char *doc, size_t n, char *err,
                   size_t err_cap);

void idio_jsv_free(struct idio_jsv *jsv);

#ifdef __cplusplus
}
#endif

#endif
