/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: files. rows.jsonl (a pair to a line), preferences.jsonl, facts.json (the facts that rows
 * name by number) and card.json, which tells how all of it was made, what it holds, and the digests
 * of the other three. The card is written last: a run that is killed leaves the old pairs, or a
 * card that does not fit its files, which is told (pairs_card).
 *
 * Two gates stand before the files: nothing near a unit kept for tests may be in training
 * (idio_leaks), and a row with something that looks like a secret is left out.
 */
#include "core/pairs_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL_MIN 50 /* prompts of either kind, to tell them apart */

struct writing {
    struct pairs_run *r;
    struct idio_str rows, preferences, facts;
    size_t row_count, preference_count;
    IDIO_VEC(const char *) prompts; /* that were told; of twins, which are alike, the clear one */
    struct idio_json *by_split, *by_slice, *by_act, *by_register, *by_lang, *by_repo, *by_licence;
    size_t asking, unseen, noisy;
    size_t secrets; /* rows left out for what looks like one */
    bool *cluster_seen;
    size_t clusters;
};

/* ---- gates ----------------------------------------------------------------------------------- */

static int check_leaks(struct pairs_run *r, struct idio_err *err)
{
    struct idio_leak *leaks = NULL;
    size_t n = 0;
    int rc = pairs_leaks(r, true, &leaks, &n, err);
    if (rc == IDIO_OK && n > 0)
        rc = idio_hint(err,
                       idio_fail(err, IDIO_E_BUG, "core.pairs",
                                 "%zu units of training are near units kept for tests, e.g. %s "
                                 "and %s (%.2f)",
                                 n, r->subjects.at[leaks->train].key,
                                 r->subjects.at[leaks->test].key, leaks->jaccard),
                       "nothing was written; please report this with the two files");
    idio_free(leaks);
    return rc;
}

/* Everything has been cleaned where it came from; this is the second look, at every string of a row
 * but those that are made of digests. *ret: one that looks like a secret, or NULL. */
