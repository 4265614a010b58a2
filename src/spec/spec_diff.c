/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between two specs, by field and item, for people to read.
 *
 * Lists are aligned by a longest common subsequence of equal items, so that one inserted item is
 * one "add" and not a change of all that follow. Between two aligned items, removed and added ones
 * are paired in order as "change"; what is left over is "remove" or "add". Lists whose table would
 * be over CELLS are compared place by place.
 *
 * Paths: of a "remove" in the old spec, of others in the new one. The list is empty when and only
 * when the specs are equal (order of members aside). Fields come in schema order, then others as
 * they stand in `a`, then those that only `b` has.
 */
#include <stdio.h>
#include <string.h>

#include "spec/spec_internal.h"

enum { CELLS = 1 << 20 };
static const char where_diff[] = "spec.diff";

struct diff {
    struct idio_json *ops;
    const char *key;
};

static struct idio_json *path_of(const struct diff *d, const size_t *index)
{
    struct idio_str path;
    idio_str_init(&path, IDIO_ALLOC_MAX);
    spec_pointer_push(&path, d->key);
    if (index)
        idio_str_printf(&path, "/%zu", *index);
    struct idio_json *v = path.failed ? NULL : idio_json_string(path.data);
    idio_str_release(&path);
    return v;
}

/* `old` NULL: add; `new` NULL: remove; both: change. */
static int push_op(const struct diff *d, const size_t *index, const struct idio_json *old,
                   const struct idio_json *new)
{
    struct idio_json *op = idio_json_object();
    int st = idio_json_put(op, "op", idio_json_string(!old ? "add" : !new ? "remove" : "change"));
    if (st == IDIO_OK)
        st = idio_json_put(op, "path", path_of(d, index));
    if (st == IDIO_OK && old)
        st = idio_json_put(op, "old", idio_json_copy(old));
    if (st == IDIO_OK && new)
        st = idio_json_put(op, "new", idio_json_copy(new));
    if (st == IDIO_OK)
        return idio_json_push(d->ops, op);
    idio_json_free(op);
    return st;
}

/* Items [i, i_end) of a and [j, j_end) of b stand between two aligned ones. */
static int push_gap(const struct diff *d, const struct idio_json *a, size_t i, size_t i_end,
                    const struct idio_json *b, size_t j, size_t j_end)
{
    int st = IDIO_OK;
    for (; st == IDIO_OK && i < i_end && j < j_end; i++, j++)
        if (!idio_json_equal(idio_json_at(a, i), idio_json_at(b, j)))
            st = push_op(d, &j, idio_json_at(a, i), idio_json_at(b, j));
    for (; st == IDIO_OK && i < i_end; i++)
        st = push_op(d, &i, idio_json_at(a, i), NULL);
    for (; st == IDIO_OK && j < j_end; j++)
        st = push_op(d, &j, NULL, idio_json_at(b, j));
    return st;
}

/* lcs[i * (nb + 1) + j]: length of the longest common subsequence of a[i..] and b[j..]. */
static void fill_table(uint32_t *lcs, const struct idio_json *a, size_t na,
                       const struct idio_json *b, size_t nb)
{
    const size_t row = nb + 1;
    for (size_t i = na; i-- > 0;)
        for (size_t j = nb; j-- > 0;) {
            const uint32_t down = lcs[(i + 1) * row + j], right = lcs[i * row + j + 1];
            lcs[i * row + j] = idio_json_equal(idio_json_at(a, i), idio_json_at(b, j))
                                   ? lcs[(i + 1) * row + j + 1] + 1
                                   : (down >= right ? down : right);
        }
}

static int diff_arrays(const struct diff *d, const struct idio_json *a, const struct idio_json *b)
{
    const size_t na = idio_json_len(a), nb = idio_json_len(b), row = nb + 1;
    if ((na + 1) > CELLS / row)
        return push_gap(d, a, 0, na, b, 0, nb);
    uint32_t *lcs = idio_alloc((na + 1) * row, sizeof *lcs);
    if (!lcs)
        return IDIO_E_NOMEM;
    fill_table(lcs, a, na, b, nb);
    size_t i = 0, j = 0, gap_i = 0, gap_j = 0;
    int st = IDIO_OK;
    while (st == IDIO_OK && i < na && j < nb) {
        if (idio_json_equal(idio_json_at(a, i), idio_json_at(b, j))) {
            st = push_gap(d, a, gap_i, i, b, gap_j, j);
            gap_i = ++i;
            gap_j = ++j;
        } else if (lcs[(i + 1) * row + j] >= lcs[i * row + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    idio_free(lcs);
    return st < 0 ? st : push_gap(d, a, gap_i, na, b, gap_j, nb);
}

static int diff_field(const struct diff *d, const struct idio_json *a, const struct idio_json *b)
{
    if (!a && !b)
        return IDIO_OK;
    if (a && b && idio_json_equal(a, b))
        return IDIO_OK;
    if (idio_json_type(a) == IDIO_JSON_ARRAY && idio_json_type(b) == IDIO_JSON_ARRAY)
        return diff_arrays(d, a, b);
    return push_op(d, NULL, a, b);
}

static int diff_others(struct diff *d, const struct idio_json *of, const struct idio_json *a,
                       const struct idio_json *b, bool only_new)
{
    void *iter = NULL;
    int st = IDIO_OK;
    while (st == IDIO_OK && (d->key = idio_json_next(of, &iter, NULL))) {
        const bool known = idio_field_from_key(d->key) != IDIO_FIELD_COUNT;
        if (!known && !(only_new && idio_json_get(a, d->key)))
            st = diff_field(d, idio_json_get(a, d->key), idio_json_get(b, d->key));
    }
    return st;
}

int idio_spec_diff(const struct idio_json *a, const struct idio_json *b, struct idio_json **ret,
                   struct idio_err *err)
{
    if (idio_json_type(a) != IDIO_JSON_OBJECT || idio_json_type(b) != IDIO_JSON_OBJECT)
        return idio_fail(err, IDIO_E_INVALID, where_diff, "a spec is not an object");
    struct diff d = {.ops = idio_json_array()};
    int st = d.ops ? IDIO_OK : IDIO_E_NOMEM;
    for (unsigned f = 0; st == IDIO_OK && f < IDIO_FIELD_COUNT; f++) {
        d.key = idio_field_key((enum idio_field)f);
        st = diff_field(&d, idio_json_get(a, d.key), idio_json_get(b, d.key));
    }
    if (st == IDIO_OK)
        st = diff_others(&d, a, a, b, false);
    if (st == IDIO_OK)
        st = diff_others(&d, b, a, b, true);
    if (st < 0) {
        idio_json_free(d.ops);
        return st == IDIO_E_NOMEM ? idio_nomem(err, where_diff)
                                  : idio_fail(err, st, where_diff, "building the list of changes");
    }
    *ret = d.ops;
    return IDIO_OK;
}
