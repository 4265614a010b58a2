/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole model of some 300 tokens and one layer, made on the spot: the smallest file that
 * llama.cpp loads. Its weights are noise (or not numbers at all), so whatever comes out of the
 * engine with it is the engine's doing. Tests change single keys of it.
 */
#ifndef IDIO_TEST_GGUF_BUILD_H
#define IDIO_TEST_GGUF_BUILD_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gguf_spec {
    const char *arch;      /* "llama" */
    const char *tokenizer; /* "gpt2" */
    const char *template_; /* chat template; NULL: none */
    uint32_t version;      /* 3 */
    uint32_t layers, embedding, heads, kv_heads, feed, context;
    uint32_t extra_tokens; /* beside 256 bytes and the named ones */
    uint32_t experts;
    uint32_t rope;         /* rope.dimension_count; 0: not written */
    uint32_t alignment;    /* 0: not written */
    uint32_t weight_type;  /* of the first tensor; ggml's number */
    int duplicate_token;   /* one token comes twice */
    int short_types;       /* token_type one element short */
    const char *extra_key; /* a string key more */
    const char *extra_value;
    uint64_t claim_tensors, claim_keys; /* other than true when not 0 */
    uint64_t claim_tokens;              /* length of the token array when not 0 */
    float scale;                        /* of the noise; NAN makes all weights NAN */
    uint64_t seed;
    int adapter; /* a LoRA adapter for the first layer's q instead */
};

struct gguf_bytes {
    unsigned char *p;
    size_t n, cap;
};

static inline void gguf_put(struct gguf_bytes *b, const void *p, size_t n)
{
    if (b->n + n > b->cap) {
        b->cap = 2 * (b->n + n) + 4096;
        b->p = realloc(b->p, b->cap);
        if (!b->p)
            abort();
    }
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
}
static inline void gguf_u32(struct gguf_bytes *b, uint32_t v)
{
    gguf_put(b, &v, 4);
}
static inline void gguf_u64(struct gguf_bytes *b, uint64_t v)
{
    gguf_put(b, &v, 8);
}
static inline void gguf_str(struct gguf_bytes *b, const char *s)
{
    gguf_u64(b, strlen(s));
    gguf_put(b, s, strlen(s));
}
static inline void gguf_key_str(struct gguf_bytes *b, uint64_t *n, const char *key, const char *v)
{
    gguf_str(b, key);
    gguf_u32(b, 8);
    gguf_str(b, v);
    ++*n;
}
static inline void gguf_key_u32(struct gguf_bytes *b, uint64_t *n, const char *arch,
                                const char *key, uint32_t v)
{
    char name[160];

    snprintf(name, sizeof name, "%s.%s", arch, key);
    gguf_str(b, name);
    gguf_u32(b, 4);
    gguf_u32(b, v);
    ++*n;
}
static inline void gguf_key_f32(struct gguf_bytes *b, uint64_t *n, const char *arch,
                                const char *key, float v)
{
    char name[160];

    snprintf(name, sizeof name, "%s.%s", arch, key);
    gguf_str(b, name);
    gguf_u32(b, 6);
    gguf_put(b, &v, 4);
    ++*n;
}

/* GPT-2's way to write a byte as a character. */
static inline void gguf_byte_token(unsigned byte, char out[4])
{
    unsigned c = byte, next = 256;

    for (unsigned i = 0; i < 256; i++) {
        int plain = (i >= 33 && i <= 126) || (i >= 161 && i <= 172) || i >= 174;

        if (i == byte) {
            c = plain ? i : next;
            break;
        }
        next += !plain;
    }
    if (c < 0x80) {
        out[0] = (char)c;
        out[1] = '\0';
    } else {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        out[2] = '\0';
    }
}

static const char *const gguf_named[] = {
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "ye", "yes", "no", "th", "the", "in", "er"};
enum { GGUF_NAMED = sizeof gguf_named / sizeof *gguf_named };

