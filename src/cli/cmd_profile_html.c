/* SPDX-License-Identifier: Apache-2.0 */
/* profile html: the profile as one page. */
#include <unistd.h>

#include "base/fs.h"
#include "cli/cli.h"

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    (void)args;
    cli_put(&cli->out, CLI_PLAIN, "Wrote %s", idio_json_get_str(doc, "path", "?"));
    cli_put(&cli->out, CLI_DIM, " (%lld KB)",
            (long long)(idio_json_get_int(doc, "bytes", 0) + 1023) / 1024);
    cli_nl(&cli->out);
}

static int describe(const char *path, const struct idio_str *page, struct idio_json **ret,
                    struct idio_err *err)
{
    struct idio_json *doc = idio_json_object();
    int rc = idio_json_put(doc, "path", idio_json_string(path));

    rc = rc < 0 ? rc : idio_json_put(doc, "bytes", idio_json_int((int64_t)page->len));
    *ret = doc;
    return rc < 0 ? idio_nomem(err, "cli.html") : IDIO_OK;
}

int cmd_profile_html(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct html_args *a = args;
    const char *path = a->output ? a->output : "idiolect-profile.html";
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    struct idio_str page;
    int rc = cli_core(cli, &core, err);

    if (rc < 0)
        return rc;
    if (!a->force && access(path, F_OK) == 0)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_CONFLICT, "cli.html", "'%s' is there already", path),
                         "--force replaces it; -o FILE writes another one");
    idio_str_init(&page, CLI_OUT_MAX);
    rc = idio_core_report(core, &page, err);
    if (rc == IDIO_OK)
        rc = idio_fs_write_atomic(path, page.data, page.len, 0644, err);
    if (rc == IDIO_OK)
        rc = describe(path, &page, &doc, err);
    idio_str_release(&page);
    return rc < 0 ? rc : cli_show(cli, doc, view, args, err);
}
