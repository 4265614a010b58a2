/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets and personal data out of text that will be stored (data/secrets.json, and a user's own
 * rules).
 *
 * Rules run one after the other on the result so far; what one has replaced ("<email>") no other
 * matches. Which patterns run is the prefilter's word (secret_rules.c), whether a match is a secret
 * that of secret_check.c.
 *
 * It fails closed: when memory runs out, when a pattern gives up, or when the rules were never
 * loaded, the text is emptied.
 */
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "corpus/repo_internal.h"
#include "corpus/secrets.h"

#include "embed/idio_rules.h"

#define REPLACED_MAX 1000 /* in one text, by one rule */

static struct idio_secret_set *rules;

static int load(const struct idio_embedded *files, const char *text, size_t n, const char *what,
                struct idio_err *err)
{
    struct idio_secret_set *s = idio_alloc(1, sizeof *s);
    if (!s)
        return idio_nomem(err, "corpus.redact");
    int rc = idio_secret_set_load(s, files, err);
    if (rc == IDIO_OK && text) {
        rc = idio_gitleaks_add(s, text, n, what, err);
        if (rc == IDIO_OK)
            rc = idio_secret_set_seal(s, err);
    }
    if (rc != IDIO_OK) {
        idio_secret_set_release(s);
        idio_free(s);
        return rc;
    }
    idio_redact_unload();
    rules = s;
    return IDIO_OK;
}

int idio_redact_load(const struct idio_embedded *files, struct idio_err *err)
{
    return load(files, NULL, 0, NULL, err);
}

int idio_corpus_secret_rules(const char *text, size_t n, const char *what, struct idio_err *err)
{
    if (!text && rules && !rules->user)
        return IDIO_OK;
    return load(idio_rules_files, text, n, what, err);
}

uint64_t idio_corpus_secrets_digest(void)
{
    const struct idio_embedded *f = idio_embedded_find(idio_rules_files, "data/secrets.json");
    return f ? idio_hash64(f->data, f->size, 0) : 0;
}

void idio_redact_unload(void)
{
    if (!rules)
        return;
    idio_secret_set_release(rules);
    idio_free(rules);
    rules = NULL;
}

/* The span that stands for the secret; false: an empty one. */
static bool secret_of(const struct idio_secret_rule *r, const struct idio_regex_match *m,
                      size_t *ret_a, size_t *ret_b)
{
    size_t g = r->group == IDIO_SECRET_FIRST ? 0 : r->group;
    for (size_t i = 1; r->group == IDIO_SECRET_FIRST && i < IDIO_REGEX_GROUPS && g == 0; i++)
        if (m->begin[i] != SIZE_MAX && m->end[i] > m->begin[i])
            g = i;
    *ret_a = m->begin[g];
    *ret_b = m->end[g];
    return *ret_a != SIZE_MAX && *ret_b > *ret_a;
}

/* One rule over `text`; `out` is spare. IDIO_OK, or why the text cannot be vouched for. */
static int apply(const struct idio_secret_rule *r, struct idio_str *text, struct idio_str *out,
                 size_t *ret_found)
{
    size_t from = 0, kept = 0, found = 0, a, b;
    idio_str_clear(out);
    while (from <= text->len) {
        struct idio_regex_match m;
        bool hit = false, stands = false;
        int rc = idio_regex_search(r->regex, text->data, text->len, from, &hit, &m, NULL);
        if (rc != IDIO_OK || found == REPLACED_MAX)
            return rc != IDIO_OK ? rc : IDIO_E_LIMIT;
        if (!hit)
            break;
        from = m.end[0] > m.begin[0] ? m.end[0] : m.end[0] + 1;
        if (!secret_of(r, &m, &a, &b) || a < kept)
            continue;
        rc = idio_secret_stands(rules, r, text->data, text->len, &m, a, b, &stands);
        if (rc != IDIO_OK)
            return rc;
        if (stands)
            continue;
        idio_str_append(out, text->data + kept, a - kept);
        idio_str_puts(out, r->placeholder);
        kept = b;
        found++;
    }
    if (found > 0) {
        idio_str_append(out, text->data + kept, text->len - kept);
        struct idio_str t = *text;
        *text = *out;
        *out = t;
    }
    *ret_found = found;
    return text->failed;
}

static void put_back(struct idio_str *text, const struct idio_str *work)
{
    size_t n = idio_utf8_cut(work->data, work->len, text->max);
    idio_str_clear(text);
    idio_str_append(text, work->data, n);
}

/* IDIO_OK, or why the text cannot be vouched for. */
static int apply_all(struct idio_str *text, const struct idio_secret_mask *mask, size_t *ret_found)
{
    struct idio_str work, out;
    /* Placeholders may be longer than what they stand for. */
    size_t room = 2 * text->len + (size_t)REPLACED_MAX * sizeof rules->rules.at[0].placeholder;
    idio_str_init(&work, room);
    idio_str_init(&out, room);
    idio_str_append(&work, text->data, text->len);
    int rc = work.failed;
    for (size_t i = 0; i < rules->rules.len && rc == IDIO_OK; i++) {
        size_t n = 0;
        if (mask->at[i / 64] >> i % 64 & 1)
            rc = apply(&rules->rules.at[i], &work, &out, &n);
        *ret_found += n;
    }
    if (rc == IDIO_OK && *ret_found > 0)
        put_back(text, &work);
    idio_str_release(&work);
    idio_str_release(&out);
    return rc;
}

size_t idio_corpus_redact(struct idio_str *text, struct idio_err *err)
{
    size_t found = 0;
    struct idio_secret_mask mask;
    if (!rules) {
        idio_fail(err, IDIO_E_BUG, "corpus.redact", "rules are not loaded");
        idio_str_clear(text);
        return 0;
    }
    if (!idio_secret_scan(rules, text->data, text->len, &mask))
        return 0;
    int rc = apply_all(text, &mask, &found);
    if (rc == IDIO_OK)
        return found;
    idio_str_clear(text);
    if (rc == IDIO_E_NOMEM)
        idio_nomem(err, "corpus.redact");
    return found + 1;
}
