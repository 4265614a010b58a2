/* SPDX-License-Identifier: Apache-2.0 */
/* profile: the habits with their evidence, or a file held against them. */
#include "cli/cli.h"

#include <string.h>

static bool is_warning(const struct idio_json *violation)
{
    return strcmp(idio_json_get_str(violation, "severity", ""), "warning") == 0;
}

static int check(struct cli *cli, struct idio_core *core, const struct profile_args *a,
                 struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    int rc = IDIO_OK;

    if (a->trait || a->scope || a->area > 0 || a->lang != IDIO_LANG_NONE)
        rc = idio_fail(err, IDIO_E_USAGE, "cli.profile",
                       "--check holds files against all habits; it takes no --language, "
                       "--area, --trait or --scope");
    if (rc == IDIO_OK)
        rc = idio_core_check(core, a->check.at, a->check.len, a->all, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, cli_view_check, a, err);
    for (size_t i = 0; rc == IDIO_OK && i < idio_json_len(idio_json_get(doc, "violations")); i++)
        if (is_warning(idio_json_at(idio_json_get(doc, "violations"), i)))
            cli->exit_code = 1;
    return rc;
}

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

    if (rc == IDIO_OK && a->check.len > 0)
        return check(cli, core, a, err);
    if (rc == IDIO_OK)
        rc = idio_core_profile(core, &opts, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, cli_view_profile, args, err);
    return rc;
}
