/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts that nobody has counted: what the registry alone says about a value. A developer may pin a
 * habit that no repository shows yet, and it must look like every other fact.
 */
#include <math.h>

#include "style/style_internal.h"

bool idio_traits_open(const struct idio_traits *t, size_t trait)
{
    return trait < t->count && t->traits[trait].open;
}

size_t idio_traits_value_count(const struct idio_traits *t, size_t trait)
{
    return trait < t->count && !t->traits[trait].open ? t->traits[trait].value_count : 0;
}

const char *idio_traits_area(const struct idio_traits *t, size_t trait)
{
    return trait < t->count ? t->traits[trait].area : "";
}

int idio_traits_blank(const struct idio_traits *t, size_t trait, enum idio_lang lang,
                      const char *value, struct idio_arena *arena, struct idio_fact *ret,
                      struct idio_err *err)
{
    const struct style_trait *tr = &t->traits[trait];
    struct idio_fact f = {.lang = lang,
                          .trait = tr->name,
                          .trait_no = (uint16_t)trait,
                          .value = idio_arena_strdup(arena, value),
                          .area = tr->area,
                          .field = tr->field,
                          .scope = "",
                          .before = "",
                          .hi = 1,
                          .impact = tr->impact};

    if (!f.value)
        return idio_nomem(err, "style.blank");
    f.id = idio_arena_printf(arena, "%s:%s=%s", idio_lang_id(lang), tr->name, value);
    f.wording = style_wording(tr, lang, f.value, arena);
    if (!f.id || !f.wording)
        return idio_nomem(err, "style.blank");
    f.prior = style_prior(t, (uint16_t)trait, lang, f.value);
    if (f.prior > 0)
        f.surprise = -log2(f.prior);
    *ret = f;
    return IDIO_OK;
}
