/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help, from the command table: the overview, the page of a command, its synopsis, the generated
 * part of its manual page, and the whole table as JSON.
 */
#include <ctype.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

enum { NAME_COLUMN = 26, SYNOPSIS_MAX = 1024, WORDS_MAX = 256 };

static const char *dots(const struct cli_arg *a)
{
    return a->kind == CLI_LIST ? "..." : "";
}

/* "DIR", "auto|rules|model", "" */
static void value_of(const struct cli_opt *o, struct idio_str *out)
{
    if (o->value) {
        idio_str_puts(out, o->value);
        return;
    }
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        idio_str_printf(out, "%s%s", i ? "|" : "", o->choices[i]);
}

/* "--engine auto|rules|model", or "--area AREA" where there are too many; prefers the long name. */
static void usage_of(const struct cli_opt *o, struct idio_str *out)
{
    if (o->name)
        idio_str_printf(out, "--%s", o->name);
    else
        idio_str_printf(out, "-%c", o->letter);
    if (o->value || o->choices) {
        idio_str_putc(out, ' ');
        value_of(o, out);
    }
}

void cli_help_synopsis(struct idio_str *out, const struct cli_cmd *cmd)
{
    idio_str_printf(out, "idiolect %s", cmd->name);
    for (const struct cli_opt *o = cmd->opts; o && !cli_opt_is_end(o); o++) {
        idio_str_puts(out, " [");
        usage_of(o, out);
        idio_str_puts(out, o->kind == CLI_LIST ? "]..." : "]");
    }
    for (const struct cli_arg *a = cmd->args; a && a->name; a++)
        idio_str_printf(out, a->required ? " %s%s" : " [%s%s]", a->name, dots(a));
}

/* Breaks between options, not inside of "[--author NAME]". */
static void put_synopsis(struct cli_out *out, const struct cli_cmd *cmd)
{
    struct idio_str s;
    size_t indent = strlen("usage: idiolect ") + strlen(cmd->name) + 1;
    size_t at = strlen("usage: ");

    idio_str_init(&s, SYNOPSIS_MAX);
    cli_help_synopsis(&s, cmd);
    cli_put(out, CLI_DIM, "usage:");
    cli_put(out, CLI_PLAIN, " ");
    for (char *p = s.data, *end; *p; p = end) {
        int depth = 0;

        for (end = p; *end && (*end != ' ' || depth > 0); end++)
            depth += *end == '[' ? 1 : *end == ']' ? -1 : 0;
        if (at + (size_t)(end - p) + 1 > out->width) {
            cli_nl(out);
            cli_pad(out, indent);
            at = indent;
        } else if (p != s.data) {
            cli_put(out, CLI_PLAIN, " ");
            at++;
        }
        cli_put_n(out, CLI_PLAIN, p, (size_t)(end - p));
        at += (size_t)(end - p);
        end += *end == ' ';
    }
    cli_nl(out);
    idio_str_release(&s);
}

static void put_options(struct cli_out *out, const struct cli_opt *opts)
{
    struct cli_table t;

    cli_table_init(&t, 2, 2, 2);
    t.max_width[0] = NAME_COLUMN;
    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        struct idio_str usage;

        idio_str_init(&usage, WORDS_MAX);
        usage_of(o, &usage);
        if (o->letter && o->name)
            cli_table_cell(&t, CLI_PLAIN, "-%c, %s", o->letter, usage.data);
        else
            cli_table_cell(&t, CLI_PLAIN, "%s%s", o->letter ? "" : "    ", usage.data);
        cli_table_cell(&t, CLI_PLAIN, "%s", o->help);
        idio_str_release(&usage);
    }
    cli_table_print(&t, out);
}

static void put_title(struct cli_out *out, const char *title)
{
    cli_nl(out);
    cli_put(out, CLI_STRONG, "%s", title);
    cli_nl(out);
}

void cli_help_overview(struct cli_out *out)
{
    struct cli_table t;

    cli_put(out, CLI_STRONG, "idiolect");
    cli_put(out, CLI_PLAIN, " ");
    cli_wrap(out, CLI_PLAIN, 9, 0,
             "learns the way you write code, and turns a messy coding request into a precise "
             "specification in that style.");
    cli_nl(out);
    cli_put(out, CLI_DIM, "usage:");
    cli_put(out, CLI_PLAIN, " idiolect [OPTIONS] COMMAND [ARGUMENTS]");
    cli_nl(out);
    for (enum cli_group g = 0; g < CLI_GROUP_COUNT; g++) {
        put_title(out, cli_group_titles[g]);
        cli_table_init(&t, 2, 2, 2);
        for (const struct cli_cmd *c = cli_commands; c->name; c++) {
            if (c->group != g || strchr(c->name, ' '))
                continue;
            cli_table_cell(&t, CLI_PLAIN, "%-8s", c->name);
            cli_table_cell(&t, CLI_PLAIN, "%s", c->summary);
        }
        cli_table_print(&t, out);
    }
    put_title(out, "Options of every command");
    put_options(out, cli_common_opts);
    cli_nl(out);
    cli_put(out, CLI_DIM, "'idiolect help COMMAND' tells more about a command.");
    cli_nl(out);
}

