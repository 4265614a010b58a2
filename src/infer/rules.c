/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules engine: the stages in order (rules_internal.h), and the draft that they fill.
 *
 * It is the engine that is always there, the baseline that the model engine has to beat, and the
 * source of labels for training pairs; so it is deterministic to the byte and claims little: what
 * it says was said, has a span, what it infers, has a fact, and what it does not know, it leaves
 * out or asks.
 *
 * Invariant (tested with random requests): the text of a SAID item, verbosity apart, is its span of
 * the request with white space folded; of the goal the first letter may be raised to upper case.
 */
#include "infer/rules_internal.h"

#include <string.h>

#include "base/utf8.h"

/* ---- items
 * ----------------------------------------------------------------------------------------- */

void rules_add(struct rules_out *o, const struct idio_item *item)
{
    if (o->status < 0)
        return;
    o->status = idio_vec_push(&o->draft->items, *item);
    if (o->status == IDIO_OK)
        o->count[item->field]++;
}

const char *rules_fold(struct rules_out *o, size_t begin, size_t end)
{
    const char *s = o->doc->req->text;
    char *text = idio_arena_alloc(o->doc->arena, end - begin + 1, 1);
    size_t n = 0;
    if (!text) {
        o->status = IDIO_E_NOMEM;
        return NULL;
    }
    for (size_t i = begin; i < end; i++) {
        bool space = (unsigned char)s[i] <= ' ' || s[i] == 0x7F;
        if (!space)
            text[n++] = s[i];
        else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    text[n] = '\0';
    return text;
}

static bool is_said_already(const struct rules_out *o, enum idio_field field, const char *text)
{
    for (size_t i = 0; i < o->draft->items.len; i++)
        if (o->draft->items.at[i].field == field && strcmp(o->draft->items.at[i].text, text) == 0)
            return true;
    return false;
}

/* Ends at a character border, and if one is near at a word border. */
static size_t cut_at(const char *s, size_t begin, size_t end)
{
    if (end - begin <= RULES_ITEM_MAX)
        return end;
    end = begin + idio_utf8_cut(s + begin, end - begin, RULES_ITEM_MAX);
    size_t k = end;
    while (k > begin + RULES_ITEM_MAX / 2 && (unsigned char)s[k - 1] > ' ')
        k--;
    if (k > begin + RULES_ITEM_MAX / 2) {
        while (k > begin && (unsigned char)s[k - 1] <= ' ')
            k--;
        return k;
    }
    return end;
}

static bool opens_before(const struct rules_doc *d, size_t a, size_t b)
{
    size_t depth = 0;
    for (size_t i = a; i < b; i++) {
        depth += rules_is_punct(d, i, '(');
        depth -= rules_is_punct(d, i, ')') && depth > 0;
    }
    return depth > 0;
}

/* Punctuation, courtesies and conjunctions at either end of [*a, *b). */
static void trim(const struct rules_doc *d, size_t *a, size_t *b)
{
    while (*a < *b && d->tokens[*a].kind == RULES_PUNCT && d->tokens[*a].ch != '<' &&
           d->tokens[*a].ch != '>')
        ++*a;
    for (;;) {
        const struct rules_token *t = *b > *a ? &d->tokens[*b - 1] : NULL;
        bool drop = t && (t->kind == RULES_PUNCT || t->kind == RULES_BREAK);
        if (drop && t->ch == ')' && t->kind == RULES_PUNCT && opens_before(d, *a, *b - 1))
            return; /* "(user name, ip)" */
        if (t && *b - *a > 1 && t->kind == RULES_WORD &&
            rules_is(d, *b - 1, *b, RULES_CLOSER | RULES_CONJ) && !rules_word_is(d, *b - 1, "so"))
            drop = true;
        if (!drop)
            return;
        --*b;
    }
}

void rules_say(struct rules_out *o, enum idio_field field, size_t a, size_t b, double confidence)
{
    const struct rules_doc *d = o->doc;
    struct idio_item item = {.field = field, .source = IDIO_SOURCE_SAID, .confidence = confidence};
    trim(d, &a, &b);
    if (a >= b || o->status < 0 || o->count[field] >= RULES_FIELD_MAX)
        return;
    item.begin = d->tokens[a].begin;
    item.end = cut_at(d->req->text, item.begin, d->tokens[b - 1].end);
    item.text = rules_fold(o, item.begin, item.end);
    if (!item.text || !*item.text || is_said_already(o, field, item.text))
        return;
    rules_add(o, &item);
}

/* ---- goal, verbosity, facts
 * --------------------------------------------------------------------------- */

static void capitalise(char *text)
{
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - ('a' - 'A'));
}

/* A request of nothing but code, or blanks: its first line stands for it. */
static void say_first_line(struct rules_out *o)
{
    const struct idio_request *req = o->doc->req;
    struct idio_item item = {
        .field = IDIO_FIELD_GOAL, .source = IDIO_SOURCE_SAID, .confidence = 0.3};
    size_t begin = 0;
    while (begin < req->len && (unsigned char)req->text[begin] <= ' ')
        begin++;
    if (begin == req->len) {
        item.source = IDIO_SOURCE_DEFAULT; /* blanks have no span to quote */
        item.text = "(nothing)";
        item.confidence = 0;
        rules_add(o, &item);
        return;
    }
    const char *feed = memchr(req->text + begin, '\n', req->len - begin);
    size_t end = feed ? (size_t)(feed - req->text) : req->len;
    item.begin = begin;
    item.end = cut_at(req->text, begin, end);
    item.text = rules_fold(o, item.begin, item.end);
    if (item.text)
        rules_add(o, &item);
}

