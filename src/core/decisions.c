/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile as everything else sees it: the counted facts with the developer's decisions applied.
 * This is the one place where that happens; specs, `profile`, exports, the page and the checks all
 * load facts through core_facts.
 *
 *   pin     states the value, counted or not; the other values of the trait are overruled. A pin
 *           for everywhere leaves a scope where something else was counted alone: what holds in one
 *           repository is settled there.
 *   reject  takes the value out of specs, exports and questions, in every scope below its own.
 *   edit    replaces the sentence, in every scope below its own.
 *
 * A decision about a trait or value that the registry no longer has stays in the store, does
 * nothing, and is still listed.
 */
#include "core/core_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool core_scope_covers(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return n == 0 || (strncmp(outer, inner, n) == 0 && (inner[n] == '\0' || inner[n] == '/'));
}

static bool same_trait(const struct idio_fact *f, const struct idio_store_decision *d)
{
    return f->lang == d->lang && strcmp(f->trait, d->trait) == 0;
}

static bool same_value(const struct idio_fact *f, const struct idio_store_decision *d)
{
    return same_trait(f, d) && strcmp(f->value, d->value) == 0;
}

/* ---- pins ------------------------------------------------------------------------------------ */

static void pin(struct idio_fact *f, int64_t at)
{
    f->standing = IDIO_STANDING_PINNED;
    f->ruled_at = at;
    f->decided = f->stated = true;
    f->confidence = 1;
}

static void overrule(struct idio_fact *f, int64_t at)
{
    f->standing = IDIO_STANDING_OVERRULED;
    f->ruled_at = at;
    f->decided = true; /* nothing is left to ask */
    f->stated = false;
}

/* A pinned value that no site shows: the registry describes it. *ret_known is false when it has no
 * such value any more. */
static int blank(struct idio_core *c, const struct idio_store_decision *d, struct idio_arena *arena,
                 struct idio_fact *ret, bool *ret_known, struct idio_err *err)
{
    int trait = idio_traits_find(c->traits, d->trait);
    *ret_known = false;
    if (trait < 0 || !idio_traits_applies(c->traits, (size_t)trait, d->lang))
        return IDIO_OK;
    int rc = idio_traits_blank(c->traits, (size_t)trait, d->lang, d->value, arena, ret, err);
    if (rc < 0)
        return rc;
    assert(ret);
    ret->scope = d->scope;
    if (*d->scope && !(ret->id = idio_arena_printf(arena, "%s@%s", ret->id, d->scope)))
        return idio_nomem(err, "core.decisions");
    *ret_known = true;
    return IDIO_OK;
}

static int apply_pin(struct idio_core *c, const struct idio_store_decision *d,
                     struct idio_arena *arena, struct idio_fact *facts, size_t *n,
                     struct idio_err *err)
{
    bool found = false, known = false;
    for (size_t i = 0; i < *n; i++) {
        if (!same_trait(&facts[i], d) || strcmp(facts[i].scope, d->scope) != 0)
            continue;
        if (same_value(&facts[i], d)) {
            pin(&facts[i], d->made_at);
            found = true;
        } else {
            overrule(&facts[i], d->made_at);
        }
    }
    if (found)
        return IDIO_OK;
    int rc = blank(c, d, arena, &facts[*n], &known, err);
    if (rc == IDIO_OK && known)
        pin(&facts[(*n)++], d->made_at);
    return rc;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void apply_reject(const struct idio_store_decision *d, struct idio_fact *facts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct idio_fact *f = &facts[i];
        if (!same_value(f, d) || !core_scope_covers(d->scope, f->scope) ||
            f->standing == IDIO_STANDING_PINNED)
            continue;
        f->standing = IDIO_STANDING_REJECTED;
        f->ruled_at = d->made_at;
        f->decided = true;
        f->stated = false;
    }
}

static void apply_edit(const struct idio_store_decision *d, struct idio_fact *facts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!same_value(&facts[i], d) || !core_scope_covers(d->scope, facts[i].scope))
            continue;
        facts[i].wording = d->wording;
        facts[i].reworded = true;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct idio_fact *x = a, *y = b;
    int d = strcmp(idio_lang_id(x->lang), idio_lang_id(y->lang));
    d = d ? d : strcmp(x->area, y->area);
    d = d ? d : strcmp(x->trait, y->trait);
    d = d ? d : strcmp(x->scope, y->scope); /* what holds everywhere stands first */
    d = d ? d : strcmp(x->value, y->value);
    return d ? d : strcmp(x->id, y->id);
}

static int apply(struct idio_core *c, const struct idio_store_decision *d, size_t n,
                 struct idio_arena *arena, struct idio_fact *facts, size_t *fact_count,
                 struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        if (d[i].verdict == IDIO_DECISION_PIN)
            rc = apply_pin(c, &d[i], arena, facts, fact_count, err);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        if (d[i].verdict == IDIO_DECISION_REJECT)
            apply_reject(&d[i], facts, *fact_count);
        else if (d[i].verdict == IDIO_DECISION_EDIT)
            apply_edit(&d[i], facts, *fact_count);
    }
    return rc;
}

/* Facts of an older registry have traits that are gone; the next learn drops them. */
static size_t number_traits(const struct idio_core *c, struct idio_fact *facts, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        int trait = idio_traits_find(c->traits, facts[i].trait);
        if (trait < 0)
            continue;
        facts[kept] = facts[i];
        facts[kept++].trait_no = (uint16_t)trait;
    }
    return kept;
}

/* Facts are ordered so that those of a trait stand together, the widest scope first, and scopes
 * that cover one place contain each other: the last that covers it is the nearest. */
size_t core_facts_at(struct idio_fact *facts, size_t n, const char *scope)
{
    size_t kept = 0, first = 0; /* of the trait, among those that are kept */
    for (size_t i = 0; i < n; i++) {
        const struct idio_fact f = facts[i];
        if (!core_scope_covers(f.scope, scope))
            continue;
        if (kept == first || facts[first].lang != f.lang ||
            strcmp(facts[first].trait, f.trait) != 0)
            first = kept;
        else if (strcmp(facts[first].scope, f.scope) != 0)
            kept = first;
        facts[kept++] = f;
    }
    return kept;
}

int core_facts_ruled(struct idio_core *c, const struct idio_fact *counted, size_t n,
                     struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
                     struct idio_err *err)
{
    struct idio_fact *facts = NULL;
    struct idio_store_decision *decisions = NULL;
    size_t m = 0;
    int rc = idio_store_decisions(c->store, arena, &decisions, &m, err);
    if (rc == IDIO_OK && !(facts = idio_arena_alloc(arena, n + m + 1, sizeof *facts)))
        rc = idio_nomem(err, "core.facts");
    if (rc < 0)
        return rc;
    assert(facts && (counted || n == 0));
    if (n > 0)
        memcpy(facts, counted, n * sizeof *facts);
    rc = apply(c, decisions, m, arena, facts, &n, err);
    if (rc < 0)
        return rc;
    if (n > 0)
        qsort(facts, n, sizeof *facts, by_place);
    *ret = facts;
    *ret_n = n;
    return IDIO_OK;
}

int core_facts(struct idio_core *c, struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
               struct idio_err *err)
{
    struct idio_fact *counted = NULL;
    size_t n = 0;
    int rc = core_need_traits(c, err);
    if (rc == IDIO_OK)
        rc = idio_store_facts(c->store, arena, &counted, &n, err);
    if (rc < 0)
        return rc;
    n = number_traits(c, counted, n);
    return core_facts_ruled(c, counted, n, arena, ret, ret_n, err);
}
