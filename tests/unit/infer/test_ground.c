/* SPDX-License-Identifier: Apache-2.0 */
#include "idio_test.h"

#include "base/utf8.h"
#include "infer/ground.h"

struct row {
    const char *request, *item;
    const char *span; /* NULL: must not be grounded */
    int how;          /* -1: any */
};

static const struct row rows[] = {
    /* exact */
    {"Write a parser. It must not allocate.", "must not allocate", "must not allocate",
     IDIO_GROUND_EXACT},
    {"Write a parser. It must not allocate.", "must not allocate.", "must not allocate",
     IDIO_GROUND_EXACT},
    {"keep it under 50 lines", "keep it under 50 lines", "keep it under 50 lines",
     IDIO_GROUND_EXACT},
    {"use a, then use b", "use b", "use b", IDIO_GROUND_EXACT},
    {"Größe der Datei prüfen", "Größe der Datei", "Größe der Datei", IDIO_GROUND_EXACT},
    {"读取文件并排序", "文件并排序", "文件并排序", IDIO_GROUND_EXACT},
    {"прочитай файл и отсортируй", "прочитай файл", "прочитай файл", IDIO_GROUND_EXACT},
    /* folded */
    {"Read the CSV  file", "read the csv file", "Read the CSV  file", IDIO_GROUND_FOLDED},
    {"no\n  global\tstate", "No global state", "no\n  global\tstate", IDIO_GROUND_FOLDED},
    {"read-only mode", "read only mode", "read-only mode", IDIO_GROUND_FOLDED},
    {"GRÖSSE prüfen", "grösse prüfen", "GRÖSSE prüfen", IDIO_GROUND_FOLDED},
    {"don’t panic on errors", "don't panic on errors", "don’t panic on errors", IDIO_GROUND_FOLDED},
    /* fuzzy: endings, typing errors, words left out */
    {"a function that reads a csv file and returns the rows sorted by date",
     "return rows sorted by date", "returns the rows sorted by date", IDIO_GROUND_FUZZY},
    {"must hanlde emtpy files", "must handle empty files", "must hanlde emtpy files",
     IDIO_GROUND_FUZZY},
    {"retry three times on timeouts", "retry 3 times on timeout", "retry three times on timeouts",
     IDIO_GROUND_FUZZY},
    {"it should, for large inputs, stay under 10 MB", "stay under 10 MB for large inputs",
     "for large inputs, stay under 10 MB", IDIO_GROUND_FUZZY},
    /* nothing of the kind was said */
    {"write a csv reader", "handle network timeouts", NULL, -1},
    {"write a csv reader", "write a json reader", NULL, -1},
    {"handle the input", "handle empty input", NULL, -1},
    {"sort the users", "users", "users", IDIO_GROUND_EXACT},
    {"sort the users", "the", NULL, -1},
    {"sort the users", "", NULL, -1},
    {"sort the users", "...", NULL, -1},
    {"", "anything", NULL, -1},
    /* part of a word is not the word */
    {"recategorise the items", "cat", NULL, -1},
    {"catalogue items", "log items", NULL, -1},
    /* numbers and units */
    {"at most 50 lines", "at most 60 lines", NULL, -1},
    {"version 3.5 only", "version 3.50 only", NULL, -1},
    {"version 3.5 only", "version 3 only", NULL, -1},
    {"limit of 1,000 rows", "limit of 1000 rows", "limit of 1,000 rows", IDIO_GROUND_FOLDED},
    {"return -1 on failure", "return 1 on failure", NULL, -1},
    {"return -1 on failure", "return -1 on failure", "return -1 on failure", IDIO_GROUND_EXACT},
    {"timeout of 5s", "timeout of 5 s", "timeout of 5s", IDIO_GROUND_FOLDED},
    /* identifiers */
    {"fix parse_config when the file is missing", "fix parseConfig when the file is missing", NULL,
     -1},
    {"fix parse_config when the file is missing", "fix parse_configs when the file is missing",
     NULL, -1},
    {"call UserService.save after it", "call UserService.load after it", NULL, -1},
    {"use sha256 sums", "use sha512 sums", NULL, -1},
    {"use fooBar here", "use foobar here", NULL, -1},
    {"call UserService first", "call userservice first", "call UserService first",
     IDIO_GROUND_FOLDED},
    {"support HTTP only", "support http only", "support HTTP only", IDIO_GROUND_FOLDED},
    /* polarity */
    {"do not use lodash", "use lodash", NULL, -1},
    {"do not use lodash", "do not use lodash", "do not use lodash", IDIO_GROUND_EXACT},
    {"dont use pandas", "don't use pandas", "dont use pandas", IDIO_GROUND_FUZZY},
    {"please avoid any recursion", "no recursion", "avoid any recursion", IDIO_GROUND_FUZZY},
    {"without dependencies, read the file", "read the file", "read the file", IDIO_GROUND_EXACT},
    {"lodash must not be used", "lodash", NULL, -1},
    {"lodash isn't allowed", "lodash allowed", NULL, -1},
    {"use fetch instead of axios", "use axios", NULL, -1},
    {"use fetch instead of axios", "use fetch", "use fetch", IDIO_GROUND_EXACT},
    {"use fetch instead of axios", "no axios", "instead of axios", IDIO_GROUND_FUZZY},
    {"never block the loop", "block the loop", NULL, -1},
    {"don't forget to close the file", "close the file", "close the file", IDIO_GROUND_EXACT},
    {"not only sort but also dedupe the list", "dedupe the list", "dedupe the list",
     IDIO_GROUND_EXACT},
    {"no more than 5 retries", "at most 5 retries", NULL, -1},
    {"no more than 5 retries", "5 retries", "5 retries", IDIO_GROUND_EXACT},
    {"do not log and return an error", "return an error", "return an error", IDIO_GROUND_EXACT},
    {"sort the list without recursion", "sort the list", "sort the list", IDIO_GROUND_EXACT},
    {"use lodash", "do not use lodash", NULL, -1},
    /* may and must */
    {"it may cache results", "it must cache results", NULL, -1},
    {"it must cache results", "it may cache results", NULL, -1},
    {"it must cache results", "must cache results", "must cache results", IDIO_GROUND_EXACT},
    /* the second mention holds when the first does not */
    {"don't sort here; sort rows later", "sort rows", "sort rows", IDIO_GROUND_EXACT},
    {"never cache. In tests, cache pages", "cache pages", "cache pages", IDIO_GROUND_EXACT},
};

