/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of the profile that belong to a request.
 *
 * A spec that carries every rule makes the large model worse; a few that matter here make it better. So a fact
 * has to come up (scorer), must not repeat or contradict what the request says, and competes with the others by
 *
 *     usefulness = probability x (surprise + impact)
 *
 * where surprise is how far the habit is from what everybody does (saturating at 3 bits: beyond that the
 * large model would certainly not have done it), and impact how much a violation hurts.
 */
#include "infer/rules_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/*
 * A fact must be likelier than not to come up. The scorer is calibrated, so the number means what it says: on functions
 * of packages it was not trained on (40 habits; development data), facts above .5 came up in .77 of the cases and were .31 of
 * all that did; above .35 it was .64 and .41, above .7 .89 and .24. A rule that does not apply costs more than one
 * that is missing, because the large model will try to follow it.
 */
#define PICK_THRESHOLD 0.5
#define SURPRISE_BITS 3.0
#define ASKED_TEST_PROBABILITY 0.8 /* tests are asked for: how they are written comes up */
#define WORDING_WORDS_MAX 24

/* ---- does the request itself settle it? ------------------------------------------------------------ */

static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y)
            return false;
    }
    return *a == *b;
}

/* What a library fact's value can do, by the lexicon; NULL when it is not in there. */
static const struct rules_library *library_named(const struct rules_doc *d, const char *value)
{
    for (size_t i = 0; i < d->lx->libraries.len; i++) {
        const struct rules_library *l = &d->lx->libraries.at[i];
        if (same_name(l->name, value) && (d->lang == IDIO_LANG_NONE || (l->langs >> d->lang & 1)))
            return l;
    }
    return NULL;
}

/* A library of the same use is named, or all of them are ruled out. */
static bool library_settled(const struct rules_doc *d, const struct idio_fact *f)
{
    static const char *const own[] = {"unittest", "argparse", "sqlite3", "testing", "log", "fs", "node:test",
                                      "logging", "errors", "json", "datetime", "assert", "asyncio"};
    const struct rules_library *l = library_named(d, f->value);
    const char *dot = strchr(f->trait, '.');
    const char *use = l ? l->capability : dot ? dot + 1 : f->trait;
    if (d->stdlib_only) {
        bool standard = false;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            standard |= same_name(own[i], f->value);
        if (!standard)
            return true;
    }
    for (size_t i = 0; i < d->mention_count; i++) {
        const struct rules_mention *m = &d->mentions[i];
        if (m->library == RULES_NO_LIBRARY || m->stance == RULES_NEUTRAL)
            continue;
        for (size_t k = m->library; k != RULES_NO_LIBRARY; k = d->lx->libraries.at[k].next) {
            const struct rules_library *named = &d->lx->libraries.at[k];
            bool same_use = strcmp(named->capability, use) == 0 ||
                            (dot && strcmp(named->capability, dot + 1) == 0);
            if (same_name(named->name, f->value) || (same_use && m->stance == RULES_PREFERRED))
                return true;
        }
    }
    return false;
}

/* The goal counts for idioms only: "strip the quotes" says nothing about how to quote, but "an async function" does. */
static bool in_constraints(const struct rules_doc *d, size_t k, bool goal_too)
{
    const struct rules_segment *s = &d->segments[k];
    if (goal_too && s->role == RULES_ROLE_GOAL)
        return true;
    return s->role == RULES_ROLE_CONSTRAINT || s->role == RULES_ROLE_EDGE;
}

/* Whether the words of `keyword` stand in an explicit constraint. */
static bool constraint_has(const struct rules_doc *d, const char *keyword, bool goal_too)
{
    size_t n = strlen(keyword);
    for (size_t k = 0; k < d->segment_count; k++) {
        if (!in_constraints(d, k, goal_too))
            continue;
        for (size_t i = d->segments[k].first; i < d->segments[k].last; i++) {
            const char *p = keyword;
            size_t left = n, at = i;
            while (at < d->segments[k].last && left >= d->tokens[at].norm_len &&
                   d->tokens[at].norm_len > 0 && memcmp(p, d->tokens[at].norm, d->tokens[at].norm_len) == 0) {
                p += d->tokens[at].norm_len;
                left -= d->tokens[at].norm_len;
                if (left == 0)
                    return true;
                if (*p != ' ')
                    break;
                p++;
                left--;
                at++;
            }
        }
    }
    return false;
}

/* Keywords of the trait ("format.quotes"), by its full name and by its area ("error.*"). */
static bool keyword_said(const struct rules_doc *d, const char *trait)
{
    const struct idio_json *traits = idio_json_get(d->lx->json, "traits");
    char area[64];
    const char *dot = strchr(trait, '.');
    size_t n = dot ? (size_t)(dot - trait) : 0;
    const struct idio_json *lists[2] = {idio_json_get(traits, trait), NULL};
    if (n && n + 3 <= sizeof area) {
        memcpy(area, trait, n);
        memcpy(area + n, ".*", 3);
        lists[1] = idio_json_get(traits, area);
    }
    for (int l = 0; l < 2; l++)
        for (size_t i = 0; i < idio_json_len(lists[l]); i++) {
            const char *w = idio_json_str(idio_json_at(lists[l], i));
            if (w && constraint_has(d, w, strncmp(trait, "idiom.", 6) == 0))
                return true;
        }
    return false;
}

