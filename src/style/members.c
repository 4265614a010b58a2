/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries. Detectors know nothing of them: every import is one site of the open trait
 * `library.import`, whose text is the module as the `module` classifier names it. What a module is
 * good for stands in queries/<lang>/language.json: a capability is an open trait (`library.http`)
 * with a list of members per language, and a member is a name with the modules that mean it. So
 * `library.import` is counted under the capabilities it serves and never under its own name, and a
 * library is added by a line of data.
 *
 * A module matches a member when it is equal to one of its module names or continues it after a
 * separator (github.com/stretchr/testify/assert, gtest/gtest.h, org.junit.Assert); the longest name
 * wins, so that boost/asio.hpp is Asio and not just Boost. What separates, language.json says
 * ("separators": the characters); a slash does where it says nothing.
 *
 * Whether a *unit* uses a library can only be guessed from its text, because imports stand at the
 * head of the file: one of its calls, or its signature, must name the module's last part, compared
 * without case, underscores and hyphens; in C and C++ as the beginning of a name (curl_easy_init).
 * The registry may not know the name a module is bound to, so this misses some uses and invents
 * few.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "style/style_internal.h"

static int load_modules(struct idio_traits *t, size_t trait, enum idio_lang lang,
                        const char *member, const struct idio_json *modules, struct idio_err *err)
{
    const char *name = t->traits[trait].name;
    char *copy = idio_arena_strdup(&t->arena, member);

    if (!copy)
        return idio_nomem(err, "style.traits");
    if (idio_json_type(modules) != IDIO_JSON_ARRAY || idio_json_len(modules) == 0)
        return style_bad(err, name, member, "must list module names");
    for (size_t m = 0; m < idio_json_len(modules); m++) {
        const char *module = idio_json_str(idio_json_at(modules, m));
        struct style_member one = {.name = copy, .lang = lang, .trait = (uint16_t)trait};

        if (!module || !*module)
            return style_bad(err, name, member, "has a module that is no name");
        one.module = idio_arena_strdup(&t->arena, module);
        if (!one.module || idio_vec_push(&t->members, one) < 0)
            return idio_nomem(err, "style.traits");
    }
    return IDIO_OK;
}

int style_load_members(struct idio_traits *t, size_t trait, enum idio_lang lang,
                       const struct idio_json *members, struct idio_err *err)
{
    for (size_t k = 0; k < idio_json_len(members); k++) {
        struct idio_json *modules = NULL;
        const char *member = idio_json_key_at(members, k, &modules);
        int rc = load_modules(t, trait, lang, member, modules, err);

        if (rc < 0)
            return rc;
    }
    return IDIO_OK;
}

static int compare_members(const void *a, const void *b)
{
    const struct style_member *x = a, *y = b;
    int c = (x->lang > y->lang) - (x->lang < y->lang);

    if (c == 0)
        c = strcmp(x->module, y->module);
    return c != 0 ? c : (x->trait > y->trait) - (x->trait < y->trait);
}

void style_sort_members(struct idio_traits *t)
{
    if (t->members.len > 0)
        qsort(t->members.at, t->members.len, sizeof *t->members.at, compare_members);
}

/* <0, 0, >0 as the member's module name stands before, at, behind module[0..n) in `lang`. */
static int member_order(const struct style_member *m, enum idio_lang lang, const char *module,
                        size_t n)
{
    int c = (m->lang > lang) - (m->lang < lang);

    if (c == 0)
        c = strncmp(m->module, module, n);
    return c != 0 ? c : m->module[n] != '\0';
}

static size_t members_exact(const struct idio_traits *t, enum idio_lang lang, const char *module,
                            size_t n, const struct style_member *ret[STYLE_MEMBER_HITS])
{
    size_t lo = 0, hi = t->members.len, found = 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (member_order(&t->members.at[mid], lang, module, n) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < t->members.len && found < STYLE_MEMBER_HITS; lo++) {
        if (member_order(&t->members.at[lo], lang, module, n) != 0)
            break;
        ret[found++] = &t->members.at[lo];
    }
    return found;
}

size_t style_members_of(const struct idio_traits *t, enum idio_lang lang, const char *module,
                        const struct style_member *ret[STYLE_MEMBER_HITS])
{
    enum idio_lang style = idio_lang_style(lang);
    size_t n = strlen(module);

    while (n > 0) {
        size_t found = members_exact(t, style, module, n, ret);

        if (found > 0)
            return found;
        do
            n--;
        while (n > 0 && !strchr(t->separators[style], module[n]));
    }
    return 0;
}

/* ---- does a unit name a module? ------------------------------------------------------------ */
/* The part of a module that code calls it by: the last one, without version and ending. */
static struct idio_slice module_word(const char *separators, const char *module)
{
    struct idio_slice s = idio_slice_c(module);
    size_t from = s.n;

    for (;;) {
        while (from > 0 && s.p[from - 1] != ':' && !strchr(separators, s.p[from - 1]))
            from--;
        /* Go: …/chi/v5 is called chi */
        if (from > 1 && s.p[from - 1] == '/' && s.n - from > 1 && s.p[from] == 'v' &&
            isdigit((unsigned char)s.p[from + 1])) {
            s.n = from - 1;
            from = s.n;
            continue;
        }
        break;
    }
    s = idio_slice(s.p + from, s.n - from);
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] == '.')
            s.n = i;
    if (s.n > 3 && memcmp(s.p, "go-", 3) == 0)
        s = idio_slice(s.p + 3, s.n - 3);
    return s;
}

static bool plain(char c)
{
    return c != '_' && c != '-';
}

/* Is `word` the beginning of (with `whole`: equal to) `name`, leaving case, _ and - aside? */
static bool same_word(struct idio_slice word, struct idio_slice name, bool whole)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < word.n && !plain(word.p[i]))
            i++;
        while (k < name.n && !plain(name.p[k]))
            k++;
        if (i == word.n)
            return !whole || k == name.n;
        if (k == name.n || tolower((unsigned char)word.p[i]) != tolower((unsigned char)name.p[k]))
            return false;
        i++;
        k++;
    }
}

static bool text_names(const char *text, struct idio_slice word, bool whole)
{
    while (text && *text) {
        size_t n = 0;

        while (isalnum((unsigned char)text[n]) || text[n] == '_')
            n++;
        if (n > 0 && same_word(word, idio_slice(text, n), whole))
            return true;
        text += n > 0 ? n : 1;
    }
    return false;
}

bool style_unit_names(const struct idio_traits *t, const struct idio_unit *u, enum idio_lang lang,
                      const char *module)
{
    struct idio_slice word = module_word(t->separators[lang], module);
    bool whole = (t->prefixed & 1u << lang) == 0;

    return word.n > 1 &&
           (text_names(u->calls, word, whole) || text_names(u->signature, word, whole));
}
