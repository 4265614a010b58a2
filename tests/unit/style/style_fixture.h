/* SPDX-License-Identifier: Apache-2.0 */
/* A registry that fits on a screen, and observed files made from a few words. */
#ifndef STYLE_FIXTURE_H
#define STYLE_FIXTURE_H

#include "idio_test.h"

#include "base/embed.h"
#include "style/style_internal.h"

/* Numbers of the traits below. */
enum { T_QUOTES, T_INDENT, T_LENGTH, T_ASSERT, T_IMPORT, T_HTTP, T_JSON, T_TEST, T_COUNT };

static const char FIXTURE_TRAITS[] =
    "{\"version\": 1, \"areas\": [\"format\", \"test\", \"library\"], \"traits\": ["
    "{\"id\": \"format.quotes\", \"field\": \"style_guides\", \"impact\": 0.6, \"min_n\": 8,"
    " \"question\": \"Which quotes?\", \"values\": {\"single\": \"Use single quotes.\","
    "   \"double\": \"Use double quotes.\", \"odd\": null}},"
    "{\"id\": \"format.indent\", \"field\": \"style_guides\", \"impact\": 0.2, \"sites\": \"all\","
    " \"values\": {\"tab\": \"Tabs.\", \"4\": \"Four.\"}},"
    "{\"id\": \"format.length\", \"field\": \"style_guides\", \"impact\": 0.7, \"ordered\": true,"
    " \"min_n\": 10, \"values\": {\"le80\": \"At most 80.\", \"le100\": \"At most 100.\","
    "   \"gt100\": null}},"
    "{\"id\": \"test.assert\", \"field\": \"testing_strategy\", \"impact\": 0.8, \"sites\": "
    "\"tests\","
    " \"values\": {\"plain\": \"Assert plainly.\", \"self\": \"Self.\"}},"
    "{\"id\": \"library.import\", \"field\": \"libraries_preferred\", \"impact\": 0, \"sites\": "
    "\"all\","
    " \"open\": true, \"hidden\": true},"
    "{\"id\": \"library.http\", \"field\": \"libraries_preferred\", \"impact\": 0.7, \"min_n\": 4,"
    " \"open\": true, \"wording\": \"Use {value} for HTTP.\"},"
    "{\"id\": \"library.json\", \"field\": \"libraries_preferred\", \"impact\": 0.7, \"min_n\": 4,"
    " \"open\": true, \"wording\": \"{value} reads JSON.\"},"
    "{\"id\": \"library.test\", \"field\": \"testing_strategy\", \"impact\": 0.9, \"min_n\": 4,"
    " \"sites\": \"all\", \"open\": true, \"wording\": \"Test with {value}.\"}"
    "]}";

#define FIXTURE_ALL              "\"format.indent\": {}, \"format.length\": {}, \"library.import\": {}"
#define FIXTURE_LANGUAGE(traits) "{\"version\": 1, \"traits\": {" traits "}}"
#define FIXTURE_PREFIXED(traits) \
    "{\"version\": 1, \"prefixed_names\": true, \"traits\": {" traits "}}"

static const char FIXTURE_PLAIN[] = FIXTURE_LANGUAGE(FIXTURE_ALL);
static const char FIXTURE_C[] = FIXTURE_PREFIXED(FIXTURE_ALL);
static const char FIXTURE_JS[] = FIXTURE_LANGUAGE("\"format.quotes\": {}, " FIXTURE_ALL);
static const char FIXTURE_PYTHON[] =
    FIXTURE_LANGUAGE("\"format.quotes\": {\"wording\": {\"double\": \"Use double quotes in "
                     "Python.\"}}, \"test.assert\": {}, " FIXTURE_ALL ","
                     "\"library.http\": {\"members\": {\"requests\": [\"requests\"], \"urllib\": "
                     "[\"urllib\", \"urllib2\"]}},"
                     "\"library.json\": {\"members\": {\"json\": [\"json\"]}},"
                     "\"library.test\": {\"members\": {\"pytest\": [\"pytest\"]}}");
