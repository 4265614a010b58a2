/* SPDX-License-Identifier: Apache-2.0 */
/* What a piece of a commit message holds besides words: issues, addresses, ids of commits, letters
 * of other scripts. Works on bytes; a malformed one is never a letter. */
#include "pairs/message_internal.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

bool message_is_word(unsigned char c)
{
    return isalnum(c) || c == '_' || c >= 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct idio_slice message_next(struct idio_slice *text)
{
    size_t at = 0;
    while (at < text->n && is_space(text->p[at]))
        at++;
    size_t begin = at;
    while (at < text->n && !is_space(text->p[at]))
        at++;
    struct idio_slice word = idio_slice(text->p + begin, at - begin);
    while (at < text->n && is_space(text->p[at]))
        at++;
    *text = idio_slice(text->p + at, text->n - at);
    return word;
}

size_t message_count(struct idio_slice text)
{
    size_t n = 0;
    while (message_next(&text).n > 0)
        n++;
    return n;
}

/* The word without the punctuation at its ends. */
static struct idio_slice bare(struct idio_slice w)
{
    while (w.n > 0 && !message_is_word((unsigned char)w.p[0]))
        w.p++, w.n--;
    while (w.n > 0 && !message_is_word((unsigned char)w.p[w.n - 1]))
        w.n--;
    return w;
}

bool message_first_person(struct idio_slice text)
{
    static const char *const words[] = {"I",  "I'm", "I've", "I'd", "I'll",
                                        "my", "My",  "me",   "mine"};
    for (struct idio_slice w; (w = message_next(&text)).n > 0;) {
        w = bare(w);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (idio_slice_eq_c(w, words[i]))
                return true;
    }
    return false;
}

bool message_has_url(struct idio_slice text)
{
    return memmem(text.p, text.n, "://", 3) || memmem(text.p, text.n, "www.", 4);
}

bool message_has_hash(struct idio_slice text)
{
    for (struct idio_slice w; (w = message_next(&text)).n > 0;) {
        size_t digits = 0, hex = 0;
        w = bare(w);
        for (; hex < w.n && isxdigit((unsigned char)w.p[hex]); hex++)
            digits += isdigit((unsigned char)w.p[hex]) != 0;
        if (hex == w.n && hex >= 7 && digits > 0 && digits < hex)
            return true;
    }
    return false;
}

bool message_is_prose(struct idio_slice text)
{
    size_t letters = 0, all = 0, bad;
    if (!idio_utf8_valid(text.p, text.n, &bad) || memmem(text.p, text.n, "\xef\xbf\xbd", 3))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || c == 0x7f)
            return false;
        letters += isalpha(c) != 0;
        all += c != ' ';
    }
    return all > 0 && 10 * letters >= 6 * all;
}

/* ---- issues ---------------------------------------------------------------------------------- */
/* "#12", "GH-12", "PROJ-123"; its bytes, 0: none. */
static size_t number_at(struct idio_slice t, size_t i)
{
    static const char *const no[] = {"UTF", "SHA", "ISO", "RFC", "CVE", "PEP", "MD", "UCS"};
    size_t k = i, least = 1;
    if (i > 0 && (message_is_word((unsigned char)t.p[i - 1]) || t.p[i - 1] == '-'))
        return 0;
    if (t.p[k] != '#') {
        while (k < t.n && isupper((unsigned char)t.p[k]))
            k++;
        for (size_t w = 0; w < sizeof no / sizeof *no; w++)
            if (idio_slice_eq_c(idio_slice(t.p + i, k - i), no[w]))
                return 0;
        if (k - i < 2 || k == t.n || t.p[k] != '-')
            return 0;
        least = idio_slice_eq_c(idio_slice(t.p + i, k - i), "GH") ? 1 : 3;
    }
    size_t begin = ++k;
    while (k < t.n && isdigit((unsigned char)t.p[k]))
        k++;
    bool ends = k == t.n || (!message_is_word((unsigned char)t.p[k]) && t.p[k] != '-');
    return k - begin >= least && k - i < 24 && ends ? k - i : 0;
}

/* Where the words that lead to the number begin ("closes", "see issue", "refs"), in what was
 * written so far. *ret_fix: the outermost says that something is mended. */
static size_t keyword_before(const char *out, size_t end, bool *ret_fix)
{
    static const char *const words[] = {
        "fixes",  "fixed", "fix",  "resolves", "resolved", "resolve",    "addresses", "closes",
        "closed", "close", "refs", "ref",      "see",      "issue",      "issues",    "bug",
        "re",     "pr",    "pull", "request",  "also",     "references", "related",   "to",
        "for",    "from",  "per",  "via",      "in",       "and"};
    enum { FIXES = 6, ROUNDS = 4 };
    size_t at = end;
    *ret_fix = false;
    for (int round = 0; round < ROUNDS; round++) {
        size_t stop = at, begin, i = 0;
        while (stop > 0 && strchr(" :,", out[stop - 1]))
            stop--;
        for (begin = stop; begin > 0 && isalpha((unsigned char)out[begin - 1]);)
            begin--;
        while (i < sizeof words / sizeof *words &&
               (strlen(words[i]) != stop - begin ||
                strncasecmp(out + begin, words[i], stop - begin) != 0))
            i++;
        if (i == sizeof words / sizeof *words)
            return at;
        *ret_fix = i < FIXES;
        at = begin;
    }
    return at;
}

static void put_char(char *out, size_t *n, char c)
{
    if (is_space(c)) {
        if (*n > 0 && out[*n - 1] != ' ')
            out[(*n)++] = ' ';
    } else {
        out[(*n)++] = c;
    }
}

/* What is left of the brackets and commas around a number that was cut. *at moves on in `text`. */
static size_t close_gap(char *out, size_t n, struct idio_slice text, size_t *at)
{
    size_t bare = n;
    while (bare > 0 && strchr(", ", out[bare - 1]))
        bare--;
    if (bare == 0 || !strchr("([", out[bare - 1]))
        return *at == text.n || strchr(".,)]", text.p[*at]) ? bare : n;
    size_t next = *at;
    while (next < text.n && is_space(text.p[next]))
        next++;
    if (next == text.n || !strchr(")]", text.p[next]))
        return bare;
    *at = next + 1;
    for (bare--; bare > 0 && out[bare - 1] == ' ';)
        bare--;
    return bare;
}

/* Without white space and dangling punctuation at the ends. */
static size_t trim(char *out, size_t n)
{
    size_t skip = 0;
    while (n > 0 && strchr(" ,;:-&", out[n - 1]))
        n--;
    while (skip < n && strchr(" ,;:", out[skip]))
        skip++;
    memmove(out, out + skip, n - skip);
    out[n - skip] = '\0';
    return n - skip;
}

size_t message_strip_issues(struct idio_slice text, char *out, char issue[32])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n;) {
        size_t number = number_at(text, i);
        bool fix = false;
        if (number == 0) {
            put_char(out, &n, text.p[i++]);
            continue;
        }
        if (!issue[0]) {
            memcpy(issue, text.p + i, number);
            issue[number] = '\0';
        }
        i += number;
        size_t back = keyword_before(out, n, &fix);
        /* "Fix #12: crash on empty input": the verb belongs to what follows. */
        bool verb = back == 0 && fix && message_count(idio_slice(text.p + i, text.n - i)) > 1;
        n = close_gap(out, verb ? n : back, text, &i);
        while ((verb || back == 0) && i < text.n && strchr(":,-", text.p[i]))
            i++;
        if (verb && n > 0 && i < text.n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return trim(out, n);
}
