/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec: request in, specification out. The request comes from the arguments (several words are
 * joined by spaces) or from standard input. With --edit the user gets the spec as JSON in an
 * editor; what comes back is stored as a new entry whose parent is the first, and core decides
 * whether it is valid.
 *
 * An edit that cannot be stored is never thrown away: the file stays, and the error says where.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "types/request.h"

static const char WHERE[] = "cli.spec";
enum { EDITED_MAX = 1 << 20 };

static int too_long(struct idio_err *err)
{
    return idio_hint(err,
                     idio_fail(err, IDIO_E_LIMIT, WHERE, "the request is longer than %d bytes",
                               IDIO_REQUEST_MAX),
                     "say what to do in a few sentences; name files instead of pasting them");
}

static int read_stdin(struct cli *cli, struct idio_str *out, struct idio_err *err)
{
    char block[16 * 1024];

    if (cli->env->in_tty)
        cli_say(cli, "Type the request; Ctrl-D ends it.");
    for (;;) {
        ssize_t n = read(STDIN_FILENO, block, sizeof block);

        if (n < 0 && errno == EINTR && !idio_cancelled(cli->ctx.cancel))
            continue;
        if (n < 0 && errno == EINTR)
            return idio_fail(err, IDIO_E_CANCELLED, WHERE, "interrupted");
        if (n < 0)
            return idio_fail_sys(err, errno, WHERE, "cannot read the request");
        if (n == 0)
            return idio_str_status(out, WHERE, err);
        idio_str_append(out, block, (size_t)n);
        if (out->failed == IDIO_E_LIMIT)
            return too_long(err);
    }
}

static int read_request(struct cli *cli, const struct spec_args *a, struct idio_str *out,
                        struct idio_err *err)
{
    bool dash = a->words.len == 1 && strcmp(a->words.at[0], "-") == 0;

    if (dash || (!a->words.len && !cli->env->in_tty)) {
        int rc = read_stdin(cli, out, err);

        /* The line break that ends a text file is not part of what was said. */
        while (rc == IDIO_OK && out->len > 0 && strchr("\r\n", out->data[out->len - 1]))
            out->data[--out->len] = '\0';
        return rc;
    }
    if (!a->words.len)
        return idio_hint(err, idio_fail(err, IDIO_E_USAGE, WHERE, "'spec' needs a REQUEST"),
                         "idiolect spec \"what you want\", or 'idiolect spec -' to type it");
    for (size_t i = 0; i < a->words.len; i++) {
        if (i)
            idio_str_putc(out, ' ');
        idio_str_puts(out, a->words.at[i]);
    }
    return out->failed == IDIO_E_LIMIT ? too_long(err) : idio_str_status(out, WHERE, err);
}

static int write_draft(const struct idio_json *spec, int fd, const char *path, struct idio_err *err)
{
    struct idio_str text;
    size_t done = 0;
    int rc;

    idio_str_init(&text, EDITED_MAX);
    rc = idio_json_write(spec, IDIO_JSON_PRETTY, &text, err);
    idio_str_putc(&text, '\n');
    while (rc == IDIO_OK && done < text.len) {
        ssize_t n = write(fd, text.data + done, text.len - done);

        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            rc = idio_fail_sys(err, errno, WHERE, "cannot write '%s'", path);
    }
    idio_str_release(&text);
    return rc;
}

/* Lets the user edit the spec in `path`; *ret_new is NULL when nothing was changed. *ret_keep: the
 * file holds work that is nowhere else. */
static int let_edit(struct cli *cli, const struct idio_json *spec, int fd, const char *path,
                    struct idio_json **ret_new, bool *ret_keep, struct idio_err *err)
{
    struct idio_json *edited = NULL;
    char *text = NULL;
    size_t n = 0;
    int rc = write_draft(spec, fd, path, err);

    *ret_new = NULL;
    *ret_keep = false;
    if (rc == IDIO_OK)
        rc = cli_edit(cli->env, path, err);
    if (rc < 0)
        return rc;
    *ret_keep = true;
    rc = idio_fs_read(path, EDITED_MAX, &text, &n, err);
    if (rc == IDIO_OK)
        rc = idio_json_parse(text, n, "the edited specification", &edited, err);
    idio_free(text);
    if (rc == IDIO_OK && idio_json_equal(spec, edited))
        edited = idio_json_free(edited);
    *ret_new = edited;
    return rc;
}

