/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text: tokens → clauses.
 *
 * Requests have few full stops, many commas, lists with dashes and demands strung together by
 * "and". So clause borders come from punctuation, line structure and cue words together, never from
 * punctuation alone.
 *
 * Invariant: segments are disjoint runs of tokens, in order, none empty.
 */
#include "infer/rules_internal.h"

#include <string.h>

/* ---- asking tokens
 * ---------------------------------------------------------------------------------------- */

size_t rules_is(const struct rules_doc *d, size_t i, size_t end, uint64_t classes)
{
    if (i >= end)
        return 0;
    const struct rules_token *t = &d->tokens[i];
    if (t->phrase && i + t->phrase_len <= end && (t->phrase->classes & classes))
        return t->phrase_len;
    return t->word->classes & classes ? 1 : 0;
}

size_t rules_seek(const struct rules_doc *d, size_t from, size_t to, uint64_t classes)
{
    while (from < to && !rules_is(d, from, to, classes))
        from++;
    return from;
}

size_t rules_segment_of(const struct rules_doc *d, size_t i)
{
    size_t low = 0, high = d->segment_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->segments[middle].last <= i)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t rules_segment_end(const struct rules_doc *d, size_t i)
{
    size_t k = rules_segment_of(d, i);
    return k < d->segment_count && d->segments[k].first <= i ? d->segments[k].last : d->token_count;
}

size_t rules_seek_cond(const struct rules_doc *d, size_t from, size_t to)
{
    for (; from < to; from++)
        if (rules_is(d, from, to, RULES_COND) ||
            (rules_word_is(d, from, "on") && rules_is(d, from + 1, to, RULES_EDGE_WORD)))
            return from;
    return to;
}

bool rules_is_punct(const struct rules_doc *d, size_t i, char ch)
{
    return i < d->token_count && d->tokens[i].kind == RULES_PUNCT && d->tokens[i].ch == ch;
}

bool rules_word_is(const struct rules_doc *d, size_t i, const char *norm)
{
    return i < d->token_count && d->tokens[i].norm_len == strlen(norm) &&
           memcmp(d->tokens[i].norm, norm, d->tokens[i].norm_len) == 0;
}

size_t rules_skip_openers(const struct rules_doc *d, size_t i, size_t end)
{
    size_t n;
    while (i < end && (n = rules_is(d, i, end, RULES_OPENER | RULES_CONJ)) > 0) {
        /* "help" as the object of a verb, "first" as an adjective: an opener is followed by more */
        i += n;
    }
    return i;
}

static bool is_version(const struct rules_doc *d, size_t i)
{
    const struct rules_token *t = &d->tokens[i];
    bool dotted = memchr(t->norm, '.', t->norm_len) || memchr(t->norm, '+', t->norm_len);
    const struct rules_token *before = i > 0 ? &d->tokens[i - 1] : NULL;
    bool after_language = before && before->kind == RULES_WORD &&
                          (before->word->lang != IDIO_LANG_NONE || rules_word_is(d, i - 1, "es") ||
                           rules_word_is(d, i - 1, "version") || rules_word_is(d, i - 1, "v"));
    return after_language && (dotted || t->norm_len <= 4);
}

bool rules_is_quantity(const struct rules_doc *d, size_t i, size_t end)
{
    if (i >= end)
        return false;
    const struct rules_token *t = &d->tokens[i];
    if (t->kind == RULES_WORD && t->norm_len > 3 && memcmp(t->norm, "o(", 2) == 0)
        return true;
    if (t->kind != RULES_NUMBER)
        return false;
    char last = t->norm_len > 0 ? t->norm[t->norm_len - 1] : '0';
    bool glued = last < '0' || last > '9'; /* 100ms */
    bool unit = i + 1 < end && (d->tokens[i + 1].word->classes & RULES_UNIT);
    bool compared = i > 0 && d->tokens[i - 1].kind == RULES_PUNCT && d->tokens[i - 1].ch == '<';
    bool limited = i > 0 && (d->tokens[i - 1].word->classes & RULES_LIMIT);
    return glued || unit || compared || limited || is_version(d, i);
}

/* ---- clauses
 * ------------------------------------------------------------------------------------------------
 */

struct splitter {
    struct rules_doc *d;
    IDIO_VEC(struct rules_segment) out;
    size_t start;
    uint32_t sentence;
    char before;
    bool bullet;
    int status;
};

static size_t skip_light(const struct rules_doc *d, size_t i, size_t end)
{
    size_t n;
    while (i < end && ((n = rules_is(d, i, end, RULES_CONJ)) > 0 ||
                       (rules_is(d, i, end, RULES_CLOSER) && (n = 1) > 0)))
        i += n;
    return i;
}

static void cut(struct splitter *s, size_t at, char before_next)
{
    if (at > s->start && s->status == IDIO_OK) {
        struct rules_segment seg = {.first = s->start, .last = at, .sentence = s->sentence};
        seg.before = s->before;
        seg.bullet = s->bullet;
        seg.head = skip_light(s->d, s->start, at);
        s->status = idio_vec_push(&s->out, seg);
        s->bullet = false;
    }
    s->before = before_next;
}

