/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a file still as it came? Most of its lines of today must have stood in it when it was born.
 *
 * Edits are no sign that somebody made a file his own: in twenty years a copied library sees as
 * many commits as any other file, each of which changes a header's name or a type. What they left
 * is. Lines count without the white space at their ends, and only those that hold letters or
 * digits.
 */
#include "corpus/births.h"

#include "corpus/line_diff.h"
#include "corpus/repo_internal.h"

#include <stdlib.h>

#define KEPT_SHARE 75 /* percent */
#define LINES_MIN  8  /* fewer say nothing */

static int by_hash(const void *a, const void *b)
{
    const struct idio_loose *x = a, *y = b;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* How many lines of `now` stood in `then`, each of those used once. Both in the order of hashes. */
static size_t count_kept(const struct idio_looses *then, const struct idio_looses *now,
                         size_t *ret_lines)
{
    size_t kept = 0, lines = 0, k = 0;
    for (size_t i = 0; i < now->at.len; i++) {
        const struct idio_loose *line = &now->at.at[i];
        if (line->weight == 0)
            continue;
        lines++;
        while (k < then->at.len && then->at.at[k].hash < line->hash)
            k++;
        if (k < then->at.len && then->at.at[k].hash == line->hash) {
            kept++;
            k++;
        }
    }
    *ret_lines = lines;
    return kept;
}

static int read_lines(struct idio_repo *r, const git_oid *id, struct idio_looses *ret,
                      struct idio_err *err)
{
    git_odb_object *o = NULL;
    size_t size = 0;
    git_object_t type;
    if (git_odb_read_header(&size, &type, r->odb, id) < 0 || type != GIT_OBJECT_BLOB ||
        size > IDIO_CORPUS_FILE_MAX || git_odb_read(&o, r->odb, id) < 0)
        return IDIO_OK;
    struct idio_span text = {git_odb_object_data(o), git_odb_object_size(o)};
    int rc = idio_loose_lines(text, 0, false, ret, err);
    git_odb_object_free(o);
    if (rc == IDIO_OK && ret->at.len > 0)
        qsort(ret->at.at, ret->at.len, sizeof *ret->at.at, by_hash);
    return rc;
}

int idio_birth_kept(struct idio_repo *r, const struct idio_birth *b, const git_oid *now, bool *ret,
                    struct idio_err *err)
{
    struct idio_looses then = {0}, today = {0};
    size_t lines = 0;
    if (!b->known) {
        *ret = false;
        return IDIO_OK;
    }
    int rc = read_lines(r, &b->blob, &then, err);
    if (rc == IDIO_OK)
        rc = read_lines(r, now, &today, err);
    if (rc == IDIO_OK) {
        size_t kept = count_kept(&then, &today, &lines);
        *ret = lines >= LINES_MIN && kept * 100 >= lines * KEPT_SHARE;
    }
    idio_vec_release(&then.at);
    idio_vec_release(&today.at);
    return rc;
}
