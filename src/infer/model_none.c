/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model engine of a build without llama.cpp (IDIO_LLAMA=OFF): it can be linked, and says what
 * is missing and how to get it. There is never a model, so the other functions are unreachable.
 */
#include "infer/infer.h"

static int missing(struct idio_err *err)
{
    int r = idio_fail(err, IDIO_E_MISSING, "infer.model",
                      "this idiolect was built without a model engine");

    return idio_hint(err, r,
                     "use the rules engine (--engine rules), or build with `make deps` and "
                     "-DIDIO_LLAMA=ON");
}

int idio_model_open(const struct idio_model_opts *o, struct idio_ctx *ctx, struct idio_model **ret,
                    struct idio_err *err)
{
    (void)o;
    (void)ctx;
    (void)ret;
    return missing(err);
}

struct idio_model *idio_model_close(struct idio_model *m)
{
    (void)m;
    return NULL;
}

const char *idio_model_name(const struct idio_model *m)
{
    (void)m;
    return "";
}

int idio_model_transcode(struct idio_model *m, const struct idio_request *req,
                         const struct idio_scorer *scorer, enum idio_judge judge, unsigned budget,
                         struct idio_ctx *ctx, struct idio_arena *arena, struct idio_draft *ret,
                         struct idio_model_stats *ret_stats, struct idio_err *err)
{
    (void)m;
    (void)req;
    (void)scorer;
    (void)judge;
    (void)budget;
    (void)ctx;
    (void)arena;
    (void)ret;
    (void)ret_stats;
    return missing(err);
}
