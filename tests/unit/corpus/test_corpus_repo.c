/* SPDX-License-Identifier: Apache-2.0 */
/* Git repositories: state, listing, authorship, reading, identities. */
#include "repo_helper.h"

#define ME   "Me Myself <me@example.com>"
#define YOU  "You <you@example.com>"
#define CODE "int f(void);\n"

static struct builder build;
static struct opened o;

static int up(void **state)
{
    (void)state;
    builder_init(&build, "");
    memset(&o, 0, sizeof o);
    return 0;
}

static int down(void **state)
{
    (void)state;
    opened_release(&o);
    builder_release(&build);
    return 0;
}

static void open_it(void)
{
    builder_finish(&build);
    assert_ok(open_path(&o, build.dir, IDIO_REPO_GIT), &o.err);
}

static void state_is_head(void **state)
{
    char first[IDIO_SHA_HEX_MAX], second[IDIO_SHA_HEX_MAX];
    (void)state;
    commit(&build, ME, "one");
    put(&build, "a.c", CODE);
    open_it();
    assert_ok(idio_repo_state(o.repo, first, &o.err), &o.err);
    assert_int_equal(strlen(first), 40);
    opened_release(&o);
    run_git("git -C %s -c user.name=x -c user.email=x commit --quiet --allow-empty -m two",
            build.dir);
    open_it();
    assert_ok(idio_repo_state(o.repo, second, &o.err), &o.err);
    assert_string_not_equal(first, second);
    opened_release(&o);
    run_git("git -C %s checkout --quiet --detach main~1", build.dir);
    open_it();
    assert_ok(idio_repo_state(o.repo, second, &o.err), &o.err);
    assert_string_equal(first, second);
}

static void skips(void **state)
{
    (void)state;
    commit(&build, ME, "one");
    put(&build, "src/a.c", CODE);
    put(&build, "src/b.py", "x = 1\n");
    put(&build, "README.md", "text");
    put(&build, "vendor/lib/x.c", CODE);
    put(&build, "web/jquery-3.1.js", "x");
    put(&build, "web/app.min.js", "x");
    put(&build, "api/x.pb.go", "x");
    put(&build, "mine/x.c", CODE);
    put(&build, "theirs/y.c", CODE);
    put(&build, "theirs/mine.c", CODE);
    put(&build, "deps/.gitattributes", "*.c -linguist-vendored\n");
    put(&build, "deps/own.c", CODE);
    put(&build, ".gitattributes",
        "# comment\ntheirs/** linguist-vendored\ntheirs/mine.c linguist-vendored=false\n"
        "gen/*.c text linguist-generated=true\n*.txt text\n");
    put(&build, "gen/g.c", CODE);
    put_mode(&build, "120000", "link.c", "src/a.c", 7);
    fprintf(build.import, "M 160000 1234567890123456789012345678901234567890 sub.c\n");
    open_it();
    assert_ok(list_for(&o, NULL), &o.err);
    assert_string_equal(listed(&o), "deps/own.c mine/x.c src/a.c src/b.py theirs/mine.c ");
    assert_adds_up(&o.list);
    assert_int_equal(o.list.tracked, 16);
    assert_int_equal(o.list.skipped[IDIO_SKIP_LANGUAGE], 3);
    assert_int_equal(o.list.skipped[IDIO_SKIP_VENDORED], 2);
    assert_int_equal(o.list.skipped[IDIO_SKIP_IMPORTED], 1); /* jquery-3.1.js: by its name */
    assert_int_equal(o.list.skipped[IDIO_SKIP_GENERATED], 3);
    assert_int_equal(o.list.skipped[IDIO_SKIP_LINK], 2);
    assert_false(o.list.shallow);
    assert_int_equal(o.list.at[3].lang, IDIO_LANG_PYTHON);
    for (size_t i = 0; i < IDIO_SKIP_COUNT; i++)
        assert_true(*idio_skip_id((enum idio_skip)i) && *idio_skip_text((enum idio_skip)i));
}

