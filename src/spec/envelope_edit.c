/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editing and approving.
 *
 * An edit is a whole new spec. An item that still says the same keeps its provenance: in a list, by
 * text, wherever in the same list it now stands, each old item once; elsewhere, at the same
 * pointer. Everything else is "edited": a person wrote it, which is the best provenance of all.
 * Strings are made clean and keys are put back into schema order, whatever an editor did to them.
 * The result passes the same check as an envelope from outside: provenance that was wrong before
 * does not survive an edit.
 *
 * Approval is bound to the hash of the spec, so it never needs to be remembered elsewhere that a
 * spec was changed: a changed spec has another hash.
 */
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "spec/spec_internal.h"

static const char where_edit[] = "spec.edit";
enum { KEYS_MAX = 64 << 20 };

/* Old strings with the same key ("parent pointer, NUL, text" of a list item, else "pointer, NUL,
 * text") form a chain in document order. Links are index + 1; 0 is the end. */
struct old_string {
    const char *pointer;
    size_t next;
    size_t last; /* of the chain; only true in its first string */
};
struct edit {
    struct idio_arena arena;
    struct idio_map map; /* key → link to the first old string that is not taken */
    IDIO_VEC(struct old_string) old;
    const struct idio_json *old_entries;
    struct idio_json *entries;
};

static int key_of(const struct spec_string *s, struct idio_str *ret, struct idio_err *err)
{
    idio_str_clear(ret);
    idio_str_putc(ret, s->in_array ? 'i' : 'm');
    idio_str_puts(ret, s->in_array ? s->parent : s->pointer);
    idio_str_putc(ret, '\0');
    idio_str_puts(ret, s->text);
    return idio_str_status(ret, where_edit, err);
}

/* Appends to the chain of its key, so that equal items are taken in their order. */
static int add_old(struct edit *e, const struct spec_string *s, const struct idio_str *key,
                   struct idio_err *err)
{
    const struct old_string old = {.pointer = idio_arena_strdup(&e->arena, s->pointer),
                                   .last = e->old.len + 1};
    size_t *first = old.pointer ? idio_map_at(&e->map, key->data, key->len, NULL) : NULL;
    if (!first || idio_vec_push(&e->old, old) < 0)
        return idio_nomem(err, where_edit);
    if (*first == 0) {
        *first = e->old.len;
    } else {
        struct old_string *head = &e->old.at[*first - 1];
        e->old.at[head->last - 1].next = e->old.len;
        head->last = e->old.len;
    }
    return IDIO_OK;
}

static int visit_old(void *ctx, const struct spec_string *s, struct idio_err *err)
{
    struct idio_str key;
    idio_str_init(&key, SPEC_TEXT_MAX);
    int st = key_of(s, &key, err);
    if (st == IDIO_OK)
        st = add_old(ctx, s, &key, err);
    idio_str_release(&key);
    return st;
}

static struct idio_json *edited(void)
{
    struct idio_json *o = idio_json_object();
    if (idio_json_put(o, "source", idio_json_string("edited")) == IDIO_OK)
        return o;
    return idio_json_free(o);
}

/* Entry of an old string with this key, each used once; "edited" when there is none. */
static struct idio_json *entry_for(struct edit *e, const struct idio_str *key)
{
    size_t index = 0;
    if (!idio_map_get(&e->map, key->data, key->len, &index) || index == 0)
        return edited();
    const struct old_string *old = &e->old.at[index - 1];
    size_t *first = idio_map_at(&e->map, key->data, key->len, NULL);
    if (!first)
        return NULL;
    *first = old->next;
    const struct idio_json *entry = idio_json_get(e->old_entries, old->pointer);
    return entry ? idio_json_copy(entry) : edited();
}

static int visit_new(void *ctx, const struct spec_string *s, struct idio_err *err)
{
    struct edit *e = ctx;
    struct idio_str key;
    idio_str_init(&key, SPEC_TEXT_MAX);
    int st = key_of(s, &key, err);
    if (st == IDIO_OK && idio_json_put(e->entries, s->pointer, entry_for(e, &key)) < 0)
        st = idio_nomem(err, where_edit);
    idio_str_release(&key);
    return st;
}

static int match(struct edit *e, const struct idio_json *old_spec, const struct idio_json *new_spec,
                 struct idio_err *err)
{
    const int st = spec_each_string(old_spec, visit_old, e, err);
    return st < 0 ? st : spec_each_string(new_spec, visit_new, e, err);
}

/* Provenance of new_spec. */
static int carry_over(const struct idio_json *envelope, const struct idio_json *new_spec,
                      struct idio_json **ret, struct idio_err *err)
{
    struct edit e = {.old_entries = idio_json_get(envelope, "provenance"),
                     .entries = idio_json_object()};
    idio_arena_init(&e.arena, KEYS_MAX);
    idio_map_init(&e.map, KEYS_MAX);
    const int st = e.entries ? match(&e, idio_json_get(envelope, "spec"), new_spec, err)
                             : idio_nomem(err, where_edit);
    idio_vec_release(&e.old);
    idio_map_release(&e.map);
    idio_arena_release(&e.arena);
    if (st < 0)
        idio_json_free(e.entries);
    else
        *ret = e.entries;
    return st;
}

static struct idio_json *clean_copy(const struct idio_json *v);

