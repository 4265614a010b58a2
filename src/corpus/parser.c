/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file: parse, match the query, turn matches into units and sites.
 *
 * Matches come in the cursor's order, not in the file's, so they are only collected here (raw
 * sites, raw units), as plain numbers. Then: sites are sorted by (node, trait, pattern) and all but
 * the first of each node and trait dropped ("first pattern wins"); what is stored is copied into
 * the caller's arena.
 *
 * Limits: parsing and matching together stop at IDIO_CORPUS_PARSE_MS; the flat tree has a cap, the
 * arena has one.
 */
#include "corpus/shape_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

#define KEEP_NODES 200000 /* a scratch tree larger than this is given back after the file */

int idio_parser_new(const struct idio_observer *o, struct idio_parser **ret, struct idio_err *err)
{
    struct idio_parser *p = idio_alloc(1, sizeof *p);
    if (!p)
        return idio_nomem(err, "corpus.parse");
    p->observer = o;
    *ret = p;
    return IDIO_OK;
}

struct idio_parser *idio_parser_free(struct idio_parser *p)
{
    if (!p)
        return NULL;
    idio_parse_memory_release(&p->memory);
    idio_vec_release(&p->s.flat);
    idio_vec_release(&p->s.sites);
    idio_vec_release(&p->s.units);
    idio_vec_release(&p->s.calls);
    idio_vec_release(&p->s.imports);
    idio_shaper_free(p->shaper);
    idio_free(p);
    return NULL;
}

/* ---- parsing -------------------------------------------------------------------------------- */
struct budget {
    struct idio_cancel *cancel;
    int64_t deadline;
    bool over;
    const char *text;
    uint32_t size;
};

struct matching {
    struct idio_parser *p;
    struct idio_match *match;
    struct budget *budget;
    struct idio_err *err;
    const struct idio_shape_query *shape_query; /* NULL: no shapes are wanted */
    struct idio_shape *shapes;
};

static bool spend(struct budget *b)
{
    if (idio_cancelled(b->cancel) || idio_clock_ms() > b->deadline)
        b->over = true;
    return b->over;
}

static bool parse_progress(TSParseState *state)
{
    return spend(state->payload);
}

static bool query_stop(void *ctx)
{
    const struct matching *m = ctx;
    return spend(m->budget);
}

static const char *give_text(void *payload, uint32_t at, TSPoint position, uint32_t *ret_n)
{
    const struct budget *b = payload;
    (void)position;
    *ret_n = at < b->size ? b->size - at : 0;
    return at < b->size ? b->text + at : "";
}

static int over_budget(const struct budget *b, struct idio_err *err)
{
    if (idio_cancelled(b->cancel))
        return idio_fail(err, IDIO_E_CANCELLED, "corpus.parse", "parsing stopped");
    return idio_fail(err, IDIO_E_LIMIT, "corpus.parse", "takes longer than %d ms to parse",
                     IDIO_CORPUS_PARSE_MS);
}

/* Parses and copies the tree; the rest works on the copy. The tree is not freed, its memory goes as
 * a whole (parse_memory.c); the parser is, because Python's scanner keeps a struct on the heap. */
static int parse_text(void *ctx)
{
    struct matching *m = ctx;
    struct budget *b = m->budget;
    const struct idio_lang_queries *q = m->match->lang;
    TSInput input = {.payload = b, .read = give_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = b, .progress_callback = parse_progress};
    TSParser *parser = ts_parser_new();
    TSTree *tree = ts_parser_set_language(parser, q->grammar)
                       ? ts_parser_parse_with_options(parser, NULL, input, options)
                       : NULL;
    ts_parser_delete(parser);
    if (tree)
        return idio_flat_build(&m->p->s.flat,
                               m->shape_query ? &m->shape_query->lang.symbols : &q->symbols, tree,
                               b->text, b->size, m->err);
    return b->over ? over_budget(b, m->err)
                   : idio_fail(m->err, IDIO_E_LIMIT, "corpus.parse", "parser gave up");
}

