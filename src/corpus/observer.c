/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compiled queries of all languages.
 *
 * One query per grammar, units.scm, traits.scm and what they inherit in one text
 * (query_source.c): all patterns are tried in one pass over the tree. The order in the text is the
 * priority of patterns.
 */
#include "corpus/observe_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct grammar {
    enum idio_lang lang;
    const char *folder;
    const TSLanguage *(*make)(void);
} grammars[] = {
#define X(name, id, title, extensions, interpreters, folder, grammar) \
    {IDIO_LANG_##name, folder, grammar},
    IDIO_LANG_LIST(X)
#undef X
};

int idio_query_fail(const struct idio_lang_queries *q, uint32_t at, struct idio_err *err,
                    const char *fmt, ...)
{
    char place[160], text[256];
    const struct idio_query_part *part =
        idio_query_source_place(&q->source, at, place, sizeof place);
    const char *heir = part ? part->heir : NULL;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return idio_fail(err, IDIO_E_INVALID, "corpus.queries", "%s: %s%s%s", place, text,
                     heir ? "; inherited by " : "", heir ? heir : "");
}

static int parse_query(struct idio_lang_queries *q, struct idio_err *err)
{
    uint32_t at = 0;
    char why[200];
    int rc = idio_query_parse(&q->query, q->grammar, q->source.text, &at, why, sizeof why);
    if (rc == IDIO_E_INVALID)
        return idio_query_fail(q, at, err, "%s", why);
    if (rc == IDIO_OK)
        q->patterns = idio_alloc(q->query.patterns.len + 1, sizeof *q->patterns);
    return q->patterns ? IDIO_OK : idio_nomem(err, "corpus.queries");
}

static void find_captures(struct idio_lang_queries *q)
{
    struct idio_capture_ids *ids = &q->ids;
    const struct {
        const char *name;
        uint32_t *id;
    } known[] = {
        {"site", &ids->site},         {"value", &ids->value}, {"unit.function", &ids->function},
        {"unit.class", &ids->class_}, {"name", &ids->name},   {"body", &ids->body},
        {"doc", &ids->doc},           {"test", &ids->test},   {"call", &ids->call},
        {"import", &ids->import},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        *known[k].id = UINT32_MAX;
    for (uint32_t i = 0; i < q->query.captures.len; i++) {
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
            if (idio_slice_eq_c(q->query.captures.at[i], known[k].name))
                *known[k].id = i;
        }
    }
}

/* What a node type means to us follows from its name, in every grammar. */
static uint8_t flags_of_symbol(const char *name)
{
    static const char *const wrappers[] = {
        "export_statement",        "decorated_definition", "template_declaration",
        "lexical_declaration",     "variable_declaration", "variable_declarator",
        "public_field_definition", "field_definition",     "pair",
        "assignment_expression",   "expression_statement", "type_declaration",
        "ambient_declaration",     "assignment",           NULL};
    static const char *const attributes[] = {"attribute_item", "inner_attribute_item", "decorator",
                                             "attribute_declaration", NULL};
    /* Text that is no code of the language: here-documents, what stands behind __END__, HTML */
    static const char *const texts[] = {
        "heredoc_body", "heredoc", "nowdoc", "uninterpreted", "text", "text_interpolation", NULL};
    uint8_t flags = 0;
    if (strstr(name, "comment"))
        flags |= IDIO_SYMBOL_COMMENT;
    if (strstr(name, "string"))
        flags |= IDIO_SYMBOL_STRING;
    for (size_t i = 0; texts[i]; i++) {
        if (strcmp(name, texts[i]) == 0)
            flags |= IDIO_SYMBOL_STRING;
    }
    if (strcmp(name, "body_statement") == 0)
        flags |= IDIO_SYMBOL_FRONT;
    for (size_t i = 0; wrappers[i]; i++) {
        if (strcmp(name, wrappers[i]) == 0)
            flags |= IDIO_SYMBOL_WRAPPER;
    }
    for (size_t i = 0; attributes[i]; i++) {
        if (strcmp(name, attributes[i]) == 0)
            flags |= IDIO_SYMBOL_ATTRIBUTE;
    }
    return flags;
}

static int flag_symbols(struct idio_lang_queries *q, struct idio_err *err)
{
    struct idio_symbols *s = &q->symbols;
    s->count = ts_language_symbol_count(q->grammar);
    s->flags = idio_alloc(s->count, 1);
    if (!s->flags)
        return idio_nomem(err, "corpus.queries");
    for (uint32_t i = 0; i < s->count; i++) {
        const char *name = ts_language_symbol_name(q->grammar, (TSSymbol)i);
        if (name && ts_language_symbol_type(q->grammar, (TSSymbol)i) == TSSymbolTypeRegular)
            s->flags[i] = flags_of_symbol(name) | IDIO_SYMBOL_NAMED;
        if (q->query.wants_fields[i])
            s->flags[i] |= IDIO_SYMBOL_FIELDS;
    }
    return IDIO_OK;
}

static int load_language(struct idio_observer *o, const struct grammar *g,
                         const struct idio_embedded *queries, struct idio_err *err)
{
    struct idio_lang_queries *q = &o->langs[g->lang];
    q->lang = g->lang;
    q->grammar = g->make();
    if (ts_language_abi_version(q->grammar) > TREE_SITTER_LANGUAGE_VERSION ||
        ts_language_abi_version(q->grammar) < TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION)
        return idio_fail(err, IDIO_E_MISSING, "corpus.queries",
                         "grammar %s does not fit the tree-sitter core", g->folder);
    int rc = idio_query_source_load(queries, g->folder, &q->source, err);
    if (rc == IDIO_OK)
        rc = parse_query(q, err);
    if (rc == IDIO_OK)
        rc = flag_symbols(q, err);
    if (rc == IDIO_OK)
        rc = idio_lang_rules_load(&q->rules, queries, g->folder, &o->traits, err);
    if (rc == IDIO_OK)
        find_captures(q);
    for (uint32_t i = 0; i < q->query.patterns.len && rc == IDIO_OK; i++)
        rc = idio_pattern_compile(q, i, &o->traits, err);
    return rc;
}

static void resolve_lines(struct idio_observer *o)
{
    static const char *const names[] = {
#define X(name, text) text,
        IDIO_LINE_TRAITS(X)
#undef X
    };
    static const char *const values[IDIO_LINE_COUNT][IDIO_LINE_VALUES] = {
        [IDIO_LINE_INDENT] = {"tab", "2", "4", "8", "other"},
        [IDIO_LINE_LINE_LENGTH] = {"le80", "le100", "le120", "gt120"},
        [IDIO_LINE_TRAILING_SPACE] = {"never", "always"},
        [IDIO_LINE_FINAL_NEWLINE] = {"always", "never"},
        [IDIO_LINE_EOL] = {"lf", "crlf"},
        [IDIO_LINE_FILE_NAME] = {"snake", "camel", "pascal", "screaming", "kebab"},
        [IDIO_LINE_TEST_PLACEMENT] = {"folder", "beside"},
        [IDIO_LINE_TEST_FILE_NAME] = {"_test", "test_", ".test", ".spec", "other"},
    };
    const struct idio_trait_resolver *t = &o->traits;
    for (size_t i = 0; i < IDIO_LINE_COUNT; i++) {
        struct idio_line_rule *rule = &o->lines[i];
        rule->trait = t->trait(t->ctx, names[i], strlen(names[i]));
        for (size_t k = 0; k < IDIO_LINE_VALUES; k++) {
            const char *v = values[i][k];
            rule->values[k] =
                v && rule->trait >= 0 ? t->value(t->ctx, rule->trait, v, strlen(v)) : -1;
        }
    }
}

int idio_observer_new(const struct idio_embedded *queries, const struct idio_trait_resolver *traits,
                      struct idio_observer **ret, struct idio_err *err)
{
    return idio_observer_new_for(queries, traits, UINT32_MAX, ret, err);
}

int idio_observer_new_for(const struct idio_embedded *queries,
                          const struct idio_trait_resolver *traits, uint32_t langs,
                          struct idio_observer **ret, struct idio_err *err)
{
    langs = idio_parser_langs(langs);
    struct idio_observer *o = idio_alloc(1, sizeof *o);
    if (!o)
        return idio_nomem(err, "corpus.queries");
    o->traits = *traits;
    o->shapes = idio_shapes_files;
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof grammars / sizeof *grammars && rc == IDIO_OK; i++)
        rc =
            langs & 1u << grammars[i].lang ? load_language(o, &grammars[i], queries, err) : IDIO_OK;
    if (rc != IDIO_OK) {
        idio_observer_free(o);
        return rc;
    }
    resolve_lines(o);
    *ret = o;
    return IDIO_OK;
}

struct idio_observer *idio_observer_free(struct idio_observer *o)
{
    if (!o)
        return NULL;
    for (size_t i = 0; i < IDIO_LANG_COUNT; i++) {
        struct idio_lang_queries *q = &o->langs[i];
        for (size_t k = 0; q->patterns && k < q->query.patterns.len; k++)
            idio_pattern_release(&q->patterns[k]);
        idio_query_release(&q->query);
        idio_lang_rules_release(&q->rules);
        idio_free(q->patterns);
        idio_free(q->symbols.flags);
        idio_query_source_release(&q->source);
    }
    idio_free(o);
    return NULL;
}
