/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repositories that are broken, odd or meant to do harm: each must end in a sound answer, in
 * bounded time and memory, and leave the others alone.
 */
#include "../unit/corpus/repo_helper.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/utf8.h"

#define ME   "Me <me@example.com>"
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

static void simple_commit(void)
{
    commit(&build, ME, "one");
    put(&build, "a.c", CODE);
    put(&build, "b.c", CODE "int b;\n");
    builder_finish(&build);
}

static const char *in_repo(const char *name)
{
    static char path[4][512];
    static unsigned next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", build.dir, name);
    return p;
}

static void expect_open(int want, const char *msg, const char *hint)
{
    assert_status(open_path(&o, build.dir, IDIO_REPO_GIT), want, &o.err);
    if (msg && !strstr(o.err.msg, msg))
        fail_msg("\"%s\" does not say \"%s\"", o.err.msg, msg);
    if (hint && !strstr(o.err.hint, hint))
        fail_msg("hint \"%s\" does not say \"%s\"", o.err.hint, hint);
}

/* Writes an object that git would not make by itself; its id as hex. */
static void write_object(const char *type, const void *p, size_t n, char hex[41])
{
    char command[512];
    idio_test_write(in_repo("object"), p, n);
    snprintf(command, sizeof command, "git -C %s hash-object -t %s -w --literally object",
             build.dir, type);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_int_equal(fread(hex, 1, 40, f), 40);
    hex[40] = '\0';
    (void)fgetc(f);
    assert_int_equal(pclose(f), 0);
}

static void git_says(char hex[41], const char *what)
{
    char command[512];
    snprintf(command, sizeof command, "git -C %s rev-parse %s", build.dir, what);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_int_equal(fread(hex, 1, 40, f), 40);
    hex[40] = '\0';
    (void)fgetc(f);
    assert_int_equal(pclose(f), 0);
}

/* An entry of a raw tree. */
static void entry(struct idio_str *s, const char *mode, const char *name, const char *hex)
{
    idio_str_printf(s, "%s %s", mode, name);
    idio_str_putc(s, '\0');
    for (int i = 0; i < 40; i += 2) {
        char byte[3] = {hex[i], hex[i + 1], '\0'};
        idio_str_putc(s, (char)strtoul(byte, NULL, 16));
    }
}

static void no_repository(void **state)
{
    (void)state;
    idio_test_remove(in_repo(".git"));
    expect_open(IDIO_E_NOTFOUND, build.dir, "git repository");
    opened_release(&o);
    assert_status(open_path(&o, "/nonexistent/x", IDIO_REPO_GIT), IDIO_E_NOTFOUND, &o.err);
    opened_release(&o);
    assert_status(open_path(&o, "/nonexistent/x", IDIO_REPO_PLAIN), IDIO_E_NOTFOUND, &o.err);
}

static void unborn(void **state)
{
    char head[IDIO_SHA_HEX_MAX] = "untouched";
    (void)state;
    expect_open(IDIO_OK, NULL, NULL);
    assert_status(idio_repo_state(o.repo, head, &o.err), IDIO_E_CONFLICT, &o.err);
    assert_non_null(strstr(o.err.msg, "has no commits yet"));
    assert_string_equal(head, "untouched");
    assert_status(list_for(&o, NULL), IDIO_E_CONFLICT, &o.err);
    struct idio_author *at = NULL;
    size_t n = 0;
    assert_status(idio_repo_authors(o.repo, NULL, NULL, &o.arena, &at, &n, NULL, &o.err),
                  IDIO_E_CONFLICT, &o.err);
}

