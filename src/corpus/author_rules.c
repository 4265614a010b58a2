/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wrote a commit: a human, a bot, or a model (data/authors.txt).
 *
 * Left out of authorship are commits whose author is a bot or a model, and those whose message says
 * that a model had a hand in them (Co-authored-by and the like): what is learnt must be the
 * developer's own habit. People are called Claude and Jules, so a bare first name counts only when
 * nothing but a model's name follows it; otherwise the address decides.
 */
#include "corpus/repo_internal.h"

#include <ctype.h>
#include <string.h>

#include "base/hash.h"
#include "embed/idio_rules.h"

#define AUTHORSHIP    1           /* to be counted up when blame.c finds other lines than before */
#define MESSAGE_BYTES (64 * 1024) /* of a commit message that are read */

enum rule_kind {
    BOT_NAME,
    BOT_PART,
    AI_NAME,
    AI_FIRST,
    AI_PART,
    AI_MARK,
    AI_KEY,
    AI_MODEL,
    AI_TEXT
};
struct rule {
    enum rule_kind kind;
    struct idio_slice text; /* of the embedded file */
};
static struct {
    IDIO_VEC(struct rule) at;
} rules;

int idio_author_rules_load(const struct idio_embedded *files, struct idio_err *err)
{
    static const char *const kinds[] = {"bot-name ", "bot-part ", "ai-name ",
                                        "ai-first ", "ai-part ",  "ai-mark ",
                                        "ai-key ",   "ai-model ", "ai-text "};
    const struct idio_embedded *f = idio_embedded_find(files, "data/authors.txt");
    if (!f)
        return idio_fail(err, IDIO_E_BUG, "corpus.rules", "data/authors.txt is not embedded");
    const char *p = (const char *)f->data, *end = p + f->size;
    for (unsigned number = 1; p < end; number++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        p = nl ? nl + 1 : end;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        size_t kind = 0;
        while (kind < sizeof kinds / sizeof *kinds && !idio_slice_starts(line, kinds[kind]))
            kind++;
        if (kind == sizeof kinds / sizeof *kinds)
            return idio_fail(err, IDIO_E_BUG, "corpus.rules", "data/authors.txt:%u: unknown rule",
                             number);
        size_t skip = strlen(kinds[kind]);
        struct rule r = {(enum rule_kind)kind,
                         idio_slice_trim(idio_slice(line.p + skip, line.n - skip))};
        if (idio_vec_push(&rules.at, r) < 0)
            return idio_nomem(err, "corpus.rules");
    }
    return IDIO_OK;
}

uint64_t idio_corpus_authors_version(void)
{
    const struct idio_embedded *f = idio_embedded_find(idio_rules_files, "data/authors.txt");
    return f ? idio_hash64(f->data, f->size, AUTHORSHIP) : AUTHORSHIP;
}

void idio_author_rules_unload(void)
{
    idio_vec_release(&rules.at);
}

/* Bytes in lower case; longer text is cut, which only a forged commit would notice. */
static struct idio_slice lower(struct idio_slice s, char *buffer, size_t size)
{
    size_t n = s.n < size ? s.n : size;
    for (size_t i = 0; i < n; i++)
        buffer[i] = (char)tolower((unsigned char)s.p[i]);
    return idio_slice(buffer, n);
}

static bool holds(struct idio_slice text, struct idio_slice part)
{
    return memmem(text.p, text.n, part.p, part.n) != NULL;
}

static bool begins(struct idio_slice text, struct idio_slice with)
{
    return text.n >= with.n && memcmp(text.p, with.p, with.n) == 0;
}

/* What follows an ai-name: nothing, a version, or one of the ai-model words. */
static bool names_model(struct idio_slice rest)
{
    rest = idio_slice_trim(rest);
    if (rest.n == 0 || isdigit((unsigned char)rest.p[0]))
        return true;
    if (rest.p[0] == '-')
        return true;
    for (size_t i = 0; i < rules.at.len; i++) {
        if (rules.at.at[i].kind == AI_MODEL && begins(rest, rules.at.at[i].text))
            return true;
    }
    return false;
}

static bool is_bot_name(struct idio_slice name, struct idio_slice rule)
{
    if (!begins(name, rule))
        return false;
    struct idio_slice rest = idio_slice(name.p + rule.n, name.n - rule.n);
    return rest.n == 0 || rest.p[0] == '[' || idio_slice_starts(rest, "-bot");
}

