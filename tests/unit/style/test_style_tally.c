/* SPDX-License-Identifier: Apache-2.0 */
/* Counting: what counts, the cap per file, examples, shares, and that order does not matter. */
#include "style_fixture.h"

/* A developer with three repositories in two languages, made from a seed. */
#define WORLD_FILES 60

static void world_file(uint64_t seed, size_t i, struct fixture_file *f, char repo[32],
                       char path[64])
{
    uint64_t r = seed * 1000 + i + 1;
    enum idio_lang lang = idio_test_random(&r) % 3 ? IDIO_LANG_PYTHON : IDIO_LANG_GO;

    snprintf(repo, 32, "r%zu", i % 3);
    snprintf(path, 64, "%s/f%zu.x", idio_test_random(&r) % 2 ? "src" : "lib", i);
    fixture_open(f, lang);
    for (size_t k = 0; k < 1 + idio_test_random(&r) % 40; k++) {
        fixture_sites(f, T_INDENT, (uint16_t)((idio_test_random(&r) % 8 == 0) != (i % 3 == 2)), 1,
                      (uint32_t)(3 * k + 1), 0);
        fixture_sites(f, T_LENGTH, (uint16_t)(idio_test_random(&r) % 20 == 0), 1,
                      (uint32_t)(3 * k + 1), 0);
        if (lang == IDIO_LANG_PYTHON)
            fixture_sites(f, T_QUOTES, (uint16_t)(idio_test_random(&r) % 3), 1,
                          (uint32_t)(3 * k + 2), 0);
    }
    fixture_import(f, idio_test_random(&r) % 4 ? "requests" : "urllib", 1, 0);
    fixture_import(f, "json", 2, 0);
    for (size_t k = 0; i % 5 && k < f->o.site_count; k++) /* a fifth of the files has no dates */
        f->sites[k].day = 15000 + (int32_t)(idio_test_random(&r) >> 33) % 900;
}

static void world(struct idio_tally *t, uint64_t seed, uint64_t shuffle)
{
    size_t order[WORLD_FILES];

    for (size_t i = 0; i < WORLD_FILES; i++)
        order[i] = i;
    for (size_t i = WORLD_FILES; shuffle && i > 1; i--) {
        size_t k = idio_test_random(&shuffle) % i, swap = order[k];

        order[k] = order[i - 1];
        order[i - 1] = swap;
    }
    for (size_t i = 0; i < WORLD_FILES; i++) {
        struct fixture_file f;
        char repo[32], path[64];

        world_file(seed, order[i], &f, repo, path);
        fixture_add(t, repo, path, &f);
    }
}

static char *facts_and_shares(const struct idio_traits *traits, uint64_t seed, uint64_t shuffle)
{
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;
    struct idio_json *shares = NULL;
    struct idio_str out;

    assert_ok(idio_tally_new(traits, &t, &err), &err);
    world(t, seed, shuffle);
    fixture_facts(t, &facts);
    idio_str_init(&out, 1 << 20);
    fixture_print(&facts, &out);
    assert_ok(idio_tally_shares(t, &shares, &err), &err);
    assert_ok(idio_json_write(shares, IDIO_JSON_PRETTY, &out, &err), &err);
    idio_json_free(shares);
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
    return idio_str_take(&out);
}

/* The files dealt out to several tallies that are merged in some order, some of them through
 * bytes. */
