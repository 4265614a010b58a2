/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose lines: one small history for each rule. Every commit has a day of its own, so the answer
 * names owner and commit of each line: "M1 O2" is a line of mine from the first commit, then one of
 * somebody else's from the second; X is a machine's.
 */
#include "repo_helper.h"

#include "types/lines.h"

#define ME    "Me Myself <me@example.com>"
#define YOU   "You <you@example.com>"
#define DAY   86400L
#define BEGIN 12000 /* days */

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

static void at_from(const char *author, const char *message, int parent, int merge)
{
    commit_at(&build, author, message, parent, merge, (BEGIN + build.commits + 1) * DAY);
}

static void by(const char *author)
{
    at_from(author, "work", build.commits, 0);
}

static void by_saying(const char *author, const char *message)
{
    at_from(author, message, build.commits, 0);
}

static void list_known(const char *who, const struct idio_known *known)
{
    struct idio_identities ids = {&who, who ? 1 : 0};
    builder_finish(&build);
    opened_release(&o);
    assert_ok(open_path(&o, build.dir, IDIO_REPO_GIT), &o.err);
    assert_ok(idio_repo_list(o.repo, &ids, known, NULL, &o.arena, &o.list, &o.err), &o.err);
    assert_adds_up(&o.list);
}

static const struct idio_repo_file *file_of(const char *path)
{
    for (size_t i = 0; i < o.list.len; i++)
        if (strcmp(o.list.at[i].path, path) == 0)
            return &o.list.at[i];
    for (size_t i = 0; i < o.list.foreign_len; i++)
        if (strcmp(o.list.foreign[i].path, path) == 0)
            return &o.list.foreign[i];
    fail_msg("%s is not listed", path);
    return NULL;
}

/* "M1*2 O2": runs of lines. */
static const char *lines_of(const char *path)
{
    const struct idio_repo_file *f = file_of(path);
    struct idio_lines l;
    struct idio_str s;
    assert_ok(idio_lines_decode(f->lines, f->lines_len, &o.arena, &l, &o.err), &o.err);
    idio_str_init(&s, 1 << 20);
    for (size_t i = 0; i < l.len; i++) {
        uint32_t end = i + 1 < l.len ? l.at[i + 1].first : l.count + 1;
        uint32_t n = end - l.at[i].first;
        idio_str_printf(&s, "%s%c%d", i ? " " : "", "MOXI"[l.at[i].owner], l.at[i].day - BEGIN);
        if (n > 1)
            idio_str_printf(&s, "*%u", n);
    }
    const char *text = idio_arena_strdup(&o.arena, s.data);
    idio_str_release(&s);
    return text;
}

#define FUNCTION_A                                 \
    "static int first_function(int argument)\n"    \
    "{\n"                                          \
    "    int result = compute_result(argument);\n" \
    "    return result + another_call(result);\n"  \
    "}\n"
#define FUNCTION_B                                 \
    "static int second_function(char *text)\n"     \
    "{\n"                                          \
    "    while (*text)\n"                          \
    "        consume_character(*text++);\n"        \
    "    return length_of_something_else(text);\n" \
    "}\n"

static void edits(void **state)
{
    (void)state;
    by(ME);
    put(&build, "a.c", "one\ntwo\nthree\n");
    by(YOU);
    put(&build, "a.c", "zero\none\nTWO\nthree\n");
    by(ME);
    put(&build, "a.c", "zero\none\nTWO\nthree\nfour");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "O2 M1 O2 M1 M3");
    assert_int_equal(o.list.lines[IDIO_OWNER_MINE], 3);
    assert_int_equal(o.list.lines[IDIO_OWNER_OTHER], 2);
    list_known(NULL, NULL); /* everybody's */
    assert_string_equal(lines_of("a.c"), "M2 M1 M2 M1 M3");
}

static void odd_ends(void **state)
{
    (void)state;
    by(ME);
    put(&build, "crlf.c", "a\r\nb\r\n");
    put(&build, "end.c", "a\nb");
    put(&build, "empty.c", "");
    put(&build, "blank.c", "\n\n\n");
    by(YOU);
    put(&build, "crlf.c", "a\r\nb\n");
    put(&build, "end.c", "a\nb\n");
    put(&build, "theirs.c", "");
    put(&build, "blank.c", "\n\n");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("crlf.c"), "M1 O2");
    assert_string_equal(lines_of("end.c"), "M1 O2");
    assert_string_equal(lines_of("blank.c"), "M1*2");
    assert_string_equal(lines_of("empty.c"), "");
    assert_string_equal(listed(&o), "blank.c crlf.c empty.c end.c ");
}

