/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this file fit to be given to llama.cpp?
 *
 * llama.cpp answers many malformed files with an exception that it catches itself, but a good
 * number with GGML_ASSERT, which ends the process: duplicate tokens in the vocabulary, impossible
 * numbers of layers, heads or experts, rope dimensions that do not fit, tensor types without
 * kernels, byte tokens that a SentencePiece vocabulary lacks. So the header is read here first,
 * with every length held against the size of the file, and whatever would hit one of those
 * (llama.cpp v0.5.0) is refused with a word about what to do. Kept in step with llama-model.cpp
 * (load_hparams), llama-vocab.cpp (load) and gguf.cpp.
 *
 * Architectures are a list of those that generate text with an ordinary KV cache: sequences that
 * share a prompt need one, and recurrent, encoder and vision models have none.
 *
 * Layout (GGUF 2 and 3, little endian): magic, version, tensor count, key count; keys: string,
 * type, value; tensors: name, dimensions, type, offset; data, aligned.
 *
 * Invariants: never reads outside the file; memory is bounded by the caps below, not by counts in
 * the file; no third party.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "infer/model_internal.h"

enum {
    KEYS_MAX = 4096,
    KEY_MAX = 192,
    TENSORS_MAX = 65536,
    NAME_MAX_ = 64, /* ggml's GGML_MAX_NAME, NUL included */
    DIMS_MAX = 4,
    VOCAB_MAX = 1 << 20,
    WINDOW = 1 << 16,
    VALUE_MAX = 96,
    LAYERS_MAX = 512 /* llama.cpp's LLAMA_MAX_LAYERS */
};
#define STRING_MAX ((uint64_t)16 << 20) /* a chat template or a token */
#define DIM_MAX    ((uint64_t)1 << 32)

enum {
    T_U8,
    T_I8,
    T_U16,
    T_I16,
    T_U32,
    T_I32,
    T_F32,
    T_BOOL,
    T_STR,
    T_ARR,
    T_U64,
    T_I64,
    T_F64,
    T_N
};
static const unsigned char type_size[T_N] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

/* Elements and bytes of a block, by ggml's type number; 0: not a weight type that has kernels. */
static const struct {
    unsigned short elements, bytes;
} block_of[] = {
    [0] = {1, 4},      /* F32 */
    [1] = {1, 2},      /* F16 */
    [2] = {32, 18},    /* Q4_0 */
    [3] = {32, 20},    /* Q4_1 */
    [6] = {32, 22},    /* Q5_0 */
    [7] = {32, 24},    /* Q5_1 */
    [8] = {32, 34},    /* Q8_0 */
    [10] = {256, 84},  /* Q2_K */
    [11] = {256, 110}, /* Q3_K */
    [12] = {256, 144}, /* Q4_K */
    [13] = {256, 176}, /* Q5_K */
    [14] = {256, 210}, /* Q6_K */
    [16] = {256, 66},  /* IQ2_XXS */
    [17] = {256, 74},  /* IQ2_XS */
    [18] = {256, 98},  /* IQ3_XXS */
    [19] = {256, 50},  /* IQ1_S */
    [20] = {32, 18},   /* IQ4_NL */
    [21] = {256, 110}, /* IQ3_S */
    [22] = {256, 82},  /* IQ2_S */
    [23] = {256, 136}, /* IQ4_XS */
    [29] = {256, 56},  /* IQ1_M */
    [30] = {1, 2},     /* BF16 */
};

static const char *const architectures[] = {
    "llama",   "mistral3", "qwen2", "qwen3",   "phi3",     "gemma",      "gemma2",    "gemma3",
    "smollm3", "granite",  "olmo2", "exaone4", "stablelm", "starcoder2", "internlm2", "seed_oss",
};

struct key {
    char name[KEY_MAX];
    uint32_t type, element; /* element: of an array */
    uint64_t count;         /* of an array */
    union {
        uint64_t u; /* whole numbers and booleans; negative ones as UINT64_MAX */
        double f;
    } v;
    char text[VALUE_MAX]; /* strings, cut */
};

