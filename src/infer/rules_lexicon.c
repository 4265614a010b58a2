/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lexicon: what the rules engine knows about words, as data (data/lexicon.json, embedded).
 *
 * It is read anew for every request. That costs well under a millisecond, and saves either a global
 * or a handle that every caller of the engine would have to carry.
 *
 * One hash map from phrases to entries; an entry joins all that the phrase can be (word classes, a
 * language, a library). Words in scripts without spaces stand in the map with a space between their
 * characters, as the tokenizer cuts them.
 */
#include "infer/rules_internal.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "embed/idio_infer_data.h"

#define LEXICON_KEY_MAX   128
#define LEXICON_MAP_BYTES ((size_t)4 << 20)

static const char *const class_keys[] = {
#define X(name, key) key,
    RULES_CLASS_LIST(X)
#undef X
};

struct loader {
    struct rules_lexicon *lx;
    struct idio_err *err;
};

/* Copies `p` with a space between neighbouring characters of scripts without spaces. */
static size_t spaced(const char *p, size_t n, char ret[LEXICON_KEY_MAX])
{
    size_t len = 0;
    if (n > 0 && n < LEXICON_KEY_MAX && (unsigned char)p[0] < 0xE0) {
        memcpy(ret, p, n);
        return n;
    }
    for (size_t i = 0; i < n && len + 6 < LEXICON_KEY_MAX;) {
        uint32_t cp;
        size_t step = idio_utf8_next(p + i, n - i, &cp);
        if (cp >= 0x2E80 && len > 0)
            ret[len++] = ' ';
        memcpy(ret + len, p + i, step);
        len += step;
        i += step;
    }
    return len;
}

/* Entry of the phrase, made when new; NULL when memory is gone. */
static struct rules_entry *entry_at(struct rules_lexicon *lx, const char *p, size_t n)
{
    char key[LEXICON_KEY_MAX];
    size_t len = spaced(p, n, key);
    bool is_new;
    size_t *slot = idio_map_at(&lx->map, key, len, &is_new);
    if (!slot)
        return NULL;
    if (is_new) {
        struct rules_entry e = {.lang = IDIO_LANG_NONE, .library = RULES_NO_LIBRARY};
        if (idio_vec_push(&lx->entries, e) < 0)
            return NULL;
        *slot = lx->entries.len;
        const char *space = memchr(key, ' ', len);
        if (space) {
            /* The recursion is one deep: the first word has no space. */
            struct rules_entry *first = entry_at(lx, key, (size_t)(space - key));
            if (!first)
                return NULL;
            first->starts = true;
        }
        size_t own = 0;
        if (!idio_map_get(&lx->map, key, len, &own))
            return NULL;
        return &lx->entries.at[own - 1];
    }
    return &lx->entries.at[*slot - 1];
}

static int add_words(struct loader *l, const struct idio_json *words, uint64_t bit)
{
    for (size_t i = 0; i < idio_json_len(words); i++) {
        const char *w = idio_json_str(idio_json_at(words, i));
        struct rules_entry *e = w ? entry_at(l->lx, w, strlen(w)) : NULL;
        if (!e)
            return idio_nomem(l->err, "rules.lexicon");
        e->classes |= bit;
    }
    return IDIO_OK;
}

static int add_language(struct loader *l, const char *id, const struct idio_json *names)
{
    enum idio_lang lang = idio_lang_from_id(id, strlen(id));
    for (size_t i = 0; i < idio_json_len(names); i++) {
        const char *w = idio_json_str(idio_json_at(names, i));
        size_t n = w ? strlen(w) : 0;
        bool weak = n > 0 && w[n - 1] == '?';
        struct rules_entry *e = n ? entry_at(l->lx, w, n - weak) : NULL;
        if (!e)
            return idio_nomem(l->err, "rules.lexicon");
        e->lang = lang == IDIO_LANG_NONE ? (int)RULES_LANG_FOREIGN : (int)lang;
        e->lang_weak = weak;
    }
    return IDIO_OK;
}

static uint32_t bit_of(const char *id)
{
    return id ? UINT32_C(1) << idio_lang_from_id(id, strlen(id)) : 0;
}

