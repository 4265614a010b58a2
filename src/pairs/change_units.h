/* SPDX-License-Identifier: Apache-2.0 */
/* The name of a unit among those of its file (change_units.c). */
#ifndef IDIO_PAIRS_CHANGE_UNITS_H
#define IDIO_PAIRS_CHANGE_UNITS_H

#include "pairs/pairs.h"

#define CHANGE_KEY 512 /* bytes of "Class.method", kind in front */

/* A function or class with a name? */
bool change_is_named(const struct idio_observed *o, size_t unit);
/* Kind and names from the outside in; the length. Cut at CHANGE_KEY - 1. */
size_t change_key(const struct idio_observed *o, size_t unit, char ret[CHANGE_KEY]);

#endif
