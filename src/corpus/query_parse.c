/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parser of tree-sitter's query language, as far as our queries use it.
 *
 * Why not ts_query_new: it analyses every pattern against every parse state of the grammar to find
 * impossible ones. For our eight grammars that takes 1.2 s at each start, and its cursor then takes
 * longer over a file than parsing does. Here a pattern is only parsed (milliseconds), and matched
 * over the flat tree (query_match.c). The analysis is not lost: a test compiles every query with
 * tree-sitter too, and compares the matches of both on real code.
 *
 * Left out, with an error: supertypes, (MISSING …), fields on sequences, repetition of sequences
 * and of nodes with grandchildren.
 *
 * A pattern is a tree of steps. Children of a step stand side by side in q->steps; they are
 * collected on the way and appended when the closing bracket is seen, so inner steps come first in
 * the array.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "corpus/query.h"

struct parse {
    struct idio_query *q;
    const char *p;
    int depth;
    uint32_t bad_at;
    char *why;
    size_t why_size;
};
struct step_list {
    struct idio_step at[IDIO_STEP_CHILDREN];
    uint32_t count;
};

static int bad(struct parse *s, const char *at, const char *fmt, ...) IDIO_PRINTF(3, 4);
static int bad(struct parse *s, const char *at, const char *fmt, ...)
{
    va_list ap;
    s->bad_at = (uint32_t)(at - s->q->source);
    va_start(ap, fmt);
    vsnprintf(s->why, s->why_size, fmt, ap);
    va_end(ap);
    return IDIO_E_INVALID;
}

/* ---- words ---------------------------------------------------------------------------------- */
static void skip(struct parse *s)
{
    for (;; s->p++) {
        if (*s->p == ';')
            s->p += strcspn(s->p, "\n");
        if (!isspace((unsigned char)*s->p))
            return;
    }
}

static struct idio_slice word_with(struct parse *s, const char *marks)
{
    const char *start = s->p;
    while (isalnum((unsigned char)*s->p) || (*s->p && strchr(marks, *s->p)))
        s->p++;
    return idio_slice(start, (size_t)(s->p - start));
}

/* Of a node type or a field. */
static struct idio_slice type_word(struct parse *s)
{
    return word_with(s, "_-");
}

/* Of a capture, a predicate or its argument. */
static struct idio_slice word(struct parse *s)
{
    return word_with(s, "_-.?!");
}

static int string(struct parse *s, struct idio_slice *ret)
{
    const char *open = s->p++;
    size_t n = 0;
    while (*s->p && *s->p != '"' && *s->p != '\n') {
        s->p += *s->p == '\\' && s->p[1] ? 2 : 1;
        n++;
    }
    if (*s->p != '"')
        return bad(s, open, "string is not closed");
    char *out = idio_arena_alloc(&s->q->text, n + 1, 1);
    if (!out)
        return IDIO_E_NOMEM;
    size_t len = 0;
    for (const char *c = open + 1; c < s->p; c++) {
        if (*c == '\\') {
            c++;
            out[len++] = *c == 'n' ? '\n' : *c == 't' ? '\t' : *c == 'r' ? '\r' : *c;
        } else {
            out[len++] = *c;
        }
    }
    s->p++;
    *ret = idio_slice(out, len);
    return IDIO_OK;
}

static int capture_number(struct parse *s, uint16_t *ret)
{
    const char *at = s->p++;
    struct idio_slice name = word(s);
    if (name.n == 0)
        return bad(s, at, "capture without a name");
    size_t i = 0;
    while (i < s->q->captures.len && !idio_slice_eq(s->q->captures.at[i], name))
        i++;
    if (i == s->q->captures.len && (i >= UINT16_MAX || idio_vec_push(&s->q->captures, name) < 0))
        return IDIO_E_NOMEM;
    *ret = (uint16_t)i;
    return IDIO_OK;
}

static int known_capture(struct parse *s, uint16_t *ret)
{
    const char *at = s->p;
    size_t before = s->q->captures.len;
    int rc = capture_number(s, ret);
    if (rc == IDIO_OK && s->q->captures.len > before)
        return bad(s, at, "predicate names an unknown capture");
    return rc;
}

