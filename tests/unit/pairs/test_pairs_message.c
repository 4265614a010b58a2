/* SPDX-License-Identifier: Apache-2.0 */
/* Commit messages as requests: a table for each kind of rule, then what holds for all. */
#include "idio_test.h"

#include <ctype.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "pairs/pairs.h"

struct read {
    struct idio_arena arena;
    struct idio_message m;
    bool fit;
    const char *why;
    struct idio_err err;
};

static void read_it(struct read *r, const char *subject, const char *body)
{
    memset(r, 0, sizeof *r);
    idio_arena_init(&r->arena, 1 << 20);
    assert_ok(idio_message_read(subject, body, &r->arena, &r->m, &r->fit, &r->why, &r->err),
              &r->err);
}

#define CREATE   IDIO_INTENT_CREATE
#define EDIT     IDIO_INTENT_EDIT
#define FIX      IDIO_INTENT_FIX
#define TEST     IDIO_INTENT_TEST
#define REFACTOR IDIO_INTENT_REFACTOR

static const struct {
    const char *subject, *request;
    enum idio_intent act;
    const char *area, *issue;
} requests[] = {
    {"Add a parser for dates", "Add a parser for dates", CREATE, "", ""},
    {"add a parser for dates.", "Add a parser for dates", CREATE, "", ""},
    {"Added a parser for dates", "Add a parser for dates", CREATE, "", ""},
    {"Adds a parser for dates", "Add a parser for dates", CREATE, "", ""},
    {"Adding a parser for dates", "Add a parser for dates", CREATE, "", ""},
    {"Applied the patch to the parser", "Apply the patch to the parser", EDIT, "", ""},
    {"Stripped trailing zeros from numbers", "Strip trailing zeros from numbers", EDIT, "", ""},
    {"Caches parsed rules by path", "Cache parsed rules by path", EDIT, "", ""},
    {"Made the parser accept commas", "Make the parser accept commas", EDIT, "", ""},
    {"Fixes crash on empty input", "Fix crash on empty input", FIX, "", ""},
    {"Also handle an empty list", "Handle an empty list", EDIT, "", ""},
    {"Don't crash on empty input", "Don't crash on empty input", EDIT, "", ""},
    {"do not read past the end", "Do not read past the end", EDIT, "", ""},
    {"Always close the file handle", "Always close the file handle", EDIT, "", ""},
    {"Rename old_name to new_name", "Rename old_name to new_name", REFACTOR, "", ""},
    {"Add tests for the date parser", "Add tests for the date parser", TEST, "", ""},
    {"Tests for the date parser", "Add tests for the date parser", TEST, "", ""},
    {"Support for dates before 1970", "Add support for dates before 1970", CREATE, "", ""},
    {"Fix for rogue quote in help", "Fix rogue quote in help", FIX, "", ""},
    {"Better error messages in the parser", "Improve error messages in the parser", EDIT, "", ""},
    {"rows --flatten option for nested rows", "Add rows --flatten option for nested rows", CREATE,
     "", ""},
    /* other ways to say it */
    {"Line limit removed when stdin is no terminal", "Remove line limit when stdin is no terminal",
     EDIT, "", ""},
    {"The cache is flushed before exit", "Flush the cache before exit", EDIT, "", ""},
    {"table.rename() now preserves indexes", "Make table.rename() preserve indexes", EDIT, "", ""},
    {"Insert command now accepts a path", "Make insert command accept a path", EDIT, "", ""},
    /* labels */
    {"parser: accept names with dots", "Accept names with dots", EDIT, "parser", ""},
    {"net/http, cmd: handle a closed connection", "Handle a closed connection", EDIT,
     "net/http, cmd", ""},
    {"feat: dark mode for tables", "Add dark mode for tables", CREATE, "", ""},
    {"feat(ui)!: add dark mode for tables", "Add dark mode for tables", CREATE, "ui", ""},
    {"fix: crash on an empty list", "Fix crash on an empty list", FIX, "", ""},
    {"fix(parser): handle an empty list", "Handle an empty list", FIX, "parser", ""},
    {"refactor: the parser of dates", "Refactor the parser of dates", REFACTOR, "", ""},
    {"test: cover the empty list", "Cover the empty list", TEST, "", ""},
    {"perf: cache parsed rules by path", "Cache parsed rules by path", EDIT, "", ""},
    {"[core] Handle an empty list", "Handle an empty list", EDIT, "core", ""},
    {":bug: Fix crash on empty input", "Fix crash on empty input", FIX, "", ""},
    {"\xf0\x9f\x90\x9b Fix crash on empty input", "Fix crash on empty input", FIX, "", ""},
    {"- Fix crash on empty input", "Fix crash on empty input", FIX, "", ""},
    {"Fix crash on empty input [ci skip]", "Fix crash on empty input", FIX, "", ""},
    {"[skip ci] Fix crash on empty input", "Fix crash on empty input", FIX, "", ""},
    /* issues */
    {"Fix crash on empty input (#12)", "Fix crash on empty input", FIX, "", "#12"},
    {"Fix crash on empty input, closes #12", "Fix crash on empty input", FIX, "", "#12"},
    {"Fix crash on empty input - refs #12, #13", "Fix crash on empty input", FIX, "", "#12"},
    {"Fix #12: crash on empty input", "Fix crash on empty input", FIX, "", "#12"},
    {"#12: Fix crash on empty input", "Fix crash on empty input", FIX, "", "#12"},
    {"Fix crash in parse() on empty input (see GH-7)", "Fix crash in parse() on empty input", FIX,
     "", "GH-7"},
    {"Use UTF-8 for all file names", "Use UTF-8 for all file names", EDIT, "", ""},
    {"Fix handling for .transform() calls", "Fix handling for .transform() calls", FIX, "", ""},
    {"Handle dates after 2038, thanks to Ada", "Handle dates after 2038", EDIT, "", ""},
};

