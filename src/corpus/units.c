/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From raw units, calls and imports to what is stored of them.
 *
 * Units are sorted by their node, which is the order of their first byte, so a parent always has a
 * lower index than its children, and the unit of any byte is found by bisection and a climb.
 * Everything that is free text (doc, signature) goes through redaction before it is cut and kept.
 */
#include "corpus/observe_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "corpus/classify_internal.h"

#define NAME_MAX_BYTES  120
#define SIGNATURE_BYTES 200
#define DOC_BYTES       500
#define DOC_READ_BYTES  2000 /* looked at before redaction and cut */
#define CALLS_BYTES     300
#define IMPORT_BYTES    200
#define ARENA_NEAR      (2u << 20) /* an arena grows by blocks of 1 MiB at most */
#define DOC_COMMENTS    64

/* An arena says only NULL: at its limit the file is to blame, otherwise the machine. */
int idio_arena_gone(const struct idio_arena *a, struct idio_err *err)
{
    if (a->limit - a->total > ARENA_NEAR)
        return idio_nomem(err, "corpus.parse");
    return idio_fail(err, IDIO_E_LIMIT, "corpus.parse", "yields more than %zu bytes", a->limit);
}

/* ---- tests ---------------------------------------------------------------------------------- */
/* Does `name` ("*Test", "Test*", "Test") fit the whole of `s`? A star stands for one character at
 * least, and a word in camel case begins at a border: Contest is no *Test, Testing no Test*, GIT no
 * *IT. Gives what the star stands for. */
static bool name_fits(const char *name, struct idio_slice s, struct idio_slice *ret_rest)
{
    const char *star = strchr(name, '*');
    bool suffix = star == name;
    struct idio_slice word = idio_slice(name + suffix, strlen(name) - (star != NULL)), rest;
    if (!star) {
        *ret_rest = s;
        return idio_slice_eq(s, word);
    }
    if (s.n <= word.n)
        return false;
    rest = idio_slice(suffix ? s.p : s.p + word.n, s.n - word.n);
    if (memcmp(suffix ? s.p + rest.n : s.p, word.p, word.n) != 0)
        return false;
    unsigned char last = (unsigned char)rest.p[rest.n - 1];
    if (suffix && word.n > 1 && isupper((unsigned char)word.p[1]) && isupper(last))
        return false;
    if (!suffix && islower((unsigned char)word.p[word.n - 1]) && islower((unsigned char)*rest.p))
        return false;
    *ret_rest = rest;
    return true;
}

static bool folder_is_test(const struct idio_lang_rules *r, struct idio_slice s)
{
    struct idio_slice rest;
    for (size_t i = 0; i < r->test_folder_count; i++) {
        if (name_fits(r->test_folders[i], s, &rest))
            return true;
    }
    static const char *const names[] = {"test",      "tests",    "spec",      "specs",
                                        "__tests__", "testing",  "unittests", "unit_tests",
                                        "e2e",       "testdata", "Tests",     "Test"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (idio_slice_eq_c(s, names[i]))
            return true;
    }
    return false;
}

static struct idio_slice base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return idio_slice_c(slash ? slash + 1 : path);
}

/* The language's own names of tests: number of the one that fits, and the stem without it. */
static int own_mark(const struct idio_lang_rules *r, struct idio_slice *stem)
{
    for (size_t i = 0; i < r->test_name_count; i++) {
        if (name_fits(r->test_names[i], *stem, stem))
            return IDIO_TEST_NONE + 1 + (int)i;
    }
    return IDIO_TEST_NONE;
}

