/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling: a frame becomes a message. The grammar's `message` says what comes first; everything
 * else that is to be stated are *pieces* that wait until a production says "the next one". So each
 * order and each way to join (clauses, sentences, a list) is one production, not a sentence
 * template.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "pairs/grammar_internal.h"

#define ATTEMPTS 6 /* to come upon a production that is kept for tests; the last one insists */

static const char *const piece_names[] = {"naming", "path",   "language", "inputs",  "outputs",
                                          "edge",   "detail", "habit",    "conflict"};

/* ---- chance ---------------------------------------------------------------------------------- */

static uint64_t chance_at(const struct grammar_teller *t, const char *what, uint64_t index)
{
    struct idio_chance c = idio_chance_of(t->seed ^ (index * 0x9e3779b97f4a7c15u), what);
    return idio_chance_next(&c);
}

uint32_t grammar_pick(const struct grammar_teller *t, const char *what, size_t index, uint32_t n)
{
    struct idio_chance c = {chance_at(t, what, index)};
    return idio_chance_below(&c, n);
}

bool grammar_happens(const struct grammar_teller *t, const char *what, size_t index, double share)
{
    struct idio_chance c = {chance_at(t, what, index)};
    return idio_chance_share(&c) < share;
}

/* ---- features -------------------------------------------------------------------------------- */

static void set_bit(struct grammar_teller *t, uint64_t bit, bool on)
{
    t->features = on ? t->features | bit : t->features & ~bit;
}

static uint64_t piece_bit(enum grammar_piece_kind kind)
{
    switch (kind) {
    case GRAMMAR_PIECE_NAMING:
        return GRAMMAR_BIT(NAMING);
    case GRAMMAR_PIECE_PATH:
        return GRAMMAR_BIT(PATH);
    case GRAMMAR_PIECE_LANGUAGE:
        return GRAMMAR_BIT(LANGUAGE);
    case GRAMMAR_PIECE_INPUTS:
        return GRAMMAR_BIT(INPUTS);
    case GRAMMAR_PIECE_OUTPUTS:
        return GRAMMAR_BIT(OUTPUTS);
    case GRAMMAR_PIECE_DETAIL:
        return GRAMMAR_BIT(DETAIL);
    default:
        return 0;
    }
}

static void refresh(struct grammar_teller *t)
{
    uint64_t pending = 0;
    size_t n = 0;
    for (size_t i = 0; i < t->piece_count; i++)
        if (!t->pieces[i].said) {
            pending |= piece_bit(t->pieces[i].kind);
            n++;
        }
    t->features &= ~(GRAMMAR_BIT(NAMING) | GRAMMAR_BIT(PATH) | GRAMMAR_BIT(LANGUAGE) |
                     GRAMMAR_BIT(INPUTS) | GRAMMAR_BIT(OUTPUTS) | GRAMMAR_BIT(DETAIL));
    t->features |= pending;
    set_bit(t, GRAMMAR_BIT(PENDING), n > 0);
    set_bit(t, GRAMMAR_BIT(MANY), n > 1);
}

static uint64_t lang_bit(enum idio_lang lang)
{
    switch (idio_lang_style(lang)) {
    case IDIO_LANG_PYTHON:
        return GRAMMAR_BIT(PYTHON);
    case IDIO_LANG_RUST:
        return GRAMMAR_BIT(RUST);
    case IDIO_LANG_GO:
        return GRAMMAR_BIT(GO);
    case IDIO_LANG_JAVASCRIPT:
    case IDIO_LANG_TYPESCRIPT:
        return GRAMMAR_BIT(JS);
    case IDIO_LANG_C:
    case IDIO_LANG_CPP:
        return GRAMMAR_BIT(CLIKE);
    default:
        return 0;
    }
}