static void put_arguments(struct cli_out *out, const struct cli_arg *args)
{
    struct cli_table t;

    cli_table_init(&t, 2, 2, 2);
    t.max_width[0] = NAME_COLUMN;
    for (const struct cli_arg *a = args; a->name; a++) {
        cli_table_cell(&t, CLI_PLAIN, "%s%s", a->name, dots(a));
        cli_table_cell(&t, CLI_PLAIN, "%s", a->help);
    }
    cli_table_print(&t, out);
}

static void put_examples(struct cli_out *out, const struct cli_example *examples)
{
    for (const struct cli_example *e = examples; e->line; e++) {
        cli_put(out, CLI_PLAIN, "  idiolect %s", e->line);
        cli_nl(out);
        cli_pad(out, 6);
        cli_wrap(out, CLI_DIM, 6, 6, e->says);
    }
}

static void put_subcommands(struct cli_out *out, const struct cli_cmd *cmd)
{
    struct cli_table t;

    cli_table_init(&t, 2, 2, 2);
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (!cli_cmd_is_sub(c, cmd))
            continue;
        cli_table_cell(&t, CLI_PLAIN, "%s", c->name + strlen(cmd->name) + 1);
        cli_table_cell(&t, CLI_PLAIN, "%s", c->summary);
    }
    cli_table_print(&t, out);
}

void cli_help_command(struct cli_out *out, const struct cli_cmd *cmd)
{
    cli_put(out, CLI_STRONG, "idiolect %s", cmd->name);
    cli_put(out, CLI_PLAIN, ": ");
    cli_wrap(out, CLI_PLAIN, strlen("idiolect : ") + strlen(cmd->name), 0, cmd->summary);
    cli_nl(out);
    put_synopsis(out, cmd);
    cli_nl(out);
    cli_wrap(out, CLI_PLAIN, 0, 0, cmd->about);
    if (cli_cmd_sub(cmd, NULL)) {
        put_title(out, "Subcommands");
        put_subcommands(out, cmd);
    }
    if (cmd->args) {
        put_title(out, "Arguments");
        put_arguments(out, cmd->args);
    }
    if (cmd->opts) {
        put_title(out, "Options");
        put_options(out, cmd->opts);
    }
    if (cmd->examples) {
        put_title(out, "Examples");
        put_examples(out, cmd->examples);
    }
    cli_nl(out);
    cli_put(out, CLI_DIM, "'idiolect help' lists the options of every command.");
    cli_nl(out);
}

/* ---- manual
 * ---------------------------------------------------------------------------------------- */
/* Help texts are lower case without a period; in the manual they are sentences. */
static void scdoc_sentence(struct idio_str *out, const char *text)
{
    if (*text)
        idio_str_putc(out, (char)toupper((unsigned char)*text++));
    for (; *text; text++) {
        if (strchr("_*\\<>#", *text))
            idio_str_putc(out, '\\');
        idio_str_putc(out, *text);
    }
    idio_str_puts(out, ".\n");
}

/* "*--author* _NAME_" */
static void scdoc_usage(struct idio_str *out, const struct cli_opt *o)
{
    if (o->letter && o->name)
        idio_str_printf(out, "*-%c*, ", o->letter);
    if (o->name)
        idio_str_printf(out, "*--%s*", o->name);
    else
        idio_str_printf(out, "*-%c*", o->letter);
    if (o->value)
        idio_str_printf(out, " _%s_", o->value);
    for (size_t i = 0; !o->value && o->choices && o->choices[i]; i++)
        idio_str_printf(out, "%s*%s*", i ? "|" : " ", o->choices[i]);
}

static void scdoc_options(struct idio_str *out, const struct cli_opt *opts)
{
    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        idio_str_putc(out, '\n');
        scdoc_usage(out, o);
        idio_str_puts(out, "\n\t");
        scdoc_sentence(out, o->help);
    }
}

static void scdoc_command(struct idio_str *out, const struct cli_cmd *cmd)
{
    idio_str_printf(out, "# SYNOPSIS\n\n*idiolect %s*", cmd->name);
    for (const struct cli_opt *o = cmd->opts; o && !cli_opt_is_end(o); o++) {
        struct cli_opt long_only = *o;

        long_only.letter = o->name ? 0 : o->letter;
        idio_str_puts(out, " [");
        scdoc_usage(out, &long_only);
        idio_str_puts(out, o->kind == CLI_LIST ? "]..." : "]");
    }
    for (const struct cli_arg *a = cmd->args; a && a->name; a++)
        idio_str_printf(out, a->required ? " _%s_%s" : " [_%s_%s]", a->name, dots(a));
    idio_str_putc(out, '\n');
    if (!cmd->args && !cmd->opts)
        return;
    idio_str_puts(out, "\n# OPTIONS\n");
    for (const struct cli_arg *a = cmd->args; a && a->name; a++) {
        idio_str_printf(out, "\n_%s_%s\n\t", a->name, dots(a));
        scdoc_sentence(out, a->help);
    }
    scdoc_options(out, cmd->opts);
}

