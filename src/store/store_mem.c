/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite's memory comes from the allocator gate (base/alloc.h), so that failure injection and the
 * gate's cap reach it.
 *
 * SQLite wants to ask a block for its size, which the gate does not remember: each block carries
 * its size in a header of HEADER bytes, which also keeps what follows aligned for any type. SQLite
 * takes the functions only before it is initialised. Should another library in the process have
 * used it earlier, it keeps its own allocator, for all blocks: both ways are sound, only injection
 * is lost.
 *
 * The only state is the once flag. Memory statistics are off: they cost a global lock per call and
 * nobody reads them.
 */
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "store/store_internal.h"

enum { HEADER = 16 };
_Static_assert(HEADER >= sizeof(size_t), "the header holds the size");
_Static_assert(HEADER % alignof(max_align_t) == 0, "what follows stays aligned");

static void *mark(char *block, int n)
{
    if (!block)
        return NULL;
    const size_t size = (size_t)n;
    memcpy(block, &size, sizeof size);
    return block + HEADER;
}

static void *mem_malloc(int n)
{
    return n <= 0 ? NULL : mark(idio_alloc(1, (size_t)n + HEADER), n);
}

static void mem_free(void *p)
{
    if (p)
        idio_free((char *)p - HEADER);
}

static void *mem_realloc(void *p, int n)
{
    return mark(idio_realloc((char *)p - HEADER, 1, (size_t)n + HEADER), n);
}

static int mem_size(void *p)
{
    size_t size;
    memcpy(&size, (char *)p - HEADER, sizeof size);
    return (int)size;
}

static int mem_roundup(int n)
{
    return (n + 7) & ~7;
}

static int mem_init(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}

static void mem_shutdown(void *ctx)
{
    (void)ctx;
}

static void configure(void)
{
    static const sqlite3_mem_methods methods = {
        .xMalloc = mem_malloc,
        .xFree = mem_free,
        .xRealloc = mem_realloc,
        .xSize = mem_size,
        .xRoundup = mem_roundup,
        .xInit = mem_init,
        .xShutdown = mem_shutdown,
    };
    /* A refusal means that SQLite is already running: see above. */
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void store_use_gate(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, configure);
}
