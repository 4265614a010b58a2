/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draft → envelope. The gate (spec_gate.c) has chosen the items; here they are written as a spec
 * with provenance, and the result is held against the schema and against the same check that
 * envelopes from outside must pass. A failure of that last check is a mistake of ours, or of a
 * schema that asks for what a draft cannot give.
 *
 * idio_json_put and _push take their value over in every case and treat NULL as "no memory", so
 * building needs one status at the end of each object.
 */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "spec/spec_gate.h"

static const char where_envelope[] = "spec.envelope";
enum { ARENA_MAX = 64 << 20 };

/* Four decimals: more would claim a precision that calibration does not have. */
static struct idio_json *share(double p)
{
    if (isnan(p) || p < 0)
        p = 0;
    return idio_json_real(p > 1 ? 1 : round(p * 1e4) / 1e4);
}

static struct idio_json *clean(const char *text, size_t max_chars)
{
    struct idio_str s;
    idio_str_init(&s, 4 * max_chars + 1);
    if (text)
        spec_text_clean(&s, text, strlen(text), max_chars);
    struct idio_json *v = s.failed ? NULL : idio_json_string_n(s.data, s.len);
    idio_str_release(&s);
    return v;
}

static struct idio_json *clean_or_null(const char *text, size_t max_chars)
{
    return text ? clean(text, max_chars) : idio_json_null();
}

/* Returns the object, or NULL after freeing it when one of its members could not be made. */
static struct idio_json *whole(struct idio_json *object, int st)
{
    return st == IDIO_OK ? object : idio_json_free(object);
}

static struct idio_json *pair(struct idio_json *a, struct idio_json *b)
{
    struct idio_json *array = idio_json_array();
    const int first = idio_json_push(array, a), second = idio_json_push(array, b);
    return whole(array, first < 0 ? first : second);
}

/* ---- provenance ------------------------------------------------------------------------------ */

static struct idio_json *example_of(const struct idio_example *e)
{
    struct idio_json *o = idio_json_object();
    int st = idio_json_put(o, "repo", clean(e->repo, SPEC_WORD_MAX));
    if (st == IDIO_OK)
        st = idio_json_put(o, "path", clean(e->path, SPEC_PATH_MAX));
    if (st == IDIO_OK)
        st = idio_json_put(o, "line", idio_json_int(e->line));
    if (st == IDIO_OK)
        st = idio_json_put(o, "text", clean(e->text, SPEC_EXAMPLE_MAX));
    return whole(o, st);
}

static struct idio_json *examples_of(const struct idio_fact *f)
{
    struct idio_json *a = idio_json_array();
    int st = a ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; st == IDIO_OK && i < f->example_count && i < IDIO_FACT_EXAMPLES; i++)
        if (f->examples[i].path)
            st = idio_json_push(a, example_of(&f->examples[i]));
    return whole(a, st);
}

static struct idio_json *time_of(int64_t t)
{
    char iso[IDIO_ISO_SIZE];
    idio_clock_iso(t, iso);
    return idio_json_string(iso);
}

static int put_fact(struct idio_json *o, const struct spec_kept *k)
{
    const struct idio_fact *f = k->fact;
    const double hi = f->hi >= f->lo ? f->hi : f->lo;
    const bool pinned = f->standing == IDIO_STANDING_PINNED;
    int st = idio_json_put(o, "fact", idio_json_string(k->name));
    if (st == IDIO_OK)
        st = idio_json_put(o, "k", idio_json_int((int64_t)f->k));
    if (st == IDIO_OK)
        st = idio_json_put(o, "n", idio_json_int((int64_t)f->n));
    if (st == IDIO_OK)
        st = idio_json_put(o, "interval", pair(share(f->lo), share(hi)));
    if (st == IDIO_OK)
        st = idio_json_put(o, "confidence", share(pinned ? 1 : k->confidence));
    if (st == IDIO_OK)
        st = idio_json_put(o, "examples", examples_of(f));
    if (st == IDIO_OK && pinned)
        st = idio_json_put(o, "pinned", time_of(f->ruled_at));
    return st;
}

