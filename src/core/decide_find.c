/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What does the developer mean? A fact may be named in full (javascript:format.quotes=single, as
 * `profile -v` shows it), without its language where only one comes into question, or, for
 * commands about a whole trait, without a value. A name that fits nothing is answered with the
 * nearest that exists.
 */
#include "base/near.h"
#include "core/core_internal.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES 160

static const char WHERE[] = "core.decide";

struct finding {
    struct idio_core *core;
    struct idio_arena *arena;
    const struct idio_fact *facts;
    size_t fact_count;
    struct core_named *ret;
};

static bool known_at(const struct finding *f, enum idio_lang lang, const char *trait,
                     const char *value)
{
    for (size_t i = 0; i < f->fact_count; i++)
        if (f->facts[i].lang == lang && strcmp(f->facts[i].trait, trait) == 0 &&
            (!value || strcmp(f->facts[i].value, value) == 0))
            return true;
    return false;
}

/* ---- suggestions ----------------------------------------------------------------------------- */

struct nearest {
    const char *typed, *best;
    size_t distance;
};

static void consider(struct nearest *n, const char *name)
{
    assert(n->typed && name);
    size_t d = idio_distance(n->typed, name);
    const char *dot = strrchr(name, '.');
    if (dot && strcmp(dot + 1, n->typed) == 0) /* "quotes" for "format.quotes" */
        d = 0;
    else if (!idio_is_near(n->typed, name))
        return;
    if (!n->best || d < n->distance) {
        n->best = name;
        n->distance = d;
    }
}

static int no_language(const char *name, struct idio_err *err)
{
    struct nearest near = {.typed = name};
    int rc = idio_fail(err, IDIO_E_USAGE, WHERE, "no language is called '%s'", name);
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++)
        consider(&near, idio_lang_id((enum idio_lang)l));
    if (near.best)
        return idio_hint(err, rc, "did you mean '%s'?", near.best);
    return idio_hint(err, rc, "'idiolect profile -v' shows the names of facts");
}

static int no_trait(const struct finding *f, const char *name, struct idio_err *err)
{
    struct nearest near = {.typed = name};
    int rc = idio_fail(err, IDIO_E_USAGE, WHERE, "no trait is called '%s'", name);
    for (size_t t = 0; t < idio_traits_count(f->core->traits); t++)
        consider(&near, idio_traits_name(f->core->traits, t));
    if (near.best)
        return idio_hint(err, rc, "did you mean '%s'?", near.best);
    return idio_hint(err, rc, "'idiolect profile --all -v' shows the names of facts");
}

static int no_value(const struct finding *f, size_t trait, const char *value, struct idio_err *err)
{
    const struct idio_traits *t = f->core->traits;
    struct nearest near = {.typed = value};
    struct idio_str list;
    int rc =
        idio_fail(err, IDIO_E_USAGE, WHERE, "%s cannot be '%s'", idio_traits_name(t, trait), value);
    idio_str_init(&list, 160);
    for (size_t i = 0; i < idio_traits_value_count(t, trait); i++) {
        const char *name = idio_traits_value(t, trait, (uint16_t)i);
        consider(&near, name);
        idio_str_printf(&list, "%s%s", i ? ", " : "", name);
    }
    if (near.best)
        rc = idio_hint(err, rc, "did you mean '%s'? (it can be %s)", near.best, list.data);
    else
        rc = idio_hint(err, rc, "it can be %s", list.data);
    idio_str_release(&list);
    return rc;
}

/* ---- parts of a name ------------------------------------------------------------------------- */

static enum idio_lang lang_called(const char *name)
{
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++)
        if (strcasecmp(name, idio_lang_id((enum idio_lang)l)) == 0 ||
            strcasecmp(name, idio_lang_title((enum idio_lang)l)) == 0)
            return idio_lang_style((enum idio_lang)l);
    return IDIO_LANG_NONE;
}

/* The language of a name without one: the only one in which the developer shows the trait, else
 * the only one that has it. */
