/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A home folder full of bad logs: the import says what it found, keeps what is good, leaves nothing
 * behind in its scratch folder, and fails for memory alone.
 */
#include "idio_test.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "core/core.h"

struct fixture {
    char dir[PATH_MAX], home[PATH_MAX + 8], data[PATH_MAX + 8], scratch[PATH_MAX + 16];
    struct idio_ctx ctx;
    struct idio_err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    idio_base_init();
    idio_test_dir(f->dir, sizeof f->dir);
    (void)snprintf(f->home, sizeof f->home, "%s/home", f->dir);
    (void)snprintf(f->data, sizeof f->data, "%s/data", f->dir);
    (void)snprintf(f->scratch, sizeof f->scratch, "%s/scratch", f->dir);
    f->ctx = (struct idio_ctx){.threads = 1, .now = 1795442400};
    *state = f;
    return mkdir(f->home, 0700) + mkdir(f->scratch, 0700);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    idio_test_remove(f->dir);
    free(f);
    return 0;
}

/* Path below the home folder, whose folders are made. */
static const char *at(struct fixture *f, const char *name)
{
    static char path[2 * PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", f->home, name);
    char *folder = strdup(path);
    assert_non_null(folder);
    *strrchr(folder, '/') = '\0';
    assert_ok(idio_fs_mkdirs(folder, 0700, &f->err), &f->err);
    free(folder);
    return path;
}

static void put(struct fixture *f, const char *name, const void *p, size_t n)
{
    assert_ok(idio_fs_write_atomic(at(f, name), p, n, 0600, &f->err), &f->err);
}

static void put_c(struct fixture *f, const char *name, const char *text)
{
    put(f, name, text, strlen(text));
}

/* Takes no room on the disk. */
static void put_hole(struct fixture *f, const char *name, off_t size)
{
    const int fd = open(at(f, name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, size), 0);
    close(fd);
}

static int import(struct fixture *f, bool dry, struct idio_json **ret)
{
    const struct idio_core_opts co = {.home = f->data};
    const struct idio_prompts_import_opts o = {
        .from = f->home, .scratch = f->scratch, .dry_run = dry};
    struct idio_core *core = NULL;
    int rc = idio_core_new(&co, &f->ctx, &core, &f->err);
    if (rc == IDIO_OK)
        rc = idio_core_prompts_import(core, &o, ret, &f->err);
    idio_core_free(core);
    return rc;
}

static const struct idio_json *tool(const struct idio_json *doc, const char *name)
{
    const struct idio_json *tools = idio_json_get(doc, "tools");
    for (size_t i = 0; i < idio_json_len(tools); i++)
        if (strcmp(idio_json_get_str(idio_json_at(tools, i), "tool", ""), name) == 0)
            return idio_json_at(tools, i);
    fail();
    return NULL;
}

static void assert_counts(const struct idio_json *doc, const char *name, int64_t files,
                          int64_t unreadable, int64_t links, int64_t kept)
{
    const struct idio_json *t = tool(doc, name);
    assert_int_equal(idio_json_get_int(t, "files", -1), files);
    assert_int_equal(idio_json_get_int(t, "unreadable", -1), unreadable);
    assert_int_equal(idio_json_get_int(t, "links", -1), links);
    assert_int_equal(idio_json_get_int(t, "kept", -1), kept);
}

static void assert_clean(struct fixture *f)
{
    struct idio_fs_list l = {0};
    assert_ok(idio_fs_list(f->scratch, &l, &f->err), &f->err);
    assert_int_equal(l.len, 0);
    idio_fs_list_release(&l);
}

static const char good[] =
    "{\"session_id\":\"s\",\"ts\":1765154394,\"text\":\"add a retry to the upload\"}\n";

static void test_nothing(void **state)
{
    struct fixture *f = *state;
    struct idio_json *doc = NULL;
    assert_ok(import(f, false, &doc), &f->err);
    assert_int_equal(idio_json_get_int(doc, "kept", -1), 0);
    idio_json_free(doc);
    put_c(f, "file", "");
    char *home = f->home;
    strcat(home, "/file");
    doc = NULL;
    assert_status(import(f, false, &doc), IDIO_E_INVALID, &f->err);
    assert_null(doc);
}

static void test_bad_logs(void **state)
{
    static char noise[1 << 16];
    struct fixture *f = *state;
    struct idio_json *doc = NULL;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 2654435761u >> 13);
    put_c(f, ".codex/history.jsonl", good);
    put(f, ".codex/sessions/2025/12/08/rollout-a.jsonl", noise, sizeof noise);
    put(f, ".codex/sessions/2025/12/08/rollout-b.jsonl", "\0\0\0\0", 4);
    put_hole(f, ".codex/sessions/2025/12/08/rollout-c.jsonl", (off_t)300 << 20);
    put_hole(f, ".codex/sessions/2025/12/08/rollout-d.jsonl", (off_t)17 << 20);
    memset(noise, '[', sizeof noise);
    put(f, ".codex/sessions/2025/12/08/rollout-e.jsonl", noise, sizeof noise);
    assert_int_equal(mkfifo(at(f, ".codex/sessions/2025/12/08/rollout-f.jsonl"), 0600), 0);
    put_c(f, ".codex/sessions/2025/12/08/rollout-\n\xff.jsonl",
          "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"text\":\"rename the cart to "
          "basket\"}]}\n{\"type\":\"message\",\"role\":\"user\",\"cont");
    put_c(f, ".codex/sessions/2025/12/08/x.jsonl/rollout-z.jsonl", good); /* too deep */
    put_c(f, ".codex/sessions/a/b/c/d/e/f/rollout.jsonl", good);
    put_c(f, ".codex/sessions/2025/12/07/rollout-y.jsonl.zst", "packed");
    assert_ok(import(f, false, &doc), &f->err);
    assert_counts(doc, "codex", 8, 2, 0, 2);
    assert_true(idio_json_get_int(tool(doc, "codex"), "not_understood", 0) > 3);
    assert_int_equal(idio_json_get_int(doc, "stored", 0), 2);
    idio_json_free(doc);
}

