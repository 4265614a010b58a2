/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classifiers: what was chosen at a site, from the text of a node. The table is at the end; those
 * that look at the layout around the node are in classify_layout.c. What each says and when it
 * abstains is in docs/formats/queries.md.
 *
 * The rule behind all of them: a site where there was no choice is no evidence. So every classifier
 * abstains when the code was forced (a quote inside the string), when nothing shows (one-word
 * names), and when the text is something that it does not understand.
 */
#include "corpus/classify_internal.h"

#include <ctype.h>
#include <string.h>

/* ---- names ---------------------------------------------------------------------------------- */
const char *const idio_case_classes[] = {"snake", "camel", "pascal", "screaming", "kebab", NULL};

struct name_shape {
    bool lower, upper, digit, underscore, dash, hump,
        other;             /* hump: a capital after a small letter */
    bool segments_capital; /* every part between underscores begins with a capital */
    bool first_upper;
    size_t letters;
};

static struct idio_slice strip_marks(struct idio_slice s)
{
    while (s.n > 0 && (*s.p == '_' || *s.p == '$' || *s.p == '#' || *s.p == '@'))
        s.p++, s.n--;
    while (s.n > 0 && s.p[s.n - 1] == '_')
        s.n--;
    return s;
}

static struct name_shape shape_of(struct idio_slice s)
{
    struct name_shape x = {.segments_capital = true};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool start = i == 0 || s.p[i - 1] == '_' || s.p[i - 1] == '-';
        x.letters += isalpha(c) != 0;
        x.lower = x.lower || islower(c);
        x.upper = x.upper || isupper(c);
        x.digit = x.digit || isdigit(c);
        x.underscore = x.underscore || c == '_';
        x.dash = x.dash || c == '-';
        x.other = x.other || !(isalnum(c) || c == '_' || c == '-');
        x.hump = x.hump || (i > 0 && isupper(c) && islower((unsigned char)s.p[i - 1]));
        x.hump = x.hump || (i > 0 && isupper(c) && isdigit((unsigned char)s.p[i - 1]) && x.lower);
        /* "HTTPServer": a run of capitals that ends in a small letter */
        x.hump = x.hump || (i > 1 && islower(c) && isupper((unsigned char)s.p[i - 1]) &&
                            isupper((unsigned char)s.p[i - 2]));
        x.segments_capital = x.segments_capital && (!start || isupper(c) || isdigit(c));
    }
    x.first_upper = s.n > 0 && isupper((unsigned char)s.p[0]);
    return x;
}

int idio_case_of(struct idio_slice name, bool single)
{
    struct idio_slice s = strip_marks(name);
    struct name_shape x = shape_of(s);
    if (s.n == 0 || x.other || x.letters == 0 || (x.underscore && x.dash))
        return IDIO_ABSTAIN;
    if (x.underscore) {
        if (x.lower && x.upper)
            return IDIO_ABSTAIN;
        return x.upper ? IDIO_CASE_SCREAMING : IDIO_CASE_SNAKE;
    }
    if (x.dash)
        return x.upper ? IDIO_ABSTAIN : IDIO_CASE_KEBAB;
    if (x.hump)
        return x.first_upper ? IDIO_CASE_PASCAL : IDIO_CASE_CAMEL;
    if (single && x.first_upper && x.lower)
        return IDIO_CASE_PASCAL;
    if (single && x.upper && !x.lower && x.letters > 1)
        return IDIO_CASE_SCREAMING;
    return IDIO_ABSTAIN;
}

static int classify_case(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return idio_case_of(idio_unquote(in->text), in->pattern->single);
}

/* Words of a name; `last` picks the last one. Empty when the name has only one. */
static struct idio_slice word_of(struct idio_slice name, bool last)
{
    struct idio_slice s = strip_marks(name);
    size_t cut = 0;
    for (size_t i = 1; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i], before = (unsigned char)s.p[i - 1];
        bool next_lower = i + 1 < s.n && islower((unsigned char)s.p[i + 1]);
        bool border =
            c == '_' || c == '-' ||
            (isupper(c) && (islower(before) || isdigit(before) || (isupper(before) && next_lower)));
        if (!border)
            continue;
        cut = i;
        if (!last)
            break;
    }
    if (cut == 0)
        return idio_slice(s.p, 0);
    if (!last)
        return idio_slice(s.p, cut);
    cut += s.p[cut] == '_' || s.p[cut] == '-';
    return idio_slice(s.p + cut, s.n - cut);
}

