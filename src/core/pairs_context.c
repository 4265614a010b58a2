/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: what stood around a subject on the day on which it was written, without itself and without
 * anything later. It is what core_context finds for a request of today, in the same form: rates of
 * the file, the folder, the repository and the language, the signatures around it, the imports of
 * its file; and the developer's own units that are most like it.
 *
 * Rates are counted in one sweep through time: units are added in the order of their birth, and a
 * subject looks when all of its day are there; itself is taken out again.
 */
#include "core/pairs_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_WORD 0.2               /* share of units beyond which a word says nothing */
#define WORDS_MAX   64                /* of one unit */
#define WHOLE_FILES (PAIRS_RATES - 1) /* the level that counts whole files */

/* ---- rates ----------------------------------------------------------------------------------- */

struct born {
    int32_t day;
    uint32_t file, unit;
};
struct due {
    int32_t day;
    uint32_t subject;
};
struct sweep {
    struct pairs_run *r;
    struct idio_map places;
    IDIO_VEC(uint32_t) counts;     /* place row p: [p * (traits + 1)] units, then of each trait */
    uint32_t (*rows)[PAIRS_RATES]; /* [files] */
    struct born *born;
    size_t born_count;
    struct due *due;
    size_t due_count;
};

static int place_row(struct sweep *s, char level, enum idio_lang lang, uint32_t repo,
                     const char *path, size_t path_len, uint32_t *ret, struct idio_err *err)
{
    const size_t width = s->r->traits + 1;
    struct idio_str key;
    bool is_new = false;
    idio_str_init(&key, 1 << 16);
    idio_str_printf(&key, "%c%d %u ", level, (int)lang, repo);
    idio_str_append(&key, path, path_len);
    size_t *row = key.failed ? NULL : idio_map_at(&s->places, key.data, key.len, &is_new);
    idio_str_release(&key);
    if (!row)
        return idio_nomem(err, "core.pairs");
    if (is_new) {
        *row = s->counts.len / width;
        if (idio_vec_reserve(&s->counts, s->counts.len + width) < 0)
            return idio_nomem(err, "core.pairs");
        memset(s->counts.at + s->counts.len, 0, width * sizeof *s->counts.at);
        s->counts.len += width;
    }
    *ret = (uint32_t)*row;
    return IDIO_OK;
}

static int place_files(struct sweep *s, struct idio_err *err)
{
    int rc = IDIO_OK;
    s->rows = idio_arena_alloc(&s->r->arena, s->r->file_count + 1, sizeof *s->rows);
    if (!s->rows)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < s->r->file_count && rc == IDIO_OK; i++) {
        const struct pairs_file *f = &s->r->files[i];
        const enum idio_lang lang = idio_lang_style(f->lang);
        rc = place_row(s, 'f', lang, f->repo, f->path, strlen(f->path), &s->rows[i][0], err);
        if (rc == IDIO_OK)
            rc = place_row(s, 'd', lang, f->repo, f->path, idio_fs_folder_len(f->path),
                           &s->rows[i][1], err);
        if (rc == IDIO_OK)
            rc = place_row(s, 'r', lang, f->repo, "", 0, &s->rows[i][2], err);
        if (rc == IDIO_OK)
            rc = place_row(s, 'l', lang, 0, "", 0, &s->rows[i][3], err);
        if (rc == IDIO_OK)
            rc = place_row(s, 'm', lang, 0, "", 0, &s->rows[i][WHOLE_FILES], err);
    }
    return rc;
}

/* What rates are counted over (core/build.c): functions, and files by themselves. */
static bool counts_for_rates(const struct idio_unit *u)
{
    return !u->foreign &&
           ((u->kind == IDIO_UNIT_FUNCTION && !u->is_test) || u->kind == IDIO_UNIT_MODULE);
}

static bool counts_at(const struct idio_unit *u, size_t level)
{
    return (u->kind == IDIO_UNIT_MODULE) == (level == WHOLE_FILES);
}

