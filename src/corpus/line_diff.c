/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which lines of two versions of a file are the same.
 *
 * The answer must be git's own, or people would see other dates here than in `git blame`: so the
 * differences are libgit2's xdiff (which is git's), with the indent heuristic that blame uses. But
 * nearly always a version differs from the next in a few lines, so first the bytes that are equal
 * at both ends are taken off, eight at a time, and only what is left, with a margin of lines in
 * which xdiff may slide a block up or down, is given to it. An insertion or a deletion that cannot
 * slide needs no xdiff at all.
 *
 * Margin: xdiff slides a block by at most 100 lines and looks 20 blank lines further.
 */
#include "corpus/line_diff.h"

#include <git2.h>
#include <string.h>

#include "base/hash.h"

#define MARGIN         130
#define DIFF_LINES_MAX 100000 /* lines on one side; beyond, the whole middle counts as changed */

/* ---- bytes ---------------------------------------------------------------------------------- */
static size_t common_prefix(struct idio_span a, struct idio_span b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    uint64_t x, y;
    for (; i + 8 <= n; i += 8) {
        memcpy(&x, a.p + i, 8);
        memcpy(&y, b.p + i, 8);
        if (x != y)
            break;
    }
    while (i < n && a.p[i] == b.p[i])
        i++;
    return i;
}

static size_t common_suffix(struct idio_span a, struct idio_span b, size_t most)
{
    size_t i = 0;
    uint64_t x, y;
    for (; i + 8 <= most; i += 8) {
        memcpy(&x, a.p + a.n - i - 8, 8);
        memcpy(&y, b.p + b.n - i - 8, 8);
        if (x != y)
            break;
    }
    while (i < most && a.p[a.n - i - 1] == b.p[b.n - i - 1])
        i++;
    return i;
}

/* Eight bytes at a time; each byte of `sum` counts its own column, at most 255 times. */
static size_t count_newlines(const char *p, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, low = 0x7f * ones;
    size_t total = 0, i = 0;
    while (i + 8 <= n) {
        uint64_t sum = 0;
        for (unsigned k = 0; k < 255 && i + 8 <= n; k++, i += 8) {
            uint64_t x;
            memcpy(&x, p + i, 8);
            x ^= '\n' * ones;
            sum += (~(((x & low) + low) | x | low)) >> 7;
        }
        const uint64_t pairs = (sum & 0x00ff00ff00ff00ffu) + (sum >> 8 & 0x00ff00ff00ff00ffu);
        total += (size_t)(pairs * 0x0001000100010001u >> 48);
    }
    for (; i < n; i++)
        total += p[i] == '\n';
    return total;
}

uint32_t idio_line_count(struct idio_span t)
{
    return (uint32_t)(count_newlines(t.p, t.n) + (t.n > 0 && t.p[t.n - 1] != '\n'));
}

/* Beginning of the line, `lines` above the one that begins at `at`. */
static size_t lines_up(const char *p, size_t at, unsigned lines)
{
    while (lines-- > 0 && at > 0) {
        const char *nl = at > 1 ? memrchr(p, '\n', at - 1) : NULL;
        at = nl ? (size_t)(nl - p) + 1 : 0;
    }
    return at;
}

static size_t lines_down(struct idio_span t, size_t at, unsigned lines)
{
    while (lines-- > 0 && at < t.n) {
        const char *nl = memchr(t.p + at, '\n', t.n - at);
        at = nl ? (size_t)(nl - t.p) + 1 : t.n;
    }
    return at;
}

int idio_line_offsets(struct idio_span t, uint32_t first, uint32_t count, struct idio_offsets *ret,
                      struct idio_err *err)
{
    size_t at = lines_down(t, 0, first);
    if (idio_vec_reserve(&ret->at, ret->at.len + count + 1) < 0)
        return idio_nomem(err, "corpus.lines");
    for (uint32_t i = 0; i <= count; i++) {
        ret->at.at[ret->at.len++] = (uint32_t)at;
        at = lines_down(t, at, 1);
    }
    return IDIO_OK;
}

/* ---- differences ---------------------------------------------------------------------------- */
struct collect {
    struct idio_hunks *ret;
    uint32_t old_first, new_first;
    bool nomem;
};

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *h, void *ctx)
{
    struct collect *c = ctx;
    (void)delta;
    /* An empty side is numbered by the line before it. */
    struct idio_hunk out = {
        .old_first = c->old_first + (uint32_t)h->old_start - (h->old_lines > 0),
        .old_count = (uint32_t)h->old_lines,
        .new_first = c->new_first + (uint32_t)h->new_start - (h->new_lines > 0),
        .new_count = (uint32_t)h->new_lines,
    };
    if (idio_vec_push(&c->ret->at, out) < 0) {
        c->nomem = true;
        return GIT_EUSER;
    }
    return 0;
}

/* What is left of a side between the equal ends, and the margin around it. */
struct middle {
    size_t begin, end;     /* bytes that differ, whole lines */
    size_t top, bottom;    /* with the margin */
    uint32_t first, lines; /* number of the line at begin; lines in begin … end */
};

