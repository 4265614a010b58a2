/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unified difference of two texts, as `diff -u` shows it: common lines at both ends are set
 * aside, the longest common subsequence of the rest is found by dynamic programming. The files are
 * those of developers' tools, a few hundred lines; a middle of over CELLS_MAX pairs is shown as
 * replaced.
 */
#include "core/export_internal.h"

#include <string.h>

#define CELLS_MAX ((size_t)4 << 20)
#define CONTEXT   3

static const char WHERE[] = "core.diff";

struct lines {
    struct idio_slice *at;
    size_t n;
};
struct edit {
    char sign; /* ' ' '-' '+' */
    struct idio_slice line;
};
struct differ {
    struct idio_arena *arena;
    struct lines old, new;
    IDIO_VEC(struct edit) edits;
    bool nomem;
};

static int split(const char *text, size_t n, struct idio_arena *arena, struct lines *ret)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        count += text[i] == '\n';
    ret->at = idio_arena_alloc(arena, count + 1, sizeof *ret->at);
    if (!ret->at)
        return IDIO_E_NOMEM;
    while (at < n) {
        const char *nl = memchr(text + at, '\n', n - at);
        size_t len = nl ? (size_t)(nl - (text + at)) + 1 : n - at;
        ret->at[ret->n++] = idio_slice(text + at, len);
        at += len;
    }
    return IDIO_OK;
}

static void put(struct differ *d, char sign, struct idio_slice line)
{
    struct edit e = {sign, line};
    d->nomem |= idio_vec_push(&d->edits, e) < 0;
}

/* The lines [from, old_to) and [from, new_to), which differ at both ends. */
static void middle(struct differ *d, size_t from, size_t old_to, size_t new_to)
{
    size_t n = old_to - from, m = new_to - from, i = 0, j = 0;
    const struct idio_slice *a = d->old.at + from, *b = d->new.at + from;
    bool small = (n + 1) * (m + 1) <= CELLS_MAX && n < UINT16_MAX && m < UINT16_MAX;
    /* longest[i][j]: of a[i..) and b[j..) */
    uint16_t *longest = small ? idio_alloc((n + 1) * (m + 1), sizeof *longest) : NULL;
    d->nomem |= small && !longest;
    for (size_t y = n; longest && y-- > 0;)
        for (size_t x = m; x-- > 0;) {
            uint16_t down = longest[(y + 1) * (m + 1) + x], right = longest[y * (m + 1) + x + 1];
            longest[y * (m + 1) + x] = idio_slice_eq(a[y], b[x])
                                           ? (uint16_t)(longest[(y + 1) * (m + 1) + x + 1] + 1)
                                           : (down > right ? down : right);
        }
    while (i < n || j < m) {
        bool both = longest && i < n && j < m;
        if (both && idio_slice_eq(a[i], b[j])) {
            put(d, ' ', a[i++]);
            j++;
        } else if (i < n &&
                   (!both || longest[(i + 1) * (m + 1) + j] >= longest[i * (m + 1) + j + 1])) {
            put(d, '-', a[i++]);
        } else {
            put(d, '+', b[j++]);
        }
    }
    idio_free(longest);
}

static void compare(struct differ *d)
{
    size_t head = 0, old_to = d->old.n, new_to = d->new.n;
    while (head < old_to && head < new_to && idio_slice_eq(d->old.at[head], d->new.at[head]))
        put(d, ' ', d->old.at[head++]);
    while (old_to > head && new_to > head &&
           idio_slice_eq(d->old.at[old_to - 1], d->new.at[new_to - 1])) {
        old_to--;
        new_to--;
    }
    middle(d, head, old_to, new_to);
    for (; old_to < d->old.n; old_to++)
        put(d, ' ', d->old.at[old_to]);
}

static void put_line(struct idio_str *out, const struct edit *e)
{
    idio_str_putc(out, e->sign);
    idio_str_append(out, e->line.p, e->line.n);
    if (e->line.n == 0 || e->line.p[e->line.n - 1] != '\n')
        idio_str_puts(out, "\n\\ No newline at end of file\n");
}

/* One hunk: edits [from, to), the first of them being lines old_no and new_no. */
static void put_hunk(const struct differ *d, size_t from, size_t to, size_t old_no, size_t new_no,
                     struct idio_str *out)
{
    size_t olds = 0, news = 0;
    for (size_t i = from; i < to; i++) {
        olds += d->edits.at[i].sign != '+';
        news += d->edits.at[i].sign != '-';
    }
    idio_str_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", olds ? old_no : old_no - 1, olds,
                    news ? new_no : new_no - 1, news);
    for (size_t i = from; i < to; i++)
        put_line(out, &d->edits.at[i]);
}

static void put_hunks(const struct differ *d, const char *name, bool old_there,
                      struct idio_str *out)
{
    size_t old_no = 1, new_no = 1, done = 0;
    bool head = false;
    for (size_t i = 0; i < d->edits.len; i++) {
        if (d->edits.at[i].sign == ' ')
            continue;
        size_t from = i > done + CONTEXT ? i - CONTEXT : done, last = i, to;
        for (size_t k = i; k < d->edits.len && k <= last + 2 * CONTEXT; k++)
            if (d->edits.at[k].sign != ' ')
                last = k;
        to = last + 1 + CONTEXT < d->edits.len ? last + 1 + CONTEXT : d->edits.len;
        for (; done < from; done++) {
            old_no += d->edits.at[done].sign != '+';
            new_no += d->edits.at[done].sign != '-';
        }
        if (!head)
            idio_str_printf(out, "--- %s\n+++ %s\n", old_there ? name : "/dev/null", name);
        head = true;
        put_hunk(d, from, to, old_no, new_no, out);
        for (; done < to; done++) {
            old_no += d->edits.at[done].sign != '+';
            new_no += d->edits.at[done].sign != '-';
        }
        i = to - 1;
    }
}

int core_diff_text(const char *name, const char *old, size_t old_len, const char *new,
                   size_t new_len, struct idio_str *out, struct idio_err *err)
{
    struct idio_arena arena;
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    struct differ d = {.arena = &arena};
    int rc = split(old ? old : "", old ? old_len : 0, &arena, &d.old);
    if (rc == IDIO_OK)
        rc = split(new, new_len, &arena, &d.new);
    if (rc == IDIO_OK) {
        compare(&d);
        rc = d.nomem ? IDIO_E_NOMEM : IDIO_OK;
    }
    if (rc == IDIO_OK)
        put_hunks(&d, name, old != NULL, out);
    idio_vec_release(&d.edits);
    idio_arena_release(&arena);
    return rc < 0 ? idio_nomem(err, WHERE) : idio_str_status(out, WHERE, err);
}
