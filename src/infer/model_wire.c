/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wire form: one item a line, nothing around it. Small models put bullets, numbers and quotes
 * there all the same, repeat themselves, and are cut by their budget in the middle of a word; here
 * that is made good. Works on any bytes: the masks keep controls out, but the masks are not
 * trusted.
 */
#include <string.h>

#include "base/utf8.h"
#include "infer/model_internal.h"

enum { LOOP_UNIT_MAX = 64, LOOP_TIMES = 3, LOOP_BYTES_MIN = 24 };

bool idio_wire_loops(const char *text, size_t n)
{
    for (size_t unit = 1; unit <= LOOP_UNIT_MAX && LOOP_TIMES * unit <= n; unit++) {
        size_t same = 0;

        while (same < n - unit && text[n - 1 - same] == text[n - 1 - same - unit])
            same++;
        if (same + unit >= LOOP_BYTES_MIN && same >= (LOOP_TIMES - 1) * unit)
            return true;
    }
    return false;
}

/* "- ", "* ", "3. ", "3) ", "• " */
static struct idio_slice without_bullet(struct idio_slice s)
{
    size_t digits = 0;

    while (digits < s.n && digits < 3 && s.p[digits] >= '0' && s.p[digits] <= '9')
        digits++;
    if (digits && digits + 1 < s.n && strchr(".)", s.p[digits]) && s.p[digits + 1] == ' ')
        return idio_slice_trim(idio_slice(s.p + digits + 2, s.n - digits - 2));
    if (s.n > 2 && strchr("-*#>", s.p[0]) && s.p[1] == ' ')
        return without_bullet(idio_slice_trim(idio_slice(s.p + 2, s.n - 2)));
    if (s.n > 4 && !memcmp(s.p, "\xE2\x80\xA2 ", 4))
        return idio_slice_trim(idio_slice(s.p + 4, s.n - 4));
    return s;
}

static struct idio_slice without_quotes(struct idio_slice s)
{
    if (s.n >= 2 && s.p[0] == s.p[s.n - 1] && strchr("\"'", s.p[0]) &&
        !memchr(s.p + 1, s.p[0], s.n - 2))
        return idio_slice_trim(idio_slice(s.p + 1, s.n - 2));
    return s;
}

/* Up to the last whole word; empty when there is none. */
static struct idio_slice whole_words(struct idio_slice s)
{
    while (s.n && s.p[s.n - 1] != ' ')
        s.n--;
    s = idio_slice_trim(s);
    while (s.n && strchr(",;:(-", s.p[s.n - 1]))
        s = idio_slice_trim(idio_slice(s.p, s.n - 1));
    return s;
}

static struct idio_slice clean_line(struct idio_slice line, bool whole)
{
    line = without_bullet(idio_slice_trim(line));
    if (!whole)
        line = whole_words(line);
    line = without_quotes(line);
    if (line.n > IDIO_WIRE_ITEM_BYTES) {
        line.n = idio_utf8_cut(line.p, line.n, IDIO_WIRE_ITEM_BYTES);
        line = whole_words(line);
    }
    return line;
}

static bool is_none(struct idio_slice s)
{
    static const char *const words[] = {"none", "None",    "None.",   "none.", "N/A", "n/a", "No",
                                        "no",   "nothing", "Nothing", "null",  "[]",  "-"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (idio_slice_eq_c(s, words[i]))
            return true;
    return false;
}

/* Copies with white space folded and malformed bytes repaired; NULL when memory is gone. */
static const char *copy_line(struct idio_slice line, struct idio_arena *arena)
{
    struct idio_str s;
    const char *copy;

    idio_str_init(&s, 4 * IDIO_WIRE_ITEM_BYTES + 16);
    idio_utf8_repair(&s, line.p, line.n);
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] < ' ' || s.data[i] == 127)
            s.data[i] = ' ';
    copy = s.failed ? NULL : idio_arena_strndup(arena, s.data, s.len);
    idio_str_release(&s);
    return copy;
}

int idio_wire_lines(const char *text, size_t n, bool ended, struct idio_arena *arena,
                    struct idio_wire_lines *ret, struct idio_err *err)
{
    struct idio_wire_lines lines = {.n = 0};

    for (size_t at = 0; at < n && lines.n < IDIO_WIRE_ITEMS;) {
        const char *nl = memchr(text + at, '\n', n - at);
        size_t end = nl ? (size_t)(nl - text) : n;
        bool whole = nl != NULL || ended;
        struct idio_slice line = clean_line(idio_slice(text + at, end - at), whole);
        const char *copy;
        bool known = false;

        at = end + 1;
        if (!line.n || is_none(line) || (!whole && lines.n))
            continue;
        copy = copy_line(line, arena);
        if (!copy)
            return idio_nomem(err, "infer.wire");
        for (size_t i = 0; i < lines.n; i++)
            known = known || !strcasecmp(lines.at[i], copy);
        if (!known)
            lines.at[lines.n++] = copy;
    }
    *ret = lines;
    return IDIO_OK;
}
