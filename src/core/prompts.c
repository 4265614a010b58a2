/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prompts: what the developer asked coding agents for, imported from their logs on this machine.
 * Real requests in the developer's own words are the best there is for training pairs, and the
 * only measure of how natural made ones are.
 *
 * They stay on this machine: they lie in the database beside everything else, secrets and personal
 * data taken out first. Other people's programs made the files, so no file can fail the run: what
 * cannot be read or understood is counted and told at the end.
 */
#include "base/near.h"
#include "core/prompts_internal.h"

#include <string.h>

#define ROWS_MAX     PROMPTS_FILE_MAX /* bytes of Cursor's rows together */
#define HASHES_MAX   ((size_t)512 << 20)
#define DAY_SIZE     11
#define PROMPT_ARENA ((size_t)1 << 30)

static const char where_prompts[] = "core.prompts";

static const char *const tool_names[PROMPTS_TOOLS] = {
    [PROMPTS_CLAUDE] = "claude",
    [PROMPTS_CODEX] = "codex",
    [PROMPTS_CURSOR] = "cursor",
    [PROMPTS_SPECSTORY] = "specstory",
};

const char *prompts_tool_name(enum prompts_tool t)
{
    return (unsigned)t < PROMPTS_TOOLS ? tool_names[t] : "";
}

static int find_tool(const char *name, enum prompts_tool *ret, struct idio_err *err)
{
    for (int t = 0; t < PROMPTS_TOOLS; t++)
        if (strcmp(name, tool_names[t]) == 0) {
            *ret = (enum prompts_tool)t;
            return IDIO_OK;
        }
    const int rc = idio_fail(err, IDIO_E_USAGE, where_prompts, "no tool is called '%s'", name);
    for (int t = 0; t < PROMPTS_TOOLS; t++)
        if (idio_is_near(name, tool_names[t]))
            return idio_hint(err, rc, "did you mean '%s'?", tool_names[t]);
    return idio_hint(err, rc, "tools are claude, codex, cursor and specstory");
}

/* ---- import ---------------------------------------------------------------------------------- */

static int choose_tools(struct importing *im, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (int t = 0; t < PROMPTS_TOOLS; t++)
        im->tools[t] = im->opts->tool_count == 0;
    for (size_t i = 0; i < im->opts->tool_count && rc == IDIO_OK; i++) {
        enum prompts_tool t = PROMPTS_CLAUDE;
        rc = find_tool(im->opts->tools[i], &t, err);
        im->tools[t] = true;
    }
    return rc;
}

/* A dry run reads a database that is there and does not make one, nor bring an old one up to
 * date: without it nothing is known, and nothing is learnt. */
static int open_store(struct importing *im, struct idio_err *err)
{
    struct idio_core *c = im->core;
    int rc = IDIO_OK;
    if (!im->opts->dry_run || c->store) {
        rc = core_need_store(c, err);
        im->has_store = rc == IDIO_OK;
    } else if (idio_fs_is_file(c->db_path)) {
        rc = idio_store_open(c->db_path, IDIO_STORE_READ_ONLY, IDIO_CORE_BUSY_MS, &c->store, err);
        im->has_store = rc == IDIO_OK;
        if (rc == IDIO_E_CONFLICT || rc == IDIO_E_NOTFOUND)
            rc = IDIO_OK;
    }
    if (rc == IDIO_OK && im->has_store)
        rc = idio_store_repos(c->store, &im->arena, &im->repos, &im->repo_count, err);
    return rc;
}

static int resolve_from(struct importing *im, struct idio_err *err)
{
    char *real = NULL;
    int rc = idio_fs_real(im->opts->from, &real, err);
    if (rc == IDIO_OK && !idio_fs_is_dir(real))
        rc = idio_fail(err, IDIO_E_INVALID, where_prompts, "%s is not a folder", im->opts->from);
    if (rc == IDIO_OK) {
        im->from = idio_arena_strdup(&im->arena, real);
        rc = im->from ? IDIO_OK : idio_nomem(err, where_prompts);
    }
    idio_free(real);
    return rc;
}

static int read_cursor(struct importing *im, const struct prompts_source *s, struct idio_err *err)
{
    struct idio_str rows;
    idio_str_init(&rows, ROWS_MAX);
    int rc = prompts_cursor_rows(im, s->path, &rows, err);
    if (rc == IDIO_OK)
        rc = prompts_keep(im, s, rows.data, rows.len, err);
    idio_str_release(&rows);
    return rc;
}

