/* SPDX-License-Identifier: Apache-2.0 */
/* Options, arguments and examples of `profile` and its subcommands; commands.c puts them into the
 * table. */
#ifndef IDIO_CLI_COMMANDS_PROFILE_H
#define IDIO_CLI_COMMANDS_PROFILE_H

#include "cli/cli.h"

extern const struct cli_opt cli_profile_opts[], cli_decide_opts[], cli_reset_opts[],
    cli_html_opts[], cli_export_opts[];
extern const struct cli_arg cli_decide_args[], cli_edit_args[], cli_reset_args[];
extern const struct cli_example cli_profile_examples[], cli_pin_examples[], cli_reject_examples[],
    cli_edit_examples[], cli_reset_examples[], cli_undo_examples[], cli_decisions_examples[],
    cli_html_examples[], cli_export_examples[];

#endif
