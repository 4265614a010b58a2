/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How varied a set of prompts is. Compression, long repetitions and self-BLEU together say most of
 * what can be said (Shaib et al., arXiv 2403.00553); openings and shared starts show templates
 * first. Samples have a fixed size, for all of these grow or shrink with the amount of text.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "pairs/tokens.h"

#define SAMPLE_WORDS 6000
#define SAMPLES      5
#define BLEU_TEXTS   150 /* besides the one that is compared */
#define BLEU_GRAMS   4
#define BLEU_WORDS   512 /* of a text that count */
#define TOP          10
#define START        4

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* ---- compression and distinct n-grams, over samples ------------------------------------------ */

static int compressed(const char *text, size_t n, double *ret, struct idio_err *err)
{
    uLongf room = compressBound((uLong)n);
    unsigned char *out = idio_alloc(room, 1);
    if (!out)
        return idio_nomem(err, "pairs.diversity");
    const int z = compress2(out, &room, (const unsigned char *)text, (uLong)n, Z_BEST_COMPRESSION);
    idio_free(out);
    if (z != Z_OK)
        return idio_nomem(err, "pairs.diversity"); /* zlib fails for want of memory alone */
    *ret = room > 0 ? (double)n / (double)room : 0;
    return IDIO_OK;
}

static double distinct(const struct tokens *t, const size_t *texts, size_t n, size_t gram,
                       uint64_t *room)
{
    size_t grams = 0, different = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t at = t->begins.at[texts[i]]; at + gram <= t->begins.at[texts[i] + 1]; at++)
            room[grams++] = tokens_gram(t->words.at + at, gram);
    qsort(room, grams, sizeof *room, by_value);
    for (size_t i = 0; i < grams; i++)
        different += i == 0 || room[i] != room[i - 1];
    return grams > 0 ? (double)different / (double)grams : 0;
}

struct sums {
    double compression, distinct2, distinct3;
    size_t samples;
};

/* A sample from order[from …]; returns behind its last text. */
static int take_sample(const char *const *texts, const struct tokens *t, const size_t *order,
                       size_t from, size_t n, struct sums *sums, size_t *ret_end,
                       struct idio_err *err)
{
    struct idio_str joined;
    size_t words = 0, end = from;
    double ratio = 0;

    idio_str_init(&joined, (size_t)64 << 20);
    for (; end < n && words < SAMPLE_WORDS; end++) {
        words += tokens_count(t, order[end]);
        idio_str_puts(&joined, texts[order[end]]);
        idio_str_putc(&joined, '\n');
    }
    uint64_t *room = idio_alloc(words + 1, sizeof *room);
    int r = room ? idio_str_status(&joined, "pairs.diversity", err)
                 : idio_nomem(err, "pairs.diversity");
    if (r == IDIO_OK)
        r = compressed(joined.data, joined.len, &ratio, err);
    if (r == IDIO_OK) {
        sums->compression += ratio;
        sums->distinct2 += distinct(t, order + from, end - from, 2, room);
        sums->distinct3 += distinct(t, order + from, end - from, 3, room);
        sums->samples++;
    }
    idio_free(room);
    idio_str_release(&joined);
    *ret_end = end;
    return r;
}

/* ---- openings -------------------------------------------------------------------------------- */

static int down(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x < y) - (x > y);
}

static int openings(const struct tokens *t, size_t n, struct idio_diversity *ret,
                    struct idio_err *err)
{
    uint64_t *first = idio_alloc(n + 1, sizeof *first);
    size_t *runs = idio_alloc(n + 1, sizeof *runs);
    size_t len = 0, run_count = 0, top = 0, shared = 0;

    if (!first || !runs) {
        idio_free(first);
        idio_free(runs);
        return idio_nomem(err, "pairs.diversity");
    }
    for (size_t i = 0; i < n; i++)
        if (tokens_count(t, i) >= 2)
            first[len++] = tokens_gram(t->words.at + t->begins.at[i], 2);
    qsort(first, len, sizeof *first, by_value);
    for (size_t i = 0; i < len; i++) {
        if (i == 0 || first[i] != first[i - 1])
            runs[run_count++] = 0;
        runs[run_count - 1]++;
    }
    qsort(runs, run_count, sizeof *runs, down);
    for (size_t i = 0; i < run_count && i < TOP; i++)
        top += runs[i];
    ret->openings = len > 0 ? (double)top / (double)len : 0;

    len = 0;
    for (size_t i = 0; i < n; i++)
        if (tokens_count(t, i) >= START)
            first[len++] = tokens_gram(t->words.at + t->begins.at[i], START);
    qsort(first, len, sizeof *first, by_value);
    for (size_t i = 0; i < len; i++)
        shared += (i > 0 && first[i] == first[i - 1]) || (i + 1 < len && first[i] == first[i + 1]);
    ret->shared_start = len > 0 ? (double)shared / (double)len : 0;
    idio_free(first);
    idio_free(runs);
    return IDIO_OK;
}

/* ---- self-BLEU ------------------------------------------------------------------------------- */

struct grams { /* sorted hashes of the n-grams of a text, by n */
    uint64_t *at[BLEU_GRAMS];
    size_t len[BLEU_GRAMS];
    size_t words;
};

