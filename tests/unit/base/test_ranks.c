/* SPDX-License-Identifier: Apache-2.0 */
/* Ranks: what they exchange, and that a failure of any of them, anywhere, ends all with one text.
 */
#include "ranks_threads.h"

#include "base/alloc.h"
#include "base/clock.h"

/* ---- all well -------------------------------------------------------------------------------- */

static int make_number(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    (void)ctx;
    (void)err;
    idio_str_printf(out, "for %u", to);
    return IDIO_OK;
}

static int take_number(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    struct idio_str *all = ctx;
    (void)err;
    idio_str_printf(all, "%u: %.*s; ", from, (int)n, (const char *)p);
    return IDIO_OK;
}

static int talk(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    struct idio_str got, all;
    double v[2] = {me->rank + 1.0, 0.1};
    float f[1] = {2.0f};
    idio_str_init(&got, 4096);
    idio_str_init(&all, 4096);
    int rc = idio_ranks_scatter(r, IDIO_OK, make_number, NULL, &got, err);
    if (rc == IDIO_OK && me->rank > 0)
        idio_str_puts(&got, " back");
    if (rc == IDIO_OK)
        rc = idio_ranks_gather(r, rc, got.data, got.len, take_number, &all, err);
    rc = idio_ranks_broadcast(r, rc, &all, err);
    if (rc == IDIO_OK)
        rc = idio_ranks_sum(r, rc, v, 2, err);
    rc = idio_ranks_sum_f32(r, rc, f, 1, err);
    rc = idio_ranks_agree(r, rc, err);
    if (rc == IDIO_OK) {
        unsigned n = idio_ranks_size(r);
        char want[256] = "";
        for (unsigned i = 1; i < n; i++)
            snprintf(want + strlen(want), sizeof want - strlen(want), "%u: for %u back; ", i, i);
        assert_string_equal(all.data, want);
        double tenths = 0.1;
        for (unsigned i = 1; i < n; i++)
            tenths += 0.1;
        assert_true(v[0] == n * (n + 1) / 2.0);
        assert_true(v[1] == tenths); /* to the bit */
        assert_true(f[0] == 2.0f * (float)n);
    }
    idio_str_release(&got);
    idio_str_release(&all);
    return rc;
}

static void all_hear_all(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= RANKS_MOST; n++) {
        struct net_rank ranks[RANKS_MOST] = {0};
        for (unsigned i = 0; i < n; i++)
            ranks[i].run = talk;
        assert_int_equal(net_run(ranks, n), -1);
        for (unsigned i = 0; i < n; i++)
            assert_ok(ranks[i].status, &ranks[i].err);
    }
}

static size_t pattern(char *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (char)((i * 31 + seed) >> 3);
    return n;
}

static int take_big(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    size_t *total = ctx;
    char *want = malloc(n + 1);
    (void)err;
    assert_non_null(want);
    pattern(want, n, from);
    assert_memory_equal(p, want, n);
    free(want);
    *total += n;
    return IDIO_OK;
}

/* Sizes around a piece, none at all among them. */
static int big(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    static const size_t sizes[] = {0,
                                   1,
                                   IDIO_RANKS_PIECE - 1,
                                   IDIO_RANKS_PIECE,
                                   IDIO_RANKS_PIECE + 1,
                                   3 * IDIO_RANKS_PIECE + 17};
    int rc = IDIO_OK;
    for (size_t i = 0; i < IDIO_COUNT(sizes) && rc == IDIO_OK; i++) {
        size_t total = 0;
        char *p = malloc(sizes[i] + 1);
        assert_non_null(p);
        pattern(p, sizes[i], me->rank);
        rc = idio_ranks_gather(r, rc, p, sizes[i], take_big, &total, err);
        if (me->rank == 0)
            assert_int_equal(total, sizes[i] * (idio_ranks_size(r) - 1));
        free(p);
    }
    return rc;
}

static void big_messages_go_in_pieces(void **state)
{
    (void)state;
    struct net_rank ranks[3] = {{.run = big}, {.run = big}, {.run = big}};
    assert_int_equal(net_run(ranks, 3), -1);
    for (unsigned i = 0; i < 3; i++)
        assert_ok(ranks[i].status, &ranks[i].err);
}