/* The languages that can use a library of language `id`. */
static uint32_t ecosystem(const struct loader *l, const char *id)
{
    const struct idio_json *others = idio_json_get(idio_json_get(l->lx->json, "ecosystems"), id);
    uint32_t bits = bit_of(id);
    for (size_t i = 0; i < idio_json_len(others); i++)
        bits |= bit_of(idio_json_str(idio_json_at(others, i)));
    return bits;
}

/* "scikit-learn|sklearn": every alias leads to the first name. */
static int add_library(struct loader *l, const char *spec, const char *capability, uint32_t langs)
{
    const char *name = spec;
    size_t name_len = strcspn(spec, "|?");
    while (*spec) {
        size_t n = strcspn(spec, "|");
        bool weak = n > 0 && spec[n - 1] == '?';
        struct rules_entry *e = entry_at(l->lx, spec, n - weak);
        if (!e)
            return idio_nomem(l->err, "rules.lexicon");
        const char *kept = idio_arena_strndup(&l->lx->map.keys, name, name_len);
        struct rules_library lib = {kept, capability, langs, weak, e->library};
        if (!kept || idio_vec_push(&l->lx->libraries, lib) < 0)
            return idio_nomem(l->err, "rules.lexicon");
        e->library = l->lx->libraries.len - 1;
        spec += n + (spec[n] == '|');
    }
    return IDIO_OK;
}

static int add_libraries(struct loader *l, const char *lang, const struct idio_json *capabilities)
{
    struct idio_json *names = NULL;
    for (size_t i = 0; i < idio_json_len(capabilities); i++) {
        const char *capability = idio_json_key_at(capabilities, i, &names);
        for (size_t j = 0; j < idio_json_len(names); j++) {
            const char *spec = idio_json_str(idio_json_at(names, j));
            int r = spec ? add_library(l, spec, capability, ecosystem(l, lang)) : IDIO_OK;
            if (r < 0)
                return r;
        }
    }
    return IDIO_OK;
}

static int load(struct loader *l)
{
    const struct idio_json *words = idio_json_get(l->lx->json, "words");
    for (size_t i = 0; i < RULES_CLASS_COUNT; i++) {
        int r = add_words(l, idio_json_get(words, class_keys[i]), UINT64_C(1) << i);
        if (r < 0)
            return r;
    }
    struct idio_json *value = NULL;
    const struct idio_json *languages = idio_json_get(l->lx->json, "languages");
    for (size_t i = 0; i < idio_json_len(languages); i++) {
        const char *id = idio_json_key_at(languages, i, &value);
        int r = add_language(l, id, value);
        if (r < 0)
            return r;
    }
    const struct idio_json *libraries = idio_json_get(l->lx->json, "libraries");
    for (size_t i = 0; i < idio_json_len(libraries); i++) {
        const char *id = idio_json_key_at(libraries, i, &value);
        int r = add_libraries(l, id, value);
        if (r < 0)
            return r;
    }
    return IDIO_OK;
}

int rules_lexicon_init(struct rules_lexicon *lx, struct idio_err *err)
{
    *lx = (struct rules_lexicon){0};
    idio_map_init(&lx->map, LEXICON_MAP_BYTES);
    const struct idio_embedded *file =
        idio_embedded_find(idio_infer_data_files, "data/lexicon.json");
    if (!file)
        return idio_fail(err, IDIO_E_BUG, "rules.lexicon", "no lexicon in this build");
    int r = idio_json_parse((const char *)file->data, file->size, "lexicon.json", &lx->json, err);
    if (r == IDIO_OK)
        r = load(&(struct loader){lx, err});
    if (r < 0)
        rules_lexicon_release(lx);
    return r;
}

void rules_lexicon_release(struct rules_lexicon *lx)
{
    idio_map_release(&lx->map);
    idio_vec_release(&lx->entries);
    idio_vec_release(&lx->libraries);
    lx->json = idio_json_free(lx->json);
}

const struct rules_entry *rules_lexicon_find(const struct rules_lexicon *lx, const char *p,
                                             size_t n)
{
    size_t at;
    return idio_map_get(&lx->map, p, n, &at) ? &lx->entries.at[at - 1] : NULL;
}

const char *rules_lexicon_question(const struct rules_lexicon *lx, const char *slot)
{
    return idio_json_get_str(idio_json_get(lx->json, "questions"), slot, "");
}
