/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files. Reading has a cap, writing is atomic (temporary file in the same folder, fsync, rename,
 * fsync of the folder), listing is sorted by bytes and never follows symbolic links, every
 * descriptor is close-on-exec from birth.
 */
#ifndef IDIO_BASE_FS_H
#define IDIO_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "base/vec.h"

/* Whole file, NUL added after `*ret_len` bytes; idio_free it. Over `max`: IDIO_E_LIMIT. Only
 * regular files; a file that shrinks or grows while being read gives what was read. */
int idio_fs_read(const char *path, size_t max, char **ret, size_t *ret_len,
                 struct idio_err *err) IDIO_MUST_CHECK;
/* Opens a regular file for reading; does not wait on a FIFO. ret_size may be NULL. */
int idio_fs_open_read(const char *path, int *ret_fd, uint64_t *ret_size,
                      struct idio_err *err) IDIO_MUST_CHECK;
/* On failure an existing file keeps its contents and nothing is left behind. `mode` goes through
 * the umask. A symbolic link at `path` is replaced, not followed. */
int idio_fs_write_atomic(const char *path, const void *p, size_t n, mode_t mode,
                         struct idio_err *err) IDIO_MUST_CHECK;
/* Makes the folder and its parents; one that exists is fine, a file in its place CONFLICT. */
int idio_fs_mkdirs(const char *path, mode_t mode, struct idio_err *err) IDIO_MUST_CHECK;
bool idio_fs_is_dir(const char *path);            /* follows the last link */
bool idio_fs_is_file(const char *path);           /* regular file, follows the last link */
char *idio_fs_join(const char *a, const char *b); /* "a/b"; b absolute gives b; idio_free it */
/* Absolute path without links; NOTFOUND names the path. idio_free it. */
int idio_fs_real(const char *path, char **ret, struct idio_err *err) IDIO_MUST_CHECK;
/* Last component, borrowed; trailing slashes stay ("a/b/" gives "b/", "/" gives "/"). */
const char *idio_fs_base(const char *path);

/* Bytes of the folder in a path, without the slash; 0 when there is none. */
size_t idio_fs_folder_len(const char *path);
enum idio_fs_kind { IDIO_FS_FILE, IDIO_FS_DIR, IDIO_FS_LINK, IDIO_FS_OTHER };
/* Of a path, without following a link at its end; NOTFOUND when nothing is there. */
int idio_fs_kind(const char *path, enum idio_fs_kind *ret, struct idio_err *err) IDIO_MUST_CHECK;
struct idio_fs_entry {
    char *name;
    enum idio_fs_kind kind;
    uint64_t size; /* files only, else 0 */
};
struct idio_fs_list {
    struct idio_fs_entry *at;
    size_t len, cap;
};
#define IDIO_FS_LIST_MAX 1000000
/* Entries of one folder without "." and "..", sorted by name bytes; more than IDIO_FS_LIST_MAX:
 * IDIO_E_LIMIT. `dir` itself must not be a link either: resolve a user's path by idio_fs_real. */
int idio_fs_list(const char *dir, struct idio_fs_list *ret, struct idio_err *err) IDIO_MUST_CHECK;
void idio_fs_list_release(struct idio_fs_list *l);

#endif
