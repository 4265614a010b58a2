/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What two lists of items have in common. Items say the same thing in other words, so they match
 * when the words they share weigh enough: rare words count more (inverse document frequency over
 * the right answers), endings do not count. Set matching of this kind follows human judgement more
 * closely than equality does (KPEval, arXiv 2303.15422). Each item is matched once; as many as can
 * be (maximum matching: Kuhn 1955).
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "pairs/pairs.h"

#define WORDS_MAX 48 /* of one item */
#define ITEMS_MAX 64 /* of one list; more are not looked at */
#define SAME      .6 /* least similarity of two items that match */

struct idio_weights {
    struct idio_map words; /* in how many items */
    size_t items;
};

struct words {
    uint64_t at[WORDS_MAX];
    size_t len;
};

/* "Parsing", "parsed" and "parses" are one word; identifiers are taken apart. */
static size_t stem(const char *word, size_t n)
{
    static const char *const endings[] = {"ing", "ed", "es", "s", "e"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t len = strlen(endings[i]);
        if (n >= len + 3 && memcmp(word + n - len, endings[i], len) == 0)
            return n - len;
    }
    return n;
}

typedef void (*word_visit)(void *ctx, const char *word, size_t n);

static void each_word(const char *text, word_visit visit, void *ctx)
{
    char word[40];
    size_t n = 0;
    for (const char *p = text;; p++) {
        const unsigned char c = (unsigned char)*p;
        const bool starts = p > text && isupper(c) &&
                            (islower((unsigned char)p[-1]) || isdigit((unsigned char)p[-1]));
        const bool inside = isalnum(c) || c >= 0x80;
        if ((!inside || starts) && n > 0) {
            visit(ctx, word, stem(word, n));
            n = 0;
        }
        if (c == '\0')
            return;
        if (inside && n < sizeof word)
            word[n++] = (char)tolower(c);
    }
}

static void keep_word(void *ctx, const char *word, size_t n)
{
    struct words *w = ctx;
    const uint64_t h = idio_hash64(word, n, 7);
    for (size_t i = 0; i < w->len; i++)
        if (w->at[i] == h)
            return;
    if (w->len < WORDS_MAX)
        w->at[w->len++] = h;
}

/* ---- weights --------------------------------------------------------------------------------- */

int idio_weights_new(struct idio_weights **ret, struct idio_err *err)
{
    struct idio_weights *w = idio_alloc(1, sizeof *w);
    if (!w)
        return idio_nomem(err, "pairs.weights");
    idio_map_init(&w->words, (size_t)64 << 20);
    *ret = w;
    return IDIO_OK;
}

struct idio_weights *idio_weights_free(struct idio_weights *w)
{
    if (w)
        idio_map_release(&w->words);
    idio_free(w);
    return NULL;
}

int idio_weights_add(struct idio_weights *w, const char *item, struct idio_err *err)
{
    struct words words = {.len = 0};
    each_word(item, keep_word, &words);
    w->items++;
    for (size_t i = 0; i < words.len; i++) {
        size_t *count =
            idio_map_at(&w->words, (const char *)&words.at[i], sizeof words.at[i], NULL);
        if (!count)
            return idio_nomem(err, "pairs.weights");
        ++*count;
    }
    return IDIO_OK;
}

static double weight(const struct idio_weights *w, uint64_t word)
{
    size_t count = 0;
    if (!w)
        return 1;
    (void)idio_map_get(&w->words, (const char *)&word, sizeof word, &count);
    return log((double)(w->items + 1) / (double)(count + 1)) + .1;
}

/* ---- similarity ------------------------------------------------------------------------------ */

static double similarity(const struct idio_weights *w, const struct words *a, const struct words *b)
{
    double both = 0, any = 0;
    for (size_t i = 0; i < a->len; i++) {
        bool shared = false;
        for (size_t k = 0; k < b->len; k++)
            shared |= a->at[i] == b->at[k];
        both += shared ? weight(w, a->at[i]) : 0;
        any += weight(w, a->at[i]);
    }
    double other = 0;
    for (size_t k = 0; k < b->len; k++)
        other += weight(w, b->at[k]);
    return any + other > 0 ? 2 * both / (any + other) : 0;
}

double idio_item_similarity(const struct idio_weights *w, const char *a, const char *b)
{
    struct words x = {.len = 0}, y = {.len = 0};
    if (strcmp(a, b) == 0)
        return 1;
    each_word(a, keep_word, &x);
    each_word(b, keep_word, &y);
    return similarity(w, &x, &y);
}

/* ---- matching -------------------------------------------------------------------------------- */

struct matching {
    bool same[ITEMS_MAX][ITEMS_MAX];
    size_t partner[ITEMS_MAX]; /* of each got item: wanted item + 1 */
    bool tried[ITEMS_MAX];
    size_t got;
};

/* Finds a partner for wanted item i, moving others along if that frees one. Depth is at most the
 * number of items. */
static bool place(struct matching *m, size_t i)
{
    for (size_t k = 0; k < m->got; k++) {
        if (!m->same[i][k] || m->tried[k])
            continue;
        m->tried[k] = true;
        if (m->partner[k] == 0 || place(m, m->partner[k] - 1)) {
            m->partner[k] = i + 1;
            return true;
        }
    }
    return false;
}

void idio_score_items(const struct idio_weights *w, const struct idio_json *want,
                      const struct idio_json *got, struct idio_score *ret)
{
    struct matching m = {.got = idio_json_len(got)};
    size_t wanted = idio_json_len(want), matched = 0;
    wanted = wanted < ITEMS_MAX ? wanted : ITEMS_MAX;
    m.got = m.got < ITEMS_MAX ? m.got : ITEMS_MAX;
    for (size_t i = 0; i < wanted; i++)
        for (size_t k = 0; k < m.got; k++) {
            const char *a = idio_json_str(idio_json_at(want, i));
            const char *b = idio_json_str(idio_json_at(got, k));
            m.same[i][k] = a && b && idio_item_similarity(w, a, b) >= SAME;
        }
    for (size_t i = 0; i < wanted; i++) {
        memset(m.tried, 0, sizeof m.tried);
        matched += place(&m, i);
    }
    *ret =
        (struct idio_score){.right = (double)matched, .got = (double)m.got, .want = (double)wanted};
}

double idio_token_f1(const char *want, const char *got)
{
    struct words a = {.len = 0}, b = {.len = 0};
    size_t both = 0;
    each_word(want, keep_word, &a);
    each_word(got, keep_word, &b);
    for (size_t i = 0; i < a.len; i++)
        for (size_t k = 0; k < b.len; k++)
            both += a.at[i] == b.at[k];
    return a.len + b.len > 0 ? 2.0 * (double)both / (double)(a.len + b.len) : 1;
}
