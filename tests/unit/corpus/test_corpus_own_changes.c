/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The developer's own commits: one small history for each rule, what became of each commit as text
 * ("given m2; merge 1"), messages of every kind, hostile ones too.
 */
#include "repo_helper.h"

#include "corpus/change_text.h"
#include "types/frame.h"

#define ME  "Me Myself <me@example.com>"
#define YOU "You <you@example.com>"
#define BOT "dependabot[bot] <support@github.com>"

struct seen {
    struct idio_str text; /* "subject|path +a -r 1-3,5-4;" of each, newest first */
    struct idio_own_changes_count count;
    struct idio_cancel *cancel;
    bool bodies;
    int stop_after;
};
static struct builder build;
static struct opened o;
static struct seen seen;

static int up(void **state)
{
    (void)state;
    builder_init(&build, "");
    memset(&o, 0, sizeof o);
    memset(&seen, 0, sizeof seen);
    idio_str_init(&seen.text, 1 << 20);
    return 0;
}

static int down(void **state)
{
    (void)state;
    idio_str_release(&seen.text);
    opened_release(&o);
    builder_release(&build);
    return 0;
}

static void show_file(struct seen *s, const struct idio_changed_file *f)
{
    idio_str_printf(&s->text, "|%s%s%s +%u -%u", f->path, *f->old_blob ? "" : " new",
                    *f->new_blob ? "" : " gone", f->added, f->removed);
    for (size_t i = 0; i < f->line_count; i++)
        idio_str_printf(&s->text, "%c%u-%u", i ? ',' : ' ', f->lines[i].first, f->lines[i].last);
}

static int see(const struct idio_own_change *c, void *ctx, struct idio_err *err)
{
    struct seen *s = ctx;
    if (s->stop_after > 0 && --s->stop_after == 0)
        return idio_fail(err, IDIO_E_CONFLICT, "test", "stop");
    idio_str_printf(&s->text, "%s%s", s->text.len ? "\n" : "", c->subject);
    if (s->bodies)
        idio_str_printf(&s->text, "~%s", c->body);
    for (size_t i = 0; i < c->file_count; i++)
        show_file(s, &c->files[i]);
    if (c->other_files)
        idio_str_printf(&s->text, " (%u others)", c->other_files);
    if (s->cancel)
        idio_cancel_set(s->cancel);
    return IDIO_OK;
}

static int walk_for(const char *who, size_t max)
{
    struct idio_identities ids = {&who, who ? 1 : 0};
    struct idio_ctx ctx = {.cancel = seen.cancel, .threads = 1};
    builder_finish(&build);
    opened_release(&o);
    idio_str_clear(&seen.text);
    int rc = open_path(&o, build.dir, IDIO_REPO_GIT);
    if (rc == IDIO_OK)
        rc = idio_repo_own_changes(o.repo, &ids, max, see, &seen, &ctx, &seen.count, &o.err);
    return rc;
}

static void look(const char *who)
{
    assert_ok(walk_for(who, 1000), &o.err);
    uint64_t sum = seen.count.given;
    for (size_t i = 0; i < IDIO_NO_CHANGE_COUNT; i++)
        sum += seen.count.dropped[i];
    assert_int_equal(sum, seen.count.walked);
}

/* "merge 1 others 2 " */
static const char *dropped(void)
{
    static char text[512];
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < IDIO_NO_CHANGE_COUNT; i++)
        if (seen.count.dropped[i])
            n += (size_t)snprintf(text + n, sizeof text - n, "%s %d ",
                                  idio_no_change_id((enum idio_no_change)i),
                                  (int)seen.count.dropped[i]);
    return text;
}

static void drop(const char *path)
{
    fprintf(build.import, "D %s\n", path);
}

/* `n` lines "p0 … ". */
static const char *lines(const char *p, int n)
{
    static char text[64 * 1024];
    size_t at = 0;
    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s(%d);\n", p, i);
    return text;
}

