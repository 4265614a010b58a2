/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classifiers that look at white space, brackets and neighbours of a node. Contracts:
 * docs/formats/queries.md.
 */
#include "corpus/classify_internal.h"

#include <string.h>

const char *const idio_line_classes[] = {"same_line", "own_line", NULL};
const char *const idio_body_classes[] = {"braces", "none", NULL};
const char *const idio_always_classes[] = {"always", "never", NULL};
const char *const idio_pointer_classes[] = {"name", "type", "both", "none", NULL};
const char *const idio_wrapped_classes[] = {"wrapped", "single", NULL};
const char *const idio_space_classes[] = {"space", "none", NULL};
const char *const idio_blank_classes[] = {"0", "1", "2", "3", NULL};
const char *const idio_sorted_classes[] = {"sorted", "unsorted", NULL};
const char *const idio_present_classes[] = {"present", "absent", NULL};

#define NODE(in) (&(in)->flat->at[(in)->node])

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Byte before / at an offset; a line break beyond the text. */
static char before(const struct idio_look *in, uint32_t at)
{
    return at > 0 ? in->flat->text[at - 1] : '\n';
}

static char after(const struct idio_look *in, uint32_t at)
{
    return at < in->flat->size ? in->flat->text[at] : '\n';
}

int idio_classify_brace(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    if (in->text.n == 0 || in->text.p[0] != '{')
        return IDIO_ABSTAIN;
    uint32_t at = NODE(in)->start;
    while (at > 0 && is_blank(in->flat->text[at - 1]))
        at--;
    return before(in, at) == '\n' ? 1 : 0;
}

int idio_classify_body_braces(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    if (in->text.n == 0)
        return IDIO_ABSTAIN;
    if (in->text.p[0] != '{')
        return 1;
    return idio_flat_count(in->flat, in->node) == 1 ? 0 : IDIO_ABSTAIN;
}

int idio_classify_trailing_comma(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    const struct idio_node *at = in->flat->at;
    uint32_t last = IDIO_NO_NODE, kept = IDIO_NO_NODE;
    for (uint32_t c = in->node + 1; c < NODE(in)->past; c = at[c].past) {
        if ((at[c].flags & IDIO_NODE_COMMENT) || at[c].symbol == IDIO_SYMBOL_ERROR)
            continue;
        kept = last; /* ends up as the child before the closing bracket */
        last = c;
    }
    if (kept == IDIO_NO_NODE || kept == in->node + 1)
        return IDIO_ABSTAIN; /* empty */
    char close = in->flat->text[at[last].start];
    if (at[last].end - at[last].start != 1 || !strchr(")]}>", close) ||
        at[kept].end_row == at[last].start_row)
        return IDIO_ABSTAIN;
    bool comma = at[kept].end - at[kept].start == 1 && in->flat->text[at[kept].start] == ',';
    return comma ? 0 : 1;
}

int idio_classify_semicolon(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    struct idio_slice s = idio_slice_trim(in->text);
    if (s.n == 0)
        return IDIO_ABSTAIN;
    return s.p[s.n - 1] == ';' ? 0 : 1;
}

int idio_classify_pointer_side(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    uint32_t at = NODE(in)->start, end = at;
    char mark = after(in, at);
    if (mark != '*' && mark != '&')
        return IDIO_ABSTAIN;
    while (after(in, end) == '*' || after(in, end) == '&')
        end++;
    char left = before(in, at), right = after(in, end);
    if (left == '*' || left == '&' || left == '\n' || right == '\n' || strchr("),;>]", right))
        return IDIO_ABSTAIN;
    if (left == '(' || left == ',' || left == '\t')
        return IDIO_ABSTAIN;
    bool l = left == ' ', r = right == ' ';
    return l && !r ? 0 : r && !l ? 1 : l ? 2 : 3;
}

int idio_classify_wrapped(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return idio_flat_last_row(in->flat, in->node) > NODE(in)->start_row ? 0 : 1;
}

