/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Explicit constraints, edge cases, inputs and outputs. Every item is a run of the request's own
 * bytes (rules_say sees to that), so nothing here can say what the user did not.
 *
 * A clause goes into one field. A modal ("must not crash when the file is missing") makes it a
 * constraint, and only the condition in it becomes an edge case as well.
 */
#include "infer/rules_internal.h"

#include <string.h>

#define RESPONSE_REACH 8  /* tokens from "returns null" to its "if" */
#define OBJECT_MAX     16 /* tokens of an input or output */

static bool is_word(const struct rules_token *t)
{
    return t->kind == RULES_WORD || t->kind == RULES_NUMBER || t->kind == RULES_OPAQUE;
}

/* ---- constraints and edge cases
 * -------------------------------------------------------------------- */

/* Last token of the item that segment i starts: its own and those of the clauses joined to it. */
static size_t joined_end(const struct rules_doc *d, size_t i)
{
    size_t end = d->segments[i].last;
    for (size_t k = i + 1; k < d->segment_count && d->segments[k].joined; k++)
        end = d->segments[k].last;
    return end;
}

static void say_clause(struct rules_out *o, enum idio_field field, size_t i, double confidence)
{
    rules_say(o, field, o->doc->segments[i].head, joined_end(o->doc, i), confidence);
}

/* "… returns null if the list is empty": from the response, or from the condition. */
static void say_conditions(struct rules_out *o, const struct rules_segment *s)
{
    const struct rules_doc *d = o->doc;
    size_t cond = rules_seek_cond(d, s->head, s->last);
    /* A demand is whole with its "on errors"; a clause of its own ("when the file is missing") is
     * said again. */
    if (s->role == RULES_ROLE_CONSTRAINT &&
        (cond == s->head || cond == s->last || rules_word_is(d, cond, "on") ||
         rules_word_is(d, cond, "for")))
        return;
    while (cond < s->last && o->count[IDIO_FIELD_EDGE_CASES] < RULES_FIELD_MAX) {
        size_t edge = rules_seek(d, cond + 1, s->last, RULES_EDGE_WORD);
        if (edge == s->last)
            return;
        size_t from = cond;
        size_t reach = cond > s->head + RESPONSE_REACH ? cond - RESPONSE_REACH : s->head;
        for (size_t k = cond; s->role != RULES_ROLE_CONSTRAINT && k-- > reach;)
            if (rules_is(d, k, cond, RULES_RESPONSE) && k > s->head && s->role == RULES_ROLE_GOAL &&
                (!rules_is(d, k - 1, k, RULES_DET) || rules_word_is(d, k - 1, "that")))
                from = k;
        if (from == cond && cond - s->head <= 2 && s->role == RULES_ROLE_PLAIN)
            from = s->head; /* "404 if it does not exist" */
        if (s->role == RULES_ROLE_PLAIN && rules_seek(d, s->head, cond, RULES_RESPONSE) < cond)
            from = s->head;
        if (from > s->head && rules_is(d, from - 1, from, RULES_MODAL | RULES_FORBID))
            from--;
        rules_say(o, IDIO_FIELD_EDGE_CASES, from, s->last, 0.9);
        cond = rules_seek_cond(d, edge + 1, s->last);
    }
}

/* Tokens in front of the number at i that make it a limit ("at most", "<", "in", "python" of a
 * version). */
static size_t limit_before(const struct rules_doc *d, size_t from, size_t i)
{
    const struct rules_token *before = &d->tokens[i - 1];
    if (before->kind == RULES_PUNCT && before->ch == '<')
        return 1;
    if (before->word->lang != IDIO_LANG_NONE)
        return 1;
    if (d->tokens[i].kind == RULES_WORD) /* O(n) */
        return rules_word_is(d, i - 1, "in") || rules_word_is(d, i - 1, "with") ? 1 : 0;
    for (size_t n = 1; n <= 4 && i >= from + n; n++)
        if (rules_is(d, i - n, i, RULES_LIMIT) == n)
            return n;
    return 0;
}

