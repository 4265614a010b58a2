/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a program: fork and exec without a shell.
 *
 * Why not popen or posix_spawn: we need the working folder, a process group of its own, descriptors
 * that others forgot to mark, and the reason when exec fails. That reason comes back through a
 * close-on-exec pipe: end of file means that the program runs.
 *
 * The host may have threads, so between fork and exec the child makes async-signal-safe calls only;
 * everything it needs (the paths to try) is prepared before. execvp is not used, because it hands a
 * file without an interpreter line to the shell and looks into the current folder if PATH says so.
 *
 * The leader is waited for with WNOWAIT first: as long as it is a zombie, its number cannot be
 * reused, so killing the group by that number is safe. Only then is it reaped.
 *
 * Invariants: every descriptor is -1 or open and ours; the group is dead when idio_proc_run
 * returns.
 */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"

enum {
    PATHS_MAX = 1 << 20,  /* bytes of memory for the paths to try */
    CHUNK = 16384,        /* per read and write */
    CANCEL_TICK_MS = 50,  /* how long a raised flag may go unseen */
    WAIT_TICK_MS = 20,    /* the same for the end of a child, where pidfd_open is missing */
    DRAIN_READS_MAX = 256 /* an escaped grandchild may write for ever */
};

enum stage { STAGE_SETUP, STAGE_CHDIR, STAGE_EXEC };

struct report {
    int stage, sys;
};

/* All that the child needs. */
struct plan {
    const struct idio_proc_opts *opts;
    char *const *env;
    char **paths; /* ends with NULL */
    int in, out, err, report;
    pid_t parent;
};

struct child {
    const struct idio_proc_opts *opts;
    pid_t pid;
    int pid_fd; /* readable when the child is over; -1 where the system has no such thing */
    int in, out, err;
    size_t written;
    int64_t deadline_ms; /* -1: none */
    enum { RUNNING, TERMINATING, KILLED } phase;
    int status; /* what the call will return */
    struct idio_proc_result result;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* --- preparation --- */

static const char *find_path(const char *const *env)
{
    for (; env && *env; env++) {
        if (strncmp(*env, "PATH=", 5) == 0)
            return *env + 5;
    }
    return NULL;
}

/* Lists the files to try for argv[0], ended by NULL. Relative folders of PATH are left out: a
 * repository must not be able to bring its own programs. NULL without memory. */
static char **list_paths(const struct idio_proc_opts *o, struct idio_arena *a)
{
    const char *name = o->argv[0], *path = find_path(o->env), *end;
    size_t count = 0, most = 1;
    char **paths;

    if (!path)
        path = find_path((const char *const *)environ);
    if (!path)
        path = "/usr/local/bin:/usr/bin:/bin";
    for (const char *p = path; *p; p++)
        most += *p == ':';
    paths = idio_arena_alloc(a, most + 1, sizeof *paths);
    if (!paths)
        return NULL;
    if (strchr(name, '/')) {
        paths[0] = idio_arena_strdup(a, name);
        return paths[0] ? paths : NULL;
    }
    for (; *path; path = *end ? end + 1 : end) {
        end = path + strcspn(path, ":");
        if (*path != '/' || end - path > PATH_MAX)
            continue;
        paths[count] = idio_arena_printf(a, "%.*s/%s", (int)(end - path), path, name);
        if (!paths[count])
            return NULL;
        count++;
    }
    return paths;
}

/* Moves a descriptor out of 0..2, which the child overwrites; the host may have closed those. */
static int raise_fd(int *fd)
{
    int higher;

    if (*fd > 2)
        return 0;
    higher = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    if (higher < 0)
        return -1;
    close(*fd);
    *fd = higher;
    return 0;
}

/* One pipe; `ours` says which end stays here and is made non-blocking, -1 for neither. */
static int make_pipe(int *ret_read, int *ret_write, int ours)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) < 0)
        return -1;
    *ret_read = fds[0];
    *ret_write = fds[1];
    if (raise_fd(ret_read) < 0 || raise_fd(ret_write) < 0)
        return -1;
    return ours < 0 ? 0 : fcntl(ours == 0 ? *ret_read : *ret_write, F_SETFL, O_NONBLOCK);
}

