/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which prompts are kept: those that ask for code, once each, without secrets.
 *
 * The order matters. First secrets and personal data are taken out; nothing below sees the text as
 * it was, and what cannot be checked is not kept. Then the text is compared with those before it,
 * because a history repeats what sessions say. Then it is judged: enough words to be a request
 * (after the natural-language filters of NLQF, arXiv 2203.15316), and the rules engine's reading of
 * what is asked for.
 */
#include "base/utf8.h"
#include "core/prompts_internal.h"

#include <ctype.h>
#include <string.h>

#define FILE_ARENA   ((size_t)1 << 30)
#define TEXT_ARENA   ((size_t)64 << 20)
#define WORDS_MIN    3
#define WORDS_MAX    400
#define LETTER_SHARE .6

struct keeping {
    struct importing *im;
    enum prompts_tool tool;
    struct idio_arena work; /* of one prompt */
};

/* Lower case, white space folded, punctuation at the ends gone. */
static int normalised_hash(const char *text, size_t n, char ret[IDIO_SHA256_HEX],
                           struct idio_err *err)
{
    struct idio_str folded, out;
    idio_str_init(&folded, 8 * n + 64);
    idio_str_init(&out, 8 * n + 64);
    int rc = idio_utf8_fold(&folded, text, n, err);
    bool gap = false;
    for (size_t i = 0; i < folded.len; i++) {
        const unsigned char c = (unsigned char)folded.data[i];
        if (isspace(c)) {
            gap = out.len > 0;
            continue;
        }
        if (gap)
            idio_str_putc(&out, ' ');
        idio_str_putc(&out, (char)c);
        gap = false;
    }
    size_t len = out.len;
    while (len > 0 && strchr(".!?;:, ", out.data[len - 1]))
        len--;
    if (rc == IDIO_OK)
        rc = idio_str_status(&out, "core.prompts", err);
    if (rc == IDIO_OK)
        rc = idio_sha256_of(out.data, len, ret, err);
    idio_str_release(&folded);
    idio_str_release(&out);
    return rc;
}

/* Words enough, and mostly letters: no pasted log, no table of numbers. */
static bool is_clear(const char *text, size_t n)
{
    size_t words = 0, letters = 0, marks = 0;
    bool inside = false;
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool space = isspace(c);
        words += !space && !inside;
        inside = !space;
        letters += isalpha(c) != 0;
        marks += !space && (c & 0xC0) != 0x80; /* characters, not bytes */
    }
    return words >= WORDS_MIN && words <= WORDS_MAX &&
           (double)letters >= LETTER_SHARE * (double)marks;
}

static int keep(struct keeping *k, const struct idio_logged *l, const struct idio_str *text,
                const char *hash, const char *folder, enum idio_intent intent, struct idio_err *err)
{
    struct importing *im = k->im;
    const char *rel = NULL;
    const struct idio_store_repo *repo =
        *folder ? core_repo_of(im->repos, im->repo_count, folder, &rel) : NULL;
    struct idio_store_prompt p = {
        .hash = idio_arena_strdup(&im->arena, hash),
        .tool = prompts_tool_name(k->tool),
        .intent = idio_intent_name(intent),
        .day = (int32_t)(l->time / 86400),
        .folder = idio_arena_strdup(&im->arena, folder),
        .repo = repo ? repo->id : 0,
        .text = idio_arena_strndup(&im->arena, text->data, text->len),
    };
    if (!p.hash || !p.folder || !p.text || idio_vec_push(&im->kept, p) < 0)
        return idio_nomem(err, "core.prompts");
    return IDIO_OK;
}

static int judge(struct keeping *k, const struct idio_logged *l, const struct idio_str *text,
                 const char *folder, struct idio_err *err)
{
    struct prompts_count *n = &k->im->counts[k->tool];
    char hash[IDIO_SHA256_HEX];
    struct idio_sorted sorted = {0};
    bool fresh = false;
    int rc = normalised_hash(text->data, text->len, hash, err);
    if (rc < 0)
        return rc;
    if (!idio_map_at(&k->im->seen, hash, IDIO_SHA256_HEX - 1, &fresh))
        return idio_nomem(err, "core.prompts");
    if (!fresh) {
        n->repeated++;
        return IDIO_OK;
    }
    if (!is_clear(text->data, text->len)) {
        n->unclear++;
        return IDIO_OK;
    }
    rc = idio_sorter_sort(k->im->sorter, text->data, text->len, &k->work, &sorted, err);
    if (rc < 0)
        return rc;
    if (sorted.code)
        return keep(k, l, text, hash, folder, sorted.intent, err);
    if (sorted.intent == IDIO_INTENT_EXPLAIN)
        n->explain++;
    else
        n->other++;
    return IDIO_OK;
}

