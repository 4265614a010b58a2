/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Was this file copied in? For files that no path rule knows.
 *
 * Evidence is added up in points (data/imports.json): a copyright notice of somebody who never
 * committed here, a folder's own licence, the head of a released library, a birth all at once in a
 * commit that speaks of an import, no edit since. Against it stand the notice of an owner of this
 * repository and a history of edits. No single sign is enough: people write big first commits,
 * contributors put their names into files, and owners of libraries copy their own.
 *
 * Whose repository it is, is found first: the identities, the holders in its LICENSE, those who
 * made a good share of its commits, and those named in the files that are worked on. The last is
 * counted by edits, because a copied library may have more files than the rest but is hardly
 * touched.
 *
 * Last, a folder most of which was copied in takes the rest of its files along.
 */
#include "corpus/vendored.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "embed/idio_rules.h"

enum sign {
    LIBRARY_NAME,
    FOREIGN_COPYRIGHT,
    FOREIGN_AUTHOR,
    CONTRIBUTOR_COPYRIGHT,
    OWN_COPYRIGHT,
    FOLDER_LICENCE,
    FOLDER_README,
    BANNER,
    RCS_ID,
    IMPORT_WORDS,
    UPDATE_WORDS,
    BULK,
    QUIET,
    CALM,
    BUSY,
    FOLDER,
    STYLE,
    SIGNS
};
static const char *const sign_names[SIGNS] = {"library_name",   "foreign_copyright",
                                              "foreign_author", "contributor_copyright",
                                              "own_copyright",  "folder_licence",
                                              "folder_readme",  "banner",
                                              "rcs_id",         "import_words",
                                              "update_words",   "bulk",
                                              "quiet",          "calm",
                                              "busy",           "folder",
                                              "style"};

struct word_list {
    char **at;
    size_t len, cap;
};
static struct {
    int weights[SIGNS];
    int threshold, doubt;
    struct word_list import_words, update_words, readme_words;
} rules;

static const char where[] = "corpus.vendored";

/* ---- rules ----------------------------------------------------------------------------------- */
static int load_words(const struct idio_json *list, struct word_list *out, struct idio_err *err)
{
    for (size_t i = 0; i < idio_json_len(list); i++) {
        const char *word = idio_json_str(idio_json_at(list, i));
        char *copy = word ? idio_strdup(word) : NULL;
        if (!copy || idio_vec_push(out, copy) < 0) {
            idio_free(copy);
            return idio_nomem(err, where);
        }
    }
    return IDIO_OK;
}

int idio_imports_load(const struct idio_embedded *files, struct idio_err *err)
{
    const struct idio_embedded *f = idio_embedded_find(files, "data/imports.json");
    struct idio_json *doc = NULL;
    if (!f)
        return idio_fail(err, IDIO_E_BUG, where, "data/imports.json is not embedded");
    int rc = idio_json_parse((const char *)f->data, f->size, "data/imports.json", &doc, err);
    if (rc != IDIO_OK)
        return rc;
    const struct idio_json *weights = idio_json_get(doc, "weights");
    for (size_t i = 0; i < SIGNS; i++) {
        if (!idio_json_get(weights, sign_names[i]))
            rc =
                idio_fail(err, IDIO_E_BUG, where, "data/imports.json: no weight %s", sign_names[i]);
        rules.weights[i] = (int)idio_json_get_int(weights, sign_names[i], 0);
    }
    rules.threshold = (int)idio_json_get_int(doc, "threshold", 100);
    rules.doubt = (int)idio_json_get_int(doc, "doubt", 60);
    if (rc == IDIO_OK)
        rc = load_words(idio_json_get(doc, "import_words"), &rules.import_words, err);
    if (rc == IDIO_OK)
        rc = load_words(idio_json_get(doc, "update_words"), &rules.update_words, err);
    if (rc == IDIO_OK)
        rc = load_words(idio_json_get(doc, "readme_words"), &rules.readme_words, err);
    idio_json_free(doc);
    return rc;
}

static void release_words(struct word_list *words)
{
    for (size_t i = 0; i < words->len; i++)
        idio_free(words->at[i]);
    idio_vec_release(words);
}