static void test_links(void **state)
{
    struct fixture *f = *state;
    struct idio_json *doc = NULL;
    put_c(f, "elsewhere/history.jsonl", good);
    put_c(f, "elsewhere/projects/x/s.jsonl", good);
    assert_int_equal(symlink("elsewhere", at(f, ".codex")), 0);
    assert_int_equal(symlink("../elsewhere/history.jsonl", at(f, ".claude/history.jsonl")), 0);
    assert_int_equal(symlink("../elsewhere/projects", at(f, ".claude/projects")), 0);
    assert_int_equal(symlink("..", at(f, ".specstory/history/up")), 0);
    assert_int_equal(symlink("/etc/passwd", at(f, ".specstory/history/a.md")), 0);
    assert_int_equal(symlink("Cursor", at(f, ".config/Cursor")), 0); /* to itself */
    assert_ok(import(f, false, &doc), &f->err);
    assert_counts(doc, "codex", 0, 0, 1, 0);
    assert_counts(doc, "claude", 0, 0, 2, 0);
    assert_counts(doc, "specstory", 0, 0, 1, 0);
    assert_counts(doc, "cursor", 0, 0, 1, 0);
    idio_json_free(doc);
}

static void test_bad_databases(void **state)
{
    static char noise[1 << 16];
    struct fixture *f = *state;
    struct idio_json *doc = NULL;
    memset(noise, 0x5A, sizeof noise);
    memcpy(noise, "SQLite format 3", 16);
    put_hole(f, ".config/Cursor/User/globalStorage/state.vscdb", (off_t)3 << 30);
    put(f, ".config/Cursor/User/workspaceStorage/a/state.vscdb", noise, sizeof noise);
    put_c(f, ".config/Cursor/User/workspaceStorage/a/workspace.json", "{\"folder\":");
    put_c(f, ".config/Cursor/User/workspaceStorage/b/state.vscdb", "hello");
    put_c(f, ".config/Cursor/User/workspaceStorage/c/workspace.json", "[]");
    assert_int_equal(
        symlink("../b/state.vscdb", at(f, ".config/Cursor/User/workspaceStorage/d/state.vscdb")),
        0);
    put_c(f, ".config/Cursor/User/workspaceStorage/e", "no folder");
    put_c(f, ".codex/history.jsonl", good);
    assert_ok(import(f, false, &doc), &f->err);
    assert_counts(doc, "cursor", 3, 3, 1, 0);
    assert_counts(doc, "codex", 1, 0, 0, 1);
    assert_clean(f);
    idio_json_free(doc);
}

static void test_cancel(void **state)
{
    struct fixture *f = *state;
    struct idio_cancel cancel = {0};
    struct idio_json *doc = NULL;
    put_c(f, ".codex/history.jsonl", good);
    f->ctx.cancel = &cancel;
    idio_cancel_set(&cancel);
    assert_status(import(f, false, &doc), IDIO_E_CANCELLED, &f->err);
    assert_null(doc);
}

/* Thousands of allocations, most of them for the lexicon and the rules for secrets: every 61st. */
static void test_no_memory(void **state)
{
    struct fixture *f = *state;
    put_c(f, ".codex/history.jsonl", good);
    put_c(f, ".specstory/history/a.md", "_**User**_\n\nrename the cart to basket\n");
    put_c(f, ".config/Cursor/User/globalStorage/state.vscdb", "hello");
    for (long n = 0;; n += 61) {
        struct idio_json *doc = NULL;
        idio_alloc_fail_after(n);
        const int rc = import(f, true, &doc);
        const long refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        idio_json_free(doc);
        if (refused == 0) {
            assert_ok(rc, &f->err);
            break;
        }
        assert_int_equal(rc, IDIO_E_NOMEM);
    }
    assert_clean(f);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_nothing),       T(test_bad_logs), T(test_links),
        T(test_bad_databases), T(test_cancel),   T(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