static inline void gguf_vocabulary(struct gguf_bytes *b, uint64_t *n, const struct gguf_spec *s)
{
    uint32_t count = 256 + GGUF_NAMED + s->extra_tokens;
    static const char *const merges[] = {"y e", "ye s", "n o", "t h", "th e", "i n", "e r"};
    char text[32];

    gguf_str(b, "tokenizer.ggml.tokens");
    gguf_u32(b, 9);
    gguf_u32(b, 8);
    gguf_u64(b, s->claim_tokens ? s->claim_tokens : count);
    for (uint32_t i = 0; i < count; i++) {
        if (i < 256)
            gguf_byte_token(i, text);
        else if (i < 256 + GGUF_NAMED)
            snprintf(text, sizeof text, "%s", gguf_named[i - 256]);
        else
            snprintf(text, sizeof text, "w%u", s->duplicate_token && i + 1 == count ? i - 1 : i);
        gguf_str(b, text);
    }
    gguf_str(b, "tokenizer.ggml.token_type");
    gguf_u32(b, 9);
    gguf_u32(b, 5);
    gguf_u64(b, count - (uint32_t) !!s->short_types);
    for (uint32_t i = 0; i < count - (uint32_t) !!s->short_types; i++)
        gguf_u32(b, i >= 256 && i < 259 ? 3 : 1);
    gguf_str(b, "tokenizer.ggml.merges");
    gguf_u32(b, 9);
    gguf_u32(b, 8);
    gguf_u64(b, sizeof merges / sizeof *merges);
    for (size_t i = 0; i < sizeof merges / sizeof *merges; i++)
        gguf_str(b, merges[i]);
    *n += 3;
    gguf_key_u32(b, n, "tokenizer.ggml", "eos_token_id", 258);
    gguf_key_u32(b, n, "tokenizer.ggml", "bos_token_id", 256);
}

struct gguf_tensor {
    char name[64];
    uint32_t dims, type;
    uint64_t dim[2];
};

static inline size_t gguf_tensors(const struct gguf_spec *s, struct gguf_tensor out[512])
{
    uint32_t vocab = 256 + GGUF_NAMED + s->extra_tokens, kv = s->embedding / s->heads * s->kv_heads;
    size_t n = 0;

#define ADD(d, a, c, ...)                                              \
    do {                                                               \
        out[n] = (struct gguf_tensor){.dims = (d), .dim = {(a), (c)}}; \
        snprintf(out[n].name, sizeof out[n].name, __VA_ARGS__);        \
        n++;                                                           \
    } while (0)
    if (s->adapter) {
        ADD(2, s->embedding, 4, "blk.0.attn_q.weight.lora_a");
        ADD(2, 4, s->embedding, "blk.0.attn_q.weight.lora_b");
        return n;
    }
    ADD(2, s->embedding, vocab, "token_embd.weight");
    out[0].type = s->weight_type;
    ADD(1, s->embedding, 1, "output_norm.weight");
    for (uint32_t l = 0; l < s->layers && n + 9 < 512; l++) {
        ADD(1, s->embedding, 1, "blk.%u.attn_norm.weight", l);
        ADD(2, s->embedding, s->embedding, "blk.%u.attn_q.weight", l);
        ADD(2, s->embedding, kv, "blk.%u.attn_k.weight", l);
        ADD(2, s->embedding, kv, "blk.%u.attn_v.weight", l);
        ADD(2, s->embedding, s->embedding, "blk.%u.attn_output.weight", l);
        ADD(1, s->embedding, 1, "blk.%u.ffn_norm.weight", l);
        ADD(2, s->embedding, s->feed, "blk.%u.ffn_gate.weight", l);
        ADD(2, s->feed, s->embedding, "blk.%u.ffn_down.weight", l);
        ADD(2, s->embedding, s->feed, "blk.%u.ffn_up.weight", l);
    }
#undef ADD
    return n;
}

