/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as words. */
#include "pairs/tokens.h"

#include <ctype.h>
#include <string.h>

#include "base/hash.h"

#define WORD_MAX 64 /* bytes that count */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static int read_one(const char *p, struct tokens *ret)
{
    char word[WORD_MAX];
    while (*p) {
        size_t n = 0;
        while (*p && !in_word(*p))
            p++;
        for (; in_word(*p) && *p; p++)
            if (n < WORD_MAX)
                word[n++] = (char)tolower((unsigned char)*p);
        if (n > 0 && idio_vec_push(&ret->words, idio_hash64(word, n, 0)) < 0)
            return IDIO_E_NOMEM;
    }
    return IDIO_OK;
}

int tokens_read(const char *const *texts, size_t n, struct tokens *ret, struct idio_err *err)
{
    *ret = (struct tokens){0};
    int r = idio_vec_push(&ret->begins, 0);
    for (size_t i = 0; r == IDIO_OK && i < n; i++) {
        r = read_one(texts[i], ret);
        if (r == IDIO_OK)
            r = idio_vec_push(&ret->begins, ret->words.len);
    }
    if (r < 0) {
        tokens_release(ret);
        return idio_nomem(err, "pairs.tokens");
    }
    return IDIO_OK;
}

void tokens_release(struct tokens *t)
{
    idio_vec_release(&t->words);
    idio_vec_release(&t->begins);
}

size_t tokens_count(const struct tokens *t, size_t text)
{
    return t->begins.at[text + 1] - t->begins.at[text];
}

uint64_t tokens_gram(const uint64_t *at, size_t n)
{
    return idio_hash64(at, n * sizeof *at, n);
}

size_t *tokens_shuffle(size_t n, uint64_t seed)
{
    size_t *order = idio_alloc(n + 1, sizeof *order);
    struct idio_chance c = idio_chance_of(seed, "shuffle");
    for (size_t i = 0; order && i < n; i++) {
        const size_t k = idio_chance_below(&c, (uint32_t)(i + 1));
        order[i] = order[k];
        order[k] = i;
    }
    return order;
}
