/* SPDX-License-Identifier: Apache-2.0 */
/* profile: the habits with their evidence. */
#include "cli/cli.h"

int cmd_profile(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct profile_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_profile(core, a->lang, a->trait, a->all, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, cli_view_profile, args, err);
    return rc;
}
