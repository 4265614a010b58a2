/* SPDX-License-Identifier: Apache-2.0 */
/* Draft → envelope: each rule of the gate, then drafts at random. */
#include "spec_fixture.h"

#include <math.h>

#include "base/utf8.h"

static struct idio_validator *validator;

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    validator = fixture_validator();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    validator = idio_validator_free(validator);
    return 0;
}

static struct idio_json *envelope_of(struct idio_draft *d, const struct idio_request *req)
{
    struct idio_json *e = NULL;
    struct idio_err err = {0};
    assert_ok(idio_envelope_new(d, req, validator, &e, &err), &err);
    assert_ok(idio_envelope_check(e, validator, &err), &err);
    idio_draft_release(d);
    return e;
}

static const struct idio_json *field(const struct idio_json *envelope, const char *key)
{
    return idio_json_get(idio_json_get(envelope, "spec"), key);
}

static void assert_member(const struct idio_json *object, const char *key, const char *want)
{
    char *text = fixture_text(idio_json_get(object, key));
    assert_string_equal(text, want);
    idio_free(text);
}

static void assert_field(const struct idio_json *envelope, const char *key, const char *want)
{
    assert_member(idio_json_get(envelope, "spec"), key, want);
}

static void assert_provenance(const struct idio_json *envelope, const char *pointer,
                              const char *want)
{
    assert_member(idio_json_get(envelope, "provenance"), pointer, want);
}

static void test_whole(void **state)
{
    (void)state;
    struct idio_json *e = fixture_envelope(validator);
    char *text = fixture_text(e);
    assert_string_equal(
        text,
        "{\"version\":1,\"request\":\"Build an Express endpoint that lists users, no lodash "
        "please. "
        "Keep it short.\",\"context\":{\"engine\":\"rules\",\"intent\":\"create\",\"language\":"
        "\"javascript\",\"path\":\"src/users.js\",\"note\":null},\"spec\":{\"goal\":\"Add an "
        "endpoint that lists users.\",\"inputs\":[],\"outputs\":[\"list of users\"],"
        "\"constraints_explicit\":[\"Keep it short.\"],\"constraints_inferred\":[],"
        "\"libraries_preferred\":[\"Express\"],\"libraries_forbidden\":[\"lodash\"],"
        "\"style_guides\":[\"No semicolons at statement ends.\"],\"naming_conventions\":[],"
        "\"design_patterns\":[],\"testing_strategy\":[],\"edge_cases\":[],\"verbosity\":"
        "\"minimal\","
        "\"open_questions\":[\"What does the endpoint answer on failure?\"]},\"provenance\":{"
        "\"/goal\":{\"source\":\"said\",\"span\":[17,42],\"quote\":\"endpoint that lists users\"},"
        "\"/outputs/0\":{\"source\":\"said\",\"span\":[31,42],\"quote\":\"lists users\"},"
        "\"/constraints_explicit/0\":{\"source\":\"said\",\"span\":[62,75],\"quote\":\"Keep it "
        "short\"},\"/libraries_preferred/0\":{\"source\":\"said\",\"span\":[9,16],\"quote\":"
        "\"Express\"},\"/libraries_forbidden/0\":{\"source\":\"said\",\"span\":[44,53],\"quote\":"
        "\"no lodash\"},\"/style_guides/0\":{\"source\":\"inferred\",\"fact\":"
        "\"javascript:format.semicolons=never\",\"k\":1906,\"n\":1911,\"interval\":[0.9941,0.9991],"
        "\"confidence\":0.8765,\"examples\":[{\"repo\":\"ky\",\"path\":\"source/"
        "index.js\",\"line\":"
        "12,\"text\":\"const x = 1\"},{\"repo\":\"got\",\"path\":\"b.js\",\"line\":3,\"text\":"
        "\"let a = "
        "2\"}]},\"/verbosity\":{\"source\":\"said\",\"span\":[70,75],\"quote\":\"short\"},"
        "\"/open_questions/0\":{\"source\":\"asked\",\"slot\":\"error_contract\"}},"
        "\"approval\":null}");
    idio_free(text);
    idio_json_free(e);
}