static void renames(void **state)
{
    (void)state;
    by(ME);
    put(&build, "old/same.c", FUNCTION_A);
    put(&build, "similar.c", FUNCTION_A FUNCTION_B);
    put(&build, "different.c", "int x;\nint y;\n");
    by(YOU);
    fprintf(build.import, "D old/same.c\nD similar.c\nD different.c\n");
    put(&build, "new/same.c", FUNCTION_A);
    put(&build, "renamed.c", FUNCTION_A "int added;\n" FUNCTION_B);
    put(&build, "other.c", "void z(void);\nint x;\nlong q;\nchar *p;\nint w;\n");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("new/same.c"), "M1*5");
    assert_string_equal(lines_of("renamed.c"), "M1*5 O2 M1*6");
    assert_string_equal(lines_of("other.c"), "O2*5");
}

static void moves(void **state)
{
    (void)state;
    by(ME);
    put(&build, "a.c", FUNCTION_A FUNCTION_B "int last;\n");
    put(&build, "b.c", "int b;\n");
    put(&build, "c.c", "int c;\nint d;\n");
    by(YOU);
    put(&build, "a.c", FUNCTION_B FUNCTION_A "int last;\n"); /* inside a file */
    by(YOU);
    put(&build, "a.c", FUNCTION_A "int last;\n"); /* to another, indented anew */
    put(&build, "b.c",
        "int b;\n"
        "  static int second_function(char *text)\n"
        "  {\n"
        "      while (*text)\n"
        "          consume_character(*text++);\n"
        "      return length_of_something_else(text);\n"
        "  }\n");
    put(&build, "c.c", "int d;\nint c;\n"); /* too short for a move */
    by(YOU);
    put(&build, "b.c", "int b;\nint nothing;\n"); /* copied from a file that is changed, too */
    put(&build, "new.c", "int n;\n" FUNCTION_A);
    put(&build, "a.c", FUNCTION_A);
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1*5");
    assert_string_equal(lines_of("new.c"), "O4 M1*5");
    assert_string_equal(lines_of("c.c"), "M1 O3");
    opened_release(&o);
    run_git("git -C %s checkout --quiet --detach main~1", build.dir);
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("b.c"), "M1*7");
}

static void merges(void **state)
{
    (void)state;
    at_from(ME, "base", 0, 0);
    put(&build, "a.c", "1\n2\n3\n4\n5\n6\n7\n8\n");
    put(&build, "side.c", "x\n");
    at_from(ME, "mine", 1, 0);
    put(&build, "a.c", "1\nmine\n3\n4\n5\n6\n7\n8\n");
    at_from(YOU, "yours", 1, 0);
    put(&build, "a.c", "1\n2\n3\n4\n5\n6\nyours\n8\n");
    put(&build, "side.c", "x\ny\n");
    at_from(YOU, "merge", 2, 3);
    put(&build, "a.c", "1\nmine\n3\n4\nevil\n6\nyours\n8\n");
    put(&build, "side.c", "x\ny\n");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1 M2 M1*2 O4 M1 O3 M1");
    assert_string_equal(lines_of("side.c"), "M1 O3");
}

static void machines(void **state)
{
    (void)state;
    by(ME);
    put(&build, "a.c", "one\n");
    by("dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>");
    put(&build, "a.c", "one\nbot\n");
    by_saying(ME, "help\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n");
    put(&build, "a.c", "one\nbot\nmodel\n");
    by_saying(ME, "pair\n\nCo-authored-by: Ada <ada@example.org>\n");
    put(&build, "a.c", "one\nbot\nmodel\npair\n");
    by("Me Myself (aider) <me@example.com>");
    put(&build, "a.c", "one\nbot\nmodel\npair\naider\n");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1 X2 X3 M4 X5");
    list_known(NULL, NULL);
    assert_string_equal(lines_of("a.c"), "M1 X2 X3 M4 X5");
}

