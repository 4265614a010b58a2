/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests: whatever the text, the rules engine answers, and everything that it says was said
 * stands in the request. The first byte picks the context (path, language, profile).
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "infer/infer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that are not white space, of span and text, are the same; case may differ in the first. */
static void must_be_grounded(const struct idio_request *req, const struct idio_item *it)
{
    const char *p = it->text;
    if (it->begin >= it->end || it->end > req->len)
        abort();
    for (size_t i = it->begin; i < it->end; i++) {
        unsigned char c = (unsigned char)req->text[i];
        if (c <= ' ' || c == 0x7F)
            continue;
        while (*p == ' ')
            p++;
        bool raised = it->field == IDIO_FIELD_GOAL && p == it->text && c >= 'a' && c <= 'z' &&
                      (unsigned char)*p == c - 32;
        if ((unsigned char)*p != c && !raised)
            abort();
        p++;
    }
    if (*p)
        abort();
}

static void check(const struct idio_request *req, const struct idio_draft *d)
{
    size_t goals = 0, questions = 0;
    for (size_t i = 0; i < d->items.len; i++) {
        const struct idio_item *it = &d->items.at[i];
        size_t n = strlen(it->text);
        if (n == 0 || n > 300 || !idio_utf8_valid(it->text, n, NULL) || strchr(it->text, '\n'))
            abort();
        goals += it->field == IDIO_FIELD_GOAL;
        questions += it->field == IDIO_FIELD_OPEN_QUESTIONS;
        if (it->source == IDIO_SOURCE_SAID && it->field != IDIO_FIELD_VERBOSITY)
            must_be_grounded(req, it);
        if (it->source == IDIO_SOURCE_INFERRED && !it->fact)
            abort();
    }
    if (goals != 1 || questions > 4)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct idio_fact fact = {.id = "python:format.quotes=single",
                                          .lang = IDIO_LANG_PYTHON,
                                          .trait = "format.quotes",
                                          .value = "single",
                                          .area = "format",
                                          .field = "style_guides",
                                          .wording = "Use single quotes for strings.",
                                          .k = 9,
                                          .n = 10,
                                          .surprise = 1,
                                          .impact = 0.9,
                                          .files = 3,
                                          .decided = true,
                                          .stated = true};
    static const struct idio_candidate candidate = {&fact, 0.9, 0.9, 0.9, 0.9, 0.9};
    struct idio_str text;
    struct idio_arena arena;
    struct idio_draft d = {0};
    struct idio_err err;
    if (size < 2 || size > IDIO_REQUEST_MAX)
        return 0;
    idio_str_init(&text, 4 * (size_t)IDIO_REQUEST_MAX);
    idio_utf8_repair(&text, (const char *)data + 1, size - 1);
    struct idio_request req = {.text = text.data, .len = text.len};
    if (data[0] & 1) {
        req.path = "a/b.py";
        req.lang = IDIO_LANG_PYTHON;
    }
    if (data[0] & 2) {
        req.candidates = &candidate;
        req.candidate_count = 1;
    }
    if (data[0] & 4) {
        req.undecided = &candidate;
        req.undecided_count = 1;
    }
    idio_arena_init(&arena, (size_t)64 << 20);
    if (text.len > 0 && idio_rules_transcode(&req, NULL, &arena, &d, &err) == IDIO_OK) {
        check(&req, &d);
        idio_draft_release(&d);
    }
    idio_arena_release(&arena);
    idio_str_release(&text);
    return 0;
}