static int put_span(struct idio_json *o, const struct spec_kept *k, const struct idio_request *req)
{
    const int st = idio_json_put(
        o, "span", pair(idio_json_int((int64_t)k->begin), idio_json_int((int64_t)k->end)));
    if (st < 0)
        return st;
    return idio_json_put(o, "quote", idio_json_string_n(req->text + k->begin, k->end - k->begin));
}

static struct idio_json *provenance_of(const struct spec_kept *k, const struct idio_request *req)
{
    struct idio_json *o = idio_json_object();
    int st = idio_json_put(o, "source", idio_json_string(idio_source_name(k->source)));
    if (st == IDIO_OK && k->source == IDIO_SOURCE_SAID)
        st = put_span(o, k, req);
    if (st == IDIO_OK && k->source == IDIO_SOURCE_INFERRED)
        st = put_fact(o, k);
    if (st == IDIO_OK && k->source == IDIO_SOURCE_ASKED)
        st = idio_json_put(o, "slot", idio_json_string(k->name));
    return whole(o, st);
}

/* ---- spec ----------------------------------------------------------------------------------- */

static int put_provenance(struct idio_json *provenance, const struct spec_kept *k,
                          const char *field, const size_t *index, const struct idio_request *req)
{
    char pointer[64];
    struct idio_str s;
    idio_str_init(&s, sizeof pointer - 1);
    spec_pointer_push(&s, field);
    if (index)
        idio_str_printf(&s, "/%zu", *index);
    const int st = s.failed ? s.failed : idio_json_put(provenance, s.data, provenance_of(k, req));
    idio_str_release(&s);
    return st;
}

static int put_list(struct idio_json *spec, struct idio_json *provenance, const char *key,
                    const struct spec_kept_list *list, const struct idio_request *req)
{
    struct idio_json *array = idio_json_array();
    int st = array ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; st == IDIO_OK && i < list->n; i++) {
        st = idio_json_push(array, idio_json_string(list->at[i].text));
        if (st == IDIO_OK)
            st = put_provenance(provenance, &list->at[i], key, &i, req);
    }
    return idio_json_put(spec, key, whole(array, st));
}

static int put_fields(const struct spec_gate *g, struct idio_json *spec,
                      struct idio_json *provenance)
{
    int st = IDIO_OK;
    for (unsigned f = 0; st == IDIO_OK && f < IDIO_FIELD_COUNT; f++) {
        const char *key = idio_field_key((enum idio_field)f);
        const struct spec_kept_list *list = &g->fields[f];
        if (!g->limits->field[f].present)
            continue;
        if (f != IDIO_FIELD_GOAL && f != IDIO_FIELD_VERBOSITY) {
            st = put_list(spec, provenance, key, list, g->req);
            continue;
        }
        st = idio_json_put(spec, key, idio_json_string(list->at[0].text));
        if (st == IDIO_OK)
            st = put_provenance(provenance, &list->at[0], key, NULL, g->req);
    }
    return st;
}

/* ---- envelope ------------------------------------------------------------------------------- */

static struct idio_json *context_of(const struct idio_draft *draft, const struct idio_request *req)
{
    const char *intent = idio_intent_name(draft->intent);
    const enum idio_lang lang = draft->lang;
    const bool known = (unsigned)lang > IDIO_LANG_NONE && (unsigned)lang < IDIO_LANG_COUNT;
    struct idio_json *o = idio_json_object();
    int st = idio_json_put(o, "engine", clean(draft->engine ? draft->engine : "", SPEC_WORD_MAX));
    if (st == IDIO_OK)
        st = idio_json_put(
            o, "intent",
            idio_json_string(intent[0] ? intent : idio_intent_name(IDIO_INTENT_CREATE)));
    if (st == IDIO_OK)
        st = idio_json_put(o, "language",
                           known ? idio_json_string(idio_lang_id(lang)) : idio_json_null());
    if (st == IDIO_OK)
        st = idio_json_put(o, "path", clean_or_null(req->path, SPEC_PATH_MAX));
    if (st == IDIO_OK)
        st = idio_json_put(o, "note", clean_or_null(draft->note, SPEC_NOTE_MAX));
    return whole(o, st);
}

