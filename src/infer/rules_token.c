/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens: the bytes of a request as words, numbers, marks, and opaque pieces.
 *
 * Whatever is code, quotation or log becomes an opaque token, which is carried in an item's text
 * but not read as language (a log that says "must" demands nothing). Words are compared in a normal
 * form, because requests are typed in a hurry: no capitals, missing apostrophes ("dont"),
 * typographic ones, accents or none. Scripts without spaces give one token per character, which the
 * lexicon's phrases join again.
 *
 * Invariants: tokens do not overlap and stand in order; begin and end are character boundaries.
 * Every look ahead ends at the line or after a fixed number of bytes, so the whole is linear (a
 * code fence is looked for once).
 */
#include "infer/rules_internal.h"

#include <string.h>

#include "base/utf8.h"

#define QUOTE_MAX     160  /* bytes of an inline quotation or code span */
#define BRACKET_MAX   80   /* bytes of an argument list or literal */
#define SOFT_LINE_MIN 50   /* a line at least this long may just be wrapped */
#define LOG_LINE_MAX  2000 /* bytes of a line that are weighed */

struct reader {
    struct rules_doc *d;
    const char *s;
    size_t n, at;
    IDIO_VEC(struct rules_token) tokens;
    int status;
};

static const struct rules_entry no_entry = {.lang = IDIO_LANG_NONE, .library = RULES_NO_LIBRARY};

static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(unsigned char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c);
}

static unsigned char peek(const struct reader *r, size_t i)
{
    return i < r->n ? (unsigned char)r->s[i] : 0;
}

static struct rules_token *push(struct reader *r, enum rules_kind kind, size_t begin, size_t end,
                                char ch)
{
    struct rules_token t = {.begin = (uint32_t)begin, .end = (uint32_t)end, .kind = (uint8_t)kind};
    t.ch = ch;
    t.norm = "";
    t.word = &no_entry;
    if (r->status == IDIO_OK)
        r->status = idio_vec_push(&r->tokens, t);
    return r->status == IDIO_OK ? &r->tokens.at[r->tokens.len - 1] : NULL;
}

/* ---- characters beyond ASCII
 * ----------------------------------------------------------------------- */

static const struct {
    uint32_t cp;
    char ch;
} marks[] = {
    {0x00A0, ' '}, {0x2002, ' '}, {0x2003, ' '},  {0x2009, ' '},  {0x200B, ' '},  {0x202F, ' '},
    {0x3000, ' '}, {0xFEFF, ' '}, {0x2018, '\''}, {0x2019, '\''}, {0x00B4, '\''}, {0x02BC, '\''},
    {0x201C, '"'}, {0x201D, '"'}, {0x201E, '"'},  {0x00AB, '"'},  {0x00BB, '"'},  {0x300C, '"'},
    {0x300D, '"'}, {0x2013, '-'}, {0x2014, '-'},  {0x2015, '-'},  {0x2212, '-'},  {0x2022, '*'},
    {0x25CF, '*'}, {0x25E6, '*'}, {0x2043, '*'},  {0x25AA, '*'},  {0x00B7, '*'},  {0x2190, '>'},
    {0x2192, '>'}, {0x21D2, '>'}, {0x279C, '>'},  {0x2794, '>'},  {0x2264, '<'},  {0x2265, '<'},
    {0x2026, ','}, {0x3001, ','}, {0xFF0C, ','},  {0x3002, '.'},  {0xFF0E, '.'},  {0xFF01, '!'},
    {0xFF1F, '?'}, {0xFF1A, ':'}, {0xFF1B, ';'},  {0xFF08, '('},  {0xFF09, ')'},
};

/* What a code point stands for: a PUNCT class, ' ' for spaces, 'c' for a character that is a word
 * of its own (scripts without spaces), 0 for a letter like others. */
static char stands_for(uint32_t cp)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].cp == cp)
            return marks[i].ch;
    return cp >= 0x2E80 && cp < 0x1F000 ? 'c' : 0;
}

/* Latin-1 letters without their accents, from U+00C0. */
static const char plain_latin[] =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/* ---- words
 * ------------------------------------------------------------------------------------------ */