static inline uint64_t gguf_keys(struct gguf_bytes *b, const struct gguf_spec *s)
{
    uint64_t n = 0;

    gguf_key_str(b, &n, "general.architecture", s->arch);
    gguf_key_str(b, &n, "general.type", s->adapter ? "adapter" : "model");
    gguf_key_str(b, &n, "general.name", "noise");
    if (s->adapter) {
        gguf_key_str(b, &n, "adapter.type", "lora");
        gguf_key_f32(b, &n, "adapter.lora", "alpha", 8);
        return n;
    }
    gguf_key_u32(b, &n, s->arch, "block_count", s->layers);
    gguf_key_u32(b, &n, s->arch, "embedding_length", s->embedding);
    gguf_key_u32(b, &n, s->arch, "feed_forward_length", s->feed);
    gguf_key_u32(b, &n, s->arch, "context_length", s->context);
    gguf_key_u32(b, &n, s->arch, "attention.head_count", s->heads);
    gguf_key_u32(b, &n, s->arch, "attention.head_count_kv", s->kv_heads);
    gguf_key_f32(b, &n, s->arch, "attention.layer_norm_rms_epsilon", 1e-5F);
    if (s->rope)
        gguf_key_u32(b, &n, s->arch, "rope.dimension_count", s->rope);
    if (s->experts)
        gguf_key_u32(b, &n, s->arch, "expert_count", s->experts);
    gguf_key_str(b, &n, "tokenizer.ggml.model", s->tokenizer);
    gguf_key_str(b, &n, "tokenizer.ggml.pre", "gpt-2");
    gguf_vocabulary(b, &n, s);
    if (s->template_)
        gguf_key_str(b, &n, "tokenizer.chat_template", s->template_);
    if (s->alignment)
        gguf_key_u32(b, &n, "general", "alignment", s->alignment);
    if (s->extra_key)
        gguf_key_str(b, &n, s->extra_key, s->extra_value);
    return n;
}

static inline struct gguf_spec gguf_plain(void)
{
    return (struct gguf_spec){.arch = "llama",
                              .tokenizer = "gpt2",
                              .template_ = "{% for m in messages %}<|im_start|>...",
                              .version = 3,
                              .layers = 1,
                              .embedding = 32,
                              .heads = 4,
                              .kv_heads = 2,
                              .feed = 64,
                              .context = 2048,
                              .extra_tokens = 64,
                              .scale = 1,
                              .seed = 1};
}

/* The caller frees b.p. *ret_header: bytes before the tensor data. */
static inline struct gguf_bytes gguf_build(const struct gguf_spec *s, size_t *ret_header)
{
    struct gguf_bytes keys = {0}, b = {0};
    struct gguf_tensor *t = calloc(512, sizeof *t);
    size_t n = gguf_tensors(s, t);
    uint64_t count = gguf_keys(&keys, s), at = 0, seed = s->seed * 2 + 1;
    uint32_t align = s->alignment ? s->alignment : 32;

    gguf_put(&b, "GGUF", 4);
    gguf_u32(&b, s->version);
    gguf_u64(&b, s->claim_tensors ? s->claim_tensors : n);
    gguf_u64(&b, s->claim_keys ? s->claim_keys : count);
    gguf_put(&b, keys.p, keys.n);
    for (size_t i = 0; i < n; i++) {
        uint64_t bytes = t[i].dim[0] * t[i].dim[1] * 4;

        gguf_str(&b, t[i].name);
        gguf_u32(&b, t[i].dims);
        for (uint32_t d = 0; d < t[i].dims; d++)
            gguf_u64(&b, t[i].dim[d]);
        gguf_u32(&b, t[i].type);
        gguf_u64(&b, at);
        at += (bytes + align - 1) / align * align;
    }
    while (b.n % align)
        gguf_put(&b, "", 1);
    if (ret_header)
        *ret_header = b.n;
    for (size_t i = 0; i < n; i++)
        for (uint64_t k = 0; k < (t[i].dim[0] * t[i].dim[1] * 4 + align - 1) / align * align / 4;
             k++) {
            float f;

            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            f = s->scale * ((float)(seed >> 40) / 8388608.0F - 1.0F);
            gguf_put(&b, &f, 4);
        }
    free(keys.p);
    free(t);
    return b;
}

#endif
