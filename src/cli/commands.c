/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command table. Everything that the program says about its commands comes from here: dispatch,
 * parsing, `help`, completion, the SYNOPSIS and OPTIONS of the manual.
 *
 * Wording: summaries and help texts are lower case without a final period; `about` is prose; the
 * first example is the everyday one.
 */
#include <stdio.h>
#include <string.h>

#include "base/near.h"
#include "cli/cli.h"
#include "cli/commands_pairs.h"
#include "cli/commands_profile.h"
#include "cli/commands_prompts.h"

const char *const cli_group_titles[CLI_GROUP_COUNT] = {
    [CLI_GROUP_STYLE] = "Your style",
    [CLI_GROUP_SPEC] = "Specifications",
    [CLI_GROUP_TRAINING] = "Training",
    [CLI_GROUP_MACHINE] = "This program",
};

/* Both in the order of their enumerations. */
static const char *const shells[] = {"bash", "zsh", "fish", NULL};
static const char *const engines[] = {"auto", "rules", "model", NULL};

/* ---- options of every command --------------------------------------------------------------- */
const struct cli_opt cli_common_opts[] = {
    {CLI_TEXT, 'C', NULL, "DIR", "work as if started in DIR", .hint = CLI_HINT_DIR,
     .at = CLI_AT(struct cli_common, dir, const char *)},
    {CLI_TEXT, 0, "home", "DIR", "keep profile and specifications in DIR", .hint = CLI_HINT_DIR,
     .at = CLI_AT(struct cli_common, home, const char *)},
    {CLI_FLAG, 0, "json", NULL, "print one JSON document instead of text",
     .at = CLI_AT(struct cli_common, json, bool)},
    {CLI_FLAG, 'q', "quiet", NULL, "no progress and no messages; errors only",
     .at = CLI_AT(struct cli_common, quiet, bool)},
    {CLI_COUNT, 'v', "verbose", NULL, "say more; twice: say everything",
     .at = CLI_AT(struct cli_common, verbose, unsigned)},
    {CLI_FLAG, 0, "no-color", NULL, "no colours, even on a terminal",
     .at = CLI_AT(struct cli_common, no_color, bool)},
    {CLI_NUMBER, 0, "threads", "N", "use N threads; 0: one for each core", .fallback = "0",
     .max = 1024, .at = CLI_AT(struct cli_common, threads, int64_t)},
    {CLI_FLAG, 0, "no-pager", NULL, "never start a pager",
     .at = CLI_AT(struct cli_common, no_pager, bool)},
    {CLI_FLAG, 'h', "help", NULL, "show help and do nothing else",
     .at = CLI_AT(struct cli_common, help, bool)},
    {CLI_FLAG, 0, "version", NULL, "show the version and do nothing else",
     .at = CLI_AT(struct cli_common, version, bool)},
    CLI_OPT_END,
};

/* ---- your style
 * ---------------------------------------------------------------------------------- */
