/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the grammar.
 *
 *   grammar.c        data/grammar.json → symbols and productions, checked
 *   grammar_tell.c   a message: which pieces, in which order, which productions
 *   grammar_slot.c   what stands in slots: goal, inputs, habits …, with their spans
 *   noise.c          slips of the keyboard, kept away from what was marked
 *
 * A production is text with symbols and slots in braces. Features tell which productions fit; some
 * features change while a message is made (what is still pending, whether it is a question).
 *
 * Every choice has a chance of its own, named by symbol and occurrence, and not the next number of
 * one stream. So when a prompt is made vague, only what was made vague changes: its clear twin is
 * the same message otherwise.
 */
#ifndef IDIO_PAIRS_GRAMMAR_INTERNAL_H
#define IDIO_PAIRS_GRAMMAR_INTERNAL_H

#include "base/map.h"
#include "base/vec.h"
#include "pairs/pairs.h"
#include "pairs/words.h"

#define GRAMMAR_DEPTH  48          /* of symbols in symbols */
#define GRAMMAR_TEXT   (12 * 1024) /* bytes of a prompt */
#define GRAMMAR_PIECES 24
#define GRAMMAR_MARKS  128
#define GRAMMAR_USED   96 /* productions of a prompt that are recorded */

/* What productions ask for in "when". The first ones are fixed for a message, the others change. */
#define GRAMMAR_FEATURE_LIST(X)                                                             \
    X(TERSE, "terse")                                                                       \
    X(CASUAL, "casual")                                                                     \
    X(VERBOSE, "verbose")                                                                   \
    X(CREATE, "create")                                                                     \
    X(EDIT, "edit")                                                                         \
    X(FIX, "fix")                                                                           \
    X(TEST, "test")                                                                         \
    X(REFACTOR, "refactor")                                                                 \
    X(FUNCTION, "function")                                                                 \
    X(CLASS, "class")                                                                       \
    X(MODULE, "module")                                                                     \
    X(METHOD, "method") /* a function that stands in a class */                             \
    X(OBJECT, "object") /* the goal has one */                                              \
    X(AGENT, "agent")   /* "header parser" can be said */                                   \
    X(WISH, "wish")     /* the goal is the change that is wanted, not what the code does */ \
    X(NAMED, "named")   /* the code is there and has a name */                              \
    X(CAPITAL, "capital")                                                                   \
    X(NOISY, "noisy")                                                                       \
    X(PYTHON, "python")                                                                     \
    X(RUST, "rust")                                                                         \
    X(GO, "go")                                                                             \
    X(JS, "js")                                                                             \
    X(CLIKE, "clike") /* C and C++ */                                                       \
    X(QUESTION, "question")                                                                 \
    X(PENDING, "pending")                                                                   \
    X(MANY, "many")     /* more than one piece is pending */                                \
    X(NAMING, "naming") /* pending: its name, path, … */                                  \
    X(PATH, "path")                                                                         \
    X(LANGUAGE, "language")                                                                 \
    X(INPUTS, "inputs")                                                                     \
    X(OUTPUTS, "outputs")                                                                   \
    X(DETAIL, "detail")                                                                     \
    X(CLAUSE, "clause")     /* of the edge: "n is 0", not "empty input" */                  \
    X(NEGATIVE, "negative") /* of the habit: "no tabs" */                                   \
    X(THING, "thing")       /* of the habit: it can be said without its verb */             \
    X(PASSIVE, "passive")   /* of the habit: "functions named in snake_case" */             \
    X(AGAINST, "against")   /* of the habit: another value is wanted */                     \
    X(LIBRARY, "library")   /* of the habit */
enum grammar_feature {
#define X(name, key) GRAMMAR_##name,
    GRAMMAR_FEATURE_LIST(X)
#undef X
        GRAMMAR_FEATURES
};
_Static_assert(GRAMMAR_FEATURES <= 64, "features are bits of a uint64_t");
#define GRAMMAR_BIT(name) (UINT64_C(1) << GRAMMAR_##name)

#define GRAMMAR_SLOT_LIST(X)                                                          \
    X(GOAL_BARE, "goal.bare")           /* parse header lines from a buffer */        \
    X(GOAL_GERUND, "goal.gerund")       /* parsing … */                             \
    X(GOAL_THIRD, "goal.third")         /* parses … */                              \
    X(GOAL_NOUN, "goal.noun")           /* the parsing of header lines … */         \
    X(GOAL_SHOULD_BE, "goal.should_be") /* header lines should be parsed … */       \
    X(GOAL_OBJECT, "goal.object")       /* header lines */                            \
    X(GOAL_AGENT, "goal.agent")         /* header line parser */                      \
    X(NAME, "name")                                                                   \
    X(NAME_WORDS, "name.words")                                                       \
    X(PATH, "path")                                                                   \
    X(FILE, "file")                                                                   \
    X(FOLDER, "folder")                                                               \
    X(LANGUAGE, "language")                                                           \
    X(CONTAINER, "container")                                                         \
    X(INPUTS, "inputs")                                                               \
    X(OUTPUTS, "outputs")                                                             \
    X(EDGE, "edge")                                                                   \
    X(DETAIL, "detail")                                                               \
    X(HABIT_BARE, "habit.bare")       /* indent with tabs */                          \
    X(HABIT_GERUND, "habit.gerund")   /* indenting with tabs */                       \
    X(HABIT_THING, "habit.thing")     /* single quotes for strings */                 \
    X(HABIT_PASSIVE, "habit.passive") /* functions named in snake_case */             \
    X(INSTEAD, "instead")             /* indent by 4 spaces */                        \
    X(USUAL, "usual")                 /* the habit, not stated: "indent with tabs" */ \
    X(NUMBER, "number")                                                               \
    X(NEXT_CLAUSE, "next.clause") /* the next pending piece, in one of its forms */   \
    X(NEXT_SENTENCE, "next.sentence")                                                 \
    X(NEXT_ITEM, "next.item")                                                         \
    X(ARTICLE, "a") /* a or an */                                                     \
    X(SPAN_BEGIN, "^")                                                                \
    X(SPAN_END, "^^")
