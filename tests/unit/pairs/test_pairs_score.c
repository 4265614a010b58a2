/* SPDX-License-Identifier: Apache-2.0 */
/* Scores against cases worked out by hand. */
#include "idio_test.h"

#include <math.h>

#include "pairs/pairs.h"

static struct idio_json *list(const char *text)
{
    struct idio_json *v = NULL;
    struct idio_err err = {0};
    assert_ok(idio_json_parse(text, strlen(text), "list", &v, &err), &err);
    return v;
}

static void test_items(void **state)
{
    (void)state;
    static const struct {
        const char *want, *got;
        double right;
    } rows[] = {
        {"[]", "[]", 0},
        {"[\"a list of rows\"]", "[]", 0},
        {"[\"a list of rows\"]", "[\"a list of rows\"]", 1},
        {"[\"parses the headers\"]", "[\"parsing the header\"]", 1},
        {"[\"readHeader\"]", "[\"read header\"]", 1},
        {"[\"an empty file\"]", "[\"a socket that hangs\"]", 0},
        /* The first could take either; a greedy matching would leave the second alone. */
        {"[\"one two\", \"one two three\"]", "[\"one two three four\", \"one two\"]", 2},
        {"[\"x\"]", "[\"x\", \"x\"]", 1}, /* each is matched once */
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_json *want = list(rows[i].want), *got = list(rows[i].got);
        struct idio_score s;
        idio_score_items(NULL, want, got, &s);
        assert_float_equal(s.right, rows[i].right, 1e-9);
        assert_float_equal(s.want, (double)idio_json_len(want), 1e-9);
        assert_float_equal(s.got, (double)idio_json_len(got), 1e-9);
        idio_json_free(want);
        idio_json_free(got);
    }
}

static void test_weights(void **state)
{
    (void)state;
    struct idio_weights *w = NULL;
    struct idio_err err = {0};
    assert_ok(idio_weights_new(&w, &err), &err);
    for (int i = 0; i < 50; i++)
        assert_ok(idio_weights_add(w, "use the common word", &err), &err);
    assert_ok(idio_weights_add(w, "checksum", &err), &err);
    /* What all items share says little, a rare word much. */
    assert_true(idio_item_similarity(w, "use the common checksum", "use the common socket") < .3);
    assert_true(idio_item_similarity(w, "use the checksum", "a checksum") > .6);
    assert_true(idio_item_similarity(NULL, "", "x") == 0);
    idio_weights_free(w);
    assert_float_equal(idio_token_f1("parse the header", "parse header"), .8, 1e-9);
    assert_float_equal(idio_token_f1("", ""), 1, 1e-9);
}

static void test_auroc(void **state)
{
    (void)state;
    struct idio_err err = {0};
    double a;
    assert_ok(idio_auroc((double[]){.1, .4, .35, .8}, (uint8_t[]){0, 0, 1, 1}, 4, &a, &err), &err);
    assert_float_equal(a, .75, 1e-12);
    assert_ok(idio_auroc((double[]){.5, .5, .5}, (uint8_t[]){0, 1, 1}, 3, &a, &err), &err);
    assert_float_equal(a, .5, 1e-12);
    assert_ok(idio_auroc((double[]){.5}, (uint8_t[]){1}, 1, &a, &err), &err);
    assert_true(isnan(a));
    assert_ok(idio_auroc(NULL, NULL, 0, &a, &err), &err);
    assert_true(isnan(a));
}

static void test_calibration(void **state)
{
    (void)state;
    struct idio_decile d[IDIO_DECILES];
    const double p[] = {.05, .05, .95, .95, 1};
    const uint8_t y[] = {0, 0, 1, 0, 1};
    /* Lowest bin: .05 against 0; highest: .9667 against .6667. */
    const double want = (2 * .05 + 3 * (.966666666 - .666666666)) / 5;
    assert_float_equal(idio_calibration_error(p, y, 5, d), want, 1e-6);
    assert_int_equal(d[0].n, 2);
    assert_int_equal(d[9].n, 3);
    assert_float_equal(idio_brier((double[]){1, .5}, (uint8_t[]){1, 0}, 2), .125, 1e-12);
    assert_true(isnan(idio_brier(NULL, NULL, 0)));
}

struct mean {
    const double *v;
    size_t n;
};

static double mean(void *ctx, const uint32_t *weights)
{
    const struct mean *m = ctx;
    double sum = 0, n = 0;
    for (size_t i = 0; i < m->n; i++) {
        sum += weights[i] * m->v[i];
        n += weights[i];
    }
    return n > 0 ? sum / n : NAN;
}

/* Four hundred rows that are one hundred clusters of copies: the interval is that of a hundred. */
static void test_bootstrap(void **state)
{
    (void)state;
    enum { CLUSTERS = 100, COPIES = 4, ROWS = CLUSTERS * COPIES };
    static double v[ROWS];
    static uint32_t cluster[ROWS], alone[ROWS];
    struct idio_err err = {0};
    double lo, hi, lo1, hi1;
    uint64_t random = 5;
    for (size_t i = 0; i < ROWS; i++) {
        cluster[i] = (uint32_t)(i / COPIES) * 3; /* numbers need not be dense */
        alone[i] = (uint32_t)i;
        v[i] = i % COPIES ? v[i - 1] : (double)(idio_test_random(&random) % 2);
    }
    struct mean m = {v, ROWS};
    assert_ok(idio_bootstrap(cluster, ROWS, 1000, 1, mean, &m, &lo, &hi, &err), &err);
    assert_ok(idio_bootstrap(alone, ROWS, 1000, 1, mean, &m, &lo1, &hi1, &err), &err);
    assert_true(lo < .5 && hi > .5);
    assert_true(hi - lo > .15 && hi - lo < .25); /* 2 x 1.96 x .05 */
    assert_true(hi1 - lo1 > .07 && hi1 - lo1 < .13);
    assert_ok(idio_bootstrap(cluster, 0, 10, 1, mean, &(struct mean){v, 0}, &lo, &hi, &err), &err);
    assert_true(isnan(lo) && isnan(hi));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),     cmocka_unit_test(test_weights),
        cmocka_unit_test(test_auroc),     cmocka_unit_test(test_calibration),
        cmocka_unit_test(test_bootstrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
