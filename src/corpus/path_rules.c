/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which paths are not the developer's: our own rules (data/vendored.txt) and the linguist
 * attributes of a repository's .gitattributes, both as glob patterns.
 *
 * The attribute files come from HEAD through the object database; git_attr_* would read the work
 * tree and the user's files, and compare every path with every rule of every kind. Only the two
 * linguist attributes matter here, so anything else in the file (macros too) is ignored.
 *
 * A folder rule ("x/") is asked once for a folder and holds for all below it; a file rule is asked
 * for files only.
 */
#include "corpus/repo_internal.h"

#include <string.h>

static struct idio_globs own_rules;

/* One bracket expression at `p` (behind "["); NULL when it is not closed. */
static const char *match_set(const char *p, char c, bool *ret_hit)
{
    bool negate = *p == '!' || *p == '^', hit = false;
    if (negate)
        p++;
    for (bool first = true; *p && (first || *p != ']'); first = false, p++) {
        char lo = *p, hi = *p;
        if (p[1] == '-' && p[2] && p[2] != ']') {
            hi = p[2];
            p += 2;
        }
        hit =
            hit || ((unsigned char)lo <= (unsigned char)c && (unsigned char)c <= (unsigned char)hi);
    }
    *ret_hit = hit != negate && c != '/';
    return *p ? p + 1 : NULL;
}

/*
 * Backtracking with one mark per kind of star: after a later star an earlier one need not be tried
 * again (it can only eat more), except that "**" may also cross a slash that "*" could not. So the
 * cost is at most pattern * text * folders, and there is no recursion.
 */
bool idio_wildmatch(const char *p, const char *t)
{
    const char *star_p = NULL, *star_t = NULL, *deep_p = NULL, *deep_t = NULL;
    bool whole = false; /* "**" and "/": whole folders, or none */
    for (;;) {
        if (p[0] == '*' && p[1] == '*') {
            p += 2;
            whole = *p == '/';
            p += whole;
            deep_p = p;
            deep_t = t;
            star_p = NULL;
            continue;
        }
        if (*p == '*') {
            star_p = ++p;
            star_t = t;
            continue;
        }
        bool hit = *t != '\0';
        const char *next = p + 1;
        if (*t == '\0' && *p == '\0')
            return true;
        if (*p == '[' && hit) {
            next = match_set(p + 1, *t, &hit);
            if (!next)
                return false;
        } else if (*p == '\\' && p[1]) {
            hit = hit && p[1] == *t;
            next = p + 2;
        } else if (*p != '?') {
            hit = hit && *p == *t;
        } else {
            hit = hit && *t != '/';
        }
        if (hit && *p) {
            p = next;
            t++;
        } else if (star_p && *star_t && *star_t != '/') {
            p = star_p;
            t = ++star_t;
        } else if (deep_p && *deep_t) {
            deep_t += whole ? strcspn(deep_t, "/") : 0;
            deep_t += *deep_t != '\0';
            p = deep_p;
            t = deep_t;
            star_p = NULL;
        } else {
            return false;
        }
    }
}

void idio_globs_release(struct idio_globs *g)
{
    idio_vec_release(&g->at);
}

static bool glob_hits(const struct idio_glob *g, const char *path, const char *name)
{
    if (g->base && g->base[0]) {
        size_t n = strlen(g->base);
        if (strncmp(path, g->base, n) != 0 || path[n] != '/')
            return false;
        path += n + 1;
    }
    const char *text = g->anchored ? path : name;
    if (g->literal == g->len)
        return strcmp(g->pattern, text) == 0;
    if (g->literal > 0 && strncmp(g->pattern, text, g->literal) != 0)
        return false;
    if (g->tail > 0) { /* "*.min.js" */
        size_t n = strlen(text);
        return n >= g->tail && strcmp(text + n - g->tail, g->pattern + 1) == 0;
    }
    return idio_wildmatch(g->pattern + g->literal, text + g->literal);
}

enum idio_path_class idio_globs_match(const struct idio_globs *g, const char *path,
                                      const char *name, bool dir, bool *ret_found)
{
    for (size_t i = g->at.len; i > 0; i--) {
        const struct idio_glob *rule = &g->at.at[i - 1];
        if (rule->dir_only != dir || !glob_hits(rule, path, name))
            continue;
        *ret_found = true;
        return rule->cls;
    }
    return IDIO_PATH_OWN;
}

bool idio_may_be_script(const char *name, bool executable)
{
    return !strchr(name, '.') && (executable || (*name >= 'a' && *name <= 'z'));
}

enum idio_path_class idio_path_class_of(const char *path, const char *name, bool dir)
{
    bool found = false;
    return idio_globs_match(&own_rules, path, name, dir, &found);
}

