/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transport of idio_ranks over MPI: a module, loaded only by a process that mpirun started, so
 * that nobody else pays for linking MPI at start. Self-contained: it uses nothing of ours but the
 * table's declaration, and exports that table.
 *
 * Waiting is done by asking, with pauses that grow to a millisecond: MPI's own waiting spins, and a
 * machine may have fewer cores than there are ranks. Asking also lets a cancelled run end.
 *
 * MPI is called from the thread that opened, and threads of ours run beside it:
 * MPI_THREAD_FUNNELED.
 */
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

#include "base/ranks.h"

enum { TAG = 1, SPINS = 64, PAUSE_MIN_NS = 20 * 1000, PAUSE_MAX_NS = 1000 * 1000 };

static int failed(struct idio_transport_wait *w, const char *what, int code)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int n = 0;
    if (MPI_Error_string(code, text, &n) != MPI_SUCCESS)
        text[0] = '\0';
    snprintf(w->why, sizeof w->why, "%s: %s", what, text[0] ? text : "MPI gives no reason");
    return IDIO_TRANSPORT_FAILED;
}

static int wait_for(MPI_Request *request, const char *what, struct idio_transport_wait *w)
{
    long pause = PAUSE_MIN_NS;
    for (unsigned tries = 0;; tries++) {
        int done = 0, code = MPI_Test(request, &done, MPI_STATUS_IGNORE);
        if (code != MPI_SUCCESS)
            return failed(w, what, code);
        if (done)
            return IDIO_TRANSPORT_OK;
        if (w->give_up(w->ctx))
            return IDIO_TRANSPORT_GAVE_UP; /* the request stays: the run is ended by force */
        if (tries < SPINS) {
            sched_yield();
            continue;
        }
        nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
        pause = pause * 2 < PAUSE_MAX_NS ? pause * 2 : PAUSE_MAX_NS;
    }
}

static int mpi_send(void *self, unsigned to, const void *p, size_t n, struct idio_transport_wait *w)
{
    MPI_Request request;
    (void)self;
    int code = MPI_Isend(p, (int)n, MPI_BYTE, (int)to, TAG, MPI_COMM_WORLD, &request);
    /* NOLINTNEXTLINE(clang-analyzer-optin.mpi.MPI-Checker): wait_for does, by MPI_Test */
    return code == MPI_SUCCESS ? wait_for(&request, "sending", w) : failed(w, "sending", code);
}

static int mpi_receive(void *self, unsigned from, void *p, size_t n, struct idio_transport_wait *w)
{
    MPI_Request request;
    (void)self;
    int code = MPI_Irecv(p, (int)n, MPI_BYTE, (int)from, TAG, MPI_COMM_WORLD, &request);
    /* NOLINTNEXTLINE(clang-analyzer-optin.mpi.MPI-Checker): wait_for does, by MPI_Test */
    return code == MPI_SUCCESS ? wait_for(&request, "receiving", w) : failed(w, "receiving", code);
}

static int mpi_open(void **ret_self, unsigned *ret_rank, unsigned *ret_size,
                    struct idio_transport_wait *w)
{
    int have = MPI_THREAD_SINGLE, rank = 0, size = 1;
    int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &have);
    if (code != MPI_SUCCESS)
        return failed(w, "starting MPI", code);
    if (have < MPI_THREAD_FUNNELED) {
        snprintf(w->why, sizeof w->why, "this MPI does not allow threads beside it");
        return IDIO_TRANSPORT_FAILED;
    }
    code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (code == MPI_SUCCESS)
        code = MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (code == MPI_SUCCESS)
        code = MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (code != MPI_SUCCESS)
        return failed(w, "starting MPI", code);
    *ret_self = NULL;
    *ret_rank = (unsigned)rank;
    *ret_size = (unsigned)size;
    return IDIO_TRANSPORT_OK;
}

/* MPI_Finalize waits for all without end, so it is entered only when all are there. */
static int mpi_close(void *self, struct idio_transport_wait *w)
{
    MPI_Request request;
    (void)self;
    int code = MPI_Ibarrier(MPI_COMM_WORLD, &request);
    if (code != MPI_SUCCESS)
        return failed(w, "leaving", code);
    int result = wait_for(&request, "leaving", w);
    if (result != IDIO_TRANSPORT_OK)
        return result;
    code = MPI_Finalize();
    return code == MPI_SUCCESS ? IDIO_TRANSPORT_OK : failed(w, "leaving", code);
}

static void mpi_abort(void *self, int exit_code)
{
    (void)self;
    MPI_Abort(MPI_COMM_WORLD, exit_code);
}

__attribute__((visibility("default"))) extern const struct idio_transport idio_transport_module;
const struct idio_transport idio_transport_module = {
    .abi = IDIO_TRANSPORT_ABI,
    .open = mpi_open,
    .send = mpi_send,
    .receive = mpi_receive,
    .close = mpi_close,
    .abort = mpi_abort,
};
