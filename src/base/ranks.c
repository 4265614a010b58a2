/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exchanges between ranks, on top of a transport that sends and receives.
 *
 * A message is a frame: a header with the number of the exchange, the sender's status and a length;
 * then that many bytes, in pieces. The bytes of a failure are its struct idio_err. The number of
 * the exchange tells when two ranks are not at the same point, which would be a bug of ours and
 * must not end in silence.
 *
 * A gather is heard by rank 0 from every rank, whatever happens, and followed by its verdict; a
 * scatter is a message to each and then an empty gather. Everything else is made of these two. A
 * star is enough for the tens of ranks that share one disk.
 */
#include "base/ranks.h"

#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"

#define WHERE  "ranks.exchange"
#define MAGIC  0x4b4e5231u /* "1RNK" */
#define LED_MS 10000       /* how long the others wait for rank 0 after the flag was raised … */
#define LEAD_MS \
    800 /* … and rank 0 for them: mpirun kills a second after it asked, and rank 0 has to tell */

struct header {
    uint32_t magic;
    uint32_t number; /* of the exchange */
    int32_t status;
    uint32_t reserved;
    uint64_t length;
};

struct idio_ranks {
    const struct idio_transport *t;
    void *self;
    struct idio_cancel *cancel;
    unsigned rank, size;
    uint32_t number;
    char *piece;          /* IDIO_RANKS_PIECE bytes, so that receiving needs no memory */
    int64_t cancelled_ms; /* when the flag was first seen; 0: it was not */
    bool broken;          /* the ranks are not in step any more */
    int ended;            /* the failure that ended the run; IDIO_OK while it goes on */
    struct idio_err err;
};

unsigned idio_ranks_rank(const struct idio_ranks *r)
{
    return r ? r->rank : 0;
}

unsigned idio_ranks_size(const struct idio_ranks *r)
{
    return r ? r->size : 1;
}

bool idio_ranks_broken(const struct idio_ranks *r)
{
    return r && r->broken;
}

static bool give_up(void *ctx)
{
    struct idio_ranks *r = ctx;
    if (!idio_cancelled(r->cancel))
        return false;
    int64_t now = idio_clock_ms();
    if (r->cancelled_ms == 0)
        r->cancelled_ms = now;
    return now - r->cancelled_ms > (r->rank == 0 ? LEAD_MS : LED_MS);
}

int idio_ranks_open(const struct idio_transport *t, struct idio_cancel *cancel,
                    struct idio_ranks **ret, struct idio_err *err)
{
    if (t->abi != IDIO_TRANSPORT_ABI)
        return idio_hint(err,
                         idio_fail(err, IDIO_E_MISSING, "ranks.open",
                                   "the transport has version %u, this program needs %d", t->abi,
                                   IDIO_TRANSPORT_ABI),
                         "program and module are of different builds; install both anew");
    struct idio_ranks *r = idio_alloc(1, sizeof *r);
    if (r)
        r->piece = idio_alloc(IDIO_RANKS_PIECE, 1);
    if (!r || !r->piece) {
        idio_free(r);
        return idio_nomem(err, "ranks.open");
    }
    r->t = t;
    r->cancel = cancel;
    struct idio_transport_wait w = {.give_up = give_up, .ctx = r};
    if (t->open(&r->self, &r->rank, &r->size, &w) != IDIO_TRANSPORT_OK) {
        idio_free(r->piece);
        idio_free(r);
        return idio_fail(err, IDIO_E_MISSING, "ranks.open",
                         "the processes did not find each other: %s", w.why);
    }
    *ret = r;
    return IDIO_OK;
}

struct idio_ranks *idio_ranks_close(struct idio_ranks *r, int exit_code)
{
    if (!r)
        return NULL;
    struct idio_transport_wait w = {.give_up = give_up, .ctx = r};
    if (r->broken || r->t->close(r->self, &w) != IDIO_TRANSPORT_OK)
        r->t->abort(r->self, exit_code);
    idio_free(r->piece);
    idio_free(r);
    return NULL;
}

/* ---- one message ----------------------------------------------------------------------------- */

/* The transport did not carry: nobody knows any more where the others are. */
static int broke(struct idio_ranks *r, int result, unsigned peer,
                 const struct idio_transport_wait *w, struct idio_err *err)
{
    r->broken = true;
    if (result == IDIO_TRANSPORT_GAVE_UP) {
        idio_fail(err, IDIO_E_CANCELLED, WHERE, "cancelled while waiting for process %u of %u",
                  peer + 1, r->size);
        return idio_hint(
            err, IDIO_E_CANCELLED,
            "if nobody stopped the run, one of its processes ended: mpirun tells which");
    }
    return idio_fail(err, IDIO_E_IO, WHERE, "exchange with process %u of %u: %s", peer + 1, r->size,
                     w->why);
}

