/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A developer's file of any bytes, and what idiolect puts into it: whatever stood outside the marks
 * is still there, writing again changes nothing, and the difference that is shown is found without
 * harm.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "core/export_internal.h"

static void require(bool ok)
{
    if (!ok)
        abort();
}

/* All bytes of `old` are in `now`, in order: only our own part may be taken out. */
static bool keeps(const struct idio_str *now, const char *old, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++, at++) {
        while (at < now->len && now->data[at] != old[i])
            at++;
        if (at >= now->len)
            return false;
    }
    return true;
}

static void try(enum export_marks marks, enum export_join join, const char *old, size_t n)
{
    struct export_file f = {.path = "F", .head = "", .marks = marks, .join = join};
    struct idio_str once, twice, diff;
    struct idio_err err;
    idio_str_init(&f.block, EXPORT_TEXT_MAX);
    idio_str_init(&once, EXPORT_TEXT_MAX);
    idio_str_init(&twice, EXPORT_TEXT_MAX);
    idio_str_init(&diff, EXPORT_TEXT_MAX);
    idio_str_puts(&f.block, "ours\n");
    if (export_merge(&f, old, n, "F", false, &once, &err) == IDIO_OK) {
        bool marked = n > 0 && memmem(old, n, "idiolect:", strlen("idiolect:")) != NULL;
        bool blank = idio_slice_trim(idio_slice(old, n)).n == 0;
        require(marked || blank || keeps(&once, old, n));
        require(export_merge(&f, once.data, once.len, "F", false, &twice, &err) == IDIO_OK);
        require(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
        require(core_diff_text("F", old, n, once.data, once.len, &diff, &err) == IDIO_OK);
    }
    idio_str_release(&f.block);
    idio_str_release(&once);
    idio_str_release(&twice);
    idio_str_release(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *old = (const char *)data;
    idio_base_init();
    if (size > 1 << 16)
        return 0;
    try(EXPORT_MARKS_HTML, EXPORT_APPEND, old, size);
    try(EXPORT_MARKS_HASH, EXPORT_PREPEND, old, size);
    try(EXPORT_MARKS_HASH, EXPORT_REFUSE, old, size);
    return 0;
}
