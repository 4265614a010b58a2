/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON values over Jansson; base/json.c and base/json_parse.c are the only files that see
 * jansson.h.
 *
 * Ownership: constructors and parse return a new value (idio_json_free); `put` and `push` take the
 * value over, also when they fail, and treat NULL as "out of memory while building it", so that
 * nested construction needs one check; `get`, `at` and strings are borrowed.
 * Parsing refuses duplicate keys and NUL in strings (CORRUPT), depth over IDIO_JSON_MAX_DEPTH and
 * texts over IDIO_JSON_MAX_TEXT (LIMIT). Any value may stand at the top. Objects keep their order.
 */
#ifndef IDIO_BASE_JSON_H
#define IDIO_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define IDIO_JSON_MAX_DEPTH 256
#define IDIO_JSON_MAX_TEXT  ((size_t)1 << 30)

struct idio_json;
enum idio_json_type {
    IDIO_JSON_NULL,
    IDIO_JSON_BOOL,
    IDIO_JSON_INT,
    IDIO_JSON_REAL,
    IDIO_JSON_STRING,
    IDIO_JSON_ARRAY,
    IDIO_JSON_OBJECT
};

/* `what` names the text in the error ("profile.json"), which also gives line and column. */
int idio_json_parse(const char *text, size_t n, const char *what, struct idio_json **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_json *idio_json_free(struct idio_json *v); /* NULL-safe; returns NULL */
void idio_json_freep(struct idio_json **v);            /* for IDIO_AUTO */

struct idio_json *idio_json_object(void);
struct idio_json *idio_json_array(void);
/* Malformed UTF-8 and NUL inside become U+FFFD; a NULL string gives the JSON null. */
struct idio_json *idio_json_string(const char *s);
struct idio_json *idio_json_string_n(const char *s, size_t n);
struct idio_json *idio_json_int(int64_t i);
struct idio_json *idio_json_real(double d); /* NaN and infinities become null */
struct idio_json *idio_json_bool(bool b);
struct idio_json *idio_json_null(void);
struct idio_json *idio_json_copy(const struct idio_json *v); /* deep */

/* IDIO_OK or IDIO_E_NOMEM; IDIO_E_INVALID for a key that is not UTF-8, IDIO_E_BUG for a container
 * of the wrong type. Putting an existing key replaces its value and keeps its place. */
int idio_json_put(struct idio_json *object, const char *key, struct idio_json *value);
int idio_json_push(struct idio_json *array, struct idio_json *value);
int idio_json_remove(struct idio_json *object, const char *key); /* IDIO_OK or IDIO_E_NOTFOUND */

enum idio_json_type idio_json_type(const struct idio_json *v); /* NULL counts as null */
struct idio_json *idio_json_get(const struct idio_json *object, const char *key);
struct idio_json *idio_json_at(const struct idio_json *array, size_t i);
size_t idio_json_len(const struct idio_json *v); /* elements or members; 0 for others */
/* All members in insertion order: void *it = NULL; while ((key = idio_json_next(o, &it, &v))) …
 * The object must not change meanwhile. ret_value may be NULL. */
const char *idio_json_next(const struct idio_json *object, void **iter,
                           struct idio_json **ret_value);
/* i-th member in insertion order; NULL past the end. Walks from the start: use idio_json_next for
 * objects that come from outside. */
const char *idio_json_key_at(const struct idio_json *object, size_t i,
                             struct idio_json **ret_value);
const char *idio_json_str(const struct idio_json *v); /* NULL when not a string */
const char *idio_json_get_str(const struct idio_json *object, const char *key,
                              const char *fallback);
int64_t idio_json_get_int(const struct idio_json *object, const char *key, int64_t fallback);
double idio_json_get_real(const struct idio_json *object, const char *key, double fallback);
bool idio_json_get_bool(const struct idio_json *object, const char *key, bool fallback);
/* Integers also from reals without fraction, reals also from integers. */
int64_t idio_json_to_int(const struct idio_json *v, int64_t fallback);
double idio_json_to_real(const struct idio_json *v, double fallback);
bool idio_json_to_bool(const struct idio_json *v, bool fallback);
/* NULL equals null; 1 and 1.0 differ; order of members does not matter. */
bool idio_json_equal(const struct idio_json *a, const struct idio_json *b);

enum idio_json_style { IDIO_JSON_COMPACT, IDIO_JSON_PRETTY /* two spaces */ };
/* Appends. Reals get the shortest text that reads back the same, in every locale. */
int idio_json_write(const struct idio_json *v, enum idio_json_style style, struct idio_str *out,
                    struct idio_err *err) IDIO_MUST_CHECK;

/* Hands Jansson the allocator gate. Called once by idio_base_init. */
void idio_json_use_gate(void);

#endif
