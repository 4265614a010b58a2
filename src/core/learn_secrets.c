/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user's own rules for secrets, in learn.
 *
 * Observed files are cached as they were redacted. Our own rules are part of the detector version,
 * so new ones make the cache anew; a user's file is not, because every command would have to know
 * it. Instead its digest is kept in the store: when it differs from that of this run, the
 * repositories of this run are parsed again, and in the rest of the cache the new rules run over
 * the texts that are there. What an older file took out of those comes back when they are learnt
 * again.
 */
#include "core/learn_internal.h"

#include <stdio.h>
#include <string.h>

#define VALUE      "secret_rules"
#define TEXT_BYTES 4096

int core_learn_secret_rules(struct learning *l, struct idio_err *err)
{
    return core_secret_rules(l->core, l->opts->secret_rules, l->secrets, err);
}

int core_learn_secrets(struct learning *l, struct idio_err *err)
{
    const char *last = "";
    size_t n = 0;
    int rc = core_learn_secret_rules(l, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_get(l->core->store, VALUE, &l->arena, &last, &n, err);
    if (rc == IDIO_E_NOTFOUND)
        rc = IDIO_OK;
    l->other_secrets = rc == IDIO_OK && strcmp(last, l->secrets) != 0;
    l->again = l->again || l->other_secrets;
    return rc;
}

/* ---- what was cached before ------------------------------------------------------------------ */
struct cleaning {
    struct learning *l;
    struct idio_arena arena; /* of one file */
    size_t found;            /* in it */
};

static int clean_text(struct cleaning *c, const char **text, struct idio_err *err)
{
    struct idio_str s;
    struct idio_err why = {0};
    if (!*text || !**text)
        return IDIO_OK;
    idio_str_init(&s, TEXT_BYTES);
    idio_str_puts(&s, *text);
    size_t found = idio_corpus_redact(&s, &why);
    if (found > 0)
        *text = s.failed == IDIO_OK ? idio_arena_strdup(&c->arena, s.data) : NULL;
    c->found += found;
    idio_str_release(&s);
    return why.status != IDIO_OK || !*text ? idio_nomem(err, "core.learn") : IDIO_OK;
}

static int clean_observed(struct cleaning *c, struct idio_observed *o, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < o->unit_count && rc == IDIO_OK; i++) {
        const char **texts[] = {&o->units[i].name, &o->units[i].signature, &o->units[i].doc};
        for (size_t k = 0; k < 3 && rc == IDIO_OK; k++)
            rc = clean_text(c, texts[k], err);
    }
    for (size_t i = 0; i < o->import_count && rc == IDIO_OK; i++)
        rc = clean_text(c, &o->imports[i], err);
    for (size_t i = 0; i < o->site_count && rc == IDIO_OK; i++)
        rc = clean_text(c, &o->sites[i].text, err);
    return rc;
}

static int clean_file(void *ctx, const struct idio_store_repo *repo,
                      const struct idio_store_file *file, const void *p, size_t n,
                      struct idio_err *err)
{
    struct cleaning *c = ctx;
    struct learning *l = c->l;
    enum idio_skip why;
    struct idio_observed o;
    (void)repo;
    if (!p || core_is_verdict(p, n, &why))
        return IDIO_OK;
    idio_arena_clear(&c->arena);
    c->found = 0;
    int rc = idio_observed_decode(p, n, &c->arena, &o, err);
    if (rc == IDIO_OK)
        rc = clean_observed(c, &o, err);
    if (rc < 0 || c->found == 0)
        return rc;
    struct idio_str out;
    idio_str_init(&out, IDIO_CORE_ARENA);
    idio_observed_encode(&o, &out);
    rc = idio_str_status(&out, "core.learn", err);
    if (rc == IDIO_OK)
        rc = idio_store_observed_put(l->core->store, file->blob, file->lang, l->core->detector,
                                     out.data, out.len, err);
    idio_str_release(&out);
    return rc;
}

int core_learn_clean(struct learning *l, struct idio_err *err)
{
    struct cleaning c = {.l = l};
    if (!l->other_secrets)
        return IDIO_OK;
    idio_arena_init(&c.arena, IDIO_CORE_ARENA);
    int rc = idio_store_files_visit(l->core->store, 0, l->core->detector, clean_file, &c, err);
    idio_arena_release(&c.arena);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(l->core->store, VALUE, l->secrets, strlen(l->secrets), err);
    return rc;
}
