/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the observing half of the corpus engine shares between its files (tree-sitter is seen here
 * and nowhere else in the program). docs/formats/queries.md describes the protocol that this
 * implements.
 *
 *   observer.c     queries of all languages, compiled once
 *   pattern.c      #set! properties of one pattern
 *   predicate.c    #…? predicates: compiled, evaluated
 *   classify*.c    classifiers: table and functions
 *   query_*.c      queries: put together, parsed, matched
 *   flat_tree.c    the syntax tree as one array
 *   lang_rules.c   language.json: blocks, docstrings, names of tests
 *   parser.c       one file: parse, match, sites
 *   units.c        units, calls, imports, docs
 *   line_traits.c  traits that need lines only
 */
#ifndef IDIO_CORPUS_OBSERVE_INTERNAL_H
#define IDIO_CORPUS_OBSERVE_INTERNAL_H

#include "base/map.h"
#include "base/regex.h"
#include "base/vec.h"
#include "corpus/corpus.h"
#include "corpus/parse_memory.h"
#include "corpus/query.h"
#include "corpus/query_source.h"

#define IDIO_CLASSES_MAX 12 /* values that one classifier can say */
#define IDIO_BUCKETS_MAX 8
#define IDIO_TEXT_MAX    80 /* bytes of an open value */

struct idio_lang_queries;

/* ---- patterns ------------------------------------------------------------------------------- */
struct idio_pattern;
struct idio_look { /* what a classifier sees */
    const struct idio_flat *flat;
    const struct idio_lang_queries *lang;
    const struct idio_pattern *pattern;
    uint32_t node;          /* of @value, or else @site; IDIO_NO_NODE only for `present` */
    bool matched;           /* @value was there */
    struct idio_slice text; /* of the node */
    const char *path;
};
#define IDIO_ABSTAIN     (-1)
#define IDIO_CLASS_TEXT  (-2) /* *ret_text is the value */
#define IDIO_CLASS_LOWER (-3) /* *ret_text in lower case is */
struct idio_classifier {
    const char *name;
    const char *const *classes; /* NULL-terminated; NULL: open, or numbers into buckets */
    bool counts;                /* returns a number that `buckets` sorts */
    int (*classify)(const struct idio_look *in, struct idio_slice *ret_text);
};
const struct idio_classifier *idio_classifier_find(const char *name, size_t n);
extern const struct idio_classifier idio_classifiers[]; /* ends with a NULL name */
/* Case of a name: index into idio_case_classes, or IDIO_ABSTAIN. */
int idio_case_of(struct idio_slice name, bool single);
extern const char *const idio_case_classes[];
enum { IDIO_CASE_SNAKE, IDIO_CASE_CAMEL, IDIO_CASE_PASCAL, IDIO_CASE_SCREAMING, IDIO_CASE_KEBAB };

/* How the classifier `module` reads an import; slices of the query's source, empty when not set. */
struct idio_module_rule {
    struct idio_slice stops;    /* characters that end a part of the path */
    struct idio_slice relative; /* first characters of what is no library */
    struct idio_slice scope;    /* first characters of a path whose package has two parts */
    struct idio_slice own;      /* words that mean the project itself */
    struct idio_slice skip;     /* left out at the start */
    uint32_t levels;            /* parts that name the library; 0: one */
};

struct idio_predicate;
struct idio_predicates {
    IDIO_VEC(struct idio_predicate) at;
};
enum idio_value_mode { IDIO_MODE_UNITS, IDIO_MODE_FIXED, IDIO_MODE_BLOCK, IDIO_MODE_CLASSIFY };
struct idio_pattern {
    enum idio_value_mode mode; /* UNITS: no trait */
    uint16_t trait, value;     /* value: FIXED */
    bool open;                 /* the trait's vocabulary is open */
    bool distinct, single, triple;
    bool has_site;
    const struct idio_classifier *classifier;
    /* By class of the classifier; one with free text has the texts that `as.` renames for classes.
     */
    size_t class_count;
    int values[IDIO_CLASSES_MAX + 1];  /* value number, or IDIO_ABSTAIN */
    char *texts[IDIO_CLASSES_MAX + 1]; /* value text, for open traits; [0] of a FIXED one */
    struct idio_slice renamed[IDIO_CLASSES_MAX + 1];
    uint32_t buckets[IDIO_BUCKETS_MAX];
    size_t bucket_count;
    struct idio_module_rule module;
    struct idio_predicates predicates;
};

