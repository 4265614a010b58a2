/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions, exports and the page over a profile that is written straight into the store: what no
 * small repository shows (scopes, dates), and every allocation failing.
 */
#include "idio_test.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "core/core_internal.h"

#define DAY(y) ((int32_t)(((y)-1970) * 365.25))

static const struct idio_fact facts[] = {
    {.id = "javascript:format.quotes=single",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "format.quotes",
     .value = "single",
     .area = "format",
     .field = "style_guides",
     .wording = "Use single quotes for strings.",
     .scope = "",
     .k = 80,
     .n = 90,
     .lo = .8,
     .hi = .95,
     .confidence = .9,
     .prior = .6,
     .surprise = .57,
     .impact = .5,
     .files = 9,
     .repos = 2,
     .first_seen = DAY(2015),
     .last_seen = DAY(2026),
     .since = DAY(2024),
     .before = "double",
     .decided = true,
     .stated = true,
     .example_count = 1,
     .examples = {{"shop", "src/a.js", 3, "const a = 'b' // <script>"}},
     .counter = {"shop", "src/b.js", 4, "const a = \"b\""}},
    {.id = "javascript:format.quotes=double@shop/old",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "format.quotes",
     .value = "double",
     .area = "format",
     .field = "style_guides",
     .wording = "Use double quotes for strings.",
     .scope = "shop/old",
     .k = 30,
     .n = 31,
     .lo = .8,
     .hi = .99,
     .prior = .2,
     .impact = .5,
     .files = 3,
     .repos = 1,
     .before = "",
     .decided = true,
     .stated = true},
    {.id = "javascript:format.indent=2",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "format.indent",
     .value = "2",
     .area = "format",
     .field = "style_guides",
     .wording = "Indent by 2 spaces.",
     .scope = "",
     .k = 5,
     .n = 9,
     .lo = .3,
     .hi = .7,
     .prior = .6,
     .before = ""},
    {.id = "javascript:format.indent=4",
     .lang = IDIO_LANG_JAVASCRIPT,
     .trait = "format.indent",
     .value = "4",
     .area = "format",
     .field = "style_guides",
     .wording = "Indent by 4 spaces.",
     .scope = "",
     .k = 4,
     .n = 9,
     .lo = .3,
     .hi = .7,
     .prior = .3,
     .before = ""},
    {.id = "c:format.indent=tab",
     .lang = IDIO_LANG_C,
     .trait = "format.indent",
     .value = "tab",
     .area = "format",
     .field = "style_guides",
     .wording = "Indent with tabs.",
     .scope = "",
     .k = 50,
     .n = 50,
     .lo = .9,
     .hi = 1,
     .prior = .25,
     .surprise = 2,
     .before = "",
     .decided = true,
     .stated = true},
};

struct fixture {
    char dir[PATH_MAX], db[PATH_MAX + 16], out[PATH_MAX + 16];
    struct idio_ctx ctx;
    struct idio_core *core;
    struct idio_arena arena;
    struct idio_err err;
};

static void open_core(struct fixture *f)
{
    struct idio_core_opts o = {.home = f->dir};
    assert_ok(idio_core_new(&o, &f->ctx, &f->core, &f->err), &f->err);
}

