/* SPDX-License-Identifier: Apache-2.0 */
/* prompts, prompts import, list, forget: what the developer asked coding agents for. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

enum { REASONS_MAX = 1024 };

/* ---- import ---------------------------------------------------------------------------------- */

struct reason {
    const char *key, *one, *many;
};

/* "3 create, 1 fix" of the members that are not 0; nothing for none. */
static void put_reasons(struct idio_str *out, const struct idio_json *counts,
                        const struct reason *reasons, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t k = idio_json_get_int(counts, reasons[i].key, 0);
        char count[CLI_COUNT_SIZE];

        if (k > 0)
            idio_str_printf(out, "%s%s %s", out->len ? ", " : "", cli_count((uint64_t)k, count),
                            k == 1 ? reasons[i].one : reasons[i].many);
    }
}

static void put_tool(struct cli *cli, struct cli_table *t, const struct idio_json *tool)
{
    static const struct reason intents[] = {{"create", "to create", "to create"},
                                            {"edit", "to edit", "to edit"},
                                            {"fix", "to fix", "to fix"},
                                            {"test", "to test", "to test"},
                                            {"refactor", "to refactor", "to refactor"}};
    const int64_t files = idio_json_get_int(tool, "files", 0);
    const int64_t prompts = idio_json_get_int(tool, "prompts", 0);
    char count[CLI_COUNT_SIZE];
    struct idio_str s;

    (void)cli;
    cli_table_cell(t, CLI_PLAIN, "%s", idio_json_get_str(tool, "tool", "?"));
    cli_table_cell(t, CLI_PLAIN, "%s %s", cli_count((uint64_t)files, count),
                   files == 1 ? "log " : "logs");
    cli_table_cell(t, CLI_PLAIN, "%s %s", cli_count((uint64_t)prompts, count),
                   prompts == 1 ? "prompt " : "prompts");
    cli_table_cell(t, CLI_STRONG, "%s kept",
                   cli_count((uint64_t)idio_json_get_int(tool, "kept", 0), count));
    idio_str_init(&s, REASONS_MAX);
    put_reasons(&s, idio_json_get(tool, "intents"), intents, sizeof intents / sizeof *intents);
    cli_table_cell(t, CLI_DIM, "%s", s.data);
    idio_str_release(&s);
}

/* What became of the rest, and what could not be read. */
static void put_left_out(struct cli *cli, const struct idio_json *tool)
{
    static const struct reason left[] = {{"known", "kept before", "kept before"},
                                         {"repeated", "repeated", "repeated"},
                                         {"explain", "question", "questions"},
                                         {"other", "not a request", "not requests"},
                                         {"unclear", "not in words", "not in words"}};
    static const struct reason odd[] = {{"skipped", "record not typed", "records not typed"},
                                        {"not_understood", "not understood", "not understood"},
                                        {"unreadable", "log unreadable", "logs unreadable"},
                                        {"links", "link not followed", "links not followed"}};
    struct cli_out *out = &cli->out;
    struct idio_str s, t;
    const char *version = idio_json_get_str(tool, "version", "");

    idio_str_init(&s, REASONS_MAX);
    idio_str_init(&t, REASONS_MAX);
    put_reasons(&s, tool, left, sizeof left / sizeof *left);
    put_reasons(&t, tool, odd, sizeof odd / sizeof *odd);
    if (s.len && t.len)
        idio_str_puts(&s, "; ");
    idio_str_puts(&s, t.data);
    if (s.len) {
        cli_put(out, CLI_PLAIN, "  %s: ", idio_json_get_str(tool, "tool", "?"));
        cli_put(out, CLI_DIM, "%s", s.data);
        if (*version && cli->common.verbose)
            cli_put(out, CLI_DIM, " (version %s)", version);
        cli_nl(out);
    }
    idio_str_release(&s);
    idio_str_release(&t);
}

static int64_t sum_of(const struct idio_json *tools, const char *key)
{
    int64_t sum = 0;

    for (size_t i = 0; i < idio_json_len(tools); i++)
        sum += idio_json_get_int(idio_json_at(tools, i), key, 0);
    return sum;
}

