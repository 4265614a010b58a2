/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ranks without MPI: a transport of threads and queues, so that what ranks do together is tested
 * (and watched by ThreadSanitizer) in one process. As with MPI a message has to be received with
 * the size it was sent with, and waiting for a rank that is gone ends only when asked to give up.
 */
#ifndef IDIO_TESTS_RANKS_THREADS_H
#define IDIO_TESTS_RANKS_THREADS_H

#include <pthread.h>
#include <time.h>

#include "base/ranks.h"
#include "idio_test.h"

enum { RANKS_MOST = 6 };

struct net_message {
    struct net_message *next;
    size_t n;
    char bytes[];
};

struct net {
    unsigned size, left; /* left: how many have closed */
    int aborted;         /* exit code of an abort; -1: none */
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct net_message *first[RANKS_MOST][RANKS_MOST], *last[RANKS_MOST][RANKS_MOST];
};

struct net_rank {
    struct net *net;
    unsigned rank;
    int (*run)(struct net_rank *me, struct idio_ranks *r, struct idio_err *err);
    void *ctx;
    struct idio_cancel cancel;
    bool absent; /* takes no part, as if it had been killed before */
    int status;
    struct idio_err err;
    pthread_t thread;
};

static _Thread_local struct net_rank *net_me;

static inline int net_open(void **self, unsigned *rank, unsigned *size,
                           struct idio_transport_wait *w)
{
    (void)w;
    *self = net_me;
    *rank = net_me->rank;
    *size = net_me->net->size;
    return IDIO_TRANSPORT_OK;
}

static inline int net_send(void *self, unsigned to, const void *p, size_t n,
                           struct idio_transport_wait *w)
{
    struct net_rank *me = self;
    struct net_message *m = malloc(sizeof *m + n);
    (void)w;
    assert_non_null(m);
    assert_true(n > 0 && n <= IDIO_RANKS_PIECE);
    m->next = NULL;
    m->n = n;
    memcpy(m->bytes, p, n);
    pthread_mutex_lock(&me->net->lock);
    if (me->net->last[me->rank][to])
        me->net->last[me->rank][to]->next = m;
    else
        me->net->first[me->rank][to] = m;
    me->net->last[me->rank][to] = m;
    pthread_cond_broadcast(&me->net->news);
    pthread_mutex_unlock(&me->net->lock);
    return IDIO_TRANSPORT_OK;
}

static inline void net_wait(struct net *net)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += 2000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&net->news, &net->lock, &t);
}

static inline int net_receive(void *self, unsigned from, void *p, size_t n,
                              struct idio_transport_wait *w)
{
    struct net_rank *me = self;
    struct net *net = me->net;
    int result = IDIO_TRANSPORT_OK;
    pthread_mutex_lock(&net->lock);
    while (!net->first[from][me->rank] && result == IDIO_TRANSPORT_OK) {
        if (w->give_up(w->ctx))
            result = IDIO_TRANSPORT_GAVE_UP;
        else
            net_wait(net);
    }
    if (result == IDIO_TRANSPORT_OK) {
        struct net_message *m = net->first[from][me->rank];
        net->first[from][me->rank] = m->next;
        if (!m->next)
            net->last[from][me->rank] = NULL;
        if (m->n == n) {
            memcpy(p, m->bytes, n);
        } else {
            snprintf(w->why, sizeof w->why, "message of %zu bytes received as %zu", m->n, n);
            result = IDIO_TRANSPORT_FAILED;
        }
        free(m);
    }
    pthread_mutex_unlock(&net->lock);
    return result;
}

static inline int net_close(void *self, struct idio_transport_wait *w)
{
    struct net_rank *me = self;
    int result = IDIO_TRANSPORT_OK;
    pthread_mutex_lock(&me->net->lock);
    me->net->left++;
    pthread_cond_broadcast(&me->net->news);
    while (me->net->left < me->net->size && result == IDIO_TRANSPORT_OK) {
        if (w->give_up(w->ctx))
            result = IDIO_TRANSPORT_GAVE_UP;
        else
            net_wait(me->net);
    }
    pthread_mutex_unlock(&me->net->lock);
    return result;
}

static inline void net_abort(void *self, int exit_code)
{
    struct net_rank *me = self;
    pthread_mutex_lock(&me->net->lock);
    me->net->aborted = exit_code;
    me->net->left = me->net->size; /* everybody is gone */
    pthread_cond_broadcast(&me->net->news);
    pthread_mutex_unlock(&me->net->lock);
}

static const struct idio_transport net_transport = {
    .abi = IDIO_TRANSPORT_ABI,
    .open = net_open,
    .send = net_send,
    .receive = net_receive,
    .close = net_close,
    .abort = net_abort,
};

static inline void *net_main(void *arg)
{
    struct net_rank *me = arg;
    struct idio_ranks *r = NULL;
    net_me = me;
    if (me->absent)
        return NULL;
    idio_err_clear(&me->err);
    me->status = idio_ranks_open(&net_transport, &me->cancel, &r, &me->err);
    if (me->status == IDIO_OK) {
        me->status = me->run(me, r, &me->err);
        idio_ranks_close(r, 7);
    }
    return NULL;
}

/* Runs all ranks to their end; `ranks` says what each does. Returns the exit code of an abort, or
 * -1.
 */
static inline int net_run(struct net_rank *ranks, unsigned size)
{
    static struct net net;
    memset(&net, 0, sizeof net);
    net.size = size;
    net.aborted = -1;
    pthread_mutex_init(&net.lock, NULL);
    pthread_cond_init(&net.news, NULL);
    for (unsigned i = 0; i < size; i++) {
        ranks[i].net = &net;
        ranks[i].rank = i;
        assert_int_equal(pthread_create(&ranks[i].thread, NULL, net_main, &ranks[i]), 0);
    }
    for (unsigned i = 0; i < size; i++)
        pthread_join(ranks[i].thread, NULL);
    for (unsigned i = 0; i < size; i++)
        for (unsigned k = 0; k < size; k++)
            while (net.first[i][k]) {
                struct net_message *m = net.first[i][k];
                net.first[i][k] = m->next;
                free(m);
            }
    pthread_cond_destroy(&net.news);
    pthread_mutex_destroy(&net.lock);
    return net.aborted;
}

#endif
