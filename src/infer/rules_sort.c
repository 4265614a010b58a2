/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kind of request a text is: the rules engine's own reading, without a draft.
 *
 * The engine always answers with a spec, so its intent is CREATE when nothing speaks for anything
 * else. Here the question is whether a spec is asked for at all: of what people type into agents a
 * third is answers ("the second one"), chat, and errands ("commit and push"). So a text has to show
 * a sign of a wish: a verb of making or changing, a complaint, a need, a pasted log.
 */
#include "infer/rules_internal.h"

#include <string.h>

struct idio_sorter {
    struct rules_lexicon lexicon;
};

int idio_sorter_new(struct idio_sorter **ret, struct idio_err *err)
{
    struct idio_sorter *s = idio_alloc(1, sizeof *s);
    if (!s)
        return idio_nomem(err, "rules.sort");
    const int rc = rules_lexicon_init(&s->lexicon, err);
    if (rc < 0) {
        idio_free(s);
        return rc;
    }
    *ret = s;
    return IDIO_OK;
}

struct idio_sorter *idio_sorter_free(struct idio_sorter *s)
{
    if (!s)
        return NULL;
    rules_lexicon_release(&s->lexicon);
    idio_free(s);
    return NULL;
}

/* "a python script for …", but not "the parser is used by …". */
static bool is_thing(const struct rules_doc *d)
{
    static const char *const says[] = {"is",   "are", "was",  "were", "has",
                                       "have", "had", "will", "can",  "does"};
    const size_t end = d->segments[d->goal_segment].last;
    for (size_t i = d->goal_token; i < end; i++)
        for (size_t k = 0; k < sizeof says / sizeof *says; k++)
            if (rules_word_is(d, i, says[k]))
                return false;
    return d->goal_segment == 0;
}

/* "load_cart should raise CartError": how it is to be. */
static bool says_should(const struct rules_doc *d)
{
    const size_t end = d->segments[d->goal_segment].last;
    for (size_t i = d->goal_token; i < end; i++)
        if (rules_word_is(d, i, "should") || rules_word_is(d, i, "must"))
            return d->goal_segment == 0;
    return false;
}

static bool asks_without_verb(const struct rules_doc *d)
{
    if (says_should(d))
        return true;
    if (d->goal_kind == RULES_GOAL_NOUN)
        return is_thing(d);
    return d->goal_kind == RULES_GOAL_COMPLAINT || d->goal_kind == RULES_GOAL_NEED;
}

/* Of verbs that are not about code themselves, "sort the list" asks for code where it opens the
 * text; further down it may be anybody's sentence. A weak one ("look into", "check") does when
 * another verb behind it does, or a fault is named. */
static bool asks_for_code(const struct rules_doc *d)
{
    const size_t v = d->verb_token;
    if (d->trivial || d->intent == IDIO_INTENT_EXPLAIN || d->goal_segment == SIZE_MAX)
        return false;
    if (v == SIZE_MAX)
        return asks_without_verb(d);
    const size_t end = rules_segment_end(d, v);
    if (rules_is(d, v, end, RULES_VERB_CODE))
        return true;
    if (rules_is(d, v, end, RULES_VERB_CHORE | RULES_VERB_EXPLAIN))
        return false;
    if (rules_is(d, v, end, RULES_VERB_WEAK))
        return d->goal_kind == RULES_GOAL_IMPERATIVE && d->intent != IDIO_INTENT_EDIT;
    return d->goal_kind == RULES_GOAL_IMPERATIVE && d->goal_segment == 0;
}

int idio_sorter_sort(const struct idio_sorter *s, const char *text, size_t n,
                     struct idio_arena *arena, struct idio_sorted *ret, struct idio_err *err)
{
    if (n > IDIO_REQUEST_MAX)
        return idio_fail(err, IDIO_E_LIMIT, "rules.sort", "a text has %zu bytes, over %d", n,
                         IDIO_REQUEST_MAX);
    struct rules_doc *d = idio_arena_alloc(arena, 1, sizeof *d);
    const struct idio_request req = {.text = idio_arena_strndup(arena, text, n), .len = n};
    if (!d || !req.text)
        return idio_nomem(err, "rules.sort");
    d->req = &req;
    d->lx = &s->lexicon;
    d->arena = arena;
    const int rc = rules_read(d, err);
    if (rc == IDIO_OK)
        *ret = (struct idio_sorted){.intent = d->intent, .code = asks_for_code(d)};
    return rc;
}
