/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the model engine: the part that sees llama.h and llguidance.h. */
#ifndef IDIO_INFER_MODEL_LLAMA_H
#define IDIO_INFER_MODEL_LLAMA_H

#include <llama.h>
#include <llguidance.h>
#include <pthread.h>

#include "base/map.h"
#include "base/vec.h"
#include "infer/model_internal.h"

enum {
    IDIO_SEQ_PROMPT = 0,
    IDIO_SEQ_FIELDS = 1, /* and the following, one a field */
    IDIO_SEQ_STEM = 1 + IDIO_WIRE_FIELDS,
    IDIO_SEQ_FACTS = 2 + IDIO_WIRE_FIELDS, /* and the following, one a fact of the chunk */
    IDIO_FACTS_CHUNK = 64,
    IDIO_SEQ_MAX = IDIO_SEQ_FACTS + IDIO_FACTS_CHUNK,

    IDIO_BATCH_TOKENS = 512, /* of one llama_decode */
    IDIO_BUDGET_MAX = 512,   /* tokens a field */
    IDIO_REQUEST_TOKENS = 1024,
    IDIO_CONTEXT_MAX = 1 << 15 /* cells of the KV cache over all sequences */
};

struct idio_token_vec { /* for base/vec.h */
    llama_token *at;
    size_t len, cap;
};

struct idio_model {
    struct llama_model *llama;
    struct llama_context *context; /* made when needed, again when too small */
    struct llama_adapter_lora *adapter;
    const struct llama_vocab *vocab;
    uint32_t cells, sequences; /* of the context */
    unsigned threads;
    struct idio_gguf info;
    char name[160];
    struct idio_template template;

    LlgTokenizer *tokenizer;
    LlgMatcher *grammar[IDIO_WIRE_KINDS]; /* cloned for every branch */
    uint32_t vocabulary;
    uint8_t *pieces;               /* bytes of all tokens; control tokens have none */
    size_t *piece_at;              /* [vocabulary + 1] */
    uint32_t *choosable;           /* one bit a token; and-ed with the masks */
    struct idio_token_vec yes, no; /* ways to begin either answer */

    struct idio_map neutral; /* fact's wording → its yes-no difference without a request (bits) */
    struct idio_cancel *cancel; /* of the call that is running */
    pthread_mutex_t lock;       /* one call at a time */
};

/* ---- model_load.c ---------------------------------------------------------------------------- */

/* llama.cpp logs to one process-wide callback; it is routed to the log of the calling thread's
 * running operation. Returns the last error text of this thread, "" when there was none. */
void idio_llama_log_begin(const struct idio_log *log);
const char *idio_llama_log_end(void);

struct idio_slice idio_model_piece(const struct idio_model *m, llama_token t);

/* ---- model_batch.c --------------------------------------------------------------------------- */

/* A batch of at most IDIO_BATCH_TOKENS tokens, and the run it belongs to. */
struct idio_batch {
    llama_token token[IDIO_BATCH_TOKENS];
    llama_pos pos[IDIO_BATCH_TOKENS];
    int32_t seq_count[IDIO_BATCH_TOKENS];
    llama_seq_id seq[IDIO_BATCH_TOKENS];
    llama_seq_id *seq_ptr[IDIO_BATCH_TOKENS];
    int8_t logits[IDIO_BATCH_TOKENS];
    int32_t n;
};
struct idio_run {
    struct idio_model *m;
    struct idio_batch *batch;
    struct idio_model_stats stats;
    const struct idio_log *log;
    struct idio_err *err;
};

/* Appends the tokens of a prompt, piece by piece. `request_piece`: index of the piece that is
 * folded to IDIO_REQUEST_TOKENS; SIZE_MAX: none. */
int idio_tokens_of(struct idio_run *run, const struct idio_model_prompt *p, size_t request_piece,
                   struct idio_token_vec *out);
/* A context with at least so many cells and sequences, empty. */
int idio_run_context(struct idio_run *run, size_t cells, uint32_t sequences);
void idio_batch_clear(struct idio_batch *b);
/* The caller sees to it that n stays within IDIO_BATCH_TOKENS. Returns the index in the batch. */
int32_t idio_batch_add(struct idio_batch *b, llama_token t, size_t pos, llama_seq_id seq,
                       bool logits);
/* Decodes what the batch holds. CANCELLED; UPSTREAM for what llama.cpp could not do. */
int idio_run_decode(struct idio_run *run);
/* Feeds a long run of tokens to one sequence from position `pos` on; no logits. */
int idio_run_feed(struct idio_run *run, const struct idio_token_vec *tokens, size_t pos,
                  llama_seq_id seq);
/* Copies the first `upto` positions of a sequence (shared cells, no copy of data). */
void idio_run_fork(struct idio_run *run, llama_seq_id from, llama_seq_id to);
void idio_run_drop(struct idio_run *run, llama_seq_id seq);

/* ---- model_decode.c, model_judge.c ----------------------------------------------------------- */

/* IDIO_SEQ_PROMPT holds `prompt_tokens` positions. Fills results by idio_wire_fields; a branch that
 * fails has ok = false. Fails for memory, cancel and broken decoding only. */
int idio_run_fields(struct idio_run *run, const struct idio_token_vec headers[IDIO_WIRE_FIELDS],
                    size_t prompt_tokens, unsigned budget, struct idio_arena *arena,
                    struct idio_branch_result results[IDIO_WIRE_FIELDS]);
/* yes-no differences of facts behind IDIO_SEQ_PROMPT, NaN for those that failed. */
int idio_run_facts(struct idio_run *run, const struct idio_token_vec *stem,
                   const struct idio_token_vec *facts, size_t n, size_t prompt_tokens, double *ret);
/* Cells that idio_run_facts needs beside the prompt. */
size_t idio_facts_cells(const struct idio_token_vec *stem);

#endif