/* Length of the apostrophe at i (ASCII or typographic), 0 when there is none. */
static size_t apostrophe(const struct reader *r, size_t i)
{
    if (peek(r, i) == '\'')
        return 1;
    if (peek(r, i) < 0x80)
        return 0;
    uint32_t cp;
    size_t step = idio_utf8_next(r->s + i, r->n - i, &cp);
    return stands_for(cp) == '\'' ? step : 0;
}

/* Length of the letter at i: ASCII letter or digit, '_', or a letter beyond; 0 when it is none. */
static size_t letter(const struct reader *r, size_t i)
{
    unsigned char c = peek(r, i);
    if (is_alnum(c) || c == '_')
        return 1;
    if (c < 0x80)
        return 0;
    uint32_t cp;
    size_t step = idio_utf8_next(r->s + i, r->n - i, &cp);
    return stands_for(cp) ? 0 : step;
}

/* Length of what may stand inside a word at i when a letter follows: - . / : @ ' and so on. */
static size_t joint(const struct reader *r, size_t i)
{
    unsigned char c = peek(r, i);
    size_t a = apostrophe(r, i);
    if (a)
        return letter(r, i + a) ? a : 0;
    if (c == ':' && peek(r, i + 1) == ':')
        return letter(r, i + 2) ? 2 : 0;
    if (c == '-' || c == '.' || c == '/' || c == '@' || c == '&' || c == '\\')
        return letter(r, i + 1) ? 1 : 0;
    if (c == ',' && i > 0 && is_digit(peek(r, i - 1)) && is_digit(peek(r, i + 1)) &&
        is_digit(peek(r, i + 2)) && is_digit(peek(r, i + 3)))
        return 1; /* 10,000 */
    return 0;
}

/* End of the bracket that opens at i, if it closes soon and on the same line; else i. */
static size_t bracket_end(const struct reader *r, size_t i)
{
    char open = r->s[i], close = open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : '>';
    size_t depth = 0;
    for (size_t k = i; k < r->n && k < i + BRACKET_MAX && r->s[k] != '\n'; k++) {
        depth += r->s[k] == open;
        if (r->s[k] == close && --depth == 0)
            return k + 1;
    }
    return i;
}

/* Suffixes that belong to a word: c++, c#, f(x), 80%, 3.11+. */
static size_t word_tail(const struct reader *r, size_t begin, size_t i)
{
    size_t start = i;
    if (peek(r, i) == '+' && peek(r, i + 1) == '+') {
        i += 2;
        while (is_digit(peek(r, i)))
            i++;
    } else if (peek(r, i) == '#' && i == begin + 1) {
        i++;
    } else if (peek(r, i) == '(' || peek(r, i) == '<') {
        i = bracket_end(r, i); /* read(2), slugify(title), Map<string, T>(…) */
        if (peek(r, i) == '(')
            i = bracket_end(r, i);
    } else if (peek(r, i) == '/' && peek(r, i + 1) <= ' ') {
        i++; /* src/ */
    } else if (peek(r, i) == '%' || (peek(r, i) == '+' && is_digit(peek(r, i - 1)))) {
        i++;
    }
    return i - start;
}

/* O(n log n) and the like are one word: nothing in it is language. */
static size_t big_o(const struct reader *r, size_t i)
{
    if ((peek(r, i) != 'O' && peek(r, i) != 'o') || peek(r, i + 1) != '(')
        return 0;
    return bracket_end(r, i + 1) - (i + 1) > 0 ? bracket_end(r, i + 1) - i : 0;
}

static void normalise(struct reader *r, struct rules_token *t)
{
    char *norm = idio_arena_alloc(r->d->arena, t->end - t->begin + 1, 1);
    size_t len = 0;
    if (!norm) {
        r->status = IDIO_E_NOMEM;
        return;
    }
    for (size_t i = t->begin; i < t->end;) {
        unsigned char c = (unsigned char)r->s[i];
        if (c < 0x80) {
            if (c != '\'')
                norm[len++] = (char)(is_upper(c) ? c + ('a' - 'A') : c);
            i++;
            continue;
        }
        uint32_t cp;
        size_t step = idio_utf8_next(r->s + i, t->end - i, &cp);
        if (cp >= 0xC0 && cp < 0x100) {
            norm[len++] = plain_latin[cp - 0xC0];
        } else if (stands_for(cp) != '\'') {
            memcpy(norm + len, r->s + i, step);
            len += step;
        }
        i += step;
    }
    t->norm = norm;
    t->norm_len = (uint32_t)len;
}