/* ---- matches → raw sites -------------------------------------------------------------------- */
static uint32_t site_node(const struct idio_match *m)
{
    uint32_t i = idio_match_node(m, m->lang->ids.site);
    return i == IDIO_NO_NODE && m->found->count > 0 ? m->found->at[0].node : i;
}

static int value_of_text(const struct idio_parser *p, const struct idio_pattern *pattern,
                         bool lower, struct idio_slice *text)
{
    const struct idio_trait_resolver *t = &p->observer->traits;
    char word[IDIO_TEXT_MAX];
    size_t n = text->n < sizeof word ? text->n : sizeof word;
    for (size_t i = 0; i < n; i++)
        word[i] = lower ? (char)tolower((unsigned char)text->p[i]) : text->p[i];
    for (size_t k = 0; k < pattern->class_count; k++) {
        if (!idio_slice_eq(pattern->renamed[k], idio_slice(word, n)))
            continue;
        if (pattern->open)
            *text = idio_slice_c(pattern->texts[k]);
        return pattern->values[k];
    }
    return pattern->open ? IDIO_VALUE_OPEN : t->value(t->ctx, pattern->trait, word, n);
}

/* Number of the value that a classifier gave; IDIO_ABSTAIN. */
static int value_of_class(const struct idio_parser *p, const struct idio_pattern *pattern, int cls,
                          struct idio_slice *text)
{
    if (cls == IDIO_ABSTAIN)
        return IDIO_ABSTAIN;
    if (cls <= IDIO_CLASS_TEXT)
        return value_of_text(p, pattern, cls == IDIO_CLASS_LOWER, text);
    size_t k = (size_t)cls;
    if (pattern->classifier->counts) {
        for (k = 0; k < pattern->bucket_count && cls > (int)pattern->buckets[k]; k++)
            ;
    }
    if (k >= pattern->class_count)
        return IDIO_ABSTAIN;
    if (pattern->open && pattern->texts[k])
        *text = idio_slice_c(pattern->texts[k]);
    return pattern->values[k];
}

static int classify(const struct idio_parser *p, const struct idio_match *m,
                    const struct idio_pattern *pattern, uint32_t site, struct idio_raw_site *out)
{
    uint32_t value = idio_match_node(m, m->lang->ids.value);
    struct idio_look look = {.flat = m->flat, .lang = m->lang, .pattern = pattern, .path = m->path};
    look.matched = value != IDIO_NO_NODE;
    look.node = look.matched ? value : site;
    look.text = idio_flat_text(m->flat, look.node);
    struct idio_slice text = {NULL, 0};
    int cls = pattern->classifier->classify(&look, &text);
    out->text = text;
    int number = value_of_class(p, pattern, cls, &out->text);
    out->lower = cls == IDIO_CLASS_LOWER;
    out->key = look.text;
    return number;
}

static int add_site(struct idio_parser *p, const struct idio_match *m, uint32_t index,
                    struct idio_err *err)
{
    const struct idio_pattern *pattern = &m->lang->patterns[index];
    uint32_t node = site_node(m);
    if (node == IDIO_NO_NODE)
        return IDIO_OK;
    struct idio_raw_site s = {.start = m->flat->at[node].start,
                              .line = m->flat->at[node].start_row + 1,
                              .node = node,
                              .pattern = index,
                              .captures = m->found->count,
                              .trait = pattern->trait,
                              .value = pattern->value,
                              .block = pattern->mode == IDIO_MODE_BLOCK,
                              .distinct = pattern->distinct};
    if (pattern->mode == IDIO_MODE_FIXED) {
        uint32_t value = idio_match_node(m, m->lang->ids.value);
        s.text = idio_slice_c(pattern->texts[0] ? pattern->texts[0] : "");
        s.key = idio_flat_text(m->flat, value != IDIO_NO_NODE ? value : node);
    } else if (pattern->mode == IDIO_MODE_CLASSIFY) {
        int number = classify(p, m, pattern, node, &s);
        if (number < 0)
            return IDIO_OK;
        s.value = (uint16_t)number;
    }
    return idio_vec_push(&p->s.sites, s) < 0 ? idio_nomem(err, "corpus.parse") : IDIO_OK;
}

