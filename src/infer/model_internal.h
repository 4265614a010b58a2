/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the model engine: the part that needs no third party, so that it is built, tested and
 * fuzzed with and without llama.cpp. What sees llama.h is declared in model_llama.h. Data flows one
 * way:
 *
 *   model_gguf.c    is this file fit to be given to llama.cpp at all?
 *   model_prompt.c  request → pieces of prompt text, by one function
 *   model_wire.c    what a branch wrote → lines
 *   model_merge.c   lines + the rules engine's draft → draft
 *   model_load.c    files → model, adapter, vocabulary, masks                 (llama, llguidance)
 *   model_batch.c   tokens and sequences, one llama_decode at a time          (llama)
 *   model_decode.c  fields in parallel under masks                            (llama, llguidance)
 *   model_judge.c   facts in parallel, one token each                         (llama)
 *   model.c         the public functions: one request through all of it
 *   model_none.c    the public functions in a build without llama.cpp
 */
#ifndef IDIO_INFER_MODEL_INTERNAL_H
#define IDIO_INFER_MODEL_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "infer/ground.h"
#include "infer/infer.h"

/* ---- GGUF check (model_gguf.c) --------------------------------------------------------------- */

enum idio_gguf_kind { IDIO_GGUF_MODEL, IDIO_GGUF_ADAPTER };
struct idio_gguf {
    char arch[48];
    char name[96]; /* general.name; may be "" */
    uint64_t tensors, layers, embedding, heads, kv_heads, context, vocabulary;
    uint64_t data_bytes; /* of all tensors */
    bool has_template;   /* tokenizer.chat_template is there */
};
/*
 * Reads the header only. NOTFOUND, DENIED, IO, INVALID (not a regular file); CORRUPT: not GGUF, cut
 * off, contradicts itself; UNSUPPORTED: sound, but not for us (architecture, version, tensor
 * types).
 */
int idio_gguf_check(const char *path, enum idio_gguf_kind kind, struct idio_gguf *ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* The same for the first n bytes of a file that would have `total`; for fuzzing. */
int idio_gguf_check_memory(const void *p, size_t n, uint64_t total, enum idio_gguf_kind kind,
                           struct idio_gguf *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- prompt (model_prompt.c) ----------------------------------------------------------------- */

/* Fields that the model writes; the others come from the rules engine and the profile. */
enum { IDIO_WIRE_FIELDS = 6 };
enum idio_wire_kind { IDIO_WIRE_LINE, IDIO_WIRE_LIST, IDIO_WIRE_QUESTIONS, IDIO_WIRE_KINDS };
struct idio_wire_field {
    enum idio_field field;
    enum idio_wire_kind kind;
    const char *header; /* ends the user's turn: names the field and its wire form */
};
extern const struct idio_wire_field idio_wire_fields[IDIO_WIRE_FIELDS];

/*
 * A piece of prompt. Pieces are turned into tokens one by one and glued, in training as here, so
 * that a value never shares a token with structure. `special`: template text, in which <|im_end|>
 * is the token of that name; in all other pieces it is nine letters, whoever wrote it.
 */
struct idio_piece {
    const char *text;
    size_t len;
    bool special;
};
struct idio_model_prompt {
    struct idio_piece at[6];
    size_t n;
};
/* The model's chat template, cut where its system and user texts go. */
struct idio_template {
    char *before_system, *before_user, *after_user;
};
enum { IDIO_PROMPT_REQUEST_BYTES = 6000 };

/* What all branches share. Text lives in `arena`; NOMEM only. */
int idio_prompt_shared(const struct idio_request *req, enum idio_lang lang,
                       const struct idio_template *t, struct idio_arena *arena,
                       struct idio_model_prompt *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* What one field's branch adds. */
void idio_prompt_field(const struct idio_wire_field *f, const struct idio_template *t,
                       struct idio_model_prompt *ret);
/* The question put before facts, and one fact behind it. */
void idio_prompt_judge(struct idio_model_prompt *ret);
int idio_prompt_fact(const struct idio_fact *fact, const struct idio_template *t,
                     struct idio_arena *arena, struct idio_model_prompt *ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* SHA-256 over all of the above for a fixed request: an adapter is good for one prompt only. */
int idio_prompt_hash(char ret[IDIO_SHA256_HEX], struct idio_err *err) IDIO_MUST_CHECK;

/* ---- wire form (model_wire.c) ---------------------------------------------------------------- */

enum { IDIO_WIRE_ITEMS = 6, IDIO_WIRE_ITEM_BYTES = 160 };
struct idio_wire_lines {
    const char *at[IDIO_WIRE_ITEMS];
    size_t n;
};
/*
 * Lines of a branch's text: bullets, numbering and quotes off, white space folded, duplicates and
 * empty ones dropped, too long ones cut at a word. `ended`: the branch closed itself; else its last
 * line is only kept when it is the first, up to its last whole word.
 */
int idio_wire_lines(const char *text, size_t n, bool ended, struct idio_arena *arena,
                    struct idio_wire_lines *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Whether the text ends in a loop: the same 1..64 bytes three times and more, 24 bytes at least. */
bool idio_wire_loops(const char *text, size_t n);

/* ---- merging (model_merge.c) ----------------------------------------------------------------- */

struct idio_branch_result {
    bool ok; /* false: the rules engine's items stay */
    struct idio_wire_lines lines;
    double confidence; /* mean probability of the tokens written */
    size_t kept;       /* lines that became items; set by idio_merge */
};
/*
 * Draft from the rules engine's and what the branches wrote (by idio_wire_fields). SAID items
 * without a span are dropped, and counted in *ungrounded where the field is constraints_explicit; a
 * field that loses all of its items keeps the rules engine's.
 */
int idio_merge(const struct idio_draft *rules, struct idio_branch_result *branches,
               const struct idio_request *req, struct idio_draft *ret, uint32_t *ungrounded,
               struct idio_err *err) IDIO_MUST_CHECK;

/* The INFERRED items of `draft` become exactly the given picks (judge mode). */
int idio_merge_picks(struct idio_draft *draft, const struct idio_pick *picks, size_t n,
                     struct idio_err *err) IDIO_MUST_CHECK;

#endif
