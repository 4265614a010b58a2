/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursor: rows of state.vscdb, two tables of key and value (core reads them, one row a line). Found
 * in specstoryai/getspecstory specstory-cli/pkg/providers/cursoride (database.go, types.go,
 * path_utils.go), michaeldhood/chatrxiv docs/cursor/storage-reference.md and
 * pppp606/cursor-efficiency docs/vscdbRelation.md:
 *
 *   cursorDiskKV  bubbleId:<composer>:<bubble>   {type: 1 the person, 2 the model; text, createdAt,
 *                                                 workspaceUris}
 *                 composerData:<composer>        {createdAt in ms; `conversation`, bubbles in
 * place, before there were bubble rows; workspaceIdentifier: {uri: {fsPath}} since 3.12} ItemTable
 * composer.composerData          of a workspace: {allComposers: [{composerId}]}
 *                 composer.composerHeaders       of all: the same with workspaceIdentifier
 *                 aiService.prompts              [{text, commandType}]
 *                 workbench.panel.aichat.view.aichat.chatdata
 *                                                {tabs: [{bubbles: [{type: "user", text or
 * rawText}]}]}
 *
 * A workspace's folder stands in workspace.json beside its database, {folder: "file:///…"}; a row
 * of that name says whose rows come next. A bubble's own time is often missing or that of a whole
 * batch: the composer's stands in for it.
 *
 * Two passes: the first learns where and when each composer was, the second takes the prompts.
 */
#include <string.h>

#include "base/map.h"
#include "pairs/logs_internal.h"

#define KEYS_MAX ((size_t)64 << 20)

struct composer {
    const char *folder;
    int64_t time;
};
struct cursor {
    struct log_reader *r;
    struct idio_map ids; /* composer id → index */
    IDIO_VEC(struct composer) composers;
    const char *folder; /* of the workspace whose rows are read */
    bool first;         /* pass */
};

static struct composer *composer_of(struct cursor *c, const char *id, size_t n)
{
    const size_t i = n > 0 && n < 256 ? idio_map_intern(&c->ids, id, n) : SIZE_MAX;
    const struct composer none = {.folder = ""};
    if (i == SIZE_MAX) {
        if (n > 0 && n < 256)
            c->r->status = IDIO_E_NOMEM;
        return NULL;
    }
    if (i == c->composers.len && idio_vec_push(&c->composers, none) < 0) {
        c->r->status = IDIO_E_NOMEM;
        return NULL;
    }
    return &c->composers.at[i];
}

static const char *folder_of(struct cursor *c, const struct idio_json *o)
{
    const struct idio_json *uri = idio_json_get(idio_json_get(o, "workspaceIdentifier"), "uri");
    const char *path = idio_json_get_str(uri, "fsPath", NULL);
    return path ? log_folder(c->r, path) : log_folder(c->r, idio_json_get_str(uri, "external", ""));
}

static void note(struct cursor *c, struct composer *m, const struct idio_json *o,
                 const char *folder)
{
    const char *own = folder_of(c, o);
    if (!m)
        return;
    if (*own || !*m->folder)
        m->folder = *own ? own : folder;
    if (m->time == 0)
        m->time = log_json_time(idio_json_get(o, "createdAt"));
}

/* ---- prompts --------------------------------------------------------------------------------- */

static bool is_users(const struct idio_json *bubble)
{
    const struct idio_json *type = idio_json_get(bubble, "type");
    const char *name = idio_json_str(type);
    return name ? strcmp(name, "user") == 0 : idio_json_to_int(type, 0) == 1;
}

static void read_bubble(struct cursor *c, const struct idio_json *b, const char *folder,
                        int64_t time)
{
    const char *text = idio_json_get_str(b, "text", NULL);
    if (!text)
        text = idio_json_get_str(b, "rawText", NULL);
    if (!is_users(b))
        return;
    if (!text) {
        log_odd(c->r);
        return;
    }
    const char *uri = idio_json_str(idio_json_at(idio_json_get(b, "workspaceUris"), 0));
    const char *own = uri ? log_folder(c->r, uri) : "";
    const int64_t at = log_json_time(idio_json_get(b, "createdAt"));
    log_add(c->r, idio_slice_c(text), *folder ? folder : own, at ? at : time);
}

static void read_bubbles(struct cursor *c, const struct idio_json *list, const char *folder,
                         int64_t time)
{
    for (size_t i = 0; i < idio_json_len(list); i++)
        read_bubble(c, idio_json_at(list, i), folder, time);
}

