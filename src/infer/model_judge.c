/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts in parallel: the model reads request, context and one fact, and says yes or no; only the
 * difference of the two logits counts. All facts share the prompt and the question (the stem), so a
 * fact costs its own words and the template's end. As many go together as fit into one batch, at
 * most IDIO_FACTS_CHUNK, and leave the cache before the next ones come.
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

/* One batch of facts is in the cache at a time, and no fact is longer than a batch. */
size_t idio_facts_cells(const struct idio_token_vec *stem)
{
    return stem->len + IDIO_BATCH_TOKENS;
}

/* Puts facts [from, …) into the batch while they fit; returns the first that did not. */
static size_t fill_batch(struct idio_run *run, const struct idio_token_vec *facts, size_t from,
                         size_t n, size_t pos, int32_t rows[IDIO_FACTS_CHUNK])
{
    size_t i = from;

    idio_batch_clear(run->batch);
    for (; i < n && i - from < IDIO_FACTS_CHUNK; i++) {
        llama_seq_id seq = (llama_seq_id)(IDIO_SEQ_FACTS + (i - from));

        if ((size_t)run->batch->n + facts[i].len > IDIO_BATCH_TOKENS)
            break;
        idio_run_fork(run, IDIO_SEQ_STEM, seq);
        for (size_t k = 0; k < facts[i].len; k++)
            rows[i - from] =
                idio_batch_add(run->batch, facts[i].at[k], pos + k, seq, k + 1 == facts[i].len);
    }
    return i;
}

int idio_run_facts(struct idio_run *run, const struct idio_token_vec *stem,
                   const struct idio_token_vec *facts, size_t n, size_t prompt_tokens, double *ret)
{
    int32_t rows[IDIO_FACTS_CHUNK];
    int r;

    for (size_t i = 0; i < n; i++)
        if (facts[i].len == 0 || facts[i].len > IDIO_BATCH_TOKENS)
            return idio_fail(run->err, IDIO_E_BUG, "infer.model", "a fact that is no prompt");
    idio_run_fork(run, IDIO_SEQ_PROMPT, IDIO_SEQ_STEM);
    r = idio_run_feed(run, stem, prompt_tokens, IDIO_SEQ_STEM);
    for (size_t from = 0, to; from < n && r >= 0; from = to) {
        to = fill_batch(run, facts, from, n, prompt_tokens + stem->len, rows);
        r = idio_run_decode(run);
        for (size_t i = from; i < to; i++) {
            if (r >= 0)
                ret[i] = difference(run, rows[i - from]);
            /* Cells of facts that are done would cost every later token its attention to them. */
            idio_run_drop(run, (llama_seq_id)(IDIO_SEQ_FACTS + (i - from)));
        }
    }
    idio_run_drop(run, IDIO_SEQ_STEM);
    return r;
}
