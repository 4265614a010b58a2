/* SPDX-License-Identifier: Apache-2.0 */
/* Licences by their sentences. The texts are fragments, as wrapped as they come. */
#include "idio_test.h"

#include "corpus/corpus.h"

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want; /* NULL: not recognised */
    } rows[] = {
        {"Copyright (c) 2020 A\n\nPermission is hereby granted, free of\ncharge, to any person "
         "obtaining a copy of",
         "MIT"},
        {"Redistribution and use in source and\n * binary forms, with or without", "BSD-2-Clause"},
        {"Redistribution and use in source and binary forms. The names may\nbe used to endorse or "
         "promote products",
         "BSD-3-Clause"},
        {"                                 Apache License\n                           Version 2.0, "
         "January 2004",
         "Apache-2.0"},
        {"This is free and unencumbered software released into the public domain.", "Unlicense"},
        {"GNU AFFERO GENERAL PUBLIC LICENSE\n  Version 3, 19 November 2007", "AGPL-3.0"},
        {"                    GNU GENERAL PUBLIC LICENSE\n                       Version 2, June",
         "GPL-2.0"},
        {"Permission to use, copy, modify, and/or distribute this software for any purpose with or "
         "without fee is hereby granted.",
         "0BSD"},
        {"// SPDX-License-Identifier: MIT OR Apache-2.0 \nmore", "MIT OR Apache-2.0"},
        {"SPDX-License-Identifier:", NULL},
        {"All rights reserved.", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        char got[IDIO_LICENCE_MAX];
        const bool known = idio_licence_of(rows[i].text, strlen(rows[i].text), got);
        assert_int_equal(known, rows[i].want != NULL);
        if (known)
            assert_string_equal(got, rows[i].want);
    }
}

/* The GPL speaks of the AGPL, far below its title. */
static void test_title(void **state)
{
    (void)state;
    char text[4096], got[IDIO_LICENCE_MAX];
    int n = snprintf(text, sizeof text, "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n");
    while (n < 2000)
        n += snprintf(text + n, sizeof text - (size_t)n, "terms and conditions follow here. ");
    snprintf(text + n, sizeof text - (size_t)n, "Use with the GNU Affero General Public License.");
    assert_true(idio_licence_of(text, strlen(text), got));
    assert_string_equal(got, "GPL-3.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
