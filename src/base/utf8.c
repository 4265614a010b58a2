/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 decoding, repair, terminal safety, width and folding.
 *
 * The decoder is our own, because utf8proc_iterate says only "bad", not how long the bad part is: a
 * malformed sequence is taken as its maximal subpart (Unicode 15, section 3.9, as browsers and
 * Python do), so that repairing gives the same number of U+FFFD as everywhere else. Properties of
 * code points come from utf8proc. The only file that sees utf8proc.h.
 *
 * Folding uses utf8proc's two-step interface with memory from the gate, since utf8proc_map calls
 * malloc.
 */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD };
static const uint32_t MALFORMED = UINT32_MAX;

/* Table 3-7 of the Unicode standard: the range of the second byte depends on the first. */
static size_t decode(const char *text, size_t n, uint32_t *ret)
{
    const unsigned char *p = (const unsigned char *)text;
    unsigned char first = p[0], low = 0x80, high = 0xBF;
    size_t more;
    uint32_t c;

    *ret = MALFORMED;
    if (first < 0x80) {
        *ret = first;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1;
        c = first & 0x1FU;
    } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2;
        c = first & 0x0FU;
        low = first == 0xE0 ? 0xA0 : 0x80;
        high = first == 0xED ? 0x9F : 0xBF;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3;
        c = first & 0x07U;
        low = first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 1;
    }
    for (size_t i = 1; i <= more; i++) {
        if (i >= n || p[i] < low || p[i] > high)
            return i;
        c = c << 6 | (p[i] & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    *ret = c;
    return more + 1;
}

/* Length of the ASCII run at p, rounded down to whole words while it can be. */
static size_t ascii_run(const char *p, size_t n)
{
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    size_t i = 0;

    for (uint64_t word; n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        if (word & high_bits)
            break;
    }
    return i;
}

bool idio_utf8_valid(const char *p, size_t n, size_t *ret_bad_at)
{
    size_t i = 0;

    while (i < n) {
        uint32_t c;
        size_t len;

        i += ascii_run(p + i, n - i);
        if (i == n)
            break;
        len = decode(p + i, n - i, &c);
        if (c == MALFORMED) {
            if (ret_bad_at)
                *ret_bad_at = i;
            return false;
        }
        i += len;
    }
    return true;
}

size_t idio_utf8_next(const char *p, size_t n, uint32_t *ret)
{
    uint32_t c;
    size_t len = decode(p, n, &c);

    *ret = c == MALFORMED ? REPLACEMENT : c;
    return len;
}

size_t idio_utf8_cut(const char *p, size_t n, size_t max)
{
    if (max >= n)
        return n;
    /* A character that contains the cut starts at most three bytes before it. */
    for (size_t back = 1; back <= 3 && back <= max; back++) {
        uint32_t c;
        size_t at = max - back, len = decode(p + at, n - at, &c);

        if (c != MALFORMED)
            return at + len > max ? at : max;
    }
    return max;
}

void idio_utf8_repair(struct idio_str *out, const char *p, size_t n)
{
    size_t bad;

    while (!idio_utf8_valid(p, n, &bad)) {
        uint32_t c;

        idio_str_append(out, p, bad);
        p += bad;
        n -= bad;
        size_t len = decode(p, n, &c);
        idio_str_append(out, "\xEF\xBF\xBD", 3);
        p += len;
        n -= len;
    }
    idio_str_append(out, p, n);
}

/* Invisible or able to reorder or reinterpret what is around it. */
static bool is_treacherous(uint32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t';
    if (c < 0x7F)
        return false;
    switch (c) {
    case 0x034F: /* combining grapheme joiner */
    case 0x115F: /* Hangul fillers: letters that show nothing */
    case 0x1160:
    case 0x17B4: /* Khmer inherent vowels */
    case 0x17B5:
    case 0x3164:
    case 0xFFA0:
        return true;
    default:
        break;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_CC: /* DEL and C1 */
    case UTF8PROC_CATEGORY_CF: /* bidi controls, joiners, BOM, soft hyphen, tags */
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

void idio_utf8_for_terminal(struct idio_str *out, const char *p, size_t n)
{
    size_t plain = 0; /* start of the part that can be copied as it is */

    for (size_t i = 0; i < n;) {
        uint32_t c;
        size_t len = decode(p + i, n - i, &c);

        if (c == MALFORMED || is_treacherous(c)) {
            idio_str_append(out, p + plain, i - plain);
            if (c == MALFORMED)
                idio_str_append(out, "\xEF\xBF\xBD", 3);
            else
                idio_str_printf(out, c < 0x80 ? "\\x%02x" : "\\u{%x}", (unsigned)c);
            plain = i + len;
        }
        i += len;
    }
    idio_str_append(out, p + plain, n - plain);
}

size_t idio_utf8_width(const char *p, size_t n)
{
    size_t width = 0;

    for (size_t i = 0; i < n;) {
        uint32_t c;

        i += idio_utf8_next(p + i, n - i, &c);
        int w = utf8proc_charwidth((utf8proc_int32_t)c);
        width += w > 0 ? (size_t)w : 0;
    }
    return width;
}

static int fold_valid(struct idio_str *out, const char *p, size_t n, struct idio_err *err)
{
    const utf8proc_option_t options =
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)p;
    utf8proc_ssize_t count = utf8proc_decompose(text, (utf8proc_ssize_t)n, NULL, 0, options);
    utf8proc_int32_t *points;

    if (count < 0)
        return idio_fail(err, IDIO_E_LIMIT, "utf8.fold", "text of %zu bytes cannot be folded", n);
    /* reencode works in place and ends the text with NUL. */
    points = idio_alloc((size_t)count + 1, sizeof *points);
    if (!points)
        return idio_nomem(err, "utf8.fold");
    count = utf8proc_decompose(text, (utf8proc_ssize_t)n, points, count, options);
    if (count >= 0)
        count = utf8proc_reencode(points, count, options);
    if (count > 0)
        idio_str_append(out, (const char *)points, (size_t)count);
    idio_free(points);
    if (count < 0)
        return idio_fail(err, IDIO_E_BUG, "utf8.fold", "%s", utf8proc_errmsg(count));
    return idio_str_status(out, "utf8.fold", err);
}

int idio_utf8_fold(struct idio_str *out, const char *p, size_t n, struct idio_err *err)
{
    struct idio_str repaired;
    int status;

    if (n > IDIO_ALLOC_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "utf8.fold", "text of %zu bytes", n);
    if (idio_utf8_valid(p, n, NULL))
        return fold_valid(out, p, n, err);
    idio_str_init(&repaired, IDIO_ALLOC_MAX);
    idio_utf8_repair(&repaired, p, n);
    status = idio_str_status(&repaired, "utf8.fold", err);
    if (status == IDIO_OK)
        status = fold_valid(out, repaired.data, repaired.len, err);
    idio_str_release(&repaired);
    return status;
}
