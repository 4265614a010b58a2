/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of learn between ranks: what goes in comes out, and every damaged one is refused. */
#include "idio_test.h"

#include "core/learn_wire.h"

static struct idio_arena arena;
static struct idio_str bytes;

static int setup(void **state)
{
    (void)state;
    idio_arena_init(&arena, 16u << 20);
    idio_str_init(&bytes, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    idio_arena_release(&arena);
    idio_str_release(&bytes);
    return 0;
}

/* ---- samples --------------------------------------------------------------------------------- */

static struct idio_repo_file files[] = {
    {.path = "a.c",
     .blob = "0123456789012345678901234567890123456789",
     .lang = IDIO_LANG_C,
     .doubt = "",
     .doubt_points = -7,
     .size = UINT32_MAX,
     .edits = 300,
     .born = -1},
    {.path = "b/\xfe.py",
     .blob = "ab",
     .lang = IDIO_LANG_PYTHON,
     .lines = "\0\1\2",
     .lines_len = 3,
     .doubt = "a notice",
     .doubt_points = 70,
     .born = INT64_C(1795000000)},
};
static struct idio_repo_file foreign[] = {
    {.path = "c.c", .blob = "cd", .lines = "Vcopied", .lines_len = 7},
};
static struct idio_left_out left[] = {{"v/x.c", NULL, "ef"}, {"v/y.c", "its notice", "01"}};

static void put_list(void)
{
    static const char *const names[] = {"ada@example.org", "Ada"};
    struct core_wire_repo repos[] = {
        {.ref = {IDIO_REPO_GIT, "/src/one", "one"}, .yours = true, .word = "+a\n"},
        {.ref = {IDIO_REPO_PLAIN, "/src/two \xff", "two"}},
        {.ref = {IDIO_REPO_GIT, "/src/three", "three"},
         .yours = true,
         .word = "",
         .has_known = true,
         .known = {"0123", files, foreign, 2, 1, "\0past", 5}},
    };
    struct core_wire_list m = {"0123456789abcdef", "00", {names, 2}, repos, 3};
    core_wire_put_list(&bytes, &m);
}

static void put_listed(void)
{
    struct repo_work w = {.list = {.at = files,
                                   .len = 2,
                                   .foreign = foreign,
                                   .foreign_len = 1,
                                   .past = "\1past",
                                   .past_len = 5,
                                   .vendored = left,
                                   .vendored_len = 2,
                                   .tracked = 70000,
                                   .shallow = true}};
    for (unsigned i = 0; i < IDIO_SKIP_COUNT; i++)
        w.list.skipped[i] = i * 100;
    for (unsigned i = 0; i < IDIO_OWNER_COUNT; i++)
        w.list.lines[i] = i * 1000;
    core_wire_put_listed(&bytes, &w);
}

static void put_failed(void)
{
    struct repo_work w = {0};
    w.status = idio_fail(&w.err, IDIO_E_DENIED, "corpus.open", "opening %s", "/src/one");
    idio_hint(&w.err, w.status, "make it readable");
    w.err.sys = 13;
    core_wire_put_listed(&bytes, &w);
}

static void put_files(void)
{
    types_put_number(&bytes, CORE_WIRE_OBSERVE);
    types_put_number(&bytes, 3);
    core_wire_put_file(&bytes, 0, &files[0]);
    core_wire_put_file(&bytes, 2, &files[0]);
    core_wire_put_file(&bytes, 2, &files[1]);
}

/* ---- readers, each of n bytes ---------------------------------------------------------------- */

static int get_list(const char *p, size_t n)
{
    struct core_wire_list m;
    return core_wire_get_list(p, n, &arena, &m, NULL);
}

static int get_listed(const char *p, size_t n)
{
    struct types_reader r = {
        .p = (const void *)p, .end = (const unsigned char *)p + n, .arena = &arena};
    struct repo_work w = {0};
    int rc = core_wire_get_listed(&r, &w, NULL);
    return rc == IDIO_OK ? core_wire_done(&r, NULL) : rc;
}

static int get_files(const char *p, size_t n)
{
    struct core_wire_files m;
    return core_wire_get_files(p, n, 3, &arena, &m, NULL);
}

static const struct {
    void (*put)(void);
    int (*get)(const char *p, size_t n);
} kinds[] = {{put_list, get_list},
             {put_listed, get_listed},
             {put_failed, get_listed},
             {put_files, get_files}};

/* ---- tests ----------------------------------------------------------------------------------- */

static void same_file(const struct idio_repo_file *a, const struct idio_repo_file *b)
{
    assert_string_equal(a->path, b->path);
    assert_string_equal(a->blob, b->blob);
    assert_int_equal(a->lang, b->lang);
    assert_int_equal(a->lines_len, b->lines_len);
    assert_true(!a->lines == !b->lines);
    if (b->lines)
        assert_memory_equal(a->lines, b->lines, b->lines_len);
    assert_true(!a->doubt == !b->doubt);
    if (b->doubt)
        assert_string_equal(a->doubt, b->doubt);
    assert_int_equal(a->doubt_points, b->doubt_points);
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->edits, b->edits);
    assert_true(a->born == b->born);
}

