/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a match has to pass before it is taken for a secret: entropy, check digits, and that it is
 * not plainly a placeholder ("${TOKEN}", "<your-key>", "xxxxxxxx") nor allowed by a user's file.
 *
 * Everything here errs on the side of removing: a text that cannot be judged does not stand.
 */
#include "corpus/secrets.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* Shannon entropy of the bytes, bits each. */
static double entropy(const char *p, size_t n)
{
    unsigned counts[256] = {0};
    double h = 0;
    for (size_t i = 0; i < n; i++)
        counts[(unsigned char)p[i]]++;
    for (size_t i = 0; i < 256; i++) {
        if (counts[i] > 0) {
            double share = (double)counts[i] / (double)n;
            h -= share * log2(share);
        }
    }
    return h;
}

/* ---- check digits ---------------------------------------------------------------------------- */
static bool luhn(const char *p, size_t n)
{
    unsigned sum = 0, count = 0;
    for (size_t i = n; i > 0; i--) {
        unsigned d = (unsigned)(p[i - 1] - '0');
        if (d > 9)
            continue;
        if (count++ % 2 == 1)
            d = d > 4 ? 2 * d - 9 : 2 * d;
        sum += d;
    }
    return count >= 13 && sum > 0 && sum % 10 == 0;
}

/* The first four characters go to the end, letters count as 10 to 35: the number is 1 modulo 97. */
static bool iban(const char *p, size_t n)
{
    char text[40];
    size_t len = 0;
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == ' ')
            continue;
        if (len == sizeof text)
            return false;
        text[len++] = p[i];
    }
    if (len < 15 || len > 34)
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[(i + 4) % len];
        rest = isdigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }
    return rest == 1;
}

/* ---- addresses ------------------------------------------------------------------------------- */
static bool ends_with(struct idio_slice s, const char *const *tails)
{
    for (; *tails; tails++) {
        size_t n = strlen(*tails);
        if (s.n >= n && strncasecmp(s.p + s.n - n, *tails, n) == 0 &&
            (s.n == n || s.p[s.n - n - 1] == '.' || **tails == '.'))
            return true;
    }
    return false;
}

/* Names that belong to nobody (RFC 2606), remotes of git, and names of files ("icon@2x.png"). */
static bool email(const char *p, size_t n)
{
    static const char *const nobody[] = {"example.com", "example.org", "example.net", ".example",
                                         ".test",       ".invalid",    ".localhost",  NULL};
    static const char *const files[] = {".png",  ".jpg", ".jpeg",    ".gif",    ".svg",   ".webp",
                                        ".js",   ".mjs", ".css",     ".json",   ".ts",    ".tsx",
                                        ".html", ".php", ".service", ".socket", ".timer", NULL};
    const char *at = memchr(p, '@', n);
    if (!at)
        return false;
    struct idio_slice domain = idio_slice(at + 1, n - (size_t)(at + 1 - p));
    if (at - p == 3 && memcmp(p, "git", 3) == 0)
        return false;
    return !ends_with(domain, nobody) && !ends_with(domain, files);
}

static bool copy_text(const char *p, size_t n, char *out, size_t size)
{
    if (n >= size)
        return false;
    memcpy(out, p, n);
    out[n] = '\0';
    return true;
}

/* Neither private, nor for documentation, nor a name server that everybody writes. */
static bool ip4(const char *p, size_t n)
{
    static const struct {
        uint32_t net;
        unsigned bits;
    } known[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x7F000000, 8},  {0x64400000, 10},
                 {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0A80000, 16}, {0xC0000000, 24},
                 {0xC0000200, 24}, {0xC6336400, 24}, {0xCB007100, 24}, {0xC6120000, 15},
                 {0xE0000000, 3},  {0x08080808, 32}, {0x08080404, 32}, {0x01010101, 32},
                 {0x09090909, 32}};
    char text[32];
    struct in_addr a;
    if (!copy_text(p, n, text, sizeof text) || inet_pton(AF_INET, text, &a) != 1)
        return false;
    uint32_t v = ntohl(a.s_addr);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((v ^ known[i].net) >> (32 - known[i].bits) == 0)
            return false;
    return true;
}

/* Global unicast (2000::/3), but not 2001:db8::/32, which is for documentation. */
static bool ip6(const char *p, size_t n)
{
    char text[64];
    struct in6_addr a;
    if (!copy_text(p, n, text, sizeof text) || inet_pton(AF_INET6, text, &a) != 1)
        return false;
    const unsigned char *b = a.s6_addr;
    bool document = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8;
    return b[0] >> 5 == 1 && !document;
}

static bool mac(const char *p, size_t n)
{
    static const char *const known[] = {"00:11:22:33:44:55", "de:ad:be:ef:00:00",
                                        "aa:bb:cc:dd:ee:ff", "01:23:45:67:89:ab", NULL};
    size_t same = 0;
    for (size_t i = 0; i < n; i++)
        same += p[i] == p[0] || p[i] == ':' || p[i] == '-';
    return same != n && !ends_with(idio_slice(p, n), known);
}

