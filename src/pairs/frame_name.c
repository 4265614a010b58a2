/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name says. Names are phrases with a grammar of their own (Høst and Østvold, ECOOP 2009;
 * Newman et al., TSE 2021): a verb and its object, a question, a conversion, an event, or a thing.
 * The best taggers get 75 % of names wholly right, so confidence is modest, and callers drop what
 * is below their bar.
 */
#include "pairs/frame_internal.h"

#include <ctype.h>
#include <string.h>

struct reading {
    const struct idio_frame_source *s;
    const char *name, *container;
    struct words_split w;
    struct idio_arena *arena;
    struct frame_words *ret;
    bool gives_truth; /* returns a boolean */
};

static bool is_any(const char *w, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(w, *list) == 0)
            return true;
    return false;
}

static const char *acronym(const char *w)
{
    static const char *const list[] = {
        "JSON", "XML", "HTML", "HTTP", "HTTPS", "URL", "CSV", "API", "SQL",  "CSS",  "URI", "ASCII",
        "ANSI", "CPU", "GPU",  "CRC",  "MD5",   "SHA", "TCP", "UDP", "UTF8", "UUID", "TTY", "DNS",
        "TLS",  "SSL", "YAML", "TOML", "IO",    "RGB", "PNG", "GIF", "RESP", "CLI",  "UI"};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        size_t k = 0;
        while (w[k] && list[i][k] && toupper((unsigned char)w[k]) == list[i][k])
            k++;
        if (!w[k] && !list[i][k])
            return list[i];
    }
    return NULL;
}

int frame_name_words(const struct words_split *w, size_t from, size_t to, struct idio_arena *arena,
                     const char **ret)
{
    struct idio_str out;
    idio_str_init(&out, FRAME_TEXT_MAX);
    for (size_t i = from; i < to; i++) {
        const char *full = acronym(w->at[i]);
        if (!full)
            full = words_full(idio_slice_c(w->at[i]));
        if (i > from)
            idio_str_putc(&out, ' ');
        idio_str_puts(&out, full ? full : w->at[i]);
    }
    *ret = idio_str_status(&out, "pairs.frame", NULL) == IDIO_OK
               ? idio_arena_strndup(arena, out.data, out.len)
               : NULL;
    idio_str_release(&out);
    return *ret ? IDIO_OK : IDIO_E_NOMEM;
}

/* "the header" but "headers" and "JSON". */
static int with_article(struct reading *r, const char *article, size_t from, size_t to,
                        const char **ret)
{
    const char *words = "";
    if (from >= to) {
        *ret = "";
        return IDIO_OK;
    }
    int rc = frame_name_words(&r->w, from, to, r->arena, &words);
    if (rc < 0)
        return rc;
    const char *last = r->w.at[to - 1];
    const size_t n = strlen(last);
    const bool plural = n > 2 && last[n - 1] == 's' && last[n - 2] != 's' && last[n - 2] != 'u';
    const bool bare =
        (plural && *article == 'a') || acronym(last) || strcmp(r->w.at[from], "all") == 0;
    if (strcmp(article, "a") == 0 && words_takes_an(words, strlen(words)))
        article = "an";
    *ret = bare ? words : idio_arena_printf(r->arena, "%s %s", article, words);
    return *ret ? IDIO_OK : IDIO_E_NOMEM;
}

static int say(struct reading *r, const char *verb, const char *object, const char *rest,
               double confidence)
{
    *r->ret = (struct frame_words){verb, object ? object : "", rest ? rest : "", confidence};
    return IDIO_OK;
}

/* What the function belongs to or is given first: "the list", "the value". */
static int subject(struct reading *r, const char **ret)
{
    struct words_split w = {0};
    const char *words = "", *of = r->container;
    if (!*of && r->s->shape && r->s->shape->param_count > 0 &&
        strlen(r->s->shape->params[0].name) > 2)
        of = r->s->shape->params[0].name;
    int rc = words_split(of, r->arena, &w);
    if (rc == IDIO_OK && w.len == 0) {
        *ret = "it";
        return IDIO_OK;
    }
    if (rc == IDIO_OK)
        rc = frame_name_words(&w, 0, w.len, r->arena, &words);
    if (rc < 0)
        return rc;
    *ret = idio_arena_printf(r->arena, "the %s", words);
    return *ret ? IDIO_OK : IDIO_E_NOMEM;
}