static bool looks_like_code(const struct reader *r, size_t begin, size_t end)
{
    bool lower = false;
    for (size_t i = begin; i < end; i++) {
        unsigned char c = (unsigned char)r->s[i];
        if (c == '_' || c == '/' || c == '(' || c == ':' || c == '\\')
            return true;
        if (c == '.' && i > begin && !is_digit(peek(r, i + 1)))
            return true;
        if (is_upper(c) && lower)
            return true;
        lower = is_lower(c);
    }
    return false;
}

static void push_word(struct reader *r, size_t begin, size_t end, enum rules_kind kind)
{
    struct rules_token *t = push(r, kind, begin, end, 0);
    if (!t)
        return;
    unsigned char c = (unsigned char)r->s[begin];
    t->capital = is_upper(c);
    t->identifier = looks_like_code(r, begin, end);
    normalise(r, t);
}

static bool read_word(struct reader *r)
{
    size_t begin = r->at, i = begin, step;
    size_t o = big_o(r, i);
    if (o) {
        r->at = i + o;
        push_word(r, begin, r->at, RULES_WORD);
        return true;
    }
    unsigned char c = peek(r, i);
    if ((c == '.' || c == '~' || c == '/' || c == '@' || c == '-') && letter(r, i + 1))
        i += 1; /* .env ~/x /etc @scope/name -v -1 */
    else if (c == '-' && peek(r, i + 1) == '-' && letter(r, i + 2))
        i += 2; /* --flag */
    else if (c == '.' && peek(r, i + 1) == '/' && letter(r, i + 2))
        i += 2;
    if (!letter(r, i))
        return false;
    bool number = is_digit(peek(r, i));
    while ((step = letter(r, i)) > 0 || (step = joint(r, i)) > 0)
        i += step;
    i += word_tail(r, begin, i);
    r->at = i;
    push_word(r, begin, i, number ? RULES_NUMBER : RULES_WORD);
    return true;
}

/* ---- opaque pieces
 * ------------------------------------------------------------------------------------ */

static size_t line_end(const struct reader *r, size_t i)
{
    const char *p = memchr(r->s + i, '\n', r->n - i);
    return p ? (size_t)(p - r->s) : r->n;
}

static bool starts_with(const struct reader *r, size_t i, const char *prefix)
{
    size_t n = strlen(prefix);
    return r->n - i >= n && memcmp(r->s + i, prefix, n) == 0;
}

/* End of a quotation that opens at `begin` with `open` bytes, by a closing mark on the same line; 0
 * when it does not close. */
static size_t quote_end(const struct reader *r, size_t begin, size_t open, char mark)
{
    size_t i = begin + open, stop = i + QUOTE_MAX < r->n ? i + QUOTE_MAX : r->n;
    while (i < stop && r->s[i] != '\n') {
        uint32_t cp = (unsigned char)r->s[i];
        size_t step = 1;
        if (cp >= 0x80)
            step = idio_utf8_next(r->s + i, r->n - i, &cp);
        bool closes = cp < 0x80 ? (char)cp == mark : mark == '"' && stands_for(cp) == '"';
        if (closes && i > begin + open && (mark != '\'' || !letter(r, i + 1)))
            return i + step;
        i += step;
    }
    return 0;
}

/* A quotation or code span is opaque, but what it says may be a name ("use `axios`"). */
static bool read_quote(struct reader *r, size_t open, char mark)
{
    size_t end = quote_end(r, r->at, open, mark);
    if (!end)
        return false;
    struct rules_token *t = push(r, RULES_OPAQUE, r->at, end, mark);
    if (t) {
        size_t inner_end = end;
        while (inner_end > r->at + open && !letter(r, inner_end - 1))
            inner_end--;
        t->begin = (uint32_t)(r->at + open);
        t->end = (uint32_t)(inner_end > t->begin ? inner_end : t->begin);
        normalise(r, t);
        t->identifier = mark == '`';
        t->begin = (uint32_t)r->at;
        t->end = (uint32_t)end;
    }
    r->at = end;
    return true;
}