/* Says what became of the two texts when an edit failed. */
static int edit_failed(int64_t id, const char *path, bool keep, struct idio_err *err)
{
    char cause[sizeof err->hint];

    snprintf(cause, sizeof cause, "%s", err->hint);
    if (keep)
        return idio_hint(err, err->status, "%s%sspec %" PRId64 " is in the log; your edit is in %s",
                         cause, *cause ? "\n" : "", id, path);
    return idio_hint(err, err->status, "%s%sspec %" PRId64 " is in the log, as it was", cause,
                     *cause ? "\n" : "", id);
}

static int edit(struct cli *cli, struct idio_core *core, struct idio_json **doc,
                struct idio_err *err)
{
    const struct idio_json *spec = idio_json_get(idio_json_get(*doc, "envelope"), "spec");
    char *path = idio_arena_printf(&cli->arena, "%s/idiolect-spec-XXXXXX.json", cli->env->tmpdir);
    IDIO_AUTO(idio_json_freep) struct idio_json *edited = NULL;
    int64_t id = idio_json_get_int(*doc, "id", 0);
    struct idio_json *stored = NULL;
    bool keep;
    int fd, rc;

    if (!path)
        return idio_nomem(err, WHERE);
    fd = mkostemps(path, (int)strlen(".json"), O_CLOEXEC);
    if (fd < 0)
        return idio_fail_sys(err, errno, WHERE, "cannot make a file in '%s'", cli->env->tmpdir);
    rc = let_edit(cli, spec, fd, path, &edited, &keep, err);
    close(fd);
    if (rc == IDIO_OK && edited)
        rc = idio_core_spec_edit(core, id, edited, &stored, err);
    if (rc < 0)
        rc = edit_failed(id, path, keep, err);
    if (rc == IDIO_OK || !keep)
        unlink(path);
    if (rc == IDIO_OK && stored) {
        idio_json_free(*doc);
        *doc = stored;
    } else if (rc == IDIO_OK) {
        cli_say(cli, "Nothing was changed.");
    }
    return rc;
}

static int write_envelope(struct cli *cli, const struct idio_json *doc, const char *path,
                          struct idio_err *err)
{
    struct idio_str text;
    int rc;

    idio_str_init(&text, CLI_OUT_MAX);
    rc = idio_json_write(idio_json_get(doc, "envelope"), IDIO_JSON_PRETTY, &text, err);
    idio_str_putc(&text, '\n');
    if (rc == IDIO_OK)
        rc = idio_str_status(&text, WHERE, err);
    if (rc == IDIO_OK)
        rc = idio_fs_write_atomic(path, text.data, text.len, 0644, err);
    idio_str_release(&text);
    if (rc == IDIO_OK)
        cli_say(cli, "Wrote %s.", path);
    return rc;
}

static void view(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct spec_args *a = args;

    cli_view_spec(cli, doc, a->explain);
}

static int make(struct cli *cli, const struct spec_args *a, const struct idio_str *request,
                struct idio_json **ret, struct idio_err *err)
{
    const struct idio_spec_opts opts = {
        .request = request->data,
        .request_len = request->len,
        .file = a->file,
        .lang = a->lang,
        .engine = (enum idio_engine)(a->engine - 1),
        .budget = (unsigned)a->budget,
        .keep = !a->no_save,
    };
    struct idio_core *core;
    int rc;

    cli->common.model = a->model;
    rc = cli_core(cli, &core, err);
    if (rc == IDIO_OK)
        rc = idio_core_spec(core, &opts, ret, err);
    if (rc == IDIO_OK && a->edit)
        rc = edit(cli, core, ret, err);
    return rc;
}

int cmd_spec(struct cli *cli, const void *args, struct idio_err *err)
{
    const struct spec_args *a = args;
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = NULL;
    struct idio_str request;
    int rc;

    if (a->edit && a->no_save)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "--edit and --no-save exclude each other");
    idio_str_init(&request, IDIO_REQUEST_MAX);
    rc = read_request(cli, a, &request, err);
    if (rc == IDIO_OK)
        rc = make(cli, a, &request, &doc, err);
    idio_str_release(&request);
    if (rc < 0)
        return rc;
    if (a->output)
        return write_envelope(cli, doc, a->output, err);
    if (!a->no_save)
        cli_next(cli,
                 "Approve it with 'idiolect approve %" PRId64 "'; reasons: 'idiolect show %" PRId64
                 " --explain'.",
                 idio_json_get_int(doc, "id", 0), idio_json_get_int(doc, "id", 0));
    return cli_show(cli, doc, view, args, err);
}
