/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The developer's own commits as changes that a request could have asked for: small, in source
 * files, by one person, with words.
 *
 * A commit is judged by what is cheap first: who and how many parents, then the paths that differ,
 * and only of those that pass are files read. Each commit walked is either given or counted under
 * the first reason that spoke against it.
 *
 * A file that goes while another comes is one file under a new name when the contents are equal or
 * most lines are: else a rename would look like a new file. A file that differs only in layout
 * counts as one of the other files.
 *
 * Hostile histories: every number has a cap, what is missing or damaged is counted and passed over,
 * and the entries of trees compared are limited over the whole walk, so that a bomb in each of many
 * commits ends it (`cut`).
 */
#include "corpus/change_text.h"
#include "corpus/history.h"
#include "corpus/line_diff.h"
#include "corpus/tree_diff.h"

#include <string.h>

#include "base/utf8.h"
#include "types/frame.h"

#define CANDIDATES  (4 * IDIO_CHANGE_FILES) /* source paths of a commit that are looked at */
#define ARENA_BYTES ((size_t)16 << 20)
#define TREE_WORK   ((uint64_t)8 << 20) /* changed files and folders compared, over all commits */
#define SCRIPT_HEAD 256

static const char *const where = "corpus.changes";

const char *idio_no_change_id(enum idio_no_change w)
{
    static const char *const ids[] = {
#define X(name, id, text) id,
        IDIO_NO_CHANGE_LIST(X)
#undef X
    };
    return ids[w];
}

const char *idio_no_change_text(enum idio_no_change w)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        IDIO_NO_CHANGE_LIST(X)
#undef X
    };
    return texts[w];
}

/* A source file that the commit touched. */
struct touched {
    const char *path; /* in `changes` */
    enum idio_lang lang;
    bool has_old, has_new;
    git_oid old, new;
    char *old_text, *new_text; /* owned */
    size_t old_len, new_len;
    struct idio_hunks hunks;
    uint32_t added, removed;
    bool out; /* no change of its own after all */
};
struct walk {
    struct idio_repo *repo;
    const struct idio_identities *who;
    struct idio_globs attributes; /* of HEAD's root folder */
    struct idio_arena attribute_text, arena;
    struct idio_people people;
    struct idio_history history;
    struct idio_changes changes;
    struct touched files[CANDIDATES];
    size_t file_count;
    uint32_t others;
    uint64_t work;
    struct idio_own_changes_count count;
};

/* ---- paths ----------------------------------------------------------------------------------- */
static enum idio_path_class class_of(const struct walk *w, const char *path, const char *name,
                                     bool dir)
{
    bool said = false;
    enum idio_path_class cls = idio_globs_match(&w->attributes, path, name, dir, &said);
    return said ? cls : idio_path_class_of(path, name, dir);
}

/* A name of a known library is only a hint (repo_list.c): the file may be at home here. */
static bool is_own_path(const struct walk *w, const char *path)
{
    char folder[IDIO_PATH_BYTES];
    const char *name = path;
    bool said = false;
    const char *last = strrchr(path, '/');
    enum idio_path_class cls =
        idio_globs_match(&w->repo->said, path, last ? last + 1 : path, false, &said);
    if (said)
        return cls == IDIO_PATH_OWN;
    for (const char *slash; (slash = strchr(name, '/')); name = slash + 1) {
        size_t n = (size_t)(slash - path);
        if (n >= sizeof folder)
            return false;
        memcpy(folder, path, n);
        folder[n] = '\0';
        cls = class_of(w, folder, folder + (name - path), true);
        if (cls == IDIO_PATH_VENDORED || cls == IDIO_PATH_GENERATED)
            return false;
    }
    cls = idio_globs_match(&w->attributes, path, name, false, &said);
    if (said)
        return cls == IDIO_PATH_OWN;
    return idio_path_class_of(path, name, false) != IDIO_PATH_GENERATED;
}

