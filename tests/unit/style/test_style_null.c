/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The null world: a developer without habits. Coins are tossed for every site, once for every file,
 * or once for every repository; nothing may come of it (at most one stated fact in 1,000 cells),
 * although counting sites would find a thousand habits. Then worlds with habits, of which nearly
 * all must be found, and none that is not there.
 */
#include "style_fixture.h"

#include <math.h>

#define TRAITS 16 /* 0..11 of two values, 12..13 of three, 14 ordered, 15 of four */
#define SITES  24 /* of one trait in one file, at most */

enum coin { COIN_SITE, COIN_FILE, COIN_REPO };

static struct idio_traits *null_traits(void)
{
    struct idio_str s, l;
    struct idio_traits *t = NULL;
    struct idio_err err = {0};

    idio_str_init(&s, 1 << 16);
    idio_str_init(&l, 1 << 16);
    idio_str_puts(&s, "{\"version\": 1, \"areas\": [\"format\"], \"traits\": [");
    idio_str_puts(&l, "{\"version\": 1, \"traits\": {");
    for (int i = 0; i < TRAITS; i++) {
        idio_str_printf(&s,
                        "%s{\"id\": \"format.t%d\", \"field\": \"style_guides\", \"impact\": 0.9, "
                        "\"min_n\": 8, %s \"values\": {\"a\": \"A.\", \"b\": \"B.\"%s%s}}",
                        i ? "," : "", i, i == 14 ? "\"ordered\": true," : "",
                        i == 14   ? ", \"c\": null"
                        : i >= 12 ? ", \"c\": \"C.\""
                                  : "",
                        i == 15 ? ", \"d\": \"D.\"" : "");
        idio_str_printf(&l, "%s\"format.t%d\": {}", i ? "," : "", i);
    }
    idio_str_puts(&s, "]}");
    idio_str_puts(&l, "}}");
    {
        const unsigned char *language = (const unsigned char *)l.data;
        const struct idio_embedded files[] = {
            {"data/traits.json", (const unsigned char *)s.data, s.len},
            {"queries/c/language.json", language, l.len},
            {"queries/cpp/language.json", language, l.len},
            {"queries/python/language.json", language, l.len},
            {NULL, NULL, 0}};

        assert_ok(style_traits_parse(files, &t, &err), &err);
    }
    idio_str_release(&s);
    idio_str_release(&l);
    return t;
}

static uint16_t values_of(size_t trait)
{
    return trait < 12 ? 2 : trait < 15 ? 3 : 4;
}

static uint64_t toss(uint64_t *r)
{
    return idio_test_random(r) >> 33;
}

struct world {
    size_t repos, files; /* files per repository */
    enum coin coin;
    double habits;  /* share of traits that are habits (value 1) */
    unsigned slips; /* a habit is not kept in so many of 100 sites */
    uint64_t seed;
};

/* The last ones, so that coins have two sides first of all. */
static size_t habits_of(const struct world *w)
{
    return (size_t)(TRAITS * w->habits);
}

static bool is_habit(const struct world *w, size_t trait)
{
    return trait >= TRAITS - habits_of(w);
}

static void build(const struct world *w, struct idio_tally *t)
{
    for (int lang = 1; lang <= 3; lang++)
        for (size_t repo = 0; repo < w->repos; repo++)
            for (size_t file = 0; file < w->files; file++) {
                uint64_t r = w->seed * 7919 + (uint64_t)lang * 100003 + repo * 1009 + file * 13 + 1;
                struct fixture_file f;
                char repo_name[32], path[64];

                fixture_open(&f, (enum idio_lang)lang);
                for (uint16_t trait = 0; trait < TRAITS; trait++) {
                    uint64_t one = w->seed * 31 + (uint64_t)lang * 77 + trait * 1000003u +
                                   (w->coin == COIN_REPO ? repo * 500009 : 0);
                    size_t n = 1 + toss(&r) % SITES;
                    bool habit = is_habit(w, trait);
                    uint64_t whole = w->coin == COIN_REPO ? toss(&one) : toss(&r);

                    whole = w->coin == COIN_REPO ? toss(&one) : whole;
                    for (size_t s = 0; s < n; s++) {
                        uint64_t coin = w->coin == COIN_SITE ? toss(&r) : whole;
                        uint16_t value = (uint16_t)(coin % values_of(trait));

                        if (habit)
                            value = toss(&r) % 100 < w->slips ? 0 : 1;
                        fixture_sites(&f, trait, value, 1, (uint32_t)s + 1, 0);
                    }
                }
                snprintf(repo_name, sizeof repo_name, "r%zu", repo);
                snprintf(path, sizeof path, "%s/f%zu", file % 2 ? "src" : "lib", file);
                fixture_add(t, repo_name, path, &f);
            }
}

struct outcome {
    size_t cells, stated, sure; /* everywhere; sure: decided with a confidence of .95 */
    size_t scoped;              /* stated facts of repositories and folders */
    size_t scopes;              /* (cell, scope) pairs there were to try */
    size_t habits, found, wrong;
};

static void judge(const struct world *w, const struct idio_traits *traits, struct outcome *o)
{
    struct idio_tally *t = NULL;
    struct idio_err err = {0};
    struct fixture_facts facts;

    assert_ok(idio_tally_new(traits, &t, &err), &err);
    build(w, t);
    fixture_facts(t, &facts);
    o->cells += t->groups.len;
    o->scopes += t->groups.len * w->repos * 3;
    o->habits += habits_of(w) * 3;
    for (size_t i = 0; i < facts.len; i++) {
        const struct idio_fact *f = &facts.at[i];
        bool habit = is_habit(w, f->trait_no);

        if (*f->scope)
            o->scoped += f->stated;
        else if (habit && f->stated && *f->value == 'b')
            o->found++;
        else if (habit)
            o->wrong += f->stated;
        if (*f->scope || habit)
            continue;
        o->stated += f->stated;
        /* That everything is at most the largest limit is no finding. */
        o->sure += f->decided && f->confidence >= 0.95 && (f->trait_no != 14 || *f->value != 'c');
    }
    idio_arena_release(&facts.arena);
    idio_tally_free(t);
}

