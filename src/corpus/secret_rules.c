/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The set of rules and its prefilter.
 *
 * Texts are short (a doc comment, a line) and nearly all are clean, so a pattern runs only when one
 * of its keywords occurs. One pass finds them all: a bit table over pairs of bytes answers for most
 * positions, a trie of the keywords for the rest. A trie without failure links walks some bytes
 * twice; keywords are short, and positions that pass the table are few.
 *
 * A set is made before any thread exists and only read afterwards.
 */
#include "corpus/secrets.h"

#include <string.h>

#define KEYWORDS_OWN 16    /* of one of our rules */
#define KEYWORD_MAX  100   /* bytes */
#define NODES_MAX    32768 /* of the trie */

static const char where[] = "corpus.secrets";

/* ---- owning ---------------------------------------------------------------------------------- */
void idio_allow_release(struct idio_allow *a)
{
    for (size_t i = 0; i < a->patterns.len; i++)
        idio_regex_free(a->patterns.at[i]);
    for (size_t i = 0; i < a->words.len; i++)
        idio_free(a->words.at[i]);
    idio_vec_release(&a->patterns);
    idio_vec_release(&a->words);
}

void idio_secret_rule_release(struct idio_secret_rule *r)
{
    idio_regex_free(r->regex);
    for (size_t i = 0; i < r->keywords.len; i++)
        idio_free(r->keywords.at[i]);
    for (size_t i = 0; i < r->allow.len; i++)
        idio_allow_release(&r->allow.at[i]);
    idio_vec_release(&r->keywords);
    idio_vec_release(&r->allow);
}

static void release_filter(struct idio_secret_set *s)
{
    idio_vec_release(&s->next);
    idio_vec_release(&s->ends);
    idio_vec_release(&s->hits);
    idio_vec_release(&s->always);
    idio_vec_release(&s->needs);
    memset(s->pairs, 0, sizeof s->pairs);
}

void idio_secret_set_release(struct idio_secret_set *s)
{
    for (size_t i = 0; i < s->rules.len; i++)
        idio_secret_rule_release(&s->rules.at[i]);
    for (size_t i = 0; i < s->stops.len; i++)
        idio_free(s->stops.at[i]);
    for (size_t i = 0; i < s->allow.len; i++)
        idio_allow_release(&s->allow.at[i]);
    idio_vec_release(&s->rules);
    idio_vec_release(&s->stops);
    idio_vec_release(&s->allow);
    release_filter(s);
    memset(s, 0, sizeof *s);
}

/* ---- our rules ------------------------------------------------------------------------------- */
int idio_secret_add_word(struct idio_secret_rule *r, const char *word, struct idio_err *err)
{
    size_t n = strlen(word);
    if (n == 0 || n > KEYWORD_MAX)
        return idio_fail(err, IDIO_E_INVALID, where, "a keyword has 1 to %d bytes, not %zu",
                         KEYWORD_MAX, n);
    char *copy = idio_strdup(word);
    for (char *p = copy; p && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    if (!copy || idio_vec_push(&r->keywords, copy) < 0) {
        idio_free(copy);
        return idio_nomem(err, where);
    }
    return IDIO_OK;
}

static int load_keywords(const struct idio_json *list, struct idio_secret_rule *r,
                         struct idio_err *err)
{
    size_t n = idio_json_len(list);
    if ((n == 0 && r->digits == 0) || n > KEYWORDS_OWN)
        return idio_fail(err, IDIO_E_BUG, where, "1 to %d keywords, or digits", KEYWORDS_OWN);
    int rc = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK; i++) {
        const char *k = idio_json_str(idio_json_at(list, i));
        rc = idio_secret_add_word(r, k ? k : "", err);
    }
    return rc;
}