static int by_birth(const void *a, const void *b)
{
    const struct born *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static int by_due(const void *a, const void *b)
{
    const struct due *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static int make_timetable(struct sweep *s, struct idio_err *err)
{
    struct pairs_run *r = s->r;
    size_t units = 0;
    for (size_t i = 0; i < r->file_count; i++)
        units += r->files[i].read ? r->files[i].observed.unit_count : 0;
    s->born = idio_arena_alloc(&r->arena, units + 1, sizeof *s->born);
    s->due = idio_arena_alloc(&r->arena, r->subjects.len + 1, sizeof *s->due);
    if (!s->born || !s->due)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < r->file_count; i++)
        for (size_t u = 0; r->files[i].read && u < r->files[i].observed.unit_count; u++)
            if (counts_for_rates(&r->files[i].observed.units[u]))
                s->born[s->born_count++] =
                    (struct born){r->files[i].born[u], (uint32_t)i, (uint32_t)u};
    /* A subject without a date sees everything. */
    for (size_t i = 0; i < r->subjects.len; i++)
        if (r->subjects.at[i].wanted)
            s->due[s->due_count++] = (struct due){
                r->subjects.at[i].day ? r->subjects.at[i].day : INT32_MAX, (uint32_t)i};
    if (s->born_count > 0)
        qsort(s->born, s->born_count, sizeof *s->born, by_birth);
    if (s->due_count > 0)
        qsort(s->due, s->due_count, sizeof *s->due, by_due);
    return IDIO_OK;
}

static void count_unit(struct sweep *s, const struct born *b)
{
    const size_t width = s->r->traits + 1;
    const struct pairs_file *f = &s->r->files[b->file];
    const struct idio_habits *h = &f->habits[b->unit];
    for (size_t level = 0; level < PAIRS_RATES; level++) {
        if (!counts_at(&f->observed.units[b->unit], level))
            continue;
        uint32_t *row = s->counts.at + s->rows[b->file][level] * width;
        row[0]++;
        for (size_t i = 0; i < h->len; i++)
            if (i == 0 || h->at[i].trait != h->at[i - 1].trait)
                row[1 + h->at[i].trait]++;
    }
}

static bool came_up(const struct idio_habits *h, size_t trait)
{
    for (size_t i = 0; i < h->len; i++)
        if (h->at[i].trait == trait)
            return true;
    return false;
}

static int look(struct sweep *s, struct pairs_subject *x, struct idio_err *err)
{
    const size_t traits = s->r->traits, width = traits + 1;
    const struct idio_unit *u = &x->in->observed.units[x->unit];
    /* A subject of a commit is an older version of a unit that may be counted by now; what is
     * known of it then is not told apart from its neighbours. */
    const bool itself = x->in == &s->r->files[x->file] && counts_for_rates(u);
    x->rates = idio_arena_alloc(&s->r->arena, traits + 1, sizeof *x->rates);
    if (!x->rates)
        return idio_nomem(err, "core.pairs");
    for (size_t level = 0; level < PAIRS_RATES; level++) {
        const uint32_t *row = s->counts.at + s->rows[x->file][level] * width;
        const bool out = itself && counts_at(u, level);
        const uint32_t units = row[0] - out;
        for (size_t t = 0; t < traits; t++) {
            const uint32_t up = row[1 + t] - (out && came_up(&x->habits, t));
            x->rates[t][level] = units > 0 ? (float)up / (float)units : NAN;
        }
    }
    return IDIO_OK;
}

static int fill_rates(struct pairs_run *r, struct idio_err *err)
{
    struct sweep s = {.r = r};
    size_t next = 0;
    idio_map_init(&s.places, (size_t)256 << 20);
    int rc = place_files(&s, err);
    if (rc == IDIO_OK)
        rc = make_timetable(&s, err);
    for (size_t i = 0; i < s.due_count && rc == IDIO_OK; i++) {
        for (; next < s.born_count && s.born[next].day <= s.due[i].day; next++)
            count_unit(&s, &s.born[next]);
        rc = look(&s, &r->subjects.at[s.due[i].subject], err);
    }
    idio_vec_release(&s.counts);
    idio_map_release(&s.places);
    return rc;
}

/* ---- neighbours and imports ------------------------------------------------------------------ */

static bool was_there(int32_t born, int32_t day)
{
    return born == 0 || day == 0 || born <= day;
}

/* Functions of a file but the subject and what stands in it, first ones first. */
static void take_signatures(struct pairs_subject *x, const struct pairs_file *f)
{
    const bool own = f == x->in;
    const struct idio_unit *self = own ? &f->observed.units[x->unit] : NULL;
    for (size_t u = 0; u < f->observed.unit_count; u++) {
        const struct idio_unit *unit = &f->observed.units[u];
        if (x->neighbour_count == PAIRS_NEIGHBOURS)
            return;
        if (unit->kind != IDIO_UNIT_FUNCTION || !unit->signature[0] ||
            (self && unit->first_line >= self->first_line && unit->last_line <= self->last_line))
            continue;
        if (f->born && !was_there(f->born[u], x->day))
            continue;
        x->neighbours[x->neighbour_count++] = unit->signature;
    }
}

static int fill_neighbours(struct pairs_run *r, struct pairs_subject *x, struct idio_err *err)
{
    const struct pairs_file *home = &r->files[x->file];
    const size_t folder = idio_fs_folder_len(home->path);
    x->neighbours = idio_arena_alloc(&r->arena, PAIRS_NEIGHBOURS, sizeof *x->neighbours);
    if (!x->neighbours)
        return idio_nomem(err, "core.pairs");
    take_signatures(x, x->in);
    for (size_t i = 0; i < r->file_count && x->neighbour_count < PAIRS_NEIGHBOURS; i++) {
        const struct pairs_file *f = &r->files[i];
        if (f != home && f->read && f->repo == home->repo &&
            idio_fs_folder_len(f->path) == folder && memcmp(f->path, home->path, folder) == 0)
            take_signatures(x, f);
    }
    return IDIO_OK;
}

/* Imports of the same day may have come for the subject's sake: they would give it away. */
static int fill_imports(struct pairs_run *r, struct pairs_subject *x, struct idio_err *err)
{
    const struct pairs_file *f = x->in;
    x->imports = idio_arena_alloc(&r->arena, f->import_count + 1, sizeof *x->imports);
    if (!x->imports)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < f->import_count; i++)
        if (f->imports[i].day == 0 || x->day == 0 || f->imports[i].day < x->day)
            x->imports[x->import_count++] = f->imports[i].name;
    return IDIO_OK;
}