static int find_secret(const struct idio_json *v, const char **ret, struct idio_err *err)
{
    const char *text = idio_json_str(v);
    int rc = IDIO_OK;
    if (text) {
        struct idio_str copy;
        struct idio_err why = {0};
        idio_str_init(&copy, PAIRS_FILE_MAX);
        idio_str_puts(&copy, text);
        rc = idio_str_status(&copy, "core.pairs", err);
        if (rc == IDIO_OK && idio_corpus_redact(&copy, &why) > 0)
            *ret = text;
        idio_str_release(&copy);
        if (rc == IDIO_OK && why.status < 0) {
            *err = why;
            rc = why.status;
        }
        return rc;
    }
    for (size_t i = 0;
         idio_json_type(v) == IDIO_JSON_ARRAY && i < idio_json_len(v) && rc == IDIO_OK; i++)
        rc = find_secret(idio_json_at(v, i), ret, err);
    if (idio_json_type(v) != IDIO_JSON_OBJECT)
        return rc;
    void *it = NULL;
    struct idio_json *member;
    for (const char *key; rc == IDIO_OK && (key = idio_json_next(v, &it, &member));)
        if (strcmp(key, "id") != 0 && strcmp(key, "commit") != 0)
            rc = find_secret(member, ret, err);
    return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int count_in(struct idio_json *object, const char *key)
{
    return idio_json_put(object, key, idio_json_int(idio_json_get_int(object, key, 0) + 1));
}

static int count_row(struct writing *w, const struct pairs_job *job, const struct idio_json *row,
                     struct idio_err *err)
{
    const struct pairs_subject *x = &w->r->subjects.at[job->subject];
    const struct idio_json *asked = idio_json_get(idio_json_get(row, "spec"), "open_questions");
    int rc = count_in(w->by_split, idio_split_name(job->split));
    rc = rc < 0 ? rc : count_in(w->by_slice, pairs_slice_name(job->slice));
    rc = rc < 0 ? rc : count_in(w->by_act, idio_intent_name(x->frame.act));
    rc = rc < 0 ? rc : count_in(w->by_register, idio_register_name(job->prompt.reg));
    rc = rc < 0 ? rc : count_in(w->by_lang, idio_lang_id(idio_lang_style(x->in->lang)));
    rc = rc < 0 ? rc : count_in(w->by_repo, w->r->repos[x->in->repo].row->name);
    rc = rc < 0 ? rc : count_in(w->by_licence, w->r->repos[x->in->repo].licence);
    if (rc == IDIO_OK && job->slice != PAIRS_NATURAL && job->slice != PAIRS_VAGUE)
        rc = idio_vec_push(&w->prompts, job->prompt.text);
    if (rc < 0)
        return idio_nomem(err, "core.pairs");
    w->asking += idio_json_len(asked) > 0;
    w->unseen += job->prompt.unseen;
    w->noisy += job->prompt.noisy;
    if (!w->cluster_seen[x->cluster])
        w->clusters++;
    w->cluster_seen[x->cluster] = true;
    w->row_count++;
    return IDIO_OK;
}

static int write_row(struct writing *w, const struct pairs_job *job, struct idio_arena *arena,
                     struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *row = NULL;
    const char *secret = NULL;
    struct idio_str line;
    int rc = pairs_row(w->r, job, arena, &row, err);
    if (rc == IDIO_OK)
        rc = find_secret(row, &secret, err);
    if (rc < 0)
        return rc;
    if (secret) {
        idio_log(w->r->core->ctx->log, IDIO_LOG_INFO, "core.pairs",
                 "%s: something in it looks like a secret; left out",
                 w->r->subjects.at[job->subject].key);
        w->secrets++;
        return IDIO_OK;
    }
    idio_str_init(&line, PAIRS_FILE_MAX);
    rc = idio_json_write(row, IDIO_JSON_COMPACT, &line, err);
    idio_str_putc(&line, '\n');
    if (rc == IDIO_OK)
        rc = idio_str_status(&line, "core.pairs", err);
    idio_str_append(&w->rows, line.data, line.len);
    idio_str_release(&line);
    if (rc == IDIO_OK)
        rc = idio_str_status(&w->rows, "core.pairs", err);
    if (rc == IDIO_OK)
        rc = count_row(w, job, row, err);
    if (rc == IDIO_OK && job->split == IDIO_SPLIT_TRAIN)
        rc = pairs_prefer(w->r, job, row, &w->preferences, &w->preference_count, err);
    return rc;
}

static int name_jobs(struct pairs_run *r, struct idio_err *err)
{
    struct idio_map seen;
    int rc = IDIO_OK;
    idio_map_init(&seen, (size_t)64 << 20);
    for (size_t i = 0; i < r->jobs.len && rc == IDIO_OK; i++) {
        struct pairs_job *job = &r->jobs.at[i];
        const char *key = r->subjects.at[job->subject].key;
        uint64_t h = idio_hash64(key, strlen(key), job->how.seed + (uint64_t)job->slice);
        bool is_new = false;
        for (int tries = 0; !is_new && rc == IDIO_OK; tries++, h += !is_new) {
            (void)snprintf(job->id, sizeof job->id, "%016llx", (unsigned long long)h);
            if (!idio_map_at(&seen, job->id, 16, &is_new))
                rc = idio_nomem(err, "core.pairs");
        }
    }
    idio_map_release(&seen);
    return rc;
}

static int write_rows(struct writing *w, struct idio_err *err)
{
    struct pairs_run *r = w->r;
    struct idio_arena arena;
    int rc = IDIO_OK;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    idio_progress_begin(r->core->ctx->progress, "writing", "rows", r->jobs.len);
    for (size_t i = 0; i < r->jobs.len && rc == IDIO_OK; i++) {
        idio_arena_clear(&arena);
        if (r->jobs.at[i].chosen)
            rc = write_row(w, &r->jobs.at[i], &arena, err);
        idio_progress_add(r->core->ctx->progress, 1);
        if (rc == IDIO_OK && idio_cancelled(r->core->ctx->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, "core.pairs", "cancelled");
    }
    idio_progress_end(r->core->ctx->progress);
    idio_arena_release(&arena);
    return rc == IDIO_OK ? pairs_prefer_edits(r, &w->preferences, &w->preference_count, err) : rc;
}

static int write_facts(struct writing *w, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = idio_json_object();
    struct idio_json *all = idio_json_array();
    int rc = IDIO_OK;
    for (size_t i = 0; i < w->r->fact_count && rc == IDIO_OK; i++)
        rc = idio_json_push(all, core_fact_json(&w->r->facts[i]));
    const int put = idio_json_put(doc, "facts", all);
    if (rc < 0 || put < 0)
        return idio_nomem(err, "core.pairs");
    rc = idio_json_write(doc, IDIO_JSON_COMPACT, &w->facts, err);
    idio_str_putc(&w->facts, '\n');
    return rc == IDIO_OK ? idio_str_status(&w->facts, "core.pairs", err) : rc;
}

/* ---- card ------------------------------------------------------------------------------------ */

/* How well a simple model tells what was told from what the developer typed into coding agents, if
 * enough of that was imported (`prompts import`): 0.5 is not at all. */
static int put_realness(const struct writing *w, struct idio_json *o, struct idio_err *err)
{
    struct idio_store_prompt *rows = NULL;
    double auc = NAN;
    size_t n = 0;
    int rc = idio_store_prompts(w->r->core->store, 0, &w->r->arena, &rows, &n, err);
    const char **real = rc == IDIO_OK ? idio_alloc(n + 1, sizeof *real) : NULL;
    if (rc == IDIO_OK && !real)
        rc = idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < n && rc == IDIO_OK; i++)
        real[i] = rows[i].text;
    if (rc == IDIO_OK && n >= REAL_MIN && w->prompts.len >= REAL_MIN)
        rc = idio_real_or_made(real, n, w->prompts.at, w->prompts.len, w->r->opts->seed, &auc, err);
    idio_free(real);
    if (rc < 0)
        return rc;
    rc = idio_json_put(o, "real_prompts", idio_json_int((int64_t)n));
    rc = rc < 0 ? rc : idio_json_put(o, "real_or_told", idio_json_real(auc)); /* NaN: null */
    return rc < 0 ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

static int put_diversity(const struct writing *w, struct idio_json *card, struct idio_err *err)
{
    struct idio_diversity d = {0};
    int rc = idio_diversity_of(w->prompts.at, w->prompts.len, w->r->opts->seed, &d, err);
    if (rc < 0)
        return rc;
    struct idio_json *o = idio_json_object();
    rc = idio_json_put(o, "compression", idio_json_real(d.compression));
    rc = rc < 0 ? rc : idio_json_put(o, "distinct_2", idio_json_real(d.distinct2));
    rc = rc < 0 ? rc : idio_json_put(o, "distinct_3", idio_json_real(d.distinct3));
    rc = rc < 0 ? rc : idio_json_put(o, "openings", idio_json_real(d.openings));
    rc = rc < 0 ? rc : idio_json_put(o, "shared_start", idio_json_real(d.shared_start));
    rc = rc < 0 ? rc : idio_json_put(o, "self_bleu", idio_json_real(d.self_bleu));
    rc = rc < 0 ? idio_nomem(err, "core.pairs") : put_realness(w, o, err);
    const int put = idio_json_put(card, "diversity", o);
    return rc == IDIO_OK && put < 0 ? idio_nomem(err, "core.pairs") : rc;
}

static int put_file(struct idio_json *files, const char *name, const struct idio_str *text,
                    size_t lines, struct idio_err *err)
{
    char digest[IDIO_SHA256_HEX];
    struct idio_json *o = idio_json_object();
    int rc = idio_sha256_of(text->data, text->len, digest, err);
    if (rc == IDIO_OK) {
        rc = idio_json_put(o, "sha256", idio_json_string(digest));
        rc = rc < 0 ? rc : idio_json_put(o, "bytes", idio_json_int((int64_t)text->len));
        rc = rc < 0 ? rc : idio_json_put(o, "lines", idio_json_int((int64_t)lines));
    }
    const int put = idio_json_put(files, name, o);
    return rc < 0 || put < 0 ? idio_nomem(err, "core.pairs") : IDIO_OK;
}

static struct idio_json *held_out_json(const struct pairs_run *r)
{
    struct idio_json *a = idio_json_array();
    for (size_t i = 0; a && i < r->repo_count; i++)
        if (r->repos[i].held_out && idio_json_push(a, idio_json_string(r->repos[i].row->name)) < 0)
            return idio_json_free(a);
    return a;
}

static int put_counts(struct writing *w, struct idio_json *card)
{
    struct idio_json **parts[] = {&w->by_split, &w->by_slice, &w->by_act,    &w->by_register,
                                  &w->by_lang,  &w->by_repo,  &w->by_licence};
    static const char *const names[] = {"splits",    "slices",       "acts",    "registers",
                                        "languages", "repositories", "licences"};
    int rc = idio_json_put(card, "rows", idio_json_int((int64_t)w->row_count));
    rc = rc < 0 ? rc : idio_json_put(card, "clusters", idio_json_int((int64_t)w->clusters));
    rc = rc < 0 ? rc : idio_json_put(card, "units", idio_json_int((int64_t)w->r->subjects.len));
    rc = rc < 0 ? rc
                : idio_json_put(card, "preferences", idio_json_int((int64_t)w->preference_count));
    rc = rc < 0 ? rc : idio_json_put(card, "asking", idio_json_int((int64_t)w->asking));
    rc = rc < 0 ? rc : idio_json_put(card, "unseen", idio_json_int((int64_t)w->unseen));
    rc = rc < 0 ? rc : idio_json_put(card, "noisy", idio_json_int((int64_t)w->noisy));
    rc = rc < 0 ? rc : idio_json_put(card, "secrets", idio_json_int((int64_t)w->secrets));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const int put = idio_json_put(card, names[i], *parts[i]);
        *parts[i] = NULL;
        rc = rc < 0 ? rc : put;
    }
    return rc;
}

static int make_card(struct writing *w, struct idio_json *card, struct idio_err *err)
{
    const struct pairs_run *r = w->r;
    int rc = idio_json_put(card, "version", idio_json_int(1));
    rc = rc < 0 ? rc : idio_json_put(card, "seed", idio_json_int((int64_t)r->opts->seed));
    rc = rc < 0 ? rc : idio_json_put(card, "asked", idio_json_int((int64_t)r->opts->count));
    rc = rc < 0 ? rc : idio_json_put(card, "detector", idio_json_string(r->core->detector));
    rc = rc < 0 ? rc : idio_json_put(card, "held_out", held_out_json(r));
    rc = rc < 0 ? rc : idio_json_put(card, "cut", idio_json_int(r->cut));
    rc = rc < 0 ? rc : put_counts(w, card);
    if (rc < 0)
        return idio_nomem(err, "core.pairs");
    rc = put_diversity(w, card, err);
    struct idio_json *files = idio_json_object();
    if (rc == IDIO_OK)
        rc = put_file(files, PAIRS_ROWS, &w->rows, w->row_count, err);
    if (rc == IDIO_OK)
        rc = put_file(files, PAIRS_PREFER, &w->preferences, w->preference_count, err);
    if (rc == IDIO_OK)
        rc = put_file(files, PAIRS_FACTS, &w->facts, 1, err);
    const int put = idio_json_put(card, "files", files);
    return rc == IDIO_OK && put < 0 ? idio_nomem(err, "core.pairs") : rc;
}

/* ---- to the disk ----------------------------------------------------------------------------- */

char *pairs_path(const struct idio_core *c, const char *file)
{
    char *folder = idio_fs_join(c->home, PAIRS_FOLDER);
    char *path = folder && file ? idio_fs_join(folder, file) : folder;
    if (path != folder)
        idio_free(folder);
    return path;
}

static int save(const struct idio_core *c, const char *file, const struct idio_str *text,
                struct idio_err *err)
{
    char *path = pairs_path(c, file);
    int rc = path ? idio_fs_write_atomic(path, text->data, text->len, 0600, err)
                  : idio_nomem(err, "core.pairs");
    idio_free(path);
    return rc;
}

static int save_all(struct writing *w, const struct idio_json *card, struct idio_err *err)
{
    struct idio_str text;
    char *folder = pairs_path(w->r->core, NULL);
    int rc = folder ? idio_fs_mkdirs(folder, 0700, err) : idio_nomem(err, "core.pairs");
    idio_free(folder);
    idio_str_init(&text, 1 << 20);
    if (rc == IDIO_OK)
        rc = idio_json_write(card, IDIO_JSON_PRETTY, &text, err);
    idio_str_putc(&text, '\n');
    if (rc == IDIO_OK)
        rc = idio_str_status(&text, "core.pairs", err);
    if (rc == IDIO_OK)
        rc = save(w->r->core, PAIRS_ROWS, &w->rows, err);
    if (rc == IDIO_OK)
        rc = save(w->r->core, PAIRS_PREFER, &w->preferences, err);
    if (rc == IDIO_OK)
        rc = save(w->r->core, PAIRS_FACTS, &w->facts, err);
    if (rc == IDIO_OK)
        rc = save(w->r->core, PAIRS_CARD, &text, err);
    idio_str_release(&text);
    return rc;
}

static int start(struct writing *w, struct idio_err *err)
{
    struct idio_json **parts[] = {&w->by_split, &w->by_slice, &w->by_act,    &w->by_register,
                                  &w->by_lang,  &w->by_repo,  &w->by_licence};
    idio_str_init(&w->rows, PAIRS_FILE_MAX);
    idio_str_init(&w->preferences, PAIRS_FILE_MAX);
    idio_str_init(&w->facts, PAIRS_FILE_MAX);
    w->cluster_seen = idio_arena_alloc(&w->r->arena, (size_t)w->r->cluster_count + 1, 1);
    bool all = w->cluster_seen != NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        all &= (*parts[i] = idio_json_object()) != NULL;
    return all ? IDIO_OK : idio_nomem(err, "core.pairs");
}

static void finish(struct writing *w)
{
    struct idio_json *parts[] = {w->by_split, w->by_slice, w->by_act,    w->by_register,
                                 w->by_lang,  w->by_repo,  w->by_licence};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        idio_json_free(parts[i]);
    idio_str_release(&w->rows);
    idio_str_release(&w->preferences);
    idio_str_release(&w->facts);
    idio_vec_release(&w->prompts);
}

int pairs_write(struct pairs_run *r, struct idio_json **ret, struct idio_err *err)
{
    struct writing w = {.r = r};
    struct idio_json *card = idio_json_object();
    int rc = start(&w, err);
    if (rc == IDIO_OK)
        rc = core_need_validator(r->core, err);
    if (rc == IDIO_OK)
        rc = check_leaks(r, err);
    if (rc == IDIO_OK)
        rc = name_jobs(r, err);
    if (rc == IDIO_OK)
        rc = write_rows(&w, err);
    if (rc == IDIO_OK)
        rc = write_facts(&w, err);
    if (rc == IDIO_OK)
        rc = make_card(&w, card, err);
    if (rc == IDIO_OK)
        rc = save_all(&w, card, err);
    finish(&w);
    if (rc < 0) {
        idio_json_free(card);
        return rc;
    }
    *ret = card;
    return IDIO_OK;
}
