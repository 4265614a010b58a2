/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of a repository's past, over arbitrary bytes: what is read is written as it was. */
#include <stdlib.h>
#include <string.h>

#include "corpus/past.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Numbers have longer forms than ours, so it is the second writing that must equal the first. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_arena arena;
    struct idio_past past, again;
    struct idio_str a, b;
    idio_arena_init(&arena, 16u << 20);
    idio_str_init(&a, 16u << 20);
    idio_str_init(&b, 16u << 20);
    if (idio_past_decode(data, n, &arena, &past, NULL) == IDIO_OK) {
        git_oid id = {{0}};
        (void)idio_past_has(&past, &id);
        idio_past_encode(&past, &a);
        if (!a.failed && idio_past_decode(a.data, a.len, &arena, &again, NULL) == IDIO_OK) {
            idio_past_encode(&again, &b);
            if (!b.failed && (a.len != b.len || memcmp(a.data, b.data, a.len) != 0))
                abort();
        }
    }
    idio_str_release(&a);
    idio_str_release(&b);
    idio_arena_release(&arena);
    return 0;
}
