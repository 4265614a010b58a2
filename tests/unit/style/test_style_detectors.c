/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The detectors (queries/<lang>/traits.scm and the line rules) against
 * tests/fixtures/style/<lang>.txt. Joins corpus and style, as only tests and core may.
 *
 * A fixture is a run of blocks:
 *     %%% format.quotes @ src/a.js        the trait, and the path of the file (default:
 * src/sample.<ext>) …code…
 *     %%% = 1 single, 2 double            every site of the trait in the code: line and value;
 * nothing: none Every (language, trait) pair that has a detector must have a block.
 */
#include "style_fixture.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "corpus/corpus.h"
#include "corpus/query_source.h"
#include "embed/idio_queries.h"
#include "embed/idio_style_data.h"

#include <ctype.h>

#define FIXTURES IDIO_SOURCE_DIR "/tests/fixtures/style/"
#define MARK     "%%% "

/* Languages that facts are filed under, with the first of their file extensions. */
static const struct {
    enum idio_lang lang;
    const char *name, *id, *extensions;
} ALL[] = {
#define X(name, id, title, extensions, interpreters, folder, grammar) \
    {IDIO_LANG_##name, #name, id, extensions},
    IDIO_LANG_LIST(X)
#undef X
};
static struct {
    enum idio_lang lang;
    const char *id;
    char ext[8];
} LANGS[IDIO_COUNT(ALL)];
static size_t lang_count;

static void list_languages(void)
{
    for (size_t i = 0; i < IDIO_COUNT(ALL); i++) {
        if (idio_lang_style(ALL[i].lang) != ALL[i].lang)
            continue;
        LANGS[lang_count].lang = ALL[i].lang;
        LANGS[lang_count].id = ALL[i].id;
        snprintf(LANGS[lang_count].ext, sizeof LANGS[lang_count].ext, "%.*s",
                 (int)strcspn(ALL[i].extensions, " "), ALL[i].extensions);
        lang_count++;
    }
}

struct joined {
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
};

static int join(void **state)
{
    static struct joined j;
    struct idio_err err = {0};
    struct idio_trait_resolver r;

    idio_base_init();
    list_languages();
    assert_ok(idio_corpus_init(&err), &err);
    assert_ok(idio_traits_new(&j.traits, &err), &err);
    r = idio_traits_resolver(j.traits);
    assert_ok(idio_observer_new(idio_queries_files, &r, &j.observer, &err), &err);
    assert_ok(idio_parser_new(j.observer, &j.parser, &err), &err);
    *state = &j;
    return 0;
}

static int part(void **state)
{
    struct joined *j = *state;

    idio_parser_free(j->parser);
    idio_observer_free(j->observer);
    idio_traits_free(j->traits);
    idio_corpus_shutdown();
    return 0;
}

/* "1 single, 2 double" of what was found. */
static void describe(const struct joined *j, const struct idio_observed *o, int trait,
                     struct idio_str *out)
{
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];

        if (s->trait == trait)
            idio_str_printf(out, "%s%u %s", out->len > 0 ? ", " : "", s->line,
                            s->text ? s->text : idio_traits_value(j->traits, s->trait, s->value));
    }
}

static bool check_block(const struct joined *j, enum idio_lang lang, const char *where,
                        unsigned line, const char *trait, const char *path, struct idio_slice code,
                        const char *want)
{
    struct idio_arena arena;
    struct idio_observed o;
    struct idio_err err = {0};
    struct idio_str got;
    int number = idio_traits_find(j->traits, trait);
    bool same;

    if (number < 0)
        print_error("%s:%u: no trait %s\n", where, line, trait);
    assert_true(number >= 0);
    idio_arena_init(&arena, 1 << 24);
    idio_str_init(&got, 1 << 16);
    assert_ok(idio_parser_observe(j->parser, lang, path, code.p, code.n, NULL, &arena, &o, &err),
              &err);
    describe(j, &o, number, &got);
    same = strcmp(got.data, want) == 0;
    if (!same)
        print_error("%s:%u: %s\n   want: %s\n    got: %s\n", where, line, trait, want, got.data);
    idio_str_release(&got);
    idio_arena_release(&arena);
    return same;
}