static void bare_and_worktree(void **state)
{
    char path[256], one[IDIO_SHA_HEX_MAX], two[IDIO_SHA_HEX_MAX];
    (void)state;
    simple_commit();
    run_git("git -C %s config extensions.worktreeConfig true", build.dir);
    run_git("git -C %s worktree add --quiet -b side %s/tree main", build.dir, build.root);
    run_git("git clone --quiet --bare %s %s/bare.git", build.dir, build.root);
    run_git("git -C %s -c user.name=x -c user.email=x commit --quiet --allow-empty -m two",
            build.dir);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(idio_repo_state(o.repo, one, &o.err), &o.err);
    opened_release(&o);
    snprintf(path, sizeof path, "%s/tree", build.root);
    assert_ok(open_path(&o, path, IDIO_REPO_GIT), &o.err);
    assert_ok(idio_repo_state(o.repo, two, &o.err), &o.err);
    assert_string_not_equal(one, two); /* HEAD of the work tree, objects of the repository */
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
    opened_release(&o);
    snprintf(path, sizeof path, "%s/bare.git", build.root);
    assert_ok(open_path(&o, path, IDIO_REPO_GIT), &o.err);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
}

static void packed_references(void **state)
{
    (void)state;
    simple_commit();
    run_git("git -C %s pack-refs --all --prune", build.dir);
    run_git("git -C %s gc --quiet", build.dir);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
}

static void sha256(void **state)
{
    (void)state;
    builder_release(&build);
    builder_init(&build, "--object-format=sha256");
    simple_commit();
    expect_open(IDIO_E_UNSUPPORTED, "SHA-256", "--plain");
}

static void newer_formats(void **state)
{
    static const char *const configs[] = {
        "[core]\n\trepositoryformatversion = 2\n",
        "[extensions]\n\trefStorage = reftable\n",
        "[ Extensions ] objectformat=\"sha256\"\n",
    };
    (void)state;
    simple_commit();
    for (size_t i = 0; i < IDIO_COUNT(configs); i++) {
        idio_test_write(in_repo(".git/config"), configs[i], strlen(configs[i]));
        expect_open(IDIO_E_UNSUPPORTED, NULL, "--plain");
        opened_release(&o);
    }
    /* what git itself would choke on does not concern a reader */
    static const char fine[] =
        "[core\n nonsense = [[[\n[extensions]\n\tnoSuchThing = 1\n[x \"y]\n\0\xff";
    idio_test_write(in_repo(".git/config"), fine, sizeof fine);
    expect_open(IDIO_OK, NULL, NULL);
    opened_release(&o);
    assert_int_equal(unlink(in_repo(".git/config")), 0);
    expect_open(IDIO_OK, NULL, NULL);
}

/* A configuration that includes what must not be read, and hooks that must not run. */
static void configuration_is_not_followed(void **state)
{
    char text[1024];
    (void)state;
    simple_commit();
    assert_int_equal(mkfifo(in_repo(".git/pipe"), 0600), 0);
    int n = snprintf(text, sizeof text,
                     "[include]\n\tpath = pipe\n[include]\n\tpath = /dev/zero\n[core]\n\tfsmonitor "
                     "= touch %s/ran\n"
                     "\tworktree = /etc\n\tbare = maybe\n[mailmap]\n\tfile = /etc/passwd\n",
                     build.root);
    idio_test_write(in_repo(".git/config"), text, (size_t)n);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
    snprintf(text, sizeof text, "%s/ran", build.root);
    assert_false(idio_fs_is_file(text));
}

/* Named pipes in the place of files must not make us wait. */
static void pipes(void **state)
{
    static const char *const places[] = {
        ".git/HEAD",
        ".git/packed-refs",
        ".git/refs/heads/main",
        ".git/commondir",
        ".git/shallow",
        ".git/objects/pack/pack-1.idx",
        ".git/objects/info/alternates",
        ".git/objects/12/34",
        ".git/config",
    };
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(places); i++) {
        builder_release(&build);
        builder_init(&build, "");
        simple_commit();
        run_git("mkdir -p $(dirname %s)", in_repo(places[i]));
        (void)unlink(in_repo(places[i]));
        if (strstr(places[i], "packed-refs"))
            assert_int_equal(unlink(in_repo(".git/refs/heads/main")), 0);
        assert_int_equal(mkfifo(in_repo(places[i]), 0600), 0);
        print_message("%s\n", places[i]);
        alarm(20);
        if (open_path(&o, build.dir, IDIO_REPO_GIT) == IDIO_OK)
            (void)!list_for(&o, "me@example.com");
        alarm(0);
        opened_release(&o);
    }
}

