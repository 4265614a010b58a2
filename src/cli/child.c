/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pager and the editor: programs that talk to the user's terminal, so that base/proc.h, which
 * captures output, is not for them. Both are command lines of the user's own choosing (PAGER,
 * EDITOR), which by old custom may carry options; hence a shell runs them, and the file name goes
 * in as an argument, never as part of the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

enum { NOT_FOUND = 127 };

/* Runs sh -c `script` with $1 = argument, descriptors in[0..1] in place of its standard input and
 * output where they are not negative. */
static int start(const char *script, const char *argument, int in, int out, pid_t *ret,
                 struct idio_err *err)
{
    const char *argv[] = {"sh", "-c", script, "sh", argument, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t defaults;
    int rc;

    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attr);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    if (out >= 0)
        posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    rc = posix_spawn(ret, "/bin/sh", &files, &attr, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return rc ? idio_fail_sys(err, rc, "cli.child", "cannot start /bin/sh") : IDIO_OK;
}

/* Exit code; 128 + signal when killed, as the shell says it. */
static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Ctrl-C belongs to the program in front. */
static void ignore_interrupt(struct sigaction *ret_before)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &ignore, ret_before);
}

static void feed(int fd, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, text, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return; /* the reader has seen enough */
        text += done;
        n -= (size_t)done;
    }
}

int cli_page(const struct cli_env *env, const char *text, size_t n, bool *ret_shown,
             struct idio_err *err)
{
    /* less: quit when it fits, let colours through, leave the text on the screen. */
    static const char quiet_less[] = "command -v less >/dev/null 2>&1 || exit 127\n"
                                     "LESS=\"${LESS-FRX}\" LESSCHARSET=utf-8 exec less";
    const char *script = strcmp(env->pager, "less") == 0 ? quiet_less : env->pager;
    struct sigaction before;
    int pipe_fds[2], rc;
    pid_t pid;

    *ret_shown = false;
    if (pipe2(pipe_fds, O_CLOEXEC) < 0)
        return idio_fail_sys(err, errno, "cli.pager", "cannot make a pipe");
    ignore_interrupt(&before);
    rc = start(script, "", pipe_fds[0], -1, &pid, err);
    close(pipe_fds[0]);
    if (rc == IDIO_OK)
        feed(pipe_fds[1], text, n);
    close(pipe_fds[1]);
    if (rc == IDIO_OK)
        *ret_shown = wait_for(pid) != NOT_FOUND;
    sigaction(SIGINT, &before, NULL);
    return rc;
}

int cli_edit(const struct cli_env *env, const char *path, struct idio_err *err)
{
    /* The request may have come through standard input; an editor wants the terminal. */
    int tty = env->in_tty && env->out_tty ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC);
    struct sigaction before;
    struct idio_str script;
    pid_t pid;
    int rc, code = 0;

    idio_str_init(&script, 4096);
    idio_str_printf(&script, "%s \"$1\"", env->editor);
    rc = idio_str_status(&script, "cli.editor", err);
    if (rc == IDIO_OK) {
        ignore_interrupt(&before);
        rc = start(script.data, path, tty, tty, &pid, err);
        if (rc == IDIO_OK)
            code = wait_for(pid);
        sigaction(SIGINT, &before, NULL);
    }
    if (tty >= 0)
        close(tty);
    idio_str_release(&script);
    if (rc < 0)
        return rc;
    if (code == NOT_FOUND)
        return idio_hint(
            err, idio_fail(err, IDIO_E_MISSING, "cli.editor", "no editor '%s'", env->editor),
            "name one in EDITOR or VISUAL");
    if (code != 0)
        return idio_fail(err, IDIO_E_CANCELLED, "cli.editor", "the editor '%s' ended with %d",
                         env->editor, code);
    return IDIO_OK;
}