/* One item in a draft that is otherwise empty: what becomes of it. */
static void test_evidence(void **state)
{
    static struct idio_fact undecided, no_sites, too_many, no_id, no_wording;
    undecided = no_sites = too_many = no_id = no_wording = fixture_semicolons;
    undecided.decided = false;
    no_sites.k = no_sites.n = 0;
    too_many.k = too_many.n + 1;
    no_id.id = "\x01\x02";
    no_wording.wording = NULL;
    const size_t len = sizeof fixture_words - 1;
    const struct idio_fact *const good = &fixture_semicolons;
    const struct {
        struct idio_item item;
        const char *want;
    } rows[] = {
        /* said */
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 0, .end = 5}, "[\"x\"]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 0, .end = len}, "[\"x\"]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 0, .end = len + 1}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 5, .end = 5}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 5, .end = 6}, "[]"}, /* a space */
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 9, .end = 3}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "x", .begin = SIZE_MAX, .end = SIZE_MAX}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "", .begin = 0, .end = 5}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = NULL, .begin = 0, .end = 5}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = " \n\xe2\x80\x8b", .begin = 0, .end = 5}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .text = "a\n\xff\t b", .begin = 0, .end = 5},
         "[\"a \xef\xbf\xbd b\"]"},
        {{.field = IDIO_FIELD_CONSTRAINTS_INFERRED, .text = "x", .begin = 0, .end = 5}, "[]"},
        /* inferred */
        {{.field = IDIO_FIELD_STYLE_GUIDES, .source = IDIO_SOURCE_INFERRED, .text = "x"}, "[]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = good},
         "[\"No semicolons at statement ends.\"]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES, .source = IDIO_SOURCE_INFERRED, .fact = good},
         "[\"No semicolons at statement ends.\"]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = &no_wording},
         "[\"x\"]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = &undecided},
         "[]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = &no_sites},
         "[]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = &too_many},
         "[]"},
        {{.field = IDIO_FIELD_STYLE_GUIDES,
          .source = IDIO_SOURCE_INFERRED,
          .text = "x",
          .fact = &no_id},
         "[]"},
        {{.field = IDIO_FIELD_CONSTRAINTS_EXPLICIT, .source = IDIO_SOURCE_INFERRED, .fact = good},
         "[]"},
        /* asked, default, nonsense */
        {{.field = IDIO_FIELD_OPEN_QUESTIONS,
          .source = IDIO_SOURCE_ASKED,
          .text = "x?",
          .slot = "output"},
         "[\"x?\"]"},
        {{.field = IDIO_FIELD_OPEN_QUESTIONS, .source = IDIO_SOURCE_ASKED, .text = "x?"}, "[]"},
        {{.field = IDIO_FIELD_OPEN_QUESTIONS,
          .source = IDIO_SOURCE_ASKED,
          .text = "x?",
          .slot = " "},
         "[]"},
        {{.field = IDIO_FIELD_INPUTS, .source = IDIO_SOURCE_ASKED, .text = "x?", .slot = "output"},
         "[]"},
        {{.field = IDIO_FIELD_INPUTS, .source = IDIO_SOURCE_DEFAULT, .text = "x"}, "[]"},
        {{.field = IDIO_FIELD_INPUTS, .source = (enum idio_source)77, .text = "x"}, "[]"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_draft d = {0};
        const struct idio_request req = fixture_request();
        fixture_add(&d, rows[i].item);
        fixture_add(&d, (struct idio_item){.field = IDIO_FIELD_COUNT, .text = "x", .end = 5});
        struct idio_json *e = envelope_of(&d, &req);
        assert_field(e, idio_field_key(rows[i].item.field), rows[i].want);
        idio_json_free(e);
    }
}

