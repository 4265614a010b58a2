/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes of units: what the captures of queries/<lang>/shapes.scm say about each.
 *
 * Captures are sorted by node, which is the order of the text, and read in one pass that knows the
 * innermost unit and the innermost @function at each node. A parameter, a result, a guard belongs
 * to the unit whose own function it stands in: the unit's node, or the parent of its body (so that
 * `const f = (a) => …` has the parameter a, and the callback inside of f gives it none). Statements
 * and calls count for every unit around them.
 *
 * Free text is redacted like signatures are. Everything is bounded by the tree, lists by the caps
 * of types/frame.h.
 */
#include "corpus/shape_internal.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES   80   /* of types and conditions */
#define READ_BYTES   1000 /* of them, before white space is folded */
#define SIMPLE_NODES 120  /* of the statement of a delegation */
#define BIT(name)    (1u << IDIO_SHAPE_##name)

struct item { /* something that a unit has */
    uint32_t unit;
    struct idio_mark mark;
};
struct counts {
    uint32_t statements, calls; /* of the unit itself, then with what is inside */
    uint32_t simple;            /* a statement that may be a delegation; IDIO_NO_NODE */
};
struct function {
    uint32_t node, unit; /* unit: whose own function it is; IDIO_NO_UNIT */
};
struct making {
    const struct idio_shape_job *job;
    const struct idio_flat *f;
    struct idio_shaper *shaper;
    struct idio_arena *arena;
    struct idio_err *err;
    struct idio_match match;
    struct counts *counts;
    struct idio_shape *shapes;
    IDIO_VEC(struct item) items;
    IDIO_VEC(struct function) functions; /* around the present node */
    uint32_t next_unit, unit;            /* unit: innermost around the present node */
    struct idio_str work, text;
};

/* ---- captures → marks ----------------------------------------------------------------------- */
static int push_mark(struct making *m, struct idio_mark mark)
{
    if (m->shaper->marks.len >= IDIO_MARKS_MAX)
        return idio_fail(m->err, IDIO_E_LIMIT, "corpus.shapes", "more than %u captures",
                         IDIO_MARKS_MAX);
    return idio_vec_push(&m->shaper->marks, mark) < 0 ? idio_nomem(m->err, "corpus.shapes")
                                                      : IDIO_OK;
}

static void add_type(const struct idio_flat *f, struct idio_mark *param, uint32_t node)
{
    if (param->type == IDIO_NO_NODE || node < param->type)
        param->type = node;
    if (f->at[node].end > param->type_end)
        param->type_end = f->at[node].end;
}

static int take_match(void *ctx, const struct idio_found *found)
{
    struct making *m = ctx;
    const struct idio_shape_query *q = m->job->query;
    struct idio_mark param = {.node = IDIO_NO_NODE,
                              .pattern = found->pattern,
                              .name = IDIO_NO_NODE,
                              .type = IDIO_NO_NODE,
                              .what = BIT(PARAM)};
    int rc = IDIO_OK;
    m->match.found = found;
    if (!idio_predicates_hold(&q->lang.patterns[found->pattern].predicates, &m->match))
        return IDIO_OK;
    for (uint32_t c = 0; c < found->count && rc == IDIO_OK; c++) {
        uint32_t node = found->at[c].node;
        uint8_t what = q->captures[found->at[c].capture];
        if (what == IDIO_SHAPE_PARAM)
            param.node = node;
        else if (what == IDIO_SHAPE_PARAM_NAME)
            param.name = node;
        else if (what == IDIO_SHAPE_PARAM_TYPE)
            add_type(m->f, &param, node);
        else if (what == IDIO_SHAPE_OPTIONAL || what == IDIO_SHAPE_VARIADIC)
            param.what |= 1u << what;
        else if (what != IDIO_SHAPE_NOTHING)
            rc = push_mark(m, (struct idio_mark){.node = node,
                                                 .pattern = found->pattern,
                                                 .name = IDIO_NO_NODE,
                                                 .type = IDIO_NO_NODE,
                                                 .what = 1u << what});
    }
    if (rc == IDIO_OK && param.node != IDIO_NO_NODE)
        rc = push_mark(m, param);
    return rc;
}

static int by_node(const void *a, const void *b)
{
    const struct idio_mark *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->pattern != y->pattern)
        return x->pattern < y->pattern ? -1 : 1;
    if (x->what != y->what)
        return x->what > y->what ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static bool stop_now(void *ctx)
{
    const struct making *m = ctx;
    return m->job->stop(m->job->stop_ctx);
}

