/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validation by the jsonschema crate (deps/structured), which shares no code with the decoder that
 * llguidance drives, so that one can catch the other. Nothing is ever fetched: a reference to
 * another document is an error. The only file that sees structured.h.
 *
 * A validator is immutable and may be shared between threads. Its Rust part does not allocate
 * through the gate.
 */
#include <string.h>
#include <structured.h>

#include "spec/spec_internal.h"

struct idio_validator {
    struct idio_jsv *jsv;
    struct spec_limits limits;
};

enum { MESSAGE = 400 };

const struct spec_limits *spec_limits_of(const struct idio_validator *v)
{
    return &v->limits;
}

struct idio_validator *idio_validator_free(struct idio_validator *v)
{
    if (v) {
        idio_jsv_free(v->jsv);
        idio_free(v);
    }
    return NULL;
}

/* Our own look at the schema; duplicate keys are refused here, the crate would take the last. */
static int read_schema(const char *schema, size_t n, struct spec_limits *ret, struct idio_err *err)
{
    struct idio_json *parsed = NULL;
    int st = idio_json_parse(schema, n, "schema", &parsed, err);
    if (st == IDIO_E_CORRUPT && err)
        st = idio_fail(err, IDIO_E_INVALID, "spec.schema", "%s", err->msg);
    else if (st == IDIO_E_CORRUPT)
        st = IDIO_E_INVALID;
    if (st == IDIO_OK)
        st = spec_schema_keywords(parsed, err);
    if (st == IDIO_OK)
        spec_limits_read(parsed, ret);
    idio_json_free(parsed);
    return st;
}

int idio_validator_new(const char *schema, size_t n, struct idio_validator **ret,
                       struct idio_err *err)
{
    struct idio_validator *v = idio_alloc(1, sizeof *v);
    if (!v)
        return idio_nomem(err, "spec.schema");
    int st = read_schema(schema, n, &v->limits, err);
    if (st == IDIO_OK) {
        char message[MESSAGE] = "";
        v->jsv = idio_jsv_new(schema, n, message, sizeof message);
        if (!v->jsv)
            st = idio_fail(err, IDIO_E_INVALID, "spec.schema", "%s", message);
    }
    if (st < 0) {
        idio_validator_free(v);
        return st;
    }
    size_t default_len;
    const char *default_text = idio_spec_schema(&default_len);
    v->limits.is_default = n == default_len && memcmp(schema, default_text, n) == 0;
    *ret = v;
    return IDIO_OK;
}

int idio_validator_check(const struct idio_validator *v, const char *doc, size_t n,
                         struct idio_err *err)
{
    char message[MESSAGE] = "";
    if (idio_jsv_check(v->jsv, doc, n, message, sizeof message) == 1)
        return IDIO_OK;
    return idio_fail(err, IDIO_E_INVALID, "spec.validate", "%s", message);
}

int spec_validate(const struct idio_json *spec, const struct idio_validator *v,
                  struct idio_err *err)
{
    struct idio_str text;
    idio_str_init(&text, SPEC_TEXT_MAX);
    int st = idio_json_write(spec, IDIO_JSON_COMPACT, &text, err);
    if (st == IDIO_OK)
        st = idio_validator_check(v, text.data, text.len, err);
    idio_str_release(&text);
    if (st == IDIO_E_INVALID && err && strcmp(err->where, "spec.validate") == 0) {
        /* "/: …" names the whole document. */
        const char *rest = strncmp(err->msg, "/:", 2) == 0 ? err->msg + 1 : err->msg;
        st = idio_fail(err, IDIO_E_INVALID, "spec.validate", "/spec%s", rest);
    }
    return st;
}
