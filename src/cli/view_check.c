/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files held against the profile, as text: for each violation "file:line: sentence", as compilers
 * write, so that editors can jump there ("file:line: note: sentence" when the habit is less sure);
 * under it what stands there, and the evidence.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"

static void put_violation(struct cli_out *out, const struct idio_json *v)
{
    const char *wording = idio_json_get_str(v, "wording", "");
    int64_t sites = idio_json_get_int(v, "sites", 1);
    char k[CLI_COUNT_SIZE], n[CLI_COUNT_SIZE];

    cli_put(out, CLI_STRONG, "%s:%" PRId64 ":", idio_json_get_str(v, "file", "?"),
            idio_json_get_int(v, "line", 0));
    if (strcmp(idio_json_get_str(v, "severity", ""), "note") == 0)
        cli_put(out, CLI_DIM, " note:");
    if (*wording)
        cli_put(out, CLI_PLAIN, " %s", wording);
    else
        cli_put(out, CLI_PLAIN, " %s: %s", idio_json_get_str(v, "trait", "?"),
                idio_json_get_str(v, "habit", "?"));
    cli_nl(out);
    cli_put(out, CLI_DIM, "    here %s, you %s", idio_json_get_str(v, "found", "?"),
            idio_json_get_str(v, "habit", "?"));
    if (idio_json_get_int(v, "n", 0) > 0)
        cli_put(out, CLI_DIM, " in %s of %s", cli_count((uint64_t)idio_json_get_int(v, "k", 0), k),
                cli_count((uint64_t)idio_json_get_int(v, "n", 0), n));
    else
        cli_put(out, CLI_DIM, " on your word"); /* pinned, and never counted */
    if (*idio_json_get_str(v, "scope", ""))
        cli_put(out, CLI_DIM, " in %s", idio_json_get_str(v, "scope", ""));
    if (sites > 1)
        cli_put(out, CLI_DIM, "%sand %" PRId64 " more", cli_dot(out), sites - 1);
    cli_put(out, CLI_DIM, "%s%s", cli_dot(out), idio_json_get_str(v, "trait", "?"));
    cli_nl(out);
}

void cli_view_check(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *rows = idio_json_get(doc, "violations");
    struct cli_out *out = &cli->out;

    (void)args;
    for (size_t i = 0; i < idio_json_len(rows); i++)
        put_violation(out, idio_json_at(rows, i));
    if (idio_json_len(rows) == 0) {
        cli_put(out, CLI_PLAIN, "Nothing goes against your habits.");
        cli_nl(out);
    }
}
