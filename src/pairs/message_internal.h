/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of message reading: words and their lists (message_words.c), the sentence
 * (message_turn.c), the body (message_detail.c). */
#ifndef IDIO_PAIRS_MESSAGE_INTERNAL_H
#define IDIO_PAIRS_MESSAGE_INTERNAL_H

#include "pairs/pairs.h"

#define MESSAGE_SUBJECT 1024 /* bytes of a subject that are read */
#define MESSAGE_WORD    40   /* bytes of the longest word that is looked up */
#define MESSAGE_WORDS   80   /* of a subject; more is no request */

/* ---- lists (data/messages.json) -------------------------------------------------------------- */
struct message_lists {
    struct idio_json *json;
};
int message_lists_open(struct message_lists *l, struct idio_err *err) IDIO_MUST_CHECK;
void message_lists_close(struct message_lists *l);

enum message_form { MESSAGE_NO_VERB, MESSAGE_BASE, MESSAGE_THIRD, MESSAGE_PAST, MESSAGE_GERUND };
struct message_verb {
    char text[MESSAGE_WORD]; /* imperative, lower case */
    enum idio_intent act;
};
enum message_form message_verb(const struct message_lists *l, struct idio_slice word,
                               struct message_verb *ret);
/* Is the text, in any case, one of the list? */
bool message_in(const struct message_lists *l, const char *list, struct idio_slice text);
/* Does one of the list's phrases stand in the text, as whole words, in any case? */
bool message_says(const struct message_lists *l, const char *list, struct idio_slice text);
/* What the word stands for ("tests" → "add"); NULL: nothing. */
const char *message_noun(const struct message_lists *l, struct idio_slice word);
/* The same for adjectives that begin a message ("better" → "improve"). */
const char *message_opener(const struct message_lists *l, struct idio_slice word);
/* "fix" of "fix: …"; *ret_verb is put before words without a verb ("": none). */
bool message_prefix(const struct message_lists *l, struct idio_slice word,
                    enum idio_intent *ret_act, const char **ret_verb);

/* ---- text ------------------------------------------------------------------------------------ */
bool message_is_word(unsigned char c); /* can stand inside a word */
/* The word at the front, up to white space; moves behind it and the white space. */
struct idio_slice message_next(struct idio_slice *text);
size_t message_count(struct idio_slice text); /* words */
bool message_first_person(struct idio_slice text);
bool message_has_url(struct idio_slice text);
bool message_has_hash(struct idio_slice text); /* an abbreviated commit id */
bool message_is_prose(struct idio_slice text); /* mostly ASCII letters, nothing malformed */
/* Copies with white space folded and mentions of issues cut; the first goes to `issue` ("#12"),
 * unless there is one already. `room` is at least text.n + 1. */
size_t message_strip_issues(struct idio_slice text, char *out, char issue[32]);

/* ---- sentence -------------------------------------------------------------------------------- */
/* Appends the sentence as an imperative; false (nothing appended) when it is none and cannot be
 * made one. `verb` is put before it when it has no verb of its own ("": none). */
bool message_turn(const struct message_lists *l, struct idio_slice text, const char *verb,
                  struct idio_str *out, enum idio_intent *ret_act);

/* ---- body ------------------------------------------------------------------------------------ */
/* The prose of a body, one line. */
int message_detail(const char *body, char issue[32], struct idio_arena *arena, const char **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;

#endif
