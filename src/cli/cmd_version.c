/* SPDX-License-Identifier: Apache-2.0 */
/* version: of the program, and of all that it was built with. */
#include "cli/cli.h"
#include "cli/table.h"
#include "idio_config.h"

static const struct {
    const char *name, *version;
} parts[] = {
#define X(part, number) {part, number},
    IDIO_DEPENDENCIES(X)
#undef X
};
enum { PARTS = sizeof parts / sizeof *parts };

static void put_row(struct cli_table *t, const char *name, const char *value)
{
    cli_table_cell(t, CLI_PLAIN, "%s", name);
    cli_table_cell(t, CLI_PLAIN, "%s", *value ? value : "-");
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct version_args *a = args;
    struct cli_table t;

    (void)doc;
    cli_put(&cli->out, CLI_PLAIN, "idiolect %s", IDIO_VERSION);
    cli_nl(&cli->out);
    if (!a->build)
        return;
    cli_nl(&cli->out);
    cli_table_init(&t, 2, 0, 2);
    put_row(&t, "commit", IDIO_GIT_DESCRIBE);
    put_row(&t, "build type", IDIO_BUILD_TYPE);
    put_row(&t, "compiler", IDIO_COMPILER);
    put_row(&t, "sanitizers", IDIO_SANITIZE);
    for (size_t i = 0; i < PARTS; i++)
        put_row(&t, parts[i].name, *parts[i].version ? parts[i].version : "off");
    cli_table_print(&t, &cli->out);
}

int cmd_version(struct cli *cli, const void *args, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = idio_json_object();
    struct idio_json *build = idio_json_object(), *libraries = idio_json_object();
    int bad = 0;

    for (size_t i = 0; i < PARTS; i++)
        bad |= idio_json_put(libraries, parts[i].name, idio_json_string(parts[i].version));
    bad |= idio_json_put(build, "commit", idio_json_string(IDIO_GIT_DESCRIBE));
    bad |= idio_json_put(build, "type", idio_json_string(IDIO_BUILD_TYPE));
    bad |= idio_json_put(build, "compiler", idio_json_string(IDIO_COMPILER));
    bad |= idio_json_put(build, "sanitizers", idio_json_string(IDIO_SANITIZE));
    bad |= idio_json_put(build, "model_engine", idio_json_bool(IDIO_HAVE_LLAMA));
    bad |= idio_json_put(build, "libraries", libraries);
    bad |= idio_json_put(doc, "version", idio_json_string(IDIO_VERSION));
    bad |= idio_json_put(doc, "build", build);
    return bad ? idio_nomem(err, "cli.version") : cli_show(cli, doc, view, args, err);
}
