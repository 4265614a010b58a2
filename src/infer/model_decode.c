/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields in parallel.
 *
 * Each field is a sequence forked from the prompt; one llama_decode a step moves all of them by one
 * token. A branch is masked by its own llguidance matcher, so whatever the weights say it writes
 * lines of text and an end; choice is greedy. A branch ends when the model ends it, when its budget
 * is spent, when it repeats itself, or when something about it is broken (mask error, not a number
 * in the logits): then it is marked and the others go on.
 */
#include <math.h>
#include <string.h>

#include "base/vec.h"
#include "infer/model_llama.h"

struct branch {
    LlgMatcher *matcher;
    struct idio_str text;
    llama_seq_id seq;
    size_t pos;       /* next position */
    int32_t row;      /* of the last batch, holding this branch's logits */
    llama_token next; /* chosen, not yet fed */
    unsigned written;
    double log_probability; /* sum */
    bool open, ended, broken;
};

/* Greedy choice under the mask; also the log-probability among what is allowed. */
static bool choose(const struct idio_model *m, const float *logits, const uint32_t *mask,
                   llama_token *ret, double *ret_log_probability)
{
    uint32_t vocabulary = m->vocabulary;
    float best = -INFINITY;
    llama_token token = -1;
    double sum = 0;

    for (uint32_t word = 0; word * 32 < vocabulary; word++) {
        for (uint32_t bits = mask[word] & m->choosable[word]; bits; bits &= bits - 1) {
            uint32_t i = word * 32 + (uint32_t)__builtin_ctz(bits);

            if (i >= vocabulary)
                break;
            if (isnan(logits[i]))
                return false;
            if (token < 0 || logits[i] > best) {
                sum = token < 0 || isinf(best) ? 0 : sum * exp((double)best - (double)logits[i]);
                best = logits[i];
                token = (llama_token)i;
            }
            if (!isinf(best))
                sum += exp((double)logits[i] - (double)best);
        }
    }
    if (token < 0 || isinf(best))
        return false;
    *ret = token;
    *ret_log_probability = -log(sum);
    return true;
}

static void stop(struct branch *b, bool ended, bool broken)
{
    b->open = false;
    b->ended = ended;
    b->broken = broken;
}

/* Chooses a branch's next token from its logits, or closes the branch. */
static void step(struct idio_run *run, struct branch *b, unsigned budget)
{
    const struct idio_model *m = run->m;
    const float *logits = llama_get_logits_ith(m->context, b->row);
    struct idio_slice piece;
    const uint32_t *mask;
    llama_token t;
    double lp;

    if (!logits || llg_matcher_compute_mask(b->matcher) != 0 ||
        !(mask = llg_matcher_get_mask(b->matcher)) ||
        llg_matcher_get_mask_byte_size(b->matcher) < (m->vocabulary + 7) / 8 ||
        !choose(m, logits, mask, &t, &lp)) {
        stop(b, false, true);
        return;
    }
    b->log_probability += lp;
    b->written++;
    if (llama_vocab_is_eog(m->vocab, t)) {
        stop(b, true, false);
        return;
    }
    if (llg_matcher_consume_token(b->matcher, (uint32_t)t) != 0) {
        stop(b, false, true);
        return;
    }
    piece = idio_model_piece(m, t);
    idio_str_append(&b->text, piece.p, piece.n);
    b->next = t;
    if (b->text.failed)
        stop(b, false, true);
    else if (llg_matcher_is_stopped(b->matcher))
        stop(b, true, false);
    else if (b->written >= budget || idio_wire_loops(b->text.data, b->text.len))
        stop(b, false, false);
}

/* Whether the last whole line stood there before: a list that starts over never stops by itself. */
static bool starts_over(const struct branch *b)
{
    const char *text = b->text.data, *end, *begin;
    size_t n;

    if (b->text.len < 2 || text[b->text.len - 1] != '\n')
        return false;
    end = text + b->text.len - 1;
    begin = end;
    while (begin > text && begin[-1] != '\n')
        begin--;
    n = (size_t)(end - begin);
    for (const char *p = text; p < begin; p += strcspn(p, "\n") + 1)
        if (strcspn(p, "\n") == n && !memcmp(p, begin, n))
            return true;
    return false;
}

