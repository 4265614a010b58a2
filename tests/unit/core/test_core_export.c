/* SPDX-License-Identifier: Apache-2.0 */
/* Two authors in one file, and the difference that is shown before anything is written. */
#include "idio_test.h"

#include "core/export_internal.h"

static struct export_file file_of(enum export_marks marks, enum export_join join, const char *block)
{
    struct export_file f = {.path = "F", .head = "HEAD\n", .marks = marks, .join = join};
    idio_str_init(&f.block, EXPORT_TEXT_MAX);
    idio_str_puts(&f.block, block);
    return f;
}

static int merge(const struct export_file *f, const char *old, bool force, struct idio_str *out,
                 struct idio_err *err)
{
    idio_str_clear(out);
    return export_merge(f, old, old ? strlen(old) : 0, "F", force, out, err);
}

#define B "# idiolect:begin\n"
#define E "# idiolect:end\n"

static void test_merge(void **state)
{
    (void)state;
    static const struct {
        enum export_join join;
        const char *old, *want;
    } rows[] = {
        {EXPORT_APPEND, NULL, "HEAD\n" B "x\n" E},
        {EXPORT_APPEND, "", "HEAD\n" B "x\n" E},
        {EXPORT_APPEND, " \n\n", "HEAD\n" B "x\n" E},
        {EXPORT_APPEND, "mine", "mine\n\n" B "x\n" E},
        {EXPORT_APPEND, "mine\n", "mine\n\n" B "x\n" E},
        {EXPORT_APPEND, "a\r\nb", "a\r\nb\r\n\r\n# idiolect:begin\r\nx\r\n# idiolect:end\r\n"},
        {EXPORT_APPEND, "a\n" B "old\nolder\n" E "b", "a\n" B "x\n" E "b"},
        {EXPORT_APPEND, "a\n" B E, "a\n" B "x\n" E},
        {EXPORT_APPEND, "  # idiolect:begin  \nold\n\t# idiolect:end", B "x\n" E},
        {EXPORT_PREPEND, "root = true\n\n[*.c]\na = 1\n",
         "root = true\n\n" B "x\n" E "\n[*.c]\na = 1\n"},
        {EXPORT_PREPEND, "[*.c]\n", B "x\n" E "\n[*.c]\n"},
        {EXPORT_PREPEND, "root = true", "root = true\n" B "x\n" E},
        {EXPORT_REFUSE, "a\n" B "old\n" E, "a\n" B "x\n" E},
    };
    struct idio_err err;
    struct idio_str out;
    idio_str_init(&out, EXPORT_TEXT_MAX);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct export_file f = file_of(EXPORT_MARKS_HASH, rows[i].join, "x\n");
        assert_ok(merge(&f, rows[i].old, false, &out, &err), &err);
        assert_string_equal(out.data, rows[i].want);
        /* Writing what was written changes nothing. */
        char *once = idio_str_take(&out);
        assert_non_null(once);
        idio_str_init(&out, EXPORT_TEXT_MAX);
        assert_ok(merge(&f, once, false, &out, &err), &err);
        assert_string_equal(out.data, once);
        idio_free(once);
        idio_str_release(&f.block);
    }
    idio_str_release(&out);
}

static void test_merge_refuses(void **state)
{
    (void)state;
    static const struct {
        enum export_join join;
        const char *old, *says;
    } rows[] = {
        {EXPORT_REFUSE, "mine\n", "not idiolect's"},
        {EXPORT_APPEND, B "x\n", "there is no"},
        {EXPORT_APPEND, "x\n" E, "F:2"},
        {EXPORT_APPEND, B B "x\n" E, "F:2"},
        {EXPORT_APPEND, B "x\n" E "y\n" E, "F:5"},
        {EXPORT_APPEND, B "x\n" E B "x\n" E, "F:4"},
    };
    struct idio_err err;
    struct idio_str out;
    idio_str_init(&out, EXPORT_TEXT_MAX);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct export_file f = file_of(EXPORT_MARKS_HASH, rows[i].join, "x\n");
        assert_status(merge(&f, rows[i].old, false, &out, &err), IDIO_E_CONFLICT, &err);
        assert_non_null(strstr(err.msg, rows[i].says));
        assert_true(err.hint[0] != '\0');
        idio_str_release(&f.block);
    }
    struct export_file f = file_of(EXPORT_MARKS_HASH, EXPORT_REFUSE, "x\n");
    assert_ok(merge(&f, "mine\n", true, &out, &err), &err);
    assert_string_equal(out.data, "HEAD\n" B "x\n" E);
    idio_str_release(&f.block);
    f = file_of(EXPORT_MARKS_NONE, EXPORT_REFUSE, "{\n  \"generator\": \"idiolect\"\n}\n");
    assert_status(merge(&f, "{}\n", false, &out, &err), IDIO_E_CONFLICT, &err);
    assert_ok(merge(&f, "{\n  \"generator\": \"idiolect\",\n  \"x\": 1\n}\n", false, &out, &err),
              &err);
    idio_str_release(&f.block);
    idio_str_release(&out);
}

/* ---- differences ----------------------------------------------------------------------------- */

static int diff(const char *a, const char *b, struct idio_str *out, struct idio_err *err)
{
    idio_str_clear(out);
    return core_diff_text("F", a, a ? strlen(a) : 0, b, strlen(b), out, err);
}

