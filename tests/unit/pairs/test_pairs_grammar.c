/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar: what holds of every prompt, whatever the seed; what is refused when it is loaded. */
#include "idio_test.h"

#include <ctype.h>

#include "base/utf8.h"
#include "pairs/grammar_internal.h"

#define SEEDS 3000

static struct idio_grammar *grammar;

static const char *const inputs[] = {"path (str)", "limit (int, optional)", "row_filter"};
static const char *const outputs[] = {"a list of Row"};
static const char *const edges[] = {"empty input", "limit is negative"};

static const struct idio_frame frames[] = {
    {.act = IDIO_INTENT_CREATE,
     .kind = IDIO_UNIT_FUNCTION,
     .lang = IDIO_LANG_PYTHON,
     .verb = "load",
     .object = "the rows",
     .rest = "from a file into memory",
     .purpose = "Load the rows from a file into memory",
     .wording = IDIO_WORDING_DOC,
     .name = "load_rows",
     .container = "Table",
     .path = "src/db/table.py",
     .inputs = (const char **)inputs,
     .input_count = 3,
     .outputs = (const char **)outputs,
     .output_count = 1,
     .edges = (const char **)edges,
     .edge_count = 2,
     .detail = "Rows are kept in the order of the file. Blank lines don't count."},
    {.act = IDIO_INTENT_CREATE,
     .kind = IDIO_UNIT_CLASS,
     .lang = IDIO_LANG_GO,
     .verb = "parse",
     .object = "header lines",
     .rest = "",
     .purpose = "Parse header lines",
     .wording = IDIO_WORDING_NAME,
     .name = "HeaderParser",
     .container = "",
     .path = "http/header.go",
     .detail = ""},
    {.act = IDIO_INTENT_FIX,
     .kind = IDIO_UNIT_FUNCTION,
     .lang = IDIO_LANG_C,
     .verb = "free",
     .object = "the buffer",
     .rest = "",
     .purpose = "Fix freeing the buffer",
     .wording = IDIO_WORDING_NAME,
     .name = "buf_free",
     .container = "",
     .path = "buf.c",
     .detail = "",
     .inputs = (const char **)inputs,
     .input_count = 1},
    {.act = IDIO_INTENT_EDIT,
     .kind = IDIO_UNIT_FUNCTION,
     .lang = IDIO_LANG_RUST,
     .verb = "add",
     .object = "support",
     .rest = "for quoted fields",
     .purpose = "Add support for quoted fields",
     .wording = IDIO_WORDING_COMMIT,
     .name = "read_field",
     .container = "",
     .path = "src/csv.rs",
     .detail = ""},
    {.act = IDIO_INTENT_TEST,
     .kind = IDIO_UNIT_FUNCTION,
     .lang = IDIO_LANG_JAVASCRIPT,
     .verb = "check",
     .object = "",
     .rest = "whether the list is empty",
     .purpose = "Test checking whether the list is empty",
     .wording = IDIO_WORDING_NAME,
     .name = "isEmpty",
     .container = "List",
     .path = "lib/list.js",
     .detail = ""},
    {.act = IDIO_INTENT_REFACTOR,
     .kind = IDIO_UNIT_MODULE,
     .lang = IDIO_LANG_SHELL,
     .verb = "provide",
     .object = "helpers",
     .rest = "for tests",
     .purpose = "Refactor providing helpers for tests",
     .wording = IDIO_WORDING_DOC,
     .name = "",
     .container = "",
     .path = "tests/helpers.sh",
     .detail = ""}};