void idio_imports_unload(void)
{
    release_words(&rules.import_words);
    release_words(&rules.update_words);
    release_words(&rules.readme_words);
}

/* ---- what is known of a file ----------------------------------------------------------------- */
struct file {
    struct idio_file_head head;
    uint32_t holders[IDIO_HEAD_HOLDERS]; /* numbers of `known`; */
    uint8_t holder_count;
    bool own, busy;
    bool foreign;   /* somebody is named who is nobody here */
    bool kept;      /* still mostly as it came; looked at where it matters */
    uint32_t signs; /* bits */
    int points;
    const char *whose;   /* shown name of a foreign holder */
    const char *licence; /* folder that brings one */
};
/* ADOPTED: nobody who commits here, but much of what is worked on names it, beside an owner: this
 * project grew out of that code. */
enum standing { OWNER, CONTRIBUTOR, ADOPTED, FOREIGN };
struct known_holder {
    struct idio_holder who;
    enum standing standing;
    uint64_t edits; /* of the files that name it */
};
struct judging {
    struct idio_repo *repo;
    const struct idio_identities *who;
    struct idio_cancel *cancel;
    struct idio_cands *cands;
    struct idio_arena *arena;
    struct file *files;
    struct idio_birth *births; /* by candidate */
    struct idio_committers committers;
    struct idio_licences licences;
    uint8_t *foreign;       /* by licence: 1 it is not, 2 it is; 0: not looked at */
    struct idio_past *past; /* of past_head; NULL: nothing is known */
    git_oid past_head;
    IDIO_VEC(struct known_holder) known;
    struct idio_map by_name; /* "name\0email\0kind" → index of `known` + 1 */
    uint32_t median;         /* of edits */
    bool made_here; /* a file named as one of a known library is by an owner: it is made here */
};

static int holder_number(struct judging *j, const struct idio_holder *h, uint32_t *ret,
                         struct idio_err *err)
{
    char key[2 * IDIO_HOLDER_MAX + 4];
    size_t n = strlen(h->name), m = strlen(h->email);
    memcpy(key, h->name, n + 1);
    memcpy(key + n + 1, h->email, m + 1);
    key[n + m + 2] = (char)('0' + h->author);
    size_t *at = idio_map_at(&j->by_name, key, n + m + 3, NULL);
    if (!at)
        return idio_nomem(err, where);
    if (*at == 0) {
        struct known_holder k = {.who = *h, .standing = FOREIGN};
        if (idio_vec_push(&j->known, k) < 0)
            return idio_nomem(err, where);
        *at = j->known.len;
    }
    *ret = (uint32_t)*at - 1;
    return IDIO_OK;
}

static int read_head(struct judging *j, const struct idio_cand_file *c, struct idio_file_head *ret,
                     struct idio_err *err)
{
    git_odb_object *o = NULL;
    size_t size = 0;
    git_object_t type;
    struct idio_notice notice;
    if (git_odb_read_header(&size, &type, j->repo->odb, &c->id) < 0 || type != GIT_OBJECT_BLOB ||
        size > IDIO_CORPUS_FILE_MAX || git_odb_read(&o, j->repo->odb, &c->id) < 0)
        return IDIO_OK;
    idio_notice_read(git_odb_object_data(o), size, &notice);
    git_odb_object_free(o);
    ret->size = (uint32_t)size;
    ret->banner = notice.banner;
    ret->rcs_id = notice.rcs_id;
    ret->len = notice.len < IDIO_HEAD_HOLDERS ? notice.len : IDIO_HEAD_HOLDERS;
    ret->at = idio_arena_alloc(j->arena, ret->len + 1, sizeof *ret->at);
    if (notice.refers[0])
        ret->refers = idio_arena_strdup(j->arena, notice.refers);
    if (!ret->at || (notice.refers[0] && !ret->refers))
        return idio_nomem(err, where);
    memcpy(ret->at, notice.at, ret->len * sizeof *ret->at);
    return IDIO_OK;
}

