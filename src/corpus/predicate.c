/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Query predicates. tree-sitter parses them and leaves their meaning to the host; the list and the
 * contracts are in docs/formats/queries.md.
 *
 * Compiled once: operator, captures, regular expression, numbers, node types as symbol numbers. A
 * predicate about a capture that did not take part in the match holds; one about a capture with
 * several nodes (quantified) must hold for each.
 */
#include "corpus/observe_internal.h"

#include <string.h>

#define DESCENDANTS_MAX 2000
#define DOC_BYTES_MAX   4000

enum operand { NONE, CAPTURE, CAPTURE_OR_STRING, STRINGS, TYPES, REGEX, NUMBER };
enum op {
    EQ,
    ANY_OF,
    MATCH,
    ANCESTOR,
    PARENT,
    CHILD,
    DESCENDANT,
    SAME_LINE,
    LINES_GT,
    LINES_LT,
    COUNT_GT,
    COUNT_LT,
    FIRST,
    LAST,
    DOC_MATCH,
    PATH_MATCH,
    TEST_FILE
};
struct op_def {
    const char *name;
    enum op op;
    bool negate;
    bool capture; /* first argument is a capture */
    enum operand rest;
};
static const struct op_def ops[] = {
    {"eq?", EQ, false, true, CAPTURE_OR_STRING},
    {"not-eq?", EQ, true, true, CAPTURE_OR_STRING},
    {"any-of?", ANY_OF, false, true, STRINGS},
    {"not-any-of?", ANY_OF, true, true, STRINGS},
    {"match?", MATCH, false, true, REGEX},
    {"not-match?", MATCH, true, true, REGEX},
    {"has-ancestor?", ANCESTOR, false, true, TYPES},
    {"not-has-ancestor?", ANCESTOR, true, true, TYPES},
    {"has-parent?", PARENT, false, true, TYPES},
    {"not-has-parent?", PARENT, true, true, TYPES},
    {"has-child?", CHILD, false, true, TYPES},
    {"not-has-child?", CHILD, true, true, TYPES},
    {"has-descendant?", DESCENDANT, false, true, TYPES},
    {"not-has-descendant?", DESCENDANT, true, true, TYPES},
    {"same-line?", SAME_LINE, false, true, CAPTURE},
    {"not-same-line?", SAME_LINE, true, true, CAPTURE},
    {"lines-gt?", LINES_GT, false, true, NUMBER},
    {"lines-lt?", LINES_LT, false, true, NUMBER},
    {"count-gt?", COUNT_GT, false, true, NUMBER},
    {"count-lt?", COUNT_LT, false, true, NUMBER},
    {"first?", FIRST, false, true, NONE},
    {"not-first?", FIRST, true, true, NONE},
    {"last?", LAST, false, true, NONE},
    {"not-last?", LAST, true, true, NONE},
    {"doc-match?", DOC_MATCH, false, true, REGEX},
    {"not-doc-match?", DOC_MATCH, true, true, REGEX},
    {"path-match?", PATH_MATCH, false, false, REGEX},
    {"not-path-match?", PATH_MATCH, true, false, REGEX},
    {"test-file?", TEST_FILE, false, false, NONE},
    {"not-test-file?", TEST_FILE, true, false, NONE},
};

struct idio_predicate {
    enum op op;
    bool negate;
    uint32_t capture, other;    /* other: UINT32_MAX unless compared with a capture */
    struct idio_slice *strings; /* borrowed texts */
    uint16_t *symbols;
    size_t count; /* of strings or symbols */
    uint32_t number;
    struct idio_regex *regex;
};
struct compiling {
    const struct idio_lang_queries *q;
    const struct op_def *def;
    const struct idio_argument *args; /* behind the first capture */
    uint32_t n;
    uint32_t at; /* for errors */
    struct idio_predicate *p;
};

/* ---- compiling ------------------------------------------------------------------------------ */
static int compile_strings(const struct compiling *c, struct idio_err *err)
{
    c->p->strings = idio_alloc(c->n, sizeof *c->p->strings);
    if (!c->p->strings)
        return idio_nomem(err, "corpus.queries");
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->args[i].is_capture)
            return idio_query_fail(c->q, c->at, err, "a string is wanted here, not a capture");
        c->p->strings[c->p->count++] = c->args[i].text;
    }
    return IDIO_OK;
}

/* A name can have several symbols (a keyword and a node): all of them. */
#define SYMBOLS_OF_NAME 4
static int compile_types(const struct compiling *c, struct idio_err *err)
{
    struct idio_predicate *p = c->p;
    p->symbols = idio_alloc((size_t)c->n * SYMBOLS_OF_NAME, sizeof *p->symbols);
    if (!p->symbols)
        return idio_nomem(err, "corpus.queries");
    for (uint32_t i = 0; i < c->n; i++) {
        struct idio_slice name = c->args[i].text;
        if (c->args[i].is_capture)
            return idio_query_fail(c->q, c->at, err, "a node type is wanted here, not a capture");
        for (int named = 0; named < 2; named++) {
            uint16_t s =
                ts_language_symbol_for_name(c->q->grammar, name.p, (uint32_t)name.n, named);
            if (s != 0)
                p->symbols[p->count++] = s;
        }
        if (p->count == 0 || ts_language_symbol_type(c->q->grammar, p->symbols[p->count - 1]) >
                                 TSSymbolTypeAnonymous)
            return idio_query_fail(c->q, c->at, err, "no node type \"%.*s\" in %s", (int)name.n,
                                   name.p, idio_lang_id(c->q->lang));
    }
    return IDIO_OK;
}