/* In a clause that is more than a condition (the goal): the part that binds. */
static void say_inner_constraints(struct rules_out *o, const struct rules_segment *s, size_t from)
{
    static const char *const binding[] = {"must", "never", "always", "mustnt"};
    const struct rules_doc *d = o->doc;
    if (d->goal_kind == RULES_GOAL_COMPLAINT || d->goal_kind == RULES_GOAL_CONDITION)
        return;
    for (size_t i = from + 1; i < s->last; i++) {
        bool cue = false;
        for (size_t k = 0; k < sizeof binding / sizeof *binding; k++)
            cue |= rules_word_is(d, i, binding[k]);
        if (cue && !rules_is(d, i + 1, s->last, RULES_INPUT_VERB | RULES_OUTPUT_VERB)) {
            rules_say(o, IDIO_FIELD_CONSTRAINTS_EXPLICIT, i, s->last, 0.9);
            return;
        }
        if (!rules_is_quantity(d, i, s->last))
            continue;
        size_t n = limit_before(d, from, i);
        if (n == 0 && d->tokens[i].kind == RULES_NUMBER)
            continue; /* "the top 10 words" limits nothing */
        size_t end = i + 1;
        if (end < s->last && rules_is(d, end, s->last, RULES_UNIT))
            end++;
        rules_say(o, IDIO_FIELD_CONSTRAINTS_EXPLICIT, i - n, end, 0.8);
        i = end - 1;
    }
}

static void say_roles(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    for (size_t i = 0; i < d->segment_count; i++) {
        const struct rules_segment *s = &d->segments[i];
        if (s->joined)
            continue;
        switch ((enum rules_role)s->role) {
        case RULES_ROLE_GOAL:
            say_conditions(o, s);
            say_inner_constraints(o, s, d->goal_token);
            break;
        case RULES_ROLE_CONSTRAINT:
            say_clause(o, IDIO_FIELD_CONSTRAINTS_EXPLICIT, i, 0.95);
            say_conditions(o, s);
            break;
        case RULES_ROLE_EDGE:
            say_clause(o, IDIO_FIELD_EDGE_CASES, i, 0.95);
            break;
        case RULES_ROLE_FIELD:
            say_clause(o, s->under == RULES_HEADING_INPUT ? IDIO_FIELD_INPUTS : IDIO_FIELD_OUTPUTS,
                       i, 0.95);
            break;
        case RULES_ROLE_PLAIN:
            say_conditions(o, s);
            break;
        case RULES_ROLE_EMPTY:
        case RULES_ROLE_LIBRARY:
            break;
        }
    }
}

/* ---- inputs and outputs
 * ---------------------------------------------------------------------------- */

/* Where the object that starts at i ends. An output may go on over "to" and "into" ("writes X to
 * Y"). */
static size_t object_end(const struct rules_doc *d, size_t i, size_t end, bool output)
{
    size_t stop = i + OBJECT_MAX < end ? i + OBJECT_MAX : end;
    for (size_t k = i; k < stop; k++) {
        const struct rules_token *t = &d->tokens[k];
        if (!is_word(t) && t->kind != RULES_PUNCT)
            return k;
        if (t->kind == RULES_PUNCT && t->ch && strchr(">!?", t->ch))
            return k;
        if (k == i)
            continue;
        if (rules_is(d, k, end, RULES_COND) || rules_word_is(d, k, "using") ||
            rules_word_is(d, k, "so") || rules_word_is(d, k, "because") ||
            rules_word_is(d, k, "via") || rules_word_is(d, k, "then") ||
            rules_word_is(d, k, "while") || rules_word_is(d, k, "by"))
            return k;
        if (rules_is(d, k, end, RULES_LANG_LEAD) && k + 1 < end &&
            d->tokens[k + 1].word->lang != IDIO_LANG_NONE)
            return k; /* "validates addresses in Go" */
        if (!output &&
            (rules_word_is(d, k, "to") || rules_word_is(d, k, "into") || rules_word_is(d, k, "as")))
            return k;
        if (d->tokens[k].verb_s && rules_is(d, k, end, RULES_OUTPUT_VERB) && !output)
            return k; /* "given a string returns …" */
        if (rules_word_is(d, k, "and") && k + 1 < end && d->tokens[k + 1].verb_s)
            return k;
        if (rules_word_is(d, k, "and") &&
            rules_is(d, k + 1, end,
                     RULES_OUTPUT_VERB | RULES_INPUT_VERB | RULES_VERB | RULES_MODAL))
            return k;
    }
    return stop;
}

static bool is_object(const struct rules_doc *d, size_t from, size_t to)
{
    size_t words = 0, content = 0;
    for (size_t i = from; i < to; i++) {
        words += is_word(&d->tokens[i]);
        content +=
            is_word(&d->tokens[i]) &&
            !rules_is(d, i, to, RULES_DET | RULES_PREP | RULES_PRONOUN | RULES_CONJ | RULES_CLOSER);
    }
    return words > 0 && content > 0 && !rules_is(d, from, to, RULES_FORBID);
}

