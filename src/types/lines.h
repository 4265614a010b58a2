/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose the lines of a file are, and since when: what blame found. Corpus makes it, the store keeps
 * it beside the file's name, style counts only sites on the developer's own lines and dates them.
 */
#ifndef IDIO_TYPES_LINES_H
#define IDIO_TYPES_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum idio_owner {
    IDIO_OWNER_MINE,
    IDIO_OWNER_OTHER,   /* another person */
    IDIO_OWNER_MACHINE, /* a bot, or a commit that names an AI as its author or co-author */
    IDIO_OWNER_IMPORT,  /* came in a bulk import: code that was copied in, whoever committed it */
    IDIO_OWNER_COUNT
};

/* Lines first .. (first of the next run) - 1. */
struct idio_line_run {
    uint32_t first; /* 1-based */
    int32_t day;    /* of the author date of the commit, days since 1970-01-01; 0: unknown */
    enum idio_owner owner;
};
struct idio_lines {
    struct idio_line_run *at; /* sorted by first; at[0].first is 1 */
    size_t len;
    uint32_t count; /* lines of the file */
};

/* The run that holds a line; the last one for a line behind the end; NULL when there is none. */
const struct idio_line_run *idio_lines_at(const struct idio_lines *l, uint32_t line);
/* Share of lines first..last that are MINE; 1 when nothing is known. */
double idio_lines_own(const struct idio_lines *l, uint32_t first, uint32_t last);

/* Binary form for the store; decoding checks everything, CORRUPT for a damaged one. Runs live in
 * `arena`. */
void idio_lines_encode(const struct idio_lines *l, struct idio_str *out);
int idio_lines_decode(const void *p, size_t n, struct idio_arena *arena, struct idio_lines *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;

#endif
