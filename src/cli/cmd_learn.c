/* SPDX-License-Identifier: Apache-2.0 */
/* learn: what was read, what was left out and why, and what came of it. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

/* More rows than this are shown under --verbose only; the ones that failed always are. */
enum { ROWS_MAX = 20, REASONS_MAX = 1024 };

static bool state_is(const struct idio_json *repo, const char *state)
{
    return strcmp(idio_json_get_str(repo, "state", ""), state) == 0;
}

/* "31 vendored, 4 generated", most first; "" when nothing was. Files of no supported language are
 * not worth a word: every repository has them. */
static void put_reasons(const struct idio_json *skipped, struct idio_str *out)
{
    int64_t below = INT64_MAX;
    size_t below_at = 0;

    for (;;) {
        const char *best = NULL;
        int64_t most = 0;
        size_t best_at = 0;

        for (size_t i = 0; i < idio_json_len(skipped); i++) {
            struct idio_json *v;
            const char *key = idio_json_key_at(skipped, i, &v);
            int64_t n = idio_json_to_int(v, 0);
            bool later = n < below || (n == below && i > below_at);

            if (later && n > most && strcmp(key, "language") != 0) {
                best = key;
                most = n;
                best_at = i;
            }
        }
        if (!best)
            return;
        idio_str_printf(out, "%s%" PRId64 " ", out->len ? ", " : "", most);
        for (const char *p = best; *p; p++)
            idio_str_putc(out, *p == '_' ? ' ' : *p);
        below = most;
        below_at = best_at;
    }
}

static void put_row(struct cli_table *t, const struct idio_json *repo)
{
    const struct idio_json *error = idio_json_get(repo, "error");
    int64_t files = idio_json_get_int(repo, "files", 0);
    char count[CLI_COUNT_SIZE];
    struct idio_str s;

    cli_table_cell(t, CLI_PLAIN, "%s", idio_json_get_str(repo, "name", "?"));
    if (state_is(repo, "failed")) {
        cli_table_cell(t, CLI_DIM, "%s", "failed");
        cli_table_cell(t, CLI_BAD, "%s", idio_json_get_str(error, "message", "failed"));
        return;
    }
    cli_table_cell(t, CLI_PLAIN, "%s %s", cli_count((uint64_t)files, count),
                   files == 1 ? "file " : "files");
    idio_str_init(&s, REASONS_MAX);
    put_reasons(idio_json_get(repo, "skipped"), &s);
    if (s.len)
        idio_str_puts(&s, " left out");
    if (state_is(repo, "unchanged"))
        idio_str_printf(&s, "%sunchanged", s.len ? "; " : "");
    if (idio_json_get_bool(repo, "shallow", false))
        idio_str_printf(&s, "%sshallow clone", s.len ? "; " : "");
    cli_table_cell(t, CLI_DIM, "%s", s.data);
    idio_str_release(&s);
}

static void put_repos(struct cli *cli, const struct idio_json *repos)
{
    size_t n = idio_json_len(repos), hidden = 0;
    struct cli_table t;

    cli_table_init(&t, 3, 2, 2);
    t.right[1] = true;
    t.max_width[0] = 40;
    for (size_t i = 0; i < n; i++) {
        const struct idio_json *repo = idio_json_at(repos, i);

        if (i < ROWS_MAX || cli->common.verbose || state_is(repo, "failed"))
            put_row(&t, repo);
        else
            hidden++;
    }
    cli_table_print(&t, &cli->out);
    if (hidden) {
        cli_put(&cli->out, CLI_DIM, "  and %zu more (-v lists all)", hidden);
        cli_nl(&cli->out);
    }
}

static int64_t lines_of(const struct idio_json *repos, const char *owner)
{
    int64_t sum = 0;
    for (size_t i = 0; i < idio_json_len(repos); i++)
        sum += idio_json_get_int(idio_json_get(idio_json_at(repos, i), "lines"), owner, 0);
    return sum;
}

/* Whose lines were left out; nothing when all count. */
static void put_lines(struct cli *cli, const struct idio_json *repos)
{
    static const char *const owners[][2] = {
        {"other", "by other people"}, {"machine", "by machines"}, {"import", "copied in"}};
    struct cli_out *out = &cli->out;
    char count[CLI_COUNT_SIZE];
    bool any = false;

    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        int64_t n = lines_of(repos, owners[i][0]);

        if (n <= 0)
            continue;
        cli_put(out, CLI_DIM, "%s%s %s",
                any ? ", " : "Lines left out: ", cli_count((uint64_t)n, count), owners[i][1]);
        any = true;
    }
    if (any) {
        cli_put(out, CLI_DIM, "; %s are yours",
                cli_count((uint64_t)lines_of(repos, "mine"), count));
        cli_nl(out);
    }
}