static void test_requests(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(requests); i++) {
        struct read r;
        read_it(&r, requests[i].subject, "");
        if (!r.fit)
            fail_msg("%s: dropped as %s", requests[i].subject, r.why);
        assert_string_equal(r.m.request, requests[i].request);
        assert_string_equal(r.m.area, requests[i].area);
        assert_string_equal(r.m.issue, requests[i].issue);
        if (r.m.act != requests[i].act)
            fail_msg("%s: act is %s", requests[i].subject, idio_intent_name(r.m.act));
        assert_string_equal(r.m.detail, "");
        assert_string_equal(r.why, "");
        idio_arena_release(&r.arena);
    }
}

static const struct {
    const char *subject, *why;
} dropped[] = {
    {"", "empty"},
    {" \t ", "empty"},
    {"#12", "empty"},
    {"Merge branch 'x' of somewhere", "merge"},
    {"Merged the two branches together", "merge"},
    {"cherry-pick the fix for dates", "merge"},
    {"Revert \"Add a parser for dates\"", "revert"},
    {"Fix what https://example.com/x says", "url"},
    {"WIP parser for dates and times", "wip"},
    {"fixup! Add a parser for dates", "wip"},
    {"Parser for dates, work in progress", "wip"},
    {"Bump the version of the parser", "version"},
    {"Release 1.2.3", "version"},
    {"1.2.3", "version"},
    {"v2.0-rc1", "version"},
    {"Update serde to 1.0.3 everywhere", "version"},
    {"Update to latest Rust nightly again", "version"},
    {"initial commit", "junk"},
    {"Update README.md", "junk"},
    {"test", "junk"},
    {"Address review comments on the parser", "review"},
    {"Apply suggestions from the others", "review"},
    {"Fix a typo in the parser", "housekeeping"},
    {"docs: explain how dates are parsed", "housekeeping"},
    {"Add the parser to the changelog", "housekeeping"},
    {"chore(deps): update all the things now", "housekeeping"},
    {"Fix the previous commit for dates", "backward"},
    {"Fix parser of dates, hopefully for good", "backward"},
    {"Fix what I broke with dates", "person"},
    {"Use my own parser for dates", "person"},
    {"Fix crash since 1a2b3c4d in parser", "hash"},
    {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x97\xa5\xe4\xbb\x98 add x to y", "text"},
    {"Fix bad \xef\xbf\xbd bytes in names", "text"},
    {"Fix bad \xff bytes in names", "text"},
    {"Add x -> 12 + (34 * 56) / {78}", "text"},
    {"Parser of dates and times", "verb"},
    {"Change of plans for the parser", "verb"},
    {"Fixes in the parser of dates", "verb"},
    {"The parser is slow and ugly", "verb"},
    {"Fix some more small bugs", "vague"},
    {"Improve this code a bit", "vague"},
    {"Add date parser", "short"},
    {"Fix handling of dates in", "cut"},
};

static void test_dropped(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(dropped); i++) {
        struct read r;
        read_it(&r, dropped[i].subject, "Some more text.");
        if (r.fit)
            fail_msg("%s: kept as %s", dropped[i].subject, r.m.request);
        if (strcmp(r.why, dropped[i].why) != 0)
            fail_msg("%s: dropped as %s, not %s", dropped[i].subject, r.why, dropped[i].why);
        assert_null(r.m.request);
        idio_arena_release(&r.arena);
    }
}