static void test_verbosity(void **state)
{
    static const struct {
        struct idio_item item;
        const char *want, *source;
    } rows[] = {
        {{.source = IDIO_SOURCE_SAID, .text = "verbose", .end = 5}, "verbose", "said"},
        {{.source = IDIO_SOURCE_SAID, .text = " Minimal. ", .end = 5}, "minimal", "said"},
        {{.source = IDIO_SOURCE_SAID, .text = "verbose", .end = 0}, "normal", "default"},
        {{.source = IDIO_SOURCE_SAID, .text = "loud", .end = 5}, "normal", "default"},
        {{.source = IDIO_SOURCE_DEFAULT, .text = "minimal"}, "minimal", "default"},
        {{.source = IDIO_SOURCE_DEFAULT, .text = NULL}, "normal", "default"},
        {{.source = IDIO_SOURCE_INFERRED, .text = "minimal", .fact = &fixture_semicolons},
         "minimal",
         "inferred"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_draft d = {0};
        const struct idio_request req = fixture_request();
        struct idio_item item = rows[i].item;
        item.field = IDIO_FIELD_VERBOSITY;
        fixture_add(&d, item);
        struct idio_json *e = envelope_of(&d, &req);
        assert_string_equal(idio_json_str(field(e, "verbosity")), rows[i].want);
        assert_string_equal(
            idio_json_get_str(idio_json_get(idio_json_get(e, "provenance"), "/verbosity"), "source",
                              ""),
            rows[i].source);
        idio_json_free(e);
    }
}

static void test_goal(void **state)
{
    static const struct {
        const char *request, *goal, *provenance;
    } rows[] = {
        {"Sort the list. Then print it.", "Sort the list.", "[0,14],\"quote\":\"Sort the list.\""},
        {"  \n\t sort it\nnow", "sort it", "[5,12],\"quote\":\"sort it\""},
        {"x", "x", "[0,1],\"quote\":\"x\""},
        {"a.b.c is slow", "a.b.c is slow", "[0,13],\"quote\":\"a.b.c is slow\""},
        {"\x01\n\x02 \n s\xc3\xb6rt", "s\xc3\xb6rt", "[6,11],\"quote\":\"s\xc3\xb6rt\""},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_draft d = {0};
        const struct idio_request req = {.text = rows[i].request, .len = strlen(rows[i].request)};
        fixture_add(&d, (struct idio_item){.field = IDIO_FIELD_GOAL, .text = " ", .end = 1});
        fixture_add(&d, (struct idio_item){.field = IDIO_FIELD_GOAL, .text = "x", .end = 1000});
        struct idio_json *e = envelope_of(&d, &req);
        assert_string_equal(idio_json_str(field(e, "goal")), rows[i].goal);
        char want[200];
        (void)snprintf(want, sizeof want, "{\"source\":\"said\",\"span\":%s}", rows[i].provenance);
        assert_provenance(e, "/goal", want);
        idio_json_free(e);
    }
    /* Long without a sentence: cut between words; without a space: between characters. */
    char text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 6 ? ' ' : 'a';
    struct idio_draft none = {0};
    struct idio_request req = {.text = text, .len = sizeof text};
    struct idio_json *e = envelope_of(&none, &req);
    assert_int_equal(strlen(idio_json_str(field(e, "goal"))), 118);
    idio_json_free(e);
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa4", 2);
    e = envelope_of(&none, &req);
    assert_int_equal(strlen(idio_json_str(field(e, "goal"))), 120);
    idio_json_free(e);
}

/* A span that cuts a character is widened to it. */
static void test_span_inside_character(void **state)
{
    (void)state;
    struct idio_draft d = {0};
    const struct idio_request req = {.text = "a\xe2\x82\xac"
                                             "b",
                                     .len = 5};
    fixture_add(&d,
                (struct idio_item){.field = IDIO_FIELD_INPUTS, .text = "x", .begin = 2, .end = 3});
    struct idio_json *e = envelope_of(&d, &req);
    assert_provenance(e, "/inputs/0",
                      "{\"source\":\"said\",\"span\":[1,4],\"quote\":\"\xe2\x82\xac\"}");
    idio_json_free(e);
}

static void test_duplicates(void **state)
{
    static const char *const texts[] = {"Two  spaces.", "two spaces", "TWO SPACES..", "other",
                                        "Other."};
    (void)state;
    struct idio_draft d = {0};
    const struct idio_request req = fixture_request();
    for (size_t i = 0; i < IDIO_COUNT(texts); i++)
        fixture_add(&d, fixture_said(IDIO_FIELD_EDGE_CASES, texts[i], "users"));
    fixture_add(&d, fixture_said(IDIO_FIELD_INPUTS, "other", "users")); /* another field */
    fixture_add(&d, fixture_said(IDIO_FIELD_CONSTRAINTS_EXPLICIT, "no semicolons at statement ends",
                                 "Keep"));
    fixture_add(&d, fixture_inferred(IDIO_FIELD_CONSTRAINTS_INFERRED, &fixture_semicolons));
    struct idio_json *e = envelope_of(&d, &req);
    assert_field(e, "edge_cases", "[\"Two spaces.\",\"other\"]");
    assert_field(e, "inputs", "[\"other\"]");
    assert_field(e, "constraints_explicit", "[\"no semicolons at statement ends\"]");
    assert_field(e, "constraints_inferred", "[]");
    idio_json_free(e);
}

static void test_limits(void **state)
{
    char texts[40][900];
    (void)state;
    struct idio_draft d = {0};
    const struct idio_request req = fixture_request();
    for (size_t i = 0; i < IDIO_COUNT(texts); i++) {
        const int n = snprintf(texts[i], sizeof texts[i], "%02zu", i);
        for (size_t at = (size_t)n; at + 2 < sizeof texts[i]; at += 2)
            memcpy(texts[i] + at, "\xc3\xa4", 3);
        fixture_add(&d, fixture_said(IDIO_FIELD_INPUTS, texts[i], "users"));
    }
    struct idio_json *e = envelope_of(&d, &req);
    assert_int_equal(idio_json_len(field(e, "inputs")), 12);
    const char *last = idio_json_str(idio_json_at(field(e, "inputs"), 11));
    assert_int_equal(memcmp(last, "11", 2), 0);
    assert_int_equal(strlen(last), 2 + 298 * 2); /* 300 characters */
    idio_json_free(e);
}

static void test_libraries(void **state)
{
    enum { SAID, FACT };
    static const struct {
        int yes_source;
        const char *yes;
        int no_source;
        const char *no, *want_yes, *want_no;
    } rows[] = {
        {SAID, "lodash", SAID, "Lodash.", "[]", "[\"Lodash.\"]"},
        {SAID, "lodash", SAID, "axios", "[\"lodash\"]", "[\"axios\"]"},
        {FACT, NULL, SAID, "lodash", "[]", "[\"lodash\"]"},
        {FACT, NULL, SAID, "No lodash, ever", "[]", "[\"No lodash, ever\"]"},
        {FACT, NULL, SAID, "lodash-es", "[\"Use lodash for collections.\"]", "[\"lodash-es\"]"},
        {SAID, "lodash", FACT, NULL, "[\"lodash\"]", "[]"},
        {FACT, NULL, FACT, NULL, "[]", "[\"Use lodash for collections.\"]"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_draft d = {0};
        const struct idio_request req = fixture_request();
        fixture_add(&d, rows[i].yes_source == SAID
                            ? fixture_said(IDIO_FIELD_LIBRARIES_PREFERRED, rows[i].yes, "lodash")
                            : fixture_inferred(IDIO_FIELD_LIBRARIES_PREFERRED, &fixture_lodash));
        fixture_add(&d, rows[i].no_source == SAID
                            ? fixture_said(IDIO_FIELD_LIBRARIES_FORBIDDEN, rows[i].no, "lodash")
                            : fixture_inferred(IDIO_FIELD_LIBRARIES_FORBIDDEN, &fixture_lodash));
        struct idio_json *e = envelope_of(&d, &req);
        assert_field(e, "libraries_preferred", rows[i].want_yes);
        assert_field(e, "libraries_forbidden", rows[i].want_no);
        idio_json_free(e);
    }
}

static void test_hostile_facts(void **state)
{
    struct idio_fact f = fixture_semicolons;
    f.lo = NAN;
    f.hi = -INFINITY;
    f.example_count = 99;
    f.examples[0] = (struct idio_example){.repo = NULL, .path = "a\xff\n.js", .text = NULL};
    f.examples[1].path = NULL;
    (void)state;
    struct idio_draft d = {.engine = "m\nodel",
                           .intent = (enum idio_intent)99,
                           .lang = (enum idio_lang)99,
                           .note = "two\nlines"};
    struct idio_request req = fixture_request();
    req.path = "a\xff";
    struct idio_item item = fixture_inferred(IDIO_FIELD_STYLE_GUIDES, &f);
    item.confidence = NAN;
    fixture_add(&d, item);
    struct idio_json *e = envelope_of(&d, &req);
    assert_provenance(
        e, "/style_guides/0",
        "{\"source\":\"inferred\",\"fact\":\"javascript:format.semicolons=never\","
        "\"k\":1906,\"n\":1911,\"interval\":[0.0,0.0],\"confidence\":0.0,\"examples\":["
        "{\"repo\":\"\",\"path\":\"a\xef\xbf\xbd .js\",\"line\":0,\"text\":\"\"}]}");
    assert_member(e, "context",
                  "{\"engine\":\"m odel\",\"intent\":\"create\",\"language\":null,"
                  "\"path\":\"a\xef\xbf\xbd\",\"note\":\"two lines\"}");
    idio_json_free(e);
}

static void test_requests_refused(void **state)
{
    static char huge[IDIO_REQUEST_MAX + 2];
    memset(huge, 'a', sizeof huge - 1);
    const struct {
        const char *text;
        size_t len;
        int status;
    } rows[] = {
        {"", 0, IDIO_E_INVALID},         {" \n\t", 3, IDIO_E_INVALID},
        {"a\xff", 2, IDIO_E_INVALID},    {"a\0b", 3, IDIO_E_INVALID},
        {"\x01\x02", 2, IDIO_E_INVALID}, {huge, sizeof huge - 1, IDIO_E_LIMIT},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        const struct idio_draft d = {0};
        const struct idio_request req = {.text = rows[i].text, .len = rows[i].len};
        struct idio_json *e = NULL;
        struct idio_err err;
        assert_status(idio_envelope_new(&d, &req, validator, &e, &err), rows[i].status, &err);
        assert_null(e);
    }
}

/* The user's schema: fewer keys, tighter limits; and one that nobody can satisfy. */
static void test_own_schema(void **state)
{
    static const char tight[] =
        "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"goal\",\"inputs\"],"
        "\"properties\":{\"goal\":{\"type\":\"string\",\"maxLength\":10},\"inputs\":{\"type\":"
        "\"array\","
        "\"maxItems\":1,\"items\":{\"type\":\"string\",\"maxLength\":4}},"
        "\"verbosity\":{\"enum\":[\"verbose\"]}}}";
    static const char greedy[] =
        "{\"required\":[\"goal\",\"budget\"],\"properties\":{\"goal\":{}}}";
    (void)state;
    struct idio_err err;
    struct idio_validator *v = NULL;
    struct idio_json *e = NULL;
    struct idio_draft d = fixture_draft();
    const struct idio_request req = fixture_request();
    fixture_add(&d, fixture_said(IDIO_FIELD_INPUTS, "database", "users"));
    fixture_add(&d, fixture_said(IDIO_FIELD_INPUTS, "more", "users"));
    assert_ok(idio_validator_new(tight, sizeof tight - 1, &v, &err), &err);
    assert_ok(idio_envelope_new(&d, &req, v, &e, &err), &err);
    assert_ok(idio_envelope_check(e, v, &err), &err);
    assert_member(e, "spec",
                  "{\"goal\":\"Add an end\",\"inputs\":[\"data\"],\"verbosity\":\"verbose\"}");
    e = idio_json_free(e);
    v = idio_validator_free(v);
    assert_ok(idio_validator_new(greedy, sizeof greedy - 1, &v, &err), &err);
    assert_status(idio_envelope_new(&d, &req, v, &e, &err), IDIO_E_INVALID, &err);
    assert_non_null(strstr(err.msg, "budget"));
    idio_validator_free(v);
    idio_draft_release(&d);
}

/* ---- at random ---------------------------------------------------------------------------------
 */

static char *random_text(uint64_t *random)
{
    static const char *const pieces[] = {"lodash",
                                         " ",
                                         "\n",
                                         ".",
                                         "use",
                                         "\xff",
                                         "\xe2\x82",
                                         "\xf0\x9f\x98\x80",
                                         "\xe2\x80\xae",
                                         "a",
                                         "\xef\xb7\xba",
                                         "\"",
                                         "\\",
                                         "/",
                                         "~",
                                         "\x01",
                                         "normal",
                                         "minimal",
                                         "\xcc\x81",
                                         "\xed\xa0\x80"};
    const uint64_t r = idio_test_random(random);
    if (r % 23 == 0)
        return NULL;
    const size_t n = r % 7 == 0 ? (r >> 8) % 900 : (r >> 8) % 12;
    char *text = calloc(1, n * 8 + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        const uint64_t c = idio_test_random(random);
        if (c % 5 == 0)
            text[strlen(text)] = (char)(c >> 8);
        else
            strcat(text, pieces[(c >> 8) % IDIO_COUNT(pieces)]);
    }
    return text;
}

static double random_number(uint64_t *random)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1, 0, 1, 1e300, .5, -0.0, 1e-300};
    return odd[idio_test_random(random) % IDIO_COUNT(odd)];
}