static char *facts_of_parts(const struct idio_traits *traits, uint64_t seed, uint64_t deal)
{
    struct idio_tally *parts[5] = {NULL};
    size_t n = 1 + deal % IDIO_COUNT(parts), first = deal / 7 % n;
    struct idio_err err = {0};
    struct fixture_facts facts;
    struct idio_str out;
    uint64_t r = deal;

    for (size_t i = 0; i < n; i++)
        assert_ok(idio_tally_new(traits, &parts[i], &err), &err);
    for (size_t i = 0; i < WORLD_FILES; i++) {
        struct fixture_file f;
        char repo[32], path[64];

        world_file(seed, i, &f, repo, path);
        fixture_add(parts[(idio_test_random(&r) >> 20) % n], repo, path, &f);
    }
    for (size_t step = 1; step < n; step++) {
        size_t i = (first + step) % n;

        if (step % 2) {
            struct idio_tally *copy = NULL;

            idio_str_init(&out, 1 << 20);
            idio_tally_encode(parts[i], &out);
            assert_ok(idio_str_status(&out, "test", &err), &err);
            assert_ok(idio_tally_decode(traits, out.data, out.len, &copy, &err), &err);
            idio_str_release(&out);
            idio_tally_free(parts[i]);
            parts[i] = copy;
        }
        assert_ok(idio_tally_merge(parts[first], parts[i], &err), &err);
    }
    fixture_facts(parts[first], &facts);
    idio_str_init(&out, 1 << 20);
    fixture_print(&facts, &out);
    idio_arena_release(&facts.arena);
    for (size_t i = 0; i < n; i++)
        idio_tally_free(parts[i]);
    return idio_str_take(&out);
}

static void test_merging(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        char *want = facts_of_parts(traits, seed, 0);

        assert_true(strlen(want) > 1000);
        assert_non_null(strstr(want, "@r2")); /* and scopes are among it */
        for (uint64_t deal = 1; deal <= 40; deal++) {
            char *got = facts_of_parts(traits, seed, deal * 131 + seed);

            assert_string_equal(got, want);
            idio_free(got);
        }
        idio_free(want);
    }
    idio_traits_free(traits);
}

/* Any byte changed or cut off: refused or harmless, never believed to be another registry's. */
static void test_damaged_bytes(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_traits *other = fixture_traits("{\"version\": 1, \"traits\": {} }");
    struct idio_tally *t = NULL, *copy = NULL;
    struct idio_err err = {0};
    struct idio_str out;

    (void)state;
    assert_ok(idio_tally_new(traits, &t, &err), &err);
    fixture_split(t, "a", "x.py", IDIO_LANG_PYTHON, T_QUOTES, 3, 10);
    fixture_split(t, "b", "y.py", IDIO_LANG_PYTHON, T_QUOTES, 3, 10);
    idio_str_init(&out, 1 << 20);
    idio_tally_encode(t, &out);
    assert_int_equal(idio_tally_decode(other, out.data, out.len, &copy, &err), IDIO_E_CONFLICT);
    for (size_t cut = 0; cut < out.len; cut++)
        assert_int_equal(idio_tally_decode(traits, out.data, cut, &copy, &err), IDIO_E_CORRUPT);
    for (size_t i = 0; i < out.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            out.data[i] = (char)(out.data[i] ^ (1 << bit));
            if (idio_tally_decode(traits, out.data, out.len, &copy, &err) == IDIO_OK)
                idio_tally_free(copy);
            out.data[i] = (char)(out.data[i] ^ (1 << bit));
        }
    idio_str_release(&out);
    idio_tally_free(t);
    idio_traits_free(traits);
    idio_traits_free(other);
}

static void test_order_does_not_matter(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        char *want = facts_and_shares(traits, seed, 0);

        assert_true(strlen(want) > 1000);
        for (uint64_t shuffle = 1; shuffle <= 8; shuffle++) {
            char *got = facts_and_shares(traits, seed, shuffle * 77);

            assert_string_equal(got, want);
            idio_free(got);
        }
        idio_free(want);
    }
    idio_traits_free(traits);
}

