/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From files to a model that can be asked.
 *
 * Order matters: our own header check first (model_gguf.c), because llama.cpp ends the process on
 * some malformed files; then ggml's CPU variants from a known folder, before llama_backend_init,
 * which would otherwise look for them in the *current directory* and load what it finds there.
 *
 * llguidance gets the vocabulary's bytes and a greedy tokenizer of its own: calling llama_tokenize
 * from Rust would let a C++ exception run through Rust frames, which ends the process too.
 *
 * The weights are read, not mapped, up to LOAD_READ_MAX: a mapped file that is truncated later (an
 * interrupted re-download) kills the process by SIGBUS.
 *
 * Process-wide state: llama.cpp's log callback and backend registry exist once per process. They
 * are set up once (pthread_once, a lock), and what a running call needs is thread-local.
 */
#include <dlfcn.h>
#include <ggml-backend.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "infer/model_llama.h"

enum { PIECE_FIRST = 64 };
#define LOAD_READ_MAX ((uint64_t)1 << 30)

static const char sentinel_system[] = "IdioSystemTextHere", sentinel_user[] = "IdioUserTextHere";

/* ---- logging --------------------------------------------------------------------------------- */

struct log_route {
    const struct idio_log *log;
    char last_error[256];
};
static _Thread_local struct log_route route;

static void on_log(enum ggml_log_level level, const char *text, void *user)
{
    size_t n = strcspn(text, "\n");

    (void)user;
    if (level == GGML_LOG_LEVEL_CONT || n == 0)
        return;
    if (level == GGML_LOG_LEVEL_ERROR) {
        n = idio_utf8_cut(text, n, sizeof route.last_error - 1);
        memcpy(route.last_error, text, n);
        route.last_error[n] = '\0';
    }
    idio_log(route.log, IDIO_LOG_DEBUG, "llama", "%.*s", (int)n, text);
}

void idio_llama_log_begin(const struct idio_log *log)
{
    route.log = log;
    route.last_error[0] = '\0';
}

const char *idio_llama_log_end(void)
{
    route.log = NULL;
    return route.last_error;
}

/* ---- backends -------------------------------------------------------------------------------- */

static pthread_mutex_t backend_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t log_once = PTHREAD_ONCE_INIT, backend_once = PTHREAD_ONCE_INIT;

static void route_logs(void)
{
    llama_log_set(on_log, NULL);
}

/* Without a folder: where libllama lies, which is where `make deps` and `make install` put them. */
static int backend_folder(const char *given, struct idio_str *out, struct idio_err *err)
{
    Dl_info info;
    const char *slash;

    if (given) {
        idio_str_puts(out, given);
    } else {
        void *symbol = dlsym(RTLD_DEFAULT, "llama_backend_init");

        if (!symbol || !dladdr(symbol, &info) || !info.dli_fname ||
            !(slash = strrchr(info.dli_fname, '/')))
            return idio_fail(err, IDIO_E_MISSING, "infer.model", "cannot tell where libllama lies");
        idio_str_append(out, info.dli_fname, (size_t)(slash - info.dli_fname));
    }
    return idio_str_status(out, "infer.model", err);
}

static int load_backends(const char *given, struct idio_err *err)
{
    struct idio_str folder;
    int r = IDIO_OK;

    pthread_once(&log_once, route_logs);
    idio_str_init(&folder, 4096);
    pthread_mutex_lock(&backend_lock);
    if (!ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU)) {
        r = backend_folder(given, &folder, err);
        if (r >= 0)
            ggml_backend_load_all_from_path(folder.data);
    }
    if (r >= 0 && !ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU)) {
        r = idio_fail(err, IDIO_E_MISSING, "infer.model", "no ggml CPU backend in %s", folder.data);
        r = idio_hint(
            err, r, "run `make deps` (or reinstall), so that libggml-cpu-*.so lie beside libllama");
    }
    if (r >= 0)
        pthread_once(&backend_once, llama_backend_init);
    pthread_mutex_unlock(&backend_lock);
    idio_str_release(&folder);
    return r;
}

/* ---- vocabulary ------------------------------------------------------------------------------ */