bool frame_is_constructor(const char *name, const char *container)
{
    static const char *const names[] = {"__init__",    "constructor", "initialize",
                                        "__construct", "New",         "new",
                                        "init",        "__new__",     NULL};
    return is_any(name, names) || (*container && strcmp(name, container) == 0);
}

/* ---- special names --------------------------------------------------------------------------- */

static int special(struct reading *r, bool *ret_done)
{
    static const struct {
        const char *name, *verb, *object;
    } table[] = {{"__str__", "turn", "into a string"},
                 {"__repr__", "describe", "for debugging"},
                 {"toString", "turn", "into a string"},
                 {"String", "turn", "into a string"},
                 {"__len__", "count", ""},
                 {"__iter__", "iterate over", ""},
                 {"__eq__", "compare", "with another one"},
                 {"equals", "compare", "with another one"},
                 {"__enter__", "open", "for a with block"},
                 {"__exit__", "close", "at the end of a with block"},
                 {"__getitem__", "look up", "by key"},
                 {"__contains__", "search", "for a key"},
                 {"__call__", "call", ""},
                 {"__hash__", "hash", ""},
                 {"__del__", "clean up", ""},
                 {"hashCode", "hash", ""},
                 {"drop", "clean up", ""},
                 {"clone", "copy", ""},
                 {"fmt", "format", "for display"},
                 {"next", "advance", "to the next item"},
                 {"default", "create", "with default values"},
                 {"Len", "count", ""},
                 {"Close", "close", ""},
                 {"Error", "describe", "as an error message"}};
    *ret_done = false;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(r->name, table[i].name) != 0)
            continue;
        const char *what = "";
        int rc = subject(r, &what);
        *ret_done = true;
        return rc < 0 ? rc : say(r, table[i].verb, what, table[i].object, *r->container ? .6 : .35);
    }
    if (frame_is_constructor(r->name, r->container) && *r->container) {
        struct words_split w = {0};
        const char *words = "";
        int rc = words_split(r->container, r->arena, &w);
        if (rc == IDIO_OK)
            rc = frame_name_words(&w, 0, w.len, r->arena, &words);
        if (rc < 0)
            return rc;
        *ret_done = true;
        const size_t n = strlen(words);
        const bool plural = n > 2 && words[n - 1] == 's' && words[n - 2] != 's';
        const char *object =
            idio_arena_printf(r->arena, "%s %s%s", words_takes_an(words, n) ? "an" : "a", words,
                              plural ? " object" : "");
        return object ? say(r, "create", object, "", .6) : IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

/* ---- phrases --------------------------------------------------------------------------------- */

static bool is_preposition(const char *w)
{
    static const char *const list[] = {"from",    "to",    "into",  "in",     "with",  "by",
                                       "for",     "at",    "on",    "of",     "if",    "as",
                                       "without", "until", "after", "before", "using", "between",
                                       "and",     "or",    "when",  "via",    NULL};
    return is_any(w, list);
}

static size_t seek_preposition(const struct reading *r, size_t from)
{
    for (size_t i = from; i < r->w.len; i++)
        if (is_preposition(r->w.at[i]))
            return i;
    return r->w.len;
}

static int rest_from(struct reading *r, size_t at, const char **ret)
{
    *ret = "";
    if (at + 1 >= r->w.len) /* a preposition alone says nothing */
        return IDIO_OK;
    const char *thing = "";
    const bool count = strcmp(r->w.at[at], "if") != 0 && strcmp(r->w.at[at], "when") != 0;
    int rc = count ? with_article(r, "a", at + 1, r->w.len, &thing)
                   : frame_name_words(&r->w, at + 1, r->w.len, r->arena, &thing);
    if (rc < 0)
        return rc;
    *ret = idio_arena_printf(r->arena, "%s %s", r->w.at[at], thing);
    return *ret ? IDIO_OK : IDIO_E_NOMEM;
}

/* is_x, has_x, can_x */
static int question(struct reading *r, bool *ret_done)
{
    static const char *const heads[] = {"is",   "has",  "can",      "should",   "needs",
                                        "was",  "are",  "supports", "contains", "exists",
                                        "must", "does", "will",     NULL};
    *ret_done = is_any(r->w.at[0], heads) && r->w.len > 1;
    if (!*ret_done)
        return IDIO_OK;
    const char *what = "", *words = "";
    int rc = subject(r, &what);
    if (rc == IDIO_OK)
        rc = frame_name_words(&r->w, 1, r->w.len, r->arena, &words);
    if (rc < 0)
        return rc;
    const bool thing = r->w.len == 2 && strcmp(r->w.at[0], "is") == 0 &&
                       !words_is_adjective(idio_slice_c(r->w.at[1])) &&
                       !idio_slice_ends(idio_slice_c(words), "ed") &&
                       !idio_slice_ends(idio_slice_c(words), "able");
    const char *article = !thing ? "" : words_takes_an(words, strlen(words)) ? "an " : "a ";
    const char *rest =
        idio_arena_printf(r->arena, "whether %s %s %s%s", what, r->w.at[0], article, words);
    return rest ? say(r, "check", "", rest, .65) : IDIO_E_NOMEM;
}

/* to_x, as_x, from_x, on_x, with_x; x_to_y */
static int relation(struct reading *r, bool *ret_done)
{
    static const char *const to[] = {"to", "into", "as", NULL};
    const char *first = r->w.at[0], *what = "", *thing = "";
    const size_t n = r->w.len;
    int rc = IDIO_OK;
    *ret_done = true;
    if (n > 1 && is_any(first, to)) {
        rc = subject(r, &what);
        if (rc == IDIO_OK)
            rc = with_article(r, "a", 1, n, &thing);
        const char *rest = rc < 0 ? NULL : idio_arena_printf(r->arena, "to %s", thing);
        return rest ? say(r, "convert", what, rest, .6) : IDIO_E_NOMEM;
    }
    if (n > 1 && strcmp(first, "from") == 0) {
        rc = subject(r, &what);
        if (rc == IDIO_OK)
            rc = with_article(r, "a", 1, n, &thing);
        const char *rest = rc < 0 ? NULL : idio_arena_printf(r->arena, "from %s", thing);
        return rest ? say(r, "build", what, rest, .55) : IDIO_E_NOMEM;
    }
    if (n > 1 && strcmp(first, "on") == 0) {
        rc = frame_name_words(&r->w, 1, n, r->arena, &thing);
        const char *object = rc < 0 ? NULL : idio_arena_printf(r->arena, "the %s event", thing);
        return object ? say(r, "handle", object, "", .55) : IDIO_E_NOMEM;
    }
    if (n > 1 && strcmp(first, "with") == 0) {
        rc = with_article(r, "the", 1, n, &thing);
        return rc < 0 ? rc : say(r, "set", thing, "", .5);
    }
    const size_t at = seek_preposition(r, 1);
    if (at + 1 < n && (strcmp(r->w.at[at], "to") == 0 || strcmp(r->w.at[at], "into") == 0) &&
        !words_is_verb(idio_slice_c(first))) {
        const char *rest = "";
        rc = with_article(r, "a", 0, at, &thing);
        if (rc == IDIO_OK)
            rc = rest_from(r, at, &rest);
        return rc < 0 ? rc : say(r, "convert", thing, rest, .6);
    }
    *ret_done = false;
    return IDIO_OK;
}

/* A verb at `at`, its object behind it. */
static int verb_first(struct reading *r, size_t at, double confidence)
{
    static const char *const makers[] = {"new",   "make", "create", "alloc",  "allocate",
                                         "build", "add",  "insert", "append", NULL};
    static const struct words_pair plain[] = {{"new", "create"},  {"init", "initialize"},
                                              {"cmp", "compare"}, {"del", "delete"},
                                              {"rm", "remove"},   {"exec", "run"}};
    const char *verb = r->w.at[at], *object = "", *rest = "";
    const bool maker = is_any(verb, makers);
    const size_t end = seek_preposition(r, at + 1);
    int rc = with_article(r, maker ? "a" : "the", at + 1, end, &object);
    if (rc == IDIO_OK)
        rc = rest_from(r, end, &rest);
    if (rc == IDIO_OK && at + 1 >= end && !*rest) {
        rc = subject(r, &object); /* "close" of a connection */
        if (rc == IDIO_OK && strcmp(object, "it") == 0)
            object = "";
        confidence -= *object ? .15 : .3;
    }
    if (rc < 0)
        return rc;
    const char *full = words_full(idio_slice_c(verb));
    if (full && words_is_verb(idio_slice_c(full)))
        verb = full;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(r->w.at[at], plain[i].word) == 0)
            verb = plain[i].form;
    return say(r, verb, object, rest, confidence);
}