static void references(void **state)
{
    static const struct {
        const char *head;
        int want;
    } rows[] = {
        {"ref: refs/heads/main\n", IDIO_OK},
        {"ref: HEAD\n", IDIO_E_CORRUPT},
        {"ref: refs/heads/loop\n", IDIO_E_CORRUPT},
        {"ref: ../../../etc/passwd\n", IDIO_E_CORRUPT},
        {"ref: refs/../../../etc/passwd\n", IDIO_E_CORRUPT},
        {"ref: /etc/passwd\n", IDIO_E_CORRUPT},
        {"ref: refs/heads/none\n", IDIO_E_CONFLICT},
        {"ref: refs/heads/a b\n", IDIO_E_CORRUPT},
        {"ref:\n", IDIO_E_CORRUPT},
        {"garbage\n", IDIO_E_CORRUPT},
        {"", IDIO_E_CORRUPT},
        {"1234567890123456789012345678901234567890\n", IDIO_E_NOTFOUND},
        {"zzzz567890123456789012345678901234567890\n", IDIO_E_CORRUPT},
    };
    (void)state;
    simple_commit();
    idio_test_write(in_repo(".git/refs/heads/loop"), "ref: refs/heads/loop\n", 21);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        char head[IDIO_SHA_HEX_MAX];
        idio_test_write(in_repo(".git/HEAD"), rows[i].head, strlen(rows[i].head));
        print_message("HEAD %s\n", rows[i].head);
        expect_open(IDIO_OK, NULL, NULL);
        assert_status(idio_repo_state(o.repo, head, &o.err), rows[i].want, &o.err);
        opened_release(&o);
    }
}

static void git_files(void **state)
{
    static const char *const texts[] = {"gitdir: /nonexistent",
                                        "gitdir:",
                                        "gitdir: .",
                                        "garbage",
                                        "",
                                        "gitdir: /etc",
                                        "gitdir: ../../../../../../../../proc/self"};
    (void)state;
    idio_test_remove(in_repo(".git"));
    for (size_t i = 0; i < IDIO_COUNT(texts); i++) {
        idio_test_write(in_repo(".git"), texts[i], strlen(texts[i]));
        assert_true(open_path(&o, build.dir, IDIO_REPO_GIT) < 0);
        assert_true(o.err.msg[0] != '\0');
        opened_release(&o);
    }
}

/* Removes the loose object of a path at HEAD. */
static void drop_object(const char *what)
{
    run_git("cd %s && id=$(git rev-parse %s) && rm -f .git/objects/$(echo $id | cut -c1-2)/$(echo "
            "$id | "
            "cut -c3-)",
            build.dir, what);
}

static void loose(void)
{
    run_git("cd %s && mkdir -p x && mv .git/objects/pack/* x/ 2>/dev/null; for p in x/*.pack; do [ "
            "-e \"$p\" ] && "
            "git unpack-objects -q < $p; done; rm -rf x",
            build.dir);
}