struct idio_slice idio_model_piece(const struct idio_model *m, llama_token t)
{
    if (t < 0 || (uint32_t)t >= m->vocabulary)
        return idio_slice(NULL, 0);
    return idio_slice((const char *)m->pieces + m->piece_at[t],
                      m->piece_at[t + 1] - m->piece_at[t]);
}

static bool is_control(const struct llama_vocab *v, llama_token t)
{
    enum llama_token_attr attr = llama_vocab_get_attr(v, t);

    return (attr &
            (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN | LLAMA_TOKEN_ATTR_UNUSED)) ||
           llama_vocab_is_eog(v, t);
}

/* Bytes of token t as llguidance wants them: special ones begin with 0xFF, so no text spells them.
 */
static int append_piece(struct idio_model *m, llama_token t, struct idio_str *out,
                        struct idio_err *err)
{
    char small[PIECE_FIRST], *buf = small;
    int32_t n = llama_token_to_piece(m->vocab, t, small, sizeof small, 0, true);

    if (n < 0) {
        int32_t need = -n;

        buf = idio_alloc((size_t)need, 1);
        if (!buf)
            return idio_nomem(err, "infer.model");
        n = llama_token_to_piece(m->vocab, t, buf, need, 0, true);
    }
    if (is_control(m->vocab, t))
        idio_str_putc(out, (char)0xFF);
    if (n > 0)
        idio_str_append(out, buf, (size_t)n);
    if (buf != small)
        idio_free(buf);
    return idio_str_status(out, "infer.model", err);
}

static int new_tokenizer(struct idio_model *m, const uint8_t *bytes, const uint32_t *lens,
                         struct idio_err *err)
{
    char text[256] = "";
    llama_token eos = llama_vocab_eot(m->vocab), extra[32];
    uint32_t extras = 0;
    LlgTokenizerInitV2 init = {.struct_size = sizeof init};

    if (eos < 0)
        eos = llama_vocab_eos(m->vocab);
    for (uint32_t i = 0; i < m->vocabulary && extras < 32; i++)
        if (llama_vocab_is_eog(m->vocab, (llama_token)i) && (llama_token)i != eos)
            extra[extras++] = (llama_token)i;
    if (eos < 0 && extras)
        eos = extra[--extras];
    if (eos < 0)
        return idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model", "%s has no end token", m->name);
    init.vocab_size = m->vocabulary;
    init.tok_eos = (LlgToken)eos;
    init.token_lens = lens;
    init.token_bytes = bytes;
    init.use_approximate_greedy_tokenize_fn = true;
    init.tok_eos_extra = (const LlgToken *)extra;
    init.tok_eos_extra_count = extras;
    m->tokenizer = llg_new_tokenizer_v2(&init, text, sizeof text);
    return m->tokenizer ? IDIO_OK
                        : idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model",
                                    "%s: its vocabulary cannot be masked: %s", m->name, text);
}

/* Code fences, the first thing that an untrained model writes, are not for it to choose. (Taking
 * them out in the grammar, by complement, costs llguidance more than its fuel.) */
static bool is_fence(struct idio_slice piece)
{
    return memmem(piece.p, piece.n, "```", 3) || memmem(piece.p, piece.n, "\"\"\"", 3);
}

static int load_choosable(struct idio_model *m, struct idio_err *err)
{
    m->choosable = idio_alloc((size_t)m->vocabulary / 32 + 1, sizeof *m->choosable);
    if (!m->choosable)
        return idio_nomem(err, "infer.model");
    for (uint32_t i = 0; i < m->vocabulary; i++)
        if (!is_fence(idio_model_piece(m, (llama_token)i)))
            m->choosable[i / 32] |= (uint32_t)1 << i % 32;
    return IDIO_OK;
}

