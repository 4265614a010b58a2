/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in slots. Text goes out through grammar_put, which minds capitals, articles and white
 * space; what is stated is marked on the way, so that spans are right by construction.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "pairs/grammar_internal.h"

/* ---- putting text ---------------------------------------------------------------------------- */

static bool at_sentence_start(const struct grammar_teller *t)
{
    size_t n = t->out.len;
    if (n == 0 || t->out.data[n - 1] == '\n')
        return true;
    if (n > 2 && strncmp(t->out.data + n - 2, "- ", 2) == 0)
        return t->out.data[n - 3] == '\n';
    if (t->out.data[n - 1] != ' ')
        return false;
    while (n > 0 && t->out.data[n - 1] == ' ')
        n--;
    return n > 0 && strchr(".?!", t->out.data[n - 1]);
}

/* Takes back the space in front of a comma, and a dash that would have led on. */
static void close_up(struct grammar_teller *t, char next)
{
    struct idio_str *o = &t->out;
    while (strchr(",.?!;:)\n", next) && o->len > 0 && o->data[o->len - 1] == ' ')
        o->data[--o->len] = 0;
    if ((next == ',' || next == '.') && o->len > 1 && strcmp(o->data + o->len - 2, " -") == 0) {
        o->len -= 2;
        o->data[o->len] = 0;
    }
}

/* Punctuation that would stand behind other punctuation, or at the start of a line. */
static bool is_surplus(char c, char before)
{
    if (c == '.')
        return strchr(".?!:\n", before) != NULL;
    return c == ',' && strchr(".?!:\n(;,", before) != NULL;
}

static void put_char(struct grammar_teller *t, const char *p, size_t i, size_t n, bool code)
{
    const char c = p[i];
    if (i == 0 && !code)
        close_up(t, c);
    const char before = t->out.len > 0 ? t->out.data[t->out.len - 1] : '\n';

    if (c == ' ' && (before == ' ' || before == '\n' || before == '(') && !t->verbatim)
        return;
    if (i == 0 && !code && is_surplus(c, before))
        return;
    if (!code && (t->features & GRAMMAR_BIT(CAPITAL)) && islower((unsigned char)c) &&
        at_sentence_start(t))
        idio_str_putc(&t->out, (char)toupper((unsigned char)c));
    else if (!code && t->small_i && c == 'I' && !isalnum((unsigned char)before) &&
             (i + 1 == n || !isalnum((unsigned char)p[i + 1])))
        idio_str_putc(&t->out, 'i');
    else
        idio_str_putc(&t->out, c);
}

void grammar_put(struct grammar_teller *t, const char *p, size_t n, bool code)
{
    if (t->article_next) {
        while (n > 0 && *p == ' ')
            p++, n--;
        if (n == 0)
            return;
        t->article_next = false;
        const bool an = words_takes_an(p, n);
        grammar_put(t, an ? "an " : "a ", an ? 3 : 2, false);
    }
    for (size_t i = 0; i < n; i++)
        put_char(t, p, i, n, code);
    if (t->out.failed && t->status == IDIO_OK)
        t->status = t->out.failed;
}

static void put_text(struct grammar_teller *t, const char *text)
{
    grammar_put(t, text, strlen(text), words_is_code(idio_slice(text, strcspn(text, " "))));
}

static void add_mark(struct grammar_teller *t, struct grammar_mark m)
{
    while (m.begin < m.end && strchr(" ,-\n", t->out.data[m.begin]))
        m.begin++;
    while (m.begin < m.end && strchr(" ,\n", t->out.data[m.end - 1]))
        m.end--;
    if (m.begin < m.end && !t->asking && t->mark_count < GRAMMAR_MARKS)
        t->marks[t->mark_count++] = m;
}

void grammar_mark(struct grammar_teller *t, enum idio_field field, size_t begin)
{
    add_mark(t, (struct grammar_mark){.field = field, .begin = begin, .end = t->out.len});
}

