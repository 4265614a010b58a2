/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts with their examples, in two tables. All are replaced at once, since a profile is computed
 * as a whole; readers see the old profile or the new one.
 *
 * Counts are unsigned in memory and signed in SQLite, and SQLite stores NaN as NULL: both are
 * refused by name instead of coming back changed.
 */
#include <math.h>
#include <string.h>

#include "base/vec.h"
#include "store/store_internal.h"

static const char where_facts[] = "store.facts";

static int check_fact(const struct idio_fact *f, struct idio_err *err)
{
    if (!f->id || !f->id[0])
        return idio_fail(err, IDIO_E_INVALID, where_facts, "a fact has no id");
    if (f->k > INT64_MAX || f->n > INT64_MAX)
        return idio_fail(err, IDIO_E_INVALID, where_facts, "fact %s: a count is out of range",
                         f->id);
    if (isnan(f->lo) || isnan(f->hi) || isnan(f->prior) || isnan(f->surprise) || isnan(f->impact) ||
        isnan(f->confidence))
        return idio_fail(err, IDIO_E_INVALID, where_facts, "fact %s: a number is not a number",
                         f->id);
    if (f->example_count > IDIO_FACT_EXAMPLES)
        return idio_fail(err, IDIO_E_INVALID, where_facts, "fact %s: too many examples", f->id);
    return IDIO_OK;
}

static int add_example(struct idio_store *s, size_t fact, bool counter, size_t at,
                       const struct idio_example *e, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_EXAMPLE_ADD, where_facts, err);
    if (st < 0)
        return st;
    store_bind_int(&q, (int64_t)fact);
    store_bind_int(&q, counter);
    store_bind_int(&q, (int64_t)at);
    store_bind_text(&q, e->repo);
    store_bind_path(&q, e->path);
    store_bind_int(&q, e->line);
    store_bind_text(&q, e->text);
    return store_run(&q, err);
}

static int add_fact(struct idio_store *s, size_t no, const struct idio_fact *f,
                    struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_FACT_ADD, where_facts, err);
    if (st < 0)
        return st;
    store_bind_int(&q, (int64_t)no);
    store_bind_text(&q, f->id);
    store_bind_text(&q, idio_lang_id(f->lang));
    store_bind_text(&q, f->trait);
    store_bind_int(&q, f->trait_no);
    store_bind_text(&q, f->value);
    store_bind_text(&q, f->area);
    store_bind_text(&q, f->field);
    store_bind_text(&q, f->wording);
    store_bind_int(&q, (int64_t)f->k);
    store_bind_int(&q, (int64_t)f->n);
    store_bind_real(&q, f->lo);
    store_bind_real(&q, f->hi);
    store_bind_real(&q, f->prior);
    store_bind_real(&q, f->surprise);
    store_bind_real(&q, f->impact);
    store_bind_int(&q, f->files);
    store_bind_int(&q, f->repos);
    store_bind_int(&q, f->decided);
    store_bind_int(&q, f->stated);
    store_bind_text(&q, f->scope);
    store_bind_real(&q, f->confidence);
    store_bind_int(&q, f->first_seen);
    store_bind_int(&q, f->last_seen);
    store_bind_int(&q, f->since);
    store_bind_text(&q, f->before);
    return store_run(&q, err);
}

static int put_fact(struct idio_store *s, size_t no, const struct idio_fact *f,
                    struct idio_err *err)
{
    int st = check_fact(f, err);
    if (st == IDIO_OK)
        st = add_fact(s, no, f, err);
    for (size_t i = 0; st == IDIO_OK && i < f->example_count; i++)
        st = add_example(s, no, false, i, &f->examples[i], err);
    if (st == IDIO_OK && f->counter.path)
        st = add_example(s, no, true, 0, &f->counter, err);
    return st;
}

static int drop_all(struct idio_store *s, enum store_sql id, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, id, where_facts, err);
    return st < 0 ? st : store_run(&q, err);
}

int idio_store_facts_put(struct idio_store *s, const struct idio_fact *facts, size_t n,
                         struct idio_err *err)
{
    struct store_block block;
    int st = store_enter(s, &block, where_facts, err);
    if (st < 0)
        return st;
    st = drop_all(s, STORE_SQL_EXAMPLES_DROP, err);
    if (st == IDIO_OK)
        st = drop_all(s, STORE_SQL_FACTS_DROP, err);
    for (size_t i = 0; st == IDIO_OK && i < n; i++)
        st = put_fact(s, i + 1, &facts[i], err);
    return store_leave(s, &block, st, where_facts, err);
}

