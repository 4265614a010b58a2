/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit as what happened to units. Versions are written as text, a unit a word:
 *
 *   "a:1-9 C:10-30 C.m:12-20 t_x:40-45"   name:first-last; capitals are classes, t_ tests
 *
 * and the answer, too: "+a" brought, "~m 3" changed in three lines, "-b" removed, a dot before what
 * is nested.
 */
#include "idio_test.h"

#include <ctype.h>

#include "pairs/pairs.h"

#define FILES 3
static struct idio_arena arena;
static struct idio_err err;

static int up(void **state)
{
    (void)state;
    idio_arena_init(&arena, (size_t)64 << 20);
    return 0;
}

static int down(void **state)
{
    (void)state;
    idio_arena_release(&arena);
    return 0;
}

static struct idio_observed *version(const char *text)
{
    struct idio_observed *o = idio_arena_alloc(&arena, 1, sizeof *o);
    assert_non_null(o);
    o->lang = IDIO_LANG_PYTHON;
    o->lines = 1000;
    o->units = idio_arena_alloc(&arena, 64, sizeof *o->units);
    assert_non_null(o->units);
    char *copy = idio_arena_strdup(&arena, text), *save = NULL;
    for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        struct idio_unit *u = &o->units[o->unit_count++];
        char *colon = strchr(w, ':'), *end = NULL;
        *colon = '\0';
        u->first_line = (uint32_t)strtoul(colon + 1, &end, 10);
        u->last_line = (uint32_t)strtoul(end + 1, &end, 10);
        u->signature = *end == '!' ? end : "";
        u->parent = IDIO_NO_UNIT;
        char *dot = strrchr(w, '.');
        u->name = dot ? dot + 1 : w;
        u->kind = isupper((unsigned char)u->name[0]) ? IDIO_UNIT_CLASS : IDIO_UNIT_FUNCTION;
        u->is_test = strncmp(u->name, "t_", 2) == 0;
        u->doc = u->calls = "";
        for (size_t i = 0; dot && i + 1 < o->unit_count; i++) /* the last one that surrounds it */
            if (o->units[i].first_line <= u->first_line && o->units[i].last_line >= u->last_line)
                u->parent = (uint32_t)i;
    }
    return o;
}

/* "3-5,9-8" */
static struct idio_changed_file *file(const char *path, const char *ranges)
{
    struct idio_changed_file *f = idio_arena_alloc(&arena, 1, sizeof *f);
    assert_non_null(f);
    f->path = path;
    f->lines = idio_arena_alloc(&arena, 64, sizeof *f->lines);
    assert_non_null(f->lines);
    for (const char *p = ranges; *p;) {
        char *end;
        struct idio_line_range *r = &f->lines[f->line_count++];
        r->first = (uint32_t)strtoul(p, &end, 10);
        r->last = (uint32_t)strtoul(end + 1, &end, 10);
        f->added += r->last >= r->first ? r->last - r->first + 1 : 0;
        p = end + (*end == ',');
    }
    return f;
}

static struct idio_versions versions[FILES];
static struct idio_unit_change *found;
static size_t found_n;

static void add(size_t i, const char *old, const char *new, const char *ranges)
{
    static const char *const paths[FILES] = {"a.py", "b.py", "c.py"};
    versions[i] = (struct idio_versions){file(paths[i], ranges), old ? version(old) : NULL,
                                         new ? version(new) : NULL};
}

static const char *map(size_t files)
{
    static char text[2048];
    size_t n = 0;
    text[0] = '\0';
    assert_ok(idio_change_units(versions, files, &arena, &found, &found_n, &err), &err);
    for (size_t i = 0; i < found_n; i++) {
        const struct idio_unit_change *c = &found[i];
        bool gone = c->fate == IDIO_FATE_REMOVED;
        const struct idio_observed *o = gone ? versions[c->file].old : versions[c->file].new;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%c%s", n ? " " : "",
                              c->nested ? "." : "", "+~-"[c->fate], o -> units[c->unit].name);
        if (c->fate == IDIO_FATE_CHANGED)
            n += (size_t)snprintf(text + n, sizeof text - n, " %u", c->lines);
    }
    return text;
}

static const char *one(const char *old, const char *new, const char *ranges)
{
    add(0, old, new, ranges);
    return map(1);
}

