/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export: the profile as other tools read it.
 *
 *   facts in force → the files of one format (export_text, _editor, _clang) → put into what is
 * there (export_merge) → written, or shown as a difference
 *
 * All files are merged before the first is written, so that a refusal leaves everything as it was.
 */
#include "core/export_internal.h"

#include <stdlib.h>
#include <string.h>

static const char WHERE[] = "core.export";

static const char *const names[] = {
    [IDIO_EXPORT_AGENTS] = "agents",
    [IDIO_EXPORT_CURSOR] = "cursor",
    [IDIO_EXPORT_COPILOT] = "copilot",
    [IDIO_EXPORT_EDITORCONFIG] = "editorconfig",
    [IDIO_EXPORT_CLANG_FORMAT] = "clang-format",
    [IDIO_EXPORT_JSON] = "json",
};

/* ---- which facts ----------------------------------------------------------------------------- */

static bool is_in_force(const struct idio_fact *f)
{
    return f->decided && f->standing != IDIO_STANDING_REJECTED &&
           f->standing != IDIO_STANDING_OVERRULED;
}

/* The developer's word first, then what others would not guess. */
static int by_worth(const void *a, const void *b)
{
    const struct idio_fact *x = *(const struct idio_fact *const *)a;
    const struct idio_fact *y = *(const struct idio_fact *const *)b;
    bool xp = x->standing == IDIO_STANDING_PINNED, yp = y->standing == IDIO_STANDING_PINNED;
    if (xp != yp)
        return yp - xp;
    if (x->surprise != y->surprise)
        return x->surprise < y->surprise ? 1 : -1;
    if (x->impact != y->impact)
        return x->impact < y->impact ? 1 : -1;
    return strcmp(x->id, y->id);
}

static int choose(struct exporting *x, struct idio_err *err)
{
    struct idio_fact *all = NULL;
    size_t n = 0;
    int rc = core_facts(x->core, x->arena, &all, &n, err);
    if (rc < 0)
        return rc;
    x->facts = idio_arena_alloc(x->arena, n + 1, sizeof *x->facts);
    if (!x->facts)
        return idio_nomem(err, WHERE);
    n = core_facts_at(all, n, x->o->scope ? x->o->scope : "");
    for (size_t i = 0; i < n; i++) {
        const struct idio_fact *f = &all[i];
        if (!is_in_force(f))
            continue;
        if (x->o->lang == IDIO_LANG_NONE || f->lang == idio_lang_style(x->o->lang))
            x->facts[x->n++] = f;
    }
    if (x->n > 0)
        qsort(x->facts, x->n, sizeof *x->facts, by_worth);
    return IDIO_OK;
}

const char *export_value(const struct exporting *x, enum idio_lang lang, const char *trait)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->facts[i]->lang == lang && strcmp(x->facts[i]->trait, trait) == 0)
            return x->facts[i]->value;
    return NULL;
}

bool export_has_lang(const struct exporting *x, enum idio_lang lang)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->facts[i]->lang == lang)
            return true;
    return false;
}

void export_globs(struct idio_str *out, enum idio_lang lang, const char *before,
                  const char *between)
{
    bool first = true;
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++) {
        if (idio_lang_style((enum idio_lang)l) != lang)
            continue;
        for (const char *p = idio_lang_extensions((enum idio_lang)l); *p;) {
            size_t n = strcspn(p, " ");
            idio_str_printf(out, "%s%s%.*s", first ? "" : between, before, (int)n, p);
            first = false;
            p += n + (p[n] == ' ');
        }
    }
}

struct export_file *export_add(struct exporting *x, const char *path)
{
    struct export_file f = {.path = path, .head = ""};
    if (!path || idio_vec_push(&x->files, f) < 0)
        return NULL;
    struct export_file *added = &x->files.at[x->files.len - 1];
    idio_str_init(&added->block, EXPORT_TEXT_MAX);
    return added;
}

