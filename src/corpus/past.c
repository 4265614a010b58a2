/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The past of a repository, as bytes for the store:
 *
 *   "IPA1" · commits (count, 8 bytes of each id, sorted)
 *          · people (count; name, e-mail, commits)
 *          · files (count; path, blob; flags, with, edits, updates, time, blob of the birth; size,
 *            flags, refers, holders (count; name, e-mail, shown, author))
 *
 * Eight bytes of an id tell commits of one repository apart; whoever forges two that are alike
 * miscounts who committed in their own repository.
 */
#include "corpus/past.h"

#include <string.h>

#include "types/codec.h"

static const char magic[4] = {'I', 'P', 'A', '1'};

enum {
    BIRTH_KNOWN = 1,
    BIRTH_ROOT = 2,
    BIRTH_IMPORTED = 4,
    BIRTH_BEFORE_1970 = 8,
    BIRTH_FLAGS = 15
};
enum { HEAD_BANNER = 1, HEAD_RCS_ID = 2, HEAD_REFERS = 4, HEAD_FLAGS = 7 };

static void put_birth(struct idio_str *out, const struct idio_birth *b)
{
    bool old = b->born < 0;
    types_put_number(out, (b->known ? BIRTH_KNOWN : 0u) | (b->root ? BIRTH_ROOT : 0u) |
                              (b->imported ? BIRTH_IMPORTED : 0u) | (old ? BIRTH_BEFORE_1970 : 0u));
    types_put_number(out, b->with);
    types_put_number(out, b->edits);
    types_put_number(out, b->updates);
    types_put_number(out, old ? 0 - (uint64_t)b->born : (uint64_t)b->born);
    if (b->known)
        idio_str_append(out, (const char *)b->blob.id, GIT_OID_RAWSZ);
}

static void put_head(struct idio_str *out, const struct idio_file_head *h)
{
    types_put_number(out, h->size);
    types_put_number(out, (h->banner ? HEAD_BANNER : 0u) | (h->rcs_id ? HEAD_RCS_ID : 0u) |
                              (h->refers ? HEAD_REFERS : 0u));
    if (h->refers)
        types_put_string(out, h->refers);
    types_put_number(out, h->len);
    for (size_t i = 0; i < h->len; i++) {
        types_put_string(out, h->at[i].name);
        types_put_string(out, h->at[i].email);
        types_put_string(out, h->at[i].shown);
        types_put_number(out, h->at[i].author);
    }
}

void idio_past_encode(const struct idio_past *past, struct idio_str *out)
{
    idio_str_append(out, magic, sizeof magic);
    types_put_bytes(out, past->ids, past->id_count * IDIO_COMMIT_KEY);
    types_put_number(out, past->people_len);
    for (size_t i = 0; i < past->people_len; i++) {
        types_put_string(out, past->people[i].name);
        types_put_string(out, past->people[i].email);
        types_put_number(out, past->people[i].commits);
    }
    types_put_number(out, past->files_len);
    for (size_t i = 0; i < past->files_len; i++) {
        types_put_string(out, past->files[i].path);
        idio_str_append(out, (const char *)past->files[i].blob.id, GIT_OID_RAWSZ);
        put_birth(out, &past->files[i].birth);
        put_head(out, &past->files[i].head);
    }
}

static void get_oid(struct types_reader *r, git_oid *ret)
{
    if (!r->bad && r->end - r->p < GIT_OID_RAWSZ)
        r->bad = "id";
    if (r->bad)
        return;
    memcpy(ret->id, r->p, GIT_OID_RAWSZ);
    r->p += GIT_OID_RAWSZ;
}