static const char FIXTURE_GO[] =
    FIXTURE_LANGUAGE("\"format.indent\": {\"forced\": true}, \"format.length\": {}, "
                     "\"library.import\": {},"
                     "\"library.http\": {\"members\": {\"net/http\": [\"net/http\"]}},"
                     "\"library.json\": {\"members\": {\"gjson\": [\"github.com/tidwall/gjson\"]}},"
                     "\"library.test\": {\"members\": {\"testify\": "
                     "[\"github.com/stretchr/testify\"]}}");
static const char FIXTURE_CPP[] =
    FIXTURE_PREFIXED(FIXTURE_ALL ","
                                 "\"library.http\": {\"members\": {\"Boost\": [\"boost\"], "
                                 "\"Asio\": [\"boost/asio.hpp\"], \"httplib\": [\"httplib.h\"]}},"
                                 "\"library.json\": {\"members\": {\"httplib\": [\"httplib.h\"]}}");

static const char FIXTURE_JAVA[] =
    "{\"version\": 1, \"separators\": \".\", \"traits\": {" FIXTURE_ALL
    ", \"library.test\": {\"members\": {\"JUnit 4\": [\"org.junit\"], \"JUnit 5\": "
    "[\"org.junit.jupiter\"]}}}}";

static const char FIXTURE_NO_TRAITS[] = "{\"version\": 1, \"traits\": {}}";

/* The table of a program with these files. `language`, when given, is that of C and the only one;
 * `priors` are those of every language but TypeScript. */
static inline int fixture_parse(const char *traits, const char *language, const char *priors,
                                struct idio_traits **ret, struct idio_err *err)
{
    static const struct {
        enum idio_lang lang;
        const char *text;
    } langs[] = {{IDIO_LANG_C, FIXTURE_C},
                 {IDIO_LANG_CPP, FIXTURE_CPP},
                 {IDIO_LANG_PYTHON, FIXTURE_PYTHON},
                 {IDIO_LANG_JAVASCRIPT, FIXTURE_JS},
                 {IDIO_LANG_TYPESCRIPT, FIXTURE_PLAIN},
                 {IDIO_LANG_GO, FIXTURE_GO},
                 {IDIO_LANG_RUST, FIXTURE_PLAIN},
                 {IDIO_LANG_JAVA, FIXTURE_JAVA}};
    char paths[2 * IDIO_COUNT(langs)][64];
    struct idio_embedded files[2 * IDIO_COUNT(langs) + 2] = {
        {"data/traits.json", (const unsigned char *)traits, strlen(traits)}};
    size_t n = 0;

    for (size_t i = 0; i < IDIO_COUNT(langs) && (i == 0 || !language); i++) {
        const char *texts[] = {language ? language : langs[i].text, priors};
        const char *names[] = {"language", "priors"};

        for (size_t k = 0; k < (langs[i].lang == IDIO_LANG_TYPESCRIPT ? 1 : 2); k++) {
            snprintf(paths[n], sizeof paths[n], "queries/%s/%s.json", idio_lang_id(langs[i].lang),
                     names[k]);
            files[n + 1] =
                (struct idio_embedded){paths[n], (const unsigned char *)texts[k], strlen(texts[k])};
            n++;
        }
    }
    return style_traits_parse(files, ret, err);
}

static inline struct idio_traits *fixture_traits(const char *priors)
{
    struct idio_traits *t = NULL;
    struct idio_err err = {0};

    assert_ok(fixture_parse(FIXTURE_TRAITS, NULL, priors, &t, &err), &err);
    assert_int_equal(idio_traits_count(t), T_COUNT);
    return t;
}

/* A file under construction. */
struct fixture_file {
    struct idio_observed o;
    struct idio_site sites[512];
    struct idio_unit units[64];
};

static inline void fixture_open(struct fixture_file *f, enum idio_lang lang)
{
    memset(f, 0, sizeof *f);
    f->o.lang = lang;
    f->o.lines = 1000;
    f->o.sites = f->sites;
    f->o.units = f->units;
    f->units[0] = (struct idio_unit){.kind = IDIO_UNIT_MODULE,
                                     .parent = IDIO_NO_UNIT,
                                     .first_line = 1,
                                     .last_line = 1000,
                                     .name = "",
                                     .signature = "",
                                     .doc = "",
                                     .calls = ""};
    f->o.unit_count = 1;
}

