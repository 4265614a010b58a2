/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the rules engine share: one request transcoded, its items looked up and
 * checked. */
#ifndef IDIO_RULES_CHECK_H
#define IDIO_RULES_CHECK_H

#include "idio_test.h"

#include "base/utf8.h"
#include "infer/infer.h"

struct transcoded {
    struct idio_arena arena;
    struct idio_request req;
    struct idio_draft draft;
};

static inline void transcode(struct transcoded *t, const struct idio_request *req)
{
    struct idio_err err;
    *t = (struct transcoded){.req = *req};
    idio_arena_init(&t->arena, (size_t)64 << 20);
    assert_ok(idio_rules_transcode(req, NULL, &t->arena, &t->draft, &err), &err);
}

static inline void transcode_text(struct transcoded *t, const char *text)
{
    transcode(t, &(struct idio_request){.text = text, .len = strlen(text)});
}

static inline void transcoded_release(struct transcoded *t)
{
    idio_draft_release(&t->draft);
    idio_arena_release(&t->arena);
}

static inline size_t count_items(const struct transcoded *t, enum idio_field field)
{
    size_t n = 0;
    for (size_t i = 0; i < t->draft.items.len; i++)
        n += t->draft.items.at[i].field == field;
    return n;
}

/* Item of the field with this text, or NULL. */
static inline const struct idio_item *find_item(const struct transcoded *t, enum idio_field field,
                                                const char *text)
{
    for (size_t i = 0; i < t->draft.items.len; i++)
        if (t->draft.items.at[i].field == field && strcmp(t->draft.items.at[i].text, text) == 0)
            return &t->draft.items.at[i];
    return NULL;
}

static inline const struct idio_item *find_slot(const struct transcoded *t, const char *slot)
{
    for (size_t i = 0; i < t->draft.items.len; i++)
        if (t->draft.items.at[i].slot && strcmp(t->draft.items.at[i].slot, slot) == 0)
            return &t->draft.items.at[i];
    return NULL;
}

static inline const char *only_text(const struct transcoded *t, enum idio_field field)
{
    for (size_t i = 0; i < t->draft.items.len; i++)
        if (t->draft.items.at[i].field == field)
            return t->draft.items.at[i].text;
    return NULL;
}

/* The span with white space folded is the text; in a goal the first letter may differ in case. */
static inline bool is_grounded(const struct idio_request *req, const struct idio_item *it)
{
    const char *p = it->text;
    if (it->begin >= it->end || it->end > req->len)
        return false;
    size_t i = it->begin;
    bool first = it->field == IDIO_FIELD_GOAL;
    while (i < it->end) {
        unsigned char c = (unsigned char)req->text[i];
        if (c <= ' ' || c == 0x7F) {
            while (i < it->end && ((unsigned char)req->text[i] <= ' ' || req->text[i] == 0x7F))
                i++;
            if (p == it->text || *p == '\0')
                continue;
            if (*p++ != ' ')
                return false;
            continue;
        }
        bool raised = first && c >= 'a' && c <= 'z' && *p == (char)(c - 32);
        if (*p != (char)c && !raised)
            return false;
        first = false;
        p++;
        i++;
    }
    return *p == '\0' && p > it->text;
}

/* Why the draft breaks a promise, or NULL. */
static inline const char *what_is_wrong(const struct transcoded *t)
{
    size_t questions = 0;
    if (count_items(t, IDIO_FIELD_GOAL) != 1 || count_items(t, IDIO_FIELD_VERBOSITY) != 1)
        return "goal or verbosity not once";
    for (size_t i = 0; i < t->draft.items.len; i++) {
        const struct idio_item *it = &t->draft.items.at[i];
        size_t n = strlen(it->text);
        if (n == 0 || n > 300)
            return "empty or too long";
        if (strpbrk(it->text, "\n\r\t"))
            return "not one line";
        if (!idio_utf8_valid(it->text, n, NULL))
            return "not UTF-8";
        if (!(it->confidence >= 0 && it->confidence <= 1))
            return "confidence";
        if (count_items(t, it->field) > 12)
            return "too many items";
        for (size_t k = 0; k < i; k++)
            if (t->draft.items.at[k].field == it->field &&
                strcmp(t->draft.items.at[k].text, it->text) == 0)
                return "said twice";
        if (it->source == IDIO_SOURCE_INFERRED && !it->fact)
            return "inferred without a fact";
        if (it->source == IDIO_SOURCE_ASKED)
            questions += it->slot && it->text[0];
        if (it->source == IDIO_SOURCE_SAID && it->field != IDIO_FIELD_VERBOSITY &&
            !is_grounded(&t->req, it))
            return "not grounded";
        if (it->source == IDIO_SOURCE_SAID && it->field == IDIO_FIELD_VERBOSITY &&
            (it->begin >= it->end || it->end > t->req.len))
            return "verbosity without a span";
    }
    if (questions != count_items(t, IDIO_FIELD_OPEN_QUESTIONS) || questions > 4)
        return "questions";
    return NULL;
}

#endif
