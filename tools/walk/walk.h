/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks repositories as `learn` does, for the tools that count or print what the detectors find:
 * the files that count, each read and observed. One thread; a file that cannot be read, does not
 * count or is too much for the parser is passed over, as `learn` passes it over.
 */
#ifndef IDIO_TOOLS_WALK_H
#define IDIO_TOOLS_WALK_H

#include "corpus/corpus.h"
#include "style/style.h"

struct idio_walk {
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
};

/* A failure may leave parts: close in any case. */
int idio_walk_open(struct idio_walk *w, struct idio_err *err) IDIO_MUST_CHECK;
void idio_walk_close(struct idio_walk *w);

/* The observation lives until the call returns. */
typedef int (*idio_walk_seen)(void *ctx, const struct idio_repo_file *file, struct idio_observed *o,
                              struct idio_arena *arena, struct idio_err *err);

/* The repository at `path`. `who`: whose lines the files' `lines` tell, NULL: everybody's. `langs`:
 * bits of the languages that are wanted, after idio_lang_style. */
int idio_walk_repo(struct idio_walk *w, const char *path, const struct idio_identities *who,
                   unsigned langs, idio_walk_seen seen, void *ctx,
                   struct idio_err *err) IDIO_MUST_CHECK;

#endif
