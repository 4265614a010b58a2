/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canary of every rule for secrets through the real path: planted in doc comments, docstrings,
 * signatures, imports and lines that are quoted as examples, learnt, and then looked for in the
 * database and in the profile. One project and one database for each rule, so that its lines are
 * the examples.
 */
#include "idio_test.h"

#include <strings.h>

#include "../unit/corpus/canary.h"
#include "base/ctx.h"
#include "base/fs.h"
#include "core/core.h"

static char root[PATH_MAX];

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    idio_test_write(path, text, strlen(text));
}

/* Many lines in three files: what is done often becomes a fact, and a fact quotes its lines. */
static void write_quoted(const char *dir, const char *canary)
{
    struct idio_str s;
    idio_str_init(&s, (size_t)1 << 20);
    for (int file = 0; file < 3; file++) {
        char name[16];
        idio_str_clear(&s);
        for (int i = 0; i < 12; i++)
            idio_str_printf(&s, "kind_%d = 'plain'  # %s\n", i, canary);
        snprintf(name, sizeof name, "q%d.py", file);
        assert_int_equal(s.failed, IDIO_OK);
        write_file(dir, name, s.data);
    }
    idio_str_release(&s);
}

static void write_project(const char *dir, const char *canary)
{
    char text[16 * CANARY_MAX];
    struct idio_err err;
    char quote = strchr(canary, '\'') ? '"' : '\'';
    assert_ok(idio_fs_mkdirs(dir, 0755, &err), &err);
    snprintf(text, sizeof text,
             "\"\"\"Marker one. %s \"\"\"\n\n"
             "def connect(url='''%s'''):\n"
             "    \"\"\"Marker two. %s \"\"\"\n"
             "    kind = 'plain'  # %s\n"
             "    return open_it(url, kind)\n",
             canary, canary, canary, canary);
    write_file(dir, "a.py", text);
    snprintf(text, sizeof text,
             "import y from %c%s%c\n\n"
             "// Marker three. %s\n"
             "function connect(url) {\n"
             "  const kind = 'plain' // %s\n"
             "  return y(url, kind)\n"
             "}\n",
             quote, canary, quote, canary, canary);
    write_file(dir, "b.js", text);
    snprintf(text, sizeof text,
             "/* Marker four.\n * %s */\n"
             "int connect_it(const char *url)\n"
             "{\n"
             "    int rc = 0; /* %s */\n"
             "    return url ? rc : -1;\n"
             "}\n",
             canary, canary);
    write_file(dir, "c.c", text);
    snprintf(text, sizeof text,
             "def fetch_rows(url, kind='''%s'''):\n"
             "    \"\"\"Fetch the rows of a table from %s and count them.\"\"\"\n"
             "    rows = open_it(url, kind)\n"
             "    total = len(rows)  # %s\n"
             "    if not rows:\n"
             "        return None\n"
             "    close_it(url, total)\n"
             "    return rows, total\n",
             canary, canary, canary);
    write_file(dir, "d.py", text);
    write_quoted(dir, canary);
}

static bool holds(const char *p, size_t n, const char *piece)
{
    size_t m = strlen(piece);
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(p + i, piece, m) == 0)
            return true;
    return false;
}

static void must_be_clean(const char *name, const struct canary *c, const char *what, const char *p,
                          size_t n)
{
    for (size_t i = 0; i < c->piece_count; i++)
        if (holds(p, n, c->pieces[i]))
            fail_msg("%s: \"%s\" stands in %s", name, c->pieces[i], what);
}

static void read_database(const char *home, char **ret, size_t *ret_n)
{
    char path[PATH_MAX + 128];
    struct idio_err err;
    snprintf(path, sizeof path, "%s/idiolect.db", home);
    assert_ok(idio_fs_read(path, (size_t)64 << 20, ret, ret_n, &err), &err);
}

/* Training pairs quote comments, names and signatures: none of the files may hold a piece. Returns
 * whether the documented function made a pair. */
static bool make_pairs(const char *name, const struct canary *c, struct idio_core *core,
                       const char *home)
{
    static const char *const files[] = {"rows.jsonl", "preferences.jsonl", "facts.json",
                                        "card.json"};
    struct idio_json *card = NULL;
    struct idio_err err;
    bool made = false;
    int rc = idio_core_pairs(core, &(struct idio_pairs_opts){.seed = 1, .count = 60}, &card, &err);
    idio_json_free(card);
    if (rc == IDIO_E_NOTFOUND) /* nothing in it was worth a pair */
        return false;
    assert_ok(rc, &err);
    for (size_t i = 0; i < IDIO_COUNT(files); i++) {
        char path[PATH_MAX + 128], *text;
        size_t n;
        snprintf(path, sizeof path, "%s/pairs/%s", home, files[i]);
        assert_ok(idio_fs_read(path, (size_t)64 << 20, &text, &n, &err), &err);
        must_be_clean(name, c, files[i], text, n);
        made = made || holds(text, n, "rows of a table");
        idio_free(text);
    }
    return made;
}