static int carry_out(struct idio_ranks *r, unsigned to, const void *p, size_t n,
                     struct idio_err *err)
{
    struct idio_transport_wait w = {.give_up = give_up, .ctx = r};
    const char *at = p;
    while (n > 0) {
        size_t piece = n < IDIO_RANKS_PIECE ? n : IDIO_RANKS_PIECE;
        int result = r->t->send(r->self, to, at, piece, &w);
        if (result != IDIO_TRANSPORT_OK)
            return broke(r, result, to, &w, err);
        at += piece;
        n -= piece;
    }
    return IDIO_OK;
}

/* At most a piece. */
static int carry_in(struct idio_ranks *r, unsigned from, void *p, size_t n, struct idio_err *err)
{
    struct idio_transport_wait w = {.give_up = give_up, .ctx = r};
    int result = r->t->receive(r->self, from, p, n, &w);
    return result == IDIO_TRANSPORT_OK ? IDIO_OK : broke(r, result, from, &w, err);
}

/* `p` is what to say, or, when status is a failure, not looked at. */
static int say(struct idio_ranks *r, unsigned to, int status, const struct idio_err *why,
               const void *p, size_t n, struct idio_err *err)
{
    struct idio_err failure = {.status = status};
    if (status < 0) {
        if (why)
            failure = *why;
        failure.status = status;
        p = &failure;
        n = sizeof failure;
    }
    struct header h = {.magic = MAGIC, .number = r->number, .status = status, .length = n};
    int rc = carry_out(r, to, &h, sizeof h, err);
    return rc == IDIO_OK ? carry_out(r, to, p, n, err) : rc;
}

static int out_of_step(struct idio_ranks *r, unsigned from, struct idio_err *err)
{
    r->broken = true;
    return idio_hint(err,
                     idio_fail(err, IDIO_E_BUG, WHERE,
                               "process %u of %u is at another step of the run", from + 1, r->size),
                     "are all processes the same program on the same kind of machine?");
}

static int hear_failure(struct idio_ranks *r, unsigned from, int status, struct idio_err *why,
                        struct idio_err *err)
{
    int rc = carry_in(r, from, why, sizeof *why, err);
    why->status = status;
    why->where[sizeof why->where - 1] = '\0';
    why->msg[sizeof why->msg - 1] = '\0';
    why->hint[sizeof why->hint - 1] = '\0';
    return rc;
}

/*
 * Waits for what `from` says. *ret_status and *why are what it reports of itself. A negative result
 * is a failure on this side: the message did not arrive (then the run is broken), or there was no
 * memory for its bytes, which are taken off the line all the same.
 */
static int hear(struct idio_ranks *r, unsigned from, struct idio_str *out, int *ret_status,
                struct idio_err *why, struct idio_err *err)
{
    struct header h = {0};
    int rc = carry_in(r, from, &h, sizeof h, err);
    if (rc < 0)
        return rc;
    bool failed = h.status < 0;
    if (h.magic != MAGIC || h.number != r->number || h.status > 0 ||
        h.status < -(int)IDIO_STATUS_COUNT || h.length > IDIO_RANKS_MAX ||
        (failed && h.length != sizeof *why))
        return out_of_step(r, from, err);
    *ret_status = h.status;
    if (failed)
        return hear_failure(r, from, h.status, why, err);
    for (uint64_t left = h.length; left > 0 && rc == IDIO_OK;) {
        size_t n = left < IDIO_RANKS_PIECE ? (size_t)left : IDIO_RANKS_PIECE;
        rc = carry_in(r, from, r->piece, n, err);
        if (rc == IDIO_OK)
            idio_str_append(out, r->piece, n);
        left -= n;
    }
    return rc == IDIO_OK ? idio_str_status(out, "ranks.receive", err) : rc;
}

/* ---- the run is over ------------------------------------------------------------------------- */

static int end(struct idio_ranks *r, int status, const struct idio_err *why, struct idio_err *err)
{
    r->ended = status;
    r->err = *why;
    r->err.status = status;
    if (err)
        *err = r->err;
    return status;
}

