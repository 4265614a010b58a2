/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which sites of a file count. Habits of test code are habits of their own (long functions,
 * repeated set-up, a second quote style in fixtures), so a trait counts sites in code, in tests or
 * in both, as traits.json says. A file that is a test by its path is one as a whole (its module
 * unit is marked); in other files the units marked as tests are (Rust). Files that did not parse
 * count for nothing: their trees are guesses.
 */
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

static bool in_test_unit(const struct idio_observed *o, uint32_t unit)
{
    for (size_t steps = 0; unit < o->unit_count && steps <= o->unit_count; steps++) {
        if (o->units[unit].is_test)
            return true;
        unit = o->units[unit].parent;
    }
    return false;
}

/* Values by number: names are compared only where there is none. */
static int compare_hits(const void *a, const void *b)
{
    const struct style_hit *x = a, *y = b;
    uint32_t kx = (uint32_t)x->trait << 16 | x->value, ky = (uint32_t)y->trait << 16 | y->value;
    int c = (kx > ky) - (kx < ky);

    if (c == 0 && x->value == IDIO_VALUE_OPEN)
        c = strcmp(x->text, y->text);
    return c != 0 ? c : (x->line > y->line) - (x->line < y->line);
}

/* Two bytes last until 2149; a day that does not fit is unknown. */
static uint16_t day_of(const struct idio_site *s)
{
    return s->day > 0 && s->day <= UINT16_MAX ? (uint16_t)s->day : 0;
}

static int push_import(const struct idio_traits *t, enum idio_lang lang, bool test,
                       const struct idio_site *s, style_hits *hits)
{
    const struct style_member *found[STYLE_MEMBER_HITS];
    size_t n = s->text ? style_members_of(t, lang, s->text, found) : 0;

    for (size_t i = 0; i < n; i++) {
        enum style_sites want = t->traits[found[i]->trait].sites;
        struct style_hit hit = {found[i]->trait, IDIO_VALUE_OPEN, s->line,
                                s->unit,         day_of(s),       found[i]->name};

        if (want != STYLE_SITES_ALL && test != (want == STYLE_SITES_TESTS))
            continue;
        if (idio_vec_push(hits, hit) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

static int push_site(const struct idio_traits *t, enum idio_lang lang, bool test,
                     const struct idio_site *s, style_hits *hits)
{
    struct style_hit hit = {s->trait, s->value, s->line, s->unit, day_of(s), s->text};
    const struct style_trait *tr;

    if (s->trait >= t->count)
        return IDIO_OK;
    if (s->trait == t->import_trait)
        return push_import(t, lang, test, s, hits);
    tr = &t->traits[s->trait];
    if (tr->hidden || !idio_traits_applies(t, s->trait, lang))
        return IDIO_OK;
    if (tr->sites != STYLE_SITES_ALL && test != (tr->sites == STYLE_SITES_TESTS))
        return IDIO_OK;
    if (!tr->open) {
        if (s->value >= tr->value_count)
            return IDIO_OK;
        hit.text = tr->values[s->value].name;
    } else if (!s->text || !*s->text) {
        return IDIO_OK;
    }
    return idio_vec_push(hits, hit);
}

int style_file_hits(const struct idio_traits *t, const struct idio_observed *o, style_hits *ret,
                    struct idio_err *err)
{
    size_t kept = 0;

    ret->len = 0;
    if (o->parse_errors)
        return IDIO_OK;
    for (size_t i = 0; i < o->site_count; i++) {
        bool test = in_test_unit(o, o->sites[i].unit);

        if (push_site(t, o->lang, test, &o->sites[i], ret) < 0)
            return idio_nomem(err, "style.tally");
    }
    if (ret->len > 0)
        qsort(ret->at, ret->len, sizeof *ret->at, compare_hits);
    for (size_t i = 0; i < ret->len; i++) {
        const struct style_hit *h = &ret->at[i], *last = kept > 0 ? &ret->at[kept - 1] : NULL;

        if (last && t->traits[h->trait].open && last->trait == h->trait &&
            strcmp(last->text, h->text) == 0)
            continue;
        ret->at[kept++] = *h;
    }
    ret->len = kept;
    return IDIO_OK;
}
