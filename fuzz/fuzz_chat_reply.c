/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a chat server may answer: the first byte chooses status and content type, the second the
 * size of the pieces. In pieces and at once the result is the same; an answer is whole text, an
 * error has words, and the key is not among them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agent_internal.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char key[] = "sk-key";

static int keep(void *self, const char *text, size_t n, struct idio_err *err)
{
    (void)err;
    if (n == 0 || !idio_utf8_valid(text, n, NULL))
        abort();
    idio_str_append(self, text, n);
    return IDIO_OK;
}

static int read_it(const struct idio_endpoint *e, const struct idio_http_reply *head, const char *p,
                   size_t n, size_t piece, struct idio_str *heard, struct idio_err *err)
{
    const struct idio_chat_request request = {.on_text = keep, .self = heard};
    struct idio_chat_reply r;
    int status = IDIO_OK;

    idio_chat_reply_init(&r, e, &request, "http://h");
    for (size_t at = 0; at < n && status == IDIO_OK;) {
        size_t len = piece < n - at ? piece : n - at;

        status = idio_chat_reply_data(&r, head, p + at, len, err);
        at += len;
    }
    if (status >= 0)
        status = idio_chat_reply_end(&r, head, err);
    if (r.text.len != heard->len || memcmp(r.text.data, heard->data, heard->len) != 0)
        abort();
    if (r.delivered != (heard->len > 0))
        abort();
    idio_chat_reply_release(&r);
    return status;
}

static void check_error(int status, struct idio_err *err)
{
    if (status == IDIO_OK)
        return;
    idio_key_redact(key, err);
    if (err->status != status || !err->msg[0] || strstr(err->msg, key) || strstr(err->hint, key))
        abort();
    if (!idio_utf8_valid(err->msg, strlen(err->msg), NULL))
        abort();
    if (status != IDIO_E_UPSTREAM && status != IDIO_E_DENIED && status != IDIO_E_LIMIT)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"application/json", "text/event-stream", "", "text/html"};
    static const long statuses[] = {200, 200, 200, 200, 429, 401, 500, 404};
    struct idio_http_reply head = {0};
    struct idio_endpoint e;
    struct idio_str a, b;
    struct idio_err one = {0}, many = {0};
    int first, second;

    if (size < 2 || size > 1 << 16)
        return 0;
    head.status = statuses[data[0] >> 2 & 7];
    memcpy(head.type, types[data[0] & 3], strlen(types[data[0] & 3]) + 1);
    idio_endpoint_init(&e);
    e.key = key;
    e.reply_max = 1 << 15;
    idio_str_init(&a, (size_t)1 << 20);
    idio_str_init(&b, (size_t)1 << 20);
    first = read_it(&e, &head, (const char *)data + 2, size - 2, SIZE_MAX, &a, &one);
    second = read_it(&e, &head, (const char *)data + 2, size - 2, 1 + data[1] % 64U, &b, &many);
    check_error(first, &one);
    check_error(second, &many);
    if (first != second || a.len != b.len || memcmp(a.data, b.data, a.len) != 0)
        abort();
    idio_str_release(&a);
    idio_str_release(&b);
    return 0;
}
