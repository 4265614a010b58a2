/* SPDX-License-Identifier: Apache-2.0 */
/* Inside grounding: text taken apart into tokens (ground_words.c), tokens aligned (ground.c). */
#ifndef IDIO_INFER_GROUND_INTERNAL_H
#define IDIO_INFER_GROUND_INTERNAL_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

enum idio_token_flag {
    IDIO_TOKEN_NUMBER = 1,
    IDIO_TOKEN_LITERAL = 2,  /* identifier: must be found as it is, no endings, no typing errors */
    IDIO_TOKEN_CASED = 4,    /* ... in the same case too */
    IDIO_TOKEN_BREAK = 8,    /* a clause border stands before it */
    IDIO_TOKEN_STOP = 16,    /* carries no content */
    IDIO_TOKEN_LIGHT = 32,   /* carries half: verbs and nouns that every spec is full of */
    IDIO_TOKEN_NEG = 64,     /* turns the meaning */
    IDIO_TOKEN_HEDGE = 128,  /* may */
    IDIO_TOKEN_DUTY = 256,   /* must */
    IDIO_TOKEN_AUX = 512,    /* is, must, be: may stand between a subject and its "not" */
    IDIO_TOKEN_ORDER = 1024, /* verbs that start an order: in "and return" a "not" before ends */
    IDIO_TOKEN_OVER = 2048   /* but, then: ends the reach of a "not" */
};
/* The same in short, for tables and conditions. */
enum {
    NUMBER = IDIO_TOKEN_NUMBER,
    LITERAL = IDIO_TOKEN_LITERAL,
    CASED = IDIO_TOKEN_CASED,
    BREAK = IDIO_TOKEN_BREAK,
    STOP = IDIO_TOKEN_STOP,
    LIGHT = IDIO_TOKEN_LIGHT,
    NEG = IDIO_TOKEN_NEG,
    HEDGE = IDIO_TOKEN_HEDGE,
    DUTY = IDIO_TOKEN_DUTY,
    AUX = IDIO_TOKEN_AUX,
    ORDER = IDIO_TOKEN_ORDER,
    OVER = IDIO_TOKEN_OVER
};
enum { IDIO_STEM_MAX = 48 };

struct idio_token {
    size_t begin, end;
    size_t term, stem; /* numbers in the tables of `struct idio_ground`; SIZE_MAX: not in them */
    struct idio_slice fold;
    unsigned flags; /* of enum idio_token_flag */
};
struct idio_tokens {
    IDIO_VEC(struct idio_token) v;
    struct idio_arena arena; /* folded forms */
};

void idio_tokens_init(struct idio_tokens *t);
void idio_tokens_release(struct idio_tokens *t);
/* Tokens in order of place; NOMEM only. */
int idio_tokens_take(const char *p, size_t n, struct idio_tokens *t,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* The flags of a word by itself (STOP, NEG …), 0 when it is none of those known. */
unsigned idio_token_known(struct idio_slice fold);
/* Light English stemming; the same on both sides is all that matters. Writes at most IDIO_STEM_MAX.
 */
size_t idio_token_stem(struct idio_slice fold, char out[IDIO_STEM_MAX]);

#endif
