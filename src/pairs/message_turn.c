/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A subject as an imperative sentence.
 *
 * Developers write "Add x", "Added x", "Adds x", "Adding x", "x added", "x now accepts y", "Tests
 * for x". All of these say what was wanted; the sentence is turned so that it begins with the verb.
 * What cannot be turned with certainty is not a request.
 */
#include "pairs/message_internal.h"

#include <ctype.h>
#include <string.h>

#define OBJECT_WORDS 8  /* before a participle or "now" */
#define WHOLE_WORDS  14 /* before one that is the last word */

struct words {
    struct idio_slice at[MESSAGE_WORDS];
    size_t len;
};

static bool split(struct idio_slice text, struct words *ret)
{
    ret->len = 0;
    for (struct idio_slice w; (w = message_next(&text)).n > 0;) {
        if (ret->len == MESSAGE_WORDS)
            return false;
        ret->at[ret->len++] = w;
    }
    return ret->len > 0;
}

static void put_words(struct idio_str *out, const struct words *w, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (out->len > 0)
            idio_str_putc(out, ' ');
        idio_str_append(out, w->at[i].p, w->at[i].n);
    }
}

/* A sentence began with it; in the middle it is small, unless it is a name ("API", "Ruby's" stays a
 * risk that reads well enough). */
static void put_object(struct idio_str *out, const struct words *w, size_t from, size_t to)
{
    size_t begin = out->len;
    put_words(out, w, from, to);
    if (from >= to || out->failed)
        return;
    char *p = out->data + begin + (begin > 0);
    bool plain = isupper((unsigned char)p[0]) && w->at[from].n > 1;
    for (size_t i = 1; i < w->at[from].n && plain; i++)
        plain = islower((unsigned char)p[i]) || p[i] == '-';
    if (plain)
        p[0] = (char)tolower((unsigned char)p[0]);
}

static void put_verb(struct idio_str *out, const char *verb)
{
    idio_str_puts(out, verb);
    if (!out->failed && out->len > 0)
        out->data[0] = (char)toupper((unsigned char)out->data[0]);
}

static bool is_any(struct idio_slice w, const char *const *list)
{
    for (; *list; list++)
        if (w.n == strlen(*list) && strncasecmp(w.p, *list, w.n) == 0)
            return true;
    return false;
}

/* A noun and not a verb, by what follows it: "Change of plans", "Fixes in the parser". */
static bool is_noun_here(const struct words *w, size_t i, enum message_form form)
{
    static const char *const of[] = {"of", "is", "was", "are", "were", "has", NULL};
    static const char *const to[] = {"to", "in", NULL};
    static const char *const any[] = {"of", "for", "in",  "on", "to", "with", "from", "and",
                                      "is", "are", "was", "at", "by", "when", NULL};
    if (i + 1 >= w->len)
        return form != MESSAGE_BASE;
    if (idio_slice_eq_c(w->at[i], "Fix") && is_any(w->at[i + 1], to)) /* "Fix to the parser" */
        return true;
    return is_any(w->at[i + 1], form == MESSAGE_BASE || form == MESSAGE_PAST ? of : any);
}

/* Verb first, in any form. */
static bool turn_verb(const struct message_lists *l, const struct words *w, size_t i,
                      struct idio_str *out, enum idio_intent *act)
{
    struct message_verb v;
    enum message_form form = message_verb(l, w->at[i], &v);
    if (form == MESSAGE_NO_VERB || is_noun_here(w, i, form))
        return false;
    *act = v.act;
    put_verb(out, v.text);
    put_words(out, w, i + 1, w->len);
    return true;
}

static bool is_plain(struct idio_slice w)
{
    for (size_t i = 0; i < w.n; i++)
        if (!islower((unsigned char)w.p[i]))
            return false;
    return w.n > 2;
}