static void fill_store(struct fixture *f)
{
    struct idio_store *s = NULL;
    struct idio_store_repo repo = {.path = "/x/shop", .name = "shop", .kind = "git"};
    struct idio_line_run runs[] = {{1, DAY(2020), IDIO_OWNER_MINE},
                                   {5, DAY(2021), IDIO_OWNER_OTHER}};
    struct idio_lines lines = {.at = runs, .len = 2, .count = 9};
    struct idio_str bytes;
    int64_t id = 0;
    idio_str_init(&bytes, 1 << 16);
    idio_lines_encode(&lines, &bytes);
    struct idio_store_file file = {.path = "src/a.js",
                                   .blob = "aa",
                                   .lang = IDIO_LANG_JAVASCRIPT,
                                   .lines = bytes.data,
                                   .lines_len = bytes.len};
    assert_ok(idio_store_open(f->db, 0, 1000, &s, &f->err), &f->err);
    assert_ok(idio_store_repo_put(s, &repo, &id, &f->err), &f->err);
    assert_ok(idio_store_files_put(s, id, &file, 1, &f->err), &f->err);
    assert_ok(idio_store_facts_put(s, facts, IDIO_COUNT(facts), &f->err), &f->err);
    idio_store_close(s);
    idio_str_release(&bytes);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    idio_test_dir(f->dir, sizeof f->dir);
    (void)snprintf(f->db, sizeof f->db, "%s/idiolect.db", f->dir);
    (void)snprintf(f->out, sizeof f->out, "%s/out", f->dir);
    f->ctx = (struct idio_ctx){.threads = 1, .now = 1795442400};
    idio_arena_init(&f->arena, (size_t)64 << 20);
    fill_store(f);
    open_core(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    idio_core_free(f->core);
    idio_arena_release(&f->arena);
    idio_test_remove(f->dir);
    free(f);
    return 0;
}

static int decide(struct fixture *f, enum idio_decide_action action, const char *fact)
{
    struct idio_json *doc = NULL;
    struct idio_decide_opts o = {.action = action, .fact = fact, .wording = "Mine."};
    int rc = idio_core_decide(f->core, &o, &doc, &f->err);
    idio_json_free(doc);
    return rc;
}

static const struct idio_fact *find(struct fixture *f, const char *id)
{
    struct idio_fact *all = NULL;
    size_t n = 0;
    assert_ok(core_facts(f->core, &f->arena, &all, &n, &f->err), &f->err);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].id, id) == 0)
            return &all[i];
    return NULL;
}

/* ---- decisions ------------------------------------------------------------------------------- */

static void test_pin_wins(void **state)
{
    struct fixture *f = *state;
    assert_ok(core_need_profile(f->core, &f->err), &f->err);
    /* An undecided value, and with it the question is settled. */
    assert_ok(decide(f, IDIO_DECIDE_PIN, "javascript:format.indent=4"), &f->err);
    const struct idio_fact *four = find(f, "javascript:format.indent=4");
    const struct idio_fact *two = find(f, "javascript:format.indent=2");
    assert_true(four->decided && four->stated && four->standing == IDIO_STANDING_PINNED);
    assert_true(four->confidence == 1 && four->k == 4 && four->ruled_at == 1795442400);
    assert_true(two->decided && !two->stated && two->standing == IDIO_STANDING_OVERRULED);
    /* Everywhere does not reach into a scope that was counted alone; its own pin does. */
    assert_ok(decide(f, IDIO_DECIDE_PIN, "javascript:format.quotes=backtick"), &f->err);
    assert_int_equal(find(f, "javascript:format.quotes=single")->standing, IDIO_STANDING_OVERRULED);
    assert_int_equal(find(f, "javascript:format.quotes=double@shop/old")->standing,
                     IDIO_STANDING_COUNTED);
    assert_ok(decide(f, IDIO_DECIDE_PIN, "javascript:format.quotes=double@shop/old"), &f->err);
    assert_int_equal(find(f, "javascript:format.quotes=double@shop/old")->standing,
                     IDIO_STANDING_PINNED);
    /* Never counted: the registry describes it. */
    const struct idio_fact *tick = find(f, "javascript:format.quotes=backtick");
    assert_true(tick->n == 0 && tick->stated && *tick->wording);
    assert_string_equal(tick->area, "format");
}

static void test_reject_and_edit_reach_scopes(void **state)
{
    struct fixture *f = *state;
    assert_ok(core_need_profile(f->core, &f->err), &f->err);
    assert_ok(decide(f, IDIO_DECIDE_REJECT, "javascript:format.quotes=double"), &f->err);
    const struct idio_fact *old = find(f, "javascript:format.quotes=double@shop/old");
    assert_true(old->standing == IDIO_STANDING_REJECTED && !old->stated && old->decided);
    assert_ok(decide(f, IDIO_DECIDE_EDIT, "javascript:format.quotes=double"), &f->err);
    assert_string_equal(find(f, "javascript:format.quotes=double@shop/old")->wording, "Mine.");
    /* A pin replaces the rejection of its own value and keeps the wording. */
    assert_ok(decide(f, IDIO_DECIDE_PIN, "javascript:format.quotes=double"), &f->err);
    const struct idio_fact *now = find(f, "javascript:format.quotes=double");
    assert_true(now->standing == IDIO_STANDING_PINNED && now->reworded);
    assert_string_equal(now->wording, "Mine.");
    for (int i = 0; i < 3; i++)
        assert_ok(decide(f, IDIO_DECIDE_UNDO, NULL), &f->err);
    assert_status(decide(f, IDIO_DECIDE_UNDO, NULL), IDIO_E_NOTFOUND, &f->err);
    assert_null(find(f, "javascript:format.quotes=double"));
    assert_int_equal(find(f, "javascript:format.quotes=double@shop/old")->standing,
                     IDIO_STANDING_COUNTED);
}

