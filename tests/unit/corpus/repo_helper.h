/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Git repositories for tests, made by `git fast-import`: one process for a whole history, with
 * fixed dates, so ids are the same in every run. The program under test never runs git; only this
 * does.
 */
#ifndef IDIO_REPO_HELPER_H
#define IDIO_REPO_HELPER_H

#include "idio_test.h"

#include <sys/wait.h>

#include "base/fs.h"
#include "corpus/corpus.h"

struct builder {
    char root[128]; /* temporary folder */
    char dir[160];  /* the repository */
    FILE *import;
    int commits;
    bool in_commit;
};

static inline void run_git(const char *fmt, ...) IDIO_PRINTF(1, 2);
static inline void run_git(const char *fmt, ...)
{
    char command[4096];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(command, sizeof command, fmt, ap);
    va_end(ap);
    int rc = system(command);
    if (rc != 0)
        fail_msg("%s: status %d", command, rc);
}

/* An empty repository; `options` for git init. */
static inline void builder_init(struct builder *b, const char *options)
{
    memset(b, 0, sizeof *b);
    idio_test_dir(b->root, sizeof b->root);
    snprintf(b->dir, sizeof b->dir, "%s/repo", b->root);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    run_git("git init --quiet --initial-branch=main %s %s", options, b->dir);
}

static inline void builder_finish(struct builder *b)
{
    if (!b->import)
        return;
    fprintf(b->import, "\ndone\n");
    int rc = pclose(b->import);
    b->import = NULL;
    if (rc != 0)
        fail_msg("git fast-import: status %d", rc);
}

static inline void builder_release(struct builder *b)
{
    builder_finish(b);
    char command[200];
    snprintf(command, sizeof command, "chmod -R u+rwX %s", b->root);
    assert_int_equal(system(command), 0);
    idio_test_remove(b->root);
}

/* Begins a commit by "Name <address>". `merge`: mark of a second parent, or 0. */
static inline void commit_at(struct builder *b, const char *author, const char *message, int parent,
                             int merge, long time)
{
    if (!b->import) {
        char command[256];
        snprintf(command, sizeof command, "git -C %s fast-import --quiet --done --force", b->dir);
        b->import = popen(command, "w");
        assert_non_null(b->import);
    }
    int n = ++b->commits;
    fprintf(b->import, "commit refs/heads/main\nmark :%d\n", n);
    fprintf(b->import, "author %s %ld +0000\ncommitter %s %ld +0000\n", author, time, author, time);
    fprintf(b->import, "data %zu\n%s\n", strlen(message), message);
    if (parent > 0)
        fprintf(b->import, "from :%d\n", parent);
    if (merge > 0)
        fprintf(b->import, "merge :%d\n", merge);
}

static inline void commit_from(struct builder *b, const char *author, const char *message,
                               int parent, int merge)
{
    commit_at(b, author, message, parent, merge, 1700000000 + (b->commits + 1) * 60);
}

static inline void commit(struct builder *b, const char *author, const char *message)
{
    commit_from(b, author, message, b->commits, 0);
}

/* A file of the commit; path as fast-import wants it (quote odd ones). */
static inline void put_mode(struct builder *b, const char *mode, const char *path, const void *p,
                            size_t n)
{
    fprintf(b->import, "M %s inline %s\ndata %zu\n", mode, path, n);
    fwrite(p, 1, n, b->import);
    fputc('\n', b->import);
}

static inline void put(struct builder *b, const char *path, const char *text)
{
    put_mode(b, "100644", path, text, strlen(text));
}

struct opened {
    struct idio_repo *repo;
    struct idio_arena arena;
    struct idio_repo_list list;
    struct idio_err err;
};

static inline int open_path(struct opened *o, const char *path, enum idio_repo_kind kind)
{
    memset(o, 0, sizeof *o);
    idio_arena_init(&o->arena, (size_t)256 << 20);
    struct idio_repo_ref ref = {kind, path, "repo"};
    return idio_repo_open(&ref, &o->repo, &o->err);
}

static inline void opened_release(struct opened *o)
{
    o->repo = idio_repo_close(o->repo);
    idio_arena_release(&o->arena);
}

/* Lists for "a,b,c" (NULL: everybody). */
static inline int list_for(struct opened *o, const char *who)
{
    const char *names[8];
    char copy[256];
    struct idio_identities ids = {names, 0};
    snprintf(copy, sizeof copy, "%s", who ? who : "");
    for (char *p = strtok(copy, ","); p && ids.len < 8; p = strtok(NULL, ","))
        names[ids.len++] = p;
    return idio_repo_list(o->repo, &ids, NULL, NULL, &o->arena, &o->list, &o->err);
}

/* "a.c b.c " */
static inline const char *listed(struct opened *o)
{
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    for (size_t i = 0; i < o->list.len; i++)
        idio_str_printf(&s, "%s ", o->list.at[i].path);
    const char *text = idio_arena_strdup(&o->arena, s.data);
    idio_str_release(&s);
    assert_non_null(text);
    return text;
}

static inline void assert_adds_up(const struct idio_repo_list *l)
{
    uint64_t sum = l->len;
    for (size_t i = 0; i < IDIO_SKIP_COUNT; i++)
        sum += l->skipped[i];
    assert_int_equal(sum, l->tracked);
}

static inline int corpus_up(void **state)
{
    struct idio_err err = {0};
    (void)state;
    int rc = idio_corpus_init(&err);
    if (rc != IDIO_OK)
        print_error("corpus init: %s\n", err.msg);
    return rc;
}

static inline int corpus_down(void **state)
{
    (void)state;
    idio_corpus_shutdown();
    return 0;
}

#endif
