/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text into tokens: words, numbers with their sign and separators, single ideographs. Each carries
 * a folded form (case, width) and flags: what kind of spelling it is, and for the words of the
 * table what they do to the meaning. English is assumed for endings and the table only; text in any
 * other language is compared word by word.
 *
 * Invariants: tokens start and end at character borders, whatever the bytes; work is linear.
 */
#include "infer/ground_internal.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* ---- words with a meaning of their own ------------------------------------------------------- */

struct known_word {
    const char *word;
    unsigned flags;
};

/* Sorted by bytes: looked up by bisection. */
static const struct known_word known_words[] = {
    {"a", STOP},
    {"accept", LIGHT | ORDER},
    {"add", LIGHT | ORDER},
    {"all", STOP},
    {"always", DUTY | STOP},
    {"an", STOP},
    {"and", STOP},
    {"any", STOP},
    {"are", STOP | AUX},
    {"aren't", NEG | STOP | AUX},
    {"arent", NEG | STOP | AUX},
    {"as", STOP},
    {"at", STOP},
    {"avoid", NEG | STOP},
    {"avoiding", NEG | STOP},
    {"avoids", NEG | STOP},
    {"be", STOP | AUX},
    {"been", STOP | AUX},
    {"being", STOP | AUX},
    {"but", STOP | OVER},
    {"by", STOP},
    {"can", STOP | AUX},
    {"can't", NEG | STOP | AUX},
    {"cannot", NEG | STOP | AUX},
    {"cant", NEG | STOP | AUX},
    {"check", ORDER},
    {"code", LIGHT},
    {"could", HEDGE | STOP | AUX},
    {"create", LIGHT | ORDER},
    {"did", STOP | AUX},
    {"didn't", NEG | STOP | AUX},
    {"do", STOP | AUX},
    {"does", STOP | AUX},
    {"doesn't", NEG | STOP | AUX},
    {"doesnt", NEG | STOP | AUX},
    {"don't", NEG | STOP | AUX},
    {"dont", NEG | STOP | AUX},
    {"each", STOP},
    {"ensure", LIGHT | ORDER},
    {"every", STOP},
    {"except", NEG | STOP},
    {"excluding", NEG | STOP},
    {"for", STOP},
    {"forbid", NEG | STOP},
    {"forbidden", NEG | STOP},
    {"from", STOP},
    {"function", LIGHT},
    {"give", LIGHT | ORDER},
    {"given", LIGHT},
    {"handle", LIGHT | ORDER},
    {"has", STOP | AUX},
    {"have", STOP | AUX},
    {"i", STOP},
    {"ideally", HEDGE | STOP},
    {"if", STOP},
    {"implement", LIGHT | ORDER},
    {"in", STOP},
    {"input", LIGHT},
    {"instead", NEG | STOP | OVER},
    {"into", STOP},
    {"is", STOP | AUX},
    {"isn't", NEG | STOP | AUX},
    {"isnt", NEG | STOP | AUX},
    {"it", STOP},
    {"its", STOP},
    {"just", STOP},
    {"keep", ORDER},
    {"like", STOP},
    {"log", ORDER},
    {"make", LIGHT | ORDER},
    {"may", HEDGE | STOP | AUX},
    {"maybe", HEDGE | STOP},
    {"me", STOP},
    {"might", HEDGE | STOP | AUX},
    {"must", DUTY | STOP | AUX},
    {"mustn't", NEG | STOP | AUX},
    {"mustnt", NEG | STOP | AUX},
    {"my", STOP},
    {"need", STOP | AUX},
    {"needs", STOP | AUX},
    {"neither", NEG | STOP},
    {"never", NEG | STOP},
    {"no", NEG | STOP},
    {"none", NEG},
    {"nor", NEG | STOP},
    {"not", NEG | STOP},
    {"of", STOP},
    {"on", STOP},
    {"one", STOP},
    {"optional", HEDGE},
    {"optionally", HEDGE | STOP},
    {"or", STOP},
    {"our", STOP},
    {"output", LIGHT},
    {"parse", ORDER},
    {"perhaps", HEDGE | STOP},
    {"please", STOP},
    {"possibly", HEDGE | STOP},
    {"print", ORDER},
    {"prohibited", NEG | STOP},
    {"provide", LIGHT | ORDER},
    {"raise", ORDER},
    {"read", ORDER},
    {"required", DUTY | STOP},
    {"return", LIGHT | ORDER},
    {"returns", LIGHT},
    {"shall", DUTY | STOP | AUX},
    {"should", STOP | AUX},
    {"shouldn't", NEG | STOP | AUX},
    {"shouldnt", NEG | STOP | AUX},
    {"so", STOP},
    {"some", STOP},
    {"sort", ORDER},
    {"support", LIGHT | ORDER},
    {"take", LIGHT | ORDER},
    {"takes", LIGHT},
    {"test", ORDER},
    {"than", STOP},
    {"that", STOP},
    {"the", STOP},
    {"their", STOP},
    {"them", STOP},
    {"then", STOP | OVER},
    {"there", STOP},
    {"these", STOP},
    {"they", STOP},
    {"this", STOP},
    {"those", STOP},
    {"throw", ORDER},
    {"to", STOP},
    {"use", LIGHT | ORDER},
    {"using", LIGHT},
    {"validate", ORDER},
    {"value", LIGHT},
    {"want", STOP},
    {"was", STOP | AUX},
    {"we", STOP},
    {"were", STOP | AUX},
    {"when", STOP},
    {"where", STOP},
    {"which", STOP},
    {"while", STOP},
    {"will", STOP | AUX},
    {"with", STOP},
    {"without", NEG | STOP},
    {"won't", NEG | STOP | AUX},
    {"wont", NEG | STOP | AUX},
    {"write", LIGHT | ORDER},
    {"you", STOP},
    {"your", STOP},
};