/* Text in which code is left alone by noise; the rest may get slips. */
static void put_prose(struct grammar_teller *t, const char *text)
{
    while (*text) {
        const size_t n = strcspn(text, " "), begin = t->out.len;
        const bool code = words_is_code(idio_slice(text, n));
        grammar_put(t, text, n, code);
        if (code)
            grammar_mark(t, IDIO_FIELD_COUNT, begin);
        text += n;
        if (*text == ' ')
            grammar_put(t, text++, 1, false);
    }
}

static void put_code(struct grammar_teller *t, const char *text)
{
    const size_t begin = t->out.len;
    grammar_put(t, text, strlen(text), true);
    grammar_mark(t, IDIO_FIELD_COUNT, begin);
}

/* ---- the goal -------------------------------------------------------------------------------- */

static const char *without_article(const char *s)
{
    static const char *const articles[] = {"the ", "a ", "an "};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (strncmp(s, articles[i], strlen(articles[i])) == 0)
            return s + strlen(articles[i]);
    return s;
}

static void put_verb(struct grammar_teller *t, enum words_form form)
{
    struct idio_str verb;
    idio_str_init(&verb, FILENAME_MAX);
    words_inflect(&verb, t->verb, form);
    if (verb.failed)
        t->status = verb.failed;
    else
        put_text(t, verb.data);
    idio_str_release(&verb);
}

static void put_more(struct grammar_teller *t, const char *text)
{
    if (!*text)
        return;
    grammar_put(t, " ", 1, false);
    put_text(t, text);
}

/* "execute it and return rows" → "executes it and returns rows": the second verb goes along. */
static void put_rest(struct grammar_teller *t, enum words_form form)
{
    const char *second = t->rest + 4;
    const size_t n = strncmp(t->rest, "and ", 4) == 0 ? strcspn(second, " ") : 0;
    if (form == WORDS_BARE || n == 0 || !words_is_verb(idio_slice(second, n))) {
        put_more(t, t->rest);
        return;
    }
    const char *verb = t->verb;
    char *own = idio_arena_strndup(t->arena, second, n);
    if (!own) {
        t->status = IDIO_E_NOMEM;
        return;
    }
    grammar_put(t, " and ", 5, false);
    t->verb = own;
    put_verb(t, form);
    t->verb = verb;
    put_more(t, second[n] ? second + n + 1 : "");
}

static void put_goal(struct grammar_teller *t, enum words_form form)
{
    put_verb(t, form);
    put_more(t, t->object);
    put_rest(t, form);
}

/* "parser" goes where "parsed" does, by rules alone. */
static void put_agent_verb(struct grammar_teller *t)
{
    struct idio_str verb;
    idio_str_init(&verb, FILENAME_MAX);
    words_inflect(&verb, t->verb, WORDS_GERUND);
    if (verb.failed) {
        t->status = verb.failed;
    } else if (verb.len > 3) {
        const size_t n = strlen(t->verb);
        verb.len -= 3;
        verb.data[verb.len] = 0;
        /* "copying" → copier, "decoding" → decoder */
        if (n > 2 && t->verb[n - 1] == 'y' && !strchr("aeiou", t->verb[n - 2]))
            verb.data[verb.len - 1] = 'i';
        idio_str_puts(&verb, "er");
        if (!verb.failed)
            put_text(t, verb.data);
    }
    idio_str_release(&verb);
}

bool grammar_has_agent(const struct idio_frame *f)
{
    static const char *const verbs[] = {
        "parse",   "write",   "read",   "load",   "build",  "scan",  "format", "filter",
        "convert", "handle",  "encode", "decode", "render", "print", "split",  "merge",
        "compile", "resolve", "find",   "match",  "map",    "index", "sort",   "check"};
    const char *object = without_article(f->object);
    size_t words = 1;
    bool known = false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        known = known || strcmp(f->verb, verbs[i]) == 0;
    for (const char *p = object; *p; p++) {
        words += *p == ' ';
        if (!isalpha((unsigned char)*p) && *p != ' ')
            return false;
    }
    return known && *object && words <= 3 && !strstr(object, " of ");
}

