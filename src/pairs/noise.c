/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slips of the keyboard and of haste, at the rates that were measured on real prompts: one word in
 * fifty has a typo, one prompt in four lacks its apostrophes, few end with a period. Nothing is
 * touched that is marked (what is stated, identifiers, paths) or looks like code; marks move along.
 *
 * Whether a word gets a slip depends on the word, not on where it stands: a vague prompt and its
 * clear twin have the same ones.
 */
#include <ctype.h>
#include <string.h>

#include "base/hash.h"
#include "pairs/grammar_internal.h"

#define TYPO_SHARE  .02
#define HASTE_SHARE .08 /* of words that have a short form */
#define APOSTROPHES .25
#define PERIOD_LOST .6
#define COMMA_LOST  .08
#define BEFORE      6 /* bytes in front of a comma that decide about it */
#define TYPO_LENGTH 4 /* shortest word that gets one */

static bool is_marked(const struct grammar_teller *t, size_t begin, size_t end)
{
    for (size_t i = 0; i < t->mark_count; i++)
        if (begin < t->marks[i].end && end > t->marks[i].begin)
            return true;
    return false;
}

/* Replaces bytes [at, at + n); the caller knows that no mark is in there. */
static void replace(struct grammar_teller *t, size_t at, size_t n, const char *with)
{
    const size_t put = strlen(with), old = t->out.len;
    if (put > n) {
        for (size_t i = n; i < put; i++)
            idio_str_putc(&t->out, ' ');
        if (t->out.failed) {
            t->status = t->out.failed;
            return;
        }
    }
    memmove(t->out.data + at + put, t->out.data + at + n, old - at - n);
    memcpy(t->out.data + at, with, put);
    t->out.len = old - n + put;
    t->out.data[t->out.len] = 0;
    for (size_t i = 0; i < t->mark_count; i++)
        if (t->marks[i].begin >= at + n) {
            t->marks[i].begin = t->marks[i].begin - n + put;
            t->marks[i].end = t->marks[i].end - n + put;
        }
}

/* Neighbours on a QWERTY keyboard. */
static char neighbour(char c, uint32_t which)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (size_t r = 0; r < 3; r++) {
        const char *at = strchr(rows[r], c);
        if (!c || !at)
            continue;
        if (which % 2 && at[1])
            return at[1];
        return at > rows[r] ? at[-1] : at[1];
    }
    return c;
}

static void make_typo(struct grammar_teller *t, size_t at, size_t n, size_t key)
{
    char word[40], out[42];
    if (n >= sizeof word)
        return;
    memcpy(word, t->out.data + at, n);
    word[n] = 0;
    const size_t i = 1 + grammar_pick(t, "typo at", key, (uint32_t)n - 2);
    memcpy(out, word, n + 1);
    switch (grammar_pick(t, "typo", key, 5)) {
    case 0: /* two letters change places */
    case 1:
        out[i] = word[i + 1];
        out[i + 1] = word[i];
        break;
    case 2: /* one is missing */
        memmove(out + i, word + i + 1, n - i);
        break;
    case 3: /* one is there twice */
        memmove(out + i + 1, word + i, n - i + 1);
        break;
    default:
        out[i] = neighbour(word[i], grammar_pick(t, "typo key", key, 2));
        break;
    }
    replace(t, at, n, out);
}

static const char *short_form(const char *p, size_t n)
{
    static const struct words_pair forms[] = {{"please", "pls"},
                                              {"because", "bc"},
                                              {"function", "func"},
                                              {"without", "w/o"},
                                              {"you", "u"},
                                              {"though", "tho"},
                                              {"thanks", "thx"},
                                              {"really", "rly"},
                                              {"probably", "prob"},
                                              {"and", "&"},
                                              {"something", "smth"},
                                              {"directory", "dir"},
                                              {"message", "msg"},
                                              {"arguments", "args"},
                                              {"parameters", "params"},
                                              {"implementation", "impl"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strlen(forms[i].word) == n && strncmp(forms[i].word, p, n) == 0)
            return forms[i].form;
    return NULL;
}

static void words(struct grammar_teller *t)
{
    for (size_t at = 0; at < t->out.len && t->status == IDIO_OK;) {
        size_t n = strcspn(t->out.data + at, " \n");
        const size_t step = n;
        /* The word without the punctuation behind it. */
        while (n > 0 && strchr(",.?!:;)", t->out.data[at + n - 1]))
            n--;
        bool plain = n > 0 && !is_marked(t, at, at + n);
        for (size_t i = 0; i < n && plain; i++)
            plain = islower((unsigned char)t->out.data[at + i]);
        const size_t before = t->out.len;
        const char *brief = plain ? short_form(t->out.data + at, n) : NULL;
        const size_t word = plain ? (size_t)idio_hash64(t->out.data + at, n, 0) : 0;
        if (brief && grammar_happens(t, "haste", word, HASTE_SHARE))
            replace(t, at, n, brief);
        else if (plain && n >= TYPO_LENGTH && grammar_happens(t, "slip", word, TYPO_SHARE))
            make_typo(t, at, n, word);
        at += step + t->out.len - before;
        at += at < t->out.len;
    }
}

static void drop_each(struct grammar_teller *t, char c, double share, const char *what)
{
    for (size_t at = 0; at < t->out.len; at++) {
        const size_t from = at > BEFORE ? at - BEFORE : 0;
        const size_t key = (size_t)idio_hash64(t->out.data + from, at - from, 0);
        if (t->out.data[at] == c && !is_marked(t, at, at + 1) &&
            grammar_happens(t, what, key, share))
            replace(t, at, 1, "");
    }
}

void grammar_noise(struct grammar_teller *t)
{
    words(t);
    if (grammar_happens(t, "apostrophes", 0, APOSTROPHES))
        drop_each(t, '\'', 1, "apostrophe");
    drop_each(t, ',', COMMA_LOST, "comma");
    const size_t n = t->out.len;
    if (n > 1 && t->out.data[n - 1] == '.' && !is_marked(t, n - 1, n) &&
        grammar_happens(t, "period", 0, PERIOD_LOST))
        replace(t, n - 1, 1, "");
}
