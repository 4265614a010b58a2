/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .clang-format, as far as it can be told from habits in C and C++: the languages that have the
 * trait "format.pointer".
 *
 * Each decided trait gives the options it settles; the rest comes from the predefined style that
 * agrees with most of them. clang-format has one configuration for both languages: where they
 * differ, the one with more evidence counts. Names of options are those that clang-format 14 and
 * its successors all read.
 *
 * An option that the developer has set outside our marks is left out of them (a key may stand only
 * once), which export_merge cannot know; hence `--force` or removing one of the two in that case.
 */
#include "core/export_internal.h"

#include <string.h>

static const char WHERE[] = "core.export";

enum option {
    INDENT,
    USE_TAB,
    COLUMNS,
    POINTER,
    FUNCTION_BRACE,
    CONTROL_BRACE,
    ELSE_LINE,
    SHORT_IF,
    KEYWORD_SPACE,
    PAREN_SPACE,
    SORT_INCLUDES,
    RETURN_TYPE,
    OPTION_COUNT
};

/* The predefined styles, in the words of the traits (clang-format 14, --dump-config). */
struct style {
    const char *name;
    const char *value[OPTION_COUNT];
};
static const struct style styles[] = {
    {"LLVM",
     {"2", "spaces", "le80", "name", "same_line", "same_line", "same_line", "own_line", "space",
      "none", "sorted", "same_line"}},
    {"Google",
     {"2", "spaces", "le80", "type", "same_line", "same_line", "same_line", "same_line", "space",
      "none", "sorted", "same_line"}},
    {"Mozilla",
     {"2", "spaces", "le80", "type", "own_line", "same_line", "same_line", "own_line", "space",
      "none", "sorted", "own_line"}},
    {"WebKit",
     {"4", "spaces", "gt120", "type", "own_line", "same_line", "same_line", "own_line", "space",
      "none", "sorted", "same_line"}},
    {"Microsoft",
     {"4", "spaces", "le120", "name", "own_line", "own_line", "own_line", "own_line", "space",
      "none", "sorted", "same_line"}},
    {"GNU",
     {"2", "spaces", "le80", "name", "own_line", "own_line", "own_line", "own_line", "space",
      "none", "sorted", "own_line"}},
};

struct habits {
    const struct exporting *x;
    enum idio_lang order[IDIO_LANG_COUNT]; /* most evidence first */
    size_t langs;
    bool classes;                    /* one of them has references, and so classes */
    const char *value[OPTION_COUNT]; /* in the words of the traits; NULL: not decided */
    const char *reference;
};

static bool is(const char *value, const char *what)
{
    return value && strcmp(value, what) == 0;
}

/* ---- what is known --------------------------------------------------------------------------- */

static uint64_t evidence(const struct exporting *x, enum idio_lang lang)
{
    uint64_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->facts[i]->lang == lang && strcmp(x->facts[i]->area, "format") == 0)
            n += x->facts[i]->n;
    return n;
}

static const char *value_of(const struct habits *h, const char *trait)
{
    for (size_t i = 0; i < h->langs; i++) {
        const char *v = export_value(h->x, h->order[i], trait);
        if (v)
            return v;
    }
    return NULL;
}

static bool has_trait(const struct exporting *x, const char *trait, enum idio_lang lang)
{
    int no = idio_traits_find(x->core->traits, trait);
    return no >= 0 && idio_traits_applies(x->core->traits, (size_t)no, lang);
}

static void order_languages(struct habits *h)
{
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        size_t at = h->langs;
        if (idio_lang_style(lang) != lang || !has_trait(h->x, "format.pointer", lang) ||
            !export_has_lang(h->x, lang))
            continue;
        h->classes |= has_trait(h->x, "format.reference", lang);
        for (; at > 0 && evidence(h->x, lang) > evidence(h->x, h->order[at - 1]); at--)
            h->order[at] = h->order[at - 1];
        h->order[at] = lang;
        h->langs++;
    }
}

static void gather(struct habits *h)
{
    static const char *const traits[OPTION_COUNT] = {
        [COLUMNS] = "format.line_length",           [POINTER] = "format.pointer",
        [FUNCTION_BRACE] = "format.function_brace", [CONTROL_BRACE] = "format.control_brace",
        [ELSE_LINE] = "format.else_line",           [SHORT_IF] = "format.body_line",
        [KEYWORD_SPACE] = "format.keyword_space",   [PAREN_SPACE] = "format.paren_space",
        [SORT_INCLUDES] = "format.import_order",    [RETURN_TYPE] = "format.return_type_line",
    };
    const char *indent;
    order_languages(h);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        h->value[i] = traits[i] ? value_of(h, traits[i]) : NULL;
    h->reference = value_of(h, "format.reference");
    indent = value_of(h, "format.indent");
    if (is(indent, "tab")) {
        h->value[USE_TAB] = "tab";
    } else if (indent && strcmp(indent, "other") != 0) {
        h->value[INDENT] = indent;
        h->value[USE_TAB] = "spaces";
    }
}

