/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading data/traits.json, what all languages share, and queries/<lang>/language.json, what one
 * language has of it. The files are ours, but edited by hand, so every mistake is refused with the
 * file, the trait and the key it stands in: an unknown key, a field or area that does not exist, a
 * sentence that is too long. What loads needs no further checks.
 *
 * Keys of a trait in traits.json:
 *   id         "<area>.<name>", area from the list at the head of the file
 *   family     "F1" … "P1", what it is about
 *   field      property of the default schema that its facts feed
 *   impact     0..1, how much a violation hurts; from .6 on, a habit that everybody has is stated
 *   min_n      sites below which nothing is said (default 8)
 *   values     value → sentence, or null (never stated)
 *   ordered    the values are growing limits (true/false)
 *   sites      which sites count: "code" (default), "tests" or "all"
 *   question   asked when the habit is not decided
 *   open       an open vocabulary instead of values, with
 *   wording    the sentence, {value} standing for the value
 *   hidden     raw material (library.import), never counted under its own name
 *
 * Keys of a trait in language.json (the trait lives in the language when it is named there; a
 * detector must exist then, tests/unit/style checks both ways):
 *   forced     the language's formatter leaves no choice: decided, but never stated
 *   wording    value → sentence, where the language says it in other words
 *   members    of an open trait: library → modules that mean it (members.c)
 * Beside "traits" the file has "prefixed_names" (names of a library begin with its name:
 * curl_easy_init) and what corpus reads (lang_rules.c).
 */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"
#include "types/request.h"

int style_bad(struct idio_err *err, const char *trait, const char *key, const char *what)
{
    return idio_fail(err, IDIO_E_INVALID, "style.traits", "trait \"%s\", \"%s\": %s",
                     trait ? trait : "?", key, what);
}

static int load_sentence(struct idio_traits *t, const struct idio_json *v, const char *trait,
                         const char *key, const char **ret, struct idio_err *err)
{
    const char *s = idio_json_str(v);

    if (!s || !*s)
        return style_bad(err, trait, key, "must be a sentence");
    if (strlen(s) > STYLE_WORDING_MAX)
        return style_bad(err, trait, key, "is longer than 100 bytes");
    if (strpbrk(s, "\r\n\t"))
        return style_bad(err, trait, key, "must be one line");
    *ret = idio_arena_strdup(&t->arena, s);
    return *ret ? IDIO_OK : idio_nomem(err, "style.traits");
}

/* null, or a sentence, which is that of every language until language.json has another. */
static int load_wording(struct idio_traits *t, const struct idio_json *v, const char *trait,
                        struct style_value *value, struct idio_err *err)
{
    const char *all = NULL;
    int rc = IDIO_OK;

    if (idio_json_type(v) != IDIO_JSON_NULL)
        rc = load_sentence(t, v, trait, value->name, &all, err);
    for (int i = 0; i < IDIO_LANG_COUNT; i++)
        value->wording[i] = all;
    return rc;
}

static int load_values(struct idio_traits *t, struct style_trait *tr, const struct idio_json *v,
                       struct idio_err *err)
{
    size_t n = idio_json_len(v);

    if (idio_json_type(v) != IDIO_JSON_OBJECT || n < 2)
        return style_bad(err, tr->name, "values", "must be an object of two values or more");
    if (n > STYLE_VALUES_MAX)
        return style_bad(err, tr->name, "values", "has too many values");
    tr->values = idio_arena_alloc(&t->arena, n, sizeof *tr->values);
    if (!tr->values)
        return idio_nomem(err, "style.traits");
    for (size_t i = 0; i < n; i++) {
        struct idio_json *wording = NULL;
        const char *key = idio_json_key_at(v, i, &wording);
        int rc;

        if (!*key || strcmp(key, "-") == 0 || strlen(key) > 40)
            return style_bad(err, tr->name, key, "is no name for a value");
        tr->values[i].name = idio_arena_strdup(&t->arena, key);
        if (!tr->values[i].name)
            return idio_nomem(err, "style.traits");
        rc = load_wording(t, wording, tr->name, &tr->values[i], err);
        if (rc < 0)
            return rc;
    }
    tr->value_count = n;
    return IDIO_OK;
}

static int load_open(struct idio_traits *t, struct style_trait *tr, const struct idio_json *o,
                     struct idio_err *err)
{
    int rc;