static const struct cli_opt learn_opts[] = {
    {CLI_FLAG, 0, "plain", NULL, "take each PATH as one project; no git needed",
     .at = CLI_AT(struct learn_args, plain, bool)},
    {CLI_LIST, 0, "author", "NAME-OR-EMAIL",
     "learn from this author's files; may be given again (default: user.name and user.email of the "
     "git configuration)",
     .at = CLI_AT(struct learn_args, authors, struct cli_list)},
    {CLI_FLAG, 0, "all-authors", NULL, "learn from everybody's files",
     .at = CLI_AT(struct learn_args, all_authors, bool)},
    {CLI_FLAG, 0, "force", NULL, "parse everything again, also what did not change",
     .at = CLI_AT(struct learn_args, force, bool)},
    {CLI_LIST, 0, "own", "GLOB",
     "these files are yours, whatever the rules say; may be given again, is kept with the "
     "repository",
     .at = CLI_AT(struct learn_args, own, struct cli_list)},
    {CLI_LIST, 0, "vendored", "GLOB",
     "these files were copied in; may be given again, is kept with the repository",
     .at = CLI_AT(struct learn_args, vendored, struct cli_list)},
    {CLI_TEXT, 0, "secret-rules", "FILE",
     "also remove what these rules find, a file in gitleaks' format (default: gitleaks.toml in the "
     "configuration folder)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct learn_args, secret_rules, const char *)},
    CLI_OPT_END,
};
static const struct cli_arg learn_args[] = {
    {CLI_LIST, "PATH", "a git repository, or a folder to search for them", .required = true,
     .hint = CLI_HINT_DIR, .at = CLI_AT(struct learn_args, paths, struct cli_list)},
    {.name = NULL},
};
static const struct cli_example learn_examples[] = {
    {"learn ~/src", "every repository below ~/src"},
    {"learn --author ada@example.org ~/work ~/src", "only Ada's files"},
    {"learn --plain ~/snippets", "a folder without git"},
    {NULL, NULL},
};

static const struct cli_arg forget_args[] = {
    {CLI_TEXT, "REPO", "path or name of a repository", .required = true, .hint = CLI_HINT_DIR,
     .at = CLI_AT(struct forget_args, repo, const char *)},
    {.name = NULL},
};
static const struct cli_example forget_examples[] = {
    {"forget ~/src/old-shop", "by path"},
    {"forget old-shop", "by name"},
    {NULL, NULL},
};

/* ---- specifications
 * ------------------------------------------------------------------------------ */
static const struct cli_opt spec_opts[] = {
    {CLI_TEXT, 0, "file", "PATH", "the file that will be changed or added; its surroundings count",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct spec_args, file, const char *)},
    {CLI_LANG, 0, "language", "LANGUAGE", "the language of the code to write",
     .at = CLI_AT(struct spec_args, lang, enum idio_lang)},
    {CLI_CHOICE, 0, "engine", NULL, "who writes: rules, a model, or what suits", .choices = engines,
     .fallback = "auto", .at = CLI_AT(struct spec_args, engine, int)},
    {CLI_TEXT, 0, "model", "FILE", "the model, a GGUF file (default: IDIOLECT_MODEL)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct spec_args, model, const char *)},
    {CLI_NUMBER, 0, "budget", "N",
     "at most N tokens for each field that the model writes; 0: default", .fallback = "0",
     .max = 4096, .at = CLI_AT(struct spec_args, budget, int64_t)},
    {CLI_FLAG, 0, "explain", NULL, "show where every item comes from",
     .at = CLI_AT(struct spec_args, explain, bool)},
    {CLI_FLAG, 0, "edit", NULL, "open the specification in your editor, keep the edited one",
     .at = CLI_AT(struct spec_args, edit, bool)},
    {CLI_FLAG, 0, "no-save", NULL, "do not keep it in the log",
     .at = CLI_AT(struct spec_args, no_save, bool)},
    {CLI_TEXT, 0, "output", "FILE", "write the envelope to FILE as JSON, print nothing",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct spec_args, output, const char *)},
    CLI_OPT_END,
};
static const struct cli_arg spec_args[] = {
    {CLI_LIST, "REQUEST", "what you want, in your words; without it, or with -, standard input",
     .at = CLI_AT(struct spec_args, words, struct cli_list)},
    {.name = NULL},
};
static const struct cli_example spec_examples[] = {
    {"spec \"add a retry to fetchUser, no new dependencies\"", "from the command line"},
    {"spec --explain --file src/api.js \"cache the answers\"", "with the reasons for every item"},
    {"spec --edit - < request.txt", "from a file, then into your editor"},
    {NULL, NULL},
};

static const struct cli_opt show_opts[] = {
    {CLI_FLAG, 0, "explain", NULL, "show where every item comes from",
     .at = CLI_AT(struct show_args, explain, bool)},
    CLI_OPT_END,
};
static const struct cli_arg show_args[] = {
    {CLI_NUMBER, "ID", "number of a specification (default: the newest)", .min = 1,
     .max = INT64_MAX, .at = CLI_AT(struct show_args, id, int64_t)},
    {.name = NULL},
};
static const struct cli_example show_examples[] = {
    {"show", "the newest one"},
    {"show 12 --explain", "with the reasons for every item"},
    {NULL, NULL},
};

