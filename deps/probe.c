/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Last step of tools/deps.sh: links every library it built and runs each once, so that a broken
 * cache is found there and not in a test. Also the shortest example of how they are used together.
 *
 * Usage: probe MODEL.gguf
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ggml-backend.h>
#include <idio_grammars.h>
#include <llama.h>
#include <llguidance.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <structured.h>

#define NEED(cond)                                                             \
    do {                                                                       \
        if (!(cond)) {                                                         \
            fprintf(stderr, "probe: failed: %s (line %d)\n", #cond, __LINE__); \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

static void parse_all(void)
{
    const TSLanguage *const languages[] = {
        tree_sitter_bash(),       tree_sitter_c(),    tree_sitter_c_sharp(),    tree_sitter_cpp(),
        tree_sitter_go(),         tree_sitter_java(), tree_sitter_javascript(), tree_sitter_php(),
        tree_sitter_python(),     tree_sitter_ruby(), tree_sitter_rust(),       tree_sitter_tsx(),
        tree_sitter_typescript(),
    };
    const char *text = "int main(void) { return 0; }\n";
    TSParser *parser = ts_parser_new();
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        NEED(ts_parser_set_language(parser, languages[i]));
        TSTree *tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)strlen(text));
        NEED(tree != NULL);
        if (languages[i] == tree_sitter_c())
            NEED(!ts_node_has_error(ts_tree_root_node(tree)));
        printf("grammar %zu: ABI %u, %u node types\n", i, ts_language_abi_version(languages[i]),
               ts_language_symbol_count(languages[i]));
        ts_tree_delete(tree);
    }
    ts_parser_delete(parser);
}

static void validate(void)
{
    const char *schema = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}";
    char err[256] = "";
    struct idio_jsv *jsv = idio_jsv_new(schema, strlen(schema), err, sizeof err);
    NEED(jsv != NULL);
    NEED(idio_jsv_check(jsv, "{\"n\":1}", 7, err, sizeof err) == 1);
    NEED(idio_jsv_check(jsv, "{\"n\":\"\"}", 8, err, sizeof err) == 0);
    printf("invalid: %s\n", err);
    NEED(idio_jsv_check(jsv, "{", 1, err, sizeof err) == -1);
    printf("broken: %s\n", err);
    idio_jsv_free(jsv);

    const char *remote = "{\"$ref\":\"https://example.com/schema.json\"}";
    NEED(idio_jsv_new(remote, strlen(remote), err, sizeof err) == NULL);
    printf("remote: %s\n", err);
}

static void quiet(enum ggml_log_level level, const char *text, void *data)
{
    (void)data;
    if (level >= GGML_LOG_LEVEL_WARN && level != GGML_LOG_LEVEL_CONT)
        fputs(text, stdout);
}

/* The CPU variants lie beside libllama.so, wherever that was installed. */
static void load_backends(void)
{
    Dl_info info;
    NEED(dladdr(dlsym(RTLD_DEFAULT, "llama_backend_init"), &info) != 0);
    char dir[4096];
    snprintf(dir, sizeof dir, "%s", info.dli_fname);
    char *slash = strrchr(dir, '/');
    NEED(slash != NULL);
    *slash = '\0';
    ggml_backend_load_all_from_path(dir);
    NEED(ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU) != NULL);
}

static size_t tokenize(const void *user, const uint8_t *bytes, size_t n, uint32_t *out, size_t cap)
{
    int32_t got = llama_tokenize(user, (const char *)bytes, (int32_t)n, (llama_token *)out,
                                 (int32_t)cap, false, false);
    return (size_t)(got < 0 ? -got : got);
}

static LlgTokenizer *new_tokenizer(const struct llama_vocab *vocab)
{
    uint32_t n = (uint32_t)llama_vocab_n_tokens(vocab);
    uint32_t *lens = calloc(n, sizeof *lens);
    uint8_t *bytes = malloc((size_t)n * 256);
    NEED(lens != NULL && bytes != NULL);
    size_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool control = llama_vocab_get_attr(vocab, (llama_token)i) & LLAMA_TOKEN_ATTR_CONTROL;
        if (control) /* 0xFF marks a special token for llguidance: text can never spell it */
            bytes[at] = 0xFF;
        int32_t len =
            llama_token_to_piece(vocab, (llama_token)i, (char *)bytes + at + control, 255, 0, true);
        NEED(len >= 0);
        lens[i] = (uint32_t)len + control;
        at += lens[i];
    }
    char err[256] = "";
    LlgTokenizerInitV2 init = {
        .struct_size = sizeof init,
        .vocab_size = n,
        .tok_eos = (LlgToken)llama_vocab_eos(vocab),
        .token_lens = lens,
        .token_bytes = bytes,
        .tokenize_assumes_string = true,
        .tokenize_fn = tokenize,
        .tokenize_user_data = vocab,
    };
    LlgTokenizer *tokenizer = llg_new_tokenizer_v2(&init, err, sizeof err);
    if (tokenizer == NULL)
        fprintf(stderr, "probe: %s\n", err);
    NEED(tokenizer != NULL);
    free(lens);
    free(bytes);
    return tokenizer;
}

static void mask(const struct llama_vocab *vocab)
{
    LlgTokenizer *tokenizer = new_tokenizer(vocab);
    LlgConstraintInit init;
    llg_constraint_init_set_defaults(&init, tokenizer);
    init.log_stderr_level = 0;
    LlgMatcher *matcher = llg_new_matcher(&init, "json_schema", "{\"enum\":[\"yes\",\"no\"]}");
    NEED(!llg_matcher_is_error(matcher));
    NEED(llg_matcher_compute_mask(matcher) == 0);
    const uint32_t *bits = llg_matcher_get_mask(matcher);
    size_t allowed = 0;
    for (size_t i = 0; i < llg_matcher_get_mask_byte_size(matcher) / sizeof *bits; i++)
        allowed += (size_t)__builtin_popcount(bits[i]);
    printf("llguidance %s: %zu tokens may start the document\n", llg_get_version(), allowed);
    NEED(allowed > 0 && allowed < 100);
    llg_free_matcher(matcher);
    llg_free_tokenizer(tokenizer);
}

int main(int argc, char **argv)
{
    NEED(argc == 2);
    setvbuf(stdout, NULL, _IOLBF, 0);
    parse_all();
    validate();

    llama_log_set(quiet, NULL);
    load_backends();
    llama_backend_init();
    struct llama_model *model = llama_model_load_from_file(argv[1], llama_model_default_params());
    NEED(model != NULL);
    const struct llama_vocab *vocab = llama_model_get_vocab(model);
    printf("llama: %s; %d tokens; %s\n", llama_print_system_info(), llama_vocab_n_tokens(vocab),
           ggml_backend_reg_name(ggml_backend_reg_get(0)));
    mask(vocab);
    llama_model_free(model);
    llama_backend_free();
    return 0;
}