static void put_agent(struct grammar_teller *t)
{
    const char *object = without_article(t->object);
    size_t n = strlen(object);
    if (n > 3 && object[n - 1] == 's' && !strchr("su", object[n - 2]))
        n -= n > 4 && strncmp(object + n - 3, "ies", 3) == 0 ? 0 : 1;
    grammar_put(t, object, n, words_is_code(idio_slice(object, strcspn(object, " "))));
    grammar_put(t, " ", 1, false);
    put_agent_verb(t);
    put_more(t, t->rest);
}

static void put_should_be(struct grammar_teller *t)
{
    if (!*t->object || strchr(t->verb, ' ')) {
        grammar_put(t, "it should ", 10, false);
        put_goal(t, WORDS_BARE);
        return;
    }
    put_text(t, t->object);
    grammar_put(t, " should be ", 11, false);
    put_verb(t, WORDS_PARTICIPLE);
    put_more(t, t->rest);
}

static void put_goal_noun(struct grammar_teller *t)
{
    put_verb(t, WORDS_GERUND);
    if (*t->object && !strchr(t->verb, ' '))
        grammar_put(t, " of", 3, false);
    put_more(t, t->object);
    put_more(t, t->rest);
}

/* ---- the rest of the frame ------------------------------------------------------------------- */

static void said(struct grammar_teller *t, enum grammar_piece_kind kind)
{
    for (size_t i = 0; i < t->piece_count && !t->asking; i++)
        if (t->pieces[i].kind == kind)
            t->pieces[i].said = true;
}

static void put_name(struct grammar_teller *t)
{
    const bool vague = t->how->vague == IDIO_VAGUE_GOAL || t->how->vague == IDIO_VAGUE_PREMISE ||
                       t->how->vague == IDIO_VAGUE_TERM;
    if (vague || !*t->f->name) {
        grammar_expand(t, grammar_symbol_find(t->g, "vague.name"));
        return;
    }
    const bool ticks = grammar_happens(t, "ticks", 0, .25);
    const bool call = t->f->kind == IDIO_UNIT_FUNCTION && grammar_happens(t, "call", 0, .15);
    const bool own = t->piece < t->piece_count && t->pieces[t->piece].kind == GRAMMAR_PIECE_NAMING;
    const bool method = !own && *t->f->container && t->f->kind == IDIO_UNIT_FUNCTION &&
                        !strstr(t->f->name, t->f->container) && strncmp(t->f->name, "__", 2) != 0 &&
                        grammar_happens(t, "method", 0, .3);
    const char *name =
        idio_arena_printf(t->arena, "%s%s%s%s%s%s", ticks ? "`" : "", method ? t->f->container : "",
                          method ? "." : "", t->f->name, call ? "()" : "", ticks ? "`" : "");
    if (!name)
        t->status = IDIO_E_NOMEM;
    else
        put_code(t, name);
}

static void put_name_words(struct grammar_teller *t)
{
    struct words_split w = {0};
    if (t->how->vague != IDIO_VAGUE_NOTHING && t->how->vague != IDIO_VAGUE_CONFLICT) {
        grammar_expand(t, grammar_symbol_find(t->g, "vague.name"));
        return;
    }
    if (words_split(t->f->name, t->arena, &w) < 0) {
        t->status = IDIO_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < w.len; i++) {
        if (i)
            grammar_put(t, " ", 1, false);
        grammar_put(t, w.at[i], strlen(w.at[i]), false);
    }
}

static void put_path(struct grammar_teller *t, enum grammar_slot slot)
{
    const char *path = t->f->path, *base = strrchr(path, '/');
    said(t, GRAMMAR_PIECE_PATH);
    if (slot == GRAMMAR_SLOT_FILE || (slot == GRAMMAR_SLOT_FOLDER && !base)) {
        put_code(t, base ? base + 1 : path);
    } else if (slot == GRAMMAR_SLOT_FOLDER) {
        const char *folder = idio_arena_strndup(t->arena, path, (size_t)(base - path));
        if (folder)
            put_code(t, folder);
        else
            t->status = IDIO_E_NOMEM;
    } else {
        put_code(t, path);
    }
}