static const struct cli_opt approve_opts[] = {
    {CLI_TEXT, 0, "hash", "HEX", "refuse unless the specification has this SHA-256",
     .at = CLI_AT(struct approve_args, hash, const char *)},
    CLI_OPT_END,
};
static const struct cli_arg approve_args[] = {
    {CLI_NUMBER, "ID", "number of a specification (default: the newest)", .min = 1,
     .max = INT64_MAX, .at = CLI_AT(struct approve_args, id, int64_t)},
    {.name = NULL},
};
static const struct cli_example approve_examples[] = {
    {"approve", "the newest one"},
    {"approve 12 --hash 4f0c…", "only if it is exactly what you have read"},
    {NULL, NULL},
};

static const struct cli_arg diff_args[] = {
    {CLI_NUMBER, "A", "number of a specification (default: the one that B is an edit of)", .min = 1,
     .max = INT64_MAX, .at = CLI_AT(struct diff_args, a, int64_t)},
    {CLI_NUMBER, "B", "number of another (default: the newest)", .min = 1, .max = INT64_MAX,
     .at = CLI_AT(struct diff_args, b, int64_t)},
    {.name = NULL},
};
static const struct cli_example diff_examples[] = {
    {"diff", "what the last edit changed"},
    {"diff 12", "what changed from 12 to the newest"},
    {"diff 12 14", "what changed from 12 to 14"},
    {NULL, NULL},
};

static const struct cli_opt log_opts[] = {
    {CLI_NUMBER, 'n', "limit", "N", "show the newest N; 0: all", .fallback = "20", .max = INT32_MAX,
     .at = CLI_AT(struct log_args, limit, int64_t)},
    CLI_OPT_END,
};
static const struct cli_example log_examples[] = {
    {"log", "the newest twenty"},
    {"log -n 0 --json", "all of them, for another program"},
    {NULL, NULL},
};

/* ---- this program
 * ---------------------------------------------------------------------------------- */
