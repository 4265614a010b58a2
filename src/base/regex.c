/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PCRE2, 8-bit. The only file that sees pcre2.h.
 *
 * Patterns run over text from strangers, so matching has limits on steps, depth and memory. The JIT
 * is an optimisation that may be refused (hardened kernels forbid writable code): then the
 * interpreter does the same work. When the JIT's small machine stack is not enough, the
 * interpreter, whose stack is on the capped heap, gets a second try.
 *
 * Threads: code and match context are only read after compilation; match data is made per call.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>
#include <stdint.h>

#include "base/alloc.h"

enum {
    MATCH_LIMIT = 2000000,
    SHORT_LIMIT = 20000,
    DEPTH_LIMIT = 100000,
    HEAP_LIMIT_KIB = 32768,
    PATTERN_MAX = 65536,
};

struct idio_regex {
    pcre2_general_context *memory;
    pcre2_match_context *limits;
    pcre2_code *code;
};

static void *gate_alloc(PCRE2_SIZE size, void *ctx)
{
    (void)ctx;
    return idio_alloc(1, size);
}

static void gate_free(void *p, void *ctx)
{
    (void)ctx;
    idio_free(p);
}

static uint32_t options_of(unsigned flags)
{
    uint32_t options = PCRE2_NEVER_BACKSLASH_C;

    if (flags & IDIO_REGEX_CASELESS)
        options |= PCRE2_CASELESS;
    if (flags & IDIO_REGEX_MULTILINE)
        options |= PCRE2_MULTILINE;
    if (flags & IDIO_REGEX_UTF)
        options |= PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF;
    else
        options |= PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
    return options;
}

static int compile(struct idio_regex *re, const char *pattern, unsigned flags, struct idio_err *err)
{
    pcre2_compile_context *cctx = pcre2_compile_context_create(re->memory);
    PCRE2_UCHAR reason[128] = "";
    PCRE2_SIZE offset = 0;
    int code = 0;

    if (!cctx)
        return idio_nomem(err, "regex.new");
    pcre2_set_max_pattern_length(cctx, PATTERN_MAX);
    re->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options_of(flags), &code,
                             &offset, cctx);
    pcre2_compile_context_free(cctx);
    if (re->code)
        return IDIO_OK;
    if (code == PCRE2_ERROR_HEAP_FAILED)
        return idio_nomem(err, "regex.new");
    pcre2_get_error_message(code, reason, sizeof reason);
    return idio_fail(err, IDIO_E_INVALID, "regex.new", "pattern '%s', at offset %zu: %s", pattern,
                     (size_t)offset, (const char *)reason);
}

int idio_regex_new(const char *pattern, unsigned flags, struct idio_regex **ret,
                   struct idio_err *err)
{
    struct idio_regex *re = idio_alloc(1, sizeof *re);
    int status;

    if (!re)
        return idio_nomem(err, "regex.new");
    re->memory = pcre2_general_context_create(gate_alloc, gate_free, NULL);
    if (re->memory)
        re->limits = pcre2_match_context_create(re->memory);
    if (!re->limits) {
        idio_regex_free(re);
        return idio_nomem(err, "regex.new");
    }
    pcre2_set_match_limit(re->limits, flags & IDIO_REGEX_SHORT ? SHORT_LIMIT : MATCH_LIMIT);
    pcre2_set_depth_limit(re->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(re->limits, HEAP_LIMIT_KIB);
    status = compile(re, pattern, flags, err);
    if (status < 0) {
        idio_regex_free(re);
        return status;
    }
    /* Its failure is not ours: without JIT, pcre2_match interprets. */
    (void)pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE);
    *ret = re;
    return IDIO_OK;
}

struct idio_regex *idio_regex_free(struct idio_regex *re)
{
    if (re) {
        pcre2_code_free(re->code);
        pcre2_match_context_free(re->limits);
        pcre2_general_context_free(re->memory);
        idio_free(re);
    }
    return NULL;
}

static void copy_groups(pcre2_match_data *data, size_t count, struct idio_regex_match *ret)
{
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(data);

    ret->count = count;
    for (size_t i = 0; i < IDIO_REGEX_GROUPS; i++) {
        ret->begin[i] = i < count ? v[2 * i] : SIZE_MAX;
        ret->end[i] = i < count ? v[2 * i + 1] : SIZE_MAX;
    }
}

int idio_regex_search(const struct idio_regex *re, const char *text, size_t n, size_t from,
                      bool *ret_found, struct idio_regex_match *ret, struct idio_err *err)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(n > 0 ? text : "");
    pcre2_match_data *data;
    uint32_t compiled = 0;
    int code;

    (void)pcre2_pattern_info(re->code, PCRE2_INFO_ALLOPTIONS, &compiled);
    /* A start inside a character is an error for PCRE2; move on to the next one. */
    while ((compiled & PCRE2_UTF) && from > 0 && from < n && (subject[from] & 0xC0) == 0x80)
        from++;
    if (from > n) {
        *ret_found = false;
        return IDIO_OK;
    }
    data = pcre2_match_data_create(IDIO_REGEX_GROUPS, re->memory);
    if (!data)
        return idio_nomem(err, "regex.search");
    code = pcre2_match(re->code, subject, n, from, 0, data, re->limits);
    if (code == PCRE2_ERROR_JIT_STACKLIMIT)
        code = pcre2_match(re->code, subject, n, from, PCRE2_NO_JIT, data, re->limits);
    /* 0: more groups matched than there is room for. */
    if (code >= 0)
        copy_groups(data, code > 0 ? (size_t)code : IDIO_REGEX_GROUPS, ret);
    pcre2_match_data_free(data);
    if (code >= 0 || code == PCRE2_ERROR_NOMATCH) {
        *ret_found = code >= 0;
        return IDIO_OK;
    }
    if (code == PCRE2_ERROR_NOMEMORY)
        return idio_nomem(err, "regex.search");
    return idio_fail(err, IDIO_E_LIMIT, "regex.search", "gave up matching (PCRE2 code %d)", code);
}

bool idio_regex_find(const struct idio_regex *re, const char *text, size_t n, size_t from,
                     struct idio_regex_match *ret)
{
    bool found = false;

    return idio_regex_search(re, text, n, from, &found, ret, NULL) == IDIO_OK && found;
}