/* [1, 2, 3], {"a": 1}, []int: a value or a type, whatever stands in it. */
static bool read_bracket(struct reader *r)
{
    if (r->s[r->at] != '[' && r->s[r->at] != '{')
        return false;
    size_t end = bracket_end(r, r->at), step;
    if (end == r->at)
        return false;
    while ((step = letter(r, end)) > 0)
        end += step;
    push(r, RULES_OPAQUE, r->at, end, 'b');
    r->at = end;
    return true;
}

static bool read_url(struct reader *r)
{
    if (!starts_with(r, r->at, "http://") && !starts_with(r, r->at, "https://"))
        return false;
    size_t i = r->at;
    while (i < r->n && (unsigned char)r->s[i] > ' ')
        i++;
    while (i > r->at && strchr(".,;:!?)\"'", r->s[i - 1]))
        i--;
    push(r, RULES_OPAQUE, r->at, i, 'u');
    r->at = i;
    return true;
}

/* A fence closes at the next one, or at the end of the text. */
static bool read_fence(struct reader *r)
{
    if (!starts_with(r, r->at, "```"))
        return false;
    const char *p = memmem(r->s + r->at + 3, r->n - r->at - 3, "```", 3);
    size_t end = p ? (size_t)(p - r->s) + 3 : r->n;
    push(r, RULES_LOG, r->at, end, '`');
    r->at = end;
    return true;
}

/* Lines that nobody types: stack traces, compiler output, shell sessions, diffs, code. */
static bool line_is_log(const struct reader *r, size_t begin, size_t end)
{
    static const char *const openings[] = {
        "Traceback (", "File \"",   "at ",     "panic: ",  "goroutine ",  "error[",
        "error: ",     "warning: ", "fatal: ", "npm ERR!", ">>> ",        "$ ",
        "diff --git",  "@@ ",       "+++ ",    "--- ",     "Caused by: ", "Exception in thread",
        "thread '",    "ERROR ",    "WARN ",   "INFO ",    "DEBUG ",      "#include ",
    };
    size_t i = begin;
    while (i < end && (r->s[i] == ' ' || r->s[i] == '\t'))
        i++;
    size_t indent = i - begin;
    if (end - i > LOG_LINE_MAX)
        end = i + LOG_LINE_MAX;
    for (size_t k = 0; k < sizeof openings / sizeof *openings; k++) {
        if (starts_with(r, i, openings[k]) &&
            (strcmp(openings[k], "at ") != 0 || (indent >= 2 && memchr(r->s + i, '(', end - i))))
            return true;
    }
    if (end - i > 10 && is_digit(peek(r, i)) && is_digit(peek(r, i + 3)) && r->s[i + 4] == '-' &&
        is_digit(peek(r, i + 5)))
        return true; /* 2024-05-01 … */
    size_t symbols = 0, total = 0;
    for (size_t k = i; k < end; k++) {
        unsigned char c = (unsigned char)r->s[k];
        total += c > ' ';
        symbols += c > ' ' && strchr("{}()[];=<>|\\*&$^~", c) != NULL;
    }
    if (total >= 3 && indent >= 4 && symbols * 12 >= total)
        return true;
    return total >= 8 && symbols * 6 >= total;
}

/* "TypeError: x is not a function" */
static bool line_is_exception(const struct reader *r, size_t begin, size_t end)
{
    size_t i = begin;
    while (i < end && (r->s[i] == ' ' || r->s[i] == '\t'))
        i++;
    begin = i;
    while (i < end && (is_alnum((unsigned char)r->s[i]) || r->s[i] == '.' || r->s[i] == '_'))
        i++;
    if (i == begin || i >= end || r->s[i] != ':')
        return false;
    return (i - begin > 5 && memcmp(r->s + i - 5, "Error", 5) == 0 && i - begin > 6) ||
           (i - begin > 9 && memcmp(r->s + i - 9, "Exception", 9) == 0);
}

