/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open addressing with linear probing over an index: slots hold entry numbers, entries lie in order
 * of insertion. Growing the index moves four-byte numbers only, iteration is an array walk, and
 * there is no removal, so no tombstones.
 *
 * The hash is xxHash64 with a fixed seed. It does not resist a chosen-collision attack; the cap on
 * key bytes given at init bounds what such an attack can cost.
 *
 * Invariants: slot_count is 0 or a power of two; at least a quarter of the slots are empty, so
 * every probe ends; a failed insertion leaves the map as it was.
 */
#include "base/map.h"

#include <string.h>

#include "base/hash.h"
#include "base/vec.h"

enum { FIRST_SLOTS = 16, KEY_BLOCK = 4096 };

void idio_map_init(struct idio_map *m, size_t max_key_bytes)
{
    *m = (struct idio_map){0};
    idio_arena_init(&m->keys, max_key_bytes > KEY_BLOCK ? max_key_bytes : KEY_BLOCK);
}

void idio_map_release(struct idio_map *m)
{
    size_t limit = m->keys.limit;

    idio_free(m->entries);
    idio_free(m->slots);
    idio_arena_release(&m->keys);
    idio_map_init(m, limit);
}

/* The slot that holds the key, or the empty one where it belongs. slot_count > 0. */
static size_t find_slot(const struct idio_map *m, const char *key, size_t n, uint64_t hash)
{
    size_t mask = m->slot_count - 1, i = (size_t)hash & mask;

    for (; m->slots[i] != 0; i = (i + 1) & mask) {
        const struct idio_map_entry *e = &m->entries[m->slots[i] - 1];

        if (e->hash == hash && e->key_len == n && (n == 0 || memcmp(e->key, key, n) == 0))
            break;
    }
    return i;
}

bool idio_map_get(const struct idio_map *m, const char *key, size_t n, size_t *ret_value)
{
    size_t slot;

    if (m->len == 0)
        return false;
    slot = m->slots[find_slot(m, key, n, idio_hash64(key, n, 0))];
    if (slot == 0)
        return false;
    if (ret_value)
        *ret_value = m->entries[slot - 1].value;
    return true;
}

static bool grow_slots(struct idio_map *m)
{
    size_t count = m->slot_count > 0 ? 2 * m->slot_count : FIRST_SLOTS, mask = count - 1;
    uint32_t *slots = idio_alloc(count, sizeof *slots);

    if (!slots)
        return false;
    for (size_t e = 0; e < m->len; e++) {
        size_t i = (size_t)m->entries[e].hash & mask;

        while (slots[i] != 0)
            i = (i + 1) & mask;
        slots[i] = (uint32_t)(e + 1);
    }
    idio_free(m->slots);
    m->slots = slots;
    m->slot_count = count;
    return true;
}

size_t *idio_map_at(struct idio_map *m, const char *key, size_t n, bool *ret_new)
{
    uint64_t hash = idio_hash64(key, n, 0);
    struct idio_map_entry *e;
    size_t slot;
    char *copy;

    if (m->slot_count > 0) {
        slot = find_slot(m, key, n, hash);
        if (m->slots[slot] != 0) {
            if (ret_new)
                *ret_new = false;
            return &m->entries[m->slots[slot] - 1].value;
        }
    }
    if (m->len >= UINT32_MAX - 1)
        return NULL;
    if (m->len + 1 > m->slot_count - m->slot_count / 4 && !grow_slots(m))
        return NULL;
    if (idio_vec_reserve_(&m->entries, &m->cap, m->len + 1, sizeof *m->entries) < 0)
        return NULL;
    copy = idio_arena_strndup(&m->keys, key, n);
    if (!copy)
        return NULL;
    slot = find_slot(m, key, n, hash);
    e = &m->entries[m->len++];
    *e = (struct idio_map_entry){.key = copy, .key_len = n, .hash = hash};
    m->slots[slot] = (uint32_t)m->len;
    if (ret_new)
        *ret_new = true;
    return &e->value;
}

size_t idio_map_intern(struct idio_map *m, const char *key, size_t n)
{
    bool is_new;
    size_t *value = idio_map_at(m, key, n, &is_new);

    if (!value)
        return SIZE_MAX;
    if (is_new)
        *value = m->len - 1;
    return *value;
}
