/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fact: one habit with its evidence. "In JavaScript, statements end without semicolons: 1,906 of
 * 1,911, 95 % interval .994-.999, of 20 repositories; others do it in .22 of the cases."
 */
#ifndef IDIO_TYPES_FACT_H
#define IDIO_TYPES_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types/lang.h"

#define IDIO_FACT_EXAMPLES 2

/* Who says so. Learning counts; the developer's decisions (core/decisions.c) have the last word. */
enum idio_standing {
    IDIO_STANDING_COUNTED,
    IDIO_STANDING_PINNED, /* the developer's own word, whatever is counted: stated, confidence 1 */
    IDIO_STANDING_REJECTED, /* never stated, never inferred, never asked about */
    IDIO_STANDING_OVERRULED /* another value of the trait was pinned */
};

struct idio_example {
    const char *repo; /* name of the repository */
    const char *path; /* inside it */
    uint32_t line;
    const char *text; /* the line itself, trimmed, redacted, at most 120 bytes; may be "" */
};

struct idio_fact {
    const char *id; /* "javascript:format.semicolons=never" — language:trait=value */
    enum idio_lang lang;
    const char *trait; /* "format.semicolons" */
    uint16_t trait_no; /* its number in the trait registry */
    const char *value; /* "never" */
    const char *area;  /* format naming idiom error doc test library structure */
    const char *field; /* schema property that the fact feeds, e.g. "style_guides" */
    const char
        *wording; /* the sentence that a spec carries, e.g. "No semicolons at statement ends." */
    const char
        *scope;    /* "" everywhere; else "repository" or "repository/folder", where it differs */
    uint64_t k, n; /* sites with the value, sites in all */
    double lo, hi; /* 95 % interval of the share, of effective counts */
    double confidence;     /* calibrated: how probably the developer's next choice is this; 0..1 */
    double prior;          /* share of the value among other developers; negative: unknown */
    double surprise;       /* bits: log2((k/n) / prior); 0 when the prior is unknown */
    double impact;         /* 0..1, from the trait registry: how much a violation hurts */
    uint32_t files, repos; /* that have at least one site of the trait */
    /* Days since 1970-01-01, 0: unknown. Oldest and newest line with the value; `since`: the day
     * from which the value holds, when the developer did `before` until then. */
    int32_t first_seen, last_seen, since;
    const char *before; /* value before the switch; "" when there was none */
    bool decided;       /* false: the developer does both (asked, never inferred) */
    bool stated;        /* decided, enough evidence, and surprising or of high impact */
    enum idio_standing standing;
    int64_t ruled_at; /* when it was pinned or rejected, seconds since 1970; 0: never */
    bool reworded;    /* `wording` is the developer's */
    struct idio_example examples[IDIO_FACT_EXAMPLES];
    size_t example_count;
    struct idio_example counter; /* path NULL when there is none */
};

#endif
