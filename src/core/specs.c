/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log of specs: get, edit, approve, diff, list. A stored spec never changes but for its
 * approval; an edit is a new entry that names its parent, so that what was approved stays on
 * record.
 */
#include "core/core_internal.h"

#include <string.h>

#define SPECS_ARENA ((size_t)256 << 20)

static int load(struct idio_core *c, int64_t id, struct idio_arena *arena,
                struct idio_store_spec *ret, struct idio_json **ret_envelope, struct idio_err *err)
{
    int rc = core_need_profile(c, err);
    if (rc < 0)
        return rc;
    if (id == 0 && (id = idio_store_spec_last(c->store)) == 0) {
        idio_fail(err, IDIO_E_NOTFOUND, "core.specs", "there is no spec yet");
        return idio_hint(err, IDIO_E_NOTFOUND, "make one with: idiolect spec \"REQUEST\"");
    }
    rc = idio_store_spec_get(c->store, id, arena, ret, err);
    if (rc == IDIO_E_NOTFOUND) {
        idio_fail(err, rc, "core.specs", "there is no spec %lld", (long long)id);
        return idio_hint(err, rc, "'idiolect log' lists them");
    }
    if (rc == IDIO_OK)
        rc =
            idio_json_parse(ret->envelope, strlen(ret->envelope), "stored spec", ret_envelope, err);
    return rc;
}

int idio_core_spec_get(struct idio_core *c, int64_t id, struct idio_json **ret,
                       struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, SPECS_ARENA);
    struct idio_store_spec row = {0};
    struct idio_json *envelope = NULL;
    int rc = load(c, id, &arena, &row, &envelope, err);
    if (rc == IDIO_OK)
        rc = core_spec_result(row.id, row.parent, envelope, ret, err);
    idio_arena_release(&arena);
    return rc;
}

int idio_core_spec_edit(struct idio_core *c, int64_t id, const struct idio_json *spec,
                        struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, SPECS_ARENA);
    struct idio_store_spec row = {0};
    struct idio_json *old = NULL, *edited = NULL;
    int64_t new_id = 0;
    int rc = load(c, id, &arena, &row, &old, err);
    if (rc == IDIO_OK)
        rc = core_need_validator(c, err);
    if (rc == IDIO_OK)
        rc = idio_envelope_edit(old, spec, c->validator, &edited, err);
    if (rc == IDIO_OK)
        rc = core_spec_save(c, edited, row.id, &new_id, err);
    if (rc == IDIO_OK)
        rc = core_spec_result(new_id, row.id, edited, ret, err);
    else
        idio_json_free(edited);
    idio_json_free(old);
    idio_arena_release(&arena);
    return rc;
}

static int check_hash(const struct idio_store_spec *row, const char *hash, struct idio_err *err)
{
    if (!hash || strcmp(hash, row->hash) == 0)
        return IDIO_OK;
    idio_fail(err, IDIO_E_CONFLICT, "core.approve", "spec %lld has the hash %.12s..., not %.12s...",
              (long long)row->id, row->hash, hash);
    return idio_hint(err, IDIO_E_CONFLICT, "look at it again: idiolect show %lld",
                     (long long)row->id);
}

int idio_core_approve(struct idio_core *c, int64_t id, const char *hash, struct idio_json **ret,
                      struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, SPECS_ARENA);
    struct idio_store_spec row = {0};
    struct idio_json *envelope = NULL;
    struct idio_str text;
    idio_str_init(&text, SPECS_ARENA);
    int rc = load(c, id, &arena, &row, &envelope, err);
    if (rc == IDIO_OK)
        rc = core_need_validator(c, err);
    if (rc == IDIO_OK)
        rc = idio_envelope_check(envelope, c->validator, err);
    if (rc == IDIO_OK)
        rc = check_hash(&row, hash, err);
    if (rc == IDIO_OK)
        rc = idio_envelope_approve(envelope, c->ctx->now, err);
    if (rc == IDIO_OK)
        rc = idio_json_write(envelope, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK) {
        row.envelope = text.data;
        row.approved_at = c->ctx->now;
        rc = idio_store_spec_update(c->store, &row, err);
    }
    if (rc == IDIO_OK)
        rc = core_spec_result(row.id, row.parent, envelope, ret, err);
    else
        idio_json_free(envelope);
    idio_str_release(&text);
    idio_arena_release(&arena);
    return rc;
}

int idio_core_diff(struct idio_core *c, int64_t a, int64_t b, struct idio_json **ret,
                   struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, SPECS_ARENA);
    struct idio_store_spec row_a = {0}, row_b = {0};
    struct idio_json *ea = NULL, *eb = NULL, *changes = NULL;
    struct idio_json *doc = idio_json_object();
    int rc = load(c, b, &arena, &row_b, &eb, err);
    if (rc == IDIO_OK && a == 0 && (a = row_b.parent) == 0) {
        idio_fail(err, IDIO_E_USAGE, "core.diff", "spec %lld is not an edit of another one",
                  (long long)row_b.id);
        rc = idio_hint(err, IDIO_E_USAGE, "name both: idiolect diff A B");
    }
    if (rc == IDIO_OK)
        rc = load(c, a, &arena, &row_a, &ea, err);
    if (rc == IDIO_OK)
        rc = idio_spec_diff(idio_json_get(ea, "spec"), idio_json_get(eb, "spec"), &changes, err);
    if (rc == IDIO_OK) {
        rc = idio_json_put(doc, "a", idio_json_int(row_a.id));
        rc = rc < 0 ? rc : idio_json_put(doc, "b", idio_json_int(row_b.id));
        int put = idio_json_put(doc, "changes", changes);
        rc = rc < 0 || put < 0 ? idio_nomem(err, "core.diff") : IDIO_OK;
    }
    idio_json_free(ea);
    idio_json_free(eb);
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}

static struct idio_json *log_row(const struct idio_store_spec *s)
{
    struct idio_json *o = idio_json_object();
    char when[IDIO_ISO_SIZE];
    idio_clock_iso(s->created_at, when);
    int rc = idio_json_put(o, "id", idio_json_int(s->id));
    rc = rc < 0
             ? rc
             : idio_json_put(o, "parent", s->parent ? idio_json_int(s->parent) : idio_json_null());
    rc = rc < 0 ? rc : idio_json_put(o, "created", idio_json_string(when));
    rc = rc < 0 ? rc : idio_json_put(o, "hash", idio_json_string(s->hash));
    rc = rc < 0 ? rc : idio_json_put(o, "approved", idio_json_bool(s->approved_at != 0));
    rc = rc < 0 ? rc : idio_json_put(o, "request", idio_json_string(s->request));
    return rc < 0 ? idio_json_free(o) : o;
}

int idio_core_log(struct idio_core *c, size_t limit, struct idio_json **ret, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, SPECS_ARENA);
    struct idio_store_spec *rows = NULL;
    size_t n = 0;
    struct idio_json *doc = NULL;
    int rc = core_need_profile(c, err);
    if (rc == IDIO_OK)
        rc = idio_store_specs(c->store, limit, &arena, &rows, &n, err);
    if (rc == IDIO_OK) {
        doc = idio_json_object();
        struct idio_json *list = idio_json_array();
        for (size_t i = 0; i < n && rc == IDIO_OK; i++)
            rc = idio_json_push(list, log_row(&rows[i]));
        int put = idio_json_put(doc, "specs", list);
        rc = rc < 0 || put < 0 ? idio_nomem(err, "core.log") : IDIO_OK;
    }
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
