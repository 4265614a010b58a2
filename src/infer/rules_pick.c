/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of the profile that belong to a request.
 *
 * A spec that carries every rule makes the large model worse; a few that matter here make it
 * better. So a fact has to come up (scorer), must not repeat or contradict what the request says,
 * and competes with the others by
 *
 *     usefulness = probability x (surprise + impact)
 *
 * where surprise is how far the habit is from what everybody does (saturating at 3 bits: beyond
 * that the large model would certainly not have done it), and impact how much a violation hurts.
 */
#include "infer/rules_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/*
 * How likely a fact must be to come up. The scorer is calibrated, so the number means what it says.
 * Of .4 and .5 the higher one was better on pairs made of 15 repositories (split valid of
 * `idiolect pairs`, 448 rows: F1 of inferred habits .601 and .609, precision .617 and .671), and of
 * two equals the shorter spec is the better one.
 */
#define PICK_THRESHOLD 0.5
#define SURPRISE_BITS  3.0
/*
 * The scorer learns from functions, so it cannot know of what stands outside of them (imports, file
 * names, types) nor of tests that somebody asks for. There an occasion in the request decides
 * (lexicon, "occasions").
 */
#define PINNED_PROBABILITY        0.5
#define OCCASION_PROBABILITY      0.8
#define EXPECTED_TEST_PROBABILITY 0.6 /* nobody asked, but a thing of this size has tests */
#define WORDING_WORDS_MAX         24

/* ---- does the request itself settle it?
 * ------------------------------------------------------------ */

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
    static const char *const own[] = {"unittest", "argparse",  "sqlite3", "testing", "log",
                                      "fs",       "node:test", "logging", "errors",  "json",
                                      "datetime", "assert",    "asyncio"};
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

/* Where a keyword counts. Of the goal only idioms are settled: "strip the quotes" says nothing
 * about how to quote, but "an async function" does. */
enum scope { IN_DEMANDS, IN_DEMANDS_AND_GOAL, IN_ALL };

static bool in_scope(const struct rules_segment *s, enum scope scope)
{
    if (scope == IN_ALL)
        return s->role != RULES_ROLE_EMPTY;
    if (scope == IN_DEMANDS_AND_GOAL && s->role == RULES_ROLE_GOAL)
        return true;
    return s->role == RULES_ROLE_CONSTRAINT || s->role == RULES_ROLE_EDGE;
}

/* Whether the words of `phrase` stand at token i, before `end`. */
static bool phrase_at(const struct rules_doc *d, size_t i, size_t end, const char *phrase)
{
    size_t left = strlen(phrase);
    for (; i < end && d->tokens[i].kind != RULES_LOG; i++) {
        size_t n = d->tokens[i].norm_len;
        if (n == 0 || n > left || memcmp(phrase, d->tokens[i].norm, n) != 0)
            return false;
        if (n == left)
            return true;
        if (phrase[n] != ' ')
            return false;
        phrase += n + 1;
        left -= n + 1;
    }
    return false;
}

static bool request_has(const struct rules_doc *d, const char *phrase, enum scope scope)
{
    for (size_t k = 0; k < d->segment_count; k++) {
        const struct rules_segment *s = &d->segments[k];
        if (!in_scope(s, scope))
            continue;
        for (size_t i = s->first; i < s->last; i++)
            if (phrase_at(d, i, s->last, phrase))
                return true;
    }
    return false;
}

/* Keywords of the trait ("format.quotes"), by its full name and by its area ("error.*"). */
static bool keyword_said(const struct rules_doc *d, const char *trait)
{
    const struct idio_json *traits = idio_json_get(d->lx->json, "traits");
    enum scope scope = strncmp(trait, "idiom.", 6) == 0 ? IN_DEMANDS_AND_GOAL : IN_DEMANDS;
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
            if (w && request_has(d, w, scope))
                return true;
        }
    return false;
}