    if (idio_json_get(o, "values"))
        return style_bad(err, tr->name, "values", "an open trait lists none");
    if (tr->hidden)
        return IDIO_OK;
    rc = load_sentence(t, idio_json_get(o, "wording"), tr->name, "wording", &tr->open_wording, err);
    if (rc < 0)
        return rc;
    if (!strstr(tr->open_wording, "{value}"))
        return style_bad(err, tr->name, "wording", "lacks {value}");
    return IDIO_OK;
}

static int load_numbers(struct style_trait *tr, const struct idio_json *o, struct idio_err *err)
{
    static const char *const sites[] = {"code", "tests", "all"};
    const char *which = idio_json_get_str(o, "sites", "code");
    int64_t min_n = idio_json_get_int(o, "min_n", 8);

    tr->impact = idio_json_get_real(o, "impact", -1);
    if (!(tr->impact >= 0 && tr->impact <= 1))
        return style_bad(err, tr->name, "impact", "must be a number from 0 to 1");
    if (min_n < 1 || min_n > 1000)
        return style_bad(err, tr->name, "min_n", "must be a number from 1 to 1000");
    tr->min_n = (uint16_t)min_n;
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        if (strcmp(which, sites[i]) == 0) {
            tr->sites = (enum style_sites)i;
            return IDIO_OK;
        }
    }
    return style_bad(err, tr->name, "sites", "must be code, tests or all");
}

/* The area is the part of the id before the dot, so the two cannot disagree. */
static int load_area(const struct idio_traits *t, struct style_trait *tr, struct idio_err *err)
{
    const char *dot = strchr(tr->name, '.');

    for (size_t i = 0; dot && dot[1] && i < t->area_count; i++) {
        if (strlen(t->areas[i]) == (size_t)(dot - tr->name) &&
            strncmp(t->areas[i], tr->name, (size_t)(dot - tr->name)) == 0) {
            tr->area = t->areas[i];
            tr->area_no = (uint8_t)i;
            return IDIO_OK;
        }
    }
    return style_bad(err, tr->name, "id", "must be an area, a dot and a name");
}

static int check_keys(const struct idio_json *o, const char *const *known, const char *trait,
                      struct idio_err *err)
{
    for (size_t i = 0; i < idio_json_len(o); i++) {
        const char *key = idio_json_key_at(o, i, NULL);
        bool found = false;

        for (size_t k = 0; known[k] && !found; k++)
            found = strcmp(key, known[k]) == 0;
        if (!found)
            return style_bad(err, trait, key, "is no key of a trait");
    }
    return IDIO_OK;
}

/* The families of traits that miners of conventions should cover; what each is about stands in
 * docs/formats/queries.md. */
const char *const style_families[] = {"F1",  "F2",  "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10",
                                      "F11", "F12", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8",
                                      "N9",  "N10", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8",
                                      "T9",  "T10", "E1", "E2", "E3", "E4", "E5", "D1", "D2", "D3",
                                      "S1",  "S2",  "S3", "L1", "L2", "P1", NULL};

static const char *style_family(const char *id)
{
    for (size_t i = 0; style_families[i]; i++)
        if (strcmp(style_families[i], id) == 0)
            return style_families[i];
    return NULL;
}

static int load_flags(struct idio_traits *t, struct style_trait *tr, const struct idio_json *o,
                      struct idio_err *err)
{
    const char *field = idio_json_get_str(o, "field", "");
    const struct idio_json *question = idio_json_get(o, "question");

    tr->family = style_family(idio_json_get_str(o, "family", ""));
    if (idio_json_get(o, "family") && !tr->family)
        return style_bad(err, tr->name, "family", "is none of F1 to P1");
    tr->open = idio_json_get_bool(o, "open", false);
    tr->hidden = idio_json_get_bool(o, "hidden", false);
    tr->ordered = idio_json_get_bool(o, "ordered", false);
    if (idio_field_from_key(field) == IDIO_FIELD_COUNT)
        return style_bad(err, tr->name, "field", "is no property of the default schema");
    tr->field = idio_field_key(idio_field_from_key(field));
    return question ? load_sentence(t, question, tr->name, "question", &tr->question, err)
                    : IDIO_OK;
}

static int load_trait(struct idio_traits *t, size_t at, const struct idio_json *o,
                      struct idio_err *err)
{
    static const char *const keys[] = {"id",       "field",  "impact", "min_n",  "sites",
                                       "ordered",  "open",   "hidden", "values", "wording",
                                       "question", "family", NULL};
    struct style_trait *tr = &t->traits[at];
    const char *id = idio_json_get_str(o, "id", NULL);
    size_t *number;
    bool is_new = false;
    int rc;

