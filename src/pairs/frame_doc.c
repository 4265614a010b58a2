/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comments as sentences. More than a third of comment-as-query pairs in the best-known corpus is
 * noise (NLQF, arXiv 2202.06649), so this is mostly about refusing: what is not plainly a sentence
 * in English about what the code does gives nothing, and the name is read instead.
 *
 * 1. The prose is cut out: up to tables of parameters, examples, code, rules; markup is taken off.
 * 2. It is cut into sentences; abbreviations and names with dots end none.
 * 3. The first one must pass the filter. What stands in front of its verb is taken away
 *    ("parseLine:", "This function", "Helper to") and the verb made an imperative.
 */
#include "pairs/frame_internal.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

#define SENTENCE_MIN 2 /* words */
#define SENTENCE_MAX 34

/* ---- cutting out the prose ------------------------------------------------------------------- */

static bool starts_folded(const char *p, const char *what)
{
    for (; *what; p++, what++)
        if (tolower((unsigned char)*p) != *what)
            return false;
    return true;
}

static bool contains_folded(const char *p, const char *what)
{
    for (; *p; p++)
        if (starts_folded(p, what))
            return true;
    return false;
}

/* Lines that end the prose. */
static bool ends_prose(struct idio_slice line)
{
    static const char *const heads[] = {
        "@",        ":param",  ":return",     ":rtype",  ":raises",      "args:",   "arguments:",
        "returns:", "raises",  "yields:",     "example", "usage:",       "params:", "parameters",
        ">>>",      "```",     "# ",          "## ",     "todo",         "note:",   "see also",
        "- ",       "* ",      "attributes:", "return:", "return value", "safety",  "panics",
        "errors\n", "\\param", "\\return",    "<code",   "<pre",         "|",       "==",
        "--",       "~~",      "$ ",          "//"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (line.n >= strlen(heads[i]) && starts_folded(line.p, heads[i]))
            return true;
    return line.n > 0 && line.p[line.n - 1] == ':' && line.n < 24;
}

/* Appends the line without markup. */
static void unmark(struct idio_str *out, struct idio_slice line)
{
    for (size_t i = 0; i < line.n; i++) {
        const char c = line.p[i], next = i + 1 < line.n ? line.p[i + 1] : 0;
        const char before = i ? line.p[i - 1] : ' ';
        if (c == '`' ||
            (c == '*' && (isalpha((unsigned char)next) || next == '*' || !next || next == ' ') &&
             before != ' '))
            continue;
        if (c == '*' && before == ' ' && isalpha((unsigned char)next))
            continue; /* emphasis; "a * b" stays */
        if (c == '<' && (isalpha((unsigned char)next) || next == '/')) {
            const char *end = memchr(line.p + i, '>', line.n - i);
            if (end && end - (line.p + i) < 16) {
                i = (size_t)(end - line.p);
                continue;
            }
        }
        if (c == '{' && next == '@') { /* {@link Name} */
            while (i < line.n && line.p[i] != ' ')
                i++;
            continue;
        }
        if (c == '}' && memchr(line.p, '@', i))
            continue;
        if (c == '[' || (c == ']' && next != '(')) { /* [Name] of Rust and Go */
            if (isalpha((unsigned char)(c == '[' ? next : before)))
                continue;
        }
        if (c == ']' && next == '(') {
            const char *end = memchr(line.p + i, ')', line.n - i);
            i = end ? (size_t)(end - line.p) : line.n;
            continue;
        }
        if (c == ':' && isalpha((unsigned char)next)) { /* :class:`X` */
            const char *end = memchr(line.p + i + 1, ':', line.n - i - 1);
            if (end && (size_t)(end - line.p) + 1 < line.n && end[1] == '`') {
                i = (size_t)(end - line.p);
                continue;
            }
        }
        idio_str_putc(out, c == '\t' ? ' ' : c);
    }
}

static void cut_prose(struct idio_str *out, const char *text)
{
    bool begun = false;
    for (const char *p = text; *p;) {
        const size_t n = strcspn(p, "\n");
        const struct idio_slice line = idio_slice_trim(idio_slice(p, n));
        p += n + (p[n] == '\n');
        if (line.n == 0) {
            if (begun)
                idio_str_putc(out, '\n'); /* ends a sentence */
            continue;
        }
        if (ends_prose(line))
            break;
        if (begun && out->len > 0 && out->data[out->len - 1] != '\n')
            idio_str_putc(out, ' ');
        unmark(out, line);
        begun = true;
    }
}

/* ---- sentences ------------------------------------------------------------------------------- */

static bool is_short_form(const char *text, size_t dot)
{
    static const char *const forms[] = {"e.g", "i.e", "etc", "vs", "cf",  "approx", "resp",
                                        "eg",  "ie",  "no",  "al", "fig", "incl",   "excl"};
    size_t begin = dot;
    while (begin > 0 && !isspace((unsigned char)text[begin - 1]) && text[begin - 1] != '(')
        begin--;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (dot - begin == strlen(forms[i]) && starts_folded(text + begin, forms[i]))
            return true;
    return dot - begin == 1; /* an initial */
}

/* " Example: …", where line breaks were lost. */
static bool is_heading(const char *p)
{
    static const char *const heads[] = {" example: ", " examples: ", " usage: ",     " args: ",
                                        " returns: ", " note: ",     " for example", " raises: "};
    for (size_t i = 0; *p == ' ' && i < sizeof heads / sizeof *heads; i++)
        if (starts_folded(p, heads[i]))
            return true;
    return false;
}

/* Length of the sentence at `text`. */
static size_t sentence_length(const char *text)
{
    for (size_t i = 0; text[i]; i++) {
        if (text[i] == '\n' || is_heading(text + i))
            return i;
        if ((text[i] == '.' || text[i] == '!' || text[i] == '?') &&
            (!text[i + 1] || isspace((unsigned char)text[i + 1])) &&
            !(text[i] == '.' && is_short_form(text, i)))
            return i + 1;
        if (text[i] == ';' && text[i + 1] == ' ')
            return i + 1;
    }
    return strlen(text);
}

static size_t count_words(struct idio_slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += !isspace((unsigned char)s.p[i]) && (i == 0 || isspace((unsigned char)s.p[i - 1]));
    return n;
}

/* What prose about code does not have: notes to oneself, licences, tools, code. */
static const char *const junk[] = {"todo",
                                   "fixme",
                                   "xxx",
                                   "hack",
                                   "copyright",
                                   "licen",
                                   "spdx",
                                   "http:",
                                   "https:",
                                   "www.",
                                   "noqa",
                                   "pylint",
                                   "eslint",
                                   "deprecated",
                                   "author",
                                   "all rights",
                                   "autogenerated",
                                   "do not edit",
                                   "nolint",
                                   "pragma",
                                   "no longer",
                                   "see ",
                                   "ditto",
                                   "same as",
                                   "like above",
                                   "as above",
                                   "@",
                                   "this is a hack",
                                   "#include",
                                   "->",
                                   "=>",
                                   "==",
                                   "&&",
                                   "||",
                                   "!=",
                                   "governed by",
                                   "permission is",
                                   "i am",
                                   "i'm",
                                   "sorry",
                                   "commented out",
                                   "{",
                                   "}",
                                   "::",
                                   " i ",
                                   "placeholder",
                                   "not used",
                                   "unused",
                                   "issue #",
                                   "bug:",
                                   "\\"};

/* The filter: prose in English about code, and nothing else. */
static bool is_prose(const char *s)
{
    const size_t n = strlen(s), words = count_words(idio_slice(s, n));
    if (words < SENTENCE_MIN || words > SENTENCE_MAX || !idio_utf8_valid(s, n, NULL))
        return false;
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
        if (contains_folded(s, junk[i]))
            return false;
    size_t letters = 0, small = 0, odd = 0;
    for (size_t i = 0; i < n; i++) {
        letters += isalpha((unsigned char)s[i]) != 0;
        small += islower((unsigned char)s[i]) != 0;
        odd += strchr(";=<>[]|~^$%", s[i]) != NULL || (unsigned char)s[i] >= 0x80;
    }
    if (letters * 10 < n * 6 || small * 10 < letters * 6 || odd > 2)
        return false;
    /* Open parentheses or quotes that are not closed: the text was cut. */
    int depth = 0;
    size_t quotes = 0;
    for (size_t i = 0; i < n; i++) {
        depth += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
        quotes += s[i] == '"';
        if (depth < 0)
            return false;
    }
    return depth == 0 && quotes % 2 == 0;
}

/* ---- to the imperative ----------------------------------------------------------------------- */

static struct idio_slice first_word(const char *s)
{
    size_t n = 0;
    while (s[n] && !isspace((unsigned char)s[n]) && s[n] != ',' && s[n] != ':')
        n++;
    return idio_slice(s, n);
}

static const char *skip_space(const char *s)
{
    while (*s == ' ' || *s == ',' || *s == ':' || *s == '-')
        s++;
    return s;
}

/* Behind the unit's own name: "ParseLine parses …", "parse_line() - …" */
static const char *skip_name(const char *s, const char *name)
{
    const size_t n = strlen(name);
    if (n == 0 || strncmp(s, name, n) != 0)
        return s;
    const char *p = s + n;
    if (p[0] == '(') {
        const char *end = strchr(p, ')');
        p = end ? end + 1 : p;
    }
    return *p == ' ' || *p == ':' || *p == '-' || *p == ',' ? skip_space(p) : s;
}

static const char *skip_lead(const char *s)
{
    static const char *const leads[] = {"this function is used to ",
                                        "this method is used to ",
                                        "this function will ",
                                        "this method will ",
                                        "this function ",
                                        "this method ",
                                        "the function ",
                                        "this class ",
                                        "this module ",
                                        "this is used to ",
                                        "this will ",
                                        "this is ",
                                        "this ",
                                        "it ",
                                        "utility function to ",
                                        "utility to ",
                                        "helper function to ",
                                        "helper function that ",
                                        "helper to ",
                                        "helper that ",
                                        "a helper to ",
                                        "function to ",
                                        "function that ",
                                        "a function that ",
                                        "method to ",
                                        "method that ",
                                        "used to ",
                                        "responsible for ",
                                        "allows you to ",
                                        "is used to ",
                                        "which ",
                                        "will ",
                                        "we ",
                                        "internal: ",
                                        "private: ",
                                        "convenience function to ",
                                        "low level function to ",
                                        "just ",
                                        "simply ",
                                        "here we ",
                                        "now ",
                                        "ok, ",
                                        "so ",
                                        "returns a function that ",
                                        "is ",
                                        "are ",
                                        "just a "};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
            if (starts_folded(s, leads[i])) {
                s = skip_space(s + strlen(leads[i]));
                again = true;
                break;
            }
    }
    return s;
}

