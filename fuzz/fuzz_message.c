/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commit messages, from the raw bytes: what corpus keeps of them is text, and what pairs reads as a
 * request is one line that begins with a verb.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "corpus/change_text.h"
#include "corpus/corpus.h"
#include "pairs/pairs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_text(const char *s, size_t most, bool one_line)
{
    size_t n = strlen(s);
    if (n > most || !idio_utf8_valid(s, n, NULL))
        abort();
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' && (one_line || (s[i] != '\n' && s[i] != '\t')))
            abort();
}

static void read_request(const char *subject, const char *body, struct idio_arena *arena)
{
    struct idio_message m;
    struct idio_err err = {0};
    bool fit = false;
    const char *why = NULL;
    if (idio_message_read(subject, body, arena, &m, &fit, &why, &err) != IDIO_OK || !why) {
        fprintf(stderr, "%s: %s (%s)\n", err.where, err.msg, why ? why : "no reason");
        abort();
    }
    if (!fit)
        return;
    must_be_text(m.request, 2048, true);
    must_be_text(m.detail, 1024, true);
    if (!*m.request || islower((unsigned char)m.request[0]) || *why)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool up;
    struct idio_arena arena;
    const char *subject, *body;
    if (!up && idio_corpus_init(NULL) != IDIO_OK)
        abort();
    up = true;
    if (size > 1 << 16)
        return 0;
    idio_arena_init(&arena, (size_t)1 << 20);
    struct idio_slice raw = idio_slice((const char *)data, size);
    (void)idio_change_is_revert(raw);
    if (idio_change_text(raw, &arena, &subject, &body, NULL) != IDIO_OK)
        abort();
    must_be_text(subject, IDIO_CHANGE_TEXT, false);
    must_be_text(body, IDIO_CHANGE_TEXT, false);
    read_request(subject, body, &arena);
    /* And what nobody cleaned. */
    char *copy = idio_arena_strndup(&arena, raw.p, raw.n);
    if (copy)
        read_request(copy, strchr(copy, '\n') ? strchr(copy, '\n') : "", &arena);
    idio_arena_release(&arena);
    return 0;
}
