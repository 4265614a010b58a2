/* SPDX-License-Identifier: Apache-2.0 */
/* Options, arguments and examples of `pairs`, its subcommands and `eval`; commands.c puts them into
 * the table. */
#ifndef IDIO_CLI_COMMANDS_PAIRS_H
#define IDIO_CLI_COMMANDS_PAIRS_H

#include "cli/cli.h"

extern const struct cli_opt cli_pairs_opts[], cli_pairs_export_opts[], cli_eval_opts[];
extern const struct cli_arg cli_pairs_show_args[];
extern const struct cli_example cli_pairs_examples[], cli_pairs_stats_examples[],
    cli_pairs_show_examples[], cli_pairs_export_examples[], cli_eval_examples[];

#endif
