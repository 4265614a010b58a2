/* SPDX-License-Identifier: Apache-2.0 */
/* diff: what changed between two specifications, by field and item. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

enum { KEY_MAX = 64, VALUE_MAX = 16 * 1024 };

/* "/inputs/2" → "inputs" */
static void field_of(const char *pointer, char *ret, size_t size)
{
    size_t n;

    pointer += *pointer == '/';
    n = strcspn(pointer, "/");
    n = n < size ? n : size - 1;
    memcpy(ret, pointer, n);
    ret[n] = '\0';
}

static void put_side(struct cli_out *out, char sign, const struct idio_json *value)
{
    enum cli_style style = sign == '+' ? CLI_GOOD : CLI_BAD;
    const char *text = idio_json_str(value);
    struct idio_str s;

    if (!value)
        return;
    idio_str_init(&s, VALUE_MAX);
    if (!text && idio_json_write(value, IDIO_JSON_COMPACT, &s, NULL) == IDIO_OK)
        text = s.data;
    cli_put(out, style, "  %c ", sign);
    cli_wrap(out, style, 4, 4, text ? text : "?");
    idio_str_release(&s);
}

static void put_changes(struct cli_out *out, const struct idio_json *changes)
{
    char before[KEY_MAX] = "", field[KEY_MAX], title[KEY_MAX];

    for (size_t i = 0; i < idio_json_len(changes); i++) {
        const struct idio_json *c = idio_json_at(changes, i);

        field_of(idio_json_get_str(c, "path", ""), field, sizeof field);
        if (strcmp(field, before) != 0) {
            cli_field_title(field, title, sizeof title);
            cli_nl(out);
            cli_put(out, CLI_STRONG, "%s", title);
            cli_nl(out);
            memcpy(before, field, sizeof before);
        }
        put_side(out, '-', idio_json_get(c, "old"));
        put_side(out, '+', idio_json_get(c, "new"));
    }
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct diff_args *a = args;
    const struct idio_json *changes = idio_json_get(doc, "changes");
    struct cli_out *out = &cli->out;

    cli_put(out, CLI_STRONG, "Spec %" PRId64 " %s %" PRId64, idio_json_get_int(doc, "a", a->a),
            cli_arrow(out), idio_json_get_int(doc, "b", a->b));
    cli_put(out, CLI_DIM, "%s", cli_dot(out));
    if (idio_json_len(changes))
        cli_put_counted(out, CLI_DIM, idio_json_len(changes), "change", "changes");
    else
        cli_put(out, CLI_DIM, "no difference");
    cli_nl(out);
    put_changes(out, changes);
}

int cmd_diff(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct diff_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_core *core;
    int rc = cli_core(cli, &core, err);

    if (rc == IDIO_OK)
        rc = idio_core_diff(core, a->a, a->b, &doc, err);
    if (rc == IDIO_OK)
        rc = cli_show(cli, doc, view, args, err);
    return rc;
}