static int number_holders(struct judging *j, struct file *f, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t k = 0; k < f->head.len && rc == IDIO_OK; k++)
        rc = holder_number(j, &f->head.at[k], &f->holders[f->holder_count++], err);
    return rc;
}

static int index_past(const struct judging *j, struct idio_map *m, struct idio_err *err)
{
    for (size_t i = 0; j->past && i < j->past->files_len; i++) {
        const char *path = j->past->files[i].path;
        size_t *at = idio_map_at(m, path, strlen(path), NULL);
        if (!at)
            return idio_nomem(err, where);
        *at = i + 1;
    }
    return IDIO_OK;
}

/* A file that has the contents of the last time is not read again. */
static int read_files(struct judging *j, struct idio_err *err)
{
    struct idio_map m;
    idio_map_init(&m, (size_t)256 * 1024 * 1024);
    int rc = index_past(j, &m, err);
    j->files = idio_arena_alloc(j->arena, j->cands->files.len + 1, sizeof *j->files);
    if (rc == IDIO_OK && !j->files)
        rc = idio_nomem(err, where);
    for (size_t i = 0; i < j->cands->files.len && rc == IDIO_OK; i++) {
        const struct idio_cand_file *c = &j->cands->files.at[i];
        size_t at = 0;
        if (i % 64 == 0 && idio_cancelled(j->cancel))
            rc = idio_fail(err, IDIO_E_CANCELLED, where, "listing stopped");
        else if (idio_map_get(&m, c->path, strlen(c->path), &at) && at > 0 &&
                 git_oid_equal(&j->past->files[at - 1].blob, &c->id))
            j->files[i].head = j->past->files[at - 1].head;
        else
            rc = read_head(j, c, &j->files[i].head, err);
        if (rc == IDIO_OK)
            rc = number_holders(j, &j->files[i], err);
    }
    idio_map_release(&m);
    return rc;
}

static int index_files(struct judging *j, struct idio_map *m, struct idio_err *err)
{
    for (size_t i = 0; i < j->cands->files.len; i++) {
        const char *path = j->cands->files.at[i].path;
        size_t *at = idio_map_at(m, path, strlen(path), NULL);
        if (!at)
            return idio_nomem(err, where);
        *at = i;
    }
    return IDIO_OK;
}

/* A file that points to another one's notice has the same holders. */
static int follow_references(struct judging *j, struct idio_err *err)
{
    struct idio_map m;
    idio_map_init(&m, (size_t)256 * 1024 * 1024);
    int rc = index_files(j, &m, err);
    for (size_t i = 0; i < j->cands->files.len && rc == IDIO_OK; i++) {
        char path[IDIO_PATH_BYTES];
        struct file *f = &j->files[i];
        const char *own = j->cands->files.at[i].path, *slash = strrchr(own, '/');
        int n = slash ? (int)(slash + 1 - own) : 0;
        size_t to = 0;
        if (!f->head.refers || f->holder_count > 0)
            continue;
        int len = snprintf(path, sizeof path, "%.*s%s", n, own, f->head.refers);
        if (len >= (int)sizeof path || !idio_map_get(&m, path, (size_t)len, &to) || to == i)
            continue;
        memcpy(f->holders, j->files[to].holders, sizeof f->holders);
        f->holder_count = j->files[to].holder_count;
    }
    idio_map_release(&m);
    return rc;
}

/* ---- whose repository it is -------------------------------------------------------------------
 */
static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static int find_median(struct judging *j, struct idio_err *err)
{
    size_t n = 0;
    uint32_t *edits = idio_arena_alloc(j->arena, j->cands->files.len + 1, sizeof *edits);
    if (!edits)
        return idio_nomem(err, where);
    for (size_t i = 0; i < j->cands->files.len; i++)
        edits[n++] = j->births[i].edits;
    if (n > 0)
        qsort(edits, n, sizeof *edits, by_number);
    j->median = n > 0 ? edits[n / 2] : 0;
    return IDIO_OK;
}

static bool is_identity(const struct judging *j, const struct idio_holder *h)
{
    for (size_t i = 0; j->who && i < j->who->len; i++) {
        struct idio_holder me;
        const char *text = j->who->at[i];
        idio_holder_of(strchr(text, '@') ? "" : text, text, &me);
        if (idio_holder_same(h, &me))
            return true;
    }
    return false;
}