/* Returns how many examples quote a placeholder. */
static size_t learn_one(const char *name, const struct canary *c, size_t number, size_t *with_pairs)
{
    char dir[PATH_MAX + 64], home[PATH_MAX + 64];
    struct idio_ctx ctx = {.threads = 1, .now = 1700000000};
    struct idio_core *core;
    struct idio_json *doc = NULL;
    struct idio_err err;
    struct idio_str s;
    char *db;
    size_t n, quoted = 0;
    snprintf(dir, sizeof dir, "%s/p%zu", root, number);
    snprintf(home, sizeof home, "%s/h%zu", root, number);
    write_project(dir, c->text);
    struct idio_core_opts o = {.home = home};
    const char *paths[] = {dir};
    struct idio_learn_opts lo = {.paths = paths, .path_count = 1, .plain = true};
    assert_ok(idio_core_new(&o, &ctx, &core, &err), &err);
    assert_ok(idio_core_learn(core, &lo, &doc, &err), &err);
    doc = idio_json_free(doc);
    assert_ok(idio_core_profile(core, &(struct idio_profile_opts){.all = true}, &doc, &err), &err);
    idio_str_init(&s, (size_t)16 << 20);
    assert_ok(idio_json_write(doc, IDIO_JSON_COMPACT, &s, &err), &err);
    for (const char *p = s.data; (p = strchr(p, '<')) != NULL; p++)
        quoted++;
    idio_json_free(doc);
    *with_pairs += make_pairs(name, c, core, home);
    idio_core_free(core);
    read_database(home, &db, &n);
    if (!holds(db, n, "Marker two") || !holds(db, n, "Marker three"))
        fail_msg("%s: its comments are not in the database", name);
    must_be_clean(name, c, "the database", db, n);
    must_be_clean(name, c, "the profile", s.data, s.len);
    idio_str_release(&s);
    idio_free(db);
    return quoted;
}

static void canaries_stay_out(void **state)
{
    char *text = NULL;
    size_t n = 0, with_quotes = 0, with_pairs = 0;
    struct idio_json *doc = NULL;
    struct idio_err err = {0};
    uint64_t seed = 20260202;
    (void)state;
    assert_ok(idio_fs_read(IDIO_SOURCE_DIR "/data/secrets.json", 1 << 20, &text, &n, &err), &err);
    assert_ok(idio_json_parse(text, n, "secrets.json", &doc, &err), &err);
    const struct idio_json *list = idio_json_get(doc, "rules");
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const struct idio_json *rule = idio_json_at(list, i);
        struct canary c;
        canary_make(&c, idio_json_get_str(rule, "canary", ""), &seed);
        with_quotes += learn_one(idio_json_get_str(rule, "name", ""), &c, i, &with_pairs) > 0;
    }
    print_message("%zu of %zu canaries caught; quoted lines show placeholders for %zu, pairs were "
                  "made for %zu\n",
                  idio_json_len(list), idio_json_len(list), with_quotes, with_pairs);
    assert_true(with_quotes * 10 >= idio_json_len(list) * 9);
    assert_true(with_pairs * 10 >= idio_json_len(list) * 8);
    idio_json_free(doc);
    idio_free(text);
}

/* New rules of the user's clean what was cached under the old ones, in every repository. */
static void new_rules_clean_the_cache(void **state)
{
    static const char rules[] =
        "[[rules]]\nid = 'acme'\nregex = 'acmeq[a-z0-9]{8}'\nkeywords = ['acmeq']\n";
    char dirs[2][PATH_MAX + 64], home[PATH_MAX + 64], file[PATH_MAX + 64];
    struct idio_ctx ctx = {.threads = 1, .now = 1700000000};
    struct idio_json *doc = NULL;
    struct idio_core *core;
    struct idio_err err;
    char *db;
    size_t n;
    (void)state;
    snprintf(home, sizeof home, "%s/home", root);
    snprintf(file, sizeof file, "%s/rules.toml", root);
    for (int i = 0; i < 2; i++) {
        snprintf(dirs[i], sizeof dirs[i], "%s/proj%d", root, i);
        write_project(dirs[i], i == 0 ? "acmeqabcd1234" : "acmeqwxyz6789");
    }
    const char *both[] = {dirs[0], dirs[1]};
    struct idio_core_opts o = {.home = home};
    struct idio_learn_opts lo = {.paths = both, .path_count = 2, .plain = true};
    assert_ok(idio_core_new(&o, &ctx, &core, &err), &err);
    assert_ok(idio_core_learn(core, &lo, &doc, &err), &err);
    doc = idio_json_free(doc);
    idio_core_free(core);
    read_database(home, &db, &n);
    assert_true(holds(db, n, "acmeqabcd1234") && holds(db, n, "acmeqwxyz6789"));
    idio_free(db);
    idio_test_write(file, rules, sizeof rules - 1);
    lo.path_count = 1; /* the other one is only in the cache */
    lo.secret_rules = file;
    assert_ok(idio_core_new(&o, &ctx, &core, &err), &err);
    assert_ok(idio_core_learn(core, &lo, &doc, &err), &err);
    assert_int_equal(idio_json_get_int(doc, "parsed", -1), 5);
    doc = idio_json_free(doc);
    assert_ok(idio_core_learn(core, &lo, &doc, &err), &err);
    assert_int_equal(idio_json_get_int(doc, "parsed", -1), 0);
    doc = idio_json_free(doc);
    assert_ok(idio_core_profile(core, &(struct idio_profile_opts){.all = true}, &doc, &err), &err);
    struct idio_str s;
    idio_str_init(&s, (size_t)16 << 20);
    assert_ok(idio_json_write(doc, IDIO_JSON_COMPACT, &s, &err), &err);
    assert_false(holds(s.data, s.len, "acmeqabcd1234") || holds(s.data, s.len, "acmeqwxyz6789"));
    idio_str_release(&s);
    idio_json_free(doc);
    idio_core_free(core);
    read_database(home, &db, &n);
    assert_false(holds(db, n, "acmeqabcd1234") || holds(db, n, "acmeqwxyz6789"));
    idio_free(db);
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    idio_test_dir(root, sizeof root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    idio_test_remove(root);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(canaries_stay_out, setup, teardown),
        cmocka_unit_test_setup_teardown(new_rules_clean_the_cache, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
