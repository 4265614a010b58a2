/* SPDX-License-Identifier: Apache-2.0 */
/* cli_validate SCHEMA < DOCUMENT: the validator of the program itself, for the tests of the command
 * line. Exit 0 when the document is valid, 1 when it is not (the place is named), 2 when it could
 * not be told. */
#include <stdio.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/fs.h"
#include "spec/spec.h"

enum { TEXT_MAX = 64 << 20 };

static int read_all(int fd, struct idio_str *out, struct idio_err *err)
{
    char block[64 * 1024];
    ssize_t n;

    while ((n = read(fd, block, sizeof block)) > 0)
        idio_str_append(out, block, (size_t)n);
    return n < 0 ? idio_fail(err, IDIO_E_IO, "validate", "cannot read the document")
                 : idio_str_status(out, "validate", err);
}

static int check(const char *schema_path, struct idio_err *err)
{
    struct idio_validator *validator = NULL;
    char *schema = NULL;
    struct idio_str text;
    size_t n = 0;
    int rc = idio_fs_read(schema_path, TEXT_MAX, &schema, &n, err);

    idio_str_init(&text, TEXT_MAX);
    if (rc == IDIO_OK)
        rc = idio_validator_new(schema, n, &validator, err);
    if (rc == IDIO_OK)
        rc = read_all(STDIN_FILENO, &text, err);
    if (rc == IDIO_OK)
        rc = idio_validator_check(validator, text.data, text.len, err);
    idio_validator_free(validator);
    idio_str_release(&text);
    idio_free(schema);
    return rc;
}

int main(int argc, char **argv)
{
    struct idio_err err = {0};
    int rc;

    if (argc != 2) {
        fprintf(stderr, "usage: cli_validate SCHEMA < DOCUMENT\n");
        return 2;
    }
    idio_base_init();
    rc = check(argv[1], &err);
    if (rc < 0)
        fprintf(stderr, "%s: %s\n", argv[1], err.msg);
    return rc == IDIO_OK ? 0 : rc == IDIO_E_INVALID ? 1 : 2;
}