static void put_language(struct grammar_teller *t)
{
    const char *title = idio_lang_title(t->f->lang);
    char lower[32] = "";
    size_t n = strlen(title);
    const bool small =
        grammar_happens(t, "language", 0, t->features & GRAMMAR_BIT(CAPITAL) ? .2 : .7);
    for (size_t i = 0; i < n && n < sizeof lower; i++)
        lower[i] = small ? (char)tolower((unsigned char)title[i]) : title[i];
    said(t, GRAMMAR_PIECE_LANGUAGE);
    if (n < sizeof lower) {
        lower[n] = 0;
        put_code(t, lower);
    }
}

static void put_list(struct grammar_teller *t, const char *const *items, size_t n,
                     enum idio_field field)
{
    const size_t most = t->how->reg == IDIO_REGISTER_VERBOSE ? 5 : 3;
    const bool names =
        t->how->reg != IDIO_REGISTER_VERBOSE && grammar_happens(t, "bare list", field, .85);
    const bool comma = grammar_happens(t, "comma list", field, .4);
    n = n < most ? n : most;
    for (size_t i = 0; i < n; i++) {
        const char *end = names ? strstr(items[i], " (") : NULL;
        if (i > 0)
            put_text(t, i + 1 < n || comma ? ", " : " and ");
        const size_t begin = t->out.len;
        grammar_put(t, items[i], end ? (size_t)(end - items[i]) : strlen(items[i]), true);
        grammar_mark(t, field, begin);
    }
}

static void put_edge(struct grammar_teller *t)
{
    const size_t begin = t->out.len;
    const size_t i = t->piece < t->piece_count ? t->pieces[t->piece].index : 0;
    if (i < t->f->edge_count)
        put_text(t, t->f->edges[i]);
    grammar_mark(t, IDIO_FIELD_EDGE_CASES, begin);
}

/* As many sentences of the detail as fit. */
static void put_detail(struct grammar_teller *t)
{
    const char *d = t->f->detail;
    const size_t most = t->how->reg == IDIO_REGISTER_VERBOSE ? 320 : 140;
    size_t n = 0;
    said(t, GRAMMAR_PIECE_DETAIL);
    for (size_t i = 0; d[i] && (i < most || n == 0); i++)
        if (strchr(".!?", d[i]) && (d[i + 1] == ' ' || !d[i + 1]))
            n = i;
    if (n == 0)
        n = strlen(d);
    char *text = idio_arena_strndup(t->arena, d, n);
    if (!text) {
        t->status = IDIO_E_NOMEM;
        return;
    }
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    if (!(t->features & GRAMMAR_BIT(CAPITAL)) && isupper((unsigned char)text[0]) &&
        !words_is_code(idio_slice(text, strcspn(text, " "))) && text[1] != ' ' && text[1] != '\'')
        text[0] = (char)tolower((unsigned char)text[0]);
    put_prose(t, text);
}

/* ---- habits ---------------------------------------------------------------------------------- */

