/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user's file with rules for secrets: whatever it holds, it is read or refused with a reason, our
 * own rules are in force afterwards, and redaction ends. Up to a zero byte the input is the file,
 * the rest is the text to redact.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "corpus/corpus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    struct idio_err err = {0};
    struct idio_str s;
    if (!ready)
        idio_base_init();
    if (!ready && idio_corpus_init(&err) < 0)
        abort();
    ready = true;
    const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
    size_t n = nul ? (size_t)(nul - data) : size;
    int rc = idio_corpus_secret_rules((const char *)data, n, "fuzz.toml", &err);
    if (rc < 0 && (err.msg[0] == '\0' || rc == IDIO_E_BUG))
        abort();
    idio_str_init(&s, 1 << 16);
    if (nul && size - n <= 4096)
        idio_str_append(&s, (const char *)nul + 1, size - n - 1);
    idio_str_puts(&s, " jane.doe@corp.dev");
    (void)idio_corpus_redact(&s, &err);
    /* A text that the stranger's rules do not manage is emptied; disabledRules may let it stand. */
    if (rc < 0 && strstr(s.data, "jane.doe@corp.dev"))
        abort();
    idio_str_release(&s);
    /* A file that is refused leaves the last one in force: none may stay that switches rules off.
     */
    if (rc == IDIO_OK && memmem(data, n, "disabledRules", 13) &&
        idio_corpus_secret_rules(NULL, 0, NULL, &err) < 0)
        abort();
    return 0;
}