enum grammar_slot {
#define X(name, key) GRAMMAR_SLOT_##name,
    GRAMMAR_SLOT_LIST(X)
#undef X
        GRAMMAR_SLOTS
};

struct grammar_part {
    const char *text; /* literal; NULL: symbol or slot */
    size_t len;
    size_t symbol; /* SIZE_MAX: slot */
    enum grammar_slot slot;
};
struct grammar_production {
    const char *id; /* "opener: can you " */
    size_t symbol;
    uint64_t with, without;
    uint32_t weight; /* 0: when nothing else fits */
    bool kept;       /* for tests */
    uint64_t set, clear;
    const char *slot; /* of a question; NULL */
    struct grammar_part *parts;
    size_t part_count;
};
struct grammar_symbol {
    const char *name;
    size_t first, count; /* productions */
};
struct idio_grammar {
    struct idio_arena arena;
    struct idio_map names; /* symbol → number */
    struct grammar_symbol *symbols;
    size_t symbol_count;
    struct grammar_production *productions;
    size_t production_count, kept;
};

/* Of a text; `what` names it in errors. */
int grammar_read(const char *text, size_t n, const char *what, struct idio_grammar **ret,
                 struct idio_err *err) IDIO_MUST_CHECK;
/* SIZE_MAX when there is none. */
size_t grammar_symbol_find(const struct idio_grammar *g, const char *name);

/* ---- telling --------------------------------------------------------------------------------- */

enum grammar_piece_kind {
    GRAMMAR_PIECE_NAMING,
    GRAMMAR_PIECE_PATH,
    GRAMMAR_PIECE_LANGUAGE,
    GRAMMAR_PIECE_INPUTS,
    GRAMMAR_PIECE_OUTPUTS,
    GRAMMAR_PIECE_EDGE,
    GRAMMAR_PIECE_DETAIL,
    GRAMMAR_PIECE_HABIT,
    GRAMMAR_PIECE_CONFLICT
};
struct grammar_piece {
    enum grammar_piece_kind kind;
    size_t index; /* of the edge or habit */
    uint64_t rank;
    bool said;
};
/* A span that is stated (field < IDIO_FIELD_COUNT) or only must not be touched. */
struct grammar_mark {
    enum idio_field field; /* IDIO_FIELD_COUNT: protected only */
    const struct idio_fact *fact;
    bool against;
    size_t begin, end;
};
struct grammar_habit {                /* a fact's sentence, taken apart */
    const char *bare;                 /* "indent with tabs" */
    const char *verb, *object, *rest; /* verb "" when it begins with none */
    bool negative;                    /* "no …": object is what is not wanted */
    bool thing;
};
struct grammar_teller {
    const struct idio_grammar *g;
    const struct idio_frame *f;
    const struct idio_telling *how;
    struct idio_arena *arena;
    uint64_t seed;
    uint64_t features;
    struct idio_str out;
    struct grammar_piece pieces[GRAMMAR_PIECES];
    size_t piece_count, piece; /* `piece`: the one being said */
    struct grammar_mark marks[GRAMMAR_MARKS];
    size_t mark_count;
    const char *used[GRAMMAR_USED];
    size_t used_count;
    uint16_t *seen; /* [symbol]: how often it was expanded */
    bool kept_used, only_kept;
    bool capital_next, article_next, small_i;
    bool verbatim; /* a pasted log (symbols log.*): white space stays, nothing is touched */
    bool asking;   /* a question to the developer is being made: nothing is marked */
    const char *question, *slot;
    /* the goal as it is told: of the frame, or made vague */
    const char *verb, *object, *rest;
    struct grammar_habit habit, instead;
    unsigned depth;
    size_t span; /* where the open ^ stands */
    int status;  /* sticky */
};

int grammar_expand(struct grammar_teller *t, size_t symbol);
/* A choice below n, named by what it is for. */
uint32_t grammar_pick(const struct grammar_teller *t, const char *what, size_t index, uint32_t n);
bool grammar_happens(const struct grammar_teller *t, const char *what, size_t index, double share);
/* Appends text; `code` is left as it is. */
void grammar_put(struct grammar_teller *t, const char *p, size_t n, bool code);
void grammar_mark(struct grammar_teller *t, enum idio_field field, size_t begin);
void grammar_slot_put(struct grammar_teller *t, enum grammar_slot slot);
/* IDIO_OK or NOMEM */
int grammar_habit_read(const char *sentence, struct idio_arena *arena,
                       struct grammar_habit *ret) IDIO_MUST_CHECK;
bool grammar_has_agent(const struct idio_frame *f);

/* Slips at the measured rates, outside of the marks; marks follow. */
void grammar_noise(struct grammar_teller *t);

#endif
