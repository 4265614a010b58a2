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
static struct {
    IDIO_VEC(struct secret_rule) at;
} rules;

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

static bool may_match(const struct secret_rule *r, const char *lower, size_t n, size_t digits)
{
    if (digits < r->digits)
        return false;
    if (r->keyword_count == 0)
        return true;
    for (size_t i = 0; i < r->keyword_count; i++) {
        if (memmem(lower, n, r->keywords[i], strlen(r->keywords[i])))
            return true;
    }
    return false;
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

static int lower_copy(struct idio_str *lower, const struct idio_str *text)
{
    idio_str_clear(lower);
    idio_str_append(lower, text->data, text->len);
    for (size_t i = 0; i < lower->len; i++)
        lower->data[i] = (char)tolower((unsigned char)lower->data[i]);
    return lower->failed;
}

static int apply_all(struct idio_str *work, struct idio_str *out, struct idio_str *lower,
                     size_t *ret_found)
{
    size_t digits = 0;
    for (size_t i = 0; i < work->len; i++)
        digits += isdigit((unsigned char)work->data[i]) != 0;
    int rc = lower_copy(lower, work);
    for (size_t i = 0; i < rules.at.len && rc == IDIO_OK; i++) {
        const struct secret_rule *r = &rules.at.at[i];
        size_t n = 0;
        if (!may_match(r, lower->data, lower->len, digits))
            continue;
        rc = apply(r, work, out, &n);
        *ret_found += n;
        if (rc == IDIO_OK && n > 0)
            rc = lower_copy(lower, work);
    }
    return rc;
}

static void put_back(struct idio_str *text, const struct idio_str *work)
{
    size_t n = idio_utf8_cut(work->data, work->len, text->max);
    idio_str_clear(text);
    idio_str_append(text, work->data, n);
}

size_t idio_corpus_redact(struct idio_str *text, struct idio_err *err)
{
    struct idio_str work, out, lower;
    size_t found = 0;
    if (rules.at.len == 0) {
        idio_fail(err, IDIO_E_BUG, "corpus.redact", "rules are not loaded");
        idio_str_clear(text);
        return 0;
    }
    if (text->len == 0)
        return 0;
    /* Placeholders may be longer than what they stand for. */
    size_t room = 2 * text->len + (size_t)REPLACED_MAX * sizeof rules.at.at[0].placeholder;
    idio_str_init(&work, room);
    idio_str_init(&out, room);
    idio_str_init(&lower, room);
    idio_str_append(&work, text->data, text->len);
    int rc = work.failed == IDIO_OK ? apply_all(&work, &out, &lower, &found) : work.failed;
    if (rc == IDIO_OK && found > 0) {
        put_back(text, &work);
    } else if (rc != IDIO_OK) {
        idio_str_clear(text);
        found++;
        if (rc == IDIO_E_NOMEM)
            idio_nomem(err, "corpus.redact");
    }
    idio_str_release(&work);
    idio_str_release(&out);
    idio_str_release(&lower);
    return found;
}
