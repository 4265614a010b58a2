/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit as what happened to units: brought, changed, removed.
 *
 * Only names and lines are known here, no text. So a unit counts as brought when its name is new
 * *and* most of its lines are: a function under a new name with its old lines was renamed. Lines
 * belong to the innermost unit.
 */
#include "pairs/change_units.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64  /* of units inside each other; deeper ones are cut off */
#define SAME_MAX  256 /* units of one name; among more, signatures are not compared */
#define CHANGES_MAX                                                               \
    1000 /* units of one commit; what its 400 lines can hold, minified code aside \
          */

static const char *const where = "pairs.change";

bool change_is_named(const struct idio_observed *o, size_t unit)
{
    const struct idio_unit *u = &o->units[unit];
    return u->kind != IDIO_UNIT_MODULE && u->name && u->name[0];
}

static uint32_t parent_of(const struct idio_observed *o, uint32_t unit)
{
    uint32_t p = o->units[unit].parent;
    return p < o->unit_count && p != unit ? p : IDIO_NO_UNIT;
}

size_t change_key(const struct idio_observed *o, size_t unit, char ret[CHANGE_KEY])
{
    uint32_t chain[DEPTH_MAX];
    size_t depth = 0, n = 0;
    for (uint32_t u = (uint32_t)unit; u != IDIO_NO_UNIT && depth < DEPTH_MAX; u = parent_of(o, u))
        chain[depth++] = u;
    ret[n++] = o->units[unit].kind == IDIO_UNIT_CLASS ? 'c' : 'f';
    while (depth-- > 0) {
        const char *name = o->units[chain[depth]].name;
        size_t len = name ? strlen(name) : 0;
        if (len == 0)
            continue;
        if (len > CHANGE_KEY - 2 - n)
            len = CHANGE_KEY - 2 - n;
        ret[n++] = '.';
        memcpy(ret + n, name, len);
        n += len;
        if (n + 2 >= CHANGE_KEY)
            break;
    }
    ret[n] = '\0';
    return n;
}

/* ---- matching -------------------------------------------------------------------------------- */
struct named {
    const char *key, *signature;
    uint32_t unit;
    bool used;
};
struct side {
    const struct idio_observed *o; /* NULL: no such version */
    struct named *at;              /* by key, then place */
    size_t len;
    uint32_t *match;     /* [unit] → unit of the other side; IDIO_NO_UNIT */
    uint32_t *lines;     /* [unit] new or changed, nested ones left out */
    uint32_t *all_lines; /* [unit] with nested ones */
};

static int by_key(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int d = strcmp(x->key, y->key);
    return d != 0 ? d : x->unit < y->unit ? -1 : x->unit > y->unit;
}

static int side_init(struct side *s, const struct idio_observed *o, struct idio_arena *arena,
                     struct idio_err *err)
{
    char key[CHANGE_KEY];
    size_t n = o ? o->unit_count : 0;
    *s = (struct side){.o = o};
    s->at = idio_arena_alloc(arena, n + 1, sizeof *s->at);
    s->match = idio_arena_alloc(arena, n + 1, sizeof *s->match);
    s->lines = idio_arena_alloc(arena, n + 1, sizeof *s->lines);
    s->all_lines = idio_arena_alloc(arena, n + 1, sizeof *s->all_lines);
    if (!s->at || !s->match || !s->lines || !s->all_lines)
        return idio_nomem(err, where);
    for (size_t i = 0; i < n; i++) {
        s->match[i] = IDIO_NO_UNIT;
        if (!change_is_named(o, i))
            continue;
        size_t len = change_key(o, i, key);
        const char *signature = o->units[i].signature;
        struct named x = {idio_arena_strndup(arena, key, len), signature ? signature : "",
                          (uint32_t)i, false};
        if (!x.key)
            return idio_nomem(err, where);
        s->at[s->len++] = x;
    }
    if (s->len > 1)
        qsort(s->at, s->len, sizeof *s->at, by_key);
    return IDIO_OK;
}

/* Units of one name: [a, a_end) and [b, b_end). Equal signatures first, then in their order. */
static void match_run(struct side *old, size_t a, size_t a_end, struct side *new, size_t b,
                      size_t b_end)
{
    bool many = a_end - a > SAME_MAX || b_end - b > SAME_MAX;
    for (int any = many; any < 2; any++) {
        size_t from = a;
        for (size_t j = b; j < b_end; j++) {
            struct named *y = &new->at[j];
            for (size_t i = from; i < a_end && !y->used; i++) {
                struct named *x = &old->at[i];
                if (x->used || (!any && strcmp(x->signature, y->signature) != 0))
                    continue;
                x->used = y->used = true;
                old->match[x->unit] = y->unit;
                new->match[y->unit] = x->unit;
            }
            while (from < a_end && old->at[from].used)
                from++;
        }
    }
}