static enum idio_lang script_language(const struct walk *w, const struct idio_change *c,
                                      const char *path)
{
    const git_oid *id = c->has_new ? &c->new : &c->old;
    const char *slash = strrchr(path, '/');
    size_t size = 0;
    git_object_t type;
    git_odb_object *o = NULL;
    if (!idio_may_be_script(slash ? slash + 1 : path, false) ||
        git_odb_read_header(&size, &type, w->repo->odb, id) < 0 || type != GIT_OBJECT_BLOB ||
        size > IDIO_RULES_FILE_MAX || git_odb_read(&o, w->repo->odb, id) < 0)
        return IDIO_LANG_NONE;
    size = git_odb_object_size(o);
    enum idio_lang lang =
        idio_lang_of_shebang(git_odb_object_data(o), size < SCRIPT_HEAD ? size : SCRIPT_HEAD);
    git_odb_object_free(o);
    return lang;
}

/* ---- which files ----------------------------------------------------------------------------- */
static bool same_blob_goes(const struct idio_changes *all, const struct idio_change *born)
{
    for (size_t i = 0; i < all->at.len; i++) {
        const struct idio_change *c = &all->at.at[i];
        if (c->has_old && !c->has_new && git_oid_equal(&c->old, &born->new))
            return true;
    }
    return false;
}

static bool same_blob_comes(const struct idio_changes *all, const struct idio_change *gone)
{
    for (size_t i = 0; i < all->at.len; i++) {
        const struct idio_change *c = &all->at.at[i];
        if (!c->has_old && c->has_new && git_oid_equal(&c->new, &gone->old))
            return true;
    }
    return false;
}

static bool only_moved(const struct idio_changes *all, const struct idio_change *c)
{
    if (all->at.len > IDIO_CHANGE_TOUCHED) /* too many for a request anyway */
        return false;
    return c->has_old ? !c->has_new && same_blob_comes(all, c) : same_blob_goes(all, c);
}

/* Source files into `files`; false: more than a request is about. */
static bool pick_files(struct walk *w)
{
    for (size_t i = 0; i < w->changes.at.len; i++) {
        const struct idio_change *c = &w->changes.at.at[i];
        const char *path = idio_change_path(&w->changes, i);
        struct touched t = {.path = path,
                            .has_old = c->has_old,
                            .has_new = c->has_new,
                            .old = c->old,
                            .new = c->new};
        w->others++;
        if ((!c->has_old && !c->has_new) || !idio_utf8_valid(path, c->path_len, NULL))
            continue;
        t.lang = idio_lang_of_path(path);
        if (t.lang == IDIO_LANG_NONE && w->changes.at.len <= IDIO_CHANGE_TOUCHED)
            t.lang = script_language(w, c, path);
        if (t.lang == IDIO_LANG_NONE || !is_own_path(w, path) || only_moved(&w->changes, c))
            continue;
        if (w->file_count == CANDIDATES)
            return false;
        w->others--;
        w->files[w->file_count++] = t;
    }
    return true;
}

/* ---- contents -------------------------------------------------------------------------------- */
/* IDIO_NO_CHANGE_COUNT: read and fit. */
static int read_side(struct walk *w, const char *path, const git_oid *id, char **ret,
                     size_t *ret_len, enum idio_no_change *ret_why, struct idio_err *err)
{
    struct idio_repo_file f = {.path = path};
    struct idio_err why = {0};
    git_oid_tostr(f.blob, sizeof f.blob, id);
    int rc = idio_repo_read(w->repo, &f, ret, ret_len, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, where);
    if (rc != IDIO_OK)
        *ret_why = rc == IDIO_E_LIMIT ? IDIO_NO_CHANGE_UNFIT : IDIO_NO_CHANGE_MISSING;
    else if (idio_corpus_unfit(path, *ret, *ret_len) != IDIO_SKIP_COUNT)
        *ret_why = IDIO_NO_CHANGE_UNFIT;
    return IDIO_OK;
}

static int read_file(struct walk *w, struct touched *t, enum idio_no_change *ret_why,
                     struct idio_err *err)
{
    int rc = IDIO_OK;
    if (t->has_old)
        rc = read_side(w, t->path, &t->old, &t->old_text, &t->old_len, ret_why, err);
    if (rc == IDIO_OK && t->has_new && *ret_why == IDIO_NO_CHANGE_COUNT)
        rc = read_side(w, t->path, &t->new, &t->new_text, &t->new_len, ret_why, err);
    return rc;
}

static struct idio_span old_of(const struct touched *t)
{
    return (struct idio_span){t->old_text ? t->old_text : "", t->old_len};
}