int idio_test_mark(const struct idio_lang_rules *r, struct idio_slice base,
                   struct idio_slice *ret_stem)
{
    const char *dot = memchr(base.p, '.', base.n);
    struct idio_slice stem = idio_slice(base.p, dot ? (size_t)(dot - base.p) : base.n);
    struct idio_slice rest = idio_slice(base.p + stem.n, base.n - stem.n);
    int mark = IDIO_TEST_NONE;
    if (idio_slice_starts(rest, ".test."))
        mark = 2;
    else if (idio_slice_starts(rest, ".spec."))
        mark = 3;
    else if (stem.n > 5 && (idio_slice_ends(stem, "_test") || idio_slice_ends(stem, "-test")))
        mark = 0;
    else if (stem.n > 5 && (idio_slice_starts(stem, "test_") || idio_slice_starts(stem, "test-")))
        mark = 1;
    if (mark == 0)
        stem.n -= 5;
    if (mark == 1)
        stem = idio_slice(stem.p + 5, stem.n - 5);
    if (mark == IDIO_TEST_NONE)
        mark = own_mark(r, &stem);
    *ret_stem = stem;
    return mark;
}

/* Below the folder that holds the product's code? */
static bool in_code_folder(const struct idio_lang_rules *r, const char *path)
{
    size_t n = r->code_folder ? strlen(r->code_folder) : 0;
    for (const char *p = path; n > 0 && (p = strstr(p, r->code_folder)) != NULL; p++) {
        if ((p == path || p[-1] == '/') && p[n] == '/')
            return true;
    }
    return false;
}

bool idio_path_in_test_folder(const struct idio_lang_rules *r, const char *path)
{
    for (const char *p = path, *slash; (slash = strchr(p, '/')) != NULL; p = slash + 1) {
        if (folder_is_test(r, idio_slice(p, (size_t)(slash - p))))
            return true;
    }
    return false;
}

bool idio_path_is_test(const struct idio_lang_rules *r, const char *path)
{
    struct idio_slice stem, base = base_of(path);
    if (in_code_folder(r, path))
        return false;
    if (idio_test_mark(r, base, &stem) != IDIO_TEST_NONE || idio_path_in_test_folder(r, path))
        return true;
    stem = idio_slice(base.p, strcspn(base.p, "."));
    return idio_slice_eq_c(stem, "test") || idio_slice_eq_c(stem, "tests") ||
           idio_slice_eq_c(stem, "conftest") || (stem.n > 6 && idio_slice_ends(stem, "_tests"));
}

static bool name_is_test(const char *name)
{
    if (strncmp(name, "test_", 5) == 0 || strcmp(name, "test") == 0)
        return true;
    return (strncmp(name, "Test", 4) == 0 || strncmp(name, "test", 4) == 0) &&
           isupper((unsigned char)name[4]);
}

/* ---- text ----------------------------------------------------------------------------------- */
/* Appends `s` with each run of white space as one space, none at the start of `out`. */
static void fold_space(struct idio_str *out, struct idio_slice s, size_t max)
{
    bool gap = out->len > 0;
    for (size_t i = 0; i < s.n && out->len < max; i++) {
        if (isspace((unsigned char)s.p[i])) {
            gap = out->len > 0;
            continue;
        }
        size_t run = i;
        while (run < s.n && !isspace((unsigned char)s.p[run]))
            run++;
        if (gap)
            idio_str_putc(out, ' ');
        idio_str_append(out, s.p + i, run - i);
        gap = false;
        i = run - 1;
    }
}

/* Redacts, repairs, cuts to `max` bytes and keeps. NULL: out of memory or over the arena. */
static const char *keep(struct idio_str *work, size_t max, struct idio_arena *arena,
                        struct idio_err *err)
{
    struct idio_err why = {0};
    if (work->len == 0)
        return "";
    idio_corpus_redact(work, &why);
    if (why.status != IDIO_OK || work->failed == IDIO_E_NOMEM) {
        idio_nomem(err, "corpus.units");
        return NULL;
    }
    size_t n = idio_utf8_cut(work->data, work->len, max);
    while (n > 0 && isspace((unsigned char)work->data[n - 1]))
        n--;
    const char *text;
    if (idio_utf8_valid(work->data, n, NULL)) {
        text = idio_arena_strndup(arena, work->data, n);
    } else {
        struct idio_str fixed;
        idio_str_init(&fixed, 4 * max + 16);
        idio_utf8_repair(&fixed, work->data, n);
        n = idio_utf8_cut(fixed.data, fixed.len, max);
        text = fixed.failed == IDIO_OK ? idio_arena_strndup(arena, fixed.data, n) : NULL;
        idio_str_release(&fixed);
    }
    if (!text)
        idio_arena_gone(arena, err);
    return text;
}