static int guess_lang(struct finding *f, size_t trait, struct idio_err *err)
{
    const char *name = idio_traits_name(f->core->traits, trait);
    enum idio_lang only = IDIO_LANG_NONE, known = IDIO_LANG_NONE;
    size_t has = 0, shown = 0;
    struct idio_str list;
    idio_str_init(&list, 120);
    for (unsigned i = 1; i < IDIO_LANG_COUNT; i++) {
        enum idio_lang l = (enum idio_lang)i;
        if (idio_lang_style(l) != l || !idio_traits_applies(f->core->traits, trait, l))
            continue;
        only = l;
        has++;
        if (!known_at(f, l, name, NULL))
            continue;
        known = l;
        idio_str_printf(&list, "%s%s", shown++ ? ", " : "", idio_lang_id(l));
    }
    int rc = IDIO_OK;
    f->ret->lang = shown == 1 ? known : only;
    if (shown > 1 || (shown == 0 && has > 1)) {
        rc = idio_fail(err, IDIO_E_USAGE, WHERE, "'%s' is a matter of several languages%s%s", name,
                       shown ? ": " : "", list.data);
        rc = idio_hint(err, rc, "say which with --language, or write %s:%s%s%s",
                       idio_lang_id(shown ? known : only), name, f->ret->value ? "=" : "",
                       f->ret->value ? f->ret->value : "");
    }
    idio_str_release(&list);
    return rc;
}

static int split(struct finding *f, const char *name, enum idio_lang lang, const char **ret_trait,
                 struct idio_err *err)
{
    struct core_named *r = f->ret;
    size_t to_colon = strcspn(name, ":="), to_equals;
    if (name[to_colon] == ':') {
        const char *text = idio_arena_strndup(f->arena, name, to_colon);
        if (!text)
            return idio_nomem(err, WHERE);
        r->lang = lang_called(text);
        if (r->lang == IDIO_LANG_NONE)
            return no_language(text, err);
        name += to_colon + 1;
    } else {
        r->lang = idio_lang_style(lang);
    }
    to_equals = strcspn(name, "=");
    *ret_trait = idio_arena_strndup(f->arena, name, to_equals);
    r->value = name[to_equals] ? idio_arena_strdup(f->arena, name + to_equals + 1) : NULL;
    return *ret_trait && (r->value || !name[to_equals]) ? IDIO_OK : idio_nomem(err, WHERE);
}

static int check_value(struct finding *f, size_t trait, struct idio_err *err)
{
    const struct idio_traits *t = f->core->traits;
    const char *value = f->ret->value;
    if (!value)
        return IDIO_OK;
    if (!*value)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "'%s=' has no value", f->ret->trait);
    if (idio_traits_open(t, trait))
        return IDIO_OK;
    for (size_t i = 0; i < idio_traits_value_count(t, trait); i++)
        if (strcmp(idio_traits_value(t, trait, (uint16_t)i), value) == 0)
            return IDIO_OK;
    return no_value(f, trait, value, err);
}

static int find(struct finding *f, const char *name, enum idio_lang lang, const char *scope,
                struct idio_err *err)
{
    struct core_named *r = f->ret;
    const char *word = NULL;
    for (size_t i = 0; i < f->fact_count; i++) {
        const struct idio_fact *fact = &f->facts[i];
        if (strcmp(fact->id, name) != 0)
            continue;
        *r = (struct core_named){fact->lang, fact->trait, fact->value, scope ? scope : fact->scope};
        return IDIO_OK;
    }
    r->scope = scope ? scope : "";
    int rc = split(f, name, lang, &word, err);
    if (rc < 0)
        return rc;
    int trait = idio_traits_find(f->core->traits, word);
    if (trait < 0)
        return no_trait(f, word, err);
    r->trait = idio_traits_name(f->core->traits, (size_t)trait);
    if (r->lang == IDIO_LANG_NONE)
        rc = guess_lang(f, (size_t)trait, err);
    if (rc == IDIO_OK && !idio_traits_applies(f->core->traits, (size_t)trait, r->lang))
        rc = idio_fail(err, IDIO_E_USAGE, WHERE, "there is no %s in %s", r->trait,
                       idio_lang_title(r->lang));
    return rc == IDIO_OK ? check_value(f, (size_t)trait, err) : rc;
}

int core_find_fact(struct idio_core *c, const char *name, enum idio_lang lang, const char *scope,
                   struct idio_arena *arena, struct core_named *ret, struct idio_err *err)
{
    struct idio_fact *facts = NULL;
    struct finding f = {.core = c, .arena = arena, .ret = ret};
    *ret = (struct core_named){0};
    if (strlen(name) > NAME_MAX_BYTES || (scope && strlen(scope) > 4 * NAME_MAX_BYTES))
        return idio_fail(err, IDIO_E_USAGE, WHERE, "a name of over %d bytes is none of a fact",
                         NAME_MAX_BYTES);
    int rc = core_facts(c, arena, &facts, &f.fact_count, err);
    f.facts = facts;
    return rc == IDIO_OK ? find(&f, name, lang, scope, err) : rc;
}
