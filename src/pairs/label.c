/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a row teaches about a trait. A habit that shows in the code and is missing in the prompt may
 * only be inferred when the facts that the row itself gives support it: else the label would teach
 * guessing. Facts are judged without the sites of the unit's own cluster, because otherwise the
 * fact contains the answer.
 */
#include <string.h>

#include "pairs/pairs.h"

#define PRIOR_SITES 2.0  /* weight of what others do in the share that is left */
#define CLEAR_SHARE 0.75 /* of a unit's own sites that must agree */
#define ASK_IMPACT  0.8  /* of a trait that is worth a question (infer/rules_ask.c) */

static double support_of(const struct idio_label_case *c, double *ret_sites)
{
    const struct idio_fact *f = c->fact;
    *ret_sites = 0;
    if (!f)
        return 0;
    const double k = f->k > c->k_out ? (double)(f->k - c->k_out) : 0;
    const double n = f->n > c->n_out ? (double)(f->n - c->n_out) : 0;
    const double prior = f->prior >= 0 ? f->prior : .5;
    *ret_sites = n;
    return (k + PRIOR_SITES * prior) / (n + PRIOR_SITES);
}

static bool is_supported(const struct idio_fact *f, double support, double sites)
{
    if (!f || f->standing == IDIO_STANDING_REJECTED || f->standing == IDIO_STANDING_OVERRULED)
        return false;
    if (f->standing == IDIO_STANDING_PINNED)
        return true;
    return f->decided && support >= IDIO_SUPPORT && sites >= IDIO_SUPPORT_SITES;
}

enum idio_label idio_label_of(const struct idio_label_case *c, double *ret_support)
{
    double sites;
    const double support = support_of(c, &sites);
    *ret_support = support;
    if (c->stated)
        return IDIO_LABEL_STATED;
    if (!c->habit)
        return IDIO_LABEL_SILENT;
    if (is_supported(c->fact, support, sites)) {
        const bool same = strcmp(c->habit->value, c->fact->value) == 0 &&
                          c->habit->k >= CLEAR_SHARE * c->habit->n;
        return same && c->fact->stated ? IDIO_LABEL_INFERRED : IDIO_LABEL_SILENT;
    }
    return c->may_ask && c->impact >= ASK_IMPACT ? IDIO_LABEL_ASKED : IDIO_LABEL_SILENT;
}
