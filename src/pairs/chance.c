/* SPDX-License-Identifier: Apache-2.0 */
/* Chance that can be repeated: every choice is seeded by the name of what it is made for, so that
 * adding one pair changes no other. */
#include <string.h>

#include "base/hash.h"
#include "pairs/pairs.h"

struct idio_chance idio_chance_of(uint64_t seed, const char *what)
{
    return (struct idio_chance){idio_hash64(what, strlen(what), seed)};
}

uint64_t idio_chance_next(struct idio_chance *c)
{
    uint64_t z = (c->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Lemire's method (ACM TOMACS 29, 2019): what would make some numbers likelier is drawn again. */
uint32_t idio_chance_below(struct idio_chance *c, uint32_t n)
{
    uint64_t m = (idio_chance_next(c) >> 32) * (uint64_t)n;
    const uint32_t threshold = (uint32_t)(-n) % n;
    while ((uint32_t)m < threshold)
        m = (idio_chance_next(c) >> 32) * (uint64_t)n;
    return (uint32_t)(m >> 32);
}

double idio_chance_share(struct idio_chance *c)
{
    return (double)(idio_chance_next(c) >> 11) * 0x1p-53;
}
