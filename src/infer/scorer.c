/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scorer, the part that runs at request time: text → n-grams → log-odds → probability.
 *
 * Why this shape. On documented functions of packages never trained on, the share of neighbouring
 * units in which a habit comes up predicts "does it come up here" as well as the words of the
 * request do
 * (.715 against .73), and both together do better (.78). The rates need no training per habit and
 * so serve a fact that was never seen; the words say what is particular about this request. Hence
 * one small head of words per trait, and one shared head that weighs the words against the rates. A
 * linear model on hashed n-grams trains in seconds, is a few hundred kilobytes, and cannot surprise
 * anybody.
 *
 * Word n-grams carry the vocabulary, character n-grams carry inflections, identifiers and languages
 * written without spaces. Weights are kept as bytes (scorer_internal.h), in memory as on disk, so
 * that a scorer read back scores to the bit like the one that was written.
 *
 * Immutable after training; any number of threads may score.
 */
#include "infer/scorer_internal.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

#define RATE_CLAMP 0.02 /* rates come from few units: 0 of 5 is no proof of never */
#define WORD_MAX   24   /* bytes of a word that are looked at */

const double scorer_shared_default[SCORER_X_COUNT] = {
    [SCORER_X_RATE] = 0.50,         [SCORER_X_RATE + 1] = 0.25,     [SCORER_X_RATE + 2] = 0.15,
    [SCORER_X_RATE + 3] = 0.10,     [SCORER_X_STAND_IN] = 0.50,     [SCORER_X_STAND_IN + 1] = 0.25,
    [SCORER_X_STAND_IN + 2] = 0.15, [SCORER_X_STAND_IN + 3] = 0.10, [SCORER_X_WORDS] = 0.50,
    [SCORER_X_WORDS_ALONE] = 0.30,
};

double scorer_sigmoid(double x)
{
    if (x >= 0)
        return 1.0 / (1.0 + exp(-x));
    double e = exp(x);
    return e / (1.0 + e);
}

double scorer_log_odds(double p)
{
    if (!(p > RATE_CLAMP))
        p = RATE_CLAMP;
    if (p > 1 - RATE_CLAMP)
        p = 1 - RATE_CLAMP;
    return log(p / (1 - p));
}

int scorer_new(size_t traits, struct idio_scorer **ret, struct idio_err *err)
{
    struct idio_scorer *s = idio_alloc(1, sizeof *s);
    if (!s)
        return idio_nomem(err, "scorer.new");
    s->traits = traits;
    s->heads = idio_alloc(traits, sizeof *s->heads);
    if (!s->heads) {
        idio_free(s);
        return idio_nomem(err, "scorer.new");
    }
    memcpy(s->shared, scorer_shared_default, sizeof s->shared);
    *ret = s;
    return IDIO_OK;
}

struct idio_scorer *idio_scorer_free(struct idio_scorer *s)
{
    if (s) {
        idio_free(s->heads);
        idio_free(s->weights);
        idio_free(s);
    }
    return NULL;
}

/* ---- features
 * ------------------------------------------------------------------------------------ */

struct gatherer {
    struct scorer_features *out;
    uint64_t seen[SCORER_DIM / 64];
};

static void gather(struct gatherer *g, const char *p, size_t n, uint64_t seed)
{
    size_t bucket = (size_t)(idio_hash64(p, n, seed) >> (64 - SCORER_BITS));
    uint64_t bit = (uint64_t)1 << (bucket % 64);
    if ((g->seen[bucket / 64] & bit) || g->out->n == SCORER_FEATURES_MAX)
        return;
    g->seen[bucket / 64] |= bit;
    g->out->at[g->out->n++] = (uint16_t)bucket;
}

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_wordy(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9') || c >= 0x80 ||
           c == '+' || c == '#';
}

/* The next word of text[*at..n) in lower case, with '<' and '>' around it: camelCase and snake_case
 * fall apart into their words. Returns its length without the marks; 0 at the end. */
