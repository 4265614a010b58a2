/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: the decoder against utf8proc and against the standard's table, repair, terminals, folding.
 */
#include "idio_test.h"

#include <utf8proc.h>

#include "base/utf8.h"

static void decodes_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x110000; c++) {
        utf8proc_uint8_t text[4];
        uint32_t got;
        size_t n;

        if (!utf8proc_codepoint_valid((utf8proc_int32_t)c))
            continue;
        n = (size_t)utf8proc_encode_char((utf8proc_int32_t)c, text);
        assert_int_equal(idio_utf8_next((const char *)text, n, &got), n);
        assert_int_equal(got, c);
        assert_true(idio_utf8_valid((const char *)text, n, NULL));
        for (size_t cut = 1; cut < n; cut++)
            assert_false(idio_utf8_valid((const char *)text, cut, NULL));
    }
}

/* All sequences of up to three bytes and a sample of four: valid for us if and only if for
 * utf8proc. */
static void agrees_with_utf8proc(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (uint32_t i = 0; i < (1U << 24) / 5; i++) {
        utf8proc_uint8_t text[4];
        utf8proc_int32_t want;
        utf8proc_ssize_t n;
        uint32_t got, bits = i * 5;
        size_t len;

        text[0] = (utf8proc_uint8_t)(bits >> 16);
        text[1] = (utf8proc_uint8_t)(bits >> 8);
        text[2] = (utf8proc_uint8_t)bits;
        text[3] = (utf8proc_uint8_t)(0x80 | (idio_test_random(&seed) & 0x7F));
        n = utf8proc_iterate(text, 4, &want);
        len = idio_utf8_next((const char *)text, 4, &got);
        if (n > 0 && (len != (size_t)n || got != (uint32_t)want))
            fail_msg("%02x %02x %02x %02x", text[0], text[1], text[2], text[3]);
        if (n < 0 && (got != 0xFFFD || len < 1 || len > 3))
            fail_msg("%02x %02x %02x %02x", text[0], text[1], text[2], text[3]);
    }
}

static void repairs(void **state)
{
    /* Table 3-8 of the Unicode standard and its neighbours: one U+FFFD for each maximal subpart. */
    static const struct {
        const char *in, *out;
        size_t n;
    } table[] = {
        {"", "", 0},
        {"plain", "plain", 5},
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "********A", 9},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", "********A", 9},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", "*****A**B", 9},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "****A", 9},
        {"a\0b", "a", 1},
        {"caf\xC3", "caf*", 4},
        {"\xEF\xBF\xBD", "*", 3},
        {"long enough for words \xFF!", "long enough for words *!", 24},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_str out, want;
        struct idio_err err;

        idio_str_init(&out, 1000);
        idio_str_init(&want, 1000);
        for (const char *p = table[i].out; *p; p++) {
            if (*p == '*')
                idio_str_puts(&want, "\xEF\xBF\xBD");
            else
                idio_str_putc(&want, *p);
        }
        idio_utf8_repair(&out, table[i].in, table[i].n);
        assert_ok(idio_str_status(&out, "t", &err), &err);
        assert_string_equal(out.data, want.data);
        idio_str_release(&out);
        idio_str_release(&want);
    }
}

static void says_where_it_breaks(void **state)
{
    char text[64];

    (void)state;
    for (size_t bad = 0; bad < 40; bad++) {
        size_t at = 999;

        memset(text, 'a', sizeof text);
        text[bad] = (char)0x80;
        assert_false(idio_utf8_valid(text, 40, &at));
        assert_int_equal(at, bad);
    }
    assert_true(idio_utf8_valid("", 0, NULL));
}

static void cuts_at_characters(void **state)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};

    (void)state;
    for (size_t max = 0; max < IDIO_COUNT(want); max++)
        assert_int_equal(idio_utf8_cut(text, sizeof text - 1, max), want[max]);
    assert_int_equal(idio_utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 4), 4);
}

