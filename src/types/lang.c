/* SPDX-License-Identifier: Apache-2.0 */
/* Names and file extensions of the languages. One table; the order of extensions does not matter.
 */
#include "types/lang.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char *const ids[IDIO_LANG_COUNT] = {"none",
#define X(name, id, title, extensions, folder, grammar) id,
                                                 IDIO_LANG_LIST(X)
#undef X
};

static const char *const titles[IDIO_LANG_COUNT] = {"none",
#define X(name, id, title, extensions, folder, grammar) title,
                                                    IDIO_LANG_LIST(X)
#undef X
};

static const char *const extensions[IDIO_LANG_COUNT] = {"",
#define X(name, id, title, extensions, folder, grammar) extensions,
                                                        IDIO_LANG_LIST(X)
#undef X
};

const char *idio_lang_id(enum idio_lang lang)
{
    return (unsigned)lang < IDIO_LANG_COUNT ? ids[lang] : ids[IDIO_LANG_NONE];
}

const char *idio_lang_title(enum idio_lang lang)
{
    return (unsigned)lang < IDIO_LANG_COUNT ? titles[lang] : titles[IDIO_LANG_NONE];
}

enum idio_lang idio_lang_from_id(const char *id, size_t n)
{
    for (unsigned i = 1; i < IDIO_LANG_COUNT; i++)
        if (strlen(ids[i]) == n && memcmp(ids[i], id, n) == 0)
            return (enum idio_lang)i;
    return IDIO_LANG_NONE;
}

/* Is `word` one of the space-separated words, whatever its case? */
static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    while (*words) {
        size_t k = strcspn(words, " ");
        if (k == n && strncasecmp(words, word, n) == 0)
            return true;
        words += k + (words[k] == ' ');
    }
    return false;
}

enum idio_lang idio_lang_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    if (!dot || dot == base)
        return IDIO_LANG_NONE;
    for (unsigned i = 1; i < IDIO_LANG_COUNT; i++)
        if (has_word(extensions[i], dot + 1))
            return (enum idio_lang)i;
    return IDIO_LANG_NONE;
}

enum idio_lang idio_lang_style(enum idio_lang lang)
{
    return lang == IDIO_LANG_TSX ? IDIO_LANG_TYPESCRIPT : lang;
}