static bool is_verb_here(const char *w)
{
    const char *full = words_full(idio_slice_c(w));
    return words_is_verb(idio_slice_c(w)) || strcmp(w, "new") == 0 ||
           (full && words_is_verb(idio_slice_c(full)));
}

/* "HeaderParser" → parse headers */
static int agent(struct reading *r, bool *ret_done)
{
    const char *last = r->w.at[r->w.len - 1];
    const size_t n = strlen(last);
    char base[36];
    *ret_done = false;
    if (n < 5 || n >= 32 || (strcmp(last + n - 2, "er") != 0 && strcmp(last + n - 2, "or") != 0))
        return IDIO_OK;
    /* "-er" goes where "-ed" does */
    char as_past[32];
    memcpy(as_past, last, n + 1);
    memcpy(as_past + n - 2, "ed", 3);
    if (!words_base(idio_slice(as_past, n), WORDS_PARTICIPLE, base, sizeof base))
        return IDIO_OK;
    const char *verb = idio_arena_strdup(r->arena, base), *object = "";
    int rc = frame_name_words(&r->w, 0, r->w.len - 1, r->arena, &object);
    if (rc < 0 || !verb)
        return IDIO_E_NOMEM;
    if (*object && !acronym(r->w.at[r->w.len - 2]) && object[strlen(object) - 1] != 's')
        object = idio_arena_printf(r->arena, "%ss", object);
    *ret_done = true;
    return object ? say(r, verb, object, "", *object ? .55 : .35) : IDIO_E_NOMEM;
}