static void committed_by_a_model(void **state)
{
    (void)state;
    by(ME);
    put(&build, "a.c", "one\n");
    builder_finish(&build);
    char path[256];
    snprintf(path, sizeof path, "%s/a.c", build.dir);
    run_git("git -C %s reset --quiet --hard", build.dir);
    idio_test_write(path, "one\ntwo\n", 8);
    run_git(
        "GIT_AUTHOR_DATE='1036886400 +0000' GIT_COMMITTER_DATE='1036886400 +0000' "
        "GIT_COMMITTER_NAME='Me (aider)' git -C %s -c user.name=Me -c user.email=me@example.com "
        "commit --quiet -am two",
        build.dir);
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1 X1");
}

/* Twelve lines, indented by `indent`, with this quote and end of statement. */
static const char *styled(char *buffer, const char *indent, char quote, const char *end)
{
    int n = sprintf(buffer, "function f() {\n");
    for (int i = 0; i < 12; i++)
        n += sprintf(buffer + n, "%scall(%ctext %d%c)%s\n", indent, quote, i, quote, end);
    sprintf(buffer + n, "}\n");
    return buffer;
}

static void reformatting(void **state)
{
    char text[2048];
    (void)state;
    by(ME);
    put(&build, "all.js", styled(text, "\t", '"', ";"));
    put(&build, "some.js", "if (a) {\nb()\n}\nint_one\nint_two\nint_three\n");
    put(&build, "wrap.js",
        "call_with(first_argument, second_argument, third_argument)\n"
        "a1()\na2()\na3()\na4()\na5()\na6()\na7()\na8()\na9()\n");
    by(YOU);
    put(&build, "all.js", styled(text, "  ", '\'', "")); /* layout only: mine stays mine */
    put(&build, "some.js", "if (a) {\n    b()\n}\nint_one\nint_two\nint_three\n"); /* one line */
    put(&build, "wrap.js",
        "call_with(\n  first_argument,\n  second_argument,\n  third_argument,\n)\n"
        "  a1()\n  a2()\n  a3()\n  a4()\n  a5()\n  a6()\n  a7()\n  a8()\n  a9()\n");
    by(YOU);
    put(&build, "all.js", styled(text, "  ", '\'', " // changed")); /* this is no layout */
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("all.js"), "M1 O3*12 M1");
    assert_string_equal(lines_of("some.js"), "M1 O2 M1*4");
    assert_string_equal(lines_of("wrap.js"), "M1*14");
    opened_release(&o);
    run_git("git -C %s checkout --quiet --detach main~1", build.dir);
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("all.js"), "M1*14");
}

/* Little in each file, but in all of them. */
static void bulk_reformatting(void **state)
{
    char path[32];
    (void)state;
    by(ME);
    for (int i = 0; i < 6; i++) {
        snprintf(path, sizeof path, "f%d.js", i);
        put(&build, path, "if (a) {\nb()\n}\nint_one\nint_two\nint_three\n");
    }
    by(YOU);
    for (int i = 0; i < 6; i++) {
        snprintf(path, sizeof path, "f%d.js", i);
        put(&build, path, "if (a) {\n  b();\n}\nint_one\nint_two\nint_three\n");
    }
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("f3.js"), "M1*6");
}

static void ignored_commits(void **state)
{
    char command[512], line[64] = "";
    (void)state;
    by(ME);
    put(&build, "a.c", "int alpha = 1;\nint beta = 2;\nint gamma = 3;\n");
    by(YOU);
    put(&build, "a.c", "long alpha = 1L;\nint beta = 2;\nint added;\nint gamma = 3;\n");
    builder_finish(&build);
    snprintf(command, sizeof command, "git -C %s rev-parse main", build.dir);
    FILE *p = popen(command, "r");
    assert_non_null(fgets(line, sizeof line, p));
    pclose(p);
    char text[256];
    snprintf(text, sizeof text, "# formatting\n\nnonsense\n%.40s # why\n", line);
    snprintf(command, sizeof command, "%s/.git-blame-ignore-revs", build.dir);
    run_git("git -C %s reset --quiet --hard", build.dir);
    idio_test_write(command, text, strlen(text));
    run_git("git -C %s add . && git -C %s -c user.name=x -c user.email=x commit --quiet -m ignore",
            build.dir, build.dir);
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1*2 O2 M1"); /* what is new replaced nothing */
}

