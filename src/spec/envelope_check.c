/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking an envelope that comes from outside: a file, an editor, the store, an HTTP client.
 *
 * Strict on purpose: only the members of version 1, each string of the spec is clean and has
 * exactly one entry in provenance and each entry one string, quotes are the request's bytes, counts
 * and shares make sense, an approval names the hash of this spec. Messages start with a JSON
 * pointer.
 *
 * What it does not do: look facts up. A profile changes, an envelope stays a record of what was
 * known.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spec/spec_internal.h"

static const char where_check[] = "spec.check";

static int bad(struct idio_err *err, const char *pointer, const char *why)
{
    return idio_fail(err, IDIO_E_INVALID, where_check, "%s: %s", pointer[0] ? pointer : "/", why);
}

int spec_members_check(const struct idio_json *object, const char *where,
                       const char *const *members, struct idio_err *err)
{
    if (idio_json_type(object) != IDIO_JSON_OBJECT)
        return bad(err, where, "not an object");
    size_t n = 0;
    for (; members[n]; n++)
        if (!idio_json_get(object, members[n]))
            return idio_fail(err, IDIO_E_INVALID, where_check, "%s/%s: missing", where, members[n]);
    if (idio_json_len(object) != n)
        return bad(err, where, "has members that do not belong there");
    return IDIO_OK;
}

static bool is_text(const struct idio_json *v, bool may_be_empty)
{
    const char *s = idio_json_str(v);
    return s && (may_be_empty || s[0]);
}

static bool is_null_or_text(const struct idio_json *v)
{
    return idio_json_type(v) == IDIO_JSON_NULL || is_text(v, true);
}

static bool is_share(const struct idio_json *v)
{
    const double p = idio_json_to_real(v, -1);
    return p >= 0 && p <= 1;
}

/* ---- provenance ------------------------------------------------------------------------------ */

static int check_said(const struct idio_json *entry, const char *pointer, const char *request,
                      struct idio_err *err)
{
    static const char *const members[] = {"source", "span", "quote", NULL};
    const int st = spec_members_check(entry, pointer, members, err);
    if (st < 0)
        return st;
    const struct idio_json *span = idio_json_get(entry, "span");
    const char *quote = idio_json_str(idio_json_get(entry, "quote"));
    if (idio_json_type(span) != IDIO_JSON_ARRAY || idio_json_len(span) != 2)
        return bad(err, pointer, "span is not two numbers");
    const int64_t begin = idio_json_to_int(idio_json_at(span, 0), -1);
    const int64_t end = idio_json_to_int(idio_json_at(span, 1), -1);
    const size_t len = strlen(request);
    if (begin < 0 || end <= begin || (uint64_t)end > len)
        return bad(err, pointer, "span is outside the request");
    const size_t n = (size_t)(end - begin);
    if (!quote || strlen(quote) != n || memcmp(request + begin, quote, n) != 0)
        return bad(err, pointer, "quote is not what the request says there");
    return IDIO_OK;
}

static int check_examples(const struct idio_json *examples, const char *pointer,
                          struct idio_err *err)
{
    static const char *const members[] = {"repo", "path", "line", "text", NULL};
    if (idio_json_type(examples) != IDIO_JSON_ARRAY || idio_json_len(examples) > IDIO_FACT_EXAMPLES)
        return bad(err, pointer, "examples are not a short list");
    for (size_t i = 0; i < idio_json_len(examples); i++) {
        const struct idio_json *e = idio_json_at(examples, i);
        const int st = spec_members_check(e, pointer, members, err);
        if (st < 0)
            return st;
        const int64_t line = idio_json_to_int(idio_json_get(e, "line"), -1);
        if (!is_text(idio_json_get(e, "repo"), true) || !is_text(idio_json_get(e, "path"), true) ||
            !is_text(idio_json_get(e, "text"), true) || line < 0 || line > UINT32_MAX)
            return bad(err, pointer, "an example is malformed");
    }
    return IDIO_OK;
}

