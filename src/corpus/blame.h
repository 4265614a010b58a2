/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote which line: the walk (blame.c), what happens at one commit (blame_pass.c). */
#ifndef IDIO_CORPUS_BLAME_H
#define IDIO_CORPUS_BLAME_H

#include "corpus/history.h"
#include "corpus/line_diff.h"
#include "corpus/tree_diff.h"
#include "types/lines.h"

#define IDIO_BLAME_FILE_LINES 200000  /* of a file; one with more is blamed as a whole */
#define IDIO_BLAME_LINES      8000000 /* of all files; those that come after are blamed as a whole */
#define IDIO_BLAME_TEXT       (48u * 1024 * 1024) /* bytes of file versions kept for the next step */
/* Bytes read and IDIO_BLAME_LINE_COST for each line compared and each changed file; about a minute
 * of a hostile repository, and twice what redis takes with its 12,000 commits. Then what is left
 * counts as older than the window. */
#define IDIO_BLAME_WORK      ((uint64_t)6 << 30)
#define IDIO_BLAME_LINE_COST 64
#define IDIO_BLAME_BLOB      (4u * 1024 * 1024) /* of an old version; a larger one is not read */

/* Lines of a file of HEAD, on their way back through the history. */
struct blame_group {
    uint32_t file;        /* candidate */
    uint32_t head, count; /* its lines at HEAD, from 0 */
    uint32_t line;        /* where they stand in the version looked at */
};
struct blame_groups {
    IDIO_VEC(struct blame_group) at;
};

/* The contents of a version, shared by those who look at it. */
struct blame_text {
    git_odb_object *object;
    struct idio_span span;
    size_t users;
};

/* Lines that are still unblamed at (commit, path), or a note that they are known there. */
struct blame_suspect {
    uint32_t path;
    uint32_t known; /* index + 1 in the table of known files: nothing needs to be walked */
    bool sorted;    /* groups are, by line */
    git_oid id;     /* the blob there */
    size_t change;  /* while its commit is looked at: what that did to the path */
    struct blame_groups groups;
    struct blame_text *text; /* NULL: not read yet */
};

/* Suspects of one commit, by path. Handed to the first parent as a whole. */
struct blame_slot {
    uint32_t path, index; /* in `at`, + 1; 0: free */
};
struct blame_set {
    IDIO_VEC(struct blame_suspect *) at; /* NULL: taken; its slot stays */
    struct blame_slot *slots;
    size_t slot_count;
    size_t live; /* groups in all */
    bool known;  /* holds notes */
};

enum blame_state { BLAME_NEW, BLAME_LOADED, BLAME_MISSING };
struct blame_node { /* a commit */
    git_oid id, tree;
    int64_t time;
    int32_t day;
    uint8_t state;
    uint8_t owner; /* enum idio_owner + 1; 0: not judged yet */
    bool queued, ignored;
    uint32_t first_parent, parent_count; /* in `parents` */
    struct blame_set *set;               /* NULL: none */
};

/* Result: lines of a file, in no order. */
struct blame_found {
    uint32_t file, head, count;
    int32_t day;
    enum idio_owner owner;
};

struct blame_similar { /* a deleted file, for renames */
    uint32_t change;
    uint64_t weight;
    struct idio_looses lines; /* by hash */
};

/* What is made once for all files of a commit. */
struct blame_commit {
    struct idio_changes changes;
    struct blame_text **old; /* by change; NULL: not read */
    size_t old_count;
    IDIO_VEC(struct blame_similar) deleted;
    bool deleted_known, indexed;
    int bulk; /* most of it is layout only: 1 yes, -1 no, 0 not looked at */
    struct idio_line_index copies;
    IDIO_VEC(uint32_t) sources; /* change of each source in `copies` */
};

struct blame {
    struct idio_repo *repo;
    struct idio_people people;
    bool everybody;
    struct idio_cancel *cancel;
    struct idio_cands *cands;
    const struct idio_known *known; /* NULL: nothing is */
    git_oid known_head;
    struct idio_map ids; /* commit id → node + 1 */
    IDIO_VEC(struct blame_node) nodes;
    IDIO_VEC(uint32_t) parents;
    IDIO_VEC(uint32_t) heap; /* nodes, newest on top */
    struct idio_map paths;
    uint32_t start, oldest; /* HEAD; the commit looked at last */
    size_t live;            /* groups anywhere */
    size_t text_bytes;
    uint64_t work; /* see IDIO_BLAME_WORK */
    IDIO_VEC(struct blame_found) runs;
    struct blame_commit now;
    /* used again and again */
    struct idio_hunks hunks;
    struct idio_line_index same;
    struct idio_moves moves;
    struct blame_groups kept, left;
    IDIO_VEC(struct blame_suspect *) touched;
    IDIO_VEC(uint32_t) map;
};

/* `known` may be NULL. blame_release in any case. */
int blame_init(struct blame *b, struct idio_repo *r, const struct idio_identities *who,
               const struct idio_known *known, struct idio_err *err) IDIO_MUST_CHECK;
void blame_release(struct blame *b);
/* A commit whose lines pass to what they replaced. */
int blame_ignore(struct blame *b, const git_oid *id, struct idio_err *err) IDIO_MUST_CHECK;
/* Sets b->start, where suspects are to be given (blame_give, and b->live counted up). */
int blame_start(struct blame *b, struct idio_err *err) IDIO_MUST_CHECK;
/* Fills b->runs. */
int blame_run(struct blame *b, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- between blame.c and blame_pass.c ------------------------------------------------------- */
/* Takes the suspect, also on failure. */
int blame_give(struct blame *b, uint32_t node, struct blame_suspect *s,
               struct idio_err *err) IDIO_MUST_CHECK;
/* Gives groups to the suspect at a path of a commit; `text` may be NULL. Empties `g`. */
int blame_give_groups(struct blame *b, uint32_t node, uint32_t path, const git_oid *id,
                      struct blame_text *text, struct blame_groups *g,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* These lines were written in that commit. Empties `g`. */
int blame_on(struct blame *b, uint32_t node, struct blame_groups *g,
             struct idio_err *err) IDIO_MUST_CHECK;
int blame_add_group(struct blame_groups *g, struct blame_group add,
                    struct idio_err *err) IDIO_MUST_CHECK;
struct blame_suspect *blame_suspect_free(struct blame *b, struct blame_suspect *s);
/* A version's contents; NULL: missing, too large, no blob. blame_text_free it. */
struct blame_text *blame_text_read(struct blame *b, const git_oid *id);
struct blame_text *blame_text_free(struct blame *b, struct blame_text *t);
/* Number of a path; UINT32_MAX: memory is gone. */
uint32_t blame_path(struct blame *b, const char *path, size_t n);

/* Passes a suspect of a path that the commit changed on to the parents; what stays is blamed on the
 * commit. Takes the suspect. */
int blame_pass(struct blame *b, uint32_t node, struct blame_suspect *s,
               struct idio_err *err) IDIO_MUST_CHECK;
void blame_commit_clear(struct blame *b); /* before the next commit */
void blame_commit_drop_texts(struct blame *b);
void blame_commit_release(struct blame *b);

#endif
