/* SPDX-License-Identifier: Apache-2.0 */
/* From paths to repositories. */
#include "repo_helper.h"

static char root[PATH_MAX];

static int up(void **state)
{
    char temp[128];
    (void)state;
    idio_test_dir(temp, sizeof temp);
    if (!realpath(temp, root))
        return -1;
    return 0;
}

static int down(void **state)
{
    (void)state;
    idio_test_remove(root);
    return 0;
}

/* Looks like a repository, which is all that discovery asks. */
static void fake_repo(const char *path, bool bare)
{
    char full[PATH_MAX + 64];
    struct idio_err err;
    const char *dot = bare ? "" : "/.git";
    snprintf(full, sizeof full, "%s/%s%s/objects", root, path, dot);
    assert_ok(idio_fs_mkdirs(full, 0755, &err), &err);
    snprintf(full, sizeof full, "%s/%s%s/refs", root, path, dot);
    assert_ok(idio_fs_mkdirs(full, 0755, &err), &err);
    snprintf(full, sizeof full, "%s/%s%s/HEAD", root, path, dot);
    idio_test_write(full, "ref: refs/heads/main\n", 21);
}

static void folder(const char *path)
{
    char full[PATH_MAX + 64];
    struct idio_err err;
    snprintf(full, sizeof full, "%s/%s", root, path);
    assert_ok(idio_fs_mkdirs(full, 0755, &err), &err);
}

/* Discovers "a b c" (inside root); the result as "path:name path:name ". */
static int discover(const char *paths, bool plain, char *ret, size_t size, struct idio_err *err)
{
    char full[8][PATH_MAX + 64], copy[256];
    const char *list[8];
    size_t n = 0, used = 0;
    snprintf(copy, sizeof copy, "%s", paths);
    for (char *p = strtok(copy, " "); p && n < 8; p = strtok(NULL, " ")) {
        snprintf(full[n], sizeof full[n], "%s/%s", root, p);
        list[n] = full[n];
        n++;
    }
    struct idio_arena arena;
    struct idio_repo_refs refs = {0};
    idio_arena_init(&arena, 1 << 20);
    int rc = idio_corpus_discover(list, n, plain, NULL, &arena, &refs, err);
    ret[0] = '\0';
    for (size_t i = 0; rc == IDIO_OK && i < refs.len && used < size; i++) {
        assert_int_equal(refs.at[i].kind, plain ? IDIO_REPO_PLAIN : IDIO_REPO_GIT);
        used += (size_t)snprintf(ret + used, size - used, "%s:%s ", refs.at[i].path + strlen(root),
                                 refs.at[i].name);
    }
    idio_arena_release(&arena);
    return rc;
}

static void expect(const char *paths, bool plain, const char *want)
{
    char got[2048];
    struct idio_err err = {0};
    assert_ok(discover(paths, plain, got, sizeof got, &err), &err);
    assert_string_equal(got, want);
}

static void finds(void **state)
{
    (void)state;
    fake_repo("b/two", false);
    fake_repo("a/one", false);
    fake_repo("a/one/nested", false);
    fake_repo("a/bare.git", true);
    fake_repo(".hidden/x", false);
    fake_repo("node_modules/y", false);
    folder("a/one/src/deep");
    folder("a/worktree");
    char full[PATH_MAX + 64];
    snprintf(full, sizeof full, "%s/a/worktree/.git", root);
    idio_test_write(full, "gitdir: /somewhere\n", 19);
    snprintf(full, sizeof full, "%s/link", root);
    assert_int_equal(symlink("a", full), 0);
    snprintf(full, sizeof full, "%s/a/loop", root);
    assert_int_equal(symlink("..", full), 0);

    expect(".", false, "/a/bare.git:bare /a/one:one /a/worktree:worktree /b/two:two ");
    expect("a b", false, "/a/bare.git:bare /a/one:one /a/worktree:worktree /b/two:two ");
    expect("a a/one a/one/src/deep", false, "/a/bare.git:bare /a/one:one /a/worktree:worktree ");
    expect("a/one/.git", false, "/a/one:one ");
    expect("a/one/.git/refs", false, "/a/one:one ");
    expect("a/one/nested", false, "/a/one/nested:nested ");
    expect("a/bare.git/objects", false, "/a/bare.git:bare ");
    expect("link/one", false, "/a/one:one ");
    expect("a/one/.git/HEAD", false, "/a/one:one ");
    expect(".hidden", false, "/.hidden/x:x ");
    expect("a/one/src", true, "/a/one/src:src ");
    expect("a b", true, "/a:a /b:b ");
}

static void errors(void **state)
{
    char got[64];
    struct idio_err err = {0};
    (void)state;
    folder("empty/sub");
    char full[PATH_MAX + 64];
    snprintf(full, sizeof full, "%s/file", root);
    idio_test_write(full, "x", 1);
    assert_status(discover("none", false, got, sizeof got, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.msg, "none"));
    assert_status(discover("empty", false, got, sizeof got, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.msg, "empty"));
    assert_non_null(strstr(err.hint, "--plain"));
    assert_status(discover("file", false, got, sizeof got, &err), IDIO_E_NOTFOUND, &err);
    assert_status(discover("file", true, got, sizeof got, &err), IDIO_E_INVALID, &err);
}

static void depth(void **state)
{
    char path[256] = "d";
    struct idio_err err = {0};
    (void)state;
    for (int i = 1; i < IDIO_CORPUS_DISCOVER_DEPTH; i++)
        strcat(path, "/d");
    fake_repo(path, false); /* the deepest that is looked at */
    char got[2048];
    assert_ok(discover(".", false, got, sizeof got, &err), &err);
    folder("e");
    snprintf(path, sizeof path, "e");
    for (int i = 0; i < IDIO_CORPUS_DISCOVER_DEPTH; i++)
        strcat(path, "/e");
    fake_repo(path, false);
    assert_status(discover("e/..", false, got, sizeof got, &err), IDIO_OK, &err);
    assert_null(strstr(got, "/e/e"));
}

static int once(void *ctx)
{
    char got[256];
    (void)ctx;
    return discover(".", false, got, sizeof got, NULL);
}

static void allocation(void **state)
{
    (void)state;
    fake_repo("a/b", false);
    fake_repo("c", true);
    IDIO_FAIL_EACH_ALLOC(once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds, up, down),
        cmocka_unit_test_setup_teardown(errors, up, down),
        cmocka_unit_test_setup_teardown(depth, up, down),
        cmocka_unit_test_setup_teardown(allocation, up, down),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
