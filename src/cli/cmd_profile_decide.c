/* SPDX-License-Identifier: Apache-2.0 */
/* profile pin, reject, edit, reset, undo, decisions: the developer's word on facts. */
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

static void put_rows(struct cli *cli, const struct idio_json *rows)
{
    struct cli_table t;

    cli_table_init(&t, 3, 2, 2);
    for (size_t i = 0; i < idio_json_len(rows); i++) {
        const struct idio_json *row = idio_json_at(rows, i);
        const char *wording = idio_json_get_str(row, "wording", "");

        cli_table_cell(&t, CLI_DIM, "%.10s", idio_json_get_str(row, "made", ""));
        cli_table_cell(&t, CLI_ACCENT, "%s", idio_json_get_str(row, "verdict", "?"));
        cli_table_cell(&t, CLI_PLAIN, "%s%s%s", idio_json_get_str(row, "fact", "?"),
                       *wording ? ": " : "", wording);
    }
    cli_table_print(&t, &cli->out);
}

static void view_list(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *rows = idio_json_get(doc, "decisions");

    (void)args;
    if (idio_json_len(rows)) {
        put_rows(cli, rows);
        return;
    }
    cli_wrap(&cli->out, CLI_PLAIN, 0, 0,
             "Nothing was decided; 'idiolect profile pin', 'reject' and 'edit' do it.");
}

static void view_undo(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *rows = idio_json_get(doc, "decisions");
    struct cli_out *out = &cli->out;

    (void)args;
    cli_put(out, CLI_PLAIN, "Undone: %s", idio_json_get_str(doc, "undone", "?"));
    cli_nl(out);
    if (!idio_json_len(rows))
        return;
    cli_put(out, CLI_PLAIN, "In force again:");
    cli_nl(out);
    put_rows(cli, rows);
}

static void view_change(struct cli *cli, const struct idio_json *doc, const void *args)
{
    static const char *const done[][2] = {
        {"pin", "Pinned"}, {"reject", "Rejected"}, {"edit", "Reworded"}};
    const char *action = idio_json_get_str(doc, "action", "");
    const struct idio_json *row = idio_json_at(idio_json_get(doc, "decisions"), 0);
    const char *wording = idio_json_get_str(row, "wording", "");
    struct cli_out *out = &cli->out;

    (void)args;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        if (strcmp(done[i][0], action) == 0)
            cli_put(out, CLI_STRONG, "%s ", done[i][1]);
    }
    cli_put(out, CLI_PLAIN, "%s%s%s", idio_json_get_str(row, "fact", "?"), *wording ? ": " : ".",
            wording);
    cli_nl(out);
}

static void view_reset(struct cli *cli, const struct idio_json *doc, const void *args)
{
    (void)args;
    cli_put(&cli->out, CLI_PLAIN, "No longer in force:");
    cli_nl(&cli->out);
    put_rows(cli, idio_json_get(doc, "decisions"));
}

static int decide(struct cli *cli, enum idio_decide_action action, cli_view view, const void *args,
                  struct idio_err *err)
{
    const struct decide_args *a = args;
    const struct idio_decide_opts opts = {
        .action = action,
        .fact = a->fact,
        .lang = a->lang,
        .scope = a->scope,
        .wording = a->wording,
    };
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_decide(core, &opts, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    if (rc == IDIO_OK && action != IDIO_DECIDE_LIST && action != IDIO_DECIDE_UNDO)
        cli_next(cli, "'idiolect profile undo' takes it back.");
    return rc;
}

int cmd_profile_pin(struct cli *cli, const void *args, struct idio_err *err)
{
    return decide(cli, IDIO_DECIDE_PIN, view_change, args, err);
}

int cmd_profile_reject(struct cli *cli, const void *args, struct idio_err *err)
{
    return decide(cli, IDIO_DECIDE_REJECT, view_change, args, err);
}

int cmd_profile_edit(struct cli *cli, const void *args, struct idio_err *err)
{
    return decide(cli, IDIO_DECIDE_EDIT, view_change, args, err);
}

int cmd_profile_reset(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct decide_args *a = args;

    if (!a->fact == !a->all)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_USAGE, "cli.profile",
                                   a->all ? "FACT and --all exclude each other"
                                          : "'profile reset' needs FACT or --all"),
                         "'idiolect profile decisions' lists what was decided");
    return decide(cli, IDIO_DECIDE_RESET, view_reset, args, err);
}

int cmd_profile_undo(struct cli *cli, const void *args, struct idio_err *err)
{
    return decide(cli, IDIO_DECIDE_UNDO, view_undo, args, err);
}

int cmd_profile_decisions(struct cli *cli, const void *args, struct idio_err *err)
{
    return decide(cli, IDIO_DECIDE_LIST, view_list, args, err);
}
