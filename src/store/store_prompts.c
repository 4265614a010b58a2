/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The developer's prompts. A text is there once, whichever tools and sessions it stands in; the
 * first one in says where and when. They go with their repository: by the foreign key when the
 * repository was known, by their folder in any case (core/forget.c).
 */
#include <string.h>

#include "base/vec.h"
#include "store/store_internal.h"

static const char where_prompts[] = "store.prompts";

int idio_store_prompt_add(struct idio_store *s, const struct idio_store_prompt *p, bool *ret_new,
                          struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_PROMPT_ADD, where_prompts, err);
    if (st < 0)
        return st;
    store_bind_text(&q, p->hash);
    store_bind_text(&q, p->tool);
    store_bind_text(&q, p->intent);
    store_bind_int(&q, p->day);
    store_bind_text(&q, p->folder);
    store_bind_int(&q, p->repo);
    store_bind_text(&q, p->text);
    st = store_run(&q, err);
    if (st == IDIO_OK)
        *ret_new = sqlite3_changes(s->db) > 0;
    return st;
}

int idio_store_prompt_has(struct idio_store *s, const char *hash, bool *ret, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_PROMPT_HAS, where_prompts, err);
    if (st < 0)
        return st;
    store_bind_text(&q, hash);
    st = store_step(&q, err);
    store_done(&q);
    if (st >= 0)
        *ret = st > 0;
    return st < 0 ? st : IDIO_OK;
}

static int read_prompt(struct store_query *q, struct idio_arena *arena,
                       struct idio_store_prompt *ret, struct idio_err *err)
{
    const struct idio_store_prompt p = {
        .id = sqlite3_column_int64(q->stmt, 0),
        .hash = store_text_copy(q, 1, arena),
        .tool = store_text_copy(q, 2, arena),
        .intent = store_text_copy(q, 3, arena),
        .day = sqlite3_column_int(q->stmt, 4),
        .folder = store_text_copy(q, 5, arena),
        .repo = sqlite3_column_int64(q->stmt, 6),
        .repo_name = store_text_copy(q, 7, arena),
        .text = store_text_copy(q, 8, arena),
    };
    if (!p.hash || !p.tool || !p.intent || !p.folder || !p.repo_name || !p.text)
        return idio_nomem(err, where_prompts);
    *ret = p;
    return IDIO_OK;
}

int idio_store_prompts(struct idio_store *s, size_t limit, struct idio_arena *arena,
                       struct idio_store_prompt **ret, size_t *ret_n, struct idio_err *err)
{
    IDIO_VEC(struct idio_store_prompt) all = {0};
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_PROMPTS, where_prompts, err);
    if (st < 0)
        return st;
    store_bind_int(&q, limit > 0 && limit <= INT64_MAX ? (int64_t)limit : -1);
    while ((st = store_step(&q, err)) > 0) {
        struct idio_store_prompt p;
        st = read_prompt(&q, arena, &p, err);
        if (st == IDIO_OK && idio_vec_push(&all, p) < 0)
            st = idio_nomem(err, where_prompts);
        if (st < 0)
            break;
    }
    store_done(&q);
    struct idio_store_prompt *copy = NULL;
    if (st == IDIO_OK) {
        copy = idio_arena_copy(arena, all.at, all.len, sizeof *copy);
        st = copy ? IDIO_OK : idio_nomem(err, where_prompts);
    }
    if (st == IDIO_OK) {
        *ret = copy;
        *ret_n = all.len;
    }
    idio_vec_release(&all);
    return st;
}

int idio_store_prompts_count(struct idio_store *s, int64_t *ret, struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, STORE_SQL_PROMPTS_COUNT, where_prompts, err);
    if (st < 0)
        return st;
    st = store_step(&q, err);
    if (st > 0)
        *ret = sqlite3_column_int64(q.stmt, 0);
    store_done(&q);
    return st < 0 ? st : IDIO_OK;
}

/* Repositories come by path, so that one inside another comes after it and wins. */
static int link_all(struct idio_store *s, const struct idio_store_repo *repos, size_t n,
                    struct idio_err *err)
{
    int st = IDIO_OK;
    for (size_t i = 0; i < n && st == IDIO_OK; i++) {
        struct store_query q;
        st = store_query(&q, s, STORE_SQL_PROMPTS_LINK, where_prompts, err);
        if (st < 0)
            return st;
        store_bind_int(&q, repos[i].id);
        store_bind_text(&q, repos[i].path);
        st = store_run(&q, err);
    }
    return st;
}

int idio_store_prompts_link(struct idio_store *s, struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_store_repo *repos = NULL;
    struct store_block block;
    size_t n = 0;
    idio_arena_init(&arena, (size_t)64 << 20);
    int st = idio_store_repos(s, &arena, &repos, &n, err);
    if (st == IDIO_OK)
        st = store_enter(s, &block, where_prompts, err);
    if (st == IDIO_OK) {
        st = link_all(s, repos, n, err);
        st = store_leave(s, &block, st, where_prompts, err);
    }
    idio_arena_release(&arena);
    return st;
}

static int forget(struct idio_store *s, enum store_sql id, const char *what, int64_t *ret_n,
                  struct idio_err *err)
{
    struct store_query q;
    int st = store_query(&q, s, id, where_prompts, err);
    if (st < 0)
        return st;
    store_bind_text(&q, what);
    st = store_run(&q, err);
    if (st == IDIO_OK)
        *ret_n = sqlite3_changes(s->db);
    /* As in idio_store_repo_forget: not readable in the log any more. */
    if (st == IDIO_OK && !s->begun)
        (void)sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return st;
}

int idio_store_prompts_forget(struct idio_store *s, const char *tool, int64_t *ret_n,
                              struct idio_err *err)
{
    return forget(s, STORE_SQL_PROMPTS_FORGET, tool ? tool : "", ret_n, err);
}

int idio_store_prompts_forget_folder(struct idio_store *s, const char *folder, struct idio_err *err)
{
    int64_t n = 0;
    return forget(s, STORE_SQL_PROMPTS_FORGET_FOLDER, folder, &n, err);
}