/* ---- matches → raw units -------------------------------------------------------------------- */
static int add_names(struct idio_parser *p, const struct idio_match *m, struct idio_err *err)
{
    for (uint32_t c = 0; c < m->found->count; c++) {
        const struct idio_capture *cap = &m->found->at[c];
        struct idio_raw_name n = {cap->node};
        int rc = IDIO_OK;
        if (cap->capture == m->lang->ids.call)
            rc = idio_vec_push(&p->s.calls, n);
        else if (cap->capture == m->lang->ids.import)
            rc = idio_vec_push(&p->s.imports, n);
        if (rc < 0)
            return idio_nomem(err, "corpus.parse");
    }
    return IDIO_OK;
}

static int add_unit(struct idio_parser *p, const struct idio_match *m, struct idio_err *err)
{
    const struct idio_capture_ids *ids = &m->lang->ids;
    struct idio_raw_unit u = {.kind = IDIO_UNIT_FUNCTION,
                              .node = idio_match_node(m, ids->function)};
    if (u.node == IDIO_NO_NODE) {
        u.kind = IDIO_UNIT_CLASS;
        u.node = idio_match_node(m, ids->class_);
    }
    if (u.node == IDIO_NO_NODE)
        return add_names(p, m, err);
    u.name = idio_match_node(m, ids->name);
    u.body = idio_match_node(m, ids->body);
    u.doc = idio_match_node(m, ids->doc);
    u.test = idio_match_node(m, ids->test) != IDIO_NO_NODE;
    u.pattern = m->found->pattern;
    return idio_vec_push(&p->s.units, u) < 0 ? idio_nomem(err, "corpus.parse") : IDIO_OK;
}

static int take_match(void *ctx, const struct idio_found *found)
{
    struct matching *m = ctx;
    const struct idio_pattern *pattern = &m->match->lang->patterns[found->pattern];
    m->match->found = found;
    if (!idio_predicates_hold(&pattern->predicates, m->match))
        return IDIO_OK;
    return pattern->mode == IDIO_MODE_UNITS ? add_unit(m->p, m->match, m->err)
                                            : add_site(m->p, m->match, found->pattern, m->err);
}

static int run_query(struct matching *m)
{
    struct idio_match_run run = {.found = take_match, .stop = query_stop, .ctx = m};
    int rc = idio_query_run(&m->match->lang->query, m->match->flat, &run);
    if (m->budget->over)
        return over_budget(m->budget, m->err);
    return rc == IDIO_E_NOMEM ? idio_nomem(m->err, "corpus.parse") : rc;
}

/* ---- raw sites → sites ---------------------------------------------------------------------- */
static int by_priority(const void *a, const void *b)
{
    const struct idio_raw_site *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->trait != y->trait)
        return x->trait < y->trait ? -1 : 1;
    if (x->pattern != y->pattern)
        return x->pattern < y->pattern ? -1 : 1;
    if (x->captures != y->captures)
        return x->captures > y->captures ? -1 : 1;
    return x->key.p < y->key.p ? -1 : x->key.p > y->key.p; /* both in the file's text */
}

static int by_line(const void *a, const void *b)
{
    const struct idio_raw_site *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->trait != y->trait)
        return x->trait < y->trait ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

/* Line traits (node IDIO_NO_NODE) have no rivals: all stay. */
static void keep_winners(struct idio_parser *p)
{
    size_t kept = 0;
    struct idio_raw_site *at = p->s.sites.at;
    for (size_t i = 0; i < p->s.sites.len; i++) {
        bool rival = kept > 0 && at[i].node != IDIO_NO_NODE && at[i].node == at[kept - 1].node &&
                     at[i].trait == at[kept - 1].trait;
        if (!rival)
            at[kept++] = at[i];
    }
    size_t out = 0;
    for (size_t i = 0; i < kept; i++) {
        if (!at[i].block)
            at[out++] = at[i];
    }
    p->s.sites.len = out;
}