/* Captures with a meaning; UINT32_MAX when the query does not use one. */
struct idio_capture_ids {
    uint32_t site, value, function, class_, name, body, doc, test, call, import;
};
/* What corpus reads in queries/<lang>/language.json (lang_rules.c). */
#define IDIO_LANG_WORDS 48 /* of one kind */
struct idio_lang_rules {
    struct idio_json *doc; /* owns the words */
    /* A line that ends in one of the first or begins with one of the second opens a block. */
    const char *block_ends[IDIO_LANG_WORDS], *block_starts[IDIO_LANG_WORDS];
    const char *block_goes_on[IDIO_LANG_WORDS]; /* and one that ends in one of these does not */
    size_t block_end_count, block_start_count, block_goes_on_count;
    /* Names of test files that are this language's own: "*Test", "Test*"; value: of test.file_name,
     * -1 when the trait does not have it. */
    const char *test_names[IDIO_LANG_WORDS];
    int test_values[IDIO_LANG_WORDS];
    size_t test_name_count;
    const char *test_folders[IDIO_LANG_WORDS]; /* "*.Tests": names of folders with tests */
    size_t test_folder_count;
    const char *code_folder; /* "src/main": nothing below is a test; NULL: none */
    bool docstrings;         /* the first string of a body documents it */
};
struct idio_lang_queries {
    enum idio_lang lang;
    const TSLanguage *grammar;
    struct idio_query query;
    struct idio_query_source source;
    struct idio_pattern *patterns; /* one for each of query.patterns */
    struct idio_capture_ids ids;
    struct idio_symbols symbols;
    struct idio_lang_rules rules;
};

#define IDIO_LINE_TRAITS(X)                    \
    X(INDENT, "format.indent")                 \
    X(LINE_LENGTH, "format.line_length")       \
    X(TRAILING_SPACE, "format.trailing_space") \
    X(FINAL_NEWLINE, "format.final_newline")   \
    X(EOL, "format.eol")                       \
    X(FILE_NAME, "naming.file")                \
    X(TEST_PLACEMENT, "test.placement")        \
    X(TEST_FILE_NAME, "test.file_name")
enum idio_line_trait {
#define X(name, text) IDIO_LINE_##name,
    IDIO_LINE_TRAITS(X)
#undef X
        IDIO_LINE_COUNT
};
#define IDIO_LINE_VALUES 6
struct idio_line_rule {
    int trait; /* -1: the registry does not have it */
    int values[IDIO_LINE_VALUES];
};

struct idio_observer {
    struct idio_trait_resolver traits;
    const struct idio_embedded *shapes; /* queries/<lang>/shapes.scm, read when they are needed */
    struct idio_lang_queries langs[IDIO_LANG_COUNT];
    struct idio_line_rule lines[IDIO_LINE_COUNT];
};

/* Fails with INVALID at byte `at` of the source: "queries/c/traits.scm:12:3: …". */
int idio_query_fail(const struct idio_lang_queries *q, uint32_t at, struct idio_err *err,
                    const char *fmt, ...) IDIO_PRINTF(4, 5);

/* Reads `#set!` properties and predicates of pattern `index`. */
int idio_pattern_compile(struct idio_lang_queries *q, uint32_t index,
                         const struct idio_trait_resolver *traits,
                         struct idio_err *err) IDIO_MUST_CHECK;
void idio_pattern_release(struct idio_pattern *p);

/* ---- predicates ----------------------------------------------------------------------------- */
struct idio_match {
    const struct idio_found *found;
    const struct idio_flat *flat;
    const struct idio_lang_queries *lang;
    const char *path;
    bool test_file;
};
/* First node of a capture; IDIO_NO_NODE. */
uint32_t idio_match_node(const struct idio_match *m, uint32_t capture);

int idio_predicate_compile(struct idio_lang_queries *q, uint32_t index,
                           const struct idio_call *call, struct idio_err *err) IDIO_MUST_CHECK;
void idio_predicates_release(struct idio_predicates *p);
bool idio_predicates_hold(const struct idio_predicates *p, const struct idio_match *m);