static void whose(void **state)
{
    (void)state;
    commit(&build, ME, "Add the first file");
    put(&build, "a.c", "one\ntwo\nthree\nfour\n");
    commit(&build, YOU, "Change a line of it");
    put(&build, "a.c", "one\nTWO\nthree\nfour\n");
    commit(&build, BOT, "Bump something");
    put(&build, "a.c", "one\nTWO\nthree\nFOUR\n");
    commit(&build, ME, "Use a model\n\nCo-authored-by: Claude <noreply@anthropic.com>\n");
    put(&build, "a.c", "one\nTWO\nTHREE\nFOUR\n");
    commit(&build, ME, "Insert and remove lines");
    put(&build, "a.c", "zero\none\nTWO\nFOUR\n");
    commit(&build, ME, "Revert \"Insert and remove lines\"");
    put(&build, "a.c", "one\nTWO\nTHREE\nFOUR\n");
    look("me@example.com");
    assert_string_equal(seen.text.data, "Insert and remove lines|a.c +1 -1 1-1,4-3\n"
                                        "Add the first file|a.c new +4 -0 1-4");
    assert_string_equal(dropped(), "machine 2 others 1 revert 1 ");
    look(NULL); /* everybody's but machines' */
    assert_int_equal(seen.count.given, 3);
}

static void merges(void **state)
{
    (void)state;
    commit(&build, ME, "Add the first file");
    put(&build, "a.c", "one\n");
    commit_from(&build, ME, "Work on the side", 1, 0);
    put(&build, "a.c", "one\ntwo\n");
    commit_from(&build, ME, "Work on the main line", 1, 0);
    put(&build, "b.c", "one\n");
    commit_from(&build, ME, "Merge branch side", 3, 2);
    put(&build, "a.c", "one\ntwo\n");
    look("me@example.com");
    assert_int_equal(seen.count.given, 3);
    assert_string_equal(dropped(), "merge 1 ");
}

static void which_files(void **state)
{
    (void)state;
    commit(&build, ME, "Nothing of ours");
    put(&build, "README.md", "text\n");
    put(&build, "vendor/x.c", "int x;\n");
    put(&build, "a/node_modules/b/x.js", "x();\n");
    put(&build, "x.min.js", "x();\n");
    put(&build, "generated.c", "/* Code generated by x. DO NOT EDIT. */\nint x;\n");
    commit(&build, ME, "Add a script and a header");
    put(&build, "run", "#!/bin/sh\necho\n");
    put(&build, "makefile", "all:\n");
    put(&build, "src/x.h", "int x;\n");
    put(&build, "README.md", "more text\n");
    commit(&build, ME, "Four files at once");
    put(&build, "1.c", "int a;\n");
    put(&build, "2.c", "int b;\n");
    put(&build, "3.c", "int c;\n");
    put(&build, "4.c", "int d;\n");
    commit(&build, ME, "Only documents");
    put(&build, "README.md", "text\n");
    commit(&build, ME, "Attributes say more");
    put(&build, ".gitattributes", "copied/* linguist-vendored\nvendor/mine.c -linguist-vendored\n");
    put(&build, "copied/x.c", "int x;\n");
    look("me@example.com");
    assert_string_equal(
        seen.text.data,
        "Add a script and a header|run new +2 -0 1-2|src/x.h new +1 -0 1-1 (2 others)");
    assert_string_equal(dropped(), "no_source 2 many 1 unfit 1 ");
}

static void sizes(void **state)
{
    (void)state;
    commit(&build, ME, "Just not too much");
    put(&build, "a.c", lines("call", 400));
    commit(&build, ME, "Too much of it");
    put(&build, "a.c", lines("other", 401));
    commit(&build, ME, "Remove too much of it");
    put(&build, "a.c", "");
    look("me@example.com");
    assert_string_equal(seen.text.data, "Just not too much|a.c new +400 -0 1-400");
    assert_string_equal(dropped(), "large 2 ");
}

static void layout(void **state)
{
    (void)state;
    commit(&build, ME, "Add a function there");
    put(&build, "a.c", "int f(int x)\n{\n    return x;\n}\n");
    commit(&build, ME, "Run the formatter here");
    put(&build, "a.c", "int f(int x) {\n  return x;\n}\n");
    commit(&build, ME, "Change it, and run the formatter");
    put(&build, "a.c", "int f(int x)\n{\n\treturn x;\n}\n");
    put(&build, "b.c", "int y;\n");
    look("me@example.com");
    assert_string_equal(seen.text.data,
                        "Change it, and run the formatter|b.c new +1 -0 1-1 (1 others)\n"
                        "Add a function there|a.c new +4 -0 1-4");
    assert_string_equal(dropped(), "layout 1 ");
}

