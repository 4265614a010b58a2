/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the exports share: which facts go out, and the files that are being made. */
#ifndef IDIO_CORE_EXPORT_INTERNAL_H
#define IDIO_CORE_EXPORT_INTERNAL_H

#include "core/core_internal.h"

#define EXPORT_TEXT_MAX ((size_t)4 << 20)

/* How idiolect's part of a file is marked, and what is done with a file that has no marks yet. */
enum export_marks { EXPORT_MARKS_HTML, EXPORT_MARKS_HASH, EXPORT_MARKS_NONE };
enum export_join {
    EXPORT_APPEND,  /* behind what is there: text for readers */
    EXPORT_PREPEND, /* before the first section: in .editorconfig the later section wins */
    EXPORT_REFUSE   /* the format has no place for two authors */
};
struct export_file {
    const char *path; /* inside the project */
    const char *head; /* before the marks, in a new file only */
    struct idio_str block;
    enum export_marks marks;
    enum export_join join;
};

struct exporting {
    struct idio_core *core;
    const struct idio_export_opts *o;
    struct idio_arena *arena;
    const struct idio_fact **facts; /* in force: decided, of the scope, not rejected */
    size_t n;
    IDIO_VEC(struct export_file) files;
};

/* Adds an empty file; NULL: no memory. Valid until the next one is added. */
struct export_file *export_add(struct exporting *x, const char *path);
/* The value in force; NULL when there is none. */
const char *export_value(const struct exporting *x, enum idio_lang lang, const char *trait);
bool export_has_lang(const struct exporting *x, enum idio_lang lang);
/* "**" "/" "*.js,…" of a language, each with `before` in front. */
void export_globs(struct idio_str *out, enum idio_lang lang, const char *before,
                  const char *between);

int export_agents(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;
int export_cursor(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;
int export_copilot(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;
int export_json(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;
int export_editorconfig(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;
int export_clang_format(struct exporting *x, struct idio_err *err) IDIO_MUST_CHECK;

/* The file as it shall be: `old` (NULL: there is none) with our part put in or replaced. `shown`
 * names it in errors. */
int export_merge(const struct export_file *f, const char *old, size_t old_len, const char *shown,
                 bool force, struct idio_str *out, struct idio_err *err) IDIO_MUST_CHECK;

/* Unified difference with three lines of context; nothing when both are equal (diff_text.c). */
int core_diff_text(const char *name, const char *old, size_t old_len, const char *new,
                   size_t new_len, struct idio_str *out, struct idio_err *err) IDIO_MUST_CHECK;

#endif