int idio_classify_spaces_inside(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    struct idio_slice s = in->text;
    if (s.n < 3 || memchr(s.p, '\n', s.n) || !strchr("([{<", s.p[0]))
        return IDIO_ABSTAIN;
    if (idio_slice_trim(idio_slice(s.p + 1, s.n - 2)).n == 0)
        return IDIO_ABSTAIN;
    return is_blank(s.p[1]) ? 0 : 1;
}

static int space_or_none(char c)
{
    return c == '\n' || c == '\r' ? IDIO_ABSTAIN : is_blank(c) ? 0 : 1;
}

int idio_classify_space_before(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return space_or_none(before(in, NODE(in)->start));
}

int idio_classify_space_after(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return space_or_none(after(in, NODE(in)->end));
}

int idio_classify_space_around(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    int l = space_or_none(before(in, NODE(in)->start));
    int r = space_or_none(after(in, NODE(in)->end));
    return l == r ? l : IDIO_ABSTAIN;
}

/* Offset of the start of the line before the one that begins at `line`; false at the top. */
static bool line_above(const struct idio_look *in, uint32_t line, uint32_t *ret)
{
    if (line == 0)
        return false;
    uint32_t at = line - 1;
    while (at > 0 && in->flat->text[at - 1] != '\n')
        at--;
    *ret = at;
    return true;
}

/* Is the node the first of its parent, or the first behind the opening brace? */
static bool opens_body(const struct idio_flat *f, uint32_t i)
{
    uint32_t prev = f->at[i].prev;
    return prev == IDIO_NO_NODE ||
           (f->text[f->at[prev].start] == '{' && f->at[prev].end == f->at[prev].start + 1);
}

int idio_classify_blank_before(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    uint32_t comments[64], top = in->node;
    size_t n = idio_doc_comments(in->flat, in->lang, in->node, comments, 64, &top);
    uint32_t first = n > 0 ? comments[n - 1] : top;
    /* the doc of the first node of a body may stand before the body */
    if ((n == 0 || top == in->node) && opens_body(in->flat, top))
        return IDIO_ABSTAIN;
    if (n > 0 && opens_body(in->flat, first))
        return IDIO_ABSTAIN;
    uint32_t line = in->flat->at[first].start, above;
    while (line > 0 && in->flat->text[line - 1] != '\n')
        line--;
    int blank = 0;
    while (blank < 3 && line_above(in, line, &above)) {
        struct idio_slice s = idio_slice(in->flat->text + above, line - above);
        if (idio_slice_trim(s).n > 0)
            return blank;
        blank++;
        line = above;
    }
    return blank;
}

int idio_classify_sorted(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    const struct idio_node *at = in->flat->at;
    uint32_t prev = NODE(in)->prev;
    if (prev == IDIO_NO_NODE || at[prev].symbol != NODE(in)->symbol ||
        idio_flat_last_row(in->flat, prev) + 1 != NODE(in)->start_row)
        return IDIO_ABSTAIN;
    struct idio_slice a = idio_flat_text(in->flat, prev), b = in->text;
    size_t n = a.n < b.n ? a.n : b.n;
    int order = memcmp(a.p, b.p, n);
    if (order == 0)
        order = a.n < b.n ? -1 : a.n > b.n;
    return order <= 0 ? 0 : 1;
}

int idio_classify_present(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return in->matched ? 0 : 1;
}

int idio_classify_documented(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    uint32_t comment, owner;
    if (idio_docstring(in->flat, in->lang, in->node) != IDIO_NO_NODE)
        return 0;
    return idio_doc_comments(in->flat, in->lang, in->node, &comment, 1, &owner) > 0 ? 0 : 1;
}

int idio_classify_lines(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return (int)(idio_flat_last_row(in->flat, in->node) - NODE(in)->start_row + 1);
}

int idio_classify_count(const struct idio_look *in, struct idio_slice *ret_text)
{
    (void)ret_text;
    return (int)idio_flat_count(in->flat, in->node);
}
