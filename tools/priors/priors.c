/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes queries/<lang>/priors.json: how common each value of each trait is among other developers.
 *
 *     cmake --build build/dev --target idio_priors
 *     build/dev/tools/priors/idio_priors tools/priors/projects.txt MIRROR queries [LANGUAGE...]
 *
 * projects.txt lists "language[,language] owner/name"; MIRROR holds the repositories as
 * owner+name (with or without /repo) or owner/name, bare or not. Nothing is fetched here. A
 * repository counts for the languages it is listed with only, so that a C project's helper scripts
 * do not speak for Python. Every repository has one vote (idio_tally_shares). Errors in one
 * repository are told on stderr and the repository is left out. With languages named, only theirs
 * are made (two processes can share the work).
 *
 * It reads as `learn` does, through corpus and style, so the figures are of the very detectors that
 * they are held against: run it again when queries or traits change their meaning.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "walk/walk.h"

#define LIST_MAX (1024 * 1024)

struct work {
    struct idio_walk walk;
    struct idio_tally *tally[IDIO_LANG_COUNT];
    struct idio_json *projects[IDIO_LANG_COUNT]; /* names that counted */
    size_t files[IDIO_LANG_COUNT];
    unsigned wanted; /* bits of languages */
};

static int open_work(struct work *w, struct idio_err *err)
{
    int rc = idio_walk_open(&w->walk, err);

    for (int i = 1; i < IDIO_LANG_COUNT && rc == IDIO_OK; i++) {
        rc = idio_tally_new(w->walk.traits, &w->tally[i], err);
        w->projects[i] = idio_json_array();
    }
    return rc;
}

static void close_work(struct work *w)
{
    for (int i = 1; i < IDIO_LANG_COUNT; i++) {
        idio_tally_free(w->tally[i]);
        idio_json_free(w->projects[i]);
    }
    idio_walk_close(&w->walk);
}

/* Where MIRROR keeps owner/name; idio_free it. */
static char *place_of(const char *mirror, const char *name)
{
    static const char *const forms[] = {"%s/%s+%s/repo", "%s/%s+%s", "%s/%s/%s"};
    const char *slash = strchr(name, '/');
    char owner[128];

    if (!slash || (size_t)(slash - name) >= sizeof owner)
        return NULL;
    snprintf(owner, sizeof owner, "%.*s", (int)(slash - name), name);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char path[1024];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(path, sizeof path, forms[i], mirror, owner, slash + 1);
#pragma GCC diagnostic pop
        if (idio_fs_is_dir(path))
            return idio_strdup(path);
    }
    return NULL;
}

struct counting {
    struct work *w;
    const char *name; /* of the repository */
};

static int count_file(void *ctx, const struct idio_repo_file *f, struct idio_observed *o,
                      struct idio_arena *arena, struct idio_err *err)
{
    const struct counting *c = ctx;
    enum idio_lang lang = idio_lang_style(f->lang);

    (void)arena;
    c->w->files[lang]++;
    return idio_tally_add(c->w->tally[lang], c->name, c->name, f->path, o, err);
}

static int count_repo(struct work *w, const char *name, const char *path, unsigned langs,
                      struct idio_err *err)
{
    struct counting c = {w, name};
    int rc = idio_walk_repo(&w->walk, path, NULL, langs, count_file, &c, err);

    for (int i = 1; i < IDIO_LANG_COUNT && rc == IDIO_OK; i++)
        if ((langs & 1u << i) != 0)
            rc = idio_json_push(w->projects[i], idio_json_string(name));
    return rc;
}

/* "c,cpp" → bits; 0: a language that does not exist. */
static unsigned langs_of(char *text)
{
    unsigned bits = 0;

    for (char *save = NULL, *one = strtok_r(text, ",", &save); one;
         one = strtok_r(NULL, ",", &save)) {
        enum idio_lang lang = idio_lang_from_id(one, strlen(one));

        if (lang == IDIO_LANG_NONE)
            return 0;
        bits |= 1u << lang;
    }
    return bits;
}

