/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules engine against requests written by hand (tests/fixtures/requests): dev.json was looked
 * at while the rules were made; heldout.json was written before and only measured, so its figures
 * are the ones to quote.
 *
 * An expected item is found when an item of the field shares most of its words with it; intent,
 * language and verbosity must be equal, questions are compared by slot. With an argument, every
 * difference is shown: test_rules_fixtures dev
 */
#include "idio_test.h"

#include "base/fs.h"
#include "base/json.h"
#include "infer/infer.h"

#define WORDS_MAX 64
#define SAME_MIN  0.7

static const char *shown; /* fixture whose differences are printed */

struct counts {
    size_t requests, intent, lang, verbosity;
    size_t right, proposed, expected;                            /* items of all fields */
    size_t explicit_right, explicit_proposed, explicit_expected; /* constraints, libraries, edges */
    size_t asked_right, asked, should_ask;
    size_t clear, over_asked;
};

static size_t words_of(const char *s, char out[WORDS_MAX][32])
{
    size_t n = 0;
    while (*s && n < WORDS_MAX) {
        size_t len = 0;
        for (; *s && !strchr(" ,.;:!?()`'\"\t\n", *s); s++)
            if (len < 31)
                out[n][len++] = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
        out[n][len] = '\0';
        n += len > 0;
        s += *s != '\0';
    }
    return n;
}

/* F1 of the words of two texts. */
static double likeness(const char *a, const char *b)
{
    char x[WORDS_MAX][32], y[WORDS_MAX][32];
    bool used[WORDS_MAX] = {false};
    size_t n = words_of(a, x), m = words_of(b, y), hits = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (!used[k] && strcmp(x[i], y[k]) == 0) {
                used[k] = true;
                hits++;
                break;
            }
    return n + m ? 2.0 * (double)hits / (double)(n + m) : 1;
}

static void tell(const char *file, const char *request, const char *what, const char *text)
{
    if (shown && strstr(file, shown))
        print_message("%-60.60s | %s: %s\n", request, what, text);
}

static void compare_field(const char *file, const struct idio_draft *d,
                          const struct idio_json *want, enum idio_field field, const char *key,
                          struct counts *c)
{
    const char *request = idio_json_get_str(want, "request", "");
    const struct idio_json *list = idio_json_get(want, key);
    bool used[64] = {false},
         is_explicit = field != IDIO_FIELD_INPUTS && field != IDIO_FIELD_OUTPUTS;
    size_t right = 0, proposed = 0, expected = idio_json_len(list);
    for (size_t i = 0; i < d->items.len; i++) {
        const struct idio_item *it = &d->items.at[i];
        if (it->field != field || it->source != IDIO_SOURCE_SAID)
            continue;
        proposed++;
        bool found = false;
        for (size_t k = 0; k < expected && k < 64 && !found; k++) {
            const char *text = idio_json_str(idio_json_at(list, k));
            if (!used[k] && likeness(it->text, text) >= SAME_MIN)
                found = used[k] = true;
        }
        right += found;
        if (!found)
            tell(file, request, key, it->text);
    }
    for (size_t k = 0; k < expected; k++)
        if (!used[k])
            tell(file, request, "MISSED", idio_json_str(idio_json_at(list, k)));
    c->right += right;
    c->proposed += proposed;
    c->expected += expected;
    c->explicit_right += is_explicit ? right : 0;
    c->explicit_proposed += is_explicit ? proposed : 0;
    c->explicit_expected += is_explicit ? expected : 0;
}

static void compare_questions(const char *file, const struct idio_draft *d,
                              const struct idio_json *want, struct counts *c)
{
    const struct idio_json *list = idio_json_get(want, "questions");
    size_t asked = 0;
    for (size_t i = 0; i < d->items.len; i++) {
        const struct idio_item *it = &d->items.at[i];
        if (it->field != IDIO_FIELD_OPEN_QUESTIONS)
            continue;
        asked++;
        bool found = false;
        for (size_t k = 0; k < idio_json_len(list); k++)
            found |= strcmp(it->slot, idio_json_str(idio_json_at(list, k))) == 0;
        c->asked_right += found;
        if (!found)
            tell(file, idio_json_get_str(want, "request", ""), "asked", it->slot);
    }
    for (size_t k = 0; k < idio_json_len(list); k++) {
        bool found = false;
        for (size_t i = 0; i < d->items.len; i++)
            found |= d->items.at[i].slot &&
                     strcmp(d->items.at[i].slot, idio_json_str(idio_json_at(list, k))) == 0;
        if (!found)
            tell(file, idio_json_get_str(want, "request", ""), "NOT ASKED",
                 idio_json_str(idio_json_at(list, k)));
    }
    c->asked += asked;
    c->should_ask += idio_json_len(list);
    c->clear += idio_json_len(list) == 0;
    c->over_asked += idio_json_len(list) == 0 && asked > 0;
}