static int drop_repeats(struct idio_parser *p, struct idio_err *err)
{
    struct idio_map seen;
    size_t out = 0;
    int rc = IDIO_OK;
    idio_map_init(&seen, (size_t)16 * 1024 * 1024);
    for (size_t i = 0; i < p->s.sites.len && rc == IDIO_OK; i++) {
        struct idio_raw_site s = p->s.sites.at[i];
        bool fresh = true;
        if (s.distinct) {
            char key[2 + 200];
            size_t n = s.key.n < 200 ? s.key.n : 200;
            memcpy(key, &s.trait, 2);
            memcpy(key + 2, s.key.p, n);
            if (!idio_map_at(&seen, key, n + 2, &fresh))
                rc = idio_nomem(err, "corpus.parse");
        }
        if (fresh)
            p->s.sites.at[out++] = s;
    }
    p->s.sites.len = out;
    idio_map_release(&seen);
    return rc;
}

/* An import may be an address with a password in it. */
static const char *keep_text(const struct idio_raw_site *s, struct idio_arena *arena)
{
    struct idio_err why = {0};
    struct idio_str work;
    size_t n = idio_utf8_cut(s->text.p, s->text.n, IDIO_TEXT_MAX);
    idio_str_init(&work, IDIO_TEXT_MAX);
    idio_str_append(&work, s->text.p ? s->text.p : "", n);
    idio_corpus_redact(&work, &why);
    char *text = NULL;
    if (work.failed == IDIO_OK && why.status == IDIO_OK)
        text = idio_arena_strndup(arena, work.data, work.len);
    for (size_t i = 0; text && s->lower && text[i]; i++)
        text[i] = (char)tolower((unsigned char)text[i]);
    idio_str_release(&work);
    return text;
}

static int finish_sites(struct idio_parser *p, const uint32_t *unit_nodes, struct idio_arena *arena,
                        struct idio_observed *o, struct idio_err *err)
{
    struct idio_raw_site *at = p->s.sites.at;
    if (p->s.sites.len > 0)
        qsort(at, p->s.sites.len, sizeof *at, by_priority);
    keep_winners(p);
    if (p->s.sites.len > 0)
        qsort(at, p->s.sites.len, sizeof *at, by_line);
    int rc = drop_repeats(p, err);
    if (rc != IDIO_OK)
        return rc;
    size_t n = p->s.sites.len;
    o->sites = idio_arena_alloc(arena, n + 1, sizeof *o->sites);
    bool full = !o->sites;
    for (size_t i = 0; i < n && !full; i++) {
        struct idio_site *s = &o->sites[i];
        uint32_t unit = idio_unit_at(&p->s.flat, unit_nodes, o, at[i].start);
        *s = (struct idio_site){
            .trait = at[i].trait, .value = at[i].value, .line = at[i].line, .unit = unit};
        if (s->value == IDIO_VALUE_OPEN) {
            s->text = keep_text(&at[i], arena);
            full = !s->text;
        }
    }
    o->site_count = full ? 0 : n;
    return full ? idio_arena_gone(arena, err) : IDIO_OK;
}

/* ---- the whole ------------------------------------------------------------------------------ */
static uint32_t count_lines(const char *text, size_t n)
{
    uint32_t lines = 0;
    for (const char *p = text, *end = text + n; p < end; lines++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        p = nl ? nl + 1 : end;
    }
    return lines;
}

static int make_shapes(struct matching *m, const uint32_t *unit_nodes, struct idio_arena *arena,
                       const struct idio_observed *o)
{
    const struct idio_shape_job job = {.parser = m->p,
                                       .query = m->shape_query,
                                       .observed = o,
                                       .nodes = unit_nodes,
                                       .path = m->match->path,
                                       .test_file = m->match->test_file,
                                       .stop = query_stop,
                                       .stop_ctx = m};
    int rc = idio_shapes_make(&job, arena, &m->shapes, m->err);
    return m->budget->over ? over_budget(m->budget, m->err) : rc;
}

