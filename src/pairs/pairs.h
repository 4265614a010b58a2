/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs: from what the developer's code shows to training rows.
 *
 *   frame      unit + shape + words (doc, commit, test, name) → what it is for
 *   grammar    frame + habits to state → a prompt, with the spans of what it states
 *   cluster    shapes of all repositories → clusters of copies; splits keep clusters whole
 *   diversity  how natural a set of prompts is
 *   logs       what the developer typed into coding agents
 *
 * Reads no files and no repositories: core hands it what it needs. Everything random comes from a
 * seed and the names of things, so the same input gives the same bytes.
 */
#ifndef IDIO_PAIRS_PAIRS_H
#define IDIO_PAIRS_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/ctx.h"
#include "base/json.h"
#include "base/map.h"
#include "base/str.h"
#include "types/frame.h"

/* ---- chance ---------------------------------------------------------------------------------- */
/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014). Seeded by what is being made, never by the time. */
struct idio_chance {
    uint64_t state;
};
struct idio_chance idio_chance_of(uint64_t seed, const char *what);
uint64_t idio_chance_next(struct idio_chance *c);
uint32_t idio_chance_below(struct idio_chance *c, uint32_t n); /* 0 .. n - 1, without bias; n > 0 */
double idio_chance_share(struct idio_chance *c);               /* [0, 1) */

/* ---- frames (frame*.c, words*.c, message.c) -------------------------------------------------- */
/* A commit's message as a request. */
struct idio_message {
    const char *request; /* imperative, without prefix, issue numbers and final period */
    const char *detail;  /* prose of the body; "" */
    const char *issue;   /* "#123"; "" */
    const char *area;    /* "parser" of "parser: add …" and "fix(parser): …"; "" */
    enum idio_intent act;
};
/* false: it says nothing that a request could say (merge, version bump, WIP, first person, fewer
 * than four words …), after CommitPackFT's filters (arXiv 2308.07124). *ret_why names the rule, of
 * IDIO_MESSAGE_RULES; "" when it is fit. Subject and body are as corpus gives them (own changes).
 */
#define IDIO_MESSAGE_RULES                                                                     \
    {                                                                                          \
        "empty", "merge", "revert", "url", "wip", "version", "junk", "review", "housekeeping", \
            "backward", "person", "hash", "text", "verb", "vague", "short", "long", "cut"      \
    }
int idio_message_read(const char *subject, const char *body, struct idio_arena *arena,
                      struct idio_message *ret, bool *ret_fit, const char **ret_why,
                      struct idio_err *err) IDIO_MUST_CHECK;

/* ---- commits and units (change_units.c) ------------------------------------------------------ */
#define IDIO_BROUGHT_MAX 5 /* functions; a commit that brought more introduces none of them */
struct idio_versions {     /* of one file of a change; what was or is not there is NULL */
    const struct idio_changed_file *file;
    const struct idio_observed *old, *new;
};
enum idio_fate { IDIO_FATE_BROUGHT, IDIO_FATE_CHANGED, IDIO_FATE_REMOVED };
struct idio_unit_change {
    enum idio_fate fate;
    uint32_t file;  /* index into the versions */
    uint32_t unit;  /* of the new version; of the old one when removed */
    uint32_t was;   /* of the old version of the same file; IDIO_NO_UNIT */
    uint32_t lines; /* that are new or changed in it, nested units left out; removed: all */
    bool nested;    /* inside another unit of the same fate */
};
/*
 * What a commit did to named functions and classes, by file and unit (removed ones last in their
 * file). Units of both versions are matched by container and name, of several with one name first
 * by signature. Brought: no such unit was there and most of its lines are new; a unit under a new
 * name whose lines were there is changed, as is one that came from another file of the commit. A
 * class is changed only when no unit inside it was touched.
 */
