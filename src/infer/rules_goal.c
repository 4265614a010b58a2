/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal and roles: which clause says what is to be done, and what each of the others is for.
 *
 * The goal is the first imperative clause that is more than a condition on another one ("use X",
 * "keep Y"); failing that what somebody needs, names or complains about; failing that the first
 * words there are. It runs on over the clauses behind it as long as they only describe ("that reads
 * …, counts … and prints …") and ends where conditions begin, because those have fields of their
 * own.
 */
#include "infer/rules_internal.h"

#include <string.h>

#define GOAL_CLAUSES_MAX 8
#define SHORT_CLAUSE     8
#define CONTINUATION_MAX 7 /* words of "…, missing headers and odd quotes" */

static bool is_word(const struct rules_token *t)
{
    return t->kind == RULES_WORD || t->kind == RULES_NUMBER || t->kind == RULES_OPAQUE;
}

static size_t count_words(const struct rules_doc *d, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += is_word(&d->tokens[i]);
    return n;
}

static bool is_interrogative(const struct rules_doc *d, const struct rules_segment *s, size_t head)
{
    static const char *const open[] = {"what", "whats", "why", "how",
                                       "hows", "warum", "wie", "pourquoi"};
    if (!rules_is(d, head, s->last, RULES_INTERROGATIVE))
        return false;
    if (s->question)
        return true;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (rules_word_is(d, head, open[i]))
            return true;
    return false;
}

static bool has_edge_after(const struct rules_doc *d, size_t i, size_t end)
{
    return rules_seek(d, i, end, RULES_EDGE_WORD) < end;
}

/* "I need to", "should we": whose modal it is. */
static bool modal_binds(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    static const char *const people[] = {"i", "we", "you", "they", "ich", "wir"};
    for (size_t k = 0; k < sizeof people / sizeof *people; k++)
        if ((i > s->first && rules_word_is(d, i - 1, people[k])) ||
            (i + 1 < s->last && rules_word_is(d, i + 1, people[k])))
            return false;
    return !s->question;
}

/* ---- start
 * ---------------------------------------------------------------------------------------- */

static bool is_only_condition(const struct rules_doc *d, const struct rules_segment *s, size_t head)
{
    if (rules_is(d, head, s->last, RULES_CUE_HEAD))
        return true;
    if (rules_is(d, head, s->last, RULES_EDGE_VERB) && has_edge_after(d, head + 1, s->last) &&
        s->sentence + s->first > 0)
        return true;
    static const char *const extras[] = {"benchmark",     "benchmarks", "docs",
                                         "documentation", "comments",   "changelog",
                                         "docstrings",    "test",       "tests"};
    bool extra = false;
    for (size_t i = head; i < s->last; i++)
        for (size_t k = 0; k < sizeof extras / sizeof *extras; k++)
            extra |= rules_word_is(d, i, extras[k]);
    return extra && s->first > 0 &&
           (rules_word_is(d, head, "add") || rules_word_is(d, head, "include"));
}

/* "recursively find …" */
static bool is_adverb(const struct rules_doc *d, size_t i, size_t end)
{
    const struct rules_token *t = &d->tokens[i];
    return t->norm_len > 4 && memcmp(t->norm + t->norm_len - 2, "ly", 2) == 0 && i + 1 < end &&
           rules_is(d, i + 1, end, RULES_VERB);
}

/* What the clause could be as a goal, and from which token on. */
static enum rules_goal judge(const struct rules_doc *d, const struct rules_segment *s,
                             size_t *ret_head)
{
    size_t head = rules_skip_openers(d, s->first, s->last);
    while (head < s->last && (!is_word(&d->tokens[head]) || is_adverb(d, head, s->last)))
        head++;
    if (head >= s->last)
        return RULES_GOAL_NOTHING;
    if (head + 1 == s->last && d->tokens[head].identifier && rules_is_punct(d, s->last, ':'))
        return RULES_GOAL_NOTHING; /* "feat(cli):" */
    if (rules_is(d, head, s->last, RULES_LABEL) && count_words(d, head, s->last) == 1 &&
        (rules_is_punct(d, s->last, ':') || rules_is_punct(d, s->last, '(')))
        return RULES_GOAL_NOTHING;
    if (rules_word_is(d, head, "in") && head + 2 < s->last && d->tokens[head + 1].identifier &&
        rules_is(d, head + 2, s->last, RULES_VERB))
        head += 2; /* "in client.c replace x with y" */
    *ret_head = head;
    bool opened = false;
    for (size_t i = s->first; i < head; i++)
        opened |= rules_word_is(d, i, "need") || rules_word_is(d, i, "want") ||
                  rules_word_is(d, i, "like") || rules_word_is(d, i, "looking") ||
                  rules_word_is(d, i, "use") || rules_word_is(d, i, "love");
    if (is_interrogative(d, s, head))
        return RULES_GOAL_QUESTION;
    if (rules_is(d, head, s->last, RULES_FORBID | RULES_LIMIT | RULES_MODAL))
        return RULES_GOAL_DEMAND;
    if (is_only_condition(d, s, head))
        return RULES_GOAL_CONDITION;
    bool thing = head + 1 < s->last && rules_is(d, head + 1, s->last, RULES_ARTEFACT) &&
                 !rules_is(d, head, s->last, RULES_VERB_CODE); /* "parse function" */
    bool verb = rules_is(d, head, s->last, RULES_VERB) > 0 && !thing;
    bool explain = rules_is(d, head, s->last, RULES_VERB_EXPLAIN & ~RULES_INTERROGATIVE) &&
                   !rules_is(d, head, s->last, RULES_INTERROGATIVE | RULES_COND);
    if (verb || explain)
        return RULES_GOAL_IMPERATIVE;
    if (opened)
        return RULES_GOAL_NEED;
    if (s->sentence == d->segments[0].sentence &&
        !rules_is(d, head, s->last, RULES_PRONOUN | RULES_COND)) {
        size_t modal = rules_seek(d, head + 1, s->last, RULES_MODAL);
        if (modal < s->last && modal_binds(d, s, modal))
            return RULES_GOAL_NOUN; /* "the eviction should be LRU" */
    }
    size_t stop = head + 7 < s->last ? head + 7 : s->last;
    size_t noun = rules_seek(d, head, stop, RULES_ARTEFACT);
    if (rules_seek(d, head, s->last, RULES_FIX_SIGN) < s->last &&
        !rules_is(d, head, s->last, RULES_COND))
        return RULES_GOAL_COMPLAINT;
    if (noun < stop && !rules_is(d, head, s->last, RULES_COND | RULES_PREP))
        return RULES_GOAL_NOUN;
    return count_words(d, head, s->last) >= 2 ? RULES_GOAL_WORDS : RULES_GOAL_NOTHING;
}

/* "fix it", "do that please": an imperative that does not say what. */
static bool is_empty_imperative(const struct rules_doc *d, const struct rules_segment *s,
                                size_t head)
{
    size_t n = rules_is(d, head, s->last, RULES_VERB | RULES_VERB_EXPLAIN), i = head + (n ? n : 1);
    while (i < s->last) {
        if (rules_is(d, i, s->last, RULES_CONJ))
            return true; /* "fix and add a test" */
        n = rules_is(d, i, s->last,
                     RULES_PRONOUN | RULES_CLOSER | RULES_OPENER | RULES_VERB | RULES_RESPONSE);
        if (!n)
            return false;
        i += n;
    }
    return true;
}

void rules_goal_find(struct rules_doc *d)
{
    enum rules_goal best = RULES_GOAL_NOTHING;
    size_t described = SIZE_MAX, described_head = 0;
    d->goal_segment = d->verb_token = SIZE_MAX;
    for (size_t i = 0; i < d->segment_count && best < RULES_GOAL_IMPERATIVE; i++) {
        const struct rules_segment *s = &d->segments[i];
        size_t head = s->first;
        enum rules_goal c = judge(d, s, &head);
        if (s->under || c == RULES_GOAL_NOTHING)
            continue;
        bool tells = c == RULES_GOAL_COMPLAINT || c == RULES_GOAL_WORDS || c == RULES_GOAL_NOUN;
        if (tells && described == SIZE_MAX && count_words(d, head, s->last) >= 3) {
            described = i;
            described_head = head;
        }
        /* Somebody who asks first and then orders means the order; who needs, names or asks first
         * is not overruled by an aside further on ("… let me know"). */
        /* "… and return it", "also allow comments" */
        bool known =
            best == RULES_GOAL_NOUN && s->before == ',' && c == RULES_GOAL_IMPERATIVE &&
            (rules_word_is(d, d->goal_token, "the") || rules_word_is(d, d->goal_token, "our") ||
             rules_word_is(d, d->goal_token, "my")); /* "the cache grows, add eviction" */
        bool aside = best >= RULES_GOAL_NOUN && s->before != ':' && !known &&
                     (s->sentence == d->segments[d->goal_segment].sentence ||
                      rules_is(d, s->first, s->last, RULES_CONJ));
        bool later = best >= RULES_GOAL_NEED && best != RULES_GOAL_QUESTION &&
                     s->sentence != d->segments[d->goal_segment].sentence &&
                     !rules_is(d, head, s->last, RULES_VERB_CODE);
        if (c > best && !later && !aside) {
            if (best == RULES_GOAL_QUESTION && !rules_is(d, head, s->last, RULES_VERB_CODE))
                continue;
            best = c;
            d->goal_segment = i;
            d->goal_token = head;
        }
    }
    if (best == RULES_GOAL_NOTHING) {
        for (size_t i = 0; i < d->segment_count && d->goal_segment == SIZE_MAX; i++) {
            const struct rules_segment *s = &d->segments[i];
            if (count_words(d, s->first, s->last) > 0 && !s->under) {
                d->goal_segment = i;
                d->goal_token = s->first;
            }
        }
        return;
    }
    const struct rules_segment *s = &d->segments[d->goal_segment];
    d->goal_kind = best;
    if (best == RULES_GOAL_IMPERATIVE || best == RULES_GOAL_QUESTION ||
        (best == RULES_GOAL_CONDITION && rules_is(d, d->goal_token, s->last, RULES_VERB)))
        d->verb_token = d->goal_token;
    if (best == RULES_GOAL_IMPERATIVE && described != SIZE_MAX &&
        is_empty_imperative(d, s, d->goal_token)) {
        d->goal_segment = described;
        d->goal_token = described_head;
        d->goal_kind = RULES_GOAL_COMPLAINT;
    }
}

/* ---- roles
 * ----------------------------------------------------------------------------------------- */

static bool is_empty(const struct rules_doc *d, const struct rules_segment *s)
{
    size_t i = s->first;
    while (i < s->last) {
        const struct rules_token *t = &d->tokens[i];
        size_t n = rules_is(d, i, s->last, RULES_OPENER | RULES_CLOSER | RULES_CHAT | RULES_CONJ);
        if (!n && is_word(t) &&
            !(i == s->first && s->last == i + 1 && rules_is(d, i, s->last, RULES_LABEL)))
            return false;
        i += n ? n : 1;
    }
    return true;
}

static bool is_mentioned(const struct rules_doc *d, size_t i)
{
    for (size_t k = 0; k < d->mention_count; k++)
        if (d->mentions[k].token <= i && i < d->mentions[k].token + d->mentions[k].len)
            return d->mentions[k].stance != RULES_NEUTRAL;
    return false;
}

/* Nothing but names of libraries and what makes them wanted or not. */
static bool is_library_only(const struct rules_doc *d, const struct rules_segment *s)
{
    bool any = false;
    for (size_t i = s->first; i < s->last;) {
        size_t n;
        if (is_mentioned(d, i)) {
            any = true;
            i++;
        } else if ((n = rules_is(d, i, s->last,
                                 RULES_LIB_FOR | RULES_LIB_AGAINST | RULES_CONJ | RULES_DET |
                                     RULES_CLOSER | RULES_LIB_BANNED_AFTER | RULES_OPENER)) > 0) {
            i += n;
        } else if (!is_word(&d->tokens[i]) || rules_word_is(d, i, "library") ||
                   rules_word_is(d, i, "libraries") || rules_word_is(d, i, "package") ||
                   rules_word_is(d, i, "instead") || rules_word_is(d, i, "like") ||
                   rules_word_is(d, i, "framework") || rules_word_is(d, i, "nor")) {
            i++;
        } else {
            return false;
        }
    }
    return any;
}

static bool is_edge(const struct rules_doc *d, const struct rules_segment *s)
{
    size_t stop = s->head + 4 < s->last ? s->head + 4 : s->last;
    size_t verb = rules_seek(d, s->head, stop, RULES_EDGE_VERB);
    if (verb < stop && !rules_is(d, s->head, stop, RULES_FORBID)) {
        size_t after = verb + rules_is(d, verb, s->last, RULES_EDGE_VERB);
        if (after < s->last &&
            (has_edge_after(d, after, s->last) || rules_word_is(d, verb, "handle") ||
             (verb == s->head && rules_is(d, verb, s->last, RULES_RESPONSE))))
            return true;
    }
    if (rules_seek_cond(d, s->head, s->last) == s->head && has_edge_after(d, s->head + 1, s->last))
        return true;
    if (rules_is(d, s->head, s->last, RULES_MODAL | RULES_FORBID | RULES_LIMIT))
        return false;
    bool responds = rules_is(d, s->head, s->last, RULES_RESPONSE) > 0;
    if (responds && rules_seek(d, s->head, s->last, RULES_EDGE_WORD) < s->last &&
        rules_word_is(d, s->last - 1, "otherwise"))
        return true;
    /* "unknown keys raise an error" */
    size_t edge = rules_seek(d, s->head, s->last, RULES_EDGE_WORD);
    if (edge <= s->head + 1 && edge < s->last && s->last - s->first <= RULES_WINDOW &&
        rules_seek(d, edge + 1, s->last, RULES_RESPONSE) < s->last)
        return true;
    size_t cond = rules_seek_cond(d, s->head, s->last);
    return cond < s->last && has_edge_after(d, cond + 1, s->last) &&
           (responds || (cond > s->head && s->last - s->first <= SHORT_CLAUSE &&
                         d->goal_segment < (size_t)(s - d->segments)));
}

/* "max 10 MB", "ttl 5 minutes", but not "a duration like 2h". */
static bool limits(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    if (d->tokens[i].kind == RULES_WORD ||
        (s->last - s->first <= RULES_WINDOW && count_words(d, s->first, s->last) <= 5))
        return i == s->first || !rules_word_is(d, i - 1, "like");
    for (size_t n = 1; n <= 3 && i >= s->first + n; n++)
        if (rules_is(d, i - n, i, RULES_LIMIT | RULES_BEFORE_NUMBER) == n &&
            !rules_word_is(d, i - n, "for") && !rules_word_is(d, i - n, "of"))
            return true;
    return i > s->first && d->tokens[i - 1].kind == RULES_PUNCT;
}

/* "it hangs when there are more than 100 users": a number, but no demand. */
static bool describes(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    return rules_seek(d, s->first, i, RULES_COND) < i ||
           rules_seek(d, s->first, s->last, RULES_FIX_SIGN) < s->last;
}

/* "the columns arent always in order" */
static bool is_negated(const struct rules_doc *d, const struct rules_segment *s, size_t i)
{
    static const char *const negations[] = {"arent", "isnt", "not", "wasnt", "dont", "doesnt"};
    for (size_t k = 0; i > s->first && k < sizeof negations / sizeof *negations; k++)
        if (rules_word_is(d, i - 1, negations[k]))
            return true;
    return false;
}

/* "C99", "c++17": a language with its version, and nothing else. */
static bool is_dialect(const struct rules_doc *d, const struct rules_segment *s)
{
    const struct rules_token *t = &d->tokens[s->head];
    bool digit = false;
    for (size_t i = 0; i < t->norm_len; i++)
        digit |= t->norm[i] >= '0' && t->norm[i] <= '9';
    return s->head + 1 == s->last && t->word->lang != IDIO_LANG_NONE && digit;
}

static bool is_constraint(const struct rules_doc *d, const struct rules_segment *s)
{
    size_t words = count_words(d, s->head, s->last);
    if (words == 0)
        return false;
    if (is_dialect(d, s))
        return true;
    if (rules_is(d, s->head, s->last, RULES_FORBID) && words == 1)
        return false; /* "no," */
    if (rules_is(d, s->head, s->last,
                 RULES_CUE_HEAD | RULES_FORBID | RULES_LIMIT | RULES_PROPERTY) &&
        !s->question)
        return words > 1 || rules_is(d, s->head, s->last, RULES_PROPERTY);
    if (rules_is(d, s->first, s->last, RULES_CUE_BREAK) && s->before == ' ' && words > 1)
        return true;
    for (size_t i = s->head; i < s->last; i++) {
        if (rules_is(d, i, s->last, RULES_MODAL) && modal_binds(d, s, i))
            return true;
        if (rules_word_is(d, i, "never") ||
            (rules_word_is(d, i, "always") && !is_negated(d, s, i)) ||
            rules_is(d, i, s->last, RULES_STDLIB_ONLY) ||
            (rules_is_quantity(d, i, s->last) && limits(d, s, i) && !describes(d, s, i)))
            return true;
        if ((rules_word_is(d, i, "dont") || rules_word_is(d, i, "only")) && i <= s->head + 2 &&
            modal_binds(d, s, i))
            return true;
    }
    return words <= 6 && rules_seek(d, s->head, s->last, RULES_PROPERTY) < s->last;
}

static enum rules_role role_of(const struct rules_doc *d, const struct rules_segment *s)
{
    bool language_only = s->head + 1 == s->last && d->tokens[s->head].word->lang != IDIO_LANG_NONE;
    if (s->role == RULES_ROLE_EMPTY || is_empty(d, s) || (language_only && !is_dialect(d, s)))
        return RULES_ROLE_EMPTY;
    if (s->under == RULES_HEADING_EDGE)
        return RULES_ROLE_EDGE;
    if (s->under == RULES_HEADING_INPUT || s->under == RULES_HEADING_OUTPUT)
        return RULES_ROLE_FIELD;
    if (is_library_only(d, s))
        return RULES_ROLE_LIBRARY;
    if (is_interrogative(d, s, s->head) && s->question)
        return RULES_ROLE_PLAIN;
    if (is_edge(d, s))
        return RULES_ROLE_EDGE;
    if (s->under == RULES_HEADING_CONSTRAINT || is_constraint(d, s))
        return RULES_ROLE_CONSTRAINT;
    return RULES_ROLE_PLAIN;
}

/* "if the file is missing, return None": the second clause belongs to the first. */
static bool answers_condition(const struct rules_doc *d, const struct rules_segment *before,
                              const struct rules_segment *s)
{
    return before->role == RULES_ROLE_EDGE && s->before == ',' &&
           rules_is(d, before->head, before->last, RULES_COND) && !before->joined &&
           (rules_is(d, s->head, s->last, RULES_RESPONSE | RULES_OUTPUT_VERB) ||
            rules_seek(d, s->head, s->last, RULES_MODAL) < s->last);
}

/* "no classes, inheritance or globals": an "or" or "and" in this clause or the next two joins them
 * under the one "no"; without it ("no malloc, snake_case names") they are demands of their own. */
static bool is_enumeration(const struct rules_doc *d, const struct rules_segment *s)
{
    const struct rules_segment *end = d->segments + d->segment_count;
    for (const struct rules_segment *k = s; k < end && k < s + 3 && k->sentence == s->sentence; k++)
        for (size_t i = k->first; i < k->last; i++)
            if (rules_word_is(d, i, "or") || rules_word_is(d, i, "nor") ||
                rules_word_is(d, i, "and"))
                return true;
    return false;
}

/* "handle empty files, missing headers and odd quotes": more of the same, of the clause before it.
 */
static bool continues(const struct rules_doc *d, const struct rules_segment *before,
                      const struct rules_segment *s)
{
    if (s->role != RULES_ROLE_PLAIN || before->role < RULES_ROLE_CONSTRAINT ||
        before->role == RULES_ROLE_LIBRARY)
        return false;
    if (s->before == ' ') /* "it should take X and write Y" */
        return before->role == RULES_ROLE_CONSTRAINT &&
               (before->bullet ||
                rules_seek(d, before->first, before->last, RULES_MODAL) < before->last);
    if (s->before != ',' && s->before != '(')
        return false;
    if (before->role == RULES_ROLE_CONSTRAINT &&
        !(rules_is(d, before->head, before->last, RULES_FORBID) && is_enumeration(d, s)))
        return false;
    if (count_words(d, s->first, s->last) > CONTINUATION_MAX)
        return false;
    return !rules_is(d, s->head, s->last,
                     RULES_VERB | RULES_VERB_EXPLAIN | RULES_OUTPUT_VERB | RULES_INPUT_VERB |
                         RULES_COND | RULES_RESPONSE | RULES_EDGE_VERB);
}

/* A clause without a cue that is a demand all the same: an item of the list below the goal, a
 * further imperative, one more in a row of demands. */
static bool is_further_demand(const struct rules_doc *d, const struct rules_segment *before,
                              const struct rules_segment *s, size_t i)
{
    if (s->role != RULES_ROLE_PLAIN || d->goal_segment >= i || s->question)
        return false;
    bool later = s->sentence > d->segments[d->goal_segment].sentence;
    if (d->verbosity_end > d->tokens[s->first].begin &&
        d->verbosity_end <= d->tokens[s->last - 1].end)
        return false; /* "give me a thorough answer" */
    if (rules_word_is(d, s->first, "but") && count_words(d, s->head, s->last) >= 2)
        return true;
    if (s->bullet && later && !rules_is(d, s->head, s->last, RULES_INPUT_VERB | RULES_OUTPUT_VERB))
        return true;
    if (before && before->sentence == s->sentence && before->role == RULES_ROLE_CONSTRAINT &&
        s->before == ',' && count_words(d, s->first, s->last) <= 2 * CONTINUATION_MAX)
        return true;
    if (s->before == ',' && !later && rules_word_is(d, s->first, "with"))
        return true; /* ", with type hints" */
    if (s->before == ';' && !later && count_words(d, s->head, s->last) >= 2 &&
        !rules_is(d, s->head, s->last, RULES_INPUT_VERB | RULES_OUTPUT_VERB))
        return true;
    return later && rules_is(d, s->head, s->last, RULES_VERB & ~RULES_VERB_WEAK) &&
           !is_empty_imperative(d, s, s->head) &&
           !rules_is(d, s->head, s->last,
                     RULES_INPUT_VERB | RULES_OUTPUT_VERB | RULES_INTERROGATIVE) &&
           count_words(d, s->head, s->last) >= 2;
}

/* "if two have the same time, append a counter": a rule, though at no border of the input. */
static bool is_rule(const struct rules_doc *d, size_t i)
{
    const struct rules_segment *s = &d->segments[i], *next = s + 1;
    return s->role == RULES_ROLE_PLAIN && d->goal_segment < i && i + 1 < d->segment_count &&
           rules_is(d, s->head, s->last, RULES_COND) && next->sentence == s->sentence &&
           next->before == ',' && s->sentence > d->segments[d->goal_segment].sentence &&
           (rules_is(d, next->head, next->last, RULES_RESPONSE | RULES_VERB | RULES_OUTPUT_VERB) ||
            rules_seek(d, next->head, next->last, RULES_MODAL) < next->last);
}

/* "…, fixed capacity, no malloc": a bare phrase before demands in a row is one of them. */
static void join_rows_of_demands(struct rules_doc *d)
{
    for (size_t i = d->segment_count; i-- > 1 && d->goal_segment < i;) {
        struct rules_segment *s = &d->segments[i];
        const struct rules_segment *next = i + 1 < d->segment_count ? s + 1 : NULL;
        bool opens = s->before == ':' ||
                     (s->before == 0 && s->sentence > d->segments[d->goal_segment].sentence);
        if (s->role == RULES_ROLE_PLAIN && (s->before == ',' || opens) && next &&
            next->sentence == s->sentence && next->before == ',' &&
            (next->role == RULES_ROLE_CONSTRAINT || next->role == RULES_ROLE_LIBRARY) &&
            count_words(d, s->first, s->last) <= 4 && s->head == s->first &&
            !rules_is(d, s->head, s->last,
                      RULES_VERB | RULES_INPUT_VERB | RULES_OUTPUT_VERB | RULES_CONVERT_VERB |
                          RULES_PREP | RULES_PRONOUN | RULES_COND | RULES_RESPONSE) &&
            !d->tokens[s->head].verb_s)
            s->role = RULES_ROLE_CONSTRAINT;
    }
}

void rules_roles_find(struct rules_doc *d)
{
    for (size_t i = 0; i < d->segment_count; i++) {
        struct rules_segment *s = &d->segments[i];
        const struct rules_segment *before = i > 0 ? &d->segments[i - 1] : NULL;
        bool same = before && before->sentence == s->sentence;
        if (i == d->goal_segment) {
            s->role = RULES_ROLE_GOAL;
            continue;
        }
        bool ruled = same && before->role == RULES_ROLE_CONSTRAINT && i > 1 && !before->joined &&
                     rules_is(d, before->head, before->last, RULES_COND) && s->before == ',';
        s->role = (uint8_t)role_of(d, s);
        if (is_rule(d, i)) {
            s->role = RULES_ROLE_CONSTRAINT;
        } else if (ruled) {
            s->role = RULES_ROLE_CONSTRAINT;
            s->joined = true;
        } else if (same && answers_condition(d, before, s)) {
            s->role = RULES_ROLE_EDGE;
            s->joined = true;
        } else if (same && (d->goal_segment < i || d->goal_segment == SIZE_MAX) &&
                   continues(d, before, s)) {
            s->role = before->role;
            s->joined = true; /* apart from its "no" it would say the opposite */
        } else if (is_further_demand(d, before, s, i)) {
            s->role = RULES_ROLE_CONSTRAINT;
        }
    }
    join_rows_of_demands(d);
}

/* ---- end
 * -------------------------------------------------------------------------------------------- */

void rules_goal_close(struct rules_doc *d)
{
    if (d->goal_segment == SIZE_MAX)
        return;
    const struct rules_segment *g = &d->segments[d->goal_segment];
    size_t end = g->last;
    for (size_t i = d->goal_segment + 1;
         i < d->segment_count && i < d->goal_segment + GOAL_CLAUSES_MAX; i++) {
        const struct rules_segment *s = &d->segments[i];
        if (s->sentence != g->sentence || rules_word_is(d, s->head, "it") ||
            rules_word_is(d, s->head, "i") || rules_word_is(d, s->head, "we") ||
            rules_word_is(d, s->head, "its") || rules_word_is(d, s->head, "thats"))
            break; /* "…, it takes 40 s now" explains */
        if (s->role != RULES_ROLE_PLAIN) {
            if (s->before == '(' && rules_is_punct(d, s->last, ')'))
                continue; /* an aside; the goal may go on behind it */
            break;
        }
        if (d->tokens[s->last - 1].end - d->tokens[d->goal_token].begin > RULES_ITEM_MAX)
            break;
        end = s->last;
    }
    while (end > d->goal_token + 1 &&
           ((!is_word(&d->tokens[end - 1]) && !rules_is_punct(d, end - 1, ')')) ||
            rules_is(d, end - 1, end, RULES_CLOSER | RULES_CONJ)))
        end--;
    d->goal_end_token = end;
}
