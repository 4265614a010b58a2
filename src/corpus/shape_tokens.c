/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaf tokens of a file, and the digests of each of its units.
 *
 * A token is a leaf of the tree that is neither comment nor white space, or a whole literal that
 * has no code inside. What a grammar leaves between its leaves is a token, too: nothing that is
 * code is lost. Tokens of a unit stand side by side, so each is hashed once for the whole file.
 *
 * MinHash (Broder, "On the resemblance and containment of documents", 1997): 128 functions
 * a * x + b mod 2^64, upper half (Dietzfelbinger, Hagerup, Katajainen, Penttonen, J. Algorithms 25,
 * 1997), of the 64-bit hash of each shingle of five tokens. One-permutation hashing (Li, Owen,
 * Zhang 2012) with densification (Shrivastava 2017) would need one function, but half of all units
 * have fewer shingles than it has bins, so that most of a sketch would be copies. The smallest of a
 * set is the smallest of its parts, so a unit takes over what the units inside it have found: a
 * file costs its tokens once however deep its units nest.
 *
 * The two hashes of a unit do read all its tokens, for each level of nesting again. SPAN_MAX bounds
 * that; beyond it (only in files made to hurt) they are of its first and last tokens, their number
 * and the sketch.
 */
#include "corpus/shape_internal.h"

#include <ctype.h>
#include <string.h>

#include "base/hash.h"

#define SPAN_MAX 16000000u /* tokens that the units of a file may have together */
#define EDGE     2048u     /* of a unit beyond that: tokens at each end */
#define LITERAL  0x6c69746572616c73u
#define NAME     0x9e3779b97f4a7c15u
#define SEED_A   0x646967657374u
#define SEED_B   0x73697a65u

struct token {
    uint32_t node;
    uint32_t name; /* number of the name + 1; 0: no name */
    bool literal;
};
struct tokens {
    const struct idio_flat *f;
    const struct idio_shape_query *q;
    IDIO_VEC(struct token) at;
    IDIO_VEC(uint64_t) hash;
    struct idio_map names;
    uint32_t behind; /* byte behind the last token or comment */
};

/* ---- tokens --------------------------------------------------------------------------------- */
static enum idio_token_class class_of(const struct tokens *t, const struct idio_node *n)
{
    bool known = n->symbol < t->q->lang.symbols.count;
    return known ? (enum idio_token_class)t->q->token_classes[n->symbol] : IDIO_TOKEN_PLAIN;
}

/* Marks each node with something below it that is no part of a literal; from leaves to the root. */
static void mark_mixed(struct idio_flat *f, const struct tokens *t)
{
    for (uint32_t i = (uint32_t)f->len - 1; i > 0; i--) {
        const struct idio_node *n = &f->at[i];
        bool mixed = (n->flags & IDIO_NODE_MIXED) ||
                     ((n->flags & IDIO_NODE_NAMED) && class_of(t, n) != IDIO_TOKEN_LITERAL);
        if (mixed)
            f->at[n->parent].flags |= IDIO_NODE_MIXED;
    }
}

static int add_token(struct tokens *t, uint32_t node, struct idio_slice text,
                     enum idio_token_class class)
{
    struct token k = {.node = node, .literal = class == IDIO_TOKEN_LITERAL};
    if (text.n == 0)
        return IDIO_OK;
    if (class == IDIO_TOKEN_NAME) {
        size_t number = idio_map_intern(&t->names, text.p, text.n);
        if (number == SIZE_MAX)
            return IDIO_E_NOMEM;
        k.name = (uint32_t)number + 1;
    }
    if (idio_vec_push(&t->at, k) < 0 || idio_vec_push(&t->hash, idio_hash64(text.p, text.n, 0)) < 0)
        return IDIO_E_NOMEM;
    return IDIO_OK;
}

/* Text that stands before byte `at` and in no leaf. */
static int add_gap(struct tokens *t, uint32_t node, uint32_t at)
{
    if (at <= t->behind)
        return IDIO_OK;
    struct idio_slice gap = idio_slice(t->f->text + t->behind, at - t->behind);
    return add_token(t, node, idio_slice_trim(gap), IDIO_TOKEN_PLAIN);
}

