/* SPDX-License-Identifier: Apache-2.0 */
/* help: of the program or of a command; completion scripts; the generated part of the manual. */
#include "cli/cli.h"

int cmd_help(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct help_args *a = args;
    const struct cli_cmd *cmd = NULL;

    if (a->command) {
        cmd = cli_cmd_find(a->command);
        if (!cmd)
            return cli_cmd_unknown(a->command, err);
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