const char *idio_units_keep(struct idio_slice s, size_t max, struct idio_str *work,
                            struct idio_arena *arena)
{
    struct idio_err why = {0};
    idio_str_clear(work);
    fold_space(work, s, max);
    idio_corpus_redact(work, &why); /* the name of a test and an import may be any string */
    if (why.status != IDIO_OK)
        return NULL;
    size_t n = idio_utf8_cut(work->data, work->len, max);
    if (!idio_utf8_valid(work->data, n, NULL))
        return "";
    return idio_arena_strndup(arena, work->data, n);
}

/* One line of a comment without its marks; the same for Python docstrings. */
static struct idio_slice strip_line(struct idio_slice s)
{
    static const char *const marks[] = {"/**", "/*!", "/*", "///", "//!", "//",
                                        "#!",  "#",   "*/", "*",   NULL};
    s = idio_slice_trim(s);
    if (idio_slice_ends(s, "*/"))
        s.n -= 2;
    for (size_t i = 0; marks[i]; i++) {
        if (!idio_slice_starts(s, marks[i]))
            continue;
        size_t n = strlen(marks[i]);
        s = idio_slice(s.p + n, s.n - n);
        break;
    }
    while (s.n > 0 && strchr("/*#=-~", s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--; /* rulers */
    return idio_slice_trim(s);
}

static void add_comment(struct idio_str *out, struct idio_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    while (p < end && out->len < DOC_READ_BYTES) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        fold_space(out, strip_line(idio_slice(p, (size_t)((nl ? nl : end) - p))), DOC_READ_BYTES);
        p = nl ? nl + 1 : end;
    }
}

static void add_docstring(struct idio_str *out, struct idio_slice s)
{
    while (s.n > 0 && isalpha((unsigned char)*s.p))
        s.p++, s.n--;
    size_t q = s.n >= 6 && s.p[1] == s.p[0] && s.p[2] == s.p[0] ? 3 : 1;
    if (s.n >= 2 * q)
        s = idio_slice(s.p + q, s.n - 2 * q);
    fold_space(out, s, DOC_READ_BYTES);
}

/* ---- docs ----------------------------------------------------------------------------------- */
static bool has_flag(const struct idio_lang_queries *q, const struct idio_node *n, uint8_t flag)
{
    return n->symbol < q->symbols.count && (q->symbols.flags[n->symbol] & flag) != 0;
}

/* A comment behind code on the same line belongs to that code. */
static bool is_trailing(const struct idio_flat *f, uint32_t comment)
{
    uint32_t p = f->at[comment].prev;
    if (p == IDIO_NO_NODE)
        return false;
    return idio_flat_last_row(f, p) == f->at[comment].start_row &&
           !(f->at[p].flags & IDIO_NODE_COMMENT);
}

size_t idio_doc_comments(const struct idio_flat *f, const struct idio_lang_queries *q,
                         uint32_t unit, uint32_t *ret, size_t max, uint32_t *ret_owner)
{
    size_t n = 0;
    bool front = false;
    for (uint32_t level = unit;; level = f->at[level].parent) {
        uint32_t here = level;
        for (uint32_t p = f->at[here].prev; p != IDIO_NO_NODE; p = f->at[here].prev) {
            uint32_t row = idio_flat_last_row(f, p);
            bool near = row + 1 >= f->at[here].start_row;
            if (near && has_flag(q, &f->at[p], IDIO_SYMBOL_ATTRIBUTE)) {
                here = p;
                if (n == 0)
                    *ret_owner = p;
                continue;
            }
            if (!(f->at[p].flags & IDIO_NODE_COMMENT) || row + 1 != f->at[here].start_row ||
                is_trailing(f, p) || n == max)
                break;
            ret[n++] = p;
            here = p;
        }
        if (n == 0 && here == level && !front)
            *ret_owner = level;
        uint32_t parent = f->at[level].parent;
        if (n > 0 || parent == IDIO_NO_NODE)
            return n;
        front = f->at[level].prev == IDIO_NO_NODE && has_flag(q, &f->at[parent], IDIO_SYMBOL_FRONT);
        if (!front && !has_flag(q, &f->at[parent], IDIO_SYMBOL_WRAPPER))
            return n;
    }
}

static bool is_named(const struct idio_lang_queries *q, const struct idio_node *n, const char *type)
{
    return n->symbol < q->symbols.count &&
           strcmp(ts_language_symbol_name(q->grammar, n->symbol), type) == 0;
}

uint32_t idio_docstring(const struct idio_flat *f, const struct idio_lang_queries *q, uint32_t unit)
{
    const struct idio_node *at = f->at;
    uint32_t body = at[unit].parent == IDIO_NO_NODE ? unit : IDIO_NO_NODE;
    if (!q->rules.docstrings)
        return IDIO_NO_NODE;
    for (uint32_t c = unit + 1; c < at[unit].past && body == IDIO_NO_NODE; c = at[c].past) {
        if (is_named(q, &at[c], "block"))
            body = c;
        else if (is_named(q, &at[unit], "decorated_definition") && at[c].past == at[unit].past)
            unit = c; /* the definition is the last child: go on inside it */
    }
    if (body == IDIO_NO_NODE)
        return IDIO_NO_NODE;
    uint32_t first = body + 1;
    while (first < at[body].past && (at[first].flags & IDIO_NODE_COMMENT))
        first = at[first].past;
    if (first >= at[body].past || !is_named(q, &at[first], "expression_statement"))
        return IDIO_NO_NODE;
    uint32_t string = first + 1;
    bool alone = string < at[first].past && at[string].past == at[first].past;
    return alone && is_named(q, &at[string], "string") ? string : IDIO_NO_NODE;
}

static bool says_licence(struct idio_slice s)
{
    size_t n = s.n < 600 ? s.n : 600;
    return memmem(s.p, n, "opyright", 8) || memmem(s.p, n, "SPDX-", 5) ||
           memmem(s.p, n, "icense", 6) || idio_slice_starts(s, "#!");
}

/* The comments at the top of a file, but neither a licence nor what belongs to the first unit. */
static void module_doc(const struct idio_scratch *s, struct idio_str *out)
{
    const struct idio_flat *f = &s->flat;
    uint32_t stop = 1, last = IDIO_NO_NODE;
    while (stop < f->at[0].past && (f->at[stop].flags & IDIO_NODE_COMMENT)) {
        last = stop;
        stop = f->at[stop].past;
    }
    uint32_t unit = s->units.len > 1 ? s->units.at[1].node : IDIO_NO_NODE;
    if (last == IDIO_NO_NODE)
        return;
    uint32_t row = UINT32_MAX; /* row below which comments hang together with the unit */
    if (stop < f->at[0].past && unit != IDIO_NO_NODE && unit >= stop && unit < f->at[stop].past)
        row = f->at[stop].start_row;
    for (uint32_t c = last; row != UINT32_MAX && c != IDIO_NO_NODE; c = f->at[c].prev) {
        if (idio_flat_last_row(f, c) + 1 != row)
            break;
        row = f->at[c].start_row;
        stop = c;
    }
    for (uint32_t c = 1; c < stop; c = f->at[c].past) {
        if (!says_licence(idio_flat_text(f, c)))
            add_comment(out, idio_flat_text(f, c));
    }
}

static void unit_doc(const struct idio_scratch *s, const struct idio_lang_queries *q,
                     const struct idio_raw_unit *u, struct idio_str *out)
{
    const struct idio_flat *f = &s->flat;
    uint32_t comments[DOC_COMMENTS], owner;
    uint32_t string = u->doc != IDIO_NO_NODE ? u->doc : idio_docstring(f, q, u->node);
    idio_str_clear(out);
    if (string != IDIO_NO_NODE) {
        add_docstring(out, idio_flat_text(f, string));
        return;
    }
    if (u->kind == IDIO_UNIT_MODULE) {
        module_doc(s, out);
        return;
    }
    size_t n = idio_doc_comments(f, q, u->node, comments, DOC_COMMENTS, &owner);
    while (n > 0)
        add_comment(out, idio_flat_text(f, comments[--n]));
}

static void unit_signature(const struct idio_flat *f, const struct idio_raw_unit *u,
                           struct idio_str *out)
{
    struct idio_slice s = idio_flat_text(f, u->node);
    idio_str_clear(out);
    if (u->kind == IDIO_UNIT_MODULE)
        return;
    if (u->body != IDIO_NO_NODE && f->at[u->body].start >= f->at[u->node].start) {
        uint32_t stop = f->at[u->body].start;
        /* a comment may stand between the signature and the body */
        for (uint32_t c = u->node + 1; c < f->at[u->node].past; c = f->at[c].past) {
            if ((f->at[c].flags & IDIO_NODE_COMMENT) && f->at[c].start < stop)
                stop = f->at[c].start;
        }
        s.n = stop - f->at[u->node].start;
    } else {
        const char *nl = memchr(s.p, '\n', s.n);
        s.n = nl ? (size_t)(nl - s.p) : s.n;
    }
    s = idio_slice_trim(s);
    while (s.n > 0 && strchr("{:", s.p[s.n - 1]) && s.p[s.n - 1])
        s = idio_slice_trim(idio_slice(s.p, s.n - 1));
    fold_space(out, s, 2 * SIGNATURE_BYTES);
}

/* ---- units ---------------------------------------------------------------------------------- */
static int by_node(const void *a, const void *b)
{
    const struct idio_raw_unit *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->pattern != y->pattern)
        return x->pattern < y->pattern ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

/* The same node may match several patterns: the first that knows something wins. */
static void merge_units(struct idio_scratch *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->units.len; i++) {
        struct idio_raw_unit *u = &s->units.at[i];
        struct idio_raw_unit *last = kept > 0 ? &s->units.at[kept - 1] : NULL;
        if (!last || last->node != u->node) {
            s->units.at[kept++] = *u;
            continue;
        }
        if (last->name == IDIO_NO_NODE)
            last->name = u->name;
        if (last->body == IDIO_NO_NODE)
            last->body = u->body;
        if (last->doc == IDIO_NO_NODE)
            last->doc = u->doc;
        last->test = last->test || u->test;
    }
    s->units.len = kept;
}

