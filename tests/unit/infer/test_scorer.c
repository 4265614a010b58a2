/* SPDX-License-Identifier: Apache-2.0 */
/* Scorer: learns what was planted, same bytes whatever the threads, refuses damaged blobs. */
#include "idio_test.h"

#include <math.h>

#include "base/str.h"
#include "infer/infer.h"
#include "infer/scorer_internal.h"

#define TRAITS   4
#define BLOB_MAX ((size_t)16 << 20)

struct rows {
    struct idio_scorer_row *at;
    char (*text)[80];
    float (*rates)[TRAITS][IDIO_SCORER_RATES];
    uint8_t (*came_up)[TRAITS];
    size_t n;
};

/*
 * Trait 0 comes up when the text says "parse", 1 when it says "socket" or "http", 2 with the
 * probability that its rates show, 3 by a coin and in half of the languages only.
 */
static struct rows plant(size_t n)
{
    static const char *const words[] = {"parse", "socket", "http",  "list", "sort",  "user",
                                        "read",  "cache",  "value", "tree", "count", "line"};
    struct rows r = {.n = n};
    uint64_t state = 42;
    r.at = calloc(n, sizeof *r.at);
    r.text = calloc(n, sizeof *r.text);
    r.rates = calloc(n, sizeof *r.rates);
    r.came_up = calloc(n, sizeof *r.came_up);
    assert_true(r.at && r.text && r.rates && r.came_up);
    for (size_t i = 0; i < n; i++) {
        bool said[IDIO_COUNT(words)] = {false};
        for (int k = 0; k < 5; k++) {
            size_t w = idio_test_random(&state) % IDIO_COUNT(words);
            said[w] = true;
            strcat(strcat(r.text[i], words[w]), k == 2 ? "_" : " ");
        }
        double rate = (double)(idio_test_random(&state) % 100) / 100;
        for (int t = 0; t < TRAITS; t++)
            for (int k = 0; k < IDIO_SCORER_RATES; k++)
                r.rates[i][t][k] = t == 2 ? (float)rate : k == 0 ? (float)NAN : 0.3f;
        r.came_up[i][0] = said[0];
        r.came_up[i][1] = said[1] || said[2];
        r.came_up[i][2] = (double)(idio_test_random(&state) % 1000) / 1000 < rate * rate * rate;
        r.came_up[i][3] = i % 2 ? IDIO_SCORER_NA : (uint8_t)(idio_test_random(&state) % 2);
        r.at[i] = (struct idio_scorer_row){.text = r.text[i],
                                           .len = strlen(r.text[i]),
                                           .lang = i % 2 ? IDIO_LANG_GO : IDIO_LANG_C,
                                           .group = i / 7,
                                           .rates = (const float(*)[IDIO_SCORER_RATES])r.rates[i],
                                           .came_up = r.came_up[i]};
    }
    return r;
}

static void rows_free(struct rows *r)
{
    free(r->at);
    free(r->text);
    free(r->rates);
    free(r->came_up);
}

static struct idio_scorer *train(const struct rows *r, size_t traits, unsigned threads,
                                 struct idio_scorer_report *report)
{
    struct idio_ctx ctx = {.threads = threads};
    struct idio_scorer *s = NULL;
    struct idio_err err;
    assert_ok(idio_scorer_train(r->at, r->n, traits, &ctx, &s, report, &err), &err);
    assert_non_null(s);
    return s;
}

static void learns_what_was_planted(void **state)
{
    (void)state;
    struct rows r = plant(3000);
    struct idio_scorer_report report;
    struct idio_scorer *s = train(&r, 2, 2, &report);
    const float unknown[IDIO_SCORER_RATES] = {NAN, NAN, NAN, NAN};
    assert_int_equal(report.rows, 3000);
    assert_true(report.held_out > 400 && report.held_out < 800);
    assert_int_equal(report.traits, 2);
    assert_true(report.auroc > .95);
    assert_true(report.auroc_words > .95);
    assert_true(report.auroc_rates > .4 && report.auroc_rates < .6);
    assert_true(idio_scorer_score(s, 0, "Parse the user list", 19, IDIO_LANG_C, unknown) > .7);
    assert_true(idio_scorer_score(s, 0, "Sort the user list", 18, IDIO_LANG_C, unknown) < .3);
    assert_true(idio_scorer_score(s, 1, "openHttp", 8, IDIO_LANG_C, unknown) >
                idio_scorer_score(s, 1, "openTree", 8, IDIO_LANG_C, unknown));
    idio_scorer_free(s);
    rows_free(&r);
}

