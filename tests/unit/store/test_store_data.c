/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into the store comes back: values, repositories, files, observations, facts, specs.
 */
#include "store_fixture.h"

#include <math.h>

/* ---- values ---------------------------------------------------------------------------------- */

static void test_values(void **state)
{
    static const struct {
        const char *key, *data;
        size_t n;
    } rows[] = {{"detector", "7", 1}, {"empty", "", 0}, {"scorer", "a\0b\xff", 4}, {"", "x", 1}};
    struct fixture *f = *state;
    const char *p = NULL;
    size_t n = 99;
    assert_status(idio_store_value_get(f->s, "detector", &f->arena, &p, &n, &f->err),
                  IDIO_E_NOTFOUND, &f->err);
    assert_null(p);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        assert_ok(idio_store_value_put(f->s, rows[i].key, "old", 3, &f->err), &f->err);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++)
        assert_ok(idio_store_value_put(f->s, rows[i].key, rows[i].data, rows[i].n, &f->err),
                  &f->err);
    fixture_reopen(f);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        assert_ok(idio_store_value_get(f->s, rows[i].key, &f->arena, &p, &n, &f->err), &f->err);
        assert_int_equal(n, rows[i].n);
        assert_memory_equal(p, rows[i].data, n);
        assert_int_equal(p[n], 0);
    }
    assert_ok(idio_store_value_put(f->s, "null", NULL, 0, &f->err), &f->err);
    assert_ok(idio_store_value_get(f->s, "null", &f->arena, &p, &n, &f->err), &f->err);
    assert_int_equal(n, 0);
}

/* ---- repositories and files --------------------------------------------------------------------
 */

