/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 8785: what can be read and made canonical is canonical: read again, it gives the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "spec/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Integers from 2^63 to 1e21 are canonical without an exponent, and our parser takes them for ints.
 */
static int has_long_number(const char *p)
{
    size_t run = 0;
    for (; *p; p++) {
        run = *p >= '0' && *p <= '9' ? run + 1 : 0;
        if (run > 18)
            return 1;
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_json *v = NULL, *again = NULL;
    struct idio_str once, twice;
    if (idio_json_parse((const char *)data, n, "fuzz", &v, NULL) < 0)
        return 0;
    idio_str_init(&once, 64u << 20);
    idio_str_init(&twice, 64u << 20);
    if (idio_spec_canonical(v, &once, NULL) == IDIO_OK) {
        if (idio_json_parse(once.data, once.len, "fuzz", &again, NULL) < 0) {
            if (!has_long_number(once.data))
                abort();
        } else if (idio_spec_canonical(again, &twice, NULL) < 0 || once.len != twice.len ||
                   memcmp(once.data, twice.data, once.len) != 0) {
            abort();
        }
    }
    idio_str_release(&once);
    idio_str_release(&twice);
    idio_json_free(again);
    idio_json_free(v);
    return 0;
}