static int load_vocabulary(struct idio_model *m, struct idio_err *err)
{
    struct idio_str bytes;
    uint32_t *lens;
    int r = IDIO_OK;

    m->vocabulary = (uint32_t)llama_vocab_n_tokens(m->vocab);
    m->piece_at = idio_alloc((size_t)m->vocabulary + 1, sizeof *m->piece_at);
    lens = idio_alloc(m->vocabulary, sizeof *lens);
    idio_str_init(&bytes, (size_t)256 << 20);
    if (!m->piece_at || !lens)
        r = idio_nomem(err, "infer.model");
    for (uint32_t i = 0; r >= 0 && i < m->vocabulary; i++) {
        m->piece_at[i] = bytes.len;
        r = append_piece(m, (llama_token)i, &bytes, err);
        lens[i] = (uint32_t)(bytes.len - m->piece_at[i]);
    }
    if (r >= 0) {
        m->piece_at[m->vocabulary] = bytes.len;
        r = new_tokenizer(m, (const uint8_t *)bytes.data, lens, err);
    }
    if (r >= 0 && !(m->pieces = (uint8_t *)idio_str_take(&bytes)))
        r = idio_nomem(err, "infer.model");
    idio_str_release(&bytes);
    idio_free(lens);
    return r;
}

/* ---- masks ----------------------------------------------------------------------------------- */

/* No controls, no line or paragraph separators, no bidi or zero-width characters; a line begins
 * with what a sentence begins with, so that bullets and empty lines are out of reach. */
#define FORBIDDEN \
    "\\x00-\\x1F\\x7F\\u0080-\\u009F\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFFD"
#define FIRST "[^" FORBIDDEN " \\-*#>\\u2022\\u00A0]"
#define REST  "[^" FORBIDDEN "]"
#define BODY  "[^" FORBIDDEN "?]"

static const char *const grammars[IDIO_WIRE_KINDS] = {
    [IDIO_WIRE_LINE] = "start: LINE\nLINE: /" FIRST REST "{1,158}/\n",
    [IDIO_WIRE_LIST] = "start: (LINE (\"\\n\" LINE){0,5})?\nLINE: /" FIRST REST "{1,158}/\n",
    [IDIO_WIRE_QUESTIONS] =
        "start: (LINE (\"\\n\" LINE){0,3})?\nLINE: /" FIRST BODY "{8,150}\\?/\n",
};

static int load_grammars(struct idio_model *m, struct idio_err *err)
{
    LlgConstraintInit init;

    memset(&init, 0, sizeof init);
    llg_constraint_init_set_defaults(&init, m->tokenizer);
    init.log_stderr_level = 0;
    init.log_buffer_level = 0;
    init.limits.verbose_errors = false;
    for (int i = 0; i < IDIO_WIRE_KINDS; i++) {
        m->grammar[i] = llg_new_matcher(&init, "lark", grammars[i]);
        if (!m->grammar[i] || llg_matcher_is_error(m->grammar[i])) {
            const char *why = m->grammar[i] ? llg_matcher_get_error(m->grammar[i]) : NULL;

            return idio_fail(err, IDIO_E_BUG, "infer.model", "mask %d does not compile: %s", i,
                             why ? why : "no reason given");
        }
    }
    return IDIO_OK;
}

/* ---- chat template --------------------------------------------------------------------------- */

/* The template once with both texts marked, or a negative number when llama.cpp does not know it.
 */
static int render(const char *tmpl, struct idio_str *out, struct idio_err *err)
{
    struct llama_chat_message chat[2] = {{"system", sentinel_system}, {"user", sentinel_user}};
    int32_t need = llama_chat_apply_template(tmpl, chat, 2, true, NULL, 0);
    char *buf;

    if (need < 0 || need > 1 << 20)
        return IDIO_E_UNSUPPORTED;
    buf = idio_alloc((size_t)need + 1, 1);
    if (!buf)
        return idio_nomem(err, "infer.model");
    (void)llama_chat_apply_template(tmpl, chat, 2, true, buf, need + 1);
    idio_str_puts(out, buf);
    idio_free(buf);
    return idio_str_status(out, "infer.model", err);
}

static int cut_template(struct idio_model *m, const char *text, struct idio_err *err)
{
    const char *system = strstr(text, sentinel_system), *user = strstr(text, sentinel_user);
    const char *after_system, *after_user;

    if (!system || !user || system > user)
        return IDIO_E_UNSUPPORTED;
    after_system = system + strlen(sentinel_system);
    after_user = user + strlen(sentinel_user);
    m->template.before_system = idio_strndup(text, (size_t)(system - text));
    m->template.before_user = idio_strndup(after_system, (size_t)(user - after_system));
    m->template.after_user = idio_strdup(after_user);
    return m->template.before_system && m->template.before_user && m->template.after_user
               ? IDIO_OK
               : idio_nomem(err, "infer.model");
}