static void learns_from_neighbours(void **state)
{
    (void)state;
    struct rows r = plant(3000);
    struct idio_scorer_report report;
    struct idio_scorer *s = train(&r, TRAITS, 2, &report);
    float high[IDIO_SCORER_RATES] = {.95f, .95f, .95f, .95f}, low[IDIO_SCORER_RATES] = {0, 0, 0, 0};
    assert_int_equal(report.traits, TRAITS);
    assert_true(report.auroc > report.auroc_rates && report.auroc > report.auroc_words);
    assert_true(idio_scorer_score(s, 2, "x", 1, IDIO_LANG_C, high) > .5);
    assert_true(idio_scorer_score(s, 2, "x", 1, IDIO_LANG_C, low) < .2);
    idio_scorer_free(s);
    rows_free(&r);
}

static void encode(const struct idio_scorer *s, struct idio_str *out)
{
    struct idio_err err;
    idio_str_init(out, BLOB_MAX);
    idio_scorer_encode(s, out);
    assert_ok(idio_str_status(out, "test", &err), &err);
}

static void same_bytes_for_any_threads(void **state)
{
    (void)state;
    struct rows r = plant(1200);
    struct idio_str first, other;
    struct idio_scorer *s = train(&r, TRAITS, 1, NULL);
    encode(s, &first);
    idio_scorer_free(s);
    for (unsigned threads = 2; threads <= 4; threads += 2) {
        s = train(&r, TRAITS, threads, NULL);
        encode(s, &other);
        assert_int_equal(first.len, other.len);
        assert_memory_equal(first.data, other.data, first.len);
        idio_str_release(&other);
        idio_scorer_free(s);
    }
    idio_str_release(&first);
    rows_free(&r);
}

static void survives_the_store(void **state)
{
    (void)state;
    struct rows r = plant(1200);
    struct idio_str blob, again;
    struct idio_scorer *s = train(&r, TRAITS, 2, NULL), *t = NULL;
    struct idio_err err;
    encode(s, &blob);
    assert_ok(idio_scorer_decode(blob.data, blob.len, &t, &err), &err);
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < TRAITS; k++) {
            double a =
                idio_scorer_score(s, k, r.at[i].text, r.at[i].len, r.at[i].lang, r.rates[i][k]);
            double b =
                idio_scorer_score(t, k, r.at[i].text, r.at[i].len, r.at[i].lang, r.rates[i][k]);
            assert_true(a >= b && a <= b);
            assert_true(a > 0 && a < 1);
        }
    encode(t, &again);
    assert_int_equal(blob.len, again.len);
    assert_memory_equal(blob.data, again.data, blob.len);
    idio_str_release(&again);
    idio_str_release(&blob);
    idio_scorer_free(s);
    idio_scorer_free(t);
    rows_free(&r);
}

/* Every truncation of the part with structure, and a sample of the weights. */
static void refuses_truncations(void **state)
{
    (void)state;
    struct rows r = plant(600);
    struct idio_scorer *s = train(&r, TRAITS, 2, NULL), *t = NULL;
    struct idio_str blob;
    struct idio_err err;
    encode(s, &blob);
    for (size_t n = 0; n < blob.len; n++)
        assert_status(idio_scorer_decode(blob.data, n, &t, &err), IDIO_E_CORRUPT, &err);
    for (size_t n = 0; n < blob.len; n += n < 400 ? 1 : 509) {
        blob.data[n] = (char)(blob.data[n] ^ 0x10);
        assert_status(idio_scorer_decode(blob.data, blob.len, &t, &err), IDIO_E_CORRUPT, &err);
        blob.data[n] = (char)(blob.data[n] ^ 0x10);
    }
    idio_str_putc(&blob, 'x');
    assert_status(idio_scorer_decode(blob.data, blob.len, &t, &err), IDIO_E_CORRUPT, &err);
    assert_null(t);
    idio_str_release(&blob);
    idio_scorer_free(s);
    rows_free(&r);
}

