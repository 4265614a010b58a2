/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one SQLite file (WAL) under the user's data folder. It keeps the repositories and
 * their files, observed files by blob id (the incremental cache), the facts, the scorer, the
 * developer's prompts, and the log of specs. One writer at a time; a second process waits `busy_ms`
 * and then gets IDIO_E_CONFLICT.
 *
 * Schema changes are numbered SQL files under src/store/migrations, applied in one transaction
 * each; a database from a newer program is refused, never touched. A crash leaves a database that
 * opens and continues: everything that belongs together is written in one transaction.
 *
 * Failures of any call: CORRUPT (damaged or not a database), CONFLICT (another writer), NOSPACE,
 * DENIED, IO, LIMIT (a value over 256 MiB), NOMEM; all but NOMEM name the path. After a failure
 * inside a transaction, roll back: calls that go on may be told IO, because SQLite has undone it
 * already.
 *
 * A handle belongs to one thread; several handles on one file are fine. Outside begin/commit each
 * call is a transaction of its own with an fsync (synchronous=FULL): put loops between them.
 * Strings given as NULL are stored as "".
 */
#ifndef IDIO_STORE_STORE_H
#define IDIO_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "types/fact.h"
#include "types/lang.h"

struct idio_store;

enum { IDIO_STORE_READ_ONLY = 1 };
/* Creates file and folders unless READ_ONLY (then NOTFOUND). A file that is not a database, or is
 * damaged, gives CORRUPT with the path and the remedy. */