static uint64_t commits_of(const struct judging *j, const struct idio_holder *h)
{
    uint64_t commits = 0;
    for (size_t i = 0; i < j->committers.people.len; i++)
        if (idio_holder_same(h, &j->committers.people.at[i].who))
            commits += j->committers.people.at[i].commits;
    return commits;
}

/* The repository's own licence names few; the first two are its owners. Where one of them commits
 * here and another does not, the other is somebody whose code the repository began with. */
static bool is_in_licence(const struct judging *j, const struct idio_holder *h)
{
    bool named = false, works = false;
    for (size_t i = 0; i < j->licences.root.len && i < 2; i++) {
        named = named || idio_holder_same(h, &j->licences.root.at[i]);
        works = works || commits_of(j, &j->licences.root.at[i]) > 0;
    }
    return named && (!works || commits_of(j, h) > 0);
}

/* Whether a company's name is that of a domain: "HAProxy Technologies" and "haproxy". */
static bool is_of_domain(const char *company, const char *label, size_t n)
{
    static const char *const kinds[] = {"inc",     "ltd",  "llc",         "limited",     "gmbh",
                                        "company", "corp", "corporation", "technologies"};
    const char *p = company;
    size_t at = 0;
    for (; at < n && *p; p++)
        if (*p != ' ' && *p != label[at++])
            return false;
    if (at < n || (*p && *p != ' '))
        return false;
    for (size_t i = 0; *p && i < sizeof kinds / sizeof *kinds; i++) {
        size_t len = strlen(kinds[i]);
        if (strncmp(p + 1, kinds[i], len) == 0 && (p[1 + len] == ' ' || p[1 + len] == '\0'))
            return true;
    }
    return *p == '\0';
}

/* Those who commit from "haproxy.com" work for "HAProxy Technologies". */
static uint64_t commits_from(const struct judging *j, const struct idio_holder *company)
{
    uint64_t commits = 0;
    for (size_t i = 0; i < j->committers.people.len; i++) {
        const char *at = strrchr(j->committers.people.at[i].who.email, '@');
        const char *dot = at ? strrchr(at, '.') : NULL;
        const char *sub = dot ? memrchr(at, '.', (size_t)(dot - at)) : NULL;
        at = sub ? sub : at; /* "x@lists.corp.com": corp */
        if (dot && dot - at > 3 && is_of_domain(company->name, at + 1, (size_t)(dot - at - 1)))
            commits += j->committers.people.at[i].commits;
    }
    return commits;
}

static enum standing standing_of(const struct judging *j, const struct known_holder *k,
                                 uint64_t edits)
{
    uint64_t commits = commits_of(j, &k->who);
    uint64_t staff = commits > 0 ? 0 : commits_from(j, &k->who);
    if (is_identity(j, &k->who) || is_in_licence(j, &k->who))
        return OWNER;
    if (staff > 0 && staff * 20 >= j->committers.commits)
        return OWNER;
    if (((commits >= 10 || commits * 3 >= j->committers.commits) &&
         commits * 20 >= j->committers.commits && commits > 0) ||
        (k->edits >= 20 && k->edits * 100 >= edits * 15) ||
        (k->edits >= 3 && k->edits * 100 >= edits * 25))
        return OWNER;
    return commits > 0 || staff * 100 > j->committers.commits ? CONTRIBUTOR : FOREIGN;
}

/* Who owns the repository by the files that are worked on alone, beside somebody who commits to it
 * and whose files are worked on twice as much, was there before it. */
static void find_adopted(struct judging *j)
{
    uint64_t most = 0;
    for (size_t i = 0; i < j->known.len; i++) {
        const struct known_holder *k = &j->known.at[i];
        if (k->standing == OWNER && k->edits > most && commits_of(j, &k->who) > 0)
            most = k->edits;
    }
    for (size_t i = 0; i < j->known.len; i++) {
        struct known_holder *k = &j->known.at[i];
        if (k->standing == OWNER && k->edits * 2 < most && commits_of(j, &k->who) == 0 &&
            commits_from(j, &k->who) == 0 && !is_identity(j, &k->who) && !is_in_licence(j, &k->who))
            k->standing = ADOPTED;
    }
}