/* "return -1 and set errno on failure": both hang on the one condition. */
static bool shares_condition(const struct rules_doc *d, size_t start, size_t i)
{
    size_t stop = i + RULES_WINDOW < d->token_count ? i + RULES_WINDOW : d->token_count;
    if (!rules_is(d, start, i, RULES_RESPONSE))
        return false;
    for (size_t k = i;
         k < stop && d->tokens[k].kind != RULES_PUNCT && d->tokens[k].kind != RULES_BREAK; k++)
        if (rules_is(d, k, stop, RULES_COND))
            return rules_seek(d, k, stop, RULES_EDGE_WORD) < stop;
    return false;
}

/* A conjunction opens a clause when what follows has the look of a new demand. */
static bool opens_clause(const struct rules_doc *d, size_t i, size_t start)
{
    size_t n = rules_is(d, i, d->token_count, RULES_CONJ);
    if (!n || i == start)
        return false;
    size_t next = i + n;
    while (next < d->token_count && next < i + RULES_WINDOW &&
           rules_is(d, next, d->token_count, RULES_CONJ | RULES_CLOSER))
        next++;
    size_t opener = rules_is(d, next, d->token_count, RULES_OPENER);
    if (opener > 1) /* "and i want to group them" */
        next += opener;
    if (rules_is(d, next, d->token_count,
                 RULES_CUE_HEAD | RULES_FORBID | RULES_MODAL | RULES_LIB_AGAINST))
        return true;
    if (rules_is(d, next, d->token_count,
                 RULES_VERB | RULES_OUTPUT_VERB | RULES_INPUT_VERB | RULES_EDGE_VERB |
                     RULES_VERB_EXPLAIN) ||
        (next < d->token_count && d->tokens[next].verb_s)) {
        /* "read and write files" is one clause */
        bool verb_before = rules_is(d, i - 1, i, RULES_VERB | RULES_OUTPUT_VERB | RULES_INPUT_VERB);
        return !verb_before && !(next < d->token_count && d->tokens[next].identifier) &&
               !shares_condition(d, start, i);
    }
    /* "and it must …" */
    size_t stop = next + 4 < d->token_count ? next + 4 : d->token_count;
    for (size_t k = next; k < stop && d->tokens[k].kind == RULES_WORD; k++)
        if (rules_is(d, k, stop, RULES_MODAL))
            return true;
    return false;
}

static bool is_border(const struct rules_token *t)
{
    return t->kind == RULES_PUNCT && t->ch && strchr(",;:()", t->ch) != NULL;
}

static bool is_dash(const struct rules_doc *d, size_t i)
{
    const struct rules_token *t = &d->tokens[i];
    return t->kind == RULES_PUNCT && t->ch == '-' && i > 0 && t->begin > d->tokens[i - 1].end;
}

static bool ends_sentence(const struct rules_doc *d, size_t i)
{
    static const char *const abbreviations[] = {"e.g", "i.e", "etc", "vs", "approx", "eg", "ie"};
    const struct rules_token *t = &d->tokens[i];
    if (t->kind == RULES_BREAK)
        return true;
    if (t->kind != RULES_PUNCT || !t->ch || !strchr(".!?", t->ch))
        return false;
    bool goes_on = i + 1 < d->token_count && !d->tokens[i + 1].capital;
    for (size_t k = 0; t->ch == '.' && goes_on && k < sizeof abbreviations / sizeof *abbreviations;
         k++)
        if (i > 0 && rules_word_is(d, i - 1, abbreviations[k]))
            return false;
    return true;
}

/* "given two arrays return their median": the order without its comma. */
static bool is_base_verb(const struct rules_doc *d, size_t i)
{
    static const char *const verbs[] = {"return", "find",  "compute", "calculate", "print", "count",
                                        "output", "write", "produce", "determine", "check"};
    for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
        if (rules_word_is(d, i, verbs[k]))
            return !rules_is(d, i - 1, i, RULES_DET | RULES_PREP);
    return false;
}

/* A short parenthesis that demands nothing belongs to its clause: its closing token, else i. */
static size_t aside_end(const struct rules_doc *d, size_t i)
{
    for (size_t k = i + 1; k < d->token_count && k < i + RULES_WINDOW; k++) {
        if (rules_is_punct(d, k, ')'))
            return k;
        if (ends_sentence(d, k) || rules_is_punct(d, k, '(') ||
            rules_is(d, k, d->token_count,
                     RULES_MODAL | RULES_FORBID | RULES_LIMIT | RULES_CUE_HEAD | RULES_CUE_BREAK))
            return i;
    }
    return i;
}

static void end_sentence(struct splitter *s, size_t i)
{
    const struct rules_token *t = &s->d->tokens[i];
    cut(s, i, 0);
    if (t->kind == RULES_PUNCT && t->ch == '?')
        for (size_t k = s->out.len; k-- > 0 && s->out.at[k].sentence == s->sentence;)
            s->out.at[k].question = true;
    s->sentence++;
    s->before = 0;
    s->bullet = t->kind == RULES_BREAK && t->ch == '*';
    s->start = i + 1;
}