static const char *nearest_style(const struct habits *h)
{
    const char *best = styles[0].name;
    size_t most = 0;
    for (size_t s = 0; s < sizeof styles / sizeof *styles; s++) {
        size_t same = 0;
        for (size_t i = 0; i < OPTION_COUNT; i++)
            same += is(h->value[i], styles[s].value[i]);
        if (same > most) {
            most = same;
            best = styles[s].name;
        }
    }
    return best;
}

/* ---- options --------------------------------------------------------------------------------- */

static void put(struct idio_str *out, const char *key, const char *value)
{
    if (value)
        idio_str_printf(out, "%s: %s\n", key, value);
}

/* One of two or three values to another word; NULL for any other. */
static const char *map(const char *value, const char *a, const char *to_a, const char *b,
                       const char *to_b)
{
    return is(value, a) ? to_a : is(value, b) ? to_b : NULL;
}

static void put_indent(const struct habits *h, struct idio_str *out)
{
    if (is(h->value[USE_TAB], "tab")) {
        /* One tab for each level, however wide it is shown. */
        idio_str_puts(out, "UseTab: ForIndentation\nIndentWidth: 8\nTabWidth: 8\n"
                           "ContinuationIndentWidth: 8\n");
        return;
    }
    if (!h->value[INDENT])
        return;
    put(out, "UseTab", "Never");
    put(out, "IndentWidth", h->value[INDENT]);
}

static void put_columns(const struct habits *h, struct idio_str *out)
{
    const char *v = h->value[COLUMNS];
    if (v)
        put(out, "ColumnLimit", strncmp(v, "le", 2) == 0 ? v + 2 : "0");
}

static const char *side_of(const char *value)
{
    return is(value, "both") ? "Middle" : map(value, "name", "Right", "type", "Left");
}

static void put_pointers(const struct habits *h, struct idio_str *out)
{
    const char *pointer = side_of(h->value[POINTER]), *reference = side_of(h->reference);
    put(out, "PointerAlignment", pointer);
    put(out, "ReferenceAlignment", reference);
    if (pointer || reference)
        put(out, "DerivePointerAlignment", "false");
}

/* A predefined arrangement where one fits, else each brace by itself. */
static void put_braces(const struct habits *h, struct idio_str *out)
{
    const char *f = h->value[FUNCTION_BRACE], *c = h->value[CONTROL_BRACE];
    const char *e = h->value[ELSE_LINE];
    bool same = is(f, "same_line"), own = is(f, "own_line");
    if (!f && !c && !e)
        return;
    if (same && is(c, "same_line") && !is(e, "own_line")) {
        put(out, "BreakBeforeBraces", "Attach");
    } else if (own && is(c, "own_line") && !is(e, "same_line")) {
        put(out, "BreakBeforeBraces", "Allman");
    } else if (own && is(c, "same_line") && !is(e, "own_line") && !h->classes) {
        put(out, "BreakBeforeBraces", "Linux"); /* also breaks before classes */
    } else {
        idio_str_puts(out, "BreakBeforeBraces: Custom\nBraceWrapping:\n");
        put(out, "  AfterFunction", map(f, "own_line", "true", "same_line", "false"));
        put(out, "  AfterControlStatement", map(c, "own_line", "Always", "same_line", "Never"));
        put(out, "  BeforeElse", map(e, "own_line", "true", "same_line", "false"));
    }
}

static void put_rest(const struct habits *h, struct idio_str *out)
{
    put(out, "AllowShortIfStatementsOnASingleLine",
        map(h->value[SHORT_IF], "same_line", "WithoutElse", "own_line", "Never"));
    put(out, "SpaceBeforeParens",
        map(h->value[KEYWORD_SPACE], "space", "ControlStatements", "none", "Never"));
    put(out, "SpacesInParentheses", map(h->value[PAREN_SPACE], "space", "true", "none", "false"));
    put(out, "SortIncludes",
        map(h->value[SORT_INCLUDES], "sorted", "CaseSensitive", "unsorted", "Never"));
    put(out, "AlwaysBreakAfterReturnType",
        map(h->value[RETURN_TYPE], "own_line", "AllDefinitions", "same_line", "None"));
}

int export_clang_format(struct exporting *x, struct idio_err *err)
{
    struct habits h = {.x = x};
    size_t known = 0;
    gather(&h);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        known += h.value[i] != NULL;
    if (known == 0)
        return IDIO_OK;
    struct export_file *f = export_add(x, ".clang-format");
    if (!f)
        return idio_nomem(err, WHERE);
    f->marks = EXPORT_MARKS_HASH;
    f->join = EXPORT_REFUSE;
    put(&f->block, "BasedOnStyle", nearest_style(&h));
    put_indent(&h, &f->block);
    put_columns(&h, &f->block);
    put_pointers(&h, &f->block);
    put_braces(&h, &f->block);
    put_rest(&h, &f->block);
    return IDIO_OK;
}