static void test_what_counts(void **state)
{
    static const struct {
        bool test_file, test_unit, parse_errors;
        unsigned code, tests, all; /* sites counted of the three kinds */
    } rows[] = {
        {false, false, false, 3, 0, 5},
        {true, false, false, 0, 4, 5},
        {false, true, false, 0, 4, 5},
        {false, false, true, 0, 0, 0},
    };
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct fixture_file f;
        struct idio_err err = {0};
        style_hits hits = {0};
        size_t seen[T_COUNT] = {0};
        uint32_t unit, inner;

        fixture_open(&f, IDIO_LANG_PYTHON);
        unit = fixture_unit(&f, 0, 1, 900, "");
        inner = fixture_unit(&f, unit, 1, 900, "");
        f.units[0].is_test = rows[i].test_file;
        f.units[unit].is_test = rows[i].test_unit;
        f.o.parse_errors = rows[i].parse_errors;
        fixture_sites(&f, T_QUOTES, 0, 3, 1, inner);
        fixture_sites(&f, T_ASSERT, 1, 4, 1, inner);
        fixture_sites(&f, T_INDENT, 1, 5, 1, inner);
        assert_ok(style_file_hits(traits, &f.o, &hits, &err), &err);
        for (size_t h = 0; h < hits.len; h++)
            seen[hits.at[h].trait]++;
        assert_int_equal(seen[T_QUOTES], rows[i].code);
        assert_int_equal(seen[T_ASSERT], rows[i].tests);
        assert_int_equal(seen[T_INDENT], rows[i].all);
        idio_vec_release(&hits);
    }
    idio_traits_free(traits);
}

/* Sites of a trait the language does not have, unknown numbers, broken unit chains: left out, no
 * crash. */
static void test_nonsense_sites(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct fixture_file f;
    struct idio_err err = {0};
    style_hits hits = {0};

    (void)state;
    fixture_open(&f, IDIO_LANG_GO);
    f.units[0].parent = 0;
    fixture_sites(&f, T_QUOTES, 0, 2, 1, 0);     /* Go has no such trait */
    fixture_sites(&f, 999, 0, 2, 1, 0);          /* no such trait at all */
    fixture_sites(&f, T_INDENT, 77, 2, 1, 0);    /* no such value */
    fixture_sites(&f, T_HTTP, 0, 2, 1, 0);       /* open, without text */
    fixture_sites(&f, T_INDENT, 0, 2, 1, 12345); /* no such unit */
    fixture_import(&f, "net/http/httptest", 9, IDIO_NO_UNIT);
    fixture_import(&f, "example.org/unknown", 9, IDIO_NO_UNIT);
    fixture_import(&f, "net/http", 10, IDIO_NO_UNIT);
    assert_ok(style_file_hits(traits, &f.o, &hits, &err), &err);
    assert_int_equal(hits.len, 3);
    assert_int_equal(hits.at[0].trait, T_INDENT);
    assert_int_equal(hits.at[2].trait, T_HTTP);
    assert_string_equal(hits.at[2].text, "net/http");
    assert_int_equal(hits.at[2].line, 9);
    idio_vec_release(&hits);
    idio_traits_free(traits);
}

/* A file counts for STYLE_FILE_CAP sites; k and n stay what was seen. */
static void test_cap(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;
    const struct idio_fact *f;

    (void)state;
    assert_ok(idio_tally_new(traits, &t, &err), &err);
    fixture_split(t, "a", "big.py", IDIO_LANG_PYTHON, T_QUOTES, 400, 400);
    fixture_facts(t, &facts);
    f = fixture_fact(&facts, "python:format.quotes=single");
    assert_non_null(f);
    assert_true(f->k == 400 && f->n == 400);
    assert_true(f->lo > 0.5 && f->lo < 0.7); /* less than 20 of 20: all in one file */
    idio_arena_release(&facts.arena);
    /* Ten small files of the other opinion outvote it; by plain count the big file leads:
     * undecided. */
    for (int i = 0; i < 10; i++) {
        char path[32];

        snprintf(path, sizeof path, "s%d.py", i);
        fixture_split(t, "a", path, IDIO_LANG_PYTHON, T_QUOTES, 0, 19);
    }
    fixture_facts(t, &facts);
    f = fixture_fact(&facts, "python:format.quotes=double");
    assert_non_null(f);
    assert_true(f->k == 190 && f->n == 590);
    assert_false(f->decided);
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
    idio_traits_free(traits);
}

