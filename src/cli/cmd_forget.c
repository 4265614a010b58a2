/* SPDX-License-Identifier: Apache-2.0 */
/* forget: erases a repository and what was learnt from it. */
#include "cli/cli.h"

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    struct cli_out *out = &cli->out;

    (void)args;
    cli_put(out, CLI_STRONG, "Forgot %s", idio_json_get_str(doc, "name", "?"));
    cli_put(out, CLI_DIM, "  %s", idio_json_get_str(doc, "path", ""));
    cli_nl(out);
    cli_put_counted(out, CLI_PLAIN, (uint64_t)idio_json_get_int(doc, "facts", 0), "fact", "facts");
    cli_put(out, CLI_PLAIN, " left in the profile.");
    cli_nl(out);
}

int cmd_forget(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct forget_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_forget(core, a->repo, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    return rc;
}
