/* SPDX-License-Identifier: Apache-2.0 */
/* How each file came into the repository, and what became of it there (births.c); who commits here
 * (committers.c). */
#ifndef IDIO_CORPUS_BIRTHS_H
#define IDIO_CORPUS_BIRTHS_H

#include "corpus/history.h"
#include "corpus/past.h"

/* Words of subjects, in lower case. */
struct idio_words {
    char *const *at;
    size_t len;
};

/* Sets at[i] for each candidate. `past` is that of past_head; NULL: nothing is known. */
int idio_births_find(struct idio_birth *at, struct idio_repo *r, const struct idio_cands *c,
                     struct idio_words import_words, struct idio_words update_words,
                     const struct idio_past *past, const git_oid *past_head,
                     struct idio_cancel *cancel, struct idio_err *err) IDIO_MUST_CHECK;

struct idio_committer {
    struct idio_holder who;
    uint32_t commits;
};
struct idio_committers {
    IDIO_VEC(struct idio_committer) people;
    struct idio_map by_name; /* "name\0email" → index + 1 */
    uint32_t commits;
    IDIO_VEC(unsigned char)
    ids; /* of commits, as in struct idio_past; none when there are too many */
};
/* idio_committers_release in any case. */
int idio_committers_find(struct idio_committers *c, struct idio_repo *r,
                         const struct idio_past *past, const git_oid *past_head,
                         struct idio_cancel *cancel, struct idio_err *err) IDIO_MUST_CHECK;
/* Sets commits and people of `ret`, borrowed from `c`. */
int idio_committers_keep(const struct idio_committers *c, struct idio_arena *arena,
                         struct idio_past *ret, struct idio_err *err) IDIO_MUST_CHECK;
void idio_committers_release(struct idio_committers *c);

/* Whether most lines of the file as it is now stood in it at birth (as_it_came.c); false where the
 * birth is not known. */
int idio_birth_kept(struct idio_repo *r, const struct idio_birth *b, const git_oid *now, bool *ret,
                    struct idio_err *err) IDIO_MUST_CHECK;

#endif