static int compile_number(const struct compiling *c, struct idio_err *err)
{
    struct idio_slice s = c->args->text;
    uint32_t value = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || value > 100000)
            return idio_query_fail(c->q, c->at, err, "\"%.*s\" is not a number", (int)s.n, s.p);
        value = value * 10 + (uint32_t)(s.p[i] - '0');
    }
    if (c->args->is_capture || s.n == 0)
        return idio_query_fail(c->q, c->at, err, "a number is wanted here");
    c->p->number = value;
    return IDIO_OK;
}

static int compile_regex(const struct compiling *c, struct idio_err *err)
{
    if (c->args->is_capture)
        return idio_query_fail(c->q, c->at, err, "a regular expression is wanted here");
    struct idio_err why = {0};
    unsigned flags = c->def->op == DOC_MATCH ? IDIO_REGEX_MULTILINE : 0;
    int rc = idio_regex_new(c->args->text.p, flags, &c->p->regex, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, "corpus.queries");
    return rc < 0 ? idio_query_fail(c->q, c->at, err, "%s", why.msg) : IDIO_OK;
}

static int compile_rest(const struct compiling *c, struct idio_err *err)
{
    enum operand rest = c->def->rest;
    bool one = rest != STRINGS && rest != TYPES && rest != NONE;
    if ((rest == NONE && c->n != 0) || (one && c->n != 1) || (rest != NONE && c->n == 0))
        return idio_query_fail(c->q, c->at, err, "#%s has a wrong number of arguments",
                               c->def->name);
    switch (rest) {
    case NONE:
        return IDIO_OK;
    case CAPTURE:
    case CAPTURE_OR_STRING:
        if (c->args->is_capture) {
            c->p->other = c->args->capture;
            return IDIO_OK;
        }
        if (rest == CAPTURE)
            return idio_query_fail(c->q, c->at, err, "#%s compares two captures", c->def->name);
        return compile_strings(c, err);
    case STRINGS:
        return compile_strings(c, err);
    case TYPES:
        return compile_types(c, err);
    case REGEX:
        return compile_regex(c, err);
    case NUMBER:
        return compile_number(c, err);
    }
    return IDIO_OK;
}

static void predicate_release(struct idio_predicate *p)
{
    idio_free(p->strings);
    idio_free(p->symbols);
    idio_regex_free(p->regex);
}

int idio_predicate_compile(struct idio_lang_queries *q, uint32_t index,
                           const struct idio_call *call, struct idio_err *err)
{
    struct idio_predicate p = {.other = UINT32_MAX};
    struct compiling c = {.q = q,
                          .args = q->query.arguments.at + call->first,
                          .n = call->count,
                          .at = call->at,
                          .p = &p};
    for (size_t i = 0; i < sizeof ops / sizeof *ops && !c.def; i++) {
        if (idio_slice_eq_c(call->name, ops[i].name))
            c.def = &ops[i];
    }
    if (!c.def)
        return idio_query_fail(q, call->at, err, "unknown predicate #%.*s", (int)call->name.n,
                               call->name.p);
    p.op = c.def->op;
    p.negate = c.def->negate;
    if (c.def->capture) {
        if (c.n == 0 || !c.args->is_capture)
            return idio_query_fail(q, call->at, err, "#%s begins with a capture", c.def->name);
        p.capture = c.args->capture;
        c.args++;
        c.n--;
    }
    int rc = compile_rest(&c, err);
    if (rc == IDIO_OK && idio_vec_push(&q->patterns[index].predicates.at, p) < 0)
        rc = idio_nomem(err, "corpus.queries");
    if (rc != IDIO_OK)
        predicate_release(&p);
    return rc;
}

void idio_predicates_release(struct idio_predicates *p)
{
    for (size_t i = 0; i < p->at.len; i++)
        predicate_release(&p->at.at[i]);
    idio_vec_release(&p->at);
}

/* ---- evaluating ----------------------------------------------------------------------------- */
uint32_t idio_match_node(const struct idio_match *m, uint32_t capture)
{
    for (uint32_t i = 0; i < m->found->count; i++) {
        if (m->found->at[i].capture == capture)
            return m->found->at[i].node;
    }
    return IDIO_NO_NODE;
}

static bool is_type(const struct idio_predicate *p, const struct idio_node *n)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->symbols[i] == n->symbol)
            return true;
    }
    return false;
}