static struct idio_json *build(const struct spec_gate *g, const struct idio_draft *draft)
{
    const struct idio_request *req = g->req;
    struct idio_json *envelope = idio_json_object();
    int st = idio_json_put(envelope, "version", idio_json_int(SPEC_VERSION));
    if (st == IDIO_OK)
        st = idio_json_put(envelope, "request", idio_json_string_n(req->text, req->len));
    if (st == IDIO_OK)
        st = idio_json_put(envelope, "context", context_of(draft, req));
    if (st == IDIO_OK)
        st = idio_json_put(envelope, "spec", idio_json_object());
    if (st == IDIO_OK)
        st = idio_json_put(envelope, "provenance", idio_json_object());
    if (st == IDIO_OK)
        st = put_fields(g, idio_json_get(envelope, "spec"), idio_json_get(envelope, "provenance"));
    if (st == IDIO_OK)
        st = idio_json_put(envelope, "approval", idio_json_null());
    return whole(envelope, st);
}

static int check_request(const struct idio_request *req, struct idio_err *err)
{
    size_t bad;
    if (req->len > IDIO_REQUEST_MAX)
        return idio_fail(err, IDIO_E_LIMIT, where_envelope,
                         "the request has %zu bytes, at most %d are taken", req->len,
                         IDIO_REQUEST_MAX);
    if (!idio_utf8_valid(req->text, req->len, &bad))
        return idio_fail(err, IDIO_E_INVALID, where_envelope,
                         "the request is not UTF-8 at byte %zu", bad);
    if (memchr(req->text, '\0', req->len))
        return idio_fail(err, IDIO_E_INVALID, where_envelope, "the request has a NUL byte");
    return IDIO_OK;
}

/* The engine's part is clean by now, so what fails here is ours; or the user's schema wants more
 * than the default's keys and limits can express. */
static int check_result(const struct idio_json *envelope, const struct idio_validator *v,
                        struct idio_err *err)
{
    struct idio_err inner = {0};
    const int st = idio_envelope_check(envelope, v, &inner);
    if (st == IDIO_OK)
        return IDIO_OK;
    if (st == IDIO_E_NOMEM)
        return idio_nomem(err, where_envelope);
    if (st == IDIO_E_INVALID && !spec_limits_of(v)->is_default)
        return idio_fail(err, IDIO_E_INVALID, where_envelope,
                         "the schema asks for what this request does not give: %s", inner.msg);
    return idio_fail(err, IDIO_E_BUG, where_envelope, "%s", inner.msg);
}

int idio_envelope_new(const struct idio_draft *draft, const struct idio_request *req,
                      const struct idio_validator *v, struct idio_json **ret, struct idio_err *err)
{
    int st = check_request(req, err);
    if (st < 0)
        return st;
    struct idio_arena arena;
    idio_arena_init(&arena, ARENA_MAX);
    struct spec_gate g = {.arena = &arena, .req = req, .limits = spec_limits_of(v)};
    st = spec_gate_run(&g, draft, err);
    struct idio_json *envelope = NULL;
    if (st == IDIO_OK) {
        envelope = build(&g, draft);
        st = envelope ? check_result(envelope, v, err) : idio_nomem(err, where_envelope);
    }
    idio_arena_release(&arena);
    if (st < 0) {
        idio_json_free(envelope);
        return st;
    }
    *ret = envelope;
    return IDIO_OK;
}