/* Adverbs in front of the verb go behind it: "Recursively walk" → "walk … recursively" */
static struct idio_slice skip_adverb(const char **s)
{
    const struct idio_slice w = first_word(*s);
    if (w.n > 4 && idio_slice_ends(w, "ly") && !idio_slice_starts(w, "appl") &&
        !idio_slice_starts(w, "repl") && !idio_slice_starts(w, "Appl") &&
        !idio_slice_starts(w, "Repl")) {
        *s = skip_space(*s + w.n);
        return w;
    }
    return idio_slice(NULL, 0);
}

static void put_lower(struct idio_str *out, struct idio_slice w)
{
    for (size_t i = 0; i < w.n; i++)
        idio_str_putc(out, (char)tolower((unsigned char)w.p[i]));
}

static bool is_determiner(struct idio_slice w)
{
    static const char *const words[] = {"the", "a", "an", "all", "each", "every", "its", "this"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (idio_slice_eq_c(w, words[i]))
            return true;
    return false;
}

/* "rebalances the tree": a verb by its place, whether it is known or not. */
static bool put_unknown_verb(struct idio_str *out, struct idio_slice w, const char *behind)
{
    if (w.n < 4 || !idio_slice_ends(w, "s") || idio_slice_ends(w, "ss") ||
        !is_determiner(first_word(behind)))
        return false;
    const bool hiss = idio_slice_ends(w, "ches") || idio_slice_ends(w, "shes") ||
                      idio_slice_ends(w, "xes") || idio_slice_ends(w, "sses");
    if (idio_slice_ends(w, "ies")) {
        idio_str_append(out, w.p, w.n - 3);
        idio_str_putc(out, 'y');
    } else {
        idio_str_append(out, w.p, w.n - (hiss ? 2 : 1));
    }
    return true;
}

/* Appends the base form of the verb that the sentence begins with; false when it has none. */
static bool put_verb(struct idio_str *out, struct idio_slice w, const char *behind)
{
    char lower[32], base[36];
    if (w.n == 0 || w.n >= sizeof lower || words_is_code(w))
        return false;
    for (size_t i = 0; i <= w.n; i++)
        lower[i] = (char)(i < w.n ? tolower((unsigned char)w.p[i]) : 0);
    const struct idio_slice l = idio_slice(lower, w.n);
    if (words_is_verb(l)) {
        idio_str_append(out, lower, w.n);
        return true;
    }
    if (words_base(l, WORDS_THIRD, base, sizeof base) ||
        words_base(l, WORDS_GERUND, base, sizeof base)) {
        idio_str_puts(out, base);
        return true;
    }
    return put_unknown_verb(out, l, behind);
}

/* "Function parameters": a verb that is a noun as often, followed by no determiner. */
static bool is_noun_here(struct idio_slice w, const char *behind)
{
    static const char *const after_verb[] = {
        "the",  "a",       "an",  "all",  "any", "each",  "every", "its",  "this", "that",
        "if",   "whether", "how", "up",   "out", "on",    "in",    "to",   "from", "for",
        "into", "with",    "one", "some", "two", "given", "new",   "both", "as",   "off"};
    char lower[32];
    if (w.n >= sizeof lower)
        return true;
    for (size_t i = 0; i < w.n; i++)
        lower[i] = (char)tolower((unsigned char)w.p[i]);
    if (!words_is_verb_or_noun(idio_slice(lower, w.n)) &&
        !idio_slice_ends(idio_slice(lower, w.n), "s"))
        return false;
    const struct idio_slice next = first_word(behind);
    if (idio_slice_ends(idio_slice(lower, w.n), "s") && !words_is_verb(idio_slice(lower, w.n)))
        return idio_slice_eq_c(next, "of") || idio_slice_eq_c(next, "for") || next.n == 0;
    for (size_t i = 0; i < sizeof after_verb / sizeof *after_verb; i++)
        if (next.n == strlen(after_verb[i]) && starts_folded(next.p, after_verb[i]))
            return false;
    return idio_slice_eq_c(next, "of") || next.n == 0 || !isupper((unsigned char)w.p[0]);
}

/* A thing and not half a sentence: no finite verb, nobody is spoken to. */
static bool is_thing(const char *s)
{
    static const char *const not_in[] = {
        " is ",   " are ",  " was ", " were ",  " should ", " must ", " can ", " will ",
        " has ",  " have ", " you ", " your ",  " we ",     " our ",  " it ",  " returns ",
        " does ", " do ",   " may ", " would ", " only ",   "...",    "! "};
    static const char *const not_first[] = {
        "for ",  "in ", "on ",    "if ",    "when ", "given ", "with ",    "to ",
        "as ",   "by ", "these ", "there ", "you ",  "not ",   "no ",      "and ",
        "from ", "of ", "like ",  "one ",   "same ", "also ",  "because ", "after "};
    for (size_t i = 0; i < sizeof not_in / sizeof *not_in; i++)
        if (contains_folded(s, not_in[i]))
            return false;
    for (size_t i = 0; i < sizeof not_first / sizeof *not_first; i++)
        if (starts_folded(s, not_first[i]))
            return false;
    const struct idio_slice w = first_word(s);
    return w.n > 0 && !idio_slice_ends(w, "ed") && !idio_slice_ends(w, "ing");
}

/* "True if …", "Whether …" */
static const char *condition_of(const char *s)
{
    static const char *const heads[] = {"true if ",
                                        "true when ",
                                        "true iff ",
                                        "whether or not ",
                                        "whether ",
                                        "return true if ",
                                        "returns true if ",
                                        "returns whether ",
                                        "return whether ",
                                        "returns true when ",
                                        "returns 1 if ",
                                        "return 1 if ",
                                        "check if ",
                                        "checks if ",
                                        "check whether ",
                                        "checks whether ",
                                        "tests whether ",
                                        "reports whether ",
                                        "returns true iff ",
                                        "return true iff ",
                                        "tests if ",
                                        "test if ",
                                        "returns true only if "};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (starts_folded(s, heads[i]))
            return s + strlen(heads[i]);
    return NULL;
}

/* Cuts the final period and white space. */
static size_t bare_length(const char *s)
{
    size_t n = strlen(s);
    while (n > 0 && strchr(" .;,:!-\t", s[n - 1]))
        n--;
    return n;
}

/* Appends what stands behind the verb. Where that was in the third person a second one is, too:
 * "reads the head and returns it" → "read the head and return it". */
static void put_behind(struct idio_str *out, const char *s, size_t n)
{
    static const char *const after[] = {"the ",  "a ",       "an ",  "it ",   "it",
                                        "its ",  "all ",     "any ", "each ", "them",
                                        "true ", "whether ", "if ",  "that "};
    for (size_t i = 0; i < n;) {
        char base[36];
        const bool joint = i >= 5 && strncmp(s + i - 5, " and ", 5) == 0;
        const size_t len = joint ? first_word(s + i).n : 0;
        const char *next = s + i + len + 1;
        bool verb = joint && i + len < n &&
                    words_base(idio_slice(s + i, len), WORDS_THIRD, base, sizeof base);
        bool object = false;
        for (size_t k = 0; verb && k < sizeof after / sizeof *after; k++)
            object = object || strncmp(next, after[k], strlen(after[k])) == 0;
        if (verb && object) {
            idio_str_puts(out, base);
            i += len;
        } else {
            idio_str_putc(out, s[i++]);
        }
    }
}

static void make_imperative(struct idio_str *out, const char *s, bool *ret_nominal)
{
    const char *cond = condition_of(s);
    *ret_nominal = false;
    if (cond) {
        idio_str_puts(out, "check whether ");
        idio_str_append(out, cond, bare_length(cond));
        return;
    }
    const struct idio_slice adverb = skip_adverb(&s);
    const struct idio_slice w = first_word(s);
    const char *behind = skip_space(s + w.n);
    if (!is_noun_here(w, behind) && put_verb(out, w, behind)) {
        put_behind(out, s + w.n, bare_length(s + w.n));
        if (adverb.n > 0) {
            idio_str_putc(out, ' ');
            put_lower(out, adverb);
        }
        return;
    }
    *ret_nominal = true;
    if (w.n > 0 && !words_is_code(w))
        put_lower(out, idio_slice(s, 1));
    else if (w.n > 0)
        idio_str_append(out, s, 1);
    if (w.n > 0)
        idio_str_append(out, s + 1, bare_length(s + 1));
}

/* Up to two sentences behind the first that are prose. */
static int read_more(const char *p, struct idio_arena *arena, const char **ret)
{
    struct idio_str out;
    int taken = 0;
    idio_str_init(&out, FRAME_TEXT_MAX);
    while (*p && taken < 2) {
        const size_t n = sentence_length(p);
        char *one = idio_arena_strndup(arena, p, n);
        if (!one) {
            idio_str_release(&out);
            return IDIO_E_NOMEM;
        }
        p += n;
        while (isspace((unsigned char)*p))
            p++;
        const struct idio_slice t = idio_slice_trim(idio_slice_c(one));
        if (t.n == 0)
            continue;
        if (!is_prose(one) || count_words(t) < 4 || !strchr(".!;", t.p[t.n - 1]))
            break;
        if (out.len > 0)
            idio_str_putc(&out, ' ');
        idio_str_append(&out, t.p, t.n - 1);
        idio_str_putc(&out, '.');
        taken++;
    }
    int r = idio_str_status(&out, "pairs.frame", NULL);
    *ret = r == IDIO_OK ? idio_arena_strndup(arena, out.data, out.len) : "";
    idio_str_release(&out);
    if (r == IDIO_E_LIMIT) {
        *ret = "";
        return IDIO_OK;
    }
    return r < 0 || !*ret ? IDIO_E_NOMEM : IDIO_OK;
}

static bool opens_rest(struct idio_slice w)
{
    static const char *const words[] = {
        "from",    "into",    "to",      "in",      "with",  "using",   "for",
        "by",      "on",      "at",      "if",      "when",  "that",    "which",
        "whether", "and",     "so",      "as",      "via",   "between", "until",
        "unless",  "where",   "while",   "because", "after", "before",  "without",
        "within",  "through", "under",   "over",    "but",   "or",      "then",
        "based",   "whose",   "against", "during",  "such",  "only",    "per",
        "across",  "except",  "since",   "like",    "(e.g.", "(if",     "inside"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (idio_slice_eq_c(w, words[i]))
            return true;
    return false;
}

/* The sentence was cut: "statements separated by". */
static bool ends_open(const char *s)
{
    size_t n = bare_length(s), begin = n;
    while (begin > 0 && s[begin - 1] != ' ')
        begin--;
    const struct idio_slice w = idio_slice(s + begin, n - begin);
    return opens_rest(w) || idio_slice_eq_c(w, "the") || idio_slice_eq_c(w, "a") ||
           idio_slice_eq_c(w, "of");
}

static int read_first(const char *prose, const char *name, struct idio_arena *arena,
                      struct frame_prose *ret)
{
    struct idio_str out;
    const size_t n = sentence_length(prose);
    char *one = idio_arena_strndup(arena, prose, n);
    if (!one)
        return IDIO_E_NOMEM;
    const char *s = skip_lead(skip_space(skip_name(skip_space(one), name)));
    if (!is_prose(s) || ends_open(s))
        return IDIO_OK;
    idio_str_init(&out, FRAME_TEXT_MAX);
    make_imperative(&out, s, &ret->nominal);
    if (ret->nominal && !is_thing(s))
        idio_str_clear(&out);
    int r = idio_str_status(&out, "pairs.frame", NULL);
    if (r == IDIO_OK) {
        ret->first = idio_arena_strndup(arena, out.data, out.len);
        r = ret->first ? IDIO_OK : IDIO_E_NOMEM;
    }
    idio_str_release(&out);
    if (r == IDIO_OK) {
        prose += n;
        while (isspace((unsigned char)*prose))
            prose++;
        r = read_more(prose, arena, &ret->more);
    }
    return r == IDIO_E_LIMIT ? IDIO_OK : r;
}

int frame_prose_read(const char *text, const char *name, struct idio_arena *arena,
                     struct frame_prose *ret)
{
    struct idio_str prose;
    *ret = (struct frame_prose){"", "", false};
    idio_str_init(&prose, FRAME_TEXT_MAX);
    cut_prose(&prose, text);
    int r = idio_str_status(&prose, "pairs.frame", NULL);
    if (r == IDIO_OK && prose.len > 0)
        r = read_first(prose.data, name, arena, ret);
    idio_str_release(&prose);
    return r == IDIO_E_LIMIT ? IDIO_OK : r;
}

/* ---- taking apart ---------------------------------------------------------------------------- */

/* Particles belong to the verb: "look up", "set up", "turn off". */
static bool is_particle(struct idio_slice w)
{
    return idio_slice_eq_c(w, "up") || idio_slice_eq_c(w, "out") || idio_slice_eq_c(w, "off") ||
           idio_slice_eq_c(w, "down") || idio_slice_eq_c(w, "back");
}

static struct idio_slice next_word(const char *s, size_t *at)
{
    while (s[*at] == ' ')
        ++*at;
    const size_t begin = *at;
    while (s[*at] && s[*at] != ' ')
        ++*at;
    return idio_slice(s + begin, *at - begin);
}

/* End of at most `most` words from `from`, at a comma when it has to be cut. */
static size_t rest_end(const char *s, size_t from, size_t most)
{
    size_t at = from, comma = 0, words = 0;
    while (s[at] && words < most) {
        const struct idio_slice w = next_word(s, &at);
        words += w.n > 0;
        if (w.n > 1 && w.p[w.n - 1] == ',')
            comma = at - 1;
    }
    if (!s[at])
        return at;
    if (comma > from)
        return comma;
    /* Cut in front of the last word that opens something. */
    size_t cut = 0;
    for (size_t p = from; p < at;) {
        size_t begin = p;
        const struct idio_slice w = next_word(s, &p);
        while (s[begin] == ' ')
            begin++;
        if (begin > from && opens_rest(w))
            cut = begin;
    }
    return cut > from ? cut : from;
}

int frame_sentence_split(const char *s, struct idio_arena *arena, struct frame_words *ret)
{
    size_t at = 0, words = 0;
    struct idio_slice w = next_word(s, &at);
    size_t verb_end = at;
    if (w.n == 0)
        return IDIO_OK;
    size_t peek = at;
    if (is_particle(next_word(s, &peek)))
        verb_end = at = peek;
    size_t object_end = at;
    while (s[at] && words < FRAME_OBJECT_MAX) {
        const size_t before = at;
        w = next_word(s, &at);
        if (opens_rest(w) || (w.n > 0 && w.p[0] == '(')) {
            at = before;
            break;
        }
        object_end = at;
        words += w.n > 0;
        if (w.n > 0 && w.p[w.n - 1] == ',')
            break;
    }
    size_t object_begin = verb_end;
    while (s[object_begin] == ' ')
        object_begin++;
    size_t rest_begin = object_end;
    while (s[rest_begin] == ' ')
        rest_begin++;
    const size_t end = rest_end(s, rest_begin, FRAME_REST_MAX);
    size_t rest_n = end - rest_begin,
           object_n = object_end > object_begin ? object_end - object_begin : 0;
    while (rest_n > 0 && strchr(" ,;:-.", s[rest_begin + rest_n - 1]))
        rest_n--;
    if (rest_n == 0)
        while (object_n > 0 && strchr(" ,;:-.", s[object_begin + object_n - 1]))
            object_n--;
    ret->verb = idio_arena_strndup(arena, s, verb_end);
    ret->object = idio_arena_strndup(arena, s + object_begin, object_n);
    ret->rest = idio_arena_strndup(arena, s + rest_begin, rest_n);
    return ret->verb && ret->object && ret->rest ? IDIO_OK : IDIO_E_NOMEM;
}
