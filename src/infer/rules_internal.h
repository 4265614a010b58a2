/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the rules engine. The request passes through these stages; each reads what the ones
 * before it found and none changes it:
 *
 *   rules_lexicon   data/lexicon.json → word classes, languages, libraries, trait keywords
 *   rules_token     bytes → tokens (opaque ones for code, quotes, logs)
 *   rules_text      tokens → segments (clauses)
 *   rules_library   libraries named, wanted or ruled out
 *   rules_intent    language, verbosity; what kind of request it is
 *   rules_goal      where the main imperative clause begins and ends
 *   rules_fields    explicit constraints, edge cases, inputs, outputs
 *   rules_pick      facts of the profile that belong to the request
 *   rules_ask       what is left open
 *   rules           the stages in order, and the draft
 *   rules_sort      the stages alone: what kind of request it is
 *
 * All memory lives in the caller's arena but for the lexicon's hash map. Nothing here backtracks
 * over more than a fixed window of tokens, so time grows with the length of the request alone.
 */
#ifndef IDIO_INFER_RULES_INTERNAL_H
#define IDIO_INFER_RULES_INTERNAL_H

#include "base/map.h"
#include "base/str.h"
#include "infer/infer.h"
#include "infer/scorer_internal.h"

#define RULES_ITEM_MAX      300 /* bytes of an item's text (types/request.h) */
#define RULES_FIELD_MAX     12  /* items of one field: maxItems of the default schema */
#define RULES_PICK_MAX      12  /* inferred items of a spec, all fields together */
#define RULES_PICK_MINIMAL  6   /* of a quick one */
#define RULES_QUESTIONS_MAX 4
#define RULES_PHRASE_MAX    5  /* words of a lexicon entry */
#define RULES_WINDOW        12 /* tokens that are looked at around a cue */
#define RULES_MENTIONS_MAX  64 /* library names that are kept */

/* ---- lexicon
 * ------------------------------------------------------------------------------------- */

/* Classes of words; the names are keys of "words" in data/lexicon.json (lower case there). */
#define RULES_CLASS_LIST(X)                     \
    X(VERB_CREATE, "verb_create")               \
    X(VERB_EDIT, "verb_edit")                   \
    X(VERB_FIX, "verb_fix")                     \
    X(VERB_TEST, "verb_test")                   \
    X(VERB_REFACTOR, "verb_refactor")           \
    X(VERB_EXPLAIN, "verb_explain")             \
    X(VERB_CHORE, "verb_chore")                 \
    X(VERB_OTHER, "verb_other")                 \
    X(VERB_WEAK, "verb_weak")                   \
    X(OPENER, "opener")                         \
    X(LABEL, "label")                           \
    X(CLOSER, "closer")                         \
    X(CONJ, "conj")                             \
    X(MODAL, "modal")                           \
    X(LIMIT, "limit")                           \
    X(PROPERTY, "property")                     \
    X(FORBID, "forbid")                         \
    X(CUE_HEAD, "cue_head")                     \
    X(CUE_BREAK, "cue_break")                   \
    X(WEAK_BREAK, "weak_break")                 \
    X(EDGE_VERB, "edge_verb")                   \
    X(EDGE_WORD, "edge_word")                   \
    X(COND, "cond")                             \
    X(RESPONSE, "response")                     \
    X(INPUT_VERB, "input_verb")                 \
    X(OUTPUT_VERB, "output_verb")               \
    X(CONVERT_VERB, "convert_verb")             \
    X(FROM_VERB, "from_verb")                   \
    X(ARTEFACT, "artefact")                     \
    X(SUBSTANTIAL, "substantial")               \
    X(PRONOUN, "pronoun")                       \
    X(VAGUE_NOUN, "vague_noun")                 \
    X(VAGUE_INPUT, "vague_input")               \
    X(VAGUE_THING, "vague_thing")               \
    X(VAGUE_VERB, "vague_verb")                 \
    X(DET, "det")                               \
    X(PREP, "prep")                             \
    X(DATA_FORMAT, "data_format")               \
    X(UNIT, "unit")                             \
    X(BEFORE_NUMBER, "before_number")           \
    X(MINIMAL, "minimal")                       \
    X(MINIMAL_ADJECTIVE, "minimal_adjective")   \
    X(VERBOSE, "verbose")                       \
    X(LIB_WORD, "lib_word")                     \
    X(LIB_FOR, "lib_for")                       \
    X(LIB_AGAINST, "lib_against")               \
    X(LIB_BANNED_AFTER, "lib_banned_after")     \
    X(STDLIB_ONLY, "stdlib_only")               \
    X(HEADING_CONSTRAINT, "heading_constraint") \
    X(HEADING_INPUT, "heading_input")           \
    X(HEADING_OUTPUT, "heading_output")         \
    X(HEADING_EDGE, "heading_edge")             \
    X(TEST_WORD, "test_word")                   \
    X(FIX_SIGN, "fix_sign")                     \
    X(ERROR_VAGUE, "error_vague")               \
    X(ERROR_SAID, "error_said")                 \
    X(CHAT, "chat")                             \
    X(CHORE_OBJECT, "chore_object")             \
    X(INTERROGATIVE, "interrogative")           \
    X(LANG_LEAD, "lang_lead")                   \
    X(DATA_NOUN, "data_noun")                   \
    X(NEW_THING, "new_thing")                   \
    X(FUNCTION_WORD, "function_word")