static void test_repos(void **state)
{
    struct fixture *f = *state;
    const int64_t b = fixture_repo(f, "/b"), a = fixture_repo(f, "/a\xff");
    const struct idio_store_repo again = {.path = "/b",
                                          .name = "new",
                                          .kind = "plain",
                                          .state = "s2",
                                          .report = "[1]",
                                          .learnt_at = 9};
    int64_t id = 0;
    assert_ok(idio_store_repo_put(f->s, &again, &id, &f->err), &f->err);
    assert_int_equal(id, b);
    struct idio_store_repo *all = NULL;
    size_t n = 0;
    assert_ok(idio_store_repos(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 2);
    assert_int_equal(all[0].id, a);
    assert_string_equal(all[0].path, "/a\xff");
    assert_string_equal(all[1].name, "new");
    assert_string_equal(all[1].kind, "plain");
    assert_string_equal(all[1].state, "s2");
    assert_string_equal(all[1].report, "[1]");
    assert_int_equal(all[1].learnt_at, 9);
    const struct idio_store_repo odd = {.path = "/c", .kind = "cvs"};
    assert_status(idio_store_repo_put(f->s, &odd, &id, &f->err), IDIO_E_INVALID, &f->err);
    assert_int_equal(id, b);
    /* Missing texts are empty, not an error. */
    const struct idio_store_repo bare = {.path = "/c", .kind = "plain"};
    assert_ok(idio_store_repo_put(f->s, &bare, &id, &f->err), &f->err);
}

struct seen {
    char text[4096];
    int stop_at, count;
    struct idio_store *s;
};

static int visit(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
                 const void *observed, size_t n, struct idio_err *err)
{
    struct seen *seen = ctx;
    char line[256];
    (void)err;
    assert_int_equal(file->repo, repo->id);
    (void)snprintf(line, sizeof line, "%s:%s:%s:%s=%.*s;", repo->path, file->path, file->blob,
                   idio_lang_id(file->lang), observed ? (int)n : 1,
                   observed ? (const char *)observed : "-");
    strcat(seen->text, line);
    if (seen->s) /* other calls are fine on the way */
        assert_false(idio_store_observed_has(seen->s, "none", IDIO_LANG_C, "d1"));
    return ++seen->count == seen->stop_at ? 42 : 0;
}

static void put_files(struct fixture *f, int64_t repo, const char *const *rows, size_t n)
{
    struct idio_store_file files[8];
    assert_true(n <= IDIO_COUNT(files));
    for (size_t i = 0; i < n; i++)
        files[i] = (struct idio_store_file){
            .path = rows[2 * i], .blob = rows[2 * i + 1], .lang = IDIO_LANG_JAVASCRIPT};
    assert_ok(idio_store_files_put(f->s, repo, files, n, &f->err), &f->err);
}

static const char *seen_by(struct fixture *f, int64_t repo, const char *detector, struct seen *seen)
{
    *seen = (struct seen){.s = f->s};
    assert_ok(idio_store_files_visit(f->s, repo, detector, visit, seen, &f->err), &f->err);
    return seen->text;
}

static void test_files(void **state)
{
    struct fixture *f = *state;
    struct seen seen;
    const int64_t b = fixture_repo(f, "/b"), a = fixture_repo(f, "/a");
    static const char *const of_b[] = {"z.js", "01", "d/\xc3\x28.js", "02", "d.js", "01"};
    static const char *const of_a[] = {"i.js", "03"};
    put_files(f, b, of_b, 3);
    put_files(f, a, of_a, 1);
    assert_ok(idio_store_observed_put(f->s, "01", IDIO_LANG_JAVASCRIPT, "d1", "one", 3, &f->err),
              &f->err);
    assert_ok(idio_store_observed_put(f->s, "02", IDIO_LANG_C, "d1", "c", 1, &f->err), &f->err);
    assert_ok(idio_store_observed_put(f->s, "03", IDIO_LANG_JAVASCRIPT, "d1", "", 0, &f->err),
              &f->err);
    assert_string_equal(seen_by(f, 0, "d1", &seen),
                        "/a:i.js:03:javascript=;/b:d.js:01:javascript=one;"
                        "/b:d/\xc3\x28.js:02:javascript=-;/b:z.js:01:javascript=one;");
    assert_string_equal(seen_by(f, a, "d2", &seen), "/a:i.js:03:javascript=-;");
    assert_string_equal(seen_by(f, 99, "d1", &seen), "");
    /* Replaced as a whole. */
    put_files(f, b, of_a, 1);
    assert_string_equal(seen_by(f, b, "d1", &seen), "/b:i.js:03:javascript=;");
    put_files(f, b, NULL, 0);
    assert_string_equal(seen_by(f, b, "d1", &seen), "");
    /* An answer other than 0 stops and comes back. */
    put_files(f, b, of_b, 3);
    seen = (struct seen){.stop_at = 2};
    assert_int_equal(idio_store_files_visit(f->s, 0, "d1", visit, &seen, &f->err), 42);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen_by(f, a, "d1", &seen), "/a:i.js:03:javascript=;");
}

static void test_files_refused(void **state)
{
    struct fixture *f = *state;
    struct seen seen;
    const int64_t repo = fixture_repo(f, "/r");
    static const char *const rows[] = {"old.js", "01"};
    put_files(f, repo, rows, 1);
    const struct idio_store_file twice[] = {{.path = "x", .blob = "1", .lang = IDIO_LANG_C},
                                            {.path = "x", .blob = "2", .lang = IDIO_LANG_C}};
    assert_status(idio_store_files_put(f->s, repo, twice, 2, &f->err), IDIO_E_INVALID, &f->err);
    assert_non_null(strstr(f->err.msg, "file x is listed twice"));
    assert_status(idio_store_files_put(f->s, 99, twice, 1, &f->err), IDIO_E_NOTFOUND, &f->err);
    /* All or nothing, also inside a transaction that goes on. */
    assert_string_equal(seen_by(f, 0, "d", &seen), "/r:old.js:01:javascript=-;");
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "v", 1, &f->err), &f->err);
    assert_status(idio_store_files_put(f->s, repo, twice, 2, &f->err), IDIO_E_INVALID, &f->err);
    assert_ok(idio_store_commit(f->s, &f->err), &f->err);
    assert_string_equal(seen_by(f, 0, "d", &seen), "/r:old.js:01:javascript=-;");
    const char *p;
    size_t n;
    assert_ok(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), &f->err);
}

static int visit_again(void *ctx, const struct idio_store_repo *repo,
                       const struct idio_store_file *file, const void *observed, size_t n,
                       struct idio_err *err)
{
    (void)repo, (void)file, (void)observed, (void)n;
    return idio_store_files_visit(ctx, 0, "d", visit_again, ctx, err);
}