static uint64_t fixed_features(const struct grammar_teller *t)
{
    static const double capitals[] = {.18, .27, .5};
    const struct idio_frame *f = t->f;
    const enum idio_intent act = f->act == IDIO_INTENT_EXPLAIN ? IDIO_INTENT_EDIT : f->act;
    const bool change =
        act == IDIO_INTENT_EDIT || act == IDIO_INTENT_FIX || act == IDIO_INTENT_REFACTOR;
    uint64_t b = GRAMMAR_BIT(TERSE) << t->how->reg | GRAMMAR_BIT(CREATE) << act |
                 GRAMMAR_BIT(FUNCTION) << f->kind | lang_bit(f->lang);
    if (*f->object)
        b |= GRAMMAR_BIT(OBJECT);
    if (grammar_has_agent(f))
        b |= GRAMMAR_BIT(AGENT);
    if (change && f->wording == IDIO_WORDING_COMMIT)
        b |= GRAMMAR_BIT(WISH);
    if (*f->name && act != IDIO_INTENT_CREATE)
        b |= GRAMMAR_BIT(NAMED);
    if (*f->container && f->kind == IDIO_UNIT_FUNCTION)
        b |= GRAMMAR_BIT(METHOD);
    if (t->how->noise)
        b |= GRAMMAR_BIT(NOISY);
    if (grammar_happens(t, "capitals", 0, capitals[t->how->reg]))
        b |= GRAMMAR_BIT(CAPITAL);
    return b;
}

/* ---- choosing -------------------------------------------------------------------------------- */

/* From strict to lenient: which productions are looked at. */
enum choice {
    CHOICE_KEPT, /* those for tests, when one must be used */
    CHOICE_USUAL,
    CHOICE_LAST /* of weight 0: for when nothing else fits */
};

static uint32_t weight_of(const struct grammar_teller *t, const struct grammar_production *p,
                          enum choice choice)
{
    if ((p->with & ~t->features) || (p->without & t->features))
        return 0;
    switch (choice) {
    case CHOICE_KEPT:
        return p->kept ? p->weight : 0;
    case CHOICE_USUAL:
        if (p->kept)
            return t->how->unseen ? p->weight * 3 : 0; /* often, or many attempts are for nothing */
        return p->weight;
    default:
        return p->kept ? 0 : 1;
    }
}

static const struct grammar_production *choose(const struct grammar_teller *t, size_t symbol,
                                               uint64_t occurrence)
{
    const struct grammar_symbol *s = &t->g->symbols[symbol];
    for (int choice = t->only_kept ? CHOICE_KEPT : CHOICE_USUAL; choice <= CHOICE_LAST; choice++) {
        uint32_t total = 0;
        for (size_t i = 0; i < s->count; i++)
            total += weight_of(t, &t->g->productions[s->first + i], (enum choice)choice);
        if (total == 0)
            continue;
        uint32_t at = grammar_pick(t, s->name, occurrence, total);
        for (size_t i = 0; i < s->count; i++) {
            const struct grammar_production *p = &t->g->productions[s->first + i];
            const uint32_t w = weight_of(t, p, (enum choice)choice);
            if (at < w)
                return p;
            at -= w;
        }
    }
    return &t->g->productions[s->first]; /* unreachable: one always fits */
}

/* Inside of a piece choices are named by the piece, so that they do not move when another piece is
 * left out. */
static const struct grammar_production *take(struct grammar_teller *t, size_t symbol)
{
    const uint64_t occurrence = t->seen[symbol]++;
    const struct grammar_production *p =
        choose(t, symbol, t->piece < t->piece_count ? t->pieces[t->piece].rank : occurrence);
    t->kept_used = t->kept_used || p->kept;
    if (t->used_count < GRAMMAR_USED && !t->asking)
        t->used[t->used_count++] = p->id;
    return p;
}

/* The text of a choice that is nothing but a text. */
static const char *take_text(struct grammar_teller *t, const char *symbol, const char *fallback)
{
    const size_t number = grammar_symbol_find(t->g, symbol);
    if (number == SIZE_MAX)
        return fallback;
    const struct grammar_production *p = take(t, number);
    if (p->part_count == 0)
        return "";
    if (p->part_count > 1 || !p->parts[0].text)
        return fallback;
    const char *text = idio_arena_strndup(t->arena, p->parts[0].text, p->parts[0].len);
    if (!text)
        t->status = IDIO_E_NOMEM;
    return text ? text : fallback;
}

/* ---- expanding ------------------------------------------------------------------------------- */

