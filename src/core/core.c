/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handle. Engines are opened by the first operation that needs them, so that `idiolect version`
 * costs no database and `idiolect log` no grammar; once open they stay for the life of the handle.
 */
#include "core/core_internal.h"

#include <stdio.h>
#include <string.h>

#define SECRET_RULES_MAX ((size_t)1 << 20) /* bytes of a user's file */

int idio_core_new(const struct idio_core_opts *o, struct idio_ctx *ctx, struct idio_core **ret,
                  struct idio_err *err)
{
    struct idio_core *c = idio_alloc(1, sizeof *c);
    if (!c)
        return idio_nomem(err, "core.new");
    c->ctx = ctx;
    c->home = idio_strdup(o->home);
    c->db_path = c->home ? idio_fs_join(c->home, "idiolect.db") : NULL;
    c->model_path = o->model ? idio_strdup(o->model) : NULL;
    c->backend_dir = o->backend_dir ? idio_strdup(o->backend_dir) : NULL;
    if (!c->home || !c->db_path || (o->model && !c->model_path) ||
        (o->backend_dir && !c->backend_dir)) {
        idio_core_free(c);
        return idio_nomem(err, "core.new");
    }
    *ret = c;
    return IDIO_OK;
}

struct idio_core *idio_core_free(struct idio_core *c)
{
    if (!c)
        return NULL;
    idio_model_close(c->model);
    idio_validator_free(c->validator);
    idio_observer_free(c->observer);
    idio_traits_free(c->traits);
    idio_store_close(c->store);
    if (c->corpus_ready)
        idio_corpus_shutdown();
    idio_free(c->home);
    idio_free(c->db_path);
    idio_free(c->model_path);
    idio_free(c->backend_dir);
    idio_free(c);
    return NULL;
}

int core_need_store(struct idio_core *c, struct idio_err *err)
{
    if (c->store)
        return IDIO_OK;
    return idio_store_open(c->db_path, 0, IDIO_CORE_BUSY_MS, &c->store, err);
}

int core_need_profile(struct idio_core *c, struct idio_err *err)
{
    if (!c->store && !idio_fs_is_file(c->db_path)) {
        idio_fail(err, IDIO_E_NOTFOUND, "core.profile", "nothing has been learnt yet");
        return idio_hint(err, IDIO_E_NOTFOUND,
                         "run 'idiolect learn PATH...' on the folder with your repositories");
    }
    return core_need_store(c, err);
}

/* The detector version covers the queries, so a changed query makes every cached file stale. */
static uint64_t queries_hash(void)
{
    uint64_t h = 0;
    for (const struct idio_embedded *f = idio_queries_files; f->path; f++) {
        h = idio_hash64(f->path, strlen(f->path), h);
        h = idio_hash64(f->data, f->size, h);
    }
    /* And the rules for secrets: under others something else was cut out of what is cached. */
    return h ^ idio_corpus_secrets_digest();
}

int core_need_traits(struct idio_core *c, struct idio_err *err)
{
    if (c->traits)
        return IDIO_OK;
    char digest[17];
    snprintf(digest, sizeof digest, "%016llx", (unsigned long long)queries_hash());
    struct idio_traits *traits = NULL;
    int rc = idio_traits_new(&traits, err);
    if (rc == IDIO_OK)
        rc = idio_traits_detector(traits, digest, c->detector, err);
    if (rc < 0) {
        idio_traits_free(traits);
        return rc;
    }
    c->traits = traits;
    return IDIO_OK;
}

int core_need_corpus(struct idio_core *c, struct idio_err *err)
{
    if (c->corpus_ready)
        return IDIO_OK;
    int rc = idio_corpus_init(err);
    c->corpus_ready = rc == IDIO_OK;
    return rc;
}

int core_secret_rules(struct idio_core *c, const char *path, char ret_digest[IDIO_DETECTOR_SIZE],
                      struct idio_err *err)
{
    char *text = NULL;
    size_t n = 0;
    ret_digest[0] = '\0';
    int rc = core_need_corpus(c, err);
    if (rc < 0 || !path)
        return rc < 0 ? rc : idio_corpus_secret_rules(NULL, 0, NULL, err);
    rc = idio_fs_read(path, SECRET_RULES_MAX, &text, &n, err);
    if (rc == IDIO_OK)
        rc = idio_corpus_secret_rules(text, n, path, err);
    if (rc == IDIO_OK)
        snprintf(ret_digest, IDIO_DETECTOR_SIZE, "%016llx",
                 (unsigned long long)idio_hash64(text, n, 0));
    idio_free(text);
    return rc < 0 && rc != IDIO_E_NOMEM ? idio_context(err, rc, "rules for secrets") : rc;
}

int core_need_observer(struct idio_core *c, uint32_t langs, struct idio_err *err)
{
    if (c->observer && (langs & ~c->observer_langs) == 0)
        return IDIO_OK;
    int rc = core_need_corpus(c, err);
    if (rc == IDIO_OK)
        rc = core_need_traits(c, err);
    if (rc < 0)
        return rc;
    struct idio_trait_resolver resolver = idio_traits_resolver(c->traits);
    struct idio_observer *o = NULL;
    langs |= c->observer_langs;
    rc = idio_observer_new_for(idio_queries_files, &resolver, langs, &o, err);
    if (rc < 0)
        return rc;
    idio_observer_free(c->observer);
    c->observer = o;
    c->observer_langs = langs;
    return IDIO_OK;
}

int core_need_validator(struct idio_core *c, struct idio_err *err)
{
    if (c->validator)
        return IDIO_OK;
    size_t n = 0;
    const char *schema = idio_spec_schema(&n);
    return idio_validator_new(schema, n, &c->validator, err);
}

int core_need_model(struct idio_core *c, struct idio_err *err)
{
    if (c->model)
        return IDIO_OK;
    if (!c->model_path) {
        idio_fail(err, IDIO_E_MISSING, "core.model", "no model file is known");
        return idio_hint(err, IDIO_E_MISSING,
                         "give one with --model FILE, run 'make deps' for the default one, or use "
                         "--engine rules");
    }
    struct idio_model_opts o = {.path = c->model_path,
                                .threads = c->ctx ? c->ctx->threads : 1,
                                .backend_dir = c->backend_dir};
    return idio_model_open(&o, c->ctx, &c->model, err);
}

bool core_is_verdict(const void *p, size_t n, enum idio_skip *ret_why)
{
    const unsigned char *b = p;
    if (n != 2 || b[0] != IDIO_VERDICT)
        return false;
    *ret_why = b[1] < IDIO_SKIP_COUNT ? (enum idio_skip)b[1] : IDIO_SKIP_UNREADABLE;
    return true;
}

int core_observed(const struct idio_store_file *file, const void *p, size_t n,
                  struct idio_arena *arena, struct idio_observed *ret, struct idio_err *err)
{
    struct idio_lines lines = {0};
    int rc = idio_observed_decode(p, n, arena, ret, err);
    if (rc == IDIO_OK && file->lines_len > 0)
        rc = idio_lines_decode(file->lines, file->lines_len, arena, &lines, err);
    if (rc == IDIO_OK)
        idio_observed_claim(ret, &lines);
    return rc;
}