/* All rows are looked at, so that a change shows its whole effect at once. */
static bool check_row(const struct row *row)
{
    struct idio_err err = {0};
    struct idio_ground *g = NULL;
    struct idio_ground_span span = {0};
    bool found = false, good = true;

    assert_ok(idio_ground_new(row->request, strlen(row->request), &g, &err), &err);
    assert_ok(idio_ground_align(g, row->item, strlen(row->item), &found, &span, &err), &err);
    if (found != (row->span != NULL)) {
        print_error("\"%s\" in \"%s\": found %d \"%.*s\"\n", row->item, row->request, found,
                    (int)(span.end - span.begin), row->request + span.begin);
        good = false;
    } else if (found) {
        if (span.end - span.begin != strlen(row->span) ||
            memcmp(row->request + span.begin, row->span, strlen(row->span)) ||
            (row->how >= 0 && (int)span.how != row->how)) {
            print_error("\"%s\" in \"%s\": \"%.*s\" (%d), wanted \"%s\" (%d)\n", row->item,
                        row->request, (int)(span.end - span.begin), row->request + span.begin,
                        (int)span.how, row->span, row->how);
            good = false;
        }
        assert_true(span.score > 0 && span.score <= 1);
    }
    idio_ground_free(g);
    return good;
}

static void test_table(void **state)
{
    size_t bad = 0;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        bad += !check_row(&rows[i]);
    assert_int_equal(bad, 0);
}

static const char *const words[] = {
    "read",
    "the",
    "file",
    "not",
    "never",
    "foo_bar",
    "sortBy",
    "3",
    "3.5",
    "don't",
    "must",
    "may",
    "without",
    "and",
    "return",
    "rows",
    "größe",
    "文件",
    "файл",
    "e\xCC\x81",
    ".",
    ",",
    ";",
    "\n",
    "`x`",
    "utf8",
    "HTTP",
    "files",
    "ten",
    "-1",
    "\xF0\x9F\x98\x80",
    "\xFF",
    "a.b.c",
    "x::y",
    "instead",
    "of",
    "use",
    "user",
    "(",
    "\"",
};

static size_t random_text(uint64_t *seed, char *out, size_t cap, size_t count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        const char *w = words[idio_test_random(seed) % IDIO_COUNT(words)];

        if (n + strlen(w) + 2 > cap)
            break;
        memcpy(out + n, w, strlen(w));
        n += strlen(w);
        if (idio_test_random(seed) % 5)
            out[n++] = ' ';
    }
    out[n] = '\0';
    return n;
}

/* Whatever the texts: spans lie inside, at token borders, and exact ones hold the item's bytes. */
static void test_spans_are_sound(void **state)
{
    uint64_t seed = 42;
    struct idio_err err = {0};
    size_t hits = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        char request[600], item[200];
        size_t n = random_text(&seed, request, sizeof request, idio_test_random(&seed) % 60);
        struct idio_ground *g = NULL;

        assert_ok(idio_ground_new(request, n, &g, &err), &err);
        for (int k = 0; k < 4; k++) {
            struct idio_ground_span s = {0};
            bool found = false;
            size_t m = random_text(&seed, item, sizeof item, 1 + idio_test_random(&seed) % 6);

            assert_ok(idio_ground_align(g, item, m, &found, &s, &err), &err);
            if (!found)
                continue;
            hits++;
            assert_true(s.begin < s.end && s.end <= n);
            assert_true(((unsigned char)request[s.begin] & 0xC0) != 0x80);
            assert_true(s.end == n || ((unsigned char)request[s.end] & 0xC0) != 0x80);
            assert_true(s.score > 0 && s.score <= 1);
        }
        idio_ground_free(g);
    }
    assert_true(hits > 200);
}