static void handful(void **state)
{
    char text[8192];
    int n = 0;
    (void)state;
    by(YOU);
    for (int i = 0; i < 250; i++)
        n += sprintf(text + n, "int y%d;\n", i);
    put(&build, "few.c", text);
    put(&build, "some.c", text);
    by(ME);
    int m = n;
    for (int i = 0; i < 5; i++)
        m += sprintf(text + m, "int m%d;\n", i);
    put(&build, "few.c", text);
    for (int i = 0; i < 20; i++)
        m += sprintf(text + m, "int n%d;\n", i);
    put(&build, "some.c", text);
    list_known("me@example.com", NULL);
    assert_string_equal(listed(&o), "some.c ");
    assert_string_equal(lines_of("some.c"), "O1*250 M2*25");
    assert_string_equal(lines_of("few.c"), "O1*250 M2*5");
    assert_int_equal(o.list.skipped[IDIO_SKIP_FOREIGN], 1);
}

/* A child that is older than its parent, and dates from nowhere. */
static void clocks(void **state)
{
    (void)state;
    commit_at(&build, ME, "future", 0, 0, 20000000000000000L);
    put(&build, "a.c", "one\n");
    commit_at(&build, YOU, "past", 1, 0, 0);
    put(&build, "a.c", "one\ntwo\n");
    commit_at(&build, ME, "side", 1, 0, (BEGIN + 3) * DAY);
    put(&build, "a.c", "zero\none\n");
    commit_at(&build, ME, "merge", 2, 3, (BEGIN + 1) * DAY);
    put(&build, "a.c", "zero\none\ntwo\n");
    list_known("me@example.com", NULL);
    char want[64];
    snprintf(want, sizeof want, "M3 M%d O%d", 200 * 366 - BEGIN, -BEGIN);
    assert_string_equal(lines_of("a.c"), want);
}

static void shallow_clone(void **state)
{
    char clone[256];
    (void)state;
    by(YOU);
    put(&build, "a.c", "one\n");
    by(ME);
    put(&build, "a.c", "one\ntwo\n");
    by(YOU);
    put(&build, "a.c", "one\ntwo\nthree\n");
    builder_finish(&build);
    snprintf(clone, sizeof clone, "%s/clone", build.root);
    run_git("git clone --quiet --depth 2 file://%s %s", build.dir, clone);
    const char *me = "me@example.com";
    struct idio_identities ids = {&me, 1};
    assert_ok(open_path(&o, clone, IDIO_REPO_GIT), &o.err);
    assert_ok(idio_repo_list(o.repo, &ids, NULL, NULL, &o.arena, &o.list, &o.err), &o.err);
    assert_true(o.list.shallow);
    assert_string_equal(lines_of("a.c"), "M2*2 O3");
}

/* More lines than are followed one by one. */
static void very_long_files(void **state)
{
    size_t n = 250000;
    char *text = malloc(n * 2 + 1);
    (void)state;
    for (size_t i = 0; i < n; i++)
        memcpy(text + 2 * i, i % 3 ? ";\n" : "\n\n", 2);
    by(ME);
    put_mode(&build, "100644", "long.c", text, n * 2);
    by(YOU);
    text[0] = 'x';
    put_mode(&build, "100644", "long.c", text, n * 2);
    by(ME);
    put(&build, "b.c", "int b;\n");
    list_known("me@example.com", NULL);
    free(text);
    assert_string_equal(listed(&o), "b.c ");
    assert_true(o.list.lines[IDIO_OWNER_OTHER] > 200000);
}

/* ---- what is known from before -------------------------------------------------------------- */
static void head_of(char ret[41])
{
    char state[IDIO_SHA_HEX_MAX];
    assert_ok(idio_repo_state(o.repo, state, &o.err), &o.err);
    snprintf(ret, 41, "%.40s", state);
}

static struct idio_repo_file forged(const char *path, const char *blob, int32_t day,
                                    struct idio_str *s)
{
    struct idio_line_run run = {1, BEGIN + day, IDIO_OWNER_OTHER};
    struct idio_lines l = {&run, 1, 2};
    struct idio_repo_file f = {.path = path};
    snprintf(f.blob, sizeof f.blob, "%s", blob);
    idio_lines_encode(&l, s);
    f.lines = s->data;
    f.lines_len = s->len;
    return f;
}

