/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit does, against sites placed by hand. */
#include "style_fixture.h"

static void show(const struct idio_traits *t, const struct idio_habits *h, char *ret, size_t max)
{
    ret[0] = '\0';
    for (size_t i = 0; i < h->len; i++)
        (void)snprintf(ret + strlen(ret), max - strlen(ret), "%s=%s %u/%u ",
                       idio_traits_name(t, h->at[i].trait), h->at[i].value, h->at[i].k, h->at[i].n);
}

static void check_parts(struct idio_traits *t, const struct fixture_file *f,
                        const struct idio_style_part *parts, const char *const *want, size_t n)
{
    struct idio_habits got[10];
    struct idio_arena arena;
    struct idio_err err = {0};
    char text[512];

    idio_arena_init(&arena, 1 << 20);
    assert_ok(idio_style_habits(t, &f->o, parts, n, &arena, got, &err), &err);
    for (size_t i = 0; i < n; i++) {
        show(t, &got[i], text, sizeof text);
        assert_string_equal(text, want[i]);
    }
    idio_arena_release(&arena);
}

static void test_units_and_lines(void **state)
{
    (void)state;
    static struct fixture_file f;
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    fixture_open(&f, IDIO_LANG_PYTHON);
    const uint32_t outer = fixture_unit(&f, 0, 10, 40, "requests get");
    const uint32_t inner = fixture_unit(&f, outer, 20, 30, "");
    const uint32_t other = fixture_unit(&f, 0, 50, 60, "");
    fixture_import(&f, "requests", 1, 0);
    fixture_sites(&f, T_QUOTES, 0, 3, 10, outer);
    fixture_sites(&f, T_QUOTES, 1, 4, 20, inner);
    fixture_sites(&f, T_INDENT, 0, 1, 50, other);
    static const uint32_t lines[][2] = {{1, 11}, {21, 21}};
    const struct idio_style_part parts[] = {
        {.unit = outer},
        {.unit = inner},
        {.unit = other},
        {.unit = 0},
        {.unit = outer, .lines = lines, .line_count = 2},
        {.unit = outer, .lines = lines + 1, .line_count = 1}, /* without the import's line */
        {.unit = outer, .lines = lines + 1, .line_count = 1, .libraries = true},
        {.unit = 99},
    };
    static const char *const want[] = {
        "format.quotes=double 4/7 format.quotes=single 3/7 library.http=requests 1/1 ",
        "format.quotes=double 4/4 ",
        "format.indent=tab 1/1 ",
        "format.quotes=double 4/7 format.quotes=single 3/7 format.indent=tab 1/1 "
        "library.http=requests 1/1 ",
        "format.quotes=single 2/3 format.quotes=double 1/3 library.http=requests 1/1 ",
        "format.quotes=double 1/1 ",
        "format.quotes=double 1/1 library.http=requests 1/1 ",
        "",
    };
    check_parts(t, &f, parts, want, IDIO_COUNT(want));
    f.o.parse_errors = true;
    check_parts(t, &f, parts, &want[7], 1);
    idio_traits_free(t);
}

static void test_memory(void **state)
{
    (void)state;
    static struct fixture_file f;
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_err err = {0};
    struct idio_habits got;
    struct idio_arena arena;
    fixture_open(&f, IDIO_LANG_PYTHON);
    fixture_sites(&f, T_QUOTES, 0, 5, 1, 0);
    idio_arena_init(&arena, 16);
    assert_status(
        idio_style_habits(t, &f.o, &(struct idio_style_part){.unit = 0}, 1, &arena, &got, &err),
        IDIO_E_NOMEM, &err);
    idio_arena_release(&arena);
    idio_traits_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units_and_lines),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
