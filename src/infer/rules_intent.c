/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kind of request it is, in which language, how much of it is wanted.
 *
 * Language: every mention is weighed. "in Go" tells what the code shall be written in, "a Go
 * program" nearly as much, a file name or a library something, and a bare mention little ("lint
 * Python files" may be meant for a Go program). What the caller knows (target file, --language)
 * yields to the first two only. When nothing is known, the profile's language is taken if one
 * clearly dominates, and the draft's note says so.
 */
#include "infer/rules_internal.h"

#include <string.h>

enum { WEIGHT_BARE = 1, WEIGHT_EVIDENCE, WEIGHT_NOUN, WEIGHT_LEAD, WEIGHT_TARGET };
#define DOMINANT_TIMES 3 /* files of the profile's first language against the second's */

/* ---- language
 * --------------------------------------------------------------------------------------- */

static bool is_lead(const struct rules_doc *d, size_t i, size_t first)
{
    return i > first && rules_is(d, i - 1, i, RULES_LANG_LEAD);
}

static bool is_conversion(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    static const char *const verbs[] = {"convert", "port", "rewrite",   "translate",
                                        "migrate", "turn", "transpile", "move"};
    if (i == s->first || (!rules_word_is(d, i - 1, "to") && !rules_word_is(d, i - 1, "into")))
        return false;
    for (size_t k = s->first; k < i; k++)
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (rules_word_is(d, k, verbs[v]))
                return true;
    return false;
}

/* "in go through the list", "go ahead": the everyday word. */
static bool goes_somewhere(const struct rules_doc *d, size_t i, size_t end)
{
    static const char *const ways[] = {"through", "ahead", "back", "over",
                                       "on",      "down",  "up",   "wrong"};
    for (size_t k = 0; i < end && k < sizeof ways / sizeof *ways; k++)
        if (rules_word_is(d, i, ways[k]))
            return true;
    return false;
}

static bool beside_ideograph(const struct rules_doc *d, size_t i)
{
    bool before = i > 0 && (unsigned char)d->tokens[i - 1].norm[0] >= 0xE3;
    return before || (i + 1 < d->token_count && (unsigned char)d->tokens[i + 1].norm[0] >= 0xE3);
}

/* How much the name of a language at tokens [i, i + len) says about the code to be written. */
static int weigh_name(const struct rules_doc *d, const struct rules_segment *s, size_t i,
                      size_t len, const struct rules_entry *e)
{
    size_t next = i + len;
    while (next < s->last && d->tokens[next].kind == RULES_NUMBER)
        next++;
    bool lead = is_lead(d, i, s->first);
    bool noun =
        rules_is(d, next, s->last, RULES_ARTEFACT) && !rules_is(d, next, s->last, RULES_DATA_NOUN);
    bool alone = i == s->head && next == s->last;
    if (!noun && next + 1 < s->last && d->tokens[next].kind == RULES_WORD && !lead &&
        !rules_is(d, next, s->last, RULES_PREP | RULES_CONJ | RULES_VERB))
        noun = rules_is(d, next + 1, s->last, RULES_ARTEFACT) > 0; /* "python retry decorator" */
    if (e->lang != (int)RULES_LANG_FOREIGN && is_conversion(d, s, i))
        return WEIGHT_TARGET;
    if (e->lang_weak) {
        bool to = i > s->first && rules_word_is(d, i - 1, "to");
        bool in = i > s->first && rules_word_is(d, i - 1, "in");
        if (in && !goes_somewhere(d, next, s->last))
            return WEIGHT_LEAD;
        if (d->tokens[i].capital && beside_ideograph(d, i))
            return WEIGHT_NOUN;
        bool ends = next >= s->last || d->tokens[next].kind != RULES_WORD ||
                    rules_is(d, next, s->last, RULES_CONJ | RULES_LIB_FOR | RULES_CUE_BREAK);
        if (lead && !to && (ends || noun || d->tokens[i].capital))
            return WEIGHT_LEAD;
        if (noun && (i == s->head ||
                     rules_is(d, i - 1, i,
                              RULES_DET | RULES_OPENER | RULES_VERB | RULES_MINIMAL_ADJECTIVE) ||
                     d->tokens[i].capital))
            return WEIGHT_NOUN;
        return alone && s->before == ',' ? WEIGHT_EVIDENCE : 0;
    }
    if (i > s->first && rules_word_is(d, i - 1, "from"))
        return WEIGHT_BARE;
    if (lead)
        return WEIGHT_LEAD;
    if (noun || rules_is_punct(d, next, ':'))
        return WEIGHT_NOUN;
    if (alone)
        return WEIGHT_NOUN;
    /* Of a thing in no language of ours only "write a regex" counts, not "no regex". */
    bool object = i == s->head || rules_is(d, i - 1, i, RULES_DET | RULES_VERB) > 0;
    return e->lang != (int)RULES_LANG_FOREIGN || object ? WEIGHT_BARE : 0;
}