int idio_store_open(const char *path, unsigned flags, int busy_ms, struct idio_store **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_store *idio_store_close(struct idio_store *s);
int idio_store_version(struct idio_store *s); /* schema version; 0: it could not be read */

/* Takes the write lock at once. No nesting: BUG. */
int idio_store_begin(struct idio_store *s, struct idio_err *err) IDIO_MUST_CHECK;
int idio_store_commit(struct idio_store *s, struct idio_err *err) IDIO_MUST_CHECK;
void idio_store_rollback(struct idio_store *s); /* no-op outside a transaction */

/* ---- small values by key: "detector", "scorer", "identity" … ------------------------------- */
int idio_store_value_put(struct idio_store *s, const char *key, const void *p, size_t n,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* NOTFOUND when there is none. Copy in `arena`, NUL after it. */
int idio_store_value_get(struct idio_store *s, const char *key, struct idio_arena *arena,
                         const char **ret, size_t *ret_len, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- repositories and files ------------------------------------------------------------------ */
struct idio_store_repo {
    int64_t id;
    const char *path;   /* absolute */
    const char *name;   /* shown to people; unique is not required */
    const char *kind;   /* "git" or "plain" */
    const char *state;  /* head + settings digest: equal state, nothing to do */
    const char *report; /* JSON of what was skipped and why */
    int64_t learnt_at;
};
struct idio_store_file {
    int64_t repo;
    const char *path; /* inside the repository, any bytes but NUL */
    const char *blob; /* hex id of the contents */
    enum idio_lang lang;
    const void *lines; /* encoded idio_lines; NULL: everything is the developer's, undated */
    size_t lines_len;
};
/* Inserts or updates by path; sets *ret_id. */
int idio_store_repo_put(struct idio_store *s, const struct idio_store_repo *r, int64_t *ret_id,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* All, sorted by path. */
int idio_store_repos(struct idio_store *s, struct idio_arena *arena, struct idio_store_repo **ret,
                     size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;
/* Deletes a repository, its files, and observed blobs that no other repository uses, and overwrites
 * what they took; NOTFOUND. Facts and specs, which may quote it, are the caller's to replace. */
int idio_store_repo_forget(struct idio_store *s, int64_t id, struct idio_err *err) IDIO_MUST_CHECK;
/* Replaces the file list of a repository (`files[].repo` is not read). INVALID: a path is there
 * twice; NOTFOUND: no such repository. Either way the old list stays. */
int idio_store_files_put(struct idio_store *s, int64_t repo, const struct idio_store_file *files,
                         size_t n, struct idio_err *err) IDIO_MUST_CHECK;
/* What a repository keeps about files that are in no list (the caller's own form), replaced as a
 * whole; forgotten with the repository. *ret_len 0: nothing. Copy in `arena`. NOTFOUND: no such
 * repository. */
int idio_store_foreign_put(struct idio_store *s, int64_t repo, const void *p, size_t n,
                           struct idio_err *err) IDIO_MUST_CHECK;
int idio_store_foreign_get(struct idio_store *s, int64_t repo, struct idio_arena *arena,
                           const void **ret, size_t *ret_len, struct idio_err *err) IDIO_MUST_CHECK;
/* Visits files of one repository (or all with repo = 0) ordered by (repository path, file path),
 * each with its observed blob (NULL when not in the cache). A non-zero answer stops and is
 * returned. What is passed lives until `visit` returns. `visit` may call the store, but not this
 * function (BUG). */
typedef int (*idio_store_visit)(void *ctx, const struct idio_store_repo *repo,
                                const struct idio_store_file *file, const void *observed,
                                size_t observed_len, struct idio_err *err);
int idio_store_files_visit(struct idio_store *s, int64_t repo, const char *detector,
                           idio_store_visit visit, void *ctx, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- observed files, by blob, language and detector version ------------------------------------
 */
bool idio_store_observed_has(struct idio_store *s, const char *blob, enum idio_lang lang,
                             const char *detector);
int idio_store_observed_put(struct idio_store *s, const char *blob, enum idio_lang lang,
                            const char *detector, const void *p, size_t n,
                            struct idio_err *err) IDIO_MUST_CHECK;
/* Drops entries of other detector versions and of blobs that no file names. */
int idio_store_observed_sweep(struct idio_store *s, const char *detector,
                              struct idio_err *err) IDIO_MUST_CHECK;

/* ---- facts -------------------------------------------------------------------------------------
 */
int idio_store_facts_put(struct idio_store *s, const struct idio_fact *facts, size_t n,
                         struct idio_err *err)
    IDIO_MUST_CHECK; /* replaces all, or none on failure */
/* Ordered by language (its id), area, trait, value, scope. Strings are never NULL, but
 * counter.path. */
int idio_store_facts(struct idio_store *s, struct idio_arena *arena, struct idio_fact **ret,
                     size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- decisions: the developer's word on facts ---------------------------------------------------
 */
enum idio_verdict { IDIO_DECISION_PIN, IDIO_DECISION_REJECT, IDIO_DECISION_EDIT };
const char *idio_decision_name(enum idio_verdict v); /* "pin" "reject" "edit" */
struct idio_store_decision {
    enum idio_lang lang;
    const char *trait, *value;
    const char *scope; /* "": everywhere */
    enum idio_verdict verdict;
    const char *wording; /* of an edit */
    int64_t made_at;
};
/* All, ordered by language (its id), trait, scope, verdict (its name), value. A language or verdict
 * of a newer program is left out. */
int idio_store_decisions(struct idio_store *s, struct idio_arena *arena,
                         struct idio_store_decision **ret, size_t *ret_n,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Replaces the one with the same language, trait, value, scope and verdict. */
int idio_store_decision_put(struct idio_store *s, const struct idio_store_decision *d,
                            struct idio_err *err) IDIO_MUST_CHECK;
/* All about a trait in one scope. */
int idio_store_decisions_drop(struct idio_store *s, enum idio_lang lang, const char *trait,
                              const char *scope, struct idio_err *err) IDIO_MUST_CHECK;
/* All whose scope is the repository or a folder of it. */
int idio_store_decisions_forget(struct idio_store *s, const char *repo,
                                struct idio_err *err) IDIO_MUST_CHECK;

/* ---- specs -------------------------------------------------------------------------------------
 */
struct idio_store_spec {
    int64_t id;
    int64_t created_at;
    int64_t parent; /* the spec that this one edits; 0: none */
    const char *request;
    const char *envelope; /* JSON text */
    const char *hash;     /* SHA-256 of the canonical spec, hex */
    int64_t approved_at;  /* 0: not approved */
};
/* `id` is not read; numbers are never used again. NOTFOUND: no such parent. */
int idio_store_spec_add(struct idio_store *s, const struct idio_store_spec *spec, int64_t *ret_id,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* Replaces envelope, hash and approval of a spec. */
int idio_store_spec_update(struct idio_store *s, const struct idio_store_spec *spec,
                           struct idio_err *err) IDIO_MUST_CHECK;
int idio_store_spec_get(struct idio_store *s, int64_t id, struct idio_arena *arena,
                        struct idio_store_spec *ret, struct idio_err *err) IDIO_MUST_CHECK;
int64_t idio_store_spec_last(struct idio_store *s); /* 0: none */
/* Newest first, at most `limit` (0: all). */
int idio_store_specs(struct idio_store *s, size_t limit, struct idio_arena *arena,
                     struct idio_store_spec **ret, size_t *ret_n,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* ---- prompts: what the developer asked coding agents for ---------------------------------------
 */
struct idio_store_prompt {
    int64_t id;
    const char *hash; /* SHA-256 of the normalised text, hex: one prompt each */
    const char *tool; /* "claude" … */
    const char *intent;
    int32_t day;           /* since 1970-01-01; 0: unknown */
    const char *folder;    /* where it was typed; "" unknown */
    int64_t repo;          /* number of the repository that holds the folder; 0: none */
    const char *repo_name; /* of idio_store_prompts only; "" */
    const char *text;      /* redacted by the caller */
};
/* Not when there is one with this hash: *ret_new is false. */
int idio_store_prompt_add(struct idio_store *s, const struct idio_store_prompt *p, bool *ret_new,
                          struct idio_err *err) IDIO_MUST_CHECK;
int idio_store_prompt_has(struct idio_store *s, const char *hash, bool *ret,
                          struct idio_err *err) IDIO_MUST_CHECK;
/* Latest day first, at most `limit` (0: all). */
int idio_store_prompts(struct idio_store *s, size_t limit, struct idio_arena *arena,
                       struct idio_store_prompt **ret, size_t *ret_n,
                       struct idio_err *err) IDIO_MUST_CHECK;
int idio_store_prompts_count(struct idio_store *s, int64_t *ret,
                             struct idio_err *err) IDIO_MUST_CHECK;
/* Gives every prompt the innermost repository that holds its folder; repositories may have been
 * learnt since it was imported. */
int idio_store_prompts_link(struct idio_store *s, struct idio_err *err) IDIO_MUST_CHECK;
/* Erases those of a tool (NULL: all), and overwrites what they took. */
int idio_store_prompts_forget(struct idio_store *s, const char *tool, int64_t *ret_n,
                              struct idio_err *err) IDIO_MUST_CHECK;
/* Erases those typed in a folder or below. */
int idio_store_prompts_forget_folder(struct idio_store *s, const char *folder,
                                     struct idio_err *err) IDIO_MUST_CHECK;

/* ---- databases of other programs (store_foreign.c) ---------------------------------------------
 */
struct idio_foreign_want {
    const char *table;  /* with columns key and value */
    const char *prefix; /* rows whose key begins so; ends with a NUL, not empty */
};
struct idio_foreign_limits {
    uint64_t file;  /* bytes of the database and its log together */
    size_t value;   /* bytes of one value; a longer one is counted, not visited */
    size_t rows;    /* all together; what comes after is left out */
    uint64_t bytes; /* of the values visited; the same */
};
struct idio_foreign_counts {
    size_t rows;     /* visited */
    size_t too_long; /* values */
    bool cut;        /* a limit of all rows was reached, or the query took too long */
};
/* A non-zero answer stops and is returned. What is passed lives until `visit` returns. */
typedef int (*idio_foreign_visit)(void *ctx, size_t want, const char *key, size_t key_n,
                                  const char *value, size_t value_n, struct idio_err *err);
/*
 * Rows of another program's SQLite file, which may be in use and may be meant to do harm. The file
 * and the log beside it are copied into a folder of our own below `scratch`, which is gone when
 * this returns; only the copy is opened, read-only, without views, triggers and functions of its
 * schema. A link is not followed. A table that is not there has no rows. Rows come in the order of
 * `want`, then of their keys where these have an index.
 * NOTFOUND: no such file. LIMIT: larger than limits->file. CORRUPT: not a database, or damaged.
 * CONFLICT: it changed under every copy. INVALID: not a regular file.
 */
int idio_store_foreign_rows(const char *path, const char *scratch,
                            const struct idio_foreign_want *want, size_t want_n,
                            const struct idio_foreign_limits *limits, idio_foreign_visit visit,
                            void *ctx, struct idio_foreign_counts *ret,
                            struct idio_err *err) IDIO_MUST_CHECK;

#endif
