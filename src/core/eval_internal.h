/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State of one run of `eval`, shared by eval.c (the steps), eval_load.c (pairs that were made, as
 * requests with their right answers), eval_systems.c (who answers) and eval_figures.c (how well).
 */
#ifndef IDIO_CORE_EVAL_INTERNAL_H
#define IDIO_CORE_EVAL_INTERNAL_H

#include "base/vec.h"
#include "core/pairs_internal.h"

#define EVAL_ARENA ((size_t)1 << 30)

struct eval_fact { /* of a row's facts, by place */
    uint32_t fact;
    const char *does; /* value that the code has; NULL: the trait does not come up */
    bool relevant;    /* the code does what the fact says */
    bool inferred;    /* and it is a right answer */
    double rates[PAIRS_RATES];
};
struct eval_row {
    const char *id, *prompt, *lang_id;
    enum idio_split split;
    enum idio_intent act;
    bool vague, clear; /* one of a pair of twins */
    uint32_t cluster;
    struct idio_request req; /* as the engine gets it; candidates and undecided by place */
    struct eval_fact *facts;
    size_t fact_count;
    uint32_t *nearest; /* traits that came up in each of the nearest units, ends with UINT32_MAX */
    size_t nearest_count;
    struct idio_json *spec; /* the right one; borrowed from `docs` */
};

/* What a system says about a row. */
struct eval_answer {
    double *p;              /* [fact_count] that the fact comes up; NaN: no word on it */
    bool *picked;           /* [fact_count] it is in the spec */
    struct idio_json *spec; /* NULL: the system writes none */
    double ask;             /* that something must be asked; NaN: no word */
    int act;                /* enum idio_intent; -1: no word */
    size_t words;           /* of the spec's items */
};

struct eval_run {
    struct idio_core *core;
    const struct idio_eval_opts *opts;
    struct idio_arena arena;
    struct idio_fact *facts;
    const char **others; /* [facts] value that most others choose; NULL: none known */
    size_t fact_count;
    size_t traits;
    IDIO_VEC(struct eval_row) rows;
    IDIO_VEC(struct idio_json *) docs;
    struct idio_scorer *scorer; /* of the training rows: words and rates */
    struct idio_weights *weights;
    double threshold; /* of `words` and `nearest`, chosen on split valid */
};

/* Which value a system says of a habit that it picks. */
enum eval_claim { EVAL_OWN, EVAL_OTHERS, EVAL_SHUFFLED };
struct eval_system {
    const char *name, *what;
    enum eval_claim claim;
    /* NULL: not run; `why` tells. Text of the answer lives in `arena`. */
    int (*answer)(struct eval_run *e, const struct eval_row *row, struct idio_arena *arena,
                  struct eval_answer *ret, struct idio_err *err);
    const char *why;
};
extern const struct eval_system eval_systems[]; /* ends with a NULL name */

int eval_load(struct eval_run *e, struct idio_err *err) IDIO_MUST_CHECK;
/* Trains the scorer on the training rows, chooses thresholds on the validation rows. */
int eval_prepare(struct eval_run *e, struct idio_err *err) IDIO_MUST_CHECK;
/* Figures of one system on one split; NULL in *ret when the split has no rows. */
int eval_figures(struct eval_run *e, const struct eval_system *s, enum idio_split split,
                 struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;

#endif
