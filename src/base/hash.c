/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 through OpenSSL's EVP interface (it picks the CPU's SHA instructions), xxHash64 for
 * tables. The only file that sees openssl/ and xxhash.h.
 */
#include "base/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/fs.h"

enum { FILE_CHUNK = 16384 };

struct idio_sha256 {
    EVP_MD_CTX *evp;
    bool done;
};

int idio_sha256_new(struct idio_sha256 **ret, struct idio_err *err)
{
    struct idio_sha256 *h = idio_alloc(1, sizeof *h);

    if (!h)
        return idio_nomem(err, "hash.new");
    h->evp = EVP_MD_CTX_new();
    if (!h->evp) {
        idio_sha256_free(h);
        return idio_nomem(err, "hash.new");
    }
    if (EVP_DigestInit_ex(h->evp, EVP_sha256(), NULL) != 1) {
        idio_sha256_free(h);
        return idio_fail(err, IDIO_E_MISSING, "hash.new", "this OpenSSL offers no SHA-256");
    }
    *ret = h;
    return IDIO_OK;
}

struct idio_sha256 *idio_sha256_free(struct idio_sha256 *h)
{
    if (h) {
        EVP_MD_CTX_free(h->evp);
        idio_free(h);
    }
    return NULL;
}

int idio_sha256_update(struct idio_sha256 *h, const void *p, size_t n, struct idio_err *err)
{
    if (!h || h->done)
        return idio_fail(err, IDIO_E_BUG, "hash.update", "SHA-256 is not running");
    if (n > 0 && EVP_DigestUpdate(h->evp, p, n) != 1)
        return idio_fail(err, IDIO_E_BUG, "hash.update", "SHA-256 failed");
    return IDIO_OK;
}

int idio_sha256_hex(struct idio_sha256 *h, char ret[IDIO_SHA256_HEX], struct idio_err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[IDIO_SHA256_SIZE];

    if (!h || h->done)
        return idio_fail(err, IDIO_E_BUG, "hash.hex", "SHA-256 is not running");
    if (EVP_DigestFinal_ex(h->evp, raw, NULL) != 1)
        return idio_fail(err, IDIO_E_BUG, "hash.hex", "SHA-256 failed");
    h->done = true;
    for (size_t i = 0; i < sizeof raw; i++) {
        ret[2 * i] = digits[raw[i] >> 4];
        ret[2 * i + 1] = digits[raw[i] & 15];
    }
    ret[2 * sizeof raw] = '\0';
    return IDIO_OK;
}

int idio_sha256_of(const void *p, size_t n, char ret[IDIO_SHA256_HEX], struct idio_err *err)
{
    struct idio_sha256 *h = NULL;
    int status = idio_sha256_new(&h, err);

    if (status == IDIO_OK)
        status = idio_sha256_update(h, p, n, err);
    if (status == IDIO_OK)
        status = idio_sha256_hex(h, ret, err);
    idio_sha256_free(h);
    return status;
}

static int feed_file(struct idio_sha256 *h, int fd, const char *path, struct idio_err *err)
{
    char buf[FILE_CHUNK];

    for (;;) {
        ssize_t got = read(fd, buf, sizeof buf);
        int status;

        if (got == 0)
            return IDIO_OK;
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return idio_fail_sys(err, errno, "hash.file", "reading %s", path);
        }
        status = idio_sha256_update(h, buf, (size_t)got, err);
        if (status < 0)
            return status;
    }
}

int idio_sha256_file(const char *path, char ret[IDIO_SHA256_HEX], struct idio_err *err)
{
    struct idio_sha256 *h = NULL;
    int fd = -1;
    int status = idio_fs_open_read(path, &fd, NULL, err);

    if (status < 0)
        return status;
    status = idio_sha256_new(&h, err);
    if (status == IDIO_OK)
        status = feed_file(h, fd, path, err);
    if (status == IDIO_OK)
        status = idio_sha256_hex(h, ret, err);
    idio_sha256_free(h);
    close(fd);
    return status;
}

uint64_t idio_hash64(const void *p, size_t n, uint64_t seed)
{
    return XXH64(n > 0 ? p : "", n, seed);
}
