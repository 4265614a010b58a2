/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well do facts foretell later choices?
 *
 *     cmake --build build/dev --target idio_calibrate
 *     build/dev/tools/calibrate/idio_calibrate [-half-life DAYS] [-prior SITES] [-pool WEIGHT]
 *         [-check CONFIDENCE] [-rows] DATABASE…
 *
 * Each DATABASE was made by `idiolect learn` of this very version for one developer, with the birth
 * days of lines. It is
 * split by time: at the day before which half, 70 % or 85 % of the developer's sites were born.
 * Facts are made of the older lines only; every newer site of the trait then either follows the
 * fact of the narrowest scope or does not. A file counts for at most FILE_CAP newer sites of a
 * trait.
 *
 * Printed: log loss, Brier score and expected calibration error (ten bins) of `confidence`, for the
 * decided facts and for all; the share of newer sites that a decided fact covers; how often decided
 * facts are right, per site and as a mean over facts; the same for the most common value among
 * other developers; and how often a check at the usual confidence would raise a false alarm. These
 * choose the half-life (style/view.c), the prior (style/facts.c) and the weight of the pool
 * (style/evidence.c), and are the figures of
 * docs/results/style-stats.md. -rows prints one line per fact instead, undecided ones too.
 *
 * Only lines that are alive at HEAD are seen; what was written and replaced is not.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "store/store.h"
#include "style/style_internal.h"

#define ARENA_MAX ((size_t)2 << 30)
#define FILE_CAP  20
#define BINS      10

struct file {
    const char *repo, *path, *rel;
    struct idio_observed o;
};
struct developer {
    const char *name;
    struct idio_traits *traits;
    struct idio_arena arena;
    IDIO_VEC(struct file) files;
    IDIO_VEC(int32_t) days;
};
struct score { /* of facts against later sites; weights are capped sites */
    double sites, log_loss, brier, right;
    double bin_sites[BINS], bin_right[BINS], bin_said[BINS];
};
struct totals {
    struct score decided, all;
    double later;              /* sites of traits that were known */
    double fact_right, facts;  /* mean over decided facts */
    double usual_right, usual; /* the most common value among others */
    double checked, alarms;
    double check; /* confidence of facts that are held against sites */
};

static int die(const struct idio_err *err)
{
    fprintf(stderr, "idio_calibrate: %s\n", err->msg);
    return 1;
}