static void prepare_habit(struct grammar_teller *t, size_t index)
{
    const struct idio_fact *fact = t->how->facts[index];
    const bool against = t->how->against && t->how->against[index];
    const char *instead = t->how->instead ? t->how->instead[index] : NULL;
    const char *field = fact->field ? fact->field : "";
    int r = grammar_habit_read(fact->wording ? fact->wording : "", t->arena, &t->habit);
    if (r == IDIO_OK && against && instead)
        r = grammar_habit_read(instead, t->arena, &t->instead);
    if (r == IDIO_OK && against && !instead) {
        const struct grammar_habit *h = &t->habit;
        const char *denied = h->negative ? idio_arena_printf(t->arena, "use %s", h->object)
                                         : idio_arena_printf(t->arena, "don't %s", h->bare);
        t->instead.bare = denied;
        r = denied ? IDIO_OK : IDIO_E_NOMEM;
    }
    if (r < 0) {
        t->status = r;
        return;
    }
    set_bit(t, GRAMMAR_BIT(AGAINST), against);
    set_bit(t, GRAMMAR_BIT(NEGATIVE), t->habit.negative);
    set_bit(t, GRAMMAR_BIT(THING), t->habit.thing);
    set_bit(t, GRAMMAR_BIT(PASSIVE), *t->habit.verb && *t->habit.object);
    set_bit(t, GRAMMAR_BIT(LIBRARY), strncmp(field, "librar", 6) == 0);
}

static void say_next(struct grammar_teller *t, const char *form)
{
    char symbol[64];
    size_t next = t->piece_count;
    const size_t outer = t->piece;
    for (size_t i = 0; i < t->piece_count; i++)
        if (!t->pieces[i].said &&
            (next == t->piece_count || t->pieces[i].rank < t->pieces[next].rank))
            next = i;
    if (next == t->piece_count)
        return;
    struct grammar_piece *p = &t->pieces[next];
    p->said = true;
    t->piece = next;
    if (p->kind == GRAMMAR_PIECE_HABIT)
        prepare_habit(t, p->index);
    if (p->kind == GRAMMAR_PIECE_EDGE) {
        const char *edge = t->f->edges[p->index];
        set_bit(t, GRAMMAR_BIT(CLAUSE), strstr(edge, " is ") != NULL);
    }
    refresh(t);
    snprintf(symbol, sizeof symbol, "%s.%s", piece_names[p->kind], form);
    if (t->status == IDIO_OK)
        grammar_expand(t, grammar_symbol_find(t->g, symbol));
    t->piece = outer;
    refresh(t);
}

static void put_part(struct grammar_teller *t, const struct grammar_part *part)
{
    if (part->text && t->verbatim) {
        const size_t begin = t->out.len;
        grammar_put(t, part->text, part->len, true);
        grammar_mark(t, IDIO_FIELD_COUNT, begin);
    } else if (part->text) {
        grammar_put(t, part->text, part->len, false);
    } else if (part->symbol != SIZE_MAX)
        grammar_expand(t, part->symbol);
    else if (part->slot == GRAMMAR_SLOT_NEXT_CLAUSE)
        say_next(t, "clause");
    else if (part->slot == GRAMMAR_SLOT_NEXT_SENTENCE)
        say_next(t, "sentence");
    else if (part->slot == GRAMMAR_SLOT_NEXT_ITEM)
        say_next(t, "item");
    else
        grammar_slot_put(t, part->slot);
}

int grammar_expand(struct grammar_teller *t, size_t symbol)
{
    if (t->status < 0)
        return t->status;
    if (symbol == SIZE_MAX || ++t->depth > GRAMMAR_DEPTH) {
        t->status = IDIO_E_LIMIT;
        return t->status;
    }
    const struct grammar_production *p = take(t, symbol);
    const bool verbatim = t->verbatim;
    t->verbatim = verbatim || strncmp(t->g->symbols[symbol].name, "log.", 4) == 0;
    t->features = (t->features | p->set) & ~p->clear;
    for (size_t i = 0; i < p->part_count && t->status == IDIO_OK; i++) {
        if (!t->asking && t->piece >= t->piece_count)
            refresh(t);
        put_part(t, &p->parts[i]);
    }
    if (t->asking && p->slot && !t->slot)
        t->slot = p->slot;
    if (p->slot && t->piece < t->piece_count && t->pieces[t->piece].kind == GRAMMAR_PIECE_CONFLICT)
        t->slot = p->slot;
    t->verbatim = verbatim;
    t->depth--;
    return t->status;
}