static void a_list_comes_back(void **state)
{
    (void)state;
    struct core_wire_list m;
    struct idio_err err;
    put_list();
    assert_int_equal(core_wire_kind_of(bytes.data, bytes.len), CORE_WIRE_LIST);
    assert_int_equal(core_wire_kind_of("", 0), 0);
    assert_ok(core_wire_get_list(bytes.data, bytes.len, &arena, &m, &err), &err);
    assert_string_equal(m.build, "0123456789abcdef");
    assert_string_equal(m.secrets, "00");
    assert_int_equal(m.who.len, 2);
    assert_string_equal(m.who.at[1], "Ada");
    assert_int_equal(m.repo_count, 3);
    assert_string_equal(m.repos[1].ref.path, "/src/two \xff");
    assert_string_equal(m.repos[0].ref.name, "one");
    assert_int_equal(m.repos[1].ref.kind, IDIO_REPO_PLAIN);
    assert_true(m.repos[0].yours && !m.repos[1].yours && m.repos[2].yours);
    assert_string_equal(m.repos[0].word, "+a\n");
    assert_false(m.repos[0].has_known);
    assert_true(m.repos[2].has_known);
    assert_string_equal(m.repos[2].known.head, "0123");
    assert_int_equal(m.repos[2].known.len, 2);
    same_file(&m.repos[2].known.at[0], &files[0]);
    same_file(&m.repos[2].known.at[1], &files[1]);
    assert_int_equal(m.repos[2].known.foreign_len, 1);
    same_file(&m.repos[2].known.foreign[0], &foreign[0]);
    assert_int_equal(m.repos[2].known.past_len, 5);
    assert_memory_equal(m.repos[2].known.past, "\0past", 5);
}

static void what_was_listed_comes_back(void **state)
{
    (void)state;
    struct idio_err err;
    struct repo_work w = {0};
    put_listed();
    put_failed();
    struct types_reader r = {.p = (const void *)bytes.data,
                             .end = (const unsigned char *)bytes.data + bytes.len,
                             .arena = &arena};
    assert_ok(core_wire_get_listed(&r, &w, &err), &err);
    assert_int_equal(w.status, IDIO_OK);
    assert_int_equal(w.list.tracked, 70000);
    assert_true(w.list.shallow);
    assert_int_equal(w.list.past_len, 5);
    assert_memory_equal(w.list.past, "\1past", 5);
    assert_int_equal(w.list.skipped[IDIO_SKIP_COUNT - 1], (IDIO_SKIP_COUNT - 1) * 100);
    assert_int_equal(w.list.lines[IDIO_OWNER_COUNT - 1], (IDIO_OWNER_COUNT - 1) * 1000);
    assert_int_equal(w.list.len, 2);
    same_file(&w.list.at[0], &files[0]);
    same_file(&w.list.at[1], &files[1]);
    assert_int_equal(w.list.foreign_len, 1);
    same_file(&w.list.foreign[0], &foreign[0]);
    assert_int_equal(w.list.vendored_len, 2);
    assert_null(w.list.vendored[0].why);
    assert_string_equal(w.list.vendored[0].path, "v/x.c");
    assert_string_equal(w.list.vendored[1].why, "its notice");
    assert_string_equal(w.list.vendored[1].blob, "01");
    assert_ok(core_wire_get_listed(&r, &w, &err), &err);
    assert_status(w.status, IDIO_E_DENIED, &w.err);
    assert_int_equal(w.err.status, IDIO_E_DENIED);
    assert_int_equal(w.err.sys, 13);
    assert_string_equal(w.err.msg, "opening /src/one");
    assert_string_equal(w.err.hint, "make it readable");
    assert_int_equal(w.list.len, 0);
    assert_ok(core_wire_done(&r, &err), &err);
}