/* ---- reading ------------------------------------------------------------------------------- */
static int see(void *ctx, const struct idio_store_repo *repo, const struct idio_store_file *file,
               const void *p, size_t n, struct idio_err *err)
{
    struct developer *d = ctx;
    struct idio_lines lines = {0};
    struct file f = {.repo = idio_arena_strdup(&d->arena, repo->name),
                     .path = idio_arena_strdup(&d->arena, repo->path),
                     .rel = idio_arena_strdup(&d->arena, file->path)};

    if (!p || n < 4 || memcmp(p, "IOB", 3) != 0)
        return IDIO_OK;
    if (!f.repo || !f.path || !f.rel)
        return idio_nomem(err, "calibrate");
    if (idio_observed_decode(p, n, &d->arena, &f.o, err) < 0)
        return err->status;
    if (file->lines_len > 0 &&
        idio_lines_decode(file->lines, file->lines_len, &d->arena, &lines, err) < 0)
        return err->status;
    idio_observed_claim(&f.o, &lines);
    for (size_t i = 0; i < f.o.site_count; i++)
        if (f.o.sites[i].day > 0 && idio_vec_push(&d->days, f.o.sites[i].day) < 0)
            return idio_nomem(err, "calibrate");
    return idio_vec_push(&d->files, f) < 0 ? idio_nomem(err, "calibrate") : IDIO_OK;
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/* ---- one split ----------------------------------------------------------------------------- */
/* Sites born up to `last` (older) or after it, in the file's own array. */
static struct idio_observed part_of(const struct idio_observed *o, int32_t last, bool older,
                                    struct idio_site *room)
{
    struct idio_observed part = *o;

    part.sites = room;
    part.site_count = 0;
    for (size_t i = 0; i < o->site_count; i++)
        if (o->sites[i].day > 0 && (o->sites[i].day <= last) == older)
            room[part.site_count++] = o->sites[i];
    return part;
}

static void score(struct score *s, double said, bool right, double weight)
{
    double p = said < 0.001 ? 0.001 : said > 0.999 ? 0.999 : said;
    int bin = (int)(said * BINS);

    bin = bin < BINS ? bin : BINS - 1;
    s->sites += weight;
    s->right += right ? weight : 0;
    s->log_loss -= weight * log(right ? p : 1 - p);
    s->brier += weight * (said - right) * (said - right);
    s->bin_sites[bin] += weight;
    s->bin_right[bin] += right ? weight : 0;
    s->bin_said[bin] += weight * said;
}

struct split {
    struct developer *d;
    struct idio_fact *facts;
    size_t n;
    double *seen, *kept; /* by fact */
    struct totals *t;
    style_hits hits;
};

/* The fact that speaks about a place: of the narrowest scope, and of contenders the leading one. */
static size_t speaker(const struct split *s, enum idio_lang lang, uint16_t trait,
                      const struct file *f)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < s->n; i++) {
        const struct idio_fact *x = &s->facts[i], *b = best == SIZE_MAX ? NULL : &s->facts[best];

        if (x->lang != lang || x->trait_no != trait || !idio_scope_holds(x->scope, f->repo, f->rel))
            continue;
        if (!b || strlen(x->scope) > strlen(b->scope) ||
            (strcmp(x->scope, b->scope) == 0 && x->confidence > b->confidence))
            best = i;
    }
    return best;
}

static bool follows(const struct split *s, const struct idio_fact *f, const struct style_hit *hit)
{
    const struct style_trait *tr = &s->d->traits->traits[f->trait_no];

    if (tr->ordered)
        return hit->value <= (uint16_t)style_value_find(tr, f->value, strlen(f->value));
    return strcmp(hit->text, f->value) == 0;
}

/* What most others do; NULL when it is not known. */
static const char *usual(const struct split *s, enum idio_lang lang, uint16_t trait)
{
    const struct style_trait *tr = &s->d->traits->traits[trait];
    const char *best = NULL;
    double most = 0;

    for (size_t v = 0; v < tr->value_count && !tr->ordered; v++) {
        double p = style_prior(s->d->traits, trait, lang, tr->values[v].name);

        if (p > most) {
            most = p;
            best = tr->values[v].name;
        }
    }
    return best;
}

static void later_sites(struct split *s, const struct file *f, enum idio_lang lang, size_t from,
                        size_t to)
{
    const struct style_hit *at = s->hits.at + from;
    size_t who = speaker(s, lang, at->trait, f);
    double weight = to - from > FILE_CAP ? FILE_CAP / (double)(to - from) : 1;
    const char *common = usual(s, lang, at->trait);
    const struct idio_fact *fact;

    if (who == SIZE_MAX)
        return;
    fact = &s->facts[who];
    for (size_t i = from; i < to; i++) {
        bool right = follows(s, fact, &s->hits.at[i]);

        s->t->later += weight;
        score(&s->t->all, fact->confidence, right, weight);
        if (fact->decided)
            score(&s->t->decided, fact->confidence, right, weight);
        s->seen[who] += weight;
        s->kept[who] += right ? weight : 0;
        if (common) {
            s->t->usual += weight;
            s->t->usual_right += strcmp(common, s->hits.at[i].text) == 0 ? weight : 0;
        }
    }
}

