/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was copied in, as far as it takes more than one repository or the files' contents: the
 * user's own word (--own, --vendored), blobs that stand in several repositories, files in another
 * style.
 *
 * The user's word is kept by repository ("paths <path>" among the store's values) and holds until
 * it is given anew. It is part of the repository's state, so that a changed word lists it again.
 *
 * The same contents in several repositories count once, where they are worked on: most edits, then
 * the oldest, then the first by path. A file that was doubtful before counts nowhere then. What
 * other repositories have that are not learnt in this run was kept there and stays.
 */
#include "core/learn_internal.h"

#include <string.h>

#define GLOBS_MAX  200 /* patterns of a repository */
#define SHARED_MIN 200 /* bytes; smaller files are alike by chance */

/* ---- the user's word --------------------------------------------------------------------------
 */
static int encode_word(const struct idio_learn_opts *o, struct idio_str *out, struct idio_err *err)
{
    if (o->own_count + o->vendored_count > GLOBS_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "core.learn", "more than %d patterns", GLOBS_MAX);
    for (size_t i = 0; i < o->own_count; i++)
        idio_str_printf(out, "+%s\n", o->own[i]);
    for (size_t i = 0; i < o->vendored_count; i++)
        idio_str_printf(out, "-%s\n", o->vendored[i]);
    return idio_str_status(out, "core.learn", err);
}

int core_learn_word(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    const struct idio_learn_opts *o = l->opts;
    struct idio_str s;
    size_t n = 0;
    w->word = "";
    const char *key = idio_arena_printf(&l->arena, "paths %s", w->ref->path);
    if (!key)
        return idio_nomem(err, "core.learn");
    w->word_key = key;
    if (o->own_count + o->vendored_count == 0) {
        int rc = idio_store_value_get(l->core->store, key, &l->arena, &w->word, &n, err);
        if (rc != IDIO_E_NOTFOUND)
            return rc;
        w->word = "";
        return IDIO_OK;
    }
    idio_str_init(&s, (size_t)1 << 20);
    int rc = encode_word(o, &s, err);
    if (rc == IDIO_OK) {
        w->word = idio_arena_strdup(&l->arena, s.data);
        rc = w->word ? IDIO_OK : idio_nomem(err, "core.learn");
    }
    idio_str_release(&s);
    return rc;
}

int core_learn_say(const struct repo_work *w, struct idio_repo *repo, struct idio_err *err)
{
    char glob[1024];
    for (const char *p = w->word; *p;) {
        size_t n = strcspn(p, "\n");
        if (n < 2 || n > sizeof glob)
            return idio_fail(err, IDIO_E_INVALID, "core.learn", "a pattern of %zu bytes", n - 1);
        memcpy(glob, p + 1, n - 1);
        glob[n - 1] = '\0';
        int rc = idio_repo_say(repo, glob, *p == '+', err);
        if (rc < 0)
            return rc;
        p += n + (p[n] == '\n');
    }
    return IDIO_OK;
}

/* ---- the same contents in several repositories ------------------------------------------------
 */
struct place {
    size_t repo, file;
};
struct sharing {
    struct learning *l;
    struct idio_map by_blob; /* → index of `first` + 1 */
    IDIO_VEC(struct place) best;
    IDIO_VEC(bool) shared; /* by blob: it stands in more than one repository */
    IDIO_VEC(bool) taken;  /* by blob: a repository that is not learnt now has it */
};

static bool is_listed(const struct repo_work *w)
{
    return w->status == IDIO_OK && !w->unchanged;
}

static const struct idio_repo_file *file_at(const struct sharing *s, struct place p)
{
    return &s->l->repos[p.repo].list.at[p.file];
}

/* Whether a is more at home than b, which comes before it in the order of paths. */
static bool better(const struct idio_repo_file *a, const struct idio_repo_file *b)
{
    if (!a->doubt != !b->doubt)
        return !a->doubt;
    if (a->edits != b->edits)
        return a->edits > b->edits;
    return a->born != 0 && (b->born == 0 || a->born < b->born);
}

static int note_place(struct sharing *s, struct place p, struct idio_err *err)
{
    const struct idio_repo_file *f = file_at(s, p);
    if (f->size < SHARED_MIN)
        return IDIO_OK;
    size_t *at = idio_map_at(&s->by_blob, f->blob, strlen(f->blob), NULL);
    if (!at)
        return idio_nomem(err, "core.learn");
    if (*at == 0) {
        if (idio_vec_push(&s->best, p) < 0 || idio_vec_push(&s->shared, false) < 0 ||
            idio_vec_push(&s->taken, false) < 0)
            return idio_nomem(err, "core.learn");
        *at = s->best.len;
        return IDIO_OK;
    }
    struct place *best = &s->best.at[*at - 1];
    s->shared.at[*at - 1] = s->shared.at[*at - 1] || best->repo != p.repo;
    if (best->repo != p.repo && better(f, file_at(s, *best)))
        *best = p;
    return IDIO_OK;
}