static inline uint32_t fixture_unit(struct fixture_file *f, uint32_t parent, uint32_t first,
                                    uint32_t last, const char *calls)
{
    assert_true(f->o.unit_count < IDIO_COUNT(f->units));
    f->units[f->o.unit_count] = (struct idio_unit){.kind = IDIO_UNIT_FUNCTION,
                                                   .parent = parent,
                                                   .first_line = first,
                                                   .last_line = last,
                                                   .name = "f",
                                                   .signature = "def f():",
                                                   .doc = "",
                                                   .calls = calls};
    return (uint32_t)f->o.unit_count++;
}

/* k sites from `line` on, one per line. */
static inline void fixture_sites(struct fixture_file *f, uint16_t trait, uint16_t value, size_t k,
                                 uint32_t line, uint32_t unit)
{
    for (size_t i = 0; i < k; i++) {
        assert_true(f->o.site_count < IDIO_COUNT(f->sites));
        f->sites[f->o.site_count++] = (struct idio_site){
            .trait = trait, .value = value, .line = line + (uint32_t)i, .unit = unit};
    }
}

static inline void fixture_import(struct fixture_file *f, const char *module, uint32_t line,
                                  uint32_t unit)
{
    assert_true(f->o.site_count < IDIO_COUNT(f->sites));
    f->sites[f->o.site_count++] = (struct idio_site){
        .trait = T_IMPORT, .value = IDIO_VALUE_OPEN, .line = line, .unit = unit, .text = module};
}

static inline void fixture_add(struct idio_tally *t, const char *repo, const char *path,
                               const struct fixture_file *f)
{
    char at[128];
    struct idio_err err = {0};

    snprintf(at, sizeof at, "/home/me/%s", repo);
    assert_ok(idio_tally_add(t, repo, at, path, &f->o, &err), &err);
}

/* A file with k sites of value 0 and n - k of value 1 of a trait, added. */
static inline void fixture_split(struct idio_tally *t, const char *repo, const char *path,
                                 enum idio_lang lang, uint16_t trait, size_t k, size_t n)
{
    struct fixture_file f;

    fixture_open(&f, lang);
    fixture_sites(&f, trait, 0, k, 1, 0);
    fixture_sites(&f, trait, 1, n - k, 500, 0);
    fixture_add(t, repo, path, &f);
}

struct fixture_facts {
    struct idio_arena arena;
    struct idio_fact *at;
    size_t len;
};

static inline void fixture_facts(const struct idio_tally *t, struct fixture_facts *ret)
{
    struct idio_err err = {0};

    idio_arena_init(&ret->arena, (size_t)1 << 28);
    assert_ok(idio_tally_facts(t, &ret->arena, &ret->at, &ret->len, &err), &err);
}

static inline const struct idio_fact *fixture_fact(const struct fixture_facts *f, const char *id)
{
    for (size_t i = 0; i < f->len; i++)
        if (strcmp(f->at[i].id, id) == 0)
            return &f->at[i];
    return NULL;
}

/* All there is in the facts, as text. */
static inline void fixture_print(const struct fixture_facts *f, struct idio_str *out)
{
    for (size_t i = 0; i < f->len; i++) {
        const struct idio_fact *x = &f->at[i];

        idio_str_printf(out, "%s %s %s %s [%s] %llu/%llu %.17g %.17g %.17g %.17g %u %u %d %d\n",
                        x->id, x->area, x->field, x->value, x->wording, (unsigned long long)x->k,
                        (unsigned long long)x->n, x->lo, x->hi, x->prior, x->surprise, x->files,
                        x->repos, x->decided, x->stated);
        idio_str_printf(out, "  %.17g [%s] %d %d %d [%s]\n", x->confidence, x->scope, x->first_seen,
                        x->last_seen, x->since, x->before);
        for (size_t e = 0; e < x->example_count; e++)
            idio_str_printf(out, "  %s %s %u\n", x->examples[e].repo, x->examples[e].path,
                            x->examples[e].line);
        if (x->counter.path)
            idio_str_printf(out, "  not %s %s %u\n", x->counter.repo, x->counter.path,
                            x->counter.line);
    }
    assert_int_equal(out->failed, IDIO_OK);
}

#endif
