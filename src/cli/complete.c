/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completion scripts for bash, zsh and fish, from the command table. They are self-contained: none
 * runs the program while completing, none needs the bash-completion package.
 */
#include <string.h>

#include "cli/cli.h"

static bool takes_value(const struct cli_opt *o)
{
    return o->kind != CLI_FLAG && o->kind != CLI_COUNT;
}

/* The languages are choices, too, though they are kept elsewhere. */
static void put_choices(struct idio_str *s, const struct cli_opt *o)
{
    bool first = true;

    for (size_t i = 0; o->choices && o->choices[i]; i++)
        idio_str_printf(s, "%s%s", i ? " " : "", o->choices[i]);
    if (o->kind != CLI_LANG)
        return;
    for (enum idio_lang l = IDIO_LANG_NONE + 1; l < IDIO_LANG_COUNT; l++) {
        if (idio_lang_style(l) != l)
            continue;
        idio_str_printf(s, "%s%s", first ? "" : " ", idio_lang_id(l));
        first = false;
    }
}

static bool has_choices(const struct cli_opt *o)
{
    return o->choices || o->kind == CLI_LANG;
}

/* Of the commands themselves, without subcommands. */
static void put_names(struct idio_str *s)
{
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (!strchr(c->name, ' '))
            idio_str_printf(s, "%s%s", c == cli_commands ? "" : " ", c->name);
    }
}

static void put_subs(struct idio_str *s, const struct cli_cmd *of, const char *between)
{
    bool first = true;

    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (!cli_cmd_is_sub(c, of))
            continue;
        idio_str_printf(s, "%s%s", first ? "" : between, c->name + strlen(of->name) + 1);
        first = false;
    }
}

/* In a pattern of a shell, a blank must be quoted. */
static void put_pattern(struct idio_str *s, const char *name)
{
    for (; *name; name++)
        idio_str_printf(s, "%s%c", *name == ' ' ? "\\" : "", *name);
}

static enum cli_hint args_hint(const struct cli_cmd *c)
{
    return c->args ? c->args->hint : CLI_HINT_NONE;
}

/* `text` inside single quotes, the quotes of a shell. */
static void put_quoted(struct idio_str *s, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            idio_str_puts(s, "'\\''");
        else
            idio_str_putc(s, *text);
    }
}

/* ---- bash
 * ------------------------------------------------------------------------------------------ */
static void bash_words(struct idio_str *s, const struct cli_opt *opts)
{
    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        if (o->name)
            idio_str_printf(s, " --%s", o->name);
        else
            idio_str_printf(s, " -%c", o->letter);
    }
}

/* Patterns of a case statement: "*:--home|*:-C" */
static void bash_pattern(struct idio_str *s, const char *command, const struct cli_opt *o,
                         bool *first)
{
    if (o->name) {
        idio_str_puts(s, *first ? "" : "|");
        put_pattern(s, command);
        idio_str_printf(s, ":--%s", o->name);
        *first = false;
    }
    if (o->letter) {
        idio_str_puts(s, *first ? "" : "|");
        put_pattern(s, command);
        idio_str_printf(s, ":-%c", o->letter);
        *first = false;
    }
}

static void bash_values(struct idio_str *s, const char *command, const struct cli_opt *opts)
{
    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        bool first = true;

        if (!takes_value(o))
            continue;
        idio_str_puts(s, "    ");
        bash_pattern(s, command, o, &first);
        idio_str_puts(s, ") ");
        if (has_choices(o)) {
            idio_str_puts(s, "COMPREPLY=($(compgen -W '");
            put_choices(s, o);
            idio_str_puts(s, "' -- \"$cur\")); ");
        } else if (o->hint == CLI_HINT_FILE || o->hint == CLI_HINT_DIR) {
            idio_str_printf(s, "_idiolect_paths -%c; ", o->hint == CLI_HINT_DIR ? 'd' : 'f');
        }
        idio_str_puts(s, "return ;;\n");
    }
}

static void bash_skipped(struct idio_str *s)
{
    bool first = true;

    idio_str_puts(s, "        ");
    for (const struct cli_opt *o = cli_common_opts; !cli_opt_is_end(o); o++) {
        if (takes_value(o))
            bash_pattern(s, "", o, &first);
    }
    idio_str_puts(s, ") i=$((i + 1)) ;;\n");
}