static void test_undo_has_an_end(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 60; i++)
        assert_ok(
            decide(f, IDIO_DECIDE_REJECT, i % 2 ? "c:format.indent=tab" : "c:format.indent=2"),
            &f->err);
    for (int i = 0; i < 50; i++)
        assert_ok(decide(f, IDIO_DECIDE_UNDO, NULL), &f->err);
    assert_status(decide(f, IDIO_DECIDE_UNDO, NULL), IDIO_E_NOTFOUND, &f->err);
}

/* A decision that the registry no longer understands stays, is listed, and does nothing. */
static void test_decisions_of_another_registry(void **state)
{
    struct fixture *f = *state;
    const struct idio_store_decision odd[] = {
        {.lang = IDIO_LANG_C, .trait = "no.such", .value = "x", .verdict = IDIO_DECISION_PIN},
        {.lang = IDIO_LANG_C,
         .trait = "format.semicolons",
         .value = "never",
         .verdict = IDIO_DECISION_PIN},
    };
    struct idio_json *doc = NULL;
    struct idio_fact *all = NULL;
    size_t n = 0;
    assert_ok(core_need_store(f->core, &f->err), &f->err);
    for (size_t i = 0; i < IDIO_COUNT(odd); i++)
        assert_ok(idio_store_decision_put(f->core->store, &odd[i], &f->err), &f->err);
    assert_ok(core_facts(f->core, &f->arena, &all, &n, &f->err), &f->err);
    assert_int_equal(n, IDIO_COUNT(facts));
    assert_ok(idio_core_decide(f->core, &(struct idio_decide_opts){.action = IDIO_DECIDE_LIST},
                               &doc, &f->err),
              &f->err);
    assert_int_equal(idio_json_len(idio_json_get(doc, "decisions")), 2);
    idio_json_free(doc);
}

static void test_facts_at_a_place(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *scope, *quotes;
    } rows[] = {{"", "single"},
                {"shop", "single"},
                {"shop/src", "single"},
                {"shop/older", "single"},
                {"shop/old", "double"},
                {"shop/old/deep", "double"},
                {"shopping/old", "single"}};
    assert_ok(core_need_profile(f->core, &f->err), &f->err);
    for (size_t i = 0; i < IDIO_COUNT(rows); i++) {
        struct idio_fact *all = NULL;
        size_t n = 0, seen = 0;
        assert_ok(core_facts(f->core, &f->arena, &all, &n, &f->err), &f->err);
        n = core_facts_at(all, n, rows[i].scope);
        for (size_t k = 0; k < n; k++) {
            if (strcmp(all[k].trait, "format.quotes") != 0)
                continue;
            assert_string_equal(all[k].value, rows[i].quotes);
            seen++;
        }
        assert_int_equal(seen, 1);
        assert_int_equal(n, 4);
    }
}

/* ---- page and exports ------------------------------------------------------------------------ */

static struct idio_json *page_data(const struct idio_str *page)
{
    static const char begin[] = "id=\"data\">";
    struct idio_json *doc = NULL;
    struct idio_err err;
    const char *p = strstr(page->data, begin), *end;
    assert_non_null(p);
    p += sizeof begin - 1;
    end = strstr(p, "</script>");
    assert_non_null(end);
    assert_ok(idio_json_parse(p, (size_t)(end - p), "page", &doc, &err), &err);
    return doc;
}

