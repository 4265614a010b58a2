/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two drafts into one.
 *
 * The rules engine's draft is the floor: it is there before the model is asked, and a field of it
 * stays whenever the model's text for that field does not hold. "Holds" means: aligned to a span of
 * the request (ground.c) for what calls itself said, a question about something that is open for
 * questions. The rules engine's explicit constraints come from cue words and are always wanted:
 * those that the model's do not cover are added.
 *
 * Invariants: every SAID item has a span; GOAL and VERBOSITY keep exactly one item; no third party.
 */
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "infer/model_internal.h"

enum {
    WHOLE_REQUEST_MIN = 60, /* bytes from which an item may not be (nearly) the whole request */
    QUESTION_MIN = 12,
    QUESTION_MAX = 130,
    EXTRA_QUESTIONS = 2
};
static const double WHOLE_SHARE = 0.7;

struct merge {
    const struct idio_draft *rules;
    const struct idio_request *req;
    const struct idio_ground *ground;
    struct idio_draft *out;
    uint32_t ungrounded;
    struct idio_err *err;
};

static int push(struct merge *m, struct idio_item item)
{
    return idio_vec_push(&m->out->items, item) < 0 ? idio_nomem(m->err, "infer.merge") : IDIO_OK;
}

static int keep_rules(struct merge *m, enum idio_field field)
{
    int r = IDIO_OK;

    for (size_t i = 0; i < m->rules->items.len && r >= 0; i++)
        if (m->rules->items.at[i].field == field)
            r = push(m, m->rules->items.at[i]);
    return r;
}

static bool has_text(const struct merge *m, size_t from, const char *text)
{
    for (size_t i = from; i < m->out->items.len; i++)
        if (!strcasecmp(m->out->items.at[i].text, text))
            return true;
    return false;
}

/* An item of the same field with (nearly) this span: one of the two says nothing new. */
static bool has_span(const struct merge *m, size_t from, size_t begin, size_t end)
{
    for (size_t i = from; i < m->out->items.len; i++) {
        const struct idio_item *it = &m->out->items.at[i];
        size_t low = it->begin > begin ? it->begin : begin, high = it->end < end ? it->end : end;

        if (it->source == IDIO_SOURCE_SAID && high > low && 10 * (high - low) >= 6 * (end - begin))
            return true;
    }
    return false;
}

/* "The goal is to sort …" → "sort …" */
static const char *without_lead(const char *text)
{
    static const char *const leads[] = {"The goal is to ", "The task is to ",
                                        "Goal: ", "goal: ", "Question: "};

    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (!strncmp(text, leads[i], strlen(leads[i])) && text[strlen(leads[i])])
            return text + strlen(leads[i]);
    return text;
}

static int add_said(struct merge *m, enum idio_field field, struct idio_branch_result *b)
{
    size_t from = m->out->items.len;
    int r = IDIO_OK;

    for (size_t i = 0; i < b->lines.n && r >= 0; i++) {
        const char *text = without_lead(b->lines.at[i]);
        struct idio_ground_span span;
        bool found = false;

        r = idio_ground_align(m->ground, text, strlen(text), &found, &span, m->err);
        if (r < 0)
            return r;
        if (!found) {
            m->ungrounded += field == IDIO_FIELD_CONSTRAINTS_EXPLICIT;
            continue;
        }
        /* A small model answers every question with the request itself. */
        if (field != IDIO_FIELD_GOAL && m->req->len >= WHOLE_REQUEST_MIN &&
            (double)(span.end - span.begin) > WHOLE_SHARE * (double)m->req->len)
            continue;
        if (has_span(m, from, span.begin, span.end) || has_text(m, from, text))
            continue;
        r = push(m, (struct idio_item){.field = field,
                                       .source = IDIO_SOURCE_SAID,
                                       .text = text,
                                       .begin = span.begin,
                                       .end = span.end,
                                       .confidence = span.score * b->confidence});
        b->kept++;
        if (field == IDIO_FIELD_GOAL)
            break;
    }
    return r;
}