static bool knows_chatml(const struct idio_model *m)
{
    llama_token t[4];

    return llama_tokenize(m->vocab, "<|im_start|>", 12, t, 4, false, true) == 1;
}

static int load_template(struct idio_model *m, struct idio_err *err)
{
    const char *own = llama_model_chat_template(m->llama, NULL);
    struct idio_str text;
    int r = IDIO_E_UNSUPPORTED;

    idio_str_init(&text, 1 << 20);
    if (own)
        r = render(own, &text, err);
    if (r == IDIO_OK)
        r = cut_template(m, text.data, err);
    if (r == IDIO_E_UNSUPPORTED && knows_chatml(m)) {
        idio_str_clear(&text);
        r = render("chatml", &text, err);
        if (r == IDIO_OK)
            r = cut_template(m, text.data, err);
    }
    idio_str_release(&text);
    if (r == IDIO_E_UNSUPPORTED) {
        idio_fail(err, r, "infer.model", "%s has no chat template that is known", m->name);
        idio_hint(err, r, "take the instruct (chat) variant of the model");
    }
    return r;
}

/* ---- answers --------------------------------------------------------------------------------- */

static int add_answer(struct idio_model *m, const char *word, struct idio_token_vec *out,
                      struct idio_err *err)
{
    llama_token t[4];
    int32_t n = llama_tokenize(m->vocab, word, (int32_t)strlen(word), t, 4, false, false);

    if (n != 1)
        return IDIO_OK;
    for (size_t i = 0; i < out->len; i++)
        if (out->at[i] == t[0])
            return IDIO_OK;
    return idio_vec_push(out, t[0]) < 0 ? idio_nomem(err, "infer.model") : IDIO_OK;
}

static int load_answers(struct idio_model *m, struct idio_err *err)
{
    static const char *const yes[] = {"yes", "Yes", " yes", " Yes"};
    static const char *const no[] = {"no", "No", " no", " No"};
    int r = IDIO_OK;

    for (size_t i = 0; i < 4 && r >= 0; i++) {
        r = add_answer(m, yes[i], &m->yes, err);
        if (r >= 0)
            r = add_answer(m, no[i], &m->no, err);
    }
    if (r >= 0 && (!m->yes.len || !m->no.len))
        r = idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model", "%s has no token for yes and no",
                      m->name);
    return r;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int load_weights(struct idio_model *m, const char *path, struct idio_ctx *ctx,
                        struct idio_err *err)
{
    struct llama_model_params p = llama_model_default_params();
    ggml_backend_dev_t no_devices[] = {NULL};
    const char *why;

    p.devices = no_devices;
    p.n_gpu_layers = 0;
    p.load_mode = m->info.data_bytes <= LOAD_READ_MAX ? LLAMA_LOAD_MODE_NONE : LLAMA_LOAD_MODE_MMAP;
    idio_llama_log_begin(ctx ? ctx->log : NULL);
    m->llama = llama_model_load_from_file(path, p);
    why = idio_llama_log_end();
    if (!m->llama) {
        int r = idio_fail(err, IDIO_E_CORRUPT, "infer.model", "%s cannot be loaded: %s", path, why);

        return idio_hint(err, r,
                         "fetch the file again (`idiolect model pull`), or take another model");
    }
    if (!llama_model_has_decoder(m->llama) || llama_model_has_encoder(m->llama))
        return idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model", "%s is not a decoder model", path);
    m->vocab = llama_model_get_vocab(m->llama);
    return IDIO_OK;
}

static int load_adapter(struct idio_model *m, const char *path, struct idio_ctx *ctx,
                        struct idio_err *err)
{
    struct idio_gguf info;
    const char *why;
    int r = idio_gguf_check(path, IDIO_GGUF_ADAPTER, &info, err);

