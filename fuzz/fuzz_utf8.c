/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes: decoding covers them exactly, repair gives valid text and leaves valid text alone,
 * nothing dangerous gets to a terminal, cuts are boundaries, folding gives valid text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 20 };

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void check_repair(const char *p, size_t n)
{
    struct idio_str out;

    idio_str_init(&out, TEXT_MAX);
    idio_utf8_repair(&out, p, n);
    if (!out.failed) {
        require(idio_utf8_valid(out.data, out.len, NULL));
        if (idio_utf8_valid(p, n, NULL))
            require(out.len == n && memcmp(out.data, p, n) == 0);
    }
    idio_str_release(&out);
}

static void check_terminal(const char *p, size_t n)
{
    struct idio_str out;

    idio_str_init(&out, TEXT_MAX);
    idio_utf8_for_terminal(&out, p, n);
    for (size_t i = 0; i < out.len;) {
        uint32_t c;

        i += idio_utf8_next(out.data + i, out.len - i, &c);
        require(c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) || c >= 0xA0);
        require(c < 0x202A || c > 0x202E);
        require(c < 0x2066 || c > 0x2069);
    }
    idio_str_release(&out);
}

static void check_cuts(const char *p, size_t n)
{
    bool valid = idio_utf8_valid(p, n, NULL);

    for (size_t max = 0; max <= n && max < 64; max++) {
        size_t cut = idio_utf8_cut(p, n, max);

        require(cut <= max && max - cut <= 3);
        if (valid)
            require(idio_utf8_valid(p, cut, NULL));
    }
}

static void check_fold(const char *p, size_t n)
{
    struct idio_str once, twice;

    idio_str_init(&once, TEXT_MAX);
    idio_str_init(&twice, TEXT_MAX);
    if (idio_utf8_fold(&once, p, n, NULL) == IDIO_OK) {
        require(idio_utf8_valid(once.data, once.len, NULL));
        require(idio_utf8_fold(&twice, once.data, once.len, NULL) == IDIO_OK);
    }
    idio_str_release(&once);
    idio_str_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *p = (const char *)data;
    size_t at = 0;

    while (at < size) {
        uint32_t c;
        size_t len = idio_utf8_next(p + at, size - at, &c);

        require(len >= 1 && len <= 4 && len <= size - at);
        at += len;
    }
    check_repair(p, size);
    check_terminal(p, size);
    check_cuts(p, size);
    check_fold(p, size);
    require(idio_utf8_width(p, size) <= 2 * size);
    return 0;
}