/* "Always return x", "Do not crash": an adverb that means something, then a verb. */
static bool turn_adverb(const struct message_lists *l, const struct words *w, size_t i,
                        struct idio_str *out, enum idio_intent *act)
{
    struct message_verb v;
    static const char *const do_[] = {"do", NULL}, *const not_[] = {"not", NULL};
    static const char *const never[] = {"do", "don't", "dont", "never", NULL};
    size_t verb = i + 1;
    if (is_any(w->at[i], do_) && verb + 1 < w->len && is_any(w->at[verb], not_))
        verb++;
    else if (!message_in(l, "adverbs_kept", w->at[i]))
        return false;
    if (verb >= w->len)
        return false;
    if (message_verb(l, w->at[verb], &v) != MESSAGE_BASE) {
        /* What must not happen is often no verb of ours: "don't crash", "never panic". */
        if (!is_any(w->at[i], never) || !is_plain(w->at[verb]))
            return false;
        v.act = IDIO_INTENT_EDIT;
    }
    *act = v.act == IDIO_INTENT_CREATE ? IDIO_INTENT_EDIT : v.act;
    put_words(out, w, i, w->len);
    if (!out->failed)
        out->data[0] = (char)toupper((unsigned char)out->data[0]);
    return true;
}

/* "Tests for x" → "Add tests for x", "Fix for x" → "Fix x". */
static bool turn_noun(const struct message_lists *l, const struct words *w, size_t i,
                      struct idio_str *out, enum idio_intent *act)
{
    static const char *const for_[] = {"for", NULL};
    const char *verb = message_noun(l, w->at[i]);
    struct message_verb v;
    if (!verb || i + 2 >= w->len || !is_any(w->at[i + 1], for_))
        return false;
    if (*verb) {
        *act = tolower((unsigned char)w->at[i].p[0]) == 't' ? IDIO_INTENT_TEST : IDIO_INTENT_CREATE;
        put_verb(out, verb);
        put_object(out, w, i, w->len);
        return true;
    }
    if (message_verb(l, w->at[i], &v) != MESSAGE_BASE)
        return false;
    *act = v.act;
    put_verb(out, v.text);
    put_words(out, w, i + 2, w->len);
    return true;
}

/* Can the word stand behind a verb that is put before it? */
static bool may_follow(const struct message_lists *l, const struct words *w, size_t i)
{
    static const char *const articles[] = {"the", "a", "an", NULL};
    return i < w->len && !message_in(l, "be", w->at[i]) &&
           (is_any(w->at[i], articles) || !message_in(l, "dangling", w->at[i]));
}

/* Is what stands before a participle or "now" the name of one thing? */
static bool is_object(const struct message_lists *l, const struct words *w, size_t from, size_t to)
{
    static const char *const no[] = {
        "not",   "no",  "never",  "if",    "when",    "that", "which",  "but", "to",    "because",
        "there", "it",  "this",   "we",    "you",     "must", "should", "can", "could", "will",
        "would", "may", "cannot", "can't", "doesn't", "does", "where",  "+",   NULL};
    struct message_verb v;
    if (!may_follow(l, w, from) || to <= from)
        return false;
    for (size_t i = from; i < to; i++) {
        char last = w->at[i].p[w->at[i].n - 1];
        if (is_any(w->at[i], no) || strchr(",;:.!?", last))
            return false;
        /* "x reworked and y removed" */
        if (i > from && message_verb(l, w->at[i], &v) == MESSAGE_PAST)
            return false;
    }
    /* "Fix the case where …" has a verb of its own; "Insert command" is a name. */
    return to - from <= 2 || message_verb(l, w->at[from], &v) != MESSAGE_BASE;
}

/* "The cache is flushed", "Line limit removed when …": the verb goes to the front. */
static bool turn_passive(const struct message_lists *l, const struct words *w, size_t from,
                         struct idio_str *out, enum idio_intent *act)
{
    struct message_verb v;
    for (size_t i = from + 1; i < w->len && i <= from + WHOLE_WORDS; i++) {
        size_t to = i;
        bool last = i + 1 == w->len;
        if ((!last && i > from + OBJECT_WORDS) ||
            (!last && !message_in(l, "before_rest", w->at[i + 1])) ||
            message_verb(l, w->at[i], &v) != MESSAGE_PAST)
            continue;
        while (to > from && message_in(l, "be", w->at[to - 1]))
            to--;
        if (!is_object(l, w, from, to))
            return false;
        *act = v.act;
        put_verb(out, v.text);
        put_object(out, w, from, to);
        put_words(out, w, i + 1, w->len);
        return true;
    }
    return false;
}