static int judge(struct split *s, int32_t last, struct idio_site *room, struct idio_err *err)
{
    for (size_t i = 0; i < s->d->files.len; i++) {
        const struct file *f = &s->d->files.at[i];
        struct idio_observed later = part_of(&f->o, last, false, room);
        enum idio_lang lang = idio_lang_style(f->o.lang);
        struct idio_check_opts opts = {.repo = f->repo, .path = f->rel, .confidence = s->t->check};
        struct idio_violation *found;
        struct idio_arena arena;
        size_t n = 0;

        if (later.site_count == 0)
            continue;
        if (style_file_hits(s->d->traits, &later, &s->hits, err) < 0)
            return err->status;
        for (size_t from = 0, to; from < s->hits.len; from = to) {
            for (to = from + 1; to < s->hits.len && s->hits.at[to].trait == s->hits.at[from].trait;)
                to++;
            later_sites(s, f, lang, from, to);
        }
        idio_arena_init(&arena, ARENA_MAX);
        if (idio_style_check(s->d->traits, s->facts, s->n, &opts, &later, &arena, &found, &n, err) <
            0)
            return err->status;
        s->t->checked += (double)s->hits.len;
        s->t->alarms += (double)n;
        idio_arena_release(&arena);
    }
    return IDIO_OK;
}

/* Ten features of a fact, then how many later sites it spoke about and how many followed it. */
static void print_row(const struct developer *d, double share, const struct idio_fact *f,
                      int32_t last, double seen, double kept)
{
    printf("%s\t%.2f\t%s\t%d\t%d\t%.4f\t%.4f\t%.4f\t%.4f\t%llu\t%llu\t%u\t%u\t%d\t%d\t%.2f\t%.2f\n",
           d->name, share, f->id, f->decided, f->stated, f->confidence, f->lo, f->hi, f->prior,
           (unsigned long long)f->k, (unsigned long long)f->n, f->files, f->repos,
           last - f->last_seen, f->last_seen - f->first_seen, seen, kept);
}

static int split_at(struct developer *d, double share, const struct style_settings *settings,
                    bool rows, struct totals *t, struct idio_err *err)
{
    int32_t last = d->days.at[(size_t)((double)(d->days.len - 1) * share)];
    struct split s = {.d = d, .t = t};
    struct idio_tally *tally = NULL;
    struct idio_arena arena;
    size_t most = 1;
    struct idio_site *room;

    for (size_t i = 0; i < d->files.len; i++)
        most = d->files.at[i].o.site_count > most ? d->files.at[i].o.site_count : most;
    room = idio_alloc(most, sizeof *room);
    idio_arena_init(&arena, ARENA_MAX);
    if (!room || idio_tally_new(d->traits, &tally, err) < 0)
        return idio_nomem(err, "calibrate");
    for (size_t i = 0; i < d->files.len; i++) {
        struct idio_observed older = part_of(&d->files.at[i].o, last, true, room);

        if (older.site_count > 0 && idio_tally_add(tally, d->files.at[i].repo, d->files.at[i].path,
                                                   d->files.at[i].rel, &older, err) < 0)
            return err->status;
    }
    if (style_facts(tally, settings, &arena, &s.facts, &s.n, err) < 0)
        return err->status;
    s.seen = idio_arena_alloc(&arena, s.n + 1, sizeof *s.seen);
    s.kept = idio_arena_alloc(&arena, s.n + 1, sizeof *s.kept);
    if (!s.seen || !s.kept)
        return idio_nomem(err, "calibrate");
    if (judge(&s, last, room, err) < 0)
        return err->status;
    for (size_t i = 0; i < s.n; i++) {
        if (s.seen[i] <= 0)
            continue;
        if (rows)
            print_row(d, share, &s.facts[i], last, s.seen[i], s.kept[i]);
        if (s.seen[i] < 1 || !s.facts[i].decided)
            continue;
        t->facts++;
        t->fact_right += s.kept[i] / s.seen[i];
    }
    idio_vec_release(&s.hits);
    idio_arena_release(&arena);
    idio_tally_free(tally);
    idio_free(room);
    return IDIO_OK;
}