/* Two words of the wording that are not everyday ones stand in one constraint: it says the same
 * thing, or the opposite, and the request is right either way. */
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
            bool everyday = e && (e->classes & (RULES_FUNCTION_WORD | RULES_PREP | RULES_DET |
                                                RULES_CUE_HEAD | RULES_VERB_CREATE |
                                                RULES_ARTEFACT | RULES_LIMIT | RULES_VERB_EDIT));
            words++;
            hits += !everyday && request_has(d, word, IN_DEMANDS);
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

/* ---- is it wanted here?
 * ------------------------------------------------------------------------------ */

static bool is_about_tests(const struct idio_fact *f)
{
    return strncmp(f->trait, "test.", 5) == 0 || strcmp(f->trait, "library.test") == 0 ||
           strcmp(f->trait, "library.assert") == 0;
}

/* Something new that is more than a function. */
static bool is_substantial(const struct rules_doc *d)
{
    if (d->intent != IDIO_INTENT_CREATE || d->goal_segment == SIZE_MAX)
        return false;
    return rules_seek(d, d->goal_token, d->goal_end_token, RULES_SUBSTANTIAL) < d->goal_end_token;
}

static bool tests_wanted(const struct rules_doc *d)
{
    if (d->refuses_tests)
        return false;
    if (d->intent == IDIO_INTENT_TEST || d->asks_tests)
        return true;
    return is_substantial(d) && strcmp(d->verbosity, "minimal") != 0;
}

/* Whether the trait's keywords stand in what is asked for; "@file" is one that stands when a file
 * of its own is asked for, and `file` tells that. */
static bool has_occasion(const struct rules_doc *d, const char *trait, bool file)
{
    const struct idio_json *words = idio_json_get(idio_json_get(d->lx->json, "occasions"), trait);
    for (size_t i = 0; i < idio_json_len(words); i++) {
        const char *w = idio_json_str(idio_json_at(words, i));
        if (w && (strcmp(w, "@file") == 0 ? file : request_has(d, w, IN_ALL)))
            return true;
    }
    return false;
}

static float as_rate(double r)
{
    return r >= 0 && r <= 1 ? (float)r : NAN;
}

void rules_rates(const struct idio_candidate *c, float ret[IDIO_SCORER_RATES])
{
    ret[0] = as_rate(c->rate_file);
    ret[1] = as_rate(c->rate_folder);
    ret[2] = as_rate(c->rate_repo);
    ret[3] = as_rate(c->rate_lang);
}

static bool has_learnt(const struct idio_scorer *s, size_t trait)
{
    return s && trait < s->traits && s->heads[trait].w;
}

static double probability(const struct rules_doc *d, const struct idio_scorer *scorer,
                          const struct scorer_features *features, const struct idio_candidate *c)
{
    float rates[IDIO_SCORER_RATES];
    rules_rates(c, rates);
    double p = scorer_score_features(scorer, c->fact->trait_no, features, rates);
    bool asked = d->intent == IDIO_INTENT_TEST || d->asks_tests;
    /* That tests are wanted at all has been seen to. A scorer that learnt from tests, too, knows
     * which of their habits come up; one that did not, does not. */
    if (is_about_tests(c->fact) && !has_learnt(scorer, c->fact->trait_no))
        return fmax(p, asked ? OCCASION_PROBABILITY : EXPECTED_TEST_PROBABILITY);
    /* A whole file is asked for: what counts is in how many files the habit comes up. */
    float module = as_rate(c->rate_module);
    bool whole = is_substantial(d) && !d->req->path;
    if (whole && module >= 0)
        p = fmax(p, (double)module);
    else if (whole)
        p = 1 - (1 - p) * (1 - p); /* two functions at least */
    bool file_counts = whole && !(module >= 0);
    /* Where the file is known its neighbours tell better: occasions cost .13 of precision there. */
    if (!d->req->path && has_occasion(d, c->fact->trait, file_counts))
        return fmax(p, OCCASION_PROBABILITY);
    /* Nothing was counted, so nothing says that the occasion is rare; but the developer has asked
     * for it. */
    bool unseen = c->fact->standing == IDIO_STANDING_PINNED && c->fact->n == 0;
    return unseen ? fmax(p, PINNED_PROBABILITY) : p;
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
