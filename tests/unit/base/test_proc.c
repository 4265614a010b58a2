/* SPDX-License-Identifier: Apache-2.0 */
/* Child processes: output, input, limits, the whole group dying, and what exec failures say. */
#include "idio_test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/fs.h"
#include "base/proc.h"

enum { OUTPUT_MAX = 1 << 20 };

/* Linked in place of the system's (see CMakeLists.txt): an old kernel has no pidfd_open. */
static bool hide_pid_fd;

long __real_syscall(long number, long a, long b);
long __wrap_syscall(long number, long a, long b);

long __wrap_syscall(long number, long a, long b)
{
    if (hide_pid_fd) {
        errno = ENOSYS;
        return -1;
    }
    return __real_syscall(number, a, b);
}

/* Runs a script with sh; tests may use a shell, the library does not. */
static int run_sh(const char *script, struct idio_proc_opts o, struct idio_proc_result *r,
                  struct idio_err *err)
{
    const char *argv[] = {"sh", "-c", script, NULL};

    o.argv = argv;
    if (o.max_output == 0)
        o.max_output = OUTPUT_MAX;
    return idio_proc_run(&o, r, err);
}

static void results(void **state)
{
    static const struct {
        const char *script;
        int exit_code, signal;
        const char *out, *err;
    } table[] = {
        {"echo hello; echo oops >&2", 0, 0, "hello\n", "oops\n"},
        {"exit 7", 7, 0, "", ""},
        {"exit 255", 255, 0, "", ""},
        {"kill -9 $$", -1, SIGKILL, "", ""},
        {"kill -15 $$", -1, SIGTERM, "", ""},
        {"cat", 0, 0, "", ""},
        {"printf 'a\\000b'", 0, 0, "a", ""},
        {"exec >&- 2>&-; exit 3", 3, 0, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_proc_result r;
        struct idio_err err;

        assert_ok(run_sh(table[i].script, (struct idio_proc_opts){0}, &r, &err), &err);
        assert_int_equal(r.exit_code, table[i].exit_code);
        assert_int_equal(r.signal, table[i].signal);
        assert_int_equal(r.timed_out, 0);
        assert_int_equal(r.truncated, 0);
        assert_string_equal(r.out.data, table[i].out);
        assert_string_equal(r.err.data, table[i].err);
        idio_proc_result_release(&r);
    }
}

/* More than a pipe holds in both directions at once: a naive loop would deadlock. */
static void big_input_comes_back(void **state)
{
    size_t n = 3 << 20;
    char *input = malloc(n);
    struct idio_proc_result r;
    struct idio_err err;

    (void)state;
    assert_non_null(input);
    for (size_t i = 0; i < n; i++)
        input[i] = (char)('a' + i % 23);
    assert_ok(run_sh("tee /dev/stderr",
                     (struct idio_proc_opts){.input = input, .input_len = n, .max_output = n}, &r,
                     &err),
              &err);
    assert_int_equal(r.exit_code, 0);
    assert_int_equal(r.out.len, n);
    assert_int_equal(r.err.len, n);
    assert_memory_equal(r.out.data, input, n);
    assert_int_equal(r.truncated, 0);
    idio_proc_result_release(&r);
    /* A program that does not read its input is no failure. */
    assert_ok(run_sh("exit 4", (struct idio_proc_opts){.input = input, .input_len = n}, &r, &err),
              &err);
    assert_int_equal(r.exit_code, 4);
    idio_proc_result_release(&r);
    free(input);
}

static void output_is_capped(void **state)
{
    static const size_t caps[] = {1, 10, 65536, 99999};

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(caps); i++) {
        struct idio_proc_result r;
        struct idio_err err;

        assert_ok(run_sh("head -c 100000 /dev/zero; exit 5",
                         (struct idio_proc_opts){.max_output = caps[i]}, &r, &err),
                  &err);
        assert_int_equal(r.exit_code, 5);
        assert_int_equal(r.out.len, caps[i]);
        assert_int_equal(r.truncated, 1);
        idio_proc_result_release(&r);
    }
    struct idio_proc_result r;
    struct idio_err err;
    assert_ok(
        run_sh("head -c 100000 /dev/zero", (struct idio_proc_opts){.max_output = 100000}, &r, &err),
        &err);
    assert_int_equal(r.truncated, 0);
    assert_int_equal(r.out.len, 100000);
    idio_proc_result_release(&r);
}

