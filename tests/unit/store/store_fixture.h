/* SPDX-License-Identifier: Apache-2.0 */
/* A store in a fresh folder, and something to put into it. */
#ifndef IDIO_STORE_FIXTURE_H
#define IDIO_STORE_FIXTURE_H

#include "idio_test.h"

#include "base/arena.h"
#include "store/store.h"

struct fixture {
    char dir[PATH_MAX];
    char path[PATH_MAX + 64];
    struct idio_store *s;
    struct idio_arena arena;
    struct idio_err err;
};

/* For tests that open thousands of databases: each is a handful of fsyncs. */
static inline void fixture_in_memory(void)
{
    if (access("/dev/shm", W_OK) == 0)
        (void)setenv("TMPDIR", "/dev/shm", 0);
}

static inline int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    idio_test_dir(f->dir, sizeof f->dir);
    (void)snprintf(f->path, sizeof f->path, "%s/data/store.db", f->dir);
    idio_arena_init(&f->arena, (size_t)64 << 20);
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    idio_store_close(f->s);
    idio_arena_release(&f->arena);
    idio_test_remove(f->dir);
    free(f);
    return 0;
}

static inline int fixture_setup_open(void **state)
{
    if (fixture_setup(state) < 0)
        return -1;
    struct fixture *f = *state;
    return idio_store_open(f->path, 0, 1000, &f->s, &f->err);
}

static inline void fixture_reopen(struct fixture *f)
{
    f->s = idio_store_close(f->s);
    assert_ok(idio_store_open(f->path, 0, 1000, &f->s, &f->err), &f->err);
}

static inline int64_t fixture_repo(struct fixture *f, const char *path)
{
    const struct idio_store_repo r = {
        .path = path, .name = "name", .kind = "git", .state = "s1", .report = "{}", .learnt_at = 7};
    int64_t id = 0;
    assert_ok(idio_store_repo_put(f->s, &r, &id, &f->err), &f->err);
    return id;
}

#endif