/* Nothing but a thing. */
static int thing(struct reading *r)
{
    const char *words = "", *object = "";
    const struct idio_unit *u = &r->s->observed->units[r->s->unit];
    bool done = false;
    if (u->kind == IDIO_UNIT_CLASS) {
        int rc = agent(r, &done);
        if (rc < 0 || done)
            return rc;
    }
    int rc = frame_name_words(&r->w, 0, r->w.len, r->arena, &words);
    if (rc == IDIO_OK)
        rc = with_article(r, u->kind == IDIO_UNIT_FUNCTION ? "the" : "a", 0, r->w.len, &object);
    if (rc < 0)
        return rc;
    double known = .35; /* names of one word may be anything */
    if (r->w.len == 1)
        known = strlen(r->w.at[0]) < 4 ? .1 : .25;
    if (u->kind == IDIO_UNIT_CLASS)
        return say(r, "represent", object, "", known + .05);
    if (u->kind == IDIO_UNIT_MODULE)
        return say(r, "provide", words, "", known - .1);
    if (r->gives_truth) {
        const char *rest = idio_arena_printf(r->arena, "whether %s", words);
        return rest ? say(r, "check", "", rest, known) : IDIO_E_NOMEM;
    }
    return say(r, r->s->shape && r->s->shape->gives ? "return" : "handle", object, "",
               r->s->shape && r->s->shape->gives ? known : known - .1);
}