/* ---- units ---------------------------------------------------------------------------------- */
struct idio_raw_unit {
    uint32_t node, name, body, doc;
    uint32_t pattern;
    enum idio_unit_kind kind;
    bool test;
};
struct idio_raw_name { /* call or import */
    uint32_t node;
};
/* Nodes of the comments above a unit node, nearest first; at most `max`. *ret_owner is the
 * outermost node that still is the unit (decorators, attributes, export). */
size_t idio_doc_comments(const struct idio_flat *f, const struct idio_lang_queries *q,
                         uint32_t unit, uint32_t *ret, size_t max, uint32_t *ret_owner);
/* First statement string of a Python-like body, or IDIO_NO_NODE. */
uint32_t idio_docstring(const struct idio_flat *f, const struct idio_lang_queries *q,
                        uint32_t unit);
/* Tests by their place or name: what holds in every language, and the language's own names. */
bool idio_path_is_test(const struct idio_lang_rules *r, const char *path);
bool idio_path_in_test_folder(const struct idio_lang_rules *r, const char *path);
/* Number of the test mark: IDIO_TEST_NONE, below it a value of test.file_name, above it (from
 * IDIO_TEST_NONE + 1) a test_name of the language. *ret_stem: base name without extension and mark.
 */
#define IDIO_TEST_NONE 4
int idio_test_mark(const struct idio_lang_rules *r, struct idio_slice base,
                   struct idio_slice *ret_stem);
/* From language.json, if `files` has it. */
int idio_lang_rules_load(struct idio_lang_rules *r, const struct idio_embedded *files,
                         const char *folder, const struct idio_trait_resolver *traits,
                         struct idio_err *err) IDIO_MUST_CHECK;
void idio_lang_rules_release(struct idio_lang_rules *r);
/* Does a ".h" hold C++? By words that C cannot have at the start of a line. */
bool idio_header_is_cpp(const char *path, const char *text, size_t n);

struct idio_raw_site {
    uint32_t start, line, node; /* node: IDIO_NO_NODE for line traits */
    uint32_t pattern;           /* priority: lower wins */
    uint32_t captures;          /* then: more wins */
    uint16_t trait, value;
    bool block, distinct, lower;
    struct idio_slice text; /* open value; `lower`: to be stored in lower case */
    struct idio_slice key;  /* text that counts once, if distinct */
};

struct idio_scratch { /* vectors that live from file to file */
    struct idio_flat flat;
    IDIO_VEC(struct idio_raw_site) sites;
    IDIO_VEC(struct idio_raw_unit) units;
    IDIO_VEC(struct idio_raw_name) calls;
    IDIO_VEC(struct idio_raw_name) imports;
};
struct idio_shaper;
struct idio_parser {
    const struct idio_observer *observer;
    struct idio_parse_memory memory;
    struct idio_scratch s;
    struct idio_shaper *shaper; /* NULL until shapes are asked for */
};

/* Languages (bits) whose queries are needed for files of these languages. */
uint32_t idio_parser_langs(uint32_t langs);
/* Fails after an arena gave NULL: LIMIT near its limit, else NOMEM. */
int idio_arena_gone(const struct idio_arena *a, struct idio_err *err);
/* Innermost unit that holds byte `at`; `nodes` are the flat nodes of o->units. */
uint32_t idio_unit_at(const struct idio_flat *f, const uint32_t *nodes,
                      const struct idio_observed *o, uint32_t at);
/* *ret_nodes: flat node of each unit; idio_free it. */
int idio_units_finish(struct idio_parser *p, const struct idio_lang_queries *q, const char *path,
                      struct idio_arena *arena, struct idio_observed *ret, uint32_t **ret_nodes,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* A text of the source for keeping: redacted, white space folded, cut to `max` bytes; "" when it is
 * not UTF-8. NULL: see idio_arena_gone. `work` is scratch. */
const char *idio_units_keep(struct idio_slice s, size_t max, struct idio_str *work,
                            struct idio_arena *arena);
/* Appends the sites of the line traits. */
int idio_line_sites(struct idio_parser *p, const struct idio_lang_queries *q, const char *path,
                    struct idio_err *err) IDIO_MUST_CHECK;

#endif
