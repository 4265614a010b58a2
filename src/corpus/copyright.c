/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copyright notices and author tags in the head of a file.
 *
 * There is no grammar for them, so this reads them as people do: a line with "copyright" or "(c)",
 * then years, then a name up to a bracket, an address or "all rights reserved". A name is kept in
 * lower case without punctuation, so that "Dave Gamble" and "DAVE GAMBLE." are the same. Code is
 * not looked at: only lines of comments count, and at most the first and last few thousand bytes.
 */
#include "corpus/copyright.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#define HEAD_BYTES    6000
#define TAIL_BYTES    3000
#define LINES_MAX     120
#define LICENCE_LINES 25 /* of a licence file */

struct words { /* a line being read */
    const char *p, *end;
};

static bool starts(const struct words *w, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(w->end - w->p) >= n && strncasecmp(w->p, word, n) == 0;
}

static bool skip(struct words *w, const char *word)
{
    if (!starts(w, word))
        return false;
    w->p += strlen(word);
    return true;
}

static const char *find(struct idio_slice s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++)
        if (strncasecmp(s.p + i, word, n) == 0)
            return s.p + i;
    return NULL;
}

static void skip_marks(struct words *w)
{
    while (w->p < w->end && (isspace((unsigned char)*w->p) || strchr(",:;.-*/#!|", *w->p)))
        w->p++;
}

/* "(c)", "(C)", "©", "&copy;", "copyright", "by": whatever stands before the years or the name. */
static void skip_signs(struct words *w)
{
    bool more = true;
    while (more && w->p < w->end) {
        skip_marks(w);
        more = skip(w, "copyrights") || skip(w, "copyrighttext") || skip(w, "copyright text") ||
               skip(w, "copyright") || skip(w, "(c)") || skip(w, "\xc2\xa9") || skip(w, "&copy;") ||
               skip(w, "\xa9") || skip(w, "@copyright");
        if (!more && starts(w, "by ")) {
            w->p += 3;
            more = true;
        }
    }
}

static size_t digits_at(const struct words *w)
{
    size_t n = 0;
    while (w->p + n < w->end && isdigit((unsigned char)w->p[n]))
        n++;
    return n;
}

/* "2009-2017, 2019-present" */
static bool skip_years(struct words *w)
{
    bool any = false;
    for (;;) {
        struct words save = *w;
        while (w->p < w->end && (isspace((unsigned char)*w->p) || strchr(",-/&", *w->p)))
            w->p++;
        if (skip(w, "\xe2\x80\x93") || skip(w, "\xe2\x80\x94"))
            continue;
        size_t n = digits_at(w);
        if (n == 4 || (any && n == 2)) {
            w->p += n;
            any = true;
            continue;
        }
        if (any && (skip(w, "present") || skip(w, "now") || skip(w, "today")))
            continue;
        *w = save;
        return any;
    }
}

/* Where the name ends. */
static size_t name_length(const struct words *w)
{
    static const char *const ends[] = {"all rights", "<",      "(",     "http",      " under ",
                                       " - ",        "et al.", "; ",    " licen",    "released",
                                       "portions",   "[",      "email", "e-mail",    "*/",
                                       " see ",      ". ",     "$",     " for ",     " -- ",
                                       "distribut",  "\t",     " as ",  "all right", NULL};
    struct idio_slice s = idio_slice(w->p, (size_t)(w->end - w->p));
    size_t n = s.n;
    for (size_t i = 0; ends[i]; i++) {
        const char *at = find(s, ends[i]);
        /* "Todd C. Miller": an initial, no end of a sentence. */
        while (at && ends[i][0] == '.' && (at - s.p < 3 || at[-2] == ' ' || at[-2] == '.'))
            at = find(idio_slice(at + 1, (size_t)(s.p + s.n - at - 1)), ends[i]);
        if (at && (size_t)(at - s.p) < n)
            n = (size_t)(at - s.p);
    }
    return n;
}

/* Lower case, letters and digits, single spaces. */
static void fold(struct idio_slice s, char *out)
{
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < s.n && n + 2 < IDIO_HOLDER_MAX; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (isalnum(c) || c >= 0x80) {
            if (gap && n > 0)
                out[n++] = ' ';
            out[n++] = (char)tolower(c);
            gap = false;
        } else {
            gap = c != '\'' && c != '.';
        }
    }
    out[n] = '\0';
}