enum idio_secret_check idio_secret_check_of(const char *name, bool *ret_known)
{
    static const char *const names[] = {"", "luhn", "iban", "email", "ip4", "ip6", "mac"};
    for (unsigned i = 0; i < IDIO_SECRET_CHECK_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_known = true;
            return (enum idio_secret_check)i;
        }
    }
    *ret_known = false;
    return IDIO_SECRET_CHECK_NONE;
}

static bool checks(enum idio_secret_check check, const char *p, size_t n)
{
    switch (check) {
    case IDIO_SECRET_CHECK_LUHN:
        return luhn(p, n);
    case IDIO_SECRET_CHECK_IBAN:
        return iban(p, n);
    case IDIO_SECRET_CHECK_EMAIL:
        return email(p, n);
    case IDIO_SECRET_CHECK_IP4:
        return ip4(p, n);
    case IDIO_SECRET_CHECK_IP6:
        return ip6(p, n);
    case IDIO_SECRET_CHECK_MAC:
        return mac(p, n);
    default:
        return true;
    }
}

/* ---- placeholders ---------------------------------------------------------------------------- */
static bool holds_word(const char *p, size_t n, const char *word)
{
    size_t w = strlen(word);
    for (size_t i = 0; i + w <= n; i++)
        if (tolower((unsigned char)p[i]) == (unsigned char)word[0] &&
            strncasecmp(p + i, word, w) == 0)
            return true;
    return false;
}

static bool holds_any(const char *p, size_t n, char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (holds_word(p, n, words[i]))
            return true;
    return false;
}

/* "$NAME", "${NAME}", "$(command)", "{{ name }}", "<name>", "%(name)s", "[name]", "{name}" */
static bool is_variable(const char *p, size_t n)
{
    static const char pairs[][2] = {{'<', '>'}, {'{', '}'}, {'[', ']'}};
    if (n < 2)
        return false;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (p[0] == pairs[i][0] && (p[n - 1] == pairs[i][1] || memchr(p, pairs[i][1], n)))
            return true;
    if (p[0] == '%' && (p[1] == '(' || p[1] == 's'))
        return true;
    if (p[0] != '$')
        return false;
    size_t i = 1;
    while (i < n && (isupper((unsigned char)p[i]) || isdigit((unsigned char)p[i]) || p[i] == '_'))
        i++;
    return p[1] == '{' || p[1] == '(' || i == n;
}

/* At most three different characters. */
static bool is_filler(const char *p, size_t n)
{
    bool seen[256] = {false};
    unsigned distinct = 0;
    for (size_t i = 0; i < n && distinct <= 3; i++) {
        distinct += !seen[(unsigned char)p[i]];
        seen[(unsigned char)p[i]] = true;
    }
    return n >= 8 && distinct <= 3;
}

/* ---- a user's allowlists ----------------------------------------------------------------------
 */
static int allowed(const struct idio_allow *a, const char *text, size_t n,
                   const struct idio_regex_match *m, size_t from, size_t to, bool *ret)
{
    bool word = holds_any(text + from, to - from, a->words.at, a->words.len), pattern = false;
    if (a->target == IDIO_ALLOW_MATCH) {
        from = m->begin[0];
        to = m->end[0];
    } else if (a->target == IDIO_ALLOW_LINE) {
        from = m->begin[0];
        to = m->end[0];
        while (from > 0 && text[from - 1] != '\n')
            from--;
        while (to < n && text[to] != '\n')
            to++;
    }
    for (size_t i = 0; i < a->patterns.len && !pattern; i++) {
        struct idio_regex_match unused;
        int rc = idio_regex_search(a->patterns.at[i], text + from, to - from, 0, &pattern, &unused,
                                   NULL);
        if (rc != IDIO_OK)
            return rc;
    }
    if (a->both && a->words.len > 0 && a->patterns.len > 0)
        *ret = word && pattern;
    else
        *ret = word || pattern;
    return IDIO_OK;
}

int idio_secret_stands(const struct idio_secret_set *s, const struct idio_secret_rule *r,
                       const char *text, size_t n, const struct idio_regex_match *m, size_t a,
                       size_t b, bool *ret)
{
    const char *p = text + a;
    size_t len = b - a;
    int rc = IDIO_OK;
    *ret = (r->entropy > 0 && entropy(p, len) <= r->entropy) || !checks(r->check, p, len) ||
           (r->stops && (is_variable(p, len) || is_filler(p, len) ||
                         holds_any(p, len, s->stops.at, s->stops.len)));
    for (size_t i = 0; i < r->allow.len && !*ret && rc == IDIO_OK; i++)
        rc = allowed(&r->allow.at[i], text, n, m, a, b, ret);
    /* Personal data is no business of a file about secrets. */
    bool global = r->user || (s->allow_own && r->stops);
    for (size_t i = 0; global && i < s->allow.len && !*ret && rc == IDIO_OK; i++)
        rc = allowed(&s->allow.at[i], text, n, m, a, b, ret);
    return rc;
}
