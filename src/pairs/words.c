/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms of verbs and words of identifiers. English inflection is regular enough for some rules and
 * two lists (words_list.c); what they get wrong is a typo that people make as well.
 */
#include "pairs/words.h"

#include <ctype.h>
#include <string.h>

static int order(const char *w, struct idio_slice s)
{
    const int r = strncmp(w, s.p, s.n);
    return r ? r : (w[s.n] ? 1 : 0);
}

static bool in_list(const char *const *list, size_t n, struct idio_slice w)
{
    size_t lo = 0, hi = n;
    while (w.n > 0 && lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const int r = order(list[mid], w);
        if (r == 0)
            return true;
        if (r < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return false;
}

static const char *in_pairs(const struct words_pair *list, size_t n, struct idio_slice w)
{
    size_t lo = 0, hi = n;
    while (w.n > 0 && lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const int r = order(list[mid].word, w);
        if (r == 0)
            return list[mid].form;
        if (r < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

bool words_is_verb(struct idio_slice w)
{
    return in_list(words_verbs, words_verbs_count, w);
}

bool words_is_verb_or_noun(struct idio_slice w)
{
    return in_list(words_verbs_or_nouns, words_verbs_or_nouns_count, w);
}

bool words_is_adjective(struct idio_slice w)
{
    return in_list(words_adjectives, words_adjectives_count, w);
}

const char *words_full(struct idio_slice w)
{
    return in_pairs(words_abbreviations, words_abbreviations_count, w);
}

/* ---- inflection ------------------------------------------------------------------------------ */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static bool ends(struct idio_slice w, const char *suffix)
{
    return idio_slice_ends(w, suffix);
}

static void third(struct idio_str *out, struct idio_slice w)
{
    if (idio_slice_eq_c(w, "have")) {
        idio_str_puts(out, "has");
    } else if (idio_slice_eq_c(w, "be")) {
        idio_str_puts(out, "is");
    } else if (w.n > 1 && ends(w, "y") && !is_vowel(w.p[w.n - 2])) {
        idio_str_append(out, w.p, w.n - 1);
        idio_str_puts(out, "ies");
    } else {
        const bool hiss = ends(w, "s") || ends(w, "x") || ends(w, "z") || ends(w, "ch") ||
                          ends(w, "sh") || ends(w, "o");
        idio_str_append(out, w.p, w.n);
        idio_str_puts(out, hiss ? "es" : "s");
    }
}

/* Stem before -ing and -ed, the doubled letter included. */
static void stem(struct idio_str *out, struct idio_slice w, bool drop_e)
{
    if (drop_e && w.n > 2 && ends(w, "e") && !ends(w, "ee") && !ends(w, "ye") && !ends(w, "oe")) {
        idio_str_append(out, w.p, w.n - 1);
        return;
    }
    idio_str_append(out, w.p, w.n);
    if (in_list(words_doubling, words_doubling_count, w))
        idio_str_putc(out, w.p[w.n - 1]);
}

static void gerund(struct idio_str *out, struct idio_slice w)
{
    if (idio_slice_eq_c(w, "be")) {
        idio_str_puts(out, "being");
        return;
    }
    if (ends(w, "ie")) {
        idio_str_append(out, w.p, w.n - 2);
        idio_str_puts(out, "ying");
        return;
    }
    stem(out, w, true);
    idio_str_puts(out, "ing");
}

static void participle(struct idio_str *out, struct idio_slice w)
{
    const char *own = in_pairs(words_participles, words_participles_count, w);
    if (own) {
        idio_str_puts(out, own);
    } else if (w.n > 1 && ends(w, "y") && !is_vowel(w.p[w.n - 2])) {
        idio_str_append(out, w.p, w.n - 1);
        idio_str_puts(out, "ied");
    } else if (ends(w, "e")) {
        idio_str_append(out, w.p, w.n);
        idio_str_puts(out, "d");
    } else {
        stem(out, w, false);
        idio_str_puts(out, "ed");
    }
}

void words_inflect(struct idio_str *out, const char *verb, enum words_form form)
{
    const struct idio_slice w = idio_slice(verb, strcspn(verb, " "));
    switch (form) {
    case WORDS_BARE:
        idio_str_append(out, w.p, w.n);
        break;
    case WORDS_THIRD:
        third(out, w);
        break;
    case WORDS_GERUND:
        gerund(out, w);
        break;
    case WORDS_PARTICIPLE:
        participle(out, w);
        break;
    }
    idio_str_puts(out, verb + w.n);
}

/* ---- back to the base ------------------------------------------------------------------------ */

struct ending {
    enum words_form form;
    const char *cut, *put;
};
static const struct ending endings[] = {
    {WORDS_THIRD, "ies", "y"},      {WORDS_THIRD, "es", ""},      {WORDS_THIRD, "s", ""},
    {WORDS_GERUND, "ying", "ie"},   {WORDS_GERUND, "ing", ""},    {WORDS_GERUND, "ing", "e"},
    {WORDS_PARTICIPLE, "ied", "y"}, {WORDS_PARTICIPLE, "ed", ""}, {WORDS_PARTICIPLE, "d", ""},
};

static bool try_base(struct idio_slice w, char *ret, size_t room, size_t keep, const char *put)
{
    const size_t n = keep + strlen(put);
    if (n + 1 > room || n < 2)
        return false;
    memcpy(ret, w.p, keep);
    memcpy(ret + keep, put, strlen(put) + 1);
    return words_is_verb(idio_slice(ret, n));
}

bool words_base(struct idio_slice w, enum words_form form, char *ret, size_t room)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const struct ending *e = &endings[i];
        const size_t cut = strlen(e->cut);
        if (e->form != form || w.n <= cut + 1 || !ends(w, e->cut))
            continue;
        const size_t keep = w.n - cut;
        if (try_base(w, ret, room, keep, e->put))
            return true;
        /* "mapping", "dropped" */
        if (form != WORDS_THIRD && keep > 2 && w.p[keep - 1] == w.p[keep - 2] &&
            try_base(w, ret, room, keep - 1, ""))
            return true;
    }
    for (size_t i = 0; form == WORDS_PARTICIPLE && i < words_participles_count; i++)
        if (idio_slice_eq_c(w, words_participles[i].form))
            return try_base(idio_slice_c(words_participles[i].word), ret, room,
                            strlen(words_participles[i].word), "");
    return false;
}

/* ---- identifiers ----------------------------------------------------------------------------- */

static bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool letter(char c)
{
    return upper(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Length of the word at `p`: "HTTPHeader" → HTTP, "Header" → Header, "V2" → V2 */
static size_t word_length(const char *p)
{
    size_t n = 1;
    if (upper(p[0]) && upper(p[1])) {
        while (upper(p[n]))
            n++;
        if (letter(p[n]) && n > 1 && !(p[n] == 's' && !letter(p[n + 1])))
            n--; /* the last capital begins the next word; "URLs" is one word */
        else if (p[n] == 's')
            n++;
        return n;
    }
    while (letter(p[n]) && !upper(p[n]))
        n++;
    while (p[n] >= '0' && p[n] <= '9')
        n++;
    return n;
}

int words_split(const char *identifier, struct idio_arena *arena, struct words_split *ret)
{
    *ret = (struct words_split){0};
    for (const char *p = identifier; *p && ret->len < sizeof ret->at / sizeof *ret->at;) {
        if (!letter(*p)) {
            p++;
            continue;
        }
        const size_t n = word_length(p);
        char *w = idio_arena_strndup(arena, p, n);
        if (!w)
            return IDIO_E_NOMEM;
        for (size_t i = 0; i < n; i++)
            if (upper(w[i]))
                w[i] = (char)(w[i] - 'A' + 'a');
        ret->at[ret->len++] = w;
        p += n;
    }
    return IDIO_OK;
}

bool words_is_code(struct idio_slice w)
{
    bool small = false;
    for (size_t i = 0; i < w.n; i++) {
        const char c = w.p[i], next = i + 1 < w.n ? w.p[i + 1] : ' ';
        if (strchr("_(){}[]<>=/\\*&#@$|:;`\"+%~^", c) || (c >= '0' && c <= '9'))
            return true;
        if (c == '.' && isalnum((unsigned char)next))
            return true;
        if (c == '-' && i == 0 && w.n > 1)
            return true;
        if (small && upper(c))
            return true;
        small = c >= 'a' && c <= 'z';
    }
    /* NULL, EOF: words that nobody writes small */
    return w.n > 1 && upper(w.p[0]) && upper(w.p[1]);
}

bool words_takes_an(const char *p, size_t n)
{
    while (n > 0 && (*p == '`' || *p == '"' || *p == '\'' || *p == '_'))
        p++, n--;
    if (n == 0)
        return false;
    static const char *const not_an[] = {"use", "uni", "url", "utf", "uu", "one", "eu"};
    for (size_t i = 0; i < sizeof not_an / sizeof *not_an; i++) {
        const size_t len = strlen(not_an[i]);
        size_t k = 0;
        while (k < len && k < n && (p[k] | 0x20) == not_an[i][k])
            k++;
        if (k == len)
            return i == 1 && n > 4 && (strncmp(p, "unin", 4) == 0 || strncmp(p, "unim", 4) == 0);
    }
    return strchr("aeiouAEIOU", *p) != NULL;
}
