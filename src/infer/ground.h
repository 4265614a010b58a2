/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grounding: which span of the request says this?
 *
 * An item of a spec may call itself SAID only with a span of the request behind it. A model
 * rewords, so finding the span goes in three steps, the first that succeeds wins: exact   the very
 * bytes, at word borders folded  the same words; case, width, white space and punctuation aside
 *   fuzzy   a short window of the request that holds most of the item's content words (endings and
 *           small typing errors forgiven), in about the same order
 * In all three, what must not drift may not drift: numbers and identifiers of the item stand in the
 * span literally, a negation stands on both sides or on neither, a "must" does not come from a
 * "may". "use lodash" is therefore not grounded in "do not use lodash", though the bytes are there.
 *
 * A `struct idio_ground` is the request taken apart once, for any number of items. Immutable after
 * creation; aligning allocates only scratch memory of its own.
 */
#ifndef IDIO_INFER_GROUND_H
#define IDIO_INFER_GROUND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define IDIO_GROUND_ITEM_MAX 512 /* bytes; a longer item is never grounded */

enum idio_ground_how { IDIO_GROUND_EXACT, IDIO_GROUND_FOLDED, IDIO_GROUND_FUZZY };

struct idio_ground_span {
    size_t begin, end; /* bytes of the request; at character borders, begin < end */
    enum idio_ground_how how;
    double score; /* 1 for exact and folded; share of the item's content words found for fuzzy */
};

struct idio_ground;

/* `text` is borrowed and must outlive the object. Malformed UTF-8 is tolerated. */
int idio_ground_new(const char *text, size_t n, struct idio_ground **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_ground *idio_ground_free(struct idio_ground *g);

/* *ret_found says whether the item is grounded; *ret is set only then. Fails for memory only. */
int idio_ground_align(const struct idio_ground *g, const char *item, size_t n, bool *ret_found,
                      struct idio_ground_span *ret, struct idio_err *err) IDIO_MUST_CHECK;

#endif
