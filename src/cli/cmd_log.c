/* SPDX-License-Identifier: Apache-2.0 */
/* log: the specifications, newest first. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

enum { TIME_SIZE = 32 };

/* "2026-11-23T13:49:30Z" → "2026-11-23 13:49" */
static void short_time(const char *iso, char ret[TIME_SIZE])
{
    size_t n = strlen(iso);

    if (n == strlen("2026-11-23T13:49:30Z") && iso[10] == 'T')
        snprintf(ret, TIME_SIZE, "%.10s %.5s", iso, iso + 11);
    else
        snprintf(ret, TIME_SIZE, "%.20s", iso);
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *specs = idio_json_get(doc, "specs");
    struct cli_table t;

    (void)args;
    cli_table_init(&t, 4, 0, 2);
    t.right[0] = true;
    t.last = CLI_LAST_CUT;
    for (size_t i = 0; i < idio_json_len(specs); i++) {
        const struct idio_json *s = idio_json_at(specs, i);
        bool approved = idio_json_get_bool(s, "approved", false);
        int64_t parent = idio_json_get_int(s, "parent", 0);
        const char *request = idio_json_get_str(s, "request", "");
        char time[TIME_SIZE];

        short_time(idio_json_get_str(s, "created", ""), time);
        cli_table_cell(&t, CLI_STRONG, "%" PRId64, idio_json_get_int(s, "id", 0));
        cli_table_cell(&t, CLI_DIM, "%s", time);
        cli_table_cell(&t, approved ? CLI_GOOD : CLI_DIM, "%s", approved ? "approved" : "-");
        if (parent)
            cli_table_cell(&t, CLI_PLAIN, "(edit of %" PRId64 ") %s", parent, request);
        else
            cli_table_cell(&t, CLI_PLAIN, "%s", request);
    }
    cli_table_print(&t, &cli->out);
}

int cmd_log(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct log_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_log(core, (size_t)a->limit, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    if (rc == IDIO_OK && !idio_json_len(idio_json_get(doc, "specs")))
        cli_say(cli, "No specifications yet; 'idiolect spec REQUEST' writes one.");
    return rc;
}
