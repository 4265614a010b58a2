/* SPDX-License-Identifier: Apache-2.0 */
/* The programming languages that idiolect knows. TSX is parsed by a grammar of its own but counts
 * as TypeScript everywhere else (idio_lang_style). */
#ifndef IDIO_TYPES_LANG_H
#define IDIO_TYPES_LANG_H

#include <stddef.h>

/* name, id (files, JSON, fact ids), what people call it, grammar only */
#define IDIO_LANG_LIST(X)                     \
    X(C, "c", "C")                            \
    X(CPP, "cpp", "C++")                      \
    X(PYTHON, "python", "Python")             \
    X(JAVASCRIPT, "javascript", "JavaScript") \
    X(TYPESCRIPT, "typescript", "TypeScript") \
    X(TSX, "tsx", "TSX")                      \
    X(GO, "go", "Go")                         \
    X(RUST, "rust", "Rust")

enum idio_lang {
    IDIO_LANG_NONE = 0,
#define X(name, id, title) IDIO_LANG_##name,
    IDIO_LANG_LIST(X)
#undef X
        IDIO_LANG_COUNT
};

const char *idio_lang_id(enum idio_lang lang);    /* "javascript"; "none" */
const char *idio_lang_title(enum idio_lang lang); /* "JavaScript" */
enum idio_lang idio_lang_from_id(const char *id, size_t n);
/* By extension of the last path component; IDIO_LANG_NONE when unknown. ".h" is C unless the corpus
 * engine looks inside. */
enum idio_lang idio_lang_of_path(const char *path);
/* The language a fact is filed under: TSX is TypeScript. */
enum idio_lang idio_lang_style(enum idio_lang lang);

#endif
