/* SPDX-License-Identifier: Apache-2.0 */
/* Commits: read and in order of time (history.c), who made them (people.c). */
#ifndef IDIO_CORPUS_HISTORY_H
#define IDIO_CORPUS_HISTORY_H

#include "corpus/past.h"
#include "corpus/repo_internal.h"

#define IDIO_PARENTS_MAX  64   /* of one commit; an octopus with more arms is cut */
#define IDIO_AUTHOR_BYTES 1024 /* of a name or an address */

struct idio_commit {
    git_oid tree;
    git_oid parents[IDIO_PARENTS_MAX];
    size_t parent_count;
    int64_t time; /* committer's */
    int64_t author_time;
    struct idio_slice name, email; /* author; borrowed from the object */
    struct idio_slice committer, committer_email;
    struct idio_slice message;
};

/* false: it is no commit, or a damaged one. */
bool idio_commit_parse(git_odb_object *o, struct idio_commit *ret);
/* "Merge commit '1234567' as 'lib/x'": made by git subtree; it brings what the merge adds. */
bool idio_commit_is_subtree(const struct idio_commit *c);

struct idio_waiting {
    git_oid id;
    int64_t time;
    git_odb_object *object;
};
struct idio_history {
    struct idio_repo *repo;
    IDIO_VEC(struct idio_waiting) heap; /* newest on top */
    struct idio_map seen;               /* commit ids */
    size_t given, max;
    bool cut; /* there are more than `max` */
    const struct idio_past *past;
    git_oid past_head;
    bool met; /* past_head is among the ancestors of HEAD, or HEAD itself */
};
/* The newest `max` commits of HEAD; with `past`, whose HEAD was past_head, of those that are not in
 * it. idio_history_release in any case. */
int idio_history_init(struct idio_history *h, struct idio_repo *r, size_t max,
                      const struct idio_past *past, const git_oid *past_head,
                      struct idio_err *err) IDIO_MUST_CHECK;
void idio_history_release(struct idio_history *h);
/* Next commit; *ret_object, from which `ret` borrows and which the caller frees, is NULL at the
 * end. */
int idio_history_next(struct idio_history *h, struct idio_cancel *cancel,
                      git_odb_object **ret_object, struct idio_commit *ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
enum idio_person {
    IDIO_PERSON_OTHER,
    IDIO_PERSON_MINE,
    IDIO_PERSON_NOBODY /* bot or model */
};
struct idio_people {
    git_mailmap *mailmap;    /* NULL: none */
    struct idio_map who;     /* folded names and addresses of the developer */
    struct idio_map authors; /* "name\0email" as written → enum idio_person + 1 */
};
/* An author in both forms, NUL-terminated. */
struct idio_author_key {
    char text[2 * IDIO_AUTHOR_BYTES + 2]; /* name NUL email NUL */
    size_t name_len, len;
};
/* `who` may be NULL. idio_people_release in any case. */
int idio_people_init(struct idio_people *p, struct idio_repo *r, const struct idio_identities *who,
                     struct idio_err *err) IDIO_MUST_CHECK;
void idio_people_release(struct idio_people *p);
int idio_people_of(struct idio_people *p, const struct idio_commit *c, enum idio_person *ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
void idio_author_key(const struct idio_commit *c, struct idio_author_key *ret);
/* Name and address after the mailmap; borrowed from the key or the mailmap. */
void idio_people_resolve(const struct idio_people *p, const struct idio_author_key *k,
                         const char **ret_name, const char **ret_email);
/* Appends a name or an address in the form in which they are compared. */
int idio_people_fold(struct idio_str *out, const char *text, struct idio_err *err) IDIO_MUST_CHECK;

#endif
