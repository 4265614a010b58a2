/* SPDX-License-Identifier: Apache-2.0 */
/* Classifiers that the table in classify.c joins. */
#ifndef IDIO_CORPUS_CLASSIFY_INTERNAL_H
#define IDIO_CORPUS_CLASSIFY_INTERNAL_H

#include "corpus/observe_internal.h"

struct idio_slice idio_unquote(struct idio_slice s); /* also "<" and ">" */

typedef int idio_classify_fn(const struct idio_look *in, struct idio_slice *ret_text);

extern const char *const idio_line_classes[];    /* same_line own_line */
extern const char *const idio_body_classes[];    /* braces none */
extern const char *const idio_always_classes[];  /* always never */
extern const char *const idio_pointer_classes[]; /* name type both none */
extern const char *const idio_wrapped_classes[]; /* wrapped single */
extern const char *const idio_space_classes[];   /* space none */
extern const char *const idio_blank_classes[];   /* 0 1 2 3 */
extern const char *const idio_sorted_classes[];  /* sorted unsorted */
extern const char *const idio_present_classes[]; /* present absent */

idio_classify_fn idio_classify_brace, idio_classify_body_braces, idio_classify_trailing_comma,
    idio_classify_semicolon, idio_classify_pointer_side, idio_classify_wrapped,
    idio_classify_spaces_inside, idio_classify_space_before, idio_classify_space_after,
    idio_classify_space_around, idio_classify_blank_before, idio_classify_sorted,
    idio_classify_present, idio_classify_documented, idio_classify_lines, idio_classify_count;

#endif
