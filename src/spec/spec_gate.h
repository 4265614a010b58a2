/* SPDX-License-Identifier: Apache-2.0 */
/* What of a draft may go into an envelope (spec_gate.c decides, envelope.c writes it down). */
#ifndef IDIO_SPEC_GATE_H
#define IDIO_SPEC_GATE_H

#include "spec/spec_internal.h"

struct spec_kept {
    const char *text; /* clean */
    const char *key;  /* equal keys: duplicates */
    enum idio_source source;
    size_t begin, end;            /* SAID: of the request, on character boundaries */
    const struct idio_fact *fact; /* INFERRED: decided, with counts that make sense */
    const char *name;             /* INFERRED: the fact's id; ASKED: the slot; clean, not empty */
    const char *value_key;        /* INFERRED: key of the fact's value; else "" */
    double confidence;
};
struct spec_kept_list {
    struct spec_kept at[SPEC_ITEMS_MAX];
    size_t n;
    size_t seen; /* items that were looked at */
};
struct spec_gate {
    struct idio_arena *arena;
    const struct idio_request *req;
    const struct spec_limits *limits;
    struct spec_kept_list *fields; /* IDIO_FIELD_COUNT */
};

/* Fills g->fields (in g->arena) from the draft. */
int spec_gate_run(struct spec_gate *g, const struct idio_draft *draft,
                  struct idio_err *err) IDIO_MUST_CHECK;

#endif
