/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The default schema, and what is read from any schema besides handing it to the validator.
 *
 * Limits: the gate (envelope.c) cuts a draft to the schema before the validator sees it, so it must
 * know maxItems, maxLength and the verbosity values. It reads them where a refined schema has them,
 * in plain keywords under /properties; what is expressed in another way ($ref, allOf …) the
 * validator still enforces, only the cutting does not know of it.
 *
 * Keywords: the jsonschema crate ignores words it does not know, as the standard asks. For a schema
 * that a person writes to constrain a machine, "maxLenght" must not pass, so unknown words are
 * refused; annotations of one's own start with "x-".
 */
#include <stdio.h>
#include <string.h>

#include "embed/idio_spec_data.h"
#include "spec/spec_internal.h"

const char *const spec_verbosity[SPEC_VERBOSITY_COUNT] = {"minimal", "normal", "verbose"};

const char *idio_spec_schema(size_t *ret_len)
{
    if (ret_len)
        *ret_len = idio_spec_data_data_spec_schema_json_size;
    return (const char *)idio_spec_data_data_spec_schema_json;
}

/* ---- limits --------------------------------------------------------------------------------- */

enum { DEFAULT_ITEMS = 12, DEFAULT_CHARS = 300 };

static size_t limit_of(const struct idio_json *schema, const char *keyword, size_t fallback,
                       size_t most)
{
    const int64_t v = idio_json_get_int(schema, keyword, (int64_t)fallback);
    if (v < 0)
        return fallback;
    return (uint64_t)v > most ? most : (size_t)v;
}

static void read_verbosity(const struct idio_json *property, bool allowed[SPEC_VERBOSITY_COUNT])
{
    const struct idio_json *values = idio_json_get(property, "enum");
    const size_t n = idio_json_len(values);
    for (size_t v = 0; v < SPEC_VERBOSITY_COUNT; v++) {
        allowed[v] = n == 0;
        for (size_t i = 0; i < n; i++) {
            const char *s = idio_json_str(idio_json_at(values, i));
            allowed[v] = allowed[v] || (s && strcmp(s, spec_verbosity[v]) == 0);
        }
    }
}

void spec_limits_read(const struct idio_json *schema, struct spec_limits *ret)
{
    const struct idio_json *properties = idio_json_get(schema, "properties");
    for (unsigned f = 0; f < IDIO_FIELD_COUNT; f++) {
        const struct idio_json *p = idio_json_get(properties, idio_field_key((enum idio_field)f));
        const struct idio_json *items = idio_json_get(p, "items");
        ret->field[f].present = p != NULL;
        ret->field[f].max_items = limit_of(p, "maxItems", DEFAULT_ITEMS, SPEC_ITEMS_MAX);
        ret->field[f].max_chars =
            limit_of(items ? items : p, "maxLength", DEFAULT_CHARS, SPEC_CHARS_MAX);
    }
    read_verbosity(idio_json_get(properties, idio_field_key(IDIO_FIELD_VERBOSITY)), ret->verbosity);
}

/* ---- keywords ------------------------------------------------------------------------------- */

