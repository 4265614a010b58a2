/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens and sequences.
 *
 * The prompt lies in sequence 0; branches are forked from it. With one KV buffer for all sequences
 * (kv_unified) a fork costs nothing but marks on cells, and every branch then adds its own cells.
 * So the cells needed are known before decoding starts, the context is made for exactly that (with
 * room to grow in steps), and "no slot" cannot happen.
 *
 * Flash attention is off: on CPUs it is slower (research/decoding.md, 4.2).
 */
#include <string.h>

#include "base/vec.h"
#include "infer/model_llama.h"

enum { CELLS_STEP = 512 };

/* Keeps head and tail of the tokens from `from` on. */
static void fold_tokens(struct idio_token_vec *v, size_t from, size_t max)
{
    size_t n = v->len - from, head = max * 2 / 3, tail = max - head;

    if (n <= max)
        return;
    memmove(v->at + from + head, v->at + v->len - tail, tail * sizeof *v->at);
    v->len = from + max;
}

static int append_tokens(struct idio_run *run, const struct idio_piece *p,
                         struct idio_token_vec *out)
{
    /* A token is at least one byte, but for the space that some vocabularies put in front. */
    size_t room = p->len + 8;
    int32_t n;

    if (p->len == 0)
        return IDIO_OK;
    if (idio_vec_reserve(out, out->len + room) < 0)
        return idio_nomem(run->err, "infer.model");
    n = llama_tokenize(run->m->vocab, p->text, (int32_t)p->len, out->at + out->len, (int32_t)room,
                       false, p->special);
    if (n < 0)
        return idio_fail(run->err, IDIO_E_UPSTREAM, "infer.model",
                         "the tokenizer failed on the prompt");
    out->len += (size_t)n;
    return IDIO_OK;
}

int idio_tokens_of(struct idio_run *run, const struct idio_model_prompt *p, size_t request_piece,
                   struct idio_token_vec *out)
{
    llama_token bos = llama_vocab_bos(run->m->vocab);
    int r = IDIO_OK;

    for (size_t i = 0; i < p->n && r >= 0; i++) {
        size_t from = out->len;

        r = append_tokens(run, &p->at[i], out);
        if (r >= 0 && i == request_piece)
            fold_tokens(out, from, IDIO_REQUEST_TOKENS);
    }
    /* Templates differ in whether they write the begin token themselves. */
    if (r >= 0 && request_piece != SIZE_MAX && bos >= 0 && llama_vocab_get_add_bos(run->m->vocab) &&
        (!out->len || out->at[0] != bos)) {
        if (idio_vec_push(out, bos) < 0)
            return idio_nomem(run->err, "infer.model");
        memmove(out->at + 1, out->at, (out->len - 1) * sizeof *out->at);
        out->at[0] = bos;
    }
    return r;
}

static bool on_abort(void *model)
{
    return idio_cancelled(((struct idio_model *)model)->cancel);
}

static int new_context(struct idio_run *run, uint32_t cells, uint32_t sequences)
{
    struct idio_model *m = run->m;
    struct llama_context_params p = llama_context_default_params();
    float scale = 1;

    p.n_ctx = cells;
    p.n_batch = p.n_ubatch = IDIO_BATCH_TOKENS;
    p.n_seq_max = p.n_outputs_max = sequences;
    p.n_threads = p.n_threads_batch = (int32_t)m->threads;
    p.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    p.kv_unified = true;
    p.swa_full = true; /* forks need all cells of a sliding window model too */
    p.abort_callback = on_abort;
    p.abort_callback_data = m;
    p.no_perf = true;
    m->context = llama_init_from_model(m->llama, p);
    if (!m->context)
        return idio_fail(run->err, IDIO_E_UPSTREAM, "infer.model",
                         "no room for a context of %u tokens", cells);
    m->cells = cells;
    m->sequences = sequences;
    if (m->adapter && llama_set_adapters_lora(m->context, &m->adapter, 1, &scale) != 0)
        return idio_fail(run->err, IDIO_E_UPSTREAM, "infer.model", "the adapter cannot be applied");
    return IDIO_OK;
}

int idio_run_context(struct idio_run *run, size_t cells, uint32_t sequences)
{
    struct idio_model *m = run->m;

    /* Never less than a batch: llama.cpp cuts n_batch down to the context's size. */
    if (cells < IDIO_BATCH_TOKENS)
        cells = IDIO_BATCH_TOKENS;
    cells = (cells + CELLS_STEP - 1) / CELLS_STEP * CELLS_STEP;
    if (cells > IDIO_CONTEXT_MAX)
        return idio_fail(run->err, IDIO_E_UPSTREAM, "infer.model",
                         "the request needs %zu tokens of context", cells);
    if (m->context && (m->cells < cells || m->sequences < sequences)) {
        llama_free(m->context);
        m->context = NULL;
    }
    if (!m->context)
        return new_context(run, (uint32_t)cells, sequences);
    llama_memory_clear(llama_get_memory(m->context), false);
    return IDIO_OK;
}

void idio_batch_clear(struct idio_batch *b)
{
    b->n = 0;
}

int32_t idio_batch_add(struct idio_batch *b, llama_token t, size_t pos, llama_seq_id seq,
                       bool logits)
{
    int32_t i = b->n++;

    b->token[i] = t;
    b->pos[i] = (llama_pos)pos;
    b->seq[i] = seq;
    b->seq_ptr[i] = &b->seq[i];
    b->seq_count[i] = 1;
    b->logits[i] = logits;
    return i;
}

int idio_run_decode(struct idio_run *run)
{
    struct idio_batch *b = run->batch;
    struct llama_batch batch = {.n_tokens = b->n,
                                .token = b->token,
                                .pos = b->pos,
                                .n_seq_id = b->seq_count,
                                .seq_id = b->seq_ptr,
                                .logits = b->logits};
    const char *why;
    int32_t status;

    if (b->n == 0)
        return IDIO_OK;
    if (idio_cancelled(run->m->cancel))
        return idio_fail(run->err, IDIO_E_CANCELLED, "infer.model", "cancelled");
    idio_llama_log_begin(run->log);
    status = llama_decode(run->m->context, batch);
    why = idio_llama_log_end();
    run->stats.decode_calls++;
    run->stats.evaluated_tokens += (uint32_t)b->n;
    if (status == 0)
        return IDIO_OK;
    if (status == 2 || idio_cancelled(run->m->cancel))
        return idio_fail(run->err, IDIO_E_CANCELLED, "infer.model", "cancelled");
    return idio_fail(run->err, IDIO_E_UPSTREAM, "infer.model", "decoding failed (%d): %s", status,
                     why);
}

int idio_run_feed(struct idio_run *run, const struct idio_token_vec *tokens, size_t pos,
                  llama_seq_id seq)
{
    for (size_t at = 0; at < tokens->len;) {
        int r;

        idio_batch_clear(run->batch);
        for (; at < tokens->len && run->batch->n < IDIO_BATCH_TOKENS; at++)
            (void)idio_batch_add(run->batch, tokens->at[at], pos + at, seq, false);
        r = idio_run_decode(run);
        if (r < 0)
            return r;
    }
    return IDIO_OK;
}

void idio_run_fork(struct idio_run *run, llama_seq_id from, llama_seq_id to)
{
    llama_memory_seq_cp(llama_get_memory(run->m->context), from, to, -1, -1);
}

void idio_run_drop(struct idio_run *run, llama_seq_id seq)
{
    (void)llama_memory_seq_rm(llama_get_memory(run->m->context), seq, -1, -1);
}
