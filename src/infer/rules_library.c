/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that the request names, and whether it wants them.
 *
 * The stance comes from the nearest cue in front ("use", "without", "instead of"), looked for
 * inside the clause; in an enumeration ("no pandas, numpy or polars") the first name's stance holds
 * for all. A name that is also an everyday word (requests, click, express) counts only where a cue
 * stands before it and nothing after it makes it an ordinary noun phrase ("with requests queued").
 */
#include "infer/rules_internal.h"

#include <string.h>

static const struct rules_library *library_at(const struct rules_doc *d, size_t i)
{
    return i == RULES_NO_LIBRARY ? NULL : &d->lx->libraries.at[i];
}

/* How far from its object a cue may stand: "drop duplicates from the pandas frame" drops no pandas.
 */
static size_t reach_of(const struct rules_doc *d, size_t k, size_t len)
{
    static const char *const near_only[] = {"remove", "drop",   "replace", "avoid",
                                            "over",   "ban",    "not",     "no",
                                            "never",  "except", "via",     "through"};
    if (len > 1)
        return 5;
    for (size_t i = 0; i < sizeof near_only / sizeof *near_only; i++)
        if (rules_word_is(d, k, near_only[i]))
            return 3;
    return 6;
}

static bool negated_at(const struct rules_doc *d, size_t k, size_t from)
{
    for (size_t back = 1; back <= 3 && k >= from + back; back++)
        if (rules_is(d, k - back, k, RULES_FORBID))
            return true;
    return false;
}

/* The cue of the name at `i`, searched back to `from`; RULES_NEUTRAL when there is none. *ret_gap:
 * words between cue and name. */
static enum rules_stance cue_before(const struct rules_doc *d, size_t i, size_t from,
                                    size_t *ret_gap)
{
    if (i > from + 2 * RULES_WINDOW)
        from = i - 2 * RULES_WINDOW;
    if (i > from && rules_word_is(d, i - 1, "to") &&
        rules_seek(d, from, i, RULES_LIB_AGAINST) < i) {
        *ret_gap = 0;
        return RULES_PREFERRED; /* "switch from X to Y" */
    }
    for (size_t k = i; k-- > from && i - k <= RULES_WINDOW;) {
        size_t n = rules_is(d, k, i, RULES_LIB_AGAINST);
        bool against = n > 0;
        if (!against)
            n = rules_is(d, k, i, RULES_LIB_FOR);
        if (!n || i - (k + n) > reach_of(d, k, n))
            continue;
        if (against && rules_word_is(d, k, "over") && rules_seek(d, from, k, RULES_LIB_FOR) == k)
            continue;
        *ret_gap = i - (k + n);
        if (against || negated_at(d, k, from))
            return RULES_RULED_OUT;
        return RULES_PREFERRED;
    }
    return RULES_NEUTRAL;
}

/* After an everyday word that is meant as a name: the end, a conjunction, or what one says of
 * libraries. */
static bool name_may_end(const struct rules_doc *d, size_t i, size_t end)
{
    return i >= end || d->tokens[i].kind != RULES_WORD || rules_word_is(d, i, "that") ||
           rules_word_is(d, i, "which") ||
           rules_is(d, i, end,
                    RULES_LIB_WORD | RULES_CONJ | RULES_LIB_AGAINST | RULES_PREP | RULES_CUE_BREAK |
                        RULES_COND);
}

static bool is_enumerated(const struct rules_doc *d, const struct rules_mention *before, size_t i)
{
    for (size_t k = before->token + before->len; k < i; k++)
        if (!rules_is_punct(d, k, ',') && !rules_word_is(d, k, "and") &&
            !rules_word_is(d, k, "or") && !rules_word_is(d, k, "nor") && !rules_is_punct(d, k, '/'))
            return false;
    return true;
}

bool rules_library_is_weak(const struct rules_doc *d, size_t library)
{
    for (const struct rules_library *l = library_at(d, library); l; l = library_at(d, l->next))
        if (!l->weak)
            return false;
    return true;
}

