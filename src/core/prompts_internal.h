/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Importing prompts, in three parts: finding the logs (prompts_find.c, prompts_cursor.c), deciding
 * what of them is kept (prompts_keep.c), the operation and its report (prompts.c).
 */
#ifndef IDIO_CORE_PROMPTS_INTERNAL_H
#define IDIO_CORE_PROMPTS_INTERNAL_H

#include "base/map.h"
#include "core/core_internal.h"
#include "pairs/pairs.h"

#define PROMPTS_FILE_MAX ((size_t)256 << 20) /* bytes of one log */
#define PROMPTS_PER_LOG  100000              /* prompts; a person types no more */
#define PROMPTS_FILES    100000              /* logs of one tool */

enum prompts_tool {
    PROMPTS_CLAUDE,
    PROMPTS_CODEX,
    PROMPTS_CURSOR,
    PROMPTS_SPECSTORY,
    PROMPTS_TOOLS
};
const char *prompts_tool_name(enum prompts_tool t);

struct prompts_count {
    size_t files, unreadable, links;
    size_t prompts; /* typed by a person; the sum of: */
    size_t kept, known, repeated, explain, other, unclear;
    size_t intents[IDIO_INTENT_EXPLAIN]; /* of those kept */
    size_t skipped, not_understood;      /* idio_log_counts */
    char version[32];                    /* the last that a log told */
};

/* A log to be read. For Cursor: the "User" folder of one installation. */
struct prompts_source {
    enum prompts_tool tool;
    enum idio_log_format format;
    const char *path;
    const char *folder; /* of its prompts, when they do not say it */
};

struct importing {
    struct idio_core *core;
    const struct idio_prompts_import_opts *opts;
    bool tools[PROMPTS_TOOLS];
    struct idio_arena arena; /* sources, repositories, prompts that are kept */
    struct idio_store_repo *repos;
    size_t repo_count;
    bool has_store; /* false: a dry run where there is no database, or an old one */
    const char *from;
    IDIO_VEC(struct prompts_source) sources;
    struct idio_sorter *sorter;
    struct idio_map seen; /* hashes of this run, and links that were counted */
    IDIO_VEC(struct idio_store_prompt) kept;
    struct prompts_count counts[PROMPTS_TOOLS];
};

/* Fills `sources`, in the order in which they are to be read: a session says more of a prompt than
 * a history does, so it comes first. */
int prompts_find(struct importing *im, struct idio_err *err) IDIO_MUST_CHECK;
/* The rows of one installation of Cursor as idio_log_read takes them. Databases that cannot be read
 * are counted. */
int prompts_cursor_rows(struct importing *im, const char *user, struct idio_str *out,
                        struct idio_err *err) IDIO_MUST_CHECK;
/* What lies there, links not followed; false: nothing, or what was counted. */
bool prompts_is(struct importing *im, enum prompts_tool tool, const char *path,
                enum idio_fs_kind kind);
/* Whether the run goes on after this failure; then it is counted and logged. */
bool prompts_goes_on(struct importing *im, enum prompts_tool tool, const struct idio_err *err,
                     int rc);
/* Everything of one log. */
int prompts_keep(struct importing *im, const struct prompts_source *s, const char *text, size_t n,
                 struct idio_err *err) IDIO_MUST_CHECK;
/* After all logs: into the store, or compared with it. */
int prompts_store(struct importing *im, struct idio_err *err) IDIO_MUST_CHECK;

#endif