static int read_source(struct importing *im, const struct prompts_source *s, struct idio_err *err)
{
    struct idio_err why = {0};
    char *text = NULL;
    size_t n = 0;
    if (idio_cancelled(im->core->ctx->cancel))
        return idio_fail(err, IDIO_E_CANCELLED, where_prompts, "stopped");
    if (s->tool == PROMPTS_CURSOR)
        return read_cursor(im, s, err);
    im->counts[s->tool].files++;
    int rc = idio_fs_read(s->path, PROMPTS_FILE_MAX, &text, &n, &why);
    if (rc < 0 && prompts_goes_on(im, s->tool, &why, rc))
        return IDIO_OK;
    if (rc == IDIO_OK)
        rc = prompts_keep(im, s, text, n, err);
    else if (err)
        *err = why;
    idio_free(text);
    return rc;
}

static int read_sources(struct importing *im, struct idio_err *err)
{
    struct idio_progress *progress = im->core->ctx->progress;
    int rc = IDIO_OK;
    idio_progress_begin(progress, "reading", "logs", im->sources.len);
    for (size_t i = 0; i < im->sources.len && rc == IDIO_OK; i++) {
        rc = read_source(im, &im->sources.at[i], err);
        idio_progress_add(progress, 1);
    }
    idio_progress_end(progress);
    return rc;
}

static int import(struct importing *im, struct idio_err *err)
{
    char digest[IDIO_DETECTOR_SIZE]; /* nothing is cached under it */
    int rc = choose_tools(im, err);
    if (rc == IDIO_OK)
        rc = resolve_from(im, err);
    if (rc == IDIO_OK)
        rc = core_secret_rules(im->core, im->opts->secret_rules, digest, err);
    if (rc == IDIO_OK)
        rc = open_store(im, err);
    if (rc == IDIO_OK)
        rc = idio_sorter_new(&im->sorter, err);
    if (rc == IDIO_OK)
        rc = prompts_find(im, err);
    if (rc == IDIO_OK)
        rc = read_sources(im, err);
    if (rc == IDIO_OK)
        rc = prompts_store(im, err);
    return rc;
}

/* ---- report ---------------------------------------------------------------------------------- */

static void put_int(struct idio_json *o, const char *key, int64_t n, int *rc)
{
    const int st = idio_json_put(o, key, idio_json_int(n));
    *rc = *rc < 0 ? *rc : st;
}

static void put_text(struct idio_json *o, const char *key, const char *s, int *rc)
{
    const int st = idio_json_put(o, key, idio_json_string(s));
    *rc = *rc < 0 ? *rc : st;
}

static struct idio_json *tool_json(enum prompts_tool tool, const struct prompts_count *n, int *rc)
{
    const struct {
        const char *key;
        size_t n;
    } rows[] = {
        {"files", n->files},       {"unreadable", n->unreadable},
        {"links", n->links},       {"prompts", n->prompts},
        {"kept", n->kept},         {"known", n->known},
        {"repeated", n->repeated}, {"explain", n->explain},
        {"other", n->other},       {"unclear", n->unclear},
        {"skipped", n->skipped},   {"not_understood", n->not_understood},
    };
    struct idio_json *o = idio_json_object(), *intents = idio_json_object();
    put_text(o, "tool", tool_names[tool], rc);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_int(o, rows[i].key, (int64_t)rows[i].n, rc);
    put_text(o, "version", n->version, rc);
    for (int i = 0; i < IDIO_INTENT_EXPLAIN; i++)
        put_int(intents, idio_intent_name((enum idio_intent)i), (int64_t)n->intents[i], rc);
    const int st = idio_json_put(o, "intents", intents);
    *rc = *rc < 0 ? *rc : st;
    return o;
}

static int report(struct importing *im, struct idio_json **ret, struct idio_err *err)
{
    struct idio_json *doc = idio_json_object(), *tools = idio_json_array();
    int64_t stored = 0, kept = 0;
    int rc = im->has_store ? idio_store_prompts_count(im->core->store, &stored, err) : IDIO_OK;
    for (int t = 0; t < PROMPTS_TOOLS; t++)
        kept += (int64_t)im->counts[t].kept;
    int put = IDIO_OK;
    put_text(doc, "from", im->from, &put);
    const int flag = idio_json_put(doc, "dry_run", idio_json_bool(im->opts->dry_run));
    put = put < 0 ? put : flag;
    put_int(doc, "kept", kept, &put);
    put_int(doc, "stored", stored, &put);
    put_text(doc, "secret_rules", im->opts->secret_rules ? im->opts->secret_rules : "", &put);
    for (int t = 0; t < PROMPTS_TOOLS; t++)
        if (im->tools[t]) {
            const int st =
                idio_json_push(tools, tool_json((enum prompts_tool)t, &im->counts[t], &put));
            put = put < 0 ? put : st;
        }
    const int last = idio_json_put(doc, "tools", tools);
    if (rc == IDIO_OK && (put < 0 || last < 0))
        rc = idio_nomem(err, where_prompts);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}

