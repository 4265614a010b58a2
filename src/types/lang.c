/* SPDX-License-Identifier: Apache-2.0 */
/* Names and file extensions of the languages. One table; the order of extensions does not matter.
 */
#include "types/lang.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *id, *title, *extensions, *interpreters, *folder;
} langs[IDIO_LANG_COUNT] = {{"none", "none", "", "", ""},
#define X(name, id, title, extensions, interpreters, folder, grammar) \
    {id, title, extensions, interpreters, folder},
                            IDIO_LANG_LIST(X)
#undef X
};

const char *idio_lang_id(enum idio_lang lang)
{
    return (unsigned)lang < IDIO_LANG_COUNT ? langs[lang].id : langs[IDIO_LANG_NONE].id;
}

const char *idio_lang_title(enum idio_lang lang)
{
    return (unsigned)lang < IDIO_LANG_COUNT ? langs[lang].title : langs[IDIO_LANG_NONE].title;
}

const char *idio_lang_extensions(enum idio_lang lang)
{
    return (unsigned)lang < IDIO_LANG_COUNT ? langs[lang].extensions
                                            : langs[IDIO_LANG_NONE].extensions;
}

enum idio_lang idio_lang_from_id(const char *id, size_t n)
{
    for (unsigned i = 1; i < IDIO_LANG_COUNT; i++)
        if (strlen(langs[i].id) == n && memcmp(langs[i].id, id, n) == 0)
            return (enum idio_lang)i;
    return IDIO_LANG_NONE;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Is `word` one of the space-separated words that are no name of a file, whatever its case? */
static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    while (*words) {
        size_t k = strcspn(words, " ");
        if (k == n && !is_capital(*words) && strncasecmp(words, word, n) == 0)
            return true;
        words += k + (words[k] == ' ');
    }
    return false;
}

/* Is `base` one of the names of files among the space-separated words? They begin with a capital.
 */
static bool is_name(const char *words, const char *base)
{
    size_t n = strlen(base);
    while (is_capital(*base) && *words) {
        size_t k = strcspn(words, " ");
        if (k == n && memcmp(words, base, n) == 0)
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
    if (dot == base)
        return IDIO_LANG_NONE;
    for (unsigned i = 1; i < IDIO_LANG_COUNT; i++)
        if (dot ? has_word(langs[i].extensions, dot + 1) : is_name(langs[i].extensions, base))
            return (enum idio_lang)i;
    return IDIO_LANG_NONE;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* "/usr/bin/python3.11" → "python" */
static size_t interpreter_of(const char *word, size_t n, char *ret, size_t size)
{
    size_t from = n;
    while (from > 0 && word[from - 1] != '/')
        from--;
    while (n > from && ((word[n - 1] >= '0' && word[n - 1] <= '9') || word[n - 1] == '.'))
        n--;
    n -= from;
    if (n >= size)
        n = 0;
    memcpy(ret, word + from, n);
    ret[n] = '\0';
    return n;
}

enum idio_lang idio_lang_of_shebang(const char *text, size_t n)
{
    char name[32];
    size_t at = 2, end = 2;
    if (n < 3 || text[0] != '#' || text[1] != '!')
        return IDIO_LANG_NONE;
    while (end < n && end < 256 && text[end] != '\n' && text[end] != '\r')
        end++;
    while (at < end) {
        size_t from = at;
        while (from < end && is_space(text[from]))
            from++;
        for (at = from; at < end && !is_space(text[at]);)
            at++;
        size_t k = interpreter_of(text + from, at - from, name, sizeof name);
        /* env's own options and assignments stand before the name */
        if (k == 0 || strcmp(name, "env") == 0 || text[from] == '-' ||
            memchr(text + from, '=', at - from))
            continue;
        for (unsigned i = 1; i < IDIO_LANG_COUNT; i++)
            if (has_word(langs[i].interpreters, name))
                return (enum idio_lang)i;
        return IDIO_LANG_NONE;
    }
    return IDIO_LANG_NONE;
}

enum idio_lang idio_lang_style(enum idio_lang lang)
{
    if ((unsigned)lang >= IDIO_LANG_COUNT)
        return lang;
    const char *folder = langs[lang].folder;
    for (unsigned i = 1; i < (unsigned)lang; i++)
        if (langs[i].folder[0] == folder[0] && strcmp(langs[i].folder, folder) == 0)
            return (enum idio_lang)i;
    return lang;
}
