/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copied-in code through learn: contents that stand in two repositories count once, a doubtful file
 * in another style is left out and one in the same style stays, the user's word is kept.
 */
#include "idio_test.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "base/proc.h"
#include "core/core.h"

static char root[PATH_MAX];

static void run_git(const char *dir, const char *const *args)
{
    const char *argv[24] = {"git",
                            "-C",
                            dir,
                            "-c",
                            "user.name=Ada",
                            "-c",
                            "user.email=ada@corp.dev",
                            "-c",
                            "commit.gpgsign=false"};
    size_t n = 9;
    for (; *args && n < IDIO_COUNT(argv) - 1; args++)
        argv[n++] = *args;
    struct idio_proc_opts o = {.argv = argv, .max_output = 1 << 16, .timeout_ms = 60000};
    struct idio_proc_result r;
    struct idio_err err;
    assert_ok(idio_proc_run(&o, &r, &err), &err);
    assert_int_equal(r.exit_code, 0);
    idio_proc_result_release(&r);
}
#define GIT(dir, ...) run_git(dir, (const char *const[]){__VA_ARGS__, NULL})

/* Python with single quotes and spaces, or double quotes and tabs. */
static void write_python(const char *dir, const char *name, const char *head, bool mine, int number)
{
    char path[PATH_MAX + 64];
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    idio_str_puts(&s, head);
    for (int i = 0; i < 30; i++)
        idio_str_printf(&s,
                        mine ? "def read_%d_%d(path):\n    kind = 'plain'\n    return kind\n\n\n"
                             : "def Read%d_%d( path ):\n\tkind = \"plain\"\n\treturn kind\n\n",
                        number, i);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(s.failed, IDIO_OK);
    idio_test_write(path, s.data, s.len);
    idio_str_release(&s);
}

static void commit_all(const char *dir, const char *message)
{
    GIT(dir, "add", ".");
    GIT(dir, "commit", "-q", "-m", message);
}

static void new_repo(char *dir, size_t size, const char *name)
{
    struct idio_err err;
    snprintf(dir, size, "%.4000s/%s", root, name);
    assert_ok(idio_fs_mkdirs(dir, 0755, &err), &err);
    setenv("GIT_AUTHOR_DATE", "2024-01-01T00:00:00Z", 1);
    setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z", 1);
    GIT(dir, "init", "-q", "-b", "main");
    for (int i = 0; i < 8; i++) {
        char file[64];
        snprintf(file, sizeof file, "m%d.py", i);
        write_python(dir, file, "", true, i + (int)strlen(name) * 100);
    }
    commit_all(dir, "begin");
}

static struct idio_json *learn(const char *const *paths, size_t n, const char *vendored)
{
    char home[PATH_MAX + 64];
    struct idio_ctx ctx = {.threads = 2, .now = 1710000000};
    struct idio_core *core;
    struct idio_json *doc = NULL;
    struct idio_err err;
    const char *authors[] = {"ada@corp.dev"};
    snprintf(home, sizeof home, "%s/home", root);
    struct idio_core_opts o = {.home = home};
    struct idio_learn_opts lo = {.paths = paths,
                                 .path_count = n,
                                 .authors = authors,
                                 .author_count = 1,
                                 .vendored = &vendored,
                                 .vendored_count = vendored != NULL};
    assert_ok(idio_core_new(&o, &ctx, &core, &err), &err);
    assert_ok(idio_core_learn(core, &lo, &doc, &err), &err);
    idio_core_free(core);
    return doc;
}

static int64_t skipped(const struct idio_json *doc, size_t repo, const char *why)
{
    const struct idio_json *r = idio_json_at(idio_json_get(doc, "repos"), repo);
    return idio_json_get_int(idio_json_get(r, "skipped"), why, 0);
}

/* "path: why" of what was copied in; "" for none. */
static const char *reason(const struct idio_json *doc, size_t repo, const char *path)
{
    const struct idio_json *list =
        idio_json_get(idio_json_at(idio_json_get(doc, "repos"), repo), "vendored");
    for (size_t i = 0; i < idio_json_len(list); i++)
        if (strcmp(idio_json_get_str(idio_json_at(list, i), "path", ""), path) == 0)
            return idio_json_get_str(idio_json_at(list, i), "why", "?");
    return "";
}

static void shared_contents(void **state)
{
    char a[PATH_MAX], b[PATH_MAX];
    (void)state;
    new_repo(a, sizeof a, "alpha");
    new_repo(b, sizeof b, "be");
    write_python(a, "util.py", "", true, 7);
    commit_all(a, "a tool");
    write_python(a, "util.py", "# more\n", true, 7);
    commit_all(a, "a better tool");
    write_python(b, "util.py", "# more\n", true, 7);
    commit_all(b, "the tool");
    const char *both[] = {a, b};
    struct idio_json *doc = learn(both, 2, NULL);
    assert_int_equal(skipped(doc, 0, "copy"), 0); /* it is worked on here */
    assert_int_equal(skipped(doc, 1, "copy"), 1);
    assert_int_equal(idio_json_get_int(doc, "files", 0), 17);
    idio_json_free(doc);
}

/* An author tag of a stranger alone is a doubt; the style decides. */
static void other_style(void **state)
{
    static const char head[] = "# @author Some Stranger <some@stranger.dev>\n";
    char a[PATH_MAX];
    (void)state;
    new_repo(a, sizeof a, "alpha");
    write_python(a, "odd.py", head, false, 1);
    commit_all(a, "odd");
    write_python(a, "even.py", head, true, 2);
    commit_all(a, "even");
    const char *one[] = {a};
    struct idio_json *doc = learn(one, 1, NULL);
    assert_non_null(strstr(reason(doc, 0, "odd.py"), "another style"));
    assert_string_equal(reason(doc, 0, "even.py"), "");
    assert_int_equal(skipped(doc, 0, "imported"), 1);
    idio_json_free(doc);
    doc = learn(one, 1, NULL);
    assert_int_equal(skipped(doc, 0, "imported"), 1);
    idio_json_free(doc);
}

static void the_word_is_kept(void **state)
{
    char a[PATH_MAX];
    (void)state;
    new_repo(a, sizeof a, "alpha");
    const char *one[] = {a};
    struct idio_json *doc = learn(one, 1, "m1.py");
    assert_int_equal(skipped(doc, 0, "vendored"), 1);
    idio_json_free(doc);
    write_python(a, "new.py", "", true, 50);
    commit_all(a, "new");
    doc = learn(one, 1, NULL);
    assert_int_equal(skipped(doc, 0, "vendored"), 1);
    idio_json_free(doc);
    doc = learn(one, 1, "m[12].py");
    assert_int_equal(skipped(doc, 0, "vendored"), 2);
    idio_json_free(doc);
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    idio_test_dir(root, sizeof root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    idio_test_remove(root);
    return 0;
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {T(shared_contents), T(other_style), T(the_word_is_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