static void missing_objects(void **state)
{
    char *text = NULL;
    size_t n = 0;
    (void)state;
    commit(&build, ME, "one");
    put(&build, "a.c", CODE);
    put(&build, "b.c", CODE "int b;\n");
    put(&build, "dir/c.c", CODE "int c;\n");
    commit(&build, ME, "two");
    put(&build, "a.c", CODE "int a;\n");
    builder_finish(&build);
    loose();
    drop_object("main:b.c");
    drop_object("main~1:a.c");
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c b.c dir/c.c ");
    assert_status(idio_repo_read(o.repo, &o.list.at[1], &text, &n, &o.err), IDIO_E_NOTFOUND,
                  &o.err);
    assert_ok(idio_repo_read(o.repo, &o.list.at[0], &text, &n, &o.err), &o.err);
    idio_free(text);
    opened_release(&o);
    drop_object("main:dir");
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c b.c ");
    assert_int_equal(o.list.skipped[IDIO_SKIP_MISSING], 1);
    assert_adds_up(&o.list);
    opened_release(&o);
    drop_object("main~1"); /* history is cut there */
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    opened_release(&o);
    drop_object("main^{tree}");
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 0);
    opened_release(&o);
    drop_object("main");
    expect_open(IDIO_OK, NULL, NULL);
    assert_true(list_for(&o, NULL) < 0);
}

static void damaged_objects(void **state)
{
    char *text = NULL;
    size_t n = 0;
    (void)state;
    simple_commit();
    loose();
    /* the blob of b.c under the name of a.c's: a forged store */
    run_git("cd %s && a=$(git rev-parse main:a.c) b=$(git rev-parse main:b.c) && f() { echo "
            ".git/objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); } && chmod u+w $(f $a) && "
            "cp $(f $b) $(f "
            "$a) && chmod u+w $(f $b) && : > $(f $b)",
            build.dir);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, NULL), &o.err);
    assert_status(idio_repo_read(o.repo, &o.list.at[0], &text, &n, &o.err), IDIO_E_CORRUPT, &o.err);
    assert_true(idio_repo_read(o.repo, &o.list.at[1], &text, &n, &o.err) < 0);
    assert_null(text);
    opened_release(&o);
    /* every object in turn cut short or overwritten */
    run_git("cd %s && find .git/objects -type f | sort > list && i=0; while read f; do chmod u+w "
            "$f; case $((i %% 3)) in "
            "0) : > $f;; 1) head -c 10 $f > t; cat t > $f;; 2) printf 'garbagegarbage' > $f;; "
            "esac; i=$((i+1)); "
            "done < list",
            build.dir);
    expect_open(IDIO_OK, NULL, NULL);
    assert_true(list_for(&o, "me@example.com") < 0);
}

/* A pack file with flipped bytes: any answer, but an answer. */
static void damaged_pack(void **state)
{
    uint64_t seed = 7;
    char *pack = NULL, path[512];
    size_t n = 0;
    struct idio_err err;
    (void)state;
    commit(&build, ME, "one");
    for (int i = 0; i < 30; i++) {
        char name[32], text[256];
        snprintf(name, sizeof name, "d%d/f%d.c", i % 5, i);
        snprintf(text, sizeof text, CODE "int x%d;\nint common_text_for_deltas_to_use;\n", i);
        put(&build, name, text);
    }
    builder_finish(&build);
    run_git("git -C %s gc --quiet && ls %s/.git/objects/pack/*.pack > %s/name", build.dir,
            build.dir, build.root);
    snprintf(path, sizeof path, "%s/name", build.root);
    assert_ok(idio_fs_read(path, 500, &pack, &n, &err), &err);
    snprintf(path, sizeof path, "%.*s", (int)strcspn(pack, "\n"), pack);
    idio_free(pack);
    assert_ok(idio_fs_read(path, 1 << 20, &pack, &n, &err), &err);
    assert_int_equal(chmod(path, 0600), 0);
    for (int round = 0; round < 200; round++) {
        size_t at = 12 + idio_test_random(&seed) % (n - 32);
        char kept = pack[at];
        pack[at] = (char)(kept ^ (char)(1u << (idio_test_random(&seed) % 8)));
        idio_test_write(path, pack, n);
        if (open_path(&o, build.dir, IDIO_REPO_GIT) == IDIO_OK &&
            list_for(&o, "me@example.com") == IDIO_OK) {
            for (size_t i = 0; i < o.list.len; i++) {
                char *text = NULL;
                size_t len = 0;
                if (idio_repo_read(o.repo, &o.list.at[i], &text, &len, &o.err) == IDIO_OK)
                    idio_free(text);
            }
        }
        opened_release(&o);
        pack[at] = kept;
    }
    idio_free(pack);
}

