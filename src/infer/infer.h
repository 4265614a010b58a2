/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two engines that turn a request into a draft, and the scorer that both use.
 *
 * Rules engine: no neural model, deterministic, milliseconds. Model engine: a GGUF model through
 * libllama with llguidance masks; when it is built without (IDIO_LLAMA=OFF) idio_model_open says
 * MISSING and how to get it.
 *
 * A draft is a proposal: idio_envelope_new (spec) is the gate that makes it valid.
 */
#ifndef IDIO_INFER_INFER_H
#define IDIO_INFER_INFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/str.h"
#include "types/request.h"

/* ---- scorer: does this habit come up in what is asked for? --------------------------------------
 */
/*
 * Logistic model: one head per trait over hashed word and character n-grams of the request, and a
 * shared head over the neighbour rates (file, folder, repository, language) and their absence.
 * Trained with a fixed seed and order: same rows, same bytes.
 */
struct idio_scorer;
#define IDIO_SCORER_RATES 4
#define IDIO_SCORER_NA    2 /* the trait does not exist in the row's language */
struct idio_scorer_row {
    const char *text; /* request-like: doc sentence, or the words of the name */
    size_t len;
    enum idio_lang lang;
    uint64_t group; /* rows of one file stay on one side of the held-out split */
    const float (*rates)[IDIO_SCORER_RATES]; /* [traits], NaN unknown */
    const uint8_t *came_up;                  /* [traits] 0, 1 or IDIO_SCORER_NA */
};
struct idio_scorer_report {
    size_t rows, held_out;
    size_t traits;      /* with enough of both answers to be judged */
    double auroc;       /* macro over those traits, held-out files; NaN when there are none */
    double auroc_rates; /* neighbour rates alone */
    double auroc_words; /* words alone */
    double seconds;
};
int idio_scorer_train(const struct idio_scorer_row *rows, size_t n, size_t traits,
                      struct idio_ctx *ctx, struct idio_scorer **ret,
                      struct idio_scorer_report *ret_report, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_scorer *idio_scorer_free(struct idio_scorer *s);
/* Probability that the trait comes up. `s` NULL, or a trait it was not trained on: from the rates
 * alone, the nearest weighing most; .5 when none is known. A negative rate is unknown like NaN. */
double idio_scorer_score(const struct idio_scorer *s, size_t trait, const char *text, size_t len,
                         enum idio_lang lang, const float rates[IDIO_SCORER_RATES]);
void idio_scorer_encode(const struct idio_scorer *s, struct idio_str *out);
int idio_scorer_decode(const void *blob, size_t n, struct idio_scorer **ret,
                       struct idio_err *err) IDIO_MUST_CHECK; /* CORRUPT for anything odd */

/* ---- rules engine -------------------------------------------------------------------------------
 */
/* Items' text and the draft live in `arena`. Never fails on any request but for memory. */
int idio_rules_transcode(const struct idio_request *req, const struct idio_scorer *scorer,
                         struct idio_arena *arena, struct idio_draft *ret,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* The facts worth stating for this request: candidates of the language that are `stated`, scored,
 * above the threshold, at most 12, most useful first. Shared by both engines. */
struct idio_pick {
    const struct idio_candidate *candidate;
    double probability; /* that it comes up */
};
int idio_rules_pick(const struct idio_request *req, enum idio_lang lang,
                    const struct idio_scorer *scorer, struct idio_arena *arena,
                    struct idio_pick **ret, size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;

/* What kind of request a text is, without a draft of it; the lexicon is read once for many. */
struct idio_sorter;
struct idio_sorted {
    enum idio_intent intent;
    bool code; /* asks for code to be written or changed; else it is EXPLAIN, or chat or a chore */
};
int idio_sorter_new(struct idio_sorter **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_sorter *idio_sorter_free(struct idio_sorter *s);
/* `text` is valid UTF-8; over IDIO_REQUEST_MAX: LIMIT. Needs `arena` for the call alone. */
int idio_sorter_sort(const struct idio_sorter *s, const char *text, size_t n,
                     struct idio_arena *arena, struct idio_sorted *ret,
                     struct idio_err *err) IDIO_MUST_CHECK;

/* ---- model engine -------------------------------------------------------------------------------
 */
struct idio_model;
struct idio_model_opts {
    const char *path;    /* GGUF */
    const char *adapter; /* LoRA GGUF, or NULL */
    unsigned threads;
    const char
        *backend_dir; /* where ggml's CPU variants lie; NULL: built in or beside the program */
};
/* NOTFOUND (no file), CORRUPT (not GGUF, truncated), UNSUPPORTED (an architecture that cannot
 * generate text, no chat template), MISSING (built without). Never aborts the process. */
int idio_model_open(const struct idio_model_opts *o, struct idio_ctx *ctx, struct idio_model **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_model *idio_model_close(struct idio_model *m);
const char *idio_model_name(const struct idio_model *m);

enum idio_judge {
    IDIO_JUDGE_SCORER, /* facts by the scorer, text by the model: until a trained adapter exists */
    IDIO_JUDGE_MODEL   /* facts by the model in one batched pass, stacked with the scorer */
};
struct idio_model_stats {
    uint32_t prompt_tokens, decode_calls, evaluated_tokens, judged_facts;
    uint32_t ungrounded; /* explicit items that had no span and were dropped */
    double prompt_ms, judge_ms, decode_ms;
};
/* Generated fields are decoded in parallel as sequences under masks, `budget` tokens per field (at
 * least 1); explicit items are aligned to spans, and what cannot be is dropped. */
int idio_model_transcode(struct idio_model *m, const struct idio_request *req,
                         const struct idio_scorer *scorer, enum idio_judge judge, unsigned budget,
                         struct idio_ctx *ctx, struct idio_arena *arena, struct idio_draft *ret,
                         struct idio_model_stats *ret_stats, struct idio_err *err) IDIO_MUST_CHECK;

#endif
