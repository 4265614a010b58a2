/* SPDX-License-Identifier: Apache-2.0 */
/* Inside src/spec: limits of a schema, text hygiene, walking a spec's strings. */
#ifndef IDIO_SPEC_INTERNAL_H
#define IDIO_SPEC_INTERNAL_H

#include "base/arena.h"
#include "base/str.h"
#include "spec/spec.h"

#define SPEC_TEXT_MAX    ((size_t)16 << 20) /* bytes of a spec or an envelope as JSON text */
#define SPEC_ITEMS_MAX   64                 /* per field, whatever a schema allows */
#define SPEC_CHARS_MAX   2000               /* per string, whatever a schema allows */
#define SPEC_POINTER_MAX 1024               /* bytes of a JSON pointer into a spec */
#define SPEC_WORD_MAX    200 /* characters of names in an envelope: engine, slot … */
#define SPEC_NOTE_MAX    300
#define SPEC_PATH_MAX    4096
#define SPEC_EXAMPLE_MAX 200
#define SPEC_VERSION     1

/* What the gate needs to know of a schema. */
enum { SPEC_MINIMAL, SPEC_NORMAL, SPEC_VERBOSE, SPEC_VERBOSITY_COUNT };
extern const char *const spec_verbosity[SPEC_VERBOSITY_COUNT];
struct spec_limits {
    bool is_default; /* byte for byte the embedded schema */
    struct {
        bool present; /* the schema has the property */
        size_t max_items, max_chars;
    } field[IDIO_FIELD_COUNT];
    bool verbosity[SPEC_VERBOSITY_COUNT]; /* allowed values */
};
const struct spec_limits *spec_limits_of(const struct idio_validator *v);
/* Of a parsed schema: the default's, tightened by what `properties` says in plain keywords. */
void spec_limits_read(const struct idio_json *schema, struct spec_limits *ret);
/* Every keyword must be of JSON Schema 2020-12 or start with "x-"; INVALID with a pointer. */
int spec_schema_keywords(const struct idio_json *schema, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- text ------------------------------------------------------------------------------------ */

/*
 * Appends text fit to be read and approved by a person: valid UTF-8, one line (controls and runs of
 * white space become one space, none at the ends), without what is invisible or turns the reading
 * direction, at most `max_chars` code points. May append nothing.
 */
void spec_text_clean(struct idio_str *out, const char *p, size_t n, size_t max_chars);
/* The same, as a copy in the arena; p may be NULL (gives ""). NULL: no memory. */
const char *spec_text_copy(struct idio_arena *arena, const char *p, size_t n, size_t max_chars);
/* What two texts share when they differ in case, white space or final period only; in the arena. */
int spec_text_key(struct idio_arena *arena, const char *text, const char **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* Whether `needle` stands in `hay` as whole words, or the other way round. Both are keys. */
bool spec_text_shares(const char *hay, const char *needle);

/* ---- walking --------------------------------------------------------------------------------- */

/* Visits every string of a spec with its JSON pointer, in document order. A negative answer stops.
 */
struct spec_string {
    const char *pointer;
    const char *text;
    const char *parent; /* pointer of the array or object it stands in */
    bool in_array;
};
typedef int (*spec_string_visit)(void *ctx, const struct spec_string *s, struct idio_err *err);
int spec_each_string(const struct idio_json *spec, spec_string_visit visit, void *ctx,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* Field of a pointer ("/inputs/3" is INPUTS); IDIO_FIELD_COUNT for others. */
enum idio_field spec_field_of_pointer(const char *pointer);
/* Appends "/" and the key with ~ and / escaped. */
void spec_pointer_push(struct idio_str *pointer, const char *key);
void spec_pointer_cut(struct idio_str *pointer, size_t len); /* back to an earlier length */

/* ---- pieces of the check --------------------------------------------------------------------- */

/* Whether a string of this field may claim this source. */
bool spec_source_fits(enum idio_field f, enum idio_source source);
/* INVALID unless `v` accepts the spec; "/spec" is put before the validator's pointer. */
int spec_validate(const struct idio_json *spec, const struct idio_validator *v,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* Shape, provenance and approval of an envelope, without its schema. */
int spec_envelope_shape(const struct idio_json *envelope, struct idio_err *err) IDIO_MUST_CHECK;
/* One entry of "provenance", for a string of `field`. */
int spec_provenance_check(const struct idio_json *entry, enum idio_field field, const char *pointer,
                          const char *request, struct idio_err *err) IDIO_MUST_CHECK;
/* Only these members (NULL ends), all of them. */
int spec_members_check(const struct idio_json *object, const char *where,
                       const char *const *members, struct idio_err *err) IDIO_MUST_CHECK;

#endif