static void few_rows_and_none(void **state)
{
    (void)state;
    struct idio_scorer_report report;
    struct rows r = plant(5), none = {0};
    struct idio_str blob;
    const float rates[IDIO_SCORER_RATES] = {.9f, .9f, .9f, .9f};
    struct idio_scorer *s = train(&none, TRAITS, 2, &report);
    assert_int_equal(report.traits, 0);
    assert_true(isnan(report.auroc));
    assert_true(idio_scorer_score(s, 0, "a", 1, IDIO_LANG_C, rates) > .6);
    idio_scorer_free(s);
    s = train(&none, 0, 2, &report);
    encode(s, &blob);
    idio_str_release(&blob);
    idio_scorer_free(s);
    s = train(&r, TRAITS, 2, &report);
    assert_true(idio_scorer_score(s, 0, "", 0, IDIO_LANG_C, rates) > .6);
    idio_scorer_free(s);
    rows_free(&r);
}

static void refuses_too_many_traits(void **state)
{
    (void)state;
    struct idio_scorer *s = NULL;
    struct idio_err err;
    assert_status(idio_scorer_train(NULL, 0, SCORER_TRAITS_MAX + 1, NULL, &s, NULL, &err),
                  IDIO_E_LIMIT, &err);
    assert_null(s);
}

static void cancels(void **state)
{
    (void)state;
    struct rows r = plant(600);
    struct idio_cancel cancel = {0};
    struct idio_ctx ctx = {.threads = 2, .cancel = &cancel};
    struct idio_scorer *s = NULL;
    struct idio_err err;
    idio_cancel_set(&cancel);
    assert_status(idio_scorer_train(r.at, r.n, TRAITS, &ctx, &s, NULL, &err), IDIO_E_CANCELLED,
                  &err);
    assert_null(s);
    rows_free(&r);
}

/* Without a scorer the neighbours speak alone, the nearest loudest; unknown ones are left out. */
static void works_untrained(void **state)
{
    (void)state;
    const float unknown[IDIO_SCORER_RATES] = {NAN, -1, NAN, -1};
    const float far[IDIO_SCORER_RATES] = {NAN, NAN, .9f, .9f};
    const float near[IDIO_SCORER_RATES] = {.9f, .9f, .9f, .9f};
    const float against[IDIO_SCORER_RATES] = {.0f, .1f, .9f, .9f};
    double p = idio_scorer_score(NULL, 0, "x", 1, IDIO_LANG_C, unknown);
    assert_true(p > .49 && p < .51);
    assert_true(idio_scorer_score(NULL, 0, "x", 1, IDIO_LANG_C, far) > .6);
    assert_true(idio_scorer_score(NULL, 0, "x", 1, IDIO_LANG_C, near) > .8);
    assert_true(idio_scorer_score(NULL, 0, "x", 1, IDIO_LANG_C, against) < .3);
}

static int train_and_store(void *ctx)
{
    const struct rows *r = ctx;
    struct idio_ctx host = {.threads = 1};
    struct idio_scorer *s = NULL, *t = NULL;
    struct idio_scorer_report report;
    struct idio_str blob;
    struct idio_err err;
    int status = idio_scorer_train(r->at, r->n, TRAITS, &host, &s, &report, &err);
    if (status < 0)
        return status;
    idio_str_init(&blob, BLOB_MAX);
    idio_scorer_encode(s, &blob);
    status = idio_str_status(&blob, "test", &err);
    if (status == IDIO_OK)
        status = idio_scorer_decode(blob.data, blob.len, &t, &err);
    idio_scorer_free(t);
    idio_scorer_free(s);
    idio_str_release(&blob);
    return status;
}

static void runs_out_of_memory(void **state)
{
    (void)state;
    struct rows r = plant(120);
    IDIO_FAIL_EACH_ALLOC(train_and_store, &r);
    rows_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_what_was_planted),
        cmocka_unit_test(learns_from_neighbours),
        cmocka_unit_test(same_bytes_for_any_threads),
        cmocka_unit_test(survives_the_store),
        cmocka_unit_test(refuses_truncations),
        cmocka_unit_test(few_rows_and_none),
        cmocka_unit_test(refuses_too_many_traits),
        cmocka_unit_test(cancels),
        cmocka_unit_test(works_untrained),
        cmocka_unit_test(runs_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
