/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user's own rules for secrets, in the format of gitleaks' configuration file (TOML).
 *
 * Our rules always apply; a file adds its own to them. `[extend] useDefault = true` lets the file's
 * allowlists speak about our rules for secrets too, and `disabledRules` switch some of them off; a
 * `path` or `url` to extend from is refused, because nothing else is read or fetched. What gitleaks
 * decides by the path of a file (`path`, `paths`) or by commit cannot be decided here: texts are
 * cached by contents, the same contents stand in many places. Such a condition is left out where
 * that means that more is removed, never where it would mean less. A rule that has only a path is
 * therefore no rule here. Keys that gitleaks does not know are passed over, as there.
 *
 * Expressions are Go's, which PCRE2 reads the same but for corners; one that it cannot compile is
 * an error that names file, line and rule. A stranger's pattern runs with low limits on steps, and
 * a text on which it gives up is not kept.
 */
#include <string.h>

#include "base/toml.h"
#include "corpus/secrets.h"

#define KEYWORDS_MAX 200  /* of a rule */
#define ALLOW_MAX    100  /* allowlists of a rule, or of the file */
#define PATTERNS_MAX 2000 /* in all allowlists */

static const char where[] = "corpus.gitleaks";

struct reading {
    struct idio_secret_set *set;
    const char *text, *what;
    size_t n;
    size_t patterns;
};

/* Line on which the rule says its id; 0 when it is written in a way that is not found. */
static size_t line_of(const struct reading *in, const char *id)
{
    size_t line = 1, len = strlen(id);
    for (const char *p = in->text, *end = p + in->n; p < end; line++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct idio_slice s = idio_slice_trim(idio_slice(p, (size_t)((nl ? nl : end) - p)));
        if (idio_slice_starts(s, "id") && len > 0 && memmem(s.p, s.n, id, len))
            return line;
        p = nl ? nl + 1 : end;
    }
    return 0;
}

static int at_rule(const struct reading *in, struct idio_err *err, int rc, const char *id)
{
    size_t line = line_of(in, id);
    if (rc == IDIO_E_NOMEM)
        return rc;
    if (line > 0)
        return idio_context(err, rc, "%s, line %zu: rule \"%.100s\"", in->what, line, id);
    return idio_context(err, rc, "%s: rule \"%.100s\"", in->what, id);
}

static int compile(const char *pattern, struct idio_regex **ret, struct idio_err *err)
{
    if (strlen(pattern) > IDIO_SECRET_PATTERN)
        return idio_fail(err, IDIO_E_LIMIT, where, "an expression of more than %d bytes",
                         IDIO_SECRET_PATTERN);
    return idio_regex_new(pattern, IDIO_REGEX_SHORT, ret, err);
}

/* ---- allowlists ------------------------------------------------------------------------------ */
static int add_pattern(struct reading *in, const struct idio_json *v, struct idio_allow *a,
                       struct idio_err *err)
{
    struct idio_regex *re = NULL;
    const char *pattern = idio_json_str(v);
    if (!pattern)
        return idio_fail(err, IDIO_E_INVALID, where, "allowlist: regexes holds no strings");
    if (++in->patterns > PATTERNS_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where, "more than %d expressions in allowlists",
                         PATTERNS_MAX);
    int rc = compile(pattern, &re, err);
    if (rc == IDIO_OK && idio_vec_push(&a->patterns, re) < 0) {
        idio_regex_free(re);
        return idio_nomem(err, where);
    }
    return rc == IDIO_OK ? rc : idio_context(err, rc, "allowlist");
}

static int add_word(const struct idio_json *v, struct idio_allow *a, struct idio_err *err)
{
    const char *word = idio_json_str(v);
    if (!word || !*word)
        return idio_fail(err, IDIO_E_INVALID, where, "allowlist: stopwords holds no strings");
    char *copy = idio_strdup(word);
    for (char *p = copy; p && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    if (!copy || idio_vec_push(&a->words, copy) < 0) {
        idio_free(copy);
        return idio_nomem(err, where);
    }
    return IDIO_OK;
}

static int target_of(const char *name, enum idio_allow_target *ret, struct idio_err *err)
{
    static const char *const names[] = {"", "match", "line"};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(name, names[i]) == 0) {
            *ret = (enum idio_allow_target)i;
            return IDIO_OK;
        }
    }
    *ret = IDIO_ALLOW_SECRET;
    return strcmp(name, "secret") == 0
               ? IDIO_OK
               : idio_fail(err, IDIO_E_INVALID, where,
                           "allowlist: regexTarget is \"%.40s\", not secret, match or line", name);
}