static void made_safe_for_terminals(void **state)
{
    static const struct {
        const char *in, *out;
    } table[] = {
        {"plain \xC3\xA9 \xF0\x9F\x98\x80\n\tx", "plain \xC3\xA9 \xF0\x9F\x98\x80\n\tx"},
        {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
        {"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
        {"over\rwrite\b", "over\\x0dwrite\\x08"},
        {"\x7F", "\\x7f"},
        {"\xC2\x9B"
         "31m",
         "\\u{9b}31m"},
        {"\xC2\x85", "\\u{85}"},
        {"user\xE2\x80\xAE"
         "gpj.exe",
         "user\\u{202e}gpj.exe"},
        {"\xE2\x81\xA6x\xE2\x81\xA9", "\\u{2066}x\\u{2069}"},
        {"\xE2\x80\x8F\xD8\x9C", "\\u{200f}\\u{61c}"},
        {"zero\xE2\x80\x8Bwidth\xE2\x80\x8D\xEF\xBB\xBF", "zero\\u{200b}width\\u{200d}\\u{feff}"},
        {"\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}"},
        {"\xF3\xA0\x81\x81", "\\u{e0041}"},
        {"\xE3\x85\xA4", "\\u{3164}"},
        {"bad\xFF\x1b", "bad\xEF\xBF\xBD\\x1b"},
        {"\x9b"
         "31m",
         "\xEF\xBF\xBD"
         "31m"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_str out;

        idio_str_init(&out, 1000);
        idio_utf8_for_terminal(&out, table[i].in, strlen(table[i].in));
        assert_string_equal(out.data, table[i].out);
        idio_str_release(&out);
    }
}

/* Whatever comes in, no byte that a terminal could take for a command comes out. */
static void terminal_output_is_always_safe(void **state)
{
    uint64_t seed = 11;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[64];
        size_t n = idio_test_random(&seed) % sizeof text;
        struct idio_str out;

        for (size_t i = 0; i < n; i++)
            text[i] = (char)idio_test_random(&seed);
        idio_str_init(&out, 4096);
        idio_utf8_for_terminal(&out, text, n);
        assert_int_equal(out.failed, IDIO_OK);
        assert_true(idio_utf8_valid(out.data, out.len, NULL));
        for (size_t i = 0; i < out.len;) {
            uint32_t c;

            i += idio_utf8_next(out.data + i, out.len - i, &c);
            assert_true(c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) || c >= 0xA0);
        }
        idio_str_release(&out);
    }
}

static void widths(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } table[] = {
        {"", 0},
        {"abc", 3},
        {"\xC3\xA9", 1},
        {"e\xCC\x81", 1},
        {"\xE6\xBC\xA2\xE5\xAD\x97", 4},
        {"\xF0\x9F\x98\x80", 2},
        {"a\xFF"
         "b",
         3},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++)
        assert_int_equal(idio_utf8_width(table[i].text, strlen(table[i].text)), table[i].width);
}

static void folds(void **state)
{
    static const struct {
        const char *in, *out;
    } table[] = {
        {"", ""},
        {"MixedCase", "mixedcase"},
        {"Stra\xC3\x9F"
         "e",
         "strasse"},
        {"\xEF\xAC\x81le", "file"},         /* ligature */
        {"e\xCC\x81", "\xC3\xA9"},          /* composed */
        {"\xE2\x84\xAB", "\xC3\xA5"},       /* Angstrom sign */
        {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"}, /* full width */
        {"zero\xE2\x80\x8Bwidth", "zerowidth"},
        {"\xD0\x9F\xD0\xA0", "\xD0\xBF\xD1\x80"}, /* Cyrillic */
        {"bad\xFF", "bad\xEF\xBF\xBD"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_str once, twice;
        struct idio_err err;

        idio_str_init(&once, 1000);
        idio_str_init(&twice, 1000);
        assert_ok(idio_utf8_fold(&once, table[i].in, strlen(table[i].in), &err), &err);
        assert_string_equal(once.data, table[i].out);
        assert_ok(idio_utf8_fold(&twice, once.data, once.len, &err), &err);
        assert_string_equal(twice.data, once.data);
        idio_str_release(&once);
        idio_str_release(&twice);
    }
}

static void fold_appends_within_the_maximum(void **state)
{
    struct idio_str out;
    struct idio_err err;

    (void)state;
    idio_str_init(&out, 8);
    idio_str_puts(&out, "x=");
    assert_ok(idio_utf8_fold(&out, "ABC", 3, &err), &err);
    assert_string_equal(out.data, "x=abc");
    assert_status(idio_utf8_fold(&out, "DEFG", 4, &err), IDIO_E_LIMIT, &err);
    assert_string_equal(out.data, "x=abc");
    idio_str_release(&out);
}

static int fold_once(void *ctx)
{
    struct idio_str out;
    int status;

    idio_str_init(&out, 1000);
    status = idio_utf8_fold(&out, ctx, strlen(ctx), NULL);
    idio_str_release(&out);
    return status;
}

static void survives_missing_memory(void **state)
{
    char good[] = "Stra\xC3\x9F"
                  "e",
         bad[] = "Stra\xC3";

    (void)state;
    IDIO_FAIL_EACH_ALLOC(fold_once, good);
    IDIO_FAIL_EACH_ALLOC(fold_once, bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_every_code_point),
        cmocka_unit_test(agrees_with_utf8proc),
        cmocka_unit_test(repairs),
        cmocka_unit_test(says_where_it_breaks),
        cmocka_unit_test(cuts_at_characters),
        cmocka_unit_test(made_safe_for_terminals),
        cmocka_unit_test(terminal_output_is_always_safe),
        cmocka_unit_test(widths),
        cmocka_unit_test(folds),
        cmocka_unit_test(fold_appends_within_the_maximum),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
