/* SPDX-License-Identifier: Apache-2.0 */
/* How each file came into the repository, and what became of it there (births.c). */
#ifndef IDIO_CORPUS_BIRTHS_H
#define IDIO_CORPUS_BIRTHS_H

#include "corpus/copyright.h"
#include "corpus/history.h"

struct idio_birth {
    bool known;       /* its birth lies within the history that was read */
    bool root;        /* in a first commit: everything came then */
    bool imported;    /* words of the commit's subject say so */
    uint32_t with;    /* files born in the same commit */
    uint32_t edits;   /* later commits that touched it, but for */
    uint32_t updates; /* those whose subject speaks of an update */
    int64_t born;     /* time of that commit */
    git_oid blob;     /* as it was born */
};
struct idio_committer {
    struct idio_holder who;
    uint32_t commits;
};
struct idio_births {
    struct idio_birth *at; /* by candidate; in the arena */
    IDIO_VEC(struct idio_committer) people;
    struct idio_map by_name; /* "name\0email" → index + 1 */
    uint32_t commits;
};
/* Words of subjects, in lower case. */
struct idio_words {
    char *const *at;
    size_t len;
};

/* idio_births_release in any case. */
int idio_births_find(struct idio_births *b, struct idio_repo *r, const struct idio_cands *c,
                     struct idio_words import_words, struct idio_words update_words,
                     struct idio_cancel *cancel, struct idio_arena *arena,
                     struct idio_err *err) IDIO_MUST_CHECK;
void idio_births_release(struct idio_births *b);

#endif
