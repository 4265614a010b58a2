/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints what the detectors find in one repository, for the evaluations of eval/style:
 *
 *     idio_sites [--author NAME-OR-EMAIL]... REPOSITORY
 *
 * One line a site: path, language, trait, value, line, day of the line's birth (days since
 * 1970-01-01, 0: unknown), tab-separated. With authors, only sites on their own lines. The sites
 * are those that `learn` counts, library imports already under their capability.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "style/style_internal.h"
#include "walk/walk.h"

#define AUTHORS_MAX 32

static int claim(const struct idio_repo_file *f, struct idio_arena *arena, struct idio_observed *o,
                 struct idio_err *err)
{
    struct idio_lines lines = {0};
    int rc = IDIO_OK;

    if (f->lines_len > 0)
        rc = idio_lines_decode(f->lines, f->lines_len, arena, &lines, err);
    if (rc == IDIO_OK)
        idio_observed_claim(o, &lines);
    return rc;
}

static int print_file(void *ctx, const struct idio_repo_file *f, struct idio_observed *o,
                      struct idio_arena *arena, struct idio_err *err)
{
    const struct idio_walk *w = ctx;
    style_hits hits = {0};
    int rc = claim(f, arena, o, err);

    if (rc == IDIO_OK)
        rc = style_file_hits(w->traits, o, &hits, err);
    for (size_t i = 0; rc == IDIO_OK && i < hits.len; i++)
        printf("%s\t%s\t%s\t%s\t%u\t%d\n", f->path, idio_lang_id(idio_lang_style(o->lang)),
               idio_traits_name(w->traits, hits.at[i].trait), hits.at[i].text, hits.at[i].line,
               (int)hits.at[i].day);
    idio_vec_release(&hits);
    return rc;
}

int main(int argc, char **argv)
{
    struct idio_walk w = {0};
    struct idio_err err = {0};
    const char *names[AUTHORS_MAX];
    struct idio_identities who = {names, 0};
    int at = 1, rc;

    for (; at + 1 < argc && strcmp(argv[at], "--author") == 0 && who.len < AUTHORS_MAX; at += 2)
        names[who.len++] = argv[at + 1];
    if (at + 1 != argc) {
        fprintf(stderr, "usage: idio_sites [--author NAME-OR-EMAIL]... REPOSITORY\n");
        return 2;
    }
    idio_base_init();
    rc = idio_walk_open(&w, &err);
    if (rc == IDIO_OK)
        rc = idio_walk_repo(&w, argv[at], &who, UINT_MAX, print_file, &w, &err);
    if (rc < 0)
        fprintf(stderr, "idio_sites: %s\n", err.msg);
    idio_walk_close(&w);
    return idio_status_exit(rc);
}