struct reader {
    int fd; /* -1: memory */
    const unsigned char *memory;
    size_t memory_len;
    uint64_t size, at;
    unsigned char window[WINDOW];
    uint64_t window_at;
    size_t window_len;
    const char *path;
    struct idio_err *err;
    IDIO_VEC(struct key) keys;
    struct idio_map tokens;
};

static int corrupt(struct reader *r, const char *what)
{
    int status =
        idio_fail(r->err, IDIO_E_CORRUPT, "infer.gguf", "%s is damaged: %s", r->path, what);

    return idio_hint(r->err, status,
                     "fetch the file again (`idiolect model pull`) and compare its checksum");
}

static int unsupported(struct reader *r, const char *what, const char *detail)
{
    int status = idio_fail(r->err, IDIO_E_UNSUPPORTED, "infer.gguf", "%s cannot be used: %s%s%s",
                           r->path, what, detail ? ": " : "", detail ? detail : "");

    return idio_hint(
        r->err, status,
        "take an instruct model of a supported family in GGUF: Llama, Mistral, Phi-3.5, "
        "Qwen 2.5/3, Gemma, SmolLM");
}

/* ---- reading --------------------------------------------------------------------------------- */

static int fill(struct reader *r)
{
    r->window_at = r->at;
    r->window_len = 0;
    if (r->fd < 0) {
        if (r->at < r->memory_len) {
            size_t left = r->memory_len - (size_t)r->at;

            r->window_len = left < WINDOW ? left : WINDOW;
            memcpy(r->window, r->memory + r->at, r->window_len);
        }
    } else {
        ssize_t got;

        do
            got = pread(r->fd, r->window, WINDOW, (off_t)r->at);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return idio_fail_sys(r->err, errno, "infer.gguf", "reading %s", r->path);
        r->window_len = (size_t)got;
    }
    return r->window_len ? IDIO_OK : corrupt(r, "it ends in the middle of its header");
}

static int get_bytes(struct reader *r, void *out, size_t n)
{
    unsigned char *to = out;

    if (n > r->size - r->at)
        return corrupt(r, "it ends in the middle of its header");
    while (n) {
        size_t offset, part;

        if (r->at < r->window_at || r->at - r->window_at >= r->window_len) {
            int status = fill(r);

            if (status < 0)
                return status;
        }
        offset = (size_t)(r->at - r->window_at);
        part = r->window_len - offset < n ? r->window_len - offset : n;
        memcpy(to, r->window + offset, part);
        to += part;
        r->at += part;
        n -= part;
    }
    return IDIO_OK;
}

static int get_number(struct reader *r, size_t n, uint64_t *ret)
{
    unsigned char b[8];
    int status = get_bytes(r, b, n);

    *ret = 0;
    for (size_t i = 0; status >= 0 && i < n; i++)
        *ret |= (uint64_t)b[i] << (8 * i);
    return status;
}

static int skip(struct reader *r, uint64_t n)
{
    if (n > r->size - r->at)
        return corrupt(r, "it ends in the middle of its header");
    r->at += n;
    return IDIO_OK;
}