static void test_coins_state_nothing(void **state)
{
    static const char *const names[] = {"site", "file", "repository"};
    struct idio_traits *traits = null_traits();

    (void)state;
    for (int coin = COIN_SITE; coin <= COIN_REPO; coin++) {
        struct outcome o = {0};

        for (uint64_t seed = 1; seed <= 120; seed++) {
            struct world w = {.coin = (enum coin)coin, .seed = seed};

            w.repos = coin == COIN_REPO ? 2 + seed % 11 : 1 + seed % 6;
            w.files = coin == COIN_REPO ? 1 + seed % 5 : 2 + seed % 9;
            judge(&w, traits, &o);
        }
        print_message(
            "a coin per %s: %zu cells, %zu stated, %zu confident; %zu scopes, %zu stated\n",
            names[coin], o.cells, o.stated, o.sure, o.scopes, o.scoped);
        assert_true(o.cells > 5000);
        assert_true(o.stated * 1000 <= o.cells);
        /* With a coin per repository a repository does have habits. */
        if (coin != COIN_REPO)
            assert_true(o.scoped * 1000 <= o.scopes);
    }
    idio_traits_free(traits);
}

static void test_habits_among_coins(void **state)
{
    static const char *const names[] = {"site", "file", "repository"};
    struct idio_traits *traits = null_traits();

    (void)state;
    for (int coin = COIN_SITE; coin <= COIN_REPO; coin++) {
        for (size_t repos = 1; repos <= 9; repos += 2) {
            struct outcome o = {0};

            for (uint64_t seed = 1; seed <= 40; seed++) {
                struct world w = {
                    .coin = (enum coin)coin, .seed = seed, .habits = 0.75, .slips = 3};

                w.repos = repos;
                w.files = 2 + seed % 7;
                judge(&w, traits, &o);
            }
            print_message(
                "habits and a coin per %s, %zu repositories: found %zu of %zu, wrong %zu, "
                "coins %zu of %zu\n",
                names[coin], repos, o.found, o.habits, o.wrong, o.stated, o.cells - o.habits);
        }
    }
    idio_traits_free(traits);
}

/*
 * Few coins in a profile that is steady otherwise: the pool says that files agree, and a false
 * discovery rate alone would let one coin in twenty pass. From twelve files (repositories) on at
 * most one in 1,000 may be stated. Fewer that are of one mind by chance cannot be told from a
 * habit (six agree once in 32): the pool decides, and hardly more than chance may pass. Neither may
 * a folder of three such files count as a habit of the folder's.
 */
static void test_coins_in_a_steady_profile(void **state)
{
    static const struct {
        enum coin coin;
        size_t repos, files;
        double chance; /* that all clusters of a cell agree; 0: hardly any */
    } worlds[] = {
        {COIN_SITE, 1, 6, 0},        {COIN_SITE, 4, 6, 0},        {COIN_FILE, 1, 6, 0x1p-5},
        {COIN_FILE, 4, 3, 0x1p-11},  {COIN_FILE, 1, 12, 0x1p-11}, {COIN_FILE, 4, 6, 0},
        {COIN_FILE, 4, 12, 0},       {COIN_FILE, 8, 8, 0},        {COIN_REPO, 4, 3, 0x1p-3},
        {COIN_REPO, 12, 3, 0x1p-11}, {COIN_REPO, 24, 2, 0},
    };
    static const char *const names[] = {"site", "file", "repository"};
    struct idio_traits *traits = null_traits();
    size_t stated = 0, cells = 0;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(worlds); i++) {
        struct outcome o = {0};
        size_t coins;

        for (uint64_t seed = 1; seed <= 250; seed++) {
            struct world w = {.coin = worlds[i].coin,
                              .repos = worlds[i].repos,
                              .files = worlds[i].files,
                              .seed = seed,
                              .habits = 0.9,
                              .slips = seed % 2 * 2};

            judge(&w, traits, &o);
        }
        coins = o.cells - o.habits;
        print_message(
            "steady but for a coin per %s, %zu x %zu files: habits %zu of %zu, wrong %zu, "
            "coins %zu of %zu, in scopes %zu\n",
            names[worlds[i].coin], worlds[i].repos, worlds[i].files, o.found, o.habits, o.wrong,
            o.stated, coins, o.scoped);
        assert_int_equal(o.wrong, 0);
        assert_true((o.habits - o.found) * 200 <= o.habits);
        assert_true((double)o.stated <= (1.5 * worlds[i].chance + 0.004) * (double)coins);
        if (worlds[i].coin != COIN_REPO)
            assert_true(o.scoped * 1000 <= coins * worlds[i].repos * 3);
        if (worlds[i].chance < 0.001) {
            stated += o.stated;
            cells += coins;
        }
    }
    print_message("from twelve clusters on: %zu stated of %zu coins\n", stated, cells);
    assert_true(stated * 1000 <= cells);
    idio_traits_free(traits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coins_state_nothing),
        cmocka_unit_test(test_habits_among_coins),
        cmocka_unit_test(test_coins_in_a_steady_profile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
