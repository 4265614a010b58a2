/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the environment. An empty variable counts as unset, as the XDG and NO_COLOR conventions
 * say.
 *
 * Without a terminal the width is 80 and colours are off, so that captured output does not depend
 * on the window it was captured in; COLUMNS overrides the width everywhere.
 */
#include "cli/env.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "idio_config.h"

enum { COLUMNS_MIN = 40, COLUMNS_MAX = 1000 };

static const char *variable(const char *name)
{
    const char *v = getenv(name);

    return v && *v ? v : NULL;
}

static int64_t number(const char *text, int64_t min, int64_t max, int64_t fallback)
{
    char *end;
    long long v;

    if (!text)
        return fallback;
    errno = 0;
    v = strtoll(text, &end, 10);
    return errno || *end || v < min || v > max ? fallback : v;
}

/* Without setlocale, which would change how numbers are printed. */
static bool locale_is_utf8(void)
{
    const char *locale = variable("LC_ALL");

    if (!locale)
        locale = variable("LC_CTYPE");
    if (!locale)
        locale = variable("LANG");
    return locale && (strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"));
}

static void read_terminal(struct cli_env *e)
{
    struct winsize size = {0};
    const char *term = variable("TERM");

    e->in_tty = isatty(STDIN_FILENO);
    e->out_tty = isatty(STDOUT_FILENO);
    e->err_tty = isatty(STDERR_FILENO);
    /* mpirun shows its processes a terminal of its own making, wherever its output goes. */
    if (variable("OMPI_COMM_WORLD_SIZE"))
        e->in_tty = e->out_tty = e->err_tty = false;
    e->columns = 80;
    e->rows = 24;
    if ((e->out_tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) ||
        (e->err_tty && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0)) {
        e->columns = size.ws_col ? size.ws_col : 80;
        e->rows = size.ws_row ? size.ws_row : 24;
    }
    e->columns = (unsigned)number(variable("COLUMNS"), 1, COLUMNS_MAX, e->columns);
    if (e->columns < COLUMNS_MIN)
        e->columns = COLUMNS_MIN;
    e->no_color = variable("NO_COLOR") || !term || strcmp(term, "dumb") == 0;
    e->utf8 = locale_is_utf8();
}

static int read_home(struct cli_env *e, struct idio_arena *arena, struct idio_err *err)
{
    const char *xdg = variable("XDG_DATA_HOME"), *user = variable("HOME");

    e->home = variable("IDIOLECT_HOME");
    if (e->home)
        return IDIO_OK;
    /* The XDG base directory rules: a relative path is to be ignored. */
    if (xdg && xdg[0] == '/')
        e->home = idio_arena_printf(arena, "%s/idiolect", xdg);
    else if (user)
        e->home = idio_arena_printf(arena, "%s/.local/share/idiolect", user);
    else
        return IDIO_OK;
    return e->home ? IDIO_OK : idio_nomem(err, "cli.environment");
}

/* Rules of the user's own that lie where the XDG base directory rules say. */
static int read_secret_rules(struct cli_env *e, struct idio_arena *arena, struct idio_err *err)
{
    const char *xdg = variable("XDG_CONFIG_HOME"), *user = variable("HOME"), *path;

    if (xdg && xdg[0] == '/')
        path = idio_arena_printf(arena, "%s/idiolect/gitleaks.toml", xdg);
    else if (user)
        path = idio_arena_printf(arena, "%s/.config/idiolect/gitleaks.toml", user);
    else
        return IDIO_OK;
    if (!path)
        return idio_nomem(err, "cli.environment");
    if (idio_fs_is_file(path))
        e->secret_rules = path;
    return IDIO_OK;
}

/* The folder this program lies in, or NULL. */
static const char *own_folder(struct idio_arena *arena)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    const char *slash;

    if (n <= 0 || (size_t)n >= sizeof path)
        return NULL;
    slash = memrchr(path, '/', (size_t)n);
    return slash ? idio_arena_strndup(arena, path, (size_t)(slash - path)) : NULL;
}

/* The user's word, then the model installed with the program, then the one `make deps` brought. */
static void read_model(struct cli_env *e, struct idio_arena *arena)
{
    const char *folder = e->own_folder;
    const char *installed =
        folder ? idio_arena_printf(arena, "%s/%s", folder, IDIO_INSTALLED_MODEL) : NULL;

    e->model = variable("IDIOLECT_MODEL");
    if (e->model)
        return;
    if (installed && idio_fs_is_file(installed))
        e->model = installed;
    else if (idio_fs_is_file(IDIO_DEFAULT_MODEL))
        e->model = IDIO_DEFAULT_MODEL;
}

/* As Open MPI's mpirun says it; as MPICH and Slurm do (PMI); as Slurm does with PMIx. */
static void read_processes(struct cli_env *e)
{
    static const char *const names[][2] = {
        {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
        {"PMI_SIZE", "PMI_RANK"},
        {"SLURM_STEP_NUM_TASKS", "PMIX_RANK"},
    };
    enum { MOST = 1 << 20 };

    e->processes = e->local_processes = 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t size = number(variable(names[i][0]), 1, MOST, 0);
        int64_t rank = number(variable(names[i][1]), 0, size - 1, -1);

        if (size == 0 || rank < 0)
            continue;
        e->processes = (unsigned)size;
        e->process = e->local_process = (unsigned)rank;
        break;
    }
    if (e->processes == 1)
        return;
    e->local_processes =
        (unsigned)number(variable("OMPI_COMM_WORLD_LOCAL_SIZE"), 1, e->processes, 1);
    e->local_process =
        (unsigned)number(variable("OMPI_COMM_WORLD_LOCAL_RANK"), 0, e->processes - 1, e->process);
    e->bound = variable("OMPI_MCA_orte_bound_at_launch") != NULL;
}

int cli_env_read(struct cli_env *ret, struct idio_arena *arena, struct idio_err *err)
{
    struct cli_env e = {0};
    const char *pager = getenv("PAGER");
    int rc = read_home(&e, arena, err);

    if (rc == IDIO_OK)
        rc = read_secret_rules(&e, arena, err);
    if (rc < 0)
        return rc;
    e.own_folder = own_folder(arena);
    read_model(&e, arena);
    read_processes(&e);
    read_terminal(&e);
    e.editor = variable("VISUAL");
    if (!e.editor)
        e.editor = variable("EDITOR");
    if (!e.editor)
        e.editor = "vi";
    /* An empty PAGER, or cat, says that none is wanted. */
    e.pager = pager ? pager : "less";
    if (!*e.pager || strcmp(e.pager, "cat") == 0)
        e.pager = NULL;
    e.user_home = variable("HOME");
    e.tmpdir = variable("TMPDIR");
    if (!e.tmpdir)
        e.tmpdir = "/tmp";
    e.now = number(variable("SOURCE_DATE_EPOCH"), 0, INT64_C(253402300799), idio_clock_wall());
    *ret = e;
    return IDIO_OK;
}