static void test_visit_inside_visit(void **state)
{
    struct fixture *f = *state;
    static const char *const rows[] = {"a.js", "01"};
    put_files(f, fixture_repo(f, "/r"), rows, 1);
    assert_status(idio_store_files_visit(f->s, 0, "d", visit_again, f->s, &f->err), IDIO_E_BUG,
                  &f->err);
}

static bool has(struct fixture *f, const char *blob, const char *detector)
{
    return idio_store_observed_has(f->s, blob, IDIO_LANG_JAVASCRIPT, detector);
}

static void test_forget_and_sweep(void **state)
{
    struct fixture *f = *state;
    struct seen seen;
    const int64_t a = fixture_repo(f, "/a"), b = fixture_repo(f, "/b");
    static const char *const of_a[] = {"1", "only-a", "2", "both"};
    static const char *const of_b[] = {"1", "both", "2", "only-b"};
    static const char *const blobs[] = {"only-a", "both", "only-b", "nobody"};
    put_files(f, a, of_a, 2);
    put_files(f, b, of_b, 2);
    for (size_t i = 0; i < IDIO_COUNT(blobs); i++)
        for (int d = 1; d <= 2; d++)
            assert_ok(idio_store_observed_put(f->s, blobs[i], IDIO_LANG_JAVASCRIPT,
                                              d == 1 ? "d1" : "d2", "x", 1, &f->err),
                      &f->err);
    assert_ok(idio_store_repo_forget(f->s, a, &f->err), &f->err);
    assert_false(has(f, "only-a", "d1"));
    assert_false(has(f, "only-a", "d2"));
    assert_true(has(f, "both", "d1"));
    assert_true(has(f, "nobody", "d1"));
    assert_string_equal(seen_by(f, 0, "none", &seen),
                        "/b:1:both:javascript=-;/b:2:only-b:javascript=-;");
    assert_status(idio_store_repo_forget(f->s, a, &f->err), IDIO_E_NOTFOUND, &f->err);
    assert_ok(idio_store_observed_sweep(f->s, "d2", &f->err), &f->err);
    assert_false(has(f, "nobody", "d2"));
    assert_false(has(f, "both", "d1"));
    assert_true(has(f, "both", "d2"));
    assert_true(has(f, "only-b", "d2"));
}

static bool file_has(const char *path, const char *needle)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    char *data = calloc(1, 8 << 20);
    assert_non_null(data);
    const size_t n = fread(data, 1, 8 << 20, file);
    (void)fclose(file);
    const bool found = memmem(data, n, needle, strlen(needle)) != NULL;
    free(data);
    return found;
}

/* "forget" is a promise: nothing of it stays in free pages or in the log. */
static void test_forgotten_is_erased(void **state)
{
    struct fixture *f = *state;
    char log[sizeof f->path + 8];
    (void)snprintf(log, sizeof log, "%s-wal", f->path);
    const int64_t repo = fixture_repo(f, "/secret-place");
    static const char *const rows[] = {"1", "blob-of-secret"};
    put_files(f, repo, rows, 1);
    char big[6000];
    memset(big, 'x', sizeof big);
    memcpy(big + 5000, "SECRET-TEXT", 11);
    assert_ok(idio_store_observed_put(f->s, "blob-of-secret", IDIO_LANG_JAVASCRIPT, "d", big,
                                      sizeof big, &f->err),
              &f->err);
    assert_true(file_has(log, "SECRET-TEXT"));
    assert_ok(idio_store_repo_forget(f->s, repo, &f->err), &f->err);
    static const char *const words[] = {"SECRET-TEXT", "secret-place", "blob-of-secret"};
    for (size_t i = 0; i < IDIO_COUNT(words); i++) {
        assert_false(file_has(log, words[i]));
        assert_false(file_has(f->path, words[i]));
    }
}

/* ---- facts ----------------------------------------------------------------------------------- */