static void folder_and_environment(void **state)
{
    static const char *const env[] = {"IDIO_X=1", "PATH=/usr/bin:/bin", NULL};
    char dir[200], want[400];
    char *real_dir = NULL;
    struct idio_proc_result r;
    struct idio_err err;

    (void)state;
    idio_test_dir(dir, sizeof dir);
    assert_ok(idio_fs_real(dir, &real_dir, &err), &err);
    assert_ok(run_sh("pwd -P; env | grep -v -e '^PWD=' -e '^_=' -e '^SHLVL=' -e '^OLDPWD=' | sort",
                     (struct idio_proc_opts){.cwd = dir, .env = env}, &r, &err),
              &err);
    snprintf(want, sizeof want, "%s\nIDIO_X=1\nPATH=/usr/bin:/bin\n", real_dir);
    assert_string_equal(r.out.data, want);
    idio_proc_result_release(&r);
    idio_free(real_dir);
    idio_test_remove(dir);
    assert_status(run_sh("true", (struct idio_proc_opts){.cwd = dir}, &r, &err), IDIO_E_NOTFOUND,
                  &err);
    assert_non_null(strstr(err.msg, dir));
}

static void missing_programs(void **state)
{
    static const char *const names[] = {"idio-no-such-program", "/idio/no/such", "/etc/passwd", "/",
                                        "./idio-absent"};
    struct idio_err err;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(names); i++) {
        const char *argv[] = {names[i], NULL};
        struct idio_proc_opts o = {.argv = argv, .max_output = 10};
        struct idio_proc_result r = {.exit_code = 12345};

        assert_status(idio_proc_run(&o, &r, &err), IDIO_E_MISSING, &err);
        if (!strstr(err.msg, names[i]))
            fail_msg("'%s' is not in '%s'", names[i], err.msg);
        assert_int_equal(r.exit_code, 12345);
    }
    struct idio_proc_result r;
    const char *const none[] = {NULL}, *const empty[] = {"", NULL};
    assert_status(idio_proc_run(&(struct idio_proc_opts){.argv = none}, &r, &err), IDIO_E_INVALID,
                  &err);
    assert_status(idio_proc_run(&(struct idio_proc_opts){.argv = empty}, &r, &err), IDIO_E_INVALID,
                  &err);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie is left */
    assert_int_equal(errno, ECHILD);
}

/* A script without interpreter line must not be handed to a shell; a relative PATH is not searched.
 */
static void no_shell_no_relative_path(void **state)
{
    char dir[200], path[300];
    const char *by_path[] = {path, NULL}, *by_name[] = {"idio-script", NULL};
    const char *env[] = {"PATH=:.:relative", NULL};
    struct idio_proc_result r;
    struct idio_err err;

    (void)state;
    snprintf(path, sizeof path, "%s/idio-script", idio_test_dir(dir, sizeof dir));
    idio_test_write(path, "echo run by a shell\n", 20);
    assert_int_equal(chmod(path, 0700), 0);
    struct idio_proc_opts o = {.argv = by_path, .max_output = 100};
    assert_status(idio_proc_run(&o, &r, &err), IDIO_E_MISSING, &err);
    idio_test_write(path, "#!/bin/sh\necho $0\n", 18);
    assert_ok(idio_proc_run(&o, &r, &err), &err);
    assert_memory_equal(r.out.data, path, strlen(path));
    idio_proc_result_release(&r);
    o = (struct idio_proc_opts){.argv = by_name, .env = env, .cwd = dir, .max_output = 100};
    assert_status(idio_proc_run(&o, &r, &err), IDIO_E_MISSING, &err);
    char absolute[300];
    snprintf(absolute, sizeof absolute, "PATH=/idio/none:%s", dir);
    env[0] = absolute;
    assert_ok(idio_proc_run(&o, &r, &err), &err);
    assert_int_equal(r.exit_code, 0);
    idio_proc_result_release(&r);
    idio_test_remove(dir);
}

/* Whether the process is there and not a zombie. */
static bool is_alive(long pid)
{
    char path[64], line[256] = "";
    const char *state;
    FILE *f;

    if (kill((pid_t)pid, 0) < 0)
        return false;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    f = fopen(path, "re");
    if (!f)
        return false;
    if (!fgets(line, sizeof line, f))
        line[0] = '\0';
    fclose(f);
    state = strrchr(line, ')');
    return state && state[1] == ' ' && state[2] != 'Z' && state[2] != 'X';
}

static void assert_dies(long pid)
{
    assert_true(pid > 1);
    for (int i = 0; i < 200 && is_alive(pid); i++)
        usleep(10000);
    assert_false(is_alive(pid));
}

