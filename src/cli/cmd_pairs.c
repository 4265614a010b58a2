/* SPDX-License-Identifier: Apache-2.0 */
/* pairs: make them, and show what was made. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

/* ---- the card -------------------------------------------------------------------------------- */

static void put_counts(struct cli_table *t, const char *name, const struct idio_json *counts)
{
    struct idio_str s;
    void *it = NULL;
    struct idio_json *v;
    const char *key;

    idio_str_init(&s, 1 << 14);
    while ((key = idio_json_next(counts, &it, &v))) {
        char count[CLI_COUNT_SIZE];

        idio_str_printf(&s, "%s%s %s", s.len ? ", " : "",
                        cli_count((uint64_t)idio_json_to_int(v, 0), count), key);
    }
    cli_table_cell(t, CLI_STRONG, "%s", name);
    cli_table_cell(t, CLI_PLAIN, "%s", s.data);
    idio_str_release(&s);
}

static void put_diversity(struct cli_table *t, const struct idio_json *d)
{
    cli_table_cell(t, CLI_STRONG, "diversity");
    cli_table_cell(
        t, CLI_PLAIN,
        "compression %.2f, distinct-2 %.2f, self-BLEU %.2f, ten commonest openings %.0f %%",
        idio_json_get_real(d, "compression", 0), idio_json_get_real(d, "distinct_2", 0),
        idio_json_get_real(d, "self_bleu", 0), 100 * idio_json_get_real(d, "openings", 0));
}

static void view_card(struct cli *cli, const struct idio_json *card, const void *args)
{
    static const char *const parts[] = {"splits",    "slices",       "acts",    "registers",
                                        "languages", "repositories", "licences"};
    const int64_t rows = idio_json_get_int(card, "rows", 0);
    struct cli_out *out = &cli->out;
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], c[CLI_COUNT_SIZE];
    struct cli_table t;

    (void)args;
    cli_put(out, CLI_STRONG, "%s pairs", cli_count((uint64_t)rows, a));
    cli_put(out, CLI_PLAIN, " from %s clusters of units, and %s preferences",
            cli_count((uint64_t)idio_json_get_int(card, "clusters", 0), b),
            cli_count((uint64_t)idio_json_get_int(card, "preferences", 0), c));
    cli_nl(out);
    cli_table_init(&t, 2, 2, 2);
    t.last = CLI_LAST_WRAP;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        put_counts(&t, parts[i], idio_json_get(card, parts[i]));
    cli_table_cell(&t, CLI_STRONG, "asking");
    cli_table_cell(&t, CLI_PLAIN, "%.0f %% have an open question",
                   rows ? 100.0 * (double)idio_json_get_int(card, "asking", 0) / (double)rows : 0);
    put_diversity(&t, idio_json_get(card, "diversity"));
    cli_table_print(&t, out);
}

int cmd_pairs(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct pairs_args *a = args;
    const struct idio_pairs_opts opts = {.seed = (uint64_t)a->seed,
                                         .count = (size_t)a->count,
                                         .hold_out = a->hold_out.at,
                                         .hold_out_count = a->hold_out.len,
                                         .secret_rules = a->secret_rules ? a->secret_rules
                                                                         : cli->env->secret_rules};
    IDIO_AUTO(idio_json_freep) struct idio_json *card = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_pairs(core, &opts, &card, err);
    if (rc == IDIO_OK)
        cli_next(cli, "'idiolect pairs show' shows one; 'idiolect pairs export' writes them for "
                      "another trainer");
    return rc == IDIO_OK ? cli_show(cli, card, view_card, args, err) : rc;
}

int cmd_pairs_stats(struct cli *cli, const void *args, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *card = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_pairs_stats(core, &card, err);
    return rc == IDIO_OK ? cli_show(cli, card, view_card, args, err) : rc;
}

/* ---- a row ----------------------------------------------------------------------------------- */

static void put_field(struct cli_out *out, const char *key, const struct idio_json *value)
{
    char title[64];

    cli_field_title(key, title, sizeof title);
    if (idio_json_type(value) == IDIO_JSON_STRING) {
        cli_put(out, CLI_STRONG, "  %s", title);
        cli_nl(out);
        cli_pad(out, 4);
        cli_wrap(out, CLI_PLAIN, 4, 4, idio_json_str(value));
    }
    if (idio_json_type(value) != IDIO_JSON_ARRAY || idio_json_len(value) == 0)
        return;
    cli_put(out, CLI_STRONG, "  %s", title);
    cli_nl(out);
    for (size_t i = 0; i < idio_json_len(value); i++) {
        cli_put(out, CLI_DIM, "    %s ", cli_bullet(out));
        cli_wrap(out, CLI_PLAIN, 6, 6, idio_json_str(idio_json_at(value, i)));
    }
}

static void view_row(struct cli *cli, const struct idio_json *row, const void *args)
{
    struct cli_out *out = &cli->out;
    const struct idio_json *spec = idio_json_get(row, "spec");
    const struct idio_json *source = idio_json_get(row, "source");
    void *it = NULL;
    struct idio_json *v;
    const char *key;

    (void)args;
    cli_put(out, CLI_STRONG, "%s", idio_json_get_str(row, "id", ""));
    cli_put(out, CLI_DIM, "  %s, %s, %s, %s, %s", idio_json_get_str(row, "split", ""),
            idio_json_get_str(row, "slice", ""), idio_json_get_str(row, "act", ""),
            idio_json_get_str(row, "register", ""), idio_json_get_str(row, "language", ""));
    cli_nl(out);
    cli_put(out, CLI_DIM, "from %s", idio_json_get_str(source, "unit", ""));
    cli_nl(out);
    cli_nl(out);
    cli_pad(out, 2);
    cli_wrap(out, CLI_ACCENT, 2, 2, idio_json_get_str(row, "prompt", ""));
    cli_nl(out);
    while ((key = idio_json_next(spec, &it, &v)))
        put_field(out, key, v);
}

int cmd_pairs_show(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct pairs_show_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *row = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_pairs_show(core, a->row ? a->row : "#1", &row, err);
    return rc == IDIO_OK ? cli_show(cli, row, view_row, args, err) : rc;
}

/* ---- export ---------------------------------------------------------------------------------- */

static void view_export(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct pairs_export_args *a = args;
    char count[CLI_COUNT_SIZE];

    cli_put(&cli->out, CLI_PLAIN, "%s lines written to %s",
            cli_count((uint64_t)idio_json_get_int(doc, "rows", 0), count), a->output);
    cli_nl(&cli->out);
}

int cmd_pairs_export(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct pairs_export_args *a = args;
    const struct idio_pairs_export_opts opts = {
        .split = cli_split_name(a->split), .preferences = a->preferences, .output = a->output};
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    struct idio_str text;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK && !a->output && cli->common.json)
        rc = idio_hint(
            err, idio_fail(err, IDIO_E_USAGE, "cli.pairs", "'pairs export --json' needs --output"),
            "the lines themselves are JSON; leave --json out to see them");
    idio_str_init(&text, CLI_OUT_MAX);
    if (rc == IDIO_OK)
        rc = idio_core_pairs_export(core, &opts, &text, &doc, err);
    if (rc == IDIO_OK && a->output)
        rc = cli_show(cli, doc, view_export, args, err);
    else if (rc == IDIO_OK)
        idio_str_append(&cli->out.text, text.data, text.len);
    idio_str_release(&text);
    return rc;
}
