/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observing small sources in tests: a registry that knows every trait and value by giving out
 * numbers, and results as text, so that expectations can be read.
 *
 * Names that begin with "no." are unknown, traits that begin with "open." have an open vocabulary.
 */
#ifndef IDIO_OBSERVE_HELPER_H
#define IDIO_OBSERVE_HELPER_H

#include "idio_test.h"

#include "base/map.h"
#include "base/str.h"
#include "corpus/corpus.h"

struct names {
    struct idio_map traits, values;
};

static inline int names_trait(const void *ctx, const char *name, size_t n)
{
    struct names *k = (struct names *)(uintptr_t)ctx;
    if (n >= 3 && memcmp(name, "no.", 3) == 0)
        return -1;
    return (int)idio_map_intern(&k->traits, name, n);
}

static inline int names_value(const void *ctx, int trait, const char *value, size_t n)
{
    struct names *k = (struct names *)(uintptr_t)ctx;
    if (strncmp(k->traits.entries[trait].key, "open.", 5) == 0)
        return IDIO_VALUE_OPEN;
    if (n == 0 || (n >= 3 && memcmp(value, "no.", 3) == 0))
        return -1;
    return (int)idio_map_intern(&k->values, value, n);
}

struct watcher {
    struct names names;
    struct idio_trait_resolver resolver;
    struct idio_observer *observer;
    struct idio_parser *parser;
    struct idio_arena arena;
    struct idio_err err;
};

static inline void watcher_init(struct watcher *w)
{
    memset(w, 0, sizeof *w);
    idio_map_init(&w->names.traits, 1 << 20);
    idio_map_init(&w->names.values, 1 << 20);
    idio_arena_init(&w->arena, (size_t)64 << 20);
    w->resolver = (struct idio_trait_resolver){&w->names, names_trait, names_value};
}

static inline void watcher_release(struct watcher *w)
{
    w->parser = idio_parser_free(w->parser);
    w->observer = idio_observer_free(w->observer);
    idio_arena_release(&w->arena);
    idio_map_release(&w->names.traits);
    idio_map_release(&w->names.values);
}

/* The project's own queries. */
static inline void watcher_open(struct watcher *w)
{
    watcher_init(w);
    assert_ok(idio_observer_new(idio_queries_files, &w->resolver, &w->observer, &w->err), &w->err);
    assert_ok(idio_parser_new(w->observer, &w->parser, &w->err), &w->err);
}

/* One query as traits.scm of one language, with its language.json. Status of the observer. */
static inline int watcher_query(struct watcher *w, const char *folder, const char *query)
{
    char path[64], rules[64];
    snprintf(path, sizeof path, "queries/%s/traits.scm", folder);
    snprintf(rules, sizeof rules, "queries/%s/language.json", folder);
    const struct idio_embedded *shipped = idio_embedded_find(idio_queries_files, rules);
    const struct idio_embedded table[] = {
        {path, (const unsigned char *)query, strlen(query)},
        shipped ? *shipped : (struct idio_embedded){NULL, NULL, 0},
        {NULL, NULL, 0},
    };
    watcher_init(w);
    int rc = idio_observer_new(table, &w->resolver, &w->observer, &w->err);
    if (rc == IDIO_OK)
        rc = idio_parser_new(w->observer, &w->parser, &w->err);
    return rc;
}

static inline struct idio_observed watch_n(struct watcher *w, const char *path, const char *text,
                                           size_t n)
{
    struct idio_observed o = {0};
    idio_arena_clear(&w->arena);
    int rc = idio_parser_observe(w->parser, idio_lang_of_path(path), path, text, n, NULL, &w->arena,
                                 &o, &w->err);
    assert_ok(rc, &w->err);
    return o;
}

static inline struct idio_observed watch(struct watcher *w, const char *path, const char *text)
{
    return watch_n(w, path, text, strlen(text));
}

static inline const char *site_trait(const struct watcher *w, const struct idio_site *s)
{
    return w->names.traits.entries[s->trait].key;
}

static inline const char *site_value(const struct watcher *w, const struct idio_site *s)
{
    return s->value == IDIO_VALUE_OPEN ? s->text : w->names.values.entries[s->value].key;
}

/* "3 single; 4 double; " for one trait; "" when there is no site. */
static inline const char *sites_of(struct watcher *w, const struct idio_observed *o,
                                   const char *trait)
{
    struct idio_str s;
    idio_str_init(&s, 1 << 20);
    for (size_t i = 0; i < o->site_count; i++) {
        if (strcmp(site_trait(w, &o->sites[i]), trait) == 0)
            idio_str_printf(&s, "%u %s; ", o->sites[i].line, site_value(w, &o->sites[i]));
    }
    const char *text = idio_arena_strdup(&w->arena, s.data);
    idio_str_release(&s);
    assert_non_null(text);
    return text;
}

/* Sites of `trait` when the query is the only one. */
static inline void expect_sites(const char *folder, const char *query, const char *path,
                                const char *text, const char *trait, const char *want)
{
    struct watcher w;
    assert_ok(watcher_query(&w, folder, query), &w.err);
    struct idio_observed o = watch(&w, path, text);
    assert_string_equal(sites_of(&w, &o, trait), want);
    watcher_release(&w);
}

static inline const struct idio_unit *unit_named(const struct idio_observed *o, const char *name)
{
    for (size_t i = 0; i < o->unit_count; i++) {
        if (strcmp(o->units[i].name, name) == 0)
            return &o->units[i];
    }
    fail_msg("no unit %s", name);
    return NULL;
}

/* Setup and teardown of a test program. */
static inline int corpus_up(void **state)
{
    struct idio_err err = {0};
    (void)state;
    int rc = idio_corpus_init(&err);
    if (rc != IDIO_OK)
        print_error("corpus init: %s\n", err.msg);
    return rc;
}

static inline int corpus_down(void **state)
{
    (void)state;
    idio_corpus_shutdown();
    return 0;
}

#endif
