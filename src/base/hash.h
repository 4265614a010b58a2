/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes: SHA-256 (OpenSSL EVP) for identity and approval, xxHash64 for tables and cache keys. */
#ifndef IDIO_BASE_HASH_H
#define IDIO_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define IDIO_SHA256_SIZE 32
#define IDIO_SHA256_HEX  (2 * IDIO_SHA256_SIZE + 1)

struct idio_sha256; /* running hash */
int idio_sha256_new(struct idio_sha256 **ret, struct idio_err *err) IDIO_MUST_CHECK;
int idio_sha256_update(struct idio_sha256 *h, const void *p, size_t n,
                       struct idio_err *err) IDIO_MUST_CHECK;
/* Writes 64 hex digits and NUL; the object may only be freed afterwards. */
int idio_sha256_hex(struct idio_sha256 *h, char ret[IDIO_SHA256_HEX],
                    struct idio_err *err) IDIO_MUST_CHECK;
struct idio_sha256 *idio_sha256_free(struct idio_sha256 *h);

/* Of one buffer, at once. */
int idio_sha256_of(const void *p, size_t n, char ret[IDIO_SHA256_HEX],
                   struct idio_err *err) IDIO_MUST_CHECK;
/* Of a file, streamed; names the file in errors. */
int idio_sha256_file(const char *path, char ret[IDIO_SHA256_HEX],
                     struct idio_err *err) IDIO_MUST_CHECK;

uint64_t idio_hash64(const void *p, size_t n, uint64_t seed);

#endif