/* "x@y.org"; "x at y dot org" as well. */
static void find_email(struct idio_slice s, char *out)
{
    char text[256];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n + 1 < sizeof text; i++) {
        struct idio_slice rest = idio_slice(s.p + i, s.n - i);
        bool at = idio_slice_starts(rest, " at "), dot = idio_slice_starts(rest, " dot ");
        text[n++] = (char)(at ? '@' : dot ? '.' : tolower((unsigned char)s.p[i]));
        i += at ? 3 : dot ? 4 : 0;
    }
    out[0] = '\0';
    for (size_t at = 1; at + 1 < n; at++) {
        size_t a = at, b = at + 1;
        if (text[at] != '@')
            continue;
        while (a > 0 && (isalnum((unsigned char)text[a - 1]) || strchr("._%+-", text[a - 1])))
            a--;
        while (b < n && (isalnum((unsigned char)text[b]) || text[b] == '.' || text[b] == '-'))
            b++;
        while (b > at && text[b - 1] == '.')
            b--;
        if (a == at || b <= at + 1 || !memchr(text + at, '.', b - at) || b - a >= IDIO_HOLDER_MAX)
            continue;
        memcpy(out, text + a, b - a);
        out[b - a] = '\0';
        return;
    }
}

/* Words that stand where a name would, but name nobody. */
static bool is_nobody(const char *name)
{
    static const char *const none[] = {
        "the",     "notice",  "holder",    "holders", "owner",      "owners",    "license",
        "licence", "and",     "or",        "in",      "is",         "statement", "law",
        "laws",    "this",    "protected", "date",    "year",       "years",     "infringement",
        "to",      "of",      "for",       "author",  "authors",    "name",      "your",
        "yyyy",    "notices", "file",      "with",    "disclaimer", NULL};
    size_t n = strcspn(name, " ");
    if (n < 2)
        return true;
    for (size_t i = 0; none[i]; i++) {
        if (strlen(none[i]) == n && strncmp(none[i], name, n) == 0) {
            /* "The Regents of …" is somebody. */
            return strcmp(none[i], "the") != 0 || strstr(name, "copyright") || strlen(name) < 8;
        }
    }
    return strlen(name) > 60;
}

static void add(struct idio_notice *out, struct words *w, bool author)
{
    struct idio_holder h = {.author = author};
    if (out->len == IDIO_HOLDERS_MAX)
        return;
    skip_marks(w);
    size_t n = name_length(w);
    struct idio_slice shown = idio_slice_trim(idio_slice(w->p, n));
    while (shown.n > 0 && strchr(",;:.-*/", shown.p[shown.n - 1]))
        shown.n--;
    fold(shown, h.name);
    find_email(idio_slice(w->p, (size_t)(w->end - w->p)), h.email);
    if (is_nobody(h.name))
        h.name[0] = '\0';
    if (!h.name[0] && !h.email[0])
        return;
    size_t keep = shown.n < sizeof h.shown - 1 ? shown.n : sizeof h.shown - 1;
    memcpy(h.shown, shown.p, keep);
    h.shown[keep] = '\0';
    if (!h.name[0])
        memcpy(h.shown, h.email, sizeof h.shown);
    for (size_t i = 0; i < out->len; i++)
        if (strcmp(out->at[i].name, h.name) == 0 && strcmp(out->at[i].email, h.email) == 0)
            return;
    out->at[out->len++] = h;
}

/* "Some One (@one) and Another": the one behind the bracket, too. */
static void add_second(struct idio_slice line, struct idio_notice *out)
{
    const char *close = memchr(line.p, ')', line.n), *at = NULL;
    for (; close && !at; close = memchr(close + 1, ')', (size_t)(line.p + line.n - close - 1)))
        at = (size_t)(line.p + line.n - close) > 6 && strncmp(close + 1, " and ", 5) == 0
                 ? close + 6
                 : NULL;
    if (!at)
        return;
    struct words w = {at, line.p + line.n};
    add(out, &w, false);
}

/* "Copyright (c) 2009 Dave Gamble and cJSON contributors"; "(c) 2001 by X"; a year or a sign must
 * show that it is no sentence about copyright. */
