/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the command table that is about training pairs: see commands.c. */
#include "cli/commands_pairs.h"

/* In the order of enum idio_split. */
static const char *const splits[] = {"train", "valid", "A", "B", "C", "E", "F", NULL};

const char *cli_split_name(int choice)
{
    return choice > 0 ? splits[choice - 1] : NULL;
}

const struct cli_opt cli_pairs_opts[] = {
    {CLI_NUMBER, 0, "count", "N", "aim at N pairs", .fallback = "8000", .min = 1, .max = 100000,
     .at = CLI_AT(struct pairs_args, count, int64_t)},
    {CLI_NUMBER, 0, "seed", "N", "draw everything from seed N: same seed, same bytes",
     .fallback = "1", .max = INT64_MAX, .at = CLI_AT(struct pairs_args, seed, int64_t)},
    {CLI_LIST, 0, "hold-out", "REPO",
     "keep this repository (name or path) for tests; may be given again (default: some, by lot, "
     "with at most a fifth of the units)",
     .at = CLI_AT(struct pairs_args, hold_out, struct cli_list)},
    {CLI_TEXT, 0, "secret-rules", "FILE",
     "also remove what these rules find, a file in gitleaks' format (default: gitleaks.toml in the "
     "configuration folder)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct pairs_args, secret_rules, const char *)},
    CLI_OPT_END,
};
const struct cli_example cli_pairs_examples[] = {
    {"pairs", "eight thousand pairs, or as many as there are"},
    {"pairs --hold-out shop --hold-out blog", "two repositories are kept for tests"},
    {NULL, NULL},
};

const struct cli_example cli_pairs_stats_examples[] = {
    {"pairs stats", "how many of which kind, and how natural"},
    {"pairs stats --json", "the data card"},
    {NULL, NULL},
};

const struct cli_arg cli_pairs_show_args[] = {
    {CLI_TEXT, "ROW", "the beginning of a row's id, or its number: '#1' (default: the first)",
     .at = CLI_AT(struct pairs_show_args, row, const char *)},
    {.name = NULL},
};
const struct cli_example cli_pairs_show_examples[] = {
    {"pairs show", "the first"},
    {"pairs show '#200' --json", "the two hundredth, as it is"},
    {NULL, NULL},
};

const struct cli_opt cli_pairs_export_opts[] = {
    {CLI_CHOICE, 0, "split", "SPLIT", "train, valid, A, B, C, E or F (default: train)",
     .choices = splits, .fallback = "train", .at = CLI_AT(struct pairs_export_args, split, int)},
    {CLI_FLAG, 0, "preferences", NULL, "the preferences, for DPO, instead of the pairs",
     .at = CLI_AT(struct pairs_export_args, preferences, bool)},
    {CLI_TEXT, 'o', "output", "FILE", "write to FILE instead of standard output",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct pairs_export_args, output, const char *)},
    CLI_OPT_END,
};
const struct cli_example cli_pairs_export_examples[] = {
    {"pairs export -o train.jsonl", "chat messages, a line to a pair, as TRL or Axolotl read them"},
    {"pairs export --preferences -o dpo.jsonl", "chosen and rejected specifications"},
    {NULL, NULL},
};

const struct cli_opt cli_eval_opts[] = {
    {CLI_LIST, 0, "system", "NAME",
     "only this one: dump, nearest, top20, others, rates, words, scorer, rules, generic, model, "
     "shuffled or oracle; may be given again (default: all but model)",
     .at = CLI_AT(struct eval_args, systems, struct cli_list)},
    {CLI_NUMBER, 'n', "limit", "N", "at most N rows of each split; 0: all", .fallback = "0",
     .max = INT32_MAX, .at = CLI_AT(struct eval_args, limit, int64_t)},
    {CLI_TEXT, 0, "html", "FILE", "also draw it as a page, into FILE", .hint = CLI_HINT_FILE,
     .at = CLI_AT(struct eval_args, html, const char *)},
    CLI_OPT_END,
};
const struct cli_example cli_eval_examples[] = {
    {"eval", "a table for each kind of test"},
    {"eval --html eval.html", "the same, drawn"},
    {"eval --system rules --system model -n 50", "the engines on fifty rows of each kind"},
    {NULL, NULL},
};
