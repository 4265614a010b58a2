/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start and end of the corpus engine.
 *
 * Process-wide state: libgit2's own (it has no other kind), and the rule tables made from the
 * embedded data files. Both are set here, before any thread exists, and only read afterwards.
 */
#include "corpus/parse_memory.h"
#include "corpus/repo_internal.h"
#include "corpus/vendored.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "embed/idio_rules.h"

/* libgit2 maps pack files through windows. Its defaults (1 GiB windows, 8 GiB in all) make the
 * resident size as large as the packs; these keep ten open repositories under 100 MiB. */
#define WINDOW_BYTES  ((size_t)8 * 1024 * 1024)
#define WINDOWS_BYTES ((size_t)64 * 1024 * 1024)
/* Trees are read again and again by the history walk, commits and blobs once. */
#define CACHE_BYTES      ((ssize_t)32 * 1024 * 1024)
#define CACHE_TREE_BYTES ((size_t)64 * 1024)

/*
 * Strict hash verification is off: it hashes every tree and commit on each read, which costs more
 * than inflating them. Blobs are the only objects whose id is trusted later (key of the observation
 * cache) and idio_repo_read verifies those itself.
 */
static int set_options(struct idio_err *err)
{
    int rc = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, WINDOW_BYTES);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, WINDOWS_BYTES);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_BYTES);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, CACHE_TREE_BYTES);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT, (size_t)0);
    if (rc == 0)
        rc = git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    return rc < 0 ? idio_git_fail(err, rc, "corpus.init", "libgit2 refused an option") : IDIO_OK;
}

int idio_corpus_init(struct idio_err *err)
{
    idio_parse_memory_install();
    int rc = git_libgit2_init();
    if (rc < 0)
        return idio_git_fail(err, rc, "corpus.init", "libgit2 did not start");
    rc = set_options(err);
    if (rc == IDIO_OK)
        rc = idio_path_rules_load(idio_rules_files, err);
    if (rc == IDIO_OK)
        rc = idio_author_rules_load(idio_rules_files, err);
    if (rc == IDIO_OK)
        rc = idio_redact_load(idio_rules_files, err);
    if (rc == IDIO_OK)
        rc = idio_imports_load(idio_rules_files, err);
    if (rc != IDIO_OK)
        idio_corpus_shutdown();
    return rc;
}

void idio_corpus_shutdown(void)
{
    idio_imports_unload();
    idio_redact_unload();
    idio_author_rules_unload();
    idio_path_rules_unload();
    git_libgit2_shutdown();
}

static int status_of_git(int rc, int klass)
{
    switch (rc) {
    case GIT_ENOTFOUND:
        return IDIO_E_NOTFOUND;
    case GIT_EOWNER:
        return IDIO_E_DENIED;
    case GIT_EINVALID:
    case GIT_EINVALIDSPEC:
        return IDIO_E_CORRUPT;
    default:
        break;
    }
    switch (klass) {
    case GIT_ERROR_NOMEMORY:
        return IDIO_E_NOMEM;
    case GIT_ERROR_OS:
    case GIT_ERROR_FILESYSTEM:
        return IDIO_E_IO;
    default:
        return IDIO_E_CORRUPT;
    }
}

int idio_git_fail(struct idio_err *err, int rc, const char *where, const char *fmt, ...)
{
    const git_error *e = git_error_last();
    const char *why = e && e->message ? e->message : "no reason given";
    int status = status_of_git(rc, e ? e->klass : 0);
    if (status == IDIO_E_IO && strstr(why, "Permission denied"))
        status = IDIO_E_DENIED;

    char text[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return idio_fail(err, status, where, "%s: %s", text, why);
}

const char *idio_skip_id(enum idio_skip s)
{
    static const char *const ids[] = {
#define X(name, id, text) id,
        IDIO_SKIP_LIST(X)
#undef X
    };
    return s < IDIO_SKIP_COUNT ? ids[s] : "none";
}

const char *idio_skip_text(enum idio_skip s)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        IDIO_SKIP_LIST(X)
#undef X
    };
    return s < IDIO_SKIP_COUNT ? texts[s] : "";
}