static int consider(struct keeping *k, const struct idio_logged *l, const char *folder,
                    struct idio_err *err)
{
    struct idio_str text;
    struct idio_err why = {0};
    k->im->counts[k->tool].prompts++;
    idio_str_init(&text, 2 * (size_t)IDIO_LOG_TEXT);
    idio_str_puts(&text, l->text);
    (void)idio_corpus_redact(&text, &why);
    int rc = why.status != IDIO_OK || text.failed ? idio_nomem(err, "core.prompts") : IDIO_OK;
    if (rc == IDIO_OK)
        rc = judge(k, l, &text, folder, err);
    idio_str_release(&text);
    idio_arena_clear(&k->work);
    return rc;
}

static void add_counts(struct prompts_count *n, const struct idio_log_counts *c)
{
    n->skipped += c->skipped;
    n->not_understood += c->not_understood;
    if (*c->version && strlen(c->version) < sizeof n->version)
        memcpy(n->version, c->version, strlen(c->version) + 1);
}

int prompts_keep(struct importing *im, const struct prompts_source *s, const char *text, size_t n,
                 struct idio_err *err)
{
    struct keeping k = {.im = im, .tool = s->tool};
    struct idio_arena arena;
    struct idio_logged *found = NULL;
    struct idio_log_counts counts = {0};
    size_t found_n = 0;
    idio_arena_init(&arena, FILE_ARENA);
    idio_arena_init(&k.work, TEXT_ARENA);
    int rc = idio_log_read(s->format, text, n, &arena, &found, &found_n, &counts, err);
    if (rc == IDIO_OK)
        add_counts(&im->counts[s->tool], &counts);
    if (rc == IDIO_OK && found_n > PROMPTS_PER_LOG) {
        idio_log(im->core->ctx->log, IDIO_LOG_WARN, "prompts",
                 "%s: only the first %d prompts count", s->path, PROMPTS_PER_LOG);
        im->counts[s->tool].not_understood += found_n - PROMPTS_PER_LOG;
        found_n = PROMPTS_PER_LOG;
    }
    for (size_t i = 0; i < found_n && rc == IDIO_OK; i++) {
        if (i % 256 == 0 && idio_cancelled(im->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.prompts", "stopped");
        else
            rc = consider(&k, &found[i], *found[i].folder ? found[i].folder : s->folder, err);
    }
    idio_arena_release(&k.work);
    idio_arena_release(&arena);
    return rc;
}

/* ---- the store ------------------------------------------------------------------------------- */

static enum prompts_tool tool_of(const struct idio_store_prompt *p)
{
    int t = 0;
    while (strcmp(prompts_tool_name((enum prompts_tool)t), p->tool) != 0)
        t++;
    return (enum prompts_tool)t;
}

static void count(struct importing *im, const struct idio_store_prompt *p, bool fresh)
{
    struct prompts_count *n = &im->counts[tool_of(p)];
    if (!fresh) {
        n->known++;
        return;
    }
    n->kept++;
    for (int i = 0; i < IDIO_INTENT_EXPLAIN; i++)
        n->intents[i] += strcmp(p->intent, idio_intent_name((enum idio_intent)i)) == 0;
}

static int compare_all(struct importing *im, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < im->kept.len && rc == IDIO_OK; i++) {
        bool known = false;
        if (im->has_store)
            rc = idio_store_prompt_has(im->core->store, im->kept.at[i].hash, &known, err);
        count(im, &im->kept.at[i], !known);
    }
    return rc;
}

static int store_all(struct importing *im, struct idio_err *err)
{
    struct idio_store *s = im->core->store;
    int rc = idio_store_begin(s, err);
    for (size_t i = 0; i < im->kept.len && rc == IDIO_OK; i++) {
        bool fresh = false;
        rc = idio_store_prompt_add(s, &im->kept.at[i], &fresh, err);
        count(im, &im->kept.at[i], fresh);
    }
    if (rc == IDIO_OK)
        rc = idio_store_prompts_link(s, err);
    if (rc == IDIO_OK)
        rc = idio_store_commit(s, err);
    if (rc < 0)
        idio_store_rollback(s);
    return rc;
}

int prompts_store(struct importing *im, struct idio_err *err)
{
    return im->opts->dry_run ? compare_all(im, err) : store_all(im, err);
}