static const struct cli_opt doctor_opts[] = {
    {CLI_TEXT, 0, "model", "FILE", "the model to look at (default: IDIOLECT_MODEL)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct doctor_args, model, const char *)},
    CLI_OPT_END,
};
static const struct cli_example doctor_examples[] = {
    {"doctor", "a table of what is there and what is missing"},
    {NULL, NULL},
};

static const struct cli_opt version_opts[] = {
    {CLI_FLAG, 0, "build-options", NULL, "also show how the program was built and with what",
     .at = CLI_AT(struct version_args, build, bool)},
    CLI_OPT_END,
};
static const struct cli_example version_examples[] = {
    {"version --build-options", "what to put into a bug report"},
    {NULL, NULL},
};

static const struct cli_opt help_opts[] = {
    {CLI_CHOICE, 0, "completion", NULL, "print the completion script of a shell", .choices = shells,
     .at = CLI_AT(struct help_args, shell, int)},
    {CLI_FLAG, 0, "scdoc", NULL, "print the generated part of the manual page",
     .at = CLI_AT(struct help_args, scdoc, bool)},
    CLI_OPT_END,
};
static const struct cli_arg help_args[] = {
    {CLI_LIST, "COMMAND", "a command, and a subcommand of it", .hint = CLI_HINT_COMMAND,
     .at = CLI_AT(struct help_args, words, struct cli_list)},
    {.name = NULL},
};
static const struct cli_example help_examples[] = {
    {"help spec", "about one command"},
    {"help profile pin", "about a subcommand"},
    {"help --completion bash > ~/.local/share/bash-completion/completions/idiolect",
     "complete in bash"},
    {NULL, NULL},
};

/* ---- the table
 * ------------------------------------------------------------------------------------- */
const struct cli_cmd cli_commands[] = {
    {"learn", CLI_GROUP_STYLE, "find repositories and mine the style profile",
     "Reads the git repositories at or below PATH from their object databases, keeps the source "
     "files that you had a hand in, parses them and counts the habits of the lines that you wrote. "
     "Vendored and generated files, other people's lines, machines' lines and secrets are left "
     "out.\n\n"
     "Run it again whenever you like: what did not change is not parsed again, and repositories "
     "that were learnt before stay in the profile.\n\n"
     "Under mpirun (Open MPI) the repositories are spread over its processes; the profile is the "
     "same "
     "to the byte.",
     CLI_RANKS, learn_opts, learn_args, sizeof(struct learn_args), cmd_learn, learn_examples},
    {"profile", CLI_GROUP_STYLE, "show the profile with its evidence",
     "Shows your habits by language: how often the occasion came up and how often you decided this "
     "way, the 95 % interval of that share, the share among other developers, and two places in "
     "your own code.\n\n"
     "What you decide about a habit yourself (pin, reject, edit) outlives learning and wins over "
     "what was counted.",
     CLI_PAGED, cli_profile_opts, NULL, sizeof(struct profile_args), cmd_profile,
     cli_profile_examples},
    {"profile pin", CLI_GROUP_STYLE, "say that you do this, whatever is counted",
     "The fact goes into specifications and exports on your word, even when you do both or no "
     "repository shows it. Other values of the trait are overruled. It holds until you reset it; "
     "learning does not touch it.",
     0, cli_decide_opts, cli_decide_args, sizeof(struct decide_args), cmd_profile_pin,
     cli_pin_examples},
    {"profile reject", CLI_GROUP_STYLE, "never say this of your code",
     "The fact is neither stated nor inferred nor asked about, whatever is counted. It holds until "
     "you reset it; learning does not touch it.",
     0, cli_decide_opts, cli_decide_args, sizeof(struct decide_args), cmd_profile_reject,
     cli_reject_examples},
    {"profile edit", CLI_GROUP_STYLE, "say it in your own words",
     "Replaces the sentence that specifications and exports carry for a fact. What was counted "
     "stays as it is.",
     0, cli_decide_opts, cli_edit_args, sizeof(struct decide_args), cmd_profile_edit,
     cli_edit_examples},
    {"profile reset", CLI_GROUP_STYLE, "take decisions about a fact or trait back",
     "What was counted counts again. This can be undone, too.", 0, cli_reset_opts, cli_reset_args,
     sizeof(struct decide_args), cmd_profile_reset, cli_reset_examples},
    {"profile undo", CLI_GROUP_STYLE, "take the last decision back",
     "Puts back what stood before the last pin, reject, edit or reset; again, the one before. The "
     "last fifty are kept.",
     0, NULL, NULL, sizeof(struct decide_args), cmd_profile_undo, cli_undo_examples},
    {"profile decisions", CLI_GROUP_STYLE, "list what you decided", "Lists what you decided.",
     CLI_PAGED, NULL, NULL, sizeof(struct decide_args), cmd_profile_decisions,
     cli_decisions_examples},
    {"profile html", CLI_GROUP_STYLE, "write the profile as a page with charts",
     "Writes one file that opens in any browser: charts against other developers, switches over "
     "time, open questions, examples from your code, and a table to sort and filter. It loads "
     "nothing from anywhere.\n\n"
     "It quotes your code, so look before you publish it.",
     0, cli_html_opts, NULL, sizeof(struct html_args), cmd_profile_html, cli_html_examples},
    {"profile export", CLI_GROUP_STYLE, "write the profile for other tools",
     "Writes what you do into the files that other tools read: AGENTS.md, rules for Cursor, "
     "instructions for Copilot, .editorconfig, .clang-format, or JSON.\n\n"
     "Your own text in these files stays: idiolect writes between two marks of its own, and "
     "refuses where it finds a file without them that it cannot add to.",
     CLI_PAGED, cli_export_opts, NULL, sizeof(struct export_args), cmd_profile_export,
     cli_export_examples},
    {"prompts", CLI_GROUP_STYLE, "show what you asked coding agents for",
     "Lists the prompts that were imported from the logs of coding agents, the latest first. They "
     "are what training pairs take your own wording from.\n\n"
     "Nothing of them leaves this machine.",
     CLI_PAGED, cli_prompts_list_opts, NULL, sizeof(struct prompts_list_args), cmd_prompts,
     cli_prompts_examples},
    {"prompts import", CLI_GROUP_STYLE, "import your prompts from the logs of coding agents",
     "Reads the logs that Claude Code, Codex, Cursor and SpecStory keep below your home folder, "
     "and "
     "SpecStory's in the repositories that were learnt. Keeps what you typed and asks for code, "
     "each "
     "text once, after secrets and personal data were taken out. Questions, chat and what programs "
     "said in your name are counted and left out.\n\n"
     "The makers of these tools change their logs without notice: what is not understood is "
     "counted, "
     "too. Links are not followed. Nothing leaves this machine.",
     0, cli_prompts_import_opts, NULL, sizeof(struct prompts_import_args), cmd_prompts_import,
     cli_prompts_import_examples},
    {"prompts list", CLI_GROUP_STYLE, "list the prompts, latest first",
     "Lists the prompts with day, tool, what was asked for and the repository.", CLI_PAGED,
     cli_prompts_list_opts, NULL, sizeof(struct prompts_list_args), cmd_prompts_list,
     cli_prompts_list_examples},
    {"prompts forget", CLI_GROUP_STYLE, "erase imported prompts",
     "Erases the prompts, all or those of one tool. The logs are not touched; another import "
     "brings "
     "back what still stands there. 'idiolect forget REPO' erases those typed in a repository.",
     0, cli_prompts_forget_opts, NULL, sizeof(struct prompts_forget_args), cmd_prompts_forget,
     cli_prompts_forget_examples},
    {"forget", CLI_GROUP_STYLE, "erase a repository and all that was learnt from it",
     "Removes the repository and the prompts that were typed in it from the store, and counts the "
     "profile anew without it. The repository itself is not touched.",
     0, NULL, forget_args, sizeof(struct forget_args), cmd_forget, forget_examples},

    {"spec", CLI_GROUP_SPEC, "turn a request into a specification",
     "Writes the specification of a request: what you said, what your profile adds to it, and what "
     "remains to be asked. Every item can say where it comes from.",
     CLI_PAGED, spec_opts, spec_args, sizeof(struct spec_args), cmd_spec, spec_examples},
    {"show", CLI_GROUP_SPEC, "show a specification from the log",
     "Shows a specification as it was written or last edited.", CLI_PAGED, show_opts, show_args,
     sizeof(struct show_args), cmd_show, show_examples},
    {"approve", CLI_GROUP_SPEC, "approve a specification",
     "Binds your approval to the SHA-256 of the specification's canonical form. Any later edit is "
     "another specification, and is not approved.",
     0, approve_opts, approve_args, sizeof(struct approve_args), cmd_approve, approve_examples},
    {"diff", CLI_GROUP_SPEC, "compare two specifications",
     "Compares two specifications field by field and item by item.", CLI_PAGED, NULL, diff_args,
     sizeof(struct diff_args), cmd_diff, diff_examples},
    {"log", CLI_GROUP_SPEC, "list the specifications, newest first",
     "Lists the specifications with time, state and request.", CLI_PAGED, log_opts, NULL,
     sizeof(struct log_args), cmd_log, log_examples},

    {"pairs", CLI_GROUP_TRAINING, "make training pairs from your own code",
     "Turns your functions, classes, files and commits into pairs of a request and its "
     "specification: requests in several tones, from your comments, commit messages and names; "
     "specifications that infer only what your profile supports. Copies of a unit stay in one "
     "split, and no unit kept for tests is near one that is trained on.\n\n"
     "Nothing leaves this machine. The pairs replace those that were there when all is done.",
     0, cli_pairs_opts, NULL, sizeof(struct pairs_args), cmd_pairs, cli_pairs_examples},
    {"pairs stats", CLI_GROUP_TRAINING, "show what the pairs are like",
     "Shows the data card: how many pairs of which kind, from where, and how natural they are.", 0,
     NULL, NULL, sizeof(struct pairs_args), cmd_pairs_stats, cli_pairs_stats_examples},
    {"pairs show", CLI_GROUP_TRAINING, "show one pair", "Shows one pair.", CLI_PAGED, NULL,
     cli_pairs_show_args, sizeof(struct pairs_show_args), cmd_pairs_show, cli_pairs_show_examples},
    {"pairs export", CLI_GROUP_TRAINING, "write pairs for another trainer",
     "Writes chat messages as JSON lines, which TRL, Axolotl, LLaMA-Factory and Unsloth read as "
     "they are.",
     0, cli_pairs_export_opts, NULL, sizeof(struct pairs_export_args), cmd_pairs_export,
     cli_pairs_export_examples},
    {"eval", CLI_GROUP_TRAINING, "measure how good it is on your held-out code",
     "Lets the engines and a row of baselines answer every pair that was kept for tests, and "
     "compares their answers with what your code does: which habits were inferred rightly, what "
     "was invented, what was asked.",
     CLI_PAGED, cli_eval_opts, NULL, sizeof(struct eval_args), cmd_eval, cli_eval_examples},

    {"doctor", CLI_GROUP_MACHINE, "check this machine and say what is missing",
     "Checks what idiolect needs and what it can make use of, and says how to get what is missing. "
     "The exit code is 1 when something is missing that is needed.",
     0, doctor_opts, NULL, sizeof(struct doctor_args), cmd_doctor, doctor_examples},
    {"version", CLI_GROUP_MACHINE, "show the version", "Shows the version.", 0, version_opts, NULL,
     sizeof(struct version_args), cmd_version, version_examples},
    {"help", CLI_GROUP_MACHINE, "show help for a command", "Shows help for a command, or for all.",
     CLI_PAGED, help_opts, help_args, sizeof(struct help_args), cmd_help, help_examples},
    {.name = NULL},
};

const struct cli_cmd *cli_cmd_find(const char *name)
{
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (strcmp(c->name, name) == 0)
            return c;
    }
    return NULL;
}