static struct idio_span new_of(const struct touched *t)
{
    return (struct idio_span){t->new_text ? t->new_text : "", t->new_len};
}

static int compare(struct touched *t, struct idio_err *err)
{
    int rc = idio_line_diff(old_of(t), new_of(t), &t->hunks, err);
    t->added = t->removed = 0;
    for (size_t i = 0; i < t->hunks.at.len && rc == IDIO_OK; i++) {
        t->added += t->hunks.at.at[i].new_count;
        t->removed += t->hunks.at.at[i].old_count;
    }
    return rc;
}

/* Takes the old side of `gone` over, when most lines are the same. */
static int try_rename(struct touched *born, struct touched *gone, struct idio_err *err)
{
    struct touched both = {.old_text = gone->old_text,
                           .old_len = gone->old_len,
                           .new_text = born->new_text,
                           .new_len = born->new_len};
    int rc = compare(&both, err);
    uint32_t old = idio_line_count(old_of(&both)), new = idio_line_count(new_of(&both));
    bool same = rc == IDIO_OK && both.removed < old && 2 * (old - both.removed) > old &&
                2 * (new - both.added) > new;
    idio_vec_release(&both.hunks.at);
    if (!same)
        return rc;
    born->has_old = true;
    born->old = gone->old;
    born->old_text = gone->old_text;
    born->old_len = gone->old_len;
    gone->old_text = NULL;
    gone->old_len = 0;
    gone->out = true;
    return IDIO_OK;
}

static int pair_renames(struct walk *w, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->file_count; i++) {
        struct touched *born = &w->files[i];
        for (size_t k = 0; k < w->file_count && rc == IDIO_OK && !born->has_old; k++) {
            struct touched *gone = &w->files[k];
            if (gone->has_old && !gone->has_new && !gone->out && gone->lang == born->lang)
                rc = try_rename(born, gone, err);
        }
    }
    return rc;
}

/* Drops the files that `out` marks; what is left is in order. */
static void drop_out(struct walk *w, bool other)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->file_count; i++) {
        struct touched t = w->files[i];
        if (!t.out) {
            w->files[kept++] = t;
            continue;
        }
        w->others += other;
        idio_free(t.old_text);
        idio_free(t.new_text);
        idio_vec_release(&t.hunks.at);
    }
    w->file_count = kept;
}

static int measure(struct walk *w, enum idio_no_change *ret_why, struct idio_err *err)
{
    uint64_t added = 0, removed = 0;
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->file_count && rc == IDIO_OK; i++) {
        struct touched *t = &w->files[i];
        t->out = t->has_old && t->has_new && idio_only_reformatted(old_of(t), new_of(t));
        if (!t->out)
            rc = compare(t, err);
        added += t->added;
        removed += t->removed;
    }
    drop_out(w, true);
    if (w->file_count == 0)
        *ret_why = IDIO_NO_CHANGE_LAYOUT;
    else if (w->file_count > IDIO_CHANGE_FILES)
        *ret_why = IDIO_NO_CHANGE_MANY;
    else if (added > IDIO_CHANGE_LINES || removed > IDIO_CHANGE_LINES)
        *ret_why = IDIO_NO_CHANGE_LARGE;
    return rc;
}

/* From the paths that differ to the files of the change. */
static int weigh_files(struct walk *w, enum idio_no_change *ret_why, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->file_count && rc == IDIO_OK; i++) {
        enum idio_no_change why = IDIO_NO_CHANGE_COUNT;
        rc = read_file(w, &w->files[i], &why, err);
        w->files[i].out = why == IDIO_NO_CHANGE_UNFIT;
        if (why == IDIO_NO_CHANGE_MISSING)
            *ret_why = why;
    }
    if (rc != IDIO_OK || *ret_why != IDIO_NO_CHANGE_COUNT)
        return rc;
    drop_out(w, true);
    if (w->file_count == 0) {
        *ret_why = IDIO_NO_CHANGE_UNFIT;
        return rc;
    }
    rc = pair_renames(w, err);
    drop_out(w, false);
    return rc == IDIO_OK ? measure(w, ret_why, err) : rc;
}