static void put_vendored(struct cli *cli, const struct idio_json *repos)
{
    for (size_t i = 0; i < idio_json_len(repos); i++) {
        const struct idio_json *list = idio_json_get(idio_json_at(repos, i), "vendored");

        for (size_t k = 0; k < idio_json_len(list); k++) {
            const struct idio_json *v = idio_json_at(list, k);

            cli_put(&cli->out, CLI_PLAIN, "  vendored: %s", idio_json_get_str(v, "path", ""));
            cli_put(&cli->out, CLI_DIM, " (%s)", idio_json_get_str(v, "why", ""));
            cli_nl(&cli->out);
        }
    }
}

static void put_identity(struct cli *cli, const struct idio_json *doc)
{
    const struct idio_json *who = idio_json_get(doc, "identity");
    const char *source = idio_json_get_str(doc, "identity_source", "");
    struct cli_out *out = &cli->out;

    if (!idio_json_len(who)) {
        cli_put(out, CLI_PLAIN, "Everybody's files count.");
        cli_nl(out);
        return;
    }
    cli_put(out, CLI_PLAIN, "Files by ");
    for (size_t i = 0; i < idio_json_len(who); i++)
        cli_put(out, CLI_PLAIN, "%s%s", i ? ", " : "", idio_json_str(idio_json_at(who, i)));
    if (strcmp(source, "config") == 0)
        cli_put(out, CLI_DIM, " (git configuration)");
    else if (strcmp(source, "most_frequent") == 0)
        cli_put(out, CLI_WARN, " (most commits; say --author if that is wrong)");
    cli_nl(out);
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *repos = idio_json_get(doc, "repos");
    int64_t stated = idio_json_get_int(doc, "stated", -1);
    struct cli_out *out = &cli->out;
    char count[CLI_COUNT_SIZE];
    size_t failed = 0;

    (void)args;
    for (size_t i = 0; i < idio_json_len(repos); i++)
        failed += state_is(idio_json_at(repos, i), "failed");
    cli_put(out, CLI_STRONG, "Learnt from ");
    if (failed)
        cli_put(out, CLI_STRONG, "%zu of ", idio_json_len(repos) - failed);
    cli_put_counted(out, CLI_STRONG, idio_json_len(repos), "repository", "repositories");
    cli_put(out, CLI_PLAIN, ": ");
    cli_put_counted(out, CLI_PLAIN, (uint64_t)idio_json_get_int(doc, "files", 0), "file", "files");
    cli_put(out, CLI_DIM, " (%s parsed now)",
            cli_count((uint64_t)idio_json_get_int(doc, "parsed", 0), count));
    cli_nl(out);
    cli_nl(out);
    put_repos(cli, repos);
    if (cli->common.verbose)
        put_vendored(cli, repos);
    cli_nl(out);
    put_lines(cli, repos);
    put_identity(cli, doc);
    if (*idio_json_get_str(doc, "secret_rules", "")) {
        cli_put(out, CLI_PLAIN, "Secrets also by the rules of %s",
                idio_json_get_str(doc, "secret_rules", ""));
        cli_nl(out);
    }
    cli_put_counted(out, CLI_PLAIN, (uint64_t)idio_json_get_int(doc, "facts", 0), "fact", "facts");
    cli_put(out, CLI_PLAIN, " in the profile");
    if (stated >= 0)
        cli_put(out, CLI_PLAIN, ", %s of them set your code apart",
                cli_count((uint64_t)stated, count));
    cli_put(out, CLI_PLAIN, ".");
    cli_nl(out);
}

int cmd_learn(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct learn_args *a = args;
    const struct idio_learn_opts opts = {
        .paths = a->paths.at,
        .path_count = a->paths.len,
        .plain = a->plain,
        .authors = a->authors.at,
        .author_count = a->authors.len,
        .all_authors = a->all_authors,
        .force = a->force,
        .own = a->own.at,
        .own_count = a->own.len,
        .vendored = a->vendored.at,
        .vendored_count = a->vendored.len,
        .secret_rules = a->secret_rules ? a->secret_rules : cli->env->secret_rules,
    };
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc;

    if (a->all_authors && a->authors.len)
        return idio_fail(err, IDIO_E_USAGE, "cli.learn",
                         "--author and --all-authors exclude each other");
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_learn(core, &opts, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    if (rc == IDIO_OK)
        cli_next(cli, "See it with 'idiolect profile'.");
    return rc;
}
