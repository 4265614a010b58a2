/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs of coding agents: the first byte picks the format, the rest is the file. Whatever it is, the
 * reader answers; prompts are trimmed UTF-8 text within the limit, and none of them is one of the
 * elements that agents put in.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "base/utf8.h"
#include "pairs/pairs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    struct idio_arena arena;
    struct idio_logged *found = NULL;
    struct idio_log_counts counts = {0};
    struct idio_err err = {0};
    size_t n = 0;
    if (!ready)
        idio_base_init();
    ready = true;
    if (size == 0)
        return 0;
    idio_arena_init(&arena, (size_t)64 << 20);
    const int rc =
        idio_log_read((enum idio_log_format)(data[0] % IDIO_LOG_FORMATS), (const char *)data + 1,
                      size - 1, &arena, &found, &n, &counts, &err);
    if (rc != IDIO_OK && rc != IDIO_E_NOMEM)
        abort();
    for (size_t i = 0; rc == IDIO_OK && i < n; i++) {
        const char *text = found[i].text;
        const size_t len = strlen(text);
        if (len == 0 || len > IDIO_LOG_TEXT || !idio_utf8_valid(text, len, NULL))
            abort();
        if (text[0] == ' ' || text[len - 1] == '\n' || !found[i].folder || found[i].time < 0)
            abort();
        if (strncmp(text, "<system-reminder>", 17) == 0)
            abort();
    }
    idio_arena_release(&arena);
    return 0;
}
