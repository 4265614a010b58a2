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
#define STYLE_CODE_VERSION "style-1"

#define STYLE_VALUES_MAX  32  /* values of one closed trait */
#define STYLE_WORDING_MAX 100 /* bytes of a sentence that a spec carries */
#define STYLE_MEMBER_HITS 8   /* capabilities that one module may serve */
#define STYLE_IMPORT      "library.import"

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
    uint32_t prefixed;      /* bit (1 << lang): names of a library begin with its name */
    struct idio_map priors; /* style_prior_key → index into prior_at */
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
/* Does the unit's own text (calls, signature) name the module? */
bool style_unit_names(const struct idio_traits *t, const struct idio_unit *u, enum idio_lang lang,
                      const char *module);

/* A site as it is counted: library.import has become the capability, the value is a name. */
struct style_hit {
    uint16_t trait;
    uint16_t value; /* IDIO_VALUE_OPEN: text */
    uint32_t line;
    const char *text; /* open value, or the closed value's name */
};
typedef IDIO_VEC(struct style_hit) style_hits;
/* The hits of a file, sorted by trait, value name and line; a library counts once per file. */
int style_file_hits(const struct idio_traits *t, const struct idio_observed *o, style_hits *ret,
                    struct idio_err *err) IDIO_MUST_CHECK;

/* ---- statistics ---------------------------------------------------------------------------- */
/* Wilson interval for real (effective) counts. */
void style_wilson(double k, double n, double *ret_lo, double *ret_hi);
/* P(X >= k) for X ~ Binomial(n, p), by the incomplete beta function: k and n may be real. */
double style_binomial_tail(double k, double n, double p);

/* ---- tally --------------------------------------------------------------------------------- */
/*
 * One file counts for at most STYLE_FILE_CAP sites of a trait. Weights are whole numbers (1 site =
 * STYLE_UNIT), because sums of whole numbers do not depend on the order of adding.
 */
#define STYLE_FILE_CAP 20
#define STYLE_UNIT     256

struct style_spot { /* where a site stands; the smallest by (key, repository, path, line) is kept */
    uint64_t key;
    uint32_t repo, path, line;
    bool set;
};
/* The first spot of all, and the first ones that stand in another repository, file and line than
 * it. */
struct style_spots {
    struct style_spot first, other_repo, other_file, other_line;
};
struct style_cell { /* one value of one trait in one language */
    uint32_t group;
    uint16_t value;
    const char *name; /* of the value; lives in the tally or the registry */
    uint64_t k;       /* sites */
    uint64_t w;       /* weight */
    uint64_t kk, kn;  /* sums over files of w*w and w*n; cumulative w for ordered traits */
    struct style_spots spots;
};
struct style_group { /* one trait in one language */
    uint16_t lang, trait;
    uint64_t n, w, nn; /* sites, weight, sum over files of n*n */
    uint32_t files, repos;
};
struct style_row { /* weight of a cell, or of a whole group, in one repository */
    uint32_t owner, repo;
    uint64_t w;
};
struct idio_tally {
    const struct idio_traits *traits;
    struct idio_map strings; /* repository paths and names, file paths */
    struct idio_map texts;   /* open values */
    IDIO_VEC(struct style_cell) cells;
    IDIO_VEC(struct style_group) groups;
    IDIO_VEC(struct style_row) cell_rows;
    IDIO_VEC(struct style_row) group_rows;
    struct idio_map cell_of, group_of, cell_row_of, group_row_of;
    IDIO_VEC(uint32_t) repo_paths; /* string numbers, by repository number */
    IDIO_VEC(uint32_t) repo_names;
    struct idio_map repo_of; /* repository path → number */
    uint32_t files[IDIO_LANG_COUNT];
    style_hits hits; /* scratch */
};

void style_spots_add(const struct idio_tally *t, struct style_spots *at,
                     const struct style_spot *s);
/* Two examples at most; strings copied into `arena`. IDIO_OK or IDIO_E_NOMEM. */
int style_spots_examples(const struct idio_tally *t, const struct style_spots *at,
                         struct idio_arena *arena, struct idio_example ret[IDIO_FACT_EXAMPLES],
                         size_t *ret_n) IDIO_MUST_CHECK;
/* A site that goes against the winner: one of another cell, or with `above` (ordered traits) one of
 * a larger value. *ret stays as it is when there is none. */
int style_spots_counter(const struct idio_tally *t, struct style_cell *const *others, size_t n,
                        const struct style_cell *winner, uint16_t above, struct idio_arena *arena,
                        struct idio_example *ret) IDIO_MUST_CHECK;

/* A tally put in order: cells of a group side by side, repositories by path. Borrowed pointers. */
struct style_order {
    struct style_group **groups; /* by language, area, trait */
    struct style_cell **cells;   /* by group (as in `first`), then value */
    size_t *first;               /* groups[i] has cells[first[i] .. first[i + 1]) */
    struct style_row *cell_rows; /* by owner, then rank of the repository */
    struct style_row *group_rows;
    uint32_t *rank; /* of a repository */
    size_t group_count;
};
int style_order_new(const struct idio_tally *t, struct idio_arena *arena, struct style_order *ret,
                    struct idio_err *err) IDIO_MUST_CHECK;
/* Rows of one owner; returns how many. */
size_t style_rows_of(const struct style_row *rows, size_t n, uint32_t owner,
                     const struct style_row **ret);

#endif