static void test_page(void **state)
{
    struct fixture *f = *state;
    struct idio_str page;
    idio_str_init(&page, (size_t)16 << 20);
    assert_ok(decide(f, IDIO_DECIDE_PIN, "c:format.indent=8"), &f->err);
    assert_ok(idio_core_report(f->core, &page, &f->err), &f->err);
    struct idio_json *doc = page_data(&page);
    const struct idio_json *months = idio_json_get(idio_json_get(doc, "activity"), "javascript");
    assert_int_equal(idio_json_len(months), 1); /* other people's lines do not count */
    assert_string_equal(idio_json_str(idio_json_at(idio_json_at(months, 0), 0)), "2020-01");
    assert_int_equal(idio_json_to_int(idio_json_at(idio_json_at(months, 0), 1), 0), 4);
    const struct idio_json *rows = idio_json_get(doc, "facts");
    assert_int_equal(idio_json_len(rows), IDIO_COUNT(facts) + 1);
    assert_null(strstr(page.data, "/x/shop"));
    assert_null(strstr(page.data, "// <script>"));
    bool seen = false;
    for (size_t i = 0; i < idio_json_len(rows); i++) {
        const struct idio_json *row = idio_json_at(rows, i);
        if (strcmp(idio_json_get_str(row, "id", ""), "javascript:format.quotes=single") != 0)
            continue;
        seen = true;
        assert_string_equal(idio_json_get_str(row, "since", ""), "2024-01-01");
        assert_string_equal(idio_json_get_str(row, "before", ""), "double");
        assert_string_equal(
            idio_json_get_str(idio_json_at(idio_json_get(row, "examples"), 0), "text", ""),
            "const a = 'b' // <script>");
    }
    assert_true(seen);
    idio_json_free(doc);
    idio_str_release(&page);
}

static int export(struct fixture *f, enum idio_export_format format, const char *scope, bool diff,
                  struct idio_json **ret)
{
    struct idio_export_opts o = {.format = format, .scope = scope, .output = f->out, .diff = diff};
    return idio_core_export(f->core, &o, ret, &f->err);
}

static void test_export_of_a_scope(void **state)
{
    struct fixture *f = *state;
    char *text = NULL;
    char path[PATH_MAX + 64];
    size_t n = 0;
    (void)snprintf(path, sizeof path, "%s/AGENTS.md", f->out);
    assert_ok(idio_fs_mkdirs(f->out, 0755, &f->err), &f->err);
    for (int old = 0; old < 2; old++) {
        struct idio_json *doc = NULL;
        assert_ok(export(f, IDIO_EXPORT_AGENTS, old ? "shop/old" : NULL, false, &doc), &f->err);
        assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &f->err), &f->err);
        assert_int_equal(strstr(text, "double quotes") != NULL, old);
        assert_int_equal(strstr(text, "single quotes") != NULL, !old);
        assert_null(strstr(text, "Indent by"));
        idio_free(text);
        idio_json_free(doc);
    }
}

/* One run of each operation; the first status that is not IDIO_OK. */
static int everything(struct fixture *f)
{
    struct idio_json *doc = NULL;
    struct idio_str page;
    idio_str_init(&page, (size_t)16 << 20);
    int rc = decide(f, IDIO_DECIDE_PIN, "c:format.indent=8");
    for (int format = IDIO_EXPORT_AGENTS; format <= IDIO_EXPORT_JSON && rc == IDIO_OK; format++) {
        rc = export(f, (enum idio_export_format)format, NULL, true, &doc);
        idio_json_free(doc);
        doc = NULL;
    }
    if (rc == IDIO_OK)
        rc = idio_core_report(f->core, &page, &f->err);
    if (rc == IDIO_OK)
        rc = decide(f, IDIO_DECIDE_RESET, "c:format.indent");
    if (rc == IDIO_OK)
        rc = decide(f, IDIO_DECIDE_UNDO, NULL);
    idio_str_release(&page);
    return rc;
}

static void test_without_memory(void **state)
{
    struct fixture *f = *state;
    bool refused = true;
    assert_ok(everything(f), &f->err); /* engines and database are open from here on */
    /* All of them would take a minute: each run writes to the database. */
    for (long n = 0; refused; n += 1 + n / 50) {
        idio_alloc_fail_after(n);
        int rc = everything(f);
        refused = idio_alloc_refused();
        idio_alloc_fail_after(-1);
        if (rc < 0)
            assert_status(rc, IDIO_E_NOMEM, &f->err);
    }
    assert_ok(everything(f), &f->err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pin_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reject_and_edit_reach_scopes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_undo_has_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_decisions_of_another_registry, setup, teardown),
        cmocka_unit_test_setup_teardown(test_facts_at_a_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_export_of_a_scope, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_memory, setup, teardown),
    };
    idio_base_init();
    if (access("/dev/shm", W_OK) == 0)
        (void)setenv("TMPDIR", "/dev/shm", 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