static int fill_allow(struct reading *in, const struct idio_json *v, struct idio_allow *a,
                      struct idio_err *err)
{
    const struct idio_json *patterns = idio_json_get(v, "regexes");
    const struct idio_json *words = idio_json_get(v, "stopwords");
    const char *condition = idio_json_get_str(v, "condition", "OR");
    a->both = strcmp(condition, "AND") == 0 || strcmp(condition, "&&") == 0;
    int rc = target_of(idio_json_get_str(v, "regexTarget", ""), &a->target, err);
    for (size_t i = 0; i < idio_json_len(patterns) && rc == IDIO_OK; i++)
        rc = add_pattern(in, idio_json_at(patterns, i), a, err);
    for (size_t i = 0; i < idio_json_len(words) && rc == IDIO_OK; i++)
        rc = add_word(idio_json_at(words, i), a, err);
    return rc;
}

/* With AND, a path or a commit would be needed too, and nothing is known of those. */
static bool is_blind(const struct idio_json *v, const struct idio_allow *a)
{
    bool place = idio_json_len(idio_json_get(v, "paths")) > 0 ||
                 idio_json_len(idio_json_get(v, "commits")) > 0;
    return (a->both && place) || (a->patterns.len == 0 && a->words.len == 0);
}

static int read_allow(struct reading *in, const struct idio_json *v, bool *ret_keep,
                      struct idio_allow *ret, struct idio_err *err)
{
    struct idio_allow a = {0};
    if (idio_json_type(v) != IDIO_JSON_OBJECT)
        return idio_fail(err, IDIO_E_INVALID, where, "allowlist: not a table");
    int rc = fill_allow(in, v, &a, err);
    *ret_keep = rc == IDIO_OK && !is_blind(v, &a);
    if (*ret_keep)
        *ret = a;
    else
        idio_allow_release(&a);
    return rc;
}

/* "allowlist" (a table, or an array of tables) and "allowlists" of `v`. */
static int read_allows(struct reading *in, const struct idio_json *v, struct idio_secret_rule *r,
                       struct idio_err *err)
{
    static const char *const keys[] = {"allowlist", "allowlists"};
    int rc = IDIO_OK;
    for (size_t k = 0; k < 2; k++) {
        const struct idio_json *list = idio_json_get(v, keys[k]);
        bool many = idio_json_type(list) == IDIO_JSON_ARRAY;
        size_t n = many ? idio_json_len(list) : list != NULL;
        if (n > ALLOW_MAX)
            return idio_fail(err, IDIO_E_LIMIT, where, "more than %d allowlists", ALLOW_MAX);
        for (size_t i = 0; i < n; i++) {
            struct idio_allow a = {0};
            bool keep = false;
            rc = read_allow(in, many ? idio_json_at(list, i) : list, &keep, &a, err);
            if (rc != IDIO_OK)
                return rc;
            bool lost =
                keep && (r ? idio_vec_push(&r->allow, a) : idio_vec_push(&in->set->allow, a)) < 0;
            if (lost) {
                idio_allow_release(&a);
                return idio_nomem(err, where);
            }
        }
    }
    return rc;
}

/* ---- rules ----------------------------------------------------------------------------------- */
/* "<id>", with what is not a letter, digit, "-" or "_" as "-". */
static void name_rule(struct idio_secret_rule *r, const char *id)
{
    size_t n = 0;
    r->placeholder[n++] = '<';
    for (; *id && n < sizeof r->placeholder - 2; id++) {
        bool plain = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z') ||
                     (*id >= '0' && *id <= '9') || *id == '_';
        r->placeholder[n++] = plain ? *id : '-';
    }
    r->placeholder[n] = '>';
}

static int read_keywords(const struct idio_json *list, struct idio_secret_rule *r,
                         struct idio_err *err)
{
    int rc = IDIO_OK;
    if (idio_json_len(list) > KEYWORDS_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where, "more than %d keywords", KEYWORDS_MAX);
    for (size_t i = 0; i < idio_json_len(list) && rc == IDIO_OK; i++) {
        const char *word = idio_json_str(idio_json_at(list, i));
        rc = word ? idio_secret_add_word(r, word, err)
                  : idio_fail(err, IDIO_E_INVALID, where, "keywords holds no strings");
    }
    return rc;
}

