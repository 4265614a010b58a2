/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commits of HEAD, newest first.
 *
 * Order: by committer time, ties by id, so a window of the newest N commits is the same on every
 * machine. Not git_revwalk: it parses each commit into an object of its own.
 *
 * A commit that is missing (shallow clone) or damaged is passed over: history ends there.
 */
#include "corpus/history.h"

#include <string.h>

#define SUBJECT_MAX 200 /* bytes of a message that are looked at */

/* ---- commits -------------------------------------------------------------------------------- */
static bool parse_person(struct idio_slice line, struct idio_slice *name, struct idio_slice *email,
                         int64_t *ret_time)
{
    const char *close = memrchr(line.p, '>', line.n);
    const char *open = memchr(line.p, '<', line.n);
    if (!open || !close || close < open)
        return false;
    *name = idio_slice_trim(idio_slice(line.p, (size_t)(open - line.p)));
    *email = idio_slice_trim(idio_slice(open + 1, (size_t)(close - open - 1)));
    int64_t t = 0;
    const char *p = close + 1, *end = line.p + line.n;
    while (p < end && *p == ' ')
        p++;
    for (; p < end && *p >= '0' && *p <= '9' && t < INT64_MAX / 20; p++)
        t = t * 10 + (*p - '0');
    *ret_time = t;
    return true;
}

static bool parse_header(struct idio_slice line, struct idio_commit *c)
{
    if (idio_slice_starts(line, "tree ") && line.n == 5 + GIT_OID_HEXSZ)
        return git_oid_fromstrn(&c->tree, line.p + 5, GIT_OID_HEXSZ) == 0;
    if (idio_slice_starts(line, "parent ") && line.n == 7 + GIT_OID_HEXSZ) {
        if (c->parent_count == IDIO_PARENTS_MAX)
            return true;
        return git_oid_fromstrn(&c->parents[c->parent_count++], line.p + 7, GIT_OID_HEXSZ) == 0;
    }
    if (idio_slice_starts(line, "author "))
        return parse_person(idio_slice(line.p + 7, line.n - 7), &c->name, &c->email,
                            &c->author_time);
    if (idio_slice_starts(line, "committer "))
        return parse_person(idio_slice(line.p + 10, line.n - 10), &c->committer,
                            &c->committer_email, &c->time);
    return true;
}

bool idio_commit_parse(git_odb_object *o, struct idio_commit *c)
{
    if (git_odb_object_type(o) != GIT_OBJECT_COMMIT)
        return false;
    memset(c, 0, offsetof(struct idio_commit, parents));
    c->parent_count = 0;
    c->time = c->author_time = 0;
    c->name = c->email = c->committer = c->committer_email = idio_slice("", 0);
    const char *p = git_odb_object_data(o), *end = p + git_odb_object_size(o);
    while (p < end && *p != '\n') {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl)
            return false;
        if (!parse_header(idio_slice(p, (size_t)(nl - p)), c))
            return false;
        p = nl + 1;
    }
    c->message = p < end ? idio_slice(p + 1, (size_t)(end - p - 1)) : idio_slice("", 0);
    return true;
}

bool idio_commit_is_subtree(const struct idio_commit *c)
{
    return c->parent_count == 2 && idio_slice_starts(c->message, "Merge commit '") &&
           memmem(c->message.p, c->message.n < SUBJECT_MAX ? c->message.n : SUBJECT_MAX, "' as '",
                  6) != NULL;
}

/* ---- walk in order of time ------------------------------------------------------------------ */
static bool newer(const struct idio_waiting *a, const struct idio_waiting *b)
{
    if (a->time != b->time)
        return a->time > b->time;
    return git_oid_cmp(&a->id, &b->id) < 0;
}

static void heap_up(struct idio_history *h, size_t i)
{
    while (i > 0 && newer(&h->heap.at[i], &h->heap.at[(i - 1) / 2])) {
        struct idio_waiting t = h->heap.at[i];
        h->heap.at[i] = h->heap.at[(i - 1) / 2];
        h->heap.at[(i - 1) / 2] = t;
        i = (i - 1) / 2;
    }
}

static void heap_down(struct idio_history *h)
{
    for (size_t i = 0;;) {
        size_t best = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < h->heap.len; k++) {
            if (newer(&h->heap.at[k], &h->heap.at[best]))
                best = k;
        }
        if (best == i)
            return;
        struct idio_waiting t = h->heap.at[i];
        h->heap.at[i] = h->heap.at[best];
        h->heap.at[best] = t;
        i = best;
    }
}

/* A commit that is missing or damaged is passed over: history simply ends there. */
static int history_push(struct idio_history *h, const git_oid *id, struct idio_err *err)
{
    bool fresh = false;
    if (h->past && git_oid_equal(id, &h->past_head))
        h->met = true;
    if (h->past && idio_past_has(h->past, id))
        return IDIO_OK;
    if (!idio_map_at(&h->seen, (const char *)id->id, GIT_OID_RAWSZ, &fresh))
        return idio_nomem(err, "corpus.history");
    if (!fresh)
        return IDIO_OK;
    struct idio_waiting w = {.id = *id};
    struct idio_commit c;
    if (git_odb_read(&w.object, h->repo->odb, id) < 0)
        return IDIO_OK;
    if (!idio_commit_parse(w.object, &c)) {
        git_odb_object_free(w.object);
        return IDIO_OK;
    }
    w.time = c.time;
    if (idio_vec_push(&h->heap, w) < 0) {
        git_odb_object_free(w.object);
        return idio_nomem(err, "corpus.history");
    }
    heap_up(h, h->heap.len - 1);
    return IDIO_OK;
}

int idio_history_init(struct idio_history *h, struct idio_repo *r, size_t max,
                      const struct idio_past *past, const git_oid *past_head, struct idio_err *err)
{
    *h = (struct idio_history){.repo = r, .max = max, .past = past};
    if (past)
        h->past_head = *past_head;
    idio_map_init(&h->seen, (size_t)512 * 1024 * 1024);
    return history_push(h, &r->head, err);
}

void idio_history_release(struct idio_history *h)
{
    for (size_t i = 0; i < h->heap.len; i++)
        git_odb_object_free(h->heap.at[i].object);
    idio_vec_release(&h->heap);
    idio_map_release(&h->seen);
}

int idio_history_next(struct idio_history *h, struct idio_cancel *cancel,
                      git_odb_object **ret_object, struct idio_commit *ret, struct idio_err *err)
{
    *ret_object = NULL;
    if (idio_cancelled(cancel))
        return idio_fail(err, IDIO_E_CANCELLED, "corpus.history", "reading the history stopped");
    if (h->heap.len == 0)
        return IDIO_OK;
    if (h->given == h->max) {
        h->cut = true;
        return IDIO_OK;
    }
    git_odb_object *o = h->heap.at[0].object;
    h->heap.at[0] = h->heap.at[--h->heap.len];
    heap_down(h);
    h->given++;
    int rc = idio_commit_parse(o, ret) ? IDIO_OK
                                       : idio_fail(err, IDIO_E_BUG, "corpus.history", "reparse");
    for (size_t i = 0; i < ret->parent_count && rc == IDIO_OK; i++)
        rc = history_push(h, &ret->parents[i], err);
    if (rc != IDIO_OK) {
        git_odb_object_free(o);
        return rc;
    }
    *ret_object = o;
    return IDIO_OK;
}