static int count_list(struct work *w, char *list, const char *mirror, struct idio_err *err)
{
    for (char *save = NULL, *line = strtok_r(list, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save)) {
        char langs[64], name[160], *path;
        unsigned bits;
        int rc;

        if (*line == '#' || sscanf(line, "%63s %159s", langs, name) != 2)
            continue;
        bits = langs_of(langs);
        if (bits != 0 && (bits &= w->wanted) == 0)
            continue;
        path = place_of(mirror, name);
        if (bits == 0 || !path) {
            fprintf(stderr, "priors: %s: %s\n", name,
                    bits ? "not in the mirror" : "unknown language");
            idio_free(path);
            continue;
        }
        fprintf(stderr, "priors: %s\n", name);
        rc = count_repo(w, name, path, bits, err);
        idio_free(path);
        if (rc == IDIO_E_NOMEM)
            return rc;
        if (rc < 0)
            fprintf(stderr, "priors: %s left out: %s\n", name, err->msg);
    }
    return IDIO_OK;
}

static int make_priors(struct work *w, int lang, struct idio_json *out, struct idio_err *err)
{
    struct idio_json *shares = NULL;
    int rc = idio_tally_shares(w->tally[lang], &shares, err);

    if (rc == IDIO_OK)
        rc = idio_json_put(out, "version", idio_json_int(1));
    if (rc == IDIO_OK)
        rc = idio_json_put(
            out, "about",
            idio_json_string(
                "Mean over repositories of the share of each value; made by tools/priors "
                "from the repositories named here. Facts and figures, no code."));
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "projects", idio_json_copy(w->projects[lang]));
    if (rc == IDIO_OK)
        rc = idio_json_put(out, "files", idio_json_int((int64_t)w->files[lang]));
    if (rc == IDIO_OK)
        rc = idio_json_put(
            out, "traits",
            idio_json_copy(idio_json_get(shares, idio_lang_id((enum idio_lang)lang))));
    idio_json_free(shares);
    return rc;
}

static int write_priors(struct work *w, int lang, const char *folder, struct idio_err *err)
{
    struct idio_json *doc = idio_json_object();
    struct idio_str text;
    char path[1024];
    int rc = make_priors(w, lang, doc, err);

    idio_str_init(&text, (size_t)64 << 20);
    if (rc == IDIO_OK)
        rc = idio_json_write(doc, IDIO_JSON_PRETTY, &text, err);
    idio_str_putc(&text, '\n');
    if (rc == IDIO_OK)
        rc = idio_str_status(&text, "priors", err);
    snprintf(path, sizeof path, "%s/%s/priors.json", folder, idio_lang_id((enum idio_lang)lang));
    if (rc == IDIO_OK)
        rc = idio_fs_write_atomic(path, text.data, text.len, 0644, err);
    idio_str_release(&text);
    idio_json_free(doc);
    return rc;
}

int main(int argc, char **argv)
{
    struct work w = {0};
    struct idio_err err = {0};
    char *list = NULL;
    size_t n;
    int rc;

    if (argc < 4) {
        fprintf(stderr, "usage: idio_priors PROJECTS.txt MIRROR QUERIES [LANGUAGE...]\n");
        return 2;
    }
    for (int i = 4; i < argc; i++)
        w.wanted |= langs_of(argv[i]);
    if (argc == 4)
        w.wanted = UINT_MAX;
    idio_base_init();
    rc = idio_fs_read(argv[1], LIST_MAX, &list, &n, &err);
    if (rc == IDIO_OK)
        rc = open_work(&w, &err);
    if (rc == IDIO_OK)
        rc = count_list(&w, list, argv[2], &err);
    for (int i = 1; i < IDIO_LANG_COUNT && rc == IDIO_OK; i++)
        if (w.files[i] > 0)
            rc = write_priors(&w, i, argv[3], &err);
    if (rc < 0)
        fprintf(stderr, "priors: %s\n", err.msg);
    close_work(&w);
    idio_free(list);
    return idio_status_exit(rc);
}