static void note_mention(struct rules_doc *d, size_t segment, size_t i, size_t len, size_t library)
{
    const struct rules_segment *s = &d->segments[segment];
    const struct rules_token *t = &d->tokens[i];
    struct rules_mention m = {.token = i, .len = len, .segment = segment, .library = library};
    size_t gap = RULES_WINDOW;
    const struct rules_mention *last = d->mention_count ? &d->mentions[d->mention_count - 1] : NULL;

    m.stance = cue_before(d, i, s->first, &gap);
    if (rules_is(d, i + len, d->token_count, RULES_LIB_BANNED_AFTER))
        m.stance = RULES_RULED_OUT;
    bool enumerated = last && is_enumerated(d, last, i);
    bool from = i > s->first && rules_word_is(d, i - 1, "from") && rules_word_is(d, i + len, "to");
    bool to = i > s->first + 2 && rules_word_is(d, i - 1, "to") && last &&
              last->token + last->len == i - 1 && last->token > 0 &&
              rules_word_is(d, last->token - 1, "from");
    if (from || to) { /* "migrate the tests from X to Y" */
        m.stance = from ? RULES_RULED_OUT : RULES_PREFERRED;
        gap = 0;
    }
    if (m.stance == RULES_NEUTRAL && enumerated)
        m.stance = last->stance;
    else if (m.stance == RULES_RULED_OUT && gap > 2 && enumerated)
        m.stance = last->stance;
    bool within = i > s->first && rules_word_is(d, i - 1, "in") && i + len == s->last;
    if (m.stance == RULES_NEUTRAL && within) { /* "an endpoint in express" */
        m.stance = RULES_PREFERRED;
        gap = 0;
    }
    bool quoted = t->kind == RULES_OPAQUE;
    if (library != RULES_NO_LIBRARY && rules_library_is_weak(d, library) && !quoted) {
        bool alone = i == s->head && i + len == s->last && s->before == ',';
        bool beside = alone || (m.stance != RULES_NEUTRAL && gap <= 1) || enumerated ||
                      (t->capital && i > s->head);
        bool framework = rules_is(d, i + len, s->last, RULES_ARTEFACT) && s->head != i;
        if (!(beside && name_may_end(d, i + len, s->last)) && !(framework && t->capital))
            return;
    }
    if (d->mention_count < RULES_MENTIONS_MAX)
        d->mentions[d->mention_count++] = m;
}

/* "use the foo-bar library": a library by what is said of it. */
static bool named_as_library(const struct rules_doc *d, size_t i, size_t end)
{
    static const char *const nouns[] = {"library", "lib", "package", "crate", "framework", "sdk"};
    const struct rules_token *t = &d->tokens[i];
    bool name = t->identifier || t->capital || memchr(t->norm, '-', t->norm_len);
    if (t->kind == RULES_LOG || !name || i + 1 >= end || t->word->lang != IDIO_LANG_NONE ||
        t->word->classes)
        return false;
    for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++)
        if (rules_word_is(d, i + 1, nouns[k]))
            return true;
    return false;
}

void rules_libraries_find(struct rules_doc *d)
{
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        for (size_t i = s->first; i < s->last; i++) {
            const struct rules_token *t = &d->tokens[i];
            if (rules_is(d, i, s->last, RULES_STDLIB_ONLY))
                d->stdlib_only = true;
            size_t library = t->word->library, len = 1;
            if (t->phrase && t->phrase->library != RULES_NO_LIBRARY &&
                i + t->phrase_len <= s->last) {
                library = t->phrase->library;
                len = t->phrase_len;
            }
            if (library != RULES_NO_LIBRARY) {
                note_mention(d, k, i, len, library);
                i += len - 1;
            } else if (named_as_library(d, i, s->last)) {
                note_mention(d, k, i, 1, RULES_NO_LIBRARY);
            }
        }
    }
}

static bool fits_language(const struct rules_doc *d, const struct rules_mention *m)
{
    if (m->library == RULES_NO_LIBRARY)
        return true;
    if (d->lang == IDIO_LANG_NONE)
        return !d->lang_foreign;
    for (const struct rules_library *l = library_at(d, m->library); l; l = library_at(d, l->next))
        if (l->langs & (UINT32_C(1) << d->lang))
            return true;
    return false;
}

void rules_libraries_settle(struct rules_doc *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->mention_count; i++) {
        struct rules_mention m = d->mentions[i];
        if (!fits_language(d, &m))
            continue;
        if (m.stance == RULES_NEUTRAL) {
            /* "a flask endpoint", "pytest tests": said in passing, wanted all the same. What a bug
             * report or an explanation mentions is not. */
            bool noun = rules_is(d, m.token + m.len, d->segments[m.segment].last,
                                 RULES_ARTEFACT | RULES_LIB_WORD) > 0;
            bool wanted = d->intent == IDIO_INTENT_CREATE || d->intent == IDIO_INTENT_TEST ||
                          (d->intent == IDIO_INTENT_EDIT && noun);
            m.stance = wanted && m.library != RULES_NO_LIBRARY ? RULES_PREFERRED : RULES_NEUTRAL;
        }
        d->mentions[kept++] = m;
    }
    d->mention_count = kept;
}

void rules_libraries_emit(struct rules_out *o)
{
    struct rules_doc *d = o->doc;
    /* Ruled out first: what is both named and ruled out must not be preferred. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < d->mention_count; i++) {
            const struct rules_mention *m = &d->mentions[i];
            if (m->stance != (pass == 0 ? RULES_RULED_OUT : RULES_PREFERRED))
                continue;
            bool both = false;
            for (size_t k = 0; pass == 1 && k < d->mention_count; k++)
                both |= d->mentions[k].stance == RULES_RULED_OUT &&
                        d->mentions[k].library == m->library && m->library != RULES_NO_LIBRARY;
            if (!both)
                rules_say(
                    o, pass == 0 ? IDIO_FIELD_LIBRARIES_FORBIDDEN : IDIO_FIELD_LIBRARIES_PREFERRED,
                    m->token, m->token + m->len, 0.95);
        }
    }
}
