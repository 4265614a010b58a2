/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Corpus: from paths on disk to observed files.
 *
 *   discover   paths → repositories (git, or plain folders)
 *   list       one repository → the developer's own source files, and what was left out and why
 *   read       one file's bytes (from the object database, never from the work tree)
 *   observe    bytes → units, imports, sites (tree-sitter queries that are data, and line rules)
 *
 * The only engine that sees libgit2 and tree-sitter. Repositories are hostile: nothing in them is
 * executed, links are not followed, sizes and depths have the caps below.
 */
#ifndef IDIO_CORPUS_CORPUS_H
#define IDIO_CORPUS_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/embed.h"
#include "base/str.h"
#include "types/frame.h"
#include "types/lines.h"
#include "types/observed.h"
#include "types/trait.h"

#define IDIO_CORPUS_FILE_MAX       (1024 * 1024) /* bytes; a larger file is skipped and counted */
#define IDIO_CORPUS_LINE_MAX       5000 /* bytes; a file with a longer line counts as generated */
#define IDIO_CORPUS_DISCOVER_DEPTH 12   /* folders below a given path */
#define IDIO_CORPUS_PARSE_MS       3000 /* a file that takes longer to parse is skipped and counted */
#define IDIO_SHA_HEX_MAX           65   /* hex id and NUL, SHA-1 or SHA-256 */

/* libgit2's global state and options, rule tables. Once per process, before any thread; shutdown at
 * its end. */
int idio_corpus_init(struct idio_err *err) IDIO_MUST_CHECK;
void idio_corpus_shutdown(void);

/* ---- repositories --------------------------------------------------------------------------- */
enum idio_repo_kind { IDIO_REPO_GIT, IDIO_REPO_PLAIN };
struct idio_repo_ref {
    enum idio_repo_kind kind;
    const char *path; /* absolute, without links */
    const char *name; /* last component (without ".git") */
};
struct idio_repo_refs {
    struct idio_repo_ref *at; /* sorted by path, distinct */
    size_t len;
};
/* A path that is (inside) a git repository gives that one; another folder is searched for
 * repositories (bare ones too; never inside one that was found; node_modules, hidden and link
 * folders are not entered). With `plain` each path itself is one repository, and no git is needed.
 * A path that does not exist, or under which nothing is found, is an error that names it. */
int idio_corpus_discover(const char *const *paths, size_t n, bool plain, struct idio_ctx *ctx,
                         struct idio_arena *arena, struct idio_repo_refs *ret,
                         struct idio_err *err) IDIO_MUST_CHECK;

struct idio_repo; /* an open repository; one thread */
/* Errors (each with its remedy): SHA-256 objects, newer extensions, not a repository, no
 * permission. */
