/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scorer, on disk: a blob in the store. Little-endian, fixed layout, so that the length follows
 * from the head and every truncation shows:
 *
 *   "IDSC" u8 version u8 bits u16 traits   f64 shared[SCORER_X_COUNT]
 *   traits times: f32 base f32 bias f32 scale u8 present
 *   for each present head: i8 weights[1 << bits]
 *   u64 xxHash64 of all before it
 *
 * The checksum catches bit rot; decoding still checks every number, because a blob with a good
 * checksum may have been made on purpose: nothing that is not finite gets in.
 */
#include "infer/scorer_internal.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

#define CODE_VERSION    1
#define CODE_HEAD       (8 + 8 * (size_t)SCORER_X_COUNT)
#define CODE_TRAIT      ((size_t)13)
#define CODE_SEED       0x1D5Cu
#define CODE_NUMBER_MAX 1e6 /* log-odds and weights are below 100 in practice */

static void put_le(struct idio_str *out, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        idio_str_putc(out, (char)(v >> (8 * i)));
}

static void put_float(struct idio_str *out, float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    put_le(out, bits, sizeof bits);
}

static uint64_t get_le(const unsigned char *p, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

static float get_float(const unsigned char *p)
{
    uint32_t bits = (uint32_t)get_le(p, sizeof bits);
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

void idio_scorer_encode(const struct idio_scorer *s, struct idio_str *out)
{
    size_t start = out->len;
    idio_str_append(out, "IDSC", 4);
    put_le(out, CODE_VERSION, 1);
    put_le(out, SCORER_BITS, 1);
    put_le(out, s->traits, 2);
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        uint64_t bits;
        memcpy(&bits, &s->shared[i], sizeof bits);
        put_le(out, bits, sizeof bits);
    }
    for (size_t t = 0; t < s->traits; t++) {
        put_float(out, s->heads[t].base);
        put_float(out, s->heads[t].bias);
        put_float(out, s->heads[t].scale);
        put_le(out, s->heads[t].w != NULL, 1);
    }
    for (size_t t = 0; t < s->traits; t++)
        if (s->heads[t].w)
            idio_str_append(out, (const char *)s->heads[t].w, SCORER_DIM);
    if (out->failed == IDIO_OK)
        put_le(out, idio_hash64(out->data + start, out->len - start, CODE_SEED), 8);
}

static bool sane(double d)
{
    return isfinite(d) && fabs(d) <= CODE_NUMBER_MAX;
}

static int corrupt(struct idio_err *err, const char *what)
{
    return idio_fail(err, IDIO_E_CORRUPT, "scorer.decode", "stored scorer: %s", what);
}

/* Everything but the weights; tells how many heads have some. */
static int decode_heads(const unsigned char *p, struct idio_scorer *s, size_t *ret_present,
                        struct idio_err *err)
{
    size_t present = 0;
    for (int i = 0; i < SCORER_X_COUNT; i++) {
        uint64_t bits = get_le(p + 8 + 8 * (size_t)i, 8);
        memcpy(&s->shared[i], &bits, sizeof bits);
        if (!sane(s->shared[i]))
            return corrupt(err, "bad number");
    }
    p += CODE_HEAD;
    for (size_t t = 0; t < s->traits; t++, p += CODE_TRAIT) {
        struct scorer_head *h = &s->heads[t];
        h->base = get_float(p);
        h->bias = get_float(p + 4);
        h->scale = get_float(p + 8);
        if (!sane((double)h->base) || !sane((double)h->bias) || !sane((double)h->scale))
            return corrupt(err, "bad number");
        if (p[12] > 1)
            return corrupt(err, "bad flag");
        present += p[12];
    }
    *ret_present = present;
    return IDIO_OK;
}

static int decode_body(const unsigned char *p, size_t n, struct idio_scorer *s,
                       struct idio_err *err)
{
    size_t present = 0;
    int r = decode_heads(p, s, &present, err);
    if (r < 0)
        return r;
    size_t fixed = CODE_HEAD + s->traits * CODE_TRAIT;
    if (n != fixed + present * SCORER_DIM + 8)
        return corrupt(err, "wrong length");
    if (present == 0)
        return IDIO_OK;
    s->weights = idio_alloc(present, SCORER_DIM);
    if (!s->weights)
        return idio_nomem(err, "scorer.decode");
    memcpy(s->weights, p + fixed, present * SCORER_DIM);
    int8_t *w = s->weights;
    for (size_t t = 0; t < s->traits; t++) {
        if (p[CODE_HEAD + t * CODE_TRAIT + 12]) {
            s->heads[t].w = w;
            w += SCORER_DIM;
        }
    }
    return IDIO_OK;
}

int idio_scorer_decode(const void *blob, size_t n, struct idio_scorer **ret, struct idio_err *err)
{
    const unsigned char *p = blob;
    if (n < CODE_HEAD + 8 || memcmp(p, "IDSC", 4) != 0)
        return corrupt(err, "not a scorer");
    if (p[4] != CODE_VERSION || p[5] != SCORER_BITS)
        return corrupt(err, "another version");
    size_t traits = (size_t)get_le(p + 6, 2);
    if (traits > SCORER_TRAITS_MAX || n < CODE_HEAD + traits * CODE_TRAIT + 8)
        return corrupt(err, "wrong length");
    if (get_le(p + n - 8, 8) != idio_hash64(p, n - 8, CODE_SEED))
        return corrupt(err, "checksum differs");
    struct idio_scorer *s = NULL;
    int r = scorer_new(traits, &s, err);
    if (r < 0)
        return r;
    r = decode_body(p, n, s, err);
    if (r < 0) {
        idio_scorer_free(s);
        return r;
    }
    *ret = s;
    return IDIO_OK;
}