/* A file without extension is what its first line says; a name with a capital only if executable.
 */
static void scripts(void **state)
{
    static const char python[] = "#!/usr/bin/env python3\nx = 1\n";
    (void)state;
    commit(&build, ME, "scripts");
    put(&build, "bin/run", python);
    put(&build, "bin/notes", "text\n");
    put(&build, "Makefile", python);
    put_mode(&build, "100755", "Build", python, strlen(python));
    put(&build, "bin/a.b", python);
    open_it();
    assert_ok(list_for(&o, NULL), &o.err);
    assert_string_equal(listed(&o), "Build bin/run ");
    assert_adds_up(&o.list);
    assert_int_equal(o.list.skipped[IDIO_SKIP_LANGUAGE], 3);
    assert_int_equal(o.list.at[1].lang, IDIO_LANG_PYTHON);
}

static void authorship(void **state)
{
    (void)state;
    commit(&build, ME, "mine, yours later, half");
    put(&build, "mine.c", CODE);
    put(&build, "half.c", CODE);
    put(&build, "mostly.c", CODE);
    put(&build, "deep/er/mine.c", CODE);
    put(&build, "replaced", "a file");
    commit(&build, YOU, "yours");
    put(&build, "yours.c", CODE);
    put(&build, "half.c", CODE "int a;\n");
    put(&build, "mostly.c", CODE "int a;\n");
    put(&build, "deep/yours.c", CODE);
    commit(&build, YOU, "more yours");
    put(&build, "mostly.c", CODE "int b;\n");
    fprintf(build.import, "D replaced\n");
    put(&build, "replaced/in.c", CODE);
    commit(&build, "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>", "bot");
    put(&build, "mine.c", CODE "int bot;\n");
    put(&build, "bot.c", CODE);
    commit(&build, ME, "with help\n\nCo-Authored-By: Claude Opus 4 <noreply@anthropic.com>\n");
    put(&build, "ai.c", CODE);
    commit(&build, ME, "with a friend\n\nCo-authored-by: Claude Dupont <claude@dupont.fr>\n");
    put(&build, "friend.c", CODE);
    commit(&build, "Copilot <198982749+Copilot@users.noreply.github.com>", "agent");
    put(&build, "agent.c", CODE);
    open_it();
    assert_ok(list_for(&o, "me@EXAMPLE.com"), &o.err);
    assert_string_equal(listed(&o), "deep/er/mine.c friend.c half.c mine.c mostly.c ");
    assert_adds_up(&o.list);
    assert_int_equal(o.list.skipped[IDIO_SKIP_FOREIGN], 6);
    assert_int_equal(o.list.foreign_len, 6);
    assert_ok(list_for(&o, "me myself"), &o.err); /* by name, case folded */
    assert_string_equal(listed(&o), "deep/er/mine.c friend.c half.c mine.c mostly.c ");
    assert_ok(list_for(&o, "you@example.com"), &o.err);
    assert_string_equal(listed(&o), "deep/yours.c half.c mostly.c replaced/in.c yours.c ");
    assert_ok(list_for(&o, "nobody@example.com"), &o.err);
    assert_int_equal(o.list.len, 0);
    assert_ok(list_for(&o, NULL), &o.err); /* everybody, but machines */
    assert_int_equal(o.list.len, 8);
    assert_ok(list_for(&o, "me@example.com,you@example.com"), &o.err);
    assert_int_equal(o.list.len, 8);
    assert_int_equal(o.list.lines[IDIO_OWNER_MACHINE], 4);
}

static void merges_do_not_count(void **state)
{
    (void)state;
    commit_from(&build, ME, "base", 0, 0);
    put(&build, "a.c", CODE);
    commit_from(&build, ME, "mine", 1, 0);
    put(&build, "b.c", CODE);
    commit_from(&build, YOU, "yours", 1, 0);
    put(&build, "c.c", CODE);
    commit_from(&build, YOU, "merge", 2, 3);
    put(&build, "a.c", CODE "int evil;\n");
    put(&build, "c.c", CODE);
    open_it();
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c b.c ");
}

