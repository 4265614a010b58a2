/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts the query of a language together: queries/<folder>/units.scm, then traits.scm, and behind
 * each what it inherits. A line at the head of a file,
 *
 *     ; inherits: ecma
 *
 * stands for the file of the same name in queries/ecma/, as in nvim-treesitter. Several names are
 * parted by commas; what is inherited may inherit in turn; a file that comes in twice stands once.
 *
 * An heir's own patterns come before those that it inherits, because the first pattern wins: so a
 * language may say better what it has in common with others (nvim-treesitter puts them behind,
 * where the last one wins; the meaning is the same).
 *
 * A folder that is only inherited, as `ecma`, is no language and has no language.json. Its patterns
 * are compiled with the grammar of each heir, so they may name only what all of them have; a
 * mistake is told with the line of the shared file and the heir (idio_query_fail).
 *
 * Works on any table of files: the embedded one, or what a test or tool puts there.
 */
#include "corpus/query_source.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define WHERE      "corpus.queries"
#define SOURCE_MAX ((size_t)4 * 1024 * 1024)
#define FOLDER_MAX 32
#define DEPTH_MAX  6

struct loading {
    const struct idio_embedded *files;
    const char *name; /* "units.scm" */
    struct idio_query_source *source;
    struct idio_str text;
    char trail[DEPTH_MAX + 1][FOLDER_MAX]; /* folders from the language down to this one */
    size_t depth;
    struct idio_err *err;
};

static const struct idio_embedded *file_of(const struct loading *l, const char *folder)
{
    char path[FOLDER_MAX + 32];
    snprintf(path, sizeof path, "queries/%s/%s", folder, l->name);
    return idio_embedded_find(l->files, path);
}

static bool is_in(const struct loading *l, const struct idio_embedded *f)
{
    for (size_t i = 0; i < l->source->part_count; i++) {
        if (l->source->parts[i].path == f->path)
            return true;
    }
    return false;
}

/* "; inherits: a, b": *ret_names is what stands behind the colon. */
static bool is_inherits(struct idio_slice line, struct idio_slice *ret_names)
{
    static const char word[] = "inherits";
    const char *p = line.p, *end = line.p + line.n;
    if (p == end || *p != ';')
        return false;
    while (p < end && (*p == ';' || *p == ' '))
        p++;
    if ((size_t)(end - p) < sizeof word - 1 || memcmp(p, word, sizeof word - 1) != 0)
        return false;
    p += sizeof word - 1;
    while (p < end && *p == ' ')
        p++;
    if (p == end || *p != ':')
        return false;
    *ret_names = idio_slice(p + 1, (size_t)(end - p - 1));
    return true;
}

static int add_file(struct loading *l, const struct idio_embedded *f, const char *heir);

/* At line `line` of `heir`. */
static int add_name(struct loading *l, const struct idio_embedded *heir, unsigned line,
                    struct idio_slice name)
{
    char *folder = l->trail[l->depth + 1];
    size_t letters = 0;
    while (letters < name.n && (isalnum((unsigned char)name.p[letters]) || name.p[letters] == '_'))
        letters++;
    if (name.n == 0 || letters < name.n || name.n >= FOLDER_MAX)
        return idio_fail(l->err, IDIO_E_INVALID, WHERE,
                         "%s:%u:1: inherits names of folders below queries/, parted by commas",
                         heir->path, line);
    if (l->depth + 1 >= DEPTH_MAX)
        return idio_fail(l->err, IDIO_E_INVALID, WHERE, "%s:%u:1: inherits more than %d deep",
                         heir->path, line, DEPTH_MAX);
    memcpy(folder, name.p, name.n);
    folder[name.n] = '\0';
    for (size_t i = 0; i <= l->depth; i++) {
        if (strcmp(l->trail[i], folder) == 0)
            return idio_fail(l->err, IDIO_E_INVALID, WHERE,
                             "%s:%u:1: inherits \"%s\", which inherits this file: a circle",
                             heir->path, line, folder);
    }
    const struct idio_embedded *f = file_of(l, folder);
    if (!f) {
        idio_fail(l->err, IDIO_E_INVALID, WHERE,
                  "%s:%u:1: inherits \"%s\", but there is no queries/%s/%s", heir->path, line,
                  folder, folder, l->name);
        return idio_hint(l->err, IDIO_E_INVALID, "name a folder of queries/ that has a %s",
                         l->name);
    }
    if (is_in(l, f))
        return IDIO_OK;
    l->depth++;
    int rc = add_file(l, f, heir->path);
    l->depth--;
    return rc;
}

