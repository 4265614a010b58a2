/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which change brought which unit of HEAD.
 *
 * By path and name; and, for files that were renamed since, by name and language alone where only
 * one change ever brought it. That a name stands twice at HEAD is the caller's to see.
 */
#include <string.h>

#include "base/str.h"
#include "pairs/change_units.h"

#define KEY_BYTES ((size_t)64 << 20)
#define SEVERAL   1

void idio_introductions_init(struct idio_introductions *x)
{
    idio_map_init(&x->by_place, KEY_BYTES);
    idio_map_init(&x->by_name, KEY_BYTES);
}

void idio_introductions_release(struct idio_introductions *x)
{
    idio_map_release(&x->by_place);
    idio_map_release(&x->by_name);
}

/* "path NUL key"; the path is a file's, or the name of the language. */
static void key_of(struct idio_str *s, const char *place, const struct idio_observed *o,
                   size_t unit)
{
    char key[CHANGE_KEY];
    idio_str_clear(s);
    idio_str_puts(s, place);
    idio_str_putc(s, '\0');
    idio_str_append(s, key, change_key(o, unit, key));
}

static int add_one(struct idio_introductions *x, size_t value, const char *path,
                   const struct idio_observed *o, size_t unit, struct idio_str *s,
                   struct idio_err *err)
{
    key_of(s, path, o, unit);
    int rc = idio_str_status(s, "pairs.change", err);
    size_t *place = rc == IDIO_OK ? idio_map_at(&x->by_place, s->data, s->len, NULL) : NULL;
    if (rc == IDIO_OK && !place)
        return idio_nomem(err, "pairs.change");
    if (place && *place == 0)
        *place = value;
    key_of(s, idio_lang_id(idio_lang_style(o->lang)), o, unit);
    rc = rc == IDIO_OK ? idio_str_status(s, "pairs.change", err) : rc;
    size_t *name = rc == IDIO_OK ? idio_map_at(&x->by_name, s->data, s->len, NULL) : NULL;
    if (rc == IDIO_OK && !name)
        return idio_nomem(err, "pairs.change");
    if (name)
        *name = *name == 0 || *name == value ? value : SEVERAL;
    return rc;
}

int idio_introductions_add(struct idio_introductions *x, size_t change,
                           const struct idio_versions *v, const struct idio_unit_change *c,
                           size_t n, struct idio_err *err)
{
    struct idio_str s;
    int rc = IDIO_OK;
    idio_str_init(&s, 64 * 1024);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        const struct idio_versions *f = &v[c[i].file];
        if (c[i].fate == IDIO_FATE_BROUGHT)
            rc = add_one(x, change + 2, f->file->path, f->new, c[i].unit, &s, err);
    }
    idio_str_release(&s);
    return rc;
}

size_t idio_introductions_find(const struct idio_introductions *x, const char *path,
                               const struct idio_observed *o, size_t unit)
{
    struct idio_str s;
    size_t at = 0;
    if (!change_is_named(o, unit))
        return SIZE_MAX;
    idio_str_init(&s, 64 * 1024);
    key_of(&s, path, o, unit);
    bool found = !s.failed && idio_map_get(&x->by_place, s.data, s.len, &at);
    if (!found) {
        key_of(&s, idio_lang_id(idio_lang_style(o->lang)), o, unit);
        found = !s.failed && idio_map_get(&x->by_name, s.data, s.len, &at) && at != SEVERAL;
    }
    idio_str_release(&s);
    return found && at >= 2 ? at - 2 : SIZE_MAX;
}