static void find_owners(struct judging *j)
{
    uint64_t all = 0;
    for (size_t i = 0; i < j->cands->files.len; i++) {
        const struct file *f = &j->files[i];
        uint64_t edits = j->births[i].edits;
        all += edits;
        for (size_t k = 0; k < f->holder_count; k++)
            j->known.at[f->holders[k]].edits += edits;
    }
    for (size_t i = 0; i < j->known.len; i++)
        j->known.at[i].standing = standing_of(j, &j->known.at[i], all);
    find_adopted(j);
    for (size_t i = 0; i < j->cands->files.len; i++)
        for (size_t k = 0; k < j->files[i].holder_count; k++)
            j->made_here = j->made_here || (j->cands->files.at[i].named &&
                                            j->known.at[j->files[i].holders[k]].standing == OWNER);
}

/* ---- signs ----------------------------------------------------------------------------------- */
static void sign(struct file *f, enum sign s)
{
    if (!(f->signs >> s & 1))
        f->points += rules.weights[s];
    f->signs |= 1u << s;
}

static int look_at_notices(struct judging *j, size_t at, struct idio_err *err)
{
    struct file *f = &j->files[at];
    const struct known_holder *foreign = NULL, *author = NULL, *adopted = NULL;
    bool contributor = false;
    int rc = IDIO_OK;
    for (size_t i = 0; i < f->holder_count; i++) {
        const struct known_holder *k = &j->known.at[f->holders[i]];
        f->own = f->own || k->standing == OWNER;
        contributor = contributor || k->standing == CONTRIBUTOR;
        if (k->standing == FOREIGN && k->who.author)
            author = author ? author : k;
        else if (k->standing == FOREIGN)
            foreign = foreign ? foreign : k;
        else if (k->standing == ADOPTED)
            adopted = adopted ? adopted : k;
    }
    if (adopted || foreign)
        rc = idio_birth_kept(j->repo, &j->births[at], &j->cands->files.at[at].id, &f->kept, err);
    if (rc != IDIO_OK)
        return rc;
    foreign = !foreign && f->kept ? adopted : foreign;
    if (f->own)
        sign(f, OWN_COPYRIGHT);
    else if (foreign)
        sign(f, FOREIGN_COPYRIGHT);
    else if (contributor)
        sign(f, CONTRIBUTOR_COPYRIGHT);
    if (author && !f->own)
        sign(f, FOREIGN_AUTHOR);
    if (f->head.banner && !f->own)
        sign(f, BANNER);
    if (f->head.rcs_id && !f->own)
        sign(f, RCS_ID);
    if (!f->own && (foreign || author))
        f->whose = foreign ? foreign->who.shown : author->who.shown;
    f->foreign = !f->own && foreign;
    return IDIO_OK;
}

static bool licence_is_foreign(const struct judging *j, const struct idio_licence *l)
{
    for (size_t i = 0; i < l->notice.len; i++) {
        struct known_holder k = {.who = l->notice.at[i]};
        if (standing_of(j, &k, 1) != FOREIGN)
            return false;
        for (size_t n = 0; n < j->known.len; n++)
            if (j->known.at[n].standing == OWNER && idio_holder_same(&k.who, &j->known.at[n].who))
                return false;
    }
    return true;
}

static void look_at_licence(struct judging *j, size_t i)
{
    const char *path = j->cands->files.at[i].path;
    const struct idio_licence *l = idio_licences_above(&j->licences, path);
    if (!j->files[i].own && idio_licences_imported(&j->licences, path))
        sign(&j->files[i], FOLDER_README);
    if (!l || j->files[i].own)
        return;
    uint8_t *foreign = &j->foreign[l - j->licences.at.at];
    if (!*foreign)
        *foreign = licence_is_foreign(j, l) ? 2 : 1;
    if (*foreign == 1)
        return;
    sign(&j->files[i], FOLDER_LICENCE);
    j->files[i].licence = l->folder;
    if (!j->files[i].whose)
        j->files[i].whose = idio_arena_strdup(j->arena, l->notice.at[0].shown);
}

