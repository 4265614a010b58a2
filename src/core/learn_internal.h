/* SPDX-License-Identifier: Apache-2.0 */
/* State of one run of learn, shared by learn.c (the steps), learn_who.c (whose code),
 * learn_known.c (what is known from before), learn_ranks.c (several processes) and learn_report.c
 * (what happened). */
#ifndef IDIO_CORE_LEARN_INTERNAL_H
#define IDIO_CORE_LEARN_INTERNAL_H

#include "base/map.h"
#include "base/pool.h"
#include "base/vec.h"
#include "core/core_internal.h"

#define LEARN_BATCH 2048 /* files between two commits: what a kill can lose */

struct repo_work {
    const char *word, *word_key; /* the user's on paths, a pattern a line; where it is kept */
    const struct idio_repo_ref *ref;
    const struct idio_store_repo *old; /* what the store knew; NULL: new */
    const char *name;                  /* distinct among all repositories */
    const char *state;
    struct idio_arena arena; /* owned by the thread that lists it */
    struct idio_repo_list list;
    struct idio_known known; /* what the run before found; if has_known */
    bool has_known;
    struct idio_known
        committers; /* what finding out whose code it is said of HEAD; no head: none */
    int64_t id;
    bool unchanged;
    int status; /* of opening and listing */
    struct idio_err err;
};

struct todo {
    size_t repo, file;
};

struct worker {
    struct idio_parser *parser;
    struct idio_repo *repo;
    size_t repo_index; /* which one is open; SIZE_MAX: none */
    struct idio_arena arena;
};

struct learning {
    struct idio_core *core;
    const struct idio_learn_opts *opts;
    struct idio_arena arena;
    struct repo_work *repos;
    size_t repo_count;
    struct idio_store_repo *known;
    size_t known_count;
    struct idio_identities who;
    const char *who_source; /* option, config, most_frequent, everybody */
    IDIO_VEC(struct todo) todo;
    size_t cached;
    struct worker *workers;
    size_t worker_count;
    struct idio_str *batch;        /* results of one batch, by index; at most LEARN_BATCH */
    size_t batch_begin, batch_len; /* which of todo */
    bool built;                    /* the profile was made anew */
    bool again;                    /* parse everything again */
    bool other_secrets;            /* the rules of a user's file are not those of the last run */
    char secrets[17];              /* digest of that file; "" without one */
};

/* ---- steps (learn.c) ------------------------------------------------------------------------- */
/* Lists the n repositories of these numbers in this process. */
int core_learn_list_here(struct learning *l, const size_t *which, size_t n,
                         struct idio_err *err) IDIO_MUST_CHECK;
int core_learn_need_workers(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* A batch is n of todo: begun empty, filled by observing them in this process or from elsewhere,
 * written in one transaction, ended. */
void core_learn_new_batch(struct learning *l, size_t begin, size_t n);
int core_learn_observe_here(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
int core_learn_write_batch(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
void core_learn_end_batch(struct learning *l);

/* ---- several processes (learn_ranks.c) ------------------------------------------------------- */
/* Rank 0: the steps, shared with the other ranks. */
int core_ranks_list(struct learning *l, const size_t *which, size_t n,
                    struct idio_err *err) IDIO_MUST_CHECK;
int core_ranks_observe(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* Rank 0, last: the others may go. `rc` is how the run went, and the result. Alone: nothing. */
int core_ranks_end(struct learning *l, int rc, struct idio_err *err) IDIO_MUST_CHECK;
/* The others: do what rank 0 asks for, until it ends. `rc` is how their start went. */
int core_ranks_serve(struct learning *l, int rc, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- whose code, and the report -------------------------------------------------------------- */
/* Finds the user's word on the paths of a repository: of this run, or as it is kept. */
int core_learn_word(struct learning *l, struct repo_work *w, struct idio_err *err) IDIO_MUST_CHECK;
int core_learn_say(const struct repo_work *w, struct idio_repo *repo,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* After listing: the same contents in several repositories count once. */
int core_learn_shared(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* After a repository's files are saved: those that were doubtful and are in another style are left
 * out, and the list is saved again (`*ret_changed`). */
int core_learn_outliers(struct learning *l, struct repo_work *w, bool *ret_changed,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* The file of the list is left out, for a reason. */
int core_learn_leave_out(struct repo_work *w, size_t i, const char *why,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Before files of the list are left out here: makes room among the foreign ones, where they belong
 * then, so that the next run knows whose their lines are. */
int core_learn_room_foreign(struct repo_work *w, struct idio_err *err) IDIO_MUST_CHECK;
/* Reads the user's own rules for secrets; their digest to l->secrets. */
int core_learn_secret_rules(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* The same, and sees whether they are the ones of the last run. */
int core_learn_secrets(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* In the open transaction, after the files are saved: what was cached under other rules of the user
 * is redacted anew. */
int core_learn_clean(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;

/* Fills who and who_source. */
int core_learn_identities(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* After listing: NOTFOUND when the identities own not one of the files, naming who does. */
int core_learn_check_identities(struct learning *l, struct idio_err *err) IDIO_MUST_CHECK;
/* What the store knows of the repository at this path; NULL. */
const struct idio_store_repo *core_learn_old(const struct learning *l, const char *path);
/* Before it is known whose code is learnt: fills head and past of w->known, which do not depend on
 * that. Not for threads. */
int core_learn_past(struct learning *l, struct repo_work *w, struct idio_err *err) IDIO_MUST_CHECK;
/* Fills w->known from the store, where it may be taken over. Not for threads. */
int core_learn_known(struct learning *l, struct repo_work *w, struct idio_err *err) IDIO_MUST_CHECK;
/* Files left out as foreign and the past, in the form in which the store keeps them; nothing for
 * none. */
void core_foreign_encode(const struct idio_repo_list *list, struct idio_str *out);
/* Sets nothing else of `ret`; lines and past are borrowed from `p`. CORRUPT for a damaged one. */
int core_foreign_decode(const void *p, size_t n, struct idio_arena *arena,
                        struct idio_repo_list *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* JSON of what one repository gave, from its list and the verdicts in the cache; text in w->arena.
 */
int core_learn_report_repo(struct learning *l, struct repo_work *w, const char **ret,
                           struct idio_err *err) IDIO_MUST_CHECK;
int core_learn_report(struct learning *l, struct idio_json *report,
                      struct idio_err *err) IDIO_MUST_CHECK;

#endif
