/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text: either refused with a sound error, or what is written for it reads back as an equal
 * value. The first byte chooses whether memory runs out on the way.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void check_error(int status, const struct idio_err *err)
{
    require(status == IDIO_E_CORRUPT || status == IDIO_E_LIMIT || status == IDIO_E_NOMEM);
    require(err->status == status);
    require(idio_utf8_valid(err->msg, strlen(err->msg), NULL));
}

static void check_value(const struct idio_json *v, enum idio_json_style style)
{
    struct idio_json *back = NULL;
    struct idio_str out;
    struct idio_err err;

    idio_str_init(&out, IDIO_JSON_MAX_TEXT);
    require(idio_json_write(v, style, &out, &err) == IDIO_OK);
    require(idio_utf8_valid(out.data, out.len, NULL));
    require(idio_json_parse(out.data, out.len, "again", &back, &err) == IDIO_OK);
    require(idio_json_equal(v, back));
    idio_json_free(back);
    idio_str_release(&out);
}

static void check_against_jansson(const char *text, size_t n, const struct idio_json *v)
{
    json_t *theirs;

    if (memchr(text, '\0', n))
        return; /* "1" followed by NUL is fine for Jansson, and not for us */
    theirs = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    require((v != NULL) == (theirs != NULL));
    if (v)
        require(idio_json_equal(v, (const struct idio_json *)theirs));
    json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct idio_json *v = NULL;
    struct idio_err err;
    int status;

    idio_base_init();
    if (size == 0)
        return 0;
    /* Printable first bytes, which JSON texts have, leave memory alone. */
    if (data[0] >= 0x80)
        idio_alloc_fail_after(data[0] - 0x80);
    status = idio_json_parse((const char *)data + 1, size - 1, "fuzz", &v, &err);
    idio_alloc_fail_after(-1);
    if (status == IDIO_OK || status == IDIO_E_CORRUPT)
        check_against_jansson((const char *)data + 1, size - 1, v);
    if (status < 0) {
        check_error(status, &err);
        return 0;
    }
    check_value(v, IDIO_JSON_COMPACT);
    check_value(v, IDIO_JSON_PRETTY);
    idio_json_free(v);
    return 0;
}
