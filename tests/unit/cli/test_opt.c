/* SPDX-License-Identifier: Apache-2.0 */
#include "idio_test.h"

#include "base/near.h"
#include "base/str.h"
#include "cli/opt.h"

struct common {
    const char *dir;
    unsigned verbose;
};
struct args {
    bool plain, force;
    struct cli_list names, words;
    const char *file;
    int64_t limit, id;
    int engine;
    enum idio_lang lang;
};

static const char *const engines[] = {"auto", "rules", "model", NULL};
static const struct cli_opt common_opts[] = {
    {CLI_TEXT, 'C', NULL, "DIR", "folder", .at = CLI_AT(struct common, dir, const char *)},
    {CLI_COUNT, 'v', "verbose", NULL, "more", .at = CLI_AT(struct common, verbose, unsigned)},
    CLI_OPT_END,
};
static const struct cli_opt opts[] = {
    {CLI_FLAG, 'p', "plain", NULL, "plain", .at = CLI_AT(struct args, plain, bool)},
    {CLI_FLAG, 'f', "force", NULL, "force", .at = CLI_AT(struct args, force, bool)},
    {CLI_LIST, 0, "name", "NAME", "names", .at = CLI_AT(struct args, names, struct cli_list)},
    {CLI_TEXT, 0, "file", "FILE", "file", .at = CLI_AT(struct args, file, const char *)},
    {CLI_NUMBER, 'n', "limit", "N", "limit", .fallback = "20", .max = 100,
     .at = CLI_AT(struct args, limit, int64_t)},
    {CLI_CHOICE, 0, "engine", NULL, "engine", .choices = engines, .fallback = "auto",
     .at = CLI_AT(struct args, engine, int)},
    {CLI_LANG, 0, "language", "L", "language", .at = CLI_AT(struct args, lang, enum idio_lang)},
    CLI_OPT_END,
};
static const struct cli_arg positional[] = {
    {CLI_NUMBER, "ID", "number", .required = true, .min = 1, .max = INT64_MAX,
     .at = CLI_AT(struct args, id, int64_t)},
    {CLI_LIST, "WORD", "words", .at = CLI_AT(struct args, words, struct cli_list)},
    {.name = NULL},
};

struct run {
    struct idio_arena arena;
    struct common common;
    struct args args;
    struct cli_parse parse;
    struct idio_err err;
};

/* Splits a command line that is written with single spaces; "~" is an empty word. */
static void split(struct run *r, const char *line)
{
    char **argv;

    *r = (struct run){0};
    idio_arena_init(&r->arena, 1 << 20);
    argv = idio_arena_alloc(&r->arena, strlen(line) + 2, sizeof *argv);
    for (const char *p = line; *p;) {
        size_t n = strcspn(p, " ");

        argv[r->parse.argc++] = idio_arena_strndup(&r->arena, p, n == 1 && *p == '~' ? 0 : n);
        p += n + (p[n] == ' ');
    }
    r->parse.argv = argv;
    r->parse.common = common_opts;
    r->parse.common_args = &r->common;
    r->parse.arena = &r->arena;
}

static int parse(struct run *r, const char *line)
{
    int rc;

    split(r, line);
    r->parse.opts = opts;
    r->parse.args = positional;
    r->parse.args_out = &r->args;
    rc = cli_parse_defaults(opts, &r->args, &r->err);
    return rc < 0 ? rc : cli_parse_rest(&r->parse, 0, &r->err);
}

static void defaults_are_typed_like_values(void **state)
{
    struct run r;

    (void)state;
    assert_ok(parse(&r, "7"), &r.err);
    assert_int_equal(r.args.limit, 20);
    assert_int_equal(r.args.engine, 1);
    assert_int_equal(r.args.id, 7);
    assert_false(r.args.plain);
    assert_null(r.args.file);
    assert_int_equal(r.args.names.len, 0);
    assert_null(cli_parse_lacks(&r.parse));
    idio_arena_release(&r.arena);
}

static void every_form_is_taken(void **state)
{
    static const char *const lines[] = {
        "7 -n 3 --file x",
        "7 -n3 --file=x",
        "--limit=3 7 --file x",
        "--limit 3 --file x 7",
        "-n 5 -n 3 --file y --file x 7",
        "--file x -n3 -- 7",
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(lines); i++) {
        struct run r;

        assert_ok(parse(&r, lines[i]), &r.err);
        assert_int_equal(r.args.limit, 3);
        assert_string_equal(r.args.file, "x");
        assert_int_equal(r.args.id, 7);
        idio_arena_release(&r.arena);
    }
}

static void short_flags_join(void **state)
{
    struct run r;

    (void)state;
    assert_ok(parse(&r, "-pfvv 7 -v -C/tmp"), &r.err);
    assert_true(r.args.plain);
    assert_true(r.args.force);
    assert_int_equal(r.common.verbose, 3);
    assert_string_equal(r.common.dir, "/tmp");
    idio_arena_release(&r.arena);
    assert_ok(parse(&r, "-pn 4 7"), &r.err);
    assert_int_equal(r.args.limit, 4);
    idio_arena_release(&r.arena);
}

