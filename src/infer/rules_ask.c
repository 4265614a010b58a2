/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request leaves open. A question costs the user a turn, and models that ask about
 * everything are switched off, so each rule here needs a reason that stands in the text: a pronoun
 * without an antecedent, a noun that names nothing ("the bug", "the data"), a verb that says
 * nothing ("process it"), or a habit the developer is divided about which would change the
 * interface. A request that is merely short is not unclear.
 */
#include "infer/rules_internal.h"

#include <string.h>

#include "base/utf8.h"

#define QUOTED_MAX        100 /* bytes of the request or of a wording in a question */
#define TRAIT_IMPACT      0.8 /* of an undecided fact that is worth a question */
#define TRAIT_PROBABILITY 0.6 /* and that surely comes up */

static void ask_text(struct rules_out *o, const char *slot, const char *text, double confidence)
{
    struct idio_item item = {.field = IDIO_FIELD_OPEN_QUESTIONS, .source = IDIO_SOURCE_ASKED};
    if (!text || !*text || o->count[IDIO_FIELD_OPEN_QUESTIONS] >= RULES_QUESTIONS_MAX)
        return;
    item.text = text;
    item.slot = slot;
    item.confidence = confidence;
    rules_add(o, &item);
}

/* Puts up to two texts into the template; "%s" stands for them in order. */
static const char *fill(struct rules_out *o, const char *slot, const char *a, const char *b)
{
    const char *template = rules_lexicon_question(o->doc->lx, slot);
    const char *mark = strstr(template, "%s");
    const char *second = mark ? strstr(mark + 2, "%s") : NULL;
    int a_len = (int)idio_utf8_cut(a, strlen(a), QUOTED_MAX);
    int b_len = (int)idio_utf8_cut(b, strlen(b), QUOTED_MAX);
    char *text;
    if (!mark)
        text = idio_arena_strdup(o->doc->arena, template);
    else if (!second)
        text = idio_arena_printf(o->doc->arena, "%.*s%.*s%s", (int)(mark - template), template,
                                 a_len, a, mark + 2);
    else
        text =
            idio_arena_printf(o->doc->arena, "%.*s%.*s%.*s%.*s%s", (int)(mark - template), template,
                              a_len, a, (int)(second - mark - 2), mark + 2, b_len, b, second + 2);
    if (!text)
        o->status = IDIO_E_NOMEM;
    return text;
}

static void ask(struct rules_out *o, const char *slot, double confidence)
{
    ask_text(o, slot, fill(o, slot, "", ""), confidence);
}

static void ask_about(struct rules_out *o, const char *slot, size_t a, size_t b, double confidence)
{
    const struct rules_doc *d = o->doc;
    const char *words = rules_fold(o, d->tokens[a].begin, d->tokens[b - 1].end);
    if (words)
        ask_text(o, slot, fill(o, slot, words, ""), confidence);
}

/* ---- what the text points at
 * ------------------------------------------------------------------------- */

/* Something in the text or its context that "it" can mean. */
static bool has_antecedent(const struct rules_doc *d, size_t before)
{
    if (d->req->path || d->has_log)
        return true;
    for (size_t i = 0; i < d->token_count; i++) {
        const struct rules_token *t = &d->tokens[i];
        if (t->kind == RULES_LOG || t->kind == RULES_OPAQUE ||
            (t->identifier && t->kind == RULES_WORD))
            return true;
    }
    for (size_t i = 0; i < before; i++) {
        const struct rules_token *t = &d->tokens[i];
        if (t->kind == RULES_WORD &&
            !rules_is(d, i, before,
                      RULES_FUNCTION_WORD | RULES_OPENER | RULES_VERB | RULES_CLOSER |
                          RULES_PRONOUN | RULES_DET | RULES_PREP | RULES_CONJ | RULES_CHAT |
                          RULES_VERB_EXPLAIN | RULES_MODAL | RULES_FORBID))
            return true;
    }
    return false;
}

/* After a pronoun that stands for a thing: the end, a preposition, an adjective; not a noun of its
 * own. */