static struct idio_json *clean_string(const char *text)
{
    struct idio_str s;
    idio_str_init(&s, SPEC_TEXT_MAX);
    spec_text_clean(&s, text, strlen(text), SPEC_TEXT_MAX);
    struct idio_json *v = s.failed ? NULL : idio_json_string_n(s.data, s.len);
    idio_str_release(&s);
    return v;
}

/* A copy of an object with the default schema's keys first, in its order. */
static struct idio_json *ordered(const struct idio_json *object)
{
    struct idio_json *o = idio_json_object();
    int st = o ? IDIO_OK : IDIO_E_NOMEM;
    for (unsigned f = 0; st == IDIO_OK && f < IDIO_FIELD_COUNT; f++) {
        const char *key = idio_field_key((enum idio_field)f);
        const struct idio_json *v = idio_json_get(object, key);
        if (v)
            st = idio_json_put(o, key, clean_copy(v));
    }
    void *iter = NULL;
    struct idio_json *v;
    for (const char *key; st == IDIO_OK && (key = idio_json_next(object, &iter, &v));)
        if (idio_field_from_key(key) == IDIO_FIELD_COUNT)
            st = idio_json_put(o, key, clean_copy(v));
    return st == IDIO_OK ? o : idio_json_free(o);
}

static struct idio_json *clean_copy(const struct idio_json *v)
{
    if (idio_json_type(v) == IDIO_JSON_STRING)
        return clean_string(idio_json_str(v));
    if (idio_json_type(v) == IDIO_JSON_OBJECT)
        return ordered(v);
    if (idio_json_type(v) != IDIO_JSON_ARRAY)
        return idio_json_copy(v);
    struct idio_json *array = idio_json_array();
    int st = array ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; st == IDIO_OK && i < idio_json_len(v); i++)
        st = idio_json_push(array, clean_copy(idio_json_at(v, i)));
    return st == IDIO_OK ? array : idio_json_free(array);
}

static struct idio_json *assemble(const struct idio_json *envelope, struct idio_json *spec,
                                  struct idio_json *provenance)
{
    static const char *const kept[] = {"version", "request", "context"};
    struct idio_json *o = idio_json_object();
    int st = o ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const struct idio_json *v = idio_json_get(envelope, kept[i]);
        if (v && st == IDIO_OK)
            st = idio_json_put(o, kept[i], idio_json_copy(v));
    }
    const int put_spec = idio_json_put(o, "spec", spec);
    const int put_provenance = idio_json_put(o, "provenance", provenance);
    if (st == IDIO_OK)
        st = put_spec < 0 ? put_spec : put_provenance;
    if (st == IDIO_OK)
        st = idio_json_put(o, "approval", idio_json_null());
    return st == IDIO_OK ? o : idio_json_free(o);
}

int idio_envelope_edit(const struct idio_json *envelope, const struct idio_json *new_spec,
                       const struct idio_validator *v, struct idio_json **ret, struct idio_err *err)
{
    /* Twice: before the copy, because it bounds what is copied, and after it, because cleaning may
     * have left an empty string. */
    int st = spec_validate(new_spec, v, err);
    if (st < 0)
        return st;
    struct idio_json *spec = clean_copy(new_spec), *provenance = NULL;
    if (!spec)
        return idio_nomem(err, where_edit);
    st = spec_validate(spec, v, err);
    if (st == IDIO_OK)
        st = carry_over(envelope, spec, &provenance, err);
    if (st < 0) {
        idio_json_free(spec);
        return st;
    }
    struct idio_json *o = assemble(envelope, spec, provenance);
    st = o ? spec_envelope_shape(o, err) : idio_nomem(err, where_edit);
    if (st < 0) {
        idio_json_free(o);
        return st;
    }
    *ret = o;
    return IDIO_OK;
}

/* ---- approval ------------------------------------------------------------------------------- */

int idio_envelope_approve(struct idio_json *envelope, int64_t now, struct idio_err *err)
{
    static const char where[] = "spec.approve";
    const struct idio_json *spec = idio_json_get(envelope, "spec");
    if (idio_json_type(spec) != IDIO_JSON_OBJECT)
        return idio_fail(err, IDIO_E_INVALID, where, "the envelope has no spec");
    char hash[IDIO_SHA256_HEX], at[IDIO_ISO_SIZE];
    const int hashed = idio_spec_hash(spec, hash, err);
    if (hashed < 0)
        return hashed;
    idio_clock_iso(now, at);
    struct idio_json *approval = idio_json_object();
    int st = idio_json_put(approval, "sha256", idio_json_string(hash));
    if (st == IDIO_OK)
        st = idio_json_put(approval, "at", idio_json_string(at));
    if (st < 0) {
        idio_json_free(approval);
        return idio_nomem(err, where);
    }
    return idio_json_put(envelope, "approval", approval) < 0 ? idio_nomem(err, where) : IDIO_OK;
}

bool idio_envelope_approved(const struct idio_json *envelope)
{
    const struct idio_json *spec = idio_json_get(envelope, "spec");
    const char *approved = idio_json_get_str(idio_json_get(envelope, "approval"), "sha256", NULL);
    char hash[IDIO_SHA256_HEX];
    return approved && idio_json_type(spec) == IDIO_JSON_OBJECT &&
           idio_spec_hash(spec, hash, NULL) == IDIO_OK && strcmp(hash, approved) == 0;
}
