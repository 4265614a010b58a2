/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From observed files to a profile: one walk over the cache, in the order of (repository path, file
 * path), so that the result does not depend on how the cache was filled. It counts sites (tally)
 * and trait rates, and keeps the units that could teach the scorer.
 *
 * A row of the scorer is one function that says in words what it is for: the first sentence of its
 * comment, or the words of its name. Its labels are the traits that came up in it, its rates those
 * of its neighbourhood without it (leave-one-out), because at request time the function does not
 * exist yet. Rates are known after the walk; until then a row is a *lesson*. Of more than ROWS_MAX
 * lessons those with the lowest hashes of their names stay, a sample that needs no second walk and
 * depends on nothing but names.
 */
#include "core/core_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX      8000 /* more rows stop helping long before they stop costing seconds */
#define LESSONS_MAX   (3 * ROWS_MAX) /* kept until they are thinned out */
#define ROW_TEXT_MAX  240            /* bytes */
#define ROW_WORDS_MIN 2

struct lesson {
    uint64_t hash; /* of the unit's place */
    const char *repo, *path;
    enum idio_lang lang; /* of the file */
    const char *text;
    size_t len;
    uint8_t *came_up; /* [traits] */
};

struct build {
    struct idio_core *core;
    size_t traits;
    struct idio_arena arena; /* lives as long as the build */
    struct idio_arena file;  /* cleared for each file */
    struct idio_tally *tally;
    struct idio_rates *rates;
    struct core_rates *sums;
    uint8_t *applies; /* [traits] for files of … */
    enum idio_lang applies_to;
    IDIO_VEC(struct lesson) lessons;
    uint64_t highest; /* no lesson with a higher hash can be among the lowest ROWS_MAX */
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

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Leaves the lowest ROWS_MAX, in their order. */
static int thin_out(struct build *b, struct idio_err *err)
{
    if (b->lessons.len <= ROWS_MAX)
        return IDIO_OK;
    uint64_t *hashes = idio_alloc(b->lessons.len, sizeof *hashes);
    if (!hashes)
        return idio_nomem(err, "core.build");
    for (size_t i = 0; i < b->lessons.len; i++)
        hashes[i] = b->lessons.at[i].hash;
    qsort(hashes, b->lessons.len, sizeof *hashes, by_hash);
    b->highest = hashes[ROWS_MAX - 1];
    idio_free(hashes);
    size_t kept = 0;
    for (size_t i = 0; i < b->lessons.len && kept < ROWS_MAX; i++)
        if (b->lessons.at[i].hash <= b->highest)
            b->lessons.at[kept++] = b->lessons.at[i];
    b->lessons.len = kept;
    return IDIO_OK;
}

static int add_lesson(struct build *b, const struct lesson *place, const struct idio_str *text,
                      const uint8_t *came_up, size_t unit, struct idio_err *err)
{
    struct lesson l = *place;
    l.hash = idio_hash64(l.path, strlen(l.path), (uint64_t)unit);
    l.hash = idio_hash64(l.repo, strlen(l.repo), l.hash);
    if (l.hash > b->highest)
        return IDIO_OK;
    l.len = text->len;
    l.text = idio_arena_strndup(&b->arena, text->data, text->len);
    l.came_up = idio_arena_alloc(&b->arena, b->traits, 1);
    if (!l.text || !l.came_up)
        return idio_nomem(err, "core.build");
    for (size_t t = 0; t < b->traits; t++)
        l.came_up[t] = b->applies[t] ? came_up[t] : IDIO_SCORER_NA;
    if (idio_vec_push(&b->lessons, l) < 0)
        return idio_nomem(err, "core.build");
    return b->lessons.len < LESSONS_MAX ? IDIO_OK : thin_out(b, err);
}

static int make_row(struct build *b, const struct lesson *l, struct idio_err *err)
{
    float(*rates)[IDIO_RATES] = idio_arena_alloc(&b->arena, b->traits, sizeof *rates);
    if (!rates)
        return idio_nomem(err, "core.build");
    idio_rates_get(b->rates, l->repo, l->path, l->lang, l->came_up, rates);
    uint64_t group = idio_hash64(l->repo, strlen(l->repo), 1);
    group = idio_hash64(l->path, strlen(l->path), group);
    struct idio_scorer_row row = {.text = l->text,
                                  .len = l->len,
                                  .lang = idio_lang_style(l->lang),
                                  .group = group,
                                  .rates = (const float(*)[IDIO_SCORER_RATES])rates,
                                  .came_up = l->came_up};
    return idio_vec_push(&b->rows, row) < 0 ? idio_nomem(err, "core.build") : IDIO_OK;
}

static int make_rows(struct build *b, struct idio_err *err)
{
    int rc = thin_out(b, err);
    for (size_t i = 0; i < b->lessons.len && rc == IDIO_OK; i++)
        rc = make_row(b, &b->lessons.at[i], err);
    return rc;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static int count_units(struct build *b, const struct idio_store_repo *repo,
                       const struct lesson *place, const struct idio_observed *o,
                       const uint8_t *came_up, struct idio_err *err)
{
    struct idio_str text;
    idio_str_init(&text, 4096);
    int rc = IDIO_OK;
    for (size_t u = 0; u < o->unit_count && rc == IDIO_OK; u++, came_up += b->traits) {
        bool module = o->units[u].kind == IDIO_UNIT_MODULE;
        if (o->units[u].kind == IDIO_UNIT_CLASS || (o->units[u].is_test && !module) ||
            o->units[u].foreign)
            continue;
        rc = core_rates_add(b->sums, module ? CORE_RATES_MODULES : 0, o->lang, came_up, err);
        if (module)
            continue;
        if (rc == IDIO_OK)
            rc = core_rates_add(b->sums, repo->id, o->lang, came_up, err);
        idio_str_clear(&text);
        if (rc == IDIO_OK && unit_text(&o->units[u], &text))
            rc = add_lesson(b, place, &text, came_up, u, err);
    }
    if (rc == IDIO_OK)
        rc = idio_str_status(&text, "core.build", err);
    idio_str_release(&text);
    return rc;
}

/* Repositories come one after the other: their paths are kept once. */
static int place_of(struct build *b, const struct idio_store_repo *repo,
                    const struct idio_store_file *file, struct lesson *ret, struct idio_err *err)
{
    const char *last = b->lessons.len > 0 ? b->lessons.at[b->lessons.len - 1].repo : NULL;
    ret->repo =
        last && strcmp(last, repo->path) == 0 ? last : idio_arena_strdup(&b->arena, repo->path);
    ret->path = idio_arena_strdup(&b->arena, file->path);
    ret->lang = file->lang;
    if (!b->applies)
        b->applies = idio_arena_alloc(&b->arena, b->traits, 1);
    if (!ret->repo || !ret->path || !b->applies)
        return idio_nomem(err, "core.build");
    for (size_t t = 0; b->applies_to != file->lang && t < b->traits; t++)
        b->applies[t] = idio_traits_applies(b->core->traits, t, file->lang);
    b->applies_to = file->lang;
    return IDIO_OK;
}

static int walk(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
                const void *p, size_t n, struct idio_err *err)
{
    struct build *b = ctx;
    struct idio_observed o;
    struct lesson place = {0};
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
    if (rc < 0)
        return rc;
    uint8_t *came_up = idio_arena_alloc(&b->file, o.unit_count * b->traits + 1, 1);
    if (!came_up)
        return idio_nomem(err, "core.build");
    idio_rates_came_up_all(b->core->traits, &o, came_up);
    rc = idio_rates_add(b->rates, repo->path, file->path, &o, came_up, err);
    if (rc == IDIO_OK)
        rc = place_of(b, repo, file, &place, err);
    return rc == IDIO_OK ? count_units(b, repo, &place, &o, came_up, err) : rc;
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
    int rc = idio_store_files_visit(c->store, 0, c->detector, walk, b, err);
    idio_progress_end(progress);
    if (rc == IDIO_OK)
        rc = save_facts(b, report, err);
    if (rc == IDIO_OK)
        rc = core_rates_save(b->sums, c, err);
    if (rc == IDIO_OK)
        rc = make_rows(b, err);
    if (rc == IDIO_OK)
        rc = save_scorer(b, report, err);
    return rc == IDIO_OK ? save_report(c, report, err) : rc;
}

int core_build_profile(struct idio_core *c, struct idio_json *report, struct idio_err *err)
{
    struct build b = {.core = c, .highest = UINT64_MAX};
    int rc = core_need_traits(c, err);
    if (rc < 0)
        return rc;
    b.traits = idio_traits_count(c->traits);
    idio_arena_init(&b.arena, IDIO_CORE_ARENA);
    idio_arena_init(&b.file, IDIO_CORE_ARENA);
    rc = idio_tally_new(c->traits, &b.tally, err);
    if (rc == IDIO_OK)
        rc = idio_rates_new(c->traits, &b.rates, err);
    if (rc == IDIO_OK)
        rc = core_rates_new(b.traits, &b.sums, err);
    if (rc == IDIO_OK)
        rc = build(&b, report, err);
    idio_tally_free(b.tally);
    idio_rates_free(b.rates);
    core_rates_free(b.sums);
    idio_vec_release(&b.lessons);
    idio_vec_release(&b.rows);
    idio_arena_release(&b.file);
    idio_arena_release(&b.arena);
    return rc;
}
