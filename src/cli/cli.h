/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: what its files share.
 *
 *   main.c          the process: signals, standard files
 *   run.c           one run, from the command line to the exit code
 *   env.c           the environment, read once and only there
 *   commands.c      the command table: dispatch, options, help, completion, manual
 *   opt.c           options and arguments
 *   out.c table.c   results: text or JSON, to standard output
 *   talk.c          messages, errors and progress, to standard error
 *   child.c         pager and editor
 *   ranks.c         one of several processes
 *   help.c          help pages, manual sections
 *   complete.c      completion scripts
 *   view_*.c        documents of core as text
 *   cmd_*.c         one command each
 *
 * A handler gets its arguments as a typed struct, calls core, and hands the document to cli_show,
 * which prints it as JSON or through a view as text. Results are collected and written at the end,
 * so that a command that fails prints no half result, a pager is started only for what does not
 * fit, and a write that fails is seen.
 */
#ifndef IDIO_CLI_CLI_H
#define IDIO_CLI_CLI_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/json.h"
#include "core/core.h"

#include "cli/env.h"
#include "cli/opt.h"
#include "cli/out.h"

/* Options of every command. */
struct cli_common {
    const char *dir;
    const char *home;
    const char *model; /* set by the option of `spec` and `doctor`, then by the environment */
    bool json;
    bool quiet;
    unsigned verbose;
    bool no_color;
    int64_t threads; /* 0: as many as there are cores */
    bool no_pager;
    bool help;
    bool version;
};

struct cli {
    const struct cli_env *env;
    struct cli_common common;
    bool json_wanted;          /* as far as one can tell from a command line with a mistake in it */
    const struct cli_cmd *cmd; /* NULL until it is known */
    struct cli_out out;
    struct cli_talk *talk;
    struct idio_arena arena; /* of this run */
    struct idio_ctx ctx;
    struct idio_log log;
    struct idio_progress progress;
    struct idio_core *core;
    struct idio_str next; /* cli_next */
    bool failed_to_join;  /* cli_ranks_join */
    int exit_code;        /* of a command that succeeded: 1 when its answer is "no" */
};

/* ---- commands ------------------------------------------------------------------------------- */
enum cli_group {
    CLI_GROUP_STYLE,
    CLI_GROUP_SPEC,
    CLI_GROUP_TRAINING,
    CLI_GROUP_MACHINE,
    CLI_GROUP_COUNT
};
extern const char *const cli_group_titles[CLI_GROUP_COUNT];

enum {
    CLI_PAGED = 1, /* its text may go through the pager */
    CLI_RANKS = 2, /* shares its work among the processes of an mpirun */
};

struct cli_example {
    const char *line; /* without "idiolect" */
    const char *says; /* what it does; lower case, no final period */
};

struct cli_cmd {
    const char *name;
    enum cli_group group;
    const char *summary; /* lower case, no final period */
    const char *about;   /* a paragraph or two for help */
    unsigned flags;
    const struct cli_opt *opts; /* may be NULL */
    const struct cli_arg *args; /* may be NULL */
    size_t args_size;           /* of the struct that the handler gets */
    int (*run)(struct cli *cli, const void *args, struct idio_err *err);
    const struct cli_example *examples; /* ends with a NULL line; may be NULL */
};

extern const struct cli_cmd cli_commands[]; /* ends with a NULL name */
extern const struct cli_opt cli_common_opts[];
/* Adding a command: cmd_NAME.c and its declaration here; its entry in commands.c; its source in
 * CMakeLists.txt; data/schemas/NAME.json; docs/man/idiolect-NAME.1.scd; a case in tests/cli/cases.
 */
const struct cli_cmd *cli_cmd_find(const char *name); /* NULL: unknown */
int cli_cmd_unknown(const char *name, struct idio_err *err);
/* Subcommands are entries of the table whose name has two words, "profile pin". The one called
 * `word` (NULL: any); NULL: there is none. */
const struct cli_cmd *cli_cmd_sub(const struct cli_cmd *of, const char *word);
bool cli_cmd_is_sub(const struct cli_cmd *cmd, const struct cli_cmd *of);
int cli_cmd_unknown_sub(const struct cli_cmd *of, const char *word, struct idio_err *err);

