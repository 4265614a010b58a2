/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The developer's decisions about facts. They live beside the facts, not in them, because facts are
 * made anew at every learn and a decision must outlive that.
 */
#include <string.h>

#include "base/vec.h"
#include "store/store_internal.h"

static const char where_decisions[] = "store.decisions";

static const char *const names[] = {"pin", "reject", "edit"};

const char *idio_decision_name(enum idio_verdict v)
{
    return (unsigned)v < sizeof names / sizeof *names ? names[v] : "";
}

/* Of a newer program: not known. */
static bool verdict_of(const char *name, enum idio_verdict *ret)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *ret = (enum idio_verdict)i;
            return true;
        }
    return false;
}

static int read_decision(struct store_query *q, struct idio_arena *arena,
                         struct idio_store_decision *ret, bool *ret_known, struct idio_err *err)
{
    const char *lang = store_text(q, 0);
    const enum idio_lang l = lang ? idio_lang_from_id(lang, strlen(lang)) : IDIO_LANG_NONE;
    const char *verdict = store_text(q, 4);
    struct idio_store_decision d = {
        .lang = l,
        .trait = store_text_copy(q, 1, arena),
        .value = store_text_copy(q, 2, arena),
        .scope = store_text_copy(q, 3, arena),
        .wording = store_text_copy(q, 5, arena),
        .made_at = sqlite3_column_int64(q->stmt, 6),
    };
    if (!lang || !verdict || !d.trait || !d.value || !d.scope || !d.wording)
        return idio_nomem(err, where_decisions);
    *ret_known = verdict_of(verdict, &d.verdict) && l != IDIO_LANG_NONE;
    *ret = d;
    return IDIO_OK;
}

int idio_store_decisions(struct idio_store *s, struct idio_arena *arena,
                         struct idio_store_decision **ret, size_t *ret_n, struct idio_err *err)
{
    IDIO_VEC(struct idio_store_decision) all = {0};
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_DECISIONS, where_decisions, err);
    if (st < 0)
        return st;
    while ((st = store_step(&q, err)) > 0) {
        struct idio_store_decision d;
        bool known = false;
        st = read_decision(&q, arena, &d, &known, err);
        if (st == IDIO_OK && known && idio_vec_push(&all, d) < 0)
            st = idio_nomem(err, where_decisions);
        if (st < 0)
            break;
    }
    store_done(&q);
    struct idio_store_decision *copy = NULL;
    if (st == IDIO_OK) {
        copy = idio_arena_alloc(arena, all.len + 1, sizeof *copy);
        st = copy ? IDIO_OK : idio_nomem(err, where_decisions);
    }
    if (st == IDIO_OK) {
        if (all.len > 0)
            memcpy(copy, all.at, all.len * sizeof *copy);
        *ret = copy;
        *ret_n = all.len;
    }
    idio_vec_release(&all);
    return st;
}

int idio_store_decision_put(struct idio_store *s, const struct idio_store_decision *d,
                            struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_DECISION_PUT, where_decisions, err);
    if (st < 0)
        return st;
    store_bind_text(&q, idio_lang_id(d->lang));
    store_bind_text(&q, d->trait);
    store_bind_text(&q, d->value);
    store_bind_text(&q, d->scope);
    store_bind_text(&q, idio_decision_name(d->verdict));
    store_bind_text(&q, d->wording);
    store_bind_int(&q, d->made_at);
    return store_run(&q, err);
}

int idio_store_decisions_drop(struct idio_store *s, enum idio_lang lang, const char *trait,
                              const char *scope, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_DECISIONS_DROP, where_decisions, err);
    if (st < 0)
        return st;
    store_bind_text(&q, idio_lang_id(lang));
    store_bind_text(&q, trait);
    store_bind_text(&q, scope);
    return store_run(&q, err);
}

int idio_store_decisions_forget(struct idio_store *s, const char *repo, struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_DECISIONS_FORGET, where_decisions, err);
    if (st < 0)
        return st;
    store_bind_text(&q, repo);
    return store_run(&q, err);
}
