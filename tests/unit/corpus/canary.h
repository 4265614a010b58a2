/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canaries: strings that look like secrets, made at run time from the templates in
 * data/secrets.json, so that nothing that looks like one stands in the tree.
 *
 * A template has literal text and pieces in braces: {A14} is 14 random letters and digits; h: hex
 * digits, d: digits, U: A-Z2-7, L: a-z0-9, l: a-z, X: A-Z0-9, b: base64, w: A-Za-z0-9_-; {b64} is
 * 64 of base64. {luhn} and {iban} are check digits, {ip4} and {ip6} public addresses.
 */
#ifndef IDIO_CANARY_H
#define IDIO_CANARY_H

#include "idio_test.h"

#include <ctype.h>

#define CANARY_MAX 1024

struct canary {
    char text[CANARY_MAX];
    char pieces[8][CANARY_MAX / 2]; /* random ones of at least six characters */
    size_t piece_count;
    size_t len;
    uint64_t *seed;
};

static inline void canary_random(struct canary *c, const char *set, size_t n)
{
    const char *from = c->text + c->len;
    size_t many = strlen(set);
    for (size_t i = 0; i < n; i++)
        c->text[c->len++] = set[idio_test_random(c->seed) % many];
    if (n >= 6 && c->piece_count < 8) {
        memcpy(c->pieces[c->piece_count], from, n);
        c->pieces[c->piece_count++][n] = '\0';
    }
}

static inline const char *canary_set(char kind)
{
    switch (kind) {
    case 'A':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    case 'h':
        return "0123456789abcdef";
    case 'd':
        return "0123456789";
    case 'U':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    case 'L':
        return "abcdefghijklmnopqrstuvwxyz0123456789";
    case 'l':
        return "abcdefghijklmnopqrstuvwxyz";
    case 'X':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    case 'b':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    case 'w':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    default:
        return NULL;
    }
}

static inline void canary_literal(struct canary *c, const char *p)
{
    size_t n = strlen(p);
    memcpy(c->text + c->len, p, n);
    c->len += n;
}

/* The digit that makes the digits before it, back to the last space, pass Luhn's test. */
static inline void canary_luhn(struct canary *c)
{
    unsigned sum = 0, place = 1;
    for (size_t i = c->len; i > 0 && isdigit((unsigned char)c->text[i - 1]); i--) {
        unsigned d = (unsigned)(c->text[i - 1] - '0');
        d = place++ % 2 == 1 ? 2 * d : d;
        sum += d > 9 ? d - 9 : d;
    }
    c->text[c->len++] = (char)('0' + (10 - sum % 10) % 10);
}

/* Check digits at `at`, behind the country, over what follows. */
static inline void canary_iban(struct canary *c, size_t at)
{
    unsigned rest = 0;
    char order[CANARY_MAX];
    snprintf(order, sizeof order, "%.*s%.2s00", (int)(c->len - at - 2), c->text + at + 2,
             c->text + at - 2);
    for (const char *p = order; *p; p++)
        rest = isdigit((unsigned char)*p) ? (rest * 10 + (unsigned)(*p - '0')) % 97
                                          : (rest * 100 + (unsigned)(*p - 'A') + 10) % 97;
    unsigned check = 98 - rest;
    c->text[at] = (char)('0' + check / 10);
    c->text[at + 1] = (char)('0' + check % 10);
}

static inline void canary_make(struct canary *c, const char *template, uint64_t *seed)
{
    size_t iban = 0;
    memset(c, 0, sizeof *c);
    c->seed = seed;
    for (const char *p = template; *p;) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        assert_true(c->len < CANARY_MAX / 2);
        if (!close) {
            c->text[c->len++] = *p++;
            continue;
        }
        if (strncmp(p, "{luhn}", 6) == 0) {
            canary_luhn(c);
        } else if (strncmp(p, "{iban}", 6) == 0) {
            iban = c->len;
            canary_literal(c, "00");
        } else if (strncmp(p, "{ip4}", 5) == 0) {
            canary_literal(c, "85.214.1");
            canary_random(c, "0123456789", 2);
            canary_literal(c, ".77");
        } else if (strncmp(p, "{ip6}", 5) == 0) {
            canary_literal(c, "2a01:4f8:");
            canary_random(c, "123456789", 4);
            canary_literal(c, ":1234::1");
        } else if (canary_set(p[1]) && isdigit((unsigned char)p[2])) {
            canary_random(c, canary_set(p[1]), (size_t)atoi(p + 2));
        } else { /* a brace of the text */
            c->text[c->len++] = *p++;
            continue;
        }
        p = close + 1;
    }
    if (iban > 0)
        canary_iban(c, iban);
}

#endif
