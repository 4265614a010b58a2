/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines of two texts are the same (line_diff.c), and which stood elsewhere (line_moves.c). */
#ifndef IDIO_CORPUS_LINE_DIFF_H
#define IDIO_CORPUS_LINE_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"

struct idio_span { /* text of a file */
    const char *p;
    size_t n;
};

/* Lines old_first … were replaced by lines new_first …; numbers count from 0. */
struct idio_hunk {
    uint32_t old_first, old_count, new_first, new_count;
};
struct idio_hunks {
    IDIO_VEC(struct idio_hunk) at; /* in order of lines */
    uint32_t compared;             /* lines that had to be looked at */
};
/* `ret` is filled anew; as git's own diff has it, with its indent heuristic. */
int idio_line_diff(struct idio_span old, struct idio_span new, struct idio_hunks *ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Lines of a text; one without newline at its end is a line, too. */
uint32_t idio_line_count(struct idio_span text);

/* Byte offsets where lines first … first + count begin, and where the last of them ends:
 * count + 1 numbers appended. */
struct idio_offsets {
    IDIO_VEC(uint32_t) at;
};
int idio_line_offsets(struct idio_span text, uint32_t first, uint32_t count,
                      struct idio_offsets *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* Do the texts differ, but only in white space, commas, semicolons and quotes? */
bool idio_only_reformatted(struct idio_span old, struct idio_span new);
/* For texts of which that is true: for each line of `new`, the line of `old` in which its first
 * character stands; idio_line_count(new) numbers into ret_line. */
void idio_reformat_map(struct idio_span old, struct idio_span new, uint32_t *ret_line);

/* A line without the white space at its ends. */
struct idio_loose {
    uint64_t hash;
    uint32_t weight; /* letters and digits */
    uint32_t line;   /* its number, from 0 */
};
struct idio_looses {
    IDIO_VEC(struct idio_loose) at;
};
/* Appends one for each line of the text; the first has number `line`. Without `weigh` weights are
 * only 0 or 1. */
int idio_loose_lines(struct idio_span text, uint32_t line, bool weigh, struct idio_looses *ret,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* ---- moves ---------------------------------------------------------------------------------- */
#define IDIO_MOVE_WEIGHT                                                                         \
    20                      /* letters and digits that a block moved inside its file must exceed \
                             */
#define IDIO_COPY_WEIGHT 40 /* … one that came from another file; both as in git blame */

/* Where each line stands in a set of texts. */
struct idio_line_slot {
    uint64_t hash;
    uint32_t first, last; /* of the chain of places + 1 */
    uint32_t count;       /* 0: free */
};
struct idio_line_place {
    uint32_t source, line, next;
};
struct idio_line_source {
    size_t first, count; /* in `lines` */
};
struct idio_line_index {
    IDIO_VEC(struct idio_line_source) sources;
    struct idio_looses lines;
    IDIO_VEC(struct idio_line_place) places;
    struct idio_line_slot *slots;
    size_t slot_count, used;
};
void idio_line_index_clear(struct idio_line_index *x); /* empties, keeps memory */
void idio_line_index_release(struct idio_line_index *x);
int idio_line_index_add(struct idio_line_index *x, struct idio_span text,
                        struct idio_err *err) IDIO_MUST_CHECK;

struct idio_move {
    uint32_t first, count; /* lines of the new text */
    uint32_t source, line; /* and where they stood */
};
struct idio_moves {
    IDIO_VEC(struct idio_move) found;
    IDIO_VEC(struct idio_move) missed; /* ranges of added lines that no source has */
    struct idio_looses added;          /* the lines looked for, of all hunks */
    IDIO_VEC(struct idio_move) ranges;
};
void idio_moves_release(struct idio_moves *m);
/* Loads the lines that the hunks added to `text`; false when they have too few letters. */
int idio_moves_begin(struct idio_moves *m, struct idio_span text, const struct idio_hunks *hunks,
                     bool *ret_worth, struct idio_err *err) IDIO_MUST_CHECK;
/* Blocks of what is still missed that stand in the index with more than `weight` letters and
 * digits, other than in source `but` (UINT32_MAX: in any), are put into `found`. */
int idio_moves_search(struct idio_moves *m, const struct idio_line_index *x, uint32_t but,
                      uint64_t weight, struct idio_err *err) IDIO_MUST_CHECK;
/* Is any block of more than `weight` still missed? */
bool idio_moves_missed(const struct idio_moves *m, uint64_t weight);

#endif
