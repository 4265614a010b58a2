/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of frames: words are sought in four places (types/frame.h, enum idio_wording), each of
 * which fills a `struct frame_words` or leaves it empty; frame.c takes the best.
 */
#ifndef IDIO_PAIRS_FRAME_INTERNAL_H
#define IDIO_PAIRS_FRAME_INTERNAL_H

#include "pairs/pairs.h"
#include "pairs/words.h"

#define FRAME_TEXT_MAX   1024 /* bytes of a piece of text while it is worked on */
#define FRAME_OBJECT_MAX 8    /* words of an object; more go to the rest */
#define FRAME_REST_MAX   14   /* words of a rest */
#define FRAME_LIST_MAX   6    /* inputs, edges */

struct frame_words {
    const char *verb, *object, *rest; /* verb NULL: nothing found */
    double confidence;
};

/* Prose of a comment: the first sentence (as an imperative, no final period) and up to two more.
 * "" when there is none that says something: markup, code, licences, notes to oneself. */
struct frame_prose {
    const char *first, *more;
    bool nominal; /* no verb in front: "Table of known hosts" */
};
int frame_prose_read(const char *text, const char *name, struct idio_arena *arena,
                     struct frame_prose *ret) IDIO_MUST_CHECK; /* IDIO_OK or NOMEM */
/* An imperative sentence taken apart: verb, object up to the first preposition, rest. */
int frame_sentence_split(const char *sentence, struct idio_arena *arena,
                         struct frame_words *ret) IDIO_MUST_CHECK;

/* What a name says: "isHexDigit" → check / whether … is hex digit. */
int frame_name_read(const struct idio_frame_source *s, const char *container,
                    struct idio_arena *arena, struct frame_words *ret) IDIO_MUST_CHECK;
/* The words of a name for reading, abbreviations written out. */
int frame_name_words(const struct words_split *w, size_t from, size_t to, struct idio_arena *arena,
                     const char **ret) IDIO_MUST_CHECK;

/* inputs, outputs, edges of the frame */
int frame_fields_fill(const struct idio_frame_source *s, struct idio_arena *arena,
                      struct idio_frame *ret) IDIO_MUST_CHECK;

bool frame_is_constructor(const char *name, const char *container);

#endif