static const struct idio_fact facts[] = {
    {.id = "python:naming.function=snake_case",
     .lang = IDIO_LANG_PYTHON,
     .trait = "naming.function",
     .trait_no = 65535,
     .value = "snake_case",
     .area = "naming",
     .field = "naming_conventions",
     .wording = "Functions are snake_case.",
     .k = 10,
     .n = 11,
     .lo = .6,
     .hi = .98,
     .prior = -1},
    {.id = "javascript:format.semicolons=never",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "format.semicolons",
     .trait_no = 3,
     .value = "never",
     .area = "format",
     .field = "style_guides",
     .wording = "No semicolons at statement ends.",
     .k = 1906,
     .n = 1911,
     .lo = .994,
     .hi = .999,
     .prior = .22,
     .surprise = 2.18,
     .impact = .5,
     .files = UINT32_MAX,
     .repos = 20,
     .decided = true,
     .stated = true,
     .examples = {{"ky", "source/index.js", 12, "const x = 1"},
                  {"ky", "b/\xff.js", UINT32_MAX, ""}},
     .example_count = 2,
     .counter = {"got", "c.js", 1, "let a;"}},
    {.id = "javascript:error.style=throw",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "error.style",
     .value = "throw",
     .area = "error",
     .field = "design_patterns",
     .wording = "",
     .k = 0,
     .n = INT64_MAX,
     .surprise = INFINITY,
     .example_count = 1,
     .examples = {{"r", "p", 3, "t"}}},
};

static void assert_example(const struct idio_example *a, const struct idio_example *b)
{
    assert_string_equal(a->repo, b->repo);
    assert_string_equal(a->path, b->path);
    assert_int_equal(a->line, b->line);
    assert_string_equal(a->text, b->text);
}

static void assert_fact(const struct idio_fact *a, const struct idio_fact *b)
{
    assert_string_equal(a->id, b->id);
    assert_int_equal(a->lang, b->lang);
    assert_string_equal(a->trait, b->trait);
    assert_int_equal(a->trait_no, b->trait_no);
    assert_string_equal(a->value, b->value);
    assert_string_equal(a->area, b->area);
    assert_string_equal(a->field, b->field);
    assert_string_equal(a->wording, b->wording);
    assert_true(a->k == b->k && a->n == b->n);
    assert_true(a->lo == b->lo && a->hi == b->hi && a->prior == b->prior);
    assert_true(a->surprise == b->surprise && a->impact == b->impact);
    assert_true(a->files == b->files && a->repos == b->repos);
    assert_true(a->decided == b->decided && a->stated == b->stated);
    assert_int_equal(a->example_count, b->example_count);
    for (size_t i = 0; i < a->example_count; i++)
        assert_example(&a->examples[i], &b->examples[i]);
    assert_int_equal(a->counter.path == NULL, b->counter.path == NULL);
    if (a->counter.path)
        assert_example(&a->counter, &b->counter);
}

