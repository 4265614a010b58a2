/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From observed files to a profile: one walk over the cache counts sites (tally), trait rates and
 * the units that could teach the scorer; a second one turns those units into rows. Both walks go in
 * the order of (repository path, file path), so the result does not depend on how the cache was
 * filled.
 *
 * A row of the scorer is one function that says in words what it is for: the first sentence of its
 * comment, or the words of its name. Its labels are the traits that came up in it, its rates those
 * of its neighbourhood without it (leave-one-out), because at request time the function does not
 * exist yet.
 */
#include "core/core_internal.h"

#include <ctype.h>
#include <string.h>

#define ROWS_MAX      8000 /* more rows stop helping long before they stop costing seconds */
#define ROW_TEXT_MAX  240  /* bytes */
#define ROW_WORDS_MIN 2

struct build {
    struct idio_core *core;
    size_t traits;
    struct idio_arena arena; /* lives as long as the build */
    struct idio_arena file;  /* cleared for each file */
    struct idio_tally *tally;
    struct idio_rates *rates;
    struct core_rates *sums;
    uint8_t *came_up; /* [traits], scratch */
    size_t teachers;  /* units that could be rows */
    IDIO_VEC(struct idio_scorer_row) rows;
};

/* ---- rows ------------------------------------------------------------------------------------ */

/* "parseHTTPHeader_v2" → "parse http header v2" */
static void words_of_name(const char *name, struct idio_str *out)
{
    for (const char *p = name; *p; p++) {
        unsigned char c = (unsigned char)*p, before = p > name ? (unsigned char)p[-1] : 0;
        bool starts = isupper(c) && (islower(before) || isdigit(before) ||
                                     (isupper(before) && islower((unsigned char)p[1])));
        if (!isalnum(c) || starts)
            idio_str_putc(out, ' ');
        if (isalnum(c))
            idio_str_putc(out, (char)tolower(c));
    }
}

static size_t count_words(const char *s, size_t n)
{
    size_t words = 0;
    for (size_t i = 0; i < n; i++)
        words += isalpha((unsigned char)s[i]) && (i == 0 || isspace((unsigned char)s[i - 1]));
    return words;
}

static size_t first_sentence(const char *doc)
{
    size_t n = 0;
    while (doc[n] && n < ROW_TEXT_MAX) {
        if (doc[n] == '\n' && doc[n + 1] == '\n')
            break;
        if (doc[n] == '.' && (doc[n + 1] == '\0' || isspace((unsigned char)doc[n + 1])))
            break;
        n++;
    }
    return n;
}

/* Appends the request-like text of a unit; false when it has none. */
static bool unit_text(const struct idio_unit *u, struct idio_str *out)
{
    if (u->kind != IDIO_UNIT_FUNCTION || u->is_test || u->foreign)
        return false;
    size_t n = first_sentence(u->doc);
    if (count_words(u->doc, n) >= 3) {
        idio_str_append(out, u->doc, n);
        return true;
    }
    size_t before = out->len;
    words_of_name(u->name, out);
    return count_words(out->data + before, out->len - before) >= ROW_WORDS_MIN;
}

static int make_row(struct build *b, const struct idio_store_repo *repo,
                    const struct idio_store_file *file, const struct idio_observed *o, size_t unit,
                    const struct idio_str *text, struct idio_err *err)
{
    float(*rates)[IDIO_RATES] = idio_arena_alloc(&b->arena, b->traits, sizeof *rates);
    uint8_t *labels = idio_arena_alloc(&b->arena, b->traits, 1);
    char *copy = idio_arena_strndup(&b->arena, text->data, text->len);
    if (!rates || !labels || !copy)
        return idio_nomem(err, "core.build");
    idio_rates_came_up(b->core->traits, o, unit, labels);
    idio_rates_get(b->rates, repo->path, file->path, o->lang, labels, rates);
    for (size_t t = 0; t < b->traits; t++)
        if (!idio_traits_applies(b->core->traits, t, idio_lang_style(o->lang)))
            labels[t] = IDIO_SCORER_NA;
    uint64_t group = idio_hash64(repo->path, strlen(repo->path), 1);
    group = idio_hash64(file->path, strlen(file->path), group);
    struct idio_scorer_row row = {.text = copy,
                                  .len = text->len,
                                  .lang = idio_lang_style(o->lang),
                                  .group = group,
                                  .rates = (const float(*)[IDIO_SCORER_RATES])rates,
                                  .came_up = labels};
    return idio_vec_push(&b->rows, row) < 0 ? idio_nomem(err, "core.build") : IDIO_OK;
}