static void match_sides(struct side *old, struct side *new)
{
    size_t a = 0, b = 0;
    while (a < old->len && b < new->len) {
        int d = strcmp(old->at[a].key, new->at[b].key);
        size_t a_end = a, b_end = b;
        while (a_end < old->len && strcmp(old->at[a_end].key, old->at[a].key) == 0)
            a_end++;
        while (b_end < new->len && strcmp(new->at[b_end].key, new->at[b].key) == 0)
            b_end++;
        if (d == 0)
            match_run(old, a, a_end, new, b, b_end);
        a = d <= 0 ? a_end : a;
        b = d >= 0 ? b_end : b;
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */
/* The innermost named unit that holds lines first … last. */
static uint32_t innermost(const struct idio_observed *o, uint32_t first, uint32_t last)
{
    uint32_t best = IDIO_NO_UNIT, height = UINT32_MAX;
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        if (!change_is_named(o, i) || u->first_line > first || u->last_line < last)
            continue;
        if (u->last_line - u->first_line <= height) {
            height = u->last_line - u->first_line;
            best = (uint32_t)i;
        }
    }
    return best;
}

static void count_lines(struct side *s, const struct idio_changed_file *f)
{
    for (size_t i = 0; i < f->line_count; i++) {
        struct idio_line_range r = f->lines[i];
        if (r.last < r.first) { /* lines went between r.last and r.first */
            uint32_t u = innermost(s->o, r.last, r.first);
            if (u != IDIO_NO_UNIT)
                s->lines[u]++;
            continue;
        }
        if (r.last > s->o->lines) /* a file and ranges that do not belong together */
            r.last = s->o->lines;
        for (uint32_t line = r.first; line <= r.last; line++) {
            uint32_t u = innermost(s->o, line, line);
            if (u != IDIO_NO_UNIT)
                s->lines[u]++;
        }
    }
}

/* Adds the lines of units to those around them; a parent stands before what is inside it. */
static void sum_lines(struct side *s)
{
    for (size_t i = 0; i < s->o->unit_count; i++)
        s->all_lines[i] = s->lines[i];
    for (size_t i = s->o->unit_count; i-- > 0;) {
        uint32_t p = parent_of(s->o, (uint32_t)i);
        if (p != IDIO_NO_UNIT && p < i)
            s->all_lines[p] += s->all_lines[i];
    }
}

static uint32_t height_of(const struct idio_unit *u)
{
    return u->last_line >= u->first_line ? u->last_line - u->first_line + 1 : 0;
}

/* ---- fates ----------------------------------------------------------------------------------- */
struct mapper {
    struct side *old, *new; /* [file] */
    IDIO_VEC(struct idio_unit_change) out;
};

/* First unit of the name, by halves. */
static size_t first_of(const struct side *s, const char *key)
{
    size_t low = 0, high = s->len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(s->at[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* A unit of this name and no longer there in another file: it was moved. */
static bool came_from_elsewhere(struct mapper *m, size_t files, size_t file, const char *key)
{
    for (size_t f = 0; f < files; f++) {
        size_t first = f == file ? m->old[f].len : first_of(&m->old[f], key);
        for (size_t i = first; i < m->old[f].len && i < first + SAME_MAX; i++) {
            struct named *x = &m->old[f].at[i];
            if (strcmp(x->key, key) != 0)
                break;
            if (x->used)
                continue;
            x->used = true;
            return true;
        }
    }
    return false;
}

static int put(struct mapper *m, struct idio_unit_change c, struct idio_err *err)
{
    if (m->out.len == CHANGES_MAX)
        return IDIO_OK;
    return idio_vec_push(&m->out, c) < 0 ? idio_nomem(err, where) : IDIO_OK;
}

static int by_unit(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static int put_new(struct mapper *m, size_t files, size_t file, struct idio_err *err)
{
    struct side *s = &m->new[file];
    int rc = IDIO_OK;
    if (s->len > 1)
        qsort(s->at, s->len, sizeof *s->at, by_unit);
    for (size_t i = 0; i < s->len && rc == IDIO_OK; i++) {
        uint32_t u = s->at[i].unit;
        const struct idio_unit *unit = &s->o->units[u];
        struct idio_unit_change c = {IDIO_FATE_CHANGED, (uint32_t)file, u,
                                     s->match[u],       s->lines[u],    false};
        bool fresh = c.was == IDIO_NO_UNIT && 2 * (uint64_t)s->all_lines[u] > height_of(unit);
        if (fresh && !came_from_elsewhere(m, files, file, s->at[i].key))
            c.fate = IDIO_FATE_BROUGHT;
        if (c.fate == IDIO_FATE_BROUGHT || c.lines > 0)
            rc = put(m, c, err);
    }
    return rc;
}

static int put_removed(struct mapper *m, size_t file, struct idio_err *err)
{
    struct side *s = &m->old[file];
    int rc = IDIO_OK;
    if (s->len > 1)
        qsort(s->at, s->len, sizeof *s->at, by_unit);
    for (size_t i = 0; i < s->len && rc == IDIO_OK; i++) {
        uint32_t u = s->at[i].unit;
        if (!s->at[i].used)
            rc = put(m,
                     (struct idio_unit_change){IDIO_FATE_REMOVED, (uint32_t)file, u, u,
                                               height_of(&s->o->units[u]), false},
                     err);
    }
    return rc;
}

static const struct idio_observed *side_of(const struct idio_versions *v,
                                           const struct idio_unit_change *c)
{
    return c->fate == IDIO_FATE_REMOVED ? v[c->file].old : v[c->file].new;
}

static bool is_inside(const struct idio_observed *o, uint32_t unit, uint32_t outer)
{
    size_t depth = 0;
    uint32_t p = parent_of(o, unit);
    while (p != IDIO_NO_UNIT && p != outer && depth++ < DEPTH_MAX)
        p = parent_of(o, p);
    return p == outer && p != IDIO_NO_UNIT;
}

/* A changed class in which a unit was touched: that unit says it better. */
static bool is_only_around(const struct idio_versions *v, const struct idio_unit_change *c,
                           size_t n, size_t i)
{
    const struct idio_observed *o = side_of(v, &c[i]);
    if (c[i].fate != IDIO_FATE_CHANGED || o->units[c[i].unit].kind != IDIO_UNIT_CLASS)
        return false;
    for (size_t k = 0; k < n; k++)
        if (k != i && c[k].file == c[i].file && c[k].fate != IDIO_FATE_REMOVED &&
            is_inside(o, c[k].unit, c[i].unit))
            return true;
    return false;
}

/* Drops such classes and marks what is nested. */
static size_t settle(const struct idio_versions *v, struct idio_unit_change *c, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        c[i].nested = is_only_around(v, c, n, i);
    for (size_t i = 0; i < n; i++)
        if (!c[i].nested)
            c[kept++] = c[i];
    for (size_t i = 0; i < kept; i++)
        for (size_t k = 0; k < kept && !c[i].nested; k++)
            c[i].nested = k != i && c[k].file == c[i].file && c[k].fate == c[i].fate &&
                          is_inside(side_of(v, &c[i]), c[i].unit, c[k].unit);
    return kept;
}

static int map_files(struct mapper *m, const struct idio_versions *v, size_t n,
                     struct idio_arena *arena, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        rc = side_init(&m->old[i], v[i].old, arena, err);
        if (rc == IDIO_OK)
            rc = side_init(&m->new[i], v[i].new, arena, err);
        if (rc != IDIO_OK)
            return rc;
        match_sides(&m->old[i], &m->new[i]);
        if (v[i].new) {
            count_lines(&m->new[i], v[i].file);
            sum_lines(&m->new[i]);
        }
    }
    /* All that is new before anything is called removed: it may have moved between files. */
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = put_new(m, n, i, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = put_removed(m, i, err);
    return rc;
}

static int by_file(const void *a, const void *b)
{
    const struct idio_unit_change *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    bool p = x->fate == IDIO_FATE_REMOVED, q = y->fate == IDIO_FATE_REMOVED;
    if (p != q)
        return p ? 1 : -1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

int idio_change_units(const struct idio_versions *v, size_t n, struct idio_arena *arena,
                      struct idio_unit_change **ret, size_t *ret_n, struct idio_err *err)
{
    struct mapper m = {.old = idio_arena_alloc(arena, n + 1, sizeof *m.old),
                       .new = idio_arena_alloc(arena, n + 1, sizeof *m.new)};
    if (!m.old || !m.new)
        return idio_nomem(err, where);
    int rc = map_files(&m, v, n, arena, err);
    struct idio_unit_change *out = NULL;
    if (rc == IDIO_OK) {
        out = idio_arena_alloc(arena, m.out.len + 1, sizeof *out);
        rc = out ? IDIO_OK : idio_nomem(err, where);
    }
    if (rc == IDIO_OK && m.out.len > 0) {
        memcpy(out, m.out.at, m.out.len * sizeof *out);
        qsort(out, m.out.len, sizeof *out, by_file);
    }
    if (rc == IDIO_OK) {
        *ret = out;
        *ret_n = settle(v, out, m.out.len);
    }
    idio_vec_release(&m.out);
    return rc;
}

/* ---- what it means --------------------------------------------------------------------------- */
static const struct idio_unit *unit_of(const struct idio_versions *v,
                                       const struct idio_unit_change *c)
{
    return &side_of(v, c)->units[c->unit];
}

uint32_t idio_change_brought(const struct idio_versions *v, const struct idio_unit_change *c,
                             size_t n)
{
    uint32_t brought = 0;
    for (size_t i = 0; i < n; i++) {
        if (c[i].fate != IDIO_FATE_BROUGHT || unit_of(v, &c[i])->kind != IDIO_UNIT_FUNCTION)
            continue;
        const struct idio_observed *o = side_of(v, &c[i]);
        bool inside = false;
        for (size_t k = 0; k < n && !inside; k++)
            inside = k != i && c[k].file == c[i].file && c[k].fate == IDIO_FATE_BROUGHT &&
                     unit_of(v, &c[k])->kind == IDIO_UNIT_FUNCTION &&
                     is_inside(o, c[i].unit, c[k].unit);
        brought += !inside;
    }
    return brought;
}

/* As a whole word, as it is written. */
static bool names(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = text; n >= 3 && (p = strstr(p, name)); p++) {
        bool begins = p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_');
        bool ends = !(isalnum((unsigned char)p[n]) || p[n] == '_');
        if (begins && ends)
            return true;
    }
    return false;
}

/* What makes one unit the subject rather than another, most important first. */
static uint64_t weight_of(const struct idio_versions *v, const struct idio_unit_change *c,
                          const struct idio_message *m)
{
    const struct idio_unit *u = unit_of(v, c);
    bool wants_test = m->act == IDIO_INTENT_TEST;
    uint64_t named = names(m->request, u->name), kind = u->is_test == wants_test;
    uint64_t fate = c->fate == IDIO_FATE_BROUGHT ? 2 : c->fate == IDIO_FATE_CHANGED ? 1 : 0;
    uint64_t lines = c->lines < 0xffffff ? c->lines : 0xffffff;
    return kind << 40 | named << 36 | fate << 32 | (uint64_t)!c->nested << 28 | lines;
}

static bool has_tests(const struct idio_observed *o)
{
    for (size_t i = 0; o && i < o->unit_count; i++)
        if (o->units[i].is_test)
            return true;
    return false;
}

/* Then a test is not what it is about, although no other unit was touched: what changed stands
 * outside of units. */
static bool changes_more_than_tests(const struct idio_versions *v, size_t files)
{
    for (size_t i = 0; i < files; i++)
        if (v[i].file->added + v[i].file->removed > 0 && !has_tests(v[i].old) &&
            !has_tests(v[i].new))
            return true;
    return false;
}

size_t idio_change_about(const struct idio_versions *v, size_t files,
                         const struct idio_unit_change *c, size_t n, const struct idio_message *m)
{
    size_t best = SIZE_MAX;
    uint64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t w = weight_of(v, &c[i], m);
        if (best == SIZE_MAX || w > most) {
            best = i;
            most = w;
        }
    }
    if (best != SIZE_MAX && m->act != IDIO_INTENT_TEST && unit_of(v, &c[best])->is_test &&
        changes_more_than_tests(v, files))
        return SIZE_MAX;
    return best;
}

enum idio_intent idio_change_act(const struct idio_versions *v, const struct idio_unit_change *c,
                                 size_t about, const struct idio_message *m)
{
    if (m->act == IDIO_INTENT_FIX || m->act == IDIO_INTENT_REFACTOR)
        return m->act;
    if (m->act == IDIO_INTENT_TEST || (about != SIZE_MAX && unit_of(v, &c[about])->is_test))
        return IDIO_INTENT_TEST;
    if (about == SIZE_MAX)
        return IDIO_INTENT_EDIT;
    return c[about].fate == IDIO_FATE_BROUGHT ? IDIO_INTENT_CREATE : IDIO_INTENT_EDIT;
}
