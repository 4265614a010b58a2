/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar as data: data/grammar.json, embedded, checked as a whole when it is loaded, so that
 * telling cannot fail for want of a production:
 *
 *   { "rules": { SYMBOL: [ PRODUCTION … ] … } }
 *   PRODUCTION: "text" or { "say": "text", "when": "casual !object", "weight": 3, "kept": true,
 *                           "set": "question", "clear": "question", "slot": "referent" }
 *
 * What stands between ^ and ^ is what the piece at hand states; slots of goal, inputs, outputs and
 * edges are stated by themselves. {x} is a symbol or a slot (grammar_internal.h).
 *
 * Every symbol has a production that always fits and is not kept for tests, or lists so many that
 * between them every case is covered: the loader asks for the first kind. A production's id is its
 * symbol and its text, so that ids stay when productions are added.
 */
#include "pairs/grammar_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/utf8.h"
#include "embed/idio_pairs_data.h"

#define RULES_MAX       2048 /* productions */
#define SAY_MAX         1024
#define PARTS_MAX       24
#define GRAMMAR_ARENA   ((size_t)8 << 20)
#define GRAMMAR_WEIGHT  100
#define GRAMMAR_SYMBOLS 512

static const char *const feature_keys[] = {
#define X(name, key) key,
    GRAMMAR_FEATURE_LIST(X)
#undef X
};
static const char *const slot_keys[] = {
#define X(name, key) key,
    GRAMMAR_SLOT_LIST(X)
#undef X
};

struct reader {
    struct idio_grammar *g;
    const char *what; /* the file */
    const char *symbol;
    struct idio_err *err;
};

static int bad(const struct reader *r, const char *say, const char *problem)
{
    int rc = idio_fail(r->err, IDIO_E_INVALID, "pairs.grammar", "%s: production \"%s: %.80s\" %s",
                       r->what, r->symbol, say, problem);
    return idio_hint(r->err, rc,
                     "the form of productions stands at the head of src/pairs/grammar.c");
}

static int key_index(const char *const *keys, size_t n, const char *p, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(keys[i]) == len && memcmp(keys[i], p, len) == 0)
            return (int)i;
    return -1;
}

/* "casual !object" */
static int read_features(const struct reader *r, const char *say, const char *list,
                         uint64_t *ret_with, uint64_t *ret_without)
{
    while (*list) {
        const size_t n = strcspn(list, " ");
        const bool not = n > 0 && *list == '!';
        if (n > 0) {
            const int i = key_index(feature_keys, GRAMMAR_FEATURES, list + not, n - not );
            if (i < 0 || (not &&!ret_without))
                return bad(r, say, "names a feature that there is not");
            *(not ? ret_without : ret_with) |= UINT64_C(1) << i;
        }
        list += n + (list[n] == ' ');
    }
    return IDIO_OK;
}

/* ---- text → parts ---------------------------------------------------------------------------- */

static int add_part(const struct reader *r, struct grammar_production *p, const char *say,
                    struct grammar_part part)
{
    if (p->part_count == PARTS_MAX)
        return bad(r, say, "has too many parts");
    p->parts[p->part_count++] = part;
    return IDIO_OK;
}

static int read_reference(const struct reader *r, struct grammar_production *p, const char *say,
                          const char *name, size_t n)
{
    size_t symbol;
    const int slot = key_index(slot_keys, GRAMMAR_SLOTS, name, n);
    if (slot >= 0)
        return add_part(r, p, say,
                        (struct grammar_part){NULL, 0, SIZE_MAX, (enum grammar_slot)slot});
    if (!idio_map_get(&r->g->names, name, n, &symbol))
        return bad(r, say, "has braces around what is neither symbol nor slot");
    return add_part(r, p, say, (struct grammar_part){.symbol = symbol});
}

static int read_say(const struct reader *r, struct grammar_production *p, const char *say)
{
    const size_t len = strlen(say);
    if (len > SAY_MAX || !idio_utf8_valid(say, len, NULL))
        return bad(r, say, "is too long or no UTF-8");
    p->parts = idio_arena_alloc(&r->g->arena, PARTS_MAX, sizeof *p->parts);
    const char *text = idio_arena_strdup(&r->g->arena, say);
    p->id = idio_arena_printf(&r->g->arena, "%s: %s", r->symbol, say);
    if (!p->parts || !text || !p->id)
        return idio_nomem(r->err, "pairs.grammar");
    bool open = false;
    while (*text) {
        const size_t n = strcspn(text, "{}^");
        int rc = IDIO_OK;
        if (n > 0)
            rc = add_part(r, p, say, (struct grammar_part){text, n, SIZE_MAX, GRAMMAR_SLOTS});
        text += n;
        if (rc == IDIO_OK && *text == '^') {
            open = !open;
            rc = add_part(r, p, say,
                          (struct grammar_part){.symbol = SIZE_MAX,
                                                .slot = open ? GRAMMAR_SLOT_SPAN_BEGIN
                                                             : GRAMMAR_SLOT_SPAN_END});
            text++;
        }
        if (rc == IDIO_OK && *text == '}')
            rc = bad(r, say, "closes a brace that was not opened");
        if (rc == IDIO_OK && *text == '{') {
            const size_t name = strcspn(text + 1, "{}");
            if (text[name + 1] != '}')
                return bad(r, say, "opens a brace that is not closed");
            rc = read_reference(r, p, say, text + 1, name);
            text += name + 2;
        }
        if (rc < 0)
            return rc;
    }
    return open ? bad(r, say, "has an odd number of marks ^") : IDIO_OK;
}

