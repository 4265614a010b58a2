/* SPDX-License-Identifier: Apache-2.0 */
/* approve: binds the user's approval to the hash of a specification. */
#include <inttypes.h>

#include "cli/cli.h"

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    struct cli_out *out = &cli->out;

    (void)args;
    cli_put(out, CLI_GOOD, "Approved");
    cli_put(out, CLI_STRONG, " spec %" PRId64, idio_json_get_int(doc, "id", 0));
    cli_nl(out);
    cli_put(out, CLI_DIM, "sha256 %s", idio_json_get_str(doc, "hash", ""));
    cli_nl(out);
}

int cmd_approve(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct approve_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_approve(core, a->id, a->hash, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    return rc;
}