static void fates(void **state)
{
    (void)state;
    assert_string_equal(one(NULL, "a:1-9 b:11-20", "1-20"), "+a +b");
    assert_string_equal(one("a:1-9", NULL, ""), "-a");
    assert_string_equal(one("a:1-9", "a:1-9 b:11-20", "10-20"), "+b");
    assert_string_equal(one("a:1-9 b:11-20", "a:1-9", "10-9"), "-b");
    assert_string_equal(one("a:1-9 b:11-20", "a:1-10 b:12-21", "3-4"), "~a 2");
    assert_string_equal(one("a:1-9 b:11-20", "a:1-8 b:10-19", "5-4"), "~a 1");
    assert_string_equal(one("a:1-9", "a:1-9", "20-25"), ""); /* outside of units */
    assert_string_equal(one("", "", "1-5"), "");
    /* Between two units something went. */
    assert_string_equal(one("a:1-9 b:10-20", "a:1-9 b:10-20", "10-9"), "");
}

static void renamed_is_changed(void **state)
{
    (void)state;
    assert_string_equal(one("a:1-9", "b:1-9", "1-1"), "~b 1 -a");
    assert_string_equal(one("a:1-9", "b:1-9", "1-9"), "+b -a");
}

static void classes(void **state)
{
    (void)state;
    assert_string_equal(one("C:1-20 C.m:2-5", "C:1-30 C.m:2-5 C.n:7-15", "6-15"), "+n");
    assert_string_equal(one("C:1-20 C.m:2-5", "C:1-20 C.m:2-5", "8-9"), "~C 2");
    assert_string_equal(one("C:1-20 C.m:2-5", "C:1-20 C.m:2-5", "3-3,8-9"), "~m 1");
    assert_string_equal(one(NULL, "C:1-20 C.m:2-5 C.n:6-20", "1-20"), "+C .+m .+n");
    assert_int_equal(idio_change_brought(versions, found, found_n), 2);
    /* The same name in another class is another unit. */
    assert_string_equal(one("C:1-20 C.m:2-5", "C:1-20 C.m:2-5 D:21-40 D.m:22-30", "21-40"),
                        "+D .+m");
    /* A function inside a function is counted with it. */
    assert_string_equal(one(NULL, "f:1-20 f.g:2-9", "1-20"), "+f .+g");
    assert_int_equal(idio_change_brought(versions, found, found_n), 1);
    assert_string_equal(one("f:1-20", "f:1-30 f.g:2-11", "2-12"), "~f 1 +g");
}

static void same_names(void **state)
{
    (void)state;
    assert_string_equal(one("a:1-5!x", "a:1-5!y a:7-11!x", "1-5"), "+a");
    assert_int_equal(found[0].unit, 0); /* the one with the other signature */
    assert_string_equal(one("a:1-5 a:7-11", "a:1-5", "6-5"), "-a");
}

static void moved_between_files(void **state)
{
    (void)state;
    add(0, "a:1-9 b:11-20", "a:1-9", "10-9");
    add(1, "c:1-5", "c:1-5 b:7-16", "6-16");
    assert_string_equal(map(2), "~b 10");
    add(1, "c:1-5", "c:1-5 b:7-16 d:20-30", "6-30");
    assert_string_equal(map(2), "~b 10 +d");
}

static struct idio_message message(const char *request, enum idio_intent act)
{
    return (struct idio_message){request, "", "", "", act};
}

