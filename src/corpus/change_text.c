/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit's message as prose: subject and body.
 *
 * In this order: at most RAW_MAX bytes are looked at; they become UTF-8 without control characters;
 * secrets and personal data are replaced in the whole (a key has many lines); then lines that
 * nobody wrote as prose are left out (trailers, "(cherry picked from …)", quoted diffs and mails,
 * notes of merges, signatures) and hashes of other commits cut from those that stay. Cutting to
 * IDIO_CHANGE_TEXT comes last, so half a secret is never kept.
 *
 * The subject is the first line; one that was wrapped in the middle of a sentence, as editors do at
 * 72 columns, goes on in the next lines.
 */
#include "corpus/change_text.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "corpus/corpus.h"
#include "types/frame.h"

#define RAW_MAX       (64 * 1024)
#define RAW_EDGE      4096 /* before the cut a secret may be half: not kept */
#define WRAP_COLUMNS  50   /* a shorter line was not wrapped */
#define HASH_SHORTEST 40

static const char *const where = "corpus.changes";

/* ---- lines ----------------------------------------------------------------------------------- */
static bool next_line(struct idio_slice *text, struct idio_slice *ret)
{
    if (text->n == 0)
        return false;
    const char *nl = memchr(text->p, '\n', text->n);
    size_t n = nl ? (size_t)(nl - text->p) : text->n;
    *ret = idio_slice(text->p, n);
    text->p += nl ? n + 1 : n;
    text->n -= nl ? n + 1 : n;
    return true;
}

static bool starts_ci(struct idio_slice s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && strncasecmp(s.p, with, n) == 0;
}

static bool holds(struct idio_slice s, const char *part)
{
    return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

bool idio_change_is_revert(struct idio_slice message)
{
    static const char *const begins[] = {"revert ",   "revert:",     "revert(",
                                         "reverts ",  "reverted ",   "reverting ",
                                         "back out ", "backed out ", "undo revert"};
    message = idio_slice_trim(idio_slice(message.p, message.n < RAW_MAX ? message.n : RAW_MAX));
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (starts_ci(message, begins[i]))
            return true;
    return holds(message, "This reverts commit ");
}

/* ---- what is no prose ------------------------------------------------------------------------ */
static bool is_one_of(struct idio_slice s, const char *const *words)
{
    for (; *words; words++)
        if (s.n == strlen(*words) && strncasecmp(s.p, *words, s.n) == 0)
            return true;
    return false;
}

/* "Signed-off-by: …", "Change-Id: …", "Cc: …". What says which issue it closes stays: it is part of
 * the message (pairs/message.c). */
static bool is_trailer(struct idio_slice line)
{
    static const char *const keys[] = {"cc",
                                       "change-id",
                                       "git-svn-id",
                                       "bug-id",
                                       "commit-id",
                                       "gerrit",
                                       "link",
                                       "differential revision",
                                       "reviewed-on",
                                       "pr-url",
                                       "refs-to",
                                       "message-id",
                                       "test plan",
                                       "reviewers",
                                       "subscribers",
                                       "tested-on",
                                       "original-commit",
                                       "upstream-status",
                                       NULL};
    const char *colon = memchr(line.p, ':', line.n < 40 ? line.n : 40);
    if (!colon || colon == line.p)
        return false;
    struct idio_slice key = idio_slice_trim(idio_slice(line.p, (size_t)(colon - line.p)));
    size_t hyphens = 0;
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] != '-' && key.p[i] != ' ' && !isalnum((unsigned char)key.p[i]))
            return false;
        hyphens += key.p[i] == '-';
    }
    bool by = key.n > 3 && hyphens > 0 && strncasecmp(key.p + key.n - 3, "-by", 3) == 0;
    /* Tools invent keys ("Entire-Checkpoint: …"): two capitalised words with a hyphen. */
    bool named = hyphens > 0 && isupper((unsigned char)key.p[0]) && !memchr(key.p, ' ', key.n) &&
                 key.p[key.n - 1] != '-' &&
                 isupper((unsigned char)((const char *)memchr(key.p, '-', key.n))[1]);
    return by || named || is_one_of(key, keys);
}