static void find_middle(struct idio_span old, struct idio_span new, struct middle *a,
                        struct middle *b)
{
    size_t head = common_prefix(old, new);
    const char *nl = head > 0 ? memrchr(old.p, '\n', head) : NULL;
    /* A last line without newline is equal only if both texts end there. */
    if (head < old.n || head < new.n)
        head = nl ? (size_t)(nl - old.p) + 1 : 0;
    size_t most = (old.n < new.n ? old.n : new.n) - head;
    size_t tail = common_suffix(old, new, most);
    /* The tail begins behind a newline in both. */
    if (tail > 0) {
        size_t at = old.n - tail;
        bool begins = (at == 0 || old.p[at - 1] == '\n') &&
                      (new.n == tail || new.p[new.n - tail - 1] == '\n');
        if (!begins) {
            nl = memchr(old.p + at, '\n', tail);
            tail = nl ? old.n - (size_t)(nl - old.p) - 1 : 0;
        }
    }
    *a = (struct middle){.begin = head, .end = old.n - tail};
    *b = (struct middle){.begin = head, .end = new.n - tail};
    a->top = b->top = lines_up(old.p, head, MARGIN);
    a->bottom = lines_down(old, a->end, MARGIN);
    b->bottom = b->end + (a->bottom - a->end);
    a->first = b->first = (uint32_t)count_newlines(old.p, head);
    a->lines = idio_line_count((struct idio_span){old.p + head, a->end - head});
    b->lines = idio_line_count((struct idio_span){new.p + head, b->end - head});
}

/* Nothing on one side, and the line before the block is not the block's last: it stays where it
 * is. Downwards it cannot go, because its first line differs from the one that follows. */
static bool cannot_slide(struct idio_span t, const struct middle *m)
{
    size_t before = lines_up(t.p, m->begin, 1), last = lines_up(t.p, m->end, 1);
    size_t n = m->begin - before;
    return n == 0 || n != m->end - last || memcmp(t.p + before, t.p + last, n) != 0;
}

int idio_line_diff(struct idio_span old, struct idio_span new, struct idio_hunks *ret,
                   struct idio_err *err)
{
    struct middle a, b;
    ret->at.len = 0;
    find_middle(old, new, &a, &b);
    ret->compared = a.lines + b.lines;
    if (a.lines == 0 && b.lines == 0)
        return IDIO_OK;
    struct idio_hunk whole = {a.first, a.lines, b.first, b.lines};
    if ((a.lines == 0 && cannot_slide(new, &b)) || (b.lines == 0 && cannot_slide(old, &a)) ||
        a.lines > DIFF_LINES_MAX || b.lines > DIFF_LINES_MAX)
        return idio_vec_push(&ret->at, whole) < 0 ? idio_nomem(err, "corpus.diff") : IDIO_OK;
    git_diff_options o = {.version = GIT_DIFF_OPTIONS_VERSION};
    o.flags = GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_FORCE_TEXT;
    uint32_t top = (uint32_t)count_newlines(old.p, a.top);
    struct collect c = {.ret = ret, .old_first = top, .new_first = top};
    int rc = git_diff_buffers(old.p + a.top, a.bottom - a.top, "a", new.p + b.top, b.bottom - b.top,
                              "a", &o, NULL, NULL, on_hunk, NULL, &c);
    if (c.nomem)
        return idio_nomem(err, "corpus.diff");
    if (rc < 0) { /* it gave up: everything between the ends is new */
        ret->at.len = 0;
        return idio_vec_push(&ret->at, whole) < 0 ? idio_nomem(err, "corpus.diff") : IDIO_OK;
    }
    return IDIO_OK;
}

/* ---- without white space -------------------------------------------------------------------- */
static bool is_space(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a formatter may add, take or replace. */
static bool is_layout(unsigned char c)
{
    return is_space(c) || c == ',' || c == ';' || c == '"' || c == '\'' || c == '`';
}

bool idio_only_reformatted(struct idio_span old, struct idio_span new)
{
    size_t i = common_prefix(old, new), j = i;
    size_t most = (old.n < new.n ? old.n : new.n) - i;
    size_t tail = common_suffix(old, new, most);
    if (old.n == new.n && i == old.n)
        return false;
    old.n -= tail;
    new.n -= tail;
    for (;;) {
        while (i < old.n && is_layout((unsigned char)old.p[i]))
            i++;
        while (j < new.n && is_layout((unsigned char)new.p[j]))
            j++;
        if (i == old.n || j == new.n)
            return i == old.n && j == new.n;
        if (old.p[i] != new.p[j])
            return false;
        i++;
        j++;
    }
}

void idio_reformat_map(struct idio_span old, struct idio_span new, uint32_t *ret_line)
{
    uint32_t line = 0, count = idio_line_count(new), last = idio_line_count(old);
    size_t i = 0, j = 0;
    for (uint32_t k = 0; k < count; k++) {
        bool first = true;
        for (bool end = false; !end && j < new.n; j++) {
            end = new.p[j] == '\n';
            if (is_layout((unsigned char)new.p[j]))
                continue;
            while (i < old.n && is_layout((unsigned char)old.p[i]))
                line += old.p[i++] == '\n';
            if (first)
                ret_line[k] = line;
            first = false;
            i++;
        }
        if (first) /* nothing on it: with the line before */
            ret_line[k] = line;
        if (ret_line[k] >= last)
            ret_line[k] = last ? last - 1 : 0;
    }
}

static bool is_letter(unsigned char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

int idio_loose_lines(struct idio_span t, uint32_t line, bool weigh, struct idio_looses *ret,
                     struct idio_err *err)
{
    for (size_t at = 0; at < t.n; line++) {
        const char *nl = memchr(t.p + at, '\n', t.n - at);
        size_t end = nl ? (size_t)(nl - t.p) : t.n, next = nl ? end + 1 : end;
        while (at < end && is_space((unsigned char)t.p[at]))
            at++;
        while (at < end && is_space((unsigned char)t.p[end - 1]))
            end--;
        struct idio_loose l = {.hash = idio_hash64(t.p + at, end - at, 0), .line = line};
        for (; at < end && (weigh || l.weight == 0); at++)
            l.weight += is_letter((unsigned char)t.p[at]);
        if (idio_vec_push(&ret->at, l) < 0)
            return idio_nomem(err, "corpus.lines");
        at = next;
    }
    return IDIO_OK;
}