static void look_at_birth(struct judging *j, size_t i)
{
    const struct idio_birth *b = &j->births[i];
    struct file *f = &j->files[i];
    size_t born = 0;
    git_object_t type;
    bool quiet = b->edits <= 2 || b->edits * 4 <= j->median;
    f->busy = b->edits >= 8 && b->edits * 2 >= j->median && b->edits > 3 * b->updates &&
              (uint64_t)b->edits * 8192 >= f->head.size &&
              !(f->foreign && (f->kept || (f->signs >> FOLDER_README & 1)));
    if (f->busy)
        sign(f, BUSY);
    else
        sign(f, quiet ? QUIET : CALM);
    if (b->updates > 0 && b->updates * 2 >= b->edits)
        sign(f, UPDATE_WORDS);
    if (!b->known || f->busy)
        return;
    if (b->imported)
        sign(f, IMPORT_WORDS);
    if (git_odb_read_header(&born, &type, j->repo->odb, &b->blob) < 0)
        return;
    bool whole = born * 4 >= (size_t)f->head.size * 3 && born <= (size_t)f->head.size * 2;
    if (whole && !b->root && (b->with >= 5 || born >= 16384))
        sign(f, BULK);
}

/* ---- folders --------------------------------------------------------------------------------- */
struct folder {
    uint64_t near_all, near_copied; /* of the files right in it */
    uint64_t all, copied;           /* bytes */
    uint32_t count, files;          /* files; those that were copied */
};
struct folders {
    IDIO_VEC(struct folder) at;
    struct idio_map by_path; /* → index + 1 */
};

static struct folder *folder_at(struct folders *d, const char *path, size_t n)
{
    size_t *at = idio_map_at(&d->by_path, path, n, NULL);
    if (at && *at == 0) {
        if (idio_vec_push(&d->at, (struct folder){0}) < 0)
            return NULL;
        *at = d->at.len;
    }
    return at ? &d->at.at[*at - 1] : NULL;
}

static int sum_folders(struct judging *j, struct folders *d, struct idio_err *err)
{
    for (size_t i = 0; i < j->cands->files.len; i++) {
        const char *path = j->cands->files.at[i].path;
        bool copied = j->files[i].points >= rules.threshold;
        for (const char *p = path; (p = strchr(p, '/')) != NULL; p++) {
            struct folder *f = folder_at(d, path, (size_t)(p - path));
            if (!f)
                return idio_nomem(err, where);
            f->all += j->files[i].head.size;
            f->copied += copied ? j->files[i].head.size : 0;
            f->near_all += strchr(p + 1, '/') ? 0 : j->files[i].head.size;
            f->near_copied += copied && !strchr(p + 1, '/') ? j->files[i].head.size : 0;
            f->count++;
            f->files += copied;
        }
    }
    return IDIO_OK;
}

/* Whether the others of a folder were copied: of the nearest one most, of those above nearly all.
 */
static bool was_copied(const struct folder *at, uint32_t size, bool nearest)
{
    if (at->files < 2)
        return false;
    if (nearest && at->near_copied * 10 >= (at->near_all - size) * 6)
        return at->near_copied > 0;
    return at->copied * 100 >= (at->all - size) * 95 && at->files * 100 >= (at->count - 1) * 95;
}

static void take_along(struct judging *j, struct folders *d)
{
    for (size_t i = 0; i < j->cands->files.len; i++) {
        const char *path = j->cands->files.at[i].path;
        struct file *f = &j->files[i];
        if (f->own || f->busy || f->points >= rules.threshold)
            continue;
        for (const char *p = path; (p = strchr(p, '/')) != NULL; p++) {
            const struct folder *at = folder_at(d, path, (size_t)(p - path));
            if (at && was_copied(at, f->head.size, strchr(p + 1, '/') == NULL))
                sign(f, FOLDER);
        }
    }
}

