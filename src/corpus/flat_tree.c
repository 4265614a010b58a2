/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The syntax tree of a file as one array in pre-order.
 *
 * tree-sitter has no parent links (ts_node_parent searches from the root) and its siblings are
 * found by counting, while matching, docs and classifiers ask for parents and siblings all the
 * time. Copying all nodes once costs a seventh of parsing, and everything behind it works on plain
 * numbers.
 *
 * One pass of a tree cursor, no recursion: a file of 100,000 open brackets makes a tree just as
 * deep. `past` of a node is filled in when the cursor leaves it, so during the pass it holds the
 * index of the last child seen, which is what `prev` of the next child needs.
 */
#include "corpus/flat_tree.h"

#include "base/vec.h"

static int push_node(struct idio_flat *f, const struct idio_symbols *symbols, TSTreeCursor *c,
                     uint32_t parent, uint32_t prev, struct idio_err *err)
{
    if (f->len >= IDIO_NODES_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.parse", "more than %u syntax nodes",
                         IDIO_NODES_MAX);
    if (idio_vec_reserve(f, f->len + 1) < 0)
        return idio_nomem(err, "corpus.parse");
    TSNode n = ts_tree_cursor_current_node(c);
    uint16_t up = parent == IDIO_NO_NODE ? IDIO_SYMBOL_ERROR : f->at[parent].symbol;
    struct idio_node *x = &f->at[f->len++];
    x->start = ts_node_start_byte(n);
    x->end = ts_node_end_byte(n);
    x->start_row = ts_node_start_point(n).row;
    x->end_row = ts_node_end_point(n).row;
    x->parent = parent;
    x->prev = prev;
    x->past = IDIO_NO_NODE;
    x->symbol = ts_node_symbol(n);
    x->field = 0;
    x->flags = IDIO_NODE_NAMED;
    if (up < symbols->count && (symbols->flags[up] & IDIO_SYMBOL_FIELDS))
        x->field = (uint8_t)ts_tree_cursor_current_field_id(c);
    if (x->symbol < symbols->count) {
        uint8_t s = symbols->flags[x->symbol];
        bool opaque =
            (s & IDIO_SYMBOL_COMMENT) || ((s & IDIO_SYMBOL_STRING) && x->end_row > x->start_row);
        x->flags = (uint8_t)((s & IDIO_SYMBOL_NAMED ? IDIO_NODE_NAMED : 0) |
                             (s & IDIO_SYMBOL_COMMENT ? IDIO_NODE_COMMENT : 0) |
                             (opaque ? IDIO_NODE_OPAQUE : 0));
    }
    return IDIO_OK;
}

/* Bytes in error nodes that are not inside another one. Pre-order makes them come in order. */
static uint32_t count_errors(const struct idio_flat *f)
{
    uint32_t bytes = 0;
    for (uint32_t i = 0; i < f->len;) {
        if (f->at[i].symbol == IDIO_SYMBOL_ERROR) {
            bytes += f->at[i].end - f->at[i].start;
            i = f->at[i].past;
        } else {
            i++;
        }
    }
    return bytes;
}

int idio_flat_build(struct idio_flat *f, const struct idio_symbols *symbols, const TSTree *tree,
                    const char *text, uint32_t size, struct idio_err *err)
{
    f->len = 0;
    f->text = text;
    f->size = size;
    TSNode root = ts_tree_root_node(tree);
    bool broken = ts_node_has_error(root);
    TSTreeCursor c = ts_tree_cursor_new(root);
    int rc = push_node(f, symbols, &c, IDIO_NO_NODE, IDIO_NO_NODE, err);
    uint32_t here = 0;
    while (rc == IDIO_OK) {
        if (ts_tree_cursor_goto_first_child(&c)) {
            uint32_t child = (uint32_t)f->len;
            rc = push_node(f, symbols, &c, here, IDIO_NO_NODE, err);
            here = child;
            continue;
        }
        f->at[here].past = (uint32_t)f->len;
        while (here != 0 && !ts_tree_cursor_goto_next_sibling(&c)) {
            here = f->at[here].parent;
            ts_tree_cursor_goto_parent(&c);
            f->at[here].past = (uint32_t)f->len;
        }
        if (here == 0)
            break;
        uint32_t next = (uint32_t)f->len;
        rc = push_node(f, symbols, &c, f->at[here].parent, here, err);
        here = next;
    }
    ts_tree_cursor_delete(&c);
    f->error_bytes = rc == IDIO_OK && broken ? count_errors(f) : 0;
    return rc;
}

uint32_t idio_flat_count(const struct idio_flat *f, uint32_t i)
{
    uint32_t n = 0;
    for (uint32_t c = i + 1; c < f->at[i].past; c = f->at[c].past)
        n += idio_node_counts(&f->at[c]);
    return n;
}

uint32_t idio_flat_last_row(const struct idio_flat *f, uint32_t i)
{
    const struct idio_node *n = &f->at[i];
    bool behind = n->end > n->start && f->text[n->end - 1] == '\n' && n->end_row > n->start_row;
    return behind ? n->end_row - 1 : n->end_row;
}
