/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate: which items of a draft may stand in a spec, and with what text.
 *
 * It trusts no engine. Each rule is a promise to the user:
 * - Said means said: a span inside the request, not empty; constraints_explicit takes nothing
 *   else.
 * - Inferred means evidence: a decided fact with counts; the text is the fact's own wording, so
 *   that a model cannot lend evidence to words of its own; constraints_inferred takes nothing
 *   else.
 * - Asked items are questions and name what is missing; a default is a verbosity.
 * - No item twice; a demand that was said is not inferred again.
 * - Preferred and forbidden libraries do not contradict: what was said wins, else what is
 *   forbidden.
 * - There is always a goal (else the request's first words) and a verbosity (else the default).
 *
 * Cost is bounded whatever the draft: at most SEEN_MAX items are looked at and SPEC_ITEMS_MAX kept
 * per field, and texts are cut before they are compared.
 */
#include "spec/spec_gate.h"

#include <string.h>

#include "base/utf8.h"

enum {
    GOAL_WORDS_MAX = 120, /* bytes of the request that stand in for a missing goal */
    SEEN_MAX = 256
};

static const char where_gate[] = "spec.gate";

bool spec_source_fits(enum idio_field f, enum idio_source source)
{
    switch (source) {
    case IDIO_SOURCE_SAID:
        return f != IDIO_FIELD_CONSTRAINTS_INFERRED;
    case IDIO_SOURCE_INFERRED:
        return f != IDIO_FIELD_GOAL && f != IDIO_FIELD_CONSTRAINTS_EXPLICIT;
    case IDIO_SOURCE_ASKED:
        return f == IDIO_FIELD_OPEN_QUESTIONS;
    case IDIO_SOURCE_DEFAULT:
        return f == IDIO_FIELD_VERBOSITY;
    }
    return false;
}

/* ---- one item ------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_inside_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Trims white space, widens to whole characters; false when nothing is left or it is outside. */
static bool span_of(const struct idio_request *req, size_t begin, size_t end, size_t *ret_begin,
                    size_t *ret_end)
{
    if (begin >= end || end > req->len)
        return false;
    while (begin < end && is_blank(req->text[begin]))
        begin++;
    while (end > begin && is_blank(req->text[end - 1]))
        end--;
    if (begin == end)
        return false;
    while (begin > 0 && is_inside_character(req->text[begin]))
        begin--;
    while (end < req->len && is_inside_character(req->text[end]))
        end++;
    *ret_begin = begin;
    *ret_end = end;
    return true;
}

static bool is_evidence(const struct idio_fact *f)
{
    if (!f || !f->decided || !f->id || !f->id[0] || f->k > f->n || f->n > INT64_MAX)
        return false;
    return f->n > 0 ||
           f->standing == IDIO_STANDING_PINNED; /* the developer's word needs no count */
}

/* The words of an item before cleaning. */
static const char *words_of(const struct idio_item *item)
{
    const struct idio_fact *f = item->source == IDIO_SOURCE_INFERRED ? item->fact : NULL;
    const bool wording = f && f->wording && f->wording[0] && item->field != IDIO_FIELD_VERBOSITY;
    return wording ? f->wording : item->text;
}

/* Evidence of the item as its source demands; false: it has none. */
static bool admit_source(const struct spec_gate *g, const struct idio_item *item,
                         struct spec_kept *k)
{
    switch (item->source) {
    case IDIO_SOURCE_SAID:
        return span_of(g->req, item->begin, item->end, &k->begin, &k->end);
    case IDIO_SOURCE_INFERRED:
        k->fact = item->fact;
        k->name = is_evidence(item->fact) ? item->fact->id : NULL;
        return k->name != NULL;
    case IDIO_SOURCE_ASKED:
        k->name = item->slot;
        return item->slot != NULL;
    case IDIO_SOURCE_DEFAULT:
        return true;
    }
    return false;
}

static const char *verbosity_of(const struct spec_gate *g, const char *key)
{
    for (size_t i = 0; i < SPEC_VERBOSITY_COUNT; i++)
        if (g->limits->verbosity[i] && strcmp(key, spec_verbosity[i]) == 0)
            return spec_verbosity[i];
    return "";
}

static bool is_kept(const struct spec_kept_list *list, const char *key)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->at[i].key, key) == 0)
            return true;
    return false;
}

/* Clean copies and keys; an empty text or name tells that the item is not to be kept. */
static int fill(struct spec_gate *g, const struct idio_item *item, const char *words,
                struct spec_kept *k, struct idio_err *err)
{
    const size_t max_chars = g->limits->field[item->field].max_chars;
    k->text = spec_text_copy(g->arena, words, strlen(words), max_chars);
    k->name = k->name ? spec_text_copy(g->arena, k->name, strlen(k->name), SPEC_WORD_MAX) : "-";
    if (!k->text || !k->name)
        return idio_nomem(err, where_gate);
    k->value_key = "";
    int st = spec_text_key(g->arena, k->text, &k->key, err);
    if (st == IDIO_OK && k->source == IDIO_SOURCE_INFERRED && k->fact->value)
        st = spec_text_key(g->arena, k->fact->value, &k->value_key, err);
    if (st == IDIO_OK && item->field == IDIO_FIELD_VERBOSITY)
        k->text = verbosity_of(g, k->key);
    return st;
}

