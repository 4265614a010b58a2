/* SPDX-License-Identifier: Apache-2.0 */
/* The programming languages that idiolect knows. TSX is parsed by a grammar of its own but counts
 * as TypeScript everywhere else (idio_lang_style). */
#ifndef IDIO_TYPES_LANG_H
#define IDIO_TYPES_LANG_H

#include <stddef.h>

/*
 * name, id (files, JSON, fact ids), what people call it, file extensions, interpreters that a
 * script without extension names in its first line, folder of queries/, tree-sitter grammar (named
 * here, seen in corpus only). A language is a line here and that folder; all else about it is data
 * there. Of several with one folder the first is the one that facts are filed under.
 * Among the extensions, a word that begins with a capital is the whole name of a file.
 */
#define IDIO_LANG_LIST(X)                                                                     \
    X(C, "c", "C", "c h", "", "c", tree_sitter_c)                                             \
    X(CPP, "cpp", "C++", "cc cpp cxx hh hpp hxx", "", "cpp", tree_sitter_cpp)                 \
    X(PYTHON, "python", "Python", "py pyi", "python pypy", "python", tree_sitter_python)      \
    X(JAVASCRIPT, "javascript", "JavaScript", "js mjs cjs jsx", "node nodejs", "javascript",  \
      tree_sitter_javascript)                                                                 \
    X(TYPESCRIPT, "typescript", "TypeScript", "ts mts cts", "deno ts-node tsx", "typescript", \
      tree_sitter_typescript)                                                                 \
    X(TSX, "tsx", "TSX", "tsx", "", "typescript", tree_sitter_tsx)                            \
    X(GO, "go", "Go", "go", "", "go", tree_sitter_go)                                         \
    X(RUST, "rust", "Rust", "rs", "", "rust", tree_sitter_rust)                               \
    X(SHELL, "shell", "Shell", "sh bash zsh bats ksh", "sh bash zsh ksh mksh dash ash bats",  \
      "shell", tree_sitter_bash)                                                              \
    X(RUBY, "ruby", "Ruby", "rb rake gemspec Rakefile Gemfile", "ruby jruby", "ruby",         \
      tree_sitter_ruby)                                                                       \
    X(PHP, "php", "PHP", "php", "php", "php", tree_sitter_php)                                \
    X(JAVA, "java", "Java", "java", "jbang", "java", tree_sitter_java)                        \
    X(CSHARP, "csharp", "C#", "cs csx", "dotnet-script", "csharp", tree_sitter_c_sharp)

enum idio_lang {
    IDIO_LANG_NONE = 0,
#define X(name, id, title, extensions, interpreters, folder, grammar) IDIO_LANG_##name,
    IDIO_LANG_LIST(X)
#undef X
        IDIO_LANG_COUNT
};

const char *idio_lang_id(enum idio_lang lang);    /* "javascript"; "none" */
const char *idio_lang_title(enum idio_lang lang); /* "JavaScript" */
/* "js mjs cjs jsx", separated by spaces; those of TSX are its own. */
const char *idio_lang_extensions(enum idio_lang lang);
enum idio_lang idio_lang_from_id(const char *id, size_t n);
/* By extension of the last path component; IDIO_LANG_NONE when unknown. ".h" is C unless the corpus
 * engine looks inside. */
enum idio_lang idio_lang_of_path(const char *path);
/* By the interpreter of the first line ("#!/usr/bin/env python3", "#!/bin/sh -e"), for files whose
 * name says nothing. */
enum idio_lang idio_lang_of_shebang(const char *text, size_t n);
/* The language a fact is filed under: TSX is TypeScript. */
enum idio_lang idio_lang_style(enum idio_lang lang);

#endif
