/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What training pairs are made of: the shape of a unit (what its syntax tells beyond
 * types/observed.h), a frame (what the unit is for, in words, without its code), a prompt (a frame
 * said by somebody, with the spans of what it states), and a change (one of the developer's
 * commits). Corpus makes shapes and changes, pairs makes frames and prompts, core joins them.
 */
#ifndef IDIO_TYPES_FRAME_H
#define IDIO_TYPES_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types/fact.h"
#include "types/observed.h"
#include "types/request.h"

/* ---- habits ---------------------------------------------------------------------------------- */

struct idio_habit { /* what a unit does where a trait comes up */
    uint16_t trait;
    uint32_t k, n; /* sites with the value, sites of the trait in the unit */
    const char *value;
};
struct idio_habits { /* by trait; of each, the value most often chosen first */
    struct idio_habit *at;
    size_t len;
};

/* ---- shape ----------------------------------------------------------------------------------- */

#define IDIO_MINHASH      128 /* permutations; Jaccard is off by about 1 / sqrt(128) = .09 */
#define IDIO_SHINGLE      5   /* tokens */
#define IDIO_SHAPE_PARAMS 24  /* of one unit; more are cut */
#define IDIO_SHAPE_LIST   12  /* raises, guards, literals of one unit; more are cut */

struct idio_param {
    const char *name; /* as written, without sigils and markers of variadics */
    const char *type; /* as written, white space folded, at most 80 bytes; "" unknown */
    bool optional;    /* has a default, or is nullable by its syntax */
    bool variadic;
};

struct idio_shape {
    /* Digests of the leaf tokens, comments and white space left out. `renamed`: identifiers are
     * numbered by first sight and literals are alike, so that copies with other names meet. */
    uint64_t exact[2], renamed[2];
    uint32_t minhash[IDIO_MINHASH]; /* of the shingles of the exact tokens (Broder 1997) */
    uint32_t tokens;
    uint32_t statements; /* statements and calls, nested ones too */
    bool delegation;     /* its body is one statement that calls or returns something simple */
    struct idio_param *params; /* without self, this and receivers */
    size_t param_count;
    const char *returns; /* type as written; "" unknown or not written */
    bool gives;          /* returns a value somewhere */
    const char **raises; /* what it throws or raises: names as written, distinct */
    size_t raise_count;
    const char **guards; /* conditions under which it leaves early, as written, at most 80 bytes */
    size_t guard_count;
};

/* ---- changes --------------------------------------------------------------------------------- */

#define IDIO_CHANGE_FILES 3    /* source files of a commit that is worth a request */
#define IDIO_CHANGE_TEXT  4096 /* bytes of a message that are kept */

struct idio_line_range {
    uint32_t first, last; /* 1-based, of the new version; last < first: a place where lines went */
};
struct idio_changed_file {
    const char *path;
    enum idio_lang lang;
    char old_blob[41], new_blob[41]; /* hex; "" when the file was not there before, or is not now */
    struct idio_line_range *lines;   /* what is new or changed */
    size_t line_count;
    uint32_t added, removed; /* lines */
};
struct idio_own_change { /* one of the developer's commits, no merge */
    char commit[41];
    int32_t day;                /* of the author date, since 1970-01-01 */
    const char *subject, *body; /* UTF-8, redacted; trailers, hashes of others and signatures cut */
    struct idio_changed_file *files; /* of supported languages, not vendored, by path */
    size_t file_count;
    uint32_t other_files; /* that the commit touched besides */
};

/* ---- frame ----------------------------------------------------------------------------------- */

enum idio_wording { /* whose words the purpose is in, best first */
                    IDIO_WORDING_DOC,
                    IDIO_WORDING_COMMIT,
                    IDIO_WORDING_TEST,
                    IDIO_WORDING_NAME
};
const char *idio_wording_name(enum idio_wording w); /* "doc" … */

struct idio_frame {
    enum idio_intent act; /* create edit fix test refactor */
    enum idio_unit_kind kind;
    enum idio_lang lang;
    const char *verb;   /* "parse": imperative, lower case */
    const char *object; /* "header lines"; "" when only the verb is known */
    const char *rest;   /* "from a buffer into a table"; "" */
    const char
        *purpose; /* the sentence a spec's goal carries: "Parse header lines from a buffer" */
    enum idio_wording wording;
    const char *name;      /* the unit's identifier */
    const char *container; /* class or type it stands in; "" */
    const char *path;      /* its file, relative to the repository */
    /* Items of the fields of a spec: "buf (const char *)", "a list of rows", "empty input". */
    const char **inputs, **outputs, **edges;
    size_t input_count, output_count, edge_count;
    const char *detail; /* one or two more sentences of the doc or the commit's body; "" */
    double confidence;  /* 0..1, that the frame says what the unit is for */
};

/* ---- prompt ---------------------------------------------------------------------------------- */

enum idio_register { IDIO_REGISTER_TERSE, IDIO_REGISTER_CASUAL, IDIO_REGISTER_VERBOSE };
#define IDIO_REGISTERS 3
const char *idio_register_name(enum idio_register r); /* "terse" … */

enum idio_vague { /* what was made unclear, after HumanEvalComm (arXiv 2406.00215) */
                  IDIO_VAGUE_NOTHING,
                  IDIO_VAGUE_GOAL,    /* what it shall do is missing */
                  IDIO_VAGUE_PREMISE, /* what it works on is missing */
                  IDIO_VAGUE_TERM, /* a word that may mean several things ("it", "the data", "handle
                                      it") */
                  IDIO_VAGUE_CONFLICT /* two wishes that exclude each other */
};
const char *idio_vague_name(enum idio_vague v);

/* Something that the prompt says, and where. */
struct idio_stated {
    enum idio_field field;
    const char *item;             /* the spec's item: words of the prompt, white space folded */
    const struct idio_fact *fact; /* a habit that the prompt states (or denies); NULL: other */
    bool against;                 /* the prompt wants another value than the fact's */
    size_t begin, end;            /* bytes of the prompt */
};
struct idio_prompt {
    const char *text; /* valid UTF-8 */
    size_t len;
    enum idio_register reg;
    enum idio_vague vague;
    const char *question, *slot; /* what is to be asked when vague; NULL */
    struct idio_stated *stated;  /* by begin */
    size_t stated_count;
    const char **productions; /* ids of what it was made with, in order */
    size_t production_count;
    bool unseen; /* made with a production that is kept for tests */
    bool noisy;
};

#endif