/* ---- predicates ----------------------------------------------------------------------------- */
static int argument(struct parse *s, struct idio_argument *ret)
{
    const char *at = s->p;
    int rc = IDIO_OK;
    if (*s->p == '@') {
        rc = known_capture(s, &ret->capture);
        ret->is_capture = true;
        return rc;
    }
    if (*s->p == '"')
        return string(s, &ret->text);
    ret->text = word(s);
    return ret->text.n > 0 ? rc : bad(s, at, "unexpected '%c' in a predicate", *at);
}

/* At "(#". */
static int predicate(struct parse *s)
{
    struct idio_call call = {.at = (uint32_t)(s->p - s->q->source),
                             .first = (uint32_t)s->q->arguments.len};
    s->p += 2;
    call.name = word(s);
    for (skip(s); *s->p != ')'; skip(s)) {
        struct idio_argument a = {0};
        if (*s->p == '\0')
            return bad(s, s->q->source + call.at, "predicate is not closed");
        int rc = argument(s, &a);
        if (rc != IDIO_OK)
            return rc;
        if (idio_vec_push(&s->q->arguments, a) < 0)
            return IDIO_E_NOMEM;
        call.count++;
    }
    s->p++;
    return idio_vec_push(&s->q->calls, call);
}

/* ---- nodes ---------------------------------------------------------------------------------- */
static int item(struct parse *s, struct idio_step *ret);