/* ---- the change ------------------------------------------------------------------------------ */
static int put_file(struct walk *w, const struct touched *t, struct idio_changed_file *out,
                    struct idio_err *err)
{
    out->path = idio_arena_strdup(&w->arena, t->path);
    out->lang = t->lang;
    out->added = t->added;
    out->removed = t->removed;
    if (t->has_old)
        git_oid_tostr(out->old_blob, sizeof out->old_blob, &t->old);
    if (t->has_new)
        git_oid_tostr(out->new_blob, sizeof out->new_blob, &t->new);
    out->line_count = t->has_new ? t->hunks.at.len : 0;
    out->lines = idio_arena_alloc(&w->arena, out->line_count + 1, sizeof *out->lines);
    if (!out->path || !out->lines)
        return idio_nomem(err, where);
    for (size_t i = 0; i < out->line_count; i++) {
        const struct idio_hunk *h = &t->hunks.at.at[i];
        out->lines[i] = (struct idio_line_range){h->new_first + 1, h->new_first + h->new_count};
    }
    return IDIO_OK;
}

static int32_t day_of(int64_t time)
{
    int64_t day = time / 86400;
    return day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

static int put_change(struct walk *w, const git_oid *id, const struct idio_commit *c,
                      struct idio_own_change *out, struct idio_err *err)
{
    git_oid_tostr(out->commit, sizeof out->commit, id);
    out->day = day_of(c->author_time);
    out->other_files = w->others;
    out->file_count = w->file_count;
    out->files = idio_arena_alloc(&w->arena, w->file_count, sizeof *out->files);
    if (!out->files)
        return idio_nomem(err, where);
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->file_count && rc == IDIO_OK; i++)
        rc = put_file(w, &w->files[i], &out->files[i], err);
    return rc;
}

/* ---- one commit ------------------------------------------------------------------------------ */
static int judge_person(struct walk *w, const struct idio_commit *c, enum idio_no_change *ret_why,
                        struct idio_err *err)
{
    enum idio_person person;
    int rc = idio_people_of(&w->people, c, &person, err);
    if (rc != IDIO_OK)
        return rc;
    bool everybody = !w->who || w->who->len == 0;
    if (person == IDIO_PERSON_NOBODY)
        *ret_why = IDIO_NO_CHANGE_MACHINE;
    else if (person == IDIO_PERSON_OTHER && !everybody)
        *ret_why = IDIO_NO_CHANGE_OTHERS;
    else if (c->parent_count > 1)
        *ret_why = IDIO_NO_CHANGE_MERGE;
    else if (idio_change_is_revert(c->message))
        *ret_why = IDIO_NO_CHANGE_REVERT;
    return IDIO_OK;
}

/* false: no such commit here, or a damaged one. */
static bool tree_of(struct idio_repo *r, const git_oid *commit, git_oid *ret)
{
    git_odb_object *o = NULL;
    struct idio_commit c;
    if (git_odb_read(&o, r->odb, commit) < 0)
        return false;
    bool ok = idio_commit_parse(o, &c);
    if (ok)
        *ret = c.tree;
    git_odb_object_free(o);
    return ok;
}

static int judge_paths(struct walk *w, const struct idio_commit *c, enum idio_no_change *ret_why,
                       struct idio_err *err)
{
    git_oid before;
    if (c->parent_count == 1 && !tree_of(w->repo, &c->parents[0], &before)) {
        *ret_why = IDIO_NO_CHANGE_MISSING; /* a shallow clone ends here */
        return IDIO_OK;
    }
    int rc = idio_changes_find(&w->changes, w->repo, c->parent_count == 1 ? &before : NULL,
                               &c->tree, err);
    if (rc != IDIO_OK)
        return rc;
    w->work += w->changes.compared;
    if (w->changes.missing)
        *ret_why = IDIO_NO_CHANGE_MISSING;
    else if (w->changes.cut || !pick_files(w))
        *ret_why = IDIO_NO_CHANGE_MANY;
    else if (w->file_count == 0)
        *ret_why = IDIO_NO_CHANGE_NO_SOURCE;
    return IDIO_OK;
}

static void forget_files(struct walk *w)
{
    for (size_t i = 0; i < w->file_count; i++)
        w->files[i].out = true;
    drop_out(w, false);
    w->others = 0;
}

