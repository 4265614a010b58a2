/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The option parser. One pass over argv; see opt.h for the forms it takes.
 *
 * Own code, because the packaged parsers for C (getopt_long, argp, popt) cannot also serve help,
 * completion and the manual from one table, and report mistakes in words of their own.
 */
#include "cli/opt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/near.h"
#include "base/str.h"

static const char WHERE[] = "cli.options";

/* Which table an option was found in decides which struct its value goes to. */
struct found {
    const struct cli_opt *opt;
    char *out;
};

static bool takes_value(const struct cli_opt *o)
{
    return o->kind != CLI_FLAG && o->kind != CLI_COUNT;
}

static struct found find_in(const struct cli_opt *table, void *out, const char *name, size_t n,
                            char letter)
{
    for (const struct cli_opt *o = table; o && !cli_opt_is_end(o); o++) {
        if (name ? o->name && strlen(o->name) == n && memcmp(o->name, name, n) == 0
                 : o->letter == letter)
            return (struct found){o, out};
    }
    return (struct found){NULL, NULL};
}

static struct found find(const struct cli_parse *p, const char *name, size_t n, char letter)
{
    struct found f = find_in(p->opts, p->args_out, name, n, letter);

    return f.opt ? f : find_in(p->common, p->common_args, name, n, letter);
}

static int bad_choice(const char *what, const char *value, const char *const *choices,
                      struct idio_err *err)
{
    struct idio_str list;
    int rc = idio_fail(err, IDIO_E_USAGE, WHERE, "%s cannot be '%s'", what, value);

    idio_str_init(&list, 128);
    for (size_t i = 0; choices[i]; i++)
        idio_str_printf(&list, "%s%s", i ? ", " : "", choices[i]);
    rc = idio_hint(err, rc, "choose one of %s", list.data);
    idio_str_release(&list);
    return rc;
}

static int store_choice(const struct cli_opt *o, const char *what, const char *value, char *out,
                        struct idio_err *err)
{
    for (int i = 0; o->choices[i]; i++) {
        if (strcmp(o->choices[i], value) == 0) {
            int number = i + 1;

            memcpy(out + o->at, &number, sizeof number);
            return IDIO_OK;
        }
    }
    return bad_choice(what, value, o->choices, err);
}

/* Ids, and what people call them ("C++"), in any case. */
static int store_lang(size_t at, const char *what, const char *value, char *out,
                      struct idio_err *err)
{
    const char *names[IDIO_LANG_COUNT] = {NULL};
    size_t n = 0;

    for (enum idio_lang l = IDIO_LANG_NONE + 1; l < IDIO_LANG_COUNT; l++) {
        if (strcasecmp(value, idio_lang_id(l)) == 0 || strcasecmp(value, idio_lang_title(l)) == 0) {
            enum idio_lang style = idio_lang_style(l);

            memcpy(out + at, &style, sizeof style);
            return IDIO_OK;
        }
        if (idio_lang_style(l) == l)
            names[n++] = idio_lang_id(l);
    }
    return bad_choice(what, value, names, err);
}

static int store_number(int64_t min, int64_t max, size_t at, const char *what, const char *value,
                        char *out, struct idio_err *err)
{
    char *end;
    long long v;
    int64_t number;

    errno = 0;
    v = strtoll(value, &end, 10);
    if (end == value || *end)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "%s must be a number, not '%s'", what, value);
    if (errno || v < min || v > max) {
        if (max == INT64_MAX)
            return idio_fail(err, IDIO_E_USAGE, WHERE, "%s must be at least %" PRId64 ", not '%s'",
                             what, min, value);
        return idio_fail(err, IDIO_E_USAGE, WHERE,
                         "%s must be between %" PRId64 " and %" PRId64 ", not '%s'", what, min, max,
                         value);
    }
    number = v;
    memcpy(out + at, &number, sizeof number);
    return IDIO_OK;
}

static int store_list(struct cli_parse *p, size_t at, const char *value, char *out,
                      struct idio_err *err)
{
    struct cli_list list;

    memcpy(&list, out + at, sizeof list);
    if (!list.at) {
        /* No list can grow longer than the command line. */
        list.at = idio_arena_alloc(p->arena, (size_t)p->argc, sizeof *list.at);
        if (!list.at)
            return idio_nomem(err, WHERE);
    }
    list.at[list.len++] = value;
    memcpy(out + at, &list, sizeof list);
    return IDIO_OK;
}

/* `what` is the option as the user wrote it, for messages. value is NULL for flags. */
static int store(struct cli_parse *p, struct found f, const char *what, const char *value,
                 struct idio_err *err)
{
    const struct cli_opt *o = f.opt;
    bool yes = true;
    unsigned count;

    switch (o->kind) {
    case CLI_FLAG:
        memcpy(f.out + o->at, &yes, sizeof yes);
        return IDIO_OK;
    case CLI_COUNT:
        memcpy(&count, f.out + o->at, sizeof count);
        count++;
        memcpy(f.out + o->at, &count, sizeof count);
        return IDIO_OK;
    case CLI_TEXT:
        memcpy(f.out + o->at, &value, sizeof value);
        return IDIO_OK;
    case CLI_NUMBER:
        return store_number(o->min, o->max, o->at, what, value, f.out, err);
    case CLI_CHOICE:
        return store_choice(o, what, value, f.out, err);
    case CLI_LANG:
        return store_lang(o->at, what, value, f.out, err);
    case CLI_LIST:
        return store_list(p, o->at, value, f.out, err);
    }
    return idio_fail(err, IDIO_E_BUG, WHERE, "option %s is of no known kind", what);
}