static const struct idio_fact facts[] = {{.id = "python:format.indent=tab",
                                          .wording = "Indent with tabs.",
                                          .field = "style_guides",
                                          .value = "tab"},
                                         {.id = "python:format.quotes=single",
                                          .wording = "Use single quotes for strings.",
                                          .field = "style_guides",
                                          .value = "single"},
                                         {.id = "js:format.semicolons=never",
                                          .wording = "No semicolons at statement ends.",
                                          .field = "style_guides",
                                          .value = "never"},
                                         {.id = "python:naming.function=snake",
                                          .wording = "Name functions in snake_case.",
                                          .field = "naming_conventions",
                                          .value = "snake"},
                                         {.id = "python:library.http=requests",
                                          .wording = "Use requests for HTTP.",
                                          .field = "libraries_preferred",
                                          .value = "requests"}};
static const char *const instead[] = {"Indent by 4 spaces.", "Use double quotes for strings.",
                                      "End statements with semicolons.", NULL, NULL};

struct given {
    struct idio_telling how;
    const struct idio_frame *frame;
    const struct idio_fact *facts[2];
    bool against[2];
    const char *instead[2];
};

static void give(struct given *g, uint64_t seed)
{
    struct idio_chance c = idio_chance_of(seed, "given");
    *g = (struct given){.how = {.seed = seed}};
    g->frame = &frames[idio_chance_below(&c, IDIO_COUNT(frames))];
    g->how.reg = (enum idio_register)idio_chance_below(&c, IDIO_REGISTERS);
    g->how.noise = idio_chance_below(&c, 2);
    g->how.name = idio_chance_below(&c, 2);
    g->how.path = idio_chance_below(&c, 2);
    g->how.language = idio_chance_below(&c, 2);
    g->how.inputs = idio_chance_below(&c, 2);
    g->how.outputs = idio_chance_below(&c, 2);
    g->how.edges = idio_chance_below(&c, 2);
    g->how.detail = idio_chance_below(&c, 2);
    g->how.fact_count = idio_chance_below(&c, 3);
    for (size_t i = 0; i < g->how.fact_count; i++) {
        const size_t k = idio_chance_below(&c, IDIO_COUNT(facts));
        g->facts[i] = &facts[k];
        g->against[i] = idio_chance_below(&c, 3) == 0;
        g->instead[i] = instead[k];
    }
    g->how.facts = g->facts;
    g->how.against = g->against;
    g->how.instead = g->instead;
}

static struct idio_prompt tell(const struct given *g, struct idio_arena *arena)
{
    struct idio_prompt p = {0};
    struct idio_err err;
    assert_ok(idio_grammar_tell(grammar, g->frame, &g->how, arena, &p, &err), &err);
    return p;
}

static void fold(const char *p, size_t n, char *ret)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        if (!isspace((unsigned char)p[i]))
            ret[len++] = p[i];
        else if (len > 0 && ret[len - 1] != ' ')
            ret[len++] = ' ';
    ret[len] = 0;
}

static const struct idio_stated *stated(const struct idio_prompt *p, enum idio_field field)
{
    for (size_t i = 0; i < p->stated_count; i++)
        if (p->stated[i].field == field)
            return &p->stated[i];
    return NULL;
}

static void check_spans(const struct idio_prompt *p)
{
    char item[4096];
    for (size_t i = 0; i < p->stated_count; i++) {
        const struct idio_stated *s = &p->stated[i];
        assert_true(s->begin < s->end && s->end <= p->len && s->end - s->begin < sizeof item);
        assert_true(i == 0 || p->stated[i - 1].begin <= s->begin);
        fold(p->text + s->begin, s->end - s->begin, item);
        assert_string_equal(item, s->item);
        assert_true(s->field < IDIO_FIELD_COUNT);
    }
}

/* What stands in code in the text is written as the frame has it. */
static void check_names(const struct given *g, const struct idio_prompt *p)
{
    static const char *const odd[] = {"{",  "}",   "^",  "..,", " ,",  "??.", "(null)",
                                      "-.", "., ", "(,", "?,",  "\n.", "\n,"};
    for (size_t i = 0; i < IDIO_COUNT(odd); i++)
        if (strstr(p->text, odd[i]) && !strstr(p->text, "```") && !strstr(p->text, "at Context"))
            fail_msg("\"%s\" in: %s", odd[i], p->text);
    for (size_t i = 0; i < p->production_count; i++) {
        const char *id = p->productions[i];
        const bool name = strstr(id, "{name}") && !strncmp(id, "ask.", 4);
        if (name && *g->frame->name && !strstr(p->text, g->frame->name))
            fail_msg("%s is not in: %s", g->frame->name, p->text);
    }
}