/* One block, cut out of the fixture's text. */
struct block {
    char trait[80], path[160], want[1024];
    struct idio_slice code;
    const char *next;
};

static void cut_block(const char *p, const char *ext, struct block *b)
{
    const char *code = strchr(p, '\n') + 1, *end = strstr(code - 1, "\n" MARK "="), *want;

    assert_non_null(end);
    b->path[0] = '\0';
    assert_true(sscanf(p + strlen(MARK), "%79s @ %159s", b->trait, b->path) >= 1);
    if (!*b->path)
        snprintf(b->path, sizeof b->path, "src/sample.%s", ext);
    b->code = idio_slice(code, (size_t)(end + 1 - code));
    want = end + strlen("\n" MARK "=");
    want += *want == ' ';
    b->next = strchr(want, '\n');
    assert_non_null(b->next);
    snprintf(b->want, sizeof b->want, "%.*s", (int)(b->next - want), want);
    b->next++;
}

/* Walks one fixture; marks the traits it has blocks for. Returns how many blocks failed. */
static size_t check_fixture(const struct joined *j, size_t l, bool *seen)
{
    char where[512], *text;
    const char *p;
    size_t n, failed = 0;
    unsigned line = 1;
    struct idio_err err = {0};
    struct block b;

    snprintf(where, sizeof where, FIXTURES "%s.txt", LANGS[l].id);
    assert_ok(idio_fs_read(where, 1 << 24, &text, &n, &err), &err);
    for (p = text; strncmp(p, MARK, strlen(MARK)) == 0;) {
        cut_block(p, LANGS[l].ext, &b);
        failed += !check_block(j, LANGS[l].lang, where, line, b.trait, b.path, b.code, b.want);
        seen[idio_traits_find(j->traits, b.trait)] = true;
        for (; p < b.next; p++)
            line += *p == '\n';
    }
    assert_true(*p == '\0');
    idio_free(text);
    return failed;
}

/* The traits that detectors of the language name. */
static void live_traits(const struct joined *j, size_t l, bool *live)
{
    static const char *const lines[] = {
        "format.indent", "format.line_length", "format.trailing_space", "format.final_newline",
        "format.eol",    "naming.file",        "test.placement",        "test.file_name"};
    struct idio_query_source q;
    struct idio_err err = {0};
    char trait[80];

    for (size_t i = 0; i < IDIO_COUNT(lines); i++) {
        int t = idio_traits_find(j->traits, lines[i]);

        if (t >= 0 && idio_traits_applies(j->traits, (size_t)t, LANGS[l].lang))
            live[t] = true;
    }
    assert_ok(idio_query_source_load(idio_queries_files, LANGS[l].id, &q, &err), &err);
    for (const char *p = q.text; (p = strstr(p, "(#set! trait \"")); p++) {
        int t;

        assert_int_equal(sscanf(p, "(#set! trait \"%79[^\"]", trait), 1);
        t = idio_traits_find(j->traits, trait);
        assert_true(t >= 0);
        live[t] = true;
    }
    idio_query_source_release(&q);
}

static void test_fixtures(void **state)
{
    const struct joined *j = *state;
    size_t failed = 0, cells = 0;

    for (size_t l = 0; l < lang_count; l++) {
        bool seen[IDIO_TRAITS_MAX] = {false}, live[IDIO_TRAITS_MAX] = {false};
        size_t here = 0;

        failed += check_fixture(j, l, seen);
        live_traits(j, l, live);
        for (size_t t = 0; t < idio_traits_count(j->traits); t++) {
            if (live[t] && !seen[t]) {
                print_error("%s: no fixture for %s\n", LANGS[l].id, idio_traits_name(j->traits, t));
                failed++;
            }
            here += live[t];
        }
        cells += here;
        print_message("%s: %zu traits\n", LANGS[l].id, here);
    }
    print_message("%zu cells\n", cells);
    assert_int_equal(failed, 0);
}

