/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stored scorers: any bytes decode or are refused; what decodes gives probabilities and encodes to
 * the same bytes. The checksum is made right first, else nothing behind it would ever be reached.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "infer/infer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const uint8_t *data, size_t size)
{
    struct idio_scorer *s = NULL;
    struct idio_err err;
    const float rates[IDIO_SCORER_RATES] = {0.5f, NAN, -1.0f, 1.0f};
    if (idio_scorer_decode(data, size, &s, &err) < 0)
        return;
    for (size_t trait = 0; trait < 5; trait++) {
        double p = idio_scorer_score(s, trait, "parse the list", 14, IDIO_LANG_C, rates);
        if (!(p >= 0 && p <= 1))
            abort();
    }
    struct idio_str out;
    idio_str_init(&out, (size_t)8 << 20);
    idio_scorer_encode(s, &out);
    if (out.failed != IDIO_OK || out.len != size || memcmp(out.data, data, size) != 0)
        abort();
    idio_str_release(&out);
    idio_scorer_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(data, size);
    if (size < 8 || size > (1 << 20))
        return 0;
    uint8_t *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    uint64_t sum = idio_hash64(copy, size - 8, 0x1D5C);
    for (size_t i = 0; i < 8; i++)
        copy[size - 8 + i] = (uint8_t)(sum >> (8 * i));
    check(copy, size);
    free(copy);
    return 0;
}
