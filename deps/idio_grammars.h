/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree-sitter grammars built into libts-grammars.a (see deps/CMakeLists.txt), one function
 * each.
 *
 * PHP is the grammar that starts in HTML ("<?php" needed); TypeScript has a second one for JSX.
 */
#ifndef IDIO_GRAMMARS_H
#define IDIO_GRAMMARS_H

#include <tree_sitter/api.h>

#ifdef __cplusplus
extern "C" {
#endif

const TSLanguage *tree_sitter_bash(void);
const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_c_sharp(void);
const TSLanguage *tree_sitter_cpp(void);
const TSLanguage *tree_sitter_go(void);
const TSLanguage *tree_sitter_java(void);
const TSLanguage *tree_sitter_javascript(void);
const TSLanguage *tree_sitter_php(void);
const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_ruby(void);
const TSLanguage *tree_sitter_rust(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_typescript(void);

#ifdef __cplusplus
}
#endif

#endif