static void test_diff(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b, *want;
    } rows[] = {
        {"", "", ""},
        {"a\nb\n", "a\nb\n", ""},
        {NULL, "a\n", "--- /dev/null\n+++ F\n@@ -0,0 +1,1 @@\n+a\n"},
        {"a\n", "", "--- F\n+++ F\n@@ -1,1 +0,0 @@\n-a\n"},
        {"a\nb\nc\n", "a\nx\nc\n", "--- F\n+++ F\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
        {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n",
         "--- F\n+++ F\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n"},
        {"1\n2\n3\n4\n5\n6\n7\n8\n9\na\nb\n", "x\n2\n3\n4\n5\n6\n7\n8\n9\na\ny\n",
         "--- F\n+++ F\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -8,4 +8,4 @@\n 8\n 9\n "
         "a\n-b\n+y\n"},
        {"a", "a\n", "--- F\n+++ F\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"},
    };
    struct idio_err err;
    struct idio_str out;
    idio_str_init(&out, EXPORT_TEXT_MAX);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        assert_ok(diff(rows[i].a, rows[i].b, &out, &err), &err);
        assert_string_equal(out.data, rows[i].want);
    }
    idio_str_release(&out);
}

static uint32_t seed;
static uint32_t rnd(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % n;
}

/* Applies the hunks to `a`; line ends are "\n" throughout. */
static void apply(const char *a, const char *hunks, struct idio_str *out)
{
    size_t line = 1;
    for (const char *p = hunks; *p; p += strcspn(p, "\n") + 1) {
        size_t n = strcspn(p, "\n") + 1;
        if (strncmp(p, "---", 3) == 0 || strncmp(p, "+++", 3) == 0)
            continue;
        if (*p == '@') {
            size_t from = strtoul(p + 4, NULL, 10), count = strtoul(strchr(p, ',') + 1, NULL, 10);
            for (from += count == 0; line < from; line++) {
                idio_str_append(out, a, strcspn(a, "\n") + 1);
                a += strcspn(a, "\n") + 1;
            }
            continue;
        }
        if (*p != '+') {
            assert_memory_equal(a, p + 1, n - 1);
            a += n - 1;
            line++;
        }
        if (*p != '-')
            idio_str_append(out, p + 1, n - 1);
    }
    idio_str_puts(out, a);
}

static void test_diff_applies(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_str a, b, hunks, out;
    idio_str_init(&a, EXPORT_TEXT_MAX);
    idio_str_init(&b, EXPORT_TEXT_MAX);
    idio_str_init(&hunks, EXPORT_TEXT_MAX);
    idio_str_init(&out, EXPORT_TEXT_MAX);
    for (seed = 1; seed < 400; seed++) {
        uint32_t keep = seed;
        idio_str_clear(&a);
        idio_str_clear(&b);
        idio_str_clear(&out);
        for (uint32_t i = rnd(60); i > 0; i--) {
            uint32_t word = rnd(9), what = rnd(12);
            if (what != 0)
                idio_str_printf(&a, "%u\n", word);
            if (what != 1)
                idio_str_printf(&b, "%u\n", word);
        }
        assert_ok(diff(a.data, b.data, &hunks, &err), &err);
        apply(a.data, hunks.data, &out);
        assert_string_equal(out.data, b.data);
        seed = keep;
    }
    idio_str_release(&a);
    idio_str_release(&b);
    idio_str_release(&hunks);
    idio_str_release(&out);
}

/* Too long for the table: shown as replaced, and in no time. */
static void test_diff_of_long_texts(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_str a, b, hunks, out;
    idio_str_init(&a, EXPORT_TEXT_MAX);
    idio_str_init(&b, EXPORT_TEXT_MAX);
    idio_str_init(&hunks, EXPORT_TEXT_MAX);
    idio_str_init(&out, EXPORT_TEXT_MAX);
    for (int i = 0; i < 20000; i++) {
        idio_str_printf(&a, "a%d\n", i);
        idio_str_printf(&b, "b%d\n", i);
    }
    assert_ok(diff(a.data, b.data, &hunks, &err), &err);
    apply(a.data, hunks.data, &out);
    assert_string_equal(out.data, b.data);
    idio_str_release(&a);
    idio_str_release(&b);
    idio_str_release(&hunks);
    idio_str_release(&out);
}

static void test_without_memory(void **state)
{
    (void)state;
    bool refused = true;
    for (long n = 0; refused && n < 200; n++) {
        struct idio_err err;
        struct idio_str out, merged;
        struct export_file f = file_of(EXPORT_MARKS_HASH, EXPORT_APPEND, "x\n");
        idio_str_init(&out, EXPORT_TEXT_MAX);
        idio_str_init(&merged, EXPORT_TEXT_MAX);
        idio_alloc_fail_after(n);
        int rc = diff("a\nb\nc\n", "a\nc\nd\n", &out, &err);
        int rc_merge = merge(&f, "mine\n", false, &merged, &err);
        refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        assert_true(rc == IDIO_OK || rc == IDIO_E_NOMEM);
        assert_true(rc_merge == IDIO_OK || rc_merge == IDIO_E_NOMEM);
        idio_str_release(&out);
        idio_str_release(&merged);
        idio_str_release(&f.block);
    }
    assert_false(refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_merge_refuses),
        cmocka_unit_test(test_diff),
        cmocka_unit_test(test_diff_applies),
        cmocka_unit_test(test_diff_of_long_texts),
        cmocka_unit_test(test_without_memory),
    };
    idio_base_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
