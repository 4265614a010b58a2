/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traits that need lines rather than a tree: indentation, line length, file name, line ends.
 *
 * The tree still helps: a line that begins inside a comment or a string of several lines is no code
 * line (IDIO_NODE_OPAQUE), and what stands behind a comment mark is no code.
 *
 * Indentation is measured where it means "one level deeper" and nothing else: on the code line
 * after one that opens a block (by its last or first word, as language.json says). Continuation
 * lines, aligned arguments and labels would all count as evidence for odd widths otherwise.
 */
#include "corpus/observe_internal.h"

#include <ctype.h>
#include <string.h>

#define LENGTH_FROM 72
#define TAB_COLUMNS 8

struct lines {
    struct idio_parser *p;
    const struct idio_flat *flat;
    const struct idio_lang_queries *q;
    uint32_t opaque;         /* next opaque node, in order */
    struct idio_slice above; /* indentation of the code line before */
    bool opens;              /* that line opened a block */
    bool trailing_space;
    uint32_t first_trailing;
};

static int push_site(struct idio_parser *p, int trait, int value, uint32_t line, uint32_t start,
                     struct idio_err *err)
{
    struct idio_raw_site s = {.start = start,
                              .line = line,
                              .node = IDIO_NO_NODE,
                              .trait = (uint16_t)trait,
                              .value = (uint16_t)value};
    return idio_vec_push(&p->s.sites, s) < 0 ? idio_nomem(err, "corpus.lines") : IDIO_OK;
}

static int emit(struct idio_parser *p, enum idio_line_trait t, int value, uint32_t line,
                uint32_t start, struct idio_err *err)
{
    const struct idio_line_rule *rule = &p->observer->lines[t];
    if (rule->trait < 0 || value < 0 || rule->values[value] < 0)
        return IDIO_OK;
    return push_site(p, rule->trait, rule->values[value], line, start, err);
}

/* First opaque node that ends behind `at`. */
static uint32_t opaque_at(struct lines *l, uint32_t at)
{
    const struct idio_flat *f = l->flat;
    while (l->opaque < f->len) {
        const struct idio_node *n = &f->at[l->opaque];
        if (!(n->flags & IDIO_NODE_OPAQUE))
            l->opaque++;
        else if (n->end <= at)
            l->opaque = n->past;
        else
            break;
    }
    return l->opaque;
}

static int indent_class(struct idio_slice above, struct idio_slice here)
{
    if (here.n <= above.n || (above.n > 0 && memcmp(above.p, here.p, above.n) != 0))
        return -1;
    struct idio_slice extra = idio_slice(here.p + above.n, here.n - above.n);
    bool tabs = memchr(extra.p, '\t', extra.n) != NULL;
    if (tabs)
        return extra.n == 1 ? 0 : 4;
    switch (extra.n) {
    case 1:
        return -1; /* " public:" and the like */
    case 2:
        return 1;
    case 4:
        return 2;
    case 8:
        return 3;
    default:
        return 4;
    }
}

static uint32_t columns(struct idio_slice s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\t')
            n += TAB_COLUMNS - n % TAB_COLUMNS;
        else
            n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    }
    return n;
}

static int length_class(uint32_t n)
{
    return n <= 80 ? 0 : n <= 100 ? 1 : n <= 120 ? 2 : 3;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Does the line end in (begin with) one of the words? They stand alone: "redo" does not end in
 * "do".
 */
static bool has_edge(const char *const *words, size_t count, struct idio_slice line, bool end)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(words[i]), at = end ? line.n - n : 0;
        if (line.n < n || memcmp(line.p + at, words[i], n) != 0)
            continue;
        if (line.n == n || !is_word(words[i][end ? 0 : n - 1]) ||
            !is_word(line.p[end ? at - 1 : n]))
            return true;
    }
    return false;
}

/* A condition or a list of parameters that goes on over the next line opens nothing yet. */
static bool opens_block(const struct idio_lang_rules *r, struct idio_slice line)
{
    return (has_edge(r->block_ends, r->block_end_count, line, true) ||
            has_edge(r->block_starts, r->block_start_count, line, false)) &&
           !has_edge(r->block_goes_on, r->block_goes_on_count, line, true);
}

