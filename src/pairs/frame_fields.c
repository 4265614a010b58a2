/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes in, what comes out, what may go wrong: from the shape of a unit, in the words that a
 * spec carries.
 */
#include "pairs/frame_internal.h"

#include <ctype.h>
#include <string.h>

static bool has(const struct idio_shape *s, size_t n)
{
    return s && n > 0;
}

static int push(const char **list, size_t *n, const char *item)
{
    if (!item)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < *n; i++)
        if (strcmp(list[i], item) == 0)
            return IDIO_OK;
    if (*item && *n < FRAME_LIST_MAX)
        list[(*n)++] = item;
    return IDIO_OK;
}

/* ---- inputs ---------------------------------------------------------------------------------- */

static int fill_inputs(const struct idio_shape *shape, struct idio_arena *arena,
                       struct idio_frame *ret)
{
    ret->inputs = idio_arena_alloc(arena, FRAME_LIST_MAX, sizeof *ret->inputs);
    if (!ret->inputs)
        return IDIO_E_NOMEM;
    for (size_t i = 0; has(shape, shape ? shape->param_count : 0) && i < shape->param_count; i++) {
        const struct idio_param *p = &shape->params[i];
        const char *type = p->type ? p->type : "", *item;
        if (!p->name || !*p->name || strcmp(p->name, "_") == 0)
            continue;
        if (p->variadic)
            item = idio_arena_printf(arena, *type ? "any number of %s (%s)" : "any number of %s%s",
                                     p->name, type);
        else if (*type)
            item = idio_arena_printf(arena, "%s (%s%s)", p->name, type,
                                     p->optional ? ", optional" : "");
        else
            item = idio_arena_printf(arena, "%s%s", p->name, p->optional ? " (optional)" : "");
        if (push(ret->inputs, &ret->input_count, item) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

/* ---- outputs --------------------------------------------------------------------------------- */

/* Inside of "Vec<…>", "List[…]"; an empty slice when the type does not begin with `head`. */
static struct idio_slice inside(const char *type, const char *head)
{
    const size_t n = strlen(head), len = strlen(type);
    if (len < n + 2 || strncmp(type, head, n) != 0)
        return idio_slice(NULL, 0);
    return idio_slice(type + n, len - n - 1);
}

static struct idio_slice cut_pair(struct idio_slice s, struct idio_slice *ret_second)
{
    int depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        depth += strchr("<[(", s.p[i]) ? 1 : strchr(">])", s.p[i]) ? -1 : 0;
        if (s.p[i] == ',' && depth == 0) {
            *ret_second = idio_slice_trim(idio_slice(s.p + i + 1, s.n - i - 1));
            return idio_slice_trim(idio_slice(s.p, i));
        }
    }
    *ret_second = idio_slice(NULL, 0);
    return idio_slice_trim(s);
}

struct head {
    const char *head, *words; /* %.*s: what is inside */
};
static const struct head heads[] = {{"Vec<", "a list of %.*s"},
                                    {"List<", "a list of %.*s"},
                                    {"List[", "a list of %.*s"},
                                    {"list[", "a list of %.*s"},
                                    {"Option<", "%.*s, or nothing"},
                                    {"Optional[", "%.*s or None"},
                                    {"Iterator[", "an iterator over %.*s"},
                                    {"Iterable[", "%.*s values, one by one"},
                                    {"Promise<", "a promise of %.*s"},
                                    {"Generator[", "a generator of %.*s"},
                                    {"Set<", "a set of %.*s"},
                                    {"set[", "a set of %.*s"},
                                    {"Set[", "a set of %.*s"},
                                    {"IEnumerable<", "a sequence of %.*s"},
                                    {"Task<", "a task that gives %.*s"},
                                    {"Array<", "an array of %.*s"},
                                    {"Box<", "a boxed %.*s"}};
static const struct head two_heads[] = {
    {"Dict[", "a map from %.*s to %.*s"},     {"dict[", "a map from %.*s to %.*s"},
    {"HashMap<", "a map from %.*s to %.*s"},  {"Map<", "a map from %.*s to %.*s"},
    {"BTreeMap<", "a map from %.*s to %.*s"}, {"Result<", "%.*s, or %.*s on failure"}};

static const char *type_in_words(const char *type, struct idio_arena *arena)
{
    static const struct words_pair plain[] = {{"bool", "true or false"},
                                              {"boolean", "true or false"},
                                              {"str", "a string"},
                                              {"string", "a string"},
                                              {"String", "a string"},
                                              {"&str", "a string"},
                                              {"char *", "a string (char *)"},
                                              {"error", "an error, or nil"},
                                              {"dict", "a dict"},
                                              {"list", "a list"},
                                              {"[]byte", "bytes ([]byte)"},
                                              {"bytes", "bytes"},
                                              {"void", ""},
                                              {"None", ""},
                                              {"()", ""},
                                              {"never", ""},
                                              {"Self", "the new value"},
                                              {"self", "itself"},
                                              {"Promise<void>", ""},
                                              {"this", "itself"},
                                              {"Task", ""}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(type, plain[i].word) == 0)
            return plain[i].form;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const struct idio_slice in = inside(type, heads[i].head);
        const char *end = in.n ? strstr(heads[i].words, "%.*s") : NULL;
        if (end)
            return idio_arena_printf(arena, "%.*s%.*s%s", (int)(end - heads[i].words),
                                     heads[i].words, (int)in.n, in.p, end + 4);
    }
    for (size_t i = 0; i < sizeof two_heads / sizeof *two_heads; i++) {
        struct idio_slice b, a = cut_pair(inside(type, two_heads[i].head), &b);
        if (a.n == 0 || b.n == 0)
            continue;
        const bool result = two_heads[i].head[0] == 'R';
        if (result && idio_slice_eq_c(a, "()"))
            return idio_arena_printf(arena, "%.*s on failure", (int)b.n, b.p);
        return idio_arena_printf(arena,
                                 result ? "%.*s, or %.*s on failure" : "a map from %.*s to %.*s",
                                 (int)a.n, a.p, (int)b.n, b.p);
    }
    if (strncmp(type, "[]", 2) == 0 && type[2])
        return idio_arena_printf(arena, "a slice of %s", type + 2);
    const size_t n = strlen(type);
    if (n > 2 && strcmp(type + n - 2, "[]") == 0)
        return idio_arena_printf(arena, "an array of %.*s", (int)n - 2, type);
    if (type[0] == '(' && n > 9 && strcmp(type + n - 8, ", error)") == 0)
        return idio_arena_printf(arena, "%.*s, or an error", (int)n - 9, type + 1);
    return type;
}

/* Verbs whose object is what comes out. */
static bool gives_object(const char *verb)
{
    static const char *const verbs[] = {
        "return",   "get",   "find",    "compute",  "calculate", "fetch",  "load",
        "read",     "parse", "extract", "collect",  "build",     "create", "make",
        "generate", "list",  "count",   "retrieve", "look up",   "derive", "produce"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

static int fill_outputs(const struct idio_shape *shape, struct idio_arena *arena,
                        struct idio_frame *ret)
{
    ret->outputs = idio_arena_alloc(arena, FRAME_LIST_MAX, sizeof *ret->outputs);
    if (!ret->outputs)
        return IDIO_E_NOMEM;
    if (!shape || ret->kind != IDIO_UNIT_FUNCTION)
        return IDIO_OK;
    const char *type = shape->returns ? shape->returns : "";
    if (*type) {
        const char *words = type_in_words(type, arena);
        return push(ret->outputs, &ret->output_count, words);
    }
    if (shape->gives && *ret->object && gives_object(ret->verb))
        return push(ret->outputs, &ret->output_count, ret->object);
    if (shape->gives && strcmp(ret->verb, "check") == 0)
        return push(ret->outputs, &ret->output_count, "true or false");
    return IDIO_OK;
}

/* ---- edges ----------------------------------------------------------------------------------- */

static bool plain_name(struct idio_slice s)
{
    if (s.n == 0 || s.n > 40 || isdigit((unsigned char)s.p[0]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '_' && s.p[i] != '.' && s.p[i] != '$')
            return false;
    return true;
}

static bool plain_operand(struct idio_slice s)
{
    if (s.n == 0 || s.n > 40)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!isalnum((unsigned char)s.p[i]) && !strchr("_.$'\"-", s.p[i]))
            return false;
    return true;
}

/* Name inside "len(x)", "strlen(x)", "x.length", "x.is_empty()". */
static struct idio_slice sized(struct idio_slice s)
{
    static const char *const calls[] = {"len(", "strlen(", "sizeof(", "count("};
    static const char *const tails[] = {".length",  ".len()",  ".size()",     ".Length",
                                        ".Count",   ".size",   ".is_empty()", ".isEmpty()",
                                        ".empty()", ".empty?", ".length()"};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (idio_slice_starts(s, calls[i]) && idio_slice_ends(s, ")"))
            return idio_slice(s.p + strlen(calls[i]), s.n - strlen(calls[i]) - 1);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (idio_slice_ends(s, tails[i]))
            return idio_slice(s.p, s.n - strlen(tails[i]));
    return idio_slice(NULL, 0);
}

static bool is_null(struct idio_slice s)
{
    static const char *const names[] = {"NULL", "nullptr", "nil", "None", "null", "undefined"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (idio_slice_eq_c(s, names[i]))
            return true;
    return false;
}

static bool is_error(struct idio_slice s)
{
    return idio_slice_eq_c(s, "err") || idio_slice_eq_c(s, "error") || idio_slice_eq_c(s, "e") ||
           idio_slice_ends(s, "err") || idio_slice_eq_c(s, "rc") || idio_slice_eq_c(s, "ok");
}

struct comparison {
    const char *op, *words;
};

static const char *compared(struct idio_slice a, const char *op, struct idio_slice b,
                            const char *words, struct idio_arena *arena)
{
    const struct idio_slice size = sized(a);
    const bool zero = idio_slice_eq_c(b, "0");
    const bool equal = strncmp(op, "==", 2) == 0 || strcmp(op, " is ") == 0;
    if (is_error(a) || is_error(b))
        return "";
    if (size.n > 0 && (zero || idio_slice_eq_c(b, "1")) && plain_name(size) &&
        (equal || *op == '<'))
        return idio_arena_printf(arena, "%.*s is empty", (int)size.n, size.p);
    if (!plain_name(a) || !plain_operand(b))
        return "";
    if (zero && strcmp(op, "<") == 0)
        return idio_arena_printf(arena, "%.*s is negative", (int)a.n, a.p);
    if (is_null(b) && !equal)
        return "";
    if (idio_slice_eq_c(b, "''") || idio_slice_eq_c(b, "\"\""))
        return equal ? idio_arena_printf(arena, "%.*s is empty", (int)a.n, a.p) : "";
    return idio_arena_printf(arena, "%.*s %s %.*s", (int)a.n, a.p, words, (int)b.n, b.p);
}

/* "n == 0" → "n is 0"; "" for what is no plain comparison. NULL: no memory */
static const char *guard_in_words(const char *guard, struct idio_arena *arena)
{
    static const struct comparison ops[] = {
        {"===", "is"},        {"!==", "is not"},     {"==", "is"},           {"!=", "is not"},
        {"<=", "is at most"}, {">=", "is at least"}, {" is not ", "is not"}, {" is ", "is"},
        {"<", "is below"},    {">", "is above"}};
    struct idio_slice g = idio_slice_trim(idio_slice_c(guard));
    if (g.n > 2 && g.p[0] == '(' && g.p[g.n - 1] == ')')
        g = idio_slice_trim(idio_slice(g.p + 1, g.n - 2));
    if (strstr(guard, "&&") || strstr(guard, "||") || strstr(guard, " and ") ||
        strstr(guard, " or ") || strstr(guard, "->") || strstr(guard, ":=") || strstr(guard, ";"))
        return "";
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        const size_t n = strlen(ops[i].op);
        for (size_t at = 1; at + n < g.n; at++)
            if (memcmp(g.p + at, ops[i].op, n) == 0)
                return compared(idio_slice_trim(idio_slice(g.p, at)), ops[i].op,
                                idio_slice_trim(idio_slice(g.p + at + n, g.n - at - n)),
                                ops[i].words, arena);
    }
    const bool not = g.n > 1 && (g.p[0] == '!' || idio_slice_starts(g, "not "));
    if (not ) {
        g = idio_slice_trim(
            idio_slice(g.p + (g.p[0] == '!' ? 1 : 4), g.n - (g.p[0] == '!' ? 1 : 4)));
        if (is_error(g))
            return "";
        return plain_name(g) ? idio_arena_printf(arena, "%.*s is missing", (int)g.n, g.p) : "";
    }
    const struct idio_slice size = sized(g);
    if (size.n > 0 && plain_name(size) && strstr(guard, "mpty"))
        return idio_arena_printf(arena, "%.*s is empty", (int)size.n, size.p);
    return "";
}

/* "FileNotFoundError" → "file not found" */
static int raise_in_words(const char *name, struct idio_arena *arena, const char **ret)
{
    static const struct words_pair known[] = {
        {"ValueError", "an invalid value"},
        {"TypeError", "a value of the wrong type"},
        {"KeyError", "a missing key"},
        {"IndexError", "an index out of range"},
        {"IOError", "a failed read or write"},
        {"OSError", "a failed system call"},
        {"NotImplementedError", ""},
        {"RuntimeError", ""},
        {"Exception", ""},
        {"Error", ""},
        {"AssertionError", ""},
        {"StopIteration", ""},
        {"SystemExit", ""},
        {"RangeError", "a value out of range"},
        {"IllegalArgumentException", "an invalid argument"},
        {"AttributeError", "a missing attribute"},
        {"IllegalStateException", "a call in the wrong state"},
        {"NullPointerException", "a null argument"}};
    struct words_split w = {0};
    *ret = "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i].word) == 0) {
            *ret = known[i].form;
            return IDIO_OK;
        }
    const char *dot = strrchr(name, '.');
    int r = words_split(dot ? dot + 1 : name, arena, &w);
    if (r < 0)
        return r;
    while (w.len > 0 &&
           (strcmp(w.at[w.len - 1], "error") == 0 || strcmp(w.at[w.len - 1], "exception") == 0))
        w.len--;
    return w.len > 1 ? frame_name_words(&w, 0, w.len, arena, ret) : IDIO_OK;
}

/* Words of the test's name behind those of the unit's: "test_parse_empty_input" → "empty input" */
static int test_in_words(const char *test, const char *name, struct idio_arena *arena,
                         const char **ret)
{
    static const char *const telling[] = {
        "empty",    "missing",  "invalid", "null",      "none",      "nil",      "no",
        "not",      "error",    "fails",   "bad",       "duplicate", "large",    "huge",
        "negative", "zero",     "unicode", "malformed", "unknown",   "existing", "twice",
        "nested",   "overflow", "timeout", "without",   "multiple",  "long",     "single",
        "trailing", "leading",  "blank",   "escaped",   "quoted",    "raises"};
    struct words_split t = {0}, n = {0};
    *ret = "";
    int r = words_split(test, arena, &t);
    if (r == IDIO_OK)
        r = words_split(name, arena, &n);
    if (r < 0)
        return r;
    size_t at = t.len > 0 && (strcmp(t.at[0], "test") == 0 || strcmp(t.at[0], "should") == 0);
    for (size_t k = 0; k < n.len && at < t.len && strcmp(t.at[at], n.at[k]) == 0; k++)
        at++;
    bool tells = false;
    for (size_t i = at; i < t.len; i++)
        for (size_t k = 0; k < sizeof telling / sizeof *telling; k++)
            tells = tells || strcmp(t.at[i], telling[k]) == 0;
    return tells && t.len - at <= 5 && t.len - at >= 2 ? frame_name_words(&t, at, t.len, arena, ret)
                                                       : IDIO_OK;
}

static int fill_edges(const struct idio_frame_source *s, struct idio_arena *arena,
                      struct idio_frame *ret)
{
    const struct idio_shape *shape = s->shape;
    const char *words = "";
    ret->edges = idio_arena_alloc(arena, FRAME_LIST_MAX, sizeof *ret->edges);
    if (!ret->edges)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < s->test_count; i++)
        if (test_in_words(s->tests[i], ret->name, arena, &words) < 0 ||
            push(ret->edges, &ret->edge_count, words) < 0)
            return IDIO_E_NOMEM;
    for (size_t i = 0; shape && i < shape->guard_count; i++)
        if (push(ret->edges, &ret->edge_count, guard_in_words(shape->guards[i], arena)) < 0)
            return IDIO_E_NOMEM;
    for (size_t i = 0; shape && i < shape->raise_count; i++)
        if (raise_in_words(shape->raises[i], arena, &words) < 0 ||
            push(ret->edges, &ret->edge_count, words) < 0)
            return IDIO_E_NOMEM;
    return IDIO_OK;
}

int frame_fields_fill(const struct idio_frame_source *s, struct idio_arena *arena,
                      struct idio_frame *ret)
{
    int r = fill_inputs(s->shape, arena, ret);
    if (r == IDIO_OK)
        r = fill_outputs(s->shape, arena, ret);
    return r == IDIO_OK ? fill_edges(s, arena, ret) : r;
}
