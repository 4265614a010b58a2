/* SPDX-License-Identifier: Apache-2.0 */
/* The command table holds what everything else relies on. */
#include "idio_test.h"

#include <ctype.h>

#include "cli/cli.h"

static void assert_style(const char *text)
{
    size_t n = strlen(text);

    assert_true(n > 0);
    /* Lower case, but for names: "IDIOLECT_MODEL". */
    assert_false(isupper((unsigned char)text[0]) && islower((unsigned char)text[1]));
    assert_true(text[n - 1] != '.');
}

static size_t size_of_kind(enum cli_kind kind)
{
    switch (kind) {
    case CLI_FLAG:
        return sizeof(bool);
    case CLI_COUNT:
        return sizeof(unsigned);
    case CLI_TEXT:
        return sizeof(const char *);
    case CLI_NUMBER:
        return sizeof(int64_t);
    case CLI_CHOICE:
        return sizeof(int);
    case CLI_LANG:
        return sizeof(enum idio_lang);
    case CLI_LIST:
        return sizeof(struct cli_list);
    }
    return 0;
}

static bool same(const struct cli_opt *a, const struct cli_opt *b)
{
    return (a->letter && a->letter == b->letter) ||
           (a->name && b->name && strcmp(a->name, b->name) == 0);
}

static void check_opts(const struct cli_opt *opts, size_t args_size, bool common)
{
    for (const struct cli_opt *o = opts; o && !cli_opt_is_end(o); o++) {
        bool takes_value = o->kind != CLI_FLAG && o->kind != CLI_COUNT;

        assert_style(o->help);
        assert_true(o->at + size_of_kind(o->kind) <= args_size);
        assert_true(takes_value == (o->value || o->choices));
        assert_true((o->kind == CLI_CHOICE) == (o->choices != NULL));
        assert_true(o->kind != CLI_NUMBER || o->max > o->min);
        for (const struct cli_opt *other = o + 1; !cli_opt_is_end(other); other++)
            assert_false(same(o, other));
        for (const struct cli_opt *c = cli_common_opts; !common && !cli_opt_is_end(c); c++)
            assert_false(same(o, c));
    }
}

static void options_are_sound(void **state)
{
    struct idio_err err = {0};

    (void)state;
    check_opts(cli_common_opts, sizeof(struct cli_common), true);
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        void *args = idio_alloc(1, c->args_size);

        check_opts(c->opts, c->args_size, false);
        assert_ok(cli_parse_defaults(c->opts, args, &err), &err);
        idio_free(args);
    }
}

static void arguments_are_sound(void **state)
{
    (void)state;
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        bool optional = false;

        for (const struct cli_arg *a = c->args; a && a->name; a++) {
            assert_style(a->help);
            assert_true(a->at + size_of_kind(a->kind) <= c->args_size);
            assert_true(a->kind != CLI_LIST || !a[1].name);
            assert_false(optional && a->required);
            optional |= !a->required;
        }
    }
}

static void commands_are_complete(void **state)
{
    (void)state;
    for (const struct cli_cmd *c = cli_commands; c->name; c++) {
        char path[PATH_MAX];

        assert_style(c->summary);
        assert_non_null(c->about);
        assert_non_null(c->run);
        assert_non_null(c->examples);
        assert_ptr_equal(cli_cmd_find(c->name), c);
        for (const struct cli_example *e = c->examples; e->line; e++) {
            assert_style(e->says);
            assert_int_equal(strncmp(e->line, c->name, strlen(c->name)), 0);
        }
        snprintf(path, sizeof path, "%s/data/schemas/%s.json", IDIO_SOURCE_DIR, c->name);
        for (char *p = path + strlen(path) - strlen(c->name) - strlen(".json"); *p; p++)
            *p = *p == ' ' ? '-' : *p; /* "profile pin" */
        assert_int_equal(access(path, R_OK), 0);
    }
}

static int table_as_json(void *ctx)
{
    struct idio_json *doc = cli_help_json(NULL);

    (void)ctx;
    if (!doc)
        return IDIO_E_NOMEM;
    idio_json_free(doc);
    return IDIO_OK;
}

static void memory_that_runs_out_is_told(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(table_as_json, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_sound),
        cmocka_unit_test(arguments_are_sound),
        cmocka_unit_test(commands_are_complete),
        cmocka_unit_test(memory_that_runs_out_is_told),
    };

    idio_base_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
