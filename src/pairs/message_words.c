/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of commit messages, as data (data/messages.json, embedded).
 *
 * The file is read anew for each message that passes the cheap rules: a tenth of a millisecond,
 * which saves a global or a handle that every caller would have to carry.
 *
 * Forms of regular verbs are undone by their endings, and whatever is left must be a verb of the
 * list: "added" → add, "uses" → use, "stripped" → strip, "applies" → apply, "making" → make.
 */
#include "pairs/message_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "embed/idio_messages.h"

static const struct {
    const char *key;
    enum idio_intent act;
} acts[] = {{"create", IDIO_INTENT_CREATE},
            {"edit", IDIO_INTENT_EDIT},
            {"fix", IDIO_INTENT_FIX},
            {"test", IDIO_INTENT_TEST},
            {"refactor", IDIO_INTENT_REFACTOR}};
#define ACTS (sizeof acts / sizeof *acts)

int message_lists_open(struct message_lists *l, struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(idio_messages_files, "data/messages.json");
    l->json = NULL;
    if (!f)
        return idio_fail(err, IDIO_E_BUG, "pairs.message", "data/messages.json is not embedded");
    return idio_json_parse((const char *)f->data, f->size, f->path, &l->json, err);
}

void message_lists_close(struct message_lists *l)
{
    l->json = idio_json_free(l->json);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* false: too long for any list. */
static bool lower_word(struct idio_slice w, char ret[MESSAGE_WORD])
{
    if (w.n == 0 || w.n >= MESSAGE_WORD)
        return false;
    for (size_t i = 0; i < w.n; i++)
        ret[i] = lower(w.p[i]);
    ret[w.n] = '\0';
    return true;
}

/* ---- verbs ----------------------------------------------------------------------------------- */
static bool is_verb(const struct message_lists *l, const char *word, struct message_verb *ret)
{
    const struct idio_json *verbs = idio_json_get(l->json, "verbs");
    for (size_t a = 0; a < ACTS; a++) {
        const struct idio_json *list = idio_json_get(verbs, acts[a].key);
        for (size_t i = 0; i < idio_json_len(list); i++) {
            const char *v = idio_json_str(idio_json_at(list, i));
            if (!v || strcmp(v, word) != 0)
                continue;
            snprintf(ret->text, sizeof ret->text, "%s", word);
            ret->act = acts[a].act;
            return true;
        }
    }
    return false;
}

/* The stem, and the stem with `e`, and with its doubled consonant single. */
static bool is_stem(const struct message_lists *l, const char *word, size_t n,
                    struct message_verb *ret)
{
    char stem[MESSAGE_WORD + 2];
    if (n < 2)
        return false;
    memcpy(stem, word, n);
    stem[n] = '\0';
    if (is_verb(l, stem, ret))
        return true;
    if (n + 2 < MESSAGE_WORD) {
        memcpy(stem + n, "e", 2);
        if (is_verb(l, stem, ret))
            return true;
    }
    stem[n] = '\0';
    if (stem[n - 1] == stem[n - 2]) {
        stem[n - 1] = '\0';
        return is_verb(l, stem, ret);
    }
    if (stem[n - 1] == 'i') { /* applied, applies */
        stem[n - 1] = 'y';
        return is_verb(l, stem, ret);
    }
    return false;
}

static bool ends(const char *word, size_t n, const char *with)
{
    size_t m = strlen(with);
    return n > m + 1 && memcmp(word + n - m, with, m) == 0;
}

enum message_form message_verb(const struct message_lists *l, struct idio_slice word,
                               struct message_verb *ret)
{
    char w[MESSAGE_WORD];
    size_t n = word.n;
    if (!lower_word(word, w))
        return MESSAGE_NO_VERB;
    if (is_verb(l, w, ret))
        return MESSAGE_BASE;
    const char *base = idio_json_get_str(idio_json_get(l->json, "irregular"), w, NULL);
    if (base && is_verb(l, base, ret))
        return MESSAGE_PAST;
    if (ends(w, n, "ed") && is_stem(l, w, n - 2, ret))
        return MESSAGE_PAST;
    if (ends(w, n, "ing") && is_stem(l, w, n - 3, ret))
        return MESSAGE_GERUND;
    if (ends(w, n, "es") && is_stem(l, w, n - 2, ret))
        return MESSAGE_THIRD;
    if (ends(w, n, "s") && w[n - 2] != 's') {
        w[n - 1] = '\0';
        if (is_verb(l, w, ret))
            return MESSAGE_THIRD;
    }
    return MESSAGE_NO_VERB;
}

/* ---- lists ----------------------------------------------------------------------------------- */
bool message_in(const struct message_lists *l, const char *name, struct idio_slice text)
{
    const struct idio_json *list = idio_json_get(l->json, name);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        struct idio_slice s = idio_slice_c(idio_json_str(idio_json_at(list, i)));
        if (s.n == text.n && strncasecmp(s.p, text.p, s.n) == 0)
            return true;
    }
    return false;
}

static bool stands_in(struct idio_slice text, struct idio_slice phrase)
{
    for (size_t i = 0; i + phrase.n <= text.n; i++) {
        size_t end = i + phrase.n;
        if (lower(text.p[i]) != phrase.p[0] || strncasecmp(text.p + i, phrase.p, phrase.n) != 0)
            continue;
        bool first = i == 0 || !message_is_word((unsigned char)text.p[i - 1]) ||
                     !message_is_word((unsigned char)phrase.p[0]);
        bool last = end == text.n || !message_is_word((unsigned char)text.p[end]) ||
                    !message_is_word((unsigned char)phrase.p[phrase.n - 1]);
        if (first && last)
            return true;
    }
    return false;
}

bool message_says(const struct message_lists *l, const char *name, struct idio_slice text)
{
    const struct idio_json *list = idio_json_get(l->json, name);
    for (size_t i = 0; i < idio_json_len(list); i++) {
        struct idio_slice s = idio_slice_c(idio_json_str(idio_json_at(list, i)));
        if (s.n > 0 && stands_in(text, s))
            return true;
    }
    return false;
}

const char *message_noun(const struct message_lists *l, struct idio_slice word)
{
    char w[MESSAGE_WORD];
    return lower_word(word, w) ? idio_json_get_str(idio_json_get(l->json, "nouns"), w, NULL) : NULL;
}

const char *message_opener(const struct message_lists *l, struct idio_slice word)
{
    char w[MESSAGE_WORD];
    return lower_word(word, w) ? idio_json_get_str(idio_json_get(l->json, "openers"), w, NULL)
                               : NULL;
}

bool message_prefix(const struct message_lists *l, struct idio_slice word,
                    enum idio_intent *ret_act, const char **ret_verb)
{
    char w[MESSAGE_WORD];
    if (!lower_word(word, w))
        return false;
    const struct idio_json *p = idio_json_get(idio_json_get(l->json, "prefixes"), w);
    const char *act = idio_json_get_str(p, "act", NULL);
    for (size_t a = 0; act && a < ACTS; a++) {
        if (strcmp(acts[a].key, act) != 0)
            continue;
        *ret_act = acts[a].act;
        *ret_verb = idio_json_get_str(p, "verb", "");
        return true;
    }
    return false;
}