static void every_prompt_is_sound(void **state)
{
    struct idio_arena arena;
    (void)state;
    idio_arena_init(&arena, (size_t)1 << 30);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct given g;
        give(&g, seed);
        const struct idio_prompt p = tell(&g, &arena), again = tell(&g, &arena);
        assert_true(p.len > 0 && p.len == strlen(p.text) && idio_utf8_valid(p.text, p.len, NULL));
        assert_string_equal(p.text, again.text);
        assert_false(p.unseen);
        assert_null(p.question);
        check_spans(&p);
        check_names(&g, &p);
        const struct idio_stated *goal = stated(&p, IDIO_FIELD_GOAL);
        if (!goal)
            fail_msg("no goal in: %s", p.text);
        size_t told = 0;
        for (size_t i = 0; i < p.stated_count; i++)
            told += p.stated[i].fact != NULL;
        assert_int_equal(told, g.how.fact_count);
        if (g.how.inputs && g.frame->input_count > 0)
            assert_non_null(stated(&p, IDIO_FIELD_INPUTS));
        if (g.how.outputs && g.frame->output_count > 0)
            assert_non_null(stated(&p, IDIO_FIELD_OUTPUTS));
        if (g.how.edges && g.frame->edge_count > 0)
            assert_non_null(stated(&p, IDIO_FIELD_EDGE_CASES));
        if (g.how.path)
            assert_true(strstr(p.text, strrchr(g.frame->path, '/') ? strrchr(g.frame->path, '/') + 1
                                                                   : g.frame->path) ||
                        strstr(p.text, "src/db") || strstr(p.text, "http") ||
                        strstr(p.text, "lib") || strstr(p.text, "tests") || strstr(p.text, "src"));
    }
    idio_arena_release(&arena);
}

static bool is_kept(const char *id)
{
    for (size_t i = 0; i < grammar->production_count; i++)
        if (grammar->productions[i].kept && strcmp(grammar->productions[i].id, id) == 0)
            return true;
    return false;
}

static void what_is_kept_is_not_used(void **state)
{
    struct idio_arena arena;
    size_t kept = 0, all = idio_grammar_count(grammar, &kept);
    (void)state;
    assert_true(all >= 150);
    assert_true(kept * 4 >= all);
    idio_arena_init(&arena, (size_t)1 << 30);
    for (uint64_t seed = 0; seed < SEEDS / 3; seed++) {
        struct given g;
        give(&g, seed);
        const struct idio_prompt p = tell(&g, &arena);
        for (size_t i = 0; i < p.production_count; i++)
            assert_false(is_kept(p.productions[i]) && !strstr(p.productions[i], "tail") &&
                         !strstr(p.productions[i], "thing"));
        g.how.unseen = true;
        const struct idio_prompt q = tell(&g, &arena);
        assert_true(q.unseen);
        check_spans(&q);
    }
    idio_arena_release(&arena);
}