/* After a "no" or "not" these make it harmless: "not only", "don't forget", "no more than". */
static const char *const harmless_after_not[] = {"only",   "just",    "forget", "hesitate",
                                                 "more",   "less",    "fewer",  "later",
                                                 "larger", "greater", "worry",  "mind"};

static const char *const digit_words[] = {"zero", "one",    "two",   "three", "four",
                                          "five", "six",    "seven", "eight", "nine",
                                          "ten",  "eleven", "twelve"};

unsigned idio_token_known(struct idio_slice fold)
{
    size_t low = 0, high = sizeof known_words / sizeof *known_words;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const char *word = known_words[mid].word;
        size_t n = strlen(word), common = n < fold.n ? n : fold.n;
        int order = memcmp(fold.p, word, common);

        if (order == 0)
            order = (fold.n > n) - (fold.n < n);
        if (order == 0)
            return known_words[mid].flags;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return 0;
}

/* ---- taking text apart ----------------------------------------------------------------------- */

enum letter { SPACE, PUNCT, LETTER, DIGIT, IDEOGRAPH, QUOTE };

static enum letter kind_of(uint32_t c)
{
    if (c < 0x80) {
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
            return LETTER;
        if (c == '_')
            return LETTER;
        if (c >= '0' && c <= '9')
            return DIGIT;
        if (c == '\'')
            return QUOTE;
        return c == ' ' || (c >= 9 && c <= 13) ? SPACE : PUNCT;
    }
    if (c == 0x2019)
        return QUOTE;
    if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029)
        return SPACE;
    if (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c <= 0x2BFF) || c == 0xFFFD ||
        (c >= 0x3001 && c <= 0x3020) || (c >= 0xFF01 && c <= 0xFF0F) ||
        (c >= 0xFF1A && c <= 0xFF20))
        return PUNCT;
    if ((c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
        (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF))
        return IDEOGRAPH;
    return LETTER;
}

static enum letter kind_at(const char *p, size_t n, size_t i, size_t *ret_len)
{
    uint32_t c = 0;

    if (i >= n) {
        *ret_len = 0;
        return SPACE;
    }
    *ret_len = idio_utf8_next(p + i, n - i, &c);
    return kind_of(c);
}

