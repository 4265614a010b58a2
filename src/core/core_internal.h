/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of core share: the handle with its lazily opened engines. */
#ifndef IDIO_CORE_CORE_INTERNAL_H
#define IDIO_CORE_CORE_INTERNAL_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/hash.h"
#include "core/core.h"
#include "corpus/corpus.h"
#include "infer/infer.h"
#include "spec/spec.h"
#include "store/store.h"
#include "style/style.h"

#define IDIO_CORE_BUSY_MS 5000
/* Memory one operation may take for its own tables (files, facts, rows of the scorer). */
#define IDIO_CORE_ARENA    ((size_t)256 << 20)
#define IDIO_DETECTOR_SIZE 17

struct idio_core {
    char *home;
    char *db_path;
    char *model_path;
    char *backend_dir;
    struct idio_ctx *ctx;
    bool corpus_ready;
    struct idio_store *store;
    struct idio_traits *traits;
    struct idio_observer *observer;
    uint32_t observer_langs; /* that it can observe, bits */
    char detector[IDIO_DETECTOR_SIZE];
    struct idio_validator *validator;
    struct idio_model *model;
};

/* Each opens its engine once and is cheap afterwards. */
int core_need_store(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK;
/* Like core_need_store, but does not create a database: NOTFOUND says to run `idiolect learn`. */
int core_need_profile(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK;
int core_need_traits(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK; /* and detector */
int core_need_corpus(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK;
/* An observer for these languages at least, bits; no thread may be using the one before. */
int core_need_observer(struct idio_core *c, uint32_t langs, struct idio_err *err) IDIO_MUST_CHECK;
/* The user's own rules for secrets beside ours (`path` NULL: none), before any text is looked at;
 * their digest, "" without. */
int core_secret_rules(struct idio_core *c, const char *path, char ret_digest[IDIO_DETECTOR_SIZE],
                      struct idio_err *err) IDIO_MUST_CHECK;
int core_need_validator(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK;
int core_need_model(struct idio_core *c, struct idio_err *err) IDIO_MUST_CHECK;

/*
 * In the cache a file is either an observed file (types/observed.h) or a verdict: why its contents
 * were not fit. A verdict is two bytes, 'S' and the skip reason.
 */
#define IDIO_VERDICT 'S'
bool core_is_verdict(const void *p, size_t n, enum idio_skip *ret_why);
/* A file of the store, decoded, and of it what is the developer's (idio_observed_claim). */
int core_observed(const struct idio_store_file *file, const void *p, size_t n,
                  struct idio_arena *arena, struct idio_observed *ret,
                  struct idio_err *err) IDIO_MUST_CHECK;

/* Learning, second half: from the cache to facts, examples, rates and scorer, in the open
 * transaction. Adds "facts", "stated", "undecided" and "scorer" to `report`. */
int core_build_profile(struct idio_core *c, struct idio_json *report,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Fills the texts of the facts' examples from the repositories; a repository that is gone leaves
 * "". */
int core_quote_examples(struct idio_core *c, struct idio_fact *facts, size_t n,
                        struct idio_arena *arena, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- rates kept for requests (rates.c): units per repository and language, and how many had the
 * trait */
struct core_rates;
int core_rates_new(size_t traits, struct core_rates **ret, struct idio_err *err) IDIO_MUST_CHECK;
struct core_rates *core_rates_free(struct core_rates *r);
/* repo 0 is the sum over all repositories, CORE_RATES_MODULES that over whole files. */
#define CORE_RATES_MODULES (-1)
int core_rates_add(struct core_rates *r, int64_t repo, enum idio_lang lang, const uint8_t *came_up,
                   struct idio_err *err) IDIO_MUST_CHECK;
double core_rates_get(const struct core_rates *r, int64_t repo, enum idio_lang lang, size_t trait);
int core_rates_save(const struct core_rates *r, struct idio_core *c,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Empty rates when none were saved, or when they are of another detector version. */
int core_rates_load(struct idio_core *c, struct core_rates **ret,
                    struct idio_err *err) IDIO_MUST_CHECK;

/* ---- the profile with the developer's decisions (decisions.c) ----------------------------------
 */
/* What everybody loads who wants facts. Ordered by language (its id), area, trait, scope, value; of
 * traits that the registry knows, numbered by it. */
int core_facts(struct idio_core *c, struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
               struct idio_err *err) IDIO_MUST_CHECK;
/* The same of facts that were counted elsewhere (with their trait numbers). */
int core_facts_ruled(struct idio_core *c, const struct idio_fact *counted, size_t n,
                     struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
                     struct idio_err *err) IDIO_MUST_CHECK;
/* Keeps those that hold in a place ("repository/folder", "": nowhere in particular): of each trait
 * what is known nearest to it. Returns how many. */
size_t core_facts_at(struct idio_fact *facts, size_t n, const char *scope);
/* Whether what holds in `outer` ("": everywhere) is said of `inner`, too. */
bool core_scope_covers(const char *outer, const char *inner);

struct core_named {
    enum idio_lang lang;
    const char *trait, *value; /* value NULL: the trait as a whole */
    const char *scope;
};
/* "javascript:format.quotes=single", without the language where that is clear, without the value
 * for a whole trait. `scope` NULL: that of the fact. USAGE with the nearest name. */
int core_find_fact(struct idio_core *c, const char *name, enum idio_lang lang, const char *scope,
                   struct idio_arena *arena, struct core_named *ret,
                   struct idio_err *err) IDIO_MUST_CHECK;

/* {"fact","language","trait","value","scope","verdict","wording","made"} */
struct idio_json *core_decision_json(const struct idio_store_decision *row,
                                     struct idio_arena *arena);
/* Decisions about the repository or a folder of it go, and with them what undo knows. */
int core_forget_decisions(struct idio_core *c, const char *repo,
                          struct idio_err *err) IDIO_MUST_CHECK;

/* ---- context of a request (context.c) ----------------------------------------------------------
 */
/* Fills path, lang, imports, neighbours, candidates and undecided of `req` (text stays). */
int core_context(struct idio_core *c, const struct idio_spec_opts *o, struct idio_arena *arena,
                 struct idio_request *req, struct idio_err *err) IDIO_MUST_CHECK;

/* Absolute path without links of a file that may not exist yet; its folder must. */
int core_absolute(const char *file, struct idio_arena *arena, const char **ret,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* The innermost learnt repository that holds `path`, or NULL; *ret_rel is the rest of the path. */
const struct idio_store_repo *core_repo_of(const struct idio_store_repo *repos, size_t n,
                                           const char *path, const char **ret_rel);

/* ---- specs
 * --------------------------------------------------------------------------------------- */
/* {"id","parent","hash","approved","envelope"}; takes the envelope over, also when it fails. */
int core_spec_result(int64_t id, int64_t parent, struct idio_json *envelope, struct idio_json **ret,
                     struct idio_err *err) IDIO_MUST_CHECK;
int core_spec_save(struct idio_core *c, const struct idio_json *envelope, int64_t parent,
                   int64_t *ret_id, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- rows as JSON
 * --------------------------------------------------------------------------------- */
struct idio_json *core_fact_json(const struct idio_fact *f);
/* Puts "repos" and "facts" into `doc`. */
int core_profile_json(struct idio_core *c, const struct idio_profile_opts *o,
                      const struct idio_fact *facts, size_t n, struct idio_arena *arena,
                      struct idio_json *doc, struct idio_err *err) IDIO_MUST_CHECK;

#endif
