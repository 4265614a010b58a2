/* SPDX-License-Identifier: Apache-2.0 */
/* Names of fields, sources and intents, from their lists. */
#include "types/request.h"

#include <string.h>

static const char *const field_keys[IDIO_FIELD_COUNT] = {
#define X(name, key) key,
    IDIO_FIELD_LIST(X)
#undef X
};

static const char *const source_names[] = {"said", "inferred", "asked", "default"};
static const char *const intent_names[] = {"create", "edit", "fix", "test", "refactor", "explain"};

const char *idio_field_key(enum idio_field f)
{
    return (unsigned)f < IDIO_FIELD_COUNT ? field_keys[f] : "";
}

enum idio_field idio_field_from_key(const char *key)
{
    unsigned i = 0;
    while (i < IDIO_FIELD_COUNT && strcmp(field_keys[i], key) != 0)
        i++;
    return (enum idio_field)i;
}

const char *idio_source_name(enum idio_source s)
{
    return (unsigned)s < sizeof source_names / sizeof *source_names ? source_names[s] : "";
}

const char *idio_intent_name(enum idio_intent i)
{
    return (unsigned)i < sizeof intent_names / sizeof *intent_names ? intent_names[i] : "";
}

void idio_draft_release(struct idio_draft *d)
{
    idio_vec_release(&d->items);
}