/* A clause of the request without any meaning-turning word around it grounds in itself. */
static void test_own_words(void **state)
{
    static const char *const plain[] = {"sort",  "users", "table",  "window", "queue", "parser",
                                        "index", "label", "colour", "matrix", "graph", "signal"};
    uint64_t seed = 7;
    struct idio_err err = {0};

    (void)state;
    for (int round = 0; round < 500; round++) {
        char request[400] = "";
        size_t at[32], n = 0, count = 3 + idio_test_random(&seed) % 20, from, to;
        struct idio_ground_span s = {0};
        struct idio_ground *g = NULL;
        bool found = false;

        for (size_t i = 0; i < count; i++) {
            const char *w = plain[idio_test_random(&seed) % IDIO_COUNT(plain)];

            at[i] = n;
            n += (size_t)snprintf(request + n, sizeof request - n, "%s ", w);
        }
        from = idio_test_random(&seed) % count;
        to = from + 1 + idio_test_random(&seed) % (count - from);
        assert_ok(idio_ground_new(request, n, &g, &err), &err);
        assert_ok(idio_ground_align(g, request + at[from], (to < count ? at[to] : n) - at[from],
                                    &found, &s, &err),
                  &err);
        assert_true(found);
        assert_int_equal(s.how, IDIO_GROUND_EXACT);
        assert_memory_equal(request + s.begin, request + at[from], s.end - s.begin);
        idio_ground_free(g);
    }
}

static void test_long_and_hostile(void **state)
{
    static const char *const units[] = {"a ",
                                        "aaaaaa aaaaab ",
                                        "not ",
                                        "\n",
                                        "`",
                                        "3 ",
                                        "文",
                                        "\xFF",
                                        "sort file sort rows ",
                                        "date by sorted rows the "};
    struct idio_err err = {0};
    char *big = malloc(65536), item[IDIO_GROUND_ITEM_MAX + 2];

    (void)state;
    assert_non_null(big);
    for (size_t u = 0; u < IDIO_COUNT(units); u++) {
        size_t n = 0, len = strlen(units[u]);
        struct idio_ground_span s = {0};
        struct idio_ground *g = NULL;
        bool found;

        for (; n + len < 65536; n += len)
            memcpy(big + n, units[u], len);
        assert_ok(idio_ground_new(big, n, &g, &err), &err);
        for (size_t k = 0; k < IDIO_COUNT(units); k++) {
            size_t m = 0;

            for (; m + strlen(units[k]) <= IDIO_GROUND_ITEM_MAX; m += strlen(units[k]))
                memcpy(item + m, units[k], strlen(units[k]));
            assert_ok(idio_ground_align(g, item, m, &found, &s, &err), &err);
        }
        assert_ok(idio_ground_align(g, "return the rows sorted by date", 30, &found, &s, &err),
                  &err);
        idio_ground_free(g);
    }
    /* Too long is never grounded, though it is all there. */
    memset(big, 'x', IDIO_GROUND_ITEM_MAX + 1);
    {
        struct idio_ground_span s = {0};
        struct idio_ground *g = NULL;
        bool found = true;

        assert_ok(idio_ground_new(big, IDIO_GROUND_ITEM_MAX + 1, &g, &err), &err);
        assert_ok(idio_ground_align(g, big, IDIO_GROUND_ITEM_MAX + 1, &found, &s, &err), &err);
        assert_false(found);
        idio_ground_free(g);
    }
    free(big);
}

static int align_once(void *ctx)
{
    static const char request[] =
        "Read größe of the CSV file; dont use pandas, at most 50 rows sorted";
    static const char *const items[] = {"dont use pandas", "sorted rows at most 50", "read GRÖSSE",
                                        "nothing like it at all"};
    struct idio_ground *g = NULL;
    struct idio_ground_span s;
    struct idio_err err = {0};
    bool found;
    int r;

    (void)ctx;
    r = idio_ground_new(request, strlen(request), &g, &err);
    for (size_t i = 0; i < IDIO_COUNT(items) && r >= 0; i++)
        r = idio_ground_align(g, items[i], strlen(items[i]), &found, &s, &err);
    idio_ground_free(g);
    return r;
}

static void test_out_of_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(align_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),         cmocka_unit_test(test_spans_are_sound),
        cmocka_unit_test(test_own_words),     cmocka_unit_test(test_long_and_hostile),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
