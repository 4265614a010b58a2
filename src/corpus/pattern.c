/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The properties of one query pattern: trait, value or classifier, and the classifier's parameters.
 *
 * All names are resolved here, when the observer is made: a pattern that loads names a trait, a
 * value and a classifier that exist, and matching works on numbers only.
 */
#include "corpus/observe_internal.h"

#include <stdio.h>
#include <string.h>

struct property {
    struct idio_slice key, value;
    uint32_t at; /* in the source */
};
#define PROPERTIES_MAX 24
struct properties {
    struct property at[PROPERTIES_MAX];
    size_t len;
};

static const struct property *find(const struct properties *p, const char *key)
{
    for (size_t i = 0; i < p->len; i++) {
        if (idio_slice_eq_c(p->at[i].key, key))
            return &p->at[i];
    }
    return NULL;
}

static int read_property(struct idio_lang_queries *q, const struct idio_call *call,
                         struct properties *out, struct idio_err *err)
{
    static const char *const known[] = {"trait",    "value",   "classify", "distinct", "single",
                                        "triple",   "buckets", "stops",    "own",      "scope",
                                        "relative", "skip",    "levels"};
    const struct idio_argument *args = q->query.arguments.at + call->first;
    if (call->count != 2 || args[0].is_capture || args[1].is_capture)
        return idio_query_fail(q, call->at, err, "#set! takes a name and a value");
    if (out->len == PROPERTIES_MAX)
        return idio_query_fail(q, call->at, err, "more than %d properties", PROPERTIES_MAX);
    struct property *p = &out->at[out->len++];
    *p = (struct property){args[0].text, args[1].text, call->at};
    bool ok = idio_slice_starts(p->key, "as.");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ok = ok || idio_slice_eq_c(p->key, known[i]);
    if (!ok)
        return idio_query_fail(q, call->at, err, "unknown property \"%.*s\"", (int)p->key.n,
                               p->key.p);
    return IDIO_OK;
}

static int read_calls(struct idio_lang_queries *q, uint32_t index, struct properties *out,
                      struct idio_err *err)
{
    const struct idio_query_pattern *p = &q->query.patterns.at[index];
    int rc = IDIO_OK;
    for (uint32_t i = 0; i < p->call_count && rc == IDIO_OK; i++) {
        const struct idio_call *call = &q->query.calls.at[p->first_call + i];
        rc = idio_slice_eq_c(call->name, "set!") ? read_property(q, call, out, err)
                                                 : idio_predicate_compile(q, index, call, err);
    }
    return rc;
}

static int read_buckets(struct idio_lang_queries *q, uint32_t index, const struct property *prop,
                        struct idio_err *err)
{
    struct idio_slice text = prop->value;
    struct idio_pattern *p = &q->patterns[index];
    uint32_t value = 0;
    bool digits = false;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && value < 1000000) {
            value = value * 10 + (uint32_t)(text.p[i] - '0');
            digits = true;
            continue;
        }
        if (i < text.n && text.p[i] != ' ')
            return idio_query_fail(q, prop->at, err, "buckets are numbers with spaces between");
        if (digits && p->bucket_count == IDIO_BUCKETS_MAX)
            return idio_query_fail(q, prop->at, err, "more than %d buckets", IDIO_BUCKETS_MAX);
        if (digits)
            p->buckets[p->bucket_count++] = value;
        digits = false;
        value = 0;
    }
    for (size_t i = 1; i < p->bucket_count; i++) {
        if (p->buckets[i] <= p->buckets[i - 1])
            return idio_query_fail(q, prop->at, err, "buckets must rise");
    }
    return p->bucket_count > 0 ? IDIO_OK : idio_query_fail(q, prop->at, err, "buckets are empty");
}

/* Names of a classifier's classes: fixed ones, or "le10" … "gt50". */
static size_t class_names(const struct idio_pattern *p, char names[][32])
{
    size_t n = 0;
    if (p->classifier->counts) {
        for (; n < p->bucket_count; n++)
            snprintf(names[n], 32, "le%u", p->buckets[n]);
        snprintf(names[n], 32, "gt%u", p->buckets[n - 1]);
        return n + 1;
    }
    for (; p->classifier->classes && p->classifier->classes[n]; n++)
        snprintf(names[n], 32, "%s", p->classifier->classes[n]);
    return n;
}

