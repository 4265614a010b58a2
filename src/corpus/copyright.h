/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the head of a file names as its author or owner (copyright.c). */
#ifndef IDIO_CORPUS_COPYRIGHT_H
#define IDIO_CORPUS_COPYRIGHT_H

#include <stdbool.h>
#include <stddef.h>

#define IDIO_HOLDERS_MAX 12
#define IDIO_HOLDER_MAX  80 /* bytes of a name */

struct idio_holder {
    char name[IDIO_HOLDER_MAX];  /* in lower case, without years and addresses; may be "" */
    char email[IDIO_HOLDER_MAX]; /* in lower case; may be "" */
    char shown[IDIO_HOLDER_MAX]; /* the name as it is written */
    bool author;                 /* named as the author, not as the owner of the rights */
};
struct idio_notice {
    struct idio_holder at[IDIO_HOLDERS_MAX];
    size_t len;
    char refers[64]; /* "See Copyright Notice in lua.h": that name; else "" */
    bool banner; /* a released library: a version or "public domain", and an address of the web */
    bool rcs_id; /* $Id: file.c,v 1.2 … $ */
};

/* Reads the comments at the head of a source file, and a notice at its end. */
void idio_notice_read(const char *text, size_t n, struct idio_notice *ret);
/* Reads a licence file: the first notices in it, before the licence speaks of others. */
void idio_notice_of_licence(const char *text, size_t n, struct idio_notice *ret);
/* A committer, or an identity, as a holder. */
void idio_holder_of(const char *name, const char *email, struct idio_holder *ret);
/* Whether both mean the same person or company: the same address, the same words of the name, or a
 * name of one word within the other. */
bool idio_holder_same(const struct idio_holder *a, const struct idio_holder *b);

#endif
