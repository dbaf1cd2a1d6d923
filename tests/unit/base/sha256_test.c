/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/test.h"

static void check(const char *message, size_t bytes, size_t step, const char *expected)
{
    struct base_sha256 s;
    char hex[BASE_SHA256_HEX];

    base_sha256_init(&s);
    for (size_t at = 0; at < bytes; at += step)
        base_sha256_add(&s, message + at, bytes - at < step ? bytes - at : step);
    base_sha256_hex(&s, hex);
    assert_string_equal(hex, expected);
}

/* The examples that NIST publishes with FIPS 180-4. */
static void agrees_with_the_standard(void **state)
{
    (void)state;
    static char a[1000000];
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    check("", 0, 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check("abc", 3, 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check(two_blocks, strlen(two_blocks), 56,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(a, 'a', sizeof a);
    check(a, sizeof a, 4096,
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Around the ends of blocks, where the padding spills over, pieces give what the whole gives.
 */
static void pieces_give_what_the_whole_gives(void **state)
{
    (void)state;
    char message[200];

    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (char)(i * 37);
    for (size_t bytes = 0; bytes <= sizeof message; bytes++) {
        struct base_sha256 s;
        char whole[BASE_SHA256_HEX];

        base_sha256_init(&s);
        base_sha256_add(&s, message, bytes);
        base_sha256_hex(&s, whole);
        check(message, bytes, 1, whole);
        check(message, bytes, 13, whole);
    }
}

static void reads_files_and_reports_missing_ones(void **state)
{
    (void)state;
    char path[] = "sha256_test_XXXXXX", hex[BASE_SHA256_HEX];
    int file = mkstemp(path);

    assert_true(file >= 0);
    assert_int_equal(write(file, "abc", 3), 3);
    (void)close(file);
    assert_true(base_sha256_file(path, hex));
    assert_string_equal(hex,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    (void)unlink(path);
    assert_false(base_sha256_file(path, hex));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_standard),
        cmocka_unit_test(pieces_give_what_the_whole_gives),
        cmocka_unit_test(reads_files_and_reports_missing_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
