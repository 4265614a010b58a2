/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate and the check. An input that starts with '{' is an envelope from outside: it may be
 * refused; if it passes, it must still pass after an edit that changes nothing, and after approval.
 * Any other input is read as a draft of an engine gone mad: whatever it holds, the envelope must
 * pass the check.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "spec/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { ITEMS = 64, FACTS = 4, TEXTS = 16 };

struct input {
    const uint8_t *p;
    size_t n;
};

static unsigned byte_of(struct input *in)
{
    if (in->n == 0)
        return 0;
    in->n--;
    return *in->p++;
}

/* NUL-terminated; NULL now and then. */
static char *text_of(struct input *in)
{
    const unsigned head = byte_of(in);
    size_t n = head * (head > 200 ? 8u : 1u);
    if (head == 255)
        return NULL;
    if (n > in->n)
        n = in->n;
    char *text = calloc(1, n + 1);
    if (!text)
        abort();
    if (n > 0)
        memcpy(text, in->p, n);
    in->p += n;
    in->n -= n;
    return text;
}

static void must(int ok)
{
    if (!ok)
        abort();
}

static const struct idio_validator *validator(void)
{
    static struct idio_validator *v;
    size_t n;
    const char *schema = idio_spec_schema(&n);
    if (!v)
        must(idio_validator_new(schema, n, &v, NULL) == IDIO_OK);
    return v;
}

static void from_outside(const char *data, size_t n)
{
    struct idio_json *e = NULL, *same = NULL, *changes = NULL;
    if (idio_json_parse(data, n, "fuzz", &e, NULL) < 0)
        return;
    (void)idio_envelope_approved(e);
    const struct idio_json *spec = idio_json_get(e, "spec");
    if (idio_envelope_check(e, validator(), NULL) == IDIO_OK) {
        must(idio_envelope_edit(e, spec, validator(), &same, NULL) == IDIO_OK);
        must(idio_envelope_check(same, validator(), NULL) == IDIO_OK);
        must(!idio_envelope_approved(same));
        must(idio_spec_diff(spec, idio_json_get(same, "spec"), &changes, NULL) == IDIO_OK);
        must(idio_json_len(changes) == 0);
        must(idio_envelope_approve(same, 0, NULL) == IDIO_OK);
        must(idio_envelope_check(same, validator(), NULL) == IDIO_OK);
        must(idio_envelope_approved(same));
    } else if (spec && idio_envelope_edit(e, spec, validator(), &same, NULL) == IDIO_OK) {
        must(idio_envelope_check(same, validator(), NULL) == IDIO_OK);
    }
    idio_json_free(changes);
    idio_json_free(same);
    idio_json_free(e);
}

static void gate(const struct idio_draft *d, const char *words)
{
    struct idio_str request;
    struct idio_json *e = NULL;
    idio_str_init(&request, IDIO_REQUEST_MAX);
    if (words)
        idio_utf8_repair(&request, words, strlen(words));
    idio_str_puts(&request, " x");
    const struct idio_request req = {.text = request.data, .len = request.len, .path = words};
    must(idio_envelope_new(d, &req, validator(), &e, NULL) == IDIO_OK);
    must(idio_envelope_check(e, validator(), NULL) == IDIO_OK);
    idio_json_free(e);
    idio_str_release(&request);
}

static void from_engine(struct input *in)
{
    char *texts[TEXTS];
    struct idio_fact facts[FACTS];
    struct idio_draft d = {.intent = (enum idio_intent)byte_of(in),
                           .lang = (enum idio_lang)byte_of(in)};
    for (size_t i = 0; i < TEXTS; i++)
        texts[i] = text_of(in);
    for (size_t i = 0; i < FACTS; i++) {
        facts[i] = (struct idio_fact){.id = texts[i],
                                      .wording = texts[i + 1],
                                      .value = texts[i + 2],
                                      .k = byte_of(in),
                                      .n = byte_of(in),
                                      .lo = byte_of(in) / 100.0,
                                      .hi = byte_of(in) / 100.0,
                                      .decided = byte_of(in) & 1,
                                      .example_count = byte_of(in)};
        facts[i].examples[0] = (struct idio_example){texts[i], texts[i + 1], 1, texts[i + 2]};
    }
    d.engine = texts[TEXTS - 1];
    d.note = texts[TEXTS - 2];
    for (size_t i = 0; i < ITEMS && in->n > 0; i++) {
        const struct idio_item item = {.field =
                                           (enum idio_field)(byte_of(in) % (IDIO_FIELD_COUNT + 1)),
                                       .source = (enum idio_source)(byte_of(in) % 5),
                                       .text = texts[byte_of(in) % TEXTS],
                                       .begin = byte_of(in),
                                       .end = byte_of(in),
                                       .fact = &facts[byte_of(in) % FACTS],
                                       .slot = texts[byte_of(in) % TEXTS],
                                       .confidence = byte_of(in) / 100.0};
        must(idio_vec_push(&d.items, item) == IDIO_OK);
    }
    gate(&d, texts[0]);
    idio_draft_release(&d);
    for (size_t i = 0; i < TEXTS; i++)
        free(texts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > 0 && data[0] == '{') {
        from_outside((const char *)data, n);
    } else {
        struct input in = {data, n};
        from_engine(&in);
    }
    return 0;
}