/* Files behind the profile's facts of a language. */
static uint32_t profile_weight(const struct idio_request *req, enum idio_lang lang)
{
    uint32_t most = 0;
    for (size_t i = 0; i < req->candidate_count; i++) {
        const struct idio_fact *f = req->candidates[i].fact;
        if (idio_lang_style(f->lang) == lang && f->files + 1 > most)
            most = f->files + 1;
    }
    return most;
}

static enum idio_lang best_of(const struct rules_doc *d, uint32_t langs)
{
    enum idio_lang best = IDIO_LANG_NONE;
    uint32_t most = 0;
    if (langs & (UINT32_C(1) << d->req->lang) && d->req->lang != IDIO_LANG_NONE)
        return d->req->lang;
    for (int l = IDIO_LANG_NONE + 1; l < IDIO_LANG_COUNT; l++) {
        if (!(langs & (UINT32_C(1) << l)))
            continue;
        uint32_t w = profile_weight(d->req, (enum idio_lang)l);
        if (best == IDIO_LANG_NONE || w > most) {
            best = (enum idio_lang)l;
            most = w;
        }
    }
    return best;
}

static int language_of_mention(const struct rules_doc *d, const struct rules_mention *m, int named)
{
    uint32_t langs = 0;
    if (rules_library_is_weak(d, m->library) && m->stance != RULES_PREFERRED)
        return IDIO_LANG_NONE;
    for (size_t l = m->library; l != RULES_NO_LIBRARY; l = d->lx->libraries.at[l].next)
        langs |= d->lx->libraries.at[l].langs;
    /* "react + typescript" */
    if (named > IDIO_LANG_NONE && named < (int)IDIO_LANG_COUNT && (langs >> named & 1))
        return named;
    return (int)best_of(d, langs);
}

/* A file name or extension in the text. */
static int language_of_path(const struct rules_token *t)
{
    if ((t->kind != RULES_WORD && t->kind != RULES_OPAQUE) || t->word->lang != IDIO_LANG_NONE)
        return IDIO_LANG_NONE;
    const char *dot = memrchr(t->norm, '.', t->norm_len);
    if (!dot || dot[1] == '\0')
        return IDIO_LANG_NONE;
    char name[16] = "x";
    size_t n = (size_t)(t->norm + t->norm_len - dot);
    if (n + 2 > sizeof name)
        return IDIO_LANG_NONE;
    memcpy(name + 1, dot, n);
    return (int)idio_lang_of_path(name);
}

struct verdict {
    int lang, weight;
};

static void consider(const struct rules_doc *d, struct verdict *v, int lang, int weight)
{
    bool known = lang != IDIO_LANG_NONE && lang != (int)RULES_LANG_FOREIGN &&
                 idio_lang_style((enum idio_lang)lang) == idio_lang_style(d->req->lang);
    if (lang == IDIO_LANG_NONE || weight == 0)
        return;
    if (weight > v->weight || (weight == v->weight && known))
        *v = (struct verdict){lang, weight};
}

