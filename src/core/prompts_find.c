/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where coding agents keep their logs, below a home folder:
 *
 *   Claude Code  .claude/projects/<project>/<session>.jsonl (.config/claude since it follows XDG),
 *                .claude/history.jsonl; "agent-*" and deeper ones are of sub-agents
 *   Codex        .codex/sessions/YYYY/MM/DD/rollout-*.jsonl, .codex/archived_sessions,
 *                .codex/history.jsonl
 *   Cursor       .config/Cursor/User, on macOS Library/Application Support/Cursor/User
 *   SpecStory    .specstory/history there and in every learnt repository
 *
 * Every step of the way is looked at before it is taken: a link may lead anywhere, so none is
 * followed. Names come sorted, so that of two copies of a prompt it is always the same one that
 * counts.
 */
#include "core/prompts_internal.h"

#include <string.h>

/* What is a log below a folder. */
struct listing {
    enum prompts_tool tool;
    enum idio_log_format format;
    const char *ending, *folder;
    unsigned depth; /* folders between */
};

bool prompts_goes_on(struct importing *im, enum prompts_tool tool, const struct idio_err *err,
                     int rc)
{
    if (rc == IDIO_E_NOMEM || rc == IDIO_E_CANCELLED || rc == IDIO_E_BUG)
        return false;
    im->counts[tool].unreadable++;
    idio_log(im->core->ctx->log, IDIO_LOG_WARN, "prompts", "%s", err->msg);
    return true;
}

bool prompts_is(struct importing *im, enum prompts_tool tool, const char *path,
                enum idio_fs_kind kind)
{
    enum idio_fs_kind found;
    struct idio_err err = {0};
    const int rc = idio_fs_kind(path, &found, &err);
    if (rc < 0) {
        if (rc != IDIO_E_NOTFOUND)
            (void)prompts_goes_on(im, tool, &err, rc);
        return false;
    }
    bool fresh = true; /* "~/.codex" is on the way to three places; a hash has no slash */
    if (found == IDIO_FS_LINK)
        (void)idio_map_at(&im->seen, path, strlen(path), &fresh);
    if (found == IDIO_FS_LINK && fresh) {
        im->counts[tool].links++;
        idio_log(im->core->ctx->log, IDIO_LOG_INFO, "prompts", "%s is a link and not followed",
                 path);
    }
    return found == kind;
}

static int add(struct importing *im, const struct listing *l, const char *path,
               struct idio_err *err)
{
    const struct prompts_source s = {
        .tool = l->tool, .format = l->format, .path = path, .folder = l->folder};
    return idio_vec_push(&im->sources, s) < 0 ? idio_nomem(err, "core.prompts") : IDIO_OK;
}

static bool is_log(const struct listing *l, const char *name)
{
    if (l->tool == PROMPTS_CLAUDE && strncmp(name, "agent-", 6) == 0)
        return false;
    return idio_slice_ends(idio_slice_c(name), l->ending);
}

/* Codex packs old sessions (codex-rs/rollout/src/compression.rs); we have no unpacker for them. */
static bool is_compressed(const struct listing *l, const char *name)
{
    return l->tool == PROMPTS_CODEX && idio_slice_ends(idio_slice_c(name), ".jsonl.zst");
}

static int list(struct importing *im, const struct listing *l, const char *dir, unsigned depth,
                struct idio_err *err);

static int take_entry(struct importing *im, const struct listing *l, const char *dir,
                      const struct idio_fs_entry *e, unsigned depth, struct idio_err *err)
{
    const bool log = depth == 0 || l->tool == PROMPTS_CODEX ? is_log(l, e->name) : false;
    const bool deeper = e->kind == IDIO_FS_DIR && depth > 0;
    if (e->kind == IDIO_FS_LINK && (log || depth > 0))
        im->counts[l->tool].links++;
    if (e->kind == IDIO_FS_FILE && is_compressed(l, e->name)) {
        im->counts[l->tool].unreadable++;
        idio_log(im->core->ctx->log, IDIO_LOG_INFO, "prompts", "%s/%s is compressed", dir, e->name);
    }
    if (!deeper && !(e->kind == IDIO_FS_FILE && log))
        return IDIO_OK;
    const char *path = idio_arena_printf(&im->arena, "%s/%s", dir, e->name);
    if (!path)
        return idio_nomem(err, "core.prompts");
    return deeper ? list(im, l, path, depth - 1, err) : add(im, l, path, err);
}

static int list(struct importing *im, const struct listing *l, const char *dir, unsigned depth,
                struct idio_err *err)
{
    struct idio_fs_list entries = {0};
    struct idio_err why = {0};
    int rc = idio_fs_list(dir, &entries, &why);
    if (rc < 0) {
        if (prompts_goes_on(im, l->tool, &why, rc))
            return IDIO_OK;
        if (err)
            *err = why;
        return rc;
    }
    for (size_t i = 0; i < entries.len && rc == IDIO_OK; i++)
        if (im->sources.len < (size_t)PROMPTS_TOOLS * PROMPTS_FILES)
            rc = take_entry(im, l, dir, &entries.at[i], depth, err);
    idio_fs_list_release(&entries);
    return rc;
}

