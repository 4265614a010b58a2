/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folders without git and single files that are odd or meant to do harm: links, pipes, files that
 * change under our hands, code nested 100,000 deep, text that makes parsers slow.
 */
#include "../unit/corpus/observe_helper.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/fs.h"

static char root[PATH_MAX];
static struct idio_repo *repo;
static struct idio_arena arena;
static struct idio_repo_list list;
static struct idio_err err;

static int up(void **state)
{
    char temp[128];
    (void)state;
    idio_test_dir(temp, sizeof temp);
    idio_arena_init(&arena, (size_t)64 << 20);
    return realpath(temp, root) ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    repo = idio_repo_close(repo);
    idio_arena_release(&arena);
    idio_test_remove(root);
    return 0;
}

static const char *in_root(const char *name)
{
    static char path[4][PATH_MAX + 256];
    static unsigned next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", root, name);
    return p;
}

static void put_file(const char *name, const char *text)
{
    char *path = strdup(in_root(name)), *slash = strrchr(path, '/');
    *slash = '\0';
    assert_ok(idio_fs_mkdirs(path, 0755, &err), &err);
    *slash = '/';
    idio_test_write(path, text, strlen(text));
    free(path);
}

static const char *list_plain(void)
{
    struct idio_repo_ref ref = {IDIO_REPO_PLAIN, root, "x"};
    struct idio_identities who = {NULL, 0};
    struct idio_str s;
    repo = idio_repo_close(repo);
    assert_ok(idio_repo_open(&ref, &repo, &err), &err);
    assert_ok(idio_repo_list(repo, &who, NULL, NULL, &arena, &list, &err), &err);
    uint64_t sum = list.len;
    for (size_t i = 0; i < IDIO_SKIP_COUNT; i++)
        sum += list.skipped[i];
    assert_int_equal(sum, list.tracked);
    idio_str_init(&s, 1 << 20);
    for (size_t i = 0; i < list.len; i++)
        idio_str_printf(&s, "%s ", list.at[i].path);
    const char *text = idio_arena_strdup(&arena, s.data);
    idio_str_release(&s);
    return text;
}

static void plain_listing(void **state)
{
    char one[IDIO_SHA_HEX_MAX], two[IDIO_SHA_HEX_MAX];
    char *text = NULL;
    size_t n = 0;
    (void)state;
    put_file("b/x.c", "int a;\n");
    put_file("a.py", "x = 1\n");
    put_file("README", "text");
    put_file("node_modules/x/i.js", "x");
    put_file("build/o.c", "x");
    put_file(".git/config.c", "x");
    put_file("web/a.min.js", "x");
    put_file("bad\xff.c", "int a;\n");
    assert_string_equal(list_plain(), "a.py b/x.c ");
    assert_int_equal(list.skipped[IDIO_SKIP_LANGUAGE], 1);
    assert_int_equal(list.skipped[IDIO_SKIP_GENERATED], 1);
    assert_int_equal(list.skipped[IDIO_SKIP_ENCODING], 1);
    assert_string_equal(list.at[1].blob, "4e610c04d58371663d95ca8237eea260b08f090c");
    assert_ok(idio_repo_read(repo, &list.at[1], &text, &n, &err), &err);
    assert_string_equal(text, "int a;\n");
    idio_free(text);
    assert_ok(idio_repo_state(repo, one, &err), &err);
    assert_int_equal(strlen(one), 64);
    put_file("b/x.c", "int ab;\n");
    assert_ok(idio_repo_state(repo, two, &err), &err);
    assert_string_not_equal(one, two);
    assert_status(idio_repo_read(repo, &list.at[1], &text, &n, &err), IDIO_E_CONFLICT, &err);
    assert_int_equal(unlink(in_root("b/x.c")), 0);
    assert_status(idio_repo_read(repo, &list.at[1], &text, &n, &err), IDIO_E_NOTFOUND, &err);
}

