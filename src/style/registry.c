/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trait registry: what detectors may report and what a report means. It is data: a trait is a
 * paragraph in data/traits.json, and a language has it when queries/<lang>/language.json names it
 * and queries/<lang>/traits.scm finds it. No code.
 *
 * A trait's number is its place in the file; stored sites carry numbers. The detector digest
 * therefore covers the file, and a change of it makes stored observations stale rather than wrong.
 *
 * Priors (queries/<lang>/priors.json) say how common a value is among other developers. They are
 * shares over repositories, smoothed by half a repository on either side: with 14 repositories
 * nothing is rarer than 1 in 30, so that surprise stays bounded by what was looked at.
 *
 * Immutable after construction; shared by threads.
 */
#include "style/style_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/idio_style_data.h"

enum { DATA_MAX = 8 * 1024 * 1024, PRIOR_REPOS_MIN = 3 };

struct idio_traits *idio_traits_free(struct idio_traits *t)
{
    if (!t)
        return NULL;
    idio_vec_release(&t->members);
    idio_vec_release(&t->prior_at);
    idio_map_release(&t->by_name);
    idio_map_release(&t->priors);
    idio_arena_release(&t->arena);
    idio_free(t);
    return NULL;
}

static int digest_of(struct idio_traits *t, const struct idio_embedded *files, struct idio_err *err)
{
    struct idio_sha256 *h = NULL;
    int rc = idio_sha256_new(&h, err);

    if (rc == IDIO_OK)
        rc = idio_sha256_update(h, STYLE_CODE_VERSION, sizeof STYLE_CODE_VERSION, err);
    for (; rc == IDIO_OK && files->path; files++) {
        rc = idio_sha256_update(h, files->path, strlen(files->path) + 1, err);
        if (rc == IDIO_OK)
            rc = idio_sha256_update(h, files->data, files->size + 1, err);
    }
    if (rc == IDIO_OK)
        rc = idio_sha256_hex(h, t->digest, err);
    idio_sha256_free(h);
    return rc;
}

/* NOTFOUND when the table has no such file. */
static int parse_file(const struct idio_embedded *files, const char *path, struct idio_json **ret,
                      struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(files, path);

    if (!f)
        return IDIO_E_NOTFOUND;
    return idio_json_parse((const char *)f->data, f->size, path, ret, err);
}

static int load_traits(struct idio_traits *t, const struct idio_embedded *files,
                       struct idio_err *err)
{
    static const char path[] = "data/traits.json";
    struct idio_json *doc = NULL;
    int rc = parse_file(files, path, &doc, err);

    if (rc == IDIO_E_NOTFOUND)
        return idio_fail(err, IDIO_E_BUG, "style.traits", "%s was not built in", path);
    if (rc == IDIO_OK) {
        rc = style_load_traits(t, doc, err);
        rc = rc < 0 ? idio_context(err, rc, "%s", path) : rc;
    }
    idio_json_free(doc);
    return rc;
}

typedef int load_fn(struct idio_traits *t, enum idio_lang lang, const struct idio_json *doc,
                    struct idio_err *err);

/* A language without the file has nothing of what it would say. */
static int load_of_language(struct idio_traits *t, const struct idio_embedded *files,
                            enum idio_lang lang, const char *name, load_fn *load,
                            struct idio_err *err)
{
    char path[80];
    struct idio_json *doc = NULL;
    int rc;

    snprintf(path, sizeof path, "queries/%s/%s", idio_lang_id(lang), name);
    rc = parse_file(files, path, &doc, err);
    if (rc == IDIO_E_NOTFOUND)
        return IDIO_OK;
    if (rc == IDIO_OK) {
        rc = load(t, lang, doc, err);
        rc = rc < 0 ? idio_context(err, rc, "%s", path) : rc;
    }
    idio_json_free(doc);
    return rc;
}

int style_traits_parse(const struct idio_embedded *files, struct idio_traits **ret,
                       struct idio_err *err)
{
    struct idio_traits *t = idio_alloc(1, sizeof *t);
    int rc;

    if (!t)
        return idio_nomem(err, "style.traits");
    idio_arena_init(&t->arena, DATA_MAX);
    idio_map_init(&t->by_name, DATA_MAX);
    idio_map_init(&t->priors, DATA_MAX);
    t->import_trait = -1;
    t->avoided_trait = -1;
    for (size_t i = 0; i < IDIO_LANG_COUNT; i++)
        t->separators[i] = "/";
    rc = load_traits(t, files, err);
    for (int i = 1; i < IDIO_LANG_COUNT && rc == IDIO_OK; i++) {
        enum idio_lang lang = (enum idio_lang)i;

        if (idio_lang_style(lang) != lang)
            continue;
        rc = load_of_language(t, files, lang, "language.json", style_load_language, err);
        if (rc == IDIO_OK)
            rc = load_of_language(t, files, lang, "priors.json", style_load_priors, err);
    }
    if (rc == IDIO_OK)
        rc = digest_of(t, files, err);
    if (rc < 0) {
        idio_traits_free(t);
        return rc;
    }
    style_sort_members(t);
    *ret = t;
    return IDIO_OK;
}

int idio_traits_new(struct idio_traits **ret, struct idio_err *err)
{
    return style_traits_parse(idio_style_data_files, ret, err);
}