    if (!id || strlen(id) > 60)
        return idio_fail(err, IDIO_E_INVALID, "style.traits", "traits[%zu] has no proper \"id\"",
                         at);
    tr->name = idio_arena_strdup(&t->arena, id);
    number = idio_map_at(&t->by_name, id, strlen(id), &is_new);
    if (!tr->name || !number)
        return idio_nomem(err, "style.traits");
    if (!is_new)
        return style_bad(err, id, "id", "stands twice");
    *number = at;
    rc = check_keys(o, keys, id, err);
    if (rc == IDIO_OK)
        rc = load_area(t, tr, err);
    if (rc == IDIO_OK)
        rc = load_flags(t, tr, o, err);
    if (rc == IDIO_OK)
        rc = load_numbers(tr, o, err);
    if (rc == IDIO_OK)
        rc = tr->open ? load_open(t, tr, o, err)
                      : load_values(t, tr, idio_json_get(o, "values"), err);
    return rc;
}

int style_load_traits(struct idio_traits *t, const struct idio_json *doc, struct idio_err *err)
{
    const struct idio_json *list = idio_json_get(doc, "traits"),
                           *areas = idio_json_get(doc, "areas");
    size_t n = idio_json_len(list);

    if (idio_json_get_int(doc, "version", 0) != 1)
        return idio_fail(err, IDIO_E_INVALID, "style.traits", "\"version\" is not 1");
    if (idio_json_type(list) != IDIO_JSON_ARRAY || n == 0 || n > IDIO_TRAITS_MAX)
        return idio_fail(err, IDIO_E_INVALID, "style.traits",
                         "\"traits\" must be a list of 1 to %d", IDIO_TRAITS_MAX);
    t->area_count = idio_json_len(areas);
    t->traits = idio_arena_alloc(&t->arena, n, sizeof *t->traits);
    t->areas = idio_arena_alloc(&t->arena, t->area_count + 1, sizeof *t->areas);
    if (!t->traits || !t->areas)
        return idio_nomem(err, "style.traits");
    for (size_t i = 0; i < t->area_count; i++) {
        const char *area = idio_json_str(idio_json_at(areas, i));

        if (!area)
            return idio_fail(err, IDIO_E_INVALID, "style.traits", "areas[%zu] is no string", i);
        t->areas[i] = idio_arena_strdup(&t->arena, area);
        if (!t->areas[i])
            return idio_nomem(err, "style.traits");
    }
    for (size_t i = 0; i < n; i++) {
        int rc = load_trait(t, i, idio_json_at(list, i), err);

        if (rc < 0)
            return rc;
    }
    t->count = n;
    t->import_trait = idio_traits_find(t, STYLE_IMPORT);
    t->avoided_trait = idio_traits_find(t, STYLE_AVOIDED);
    return IDIO_OK;
}