uint32_t idio_unit_at(const struct idio_flat *f, const uint32_t *nodes,
                      const struct idio_observed *o, uint32_t at)
{
    size_t lo = 1, hi = o->unit_count; /* first unit that begins behind `at` */
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (f->at[nodes[mid]].start <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    uint32_t unit = (uint32_t)lo - 1;
    while (unit != 0 && f->at[nodes[unit]].end <= at)
        unit = o->units[unit].parent;
    return unit;
}

static int finish_unit(struct idio_parser *p, const struct idio_lang_queries *q, size_t i,
                       bool test_file, struct idio_str *work, struct idio_arena *arena,
                       struct idio_observed *o, struct idio_err *err)
{
    const struct idio_flat *f = &p->s.flat;
    const struct idio_raw_unit *raw = &p->s.units.at[i];
    struct idio_unit *u = &o->units[i];
    u->kind = raw->kind;
    u->first_line = f->at[raw->node].start_row + 1;
    u->last_line = idio_flat_last_row(f, raw->node) + 1;
    u->calls = "";
    u->name = raw->name == IDIO_NO_NODE
                  ? ""
                  : idio_units_keep(idio_unquote(idio_flat_text(f, raw->name)), NAME_MAX_BYTES,
                                    work, arena);
    if (!u->name)
        return idio_arena_gone(arena, err);
    unit_signature(f, raw, work);
    u->signature = keep(work, SIGNATURE_BYTES, arena, err);
    if (!u->signature)
        return err ? err->status : IDIO_E_LIMIT;
    unit_doc(&p->s, q, raw, work);
    u->doc = keep(work, DOC_BYTES, arena, err);
    if (!u->doc)
        return err ? err->status : IDIO_E_LIMIT;
    u->is_test = raw->test || (raw->kind != IDIO_UNIT_CLASS && test_file) || name_is_test(u->name);
    return IDIO_OK;
}

/* Parent: the nearest earlier unit whose node holds this one. */
static void set_parents(const struct idio_flat *f, const struct idio_scratch *s,
                        struct idio_observed *o)
{
    o->units[0].parent = IDIO_NO_UNIT;
    for (uint32_t i = 1; i < o->unit_count; i++) {
        uint32_t p = i - 1;
        while (p != 0 && f->at[s->units.at[p].node].past <= s->units.at[i].node)
            p = o->units[p].parent;
        o->units[i].parent = p;
    }
}

/* ---- calls and imports ---------------------------------------------------------------------- */
struct owned_name {
    uint32_t unit, node;
};

static int by_unit(const void *a, const void *b)
{
    const struct owned_name *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static bool has_word(const struct idio_str *s, struct idio_slice w)
{
    for (size_t at = 0; at < s->len;) {
        size_t n = strcspn(s->data + at, " ");
        if (n == w.n && memcmp(s->data + at, w.p, n) == 0)
            return true;
        at += n + 1;
    }
    return false;
}

static void add_call(struct idio_str *out, struct idio_slice name)
{
    if (name.n == 0 || name.n > 64 || out->len + name.n + 1 > CALLS_BYTES || has_word(out, name))
        return;
    for (size_t i = 0; i < name.n; i++) {
        if (isspace((unsigned char)name.p[i]) || name.p[i] == '\0')
            return;
    }
    if (!idio_utf8_valid(name.p, name.n, NULL))
        return;
    if (out->len > 0)
        idio_str_putc(out, ' ');
    idio_str_append(out, name.p, name.n);
}

static int finish_calls(struct idio_parser *p, const uint32_t *nodes, struct idio_str *work,
                        struct idio_arena *arena, struct idio_observed *o, struct idio_err *err)
{
    const struct idio_flat *f = &p->s.flat;
    size_t n = p->s.calls.len;
    struct owned_name *calls = idio_alloc(n + 1, sizeof *calls);
    if (!calls)
        return idio_nomem(err, "corpus.units");
    for (size_t i = 0; i < n; i++) {
        uint32_t node = p->s.calls.at[i].node;
        uint32_t unit = idio_unit_at(f, nodes, o, f->at[node].start);
        /* it("…", () => {}) is a unit that begins with its own call */
        if (unit != 0 && f->at[nodes[unit]].start == f->at[node].start)
            unit = o->units[unit].parent;
        calls[i] = (struct owned_name){unit, node};
    }
    qsort(calls, n, sizeof *calls, by_unit);
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK;) {
        uint32_t unit = calls[i].unit;
        idio_str_clear(work);
        for (; i < n && calls[i].unit == unit; i++)
            add_call(work, idio_flat_text(f, calls[i].node));
        o->units[unit].calls = idio_arena_strndup(arena, work->data, work->len);
        if (!o->units[unit].calls)
            rc = idio_arena_gone(arena, err);
    }
    idio_free(calls);
    return rc;
}

static int by_name_node(const void *a, const void *b)
{
    const struct idio_raw_name *x = a, *y = b;
    return x->node < y->node ? -1 : x->node > y->node;
}

static int finish_imports(struct idio_parser *p, struct idio_str *work, struct idio_arena *arena,
                          struct idio_observed *o, struct idio_err *err)
{
    struct idio_map seen;
    size_t n = p->s.imports.len;
    o->imports = idio_arena_alloc(arena, n + 1, sizeof *o->imports);
    if (!o->imports)
        return idio_arena_gone(arena, err);
    if (n > 0)
        qsort(p->s.imports.at, n, sizeof *p->s.imports.at, by_name_node);
    idio_map_init(&seen, (size_t)4 * 1024 * 1024);
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        struct idio_slice s = idio_unquote(idio_flat_text(&p->s.flat, p->s.imports.at[i].node));
        bool fresh = false;
        const char *text = idio_units_keep(s, IMPORT_BYTES, work, arena);
        if (!text)
            rc = idio_arena_gone(arena, err);
        else if (*text && !idio_map_at(&seen, text, strlen(text), &fresh))
            rc = idio_nomem(err, "corpus.units");
        else if (fresh)
            o->imports[o->import_count++] = text;
    }
    idio_map_release(&seen);
    return rc;
}

