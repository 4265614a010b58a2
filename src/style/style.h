/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Style: what sites mean. The trait registry (data/traits.json: names, values, wording, the spec
 * field a fact feeds, impact), counting with evidence, intervals, priors, and the rates at which
 * traits come up in a neighbourhood.
 *
 * Counting is a commutative sum over files, and every order-dependent choice (examples, ties) is
 * settled by the names of repository and file and by the line, so the facts do not depend on
 * threads or order.
 */
#ifndef IDIO_STYLE_STYLE_H
#define IDIO_STYLE_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "types/fact.h"
#include "types/frame.h"
#include "types/observed.h"
#include "types/trait.h"

/* ---- registry ------------------------------------------------------------------------------ */
struct idio_traits; /* immutable after new */
/* From the embedded data files: data/traits.json, queries/<lang>/{language,priors}.json. */
int idio_traits_new(struct idio_traits **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_traits *idio_traits_free(struct idio_traits *t);
size_t idio_traits_count(const struct idio_traits *t);
const char *idio_traits_name(const struct idio_traits *t, size_t trait); /* "format.quotes" */
int idio_traits_find(const struct idio_traits *t, const char *name);     /* -1: unknown */
/* Whether the trait exists in the language at all. */
bool idio_traits_applies(const struct idio_traits *t, size_t trait, enum idio_lang lang);
/* A question for an undecided fact ("Single or double quotes?"); NULL when there is none. */
const char *idio_traits_question(const struct idio_traits *t, size_t trait);
/* The name of a value, e.g. for a site; NULL for an open trait (the site's text) or a wrong
 * number. */
const char *idio_traits_value(const struct idio_traits *t, size_t trait, uint16_t value);
/* Whether any value may stand (libraries), or only those of the registry. */
bool idio_traits_open(const struct idio_traits *t, size_t trait);
size_t idio_traits_value_count(const struct idio_traits *t, size_t trait); /* 0 for an open trait */
const char *idio_traits_area(const struct idio_traits *t, size_t trait);
/* A fact that nobody has counted: k and n are 0, the interval is [0, 1], `wording` is "" when no
 * sentence exists for the value. Copies `value` into the arena. */
int idio_traits_blank(const struct idio_traits *t, size_t trait, enum idio_lang lang,
                      const char *value, struct idio_arena *arena, struct idio_fact *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
struct idio_trait_resolver idio_traits_resolver(const struct idio_traits *t);
/* Digest of registry, priors, queries and detector code version: key of the observation cache. */
int idio_traits_detector(const struct idio_traits *t, const char *queries_digest, char ret[17],
                         struct idio_err *err) IDIO_MUST_CHECK;

/* Wilson score interval, 95 % (E. B. Wilson, JASA 22, 1927). n = 0 gives [0, 1]. */
void idio_wilson(uint64_t k, uint64_t n, double *ret_lo, double *ret_hi);

/* ---- counting ------------------------------------------------------------------------------ */
struct idio_tally;
int idio_tally_new(const struct idio_traits *t, struct idio_tally **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
struct idio_tally *idio_tally_free(struct idio_tally *t);
int idio_tally_add(struct idio_tally *t, const char *repo_name, const char *repo_path,
                   const char *path, const struct idio_observed *o,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Adds all that was counted in `from`: the tally of two sets of files is the merge of their
 * tallies, in any order. Both of the same registry. */
int idio_tally_merge(struct idio_tally *t, const struct idio_tally *from,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* Bytes for another process (MPI ranks, caches); decoding trusts nothing: CORRUPT for damaged ones,
 * CONFLICT for those of another registry. */
void idio_tally_encode(const struct idio_tally *t, struct idio_str *out);
int idio_tally_decode(const struct idio_traits *traits, const void *p, size_t n,
                      struct idio_tally **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* All facts: per language and trait the value most often chosen; a trait without a clear winner
 * gives one fact per contender with decided = false (a lone one: too little agreement between files
 * or repositories), or none when it has fewer sites than its min_n. Behind them, the facts of
 * repositories and folders that differ (scope). Example texts are empty: core fills them in.
 * Ordered by language, area, trait, then everywhere (by value) before scopes (by place). Lives in
 * `arena`; names point into the registry. */
int idio_tally_facts(const struct idio_tally *t, struct idio_arena *arena, struct idio_fact **ret,
                     size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;
/* {"javascript":{"format.quotes":{"repos":14,"sites":9120,"shares":{"single":0.61,…}}}}: mean over
 * repositories of the share of each value. `tools/priors` makes priors.json of it. */
int idio_tally_shares(const struct idio_tally *t, struct idio_json **ret,
                      struct idio_err *err) IDIO_MUST_CHECK;

/* ---- checking ------------------------------------------------------------------------------ */
struct idio_check_opts {
    const char *repo; /* name of the repository that holds the file; NULL: none that was learnt */
    const char *path; /* inside it */
    const uint32_t (*changed)[2]; /* first and last line of what is checked; NULL: all lines */
    size_t changed_count;
    double confidence; /* facts below are not checked against; 0: IDIO_CHECK_CONFIDENCE */
    bool all;          /* against all that are decided, whatever their confidence */
};
#define IDIO_CHECK_CONFIDENCE 0.90
struct idio_violation {
    const struct idio_fact *fact; /* what the developer does; points into the facts */
    uint32_t line;                /* where something else stands */
    uint32_t count;               /* sites that this one speaks for, itself among them */
    const char *found;            /* the value that stands there */
};
/*
 * Which sites of a file go against which facts? Of each trait the decided fact of the narrowest
 * scope that holds the file is taken. A file or unit that is of another mind throughout gives one
 * violation (count says how many sites), and none when what was changed only follows the lines
 * around it. Sorted by line, then trait. `found` points into the registry or `o`.
 */
int idio_style_check(const struct idio_traits *t, const struct idio_fact *facts, size_t n,
                     const struct idio_check_opts *opts, const struct idio_observed *o,
                     struct idio_arena *arena, struct idio_violation **ret, size_t *ret_n,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* Does a fact's scope hold the file? `path` may be a folder's ("" for the repository itself). */
bool idio_scope_holds(const char *scope, const char *repo, const char *path);

/* ---- rates --------------------------------------------------------------------------------- */
/* In which share of the function units around a place does a trait come up?
 * Of the file, the folder, the repository, the language (all repositories); NaN: no unit there. */
#define IDIO_RATES 4
struct idio_rates;
int idio_rates_new(const struct idio_traits *t, struct idio_rates **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
struct idio_rates *idio_rates_free(struct idio_rates *r);
/* `came_up`: flags [unit_count][traits] of idio_rates_came_up_all. */
int idio_rates_add(struct idio_rates *r, const char *repo_path, const char *path,
                   const struct idio_observed *o, const uint8_t *came_up,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Fills ret[trait][0..3] for all traits. `minus` (may be NULL): came-up flags [traits] of one unit
 * of this very file, which is taken out of every count first (leave-one-out). */
void idio_rates_get(const struct idio_rates *r, const char *repo_path, const char *path,
                    enum idio_lang lang, const uint8_t *minus, float (*ret)[IDIO_RATES]);
/* came_up[trait] = 1 when the unit (or a unit nested in it) has a site of the trait, else 0. */
void idio_rates_came_up(const struct idio_traits *t, const struct idio_observed *o, size_t unit,
                        uint8_t *ret);
/* The same for all units in one pass over the sites: [unit_count][traits]. */
void idio_rates_came_up_all(const struct idio_traits *t, const struct idio_observed *o,
                            uint8_t *ret);

/* ---- what a unit does ------------------------------------------------------------------------ */
/* A part of a file: a unit with what is nested in it, or only some of its lines. */
struct idio_style_part {
    uint32_t unit;
    const uint32_t (*lines)[2]; /* first and last; NULL: all */
    size_t line_count;
    bool libraries; /* those of the unit count although only some lines do: a test was asked for */
};
/* ret[i]: of parts[i]. Counts what idio_tally_add counts, and the libraries that a unit uses; of a
 * file that did not parse, nothing. Lives in `arena`. */
int idio_style_habits(const struct idio_traits *t, const struct idio_observed *o,
                      const struct idio_style_part *parts, size_t n, struct idio_arena *arena,
                      struct idio_habits *ret, struct idio_err *err) IDIO_MUST_CHECK;

#endif