static void alone_there_is_nothing_to_exchange(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_str s;
    double v = 3;
    idio_str_init(&s, 10);
    idio_str_puts(&s, "same");
    assert_int_equal(idio_ranks_rank(NULL), 0);
    assert_int_equal(idio_ranks_size(NULL), 1);
    assert_ok(idio_ranks_broadcast(NULL, IDIO_OK, &s, &err), &err);
    assert_ok(idio_ranks_sum(NULL, IDIO_OK, &v, 1, &err), &err);
    assert_ok(idio_ranks_gather(NULL, IDIO_OK, "x", 1, take_number, NULL, &err), &err);
    assert_true(v == 3);
    assert_string_equal(s.data, "same");
    assert_int_equal(idio_ranks_agree(NULL, IDIO_E_IO, &err), IDIO_E_IO);
    assert_null(idio_ranks_close(NULL, 0));
    idio_str_release(&s);
}

/* ---- failures -------------------------------------------------------------------------------- */

enum place { IN_AGREE, IN_GATHER, IN_SCATTER, IN_MAKE, IN_TAKE, IN_HEARING, IN_SUM, PLACES };
struct plan {
    enum place place;
    unsigned who;
};

static int make_or_fail(void *ctx, unsigned to, struct idio_str *out, struct idio_err *err)
{
    const struct plan *p = ctx;
    idio_str_puts(out, "a part that is longer than some would like");
    return p->place == IN_MAKE && to == 2 ? idio_fail(err, IDIO_E_NOSPACE, "test", "no %u", to)
                                          : IDIO_OK;
}

static int take_or_fail(void *ctx, unsigned from, const void *p, size_t n, struct idio_err *err)
{
    const struct plan *plan = ctx;
    (void)p;
    (void)n;
    return plan->place == IN_TAKE && from == 1 ? idio_fail(err, IDIO_E_NOSPACE, "test", "disk full")
                                               : IDIO_OK;
}

static int fail_here(const struct net_rank *me, enum place place, struct idio_err *err)
{
    const struct plan *p = me->ctx;
    if (p->place != place || p->who != me->rank)
        return IDIO_OK;
    return idio_hint(err, idio_fail(err, IDIO_E_NOSPACE, "test", "rank %u is full", me->rank),
                     "empty it");
}

static int fail_as_planned(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    const struct plan *p = me->ctx;
    struct idio_str got;
    double v = 1;
    idio_str_init(&got, p->place == IN_HEARING && me->rank == p->who ? 8 : 4096);
    int rc = idio_ranks_agree(r, fail_here(me, IN_AGREE, err), err);
    if (rc == IDIO_OK)
        rc = fail_here(me, IN_SCATTER, err);
    rc = idio_ranks_scatter(r, rc, make_or_fail, me->ctx, &got, err);
    if (rc == IDIO_OK)
        rc = fail_here(me, IN_GATHER, err);
    rc = idio_ranks_gather(r, rc, "x", 1, take_or_fail, me->ctx, err);
    if (rc == IDIO_OK)
        rc = fail_here(me, IN_SUM, err);
    rc = idio_ranks_sum(r, rc, &v, 1, err);
    idio_str_release(&got);
    /* The run is over: asking again costs nothing and answers the same. */
    assert_true(rc < 0);
    struct idio_err again;
    assert_int_equal(idio_ranks_agree(r, IDIO_OK, &again), rc);
    assert_string_equal(again.msg, err->msg);
    assert_false(idio_ranks_broken(r));
    return rc;
}

static void one_failure_ends_all(void **state)
{
    (void)state;
    for (int place = 0; place < PLACES; place++)
        for (unsigned who = 0; who < 4; who++) {
            bool of_rank_0 = place == IN_MAKE || place == IN_TAKE;
            struct plan plan = {(enum place)place, who};
            struct net_rank ranks[4] = {0};
            if ((of_rank_0 && who > 0) || (place == IN_HEARING && who == 0))
                continue;
            for (unsigned i = 0; i < 4; i++) {
                ranks[i].run = fail_as_planned;
                ranks[i].ctx = &plan;
            }
            assert_int_equal(net_run(ranks, 4), -1);
            for (unsigned i = 0; i < 4; i++) {
                assert_status(ranks[i].status, place == IN_HEARING ? IDIO_E_LIMIT : IDIO_E_NOSPACE,
                              &ranks[i].err);
                assert_string_equal(ranks[i].err.msg, ranks[0].err.msg);
                assert_string_equal(ranks[i].err.hint, ranks[0].err.hint);
                /* Who it was is told when it was not rank 0. */
                char name[16];
                snprintf(name, sizeof name, "process %u", who + 1);
                assert_true((strstr(ranks[i].err.msg, name) != NULL) == (who > 0));
            }
        }
}