static void weigh_texts(const struct rules_doc *d, struct verdict *v)
{
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        for (size_t i = s->first; i < s->last; i++) {
            const struct rules_token *t = &d->tokens[i];
            const struct rules_entry *e = t->word;
            size_t len = 1;
            if (t->phrase && t->phrase->lang != IDIO_LANG_NONE && i + t->phrase_len <= s->last) {
                e = t->phrase;
                len = t->phrase_len;
            }
            if (t->kind == RULES_WORD && e->lang != IDIO_LANG_NONE)
                consider(d, v, e->lang, weigh_name(d, s, i, len, e));
            consider(d, v, language_of_path(t), WEIGHT_EVIDENCE);
        }
    }
}

/* The language that most of the profile is about; NONE when no language clearly leads. */
static enum idio_lang dominant(const struct idio_request *req)
{
    uint32_t first = 0, second = 0;
    enum idio_lang best = IDIO_LANG_NONE;
    for (int l = IDIO_LANG_NONE + 1; l < IDIO_LANG_COUNT; l++) {
        uint32_t w = profile_weight(req, (enum idio_lang)l);
        if (w > first) {
            second = first;
            first = w;
            best = (enum idio_lang)l;
        } else if (w > second) {
            second = w;
        }
    }
    return (uint64_t)first >= (uint64_t)DOMINANT_TIMES * second && first > 0 ? best
                                                                             : IDIO_LANG_NONE;
}

void rules_language_find(struct rules_doc *d)
{
    struct verdict v = {IDIO_LANG_NONE, 0};
    weigh_texts(d, &v);
    int named = v.lang;
    for (size_t i = 0; i < d->mention_count; i++)
        if (d->mentions[i].library != RULES_NO_LIBRARY && d->mentions[i].stance != RULES_RULED_OUT)
            consider(d, &v, language_of_mention(d, &d->mentions[i], named), WEIGHT_EVIDENCE);
    if (v.weight < WEIGHT_EVIDENCE)
        for (size_t i = 0; i < d->mention_count; i++)
            if (d->mentions[i].library != RULES_NO_LIBRARY)
                consider(d, &v, language_of_mention(d, &d->mentions[i], named), WEIGHT_EVIDENCE);

    bool caller = d->req->lang != IDIO_LANG_NONE;
    if (v.weight >= WEIGHT_NOUN || (v.weight > 0 && !caller)) {
        d->lang_said = true;
        d->lang_foreign = v.lang == (int)RULES_LANG_FOREIGN;
        d->lang = d->lang_foreign ? IDIO_LANG_NONE : (enum idio_lang)v.lang;
        /* "typescript" of a .tsx file is TSX still */
        if (caller && idio_lang_style(d->req->lang) == d->lang)
            d->lang = d->req->lang;
    } else if (caller) {
        d->lang_said = true;
        d->lang = d->req->lang;
    } else {
        d->lang = dominant(d->req);
        d->lang_guessed = d->lang != IDIO_LANG_NONE;
    }
}

/* ---- verbosity
 * -------------------------------------------------------------------------------------- */

/* "a short python script", but not "a short url service": what the adjective at i stands before. */
static bool describes_code(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    size_t next = i + 1;
    if (s->head == i && s->last == next)
        return true;
    while (next < s->last && (d->tokens[next].word->lang != IDIO_LANG_NONE ||
                              d->tokens[next].word->library != RULES_NO_LIBRARY ||
                              rules_is(d, next, s->last, RULES_MINIMAL_ADJECTIVE)))
        next++;
    if (rules_is(d, next, s->last, RULES_ARTEFACT))
        return true;
    return !rules_word_is(d, i, "short") && next + 1 < s->last && next == i + 1 &&
           rules_is(d, next + 1, s->last, RULES_ARTEFACT) && d->tokens[next].kind == RULES_WORD &&
           !rules_is(d, next, s->last, RULES_PREP | RULES_CONJ);
}

static void find_verbosity(struct rules_doc *d)
{
    d->verbosity = "normal";
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        for (size_t i = s->first; i < s->last; i++) {
            if (d->tokens[i].kind != RULES_WORD)
                continue;
            size_t minimal = rules_is(d, i, s->last, RULES_MINIMAL);
            size_t verbose = rules_is(d, i, s->last, RULES_VERBOSE);
            size_t n = minimal ? minimal : verbose;
            if (!n && rules_is(d, i, s->last, RULES_MINIMAL_ADJECTIVE)) {
                if (describes_code(d, s, i))
                    minimal = n = 1;
            }
            if (!n || (i > s->first && rules_is(d, i - 1, i, RULES_FORBID)))
                continue;
            d->verbosity = minimal ? "minimal" : "verbose";
            d->verbosity_begin = d->tokens[i].begin;
            d->verbosity_end = d->tokens[i + n - 1].end;
            return;
        }
    }
}