static void bash_commands(struct idio_str *s)
{
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        idio_str_puts(s, "    ");
        put_pattern(s, c->name);
        idio_str_puts(s, ")\n        words='");
        bash_words(s, c->opts);
        idio_str_puts(s, "'\n");
        if (cli_cmd_sub(c, NULL)) {
            idio_str_puts(s, "        [[ $cur == -* ]] || words='");
            put_subs(s, c, " ");
            idio_str_puts(s, "'\n");
        }
        if (args_hint(c) == CLI_HINT_DIR)
            idio_str_puts(s, "        [[ $cur == -* ]] || { _idiolect_paths -d; return; }\n");
        else if (args_hint(c) == CLI_HINT_COMMAND)
            idio_str_puts(s, "        [[ $cur == -* ]] || words=$commands\n");
        idio_str_puts(s, "        ;;\n");
    }
}

/* The word behind a command may name a subcommand of it. */
static void bash_subs(struct idio_str *s)
{
    idio_str_puts(s, "    case $command:${COMP_WORDS[i+1]} in\n");
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        bool first = true;

        if (!cli_cmd_sub(c, NULL))
            continue;
        idio_str_puts(s, "    ");
        for (const struct cli_cmd *sub = cli_commands; sub->name; sub++) {
            if (cli_cmd_is_sub(sub, c))
                idio_str_printf(s, "%s%s:%s", first ? "" : "|", c->name,
                                sub->name + strlen(c->name) + 1);
            first &= !cli_cmd_is_sub(sub, c);
        }
        idio_str_puts(s, ") (( i + 1 < COMP_CWORD )) && command+=\" ${COMP_WORDS[i+1]}\" ;;\n");
    }
    idio_str_puts(s, "    esac\n");
}

static void complete_bash(struct idio_str *s)
{
    idio_str_puts(s, "# bash completion for idiolect; made by: idiolect help --completion bash\n"
                     "_idiolect_paths()\n{\n"
                     "    compopt -o filenames 2>/dev/null\n"
                     "    local IFS=$'\\n'\n"
                     "    COMPREPLY=($(compgen \"$1\" -- \"$cur\"))\n"
                     "}\n\n"
                     "_idiolect()\n{\n"
                     "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    local command= i words common='");
    bash_words(s, cli_common_opts);
    idio_str_puts(s, "'\n    local commands='");
    put_names(s);
    idio_str_puts(s, "'\n\n"
                     "    COMPREPLY=()\n"
                     "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                     "        case :${COMP_WORDS[i]} in\n");
    bash_skipped(s);
    idio_str_puts(s, "        :-*) ;;\n"
                     "        *) command=${COMP_WORDS[i]}; break ;;\n"
                     "        esac\n"
                     "    done\n");
    bash_subs(s);
    idio_str_puts(s, "    case $command:$prev in\n");
    bash_values(s, "*", cli_common_opts);
    for (const struct cli_cmd *c = cli_commands; c->name; c++)
        bash_values(s, c->name, c->opts);
    idio_str_puts(s, "    esac\n"
                     "    case $command in\n"
                     "    '')\n"
                     "        words=\n"
                     "        [[ $cur == -* ]] || words=$commands\n"
                     "        ;;\n");
    bash_commands(s);
    idio_str_puts(s, "    *) return ;;\n"
                     "    esac\n"
                     "    [[ $cur == -* ]] && words+=$common\n"
                     "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                     "}\n"
                     "complete -F _idiolect idiolect\n");
}

/* ---- zsh
 * ------------------------------------------------------------------------------------------- */
/* Colons and brackets mean something inside a spec of _arguments. */
static void zsh_text(struct idio_str *s, const char *text)
{
    for (; *text; text++) {
        if (strchr(":[]\\", *text))
            idio_str_putc(s, '\\');
        if (*text == '\'')
            idio_str_puts(s, "'\\''");
        else
            idio_str_putc(s, *text);
    }
}

static void zsh_action(struct idio_str *s, enum cli_hint hint)
{
    if (hint == CLI_HINT_DIR)
        idio_str_puts(s, "_files -/");
    else if (hint == CLI_HINT_FILE)
        idio_str_puts(s, "_files");
    else if (hint == CLI_HINT_COMMAND)
        idio_str_puts(s, "_idiolect_commands");
}