static int admit(struct spec_gate *g, const struct idio_item *item, struct idio_err *err)
{
    const char *words = words_of(item);
    struct spec_kept k = {.source = item->source, .confidence = item->confidence};
    if ((unsigned)item->field >= IDIO_FIELD_COUNT || !words)
        return IDIO_OK;
    struct spec_kept_list *list = &g->fields[item->field];
    const bool single = item->field == IDIO_FIELD_GOAL || item->field == IDIO_FIELD_VERBOSITY;
    if (list->n == (single ? 1 : SPEC_ITEMS_MAX) || ++list->seen > SEEN_MAX)
        return IDIO_OK;
    if (!spec_source_fits(item->field, item->source) || !admit_source(g, item, &k))
        return IDIO_OK;
    const int st = fill(g, item, words, &k, err);
    if (st == IDIO_OK && k.text[0] && k.name[0] && !is_kept(list, k.key))
        list->at[list->n++] = k;
    return st;
}

/* ---- between items -------------------------------------------------------------------------- */

static void drop(struct spec_kept_list *list, size_t i)
{
    memmove(&list->at[i], &list->at[i + 1], (list->n - i - 1) * sizeof *list->at);
    list->n--;
}

static void drop_said_again(struct spec_gate *g)
{
    const struct spec_kept_list *said = &g->fields[IDIO_FIELD_CONSTRAINTS_EXPLICIT];
    struct spec_kept_list *inferred = &g->fields[IDIO_FIELD_CONSTRAINTS_INFERRED];
    for (size_t i = inferred->n; i-- > 0;)
        if (is_kept(said, inferred->at[i].key))
            drop(inferred, i);
}

/* Both name one library: in their texts, or in what a fact is about. */
static bool same_library(const struct spec_kept *a, const struct spec_kept *b)
{
    return spec_text_shares(a->key, b->key) || spec_text_shares(a->value_key, b->key) ||
           spec_text_shares(b->value_key, a->key) ||
           (a->value_key[0] && strcmp(a->value_key, b->value_key) == 0);
}

static void settle_libraries(struct spec_gate *g)
{
    struct spec_kept_list *yes = &g->fields[IDIO_FIELD_LIBRARIES_PREFERRED];
    struct spec_kept_list *no = &g->fields[IDIO_FIELD_LIBRARIES_FORBIDDEN];
    for (size_t i = yes->n; i-- > 0;) {
        for (size_t j = no->n; j-- > 0;) {
            if (!same_library(&yes->at[i], &no->at[j]))
                continue;
            if (yes->at[i].source == IDIO_SOURCE_SAID && no->at[j].source != IDIO_SOURCE_SAID) {
                drop(no, j);
                continue;
            }
            drop(yes, i);
            break;
        }
    }
}

/* ---- what must not be missing --------------------------------------------------------------- */

/* First sentence or line of text[from..], cut between words. */
static size_t end_of_words(const char *text, size_t from, size_t len)
{
    size_t end = from, word = from;
    for (; end < len && end - from < GOAL_WORDS_MAX && text[end] != '\n' && text[end] != '\r';
         end++) {
        const bool gap = is_blank(text[end]);
        if (gap && end > from && strchr(".!?", text[end - 1]))
            return end;
        if (gap)
            word = end;
    }
    const bool whole = end == len || is_blank(text[end]);
    if (whole || word == from)
        return idio_utf8_cut(text + from, len - from, end - from) + from;
    return word;
}

static int add_goal(struct spec_gate *g, struct idio_err *err)
{
    const struct idio_request *req = g->req;
    struct spec_kept_list *list = &g->fields[IDIO_FIELD_GOAL];
    for (size_t from = 0; list->n == 0 && from < req->len;) {
        const size_t end = end_of_words(req->text, from, req->len);
        const struct idio_item item = {
            .field = IDIO_FIELD_GOAL,
            .source = IDIO_SOURCE_SAID,
            .text = idio_arena_strndup(g->arena, req->text + from, end - from),
            .begin = from,
            .end = end,
            .confidence = 0};
        if (!item.text)
            return idio_nomem(err, where_gate);
        list->seen = 0;
        const int st = admit(g, &item, err);
        if (st < 0)
            return st;
        from = end > from ? end : from + 1;
    }
    if (list->n == 0)
        return idio_fail(err, IDIO_E_INVALID, where_gate, "the request has no words");
    return IDIO_OK;
}

static void add_verbosity(struct spec_gate *g)
{
    struct spec_kept_list *list = &g->fields[IDIO_FIELD_VERBOSITY];
    if (list->n > 0)
        return;
    size_t i = SPEC_NORMAL;
    if (!g->limits->verbosity[i])
        i = g->limits->verbosity[SPEC_MINIMAL] ? SPEC_MINIMAL : SPEC_VERBOSE;
    list->at[list->n++] = (struct spec_kept){.text = spec_verbosity[i],
                                             .key = spec_verbosity[i],
                                             .name = "-",
                                             .value_key = "",
                                             .source = IDIO_SOURCE_DEFAULT};
}

int spec_gate_run(struct spec_gate *g, const struct idio_draft *draft, struct idio_err *err)
{
    g->fields = idio_arena_alloc(g->arena, IDIO_FIELD_COUNT, sizeof *g->fields);
    if (!g->fields)
        return idio_nomem(err, where_gate);
    int st = IDIO_OK;
    for (size_t i = 0; st == IDIO_OK && i < draft->items.len; i++)
        st = admit(g, &draft->items.at[i], err);
    if (st < 0)
        return st;
    settle_libraries(g);
    drop_said_again(g);
    for (unsigned f = 0; f < IDIO_FIELD_COUNT; f++)
        if (g->fields[f].n > g->limits->field[f].max_items && f != IDIO_FIELD_GOAL &&
            f != IDIO_FIELD_VERBOSITY)
            g->fields[f].n = g->limits->field[f].max_items;
    add_verbosity(g);
    return add_goal(g, err);
}
