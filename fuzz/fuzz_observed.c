/* SPDX-License-Identifier: Apache-2.0 */
/* The cache's codec over arbitrary bytes; what decodes must encode and decode to the same again. */
#include <stdlib.h>
#include <string.h>

#include "types/observed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_arena arena;
    struct idio_observed o, again;
    idio_arena_init(&arena, 16u << 20);
    if (idio_observed_decode(data, n, &arena, &o, NULL) == IDIO_OK) {
        struct idio_str bytes;
        idio_str_init(&bytes, 64u << 20);
        idio_observed_encode(&o, &bytes);
        if (idio_observed_decode(bytes.data, bytes.len, &arena, &again, NULL) == IDIO_OK)
            if (again.site_count != o.site_count || again.unit_count != o.unit_count)
                abort();
        idio_str_release(&bytes);
    }
    idio_arena_release(&arena);
    return 0;
}