static void time_is_limited(void **state)
{
    static const struct {
        const char *script;
        int signal;
    } table[] = {
        {"echo $$; sleep 100 & echo $!; wait", SIGTERM},
        {"trap '' TERM; echo $$; (trap '' TERM; sleep 100) & echo $!; while :; do sleep 1; done",
         SIGKILL},
        {"echo $$; sleep 100 & echo $!; kill -STOP $$; wait", 0},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_proc_result r;
        struct idio_err err;
        int64_t began = idio_clock_ms(), took;
        long leader, other;
        char *rest;

        assert_ok(run_sh(table[i].script, (struct idio_proc_opts){.timeout_ms = 300}, &r, &err),
                  &err);
        took = idio_clock_ms() - began;
        assert_int_equal(r.timed_out, 1);
        assert_int_equal(r.exit_code, -1);
        if (table[i].signal)
            assert_int_equal(r.signal, table[i].signal);
        assert_in_range(took, 290, 20000);
        leader = strtol(r.out.data, &rest, 10);
        other = strtol(rest, NULL, 10);
        assert_dies(leader);
        assert_dies(other);
        idio_proc_result_release(&r);
    }
}

static void old_kernels_will_do(void **state)
{
    hide_pid_fd = true;
    results(state);
    time_is_limited(state);
    hide_pid_fd = false;
}

static void quick_programs_are_not_timed_out(void **state)
{
    struct idio_proc_result r;
    struct idio_err err;
    int64_t began = idio_clock_ms();

    (void)state;
    assert_ok(run_sh("echo x", (struct idio_proc_opts){.timeout_ms = 60000}, &r, &err), &err);
    assert_int_equal(r.timed_out, 0);
    assert_true(idio_clock_ms() - began < 30000);
    idio_proc_result_release(&r);
}

/* The leader ends, a background process keeps the pipes: the call returns and the process dies. */
static void background_processes_die(void **state)
{
    struct idio_proc_result r;
    struct idio_err err;
    int64_t began = idio_clock_ms();
    long pid;

    (void)state;
    assert_ok(run_sh("sleep 100 & echo $!", (struct idio_proc_opts){0}, &r, &err), &err);
    assert_true(idio_clock_ms() - began < 30000);
    pid = strtol(r.out.data, NULL, 10);
    assert_dies(pid);
    idio_proc_result_release(&r);
}

/* One that left the group and goes on writing cannot keep us either. */
static void escaped_writers_do_not_hold_us(void **state)
{
    struct idio_proc_result r;
    struct idio_err err;
    long pid;

    (void)state;
    assert_ok(run_sh("setsid sh -c 'echo $$; exec yes' & sleep 0.2; exit 6",
                     (struct idio_proc_opts){.max_output = 1000}, &r, &err),
              &err);
    assert_int_equal(r.exit_code, 6);
    pid = strtol(r.out.data, NULL, 10);
    if (pid > 1)
        kill((pid_t)pid, SIGKILL);
    idio_proc_result_release(&r);
}

static void *raise_soon(void *arg)
{
    usleep(200000);
    idio_cancel_set(arg);
    return NULL;
}

static void cancels(void **state)
{
    struct idio_cancel cancel = {0};
    struct idio_proc_result r = {.exit_code = 12345};
    struct idio_err err;
    pthread_t thread;
    int64_t began = idio_clock_ms();
    int status;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, raise_soon, &cancel), 0);
    status = run_sh("sleep 100", (struct idio_proc_opts){.cancel = &cancel}, &r, &err);
    pthread_join(thread, NULL);
    assert_status(status, IDIO_E_CANCELLED, &err);
    assert_int_equal(r.exit_code, 12345);
    assert_true(idio_clock_ms() - began < 30000);
}

static size_t count_descriptors(void)
{
    struct idio_fs_list l = {0};
    struct idio_err err;
    size_t n;

    assert_ok(idio_fs_list("/proc/self/fd", &l, &err), &err);
    n = l.len;
    idio_fs_list_release(&l);
    return n;
}

