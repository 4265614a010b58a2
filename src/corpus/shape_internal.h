/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of idio_parser_shapes.
 *
 *   shape_query.c   queries/<lang>/shapes.scm, compiled when a parser first needs one
 *   shape_tokens.c  leaf tokens of a file, and the digests of each unit
 *   shapes.c        captures → what a shape says
 */
#ifndef IDIO_CORPUS_SHAPE_INTERNAL_H
#define IDIO_CORPUS_SHAPE_INTERNAL_H

#include "corpus/observe_internal.h"
#include "types/frame.h"

/* ---- queries -------------------------------------------------------------------------------- */
#define IDIO_SHAPE_CAPTURES(X)      \
    X(FUNCTION, "function")         \
    X(SKIP, "skip")                 \
    X(PARAM, "param")               \
    X(PARAM_NAME, "param.name")     \
    X(PARAM_TYPE, "param.type")     \
    X(OPTIONAL, "param.optional")   \
    X(VARIADIC, "param.variadic")   \
    X(RETURNS, "returns")           \
    X(GIVES, "gives")               \
    X(RAISE, "raise")               \
    X(GUARD, "guard")               \
    X(GUARD_UNLESS, "guard.unless") \
    X(STATEMENT, "statement")       \
    X(SIMPLE, "simple")             \
    X(CALL, "call")
enum idio_shape_capture {
#define X(name, text) IDIO_SHAPE_##name,
    IDIO_SHAPE_CAPTURES(X)
#undef X
        IDIO_SHAPE_NOTHING /* a capture for predicates */
};

/* What a leaf is when names do not count. */
enum idio_token_class { IDIO_TOKEN_PLAIN, IDIO_TOKEN_NAME, IDIO_TOKEN_LITERAL };

struct idio_shape_query {
    /* As if it were a language of its own; symbols also ask for the fields that the language's
     * other queries want, so that one tree serves both. Its rules are borrowed. */
    struct idio_lang_queries lang;
    uint8_t *captures;      /* enum idio_shape_capture by number of the capture */
    uint8_t *token_classes; /* by symbol */
};

/* A captured node. */
struct idio_mark {
    uint32_t node, pattern;
    uint32_t name, type; /* of a parameter: nodes, or IDIO_NO_NODE */
    uint32_t type_end;   /* byte behind the last node of its type */
    uint32_t what;       /* bits: 1 << enum idio_shape_capture */
};
#define IDIO_MARKS_MAX 4000000u

/* What a parser keeps for shapes; made when it is first asked for them. */
struct idio_shaper {
    struct idio_shape_query *queries[IDIO_LANG_COUNT];
    IDIO_VEC(struct idio_mark) marks;
};
/* The query of language `q`, compiled now if it was not yet. */
int idio_shape_query_get(struct idio_parser *p, const struct idio_lang_queries *q,
                         struct idio_shape_query **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_shaper *idio_shaper_free(struct idio_shaper *s);

/* ---- digests -------------------------------------------------------------------------------- */
/* Fills in exact, renamed, minhash and tokens of shapes[0 … n), whose flat nodes are `nodes`, in
 * pre-order. Marks nodes of the flat tree (IDIO_NODE_MIXED). */
int idio_shape_digests(struct idio_flat *f, const struct idio_shape_query *q, const uint32_t *nodes,
                       size_t n, struct idio_shape *shapes, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- the whole ------------------------------------------------------------------------------ */
struct idio_shape_job {
    struct idio_parser *parser;
    const struct idio_shape_query *query;
    const struct idio_observed *observed;
    const uint32_t *nodes; /* of its units */
    const char *path;
    bool test_file;
    bool (*stop)(void *ctx); /* asked now and then; true ends it with LIMIT, without a text */
    void *stop_ctx;
};
int idio_shapes_make(const struct idio_shape_job *job, struct idio_arena *arena,
                     struct idio_shape **ret, struct idio_err *err) IDIO_MUST_CHECK;

#endif
