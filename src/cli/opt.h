/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options and arguments, described as data.
 *
 * One table describes a command; parsing, help, completion and the manual all read the same table,
 * so they cannot disagree. The parser fills a typed struct by offset: a handler never sees argc and
 * argv. CLI_AT checks at compile time that the member has the type its kind writes.
 *
 * Accepted forms: --name, --name=VALUE, --name VALUE, -x, -xVALUE, -x VALUE, flags joined as in
 * -qv, and "--", after which nothing is an option. Options may stand anywhere among the arguments.
 * Names are never abbreviated (a script that used one would break when an option is added); a near
 * miss is suggested instead. Of an option given twice the last one counts, except for lists and
 * counts.
 *
 * Memory: values are borrowed from argv; lists come from the caller's arena.
 */
#ifndef IDIO_CLI_OPT_H
#define IDIO_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "types/lang.h"

enum cli_kind {
    CLI_FLAG,   /* bool */
    CLI_COUNT,  /* unsigned: how often it was given */
    CLI_TEXT,   /* const char *; NULL when not given */
    CLI_NUMBER, /* int64_t within min..max */
    CLI_CHOICE, /* int: 1 + index into choices; 0 when not given */
    CLI_LANG,   /* enum idio_lang */
    CLI_LIST    /* struct cli_list: one more value each time */
};

struct cli_list {
    const char **at;
    size_t len;
};

/* What a shell offers to complete. */
enum cli_hint { CLI_HINT_NONE, CLI_HINT_FILE, CLI_HINT_DIR, CLI_HINT_COMMAND };

struct cli_opt {
    enum cli_kind kind;
    char letter;                /* 0: none */
    const char *name;           /* without dashes; NULL: only the letter */
    const char *value;          /* "FILE"; NULL for flags, counts and choices */
    const char *help;           /* lower case, no final period */
    const char *const *choices; /* ends with NULL */
    const char *fallback;       /* as it would be typed; NULL: zero */
    int64_t min, max;
    enum cli_hint hint;
    size_t at; /* CLI_AT */
};

struct cli_arg {
    enum cli_kind kind; /* TEXT, NUMBER or LIST; only the last one may be a LIST */
    const char *name;   /* "PATH" */
    const char *help;
    bool required;
    int64_t min, max;
    enum cli_hint hint;
    size_t at;
};

#define CLI_AT(args, member, type) _Generic(((args *)0)->member, type : offsetof(args, member))
#define CLI_OPT_END  \
    {                \
        .name = NULL \
    }

/* A table ends with an entry that has neither name nor letter. */
static inline bool cli_opt_is_end(const struct cli_opt *o)
{
    return !o->name && !o->letter;
}

struct cli_parse {
    int argc;
    char **argv;
    const struct cli_opt *common; /* options of every command */
    void *common_args;
    const struct cli_opt *opts; /* options of this command; may be NULL */
    const struct cli_arg *args; /* ends with a NULL name; may be NULL */
    void *args_out;
    struct idio_arena *arena;
    /* private */
    size_t given; /* arguments seen so far */
};

/* Writes the defaults of a table into `out`. */
int cli_parse_defaults(const struct cli_opt *opts, void *out, struct idio_err *err) IDIO_MUST_CHECK;
/* Options before the command's name: stops at the first word that is none and returns its index in
 * *ret_next (argc when there is none). */
int cli_parse_common(struct cli_parse *p, int *ret_next, struct idio_err *err) IDIO_MUST_CHECK;
/* Everything from argv[from] on. USAGE names what was not understood. */
int cli_parse_rest(struct cli_parse *p, int from, struct idio_err *err) IDIO_MUST_CHECK;
/* The name of the first required argument that was not given; NULL when all are there. */
const char *cli_parse_lacks(const struct cli_parse *p);

#endif