static const struct idio_fact *one_fact(const struct idio_tally *t, struct fixture_facts *facts,
                                        const char *id)
{
    const struct idio_fact *f;

    fixture_facts(t, facts);
    f = fixture_fact(facts, id);
    assert_non_null(f);
    return f;
}

static void test_examples(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;
    const struct idio_fact *f;

    (void)state;
    assert_ok(idio_tally_new(traits, &t, &err), &err);
    fixture_split(t, "a", "x.py", IDIO_LANG_PYTHON, T_QUOTES, 10, 10);
    f = one_fact(t, &facts, "python:format.quotes=single"); /* one file: two lines of it */
    assert_int_equal(f->example_count, 2);
    assert_string_equal(f->examples[0].repo, "a");
    assert_string_equal(f->examples[0].path, "x.py");
    assert_int_not_equal(f->examples[0].line, f->examples[1].line);
    assert_null(f->counter.path);
    assert_string_equal(f->examples[0].text, "");
    idio_arena_release(&facts.arena);
    fixture_split(t, "a", "y.py", IDIO_LANG_PYTHON, T_QUOTES, 10, 10);
    f = one_fact(t, &facts, "python:format.quotes=single"); /* two files: one of each */
    assert_string_not_equal(f->examples[0].path, f->examples[1].path);
    idio_arena_release(&facts.arena);
    fixture_split(t, "b", "x.py", IDIO_LANG_PYTHON, T_QUOTES, 10, 11);
    f = one_fact(t, &facts, "python:format.quotes=single"); /* two repositories */
    assert_string_not_equal(f->examples[0].repo, f->examples[1].repo);
    assert_string_equal(f->counter.repo, "b");
    assert_int_equal(f->counter.line, 500);
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
    idio_traits_free(traits);
}

/* Brute force: the two examples are the smallest by key, and the smallest that stands as far away
 * as possible. */
static void test_examples_against_brute_force(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    for (uint64_t seed = 1; seed < 200; seed++) {
        struct {
            uint64_t key;
            char repo, path;
            uint32_t line;
        } all[12], *best = NULL, *far = NULL;
        struct idio_tally *t = NULL;
        struct idio_err err = {0};
        struct fixture_facts facts;
        const struct idio_fact *f;
        uint64_t r = seed;
        size_t n = 1 + idio_test_random(&r) % IDIO_COUNT(all);
        int farthest = 0;

        assert_ok(idio_tally_new(traits, &t, &err), &err);
        for (size_t i = 0; i < n; i++) {
            struct fixture_file file;
            uint64_t x = idio_test_random(&r) >> 20, key;
            char repo[2] = {(char)('a' + x % 2), 0}, path[5] = "x.py";

            path[0] = (char)('x' + x / 2 % 2);
            all[i].repo = repo[0];
            all[i].path = path[0];
            all[i].line = (uint32_t)(x / 4 % 3) + 1;
            fixture_open(&file, IDIO_LANG_PYTHON);
            fixture_sites(&file, T_QUOTES, 0, 1, all[i].line, 0);
            fixture_add(t, repo, path, &file);
            key = idio_hash64(path, 4, idio_hash64(repo, 1, 0));
            all[i].key = style_spot_key(key, T_QUOTES, all[i].line);
            best = !best || all[i].key < best->key ? &all[i] : best;
        }
        for (size_t i = 0; i < n; i++) {
            int distance = all[i].repo != best->repo   ? 3
                           : all[i].path != best->path ? 2
                           : all[i].line != best->line ? 1
                                                       : 0;

            if (distance > farthest || (distance == farthest && far && all[i].key < far->key)) {
                farthest = distance;
                far = &all[i];
            }
        }
        fixture_facts(t, &facts);
        f = fixture_fact(&facts, "python:format.quotes=single");
        if (f) { /* else too few sites */
            assert_int_equal(f->example_count, far ? 2 : 1);
            assert_int_equal(f->examples[0].line, best->line);
            assert_int_equal(f->examples[0].repo[0], best->repo);
            if (far) {
                assert_int_equal(f->examples[1].line, far->line);
                assert_int_equal(f->examples[1].path[0], far->path);
                assert_int_equal(f->examples[1].repo[0], far->repo);
            }
        }
        idio_arena_release(&facts.arena);
        idio_tally_free(t);
    }
    idio_traits_free(traits);
}

