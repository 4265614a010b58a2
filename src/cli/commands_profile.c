/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the command table that is about the profile: see commands.c. */
#include "cli/commands_profile.h"

/* In the order of their enumerations. */
static const char *const areas[] = {"format", "naming",  "idiom",     "error", "doc",
                                    "test",   "library", "structure", NULL};
static const char *const sorts[] = {"area", "surprise", "evidence", "change", NULL};
static const char *const formats[] = {"agents",       "cursor", "copilot", "editorconfig",
                                      "clang-format", "json",   NULL};

const char *cli_area_name(int choice)
{
    return choice > 0 ? areas[choice - 1] : NULL;
}

/* ---- profile -------------------------------------------------------------------------------- */
const struct cli_opt cli_profile_opts[] = {
    {CLI_LANG, 0, "language", "LANGUAGE", "only this language",
     .at = CLI_AT(struct profile_args, lang, enum idio_lang)},
    {CLI_CHOICE, 0, "area", "AREA",
     "only format, naming, idiom, error, doc, test, library or structure", .choices = areas,
     .at = CLI_AT(struct profile_args, area, int)},
    {CLI_TEXT, 0, "trait", "TRAIT", "only this trait, for example format.quotes",
     .at = CLI_AT(struct profile_args, trait, const char *)},
    {CLI_TEXT, 0, "scope", "REPO", "only what holds in this repository, or REPO/FOLDER, alone",
     .at = CLI_AT(struct profile_args, scope, const char *)},
    {CLI_CHOICE, 0, "sort", "ORDER",
     "within a language: area, surprise, evidence or change (default: area)", .choices = sorts,
     .fallback = "area", .at = CLI_AT(struct profile_args, sort, int)},
    {CLI_FLAG, 0, "all", NULL,
     "also habits that go without saying; with --check, also those that are less sure",
     .at = CLI_AT(struct profile_args, all, bool)},
    {CLI_LIST, 0, "check", "FILE",
     "hold FILE against the profile instead, and show where it goes against your habits; may be "
     "given again",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct profile_args, check, struct cli_list)},
    CLI_OPT_END,
};
const struct cli_example cli_profile_examples[] = {
    {"profile", "what sets your code apart"},
    {"profile --language python --all", "everything known about your Python"},
    {"profile --sort surprise", "the most unusual first"},
    {"profile -v --trait format.quotes", "one habit, with a counter-example"},
    {"profile --check src/api.js", "where a file goes against your habits"},
    {NULL, NULL},
};