static int open_branches(struct idio_run *run, struct branch *b,
                         const struct idio_token_vec headers[IDIO_WIRE_FIELDS],
                         size_t prompt_tokens)
{
    int r = IDIO_OK;
    size_t from = 0;

    idio_batch_clear(run->batch);
    for (size_t i = 0; i < IDIO_WIRE_FIELDS && r >= 0; i++) {
        b[i].matcher = llg_clone_matcher(run->m->grammar[idio_wire_fields[i].kind]);
        b[i].seq = (llama_seq_id)(IDIO_SEQ_FIELDS + i);
        b[i].pos = prompt_tokens;
        b[i].open = b[i].matcher != NULL && headers[i].len > 0;
        b[i].broken = !b[i].open;
        if (!b[i].open)
            continue;
        idio_run_fork(run, IDIO_SEQ_PROMPT, b[i].seq);
    }
    /* Headers are short; several go into one batch, and a batch that is full is sent. The rows of a
     * sent batch are gone, so each branch takes its first step before the next batch. */
    for (size_t i = 0; i < IDIO_WIRE_FIELDS && r >= 0; i++) {
        if (!b[i].open)
            continue;
        if (headers[i].len > IDIO_BATCH_TOKENS)
            return idio_fail(run->err, IDIO_E_BUG, "infer.model",
                             "a header is longer than a batch");
        if ((size_t)run->batch->n + headers[i].len > IDIO_BATCH_TOKENS) {
            r = idio_run_decode(run);
            for (; from < i; from++)
                if (r >= 0 && b[from].open)
                    step(run, &b[from], IDIO_BUDGET_MAX);
            idio_batch_clear(run->batch);
        }
        for (size_t k = 0; k < headers[i].len; k++)
            b[i].row = idio_batch_add(run->batch, headers[i].at[k], b[i].pos++, b[i].seq,
                                      k + 1 == headers[i].len);
    }
    if (r >= 0)
        r = idio_run_decode(run);
    for (; r >= 0 && from < IDIO_WIRE_FIELDS; from++)
        if (b[from].open)
            step(run, &b[from], IDIO_BUDGET_MAX);
    return r;
}

static int write_branches(struct idio_run *run, struct branch *b, unsigned budget)
{
    for (;;) {
        int r;

        idio_batch_clear(run->batch);
        for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++) {
            if (b[i].open && (b[i].written >= budget || starts_over(&b[i])))
                stop(&b[i], false, false);
            if (b[i].open)
                b[i].row = idio_batch_add(run->batch, b[i].next, b[i].pos++, b[i].seq, true);
        }
        if (run->batch->n == 0)
            return IDIO_OK;
        r = idio_run_decode(run);
        if (r < 0)
            return r;
        for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
            if (b[i].open)
                step(run, &b[i], budget);
    }
}

int idio_run_fields(struct idio_run *run, const struct idio_token_vec headers[IDIO_WIRE_FIELDS],
                    size_t prompt_tokens, unsigned budget, struct idio_arena *arena,
                    struct idio_branch_result results[IDIO_WIRE_FIELDS])
{
    struct branch b[IDIO_WIRE_FIELDS];
    int r;

    memset(b, 0, sizeof b);
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        idio_str_init(&b[i].text, 1 << 18);
    r = open_branches(run, b, headers, prompt_tokens);
    if (r >= 0)
        r = write_branches(run, b, budget);
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++) {
        struct idio_branch_result *out = &results[i];

        if (r >= 0) {
            r = idio_wire_lines(b[i].text.data, b[i].text.len, b[i].ended, arena, &out->lines,
                                run->err);
            out->ok = r >= 0 && !b[i].broken;
            out->confidence = b[i].written ? exp(b[i].log_probability / b[i].written) : 0;
            idio_log(run->log, IDIO_LOG_DEBUG, "infer", "%s: %u tokens%s%s: %s",
                     idio_field_key(idio_wire_fields[i].field), b[i].written,
                     b[i].ended ? "" : ", cut", b[i].broken ? ", broken" : "", b[i].text.data);
        }
        if (b[i].matcher)
            llg_free_matcher(b[i].matcher);
        idio_str_release(&b[i].text);
    }
    return r;
}
