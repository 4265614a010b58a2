/* SPDX-License-Identifier: Apache-2.0 */
/* Lookup in a table of embedded files. */
#include "idio_test.h"

#include "base/embed.h"

static void finds(void **state)
{
    static const struct idio_embedded table[] = {
        {"queries/c/traits.scm", (const unsigned char *)"one", 3},
        {"queries/c/traits", (const unsigned char *)"", 0},
        {NULL, NULL, 0},
    };

    (void)state;
    assert_ptr_equal(idio_embedded_find(table, "queries/c/traits.scm"), &table[0]);
    assert_ptr_equal(idio_embedded_find(table, "queries/c/traits"), &table[1]);
    assert_null(idio_embedded_find(table, "queries"));
    assert_null(idio_embedded_find(table, ""));
    assert_null(idio_embedded_find(&table[2], "queries/c/traits"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