static int code_line(struct lines *l, uint32_t start, uint32_t first, uint32_t end, uint32_t number,
                     struct idio_err *err)
{
    const char *text = l->flat->text;
    struct idio_slice indent = idio_slice(text + start, first - start);
    int rc = IDIO_OK;
    if (l->opens)
        rc = emit(l->p, IDIO_LINE_INDENT, indent_class(l->above, indent), number, first, err);
    if (rc == IDIO_OK && end - start > LENGTH_FROM / TAB_COLUMNS) {
        uint32_t n = columns(idio_slice(text + start, end - start));
        if (n > LENGTH_FROM)
            rc = emit(l->p, IDIO_LINE_LINE_LENGTH, length_class(n), number, first, err);
    }
    uint32_t code_end = end, next = opaque_at(l, first);
    if (next < l->flat->len && l->flat->at[next].start < end)
        code_end = l->flat->at[next].start;
    while (code_end > first && (text[code_end - 1] == ' ' || text[code_end - 1] == '\t'))
        code_end--;
    size_t code = code_end > first ? code_end - first : 0;
    l->opens = opens_block(&l->q->rules, idio_slice(text + first, code));
    l->above = indent;
    return rc;
}

static int one_line(struct lines *l, uint32_t start, uint32_t end, uint32_t number,
                    struct idio_err *err)
{
    const char *text = l->flat->text;
    if (end > start && text[end - 1] == '\r')
        end--;
    uint32_t first = start;
    while (first < end && (text[first] == ' ' || text[first] == '\t'))
        first++;
    if (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t') && !l->trailing_space) {
        l->trailing_space = true;
        l->first_trailing = number;
    }
    if (first == end)
        return IDIO_OK;
    uint32_t next = opaque_at(l, first);
    bool inside =
        next < l->flat->len && l->flat->at[next].start <= first &&
        (l->flat->at[next].start < first || (l->flat->at[next].flags & IDIO_NODE_COMMENT));
    return inside ? IDIO_OK : code_line(l, start, first, end, number, err);
}

/* A language's own names come behind those of every language and bring the value's number along. */
static int test_name_site(struct idio_parser *p, const struct idio_lang_rules *rules, int mark,
                          struct idio_err *err)
{
    if (mark <= IDIO_TEST_NONE)
        return emit(p, IDIO_LINE_TEST_FILE_NAME, mark, 1, 0, err);
    int value = rules->test_values[mark - IDIO_TEST_NONE - 1];
    return value < 0
               ? emit(p, IDIO_LINE_TEST_FILE_NAME, IDIO_TEST_NONE, 1, 0, err)
               : push_site(p, p->observer->lines[IDIO_LINE_TEST_FILE_NAME].trait, value, 1, 0, err);
}

static int file_sites(struct lines *l, const char *path, struct idio_err *err)
{
    const struct idio_flat *f = l->flat;
    struct idio_parser *p = l->p;
    const char *nl = memchr(f->text, '\n', f->size);
    struct idio_slice stem, base = idio_slice_c(strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    const struct idio_lang_rules *rules = &l->q->rules;
    int mark = idio_test_mark(rules, base, &stem), rc = IDIO_OK;
    if (f->size > 0) {
        rc = emit(p, IDIO_LINE_TRAILING_SPACE, l->trailing_space ? 1 : 0,
                  l->trailing_space ? l->first_trailing : 1, 0, err);
        if (rc == IDIO_OK)
            rc = emit(p, IDIO_LINE_FINAL_NEWLINE, f->text[f->size - 1] == '\n' ? 0 : 1, 1, 0, err);
    }
    if (rc == IDIO_OK && nl)
        rc = emit(p, IDIO_LINE_EOL, nl > f->text && nl[-1] == '\r' ? 1 : 0, 1, 0, err);
    if (rc == IDIO_OK)
        rc = emit(p, IDIO_LINE_FILE_NAME, idio_case_of(stem, false), 1, 0, err);
    if (rc == IDIO_OK && idio_path_is_test(rules, path)) {
        rc = emit(p, IDIO_LINE_TEST_PLACEMENT, idio_path_in_test_folder(rules, path) ? 0 : 1, 1, 0,
                  err);
        if (rc == IDIO_OK)
            rc = test_name_site(p, rules, mark, err);
    }
    return rc;
}

int idio_line_sites(struct idio_parser *p, const struct idio_lang_queries *q, const char *path,
                    struct idio_err *err)
{
    struct lines l = {.p = p, .flat = &p->s.flat, .q = q};
    const char *text = l.flat->text;
    uint32_t number = 1;
    int rc = IDIO_OK;
    for (uint32_t at = 0; at < l.flat->size && rc == IDIO_OK; number++) {
        const char *nl = memchr(text + at, '\n', l.flat->size - at);
        uint32_t end = nl ? (uint32_t)(nl - text) : l.flat->size;
        rc = one_line(&l, at, end, number, err);
        at = nl ? end + 1 : l.flat->size;
    }
    return rc == IDIO_OK ? file_sites(&l, path, err) : rc;
}