static void links(void **state)
{
    char *text = NULL;
    size_t n = 0;
    (void)state;
    put_file("d/a.c", "int a;\n");
    assert_int_equal(symlink("/etc/passwd", in_root("passwd.c")), 0);
    assert_int_equal(symlink("..", in_root("d/up")), 0);
    assert_int_equal(symlink("loop.c", in_root("loop.c")), 0);
    assert_int_equal(symlink("/dev/zero", in_root("zero.c")), 0);
    assert_int_equal(mkfifo(in_root("pipe.c"), 0600), 0);
    alarm(20);
    assert_string_equal(list_plain(), "d/a.c ");
    assert_int_equal(list.skipped[IDIO_SKIP_LINK], 4); /* a link to a folder is a link */
    assert_int_equal(list.skipped[IDIO_SKIP_UNREADABLE], 1);
    /* a folder that turns into a link after it was listed */
    assert_int_equal(rename(in_root("d"), in_root("e")), 0);
    assert_int_equal(symlink("e", in_root("d")), 0);
    assert_true(idio_repo_read(repo, &list.at[0], &text, &n, &err) < 0);
    /* or the file into a pipe */
    assert_int_equal(unlink(in_root("d")), 0);
    assert_int_equal(mkdir(in_root("d"), 0755), 0);
    assert_int_equal(mkfifo(in_root("d/a.c"), 0600), 0);
    assert_true(idio_repo_read(repo, &list.at[0], &text, &n, &err) < 0);
    struct idio_repo_file out = {.path = "../../etc/passwd"};
    assert_true(idio_repo_read(repo, &out, &text, &n, &err) < 0 || text == NULL ||
                strcmp(text, "") != 0);
    alarm(0);
    idio_free(text);
}

static void huge_sparse(void **state)
{
    struct rusage before, after;
    (void)state;
    int fd = open(in_root("big.c"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)200 << 20), 0);
    close(fd);
    getrusage(RUSAGE_SELF, &before);
    assert_string_equal(list_plain(), "");
    assert_int_equal(list.skipped[IDIO_SKIP_TOO_LARGE], 1);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 10 * 1024);
}

static atomic_bool done;

static void *rewrite(void *arg)
{
    const char *path = arg;
    char text[9000];
    memset(text, 'x', sizeof text);
    for (unsigned i = 0; !done; i++) {
        int fd = open(path, O_WRONLY | O_CLOEXEC | (i % 3 ? 0 : O_TRUNC));
        if (fd < 0)
            continue;
        (void)!write(fd, text, 1000 * (i % 9));
        if (i % 5 == 0)
            (void)!ftruncate(fd, (off_t)(i % 7000));
        close(fd);
    }
    return NULL;
}

/* Whatever is read has the id that it was listed under, or is refused. */
static void changing_file(void **state)
{
    char *path = strdup(in_root("a.c"));
    pthread_t thread;
    (void)state;
    put_file("a.c", "int a;\n");
    done = false;
    assert_int_equal(pthread_create(&thread, NULL, rewrite, path), 0);
    int64_t until = idio_clock_ms() + 1500;
    unsigned read = 0, refused = 0;
    while (idio_clock_ms() < until) {
        char *text = NULL;
        size_t n = 0;
        idio_arena_clear(&arena);
        (void)list_plain();
        if (list.len == 0)
            continue;
        int rc = idio_repo_read(repo, &list.at[0], &text, &n, &err);
        assert_true(rc == IDIO_OK || rc == IDIO_E_CONFLICT);
        read += rc == IDIO_OK;
        refused += rc != IDIO_OK;
        if (rc == IDIO_OK)
            assert_int_equal(text[n], '\0');
        idio_free(text);
    }
    done = true;
    pthread_join(thread, NULL);
    print_message("%u read, %u refused\n", read, refused);
    free(path);
}

static void deep_folders(void **state)
{
    char path[1024] = "";
    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(path, "d/");
    strcat(path, "a.c");
    put_file(path, "int a;\n");
    put_file("top.c", "int a;\n");
    assert_string_equal(list_plain(), "top.c ");
}

/* ---- code ------------------------------------------------------------------------------------ */
static const char *const extensions[] = {"c", "cpp", "py", "js", "ts", "tsx", "go", "rs"};

/* Any answer within the time limit (with room for sanitizers), and the parser stays fit for work.
 * Texts of little hope take turns: each language gets every `stride`-th of them. */