static void zsh_option(struct idio_str *s, const struct cli_opt *o)
{
    bool repeated = o->kind == CLI_LIST || o->kind == CLI_COUNT;
    /* The value may follow in the same word. */
    const char *plus = takes_value(o) ? "+" : "", *equals = takes_value(o) ? "=" : "";

    idio_str_puts(s, "        ");
    if (o->letter && o->name && repeated)
        idio_str_printf(s, "'*'{-%c%s,--%s%s}'", o->letter, plus, o->name, equals);
    else if (o->letter && o->name)
        idio_str_printf(s, "'(-%c --%s)'{-%c%s,--%s%s}'", o->letter, o->name, o->letter, plus,
                        o->name, equals);
    else if (o->name)
        idio_str_printf(s, "'%s--%s%s", repeated ? "*" : "", o->name, equals);
    else
        idio_str_printf(s, "'-%c%s", o->letter, plus);
    idio_str_putc(s, '[');
    zsh_text(s, o->help);
    idio_str_putc(s, ']');
    if (takes_value(o)) {
        idio_str_putc(s, ':');
        zsh_text(s, o->value ? o->value : o->name);
        idio_str_putc(s, ':');
        if (has_choices(o)) {
            idio_str_putc(s, '(');
            put_choices(s, o);
            idio_str_putc(s, ')');
        } else {
            zsh_action(s, o->hint);
        }
    }
    idio_str_puts(s, "'\n");
}

static void zsh_command(struct idio_str *s, const struct cli_cmd *c)
{
    idio_str_puts(s, "    ");
    put_pattern(s, c->name);
    idio_str_puts(s, ")\n        options+=(\n");
    if (cli_cmd_sub(c, NULL)) {
        idio_str_puts(s, "        ':: :(");
        put_subs(s, c, " ");
        idio_str_puts(s, ")'\n");
    }
    for (const struct cli_opt *o = c->opts; o && !cli_opt_is_end(o); o++)
        zsh_option(s, o);
    for (const struct cli_arg *a = c->args; a && a->name; a++) {
        idio_str_printf(s, "        '%s%s:", a->kind == CLI_LIST ? "*" : "",
                        a->required || a->kind == CLI_LIST ? "" : ":");
        zsh_text(s, a->name);
        idio_str_putc(s, ':');
        zsh_action(s, a->hint);
        idio_str_puts(s, "'\n");
    }
    idio_str_puts(s, "        )\n        ;;\n");
}

static void zsh_subs(struct idio_str *s)
{
    idio_str_puts(s, "    case \"$command:$words[2]\" in\n");
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (!cli_cmd_sub(c, NULL))
            continue;
        idio_str_printf(s, "    %s:(", c->name);
        put_subs(s, c, "|");
        idio_str_puts(s, "))\n"
                         "        (( CURRENT > 2 )) && {\n"
                         "            command+=\" $words[2]\"\n"
                         "            shift words\n"
                         "            (( CURRENT-- ))\n"
                         "        }\n"
                         "        ;;\n");
    }
    idio_str_puts(s, "    esac\n");
}

static void complete_zsh(struct idio_str *s)
{
    idio_str_puts(s, "#compdef idiolect\n"
                     "# zsh completion for idiolect; made by: idiolect help --completion zsh\n\n"
                     "_idiolect_commands() {\n"
                     "    local -a commands=(\n");
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (strchr(c->name, ' '))
            continue;
        idio_str_printf(s, "        '%s:", c->name);
        put_quoted(s, c->summary);
        idio_str_puts(s, "'\n");
    }
    idio_str_puts(s, "    )\n"
                     "    _describe -t commands command commands\n"
                     "}\n\n"
                     "_idiolect() {\n"
                     "    local curcontext=$curcontext state line command\n"
                     "    local -A opt_args\n"
                     "    local -a options=(\n");
    for (const struct cli_opt *o = cli_common_opts; !cli_opt_is_end(o); o++)
        zsh_option(s, o);
    idio_str_puts(s, "    )\n\n"
                     "    _arguments -C $options '1: :_idiolect_commands' '*::argument:->rest' && "
                     "return\n"
                     "    [[ $state == rest ]] || return 1\n"
                     "    command=$line[1]\n");
    zsh_subs(s);
    idio_str_puts(s, "    case $command in\n");
    for (const struct cli_cmd *c = cli_commands; c->name; c++)
        zsh_command(s, c);
    idio_str_puts(s, "    *) return 1 ;;\n"
                     "    esac\n"
                     "    _arguments $options\n"
                     "}\n\n"
                     "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
                     "    _idiolect \"$@\"\n"
                     "else\n"
                     "    compdef _idiolect idiolect\n"
                     "fi\n");
}