static bool begins_diff(struct idio_slice line)
{
    return idio_slice_starts(line, "diff --git ") || idio_slice_starts(line, "@@ -") ||
           idio_slice_starts(line, "--- a/") || idio_slice_starts(line, "Index: ");
}

static bool goes_on_diff(struct idio_slice line)
{
    static const char *const begins[] = {" ",        "+",           "-",       "@@",
                                         "\\",       "\t",          "index ",  "new file",
                                         "deleted ", "similarity ", "rename ", "old mode",
                                         "new mode", "copy ",       "Binary ", "diff "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (idio_slice_starts(line, begins[i]))
            return true;
    return false;
}

/* Where the reader of a message is. */
enum place { PROSE, DIFF, CONFLICTS, ARMOUR, END };

/* A subject may begin as trailers do ("T-WATCH: …"). */
static bool is_noise(struct idio_slice line, bool subject)
{
    struct idio_slice t = idio_slice_trim(line);
    return (subject ? starts_ci(t, "signed-off-by:") : is_trailer(t)) ||
           starts_ci(t, "(cherry picked from") || starts_ci(t, "cherry picked from") ||
           starts_ci(t, "(cherry-picked from") || starts_ci(t, "git-svn-id") ||
           idio_slice_starts(line, ">") || idio_slice_starts(line, "From: ") ||
           idio_slice_eq_c(t, "---") || starts_ci(t, "squashed commit of");
}

/* Whether the line is kept; moves on `at`. */
static bool is_prose(struct idio_slice line, bool subject, enum place *at)
{
    struct idio_slice t = idio_slice_trim(line);
    if (*at == ARMOUR) {
        *at = holds(t, "-----END ") ? PROSE : ARMOUR;
        return false;
    }
    if (idio_slice_eq_c(t, "--")) {
        *at = END;
        return false;
    }
    if (idio_slice_starts(t, "-----BEGIN ")) {
        *at = ARMOUR;
        return false;
    }
    if (begins_diff(line)) {
        *at = DIFF;
        return false;
    }
    if (*at == DIFF && goes_on_diff(line))
        return false;
    if (starts_ci(t, "conflicts:") || starts_ci(t, "# conflicts:")) {
        *at = CONFLICTS;
        return false;
    }
    if (*at == CONFLICTS && t.n > 0 && (line.p[0] == '\t' || line.p[0] == ' ' || line.p[0] == '#'))
        return false;
    *at = PROSE;
    return !is_noise(line, subject);
}

/* ---- hashes ---------------------------------------------------------------------------------- */
static bool is_word(unsigned char c)
{
    return isalnum(c) || c == '_' || c >= 0x80;
}

static size_t hash_at(struct idio_slice s, size_t i)
{
    size_t n = 0;
    if (i > 0 && is_word((unsigned char)s.p[i - 1]))
        return 0;
    while (i + n < s.n && isxdigit((unsigned char)s.p[i + n]))
        n++;
    bool ends = i + n == s.n || !is_word((unsigned char)s.p[i + n]);
    return ends && n >= HASH_SHORTEST && n <= 64 ? n : 0;
}

/* Appends the line without full hashes, "(…)" around them and the white space that is left over. */
static void put_line(struct idio_str *out, struct idio_slice line)
{
    size_t begin = out->len;
    bool cut = false;
    for (size_t i = 0; i < line.n;) {
        size_t n = hash_at(line, i);
        if (n == 0) {
            char c = line.p[i++];
            bool closes = cut && (c == ')' || c == ' ');
            if (closes && c == ')' && out->len > begin && out->data[out->len - 1] == '(') {
                out->data[--out->len] = '\0';
                continue;
            }
            if (closes && out->len > begin && out->data[out->len - 1] == ' ')
                continue;
            cut = cut && closes;
            idio_str_putc(out, c);
            continue;
        }
        cut = true;
        i += n;
    }
    while (out->len > begin && isspace((unsigned char)out->data[out->len - 1]))
        out->data[--out->len] = '\0';
}

/* ---- the whole ------------------------------------------------------------------------------- */
/* UTF-8 without control characters and carriage returns. */
static void clean(struct idio_str *out, struct idio_slice raw)
{
    size_t n = raw.n;
    if (n > RAW_MAX)
        n = idio_utf8_cut(raw.p, raw.n, RAW_MAX);
    idio_utf8_repair(out, raw.p, n);
    if (out->failed || out->len == 0)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        if (c == '\r')
            continue;
        out->data[kept++] = (char)((c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c);
    }
    out->len = kept;
    out->data[kept] = '\0';
}

static int redact(struct idio_str *text, struct idio_err *err)
{
    struct idio_err why = {0};
    idio_corpus_redact(text, &why);
    if (why.status == IDIO_OK)
        return IDIO_OK;
    if (err)
        *err = why;
    return why.status;
}

static bool goes_on(struct idio_slice before, struct idio_slice line)
{
    return before.n >= WRAP_COLUMNS && line.n > 1 && islower((unsigned char)line.p[0]) &&
           !strchr(".:!?", before.p[before.n - 1]);
}

static void split(struct idio_slice text, struct idio_str *subject, struct idio_str *body)
{
    struct idio_slice line, last = {"", 0};
    enum place at = PROSE;
    bool in_subject = true;
    while (at != END && next_line(&text, &line)) {
        if (!is_prose(line, subject->len == 0, &at))
            continue;
        struct idio_slice t = idio_slice_trim(line);
        if (subject->len == 0) {
            put_line(subject, t);
        } else if (in_subject && goes_on(last, line)) {
            idio_str_putc(subject, ' ');
            put_line(subject, t);
        } else {
            in_subject = false;
            if (body->len > 0 || t.n > 0) {
                put_line(body, line);
                idio_str_putc(body, '\n');
            }
        }
        last = line;
    }
}

static const char *keep(const struct idio_str *s, struct idio_arena *arena)
{
    size_t n = idio_utf8_cut(s->data, s->len, IDIO_CHANGE_TEXT);
    struct idio_slice t = idio_slice(s->data, n);
    while (t.n > 0 && isspace((unsigned char)t.p[t.n - 1]))
        t.n--;
    return idio_arena_strndup(arena, t.p, t.n);
}

int idio_change_text(struct idio_slice message, struct idio_arena *arena, const char **ret_subject,
                     const char **ret_body, struct idio_err *err)
{
    struct idio_str text, subject, body;
    /* A malformed byte becomes three. */
    idio_str_init(&text, (size_t)3 * RAW_MAX);
    idio_str_init(&subject, (size_t)4 * RAW_MAX);
    idio_str_init(&body, (size_t)4 * RAW_MAX);
    clean(&text, message);
    int rc = idio_str_status(&text, where, err);
    if (rc == IDIO_OK)
        rc = redact(&text, err);
    if (rc == IDIO_OK) {
        size_t n = text.len;
        if (message.n > RAW_MAX)
            n = n > RAW_EDGE ? idio_utf8_cut(text.data, n, n - RAW_EDGE) : 0;
        split(idio_slice(text.data, n), &subject, &body);
        rc = idio_str_status(&subject, where, err);
    }
    if (rc == IDIO_OK)
        rc = idio_str_status(&body, where, err);
    const char *s = rc == IDIO_OK ? keep(&subject, arena) : NULL;
    const char *b = rc == IDIO_OK ? keep(&body, arena) : NULL;
    if (rc == IDIO_OK && (!s || !b))
        rc = idio_nomem(err, where);
    if (rc == IDIO_OK) {
        *ret_subject = s;
        *ret_body = b;
    }
    idio_str_release(&text);
    idio_str_release(&subject);
    idio_str_release(&body);
    return rc;
}