static size_t random_place(uint64_t *random, size_t len)
{
    const uint64_t r = idio_test_random(random);
    return r % 11 == 0 ? SIZE_MAX - (r >> 60) : (size_t)((r >> 8) % (len + 3));
}

static void random_fact(uint64_t *random, struct idio_fact *f, char **texts)
{
    const uint64_t r = idio_test_random(random);
    *f = (struct idio_fact){.id = texts[0],
                            .value = texts[1],
                            .wording = texts[2],
                            .k = r % 5,
                            .n = r / 5 % 5,
                            .lo = random_number(random),
                            .hi = random_number(random),
                            .decided = r >> 32 & 1,
                            .example_count = r >> 40 & 3};
    if (r % 9 == 0)
        f->k = f->n = UINT64_MAX;
    f->examples[0] = (struct idio_example){texts[0], texts[1], UINT32_MAX, texts[2]};
    f->examples[1] = (struct idio_example){texts[2], texts[0], 0, texts[1]};
}

enum { ITEMS = 120, TEXTS = 60, FACTS = 8 };

static void test_random(void **state)
{
    uint64_t random = 99;
    (void)state;
    for (int round = 0; round < 400; round++) {
        char *texts[TEXTS];
        struct idio_fact facts[FACTS];
        struct idio_draft d = {0};
        for (size_t i = 0; i < TEXTS; i++)
            texts[i] = random_text(&random);
        for (size_t i = 0; i < FACTS; i++)
            random_fact(&random, &facts[i], texts + 3 * i);
        char *words = random_text(&random);
        struct idio_str repaired;
        idio_str_init(&repaired, IDIO_REQUEST_MAX);
        if (words)
            idio_utf8_repair(&repaired, words, strlen(words));
        idio_str_puts(&repaired, "x");
        const struct idio_request req = {
            .text = repaired.data, .len = repaired.len, .path = texts[0]};
        for (uint64_t n = idio_test_random(&random) % ITEMS; n > 0; n--) {
            const uint64_t r = idio_test_random(&random);
            fixture_add(&d,
                        (struct idio_item){.field = (enum idio_field)(r % (IDIO_FIELD_COUNT + 2)),
                                           .source = (enum idio_source)((r >> 8) % 5),
                                           .text = texts[(r >> 16) % TEXTS],
                                           .begin = random_place(&random, req.len),
                                           .end = random_place(&random, req.len),
                                           .fact = r % 6 ? &facts[(r >> 24) % FACTS] : NULL,
                                           .slot = texts[(r >> 32) % TEXTS],
                                           .confidence = random_number(&random)});
        }
        d.engine = texts[1];
        d.note = texts[2];
        d.intent = (enum idio_intent)(idio_test_random(&random) % 8);
        d.lang = (enum idio_lang)(idio_test_random(&random) % 20);
        struct idio_json *e = envelope_of(&d, &req);
        /* Through text and back it is the same, and still passes. */
        char *text = fixture_text(e);
        struct idio_json *again = fixture_parse(text);
        struct idio_err err;
        assert_ok(idio_envelope_check(again, validator, &err), &err);
        idio_free(text);
        idio_json_free(again);
        idio_json_free(e);
        idio_str_release(&repaired);
        free(words);
        for (size_t i = 0; i < TEXTS; i++)
            free(texts[i]);
    }
}

/* A draft of a million items costs no more than its length. */
static void test_flood(void **state)
{
    (void)state;
    struct idio_draft d = {0};
    const struct idio_request req = fixture_request();
    char(*texts)[8] = calloc(1000000, sizeof *texts);
    assert_non_null(texts);
    for (size_t i = 0; i < 1000000; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "%zu", i);
        fixture_add(&d, (struct idio_item){.field = (enum idio_field)(i % IDIO_FIELD_COUNT),
                                           .text = i % 3 ? texts[i] : "same",
                                           .end = 5});
    }
    struct idio_json *e = envelope_of(&d, &req);
    assert_int_equal(idio_json_len(field(e, "inputs")), 12);
    idio_json_free(e);
    free(texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_verbosity),
        cmocka_unit_test(test_goal),
        cmocka_unit_test(test_span_inside_character),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_hostile_facts),
        cmocka_unit_test(test_requests_refused),
        cmocka_unit_test(test_own_schema),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_flood),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
