/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a language's query: its own files and those that they inherit. See query_source.c. */
#ifndef IDIO_CORPUS_QUERY_SOURCE_H
#define IDIO_CORPUS_QUERY_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/embed.h"
#include "base/err.h"

#define IDIO_QUERY_PARTS 16

struct idio_query_part {
    const char *path; /* "queries/ecma/traits.scm"; of the table */
    const char *heir; /* the file whose head inherits it; NULL: the language's own */
    size_t start;     /* byte in `text` */
};
struct idio_query_source {
    char *text;
    struct idio_query_part parts[IDIO_QUERY_PARTS];
    size_t part_count;
};

/* Of queries/<folder>/; a file that the language itself does not have is as good as empty. A name
 * that no folder has, and a circle, are INVALID and name the line. */
int idio_query_source_load(const struct idio_embedded *files, const char *folder,
                           struct idio_query_source *ret, struct idio_err *err) IDIO_MUST_CHECK;
/* The same of one file, "shapes.scm". */
int idio_query_source_load_one(const struct idio_embedded *files, const char *folder,
                               const char *name, struct idio_query_source *ret,
                               struct idio_err *err) IDIO_MUST_CHECK;
void idio_query_source_release(struct idio_query_source *s);
/* Names the place of byte `at`: "queries/ecma/traits.scm:12:3". Returns the part it is in, or NULL
 * when there is none. */
const struct idio_query_part *idio_query_source_place(const struct idio_query_source *s, size_t at,
                                                      char *ret, size_t size);

#endif
