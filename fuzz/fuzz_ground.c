/* SPDX-License-Identifier: Apache-2.0 */
/* Any request, any items (the input, cut at its NUL bytes): spans lie inside the request. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "infer/ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t n = strnlen(text, size), at = n + 1;
    struct idio_ground *g = NULL;

    if (size > 1 << 14 || idio_ground_new(text, n, &g, NULL) < 0)
        return 0;
    for (int k = 0; k < 8 && at < size; k++) {
        size_t len = strnlen(text + at, size - at);
        struct idio_ground_span s;
        bool found = false;

        if (idio_ground_align(g, text + at, len, &found, &s, NULL) == IDIO_OK && found &&
            (s.begin >= s.end || s.end > n || !(s.score > 0 && s.score <= 1)))
            abort();
        at += len + 1;
    }
    idio_ground_free(g);
    return 0;
}