static void renames(void **state)
{
    (void)state;
    char text[65536];
    commit(&build, ME, "Add a long file");
    put(&build, "old.c", lines("call", 50));
    put(&build, "same.c", "int same;\n");
    commit(&build, ME, "Move it, and add a line");
    snprintf(text, sizeof text, "%snew_line();\n", lines("call", 50));
    drop("old.c");
    drop("same.c");
    put(&build, "new.c", text);
    put(&build, "moved/same.c", "int same;\n");
    commit(&build, ME, "Remove it for something else");
    drop("new.c");
    put(&build, "other.c", lines("other", 3));
    commit(&build, ME, "Only move a file");
    drop("other.c");
    put(&build, "else.c", lines("other", 3));
    look("me@example.com");
    assert_string_equal(seen.text.data,
                        "Remove it for something else|new.c gone +0 -51|other.c new +3 -0 1-3\n"
                        "Move it, and add a line|new.c +1 -0 51-51 (2 others)\n"
                        "Add a long file|old.c new +50 -0 1-50|same.c new +1 -0 1-1");
    assert_string_equal(dropped(), "no_source 1 ");
}

static void both_versions_can_be_read(void **state)
{
    (void)state;
    commit(&build, ME, "Add the first file");
    put(&build, "a.c", "one\n");
    commit(&build, ME, "Change the first file");
    put(&build, "a.c", "two\n");
    look("me@example.com");
    struct idio_repo_file f = {.path = "a.c", .blob = "5626abf0f72e58d7a153368ba57db4c673c0e171"};
    char *text = NULL;
    size_t n = 0;
    assert_ok(idio_repo_read(o.repo, &f, &text, &n, &o.err), &o.err); /* not at HEAD any more */
    assert_string_equal(text, "one\n");
    idio_free(text);
}

/* ---- messages -------------------------------------------------------------------------------- */
#define HASH40 "0123456789abcdef0123456789abcdef01234567"

static void messages(void **state)
{
    static const struct {
        const char *message, *want; /* "subject~body" */
    } table[] = {
        {"Add a thing", "Add a thing~"},
        {"\n\nAdd a thing\r\n\r\nBecause.\r\n", "Add a thing~Because."},
        {"Add a thing\n\nWhy.\n\nSigned-off-by: A <a@b.cc>\nCo-Authored-By: X\nChange-Id: I1\n",
         "Add a thing~Why."},
        {"Add a thing\n\nReviewed-by: X\nEntire-Checkpoint: 12\nCC: all\n", "Add a thing~"},
        {"T-WATCH: add a driver\n\nT-WATCH: no text", "T-WATCH: add a driver~"},
        {"Add a thing\n\nFixes: #12\nNote: it is slow\n",
         "Add a thing~Fixes: #12\nNote: it is slow"},
        {"Add a thing\n\n(cherry picked from commit " HASH40 ")\n", "Add a thing~"},
        {"Undo what " HASH40 " did\n\nSee (" HASH40 ").", "Undo what did~See ."},
        {"Add a thing\n\nLike so:\n\ndiff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n"
         "@@ -1 +1 @@\n-a\n+b\n\nDone.",
         "Add a thing~Like so:\n\n\nDone."},
        {"Add a thing\n\nText\n-- \nJoe\nhttp://joe", "Add a thing~Text"},
        {"Add a thing\n\n> they said\nI say\n", "Add a thing~I say"},
        {"Merge it\n\nConflicts:\n\tsrc/a.c\n\tsrc/b.c\n\nText\n", "Merge it~Text"},
        {"Add a thing\n-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\nText",
         "Add a thing~Text"},
        {"Let the parser accept names that are longer than the\nbuffer in which they stand\n\nWhy.",
         "Let the parser accept names that are longer than the buffer in which they stand~Why."},
        {"Add a thing\nand another one", "Add a thing~and another one"},
        {"Add \x01\x7f a \xff thing", "Add    a \xef\xbf\xbd thing~"},
        {"", "~"},
        {"\n \n\t\n", "~"},
        {"Signed-off-by: A <a@b.cc>\n", "~"},
        {"Use joe@corp-mail.com as sender", "Use <email> as sender~"},
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(table); i++) {
        struct idio_arena arena;
        struct idio_err err = {0};
        const char *subject, *body;
        char got[2048];
        idio_arena_init(&arena, 1 << 20);
        assert_ok(idio_change_text(idio_slice_c(table[i].message), &arena, &subject, &body, &err),
                  &err);
        snprintf(got, sizeof got, "%s~%s", subject, body);
        assert_string_equal(got, table[i].want);
        idio_arena_release(&arena);
    }
}

