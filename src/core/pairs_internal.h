/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State of one run of `pairs`, shared by pairs.c (the steps), pairs_gather.c (units from the
 * repositories), pairs_commits.c (requests from commits), pairs_split.c (clusters, splits and the
 * profile that may be known), pairs_context.c (what stood around a unit when it was written),
 * pairs_plan.c (which prompts), pairs_row.c (one row) and pairs_write.c (files and card).
 */
#ifndef IDIO_CORE_PAIRS_INTERNAL_H
#define IDIO_CORE_PAIRS_INTERNAL_H

#include "base/map.h"
#include "base/pool.h"
#include "base/vec.h"
#include "core/core_internal.h"
#include "pairs/pairs.h"

#define PAIRS_ARENA      ((size_t)768 << 20)
#define PAIRS_UNITS_MAX  200000
#define PAIRS_NEIGHBOURS 12
#define PAIRS_NEAREST    3
#define PAIRS_RATES      5 /* functions of the file, folder, repository, language; whole files */

struct pairs_repo {
    const struct idio_store_repo *row;
    struct idio_repo_ref ref;
    struct idio_identities who;
    const char *licence; /* SPDX id, or "unknown" */
    bool held_out;
    size_t units; /* that can be used */
};

/* A file as it is at HEAD; its strings live in the arena of the worker that read it. */
struct pairs_import {
    const char *name;
    int32_t day; /* on which it came; 0: unknown */
};
struct pairs_file {
    uint32_t repo;
    const char *path;
    char blob[41];
    enum idio_lang lang;
    const void *lines; /* encoded; NULL: all are the developer's */
    size_t lines_len;
    bool read;                     /* what follows is there */
    struct idio_observed observed; /* without sites */
    struct idio_shape *shapes;     /* [unit_count] */
    struct idio_habits *habits;    /* [unit_count] */
    int32_t *born;                 /* [unit_count] day of the head line; 0: unknown */
    struct pairs_import *imports;
    size_t import_count;
};

/* What a row is about: a unit as it is at HEAD, or what a commit did to one. */
struct pairs_subject {
    uint32_t file; /* at HEAD, or of the commit's own files */
    uint32_t unit;
    const struct pairs_file *in;
    enum idio_intent act;
    int32_t day;
    struct idio_habits habits;          /* of the unit, or of the lines that the commit brought */
    const struct idio_message *message; /* NULL: none */
    const char *commit;                 /* hex; "" */
    const char *const *tests;           /* names of tests that call the unit */
    size_t test_count;
    const char *key; /* "repository path:line name", or with the commit: names it for ever */
    uint32_t cluster;
    enum idio_split split;
    struct idio_frame frame;
    /* What stood around it: pairs_context.c */
    float (*rates)[PAIRS_RATES]; /* [traits], NaN unknown */
    const char **neighbours;
    size_t neighbour_count;
    const char **imports;
    size_t import_count;
    uint32_t nearest[PAIRS_NEAREST]; /* subjects; UINT32_MAX: none */
    bool wanted;                     /* some prompt is planned for it */
};

struct pairs_run {
    struct idio_core *core;
    const struct idio_pairs_opts *opts;
    struct idio_arena arena; /* of the whole run; workers have their own */
    struct idio_arena *worker_arenas;
    size_t worker_count;
    size_t traits;
    struct pairs_repo *repos;
    size_t repo_count;
    struct pairs_file *files;
    size_t file_count;
    size_t stale; /* files that this program has not observed: another one learnt them */
    IDIO_VEC(struct pairs_subject) subjects; /* by key */
    uint32_t cluster_count;
    int32_t cut;             /* what was born later is split C; 0: nothing is */
    struct idio_fact *facts; /* mined without held-out repositories and later lines */
    size_t fact_count;
    uint32_t *cluster_first, *cluster_next; /* subjects of a cluster; UINT32_MAX ends */
    struct idio_grammar *grammar;
    IDIO_VEC(struct pairs_job) jobs;
};

/* One prompt that shall be made of a subject. */
enum pairs_slice {
    PAIRS_FUNCTION, /* a function, told by the grammar */
    PAIRS_WHOLE,    /* a class or a file */
    PAIRS_CHANGE,   /* what a commit did, told by the grammar */
    PAIRS_TEST,     /* a test that was written */
    PAIRS_NATURAL,  /* the developer's own words as they stand */
    PAIRS_VAGUE,    /* made unclear: something is to be asked */
    PAIRS_CLEAR,    /* its twin: nothing is */
    PAIRS_AGAINST,  /* the prompt wants something else than the habit */
    PAIRS_BARE,     /* few facts, or none: a new user */
    PAIRS_SLICES
};
enum pairs_given { PAIRS_GIVEN_ALL, PAIRS_GIVEN_SOME, PAIRS_GIVEN_NONE };
struct pairs_job {
    uint32_t subject;
    enum pairs_slice slice;
    enum pairs_given given;
    enum idio_split split; /* of the row: that of the subject, or E and F */
    struct idio_telling how;
    uint32_t twin; /* job number; UINT32_MAX: none */
    bool chosen;   /* survived selection */
    struct idio_prompt prompt;
    char id[17];
};
/* A fact as a row sees it. */
struct pairs_seen {
    uint32_t fact; /* number */
    enum idio_label label;
    const char *does; /* what the subject does where the trait comes up; NULL: it does not */
    bool relevant;    /* it is the fact's value, whether the prompt states it or not */
    double support;
};

