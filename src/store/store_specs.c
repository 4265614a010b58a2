/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log of specs. An entry's request, parent and time never change; its envelope, hash and
 * approval do, together. The store does not look inside an envelope: whether the hash is true and
 * the approval holds is src/spec's to say.
 */
#include <string.h>

#include "base/vec.h"
#include "store/store_internal.h"

int idio_store_spec_add(struct idio_store *s, const struct idio_store_spec *spec, int64_t *ret_id,
                        struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_SPEC_ADD, "store.spec", err);
    if (st < 0)
        return st;
    store_bind_int(&q, spec->created_at);
    store_bind_int(&q, spec->parent);
    store_bind_text(&q, spec->request);
    store_bind_text(&q, spec->hash);
    store_bind_int(&q, spec->approved_at);
    store_bind_text(&q, spec->envelope);
    st = store_step(&q, err);
    const int64_t id = st > 0 ? sqlite3_column_int64(q.stmt, 0) : 0;
    /* References are checked, and with autocommit the row is written, when the statement ends. */
    if (st > 0)
        st = store_run(&q, err);
    if (st == IDIO_E_INVALID)
        return idio_fail(err, IDIO_E_NOTFOUND, "store.spec", "no spec has the number %lld",
                         (long long)spec->parent);
    if (st == IDIO_OK)
        *ret_id = id;
    return st;
}

int idio_store_spec_update(struct idio_store *s, const struct idio_store_spec *spec,
                           struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_SPEC_UPDATE, "store.spec", err);
    if (st < 0)
        return st;
    store_bind_int(&q, spec->id);
    store_bind_text(&q, spec->hash);
    store_bind_int(&q, spec->approved_at);
    store_bind_text(&q, spec->envelope);
    st = store_run(&q, err);
    if (st == IDIO_OK && sqlite3_changes(s->db) == 0)
        st = idio_fail(err, IDIO_E_NOTFOUND, "store.spec", "no spec has the number %lld",
                       (long long)spec->id);
    return st;
}

static int read_spec(struct store_query *q, struct idio_arena *arena, struct idio_store_spec *ret,
                     struct idio_err *err)
{
    const struct idio_store_spec spec = {
        .id = sqlite3_column_int64(q->stmt, 0),
        .created_at = sqlite3_column_int64(q->stmt, 1),
        .parent = sqlite3_column_int64(q->stmt, 2),
        .request = store_text_copy(q, 3, arena),
        .envelope = store_text_copy(q, 4, arena),
        .hash = store_text_copy(q, 5, arena),
        .approved_at = sqlite3_column_int64(q->stmt, 6),
    };
    if (!spec.request || !spec.envelope || !spec.hash)
        return idio_nomem(err, q->where);
    *ret = spec;
    return IDIO_OK;
}

int idio_store_spec_get(struct idio_store *s, int64_t id, struct idio_arena *arena,
                        struct idio_store_spec *ret, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_SPEC_GET, "store.spec", err);
    if (st < 0)
        return st;
    store_bind_int(&q, id);
    st = store_step(&q, err);
    if (st < 0)
        return st;
    if (st == 0)
        return idio_fail(err, IDIO_E_NOTFOUND, "store.spec", "no spec has the number %lld",
                         (long long)id);
    st = read_spec(&q, arena, ret, err);
    store_done(&q);
    return st;
}

int64_t idio_store_spec_last(struct idio_store *s)
{
    struct store_query q;
    if (store_query(&q, s, STORE_SQL_SPEC_LAST, "store.spec", NULL) < 0)
        return 0;
    const int64_t id = store_step(&q, NULL) > 0 ? sqlite3_column_int64(q.stmt, 0) : 0;
    store_done(&q);
    return id;
}

int idio_store_specs(struct idio_store *s, size_t limit, struct idio_arena *arena,
                     struct idio_store_spec **ret, size_t *ret_n, struct idio_err *err)
{
    IDIO_VEC(struct idio_store_spec) specs = {0};
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_SPECS, "store.specs", err);
    if (st < 0)
        return st;
    store_bind_int(&q, limit == 0 || limit > INT64_MAX ? -1 : (int64_t)limit);
    while ((st = store_step(&q, err)) > 0) {
        struct idio_store_spec spec;
        st = read_spec(&q, arena, &spec, err);
        if (st == IDIO_OK && idio_vec_push(&specs, spec) < 0)
            st = idio_nomem(err, q.where);
        if (st < 0)
            break;
    }
    store_done(&q);
    struct idio_store_spec *all = NULL;
    if (st == IDIO_OK) {
        all = idio_arena_alloc(arena, specs.len, sizeof *all);
        st = all ? IDIO_OK : idio_nomem(err, "store.specs");
    }
    if (st == IDIO_OK) {
        if (specs.len > 0)
            memcpy(all, specs.at, specs.len * sizeof *all);
        *ret = all;
        *ret_n = specs.len;
    }
    idio_vec_release(&specs);
    return st;
}