enum rules_class_index {
#define X(name, key) RULES_INDEX_##name,
    RULES_CLASS_LIST(X)
#undef X
        RULES_CLASS_COUNT
};
_Static_assert(RULES_CLASS_COUNT < 64, "classes are bits of a uint64_t");
#define X(name, key) \
    static const uint64_t RULES_##name __attribute__((unused)) = UINT64_C(1) << RULES_INDEX_##name;
RULES_CLASS_LIST(X)
#undef X
#define RULES_VERB_CODE \
    (RULES_VERB_CREATE | RULES_VERB_EDIT | RULES_VERB_FIX | RULES_VERB_TEST | RULES_VERB_REFACTOR)
#define RULES_VERB (RULES_VERB_CODE | RULES_VERB_OTHER | RULES_VERB_CHORE)

#define RULES_LANG_FOREIGN IDIO_LANG_COUNT /* a programming language that we have no profile of */
#define RULES_NO_LIBRARY   SIZE_MAX

struct rules_entry {
    uint64_t classes;
    int lang;       /* enum idio_lang, RULES_LANG_FOREIGN; IDIO_LANG_NONE: not a language's name */
    bool lang_weak; /* an everyday word, too: counts only beside a cue */
    bool starts;    /* a longer entry starts with this word */
    size_t library; /* first of a chain in `libraries`, or RULES_NO_LIBRARY */
};
struct rules_library {
    const char *name;       /* canonical: scikit-learn for sklearn */
    const char *capability; /* "http" */
    uint32_t langs;         /* bits by enum idio_lang */
    bool weak;
    size_t next; /* same spelling in another ecosystem */
};
struct rules_lexicon {
    struct idio_map map; /* normalised phrase → index into entries + 1 */
    IDIO_VEC(struct rules_entry) entries;
    IDIO_VEC(struct rules_library) libraries;
    struct idio_json *json; /* "traits" and "questions" are read in place */
};
int rules_lexicon_init(struct rules_lexicon *lx, struct idio_err *err) IDIO_MUST_CHECK;
void rules_lexicon_release(struct rules_lexicon *lx);
/* NULL when the phrase is unknown. */
const struct rules_entry *rules_lexicon_find(const struct rules_lexicon *lx, const char *p,
                                             size_t n);
/* Template of a question; "" when the file lacks it. */
const char *rules_lexicon_question(const struct rules_lexicon *lx, const char *slot);

