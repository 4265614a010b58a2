/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process: standard files, signals, environment, and the parts of one run put together.
 *
 * The first SIGINT or SIGTERM raises the cancel flag, and the operation ends in an orderly way; the
 * second one kills. Nothing heavy is done here: core opens its engines itself, when an operation
 * needs them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

enum { WIDTH_MAX = 100, ARENA_MAX = 64 << 20 };

/* The one global: a signal handler has nothing else to find its way by. */
static struct idio_cancel cancel;

static void on_signal(int number)
{
    (void)number;
    idio_cancel_set(&cancel);
}

static void catch_signals(void)
{
    /* No SA_RESTART: reading a request from the terminal must end, too. */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    static const int signals[] = {SIGINT, SIGTERM};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;

        /* Whoever started us with it ignored (nohup, a job in the background) means it. */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

/* A closed descriptor 0..2 would be given to the next file opened: the database, for example. The
 * stand-ins are opened the wrong way round, so that using them fails. */
static void guard_standard_files(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

int main(int argc, char **argv)
{
    struct cli_env env;
    struct cli_talk talk;
    struct cli cli = {.env = &env, .talk = &talk};
    struct cli_common early = {0};
    struct idio_err err = {0};
    int exit_code;

    guard_standard_files();
    idio_base_init();
    catch_signals();
    idio_arena_init(&cli.arena, ARENA_MAX);
    cli_glance(argc, argv, &early);
    cli.json_wanted = early.json;
    if (cli_env_read(&env, &cli.arena, &err) < 0) {
        (void)!write(STDERR_FILENO, "idiolect: out of memory\n", 24);
        return idio_status_exit(IDIO_E_NOMEM);
    }
    cli_talk_init(&talk, &env, &early);
    cli_out_init(&cli.out, false, env.utf8, env.columns < WIDTH_MAX ? env.columns : WIDTH_MAX);
    idio_str_init(&cli.next, 1024);
    idio_progress_init(&cli.progress, cli_talk_progress, &talk);
    cli.ctx = (struct idio_ctx){.log = &cli.log,
                                .progress = &cli.progress,
                                .cancel = &cancel,
                                .threads = 1,
                                .now = env.now};
    exit_code = cli_run(&cli, argc, argv);
    cli.ctx.ranks = idio_ranks_close(cli.ctx.ranks, exit_code);
    idio_progress_release(&cli.progress);
    idio_str_release(&cli.next);
    cli_out_release(&cli.out);
    cli_talk_release(&talk);
    idio_arena_release(&cli.arena);
    return exit_code;
}