/* ---- the whole ------------------------------------------------------------------------------ */
static int sort_units(struct idio_parser *p, struct idio_err *err)
{
    struct idio_raw_unit module = {
        .name = IDIO_NO_NODE, .body = IDIO_NO_NODE, .doc = IDIO_NO_NODE, .kind = IDIO_UNIT_MODULE};
    if (idio_vec_push(&p->s.units, module) < 0)
        return idio_nomem(err, "corpus.units");
    for (size_t i = 0; i + 1 < p->s.units.len; i++) /* the root belongs to the module alone */
        p->s.units.at[i].pattern++;
    qsort(p->s.units.at, p->s.units.len, sizeof *p->s.units.at, by_node);
    merge_units(&p->s);
    return IDIO_OK;
}

int idio_units_finish(struct idio_parser *p, const struct idio_lang_queries *q, const char *path,
                      struct idio_arena *arena, struct idio_observed *ret, uint32_t **ret_nodes,
                      struct idio_err *err)
{
    int rc = sort_units(p, err);
    if (rc != IDIO_OK)
        return rc;
    size_t n = p->s.units.len;
    uint32_t *nodes = idio_alloc(n, sizeof *nodes);
    ret->units = idio_arena_alloc(arena, n, sizeof *ret->units);
    if (!nodes || !ret->units) {
        idio_free(nodes);
        return idio_arena_gone(arena, err);
    }
    ret->unit_count = n;
    struct idio_str work;
    struct idio_err local = {0};
    bool test_file = idio_path_is_test(&q->rules, path);
    idio_str_init(&work, (size_t)64 * 1024);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        nodes[i] = p->s.units.at[i].node;
        rc = finish_unit(p, q, i, test_file, &work, arena, ret, err ? err : &local);
    }
    if (rc == IDIO_OK) {
        ret->units[0].last_line = ret->lines > 0 ? ret->lines : 1;
        ret->units[0].first_line = 1;
        set_parents(&p->s.flat, &p->s, ret);
        rc = finish_calls(p, nodes, &work, arena, ret, err);
    }
    if (rc == IDIO_OK)
        rc = finish_imports(p, &work, arena, ret, err);
    idio_str_release(&work);
    if (rc != IDIO_OK) {
        idio_free(nodes);
        return rc;
    }
    *ret_nodes = nodes;
    return IDIO_OK;
}