static void say_goal(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    if (d->goal_segment != SIZE_MAX)
        rules_say(o, IDIO_FIELD_GOAL, d->goal_token, d->goal_end_token, 0.9);
    if (o->count[IDIO_FIELD_GOAL] == 0) {
        say_first_line(o);
        return;
    }
    struct idio_item *goal = &o->draft->items.at[o->draft->items.len - 1];
    char *text = idio_arena_strdup(d->arena, goal->text);
    if (!text) {
        o->status = IDIO_E_NOMEM;
        return;
    }
    const struct rules_token *t = &d->tokens[d->goal_token];
    if (!t->identifier && t->kind == RULES_WORD)
        capitalise(text);
    goal->text = text;
}

static void say_verbosity(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    bool said = d->verbosity_end > d->verbosity_begin;
    struct idio_item item = {.field = IDIO_FIELD_VERBOSITY,
                             .source = said ? IDIO_SOURCE_SAID : IDIO_SOURCE_DEFAULT,
                             .text = d->verbosity,
                             .begin = said ? d->verbosity_begin : 0,
                             .end = said ? d->verbosity_end : 0,
                             .confidence = said ? 0.9 : 0.5};
    rules_add(o, &item);
}

static enum idio_field field_of(const struct idio_fact *f)
{
    enum idio_field field = idio_field_from_key(f->field);
    return field == IDIO_FIELD_COUNT ? IDIO_FIELD_CONSTRAINTS_INFERRED : field;
}

static int infer(struct rules_out *o, const struct idio_scorer *scorer, struct idio_err *err)
{
    struct idio_pick *picks = NULL;
    size_t n = 0;
    int r = rules_pick(o->doc, scorer, &picks, &n, err);
    for (size_t i = 0; r == IDIO_OK && i < n; i++) {
        const struct idio_fact *f = picks[i].candidate->fact;
        struct idio_item item = {.field = field_of(f),
                                 .source = IDIO_SOURCE_INFERRED,
                                 .text = f->wording,
                                 .fact = f,
                                 .confidence = picks[i].probability};
        if (o->count[item.field] < RULES_FIELD_MAX && !is_said_already(o, item.field, item.text))
            rules_add(o, &item);
    }
    return r;
}

static const char *note_of(const struct rules_doc *d)
{
    if (d->trivial)
        return "trivial request: passed through";
    if (d->intent == IDIO_INTENT_EXPLAIN)
        return "explain-only request: passed through";
    if (d->lang_guessed)
        return idio_arena_printf(d->arena,
                                 "language not said: took %s, the profile's main language",
                                 idio_lang_title(d->lang));
    return NULL;
}

/* ---- all of it
 * ---------------------------------------------------------------------------------------- */

int rules_read(struct rules_doc *d, struct idio_err *err)
{
    int r = rules_text_read(d, err);
    if (r < 0)
        return r;
    rules_libraries_find(d);
    rules_goal_find(d);
    rules_intent_find(d);
    rules_language_find(d);
    rules_libraries_settle(d);
    rules_roles_find(d);
    rules_goal_close(d);
    return IDIO_OK;
}

static int fill_draft(struct rules_out *o, const struct idio_scorer *scorer, struct idio_err *err)
{
    const struct rules_doc *d = o->doc;
    int r = IDIO_OK;
    say_goal(o);
    if (d->intent != IDIO_INTENT_EXPLAIN && !d->trivial) {
        rules_fields_emit(o);
        rules_libraries_emit(o);
        r = infer(o, scorer, err);
    }
    say_verbosity(o);
    if (r == IDIO_OK)
        rules_ask(o, scorer);
    if (r == IDIO_OK && o->status < 0)
        r = idio_nomem(err, "rules.transcode");
    return r;
}

int idio_rules_transcode(const struct idio_request *req, const struct idio_scorer *scorer,
                         struct idio_arena *arena, struct idio_draft *ret, struct idio_err *err)
{
    struct rules_lexicon lexicon;
    struct rules_doc *d = idio_arena_alloc(arena, 1, sizeof *d);
    if (!d)
        return idio_nomem(err, "rules.transcode");
    int r = rules_lexicon_init(&lexicon, err);
    if (r < 0)
        return r;
    struct idio_draft draft = {.engine = "rules"};
    struct rules_out out = {.doc = d, .draft = &draft};
    d->req = req;
    d->lx = &lexicon;
    d->arena = arena;
    r = rules_read(d, err);
    if (r == IDIO_OK)
        r = fill_draft(&out, scorer, err);
    if (r == IDIO_OK) {
        draft.intent = d->intent;
        draft.lang = d->lang;
        draft.note = note_of(d);
        *ret = draft;
    } else {
        idio_draft_release(&draft);
    }
    rules_lexicon_release(&lexicon);
    return r;
}

int idio_rules_pick(const struct idio_request *req, enum idio_lang lang,
                    const struct idio_scorer *scorer, struct idio_arena *arena,
                    struct idio_pick **ret, size_t *ret_n, struct idio_err *err)
{
    struct rules_lexicon lexicon;
    struct rules_doc *d = idio_arena_alloc(arena, 1, sizeof *d);
    if (!d)
        return idio_nomem(err, "rules.pick");
    int r = rules_lexicon_init(&lexicon, err);
    if (r < 0)
        return r;
    d->req = req;
    d->lx = &lexicon;
    d->arena = arena;
    r = rules_read(d, err);
    d->lang = lang;
    if (r == IDIO_OK)
        r = rules_pick(d, scorer, ret, ret_n, err);
    rules_lexicon_release(&lexicon);
    return r;
}