/* "x now accepts y" → "Make x accept y". */
static bool turn_now(const struct message_lists *l, const struct words *w, size_t from,
                     struct idio_str *out, enum idio_intent *act)
{
    static const char *const now[] = {"now", NULL}, *const can[] = {"can", NULL};
    struct message_verb v;
    for (size_t i = from + 1; i + 2 < w->len && i <= from + OBJECT_WORDS; i++) {
        if (!is_any(w->at[i], now))
            continue;
        enum message_form form = message_verb(l, w->at[i + 1], &v);
        size_t to = i - (i > from + 1 && is_any(w->at[i - 1], can));
        if ((form != MESSAGE_THIRD && form != MESSAGE_BASE) || !is_object(l, w, from, to))
            return false;
        *act = IDIO_INTENT_EDIT;
        put_verb(out, "make");
        put_object(out, w, from, to);
        idio_str_printf(out, " %s", v.text);
        put_words(out, w, i + 2, w->len);
        return true;
    }
    return false;
}

/* "Better messages in x" → "Improve messages in x". */
static bool turn_opener(const struct message_lists *l, const struct words *w, size_t from,
                        struct idio_str *out, enum idio_intent *act)
{
    const char *verb = message_opener(l, w->at[from]);
    if (!verb || !may_follow(l, w, from + 1))
        return false;
    *act = strncmp(verb, "add", 3) == 0 ? IDIO_INTENT_CREATE : IDIO_INTENT_EDIT;
    put_verb(out, verb);
    put_words(out, w, from + 1, w->len);
    return true;
}

/* "insert --flatten option", "JSON support for x": the name of something new. */
static bool turn_thing(const struct message_lists *l, const struct words *w, size_t from,
                       struct idio_str *out, enum idio_intent *act)
{
    for (size_t i = from + 1; i < w->len && i <= from + OBJECT_WORDS; i++) {
        bool last = i + 1 == w->len;
        if (!message_in(l, "things", w->at[i]) ||
            (!last && !message_in(l, "before_rest", w->at[i + 1])))
            continue;
        if (!is_object(l, w, from, i + 1))
            return false;
        *act = IDIO_INTENT_CREATE;
        put_verb(out, "add");
        put_object(out, w, from, w->len);
        return true;
    }
    return false;
}

/* "Support for x added": what looks like a noun for a verb has one of its own at the end. */
static bool is_told_twice(const struct message_lists *l, const struct words *w, size_t i)
{
    static const char *const for_[] = {"for", NULL};
    const char *verb = message_noun(l, w->at[i]);
    struct message_verb v;
    return verb && *verb && i + 2 < w->len && is_any(w->at[i + 1], for_) &&
           message_verb(l, w->at[w->len - 1], &v) == MESSAGE_PAST;
}

bool message_turn(const struct message_lists *l, struct idio_slice text, const char *verb,
                  struct idio_str *out, enum idio_intent *ret_act)
{
    struct words w;
    size_t i = 0;
    if (!split(text, &w))
        return false;
    while (i + 1 < w.len && message_in(l, "adverbs_cut", w.at[i]))
        i++;
    if (turn_now(l, &w, i, out, ret_act))
        return true;
    if (is_told_twice(l, &w, i) && turn_passive(l, &w, i, out, ret_act))
        return true;
    if (turn_noun(l, &w, i, out, ret_act) || turn_verb(l, &w, i, out, ret_act) ||
        turn_adverb(l, &w, i, out, ret_act) || turn_passive(l, &w, i, out, ret_act) ||
        turn_opener(l, &w, i, out, ret_act) || turn_thing(l, &w, i, out, ret_act))
        return true;
    if (!*verb || !may_follow(l, &w, i))
        return false;
    struct message_verb v = {.act = IDIO_INTENT_EDIT};
    (void)message_verb(l, idio_slice_c(verb), &v);
    *ret_act = v.act;
    put_verb(out, verb);
    put_object(out, &w, i, w.len);
    return true;
}