static int read_tokens(struct tokens *t)
{
    const struct idio_flat *f = t->f;
    for (uint32_t i = 0; i < f->len;) {
        const struct idio_node *n = &f->at[i];
        enum idio_token_class class = class_of(t, n);
        bool comment = (n->flags & IDIO_NODE_COMMENT) != 0;
        bool whole = class == IDIO_TOKEN_LITERAL && !(n->flags & IDIO_NODE_MIXED);
        if (!comment && !whole && n->past > i + 1) {
            i++;
            continue;
        }
        int rc = add_gap(t, i, n->start);
        if (rc == IDIO_OK && !comment)
            rc = add_token(t, i, idio_slice_trim(idio_flat_text(f, i)), class);
        if (rc != IDIO_OK)
            return rc;
        if (n->end > t->behind)
            t->behind = n->end;
        i = n->past;
    }
    return IDIO_OK;
}

/* First token at or behind `node`. */
static size_t token_at(const struct tokens *t, uint32_t node)
{
    size_t lo = 0, hi = t->at.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (t->at.at[mid].node < node)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* ---- MinHash -------------------------------------------------------------------------------- */
struct family { /* of hash functions */
    uint64_t a[IDIO_MINHASH], b[IDIO_MINHASH];
};

static uint64_t mix(uint64_t *state) /* splitmix64 */
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void make_family(struct family *f)
{
    uint64_t state = 1997;
    for (size_t i = 0; i < IDIO_MINHASH; i++) {
        f->a[i] = mix(&state) | 1;
        f->b[i] = mix(&state);
    }
}

static void add_shingle(const struct family *f, uint64_t x, uint32_t *restrict sketch)
{
    for (size_t i = 0; i < IDIO_MINHASH; i++) {
        uint32_t h = (uint32_t)((f->a[i] * x + f->b[i]) >> 32);
        sketch[i] = h < sketch[i] ? h : sketch[i];
    }
}

/* Shingles that begin at tokens from … to - 1. */
static void add_shingles(const struct tokens *t, const struct family *f, size_t from, size_t to,
                         uint32_t *sketch)
{
    for (size_t k = from; k < to; k++)
        add_shingle(f, idio_hash64(&t->hash.at[k], IDIO_SHINGLE * sizeof *t->hash.at, 0), sketch);
}

struct span {
    size_t from, to; /* tokens */
    size_t past;     /* index behind the last unit inside */
};

/* Inner units first, which come behind. */
static void sketch_unit(const struct tokens *t, const struct family *f, const struct span *spans,
                        size_t u, struct idio_shape *shapes)
{
    size_t at = spans[u].from, to = spans[u].to;
    uint32_t *sketch = shapes[u].minhash;
    memset(sketch, 0xff, sizeof shapes[u].minhash);
    if (to - at < IDIO_SHINGLE) {
        if (to > at)
            add_shingle(f, idio_hash64(&t->hash.at[at], (to - at) * sizeof *t->hash.at, 0), sketch);
        return;
    }
    for (size_t v = u + 1; v < spans[u].past; v = spans[v].past) {
        if (spans[v].to - spans[v].from < IDIO_SHINGLE)
            continue;
        add_shingles(t, f, at, spans[v].from, sketch);
        for (size_t i = 0; i < IDIO_MINHASH; i++)
            sketch[i] = shapes[v].minhash[i] < sketch[i] ? shapes[v].minhash[i] : sketch[i];
        at = spans[v].to - (IDIO_SHINGLE - 1);
    }
    add_shingles(t, f, at, to - (IDIO_SHINGLE - 1), sketch);
}

/* ---- hashes --------------------------------------------------------------------------------- */
struct renaming {
    uint64_t *out;    /* tokens of one unit, as they are when names do not count */
    uint32_t *number; /* by name: in order of first sight in unit `seen[name] - 1` */
    uint32_t *seen;
};

static void hash_both(uint64_t ret[2], const void *p, size_t n)
{
    ret[0] = idio_hash64(p, n, SEED_A);
    ret[1] = idio_hash64(p, n, SEED_B);
}

static void rename_unit(const struct tokens *t, const struct span *s, uint32_t unit,
                        struct renaming *r)
{
    uint32_t next = 0;
    for (size_t k = s->from; k < s->to; k++) {
        const struct token *token = &t->at.at[k];
        uint64_t h = t->hash.at[k];
        if (token->literal) {
            h = LITERAL;
        } else if (token->name > 0) {
            uint32_t name = token->name - 1;
            if (r->seen[name] != unit + 1) {
                r->seen[name] = unit + 1;
                r->number[name] = next++;
            }
            h = NAME * (r->number[name] + (uint64_t)1);
        }
        r->out[k - s->from] = h;
    }
}

static void hash_edges(const struct tokens *t, const struct span *s, struct idio_shape *shape)
{
    size_t n = s->to - s->from, edge = n < EDGE ? n : EDGE;
    uint64_t parts[4] = {n, idio_hash64(&t->hash.at[s->from], edge * sizeof(uint64_t), 0),
                         idio_hash64(&t->hash.at[s->to - edge], edge * sizeof(uint64_t), 0),
                         idio_hash64(shape->minhash, sizeof shape->minhash, 0)};
    hash_both(shape->exact, parts, sizeof parts);
    memcpy(shape->renamed, shape->exact, sizeof shape->renamed);
}

static int hash_units(const struct tokens *t, const struct span *spans, size_t n,
                      struct idio_shape *shapes)
{
    size_t left = SPAN_MAX;
    struct renaming r = {.out = idio_alloc(t->at.len + 1, sizeof *r.out),
                         .number = idio_alloc(t->names.len + 1, sizeof *r.number),
                         .seen = idio_alloc(t->names.len + 1, sizeof *r.seen)};
    bool ok = r.out && r.number && r.seen;
    for (size_t u = 0; u < n && ok; u++) {
        size_t count = spans[u].to - spans[u].from;
        shapes[u].tokens = (uint32_t)count;
        if (count > left) {
            hash_edges(t, &spans[u], &shapes[u]);
            continue;
        }
        left -= count;
        hash_both(shapes[u].exact, t->hash.at + spans[u].from, count * sizeof(uint64_t));
        rename_unit(t, &spans[u], (uint32_t)u, &r);
        hash_both(shapes[u].renamed, r.out, count * sizeof(uint64_t));
    }
    idio_free(r.out);
    idio_free(r.number);
    idio_free(r.seen);
    return ok ? IDIO_OK : IDIO_E_NOMEM;
}

/* ---- the whole ------------------------------------------------------------------------------ */
static void digest_units(const struct tokens *t, const uint32_t *nodes, size_t n,
                         struct span *spans, struct idio_shape *shapes)
{
    struct family family;
    make_family(&family);
    for (size_t u = n; u-- > 0;) {
        const struct idio_node *node = &t->f->at[nodes[u]];
        spans[u] = (struct span){token_at(t, nodes[u]), token_at(t, node->past), u + 1};
        while (spans[u].past < n && nodes[spans[u].past] < node->past)
            spans[u].past = spans[spans[u].past].past;
        sketch_unit(t, &family, spans, u, shapes);
    }
}

int idio_shape_digests(struct idio_flat *f, const struct idio_shape_query *q, const uint32_t *nodes,
                       size_t n, struct idio_shape *shapes, struct idio_err *err)
{
    struct tokens t = {.f = f, .q = q};
    idio_map_init(&t.names, (size_t)16 * 1024 * 1024);
    mark_mixed(f, &t);
    struct span *spans = idio_alloc(n + 1, sizeof *spans);
    int rc = spans ? read_tokens(&t) : IDIO_E_NOMEM;
    if (rc == IDIO_OK && idio_vec_reserve(&t.hash, t.hash.len + 1) < 0)
        rc = IDIO_E_NOMEM;
    if (rc == IDIO_OK) {
        digest_units(&t, nodes, n, spans, shapes);
        rc = hash_units(&t, spans, n, shapes);
    }
    idio_map_release(&t.names);
    idio_vec_release(&t.at);
    idio_vec_release(&t.hash);
    idio_free(spans);
    return rc == IDIO_OK ? rc : idio_nomem(err, "corpus.shapes");
}