/* "rejects requests without a key" says which requests; "using x that posts …" goes on with the
 * goal. */
static bool narrows(const struct rules_doc *d, size_t i, size_t start)
{
    if (rules_word_is(d, i, "without"))
        return i >= start + 2 && (d->tokens[i - 2].verb_s ||
                                  rules_is(d, i - 2, i - 1, RULES_EDGE_VERB | RULES_INPUT_VERB));
    if (!rules_word_is(d, i, "using"))
        return false;
    for (size_t k = i + 2; k < i + 7 && k < d->token_count && d->tokens[k].kind == RULES_WORD; k++)
        if (rules_word_is(d, k, "that") || rules_word_is(d, k, "which"))
            return true;
    return false;
}

static int split(struct splitter *s)
{
    struct rules_doc *d = s->d;
    size_t skip;
    for (size_t i = 0; i < d->token_count && s->status == IDIO_OK; i++) {
        const struct rules_token *t = &d->tokens[i];
        if (ends_sentence(d, i)) {
            end_sentence(s, i);
        } else if (t->kind == RULES_PUNCT && t->ch == '(' && (skip = aside_end(d, i)) > i) {
            i = skip;
        } else if (is_border(t) || is_dash(d, i)) {
            cut(s, i, t->ch);
            s->start = i + 1;
        } else if (i > s->start + 1 && rules_word_is(d, s->start, "given") && is_base_verb(d, i)) {
            cut(s, i, ',');
            s->start = i;
        } else if (i > s->start && t->kind != RULES_OPAQUE &&
                   (rules_is(d, i, d->token_count, RULES_CUE_BREAK | RULES_WEAK_BREAK) ||
                    opens_clause(d, i, s->start))) {
            /* "and without …": the conjunction goes with what it opens */
            bool led = rules_is(d, i - 1, i, RULES_CONJ) && i - 1 == s->start;
            /* "it must run without a network" */
            bool bound = i - s->start <= 4 && rules_seek(d, s->start, i, RULES_MODAL) < i &&
                         !rules_is(d, i, d->token_count, RULES_WEAK_BREAK | RULES_CONJ);
            bool rest =
                rules_is(d, i, d->token_count, RULES_WEAK_BREAK) &&
                rules_is(d, i - 1, d->token_count, RULES_LIB_AGAINST) > 1; /* "anything but" */
            if (!led && !bound && !rest && !narrows(d, i, s->start)) {
                cut(s, i, ' ');
                s->start = i;
            }
        }
    }
    cut(s, d->token_count, 0);
    return s->status;
}

static bool leads_to_cases(const struct rules_doc *d, const struct rules_segment *s)
{
    size_t verb = rules_seek(d, s->head, s->last, RULES_EDGE_VERB);
    return verb < s->last && verb + rules_is(d, verb, s->last, RULES_EDGE_VERB) == s->last;
}

/* Headings hold for the clauses after the colon, and for the list below them. */
static void put_under_headings(struct rules_doc *d)
{
    const uint64_t headings =
        RULES_HEADING_CONSTRAINT | RULES_HEADING_INPUT | RULES_HEADING_OUTPUT | RULES_HEADING_EDGE;
    uint64_t under = 0;
    uint32_t sentence = 0;
    for (size_t i = 0; i < d->segment_count; i++) {
        struct rules_segment *s = &d->segments[i];
        size_t n = rules_is(d, s->head, s->last, headings);
        bool first = i == 0 || d->segments[i - 1].sentence != s->sentence;
        bool inside = i > 0 && d->segments[i - 1].sentence == s->sentence && s->before == ',';
        if ((first || inside) && n && s->head + n == s->last && rules_is_punct(d, s->last, ':')) {
            const struct rules_token *t = &d->tokens[s->head];
            under = (n > 1 ? t->phrase : t->word)->classes & headings;
            sentence = s->sentence;
            s->role = RULES_ROLE_EMPTY;
            continue;
        }
        if (rules_is_punct(d, s->last, ':') && leads_to_cases(d, s)) {
            under = RULES_HEADING_EDGE; /* "it should cover: …" */
            sentence = s->sentence;
            s->role = RULES_ROLE_EMPTY;
            continue;
        }
        if (first && under && s->sentence != sentence && !s->bullet)
            under = 0; /* the line, or the list below it, is over */
        s->under = under;
    }
}

int rules_text_read(struct rules_doc *d, struct idio_err *err)
{
    int status = rules_tokens_read(d);
    if (status < 0)
        return idio_nomem(err, "rules.text");

    struct splitter s = {.d = d};
    status = split(&s);
    if (status == IDIO_OK) {
        d->segments = idio_arena_copy(d->arena, s.out.at, s.out.len, sizeof *d->segments);
        status = d->segments ? IDIO_OK : IDIO_E_NOMEM;
    }
    d->segment_count = s.out.len;
    idio_vec_release(&s.out);
    if (status < 0)
        return idio_nomem(err, "rules.text");
    put_under_headings(d);
    return IDIO_OK;
}