static void vague_ones_differ_in_little(void **state)
{
    static const enum idio_vague kinds[] = {IDIO_VAGUE_GOAL, IDIO_VAGUE_PREMISE, IDIO_VAGUE_TERM,
                                            IDIO_VAGUE_CONFLICT};
    struct idio_arena arena;
    size_t changed = 0;
    (void)state;
    idio_arena_init(&arena, (size_t)1 << 30);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct given g;
        give(&g, seed);
        const struct idio_prompt clear = tell(&g, &arena);
        g.how.vague = kinds[seed % 4];
        const struct idio_prompt p = tell(&g, &arena);
        assert_int_equal(p.vague, g.how.vague);
        assert_non_null(p.question);
        assert_true(p.slot && *p.slot && strchr(p.question, '?'));
        assert_null(strstr(p.question, "\"\""));
        check_spans(&p);
        changed += strcmp(p.text, clear.text) != 0;
        /* Layout and request are the same productions. */
        for (size_t i = 0; i < clear.production_count && i < p.production_count; i++)
            if (strncmp(clear.productions[i], "ask: ", 5) == 0 ||
                strncmp(clear.productions[i], "message: ", 9) == 0) {
                bool there = false;
                for (size_t k = 0; k < p.production_count; k++)
                    there = there || strcmp(p.productions[k], clear.productions[i]) == 0;
                assert_true(there);
            }
        /* Up to what was made vague not a byte differs, slips included. */
        const struct idio_stated *goal = stated(&clear, IDIO_FIELD_GOAL);
        const char *name = *g.frame->name ? strstr(clear.text, g.frame->name) : NULL;
        if (goal && (!name || name > clear.text + goal->begin) && !g.how.language && !g.how.path &&
            strncmp(clear.text, p.text, goal->begin) != 0)
            fail_msg("%s\n%s", clear.text, p.text);
        if (g.how.vague != IDIO_VAGUE_CONFLICT && *g.frame->name)
            assert_null(strstr(p.text, g.frame->name));
    }
    assert_true(changed >= SEEDS * 97 / 100);
    idio_arena_release(&arena);
}

/* Spans of one fact over many seeds, without those that differ in words around them alone. */
static size_t realisations(size_t fact, bool against)
{
    const struct idio_fact *list[] = {&facts[fact]};
    const bool denied[] = {against};
    const char *other[] = {instead[fact]};
    struct idio_map seen;
    struct idio_arena arena;
    idio_map_init(&seen, 1 << 20);
    idio_arena_init(&arena, (size_t)1 << 28);
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct given g = {.frame = &frames[0],
                          .how = {.seed = seed,
                                  .facts = list,
                                  .against = denied,
                                  .instead = other,
                                  .fact_count = 1,
                                  .reg = (enum idio_register)(seed % 3)}};
        const struct idio_prompt p = tell(&g, &arena);
        for (size_t i = 0; i < p.production_count; i++)
            if (strncmp(p.productions[i], "habit.", 6) == 0)
                (void)idio_map_intern(&seen, p.productions[i], strlen(p.productions[i]));
        for (size_t i = 0; i < p.stated_count; i++)
            assert_true(!p.stated[i].fact || p.stated[i].against == against);
    }
    const size_t n = seen.len;
    idio_map_release(&seen);
    idio_arena_release(&arena);
    return n;
}

static void habits_are_said_in_many_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(facts); i++) {
        assert_true(realisations(i, false) >= 6);
        assert_true(realisations(i, true) >= 6);
    }
}

static void libraries_are_stated_by_name(void **state)
{
    const struct idio_fact *list[] = {&facts[4]};
    struct idio_arena arena;
    (void)state;
    idio_arena_init(&arena, (size_t)1 << 28);
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct given g = {.frame = &frames[0],
                          .how = {.seed = seed, .facts = list, .fact_count = 1}};
        const struct idio_prompt p = tell(&g, &arena);
        const struct idio_stated *s = stated(&p, IDIO_FIELD_LIBRARIES_PREFERRED);
        assert_non_null(s);
        assert_string_equal(s->item, "requests");
    }
    idio_arena_release(&arena);
}

