/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which split a member is in.
 *
 * A test is worth nothing when training has seen its copy, so a cluster is in one split as a whole.
 * What is held out comes first: B takes every cluster that touches a held-out repository, and
 * copies of it in training repositories are in no split at all (linenoise inside of Redis). Chance
 * is seeded by the smallest key of a cluster, not by its number: when a repository is added, the
 * clusters that it does not touch stay where they are.
 */
#include <string.h>

#include "pairs/pairs.h"

const char *idio_split_name(enum idio_split s)
{
    static const char *const names[] = {
#define X(name, id) id,
        IDIO_SPLIT_LIST(X)
#undef X
            "none"};
    return names[s];
}

struct cluster {
    const char *key; /* the smallest */
    bool held_out;   /* some member is */
    bool early;      /* some member was there before the cut-off, or may have been */
    enum idio_split split;
};

static void read_members(const struct idio_member *m, const struct idio_place *places,
                         const uint32_t *cluster, size_t n, int32_t cut_off, struct cluster *ret)
{
    for (size_t i = 0; i < n; i++) {
        struct cluster *c = &ret[cluster[i]];
        if (!c->key || strcmp(m[i].key, c->key) < 0)
            c->key = m[i].key;
        c->held_out = c->held_out || places[i].held_out;
        c->early = c->early || cut_off == 0 || places[i].day == 0 || places[i].day < cut_off;
    }
}

static enum idio_split split_of(const struct cluster *c, const struct idio_split_rules *rules)
{
    if (c->held_out)
        return IDIO_SPLIT_B;
    if (!c->early)
        return IDIO_SPLIT_C;
    struct idio_chance chance = idio_chance_of(rules->seed, c->key);
    const double share = idio_chance_share(&chance);
    if (share < rules->share_a)
        return IDIO_SPLIT_A;
    return share < rules->share_a + rules->valid ? IDIO_SPLIT_VALID : IDIO_SPLIT_TRAIN;
}

int idio_split_members(const struct idio_member *m, const struct idio_place *places,
                       const uint32_t *cluster, size_t n, size_t clusters,
                       const struct idio_split_rules *rules, enum idio_split *ret,
                       struct idio_err *err)
{
    struct cluster *at = idio_alloc(clusters, sizeof *at);
    if (!at)
        return idio_nomem(err, "pairs.split");
    read_members(m, places, cluster, n, rules->cut_off, at);
    for (size_t i = 0; i < clusters; i++)
        at[i].split = at[i].key ? split_of(&at[i], rules) : IDIO_SPLIT_NONE;
    for (size_t i = 0; i < n; i++) {
        const struct cluster *c = &at[cluster[i]];
        ret[i] = c->held_out && !places[i].held_out ? IDIO_SPLIT_NONE : c->split;
    }
    idio_free(at);
    return IDIO_OK;
}
