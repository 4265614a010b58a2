/* SPDX-License-Identifier: Apache-2.0 */
/* Grammars from anywhere: loading refuses or gives a grammar that can be told from without end. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pairs/grammar_internal.h"

static void tell(const struct idio_grammar *g, uint64_t seed)
{
    static const char *inputs[] = {"path (str)"};
    const struct idio_fact fact = {.wording = "Indent with tabs.", .field = "style_guides"};
    const struct idio_fact *facts[] = {&fact};
    const struct idio_frame f = {.verb = "parse",
                                 .object = "the lines",
                                 .rest = "from a buffer",
                                 .name = "parse_lines",
                                 .container = "",
                                 .path = "src/x.c",
                                 .inputs = inputs,
                                 .input_count = 1,
                                 .detail = "They are kept. All."};
    const struct idio_telling how = {.reg = (enum idio_register)(seed % 3),
                                     .noise = seed % 2,
                                     .vague = (enum idio_vague)(seed % 5),
                                     .unseen = seed % 7 == 0,
                                     .name = true,
                                     .path = true,
                                     .inputs = true,
                                     .detail = true,
                                     .facts = facts,
                                     .fact_count = 1,
                                     .seed = seed};
    struct idio_arena arena;
    struct idio_prompt p;
    idio_arena_init(&arena, 1 << 20);
    if (idio_grammar_tell(g, &f, &how, &arena, &p, NULL) == IDIO_OK)
        for (size_t i = 0; i < p.stated_count; i++)
            if (p.stated[i].begin >= p.stated[i].end || p.stated[i].end > p.len)
                abort();
    idio_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct idio_grammar *g = NULL;
    if (grammar_read((const char *)data, size, "grammar", &g, NULL) == IDIO_OK)
        for (uint64_t seed = 0; seed < 4; seed++)
            tell(g, seed);
    idio_grammar_free(g);
    return 0;
}
