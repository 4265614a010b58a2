/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec: a request becomes an envelope with a valid spec.
 *
 *   check the text → context → engine (rules, or model) → the gate (idio_envelope_new) → the log
 *
 * `auto` uses the rules engine: until an adapter has been trained, the small model's own text is
 * worse than the rules' (docs/results/transcode.md), and a better baseline is used, not only
 * published.
 */
#include "base/utf8.h"
#include "core/core_internal.h"

#include <string.h>

#define SPEC_BUDGET 48 /* tokens per generated field, unless the user says otherwise */
#define SPEC_ARENA  ((size_t)128 << 20)

static int check_request(const struct idio_spec_opts *o, struct idio_err *err)
{
    size_t bad = 0;
    struct idio_slice text = idio_slice_trim(idio_slice(o->request, o->request_len));
    if (text.n == 0) {
        idio_fail(err, IDIO_E_USAGE, "core.spec", "the request is empty");
        return idio_hint(err, IDIO_E_USAGE,
                         "say what shall be built, e.g. idiolect spec \"add a "
                         "--json flag to the list command\"");
    }
    if (o->request_len > IDIO_REQUEST_MAX) {
        idio_fail(err, IDIO_E_LIMIT, "core.spec", "the request has %zu bytes, at most %d are taken",
                  o->request_len, IDIO_REQUEST_MAX);
        return idio_hint(err, IDIO_E_LIMIT, "cut pasted logs and code down to what matters");
    }
    const char *nul = memchr(o->request, '\0', o->request_len);
    if (nul || !idio_utf8_valid(o->request, o->request_len, &bad)) {
        idio_fail(err, IDIO_E_INVALID, "core.spec", "the request is not text: byte %zu is %s",
                  nul ? (size_t)(nul - o->request) : bad, nul ? "NUL" : "not UTF-8");
        return idio_hint(err, IDIO_E_INVALID, "give the request as UTF-8 text");
    }
    return IDIO_OK;
}

/* NULL when nothing was learnt, or with another detector: rates and priors then speak alone. */
static int load_scorer(struct idio_core *c, struct idio_arena *arena, struct idio_scorer **ret,
                       struct idio_err *err)
{
    const char *bytes = NULL, *detector = NULL;
    size_t n = 0, detector_n = 0;
    int rc = idio_store_value_get(c->store, "scorer.detector", arena, &detector, &detector_n, err);
    if (rc == IDIO_E_NOTFOUND || (rc == IDIO_OK && strcmp(detector, c->detector) != 0))
        return IDIO_OK;
    if (rc == IDIO_OK)
        rc = idio_store_value_get(c->store, "scorer", arena, &bytes, &n, err);
    return rc == IDIO_OK ? idio_scorer_decode(bytes, n, ret, err) : rc;
}

static int run_engine(struct idio_core *c, const struct idio_spec_opts *o,
                      const struct idio_request *req, const struct idio_scorer *scorer,
                      struct idio_arena *arena, struct idio_draft *draft, struct idio_json *stats,
                      struct idio_err *err)
{
    if (o->engine != IDIO_ENGINE_MODEL)
        return idio_rules_transcode(req, scorer, arena, draft, err);
    struct idio_model_stats s = {0};
    int rc = core_need_model(c, err);
    if (rc == IDIO_OK)
        rc = idio_model_transcode(c->model, req, scorer, IDIO_JUDGE_SCORER,
                                  o->budget ? o->budget : SPEC_BUDGET, c->ctx, arena, draft, &s,
                                  err);
    if (rc < 0)
        return rc;
    rc = idio_json_put(stats, "model", idio_json_string(idio_model_name(c->model)));
    rc = rc < 0 ? rc : idio_json_put(stats, "prompt_tokens", idio_json_int(s.prompt_tokens));
    rc = rc < 0 ? rc : idio_json_put(stats, "evaluated_tokens", idio_json_int(s.evaluated_tokens));
    rc = rc < 0 ? rc : idio_json_put(stats, "decode_calls", idio_json_int(s.decode_calls));
    rc = rc < 0 ? rc : idio_json_put(stats, "judged_facts", idio_json_int(s.judged_facts));
    rc = rc < 0 ? rc : idio_json_put(stats, "ungrounded", idio_json_int(s.ungrounded));
    return rc < 0 ? idio_nomem(err, "core.spec") : IDIO_OK;
}