/* End of the word, number or ideograph that begins at i. */
static size_t token_end(const char *p, size_t n, size_t i, enum letter first)
{
    size_t len, next_len;

    (void)kind_at(p, n, i, &len);
    if (first == IDEOGRAPH)
        return i + len;
    if (first == DIGIT) {
        while (i < n && (kind_of((unsigned char)p[i]) == DIGIT ||
                         ((p[i] == '.' || p[i] == ',' || p[i] == '_') && i + 1 < n &&
                          kind_of((unsigned char)p[i + 1]) == DIGIT)))
            i++;
        return i;
    }
    for (i += len; i < n; i += len) {
        enum letter kind = kind_at(p, n, i, &len);

        if (kind == QUOTE) {
            if (kind_at(p, n, i + len, &next_len) != LETTER)
                break;
        } else if (kind != LETTER && kind != DIGIT) {
            break;
        }
    }
    return i;
}

/* Identifiers: foo_bar, fooBar, UserService, utf8, HTTP. Names that begin with a capital are
 * LITERAL only, for people write GitHub and Github. */
static unsigned spelling_flags(const char *p, size_t n)
{
    unsigned flags = 0;
    size_t upper = 0;

    for (size_t i = 0; i < n; i++) {
        bool is_upper = p[i] >= 'A' && p[i] <= 'Z';

        upper += is_upper;
        if (p[i] == '_' || (i > 0 && is_upper && p[i - 1] >= 'a' && p[i - 1] <= 'z'))
            flags |= LITERAL | (p[0] >= 'A' && p[0] <= 'Z' ? 0U : CASED);
        if (p[i] >= '0' && p[i] <= '9')
            flags |= LITERAL;
    }
    if (n >= 2 && upper == n)
        flags |= LITERAL;
    return flags;
}

static int fold_into(struct idio_arena *a, const char *p, size_t n, bool number,
                     struct idio_slice *ret, struct idio_err *err)
{
    struct idio_str s;
    bool ascii = true;
    int r = IDIO_OK;

    for (size_t i = 0; i < n; i++)
        ascii = ascii && (unsigned char)p[i] < 0x80;
    idio_str_init(&s, 64 + 18 * n);
    for (size_t i = 0; ascii && i < n; i++)
        if (!number || (p[i] != ',' && p[i] != '_'))
            idio_str_putc(&s, p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] | 0x20) : p[i]);
    if (!ascii) {
        r = idio_utf8_fold(&s, p, n, err);
        /* The typographic apostrophe, so that "don’t" is "don't". */
        for (char *q = s.data; r >= 0 && (q = strstr(q, "\xE2\x80\x99")) != NULL; q++) {
            *q = '\'';
            memmove(q + 1, q + 3, strlen(q + 3) + 1);
            s.len -= 2;
        }
    }
    if (r >= 0)
        r = idio_str_status(&s, "infer.ground", err);
    if (r >= 0) {
        char *copy = idio_arena_strndup(a, s.data, s.len);

        if (copy)
            *ret = idio_slice(copy, s.len);
        else
            r = idio_nomem(err, "infer.ground");
    }
    idio_str_release(&s);
    return r;
}

/* What stands between two tokens: a clause border, the glue of a compound name, a code quote. */
struct between {
    bool border, glue, code;
};

static void look_between(const char *p, size_t n, size_t from, size_t to, struct between *b)
{
    b->border = b->glue = false;
    for (size_t i = from; i < to; i++) {
        bool last = i + 1 >= n || kind_of((unsigned char)p[i + 1]) == SPACE;

        if (p[i] == '`')
            b->code = !b->code;
        if (strchr(",;:?!()\n\r", p[i]) || (p[i] == '.' && last))
            b->border = b->border || p[i] != ':' || last;
    }
    if (from > 0 && to > from && to - from <= 2)
        b->glue = (to - from == 1 && strchr("./\\@#$", p[from])) ||
                  (to - from == 2 && (!memcmp(p + from, "::", 2) || !memcmp(p + from, "->", 2)));
    /* Ideographic full stop and comma, full-width marks. */
    for (size_t i = from; i + 2 < to; i++)
        if (!memcmp(p + i, "\xE3\x80\x81", 3) || !memcmp(p + i, "\xE3\x80\x82", 3) ||
            !memcmp(p + i, "\xEF\xBC\x8C", 3))
            b->border = true;
}

/* A "not" that does not turn the meaning loses its flag: "not only", "don't forget". */
static void settle_negations(struct idio_tokens *t)
{
    for (size_t i = 0; i + 1 < t->v.len; i++) {
        struct idio_token *tok = &t->v.at[i];

        if (!(tok->flags & NEG) || (t->v.at[i + 1].flags & BREAK))
            continue;
        for (size_t k = 0; k < sizeof harmless_after_not / sizeof *harmless_after_not; k++)
            if (idio_slice_eq_c(t->v.at[i + 1].fold, harmless_after_not[k]))
                tok->flags &= ~(unsigned)NEG;
    }
}

