/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of one parse.
 *
 * tree-sitter does not survive an allocation that fails: its default allocator ends the process. It
 * also frees a tree by walking all of it. Both are solved by giving each parse memory of its own:
 * all that a parse allocates (parser, scanner, stacks, tree, cursor) comes from chunks that are
 * emptied together when the file is done. Then nothing needs to be freed, and when the cap is
 * reached or the heap refuses, a longjmp out of the middle of tree-sitter leaves nothing behind.
 *
 * Inside, free blocks are kept in lists by size, because a parse frees and takes again most of what
 * it uses. A block has its size in the eight bytes before it. Small sizes are multiples of 16
 * (header included), larger ones powers of two.
 *
 * Which memory a thread uses stands in a thread-local variable that is set for the time of one call
 * (idio_parse_memory_run). Outside of it (tests that call tree-sitter themselves) the gate is used.
 * Blocks never cross that border.
 */
#include "corpus/parse_memory.h"

#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

#define HEADER     8
#define SMALL_MAX  ((size_t)IDIO_PARSE_SMALL * 16) /* bytes with header; above: powers of two */
#define CHUNK      ((size_t)1024 * 1024)
#define KEEP_BYTES ((size_t)16 * 1024 * 1024) /* kept from file to file */

static _Thread_local struct idio_parse_memory *current;

static size_t block_size(const void *p)
{
    size_t n;
    memcpy(&n, (const char *)p - HEADER, HEADER);
    return n;
}

static unsigned log2_up(size_t n)
{
    return (unsigned)(sizeof(unsigned long) * 8) - (unsigned)__builtin_clzl(n - 1);
}

/* The list for blocks of this size, and the size itself rounded up to it. */
static void **list_of(struct idio_parse_memory *m, size_t *size)
{
    if (*size <= SMALL_MAX) {
        *size = (*size + 15) & ~(size_t)15;
        return &m->small[*size / 16 - 1];
    }
    unsigned bits = log2_up(*size);
    *size = (size_t)1 << bits;
    return bits < IDIO_PARSE_LARGE ? &m->large[bits] : NULL;
}

_Noreturn static void leave(struct idio_parse_memory *m, bool over)
{
    m->over = over;
    longjmp(m->escape, 1);
}

/* Blocks begin with their header, 8 behind a multiple of 16, so payloads are aligned to 16. */
static void begin_chunk(struct idio_parse_memory *m, const struct idio_parse_chunk *c)
{
    m->at = c->p + HEADER;
    m->end = c->p + c->size;
}

static void add_chunk(struct idio_parse_memory *m, size_t need)
{
    while (m->chunk < m->chunks.len) { /* one kept from an earlier file */
        struct idio_parse_chunk *c = &m->chunks.at[m->chunk++];
        if (c->size >= need) {
            begin_chunk(m, c);
            return;
        }
    }
    size_t size = need > CHUNK ? need : CHUNK;
    if (size > IDIO_PARSE_MEMORY_MAX - m->total)
        leave(m, true);
    struct idio_parse_chunk c = {idio_alloc(size, 1), size};
    if (!c.p || idio_vec_push(&m->chunks, c) < 0) {
        idio_free(c.p);
        leave(m, false);
    }
    m->total += size;
    m->chunk = m->chunks.len;
    begin_chunk(m, &c);
}

static void *take(struct idio_parse_memory *m, size_t n)
{
    if (n > IDIO_PARSE_MEMORY_MAX / 2)
        leave(m, true);
    size_t size = n + HEADER;
    void **list = list_of(m, &size);
    void *p = list ? *list : NULL;
    if (p) {
        memcpy(list, p, sizeof *list);
        return p;
    }
    if ((size_t)(m->end - m->at) < size)
        add_chunk(m, size + HEADER);
    memcpy(m->at, &size, HEADER);
    p = m->at + HEADER;
    m->at += size;
    return p;
}

static void give(struct idio_parse_memory *m, void *p)
{
    size_t size = block_size(p);
    void **list = list_of(m, &size);
    if (!list)
        return;
    memcpy(p, list, sizeof *list);
    *list = p;
}

/* ---- what tree-sitter calls ----------------------------------------------------------------- */
static void *parse_malloc(size_t n)
{
    return current ? take(current, n) : idio_alloc(n, 1);
}

static void *parse_calloc(size_t count, size_t size)
{
    if (!current)
        return idio_alloc(count, size);
    if (size > 0 && count > IDIO_PARSE_MEMORY_MAX / size)
        leave(current, true);
    return memset(take(current, count * size), 0, count * size);
}

static void parse_free(void *p)
{
    if (!current)
        idio_free(p);
    else if (p)
        give(current, p);
}

static void *parse_realloc(void *p, size_t n)
{
    if (!current)
        return idio_realloc(p, n, 1);
    if (!p)
        return take(current, n);
    size_t have = block_size(p) - HEADER;
    if (n <= have)
        return p;
    void *q = take(current, n);
    memcpy(q, p, have);
    give(current, p);
    return q;
}

void idio_parse_memory_install(void)
{
    ts_set_allocator(parse_malloc, parse_calloc, parse_realloc, parse_free);
}

/* ---- the run -------------------------------------------------------------------------------- */
/* Empties all chunks; those beyond KEEP_BYTES go back. */
static void clear(struct idio_parse_memory *m)
{
    while (m->chunks.len > 0 && m->total > KEEP_BYTES) {
        struct idio_parse_chunk *c = &m->chunks.at[--m->chunks.len];
        m->total -= c->size;
        idio_free(c->p);
    }
    memset(m->small, 0, sizeof m->small);
    memset(m->large, 0, sizeof m->large);
    m->chunk = 0;
    m->at = m->end = NULL;
}

int idio_parse_memory_run(struct idio_parse_memory *m, int (*work)(void *ctx), void *ctx,
                          struct idio_err *err)
{
    int rc;
    clear(m);
    if (setjmp(m->escape) == 0) {
        current = m;
        rc = work(ctx);
    } else {
        rc = m->over ? idio_fail(err, IDIO_E_LIMIT, "corpus.parse",
                                 "takes more than %zu MiB to parse", IDIO_PARSE_MEMORY_MAX >> 20)
                     : idio_nomem(err, "corpus.parse");
    }
    current = NULL;
    clear(m);
    return rc;
}

void idio_parse_memory_release(struct idio_parse_memory *m)
{
    for (size_t i = 0; i < m->chunks.len; i++)
        idio_free(m->chunks.at[i].p);
    idio_vec_release(&m->chunks);
    m->total = 0;
}