/* ---- intent
 * ----------------------------------------------------------------------------------------- */

/* First noun that the verb at v governs: the artefact or test word after it. */
static enum idio_intent intent_of_verb(const struct rules_doc *d, size_t v, size_t end);

static bool object_is(const struct rules_doc *d, size_t v, size_t end, uint64_t classes,
                      size_t window)
{
    size_t stop = v + window < end ? v + window : end;
    size_t hit = rules_seek(d, v + 1, stop, classes);
    if (hit >= stop)
        return false;
    /* "write a function that tests primes": the object is over at the relative clause */
    for (size_t k = v + 1; k < hit; k++)
        if (rules_word_is(d, k, "that") || rules_word_is(d, k, "which") ||
            rules_word_is(d, k, "to") ||
            (rules_is(d, k, hit, RULES_PREP) && !rules_word_is(d, k, "some")))
            return false;
    return true;
}

/* "look into x and make it faster": the verb that counts is the second one. */
static enum idio_intent intent_of_weak(const struct rules_doc *d, size_t v, size_t end)
{
    for (size_t i = v + 1; i < d->goal_end_token || i < end; i++) {
        if (i >= d->token_count)
            break;
        if (rules_is(d, i, d->token_count, RULES_CONJ) &&
            rules_is(d, i + 1, d->token_count, RULES_VERB_CODE))
            return intent_of_verb(d, i + 1, rules_segment_end(d, i + 1));
    }
    if (rules_seek(d, v, end, RULES_FIX_SIGN) < end)
        return IDIO_INTENT_FIX;
    return rules_seek(d, v, end, RULES_INTERROGATIVE & ~RULES_COND) < end &&
                   !rules_word_is(d, v, "do")
               ? IDIO_INTENT_EXPLAIN
               : IDIO_INTENT_EDIT;
}

static bool names_file(const struct rules_doc *d, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (language_of_path(&d->tokens[i]) != IDIO_LANG_NONE)
            return true;
    return false;
}

/* "add a method to Invoice": what it is added to is there. */
static bool joins_existing(const struct rules_doc *d, size_t v, size_t end)
{
    size_t stop = v + RULES_WINDOW < end ? v + RULES_WINDOW : end;
    for (size_t i = v + 1; i + 1 < stop; i++)
        if (rules_word_is(d, i, "to") &&
            (d->tokens[i + 1].identifier || d->tokens[i + 1].capital ||
             rules_word_is(d, i + 1, "the") || rules_word_is(d, i + 1, "our") ||
             rules_word_is(d, i + 1, "this") || rules_word_is(d, i + 1, "my")))
            return true;
    return false;
}