/* ---- fish
 * ------------------------------------------------------------------------------------------ */
static void fish_option(struct idio_str *s, const char *condition, const struct cli_opt *o)
{
    idio_str_puts(s, "complete -c idiolect");
    if (condition)
        idio_str_printf(s, " -n '%s'", condition);
    if (o->letter)
        idio_str_printf(s, " -s %c", o->letter);
    if (o->name)
        idio_str_printf(s, " -l %s", o->name);
    if (has_choices(o)) {
        idio_str_puts(s, " -x -a '");
        put_choices(s, o);
        idio_str_putc(s, '\'');
    } else if (o->hint == CLI_HINT_DIR) {
        idio_str_puts(s, " -x -a '(__fish_complete_directories)'");
    } else if (o->hint == CLI_HINT_FILE) {
        idio_str_puts(s, " -r -F");
    } else if (takes_value(o)) {
        idio_str_puts(s, " -x");
    }
    idio_str_puts(s, " -d '");
    put_quoted(s, o->help);
    idio_str_puts(s, "'\n");
}

/* When the words so far name this command, and no subcommand of it. */
static void fish_condition(struct idio_str *s, const struct cli_cmd *c)
{
    const char *blank = strchr(c->name, ' ');

    idio_str_printf(s, "__fish_seen_subcommand_from %.*s",
                    (int)(blank ? (size_t)(blank - c->name) : strlen(c->name)), c->name);
    if (blank)
        idio_str_printf(s, "; and __fish_seen_subcommand_from %s", blank + 1);
    if (!cli_cmd_sub(c, NULL))
        return;
    idio_str_puts(s, "; and not __fish_seen_subcommand_from ");
    put_subs(s, c, " ");
}

static void fish_command(struct idio_str *s, const struct cli_cmd *c)
{
    struct idio_str condition;

    idio_str_init(&condition, 512);
    fish_condition(&condition, c);
    for (const struct cli_opt *o = c->opts; o && !cli_opt_is_end(o); o++)
        fish_option(s, condition.data, o);
    for (const struct cli_cmd *sub = cli_commands; sub->name; sub++) {
        if (!cli_cmd_is_sub(sub, c))
            continue;
        idio_str_printf(s, "complete -c idiolect -n '%s' -a %s -d '", condition.data,
                        sub->name + strlen(c->name) + 1);
        put_quoted(s, sub->summary);
        idio_str_puts(s, "'\n");
    }
    if (args_hint(c) == CLI_HINT_DIR) {
        idio_str_printf(s, "complete -c idiolect -n '%s' -a '(__fish_complete_directories)'\n",
                        condition.data);
    } else if (args_hint(c) == CLI_HINT_COMMAND) {
        idio_str_printf(s, "complete -c idiolect -n '%s' -a '", condition.data);
        put_names(s);
        idio_str_puts(s, "'\n");
    }
    idio_str_release(&condition);
}

static void complete_fish(struct idio_str *s)
{
    idio_str_puts(s, "# fish completion for idiolect; made by: idiolect help --completion fish\n"
                     "complete -c idiolect -f\n");
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        if (strchr(c->name, ' '))
            continue;
        idio_str_printf(s, "complete -c idiolect -n __fish_use_subcommand -a %s -d '", c->name);
        put_quoted(s, c->summary);
        idio_str_puts(s, "'\n");
    }
    for (const struct cli_opt *o = cli_common_opts; !cli_opt_is_end(o); o++)
        fish_option(s, NULL, o);
    for (const struct cli_cmd *c = cli_commands; c->name; c++)
        fish_command(s, c);
}

void cli_complete(struct cli_out *out, enum cli_shell shell)
{
    switch (shell) {
    case CLI_SHELL_BASH:
        complete_bash(&out->text);
        break;
    case CLI_SHELL_ZSH:
        complete_zsh(&out->text);
        break;
    case CLI_SHELL_FISH:
        complete_fish(&out->text);
        break;
    case CLI_SHELL_NONE:
        break;
    }
}
