/* SPDX-License-Identifier: Apache-2.0 */
/* Options and examples of `prompts` and its subcommands; commands.c puts them into the table. */
#ifndef IDIO_CLI_COMMANDS_PROMPTS_H
#define IDIO_CLI_COMMANDS_PROMPTS_H

#include "cli/cli.h"

extern const struct cli_opt cli_prompts_import_opts[], cli_prompts_list_opts[],
    cli_prompts_forget_opts[];
extern const struct cli_example cli_prompts_examples[], cli_prompts_import_examples[],
    cli_prompts_list_examples[], cli_prompts_forget_examples[];

#endif