/* ---- nearest units --------------------------------------------------------------------------- */

struct posting {
    uint32_t subject;
    float weight;
};
struct term {
    uint32_t df;
    size_t first, count; /* postings */
};
struct nearness {
    struct pairs_run *r;
    struct idio_map words;
    IDIO_VEC(struct term) terms;
    IDIO_VEC(struct posting) postings;
    uint32_t (*of)[WORDS_MAX]; /* [subjects] terms, distinct */
    uint8_t *len;
    float *score;
    uint32_t *touched;
};

/* Words of names and prose: "readHeader lines_of" gives read, header, lines, of. */
static int add_words(struct nearness *n, size_t subject, const char *text, size_t max,
                     struct idio_err *err)
{
    char word[32];
    size_t len = 0, at = 0;
    for (;; at++) {
        const unsigned char c = at < max ? (unsigned char)text[at] : '\0';
        const bool starts = at > 0 && isupper(c) && islower((unsigned char)text[at - 1]);
        if ((!isalpha(c) || starts) && len >= 2) {
            const size_t t = idio_map_intern(&n->words, word, len);
            bool known = false;
            for (size_t i = 0; i < n->len[subject]; i++)
                known |= n->of[subject][i] == t;
            if (t == SIZE_MAX ||
                (t == n->terms.len && idio_vec_push(&n->terms, (struct term){0}) < 0))
                return idio_nomem(err, "core.pairs");
            if (!known && n->len[subject] < WORDS_MAX)
                n->of[subject][n->len[subject]++] = (uint32_t)t;
        }
        if (!isalpha(c) || starts)
            len = 0;
        if (c == '\0')
            return IDIO_OK;
        if (isalpha(c) && len < sizeof word)
            word[len++] = (char)tolower(c);
    }
}

static int read_words(struct nearness *n, struct idio_err *err)
{
    const size_t count = n->r->subjects.len;
    int rc = IDIO_OK;
    n->of = idio_arena_alloc(&n->r->arena, count + 1, sizeof *n->of);
    n->len = idio_arena_alloc(&n->r->arena, count + 1, 1);
    n->score = idio_arena_alloc(&n->r->arena, count + 1, sizeof *n->score);
    n->touched = idio_arena_alloc(&n->r->arena, count + 1, sizeof *n->touched);
    if (!n->of || !n->len || !n->score || !n->touched)
        return idio_nomem(err, "core.pairs");
    for (size_t i = 0; i < count && rc == IDIO_OK; i++) {
        const struct idio_frame *f = &n->r->subjects.at[i].frame;
        const char *texts[] = {f->purpose ? f->purpose : "", f->name ? f->name : "",
                               f->container ? f->container : ""};
        for (size_t k = 0; k < sizeof texts / sizeof *texts && rc == IDIO_OK; k++)
            rc = add_words(n, i, texts[k], strlen(texts[k]), err);
    }
    return rc;
}

