/* SPDX-License-Identifier: Apache-2.0 */
/* profile export: what was written, or what would change. */
#include <string.h>

#include "cli/cli.h"

static enum cli_style style_of(const char *line)
{
    return line[0] == '+'   ? CLI_GOOD
           : line[0] == '-' ? CLI_BAD
           : line[0] == '@' ? CLI_ACCENT
                            : CLI_PLAIN;
}

static void put_diff(struct cli_out *out, const char *diff)
{
    while (*diff) {
        size_t n = strcspn(diff, "\n");

        /* The line ends of Windows would be shown as an escape on each line. */
        if (n)
            cli_put_n(out, style_of(diff), diff, n - (diff[n - 1] == '\r'));
        cli_nl(out);
        diff += n + (diff[n] == '\n');
    }
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct export_args *a = args;
    const struct idio_json *files = idio_json_get(doc, "files");
    struct cli_out *out = &cli->out;

    for (size_t i = 0; i < idio_json_len(files); i++) {
        const struct idio_json *file = idio_json_at(files, i);
        const char *path = idio_json_get_str(file, "path", ""), *state;
        const char *text = idio_json_get_str(file, "text", NULL);

        state = idio_json_get_str(file, "state", "");
        if (text) {
            cli_put_raw(out, text);
            continue;
        }
        if (a->diff && strcmp(state, "same") != 0) {
            put_diff(out, idio_json_get_str(file, "diff", ""));
            continue;
        }
        cli_put(out, CLI_PLAIN, "%s ", path);
        cli_put(out, CLI_DIM, "%s",
                strcmp(state, "same") == 0  ? "is up to date"
                : strcmp(state, "new") == 0 ? "written"
                                            : "changed");
        cli_nl(out);
    }
}

int cmd_profile_export(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct export_args *a = args;
    const struct idio_export_opts opts = {
        .format = (enum idio_export_format)(a->format - 1),
        .lang = a->lang,
        .scope = a->scope,
        .output = a->output,
        .diff = a->diff,
        .force = a->force,
    };
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc;

    if (!a->format)
        return idio_hint(
            err, idio_fail(err, IDIO_E_USAGE, "cli.export", "'profile export' needs --format"),
            "agents, cursor, copilot, editorconfig, clang-format or json");
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_export(core, &opts, &doc, err);
    return rc == IDIO_OK ? cli_show(cli, doc, view, args, err) : rc;
}
