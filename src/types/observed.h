/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one file shows: its units, its imports, and its sites.
 *
 * A *site* is one place where the language offered a choice (an opportunity) and what was chosen:
 * trait `format.quotes`, value `single`, line 12. A *unit* is a function, class or the module
 * itself. Corpus produces an observed file, the store keeps it by blob id, style counts it, the
 * scorer learns from it. It is plain data so that no engine needs another's header.
 *
 * Trait and value are small numbers of the trait registry (style) of one detector version; `text`
 * is set for open-vocabulary traits (libraries), where value is IDIO_VALUE_OPEN.
 */
#ifndef IDIO_TYPES_OBSERVED_H
#define IDIO_TYPES_OBSERVED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "types/lang.h"
#include "types/lines.h"

#define IDIO_VALUE_OPEN UINT16_MAX
#define IDIO_NO_UNIT    UINT32_MAX
#define IDIO_UNIT_OWN   0.6 /* share of a unit's lines that must be the developer's */

struct idio_site {
    uint16_t trait;
    uint16_t value;
    uint32_t line; /* 1-based */
    uint32_t unit; /* innermost unit index, or IDIO_NO_UNIT */
    const char *text;
    int32_t day; /* birth of its line, days since 1970-01-01; 0: unknown. Not stored: see claim */
};

enum idio_unit_kind { IDIO_UNIT_FUNCTION, IDIO_UNIT_CLASS, IDIO_UNIT_MODULE };
struct idio_unit {
    enum idio_unit_kind kind;
    uint32_t parent;                /* enclosing unit, or IDIO_NO_UNIT */
    uint32_t first_line, last_line; /* 1-based, inclusive */
    const char *name;               /* "" for anonymous ones and modules */
    const char *signature;          /* one line, white space folded, at most 200 bytes */
    const char *doc;   /* comment or docstring text without markers, at most 500 bytes; "" */
    const char *calls; /* names called inside, space separated, distinct, at most 300 bytes */
    bool is_test;
    bool foreign; /* less than IDIO_UNIT_OWN of its lines are the developer's. Not stored */
};

struct idio_observed {
    enum idio_lang lang;
    uint32_t lines;
    bool parse_errors; /* more than 5 % of the bytes stand in error nodes */
    struct idio_unit *units;
    size_t unit_count;
    struct idio_site *sites; /* by line, then trait */
    size_t site_count;
    const char **imports; /* distinct, in order of first sight */
    size_t import_count;
};

/*
 * Keeps what is the developer's: sites on other lines are dropped, those that stay are dated, units
 * are marked foreign. Observed files are cached by contents and lines belong to a place in a
 * repository, so this is done when both meet.
 */
void idio_observed_claim(struct idio_observed *o, const struct idio_lines *lines);

/*
 * Compact binary form for the store's cache. Decoding checks everything (it is fuzzed): a damaged
 * blob gives IDIO_E_CORRUPT, never a crash. Decoded data lives in `arena`.
 */
void idio_observed_encode(const struct idio_observed *o, struct idio_str *out);
int idio_observed_decode(const void *p, size_t n, struct idio_arena *arena,
                         struct idio_observed *ret, struct idio_err *err) IDIO_MUST_CHECK;

#endif
