/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs that were made: the card, which is checked against its files, and rows.
 */
#include "core/pairs_internal.h"

#include <string.h>

static int fail_stale(const char *file, struct idio_err *err)
{
    return idio_hint(err,
                     idio_fail(err, IDIO_E_CORRUPT, "core.pairs",
                               "%s does not fit its card: a run was killed, or it was changed",
                               file),
                     "make the pairs anew with `idiolect pairs`");
}

static int no_pairs(struct idio_err *err)
{
    return idio_hint(err,
                     idio_fail(err, IDIO_E_NOTFOUND, "core.pairs", "no pairs have been made yet"),
                     "run `idiolect pairs`");
}

static int read_file(const struct idio_core *c, const char *file, char **ret, size_t *ret_n,
                     struct idio_err *err)
{
    char *path = pairs_path(c, file);
    int rc =
        path ? idio_fs_read(path, PAIRS_FILE_MAX, ret, ret_n, err) : idio_nomem(err, "core.pairs");
    idio_free(path);
    return rc == IDIO_E_NOTFOUND ? no_pairs(err) : rc;
}

static int check_file(const struct idio_core *c, const struct idio_json *files, const char *file,
                      struct idio_err *err)
{
    char digest[IDIO_SHA256_HEX];
    const char *want = idio_json_get_str(idio_json_get(files, file), "sha256", "");
    char *path = pairs_path(c, file);
    int rc = path ? idio_sha256_file(path, digest, err) : idio_nomem(err, "core.pairs");
    idio_free(path);
    if (rc == IDIO_E_NOTFOUND || (rc == IDIO_OK && strcmp(digest, want) != 0))
        return fail_stale(file, err);
    return rc;
}

int pairs_card(struct idio_core *c, struct idio_json **ret, struct idio_err *err)
{
    static const char *const names[] = {PAIRS_ROWS, PAIRS_PREFER, PAIRS_FACTS};
    char *text = NULL;
    size_t n = 0;
    struct idio_json *card = NULL;
    int rc = read_file(c, PAIRS_CARD, &text, &n, err);
    if (rc == IDIO_OK)
        rc = idio_json_parse(text, n, PAIRS_CARD, &card, err);
    for (size_t i = 0; i < sizeof names / sizeof *names && rc == IDIO_OK; i++)
        rc = check_file(c, idio_json_get(card, "files"), names[i], err);
    idio_free(text);
    if (rc < 0) {
        idio_json_free(card);
        return rc;
    }
    *ret = card;
    return IDIO_OK;
}

int pairs_rows(struct idio_core *c, const char *file, pairs_visit visit, void *ctx,
               struct idio_err *err)
{
    char *text = NULL;
    size_t n = 0;
    int rc = read_file(c, file, &text, &n, err);
    for (size_t at = 0; rc == IDIO_OK && at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        const size_t len = end ? (size_t)(end - text) - at : n - at;
        struct idio_json *row = NULL;
        rc = idio_json_parse(text + at, len, file, &row, err);
        if (rc == IDIO_OK)
            rc = visit(ctx, row, err);
        idio_json_free(row);
        at += len + 1;
    }
    idio_free(text);
    return rc;
}

int pairs_facts(struct idio_core *c, struct idio_json **ret, struct idio_err *err)
{
    char *text = NULL;
    size_t n = 0;
    int rc = read_file(c, PAIRS_FACTS, &text, &n, err);
    if (rc == IDIO_OK)
        rc = idio_json_parse(text, n, PAIRS_FACTS, ret, err);
    idio_free(text);
    return rc;
}

/* ---- show ------------------------------------------------------------------------------------ */

struct seeking {
    const char *id;
    uint64_t number; /* from 1; 0: by id */
    uint64_t at;
    struct idio_json *found;
};

static int seek_row(void *ctx, struct idio_json *row, struct idio_err *err)
{
    struct seeking *s = ctx;
    s->at++;
    if (s->number ? s->at != s->number
                  : strncmp(idio_json_get_str(row, "id", ""), s->id, strlen(s->id)) != 0)
        return IDIO_OK;
    if (s->found)
        return idio_hint(
            err,
            idio_fail(err, IDIO_E_USAGE, "core.pairs", "several rows begin with \"%s\"", s->id),
            "give more of its letters");
    s->found = idio_json_copy(row);
    return s->found ? IDIO_OK : idio_nomem(err, "core.pairs");
}

/* Numbers of facts become what they are. */
static int resolve(struct idio_core *c, struct idio_json *row, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    int rc = pairs_facts(c, &doc, err);
    const struct idio_json *facts = idio_json_get(doc, "facts"),
                           *seen = idio_json_get(row, "facts");
    for (size_t i = 0; i < idio_json_len(seen) && rc == IDIO_OK; i++) {
        struct idio_json *one = idio_json_at(seen, i);
        const struct idio_json *f =
            idio_json_at(facts, (size_t)idio_json_get_int(one, "fact", INT64_MAX));
        int put = idio_json_put(one, "id", idio_json_string(idio_json_get_str(f, "id", "")));
        put = put < 0 ? put
                      : idio_json_put(one, "wording",
                                      idio_json_string(idio_json_get_str(f, "wording", "")));
        if (put < 0)
            rc = idio_nomem(err, "core.pairs");
    }
    return rc;
}

int idio_core_pairs_show(struct idio_core *c, const char *id, struct idio_json **ret,
                         struct idio_err *err)
{
    struct seeking s = {.id = id};
    if (id[0] == '#')
        for (const char *p = id + 1; *p >= '0' && *p <= '9' && s.number < UINT32_MAX; p++)
            s.number = s.number * 10 + (uint64_t)(*p - '0');
    int rc = pairs_rows(c, PAIRS_ROWS, seek_row, &s, err);
    if (rc == IDIO_OK && !s.found)
        rc = idio_hint(err, idio_fail(err, IDIO_E_NOTFOUND, "core.pairs", "there is no row %s", id),
                       "rows have ids of 16 letters, or numbers: '#1' is the first");
    if (rc == IDIO_OK)
        rc = resolve(c, s.found, err);
    if (rc < 0) {
        idio_json_free(s.found);
        return rc;
    }
    *ret = s.found;
    return IDIO_OK;
}

int idio_core_pairs_stats(struct idio_core *c, struct idio_json **ret, struct idio_err *err)
{
    return pairs_card(c, ret, err);
}
