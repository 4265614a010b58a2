/* SPDX-License-Identifier: Apache-2.0 */
/* eval: how good the specifications are, on what was kept for tests. */
#include <inttypes.h>
#include <string.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "cli/table.h"

static void put_figure(struct cli_table *t, const struct idio_json *o, const char *key)
{
    const struct idio_json *v = idio_json_get(o, key);
    char share[CLI_SHARE_SIZE];

    if (idio_json_type(v) == IDIO_JSON_NULL)
        cli_table_cell(t, CLI_DIM, "-");
    else
        cli_table_cell(t, CLI_PLAIN, "%s", cli_share(idio_json_to_real(v, 0), 3, share));
}

static void put_system(struct cli_table *t, const struct cli_out *out, const char *name,
                       const struct idio_json *f)
{
    const struct idio_json *inferred = idio_json_get(f, "inferred");
    const struct idio_json *questions = idio_json_get(f, "questions");
    struct idio_json *ends = idio_json_array();
    char interval[CLI_INTERVAL_SIZE];
    int rc = idio_json_push(ends, idio_json_real(idio_json_get_real(inferred, "f1_low", 0)));

    rc = rc < 0 ? rc
                : idio_json_push(ends, idio_json_real(idio_json_get_real(inferred, "f1_high", 0)));
    cli_table_cell(t, CLI_STRONG, "%s", name);
    put_figure(t, inferred, "precision");
    put_figure(t, inferred, "recall");
    put_figure(t, inferred, "f1");
    cli_table_cell(t, CLI_DIM, "%s", rc < 0 ? "" : cli_interval(out, ends, interval));
    put_figure(t, idio_json_get(f, "discriminative"), "f1");
    put_figure(t, idio_json_get(f, "judged"), "auroc");
    put_figure(t, questions, "auroc");
    idio_json_free(ends);
}

static void put_split(struct cli *cli, const struct idio_json *systems, const char *split,
                      const char *title)
{
    static const char *const heads[] = {"",           "precision", "recall", "F1",
                                        "95 % of F1", "telling",   "AUROC",  "questions"};
    struct cli_table t;
    bool any = false;

    cli_table_init(&t, sizeof heads / sizeof *heads, 2, 2);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        t.right[i] = i > 0;
        cli_table_cell(&t, CLI_DIM, "%s", heads[i]);
    }
    for (size_t i = 0; i < idio_json_len(systems); i++) {
        const struct idio_json *s = idio_json_at(systems, i);
        const struct idio_json *f = idio_json_get(idio_json_get(s, "splits"), split);

        if (!f)
            continue;
        if (!any) {
            cli_put(&cli->out, CLI_STRONG, "%s", title);
            cli_put(&cli->out, CLI_DIM, ", %" PRId64 " rows", idio_json_get_int(f, "rows", 0));
            cli_nl(&cli->out);
        }
        any = true;
        put_system(&t, &cli->out, idio_json_get_str(s, "system", ""), f);
    }
    if (any) {
        cli_table_print(&t, &cli->out);
        cli_nl(&cli->out);
    } else {
        struct cli_out nowhere;

        cli_out_init(&nowhere, false, false, 80);
        cli_table_print(&t, &nowhere);
        cli_out_release(&nowhere);
    }
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    static const char *const splits[][2] = {
        {"A", "A  other units of the same repositories"},
        {"B", "B  repositories never seen"},
        {"C", "C  later code"},
        {"E", "E  the developer's own words"},
        {"F", "F  wordings never seen, and noise"},
    };
    const struct idio_json *systems = idio_json_get(doc, "systems");

    (void)args;
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++)
        put_split(cli, systems, splits[i][0], splits[i][1]);
    for (size_t i = 0; i < idio_json_len(systems); i++) {
        const struct idio_json *s = idio_json_at(systems, i);
        const char *why = idio_json_get_str(s, "skipped", NULL);

        cli_put(&cli->out, CLI_DIM, "%s", idio_json_get_str(s, "system", ""));
        cli_put(&cli->out, CLI_DIM, "  %s", idio_json_get_str(s, "what", ""));
        if (why)
            cli_put(&cli->out, CLI_WARN, "; not run: %s", why);
        cli_nl(&cli->out);
    }
}

static int write_page(struct cli *cli, const struct idio_json *doc, const char *path,
                      struct idio_err *err)
{
    struct idio_str page;
    int rc;

    idio_str_init(&page, CLI_OUT_MAX);
    rc = idio_core_eval_page(doc, &page, err);
    if (rc == IDIO_OK)
        rc = idio_fs_write_atomic(path, page.data, page.len, 0600, err);
    idio_str_release(&page);
    if (rc == IDIO_OK)
        cli_say(cli, "Written to %s", path);
    return rc;
}

int cmd_eval(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct eval_args *a = args;
    const struct idio_eval_opts opts = {
        .systems = a->systems.at, .system_count = a->systems.len, .limit = (size_t)a->limit};
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_eval(core, &opts, &doc, err);
    if (rc == IDIO_OK && a->html)
        rc = write_page(cli, doc, a->html, err);
    return rc == IDIO_OK ? cli_show(cli, doc, view, args, err) : rc;
}