int idio_repo_open(const struct idio_repo_ref *ref, struct idio_repo **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
struct idio_repo *idio_repo_close(struct idio_repo *r);
/* Of the rules for paths and for what was copied in: with others, repositories are listed anew. */
uint64_t idio_corpus_paths_version(void);
/* The user's word on files, before every other rule; later ones win. `glob` as in .gitignore. */
int idio_repo_say(struct idio_repo *r, const char *glob, bool own,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* Changes whenever the list of files may have: HEAD's commit id; for plain folders a digest of
 * names, sizes and modification times. CONFLICT for an unborn HEAD (says so: "has no commits yet").
 */
int idio_repo_state(struct idio_repo *r, char ret[IDIO_SHA_HEX_MAX],
                    struct idio_err *err) IDIO_MUST_CHECK;
/* How much work listing it is, roughly, in no unit; 0 without packs. */
uint64_t idio_repo_weight(struct idio_repo *r);

#define IDIO_LICENCE_MAX 48
/* SPDX identifier of the licence in the root folder; "unknown" when none is recognised. */
int idio_repo_licence(struct idio_repo *r, char ret[IDIO_LICENCE_MAX],
                      struct idio_err *err) IDIO_MUST_CHECK;
/* The same of a text; false when it is not recognised. */
bool idio_licence_of(const char *text, size_t n, char ret[IDIO_LICENCE_MAX]);

/* Who is the developer: names or e-mail addresses, compared case-insensitively through the mailmap.
 */
struct idio_identities {
    const char *const *at;
    size_t len; /* 0: everybody counts (plain folders, or --all-authors) */
};
/* user.email and user.name of the git configuration (system, global); len 0 when there is none. */
int idio_corpus_config_identities(struct idio_arena *arena, struct idio_identities *ret,
                                  struct idio_err *err) IDIO_MUST_CHECK;
struct idio_author {
    const char *name, *email; /* after mailmap */
    uint64_t commits;
};
struct idio_known;
/* Commit counts by author over all of the history, most first, ties by e-mail; bots left out. Of
 * `known` (may be NULL) only head and past are used: then commits since are read. `ret_known` (may
 * be NULL): what that says of HEAD, for idio_repo_list where nothing more is known. */
int idio_repo_authors(struct idio_repo *r, const struct idio_known *known, struct idio_ctx *ctx,
                      struct idio_arena *arena, struct idio_author **ret, size_t *ret_n,
                      struct idio_known *ret_known, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- files ---------------------------------------------------------------------------------- */
#define IDIO_SKIP_LIST(X)                                                  \
    X(LANGUAGE, "language", "no supported language")                       \
    X(VENDORED, "vendored", "vendored (third-party) by path or attribute") \
    X(GENERATED, "generated", "generated or minified")                     \
    X(BINARY, "binary", "binary")                                          \
    X(TOO_LARGE, "too_large", "larger than 1 MiB")                         \
    X(FOREIGN, "foreign", "other people's or machines' lines")             \
    X(LINK, "link", "symbolic link or submodule")                          \
    X(MISSING, "missing", "object missing (partial clone)")                \
    X(UNREADABLE, "unreadable", "could not be read")                       \
    X(ENCODING, "encoding", "not UTF-8")                                   \
    X(PARSE, "parse", "did not parse")                                     \
    X(IMPORTED, "imported", "copied in, by contents and history")          \
    X(COPY, "copy", "the same file stands in another repository")
enum idio_skip {
#define X(name, id, text) IDIO_SKIP_##name,
    IDIO_SKIP_LIST(X)
#undef X
        IDIO_SKIP_COUNT
};
const char *idio_skip_id(enum idio_skip s);
const char *idio_skip_text(enum idio_skip s);

struct idio_repo_file {
    const char *path; /* inside the repository */
    char blob[41];    /* hex blob id (plain folders: the id git would give) */
    enum idio_lang lang;
    const void *lines; /* whose its lines are, encoded (types/lines.h); NULL: all the developer's */
    size_t lines_len;
    const char *doubt; /* why it may have been copied in, although not enough speaks for it; NULL */
    int doubt_points;
    uint32_t size;  /* bytes; 0 when its history was not looked at */
    uint32_t edits; /* commits that changed it after the first */
    int64_t born;   /* time of its first commit; 0: unknown */
};
/* Whether a file of so many points is copied in, if its style is another one than that of the rest.
 */
bool idio_corpus_copied_by_style(int doubt_points);
struct idio_left_out {
    const char *path, *why; /* why: NULL when a path rule or an attribute says so */
    char blob[41];
};
struct idio_repo_list {
    struct idio_repo_file *at; /* sorted by path bytes */
    size_t len;
    struct idio_repo_file
        *foreign; /* left out, but with lines: to be known the next time, like … */
    size_t foreign_len;
    const void *past; /* … how the files came and who commits here; bytes for a next listing */
    size_t past_len;
    uint64_t tracked;                  /* files in all */
    uint64_t skipped[IDIO_SKIP_COUNT]; /* why not; with len they add up to tracked */
    uint64_t lines[IDIO_OWNER_COUNT];  /* of the files in `at` and `foreign`, by owner */
    struct idio_left_out *vendored;    /* VENDORED and IMPORTED ones, by path */
    size_t vendored_len;
    bool shallow; /* history is cut: authorship is by what is there */
};
/*
 * What an earlier idio_repo_list found for the same identities with the same program: the walk
 * through the history ends at that commit.
 */
struct idio_known {
    const char *head;                          /* hex id of the commit */
    const struct idio_repo_file *at, *foreign; /* as in the list */
    size_t len, foreign_len;
    const void *past;
    size_t past_len;
};
/*
 * The developer's own source files at HEAD: those of a supported language, not vendored, generated,
 * binary or huge, in which `who` wrote some of the lines (all but a handful in a tenth of the file
 * at least). `who` empty: everybody's but bots' and models'. `who` NULL: every file, and the
 * history is not read. Content checks (generated header, long lines, NUL bytes, UTF-8) are made
 * when the file is read, by idio_corpus_unfit. `known` may be NULL; the result is the same, only
 * sooner.
 */
int idio_repo_list(struct idio_repo *r, const struct idio_identities *who,
                   const struct idio_known *known, struct idio_ctx *ctx, struct idio_arena *arena,
                   struct idio_repo_list *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Changes with what decides about authors: the rules of data/authors.txt and the program. */
uint64_t idio_corpus_authors_version(void);
/* Only `path` (for messages) and `blob` of `f` matter in a git repository, so any version can be
 * read. NOTFOUND for a missing object, LIMIT when it is too large, CORRUPT when the contents do not
 * fit the id, CONFLICT when a plain file has changed since it was listed. idio_free the buffer; NUL
 * after it. */
int idio_repo_read(struct idio_repo *r, const struct idio_repo_file *f, char **ret, size_t *ret_len,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* IDIO_SKIP_COUNT when the contents are fit, else the reason. */
enum idio_skip idio_corpus_unfit(const char *path, const char *text, size_t n);

/* ---- commits (own_changes.c) ----------------------------------------------------------------- */
#define IDIO_CHANGE_LINES 400 /* that a commit may add, and as many that it may remove */
#define IDIO_CHANGE_TOUCHED \
    200 /* files of any kind; among more, moves and scripts are not looked for */
/* Why a commit is no change that a request could have asked for; the first that holds. */
#define IDIO_NO_CHANGE_LIST(X)                                        \
    X(MACHINE, "machine", "by a bot, or a model had a hand in it")    \
    X(OTHERS, "others", "by somebody else")                           \
    X(MERGE, "merge", "a merge")                                      \
    X(REVERT, "revert", "takes a commit back")                        \
    X(MISSING, "missing", "objects missing or damaged")               \
    X(NO_SOURCE, "no_source", "no own source file changed")           \
    X(MANY, "many", "more than 3 source files changed")               \
    X(UNFIT, "unfit", "only binary, generated or huge files changed") \
    X(LAYOUT, "layout", "only layout changed")                        \
    X(LARGE, "large", "more than 400 lines added or removed")         \
    X(WORDLESS, "wordless", "nothing of its message is left")
enum idio_no_change {
#define X(name, id, text) IDIO_NO_CHANGE_##name,
    IDIO_NO_CHANGE_LIST(X)
#undef X
        IDIO_NO_CHANGE_COUNT
};
const char *idio_no_change_id(enum idio_no_change w);
const char *idio_no_change_text(enum idio_no_change w);
struct idio_own_changes_count {
    uint64_t walked, given; /* given and dropped add up to walked */
    uint64_t dropped[IDIO_NO_CHANGE_COUNT];
    bool cut; /* there are older commits that were not walked */
};
/* The change is gone when the visit returns; what it returns other than OK ends the walk. */
typedef int (*idio_own_change_visit)(const struct idio_own_change *c, void *ctx,
                                     struct idio_err *err);
/*
 * The developer's own commits among the newest `max_commits`, newest first: no merges and reverts,
 * of 1 to IDIO_CHANGE_FILES source files that are neither vendored nor generated by their path, in
 * which more than layout was changed. `who` empty or NULL: everybody but bots and models. What was
 * copied in by contents (IDIO_SKIP_IMPORTED) is not known here: the caller compares with its list.
 * Nothing for plain folders. `ret` may be NULL.
 */
int idio_repo_own_changes(struct idio_repo *r, const struct idio_identities *who,
                          size_t max_commits, idio_own_change_visit visit, void *visit_ctx,
                          struct idio_ctx *ctx, struct idio_own_changes_count *ret,
                          struct idio_err *err) IDIO_MUST_CHECK;

/* Replaces what looks like a secret or personal data by a typed placeholder ("<api-key>"), in place
 * of the text; what would not fit into text->max is cut off. Returns how many were found. When
 * memory runs out (or before idio_corpus_init) *err is set and the text emptied: what cannot be
 * checked is not kept. */
size_t idio_corpus_redact(struct idio_str *text, struct idio_err *err);
/* A user's own rules beside ours: text of a gitleaks configuration file (TOML), which `what` names;
 * replaces an earlier one, NULL drops it. After idio_corpus_init and before any thread. Errors name
 * line and rule; ours then stay as they were. */
int idio_corpus_secret_rules(const char *text, size_t n, const char *what,
                             struct idio_err *err) IDIO_MUST_CHECK;
/* Of our own rules: what was cached under others must be looked at again. */
uint64_t idio_corpus_secrets_digest(void);

/* ---- observation ---------------------------------------------------------------------------- */
/* Compiled queries of all languages; immutable, shared by threads. `queries` is the embedded table
 * queries/<lang>/{units,traits}.scm. A mistake in a query names file, line and column. */
extern const struct idio_embedded idio_queries_files[]; /* what ships with the program */
struct idio_observer;
int idio_observer_new(const struct idio_embedded *queries, const struct idio_trait_resolver *traits,
                      struct idio_observer **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Only for files of these languages (bits, 1u << lang): compiling all takes 20 ms. */
int idio_observer_new_for(const struct idio_embedded *queries,
                          const struct idio_trait_resolver *traits, uint32_t langs,
                          struct idio_observer **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_observer *idio_observer_free(struct idio_observer *o);

struct idio_parser; /* one per thread */
int idio_parser_new(const struct idio_observer *o, struct idio_parser **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_parser *idio_parser_free(struct idio_parser *p);
/* Result lives in `arena`. LIMIT: too long or too much memory to parse, or over the arena;
 * CANCELLED. Broken code is no error: parse_errors is set. `path` serves file-name traits and test
 * detection. A ".h" that is given as C but holds C++ is parsed as C++: ret->lang says so. */
int idio_parser_observe(struct idio_parser *p, enum idio_lang lang, const char *path,
                        const char *text, size_t n, struct idio_cancel *cancel,
                        struct idio_arena *arena, struct idio_observed *ret,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* The same, and from the same parse the shape of each unit: ret_shapes[ret->unit_count]. The
 * queries behind it (queries/<lang>/shapes.scm) are compiled when a parser first meets the language
 * here; a mistake in one is an error that names file, line and column. */
extern const struct idio_embedded idio_shapes_files[]; /* what ships with the program */
int idio_parser_shapes(struct idio_parser *p, enum idio_lang lang, const char *path,
                       const char *text, size_t n, struct idio_cancel *cancel,
                       struct idio_arena *arena, struct idio_observed *ret,
                       struct idio_shape **ret_shapes, struct idio_err *err) IDIO_MUST_CHECK;

#endif