const struct cli_cmd *cli_cmd_sub(const struct cli_cmd *of, const char *word)
{
    size_t n = strlen(of->name);

    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (cli_cmd_is_sub(c, of) && (!word || strcmp(c->name + n + 1, word) == 0))
            return c;
    }
    return NULL;
}

bool cli_cmd_is_sub(const struct cli_cmd *cmd, const struct cli_cmd *of)
{
    size_t n = strlen(of->name);

    return strncmp(cmd->name, of->name, n) == 0 && cmd->name[n] == ' ';
}

/* The nearest name that stands behind `lead`. */
static const char *nearest(const char *word, const char *lead)
{
    size_t n = strlen(lead), best_distance = SIZE_MAX;
    const char *best = NULL;

    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        const char *name = c->name + n;
        size_t d;

        if (strncmp(c->name, lead, n) != 0 || strchr(name, ' '))
            continue;
        d = idio_distance(word, name);
        if (idio_is_near(word, name) && d < best_distance) {
            best_distance = d;
            best = c->name;
        }
    }
    return best;
}

int cli_cmd_unknown(const char *name, struct idio_err *err)
{
    const char *best = nearest(name, "");
    int rc = idio_fail(err, IDIO_E_USAGE, "cli.command", "unknown command '%s'", name);

    if (best)
        return idio_hint(err, rc, "did you mean 'idiolect %s'?", best);
    return idio_hint(err, rc, "'idiolect help' lists the commands");
}

int cli_cmd_unknown_sub(const struct cli_cmd *of, const char *word, struct idio_err *err)
{
    char lead[32];
    const char *best;
    int rc =
        idio_fail(err, IDIO_E_USAGE, "cli.command", "'%s' has no subcommand '%s'", of->name, word);

    snprintf(lead, sizeof lead, "%s ", of->name);
    best = nearest(word, lead);
    if (best)
        return idio_hint(err, rc, "did you mean 'idiolect %s'?", best);
    return idio_hint(err, rc, "'idiolect help %s' lists them", of->name);
}
