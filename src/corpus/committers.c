/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who commits here, and how often: one pass over all commits, or over those that came since the
 * last time. Which these are is told by the set of commits of then, not by times: clocks are wrong.
 *
 * What was counted then holds if that HEAD is among the ancestors of this one; after a rewritten
 * history it is not, and everything is read again.
 */
#include "corpus/births.h"

#include <stdlib.h>
#include <string.h>

#define COMMITS_MAX 200000 /* whose authors are read */
#define PEOPLE_MAX  20000

static const char where[] = "corpus.committers";

static int count(struct idio_committers *c, const char *name, const char *email, uint32_t commits,
                 struct idio_err *err)
{
    struct idio_author_key k = {.name_len = strlen(name)};
    size_t n = strlen(email);
    if (c->people.len == PEOPLE_MAX || k.name_len > IDIO_AUTHOR_BYTES || n > IDIO_AUTHOR_BYTES)
        return IDIO_OK;
    memcpy(k.text, name, k.name_len + 1);
    memcpy(k.text + k.name_len + 1, email, n + 1);
    size_t *at = idio_map_at(&c->by_name, k.text, k.name_len + n + 2, NULL);
    if (!at)
        return idio_nomem(err, where);
    if (*at == 0) {
        struct idio_committer person = {0};
        idio_holder_of(name, email, &person.who);
        if (idio_vec_push(&c->people, person) < 0)
            return idio_nomem(err, where);
        *at = c->people.len;
    }
    c->people.at[*at - 1].commits += commits;
    c->commits += commits;
    return IDIO_OK;
}

static int add_id(struct idio_committers *c, const git_oid *id, struct idio_err *err)
{
    if (idio_vec_reserve(&c->ids, c->ids.len + IDIO_COMMIT_KEY) < 0)
        return idio_nomem(err, where);
    memcpy(c->ids.at + c->ids.len, id->id, IDIO_COMMIT_KEY);
    c->ids.len += IDIO_COMMIT_KEY;
    return IDIO_OK;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, IDIO_COMMIT_KEY);
}

/* Merges that are no `git subtree` are nobody's work. */
static int count_commit(struct idio_committers *c, git_odb_object *o,
                        const struct idio_commit *commit, struct idio_err *err)
{
    struct idio_author_key k;
    int rc = add_id(c, git_odb_object_id(o), err);
    if (rc < 0 || (commit->parent_count > 1 && !idio_commit_is_subtree(commit)))
        return rc;
    idio_author_key(commit, &k);
    return count(c, k.text, k.text + k.name_len + 1, 1, err);
}

static int read_commits(struct idio_committers *c, struct idio_history *h,
                        struct idio_cancel *cancel, struct idio_err *err)
{
    int rc = IDIO_OK;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct idio_commit commit;
        rc = idio_history_next(h, cancel, &o, &commit, err);
        if (rc != IDIO_OK || !o)
            break;
        rc = count_commit(c, o, &commit, err);
        git_odb_object_free(o);
    }
    return rc;
}

static void clear(struct idio_committers *c)
{
    idio_committers_release(c);
    *c = (struct idio_committers){0};
    idio_map_init(&c->by_name, (size_t)64 * 1024 * 1024);
}

/* What was counted then, and its commits; in the order of then, which is that of a full run but for
 * those who are new. */
static int take_over(struct idio_committers *c, const struct idio_past *past, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < past->people_len && rc == IDIO_OK; i++)
        rc = count(c, past->people[i].name, past->people[i].email, past->people[i].commits, err);
    size_t n = past->id_count * IDIO_COMMIT_KEY;
    if (rc == IDIO_OK && idio_vec_reserve(&c->ids, c->ids.len + n) < 0)
        rc = idio_nomem(err, where);
    if (rc == IDIO_OK && n > 0) {
        memcpy(c->ids.at + c->ids.len, past->ids, n);
        c->ids.len += n;
    }
    return rc;
}

static int by_person(const void *a, const void *b)
{
    const struct idio_past_person *x = a, *y = b;
    int d = strcmp(x->name, y->name);
    return d ? d : strcmp(x->email, y->email);
}

int idio_committers_find(struct idio_committers *c, struct idio_repo *r,
                         const struct idio_past *past, const git_oid *past_head,
                         struct idio_cancel *cancel, struct idio_err *err)
{
    int rc = IDIO_OK;
    bool whole = !past || past->id_count == 0;
    clear(c);
    for (int again = 0; again < 2 && rc == IDIO_OK; again++) {
        struct idio_history h;
        rc = idio_history_init(&h, r, COMMITS_MAX, whole ? NULL : past, past_head, err);
        if (rc == IDIO_OK)
            rc = read_commits(c, &h, cancel, err);
        bool cut = h.cut, met = h.met;
        idio_history_release(&h);
        if (rc < 0)
            break;
        if (whole) {
            if (cut)
                c->ids.len = 0;
            break;
        }
        if (met && c->ids.len / IDIO_COMMIT_KEY + past->id_count <= COMMITS_MAX) {
            rc = take_over(c, past, err);
            break;
        }
        clear(c);
        whole = true;
    }
    if (rc == IDIO_OK && c->ids.len > 0)
        qsort(c->ids.at, c->ids.len / IDIO_COMMIT_KEY, IDIO_COMMIT_KEY, by_id);
    return rc;
}

int idio_committers_keep(const struct idio_committers *c, struct idio_arena *arena,
                         struct idio_past *ret, struct idio_err *err)
{
    ret->ids = c->ids.at;
    ret->id_count = c->ids.len / IDIO_COMMIT_KEY;
    ret->people = idio_arena_alloc(arena, c->people.len + 1, sizeof *ret->people);
    if (!ret->people)
        return idio_nomem(err, where);
    for (size_t i = 0; i < c->by_name.len; i++) {
        const struct idio_map_entry *e = &c->by_name.entries[i];
        if (e->value > 0)
            ret->people[ret->people_len++] = (struct idio_past_person){
                e->key, e->key + strlen(e->key) + 1, c->people.at[e->value - 1].commits};
    }
    qsort(ret->people, ret->people_len, sizeof *ret->people, by_person);
    return IDIO_OK;
}

void idio_committers_release(struct idio_committers *c)
{
    idio_vec_release(&c->people);
    idio_vec_release(&c->ids);
    idio_map_release(&c->by_name);
}
