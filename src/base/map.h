/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash map from byte strings to size_t, and on it an interning table that gives each distinct
 * string a small number in order of first sight. Open addressing, xxHash, keys copied. Iteration
 * goes in order of insertion, so output that follows it is deterministic.
 */
#ifndef IDIO_BASE_MAP_H
#define IDIO_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct idio_map_entry {
    const char *key; /* NUL-terminated copy, lives as long as the map */
    size_t key_len;
    size_t value;
    uint64_t hash;
};
struct idio_map {
    struct idio_map_entry *entries; /* in order of insertion */
    size_t len, cap;
    uint32_t *slots; /* index into entries + 1; 0 is empty */
    size_t slot_count;
    struct idio_arena keys;
};

/* max_key_bytes caps the memory for keys (at least one block of 4 KiB). */
void idio_map_init(struct idio_map *m, size_t max_key_bytes);
void idio_map_release(struct idio_map *m);
bool idio_map_get(const struct idio_map *m, const char *key, size_t n, size_t *ret_value);
/* Address of the value for key, inserted as 0 when new; NULL when memory is gone or the cap is hit.
 * Valid until the next insertion. ret_new may be NULL. */
size_t *idio_map_at(struct idio_map *m, const char *key, size_t n, bool *ret_new);
/* Number of the string, 0-based in order of first sight; SIZE_MAX when memory is gone.
 * Not to be mixed with idio_map_at on the same map. */
size_t idio_map_intern(struct idio_map *m, const char *key, size_t n);

#endif