static size_t next_word(const char *text, size_t n, size_t *at, char ret[WORD_MAX + 2])
{
    size_t i = *at, len = 0;
    while (i < n && !is_wordy((unsigned char)text[i]))
        i++;
    bool lower_seen = false;
    ret[0] = '<';
    while (i < n && is_wordy((unsigned char)text[i])) {
        unsigned char c = (unsigned char)text[i];
        if (is_upper(c) && lower_seen)
            break;
        lower_seen = !is_upper(c);
        if (len < WORD_MAX)
            ret[1 + len++] = (char)(is_upper(c) ? c + ('a' - 'A') : c);
        i++;
    }
    ret[1 + len] = '>';
    *at = i;
    return len;
}

void scorer_featurize(const char *text, size_t len, enum idio_lang lang,
                      struct scorer_features *ret)
{
    struct gatherer g = {.out = ret};
    ret->n = 0;
    if (len > SCORER_TEXT_MAX)
        len = SCORER_TEXT_MAX;
    unsigned char language = (unsigned char)idio_lang_style(lang);
    gather(&g, (const char *)&language, 1, 1);

    char word[WORD_MAX + 2], pair[2 * WORD_MAX + 1];
    size_t at = 0, n, before = 0;
    while ((n = next_word(text, len, &at, word)) > 0) {
        gather(&g, word + 1, n, 2);
        if (before) {
            pair[before] = ' ';
            memcpy(pair + before + 1, word + 1, n);
            gather(&g, pair, before + 1 + n, 3);
        }
        memcpy(pair, word + 1, n);
        before = n;
    }
    at = 0;
    while ((n = next_word(text, len, &at, word)) > 0)
        for (size_t size = 3; size <= 5; size++)
            for (size_t i = 0; i + size <= n + 2; i++)
                gather(&g, word + i, size, 4);
}

/* ---- scoring
 * ------------------------------------------------------------------------------------- */

double scorer_words(const struct scorer_head *h, const uint16_t *features, size_t n)
{
    if (!h->w || n == 0)
        return (double)h->base;
    int64_t sum = 0; /* of squares of bytes: exact, whatever the order */
    for (size_t i = 0; i < n; i++) {
        int w = (int)h->w[features[i]]; /* int8_t: signed on purpose */
        sum += w < 0 ? -w * w : w * w;
    }
    return (double)h->bias + (double)sum * (double)h->scale / (127.0 * 127.0) / sqrt((double)n);
}

void scorer_inputs(const float rates[IDIO_SCORER_RATES], double base, double words,
                   double ret[SCORER_X_COUNT])
{
    memset(ret, 0, SCORER_X_COUNT * sizeof *ret);
    bool any = false;
    for (int i = 0; i < IDIO_SCORER_RATES; i++) {
        if (rates[i] >= 0) { /* false for NaN too */
            ret[SCORER_X_RATE + i] = scorer_log_odds((double)rates[i]);
            any = true;
        } else {
            ret[SCORER_X_MISSING + i] = 1;
            ret[SCORER_X_STAND_IN + i] = base;
        }
    }
    ret[SCORER_X_BIAS] = 1;
    ret[SCORER_X_BASE] = base;
    ret[SCORER_X_WORDS] = words - base;
    ret[SCORER_X_WORDS_ALONE] = any ? 0 : words - base;
}

double scorer_score_features(const struct idio_scorer *s, size_t trait,
                             const struct scorer_features *f, const float rates[IDIO_SCORER_RATES])
{
    static const struct scorer_head none = {0};
    const struct scorer_head *h = s && trait < s->traits ? &s->heads[trait] : &none;
    const double *shared = s ? s->shared : scorer_shared_default;
    double x[SCORER_X_COUNT], z = 0;
    scorer_inputs(rates, (double)h->base, scorer_words(h, f->at, f->n), x);
    for (int i = 0; i < SCORER_X_COUNT; i++)
        z += shared[i] * x[i];
    return scorer_sigmoid(z);
}

double idio_scorer_score(const struct idio_scorer *s, size_t trait, const char *text, size_t len,
                         enum idio_lang lang, const float rates[IDIO_SCORER_RATES])
{
    struct scorer_features f;
    f.n = 0;
    if (s)
        scorer_featurize(text, len, lang, &f);
    return scorer_score_features(s, trait, &f, rates);
}
