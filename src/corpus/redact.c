/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets and personal data out of text that will be stored (data/secrets.json).
 *
 * Texts are short (a doc comment, a line) and nearly all are clean, so every rule has keywords and
 * its pattern runs only when one of them occurs. Rules run one after the other on the result so
 * far; what one has replaced ("<email>") no other matches.
 *
 * It fails closed: when memory runs out, when a pattern gives up, or when the rules were never
 * loaded, the text is emptied.
 */
#include "corpus/repo_internal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

#define KEYWORDS_MAX 12
#define RULES_MAX    64   /* bits of a mask */
#define REPLACED_MAX 1000 /* in one text, by one rule */

struct secret_rule {
    char placeholder[32];
    struct idio_regex *regex;
    size_t group;
    double entropy;
    size_t digits;
    char *keywords[KEYWORDS_MAX];
    size_t keyword_count;
};
/* `pairs` has a bit for the first two bytes of each keyword (any second byte for short ones), so
 * that one pass over a clean text looks at nothing else. Bytes are taken in lower case. */
static struct {
    IDIO_VEC(struct secret_rule) at;
    uint64_t pairs[65536 / 64];
    unsigned char lower[256];
} rules;

static void mark_pair(unsigned a, unsigned b)
{
    unsigned bit = a << 8 | b;
    rules.pairs[bit / 64] |= (uint64_t)1 << bit % 64;
}

static void mark_keyword(const char *k)
{
    unsigned a = (unsigned char)k[0];
    for (unsigned b = 0; k[1] == '\0' && b < 256; b++)
        mark_pair(a, b);
    if (k[1] != '\0')
        mark_pair(a, (unsigned char)k[1]);
}

static int load_keywords(const struct idio_json *list, struct secret_rule *r, struct idio_err *err)
{
    size_t n = idio_json_len(list);
    if ((n == 0 && r->digits == 0) || n > KEYWORDS_MAX)
        return idio_fail(err, IDIO_E_BUG, "corpus.redact", "%s: 1 to %d keywords, or digits",
                         r->placeholder, KEYWORDS_MAX);
    for (size_t i = 0; i < n; i++) {
        const char *k = idio_json_str(idio_json_at(list, i));
        r->keywords[i] = k ? idio_strdup(k) : NULL;
        if (!r->keywords[i])
            return idio_nomem(err, "corpus.redact");
        mark_keyword(k);
        r->keyword_count++;
    }
    return IDIO_OK;
}

static void rule_release(struct secret_rule *r)
{
    idio_regex_free(r->regex);
    for (size_t i = 0; i < r->keyword_count; i++)
        idio_free(r->keywords[i]);
}

static int load_rule(const struct idio_json *v, struct idio_err *err)
{
    struct secret_rule r = {0};
    const char *name = idio_json_get_str(v, "name", "");
    size_t n = strlen(name);
    if (n == 0 || n > sizeof r.placeholder - 3)
        return idio_fail(err, IDIO_E_BUG, "corpus.redact", "rule name \"%s\"", name);
    r.placeholder[0] = '<';
    memcpy(r.placeholder + 1, name, n);
    r.placeholder[n + 1] = '>';
    r.group = (size_t)idio_json_get_int(v, "group", 0);
    r.entropy = idio_json_get_real(v, "entropy", 0);
    r.digits = (size_t)idio_json_get_int(v, "digits", 0);
    int rc = r.group < IDIO_REGEX_GROUPS
                 ? idio_regex_new(idio_json_get_str(v, "pattern", ""), 0, &r.regex, err)
                 : idio_fail(err, IDIO_E_BUG, "corpus.redact", "%s: group", name);
    if (rc == IDIO_OK)
        rc = load_keywords(idio_json_get(v, "keywords"), &r, err);
    if (rc == IDIO_OK && idio_vec_push(&rules.at, r) < 0)
        rc = idio_nomem(err, "corpus.redact");
    if (rc != IDIO_OK)
        rule_release(&r);
    return rc == IDIO_OK ? rc : idio_context(err, rc, "data/secrets.json: %s", name);
}