static int make_files(struct exporting *x, struct idio_err *err)
{
    static int (*const makers[])(struct exporting *, struct idio_err *) = {
        [IDIO_EXPORT_AGENTS] = export_agents,
        [IDIO_EXPORT_CURSOR] = export_cursor,
        [IDIO_EXPORT_COPILOT] = export_copilot,
        [IDIO_EXPORT_EDITORCONFIG] = export_editorconfig,
        [IDIO_EXPORT_CLANG_FORMAT] = export_clang_format,
        [IDIO_EXPORT_JSON] = export_json,
    };
    int rc = makers[x->o->format](x, err);
    for (size_t i = 0; i < x->files.len && rc == IDIO_OK; i++)
        rc = idio_str_status(&x->files.at[i].block, WHERE, err);
    if (rc == IDIO_OK && x->files.len == 0) {
        rc = idio_fail(err, IDIO_E_NOTFOUND, WHERE, "nothing is decided that %s could say",
                       names[x->o->format]);
        rc = idio_hint(err, rc, "'idiolect profile --all' shows what is known");
    }
    return rc;
}

/* ---- where to -------------------------------------------------------------------------------- */

struct target {
    const char *path; /* on disk, links followed; what is shown is `shown` */
    const char *shown;
    char *old;
    size_t old_len;
    struct idio_str text;
};

static bool is_stdout(const struct idio_export_opts *o)
{
    return o->output && strcmp(o->output, "-") == 0;
}

static int place(struct exporting *x, size_t at, struct target *t, struct idio_err *err)
{
    const char *out = x->o->output ? x->o->output : ".";
    const char *name = x->files.at[at].path;
    size_t n = strlen(out);
    bool folder = idio_fs_is_dir(out) || (n > 0 && out[n - 1] == '/') || x->files.len > 1 ||
                  x->o->format == IDIO_EXPORT_CURSOR || x->o->format == IDIO_EXPORT_COPILOT;
    while (n > 1 && out[n - 1] == '/')
        n--;
    t->shown = !folder                 ? out
               : strcmp(out, ".") == 0 ? name
                                       : idio_arena_printf(x->arena, "%.*s/%s", (int)n, out, name);
    if (!t->shown)
        return idio_nomem(err, WHERE);
    t->path = t->shown;
    char *real = NULL;
    /* AGENTS.md is often a link to another tool's file: what it points to is written, not it. */
    if (idio_fs_real(t->shown, &real, NULL) == IDIO_OK)
        t->path = idio_arena_strdup(x->arena, real);
    idio_free(real);
    if (!t->path)
        return idio_nomem(err, WHERE);
    if (idio_fs_is_dir(t->path))
        return idio_fail(err, IDIO_E_CONFLICT, WHERE, "%s is a folder", t->shown);
    if (!idio_fs_is_file(t->path))
        return IDIO_OK;
    return idio_fs_read(t->path, EXPORT_TEXT_MAX, &t->old, &t->old_len, err);
}

