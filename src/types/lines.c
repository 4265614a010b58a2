/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary form of a file's lines: "ILN1" · lines · runs · (length, owner, zigzag of the day's
 * difference to the run before)…, in numbers of codec.h. A file by one person in one week takes a
 * dozen bytes.
 */
#include "types/lines.h"

#include <string.h>

#include "types/codec.h"

static const char magic[4] = {'I', 'L', 'N', '1'};

enum { DAY_MAX = 200 * 366 }; /* git dates end in 2106 */

const struct idio_line_run *idio_lines_at(const struct idio_lines *l, uint32_t line)
{
    size_t lo = 0, hi = l ? l->len : 0;

    while (lo + 1 < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (l->at[mid].first <= line)
            lo = mid;
        else
            hi = mid;
    }
    return hi > 0 ? &l->at[lo] : NULL;
}

static uint32_t run_end(const struct idio_lines *l, size_t i)
{
    return i + 1 < l->len ? l->at[i + 1].first : l->count + 1;
}

double idio_lines_own(const struct idio_lines *l, uint32_t first, uint32_t last)
{
    const struct idio_line_run *run = idio_lines_at(l, first);
    uint64_t own = 0;

    if (!run || last < first)
        return 1;
    for (size_t i = (size_t)(run - l->at); i < l->len && l->at[i].first <= last; i++) {
        uint32_t from = l->at[i].first > first ? l->at[i].first : first, to = run_end(l, i);

        to = to < last + 1 ? to : last + 1;
        if (l->at[i].owner == IDIO_OWNER_MINE && to > from)
            own += to - from;
    }
    return (double)own / ((double)last - (double)first + 1);
}

void idio_lines_encode(const struct idio_lines *l, struct idio_str *out)
{
    int32_t day = 0;

    idio_str_append(out, magic, sizeof magic);
    types_put_number(out, l->count);
    types_put_number(out, l->len);
    for (size_t i = 0; i < l->len; i++) {
        int64_t step = (int64_t)l->at[i].day - day;

        types_put_number(out, run_end(l, i) - l->at[i].first);
        types_put_number(out, (uint64_t)l->at[i].owner);
        types_put_number(out, step < 0 ? (uint64_t)(-step * 2 - 1) : (uint64_t)step * 2);
        day = l->at[i].day;
    }
}

int idio_lines_decode(const void *p, size_t n, struct idio_arena *arena, struct idio_lines *ret,
                      struct idio_err *err)
{
    struct types_reader r = {p, (const unsigned char *)p + n, arena, NULL, false};
    struct idio_lines l = {0};
    uint64_t line = 1;
    int64_t day = 0;

    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return idio_fail(err, IDIO_E_CORRUPT, "lines.decode", "stored lines have a wrong head");
    r.p += sizeof magic;
    l.count = (uint32_t)types_get_number(&r, INT32_MAX, "line count");
    l.at = types_get_array(&r, sizeof *l.at, &l.len, "runs");
    for (size_t i = 0; i < l.len && !r.bad; i++) {
        uint64_t length = types_get_number(&r, l.count + 1 - line, "run length"), step;

        l.at[i].first = (uint32_t)line;
        line += length;
        l.at[i].owner = (enum idio_owner)types_get_number(&r, IDIO_OWNER_COUNT - 1, "owner");
        step = types_get_number(&r, 2 * DAY_MAX, "day");
        day += step & 1 ? -(int64_t)((step + 1) / 2) : (int64_t)(step / 2);
        if ((day < 0 || day > DAY_MAX || length == 0) && !r.bad)
            r.bad = "run";
        l.at[i].day = (int32_t)day;
    }
    if (r.nomem)
        return idio_nomem(err, "lines.decode");
    if (r.bad || r.p != r.end || line != (uint64_t)l.count + 1)
        return idio_fail(err, IDIO_E_CORRUPT, "lines.decode",
                         "stored lines are damaged at their %s", r.bad ? r.bad : "end");
    *ret = l;
    return IDIO_OK;
}