static int read_grams(const struct tokens *t, size_t text, struct grams *ret)
{
    const size_t all = tokens_count(t, text);
    ret->words = all < BLEU_WORDS ? all : BLEU_WORDS;
    for (size_t g = 0; g < BLEU_GRAMS; g++) {
        ret->at[g] = idio_alloc(ret->words + 1, sizeof **ret->at);
        if (!ret->at[g])
            return IDIO_E_NOMEM;
        ret->len[g] = ret->words > g ? ret->words - g : 0;
        for (size_t i = 0; i < ret->len[g]; i++)
            ret->at[g][i] = tokens_gram(t->words.at + t->begins.at[text] + i, g + 1);
        qsort(ret->at[g], ret->len[g], sizeof **ret->at, by_value);
    }
    return IDIO_OK;
}

static size_t count_of(const uint64_t *at, size_t n, uint64_t value)
{
    size_t lo = 0, hi = n, count = 0;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (at[mid] < value)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + count < n && at[lo + count] == value)
        count++;
    return count;
}

/* N-grams of text i that the others have too, each as often as the one that has it most. */
static size_t matches(const struct grams *all, size_t n, size_t i, size_t g)
{
    const uint64_t *own = all[i].at[g];
    size_t sum = 0;
    for (size_t k = 0; k < all[i].len[g];) {
        size_t run = 1, most = 0;
        while (k + run < all[i].len[g] && own[k + run] == own[k])
            run++;
        for (size_t o = 0; o < n && most < run; o++) {
            const size_t c = o == i ? 0 : count_of(all[o].at[g], all[o].len[g], own[k]);
            most = c > most ? c : most;
        }
        sum += most < run ? most : run;
        k += run;
    }
    return sum;
}

/* BLEU-4 (Papineni et al., ACL 2002); where nothing matches a tenth is counted (the first method of
 * Chen and Cherry, WMT 2014), so that short texts have one at all. */
static double bleu(const struct grams *all, size_t n, size_t i)
{
    double log_sum = 0;
    size_t nearest = SIZE_MAX, shortest_gap = SIZE_MAX;
    for (size_t g = 0; g < BLEU_GRAMS; g++) {
        const size_t m = matches(all, n, i, g), len = all[i].len[g] ? all[i].len[g] : 1;
        log_sum += log((m ? (double)m : .1) / (double)len) / BLEU_GRAMS;
    }
    for (size_t o = 0; o < n; o++) {
        const size_t a = all[o].words, b = all[i].words, gap = a > b ? a - b : b - a;
        if (o != i && gap < shortest_gap) {
            shortest_gap = gap;
            nearest = a;
        }
    }
    const double brevity =
        all[i].words >= nearest
            ? 1
            : exp(1 - (double)nearest / (double)(all[i].words ? all[i].words : 1));
    return brevity * exp(log_sum);
}

/* Of a sample from order[*at …]; adds to the sums. */
static int bleu_sample(const struct tokens *t, const size_t *order, size_t n, size_t *at,
                       double *sum, size_t *count)
{
    size_t len = 0;
    struct grams *all = idio_alloc(BLEU_TEXTS + 1, sizeof *all);
    int r = all ? IDIO_OK : IDIO_E_NOMEM;

    for (; r == IDIO_OK && *at < n && len <= BLEU_TEXTS; ++*at)
        if (tokens_count(t, order[*at]) > 0)
            r = read_grams(t, order[*at], &all[len++]);
    for (size_t i = 0; r == IDIO_OK && i < len && len > 1; i++) {
        *sum += bleu(all, len, i);
        ++*count;
    }
    for (size_t i = 0; all && i < len; i++)
        for (size_t g = 0; g < BLEU_GRAMS; g++)
            idio_free(all[i].at[g]);
    idio_free(all);
    return r;
}

static int self_bleu(const struct tokens *t, const size_t *order, size_t n, double *ret,
                     struct idio_err *err)
{
    size_t at = 0, count = 0;
    double sum = 0;
    int r = IDIO_OK;
    /* A last sample that is too small would be measured against too few. */
    for (size_t i = 0; r == IDIO_OK && i < SAMPLES && (i == 0 || at + BLEU_TEXTS < n); i++)
        r = bleu_sample(t, order, n, &at, &sum, &count);
    *ret = count > 0 ? sum / (double)count : 0;
    return r < 0 ? idio_nomem(err, "pairs.diversity") : IDIO_OK;
}

int idio_diversity_of(const char *const *texts, size_t n, uint64_t seed, struct idio_diversity *ret,
                      struct idio_err *err)
{
    struct idio_diversity d = {0};
    struct sums sums = {0};
    struct tokens t;
    size_t at = 0;
    int r = tokens_read(texts, n, &t, err);
    if (r < 0)
        return r;
    size_t *order = tokens_shuffle(n, seed);
    if (!order)
        r = idio_nomem(err, "pairs.diversity");
    while (r == IDIO_OK && at < n && sums.samples < SAMPLES)
        r = take_sample(texts, &t, order, at, n, &sums, &at, err);
    if (r == IDIO_OK)
        r = openings(&t, n, &d, err);
    if (r == IDIO_OK)
        r = self_bleu(&t, order, n, &d.self_bleu, err);
    if (r == IDIO_OK && sums.samples > 0) {
        d.compression = sums.compression / (double)sums.samples;
        d.distinct2 = sums.distinct2 / (double)sums.samples;
        d.distinct3 = sums.distinct3 / (double)sums.samples;
    }
    if (r == IDIO_OK)
        *ret = d;
    idio_free(order);
    tokens_release(&t);
    return r;
}