static int write_file(struct exporting *x, const struct target *t, struct idio_err *err)
{
    if (t->old && t->old_len == t->text.len && memcmp(t->old, t->text.data, t->text.len) == 0)
        return IDIO_OK;
    const char *slash = strrchr(t->path, '/');
    int rc = IDIO_OK;
    if (slash && slash > t->path) {
        const char *folder = idio_arena_strndup(x->arena, t->path, (size_t)(slash - t->path));
        rc = folder ? idio_fs_mkdirs(folder, 0777, err) : idio_nomem(err, WHERE);
    }
    if (rc == IDIO_OK)
        rc = idio_fs_write_atomic(t->path, t->text.data, t->text.len, 0644, err);
    return rc;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static int describe(const struct exporting *x, const struct target *t, struct idio_json *list,
                    struct idio_err *err)
{
    bool same =
        t->old && t->old_len == t->text.len && memcmp(t->old, t->text.data, t->text.len) == 0;
    struct idio_json *o = idio_json_object();
    struct idio_str diff;
    idio_str_init(&diff, 4 * EXPORT_TEXT_MAX);
    int rc = x->o->diff ? core_diff_text(t->shown, t->old, t->old_len, t->text.data, t->text.len,
                                         &diff, err)
                        : IDIO_OK;
    int put =
        idio_json_put(o, "path", is_stdout(x->o) ? idio_json_null() : idio_json_string(t->shown));
    put |= idio_json_put(o, "state", idio_json_string(same ? "same" : t->old ? "changed" : "new"));
    put |= idio_json_put(o, "diff",
                         x->o->diff ? idio_json_string_n(diff.data, diff.len) : idio_json_null());
    put |= idio_json_put(o, "text",
                         is_stdout(x->o) ? idio_json_string_n(t->text.data, t->text.len)
                                         : idio_json_null());
    put |= idio_json_push(list, o);
    idio_str_release(&diff);
    return rc < 0 ? rc : put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int deliver(struct exporting *x, struct target *targets, struct idio_json *doc,
                   struct idio_err *err)
{
    bool write = !x->o->diff && !is_stdout(x->o);
    struct idio_json *list = idio_json_array();
    int rc = list ? IDIO_OK : idio_nomem(err, WHERE);
    for (size_t i = 0; i < x->files.len && rc == IDIO_OK; i++) {
        struct target *t = &targets[i];
        t->shown = x->files.at[i].path;
        if (!is_stdout(x->o))
            rc = place(x, i, t, err);
        if (rc == IDIO_OK)
            rc = export_merge(&x->files.at[i], t->old, t->old_len, t->shown,
                              x->o->force || x->o->diff, &t->text, err);
    }
    for (size_t i = 0; i < x->files.len && rc == IDIO_OK; i++) {
        rc = describe(x, &targets[i], list, err);
        if (rc == IDIO_OK && write)
            rc = write_file(x, &targets[i], err);
    }
    int put = idio_json_put(doc, "format", idio_json_string(names[x->o->format]));
    put |= idio_json_put(doc, "written", idio_json_bool(write));
    put |= idio_json_put(doc, "files", list);
    return rc < 0 ? rc : put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int run(struct exporting *x, struct idio_json *doc, struct idio_err *err)
{
    int rc = core_need_profile(x->core, err);
    if (rc == IDIO_OK)
        rc = choose(x, err);
    if (rc == IDIO_OK)
        rc = make_files(x, err);
    if (rc == IDIO_OK && is_stdout(x->o) && x->files.len > 1)
        rc = idio_hint(
            err, idio_fail(err, IDIO_E_USAGE, WHERE, "%s has several files", names[x->o->format]),
            "name a folder with -o, or look at them with --diff");
    if (rc < 0)
        return rc;
    struct target *targets = idio_arena_alloc(x->arena, x->files.len, sizeof *targets);
    if (!targets)
        return idio_nomem(err, WHERE);
    for (size_t i = 0; i < x->files.len; i++)
        idio_str_init(&targets[i].text, 2 * EXPORT_TEXT_MAX);
    rc = deliver(x, targets, doc, err);
    for (size_t i = 0; i < x->files.len; i++) {
        idio_str_release(&targets[i].text);
        idio_free(targets[i].old);
    }
    return rc;
}

int idio_core_export(struct idio_core *c, const struct idio_export_opts *o, struct idio_json **ret,
                     struct idio_err *err)
{
    struct idio_arena arena;
    struct exporting x = {.core = c, .o = o, .arena = &arena};
    struct idio_json *doc = idio_json_object();
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    int rc = doc ? run(&x, doc, err) : idio_nomem(err, WHERE);
    for (size_t i = 0; i < x.files.len; i++)
        idio_str_release(&x.files.at[i].block);
    idio_vec_release(&x.files);
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