static void lists_keep_their_order(void **state)
{
    struct run r;

    (void)state;
    assert_ok(parse(&r, "--name b 7 one --name=a two ~ -- --three -"), &r.err);
    assert_int_equal(r.args.names.len, 2);
    assert_string_equal(r.args.names.at[0], "b");
    assert_string_equal(r.args.names.at[1], "a");
    assert_int_equal(r.args.words.len, 5);
    assert_string_equal(r.args.words.at[0], "one");
    assert_string_equal(r.args.words.at[2], "");
    assert_string_equal(r.args.words.at[3], "--three");
    assert_string_equal(r.args.words.at[4], "-");
    idio_arena_release(&r.arena);
}

static void languages_by_id_and_by_name(void **state)
{
    static const struct {
        const char *line;
        enum idio_lang lang;
    } rows[] = {
        {"7 --language cpp", IDIO_LANG_CPP},
        {"7 --language C++", IDIO_LANG_CPP},
        {"7 --language javascript", IDIO_LANG_JAVASCRIPT},
        {"7 --language JAVASCRIPT", IDIO_LANG_JAVASCRIPT},
        {"7 --language tsx", IDIO_LANG_TYPESCRIPT},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct run r;

        assert_ok(parse(&r, rows[i].line), &r.err);
        assert_int_equal(r.args.lang, rows[i].lang);
        idio_arena_release(&r.arena);
    }
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *line, *msg, *hint;
    } rows[] = {
        {"7 --plian", "unknown option '--plian'", "did you mean '--plain'?"},
        {"7 --fil=x", "unknown option '--fil'", "did you mean '--file'?"},
        {"7 --verbos", "unknown option '--verbos'", "did you mean '--verbose'?"},
        {"7 --xyzzy", "unknown option '--xyzzy'", ""},
        {"7 --=x", "unknown option '--'", ""},
        {"7 -z", "unknown option '-z'", ""},
        {"7 -pz", "unknown option '-z'", ""},
        {"7 --plain=1", "--plain takes no value", ""},
        {"7 --file", "--file needs a value", ""},
        {"7 -n", "-n needs a value", ""},
        {"7 -n x", "-n must be a number, not 'x'", ""},
        {"7 -n ~", "-n must be a number, not ''", ""},
        {"7 -n 3x", "-n must be a number, not '3x'", ""},
        {"7 -n 101", "-n must be between 0 and 100, not '101'", ""},
        {"7 -n -1", "-n must be between 0 and 100, not '-1'", ""},
        {"0", "ID must be at least 1, not '0'", ""},
        {"99999999999999999999", "ID must be at least 1, not '99999999999999999999'", ""},
        {"7 --engine x", "--engine cannot be 'x'", "choose one of auto, rules, model"},
        {"7 --language x", "--language cannot be 'x'", "choose one of c, cpp, "},
    };

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct run r;

        assert_status(parse(&r, rows[i].line), IDIO_E_USAGE, &r.err);
        assert_string_equal(r.err.msg, rows[i].msg);
        if (idio_slice_ends(idio_slice_c(rows[i].hint), ", ")) /* a list that grows */
            assert_memory_equal(r.err.hint, rows[i].hint, strlen(rows[i].hint));
        else
            assert_string_equal(r.err.hint, rows[i].hint);
        idio_arena_release(&r.arena);
    }
}

static void what_is_missing_is_named(void **state)
{
    struct run r;

    (void)state;
    assert_ok(parse(&r, "--plain"), &r.err);
    assert_string_equal(cli_parse_lacks(&r.parse), "ID");
    idio_arena_release(&r.arena);
}

static void common_options_end_at_the_command(void **state)
{
    struct run r;
    int next = 0;

    (void)state;
    split(&r, "idiolect -vC /tmp --verbose log -n 3");
    assert_ok(cli_parse_common(&r.parse, &next, &r.err), &r.err);
    assert_int_equal(next, 4);
    assert_int_equal(r.common.verbose, 2);
    assert_string_equal(r.common.dir, "/tmp");
    idio_arena_release(&r.arena);
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(idio_distance("", ""), 0);
    assert_int_equal(idio_distance("", "abc"), 3);
    assert_int_equal(idio_distance("learn", "learn"), 0);
    assert_int_equal(idio_distance("lern", "learn"), 1);
    assert_int_equal(idio_distance("laern", "learn"), 1); /* neighbours swapped */
    assert_int_equal(idio_distance("kitten", "sitting"), 3);
    assert_int_equal(idio_distance("ca", "abc"),
                     3); /* optimal string alignment, not unrestricted */
    assert_true(idio_is_near("pro", "profile"));
    assert_true(idio_is_near("porfile", "profile"));
    assert_false(idio_is_near("p", "profile"));
    assert_false(idio_is_near("bogus", "doctor"));
    assert_false(idio_is_near("a-word-that-is-far-too-long-to-be-an-option-of-ours", "all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_typed_like_values),
        cmocka_unit_test(every_form_is_taken),
        cmocka_unit_test(short_flags_join),
        cmocka_unit_test(lists_keep_their_order),
        cmocka_unit_test(languages_by_id_and_by_name),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(common_options_end_at_the_command),
        cmocka_unit_test(distances),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
