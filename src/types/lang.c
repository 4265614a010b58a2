/* SPDX-License-Identifier: Apache-2.0 */
/* Names and file extensions of the languages. One table; the order of extensions does not matter.
 */
#include "types/lang.h"

#include <string.h>
#include <strings.h>

static const char *const ids[IDIO_LANG_COUNT] = {"none",
#define X(name, id, title) id,
                                                 IDIO_LANG_LIST(X)
#undef X
};

static const char *const titles[IDIO_LANG_COUNT] = {"none",
#define X(name, id, title) title,
                                                    IDIO_LANG_LIST(X)
#undef X
};

static const struct {
    const char *ext;
    enum idio_lang lang;
} extensions[] = {
    {"c", IDIO_LANG_C},
    {"h", IDIO_LANG_C},
    {"cc", IDIO_LANG_CPP},
    {"cpp", IDIO_LANG_CPP},
    {"cxx", IDIO_LANG_CPP},
    {"hh", IDIO_LANG_CPP},
    {"hpp", IDIO_LANG_CPP},
    {"hxx", IDIO_LANG_CPP},
    {"py", IDIO_LANG_PYTHON},
    {"pyi", IDIO_LANG_PYTHON},
    {"js", IDIO_LANG_JAVASCRIPT},
    {"mjs", IDIO_LANG_JAVASCRIPT},
    {"cjs", IDIO_LANG_JAVASCRIPT},
    {"jsx", IDIO_LANG_JAVASCRIPT},
    {"ts", IDIO_LANG_TYPESCRIPT},
    {"mts", IDIO_LANG_TYPESCRIPT},
    {"cts", IDIO_LANG_TYPESCRIPT},
    {"tsx", IDIO_LANG_TSX},
    {"go", IDIO_LANG_GO},
    {"rs", IDIO_LANG_RUST},
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

enum idio_lang idio_lang_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    if (!dot || dot == base)
        return IDIO_LANG_NONE;
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot + 1, extensions[i].ext) == 0)
            return extensions[i].lang;
    return IDIO_LANG_NONE;
}

enum idio_lang idio_lang_style(enum idio_lang lang)
{
    return lang == IDIO_LANG_TSX ? IDIO_LANG_TYPESCRIPT : lang;
}