static bool is_light(const char *verb)
{
    static const char *const verbs[] = {"use",  "put",  "write", "keep", "leave", "name",
                                        "give", "mark", "take",  "open", "import"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

/* First preposition: "functions | in snake_case" */
static size_t object_length(const char *s)
{
    static const char *const words[] = {
        "in ",      "on ",     "with ",   "by ",     "as ",      "around ",  "at ",    "for ",
        "to ",      "before ", "behind ", "after ",  "between ", "within ",  "from ",  "inside ",
        "through ", "into ",   "under ",  "beside ", "above ",   "without ", "where ", "when "};
    for (const char *p = s; *p; p++)
        if (p == s || p[-1] == ' ')
            for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if (strncmp(p, words[i], strlen(words[i])) == 0)
                    return (size_t)(p - s);
    return strlen(s);
}

int grammar_habit_read(const char *sentence, struct idio_arena *arena, struct grammar_habit *ret)
{
    size_t n = strlen(sentence);
    while (n > 0 && strchr(" .", sentence[n - 1]))
        n--;
    char *bare = idio_arena_strndup(arena, sentence, n);
    if (!bare)
        return IDIO_E_NOMEM;
    const size_t first = strcspn(bare, " ");
    if (!words_is_code(idio_slice(bare, first)) ||
        strcspn(bare + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.(") + 1 >= first)
        bare[0] = (char)tolower((unsigned char)bare[0]);
    *ret = (struct grammar_habit){.bare = bare, .verb = "", .object = "", .rest = ""};
    if (strncmp(bare, "no ", 3) == 0) {
        ret->negative = true;
        ret->object = bare + 3;
        return IDIO_OK;
    }
    if (!words_is_verb(idio_slice(bare, first)) || !bare[first])
        return IDIO_OK;
    const char *object = bare + first + 1;
    size_t len = object_length(object), cut = len;
    while (cut > 0 && object[cut - 1] == ' ')
        cut--;
    ret->verb = idio_arena_strndup(arena, bare, first);
    ret->object = idio_arena_strndup(arena, object, cut);
    ret->rest = object + len;
    if (!ret->verb || !ret->object)
        return IDIO_E_NOMEM;
    ret->thing = is_light(ret->verb) && cut > 0;
    return IDIO_OK;
}

static void put_habit(struct grammar_teller *t, enum grammar_slot slot)
{
    const struct grammar_habit *h = &t->habit;
    if (slot == GRAMMAR_SLOT_INSTEAD) {
        put_text(t, t->instead.bare);
    } else if (h->negative && slot == GRAMMAR_SLOT_HABIT_THING) {
        put_text(t, h->object);
    } else if (!*h->verb || slot == GRAMMAR_SLOT_HABIT_BARE || slot == GRAMMAR_SLOT_USUAL) {
        put_text(t, h->bare);
    } else if (slot == GRAMMAR_SLOT_HABIT_GERUND) {
        const char *verb = t->verb;
        t->verb = h->verb;
        put_verb(t, WORDS_GERUND);
        t->verb = verb;
        put_more(t, h->object);
        put_more(t, h->rest);
    } else if (slot == GRAMMAR_SLOT_HABIT_THING) {
        put_text(t, h->object);
        put_more(t, h->rest);
    } else {
        const char *verb = t->verb;
        put_text(t, h->object);
        grammar_put(t, " ", 1, false);
        t->verb = h->verb;
        put_verb(t, WORDS_PARTICIPLE);
        t->verb = verb;
        put_more(t, h->rest);
    }
}

/* Where a library's name stands in the span, so that the span is the name alone. */
static bool narrow(const struct grammar_teller *t, const struct idio_fact *fact, size_t *begin,
                   size_t *end)
{
    const size_t n = fact->value ? strlen(fact->value) : 0;
    for (size_t i = *begin; n > 0 && i + n <= *end; i++) {
        size_t k = 0;
        while (k < n &&
               tolower((unsigned char)t->out.data[i + k]) == tolower((unsigned char)fact->value[k]))
            k++;
        const bool alone = (i == 0 || !isalnum((unsigned char)t->out.data[i - 1])) &&
                           !isalnum((unsigned char)t->out.data[i + n]);
        if (k == n && alone) {
            *begin = i;
            *end = i + n;
            return true;
        }
    }
    return false;
}

static void end_span(struct grammar_teller *t)
{
    struct grammar_mark m = {
        .field = IDIO_FIELD_CONSTRAINTS_EXPLICIT, .begin = t->span, .end = t->out.len};
    const struct grammar_piece *p = t->piece < t->piece_count ? &t->pieces[t->piece] : NULL;
    if (p && p->kind == GRAMMAR_PIECE_HABIT) {
        m.fact = t->how->facts[p->index];
        m.against = t->how->against && t->how->against[p->index];
        const enum idio_field own =
            m.fact->field ? idio_field_from_key(m.fact->field) : IDIO_FIELD_COUNT;
        const bool library =
            own == IDIO_FIELD_LIBRARIES_PREFERRED || own == IDIO_FIELD_LIBRARIES_FORBIDDEN;
        if (library && !m.against && narrow(t, m.fact, &m.begin, &m.end))
            m.field = own;
    }
    add_mark(t, m);
}

/* ---- all ------------------------------------------------------------------------------------- */

static void put_number(struct grammar_teller *t)
{
    char text[16] = "";
    snprintf(text, sizeof text, "%u", 12 + grammar_pick(t, "number", t->out.len, 480));
    put_code(t, text);
}

static void put_goal_slot(struct grammar_teller *t, enum grammar_slot slot)
{
    const size_t begin = t->out.len;
    switch (slot) {
    case GRAMMAR_SLOT_GOAL_GERUND:
        put_goal(t, WORDS_GERUND);
        break;
    case GRAMMAR_SLOT_GOAL_THIRD:
        put_goal(t, WORDS_THIRD);
        break;
    case GRAMMAR_SLOT_GOAL_NOUN:
        put_goal_noun(t);
        break;
    case GRAMMAR_SLOT_GOAL_SHOULD_BE:
        put_should_be(t);
        break;
    case GRAMMAR_SLOT_GOAL_OBJECT:
        put_text(t, t->object);
        grammar_mark(t, IDIO_FIELD_COUNT, begin);
        return;
    case GRAMMAR_SLOT_GOAL_AGENT:
        put_agent(t);
        break;
    default:
        put_goal(t, WORDS_BARE);
        break;
    }
    grammar_mark(t, IDIO_FIELD_GOAL, begin);
}

void grammar_slot_put(struct grammar_teller *t, enum grammar_slot slot)
{
    switch (slot) {
    case GRAMMAR_SLOT_NAME:
        put_name(t);
        break;
    case GRAMMAR_SLOT_NAME_WORDS:
        put_name_words(t);
        break;
    case GRAMMAR_SLOT_PATH:
    case GRAMMAR_SLOT_FILE:
    case GRAMMAR_SLOT_FOLDER:
        put_path(t, slot);
        break;
    case GRAMMAR_SLOT_LANGUAGE:
        put_language(t);
        break;
    case GRAMMAR_SLOT_CONTAINER:
        put_code(t, *t->f->container ? t->f->container : t->f->name);
        break;
    case GRAMMAR_SLOT_INPUTS:
        said(t, GRAMMAR_PIECE_INPUTS);
        put_list(t, t->f->inputs, t->f->input_count, IDIO_FIELD_INPUTS);
        break;
    case GRAMMAR_SLOT_OUTPUTS:
        said(t, GRAMMAR_PIECE_OUTPUTS);
        put_list(t, t->f->outputs, t->f->output_count, IDIO_FIELD_OUTPUTS);
        break;
    case GRAMMAR_SLOT_EDGE:
        put_edge(t);
        break;
    case GRAMMAR_SLOT_DETAIL:
        put_detail(t);
        break;
    case GRAMMAR_SLOT_HABIT_BARE:
    case GRAMMAR_SLOT_HABIT_GERUND:
    case GRAMMAR_SLOT_HABIT_THING:
    case GRAMMAR_SLOT_HABIT_PASSIVE:
    case GRAMMAR_SLOT_INSTEAD:
    case GRAMMAR_SLOT_USUAL:
        put_habit(t, slot);
        break;
    case GRAMMAR_SLOT_NUMBER:
        put_number(t);
        break;
    case GRAMMAR_SLOT_ARTICLE:
        t->article_next = true;
        break;
    case GRAMMAR_SLOT_SPAN_BEGIN:
        t->span = t->out.len;
        break;
    case GRAMMAR_SLOT_SPAN_END:
        end_span(t);
        break;
    default:
        put_goal_slot(t, slot);
        break;
    }
}