static enum idio_intent intent_of_verb(const struct rules_doc *d, size_t v, size_t end)
{
    if (rules_is(d, v, end, RULES_VAGUE_VERB) > 1)
        return IDIO_INTENT_CREATE; /* "do something with" */
    if (rules_is(d, v, end, RULES_VERB_WEAK))
        return intent_of_weak(d, v, end + 3 < d->token_count ? end + 3 : d->token_count);
    bool about_tests = object_is(d, v, end, RULES_TEST_WORD, 7);
    if (rules_is(d, v, end, RULES_VERB_TEST))
        return IDIO_INTENT_TEST;
    if (rules_is(d, v, end, RULES_VERB_CREATE))
        return about_tests ? IDIO_INTENT_TEST : IDIO_INTENT_CREATE;
    if (rules_is(d, v, end, RULES_VERB_REFACTOR))
        return IDIO_INTENT_REFACTOR;
    if (rules_is(d, v, end, RULES_VERB_FIX) && !rules_word_is(d, v, "handle"))
        return IDIO_INTENT_FIX;
    if (rules_is(d, v, end, RULES_VERB_EDIT)) {
        bool add = rules_word_is(d, v, "add") || rules_word_is(d, v, "include") ||
                   rules_word_is(d, v, "introduce");
        if (about_tests && add)
            return IDIO_INTENT_TEST;
        bool me = rules_word_is(d, v + 1, "me");
        bool make_new =
            rules_word_is(d, v, "make") &&
            (rules_is(d, v + 1 + me, end, RULES_DET) && !rules_word_is(d, v + 1, "the") &&
             !rules_word_is(d, v + 1, "this") && !rules_word_is(d, v + 1, "that"));
        if (add && joins_existing(d, v, end))
            return IDIO_INTENT_EDIT;
        if (make_new || (add && object_is(d, v, end, RULES_NEW_THING, 6)))
            return IDIO_INTENT_CREATE;
        bool the = rules_word_is(d, v + 1, "the") || rules_word_is(d, v + 1, "this") ||
                   rules_word_is(d, v + 1, "our");
        if (rules_is(d, v, end, RULES_CONVERT_VERB) &&
            language_of_path(&d->tokens[v + 1 < end ? v + 1 : v]) != IDIO_LANG_NONE)
            return IDIO_INTENT_REFACTOR; /* "convert main.js to typescript" */
        if (the && rules_is(d, v, end, RULES_CONVERT_VERB) &&
            object_is(d, v, end, RULES_ARTEFACT & ~RULES_DATA_NOUN, 6))
            return IDIO_INTENT_REFACTOR;
        if (rules_word_is(d, v, "return") || rules_word_is(d, v, "convert") ||
            rules_word_is(d, v, "validate") || rules_word_is(d, v, "turn") ||
            rules_word_is(d, v, "translate"))
            return d->req->path || names_file(d, v, end) ? IDIO_INTENT_EDIT : IDIO_INTENT_CREATE;
        return IDIO_INTENT_EDIT;
    }
    if (rules_is(d, v, end, RULES_VERB_CHORE) || d->req->path || names_file(d, v, end))
        return IDIO_INTENT_EDIT;
    return IDIO_INTENT_CREATE;
}

static size_t content_words(const struct rules_doc *d, size_t limit)
{
    size_t n = 0;
    for (size_t i = 0; i < d->token_count && n <= limit; i++)
        n += d->tokens[i].kind != RULES_PUNCT && d->tokens[i].kind != RULES_BREAK;
    return n;
}

/* "thanks", "lgtm", "run the tests", "fix the typo in the readme": nothing that a spec could add
 * to. */
static bool is_trivial(struct rules_doc *d)
{
    size_t words = content_words(d, 12);
    if (words > 10)
        return false;
    bool chat = words > 0;
    for (size_t i = 0; i < d->token_count && chat; i++) {
        size_t n = rules_is(d, i, d->token_count, RULES_CHAT | RULES_OPENER | RULES_CLOSER);
        bool word = d->tokens[i].kind != RULES_PUNCT && d->tokens[i].kind != RULES_BREAK;
        if (word && !n)
            chat = false;
        i += n > 1 ? n - 1 : 0;
    }
    d->chat = chat;
    if (chat)
        return true;
    if (d->verb_token == SIZE_MAX)
        return false;
    size_t v = d->verb_token, end = d->segments[d->goal_segment].last;
    bool chore = rules_is(d, v, end, RULES_VERB_CHORE) > 0;
    bool small = false;
    static const char *const small_things[] = {"typo",     "typos",   "changelog", "whitespace",
                                               "spelling", "license", "gitignore"};
    for (size_t i = v + 1; i < end; i++)
        for (size_t k = 0; k < sizeof small_things / sizeof *small_things; k++)
            small |= rules_word_is(d, i, small_things[k]);
    if (small)
        return true;
    size_t after = end > v + 1 ? end - v - 1 : 0;
    return chore && after <= 4 && d->goal_segment + 1 >= d->segment_count &&
           (after == 0 || rules_seek(d, v + 1, end, RULES_CHORE_OBJECT) < end);
}

