/* SPDX-License-Identifier: Apache-2.0 */
/* The date text, at the ends of its range too. */
#include "idio_test.h"

#include "base/clock.h"

static void iso(void **state)
{
    static const struct {
        int64_t t;
        const char *text;
    } table[] = {
        {0, "1970-01-01T00:00:00Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {951782399, "2000-02-28T23:59:59Z"},
        {951782400, "2000-02-29T00:00:00Z"},
        {INT64_C(4107542400), "2100-03-01T00:00:00Z"},
        {INT64_C(253402300799), "9999-12-31T23:59:59Z"},
        {INT64_C(253402300800), "9999-12-31T23:59:59Z"},
        {INT64_C(-62167219200), "0000-01-01T00:00:00Z"},
        {INT64_MAX, "9999-12-31T23:59:59Z"},
        {INT64_MIN, "0000-01-01T00:00:00Z"},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        char text[IDIO_ISO_SIZE];

        idio_clock_iso(table[i].t, text);
        assert_string_equal(text, table[i].text);
    }
}

static void monotonic(void **state)
{
    int64_t before = idio_clock_ms(), after;

    (void)state;
    usleep(30000);
    after = idio_clock_ms();
    assert_true(after - before >= 29 && after - before < 20000);
    assert_true(idio_clock_wall() > 1600000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(iso), cmocka_unit_test(monotonic)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