static void noise_stays_out_of_code(void **state)
{
    struct idio_arena arena;
    size_t slips = 0;
    (void)state;
    idio_arena_init(&arena, (size_t)1 << 30);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct given g;
        give(&g, seed);
        g.how.noise = false;
        const struct idio_prompt p = tell(&g, &arena);
        g.how.noise = true;
        const struct idio_prompt q = tell(&g, &arena);
        slips += strcmp(p.text, q.text) != 0;
        const struct idio_stated *a = stated(&p, IDIO_FIELD_INPUTS),
                                 *b = stated(&q, IDIO_FIELD_INPUTS);
        if (a && b)
            assert_string_equal(a->item, b->item);
        for (size_t i = 0; i < q.stated_count; i++)
            if (q.stated[i].field == IDIO_FIELD_INPUTS)
                assert_true(strstr(q.stated[i].item, "path") || strstr(q.stated[i].item, "limit") ||
                            strstr(q.stated[i].item, "row_filter"));
    }
    assert_true(slips > SEEDS / 4);
    idio_arena_release(&arena);
}

static void rates_are_near_the_measured_ones(void **state)
{
    struct idio_arena arena;
    size_t words[SEEDS], small = 0, questions = 0, periods = 0, first_person = 0, lines = 0;
    (void)state;
    idio_arena_init(&arena, (size_t)1 << 30);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct given g;
        give(&g, seed);
        struct idio_chance c = idio_chance_of(seed, "rates");
        const uint32_t r = idio_chance_below(&c, 100);
        g.how.reg = r < 35   ? IDIO_REGISTER_TERSE
                    : r < 75 ? IDIO_REGISTER_CASUAL
                             : IDIO_REGISTER_VERBOSE;
        const bool few = g.how.reg == IDIO_REGISTER_TERSE;
        g.how.name = g.how.name && !few;
        g.how.language = g.how.language && !few && seed % 2;
        g.how.inputs = g.how.inputs && !few && seed % 2;
        g.how.outputs = g.how.outputs && !few && seed % 3 == 0;
        g.how.path = g.how.path && !few && seed % 2;
        g.how.detail = g.how.detail && !few;
        g.how.edges = g.how.edges && !few;
        g.how.fact_count = few ? 0 : g.how.fact_count;
        const struct idio_prompt p = tell(&g, &arena);
        size_t n = 1;
        for (size_t i = 0; i < p.len; i++)
            n += p.text[i] == ' ' || p.text[i] == '\n';
        size_t at = seed;
        for (; at > 0 && words[at - 1] > n; at--)
            words[at] = words[at - 1];
        words[at] = n;
        small += islower((unsigned char)p.text[0]) != 0;
        questions += strchr(p.text, '?') != NULL;
        periods += p.text[p.len - 1] == '.';
        lines += strchr(p.text, '\n') != NULL;
        char padded[8192];
        snprintf(padded, sizeof padded, " %s ", p.text);
        first_person += strstr(padded, " I ") || strstr(padded, " i ") || strstr(padded, " I'") ||
                        strstr(padded, " i'") || strstr(padded, " my ") || strstr(padded, " me ");
    }
    print_message(
        "words p10 %zu p50 %zu p90 %zu, lower case %zu %%, ? %zu %%, period %zu %%, first "
        "person %zu %%, lines %zu %%\n",
        words[SEEDS / 10], words[SEEDS / 2], words[SEEDS * 9 / 10], small * 100 / SEEDS,
        questions * 100 / SEEDS, periods * 100 / SEEDS, first_person * 100 / SEEDS,
        lines * 100 / SEEDS);
    assert_in_range(words[SEEDS / 10], 3, 9);
    assert_in_range(words[SEEDS / 2], 10, 22);
    assert_in_range(words[SEEDS * 9 / 10], 30, 75);
    assert_in_range(small * 100 / SEEDS, 55, 80);
    assert_in_range(questions * 100 / SEEDS, 22, 42);
    assert_in_range(periods * 100 / SEEDS, 5, 25);
    assert_in_range(first_person * 100 / SEEDS, 20, 42);
    assert_in_range(lines * 100 / SEEDS, 10, 32);
    idio_arena_release(&arena);
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {{"{\"rules\": {\"s\": [\"{b}\"]}}", "neither symbol nor slot"},
                 {"{\"rules\": {\"s\": [\"x {\"]}}", "not closed"},
                 {"{\"rules\": {\"s\": [\"x }\"]}}", "not opened"},
                 {"{\"rules\": {\"s\": [\"^x\"]}}", "odd number"},
                 {"{\"rules\": {\"s\": [{\"say\": \"x\", \"when\": \"sunny\"}]}}", "feature"},
                 {"{\"rules\": {\"s\": [{\"say\": \"x\", \"wen\": \"terse\"}]}}", "key"},
                 {"{\"rules\": {\"s\": [{\"say\": \"x\", \"weight\": 101}]}}", "weight"},
                 {"{\"rules\": {\"s\": [{\"say\": \"x\", \"kept\": 1}]}}", "wrong type"},
                 {"{\"rules\": {\"s\": [{\"say\": \"x\", \"when\": \"terse\"}]}}", "always fits"},
                 {"{\"rules\": {\"s\": [\"x\", \"x\"]}}", "twice"},
                 {"{\"rules\": {\"s\": [7]}}", "neither a text"},
                 {"{\"rules\": {\"name\": [\"x\"]}}", "slot's name"},
                 {"{\"rules\": {\"s\": []}}", "always fits"},
                 {"{\"rules\": []}", "no object"},
                 {"{\"rules\": {\"s\": [\"x\"]}}", "no symbol \"message\""},
                 {"{}", "no object"},
                 {"{", "grammar"}};
    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(cases); i++) {
        struct idio_grammar *g = NULL;
        struct idio_err err;
        int r = grammar_read(cases[i].text, strlen(cases[i].text), "grammar", &g, &err);
        assert_true(r < 0);
        if (!strstr(err.msg, cases[i].says))
            fail_msg("%s: %s", cases[i].text, err.msg);
        assert_null(g);
    }
}