size_t idio_traits_count(const struct idio_traits *t)
{
    return t->count;
}

const char *idio_traits_name(const struct idio_traits *t, size_t trait)
{
    return trait < t->count ? t->traits[trait].name : "";
}

static int find_n(const struct idio_traits *t, const char *name, size_t n)
{
    size_t at;

    return idio_map_get(&t->by_name, name, n, &at) ? (int)at : -1;
}

int idio_traits_find(const struct idio_traits *t, const char *name)
{
    return name ? find_n(t, name, strlen(name)) : -1;
}

bool idio_traits_applies(const struct idio_traits *t, size_t trait, enum idio_lang lang)
{
    enum idio_lang style = idio_lang_style(lang);

    return trait < t->count && style != IDIO_LANG_NONE &&
           (t->traits[trait].langs & 1u << style) != 0;
}

const char *idio_traits_question(const struct idio_traits *t, size_t trait)
{
    return trait < t->count ? t->traits[trait].question : NULL;
}

const char *idio_traits_value(const struct idio_traits *t, size_t trait, uint16_t value)
{
    if (trait >= t->count || value >= t->traits[trait].value_count)
        return NULL;
    return t->traits[trait].values[value].name;
}

int style_value_find(const struct style_trait *trait, const char *value, size_t n)
{
    for (size_t i = 0; i < trait->value_count; i++)
        if (strlen(trait->values[i].name) == n && memcmp(trait->values[i].name, value, n) == 0)
            return (int)i;
    return -1;
}

static int resolve_trait(const void *ctx, const char *name, size_t n)
{
    return find_n(ctx, name, n);
}

static int resolve_value(const void *ctx, int trait, const char *value, size_t n)
{
    const struct idio_traits *t = ctx;

    if (trait < 0 || (size_t)trait >= t->count)
        return -1;
    if (t->traits[trait].open)
        return IDIO_VALUE_OPEN;
    return style_value_find(&t->traits[trait], value, n);
}

struct idio_trait_resolver idio_traits_resolver(const struct idio_traits *t)
{
    return (struct idio_trait_resolver){.ctx = t, .trait = resolve_trait, .value = resolve_value};
}

int idio_traits_detector(const struct idio_traits *t, const char *queries_digest, char ret[17],
                         struct idio_err *err)
{
    struct idio_str text;
    char hex[IDIO_SHA256_HEX];
    int rc;

    idio_str_init(&text, 4096);
    idio_str_printf(&text, "%s\n%s\n", t->digest, queries_digest);
    rc = idio_str_status(&text, "style.detector", err);
    if (rc == IDIO_OK)
        rc = idio_sha256_of(text.data, text.len, hex, err);
    idio_str_release(&text);
    if (rc < 0)
        return rc;
    memcpy(ret, hex, 16);
    ret[16] = '\0';
    return IDIO_OK;
}

/* ---- priors -------------------------------------------------------------------------------- */
size_t style_prior_key(enum idio_lang lang, size_t trait, const char *value,
                       char ret[STYLE_PRIOR_KEY])
{
    size_t n = strlen(value);

    if (n > STYLE_PRIOR_KEY - 3)
        return 0;
    ret[0] = (char)lang;
    ret[1] = (char)(trait & 0xff);
    ret[2] = (char)(trait >> 8);
    memcpy(ret + 3, value, n);
    return n + 3;
}

static const struct style_prior *prior_at(const struct idio_traits *t, size_t trait,
                                          enum idio_lang lang, const char *value)
{
    char key[STYLE_PRIOR_KEY];
    size_t n = style_prior_key(lang, trait, value, key), at;

    return n > 0 && idio_map_get(&t->priors, key, n, &at) ? &t->prior_at.at[at] : NULL;
}

double style_prior(const struct idio_traits *t, size_t trait, enum idio_lang lang,
                   const char *value)
{
    const struct style_prior *all = prior_at(t, trait, lang, ""), *one;
    const struct style_trait *tr = &t->traits[trait];
    double share = 0;

    if (!all || all->repos < PRIOR_REPOS_MIN)
        return -1;
    if (tr->ordered) {
        for (size_t i = 0; i < tr->value_count; i++) {
            one = prior_at(t, trait, lang, tr->values[i].name);
            share += one ? one->share : 0;
            if (strcmp(tr->values[i].name, value) == 0)
                break;
        }
    } else {
        one = prior_at(t, trait, lang, value);
        share = one ? one->share : 0;
    }
    return (share * all->repos + 0.5) / (all->repos + 1);
}

/* ---- wording ------------------------------------------------------------------------------- */
const char *style_wording(const struct style_trait *trait, enum idio_lang lang, const char *value,
                          struct idio_arena *arena)
{
    const char *hole;
    int i;

    if (trait->open) {
        hole = trait->open_wording ? strstr(trait->open_wording, "{value}") : NULL;
        if (!hole)
            return "";
        return idio_arena_printf(arena, "%.*s%s%s", (int)(hole - trait->open_wording),
                                 trait->open_wording, value, hole + strlen("{value}"));
    }
    i = style_value_find(trait, value, strlen(value));
    return i >= 0 && trait->values[i].wording[lang] ? trait->values[i].wording[lang] : "";
}