static void find_tests(struct rules_doc *d)
{
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        size_t hit = rules_seek(d, s->first, s->last, RULES_TEST_WORD);
        if (hit == s->last)
            continue;
        bool refused = false;
        size_t from = hit > s->first + 4 ? hit - 4 : s->first;
        for (size_t i = from; i < hit; i++)
            refused |= rules_is(d, i, hit, RULES_FORBID) > 0;
        if (refused)
            d->refuses_tests = true;
        else if (hit > s->first || s->last - s->first <= 3)
            d->asks_tests = true;
    }
}

/* "summarise the csv files": to be programmed, not to be told. */
static bool works_on_data(const struct rules_doc *d, size_t v, size_t end)
{
    static const char *const verbs[] = {"summarize", "summarise", "compare", "analyze", "analyse"};
    bool may = false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        may |= rules_word_is(d, v, verbs[i]);
    for (size_t i = v + 1; may && i < end; i++)
        if (rules_is(d, i, end, RULES_DATA_FORMAT) || rules_word_is(d, i, "files") ||
            rules_word_is(d, i, "file"))
            return true;
    return false;
}

void rules_intent_find(struct rules_doc *d)
{
    find_verbosity(d);
    find_tests(d);
    d->trivial = is_trivial(d);
    if (d->goal_segment == SIZE_MAX) {
        d->intent = d->has_log ? IDIO_INTENT_FIX : IDIO_INTENT_EXPLAIN;
        return;
    }
    const struct rules_segment *s = &d->segments[d->goal_segment];
    size_t v = d->verb_token;
    if (d->goal_kind == RULES_GOAL_QUESTION || d->chat) {
        d->intent = IDIO_INTENT_EXPLAIN;
    } else if (v != SIZE_MAX) {
        size_t end = rules_segment_end(d, v);
        bool explains = rules_is(d, v, end, RULES_VERB_EXPLAIN) && !works_on_data(d, v, end) &&
                        !rules_is(d, v, end, RULES_VERB_CODE | RULES_INTERROGATIVE);
        d->intent = explains ? IDIO_INTENT_EXPLAIN : intent_of_verb(d, v, end);
        if (d->goal_kind == RULES_GOAL_COMPLAINT && !rules_is(d, v, end, RULES_VERB_CODE))
            d->intent = IDIO_INTENT_FIX; /* "search is slow. profile it" */
    } else if (d->goal_kind == RULES_GOAL_COMPLAINT || d->has_log) {
        d->intent = IDIO_INTENT_FIX;
    } else if (rules_is(d, d->goal_token, s->last, RULES_TEST_WORD) ||
               (object_is(d, d->goal_token, s->last, RULES_TEST_WORD, 4) &&
                !object_is(d, d->goal_token, s->last, RULES_ARTEFACT & ~RULES_TEST_WORD, 3))) {
        d->intent = IDIO_INTENT_TEST;
    } else if (rules_seek(d, s->first, s->last, RULES_FIX_SIGN) < s->last &&
               rules_seek(d, s->first, s->last, RULES_MODAL) == s->last) {
        d->intent = IDIO_INTENT_FIX;
    } else if (d->goal_kind == RULES_GOAL_NEED &&
               (rules_word_is(d, d->goal_token, "the") || rules_word_is(d, d->goal_token, "our") ||
                rules_word_is(d, d->goal_token, "better") ||
                rules_word_is(d, d->goal_token, "more") ||
                rules_word_is(d, d->goal_token, "faster"))) {
        d->intent = IDIO_INTENT_EDIT; /* "we need better logging" */
    } else if (d->goal_kind != RULES_GOAL_NEED &&
               (rules_word_is(d, d->goal_token, "the") || rules_word_is(d, d->goal_token, "our") ||
                rules_word_is(d, d->goal_token, "my")) &&
               (!rules_is(d, d->goal_token + 1, s->last, RULES_ARTEFACT) ||
                (d->goal_token + 2 < s->last && d->tokens[d->goal_token + 2].identifier))) {
        d->intent = IDIO_INTENT_EDIT; /* it speaks of something that is there */
    } else {
        d->intent = IDIO_INTENT_CREATE;
    }
}