static void compare(const char *file, const struct idio_draft *d, const struct idio_json *want,
                    struct counts *c)
{
    const char *request = idio_json_get_str(want, "request", "");
    const char *intent = idio_json_get_str(want, "intent", "");
    const char *lang = idio_json_get_str(want, "language", "none");
    const char *verbosity = idio_json_get_str(want, "verbosity", "normal");
    const char *goal = idio_json_get_str(want, "goal", NULL);
    c->requests++;
    c->intent += strcmp(idio_intent_name(d->intent), intent) == 0;
    if (strcmp(idio_intent_name(d->intent), intent) != 0)
        tell(file, request, "intent", idio_intent_name(d->intent));
    c->lang += strcmp(idio_lang_id(d->lang), lang) == 0;
    if (strcmp(idio_lang_id(d->lang), lang) != 0)
        tell(file, request, "language", idio_lang_id(d->lang));
    for (size_t i = 0; i < d->items.len; i++) {
        const struct idio_item *it = &d->items.at[i];
        if (it->field == IDIO_FIELD_VERBOSITY) {
            c->verbosity += strcmp(it->text, verbosity) == 0;
            if (strcmp(it->text, verbosity) != 0)
                tell(file, request, "verbosity", it->text);
        }
        if (it->field == IDIO_FIELD_GOAL && goal) {
            bool same = likeness(it->text, goal) >= 0.8;
            c->right += same;
            c->proposed++;
            c->expected++;
            if (!same)
                tell(file, request, "goal", it->text);
        }
    }
    compare_field(file, d, want, IDIO_FIELD_INPUTS, "inputs", c);
    compare_field(file, d, want, IDIO_FIELD_OUTPUTS, "outputs", c);
    compare_field(file, d, want, IDIO_FIELD_CONSTRAINTS_EXPLICIT, "constraints", c);
    compare_field(file, d, want, IDIO_FIELD_LIBRARIES_PREFERRED, "preferred", c);
    compare_field(file, d, want, IDIO_FIELD_LIBRARIES_FORBIDDEN, "forbidden", c);
    compare_field(file, d, want, IDIO_FIELD_EDGE_CASES, "edge_cases", c);
    compare_questions(file, d, want, c);
}

static double share(size_t a, size_t b)
{
    return b ? (double)a / (double)b : 1;
}

static struct counts measure(const char *file)
{
    struct counts c = {0};
    struct idio_err err;
    char *text = NULL;
    size_t n = 0;
    struct idio_json *all = NULL;
    assert_ok(idio_fs_read(file, 1 << 20, &text, &n, &err), &err);
    assert_ok(idio_json_parse(text, n, file, &all, &err), &err);
    for (size_t i = 0; i < idio_json_len(all); i++) {
        const struct idio_json *want = idio_json_at(all, i);
        const char *request = idio_json_get_str(want, "request", NULL);
        const char *lang = idio_json_get_str(want, "lang", "none");
        struct idio_request req = {.text = request, .len = strlen(request)};
        req.path = idio_json_get_str(want, "path", NULL);
        req.lang = idio_lang_from_id(lang, strlen(lang));
        struct idio_arena arena;
        struct idio_draft d = {0};
        idio_arena_init(&arena, 16 << 20);
        assert_ok(idio_rules_transcode(&req, NULL, &arena, &d, &err), &err);
        compare(file, &d, want, &c);
        idio_draft_release(&d);
        idio_arena_release(&arena);
    }
    idio_json_free(all);
    idio_free(text);
    print_message(
        "%s: %zu requests; intent %.2f, language %.2f, verbosity %.2f; items precision %.3f, "
        "recall %.3f (explicit only %.3f, %.3f); questions precision %.2f, recall %.2f, "
        "over-asked %zu of %zu clear\n",
        strrchr(file, '/') + 1, c.requests, share(c.intent, c.requests), share(c.lang, c.requests),
        share(c.verbosity, c.requests), share(c.right, c.proposed), share(c.right, c.expected),
        share(c.explicit_right, c.explicit_proposed), share(c.explicit_right, c.explicit_expected),
        share(c.asked_right, c.asked), share(c.asked_right, c.should_ask), c.over_asked, c.clear);
    return c;
}

static void development(void **state)
{
    (void)state;
    struct counts c = measure(IDIO_SOURCE_DIR "/tests/fixtures/requests/dev.json");
    assert_true(share(c.intent, c.requests) >= .95);
    assert_true(share(c.lang, c.requests) >= .95);
    assert_true(share(c.right, c.proposed) >= .95);
    assert_true(share(c.right, c.expected) >= .95);
    assert_true(share(c.over_asked, c.clear) <= .05);
}

static void held_out(void **state)
{
    (void)state;
    struct counts c = measure(IDIO_SOURCE_DIR "/tests/fixtures/requests/heldout.json");
    assert_true(share(c.intent, c.requests) >= .85);
    assert_true(share(c.lang, c.requests) >= .85);
    assert_true(share(c.explicit_right, c.explicit_proposed) >= .75);
    assert_true(share(c.explicit_right, c.explicit_expected) >= .75);
    assert_true(share(c.over_asked, c.clear) <= .10);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(development),
        cmocka_unit_test(held_out),
    };
    shown = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