static void gigantic_messages(void **state)
{
    size_t n = (size_t)8 << 20;
    char *text = malloc(n);
    struct idio_arena arena;
    struct idio_err err = {0};
    const char *subject, *body;
    (void)state;
    assert_non_null(text);
    static const char *const fills[] = {"a",     "\n",  "\xff",          "\xe2\x82",
                                        "a b\n", "+\n", "-----BEGIN x\n"};
    for (size_t k = 0; k < IDIO_COUNT(fills); k++) {
        size_t m = strlen(fills[k]);
        for (size_t i = 0; i < n; i++)
            text[i] = fills[k][i % m];
        idio_arena_init(&arena, 1 << 20);
        assert_ok(idio_change_text(idio_slice(text, n), &arena, &subject, &body, &err), &err);
        assert_true(strlen(subject) <= IDIO_CHANGE_TEXT && strlen(body) <= IDIO_CHANGE_TEXT);
        idio_arena_release(&arena);
    }
    memset(text, 0, n);
    memcpy(text, "Add\0it", 6);
    idio_arena_init(&arena, 1 << 20);
    assert_ok(idio_change_text(idio_slice(text, n), &arena, &subject, &body, &err), &err);
    assert_string_equal(subject, "Add it");
    idio_arena_release(&arena);
    free(text);
}

/* ---- hostile histories ----------------------------------------------------------------------- */
static void limits(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        char text[32];
        commit(&build, ME, "Change the number there");
        snprintf(text, sizeof text, "int x = %d;\n", i);
        put(&build, "a.c", text);
    }
    assert_ok(walk_for("me@example.com", 4), &o.err);
    assert_int_equal(seen.count.walked, 4);
    assert_true(seen.count.cut);
    assert_ok(walk_for("me@example.com", 0), &o.err);
    assert_int_equal(seen.count.walked, 0);
    assert_ok(walk_for("me@example.com", 10), &o.err);
    assert_false(seen.count.cut);
    seen.stop_after = 3;
    assert_status(walk_for("me@example.com", 10), IDIO_E_CONFLICT, &o.err);
    struct idio_cancel cancel = {0};
    seen.cancel = &cancel;
    assert_status(walk_for("me@example.com", 10), IDIO_E_CANCELLED, &o.err);
    seen.cancel = NULL;
}

/* A commit of which objects are gone is counted; the rest is given. */
static void missing_objects(void **state)
{
    static const char *const what[] = {"HEAD~1:a.c", "HEAD~1:dir", "HEAD~2"};
    (void)state;
    commit(&build, ME, "Add the first file");
    put(&build, "a.c", "one\n");
    put(&build, "dir/b.c", "one\n");
    commit(&build, ME, "Change the first file");
    put(&build, "a.c", "two\n");
    commit(&build, ME, "Change the second file");
    put(&build, "dir/b.c", "two\n");
    commit(&build, ME, "Change both of them");
    put(&build, "a.c", "three\n");
    put(&build, "dir/b.c", "three\n");
    builder_finish(&build);
    for (size_t i = 0; i < IDIO_COUNT(what); i++) {
        run_git("cd %s && id=$(git rev-parse %s) && rm -f .git/objects/${id%%${id#??}}/${id#??}",
                build.dir, what[i]);
        look("me@example.com");
        assert_true(seen.count.dropped[IDIO_NO_CHANGE_MISSING] > 0);
    }
    assert_string_equal(dropped(), "missing 2 ");
}

static void shallow(void **state)
{
    char dir[200];
    (void)state;
    for (int i = 0; i < 5; i++) {
        char text[32];
        commit(&build, ME, "Change the number there");
        snprintf(text, sizeof text, "int x = %d;\n", i);
        put(&build, "a.c", text);
    }
    builder_finish(&build);
    snprintf(dir, sizeof dir, "%s/shallow", build.root);
    run_git("git clone -q --depth 2 file://%s %s", build.dir, dir);
    assert_ok(open_path(&o, dir, IDIO_REPO_GIT), &o.err);
    assert_ok(idio_repo_own_changes(o.repo, NULL, 100, see, &seen, NULL, &seen.count, &o.err),
              &o.err);
    assert_int_equal(seen.count.given, 1);
    assert_string_equal(dropped(), "missing 1 ");
}