static int add_names(struct loading *l, const struct idio_embedded *heir, unsigned line,
                     struct idio_slice names)
{
    int rc = IDIO_OK;
    for (const char *p = names.p, *end = names.p + names.n; rc == IDIO_OK; p++) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *stop = comma ? comma : end;
        rc = add_name(l, heir, line, idio_slice_trim(idio_slice(p, (size_t)(stop - p))));
        if (!comma)
            return rc;
        p = comma;
    }
    return rc;
}

/* What the head of `f` inherits; the head ends where the first pattern begins. */
static int add_inherited(struct loading *l, const struct idio_embedded *f)
{
    const char *p = (const char *)f->data, *end = p + f->size;
    bool head = true;
    int rc = IDIO_OK;
    for (unsigned line = 1; p < end && rc == IDIO_OK; line++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice text = idio_slice_trim(idio_slice(p, (size_t)((stop ? stop : end) - p)));
        struct idio_slice names;
        head = head && (text.n == 0 || *text.p == ';');
        if (is_inherits(text, &names))
            rc = head ? add_names(l, f, line, names)
                      : idio_fail(l->err, IDIO_E_INVALID, WHERE,
                                  "%s:%u:1: inherits behind a pattern: it belongs to the head of "
                                  "the file",
                                  f->path, line);
        p = stop ? stop + 1 : end;
    }
    return rc;
}

static int add_file(struct loading *l, const struct idio_embedded *f, const char *heir)
{
    struct idio_query_source *s = l->source;
    if (s->part_count == IDIO_QUERY_PARTS)
        return idio_fail(l->err, IDIO_E_LIMIT, WHERE,
                         "%s: more than %d query files in one language", f->path, IDIO_QUERY_PARTS);
    s->parts[s->part_count++] = (struct idio_query_part){f->path, heir, l->text.len};
    idio_str_append(&l->text, (const char *)f->data, f->size);
    idio_str_putc(&l->text, '\n');
    return add_inherited(l, f);
}

static int load(const struct idio_embedded *files, const char *folder, const char *const *names,
                size_t name_count, struct idio_query_source *ret, struct idio_err *err)
{
    struct idio_query_source s = {0};
    struct loading l = {.files = files, .source = &s, .err = err};
    int rc = IDIO_OK;
    idio_str_init(&l.text, SOURCE_MAX);
    snprintf(l.trail[0], sizeof l.trail[0], "%s", folder);
    for (size_t i = 0; i < name_count && rc == IDIO_OK; i++) {
        l.name = names[i];
        const struct idio_embedded *own = file_of(&l, folder);
        if (own)
            rc = add_file(&l, own, NULL);
    }
    if (rc == IDIO_OK)
        rc = idio_str_status(&l.text, WHERE, err);
    if (rc == IDIO_OK) {
        s.text = idio_str_take(&l.text);
        rc = s.text ? IDIO_OK : idio_nomem(err, WHERE);
    }
    idio_str_release(&l.text);
    if (rc == IDIO_OK)
        *ret = s;
    return rc;
}

int idio_query_source_load(const struct idio_embedded *files, const char *folder,
                           struct idio_query_source *ret, struct idio_err *err)
{
    static const char *const names[] = {"units.scm", "traits.scm"};
    return load(files, folder, names, sizeof names / sizeof *names, ret, err);
}

int idio_query_source_load_one(const struct idio_embedded *files, const char *folder,
                               const char *name, struct idio_query_source *ret,
                               struct idio_err *err)
{
    return load(files, folder, &name, 1, ret, err);
}

void idio_query_source_release(struct idio_query_source *s)
{
    idio_free(s->text);
    s->text = NULL;
}

const struct idio_query_part *idio_query_source_place(const struct idio_query_source *s, size_t at,
                                                      char *ret, size_t size)
{
    const struct idio_query_part *part = NULL;
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < s->part_count && s->parts[i].start <= at; i++)
        part = &s->parts[i];
    for (size_t i = part ? part->start : 0; i < at && s->text[i]; i++) {
        column++;
        if (s->text[i] == '\n') {
            line++;
            column = 1;
        }
    }
    snprintf(ret, size, "%s:%u:%u", part ? part->path : "(none)", line, column);
    return part;
}