static bool is_time(const char *s)
{
    static const char pattern[] = "dddd-dd-ddTdd:dd:ddZ";
    if (!s || strlen(s) != sizeof pattern - 1)
        return false;
    for (size_t i = 0; pattern[i]; i++)
        if (pattern[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != pattern[i])
            return false;
    return true;
}

static int check_inferred(const struct idio_json *entry, const char *pointer, struct idio_err *err)
{
    static const char *const counted[] = {"source",   "fact",       "k",        "n",
                                          "interval", "confidence", "examples", NULL};
    static const char *const pinned[] = {"source",     "fact",     "k",      "n", "interval",
                                         "confidence", "examples", "pinned", NULL};
    const bool is_pinned = idio_json_get(entry, "pinned") != NULL;
    const int st = spec_members_check(entry, pointer, is_pinned ? pinned : counted, err);
    if (st < 0)
        return st;
    const int64_t k = idio_json_get_int(entry, "k", -1), n = idio_json_get_int(entry, "n", -1);
    const struct idio_json *interval = idio_json_get(entry, "interval");
    const struct idio_json *lo = idio_json_at(interval, 0), *hi = idio_json_at(interval, 1);
    if (!is_text(idio_json_get(entry, "fact"), false))
        return bad(err, pointer, "fact is missing");
    /* What the developer pinned needs no count. */
    if (k < 0 || n < (is_pinned ? 0 : 1) || k > n)
        return bad(err, pointer, "k of n makes no sense");
    if (is_pinned && !is_time(idio_json_get_str(entry, "pinned", NULL)))
        return bad(err, pointer, "pinned is not a time like 2026-11-23T14:00:00Z");
    if (idio_json_len(interval) != 2 || !is_share(lo) || !is_share(hi) ||
        idio_json_to_real(lo, 0) > idio_json_to_real(hi, 0))
        return bad(err, pointer, "interval makes no sense");
    if (!is_share(idio_json_get(entry, "confidence")))
        return bad(err, pointer, "confidence is not between 0 and 1");
    return check_examples(idio_json_get(entry, "examples"), pointer, err);
}

static int check_asked(const struct idio_json *entry, const char *pointer, struct idio_err *err)
{
    static const char *const members[] = {"source", "slot", NULL};
    const int st = spec_members_check(entry, pointer, members, err);
    if (st < 0)
        return st;
    return is_text(idio_json_get(entry, "slot"), false) ? IDIO_OK
                                                        : bad(err, pointer, "slot is missing");
}

static int check_plain(const struct idio_json *entry, const char *pointer, struct idio_err *err)
{
    static const char *const members[] = {"source", NULL};
    return spec_members_check(entry, pointer, members, err);
}

int spec_provenance_check(const struct idio_json *entry, enum idio_field field, const char *pointer,
                          const char *request, struct idio_err *err)
{
    const char *name = idio_json_get_str(entry, "source", "");
    if (strcmp(name, "edited") == 0)
        return check_plain(entry, pointer, err);
    enum idio_source source = IDIO_SOURCE_SAID;
    while (source <= IDIO_SOURCE_DEFAULT && strcmp(name, idio_source_name(source)) != 0)
        source++;
    if (source > IDIO_SOURCE_DEFAULT)
        return bad(err, pointer, "source is unknown");
    /* A property that only the user's schema has makes no claim about its sources. */
    if (field != IDIO_FIELD_COUNT && !spec_source_fits(field, source))
        return idio_fail(err, IDIO_E_INVALID, where_check, "%s: %s is no source of this field",
                         pointer, name);
    switch (source) {
    case IDIO_SOURCE_SAID:
        return check_said(entry, pointer, request, err);
    case IDIO_SOURCE_INFERRED:
        return check_inferred(entry, pointer, err);
    case IDIO_SOURCE_ASKED:
        return check_asked(entry, pointer, err);
    case IDIO_SOURCE_DEFAULT:
        return check_plain(entry, pointer, err);
    }
    return IDIO_OK;
}

struct provenance_check {
    const struct idio_json *entries;
    const char *request;
    size_t strings;
};

/* What is read must be what is there: see spec_text.c. */
static int check_clean(const struct spec_string *s, struct idio_err *err)
{
    struct idio_str clean;
    idio_str_init(&clean, SPEC_TEXT_MAX);
    spec_text_clean(&clean, s->text, strlen(s->text), SPEC_TEXT_MAX);
    int st = idio_str_status(&clean, where_check, err);
    if (st == IDIO_OK && strcmp(clean.data, s->text) != 0)
        st = idio_fail(err, IDIO_E_INVALID, where_check,
                       "/spec%s: has line breaks, needless white space or invisible characters",
                       s->pointer);
    idio_str_release(&clean);
    return st;
}

static int check_string(void *ctx, const struct spec_string *s, struct idio_err *err)
{
    struct provenance_check *c = ctx;
    const int cleanness = check_clean(s, err);
    if (cleanness < 0)
        return cleanness;
    struct idio_str where;
    idio_str_init(&where, 2 * SPEC_POINTER_MAX + 32);
    idio_str_puts(&where, "/provenance");
    spec_pointer_push(&where, s->pointer);
    int st = idio_str_status(&where, where_check, err);
    const struct idio_json *entry = idio_json_get(c->entries, s->pointer);
    if (st == IDIO_OK && !entry)
        st = bad(err, where.data, "missing");
    if (st == IDIO_OK)
        st = spec_provenance_check(entry, spec_field_of_pointer(s->pointer), where.data, c->request,
                                   err);
    idio_str_release(&where);
    c->strings++;
    return st;
}

static int check_provenance(const struct idio_json *envelope, const char *request,
                            struct idio_err *err)
{
    struct provenance_check c = {.entries = idio_json_get(envelope, "provenance"),
                                 .request = request};
    if (idio_json_type(c.entries) != IDIO_JSON_OBJECT)
        return bad(err, "/provenance", "not an object");
    const int st = spec_each_string(idio_json_get(envelope, "spec"), check_string, &c, err);
    if (st < 0)
        return st;
    /* Each string found its own entry, so equal numbers mean that no entry is left over. */
    if (idio_json_len(c.entries) != c.strings)
        return bad(err, "/provenance", "has entries for strings that the spec does not have");
    return IDIO_OK;
}

/* ---- the rest ------------------------------------------------------------------------------- */

static int check_context(const struct idio_json *context, struct idio_err *err)
{
    static const char *const members[] = {"engine", "intent", "language", "path", "note", NULL};
    const int st = spec_members_check(context, "/context", members, err);
    if (st < 0)
        return st;
    const char *intent = idio_json_get_str(context, "intent", "");
    unsigned i = 0;
    while (idio_intent_name((enum idio_intent)i)[0] &&
           strcmp(idio_intent_name((enum idio_intent)i), intent) != 0)
        i++;
    if (!idio_intent_name((enum idio_intent)i)[0])
        return bad(err, "/context/intent", "unknown");
    const struct idio_json *lang = idio_json_get(context, "language");
    const char *id = idio_json_str(lang);
    if (idio_json_type(lang) != IDIO_JSON_NULL &&
        (!id || idio_lang_from_id(id, strlen(id)) == IDIO_LANG_NONE))
        return bad(err, "/context/language", "unknown");
    if (!is_text(idio_json_get(context, "engine"), true) ||
        !is_null_or_text(idio_json_get(context, "path")) ||
        !is_null_or_text(idio_json_get(context, "note")))
        return bad(err, "/context", "engine, path or note is malformed");
    return IDIO_OK;
}

/* "2026-11-23T14:00:00Z" */
static int check_approval(const struct idio_json *envelope, struct idio_err *err)
{
    static const char *const members[] = {"sha256", "at", NULL};
    const struct idio_json *approval = idio_json_get(envelope, "approval");
    if (idio_json_type(approval) == IDIO_JSON_NULL)
        return IDIO_OK;
    int st = spec_members_check(approval, "/approval", members, err);
    if (st < 0)
        return st;
    if (!is_time(idio_json_get_str(approval, "at", NULL)))
        return bad(err, "/approval/at", "not a time like 2026-11-23T14:00:00Z");
    char hash[IDIO_SHA256_HEX];
    st = idio_spec_hash(idio_json_get(envelope, "spec"), hash, err);
    if (st < 0)
        return st;
    if (strcmp(hash, idio_json_get_str(approval, "sha256", "")) != 0)
        return bad(err, "/approval/sha256", "the spec is not the one that was approved");
    return IDIO_OK;
}

int spec_envelope_shape(const struct idio_json *envelope, struct idio_err *err)
{
    static const char *const members[] = {"version",    "request",  "context", "spec",
                                          "provenance", "approval", NULL};
    int st = spec_members_check(envelope, "", members, err);
    if (st < 0)
        return st;
    const int64_t version = idio_json_get_int(envelope, "version", -1);
    if (version > SPEC_VERSION)
        return idio_fail(err, IDIO_E_UNSUPPORTED, where_check,
                         "the envelope is of version %lld, this idiolect knows %d",
                         (long long)version, SPEC_VERSION);
    if (version != SPEC_VERSION)
        return bad(err, "/version", "unknown");
    const char *request = idio_json_get_str(envelope, "request", "");
    if (!request[0])
        return bad(err, "/request", "missing");
    if (strlen(request) > IDIO_REQUEST_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where_check, "/request: over %d bytes",
                         IDIO_REQUEST_MAX);
    st = check_context(idio_json_get(envelope, "context"), err);
    if (st == IDIO_OK)
        st = check_provenance(envelope, request, err);
    return st < 0 ? st : check_approval(envelope, err);
}

int idio_envelope_check(const struct idio_json *envelope, const struct idio_validator *v,
                        struct idio_err *err)
{
    /* The schema first: it bounds what the rest walks over. */
    const struct idio_json *spec = idio_json_get(envelope, "spec");
    if (!spec)
        return bad(err, "/spec", "missing");
    const int st = spec_validate(spec, v, err);
    return st < 0 ? st : spec_envelope_shape(envelope, err);
}
