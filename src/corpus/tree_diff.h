/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit changed: two trees compared (tree_diff.c). */
#ifndef IDIO_CORPUS_TREE_DIFF_H
#define IDIO_CORPUS_TREE_DIFF_H

#include "corpus/repo_internal.h"

#define IDIO_CHANGES_MAX 200000 /* changed files of one commit; more is a bomb of shared trees */

/* A file that differs. Links, submodules and folders read as absent. */
struct idio_change {
    size_t path; /* offset in `text`, NUL-terminated there */
    size_t path_len;
    bool has_old, has_new;
    git_oid old, new;
};
struct idio_tree_pair { /* a folder that differs */
    git_oid old, new;
    bool has_old, has_new;
    size_t path, path_len; /* with its slash */
    unsigned depth;
};
struct idio_changes {
    IDIO_VEC(struct idio_change) at; /* sorted by path */
    struct idio_str text;
    IDIO_VEC(struct idio_tree_pair) stack;
    size_t compared; /* folders, and what differs in them: the work that it was */
    bool missing;    /* a tree was not there, or damaged: it read as empty */
    bool cut;        /* there are more than IDIO_CHANGES_MAX: nothing can be said */
};

void idio_changes_init(struct idio_changes *c);
void idio_changes_release(struct idio_changes *c);
/* Fills anew. `old` NULL: no tree. A tree that is missing or damaged reads as empty. */
int idio_changes_find(struct idio_changes *c, struct idio_repo *r, const git_oid *old,
                      const git_oid *new, struct idio_err *err) IDIO_MUST_CHECK;
static inline const char *idio_change_path(const struct idio_changes *c, size_t i)
{
    return c->text.data + c->at.at[i].path;
}
/* The blob at a path of a tree; false when no file is there. */
bool idio_tree_find(struct idio_repo *r, const git_oid *tree, const char *path, git_oid *ret);

#endif
