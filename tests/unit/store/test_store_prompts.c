/* SPDX-License-Identifier: Apache-2.0 */
/* Prompts come back, once each; they go with their tool, their folder and their repository. */
#include "store_fixture.h"

#include <sqlite3.h>

#include "base/fs.h"

static bool add(struct fixture *f, const char *hash, const char *tool, int32_t day,
                const char *folder, int64_t repo)
{
    const struct idio_store_prompt p = {.hash = hash,
                                        .tool = tool,
                                        .intent = "fix",
                                        .day = day,
                                        .folder = folder,
                                        .repo = repo,
                                        .text = hash};
    bool fresh = false;
    assert_ok(idio_store_prompt_add(f->s, &p, &fresh, &f->err), &f->err);
    return fresh;
}

static int64_t count(struct fixture *f)
{
    int64_t n = -1;
    assert_ok(idio_store_prompts_count(f->s, &n, &f->err), &f->err);
    return n;
}

static void test_round_trip(void **state)
{
    struct fixture *f = *state;
    const int64_t repo = fixture_repo(f, "/src/shop");
    struct idio_store_prompt *all = NULL;
    size_t n = 0;
    bool known = true;
    assert_ok(idio_store_prompt_has(f->s, "h1", &known, &f->err), &f->err);
    assert_false(known);
    assert_true(add(f, "h1", "claude", 20000, "/src/shop/lib", repo));
    assert_true(add(f, "h2", "codex", 0, "", 0));
    assert_true(add(f, "h3", "cursor", 20001, "/elsewhere", 0));
    /* The first one stays as it is. */
    assert_false(add(f, "h1", "cursor", 1, "/other", 0));
    fixture_reopen(f);
    assert_ok(idio_store_prompt_has(f->s, "h1", &known, &f->err), &f->err);
    assert_true(known);
    assert_ok(idio_store_prompts(f->s, 0, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 3);
    assert_string_equal(all[0].hash, "h3");
    assert_int_equal(all[0].repo, 0);
    assert_string_equal(all[0].repo_name, "");
    assert_string_equal(all[1].text, "h1");
    assert_string_equal(all[1].tool, "claude");
    assert_string_equal(all[1].intent, "fix");
    assert_string_equal(all[1].folder, "/src/shop/lib");
    assert_int_equal(all[1].day, 20000);
    assert_int_equal(all[1].repo, repo);
    assert_string_equal(all[1].repo_name, "name");
    assert_string_equal(all[2].hash, "h2");
    assert_ok(idio_store_prompts(f->s, 2, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 2);
    assert_int_equal(count(f), 3);
}

static void test_forget(void **state)
{
    struct fixture *f = *state;
    int64_t n = -1;
    add(f, "h1", "claude", 1, "/a", 0);
    add(f, "h2", "codex", 1, "/a/b", 0);
    add(f, "h3", "codex", 1, "/ab", 0);
    assert_ok(idio_store_prompts_forget_folder(f->s, "/a", &f->err), &f->err);
    assert_int_equal(count(f), 1);
    add(f, "h1", "claude", 1, "/a", 0);
    assert_ok(idio_store_prompts_forget(f->s, "codex", &n, &f->err), &f->err);
    assert_int_equal(n, 1);
    assert_ok(idio_store_prompts_forget(f->s, NULL, &n, &f->err), &f->err);
    assert_int_equal(n, 1);
    assert_int_equal(count(f), 0);
}

/* The innermost repository; one that was learnt later, too; and forgotten with it. */
static void test_link(void **state)
{
    struct fixture *f = *state;
    struct idio_store_prompt *all = NULL;
    size_t n = 0;
    add(f, "h1", "claude", 3, "/src/shop/deps/lib/x", 0);
    add(f, "h2", "claude", 2, "/src/shop", 0);
    add(f, "h3", "claude", 1, "/src/shopping", 0);
    const int64_t shop = fixture_repo(f, "/src/shop");
    const int64_t lib = fixture_repo(f, "/src/shop/deps/lib");
    assert_ok(idio_store_prompts_link(f->s, &f->err), &f->err);
    assert_ok(idio_store_prompts_link(f->s, &f->err), &f->err);
    assert_ok(idio_store_prompts(f->s, 0, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, 3);
    assert_int_equal(all[0].repo, lib);
    assert_int_equal(all[1].repo, shop);
    assert_int_equal(all[2].repo, 0);
    assert_ok(idio_store_repo_forget(f->s, lib, &f->err), &f->err);
    assert_int_equal(count(f), 2);
}

/* What was erased is not in the file any more. */
static void test_erased(void **state)
{
    static const char text[] = "a-prompt-that-must-not-stay-readable";
    struct fixture *f = *state;
    char buf[sizeof text];
    int64_t n = 0;
    bool found = false;
    add(f, text, "claude", 1, "/a", 0);
    assert_ok(idio_store_prompts_forget(f->s, NULL, &n, &f->err), &f->err);
    f->s = idio_store_close(f->s);
    FILE *in = fopen(f->path, "rb");
    assert_non_null(in);
    for (int c; (c = fgetc(in)) != EOF;) {
        memmove(buf, buf + 1, sizeof buf - 2);
        buf[sizeof buf - 2] = (char)c;
        found |= memcmp(buf, text, sizeof text - 1) == 0;
    }
    fclose(in);
    assert_false(found);
}

/* A database as the last version left it: what is in it stays, and prompts can come. */
static void test_migration(void **state)
{
    static const char *const files[] = {"001_initial", "002_style", "003_authors"};
    struct fixture *f = *state;
    struct idio_store_repo *repos = NULL;
    size_t n = 0;
    char path[PATH_MAX + 64];
    sqlite3 *db = NULL;
    (void)snprintf(path, sizeof path, "%s/data", f->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    for (size_t i = 0; i < IDIO_COUNT(files); i++) {
        char *sql = NULL;
        (void)snprintf(path, sizeof path, "%s/src/store/migrations/%s.sql", IDIO_SOURCE_DIR,
                       files[i]);
        assert_ok(idio_fs_read(path, 1 << 20, &sql, &n, &f->err), &f->err);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        idio_free(sql);
    }
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA application_id = 1229211983; PRAGMA user_version = 3;"
                                  "INSERT INTO repos (path, name, kind, state, learnt_at, report)"
                                  " VALUES (x'2f61', 'a', 'git', 's', 7, '{}')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_ok(idio_store_open(f->path, 0, 1000, &f->s, &f->err), &f->err);
    assert_int_equal(idio_store_version(f->s), 4);
    assert_ok(idio_store_repos(f->s, &f->arena, &repos, &n, &f->err), &f->err);
    assert_int_equal(n, 1);
    assert_true(add(f, "h1", "claude", 1, "/a/b", repos[0].id));
    assert_ok(idio_store_repo_forget(f->s, repos[0].id, &f->err), &f->err);
    assert_int_equal(count(f), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, fixture_setup_open, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_forget, fixture_setup_open, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_link, fixture_setup_open, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_erased, fixture_setup_open, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_migration, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
