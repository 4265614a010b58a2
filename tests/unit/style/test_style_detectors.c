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
#include "embed/idio_queries.h"

#define FIXTURES IDIO_SOURCE_DIR "/tests/fixtures/style/"
#define MARK     "%%% "

/* Languages that facts are filed under, with the first of their file extensions. */
static const struct {
    enum idio_lang lang;
    const char *id, *extensions;
} ALL[] = {
#define X(name, id, title, extensions, folder, grammar) {IDIO_LANG_##name, id, extensions},
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
    char path[64], trait[80];
    const struct idio_embedded *q;

    for (size_t i = 0; i < IDIO_COUNT(lines); i++) {
        int t = idio_traits_find(j->traits, lines[i]);

        if (t >= 0 && idio_traits_applies(j->traits, (size_t)t, LANGS[l].lang))
            live[t] = true;
    }
    snprintf(path, sizeof path, "queries/%s/traits.scm", LANGS[l].id);
    q = idio_embedded_find(idio_queries_files, path);
    assert_non_null(q);
    for (const char *p = (const char *)q->data; (p = strstr(p, "(#set! trait \"")); p++) {
        int t;

        assert_int_equal(sscanf(p, "(#set! trait \"%79[^\"]", trait), 1);
        t = idio_traits_find(j->traits, trait);
        assert_true(t >= 0);
        live[t] = true;
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_registry_and_detectors_agree),
    };

    return cmocka_run_group_tests(tests, join, part);
}
