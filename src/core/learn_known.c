/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an earlier run found about the lines of a repository, so that the next one reads only the
 * commits that came since: the files in the store carry their lines; the files that were left out
 * as foreign, and what corpus wants to know of the past, are kept beside the repository, as "IFN2"
 * · past (length and bytes) · count · (path, blob, length and bytes of the lines)….
 *
 * Taken over only when identities, detector and rules about authors are the same (all in the state)
 * and history was whole. Damaged values are as good as none: then everything is read again.
 */
#include "core/learn_internal.h"

#include <string.h>

#include "types/codec.h"

static const char magic[4] = {'I', 'F', 'N', '2'};

void core_foreign_encode(const struct idio_repo_list *list, struct idio_str *out)
{
    if (list->foreign_len == 0 && list->past_len == 0)
        return;
    idio_str_append(out, magic, sizeof magic);
    types_put_bytes(out, list->past, list->past_len);
    types_put_number(out, list->foreign_len);
    for (size_t i = 0; i < list->foreign_len; i++) {
        const struct idio_repo_file *f = &list->foreign[i];
        types_put_string(out, f->path);
        types_put_string(out, f->blob);
        types_put_number(out, f->lines_len);
        idio_str_append(out, f->lines ? f->lines : "", f->lines_len);
    }
}

int core_foreign_decode(const void *p, size_t n, struct idio_arena *arena,
                        struct idio_repo_list *ret, struct idio_err *err)
{
    struct types_reader r = {p, (const unsigned char *)p + n, arena, NULL, false};
    struct idio_repo_list list = {0};
    size_t len = 0;
    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "core.known", "foreign files have a wrong head");
    r.p += sizeof magic;
    list.past = types_get_bytes(&r, &list.past_len, "past");
    struct idio_repo_file *at = types_get_array(&r, sizeof *at, &len, "files");
    for (size_t i = 0; i < len && !r.bad; i++) {
        at[i].path = types_get_string(&r, "path");
        const char *blob = types_get_string(&r, "blob");
        size_t lines = (size_t)types_get_number(&r, (uint64_t)(r.end - r.p), "lines");
        if (!r.bad && (strlen(blob) >= sizeof at[i].blob || lines > (size_t)(r.end - r.p)))
            r.bad = "blob";
        if (r.bad)
            break;
        memcpy(at[i].blob, blob, strlen(blob) + 1);
        at[i].lines = r.p;
        at[i].lines_len = lines;
        r.p += lines;
    }
    if (r.nomem)
        return idio_nomem(err, "core.known");
    if (r.bad || r.p != r.end)
        return idio_fail(err, IDIO_E_CORRUPT, "core.known", "foreign files are damaged at their %s",
                         r.bad ? r.bad : "end");
    list.foreign = at;
    list.foreign_len = len;
    *ret = list;
    return IDIO_OK;
}

struct load {
    struct repo_work *w;
    IDIO_VEC(struct idio_repo_file) at;
};

static int load_file(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *p, size_t n,
                     struct idio_err *err)
{
    struct load *load = ctx;
    (void)repo;
    (void)p;
    (void)n;
    if (file->lines_len == 0 || strlen(file->blob) > 40)
        return IDIO_OK;
    struct idio_arena *arena = &load->w->arena;
    struct idio_repo_file f = {.path = idio_arena_strdup(arena, file->path),
                               .lang = file->lang,
                               .lines = idio_arena_strndup(arena, file->lines, file->lines_len),
                               .lines_len = file->lines_len};
    memcpy(f.blob, file->blob, strlen(file->blob) + 1);
    if (!f.path || !f.lines || idio_vec_push(&load->at, f) < 0)
        return idio_nomem(err, "core.known");
    return IDIO_OK;
}

static int load_foreign(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    const void *p = NULL;
    size_t n = 0;
    struct idio_repo_list list = {0};
    struct idio_err why = {0};
    int rc = idio_store_foreign_get(l->core->store, w->old->id, &w->arena, &p, &n, err);
    if (rc < 0 || n == 0)
        return rc;
    rc = core_foreign_decode(p, n, &w->arena, &list, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, "core.known");
    if (rc == IDIO_OK) {
        w->known.foreign = list.foreign;
        w->known.foreign_len = list.foreign_len;
        w->known.past = list.past;
        w->known.past_len = list.past_len;
    }
    return IDIO_OK;
}

/* "head settings": are the settings the same? */
static bool same_settings(const char *a, const char *b)
{
    const char *x = strchr(a, ' '), *y = strchr(b, ' ');
    return x && y && strcmp(x, y) == 0;
}

static bool was_shallow(const struct repo_work *w)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *report = NULL;
    if (idio_json_parse(w->old->report, strlen(w->old->report), "stored report", &report, NULL) < 0)
        return true;
    return idio_json_get_bool(report, "shallow", true);
}

const struct idio_store_repo *core_learn_old(const struct learning *l, const char *path)
{
    for (size_t i = 0; i < l->known_count; i++)
        if (strcmp(l->known[i].path, path) == 0)
            return &l->known[i];
    return NULL;
}

static int take_head(struct repo_work *w, struct idio_err *err)
{
    w->known.head = idio_arena_strndup(&w->arena, w->old->state, strcspn(w->old->state, " "));
    return w->known.head ? IDIO_OK : idio_nomem(err, "core.known");
}

int core_learn_past(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    w->old = core_learn_old(l, w->ref->path);
    if (w->ref->kind != IDIO_REPO_GIT || l->opts->force || !w->old || was_shallow(w))
        return IDIO_OK;
    int rc = take_head(w, err);
    if (rc == IDIO_OK)
        rc = load_foreign(l, w, err);
    w->has_known = rc == IDIO_OK && w->known.past_len > 0;
    return rc;
}

int core_learn_known(struct learning *l, struct repo_work *w, struct idio_err *err)
{
    struct load load = {.w = w};
    w->known = w->committers;
    w->has_known = w->known.head != NULL;
    if (w->ref->kind != IDIO_REPO_GIT || w->unchanged || l->opts->force || !w->old || !w->state ||
        !same_settings(w->old->state, w->state) || was_shallow(w))
        return IDIO_OK;
    w->known = (struct idio_known){0};
    int rc = take_head(w, err);
    /* No detector: the observations are not asked for. */
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(l->core->store, w->old->id, "", load_file, &load, err);
    if (rc == IDIO_OK)
        rc = load_foreign(l, w, err);
    struct idio_repo_file *at = NULL;
    if (rc == IDIO_OK)
        at = idio_arena_alloc(&w->arena, load.at.len + 1, sizeof *at);
    if (rc == IDIO_OK && !at)
        rc = idio_nomem(err, "core.known");
    if (rc == IDIO_OK) {
        if (load.at.len > 0)
            memcpy(at, load.at.at, load.at.len * sizeof *at);
        w->known.at = at;
        w->known.len = load.at.len;
        w->has_known = true;
    }
    idio_vec_release(&load.at);
    return rc;
}
