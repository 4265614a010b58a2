/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One of several processes that mpirun started.
 *
 * MPI is not linked: it is loaded here, and only when the environment says that there are other
 * processes and the command can share its work. All processes run the same command line. The first
 * one speaks; the others are silent and end with 0 when the first one knows all that happened.
 * A command that cannot share its work is run by the first one alone.
 */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/pool.h"
#include "cli/cli.h"
#include "idio_config.h"

int cli_ranks_module(const char *folder, struct idio_arena *arena, const char **ret,
                     struct idio_err *err)
{
    static const char *const places[] = {IDIO_INSTALLED_MPI, IDIO_BUILT_MPI};

    for (size_t i = 0; folder && i < sizeof places / sizeof *places; i++) {
        const char *path = idio_arena_printf(arena, "%s/%s", folder, places[i]);

        if (!path)
            return idio_nomem(err, "cli.ranks");
        if (idio_fs_is_file(path)) {
            *ret = path;
            return IDIO_OK;
        }
    }
    if (IDIO_HAVE_MPI)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_MISSING, "cli.ranks",
                                   "idio_mpi.so is not where it was installed"),
                         "install idiolect anew; it belongs into lib/idiolect beside bin");
    return idio_hint(
        err, idio_fail(err, IDIO_E_MISSING, "cli.ranks", "this idiolect was built without MPI"),
        "install Open MPI (Debian: libopenmpi-dev), configure and build again");
}

/* Open MPI's own parts look for its symbols in the global scope. Never unloaded: MPI cannot be. */
int cli_ranks_load(const char *module, const struct idio_transport **ret, struct idio_err *err)
{
    void *library = dlopen(module, RTLD_NOW | RTLD_GLOBAL);
    const struct idio_transport *t = library ? dlsym(library, IDIO_TRANSPORT_SYMBOL) : NULL;

    if (!t)
        return idio_hint(
            err,
            idio_fail(err, IDIO_E_MISSING, "cli.ranks", "cannot load %s: %s", module, dlerror()),
            "install Open MPI (Debian: libopenmpi3)");
    *ret = t;
    return IDIO_OK;
}

static int open_ranks(struct cli *cli, struct idio_err *err)
{
    const struct cli_env *e = cli->env;
    const struct idio_transport *transport = NULL;
    const char *module = NULL;
    int rc = cli_ranks_module(e->own_folder, &cli->arena, &module, err);

    if (rc == IDIO_OK)
        rc = cli_ranks_load(module, &transport, err);
    if (rc == IDIO_OK)
        rc = idio_ranks_open(transport, cli->ctx.cancel, &cli->ctx.ranks, err);
    if (rc < 0)
        return rc;
    /* Under the mpirun of another MPI each process would believe itself alone, and rank 0. */
    if (idio_ranks_size(cli->ctx.ranks) == e->processes)
        return IDIO_OK;
    return idio_hint(err,
                     idio_fail(err, IDIO_E_CONFLICT, "cli.ranks",
                               "started as one of %u processes, but MPI sees %u", e->processes,
                               idio_ranks_size(cli->ctx.ranks)),
                     "use the mpirun of Open MPI, with which idiolect was built");
}

int cli_ranks_join(struct cli *cli, bool *ret_take_part, struct idio_err *err)
{
    const struct cli_env *e = cli->env;

    *ret_take_part = e->process == 0;
    if (e->processes < 2 || !(cli->cmd->flags & CLI_RANKS))
        return IDIO_OK;
    int rc = open_ranks(cli, err);
    cli->failed_to_join = rc < 0;
    *ret_take_part = true;
    return rc;
}

bool cli_ranks_speaks(const struct cli *cli)
{
    const struct cli_env *e = cli->env;

    if (cli->failed_to_join) /* one voice for each machine: they may differ */
        return e->local_process == 0;
    return e->process == 0 || idio_ranks_broken(cli->ctx.ranks);
}

/* Processes that mpirun has not tied to cores of their own share those of the machine. */
unsigned cli_ranks_threads(const struct cli_env *e)
{
    unsigned cores = idio_pool_cores();

    if (e->bound || e->local_processes < 2)
        return cores;
    return cores > e->local_processes ? cores / e->local_processes : 1;
}