static void test_shares(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct idio_json *shares = NULL, *one;

    (void)state;
    assert_ok(idio_tally_new(traits, &t, &err), &err);
    fixture_split(t, "a", "x.py", IDIO_LANG_PYTHON, T_QUOTES, 10, 10);
    fixture_split(t, "b", "x.py", IDIO_LANG_PYTHON, T_QUOTES, 0, 10);
    fixture_split(t, "b", "y.py", IDIO_LANG_PYTHON, T_QUOTES, 5, 10);
    fixture_split(t, "c", "y.py", IDIO_LANG_PYTHON, T_QUOTES, 4, 4); /* too little to vote */
    assert_ok(idio_tally_shares(t, &shares, &err), &err);
    one = idio_json_get(idio_json_get(shares, "python"), "format.quotes");
    assert_int_equal(idio_json_get_int(one, "repos", 0), 2);
    assert_int_equal(idio_json_get_int(one, "sites", 0), 34);
    assert_true(idio_json_get_real(idio_json_get(one, "shares"), "single", 0) == 0.625);
    assert_true(idio_json_get_real(idio_json_get(one, "shares"), "double", 0) == 0.375);
    idio_json_free(shares);
    idio_tally_free(t);
    idio_traits_free(traits);
}

static void test_empty(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;
    struct fixture_file f;
    struct idio_json *shares = NULL;

    (void)state;
    assert_ok(idio_tally_new(traits, &t, &err), &err);
    fixture_facts(t, &facts);
    assert_int_equal(facts.len, 0);
    idio_arena_release(&facts.arena);
    fixture_open(&f, IDIO_LANG_NONE);
    fixture_add(t, "a", "x", &f);
    fixture_open(&f, IDIO_LANG_C);
    fixture_add(t, "a", "x.c", &f);
    fixture_facts(t, &facts);
    assert_int_equal(facts.len, 0);
    idio_arena_release(&facts.arena);
    assert_ok(idio_tally_shares(t, &shares, &err), &err);
    assert_int_equal(idio_json_len(shares), 0);
    idio_json_free(shares);
    assert_null(idio_tally_free(NULL));
    idio_tally_free(t);
    idio_traits_free(traits);
}

static int count_and_judge(void *ctx)
{
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct idio_arena arena;
    struct idio_fact *facts;
    struct idio_json *shares = NULL;
    size_t n;
    int rc = idio_tally_new(ctx, &t, &err);

    idio_arena_init(&arena, 1 << 24);
    for (size_t i = 0; i < 4 && rc == IDIO_OK; i++) {
        struct fixture_file f;
        char repo[32], path[64], at[64];

        world_file(7, i, &f, repo, path);
        snprintf(at, sizeof at, "/%s", repo);
        rc = idio_tally_add(t, repo, at, path, &f.o, &err);
    }
    if (rc == IDIO_OK)
        rc = idio_tally_facts(t, &arena, &facts, &n, &err);
    if (rc == IDIO_OK)
        rc = idio_tally_shares(t, &shares, &err);
    idio_json_free(shares);
    idio_arena_release(&arena);
    idio_tally_free(t);
    return rc;
}

static void test_no_memory(void **state)
{
    struct idio_traits *traits = fixture_traits(FIXTURE_NO_TRAITS);

    (void)state;
    IDIO_FAIL_EACH_ALLOC(count_and_judge, traits);
    idio_traits_free(traits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_merging),
        cmocka_unit_test(test_damaged_bytes),
        cmocka_unit_test(test_what_counts),
        cmocka_unit_test(test_nonsense_sites),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_examples_against_brute_force),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_no_memory),
    };

    idio_json_use_gate();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
