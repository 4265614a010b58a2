/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the beginning of a model or adapter, in a file of any size. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "infer/model_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct idio_gguf g;

    for (int kind = IDIO_GGUF_MODEL; kind <= IDIO_GGUF_ADAPTER; kind++)
        for (uint64_t more = 0; more <= (uint64_t)1 << 24; more += (uint64_t)1 << 24) {
            int r = idio_gguf_check_memory(data, size, size + more, (enum idio_gguf_kind)kind, &g,
                                           NULL);

            if (r == IDIO_E_BUG || (r == IDIO_OK && kind == IDIO_GGUF_MODEL &&
                                    (!g.layers || !g.heads || !g.vocabulary)))
                abort();
        }
    return 0;
}