static void odd_names(void **state)
{
    (void)state;
    commit(&build, ME, "one");
    put(&build, "\"new\\nline.c\"", CODE);
    put(&build, "\"tab\\t.c\"", CODE);
    put(&build, "\"\\033[31m.c\"", CODE);
    put(&build, "\"lat\\351in.c\"", CODE);
    put(&build, "\" space .c\"", CODE);
    put(&build, "-rf.c", CODE);
    put(&build, "a/..b/c.c", CODE);
    builder_finish(&build);
    char blob[41], sub[41], tree[41];
    struct idio_str t;
    git_says(blob, "main:-rf.c");
    idio_str_init(&t, 1 << 16);
    entry(&t, "100644", "x.c", blob);
    write_object("tree", t.data, t.len, sub);
    idio_str_clear(&t);
    static const char *const names[][2] = {
        {"100644", ".."},      {"40000", ".."},     {"100644", ".git"},  {"100644", "a/b.c"},
        {"100644", ""},        {"100644", "dup.c"}, {"100644", "dup.c"}, {"40000", "dir"},
        {"100777", "mode.c"},  {"177777", "odd.c"}, {"0", "zero.c"},     {"100644", "zz.c"},
        {"100644", "after.c"},
    };
    for (size_t i = 0; i < IDIO_COUNT(names); i++)
        entry(&t, names[i][0], names[i][1], strcmp(names[i][0], "40000") == 0 ? sub : blob);
    write_object("tree", t.data, t.len, tree);
    idio_str_release(&t);
    run_git("cd %s && git update-ref refs/heads/odd $(git -c user.name=x -c "
            "user.email=me@example.com commit-tree -m "
            "odd %s)",
            build.dir, tree);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 6);
    assert_int_equal(o.list.skipped[IDIO_SKIP_ENCODING], 1);
    assert_adds_up(&o.list);
    for (size_t i = 0; i < o.list.len; i++)
        assert_true(idio_utf8_valid(o.list.at[i].path, strlen(o.list.at[i].path), NULL));
    opened_release(&o);
    idio_test_write(in_repo(".git/HEAD"), "ref: refs/heads/odd\n", 20);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "after.c dir/x.c dup.c mode.c zz.c ");
    assert_adds_up(&o.list);
}

/* Ten folders, each ten times the same folder, ten deep: 10^10 files in eleven objects. */
static void tree_bomb(void **state)
{
    (void)state;
    simple_commit();
    run_git("cd %s && t=$(git rev-parse main^{tree}) && for i in 1 2 3 4 5 6 7 8 9 10; do t=$(for "
            "k in 0 1 2 3 4 5 6 "
            "7 8 9; do printf '040000 tree %%s\\td%%s\\n' $t $k; done | git mktree); done && git "
            "update-ref "
            "refs/heads/main $(git -c user.name=x -c user.email=x commit-tree -m bomb $t)",
            build.dir);
    int64_t began = idio_clock_ms();
    expect_open(IDIO_OK, NULL, NULL);
    assert_status(list_for(&o, "x"), IDIO_E_LIMIT, &o.err);
    assert_true(idio_clock_ms() - began < 120000);
}

/* The same, behind a HEAD that is harmless. */
static void tree_bomb_in_history(void **state)
{
    (void)state;
    simple_commit();
    run_git("cd %s && good=$(git rev-parse main^{tree}) && t=$good && for i in 1 2 3 4 5 6 7 8 9 "
            "10; do t=$(for k in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %%s\td%%s\n' $t $k; "
            "done | git mktree); done && export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=me@example.com "
            "GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x && b=$(git commit-tree -p main -m bomb $t) "
            "&& git update-ref refs/heads/main $(git commit-tree -p $b -m good $good)",
            build.dir);
    int64_t began = idio_clock_ms();
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_true(o.list.len > 0);
    assert_true(idio_clock_ms() - began < 60000);
}

