/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: which facts a row gives, and what the row may teach about each (idio_label_of). The facts
 * are those that core_context would give for the place of the subject: of each trait what is known
 * nearest to it; stated ones, and undecided ones of some weight, which are what questions are made
 * of.
 */
#include "core/pairs_internal.h"

#include <stdlib.h>
#include <string.h>

#define UNDECIDED_IMPACT 0.5 /* of an undecided fact that a row carries */
#define SOME_SHARE       0.4 /* of the facts that a row with few facts keeps */

/* "repository/folder" */
static const char *scope_of(const struct pairs_run *r, const struct pairs_subject *x,
                            struct idio_arena *arena)
{
    const struct pairs_file *f = &r->files[x->file];
    const int n = (int)idio_fs_folder_len(f->path);
    return idio_arena_printf(arena, "%s%s%.*s", r->repos[f->repo].row->name, n ? "/" : "", n,
                             f->path);
}

static const struct idio_habit *habit_of(const struct idio_habits *h, size_t trait)
{
    for (size_t i = 0; i < h->len; i++)
        if (h->at[i].trait == trait)
            return &h->at[i];
    return NULL;
}

static bool is_stated(const struct idio_prompt *p, const struct idio_fact *f)
{
    for (size_t i = 0; i < p->stated_count; i++)
        if (p->stated[i].fact && p->stated[i].fact->trait_no == f->trait_no)
            return true;
    return false;
}

/* Sites of the subject's cluster: they must not speak for the fact. */
static void leave_out(const struct pairs_run *r, const struct pairs_subject *x,
                      const struct idio_fact *f, struct idio_label_case *c)
{
    for (uint32_t i = r->cluster_first[x->cluster]; i != UINT32_MAX; i = r->cluster_next[i]) {
        const struct pairs_subject *y = &r->subjects.at[i];
        if (y->commit[0] || idio_lang_style(y->in->lang) != f->lang)
            continue; /* what a commit did stands in a unit of HEAD, too */
        for (size_t h = 0; h < y->habits.len; h++) {
            const struct idio_habit *habit = &y->habits.at[h];
            if (habit->trait != f->trait_no)
                continue;
            c->n_out += habit->k;
            if (strcmp(habit->value, f->value) == 0)
                c->k_out += habit->k;
        }
    }
}

static bool is_given(const struct pairs_job *job, const struct pairs_subject *x,
                     const struct idio_fact *f)
{
    if (f->lang != idio_lang_style(x->in->lang) || job->given == PAIRS_GIVEN_NONE)
        return false;
    if (!(f->decided ? f->stated : f->impact >= UNDECIDED_IMPACT))
        return false;
    struct idio_chance c = idio_chance_of(job->how.seed, f->id);
    return job->given == PAIRS_GIVEN_ALL || idio_chance_share(&c) < SOME_SHARE;
}

static struct pairs_seen see_one(const struct pairs_run *r, const struct pairs_job *job,
                                 const struct pairs_subject *x, uint32_t no)
{
    const struct idio_fact *f = &r->facts[no];
    struct idio_label_case c = {
        .fact = f,
        .habit = habit_of(&x->habits, f->trait_no),
        .impact = f->impact,
        .may_ask = idio_traits_question(r->core->traits, f->trait_no) != NULL,
        .stated = is_stated(&job->prompt, f),
    };
    struct pairs_seen seen = {.fact = no};
    leave_out(r, x, f, &c);
    seen.label = idio_label_of(&c, &seen.support);
    seen.does = c.habit ? c.habit->value : NULL;
    seen.relevant = c.habit && strcmp(c.habit->value, f->value) == 0;
    return seen;
}

int pairs_see(const struct pairs_run *r, const struct pairs_job *job, struct idio_arena *arena,
              struct pairs_seen **ret, size_t *ret_n, struct idio_err *err)
{
    const struct pairs_subject *x = &r->subjects.at[job->subject];
    const char *scope = scope_of(r, x, arena);
    struct idio_fact *here = idio_arena_alloc(arena, r->fact_count + 1, sizeof *here);
    struct pairs_seen *seen = idio_arena_alloc(arena, r->fact_count + 1, sizeof *seen);
    size_t n = 0, count = r->fact_count;
    if (!scope || !here || !seen)
        return idio_nomem(err, "core.pairs");
    if (count > 0)
        memcpy(here, r->facts, count * sizeof *here);
    count = core_facts_at(here, count, scope);
    for (size_t i = 0, no = 0; i < count; i++) {
        while (strcmp(r->facts[no].id, here[i].id) != 0 ||
               strcmp(r->facts[no].scope, here[i].scope) != 0)
            no++; /* core_facts_at keeps the order */
        if (is_given(job, x, &here[i]))
            seen[n++] = see_one(r, job, x, (uint32_t)no);
    }
    *ret = seen;
    *ret_n = n;
    return IDIO_OK;
}
