/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the repository half of the corpus engine shares between its files (libgit2 is seen here and
 * nowhere else in the program).
 */
#ifndef IDIO_CORPUS_REPO_INTERNAL_H
#define IDIO_CORPUS_REPO_INTERNAL_H

#include <git2.h>

#include "base/map.h"
#include "base/regex.h"
#include "base/vec.h"
#include "corpus/corpus.h"
#include "types/lines.h"

#define IDIO_TREE_DEPTH     128     /* folders inside a repository */
#define IDIO_TREE_ENTRIES   2000000 /* files and folders; more is a bomb of shared trees */
#define IDIO_TREE_MAX       (32 * 1024 * 1024) /* bytes of one tree object */
#define IDIO_PATH_BYTES     4096               /* a longer path inside a repository is not read */
#define IDIO_HISTORY_MAX    20000              /* newest commits that authorship looks at */
#define IDIO_RULES_FILE_MAX (256 * 1024) /* bytes of a .mailmap or .gitattributes that are read */

/* OUTPUT: a build output where .gitignore does not say so (plain folders); in git it is OWN. */
enum idio_path_class { IDIO_PATH_OWN, IDIO_PATH_VENDORED, IDIO_PATH_GENERATED, IDIO_PATH_OUTPUT };

struct idio_glob {
    const char *pattern;
    uint32_t len, literal;   /* bytes; those before the first wildcard */
    uint32_t tail;           /* of "*tail": its bytes, else 0 */
    bool dir_only, anchored; /* "x/"; has a slash that is not the last character */
    enum idio_path_class cls;
    const char *base; /* folder the rule stands in, "" for the root; attributes only */
};
struct idio_globs {
    IDIO_VEC(struct idio_glob) at;
};

struct idio_repo {
    enum idio_repo_kind kind;
    char *path;   /* absolute */
    int root;     /* plain: descriptor of the folder; -1 */
    char *gitdir; /* git: folder with HEAD */
    char *common; /* git: folder with objects and shared references; the same, but for work trees */
    git_odb *odb;
    bool resolved; /* head and tree are set */
    git_oid head;  /* commit */
    git_oid tree;
    struct idio_globs said; /* by the user: what is the developer's, what was copied in */
    struct idio_arena said_text;
};

/* Turns libgit2's last error into ours. `rc` is what the call returned. */
int idio_git_fail(struct idio_err *err, int rc, const char *where, const char *fmt, ...)
    IDIO_PRINTF(4, 5);

/* Sets gitdir, common and odb from path. */
int idio_gitdir_open(struct idio_repo *r, struct idio_err *err) IDIO_MUST_CHECK;
/* Id that HEAD leads to. CONFLICT: no commits yet. */
int idio_gitdir_head(const struct idio_repo *r, git_oid *ret, struct idio_err *err) IDIO_MUST_CHECK;
bool idio_gitdir_is_shallow(const struct idio_repo *r);

/* Resolves HEAD once. CONFLICT: no commits yet. */
int idio_repo_resolve(struct idio_repo *r, struct idio_err *err) IDIO_MUST_CHECK;
/* A blob of HEAD's root folder by name; *ret NULL when there is none or it is over
 * IDIO_RULES_FILE_MAX. git_odb_object_free it. */
int idio_repo_root_file(struct idio_repo *r, const char *name, git_odb_object **ret,
                        struct idio_err *err) IDIO_MUST_CHECK;

/* ---- tree objects --------------------------------------------------------------------------- */
/* One entry of a raw tree object; borrowed from it. */
struct idio_tree_entry {
    const char *name; /* NUL-terminated */
    size_t name_len;
    const unsigned char *id; /* 20 bytes */
    unsigned mode;
};
struct idio_tree_cursor {
    const char *p, *end;
};
/* false at the end, and for the rest of a damaged tree. */
bool idio_tree_next(struct idio_tree_cursor *c, struct idio_tree_entry *ret);
static inline bool idio_mode_is_dir(unsigned mode)
{
    return (mode & 0170000u) == 0040000u;
}
/* A name that can stand in a path: not "", ".", "..", ".git" and without "/". */
bool idio_tree_name_ok(const char *name, size_t n);