static int observe_tree(struct matching *m, struct idio_arena *arena, struct idio_observed *o)
{
    struct idio_parser *p = m->p;
    const struct idio_lang_queries *q = m->match->lang;
    uint32_t *unit_nodes = NULL;
    p->s.sites.len = p->s.units.len = p->s.calls.len = p->s.imports.len = 0;
    int rc = idio_parse_memory_run(&p->memory, parse_text, m, m->err);
    if (rc == IDIO_OK)
        rc = run_query(m);
    if (rc == IDIO_OK)
        rc = idio_line_sites(p, q, m->match->path, m->err);
    if (rc == IDIO_OK)
        rc = idio_units_finish(p, q, m->match->path, arena, o, &unit_nodes, m->err);
    if (rc == IDIO_OK)
        rc = finish_sites(p, unit_nodes, arena, o, m->err);
    if (rc == IDIO_OK && m->shape_query)
        rc = make_shapes(m, unit_nodes, arena, o);
    idio_free(unit_nodes);
    o->parse_errors = (uint64_t)p->s.flat.error_bytes * 20 > m->budget->size;
    if (p->s.flat.cap > KEEP_NODES)
        idio_vec_release(&p->s.flat);
    return rc;
}

uint32_t idio_parser_langs(uint32_t langs)
{
    return langs & 1u << IDIO_LANG_C ? langs | 1u << IDIO_LANG_CPP : langs; /* headers */
}

struct source {
    enum idio_lang lang;
    const char *path, *text;
    size_t n;
    struct idio_cancel *cancel;
};

static int observe(struct idio_parser *p, struct source s, bool shapes, struct idio_arena *arena,
                   struct idio_observed *ret, struct idio_shape **ret_shapes, struct idio_err *err)
{
    if (s.lang == IDIO_LANG_C && idio_header_is_cpp(s.path, s.text, s.n))
        s.lang = IDIO_LANG_CPP;
    if (s.lang <= IDIO_LANG_NONE || s.lang >= IDIO_LANG_COUNT ||
        !p->observer->langs[s.lang].grammar)
        return idio_fail(err, IDIO_E_UNSUPPORTED, "corpus.parse", "%s: no parser for its language",
                         s.path);
    if (s.n > IDIO_CORPUS_FILE_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "corpus.parse", "%s has %zu bytes", s.path, s.n);
    const struct idio_lang_queries *q = &p->observer->langs[s.lang];
    struct idio_shape_query *shape_query = NULL;
    int rc = shapes ? idio_shape_query_get(p, q, &shape_query, err) : IDIO_OK;
    if (rc != IDIO_OK)
        return rc;
    struct budget b = {s.cancel, idio_clock_ms() + IDIO_CORPUS_PARSE_MS, false, s.text,
                       (uint32_t)s.n};
    struct idio_match m = {.flat = &p->s.flat, .lang = q, .path = s.path};
    struct idio_observed o = {.lang = s.lang, .lines = count_lines(s.text, s.n)};
    struct matching run = {p, &m, &b, err, shape_query, NULL};
    m.test_file = idio_path_is_test(&q->rules, s.path);
    rc = observe_tree(&run, arena, &o);
    if (rc != IDIO_OK)
        return rc == IDIO_E_NOMEM ? rc : idio_context(err, rc, "%s", s.path);
    *ret = o;
    if (shapes)
        *ret_shapes = run.shapes;
    return IDIO_OK;
}

int idio_parser_observe(struct idio_parser *p, enum idio_lang lang, const char *path,
                        const char *text, size_t n, struct idio_cancel *cancel,
                        struct idio_arena *arena, struct idio_observed *ret, struct idio_err *err)
{
    const struct source s = {lang, path, text, n, cancel};
    return observe(p, s, false, arena, ret, NULL, err);
}

/* NOLINTNEXTLINE(readability-function-size): the arguments of idio_parser_observe and one more */
int idio_parser_shapes(struct idio_parser *p, enum idio_lang lang, const char *path,
                       const char *text, size_t n, struct idio_cancel *cancel,
                       struct idio_arena *arena, struct idio_observed *ret,
                       struct idio_shape **ret_shapes, struct idio_err *err)
{
    const struct source s = {lang, path, text, n, cancel};
    return observe(p, s, true, arena, ret, ret_shapes, err);
}
