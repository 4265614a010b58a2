/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Core: the operations that join the engines. What `cli` (and later serve and mcp) may call.
 * Results come back as JSON documents whose schemas are data/schemas/<command>.json: the command
 * line prints them as text or as they are, other hosts hand them on.
 */
#ifndef IDIO_CORE_CORE_H
#define IDIO_CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/json.h"
#include "types/lang.h"

struct idio_core;
struct idio_core_opts {
    const char *home;        /* data folder; created when first written to */
    const char *model;       /* GGUF for the model engine; NULL: none */
    const char *backend_dir; /* of ggml's CPU variants; NULL: default */
};
/* Opens nothing yet: engines and store are opened by the first operation that needs them. */
int idio_core_new(const struct idio_core_opts *o, struct idio_ctx *ctx, struct idio_core **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
struct idio_core *idio_core_free(struct idio_core *c);

struct idio_learn_opts {
    const char *const *paths;
    size_t path_count;
    bool plain;
    const char *const *authors;
    size_t author_count;
    bool all_authors;
    bool force;               /* parse everything again */
    const char *secret_rules; /* a file in gitleaks' format; NULL: none */
};
/* {"repos":[…],"files":…,"parsed":…,"cached":…,"facts":…,"scorer":{…},"identity":[…],"skipped":{…}}
 */
int idio_core_learn(struct idio_core *c, const struct idio_learn_opts *o, struct idio_json **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Erases a repository (its path or name) and all that was learnt from it. */
int idio_core_forget(struct idio_core *c, const char *repo, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* {"repos":…,"facts":[…]}; lang NONE: all; `all` shows facts that are not stated too. */
int idio_core_profile(struct idio_core *c, enum idio_lang lang, const char *trait, bool all,
                      struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;

enum idio_engine { IDIO_ENGINE_AUTO, IDIO_ENGINE_RULES, IDIO_ENGINE_MODEL };
struct idio_spec_opts {
    const char *request;
    size_t request_len;
    const char *file; /* target file on disk, need not exist yet; NULL: none */
    const char
        *folder; /* where the user stands: gives the repository when there is no file; NULL: none */
    enum idio_lang lang;
    enum idio_engine engine;
    unsigned budget; /* tokens per generated field; 0: default */
    bool keep;       /* write it to the log (default of the command) */
};
/* {"id":…,"hash":"…","envelope":{…},"stats":{…}} */
int idio_core_spec(struct idio_core *c, const struct idio_spec_opts *o, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
/* id 0 means the newest. */
int idio_core_spec_get(struct idio_core *c, int64_t id, struct idio_json **ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Stores an edited spec as a new entry whose parent is `id`. */
int idio_core_spec_edit(struct idio_core *c, int64_t id, const struct idio_json *spec,
                        struct idio_json **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* `hash` (may be NULL): refused with CONFLICT unless it is the spec's hash. */
int idio_core_approve(struct idio_core *c, int64_t id, const char *hash, struct idio_json **ret,
                      struct idio_err *err) IDIO_MUST_CHECK;
int idio_core_diff(struct idio_core *c, int64_t a, int64_t b, struct idio_json **ret,
                   struct idio_err *err) IDIO_MUST_CHECK;
int idio_core_log(struct idio_core *c, size_t limit, struct idio_json **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* {"checks":[{"name","ok","detail","remedy"}…]} */
int idio_core_doctor(struct idio_core *c, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;

#endif