/* "a/b/c" below `base`, each step a folder and none a link; NULL: it is not there. */
static int descend(struct importing *im, enum prompts_tool tool, const char *base,
                   const char *steps, const char **ret, struct idio_err *err)
{
    const char *at = base;
    *ret = NULL;
    while (*steps) {
        const char *slash = strchr(steps, '/');
        const size_t n = slash ? (size_t)(slash - steps) : strlen(steps);
        at = idio_arena_printf(&im->arena, "%s/%.*s", at, (int)n, steps);
        if (!at)
            return idio_nomem(err, "core.prompts");
        if (!prompts_is(im, tool, at, IDIO_FS_DIR))
            return IDIO_OK;
        steps += n + (slash != NULL);
    }
    *ret = at;
    return IDIO_OK;
}

static int find_below(struct importing *im, const struct listing *l, const char *base,
                      const char *steps, struct idio_err *err)
{
    const char *dir = NULL;
    const int rc = descend(im, l->tool, base, steps, &dir, err);
    return rc < 0 || !dir ? rc : list(im, l, dir, l->depth, err);
}

static int find_file(struct importing *im, enum prompts_tool tool, enum idio_log_format format,
                     const char *steps, const char *name, struct idio_err *err)
{
    const struct listing l = {.tool = tool, .format = format, .folder = ""};
    const char *dir = NULL;
    int rc = descend(im, tool, im->from, steps, &dir, err);
    if (rc < 0 || !dir)
        return rc;
    const char *path = idio_arena_printf(&im->arena, "%s/%s", dir, name);
    if (!path)
        return idio_nomem(err, "core.prompts");
    return prompts_is(im, tool, path, IDIO_FS_FILE) ? add(im, &l, path, err) : IDIO_OK;
}

static int find_claude(struct importing *im, struct idio_err *err)
{
    static const struct listing sessions = {.tool = PROMPTS_CLAUDE,
                                            .format = IDIO_LOG_CLAUDE_SESSION,
                                            .ending = ".jsonl",
                                            .folder = "",
                                            .depth = 1};
    int rc = find_below(im, &sessions, im->from, ".claude/projects", err);
    if (rc == IDIO_OK)
        rc = find_below(im, &sessions, im->from, ".config/claude/projects", err);
    if (rc == IDIO_OK)
        rc =
            find_file(im, PROMPTS_CLAUDE, IDIO_LOG_CLAUDE_HISTORY, ".claude", "history.jsonl", err);
    if (rc == IDIO_OK)
        rc = find_file(im, PROMPTS_CLAUDE, IDIO_LOG_CLAUDE_HISTORY, ".config/claude",
                       "history.jsonl", err);
    return rc;
}

static int find_codex(struct importing *im, struct idio_err *err)
{
    static const struct listing sessions = {.tool = PROMPTS_CODEX,
                                            .format = IDIO_LOG_CODEX_SESSION,
                                            .ending = ".jsonl",
                                            .folder = "",
                                            .depth = 4};
    int rc = find_below(im, &sessions, im->from, ".codex/sessions", err);
    if (rc == IDIO_OK)
        rc = find_below(im, &sessions, im->from, ".codex/archived_sessions", err);
    if (rc == IDIO_OK)
        rc = find_file(im, PROMPTS_CODEX, IDIO_LOG_CODEX_HISTORY, ".codex", "history.jsonl", err);
    return rc;
}

static int find_cursor(struct importing *im, struct idio_err *err)
{
    static const char *const places[] = {".config/Cursor/User",
                                         "Library/Application Support/Cursor/User"};
    static const struct listing l = {
        .tool = PROMPTS_CURSOR, .format = IDIO_LOG_CURSOR, .folder = ""};
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof places / sizeof *places && rc == IDIO_OK; i++) {
        const char *dir = NULL;
        rc = descend(im, PROMPTS_CURSOR, im->from, places[i], &dir, err);
        if (rc == IDIO_OK && dir)
            rc = add(im, &l, dir, err);
    }
    return rc;
}

static int find_specstory(struct importing *im, struct idio_err *err)
{
    struct listing l = {.tool = PROMPTS_SPECSTORY,
                        .format = IDIO_LOG_SPECSTORY,
                        .ending = ".md",
                        .folder = im->from};
    int rc = find_below(im, &l, im->from, ".specstory/history", err);
    for (size_t i = 0; i < im->repo_count && rc == IDIO_OK; i++) {
        l.folder = im->repos[i].path;
        if (strcmp(l.folder, im->from) != 0)
            rc = find_below(im, &l, l.folder, ".specstory/history", err);
    }
    return rc;
}

int prompts_find(struct importing *im, struct idio_err *err)
{
    static int (*const finders[PROMPTS_TOOLS])(struct importing *, struct idio_err *) = {
        [PROMPTS_CLAUDE] = find_claude,
        [PROMPTS_CODEX] = find_codex,
        [PROMPTS_CURSOR] = find_cursor,
        [PROMPTS_SPECSTORY] = find_specstory,
    };
    int rc = IDIO_OK;
    for (int t = 0; t < PROMPTS_TOOLS && rc == IDIO_OK; t++)
        if (im->tools[t])
            rc = finders[t](im, err);
    return rc;
}