/* Versions of many lines that have nothing to do with each other: each comparison is a hard one. */
static void shuffled_lines(void **state)
{
    enum { LINES = 30000, COMMITS = 8 };
    char *text = malloc((size_t)LINES * 16);
    uint32_t seed = 1;
    (void)state;
    for (int c = 0; c < COMMITS; c++) {
        size_t n = 0;
        for (int i = 0; i < LINES; i++) {
            seed = seed * 1664525u + 1013904223u;
            n += (size_t)sprintf(text + n, "int v%u;\n", (seed >> 8) % LINES);
        }
        commit(&build, ME, "shuffle");
        put_mode(&build, "100644", "a.c", text, n);
    }
    free(text);
    builder_finish(&build);
    int64_t began = idio_clock_ms();
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "a.c ");
    assert_int_equal(o.list.lines[IDIO_OWNER_MINE], LINES);
    assert_true(idio_clock_ms() - began < 60000);
}

static void deep_tree(void **state)
{
    char path[4000] = "";
    (void)state;
    commit(&build, ME, "one");
    for (int i = 0; i < 600; i++)
        strcat(path, "d/");
    strcat(path, "a.c");
    put(&build, path, CODE);
    put(&build, "top.c", CODE);
    builder_finish(&build);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_string_equal(listed(&o), "top.c ");
    assert_int_equal(o.list.skipped[IDIO_SKIP_UNREADABLE], 1);
}

/* 200 MB in one line; refused by the object's header. */
static void huge_file(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct rusage before, after;
    (void)state;
    simple_commit();
    run_git("cd %s && git reset -q --hard && head -c 200000000 /dev/zero | tr '\\0' x > big.c && "
            "git add big.c && git -c user.name=x -c "
            "user.email=me@example.com commit --quiet -m big && rm big.c",
            build.dir);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 3);
    getrusage(RUSAGE_SELF, &before);
    int64_t began = idio_clock_ms();
    assert_status(idio_repo_read(o.repo, &o.list.at[2], &text, &n, &o.err), IDIO_E_LIMIT, &o.err);
    assert_true(idio_clock_ms() - began < 1000);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 20 * 1024);
}

static void submodules(void **state)
{
    (void)state;
    simple_commit();
    run_git("git clone --quiet %s %s/other && cd %s && git reset -q --hard && git -c "
            "protocol.file.allow=always submodule --quiet add "
            "%s/other sub && git -c user.name=x -c user.email=me@example.com commit --quiet -m sub",
            build.dir, build.root, build.dir, build.root);
    expect_open(IDIO_OK, NULL, NULL);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
    assert_int_equal(o.list.skipped[IDIO_SKIP_LINK], 1);
    opened_release(&o);
    /* the submodule itself: a .git file */
    assert_ok(open_path(&o, in_repo("sub"), IDIO_REPO_GIT), &o.err);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
}

static void alternates(void **state)
{
    char path[256], text[1024];
    (void)state;
    simple_commit();
    run_git("git clone --quiet --shared %s %s/shared", build.dir, build.root);
    snprintf(path, sizeof path, "%s/shared", build.root);
    assert_ok(open_path(&o, path, IDIO_REPO_GIT), &o.err);
    assert_ok(list_for(&o, "me@example.com"), &o.err);
    assert_int_equal(o.list.len, 2);
    opened_release(&o);
    /* a circle, and a crowd */
    int n = snprintf(text, sizeof text, "%s/shared/.git/objects\n", build.root);
    idio_test_write(in_repo(".git/objects/info/alternates"), text, (size_t)n);
    assert_true(open_path(&o, path, IDIO_REPO_GIT) < 0);
    opened_release(&o);
    n = 0;
    for (int i = 0; i < 30; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "/nonexistent/%d\n", i);
    idio_test_write(in_repo(".git/objects/info/alternates"), text, (size_t)n);
    expect_open(IDIO_E_LIMIT, "alternate", NULL);
}