int idio_change_units(const struct idio_versions *v, size_t n, struct idio_arena *arena,
                      struct idio_unit_change **ret, size_t *ret_n,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* Functions that were brought, those inside brought functions left out. */
uint32_t idio_change_brought(const struct idio_versions *v, const struct idio_unit_change *c,
                             size_t n);
/* The unit that the request is about: one that it names, else one that was brought, else the one
 * with the most changed lines; SIZE_MAX: none (the change is outside of named units). */
size_t idio_change_about(const struct idio_versions *v, size_t files,
                         const struct idio_unit_change *c, size_t n, const struct idio_message *m);
/* What kind of request it makes for that unit: what the message says, corrected by what happened.
 */
enum idio_intent idio_change_act(const struct idio_versions *v, const struct idio_unit_change *c,
                                 size_t about, const struct idio_message *m);

/* Which change brought which unit. Changes are added newest first; the newest one that brought a
 * unit of that name to that path introduces it. A unit of which the file was renamed since is found
 * when one change alone brought that name. */
struct idio_introductions {
    struct idio_map by_place, by_name; /* → number of the change + 2; 1: several did */
};
void idio_introductions_init(struct idio_introductions *x);
void idio_introductions_release(struct idio_introductions *x);
/* Number of the change: the caller's, e.g. an index into the changes that it keeps. One that
 * brought more than IDIO_BROUGHT_MAX functions is added too: it hides older ones. */
int idio_introductions_add(struct idio_introductions *x, size_t change,
                           const struct idio_versions *v, const struct idio_unit_change *c,
                           size_t n, struct idio_err *err) IDIO_MUST_CHECK;
/* Number of the change that introduced a unit of HEAD; SIZE_MAX: none that is known. */
size_t idio_introductions_find(const struct idio_introductions *x, const char *path,
                               const struct idio_observed *o, size_t unit);

/* What is known of a unit when its frame is made. `message` and `tests` may be absent. */
struct idio_frame_source {
    const struct idio_observed *observed;
    size_t unit;
    const struct idio_shape *shape;
    const char *path;
    const struct idio_message *message; /* of the commit that brought the unit */
    const char *const *tests;           /* names of tests that call it */
    size_t test_count;
    enum idio_intent act;
};
/* A frame of low confidence is still a frame; callers drop what is below their bar. */
int idio_frame_make(const struct idio_frame_source *s, struct idio_arena *arena,
                    struct idio_frame *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- grammar (grammar*.c, noise.c; data/grammar.json) ---------------------------------------- */
struct idio_grammar; /* immutable after new */
int idio_grammar_new(struct idio_grammar **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_grammar *idio_grammar_free(struct idio_grammar *g);
size_t idio_grammar_count(const struct idio_grammar *g, size_t *ret_kept_for_tests);
struct idio_telling { /* what to tell of a frame, and how */
    enum idio_register reg;
    enum idio_vague vague;
    bool unseen; /* use at least one production that is kept for tests; else none of them */
    bool noise;  /* at the measured rates */
    bool name, path, language, inputs, outputs, edges, detail; /* what to state */
    const struct idio_fact *const *facts; /* habits to state; the wording is paraphrased */
    const bool *against;        /* [facts]: ask for something else than the fact says; NULL: none */
    const char *const *instead; /* [facts]: sentence of the value asked for where `against` */
    size_t fact_count;
    uint64_t seed;
};
int idio_grammar_tell(const struct idio_grammar *g, const struct idio_frame *f,
                      const struct idio_telling *how, struct idio_arena *arena,
                      struct idio_prompt *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Of n prompts (indexes into `texts`) the `want` that differ most: k-centre (Gonzalez 1985) over
 * hashed word n-grams; the first is the longest; ties by index. */
int idio_prompts_select(const char *const *texts, size_t n, size_t want, size_t *ret,
                        struct idio_err *err) IDIO_MUST_CHECK;

/* ---- clusters and splits (cluster.c, split.c) ------------------------------------------------ */
#define IDIO_NEAR_DUPLICATE .70
#define IDIO_LEAK           .50
struct idio_member { /* a unit among all units of all repositories */
    const struct idio_shape *shape;
    uint32_t repo;   /* number of its repository */
    const char *key; /* "repository path:line name": order and names of clusters come from it */
};
/* ret[i]: number of the cluster of member i, 0 … in the order of their smallest keys; members that
 * are equal (exact or renamed) or similar above `jaccard` are together, transitively. The same
 * clusters for every order of the members. */
int idio_cluster(const struct idio_member *m, size_t n, double jaccard, struct idio_ctx *ctx,
                 uint32_t *ret, size_t *ret_count, struct idio_err *err) IDIO_MUST_CHECK;
double idio_similarity(const struct idio_shape *a, const struct idio_shape *b); /* estimate, 0..1 */
/* Training members that are equal (then 1) to a test member, or similar above IDIO_LEAK; must be
 * none. One entry for each, with the nearest test member: without these members there is no leak.
 * By the order of training members. LIMIT when there is too much that is nearly similar: then
 * nobody knows, and the gate stays shut. */
struct idio_leak {
    size_t test, train;
    double jaccard;
};
int idio_leaks(const struct idio_member *test, size_t test_n, const struct idio_member *train,
               size_t train_n, struct idio_ctx *ctx, struct idio_leak **ret /* idio_free */,
               size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;

#define IDIO_SPLIT_LIST(X)                                     \
    X(TRAIN, "train")                                          \
    X(VALID, "valid")                                          \
    X(A, "A") /* held-out clusters of training repositories */ \
    X(B, "B") /* held-out repositories */                      \
    X(C, "C") /* what was written after a date */              \
    X(D, "D") /* held-out developers */                        \
    X(E, "E") /* real prompts */                               \
    X(F, "F") /* productions kept for tests, and noise */      \
    X(G, "G") /* labelled by hand */
enum idio_split {
#define X(name, id) IDIO_SPLIT_##name,
    IDIO_SPLIT_LIST(X)
#undef X
        IDIO_SPLITS,
    IDIO_SPLIT_NONE = IDIO_SPLITS /* a member that must be in none: a copy of a test in training */
};
const char *idio_split_name(enum idio_split s); /* "train" …, "none" */
struct idio_place {                             /* of a member */
    bool held_out;                              /* its repository is */
    int32_t day; /* when it was written, since 1970-01-01; 0 unknown */
};
struct idio_split_rules {
    uint64_t seed;
    int32_t cut_off;       /* first day that is later; 0: none */
    double share_a, valid; /* of the clusters that are neither in B nor in C: .10, .05 */
};
/*
 * ret[i]: split of member i; those of a cluster are in one split or in none. A cluster with a
 * member in a held-out repository is in B, and its members in other repositories are in none. One
 * that was not there before the cut-off is in C. Of the others chance takes A and valid, by seed
 * and the smallest key, so that more repositories do not move what is there. D to G are not by
 * cluster.
 */
int idio_split_members(const struct idio_member *m, const struct idio_place *places,
                       const uint32_t *cluster, size_t n, size_t clusters,
                       const struct idio_split_rules *rules, enum idio_split *ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* ---- labels (label.c) ------------------------------------------------------------------------ */
#define IDIO_SUPPORT       .80 /* least share of a fact that a label may lean on … */
#define IDIO_SUPPORT_SITES 8   /* … and least occasions, those of the unit's cluster left out */
enum idio_label {
    IDIO_LABEL_SILENT,   /* nothing: silence is the correct answer */
    IDIO_LABEL_STATED,   /* the prompt says it */
    IDIO_LABEL_INFERRED, /* stripped from the prompt, and the facts given support it */
    IDIO_LABEL_ASKED     /* stripped, not supported, and much depends on it */
};
struct idio_label_case {
    const struct idio_fact *fact; /* of the trait, among those given with the prompt; NULL: none */
    const struct idio_habit *habit; /* first of the trait in the unit; NULL: it does not come up */
    uint64_t k_out, n_out; /* sites of the unit's cluster with the fact's value, and in all */
    double impact;         /* of the trait */
    bool may_ask;          /* the trait has a question */
    bool stated;
};
/* The three-way rule: a label may say only what the prompt and the facts given with it support.
 * *ret_support is the fact's share without the cluster (0 without a fact). */
enum idio_label idio_label_of(const struct idio_label_case *c, double *ret_support);

/* ---- diversity (diversity.c) ----------------------------------------------------------------- */
struct idio_diversity {
    double compression; /* zlib level 9 over samples of 6,000 words */
    double distinct2, distinct3;
    double openings;     /* share of the ten most frequent first two words */
    double shared_start; /* share of prompts whose first four words another one has */
    double self_bleu;    /* BLEU-4 against 150 others */
};
int idio_diversity_of(const char *const *texts, size_t n, uint64_t seed, struct idio_diversity *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* Area under the ROC curve of a logistic model on character n-grams that tells real prompts from
 * made ones, by cross-validation: .5 is indistinguishable. */
int idio_real_or_made(const char *const *real, size_t real_n, const char *const *made,
                      size_t made_n, uint64_t seed, double *ret_auc,
                      struct idio_err *err) IDIO_MUST_CHECK;

/* ---- scores (score.c, stats.c) --------------------------------------------------------------- */
struct idio_score {
    double right, got, want; /* precision is right / got, recall right / want */
};
/* How much each word says: rare ones more. NULL where a function takes it: all alike. */
struct idio_weights;
int idio_weights_new(struct idio_weights **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_weights *idio_weights_free(struct idio_weights *w);
int idio_weights_add(struct idio_weights *w, const char *item,
                     struct idio_err *err) IDIO_MUST_CHECK;
double idio_item_similarity(const struct idio_weights *w, const char *a, const char *b); /* 0..1 */
/* Arrays of strings; what is not there counts as empty. */
void idio_score_items(const struct idio_weights *w, const struct idio_json *want,
                      const struct idio_json *got, struct idio_score *ret);
double idio_token_f1(const char *want, const char *got);

/* Area under the ROC curve; NaN when all y are alike. */
int idio_auroc(const double *p, const uint8_t *y, size_t n, double *ret,
               struct idio_err *err) IDIO_MUST_CHECK;
double idio_brier(const double *p, const uint8_t *y, size_t n);
#define IDIO_DECILES 10
struct idio_decile {
    size_t n;
    double predicted, observed; /* means */
};
/* Expected calibration error, and the means behind it. */
double idio_calibration_error(const double *p, const uint8_t *y, size_t n,
                              struct idio_decile ret[IDIO_DECILES]);
/* 95 % interval of a figure over rows 0..n-1, by drawing whole clusters; `f` gets how often each
 * row was drawn, and says NaN when nothing can be said. */
typedef double (*idio_statistic)(void *ctx, const uint32_t *weights);
int idio_bootstrap(const uint32_t *cluster, size_t n, size_t draws, uint64_t seed, idio_statistic f,
                   void *ctx, double *ret_lo, double *ret_hi, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- logs of coding agents (logs*.c) --------------------------------------------------------- */
#define IDIO_LOG_LIST(X)                \
    X(CLAUDE_SESSION, "claude-session") \
    X(CLAUDE_HISTORY, "claude-history") \
    X(CODEX_SESSION, "codex-session")   \
    X(CODEX_HISTORY, "codex-history")   \
    X(CURSOR, "cursor")                 \
    X(SPECSTORY, "specstory")
enum idio_log_format {
#define X(name, id) IDIO_LOG_##name,
    IDIO_LOG_LIST(X)
#undef X
        IDIO_LOG_FORMATS
};
const char *idio_log_name(enum idio_log_format f); /* "claude-session" … */

#define IDIO_LOG_LINE ((size_t)16 << 20) /* bytes; a longer line is not understood */
#define IDIO_LOG_TEXT ((size_t)16 << 10) /* bytes of one prompt; a longer one is skipped */

struct idio_logged {
    const char *text;   /* valid UTF-8, trimmed, not empty; redaction is the caller's */
    const char *folder; /* where it was typed; "" unknown */
    int64_t time;       /* seconds since 1970; 0: unknown */
};
struct idio_log_counts {
    size_t skipped;        /* said in the user's name, but not typed by a person */
    size_t not_understood; /* records */
    const char *version;   /* of the program or the format, as the file says it; "" */
};
/* One file of a format. For Cursor: the rows of its databases, one to a line: key, tab, JSON value;
 * "workspace.json", tab, and that file's text on one line goes before the rows of a workspace. What
 * is not understood is counted, never an error: vendors change these formats without notice. Fails
 * with NOMEM only, which also tells that the arena is full. */
int idio_log_read(enum idio_log_format format, const char *text, size_t n, struct idio_arena *arena,
                  struct idio_logged **ret, size_t *ret_n, struct idio_log_counts *ret_counts,
                  struct idio_err *err) IDIO_MUST_CHECK;

#endif