/* "a path and a limit" names two things. */
static void say_objects(struct rules_out *o, enum idio_field field, size_t from, size_t to,
                        double confidence)
{
    const struct rules_doc *d = o->doc;
    size_t start = from;
    for (size_t i = from + 1; i + 1 < to; i++) {
        bool joint = rules_word_is(d, i, "and") && rules_is(d, i + 1, to, RULES_DET) &&
                     rules_is(d, start, to, RULES_DET);
        if (joint && is_object(d, start, i)) {
            rules_say(o, field, start, i, confidence);
            start = i + 1;
        }
    }
    if (is_object(d, start, to))
        rules_say(o, field, start, to, confidence);
}

/* A base form is a verb only where one can stand: at the head, after "to", "and", "that", a modal.
 */
static bool stands_as_verb(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    const struct rules_token *t = &d->tokens[i];
    char last = t->norm_len ? t->norm[t->norm_len - 1] : 0;
    bool inflected = last == 's' ||
                     (t->norm_len > 4 && memcmp(t->norm + t->norm_len - 3, "ing", 3) == 0) ||
                     rules_word_is(d, i, "given");
    if (i == s->head || i == s->first || i == d->goal_token)
        return true;
    if (rules_word_is(d, i - 1, "that") || rules_word_is(d, i - 1, "which"))
        return true;
    if (rules_is(d, i - 1, i, RULES_DET | RULES_FORBID) ||
        (rules_is(d, i - 1, i, RULES_PREP) && !rules_word_is(d, i - 1, "to") &&
         !(inflected && last == 'g')))
        return false;
    if (inflected)
        return true;
    return rules_word_is(d, i - 1, "to") || rules_word_is(d, i - 1, "and") ||
           rules_word_is(d, i - 1, "then") || rules_is(d, i - 1, i, RULES_MODAL | RULES_OPENER) ||
           rules_is_punct(d, i - 1, ',');
}

/* "convert X to Y", "X to Y converter", "X → Y" */
static size_t say_conversion(struct rules_out *o, const struct rules_segment *s, size_t i)
{
    const struct rules_doc *d = o->doc;
    bool verb = rules_is(d, i, s->last, RULES_CONVERT_VERB) && stands_as_verb(d, s, i);
    size_t from = verb ? i + 1 : i, to = from;
    bool formats = !verb && rules_is(d, i, s->last, RULES_DATA_FORMAT) && i + 2 < s->last &&
                   (rules_word_is(d, i + 1, "to") || rules_word_is(d, i + 1, "2") ||
                    rules_is_punct(d, i + 1, '>')) &&
                   rules_is(d, i + 2, s->last, RULES_DATA_FORMAT);
    if (formats) {
        rules_say(o, IDIO_FIELD_INPUTS, i, i + 1, 0.8);
        rules_say(o, IDIO_FIELD_OUTPUTS, i + 2, i + 3, 0.8);
        return i + 3;
    }
    if (!verb)
        return i;
    while (to < s->last && to < from + OBJECT_MAX && !rules_word_is(d, to, "to") &&
           !rules_word_is(d, to, "into") && !rules_is_punct(d, to, '>'))
        to++;
    if (to == s->last || to == from + OBJECT_MAX || !is_object(d, from, to))
        return i;
    size_t end = object_end(d, to + 1, s->last, true);
    rules_say(o, IDIO_FIELD_INPUTS, from, to, 0.85);
    if (is_object(d, to + 1, end))
        rules_say(o, IDIO_FIELD_OUTPUTS, to + 1, end, 0.85);
    return end;
}

/* "fetches users from the api": the source is what comes in. */
static size_t say_source(struct rules_out *o, const struct rules_segment *s, size_t i)
{
    static const char *const no_source[] = {"scratch", "here", "there", "now",  "within", "this",
                                            "it",      "that", "being", "each", "zero",   "where"};
    const struct rules_doc *d = o->doc;
    if (d->intent != IDIO_INTENT_CREATE || !rules_word_is(d, i, "from") || i + 1 >= s->last ||
        d->tokens[i + 1].kind == RULES_NUMBER || rules_seek(d, s->first, i, RULES_FROM_VERB) == i)
        return i;
    for (size_t k = 0; k < sizeof no_source / sizeof *no_source; k++)
        if (rules_word_is(d, i + 1, no_source[k]))
            return i;
    size_t end = object_end(d, i + 1, s->last, false);
    say_objects(o, IDIO_FIELD_INPUTS, i + 1, end, 0.75);
    return end;
}

