/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two authors in one file. What idiolect writes stands between two lines of its own, and that part
 * alone is ever replaced; the rest, down to its line ends, stays. A file without the lines is added
 * to where the format allows it, and else refused. Writing twice gives the same bytes.
 */
#include "core/export_internal.h"

#include <string.h>

static const char WHERE[] = "core.export";

struct marks {
    const char *begin, *end;
};
static const struct marks marks_of[] = {
    [EXPORT_MARKS_HTML] = {"<!-- idiolect:begin -->", "<!-- idiolect:end -->"},
    [EXPORT_MARKS_HASH] = {"# idiolect:begin", "# idiolect:end"},
    [EXPORT_MARKS_NONE] = {"", ""},
};

static size_t line_len(const char *p, size_t n) /* with its line break */
{
    const char *nl = n ? memchr(p, '\n', n) : NULL;
    return nl ? (size_t)(nl - p) + 1 : n;
}

static bool is_line(const char *p, size_t n, const char *text)
{
    return idio_slice_eq_c(idio_slice_trim(idio_slice(p, n)), text);
}

struct span {
    size_t begin, end; /* of the marked part, marks and all */
    bool found;
};

static int find_marks(const struct export_file *f, const char *old, size_t n, const char *shown,
                      struct span *ret, struct idio_err *err)
{
    const struct marks *m = &marks_of[f->marks];
    size_t line = 1, begins = 0, ends = 0;
    *ret = (struct span){0};
    for (size_t at = 0, len; f->marks != EXPORT_MARKS_NONE && at < n; at += len, line++) {
        len = line_len(old + at, n - at);
        bool begin = is_line(old + at, len, m->begin), end = is_line(old + at, len, m->end);
        if (!begin && !end)
            continue;
        if ((begin && begins > 0) || (end && (ends > 0 || begins == 0))) {
            int rc = idio_fail(err, IDIO_E_CONFLICT, WHERE, "%s:%zu: '%s' is one mark too many",
                               shown, line, begin ? m->begin : m->end);
            return idio_hint(err, rc, "keep one pair, with nothing of yours between, or none");
        }
        if (begin)
            ret->begin = at;
        else
            ret->end = at + len;
        begins += begin;
        ends += end;
    }
    if (begins > ends)
        return idio_hint(
            err, idio_fail(err, IDIO_E_CONFLICT, WHERE, "%s: there is no '%s'", shown, m->end),
            "put the line back where idiolect's part ends");
    ret->found = begins == 1;
    return IDIO_OK;
}

/* Line ends as in the file that the text goes into. */
static void put_lines(struct idio_str *out, const char *text, size_t n, bool crlf)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n' && crlf)
            idio_str_putc(out, '\r');
        idio_str_putc(out, text[i]);
    }
}

static void put_block(const struct export_file *f, struct idio_str *out, bool crlf)
{
    const struct marks *m = &marks_of[f->marks];
    if (f->marks != EXPORT_MARKS_NONE) {
        idio_str_puts(out, m->begin);
        put_lines(out, "\n", 1, crlf);
    }
    put_lines(out, f->block.data, f->block.len, crlf);
    if (f->marks != EXPORT_MARKS_NONE) {
        idio_str_puts(out, m->end);
        put_lines(out, "\n", 1, crlf);
    }
}

/* Where the first section of an ini file begins; its end when it has none. */
static size_t first_section(const char *old, size_t n)
{
    size_t at = 0, len;
    for (; at < n; at += len) {
        len = line_len(old + at, n - at);
        struct idio_slice line = idio_slice_trim(idio_slice(old + at, len));
        if (line.n > 0 && line.p[0] == '[')
            break;
    }
    return at;
}

static bool is_ours(const struct export_file *f, const char *old, size_t n)
{
    return f->marks == EXPORT_MARKS_NONE &&
           memmem(old, n, "\"generator\": \"idiolect\"", 23) != NULL;
}

static int refuse(const struct export_file *f, const char *shown, struct idio_err *err)
{
    int rc = idio_fail(err, IDIO_E_CONFLICT, WHERE, "%s is there and not idiolect's", shown);
    if (f->marks == EXPORT_MARKS_NONE)
        return idio_hint(err, rc, "--force replaces it; -o PATH writes elsewhere");
    return idio_hint(
        err, rc, "--force replaces it, --diff shows what would be lost; -o PATH writes elsewhere");
}

int export_merge(const struct export_file *f, const char *old, size_t n, const char *shown,
                 bool force, struct idio_str *out, struct idio_err *err)
{
    struct span span = {0};
    bool crlf = old && memmem(old, n, "\r\n", 2) != NULL;
    int rc = old ? find_marks(f, old, n, shown, &span, err) : IDIO_OK;
    if (rc < 0)
        return rc;
    if (span.found) {
        idio_str_append(out, old, span.begin);
        put_block(f, out, crlf);
        idio_str_append(out, old + span.end, n - span.end);
        return idio_str_status(out, WHERE, err);
    }
    bool blank = !old || idio_slice_trim(idio_slice(old, n)).n == 0;
    if (blank || is_ours(f, old, n) || (f->join == EXPORT_REFUSE && force)) {
        idio_str_puts(out, f->head);
        put_block(f, out, false);
        return idio_str_status(out, WHERE, err);
    }
    if (f->join == EXPORT_REFUSE)
        return refuse(f, shown, err);
    size_t at = f->join == EXPORT_PREPEND ? first_section(old, n) : n;
    idio_str_append(out, old, at);
    if (at > 0 && old[at - 1] != '\n')
        put_lines(out, "\n", 1, crlf);
    if (f->join == EXPORT_APPEND)
        put_lines(out, "\n", 1, crlf);
    put_block(f, out, crlf);
    if (at < n)
        put_lines(out, "\n", 1, crlf);
    idio_str_append(out, old + at, n - at);
    return idio_str_status(out, WHERE, err);
}