/* Words are short and their lower-case forms few: letters only, so that folding can be done later.
 */
static int give_word(struct idio_slice w, struct idio_slice *ret_text)
{
    if (w.n < 2 || w.n > 24)
        return IDIO_ABSTAIN;
    for (size_t i = 0; i < w.n; i++) {
        if (!isalpha((unsigned char)w.p[i]))
            return IDIO_ABSTAIN;
    }
    *ret_text = w;
    return IDIO_CLASS_LOWER;
}

static int classify_first_word(const struct idio_look *in, struct idio_slice *ret_text)
{
    return give_word(word_of(in->text, false), ret_text);
}

static int classify_last_word(const struct idio_look *in, struct idio_slice *ret_text)
{
    return give_word(word_of(in->text, true), ret_text);
}

static bool same_word(struct idio_slice a, struct idio_slice b)
{
    return a.n > 0 && a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

static struct idio_slice first_or_all(struct idio_slice name)
{
    struct idio_slice w = word_of(name, false);
    return w.n > 0 ? w : strip_marks(name);
}

static int classify_file_prefix(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    struct idio_slice word = word_of(in->text, false);
    const char *slash = strrchr(in->path, '/'), *base = slash ? slash + 1 : in->path;
    if (word.n == 0)
        return IDIO_ABSTAIN;
    if (same_word(word, first_or_all(idio_slice(base, strcspn(base, ".")))))
        return 0;
    if (!slash)
        return 1;
    const char *folder = slash;
    while (folder > in->path && folder[-1] != '/')
        folder--;
    return same_word(word, first_or_all(idio_slice(folder, (size_t)(slash - folder)))) ? 0 : 1;
}

/* ---- strings -------------------------------------------------------------------------------- */
struct idio_slice idio_unquote(struct idio_slice s)
{
    s = idio_slice_trim(s);
    if (s.n >= 2 && strchr("\"'`", s.p[0]) && s.p[s.n - 1] == s.p[0])
        return idio_slice(s.p + 1, s.n - 2);
    if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
        return idio_slice(s.p + 1, s.n - 2);
    return s;
}

static const char *const quote_classes[] = {"single", "double", "backtick", NULL};

static int classify_quote(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    struct idio_slice s = in->text;
    while (s.n > 0 && isalpha((unsigned char)*s.p))
        s.p++, s.n--;
    if (s.n < 2)
        return IDIO_ABSTAIN;
    char q = *s.p;
    int cls = q == '\'' ? 0 : q == '"' ? 1 : q == '`' ? 2 : IDIO_ABSTAIN;
    if (cls == IDIO_ABSTAIN || s.p[s.n - 1] != q)
        return IDIO_ABSTAIN;
    bool triple = s.n >= 6 && s.p[1] == q && s.p[2] == q;
    if (triple)
        return in->pattern->triple ? cls : IDIO_ABSTAIN;
    for (size_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '`')
            return IDIO_ABSTAIN;
        if (q == '`' && (s.p[i] == '\n' || (s.p[i] == '$' && s.p[i + 1] == '{')))
            return IDIO_ABSTAIN;
    }
    return cls;
}

static int classify_text(const struct idio_look *in, struct idio_slice *ret_text)
{
    struct idio_slice s = idio_unquote(in->text);
    if (s.n == 0 || s.n > IDIO_TEXT_MAX || memchr(s.p, '\n', s.n))
        return IDIO_ABSTAIN;
    *ret_text = s;
    return IDIO_CLASS_TEXT;
}

/* ---- modules -------------------------------------------------------------------------------- */
static struct idio_slice until(struct idio_slice s, const char *stops)
{
    size_t n = 0;
    while (n < s.n && !strchr(stops, s.p[n]))
        n++;
    return idio_slice(s.p, n);
}