static const struct {
    const char *body, *detail, *issue;
} bodies[] = {
    {"", "", ""},
    {"The old one read past the end.", "The old one read past the end.", ""},
    {"The old one read\npast the end.\n\nDates are now checked first",
     "The old one read past the "
     "end. Dates are now checked "
     "first.",
     ""},
    {"- reads a line at a time\n- keeps the last one",
     "reads a line at a time. keeps the last one.", ""},
    {"Like this:\n\n    code(here);\n\nEnd of the text.", "End of the text.", ""},
    {"See https://example.com/x for more. Dates work too.", "Dates work too.", ""},
    {"Closes #12\n\nDates work as well.", "Dates work as well.", "#12"},
    {"I have tested it a lot. Dates work too.", "Dates work too.", ""},
    {"Since 1a2b3c4d it was broken. Dates work too.", "Dates work too.", ""},
    {"It was added in . See [1]. Ask @ada for it. Dates in .rc files work.",
     "Dates in .rc files work.", ""},
    {"Yes.\n\n========\n\n12 34 56 78 90", "", ""},
};

static void test_bodies(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(bodies); i++) {
        struct read r;
        read_it(&r, "Add a parser for dates", bodies[i].body);
        assert_true(r.fit);
        assert_string_equal(r.m.detail, bodies[i].detail);
        assert_string_equal(r.m.issue, bodies[i].issue);
        idio_arena_release(&r.arena);
    }
}

/* GitHub's cut of a long subject. */
static void test_joined(void **state)
{
    struct read r;
    (void)state;
    read_it(&r, "Add a parser for dates, times and\xe2\x80\xa6",
            "\xe2\x80\xa6 durations\n\nIt is needed by the reports.");
    assert_true(r.fit);
    assert_string_equal(r.m.request, "Add a parser for dates, times and durations");
    assert_string_equal(r.m.detail, "It is needed by the reports.");
    idio_arena_release(&r.arena);
}

/* The data: every list is there, words are lower case, nothing stands twice. */
static void test_data(void **state)
{
    static const char *const lists[] = {"adverbs_cut",  "adverbs_kept",
                                        "before_rest",  "be",
                                        "junk",         "wip",
                                        "version",      "review",
                                        "housekeeping", "backward",
                                        "vague",        "dangling",
                                        "things",       "housekeeping_prefixes"};
    char *text;
    size_t n, verbs = 0;
    struct idio_json *j;
    struct idio_err err;
    (void)state;
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/data/messages.json", 1 << 20, &text, &n, &err), &err);
    assert_ok(idio_json_parse(text, n, "messages.json", &j, &err), &err);
    for (size_t i = 0; i < IDIO_COUNT(lists); i++) {
        const struct idio_json *list = idio_json_get(j, lists[i]);
        assert_true(idio_json_len(list) > 0);
        for (size_t k = 0; k < idio_json_len(list); k++) {
            const char *w = idio_json_str(idio_json_at(list, k));
            assert_true(w && *w);
            for (; *w; w++)
                assert_false(isupper((unsigned char)*w));
        }
    }
    void *it = NULL;
    struct idio_json *list;
    struct idio_map seen;
    idio_map_init(&seen, 1 << 20);
    while (idio_json_next(idio_json_get(j, "verbs"), &it, &list)) {
        for (size_t k = 0; k < idio_json_len(list); k++) {
            const char *w = idio_json_str(idio_json_at(list, k));
            bool fresh = false;
            assert_non_null(idio_map_at(&seen, w, strlen(w), &fresh));
            if (!fresh)
                fail_msg("verb %s stands twice", w);
            verbs++;
        }
    }
    assert_in_range(verbs, 250, 350);
    idio_map_release(&seen);
    idio_json_free(j);
    idio_free(text);
}

