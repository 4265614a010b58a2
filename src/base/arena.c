/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena blocks.
 *
 * The head of the chain is the block that is being filled. Blocks double from 4 KiB to 1 MiB, so a
 * small operation stays small and a large one makes few calls; a request above that gets a block of
 * its own size. What is left in a block when the next one starts is lost: at most half, on average
 * far less, and the price of having no free list.
 *
 * Invariants: total is the sum of the blocks' sizes including their headers, total <= limit, and
 * the bytes of a block beyond `used` are zero (clear wipes what it keeps).
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20 };

struct idio_arena_block {
    struct idio_arena_block *next;
    size_t size; /* payload bytes */
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

void idio_arena_init(struct idio_arena *a, size_t limit)
{
    *a = (struct idio_arena){.limit = limit};
}

static void free_chain(struct idio_arena_block *b)
{
    while (b) {
        struct idio_arena_block *next = b->next;

        idio_free(b);
        b = next;
    }
}

void idio_arena_release(struct idio_arena *a)
{
    free_chain(a->head);
    idio_arena_init(a, a->limit);
}

void idio_arena_clear(struct idio_arena *a)
{
    struct idio_arena_block *largest = NULL, **link = &a->head, **largest_link = NULL;

    for (; *link; link = &(*link)->next) {
        if (!largest_link || (*link)->size > (*largest_link)->size)
            largest_link = link;
    }
    if (!largest_link)
        return;
    largest = *largest_link;
    *largest_link = largest->next;
    free_chain(a->head);
    memset(largest->data, 0, largest->used);
    largest->next = NULL;
    largest->used = 0;
    a->head = largest;
    a->total = sizeof *largest + largest->size;
}

/* A new head with room for `need` bytes; NULL over the limit or without memory. */
static struct idio_arena_block *add_block(struct idio_arena *a, size_t need)
{
    const size_t header = sizeof(struct idio_arena_block);
    size_t left = a->limit - a->total, size = BLOCK_MIN - header;
    struct idio_arena_block *b;

    if (left < header || need > left - header)
        return NULL;
    if (a->head && a->head->size > size / 2)
        size = a->head->size < BLOCK_MAX / 2 ? 2 * a->head->size : BLOCK_MAX - header;
    if (size > left - header)
        size = left - header;
    if (size < need)
        size = need;
    b = idio_alloc(1, header + size);
    if (!b)
        return NULL;
    b->size = size;
    b->next = a->head;
    a->head = b;
    a->total += header + size;
    return b;
}

void *idio_arena_alloc(struct idio_arena *a, size_t count, size_t size)
{
    const size_t mask = alignof(max_align_t) - 1;
    struct idio_arena_block *b = a->head;
    size_t need;
    void *p;

    if (__builtin_mul_overflow(count, size, &need) || need > SIZE_MAX - mask)
        return NULL;
    need = need > 0 ? (need + mask) & ~mask : mask + 1;
    if (!b || need > b->size - b->used)
        b = add_block(a, need);
    if (!b)
        return NULL;
    p = b->data + b->used;
    b->used += need;
    return p;
}

void *idio_arena_copy(struct idio_arena *a, const void *from, size_t count, size_t size)
{
    void *copy = idio_arena_alloc(a, count, size);

    if (copy && count > 0)
        memcpy(copy, from, count * size);
    return copy;
}

char *idio_arena_strndup(struct idio_arena *a, const char *s, size_t n)
{
    char *copy;

    if (n == SIZE_MAX)
        return NULL;
    copy = idio_arena_alloc(a, n + 1, 1);
    if (copy && n > 0)
        memcpy(copy, s, n);
    return copy;
}

char *idio_arena_strdup(struct idio_arena *a, const char *s)
{
    return idio_arena_strndup(a, s, strlen(s));
}

char *idio_arena_printf(struct idio_arena *a, const char *fmt, ...)
{
    va_list ap;
    int n;
    char *text;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return NULL;
    text = idio_arena_alloc(a, (size_t)n + 1, 1);
    if (!text)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return text;
}