static void commit_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", build.dir, name);
    run_git("git -C %s reset --quiet --hard", build.dir);
    idio_test_write(path, text, strlen(text));
    run_git("git -C %s add . && GIT_AUTHOR_DATE='%ld +0000' git -C %s -c user.name=x "
            "-c user.email=me@example.com commit --quiet -m more",
            build.dir, (BEGIN + 9) * DAY, build.dir);
}

static void known_lines(void **state)
{
    char head[41];
    struct idio_str s;
    (void)state;
    by(ME);
    put(&build, "a.c", "one\ntwo\n");
    put(&build, "b.c", "x\n");
    list_known("me@example.com", NULL);
    head_of(head);
    idio_str_init(&s, 1000);
    struct idio_repo_file f = forged("a.c", file_of("a.c")->blob, 77, &s);
    struct idio_known known = {.head = head, .at = &f, .len = 1};
    commit_file("a.c", "one\n2\ntwo\n");
    list_known("me@example.com", &known); /* what is known is believed */
    assert_string_equal(lines_of("a.c"), "O77 M9 O77");
    assert_string_equal(lines_of("b.c"), "M1");
    list_known("me@example.com", NULL);
    assert_string_equal(lines_of("a.c"), "M1 M9 M1");
    /* Damaged, of other contents, or of a commit that is no ancestor: as if nothing were known. */
    f.lines_len--;
    list_known("me@example.com", &known);
    assert_string_equal(lines_of("a.c"), "M1 M9 M1");
    f.lines_len++;
    known.head = "1234567890123456789012345678901234567890";
    list_known("me@example.com", &known);
    assert_string_equal(lines_of("a.c"), "M1 M9 M1");
    known.head = head;
    /* Another mailmap may name other people. */
    commit_file(".mailmap", "You <you@example.com> <me@example.com>\n");
    list_known("you@example.com", &known);
    assert_string_equal(lines_of("a.c"), "M1 M9 M1");
    idio_str_release(&s);
}

static int list_all(void *ctx)
{
    const char *me = "me@example.com";
    struct idio_identities ids = {&me, 1};
    struct opened x;
    int rc = open_path(&x, build.dir, IDIO_REPO_GIT);
    if (rc == IDIO_OK)
        rc = idio_repo_list(x.repo, &ids, ctx, NULL, &x.arena, &x.list, &x.err);
    opened_release(&x);
    return rc;
}

static void allocation(void **state)
{
    char head[41], text[2048];
    (void)state;
    at_from(ME, "base", 0, 0);
    put(&build, "a.c", FUNCTION_A FUNCTION_B);
    put(&build, "b.js", styled(text, "\t", '"', ";"));
    put(&build, ".git-blame-ignore-revs", "1234567890123456789012345678901234567890\n");
    at_from(YOU, "move", 1, 0);
    put(&build, "a.c", FUNCTION_B FUNCTION_A);
    put(&build, "b.js", styled(text, "  ", '\'', ""));
    at_from(ME, "rename", 1, 0);
    fprintf(build.import, "D a.c\n");
    put(&build, "c.c", FUNCTION_A "int x;\n" FUNCTION_B);
    at_from(ME, "merge", 2, 3);
    put(&build, "c.c", FUNCTION_A "int x;\nint y;\n");
    put(&build, "d.c", "int f;\n" FUNCTION_B);
    list_known("me@example.com", NULL);
    head_of(head);
    IDIO_FAIL_EACH_ALLOC(list_all, NULL);
    struct opened kept = o;
    struct idio_known known = {
        head,           kept.list.at,      kept.list.foreign, kept.list.len, kept.list.foreign_len,
        kept.list.past, kept.list.past_len};
    memset(&o, 0, sizeof o);
    commit_file("d.c", "int g;\n" FUNCTION_B);
    IDIO_FAIL_EACH_ALLOC(list_all, &known);
    opened_release(&kept);
}

#define WITH_REPO(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPO(edits),           WITH_REPO(odd_ends),        WITH_REPO(renames),
        WITH_REPO(moves),           WITH_REPO(merges),          WITH_REPO(machines),
        WITH_REPO(reformatting),    WITH_REPO(handful),         WITH_REPO(committed_by_a_model),
        WITH_REPO(clocks),          WITH_REPO(shallow_clone),   WITH_REPO(bulk_reformatting),
        WITH_REPO(ignored_commits), WITH_REPO(very_long_files), WITH_REPO(known_lines),
        WITH_REPO(allocation),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
