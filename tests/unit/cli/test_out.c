/* SPDX-License-Identifier: Apache-2.0 */
#include "idio_test.h"

#include "cli/out.h"
#include "cli/table.h"

static struct cli_out plain(unsigned width)
{
    struct cli_out o;

    cli_out_init(&o, false, true, width);
    return o;
}

static void pieces_are_made_safe(void **state)
{
    struct cli_out o = plain(80);

    (void)state;
    cli_put(&o, CLI_PLAIN, "%s|%s", "a\033[31mb\nc\td", "\xff\xe2\x80\xae");
    assert_string_equal(o.text.data, "a\\x1b[31mb c d|\xEF\xBF\xBD\\u{202e}");
    cli_out_release(&o);
}

static void colours_only_when_wanted(void **state)
{
    struct cli_out o = plain(80);

    (void)state;
    cli_put(&o, CLI_BAD, "x");
    assert_string_equal(o.text.data, "x");
    cli_out_clear(&o);
    o.color = true;
    cli_put(&o, CLI_BAD, "x");
    cli_put(&o, CLI_BAD, "%s", ""); /* nothing to colour */
    assert_string_equal(o.text.data, "\033[31mx\033[0m");
    cli_out_release(&o);
}

static void lines_wrap_at_words(void **state)
{
    struct cli_out o = plain(30);

    (void)state;
    cli_pad(&o, 2);
    cli_wrap(&o, CLI_PLAIN, 2, 4, "one two three four five six seven\n\neight  nine");
    assert_string_equal(o.text.data, "  one two three four five six\n"
                                     "    seven\n\n"
                                     "    eight nine\n");
    cli_out_clear(&o);
    cli_wrap(&o, CLI_PLAIN, 0, 0, "a-word-that-is-longer-than-the-whole-line fits nowhere");
    assert_string_equal(o.text.data, "a-word-that-is-longer-than-the-whole-line\nfits nowhere\n");
    cli_out_clear(&o);
    cli_wrap(&o, CLI_PLAIN, 0, 0, "");
    assert_string_equal(o.text.data, "\n");
    cli_out_release(&o);
}

static void long_texts_are_cut(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
        const char *want;
    } rows[] = {
        {"abc", 3, "abc"},    {"abcd", 3, "ab…"}, {"ab cd", 4, "ab…"},       {"日本語", 5, "日本…"},
        {"日本語", 4, "日…"}, {"a\nb", 3, "a b"}, {"\033\033", 6, "\\x1b…"}, {"", 3, ""},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct cli_out o = plain(80);

        cli_put_cut(&o, CLI_PLAIN, rows[i].text, rows[i].columns);
        assert_string_equal(o.text.data, rows[i].want);
        cli_out_release(&o);
    }
}

static void no_line_ends_in_spaces(void **state)
{
    struct cli_out o = plain(80);

    (void)state;
    cli_put(&o, CLI_PLAIN, "a");
    cli_pad(&o, 7);
    cli_nl(&o);
    assert_string_equal(o.text.data, "a\n");
    cli_out_release(&o);
}

static void numbers_for_people(void **state)
{
    char text[CLI_COUNT_SIZE], share[CLI_SHARE_SIZE];

    (void)state;
    assert_string_equal(cli_count(0, text), "0");
    assert_string_equal(cli_count(999, text), "999");
    assert_string_equal(cli_count(1906, text), "1,906");
    assert_string_equal(cli_count(UINT64_MAX, text), "18,446,744,073,709,551,615");
    assert_string_equal(cli_share(0, 2, share), ".00");
    assert_string_equal(cli_share(.936, 2, share), ".94");
    assert_string_equal(cli_share(.9999, 2, share), ".99");
    assert_string_equal(cli_share(.9999, 3, share), ".999");
    assert_string_equal(cli_share(.0001, 3, share), "<.001");
    assert_string_equal(cli_share(1, 2, share), "1");
    assert_string_equal(cli_share(-1, 2, share), ".00");
}

static void columns_line_up(void **state)
{
    struct cli_out o = plain(39);
    struct cli_table t;

    (void)state;
    cli_table_init(&t, 3, 1, 2);
    t.right[1] = true;
    t.max_width[0] = 4;
    cli_table_cell(&t, CLI_PLAIN, "ab");
    cli_table_cell(&t, CLI_PLAIN, "7");
    cli_table_cell(&t, CLI_PLAIN, "some words that have to wrap");
    cli_table_cell(&t, CLI_PLAIN, "日本");
    cli_table_cell(&t, CLI_PLAIN, "100");
    cli_table_cell(&t, CLI_PLAIN, "%s", "");
    cli_table_cell(&t, CLI_PLAIN, "too wide");
    cli_table_cell(&t, CLI_PLAIN, "1");
    cli_table_cell(&t, CLI_PLAIN, "x");
    cli_table_print(&t, &o);
    assert_string_equal(o.text.data, " ab      7  some words that have to\n"
                                     "            wrap\n"
                                     " 日本  100\n"
                                     " too wide\n"
                                     "         1  x\n");
    cli_out_release(&o);
}

static int print_table(void *ctx)
{
    struct cli_out o;
    struct cli_table t;
    int rc;

    (void)ctx;
    cli_out_init(&o, true, true, 80);
    cli_table_init(&t, 2, 0, 1);
    for (int i = 0; i < 20; i++) {
        cli_table_cell(&t, CLI_STRONG, "row %d", i);
        cli_table_cell(&t, CLI_DIM, "words words words");
    }
    cli_table_print(&t, &o);
    rc = idio_str_status(&o.text, "test", NULL);
    cli_out_release(&o);
    return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC_OR_OK(print_table, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_made_safe),   cmocka_unit_test(colours_only_when_wanted),
        cmocka_unit_test(lines_wrap_at_words),    cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(no_line_ends_in_spaces), cmocka_unit_test(numbers_for_people),
        cmocka_unit_test(columns_line_up),        cmocka_unit_test(memory_that_runs_out_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