static int fill_rule(struct reading *in, const struct idio_json *v, const char *id,
                     const char *pattern, struct idio_secret_rule *r, struct idio_err *err)
{
    int64_t group = idio_json_get_int(v, "secretGroup", 0);
    r->user = true;
    name_rule(r, id);
    r->entropy = idio_json_get_real(v, "entropy", 0);
    if (group < 0 || group >= IDIO_REGEX_GROUPS)
        return idio_fail(err, IDIO_E_INVALID, where, "secretGroup is not 0 to %d",
                         IDIO_REGEX_GROUPS - 1);
    r->group = group == 0 ? IDIO_SECRET_FIRST : (size_t)group;
    int rc = compile(pattern, &r->regex, err);
    if (rc == IDIO_OK)
        rc = read_keywords(idio_json_get(v, "keywords"), r, err);
    return rc == IDIO_OK ? read_allows(in, v, r, err) : rc;
}

static int read_rule(struct reading *in, const struct idio_json *v, size_t i, struct idio_err *err)
{
    const char *id = idio_json_get_str(v, "id", ""), *pattern = idio_json_get_str(v, "regex", "");
    if (!*id)
        return idio_fail(err, IDIO_E_INVALID, where, "%s: rule %zu has no id", in->what, i + 1);
    if (!*pattern && *idio_json_get_str(v, "path", ""))
        return IDIO_OK; /* about files, not about text */
    struct idio_secret_rule r = {0};
    int rc = *pattern ? fill_rule(in, v, id, pattern, &r, err)
                      : idio_fail(err, IDIO_E_INVALID, where, "no regex");
    if (rc == IDIO_OK && idio_vec_push(&in->set->rules, r) < 0)
        rc = idio_nomem(err, where);
    if (rc == IDIO_OK)
        return rc;
    idio_secret_rule_release(&r);
    return at_rule(in, err, rc, id);
}

static int read_rules(struct reading *in, const struct idio_json *list, struct idio_err *err)
{
    size_t n = idio_json_len(list);
    int rc = IDIO_OK;
    if (list && idio_json_type(list) != IDIO_JSON_ARRAY)
        return idio_fail(err, IDIO_E_INVALID, where, "%s: rules is not an array of tables",
                         in->what);
    if (n > IDIO_SECRET_USER_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where, "%s has %zu rules, more than %d", in->what, n,
                         IDIO_SECRET_USER_MAX);
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        rc = read_rule(in, idio_json_at(list, i), i, err);
    return rc;
}

/* ---- extending ------------------------------------------------------------------------------- */
static int read_extend(struct reading *in, const struct idio_json *v, struct idio_err *err)
{
    static const char *const refused[] = {"path", "url"};
    for (size_t i = 0; i < 2; i++) {
        if (*idio_json_get_str(v, refused[i], "")) {
            idio_fail(err, IDIO_E_UNSUPPORTED, where, "%s: [extend] %s is not followed", in->what,
                      refused[i]);
            return idio_hint(err, IDIO_E_UNSUPPORTED,
                             "copy those rules into the file; useDefault = true stands for "
                             "idiolect's own");
        }
    }
    in->set->allow_own = idio_json_get_bool(v, "useDefault", false);
    const struct idio_json *off = idio_json_get(v, "disabledRules");
    for (size_t i = 0; in->set->allow_own && i < idio_json_len(off); i++) {
        struct idio_secret_rule named = {0};
        const char *id = idio_json_str(idio_json_at(off, i));
        name_rule(&named, id ? id : "");
        for (size_t k = 0; k < in->set->rules.len; k++)
            if (strcmp(in->set->rules.at[k].placeholder, named.placeholder) == 0)
                in->set->rules.at[k].off = true;
    }
    return IDIO_OK;
}

int idio_gitleaks_add(struct idio_secret_set *s, const char *text, size_t n, const char *what,
                      struct idio_err *err)
{
    struct reading in = {.set = s, .text = text, .n = n, .what = what};
    struct idio_json *doc = NULL;
    int rc = idio_toml_parse(text, n, what, &doc, err);
    if (rc != IDIO_OK)
        return rc;
    rc = read_extend(&in, idio_json_get(doc, "extend"), err);
    if (rc == IDIO_OK)
        rc = read_rules(&in, idio_json_get(doc, "rules"), err);
    if (rc == IDIO_OK) {
        rc = read_allows(&in, doc, NULL, err);
        if (rc != IDIO_OK && rc != IDIO_E_NOMEM)
            rc = idio_context(err, rc, "%s", what);
    }
    s->user = true;
    idio_json_free(doc);
    return rc;
}