static bool relative_of_type(const struct idio_predicate *p, const struct idio_flat *f, uint32_t i)
{
    const struct idio_node *at = f->at;
    switch (p->op) {
    case PARENT:
        return at[i].parent != IDIO_NO_NODE && is_type(p, &at[at[i].parent]);
    case ANCESTOR:
        for (uint32_t a = at[i].parent; a != IDIO_NO_NODE; a = at[a].parent) {
            if (is_type(p, &at[a]))
                return true;
        }
        return false;
    case CHILD:
        for (uint32_t c = i + 1; c < at[i].past; c = at[c].past) {
            if (is_type(p, &at[c]))
                return true;
        }
        return false;
    default:
        for (uint32_t c = i + 1; c < at[i].past && c - i <= DESCENDANTS_MAX; c++) {
            if (is_type(p, &at[c]))
                return true;
        }
        return false;
    }
}

static bool is_edge(const struct idio_flat *f, uint32_t i, bool last)
{
    const struct idio_node *at = f->at;
    if (at[i].parent == IDIO_NO_NODE)
        return true;
    if (!last) {
        for (uint32_t c = at[i].prev; c != IDIO_NO_NODE; c = at[c].prev) {
            if (idio_node_counts(&at[c]))
                return false;
        }
        return true;
    }
    for (uint32_t c = at[i].past; c < at[at[i].parent].past; c = at[c].past) {
        if (idio_node_counts(&at[c]))
            return false;
    }
    return true;
}

static bool in_strings(const struct idio_predicate *p, struct idio_slice text)
{
    for (size_t i = 0; i < p->count; i++) {
        if (idio_slice_eq(p->strings[i], text))
            return true;
    }
    return false;
}

static bool doc_matches(const struct idio_predicate *p, const struct idio_match *m, uint32_t i)
{
    struct idio_regex_match hit;
    uint32_t nodes[64], owner;
    uint32_t doc = idio_docstring(m->flat, m->lang, i);
    size_t n = 1;
    nodes[0] = doc;
    if (doc == IDIO_NO_NODE)
        n = idio_doc_comments(m->flat, m->lang, i, nodes, 64, &owner);
    if (n == 0)
        return false;
    /* a run of comments is one text, though each line may be a node */
    uint32_t from = m->flat->at[nodes[n - 1]].start, size = m->flat->at[nodes[0]].end - from;
    return idio_regex_find(p->regex, m->flat->text + from,
                           size < DOC_BYTES_MAX ? size : DOC_BYTES_MAX, 0, &hit);
}

static bool holds_for_node(const struct idio_predicate *p, const struct idio_match *m, uint32_t i)
{
    const struct idio_node *n = &m->flat->at[i];
    switch (p->op) {
    case ANCESTOR:
    case PARENT:
    case CHILD:
    case DESCENDANT:
        return relative_of_type(p, m->flat, i);
    case SAME_LINE: {
        uint32_t other = idio_match_node(m, p->other);
        return other == IDIO_NO_NODE || n->end_row == m->flat->at[other].start_row;
    }
    case LINES_GT:
        return idio_flat_last_row(m->flat, i) - n->start_row + 1 > p->number;
    case LINES_LT:
        return idio_flat_last_row(m->flat, i) - n->start_row + 1 < p->number;
    case COUNT_GT:
        return idio_flat_count(m->flat, i) > p->number;
    case COUNT_LT:
        return idio_flat_count(m->flat, i) < p->number;
    case FIRST:
        return is_edge(m->flat, i, false);
    case LAST:
        return is_edge(m->flat, i, true);
    default:
        return doc_matches(p, m, i);
    }
}

static bool holds_for_text(const struct idio_predicate *p, const struct idio_match *m,
                           struct idio_slice text)
{
    struct idio_regex_match hit;
    switch (p->op) {
    case MATCH:
        return idio_regex_find(p->regex, text.p, text.n, 0, &hit);
    case EQ:
        if (p->other != UINT32_MAX) {
            uint32_t other = idio_match_node(m, p->other);
            return other == IDIO_NO_NODE || idio_slice_eq(text, idio_flat_text(m->flat, other));
        }
        return in_strings(p, text);
    default:
        return in_strings(p, text);
    }
}

static bool holds(const struct idio_predicate *p, const struct idio_match *m)
{
    struct idio_regex_match hit;
    if (p->op == TEST_FILE)
        return m->test_file != p->negate;
    if (p->op == PATH_MATCH)
        return idio_regex_find(p->regex, m->path, strlen(m->path), 0, &hit) != p->negate;
    bool by_text = p->op == EQ || p->op == ANY_OF || p->op == MATCH;
    for (uint32_t c = 0; c < m->found->count; c++) {
        if (m->found->at[c].capture != p->capture)
            continue;
        uint32_t node = m->found->at[c].node;
        bool yes = by_text ? holds_for_text(p, m, idio_flat_text(m->flat, node))
                           : holds_for_node(p, m, node);
        if (yes == p->negate)
            return false;
    }
    return true;
}

bool idio_predicates_hold(const struct idio_predicates *p, const struct idio_match *m)
{
    for (size_t i = 0; i < p->at.len; i++) {
        if (!holds(&p->at.at[i], m))
            return false;
    }
    return true;
}