static int look_at_folders(struct judging *j, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (int pass = 0; pass < 2 && rc == IDIO_OK; pass++) {
        struct folders d = {0};
        idio_map_init(&d.by_path, (size_t)64 * 1024 * 1024);
        rc = sum_folders(j, &d, err);
        if (rc == IDIO_OK)
            take_along(j, &d);
        idio_map_release(&d.by_path);
        idio_vec_release(&d.at);
    }
    return rc;
}

/* ---- verdict --------------------------------------------------------------------------------- */
/* "foreign copyright: Sean Barrett; came at once with 34 files; not edited since" */
static int explain(struct judging *j, size_t i, const char **ret, struct idio_err *err)
{
    static const char *const texts[SIGNS] = {
        [LIBRARY_NAME] = "name of a known library",
        [FOREIGN_COPYRIGHT] = "foreign copyright",
        [FOREIGN_AUTHOR] = "foreign author",
        [CONTRIBUTOR_COPYRIGHT] = "copyright of a contributor",
        [FOLDER_LICENCE] = "its folder has a licence of its own",
        [FOLDER_README] = "its folder's README says so",
        [BANNER] = "head of a released library",
        [RCS_ID] = "revision mark of another repository",
        [IMPORT_WORDS] = "its first commit speaks of an import",
        [UPDATE_WORDS] = "changed by updates",
        [BULK] = "came all at once",
        [QUIET] = "hardly edited since",
        [FOLDER] = "most of its folder was copied in",
        [STYLE] = "another style"};
    const struct file *f = &j->files[i];
    struct idio_str s;
    idio_str_init(&s, 1024);
    for (size_t k = 0; k < SIGNS; k++) {
        if (!(f->signs >> k & 1) || !texts[k])
            continue;
        idio_str_printf(&s, "%s%s", s.len ? "; " : "", texts[k]);
        bool first = k == FOREIGN_COPYRIGHT || k == FOLDER_LICENCE ||
                     (k == FOREIGN_AUTHOR && !(f->signs >> FOREIGN_COPYRIGHT & 1));
        if (first && f->whose && (k != FOLDER_LICENCE || !(f->signs >> FOREIGN_COPYRIGHT & 1)))
            idio_str_printf(&s, ": %s", f->whose);
        if (k == BULK && j->births[i].with > 1)
            idio_str_printf(&s, " with %u files", (unsigned)j->births[i].with - 1);
    }
    int rc = idio_str_status(&s, where, err);
    const char *text = rc == IDIO_OK ? idio_arena_strdup(j->arena, s.data) : NULL;
    idio_str_release(&s);
    if (rc == IDIO_OK && !text)
        rc = idio_nomem(err, where);
    if (rc == IDIO_OK)
        *ret = text;
    return rc;
}

static int judge(struct judging *j, struct idio_err *err)
{
    find_owners(j);
    j->foreign = idio_arena_alloc(j->arena, j->licences.at.len + 1, 1);
    int rc = j->foreign ? find_median(j, err) : idio_nomem(err, where);
    for (size_t i = 0; i < j->cands->files.len && rc == IDIO_OK; i++) {
        if (j->cands->files.at[i].named && !j->made_here)
            sign(&j->files[i], LIBRARY_NAME);
        rc = look_at_notices(j, i, err);
        if (rc != IDIO_OK)
            break;
        look_at_licence(j, i);
        look_at_birth(j, i);
    }
    if (rc == IDIO_OK)
        rc = look_at_folders(j, err);
    for (size_t i = 0; i < j->cands->files.len && rc == IDIO_OK; i++) {
        struct idio_cand_file *c = &j->cands->files.at[i];
        c->points = j->files[i].points;
        c->size = j->files[i].head.size;
        c->edits = j->births[i].edits + j->births[i].updates;
        c->born = j->births[i].born;
        c->vendored = !c->said && c->points >= rules.threshold;
        c->doubtful = !c->said && c->points >= rules.doubt;
        if (c->doubtful)
            rc = explain(j, i, &c->why, err);
    }
    return rc;
}

uint64_t idio_corpus_paths_version(void)
{
    static const char *const names[] = {"data/imports.json", "data/vendored.txt"};
    uint64_t h = 2; /* of this code */
    for (size_t i = 0; i < 2; i++) {
        const struct idio_embedded *f = idio_embedded_find(idio_rules_files, names[i]);
        h = f ? idio_hash64(f->data, f->size, h) : h;
    }
    return h;
}