static int note_taken(void *ctx, const struct idio_store_repo *repo,
                      const struct idio_store_file *file, const void *p, size_t n,
                      struct idio_err *err)
{
    struct sharing *s = ctx;
    size_t at = 0;
    (void)p;
    (void)n;
    (void)err;
    if (!idio_map_get(&s->by_blob, file->blob, strlen(file->blob), &at) || at == 0)
        return IDIO_OK;
    for (size_t i = 0; i < s->l->repo_count; i++)
        if (is_listed(&s->l->repos[i]) && strcmp(s->l->repos[i].ref->path, repo->path) == 0)
            return IDIO_OK;
    s->taken.at[at - 1] = s->shared.at[at - 1] = true;
    return IDIO_OK;
}

int core_learn_leave_out(struct repo_work *w, size_t i, const char *why, struct idio_err *err)
{
    struct idio_repo_list *list = &w->list;
    struct idio_left_out *more =
        idio_arena_alloc(&w->arena, list->vendored_len + 1, sizeof *list->vendored);
    if (!more)
        return idio_nomem(err, "core.learn");
    if (list->vendored_len > 0)
        memcpy(more, list->vendored, list->vendored_len * sizeof *more);
    more[list->vendored_len] = (struct idio_left_out){.path = list->at[i].path, .why = why};
    memcpy(more[list->vendored_len].blob, list->at[i].blob, sizeof more->blob);
    list->vendored = more;
    list->vendored_len++;
    return IDIO_OK;
}

int core_learn_room_foreign(struct repo_work *w, struct idio_err *err)
{
    struct idio_repo_list *list = &w->list;
    struct idio_repo_file *more =
        idio_arena_alloc(&w->arena, list->foreign_len + list->len + 1, sizeof *more);
    if (!more)
        return idio_nomem(err, "core.learn");
    if (list->foreign_len > 0)
        memcpy(more, list->foreign, list->foreign_len * sizeof *more);
    list->foreign = more;
    return IDIO_OK;
}

static int drop_copies(struct sharing *s, size_t r, struct idio_err *err)
{
    struct repo_work *w = &s->l->repos[r];
    size_t kept = 0;
    int rc = core_learn_room_foreign(w, err);
    for (size_t i = 0; i < w->list.len && rc == IDIO_OK; i++) {
        const struct idio_repo_file *f = &w->list.at[i];
        size_t at = 0;
        bool known = idio_map_get(&s->by_blob, f->blob, strlen(f->blob), &at) && at > 0;
        bool shared = known && f->size >= SHARED_MIN && s->shared.at[at - 1];
        bool home = shared && !s->taken.at[at - 1] && s->best.at[at - 1].repo == r;
        if (shared && (f->doubt || !home))
            w->list.foreign[w->list.foreign_len++] = *f;
        if (shared && f->doubt) {
            w->list.skipped[IDIO_SKIP_IMPORTED]++;
            rc = core_learn_leave_out(w, i, f->doubt, err);
        } else if (shared && !home) {
            w->list.skipped[IDIO_SKIP_COPY]++;
        } else {
            w->list.at[kept++] = *f;
        }
    }
    w->list.len = kept;
    return rc;
}

int core_learn_shared(struct learning *l, struct idio_err *err)
{
    struct sharing s = {.l = l};
    int rc = IDIO_OK;
    idio_map_init(&s.by_blob, IDIO_CORE_ARENA);
    for (size_t r = 0; r < l->repo_count && rc == IDIO_OK; r++)
        for (size_t f = 0; is_listed(&l->repos[r]) && f < l->repos[r].list.len && rc == IDIO_OK;
             f++)
            rc = note_place(&s, (struct place){r, f}, err);
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(l->core->store, 0, "", note_taken, &s, err);
    for (size_t r = 0; r < l->repo_count && rc == IDIO_OK; r++)
        if (is_listed(&l->repos[r]))
            rc = drop_copies(&s, r, err);
    idio_map_release(&s.by_blob);
    idio_vec_release(&s.best);
    idio_vec_release(&s.shared);
    idio_vec_release(&s.taken);
    return rc;
}
