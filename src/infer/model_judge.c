/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts in parallel: the model reads request, context and one fact, and says yes or no; only the
 * difference of the two logits counts. All facts share the prompt and the question (the stem), so a
 * fact costs its own words and the template's end; up to IDIO_FACTS_CHUNK go together.
 *
 * Reading one row of logits a fact means that the order and company of facts does not matter beyond
 * rounding.
 */
#include <math.h>
#include <string.h>

#include "infer/model_llama.h"

static double log_sum(const float *logits, const struct idio_token_vec *tokens)
{
    double best = -INFINITY, sum = 0;

    for (size_t i = 0; i < tokens->len; i++)
        best = fmax(best, (double)logits[tokens->at[i]]);
    for (size_t i = 0; i < tokens->len; i++)
        sum += exp((double)logits[tokens->at[i]] - best);
    return best + log(sum);
}

static double difference(const struct idio_run *run, int32_t row)
{
    const float *logits = llama_get_logits_ith(run->m->context, row);
    double d = logits ? log_sum(logits, &run->m->yes) - log_sum(logits, &run->m->no) : (double)NAN;

    return isfinite(d) ? d : (double)NAN;
}

size_t idio_facts_cells(const struct idio_token_vec *stem, const struct idio_token_vec *facts, size_t n)
{
    size_t most = 0;

    for (size_t at = 0; at < n; at += IDIO_FACTS_CHUNK) {
        size_t sum = 0;

        for (size_t i = at; i < n && i < at + IDIO_FACTS_CHUNK; i++)
            sum += facts[i].len;
        most = sum > most ? sum : most;
    }
    return stem->len + most;
}

/* Sends the batch and reads the rows of facts [from, to). */
static int read_rows(struct idio_run *run, const int32_t *rows, size_t from, size_t to, double *ret)
{
    int r = idio_run_decode(run);

    for (size_t i = from; r >= 0 && i < to; i++)
        ret[i] = difference(run, rows[i]);
    idio_batch_clear(run->batch);
    return r;
}

static int run_chunk(struct idio_run *run, const struct idio_token_vec *facts, size_t n, size_t pos,
                     double *ret)
{
    int32_t rows[IDIO_FACTS_CHUNK];
    size_t from = 0;
    int r = IDIO_OK;

    idio_batch_clear(run->batch);
    for (size_t i = 0; i < n && r >= 0; i++) {
        llama_seq_id seq = (llama_seq_id)(IDIO_SEQ_FACTS + i);

        rows[i] = 0;
        if (facts[i].len == 0 || facts[i].len > IDIO_BATCH_TOKENS)
            return idio_fail(run->err, IDIO_E_BUG, "infer.model", "a fact that is no prompt");
        if ((size_t)run->batch->n + facts[i].len > IDIO_BATCH_TOKENS) {
            r = read_rows(run, rows, from, i, ret);
            from = i;
        }
        idio_run_fork(run, IDIO_SEQ_STEM, seq);
        for (size_t k = 0; r >= 0 && k < facts[i].len; k++)
            rows[i] = idio_batch_add(run->batch, facts[i].at[k], pos + k, seq, k + 1 == facts[i].len);
    }
    if (r >= 0)
        r = read_rows(run, rows, from, n, ret);
    for (size_t i = 0; i < n; i++)
        idio_run_drop(run, (llama_seq_id)(IDIO_SEQ_FACTS + i));
    return r;
}

int idio_run_facts(struct idio_run *run, const struct idio_token_vec *stem,
                   const struct idio_token_vec *facts, size_t n, size_t prompt_tokens, double *ret)
{
    int r;

    idio_run_fork(run, IDIO_SEQ_PROMPT, IDIO_SEQ_STEM);
    r = idio_run_feed(run, stem, prompt_tokens, IDIO_SEQ_STEM);
    for (size_t at = 0; at < n && r >= 0; at += IDIO_FACTS_CHUNK) {
        size_t part = n - at < IDIO_FACTS_CHUNK ? n - at : IDIO_FACTS_CHUNK;

        r = run_chunk(run, facts + at, part, prompt_tokens + stem->len, ret + at);
    }
    idio_run_drop(run, IDIO_SEQ_STEM);
    return r;
}