    if (r < 0)
        return r;
    if (strcmp(info.arch, m->info.arch)) {
        r = idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model",
                      "adapter %s was made for a %s model, this one is %s", path, info.arch,
                      m->info.arch);
        return idio_hint(err, r, "choose another with `idiolect model adapter list`");
    }
    idio_llama_log_begin(ctx ? ctx->log : NULL);
    m->adapter = llama_adapter_lora_init(m->llama, path);
    why = idio_llama_log_end();
    if (!m->adapter) {
        r = idio_fail(err, IDIO_E_UNSUPPORTED, "infer.model", "adapter %s does not fit: %s", path,
                      why);
        return idio_hint(err, r, "an adapter works with the base model that it was trained on");
    }
    return IDIO_OK;
}

static int set_name(struct idio_model *m, const char *path, const char *adapter,
                    struct idio_err *err)
{
    struct idio_str s;
    size_t n;
    int r;

    idio_str_init(&s, 4096);
    idio_utf8_repair(&s, m->info.name[0] ? m->info.name : idio_fs_base(path),
                     strlen(m->info.name[0] ? m->info.name : idio_fs_base(path)));
    if (adapter) {
        idio_str_puts(&s, " + ");
        idio_utf8_repair(&s, idio_fs_base(adapter), strlen(idio_fs_base(adapter)));
    }
    r = idio_str_status(&s, "infer.model", err);
    n = idio_utf8_cut(s.data, s.len, sizeof m->name - 1);
    memcpy(m->name, s.data, n);
    m->name[n] = '\0';
    idio_str_release(&s);
    return r;
}

static int load_all(struct idio_model *m, const struct idio_model_opts *o, struct idio_ctx *ctx,
                    struct idio_err *err)
{
    int r = idio_gguf_check(o->path, IDIO_GGUF_MODEL, &m->info, err);

    if (r >= 0)
        r = set_name(m, o->path, o->adapter, err);
    if (r >= 0)
        r = load_backends(o->backend_dir, err);
    if (r >= 0)
        r = load_weights(m, o->path, ctx, err);
    if (r >= 0 && o->adapter)
        r = load_adapter(m, o->adapter, ctx, err);
    if (r >= 0)
        r = load_vocabulary(m, err);
    if (r >= 0)
        r = load_choosable(m, err);
    if (r >= 0)
        r = load_template(m, err);
    if (r >= 0)
        r = load_grammars(m, err);
    return r >= 0 ? load_answers(m, err) : r;
}

int idio_model_open(const struct idio_model_opts *o, struct idio_ctx *ctx, struct idio_model **ret,
                    struct idio_err *err)
{
    struct idio_model *m = idio_alloc(1, sizeof *m);
    int r;

    if (!m)
        return idio_nomem(err, "infer.model");
    pthread_mutex_init(&m->lock, NULL);
    idio_map_init(&m->neutral, (size_t)1 << 20);
    m->threads = o->threads ? o->threads : 1;
    r = load_all(m, o, ctx, err);
    if (r < 0) {
        idio_model_close(m);
        return r;
    }
    *ret = m;
    return IDIO_OK;
}

struct idio_model *idio_model_close(struct idio_model *m)
{
    if (!m)
        return NULL;
    for (int i = 0; i < IDIO_WIRE_KINDS; i++)
        if (m->grammar[i])
            llg_free_matcher(m->grammar[i]);
    if (m->tokenizer)
        llg_free_tokenizer(m->tokenizer);
    if (m->context)
        llama_free(m->context);
    if (m->adapter)
        llama_adapter_lora_free(m->adapter);
    if (m->llama)
        llama_model_free(m->llama);
    idio_free(m->pieces);
    idio_free(m->piece_at);
    idio_free(m->choosable);
    idio_free(m->template.before_system);
    idio_free(m->template.before_user);
    idio_free(m->template.after_user);
    idio_vec_release(&m->yes);
    idio_vec_release(&m->no);
    idio_map_release(&m->neutral);
    pthread_mutex_destroy(&m->lock);
    idio_free(m);
    return NULL;
}

const char *idio_model_name(const struct idio_model *m)
{
    return m->name;
}
