/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run: command line to command, command to result, result to standard output, exit code.
 *
 * Exit codes come from base/err.h: 0 done, 1 the answer is no (nothing found, a check failed), 2
 * usage, 3 this machine (I/O, permissions, something missing), 4 bad data, 5 remote, 70 our bug,
 * 130 interrupted. A reader that hangs up (`| head`) ends the program quietly with 141, as SIGPIPE
 * would.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

enum { EXIT_HUNG_UP = 128 + SIGPIPE };

int cli_core(struct cli *cli, struct idio_core **ret, struct idio_err *err)
{
    struct idio_core_opts opts = {
        .home = cli->common.home ? cli->common.home : cli->env->home,
        .model = cli->common.model ? cli->common.model : cli->env->model,
        .backend_dir = cli->env->backend_dir,
    };

    if (!cli->core) {
        int rc;

        if (!opts.home)
            return idio_hint(err,
                             idio_fail(err, IDIO_E_MISSING, "cli.home",
                                       "no folder for the profile: HOME is not set"),
                             "name one with --home DIR or IDIOLECT_HOME");
        rc = idio_core_new(&opts, &cli->ctx, &cli->core, err);
        if (rc < 0)
            return rc;
    }
    *ret = cli->core;
    return IDIO_OK;
}

int cli_show(struct cli *cli, const struct idio_json *doc, cli_view view, const void *args,
             struct idio_err *err)
{
    if (cli->common.json)
        cli_put_json(&cli->out, doc);
    else
        view(cli, doc, args);
    return idio_str_status(&cli->out.text, "cli.output", err);
}

void cli_glance(int argc, char **argv, struct cli_common *common)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        common->json |= strcmp(argv[i], "--json") == 0;
        common->no_color |= strcmp(argv[i], "--no-color") == 0;
    }
}

static int point_to_help(const struct cli *cli, struct idio_err *err)
{
    if (err->hint[0])
        return err->status;
    if (cli->cmd)
        return idio_hint(err, err->status, "'idiolect help %s' shows how it is used",
                         cli->cmd->name);
    return idio_hint(err, err->status, "'idiolect help' lists commands and options");
}

static int lacks(struct cli *cli, const char *name, struct idio_err *err)
{
    struct idio_str synopsis;
    int rc = idio_fail(err, IDIO_E_USAGE, "cli.arguments", "'%s' needs %s", cli->cmd->name, name);

    idio_str_init(&synopsis, sizeof err->hint / 2);
    cli_help_synopsis(&synopsis, cli->cmd);
    if (synopsis.failed == IDIO_OK)
        idio_hint(err, rc, "usage: %s\n'idiolect help %s' tells more", synopsis.data,
                  cli->cmd->name);
    else
        point_to_help(cli, err);
    idio_str_release(&synopsis);
    return rc;
}

/* Applies the common options to the run. */
static int settle(struct cli *cli, struct idio_err *err)
{
    static const enum idio_log_level levels[] = {IDIO_LOG_WARN, IDIO_LOG_INFO, IDIO_LOG_DEBUG};
    const struct cli_common *c = &cli->common;

    if (c->dir && chdir(c->dir) < 0)
        return idio_fail_sys(err, errno, "cli.directory", "cannot change to '%s'", c->dir);
    cli_talk_release(cli->talk);
    cli_talk_init(cli->talk, cli->env, c);
    cli->out.color &= !c->no_color;
    cli->log = (struct idio_log){
        .level = c->quiet ? IDIO_LOG_ERROR : levels[c->verbose < 2 ? c->verbose : 2],
        .sink = cli_talk_log,
        .ctx = cli->talk,
    };
    if (cli->env->process > 0) { /* the first one speaks */
        cli->ctx.log = NULL;
        cli->ctx.progress = NULL;
    }
    cli->ctx.threads = c->threads ? (unsigned)c->threads : cli_ranks_threads(cli->env);
    return IDIO_OK;
}

static int run_command(struct cli *cli, struct cli_parse *p, int from, struct idio_err *err)
{
    const struct cli_cmd *cmd = cli->cmd;
    const char *missing;
    bool take_part = false;
    int rc;

    p->opts = cmd->opts;
    p->args = cmd->args;
    p->args_out = idio_arena_alloc(&cli->arena, 1, cmd->args_size);
    if (!p->args_out)
        return idio_nomem(err, "cli.arguments");
    rc = cli_parse_defaults(cmd->opts, p->args_out, err);
    if (rc < 0)
        return rc;
    rc = cli_parse_rest(p, from, err);
    if (rc < 0)
        return point_to_help(cli, err);
    if (cli->common.help) {
        cli_help_command(&cli->out, cmd);
        return IDIO_OK;
    }
    missing = cli_parse_lacks(p);
    if (missing)
        return lacks(cli, missing, err);
    rc = settle(cli, err);
    if (rc == IDIO_OK)
        rc = cli_ranks_join(cli, &take_part, err);
    return rc < 0 || !take_part ? rc : cmd->run(cli, p->args_out, err);
}

