/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text hygiene: what a person approves must be what the large model reads. So items are one line of
 * valid UTF-8 without anything that is not seen: controls, bidirectional overrides (they make text
 * read differently from its bytes), zero-width spaces, soft hyphens, and the tag characters that
 * spell invisible ASCII. Joiners (U+200C, U+200D) stay, Persian, Indic scripts and emoji need them.
 *
 * Also: JSON pointers, and walking the strings of a spec.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "spec/spec_internal.h"

enum { KEY_CHARS = 2 * SPEC_CHARS_MAX };

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_hidden(uint32_t c)
{
    return c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 || c == 0x17b4 ||
           c == 0x17b5 || (c >= 0x180b && c <= 0x180f) || c == 0x200b || c == 0x200e ||
           c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0x3164 || c == 0xfeff || c == 0xffa0 || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe0fff);
}

void spec_text_clean(struct idio_str *out, const char *p, size_t n, size_t max_chars)
{
    size_t chars = 0;
    bool gap = false;
    for (size_t i = 0; i < n && chars < max_chars;) {
        uint32_t c;
        const size_t len = idio_utf8_next(p + i, n - i, &c);
        if (is_space(c)) {
            gap = chars > 0;
        } else if (!is_hidden(c)) {
            if (gap && chars + 2 > max_chars)
                break;
            if (gap)
                idio_str_putc(out, ' ');
            if (c == 0xfffd) /* malformed, or already repaired */
                idio_str_puts(out, "\xef\xbf\xbd");
            else
                idio_str_append(out, p + i, len);
            chars += gap ? 2 : 1;
            gap = false;
        }
        i += len;
    }
}

const char *spec_text_copy(struct idio_arena *arena, const char *p, size_t n, size_t max_chars)
{
    struct idio_str s;
    idio_str_init(&s, 4 * max_chars + 1);
    if (p)
        spec_text_clean(&s, p, n, max_chars);
    const char *copy = s.failed ? NULL : idio_arena_strndup(arena, s.data, s.len);
    idio_str_release(&s);
    return copy;
}

int spec_text_key(struct idio_arena *arena, const char *text, const char **ret,
                  struct idio_err *err)
{
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == '.' || text[n - 1] == ' '))
        n--;
    /* A text of periods only is its own key. */
    if (n == 0)
        n = strlen(text);
    struct idio_str folded;
    /* Compatibility forms grow: one code point gives at most 18. */
    idio_str_init(&folded, 32 * n + 64);
    int st = idio_utf8_fold(&folded, text, n, err);
    /* Folding may bring new spaces, and grow: some characters become a whole phrase. */
    const char *key =
        st == IDIO_OK ? spec_text_copy(arena, folded.data, folded.len, KEY_CHARS) : NULL;
    idio_str_release(&folded);
    if (st == IDIO_OK && !key)
        st = idio_nomem(err, "spec.text");
    if (st == IDIO_OK)
        *ret = key;
    return st;
}

/* Bytes that may stand inside a library's name, so that "react" is no word of "react-router". */
static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || strchr("_-+#@/", c) || c == '.';
}

static bool has_words(const char *hay, const char *needle)
{
    const size_t n = strlen(needle);
    if (n == 0)
        return false;
    for (const char *p = hay; (p = strstr(p, needle)); p++) {
        const bool starts = p == hay || !is_name_byte(p[-1]);
        const char *end = p + n;
        /* A period that ends a sentence does not belong to the name. */
        const bool period = *end == '.' && (end[1] == ' ' || end[1] == '\0');
        if (starts && (*end == '\0' || period || !is_name_byte(*end)))
            return true;
    }
    return false;
}

bool spec_text_shares(const char *hay, const char *needle)
{
    return has_words(hay, needle) || has_words(needle, hay);
}

/* ---- pointers ------------------------------------------------------------------------------- */

void spec_pointer_push(struct idio_str *pointer, const char *key)
{
    idio_str_putc(pointer, '/');
    for (; *key; key++)
        if (*key == '~')
            idio_str_puts(pointer, "~0");
        else if (*key == '/')
            idio_str_puts(pointer, "~1");
        else
            idio_str_putc(pointer, *key);
}

void spec_pointer_cut(struct idio_str *pointer, size_t len)
{
    /* Before its first growth the buffer is shared and must not be written. */
    if (pointer->cap == 0 || len > pointer->len)
        return;
    pointer->len = len;
    pointer->data[len] = '\0';
}

enum idio_field spec_field_of_pointer(const char *pointer)
{
    char key[64];
    const size_t n = pointer[0] == '/' ? strcspn(pointer + 1, "/") : 0;
    if (n == 0 || n >= sizeof key)
        return IDIO_FIELD_COUNT;
    memcpy(key, pointer + 1, n);
    key[n] = '\0';
    return idio_field_from_key(key);
}

struct walk {
    struct idio_str pointer;
    spec_string_visit visit;
    void *ctx;
};

static int walk_value(struct walk *w, const struct idio_json *v, size_t parent_len, bool in_array,
                      struct idio_err *err);

static int walk_below(struct walk *w, const struct idio_json *v, const char *key, bool in_array,
                      struct idio_err *err)
{
    const size_t len = w->pointer.len;
    spec_pointer_push(&w->pointer, key);
    const int st = walk_value(w, v, len, in_array, err);
    spec_pointer_cut(&w->pointer, len);
    return st;
}

static int walk_string(struct walk *w, const char *text, size_t parent_len, bool in_array,
                       struct idio_err *err)
{
    char parent[SPEC_POINTER_MAX + 1];
    memcpy(parent, w->pointer.data, parent_len);
    parent[parent_len] = '\0';
    const struct spec_string s = {
        .pointer = w->pointer.data, .text = text, .parent = parent, .in_array = in_array};
    return w->visit(w->ctx, &s, err);
}

static int walk_value(struct walk *w, const struct idio_json *v, size_t parent_len, bool in_array,
                      struct idio_err *err)
{
    int st = idio_str_status(&w->pointer, "spec.walk", err);
    if (st < 0)
        return st;
    if (idio_json_type(v) == IDIO_JSON_STRING)
        return walk_string(w, idio_json_str(v), parent_len, in_array, err);
    if (idio_json_type(v) == IDIO_JSON_ARRAY) {
        for (size_t i = 0; st == IDIO_OK && i < idio_json_len(v); i++) {
            char number[24];
            (void)snprintf(number, sizeof number, "%zu", i);
            st = walk_below(w, idio_json_at(v, i), number, true, err);
        }
        return st;
    }
    void *iter = NULL;
    struct idio_json *member;
    for (const char *key; st == IDIO_OK && (key = idio_json_next(v, &iter, &member));)
        st = walk_below(w, member, key, false, err);
    return st;
}

int spec_each_string(const struct idio_json *spec, spec_string_visit visit, void *ctx,
                     struct idio_err *err)
{
    struct walk w = {.visit = visit, .ctx = ctx};
    idio_str_init(&w.pointer, SPEC_POINTER_MAX);
    const int st = walk_value(&w, spec, 0, false, err);
    idio_str_release(&w.pointer);
    return st;
}
