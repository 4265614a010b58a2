/* SPDX-License-Identifier: Apache-2.0 */
/* Small values by key: what does not deserve a table (detector version, scorer, identities). */
#include <string.h>

#include "store/store_internal.h"

int idio_store_value_put(struct idio_store *s, const char *key, const void *p, size_t n,
                         struct idio_err *err)
{
    struct store_query q;
    const int st = store_query(&q, s, STORE_SQL_VALUE_PUT, "store.value", err);
    if (st < 0)
        return st;
    store_bind_text(&q, key);
    store_bind_blob(&q, p, n);
    return store_run(&q, err);
}

int idio_store_value_get(struct idio_store *s, const char *key, struct idio_arena *arena,
                         const char **ret, size_t *ret_len, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_VALUE_GET, "store.value", err);
    if (st < 0)
        return st;
    store_bind_text(&q, key);
    st = store_step(&q, err);
    if (st < 0)
        return st;
    if (st == 0)
        return idio_fail(err, IDIO_E_NOTFOUND, "store.value", "no value named %s", key);
    const void *p = sqlite3_column_blob(q.stmt, 0);
    const size_t n = (size_t)sqlite3_column_bytes(q.stmt, 0);
    /* Without memory SQLite answers NULL as for an empty blob, but keeps the code. */
    const bool lost = !p && sqlite3_errcode(s->db) == SQLITE_NOMEM;
    const char *copy = lost ? NULL : idio_arena_strndup(arena, p, n);
    store_done(&q);
    if (!copy)
        return idio_nomem(err, "store.value");
    *ret = copy;
    *ret_len = n;
    return IDIO_OK;
}
