/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a source file: the first byte picks the language and the path, the rest is the text.
 * What is observed must be sound: lines inside the file, parents before children, valid UTF-8, and
 * it must survive its own binary form. Asked for shapes, too, the same must be observed, and shapes
 * keep their caps.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "corpus/corpus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 64 * 1024, ARENA_MAX = 64 << 20 };

/* A registry that knows every name. */
static int any_trait(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    return (int)(idio_hash64(name, n, 1) % (IDIO_TRAITS_MAX / 2)) * 2 +
           (n > 9 && memcmp(name, "structure", 9) == 0);
}

static int any_value(const void *ctx, int trait, const char *value, size_t n)
{
    (void)ctx;
    return trait % 2 ? IDIO_VALUE_OPEN : (int)(idio_hash64(value, n, 2) % 1000);
}

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void require_text(const char *s, size_t max)
{
    size_t n = strlen(s);
    require(n <= max && idio_utf8_valid(s, n, NULL));
}

static void check(const struct idio_observed *o, struct idio_arena *arena)
{
    uint32_t last = o->lines > 0 ? o->lines : 1;
    require(o->unit_count >= 1);
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        require(i == 0 ? u->parent == IDIO_NO_UNIT : u->parent < i);
        require(u->first_line >= 1 && u->first_line <= u->last_line && u->last_line <= last);
        require_text(u->name, 200);
        require_text(u->signature, 200);
        require_text(u->doc, 500);
        require_text(u->calls, 300);
    }
    for (size_t i = 0; i < o->site_count; i++) {
        const struct idio_site *s = &o->sites[i];
        require(s->line >= 1 && s->line <= last && s->unit < o->unit_count);
        require(i == 0 || o->sites[i - 1].line <= s->line);
        require((s->value == IDIO_VALUE_OPEN) == (s->text != NULL));
        if (s->text)
            require(strlen(s->text) <= 100);
    }
    struct idio_str form;
    struct idio_observed back;
    idio_str_init(&form, ARENA_MAX);
    idio_observed_encode(o, &form);
    require(form.failed == IDIO_OK);
    require(idio_observed_decode(form.data, form.len, arena, &back, NULL) == IDIO_OK);
    require(back.site_count == o->site_count && back.unit_count == o->unit_count);
    idio_str_release(&form);
}

static void check_shape(const struct idio_shape *s)
{
    require(s->param_count <= IDIO_SHAPE_PARAMS && s->raise_count <= IDIO_SHAPE_LIST &&
            s->guard_count <= IDIO_SHAPE_LIST);
    for (size_t i = 0; i < s->param_count; i++) {
        require_text(s->params[i].name, 80);
        require_text(s->params[i].type, 80);
    }
    for (size_t i = 0; i < s->raise_count; i++)
        require_text(s->raises[i], 80);
    for (size_t i = 0; i < s->guard_count; i++)
        require_text(s->guards[i], 80);
    require_text(s->returns, 80);
}

/* What is observed is the same with and without shapes; the whole has what its parts have. */
static void check_shapes(const struct idio_observed *plain, const struct idio_observed *o,
                         const struct idio_shape *shapes)
{
    struct idio_str a, b;
    idio_str_init(&a, ARENA_MAX);
    idio_str_init(&b, ARENA_MAX);
    idio_observed_encode(plain, &a);
    idio_observed_encode(o, &b);
    require(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
    idio_str_release(&a);
    idio_str_release(&b);
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_shape *s = &shapes[i];
        const struct idio_shape *up = i > 0 ? &shapes[o->units[i].parent] : s;
        check_shape(s);
        require(s->tokens <= up->tokens && s->statements <= up->statements);
        for (size_t k = 0; k < IDIO_MINHASH && s->tokens >= IDIO_SHINGLE; k++)
            require(up->minhash[k] <= s->minhash[k]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"a.c",       "b.h",        "src/c.cpp", "test/d.py",
                                        "e_test.go", "f.rs",       "g.js",      "h.test.ts",
                                        "i.tsx",     "lib/j-k.js", "k.rb",      "tests/LTest.php",
                                        "A.java",    "A.cs",       "m.sh"};
    static struct idio_observer *observer;
    static struct idio_parser *parser;
    struct idio_trait_resolver any = {NULL, any_trait, any_value};
    if (!observer) {
        idio_base_init();
        require(idio_corpus_init(NULL) == IDIO_OK);
        require(idio_observer_new(idio_queries_files, &any, &observer, NULL) == IDIO_OK);
        require(idio_parser_new(observer, &parser, NULL) == IDIO_OK);
    }
    if (size < 1 || size > TEXT_MAX)
        return 0;
    const char *path = paths[data[0] % (sizeof paths / sizeof *paths)];
    struct idio_observed o;
    struct idio_arena arena;
    idio_arena_init(&arena, ARENA_MAX);
    /* a copy without a byte to spare, so that a sanitizer sees every step beyond it */
    char *text = malloc(size > 1 ? size - 1 : 1);
    require(text != NULL);
    if (size > 1)
        memcpy(text, data + 1, size - 1);
    (void)idio_corpus_unfit(path, text, size - 1);
    int rc = idio_parser_observe(parser, idio_lang_of_path(path), path, text, size - 1, NULL,
                                 &arena, &o, NULL);
    require(rc == IDIO_OK || rc == IDIO_E_LIMIT);
    if (rc == IDIO_OK)
        check(&o, &arena);
    struct idio_observed again;
    struct idio_shape *shapes;
    int with = idio_parser_shapes(parser, idio_lang_of_path(path), path, text, size - 1, NULL,
                                  &arena, &again, &shapes, NULL);
    require(with == IDIO_OK || with == IDIO_E_LIMIT);
    if (rc == IDIO_OK && with == IDIO_OK)
        check_shapes(&o, &again, shapes);
    free(text);
    idio_arena_release(&arena);
    return 0;
}
