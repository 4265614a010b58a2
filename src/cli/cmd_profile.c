/* SPDX-License-Identifier: Apache-2.0 */
/* profile: the habits with their evidence. */
#include "cli/cli.h"

int cmd_profile(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct profile_args *a = args;
    const struct idio_profile_opts opts = {
        .lang = a->lang,
        .trait = a->trait,
        .area = cli_area_name(a->area),
        .scope = a->scope,
        .all = a->all,
        .sort = (enum idio_profile_sort)(a->sort - 1),
    };
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_profile(core, &opts, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, cli_view_profile, args, err);
    return rc;
}
