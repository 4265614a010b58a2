/* SPDX-License-Identifier: Apache-2.0 */
/* Files that were copied in, by what they hold and how they came (vendored.c). */
#ifndef IDIO_CORPUS_VENDORED_H
#define IDIO_CORPUS_VENDORED_H

#include "corpus/births.h"

/* Weights and words of data/imports.json; process-wide, like the other rules. */
int idio_imports_load(const struct idio_embedded *files, struct idio_err *err) IDIO_MUST_CHECK;
void idio_imports_unload(void);

/* Sets the verdict on every candidate, and c->past. With what is known of an older HEAD only the
 * commits since are read; the verdicts are the same. */
int idio_vendored_judge(struct idio_repo *r, const struct idio_identities *who,
                        const struct idio_known *known, struct idio_cancel *cancel,
                        struct idio_cands *c, struct idio_arena *arena,
                        struct idio_err *err) IDIO_MUST_CHECK;

/* ---- folder_licences.c: what folders below the root say of whose they are ------------------- */
struct idio_licence {
    const char *folder; /* "a/b" */
    struct idio_notice notice;
};
struct idio_licences {
    IDIO_VEC(struct idio_licence) at;
    struct idio_map by_folder; /* → index + 1 */
    struct idio_map imported;  /* folders whose README says that they came from elsewhere */
    struct idio_notice root;   /* of the repository itself */
};
/* idio_licences_release in any case. */
int idio_licences_find(struct idio_licences *l, struct idio_repo *r, struct idio_words readme_words,
                       struct idio_arena *arena, struct idio_err *err) IDIO_MUST_CHECK;
void idio_licences_release(struct idio_licences *l);
/* Of the nearest folder above `path`; NULL: none but the root's. */
const struct idio_licence *idio_licences_above(const struct idio_licences *l, const char *path);
/* Whether a README of a folder above `path`, but the root's, says that it came from elsewhere. */
bool idio_licences_imported(const struct idio_licences *l, const char *path);

#endif