/* Rules found by cue words that no item of the model covers. */
static int add_uncovered(struct merge *m, size_t from)
{
    size_t n = m->rules->items.len;
    int r = IDIO_OK;

    for (size_t i = 0; i < n && r >= 0; i++) {
        const struct idio_item *it = &m->rules->items.at[i];

        if (it->field != IDIO_FIELD_CONSTRAINTS_EXPLICIT)
            continue;
        if (it->source == IDIO_SOURCE_SAID ? has_span(m, from, it->begin, it->end)
                                           : has_text(m, from, it->text))
            continue;
        r = push(m, *it);
    }
    return r;
}

/* Explicit constraints stand in the order in which they were said. */
static void sort_by_span(struct idio_item *items, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && items[j].begin < items[j - 1].begin; j--) {
            struct idio_item spare = items[j];

            items[j] = items[j - 1];
            items[j - 1] = spare;
        }
}

/* ---- questions ------------------------------------------------------------------------------- */

static const struct {
    const char *word, *slot;
} slot_words[] = {
    {"language", "language"},
    {"error", "error_contract"},
    {"fail", "error_contract"},
    {"invalid", "error_contract"},
    {"exception", "error_contract"},
    {"return", "output"},
    {"output", "output"},
    {"result", "output"},
    {"input", "input"},
    {"argument", "input"},
    {"parameter", "input"},
    {"given", "input"},
    {"which file", "target"},
    {"where", "target"},
    {"module", "target"},
};

static const char *slot_of(const char *question)
{
    for (size_t i = 0; i < sizeof slot_words / sizeof *slot_words; i++)
        if (strcasestr(question, slot_words[i].word))
            return slot_words[i].slot;
    return "referent";
}

static bool asks(const struct idio_draft *d, size_t from, const char *slot)
{
    for (size_t i = from; i < d->items.len; i++) {
        const struct idio_item *it = &d->items.at[i];

        if (it->field == IDIO_FIELD_OPEN_QUESTIONS && it->slot && !strcmp(it->slot, slot))
            return true;
    }
    return false;
}

/* Slots on which the rules engine decides: it asks exactly when the request does not say it. */
static bool settled_by_rules(const char *slot)
{
    return !strcmp(slot, "output") || !strcmp(slot, "input") || !strcmp(slot, "language") ||
           !strcmp(slot, "target");
}

/* Whether some word of five letters and more of the question stands in the request. */
static bool about_request(const struct idio_request *req, const char *question)
{
    for (const char *p = question; *p;) {
        size_t n = strcspn(p, " ,.?!\"'`()");

        if (n >= 5 && n < 40) {
            char word[40];

            memcpy(word, p, n);
            word[n] = '\0';
            if (strcasestr(req->text, word))
                return true;
        }
        p += n;
        p += strspn(p, " ,.?!\"'`()");
    }
    return false;
}

static bool is_question(const char *text)
{
    static const char *const openers[] = {
        "what", "which", "how",  "should", "where", "when", "who", "is",  "are",   "does",
        "do",   "can",   "will", "must",   "if",    "in",   "may", "why", "shall", "could"};
    size_t n = strlen(text), word = strcspn(text, " ,'");

    if (n < QUESTION_MIN || n > QUESTION_MAX || text[n - 1] != '?')
        return false;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (strlen(openers[i]) == word && !strncasecmp(openers[i], text, word))
            return true;
    return false;
}

