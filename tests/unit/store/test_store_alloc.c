/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once: of ours and of SQLite's, which allocates through the same gate. */
#include "store_fixture.h"

static struct fixture *fx;

static const struct idio_fact fact = {.id = "c:a=b",
                                      .lang = IDIO_LANG_C,
                                      .trait = "a",
                                      .value = "b",
                                      .area = "format",
                                      .field = "style_guides",
                                      .wording = "w",
                                      .k = 1,
                                      .n = 2,
                                      .example_count = 1,
                                      .examples = {{"r", "p", 1, "t"}}};

static int count(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
                 const void *observed, size_t n, struct idio_err *err)
{
    (void)repo, (void)file, (void)observed, (void)n, (void)err;
    ++*(int *)ctx;
    return 0;
}

static int write_all(struct idio_store *s, struct idio_err *err)
{
    const struct idio_store_repo repo = {.path = "/r", .name = "r", .kind = "git"};
    const struct idio_store_spec spec = {.request = "r", .envelope = "{}", .hash = "h"};
    int64_t id = 0;
    int st = idio_store_repo_put(s, &repo, &id, err);
    const struct idio_store_file file = {.path = "a.c", .blob = "01", .lang = IDIO_LANG_C};
    if (st == IDIO_OK)
        st = idio_store_files_put(s, id, &file, 1, err);
    if (st == IDIO_OK)
        st = idio_store_observed_put(s, "01", IDIO_LANG_C, "d", "data", 4, err);
    if (st == IDIO_OK)
        st = idio_store_facts_put(s, &fact, 1, err);
    if (st == IDIO_OK)
        st = idio_store_value_put(s, "k", "v", 1, err);
    if (st == IDIO_OK)
        st = idio_store_observed_sweep(s, "d", err);
    return st == IDIO_OK ? idio_store_spec_add(s, &spec, &id, err) : st;
}

static int read_all(struct idio_store *s, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, 1 << 20);
    struct idio_store_repo *repos;
    struct idio_fact *facts;
    struct idio_store_spec *specs;
    const char *p;
    size_t n;
    int seen = 0;
    int st = idio_store_repos(s, &arena, &repos, &n, err);
    if (st == IDIO_OK)
        st = idio_store_files_visit(s, 0, "d", count, &seen, err);
    if (st == IDIO_OK)
        st = idio_store_facts(s, &arena, &facts, &n, err);
    if (st == IDIO_OK)
        st = idio_store_value_get(s, "k", &arena, &p, &n, err);
    if (st == IDIO_OK)
        st = idio_store_specs(s, 0, &arena, &specs, &n, err);
    idio_arena_release(&arena);
    return st;
}

static int open_write_read(void *ctx)
{
    struct fixture *f = ctx;
    struct idio_store *s = NULL;
    int st = idio_store_open(f->path, 0, 0, &s, &f->err);
    if (st == IDIO_OK)
        st = idio_store_begin(s, &f->err);
    if (st == IDIO_OK)
        st = write_all(s, &f->err);
    if (st == IDIO_OK)
        st = idio_store_commit(s, &f->err);
    if (st == IDIO_OK)
        st = read_all(s, &f->err);
    idio_store_close(s);
    return st;
}

/* From an empty folder each time. */
static int create(void *ctx)
{
    struct fixture *f = ctx;
    struct idio_store *s = NULL;
    const int st = idio_store_open(f->path, 0, 0, &s, &f->err);
    idio_store_close(s);
    idio_test_remove(f->path);
    return st;
}

static int read_only(void *ctx)
{
    struct fixture *f = ctx;
    struct idio_store *s = NULL;
    int st = idio_store_open(f->path, IDIO_STORE_READ_ONLY, 0, &s, &f->err);
    if (st == IDIO_OK)
        st = read_all(s, &f->err);
    idio_store_close(s);
    return st;
}

/* On a handle that lives on: a failure leaves it usable, and leaves no half of a block. */
static int on_open_handle(void *ctx)
{
    struct fixture *f = ctx;
    int st = write_all(f->s, &f->err);
    return st == IDIO_OK ? read_all(f->s, &f->err) : st;
}

static int nested(void *ctx)
{
    struct fixture *f = ctx;
    int st = idio_store_begin(f->s, &f->err);
    if (st == IDIO_OK)
        st = write_all(f->s, &f->err);
    if (st == IDIO_OK)
        st = idio_store_commit(f->s, &f->err);
    idio_store_rollback(f->s);
    return st;
}

/* SQLite survives some refusals (caches), so a run may succeed in spite of one. */
static void test_alloc(void **state)
{
    fx = *state;
    IDIO_FAIL_EACH_ALLOC_OR_OK(create, fx);
    IDIO_FAIL_EACH_ALLOC_OR_OK(open_write_read, fx);
    IDIO_FAIL_EACH_ALLOC_OR_OK(read_only, fx);
    assert_ok(idio_store_open(fx->path, 0, 0, &fx->s, &fx->err), &fx->err);
    IDIO_FAIL_EACH_ALLOC_OR_OK(on_open_handle, fx);
    IDIO_FAIL_EACH_ALLOC_OR_OK(nested, fx);
    assert_ok(on_open_handle(fx), &fx->err);
    assert_ok(nested(fx), &fx->err);
    fixture_reopen(fx);
    assert_ok(read_all(fx->s, &fx->err), &fx->err);
}

/* Without this the rest would test nothing of SQLite. */
static void test_gate_is_used(void **state)
{
    struct fixture *f = *state;
    assert_ok(idio_store_open(f->path, 0, 0, &f->s, &f->err), &f->err);
    char big[20000] = "";
    idio_alloc_fail_after(0);
    const int st = idio_store_value_put(f->s, "k", big, sizeof big, &f->err);
    const long refused = idio_alloc_refused();
    idio_alloc_fail_after(-1);
    assert_status(st, IDIO_E_NOMEM, &f->err);
    assert_true(refused > 0);
    assert_ok(idio_store_value_put(f->s, "k", big, sizeof big, &f->err), &f->err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_gate_is_used, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_alloc, fixture_setup, fixture_teardown),
    };
    fixture_in_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
