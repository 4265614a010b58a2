/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the program takes from its surroundings: environment variables, the terminal, the clock, its
 * own place on disk. Read once at the start and only here; everything below gets values.
 */
#ifndef IDIO_CLI_ENV_H
#define IDIO_CLI_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct cli_env {
    const char *home;         /* data folder; NULL when nothing says where */
    const char *user_home;    /* HOME; NULL: not set */
    const char *secret_rules; /* the user's gitleaks.toml; NULL: there is none */
    const char *model;        /* GGUF; NULL: none known */
    const char *backend_dir;  /* ggml's CPU variants; NULL: the engine's default */
    const char *editor;       /* command line */
    const char *pager;        /* command line; NULL: none wanted */
    const char *tmpdir;
    const char *own_folder; /* of this program; NULL: unknown */
    bool no_color;
    bool utf8; /* the locale's character set */
    bool out_tty, err_tty, in_tty;
    unsigned columns, rows; /* of the terminal; 80 and 24 when there is none */
    /* Started by mpirun or the like: how many processes there are, which one this is; the same
     * among those on this machine; whether each is tied to cores of its own. */
    unsigned processes, process, local_processes, local_process;
    bool bound;
    int64_t now; /* SOURCE_DATE_EPOCH, or the wall clock */
};

int cli_env_read(struct cli_env *ret, struct idio_arena *arena,
                 struct idio_err *err) IDIO_MUST_CHECK;

#endif