/* ---- steps ----------------------------------------------------------------------------------- */
int pairs_gather(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Units of HEAD that can be subjects; and what commits did to units. */
int pairs_collect(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
int pairs_commits(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Sorts the subjects, chooses held-out repositories and the cut, clusters, assigns splits. */
int pairs_split(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Subjects of training that are near one kept for tests, of all or of the wanted ones; the numbers
 * in *ret (idio_free) are those of subjects. */
int pairs_leaks(struct pairs_run *r, bool wanted, struct idio_leak **ret, size_t *ret_n,
                struct idio_err *err) IDIO_MUST_CHECK;
/* Facts that may be known to the rows. */
int pairs_profile(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Fills what stood around the wanted subjects on their day. */
int pairs_surround(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Frames of all subjects; those that say too little are marked out of every split. */
int pairs_frames(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Which prompts of which subjects; marks the wanted ones. */
int pairs_plan(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Tells all planned prompts and keeps those that differ most. */
int pairs_tell(struct pairs_run *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Facts that hold where the subject stands, with their labels for a prompt; in `arena`. */
int pairs_see(const struct pairs_run *r, const struct pairs_job *job, struct idio_arena *arena,
              struct pairs_seen **ret, size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;
/* The request as an engine would get it; the draft that the row teaches (idio_draft_release). */
int pairs_request(const struct pairs_run *r, const struct pairs_job *job,
                  const struct pairs_seen *seen, size_t n, struct idio_arena *arena,
                  struct idio_request *ret, struct idio_err *err) IDIO_MUST_CHECK;
int pairs_draft(const struct pairs_run *r, const struct pairs_job *job,
                const struct pairs_seen *seen, size_t n, struct idio_arena *arena,
                struct idio_draft *ret, struct idio_err *err) IDIO_MUST_CHECK;
int pairs_row(const struct pairs_run *r, const struct pairs_job *job, struct idio_arena *arena,
              struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
bool pairs_is_for_tests(enum idio_split s);
double pairs_usefulness(const struct idio_fact *f); /* of a habit that comes up, in a spec */
/* Numbers 0..n-1 in an order by lot: each draws by its name and the seed of the run. */
typedef const char *(*pairs_name)(const struct pairs_run *r, size_t i);
int pairs_draw(struct pairs_run *r, size_t n, pairs_name name, size_t **ret,
               struct idio_err *err) IDIO_MUST_CHECK;
const char *pairs_slice_name(enum pairs_slice s);
/* Secrets and personal data out of everything that a frame says. */
int pairs_clean_frame(struct pairs_run *r, struct idio_frame *f,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* Two specs for one prompt, of which the first is better; appends lines to `out`. */
int pairs_prefer(const struct pairs_run *r, const struct pairs_job *job,
                 const struct idio_json *row, struct idio_str *out, size_t *count,
                 struct idio_err *err) IDIO_MUST_CHECK;
int pairs_prefer_edits(struct pairs_run *r, struct idio_str *out, size_t *count,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Rows, preferences, facts and card into the data folder; *ret is the card. */
int pairs_write(struct pairs_run *r, struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- what was written ------------------------------------------------------------------------ */
#define PAIRS_FOLDER   "pairs"
#define PAIRS_CARD     "card.json"
#define PAIRS_ROWS     "rows.jsonl"
#define PAIRS_PREFER   "preferences.jsonl"
#define PAIRS_FACTS    "facts.json"
#define PAIRS_FILE_MAX ((size_t)1 << 30)

/* Path of a file of the pairs; idio_free it, NULL when memory is gone. */
char *pairs_path(const struct idio_core *c, const char *file);
/* The card, after it has been checked that it belongs to the files. NOTFOUND: there are no pairs.
 */
int pairs_card(struct idio_core *c, struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
int pairs_facts(struct idio_core *c, struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Each row in its order; a non-zero answer stops and is returned. */
typedef int (*pairs_visit)(void *ctx, struct idio_json *row, struct idio_err *err);
int pairs_rows(struct idio_core *c, const char *file, pairs_visit visit, void *ctx,
               struct idio_err *err) IDIO_MUST_CHECK;

#endif