/* A string, cut to cap - 1 bytes; *ret_len is its true length. */
static int get_string(struct reader *r, char *out, size_t cap, uint64_t max, uint64_t *ret_len)
{
    uint64_t n;
    size_t take;
    int status = get_number(r, 8, &n);

    if (status < 0)
        return status;
    if (n > max || n > r->size - r->at)
        return corrupt(r, "a string is longer than it can be");
    take = n < cap - 1 ? (size_t)n : cap - 1;
    status = get_bytes(r, out, take);
    out[take] = '\0';
    if (status >= 0)
        status = skip(r, n - take);
    *ret_len = n;
    return status;
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* llama.cpp keeps tokens in a table from text to number and asserts that none comes twice. An empty
 * one gets a name by number there, so it counts as distinct. */
static int read_tokens(struct reader *r, uint64_t count)
{
    char text[1024];
    uint64_t n;

    if (count > VOCAB_MAX)
        return corrupt(r, "its vocabulary is larger than any");
    for (uint64_t i = 0; i < count; i++) {
        bool is_new = true;
        int status = get_string(r, text, sizeof text, sizeof text - 1, &n);

        if (status < 0)
            return status;
        if (n && !idio_map_at(&r->tokens, text, (size_t)n, &is_new))
            return idio_nomem(r->err, "infer.gguf");
        if (!is_new)
            return corrupt(r, "a token comes twice in its vocabulary");
    }
    return IDIO_OK;
}

static int read_array(struct reader *r, struct key *k)
{
    uint64_t type, n;
    char text[8];
    int status = get_number(r, 4, &type);

    if (status >= 0)
        status = get_number(r, 8, &k->count);
    if (status < 0)
        return status;
    if (type >= T_N || type == T_ARR)
        return corrupt(r, "an array of an unknown kind");
    k->element = (uint32_t)type;
    if (type != T_STR)
        return k->count > r->size / type_size[type] ? corrupt(r, "an array is longer than the file")
                                                    : skip(r, k->count * type_size[type]);
    if (k->count > r->size / 8)
        return corrupt(r, "an array is longer than the file");
    if (!strcmp(k->name, "tokenizer.ggml.tokens"))
        return read_tokens(r, k->count);
    for (uint64_t i = 0; i < k->count && status >= 0; i++)
        status = get_string(r, text, sizeof text, STRING_MAX, &n);
    return status;
}

static int read_value(struct reader *r, struct key *k)
{
    uint64_t u;
    int status;

    if (k->type >= T_N)
        return corrupt(r, "a value of an unknown kind");
    if (k->type == T_ARR)
        return read_array(r, k);
    if (k->type == T_STR)
        return get_string(r, k->text, sizeof k->text, STRING_MAX, &k->count);
    status = get_number(r, type_size[k->type], &u);
    if (status < 0)
        return status;
    if (k->type == T_F32) {
        float f;
        uint32_t bits = (uint32_t)u;

        memcpy(&f, &bits, sizeof f);
        k->v.f = (double)f;
    } else if (k->type == T_F64) {
        memcpy(&k->v.f, &u, sizeof u);
    } else {
        bool is_signed =
            k->type == T_I8 || k->type == T_I16 || k->type == T_I32 || k->type == T_I64;

        k->v.u = is_signed && (u >> (8 * type_size[k->type] - 1) & 1) ? UINT64_MAX : u;
    }
    return IDIO_OK;
}

static int read_keys(struct reader *r, uint64_t count)
{
    struct idio_map seen;
    int status = IDIO_OK;

    if (count > KEYS_MAX)
        return corrupt(r, "it claims more keys than any model has");
    idio_map_init(&seen, (size_t)KEYS_MAX * 2 * KEY_MAX);
    for (uint64_t i = 0; i < count && status >= 0; i++) {
        struct key k = {.type = 0};
        uint64_t n, type = 0;
        bool is_new = false;

        status = get_string(r, k.name, sizeof k.name, sizeof k.name - 1, &n);
        if (status >= 0 && (!n || strlen(k.name) != n))
            status = corrupt(r, "a key without a proper name");
        if (status >= 0)
            status = get_number(r, 4, &type);
        if (status < 0)
            break;
        k.type = type < T_N ? (uint32_t)type : T_N;
        if (!idio_map_at(&seen, k.name, (size_t)n, &is_new))
            status = idio_nomem(r->err, "infer.gguf");
        else if (!is_new)
            status = corrupt(r, "a key comes twice");
        else
            status = read_value(r, &k);
        if (status >= 0 && idio_vec_push(&r->keys, k) < 0)
            status = idio_nomem(r->err, "infer.gguf");
    }
    idio_map_release(&seen);
    return status;
}

static const struct key *find_key(const struct reader *r, const char *name)
{
    for (size_t i = 0; i < r->keys.len; i++)
        if (!strcmp(r->keys.at[i].name, name))
            return &r->keys.at[i];
    return NULL;
}

/* The key "<architecture>.<suffix>". */
static const struct key *arch_key(const struct reader *r, const char *arch, const char *suffix)
{
    size_t n = strlen(arch);

    for (size_t i = 0; i < r->keys.len; i++) {
        const char *name = r->keys.at[i].name;

        if (!strncmp(name, arch, n) && name[n] == '.' && !strcmp(name + n + 1, suffix))
            return &r->keys.at[i];
    }
    return NULL;
}

static bool is_whole(const struct key *k)
{
    return k && (k->type == T_U32 || k->type == T_I32 || k->type == T_U16 || k->type == T_U64);
}

/* Whole number between low and high, `fallback` when the key is missing. */
static int arch_number(struct reader *r, const char *arch, const char *suffix, uint64_t low,
                       uint64_t high, uint64_t fallback, uint64_t *ret)
{
    const struct key *k = arch_key(r, arch, suffix);
    uint64_t value = k ? k->v.u : fallback;

    if ((k && !is_whole(k)) || value < low || value > high) {
        int status =
            idio_fail(r->err, IDIO_E_CORRUPT, "infer.gguf",
                      "%s is damaged: %s.%s is missing or impossible", r->path, arch, suffix);

        return idio_hint(r->err, status, "fetch the file again (`idiolect model pull`)");
    }
    *ret = value;
    return IDIO_OK;
}

/* ---- tensors --------------------------------------------------------------------------------- */

static int read_tensor(struct reader *r, uint64_t alignment, uint64_t *offset,
                       struct idio_map *names)
{
    char name[NAME_MAX_];
    uint64_t n = 0, dims = 0, type = 0, at = 0, dim[DIMS_MAX] = {1, 1, 1, 1}, elements = 1, bytes;
    bool is_new = false;
    int status = get_string(r, name, sizeof name, sizeof name - 1, &n);

    if (status >= 0)
        status = get_number(r, 4, &dims);
    if (status < 0)
        return status;
    if (dims > DIMS_MAX)
        return corrupt(r, "a tensor has more than four dimensions");
    for (uint64_t i = 0; i < dims && status >= 0; i++) {
        status = get_number(r, 8, &dim[i]);
        if (status >= 0 &&
            (dim[i] == 0 || dim[i] > DIM_MAX || elements > (UINT64_MAX >> 16) / dim[i]))
            return corrupt(r, "a tensor has impossible dimensions");
        elements *= dim[i];
    }
    if (status >= 0)
        status = get_number(r, 4, &type);
    if (status >= 0)
        status = get_number(r, 8, &at);
    if (status < 0)
        return status;
    if (type >= sizeof block_of / sizeof *block_of || !block_of[type].elements)
        return unsupported(r, "a tensor has a type that cannot be computed with", name);
    if (dim[0] % block_of[type].elements)
        return corrupt(r, "a tensor's rows do not fill its blocks");
    if (dims == 1 && type != 0)
        return unsupported(r, "a vector is not stored as 32-bit floats", name);
    if (!idio_map_at(names, name, (size_t)n, &is_new))
        return idio_nomem(r->err, "infer.gguf");
    if (!is_new)
        return corrupt(r, "a tensor comes twice");
    bytes = elements / block_of[type].elements * block_of[type].bytes;
    if (at != *offset || bytes > r->size)
        return corrupt(r, "its tensors do not lie where they should, or it is cut off");
    *offset += (bytes + alignment - 1) / alignment * alignment;
    return *offset > 2 * r->size ? corrupt(r, "it is cut off: tensor data is missing") : IDIO_OK;
}

static int read_tensors(struct reader *r, uint64_t count, uint64_t *ret_bytes)
{
    const struct key *k = find_key(r, "general.alignment");
    uint64_t alignment = k ? k->v.u : 32, data, end = 0;
    struct idio_map names;
    int status = IDIO_OK;

    if ((k && k->type != T_U32) || alignment == 0 || alignment > 65536 ||
        (alignment & (alignment - 1)))
        return corrupt(r, "its alignment is no power of two");
    if (count == 0 || count > TENSORS_MAX)
        return corrupt(r,
                       count ? "it claims more tensors than any model has" : "it holds no tensors");
    idio_map_init(&names, (size_t)TENSORS_MAX * 2 * NAME_MAX_);
    for (uint64_t i = 0; i < count && status >= 0; i++)
        status = read_tensor(r, alignment, &end, &names);
    idio_map_release(&names);
    if (status < 0)
        return status;
    data = (r->at + alignment - 1) / alignment * alignment;
    /* The last tensor's padding is often not written. */
    if (data > r->size || end > r->size - data + alignment - 1)
        return corrupt(r, "it is cut off: tensor data is missing");
    *ret_bytes = end;
    return IDIO_OK;
}

/* ---- sense ----------------------------------------------------------------------------------- */

static int check_string_key(struct reader *r, const char *name, bool needed)
{
    const struct key *k = find_key(r, name);

    if ((needed && !k) || (k && k->type != T_STR))
        return corrupt(r, name);
    return IDIO_OK;
}

/* Absent experts; present ones must be plausible (asserted in load_hparams). */
static int check_experts(struct reader *r, const char *arch)
{
    uint64_t experts = 0, used = 0, groups = 0;
    int status = arch_number(r, arch, "expert_count", 0, 0, 0, &experts);

    if (status < 0)
        return unsupported(r, "mixtures of experts are not supported", NULL);
    status = arch_number(r, arch, "expert_used_count", 0, 0, 0, &used);
    if (status >= 0)
        status = arch_number(r, arch, "expert_group_count", 0, 0, 0, &groups);
    if (status >= 0)
        status = arch_number(r, arch, "nextn_predict_layers", 0, 0, 0, &groups);
    return status;
}

static int check_rope(struct reader *r, const struct idio_gguf *g)
{
    static const char *const scalings[] = {"none", "linear", "yarn", "longrope"};
    const struct key *k = arch_key(r, g->arch, "rope.scaling.type");
    uint64_t head = g->embedding / g->heads, key_length = head, value_length = head, rope = 0;
    bool known = !k;
    int status;

    for (size_t i = 0; k && k->type == T_STR && i < sizeof scalings / sizeof *scalings; i++)
        known = known || !strcmp(k->text, scalings[i]);
    if (!known)
        return unsupported(r, "unknown rope scaling", k->type == T_STR ? k->text : NULL);
    status = arch_number(r, g->arch, "attention.key_length", 1, 4096, head, &key_length);
    if (status >= 0)
        status = arch_number(r, g->arch, "attention.value_length", 1, 4096, head, &value_length);
    if (status >= 0)
        status = arch_number(r, g->arch, "rope.dimension_count", 1, key_length, key_length, &rope);
    if (status < 0)
        return status;
    /* Partial rotation is known to these graphs only; the others assert equality. */
    if (key_length != value_length ||
        (rope != key_length && strcmp(g->arch, "phi3") && strcmp(g->arch, "stablelm")) || rope % 2)
        return corrupt(r, "its head sizes contradict each other");
    return IDIO_OK;
}

static int check_shape(struct reader *r, struct idio_gguf *g)
{
    const char *arch = g->arch;
    int status = arch_number(r, arch, "block_count", 1, LAYERS_MAX, 0, &g->layers);

    if (status >= 0)
        status = arch_number(r, arch, "embedding_length", 8, 1 << 17, 0, &g->embedding);
    if (status >= 0)
        status = arch_number(r, arch, "context_length", 64, UINT32_MAX, 0, &g->context);
    if (status >= 0)
        status = arch_number(r, arch, "attention.head_count", 1, 4096, 0, &g->heads);
    if (status >= 0)
        status =
            arch_number(r, arch, "attention.head_count_kv", 1, g->heads, g->heads, &g->kv_heads);
    if (status < 0)
        return status;
    if (g->heads % g->kv_heads || g->embedding < g->heads)
        return corrupt(r, "its numbers of heads contradict each other");
    status = check_experts(r, arch);
    return status < 0 ? status : check_rope(r, g);
}

/* A SentencePiece tokenizer throws through the C interface when a byte has no token. */
static int check_byte_tokens(struct reader *r)
{
    static const char digits[] = "0123456789ABCDEF";

    for (unsigned b = 0; b < 256; b++) {
        char text[7] = {'<', '0', 'x', digits[b >> 4], digits[b & 15], '>', '\0'};
        char raw = (char)b;
        size_t value;

        if (!idio_map_get(&r->tokens, text, 6, &value) &&
            !idio_map_get(&r->tokens, &raw, 1, &value))
            return corrupt(r, "its vocabulary lacks byte tokens");
    }
    return IDIO_OK;
}

static int check_vocabulary(struct reader *r, struct idio_gguf *g)
{
    const struct key *model = find_key(r, "tokenizer.ggml.model");
    const struct key *tokens = find_key(r, "tokenizer.ggml.tokens");
    const struct key *types = find_key(r, "tokenizer.ggml.token_type");
    const struct key *scores = find_key(r, "tokenizer.ggml.scores");

    if (!model || model->type != T_STR || !tokens || tokens->type != T_ARR ||
        tokens->element != T_STR)
        return corrupt(r, "it has no tokenizer");
    if (strcmp(model->text, "gpt2") && strcmp(model->text, "llama"))
        return unsupported(r, "its tokenizer is not byte-level BPE or SentencePiece", model->text);
    if (tokens->count < 300)
        return corrupt(r, "its vocabulary is smaller than any");
    if ((types &&
         (types->type != T_ARR || types->element != T_I32 || types->count < tokens->count)) ||
        (scores &&
         (scores->type != T_ARR || scores->element != T_F32 || scores->count < tokens->count)))
        return corrupt(r, "its token tables have different lengths");
    g->vocabulary = tokens->count;
    g->has_template = find_key(r, "tokenizer.chat_template") != NULL;
    if (check_string_key(r, "tokenizer.chat_template", false) < 0)
        return corrupt(r, "its chat template is not text");
    return strcmp(model->text, "llama") ? IDIO_OK : check_byte_tokens(r);
}

static int check_adapter(struct reader *r, const struct key *kind)
{
    const struct key *type = find_key(r, "adapter.type"),
                     *alpha = find_key(r, "adapter.lora.alpha");

    if (!kind || kind->type != T_STR || strcmp(kind->text, "adapter"))
        return unsupported(r, "it is a model, not an adapter", NULL);
    if (!type || type->type != T_STR || strcmp(type->text, "lora"))
        return unsupported(r, "only LoRA adapters can be applied", NULL);
    if (!alpha || alpha->type != T_F32 || !(alpha->v.f >= 0 && alpha->v.f < 1e6))
        return corrupt(r, "its LoRA alpha is missing or impossible");
    return IDIO_OK;
}

static void copy_text(char *to, size_t cap, const char *from)
{
    size_t n = idio_utf8_cut(from, strlen(from), cap - 1);

    memcpy(to, from, n);
    to[n] = '\0';
}

static int check_sense(struct reader *r, enum idio_gguf_kind kind, struct idio_gguf *g)
{
    const struct key *arch = find_key(r, "general.architecture"),
                     *type = find_key(r, "general.type");
    const struct key *name = find_key(r, "general.name"), *split = find_key(r, "split.count");
    bool known = false;
    int status;

    if (!arch || arch->type != T_STR)
        return corrupt(r, "it does not name its architecture");
    for (size_t i = 0; i < sizeof architectures / sizeof *architectures; i++)
        known = known || !strcmp(arch->text, architectures[i]);
    if (!known)
        return unsupported(r, "its architecture cannot generate text for us", arch->text);
    copy_text(g->arch, sizeof g->arch, arch->text);
    if (name && name->type == T_STR)
        copy_text(g->name, sizeof g->name, name->text);
    if (split && (!is_whole(split) || split->v.u > 1))
        return unsupported(
            r, "it is one part of a split model (join it with llama-gguf-split --merge)", NULL);
    if (kind == IDIO_GGUF_ADAPTER)
        return check_adapter(r, type);
    if (type && type->type == T_STR && strcmp(type->text, "model"))
        return unsupported(r, "it is not a model but", type->text);
    status = check_shape(r, g);
    return status < 0 ? status : check_vocabulary(r, g);
}

static int check_header(struct reader *r, enum idio_gguf_kind kind, struct idio_gguf *ret)
{
    struct idio_gguf g = {.arch = ""};
    unsigned char magic[4];
    uint64_t version = 0, tensors = 0, keys = 0;
    int status;

    if (r->size < 24 || get_bytes(r, magic, 4) < 0 || memcmp(magic, "GGUF", 4)) {
        status = idio_fail(r->err, IDIO_E_CORRUPT, "infer.gguf", "%s is not a GGUF file", r->path);
        return idio_hint(r->err, status,
                         "give the .gguf file itself, not safetensors or a download page");
    }
    status = get_number(r, 4, &version);
    if (status >= 0 && version != 2 && version != 3)
        return version == 1 || (version > 3 && version < 100)
                   ? unsupported(r, "its GGUF version is not 2 or 3", NULL)
                   : corrupt(r, "its version number is impossible (another byte order?)");
    if (status >= 0)
        status = get_number(r, 8, &tensors);
    if (status >= 0)
        status = get_number(r, 8, &keys);
    if (status >= 0)
        status = read_keys(r, keys);
    /* Sense before tensors: "wrong architecture" helps more than "odd tensor type". */
    if (status >= 0)
        status = check_sense(r, kind, &g);
    if (status >= 0)
        status = read_tensors(r, tensors, &g.data_bytes);
    if (status < 0)
        return status;
    g.tensors = tensors;
    *ret = g;
    return IDIO_OK;
}

static int run_check(struct reader *r, enum idio_gguf_kind kind, struct idio_gguf *ret)
{
    int status;

    idio_map_init(&r->tokens, (size_t)128 << 20);
    status = check_header(r, kind, ret);
    idio_map_release(&r->tokens);
    idio_vec_release(&r->keys);
    return status;
}

int idio_gguf_check_memory(const void *p, size_t n, uint64_t total, enum idio_gguf_kind kind,
                           struct idio_gguf *ret, struct idio_err *err)
{
    struct reader *r = idio_alloc(1, sizeof *r);
    int status;

    if (!r)
        return idio_nomem(err, "infer.gguf");
    r->fd = -1;
    r->memory = p;
    r->memory_len = n;
    r->size = total > n ? total : n;
    r->path = "the file";
    r->err = err;
    status = run_check(r, kind, ret);
    idio_free(r);
    return status;
}

static int open_regular(const char *path, uint64_t *ret_size, int *ret_fd, struct idio_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), status;

    if (fd < 0) {
        status = idio_fail_sys(err, errno, "infer.gguf", "opening %s", path);
        return idio_hint(err, status,
                         "name an existing GGUF file; `idiolect model list` shows the known ones");
    }
    if (fstat(fd, &st) < 0) {
        status = idio_fail_sys(err, errno, "infer.gguf", "looking at %s", path);
        close(fd);
        return status;
    }
    if (!S_ISREG(st.st_mode) || st.st_size < 0) {
        close(fd);
        status = idio_fail(err, IDIO_E_INVALID, "infer.gguf", "%s is not a regular file", path);
        return idio_hint(err, status, "name the .gguf file itself");
    }
    *ret_size = (uint64_t)st.st_size;
    *ret_fd = fd;
    return IDIO_OK;
}

int idio_gguf_check(const char *path, enum idio_gguf_kind kind, struct idio_gguf *ret,
                    struct idio_err *err)
{
    struct reader *r = idio_alloc(1, sizeof *r);
    int status;

    if (!r)
        return idio_nomem(err, "infer.gguf");
    status = open_regular(path, &r->size, &r->fd, err);
    if (status >= 0) {
        r->path = path;
        r->err = err;
        status = run_check(r, kind, ret);
        close(r->fd);
    }
    idio_free(r);
    return status;
}
