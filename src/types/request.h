/* SPDX-License-Identifier: Apache-2.0 */
/* A request and its context, as both engines see it; and the draft of a spec that they fill. */
#ifndef IDIO_TYPES_REQUEST_H
#define IDIO_TYPES_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "types/fact.h"
#include "types/lang.h"

#define IDIO_REQUEST_MAX (64 * 1024) /* bytes; a longer request is refused with the number */

/* A fact with what the neighbourhood of the target file says about it. Rates are the share of
 * function units (of the target file; its folder; the repository; the language) in which the trait
 * comes up; rate_module is the share of whole files, which is what counts for traits that live
 * outside functions (imports, exports, file heads). Negative: none known. */
struct idio_candidate {
    const struct idio_fact *fact;
    double rate_file, rate_folder, rate_repo, rate_lang, rate_module;
};

struct idio_request {
    const char *text; /* valid UTF-8, NUL-terminated */
    size_t len;
    const char *path;           /* target file, relative to its repository; NULL: unknown */
    enum idio_lang lang;        /* of the path or said by the user (--language); NONE: unknown */
    const char *const *imports; /* of the target file */
    size_t import_count;
    const char *const *neighbours; /* signatures in the target file, then folder; at most 12 */
    size_t neighbour_count;
    const struct idio_candidate *candidates; /* facts of all languages */
    size_t candidate_count;
    const struct idio_candidate *undecided; /* facts that are not decided: material for questions */
    size_t undecided_count;
};

/* Properties of the default schema in their order. */
#define IDIO_FIELD_LIST(X)                          \
    X(GOAL, "goal")                                 \
    X(INPUTS, "inputs")                             \
    X(OUTPUTS, "outputs")                           \
    X(CONSTRAINTS_EXPLICIT, "constraints_explicit") \
    X(CONSTRAINTS_INFERRED, "constraints_inferred") \
    X(LIBRARIES_PREFERRED, "libraries_preferred")   \
    X(LIBRARIES_FORBIDDEN, "libraries_forbidden")   \
    X(STYLE_GUIDES, "style_guides")                 \
    X(NAMING_CONVENTIONS, "naming_conventions")     \
    X(DESIGN_PATTERNS, "design_patterns")           \
    X(TESTING_STRATEGY, "testing_strategy")         \
    X(EDGE_CASES, "edge_cases")                     \
    X(VERBOSITY, "verbosity")                       \
    X(OPEN_QUESTIONS, "open_questions")
enum idio_field {
#define X(name, key) IDIO_FIELD_##name,
    IDIO_FIELD_LIST(X)
#undef X
        IDIO_FIELD_COUNT
};
const char *idio_field_key(enum idio_field f);
enum idio_field idio_field_from_key(const char *key); /* IDIO_FIELD_COUNT when unknown */

enum idio_source {
    IDIO_SOURCE_SAID,     /* spans of the request */
    IDIO_SOURCE_INFERRED, /* a fact of the profile */
    IDIO_SOURCE_ASKED,    /* an open question: names the missing slot */
    IDIO_SOURCE_DEFAULT   /* neither said nor inferred: the schema's default (verbosity only) */
};
const char *idio_source_name(enum idio_source s); /* "said" … */

enum idio_intent {
    IDIO_INTENT_CREATE,
    IDIO_INTENT_EDIT,
    IDIO_INTENT_FIX,
    IDIO_INTENT_TEST,
    IDIO_INTENT_REFACTOR,
    IDIO_INTENT_EXPLAIN
};
const char *idio_intent_name(enum idio_intent i);

struct idio_item {
    enum idio_field field;
    enum idio_source source;
    const char *text;             /* valid UTF-8, one line, at most 300 bytes */
    size_t begin, end;            /* SAID: byte span of the request */
    const struct idio_fact *fact; /* INFERRED */
    const char *slot;  /* ASKED: output input language target error_contract referent trait:<id> */
    double confidence; /* 0..1 */
};

/* What an engine answers. Items of a field stand in the order in which they shall appear. GOAL and
 * VERBOSITY have exactly one item. Text lives in the arena that was given to the engine. */
struct idio_draft {
    IDIO_VEC(struct idio_item) items;
    enum idio_intent intent;
    enum idio_lang lang;
    const char *note;   /* a word to the user ("explain-only request: passed through"); NULL */
    const char *engine; /* "rules" or "model" */
};
void idio_draft_release(struct idio_draft *d);

#endif