static bool stands_alone(const struct rules_doc *d, size_t i, size_t n, size_t end)
{
    if (i + n >= end || d->tokens[i + n].kind != RULES_WORD)
        return true;
    if (n > 1 || !rules_is(d, i, end, RULES_DET))
        return true;
    return rules_is(d, i + n, end,
                    RULES_PREP | RULES_FIX_SIGN | RULES_CLOSER | RULES_CONJ | RULES_VERB |
                        RULES_LIMIT) > 0;
}

static bool ask_referent(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    if (d->goal_kind == RULES_GOAL_COMPLAINT &&
        rules_is(d, d->goal_token, d->goal_end_token, RULES_PRONOUN) == 1 &&
        !has_antecedent(d, d->goal_token) && stands_alone(d, d->goal_token, 1, d->goal_end_token)) {
        ask_about(o, "referent", d->goal_token, d->goal_token + 1, 0.9); /* "it doesnt work" */
        return true;
    }
    if (d->verb_token == SIZE_MAX)
        return false;
    size_t v = d->verb_token, end = rules_segment_end(d, v);
    size_t i = v + rules_is(d, v, end, RULES_VERB | RULES_VERB_EXPLAIN);
    size_t n = i < end ? rules_is(d, i, end, RULES_PRONOUN) : 0;
    if (!n || !stands_alone(d, i, n, end) || has_antecedent(d, i))
        return false;
    ask_about(o, "referent", i, i + n, 0.9);
    return true;
}

/* "fix the bug", "refactor this function": nothing says which. */
static bool ask_target(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    bool changes = d->intent == IDIO_INTENT_FIX || d->intent == IDIO_INTENT_REFACTOR ||
                   d->intent == IDIO_INTENT_EDIT || d->intent == IDIO_INTENT_TEST;
    if (!changes || d->verb_token == SIZE_MAX)
        return false;
    size_t v = d->verb_token, end = rules_segment_end(d, v);
    size_t noun = rules_seek(d, v + 1, end, RULES_VAGUE_NOUN);
    if (noun == end || rules_seek(d, v + 1, noun, RULES_INTERROGATIVE & ~RULES_COND) < noun ||
        has_antecedent(d, v))
        return false;
    size_t from = v + 1;
    for (size_t i = v + 1; i < end; i++) {
        bool light = i == noun || rules_is(d, i, end,
                                           RULES_DET | RULES_VAGUE_NOUN | RULES_CLOSER |
                                               RULES_PRONOUN | RULES_FUNCTION_WORD | RULES_OPENER);
        bool quality = i > noun; /* "make the code faster" */
        if (!light && !quality && d->tokens[i].kind == RULES_WORD)
            return false;
        if (quality && rules_is(d, i, end, RULES_PREP | RULES_COND) &&
            !rules_is(d, i, end, RULES_CLOSER))
            return false; /* "the bug in the login form" */
    }
    if (d->intent == IDIO_INTENT_TEST && !rules_word_is(d, noun, "function") && noun + 1 < end)
        return false;
    ask_about(o, "target", from, noun + 1, 0.85);
    return true;
}

/* ---- slots
 * ------------------------------------------------------------------------------------------- */

/* The main verb says nothing, or what it acts on says nothing. */
static bool is_vague(const struct rules_doc *d)
{
    if (d->verb_token == SIZE_MAX || d->goal_segment == SIZE_MAX)
        return false;
    bool adrift = !has_antecedent(d, d->goal_token);
    for (size_t i = d->goal_token; i < d->goal_end_token; i++) {
        size_t n = rules_is(d, i, d->goal_end_token, RULES_VAGUE_VERB);
        size_t stop = i + n + 4 < d->goal_end_token ? i + n + 4 : d->goal_end_token;
        if (!n)
            continue;
        for (size_t k = i + n; k < stop; k++) {
            if (rules_is(d, k, stop, RULES_VAGUE_INPUT) ||
                (adrift && rules_is(d, k, stop, RULES_PRONOUN)) || rules_word_is(d, k, "files") ||
                rules_word_is(d, k, "file"))
                return true;
            if (!rules_is(d, k, stop, RULES_DET | RULES_PREP))
                break;
        }
    }
    return false;
}