int cli_parse_defaults(const struct cli_opt *opts, void *out, struct idio_err *err)
{
    struct cli_parse none = {0};

    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        int rc;

        if (!o->fallback)
            continue;
        rc = store(&none, (struct found){o, out}, o->name, o->fallback, err);
        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}

static void suggest(const struct cli_opt *table, const char *typed, const char **best,
                    size_t *best_distance)
{
    for (const struct cli_opt *o = table; o && !cli_opt_is_end(o); o++) {
        size_t d;

        if (!o->name || !idio_is_near(typed, o->name))
            continue;
        d = idio_distance(typed, o->name);
        if (d < *best_distance) {
            *best_distance = d;
            *best = o->name;
        }
    }
}

static int unknown_long(const struct cli_parse *p, const char *name, size_t n, struct idio_err *err)
{
    char *typed = idio_arena_strndup(p->arena, name, n);
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    int rc;

    if (!typed)
        return idio_nomem(err, WHERE);
    rc = idio_fail(err, IDIO_E_USAGE, WHERE, "unknown option '--%s'", typed);
    suggest(p->opts, typed, &best, &best_distance);
    suggest(p->common, typed, &best, &best_distance);
    return best ? idio_hint(err, rc, "did you mean '--%s'?", best) : rc;
}

static int parse_long(struct cli_parse *p, int *i, struct idio_err *err)
{
    const char *name = p->argv[*i] + 2;
    const char *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    struct found f = find(p, name, n, 0);
    const char *value = equals ? equals + 1 : NULL;
    char *what;

    if (!f.opt)
        return unknown_long(p, name, n, err);
    what = idio_arena_printf(p->arena, "--%s", f.opt->name);
    if (!what)
        return idio_nomem(err, WHERE);
    if (!takes_value(f.opt) && equals)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "%s takes no value", what);
    if (takes_value(f.opt) && !value) {
        if (*i + 1 >= p->argc)
            return idio_fail(err, IDIO_E_USAGE, WHERE, "%s needs a value", what);
        value = p->argv[++*i];
    }
    return store(p, f, what, value, err);
}

static int parse_short(struct cli_parse *p, int *i, struct idio_err *err)
{
    for (const char *s = p->argv[*i] + 1; *s; s++) {
        struct found f = find(p, NULL, 0, *s);
        const char what[] = {'-', *s, '\0'};
        const char *value = NULL;
        int rc;

        if (!f.opt)
            return idio_fail(err, IDIO_E_USAGE, WHERE, "unknown option '-%c'", *s);
        if (takes_value(f.opt)) {
            value = s[1] ? s + 1 : *i + 1 < p->argc ? p->argv[++*i] : NULL;
            if (!value)
                return idio_fail(err, IDIO_E_USAGE, WHERE, "%s needs a value", what);
        }
        rc = store(p, f, what, value, err);
        if (rc < 0 || value)
            return rc;
    }
    return IDIO_OK;
}

/* A lone "-" is an argument: it stands for standard input. */
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

static int parse_option(struct cli_parse *p, int *i, struct idio_err *err)
{
    return p->argv[*i][1] == '-' ? parse_long(p, i, err) : parse_short(p, i, err);
}

int cli_parse_common(struct cli_parse *p, int *ret_next, struct idio_err *err)
{
    int i = 1;

    for (; i < p->argc && is_option(p->argv[i]); i++) {
        int rc;

        if (strcmp(p->argv[i], "--") == 0) {
            i++;
            break;
        }
        rc = parse_option(p, &i, err);
        if (rc < 0)
            return rc;
    }
    *ret_next = i;
    return IDIO_OK;
}

static int parse_arg(struct cli_parse *p, const char *word, struct idio_err *err)
{
    const struct cli_arg *a = p->args;
    char *out = p->args_out;

    for (size_t i = 0; a && a->name && i < p->given && a->kind != CLI_LIST; i++)
        a++;
    if (!a || !a->name)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "unexpected argument '%s'", word);
    p->given++;
    switch (a->kind) {
    case CLI_TEXT:
        memcpy(out + a->at, &word, sizeof word);
        return IDIO_OK;
    case CLI_NUMBER:
        return store_number(a->min, a->max, a->at, a->name, word, out, err);
    case CLI_LIST:
        return store_list(p, a->at, word, out, err);
    case CLI_FLAG:
    case CLI_COUNT:
    case CLI_CHOICE:
    case CLI_LANG:
        break;
    }
    return idio_fail(err, IDIO_E_BUG, WHERE, "argument %s is of no known kind", a->name);
}

int cli_parse_rest(struct cli_parse *p, int from, struct idio_err *err)
{
    bool options_end = false;

    for (int i = from; i < p->argc; i++) {
        int rc;

        if (!options_end && strcmp(p->argv[i], "--") == 0) {
            options_end = true;
            continue;
        }
        rc = !options_end && is_option(p->argv[i]) ? parse_option(p, &i, err)
                                                   : parse_arg(p, p->argv[i], err);
        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}

const char *cli_parse_lacks(const struct cli_parse *p)
{
    size_t i = 0;

    for (const struct cli_arg *a = p->args; a && a->name; a++, i++) {
        if (a->required && i >= p->given)
            return a->name;
    }
    return NULL;
}
