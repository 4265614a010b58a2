/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical spec: schema, validation, canonical form, envelope with provenance, approval, diff.
 *
 * Envelope, version 1 (docs/formats/envelope.md):
 *   {"version":1, "request":"…",
 *    "context":{"engine":"rules","intent":"create","language":"javascript","path":null,"note":null},
 *    "spec":{ the 14 keys, in schema order },
 *    "provenance":{ "<JSON pointer of every string of the spec>":
 *         {"source":"said","span":[b,e],"quote":"…"}
 *       | {"source":"inferred","fact":"<id>","k":..,"n":..,"interval":[lo,hi],"confidence":p,
 *          "examples":[{"repo","path","line","text"}…]}
 *       | {"source":"asked","slot":"output"} | {"source":"default"} | {"source":"edited"} },
 *    "approval": null | {"sha256":"…","at":"2026-11-23T14:00:00Z"}}
 *
 * Approval is bound to the SHA-256 of the RFC 8785 form of the *spec* member: any edit voids it.
 */
#ifndef IDIO_SPEC_SPEC_H
#define IDIO_SPEC_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/json.h"
#include "types/request.h"

/* Text of the default schema (data/spec.schema.json, embedded), with its x-idiolect annotations. */
const char *idio_spec_schema(size_t *ret_len);

/* Validator over a JSON Schema 2020-12, by the jsonschema crate. Immutable; may be shared. */
struct idio_validator;
/* INVALID names the place in the schema as a JSON pointer, also for keywords that JSON Schema
 * 2020-12 does not have (own annotations start with "x-"), for duplicate keys and for references to
 * elsewhere. */
int idio_validator_new(const char *schema, size_t n, struct idio_validator **ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
struct idio_validator *idio_validator_free(struct idio_validator *v);
/* INVALID names the place in the document ("/goal: …"). */
int idio_validator_check(const struct idio_validator *v, const char *doc, size_t n,
                         struct idio_err *err) IDIO_MUST_CHECK;

/* RFC 8785 (JCS): members sorted by UTF-16 code units, ES6 numbers, minimal escapes. INVALID for
 * integers that doubles cannot tell apart. */
int idio_spec_canonical(const struct idio_json *v, struct idio_str *out,
                        struct idio_err *err) IDIO_MUST_CHECK;
int idio_spec_hash(const struct idio_json *spec, char ret[IDIO_SHA256_HEX],
                   struct idio_err *err) IDIO_MUST_CHECK;

/*
 * Draft → envelope. This is the gate that every engine passes, so it trusts none: text is repaired
 * to valid UTF-8, folded to one line, freed from what is invisible, cut to the limits of `v`'s
 * schema; duplicates (case, white space and final period folded) are dropped, first one stays, and
 * said ones are not inferred again. Dropped are SAID items whose span is empty or outside the
 * request, INFERRED items without a decided fact that has counts, ASKED items without a slot. The
 * text of an INFERRED item is its fact's wording. constraints_explicit takes SAID only,
 * constraints_inferred INFERRED only, goal no INFERRED, ASKED only open_questions, DEFAULT only
 * verbosity. A library that is preferred and forbidden stays where it was said, else forbidden. A
 * missing goal is the request's first words.
 *
 * INVALID: the request is not UTF-8, has NUL or no words; or a schema of the user's own asks for
 * what the draft cannot give. LIMIT: the request is too long. The result passes
 * idio_envelope_check; failing that with the default schema is BUG.
 */
int idio_envelope_new(const struct idio_draft *draft, const struct idio_request *req,
                      const struct idio_validator *v, struct idio_json **ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* An envelope read from outside: right shape, valid spec of clean strings, every string with
 * provenance, spans inside the request and equal to their quotes, approval hash true to the spec.
 * INVALID starts with a JSON pointer; UNSUPPORTED: of a newer version. */
int idio_envelope_check(const struct idio_json *envelope, const struct idio_validator *v,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* New envelope with another spec: strings are made clean, keys put in schema order; items that did
 * not change keep their provenance (in a list: by text), changed and new ones become
 * {"source":"edited"}; approval is null. INVALID: the new spec does not fit the schema. */
int idio_envelope_edit(const struct idio_json *envelope, const struct idio_json *new_spec,
                       const struct idio_validator *v, struct idio_json **ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Sets approval to the spec's hash. */
int idio_envelope_approve(struct idio_json *envelope, int64_t now,
                          struct idio_err *err) IDIO_MUST_CHECK;
/* Whether it is approved *and* the spec still hashes to what was approved. */
bool idio_envelope_approved(const struct idio_json *envelope);

/* [{"op":"add|remove|change","path":"/goal","old":…,"new":…}…] by field and item, in schema order.
 */
int idio_spec_diff(const struct idio_json *a, const struct idio_json *b, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;

#endif