/* ---- text
 * ---------------------------------------------------------------------------------------- */

enum rules_kind {
    RULES_WORD,
    RULES_NUMBER,
    RULES_PUNCT,
    RULES_OPAQUE, /* code, quotation, URL: its bytes are carried, never read as language */
    RULES_LOG,    /* pasted log or code lines: not even carried */
    RULES_BREAK   /* a line break that ends a clause */
};
struct rules_token {
    uint32_t begin, end; /* bytes of the request */
    uint8_t kind;
    char ch;      /* PUNCT: what it stands for: , ; : . ? ! ( ) - < > = ; BREAK: '*' for a bullet */
    bool capital; /* starts with an upper-case letter */
    bool verb_s;  /* third person of a verb of the lexicon */
    bool identifier;    /* has the look of code: a_b, a.b, aB, a(), a/b */
    uint8_t phrase_len; /* words of `phrase` */
    const char *norm;   /* lower case, no apostrophes, Latin letters without accents */
    uint32_t norm_len;
    const struct rules_entry *word; /* never NULL */
    const struct rules_entry
        *phrase; /* longest entry of two or more words that starts here, or NULL */
};
/* A clause: tokens [first, last). */
struct rules_segment {
    size_t first, last;
    size_t head; /* after conjunctions and courtesies */
    uint32_t sentence;
    char before; /* punctuation in front of it: ',' …; 0 at a sentence start; ' ' split at a cue */
    bool bullet;    /* first clause of a list item */
    bool question;  /* its sentence ends with a question mark */
    uint64_t under; /* class of the heading it stands under: RULES_HEADING_… or 0 */
    uint8_t role;   /* enum rules_role */
    bool joined;    /* goes on what the segment before it says: one item */
};
enum rules_role {
    RULES_ROLE_PLAIN,
    RULES_ROLE_EMPTY, /* courtesies, labels, logs */
    RULES_ROLE_GOAL,
    RULES_ROLE_CONSTRAINT,
    RULES_ROLE_EDGE,
    RULES_ROLE_LIBRARY, /* nothing but libraries and their cue */
    RULES_ROLE_FIELD    /* under a heading of inputs or outputs */
};
enum rules_stance { RULES_NEUTRAL, RULES_PREFERRED, RULES_RULED_OUT };
struct rules_mention {
    size_t token, len;
    size_t segment;
    size_t library; /* RULES_NO_LIBRARY: not in the lexicon, named as a library */
    enum rules_stance stance;
};

/* What the goal was taken from, from weak to strong. */
enum rules_goal {
    RULES_GOAL_NOTHING,
    RULES_GOAL_DEMAND, /* "no frameworks" */
    RULES_GOAL_WORDS,
    RULES_GOAL_CONDITION, /* "use X instead of Y" */
    RULES_GOAL_COMPLAINT, /* "the export is broken" */
    RULES_GOAL_NOUN,      /* "python script for …" */
    RULES_GOAL_NEED,      /* "I need a …" */
    RULES_GOAL_QUESTION,
    RULES_GOAL_IMPERATIVE
};

struct rules_doc {
    const struct idio_request *req;
    const struct rules_lexicon *lx;
    struct idio_arena *arena;
    struct rules_token *tokens;
    size_t token_count;
    struct rules_segment *segments;
    size_t segment_count;
    bool has_log;
    struct rules_mention mentions[RULES_MENTIONS_MAX];
    size_t mention_count;
    bool stdlib_only;
    /* rules_intent */
    enum idio_intent intent;
    enum idio_lang lang;
    bool lang_said;    /* by the text or by the caller */
    bool lang_foreign; /* the text names a language that we have no profile of */
    bool lang_guessed; /* from the profile */
    const char *verbosity;
    size_t verbosity_begin, verbosity_end; /* equal: not said */
    bool trivial;                          /* chat or chore */
    bool chat;                             /* "thanks": not even a chore */
    bool asks_tests, refuses_tests;
    /* rules_goal */
    enum rules_goal goal_kind;
    size_t goal_segment;   /* SIZE_MAX: the whole request is opaque */
    size_t goal_token;     /* first token of the goal */
    size_t goal_end_token; /* one past the last */
    size_t verb_token;     /* the main verb, or SIZE_MAX */
};