/* ---- productions ----------------------------------------------------------------------------- */

static int check_keys(const struct reader *r, const struct idio_json *v, const char *say)
{
    static const char *const known[] = {"say", "when", "weight", "kept", "set", "clear", "slot"};
    for (size_t i = 0; i < idio_json_len(v); i++) {
        struct idio_json *value = NULL;
        const char *key = idio_json_key_at(v, i, &value);
        const int k = key_index(known, sizeof known / sizeof *known, key, strlen(key));
        const enum idio_json_type want = k == 2   ? IDIO_JSON_INT
                                         : k == 3 ? IDIO_JSON_BOOL
                                                  : IDIO_JSON_STRING;
        if (k < 0)
            return bad(r, say, "has a key that there is not");
        if (idio_json_type(value) != want)
            return bad(r, say, "has a value of the wrong type");
    }
    return IDIO_OK;
}

static int read_production(const struct reader *r, const struct idio_json *v)
{
    struct grammar_production *p = &r->g->productions[r->g->production_count];
    const bool plain = idio_json_type(v) == IDIO_JSON_STRING;
    const char *say = plain ? idio_json_str(v) : idio_json_get_str(v, "say", NULL);

    if (!say || (!plain && idio_json_type(v) != IDIO_JSON_OBJECT))
        return bad(r, "?", "is neither a text nor an object with \"say\"");
    *p = (struct grammar_production){.weight = 1};
    if (!idio_map_get(&r->g->names, r->symbol, strlen(r->symbol), &p->symbol))
        return idio_fail(r->err, IDIO_E_BUG, "pairs.grammar", "symbol %s is gone", r->symbol);
    int rc = plain ? IDIO_OK : check_keys(r, v, say);
    if (rc == IDIO_OK)
        rc = read_say(r, p, say);
    if (rc == IDIO_OK && !plain) {
        const int64_t weight = idio_json_get_int(v, "weight", 1);
        const char *slot = idio_json_get_str(v, "slot", NULL);
        if (weight < 0 || weight > GRAMMAR_WEIGHT)
            return bad(r, say, "has a weight that is not 0 to 100");
        p->weight = (uint32_t)weight;
        p->kept = idio_json_get_bool(v, "kept", false);
        p->slot = slot ? idio_arena_strdup(&r->g->arena, slot) : NULL;
        if (slot && !p->slot)
            return idio_nomem(r->err, "pairs.grammar");
        rc = read_features(r, say, idio_json_get_str(v, "when", ""), &p->with, &p->without);
        if (rc == IDIO_OK)
            rc = read_features(r, say, idio_json_get_str(v, "set", ""), &p->set, NULL);
        if (rc == IDIO_OK)
            rc = read_features(r, say, idio_json_get_str(v, "clear", ""), &p->clear, NULL);
    }
    for (size_t i = r->g->symbols[p->symbol].first; rc == IDIO_OK && i < r->g->production_count;
         i++)
        if (strcmp(r->g->productions[i].id, p->id) == 0 && r->g->productions[i].with == p->with &&
            r->g->productions[i].without == p->without)
            return bad(r, say, "is there twice for the same case");
    if (rc < 0)
        return rc;
    r->g->kept += p->kept;
    r->g->production_count++;
    return IDIO_OK;
}

static int read_symbol(struct reader *r, size_t number, const struct idio_json *list)
{
    struct grammar_symbol *s = &r->g->symbols[number];
    bool always = false;

    r->symbol = s->name;
    s->first = r->g->production_count;
    for (size_t i = 0; i < idio_json_len(list); i++) {
        int rc = read_production(r, idio_json_at(list, i));
        if (rc < 0)
            return rc;
        const struct grammar_production *p = &r->g->productions[r->g->production_count - 1];
        always = always || (!p->with && !p->without && !p->kept);
    }
    s->count = r->g->production_count - s->first;
    return always ? IDIO_OK : bad(r, "", "is missing: the symbol needs one that always fits");
}

/* ---- the file -------------------------------------------------------------------------------- */