static void what_it_is_about(void **state)
{
    (void)state;
    struct idio_message m = message("Add option to parse", IDIO_INTENT_CREATE);
    add(0, "parse:1-40", "parse:1-40 help:50-59", "3-4,50-59");
    add(1, "t_a:1-9", "t_a:1-9 t_parse:11-60", "10-60");
    assert_string_equal(map(2), "~parse 2 +help +t_parse");
    size_t at = idio_change_about(versions, 2, found, found_n, &m);
    assert_int_equal(at, 0); /* it is named */
    assert_int_equal(idio_change_act(versions, found, at, &m), IDIO_INTENT_EDIT);
    m = message("Add option for more text", IDIO_INTENT_CREATE);
    at = idio_change_about(versions, 2, found, found_n, &m);
    assert_int_equal(at, 1); /* it was brought */
    assert_int_equal(idio_change_act(versions, found, at, &m), IDIO_INTENT_CREATE);
    m = message("Add tests for parse", IDIO_INTENT_TEST);
    at = idio_change_about(versions, 2, found, found_n, &m);
    assert_int_equal(at, 2);
    assert_int_equal(idio_change_act(versions, found, at, &m), IDIO_INTENT_TEST);
    m = message("Fix crash on empty text", IDIO_INTENT_FIX);
    at = idio_change_about(versions, 2, found, found_n, &m);
    assert_int_equal(idio_change_act(versions, found, at, &m), IDIO_INTENT_FIX);
    /* What changed besides the test stands outside of units. */
    add(0, "parse:1-40", "parse:1-40", "50-52");
    m = message("Handle more types of columns", IDIO_INTENT_EDIT);
    assert_string_equal(map(2), "+t_parse");
    at = idio_change_about(versions, 2, found, found_n, &m);
    assert_true(at == SIZE_MAX);
    assert_int_equal(idio_change_act(versions, found, at, &m), IDIO_INTENT_EDIT);
    assert_int_equal(idio_change_about(versions, 2, found, 0, &m), SIZE_MAX);
}

static void introductions(void **state)
{
    struct idio_introductions x;
    (void)state;
    idio_introductions_init(&x);
    add(0, "a:1-9", "a:1-9 b:11-20", "10-20"); /* newest first */
    (void)map(1);
    assert_ok(idio_introductions_add(&x, 0, versions, found, found_n, &err), &err);
    add(0, "a:1-9 b:11-20", "a:1-9", "10-9"); /* it had been there before, and went */
    (void)map(1);
    assert_ok(idio_introductions_add(&x, 1, versions, found, found_n, &err), &err);
    add(0, NULL, "a:1-9 b:11-20", "1-20");
    add(1, NULL, "c:1-9 d:11-20", "1-20");
    (void)map(2);
    assert_ok(idio_introductions_add(&x, 2, versions, found, found_n, &err), &err);
    add(2, NULL, "d:1-9", "1-9");
    versions[0] = versions[2];
    (void)map(1);
    assert_ok(idio_introductions_add(&x, 3, versions, found, found_n, &err), &err);
    struct idio_observed *o = version("a:1-9 b:11-20 c:21-29 d:31-35 e:41-49");
    assert_int_equal(idio_introductions_find(&x, "a.py", o, 0), 2);
    assert_int_equal(idio_introductions_find(&x, "a.py", o, 1), 0);
    assert_int_equal(idio_introductions_find(&x, "a.py", o, 2), 2); /* the file was renamed */
    assert_int_equal(idio_introductions_find(&x, "b.py", o, 3), 2);
    assert_true(idio_introductions_find(&x, "x.py", o, 3) == SIZE_MAX); /* two brought it */
    assert_true(idio_introductions_find(&x, "a.py", o, 4) == SIZE_MAX);
    idio_introductions_release(&x);
}

/* ---- what holds for all ---------------------------------------------------------------------- */
static uint64_t seed;

static struct idio_observed *random_version(void)
{
    char text[1024] = "";
    size_t n = 0;
    uint32_t line = 1;
    for (uint64_t k = idio_test_random(&seed) % 12; k > 0; k--) {
        uint32_t height = (uint32_t)(idio_test_random(&seed) % 9);
        n += (size_t)snprintf(
            text + n, sizeof text - n, "%c%llu:%u-%u ", idio_test_random(&seed) % 4 ? 'f' : 'C',
            (unsigned long long)(idio_test_random(&seed) % 8), line, line + height);
        line += (uint32_t)(idio_test_random(&seed) % 8);
    }
    return version(text);
}

static void damage(struct idio_observed *o)
{
    for (size_t i = 0; i < o->unit_count; i++)
        if (idio_test_random(&seed) % 8 == 0) /* any parent, also a wrong one */
            o->units[i].parent = (uint32_t)(idio_test_random(&seed) % (o->unit_count + 2));
}