/* Every unit, or a sample of ROWS_MAX that depends on nothing but names. */
static bool sampled(const struct build *b, const struct idio_store_file *file, size_t unit)
{
    if (b->teachers <= ROWS_MAX)
        return true;
    uint64_t h = idio_hash64(file->path, strlen(file->path), (uint64_t)unit);
    return h % b->teachers < ROWS_MAX;
}

/* ---- the two walks --------------------------------------------------------------------------- */

static int count_units(struct build *b, const struct idio_store_repo *repo,
                       const struct idio_observed *o, struct idio_err *err)
{
    struct idio_str text;
    idio_str_init(&text, 4096);
    int rc = IDIO_OK;
    for (size_t u = 0; u < o->unit_count && rc == IDIO_OK; u++) {
        bool module = o->units[u].kind == IDIO_UNIT_MODULE;
        if (o->units[u].kind == IDIO_UNIT_CLASS || (o->units[u].is_test && !module) ||
            o->units[u].foreign)
            continue;
        idio_rates_came_up(b->core->traits, o, u, b->came_up);
        rc = core_rates_add(b->sums, module ? CORE_RATES_MODULES : 0, o->lang, b->came_up, err);
        if (module)
            continue;
        if (rc == IDIO_OK)
            rc = core_rates_add(b->sums, repo->id, o->lang, b->came_up, err);
        idio_str_clear(&text);
        b->teachers += unit_text(&o->units[u], &text);
    }
    if (rc == IDIO_OK)
        rc = idio_str_status(&text, "core.build", err);
    idio_str_release(&text);
    return rc;
}

static int first_walk(void *ctx, const struct idio_store_repo *repo,
                      const struct idio_store_file *file, const void *p, size_t n,
                      struct idio_err *err)
{
    struct build *b = ctx;
    struct idio_observed o;
    enum idio_skip why;
    idio_progress_add(b->core->ctx->progress, 1);
    if (!p || core_is_verdict(p, n, &why))
        return idio_cancelled(b->core->ctx->cancel)
                   ? idio_fail(err, IDIO_E_CANCELLED, "core.build", "cancelled")
                   : IDIO_OK;
    idio_arena_clear(&b->file);
    int rc = core_observed(file, p, n, &b->file, &o, err);
    if (rc == IDIO_OK)
        rc = idio_tally_add(b->tally, repo->name, repo->path, file->path, &o, err);
    if (rc == IDIO_OK)
        rc = idio_rates_add(b->rates, repo->path, file->path, &o, err);
    return rc == IDIO_OK ? count_units(b, repo, &o, err) : rc;
}

static int second_walk(void *ctx, const struct idio_store_repo *repo,
                       const struct idio_store_file *file, const void *p, size_t n,
                       struct idio_err *err)
{
    struct build *b = ctx;
    struct idio_observed o;
    enum idio_skip why;
    if (!p || core_is_verdict(p, n, &why))
        return IDIO_OK;
    idio_arena_clear(&b->file);
    int rc = core_observed(file, p, n, &b->file, &o, err);
    struct idio_str text;
    idio_str_init(&text, 4096);
    for (size_t u = 0; rc == IDIO_OK && u < o.unit_count; u++) {
        idio_str_clear(&text);
        if (sampled(b, file, u) && unit_text(&o.units[u], &text))
            rc = make_row(b, repo, file, &o, u, &text, err);
    }
    idio_str_release(&text);
    return rc;
}

/* ---- results --------------------------------------------------------------------------------- */

static int save_facts(struct build *b, struct idio_json *report, struct idio_err *err)
{
    struct idio_fact *facts = NULL;
    size_t n = 0, stated = 0, undecided = 0;
    int rc = idio_tally_facts(b->tally, &b->arena, &facts, &n, err);
    if (rc == IDIO_OK)
        rc = core_quote_examples(b->core, facts, n, &b->arena, err);
    if (rc == IDIO_OK)
        rc = idio_store_facts_put(b->core->store, facts, n, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        stated += facts[i].stated;
        undecided += !facts[i].decided;
    }
    rc = idio_json_put(report, "facts", idio_json_int((int64_t)n));
    rc = rc < 0 ? rc : idio_json_put(report, "stated", idio_json_int((int64_t)stated));
    rc = rc < 0 ? rc : idio_json_put(report, "undecided", idio_json_int((int64_t)undecided));
    return rc < 0 ? idio_nomem(err, "core.build") : IDIO_OK;
}