/* `as.x` for a class that the classifier never says is a slip of the pen. */
static int check_renames(const struct idio_lang_queries *q, const struct properties *props,
                         char names[][32], size_t n, struct idio_err *err)
{
    for (size_t i = 0; i < props->len; i++) {
        struct idio_slice key = props->at[i].key;
        bool known = !idio_slice_starts(key, "as.");
        for (size_t k = 0; k < n && !known; k++)
            known = strlen(names[k]) == key.n - 3 && memcmp(names[k], key.p + 3, key.n - 3) == 0;
        if (!known)
            return idio_query_fail(q, props->at[i].at, err, "the classifier does not say \"%.*s\"",
                                   (int)key.n - 3, key.p + 3);
    }
    return IDIO_OK;
}

/* Class `i` stands for value `text` (empty: abstain). `as`: where the query says so, or NULL. */
static int set_class(struct idio_lang_queries *q, uint32_t index, size_t i, struct idio_slice text,
                     const struct property *as, const struct idio_trait_resolver *traits,
                     struct idio_err *err)
{
    struct idio_pattern *p = &q->patterns[index];
    int value = text.n ? traits->value(traits->ctx, p->trait, text.p, text.n) : IDIO_ABSTAIN;
    if (as && text.n && value < 0)
        return idio_query_fail(q, as->at, err, "the trait has no value \"%.*s\"", (int)text.n,
                               text.p);
    p->values[i] = value < 0 ? IDIO_ABSTAIN : value;
    if (p->open) {
        p->texts[i] = idio_strndup(text.p, text.n);
        if (!p->texts[i])
            return idio_nomem(err, "corpus.queries");
    }
    return IDIO_OK;
}

/* Free text: only what `as.` names is known beforehand. */
static int resolve_renames(struct idio_lang_queries *q, uint32_t index,
                           const struct properties *props, const struct idio_trait_resolver *traits,
                           struct idio_err *err)
{
    struct idio_pattern *p = &q->patterns[index];
    for (size_t i = 0; i < props->len; i++) {
        struct idio_slice key = props->at[i].key;
        if (!idio_slice_starts(key, "as."))
            continue;
        if (p->class_count == IDIO_CLASSES_MAX)
            return idio_query_fail(q, props->at[i].at, err, "more than %d renames",
                                   IDIO_CLASSES_MAX);
        int rc =
            set_class(q, index, p->class_count, props->at[i].value, &props->at[i], traits, err);
        if (rc != IDIO_OK)
            return rc;
        p->renamed[p->class_count++] = idio_slice(key.p + 3, key.n - 3);
    }
    return IDIO_OK;
}

static int resolve_classes(struct idio_lang_queries *q, uint32_t index,
                           const struct properties *props, const struct idio_trait_resolver *traits,
                           struct idio_err *err)
{
    struct idio_pattern *p = &q->patterns[index];
    char names[IDIO_CLASSES_MAX + 1][32];
    size_t n = class_names(p, names), known = 0;
    if (n == 0)
        return resolve_renames(q, index, props, traits, err);
    int rc = check_renames(q, props, names, n, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        char key[40];
        snprintf(key, sizeof key, "as.%s", names[i]);
        const struct property *as = find(props, key);
        rc = set_class(q, index, i, as ? as->value : idio_slice_c(names[i]), as, traits, err);
        known += p->values[i] >= 0;
    }
    p->class_count = n;
    if (rc == IDIO_OK && known == 0)
        return idio_query_fail(q, find(props, "classify")->at, err,
                               "the trait has none of the values of \"%s\"", p->classifier->name);
    return rc;
}

/* Parameters of the classifier `module`. */
static int read_module(struct idio_lang_queries *q, uint32_t index, const struct properties *props,
                       struct idio_err *err)
{
    struct idio_module_rule *m = &q->patterns[index].module;
    bool is_module = strcmp(q->patterns[index].classifier->name, "module") == 0;
    const struct {
        const char *key;
        struct idio_slice *ret;
    } known[] = {{"stops", &m->stops}, {"relative", &m->relative}, {"scope", &m->scope},
                 {"own", &m->own},     {"skip", &m->skip},         {"levels", NULL}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct property *p = find(props, known[i].key);
        if (!p)
            continue;
        if (!is_module)
            return idio_query_fail(q, p->at, err, "\"%s\" is for the classifier module",
                                   known[i].key);
        if (known[i].ret)
            *known[i].ret = p->value;
        else if (p->value.n != 1 || *p->value.p < '1' || *p->value.p > '9')
            return idio_query_fail(q, p->at, err, "levels must be a number from 1 to 9");
        else
            m->levels = (uint32_t)(*p->value.p - '0');
    }
    return IDIO_OK;
}

