/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against the standard's vectors, in pieces and from files. */
#include "idio_test.h"

#include "base/hash.h"

static const struct {
    const char *text, *hex;
} VECTORS[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void vectors(void **state)
{
    char hex[IDIO_SHA256_HEX];
    struct idio_err err;

    (void)state;
    for (size_t i = 0; i < IDIO_COUNT(VECTORS); i++) {
        assert_ok(idio_sha256_of(VECTORS[i].text, strlen(VECTORS[i].text), hex, &err), &err);
        assert_string_equal(hex, VECTORS[i].hex);
    }
    assert_ok(idio_sha256_of(NULL, 0, hex, &err), &err);
    assert_string_equal(hex, VECTORS[0].hex);
}

static void pieces_equal_the_whole(void **state)
{
    const char *text = VECTORS[2].text;
    size_t n = strlen(text);

    (void)state;
    for (size_t cut = 0; cut <= n; cut++) {
        struct idio_sha256 *h = NULL;
        char hex[IDIO_SHA256_HEX];
        struct idio_err err;

        assert_ok(idio_sha256_new(&h, &err), &err);
        assert_ok(idio_sha256_update(h, text, cut, &err), &err);
        assert_ok(idio_sha256_update(h, text + cut, n - cut, &err), &err);
        assert_ok(idio_sha256_hex(h, hex, &err), &err);
        assert_string_equal(hex, VECTORS[2].hex);
        assert_status(idio_sha256_update(h, "x", 1, &err), IDIO_E_BUG, &err);
        assert_status(idio_sha256_hex(h, hex, &err), IDIO_E_BUG, &err);
        assert_null(idio_sha256_free(h));
    }
    assert_null(idio_sha256_free(NULL));
}

static void files(void **state)
{
    static char big[100000];
    char dir[200], path[300], from_file[IDIO_SHA256_HEX], from_memory[IDIO_SHA256_HEX];
    struct idio_err err;

    (void)state;
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 31);
    snprintf(path, sizeof path, "%s/f", idio_test_dir(dir, sizeof dir));
    idio_test_write(path, big, sizeof big);
    assert_ok(idio_sha256_file(path, from_file, &err), &err);
    assert_ok(idio_sha256_of(big, sizeof big, from_memory, &err), &err);
    assert_string_equal(from_file, from_memory);
    idio_test_write(path, "", 0);
    assert_ok(idio_sha256_file(path, from_file, &err), &err);
    assert_string_equal(from_file, VECTORS[0].hex);
    snprintf(from_file, sizeof from_file, "untouched");
    assert_status(idio_sha256_file(dir, from_file, &err), IDIO_E_INVALID, &err);
    unlink(path);
    assert_status(idio_sha256_file(path, from_file, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.msg, path));
    assert_string_equal(from_file, "untouched");
    idio_test_remove(dir);
}

static void xxhash_is_stable(void **state)
{
    (void)state;
    /* The value of the reference implementation: cache keys on disk depend on it. */
    assert_true(idio_hash64("", 0, 0) == UINT64_C(0xEF46DB3751D8E999));
    assert_true(idio_hash64(NULL, 0, 0) == UINT64_C(0xEF46DB3751D8E999));
    assert_true(idio_hash64("abc", 3, 0) == UINT64_C(0x44BC2CF5AD770999));
    assert_true(idio_hash64("abc", 3, 1) != idio_hash64("abc", 3, 0));
}

static int hash_once(void *ctx)
{
    char hex[IDIO_SHA256_HEX];

    (void)ctx;
    return idio_sha256_of("abc", 3, hex, NULL);
}

static void survives_missing_memory(void **state)
{
    (void)state;
    IDIO_FAIL_EACH_ALLOC(hash_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(pieces_equal_the_whole),
        cmocka_unit_test(files),
        cmocka_unit_test(xxhash_is_stable),
        cmocka_unit_test(survives_missing_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
