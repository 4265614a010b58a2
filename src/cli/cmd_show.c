/* SPDX-License-Identifier: Apache-2.0 */
/* show: a specification from the log. */
#include "cli/cli.h"

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct show_args *a = args;

    cli_view_spec(cli, doc, a->explain);
}

int cmd_show(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct show_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_spec_get(core, a->id, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    return rc;
}