static void read_copyright(struct idio_slice line, bool *pending, struct idio_notice *out)
{
    const char *at = find(line, "copyright");
    if (!at)
        at = find(line, "(c) ");
    if (!at)
        at = find(line, "\xc2\xa9");
    if (!at)
        return;
    struct words w = {at, line.p + line.n};
    const char *before = w.p;
    skip_signs(&w);
    struct idio_slice signs = idio_slice(before, (size_t)(w.p - before));
    bool sign = find(signs, "copyright") && (find(signs, "(c)") || find(signs, "\xc2\xa9"));
    bool years = skip_years(&w);
    skip_signs(&w);
    if (!years && !sign && !find(line, "filecopyrighttext") &&
        !(w.p < w.end && isupper((unsigned char)*w.p) && before == at && at - line.p <= 3))
        return;
    size_t before_add = out->len;
    add(out, &w, false);
    skip_marks(&w);
    *pending = out->len == before_add && years && w.p >= w.end;
    if (out->len > before_add)
        add_second(idio_slice(w.p, (size_t)(w.end - w.p)), out);
}

/* Nobody's, which in a repository that is somebody's means: from elsewhere. */
static void read_public_domain(struct idio_slice line, struct idio_notice *out)
{
    static const char text[] = "public domain";
    if (!find(line, text) || find(line, " not ") || out->len == IDIO_HOLDERS_MAX)
        return;
    struct words w = {text, text + sizeof text - 1};
    add(out, &w, false);
}

static void read_author(struct idio_slice line, struct idio_notice *out)
{
    static const char *const tags[] = {
        "@author",        "author:",       "authors:",        "written by",
        "created by",     "originally by", "original author", "original code by",
        "contributed by", "author(s):",    "\\author",        NULL};
    for (size_t i = 0; tags[i]; i++) {
        const char *at = find(line, tags[i]);
        if (!at)
            continue;
        struct words w = {at + strlen(tags[i]), line.p + line.n};
        skip_signs(&w);
        if (w.p < w.end &&
            (isupper((unsigned char)*w.p) || memchr(w.p, '@', (size_t)(w.end - w.p))))
            add(out, &w, true);
        return;
    }
}

/* Comment marks at both ends of a line; false: it is no line of a comment. */
static bool comment_line(struct idio_slice *line, bool *inside)
{
    struct idio_slice s = idio_slice_trim(*line);
    bool opens = idio_slice_starts(s, "/*") || idio_slice_starts(s, "<!--") ||
                 idio_slice_starts(s, "\"\"\"") || idio_slice_starts(s, "'''") ||
                 idio_slice_starts(s, "=begin");
    bool single = idio_slice_starts(s, "//") || idio_slice_starts(s, "#") ||
                  idio_slice_starts(s, "--") || idio_slice_starts(s, ";");
    bool was = *inside;
    size_t mark = opens ? 2 : 0;
    struct idio_slice rest = idio_slice(s.p + mark, s.n - mark);
    bool closes = find(rest, "*/") || find(rest, "-->") || find(rest, "\"\"\"") ||
                  find(rest, "'''") || idio_slice_starts(s, "=end");
    *inside = (was || opens) && !closes;
    while (s.n > 0 && strchr("/*#-!;|<>\"' \t=", *s.p))
        s.p++, s.n--;
    *line = s;
    return was || opens || single;
}

static void read_banner(struct idio_slice line, unsigned *marks)
{
    const char *v = find(line, " v");
    if (find(line, "public domain") || find(line, "version ") ||
        (v && isdigit((unsigned char)v[2]) && memchr(v, '.', (size_t)(line.p + line.n - v))))
        *marks |= 1;
    if (find(line, "http://") || find(line, "https://"))
        *marks |= 2;
    if (find(line, "no warranty") || find(line, "permission is hereby granted") ||
        find(line, "redistribution and use") || find(line, "public domain") ||
        find(line, "provided 'as-is'") || find(line, "mit licen"))
        *marks |= 4;
}

/* "See Copyright Notice in lua.h" */
static void read_reference(struct idio_slice line, struct idio_notice *out)
{
    const char *at = find(line, "copyright notice in ");
    if (!at || out->refers[0])
        return;
    const char *p = at + strlen("copyright notice in "), *end = line.p + line.n;
    size_t n = 0;
    while (p + n < end && (isalnum((unsigned char)p[n]) || strchr("._-", p[n])))
        n++;
    while (n > 0 && p[n - 1] == '.')
        n--;
    if (n < sizeof out->refers) {
        memcpy(out->refers, p, n);
        out->refers[n] = '\0';
    }
}