/* Two words of the wording that are not everyday ones stand in one constraint: it says the same thing, or the
 * opposite, and the request is right either way. */
static bool wording_said(const struct rules_doc *d, const char *wording)
{
    char word[32];
    size_t hits = 0, words = 0;
    for (const char *p = wording; *p && words < WORDING_WORDS_MAX;) {
        size_t n = strcspn(p, " .,;:()/");
        if (n >= 4 && n < sizeof word) {
            for (size_t i = 0; i < n; i++)
                word[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
            word[n] = '\0';
            const struct rules_entry *e = rules_lexicon_find(d->lx, word, n);
            bool everyday = e && (e->classes & (RULES_FUNCTION_WORD | RULES_PREP | RULES_DET | RULES_CUE_HEAD |
                                                RULES_VERB_CREATE | RULES_ARTEFACT | RULES_LIMIT | RULES_VERB_EDIT));
            words++;
            hits += !everyday && constraint_has(d, word, false);
        }
        p += n + (p[n] != '\0');
    }
    return hits >= 2;
}

bool rules_settled(const struct rules_doc *d, const struct idio_fact *f)
{
    bool library = strncmp(f->trait, "library.", 8) == 0;
    if (library && library_settled(d, f))
        return true;
    return keyword_said(d, f->trait) || (!library && wording_said(d, f->wording));
}

/* ---- is it wanted here? ------------------------------------------------------------------------------ */

static bool is_about_tests(const struct idio_fact *f)
{
    return strncmp(f->trait, "test.", 5) == 0 || strcmp(f->trait, "library.test") == 0 ||
           strcmp(f->trait, "library.assert") == 0;
}

static bool tests_wanted(const struct rules_doc *d)
{
    if (d->refuses_tests)
        return false;
    if (d->intent == IDIO_INTENT_TEST || d->asks_tests)
        return true;
    if (d->intent != IDIO_INTENT_CREATE || strcmp(d->verbosity, "minimal") == 0 ||
        d->goal_segment == SIZE_MAX)
        return false;
    return rules_seek(d, d->goal_token, d->goal_end_token, RULES_SUBSTANTIAL) < d->goal_end_token;
}

static float as_rate(double r)
{
    return r >= 0 && r <= 1 ? (float)r : NAN;
}

static double probability(const struct rules_doc *d, const struct idio_scorer *scorer,
                          const struct scorer_features *features, const struct idio_candidate *c)
{
    const float rates[IDIO_SCORER_RATES] = {as_rate(c->rate_file), as_rate(c->rate_folder),
                                            as_rate(c->rate_repo), as_rate(c->rate_lang)};
    double p = scorer_score_features(scorer, c->fact->trait_no, features, rates);
    bool asked = d->intent == IDIO_INTENT_TEST || d->asks_tests;
    return is_about_tests(c->fact) && asked ? fmax(p, ASKED_TEST_PROBABILITY) : p;
}

struct ranked {
    struct idio_pick pick;
    double usefulness;
    size_t order;
};

static int by_usefulness(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->usefulness != y->usefulness)
        return x->usefulness < y->usefulness ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool may_be_picked(const struct rules_doc *d, const struct idio_fact *f)
{
    bool hasty = strcmp(d->verbosity, "minimal") == 0;
    if (!f->stated || idio_lang_style(f->lang) != idio_lang_style(d->lang))
        return false;
    if (is_about_tests(f) && !tests_wanted(d))
        return false;
    if (hasty && strcmp(f->area, "doc") == 0)
        return false;
    return !rules_settled(d, f);
}

int rules_pick(const struct rules_doc *d, const struct idio_scorer *scorer, struct idio_pick **ret,
               size_t *ret_n, struct idio_err *err)
{
    const struct idio_request *req = d->req;
    *ret = NULL;
    *ret_n = 0;
    if (d->lang == IDIO_LANG_NONE || d->trivial || d->intent == IDIO_INTENT_EXPLAIN ||
        req->candidate_count == 0)
        return IDIO_OK;
    struct ranked *all = idio_arena_alloc(d->arena, req->candidate_count, sizeof *all);
    if (!all)
        return idio_nomem(err, "rules.pick");
    struct scorer_features features = {.n = 0};
    if (scorer)
        scorer_featurize(req->text, req->len, d->lang, &features);
    size_t n = 0;
    for (size_t i = 0; i < req->candidate_count; i++) {
        const struct idio_candidate *c = &req->candidates[i];
        const struct idio_fact *f = c->fact;
        if (!may_be_picked(d, f))
            continue;
        double p = probability(d, scorer, &features, c);
        if (p < PICK_THRESHOLD)
            continue;
        double surprise = fmin(fmax(f->surprise, 0), SURPRISE_BITS) / SURPRISE_BITS;
        all[n] = (struct ranked){{c, p}, p * (surprise + f->impact), i};
        n++;
    }
    qsort(all, n, sizeof *all, by_usefulness);
    size_t most = strcmp(d->verbosity, "minimal") == 0 ? RULES_PICK_MINIMAL : RULES_PICK_MAX;
    if (n > most)
        n = most;
    struct idio_pick *picks = idio_arena_alloc(d->arena, n, sizeof *picks);
    if (!picks)
        return idio_nomem(err, "rules.pick");
    for (size_t i = 0; i < n; i++)
        picks[i] = all[i].pick;
    *ret = picks;
    *ret_n = n;
    return IDIO_OK;
}