/* `pattern` is NUL-terminated and lives as long as `g`; a slash at its end is cut off in place. */
static int add_glob(struct idio_globs *g, char *pattern, enum idio_path_class cls, const char *base,
                    struct idio_err *err)
{
    static const char wild[] = "*?[\\";
    struct idio_glob rule = {.cls = cls, .base = base};
    size_t n = strlen(pattern);
    if (n > 1 && pattern[n - 1] == '/') {
        pattern[--n] = '\0';
        rule.dir_only = true;
    }
    rule.anchored = strchr(pattern, '/') != NULL;
    if (pattern[0] == '/') {
        pattern++;
        n--;
    }
    if (n == 0 || n > 1024)
        return IDIO_OK;
    rule.pattern = pattern;
    rule.len = (uint32_t)n;
    rule.literal = (uint32_t)strcspn(pattern, wild);
    if (!rule.anchored && pattern[0] == '*' && strcspn(pattern + 1, wild) == n - 1)
        rule.tail = (uint32_t)n - 1;
    return idio_vec_push(&g->at, rule) < 0 ? idio_nomem(err, "corpus.rules") : IDIO_OK;
}

int idio_globs_say(struct idio_globs *g, const char *pattern, enum idio_path_class cls,
                   struct idio_arena *arena, struct idio_err *err)
{
    size_t n = strlen(pattern);
    bool folder = n > 1 && pattern[n - 1] == '/';
    bool anchored = memchr(pattern, '/', n - folder) != NULL;
    char *copy = idio_arena_printf(arena, "%s%s%s", folder && !anchored ? "**/" : "", pattern,
                                   folder ? "**" : "");
    return copy ? add_glob(g, copy, cls, "", err) : idio_nomem(err, "corpus.rules");
}

static bool next_line(const char **p, const char *end, struct idio_slice *ret)
{
    if (*p >= end)
        return false;
    const char *nl = memchr(*p, '\n', (size_t)(end - *p));
    const char *stop = nl ? nl : end;
    *ret = idio_slice_trim(idio_slice(*p, (size_t)(stop - *p)));
    *p = nl ? nl + 1 : end;
    return true;
}

static bool next_word(struct idio_slice *line, struct idio_slice *ret)
{
    *line = idio_slice_trim(*line);
    size_t n = 0;
    while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
        n++;
    *ret = idio_slice(line->p, n);
    line->p += n;
    line->n -= n;
    return n > 0;
}

static bool attribute_class(struct idio_slice a, enum idio_path_class *ret)
{
    bool off = idio_slice_starts(a, "-") || idio_slice_starts(a, "!");
    if (off) {
        a.p++;
        a.n--;
    }
    off = off || idio_slice_ends(a, "=false");
    enum idio_path_class on;
    if (idio_slice_starts(a, "linguist-vendored"))
        on = IDIO_PATH_VENDORED;
    else if (idio_slice_starts(a, "linguist-generated"))
        on = IDIO_PATH_GENERATED;
    else
        return false;
    *ret = off ? IDIO_PATH_OWN : on;
    return true;
}

int idio_attributes_add(struct idio_globs *g, const char *text, size_t n, const char *base,
                        struct idio_arena *arena, struct idio_err *err)
{
    const char *p = text, *end = text + n, *kept_base = NULL;
    struct idio_slice line, pattern, word;
    int rc = IDIO_OK;
    while (rc == IDIO_OK && next_line(&p, end, &line)) {
        enum idio_path_class cls;
        if (line.n == 0 || line.p[0] == '#' || !next_word(&line, &pattern))
            continue;
        while (rc == IDIO_OK && next_word(&line, &word)) {
            if (!attribute_class(word, &cls))
                continue;
            if (!kept_base)
                kept_base = idio_arena_strdup(arena, base);
            char *copy = idio_arena_strndup(arena, pattern.p, pattern.n);
            if (!copy || !kept_base)
                return idio_nomem(err, "corpus.rules");
            rc = add_glob(g, copy, cls, kept_base, err);
        }
    }
    return rc;
}

/* The embedded text is constant, but patterns want their own NUL: they are copied into this arena.
 */
static struct idio_arena own_text;

int idio_path_rules_load(const struct idio_embedded *files, struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(files, "data/vendored.txt");
    if (!f)
        return idio_fail(err, IDIO_E_BUG, "corpus.rules", "data/vendored.txt is not embedded");
    idio_arena_init(&own_text, (size_t)1024 * 1024);
    const char *p = (const char *)f->data, *end = p + f->size;
    enum idio_path_class cls = IDIO_PATH_VENDORED;
    struct idio_slice line;
    int rc = IDIO_OK;
    while (rc == IDIO_OK && next_line(&p, end, &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (idio_slice_eq_c(line, "[vendored]")) {
            cls = IDIO_PATH_VENDORED;
        } else if (idio_slice_eq_c(line, "[generated]")) {
            cls = IDIO_PATH_GENERATED;
        } else if (idio_slice_eq_c(line, "[output]")) {
            cls = IDIO_PATH_OUTPUT;
        } else {
            char *copy = idio_arena_strndup(&own_text, line.p, line.n);
            rc = copy ? add_glob(&own_rules, copy, cls, "", err) : idio_nomem(err, "corpus.rules");
        }
    }
    return rc;
}

void idio_path_rules_unload(void)
{
    idio_globs_release(&own_rules);
    idio_arena_release(&own_text);
}
