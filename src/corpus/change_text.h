/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit's message says, without what tools and mail left in it (change_text.c). */
#ifndef IDIO_CORPUS_CHANGE_TEXT_H
#define IDIO_CORPUS_CHANGE_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Does it say that it takes an earlier commit back? */
bool idio_change_is_revert(struct idio_slice message);
/* Subject and body as in types/frame.h, in `arena`; both may be "". */
int idio_change_text(struct idio_slice message, struct idio_arena *arena, const char **ret_subject,
                     const char **ret_body, struct idio_err *err) IDIO_MUST_CHECK;

#endif