/* What the registry says of a language, a detector must be able to find, and the other way round.
 * Libraries come from library.import. */
static void test_registry_and_detectors_agree(void **state)
{
    const struct joined *j = *state;
    size_t wrong = 0;

    for (size_t l = 0; l < lang_count; l++) {
        bool live[IDIO_TRAITS_MAX] = {false};

        live_traits(j, l, live);
        for (size_t t = 0; t < idio_traits_count(j->traits); t++) {
            bool applies = idio_traits_applies(j->traits, t, LANGS[l].lang);
            bool library = strncmp(idio_traits_name(j->traits, t), "library.", 8) == 0;

            if (applies == live[t] || (library && applies))
                continue;
            print_error("%s: %s is in the %s only\n", LANGS[l].id, idio_traits_name(j->traits, t),
                        applies ? "registry" : "queries");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* ---- data only ------------------------------------------------------------------------------ */
static const char NEW_TRAIT[] =
    ", {\"id\": \"idiom.goto\", \"family\": \"P1\", \"field\": \"constraints_inferred\","
    " \"impact\": 0.9, \"min_n\": 6, \"values\": {\"goto\": \"Jump.\", \"loop\": \"Loop.\"}}";
static const char NEW_NAME[] = "\"idiom.goto\": {}, ";
static const char NEW_PATTERNS[] =
    "((goto_statement) @site (#set! trait \"idiom.goto\") (#set! value \"goto\"))\n"
    "((for_statement) @site (#set! trait \"idiom.goto\") (#set! value \"loop\"))\n";

/* The table with one file's text changed: `add` put in front of the last `before`, or at the end.
 */
static void amend(struct idio_embedded *copy, const struct idio_embedded *files, const char *path,
                  const char *before, const char *add, struct idio_arena *arena)
{
    size_t n = 0;

    for (; files[n].path; n++)
        copy[n] = files[n];
    copy[n] = (struct idio_embedded){NULL, NULL, 0};
    for (size_t i = 0; i < n; i++) {
        const char *old = (const char *)copy[i].data, *at = old + copy[i].size, *text;

        if (strcmp(copy[i].path, path) != 0)
            continue;
        for (const char *p = old; before && (p = strstr(p, before)); p++)
            at = p;
        text = idio_arena_printf(arena, "%.*s%s%s", (int)(at - old), old, add, at);
        copy[i].data = (const unsigned char *)text;
        copy[i].size = strlen(text);
        return;
    }
    fail_msg("%s does not ship", path);
}

static void watch_go(struct idio_parser *p, struct idio_tally *tally, const char *repo,
                     const char *path, struct idio_arena *arena)
{
    static const char code[] = "package a\n\nfunc f() {\n\tfor {\n\t}\n\tfor {\n\t}\n}\n";
    struct idio_observed o;
    struct idio_err err = {0};

    assert_ok(
        idio_parser_observe(p, IDIO_LANG_GO, path, code, sizeof code - 1, NULL, arena, &o, &err),
        &err);
    assert_ok(idio_tally_add(tally, repo, repo, path, &o, &err), &err);
}

/* A trait is an entry, a name and a pattern: with these three the shipped program counts it and
 * states a fact. */
static void test_a_trait_is_data(void **state)
{
    struct idio_embedded data[64], named[64], queries[64];
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
    struct idio_tally *tally;
    struct idio_trait_resolver r;
    struct idio_arena arena;
    struct idio_fact *facts;
    size_t n, found = 0;
    struct idio_err err = {0};

    (void)state;
    idio_arena_init(&arena, (size_t)1 << 28);
    amend(data, idio_style_data_files, "data/traits.json", "]", NEW_TRAIT, &arena);
    amend(named, data, "queries/go/language.json", "\"format.indent\"", NEW_NAME, &arena);
    amend(queries, idio_queries_files, "queries/go/traits.scm", NULL, NEW_PATTERNS, &arena);
    assert_ok(style_traits_parse(named, &traits, &err), &err);
    r = idio_traits_resolver(traits);
    assert_ok(idio_observer_new(queries, &r, &observer, &err), &err);
    assert_ok(idio_parser_new(observer, &parser, &err), &err);
    assert_ok(idio_tally_new(traits, &tally, &err), &err);
    for (int i = 0; i < 12; i++) {
        char path[32];

        snprintf(path, sizeof path, "f%d.go", i);
        watch_go(parser, tally, i < 6 ? "one" : "two", path, &arena);
    }
    assert_ok(idio_tally_facts(tally, &arena, &facts, &n, &err), &err);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(facts[i].trait, "idiom.goto") != 0)
            continue;
        found++;
        assert_int_equal(facts[i].lang, IDIO_LANG_GO);
        assert_string_equal(facts[i].value, "loop");
        assert_string_equal(facts[i].wording, "Loop.");
        assert_int_equal(facts[i].n, 24);
        assert_true(facts[i].decided);
    }
    assert_int_equal(found, 1);
    idio_tally_free(tally);
    idio_parser_free(parser);
    idio_observer_free(observer);
    idio_traits_free(traits);
    idio_arena_release(&arena);
}

/* Files of src/ that may name a language, and why. All else about a language is data. */
static const char *const NAMING[] = {
    "corpus/parser.c",      /* a header's text decides between C and C++ */
    "core/export_clang.c",  /* clang-format is for C and C++ */
    "infer/model_prompt.c", /* any language will do: a sample request that is hashed */
};

static bool names_a_language(const char *text)
{
    for (const char *p = text; (p = strstr(p, "IDIO_LANG_")); p++) {
        for (size_t i = 0; i < IDIO_COUNT(ALL); i++) {
            size_t k = strlen(ALL[i].name);

            if (strncmp(p + 10, ALL[i].name, k) == 0 && !isalnum((unsigned char)p[10 + k]) &&
                p[10 + k] != '_')
                return true;
        }
    }
    return false;
}

static size_t check_sources(const char *folder)
{
    char dir[512], path[1024], shown[512], *text;
    struct idio_fs_list list = {0};
    struct idio_err err = {0};
    size_t n, named = 0;

    snprintf(dir, sizeof dir, IDIO_SOURCE_DIR "/src/%s", folder);
    assert_ok(idio_fs_list(dir, &list, &err), &err);
    for (size_t i = 0; i < list.len; i++) {
        const char *dot = strrchr(list.at[i].name, '.');
        bool may = false;

        if (!dot || (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0))
            continue;
        snprintf(shown, sizeof shown, "%s/%s", folder, list.at[i].name);
        snprintf(path, sizeof path, IDIO_SOURCE_DIR "/src/%s", shown);
        assert_ok(idio_fs_read(path, 1 << 24, &text, &n, &err), &err);
        for (size_t k = 0; k < IDIO_COUNT(NAMING); k++)
            may = may || strcmp(shown, NAMING[k]) == 0;
        if (names_a_language(text) && !may && strcmp(shown, "types/lang.h") != 0) {
            print_error("src/%s names a language; make it data (HACKING.md)\n", shown);
            named++;
        }
        idio_free(text);
    }
    idio_fs_list_release(&list);
    return named;
}

static void test_a_language_is_data(void **state)
{
    static const char *const folders[] = {"base", "types", "store", "corpus", "style",
                                          "spec", "infer", "core",  "cli"};
    size_t named = 0;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(folders); i++)
        named += check_sources(folders[i]);
    assert_int_equal(named, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_registry_and_detectors_agree),
        cmocka_unit_test(test_a_trait_is_data),
        cmocka_unit_test(test_a_language_is_data),
    };

    return cmocka_run_group_tests(tests, join, part);
}