static int load_without_memory(void *ctx)
{
    static const char text[] =
        "{\"rules\": {\"s\": [\"x {b}\", {\"say\": \"y\", \"slot\": \"z\"}], "
        "\"b\": [\"\"]}}";
    struct idio_grammar *g = NULL;
    (void)ctx;
    int r = grammar_read(text, sizeof text - 1, "grammar", &g, NULL);
    idio_grammar_free(g);
    return r == IDIO_E_INVALID ? IDIO_OK : r; /* it lacks "message" */
}

static int tell_without_memory(void *ctx)
{
    const struct given *g = ctx;
    struct idio_arena arena;
    struct idio_prompt p;
    idio_arena_init(&arena, 1 << 22);
    int r = idio_grammar_tell(grammar, g->frame, &g->how, &arena, &p, NULL);
    idio_arena_release(&arena);
    return r;
}

static void memory_may_run_out(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(load_without_memory, NULL);
    for (uint64_t seed = 0; seed < 24; seed++) {
        struct given g;
        give(&g, seed);
        g.how.vague = (enum idio_vague)(seed % 5);
        g.how.unseen = seed % 2;
        IDIO_FAIL_EACH_ALLOC(tell_without_memory, &g);
    }
}

static int load(void **state)
{
    struct idio_err err;
    (void)state;
    idio_base_init();
    if (idio_grammar_new(&grammar, &err) == IDIO_OK)
        return 0;
    print_error("%s\n", err.msg);
    return 1;
}

static int unload(void **state)
{
    (void)state;
    grammar = idio_grammar_free(grammar);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prompt_is_sound),
        cmocka_unit_test(what_is_kept_is_not_used),
        cmocka_unit_test(vague_ones_differ_in_little),
        cmocka_unit_test(habits_are_said_in_many_ways),
        cmocka_unit_test(libraries_are_stated_by_name),
        cmocka_unit_test(noise_stays_out_of_code),
        cmocka_unit_test(rates_are_near_the_measured_ones),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
