/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that the developer does without: what everybody would call "forbidden", without having
 * been told.
 *
 * Two kinds of evidence. Declined: where a capability came up (a library of library.http was
 * imported), each repository was a chance to take any of its rivals. A rival that other developers
 * choose with a share of p and that was never taken in n repositories has been passed over n times;
 * if the developer were like the others, that would happen with (1 - p)^n. At CHANCE_MAX it is no
 * accident. Files are no chances of their own: a repository chooses once. Replaced: where the habit
 * switched from one library to another (switch.c), the old one is avoided from then on.
 *
 * Such a fact belongs to the trait library.avoided; its examples are those of what was chosen
 * instead, k and n the files in which the choice came up.
 */
#include <math.h>
#include <string.h>

#include "style/style_internal.h"
#include "types/request.h"

#define CHANCE_MAX 0.01
#define PRIOR_MIN  0.10
#define REPOS_MIN  4

struct rival {
    const char *name;
    double prior; /* share among other developers; negative: unknown */
    uint16_t since;
};

static bool was_used(const struct style_judge *j, const struct style_view_group *g,
                     const char *name)
{
    for (uint32_t c = g->cell; c < g->cell_end; c++)
        if (strcmp(j->v.cells[c]->name, name) == 0)
            return true;
    return false;
}

static bool is_choice(const struct style_judge *j, const struct style_verdict *v)
{
    const struct style_trait *tr = &j->v.traits->traits[v->g->trait];

    return tr->open && !tr->hidden && v->tested &&
           idio_field_from_key(tr->field) == IDIO_FIELD_LIBRARIES_PREFERRED;
}

/* What was chosen instead, if the group has a fact. */
static const struct idio_fact *fact_of(const struct idio_fact *facts, size_t n, size_t trait)
{
    for (size_t i = n; i > 0; i--)
        if (facts[i - 1].trait_no == trait && !*facts[i - 1].scope)
            return &facts[i - 1];
    return NULL;
}

static bool is_known(const struct idio_fact *facts, size_t n, enum idio_lang lang, size_t trait,
                     const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (facts[i].lang == lang && facts[i].trait_no == trait &&
            strcmp(facts[i].value, name) == 0)
            return true;
    return false;
}

static int add(const struct style_judge *j, const struct style_verdict *v, const struct rival *r,
               struct idio_arena *arena, struct idio_fact *facts, size_t *n)
{
    size_t number = (size_t)j->v.traits->avoided_trait;
    const struct style_trait *tr = &j->v.traits->traits[number];
    enum idio_lang lang = (enum idio_lang)v->g->lang;
    const struct idio_fact *chosen = fact_of(facts, *n, v->g->trait);
    struct idio_fact f = {.lang = lang,
                          .trait = tr->name,
                          .trait_no = (uint16_t)number,
                          .area = tr->area,
                          .field = tr->field,
                          .scope = "",
                          .before = "",
                          .k = v->e.n,
                          .n = v->e.n,
                          .prior = r->prior >= 0 ? 1 - r->prior : -1,
                          .impact = tr->impact,
                          .files = v->e.files,
                          .repos = v->e.repos,
                          .since = r->since,
                          .decided = true};

    if (is_known(facts, *n, lang, number, r->name) || v->e.n < tr->min_n)
        return IDIO_OK;
    style_wilson((double)v->e.repos, (double)v->e.repos, &f.lo, &f.hi);
    f.confidence =
        ((double)v->e.repos + (r->prior >= 0 ? f.prior : 0.5)) / ((double)v->e.repos + 1);
    if (f.prior > 0)
        f.surprise = -log2(f.prior);
    f.value = idio_arena_strdup(arena, r->name);
    f.id = idio_arena_printf(arena, "%s:%s=%s", idio_lang_id(lang), tr->name, r->name);
    f.wording = style_wording(tr, lang, r->name, arena);
    if (!f.value || !f.id || !f.wording)
        return IDIO_E_NOMEM;
    if (chosen) {
        memcpy(f.examples, chosen->examples, sizeof f.examples);
        f.example_count = chosen->example_count;
        f.first_seen = chosen->first_seen;
        f.last_seen = chosen->last_seen;
    }
    f.stated = *f.wording != '\0';
    facts[(*n)++] = f;
    return IDIO_OK;
}

static int of_group(const struct style_judge *j, const struct style_verdict *v,
                    struct idio_arena *arena, struct idio_fact *facts, size_t *n)
{
    const struct idio_traits *t = j->v.traits;
    enum idio_lang lang = (enum idio_lang)v->g->lang;

    if (v->turn.month != 0 && v->decided) {
        struct rival old = {j->v.cells[v->turn.old]->name, -1, v->turn.since};

        if (add(j, v, &old, arena, facts, n) < 0)
            return IDIO_E_NOMEM;
    }
    for (size_t i = 0; i < t->members.len && v->e.repos >= REPOS_MIN; i++) {
        const struct style_member *m = &t->members.at[i];
        struct rival r = {m->name, -1, 0};

        if (m->lang != lang || m->trait != v->g->trait || was_used(j, v->g, m->name))
            continue;
        r.prior = style_prior(t, v->g->trait, lang, m->name);
        if (r.prior >= PRIOR_MIN && pow(1 - r.prior, v->e.repos) <= CHANCE_MAX &&
            add(j, v, &r, arena, facts, n) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

int style_avoided_facts(const struct style_judge *j, const struct style_verdict *everywhere,
                        enum idio_lang lang, struct idio_arena *arena, struct idio_fact *facts,
                        size_t *n)
{
    if (j->v.traits->avoided_trait < 0 ||
        !idio_traits_applies(j->v.traits, (size_t)j->v.traits->avoided_trait, lang))
        return IDIO_OK;
    for (size_t i = 0; i < j->v.group_count; i++)
        if (everywhere[i].g->lang == lang && is_choice(j, &everywhere[i]) &&
            of_group(j, &everywhere[i], arena, facts, n) < 0)
            return IDIO_E_NOMEM;
    return IDIO_OK;
}
