/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between the ranks of learn over arbitrary bytes: what is read is written as it was. */
#include <stdlib.h>
#include <string.h>

#include "core/learn_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Numbers have longer forms than ours, so it is the second writing that must equal the first. */
static void read_list(const uint8_t *data, size_t n, struct idio_arena *arena)
{
    struct core_wire_list m, again;
    struct idio_str a, b;
    if (core_wire_get_list(data, n, arena, &m, NULL) < 0)
        return;
    idio_str_init(&a, 64u << 20);
    idio_str_init(&b, 64u << 20);
    core_wire_put_list(&a, &m);
    if (core_wire_get_list(a.data, a.len, arena, &again, NULL) == IDIO_OK) {
        core_wire_put_list(&b, &again);
        if (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)
            abort();
    }
    idio_str_release(&a);
    idio_str_release(&b);
}

static void read_listed(const uint8_t *data, size_t n, struct idio_arena *arena)
{
    struct types_reader r = {.p = data, .end = data + n, .arena = arena};
    struct repo_work w = {0};
    struct idio_str out;
    idio_str_init(&out, 64u << 20);
    while (r.p != r.end && core_wire_get_listed(&r, &w, NULL) == IDIO_OK)
        core_wire_put_listed(&out, &w);
    idio_str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_arena arena;
    struct core_wire_files files;
    idio_arena_init(&arena, 64u << 20);
    read_list(data, n, &arena);
    read_listed(data, n, &arena);
    if (core_wire_get_files(data, n, 4, &arena, &files, NULL) == IDIO_OK)
        for (size_t i = 0; i < files.len; i++)
            if (files.repos[i] >= 4 || strlen(files.files[i].blob) > 40)
                abort();
    idio_arena_release(&arena);
    return 0;
}
