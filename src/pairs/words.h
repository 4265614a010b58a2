/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of pairs: English as programmers use it. Which words are verbs, their forms, what
 * abbreviations stand for, and the words of an identifier.
 */
#ifndef IDIO_PAIRS_WORDS_H
#define IDIO_PAIRS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct words_pair {
    const char *word, *form;
};
extern const char *const words_verbs[], *const words_verbs_or_nouns[], *const words_adjectives[],
                                                                           *const words_doubling[];
extern const size_t words_verbs_count, words_verbs_or_nouns_count, words_adjectives_count,
    words_doubling_count;
extern const struct words_pair words_participles[], words_abbreviations[];
extern const size_t words_participles_count, words_abbreviations_count;

/* Words are given as slices in lower case. */
bool words_is_verb(struct idio_slice w);
bool words_is_verb_or_noun(struct idio_slice w); /* a verb, but also a noun */
bool words_is_adjective(struct idio_slice w);
const char *words_full(
    struct idio_slice w); /* "buffer" for "buf"; NULL when it is no abbreviation */

enum words_form {
    WORDS_BARE,      /* parse */
    WORDS_THIRD,     /* parses */
    WORDS_GERUND,    /* parsing */
    WORDS_PARTICIPLE /* parsed */
};
/* Appends the form of a verb; of several words ("set up") the first is inflected. */
void words_inflect(struct idio_str *out, const char *verb, enum words_form form);
/* Base of "returns", "parsing", "added"; false when no verb that is known has that form. `ret` has
 * room for the word's bytes and two more. */
bool words_base(struct idio_slice w, enum words_form form, char *ret, size_t room);

/* The words of an identifier, in lower case: "parseHTTPHeader_2" → parse http header. Numbers alone
 * are dropped, as are leading underscores. At most `most` words. */
struct words_split {
    const char *at[16];
    size_t len;
};
/* IDIO_OK or IDIO_E_NOMEM */
int words_split(const char *identifier, struct idio_arena *arena,
                struct words_split *ret) IDIO_MUST_CHECK;

/* Has the look of code: parse_header, parseHeader, a.b, f(), src/x.c. */
bool words_is_code(struct idio_slice w);
/* "an" before it, not "a", by its letters: an hour is rare in code, a user is not. */
bool words_takes_an(const char *p, size_t n);

#endif