static void read_tabs(struct cursor *c, const struct idio_json *v)
{
    const struct idio_json *tabs = idio_json_get(v, "tabs");
    if (idio_json_type(tabs) != IDIO_JSON_ARRAY)
        log_odd(c->r);
    for (size_t i = 0; i < idio_json_len(tabs); i++) {
        const struct idio_json *tab = idio_json_at(tabs, i);
        int64_t time = log_json_time(idio_json_get(tab, "createdAt"));
        if (time == 0)
            time = log_json_time(idio_json_get(tab, "lastSendTime"));
        read_bubbles(c, idio_json_get(tab, "bubbles"), c->folder, time);
    }
}

static void read_prompts(struct cursor *c, const struct idio_json *v)
{
    if (idio_json_type(v) != IDIO_JSON_ARRAY)
        log_odd(c->r);
    for (size_t i = 0; i < idio_json_len(v); i++) {
        const char *text = idio_json_get_str(idio_json_at(v, i), "text", NULL);
        if (text)
            log_add(c->r, idio_slice_c(text), c->folder, 0);
        else
            log_odd(c->r);
    }
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void read_composers(struct cursor *c, const struct idio_json *v)
{
    const struct idio_json *all = idio_json_get(v, "allComposers");
    for (size_t i = 0; i < idio_json_len(all); i++) {
        const struct idio_json *o = idio_json_at(all, i);
        const char *id = idio_json_get_str(o, "composerId", "");
        note(c, composer_of(c, id, strlen(id)), o, c->folder);
    }
}

static void read_composer(struct cursor *c, struct idio_slice id, const struct idio_json *v)
{
    struct composer *m = composer_of(c, id.p, id.n);
    if (c->first)
        note(c, m, v, c->folder);
    else if (m)
        read_bubbles(c, idio_json_get(v, "conversation"), m->folder, m->time);
}

static void read_bubble_row(struct cursor *c, struct idio_slice rest, const struct idio_json *v)
{
    const char *colon = memchr(rest.p, ':', rest.n);
    const struct composer *m = composer_of(c, rest.p, colon ? (size_t)(colon - rest.p) : rest.n);
    if (m)
        read_bubble(c, v, m->folder, m->time);
}

static bool wanted(const struct cursor *c, struct idio_slice key)
{
    if (idio_slice_eq_c(key, "workspace.json") || idio_slice_starts(key, "composerData:"))
        return true;
    if (idio_slice_eq_c(key, "composer.composerData") ||
        idio_slice_eq_c(key, "composer.composerHeaders"))
        return c->first;
    return !c->first;
}

static void read_row(struct cursor *c, struct idio_slice line)
{
    static const char data[] = "composerData:", bubble[] = "bubbleId:";
    const char *tab = memchr(line.p, '\t', line.n);
    const struct idio_slice key = idio_slice(line.p, tab ? (size_t)(tab - line.p) : 0);
    if (!tab && c->first && idio_slice_trim(line).n > 0)
        log_odd(c->r);
    if (!tab || !wanted(c, key))
        return;
    const size_t odd = c->r->counts.not_understood;
    struct idio_json *v = log_json(c->r, idio_slice(tab + 1, line.n - key.n - 1));
    const bool workspace = idio_slice_eq_c(key, "workspace.json");
    if (!c->first && (workspace || idio_slice_starts(key, data)))
        c->r->counts.not_understood = odd; /* the first pass has counted it */
    if (workspace) /* also when it is not understood: not the folder of the one before */
        c->folder = log_folder(c->r, idio_json_get_str(v, "folder", ""));
    if (!v)
        return;
    if (idio_slice_starts(key, bubble))
        read_bubble_row(c, idio_slice(key.p + sizeof bubble - 1, key.n - sizeof bubble + 1), v);
    else if (idio_slice_starts(key, data))
        read_composer(c, idio_slice(key.p + sizeof data - 1, key.n - sizeof data + 1), v);
    else if (idio_slice_eq_c(key, "aiService.prompts"))
        read_prompts(c, v);
    else if (idio_slice_starts(key, "workbench.panel.aichat.view.aichat.chatdata"))
        read_tabs(c, v);
    else if (c->first && !workspace)
        read_composers(c, v);
    idio_json_free(v);
}

void log_cursor(struct log_reader *r, const char *p, size_t n)
{
    struct cursor c = {.r = r, .folder = ""};
    idio_map_init(&c.ids, KEYS_MAX);
    for (int pass = 0; pass < 2; pass++) {
        const char *at = p;
        struct idio_slice line;
        c.first = pass == 0;
        c.folder = "";
        while (r->status == IDIO_OK && log_line(&at, p + n, &line))
            read_row(&c, line);
    }
    idio_vec_release(&c.composers);
    idio_map_release(&c.ids);
}
