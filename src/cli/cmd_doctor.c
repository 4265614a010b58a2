/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: what this machine has, what it lacks, and what to do about it. */
#include "cli/cli.h"
#include "cli/table.h"

/* A check says whether it is needed; one that does not say is. */
static bool is_required(const struct idio_json *check)
{
    return idio_json_get_bool(check, "required", true);
}

static void put_mark(struct cli_table *t, const struct cli_out *out, const struct idio_json *check)
{
    if (idio_json_get_bool(check, "ok", false))
        cli_table_cell(t, CLI_GOOD, "%s", out->utf8 ? "✓" : "ok");
    else if (is_required(check))
        cli_table_cell(t, CLI_BAD, "%s", out->utf8 ? "✗" : "missing");
    else
        cli_table_cell(t, CLI_WARN, "%s", out->utf8 ? "–" : "absent");
}

static size_t missing(const struct idio_json *checks, bool required)
{
    size_t n = 0;

    for (size_t i = 0; i < idio_json_len(checks); i++) {
        const struct idio_json *c = idio_json_at(checks, i);

        n += !idio_json_get_bool(c, "ok", false) && is_required(c) == required;
    }
    return n;
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *checks = idio_json_get(doc, "checks");
    size_t needed = missing(checks, true), useful = missing(checks, false);
    struct cli_out *out = &cli->out;
    struct cli_table t;

    (void)args;
    cli_table_init(&t, 3, 0, 2);
    for (size_t i = 0; i < idio_json_len(checks); i++) {
        const struct idio_json *c = idio_json_at(checks, i);
        const char *remedy = idio_json_get_str(c, "remedy", "");

        put_mark(&t, out, c);
        cli_table_cell(&t, CLI_PLAIN, "%s", idio_json_get_str(c, "name", "?"));
        cli_table_cell(&t, CLI_DIM, "%s", idio_json_get_str(c, "detail", ""));
        if (idio_json_get_bool(c, "ok", false) || !*remedy)
            continue;
        cli_table_cell(&t, CLI_PLAIN, "%s", "");
        cli_table_cell(&t, CLI_PLAIN, "%s", "");
        cli_table_cell(&t, CLI_PLAIN, "%s %s", cli_arrow(out), remedy);
    }
    cli_table_print(&t, out);
    cli_nl(out);
    if (needed) {
        cli_put_counted(out, CLI_BAD, needed, "thing that is needed is missing.",
                        "things that are needed are missing.");
    } else {
        cli_put(out, CLI_GOOD, "Everything that is needed is here.");
        if (useful)
            cli_put(out, CLI_DIM, " What is marked %s is optional.", out->utf8 ? "–" : "absent");
    }
    cli_nl(out);
}

/* What core cannot try: only cli loads code. Loading starts nothing. */
static int put_mpi(struct cli *cli, struct idio_json *checks, struct idio_err *err)
{
    struct idio_json *row = idio_json_object();
    const struct idio_transport *transport = NULL;
    const char *module = NULL;
    struct idio_err why = {0};
    int bad = 0, rc = cli_ranks_module(cli->env->own_folder, &cli->arena, &module, &why);

    if (rc == IDIO_OK)
        rc = cli_ranks_load(module, &transport, &why);
    bad |= idio_json_put(row, "name", idio_json_string("mpirun"));
    bad |= idio_json_put(row, "ok", idio_json_bool(rc == IDIO_OK));
    bad |= idio_json_put(row, "required", idio_json_bool(false));
    bad |= idio_json_put(row, "detail", idio_json_string(rc < 0 ? why.msg : module));
    bad |= idio_json_put(row, "remedy", idio_json_string(rc < 0 ? why.hint : ""));
    bad |= idio_json_push(checks, row);
    return bad || rc == IDIO_E_NOMEM ? idio_nomem(err, "cli.doctor") : IDIO_OK;
}

int cmd_doctor(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct doctor_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc;

    cli->common.model = a->model;
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_doctor(core, &doc, err);
    if (rc == IDIO_OK)
        rc = put_mpi(cli, idio_json_get(doc, "checks"), err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    if (rc == IDIO_OK && missing(idio_json_get(doc, "checks"), true))
        cli->exit_code = 1;
    return rc;
}