/* ---- candidates: files of HEAD before authorship -------------------------------------------- */
struct idio_cand_file {
    const char *path;
    git_oid id;
    enum idio_lang lang;
    bool whole;              /* too many lines, none or unreadable: blamed as one */
    uint32_t line_count;     /* whole: of an unreadable file 0 */
    struct idio_lines lines; /* of authorship; none when it was not asked */
    uint32_t own;            /* lines by the developer; of an empty file 1 when it is hers */
    bool said;               /* the user says that it is the developer's */
    bool named;              /* as a file of a known library is (data/vendored.txt) */
    int points;              /* that it was copied in (vendored.c) */
    bool vendored, doubtful; /* enough of them; enough that its style counts too */
    const char *why;         /* set when doubtful */
    uint32_t size, edits;    /* bytes; commits that changed it after the first */
    int64_t born;            /* time of the first; 0: unknown */
};
struct idio_cands {
    IDIO_VEC(struct idio_cand_file) files;
    struct idio_map paths; /* those that are there */
    const void *past;      /* what is kept for the next listing (past.h) */
    size_t past_len;
};

/* Finds, for each candidate, whose its lines are; they live in `arena`. `known` may be NULL. */
int idio_authorship_find(struct idio_repo *r, const struct idio_identities *who,
                         const struct idio_known *known, struct idio_cancel *cancel,
                         struct idio_cands *c, struct idio_arena *arena,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Whether the file counts as the developer's at all. */
bool idio_authorship_own(const struct idio_cand_file *f);

/* ---- plain folders -------------------------------------------------------------------------- */
int idio_plain_open(struct idio_repo *r, struct idio_err *err) IDIO_MUST_CHECK;
int idio_plain_state(struct idio_repo *r, char ret[IDIO_SHA_HEX_MAX],
                     struct idio_err *err) IDIO_MUST_CHECK;
int idio_plain_list(struct idio_repo *r, struct idio_ctx *ctx, struct idio_arena *arena,
                    struct idio_repo_list *ret, struct idio_err *err) IDIO_MUST_CHECK;
int idio_plain_read(struct idio_repo *r, const struct idio_repo_file *f, char **ret,
                    size_t *ret_len, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- rules (data/vendored.txt, .gitattributes) ---------------------------------------------- */
void idio_globs_release(struct idio_globs *g);
/* `name` is the last component of `path`. Later rules win. OWN also means: no rule. */
enum idio_path_class idio_globs_match(const struct idio_globs *g, const char *path,
                                      const char *name, bool dir, bool *ret_found);
/* git's wildmatch with WM_PATHNAME: * and ? stop at "/", ** does not. */
bool idio_wildmatch(const char *pattern, const char *text);

/* Adds the linguist-vendored and linguist-generated rules of a .gitattributes that stands in folder
 * `base` ("" or "a/b"). Strings are kept in `arena`. */
int idio_attributes_add(struct idio_globs *g, const char *text, size_t n, const char *base,
                        struct idio_arena *arena, struct idio_err *err) IDIO_MUST_CHECK;
/* A pattern of the user's for files: as in .gitignore, a folder's ("x/") for all below it. */
int idio_globs_say(struct idio_globs *g, const char *pattern, enum idio_path_class cls,
                   struct idio_arena *arena, struct idio_err *err) IDIO_MUST_CHECK;
/* By our own rules for one folder or file. */
enum idio_path_class idio_path_class_of(const char *path, const char *name, bool dir);

/* ---- process-wide rules, set by idio_corpus_init and constant afterwards -------------------- */
/* Is it worth the reading to see whether a file whose name has no extension is a script? Executable
 * ones, and names that are no LICENSE or Makefile. */
bool idio_may_be_script(const char *name, bool executable);
int idio_path_rules_load(const struct idio_embedded *files, struct idio_err *err) IDIO_MUST_CHECK;
void idio_path_rules_unload(void);
int idio_redact_load(const struct idio_embedded *files, struct idio_err *err) IDIO_MUST_CHECK;
void idio_redact_unload(void);

enum idio_author_class { IDIO_AUTHOR_HUMAN, IDIO_AUTHOR_BOT, IDIO_AUTHOR_AI };
int idio_author_rules_load(const struct idio_embedded *files, struct idio_err *err) IDIO_MUST_CHECK;
void idio_author_rules_unload(void);
enum idio_author_class idio_author_class_of(struct idio_slice name, struct idio_slice email);
/* Trailers and marks in a commit message that say that a model wrote (part of) it. */
bool idio_message_is_ai(const char *message, size_t n);

#endif