/* ---- lines
 * -------------------------------------------------------------------------------------------- */

/* Length of a list mark ("- ", "* ", "3. ", "[x] ") at i, 0 when there is none. */
static size_t bullet_at(const struct reader *r, size_t i)
{
    unsigned char c = peek(r, i);
    size_t n = 0;
    if ((c == '-' || c == '*' || c == '+') && (peek(r, i + 1) == ' ' || peek(r, i + 1) == '\t')) {
        n = 2;
    } else if (is_digit(c)) {
        size_t k = i;
        while (is_digit(peek(r, k)) && k < i + 3)
            k++;
        if ((peek(r, k) == '.' || peek(r, k) == ')') && peek(r, k + 1) == ' ')
            n = k + 2 - i;
    } else if (c >= 0x80) {
        uint32_t cp;
        size_t step = idio_utf8_next(r->s + i, r->n - i, &cp);
        if (stands_for(cp) == '*')
            n = step;
    } else if (c == '#') {
        size_t k = i;
        while (peek(r, k) == '#')
            k++;
        n = peek(r, k) == ' ' ? k + 1 - i : 0;
    }
    if (n && peek(r, i + n) == '[' && peek(r, i + n + 1) && peek(r, i + n + 2) == ']')
        n += 3;
    return n;
}

/* At the first byte of a line: skips indentation and marks, swallows lines of log. */
static void begin_line(struct reader *r)
{
    while (r->at < r->n) {
        size_t end = line_end(r, r->at);
        bool log = line_is_log(r, r->at, end) || line_is_exception(r, r->at, end);
        size_t i = r->at;
        while (i < end && (r->s[i] == ' ' || r->s[i] == '\t' || r->s[i] == '>' || r->s[i] == '\r'))
            i++;
        size_t bullet = bullet_at(r, i);
        if (log && !bullet && !starts_with(r, i, "```")) {
            size_t last = end;
            push(r, RULES_LOG, i, last, 'l');
            push(r, RULES_BREAK, end, end, '\n');
            r->d->has_log = true;
            r->at = end < r->n ? end + 1 : end;
            continue;
        }
        if (bullet)
            push(r, RULES_BREAK, i, i + bullet, peek(r, i) == '#' ? '\n' : '*');
        r->at = i + bullet;
        return;
    }
}

/* At a line feed: is it a border, or was the line only wrapped? */
static bool line_feed_breaks(const struct reader *r, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < 200 && r->s[start - 1] != '\n')
        start--;
    size_t next = at + 1;
    while (next < r->n && (r->s[next] == ' ' || r->s[next] == '\t'))
        next++;
    unsigned char c = peek(r, next);
    if (at - start < SOFT_LINE_MIN || c == '\n' || c == '\r' || c == 0 || is_upper(c))
        return true;
    if (bullet_at(r, next) || strchr(".!?:;", r->s[at - 1]))
        return true;
    size_t end = line_end(r, at + 1);
    return line_is_log(r, at + 1, end) || line_is_exception(r, at + 1, end);
}

/* ---- all tokens
 * ----------------------------------------------------------------------------------------- */

static void read_mark(struct reader *r)
{
    size_t i = r->at, step = 1;
    unsigned char c = peek(r, i);
    char ch = (char)c;
    if (c >= 0x80) {
        uint32_t cp;
        step = idio_utf8_next(r->s + i, r->n - i, &cp);
        ch = stands_for(cp);
        r->at = i + step;
        if (ch == 'c')
            push_word(r, i, r->at, RULES_WORD);
        else if (ch != ' ')
            push(r, RULES_PUNCT, i, r->at, ch ? ch : '*');
        return;
    }
    if ((c == '-' || c == '=') && peek(r, i + 1) == '>') {
        ch = '>';
        step = 2;
    } else if (c == '-' && peek(r, i + 1) == '-') {
        step = 2;
    } else if (c == '<' || (c == '>' && peek(r, i + 1) == '=')) {
        ch = '<';
        step = peek(r, i + 1) == '=' ? 2 : 1;
    } else if (c == '>') {
        ch = '<'; /* "> 5": a comparison */
    } else if (c == '.' && peek(r, i + 1) == '.') {
        ch = ',';
        while (peek(r, i + step) == '.')
            step++;
    } else if (c == '[' || c == '{') {
        ch = '(';
    } else if (c == ']' || c == '}') {
        ch = ')';
    }
    push(r, RULES_PUNCT, i, i + step, ch);
    r->at = i + step;
}