static void nothing_leaks(void **state)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int careless = fcntl(null, F_DUPFD, 5); /* not close-on-exec */
    size_t before;
    struct idio_proc_result r;
    struct idio_err err;

    (void)state;
    if (!idio_fs_is_dir("/proc/self/fd"))
        IDIO_SKIP("no /proc");
    assert_in_range(careless, 5, 9);
    before = count_descriptors();
    assert_ok(run_sh("for n in 0 1 2 3 4 5 6 7 8 9; do (: <&$n) && printf $n; done",
                     (struct idio_proc_opts){0}, &r, &err),
              &err);
    assert_string_equal(r.out.data, "012");
    idio_proc_result_release(&r);
    assert_status(run_sh("x", (struct idio_proc_opts){.cwd = "/idio/none"}, &r, &err),
                  IDIO_E_NOTFOUND, &err);
    assert_int_equal(count_descriptors(), before);
    close(careless);
    close(null);
}

static void on_nothing(int sig)
{
    (void)sig;
}

/* The child starts with default signals, whatever the host did with its own. */
static void signals_are_reset(void **state)
{
    struct sigaction ours = {.sa_handler = on_nothing}, before;
    struct idio_proc_result r;
    struct idio_err err;
    sigset_t blocked, mask;

    (void)state;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGUSR1, &ours, &before);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, &mask);
    assert_ok(run_sh("grep -e SigBlk -e SigIgn -e SigCgt /proc/self/status",
                     (struct idio_proc_opts){0}, &r, &err),
              &err);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGUSR1, &before, NULL);
    if (r.exit_code != 0) {
        idio_proc_result_release(&r);
        IDIO_SKIP("no signal masks in /proc");
    }
    for (const char *p = r.out.data; (p = strstr(p, "Sig")); p++) {
        unsigned long long bits = strtoull(p + 7, NULL, 16);

        if (strncmp(p, "SigBlk", 6) == 0)
            assert_int_equal(bits, 0);
        if (strncmp(p, "SigIgn", 6) == 0)
            assert_int_equal(bits & 1ULL << (SIGPIPE - 1), 0);
    }
    idio_proc_result_release(&r);
}

/* The host closed its standard streams; pipes then get the numbers 0..2. */
static void without_standard_streams(void **state)
{
    int saved[3];
    struct idio_proc_result r;
    struct idio_err err;
    int status;

    (void)state;
    for (int fd = 0; fd < 3; fd++) {
        saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 100);
        close(fd);
    }
    status = run_sh("cat; echo error >&2", (struct idio_proc_opts){.input = "in", .input_len = 2},
                    &r, &err);
    for (int fd = 0; fd < 3; fd++) {
        if (saved[fd] >= 0) {
            dup2(saved[fd], fd);
            close(saved[fd]);
        }
    }
    assert_ok(status, &err);
    assert_string_equal(r.out.data, "in");
    assert_string_equal(r.err.data, "error\n");
    idio_proc_result_release(&r);
}

static void *run_many(void *arg)
{
    size_t good = 0;

    for (int i = 0; i < 10; i++) {
        char script[40];
        struct idio_proc_result r;

        snprintf(script, sizeof script, "echo %d; exit %d", i, i);
        if (run_sh(script, (struct idio_proc_opts){0}, &r, NULL) == IDIO_OK) {
            good += r.exit_code == i && strtol(r.out.data, NULL, 10) == i;
            idio_proc_result_release(&r);
        }
    }
    (void)arg;
    return (void *)good;
}

static void from_several_threads(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, NULL), 0);
    for (size_t i = 0; i < IDIO_COUNT(threads); i++) {
        void *good;

        pthread_join(threads[i], &good);
        assert_int_equal((uintptr_t)good, 10);
    }
}

static int run_once(void *ctx)
{
    struct idio_proc_result r;
    int status = run_sh(ctx, (struct idio_proc_opts){0}, &r, NULL);

    if (status == IDIO_OK)
        idio_proc_result_release(&r);
    return status;
}

static void survives_missing_memory(void **state)
{
    char script[] = "head -c 3000 /dev/zero; echo e >&2; sleep 0.05; echo again";

    (void)state;
    IDIO_FAIL_EACH_ALLOC(run_once, script);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results),
        cmocka_unit_test(big_input_comes_back),
        cmocka_unit_test(output_is_capped),
        cmocka_unit_test(folder_and_environment),
        cmocka_unit_test(missing_programs),
        cmocka_unit_test(no_shell_no_relative_path),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(old_kernels_will_do),
        cmocka_unit_test(quick_programs_are_not_timed_out),
        cmocka_unit_test(background_processes_die),
        cmocka_unit_test(escaped_writers_do_not_hold_us),
        cmocka_unit_test(cancels),
        cmocka_unit_test(nothing_leaks),
        cmocka_unit_test(signals_are_reset),
        cmocka_unit_test(without_standard_streams),
        cmocka_unit_test(from_several_threads),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
