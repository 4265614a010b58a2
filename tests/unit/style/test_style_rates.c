/* SPDX-License-Identifier: Apache-2.0 */
/* Rates against counting by hand, with one unit taken out. */
#include "style_fixture.h"

#include <math.h>

#define FILES 24

struct place {
    char repo[16], path[32];
    enum idio_lang lang;
    struct fixture_file f;
};

static struct place PLACES[FILES];

static void make_places(uint64_t seed)
{
    static const enum idio_lang langs[] = {IDIO_LANG_PYTHON, IDIO_LANG_GO, IDIO_LANG_TSX,
                                           IDIO_LANG_TYPESCRIPT};
    static const char *const folders[] = {"", "src/", "src/net/", "lib/"};

    for (size_t i = 0; i < FILES; i++) {
        struct place *p = &PLACES[i];
        uint64_t r = seed * 100 + i + 1;

        snprintf(p->repo, sizeof p->repo, "/r%u", (unsigned)(i % 3));
        snprintf(p->path, sizeof p->path, "%sf%u",
                 folders[idio_test_random(&r) % IDIO_COUNT(folders)], (unsigned)i);
        p->lang = langs[idio_test_random(&r) % IDIO_COUNT(langs)];
        fixture_open(&p->f, p->lang);
        for (uint32_t u = 0; u < idio_test_random(&r) % 5; u++) {
            uint32_t unit = fixture_unit(&p->f, 0, 10 * u + 1, 10 * u + 9, "");

            if (idio_test_random(&r) % 2)
                fixture_sites(&p->f, T_INDENT, 0, 2, 10 * u + 2, unit);
            if (idio_test_random(&r) % 3 == 0)
                fixture_sites(&p->f, T_LENGTH, 1, 1, 10 * u + 3, unit);
        }
    }
}

static bool same_folder(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    size_t n = x ? (size_t)(x - a) : 0;

    return n == (y ? (size_t)(y - b) : 0) && memcmp(a, b, n) == 0;
}

/* Counts units of the place (0 file, 1 folder, 2 repository, 3 language) without (skip_file,
 * skip_unit). */
static float by_hand(const struct idio_traits *t, const struct place *at, int level, size_t trait,
                     size_t skip_file, size_t skip_unit)
{
    size_t units = 0, k = 0;

    for (size_t i = 0; i < FILES; i++) {
        const struct place *p = &PLACES[i];
        bool in = idio_lang_style(p->lang) == idio_lang_style(at->lang);

        if (level < 3)
            in = in && strcmp(p->repo, at->repo) == 0;
        if (level < 2)
            in = in && same_folder(p->path, at->path);
        if (level < 1)
            in = in && p == at;
        for (size_t u = 1; in && u < p->f.o.unit_count; u++) {
            uint8_t flags[T_COUNT];

            if (i == skip_file && u == skip_unit)
                continue;
            idio_rates_came_up(t, &p->f.o, u, flags);
            units++;
            k += flags[trait];
        }
    }
    return units > 0 ? (float)((double)k / (double)units) : NAN;
}

/* Flags of all units at once, which are those of each. */
static int add_place(struct idio_rates *r, const struct idio_traits *t, const char *repo,
                     const char *path, const struct idio_observed *o, struct idio_err *err)
{
    uint8_t all[16 * T_COUNT], one[T_COUNT];

    assert_true(o->unit_count <= 16);
    idio_rates_came_up_all(t, o, all);
    for (size_t u = 0; u < o->unit_count; u++) {
        idio_rates_came_up(t, o, u, one);
        assert_memory_equal(all + u * T_COUNT, one, T_COUNT);
    }
    return idio_rates_add(r, repo, path, o, all, err);
}

static void compare(const struct idio_rates *r, const struct idio_traits *t, size_t file,
                    size_t unit)
{
    const struct place *at = &PLACES[file];
    float got[T_COUNT][IDIO_RATES];
    uint8_t minus[T_COUNT];

    if (unit > 0)
        idio_rates_came_up(t, &at->f.o, unit, minus);
    idio_rates_get(r, at->repo, at->path, at->lang, unit > 0 ? minus : NULL, got);
    for (size_t trait = 0; trait < T_COUNT; trait++) {
        for (int level = 0; level < IDIO_RATES; level++) {
            float want = by_hand(t, at, level, trait, unit > 0 ? file : FILES, unit);

            assert_int_equal(isnan(got[trait][level]), isnan(want));
            assert_true(isnan(want) || got[trait][level] == want);
        }
    }
}