int idio_core_prompts_import(struct idio_core *c, const struct idio_prompts_import_opts *o,
                             struct idio_json **ret, struct idio_err *err)
{
    struct importing im = {.core = c, .opts = o};
    idio_arena_init(&im.arena, PROMPT_ARENA);
    idio_map_init(&im.seen, HASHES_MAX);
    int rc = import(&im, err);
    if (rc == IDIO_OK)
        rc = report(&im, ret, err);
    /* A store that may only read is of no use to what comes after. */
    if (o->dry_run && c->store)
        c->store = idio_store_close(c->store);
    idio_sorter_free(im.sorter);
    idio_vec_release(&im.sources);
    idio_vec_release(&im.kept);
    idio_map_release(&im.seen);
    idio_arena_release(&im.arena);
    return rc;
}

/* ---- list, forget ---------------------------------------------------------------------------- */

static struct idio_json *prompt_json(const struct idio_store_prompt *p)
{
    struct idio_json *o = idio_json_object();
    char day[IDIO_ISO_SIZE];
    int rc = IDIO_OK;
    idio_clock_iso((int64_t)p->day * 86400, day);
    day[DAY_SIZE - 1] = '\0';
    put_int(o, "id", p->id, &rc);
    put_text(o, "day", p->day ? day : NULL, &rc);
    put_text(o, "tool", p->tool, &rc);
    put_text(o, "intent", p->intent, &rc);
    put_text(o, "folder", p->folder, &rc);
    put_text(o, "repo", p->repo ? p->repo_name : NULL, &rc);
    put_text(o, "text", p->text, &rc);
    return rc < 0 ? idio_json_free(o) : o;
}

static bool has_database(const struct idio_core *c)
{
    return c->store || idio_fs_is_file(c->db_path);
}

int idio_core_prompts(struct idio_core *c, size_t limit, struct idio_json **ret,
                      struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_store_prompt *rows = NULL;
    size_t n = 0;
    int64_t stored = 0;
    idio_arena_init(&arena, PROMPT_ARENA);
    int rc = has_database(c) ? core_need_store(c, err) : IDIO_OK;
    if (rc == IDIO_OK && c->store)
        rc = idio_store_prompts_count(c->store, &stored, err);
    if (rc == IDIO_OK && c->store)
        rc = idio_store_prompts(c->store, limit, &arena, &rows, &n, err);
    if (rc == IDIO_OK) {
        struct idio_json *doc = idio_json_object(), *list = idio_json_array();
        int put = IDIO_OK;
        put_int(doc, "stored", stored, &put);
        for (size_t i = 0; i < n && put == IDIO_OK; i++)
            put = idio_json_push(list, prompt_json(&rows[i]));
        const int last = idio_json_put(doc, "prompts", list);
        if (put < 0 || last < 0)
            rc = idio_nomem(err, where_prompts);
        if (rc == IDIO_OK)
            *ret = doc;
        else
            idio_json_free(doc);
    }
    idio_arena_release(&arena);
    return rc;
}

int idio_core_prompts_forget(struct idio_core *c, const char *tool, struct idio_json **ret,
                             struct idio_err *err)
{
    enum prompts_tool t = PROMPTS_CLAUDE;
    int64_t n = 0, stored = 0;
    int rc = tool ? find_tool(tool, &t, err) : IDIO_OK;
    if (rc == IDIO_OK && has_database(c))
        rc = core_need_store(c, err);
    if (rc == IDIO_OK && c->store)
        rc = idio_store_prompts_forget(c->store, tool, &n, err);
    if (rc == IDIO_OK && c->store)
        rc = idio_store_prompts_count(c->store, &stored, err);
    if (rc < 0)
        return rc;
    struct idio_json *doc = idio_json_object();
    int put = IDIO_OK;
    put_text(doc, "tool", tool, &put);
    put_int(doc, "forgotten", n, &put);
    put_int(doc, "stored", stored, &put);
    if (put < 0) {
        idio_json_free(doc);
        return idio_nomem(err, where_prompts);
    }
    *ret = doc;
    return IDIO_OK;
}
