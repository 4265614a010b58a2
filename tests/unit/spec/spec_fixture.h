/* SPDX-License-Identifier: Apache-2.0 */
/* Requests, facts, drafts and envelopes for the tests of src/spec. */
#ifndef IDIO_SPEC_FIXTURE_H
#define IDIO_SPEC_FIXTURE_H

#include "idio_test.h"

#include "base/ctx.h"
#include "spec/spec.h"

static inline struct idio_validator *fixture_validator(void)
{
    struct idio_err err = {0};
    struct idio_validator *v = NULL;
    size_t n = 0;
    const char *schema = idio_spec_schema(&n);
    assert_ok(idio_validator_new(schema, n, &v, &err), &err);
    return v;
}

static inline struct idio_json *fixture_parse(const char *text)
{
    struct idio_err err = {0};
    struct idio_json *v = NULL;
    assert_ok(idio_json_parse(text, strlen(text), "test", &v, &err), &err);
    return v;
}

static inline char *fixture_text(const struct idio_json *v)
{
    struct idio_str s;
    struct idio_err err = {0};
    idio_str_init(&s, 1 << 24);
    assert_ok(idio_json_write(v, IDIO_JSON_COMPACT, &s, &err), &err);
    char *text = idio_str_take(&s);
    assert_non_null(text);
    return text;
}

/* Takes `v` over. */
static inline void assert_json(struct idio_json *v, const char *want)
{
    char *text = fixture_text(v);
    assert_string_equal(text, want);
    idio_free(text);
    idio_json_free(v);
}

static const char fixture_words[] =
    "Build an Express endpoint that lists users, no lodash please. Keep it short.";

static const struct idio_fact fixture_semicolons = {
    .id = "javascript:format.semicolons=never",
    .lang = IDIO_LANG_JAVASCRIPT,
    .trait = "format.semicolons",
    .value = "never",
    .area = "format",
    .field = "style_guides",
    .wording = "No semicolons at statement ends.",
    .k = 1906,
    .n = 1911,
    .lo = .99412,
    .hi = .99911,
    .prior = .22,
    .surprise = 2.2,
    .impact = .5,
    .files = 300,
    .repos = 20,
    .decided = true,
    .stated = true,
    .examples = {{"ky", "source/index.js", 12, "const x = 1"}, {"got", "b.js", 3, "let  a\t= 2"}},
    .example_count = 2};
static const struct idio_fact fixture_lodash = {.id = "javascript:library.use=lodash",
                                                .lang = IDIO_LANG_JAVASCRIPT,
                                                .trait = "library.use",
                                                .value = "lodash",
                                                .area = "library",
                                                .field = "libraries_preferred",
                                                .wording = "Use lodash for collections.",
                                                .k = 30,
                                                .n = 40,
                                                .lo = .6,
                                                .hi = .86,
                                                .decided = true};

static inline struct idio_request fixture_request(void)
{
    return (struct idio_request){.text = fixture_words,
                                 .len = sizeof fixture_words - 1,
                                 .path = "src/users.js",
                                 .lang = IDIO_LANG_JAVASCRIPT};
}

/* A span of the request's words. */
static inline struct idio_item fixture_said(enum idio_field field, const char *text,
                                            const char *quote)
{
    const char *at = strstr(fixture_words, quote);
    assert_non_null(at);
    const size_t begin = (size_t)(at - fixture_words);
    return (struct idio_item){.field = field,
                              .source = IDIO_SOURCE_SAID,
                              .text = text,
                              .begin = begin,
                              .end = begin + strlen(quote),
                              .confidence = 1};
}

static inline struct idio_item fixture_inferred(enum idio_field field, const struct idio_fact *fact)
{
    return (struct idio_item){.field = field,
                              .source = IDIO_SOURCE_INFERRED,
                              .text = "own words",
                              .fact = fact,
                              .confidence = .87654};
}

static inline void fixture_add(struct idio_draft *d, struct idio_item item)
{
    assert_int_equal(idio_vec_push(&d->items, item), IDIO_OK);
}

static inline struct idio_draft fixture_draft(void)
{
    struct idio_draft d = {
        .intent = IDIO_INTENT_CREATE, .lang = IDIO_LANG_JAVASCRIPT, .engine = "rules"};
    fixture_add(&d, fixture_said(IDIO_FIELD_GOAL, "Add an endpoint that lists users.",
                                 "endpoint that lists users"));
    fixture_add(&d, fixture_said(IDIO_FIELD_OUTPUTS, "list of users", "lists users"));
    fixture_add(&d,
                fixture_said(IDIO_FIELD_CONSTRAINTS_EXPLICIT, "Keep it short.", "Keep it short"));
    fixture_add(&d, fixture_said(IDIO_FIELD_LIBRARIES_PREFERRED, "Express", "Express"));
    fixture_add(&d, fixture_said(IDIO_FIELD_LIBRARIES_FORBIDDEN, "lodash", "no lodash"));
    fixture_add(&d, fixture_inferred(IDIO_FIELD_STYLE_GUIDES, &fixture_semicolons));
    fixture_add(&d, (struct idio_item){.field = IDIO_FIELD_OPEN_QUESTIONS,
                                       .source = IDIO_SOURCE_ASKED,
                                       .text = "What does the endpoint answer on failure?",
                                       .slot = "error_contract"});
    fixture_add(&d, fixture_said(IDIO_FIELD_VERBOSITY, "minimal", "short"));
    return d;
}

static inline struct idio_json *fixture_envelope(const struct idio_validator *v)
{
    struct idio_draft d = fixture_draft();
    const struct idio_request req = fixture_request();
    struct idio_json *e = NULL;
    struct idio_err err = {0};
    assert_ok(idio_envelope_new(&d, &req, v, &e, &err), &err);
    idio_draft_release(&d);
    return e;
}

#endif