static int one_commit(struct walk *w, const git_oid *id, const struct idio_commit *c,
                      idio_own_change_visit visit, void *ctx, struct idio_err *err)
{
    enum idio_no_change why = IDIO_NO_CHANGE_COUNT;
    struct idio_own_change change = {0};
    idio_arena_clear(&w->arena);
    w->count.walked++;
    int rc = judge_person(w, c, &why, err);
    if (rc == IDIO_OK && why == IDIO_NO_CHANGE_COUNT)
        rc = judge_paths(w, c, &why, err);
    if (rc == IDIO_OK && why == IDIO_NO_CHANGE_COUNT)
        rc = weigh_files(w, &why, err);
    if (rc == IDIO_OK && why == IDIO_NO_CHANGE_COUNT) {
        rc = idio_change_text(c->message, &w->arena, &change.subject, &change.body, err);
        if (rc == IDIO_OK && !change.subject[0])
            why = IDIO_NO_CHANGE_WORDLESS;
    }
    if (rc == IDIO_OK && why == IDIO_NO_CHANGE_COUNT)
        rc = put_change(w, id, c, &change, err);
    forget_files(w);
    if (rc != IDIO_OK)
        return rc;
    if (why != IDIO_NO_CHANGE_COUNT) {
        w->count.dropped[why]++;
        return IDIO_OK;
    }
    w->count.given++;
    return visit(&change, ctx, err);
}

/* ---- the walk -------------------------------------------------------------------------------- */
static int read_attributes(struct walk *w, struct idio_err *err)
{
    git_odb_object *o = NULL;
    int rc = idio_repo_root_file(w->repo, ".gitattributes", &o, err);
    if (rc == IDIO_OK && o)
        rc = idio_attributes_add(&w->attributes, git_odb_object_data(o), git_odb_object_size(o), "",
                                 &w->attribute_text, err);
    git_odb_object_free(o);
    return rc;
}

static int walk_all(struct walk *w, struct idio_cancel *cancel, idio_own_change_visit visit,
                    void *ctx, struct idio_err *err)
{
    int rc = IDIO_OK;
    while (rc == IDIO_OK) {
        git_odb_object *o = NULL;
        struct idio_commit c;
        if (w->work > TREE_WORK) {
            w->count.cut = true;
            break;
        }
        rc = idio_history_next(&w->history, cancel, &o, &c, err);
        if (rc != IDIO_OK || !o)
            break;
        rc = one_commit(w, git_odb_object_id(o), &c, visit, ctx, err);
        git_odb_object_free(o);
    }
    w->count.cut = w->count.cut || w->history.cut;
    return rc;
}

static int walk_git(struct walk *w, size_t max, struct idio_cancel *cancel,
                    idio_own_change_visit visit, void *ctx, struct idio_err *err)
{
    int rc = idio_repo_resolve(w->repo, err);
    if (rc != IDIO_OK)
        return rc;
    idio_arena_init(&w->arena, ARENA_BYTES);
    idio_arena_init(&w->attribute_text, (size_t)4 * IDIO_RULES_FILE_MAX);
    idio_changes_init(&w->changes);
    rc = idio_people_init(&w->people, w->repo, w->who, err);
    int rc2 = idio_history_init(&w->history, w->repo, max, NULL, NULL, err);
    rc = rc != IDIO_OK ? rc : rc2;
    if (rc == IDIO_OK)
        rc = read_attributes(w, err);
    if (rc == IDIO_OK)
        rc = walk_all(w, cancel, visit, ctx, err);
    idio_history_release(&w->history);
    idio_people_release(&w->people);
    idio_changes_release(&w->changes);
    idio_globs_release(&w->attributes);
    idio_arena_release(&w->attribute_text);
    idio_arena_release(&w->arena);
    return rc;
}

int idio_repo_own_changes(struct idio_repo *r, const struct idio_identities *who,
                          size_t max_commits, idio_own_change_visit visit, void *visit_ctx,
                          struct idio_ctx *ctx, struct idio_own_changes_count *ret,
                          struct idio_err *err)
{
    int rc = IDIO_OK;
    struct walk *w = idio_alloc(1, sizeof *w);
    if (!w)
        return idio_nomem(err, where);
    w->repo = r;
    w->who = who;
    if (r->kind == IDIO_REPO_GIT)
        rc = walk_git(w, max_commits, ctx ? ctx->cancel : NULL, visit, visit_ctx, err);
    if (rc == IDIO_OK && ret)
        *ret = w->count;
    idio_free(w);
    return rc;
}