/* Appends the collected steps side by side. */
static int adopt(struct parse *s, const struct step_list *list, struct idio_step *owner)
{
    owner->first = (uint32_t)s->q->steps.len;
    owner->count = list->count;
    for (uint32_t i = 0; i < list->count; i++) {
        owner->has_captures = owner->has_captures || list->at[i].has_captures;
        if (idio_vec_push(&s->q->steps, list->at[i]) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

static int set_symbol(struct parse *s, struct idio_slice name, bool named, const char *at,
                      struct idio_step *ret)
{
    if (named && idio_slice_eq_c(name, "ERROR")) {
        ret->symbol = IDIO_SYMBOL_ERROR;
        return IDIO_OK;
    }
    ret->symbol = ts_language_symbol_for_name(s->q->grammar, name.p, (uint32_t)name.n, named);
    if (ret->symbol == 0)
        return bad(s, at, "unknown node type \"%.*s\"", (int)name.n, name.p);
    if (ts_language_symbol_type(s->q->grammar, ret->symbol) == TSSymbolTypeSupertype)
        return bad(s, at, "\"%.*s\" is a supertype: name its members", (int)name.n, name.p);
    return IDIO_OK;
}

static int field_number(struct parse *s, struct idio_slice name, const char *at, uint16_t *ret)
{
    *ret = ts_language_field_id_for_name(s->q->grammar, name.p, (uint32_t)name.n);
    if (*ret == 0 || *ret > UINT8_MAX)
        return bad(s, at, "unknown field \"%.*s\"", (int)name.n, name.p);
    return IDIO_OK;
}

/* Elements up to `close`, with anchors, negated fields (into `owner`) and predicates. */
static int elements(struct parse *s, char close, struct idio_step *owner, struct step_list *list)
{
    bool anchor = false;
    const char *open = s->p;
    for (skip(s); *s->p != close; skip(s)) {
        const char *at = s->p;
        int rc = IDIO_OK;
        if (*s->p == '\0')
            return bad(s, open, "'%c' is missing", close);
        if (*s->p == '.') {
            s->p++;
            anchor = true;
        } else if (*s->p == '!') {
            s->p++;
            if (owner->negated_count == IDIO_STEP_NEGATED)
                return bad(s, at, "more than %d negated fields", IDIO_STEP_NEGATED);
            rc = field_number(s, type_word(s), at, &owner->negated[owner->negated_count++]);
        } else if (s->p[0] == '(' && s->p[1] == '#') {
            rc = predicate(s);
        } else {
            if (list->count == IDIO_STEP_CHILDREN)
                return bad(s, at, "more than %d elements", IDIO_STEP_CHILDREN);
            struct idio_step *step = &list->at[list->count];
            *step = (struct idio_step){0};
            rc = item(s, step);
            step->immediate = anchor;
            anchor = false;
            list->count++;
        }
        if (rc != IDIO_OK)
            return rc;
    }
    s->p++;
    if (anchor && list->count > 0)
        list->at[list->count - 1].last = true;
    return IDIO_OK;
}

/* At "(": a node or a sequence. */
static int bracket(struct parse *s, struct idio_step *ret)
{
    struct step_list list = {.count = 0};
    const char *at = s->p++;
    skip(s);
    int rc = IDIO_OK;
    bool word_first = isalpha((unsigned char)*s->p) || *s->p == '_';
    if (!word_first) {
        ret->kind = IDIO_STEP_SEQUENCE;
        rc = elements(s, ')', ret, &list);
        if (rc == IDIO_OK && list.count == 0)
            return bad(s, at, "empty brackets");
        if (rc == IDIO_OK && list.count == 1 && list.at[0].times == IDIO_TIMES_ONE) {
            *ret = list.at[0];
            return IDIO_OK;
        }
    } else {
        const char *name_at = s->p;
        struct idio_slice name = type_word(s);
        if (idio_slice_eq_c(name, "MISSING") || *s->p == '/')
            return bad(s, name_at, "not supported here");
        ret->wildcard = ret->named = idio_slice_eq_c(name, "_");
        if (!ret->wildcard)
            rc = set_symbol(s, name, true, name_at, ret);
        if (rc == IDIO_OK)
            rc = elements(s, ')', ret, &list);
    }
    return rc == IDIO_OK ? adopt(s, &list, ret) : rc;
}

static int alternatives(struct parse *s, struct idio_step *ret)
{
    struct step_list list = {.count = 0};
    const char *at = s->p++;
    ret->kind = IDIO_STEP_ALTERNATIVES;
    int rc = elements(s, ']', ret, &list);
    if (rc == IDIO_OK && (list.count == 0 || ret->negated_count > 0))
        return bad(s, at, "alternatives are nodes");
    for (uint32_t i = 0; i < list.count && rc == IDIO_OK; i++) {
        if (list.at[i].times != IDIO_TIMES_ONE || list.at[i].immediate || list.at[i].last)
            return bad(s, at, "alternatives have no quantifiers and anchors of their own");
    }
    return rc == IDIO_OK ? adopt(s, &list, ret) : rc;
}

/* What query_match.c can repeat: a node or alternatives, with plain children at most. */
static bool is_repeatable(const struct idio_query *q, const struct idio_step *step)
{
    if (step->kind == IDIO_STEP_SEQUENCE)
        return false;
    for (uint32_t i = 0; i < step->count; i++) {
        const struct idio_step *c = &q->steps.at[step->first + i];
        if (c->kind != IDIO_STEP_NODE || c->count > 0 || c->times != IDIO_TIMES_ONE)
            return false;
    }
    return true;
}

static int suffixes(struct parse *s, const char *at, struct idio_step *ret)
{
    for (;;) {
        skip(s);
        if (*s->p == '@') {
            if (ret->kind == IDIO_STEP_SEQUENCE)
                return bad(s, s->p, "a sequence cannot be captured");
            if (ret->capture_count == IDIO_STEP_CAPTURES)
                return bad(s, s->p, "more than %d captures of one node", IDIO_STEP_CAPTURES);
            int rc = capture_number(s, &ret->captures[ret->capture_count]);
            if (rc != IDIO_OK)
                return rc;
            ret->capture_count++;
            ret->has_captures = true;
        } else if (*s->p == '?' || *s->p == '*' || *s->p == '+') {
            if (ret->times != IDIO_TIMES_ONE)
                return bad(s, s->p, "two quantifiers");
            ret->times = *s->p == '?'   ? IDIO_TIMES_OPTIONAL
                         : *s->p == '*' ? IDIO_TIMES_ANY
                                        : IDIO_TIMES_SOME;
            if (ret->times != IDIO_TIMES_OPTIONAL && !is_repeatable(s->q, ret))
                return bad(s, at, "too complex to be repeated");
            s->p++;
        } else {
            return IDIO_OK;
        }
    }
}

/* A node, alternatives or a sequence, with its field, captures and quantifier. */
static int item(struct parse *s, struct idio_step *ret)
{
    const char *at = s->p;
    uint16_t field = 0;
    int rc = IDIO_OK;
    if (++s->depth > IDIO_QUERY_DEPTH)
        return bad(s, at, "nested too deeply");
    if (isalpha((unsigned char)*s->p)) {
        rc = field_number(s, type_word(s), at, &field);
        skip(s);
        if (rc == IDIO_OK && *s->p++ != ':')
            return bad(s, at, "a field is followed by ':'");
        skip(s);
    }
    if (rc != IDIO_OK)
        return rc;
    if (*s->p == '(') {
        rc = bracket(s, ret);
    } else if (*s->p == '[') {
        rc = alternatives(s, ret);
    } else if (*s->p == '"') {
        struct idio_slice text = {NULL, 0};
        const char *open = s->p;
        rc = string(s, &text);
        if (rc == IDIO_OK)
            rc = set_symbol(s, text, false, open, ret);
    } else if (*s->p == '_') {
        s->p++;
        ret->wildcard = true;
    } else {
        return bad(s, s->p, "unexpected '%c'", *s->p);
    }
    s->depth--;
    if (rc == IDIO_OK && field && ret->kind == IDIO_STEP_SEQUENCE)
        return bad(s, at, "a sequence has no field");
    if (field)
        ret->field = field;
    return rc == IDIO_OK ? suffixes(s, at, ret) : rc;
}

/* ---- index ---------------------------------------------------------------------------------- */
/* Symbols with which a step can begin; false: any. */
static bool first_symbols(const struct idio_query *q, const struct idio_step *step, uint16_t *out,
                          size_t max, size_t *n)
{
    if (step->kind == IDIO_STEP_SEQUENCE)
        return first_symbols(q, &q->steps.at[step->first], out, max, n);
    if (step->kind == IDIO_STEP_ALTERNATIVES) {
        for (uint32_t i = 0; i < step->count; i++) {
            if (!first_symbols(q, &q->steps.at[step->first + i], out, max, n))
                return false;
        }
        return true;
    }
    if (step->wildcard || step->symbol == IDIO_SYMBOL_ERROR || *n == max)
        return false;
    for (size_t i = 0; i < *n; i++) {
        if (out[i] == step->symbol)
            return true;
    }
    out[(*n)++] = step->symbol;
    return true;
}

static int index_patterns(struct idio_query *q)
{
    uint16_t symbols[256];
    q->symbol_count = ts_language_symbol_count(q->grammar);
    q->start = idio_alloc((size_t)q->symbol_count + 2, sizeof *q->start);
    if (!q->start)
        return IDIO_E_NOMEM;
    uint32_t total = 0;
    for (int round = 0; round < 2; round++) {
        for (uint32_t p = 0; p < q->patterns.len; p++) {
            size_t n = 0;
            const struct idio_step *top = &q->steps.at[q->patterns.at[p].first];
            if (!first_symbols(q, top, symbols, 256, &n)) {
                if (round == 0 && idio_vec_push(&q->anywhere, p) < 0)
                    return IDIO_E_NOMEM;
                continue;
            }
            for (size_t i = 0; i < n; i++) {
                if (round == 0)
                    q->start[symbols[i] + 1]++;
                else
                    q->by_symbol[q->start[symbols[i]]++] = p;
            }
            total += (uint32_t)n;
        }
        if (round == 0) { /* counts to starts */
            for (uint32_t s = 0; s < q->symbol_count; s++)
                q->start[s + 1] += q->start[s];
            q->by_symbol = idio_alloc((size_t)total + 1, sizeof *q->by_symbol);
            if (!q->by_symbol)
                return IDIO_E_NOMEM;
        }
    }
    /* filling moved each start to the next one's place: move them back */
    for (uint32_t s = q->symbol_count; s > 0; s--)
        q->start[s] = q->start[s - 1];
    q->start[0] = 0;
    return IDIO_OK;
}

static bool asks_field(const struct idio_query *q, const struct idio_step *step)
{
    bool asks = step->field != 0;
    for (uint32_t i = 0; step->kind != IDIO_STEP_NODE && i < step->count && !asks; i++)
        asks = asks_field(q, &q->steps.at[step->first + i]);
    return asks;
}

/* Which parents' children need their fields looked up. */
static void mark_fields(struct idio_query *q, const struct idio_step *step)
{
    bool wants = step->negated_count > 0;
    for (uint32_t i = 0; i < step->count; i++) {
        wants = wants || asks_field(q, &q->steps.at[step->first + i]);
        mark_fields(q, &q->steps.at[step->first + i]);
    }
    if (!wants || step->kind != IDIO_STEP_NODE)
        return;
    if (!step->wildcard && step->symbol < q->symbol_count)
        q->wants_fields[step->symbol] = 1;
    for (uint32_t s = 0; step->wildcard && s < q->symbol_count; s++)
        q->wants_fields[s] = 1;
}

static bool has_optional(const struct idio_query *q, const struct idio_step *step)
{
    bool any = step->times != IDIO_TIMES_ONE;
    for (uint32_t i = 0; i < step->count && !any; i++)
        any = has_optional(q, &q->steps.at[step->first + i]);
    return any;
}

/* ---- the whole ------------------------------------------------------------------------------ */
static int pattern(struct parse *s)
{
    struct idio_query *q = s->q;
    struct idio_query_pattern p = {.at = (uint32_t)(s->p - q->source),
                                   .first_call = (uint32_t)q->calls.len};
    struct idio_step top = {0};
    const char *at = s->p;
    if (at[0] == '(' && at[1] == '#')
        return bad(s, at, "predicate outside of a pattern");
    s->depth = 0;
    int rc = item(s, &top);
    if (rc != IDIO_OK)
        return rc;
    if (top.times != IDIO_TIMES_ONE)
        return bad(s, at, "a pattern cannot be repeated as a whole");
    if (top.kind == IDIO_STEP_SEQUENCE) {
        p.first = top.first;
        p.count = top.count;
        if (q->steps.at[top.first].times != IDIO_TIMES_ONE)
            return bad(s, at, "the first node of a pattern cannot be optional or repeated");
    } else {
        p.first = (uint32_t)q->steps.len;
        p.count = 1;
        if (idio_vec_push(&q->steps, top) < 0)
            return IDIO_E_NOMEM;
    }
    for (uint32_t i = 0; i < p.count; i++)
        p.optional = p.optional || has_optional(q, &q->steps.at[p.first + i]);
    p.call_count = (uint32_t)q->calls.len - p.first_call;
    return idio_vec_push(&q->patterns, p);
}

int idio_query_parse(struct idio_query *q, const TSLanguage *grammar, const char *source,
                     /* NOLINTNEXTLINE(readability-non-const-parameter): written through `s` */
                     uint32_t *ret_at, char *ret_why, size_t why_size)
{
    *q = (struct idio_query){.grammar = grammar, .source = source};
    idio_arena_init(&q->text, (size_t)1024 * 1024);
    struct parse s = {.q = q, .p = source, .why = ret_why, .why_size = why_size};
    int rc = IDIO_OK;
    for (skip(&s); *s.p && rc == IDIO_OK; skip(&s))
        rc = pattern(&s);
    if (rc == IDIO_OK)
        rc = index_patterns(q);
    if (rc == IDIO_OK) {
        q->wants_fields = idio_alloc(q->symbol_count, 1);
        rc = q->wants_fields ? IDIO_OK : IDIO_E_NOMEM;
    }
    for (size_t i = 0; i < q->patterns.len && rc == IDIO_OK; i++) {
        for (uint32_t k = 0; k < q->patterns.at[i].count; k++)
            mark_fields(q, &q->steps.at[q->patterns.at[i].first + k]);
    }
    if (rc == IDIO_E_INVALID)
        *ret_at = s.bad_at;
    return rc;
}

void idio_query_release(struct idio_query *q)
{
    idio_vec_release(&q->steps);
    idio_vec_release(&q->patterns);
    idio_vec_release(&q->calls);
    idio_vec_release(&q->arguments);
    idio_vec_release(&q->captures);
    idio_vec_release(&q->anywhere);
    idio_arena_release(&q->text);
    idio_free(q->start);
    idio_free(q->by_symbol);
    idio_free(q->wants_fields);
}