static int cancelled_run(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    if (me->rank == 1)
        idio_cancel_set(&me->cancel);
    return idio_ranks_agree(r, IDIO_OK, err);
}

static void a_raised_flag_cancels_all(void **state)
{
    (void)state;
    struct net_rank ranks[3] = {
        {.run = cancelled_run}, {.run = cancelled_run}, {.run = cancelled_run}};
    assert_int_equal(net_run(ranks, 3), -1);
    for (unsigned i = 0; i < 3; i++)
        assert_status(ranks[i].status, IDIO_E_CANCELLED, &ranks[i].err);
}

/* Somebody was killed; mpirun then asks the others to end, which raises the flag. */
static int wait_for_the_dead(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    if (me->rank == 0)
        idio_cancel_set(&me->cancel);
    int rc = idio_ranks_agree(r, IDIO_OK, err);
    assert_int_equal(idio_ranks_broken(r), me->rank == 0);
    assert_int_equal(idio_ranks_agree(r, IDIO_OK, err), rc);
    return rc;
}

static void a_rank_that_is_gone_does_not_hang_the_others(void **state)
{
    (void)state;
    struct net_rank ranks[2] = {{.run = wait_for_the_dead}, {.absent = true}};
    int64_t began = idio_clock_ms();
    assert_int_equal(net_run(ranks, 2), 7);
    assert_true(idio_clock_ms() - began < 5000);
    assert_status(ranks[0].status, IDIO_E_CANCELLED, &ranks[0].err);
    assert_non_null(strstr(ranks[0].err.msg, "process 2 of 2"));
    assert_true(strlen(ranks[0].err.hint) > 0);
}

/* A program of another build, or one that took another turn: no hang, no nonsense. */
static int at_another_step(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    struct idio_transport_wait w = {0};
    char junk[24] = "not a header of ours";
    if (me->rank == 0)
        return idio_ranks_agree(r, IDIO_OK, err);
    net_send(me, 0, junk, sizeof junk, &w);
    return IDIO_OK;
}

static void strange_bytes_are_a_bug_not_a_hang(void **state)
{
    (void)state;
    struct net_rank ranks[2] = {{.run = at_another_step}, {.run = at_another_step}};
    assert_int_equal(net_run(ranks, 2), 7);
    assert_status(ranks[0].status, IDIO_E_BUG, &ranks[0].err);
    assert_non_null(strstr(ranks[0].err.msg, "process 2 of 2"));
}

static void another_module_version_is_refused(void **state)
{
    (void)state;
    struct idio_transport other = net_transport;
    struct idio_ranks *r = NULL;
    struct idio_err err;
    other.abi++;
    assert_status(idio_ranks_open(&other, NULL, &r, &err), IDIO_E_MISSING, &err);
    assert_null(r);
}

static int open_alone(void *ctx)
{
    struct net_rank *me = ctx;
    struct idio_ranks *r = NULL;
    struct idio_err err;
    net_me = me;
    int rc = idio_ranks_open(&net_transport, NULL, &r, &err);
    if (rc == IDIO_OK)
        me->net->left = 0;
    idio_ranks_close(r, 0);
    return rc;
}

static void opening_survives_want_of_memory(void **state)
{
    (void)state;
    struct net net = {
        .size = 1, .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};
    struct net_rank me = {.net = &net};
    IDIO_FAIL_EACH_ALLOC(open_alone, &me);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_hear_all),
        cmocka_unit_test(big_messages_go_in_pieces),
        cmocka_unit_test(alone_there_is_nothing_to_exchange),
        cmocka_unit_test(one_failure_ends_all),
        cmocka_unit_test(a_raised_flag_cancels_all),
        cmocka_unit_test(a_rank_that_is_gone_does_not_hang_the_others),
        cmocka_unit_test(strange_bytes_are_a_bug_not_a_hang),
        cmocka_unit_test(another_module_version_is_refused),
        cmocka_unit_test(opening_survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
