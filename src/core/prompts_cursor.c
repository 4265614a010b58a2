/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of one installation of Cursor (the places in pairs/logs_cursor.c), as lines that
 * idio_log_read takes: first each workspace with its folder, then what all have together.
 *
 * The database of all holds every answer and every result of a tool and may be of gigabytes. So a
 * bubble that is nobody's prompt by its looks is dropped where it is read, before anything is
 * parsed; idio_log_read looks again.
 */
#include "core/prompts_internal.h"

#include <string.h>

#define WORKSPACE_MAX ((size_t)1 << 20) /* bytes of workspace.json */
#define KEY_MAX       512

static const struct idio_foreign_limits limits = {
    .file = (uint64_t)2 << 30,
    .value = IDIO_LOG_LINE - KEY_MAX - 2,
    .rows = 5000000,
    .bytes = (uint64_t)4 << 30,
};

struct rows {
    struct importing *im;
    struct idio_str *out;
};

static bool may_be_users(const char *value, size_t n)
{
    return memmem(value, n, "\"type\":1", 8) || memmem(value, n, "\"type\": 1", 9);
}

/* A row is a line; in JSON a line break between tokens is a space, and there is none in strings. */
static void put_row(struct idio_str *out, const char *key, size_t key_n, const char *value,
                    size_t n)
{
    idio_str_append(out, key, key_n);
    idio_str_putc(out, '\t');
    const size_t begin = out->len;
    idio_str_append(out, value, n);
    for (size_t i = begin; i < out->len; i++)
        if (out->data[i] == '\n' || out->data[i] == '\r')
            out->data[i] = ' ';
    idio_str_putc(out, '\n');
}

static int visit(void *ctx, size_t want, const char *key, size_t key_n, const char *value,
                 size_t value_n, struct idio_err *err)
{
    const struct rows *r = ctx;
    (void)want;
    if (key_n > KEY_MAX || memchr(key, '\n', key_n) || memchr(key, '\t', key_n)) {
        r->im->counts[PROMPTS_CURSOR].not_understood++;
        return 0;
    }
    if (strncmp(key, "bubbleId:", 9) == 0 && !may_be_users(value, value_n))
        return 0;
    put_row(r->out, key, key_n, value, value_n);
    if (r->out->failed == IDIO_E_NOMEM)
        return idio_nomem(err, "core.prompts");
    if (!r->out->failed)
        return 0;
    /* Full: what is there is whole rows, but for the last. */
    return idio_fail(err, IDIO_E_LIMIT, "core.prompts", "Cursor's prompts take over %zu MiB",
                     r->out->max >> 20);
}

static int read_database(struct importing *im, const char *path,
                         const struct idio_foreign_want *want, size_t n, struct idio_str *out,
                         struct idio_err *err)
{
    struct idio_foreign_counts counts = {0};
    struct rows r = {.im = im, .out = out};
    struct idio_err why = {0};
    if (!prompts_is(im, PROMPTS_CURSOR, path, IDIO_FS_FILE))
        return IDIO_OK;
    im->counts[PROMPTS_CURSOR].files++;
    const int rc = idio_store_foreign_rows(path, im->opts->scratch, want, n, &limits, visit, &r,
                                           &counts, &why);
    im->counts[PROMPTS_CURSOR].not_understood += counts.too_long;
    if (counts.cut)
        idio_log(im->core->ctx->log, IDIO_LOG_WARN, "prompts", "%s: not all rows were read", path);
    if (rc == IDIO_OK)
        return IDIO_OK;
    if (out->len > 0 && out->data[out->len - 1] != '\n') {
        out->failed = IDIO_OK;
        idio_str_putc(out, '\n');
    }
    if (prompts_goes_on(im, PROMPTS_CURSOR, &why, rc))
        return IDIO_OK;
    if (err)
        *err = why;
    return rc;
}

static int read_workspace(struct importing *im, const char *dir, struct idio_str *out,
                          struct idio_err *err)
{
    static const struct idio_foreign_want want[] = {
        {"ItemTable", "composer.composerData"},
        {"ItemTable", "aiService.prompts"},
        {"ItemTable", "workbench.panel.aichat.view.aichat.chatdata"},
    };
    const char *db = idio_arena_printf(&im->arena, "%s/state.vscdb", dir);
    const char *info = idio_arena_printf(&im->arena, "%s/workspace.json", dir);
    char *text = NULL;
    size_t n = 0;
    if (!db || !info)
        return idio_nomem(err, "core.prompts");
    /* Without it the rows are nowhere in particular. */
    if (prompts_is(im, PROMPTS_CURSOR, info, IDIO_FS_FILE) &&
        idio_fs_read(info, WORKSPACE_MAX, &text, &n, NULL) < 0)
        text = NULL;
    if (text)
        put_row(out, "workspace.json", 14, text, n);
    else
        put_row(out, "workspace.json", 14, "{}", 2);
    idio_free(text);
    return read_database(im, db, want, sizeof want / sizeof *want, out, err);
}

static int read_workspaces(struct importing *im, const char *dir, struct idio_str *out,
                           struct idio_err *err)
{
    struct idio_fs_list entries = {0};
    struct idio_err why = {0};
    int rc = idio_fs_list(dir, &entries, &why);
    if (rc < 0) {
        if (prompts_goes_on(im, PROMPTS_CURSOR, &why, rc))
            return IDIO_OK;
        if (err)
            *err = why;
        return rc;
    }
    for (size_t i = 0; i < entries.len && rc == IDIO_OK; i++) {
        const struct idio_fs_entry *e = &entries.at[i];
        im->counts[PROMPTS_CURSOR].links += e->kind == IDIO_FS_LINK;
        if (idio_cancelled(im->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.prompts", "stopped");
        if (e->kind != IDIO_FS_DIR || rc < 0)
            continue;
        const char *path = idio_arena_printf(&im->arena, "%s/%s", dir, e->name);
        rc = path ? read_workspace(im, path, out, err) : idio_nomem(err, "core.prompts");
    }
    idio_fs_list_release(&entries);
    return rc;
}

int prompts_cursor_rows(struct importing *im, const char *user, struct idio_str *out,
                        struct idio_err *err)
{
    static const struct idio_foreign_want want[] = {
        {"ItemTable", "composer.composerHeaders"},
        {"ItemTable", "aiService.prompts"},
        {"cursorDiskKV", "composerData:"},
        {"cursorDiskKV", "bubbleId:"},
    };
    const char *spaces = idio_arena_printf(&im->arena, "%s/workspaceStorage", user);
    const char *global = idio_arena_printf(&im->arena, "%s/globalStorage", user);
    const char *db = global ? idio_arena_printf(&im->arena, "%s/state.vscdb", global) : NULL;
    int rc = spaces && db ? IDIO_OK : idio_nomem(err, "core.prompts");
    if (rc == IDIO_OK && prompts_is(im, PROMPTS_CURSOR, spaces, IDIO_FS_DIR))
        rc = read_workspaces(im, spaces, out, err);
    put_row(out, "workspace.json", 14, "{}", 2);
    if (rc == IDIO_OK && prompts_is(im, PROMPTS_CURSOR, global, IDIO_FS_DIR))
        rc = read_database(im, db, want, sizeof want / sizeof *want, out, err);
    if (rc == IDIO_OK && out->failed == IDIO_E_NOMEM)
        rc = idio_nomem(err, "core.prompts");
    return rc;
}