static void files_come_back(void **state)
{
    (void)state;
    struct core_wire_files m;
    struct idio_err err;
    put_files();
    assert_ok(core_wire_get_files(bytes.data, bytes.len, 3, &arena, &m, &err), &err);
    assert_int_equal(m.len, 3);
    assert_int_equal(m.repos[0], 0);
    assert_int_equal(m.repos[2], 2);
    assert_string_equal(m.files[2].path, files[1].path);
    /* A repository that is not there; a number that falls. */
    assert_status(core_wire_get_files(bytes.data, bytes.len, 2, &arena, &m, &err), IDIO_E_CORRUPT,
                  &err);
    idio_str_clear(&bytes);
    types_put_number(&bytes, CORE_WIRE_OBSERVE);
    types_put_number(&bytes, 2);
    core_wire_put_file(&bytes, 1, &files[0]);
    core_wire_put_file(&bytes, 0, &files[0]);
    assert_status(core_wire_get_files(bytes.data, bytes.len, 3, &arena, &m, &err), IDIO_E_CORRUPT,
                  &err);
}

static void cut_and_longer_messages_are_refused(void **state)
{
    (void)state;
    for (size_t k = 0; k < IDIO_COUNT(kinds); k++) {
        idio_str_clear(&bytes);
        kinds[k].put();
        assert_int_equal(kinds[k].get(bytes.data, bytes.len), IDIO_OK);
        for (size_t n = 0; n < bytes.len; n++)
            assert_int_equal(kinds[k].get(bytes.data, n), IDIO_E_CORRUPT);
        idio_str_putc(&bytes, 0);
        assert_int_equal(kinds[k].get(bytes.data, bytes.len), IDIO_E_CORRUPT);
    }
}

/* Whatever a byte becomes, there is an answer. */
static void no_damaged_byte_does_harm(void **state)
{
    (void)state;
    for (size_t k = 0; k < IDIO_COUNT(kinds); k++) {
        idio_str_clear(&bytes);
        kinds[k].put();
        for (size_t i = 0; i < bytes.len; i++)
            for (int flip = 1; flip < 256; flip += 7) {
                bytes.data[i] = (char)(bytes.data[i] ^ flip);
                int rc = kinds[k].get(bytes.data, bytes.len);
                assert_true(rc == IDIO_OK || rc == IDIO_E_CORRUPT);
                bytes.data[i] = (char)(bytes.data[i] ^ flip);
                idio_arena_clear(&arena);
            }
    }
}

static int read_without_memory(void *ctx)
{
    size_t k = *(const size_t *)ctx;
    idio_arena_release(&arena);
    idio_arena_init(&arena, 16u << 20);
    return kinds[k].get(bytes.data, bytes.len);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    for (size_t k = 0; k < IDIO_COUNT(kinds); k++) {
        idio_str_clear(&bytes);
        kinds[k].put();
        IDIO_FAIL_EACH_ALLOC(read_without_memory, &k);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_list_comes_back),         TEST(what_was_listed_comes_back),
        TEST(files_come_back),           TEST(cut_and_longer_messages_are_refused),
        TEST(no_damaged_byte_does_harm), TEST(want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
