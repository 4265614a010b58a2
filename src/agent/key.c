/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys: read from a file that is nobody else's business, kept out of every text.
 *
 * What a server sends is cleaned before it is cut, because a key that is cut in half would not be
 * found; and the finished error is cleaned once more, because curl and the system have words too.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/agent_internal.h"
#include "base/fs.h"
#include "base/utf8.h"

static const char *const where = "agent.key";
static const char hidden[] = "[key]";

enum { QUOTE_READ = 1 << 16, PART_MIN = 4 };

int idio_key_check(const char *key, struct idio_err *err)
{
    size_t n = key ? strlen(key) : 0;

    if (n > IDIO_KEY_MAX)
        return idio_fail(err, IDIO_E_INVALID, where, "the key is longer than %d bytes",
                         IDIO_KEY_MAX);
    for (size_t i = 0; i < n; i++)
        if (key[i] <= ' ' || key[i] > '~') {
            idio_fail(err, IDIO_E_INVALID, where,
                      "the key has a blank, a control or a letter beyond ASCII at byte %zu", i + 1);
            return idio_hint(err, IDIO_E_INVALID, "copy it again, without line ends and quotes");
        }
    return IDIO_OK;
}

static int check_private(const char *path, int fd, struct idio_err *err)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return idio_fail_sys(err, errno, where, "opening %s", path);
    if (st.st_uid != geteuid())
        return idio_fail(err, IDIO_E_DENIED, where, "%s belongs to another user", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO)) {
        idio_fail(err, IDIO_E_DENIED, where, "%s holds a key, and others may use it (mode %03o)",
                  path, (unsigned)st.st_mode & 0777U);
        return idio_hint(err, IDIO_E_DENIED, "chmod 600 %s", path);
    }
    return IDIO_OK;
}

/* Most of a key and the line end behind it; *ret_len is more than `size` when there is more. */
static int read_some(const char *path, int fd, char *p, size_t size, size_t *ret_len,
                     struct idio_err *err)
{
    size_t n = 0;

    while (n < size) {
        ssize_t got = read(fd, p + n, size - n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return idio_fail_sys(err, errno, where, "reading %s", path);
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_len = n;
    return IDIO_OK;
}

static int take_key(const char *path, char *p, size_t n, char **ret, struct idio_err *err)
{
    struct idio_slice key = idio_slice_trim(idio_slice(p, n));
    char *copy;
    int status;

    if (key.n == 0)
        return idio_fail(err, IDIO_E_INVALID, where, "%s is empty, and no key", path);
    if (key.n > IDIO_KEY_MAX || memchr(key.p, '\0', key.n))
        return idio_fail(err, IDIO_E_INVALID, where, "%s is no key: more than %d bytes, or binary",
                         path, IDIO_KEY_MAX);
    copy = idio_strndup(key.p, key.n);
    if (!copy)
        return idio_nomem(err, where);
    status = idio_key_check(copy, err);
    if (status < 0) {
        idio_key_free(copy);
        return idio_context(err, status, "%s", path);
    }
    *ret = copy;
    return IDIO_OK;
}

int idio_key_read(const char *path, char **ret, struct idio_err *err)
{
    char p[IDIO_KEY_MAX + 4];
    size_t n = 0;
    int fd = -1, status = idio_fs_open_read(path, &fd, NULL, err);

    if (status < 0)
        return status;
    status = check_private(path, fd, err);
    if (status == IDIO_OK)
        status = read_some(path, fd, p, sizeof p, &n, err);
    close(fd);
    if (status == IDIO_OK)
        status = take_key(path, p, n, ret, err);
    explicit_bzero(p, sizeof p);
    return status;
}

char *idio_key_free(char *key)
{
    if (key) {
        explicit_bzero(key, strlen(key));
        idio_free(key);
    }
    return NULL;
}

/* ---- texts ----------------------------------------------------------------------------------- */
/* In place. A key shorter than its replacement is struck out by as many signs as it has. */
static void redact(const char *key, char *text, bool cut)
{
    size_t n = strlen(key), put = n < sizeof hidden - 1 ? n : sizeof hidden - 1;
    char *end = text + strlen(text);

    for (char *at = text; (at = strstr(at, key)); at += put) {
        memcpy(at, n < sizeof hidden - 1 ? "*****" : hidden, put);
        memmove(at + put, at + n, (size_t)(end - at) - n + 1);
        end -= n - put;
    }
    /* Its beginning at the end of a text that was cut. */
    for (size_t part = n - 1; cut && part >= PART_MIN; part--)
        if ((size_t)(end - text) >= part && memcmp(end - part, key, part) == 0) {
            end[-(ptrdiff_t)part] = '\0';
            break;
        }
}

void idio_key_redact(const char *key, struct idio_err *err)
{
    const size_t character = 4; /* idio_fail cuts between characters */

    if (!err || !key || !*key)
        return;
    redact(key, err->msg, strlen(err->msg) + character >= sizeof err->msg);
    redact(key, err->hint, strlen(err->hint) + character >= sizeof err->hint);
}

/* Runs of white space become one blank. */
static void one_line(struct idio_str *s)
{
    size_t to = 0;

    for (size_t i = 0; i < s->len; i++) {
        bool blank = s->data[i] == ' ' || s->data[i] == '\n' || s->data[i] == '\t';

        if (!blank)
            s->data[to++] = s->data[i];
        else if (to > 0 && s->data[to - 1] != ' ')
            s->data[to++] = ' ';
    }
    while (to > 0 && s->data[to - 1] == ' ')
        to--;
    s->len = to;
    s->data[to] = '\0';
}

int idio_quote(const char *key, const char *p, size_t n, char ret[IDIO_QUOTE_SIZE])
{
    static const char more[] = " …";
    struct idio_str raw, clean;
    size_t take = n < QUOTE_READ ? n : QUOTE_READ, keep;
    int status;

    ret[0] = '\0';
    idio_str_init(&raw, QUOTE_READ);
    idio_str_init(&clean, 8 * QUOTE_READ); /* a control becomes up to eight signs */
    idio_str_append(&raw, p, take);
    for (size_t i = 0; i < raw.len; i++) /* a key that goes on behind a NUL is no key */
        if (raw.data[i] == '\0')
            raw.data[i] = ' ';
    if (key && *key && raw.len > 0) {
        redact(key, raw.data, take < n);
        raw.len = strlen(raw.data);
    }
    idio_utf8_for_terminal(&clean, raw.data, raw.len);
    status = raw.failed < 0 ? raw.failed : clean.failed;
    if (status == IDIO_OK && clean.len > 0) {
        one_line(&clean);
        keep = clean.len;
        if (keep >= IDIO_QUOTE_SIZE)
            keep = idio_utf8_cut(clean.data, clean.len, IDIO_QUOTE_SIZE - sizeof more);
        memcpy(ret, clean.data, keep);
        memcpy(ret + keep, keep < clean.len ? more : "", keep < clean.len ? sizeof more : 1);
    }
    idio_str_release(&raw);
    idio_str_release(&clean);
    return status;
}