static void read_lines(const char *p, const char *end, bool inside, struct idio_notice *out,
                       unsigned *marks)
{
    bool pending = false; /* years without a name: it stands on the next line */
    for (size_t lines = 0; p < end && lines < LINES_MAX; lines++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice(p, (size_t)((nl ? nl : end) - p));
        p = nl ? nl + 1 : end;
        if (!comment_line(&line, &inside) || line.n < 3 || line.n > 400)
            continue;
        if (pending && isupper((unsigned char)*line.p)) {
            struct words w = {line.p, line.p + line.n};
            add(out, &w, false);
        }
        pending = false;
        read_copyright(line, &pending, out);
        read_author(line, out);
        read_public_domain(line, out);
        read_reference(line, out);
        read_banner(line, marks);
        if (find(line, "$id: ") && find(line, ",v "))
            out->rcs_id = true;
    }
}

void idio_notice_read(const char *text, size_t n, struct idio_notice *ret)
{
    unsigned marks = 0;
    memset(ret, 0, sizeof *ret);
    read_lines(text, text + (n < HEAD_BYTES ? n : HEAD_BYTES), false, ret, &marks);
    /* Lua and the stb libraries say it at the end. */
    if (ret->len == 0 && n > HEAD_BYTES + TAIL_BYTES)
        read_lines(text + n - TAIL_BYTES, text + n, true, ret, &marks);
    ret->banner = (marks & 7) == 7;
}

void idio_notice_of_licence(const char *text, size_t n, struct idio_notice *ret)
{
    bool pending = false;
    memset(ret, 0, sizeof *ret);
    const char *p = text, *end = text + (n < HEAD_BYTES ? n : HEAD_BYTES);
    for (size_t lines = 0; p < end && lines < LICENCE_LINES && ret->len < 4; lines++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice line = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        p = nl ? nl + 1 : end;
        /* The texts of the GPL and its kin begin with a notice of their own. */
        if (!find(line, "free software foundation") && !find(line, "apache software foundation"))
            read_copyright(line, &pending, ret);
    }
}

void idio_holder_of(const char *name, const char *email, struct idio_holder *ret)
{
    memset(ret, 0, sizeof *ret);
    fold(idio_slice_c(name), ret->name);
    find_email(idio_slice_c(email), ret->email);
}

/* ---- comparing ------------------------------------------------------------------------------- */
static bool has_word(const char *name, const char *word, size_t n)
{
    for (const char *p = name; *p;) {
        size_t len = strcspn(p, " ");
        if (len == n && strncmp(p, word, n) == 0)
            return true;
        p += len + (p[len] == ' ');
    }
    return false;
}

/* Words that any company, team or project may have. */
static bool is_generic(const char *word, size_t n)
{
    static const char *const words[] = {
        "the",          "and",         "inc",        "ltd",      "llc",
        "corp",         "gmbh",        "co",         "team",     "authors",
        "contributors", "project",     "developers", "others",   "foundation",
        "company",      "corporation", "limited",    "software", "of",
        "et",           "al",          "group",      "labs",     NULL};
    for (size_t i = 0; words[i]; i++)
        if (strlen(words[i]) == n && strncmp(words[i], word, n) == 0)
            return true;
    return n < 2;
}

/* Every word of a, but initials, is one of b. */
static bool words_within(const char *a, const char *b)
{
    size_t count = 0;
    for (const char *p = a; *p;) {
        size_t n = strcspn(p, " ");
        bool counts = !is_generic(p, n);
        if (counts && !has_word(b, p, n))
            return false;
        count += counts;
        p += n + (p[n] == ' ');
    }
    return count > 0;
}

static const char *last_word(const char *name)
{
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : NULL;
}

/* "Rene Scharfe" and "René Scharfe", "Josh Baker" and "Joshua J Baker". */
static bool same_family(const char *a, const char *b)
{
    const char *x = last_word(a), *y = last_word(b);
    return x && y && strlen(x) >= 3 && !is_generic(x, strlen(x)) && strcmp(x, y) == 0 &&
           a[0] == b[0];
}

bool idio_holder_same(const struct idio_holder *a, const struct idio_holder *b)
{
    if (a->email[0] && strcmp(a->email, b->email) == 0)
        return true;
    if (!a->name[0] || !b->name[0])
        return false;
    return words_within(a->name, b->name) || words_within(b->name, a->name) ||
           same_family(a->name, b->name);
}