/* "write a program" */
static bool says_nothing(const struct rules_doc *d)
{
    size_t things = 0;
    if (d->intent != IDIO_INTENT_CREATE || d->segment_count > 1)
        return false;
    for (size_t i = d->goal_token; i < d->goal_end_token;) {
        size_t n = rules_is(d, i, d->goal_end_token, RULES_VAGUE_THING);
        things += n > 0;
        if (!n)
            n = rules_is(d, i, d->goal_end_token,
                         RULES_DET | RULES_VERB_CREATE | RULES_VERB_EDIT | RULES_OPENER |
                             RULES_CLOSER | RULES_MINIMAL_ADJECTIVE | RULES_PREP);
        if (!n && d->tokens[i].word->lang != IDIO_LANG_NONE)
            n = 1;
        if (!n)
            return false;
        i += n;
    }
    return things > 0;
}

static bool is_vague_input(const struct rules_doc *d)
{
    for (size_t i = d->goal_token; i < d->goal_end_token; i++)
        if (rules_is(d, i, d->goal_end_token, RULES_VAGUE_INPUT) && i > d->goal_token &&
            !rules_word_is(d, i + 1, "like") && !rules_word_is(d, i + 1, "that") &&
            !rules_word_is(d, i + 1, "which") &&
            rules_is(d, i - 1, i,
                     RULES_DET | RULES_VAGUE_VERB | RULES_FROM_VERB | RULES_INPUT_VERB |
                         RULES_VERB))
            return true;
    return false;
}

static void ask_slots(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    bool vague = is_vague(d);
    bool bare = says_nothing(d);
    vague |= bare;
    bool produces = d->intent == IDIO_INTENT_CREATE;
    if (produces && vague && o->count[IDIO_FIELD_OUTPUTS] == 0)
        ask(o, "output", 0.8);
    if (produces && (vague || is_vague_input(d)) && !d->req->path &&
        o->count[IDIO_FIELD_INPUTS] == (size_t)0)
        ask(o, "input", 0.75);
    else if (produces && vague && !d->req->path && is_vague_input(d))
        ask(o, "input", 0.6);
}

/* Something new that stands on its own, not a change of what has a language already. */
static bool starts_new_code(const struct rules_doc *d)
{
    size_t v = d->verb_token, end = d->goal_end_token;
    if (d->intent == IDIO_INTENT_TEST)
        return d->goal_kind != RULES_GOAL_IMPERATIVE ||
               rules_is(d, v, d->token_count, RULES_VERB_CREATE);
    if (d->intent != IDIO_INTENT_CREATE)
        return false;
    size_t noun = rules_seek(d, d->goal_token, end, RULES_ARTEFACT);
    bool thing = noun < end;
    static const char *const known[] = {"this", "these", "the", "my", "our"};
    for (size_t k = 0; v != SIZE_MAX && k < sizeof known / sizeof *known; k++)
        if (!thing && rules_is(d, v, end, RULES_VERB_CREATE) && rules_word_is(d, v + 1, known[k]))
            return false;
    for (size_t i = d->goal_token; i + 1 < end; i++)
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (rules_word_is(d, i, "for") && rules_word_is(d, i + 1, known[k]))
                return false; /* "a benchmark for the encoder" */
    for (size_t i = d->goal_token; thing && i < noun; i++)
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (rules_word_is(d, i, known[k]))
                return false; /* "turn this component into …": it has a language */
    if (v == SIZE_MAX || !rules_is(d, v, d->token_count, RULES_VERB))
        return thing;
    return thing ||
           (rules_is(d, v, d->token_count,
                     RULES_VERB_CREATE | RULES_CONVERT_VERB | RULES_VERB_OTHER | RULES_VERB_EDIT) &&
            (rules_is(d, v, d->token_count, RULES_VERB_WEAK) != 1 ||
             rules_is(d, v, d->token_count, RULES_VAGUE_VERB) > 1));
}

