/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Core: the operations that join the engines. What `cli` (and later serve and mcp) may call.
 * Results come back as JSON documents whose schemas are data/schemas/<command>.json: the command
 * line prints them as text or as they are, other hosts hand them on.
 */
#ifndef IDIO_CORE_CORE_H
#define IDIO_CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/json.h"
#include "types/lang.h"

struct idio_core;
struct idio_core_opts {
    const char *home;        /* data folder; created when first written to */
    const char *model;       /* GGUF for the model engine; NULL: none */
    const char *backend_dir; /* of ggml's CPU variants; NULL: default */
};
/* Opens nothing yet: engines and store are opened by the first operation that needs them. */
int idio_core_new(const struct idio_core_opts *o, struct idio_ctx *ctx, struct idio_core **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
struct idio_core *idio_core_free(struct idio_core *c);

struct idio_learn_opts {
    const char *const *paths;
    size_t path_count;
    bool plain;
    const char *const *authors;
    size_t author_count;
    bool all_authors;
    bool force;             /* parse everything again */
    const char *const *own; /* patterns of files that are the developer's, whatever the rules say */
    size_t own_count;
    const char *const *vendored; /* and of files that are not */
    size_t vendored_count;
    const char *secret_rules; /* a file in gitleaks' format; NULL: none */
};
/* With idio_ctx.ranks every rank calls it; the report of those but rank 0 is empty.
 * {"repos":[…],"files":…,"parsed":…,"cached":…,"facts":…,"scorer":{…},"identity":[…],"skipped":{…}}
 */
int idio_core_learn(struct idio_core *c, const struct idio_learn_opts *o, struct idio_json **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Erases a repository (its path or name) and all that was learnt from it. */
int idio_core_forget(struct idio_core *c, const char *repo, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
enum idio_profile_sort {
    IDIO_SORT_AREA,
    IDIO_SORT_SURPRISE, /* most bits first */
    IDIO_SORT_EVIDENCE, /* most occasions first */
    IDIO_SORT_CHANGE    /* latest switch first, then what was seen last */
};
struct idio_profile_opts {
    enum idio_lang lang; /* NONE: all */
    const char *trait, *area;
    const char *scope; /* only what holds in this repository or folder alone; NULL: everything */
    bool all;          /* facts that are not stated, too */
    enum idio_profile_sort sort; /* within a language */
};
/* {"repos":…,"facts":[…]} */
int idio_core_profile(struct idio_core *c, const struct idio_profile_opts *o,
                      struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;

/* The developer's word on facts; it outlives learning. */
enum idio_decide_action {
    IDIO_DECIDE_PIN,    /* this value, whatever is counted */
    IDIO_DECIDE_REJECT, /* never this value */
    IDIO_DECIDE_EDIT,   /* another sentence for it */
    IDIO_DECIDE_RESET,  /* no decisions about the fact or trait; fact NULL: about none */
    IDIO_DECIDE_UNDO,   /* as it was before the last change */
    IDIO_DECIDE_LIST
};
struct idio_decide_opts {
    enum idio_decide_action action;
    const char *fact;    /* "[LANGUAGE:]TRAIT=VALUE"; for RESET the value may be left out */
    enum idio_lang lang; /* when the name has none */
    const char *scope;   /* "repository" or "repository/folder"; NULL: that of the fact */
    const char *wording; /* EDIT */
};
/* {"action":…,"undone":…,"decisions":[{"fact","language","trait","value","scope","verdict",
 * "wording","made"}…]}: the rows that were made, dropped, put back or listed. */
int idio_core_decide(struct idio_core *c, const struct idio_decide_opts *o, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* The profile as one HTML page that needs nothing else (data/report). */
int idio_core_report(struct idio_core *c, struct idio_str *out,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* The profile for other tools. What stands outside idiolect's marks in a file stays as it is. */
enum idio_export_format {
    IDIO_EXPORT_AGENTS,
    IDIO_EXPORT_CURSOR,
    IDIO_EXPORT_COPILOT,
    IDIO_EXPORT_EDITORCONFIG,
    IDIO_EXPORT_CLANG_FORMAT,
    IDIO_EXPORT_JSON
};
struct idio_export_opts {
    enum idio_export_format format;
    enum idio_lang lang; /* NONE: all */
    const char *scope;   /* as it holds there; NULL: as it holds everywhere */
    const char *output;  /* folder, or file where there is only one; NULL: here; "-": no file */
    bool diff;           /* write nothing */
    bool force;          /* replace a file that has no marks */
};
/* {"format":…,"written":…,"files":[{"path","state","diff","text"}…]}. CONFLICT, and nothing is
 * written, when a file is there that cannot be added to. */
int idio_core_export(struct idio_core *c, const struct idio_export_opts *o, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* Files held against the profile: {"files":…,"violations":[{"file","line","trait","found",…}]}.
 * `all`: also against habits of which the next choice is less sure, told as "note" and not as
 * "warning". Reads the files; NOTFOUND for one that is missing, INVALID for one in no known
 * language. */
int idio_core_check(struct idio_core *c, const char *const *files, size_t n, bool all,
                    struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;

enum idio_engine { IDIO_ENGINE_AUTO, IDIO_ENGINE_RULES, IDIO_ENGINE_MODEL };
struct idio_spec_opts {
    const char *request;
    size_t request_len;
    const char *file; /* target file on disk, need not exist yet; NULL: none */
    const char
        *folder; /* where the user stands: gives the repository when there is no file; NULL: none */
    enum idio_lang lang;
    enum idio_engine engine;
    unsigned budget; /* tokens per generated field; 0: default */
    bool keep;       /* write it to the log (default of the command) */
};
/* {"id":…,"hash":"…","envelope":{…},"stats":{…}} */
int idio_core_spec(struct idio_core *c, const struct idio_spec_opts *o, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* id 0 means the newest. */
int idio_core_spec_get(struct idio_core *c, int64_t id, struct idio_json **ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Stores an edited spec as a new entry whose parent is `id`. */
int idio_core_spec_edit(struct idio_core *c, int64_t id, const struct idio_json *spec,
                        struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* `hash` (may be NULL): refused with CONFLICT unless it is the spec's hash. */
int idio_core_approve(struct idio_core *c, int64_t id, const char *hash, struct idio_json **ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
int idio_core_diff(struct idio_core *c, int64_t a, int64_t b, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
int idio_core_log(struct idio_core *c, size_t limit, struct idio_json **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;

/* ---- prompts: what the developer asked coding agents for (prompts*.c) -------------------------
 */
struct idio_prompts_import_opts {
    const char *from;         /* the home folder whose logs are read */
    const char *scratch;      /* where another program's database may be copied to for a moment */
    const char *const *tools; /* "claude" "codex" "cursor" "specstory"; none: all */
    size_t tool_count;
    const char *secret_rules; /* a file in gitleaks' format; NULL: none */
    bool dry_run;             /* keep nothing */
};
/* {"from","dry_run","kept","stored","secret_rules","tools":[{"tool","files","unreadable","links",
 * "prompts","kept","known","repeated","explain","other","unclear","skipped","not_understood",
 * "version","intents":{…}}…]}: "prompts" is the sum of the six behind it. Fails for no file. */
int idio_core_prompts_import(struct idio_core *c, const struct idio_prompts_import_opts *o,
                             struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* {"stored":…,"prompts":[{"id","day","tool","intent","folder","repo","text"}…]}, latest first, at
 * most `limit` (0: all). */
int idio_core_prompts(struct idio_core *c, size_t limit, struct idio_json **ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* {"tool","forgotten","stored"}; `tool` NULL: all. */
int idio_core_prompts_forget(struct idio_core *c, const char *tool, struct idio_json **ret,
                             struct idio_err *err) IDIO_MUST_CHECK;

/* {"checks":[{"name","ok","detail","remedy"}…]} */
int idio_core_doctor(struct idio_core *c, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* ---- training pairs -------------------------------------------------------------------------- */
struct idio_pairs_opts {
    uint64_t seed;
    size_t count;                /* rows that are aimed at */
    const char *const *hold_out; /* repositories kept for tests (name or path); none: some by lot */
    size_t hold_out_count;
    const char *secret_rules; /* a file in gitleaks' format; NULL: none */
};
/* Makes pairs of what was learnt, into the data folder (docs/formats/pairs.md); what was there is
 * replaced at the end, or stays when anything fails. The result is the card. */
int idio_core_pairs(struct idio_core *c, const struct idio_pairs_opts *o, struct idio_json **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* The card of the pairs that are there. NOTFOUND, or CORRUPT when files and card do not fit. */
int idio_core_pairs_stats(struct idio_core *c, struct idio_json **ret,
                          struct idio_err *err) IDIO_MUST_CHECK;
/* A row by the beginning of its id, or by number ("#1"), with the words of its facts. */
int idio_core_pairs_show(struct idio_core *c, const char *id, struct idio_json **ret,
                         struct idio_err *err) IDIO_MUST_CHECK;
struct idio_pairs_export_opts {
    const char *split;  /* "train" … */
    bool preferences;   /* the preferences instead of the rows; `split` is not looked at */
    const char *output; /* file; NULL: into `out` */
};
/* {"rows":…,"output":…} */
int idio_core_pairs_export(struct idio_core *c, const struct idio_pairs_export_opts *o,
                           struct idio_str *out, struct idio_json **ret,
                           struct idio_err *err) IDIO_MUST_CHECK;

/* ---- how good is it -------------------------------------------------------------------------- */
struct idio_eval_opts {
    const char *const *systems; /* which ones; none: all but a model */
    size_t system_count;
    size_t limit; /* rows of a split; 0: all */
};
/* Every system on the rows of the pairs that are kept for tests: {"rows":…,"systems":[{"system",
 * "what","skipped","splits":{"A":{…figures…}}}…]}. NOTFOUND: there are no pairs. */
int idio_core_eval(struct idio_core *c, const struct idio_eval_opts *o, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Its result as one HTML page that needs nothing else. */
int idio_core_eval_page(const struct idio_json *doc, struct idio_str *out,
                        struct idio_err *err) IDIO_MUST_CHECK;

#endif