static int find_marks(struct making *m)
{
    struct idio_match_run run = {.found = take_match, .stop = stop_now, .ctx = m};
    m->shaper->marks.len = 0;
    int rc = idio_query_run(&m->job->query->lang.query, m->f, &run);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(m->err, "corpus.shapes");
    if (rc == IDIO_OK && m->shaper->marks.len > 0)
        qsort(m->shaper->marks.at, m->shaper->marks.len, sizeof *m->shaper->marks.at, by_node);
    return rc;
}

/* ---- marks → what each unit has ------------------------------------------------------------- */
/* Whether function node `i` is the unit's own. */
static bool is_own(const struct making *m, uint32_t unit, uint32_t i)
{
    uint32_t body = m->job->parser->s.units.at[unit].body;
    return m->job->nodes[unit] == i || (body != IDIO_NO_NODE && m->f->at[body].parent == i);
}

/* Moves on to node i: the innermost unit and function around it. */
static void move_to(struct making *m, uint32_t i)
{
    const struct idio_node *at = m->f->at;
    const struct idio_observed *o = m->job->observed;
    while (m->next_unit < o->unit_count && m->job->nodes[m->next_unit] <= i)
        m->unit = m->next_unit++;
    while (m->unit != 0 && at[m->job->nodes[m->unit]].past <= i)
        m->unit = o->units[m->unit].parent;
    while (m->functions.len > 0 && at[m->functions.at[m->functions.len - 1].node].past <= i)
        m->functions.len--;
}

static int read_mark(struct making *m, const struct idio_mark *mark, uint32_t new_bits)
{
    struct counts *c = &m->counts[m->unit];
    c->statements += (new_bits & BIT(STATEMENT)) != 0;
    c->calls += (new_bits & BIT(CALL)) != 0;
    if (new_bits & BIT(SIMPLE))
        c->simple = mark->node;
    uint32_t owner =
        m->functions.len > 0 ? m->functions.at[m->functions.len - 1].unit : IDIO_NO_UNIT;
    struct item item = {owner, *mark};
    item.mark.what = new_bits & (BIT(PARAM) | BIT(OPTIONAL) | BIT(VARIADIC) | BIT(RETURNS) |
                                 BIT(GIVES) | BIT(RAISE) | BIT(GUARD) | BIT(GUARD_UNLESS));
    if (owner == IDIO_NO_UNIT || item.mark.what == 0)
        return IDIO_OK;
    return idio_vec_push(&m->items, item) < 0 ? IDIO_E_NOMEM : IDIO_OK;
}

/* All marks of one node; what an earlier pattern said counts once. */
static int read_node(struct making *m, const struct idio_mark *marks, size_t n)
{
    uint32_t seen = 0;
    move_to(m, marks[0].node);
    for (size_t i = 0; i < n && !(marks[i].what & BIT(SKIP)); i++) {
        uint32_t fresh = marks[i].what & ~seen;
        if (seen & marks[i].what & BIT(PARAM)) /* its other bits belong to that parameter */
            fresh &= ~(BIT(OPTIONAL) | BIT(VARIADIC));
        int rc = read_mark(m, &marks[i], fresh);
        if (rc != IDIO_OK)
            return rc;
        seen |= marks[i].what;
    }
    if (!(seen & BIT(FUNCTION)))
        return IDIO_OK;
    bool own = is_own(m, m->unit, marks[0].node);
    struct function f = {marks[0].node, own ? m->unit : IDIO_NO_UNIT};
    return idio_vec_push(&m->functions, f) < 0 ? IDIO_E_NOMEM : IDIO_OK;
}

static int read_marks(struct making *m)
{
    const struct idio_mark *at = m->shaper->marks.at;
    size_t n = m->shaper->marks.len;
    int rc = IDIO_OK;
    for (size_t i = 0, end; i < n && rc == IDIO_OK; i = end) {
        for (end = i + 1; end < n && at[end].node == at[i].node; end++)
            ;
        rc = read_node(m, &at[i], end - i);
    }
    return rc == IDIO_OK ? rc : idio_nomem(m->err, "corpus.shapes");
}

/* ---- texts ---------------------------------------------------------------------------------- */
static void add_text(struct idio_str *out, struct idio_slice s)
{
    idio_str_append(out, s.p, s.n < READ_BYTES ? s.n : READ_BYTES);
}

/* m->text, redacted, folded and cut. NULL: out of memory, *err is set. */
static const char *keep(struct making *m)
{
    struct idio_slice s = idio_slice_trim(idio_slice(m->text.data, m->text.len));
    const char *text = s.n > 0 ? idio_units_keep(s, TEXT_BYTES, &m->work, m->arena) : "";
    if (!text)
        idio_arena_gone(m->arena, m->err);
    return text;
}

static const char *keep_node(struct making *m, const char *before, uint32_t node)
{
    idio_str_clear(&m->text);
    idio_str_puts(&m->text, before);
    add_text(&m->text, idio_flat_text(m->f, node));
    return keep(m);
}

