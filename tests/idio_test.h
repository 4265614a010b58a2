/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every unit test includes, first: cmocka with the headers it forgets, and our helpers.
 *
 * A failing assertion leaves the test by longjmp, so its cleanups do not run and LeakSanitizer
 * reports them too: read the first failure, not the leak.
 */
#ifndef IDIO_TEST_H
#define IDIO_TEST_H

/* cmocka.h needs these before it; the blank line keeps clang-format from sorting it in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"

#define IDIO_COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Ends the test as skipped, saying why. */
#define IDIO_SKIP(...)                                                        \
    do {                                                                      \
        print_message("skipped: " __VA_ARGS__);                               \
        print_message("\n");                                                  \
        skip();                                                               \
        return; /* skip() has left by longjmp, which compilers cannot know */ \
    } while (0)

/* A status with the error text in the failure message. */
#define assert_status(got, want, err) idio_test_status((got), (want), (err), __FILE__, __LINE__)
#define assert_ok(got, err)           assert_status(got, IDIO_OK, err)

static inline void idio_test_status(int got, int want, const struct idio_err *err, const char *file,
                                    int line)
{
    if (got == want)
        return;
    print_error("%s:%d: got %s, wanted %s%s%s\n", file, line, idio_status_name(got),
                idio_status_name(want), err && got < 0 ? ": " : "", err && got < 0 ? err->msg : "");
    _fail(file, line);
}

/*
 * Runs op(ctx) with the 1st, 2nd, 3rd … allocation and all after it failing, until it gets through.
 * Each earlier run must return IDIO_E_NOMEM. `op` makes and frees all it needs, in every case, and
 * must not assert on the way (it would leave with injection on).
 */
#define IDIO_FAIL_EACH_ALLOC(op, ctx) idio_test_fail_each((op), (ctx), false, __FILE__, __LINE__)
/* The same for operations that may do without some of their memory: OK is fine at any time. */
#define IDIO_FAIL_EACH_ALLOC_OR_OK(op, ctx) \
    idio_test_fail_each((op), (ctx), true, __FILE__, __LINE__)

static inline void idio_test_fail_each(int (*op)(void *), void *ctx, bool may_succeed,
                                       const char *file, int line)
{
    const long most = 1000000;

    for (long n = 0; n < most; n++) {
        int status;
        long refused;

        idio_alloc_fail_after(n);
        status = op(ctx);
        refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        if (refused == 0) {
            idio_test_status(status, IDIO_OK, NULL, file, line);
            return;
        }
        if (status == IDIO_OK && may_succeed)
            continue;
        if (status != IDIO_E_NOMEM)
            print_error("%s:%d: with allocation %ld failing:\n", file, line, n);
        idio_test_status(status, IDIO_E_NOMEM, NULL, file, line);
    }
    print_error("%s:%d: still failing after %ld allocations\n", file, line, most);
    _fail(file, line);
}

/* A fresh folder; remove it with idio_test_remove. Exits when there is none: nothing can be tested.
 */
static inline const char *idio_test_dir(char *buf, size_t size)
{
    const char *base = getenv("TMPDIR");

    snprintf(buf, size, "%s/idio-test-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(buf)) {
        print_error("mkdtemp %s: %s\n", buf, strerror(errno));
        exit(1);
    }
    return buf;
}

/* Removes a file or a whole folder, without following links. */
static inline void idio_test_remove(const char *path)
{
    DIR *dir;

    if (unlink(path) == 0 || errno == ENOENT)
        return;
    dir = opendir(path);
    if (dir) {
        for (struct dirent *d; (d = readdir(dir));) {
            char sub[PATH_MAX];
            int n;

            if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
                continue;
            n = snprintf(sub, sizeof sub, "%s/%s", path, d->d_name);
            if (n > 0 && (size_t)n < sizeof sub)
                idio_test_remove(sub);
        }
        closedir(dir);
    }
    rmdir(path);
}

/* Writes a small file, replacing it; fails the test when that is impossible. */
static inline void idio_test_write(const char *path, const void *p, size_t n)
{
    FILE *f = fopen(path, "wbe");

    assert_non_null(f);
    if (n > 0)
        assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* Small generator for property tests: same numbers on every machine. State must not be 0. */
static inline uint64_t idio_test_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * UINT64_C(2685821657736338717);
}

#endif
