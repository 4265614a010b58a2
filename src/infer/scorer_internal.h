/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the scorer, for scorer*.c and for the rules engine, which scores a hundred facts
 * against one request and must not cut that request into n-grams a hundred times.
 */
#ifndef IDIO_INFER_SCORER_INTERNAL_H
#define IDIO_INFER_SCORER_INTERNAL_H

#include "infer/infer.h"

#define SCORER_BITS         14
#define SCORER_DIM          ((size_t)1 << SCORER_BITS)
#define SCORER_TEXT_MAX     1000 /* bytes of a text that are looked at */
#define SCORER_FEATURES_MAX 448  /* distinct n-grams of a text: words first, then characters */
#define SCORER_TRAITS_MAX   512

/*
 * Inputs of the shared head. A rate enters as log-odds; an unknown one as a flag, times the trait's
 * own base log-odds, so that nothing known means "as often as usual". The words' log-odds enter as
 * the difference from the base.
 */
enum {
    SCORER_X_BIAS,
    SCORER_X_RATE,                                            /* 4: log-odds, 0 when unknown */
    SCORER_X_MISSING = SCORER_X_RATE + IDIO_SCORER_RATES,     /* 4: 1 when unknown */
    SCORER_X_STAND_IN = SCORER_X_MISSING + IDIO_SCORER_RATES, /* 4: base log-odds when unknown */
    SCORER_X_BASE = SCORER_X_STAND_IN + IDIO_SCORER_RATES,
    SCORER_X_WORDS,
    SCORER_X_WORDS_ALONE, /* the words again when no rate is known */
    SCORER_X_COUNT
};

struct scorer_features {
    uint16_t at[SCORER_FEATURES_MAX]; /* distinct, in order of first sight */
    size_t n;
};

/* Weight of bucket i is sign(w) * (w / 127)^2 * scale: small weights, of which there are many, keep
 * their differences. */
struct scorer_head {
    float base;  /* log-odds that the trait comes up at all */
    float bias;  /* of the words */
    float scale; /* largest weight */
    int8_t *w;   /* SCORER_DIM, or NULL: too few rows to learn words from */
};

struct idio_scorer {
    size_t traits;
    double shared[SCORER_X_COUNT];
    struct scorer_head *heads;
    int8_t *weights; /* all heads' */
};

/* Shared head before (and without) training: a weighted mean of log-odds. */
extern const double scorer_shared_default[SCORER_X_COUNT];

int scorer_new(size_t traits, struct idio_scorer **ret, struct idio_err *err) IDIO_MUST_CHECK;
void scorer_featurize(const char *text, size_t len, enum idio_lang lang,
                      struct scorer_features *ret);
/* Log-odds by the words alone; the base when there is no head. */
double scorer_words(const struct scorer_head *h, const uint16_t *features, size_t n);
void scorer_inputs(const float rates[IDIO_SCORER_RATES], double base, double words,
                   double ret[SCORER_X_COUNT]);
double scorer_sigmoid(double x);
double scorer_log_odds(double p); /* p clamped to what a handful of neighbours can tell */
/* Like idio_scorer_score; s may be NULL. */
double scorer_score_features(const struct idio_scorer *s, size_t trait,
                             const struct scorer_features *f, const float rates[IDIO_SCORER_RATES]);

#endif