int core_spec_result(int64_t id, int64_t parent, struct idio_json *envelope /* taken */,
                     struct idio_json **ret, struct idio_err *err)
{
    char hash[IDIO_SHA256_HEX];
    struct idio_json *doc = idio_json_object();
    int rc = doc && envelope ? idio_spec_hash(idio_json_get(envelope, "spec"), hash, err)
                             : idio_nomem(err, "core.spec");
    if (rc == IDIO_OK) {
        rc = idio_json_put(doc, "id", id ? idio_json_int(id) : idio_json_null());
        rc = rc < 0
                 ? rc
                 : idio_json_put(doc, "parent", parent ? idio_json_int(parent) : idio_json_null());
        rc = rc < 0 ? rc : idio_json_put(doc, "hash", idio_json_string(hash));
        rc = rc < 0
                 ? rc
                 : idio_json_put(doc, "approved", idio_json_bool(idio_envelope_approved(envelope)));
        int put = idio_json_put(doc, "envelope", envelope);
        rc = rc < 0 || put < 0 ? idio_nomem(err, "core.spec") : IDIO_OK;
    } else {
        idio_json_free(envelope);
    }
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}

int core_spec_save(struct idio_core *c, const struct idio_json *envelope, int64_t parent,
                   int64_t *ret_id, struct idio_err *err)
{
    char hash[IDIO_SHA256_HEX];
    struct idio_str text;
    idio_str_init(&text, SPEC_ARENA);
    int rc = idio_spec_hash(idio_json_get(envelope, "spec"), hash, err);
    if (rc == IDIO_OK)
        rc = idio_json_write(envelope, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK) {
        struct idio_store_spec row = {.created_at = c->ctx->now,
                                      .parent = parent,
                                      .request = idio_json_get_str(envelope, "request", ""),
                                      .envelope = text.data,
                                      .hash = hash};
        rc = idio_store_spec_add(c->store, &row, ret_id, err);
    }
    idio_str_release(&text);
    return rc;
}

static int transcode(struct idio_core *c, const struct idio_spec_opts *o, struct idio_arena *arena,
                     struct idio_json **ret_envelope, struct idio_json *stats, struct idio_err *err)
{
    struct idio_request req = {.len = o->request_len};
    struct idio_scorer *scorer = NULL;
    struct idio_draft draft = {0};
    req.text = idio_arena_strndup(arena, o->request, o->request_len);
    int rc = req.text ? core_context(c, o, arena, &req, err) : idio_nomem(err, "core.spec");
    if (rc == IDIO_OK)
        rc = load_scorer(c, arena, &scorer, err);
    if (rc == IDIO_OK)
        rc = run_engine(c, o, &req, scorer, arena, &draft, stats, err);
    if (rc == IDIO_OK)
        rc = core_need_validator(c, err);
    if (rc == IDIO_OK)
        rc = idio_envelope_new(&draft, &req, c->validator, ret_envelope, err);
    idio_draft_release(&draft);
    idio_scorer_free(scorer);
    return rc;
}

int idio_core_spec(struct idio_core *c, const struct idio_spec_opts *o, struct idio_json **ret,
                   struct idio_err *err)
{
    int rc = check_request(o, err);
    if (rc == IDIO_OK)
        rc = core_need_store(c, err);
    if (rc < 0)
        return rc;
    struct idio_arena arena;
    idio_arena_init(&arena, SPEC_ARENA);
    struct idio_json *envelope = NULL, *doc = NULL;
    struct idio_json *stats = idio_json_object();
    int64_t id = 0;
    rc = stats ? transcode(c, o, &arena, &envelope, stats, err) : idio_nomem(err, "core.spec");
    if (rc == IDIO_OK && o->keep)
        rc = core_spec_save(c, envelope, 0, &id, err);
    if (rc == IDIO_OK) {
        rc = core_spec_result(id, 0, envelope, &doc, err);
        envelope = NULL;
    }
    if (rc == IDIO_OK) {
        if (idio_json_put(doc, "stats", stats) < 0)
            rc = idio_nomem(err, "core.spec");
        stats = NULL;
    }
    idio_json_free(envelope);
    idio_json_free(stats);
    idio_arena_release(&arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