static void ask_language(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    /* Next to the developer's files the answer is there. */
    if (d->lang != IDIO_LANG_NONE || d->lang_foreign || d->req->path ||
        d->goal_segment == SIZE_MAX || !starts_new_code(d))
        return;
    bool adds = d->verb_token != SIZE_MAX &&
                rules_is(d, d->verb_token, d->token_count, RULES_VERB_EDIT) &&
                !rules_is(d, d->verb_token, d->token_count, RULES_CONVERT_VERB | RULES_RESPONSE) &&
                !rules_word_is(d, d->verb_token, "make");
    if (adds)
        return;
    for (size_t i = 0; i < d->token_count; i++)
        if (d->tokens[i].kind == RULES_LOG)
            return;
    ask(o, "language", 0.7);
}

static bool decided_errors(const struct rules_doc *d)
{
    for (size_t i = 0; i < d->req->candidate_count; i++) {
        const struct idio_fact *f = d->req->candidates[i].fact;
        if (f->decided && strcmp(f->area, "error") == 0 &&
            idio_lang_style(f->lang) == idio_lang_style(d->lang))
            return true;
    }
    return false;
}

static void ask_errors(struct rules_out *o)
{
    const struct rules_doc *d = o->doc;
    bool vague = false, said = false;
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        vague |= rules_seek(d, s->first, s->last, RULES_ERROR_VAGUE) < s->last;
        said |= rules_seek(d, s->first, s->last, RULES_ERROR_SAID) < s->last;
    }
    if (vague && !said && !decided_errors(d) && d->intent == IDIO_INTENT_CREATE && !d->req->path)
        ask(o, "error_contract", 0.6);
}

/* ---- what the developer is divided about
 * --------------------------------------------------------------- */

static void ask_trait(struct rules_out *o, const struct idio_fact *f)
{
    const struct rules_doc *d = o->doc;
    const struct idio_fact *rival = NULL;
    for (size_t i = 0; i < d->req->undecided_count && !rival; i++) {
        const struct idio_fact *g = d->req->undecided[i].fact;
        if (g != f && g->lang == f->lang && strcmp(g->trait, f->trait) == 0 && g->wording &&
            *g->wording)
            rival = g;
    }
    const char *text =
        fill(o, rival ? "trait" : "trait_one", f->wording, rival ? rival->wording : "");
    const char *slot = idio_arena_printf(d->arena, "trait:%s", f->trait);
    if (!slot) {
        o->status = IDIO_E_NOMEM;
        return;
    }
    ask_text(o, slot, text, 0.6);
}

static void ask_traits(struct rules_out *o, const struct idio_scorer *scorer)
{
    const struct rules_doc *d = o->doc;
    const struct idio_fact *best = NULL;
    double most = 0;
    struct scorer_features features = {.n = 0};
    if (d->lang == IDIO_LANG_NONE || d->req->undecided_count == 0 ||
        strcmp(d->verbosity, "minimal") == 0)
        return;
    if (scorer)
        scorer_featurize(d->req->text, d->req->len, d->lang, &features);
    for (size_t i = 0; i < d->req->undecided_count; i++) {
        const struct idio_candidate *c = &d->req->undecided[i];
        const struct idio_fact *f = c->fact;
        if (idio_lang_style(f->lang) != idio_lang_style(d->lang) || f->impact < TRAIT_IMPACT ||
            !f->wording || !*f->wording || rules_settled(d, f))
            continue;
        float rates[IDIO_SCORER_RATES];
        rules_rates(c, rates);
        double p = scorer_score_features(scorer, f->trait_no, &features, rates);
        if (p >= TRAIT_PROBABILITY && p * f->impact > most) {
            most = p * f->impact;
            best = f;
        }
    }
    if (best)
        ask_trait(o, best);
}

void rules_ask(struct rules_out *o, const struct idio_scorer *scorer)
{
    const struct rules_doc *d = o->doc;
    if (d->trivial || d->intent == IDIO_INTENT_EXPLAIN)
        return;
    if (!ask_referent(o))
        (void)ask_target(o);
    ask_slots(o);
    ask_language(o);
    ask_errors(o);
    ask_traits(o, scorer);
}
