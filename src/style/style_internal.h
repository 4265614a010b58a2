/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of src/style share: the registry's tables, sites after mapping, the statistics. */
#ifndef IDIO_STYLE_STYLE_INTERNAL_H
#define IDIO_STYLE_STYLE_INTERNAL_H

#include "base/embed.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "style/style.h"

/* Bumped when the meaning of a stored site changes without a change in the data files. */
#define STYLE_CODE_VERSION "style-3"

#define STYLE_VALUES_MAX  32  /* values of one closed trait */
#define STYLE_WORDING_MAX 100 /* bytes of a sentence that a spec carries */
#define STYLE_MEMBER_HITS 8   /* capabilities that one module may serve */
#define STYLE_IMPORT      "library.import"
#define STYLE_AVOIDED     "library.avoided"

/* ---- registry ------------------------------------------------------------------------------ */
enum style_sites { STYLE_SITES_CODE, STYLE_SITES_TESTS, STYLE_SITES_ALL };

struct style_value {
    const char *name;
    const char *wording[IDIO_LANG_COUNT]; /* NULL: not worth a sentence, never stated */
};
struct style_trait {
    const char *name, *area, *field, *question; /* question may be NULL */
    const char *family;                         /* one of style_families; NULL: none */
    const char *open_wording;                   /* open traits: sentence with {value} */
    double impact;
    uint32_t langs, forced; /* bit (1 << lang); forced: the formatter leaves no choice */
    uint16_t min_n;
    uint8_t area_no;
    enum style_sites sites;
    bool open, hidden;
    /* Values are growing limits: the habit is the smallest that nearly all sites keep. */
    bool ordered;
    struct style_value *values;
    size_t value_count;
};
/* One module name that makes a file a user of a library, e.g. python, "attr" → library.validation,
 * attrs */
struct style_member {
    const char *module, *name;
    enum idio_lang lang;
    uint16_t trait;
};
#define STYLE_PRIOR_KEY 160
struct style_prior {
    double repos; /* of the trait in the language */
    double share; /* of the value; on the trait's own entry unused */
};
struct idio_traits {
    struct idio_arena arena;
    struct style_trait *traits;
    size_t count;
    const char **areas;
    size_t area_count;
    struct idio_map by_name;
    IDIO_VEC(struct style_member) members; /* sorted by language, module, trait */
    int import_trait;                      /* of STYLE_IMPORT; -1: none */
    int avoided_trait;                     /* of STYLE_AVOIDED; -1: none */
    uint32_t prefixed; /* bit (1 << lang): names of a library begin with its name */
    const char *separators[IDIO_LANG_COUNT]; /* characters between the parts of a module's name */
    struct idio_map priors;                  /* style_prior_key → index into prior_at */
    IDIO_VEC(struct style_prior) prior_at;
    char digest[IDIO_SHA256_HEX];
};

/* From a table of files: data/traits.json, and of each language queries/<lang>/language.json and
 * priors.json, if they are there. `idio_traits_new` passes the embedded ones. Refuses what it does
 * not understand. */
int style_traits_parse(const struct idio_embedded *files, struct idio_traits **ret,
                       struct idio_err *err) IDIO_MUST_CHECK;
int style_load_traits(struct idio_traits *t, const struct idio_json *doc,
                      struct idio_err *err) IDIO_MUST_CHECK;
int style_load_language(struct idio_traits *t, enum idio_lang lang, const struct idio_json *doc,
                        struct idio_err *err) IDIO_MUST_CHECK;
int style_load_priors(struct idio_traits *t, enum idio_lang lang, const struct idio_json *doc,
                      struct idio_err *err) IDIO_MUST_CHECK;
int style_load_members(struct idio_traits *t, size_t trait, enum idio_lang lang,
                       const struct idio_json *members, struct idio_err *err) IDIO_MUST_CHECK;
void style_sort_members(struct idio_traits *t);
/* idio_fail that names the trait and the key it is about; the caller adds the file. */
int style_bad(struct idio_err *err, const char *trait, const char *key, const char *what);

/* Key of a prior in the map, its length; 0: the value's name is too long. */
size_t style_prior_key(enum idio_lang lang, size_t trait, const char *value,
                       char ret[STYLE_PRIOR_KEY]);
extern const char *const style_families[]; /* 46, then NULL */

