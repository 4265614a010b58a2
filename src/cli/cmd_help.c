/* SPDX-License-Identifier: Apache-2.0 */
/* help: of the program or of a command; completion scripts; the generated part of the manual. */
#include "cli/cli.h"

/* "profile pin" */
static int find(const struct cli_list *words, const struct cli_cmd **ret, struct idio_err *err)
{
    const struct cli_cmd *cmd = cli_cmd_find(words->at[0]);

    if (!cmd)
        return cli_cmd_unknown(words->at[0], err);
    *ret = cmd;
    if (words->len == 1)
        return IDIO_OK;
    *ret = cli_cmd_sub(cmd, words->at[1]);
    if (*ret && words->len == 2)
        return IDIO_OK;
    return cli_cmd_unknown_sub(*ret ? *ret : cmd, words->at[*ret ? 2 : 1], err);
}

int cmd_help(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct help_args *a = args;
    const struct cli_cmd *cmd = NULL;

    if (a->words.len) {
        int rc = find(&a->words, &cmd, err);

        if (rc < 0)
            return rc;
    }
    if (a->shell) {
        cli_complete(&cli->out, (enum cli_shell)a->shell);
    } else if (a->scdoc) {
        cli_help_scdoc(&cli->out, cmd);
    } else if (cli->common.json) {
        IDIO_AUTO(idio_json_freep) struct idio_json *doc = cli_help_json(cmd);

        if (!doc)
            return idio_nomem(err, "cli.help");
        cli_put_json(&cli->out, doc);
    } else if (cmd) {
        cli_help_command(&cli->out, cmd);
    } else {
        cli_help_overview(&cli->out);
    }
    return idio_str_status(&cli->out.text, "cli.help", err);
}