/* ---- pieces ---------------------------------------------------------------------------------- */

static void add_piece(struct grammar_teller *t, enum grammar_piece_kind kind, size_t index)
{
    static const uint8_t order[] = {0, 0, 0, 1, 1, 2, 2, 3, 3};
    const bool any_order = grammar_happens(t, "order", 0, .35);
    if (t->piece_count == GRAMMAR_PIECES)
        return;
    const uint64_t rank = chance_at(t, piece_names[kind], 1000 + index) >> 4;
    t->pieces[t->piece_count++] = (struct grammar_piece){
        kind, index, rank + (any_order ? 0 : (uint64_t)order[kind] << 60), false};
}

static void add_pieces(struct grammar_teller *t)
{
    const struct idio_telling *how = t->how;
    const struct idio_frame *f = t->f;
    if (how->name && *f->name && f->act == IDIO_INTENT_CREATE)
        add_piece(t, GRAMMAR_PIECE_NAMING, 0);
    if (how->path && *f->path)
        add_piece(t, GRAMMAR_PIECE_PATH, 0);
    if (how->language && f->lang != IDIO_LANG_NONE)
        add_piece(t, GRAMMAR_PIECE_LANGUAGE, 0);
    if (how->inputs && f->input_count > 0)
        add_piece(t, GRAMMAR_PIECE_INPUTS, 0);
    if (how->outputs && f->output_count > 0)
        add_piece(t, GRAMMAR_PIECE_OUTPUTS, 0);
    const size_t edges = how->reg == IDIO_REGISTER_VERBOSE ? 3 : 1 + grammar_pick(t, "edges", 0, 2);
    for (size_t i = 0; how->edges && i < f->edge_count && i < edges; i++)
        add_piece(t, GRAMMAR_PIECE_EDGE, i);
    if (how->detail && *f->detail)
        add_piece(t, GRAMMAR_PIECE_DETAIL, 0);
    for (size_t i = 0; i < how->fact_count; i++)
        add_piece(t, GRAMMAR_PIECE_HABIT, i);
}

/* Pieces that would tell after all what was made unclear are taken out; a conflict comes in. Done
 * when the layout is chosen, so that it is that of the clear twin. */
static void hush(struct grammar_teller *t)
{
    const enum idio_vague v = t->how->vague;
    if (v == IDIO_VAGUE_CONFLICT)
        add_piece(t, GRAMMAR_PIECE_CONFLICT, 0);
    t->piece = t->piece_count;
    for (size_t i = 0; i < t->piece_count; i++) {
        const enum grammar_piece_kind k = t->pieces[i].kind;
        const bool tells_goal =
            k == GRAMMAR_PIECE_NAMING || k == GRAMMAR_PIECE_OUTPUTS || k == GRAMMAR_PIECE_DETAIL;
        const bool tells_object =
            k == GRAMMAR_PIECE_NAMING || k == GRAMMAR_PIECE_INPUTS || k == GRAMMAR_PIECE_DETAIL;
        if ((v == IDIO_VAGUE_GOAL && tells_goal) ||
            ((v == IDIO_VAGUE_PREMISE || v == IDIO_VAGUE_TERM) && tells_object))
            t->pieces[i].said = true;
    }
}

/* ---- the goal's words ------------------------------------------------------------------------ */