/* ---- all developers ------------------------------------------------------------------------ */
static int measure(const char *database, struct idio_traits *traits,
                   const struct style_settings *settings, bool rows, struct totals *t,
                   struct idio_err *err)
{
    static const double shares[] = {0.5, 0.7, 0.85};
    struct developer d = {.name = database, .traits = traits};
    struct idio_store *store = NULL;
    const char *detector = NULL;
    size_t n = 0;
    int rc = idio_store_open(database, 0, 1000, &store, err);

    idio_arena_init(&d.arena, ARENA_MAX);
    if (rc == IDIO_OK)
        rc = idio_store_value_get(store, "scorer.detector", &d.arena, &detector, &n, err);
    if (rc == IDIO_OK)
        rc = idio_store_files_visit(store, 0, detector, see, &d, err);
    if (rc == IDIO_OK && d.days.len == 0)
        rc = idio_fail(err, IDIO_E_NOTFOUND, "calibrate", "%s: no dated lines of this version",
                       database);
    if (rc == IDIO_OK)
        qsort(d.days.at, d.days.len, sizeof *d.days.at, compare_days);
    for (size_t i = 0; i < sizeof shares / sizeof *shares && rc == IDIO_OK; i++)
        rc = split_at(&d, shares[i], settings, rows, t, err);
    idio_store_close(store);
    idio_vec_release(&d.files);
    idio_vec_release(&d.days);
    idio_arena_release(&d.arena);
    return rc;
}

static void print_score(const char *name, const struct score *s)
{
    double ece = 0;

    for (int b = 0; b < BINS; b++)
        ece += fabs(s->bin_right[b] - s->bin_said[b]) / s->sites;
    printf("%s: %.0f sites, right %.4f, log loss %.4f, Brier %.4f, ECE %.4f\n", name, s->sites,
           s->right / s->sites, s->log_loss / s->sites, s->brier / s->sites, ece);
    for (int b = 0; b < BINS; b++)
        if (s->bin_sites[b] > 0)
            printf("    said %.3f  did %.3f  %8.0f sites\n", s->bin_said[b] / s->bin_sites[b],
                   s->bin_right[b] / s->bin_sites[b], s->bin_sites[b]);
}

int main(int argc, char **argv)
{
    struct style_settings settings = style_defaults;
    struct idio_err err = {0};
    struct idio_traits *traits = NULL;
    struct totals t = {0};
    bool rows = false;
    int i = 1;

    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "-rows") == 0)
            rows = true;
        else if (i + 1 < argc && strcmp(argv[i], "-half-life") == 0)
            settings.half_life = strtod(argv[++i], NULL);
        else if (i + 1 < argc && strcmp(argv[i], "-prior") == 0)
            settings.prior_sites = strtod(argv[++i], NULL);
        else if (i + 1 < argc && strcmp(argv[i], "-pool") == 0)
            settings.pool_weight = strtod(argv[++i], NULL);
        else if (i + 1 < argc && strcmp(argv[i], "-check") == 0)
            t.check = strtod(argv[++i], NULL);
        else
            return fprintf(stderr, "idio_calibrate: what is %s?\n", argv[i]), 2;
    }
    idio_base_init();
    if (idio_traits_new(&traits, &err) < 0)
        return die(&err);
    for (; i < argc; i++)
        if (measure(argv[i], traits, &settings, rows, &t, &err) < 0)
            return die(&err);
    if (!rows && t.all.sites > 0) {
        print_score("decided", &t.decided);
        print_score("all", &t.all);
        printf("coverage %.4f; mean over %.0f facts %.4f; most common value %.4f\n",
               t.decided.sites / t.later, t.facts, t.fact_right / t.facts, t.usual_right / t.usual);
        printf("false alarms: %.0f in %.0f sites, %.4f\n", t.alarms, t.checked,
               t.alarms / t.checked);
    }
    idio_traits_free(traits);
    return 0;
}