/* "prints p50, p95 and p99": clauses behind the comma that only name more of the same. */
static size_t list_end(const struct rules_doc *d, const struct rules_segment *s, size_t end)
{
    for (size_t k = rules_segment_of(d, end); k < d->segment_count; k++) {
        const struct rules_segment *next = &d->segments[k];
        if (next->sentence != s->sentence)
            break;
        bool more =
            next->before == ',' && next->role == RULES_ROLE_PLAIN && next->last - next->head <= 8 &&
            !rules_is(d, next->head, next->last,
                      RULES_VERB | RULES_INPUT_VERB | RULES_OUTPUT_VERB | RULES_COND |
                          RULES_EDGE_VERB | RULES_PREP | RULES_CONVERT_VERB | RULES_PRONOUN);
        if (!more)
            break;
        end = next->last;
    }
    return end;
}

static size_t say_verb(struct rules_out *o, const struct rules_segment *s, size_t i)
{
    const struct rules_doc *d = o->doc;
    size_t out = rules_is(d, i, s->last, RULES_OUTPUT_VERB);
    size_t in = rules_is(d, i, s->last, RULES_INPUT_VERB);
    size_t n = out ? out : in;
    if (!n || i + n >= s->last || !stands_as_verb(d, s, i))
        return i;
    size_t near = i + n + 5 < s->last ? i + n + 5 : s->last;
    if (out && i == d->verb_token && rules_word_is(d, i, "write"))
        return i + n;
    if (out && rules_is(d, i, s->last, RULES_VERB_CREATE) &&
        rules_seek(d, i + n, near, RULES_ARTEFACT) < near)
        return i + n; /* "generate a class": the code is no output of the code */
    bool goes_on =
        rules_word_is(d, i + n + 1, "to") || rules_word_is(d, i + n + 1, "as") ||
        rules_word_is(d, i + n + 1, "into") || /* "save them to prices.csv" */
        (i + n + 1 < s->last && d->tokens[i + n + 1].kind == RULES_WORD &&
         !rules_is(d, i + n + 1, s->last, RULES_CONJ | RULES_PREP | RULES_COND | RULES_CLOSER));
    if (rules_is(d, i + n, s->last, RULES_PRONOUN | RULES_COND) && !(out && goes_on) &&
        !(i + n + 1 < s->last && rules_is(d, i + n, s->last, RULES_DET) &&
          d->tokens[i + n + 1].kind == RULES_WORD))
        return i + n;
    if (rules_is(d, i + n, s->last, RULES_PREP) && !rules_word_is(d, i + n, "to") &&
        !rules_word_is(d, i + n, "from"))
        return i + n;
    if (in && d->tokens[i + n].kind == RULES_NUMBER)
        return i + n; /* "it takes 40s" */
    if (rules_word_is(d, i + n, "care") || rules_word_is(d, i + n, "over") ||
        rules_word_is(d, i + n, "place") || rules_word_is(d, i + n, "advantage"))
        return i + n;
    size_t end = object_end(d, i + n, s->last, out > 0);
    if (end == s->last)
        end = list_end(d, s, end);
    say_objects(o, out ? IDIO_FIELD_OUTPUTS : IDIO_FIELD_INPUTS, i + n, end, 0.85);
    return end;
}

static void say_in_and_out(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        if (s->joined || (s->role != RULES_ROLE_GOAL && s->role != RULES_ROLE_PLAIN))
            continue;
        if (s->question && k != d->goal_segment)
            continue;
        size_t i = k == d->goal_segment ? d->goal_token : s->head;
        size_t stop = s->last, cond = rules_seek(d, i, s->last, RULES_COND);
        if (cond > i && cond < stop)
            stop = cond; /* what is returned on failure is no output to speak of */
        if (cond < s->last && rules_seek(d, cond, s->last, RULES_EDGE_WORD) < s->last && cond == i)
            continue;
        struct rules_segment part = *s;
        part.last = stop;
        bool failure = cond < s->last && rules_seek(d, cond, s->last, RULES_EDGE_WORD) < s->last;
        while (i < stop) {
            size_t next = say_conversion(o, &part, i);
            if (next == i)
                next = say_source(o, &part, i);
            if (next == i && !(failure && rules_is(d, i, stop, RULES_RESPONSE)))
                next = say_verb(o, &part, i);
            i = next == i ? i + 1 : next;
        }
    }
}

void rules_fields_emit(struct rules_out *o)
{
    say_roles(o);
    if (o->doc->intent == IDIO_INTENT_CREATE || o->doc->intent == IDIO_INTENT_EDIT)
        say_in_and_out(o);
}