static float idf(const struct nearness *n, uint32_t term)
{
    return logf((float)(n->r->subjects.len + 1) / (float)(n->terms.at[term].df + 1));
}

/* Only what is trained on may be remembered. */
static bool may_be_near(const struct pairs_subject *s)
{
    return s->split == IDIO_SPLIT_TRAIN;
}

static int index_words(struct nearness *n, struct idio_err *err)
{
    const struct pairs_run *r = n->r;
    for (size_t i = 0; i < r->subjects.len; i++)
        for (size_t k = 0; may_be_near(&r->subjects.at[i]) && k < n->len[i]; k++)
            n->terms.at[n->of[i][k]].df++;
    size_t total = 0;
    for (size_t t = 0; t < n->terms.len; t++) {
        n->terms.at[t].first = total;
        total += n->terms.at[t].df;
    }
    if (idio_vec_reserve(&n->postings, total + 1) < 0)
        return idio_nomem(err, "core.pairs");
    n->postings.len = total;
    for (size_t i = 0; i < r->subjects.len; i++) {
        if (!may_be_near(&r->subjects.at[i]))
            continue;
        float norm = 0;
        for (size_t k = 0; k < n->len[i]; k++)
            norm += idf(n, n->of[i][k]) * idf(n, n->of[i][k]);
        for (size_t k = 0; k < n->len[i]; k++) {
            struct term *t = &n->terms.at[n->of[i][k]];
            n->postings.at[t->first + t->count++] =
                (struct posting){(uint32_t)i, idf(n, n->of[i][k]) / sqrtf(norm + 1e-6f)};
        }
    }
    return IDIO_OK;
}

static bool may_stand_beside(const struct pairs_subject *x, const struct pairs_subject *y)
{
    return y->cluster != x->cluster && was_there(y->day, x->day) &&
           idio_lang_style(y->in->lang) == idio_lang_style(x->in->lang);
}

static void find_nearest(struct nearness *n, size_t i)
{
    struct pairs_subject *x = &n->r->subjects.at[i];
    const double common = COMMON_WORD * (double)n->r->subjects.len;
    size_t touched = 0;
    for (size_t k = 0; k < n->len[i]; k++) {
        const struct term *t = &n->terms.at[n->of[i][k]];
        for (size_t p = 0; (double)t->df <= common && p < t->count; p++) {
            const struct posting *at = &n->postings.at[t->first + p];
            if (n->score[at->subject] == 0)
                n->touched[touched++] = at->subject;
            n->score[at->subject] += at->weight * idf(n, n->of[i][k]);
        }
    }
    for (size_t rank = 0; rank < PAIRS_NEAREST; rank++) {
        uint32_t best = UINT32_MAX;
        for (size_t k = 0; k < touched; k++) {
            const uint32_t y = n->touched[k];
            if (n->score[y] > 0 && may_stand_beside(x, &n->r->subjects.at[y]) &&
                (best == UINT32_MAX || n->score[y] > n->score[best] ||
                 (n->score[y] == n->score[best] && y < best)))
                best = y;
        }
        x->nearest[rank] = best;
        if (best != UINT32_MAX)
            n->score[best] = -1;
    }
    for (size_t k = 0; k < touched; k++)
        n->score[n->touched[k]] = 0;
}

static int fill_nearest(struct pairs_run *r, struct idio_err *err)
{
    struct nearness n = {.r = r};
    idio_map_init(&n.words, (size_t)64 << 20);
    int rc = read_words(&n, err);
    if (rc == IDIO_OK)
        rc = index_words(&n, err);
    for (size_t i = 0; i < r->subjects.len && rc == IDIO_OK; i++)
        if (r->subjects.at[i].wanted)
            find_nearest(&n, i);
    idio_vec_release(&n.terms);
    idio_vec_release(&n.postings);
    idio_map_release(&n.words);
    return rc;
}

int pairs_surround(struct pairs_run *r, struct idio_err *err)
{
    int rc = fill_rates(r, err);
    for (size_t i = 0; i < r->subjects.len && rc == IDIO_OK; i++) {
        struct pairs_subject *x = &r->subjects.at[i];
        if (!x->wanted)
            continue;
        rc = fill_neighbours(r, x, err);
        if (rc == IDIO_OK)
            rc = fill_imports(r, x, err);
    }
    return rc == IDIO_OK ? fill_nearest(r, err) : rc;
}
