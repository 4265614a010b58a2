/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several processes at one piece of work: `mpirun -n 4 idiolect learn …`. Rank 0 leads: it alone
 * writes the database and talks to people; the others do what it hands them.
 *
 * Every exchange is a call that all ranks make, in the same order, and carries each caller's status
 * so far. When anyone failed, all of them get that failure as the result of the exchange (of
 * several, the one of the lowest rank, its text prefixed with the rank) and the run is over: every
 * later exchange answers the same at once, without a message. So nobody waits for one who has given
 * up, and the text is there once for rank 0 to show.
 *
 * The status goes in as a parameter, with *err saying why. A raised cancel flag counts as
 * CANCELLED. Somebody who waits does not use the processor. When the flag is up and the others do
 * not come to the exchange within a second, rank 0 stops waiting and the run is torn down.
 *
 * The bytes are carried by a transport, a table of functions: MPI's is a module that only cli loads
 * (src/ranks, the only place that sees mpi.h), the tests have one of threads and queues.
 */
#ifndef IDIO_BASE_RANKS_H
#define IDIO_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/str.h"

#define IDIO_RANKS_PIECE ((size_t)1 << 20) /* most bytes that a transport is given at once */
#define IDIO_RANKS_MAX   ((size_t)1 << 30) /* most bytes of one rank in one exchange */

/* ---- what carries the bytes ----------------------------------------------------------------- */
#define IDIO_TRANSPORT_ABI    1
#define IDIO_TRANSPORT_SYMBOL "idio_transport_module" /* what a module exports: the table */

enum { IDIO_TRANSPORT_OK = 0, IDIO_TRANSPORT_FAILED = -1, IDIO_TRANSPORT_GAVE_UP = -2 };
struct idio_transport_wait {
    bool (*give_up)(void *ctx); /* asked again and again while waiting */
    void *ctx;
    char why[320]; /* set on FAILED */
};
/* Made of plain C, so that a module needs nothing of ours. One thread of the process calls it. */
struct idio_transport {
    uint32_t abi;
    int (*open)(void **ret_self, unsigned *ret_rank, unsigned *ret_size,
                struct idio_transport_wait *w);
    /* Exactly n bytes, at most IDIO_RANKS_PIECE; in order between two ranks. */
    int (*send)(void *self, unsigned to, const void *p, size_t n, struct idio_transport_wait *w);
    int (*receive)(void *self, unsigned from, void *p, size_t n, struct idio_transport_wait *w);
    /* All ranks are there, or GAVE_UP. Only after OK is `self` gone. */
    int (*close)(void *self, struct idio_transport_wait *w);
    void (*abort)(void *self, int exit_code); /* ends all processes of the run */
};

/* ---- the run -------------------------------------------------------------------------------- */
struct idio_ranks;
int idio_ranks_open(const struct idio_transport *t, struct idio_cancel *cancel,
                    struct idio_ranks **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Ends the run for all: in order when the ranks are in step, else by force. */
struct idio_ranks *idio_ranks_close(struct idio_ranks *r, int exit_code);
/* NULL: alone, rank 0 of 1. */
unsigned idio_ranks_rank(const struct idio_ranks *r);
unsigned idio_ranks_size(const struct idio_ranks *r);
/* The ranks are not in step any more: what this one has to say does not reach rank 0. */
bool idio_ranks_broken(const struct idio_ranks *r);

/* ---- exchanges ------------------------------------------------------------------------------ */
/* Alone, with r NULL, each of them just answers `status`. */

/* Rank 0 hands every other rank a part of its own; they find it in `ret`, which rank 0 does not
 * use. `make` is called on rank 0, for 1, 2, … */
typedef int (*idio_ranks_make)(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err);
int idio_ranks_scatter(struct idio_ranks *r, int status, idio_ranks_make make, void *ctx,
                       struct idio_str *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Every rank hands rank 0 its part (n bytes; those of rank 0 are not looked at). `take` is called
 * on rank 0, for 1, 2, …, each part being freed before the next one is asked for. */
typedef int (*idio_ranks_take)(void *ctx, unsigned from, const void *p, size_t n,
                               struct idio_err *err);
int idio_ranks_gather(struct idio_ranks *r, int status, const void *p, size_t n,
                      idio_ranks_take take, void *ctx, struct idio_err *err) IDIO_MUST_CHECK;
/* The bytes of rank 0, everywhere. */
int idio_ranks_broadcast(struct idio_ranks *r, int status, struct idio_str *bytes,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Goes on only when all are there and nobody has failed. */
int idio_ranks_agree(struct idio_ranks *r, int status, struct idio_err *err) IDIO_MUST_CHECK;
/* Sums over all ranks, everywhere; always added in the order of ranks, so that equal parts give
 * equal bits. */
int idio_ranks_sum(struct idio_ranks *r, int status, double *v, size_t n,
                   struct idio_err *err) IDIO_MUST_CHECK;
int idio_ranks_sum_f32(struct idio_ranks *r, int status, float *v, size_t n,
                       struct idio_err *err) IDIO_MUST_CHECK;

#endif