/* What this rank brings into an exchange: IDIO_OK, or a failure described in *why. */
static int own_status(struct idio_ranks *r, int status, const struct idio_err *err,
                      struct idio_err *why)
{
    idio_err_clear(why);
    if (status < 0 && err)
        *why = *err;
    else if (status >= 0 && idio_cancelled(r->cancel))
        status = idio_fail(why, IDIO_E_CANCELLED, WHERE, "cancelled");
    return status < 0 ? status : IDIO_OK;
}

static int already_over(const struct idio_ranks *r, struct idio_err *err)
{
    if (err)
        *err = r->err;
    return r->ended;
}

/* ---- from all to rank 0 ---------------------------------------------------------------------- */

struct gathering {
    idio_ranks_take take;
    void *ctx;
    int status; /* the first failure in the order of ranks */
    struct idio_err why;
};

static void note(struct gathering *g, int status, const struct idio_err *why)
{
    if (status == IDIO_OK || g->status < 0)
        return;
    g->status = status;
    g->why = *why;
}

static void take_part(struct gathering *g, unsigned from, int told, struct idio_err *why,
                      const struct idio_str *part)
{
    if (told < 0 && told != IDIO_E_CANCELLED)
        idio_context(why, told, "process %u", from + 1);
    if (told == IDIO_OK && g->status == IDIO_OK && g->take)
        told = g->take(g->ctx, from, part->data, part->len, why);
    note(g, told, why);
}

/* Every rank is heard, also after a failure: they all wait for the verdict. */
static int lead_gather(struct idio_ranks *r, struct gathering *g, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (unsigned k = 1; k < r->size && rc == IDIO_OK; k++) {
        struct idio_str part;
        struct idio_err why;
        int told = IDIO_OK;
        idio_err_clear(&why);
        idio_str_init(&part, IDIO_RANKS_MAX);
        rc = hear(r, k, &part, &told, &why, err);
        if (rc == IDIO_OK)
            take_part(g, k, told, &why, &part);
        idio_str_release(&part);
        if (rc < 0 && !r->broken) {
            note(g, rc, err);
            rc = IDIO_OK;
        }
    }
    for (unsigned k = 1; k < r->size && rc == IDIO_OK; k++)
        rc = say(r, k, g->status, &g->why, NULL, 0, err);
    return rc;
}

static int follow_gather(struct idio_ranks *r, struct gathering *g, const void *p, size_t n,
                         struct idio_err *err)
{
    struct idio_str nothing;
    idio_str_init(&nothing, 1);
    if (g->status == IDIO_OK && n > IDIO_RANKS_MAX)
        g->status =
            idio_fail(&g->why, IDIO_E_LIMIT, WHERE, "%zu bytes are too many for a message", n);
    int rc = say(r, 0, g->status, &g->why, p, n, err);
    if (rc == IDIO_OK)
        rc = hear(r, 0, &nothing, &g->status, &g->why, err);
    idio_str_release(&nothing);
    return rc;
}

int idio_ranks_gather(struct idio_ranks *r, int status, const void *p, size_t n,
                      idio_ranks_take take, void *ctx, struct idio_err *err)
{
    struct idio_err local;
    idio_err_clear(&local);
    if (!r)
        return status;
    if (r->ended < 0)
        return already_over(r, err);
    r->number++;
    struct gathering g = {.take = take, .ctx = ctx};
    g.status = own_status(r, status, err, &g.why);
    int rc = r->rank == 0 ? lead_gather(r, &g, &local) : follow_gather(r, &g, p, n, &local);
    if (rc < 0)
        return end(r, rc, &local, err);
    return g.status < 0 ? end(r, g.status, &g.why, err) : IDIO_OK;
}

int idio_ranks_agree(struct idio_ranks *r, int status, struct idio_err *err)
{
    return idio_ranks_gather(r, status, NULL, 0, NULL, NULL, err);
}

/* ---- from rank 0 to all ---------------------------------------------------------------------- */

/* Rank 0's half: everything is made before the first byte goes out, so that all hear the same. */
static int lead_scatter(struct idio_ranks *r, int status, idio_ranks_make make, void *ctx,
                        int *ret_told, struct idio_err *why, struct idio_err *err)
{
    struct idio_str *parts = idio_alloc(r->size, sizeof *parts);
    if (!parts && status == IDIO_OK)
        status = idio_nomem(why, WHERE);
    for (unsigned k = 1; parts && k < r->size; k++) {
        idio_str_init(&parts[k], IDIO_RANKS_MAX);
        if (status == IDIO_OK)
            status = make(ctx, k, &parts[k], why);
        if (status == IDIO_OK)
            status = idio_str_status(&parts[k], WHERE, why);
    }
    int rc = IDIO_OK;
    for (unsigned k = 1; k < r->size && rc == IDIO_OK; k++)
        rc = say(r, k, status, why, parts ? parts[k].data : NULL, parts ? parts[k].len : 0, err);
    for (unsigned k = 1; parts && k < r->size; k++)
        idio_str_release(&parts[k]);
    idio_free(parts);
    *ret_told = status;
    return rc;
}