/* ---- decisions ------------------------------------------------------------------------------- */
const struct cli_opt cli_decide_opts[] = {
    {CLI_LANG, 0, "language", "LANGUAGE", "of which language, when FACT does not say",
     .at = CLI_AT(struct decide_args, lang, enum idio_lang)},
    {CLI_TEXT, 0, "scope", "REPO", "only in this repository, or REPO/FOLDER (default: everywhere)",
     .at = CLI_AT(struct decide_args, scope, const char *)},
    CLI_OPT_END,
};
const struct cli_arg cli_decide_args[] = {
    {CLI_TEXT, "FACT", "as 'idiolect profile -v' shows it: [LANGUAGE:]TRAIT=VALUE",
     .required = true, .at = CLI_AT(struct decide_args, fact, const char *)},
    {.name = NULL},
};
const struct cli_arg cli_edit_args[] = {
    {CLI_TEXT, "FACT", "as 'idiolect profile -v' shows it: [LANGUAGE:]TRAIT=VALUE",
     .required = true, .at = CLI_AT(struct decide_args, fact, const char *)},
    {CLI_TEXT, "WORDING", "the sentence that specifications and exports shall carry",
     .required = true, .at = CLI_AT(struct decide_args, wording, const char *)},
    {.name = NULL},
};
const struct cli_opt cli_reset_opts[] = {
    {CLI_LANG, 0, "language", "LANGUAGE", "of which language, when FACT does not say",
     .at = CLI_AT(struct decide_args, lang, enum idio_lang)},
    {CLI_TEXT, 0, "scope", "REPO", "only in this repository, or REPO/FOLDER (default: everywhere)",
     .at = CLI_AT(struct decide_args, scope, const char *)},
    {CLI_FLAG, 0, "all", NULL, "take back every decision",
     .at = CLI_AT(struct decide_args, all, bool)},
    CLI_OPT_END,
};
const struct cli_arg cli_reset_args[] = {
    {CLI_TEXT, "FACT", "a fact, or without =VALUE a whole trait",
     .at = CLI_AT(struct decide_args, fact, const char *)},
    {.name = NULL},
};
const struct cli_example cli_pin_examples[] = {
    {"profile pin javascript:format.quotes=single", "single quotes, whatever is counted"},
    {"profile pin --language c format.indent=tab", "the language apart"},
    {"profile pin c:format.indent=2 --scope redis/deps", "only below one folder"},
    {NULL, NULL},
};
const struct cli_example cli_reject_examples[] = {
    {"profile reject python:doc.functions=yes", "this shall not be said of my code"},
    {NULL, NULL},
};
const struct cli_example cli_edit_examples[] = {
    {"profile edit javascript:format.semicolons=never \"No semicolons, ever.\"",
     "in your own words"},
    {NULL, NULL},
};
const struct cli_example cli_reset_examples[] = {
    {"profile reset javascript:format.quotes", "whatever was decided about this trait"},
    {"profile reset --all", "back to what was counted"},
    {NULL, NULL},
};
const struct cli_example cli_undo_examples[] = {
    {"profile undo", "the last pin, reject, edit or reset; again: the one before"},
    {NULL, NULL},
};
const struct cli_example cli_decisions_examples[] = {
    {"profile decisions", "what you decided, and when"},
    {NULL, NULL},
};

/* ---- page and exports ------------------------------------------------------------------------ */
const struct cli_opt cli_html_opts[] = {
    {CLI_TEXT, 'o', "output", "FILE", "where to write it (default: idiolect-profile.html)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct html_args, output, const char *)},
    {CLI_FLAG, 0, "force", NULL, "replace a file that is there",
     .at = CLI_AT(struct html_args, force, bool)},
    CLI_OPT_END,
};
const struct cli_example cli_html_examples[] = {
    {"profile html", "one file, to open in a browser"},
    {"profile html -o style.html --force", "write it again"},
    {NULL, NULL},
};

const struct cli_opt cli_export_opts[] = {
    {CLI_CHOICE, 0, "format", "FORMAT",
     "agents, cursor, copilot, editorconfig, clang-format or json", .choices = formats,
     .at = CLI_AT(struct export_args, format, int)},
    {CLI_LANG, 0, "language", "LANGUAGE", "only this language",
     .at = CLI_AT(struct export_args, lang, enum idio_lang)},
    {CLI_TEXT, 0, "scope", "REPO", "as it holds in this repository, or REPO/FOLDER",
     .at = CLI_AT(struct export_args, scope, const char *)},
    {CLI_TEXT, 'o', "output", "PATH",
     "the project's folder, or a file where the format has only one; -: standard output (default: "
     "the current folder)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct export_args, output, const char *)},
    {CLI_FLAG, 0, "diff", NULL, "show what would change, write nothing",
     .at = CLI_AT(struct export_args, diff, bool)},
    {CLI_FLAG, 0, "force", NULL, "replace files that idiolect did not write",
     .at = CLI_AT(struct export_args, force, bool)},
    CLI_OPT_END,
};
const struct cli_example cli_export_examples[] = {
    {"profile export --format agents --diff", "what AGENTS.md would become"},
    {"profile export --format cursor -o ~/src/shop", "rules for Cursor, one file per language"},
    {"profile export --format clang-format --language c -o -", "to standard output"},
    {NULL, NULL},
};