/* Words that only say where it belongs: the module's name, the class, "test". */
static size_t skip_prefix(struct reading *r)
{
    struct words_split stem = {0};
    const struct idio_unit *u = &r->s->observed->units[r->s->unit];
    size_t at = 0;
    if ((u->is_test || r->s->act == IDIO_INTENT_TEST) && r->w.len > 1 &&
        (strcmp(r->w.at[0], "test") == 0 || strcmp(r->w.at[0], "tests") == 0 ||
         strcmp(r->w.at[0], "benchmark") == 0))
        at = 1;
    if (at + 1 < r->w.len && !is_verb_here(r->w.at[at]) && is_verb_here(r->w.at[at + 1]) &&
        (r->s->observed->lang == IDIO_LANG_C || r->s->observed->lang == IDIO_LANG_CPP ||
         r->s->observed->lang == IDIO_LANG_SHELL))
        return at + 1;
    const char *base = strrchr(r->s->path, '/');
    base = base ? base + 1 : r->s->path;
    char name[64];
    const size_t n = strcspn(base, ".");
    if (n == 0 || n >= sizeof name)
        return at;
    memcpy(name, base, n);
    name[n] = 0;
    if (words_split(name, r->arena, &stem) == IDIO_OK && stem.len == 1 && r->w.len > at + 1 &&
        strcmp(stem.at[0], r->w.at[at]) == 0 && !is_verb_here(r->w.at[at]))
        at++;
    return at;
}

static int read_phrase(struct reading *r)
{
    static const char *const sizes[] = {"len", "length", "size", "count", "num", NULL};
    const size_t n = r->w.len;
    bool done = false;
    if (r->s->observed->units[r->s->unit].kind == IDIO_UNIT_CLASS)
        return thing(r);
    int rc = question(r, &done);
    if (rc == IDIO_OK && !done)
        rc = relation(r, &done);
    if (rc < 0 || done)
        return rc;
    if (is_any(r->w.at[0], sizes) && n == 1) {
        const char *what = "";
        rc = subject(r, &what);
        const char *rest = rc < 0 ? NULL : idio_arena_printf(r->arena, "of %s", what);
        return rest ? say(r, "return", "the size", rest, .5) : IDIO_E_NOMEM;
    }
    if (is_verb_here(r->w.at[0]) && (n > 1 || !words_is_verb_or_noun(idio_slice_c(r->w.at[0]))))
        return verb_first(r, 0, .6);
    /* "history_add": the verb is last, and no noun */
    const char *last = r->w.at[n - 1];
    if (n > 1 && words_is_verb(idio_slice_c(last)) && !words_is_verb_or_noun(idio_slice_c(last))) {
        const char *object = "";
        rc = with_article(r, "the", 0, n - 1, &object);
        return rc < 0 ? rc : say(r, last, object, "", .5);
    }
    if (is_verb_here(r->w.at[0]))
        return verb_first(r, 0, .55);
    return thing(r);
}

static bool is_truth(const char *type)
{
    return strcmp(type, "bool") == 0 || strcmp(type, "boolean") == 0 ||
           strcmp(type, "Boolean") == 0 || strcmp(type, "_Bool") == 0;
}

int frame_name_read(const struct idio_frame_source *s, const char *container,
                    struct idio_arena *arena, struct frame_words *ret)
{
    const struct idio_unit *u = &s->observed->units[s->unit];
    struct reading r = {
        .s = s, .name = u->name, .container = container, .arena = arena, .ret = ret};
    char stem[64];
    bool done = false;
    r.gives_truth = s->shape && s->shape->returns && is_truth(s->shape->returns);
    if (!*u->name && u->kind == IDIO_UNIT_MODULE) {
        const char *base = strrchr(s->path, '/');
        base = base ? base + 1 : s->path;
        const size_t n = strcspn(base, ".");
        if (n < sizeof stem) {
            memcpy(stem, base, n);
            stem[n] = 0;
            r.name = stem;
        }
    }
    int rc = special(&r, &done);
    if (rc < 0 || done)
        return rc;
    rc = words_split(r.name, arena, &r.w);
    if (rc < 0 || r.w.len == 0)
        return rc;
    const size_t skip = skip_prefix(&r);
    memmove(r.w.at, r.w.at + skip, (r.w.len - skip) * sizeof *r.w.at);
    r.w.len -= skip;
    return read_phrase(&r);
}