static void get_birth(struct types_reader *r, struct idio_birth *ret)
{
    uint64_t flags = types_get_number(r, BIRTH_FLAGS, "flags");
    ret->known = flags & BIRTH_KNOWN;
    ret->root = flags & BIRTH_ROOT;
    ret->imported = flags & BIRTH_IMPORTED;
    ret->with = (uint32_t)types_get_number(r, UINT32_MAX, "count");
    ret->edits = (uint32_t)types_get_number(r, UINT32_MAX, "count");
    ret->updates = (uint32_t)types_get_number(r, UINT32_MAX, "count");
    ret->born = (int64_t)types_get_number(r, INT64_MAX, "time");
    ret->born = flags & BIRTH_BEFORE_1970 ? -ret->born : ret->born;
    if (ret->known)
        get_oid(r, &ret->blob);
}

static void get_text(struct types_reader *r, char ret[IDIO_HOLDER_MAX])
{
    const char *s = types_get_string(r, "holder");
    size_t n = strlen(s);
    if (n >= IDIO_HOLDER_MAX && !r->bad)
        r->bad = "holder";
    if (!r->bad)
        memcpy(ret, s, n + 1);
}

static void get_head(struct types_reader *r, struct idio_file_head *ret)
{
    ret->size = (uint32_t)types_get_number(r, UINT32_MAX, "size");
    uint64_t flags = types_get_number(r, HEAD_FLAGS, "flags");
    ret->banner = flags & HEAD_BANNER;
    ret->rcs_id = flags & HEAD_RCS_ID;
    if (flags & HEAD_REFERS)
        ret->refers = types_get_string(r, "reference");
    ret->at = types_get_array(r, sizeof *ret->at, &ret->len, "count of holders");
    if (ret->len > IDIO_HEAD_HOLDERS && !r->bad)
        r->bad = "count of holders";
    for (size_t i = 0; i < ret->len && !r->bad; i++) {
        get_text(r, ret->at[i].name);
        get_text(r, ret->at[i].email);
        get_text(r, ret->at[i].shown);
        ret->at[i].author = types_get_number(r, 1, "flag") != 0;
    }
}

int idio_past_decode(const void *p, size_t n, struct idio_arena *arena, struct idio_past *ret,
                     struct idio_err *err)
{
    struct types_reader r = {.p = p, .end = (const unsigned char *)p + n, .arena = arena};
    struct idio_past past = {0};
    size_t bytes = 0;
    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.past", "it has a wrong head");
    r.p += sizeof magic;
    past.ids = types_get_bytes(&r, &bytes, "commits");
    past.id_count = bytes / IDIO_COMMIT_KEY;
    if (bytes % IDIO_COMMIT_KEY != 0 && !r.bad)
        r.bad = "commits";
    past.people = types_get_array(&r, sizeof *past.people, &past.people_len, "count of people");
    for (size_t i = 0; i < past.people_len && !r.bad; i++) {
        past.people[i].name = types_get_string(&r, "name");
        past.people[i].email = types_get_string(&r, "address");
        past.people[i].commits = (uint32_t)types_get_number(&r, UINT32_MAX, "count");
    }
    past.files = types_get_array(&r, sizeof *past.files, &past.files_len, "count of files");
    for (size_t i = 0; i < past.files_len && !r.bad; i++) {
        past.files[i].path = types_get_string(&r, "path");
        get_oid(&r, &past.files[i].blob);
        get_birth(&r, &past.files[i].birth);
        get_head(&r, &past.files[i].head);
    }
    if (r.nomem)
        return idio_nomem(err, "corpus.past");
    if (r.bad || r.p != r.end)
        return idio_fail(err, IDIO_E_CORRUPT, "corpus.past", "it is damaged at its %s",
                         r.bad ? r.bad : "end");
    *ret = past;
    return IDIO_OK;
}

bool idio_past_has(const struct idio_past *past, const git_oid *commit)
{
    size_t lo = 0, hi = past->id_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int d = memcmp(past->ids + mid * IDIO_COMMIT_KEY, commit->id, IDIO_COMMIT_KEY);
        if (d == 0)
            return true;
        if (d < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return false;
}