static void try_text(struct watcher *w, const char *what, const char *text, size_t n, size_t stride)
{
    static size_t turn;
    turn++;
    for (size_t i = turn % stride; i < IDIO_COUNT(extensions); i += stride) {
        char path[16];
        struct idio_observed o;
        snprintf(path, sizeof path, "a.%s", extensions[i]);
        idio_arena_clear(&w->arena);
        int64_t began = idio_clock_ms();
        int rc = idio_parser_observe(w->parser, idio_lang_of_path(path), path, text, n, NULL,
                                     &w->arena, &o, &w->err);
        int64_t took = idio_clock_ms() - began;
        print_message("%s, %s: %s, %d ms\n", what, extensions[i], idio_status_name(rc), (int)took);
        assert_true(rc == IDIO_OK || rc == IDIO_E_LIMIT);
        assert_true(took < 20 * IDIO_CORPUS_PARSE_MS);
    }
}

static void nested_code(void **state)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {{"(", ")"},      {"[", "]"},
                 {"{", "}"},      {"f(", ")"},
                 {"{a:", "}"},    {"if(a){", "}"},
                 {"a?b:", ""},    {"-", ""},
                 {"(((", ""},     {"`${", "}`"},
                 {"<a>", "</a>"}, {"a.b(", ")"},
                 {"/*", "*/"},    {"#if 1\n", "#endif\n"},
                 {"x = [", "]"},  {"A<", ">"}};
    struct watcher w;
    (void)state;
    watcher_open(&w);
    for (size_t i = 0; i < IDIO_COUNT(pairs); i++) {
        struct idio_str s;
        char what[64];
        idio_str_init(&s, IDIO_CORPUS_FILE_MAX);
        for (int k = 0; k < 100000 && s.len < 500000; k++)
            idio_str_puts(&s, pairs[i].open);
        idio_str_puts(&s, "1");
        for (int k = 0; k < 100000 && s.len < 900000; k++)
            idio_str_puts(&s, pairs[i].close);
        snprintf(what, sizeof what, "100000 times %.8s", pairs[i].open);
        for (char *p = what; *p; p++)
            *p = *p == '\n' ? ' ' : *p;
        try_text(&w, what, s.data, s.len, i < 3 ? 1 : 4);
        idio_str_release(&s);
    }
    watcher_release(&w);
}

static void nasty_text(void **state)
{
    struct watcher w;
    uint64_t seed = 11;
    const size_t n = 100000;
    char *text = idio_alloc(n + 1, 1);
    (void)state;
    watcher_open(&w);
    try_text(&w, "zero bytes", text, n, 3);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)idio_test_random(&seed);
    try_text(&w, "random bytes", text, n, 3);
    static const char marks[] = "(){}[]<>\"'`/*#:;,.=+-ab \n\t\\$@!?&|%^~";
    for (size_t i = 0; i < n; i++)
        text[i] = marks[idio_test_random(&seed) % (sizeof marks - 1)];
    try_text(&w, "random marks", text, n, 3);
    memset(text, '\n', n);
    try_text(&w, "line breaks", text, n, 3);
    memset(text, 'a', n);
    try_text(&w, "one word", text, n, 3);
    memset(text, '"', n);
    try_text(&w, "quotes", text, n, 3);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(i % 200 == 199 ? '\n' : (i % 2 ? '\xbf' : '\xf0'));
    try_text(&w, "broken UTF-8", text, n, 3);
    static const char *const lines[] = {
        "a b c d e f g h\n",  "int\n", "f(a,\n",   "x = 'y\n",           "class A { a: b; c() {\n",
        "a + b + c * d - \n", "@x\n",  "// doc\n", "import a from 'b'\n"};
    for (size_t k = 0; k < IDIO_COUNT(lines); k++) {
        size_t len = strlen(lines[k]);
        for (size_t i = 0; i < n; i++)
            text[i] = lines[k][i % len];
        char what[32];
        snprintf(what, sizeof what, "%.*s", (int)len - 1, lines[k]);
        try_text(&w, what, text, n, 3);
    }
    idio_free(text);
    watcher_release(&w);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(plain_listing),     IN_FOLDER(links),        IN_FOLDER(huge_sparse),
        IN_FOLDER(changing_file),     IN_FOLDER(deep_folders), cmocka_unit_test(nested_code),
        cmocka_unit_test(nasty_text),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