/* Commits with every header wrong in some way. */
static void odd_commits(void **state)
{
    static const char *const bodies[] = {
        "tree $T\nauthor x\ncommitter y\n\nno address",
        "tree $T\nauthor A <a@b> 99999999999999999999999999 +0000\ncommitter A <a@b> -5 +0000\n\nx",
        "tree $T\nparent $P\nparent $P\nauthor A <a@b\ncommitter >a@b< 1 +0000\n\nx",
        "tree $T\n",
        "tree $T\nparent 123\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx",
        "tree $P\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\ntree is a commit",
        "parent $P\ntree $T\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\norder",
        "",
    };
    char tree[41], parent[41], head[41];
    (void)state;
    simple_commit();
    git_says(parent, "main");
    git_says(tree, "main^{tree}");
    for (size_t i = 0; i < IDIO_COUNT(bodies); i++) {
        struct idio_author *at = NULL;
        size_t n = 0;
        struct idio_str body;
        idio_str_init(&body, 4096);
        for (const char *p = bodies[i]; *p; p++) {
            if (*p == '$')
                idio_str_puts(&body, *++p == 'T' ? tree : parent);
            else
                idio_str_putc(&body, *p);
        }
        write_object("commit", body.data, body.len, head);
        idio_str_release(&body);
        idio_test_write(in_repo(".git/HEAD"), head, 40);
        expect_open(IDIO_OK, NULL, NULL);
        (void)!list_for(&o, "a@b");
        (void)!idio_repo_authors(o.repo, NULL, NULL, &o.arena, &at, &n, NULL, &o.err);
        opened_release(&o);
    }
}

/* Root may read everything: the check runs in a child that is nobody. */
static void no_permission(void **state)
{
    (void)state;
    simple_commit();
    run_git("chmod 755 %s && mkdir %s/plain && echo 'int a;' > %s/plain/a.c && chmod 000 %s/.git "
            "%s/plain/a.c",
            build.root, build.root, build.root, build.dir, build.root);
    fflush(stdout);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char path[256];
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(50);
        int bad = 0;
        if (open_path(&o, build.dir, IDIO_REPO_GIT) != IDIO_E_DENIED || !o.err.hint[0])
            bad |= 1;
        opened_release(&o);
        snprintf(path, sizeof path, "%s/plain", build.root);
        if (open_path(&o, path, IDIO_REPO_PLAIN) != IDIO_OK || list_for(&o, NULL) != IDIO_OK ||
            o.list.len != 0 || o.list.skipped[IDIO_SKIP_UNREADABLE] != 1)
            bad |= 2;
        _exit(bad);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define WITH_REPO(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPO(no_repository),
        WITH_REPO(unborn),
        WITH_REPO(bare_and_worktree),
        WITH_REPO(packed_references),
        WITH_REPO(sha256),
        WITH_REPO(newer_formats),
        WITH_REPO(configuration_is_not_followed),
        WITH_REPO(pipes),
        WITH_REPO(references),
        WITH_REPO(git_files),
        WITH_REPO(missing_objects),
        WITH_REPO(damaged_objects),
        WITH_REPO(damaged_pack),
        WITH_REPO(odd_names),
        WITH_REPO(tree_bomb),
        WITH_REPO(tree_bomb_in_history),
        WITH_REPO(shuffled_lines),
        WITH_REPO(deep_tree),
        WITH_REPO(huge_file),
        WITH_REPO(submodules),
        WITH_REPO(alternates),
        WITH_REPO(odd_commits),
        WITH_REPO(no_permission),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