static void choose_words(struct grammar_teller *t)
{
    char symbol[64];
    const struct idio_frame *f = t->f;
    snprintf(symbol, sizeof symbol, "verb %s", f->verb);
    t->verb = grammar_happens(t, "synonym", 0, .45) ? take_text(t, symbol, f->verb) : f->verb;
    t->object = f->object;
    t->rest = f->rest;
    if (t->how->reg == IDIO_REGISTER_TERSE && grammar_happens(t, "articles", 0, .3))
        for (size_t i = 0; i < 3; i++) {
            static const char *const articles[] = {"the ", "a ", "an "};
            const size_t n = strlen(articles[i]);
            if (strncmp(t->object, articles[i], n) == 0) {
                t->object += n;
                break;
            }
        }
    /* Ellipsis: the rest goes without saying. */
    static const double left_out[] = {.3, .12, 0};
    if (*t->object && grammar_happens(t, "ellipsis", 0, left_out[t->how->reg]))
        t->rest = "";
    if (t->how->vague == IDIO_VAGUE_GOAL) {
        t->verb = take_text(t, "vague.verb", "handle");
        t->rest = "";
    } else if (t->how->vague == IDIO_VAGUE_PREMISE) {
        t->object = take_text(t, "vague.premise", "");
        t->rest = "";
    } else if (t->how->vague == IDIO_VAGUE_TERM) {
        t->object = take_text(t, "vague.term", "the data");
        t->rest = "";
    }
}

static void ask_back(struct grammar_teller *t)
{
    static const char *const symbols[] = {"", "ask.goal", "ask.premise", "ask.term",
                                          "ask.conflict"};
    const struct idio_str message = t->out;
    if (t->how->vague == IDIO_VAGUE_NOTHING || t->status < 0)
        return;
    const uint64_t features = t->features;
    const bool small_i = t->small_i;
    idio_str_init(&t->out, GRAMMAR_TEXT);
    t->asking = true;
    t->small_i = false;
    t->piece = t->piece_count;
    t->features |= GRAMMAR_BIT(CAPITAL);
    set_bit(t, GRAMMAR_BIT(OBJECT), *t->object != 0);
    grammar_expand(t, grammar_symbol_find(t->g, symbols[t->how->vague]));
    t->question =
        t->status == IDIO_OK ? idio_arena_strndup(t->arena, t->out.data, t->out.len) : NULL;
    if (t->status == IDIO_OK && !t->question)
        t->status = IDIO_E_NOMEM;
    idio_str_release(&t->out);
    t->out = message;
    t->asking = false;
    t->small_i = small_i;
    t->features = features;
}

/* ---- the message ----------------------------------------------------------------------------- */

static void start(struct grammar_teller *t, int attempt)
{
    t->seed = t->how->seed + (uint64_t)attempt * 0x2545f4914f6cdd1du;
    t->only_kept = t->how->unseen && attempt + 1 == ATTEMPTS;
    t->features = 0;
    t->piece_count = t->mark_count = t->used_count = 0;
    t->kept_used = t->article_next = t->asking = t->verbatim = false;
    t->question = t->slot = NULL;
    t->habit = t->instead =
        (struct grammar_habit){.bare = "", .verb = "", .object = "", .rest = ""};
    t->depth = 0;
    idio_str_clear(&t->out);
    memset(t->seen, 0, t->g->symbol_count * sizeof *t->seen);
    t->features = fixed_features(t);
    t->small_i = !(t->features & GRAMMAR_BIT(CAPITAL)) && grammar_happens(t, "small i", 0, .4);
    add_pieces(t);
    t->piece = t->piece_count;
    choose_words(t);
}

static void trim_end(struct grammar_teller *t)
{
    while (t->out.len > 0 && strchr(" \n,:;-", t->out.data[t->out.len - 1]))
        t->out.data[--t->out.len] = 0;
    for (size_t i = 0; i < t->mark_count; i++)
        if (t->marks[i].end > t->out.len)
            t->marks[i].end = t->out.len;
}

static void tell(struct grammar_teller *t)
{
    const size_t message = grammar_symbol_find(t->g, "message");
    for (int i = 0; i < ATTEMPTS && t->status == IDIO_OK; i++) {
        start(t, i);
        refresh(t); /* the layout is chosen as if nothing were hushed */
        const struct grammar_production *p = take(t, message);
        hush(t);
        t->features = (t->features | p->set) & ~p->clear;
        for (size_t k = 0; k < p->part_count && t->status == IDIO_OK; k++) {
            if (k > 0)
                refresh(t);
            put_part(t, &p->parts[k]);
        }
        if (!t->how->unseen || t->kept_used)
            break;
    }
    trim_end(t);
    ask_back(t);
    if (t->how->noise && t->status == IDIO_OK)
        grammar_noise(t);
}