/* *ret_told: rank 0's failure. The result is this rank's own. */
static int follow_scatter(struct idio_ranks *r, struct idio_str *ret, int *ret_told,
                          struct idio_err *why, struct idio_err *err)
{
    idio_str_clear(ret);
    return hear(r, 0, ret, ret_told, why, err);
}

/*
 * Rank 0's failure is known to all when its messages are; that of another one (before, or for want
 * of memory to receive) with the gather that follows.
 */
int idio_ranks_scatter(struct idio_ranks *r, int status, idio_ranks_make make, void *ctx,
                       struct idio_str *ret, struct idio_err *err)
{
    struct idio_err why, local, own;
    int told = IDIO_OK, rc;
    if (!r)
        return status;
    if (r->ended < 0)
        return already_over(r, err);
    idio_err_clear(&local);
    r->number++;
    status = own_status(r, status, err, &own);
    why = own;
    if (r->rank == 0) {
        rc = lead_scatter(r, status, make, ctx, &told, &why, &local);
    } else {
        rc = follow_scatter(r, ret, &told, &why, &local);
    }
    if (r->broken)
        return end(r, rc, &local, err);
    if (told < 0)
        return end(r, told, &why, err);
    if (status == IDIO_OK && rc < 0) {
        status = rc;
        own = local;
    }
    rc = idio_ranks_agree(r, status, &own);
    if (rc < 0 && err)
        *err = own;
    return rc;
}

struct copying {
    const struct idio_str *bytes;
};

static int make_copy(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    const struct copying *c = ctx;
    (void)to;
    (void)err;
    idio_str_append(out, c->bytes->data, c->bytes->len);
    return IDIO_OK; /* the buffer's own status is looked at */
}

int idio_ranks_broadcast(struct idio_ranks *r, int status, struct idio_str *bytes,
                         struct idio_err *err)
{
    struct copying c = {bytes};
    return idio_ranks_scatter(r, status, make_copy, &c, bytes, err);
}

/* ---- sums ------------------------------------------------------------------------------------ */

struct summing {
    void *v;
    size_t n, size; /* of how many bytes each */
};

static int add_part(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    const struct summing *s = ctx;
    if (n != s->n * s->size)
        return idio_fail(err, IDIO_E_BUG, "ranks.sum", "process %u adds %zu bytes to %zu", from + 1,
                         n, s->n * s->size);
    const char *bytes = p;
    for (size_t i = 0; i < s->n; i++) {
        if (s->size == sizeof(double)) {
            double d;
            memcpy(&d, bytes + i * sizeof d, sizeof d);
            ((double *)s->v)[i] += d;
        } else {
            float f;
            memcpy(&f, bytes + i * sizeof f, sizeof f);
            ((float *)s->v)[i] += f;
        }
    }
    return IDIO_OK;
}

static int sum(struct idio_ranks *r, int status, struct summing *s, struct idio_err *err)
{
    struct idio_str total;
    if (!r)
        return status;
    idio_str_init(&total, IDIO_RANKS_MAX);
    int rc = idio_ranks_gather(r, status, s->v, s->n * s->size, add_part, s, err);
    if (rc == IDIO_OK && r->rank == 0) {
        idio_str_append(&total, s->v, s->n * s->size);
        rc = idio_str_status(&total, "ranks.sum", err);
    }
    rc = idio_ranks_broadcast(r, rc, &total, err);
    if (rc == IDIO_OK && total.len == s->n * s->size)
        memcpy(s->v, total.data, total.len);
    idio_str_release(&total);
    return rc;
}

int idio_ranks_sum(struct idio_ranks *r, int status, double *v, size_t n, struct idio_err *err)
{
    return sum(r, status, &(struct summing){v, n, sizeof *v}, err);
}

int idio_ranks_sum_f32(struct idio_ranks *r, int status, float *v, size_t n, struct idio_err *err)
{
    return sum(r, status, &(struct summing){v, n, sizeof *v}, err);
}