int idio_tokens_take(const char *p, size_t n, struct idio_tokens *t, struct idio_err *err)
{
    struct between b = {0};
    size_t last = 0, len;

    for (size_t i = 0; i < n;) {
        enum letter kind = kind_at(p, n, i, &len);
        struct idio_token tok = {.begin = i, .term = SIZE_MAX, .stem = SIZE_MAX};
        int r;

        if (kind != LETTER && kind != DIGIT && kind != IDEOGRAPH) {
            i += len;
            continue;
        }
        tok.end = token_end(p, n, i, kind);
        i = tok.end;
        look_between(p, n, last, tok.begin, &b);
        last = tok.end;
        if (kind == DIGIT && tok.begin > 0 && p[tok.begin - 1] == '-' &&
            (tok.begin == 1 || kind_of((unsigned char)p[tok.begin - 2]) == SPACE))
            tok.begin--;
        tok.flags = kind == DIGIT ? NUMBER : spelling_flags(p + tok.begin, tok.end - tok.begin);
        if (b.border && t->v.len)
            tok.flags |= BREAK;
        if (b.code)
            tok.flags |= LITERAL;
        if (b.glue && t->v.len && kind != IDEOGRAPH) {
            tok.flags |= LITERAL;
            t->v.at[t->v.len - 1].flags |= LITERAL;
        }
        r = fold_into(&t->arena, p + tok.begin, tok.end - tok.begin, kind == DIGIT, &tok.fold, err);
        if (r < 0)
            return r;
        if (tok.fold.n == 0)
            continue;
        tok.flags |= idio_token_known(tok.fold);
        if (idio_vec_push(&t->v, tok) < 0)
            return idio_nomem(err, "infer.ground");
    }
    settle_negations(t);
    return IDIO_OK;
}

void idio_tokens_init(struct idio_tokens *t)
{
    memset(t, 0, sizeof *t);
    idio_arena_init(&t->arena, (size_t)64 << 20);
}

void idio_tokens_release(struct idio_tokens *t)
{
    idio_vec_release(&t->v);
    idio_arena_release(&t->arena);
}

/* ---- stems ----------------------------------------------------------------------------------- */

static bool ends_with(const char *s, size_t n, const char *suffix)
{
    size_t k = strlen(suffix);

    return n > k && !memcmp(s + n - k, suffix, k);
}

size_t idio_token_stem(struct idio_slice fold, char out[IDIO_STEM_MAX])
{
    size_t n = fold.n < IDIO_STEM_MAX ? fold.n : IDIO_STEM_MAX;

    for (size_t i = 0; i < sizeof digit_words / sizeof *digit_words; i++)
        if (idio_slice_eq_c(fold, digit_words[i])) {
            out[0] = (char)('0' + (i >= 10 ? i / 10 : i));
            out[1] = (char)('0' + i % 10);
            return i >= 10 ? 2 : 1;
        }
    memcpy(out, fold.p, n);
    if (n < fold.n || (unsigned char)out[n - 1] >= 0x80)
        return n;
    if (n > 4 && ends_with(out, n, "ies")) {
        out[n - 3] = 'y';
        return n - 2;
    }
    if (n > 4 &&
        (ends_with(out, n, "sses") || ends_with(out, n, "xes") || ends_with(out, n, "zes") ||
         ends_with(out, n, "ches") || ends_with(out, n, "shes")))
        n -= 2;
    else if (n > 3 && out[n - 1] == 's' && !strchr("sui", out[n - 2]))
        n -= 1;
    if (n > 5 && ends_with(out, n, "ing"))
        n -= 3;
    else if (n > 4 && ends_with(out, n, "ed"))
        n -= 2;
    else if (n > 5 && ends_with(out, n, "ly"))
        n -= 2;
    if (n > 3 && out[n - 1] == out[n - 2] && !strchr("lsz", out[n - 1]))
        n -= 1;
    if (n > 3 && out[n - 1] == 'e')
        n -= 1;
    return n;
}