/* Is `s` one of the space-separated `words`? */
static bool one_of(struct idio_slice s, struct idio_slice words)
{
    while (words.n > 0) {
        struct idio_slice w = until(words, " ");
        if (w.n == s.n && memcmp(w.p, s.p, w.n) == 0)
            return true;
        size_t n = w.n + (w.n < words.n);
        words = idio_slice(words.p + n, words.n - n);
    }
    return false;
}

static bool has_char(struct idio_slice set, char c)
{
    return set.n > 0 && memchr(set.p, c, set.n) != NULL;
}

/* Length of the first `levels` parts of a path whose parts `stops` end. */
static size_t module_end(struct idio_slice s, struct idio_slice stops, uint32_t levels)
{
    size_t n = 0;
    while (n < s.n && (!has_char(stops, s.p[n]) || --levels > 0))
        n++;
    return n;
}

/* What an import's text means differs by language, so the query says it (idio_module_rule). */
static int classify_module(const struct idio_look *in, struct idio_slice *ret_text)
{
    const struct idio_module_rule *rule = &in->pattern->module;
    struct idio_slice s = idio_unquote(in->text);
    uint32_t levels = rule->levels > 0 ? rule->levels : 1;
    if (rule->skip.n > 0 && s.n >= rule->skip.n && memcmp(s.p, rule->skip.p, rule->skip.n) == 0)
        s = idio_slice(s.p + rule->skip.n, s.n - rule->skip.n);
    if (s.n == 0 || has_char(rule->relative, *s.p))
        return IDIO_ABSTAIN;
    bool scoped = has_char(rule->scope, *s.p);
    struct idio_slice top = idio_slice(s.p, module_end(s, rule->stops, scoped ? 2 : levels));
    if (scoped) { /* "@/x" is an alias of the project, and "@x" alone no package */
        size_t first = module_end(s, rule->stops, 1);
        if (first < 2 || top.n < first + 2)
            return IDIO_ABSTAIN;
    }
    top = idio_slice_trim(top);
    if (top.n == 0 || top.n > IDIO_TEXT_MAX || memchr(top.p, '\n', top.n) || one_of(top, rule->own))
        return IDIO_ABSTAIN;
    *ret_text = top;
    return IDIO_CLASS_TEXT;
}

/* ---- table ---------------------------------------------------------------------------------- */
static const char *const yes_no[] = {"yes", "no", NULL};

const struct idio_classifier idio_classifiers[] = {
    {"case", idio_case_classes, false, classify_case},
    {"quote", quote_classes, false, classify_quote},
    {"text", NULL, false, classify_text},
    {"module", NULL, false, classify_module},
    {"first_word", NULL, false, classify_first_word},
    {"last_word", NULL, false, classify_last_word},
    {"file_prefix", yes_no, false, classify_file_prefix},
    {"brace", idio_line_classes, false, idio_classify_brace},
    {"body_braces", idio_body_classes, false, idio_classify_body_braces},
    {"trailing_comma", idio_always_classes, false, idio_classify_trailing_comma},
    {"semicolon", idio_always_classes, false, idio_classify_semicolon},
    {"pointer_side", idio_pointer_classes, false, idio_classify_pointer_side},
    {"wrapped", idio_wrapped_classes, false, idio_classify_wrapped},
    {"spaces_inside", idio_space_classes, false, idio_classify_spaces_inside},
    {"space_before", idio_space_classes, false, idio_classify_space_before},
    {"space_after", idio_space_classes, false, idio_classify_space_after},
    {"space_around", idio_space_classes, false, idio_classify_space_around},
    {"blank_before", idio_blank_classes, false, idio_classify_blank_before},
    {"sorted", idio_sorted_classes, false, idio_classify_sorted},
    {"present", idio_present_classes, false, idio_classify_present},
    {"documented", yes_no, false, idio_classify_documented},
    {"lines", NULL, true, idio_classify_lines},
    {"count", NULL, true, idio_classify_count},
    {NULL, NULL, false, NULL},
};

const struct idio_classifier *idio_classifier_find(const char *name, size_t n)
{
    for (const struct idio_classifier *c = idio_classifiers; c->name; c++) {
        if (strlen(c->name) == n && memcmp(c->name, name, n) == 0)
            return c;
    }
    return NULL;
}