/* A million files in a few objects, and all of them changed in the next commit. */
static void tree_bombs(void **state)
{
    static const char *const contents[] = {"int x;", "int y;"};
    (void)state;
    for (int i = 0; i < 2; i++)
        run_git("cd %s && export GIT_AUTHOR_NAME=Me GIT_AUTHOR_EMAIL=me@example.com "
                "GIT_COMMITTER_NAME=Me GIT_COMMITTER_EMAIL=me@example.com && "
                "b=$(echo '%s' | git hash-object -w --stdin) && "
                "t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf \"100644 blob $b\\tf$i.c\\n\"; done |"
                " git mktree) && for k in 1 2 3 4 5; do "
                "t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf \"040000 tree $t\\td$i\\n\"; done |"
                " git mktree); done && "
                "git update-ref HEAD $(git commit-tree $t $(git rev-parse -q --verify HEAD | "
                "sed 's/^/-p /') -m 'Change all of it at once')",
                build.dir, contents[i]);
    look("me@example.com");
    assert_string_equal(dropped(), "many 2 ");
}

static void a_message_of_megabytes(void **state)
{
    size_t n = (size_t)20 << 20;
    char *text = malloc(n + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', n);
    memcpy(text, "Add the first file\n\n", 20);
    text[n] = '\0';
    commit(&build, ME, text);
    free(text);
    put(&build, "a.c", "one\n");
    look("me@example.com");
    assert_string_equal(seen.text.data, "Add the first file|a.c new +1 -0 1-1");
}

static void plain_and_unborn(void **state)
{
    (void)state;
    assert_ok(open_path(&o, build.root, IDIO_REPO_PLAIN), &o.err);
    assert_ok(idio_repo_own_changes(o.repo, NULL, 100, see, &seen, NULL, &seen.count, &o.err),
              &o.err);
    assert_int_equal(seen.count.walked, 0);
    assert_status(walk_for("me@example.com", 10), IDIO_E_CONFLICT, &o.err); /* no commits yet */
}

/* ---- memory ---------------------------------------------------------------------------------- */
static int walk_once(void *ctx)
{
    struct seen s = {.bodies = true};
    struct opened x;
    (void)ctx;
    idio_str_init(&s.text, 1 << 20);
    const char *who = "me@example.com";
    struct idio_identities ids = {&who, 1};
    int rc = open_path(&x, build.dir, IDIO_REPO_GIT);
    if (rc == IDIO_OK)
        rc = idio_repo_own_changes(x.repo, &ids, 100, see, &s, NULL, NULL, &x.err);
    opened_release(&x);
    if (rc == IDIO_OK)
        rc = s.text.failed;
    idio_str_release(&s.text);
    return rc;
}

static void allocation_failure(void **state)
{
    (void)state;
    commit(&build, ME, "Add the first file\n\nBy joe@corp-mail.com.");
    put(&build, "a.c", lines("call", 20));
    put(&build, ".gitattributes", "x/* linguist-vendored\n");
    put(&build, ".mailmap", "Me <me@example.com> <old@example.com>\n");
    commit(&build, YOU, "Change it");
    put(&build, "a.c", "one\n");
    commit(&build, ME, "Move and change it");
    drop("a.c");
    put(&build, "b.c", "one\ntwo\n");
    put(&build, "c.c", "one\ntwo\n");
    builder_finish(&build);
    IDIO_FAIL_EACH_ALLOC(walk_once, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whose),
        TEST(merges),
        TEST(which_files),
        TEST(sizes),
        TEST(layout),
        TEST(renames),
        TEST(both_versions_can_be_read),
        cmocka_unit_test(messages),
        cmocka_unit_test(gigantic_messages),
        TEST(limits),
        TEST(missing_objects),
        TEST(shallow),
        TEST(tree_bombs),
        TEST(a_message_of_megabytes),
        TEST(plain_and_unborn),
        TEST(allocation_failure),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