static void scdoc_reference(struct idio_str *out, const struct cli_cmd *cmd)
{
    idio_str_puts(out, "\n*idiolect-");
    for (const char *p = cmd->name; *p; p++)
        idio_str_putc(out, *p == ' ' ? '-' : *p);
    idio_str_puts(out, "*(1)\n\t");
    scdoc_sentence(out, cmd->summary);
}

static void scdoc_program(struct idio_str *out)
{
    idio_str_puts(out,
                  "# SYNOPSIS\n\n*idiolect* [_OPTIONS_] _COMMAND_ [_ARGUMENTS_]\n\n# COMMANDS\n");
    for (enum cli_group g = 0; g < CLI_GROUP_COUNT; g++) {
        idio_str_printf(out, "\n## %s\n", cli_group_titles[g]);
        for (const struct cli_cmd *c = cli_commands; c->name; c++) {
            if (c->group == g)
                scdoc_reference(out, c);
        }
    }
    idio_str_puts(out, "\n# OPTIONS\n\nThese belong to every command and may stand before or after "
                       "its name.\n");
    scdoc_options(out, cli_common_opts);
}

void cli_help_scdoc(struct cli_out *out, const struct cli_cmd *cmd)
{
    if (cmd)
        scdoc_command(&out->text, cmd);
    else
        scdoc_program(&out->text);
}

/* ---- JSON
 * ------------------------------------------------------------------------------------------ */
/* Building may run out of memory anywhere; `bad` gathers it, so that one look at the end is enough.
 */
static struct idio_json *string_or_null(const char *s)
{
    return s ? idio_json_string(s) : idio_json_null();
}

static struct idio_json *json_options(const struct cli_opt *opts, int *bad)
{
    struct idio_json *list = idio_json_array();

    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        const char letter[] = {o->letter, '\0'};
        struct idio_json *v = idio_json_object(), *choices = idio_json_array();

        for (size_t i = 0; o->choices && o->choices[i]; i++)
            *bad |= idio_json_push(choices, idio_json_string(o->choices[i]));
        *bad |= idio_json_put(v, "name", string_or_null(o->name));
        *bad |= idio_json_put(v, "letter", string_or_null(o->letter ? letter : NULL));
        *bad |= idio_json_put(v, "value", string_or_null(o->value));
        *bad |= idio_json_put(v, "choices", choices);
        *bad |= idio_json_put(v, "repeated",
                              idio_json_bool(o->kind == CLI_LIST || o->kind == CLI_COUNT));
        *bad |= idio_json_put(v, "default", string_or_null(o->fallback));
        *bad |= idio_json_put(v, "help", idio_json_string(o->help));
        *bad |= idio_json_push(list, v);
    }
    return list;
}

static struct idio_json *json_command(const struct cli_cmd *cmd, int *bad)
{
    struct idio_json *v = idio_json_object(), *args = idio_json_array();

    for (const struct cli_arg *a = cmd->args; a && a->name; a++) {
        struct idio_json *one = idio_json_object();

        *bad |= idio_json_put(one, "name", idio_json_string(a->name));
        *bad |= idio_json_put(one, "required", idio_json_bool(a->required));
        *bad |= idio_json_put(one, "repeated", idio_json_bool(a->kind == CLI_LIST));
        *bad |= idio_json_put(one, "help", idio_json_string(a->help));
        *bad |= idio_json_push(args, one);
    }
    *bad |= idio_json_put(v, "name", idio_json_string(cmd->name));
    *bad |= idio_json_put(v, "group", idio_json_string(cli_group_titles[cmd->group]));
    *bad |= idio_json_put(v, "summary", idio_json_string(cmd->summary));
    *bad |= idio_json_put(v, "arguments", args);
    *bad |= idio_json_put(v, "options", json_options(cmd->opts, bad));
    return v;
}

struct idio_json *cli_help_json(const struct cli_cmd *only)
{
    struct idio_json *doc = idio_json_object(), *commands = idio_json_array();
    int bad = 0;

    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (!only || only == c)
            bad |= idio_json_push(commands, json_command(c, &bad));
    }
    bad |= idio_json_put(doc, "commands", commands);
    bad |= idio_json_put(doc, "options", json_options(cli_common_opts, &bad));
    return bad ? idio_json_free(doc) : doc;
}