static void view_import(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *tools = idio_json_get(doc, "tools");
    const bool dry = idio_json_get_bool(doc, "dry_run", false);
    struct cli_out *out = &cli->out;
    struct cli_table t;

    (void)args;
    cli_put(out, CLI_STRONG, "%s ", dry ? "Would keep" : "Kept");
    cli_put_counted(out, CLI_STRONG, (uint64_t)idio_json_get_int(doc, "kept", 0), "new prompt",
                    "new prompts");
    cli_put(out, CLI_PLAIN, " of ");
    cli_put_counted(out, CLI_PLAIN, (uint64_t)sum_of(tools, "prompts"), "prompt", "prompts");
    cli_put(out, CLI_PLAIN, " in ");
    cli_put_counted(out, CLI_PLAIN, (uint64_t)sum_of(tools, "files"), "log", "logs");
    cli_put(out, CLI_DIM, "  %s", idio_json_get_str(doc, "from", ""));
    cli_nl(out);
    cli_nl(out);
    cli_table_init(&t, 5, 2, 2);
    t.right[1] = t.right[2] = t.right[3] = true;
    for (size_t i = 0; i < idio_json_len(tools); i++)
        put_tool(cli, &t, idio_json_at(tools, i));
    cli_table_print(&t, out);
    cli_nl(out);
    if (sum_of(tools, "prompts") + sum_of(tools, "skipped") + sum_of(tools, "not_understood") +
        sum_of(tools, "unreadable") + sum_of(tools, "links")) {
        cli_put(out, CLI_PLAIN, "Left out");
        cli_nl(out);
        for (size_t i = 0; i < idio_json_len(tools); i++)
            put_left_out(cli, idio_json_at(tools, i));
    }
    if (*idio_json_get_str(doc, "secret_rules", "")) {
        cli_put(out, CLI_PLAIN, "Secrets also by the rules of %s",
                idio_json_get_str(doc, "secret_rules", ""));
        cli_nl(out);
    }
    cli_put_counted(out, CLI_PLAIN, (uint64_t)idio_json_get_int(doc, "stored", 0), "prompt",
                    "prompts");
    cli_put(out, CLI_PLAIN, " in the store.");
    cli_nl(out);
}

int cmd_prompts_import(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct prompts_import_args *a = args;
    const struct idio_prompts_import_opts opts = {
        .from = a->from ? a->from : cli->env->user_home,
        .scratch = cli->env->tmpdir,
        .tools = a->tools.at,
        .tool_count = a->tools.len,
        .secret_rules = a->secret_rules ? a->secret_rules : cli->env->secret_rules,
        .dry_run = a->dry_run,
    };
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc;

    if (!opts.from)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_MISSING, "cli.prompts",
                                   "no home folder to read logs from: HOME is not set"),
                         "name one with --from DIR");
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_prompts_import(core, &opts, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view_import, args, err);
    if (rc == IDIO_OK && !a->dry_run)
        cli_next(cli, "See them with 'idiolect prompts list'.");
    return rc;
}

/* ---- list ------------------------------------------------------------------------------------ */

static void view_list(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *prompts = idio_json_get(doc, "prompts");
    struct cli_table t;

    (void)args;
    cli_table_init(&t, 5, 0, 2);
    t.last = CLI_LAST_CUT;
    t.max_width[3] = 20;
    for (size_t i = 0; i < idio_json_len(prompts); i++) {
        const struct idio_json *p = idio_json_at(prompts, i);

        cli_table_cell(&t, CLI_DIM, "%s", idio_json_get_str(p, "day", "-"));
        cli_table_cell(&t, CLI_DIM, "%s", idio_json_get_str(p, "tool", "?"));
        cli_table_cell(&t, CLI_ACCENT, "%s", idio_json_get_str(p, "intent", "?"));
        cli_table_cell(&t, CLI_PLAIN, "%s", idio_json_get_str(p, "repo", "-"));
        cli_table_cell(&t, CLI_PLAIN, "%s", idio_json_get_str(p, "text", ""));
    }
    cli_table_print(&t, &cli->out);
}

int cmd_prompts_list(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct prompts_list_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_prompts(core, (size_t)a->limit, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view_list, args, err);
    if (rc == IDIO_OK && !idio_json_len(idio_json_get(doc, "prompts")))
        cli_say(cli, "No prompts yet; 'idiolect prompts import' reads the logs of coding agents.");
    return rc;
}

int cmd_prompts(struct cli *cli, const void *args, struct idio_err *err)
{
    return cmd_prompts_list(cli, args, err);
}

/* ---- forget ---------------------------------------------------------------------------------- */

static void view_forget(struct cli *cli, const struct idio_json *doc, const void *args)
{
    struct cli_out *out = &cli->out;

    (void)args;
    cli_put(out, CLI_STRONG, "Forgot ");
    cli_put_counted(out, CLI_STRONG, (uint64_t)idio_json_get_int(doc, "forgotten", 0), "prompt",
                    "prompts");
    cli_put(out, CLI_PLAIN, "; %" PRId64 " left.", idio_json_get_int(doc, "stored", 0));
    cli_nl(out);
}

int cmd_prompts_forget(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct prompts_forget_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc;

    if (!a->tool == !a->all)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_USAGE, "cli.prompts",
                                   a->all ? "--tool and --all exclude each other"
                                          : "'prompts forget' needs --tool NAME or --all"),
                         "'idiolect prompts list' shows what there is");
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_prompts_forget(core, a->tool, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view_forget, args, err);
    return rc;
}