int rules_tokens_read(struct rules_doc *d) IDIO_MUST_CHECK; /* IDIO_OK or NOMEM */
int rules_text_read(struct rules_doc *d, struct idio_err *err) IDIO_MUST_CHECK;
/* Words of the entry of one of `classes` that starts at token i (before `end`); 0: none. */
size_t rules_is(const struct rules_doc *d, size_t i, size_t end, uint64_t classes);
/* First token of [from, to) at which rules_is, or `to`. */
size_t rules_seek(const struct rules_doc *d, size_t from, size_t to, uint64_t classes);
/* First clause that ends behind token i; segment_count when there is none. */
size_t rules_segment_of(const struct rules_doc *d, size_t i);
/* End of the clause that token i stands in. */
size_t rules_segment_end(const struct rules_doc *d, size_t i);
/* First condition of [from, to): "if", "when", "on unknown …"; or `to`. */
size_t rules_seek_cond(const struct rules_doc *d, size_t from, size_t to);
bool rules_is_punct(const struct rules_doc *d, size_t i, char ch);
bool rules_word_is(const struct rules_doc *d, size_t i, const char *norm);
/* Skips courtesies ("can you please") and conjunctions. */
size_t rules_skip_openers(const struct rules_doc *d, size_t i, size_t end);
/* Comparator before a number, a number with a unit, O(n), a version. */
bool rules_is_quantity(const struct rules_doc *d, size_t i, size_t end);

/* ---- stages
 * -------------------------------------------------------------------------------------- */

/* All that are here, in order; d->req, lx and arena are set before. */
int rules_read(struct rules_doc *d, struct idio_err *err) IDIO_MUST_CHECK;
void rules_libraries_find(struct rules_doc *d);
/* Every reading of the name is an everyday word as well. */
bool rules_library_is_weak(const struct rules_doc *d, size_t library);
/* Drops what belongs to other languages, settles neutral ones. */
void rules_libraries_settle(struct rules_doc *d);
void rules_language_find(struct rules_doc *d);
void rules_intent_find(struct rules_doc *d);
void rules_goal_find(struct rules_doc *d);  /* start; before the roles */
void rules_roles_find(struct rules_doc *d); /* role of every segment */
void rules_goal_close(struct rules_doc *d); /* end; after the roles */

struct rules_out {
    struct rules_doc *doc;
    struct idio_draft *draft;
    size_t count[IDIO_FIELD_COUNT];
    int status; /* sticky */
};
/* Adds tokens [a, b) as a SAID item, trimmed, cut to RULES_ITEM_MAX. Repetitions are left out. */
void rules_say(struct rules_out *o, enum idio_field field, size_t a, size_t b, double confidence);
void rules_add(struct rules_out *o, const struct idio_item *item);
/* Bytes [begin, end) of the request on one line; NULL (and the sticky failure) without memory. */
const char *rules_fold(struct rules_out *o, size_t begin, size_t end);
void rules_fields_emit(struct rules_out *o);
void rules_libraries_emit(struct rules_out *o);
int rules_pick(const struct rules_doc *d, const struct idio_scorer *scorer, struct idio_pick **ret,
               size_t *ret_n, struct idio_err *err) IDIO_MUST_CHECK;
/* The candidate's rates as the scorer takes them; what is no rate is unknown (NaN). */
void rules_rates(const struct idio_candidate *c, float ret[IDIO_SCORER_RATES]);
/* The request says itself what the fact is about, in agreement or not. */
bool rules_settled(const struct rules_doc *d, const struct idio_fact *f);
void rules_ask(struct rules_out *o, const struct idio_scorer *scorer);

#endif
