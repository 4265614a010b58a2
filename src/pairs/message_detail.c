/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prose of a commit's body: sentences that say something of the code, on one line.
 *
 * Left out: lines that are code or tables (indented, or mostly no letters), headings, and sentences
 * with addresses, ids of commits, issues, or in the first person. Lists become sentences.
 */
#include "pairs/message_internal.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "types/frame.h"

#define DETAIL_MAX   600 /* bytes */
#define SENTENCE_MIN 3   /* words */
#define SENTENCE_MAX 400 /* bytes */

static bool is_code(struct idio_slice line)
{
    return idio_slice_starts(line, "    ") || idio_slice_starts(line, "\t") ||
           idio_slice_starts(line, "```") || idio_slice_starts(line, "$ ") ||
           idio_slice_starts(line, "#");
}

/* Behind "- ", "* ", "1. "; the line itself when it is no item of a list. */
static struct idio_slice item_of(struct idio_slice line, bool *ret_item)
{
    struct idio_slice t = idio_slice_trim(line);
    size_t digits = 0;
    while (digits < t.n && digits < 3 && isdigit((unsigned char)t.p[digits]))
        digits++;
    bool mark = t.n > 2 && strchr("-*+", t.p[0]) && t.p[1] == ' ';
    bool number =
        digits > 0 && t.n > digits + 2 && strchr(".)", t.p[digits]) && t.p[digits + 1] == ' ';
    *ret_item = mark || number;
    size_t skip = mark ? 2 : number ? digits + 2 : 0;
    return idio_slice_trim(idio_slice(t.p + skip, t.n - skip));
}

/* It speaks of something that is not here: a commit, a person, a footnote, an id that was cut. */
static bool points_elsewhere(struct idio_slice t)
{
    static const char *const marks[] = {"commit", " @", "[1]", "[2]", "[3]", " .", " ,"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(t.p, t.n, marks[i], strlen(marks[i]));
        const char *next = at ? at + strlen(marks[i]) : NULL;
        bool cut = marks[i][0] != ' ' || marks[i][1] == '@' || !at || next == t.p + t.n ||
                   *next == ' '; /* ".gitignore" is a name */
        if (at && cut)
            return true;
    }
    return t.n > 0 && t.p[0] == '@';
}

static void put_sentence(struct idio_str *out, struct idio_slice s, char issue[32])
{
    char text[SENTENCE_MAX + 1];
    s = idio_slice_trim(s);
    if (s.n == 0 || s.n > SENTENCE_MAX)
        return;
    bool has_issue = issue[0] != '\0';
    size_t n = message_strip_issues(s, text, issue);
    struct idio_slice t = idio_slice(text, n);
    /* A sentence that needs an issue to be understood is none of ours. */
    if (n + 1 < s.n && (has_issue != (issue[0] != '\0') || memchr(s.p, '#', s.n)))
        return;
    if (message_count(t) < SENTENCE_MIN || !message_is_prose(t) || message_has_url(t) ||
        message_has_hash(t) || message_first_person(t) || points_elsewhere(t) ||
        t.p[t.n - 1] == ':' || out->len + n + 2 > DETAIL_MAX)
        return;
    if (out->len > 0)
        idio_str_putc(out, ' ');
    idio_str_append(out, t.p, t.n);
    if (!strchr(".!?", t.p[t.n - 1]))
        idio_str_putc(out, '.');
}

/* Sentences of a paragraph whose lines were joined. */
static void put_paragraph(struct idio_str *out, struct idio_str *paragraph, char issue[32])
{
    struct idio_slice p = idio_slice(paragraph->data, paragraph->len);
    size_t begin = 0;
    for (size_t i = 0; i + 1 < p.n; i++) {
        bool stop = strchr(".!?", p.p[i]) && p.p[i + 1] == ' ';
        if (!stop || (i > 1 && p.p[i - 1] == 'g') || (i > 1 && p.p[i - 2] == '.')) /* e.g. i.e. */
            continue;
        put_sentence(out, idio_slice(p.p + begin, i + 1 - begin), issue);
        begin = i + 2;
    }
    put_sentence(out, idio_slice(p.p + begin, p.n - begin), issue);
    idio_str_clear(paragraph);
}

int message_detail(const char *body, char issue[32], struct idio_arena *arena, const char **ret,
                   struct idio_err *err)
{
    struct idio_str out, paragraph;
    struct idio_slice rest = idio_slice_c(body);
    idio_str_init(&out, DETAIL_MAX + 8);
    idio_str_init(&paragraph, IDIO_CHANGE_TEXT + 8);
    if (rest.n > IDIO_CHANGE_TEXT)
        rest.n = idio_utf8_cut(rest.p, rest.n, IDIO_CHANGE_TEXT);
    while (rest.n > 0) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        size_t n = nl ? (size_t)(nl - rest.p) : rest.n;
        struct idio_slice line = idio_slice(rest.p, n);
        rest = idio_slice(rest.p + n + (nl != NULL), rest.n - n - (nl != NULL));
        bool item = false;
        struct idio_slice t = item_of(line, &item);
        if (t.n == 0 || item || is_code(line))
            put_paragraph(&out, &paragraph, issue);
        if (t.n == 0 || (is_code(line) && !item))
            continue;
        if (paragraph.len > 0)
            idio_str_putc(&paragraph, ' ');
        idio_str_append(&paragraph, t.p, t.n);
    }
    put_paragraph(&out, &paragraph, issue);
    int rc = idio_str_status(&out, "pairs.message", err);
    if (rc == IDIO_OK)
        rc = idio_str_status(&paragraph, "pairs.message", err);
    const char *text = rc == IDIO_OK ? idio_arena_strndup(arena, out.data, out.len) : NULL;
    if (rc == IDIO_OK && !text)
        rc = idio_nomem(err, "pairs.message");
    if (rc == IDIO_OK)
        *ret = text;
    idio_str_release(&out);
    idio_str_release(&paragraph);
    return rc;
}