static int read_names(const struct reader *r, const struct idio_json *rules,
                      size_t *ret_productions)
{
    struct idio_json *list = NULL;
    *ret_productions = 0;
    for (size_t i = 0; i < idio_json_len(rules); i++) {
        const char *name = idio_json_key_at(rules, i, &list);
        if (idio_json_type(list) != IDIO_JSON_ARRAY ||
            key_index(slot_keys, GRAMMAR_SLOTS, name, strlen(name)) >= 0)
            return idio_fail(r->err, IDIO_E_INVALID, "pairs.grammar",
                             "%s: symbol \"%.60s\" is a slot's name or has no list", r->what, name);
        size_t number = idio_map_intern(&r->g->names, name, strlen(name));
        if (number == SIZE_MAX)
            return idio_nomem(r->err, "pairs.grammar");
        r->g->symbols[number].name = r->g->names.entries[number].key;
        *ret_productions += idio_json_len(list);
    }
    if (*ret_productions > RULES_MAX)
        return idio_fail(r->err, IDIO_E_LIMIT, "pairs.grammar", "%s: more than %d productions",
                         r->what, RULES_MAX);
    return IDIO_OK;
}

/* What grammar_tell.c expands by name. */
static int check_needed(const struct reader *r)
{
    static const char *const pieces[] = {"naming", "path",   "language", "inputs",  "outputs",
                                         "edge",   "detail", "habit",    "conflict"};
    static const char *const forms[] = {"clause", "sentence", "item"};
    static const char *const needed[] = {"message",       "vague.verb", "vague.term",
                                         "vague.premise", "vague.name", "ask.goal",
                                         "ask.premise",   "ask.term",   "ask.conflict"};
    char name[64];
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (grammar_symbol_find(r->g, needed[i]) == SIZE_MAX)
            return idio_fail(r->err, IDIO_E_INVALID, "pairs.grammar", "%s: no symbol \"%s\"",
                             r->what, needed[i]);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
            snprintf(name, sizeof name, "%s.%s", pieces[i], forms[k]);
            if (grammar_symbol_find(r->g, name) == SIZE_MAX)
                return idio_fail(r->err, IDIO_E_INVALID, "pairs.grammar", "%s: no symbol \"%s\"",
                                 r->what, name);
        }
    return IDIO_OK;
}

static int read_rules(struct reader *r, const struct idio_json *rules)
{
    struct idio_grammar *g = r->g;
    struct idio_json *list = NULL;
    size_t productions = 0;

    if (idio_json_type(rules) != IDIO_JSON_OBJECT || idio_json_len(rules) > GRAMMAR_SYMBOLS)
        return idio_fail(r->err, IDIO_E_INVALID, "pairs.grammar",
                         "%s: \"rules\" is no object of at most %d symbols", r->what,
                         GRAMMAR_SYMBOLS);
    g->symbol_count = idio_json_len(rules);
    g->symbols = idio_arena_alloc(&g->arena, g->symbol_count + 1, sizeof *g->symbols);
    if (!g->symbols)
        return idio_nomem(r->err, "pairs.grammar");
    int rc = read_names(r, rules, &productions);
    if (rc < 0)
        return rc;
    g->productions = idio_arena_alloc(&g->arena, productions + 1, sizeof *g->productions);
    if (!g->productions)
        return idio_nomem(r->err, "pairs.grammar");
    for (size_t i = 0; rc == IDIO_OK && i < g->symbol_count; i++) {
        (void)idio_json_key_at(rules, i, &list);
        rc = read_symbol(r, i, list);
    }
    return rc == IDIO_OK ? check_needed(r) : rc;
}

int grammar_read(const char *text, size_t n, const char *what, struct idio_grammar **ret,
                 struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *json = NULL;
    struct idio_grammar *g = idio_alloc(1, sizeof *g);
    if (!g)
        return idio_nomem(err, "pairs.grammar");
    idio_arena_init(&g->arena, GRAMMAR_ARENA);
    idio_map_init(&g->names, (size_t)1 << 20);
    int rc = idio_json_parse(text, n, what, &json, err);
    if (rc == IDIO_OK)
        rc = read_rules(&(struct reader){.g = g, .what = what, .symbol = "", .err = err},
                        idio_json_get(json, "rules"));
    if (rc < 0) {
        idio_grammar_free(g);
        return rc;
    }
    *ret = g;
    return IDIO_OK;
}

int idio_grammar_new(struct idio_grammar **ret, struct idio_err *err)
{
    const struct idio_embedded *file =
        idio_embedded_find(idio_pairs_data_files, "data/grammar.json");
    if (!file)
        return idio_fail(err, IDIO_E_BUG, "pairs.grammar", "no grammar in this build");
    return grammar_read((const char *)file->data, file->size, "grammar.json", ret, err);
}

struct idio_grammar *idio_grammar_free(struct idio_grammar *g)
{
    if (g) {
        idio_map_release(&g->names);
        idio_arena_release(&g->arena);
        idio_free(g);
    }
    return NULL;
}

size_t idio_grammar_count(const struct idio_grammar *g, size_t *ret_kept_for_tests)
{
    if (ret_kept_for_tests)
        *ret_kept_for_tests = g->kept;
    return g->production_count;
}

size_t grammar_symbol_find(const struct idio_grammar *g, const char *name)
{
    size_t number;
    return idio_map_get(&g->names, name, strlen(name), &number) ? number : SIZE_MAX;
}