/* ---- what holds for all ---------------------------------------------------------------------- */
static void check(const char *subject, const char *body)
{
    static const char *const rules[] = IDIO_MESSAGE_RULES;
    struct read r, again;
    read_it(&r, subject, body);
    bool known = r.fit;
    for (size_t i = 0; i < IDIO_COUNT(rules) && !r.fit; i++)
        known = known || strcmp(rules[i], r.why) == 0;
    assert_true(known);
    if (r.fit) {
        size_t n = strlen(r.m.request);
        assert_true(n > 0 && idio_utf8_valid(r.m.request, n, NULL));
        assert_false(islower((unsigned char)r.m.request[0]));
        assert_null(strpbrk(r.m.request, "\n\t\r"));
        assert_null(strchr(".,;:!-", r.m.request[n - 1]));
        assert_true(idio_utf8_valid(r.m.detail, strlen(r.m.detail), NULL));
        assert_null(strchr(r.m.detail, '\n'));
        /* A request is an imperative, and stays as it is. */
        read_it(&again, r.m.request, "");
        if (again.fit && strcmp(again.m.request, r.m.request) != 0)
            fail_msg("%s → %s → %s", subject, r.m.request, again.m.request);
        if (!again.fit && strcmp(again.why, "verb") == 0)
            fail_msg("%s → %s → no verb", subject, r.m.request);
        idio_arena_release(&again.arena);
    }
    idio_arena_release(&r.arena);
}

static void test_random(void **state)
{
    static const char *const pieces[] = {
        "Add",    "added",     "fixes",   "the",    "parser",    "now",     "accepts",
        "for",    "dates",     "removed", "when",   "tests",     "fix:",    "feat(x):",
        "core:",  "#12",       "(#3)",    "closes", ",",         ".",       "\xe2\x80\xa6",
        "()",     "[ci skip]", "WIP",     "v1.2",   "is",        "support", "option",
        "don't",  "not",       "\xff",    "I",      "https://x", "1a2b3c4", "new",
        "better", "of",        "to",      "in",     "\n",        "- ",      "    ",
        ":bug:",  "GH-1",      "[x]",     "and",    "make",      "rename",  "thanks to",
        "test",   "refactor",  "it's",    "e.g. "};
    uint64_t seed = 42;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char subject[400] = "", body[400] = "";
        for (int part = 0; part < 2; part++) {
            char *out = part ? body : subject;
            size_t n = 0;
            for (uint64_t k = idio_test_random(&seed) % 12; k > 0; k--) {
                const char *p = pieces[idio_test_random(&seed) % IDIO_COUNT(pieces)];
                n += (size_t)snprintf(out + n, 400 - n, "%s%s", p,
                                      idio_test_random(&seed) % 5 ? " " : "");
            }
        }
        check(subject, body);
    }
}

static void test_long(void **state)
{
    size_t n = 1 << 20;
    char *text = malloc(n + 1);
    static const char *const fills[] = {
        "a",    "add ",    "(",  "fix: ", "#1 ", "\xff", ". ", "\xf0\x9f\x90\x9b",
        "[x] ", "and #1 ", "x\n"};
    (void)state;
    assert_non_null(text);
    for (size_t k = 0; k < IDIO_COUNT(fills); k++) {
        size_t m = strlen(fills[k]);
        for (size_t i = 0; i < n; i++)
            text[i] = fills[k][i % m];
        text[n] = '\0';
        check(text, text);
        check("Add a parser for dates", text);
    }
    free(text);
}

static int read_once(void *ctx)
{
    struct idio_arena arena;
    struct idio_message m;
    bool fit;
    const char *why;
    struct idio_err err;
    (void)ctx;
    idio_arena_init(&arena, 1 << 20);
    int rc = idio_message_read("feat(core): dates and times (#12)",
                               "Dates are now read.\n\n- text of it", &arena, &m, &fit, &why, &err);
    idio_arena_release(&arena);
    return rc;
}

static void test_allocation_failure(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(read_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests), cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_bodies),   cmocka_unit_test(test_joined),
        cmocka_unit_test(test_data),     cmocka_unit_test(test_random),
        cmocka_unit_test(test_long),     cmocka_unit_test(test_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