bool idio_corpus_copied_by_style(int doubt_points)
{
    return doubt_points + rules.weights[STYLE] >= rules.threshold;
}

/* ---- from one listing to the next ------------------------------------------------------------
 */
/* A past that is damaged is as good as none. */
static int load_past(struct judging *j, const struct idio_known *known, struct idio_past *past,
                     struct idio_err *err)
{
    struct idio_err why = {0};
    if (!known || known->past_len == 0 || git_oid_fromstr(&j->past_head, known->head) < 0)
        return IDIO_OK;
    int rc = idio_past_decode(known->past, known->past_len, j->arena, past, &why);
    if (rc == IDIO_E_NOMEM)
        return idio_nomem(err, where);
    if (rc == IDIO_OK)
        j->past = past;
    return IDIO_OK;
}

static int keep_past(struct judging *j, struct idio_err *err)
{
    struct idio_past past = {.files_len = j->cands->files.len};
    struct idio_str s;
    past.files = idio_arena_alloc(j->arena, past.files_len + 1, sizeof *past.files);
    if (!past.files)
        return idio_nomem(err, where);
    for (size_t i = 0; i < past.files_len; i++)
        past.files[i] = (struct idio_past_file){
            j->cands->files.at[i].path, j->cands->files.at[i].id, j->births[i], j->files[i].head};
    int rc = idio_committers_keep(&j->committers, j->arena, &past, err);
    idio_str_init(&s, (size_t)256 * 1024 * 1024);
    if (rc == IDIO_OK) {
        idio_past_encode(&past, &s);
        rc = idio_str_status(&s, where, err);
    }
    if (rc == IDIO_OK) {
        j->cands->past = idio_arena_strndup(j->arena, s.data, s.len);
        j->cands->past_len = s.len;
        rc = j->cands->past ? IDIO_OK : idio_nomem(err, where);
    }
    idio_str_release(&s);
    return rc;
}

static int find_all(struct judging *j, struct idio_err *err)
{
    struct idio_words imports = {rules.import_words.at, rules.import_words.len};
    struct idio_words updates = {rules.update_words.at, rules.update_words.len};
    struct idio_words readmes = {rules.readme_words.at, rules.readme_words.len};
    int rc = idio_licences_find(&j->licences, j->repo, readmes, j->arena, err);
    if (rc == IDIO_OK)
        rc = read_files(j, err);
    if (rc == IDIO_OK)
        rc = follow_references(j, err);
    if (rc == IDIO_OK)
        rc = idio_committers_find(&j->committers, j->repo, j->past, &j->past_head, j->cancel, err);
    if (rc == IDIO_OK) {
        j->births = idio_arena_alloc(j->arena, j->cands->files.len + 1, sizeof *j->births);
        rc = j->births ? IDIO_OK : idio_nomem(err, where);
    }
    if (rc == IDIO_OK)
        rc = idio_births_find(j->births, j->repo, j->cands, imports, updates, j->past,
                              &j->past_head, j->cancel, err);
    return rc;
}

int idio_vendored_judge(struct idio_repo *r, const struct idio_identities *who,
                        const struct idio_known *known, struct idio_cancel *cancel,
                        struct idio_cands *c, struct idio_arena *arena, struct idio_err *err)
{
    struct judging j = {.repo = r, .who = who, .cancel = cancel, .cands = c, .arena = arena};
    struct idio_past past = {0};
    idio_map_init(&j.by_name, (size_t)16 * 1024 * 1024);
    int rc = load_past(&j, known, &past, err);
    if (rc == IDIO_OK)
        rc = find_all(&j, err);
    if (rc == IDIO_OK)
        rc = keep_past(&j, err);
    if (rc == IDIO_OK)
        rc = judge(&j, err);
    idio_committers_release(&j.committers);
    idio_licences_release(&j.licences);
    idio_map_release(&j.by_name);
    idio_vec_release(&j.known);
    return rc;
}