enum kind { PLAIN, SCHEMA, SCHEMAS_BY_NAME, SCHEMA_LIST };
static const struct {
    const char *word;
    enum kind kind;
} keywords[] = {
    {"$schema", PLAIN},
    {"$id", PLAIN},
    {"$ref", PLAIN},
    {"$anchor", PLAIN},
    {"$dynamicRef", PLAIN},
    {"$dynamicAnchor", PLAIN},
    {"$vocabulary", PLAIN},
    {"$comment", PLAIN},
    {"$defs", SCHEMAS_BY_NAME},
    {"definitions", SCHEMAS_BY_NAME},
    {"prefixItems", SCHEMA_LIST},
    {"items", SCHEMA},
    {"contains", SCHEMA},
    {"additionalProperties", SCHEMA},
    {"properties", SCHEMAS_BY_NAME},
    {"patternProperties", SCHEMAS_BY_NAME},
    {"dependentSchemas", SCHEMAS_BY_NAME},
    {"propertyNames", SCHEMA},
    {"if", SCHEMA},
    {"then", SCHEMA},
    {"else", SCHEMA},
    {"allOf", SCHEMA_LIST},
    {"anyOf", SCHEMA_LIST},
    {"oneOf", SCHEMA_LIST},
    {"not", SCHEMA},
    {"unevaluatedItems", SCHEMA},
    {"unevaluatedProperties", SCHEMA},
    {"type", PLAIN},
    {"enum", PLAIN},
    {"const", PLAIN},
    {"multipleOf", PLAIN},
    {"maximum", PLAIN},
    {"exclusiveMaximum", PLAIN},
    {"minimum", PLAIN},
    {"exclusiveMinimum", PLAIN},
    {"maxLength", PLAIN},
    {"minLength", PLAIN},
    {"pattern", PLAIN},
    {"maxItems", PLAIN},
    {"minItems", PLAIN},
    {"uniqueItems", PLAIN},
    {"maxContains", PLAIN},
    {"minContains", PLAIN},
    {"maxProperties", PLAIN},
    {"minProperties", PLAIN},
    {"required", PLAIN},
    {"dependentRequired", PLAIN},
    {"format", PLAIN},
    {"title", PLAIN},
    {"description", PLAIN},
    {"default", PLAIN},
    {"deprecated", PLAIN},
    {"readOnly", PLAIN},
    {"writeOnly", PLAIN},
    {"examples", PLAIN},
    {"contentEncoding", PLAIN},
    {"contentMediaType", PLAIN},
    {"contentSchema", SCHEMA},
};

static int check_schema(const struct idio_json *schema, struct idio_str *pointer,
                        struct idio_err *err);

static int check_below(const struct idio_json *schema, const char *key, struct idio_str *pointer,
                       struct idio_err *err)
{
    const size_t len = pointer->len;
    spec_pointer_push(pointer, key);
    const int st = check_schema(schema, pointer, err);
    spec_pointer_cut(pointer, len);
    return st;
}

static int check_each(const struct idio_json *v, struct idio_str *pointer, struct idio_err *err)
{
    int st = IDIO_OK;
    if (idio_json_type(v) == IDIO_JSON_ARRAY) {
        for (size_t i = 0; st == IDIO_OK && i < idio_json_len(v); i++) {
            char number[24];
            (void)snprintf(number, sizeof number, "%zu", i);
            st = check_below(idio_json_at(v, i), number, pointer, err);
        }
        return st;
    }
    void *iter = NULL;
    struct idio_json *member;
    for (const char *key; st == IDIO_OK && (key = idio_json_next(v, &iter, &member));)
        st = check_below(member, key, pointer, err);
    return st;
}

static int check_keyword(const char *key, const struct idio_json *value, struct idio_str *pointer,
                         struct idio_err *err)
{
    if (strncmp(key, "x-", 2) == 0)
        return IDIO_OK;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (strcmp(key, keywords[i].word) != 0)
            continue;
        if (keywords[i].kind == PLAIN)
            return IDIO_OK;
        if (keywords[i].kind == SCHEMA)
            return check_below(value, key, pointer, err);
        const size_t len = pointer->len;
        spec_pointer_push(pointer, key);
        const int st = check_each(value, pointer, err);
        spec_pointer_cut(pointer, len);
        return st;
    }
    return idio_fail(err, IDIO_E_INVALID, "spec.schema", "%s/%s: unknown keyword", pointer->data,
                     key);
}

static int check_schema(const struct idio_json *schema, struct idio_str *pointer,
                        struct idio_err *err)
{
    int st = idio_str_status(pointer, "spec.schema", err);
    void *iter = NULL;
    struct idio_json *value;
    for (const char *key; st == IDIO_OK && (key = idio_json_next(schema, &iter, &value));)
        st = check_keyword(key, value, pointer, err);
    return st;
}

int spec_schema_keywords(const struct idio_json *schema, struct idio_err *err)
{
    struct idio_str pointer;
    idio_str_init(&pointer, SPEC_POINTER_MAX);
    const int st = check_schema(schema, &pointer, err);
    idio_str_release(&pointer);
    return st;
}