static bool read_quotation(struct reader *r)
{
    unsigned char c = peek(r, r->at);
    bool free_before = r->at == 0 || !letter(r, r->at - 1);
    if (c == '`' || c == '"')
        return read_quote(r, 1, (char)c);
    if (c == '\'' && free_before && letter(r, r->at + 1))
        return read_quote(r, 1, '\'');
    if (c >= 0x80) {
        uint32_t cp;
        size_t step = idio_utf8_next(r->s + r->at, r->n - r->at, &cp);
        return stands_for(cp) == '"' && read_quote(r, step, '"');
    }
    return false;
}

static int read_tokens(struct reader *r)
{
    begin_line(r);
    while (r->at < r->n && r->status == IDIO_OK) {
        unsigned char c = peek(r, r->at);
        if (c == '\n') {
            if (line_feed_breaks(r, r->at))
                push(r, RULES_BREAK, r->at, r->at, '\n');
            r->at++;
            begin_line(r);
        } else if (c <= ' ') {
            r->at++;
        } else if (!read_fence(r) && !read_quotation(r) && !read_url(r) && !read_bracket(r) &&
                   !read_word(r)) {
            read_mark(r);
        }
    }
    return r->status;
}

/* Looks every word up, alone and as the start of a phrase. */
static void look_up(struct rules_doc *d)
{
    char key[256];
    for (size_t i = 0; i < d->token_count; i++) {
        struct rules_token *t = &d->tokens[i];
        if (t->norm_len == 0 || t->norm_len >= sizeof key)
            continue;
        const struct rules_entry *e = rules_lexicon_find(d->lx, t->norm, t->norm_len);
        if (e)
            t->word = e;
        if (t->kind == RULES_OPAQUE)
            t->word = e && e->library != RULES_NO_LIBRARY ? e : &no_entry;
        if (t->norm_len > 3 && t->norm[t->norm_len - 1] == 's') {
            const struct rules_entry *stem = rules_lexicon_find(d->lx, t->norm, t->norm_len - 1);
            t->verb_s = stem && (stem->classes & RULES_VERB);
        }
        if (!e || !e->starts || t->kind == RULES_OPAQUE)
            continue;
        size_t len = t->norm_len;
        memcpy(key, t->norm, len);
        for (size_t k = 1; k < RULES_PHRASE_MAX && i + k < d->token_count; k++) {
            const struct rules_token *u = &d->tokens[i + k];
            if ((u->kind != RULES_WORD && u->kind != RULES_NUMBER) ||
                len + 1 + u->norm_len >= sizeof key)
                break;
            key[len++] = ' ';
            memcpy(key + len, u->norm, u->norm_len);
            len += u->norm_len;
            const struct rules_entry *longer = rules_lexicon_find(d->lx, key, len);
            if (longer &&
                (longer->classes || longer->lang || longer->library != RULES_NO_LIBRARY)) {
                t->phrase = longer;
                t->phrase_len = (uint8_t)(k + 1);
            }
        }
    }
}

int rules_tokens_read(struct rules_doc *d)
{
    struct reader r = {.d = d, .s = d->req->text, .n = d->req->len};
    int status = read_tokens(&r);
    if (status == IDIO_OK) {
        d->tokens = idio_arena_copy(d->arena, r.tokens.at, r.tokens.len, sizeof *d->tokens);
        status = d->tokens ? IDIO_OK : IDIO_E_NOMEM;
    }
    d->token_count = r.tokens.len;
    idio_vec_release(&r.tokens);
    if (status == IDIO_OK)
        look_up(d);
    return status;
}
