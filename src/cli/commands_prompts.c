/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the command table that is about imported prompts: see commands.c. */
#include "cli/commands_prompts.h"

const struct cli_opt cli_prompts_import_opts[] = {
    {CLI_TEXT, 0, "from", "DIR", "the home folder whose logs are read (default: yours)",
     .hint = CLI_HINT_DIR, .at = CLI_AT(struct prompts_import_args, from, const char *)},
    {CLI_LIST, 0, "tool", "NAME",
     "only claude, codex, cursor or specstory; may be given again (default: all)",
     .at = CLI_AT(struct prompts_import_args, tools, struct cli_list)},
    {CLI_FLAG, 0, "dry-run", NULL, "keep nothing, only say what would be kept",
     .at = CLI_AT(struct prompts_import_args, dry_run, bool)},
    {CLI_TEXT, 0, "secret-rules", "FILE",
     "also remove what these rules find, a file in gitleaks' format (default: gitleaks.toml in the "
     "configuration folder)",
     .hint = CLI_HINT_FILE, .at = CLI_AT(struct prompts_import_args, secret_rules, const char *)},
    CLI_OPT_END,
};
const struct cli_opt cli_prompts_list_opts[] = {
    {CLI_NUMBER, 'n', "limit", "N", "show the latest N; 0: all", .fallback = "20", .max = INT32_MAX,
     .at = CLI_AT(struct prompts_list_args, limit, int64_t)},
    CLI_OPT_END,
};
const struct cli_opt cli_prompts_forget_opts[] = {
    {CLI_TEXT, 0, "tool", "NAME", "those of claude, codex, cursor or specstory",
     .at = CLI_AT(struct prompts_forget_args, tool, const char *)},
    {CLI_FLAG, 0, "all", NULL, "all of them", .at = CLI_AT(struct prompts_forget_args, all, bool)},
    CLI_OPT_END,
};
const struct cli_example cli_prompts_examples[] = {
    {"prompts", "the latest twenty"},
    {NULL, NULL},
};
const struct cli_example cli_prompts_import_examples[] = {
    {"prompts import --dry-run", "what there is, and what of it would be kept"},
    {"prompts import", "keep it"},
    {"prompts import --tool claude --tool codex", "only from these two"},
    {"prompts import --from /mnt/old-laptop/home/ada", "from another home folder"},
    {NULL, NULL},
};
const struct cli_example cli_prompts_list_examples[] = {
    {"prompts list -n 0 --json", "all of them, for another program"},
    {NULL, NULL},
};
const struct cli_example cli_prompts_forget_examples[] = {
    {"prompts forget --tool cursor", "those from Cursor"},
    {"prompts forget --all", "every one"},
    {NULL, NULL},
};