static void random_commits(void **state)
{
    (void)state;
    seed = 7;
    for (int round = 0; round < 3000; round++) {
        size_t files = 1 + idio_test_random(&seed) % FILES;
        for (size_t i = 0; i < files; i++) {
            char ranges[64];
            unsigned at = (unsigned)(idio_test_random(&seed) % 60);
            snprintf(ranges, sizeof ranges, "%u-%u,%u-%u", at + 1,
                     at + (unsigned)(idio_test_random(&seed) % 20), at + 40, 2000000u);
            struct idio_observed *o = random_version(), *n = random_version();
            damage(o);
            damage(n);
            versions[i] =
                (struct idio_versions){file("x.py", ranges), idio_test_random(&seed) % 5 ? o : NULL,
                                       idio_test_random(&seed) % 5 ? n : NULL};
        }
        (void)map(files);
        for (size_t i = 0; i < found_n; i++) {
            const struct idio_unit_change *c = &found[i];
            const struct idio_versions *v = &versions[c->file];
            const struct idio_observed *o = c->fate == IDIO_FATE_REMOVED ? v->old : v->new;
            assert_true(c->file < files && o && c->unit < o->unit_count);
            assert_true(c->fate != IDIO_FATE_CHANGED || c->lines > 0);
            for (size_t k = 0; k < i; k++)
                assert_false(found[k].file == c->file && found[k].unit == c->unit &&
                             (found[k].fate == IDIO_FATE_REMOVED) ==
                                 (c->fate == IDIO_FATE_REMOVED));
        }
        struct idio_message m = message("Change f1 and C2 now", IDIO_INTENT_EDIT);
        size_t about = idio_change_about(versions, files, found, found_n, &m);
        assert_true(about == SIZE_MAX || about < found_n);
        (void)idio_change_act(versions, found, about, &m);
        assert_true(idio_change_brought(versions, found, found_n) <= found_n);
        idio_arena_clear(&arena);
    }
}

/* Nothing is nobody's change: the same text on both sides, no line changed. */
static void no_change(void **state)
{
    (void)state;
    seed = 9;
    for (int round = 0; round < 300; round++) {
        struct idio_observed *o = random_version();
        versions[0] = (struct idio_versions){file("x.py", ""), o, o};
        assert_string_equal(map(1), "");
        idio_arena_clear(&arena);
    }
}

/* A minified file: thousands of units of one name on one line. */
static void very_many(void **state)
{
    enum { MANY = 50000 };
    (void)state;
    struct idio_observed o = {.lang = IDIO_LANG_JAVASCRIPT, .lines = 400, .unit_count = MANY};
    o.units = calloc(MANY, sizeof *o.units);
    assert_non_null(o.units);
    for (uint32_t i = 0; i < MANY; i++)
        o.units[i] = (struct idio_unit){.kind = IDIO_UNIT_FUNCTION,
                                        .parent = i % 100 ? i - 1 : IDIO_NO_UNIT,
                                        .first_line = 1 + i % 400,
                                        .last_line = 1 + i % 400,
                                        .name = i % 2 ? "f" : "g",
                                        .signature = i % 3 ? "f()" : "f(x)",
                                        .doc = "",
                                        .calls = ""};
    struct idio_observed half = o;
    half.unit_count = MANY / 2;
    versions[0] = (struct idio_versions){file("a.js", "1-400"), &half, &o};
    assert_ok(idio_change_units(versions, 1, &arena, &found, &found_n, &err), &err);
    versions[0].old = NULL;
    assert_ok(idio_change_units(versions, 1, &arena, &found, &found_n, &err), &err);
    free(o.units);
}

static int map_once(void *ctx)
{
    struct idio_arena a;
    struct idio_unit_change *c;
    size_t n;
    struct idio_introductions x;
    (void)ctx;
    idio_arena_init(&a, 1 << 20);
    idio_introductions_init(&x);
    int rc = idio_change_units(versions, 2, &a, &c, &n, &err);
    if (rc == IDIO_OK)
        rc = idio_introductions_add(&x, 0, versions, c, n, &err);
    idio_introductions_release(&x);
    idio_arena_release(&a);
    return rc;
}

static void allocation_failure(void **state)
{
    (void)state;
    add(0, "a:1-9 b:11-20", "a:1-9 c:11-20", "3-4,10-20");
    add(1, NULL, "d:1-9", "1-9");
    IDIO_FAIL_EACH_ALLOC(map_once, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fates),         TEST(renamed_is_changed),  TEST(classes),
        TEST(same_names),    TEST(moved_between_files), TEST(what_it_is_about),
        TEST(introductions), TEST(random_commits),      TEST(no_change),
        TEST(very_many),     TEST(allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