int idio_redact_load(const struct idio_embedded *files, struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(files, "data/secrets.json");
    struct idio_json *doc = NULL;
    if (!f)
        return idio_fail(err, IDIO_E_BUG, "corpus.redact", "data/secrets.json is not embedded");
    int rc = idio_json_parse((const char *)f->data, f->size, "data/secrets.json", &doc, err);
    if (rc != IDIO_OK)
        return rc;
    const struct idio_json *list = idio_json_get(doc, "rules");
    for (int c = 0; c < 256; c++)
        rules.lower[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (idio_json_len(list) > RULES_MAX)
        rc = idio_fail(err, IDIO_E_BUG, "corpus.redact", "more than %d rules", RULES_MAX);
    for (size_t i = 0; i < idio_json_len(list) && rc == IDIO_OK; i++)
        rc = load_rule(idio_json_at(list, i), err);
    idio_json_free(doc);
    return rc;
}

void idio_redact_unload(void)
{
    for (size_t i = 0; i < rules.at.len; i++)
        rule_release(&rules.at.at[i]);
    idio_vec_release(&rules.at);
    memset(rules.pairs, 0, sizeof rules.pairs);
}

/* Shannon entropy of the bytes, bits each. */
static double entropy(const char *p, size_t n)
{
    unsigned counts[256] = {0};
    double h = 0;
    for (size_t i = 0; i < n; i++)
        counts[(unsigned char)p[i]]++;
    for (size_t i = 0; i < 256; i++) {
        if (counts[i] > 0) {
            double share = (double)counts[i] / (double)n;
            h -= share * log2(share);
        }
    }
    return h;
}

static bool begins(const char *p, size_t n, const char *keyword)
{
    size_t i = 0;
    while (keyword[i] && i < n && rules.lower[(unsigned char)p[i]] == (unsigned char)keyword[i])
        i++;
    return keyword[i] == '\0';
}

/* Bits of the rules that have a keyword at the start of p. */
static uint64_t keywords_at(const char *p, size_t n)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < rules.at.len; i++) {
        const struct secret_rule *r = &rules.at.at[i];
        for (size_t k = 0; k < r->keyword_count && !(mask >> i & 1); k++)
            mask |= (uint64_t)begins(p, n, r->keywords[k]) << i;
    }
    return mask;
}

/* Bits of the rules whose patterns are worth trying. What a rule puts in the place of a secret need
 * not be looked at again, so one pass does for all of them. */
static uint64_t candidates(const char *p, size_t n)
{
    uint64_t mask = 0;
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned a = rules.lower[(unsigned char)p[i]];
        unsigned b = i + 1 < n ? rules.lower[(unsigned char)p[i + 1]] : 0;
        unsigned bit = a << 8 | b;
        digits += a >= '0' && a <= '9';
        if (rules.pairs[bit / 64] >> bit % 64 & 1)
            mask |= keywords_at(p + i, n - i);
    }
    for (size_t i = 0; i < rules.at.len; i++) {
        const struct secret_rule *r = &rules.at.at[i];
        if (r->keyword_count == 0)
            mask |= (uint64_t)1 << i;
        if (digits < r->digits)
            mask &= ~((uint64_t)1 << i);
    }
    return mask;
}

/* One rule over `text`; `out` is spare. IDIO_OK, or why the text cannot be vouched for. */
static int apply(const struct secret_rule *r, struct idio_str *text, struct idio_str *out,
                 size_t *ret_found)
{
    size_t from = 0, kept = 0, found = 0;
    idio_str_clear(out);
    while (from <= text->len) {
        struct idio_regex_match m;
        bool hit = false;
        int rc = idio_regex_search(r->regex, text->data, text->len, from, &hit, &m, NULL);
        if (rc != IDIO_OK || found == REPLACED_MAX)
            return rc != IDIO_OK ? rc : IDIO_E_LIMIT;
        if (!hit)
            break;
        size_t a = m.begin[r->group], b = m.end[r->group];
        from = m.end[0] > m.begin[0] ? m.end[0] : m.end[0] + 1;
        if (a == SIZE_MAX || b <= a || a < kept || entropy(text->data + a, b - a) < r->entropy)
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
static int apply_all(struct idio_str *text, uint64_t mask, size_t *ret_found)
{
    struct idio_str work, out;
    /* Placeholders may be longer than what they stand for. */
    size_t room = 2 * text->len + (size_t)REPLACED_MAX * sizeof rules.at.at[0].placeholder;
    idio_str_init(&work, room);
    idio_str_init(&out, room);
    idio_str_append(&work, text->data, text->len);
    int rc = work.failed;
    for (size_t i = 0; i < rules.at.len && rc == IDIO_OK; i++) {
        size_t n = 0;
        if (mask >> i & 1)
            rc = apply(&rules.at.at[i], &work, &out, &n);
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
    if (rules.at.len == 0) {
        idio_fail(err, IDIO_E_BUG, "corpus.redact", "rules are not loaded");
        idio_str_clear(text);
        return 0;
    }
    uint64_t mask = candidates(text->data, text->len);
    if (mask == 0)
        return 0;
    int rc = apply_all(text, mask, &found);
    if (rc == IDIO_OK)
        return found;
    idio_str_clear(text);
    if (rc == IDIO_E_NOMEM)
        idio_nomem(err, "corpus.redact");
    return found + 1;
}