/* ---- reading -------------------------------------------------------------------------------- */

static int read_example(struct store_query *q, struct idio_arena *arena, struct idio_example *ret,
                        struct idio_err *err)
{
    const struct idio_example e = {
        .repo = store_text_copy(q, 1, arena),
        .path = store_text_copy(q, 2, arena),
        .line = (uint32_t)sqlite3_column_int64(q->stmt, 3),
        .text = store_text_copy(q, 4, arena),
    };
    if (!e.repo || !e.path || !e.text)
        return idio_nomem(err, where_facts);
    *ret = e;
    return IDIO_OK;
}

static int read_examples(struct idio_store *s, int64_t no, struct idio_arena *arena,
                         struct idio_fact *f, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_EXAMPLES, where_facts, err);
    if (st < 0)
        return st;
    store_bind_int(&q, no);
    while ((st = store_step(&q, err)) > 0) {
        struct idio_example e;
        st = read_example(&q, arena, &e, err);
        if (st < 0)
            break;
        if (sqlite3_column_int(q.stmt, 0) != 0)
            f->counter = e;
        else if (f->example_count < IDIO_FACT_EXAMPLES)
            f->examples[f->example_count++] = e;
    }
    store_done(&q);
    return st;
}

static int read_fact(struct store_query *q, struct idio_arena *arena, struct idio_fact *ret,
                     struct idio_err *err)
{
    sqlite3_stmt *row = q->stmt;
    const char *lang = store_text(q, 2);
    const struct idio_fact f = {
        .id = store_text_copy(q, 1, arena),
        .lang = lang ? idio_lang_from_id(lang, strlen(lang)) : IDIO_LANG_NONE,
        .trait = store_text_copy(q, 3, arena),
        .trait_no = (uint16_t)sqlite3_column_int(row, 4),
        .value = store_text_copy(q, 5, arena),
        .area = store_text_copy(q, 6, arena),
        .field = store_text_copy(q, 7, arena),
        .wording = store_text_copy(q, 8, arena),
        .k = (uint64_t)sqlite3_column_int64(row, 9),
        .n = (uint64_t)sqlite3_column_int64(row, 10),
        .lo = sqlite3_column_double(row, 11),
        .hi = sqlite3_column_double(row, 12),
        .prior = sqlite3_column_double(row, 13),
        .surprise = sqlite3_column_double(row, 14),
        .impact = sqlite3_column_double(row, 15),
        .files = (uint32_t)sqlite3_column_int64(row, 16),
        .repos = (uint32_t)sqlite3_column_int64(row, 17),
        .decided = sqlite3_column_int(row, 18) != 0,
        .stated = sqlite3_column_int(row, 19) != 0,
        .scope = store_text_copy(q, 20, arena),
        .confidence = sqlite3_column_double(row, 21),
        .first_seen = (int32_t)sqlite3_column_int64(row, 22),
        .last_seen = (int32_t)sqlite3_column_int64(row, 23),
        .since = (int32_t)sqlite3_column_int64(row, 24),
        .before = store_text_copy(q, 25, arena),
    };
    if (!lang || !f.id || !f.trait || !f.value || !f.area || !f.field || !f.wording || !f.scope ||
        !f.before)
        return idio_nomem(err, where_facts);
    *ret = f;
    return IDIO_OK;
}

int idio_store_facts(struct idio_store *s, struct idio_arena *arena, struct idio_fact **ret,
                     size_t *ret_n, struct idio_err *err)
{
    IDIO_VEC(struct idio_fact) facts = {0};
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_FACTS, where_facts, err);
    if (st < 0)
        return st;
    while ((st = store_step(&q, err)) > 0) {
        struct idio_fact f;
        st = read_fact(&q, arena, &f, err);
        if (st == IDIO_OK)
            st = read_examples(s, sqlite3_column_int64(q.stmt, 0), arena, &f, err);
        if (st == IDIO_OK && idio_vec_push(&facts, f) < 0)
            st = idio_nomem(err, where_facts);
        if (st < 0)
            break;
    }
    store_done(&q);
    struct idio_fact *all = NULL;
    if (st == IDIO_OK) {
        all = idio_arena_alloc(arena, facts.len, sizeof *all);
        st = all ? IDIO_OK : idio_nomem(err, where_facts);
    }
    if (st == IDIO_OK) {
        if (facts.len > 0)
            memcpy(all, facts.at, facts.len * sizeof *all);
        *ret = all;
        *ret_n = facts.len;
    }
    idio_vec_release(&facts);
    return st;
}
