/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules for secrets and personal data, shared by secret_rules.c (the set and its prefilter),
 * secret_check.c (what a match has to pass), gitleaks.c (a user's own rules) and redact.c.
 */
#ifndef IDIO_CORPUS_SECRETS_H
#define IDIO_CORPUS_SECRETS_H

#include "base/embed.h"
#include "base/json.h"
#include "base/regex.h"
#include "base/str.h"
#include "base/vec.h"

#define IDIO_SECRET_OWN_MAX  152  /* rules of data/secrets.json */
#define IDIO_SECRET_USER_MAX 1000 /* rules of a user's file */
#define IDIO_SECRET_MAX      (IDIO_SECRET_OWN_MAX + IDIO_SECRET_USER_MAX)
#define IDIO_SECRET_WORDS    (IDIO_SECRET_MAX / 64) /* of a mask with a bit for each rule */
#define IDIO_SECRET_PATTERN  4096                   /* bytes of a user's pattern */
#define IDIO_SECRET_FIRST    SIZE_MAX /* group: the first that took part in the match, else all */

enum idio_secret_check {
    IDIO_SECRET_CHECK_NONE,
    IDIO_SECRET_CHECK_LUHN,
    IDIO_SECRET_CHECK_IBAN,
    IDIO_SECRET_CHECK_EMAIL, /* not a reserved name, not a file name */
    IDIO_SECRET_CHECK_IP4,   /* a public address */
    IDIO_SECRET_CHECK_IP6,
    IDIO_SECRET_CHECK_MAC, /* not one of documentation */
    IDIO_SECRET_CHECK_COUNT
};

enum idio_allow_target { IDIO_ALLOW_SECRET, IDIO_ALLOW_MATCH, IDIO_ALLOW_LINE };
/* What lets a match stand: one of the words in the secret, or one of the patterns in the target. */
struct idio_allow {
    IDIO_VEC(struct idio_regex *) patterns;
    IDIO_VEC(char *) words; /* lower case */
    enum idio_allow_target target;
    bool both; /* a word and a pattern are needed, where there are both kinds */
};

struct idio_secret_rule {
    char placeholder[40];
    struct idio_regex *regex;
    size_t group;
    double entropy; /* what is replaced must have more; 0: any */
    size_t digits, run;
    enum idio_secret_check check;
    bool stops; /* the set's stop words and plain placeholders let it stand */
    bool user;  /* from a user's file */
    bool off;   /* switched off by a user's file */
    IDIO_VEC(char *) keywords;
    IDIO_VEC(struct idio_allow) allow;
};

/* Rules whose patterns are worth trying, as bits. */
struct idio_secret_mask {
    uint64_t at[IDIO_SECRET_WORDS];
};

struct idio_secret_hit {
    uint32_t rule, next; /* next in `hits`; 0: the last */
};
struct idio_secret_set {
    IDIO_VEC(struct idio_secret_rule) rules;
    IDIO_VEC(char *) stops;
    IDIO_VEC(struct idio_allow) allow; /* a user's, for all rules of that file */
    bool allow_own;                    /* and for ours */
    bool user;                         /* a user's file was read */
    /* The prefilter. `pairs` has a bit for the first two bytes of each keyword (any second byte for
     * short ones); where one fits, the trie is walked. Rows of `next` have a column for each byte
     * class; 0 is "no such keyword". Bytes are taken in lower case. */
    uint64_t pairs[65536 / 64];
    unsigned char lower[256], column[256];
    bool token[256];
    size_t columns;
    IDIO_VEC(uint32_t) next;
    IDIO_VEC(uint32_t) ends; /* by node: first of its `hits` */
    IDIO_VEC(struct idio_secret_hit) hits;
    IDIO_VEC(uint32_t) always; /* rules without keywords */
    IDIO_VEC(uint32_t) needs;  /* rules that want digits or a run */
};

void idio_secret_rule_release(struct idio_secret_rule *r);
void idio_allow_release(struct idio_allow *a);
void idio_secret_set_release(struct idio_secret_set *s);
/* Our rules and stop words from the embedded data/secrets.json, then idio_secret_set_seal. */
int idio_secret_set_load(struct idio_secret_set *s, const struct idio_embedded *files,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Adds a keyword in lower case. */
int idio_secret_add_word(struct idio_secret_rule *r, const char *word,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Makes the prefilter from the rules. LIMIT: too many keywords. */
int idio_secret_set_seal(struct idio_secret_set *s, struct idio_err *err) IDIO_MUST_CHECK;
/* One pass over the text. */
bool idio_secret_scan(const struct idio_secret_set *s, const char *p, size_t n,
                      struct idio_secret_mask *ret);

/* Adds the rules of a gitleaks file to a set of ours; the set has to be sealed again. `what` names
 * it. On failure the set is only good for release. */
int idio_gitleaks_add(struct idio_secret_set *s, const char *text, size_t n, const char *what,
                      struct idio_err *err) IDIO_MUST_CHECK;

/* Whether the rule's match text[m] with the secret text[a..b) stays in the text. */
int idio_secret_stands(const struct idio_secret_set *s, const struct idio_secret_rule *r,
                       const char *text, size_t n, const struct idio_regex_match *m, size_t a,
                       size_t b, bool *ret);
/* NONE for an unknown name, with *ret_known false. */
enum idio_secret_check idio_secret_check_of(const char *name, bool *ret_known);

#endif
