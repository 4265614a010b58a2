/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who made a commit: the developer, somebody else, or nobody (bots and models, author_rules.c).
 *
 * Names and addresses are compared folded (case, Unicode forms), as written and as the mailmap of
 * HEAD rewrites them. Each distinct author is judged once and remembered.
 */
#include "corpus/history.h"

#include <string.h>

#include "base/utf8.h"

/* ---- people --------------------------------------------------------------------------------- */
int idio_people_fold(struct idio_str *out, const char *text, struct idio_err *err)
{
    return idio_utf8_fold(out, text, strnlen(text, IDIO_AUTHOR_BYTES), err);
}

static int fold_into(struct idio_map *m, const char *text, struct idio_err *err)
{
    struct idio_str s;
    idio_str_init(&s, 16 * IDIO_AUTHOR_BYTES);
    int rc = idio_people_fold(&s, text, err);
    if (rc == IDIO_OK && s.len > 0 && idio_map_intern(m, s.data, s.len) == SIZE_MAX)
        rc = idio_nomem(err, "corpus.history");
    idio_str_release(&s);
    return rc;
}

static int is_in(const struct idio_map *m, const char *text, bool *ret, struct idio_err *err)
{
    struct idio_str s;
    idio_str_init(&s, 16 * IDIO_AUTHOR_BYTES);
    int rc = idio_people_fold(&s, text, err);
    size_t unused;
    if (rc == IDIO_OK && s.len > 0 && idio_map_get(m, s.data, s.len, &unused))
        *ret = true;
    idio_str_release(&s);
    return rc;
}

/* The mailmap of HEAD; mailmap.file and mailmap.blob of a foreign configuration are not followed.
 */
static int open_mailmap(struct idio_repo *r, git_mailmap **ret, struct idio_err *err)
{
    git_odb_object *o = NULL;
    *ret = NULL;
    int rc = idio_repo_root_file(r, ".mailmap", &o, err);
    if (rc != IDIO_OK || !o)
        return rc;
    if (git_mailmap_from_buffer(ret, git_odb_object_data(o), git_odb_object_size(o)) < 0)
        *ret = NULL;
    git_odb_object_free(o);
    return IDIO_OK;
}

/* An address that the mailmap knows stands for its owner: both forms count. */
static int add_identity(struct idio_people *p, const char *identity, struct idio_err *err)
{
    const char *name = NULL, *email = NULL;
    int rc = fold_into(&p->who, identity, err);
    if (rc == IDIO_OK && p->mailmap && strchr(identity, '@') &&
        git_mailmap_resolve(&name, &email, p->mailmap, "", identity) == 0)
        rc = fold_into(&p->who, email, err);
    return rc;
}

int idio_people_init(struct idio_people *p, struct idio_repo *r, const struct idio_identities *who,
                     struct idio_err *err)
{
    *p = (struct idio_people){0};
    idio_map_init(&p->who, (size_t)1024 * 1024);
    idio_map_init(&p->authors, (size_t)64 * 1024 * 1024);
    int rc = open_mailmap(r, &p->mailmap, err);
    for (size_t i = 0; who && i < who->len && rc == IDIO_OK; i++)
        rc = add_identity(p, who->at[i], err);
    return rc;
}

void idio_people_release(struct idio_people *p)
{
    git_mailmap_free(p->mailmap);
    idio_map_release(&p->who);
    idio_map_release(&p->authors);
}

void idio_author_key(const struct idio_commit *c, struct idio_author_key *ret)
{
    size_t n = c->name.n < IDIO_AUTHOR_BYTES ? c->name.n : IDIO_AUTHOR_BYTES;
    size_t m = c->email.n < IDIO_AUTHOR_BYTES ? c->email.n : IDIO_AUTHOR_BYTES;
    memcpy(ret->text, c->name.p, n);
    ret->text[n] = '\0';
    memcpy(ret->text + n + 1, c->email.p, m);
    ret->text[n + 1 + m] = '\0';
    ret->name_len = n;
    ret->len = n + 1 + m;
}

void idio_people_resolve(const struct idio_people *p, const struct idio_author_key *k,
                         const char **name, const char **email)
{
    *name = k->text;
    *email = k->text + k->name_len + 1;
    if (p->mailmap && git_mailmap_resolve(name, email, p->mailmap, k->text, *email) < 0) {
        *name = k->text;
        *email = k->text + k->name_len + 1;
    }
}

/* Some tools sign as committer only: "Ada (aider)". Bots there mean nothing: GitHub commits what
 * people merge. */
static bool by_machine(const struct idio_commit *c)
{
    bool same = c->committer.n == c->name.n && memcmp(c->committer.p, c->name.p, c->name.n) == 0;
    return (!same && idio_author_class_of(c->committer, c->committer_email) == IDIO_AUTHOR_AI) ||
           idio_message_is_ai(c->message.p, c->message.n);
}

static int judge(struct idio_people *p, const struct idio_author_key *k, enum idio_person *ret,
                 struct idio_err *err)
{
    const char *raw_email = k->text + k->name_len + 1, *name, *email;
    if (idio_author_class_of(idio_slice_c(k->text), idio_slice_c(raw_email)) != IDIO_AUTHOR_HUMAN) {
        *ret = IDIO_PERSON_NOBODY;
        return IDIO_OK;
    }
    idio_people_resolve(p, k, &name, &email);
    const char *const forms[] = {k->text, raw_email, name, email};
    bool mine = false;
    for (size_t i = 0; i < 4 && !mine; i++) {
        int rc = is_in(&p->who, forms[i], &mine, err);
        if (rc != IDIO_OK)
            return rc;
    }
    *ret = mine ? IDIO_PERSON_MINE : IDIO_PERSON_OTHER;
    return IDIO_OK;
}

int idio_people_of(struct idio_people *p, const struct idio_commit *c, enum idio_person *ret,
                   struct idio_err *err)
{
    struct idio_author_key k;
    idio_author_key(c, &k);
    size_t *known = idio_map_at(&p->authors, k.text, k.len, NULL);
    if (!known)
        return idio_nomem(err, "corpus.history");
    if (*known == 0) {
        enum idio_person who;
        int rc = judge(p, &k, &who, err);
        if (rc != IDIO_OK)
            return rc;
        *known = (size_t)who + 1;
    }
    *ret = (enum idio_person)(*known - 1);
    if (*ret != IDIO_PERSON_NOBODY && by_machine(c))
        *ret = IDIO_PERSON_NOBODY;
    return IDIO_OK;
}