/* Share of the value among other developers' repositories, smoothed; negative when unknown. For an
 * ordered trait: of the value and all smaller ones. */
double style_prior(const struct idio_traits *t, size_t trait, enum idio_lang lang,
                   const char *value);
/* The sentence for a value, in `arena` when it has to be made; "" when there is none; NULL when
 * memory is gone. */
const char *style_wording(const struct style_trait *trait, enum idio_lang lang, const char *value,
                          struct idio_arena *arena);
int style_value_find(const struct style_trait *trait, const char *value,
                     size_t n); /* -1: unknown */

/* ---- sites --------------------------------------------------------------------------------- */
/* A module as an import names it → the libraries it stands for; returns how many. */
size_t style_members_of(const struct idio_traits *t, enum idio_lang lang, const char *module,
                        const struct style_member *ret[STYLE_MEMBER_HITS]);
/* Is it the outer unit, or one that stands in it? */
bool style_unit_inside(const struct idio_observed *o, uint32_t unit, size_t outer);
/* Does the unit's own text (calls, signature) name the module? */
bool style_unit_names(const struct idio_traits *t, const struct idio_unit *u, enum idio_lang lang,
                      const char *module);

/* A site as it is counted: library.import has become the capability, the value is a name. */
struct style_hit {
    uint16_t trait;
    uint16_t value; /* IDIO_VALUE_OPEN: text */
    uint32_t line;
    uint32_t unit;    /* innermost unit, or IDIO_NO_UNIT */
    uint16_t day;     /* birth of the line; 0: unknown */
    const char *text; /* open value, or the closed value's name */
};
typedef IDIO_VEC(struct style_hit) style_hits;
/* The hits of a file, sorted by trait, value (open ones by name) and line; a library counts once
 * per file. */
int style_file_hits(const struct idio_traits *t, const struct idio_observed *o, style_hits *ret,
                    struct idio_err *err) IDIO_MUST_CHECK;

/* ---- statistics ---------------------------------------------------------------------------- */
/* Wilson interval for real (effective) counts. */
void style_wilson(double k, double n, double *ret_lo, double *ret_hi);
/* P(X >= k) for X ~ Binomial(n, p), by the incomplete beta function: k and n may be real. */
double style_binomial_tail(double k, double n, double p);
/* P(X >= a) where X of the a + b marked balls are among the a + c drawn from a + b + c + d: the
 * one-sided exact test of R. A. Fisher (1935) for the table (a b; c d). */
double style_fisher_tail(size_t a, size_t b, size_t c, size_t d);
/* The largest of p[0..n) that Benjamini and Hochberg's procedure rejects at `rate`, when at least
 * `tests` tests are counted; negative: none. Sorts p. */
double style_false_limit(double *p, size_t n, size_t tests, double rate);

/* ---- tally --------------------------------------------------------------------------------- */
#define STYLE_FILE_CAP 20 /* a file counts for at most so many sites of a trait */

struct style_repo {
    uint32_t path, name; /* string numbers */
};
struct style_file {
    uint32_t repo, path; /* repository number, string number */
    uint16_t lang;
    uint64_t key; /* hash of both names: seeds the choice of examples */
};
struct style_group { /* one trait in one language */
    uint16_t lang, trait;
};
struct style_cell { /* one value of it */
    uint32_t group;
    uint16_t value;
    const char *name; /* of the value; lives in the tally or the registry */
};
/* The sites of one cell in one file whose lines were born in one month. */
struct style_row {
    uint32_t cell, file;
    uint32_t k;
    uint32_t line[2];     /* that may be shown, see spots.c; [1] is 0 when there is one line only */
    uint16_t first, last; /* birth days; 0: unknown */
};
struct idio_tally {
    const struct idio_traits *traits;
    struct idio_map strings; /* repository paths and names, file paths */
    struct idio_map texts;   /* open values */
    struct idio_map repo_of, file_of, group_of, cell_of;
    IDIO_VEC(struct style_repo) repos;
    IDIO_VEC(struct style_file) files;
    IDIO_VEC(struct style_group) groups;
    IDIO_VEC(struct style_cell) cells;
    IDIO_VEC(struct style_row) rows; /* in no order, a cell and month of a file may be split */
    style_hits hits;                 /* scratch */
};

/* Find or make; IDIO_OK or IDIO_E_NOMEM. */
int style_repo_number(struct idio_tally *t, const char *name, const char *path, uint32_t *ret);
int style_file_number(struct idio_tally *t, uint32_t repo, const char *path, enum idio_lang lang,
                      uint32_t *ret);
