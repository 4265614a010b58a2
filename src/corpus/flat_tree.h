/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The syntax tree of a file as one array in pre-order. See flat_tree.c.
 *
 * Children of i: i + 1, then at[c].past, while that is below at[i].past.
 */
#ifndef IDIO_CORPUS_FLAT_TREE_H
#define IDIO_CORPUS_FLAT_TREE_H

#include <idio_grammars.h>

#include "base/err.h"
#include "base/str.h"

#define IDIO_NO_NODE      UINT32_MAX
#define IDIO_NODES_MAX    2000000u /* nodes of one file's tree */
#define IDIO_SYMBOL_ERROR 0xffffu

enum {
    IDIO_NODE_NAMED = 1,
    IDIO_NODE_COMMENT = 2,
    IDIO_NODE_OPAQUE =
        4,               /* outermost comment, or string over several lines: no code lines inside */
    IDIO_NODE_MIXED = 8, /* set by shape_tokens.c: holds something that is no literal */
};
struct idio_node {
    uint32_t start, end;         /* bytes */
    uint32_t start_row, end_row; /* 0-based */
    uint32_t parent, prev;       /* prev: sibling before; IDIO_NO_NODE */
    uint32_t past;               /* index behind the last descendant */
    uint16_t symbol;
    uint8_t field; /* set below parents with IDIO_SYMBOL_FIELDS only */
    uint8_t flags;
};
struct idio_flat {
    struct idio_node *at;
    size_t len, cap;
    const char *text;
    uint32_t size;
    uint32_t error_bytes;
};
/* What a node type means to us, by symbol. */
enum {
    IDIO_SYMBOL_COMMENT = 1,
    IDIO_SYMBOL_STRING = 2,
    IDIO_SYMBOL_WRAPPER =
        4, /* export, decorators' owner, template<>: stepped over on the way to a doc */
    IDIO_SYMBOL_ATTRIBUTE = 8, /* #[…], @decorator: stands between a doc and its unit */
    IDIO_SYMBOL_FIELDS = 16,   /* its children's fields are wanted */
    IDIO_SYMBOL_NAMED = 32,
    IDIO_SYMBOL_FRONT =
        64, /* the doc of its first child stands before it (a body without braces) */
};
struct idio_symbols {
    uint8_t *flags;
    uint32_t count;
};
/* LIMIT: more than IDIO_NODES_MAX. */
int idio_flat_build(struct idio_flat *f, const struct idio_symbols *symbols, const TSTree *tree,
                    const char *text, uint32_t size, struct idio_err *err) IDIO_MUST_CHECK;
static inline struct idio_slice idio_flat_text(const struct idio_flat *f, uint32_t i)
{
    return idio_slice(f->text + f->at[i].start, f->at[i].end - f->at[i].start);
}
/* Named and no comment. */
static inline bool idio_node_counts(const struct idio_node *n)
{
    return (n->flags & (IDIO_NODE_NAMED | IDIO_NODE_COMMENT)) == IDIO_NODE_NAMED;
}
uint32_t idio_flat_count(const struct idio_flat *f, uint32_t i); /* children that count */
/* Row of the last byte (some nodes end behind their line break). */
uint32_t idio_flat_last_row(const struct idio_flat *f, uint32_t i);

#endif