static void test_against_brute_force(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct idio_rates *r = NULL;
        struct idio_err err = {0};

        make_places(seed);
        assert_ok(idio_rates_new(t, &r, &err), &err);
        for (size_t i = 0; i < FILES; i++)
            assert_ok(add_place(r, t, PLACES[i].repo, PLACES[i].path, &PLACES[i].f.o, &err), &err);
        for (size_t i = 0; i < FILES; i++)
            for (size_t u = 0; u < PLACES[i].f.o.unit_count; u++)
                compare(r, t, i, u);
        idio_rates_free(r);
    }
    idio_traits_free(t);
}

static void test_unknown_places(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_rates *r = NULL;
    struct idio_err err = {0};
    struct fixture_file f;
    float got[T_COUNT][IDIO_RATES];
    char *deep = idio_alloc(20000, 1);
    uint32_t unit;

    (void)state;
    fixture_open(&f, IDIO_LANG_C);
    unit = fixture_unit(&f, 0, 1, 9, "");
    fixture_sites(&f, T_INDENT, 0, 1, 2, unit);
    assert_ok(idio_rates_new(t, &r, &err), &err);
    assert_ok(add_place(r, t, "/r", "a/b.c", &f.o, &err), &err);
    idio_rates_get(r, "/r", "a/new.c", IDIO_LANG_C, NULL, got);
    assert_true(isnan(got[T_INDENT][0]) && got[T_INDENT][1] == 1 && got[T_INDENT][2] == 1 &&
                got[T_INDENT][3] == 1);
    idio_rates_get(r, "/r", "new.c", IDIO_LANG_C, NULL, got);
    assert_true(isnan(got[T_INDENT][1]) && got[T_INDENT][2] == 1);
    idio_rates_get(r, "/other", "a/b.c", IDIO_LANG_C, NULL, got);
    assert_true(isnan(got[T_INDENT][0]) && isnan(got[T_INDENT][1]) && isnan(got[T_INDENT][2]) &&
                got[T_INDENT][3] == 1);
    idio_rates_get(r, NULL, NULL, IDIO_LANG_C, NULL, got);
    assert_true(isnan(got[T_INDENT][0]) && isnan(got[T_INDENT][1]) && isnan(got[T_INDENT][2]) &&
                got[T_INDENT][3] == 1 && got[T_LENGTH][3] == 0);
    idio_rates_get(r, "/r", "a/b.c", IDIO_LANG_GO, NULL, got);
    assert_true(isnan(got[T_INDENT][0]) && isnan(got[T_INDENT][3]));
    /* The same file twice adds up. */
    f.o.site_count = 0;
    assert_ok(add_place(r, t, "/r", "a/b.c", &f.o, &err), &err);
    idio_rates_get(r, "/r", "a/b.c", IDIO_LANG_C, NULL, got);
    for (int level = 0; level < IDIO_RATES; level++)
        assert_true(got[T_INDENT][level] == 0.5f);
    /* A path no key has room for is left out. */
    memset(deep, 'x', 19999);
    assert_ok(add_place(r, t, "/r", deep, &f.o, &err), &err);
    idio_rates_get(r, "/r", deep, IDIO_LANG_C, NULL, got);
    assert_true(isnan(got[T_INDENT][0]) && got[T_INDENT][3] == 0.5f);
    idio_free(deep);
    assert_null(idio_rates_free(NULL));
    idio_rates_free(r);
    idio_traits_free(t);
}

static int add_places(void *ctx)
{
    struct idio_rates *r = NULL;
    struct idio_err err = {0};
    int rc = idio_rates_new(ctx, &r, &err);

    for (size_t i = 0; i < 8 && rc == IDIO_OK; i++)
        rc = add_place(r, ctx, PLACES[i].repo, PLACES[i].path, &PLACES[i].f.o, &err);
    idio_rates_free(r);
    return rc;
}

static void test_no_memory(void **state)
{
    struct idio_traits *t = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    make_places(3);
    IDIO_FAIL_EACH_ALLOC(add_places, t);
    idio_traits_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_brute_force),
        cmocka_unit_test(test_unknown_places),
        cmocka_unit_test(test_no_memory),
    };

    idio_json_use_gate();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
