/* SPDX-License-Identifier: Apache-2.0 */
/* Stored line owners, and stored files that were left out: what decodes must encode to what decodes
 * to the same. */
#include <stdlib.h>
#include <string.h>

#include "core/learn_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void fuzz_lines(const uint8_t *data, size_t n, struct idio_arena *arena, struct idio_str *s)
{
    struct idio_lines l, again;
    if (idio_lines_decode(data, n, arena, &l, NULL) != IDIO_OK)
        return;
    idio_lines_encode(&l, s);
    if (s->failed)
        return;
    if (idio_lines_decode(s->data, s->len, arena, &again, NULL) == IDIO_OK &&
        (again.count != l.count || again.len != l.len))
        abort();
    for (uint32_t line = 1; line <= l.count && line < 1000; line++)
        if (!idio_lines_at(&l, line))
            abort();
}

static void fuzz_foreign(const uint8_t *data, size_t n, struct idio_arena *arena,
                         struct idio_str *s)
{
    struct idio_repo_list list = {0}, again = {0};
    if (core_foreign_decode(data, n, arena, &list, NULL) != IDIO_OK)
        return;
    core_foreign_encode(&list, s);
    if (s->len > 0 && !s->failed &&
        (core_foreign_decode(s->data, s->len, arena, &again, NULL) != IDIO_OK ||
         again.foreign_len != list.foreign_len || again.past_len != list.past_len))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_arena arena;
    struct idio_str s;
    idio_arena_init(&arena, 16u << 20);
    idio_str_init(&s, 16u << 20);
    fuzz_lines(data, n, &arena, &s);
    idio_str_clear(&s);
    fuzz_foreign(data, n, &arena, &s);
    idio_str_release(&s);
    idio_arena_release(&arena);
    return 0;
}