static int resolve_classifier(struct idio_lang_queries *q, uint32_t index,
                              const struct properties *props,
                              const struct idio_trait_resolver *traits, struct idio_err *err)
{
    struct idio_pattern *p = &q->patterns[index];
    const struct property *name = find(props, "classify"), *buckets = find(props, "buckets");
    p->mode = IDIO_MODE_CLASSIFY;
    p->classifier = idio_classifier_find(name->value.p, name->value.n);
    if (!p->classifier)
        return idio_query_fail(q, name->at, err, "unknown classifier \"%.*s\"", (int)name->value.n,
                               name->value.p);
    if (p->classifier->counts != (buckets != NULL))
        return idio_query_fail(q, name->at, err,
                               buckets ? "\"%s\" has no buckets" : "\"%s\" needs buckets",
                               p->classifier->name);
    if (buckets) {
        int rc = read_buckets(q, index, buckets, err);
        if (rc != IDIO_OK)
            return rc;
    }
    int rc = read_module(q, index, props, err);
    return rc == IDIO_OK ? resolve_classes(q, index, props, traits, err) : rc;
}

static int resolve_value(struct idio_lang_queries *q, uint32_t index, const struct property *prop,
                         const struct idio_trait_resolver *traits, struct idio_err *err)
{
    struct idio_slice value = prop->value;
    struct idio_pattern *p = &q->patterns[index];
    p->mode = IDIO_MODE_FIXED;
    if (idio_slice_eq_c(value, "-")) {
        p->mode = IDIO_MODE_BLOCK;
        return IDIO_OK;
    }
    int number = traits->value(traits->ctx, p->trait, value.p, value.n);
    if (number < 0)
        return idio_query_fail(q, prop->at, err, "the trait has no value \"%.*s\"", (int)value.n,
                               value.p);
    p->value = (uint16_t)number;
    if (p->open) {
        p->texts[0] = idio_strndup(value.p, value.n);
        if (!p->texts[0])
            return idio_nomem(err, "corpus.queries");
    }
    return IDIO_OK;
}

static bool is_on(const struct properties *props, const char *key)
{
    const struct property *p = find(props, key);
    return p && !idio_slice_eq_c(p->value, "0");
}

int idio_pattern_compile(struct idio_lang_queries *q, uint32_t index,
                         const struct idio_trait_resolver *traits, struct idio_err *err)
{
    struct idio_pattern *p = &q->patterns[index];
    struct properties props = {.len = 0};
    int rc = read_calls(q, index, &props, err);
    if (rc != IDIO_OK)
        return rc;
    const struct property *trait = find(&props, "trait");
    const struct property *value = find(&props, "value"), *classify = find(&props, "classify");
    if (!trait && props.len == 0)
        return IDIO_OK;
    if (!trait)
        return idio_query_fail(q, props.at[0].at, err, "properties without a trait");
    if ((value != NULL) == (classify != NULL))
        return idio_query_fail(q, trait->at, err, "a trait needs one of value and classify");
    int number = traits->trait(traits->ctx, trait->value.p, trait->value.n);
    if (number < 0)
        return idio_query_fail(q, trait->at, err, "unknown trait \"%.*s\"", (int)trait->value.n,
                               trait->value.p);
    p->trait = (uint16_t)number;
    p->open = traits->value(traits->ctx, number, "", 0) == IDIO_VALUE_OPEN;
    p->distinct = is_on(&props, "distinct");
    p->single = is_on(&props, "single");
    p->triple = is_on(&props, "triple");
    if (value)
        return resolve_value(q, index, value, traits, err);
    return resolve_classifier(q, index, &props, traits, err);
}

void idio_pattern_release(struct idio_pattern *p)
{
    for (size_t i = 0; i <= IDIO_CLASSES_MAX; i++)
        idio_free(p->texts[i]);
    idio_predicates_release(&p->predicates);
}