int style_group_number(struct idio_tally *t, enum idio_lang lang, uint16_t trait, uint32_t *ret);
int style_cell_number(struct idio_tally *t, uint32_t group, uint16_t value, const char *name,
                      uint32_t *ret);
/* Appends; LIMIT when there are too many rows. */
int style_row_add(struct idio_tally *t, const struct style_row *row,
                  struct idio_err *err) IDIO_MUST_CHECK;
/* Joins two rows of the same cell, file and month. */
void style_row_join(struct style_row *at, const struct style_row *more, uint64_t file_key,
                    uint16_t trait);
/* Months since January of the year 0, of a day since 1970-01-01; 0 for day 0. */
uint16_t style_month(uint16_t day);

/* ---- view: a tally put in order ------------------------------------------------------------ */
struct style_view_file {
    const char *path;
    uint32_t repo; /* its rank */
    uint64_t key;
};
struct style_view_repo {
    const char *path, *name;
};
struct style_view_group {
    uint16_t lang, trait;
    size_t from, to;         /* rows */
    uint32_t cell, cell_end; /* cells */
};
/*
 * Everything by rank: groups by language, area and trait; cells by group and value; repositories by
 * path, files by repository and path; rows by group, file, cell and month, each once. So a
 * repository, and a folder in it, is a range of a group's rows.
 */