/* Without what languages put around a name: sigils, dots and stars of variadics, a question mark.
 */
static const char *keep_param_name(struct making *m, uint32_t node)
{
    struct idio_slice s = idio_slice_trim(idio_flat_text(m->f, node));
    while (s.n > 0 && strchr("$&*.@", *s.p) && *s.p)
        s = idio_slice(s.p + 1, s.n - 1);
    while (s.n > 0 && strchr("?:.", s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--;
    idio_str_clear(&m->text);
    add_text(&m->text, s);
    return keep(m);
}

/* A type around its name is the text without the name. */
static const char *keep_param_type(struct making *m, const struct idio_mark *p)
{
    uint32_t start = m->f->at[p->type].start, end = p->type_end;
    struct idio_slice name = {0};
    if (p->name != IDIO_NO_NODE)
        name = idio_flat_text(m->f, p->name);
    const char *text = m->f->text;
    bool inside = name.n > 0 && name.p >= text + start && name.p + name.n <= text + end;
    uint32_t cut = inside ? (uint32_t)(name.p - text) : end;
    idio_str_clear(&m->text);
    add_text(&m->text, idio_slice(text + start, cut - start));
    if (inside)
        add_text(&m->text, idio_slice(name.p + name.n, end - cut - name.n));
    return keep(m);
}

/* ---- what each unit has → shapes ------------------------------------------------------------ */
struct unit_items {
    struct making *m;
    const struct item *at;
    size_t n;
    struct idio_shape *shape;
};

static int fill_params(const struct unit_items *u)
{
    struct making *m = u->m;
    size_t n = 0;
    for (size_t i = 0; i < u->n; i++)
        n += (u->at[i].mark.what & BIT(PARAM)) != 0;
    n = n < IDIO_SHAPE_PARAMS ? n : IDIO_SHAPE_PARAMS;
    struct idio_param *out = n > 0 ? idio_arena_alloc(m->arena, n, sizeof *out) : NULL;
    if (n > 0 && !out)
        return idio_arena_gone(m->arena, m->err);
    u->shape->params = out;
    for (size_t i = 0; i < u->n && u->shape->param_count < n; i++) {
        const struct idio_mark *mark = &u->at[i].mark;
        if (!(mark->what & BIT(PARAM)))
            continue;
        struct idio_param *p = &out[u->shape->param_count++];
        p->optional = (mark->what & BIT(OPTIONAL)) != 0;
        p->variadic = (mark->what & BIT(VARIADIC)) != 0;
        p->name = mark->name == IDIO_NO_NODE ? "" : keep_param_name(m, mark->name);
        p->type = mark->type == IDIO_NO_NODE ? "" : keep_param_type(m, mark);
        if (!p->name || !p->type)
            return m->err->status;
    }
    return IDIO_OK;
}

/* The pieces that the first pattern captured, in their order. */
static int fill_returns(const struct unit_items *u)
{
    struct making *m = u->m;
    uint32_t pattern = UINT32_MAX;
    u->shape->returns = "";
    for (size_t i = 0; i < u->n; i++) {
        const struct idio_mark *mark = &u->at[i].mark;
        if ((mark->what & BIT(RETURNS)) && mark->pattern < pattern)
            pattern = mark->pattern;
    }
    if (pattern == UINT32_MAX)
        return IDIO_OK;
    idio_str_clear(&m->text);
    for (size_t i = 0; i < u->n && m->text.len < READ_BYTES; i++) {
        const struct idio_mark *mark = &u->at[i].mark;
        if (!(mark->what & BIT(RETURNS)) || mark->pattern != pattern)
            continue;
        if (m->text.len > 0 && m->text.data[m->text.len - 1] != '*')
            idio_str_putc(&m->text, ' ');
        add_text(&m->text, idio_flat_text(m->f, mark->node));
    }
    u->shape->returns = keep(m);
    return u->shape->returns ? IDIO_OK : m->err->status;
}

/* Distinct texts of the items with one of `bits`. */
static int fill_list(const struct unit_items *u, uint32_t bits, const char ***ret, size_t *ret_n)
{
    struct making *m = u->m;
    struct idio_slice seen[IDIO_SHAPE_LIST];
    uint32_t nodes[IDIO_SHAPE_LIST], what[IDIO_SHAPE_LIST];
    size_t n = 0;
    for (size_t i = 0; i < u->n && n < IDIO_SHAPE_LIST; i++) {
        const struct idio_mark *mark = &u->at[i].mark;
        struct idio_slice s = idio_flat_text(m->f, mark->node);
        bool known = !(mark->what & bits);
        for (size_t k = 0; k < n && !known; k++)
            known = what[k] == (mark->what & bits) && idio_slice_eq(seen[k], s);
        if (known)
            continue;
        seen[n] = s;
        what[n] = mark->what & bits;
        nodes[n++] = mark->node;
    }
    const char **out = n > 0 ? idio_arena_alloc(m->arena, n, sizeof *out) : NULL;
    if (n > 0 && !out)
        return idio_arena_gone(m->arena, m->err);
    for (size_t i = 0; i < n; i++) {
        out[i] = keep_node(m, what[i] & BIT(GUARD_UNLESS) ? "unless " : "", nodes[i]);
        if (!out[i])
            return m->err->status;
    }
    *ret = out;
    *ret_n = n;
    return IDIO_OK;
}

static int fill_unit(const struct unit_items *u)
{
    for (size_t i = 0; i < u->n; i++)
        u->shape->gives = u->shape->gives || (u->at[i].mark.what & BIT(GIVES));
    int rc = fill_params(u);
    if (rc == IDIO_OK)
        rc = fill_returns(u);
    if (rc == IDIO_OK)
        rc = fill_list(u, BIT(RAISE), &u->shape->raises, &u->shape->raise_count);
    if (rc == IDIO_OK)
        rc =
            fill_list(u, BIT(GUARD) | BIT(GUARD_UNLESS), &u->shape->guards, &u->shape->guard_count);
    return rc;
}

static int by_unit(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return by_node(&x->mark, &y->mark);
}

static int fill_units(struct making *m)
{
    int rc = IDIO_OK;
    size_t units = m->job->observed->unit_count, k = 0;
    if (m->items.len > 0)
        qsort(m->items.at, m->items.len, sizeof *m->items.at, by_unit);
    for (size_t i = 0; i < units && rc == IDIO_OK; i++) {
        struct unit_items u = {m, k < m->items.len ? &m->items.at[k] : NULL, 0, &m->shapes[i]};
        for (; k < m->items.len && m->items.at[k].unit == i; k++)
            u.n++;
        rc = fill_unit(&u);
    }
    return rc;
}

/* From inner units to outer ones, which come before. */
static void fill_counts(struct making *m)
{
    const struct idio_observed *o = m->job->observed;
    for (size_t i = o->unit_count; i-- > 0;) {
        const struct counts *c = &m->counts[i];
        struct idio_shape *s = &m->shapes[i];
        s->statements = c->statements + c->calls;
        s->delegation = o->units[i].kind == IDIO_UNIT_FUNCTION && c->statements == 1 &&
                        c->simple != IDIO_NO_NODE &&
                        m->f->at[c->simple].past - c->simple <= SIMPLE_NODES;
        if (i > 0) {
            m->counts[o->units[i].parent].statements += c->statements;
            m->counts[o->units[i].parent].calls += c->calls;
        }
    }
}

/* ---- the whole ------------------------------------------------------------------------------ */
static int make(struct making *m)
{
    const struct idio_shape_job *job = m->job;
    size_t n = job->observed->unit_count;
    m->counts = idio_alloc(n, sizeof *m->counts);
    if (!m->counts)
        return idio_nomem(m->err, "corpus.shapes");
    m->shapes = idio_arena_alloc(m->arena, n, sizeof *m->shapes);
    if (!m->shapes)
        return idio_arena_gone(m->arena, m->err);
    for (size_t i = 0; i < n; i++)
        m->counts[i].simple = IDIO_NO_NODE;
    int rc = find_marks(m);
    if (rc == IDIO_OK)
        rc = read_marks(m);
    if (rc == IDIO_OK)
        rc = fill_units(m);
    if (rc != IDIO_OK)
        return rc;
    fill_counts(m);
    return idio_shape_digests(&job->parser->s.flat, job->query, job->nodes, n, m->shapes, m->err);
}

int idio_shapes_make(const struct idio_shape_job *job, struct idio_arena *arena,
                     struct idio_shape **ret, struct idio_err *err)
{
    struct idio_err local = {0};
    struct making m = {.job = job,
                       .f = &job->parser->s.flat,
                       .shaper = job->parser->shaper,
                       .arena = arena,
                       .err = err ? err : &local,
                       .match = {.flat = &job->parser->s.flat,
                                 .lang = &job->query->lang,
                                 .path = job->path,
                                 .test_file = job->test_file}};
    idio_str_init(&m.work, (size_t)64 * 1024);
    idio_str_init(&m.text, (size_t)64 * 1024);
    int rc = make(&m);
    idio_str_release(&m.work);
    idio_str_release(&m.text);
    idio_vec_release(&m.items);
    idio_vec_release(&m.functions);
    idio_free(m.counts);
    if (rc == IDIO_OK)
        *ret = m.shapes;
    return rc;
}
