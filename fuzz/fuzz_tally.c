/* SPDX-License-Identifier: Apache-2.0 */
/* The codec of counts over arbitrary bytes; what decodes must encode to bytes that give the same
 * facts. The first bytes are replaced by the head, which carries a digest that no fuzzer guesses.
 */
#include <stdlib.h>
#include <string.h>

#include "style/style.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct idio_traits *traits;
static char head[4 + 1 + 64]; /* magic, length, digest */

static void setup(void)
{
    struct idio_tally *t = NULL;
    struct idio_str s;

    idio_str_init(&s, 1 << 20);
    if (idio_traits_new(&traits, NULL) < 0 || idio_tally_new(traits, &t, NULL) < 0)
        abort();
    idio_tally_encode(t, &s);
    if (s.len < sizeof head)
        abort();
    memcpy(head, s.data, sizeof head);
    idio_str_release(&s);
    idio_tally_free(t);
}

/* Number of facts, and a digest of their ids and counts. */
static uint64_t facts_of(const struct idio_tally *t)
{
    struct idio_arena arena;
    struct idio_fact *facts = NULL;
    size_t n = 0;
    uint64_t sum = 0;

    idio_arena_init(&arena, 64u << 20);
    if (idio_tally_facts(t, &arena, &facts, &n, NULL) == IDIO_OK)
        for (size_t i = 0; i < n; i++)
            for (const char *p = facts[i].id; *p; p++)
                sum = sum * 31 + (unsigned char)*p + facts[i].k * 7 + facts[i].n;
    idio_arena_release(&arena);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct idio_tally *t = NULL, *again = NULL;
    struct idio_str bytes, out;

    if (!traits)
        setup();
    if (n > 1u << 16)
        return 0;
    idio_str_init(&bytes, 1u << 20);
    idio_str_append(&bytes, head, sizeof head);
    idio_str_append(&bytes, (const char *)data, n);
    idio_str_init(&out, 1u << 24);
    if (idio_tally_decode(traits, bytes.data, bytes.len, &t, NULL) == IDIO_OK) {
        idio_tally_encode(t, &out);
        if (out.failed == IDIO_OK) {
            if (idio_tally_decode(traits, out.data, out.len, &again, NULL) < 0)
                abort();
            if (facts_of(t) != facts_of(again))
                abort();
        }
    }
    idio_tally_free(t);
    idio_tally_free(again);
    t = NULL;
    if (idio_tally_decode(traits, data, n, &t, NULL) == IDIO_OK) /* as it is, too */
        idio_tally_free(t);
    idio_str_release(&bytes);
    idio_str_release(&out);
    return 0;
}