static int fill_rule(const struct idio_json *v, struct idio_secret_rule *r, struct idio_err *err)
{
    const char *name = idio_json_get_str(v, "name", "");
    size_t n = strlen(name);
    bool known = false;
    if (n == 0 || n > sizeof r->placeholder - 3)
        return idio_fail(err, IDIO_E_BUG, where, "bad name");
    r->placeholder[0] = '<';
    memcpy(r->placeholder + 1, name, n);
    r->placeholder[n + 1] = '>';
    r->group = (size_t)idio_json_get_int(v, "group", 0);
    r->entropy = idio_json_get_real(v, "entropy", 0);
    r->digits = (size_t)idio_json_get_int(v, "digits", 0);
    r->run = (size_t)idio_json_get_int(v, "run", 0);
    r->stops = idio_json_get_bool(v, "stops", true);
    r->check = idio_secret_check_of(idio_json_get_str(v, "check", ""), &known);
    if (r->group >= IDIO_REGEX_GROUPS || !known)
        return idio_fail(err, IDIO_E_BUG, where, "bad group or check");
    int rc = idio_regex_new(idio_json_get_str(v, "pattern", ""), 0, &r->regex, err);
    return rc == IDIO_OK ? load_keywords(idio_json_get(v, "keywords"), r, err) : rc;
}

static int load_rule(struct idio_secret_set *s, const struct idio_json *v, struct idio_err *err)
{
    struct idio_secret_rule r = {0};
    int rc = fill_rule(v, &r, err);
    if (rc == IDIO_OK && idio_vec_push(&s->rules, r) < 0)
        rc = idio_nomem(err, where);
    if (rc == IDIO_OK)
        return rc;
    idio_secret_rule_release(&r);
    return idio_context(err, rc, "data/secrets.json: %s", idio_json_get_str(v, "name", "?"));
}

static int load_stops(struct idio_secret_set *s, const struct idio_json *list, struct idio_err *err)
{
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const char *word = idio_json_str(idio_json_at(list, i));
        char *copy = word ? idio_strdup(word) : NULL;
        if (!copy || idio_vec_push(&s->stops, copy) < 0) {
            idio_free(copy);
            return idio_nomem(err, where);
        }
    }
    return IDIO_OK;
}

int idio_secret_set_load(struct idio_secret_set *s, const struct idio_embedded *files,
                         struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(files, "data/secrets.json");
    struct idio_json *doc = NULL;
    if (!f)
        return idio_fail(err, IDIO_E_BUG, where, "data/secrets.json is not embedded");
    int rc = idio_json_parse((const char *)f->data, f->size, "data/secrets.json", &doc, err);
    if (rc != IDIO_OK)
        return rc;
    const struct idio_json *list = idio_json_get(doc, "rules");
    if (idio_json_len(list) > IDIO_SECRET_OWN_MAX)
        rc = idio_fail(err, IDIO_E_BUG, where, "more than %d rules", IDIO_SECRET_OWN_MAX);
    if (rc == IDIO_OK)
        rc = load_stops(s, idio_json_get(doc, "stopwords"), err);
    for (size_t i = 0; i < idio_json_len(list) && rc == IDIO_OK; i++)
        rc = load_rule(s, idio_json_at(list, i), err);
    idio_json_free(doc);
    return rc == IDIO_OK ? idio_secret_set_seal(s, err) : rc;
}

