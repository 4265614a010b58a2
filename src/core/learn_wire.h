/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ranks of one learn say to each other, as bytes (learn_ranks.c has the conversation).
 *
 * The other side is the same program, yet a reader believes nothing: it is the decoder of a format,
 * fuzzed like the others. Readers allocate from the arena given; text is copied into it, `lines`
 * and results are borrowed from the message.
 */
#ifndef IDIO_CORE_LEARN_WIRE_H
#define IDIO_CORE_LEARN_WIRE_H

#include "core/learn_internal.h"
#include "types/codec.h"

enum core_wire_kind { CORE_WIRE_LIST = 1, CORE_WIRE_OBSERVE, CORE_WIRE_END };

/* Rank 0 → others, once: all repositories, and which of them this rank lists. */
struct core_wire_repo {
    struct idio_repo_ref ref;
    bool yours;       /* to list; then: */
    const char *word; /* the user's on its paths */
    bool has_known;
    struct idio_known known; /* what the run before found */
};
struct core_wire_list {
    const char *build;   /* of rank 0: another program, other rules give other results */
    const char *secrets; /* digest of the user's own rules for secrets; "" for none */
    struct idio_identities who;
    struct core_wire_repo *repos;
    size_t repo_count;
};
/* The first byte of a request, without the rest being looked at; 0: none. */
enum core_wire_kind core_wire_kind_of(const void *p, size_t n);
void core_wire_put_list(struct idio_str *out, const struct core_wire_list *m);
int core_wire_get_list(const void *p, size_t n, struct idio_arena *arena,
                       struct core_wire_list *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* Back: what listing one repository gave (status, err, list of repo_work), one
 * after the other in the order of the request. */
void core_wire_put_listed(struct idio_str *out, const struct repo_work *w);
int core_wire_get_listed(struct types_reader *r, struct repo_work *w,
                         struct idio_err *err) IDIO_MUST_CHECK;

/* Rank 0 → others: files to read and observe, by number of the repository. */
struct core_wire_files {
    uint32_t *repos; /* of each file; not falling */
    struct idio_repo_file *files;
    size_t len;
};
void core_wire_put_file(struct idio_str *out, size_t repo, const struct idio_repo_file *file);
int core_wire_get_files(const void *p, size_t n, size_t repo_count, struct idio_arena *arena,
                        struct core_wire_files *ret, struct idio_err *err) IDIO_MUST_CHECK;

/* Back: for each file its bytes for the cache, by types_put_bytes; none: nothing to keep. */

/* CORRUPT (or NOMEM) when something was wrong, or bytes are left. */
int core_wire_done(const struct types_reader *r, struct idio_err *err) IDIO_MUST_CHECK;

#endif
