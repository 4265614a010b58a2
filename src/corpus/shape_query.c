/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries/<lang>/shapes.scm.
 *
 * Only training pairs need shapes, so these queries are not among those that the observer compiles
 * at start (and not in the detector version: what they find is not cached). Each parser compiles
 * the one of a language when it first meets that language, which takes a millisecond or two and no
 * lock.
 *
 * A capture whose name is not known is a mistake, unless it begins with "_". A language without the
 * file has shapes with digests alone.
 */
#include "corpus/shape_internal.h"

#include <stdio.h>
#include <string.h>

static const char *folder_of(enum idio_lang lang)
{
    static const char *const folders[IDIO_LANG_COUNT] = {
#define X(name, id, title, extensions, interpreters, folder, grammar) [IDIO_LANG_##name] = folder,
        IDIO_LANG_LIST(X)
#undef X
    };
    return folders[lang];
}

static bool has_any(const char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (strstr(name, words[i]))
            return true;
    }
    return false;
}

static bool is_any(const char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(name, words[i]) == 0)
            return true;
    }
    return false;
}

/* By the name of the node type, as in all grammars. Lists of literals are no literals. */
static enum idio_token_class class_of(const char *name)
{
    static const char *const parts[] = {"string",       "heredoc",         "nowdoc",
                                        "regex",        "char_literal",    "character",
                                        "rune_literal", "escape_sequence", NULL};
    static const char *const numbers[] = {"number",
                                          "integer",
                                          "float",
                                          "rational",
                                          "complex",
                                          "number_literal",
                                          "int_literal",
                                          "integer_literal",
                                          "float_literal",
                                          "imaginary_literal",
                                          "real_literal",
                                          "binary_integer_literal",
                                          "decimal_integer_literal",
                                          "hex_integer_literal",
                                          "octal_integer_literal",
                                          "decimal_floating_point_literal",
                                          "hex_floating_point_literal",
                                          NULL};
    static const char *const lists[] = {"concatenated", "chained", "array", "_type", NULL};
    static const char *const names[] = {"name",
                                        "constant",
                                        "instance_variable",
                                        "class_variable",
                                        "global_variable",
                                        "variable_name",
                                        "simple_symbol",
                                        "hash_key_symbol",
                                        "metavariable",
                                        "label_name",
                                        NULL};
    if ((has_any(name, parts) && !has_any(name, lists)) || is_any(name, numbers))
        return IDIO_TOKEN_LITERAL;
    return strstr(name, "identifier") || is_any(name, names) ? IDIO_TOKEN_NAME : IDIO_TOKEN_PLAIN;
}

static int read_symbols(struct idio_shape_query *s, const struct idio_lang_queries *q,
                        struct idio_err *err)
{
    uint32_t n = q->symbols.count;
    s->lang.symbols.count = n;
    s->lang.symbols.flags = idio_alloc(n, 1);
    s->token_classes = idio_alloc(n, 1);
    if (!s->lang.symbols.flags || !s->token_classes)
        return idio_nomem(err, "corpus.queries");
    for (uint32_t i = 0; i < n; i++) {
        s->lang.symbols.flags[i] = q->symbols.flags[i];
        if (s->lang.query.wants_fields[i])
            s->lang.symbols.flags[i] |= IDIO_SYMBOL_FIELDS;
        if (ts_language_symbol_type(q->grammar, (TSSymbol)i) == TSSymbolTypeRegular)
            s->token_classes[i] =
                (uint8_t)class_of(ts_language_symbol_name(q->grammar, (TSSymbol)i));
    }
    return IDIO_OK;
}

static int read_captures(struct idio_shape_query *s, struct idio_err *err)
{
    static const char *const known[] = {
#define X(name, text) text,
        IDIO_SHAPE_CAPTURES(X)
#undef X
    };
    const struct idio_query *q = &s->lang.query;
    s->captures = idio_alloc(q->captures.len + 1, 1);
    if (!s->captures)
        return idio_nomem(err, "corpus.queries");
    for (size_t i = 0; i < q->captures.len; i++) {
        struct idio_slice name = q->captures.at[i];
        uint8_t k = 0;
        while (k < IDIO_SHAPE_NOTHING && !idio_slice_eq_c(name, known[k]))
            k++;
        if (k == IDIO_SHAPE_NOTHING && *name.p != '_')
            return idio_query_fail(&s->lang, (uint32_t)(name.p - q->source), err,
                                   "a shape has no @%.*s; captures for predicates begin with \"_\"",
                                   (int)name.n, name.p);
        s->captures[i] = k;
    }
    return IDIO_OK;
}

static int no_trait(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    (void)name;
    (void)n;
    return -1;
}

static int compile(struct idio_shape_query *s, const struct idio_lang_queries *q,
                   const struct idio_embedded *files, struct idio_err *err)
{
    const struct idio_trait_resolver none = {NULL, no_trait, NULL};
    char why[200];
    uint32_t at = 0;
    s->lang.lang = q->lang;
    s->lang.grammar = q->grammar;
    s->lang.rules = q->rules;
    int rc =
        idio_query_source_load_one(files, folder_of(q->lang), "shapes.scm", &s->lang.source, err);
    if (rc != IDIO_OK)
        return rc;
    rc = idio_query_parse(&s->lang.query, q->grammar, s->lang.source.text, &at, why, sizeof why);
    if (rc == IDIO_E_INVALID)
        return idio_query_fail(&s->lang, at, err, "%s", why);
    if (rc == IDIO_OK)
        s->lang.patterns = idio_alloc(s->lang.query.patterns.len + 1, sizeof *s->lang.patterns);
    if (!s->lang.patterns)
        return idio_nomem(err, "corpus.queries");
    rc = read_captures(s, err);
    if (rc == IDIO_OK)
        rc = read_symbols(s, q, err);
    for (uint32_t i = 0; i < s->lang.query.patterns.len && rc == IDIO_OK; i++)
        rc = idio_pattern_compile(&s->lang, i, &none, err);
    return rc;
}

static struct idio_shape_query *query_free(struct idio_shape_query *s)
{
    if (!s)
        return NULL;
    for (size_t i = 0; s->lang.patterns && i < s->lang.query.patterns.len; i++)
        idio_pattern_release(&s->lang.patterns[i]);
    idio_query_release(&s->lang.query);
    idio_free(s->lang.patterns);
    idio_free(s->lang.symbols.flags);
    idio_query_source_release(&s->lang.source);
    idio_free(s->captures);
    idio_free(s->token_classes);
    idio_free(s);
    return NULL;
}

int idio_shape_query_get(struct idio_parser *p, const struct idio_lang_queries *q,
                         struct idio_shape_query **ret, struct idio_err *err)
{
    if (!p->shaper)
        p->shaper = idio_alloc(1, sizeof *p->shaper);
    if (!p->shaper)
        return idio_nomem(err, "corpus.queries");
    struct idio_shape_query **place = &p->shaper->queries[q->lang];
    if (!*place) {
        struct idio_shape_query *s = idio_alloc(1, sizeof *s);
        int rc = s ? compile(s, q, p->observer->shapes, err) : idio_nomem(err, "corpus.queries");
        if (rc != IDIO_OK) {
            query_free(s);
            return rc;
        }
        *place = s;
    }
    *ret = *place;
    return IDIO_OK;
}

struct idio_shaper *idio_shaper_free(struct idio_shaper *s)
{
    if (!s)
        return NULL;
    for (size_t i = 0; i < IDIO_LANG_COUNT; i++)
        query_free(s->queries[i]);
    idio_vec_release(&s->marks);
    idio_free(s);
    return NULL;
}