static bool is_ai_name(struct idio_slice name, struct idio_slice rule)
{
    return begins(name, rule) &&
           (name.n == rule.n || name.p[rule.n] == ' ' || name.p[rule.n] == '-') &&
           names_model(idio_slice(name.p + rule.n, name.n - rule.n));
}

/* GitHub gives its users no-reply addresses, too. */
static bool no_reply(struct idio_slice email)
{
    return email.n <= 2 || (holds(email, idio_slice_c("noreply")) &&
                            !holds(email, idio_slice_c("users.noreply.github.com")));
}

enum idio_author_class idio_author_class_of(struct idio_slice name, struct idio_slice email)
{
    char a[128], b[256];
    name = lower(idio_slice_trim(name), a, sizeof a);
    email = lower(idio_slice_trim(email), b, sizeof b);
    enum idio_author_class best = IDIO_AUTHOR_HUMAN;
    for (size_t i = 0; i < rules.at.len; i++) {
        struct idio_slice r = rules.at.at[i].text;
        bool bot = false, ai = false;
        switch (rules.at.at[i].kind) {
        case BOT_NAME:
            bot = is_bot_name(name, r);
            break;
        case BOT_PART:
            bot = holds(name, r) || holds(email, r);
            break;
        case AI_NAME:
            ai = is_ai_name(name, r);
            break;
        case AI_FIRST:
            ai = is_ai_name(name, r) && (name.n > r.n || no_reply(email));
            break;
        case AI_PART:
            ai = holds(email, r);
            break;
        case AI_MARK:
            ai = holds(name, r);
            break;
        case AI_KEY:
        case AI_MODEL:
        case AI_TEXT:
            break;
        }
        if (ai)
            return IDIO_AUTHOR_AI;
        if (bot)
            best = IDIO_AUTHOR_BOT;
    }
    return best;
}

/* "amp-thread-id: …" */
static bool ai_key(struct idio_slice key, struct idio_slice value)
{
    char buffer[64], answer[8];
    static const char *const no[] = {"no", "none", "false", "0", "n/a"};
    struct idio_slice low = lower(key, buffer, sizeof buffer);
    value = lower(value, answer, sizeof answer);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        if (idio_slice_eq_c(value, no[i]))
            return false;
    }
    for (size_t i = 0; i < rules.at.len; i++) {
        if (rules.at.at[i].kind == AI_KEY && idio_slice_eq(low, rules.at.at[i].text))
            return true;
    }
    return false;
}

/* "co-authored-by: Name <address>" in any case. */
static bool ai_trailer(struct idio_slice line)
{
    static const char *const keys[] = {
        "co-authored-by", "co-author",    "coauthored-by",  "co-developed-by", "assisted-by",
        "assisted-with",  "generated-by", "generated-with", "made-with",       "made-by"};
    const char *colon = memchr(line.p, ':', line.n);
    if (!colon)
        return false;
    struct idio_slice key = idio_slice(line.p, (size_t)(colon - line.p));
    struct idio_slice value = idio_slice_trim(idio_slice(colon + 1, line.n - key.n - 1));
    if (ai_key(key, value))
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (key.n != strlen(keys[i]) || strncasecmp(key.p, keys[i], key.n) != 0)
            continue;
        const char *open = memchr(value.p, '<', value.n);
        struct idio_slice name = idio_slice(value.p, open ? (size_t)(open - value.p) : value.n);
        struct idio_slice email = idio_slice(value.p + name.n, value.n - name.n);
        return idio_author_class_of(name, email) == IDIO_AUTHOR_AI;
    }
    return false;
}

static bool ai_text(struct idio_slice line)
{
    char buffer[256];
    struct idio_slice low = lower(line, buffer, sizeof buffer);
    for (size_t i = 0; i < rules.at.len; i++) {
        if (rules.at.at[i].kind == AI_TEXT && holds(low, rules.at.at[i].text))
            return true;
    }
    return false;
}

bool idio_message_is_ai(const char *message, size_t n)
{
    if (n > MESSAGE_BYTES)
        n = MESSAGE_BYTES;
    /* Thousands of messages: the phrases are looked for only where the words all of them need
     * occur. */
    bool texts = memmem(message, n, "enerated", 8) || memmem(message, n, "ssisted", 7) ||
                 memmem(message, n, "ade with", 8);
    const char *p = message, *end = message + n;
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        p = nl ? nl + 1 : end;
        if (line.n < 8)
            continue;
        /* A key is short and has a hyphen. */
        size_t head = line.n < 32 ? line.n : 32;
        if (memchr(line.p, '-', head) && ai_trailer(line))
            return true;
        if (texts && ai_text(line))
            return true;
    }
    return false;
}
