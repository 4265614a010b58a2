/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a listing found out about a repository's past, kept for the next one (past.c): its commits
 * and who made them, how each candidate came to be and whom it names. Everything here is found by
 * looking at commits and blobs alone, so it may be taken over whatever came since.
 */
#ifndef IDIO_CORPUS_PAST_H
#define IDIO_CORPUS_PAST_H

#include <git2.h>

#include "corpus/copyright.h"
#include "corpus/corpus.h"

#define IDIO_COMMIT_KEY   8 /* bytes of a commit's id by which it is known */
#define IDIO_HEAD_HOLDERS 3 /* of a file that are kept */

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
/* What the head of a file says. */
struct idio_file_head {
    uint32_t size; /* bytes of the file; 0: it was not read */
    bool banner, rcs_id;
    const char *refers; /* file of the same folder that has its notice; NULL */
    struct idio_holder *at;
    size_t len; /* up to IDIO_HEAD_HOLDERS */
};
struct idio_past_file {
    const char *path;
    git_oid blob;
    struct idio_birth birth;
    struct idio_file_head head;
};
struct idio_past_person {
    const char *name, *email;
    uint32_t commits;
};
struct idio_past {
    const unsigned char *ids; /* first IDIO_COMMIT_KEY bytes of each commit, sorted */
    size_t id_count;          /* 0: there were too many */
    struct idio_past_person *people;
    size_t people_len;
    struct idio_past_file *files;
    size_t files_len;
};

void idio_past_encode(const struct idio_past *past, struct idio_str *out);
/* CORRUPT for a damaged one. `ids` are borrowed from `p`, the rest lives in the arena. */
int idio_past_decode(const void *p, size_t n, struct idio_arena *arena, struct idio_past *ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
bool idio_past_has(const struct idio_past *past, const git_oid *commit);

#endif