struct style_view {
    const struct idio_traits *traits;
    struct style_row *rows; /* cell and file are ranks */
    double *recency;        /* of each row's sites, 0..1 */
    uint16_t *month;        /* of each row; 0: unknown */
    const struct style_cell **cells;
    struct style_view_file *files;
    struct style_view_repo *repos;
    struct style_view_group *groups;
    size_t row_count, group_count, repo_count, file_count;
    uint32_t lang_files[IDIO_LANG_COUNT];
    uint16_t newest[IDIO_LANG_COUNT]; /* day of the newest line */
};
int style_view_new(const struct idio_tally *t, double half_life, struct idio_arena *arena,
                   struct style_view *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- evidence ------------------------------------------------------------------------------ */
/* Rows of a group: a range of them, without what is older than a month. */
struct style_sample {
    const struct style_view *v;
    size_t from, to;
    uint16_t month; /* rows of earlier months and undated ones are left out; 0: none is */
};
/* What one file says about some cells; weights are capped and discounted by age. */
struct style_part {
    uint32_t repo;
    double k, w, ww; /* weight of the cells, of all sites, sum of squared weights of sites */
};
/* How much files and repositories of this developer disagree, 0..1 of what coins would. */
struct style_rho {
    double file, repo;
    double weight; /* degrees of freedom of a coin that this weighs against a cell's own */
};
struct style_pool { /* sums behind it */
    double file_ss, file_df, repo_ss, repo_df;
};
struct style_evidence {
    uint64_t k, n;
    double share, sites; /* weighted share; effective number of sites */
    double tosses;       /* effective number of files: sites if every file were one toss */
    double lo, hi;       /* 95 % interval of the share */
    uint32_t files, repos;
    uint16_t first, last; /* days of the cells' sites */
    struct style_rho rho; /* of these cells */
};
/* Cells lo..hi (inclusive) of a sample; `parts` has room for all its files. */
struct style_evidence style_measure(const struct style_sample *s, uint32_t lo, uint32_t hi,
                                    const struct style_rho *pooled, struct style_part *parts);
/* Weight of each cell of the group, ret[cell - g->cell], and plain counts. */
void style_weights(const struct style_sample *s, const struct style_view_group *g, double *ret_w,
                   uint64_t *ret_k);
void style_pool_add(struct style_pool *pool, const struct style_sample *s, uint32_t cell_lo,
                    uint32_t cell_hi, struct style_part *parts);
struct style_rho style_pool_rho(const struct style_pool *pool, bool ordered, double weight);

/* ---- switches (switch.c) ------------------------------------------------------------------- */
struct style_switch {
    uint16_t month;    /* from which the new value holds; 0: there was no switch */
    uint16_t since;    /* day of the first site with the new value from then on */
    uint32_t old, now; /* cells */
};
#define STYLE_MONTHS (2150 * 12) /* style_month is below */
/* `scratch` has STYLE_MONTHS elements. */
struct style_switch style_find_switch(const struct style_view *v, const struct style_view_group *g,
                                      uint32_t *scratch);

/* ---- verdicts (facts.c, scopes.c) ---------------------------------------------------------- */
/* What is thought about a group, everywhere or in one repository or folder. */
struct style_verdict {
    const struct style_view_group *g;
    struct style_sample sample;
    const char *scope; /* "" everywhere */
    uint32_t lo,
        winner; /* cells lo..winner are the habit; lo is the winner itself unless ordered */
    struct style_evidence e;
    struct style_switch turn;
    double tail, confidence;
    double *shares;                     /* of the group's cells */
    const struct style_verdict *parent; /* of a scope: what it differs from */
    bool decided, tested, sure;
};
struct style_judge {
    const struct style_settings *settings;
    struct style_view v;
    struct style_rho rho[2]; /* of plain and of ordered traits */
    struct idio_arena *scratch;
    struct style_part *parts; /* room for all files */
    double *weights;          /* room for the cells of any group */
    uint64_t *counts;
};
/* What tools/calibrate chooses. */
struct style_settings {
    double half_life;   /* days in which a line loses half of its weight */
    double prior_sites; /* what others do weighs as much as so many sites */
    double pool_weight; /* of how much files agree in other traits, see evidence.c */
};
extern const struct style_settings style_defaults;
/* idio_tally_facts with other settings. */
int style_facts(const struct idio_tally *t, const struct style_settings *settings,
                struct idio_arena *arena, struct idio_fact **ret, size_t *ret_n,
                struct idio_err *err) IDIO_MUST_CHECK;
/* What is drawn to: of a scope's trait everywhere, of a trait the profile's. */
const struct style_rho *style_rho_of(const struct style_judge *j, const struct style_verdict *v);
/* Chooses the winner of v->sample; false when it has no sites. */
bool style_choose(const struct style_judge *j, struct style_verdict *v);
/* Measures the chosen winner; fills e and decided. */
void style_weigh(const struct style_judge *j, struct style_verdict *v);
/* Fills v->shares. IDIO_OK or IDIO_E_NOMEM. */
int style_keep_shares(const struct style_judge *j, struct style_verdict *v) IDIO_MUST_CHECK;
/* Share that the cells lo..hi have, by weight. */
double style_share(const struct style_verdict *v, uint32_t lo, uint32_t hi);
/* Appends facts of the libraries that the developer avoids in a language (avoided.c): at most one
 * for each member of the registry and each switch. IDIO_OK or IDIO_E_NOMEM. */
int style_avoided_facts(const struct style_judge *j, const struct style_verdict *everywhere,
                        enum idio_lang lang, struct idio_arena *arena, struct idio_fact *facts,
                        size_t *n) IDIO_MUST_CHECK;
typedef IDIO_VEC(struct style_verdict *) style_verdicts;
/* The repositories and folders whose habit truly differs from that of everywhere[0..groups); in
 * order of group and place, outer before inner. They live in j->scratch. */
int style_find_scopes(const struct style_judge *j, const struct style_verdict *everywhere,
                      style_verdicts *ret) IDIO_MUST_CHECK;

#define STYLE_FALSE_RATE   0.05
#define STYLE_FALSE_CELL   0.001 /* however many habits there are beside it */
#define STYLE_TESTS_MIN    50    /* as many tests are counted at least, see facts.c */
#define STYLE_OPEN_NULL    (1.0 / 3.0)
#define STYLE_ORDERED_NULL 0.80

/* ---- examples (spots.c) -------------------------------------------------------------------- */
uint64_t style_spot_key(uint64_t file_key, uint16_t trait, uint32_t line);
/* Of the rows of a sample with a cell in lo..hi: two examples at most, strings copied. NOMEM. */
int style_spots_examples(const struct style_sample *s, uint32_t lo, uint32_t hi, uint16_t trait,
                         struct idio_arena *arena, struct idio_example ret[IDIO_FACT_EXAMPLES],
                         size_t *ret_n) IDIO_MUST_CHECK;
/* One site of a cell outside lo..hi; *ret stays as it is when there is none. */
int style_spots_counter(const struct style_sample *s, uint32_t lo, uint32_t hi, uint16_t trait,
                        struct idio_arena *arena, struct idio_example *ret) IDIO_MUST_CHECK;

#endif