/* ---- prefilter ------------------------------------------------------------------------------- */
static void mark_pair(struct idio_secret_set *s, unsigned a, unsigned b)
{
    unsigned bit = a << 8 | b;
    s->pairs[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* Tables over bytes: lower case, columns of the trie, characters of tokens. */
static void make_tables(struct idio_secret_set *s)
{
    memset(s->column, 0, sizeof s->column);
    s->columns = 1;
    for (unsigned c = 0; c < 256; c++) {
        s->lower[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        unsigned l = s->lower[c];
        s->token[c] = (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') ||
                      (c != 0 && strchr("+/_=-.", (int)c) != NULL);
    }
    for (size_t i = 0; i < s->rules.len; i++) {
        const struct idio_secret_rule *r = &s->rules.at[i];
        for (size_t k = 0; k < r->keywords.len; k++)
            for (const char *p = r->keywords.at[k]; *p; p++)
                if (s->column[(unsigned char)*p] == 0 && s->columns < 256)
                    s->column[(unsigned char)*p] = (unsigned char)s->columns++;
    }
}

static int add_node(struct idio_secret_set *s, uint32_t *ret, struct idio_err *err)
{
    if (s->ends.len == NODES_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where, "the rules have too many keywords");
    if (idio_vec_reserve(&s->next, s->next.len + s->columns) < 0 || idio_vec_push(&s->ends, 0) < 0)
        return idio_nomem(err, where);
    memset(s->next.at + s->next.len, 0, s->columns * sizeof *s->next.at);
    s->next.len += s->columns;
    *ret = (uint32_t)s->ends.len - 1;
    return IDIO_OK;
}

static int add_keyword(struct idio_secret_set *s, const char *k, uint32_t rule,
                       struct idio_err *err)
{
    uint32_t node = 0;
    for (const char *p = k; *p; p++) {
        size_t cell = node * s->columns + s->column[(unsigned char)*p];
        node = s->next.at[cell];
        if (node == 0) {
            int rc = add_node(s, &node, err);
            if (rc != IDIO_OK)
                return rc;
            s->next.at[cell] = node;
        }
    }
    struct idio_secret_hit hit = {rule, s->ends.at[node]};
    if (idio_vec_push(&s->hits, hit) < 0)
        return idio_nomem(err, where);
    s->ends.at[node] = (uint32_t)s->hits.len - 1;
    unsigned a = (unsigned char)k[0];
    for (unsigned b = 0; k[1] == '\0' && b < 256; b++)
        mark_pair(s, a, b);
    if (k[1] != '\0')
        mark_pair(s, a, (unsigned char)k[1]);
    return IDIO_OK;
}

static int add_rule(struct idio_secret_set *s, uint32_t i, struct idio_err *err)
{
    const struct idio_secret_rule *r = &s->rules.at[i];
    int rc = IDIO_OK;
    if (r->off)
        return IDIO_OK;
    if ((r->keywords.len == 0 && idio_vec_push(&s->always, i) < 0) ||
        ((r->digits > 0 || r->run > 0) && idio_vec_push(&s->needs, i) < 0))
        return idio_nomem(err, where);
    for (size_t k = 0; k < r->keywords.len && rc == IDIO_OK; k++)
        rc = add_keyword(s, r->keywords.at[k], i, err);
    return rc;
}

int idio_secret_set_seal(struct idio_secret_set *s, struct idio_err *err)
{
    uint32_t root = 0;
    release_filter(s);
    make_tables(s);
    int rc = add_node(s, &root, err);
    if (rc == IDIO_OK && idio_vec_push(&s->hits, (struct idio_secret_hit){0}) < 0)
        rc = idio_nomem(err, where);
    for (uint32_t i = 0; i < s->rules.len && rc == IDIO_OK; i++)
        rc = add_rule(s, i, err);
    return rc;
}

static void set_bit(struct idio_secret_mask *m, uint32_t i)
{
    m->at[i / 64] |= (uint64_t)1 << i % 64;
}

/* Marks the rules of the keywords that begin at p. */
static void keywords_at(const struct idio_secret_set *s, const char *p, size_t n,
                        struct idio_secret_mask *m)
{
    uint32_t node = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned column = s->column[s->lower[(unsigned char)p[i]]];
        node = column ? s->next.at[node * s->columns + column] : 0;
        if (node == 0)
            return;
        for (uint32_t h = s->ends.at[node]; h != 0; h = s->hits.at[h].next)
            set_bit(m, s->hits.at[h].rule);
    }
}

bool idio_secret_scan(const struct idio_secret_set *s, const char *p, size_t n,
                      struct idio_secret_mask *ret)
{
    size_t digits = 0, run = 0, longest = 0;
    bool any = false;
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        unsigned a = s->lower[(unsigned char)p[i]];
        unsigned b = i + 1 < n ? s->lower[(unsigned char)p[i + 1]] : 0;
        unsigned bit = a << 8 | b;
        digits += a >= '0' && a <= '9';
        run = s->token[a] ? run + 1 : 0;
        longest = run > longest ? run : longest;
        if (s->pairs[bit / 64] >> bit % 64 & 1)
            keywords_at(s, p + i, n - i, ret);
    }
    for (size_t i = 0; i < s->always.len; i++)
        set_bit(ret, s->always.at[i]);
    for (size_t i = 0; i < s->needs.len; i++) {
        uint32_t k = s->needs.at[i];
        if (digits < s->rules.at[k].digits || longest < s->rules.at[k].run)
            ret->at[k / 64] &= ~((uint64_t)1 << k % 64);
    }
    for (size_t i = 0; i < IDIO_SECRET_WORDS; i++)
        any = any || ret->at[i] != 0;
    return any;
}
