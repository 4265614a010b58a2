/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queries: parsed patterns and their matching over a flat tree. See query_parse.c and
 * query_match.c.
 */
#ifndef IDIO_CORPUS_QUERY_H
#define IDIO_CORPUS_QUERY_H

#include "base/arena.h"
#include "base/vec.h"
#include "corpus/flat_tree.h"

#define IDIO_STEP_CAPTURES 3
#define IDIO_STEP_NEGATED  3
#define IDIO_STEP_CHILDREN 48
#define IDIO_QUERY_DEPTH   24
#define IDIO_MATCH_CAPTURES                                               \
    64 /* nodes of one match; what a repeat takes beyond them is not kept \
        */

enum idio_step_kind { IDIO_STEP_NODE, IDIO_STEP_ALTERNATIVES, IDIO_STEP_SEQUENCE };
enum idio_step_times { IDIO_TIMES_ONE, IDIO_TIMES_OPTIONAL, IDIO_TIMES_ANY, IDIO_TIMES_SOME };
struct idio_step {
    uint32_t first, count; /* children, alternatives or elements: steps[first …] */
    uint16_t symbol;       /* of a node that is no wildcard */
    uint16_t field;        /* 0: any */
    uint16_t captures[IDIO_STEP_CAPTURES];
    uint16_t negated[IDIO_STEP_NEGATED]; /* fields that must be absent */
    uint8_t kind, times, capture_count, negated_count;
    bool wildcard, named; /* "_": wildcard; "(_)": wildcard and named */
    bool immediate;       /* "." before it */
    bool last;            /* "." behind it */
    bool has_captures;    /* here or below */
};

/* Argument of a predicate or of #set!. */
struct idio_argument {
    bool is_capture;
    uint16_t capture;
    struct idio_slice text; /* of the capture's name, or the string without its escapes */
};
struct idio_call { /* (#name? …) */
    struct idio_slice name;
    uint32_t at;           /* byte in the source */
    uint32_t first, count; /* arguments */
};
struct idio_query_pattern {
    uint32_t at;           /* byte in the source */
    uint32_t first, count; /* top steps: one, or siblings in a row */
    uint32_t first_call, call_count;
    bool optional; /* has optional or repeated steps */
};
struct idio_query {
    const TSLanguage *grammar;
    const char *source;
    IDIO_VEC(struct idio_step) steps;
    IDIO_VEC(struct idio_query_pattern) patterns;
    IDIO_VEC(struct idio_call) calls;
    IDIO_VEC(struct idio_argument) arguments;
    IDIO_VEC(struct idio_slice) captures; /* names by number */
    struct idio_arena text;               /* unescaped strings */
    /* Patterns by the symbol of their first node: by_symbol[start[s] … start[s + 1]). */
    uint32_t symbol_count;
    uint32_t *start;
    uint32_t *by_symbol;
    IDIO_VEC(uint32_t) anywhere; /* those that begin with a wildcard */
    uint8_t
        *wants_fields; /* by symbol of the parent: some pattern asks for fields of its children */
};

/* On failure *ret_at is the byte of the mistake and *ret_why says what it is; idio_query_release is
 * needed in any case. */
int idio_query_parse(struct idio_query *q, const TSLanguage *grammar, const char *source,
                     uint32_t *ret_at, char *ret_why, size_t why_size) IDIO_MUST_CHECK;
void idio_query_release(struct idio_query *q);

/* ---- matching ------------------------------------------------------------------------------- */
struct idio_capture {
    uint32_t capture, node;
};
struct idio_found {
    uint32_t pattern;
    uint32_t count;
    struct idio_capture at[IDIO_MATCH_CAPTURES]; /* in order of the nodes in the pattern */
};
struct idio_match_run {
    /* Called for each match; not IDIO_OK ends the run with that status. */
    int (*found)(void *ctx, const struct idio_found *found);
    bool (*stop)(void *ctx); /* asked now and then; true ends the run */
    void *ctx;
};
/* IDIO_OK, what `found` said, IDIO_E_LIMIT when `stop` said so, or IDIO_E_NOMEM. */
int idio_query_run(const struct idio_query *q, const struct idio_flat *f,
                   const struct idio_match_run *run) IDIO_MUST_CHECK;

#endif