static int put_scorer_report(struct idio_json *report, const struct idio_scorer_report *r,
                             struct idio_err *err)
{
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "rows", idio_json_int((int64_t)r->rows));
    rc = rc < 0 ? rc : idio_json_put(o, "held_out", idio_json_int((int64_t)r->held_out));
    rc = rc < 0 ? rc : idio_json_put(o, "traits", idio_json_int((int64_t)r->traits));
    rc = rc < 0 ? rc : idio_json_put(o, "auroc", idio_json_real(r->auroc));
    rc = rc < 0 ? rc : idio_json_put(o, "auroc_rates", idio_json_real(r->auroc_rates));
    rc = rc < 0 ? rc : idio_json_put(o, "auroc_words", idio_json_real(r->auroc_words));
    int put = idio_json_put(report, "scorer", o);
    return rc < 0 || put < 0 ? idio_nomem(err, "core.build") : IDIO_OK;
}

static int save_scorer(struct build *b, struct idio_json *report, struct idio_err *err)
{
    struct idio_scorer *scorer = NULL;
    struct idio_scorer_report r = {0};
    int rc = idio_scorer_train(b->rows.at, b->rows.len, b->traits, b->core->ctx, &scorer, &r, err);
    if (rc < 0)
        return rc;
    struct idio_str bytes;
    idio_str_init(&bytes, IDIO_CORE_ARENA);
    idio_scorer_encode(scorer, &bytes);
    rc = idio_str_status(&bytes, "core.build", err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(b->core->store, "scorer", bytes.data, bytes.len, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(b->core->store, "scorer.detector", b->core->detector,
                                  strlen(b->core->detector), err);
    idio_str_release(&bytes);
    idio_scorer_free(scorer);
    return rc == IDIO_OK ? put_scorer_report(report, &r, err) : rc;
}

/* The next run that finds nothing new shows these figures again. */
static int save_report(struct idio_core *c, const struct idio_json *report, struct idio_err *err)
{
    struct idio_str text;
    idio_str_init(&text, 1 << 16);
    int rc = idio_json_write(report, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(c->store, "build", text.data, text.len, err);
    idio_str_release(&text);
    return rc;
}

static int build(struct build *b, struct idio_json *report, struct idio_err *err)
{
    struct idio_core *c = b->core;
    struct idio_progress *progress = c->ctx->progress;
    idio_progress_begin(progress, "counting", "files", 0);
    int rc = idio_store_files_visit(c->store, 0, c->detector, first_walk, b, err);
    idio_progress_end(progress);
    if (rc == IDIO_OK)
        rc = save_facts(b, report, err);
    if (rc == IDIO_OK)
        rc = core_rates_save(b->sums, c, err);
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(c->store, 0, c->detector, second_walk, b, err);
    if (rc == IDIO_OK)
        rc = save_scorer(b, report, err);
    return rc == IDIO_OK ? save_report(c, report, err) : rc;
}

int core_build_profile(struct idio_core *c, struct idio_json *report, struct idio_err *err)
{
    struct build b = {.core = c};
    int rc = core_need_traits(c, err);
    if (rc < 0)
        return rc;
    b.traits = idio_traits_count(c->traits);
    idio_arena_init(&b.arena, IDIO_CORE_ARENA);
    idio_arena_init(&b.file, IDIO_CORE_ARENA);
    b.came_up = idio_arena_alloc(&b.arena, b.traits, 1);
    rc = b.came_up ? idio_tally_new(c->traits, &b.tally, err) : idio_nomem(err, "core.build");
    if (rc == IDIO_OK)
        rc = idio_rates_new(c->traits, &b.rates, err);
    if (rc == IDIO_OK)
        rc = core_rates_new(b.traits, &b.sums, err);
    if (rc == IDIO_OK)
        rc = build(&b, report, err);
    idio_tally_free(b.tally);
    idio_rates_free(b.rates);
    core_rates_free(b.sums);
    idio_vec_release(&b.rows);
    idio_arena_release(&b.file);
    idio_arena_release(&b.arena);
    return rc;
}