static const char *folded(struct idio_arena *arena, const char *p, size_t n)
{
    char *out = idio_arena_alloc(arena, n + 1, 1);
    size_t len = 0;
    if (!out)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const bool space = strchr(" \n\t", p[i]) != NULL;
        if (!space)
            out[len++] = p[i];
        else if (len > 0 && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    return out;
}

static int put_stated(const struct grammar_teller *t, struct idio_prompt *ret)
{
    ret->stated = idio_arena_alloc(t->arena, t->mark_count + 1, sizeof *ret->stated);
    if (!ret->stated)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < t->mark_count; i++) {
        const struct grammar_mark *m = &t->marks[i];
        if (m->field == IDIO_FIELD_COUNT || m->begin >= m->end)
            continue;
        struct idio_stated s = {.field = m->field,
                                .fact = m->fact,
                                .against = m->against,
                                .begin = m->begin,
                                .end = m->end};
        s.item = folded(t->arena, t->out.data + m->begin, m->end - m->begin);
        if (!s.item)
            return IDIO_E_NOMEM;
        size_t at = ret->stated_count++;
        for (; at > 0 && ret->stated[at - 1].begin > s.begin; at--)
            ret->stated[at] = ret->stated[at - 1];
        ret->stated[at] = s;
    }
    return IDIO_OK;
}

static int finish(const struct grammar_teller *t, struct idio_prompt *ret)
{
    struct idio_prompt p = {.reg = t->how->reg,
                            .vague = t->how->vague,
                            .question = t->question,
                            .slot = t->slot,
                            .unseen = t->kept_used,
                            .noisy = t->how->noise};
    p.text = idio_arena_strndup(t->arena, t->out.data, t->out.len);
    p.len = t->out.len;
    p.productions = idio_arena_alloc(t->arena, t->used_count + 1, sizeof *p.productions);
    if (!p.text || !p.productions)
        return IDIO_E_NOMEM;
    for (size_t i = 0; i < t->used_count; i++) {
        p.productions[i] = idio_arena_strdup(t->arena, t->used[i]);
        if (!p.productions[i])
            return IDIO_E_NOMEM;
    }
    p.production_count = t->used_count;
    int r = put_stated(t, &p);
    if (r == IDIO_OK)
        *ret = p;
    return r;
}

int idio_grammar_tell(const struct idio_grammar *g, const struct idio_frame *f,
                      const struct idio_telling *how, struct idio_arena *arena,
                      struct idio_prompt *ret, struct idio_err *err)
{
    struct grammar_teller *t = idio_alloc(1, sizeof *t);
    if (!t)
        return idio_nomem(err, "pairs.tell");
    *t = (struct grammar_teller){.g = g, .f = f, .how = how, .arena = arena};
    idio_str_init(&t->out, GRAMMAR_TEXT);
    t->seen = idio_alloc(g->symbol_count + 1, sizeof *t->seen);
    int r = t->seen ? IDIO_OK : IDIO_E_NOMEM;
    if (r == IDIO_OK) {
        tell(t);
        r = t->status;
    }
    if (r == IDIO_OK && !idio_utf8_valid(t->out.data, t->out.len, NULL))
        r = IDIO_E_INVALID;
    if (r == IDIO_OK)
        r = finish(t, ret);
    idio_str_release(&t->out);
    idio_free(t->seen);
    idio_free(t);
    if (r == IDIO_E_NOMEM)
        return idio_nomem(err, "pairs.tell");
    if (r == IDIO_E_INVALID)
        return idio_fail(err, r, "pairs.tell", "words of %s in %s are no UTF-8", f->name, f->path);
    if (r < 0)
        return idio_fail(err, r, "pairs.tell", "the prompt for %s in %s grows over %d bytes",
                         f->name, f->path, GRAMMAR_TEXT);
    return IDIO_OK;
}