/* Without any command, the overview is an answer to a mistake: standard error, exit 2. */
static int run_nothing(struct cli *cli, struct idio_err *err)
{
    bool ignored;

    cli_help_overview(&cli->out);
    if (cli->common.help)
        return IDIO_OK;
    cli->out.color = cli->talk->color;
    cli_out_clear(&cli->out);
    cli_help_overview(&cli->out);
    cli->exit_code = idio_status_exit(IDIO_E_USAGE);
    if (!cli_ranks_speaks(cli))
        return IDIO_OK;
    (void)!cli_out_write(&cli->out, STDERR_FILENO, &ignored, err);
    cli_out_clear(&cli->out);
    return IDIO_OK;
}

static bool is_common_flag(const char *word)
{
    for (const struct cli_opt *o = cli_common_opts; !cli_opt_is_end(o); o++) {
        if (o->kind != CLI_FLAG && o->kind != CLI_COUNT)
            continue;
        if (o->name && strncmp(word, "--", 2) == 0 && strcmp(word + 2, o->name) == 0)
            return true;
        if (o->letter && word[0] == '-' && word[1] == o->letter && !word[2])
            return true;
    }
    return false;
}

/* The subcommand that the next word names, if it names one; flags of every command may stand
 * between. *from is moved past the word, which changes places with them. */
static int pick_sub(struct cli *cli, int argc, char **argv, int *from, struct idio_err *err)
{
    const struct cli_cmd *sub;
    int at = *from;

    if (!cli_cmd_sub(cli->cmd, NULL))
        return IDIO_OK;
    while (at < argc && is_common_flag(argv[at]))
        at++;
    if (at >= argc || argv[at][0] == '-')
        return IDIO_OK;
    sub = cli_cmd_sub(cli->cmd, argv[at]);
    if (!sub)
        return cli->cmd->args ? IDIO_OK : cli_cmd_unknown_sub(cli->cmd, argv[at], err);
    for (char *word = argv[at]; at > *from; at--) {
        argv[at] = argv[at - 1];
        argv[at - 1] = word;
    }
    cli->cmd = sub;
    ++*from;
    return IDIO_OK;
}

static int run(struct cli *cli, int argc, char **argv, struct idio_err *err)
{
    struct cli_parse p = {
        .argc = argc,
        .argv = argv,
        .common = cli_common_opts,
        .common_args = &cli->common,
        .arena = &cli->arena,
    };
    int at, rc = cli_parse_common(&p, &at, err);

    if (rc < 0)
        return point_to_help(cli, err);
    if (cli->common.version) {
        cli->cmd = cli_cmd_find("version");
        return run_command(cli, &p, argc, err);
    }
    if (at >= argc)
        return run_nothing(cli, err);
    cli->cmd = cli_cmd_find(argv[at]);
    if (!cli->cmd)
        return cli_cmd_unknown(argv[at], err);
    at++;
    rc = pick_sub(cli, argc, argv, &at, err);
    return rc < 0 ? rc : run_command(cli, &p, at, err);
}

static bool wants_pager(const struct cli *cli)
{
    size_t lines = 0;

    if (!cli->env->out_tty || !cli->env->pager || cli->common.no_pager || cli->common.json)
        return false;
    if (!cli->cmd || !(cli->cmd->flags & CLI_PAGED))
        return false;
    for (size_t i = 0; i < cli->out.text.len; i++)
        lines += cli->out.text.data[i] == '\n';
    return lines >= cli->env->rows;
}

/* Writes the result and closes standard output: a full disk may show only then. */
static int deliver(struct cli *cli, bool *ret_hung_up, struct idio_err *err)
{
    int rc = idio_str_status(&cli->out.text, "cli.output", err);
    bool shown = false;

    *ret_hung_up = false;
    if (rc == IDIO_OK && wants_pager(cli))
        rc = cli_page(cli->env, cli->out.text.data, cli->out.text.len, &shown, err);
    if (rc == IDIO_OK && !shown)
        rc = cli_out_write(&cli->out, STDOUT_FILENO, ret_hung_up, err);
    if (rc == IDIO_OK && close(STDOUT_FILENO) < 0 && errno != EBADF && !*ret_hung_up)
        rc = idio_fail_sys(err, errno, "cli.output", "cannot write to standard output");
    return rc;
}

int cli_run(struct cli *cli, int argc, char **argv)
{
    struct idio_err err = {0};
    bool hung_up = false;
    int rc;

    cli->out.color = cli->env->out_tty && !cli->env->no_color;
    rc = cli_parse_defaults(cli_common_opts, &cli->common, &err);
    if (rc == IDIO_OK)
        rc = run(cli, argc, argv, &err);
    if (cli->core)
        cli->core = idio_core_free(cli->core);
    if (!cli_ranks_speaks(cli)) /* the first process has the result, or the failure */
        return cli->failed_to_join ? idio_status_exit(rc) : 0;
    if (rc == IDIO_OK)
        rc = deliver(cli, &hung_up, &err);
    if (rc == IDIO_OK && !hung_up)
        cli_say_next(cli);
    if (rc == IDIO_OK)
        return hung_up ? EXIT_HUNG_UP : cli->exit_code;
    err.status = rc; /* what was returned counts, should the two ever differ */
    cli_say_error(cli->talk, &err, cli->common.json || (rc == IDIO_E_USAGE && cli->json_wanted));
    return idio_status_exit(rc);
}