static void test_facts(void **state)
{
    struct fixture *f = *state;
    struct idio_fact *all = NULL;
    size_t n = 99;
    assert_ok(idio_store_facts(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 0);
    assert_ok(idio_store_facts_put(f->s, facts, IDIO_COUNT(facts), &f->err), &f->err);
    fixture_reopen(f);
    assert_ok(idio_store_facts(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 3);
    assert_fact(&all[0], &facts[2]); /* language, then area */
    assert_fact(&all[1], &facts[1]);
    assert_fact(&all[2], &facts[0]);
    assert_ok(idio_store_facts_put(f->s, facts, 1, &f->err), &f->err);
    assert_ok(idio_store_facts(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 1);
    assert_fact(&all[0], &facts[0]);
    assert_ok(idio_store_facts_put(f->s, NULL, 0, &f->err), &f->err);
    assert_ok(idio_store_facts(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 0);
}

static void test_facts_refused(void **state)
{
    struct fixture *f = *state;
    assert_ok(idio_store_facts_put(f->s, facts, 3, &f->err), &f->err);
    struct idio_fact bad[] = {facts[0], facts[0], facts[0], facts[0], facts[0]};
    bad[0].id = NULL;
    bad[1].n = UINT64_MAX;
    bad[2].prior = NAN;
    bad[3].example_count = IDIO_FACT_EXAMPLES + 1;
    bad[4].id = facts[1].id; /* twice */
    for (size_t i = 0; i < IDIO_COUNT(bad); i++) {
        const struct idio_fact both[] = {facts[1], bad[i]};
        assert_status(idio_store_facts_put(f->s, both, 2, &f->err), IDIO_E_INVALID, &f->err);
    }
    struct idio_fact *all = NULL;
    size_t n = 0;
    assert_ok(idio_store_facts(f->s, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 3);
}

/* ---- specs ----------------------------------------------------------------------------------- */

static void test_specs(void **state)
{
    struct fixture *f = *state;
    struct idio_store_spec spec = {
        .created_at = 100, .request = "do it", .envelope = "{}", .hash = "aa"};
    struct idio_store_spec got;
    int64_t first = 0, second = 0, third = 7;
    assert_int_equal(idio_store_spec_last(f->s), 0);
    assert_ok(idio_store_spec_add(f->s, &spec, &first, &f->err), &f->err);
    spec.parent = first;
    spec.request = "again";
    assert_ok(idio_store_spec_add(f->s, &spec, &second, &f->err), &f->err);
    spec.parent = 99;
    assert_status(idio_store_spec_add(f->s, &spec, &third, &f->err), IDIO_E_NOTFOUND, &f->err);
    assert_int_equal(third, 7);
    assert_int_equal(idio_store_spec_last(f->s), second);

    spec =
        (struct idio_store_spec){.id = second, .envelope = "{2}", .hash = "bb", .approved_at = 5};
    assert_ok(idio_store_spec_update(f->s, &spec, &f->err), &f->err);
    assert_ok(idio_store_spec_get(f->s, second, &f->arena, &got, &f->err), &f->err);
    assert_string_equal(got.request, "again");
    assert_string_equal(got.envelope, "{2}");
    assert_string_equal(got.hash, "bb");
    assert_int_equal(got.approved_at, 5);
    assert_int_equal(got.parent, first);
    assert_int_equal(got.created_at, 100);
    spec.id = 99;
    assert_status(idio_store_spec_update(f->s, &spec, &f->err), IDIO_E_NOTFOUND, &f->err);
    assert_status(idio_store_spec_get(f->s, 99, &f->arena, &got, &f->err), IDIO_E_NOTFOUND,
                  &f->err);

    struct idio_store_spec *all = NULL;
    size_t n = 0;
    assert_ok(idio_store_specs(f->s, 0, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 2);
    assert_int_equal(all[0].id, second);
    assert_int_equal(all[1].id, first);
    assert_int_equal(all[1].parent, 0);
    assert_ok(idio_store_specs(f->s, 1, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 1);
    assert_int_equal(all[0].id, second);
}

/* ---- transactions -----------------------------------------------------------------------------
 */

static void test_transactions(void **state)
{
    struct fixture *f = *state;
    const char *p;
    size_t n;
    assert_status(idio_store_commit(f->s, &f->err), IDIO_E_BUG, &f->err);
    idio_store_rollback(f->s);
    idio_store_rollback(NULL);
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    assert_status(idio_store_begin(f->s, &f->err), IDIO_E_BUG, &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "v", 1, &f->err), &f->err);
    assert_ok(idio_store_facts_put(f->s, facts, 3, &f->err), &f->err);
    idio_store_rollback(f->s);
    assert_status(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), IDIO_E_NOTFOUND,
                  &f->err);
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "v", 1, &f->err), &f->err);
    assert_ok(idio_store_commit(f->s, &f->err), &f->err);
    fixture_reopen(f);
    assert_ok(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), &f->err);
    /* Closing in the middle undoes. */
    assert_ok(idio_store_begin(f->s, &f->err), &f->err);
    assert_ok(idio_store_value_put(f->s, "k", "w", 1, &f->err), &f->err);
    fixture_reopen(f);
    assert_ok(idio_store_value_get(f->s, "k", &f->arena, &p, &n, &f->err), &f->err);
    assert_string_equal(p, "v");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        T(test_values),
        T(test_repos),
        T(test_files),
        T(test_files_refused),
        T(test_visit_inside_visit),
        T(test_forget_and_sweep),
        T(test_forgotten_is_erased),
        T(test_facts),
        T(test_facts_refused),
        T(test_specs),
        T(test_transactions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