static void mailmap(void **state)
{
    (void)state;
    commit(&build, "Old Name <old@example.com>", "old");
    put(&build, "a.c", CODE);
    put(&build, ".mailmap", "Me Myself <me@example.com> <old@example.com>\n");
    commit(&build, "M\xfcller <latin@example.com>", "not utf-8");
    put(&build, "b.c", CODE);
    open_it();
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c ");
    assert_ok(list_for(&o, "old@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c ");
    assert_ok(list_for(&o, "Me Myself"), &o.err);
    assert_string_equal(listed(&o), "a.c ");
    assert_ok(list_for(&o, "latin@example.com"), &o.err);
    assert_string_equal(listed(&o), "b.c ");
    struct idio_author *authors = NULL;
    size_t n = 0;
    assert_ok(idio_repo_authors(o.repo, NULL, NULL, &o.arena, &authors, &n, NULL, &o.err), &o.err);
    assert_int_equal(n, 2);
    assert_string_equal(authors[1].email, "me@example.com");
    assert_string_equal(authors[1].name, "Me Myself");
}

static void authors(void **state)
{
    (void)state;
    commit(&build, ME, "1");
    put(&build, "a.c", CODE);
    commit(&build, YOU, "2");
    commit(&build, "me <ME@example.com>", "3");
    commit(&build, "renovate[bot] <bot@renovateapp.com>", "4");
    commit(&build, "Another <a@example.com>", "5");
    open_it();
    struct idio_author *at = NULL;
    size_t n = 0;
    struct idio_known known = {0}, again = {0};
    assert_ok(idio_repo_authors(o.repo, NULL, NULL, &o.arena, &at, &n, &known, &o.err), &o.err);
    assert_int_equal(n, 3);
    assert_int_equal(at[0].commits, 2);
    assert_string_equal(at[1].email, "a@example.com"); /* ties by address */
    assert_string_equal(at[2].email, "you@example.com");
    assert_ok(idio_repo_authors(o.repo, &known, NULL, &o.arena, &at, &n, &again, &o.err), &o.err);
    assert_int_equal(n, 3);
    assert_int_equal(at[0].commits, 2);
    assert_string_equal(again.head, known.head);
    assert_int_equal(again.past_len, known.past_len);
    assert_memory_equal(again.past, known.past, known.past_len);
    known.past_len--; /* damaged: read anew */
    assert_ok(idio_repo_authors(o.repo, &known, NULL, &o.arena, &at, &n, NULL, &o.err), &o.err);
    assert_int_equal(at[0].commits, 2);
}

static void shallow(void **state)
{
    char clone[256];
    (void)state;
    commit(&build, YOU, "yours");
    put(&build, "a.c", CODE);
    commit(&build, ME, "mine");
    put(&build, "b.c", CODE);
    builder_finish(&build);
    snprintf(clone, sizeof clone, "%s/clone", build.root);
    run_git("git clone --quiet --depth 1 file://%s %s", build.dir, clone);
    assert_ok(open_path(&o, clone, IDIO_REPO_GIT), &o.err);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_true(o.list.shallow);
    assert_string_equal(listed(&o), "a.c b.c "); /* by what is there: one commit, mine */
}

static void reading(void **state)
{
    char *text = NULL;
    size_t n = 0;
    (void)state;
    commit(&build, ME, "1");
    put(&build, "a.c", "int a;\n");
    put(&build, "empty.c", "");
    open_it();
    char path[256];
    snprintf(path, sizeof path, "%s/a.c", build.dir);
    idio_test_write(path, "changed in the work tree", 24);
    assert_ok(list_for(&o, NULL), &o.err);
    assert_int_equal(o.list.len, 2);
    assert_ok(idio_repo_read(o.repo, &o.list.at[0], &text, &n, &o.err), &o.err);
    assert_int_equal(n, 7);
    assert_string_equal(text, "int a;\n");
    idio_free(text);
    assert_ok(idio_repo_read(o.repo, &o.list.at[1], &text, &n, &o.err), &o.err);
    assert_int_equal(n, 0);
    assert_string_equal(text, "");
    idio_free(text);
    text = NULL;
    struct idio_repo_file none = {.path = "a.c",
                                  .blob = "1234567890123456789012345678901234567890"};
    assert_status(idio_repo_read(o.repo, &none, &text, &n, &o.err), IDIO_E_NOTFOUND, &o.err);
    assert_non_null(strstr(o.err.hint, "fetch"));
    snprintf(none.blob, sizeof none.blob, "xyz");
    assert_status(idio_repo_read(o.repo, &none, &text, &n, &o.err), IDIO_E_INVALID, &o.err);
    assert_null(text);
}

static void cancelled(void **state)
{
    struct idio_cancel stop = {0};
    struct idio_ctx ctx = {.cancel = &stop};
    const char *me = "me@example.com";
    struct idio_identities who = {&me, 1};
    struct idio_author *at = NULL;
    size_t n = 0;
    (void)state;
    commit(&build, ME, "1");
    put(&build, "a.c", CODE);
    open_it();
    idio_cancel_set(&stop);
    assert_status(idio_repo_list(o.repo, &who, NULL, &ctx, &o.arena, &o.list, &o.err),
                  IDIO_E_CANCELLED, &o.err);
    assert_status(idio_repo_authors(o.repo, NULL, &ctx, &o.arena, &at, &n, NULL, &o.err),
                  IDIO_E_CANCELLED, &o.err);
}

static void identities(void **state)
{
    struct idio_identities who = {0};
    struct idio_arena arena;
    char path[256];
    (void)state;
    /* libgit2 reads the search path when it starts: this asks only that nothing fails */
    idio_arena_init(&arena, 1 << 20);
    assert_ok(idio_corpus_config_identities(&arena, &who, &o.err), &o.err);
    idio_arena_release(&arena);
    idio_corpus_shutdown();
    snprintf(path, sizeof path, "%s/.gitconfig", build.root);
    static const char config[] = "[user]\n\tname = Me Myself\n\temail = me@example.com\n";
    idio_test_write(path, config, sizeof config - 1);
    char *home = getenv("HOME") ? strdup(getenv("HOME")) : NULL;
    setenv("HOME", build.root, 1);
    assert_ok(idio_corpus_init(&o.err), &o.err);
    idio_arena_init(&arena, 1 << 20);
    assert_ok(idio_corpus_config_identities(&arena, &who, &o.err), &o.err);
    assert_int_equal(who.len, 2);
    assert_string_equal(who.at[0], "me@example.com");
    assert_string_equal(who.at[1], "Me Myself");
    idio_arena_release(&arena);
    if (home)
        setenv("HOME", home, 1);
    free(home);
}

static int list_once(void *ctx)
{
    struct opened x;
    (void)ctx;
    int rc = open_path(&x, build.dir, IDIO_REPO_GIT);
    if (rc == IDIO_OK)
        rc = list_for(&x, "me@example.com");
    opened_release(&x);
    return rc;
}

static void allocation(void **state)
{
    (void)state;
    commit(&build, ME, "1");
    put(&build, "a/b.c", CODE);
    put(&build, ".mailmap", "Me <me@example.com> <old@example.com>\n");
    put(&build, ".gitattributes", "x.c linguist-vendored\n");
    commit(&build, YOU, "2");
    put(&build, "a/c.c", CODE);
    builder_finish(&build);
    IDIO_FAIL_EACH_ALLOC(list_once, NULL);
}

#define WITH_REPO(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPO(state_is_head),
        WITH_REPO(skips),
        WITH_REPO(scripts),
        WITH_REPO(authorship),
        WITH_REPO(merges_do_not_count),
        WITH_REPO(mailmap),
        WITH_REPO(authors),
        WITH_REPO(shallow),
        WITH_REPO(reading),
        WITH_REPO(cancelled),
        WITH_REPO(identities),
        WITH_REPO(allocation),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