int cmd_learn(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_pin(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_reject(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_edit(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_reset(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_undo(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_decisions(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_html(struct cli *cli, const void *args, struct idio_err *err);
int cmd_profile_export(struct cli *cli, const void *args, struct idio_err *err);
int cmd_prompts(struct cli *cli, const void *args, struct idio_err *err);
int cmd_prompts_import(struct cli *cli, const void *args, struct idio_err *err);
int cmd_prompts_list(struct cli *cli, const void *args, struct idio_err *err);
int cmd_prompts_forget(struct cli *cli, const void *args, struct idio_err *err);
int cmd_forget(struct cli *cli, const void *args, struct idio_err *err);
int cmd_spec(struct cli *cli, const void *args, struct idio_err *err);
int cmd_show(struct cli *cli, const void *args, struct idio_err *err);
int cmd_approve(struct cli *cli, const void *args, struct idio_err *err);
int cmd_diff(struct cli *cli, const void *args, struct idio_err *err);
int cmd_log(struct cli *cli, const void *args, struct idio_err *err);
int cmd_pairs(struct cli *cli, const void *args, struct idio_err *err);
int cmd_pairs_stats(struct cli *cli, const void *args, struct idio_err *err);
int cmd_pairs_show(struct cli *cli, const void *args, struct idio_err *err);
int cmd_pairs_export(struct cli *cli, const void *args, struct idio_err *err);
int cmd_eval(struct cli *cli, const void *args, struct idio_err *err);
int cmd_doctor(struct cli *cli, const void *args, struct idio_err *err);
int cmd_version(struct cli *cli, const void *args, struct idio_err *err);
int cmd_help(struct cli *cli, const void *args, struct idio_err *err);

struct learn_args {
    struct cli_list paths, authors, own, vendored;
    bool plain, all_authors, force;
    const char *secret_rules;
};
struct profile_args {
    enum idio_lang lang;
    const char *trait, *scope;
    int area; /* cli_area_name */
    int sort; /* 1 + enum idio_profile_sort */
    bool all;
    struct cli_list check;
};
struct decide_args {
    const char *fact, *wording, *scope;
    enum idio_lang lang;
    bool all;
};
struct html_args {
    const char *output;
    bool force;
};
struct export_args {
    const char *output, *scope;
    enum idio_lang lang;
    int format; /* 1 + enum idio_export_format */
    bool diff, force;
};
const char *cli_area_name(int choice); /* NULL: not given */
struct prompts_import_args {
    const char *from, *secret_rules;
    struct cli_list tools;
    bool dry_run;
};
struct prompts_list_args {
    int64_t limit;
};
struct prompts_forget_args {
    const char *tool;
    bool all;
};
struct forget_args {
    const char *repo;
};
struct spec_args {
    struct cli_list words;
    const char *file, *model, *output;
    enum idio_lang lang;
    int engine; /* 1 + enum idio_engine */
    int64_t budget;
    bool explain, edit, no_save;
};
struct show_args {
    int64_t id;
    bool explain;
};
struct approve_args {
    int64_t id;
    const char *hash;
};
struct diff_args {
    int64_t a, b;
};
struct log_args {
    int64_t limit;
};
struct pairs_args {
    int64_t count, seed;
    struct cli_list hold_out;
    const char *secret_rules;
};
struct pairs_show_args {
    const char *row;
};
struct pairs_export_args {
    int split; /* cli_split_name */
    bool preferences;
    const char *output;
};
struct eval_args {
    struct cli_list systems;
    int64_t limit;
    const char *html;
};
const char *cli_split_name(int choice); /* NULL: not given */
struct doctor_args {
    const char *model;
};
struct version_args {
    bool build;
};
struct help_args {
    struct cli_list words; /* of a command's name */
    int shell;             /* enum cli_shell */
    bool scdoc;
};

/* ---- the run -------------------------------------------------------------------------------- */
/* What must be known before the command line is understood: how to report a mistake in it. */
void cli_glance(int argc, char **argv, struct cli_common *common);
/* Runs a command line; returns the exit code. Nothing is left to print afterwards. */
int cli_run(struct cli *cli, int argc, char **argv);
/* The core of this run, made when first asked for. `cli->common.model` must be set before. */
int cli_core(struct cli *cli, struct idio_core **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Prints the document of core: as it is under --json, else through `view`. */
typedef void (*cli_view)(struct cli *cli, const struct idio_json *doc, const void *args);
int cli_show(struct cli *cli, const struct idio_json *doc, cli_view view, const void *args,
             struct idio_err *err) IDIO_MUST_CHECK;

/* ---- several processes (ranks.c) ------------------------------------------------------------ */
/* MISSING, with what to do, when this program has no MPI; else the path of its module. */
int cli_ranks_module(const char *folder, struct idio_arena *arena, const char **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
int cli_ranks_load(const char *module, const struct idio_transport **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Meets the other processes that mpirun started, when the command is one for several. Without
 * *ret_take_part this process has nothing to do. */
int cli_ranks_join(struct cli *cli, bool *ret_take_part, struct idio_err *err) IDIO_MUST_CHECK;
bool cli_ranks_speaks(const struct cli *cli);        /* this process is the one that tells people */
unsigned cli_ranks_threads(const struct cli_env *e); /* when nobody says how many */

/* ---- help ----------------------------------------------------------------------------------- */
void cli_help_overview(struct cli_out *out);
void cli_help_command(struct cli_out *out, const struct cli_cmd *cmd);
/* One line, "idiolect learn [--plain] … PATH...", in `out`. */
void cli_help_synopsis(struct idio_str *out, const struct cli_cmd *cmd);
/* SYNOPSIS and OPTIONS of the manual page, as scdoc; NULL: of idiolect(1). */
void cli_help_scdoc(struct cli_out *out, const struct cli_cmd *cmd);
/* The command table, or one command of it; NULL: no memory. */
struct idio_json *cli_help_json(const struct cli_cmd *only);
enum cli_shell { CLI_SHELL_NONE, CLI_SHELL_BASH, CLI_SHELL_ZSH, CLI_SHELL_FISH };
void cli_complete(struct cli_out *out, enum cli_shell shell);

/* ---- talk: standard error
 * ------------------------------------------------------------------------ */
struct cli_talk {
    pthread_mutex_t lock; /* log and progress come from any thread */
    bool color, tty, quiet, utf8;
    unsigned width;
    bool line_shown; /* a progress line stands on the terminal */
    double plain_at; /* not a terminal: seconds into the phase at the last line */
};
void cli_talk_init(struct cli_talk *t, const struct cli_env *env, const struct cli_common *common);
void cli_talk_release(struct cli_talk *t);
/* A message for people: one line, dropped under --quiet. */
void cli_say(struct cli *cli, const char *fmt, ...) IDIO_PRINTF(2, 3);
/* What one may want to do next: shown after the result, and only to somebody at a terminal. */
void cli_next(struct cli *cli, const char *fmt, ...) IDIO_PRINTF(2, 3);
void cli_say_next(struct cli *cli);
void cli_say_error(struct cli_talk *t, const struct idio_err *err, bool json);
void cli_talk_log(void *talk, enum idio_log_level level, const char *module, const char *text);
void cli_talk_progress(void *talk, const struct idio_progress_state *p);

/* ---- child programs ------------------------------------------------------------------------- */
/* Writes `text` into the pager. *ret_shown is false when there is none that starts. */
int cli_page(const struct cli_env *env, const char *text, size_t n, bool *ret_shown,
             struct idio_err *err) IDIO_MUST_CHECK;
/* Lets the user edit a file; an editor that fails is an error. */
int cli_edit(const struct cli_env *env, const char *path, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- views
 * --------------------------------------------------------------------------------------- */
void cli_view_spec(struct cli *cli, const struct idio_json *doc, bool explain);
void cli_view_profile(struct cli *cli, const struct idio_json *doc, const void *args);
void cli_view_check(struct cli *cli, const struct idio_json *doc, const void *args);
/* "constraints_explicit" → "Stated constraints"; unknown keys are made readable. */
void cli_field_title(const char *key, char *ret, size_t size);
/* One line of evidence in column `indent`, the cursor being in column `at`: "repo/path:12   text".
 */
void cli_view_example(struct cli_out *out, unsigned at, unsigned indent,
                      const struct idio_json *example, unsigned place_width);
/* How wide the places of these examples are; very long ones do not count. */
unsigned cli_example_width(const struct cli_out *out, unsigned indent,
                           const struct idio_json *examples, unsigned so_far);

#endif