static int open_streams(struct child *c, struct plan *plan, int *ret_report)
{
    if (c->opts->input_len > 0) {
        if (make_pipe(&plan->in, &c->in, 1) < 0)
            return -1;
    } else {
        plan->in = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (plan->in < 0 || raise_fd(&plan->in) < 0)
            return -1;
    }
    if (make_pipe(&c->out, &plan->out, 0) < 0 || make_pipe(&c->err, &plan->err, 0) < 0)
        return -1;
    return make_pipe(ret_report, &plan->report, -1);
}

/* --- in the child: async-signal-safe calls only --- */

static void reset_signals(void)
{
    struct sigaction now, plain = {.sa_handler = SIG_DFL};
    sigset_t none;

    /* Handlers of the host must not run here; SIGPIPE is ignored by us and would stay so. Other
     * ignored signals (nohup) are the user's wish. */
    for (int i = 1; i < NSIG; i++) {
        if (sigaction(i, NULL, &now) == 0 && (now.sa_handler != SIG_IGN || i == SIGPIPE))
            sigaction(i, &plain, NULL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void mark_inherited(void)
{
#ifdef CLOSE_RANGE_CLOEXEC
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
#endif
    long most = sysconf(_SC_OPEN_MAX);

    if (most < 0 || most > 65536)
        most = 65536;
    for (int fd = 3; fd < most; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Returns only on failure, with the most telling errno: EACCES beats "not there". */
static int try_paths(const struct plan *plan)
{
    int sys = ENOENT;

    for (char **p = plan->paths; *p; p++) {
        execve(*p, (char *const *)plan->opts->argv, plan->env);
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            return errno;
        if (errno == EACCES)
            sys = EACCES;
    }
    return sys;
}

static _Noreturn void be_child(const struct plan *plan)
{
    struct report r = {STAGE_SETUP, 0};

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != plan->parent)
        _exit(127);
    reset_signals();
    if (dup2(plan->in, 0) < 0 || dup2(plan->out, 1) < 0 || dup2(plan->err, 2) < 0) {
        r.sys = errno;
    } else if (plan->opts->cwd && chdir(plan->opts->cwd) < 0) {
        r = (struct report){STAGE_CHDIR, errno};
    } else {
        mark_inherited();
        r = (struct report){STAGE_EXEC, try_paths(plan)};
    }
    /* Nothing can be done when even this fails; the parent then sees exit code 127. */
    if (write(plan->report, &r, sizeof r) != (ssize_t)sizeof r)
        _exit(127);
    _exit(127);
}

/* --- in the parent --- */

static pid_t fork_child(struct plan *plan)
{
    sigset_t all, before;
    pid_t pid;
    int sys;

    /* Between fork and reset_signals a handler of the host could run in the child. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    plan->parent = getpid();
    pid = fork();
    if (pid == 0)
        be_child(plan);
    sys = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    /* Both sides do it, so that the group exists whoever runs first. */
    if (pid > 0)
        setpgid(pid, pid);
    errno = sys;
    return pid;
}

static void reap(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

/* Waits until the program runs or failed to start. */
static int read_report(int fd, const struct idio_proc_opts *o, struct idio_err *err)
{
    struct report r;
    ssize_t got;

    do {
        got = read(fd, &r, sizeof r);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof r)
        return IDIO_OK;
    if (r.stage == STAGE_CHDIR)
        return idio_fail_sys(err, r.sys, "proc.run", "entering %s to run %s", o->cwd, o->argv[0]);
    if (r.stage == STAGE_SETUP)
        return idio_fail_sys(err, r.sys, "proc.run", "starting %s", o->argv[0]);
    if (r.sys == ENOENT || r.sys == ENOTDIR)
        return idio_fail(err, IDIO_E_MISSING, "proc.run", "program '%s' was not found", o->argv[0]);
    if (r.sys == EACCES || r.sys == ENOEXEC || r.sys == EPERM)
        return idio_fail(err, IDIO_E_MISSING, "proc.run", "program '%s' cannot be executed",
                         o->argv[0]);
    return idio_fail_sys(err, r.sys, "proc.run", "running %s", o->argv[0]);
}

static int start(struct child *c, struct plan *plan, struct idio_err *err)
{
    int report = -1, status = IDIO_OK;

    if (open_streams(c, plan, &report) < 0)
        status = idio_fail_sys(err, errno, "proc.run", "making pipes for %s", c->opts->argv[0]);
    if (status == IDIO_OK) {
        c->pid = fork_child(plan);
        if (c->pid < 0)
            status = idio_fail_sys(err, errno, "proc.run", "starting %s", c->opts->argv[0]);
    }
    close_fd(&plan->in);
    close_fd(&plan->out);
    close_fd(&plan->err);
    close_fd(&plan->report);
    if (status == IDIO_OK) {
        status = read_report(report, c->opts, err);
        if (status < 0)
            reap(c->pid);
    }
    close_fd(&report);
    return status;
}

static void write_input(struct child *c)
{
    size_t left = c->opts->input_len - c->written;
    ssize_t put = write(c->in, c->opts->input + c->written, left < CHUNK ? left : CHUNK);

    if (put > 0)
        c->written += (size_t)put;
    /* A program that does not want its input (EPIPE) has not failed. */
    if (c->written == c->opts->input_len || (put < 0 && errno != EAGAIN && errno != EINTR))
        close_fd(&c->in);
}

/* One read; false when there is nothing more now. */
static bool read_output(struct child *c, int *fd, struct idio_str *to)
{
    char buf[CHUNK];
    size_t room = to->max - to->len;
    ssize_t got;

    do {
        got = *fd >= 0 ? read(*fd, buf, sizeof buf) : 0;
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN)
        return false;
    if (got <= 0) {
        close_fd(fd);
        return false;
    }
    if ((size_t)got > room) {
        c->result.truncated = 1;
        got = (ssize_t)room;
    }
    idio_str_append(to, buf, (size_t)got);
    if (to->failed && c->status == IDIO_OK)
        c->status = to->failed;
    return true;
}

static void signal_group(struct child *c, int sig)
{
    kill(-c->pid, sig);
}

/* Ends the child when it is time: first politely, then not. */
static void escalate(struct child *c, int64_t now_ms)
{
    bool late = c->deadline_ms >= 0 && now_ms >= c->deadline_ms;

    if (c->phase == KILLED)
        return;
    if (c->status == IDIO_E_NOMEM || (c->phase == TERMINATING && late)) {
        signal_group(c, SIGKILL);
        c->phase = KILLED;
        c->deadline_ms = -1;
        return;
    }
    if (c->phase == RUNNING && (late || idio_cancelled(c->opts->cancel))) {
        if (late)
            c->result.timed_out = 1;
        else
            c->status = IDIO_E_CANCELLED;
        signal_group(c, SIGTERM);
        c->phase = TERMINATING;
        c->deadline_ms = now_ms + IDIO_PROC_GRACE_MS;
    }
}

static int wait_limit(const struct child *c, int64_t now_ms)
{
    int64_t limit = INT32_MAX;

    if (c->deadline_ms >= 0)
        limit = c->deadline_ms > now_ms ? c->deadline_ms - now_ms : 0;
    if (c->opts->cancel && c->phase == RUNNING && limit > CANCEL_TICK_MS)
        limit = CANCEL_TICK_MS;
    if (c->pid_fd < 0 && limit > WAIT_TICK_MS)
        limit = WAIT_TICK_MS;
    return limit < INT32_MAX ? (int)limit : INT32_MAX;
}

/* 1: over, 0: still running, -1: errno. */
static int is_over(pid_t pid)
{
    siginfo_t info = {0};

    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
        return errno == EINTR ? 0 : -1;
    return info.si_pid == pid;
}

static int supervise(struct child *c)
{
    for (;;) {
        struct pollfd fds[4] = {
            {.fd = c->in, .events = POLLOUT},
            {.fd = c->out, .events = POLLIN},
            {.fd = c->err, .events = POLLIN},
            {.fd = c->pid_fd, .events = POLLIN},
        };
        int over = is_over(c->pid);

        if (over != 0)
            return over;
        escalate(c, idio_clock_ms());
        if (poll(fds, 4, wait_limit(c, idio_clock_ms())) <= 0)
            continue;
        if (fds[0].revents)
            write_input(c);
        if (fds[1].revents)
            read_output(c, &c->out, &c->result.out);
        if (fds[2].revents)
            read_output(c, &c->err, &c->result.err);
    }
}

static int finish(struct child *c, struct idio_err *err)
{
    int over = supervise(c), sys = errno, wait_status = 0;
    pid_t got;

    signal_group(c, SIGKILL);
    for (int i = 0; i < DRAIN_READS_MAX && read_output(c, &c->out, &c->result.out); i++)
        continue;
    for (int i = 0; i < DRAIN_READS_MAX && read_output(c, &c->err, &c->result.err); i++)
        continue;
    do {
        got = waitpid(c->pid, &wait_status, 0);
    } while (got < 0 && errno == EINTR);
    if (over < 0 || got < 0)
        return idio_fail_sys(err, over < 0 ? sys : errno, "proc.run", "waiting for %s",
                             c->opts->argv[0]);
    if (c->status == IDIO_E_CANCELLED)
        return idio_fail(err, c->status, "proc.run", "cancelled while running %s",
                         c->opts->argv[0]);
    if (c->status < 0)
        return idio_nomem(err, "proc.run");
    c->result.exit_code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
    c->result.signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
    return IDIO_OK;
}

static int open_pid_fd(pid_t pid)
{
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0); /* close-on-exec by itself */
#else
    (void)pid;
    return -1;
#endif
}

int idio_proc_run(const struct idio_proc_opts *o, struct idio_proc_result *ret,
                  struct idio_err *err)
{
    struct child c = {.opts = o, .pid_fd = -1, .in = -1, .out = -1, .err = -1};
    struct plan plan = {.opts = o, .in = -1, .out = -1, .err = -1, .report = -1};
    struct idio_arena paths;
    int status;

    if (!o->argv || !o->argv[0] || !o->argv[0][0])
        return idio_fail(err, IDIO_E_INVALID, "proc.run", "no program to run");
    idio_arena_init(&paths, PATHS_MAX);
    idio_str_init(&c.result.out, o->max_output);
    idio_str_init(&c.result.err, o->max_output);
    plan.env = o->env ? (char *const *)o->env : environ;
    c.deadline_ms = o->timeout_ms > 0 ? idio_clock_ms() + o->timeout_ms : -1;
    plan.paths = list_paths(o, &paths);
    status = plan.paths ? start(&c, &plan, err) : idio_nomem(err, "proc.run");
    idio_arena_release(&paths);
    if (status == IDIO_OK) {
        c.pid_fd = open_pid_fd(c.pid);
        status = finish(&c, err);
    }
    close_fd(&c.pid_fd);
    close_fd(&c.in);
    close_fd(&c.out);
    close_fd(&c.err);
    if (status < 0)
        idio_proc_result_release(&c.result);
    else
        *ret = c.result;
    return status;
}

void idio_proc_result_release(struct idio_proc_result *r)
{
    idio_str_release(&r->out);
    idio_str_release(&r->err);
}