static int add_questions(struct merge *m, struct idio_branch_result *b)
{
    size_t from = m->out->items.len, extra = 0;
    int r = IDIO_OK;

    for (size_t i = 0; i < b->lines.n && r >= 0; i++) {
        const char *text = without_lead(b->lines.at[i]), *slot = slot_of(text);
        bool asked = asks(m->rules, 0, slot);

        if (!is_question(text) || asks(m->out, from, slot))
            continue;
        if (!asked &&
            (settled_by_rules(slot) || extra == EXTRA_QUESTIONS || !about_request(m->req, text)))
            continue;
        extra += !asked;
        b->kept++;
        r = push(m, (struct idio_item){.field = IDIO_FIELD_OPEN_QUESTIONS,
                                       .source = IDIO_SOURCE_ASKED,
                                       .text = text,
                                       .slot = slot,
                                       .confidence = b->confidence});
    }
    for (size_t i = 0; i < m->rules->items.len && r >= 0; i++) {
        const struct idio_item *it = &m->rules->items.at[i];

        if (it->field == IDIO_FIELD_OPEN_QUESTIONS && !(it->slot && asks(m->out, from, it->slot)))
            r = push(m, *it);
    }
    return r;
}

/* ---- all fields ------------------------------------------------------------------------------ */

static struct idio_branch_result *branch_of(struct idio_branch_result *branches,
                                            enum idio_field field)
{
    for (size_t i = 0; i < IDIO_WIRE_FIELDS; i++)
        if (idio_wire_fields[i].field == field)
            return branches[i].ok && branches[i].lines.n ? &branches[i] : NULL;
    return NULL;
}

static int merge_field(struct merge *m, enum idio_field field, struct idio_branch_result *b)
{
    size_t from = m->out->items.len;
    int r;

    if (!b)
        return keep_rules(m, field);
    if (field == IDIO_FIELD_OPEN_QUESTIONS)
        return add_questions(m, b);
    r = add_said(m, field, b);
    if (r >= 0 && field == IDIO_FIELD_CONSTRAINTS_EXPLICIT) {
        r = add_uncovered(m, from);
        sort_by_span(m->out->items.at + from, m->out->items.len - from);
    } else if (r >= 0 && m->out->items.len == from) {
        r = keep_rules(m, field);
    }
    return r;
}

int idio_merge(const struct idio_draft *rules, struct idio_branch_result *branches,
               const struct idio_request *req, struct idio_draft *ret, uint32_t *ungrounded,
               struct idio_err *err)
{
    struct idio_draft out = {
        .intent = rules->intent, .lang = rules->lang, .note = rules->note, .engine = "model"};
    struct idio_ground *ground = NULL;
    struct merge m = {.rules = rules, .req = req, .out = &out, .err = err};
    int r = idio_ground_new(req->text, req->len, &ground, err);

    m.ground = ground;
    for (int f = 0; f < IDIO_FIELD_COUNT && r >= 0; f++)
        r = merge_field(&m, (enum idio_field)f, branch_of(branches, (enum idio_field)f));
    idio_ground_free(ground);
    if (r < 0) {
        idio_draft_release(&out);
        return r;
    }
    *ret = out;
    *ungrounded += m.ungrounded;
    return IDIO_OK;
}

int idio_merge_picks(struct idio_draft *draft, const struct idio_pick *picks, size_t n,
                     struct idio_err *err)
{
    struct idio_draft out = *draft;
    struct merge m = {.out = &out, .err = err};
    int r = IDIO_OK;

    memset(&out.items, 0, sizeof out.items);
    for (int f = 0; f < IDIO_FIELD_COUNT && r >= 0; f++) {
        size_t from = out.items.len;

        for (size_t i = 0; i < draft->items.len && r >= 0; i++)
            if ((int)draft->items.at[i].field == f &&
                draft->items.at[i].source != IDIO_SOURCE_INFERRED)
                r = push(&m, draft->items.at[i]);
        for (size_t i = 0; i < n && r >= 0; i++) {
            const struct idio_fact *fact = picks[i].candidate->fact;

            if ((int)idio_field_from_key(fact->field) == f && !has_text(&m, from, fact->wording))
                r = push(&m, (struct idio_item){.field = (enum idio_field)f,
                                                .source = IDIO_SOURCE_INFERRED,
                                                .text = fact->wording,
                                                .fact = fact,
                                                .confidence = picks[i].probability});
        }
    }
    if (r < 0) {
        idio_vec_release(&out.items);
        return r;
    }
    idio_vec_release(&draft->items);
    *draft = out;
    return IDIO_OK;
}