/* ---- one language -------------------------------------------------------------------------- */
static int load_own_wording(struct idio_traits *t, struct style_trait *tr, enum idio_lang lang,
                            const struct idio_json *wording, struct idio_err *err)
{
    for (size_t i = 0; i < idio_json_len(wording); i++) {
        struct idio_json *sentence = NULL;
        const char *value = idio_json_key_at(wording, i, &sentence);
        int at = style_value_find(tr, value, strlen(value)), rc;

        if (at < 0)
            return style_bad(err, tr->name, value, "is no value of the trait");
        rc = load_sentence(t, sentence, tr->name, value, &tr->values[at].wording[lang], err);
        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}

static int load_own_trait(struct idio_traits *t, enum idio_lang lang, const char *name,
                          const struct idio_json *o, struct idio_err *err)
{
    static const char *const keys[] = {"forced", "wording", "members", NULL};
    int at = idio_traits_find(t, name), rc;
    struct style_trait *tr;

    if (at < 0)
        return style_bad(err, name, "traits", "is not in data/traits.json");
    if (idio_json_type(o) != IDIO_JSON_OBJECT)
        return style_bad(err, name, "traits", "must be an object, {} at least");
    tr = &t->traits[at];
    rc = check_keys(o, keys, name, err);
    if (rc == IDIO_OK && idio_json_get(o, "members") && (!tr->open || tr->hidden))
        rc = style_bad(err, name, "members", "is for open traits");
    if (rc == IDIO_OK)
        rc = load_own_wording(t, tr, lang, idio_json_get(o, "wording"), err);
    if (rc == IDIO_OK)
        rc = style_load_members(t, (size_t)at, lang, idio_json_get(o, "members"), err);
    tr->langs |= 1u << lang;
    if (idio_json_get_bool(o, "forced", false))
        tr->forced |= 1u << lang;
    return rc;
}

int style_load_language(struct idio_traits *t, enum idio_lang lang, const struct idio_json *doc,
                        struct idio_err *err)
{
    const struct idio_json *traits = idio_json_get(doc, "traits");

    if (idio_json_get_int(doc, "version", 0) != 1 || idio_json_type(traits) != IDIO_JSON_OBJECT)
        return idio_fail(err, IDIO_E_INVALID, "style.traits",
                         "needs \"version\": 1 and \"traits\"");
    if (idio_json_get_bool(doc, "prefixed_names", false))
        t->prefixed |= 1u << lang;
    t->separators[lang] = idio_arena_strdup(&t->arena, idio_json_get_str(doc, "separators", "/"));
    if (!t->separators[lang])
        return idio_nomem(err, "style.traits");
    if (!*t->separators[lang])
        return idio_fail(err, IDIO_E_INVALID, "style.traits", "\"separators\" is empty");
    for (size_t i = 0; i < idio_json_len(traits); i++) {
        struct idio_json *one = NULL;
        const char *name = idio_json_key_at(traits, i, &one);
        int rc = load_own_trait(t, lang, name, one, err);

        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}

/* ---- priors -------------------------------------------------------------------------------- */
static int bad_prior(struct idio_err *err, const char *trait, const char *what)
{
    return idio_fail(err, IDIO_E_INVALID, "style.priors", "trait \"%s\": %s", trait, what);
}

static int put_prior(struct idio_traits *t, enum idio_lang lang, int trait, const char *value,
                     struct style_prior p, struct idio_err *err)
{
    char key[STYLE_PRIOR_KEY];
    size_t n = style_prior_key(lang, (size_t)trait, value, key), *at;

    if (n == 0)
        return bad_prior(err, idio_traits_name(t, (size_t)trait), "a value's name is too long");
    at = idio_map_at(&t->priors, key, n, NULL);
    if (!at)
        return idio_nomem(err, "style.priors");
    *at = t->prior_at.len;
    return idio_vec_push(&t->prior_at, p) < 0 ? idio_nomem(err, "style.priors") : IDIO_OK;
}

/* Priors of traits or values that are gone from the registry are skipped: the file is made by a
 * program, from repositories that need not be at hand when the registry changes. */
static int load_prior(struct idio_traits *t, enum idio_lang lang, const char *name,
                      const struct idio_json *o, struct idio_err *err)
{
    const struct idio_json *shares = idio_json_get(o, "shares");
    struct style_prior p = {.repos = (double)idio_json_get_int(o, "repos", 0)};
    int trait = idio_traits_find(t, name), rc;

    if (trait < 0)
        return IDIO_OK;
    if (p.repos < 1 || idio_json_type(shares) != IDIO_JSON_OBJECT)
        return bad_prior(err, name, "needs \"repos\" and \"shares\"");
    rc = put_prior(t, lang, trait, "", p, err);
    for (size_t i = 0; i < idio_json_len(shares) && rc == IDIO_OK; i++) {
        struct idio_json *v = NULL;
        const char *value = idio_json_key_at(shares, i, &v);

        p.share = idio_json_to_real(v, -1);
        if (!(p.share >= 0 && p.share <= 1) || !*value)
            return bad_prior(err, name, "a share is no number from 0 to 1");
        rc = put_prior(t, lang, trait, value, p, err);
    }
    return rc;
}

int style_load_priors(struct idio_traits *t, enum idio_lang lang, const struct idio_json *doc,
                      struct idio_err *err)
{
    const struct idio_json *traits = idio_json_get(doc, "traits");

    if (idio_json_get_int(doc, "version", 0) != 1 || idio_json_type(traits) != IDIO_JSON_OBJECT)
        return idio_fail(err, IDIO_E_INVALID, "style.priors",
                         "needs \"version\": 1 and \"traits\"");
    for (size_t k = 0; k < idio_json_len(traits); k++) {
        struct idio_json *prior = NULL;
        const char *name = idio_json_key_at(traits, k, &prior);
        int rc = load_prior(t, lang, name, prior, err);

        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}
